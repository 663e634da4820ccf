"""The only writer of workbooks: the blank one, and ones filled in by a program.

Sheets, headings, widths and defaults all come from ``schema``. The same contents give the
same bytes, whenever they are written.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, time
from fractions import Fraction
from typing import Any, cast

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from docgen.campaign import schema
from docgen.campaign.schema import NO, YES, Column, Kind, Sheet
from docgen.chinese.wording import cell_width
from docgen.workbook.reading import cells
from docgen.workbook.writing.instructions import GuideStyle, guide
from docgen.workbook.writing.reproducible import saved
from docgen.workbook.writing.validation import MISSING_COLOUR, add_info_help, add_table_help

Rows = Sequence[Sequence[object]]

_INFO_HEADINGS = ("项目", "内容", "说明")
_INFO_WIDTHS = (18, 42, 54)
_CHANGES_TITLE = "由上年的工作簿结转而来"
_CHANGES_NOTE = (
    "浅橙色的各格是上年的内容或者顺延的日期，请逐项核对。本表看过以后可以删去，不影响使用。"
)
_CHANGES_HEADINGS = ("工作表", "怎样处理", "内容")
_CHANGES_WIDTHS = (16, 12, 86)
_GUIDE_WIDTHS = (20, 62, 32)
_GUIDE_HEIGHTS = {
    GuideStyle.TITLE: 40,
    GuideStyle.SUBTITLE: 24,
    GuideStyle.SECTION: 28,
    GuideStyle.HEAD: 22,
}
_WIDEST_UPRIGHT = 115  # characters; anything wider is printed across the long side
_HEADING_HEIGHT, _ROW_HEIGHT, _LINE_HEIGHT = 28, 20, 15  # points
_SPARE_ROWS = 5  # bordered rows below the rows of a table already filled in

_SONG, _HEI = "宋体", "黑体"
_BODY = Font(name=_SONG, size=11)
_BOLD = Font(name=_HEI, size=11)
_REQUIRED_HEADING = Font(name=_HEI, size=11, color="FFFFFF")
_OPTIONAL_HEADING = Font(name=_HEI, size=11, color="1F3864")
_REQUIRED_FILL = PatternFill("solid", fgColor="1F4E79")
_OPTIONAL_FILL = PatternFill("solid", fgColor="DCE6F1")
_MISSING_FILL = PatternFill("solid", fgColor=MISSING_COLOUR)
_GROUP_FILL = PatternFill("solid", fgColor="EDEDED")
_CHECK_FILL = PatternFill("solid", fgColor="FCE4D6")
_EDGE = Side(style="thin", color="A6B1BF")
_BOX = Border(left=_EDGE, right=_EDGE, top=_EDGE, bottom=_EDGE)
_LEFT = Alignment(horizontal="left", vertical="center", wrap_text=True)
_CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
_ACROSS = Alignment(horizontal="centerContinuous", vertical="center")

_LEFT_KINDS = {Kind.LINE, Kind.TEXT}
_FORMATS: Mapping[Kind, str] = {
    Kind.DATE: 'yyyy"年"m"月"d"日"',
    Kind.TIME: "h:mm",
    Kind.COUNT: "0",
    Kind.YEAR: "0",
    # Text, so that Excel turns neither 2/3 nor 3-2 (a house and its stairway) into a date.
    Kind.RATIO: "@",
    Kind.LINE: "@",
    Kind.PHONE: "@",
}


def blank_workbook() -> bytes:
    """The workbook as the secretary first gets it: defaults filled in, the rest empty."""
    return filled_workbook({}, {})


def filled_workbook(
    info: Mapping[str, object],
    tables: Mapping[str, Rows],
    changes: Rows = (),
    to_check: Collection[tuple[str, str]] = (),
    grades: Sequence[str] = (),
) -> bytes:
    """A workbook that holds these contents.

    ``info`` maps keys of 活动信息 to values; ``tables`` maps a sheet's name to its rows, in
    the order of the schema's columns (shorter rows leave the rest empty). Keys and sheets
    not mentioned stay as in the blank workbook. A value may be a str, int, date, time,
    Fraction, or None for an empty cell; a str is always stored as text. ``changes`` are the
    lines of 结转说明, a sheet that is there only when there are any; ``to_check`` are the columns,
    by sheet and heading, whose filled cells are shaded, for a person to check.
    计票结果 has a column for each of the ``grades``, the standard ones unless they are given.

    Raises:
        KeyError: no such key, or no such sheet.
        ValueError: a row has more values than the sheet has columns.
    """
    unknown = (info.keys() - {column.heading for column in schema.INFO.columns}) | (
        tables.keys() - {sheet.name for sheet in schema.TABLES}
    )
    if unknown:
        raise KeyError("、".join(sorted(unknown)))
    book = Workbook()
    book.remove(book.worksheets[0])
    _write_guide(book.create_sheet(schema.INSTRUCTIONS))
    if changes:
        _write_changes(book.create_sheet(schema.NEW_YEAR_LIST), changes)
    _write_info(book.create_sheet(schema.INFO.name), info)
    for sheet in schema.TABLES:
        is_count = sheet is schema.COUNTS and grades
        columns = schema.count_sheet(grades) if is_count else sheet
        _write_table(book.create_sheet(sheet.name), columns, tables.get(sheet.name))
    _shade(book, to_check)
    return saved(book)


def count_grid(
    officials: Iterable[str], items: Iterable[str], classes: Iterable[str]
) -> Iterator[tuple[str, str, str]]:
    """The label cells of every row of 计票结果: official by official, item by item."""
    return itertools.product(officials, items, classes)


# --- sheets ------------------------------------------------------------------------------


def _write_guide(worksheet: Worksheet) -> None:
    last_column = len(_GUIDE_WIDTHS)
    for row, line in enumerate(guide(), start=1):
        for number in range(1, last_column + 1):
            text = line.cells[number - 1] if number <= len(line.cells) else ""
            _dress_guide(_cell(worksheet, row, number, text), line.look, number)
        worksheet.row_dimensions[row].height = _GUIDE_HEIGHTS.get(
            line.look, _height(line.cells, _GUIDE_WIDTHS)
        )
    _set_widths(worksheet, _GUIDE_WIDTHS)
    _set_up_print(worksheet, _GUIDE_WIDTHS)


def _dress_guide(cell: Cell, look: GuideStyle, number: int) -> None:
    match look:
        case GuideStyle.TITLE:
            _dress(cell, Font(name=_HEI, size=20), _ACROSS)
        case GuideStyle.SUBTITLE:
            _dress(cell, Font(name=_SONG, size=12, color="595959"), _ACROSS)
        case GuideStyle.SECTION:
            _dress(cell, Font(name=_HEI, size=13, color="1F3864"), Alignment(vertical="bottom"))
        case GuideStyle.HEAD:
            _dress(cell, _OPTIONAL_HEADING, _CENTRE, _OPTIONAL_FILL, _BOX)
        case _ if number > 1:
            _dress(cell, _BODY, _LEFT, border=_BOX)
        case GuideStyle.REQUIRED:
            _dress(cell, _REQUIRED_HEADING, _CENTRE, _REQUIRED_FILL, _BOX)
        case GuideStyle.OPTIONAL:
            _dress(cell, _OPTIONAL_HEADING, _CENTRE, _OPTIONAL_FILL, _BOX)
        case GuideStyle.MISSING:
            _dress(cell, _BODY, _CENTRE, _MISSING_FILL, _BOX)
        case _:
            _dress(cell, _BOLD, _LEFT, border=_BOX)


def _write_info(worksheet: Worksheet, values: Mapping[str, object]) -> None:
    for number, text in enumerate(_INFO_HEADINGS, start=1):
        cell = _cell(worksheet, 1, number, text)
        _dress(cell, _OPTIONAL_HEADING, _CENTRE, _OPTIONAL_FILL, _BOX)
    rows: dict[int, Column] = {}
    row = 1
    for title, meaning, columns in schema.INFO_GROUPS:
        row += 1
        _write_group(worksheet, row, title, meaning)
        for column in columns:
            row += 1
            rows[row] = column
    for row, column in rows.items():
        key = _cell(worksheet, row, 1, column.heading)
        _dress_heading(key, column)
        value = _cell(worksheet, row, 2)
        default = cells.parse(column.default, column) if column.default else None
        _put(value, values.get(column.heading, default))
        _dress_input(value, column)
        value.alignment = _LEFT
        note = _cell(worksheet, row, 3, _info_note(column))
        _dress(note, Font(name=_SONG, size=10, color="595959"), _LEFT, border=_BOX)
        texts = (column.heading, value.value, note.value)
        worksheet.row_dimensions[row].height = _height(texts, _INFO_WIDTHS)
    worksheet.row_dimensions[1].height = _HEADING_HEIGHT
    _freeze_heading(worksheet, f"B{min(rows)}")
    add_info_help(worksheet, rows)
    _set_widths(worksheet, _INFO_WIDTHS)
    _set_up_print(worksheet, _INFO_WIDTHS)


def _write_group(worksheet: Worksheet, row: int, title: str, meaning: str) -> None:
    """A row over the keys of a group; no key itself, for nothing stands beside it."""
    for number, text in enumerate((title, "", meaning), start=1):
        font = Font(name=_HEI, size=11 if number == 1 else 10, color="1F3864")
        _dress(_cell(worksheet, row, number, text), font, _LEFT, _GROUP_FILL, _BOX)
    worksheet.row_dimensions[row].height = _ROW_HEIGHT


def _info_note(column: Column) -> str:
    note = column.note or ("已有默认内容，可以修改" if column.default else "")
    printed = f"印在：{column.printed_in}" if column.printed_in else ""
    return "。".join(part for part in (note, printed) if part)


def _write_table(worksheet: Worksheet, sheet: Sheet, rows: Rows | None) -> None:
    for number, column in enumerate(sheet.columns, start=1):
        _dress_heading(_cell(worksheet, 1, number, column.heading), column)
        # Rows added below the bordered ones keep the formats of the column.
        below = worksheet.column_dimensions[get_column_letter(number)]
        below.font, below.alignment = _BODY, _alignment(column)
        below.number_format = _format(column)
    widths = tuple(column.width for column in sheet.columns)
    body, bordered = (
        (sheet.prefilled, sheet.blank_rows) if rows is None else (rows, len(rows) + _SPARE_ROWS)
    )
    for row in range(2, bordered + 2):
        values = _numbered(sheet, body[row - 2] if row - 2 < len(body) else (), row - 1)
        for number, (column, value) in enumerate(_zip(sheet.columns, values), start=1):
            cell = _cell(worksheet, row, number)
            _put(cell, value)
            _dress_input(cell, column)
        worksheet.row_dimensions[row].height = _height(values, widths)
    worksheet.row_dimensions[1].height = _HEADING_HEIGHT
    _freeze_heading(worksheet, "A2")
    add_table_help(worksheet, sheet)
    _set_widths(worksheet, widths)
    _set_up_print(worksheet, widths)


def _numbered(sheet: Sheet, values: Sequence[object], number: int) -> Sequence[object]:
    """The values of a row with its number where a column counts the rows and has none yet."""
    if not any(column.counts_rows for column in sheet.columns):
        return values
    return tuple(
        number if column.counts_rows and value is None else value
        for column, value in _zip(sheet.columns, values)
    )


def _zip(columns: Sequence[Column], values: Sequence[object]) -> Iterator[tuple[Column, object]]:
    if len(values) > len(columns):
        raise ValueError(f"{len(values)} values for {len(columns)} columns: {values!r}")
    return itertools.zip_longest(columns, values)


def _write_changes(worksheet: Worksheet, changes: Rows) -> None:
    lines = ((_CHANGES_TITLE,), (_CHANGES_NOTE,), _CHANGES_HEADINGS, *changes)
    for row, line in enumerate(lines, start=1):
        for number, text in enumerate(line, start=1):
            cell = _cell(worksheet, row, number, str(text))
            if row == 1:
                _dress(cell, Font(name=_HEI, size=16), Alignment(vertical="center"))
            elif row == 2:
                _dress(cell, _BODY, Alignment(vertical="center"))
            elif row == 3:
                _dress(cell, _OPTIONAL_HEADING, _CENTRE, _OPTIONAL_FILL, _BOX)
            else:
                is_told = number == len(_CHANGES_HEADINGS)
                _dress(cell, _BODY, _LEFT if is_told else _CENTRE, border=_BOX)
        worksheet.row_dimensions[row].height = (
            _HEADING_HEIGHT if row <= 3 else _height(line, _CHANGES_WIDTHS)
        )
    _set_widths(worksheet, _CHANGES_WIDTHS)
    _set_up_print(worksheet, _CHANGES_WIDTHS)


def _shade(book: Workbook, to_check: Collection[tuple[str, str]]) -> None:
    """Shade what is filled in and to be checked: beside its key, or below its heading."""
    for name, heading in to_check:
        rows = book[name].iter_rows()
        if name == schema.INFO.name:
            found = [row[1] for row in rows if row[0].value == heading]
        else:
            columns = book[name].iter_cols()
            found = [cell for cells in columns if cells[0].value == heading for cell in cells[1:]]
        for cell in found:
            if cell.value is not None:
                cell.fill = _CHECK_FILL


# --- cells -------------------------------------------------------------------------------


def _cell(worksheet: Worksheet, row: int, number: int, text: str = "") -> Cell:
    cell = cast(Cell, worksheet.cell(row, number))  # nothing is ever merged here
    _put_text(cell, text)
    return cell


def _put(cell: Cell, value: object) -> None:
    if isinstance(value, bool):
        _put_text(cell, YES if value else NO)
    elif isinstance(value, Fraction) and value.denominator == 1:
        cell.value = int(value)
    elif isinstance(value, (int, date, time)):
        cell.value = value
    elif value is not None:
        _put_text(cell, str(value))


def _put_text(cell: Cell, text: str) -> None:
    """Store text as text, even ``=1+1`` and ``#REF!``; nothing at all for ``""``."""
    if text:
        cell.value = text
        cell.data_type = "s"
        cell.quotePrefix = text.startswith("=")


