"""A workbook's cells as plain values, whatever program saved it. The reader's openpyxl side."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from docgen.workbook.cells import type_of_raw


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A cell with no value to read: an Excel error value, or a formula never calculated."""

    error: str  # "#REF!", or "" for a formula without a cached value


RawValue = type_of_raw | Unreadable


@dataclass(frozen=True, slots=True)
class RawSheet:
    """The used cells of a sheet as rows of values, and its merged ranges.

    ``merged`` holds (first row, first column, last row, last column), all 1-based.
    """

    name: str
    rows: tuple[tuple[RawValue, ...], ...]
    merged: tuple[tuple[int, int, int, int], ...] = field(default=())

    def value(self, row: int, column: int) -> RawValue:
        """The value at a 1-based row and column; None beyond the used cells."""
        if row > len(self.rows) or column > len(self.rows[row - 1]):
            return None
        return self.rows[row - 1][column - 1]


def load_sheets(data: bytes) -> list[RawSheet]:
    """Every worksheet of an xlsx file, hidden ones too, in workbook order.

    Raises whatever openpyxl raises for a file that it cannot parse.
    """
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = load_workbook(BytesIO(data), keep_links=False)
        has_formulas = any(
            cell.data_type == "f" for sheet in book.worksheets for cell in _cells(sheet)
        )
        cached = load_workbook(BytesIO(data), data_only=True) if has_formulas else None
        return [
            RawSheet(
                name=sheet.title,
                rows=tuple(_rows(sheet, cached[sheet.title] if cached else None)),
                merged=tuple(
                    (area.min_row, area.min_col, area.max_row, area.max_col)
                    for area in sheet.merged_cells.ranges
                ),
            )
            for sheet in book.worksheets
        ]


def _cells(sheet: Any) -> Iterator[Any]:
    for row in sheet.iter_rows():
        yield from row


def _rows(sheet: Any, cached: Any) -> Iterator[tuple[RawValue, ...]]:
    for row in sheet.iter_rows(min_row=1, min_col=1):
        yield tuple(_value(cell, cached) for cell in row)


def _value(cell: Any, cached: Any) -> RawValue:
    if cell.data_type == "f":
        cell = cached[cell.coordinate]
        if cell.value is None:
            return Unreadable("")
    if cell.data_type == "e":
        return Unreadable(str(cell.value))
    value: type_of_raw = cell.value
    return value
