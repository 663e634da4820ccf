"""What is made once the vote is counted: postings, notices, the report that closes the campaign."""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta
from fractions import Fraction

import pytest

from docgen import documents
from docgen.campaign import tally
from docgen.campaign.model import (
    ArrangementKind,
    Campaign,
    MeetingKind,
    Rectification,
    RectificationState,
    Stage,
)
from docgen.campaign.rules import check_rules
from docgen.chinese import wording
from docgen.commands.build.render_all import render_all
from docgen.documents import stage3_posting, stage4_rectify
from docgen.errors import Problem
from docgen.gbt9704 import examine
from docgen.rendering.inspection import texts
from tests.support.samples import sample_campaign, with_info
from tools.update_golden import document_text

AFTER_THE_VOTE = (
    "result_posting",
    "disclosure_schedule",
    "rectification_notice",
    "rectification_posting",
    "closing_report",
    "filing_letter",
    "contents_list",
)


@pytest.fixture(name="campaign")
def campaign_fixture() -> Campaign:
    return sample_campaign()


def rendered(campaign: Campaign, key: str) -> dict[str, str]:
    """The texts of a document's files, by file name."""
    planned = documents.plan(campaign, [key]).planned
    return {file.name: document_text(file.data) for file in render_all(planned)}


def the_text(campaign: Campaign, key: str) -> str:
    (text,) = rendered(campaign, key).values()
    return text


def moved(campaign: Campaign, days: int) -> Campaign:
    """The campaign so many days later, under the name of the year in which it ends."""
    later = timedelta(days=days)
    end = campaign.info.end + later
    return dataclasses.replace(
        with_info(campaign, start=campaign.info.start + later, end=end, year=end.year),
        schedule=tuple(
            dataclasses.replace(work, start=work.start + later, end=work.end + later)
            for work in campaign.schedule
        ),
        meetings=tuple(
            dataclasses.replace(meeting, day=meeting.day + later) for meeting in campaign.meetings
        ),
        rectifications=tuple(
            dataclasses.replace(item, deadline=item.deadline + later)
            for item in campaign.rectifications
        ),
    )


def with_items(campaign: Campaign, number: int) -> Campaign:
    """So many rectification items, each with a problem and an owner of its own."""
    first = campaign.rectifications[0]
    return dataclasses.replace(
        campaign,
        rectifications=tuple(
            dataclasses.replace(first, problem=f"第{n}个问题", owner=f"负责{n}号")
            for n in range(1, number + 1)
        ),
    )


def in_states(campaign: Campaign, *states: RectificationState) -> Campaign:
    """An item for each state."""
    items: list[Rectification] = []
    for number, state in enumerate(states, start=1):
        first = campaign.rectifications[0]
        items.append(dataclasses.replace(first, problem=f"第{number}个问题", state=state))
    return dataclasses.replace(campaign, rectifications=tuple(items))


def found(campaign: Campaign, code: str) -> list[Problem]:
    return [problem for problem in check_rules(campaign).problems if problem.code == code]


# --- postings ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "days", "words"),
    [
        (date(2026, 4, 13), 5, "自2026年4月13日起至17日止，共5个工作日"),
        # Friday before the holiday of Labour Day, 1 to 5 May; Saturday 9 May is worked.
        (date(2026, 4, 30), 5, "自2026年4月30日起至5月9日止，共5个工作日"),
        (date(2026, 12, 30), 5, "自2026年12月30日起至2027年1月5日止，共5个工作日"),
    ],
)
def test_a_posting_says_its_last_day_in_working_days(
    campaign: Campaign, start: date, days: int, words: str
) -> None:
    assert stage3_posting.posting_words(with_info(campaign, posting_days=days), start) == words


def test_the_posting_of_the_results_starts_when_they_are_published(campaign: Campaign) -> None:
    text = the_text(campaign, "result_posting")
    assert "公示时间自2026年4月13日起至17日止，共5个工作日。" in text
    assert text.strip().endswith("2026年4月13日")
    assert "监督电话：0000-5550128" in text


def test_the_posting_of_the_results_shows_the_rates_of_every_item(campaign: Campaign) -> None:
    rows = [r for r in the_text(campaign, "result_posting").splitlines() if r.startswith("| ")]
    results = tally.count(campaign).items
    assert [row.split(" | ")[1:] for row in rows[1:]] == [
        [
            result.item,
            str(result.total.valid),
            wording.percent(result.total.satisfaction),
            f"{wording.percent(result.total.dissatisfaction)} |",
        ]
        for result in results
    ]


def test_the_posting_of_the_results_shows_weighted_rates_only_with_weights(
    campaign: Campaign,
) -> None:
    assert "加权" not in the_text(campaign, "result_posting")
    weighted = dataclasses.replace(
        campaign,
        classes=tuple(
            dataclasses.replace(c, weight=Fraction(weight))
            for c, weight in zip(campaign.classes, (40, 30, 20, 10), strict=True)
        ),
    )
    text = the_text(weighted, "result_posting")
    for result in tally.count(weighted).items:
        satisfied, unsatisfied = result.weighted_satisfaction, result.weighted_dissatisfaction
        assert f"| {wording.percent(satisfied)} | {wording.percent(unsatisfied)} |" in text
    assert "党员40%、居民代表30%、居民小组长20%、群众代表10%" in text


