"""A workbook's cells as plain values, whatever program saved it.

Reads the parts of the file itself, and only what a value needs. A general library lays out
every cell up to the farthest one (a blank typed into XFD1048576 costs minutes and all
memory), fills merged areas cell by cell, gives up on styles and drawings that do not matter
here, and makes an error of a date typed as 20260305.
"""

from __future__ import annotations

import re
import zipfile
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from io import BytesIO

from docgen.ooxml.package import OfficePackage, relations_of
from docgen.ooxml.xml import Element, elements, local_name, parse
from docgen.workbook.cell_reference import column_number, place
from docgen.workbook.reading.cells import CellValue

_NAMESPACES = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",  # "Strict Open XML", as Excel offers it
)
_ROW, _CELL, _VALUE, _FORMULA, _INLINE, _MERGED, _STRING = (
    frozenset(f"{{{namespace}}}{name}" for namespace in _NAMESPACES)
    for name in ("row", "c", "v", "f", "is", "mergeCell", "si")
)
MAX_TEXT = 32_767  # characters in a cell, as Excel's specification has it
_MAX_MERGED_ROWS = 2_000_000  # rows under all merged areas together; more is an attack

# The built-in formats that show a date or time, those of Chinese editions included.
_DATE_FORMATS = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
_NOT_OF_DATE = re.compile(r'"[^"]*"|\\.|[_*].|\[(?!h+\]|m+\]|s+\])[^\]]*\]')
_LAST_DAY = 2_958_466  # the day number after 31 December 9999
_EXACT = 10**15  # whole numbers below this are exact in a workbook


class TextTooLong(Exception):
    """A cell holds more text than any program lets a person type."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A cell with no value to read: an Excel error value, or a formula never calculated."""

    error: str  # "#REF!", or "" for a formula without a cached value


RawValue = CellValue | Unreadable


@dataclass(frozen=True, slots=True)
class RawSheet:
    """The cells of a sheet that hold something: row number to column number to value.

    Both count from 1 and ascend. ``under`` gives, for a cell below the first one of a
    vertically merged column of cells, the value that a person sees there.
    """

    name: str
    rows: Mapping[int, Mapping[int, RawValue]] = field(default_factory=dict)
    under: Mapping[tuple[int, int], RawValue] = field(default_factory=dict)

    def value(self, row: int, column: int) -> RawValue:
        """The value at a 1-based row and column; None where there is none."""
        return self.rows.get(row, {}).get(column)


def load_sheets(data: bytes, is_wanted: Callable[[str], bool] = lambda _: True) -> list[RawSheet]:
    """The worksheets of an xlsx file whose names are wanted, hidden ones too, in workbook order.

    Raises ``TextTooLong``, and errors of many kinds for a file that cannot be parsed.
    """
    with zipfile.ZipFile(BytesIO(data)) as archive:
        package = OfficePackage(archive)
        book_name = package.main_part()
        if not package.holds(relations_of(book_name)):
            raise ValueError(book_name)
        related = package.related(book_name)
        parts = dict(related.values())
        values = _Values(
            strings=tuple(_shared_strings(_part(package, parts.get("sharedStrings")))),
            dates=_date_styles(_part(package, parts.get("styles"))),
            day_zero=_day_zero(book := parse(_part(package, book_name))),
        )
        sheets = []
        seen: set[str] = set()
        for sheet in book.iterfind("{*}sheets/{*}sheet"):
            identity = next((v for k, v in sheet.attrib.items() if str(k).endswith("}id")), "")
            kind, target = related.get(str(identity), ("", ""))
            name = sheet.get("name") or ""
            if kind == "worksheet" and is_wanted(name):
                if target in seen:  # one part read a thousand times is an attack
                    raise ValueError(target)
                seen.add(target)
                sheets.append(_sheet(name, _part(package, target), values))
        return sheets


def _part(package: OfficePackage, name: str | None) -> bytes:
    """The bytes of a part, nothing for no part.

    Raises:
        ValueError: the part is none of those that ``workbook.safety`` has looked at.
    """
    if name is None:
        return b""
    if not name.endswith((".xml", ".rels")):
        raise ValueError(name)
    return package.read(name)


# --- values ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Values:
    """What the value of a cell depends on beside the cell."""

    strings: tuple[str, ...]
    dates: frozenset[str]  # style numbers, as cells give them, that show a date or time
    day_zero: date

    def of(self, cell: Element) -> RawValue:
        """The value of a ``c`` element; None when it holds none."""
        kind = cell.get("t", "n")
        formula = False
        stored: str | None = None
        for child in cell:
            tag = child.tag
            if tag in _VALUE:
                # Only a text may be empty: =IF(A1="","",A1) gives one.
                stored = child.text or ("" if kind == "str" else None)
            elif tag in _FORMULA:
                formula = True
            elif tag in _INLINE and kind == "inlineStr":
                return _rich_text(child)
        if stored is None:
            return Unreadable("") if formula else None
        return self._typed(kind, stored, cell)

    def _typed(self, kind: str, stored: str, cell: Element) -> RawValue:
        match kind:
            case "s":
                return self.strings[int(stored)]
            case "str" | "inlineStr":
                return _fitting(stored)
            case "b":
                return stored.strip() in ("1", "true")
            case "e":
                return Unreadable(stored)
            case "d":
                return _iso_moment(stored)
        number = _number(stored)
        if isinstance(number, str) or cell.get("s") not in self.dates:
            return number
        return _moment(number, self.day_zero)


