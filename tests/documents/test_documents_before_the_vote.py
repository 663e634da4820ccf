"""The notice, the sign-in sheets, the report outlines, the count sheets and the record of
questions: what they must show, however the campaign is made up."""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta
from fractions import Fraction

import pytest

from docgen import documents
from docgen.campaign.model import (
    Campaign,
    Grade,
    Item,
    Meeting,
    MeetingKind,
    Opinion,
    OpinionKind,
    OpinionSource,
    ReportForm,
    Stage,
)
from docgen.campaign.tally import voting_classes
from docgen.commands.build.render_all import render_all
from docgen.documents.stage2_counting import COUNTS_BY_HAND
from docgen.gbt9704 import examine
from docgen.rendering.inspection import texts
from tests.support.samples import sample_campaign, with_info
from tools.update_golden import document_text

NEW = ("public_notice", "sign_in_sheet", "report_outline", "count_sheet", "question_record")
REVIEW = "述职述廉民主评议会议"
MOBILISATION = "述职述廉民主评议活动动员大会"


@pytest.fixture(scope="module")
def campaign() -> Campaign:
    return sample_campaign()


def rendered(campaign: Campaign, key: str) -> dict[str, str]:
    """The texts of a document's files, by what their names add."""
    planned = documents.plan(campaign, [key]).planned
    files = render_all(planned)
    return {
        item.part.suffix: document_text(file.data)
        for item, file in zip(planned, files, strict=True)
    }


def the_text(campaign: Campaign, key: str) -> str:
    (text,) = rendered(campaign, key).values()
    return text


def review_meeting(campaign: Campaign) -> Meeting:
    return next(m for m in campaign.meetings if m.kind is MeetingKind.REVIEW)


def with_second_review(campaign: Campaign) -> Campaign:
    first = review_meeting(campaign)
    second = dataclasses.replace(
        first, name="第二场述评会议", day=first.day + timedelta(days=3), place="东片活动室"
    )
    return dataclasses.replace(campaign, meetings=(*campaign.meetings, second))


def with_officials(campaign: Campaign, number: int) -> Campaign:
    first = campaign.officials[0]
    officials = tuple(
        dataclasses.replace(first, name=f"干部{'甲乙丙丁戊己'[n]}") for n in range(number)
    )
    return dataclasses.replace(campaign, officials=officials)


def with_grades(campaign: Campaign, number: int) -> Campaign:
    grades = tuple(
        Grade(name=f"{'甲乙丙丁戊己'[n]}等", satisfied=n == 0, unsatisfied=n == number - 1)
        for n in range(number)
    )
    return dataclasses.replace(campaign, grades=grades)


def groups(text: str) -> dict[str, list[list[str]]]:
    """The rows of a sign-in sheet under the heading of each group, as cells."""
    found: dict[str, list[list[str]]] = {}
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split(" | ")]
        if line.startswith("| ") and len(cells) == 1:
            found[cells[0]] = []
        elif line.startswith("| ") and cells[0] != "序号":
            list(found.values())[-1].append(cells)
    return found


def names_in(rows: list[list[str]]) -> list[str]:
    return [row[1].replace("　", "") for row in rows]


# --- 述评公告 ----------------------------------------------------------------------------


def test_the_notice_says_when_and_where_who_reports_and_whom_to_ask(campaign: Campaign) -> None:
    text = the_text(campaign, "public_notice")
    for words in (
        f"{REVIEW}于2026年4月10日（星期五）14:00在社区党群服务中心一楼多功能厅召开。",
        "幸福里社区党总支书记林致远（口头述职）、幸福里社区居民委员会主任何静（口头述职）",
        "参评代表共60名，其中党员15名、居民代表20名、居民小组长10名、群众代表15名",
        "履行职责情况、依法办事情况、管理服务社区情况、廉洁自律情况",
        "10日内公布，公示时间不少于5个工作日",
        "联系人：苏晓雯，监督电话：0000-5550128。",
        "刊登于《云溪社区报》",
    ):
        assert words in text


