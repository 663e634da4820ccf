"""The results of the vote as documents show them: rows of tables, and what stands out."""

from __future__ import annotations

from datetime import date

from docgen import schema, tally, wording
from docgen.documents import view
from docgen.documents.view import Context
from docgen.model import Campaign, Official, Stage
from docgen.rules.calendar import stage_spans
from docgen.tally import Line, Turnout


def results_day(campaign: Campaign) -> date:
    """The date of the results: the first day of 成果运用, when they are published."""
    return next(span.start for span in stage_spans(campaign) if span.stage is Stage.USE)


def turnout_row(turnout: Turnout, name: str) -> Context:
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


def official_result(official: Official, results: tally.Results) -> Context:
    return view.row(schema.OFFICIALS, official) | {
        "项目": [
            {
                "名称": result.item,
                "各行": [
                    line_row(result.total, "合计"),
                    *(line_row(line, name) for name, line in result.by_class.items()),
                ],
            }
            for result in results.items
            if result.official == official.name
        ]
    }


def line_row(line: Line, name: str) -> Context:
    return {
        "类别": name,
        "有效票": line.valid,
        "票数": list(line.votes),
        "弃权及单项无效": line.unmarked,
        "满意率": wording.percent(line.satisfaction),
        "不满意率": wording.percent(line.dissatisfaction),
    }


def highest(results: tally.Results, rate_name: str) -> list[Context]:
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


def over_trigger(campaign: Campaign, results: tally.Results) -> list[Context]:
    trigger = campaign.info.trigger
    return [
        {"姓名": result.official, "项目": result.item, "不满意率": wording.percent(rate)}
        for result in results.items
        if (rate := result.total.dissatisfaction) is not None and rate > trigger
    ]


def opinions_by_kind(campaign: Campaign) -> list[Context]:
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
