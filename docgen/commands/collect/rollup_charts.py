"""The charts of the roll-up, which Excel and WPS edit, and the sheet of figures they show.

A chart shows all communities while it stays readable on a page, else the first and the last.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from openpyxl.chart import BarChart, Reference
from openpyxl.chart.data_source import StrRef
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.series import SeriesLabel
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.text import (
    CharacterProperties,
    Font,
    Paragraph,
    ParagraphProperties,
    RichTextProperties,
)
from openpyxl.worksheet.pagebreak import Break

from docgen.campaign.model import RectificationState
from docgen.commands.collect.figures import Entry, Rollup, ranked
from docgen.workbook.writing.report_table import (
    CellKind,
    ReportBook,
    ReportColumn,
    ReportTable,
    Value,
    set_up_print,
    write_title,
)

CHARTS, FIGURES = "图表", "图表数据"
MOST_BARS = 30  # of a chart that shows all; beyond that, the first and the last
END_BARS = 20
_WIDTH, _BAR, _FRAME = 25.0, 0.44, 3.2  # cm: a chart, a bar with its gap, what is around bars
_ROW = 15.0  # points, of the rows under the charts
_PAGE = 15.8  # cm of charts on a page
_CM = 28.35  # points
_SATISFIED, _ATTENDED = "2E75B6", "548235"
_STATES = {
    RectificationState.DONE: "8CC168",
    RectificationState.IN_PROGRESS: "FFD24D",
    RectificationState.NOT_STARTED: "F08A7C",
}


@dataclass(frozen=True, slots=True)
class _Bars:
    """Bars of one chart: where their figures stand, under which heading, in which columns."""

    title: str
    head: int
    first: int
    last: int
    label: int
    columns: tuple[int, ...]
    colours: tuple[str, ...]
    is_share: bool = True


def add_charts(book: ReportBook, rollup: Rollup) -> None:
    """The sheets 图表 and 图表数据."""
    worksheet = book.sheet(CHARTS)
    write_title(worksheet, "图表", f"各图的数字见《{FIGURES}》。", 12)
    for number in range(1, 13):
        worksheet.column_dimensions[chr(64 + number)].width = 9.5
    set_up_print(worksheet)
    table, charts = _figures(book, rollup)
    row, used = 3, 0.0
    for bars in charts:
        chart = _chart(table.worksheet, bars)
        if used and used + chart.height > _PAGE:
            worksheet.row_breaks.append(Break(id=row - 2))
            used = 0.0
        worksheet.add_chart(chart, f"A{row}")
        rows = int(chart.height * _CM / _ROW) + 2
        row, used = row + rows, used + rows * _ROW / _CM
    for number in range(3, row):
        worksheet.row_dimensions[number].height = _ROW
    if not charts:
        write_title(worksheet, "图表", "没有可以画图的数字。", 12)


# --- the figures -------------------------------------------------------------------------


def _figures(book: ReportBook, rollup: Rollup) -> tuple[ReportTable, list[_Bars]]:
    """The sheet of figures, three tables side by side, and what charts show of them."""
    columns = (
        *(
            ReportColumn("社区", 24, CellKind.TEXT, "满意率"),
            ReportColumn("满意率", 10, CellKind.RATE, "满意率"),
        ),
        *(
            ReportColumn("社区", 24, CellKind.TEXT, "到会率"),
            ReportColumn("到会率", 10, CellKind.RATE, "到会率"),
        ),
        ReportColumn("社区", 24, CellKind.TEXT, "整改项目"),
        *(ReportColumn(state.value, 8, group="整改项目") for state in _STATES),
    )
    explanation = "满意率、到会率从高到低排列；整改项目按未完成的项目数从多到少排列。"
    table = ReportTable(book, FIGURES, "图表数据", explanation, columns)
    table.worksheet.freeze_panes = f"A{table.first_row}"
    pleased = ranked(rollup.counted, lambda entry: entry.figures.satisfaction)
    attended = ranked(rollup.counted, lambda entry: entry.figures.attendance)
    burdened = _burdened(rollup.entries)
    blocks: list[list[tuple[Value, ...]]] = [
        [(_label(rollup, e), e.figures.satisfaction) for _, e in pleased],
        [(_label(rollup, e), e.figures.attendance) for _, e in attended],
        [(_label(rollup, e), *(e.figures.states[s] for s in _STATES)) for e in burdened],
    ]
    for number in range(max(map(len, blocks))):
        values: list[Value] = []
        for block, width in zip(blocks, (2, 2, 1 + len(_STATES)), strict=True):
            values += block[number] if number < len(block) else (None,) * width
        table.add(values)
    top = table.first_row
    charts = [
        *_of_shares("满意率", top, len(pleased), 1, _SATISFIED),
        *_of_shares("到会率", top, len(attended), 3, _ATTENDED),
    ]
    if burdened:
        last = top + min(len(burdened), MOST_BARS) - 1
        is_cut = len(burdened) > MOST_BARS
        title = f"整改项目（未完成最多的{MOST_BARS}个社区）" if is_cut else "各社区整改项目"
        fields = (6, 7, 8), tuple(_STATES.values())
        charts.append(_Bars(title, top - 1, top, last, 5, *fields, is_share=False))
    return table, charts


def _label(rollup: Rollup, entry: Entry) -> str:
    year = f"（{entry.data.year}）" if len(rollup.years) > 1 else ""
    return f"{entry.data.community}{year}"


def _burdened(entries: Sequence[Entry]) -> list[Entry]:
    """The communities with rectification items, those with most unfinished ones first."""
    own = [entry for entry in entries if entry.figures.states.total()]
    return sorted(own, key=_unfinished, reverse=True)


def _unfinished(entry: Entry) -> Fraction:
    states = entry.figures.states
    return Fraction(states.total() - states[RectificationState.DONE])


def _of_shares(name: str, top: int, count: int, label: int, colour: str) -> list[_Bars]:
    head, last = top - 1, top + count - 1
    fields = label, (label + 1,), (colour,)
    if not count:
        return []
    if count <= MOST_BARS:
        return [_Bars(f"各社区{name}", head, top, last, *fields)]
    return [
        _Bars(f"{name}最高的{END_BARS}个社区", head, top, top + END_BARS - 1, *fields),
        _Bars(f"{name}最低的{END_BARS}个社区", head, last - END_BARS + 1, last, *fields),
    ]


# --- a chart -----------------------------------------------------------------------------


def _chart(figures: Any, bars: _Bars) -> Any:  # Any: the stubs of openpyxl do not know its parts
    """Lying bars, the first on top, each with its number."""
    chart: Any = BarChart()
    chart.type, chart.style = "bar", 2
    chart.width, chart.height = _WIDTH, _FRAME + _BAR * (bars.last - bars.first + 1)
    chart.title = bars.title
    chart.title.overlay = False
    chart.title.tx.rich.p[0].pPr = ParagraphProperties(defRPr=_letters(1400))
    for run in chart.title.tx.rich.p[0].r:
        run.rPr = _letters(1400)
    labels = Reference(figures, bars.label, bars.first, bars.label, bars.last)
    for column, colour in zip(bars.columns, bars.colours, strict=True):
        numbers = Reference(figures, column, bars.first, column, bars.last)
        chart.add_data(numbers, titles_from_data=False)
        series = chart.series[-1]
        series.graphicalProperties = GraphicalProperties(solidFill=colour)
        series.invertIfNegative = False
    chart.set_categories(labels)
    _name_series(chart, figures, bars)
    _set_axes(chart, bars)
    return chart


def _name_series(chart: Any, figures: Any, bars: _Bars) -> None:
    head = bars.head
    for column, series in zip(bars.columns, chart.series, strict=True):
        place = Reference(figures, column, head, column, head)
        series.tx = SeriesLabel(strRef=StrRef(f=str(place)))
    chart.gapWidth = 45
    if len(bars.columns) == 1:
        chart.legend = None
    else:
        chart.grouping, chart.overlap = "stacked", 100
        chart.legend.position = "b"
        chart.legend.txPr = _rich(1000)


def _set_axes(chart: Any, bars: _Bars) -> None:
    names, values = chart.x_axis, chart.y_axis
    names.delete = values.delete = False
    names.scaling.orientation = "maxMin"
    names.txPr, values.txPr = _rich(900), _rich(900)
    names.tickLblSkip = 1
    names.majorTickMark = values.majorTickMark = "none"
    values.crosses = "max"
    values.number_format = "0%" if bars.is_share else "0"
    values.majorGridlines.spPr = GraphicalProperties(ln=LineProperties(solidFill="D9D9D9"))
    values.scaling.min = 0
    if bars.is_share:
        values.scaling.max, values.majorUnit = 1, 0.2
    chart.dataLabels = DataLabelList()
    chart.dataLabels.showVal = True
    for other in ("showSerName", "showCatName", "showLegendKey", "showPercent"):
        setattr(chart.dataLabels, other, False)
    chart.dataLabels.numFmt = "0.00%" if bars.is_share else "0;;"  # no zeros
    chart.dataLabels.txPr = _rich(900)


def _letters(size: int) -> CharacterProperties:
    return CharacterProperties(
        lang="zh-CN", sz=size, b=False, latin=Font(typeface="宋体"), ea=Font(typeface="宋体")
    )


def _rich(size: int) -> RichText:
    paragraph = Paragraph(pPr=ParagraphProperties(defRPr=_letters(size)), endParaRPr=_letters(size))
    return RichText(bodyPr=RichTextProperties(), p=[paragraph])