def test_the_notice_prints_supervision_phone_and_newspaper_only_when_given(
    campaign: Campaign,
) -> None:
    text = the_text(with_info(campaign, supervision_phone="", newspaper=""), "public_notice")
    assert "监督电话" not in text
    assert "刊登" not in text
    assert "《》" not in text
    assert "联系人：苏晓雯。" in text


def test_a_newspaper_typed_with_its_book_marks_has_them_once(campaign: Campaign) -> None:
    text = the_text(with_info(campaign, newspaper="《云溪社区报》"), "public_notice")
    assert "刊登于《云溪社区报》。" in text


def test_the_notice_tells_residents_no_private_phone_number(campaign: Campaign) -> None:
    text = the_text(campaign, "public_notice")
    private = {m.phone for m in campaign.group} | {r.phone for r in campaign.representatives}
    assert not [p for p in private - {campaign.info.contact_phone} if p and p in text]


def test_the_notice_lists_every_review_meeting(campaign: Campaign) -> None:
    text = the_text(with_second_review(campaign), "public_notice")
    assert f"1.{REVIEW}于2026年4月10日（星期五）" in text
    assert "2.第二场述评会议于2026年4月13日（星期一）14:00在东片活动室召开。" in text


def test_the_notice_waits_for_a_review_meeting(campaign: Campaign) -> None:
    others = tuple(m for m in campaign.meetings if m.kind is not MeetingKind.REVIEW)
    plan = documents.plan(dataclasses.replace(campaign, meetings=others), ["public_notice"])
    assert [waiting.needs[0].sheet.name for waiting in plan.waiting] == ["会议"]
    assert plan.planned == ()


@pytest.mark.parametrize(
    ("changes", "posted", "signed"),
    [
        ({}, None, date(2026, 3, 9)),  # 推选参评代表，张贴述评公告
        ({"issued_on": date(2026, 3, 11)}, None, date(2026, 3, 11)),  # not before it was written
        ({}, date(2026, 4, 20), date(2026, 3, 5)),  # not after the meeting
    ],
)
def test_the_notice_is_signed_on_the_day_it_is_posted(
    campaign: Campaign, changes: dict[str, date], posted: date | None, signed: date
) -> None:
    schedule = tuple(
        dataclasses.replace(work, start=posted) if posted and "张贴" in work.content else work
        for work in campaign.schedule
    )
    changed = with_info(dataclasses.replace(campaign, schedule=schedule), **changes)
    (planned,) = documents.plan(changed, ["public_notice"]).planned
    assert planned.part.day == signed
    last = the_text(changed, "public_notice").strip().splitlines()[-1]
    assert last.strip() == f"{signed.year}年{signed.month}月{signed.day}日"


# --- 签到表 ------------------------------------------------------------------------------


def test_every_representative_has_a_row_to_sign_under_the_own_class(campaign: Campaign) -> None:
    found = groups(rendered(campaign, "sign_in_sheet")[REVIEW])
    assert list(found) == [
        *(f"{c.name}（应到{c.expected}名，实到＿＿＿名）" for c in campaign.classes),
        "列席人员",
    ]
    for voter_class, rows in zip(campaign.classes, found.values(), strict=False):
        people = [p for p in campaign.representatives if p.voter_class == voter_class.name]
        assert names_in(rows) == [person.name for person in people]
        assert [row[2] for row in rows] == [person.unit for person in people]
        assert [row[0] for row in rows] == [str(n) for n in range(1, len(people) + 1)]


def test_people_of_one_name_in_two_places_have_a_row_each(campaign: Campaign) -> None:
    first, second, *others = campaign.representatives
    twins = (first, dataclasses.replace(second, name=first.name), *others)
    changed = dataclasses.replace(campaign, representatives=twins)
    rows = next(iter(groups(rendered(changed, "sign_in_sheet")[REVIEW]).values()))
    assert names_in(rows).count(first.name) == 2