def test_a_posting_names_no_telephone_where_there_is_none(campaign: Campaign) -> None:
    for key in ("result_posting", "rectification_posting"):
        text = the_text(with_info(campaign, supervision_phone=""), key)
        assert "电话" not in text, key


def test_a_posting_in_a_year_of_unknown_holidays_is_made_and_warned_of(campaign: Campaign) -> None:
    assert found(campaign, "posting-holidays-unknown") == []
    later = moved(campaign, 364)
    (problem,) = found(later, "posting-holidays-unknown")
    assert problem.cell == later.info.source.cell("posting_days")
    assert "2027年4月16日" in problem.message
    assert "自2027年4月12日起至16日止" in the_text(later, "result_posting")


def test_the_posting_of_rectification_is_warned_of_too(campaign: Campaign) -> None:
    late = dataclasses.replace(with_info(campaign, end=date(2026, 12, 30)), meetings=())
    (problem,) = found(late, "posting-holidays-unknown")
    assert "2027年1月5日" in problem.message
    assert "4月17日" not in problem.message
    assert not found(dataclasses.replace(late, rectifications=()), "posting-holidays-unknown")


def test_nothing_is_warned_of_before_there_is_a_day_for_the_results(campaign: Campaign) -> None:
    without = tuple(work for work in campaign.schedule if work.stage is not Stage.USE)
    later = dataclasses.replace(moved(campaign, 364), schedule=without)
    assert not found(later, "posting-holidays-unknown")
    assert not found(later, "posting-ends-late")


@pytest.mark.parametrize(("end", "late"), [(date(2026, 4, 17), False), (date(2026, 4, 16), True)])
def test_results_must_hang_out_before_the_campaign_ends(
    campaign: Campaign, end: date, late: bool
) -> None:
    assert bool(found(with_info(campaign, end=end), "posting-ends-late")) is late


# --- disclosure --------------------------------------------------------------------------


def test_the_disclosure_schedule_says_when_each_matter_is_next_due(campaign: Campaign) -> None:
    text = the_text(campaign, "disclosure_schedule")
    rows = [r.strip("| ").split(" | ") for r in text.splitlines() if r.startswith("| ")][1:]
    assert [row[2] for row in rows] == [matter.matter for matter in campaign.disclosures]
    assert [row[-1] for row in rows] == [
        "2026年6月30日", "发放时公开", "2026年12月31日", "发放时公开", "常年公开", "2026年12月31日",
        "常年公开",
    ]  # fmt: skip


def test_the_disclosure_schedule_waits_for_no_vote(campaign: Campaign) -> None:
    early = dataclasses.replace(campaign, counts=(), rectifications=(), opinions=())
    assert "下次公开时间" in the_text(early, "disclosure_schedule")


# --- rectification -----------------------------------------------------------------------


def test_every_owner_gets_a_notice_of_their_own_items_only(campaign: Campaign) -> None:
    notices = rendered(campaign, "rectification_notice")
    assert len(notices) == len(campaign.rectifications)
    for number, (item, (name, text)) in enumerate(
        zip(campaign.rectifications, notices.items(), strict=True), start=1
    ):
        assert name.endswith(f"_{number}_{item.owner}.docx")
        lines = text.splitlines()
        assert f"{item.owner}：" in lines
        assert f"整改事项（第{number}号）" in lines
        assert f"| 完成时限 | {wording.chinese_date(item.deadline)} |" in lines
        assert text.count(f"| 问题 | {item.problem} |") == 2, "in the notice and on the slip"
        others = {each.problem for each in campaign.rectifications} - {item.problem}
        assert not [problem for problem in others if problem in text]


def test_a_notice_leaves_out_what_the_workbook_does_not_say(campaign: Campaign) -> None:
    bare = dataclasses.replace(campaign.rectifications[0], origin="", found_on=None, leader="")
    text = the_text(dataclasses.replace(campaign, rectifications=(bare,)), "rectification_notice")
    assert not [head for head in ("| 来源 |", "| 发现时间 |", "| 责任领导 |") if head in text]


def test_a_notice_is_dated_on_the_first_day_of_its_stage(campaign: Campaign) -> None:
    first = min(work.start for work in campaign.schedule if work.stage is Stage.RECTIFY)
    for text in rendered(campaign, "rectification_notice").values():
        notice, _, slip = text.partition("整改回执\n")
        assert notice.strip().endswith(wording.chinese_date(first))
        assert "整改措施落实情况" in slip


def test_the_posting_of_rectification_leaves_out_no_item(campaign: Campaign) -> None:
    text = the_text(with_items(campaign, 40), "rectification_posting")
    assert [n for n in range(1, 41) if f"| 第{n}个问题 |" not in text] == []
    assert "列入整改清单的问题共40项" in text


