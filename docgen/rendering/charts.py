"""Charts that Word and WPS can edit: DrawingML with the figures in an embedded workbook. Pure.

A template prints a ``Chart`` like any value: the renderer leaves a mark in the text
(``mark``), and ``placed`` puts a drawing in its place and the chart's parts into the file.
Element order follows the schema (ISO/IEC 29500-1, 21.2).
"""

from __future__ import annotations

import html
import itertools
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from docgen.chinese.wording import width
from docgen.gbt9704 import standard as gb
from docgen.ooxml.units import Mm, Pt
from docgen.ooxml.xml import parse, to_bytes
from docgen.rendering import chart_workbook
from docgen.rendering.chart_workbook import (
    CONTENT_TYPES,
    DRAWING,
    OFFICE_RELATIONS,
    PACKAGE_RELATIONS,
    XML_HEAD,
)

if TYPE_CHECKING:
    from lxml import etree

# The frame of a chart and the lengths in it; the standard says nothing of charts.
_WIDTH = Mm(154)  # the frame, with its rules inside the type area
_MAX_HEIGHT = Mm(195)  # leaves room on the page for the caption and a paragraph
_TEXT = gb.SMALL_TABLE_SIZE
_LINE = Mm(5)  # a line of the chart's text
_ROW = Mm(11)  # a bar and the room around it, at least
_EDGE = Mm(3)  # room at the frame's edges and between categories
_SCALE = Mm(7)  # percentages under the bars
_LEGEND_KEY = Mm(7)  # the sample of an entry of the legend and the room around it
_LABEL_CHARACTERS = 12  # a longer category takes several lines
_RULE = Pt(0.5)
_GRID_COLOUR = "BFBFBF"
MAX_SERIES = 7
# Each segment is a step lighter than the one before, so that they can be told apart in black
# and white; the last (弃权及单项无效) is always the lightest grey.
DARKEST, LIGHTEST, LAST_SHADE = "1F3864", "C0D6EF", "F2F2F2"
_WHITE = "FFFFFF"
_WHITE_TEXT_UNDER = 0.18  # relative luminance of a segment under which white is read better
_CLOSING = "，。、；：！？）》”’〉】〕"  # never first in a line

_MARK = re.compile(r'<docgen:chart number="(\d+)"/>')
_DRAWING_ID = re.compile(rb'docPr\b[^>]*?\bid="(\d+)"')

_C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
_CHART_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_BOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

DOCUMENT_PART = "word/document.xml"
_TYPES_PART = "[Content_Types].xml"
_RELATIONS_PART = "word/_rels/document.xml.rels"


