"""What is posted for residents once there are results: the results, and what is disclosed when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from docgen.campaign import schema, tally
from docgen.campaign.disclosure_dates import next_due
from docgen.campaign.model import Campaign, Disclosure, MeetingKind
from docgen.campaign.workdays import posting_period
from docgen.chinese import wording
from docgen.documents import context as view
from docgen.documents import results as votes
from docgen.documents.context import Context
from docgen.documents.core import Part


def posting_words(campaign: Campaign, start: date) -> str:
    """``自2026年4月13日起至17日止，共5个工作日``: a posting of 公示天数 working days."""
    days = campaign.info.posting_days
    posting = posting_period(start, days)
    first, _, last = wording.date_span(posting.first, posting.last).partition("至")
    return f"自{first}起至{last or first}止，共{days}个工作日"


def result_posting(campaign: Campaign, base: Context) -> Iterator[Part]:
    """测评结果公示: attendance, ballots, rates of every item, and how long it hangs."""
    info = campaign.info
    results = tally.count(campaign)
    day = votes.results_day(campaign)
    review = [m for m in campaign.meetings if m.kind is MeetingKind.REVIEW]
    context = (
        base
        | view.title(
            campaign, "关于", info.community, f"{info.year}年", info.campaign_name,
            "测评结果", "的公示",
        )
        | view.signature(campaign, day)
        | {
            "票数": votes.turnout_row(results.turnout, "合计"),
            "测评结果": votes.rates(campaign, results),
            "公示期": posting_words(campaign, day),
            "述评会议日期": wording.joined(wording.chinese_date(m.day) for m in review),
        }
    )  # fmt: skip
    yield Part(
        context,
        facts=(
            *votes.turnout_facts(results.turnout),
            *votes.rate_facts(context),
            context["公示期"],
            context["监督电话"],
        ),
        day=day,
    )


def disclosure_schedule(campaign: Campaign, base: Context) -> Iterator[Part]:
    """公开事项目录: what is disclosed how often, by whom, and when it is next due."""
    info = campaign.info
    day = votes.results_day(campaign)
    matters = [
        view.row(schema.DISCLOSURES, matter) | {"下次公开时间": _due(matter, day, info.year)}
        for matter in campaign.disclosures
    ]
    context = (
        base
        | view.title(campaign, info.community, f"{info.year}年", "公开事项", "目录")
        | {"公开事项": matters, "公布日期": wording.chinese_date(day)}
    )
    yield Part(
        context,
        facts=tuple(
            str(row[name])
            for row in matters
            for name in ("类别", "事项", "公开周期", "公开方式", "责任人", "下次公开时间")
        ),
        day=day,
    )


def _due(matter: Disclosure, after: date, year: int) -> str:
    due = next_due(matter.period, after, year)
    return wording.chinese_date(due) if isinstance(due, date) else due
