"""成果运用: the results of the vote, made known."""

from __future__ import annotations

from collections.abc import Iterator

from docgen.campaign import tally
from docgen.campaign.model import Campaign, MeetingKind
from docgen.chinese import wording
from docgen.documents import context as view
from docgen.documents import results as votes
from docgen.documents.context import Context
from docgen.documents.core import Part


def result_bulletin(campaign: Campaign, base: Context) -> Iterator[Part]:
    """测评结果通报: attendance, ballots, counts and rates, opinions, what happens next."""
    info = campaign.info
    results = tally.count(campaign)
    officials = [
        votes.official_result(number, official, results)
        for number, official in enumerate(campaign.officials, start=1)
    ]
    day = votes.results_day(campaign)
    review = [m for m in campaign.meetings if m.kind is MeetingKind.REVIEW]
    context = (
        base
        | view.title(
            campaign,
            "关于",
            info.community,
            f"{info.year}年",
            info.campaign_name,
            "测评结果",
            "的通报",
        )
        | view.signature(campaign, day)
        | {
            "票数": votes.turnout_row(results.turnout, "合计"),
            "分类票数": [
                votes.turnout_row(turnout, name) for name, turnout in results.by_class.items()
            ],
            "测评结果": officials,
            "图表": [official for official in officials if official["有图"]],
            "最满意": votes.highest(results, "satisfaction"),
            "最不满意": votes.highest(results, "dissatisfaction"),
            "超过触发值": votes.over_trigger(campaign, results),
            "意见分类": votes.opinions_by_kind(campaign),
            "意见总数": len(campaign.opinions),
            "述评会议日期": wording.joined(wording.chinese_date(m.day) for m in review),
        }
    )
    yield Part(context, tuple(_facts(campaign, context, results.turnout)), day=day)


def _facts(campaign: Campaign, context: Context, total: tally.Turnout) -> Iterator[str]:
    extra = [
        *(("加权满意率", "加权不满意率") if context["有权重"] else ()),
        *(("平均分",) if context["有分值"] else ()),
    ]
    yield from (official.name for official in campaign.officials)
    yield from map(str, (total.expected, total.present, total.issued, total.returned))
    yield from map(str, (total.valid, total.invalid))
    for official in context["测评结果"]:
        for item in official["项目"]:
            for line in item["各行"]:
                rates = [value for name, value in line.items() if name != "票数"]
                yield from map(str, (*line["票数"], *rates))
    for official in context["测评结果"]:
        for item in official["项目"]:
            yield from (str(item[name]) for name in extra)
    yield from (opinion.content for opinion in campaign.opinions)
