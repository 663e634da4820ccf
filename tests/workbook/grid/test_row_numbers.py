"""编号 of opinions and rectification items: given by ``docgen grid``, kept when rows are sorted."""

from __future__ import annotations

from pathlib import Path

from openpyxl import load_workbook

from docgen.workbook.grid import grid_change_lines, lay_out_grid
from docgen.workbook.reading import read_workbook
from docgen.workbook.writing import blank_workbook
from tests.support.grids import edit, sample
from tests.support.samples import sheet_of


def numbers(path: Path) -> list[int | None]:
    campaign = read_workbook(path).campaign
    assert campaign is not None
    return [each.number for each in campaign.opinions]


def test_the_sample_and_the_blank_workbook_have_numbers(tmp_path: Path) -> None:
    assert numbers(sample(tmp_path)) == list(range(1, 12))
    blank = tmp_path / "空白.xlsx"
    blank.write_bytes(blank_workbook())
    column = [cell.value for cell in sheet_of(load_workbook(blank), "意见建议")["D"]]
    assert column[:4] == ["编号", 1, 2, 3]
    reading = read_workbook(blank)
    assert not [p for p in reading.problems if p.sheet == "意见建议"], "a number alone is no row"


def test_rows_without_a_number_get_one_that_was_never_used(tmp_path: Path) -> None:
    path = sample(tmp_path)

    def clear(sheet: object) -> None:
        for cell in ("D3", "D5"):
            sheet[cell] = None  # type: ignore[index]
        sheet["D12"] = 40  # type: ignore[index]

    edit(path, clear, "意见建议")
    change = lay_out_grid(path)
    assert change.numbered == (("意见建议", 2),)
    assert "《意见建议》有2行还没有编号，已经补上" in "\n".join(grid_change_lines(change))
    assert numbers(path) == [1, 41, 3, 42, 5, 6, 7, 8, 9, 10, 40]
    assert lay_out_grid(path).backup is None, "nothing is left to do"


def test_a_workbook_of_before_gets_the_column_at_the_right(tmp_path: Path) -> None:
    path = sample(tmp_path)
    edit(path, lambda sheet: sheet.delete_cols(4), "意见建议")
    assert numbers(path) == [None] * 11
    assert lay_out_grid(path).numbered == (("意见建议", 11),)
    assert numbers(path) == list(range(1, 12))
