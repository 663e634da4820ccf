"""Rules about the year: what an old workbook carries over must not pass for this campaign's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from docgen.campaign import schema
from docgen.campaign.model import Campaign, Info, MeetingKind, OpinionSource, Record
from docgen.campaign.rules.base import dated_rule, error, rule, warning
from docgen.campaign.schema import Use
from docgen.campaign.workdays import is_working_day
from docgen.chinese.wording import (
    chinese_date,
    document_number,
    with_hexagonal_brackets,
    year_behind,
)
from docgen.errors import Problem

LATEST_MONTH_OF_LAST_YEAR = 3  # a review of last year's work is held by the end of March
MOST_DAYS_AHEAD = 183  # a plan issued longer before its campaign is another campaign's
_USUAL_DAYS_AHEAD = 92
_BASIS_YEAR = re.compile(r"〔(20\d\d)〕")
_BASIS_TITLE_YEAR = re.compile(r"(20\d\d)年")
_WEEKDAYS = "一二三四五六日"


def _is_stale(info: Info) -> bool:
    """Whether the date of issue is so early that it must be another campaign's."""
    return (info.start - info.issued_on).days > MOST_DAYS_AHEAD


def _review_days(campaign: Campaign) -> list[date]:
    return [m.day for m in campaign.meetings if m.kind is MeetingKind.REVIEW]


@rule(Use(schema.INFO, ("year", "start", "end")))
def year_is_the_campaigns(campaign: Campaign) -> Iterator[Problem]:
    """年度 is a year of the campaign's dates, or the one before when it is held in spring."""
    info = campaign.info
    if info.year in (info.start.year, info.end.year) or info.end < info.start:
        return
    message = f"年度（{info.year}年）与活动日期（{info.start.year}年）不符"
    reviews_last_year = info.year == info.start.year - 1
    if reviews_last_year and info.start.month <= LATEST_MONTH_OF_LAST_YEAR:
        hint = "评议上一年度工作的无需处理；否则请核对年度和活动日期。"
        yield warning("campaign-year-differs", info, "year", message, hint)
    else:
        yield error("campaign-year-differs", info, "year", message, "请核对年度和活动日期。")


@rule(Use(schema.INFO, ("start", "end", "issued_on")), Use(schema.MEETINGS, ("kind", "day")))
def plan_is_issued_for_this_campaign(campaign: Campaign) -> Iterator[Problem]:
    """The plan's date lies neither long before the campaign nor after the vote it announces."""
    info = campaign.info
    if info.end < info.start:
        return
    days_ahead = (info.start - info.issued_on).days
    issued, start = chinese_date(info.issued_on), chinese_date(info.start)
    reviews = _review_days(campaign)
    if _is_stale(info):
        yield error(
            "issued-long-before",
            info,
            "issued_on",
            f"成文日期（{issued}）比活动开始日期（{start}）早{days_ahead}天，像是往年的",
            "请填写本次实施方案的成文日期；由往年的工作簿改成的，票数、意见建议、整改清单也要换成本次的。",
        )
    elif days_ahead > _USUAL_DAYS_AHEAD:
        yield warning(
            "issued-long-before",
            info,
            "issued_on",
            f"成文日期（{issued}）比活动开始日期（{start}）早{days_ahead}天",
            "实施方案一般在活动开始前后印发，请核对。",
        )
    elif reviews and info.issued_on > min(reviews):
        yield error(
            "issued-after-vote",
            info,
            "issued_on",
            f"成文日期（{issued}）晚于述评会议（{chinese_date(min(reviews))}），"
            "而实施方案应在述评会议之前印发",
            "请核对成文日期和会议日期。",
        )


@rule(Use(schema.INFO, ("issuer_code", "issue_number", "issued_on", "start")))
def number_is_of_this_campaign(campaign: Campaign) -> Iterator[Problem]:
    """发文字号 bears the year of 成文日期 (GB/T 9704-2012, 7.2.5): with an old date it is old."""
    info = campaign.info
    number = document_number(info.issuer_code, info.issued_on.year, info.issue_number)
    if number and _is_stale(info):
        yield error(
            "number-of-another-year",
            info,
            "issue_number",
            f"发文字号“{number}”是往年的",
            "请填写本次实施方案的发文顺序号；还没有编号的先空着。",
        )