def _number(stored: str) -> int | float | str:
    try:
        number = float(stored)
    except ValueError:
        return stored
    return int(number) if number.is_integer() and abs(number) < _EXACT else number


def _moment(number: float, day_zero: date) -> datetime | time | float:
    """A number in a cell that shows dates or times; itself when it is too large for one."""
    if not 0 <= number < _LAST_DAY:
        return number
    seconds = round(number * 24 * 60 * 60)
    moment = datetime.combine(day_zero, time()) + timedelta(seconds=seconds)
    if number < 1 and moment.date() == day_zero:
        return moment.time()
    if day_zero.year == 1899 and number < 60:
        moment += timedelta(days=1)  # that calendar has a 29 February 1900
    return moment


def _iso_moment(stored: str) -> datetime | time | str:
    for read in (datetime.fromisoformat, time.fromisoformat):
        try:
            return read(stored).replace(tzinfo=None)
        except ValueError:
            continue
    return stored


def _shared_strings(part: bytes) -> Iterator[str]:
    return map(_rich_text, elements(part, _STRING))


def _rich_text(element: Element) -> str:
    """The text of a string in one or several styles, without the phonetic notes beside it."""
    texts = []
    for child in element:
        match local_name(child):
            case "t":
                texts.append(child.text or "")
            case "r":
                texts += [run.text or "" for run in child if local_name(run) == "t"]
    return _fitting("".join(texts))


def _fitting(text: str) -> str:
    if len(text) > MAX_TEXT:
        raise TextTooLong
    return text


def _date_styles(part: bytes) -> frozenset[str]:
    if not part:
        return frozenset()
    tree = parse(part)
    dates = {str(number) for number in _DATE_FORMATS}
    for own in tree.iterfind("{*}numFmts/{*}numFmt"):
        shown = _NOT_OF_DATE.sub("", (own.get("formatCode") or "").lower()).partition(";")[0]
        number = own.get("numFmtId") or ""
        is_date = shown != "general" and re.search("[ymdhs]", shown)
        dates = dates | {number} if is_date else dates - {number}
    styles = tree.iterfind("{*}cellXfs/{*}xf")
    return frozenset(str(n) for n, xf in enumerate(styles) if xf.get("numFmtId") in dates)


def _day_zero(book: Element) -> date:
    properties = book.find("{*}workbookPr")
    flag = None if properties is None else properties.get("date1904")
    return date(1904, 1, 1) if flag in ("1", "true", "on") else date(1899, 12, 30)


# --- sheets ------------------------------------------------------------------------------


def _sheet(name: str, part: bytes, values: _Values) -> RawSheet:
    rows: dict[int, dict[int, RawValue]] = {}
    areas = []
    number = 0
    for element in elements(part, _ROW | _MERGED):
        if element.tag in _ROW:
            number = int(element.get("r") or number + 1)
            number = _read_row(element, number, values, rows)
        else:
            first, _, last = (element.get("ref") or "").partition(":")
            if (start := place(first)) and (end := place(last)):
                areas.append((*start, *end))
    ordered = {number: dict(sorted(rows[number].items())) for number in sorted(rows)}
    return RawSheet(name, ordered, _spread(ordered, areas))


def _read_row(
    element: Element, row: int, values: _Values, rows: dict[int, dict[int, RawValue]]
) -> int:
    """Put the values of a row's cells in place; returns the row of the last cell."""
    column, digits = 0, str(row)
    for cell in element:
        if cell.tag not in _CELL:
            continue
        reference = cell.get("r") or ""
        if usual := column_number(reference.removesuffix(digits)):
            column = usual  # as every program writes it: the row's own number
        else:
            row, column = place(reference) or (row, column + 1)
            digits = str(row)
        if (value := values.of(cell)) is not None:
            rows.setdefault(row, {})[column] = value
    return row


def _spread(
    rows: dict[int, dict[int, RawValue]], areas: list[tuple[int, int, int, int]]
) -> dict[tuple[int, int], RawValue]:
    """What stands under vertically merged cells; drops values that merged areas hide.

    Only rows that hold something are visited, so that an area of a million rows costs nothing.
    """
    under: dict[tuple[int, int], RawValue] = {}
    numbers = list(rows)
    visited = 0
    for first_row, first_column, last_row, last_column in areas:
        shown = rows.get(first_row, {}).get(first_column)
        start, end = bisect_left(numbers, first_row), bisect_right(numbers, last_row)
        visited += end - start
        if visited > _MAX_MERGED_ROWS:
            raise ValueError("merged areas overlap without end")
        for number in numbers[start:end]:
            for column in [c for c in rows[number] if first_column <= c <= last_column]:
                if (number, column) != (first_row, first_column):
                    del rows[number][column]
            if first_column == last_column and number > first_row:
                under[number, first_column] = shown
    return under