def test_without_a_roster_each_class_has_a_blank_row_for_everyone_expected(
    campaign: Campaign,
) -> None:
    changed = dataclasses.replace(campaign, representatives=())
    for text in rendered(changed, "sign_in_sheet").values():
        by_class = {name.split("（")[0]: rows for name, rows in groups(text).items()}
        for voter_class in campaign.classes:
            rows = by_class[voter_class.name]
            assert len(rows) == voter_class.expected
            assert not any("".join(row[1:]) for row in rows)


def test_a_review_meeting_has_five_rows_for_observers_another_ten_for_others(
    campaign: Campaign,
) -> None:
    sheets = {name: groups(text) for name, text in rendered(campaign, "sign_in_sheet").items()}
    assert len(sheets[REVIEW]["列席人员"]) == 5
    assert len(sheets[MOBILISATION]["其他参会人员"]) == 10
    assert "其他参会人员" not in sheets[REVIEW]


def test_the_leading_group_signs_first_where_there_is_no_vote(campaign: Campaign) -> None:
    sheets = {name: groups(text) for name, text in rendered(campaign, "sign_in_sheet").items()}
    name, rows = next(iter(sheets[MOBILISATION].items()))
    assert name == "领导小组（共9名）"
    assert names_in(rows) == [member.name for member in campaign.group]
    assert not any(group.startswith("领导小组") for group in sheets[REVIEW])


def test_the_sheet_tells_how_many_must_have_come_before_a_vote(campaign: Campaign) -> None:
    sheets = rendered(with_info(campaign, quorum=Fraction(7, 11)), "sign_in_sheet")
    assert "（即39名），方可进行测评" in sheets[REVIEW]  # 60 × 7/11 is 38.2
    assert "方可进行测评" not in sheets[MOBILISATION]


def test_representatives_of_several_review_meetings_are_not_all_expected_at_each(
    campaign: Campaign,
) -> None:
    sheets = rendered(with_second_review(campaign), "sign_in_sheet")
    for name in (REVIEW, "第二场述评会议"):
        assert "| 党员（各场合计应到15名，本场实到＿＿＿名） |" in sheets[name]
        assert "各场合计应到代表60名" in sheets[name]


def test_each_sheet_belongs_to_the_stage_and_day_of_its_meeting(campaign: Campaign) -> None:
    planned = documents.plan(campaign, ["sign_in_sheet"]).planned
    assert [item.stage for item in planned] == [Stage.MOBILISE, Stage.REVIEW, Stage.RECTIFY]
    assert [item.part.day for item in planned] == [m.day for m in campaign.meetings]


# --- 述职述廉报告 ------------------------------------------------------------------------


def test_every_official_has_an_outline_with_the_four_parts(campaign: Campaign) -> None:
    written = dataclasses.replace(campaign.officials[1], form=ReportForm.WRITTEN)
    officials = (campaign.officials[0], written)
    changed = dataclasses.replace(
        campaign, officials=officials, items=(Item(name="联系群众情况", note=""),)
    )
    outlines = rendered(changed, "report_outline")
    assert list(outlines) == ["林致远", "何静"]
    for official, text in zip(officials, outlines.values(), strict=True):
        title = text.split("各位代表：")[0].replace("⏎", "").strip()
        assert title == f"{official.post}{official.name}2026年述职述廉报告"
        assert f"以{official.form.value}方式" in text
        assert "联系群众情况" in text
        headings = [line for line in text.splitlines() if line[1:2] == "、"]
        assert headings == [
            "一、履行工作职责情况", "二、依法办事情况", "三、管理和服务社区情况",
            "四、个人廉洁自律情况", "五、存在的主要问题", "六、下一步打算",
        ]  # fmt: skip
        assert "思想政治情况" in text.split("一、履行工作职责情况")[0]
        assert "述职人（签名）：" in text