@rule(Use(schema.INFO, ("issuer_code", "issued_on")))
def code_is_without_a_year(campaign: Campaign) -> Iterator[Problem]:
    """代字 names the office alone; the year of the number is that of 成文日期."""
    info = campaign.info
    year = year_behind(info.issuer_code)
    if year is None:
        return
    report = warning if year == info.issued_on.year else error
    yield report(
        "code-with-year",
        info,
        "issuer_code",
        f"发文机关代字“{info.issuer_code}”里写了年份"
        + ("" if year == info.issued_on.year else f"，与成文日期（{info.issued_on.year}年）不符"),
        "只写代字，例如：幸居发；年份和顺序号由程序加上。",
    )


@rule(Use(schema.INFO, ("basis_number", "basis_title", "issued_on", "year", "start")))
def basis_is_of_this_campaign(campaign: Campaign) -> Iterator[Problem]:
    """The document that the campaign rests on is not younger than the plan, nor an old one."""
    info = campaign.info
    found = _BASIS_YEAR.search(with_hexagonal_brackets(info.basis_number))
    field, name = "basis_number", "文件依据文号"
    if found is None:
        found = _BASIS_TITLE_YEAR.search(info.basis_title)
        field, name = "basis_title", "文件依据名称"
    if found is None:
        return
    year, message = int(found[1]), f"{name}“{getattr(info, field)}”是{found[1]}年的"
    if year > max(info.issued_on.year, info.year):
        yield error(
            "basis-of-another-year",
            info,
            field,
            f"{message}，晚于成文日期（{chinese_date(info.issued_on)}）",
            "依据的文件应在实施方案之前印发，请核对文号、年度和成文日期。",
        )
    elif year < info.year and _is_stale(info):
        yield error(
            "basis-of-another-year",
            info,
            field,
            f"{message}，成文日期也是往年的",
            "请填写部署本次活动的文件。",
        )
    elif year < info.year - (info.start.month <= LATEST_MONTH_OF_LAST_YEAR):
        yield warning(
            "basis-of-another-year",
            info,
            field,
            f"{message}，而年度是{info.year}年",
            "仍以这份文件为依据的无需处理；本次另有文件的，请改填。",
        )


@rule(by_row=(Use(schema.MEETINGS, ("name", "day")),))
def meetings_are_on_working_days(campaign: Campaign) -> Iterator[Problem]:
    """A meeting on a day off is possible, but looked at again."""
    for meeting in campaign.meetings:
        if not is_working_day(meeting.day):
            yield warning(
                "meeting-on-day-off",
                meeting,
                "day",
                f"“{meeting.name}”的日期{chinese_date(meeting.day)}"
                f"（星期{_WEEKDAYS[meeting.day.weekday()]}）是休息日",
                "特意安排在休息日的无需处理；否则请核对日期。",
            )


@dated_rule(Use(schema.MEETINGS, ("kind", "day")))
def results_follow_the_vote(campaign: Campaign, today: date) -> Iterator[Problem]:
    """Nothing of a vote is known before the day of the meeting where people vote."""
    reviews = _review_days(campaign)
    if not reviews or min(reviews) <= today:
        return
    filled = list(_told_by_the_vote(campaign))
    if not filled:
        return
    record, field, _ = filled[0]
    places = "、".join(dict.fromkeys(f"《{place}》" for _, _, place in filled))
    yield error(
        "results-before-vote",
        record,
        field,
        f"述评会议{chinese_date(min(reviews))}才召开，核对时的日期是{chinese_date(today)}，"
        f"{places}中却已有测评的票数或者会上的意见，像是往年的",
        f"请清空{places}中往年的内容，会后填写本次的；会议日期填错的，或者电脑的日期不对的，请改正。",
    )


def _told_by_the_vote(campaign: Campaign) -> Iterator[tuple[Record, str, str]]:
    """Record, field and sheet of what only the meeting can have brought."""
    for row in campaign.counts:
        if row.votes is not None:
            yield row, "votes", row.source.sheet
    for each in campaign.classes:
        for field in ("present", "issued", "returned", "invalid"):
            if getattr(each, field) is not None:
                yield each, field, each.source.sheet
    for opinion in campaign.opinions:
        if opinion.origin in (OpinionSource.BALLOT, OpinionSource.QUESTION):
            yield opinion, "origin", opinion.source.sheet


RULES = (
    year_is_the_campaigns,
    plan_is_issued_for_this_campaign,
    number_is_of_this_campaign,
    code_is_without_a_year,
    basis_is_of_this_campaign,
    meetings_are_on_working_days,
)
DATED_RULES = (results_follow_the_vote,)
