"""What the documents say: golden texts of the sample, and the facts that must not be lost."""

from __future__ import annotations

import dataclasses
from datetime import date, time
from fractions import Fraction
from pathlib import Path

import pytest
from openxml_audit import OpenXmlValidator

from docgen import documents
from docgen.campaign.model import AgendaItem, Campaign, Item, Official, ReportForm
from docgen.chinese import wording
from docgen.commands.build.render_all import render_all
from docgen.commands.check import check
from docgen.documents.forms.ballot import ballot_layout
from docgen.documents.stage2_review import BALLOT_NOTE
from tests.support.samples import with_info
from tools.update_golden import GOLDEN, SAMPLE, document_text, golden_texts


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    return golden_texts()


@pytest.fixture(scope="module")
def campaign() -> Campaign:
    read = check(SAMPLE).campaign
    assert read is not None
    return read


def rendered(campaign: Campaign, key: str) -> dict[str, str]:
    """The texts of a document's files, by file name."""
    planned = documents.plan(campaign, [key]).planned
    return {file.name: document_text(file.data) for file in render_all(planned)}


def the_text(campaign: Campaign, key: str) -> str:
    (text,) = rendered(campaign, key).values()
    return text


def test_the_sample_makes_exactly_the_golden_documents(texts: dict[str, str]) -> None:
    assert sorted(texts) == sorted(path.name for path in GOLDEN.iterdir())


@pytest.mark.parametrize("name", sorted(path.name for path in GOLDEN.iterdir()))
def test_a_document_of_the_sample_says_what_its_golden_text_says(
    texts: dict[str, str], name: str
) -> None:
    assert texts[name] == (GOLDEN / name).read_text(encoding="utf-8")


def test_every_document_meets_the_open_xml_rules_that_word_checks(
    campaign: Campaign, tmp_path: Path
) -> None:
    for file in render_all(documents.plan(campaign).planned):
        path = tmp_path / "document.docx"
        path.write_bytes(file.data)
        found = OpenXmlValidator().validate(path)
        assert [error.description for error in found.errors] == [], file.name


# Every fact of the campaign that the plan must carry, in words that it must hold.
PLAN_FACTS = {
    "R1 group and its work": ["组长：", "副组长：", "成员：", "组织、协调和督促检查"],
    "R2 supervising leader": ["韩立昌为本社区包保领导，对活动的每个环节进行指导和监督"],
    "R3 officials": ["林致远", "何静"],
    "R4 classes": ["参评代表共60名", "党员15名、居民代表20名、居民小组长10名、群众代表15名"],
    "R5 tellers": ["总监票人主持", "监票人、唱票人、计票人当场计票", "述评对象不得担任上述人员"],
    "R6 basis": ["云溪街道办事处《关于开展社区干部述职述廉民主评议工作的通知》（云街发〔2026〕12号）"],
    "ten-day periods": ["自2026年3月上旬开始，至2026年6月下旬结束"],
    "P1": ["召开动员大会，传达", "《云溪社区报》的活动公告", "公布实施方案和领导小组名单", "张贴述评公告"],
    "P2": ["可以召开一次，也可以召开多次", "现场质询", "无记名", "同一次会议", "全体到会代表"],
    "P3": ["测评结果自产生之日起10日内公布", "民主监督、民主决策和执行"],
    "P4": ["整改清单", "整改措施、责任人和完成时限", "总结报告", "归档", "报送云溪街道办事处"],
    "report contents": ["履行工作职责、依法办事、管理和服务社区、个人廉洁自律"],
    "items": ["测评项目共4项", "履行职责情况", "依法办事情况", "管理服务社区情况", "廉洁自律情况"],
    "supervision": ["上级机关监督", "包保领导监督", "居民义务监督员", "党务、政务、财务", "立即整改"],
    "disclosure": ["社区账目", "每季度", "计划生育工作经费", "发放时", "经济发展计划", "每年",
                   "最低生活保障金、困难补助金和救济款物", "书记、主任和“两委”成员", "接受居民监督", "常年",
                   "年度工作报告，提交居民代表会议审议", "知情权、参与权、监督权"],
    "decision": ["“两委”会集体研究决定", "党内重要事项", "切身利益", "先行公布、征求意见",
                 "形成决议后方为有效", "居民会议或者居民代表会议", "每季度召开一次议事会，由居民代表参加", "年终召开总结会议"],
    "execution": ["向居民作出的承诺", "居民反映最强烈的问题"],
    "directions": ["党建联系会", "优势互补、资源共享", "在职党员", "空白点", "社区、物业公司、居民三方",
                   "党员先知道", "党员先讨论", "党员先行动", "情系百姓，服务社区", "党员一面旗，奉献在小区",
                   "八小时以外", "后备干部", "学习型社区", "有偿、无偿和减免收费",
                   "党心连民心、亲情进万家", "增强忧患意识，强化民防观念，共建平安家园", "驻地官兵组织消防演练",
                   "防范传销", "卫生健康", "社区民警"],
    "theme": ["党建引领", "社区和谐", "凝聚各方力量", "平衡各方利益", "化解各类矛盾"],
    "aims": ["以居民满意不满意作为衡量标准", "履行职责、接受监督、转变作风、提高效能和服务水平"],
    "practice": ["不能当场答复的", "承诺答复日期", "三分之二", "“正”字", "签字", "为弃权", "该行无效",
                 "收回的票数多于发出的票数", "密封", "10日内公布", "不少于5个工作日"],
    "archive": ["以正文与附件为一件", "序号、文号、责任者、题名、日期、页数和备注"],
}  # fmt: skip