# --- 计票单 ------------------------------------------------------------------------------


@pytest.mark.parametrize("grades", [2, 3, 4, 5, 6])
def test_both_counts_have_a_box_for_every_official_item_and_grade(
    campaign: Campaign, grades: int
) -> None:
    changed = with_grades(with_officials(campaign, 6), grades)
    sheets = rendered(changed, "count_sheet")
    assert list(sheets) == [c.name for c in voting_classes(campaign.classes)]
    for text in sheets.values():
        copies = text.split("计票单（")[1:]
        assert [copy.split("）")[0] for copy in copies] == list(COUNTS_BY_HAND)
        for copy in copies:
            rows = [line[2:-2].split(" | ") for line in copy.splitlines() if line[:2] == "| "]
            names = [grade.name for grade in changed.grades]
            assert rows[0] == ["述评对象", "测评项目", *names, "弃权及单项无效", "合计"]
            assert {len(row) for row in rows} == {4 + grades}
            assert [row[1] for row in rows[1:]] == [i.name for i in campaign.items] * 6
            assert not any("".join(row[2:]).strip() for row in rows[1:])
            for label in ("发出票", "收回票", "有效票", "无效票", "第一次计票人",
                          "第二次计票人", "唱票人", "监票人", "总监票人", "日期"):  # fmt: skip
                assert f"{label}：＿" in copy


# --- 质询记录 ----------------------------------------------------------------------------


def question_rows(text: str) -> list[list[str]]:
    rows = [line[2:-2].split(" | ") for line in text.splitlines() if line[:2] == "| "]
    assert rows[0] == ["序号", "质询人", "质询内容", "答复人", "答复情况", "承诺答复日期"]
    return rows[1:]


def test_the_record_holds_what_was_asked_on_the_spot_and_blank_rows(campaign: Campaign) -> None:
    rows = question_rows(the_text(campaign, "question_record"))
    asked = [o.content for o in campaign.opinions if o.origin is OpinionSource.QUESTION]
    assert len(asked) == 2
    assert [row[2] for row in rows] == [*asked, *[""] * 8]


def test_the_record_holds_more_than_ten_questions(campaign: Campaign) -> None:
    opinions = tuple(
        Opinion(origin=OpinionSource.QUESTION, content=f"第{n}问？", kind=OpinionKind.OTHER)
        for n in range(13)
    )
    changed = dataclasses.replace(campaign, opinions=opinions)
    rows = question_rows(the_text(changed, "question_record"))
    assert [row[2] for row in rows] == [opinion.content for opinion in opinions]


def test_no_question_is_put_down_for_a_meeting_it_may_not_belong_to(campaign: Campaign) -> None:
    records = rendered(with_second_review(campaign), "question_record")
    assert list(records) == [REVIEW, "第二场述评会议"]
    for text in records.values():
        assert [row[2] for row in question_rows(text)] == [""] * 10
    assert "2026年4月13日14:00" in records["第二场述评会议"]
    assert "东片活动室" in records["第二场述评会议"]


# --- all of them -------------------------------------------------------------------------


def test_the_documents_meet_the_layout_standard_whatever_the_campaign(campaign: Campaign) -> None:
    place = "云溪市新城区经济技术开发区幸福里街道东方红第三社区"
    for changed in (
        campaign,
        with_info(campaign, community=place, supervision_phone="", newspaper=""),
        with_second_review(with_grades(with_officials(campaign, 6), 6)),
        with_grades(with_officials(dataclasses.replace(campaign, representatives=()), 1), 2),
    ):
        planned = documents.plan(changed, NEW).planned
        for item, file in zip(planned, render_all(planned), strict=True):
            found = list(examine(file.data, tuple(texts(item.part.context))))
            assert found == [], file.name