@dataclass(frozen=True, slots=True)
class Series:
    """The segments of one kind, such as a grade: one count for each category."""

    name: str
    values: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Horizontal bars stacked to 100 %: one for each category, one segment for each series.

    ``number`` (from 1) is the chart's own among those of a document. ``title`` and
    ``description`` are read out to people who cannot see it; without a description the
    figures are. Printed where no drawing can be, a chart is its title.

    Raises:
        ValueError: no category, not 1 to 7 series, a negative count, or a series with more
            or fewer counts than there are categories.
    """

    number: int
    title: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    description: str = ""

    def __post_init__(self) -> None:
        if not self.categories or not 1 <= len(self.series) <= MAX_SERIES:
            raise ValueError(f"chart {self.number}: categories or series missing, or too many")
        for each in self.series:
            if len(each.values) != len(self.categories) or min(each.values) < 0:
                raise ValueError(f"chart {self.number}: counts of {each.name!r}")

    def __str__(self) -> str:
        return self.title

    @property
    def spoken(self) -> str:
        """The text for people who cannot see the chart."""
        return self.description or "".join(
            f"{category}：{'，'.join(f'{each.name}{each.values[index]}' for each in self.series)}。"
            for index, category in enumerate(self.categories)
        )


# --- into a document ---------------------------------------------------------------------


def mark(chart: Chart) -> str:
    """What stands for a chart in a rendered part; no printed text can look like it."""
    return f'<docgen:chart number="{chart.number}"/>'


def is_marked(part: str) -> bool:
    """Whether a rendered part prints a chart."""
    return _MARK.search(part) is not None


def charts_in(value: Any) -> Iterator[Chart]:
    """Every chart in a context, however deep."""
    if isinstance(value, Chart):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from charts_in(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from charts_in(item)


def placed(parts: Mapping[str, bytes], context: Mapping[str, Any]) -> dict[str, bytes]:
    """The parts of a document with a drawing for each mark in its text.

    A chart printed twice is there twice, so that each can be edited on its own.

    Raises:
        SyntaxError: the package's content types or relations are no XML (lxml's error).
        ValueError: different charts of the context have the same number.
    """
    known: dict[str, Chart] = {}
    for chart in charts_in(context):
        if known.setdefault(str(chart.number), chart) != chart:
            raise ValueError(f"two charts have the number {chart.number}")
    made = dict(parts)
    types = parse(parts.get(_TYPES_PART, b""))
    relations = parse(parts.get(_RELATIONS_PART) or chart_workbook.relations().encode())
    numbers = _free_numbers(parts)

    def draw(found: re.Match[str]) -> str:
        chart, number = known[found.group(1)], next(numbers)
        _add_parts(made, types, relations, chart, number)
        return _drawing(chart, number)

    made[DOCUMENT_PART] = _MARK.sub(draw, parts[DOCUMENT_PART].decode()).encode()
    made[_TYPES_PART], made[_RELATIONS_PART] = to_bytes(types), to_bytes(relations)
    return made


def _free_numbers(parts: Mapping[str, bytes]) -> Iterator[int]:
    """Numbers that neither a part, nor a relation, nor a drawing of the document has."""
    texts = [data for name, data in parts.items() if name.endswith(".xml")]
    used = {int(number) for data in texts for number in _DRAWING_ID.findall(data)}
    names = {name.lower() for name in parts}
    relations = parts.get(_RELATIONS_PART, b"")
    for number in itertools.count(1):
        taken = (
            number in used
            or _chart_part(number) in names
            or _workbook_part(number) in names
            or f'"{_relation(number)}"'.encode() in relations
        )
        if not taken:
            yield number


def _chart_part(number: int) -> str:
    return f"word/charts/docgen_chart{number}.xml"


def _workbook_part(number: int) -> str:
    return f"word/embeddings/docgen_chart{number}.xlsx"


def _relation(number: int) -> str:
    return f"rIdDocgenChart{number}"


def _add_parts(
    parts: dict[str, bytes],
    types: etree._Element,
    relations: etree._Element,
    chart: Chart,
    number: int,
) -> None:
    from lxml import etree

    chart_name, book_name = _chart_part(number), _workbook_part(number)
    parts[chart_name] = chart_xml(chart).encode()
    parts[f"word/charts/_rels/docgen_chart{number}.xml.rels"] = chart_workbook.relations(
        ("package", f"../embeddings/docgen_chart{number}.xlsx")
    ).encode()
    parts[book_name] = chart_workbook.workbook(_table(chart))
    for name, kind in ((chart_name, _CHART_TYPE), (book_name, _BOOK_TYPE)):
        etree.SubElement(
            types, f"{{{CONTENT_TYPES}}}Override", PartName=f"/{name}", ContentType=kind
        )
    etree.SubElement(
        relations,
        f"{{{PACKAGE_RELATIONS}}}Relationship",
        Id=_relation(number),
        Type=f"{OFFICE_RELATIONS}/chart",
        Target=chart_name.removeprefix("word/"),
    )


def _drawing(chart: Chart, number: int) -> str:
    size = f'cx="{_WIDTH}" cy="{_Frame.of(chart).height}"'
    return (
        f'<w:drawing><wp:inline xmlns:wp="{_WP}" distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent {size}/><wp:effectExtent l="0" t="0" r="0" b="0"/>'
        f'<wp:docPr id="{number}" name="图表 {number}" descr="{html.escape(_plain(chart.spoken))}" '
        f'title="{html.escape(_plain(chart.title))}"/><wp:cNvGraphicFramePr/>'
        f'<a:graphic xmlns:a="{DRAWING}"><a:graphicData uri="{_C}">'
        f'<c:chart xmlns:c="{_C}" xmlns:r="{OFFICE_RELATIONS}" r:id="{_relation(number)}"/>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing>"
    )


# --- sizes -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where the bars stand in the frame, all in EMU: from its left and top edge."""

    height: int
    left: int
    top: int
    bars_width: int
    bars_height: int

    @classmethod
    def of(cls, chart: Chart) -> _Frame:
        labels = [label(category).split("\n") for category in chart.categories]
        widest = max(width(line) for lines in labels for line in lines)
        left = _EDGE + round((widest + 1) * _TEXT)
        row = max(_ROW, max(map(len, labels)) * _LINE + _EDGE)
        rest = _EDGE + _SCALE + cls._legend(chart)
        height = min(len(labels) * row + rest, _MAX_HEIGHT)
        # The last percentage stands half beyond the bars.
        bars_width = _WIDTH - left - 2 * _EDGE
        return cls(height, left, _EDGE, bars_width, height - rest)

    @staticmethod
    def _legend(chart: Chart) -> int:
        """Programs set its entries in columns, all as wide as the widest."""
        entry = max(width(each.name) for each in chart.series) * _TEXT
        columns = (_WIDTH - 2 * _EDGE) // (round(entry) + _LEGEND_KEY)
        rows = math.ceil(len(chart.series) / max(columns, 1))
        return rows * _LINE + _EDGE

    def layout(self) -> str:
        """The ``c:layout`` element: the bars' place in parts of the frame."""
        places = (
            ("x", self.left / _WIDTH),
            ("y", self.top / self.height),
            ("w", self.bars_width / _WIDTH),
            ("h", self.bars_height / self.height),
        )
        values = "".join(f'<c:{side} val="{share:.4f}"/>' for side, share in places)
        return (
            '<c:layout><c:manualLayout><c:layoutTarget val="inner"/><c:xMode val="edge"/>'
            f'<c:yMode val="edge"/>{values}</c:manualLayout></c:layout>'
        )