@pytest.mark.parametrize("fact", PLAN_FACTS)
def test_the_plan_carries_every_fact_of_the_campaign(texts: dict[str, str], fact: str) -> None:
    text = texts["01_实施方案.txt"]
    assert [words for words in PLAN_FACTS[fact] if words not in text] == []


def test_no_document_keeps_a_wrong_spelling(texts: dict[str, str]) -> None:
    whole = "".join(texts.values())
    assert [
        wrong
        for wrong in ("民主评述", "帐目", "(一)", "（5)", "！！", "，，", "。。")
        if wrong in whole
    ] == []


def test_a_plan_without_a_number_or_copies_prints_neither(campaign: Campaign) -> None:
    text = the_text(with_info(campaign, issue_number=None, copy_to=""), "implementation_plan")
    assert "发〔2026〕5号" not in text
    assert "抄送" not in text
    assert "印发" in text


def test_the_agenda_counts_times_on_from_the_start(campaign: Campaign) -> None:
    meeting = dataclasses.replace(campaign.meetings[0], start=time(23, 30))
    agenda = tuple(
        AgendaItem(meeting=meeting.name, content=f"第{n}项", owner="", minutes=20)
        for n in (1, 2, 3)
    )
    changed = dataclasses.replace(campaign, meetings=(meeting,), agenda=agenda)
    text = the_text(changed, "meeting_agenda")
    assert "23:30—23:50" in text
    assert "23:50—次日0:10" in text
    assert "次日0:10—次日0:30" in text


def test_the_agenda_gives_no_invented_times_after_an_item_without_minutes(
    campaign: Campaign,
) -> None:
    meeting = campaign.meetings[0]
    minutes = (15, None, 10)
    agenda = tuple(
        AgendaItem(meeting=meeting.name, content=f"第{n}项", owner="", minutes=m)
        for n, m in enumerate(minutes)
    )
    changed = dataclasses.replace(campaign, meetings=(meeting,), agenda=agenda)
    rows = [r for r in the_text(changed, "meeting_agenda").splitlines() if r.startswith("| ")]
    assert [row.split(" | ")[1] for row in rows[1:]] == ["9:00—9:15", "9:15", ""]


def test_each_class_gets_as_many_ballots_as_representatives_and_spares(campaign: Campaign) -> None:
    ballots = rendered(campaign, "ballot")
    numbers = [text.count(BALLOT_NOTE) for text in ballots.values()]
    assert numbers == [c.expected + c.spare for c in campaign.classes]


