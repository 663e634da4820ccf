"""Sheets of the roll-up as tables: headings, rows, figures, and texts that are never formulas.

The texts come from other people's packages. Whatever they begin with, a spreadsheet program
must show them and nothing else.
"""

from __future__ import annotations

import math
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from fractions import Fraction
from io import BytesIO
from typing import Any, cast

from lxml import etree
from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from docgen.chinese import wording
from docgen.ooxml.xml import UNPRINTABLE
from docgen.ooxml.zip_writer import rezip
from docgen.workbook.writing.reproducible import saved

_SONG, _HEI = "宋体", "黑体"
_BODY, _STRONG = Font(name=_SONG, size=11), Font(name=_HEI, size=11)
_FAINT = Font(name=_SONG, size=11, color="7F7F7F")
_HEADING = Font(name=_HEI, size=11, color="FFFFFF")
_GROUP = Font(name=_HEI, size=11, color="1F3864")
_TITLE, _NOTE = Font(name=_HEI, size=18), Font(name=_SONG, size=10, color="595959")
_HEADING_FILL = PatternFill("solid", fgColor="1F4E79")
_LIGHT_FILL = PatternFill("solid", fgColor="DCE6F1")
_EDGE = Side(style="thin", color="A6B1BF")
_BOX = Border(left=_EDGE, right=_EDGE, top=_EDGE, bottom=_EDGE)
_LEFT = Alignment(horizontal="left", vertical="center", wrap_text=True)
_CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
_ACROSS = Alignment(horizontal="centerContinuous", vertical="center")
_PLAIN = Alignment(horizontal="left", vertical="center")

_TITLE_ROWS = 2  # title and explanation
_LINE_HEIGHT, _ROW_HEIGHT, _HEADING_HEIGHT = 15, 22, 30  # points
_MAX_UNITS = 32_767  # UTF-16 units in a cell
_RISKY = tuple("=+-@\t\r\n＝＋－＠")
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


class CellKind(Enum):
    """How a column shows its values: the number format."""

    TEXT = "@"
    LABEL = "@ "  # a short text, centred
    COUNT = "0"
    RATE = "0.00%"
    SCORE = "0.00"
    DATE = 'yyyy"年"m"月"d"日"'


