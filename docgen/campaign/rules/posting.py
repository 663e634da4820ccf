"""Rules about postings (公示): of the results, and of how rectification gets on."""

from __future__ import annotations

from collections.abc import Iterator

from docgen.campaign import schema
from docgen.campaign.model import Campaign, Stage
from docgen.campaign.rules.base import rule, warning
from docgen.campaign.schema import Use
from docgen.campaign.timeline import closing_day, stage_start
from docgen.campaign.workdays import posting_period
from docgen.chinese.wording import chinese_date
from docgen.errors import Problem


@rule(
    Use(schema.INFO, ("end", "posting_days")),
    Use(schema.SCHEDULE, ("stage", "start")),
    Use(schema.MEETINGS, ("kind", "day")),
)
def postings_count_real_working_days(campaign: Campaign) -> Iterator[Problem]:
    """The last day of a posting is certain only where the holidays are known."""
    info = campaign.info
    first = stage_start(campaign, Stage.USE)
    starts = [first] if first else []
    if first and campaign.rectifications:
        starts.append(closing_day(campaign))
    unknown = [
        posting
        for start in starts
        if not (posting := posting_period(start, info.posting_days)).known
    ]
    if unknown:
        days = "、".join(chinese_date(day) for day in dict.fromkeys(p.last for p in unknown))
        yield warning(
            "posting-holidays-unknown",
            info,
            "posting_days",
            f"放假安排尚未收录，公示截止日期（{days}）按周末推算",
            "请按照当年的放假和调休安排核对公示材料中的截止日期。",
        )


@rule(Use(schema.INFO, ("start", "end", "posting_days")), Use(schema.SCHEDULE, ("stage", "start")))
def results_hang_within_the_campaign(campaign: Campaign) -> Iterator[Problem]:
    """The results have been posted long enough before the campaign ends."""
    info = campaign.info
    start = stage_start(campaign, Stage.USE)
    if start is None or not info.start <= start <= info.end:
        return  # dates that are wrong in themselves are reported anyway
    last = posting_period(start, info.posting_days).last
    if last > info.end:
        yield warning(
            "posting-ends-late",
            info,
            "posting_days",
            f"测评结果从{chinese_date(start)}起公示{info.posting_days}个工作日，"
            f"到{chinese_date(last)}才截止，晚于活动结束日期（{chinese_date(info.end)}）",
            "请核对公示天数、活动结束日期和“成果运用”阶段的开始日期。",
        )


RULES = (postings_count_real_working_days, results_hang_within_the_campaign)