def test_a_class_without_representatives_gets_no_ballots(campaign: Campaign) -> None:
    first, *others = campaign.classes
    empty = dataclasses.replace(first, expected=0, present=0, issued=0, returned=0, invalid=0)
    changed = dataclasses.replace(campaign, classes=(empty, *others))
    assert len(rendered(changed, "ballot")) == len(others)


def test_a_ballot_names_no_voter_and_no_number(campaign: Campaign) -> None:
    people = {person.name for person in campaign.representatives}
    people -= {official.name for official in campaign.officials}
    for text in rendered(campaign, "ballot").values():
        assert not [name for name in people if name in text]
        title = text.splitlines()[0]
        ballots = text.split(BALLOT_NOTE)[1:]
        faces = {
            face.replace("| （沿此线裁开） |", "").partition(title)[0].strip(" |\n")
            for face in ballots
        }
        assert len(faces) == 1, "every ballot of a class looks the same"


def test_the_bulletin_prints_no_phone_number_but_the_public_one(campaign: Campaign) -> None:
    text = the_text(campaign, "result_bulletin")
    private = {m.phone for m in campaign.group} | {r.phone for r in campaign.representatives}
    private.add(campaign.info.contact_phone)
    assert not [phone for phone in private if phone and phone in text]
    assert campaign.info.supervision_phone in text


def test_the_bulletin_names_what_is_over_the_trigger(campaign: Campaign) -> None:
    text = the_text(with_info(campaign, trigger=Fraction(1, 5)), "result_bulletin")
    assert "下列测评项目的不满意率超过20%，列为整改重点：" in text
    for number, name, rate in ((1, "林致远", "23.53%"), (2, "何静", "21.57%")):
        assert f"{number}.{name}“管理服务社区情况”的不满意率为{rate}，" in text


def test_a_vote_with_no_valid_ballot_prints_a_dash_and_divides_nothing(campaign: Campaign) -> None:
    classes = tuple(
        dataclasses.replace(c, returned=c.issued, invalid=c.issued) for c in campaign.classes
    )
    counts = tuple(dataclasses.replace(row, votes=(0, 0, 0, 0)) for row in campaign.counts)
    text = the_text(
        dataclasses.replace(campaign, classes=classes, counts=counts), "result_bulletin"
    )
    assert "| 0 | 0 | 0 | 0 | 0 | 0 | — | — |" in text


def test_two_character_names_stand_level_with_three(campaign: Campaign) -> None:
    assert "| 何　静 |" in the_text(campaign, "leading_group_roster")


def test_the_bulletin_is_dated_on_the_first_day_of_the_use_of_results(campaign: Campaign) -> None:
    days = [work.start for work in campaign.schedule if work.stage == "成果运用"]
    lines = the_text(campaign, "result_bulletin").strip().splitlines()
    assert lines[-1].strip() == wording.chinese_date(min(days))
    assert min(days) > date(2026, 4, 10)


@pytest.mark.parametrize(
    ("officials", "items", "two_up"), [(1, 1, True), (2, 4, True), (2, 5, False), (6, 6, False)]
)
def test_two_ballots_share_a_page_only_when_both_fit(
    campaign: Campaign, officials: int, items: int, two_up: bool
) -> None:
    changed = dataclasses.replace(
        campaign,
        officials=tuple(
            Official(name=f"某{n}", post="社区主任", form=ReportForm.SPOKEN)
            for n in range(officials)
        ),
        items=tuple(Item(name=f"项目{n}", note="") for n in range(items)),
    )
    assert ballot_layout(changed, "测评票", ["类别", BALLOT_NOTE]).two_up is two_up


@pytest.mark.parametrize(
    "name", ["社区" * 60, "社" * 56 + "....区区", "a:b", "CON", "../../x", " . "]
)
def test_a_file_name_is_one_that_windows_takes(name: str) -> None:
    safe = documents.safe_name(name)
    assert safe == safe.strip(" .")
    assert 0 < len(safe.encode()) <= 180
    assert not set(safe) & set('\\/:*?"<>|')
    assert safe.upper() != "CON"
