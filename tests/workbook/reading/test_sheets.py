"""The cells read from the file's own parts are those that openpyxl reads from it."""

from __future__ import annotations

from datetime import date, datetime, time
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from docgen.workbook.reading.sheets import Unreadable, load_sheets
from docgen.workbook.writing import blank_workbook
from tests.support.samples import ROOT

Cells = dict[tuple[str, int, int], object]


def as_read(data: bytes) -> Cells:
    return {
        (sheet.name, row, column): value
        for sheet in load_sheets(data)
        for row, cells in sheet.rows.items()
        for column, value in cells.items()
    }


def as_openpyxl_reads(data: bytes) -> Cells:
    book = load_workbook(BytesIO(data), data_only=True)
    return {
        (sheet.title, cell.row, cell.column): cell.value
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }


@pytest.mark.parametrize("path", sorted((ROOT / "samples").glob("*.xlsx")), ids=lambda p: p.stem)
def test_every_cell_of_a_sample_reads_as_openpyxl_reads_it(path: Path) -> None:
    data = path.read_bytes()
    assert as_read(data) == as_openpyxl_reads(data)
    assert len(as_read(data)) > 200


def test_every_cell_of_the_blank_workbook_reads_as_openpyxl_reads_it() -> None:
    data = blank_workbook()
    assert as_read(data) == as_openpyxl_reads(data)


TEXTS = st.text(min_size=1, max_size=20).filter(
    # Left to the tests of cells: what a workbook escapes, and what XML folds.
    lambda text: (
        not ILLEGAL_CHARACTERS_RE.search(text)
        and not set(text) & set("\r_\ufffe\uffff")
        and not any("\ud800" <= char <= "\udfff" for char in text)
        and not text.startswith(("=", "#"))
    )
)
VALUES = st.one_of(
    TEXTS,
    st.booleans(),
    st.integers(-(10**9), 10**9),
    st.floats(-1e6, 1e6, allow_nan=False).map(lambda number: round(number, 6)),
    st.datetimes(datetime(1901, 1, 1), datetime(2099, 12, 31)).map(
        lambda moment: moment.replace(microsecond=0)
    ),
    st.dates(date(1901, 1, 1), date(2099, 12, 31)).map(lambda day: datetime.combine(day, time())),
    st.times().map(lambda moment: moment.replace(microsecond=0)),
)


@settings(max_examples=60)
@given(
    cells=st.dictionaries(
        st.tuples(st.integers(1, 40), st.integers(1, 30)), VALUES, min_size=1, max_size=12
    )
)
def test_whatever_stands_in_a_workbook_reads_as_openpyxl_reads_it(
    cells: dict[tuple[int, int], object],
) -> None:
    book = Workbook()
    sheet = book.create_sheet("活动信息")
    for (row, column), value in cells.items():
        sheet.cell(row, column, value)  # type: ignore[arg-type]
    buffer = BytesIO()
    book.save(buffer)
    assert as_read(buffer.getvalue()) == as_openpyxl_reads(buffer.getvalue())


def test_a_formula_without_a_result_and_an_error_value_are_told_apart_from_nothing() -> None:
    book = Workbook()
    sheet = book.create_sheet("活动信息")
    sheet["A1"], sheet["A2"] = "=1+1", "#REF!"
    buffer = BytesIO()
    book.save(buffer)
    read = as_read(buffer.getvalue())
    assert read["活动信息", 1, 1] == Unreadable("")
    assert read["活动信息", 2, 1] == Unreadable("#REF!")
    assert ("活动信息", 3, 1) not in read