def _dress(
    cell: Cell,
    font: Font,
    alignment: Alignment,
    fill: PatternFill | None = None,
    border: Border | None = None,
) -> None:
    cell.font, cell.alignment = font, alignment
    if fill:
        cell.fill = fill
    if border:
        cell.border = border


def _dress_heading(cell: Cell, column: Column) -> None:
    if column.required:
        _dress(cell, _REQUIRED_HEADING, _CENTRE, _REQUIRED_FILL, _BOX)
    else:
        _dress(cell, _OPTIONAL_HEADING, _CENTRE, _OPTIONAL_FILL, _BOX)


def _dress_input(cell: Cell, column: Column) -> None:
    _dress(cell, _BODY, _alignment(column), border=_BOX)
    cell.number_format = _format(column)


def _alignment(column: Column) -> Alignment:
    return _LEFT if column.kind in _LEFT_KINDS and not column.suggestions else _CENTRE


def _format(column: Column) -> str:
    return _FORMATS.get(column.kind, "General")


# --- page --------------------------------------------------------------------------------


def _freeze_heading(worksheet: Worksheet, first_input: str) -> None:
    worksheet.freeze_panes = "A2"
    for selection in worksheet.sheet_view.selection:
        selection.activeCell = selection.sqref = first_input


def _set_widths(worksheet: Worksheet, widths: Sequence[int]) -> None:
    for number, width in enumerate(widths, start=1):
        worksheet.column_dimensions[get_column_letter(number)].width = width