def test_the_posting_of_rectification_counts_every_state(campaign: Campaign) -> None:
    done, doing, waiting = (
        RectificationState.DONE, RectificationState.IN_PROGRESS, RectificationState.NOT_STARTED,
    )  # fmt: skip
    text = the_text(in_states(campaign, done, doing, done, waiting, doing, done),
                    "rectification_posting")  # fmt: skip
    assert "共6项，其中已完成3项、整改中2项、未启动1项。" in text
    text = the_text(in_states(campaign, done, done), "rectification_posting")
    assert "共2项，其中已完成2项。" in text


def test_the_campaign_is_closed_by_its_last_closing_meeting_or_on_its_last_day(
    campaign: Campaign,
) -> None:
    assert stage4_rectify.closing_day(campaign) == date(2026, 6, 25)
    assert "自2026年6月25日起至7月1日止" in the_text(campaign, "rectification_posting")
    others = tuple(m for m in campaign.meetings if m.kind is not MeetingKind.CLOSING)
    without = dataclasses.replace(campaign, meetings=others)
    assert stage4_rectify.closing_day(without) == campaign.info.end
    assert "自2026年6月30日起至7月6日止" in the_text(without, "rectification_posting")


# --- the closing report ------------------------------------------------------------------


def test_the_numbers_of_the_closing_report_are_those_of_the_count(campaign: Campaign) -> None:
    text = the_text(campaign, "closing_report")
    results = tally.count(campaign)
    total = results.turnout
    assert f"应到参评代表{total.expected}名，实到{total.present}名" in text
    assert f"发出测评票{total.issued}张，收回{total.returned}张" in text
    assert f"有效票{total.valid}张，无效票{total.invalid}张" in text
    for official in campaign.officials:
        own = [r.total for r in results.items if r.official == official.name]
        rates = sorted(line.satisfaction for line in own if line.satisfaction is not None)
        lowest, highest = wording.percent(rates[0]), wording.percent(rates[-1])
        assert f"{official.name}各测评项目的满意率为{lowest}至{highest}" in text
    for result in results.items:
        assert f"| {result.item} | {result.total.valid} |" in text


def test_the_closing_report_names_what_is_still_open_with_its_deadline(campaign: Campaign) -> None:
    text = the_text(campaign, "closing_report")
    for item in campaign.rectifications:
        line = f"完成时限：{wording.chinese_date(item.deadline)}）。"
        listed = [row for row in text.splitlines() if item.problem in row and line in row]
        assert bool(listed) == (item.state is not RectificationState.DONE), item.problem


def test_the_closing_report_says_so_when_nothing_is_open(campaign: Campaign) -> None:
    text = the_text(in_states(campaign, RectificationState.DONE), "closing_report")
    assert "尚未完成" not in text
    assert "均已完成" in text


def test_the_closing_report_tells_of_every_meeting_opinion_and_direction(
    campaign: Campaign,
) -> None:
    text = the_text(campaign, "closing_report")
    assert "召开会议3次" in text
    assert f"共收集意见建议{len(campaign.opinions)}条，其中党务方面2条" in text
    directions = [
        each.content for each in campaign.arrangements if each.kind is ArrangementKind.RECTIFICATION
    ]
    assert directions
    assert [content for content in directions if content not in text] == []


def test_the_closing_report_claims_no_meetings_or_opinions_that_are_not_in_the_workbook(
    campaign: Campaign,
) -> None:
    text = the_text(dataclasses.replace(campaign, meetings=(), opinions=()), "closing_report")
    assert "召开会议" not in text
    assert "活动中未收集到意见建议。" in text


def test_the_closing_report_waits_for_the_count_and_for_rectification(campaign: Campaign) -> None:
    uncounted = dataclasses.replace(campaign, counts=())
    for lacking in (uncounted, dataclasses.replace(campaign, rectifications=())):
        plan = documents.plan(lacking, ["closing_report"])
        assert not plan.planned
        assert [waiting.document.key for waiting in plan.waiting] == ["closing_report"]


# --- layout ------------------------------------------------------------------------------


def long_names(campaign: Campaign) -> Campaign:
    return with_info(
        campaign,
        party_org="中国共产党云溪街道幸福里阳光花园第一社区总支部委员会",
        committee="云溪街道幸福里阳光花园第一社区居民委员会",
        upper_office="云溪市高新技术产业开发区云溪街道办事处",
    )


@pytest.mark.parametrize("key", AFTER_THE_VOTE)
def test_the_documents_keep_to_the_standard(campaign: Campaign, key: str) -> None:
    for case in (campaign, with_items(campaign, 1), long_names(with_items(campaign, 12))):
        planned = documents.plan(case).planned
        wanted = [each for each in planned if each.document.key == key][:2]
        for each, file in zip(wanted, render_all(wanted), strict=True):
            assert examine(file.data, tuple(texts(each.part.context))) == (), file.name