def label(category: str) -> str:
    """A category in lines of even length, none over ``_LABEL_CHARACTERS`` and a mark."""
    text = _plain(category)
    lines = math.ceil(width(text) / _LABEL_CHARACTERS)
    most = math.ceil(width(text) / max(lines, 1))
    made = [""]
    for char in text:
        if width(made[-1] + char) > most and char not in _CLOSING:
            made.append("")
        made[-1] += char
    return "\n".join(made)


# --- the chart part ----------------------------------------------------------------------

_AXES = '<c:axId val="1"/><c:axId val="2"/>'


def chart_xml(chart: Chart) -> str:
    """The chart part; its figures stand in it, too, so that Word need not open the workbook."""
    series = "".join(
        _series(chart, index, shade) for index, shade in enumerate(shades(len(chart.series)))
    )
    return (
        f'{XML_HEAD}<c:chartSpace xmlns:c="{_C}" xmlns:a="{DRAWING}" xmlns:r="{OFFICE_RELATIONS}">'
        '<c:date1904 val="0"/><c:lang val="zh-CN"/><c:roundedCorners val="0"/>'
        f'<c:chart><c:autoTitleDeleted val="1"/><c:plotArea>{_Frame.of(chart).layout()}'
        '<c:barChart><c:barDir val="bar"/><c:grouping val="percentStacked"/>'
        f'<c:varyColors val="0"/>{series}<c:gapWidth val="60"/><c:overlap val="100"/>{_AXES}'
        f"</c:barChart>{_category_axis()}{_value_axis()}</c:plotArea>"
        f'<c:legend><c:legendPos val="b"/><c:overlay val="0"/>{_text(gb.BLACK)}</c:legend>'
        '<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>'
        f"<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>{_text(gb.BLACK)}"
        '<c:externalData r:id="rId1"><c:autoUpdate val="0"/></c:externalData></c:chartSpace>'
    )


def shades(number: int) -> tuple[str, ...]:
    """The colours of so many series (1 to 7), from dark to light in even steps."""
    steps = number - 1
    return (*(_shade(index / max(steps - 1, 1)) for index in range(steps)), LAST_SHADE)


def _shade(share: float) -> str:
    """A colour between the darkest (0) and the lightest (1)."""
    ends = zip(bytes.fromhex(DARKEST), bytes.fromhex(LIGHTEST), strict=True)
    return "".join(f"{round(dark + (light - dark) * share):02X}" for dark, light in ends)


def luminance(colour: str) -> float:
    """Relative luminance of a hex colour, 0 (black) to 1 (WCAG 2)."""
    shares = (byte / 255 for byte in bytes.fromhex(colour))
    light = [s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares]
    return 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2]


def _series(chart: Chart, index: int, shade: str) -> str:
    series = chart.series[index]
    last = len(chart.categories) + 1
    names = _strings(_reference(0, 2, last), [label(each) for each in chart.categories])
    counts = _numbers(_reference(index + 1, 2, last), series.values)
    title = _strings(_reference(index + 1, 1, 1), [_plain(series.name)])
    text = _WHITE if luminance(shade) < _WHITE_TEXT_UNDER else gb.BLACK
    return (
        f'<c:ser><c:idx val="{index}"/><c:order val="{index}"/><c:tx>{title}</c:tx>'
        f"<c:spPr>{_fill(shade)}{_line(gb.BLACK)}</c:spPr>"
        '<c:invertIfNegative val="0"/>'
        # A count of 0 has no segment to stand in.
        '<c:dLbls><c:numFmt formatCode="0;;;" sourceLinked="0"/>'
        f"<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>{_text(text)}"
        '<c:dLblPos val="ctr"/><c:showLegendKey val="0"/><c:showVal val="1"/>'
        '<c:showCatName val="0"/><c:showSerName val="0"/><c:showPercent val="0"/>'
        '<c:showBubbleSize val="0"/></c:dLbls>'
        f"<c:cat>{names}</c:cat><c:val>{counts}</c:val></c:ser>"
    )