def _height(values: Sequence[object], widths: Sequence[int]) -> int:
    """Points that a row needs to show its values wrapped, give or take a line."""
    lines = max(
        (
            sum(
                max(1, math.ceil(cell_width(line) / width)) for line in str(value or "").split("\n")
            )
            for value, width in zip(values, widths, strict=False)
        ),
        default=1,
    )
    return max(_ROW_HEIGHT, 5 + lines * _LINE_HEIGHT)


def _set_up_print(worksheet: Any, widths: Sequence[int]) -> None:  # Any: stubs say "or None"
    """A4, as wide as the page and as long as needed, headings repeated, pages numbered."""
    upright = sum(widths) <= _WIDEST_UPRIGHT
    worksheet.page_setup.paperSize = 9  # A4
    worksheet.page_setup.orientation = "portrait" if upright else "landscape"
    worksheet.page_setup.fitToWidth = 1
    worksheet.page_setup.fitToHeight = 0
    worksheet.sheet_properties.pageSetUpPr.fitToPage = True
    worksheet.print_options.horizontalCentered = True
    margins = worksheet.page_margins
    margins.left = margins.right = 0.6
    margins.top, margins.bottom = (0.9 if worksheet.freeze_panes else 0.7), 0.8
    margins.header = margins.footer = 0.4
    if worksheet.freeze_panes:
        worksheet.print_title_rows = "1:1"
        worksheet.oddHeader.center.text = "&A"
        worksheet.oddHeader.center.font = f"{_HEI},Regular"
        worksheet.oddHeader.center.size = 14
    worksheet.oddFooter.center.text = "第 &P 页 共 &N 页"
