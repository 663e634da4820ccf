"""The results of the vote as documents show them: rows of tables, and what stands out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from docgen.campaign import origins, schema, tally
from docgen.campaign.model import Campaign, Official, Stage
from docgen.campaign.tally import ItemResult, Line, Turnout
from docgen.campaign.timeline import stage_spans
from docgen.chinese import wording
from docgen.documents import context as view
from docgen.documents.context import Context
from docgen.rendering.charts import Chart, Series

ROWS_OF_A_PAGE = 25  # of a table of results in the bulletin, under two headings and over its note


def results_day(campaign: Campaign) -> date:
    """The date of the results: the first day of 成果运用, when they are published."""
    return next(span.start for span in stage_spans(campaign) if span.stage is Stage.USE)


def turnout_row(turnout: Turnout, name: str) -> Context:
    """A row of the table of attendance and ballots."""
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


def official_result(number: int, official: Official, results: tally.Results) -> Context:
    """An official's rows, item by item, and the chart of this number (from 1) about them.

    整表: the table fits a page with its heading, caption and notes, and is not split.
    """
    own = [result for result in results.items if result.official == official.name]
    return view.row(schema.OFFICIALS, official) | {
        "项目": [_item(result) for result in own],
        "整表": sum(1 + len(result.by_class) for result in own) <= ROWS_OF_A_PAGE,
        "有图": any(result.total.valid for result in own),
        "图": _chart(number, official, own),
    }


def rates(campaign: Campaign, results: tally.Results) -> list[Context]:
    """Each official with the rates of every item, for a table without the classes."""
    return [
        view.row(schema.OFFICIALS, official)
        | {
            "项目": [
                _item(result) | {"有效票": result.total.valid}
                for result in results.items
                if result.official == official.name
            ]
        }
        for official in campaign.officials
    ]


def rate_facts(context: Context) -> list[str]:
    """The names and figures of ``rates``, under 测评结果 in a context."""
    shown = ["名称", "有效票", "满意率", "不满意率"]
    shown += ["加权满意率", "加权不满意率"] if context["有权重"] else []
    return [
        fact
        for official in context["测评结果"]
        for fact in (
            official["姓名"],
            *(str(item[name]) for item in official["项目"] for name in shown),
        )
    ]


def turnout_facts(turnout: Turnout) -> list[str]:
    """The figures of attendance and ballots."""
    return [str(value) for value in turnout_row(turnout, "").values() if value != ""]


def spans(results: tally.Results) -> list[Context]:
    """For each official the lowest and the highest rate: ``72.55%至96.08%``, ``—`` without any."""
    spans = []
    for name in dict.fromkeys(result.official for result in results.items):
        lines = [result.total for result in results.items if result.official == name]
        spans.append(
            {
                "姓名": name,
                "满意率": _span([line.satisfaction for line in lines]),
                "不满意率": _span([line.dissatisfaction for line in lines]),
            }
        )
    return spans


def _span(rates: Sequence[Fraction | None]) -> str:
    known = [rate for rate in rates if rate is not None]
    if not known:
        return wording.percent(None)
    return "至".join(dict.fromkeys(wording.percent(rate) for rate in (min(known), max(known))))


def _item(result: ItemResult) -> Context:
    total = result.total
    return {
        "名称": result.item,
        "各行": [
            line_row(total, "合计"),
            *(line_row(line, name) for name, line in result.by_class.items()),
        ],
        "满意率": wording.percent(total.satisfaction),
        "不满意率": wording.percent(total.dissatisfaction),
        "加权满意率": wording.percent(result.weighted_satisfaction),
        "加权不满意率": wording.percent(result.weighted_dissatisfaction),
        "平均分": "—" if total.score is None else wording.decimal(total.score),
    }


def line_row(line: Line, name: str) -> Context:
    """A row of the table of results: a class, or all together."""
    return {
        "类别": name,
        "有效票": line.valid,
        "票数": list(line.votes),
        "弃权及单项无效": line.unmarked,
        "满意率": wording.percent(line.satisfaction),
        "不满意率": wording.percent(line.dissatisfaction),
    }


def _chart(number: int, official: Official, own: Sequence[ItemResult]) -> Chart:
    """Bars stacked by grade, one for each item, all classes together."""
    grades = own[0].total.grades
    series = [
        Series(grade.name, tuple(result.total.votes[place] for result in own))
        for place, grade in enumerate(grades)
    ]
    series.append(Series("弃权及单项无效", tuple(result.total.unmarked for result in own)))
    return Chart(
        number,
        f"{official.name}各测评项目得票情况",
        tuple(result.item for result in own),
        tuple(series),
    )


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
    """The items over the trigger, each with the rectification items that answer it."""
    trigger = campaign.info.trigger
    return [
        {
            "姓名": result.official,
            "项目": result.item,
            "不满意率": wording.percent(rate),
            "整改项目": [
                {
                    "序号": number,
                    "问题": campaign.rectifications[number - 1].problem.rstrip("。；;"),
                }
                for number in origins.answers(campaign, result.official, result.item)
            ],
        }
        for result in results.items
        if (rate := result.total.dissatisfaction) is not None and rate > trigger
    ]


def opinions_by_kind(campaign: Campaign) -> list[Context]:
    """The opinions, kind by kind in the order of the choices, each a sentence."""
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
