"""成果运用: the results of the vote, made known."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from docgen import schema, tally, wording
from docgen.documents import view
from docgen.documents.core import Part
from docgen.documents.view import Context
from docgen.model import Campaign, MeetingKind, Official, Stage
from docgen.rules.calendar import stage_spans
from docgen.tally import Line, Turnout


def result_bulletin(campaign: Campaign, base: Context) -> Iterator[Part]:
    """测评结果通报: attendance, ballots, counts and rates, opinions, what happens next."""
    info = campaign.info
    results = tally.count(campaign)
    officials = [_official_result(official, results) for official in campaign.officials]
    day = results_day(campaign)
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
            "票数": _turnout(results.turnout, "合计"),
            "分类票数": [_turnout(turnout, name) for name, turnout in results.by_class.items()],
            "测评结果": officials,
            "最满意": _highest(results, "satisfaction"),
            "最不满意": _highest(results, "dissatisfaction"),
            "超过触发值": _over_trigger(campaign, results),
            "意见分类": _opinions(campaign),
            "意见总数": len(campaign.opinions),
            "述评会议日期": wording.joined(wording.chinese_date(m.day) for m in review),
        }
    )
    total = results.turnout
    yield Part(
        context,
        facts=(
            *(o.name for o in campaign.officials),
            *(str(n) for n in (total.expected, total.present, total.issued, total.returned)),
            *(str(n) for n in (total.valid, total.invalid)),
            *(
                str(value)
                for official in officials
                for item in official["项目"]
                for line in item["各行"]
                for value in (*line["票数"], *(v for k, v in line.items() if k != "票数"))
            ),
            *(opinion.content for opinion in campaign.opinions),
        ),
        day=day,
    )


def results_day(campaign: Campaign) -> date:
    """The date of the results: the first day of 成果运用, when they are published."""
    return next(span.start for span in stage_spans(campaign) if span.stage is Stage.USE)


def _turnout(turnout: Turnout, name: str) -> Context:
    return {
        "类别": name,
        "应到": turnout.expected,
        "实到": turnout.present,
        "到会率": wording.percent(turnout.attendance),
        "发出": turnout.issued,
        "收回": turnout.returned,
        "有效": turnout.valid,
        "无效": turnout.invalid,
    }


def _official_result(official: Official, results: tally.Results) -> Context:
    return view.row(schema.OFFICIALS, official) | {
        "项目": [
            {
                "名称": result.item,
                "各行": [
                    _line(result.total, "合计"),
                    *(_line(line, name) for name, line in result.by_class.items()),
                ],
            }
            for result in results.items
            if result.official == official.name
        ]
    }


def _line(line: Line, name: str) -> Context:
    return {
        "类别": name,
        "有效票": line.valid,
        "票数": list(line.votes),
        "弃权及单项无效": line.unmarked,
        "满意率": wording.percent(line.satisfaction),
        "不满意率": wording.percent(line.dissatisfaction),
    }


def _highest(results: tally.Results, rate_name: str) -> list[Context]:
    """For each official the items whose rate, all classes together, is highest and not zero."""
    highest = []
    for name in dict.fromkeys(result.official for result in results.items):
        rates = {
            result.item: rate
            for result in results.items
            if result.official == name and (rate := getattr(result.total, rate_name))
        }
        if rates:
            top = max(rates.values())
            items = "".join(f"“{item}”" for item, rate in rates.items() if rate == top)
            highest.append({"姓名": name, "项目": items, "比率": wording.percent(top)})
    return highest


def _over_trigger(campaign: Campaign, results: tally.Results) -> list[Context]:
    trigger = campaign.info.trigger
    return [
        {"姓名": result.official, "项目": result.item, "不满意率": wording.percent(rate)}
        for result in results.items
        if (rate := result.total.dissatisfaction) is not None and rate > trigger
    ]


def _opinions(campaign: Campaign) -> list[Context]:
    kinds = dict.fromkeys(opinion.kind for opinion in campaign.opinions)
    return (
        [
            {
                "类别": kind.value,
                "内容": [
                    wording.sentence(opinion.content)
                    for opinion in campaign.opinions
                    if opinion.kind is kind
                ],
            }
            for kind in type(next(iter(kinds)))
            if kind in kinds
        ]
        if kinds
        else []
    )
