"""What the tests of ``docgen grid`` share: workbooks changed in one place, votes looked up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from openxml_audit import OpenXmlValidator

from docgen.campaign import schema
from docgen.workbook.grid import lay_out_grid, leftovers
from docgen.workbook.reading import read_workbook
from tests.support.samples import FULL_SAMPLE, parts_of, sheet_of

COUNTS = schema.COUNTS.name
BALLOT_SHEETS = (schema.ENTRIES.name, schema.RECOUNT.name)
Vote = tuple[object, ...]  # official, item, class, grade, number


def edit(path: Path, change: Callable[[Worksheet], object], sheet: str = COUNTS) -> None:
    """Change one sheet of a workbook on disk."""
    book = load_workbook(path)
    change(sheet_of(book, sheet))
    book.save(path)


def sample(folder: Path) -> Path:
    """The full sample, to be changed."""
    path = folder / "工作簿.xlsx"
    path.write_bytes(FULL_SAMPLE.read_bytes())
    return path


def typed(path: Path) -> dict[tuple[str, str, str], tuple[int, ...] | None]:
    """The votes as docgen reads them."""
    campaign = read_workbook(path).campaign
    assert campaign is not None
    return {(r.official, r.item, r.voter_class): r.votes for r in campaign.counts}


def table(path: Path, sheet: str = COUNTS, data_only: bool = False) -> list[tuple[object, ...]]:
    """The rows of a sheet that hold anything."""
    rows = sheet_of(load_workbook(path, data_only=data_only), sheet).iter_rows(values_only=True)
    return [row for row in rows if any(value is not None for value in row)]


def votes(path: Path) -> Counter[Vote]:
    """Every vote in 计票结果, as openpyxl sees it, the labels being in the first three columns."""
    heading, *rows = table(path)
    return Counter(
        (*row[:3], heading[column], row[column])
        for row in rows
        for column in range(3, len(heading))
        if row[column] is not None
    )


def kept_votes(path: Path) -> Counter[Vote]:
    """Every vote in 计票结果_备份."""
    if leftovers.NAME not in load_workbook(path).sheetnames:
        return Counter()
    heading, *rows = table(path, leftovers.NAME)
    assert heading == leftovers.HEADINGS
    return Counter(row[1:6] for row in rows)


def set_grades(path: Path, names: Iterable[str]) -> None:
    """Other grades: the first is satisfied, the last is not."""
    names = list(names)

    def change(sheet: Worksheet) -> None:
        sheet.delete_rows(2, 20)
        for row, name in enumerate(names, start=2):
            sheet.cell(row, 1, name)
            sheet.cell(row, 2, "是" if row == 2 else "否")
            sheet.cell(row, 3, "是" if row == len(names) + 1 else "否")

    edit(path, change, schema.GRADES.name)


def faults(path: Path) -> list[str]:
    """What is wrong with a file by the standard, and what Excel would mend."""
    return [
        error.description
        for error in OpenXmlValidator().validate(str(path)).errors
        if "inline-string" not in error.description  # Excel rewrites those quietly
    ]


def differing(former: Path, changed: Path) -> set[str]:
    """The parts that are not the same, or in one of two files only."""
    one, other = parts_of(former.read_bytes()), parts_of(changed.read_bytes())
    return {name for name in one.keys() | other.keys() if one.get(name) != other.get(name)}


@pytest.fixture(name="book")
def laid_out(tmp_path: Path) -> Path:
    """The full sample, laid out, to be changed."""
    path = sample(tmp_path)
    backup = lay_out_grid(path).backup
    if backup is not None:
        backup.unlink()
    return path