@dataclass(frozen=True, slots=True)
class ReportColumn:
    """A column of a table; columns next to each other of one ``group`` share a heading."""

    heading: str
    width: int
    kind: CellKind = CellKind.COUNT
    group: str = ""


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula and what it comes to, for programs that show a file without computing it."""

    text: str
    result: int | Fraction | None


Value = str | int | Fraction | date | Formula | None


class ReportBook:
    """A workbook being written, and the results of its formulas."""

    def __init__(self) -> None:
        self.book = Workbook()
        self.book.remove(self.book.worksheets[0])
        self._results: dict[tuple[int, str], int | Fraction | None] = {}

    def sheet(self, name: str) -> Any:
        """A new worksheet."""
        return self.book.create_sheet(name)

    def put(self, cell: Cell, value: Value) -> None:
        """Write a value into a cell."""
        if isinstance(value, Formula):
            cell.value = value.text
            number = self.book.worksheets.index(cast(Any, cell.parent)) + 1
            self._results[number, cell.coordinate] = value.result
        elif isinstance(value, str):
            put_text(cell, value)
        else:
            cell.value = float(value) if isinstance(value, Fraction) else value

    def data(self) -> bytes:
        """The file; the same contents give the same bytes."""
        return _with_results(saved(self.book), self._results)


class ReportTable:
    """One table on a sheet of its own, under a title and a line of explanation."""

    def __init__(
        self,
        book: ReportBook,
        name: str,
        title: str,
        explanation: str,
        columns: Sequence[ReportColumn],
    ) -> None:
        self.name, self.columns = name, tuple(columns)
        self.worksheet = book.sheet(name)
        self._book = book
        has_groups = any(column.group for column in columns)
        self.first_row = self.next_row = _TITLE_ROWS + (2 if has_groups else 1) + 1
        write_title(self.worksheet, title, explanation, len(columns))
        self._write_headings(has_groups)
        self._set_up()

    def letter(self, heading: str) -> str:
        """The letter of a column."""
        headings = [column.heading for column in self.columns]
        return get_column_letter(headings.index(heading) + 1)

    def add(self, values: Sequence[Value], is_total: bool = False) -> int:
        """Write a row; returns its number."""
        row, self.next_row = self.next_row, self.next_row + 1
        for number, (column, value) in enumerate(zip(self.columns, values, strict=True), start=1):
            cell = cast(Cell, self.worksheet.cell(row, number))
            cell.number_format = column.kind.value.strip()
            cell.alignment = _LEFT if column.kind is CellKind.TEXT else _CENTRE
            cell.border = _BOX
            is_foreign = isinstance(value, str) and column.kind not in (
                CellKind.TEXT,
                CellKind.LABEL,
            )
            cell.font = _STRONG if is_total else _FAINT if is_foreign else _BODY
            if is_total:
                cell.fill = _LIGHT_FILL
            self._book.put(cell, value)
        self.worksheet.row_dimensions[row].height = row_height(values, self.columns)
        return row

    def note(self, text: str) -> None:
        """Write a line under the table."""
        row, self.next_row = self.next_row, self.next_row + 1
        cell = cast(Cell, self.worksheet.cell(row, 1))
        put_text(cell, text)
        cell.font, cell.alignment = _NOTE, _LEFT
        last = len(self.columns)
        self.worksheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=last)
        whole = ReportColumn("", sum(column.width for column in self.columns))
        self.worksheet.row_dimensions[row].height = row_height([text], [whole])

    def _write_headings(self, has_groups: bool) -> None:
        top, row = _TITLE_ROWS + 1, self.first_row - 1
        for number, column in enumerate(self.columns, start=1):
            cell = cast(Cell, self.worksheet.cell(row, number))
            _dress_heading(cell, column.heading)
            if not has_groups:
                continue
            above = cast(Cell, self.worksheet.cell(top, number))
            if not column.group:
                put_text(cell, "")
                cell.value = None
                _dress_heading(above, column.heading)
                self.worksheet.merge_cells(
                    start_row=top, end_row=row, start_column=number, end_column=number
                )
                continue
            first = number == 1 or self.columns[number - 2].group != column.group
            above.font, above.fill, above.border = _GROUP, _LIGHT_FILL, _BOX
            above.alignment = _ACROSS
            put_text(above, column.group if first else "")
        if has_groups:
            self.worksheet.row_dimensions[top].height = _ROW_HEIGHT
        self.worksheet.row_dimensions[row].height = _HEADING_HEIGHT

    def _set_up(self) -> None:
        for number, column in enumerate(self.columns, start=1):
            self.worksheet.column_dimensions[get_column_letter(number)].width = column.width
        self.worksheet.freeze_panes = f"C{self.first_row}"
        self.worksheet.print_title_rows = f"{_TITLE_ROWS + 1}:{self.first_row - 1}"
        set_up_print(self.worksheet)


def write_title(worksheet: Any, title: str, explanation: str, width: int) -> None:
    """The two rows above a table or above charts; ``width`` in columns."""
    for number in range(1, width + 1):
        worksheet.cell(1, number).alignment = _ACROSS
    put_text(worksheet.cell(1, 1), title)
    put_text(worksheet.cell(2, 1), explanation)
    worksheet.cell(1, 1).font = _TITLE
    worksheet.cell(2, 1).font, worksheet.cell(2, 1).alignment = _NOTE, _PLAIN
    worksheet.row_dimensions[1].height = 36
    worksheet.row_dimensions[2].height = _ROW_HEIGHT


def set_up_print(worksheet: Any) -> None:
    """A4 across, as wide as the page and as long as needed, pages numbered."""
    worksheet.page_setup.paperSize = 9  # A4
    worksheet.page_setup.orientation = "landscape"
    worksheet.page_setup.fitToWidth = 1
    worksheet.page_setup.fitToHeight = 0
    worksheet.sheet_properties.pageSetUpPr.fitToPage = True
    worksheet.print_options.horizontalCentered = True
    margins = worksheet.page_margins
    margins.left = margins.right = 0.5
    margins.top, margins.bottom = 0.6, 0.7
    margins.header = margins.footer = 0.35
    worksheet.oddFooter.center.text = "&A　第 &P 页 共 &N 页"


def put_text(cell: Cell, text: str) -> None:
    """Store text as text, whatever it begins with; nothing at all for ``""``."""
    if text:
        cell.value = without_unprintable(text)
        cell.data_type = "s"
        cell.quotePrefix = text.startswith(_RISKY)


def without_unprintable(text: str) -> str:
    """The text as a cell can hold it: no control characters, not too long."""
    text = UNPRINTABLE.sub("\ufffd", text)
    if len(text.encode("utf-16-le")) // 2 <= _MAX_UNITS:
        return text
    kept = text.encode("utf-16-le")[: 2 * (_MAX_UNITS - 1)].decode("utf-16-le", "ignore")
    return f"{kept}…"


def _dress_heading(cell: Cell, text: str) -> None:
    put_text(cell, text)
    cell.font, cell.fill, cell.border, cell.alignment = _HEADING, _HEADING_FILL, _BOX, _CENTRE


def row_height(values: Iterable[Value], columns: Iterable[ReportColumn]) -> int:
    """Points that a row needs to show its texts wrapped."""
    lines = max(
        sum(
            max(1, math.ceil(wording.cell_width(line) / column.width)) for line in value.split("\n")
        )
        if isinstance(value, str)
        else 1
        for value, column in zip(values, columns, strict=True)
    )
    return min(409, max(_ROW_HEIGHT, 7 + lines * _LINE_HEIGHT))  # Excel has no higher rows


def _with_results(data: bytes, results: Mapping[tuple[int, str], int | Fraction | None]) -> bytes:
    """The file with what each formula comes to; openpyxl leaves that out.

    Excel's protected view, which opens what came by mail, and the viewers of telephones
    show these values and do not compute.
    """
    with zipfile.ZipFile(BytesIO(data)) as old:
        sheets = {
            info.filename: _sheet_with_results(old.read(info), int(number[1]), results)
            for info in old.infolist()
            if (number := re.fullmatch(r"xl/worksheets/sheet(\d+)\.xml", info.filename))
        }
        return rezip(old, sheets)


def _sheet_with_results(
    part: bytes, number: int, results: Mapping[tuple[int, str], int | Fraction | None]
) -> bytes:
    root = etree.fromstring(part)
    for cell in root.iterfind(f".//{_MAIN}c[{_MAIN}f]"):
        result = results[number, str(cell.get("r"))]
        value = cell.find(f"{_MAIN}v")
        if value is None:
            value = etree.SubElement(cell, f"{_MAIN}v")
        value.text = "" if result is None else repr(float(result)).removesuffix(".0")
        if result is None:
            cell.set("t", "str")
        else:
            cell.attrib.pop("t", "")
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