def _table(chart: Chart) -> list[chart_workbook.Row]:
    """The figures as the workbook's rows: a column for each series, a row for each category."""
    rows: list[chart_workbook.Row] = [["", *(_plain(each.name) for each in chart.series)]]
    for index, category in enumerate(chart.categories):
        rows.append([label(category), *(each.values[index] for each in chart.series)])
    return rows


def _reference(column: int, first: int, last: int) -> str:
    cells = dict.fromkeys((chart_workbook.place(column, first), chart_workbook.place(column, last)))
    return f"{chart_workbook.SHEET}!{':'.join(cells)}"


def _category_axis() -> str:
    return (
        '<c:catAx><c:axId val="1"/><c:scaling><c:orientation val="maxMin"/></c:scaling>'
        '<c:delete val="0"/><c:axPos val="l"/><c:numFmt formatCode="General" sourceLinked="0"/>'
        '<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="low"/>'
        f"<c:spPr>{_line(gb.BLACK)}</c:spPr>{_text(gb.BLACK)}"
        '<c:crossAx val="2"/><c:crosses val="autoZero"/><c:auto val="0"/><c:lblAlgn val="ctr"/>'
        '<c:lblOffset val="50"/><c:tickLblSkip val="1"/><c:noMultiLvlLbl val="1"/></c:catAx>'
    )


def _value_axis() -> str:
    """From 0 to 100 %, at the bottom: the end of the reversed category axis."""
    return (
        '<c:valAx><c:axId val="2"/><c:scaling><c:orientation val="minMax"/><c:max val="1"/>'
        '<c:min val="0"/></c:scaling><c:delete val="0"/><c:axPos val="b"/>'
        f"<c:majorGridlines><c:spPr>{_line(_GRID_COLOUR)}</c:spPr></c:majorGridlines>"
        '<c:numFmt formatCode="0%" sourceLinked="0"/><c:majorTickMark val="none"/>'
        '<c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>'
        f"<c:spPr><a:ln><a:noFill/></a:ln></c:spPr>{_text(gb.BLACK)}"
        '<c:crossAx val="1"/><c:crosses val="max"/><c:crossBetween val="between"/>'
        '<c:majorUnit val="0.2"/></c:valAx>'
    )


def _fill(colour: str) -> str:
    return f'<a:solidFill><a:srgbClr val="{colour}"/></a:solidFill>'


def _line(colour: str) -> str:
    return f'<a:ln w="{_RULE}">{_fill(colour)}</a:ln>'


def _text(colour: str) -> str:
    size = round(_TEXT.pt * 100)
    return (
        "<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr>"
        f'<a:defRPr sz="{size}" b="0">{_fill(colour)}<a:latin typeface="{gb.FONT_LATIN}"/>'
        f'<a:ea typeface="{gb.FONT_BODY}"/><a:cs typeface="{gb.FONT_LATIN}"/></a:defRPr></a:pPr>'
        '<a:endParaRPr lang="zh-CN"/></a:p></c:txPr>'
    )


def _strings(reference: str, texts: Sequence[str]) -> str:
    points = _points(map(chart_workbook.content, texts))
    return (
        f"<c:strRef><c:f>{reference}</c:f><c:strCache>"
        f'<c:ptCount val="{len(texts)}"/>{points}</c:strCache></c:strRef>'
    )


def _numbers(reference: str, values: Sequence[int]) -> str:
    points = _points(map(str, values))
    return (
        f"<c:numRef><c:f>{reference}</c:f><c:numCache><c:formatCode>General</c:formatCode>"
        f'<c:ptCount val="{len(values)}"/>{points}</c:numCache></c:numRef>'
    )


def _points(contents: Iterator[str]) -> str:
    return "".join(
        f'<c:pt idx="{index}"><c:v>{content}</c:v></c:pt>' for index, content in enumerate(contents)
    )


def _plain(text: str) -> str:
    """A text on one line, without the characters that XML cannot hold."""
    return " ".join(re.split("[\t\r\n]+", chart_workbook.holdable(text)))
