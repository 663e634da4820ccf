"""问题清单: every problem in a row with a link to its cell, and what marks need to be undone."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from docgen.campaign import schema
from docgen.chinese import wording
from docgen.errors import Problem, Severity
from docgen.ooxml.xml import UNPRINTABLE, Element, to_bytes
from docgen.workbook.marking.styles import MarkStyle, Styles
from docgen.workbook.reading.sheets import RawSheet

NAME = schema.PROBLEM_LIST
MOST_LISTED = 20_000  # more would make a workbook that cannot be read again
_SIGN = "docgen问题清单"  # by which the sheet is known; in a hidden column
_COLUMNS = (("序号", 7), ("轻重", 8), ("工作表", 18), ("单元格", 16), ("问题", 56), ("办法", 62))
_NOTES = len(_COLUMNS) + 1  # the column of the numbers of fills, the fills beside it
_HEADING_ROW = 3
_LINE, _LEAST, _HIGHEST = 15, 22, 409  # points
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_MAX_TEXT = 32_000
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_EDGE = '<{0} style="thin"><color rgb="FFA6B1BF"/></{0}>'
_BOX = (
    f"<border>{''.join(map(_EDGE.format, ('left', 'right', 'top', 'bottom')))}<diagonal/></border>"
)
_FONT = '<font>{0}<sz val="{1}"/><color rgb="FF{2}"/><name val="{3}"/><charset val="134"/></font>'
_BODY = _FONT.format("", 11, "000000", "宋体")
_WRAPPED = '<alignment vertical="center" wrapText="1"/>'
_CENTRE = '<alignment horizontal="center" vertical="center" wrapText="1"/>'
_MIDDLE = '<alignment vertical="center"/>'


def _solid(colour: str) -> str:
    return (
        f'<fill><patternFill patternType="solid"><fgColor rgb="FF{colour}"/>'
        '<bgColor indexed="64"/></patternFill></fill>'
    )


_LOOKS = {
    "title": MarkStyle(_FONT.format("", 18, "000000", "黑体"), alignment=_MIDDLE),
    "note": MarkStyle(_FONT.format("", 11, "595959", "宋体"), alignment=_MIDDLE),
    "heading": MarkStyle(_FONT.format("", 11, "FFFFFF", "黑体"), _solid("1F4E79"), _BOX, _CENTRE),
    "text": MarkStyle(_BODY, border=_BOX, alignment=_WRAPPED),
    "label": MarkStyle(_BODY, border=_BOX, alignment=_CENTRE),
    "link": MarkStyle(_FONT.format("<u/>", 11, "0563C1", "宋体"), border=_BOX, alignment=_CENTRE),
    Severity.ERROR: MarkStyle(_BODY, _solid("FFB3A6"), _BOX, _CENTRE),
    Severity.WARNING: MarkStyle(_BODY, _solid("FFDC73"), _BOX, _CENTRE),
}


@dataclass(frozen=True, slots=True)
class Target:
    """A sheet as it is in the workbook: its name there, and whether it is hidden."""

    name: str
    is_hidden: bool


def former_notes(raw: RawSheet) -> dict[int, str] | None:
    """The fills that marks stand for, by number; None for a sheet that is none of ours."""
    for row, cells in raw.rows.items():
        for column, value in cells.items():
            if value == _SIGN:
                below = [n for n in raw.rows if n > row]
                pairs = [(raw.value(n, column), raw.value(n, column + 1)) for n in below]
                return {
                    int(number): str(xml)
                    for number, xml in pairs
                    if isinstance(number, (int, float)) and math.isfinite(number)
                }
    return None


def safe(text: str) -> str:
    """A text as a cell or comment can hold it and shows it: no control characters or escapes."""
    text = UNPRINTABLE.sub("\ufffd", text)
    text = text if len(text) <= _MAX_TEXT else f"{text[:_MAX_TEXT]}…"
    return _ESCAPE.sub("_x005F_", text)


def list_sheet(
    problems: Sequence[Problem],
    targets: Mapping[str, Target],
    styles: Styles,
    notes: Mapping[int, str],
    namespace: str,
) -> bytes:
    """The sheet's part.

    ``targets`` are the sheets of the workbook by the names that problems call them;
    ``notes`` the fills that marks stand for.
    """
    return to_bytes(_List(styles, namespace).tree(problems, targets, notes))


class _List:
    """The sheet while it is being written."""

    def __init__(self, styles: Styles, namespace: str) -> None:
        self._root = etree.fromstring(f'<worksheet xmlns="{namespace}"/>')
        self._namespace = namespace
        self._styles = {name: styles.dressed(look) for name, look in _LOOKS.items()}

    def tree(
        self,
        problems: Sequence[Problem],
        targets: Mapping[str, Target],
        notes: Mapping[int, str],
    ) -> Element:
        self._begin()
        body = self._add(self._root, "sheetData")
        self._head(body, problems, notes)
        links = self._rows(body, problems, targets, notes)
        if links:
            holder = self._add(self._root, "hyperlinks")
            for reference, location in links:
                self._add(holder, "hyperlink", ref=reference, location=location)
        self._end()
        return self._root

    def _add(self, parent: Element, name: str, **attributes: str) -> Element:
        return etree.SubElement(parent, f"{{{self._namespace}}}{name}", attributes)

    def _begin(self) -> None:
        properties = self._add(self._root, "sheetPr")
        self._add(properties, "tabColor", rgb="FFC00000")
        self._add(properties, "pageSetUpPr", fitToPage="1")
        view = self._add(
            self._add(self._root, "sheetViews"), "sheetView", tabSelected="1", workbookViewId="0"
        )
        top = f"A{_HEADING_ROW + 1}"
        pane = self._add(view, "pane", ySplit=str(_HEADING_ROW), topLeftCell=top)
        pane.attrib.update({"activePane": "bottomLeft", "state": "frozen"})
        self._add(view, "selection", pane="bottomLeft", activeCell=top, sqref=top)
        columns = self._add(self._root, "cols")
        for number, (_, width) in enumerate(_COLUMNS, start=1):
            column = self._add(columns, "col", min=str(number), max=str(number))
            column.attrib.update({"width": str(width), "customWidth": "1"})
        self._add(columns, "col", min=str(_NOTES), max=str(_NOTES + 1), width="9", hidden="1")

    def _end(self) -> None:
        self._add(self._root, "printOptions", horizontalCentered="1")
        sides = {"left": "0.5", "right": "0.5", "top": "0.6", "bottom": "0.7"}
        self._add(self._root, "pageMargins", **sides, header="0.35", footer="0.35")
        self._add(self._root, "pageSetup", paperSize="9", orientation="landscape", fitToHeight="0")
        footer = self._add(self._add(self._root, "headerFooter"), "oddFooter")
        footer.text = "&C&A　第 &P 页 共 &N 页"

    def _head(self, body: Element, problems: Sequence[Problem], notes: Mapping[int, str]) -> None:
        row = self._row(body, 1, 32)
        self._put(row, 1, NAME, "title")
        row = self._row(body, 2, 24)
        self._put(row, 1, _summary(problems), "note")
        row = self._row(body, _HEADING_ROW, 26)
        for number, (heading, _) in enumerate(_COLUMNS, start=1):
            self._put(row, number, heading, "heading")
        self._put(row, _NOTES, _SIGN, "note")
        if not problems:
            self._noted(body, {}, notes)

    def _rows(
        self,
        body: Element,
        problems: Sequence[Problem],
        targets: Mapping[str, Target],
        notes: Mapping[int, str],
    ) -> list[tuple[str, str]]:
        """A row for each problem; the links, as reference and place."""
        links = []
        rows: dict[int, Element] = {}
        for number, problem in enumerate(problems[:MOST_LISTED], start=1):
            here = _HEADING_ROW + number
            message, hint = safe(problem.message), safe(problem.hint)
            row = rows[here] = self._row(body, here, _height(problem.cells_shown, message, hint))
            target = targets.get(problem.sheet)
            sheet = safe(problem.sheet) or "工作簿"
            if target is not None:
                links.append((f"C{here}:D{here}", _location(target.name, problem.cell)))
                sheet += "（已隐藏）" if target.is_hidden else ""
            kind = "label" if target is None else "link"
            self._number(row, 1, number, "label")
            self._put(row, 2, str(problem.severity), problem.severity)
            self._put(row, 3, sheet, kind)
            self._put(row, 4, safe(problem.cells_shown), kind)
            self._put(row, 5, message, "text")
            self._put(row, 6, hint, "text")
        if left := _left_out(problems):
            here = _HEADING_ROW + len(rows) + 1
            rows[here] = self._row(body, here, _LEAST)
            self._put(rows[here], 1, f"还有{left}，请先改正上面的，再检查一次。", "note")
        if problems:
            self._noted(body, rows, notes)
        return links

    def _noted(self, body: Element, rows: Mapping[int, Element], notes: Mapping[int, str]) -> None:
        """The fills, in the hidden columns."""
        for here, (number, xml) in enumerate(sorted(notes.items()), start=_HEADING_ROW + 1):
            row = rows[here] if here in rows else self._row(body, here, _LEAST)
            self._number(row, _NOTES, number, "note")
            self._put(row, _NOTES + 1, xml, "note")

    def _row(self, body: Element, number: int, height: int) -> Element:
        return self._add(body, "row", r=str(number), ht=str(height))

    def _cell(self, row: Element, column: int, style: str) -> Element:
        reference = f"{chr(ord('A') + column - 1)}{row.get('r')}"
        return self._add(row, "c", r=reference, s=self._styles[style])

    def _put(self, row: Element, column: int, text: str, style: str) -> None:
        cell = self._cell(row, column, style)
        if text:
            cell.set("t", "inlineStr")
            holder = self._add(self._add(cell, "is"), "t")
            holder.text = text
            holder.set(_SPACE, "preserve")

    def _number(self, row: Element, column: int, number: int, style: str) -> None:
        self._add(self._cell(row, column, style), "v").text = str(number)


def _left_out(problems: Sequence[Problem]) -> str:
    """How many problems are not listed, or else how many of their cells are not marked."""
    if len(problems) > MOST_LISTED:
        return f"{len(problems) - MOST_LISTED}个问题没有列出、没有标注"
    unmarked = sum(len(problem.cells) for problem in problems) - MOST_LISTED
    return f"{unmarked}处没有标注" if unmarked > 0 else ""


def _summary(problems: Sequence[Problem]) -> str:
    if not problems:
        return "没有发现问题。"
    errors = sum(problem.is_error for problem in problems)
    counts = [(errors, "个错误"), (len(problems) - errors, "个提醒")]
    tally = "，".join(f"{count}{name}" for count, name in counts if count)
    return (
        f"共有{tally}。点单元格的名称就转到那一格，改正以后保存，再检查这份工作簿。"
        "本表和各处的底色、批注由程序添加，下次标注时自动更换，不影响生成公文。"
    )


def _location(sheet: str, cell: str) -> str:
    quoted = sheet.replace("'", "''")
    return f"'{quoted}'!{cell or 'A1'}"


def _height(*texts: str) -> int:
    """Points that a row needs to show the problem and the hint."""
    widths = [width for _, width in _COLUMNS[-len(texts) :]]
    lines = max(
        sum(max(1, math.ceil(wording.cell_width(line) / width)) for line in text.split("\n"))
        for text, width in zip(texts, widths, strict=True)
    )
    return min(_HIGHEST, max(_LEAST, 7 + lines * _LINE))
