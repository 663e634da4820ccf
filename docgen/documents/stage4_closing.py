"""总结整改: the report to the upper office, the letter with all papers, and their list."""

from __future__ import annotations

from collections.abc import Iterator

from docgen.campaign import tally
from docgen.campaign.model import Campaign, OpinionKind
from docgen.chinese import wording
from docgen.documents import context as view
from docgen.documents import results as votes
from docgen.documents import stage4_rectify
from docgen.documents.context import Context
from docgen.documents.core import Part


def closing_report(campaign: Campaign, base: Context) -> Iterator[Part]:
    """总结报告: what was done, what the vote said, how far rectification is, what comes next."""
    info = campaign.info
    results = tally.count(campaign)
    day = stage4_rectify.closing_day(campaign)
    context = (
        base
        | view.title(
            campaign, "关于", info.community, f"{info.year}年", info.campaign_name, "的总结报告"
        )
        | view.signature(campaign, day)
        | {
            "活动起止": wording.date_span(info.start, info.end),
            "票数": votes.turnout_row(results.turnout, "合计"),
            "测评结果": votes.rates(campaign, results),
            "比率范围": votes.spans(results),
            "最不满意": votes.highest(results, "dissatisfaction"),
            "超过触发值": votes.over_trigger(campaign, results),
            "意见总数": len(campaign.opinions),
            "意见分类": _opinion_words(campaign),
            "整改进展": stage4_rectify.state_words(campaign),
            "未完成": [
                {
                    "问题": item.problem.rstrip("。；;"),
                    "责任人": item.owner,
                    "完成时限": wording.chinese_date(item.deadline),
                    "状态": item.state.value,
                }
                for item in stage4_rectify.unfinished(campaign)
            ],
        }
    )
    yield Part(context, tuple(_facts(campaign, context, results)), day=day)


def _opinion_words(campaign: Campaign) -> str:
    """``服务方面5条、财务方面2条``, kinds without opinions left out."""
    numbers = {
        kind.value: sum(opinion.kind is kind for opinion in campaign.opinions)
        for kind in OpinionKind
    }
    return wording.joined(f"{kind}方面{number}条" for kind, number in numbers.items() if number)


def _facts(campaign: Campaign, context: Context, results: tally.Results) -> Iterator[str]:
    yield from (context["活动起止"], context["文件依据"])
    for meeting in campaign.meetings:
        yield from (wording.chinese_date(meeting.day), meeting.name)
    for stage in context["阶段"]:
        yield stage["起止"]
        yield from (work["工作内容"] for work in stage["工作"])
    yield from votes.turnout_facts(results.turnout)
    yield from votes.rate_facts(context)
    yield from (context["意见分类"], context["整改进展"])
    for item in context["未完成"]:
        yield from item.values()
    yield from context["整改方向"]


def filing_letter(campaign: Campaign, base: Context) -> Iterator[Part]:
    """报送函: hands the papers in; ``with_files`` adds how many they are."""
    info = campaign.info
    day = stage4_rectify.closing_day(campaign)
    context = (
        base
        | view.title(
            campaign, "关于", "报送", info.community, f"{info.year}年", info.campaign_name,
            "材料", "的函",
        )
        | view.signature(campaign, day)
        | _no_files()
        | {"附件名称": _list_title(campaign)["标题文"]}
    )  # fmt: skip
    facts = (
        info.upper_office,
        context["文件依据"],
        context["附件名称"],
        info.contact,
        info.contact_phone,
        wording.chinese_date(day),
    )
    yield Part(context, facts, day=day)


def contents_list(campaign: Campaign, base: Context) -> Iterator[Part]:
    """材料目录: the letter's attachment; ``with_files`` gives it its rows."""
    yield Part(
        base | _list_title(campaign) | _no_files(), (), day=stage4_rectify.closing_day(campaign)
    )


def _list_title(campaign: Campaign) -> Context:
    info = campaign.info
    return view.title(
        campaign, info.community, f"{info.year}年", info.campaign_name, "材料", "目录"
    )


def _no_files() -> Context:
    return {"材料": [], "材料件数": 0, "缺页数": False}
