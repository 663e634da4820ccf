"""How faults are planted in the sample, and what a fault is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from openpyxl import Workbook

from docgen.errors import Problem, Severity
from tests.support.samples import (
    changed,
    sheet_of,
)

AFTER_THE_CAMPAIGN = date(2026, 7, 1)
Change = Callable[[Workbook], object]


@dataclass(frozen=True)
class Fault:
    """A fault: a name that reads as a phrase, the workbook, and every problem to expect that day."""

    name: str
    make: Callable[[], bytes]
    expected: tuple[Problem, ...]
    today: date = AFTER_THE_CAMPAIGN


def in_file(name: str, make: Callable[[], bytes], *expected: str) -> Fault:
    """A fault of the file, made as bytes."""
    return Fault(name, make, tuple(map(problem, expected)))


def in_book(name: str, change: Change, *expected: str, today: date = AFTER_THE_CAMPAIGN) -> Fault:
    """A fault planted in the sample as openpyxl loads it."""
    fault = in_file(name, lambda: changed(change), *expected)
    return replace(fault, today=today)


def problem(line: str) -> Problem:
    """A problem on one line: severity, code, place | message | hint."""
    head, message, hint = line.split(" | ")
    severity, code, place = head.split()
    sheet, _, cell = ("" if place == "工作簿" else place).partition("!")
    return Problem(code, Severity(severity), sheet, cell, message, hint)


# --- how faults are planted ---------------------------------------------------------------


def put(place: str, value: object, number_format: str = "") -> Change:
    """Another value in one cell."""
    sheet, cell = place.split("!")

    def change(book: Workbook) -> None:
        target = sheet_of(book, sheet)[cell]
        target.value = value
        if number_format:
            target.number_format = number_format

    return change


def all_of(*changes: Change) -> Change:
    """Several changes that make one fault."""
    return lambda book: [change(book) for change in changes]


def fill(sheet: str, area: str, value: object = None) -> Change:
    """One value in every cell of an area; none by default."""

    def change(book: Workbook) -> None:
        for row in sheet_of(book, sheet)[area]:
            for cell in row:
                cell.value = value

    return change


def append(sheet: str, *values: object) -> Change:
    """A row below the last one that is filled."""

    def change(book: Workbook) -> None:
        worksheet = sheet_of(book, sheet)
        last = max(row for row in range(1, worksheet.max_row + 1) if worksheet.cell(row, 1).value)
        for column, value in enumerate(values, start=1):
            worksheet.cell(last + 1, column, value)  # type: ignore[call-overload]

    return change


def remove_sheet(name: str) -> Change:
    """The sheet gone."""
    return lambda book: book.remove(book[name])


def rename_sheet(name: str, other: str) -> Change:
    """The sheet called otherwise."""
    return lambda book: setattr(book[name], "title", other)


def remove_rows(sheet: str, first: int, count: int = 1) -> Change:
    """Rows gone, those below moved up."""
    return lambda book: sheet_of(book, sheet).delete_rows(first, count)


def remove_column(sheet: str, number: int) -> Change:
    """A column gone, those to the right moved left."""
    return lambda book: sheet_of(book, sheet).delete_cols(number)
