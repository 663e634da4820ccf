"""``docgen grid``: rows for the count laid out, and nothing anybody typed disturbed."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook

from docgen import schema
from docgen.__main__ import run
from docgen.problems import WorkbookRejected
from docgen.workbook.grid import lay_out_grid
from docgen.workbook.reader import read_workbook
from tests.support import FULL_SAMPLE, ROOT

LABELS = ["述评对象", "测评项目", "类别"]


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """The full sample, to be changed."""
    path = tmp_path / "工作簿.xlsx"
    path.write_bytes(FULL_SAMPLE.read_bytes())
    return path


def edit(path: Path, change: object) -> None:
    opened = load_workbook(path)
    change(opened[schema.COUNTS.name])  # type: ignore[operator]
    opened.save(path)


def typed(path: Path) -> dict[tuple[str, str, str], tuple[int, ...] | None]:
    campaign = read_workbook(path).campaign
    assert campaign is not None
    return {(r.official, r.item, r.voter_class): r.votes for r in campaign.counts}


def empty_grid(path: Path) -> None:
    edit(path, lambda sheet: sheet.delete_rows(2, 400))


def test_an_empty_sheet_gets_a_row_for_each_official_item_and_class(book: Path) -> None:
    before = list(typed(book))
    empty_grid(book)
    change = lay_out_grid(book)
    assert len(change.added) == 2 * 4 * 4
    assert list(typed(book)) == before, "official by official, item by item, class by class"
    assert set(typed(book).values()) == {None}


def test_only_missing_rows_are_added_and_every_number_stays(book: Path) -> None:
    before = typed(book)
    gone = ("林致远", "依法办事情况", "党员")

    def drop(sheet: object) -> None:
        for row in sheet.iter_rows(min_row=2):  # type: ignore[attr-defined]
            if tuple(cell.value for cell in row[:3]) == gone:
                for cell in row:
                    cell.value = None

    edit(book, drop)
    assert lay_out_grid(book).added == (gone,)
    after = typed(book)
    assert after.pop(gone) is None
    assert after == {key: votes for key, votes in before.items() if key != gone}


def test_rows_that_fit_nothing_any_more_are_named_and_left_alone(book: Path) -> None:
    edit(book, lambda sheet: setattr(sheet["A2"], "value", "林志远"))
    change = lay_out_grid(book)
    assert change.strays == ("A2",)
    assert ("林志远", "履行职责情况", "党员") in typed(book)


def test_the_former_workbook_is_kept_and_earlier_copies_too(book: Path) -> None:
    empty_grid(book)
    former = book.read_bytes()
    first = lay_out_grid(book)
    assert first.backup is not None
    assert first.backup.name == "工作簿.备份.xlsx"
    assert first.backup.read_bytes() == former
    empty_grid(book)
    second = lay_out_grid(book)
    assert second.backup is not None
    assert second.backup.name == "工作簿.备份2.xlsx"
    assert first.backup.read_bytes() == former


def test_every_other_part_of_the_file_is_copied_as_it_is(book: Path) -> None:
    empty_grid(book)
    backup = lay_out_grid(book).backup
    assert backup is not None
    with zipfile.ZipFile(backup) as former, zipfile.ZipFile(book) as changed:
        assert former.namelist() == changed.namelist()
        differing = [n for n in former.namelist() if former.read(n) != changed.read(n)]
    assert len(differing) == 1
    assert differing[0].startswith("xl/worksheets/")


def test_a_complete_grid_changes_nothing(book: Path) -> None:
    former = book.read_bytes()
    assert lay_out_grid(book).backup is None
    assert book.read_bytes() == former
    assert [path.name for path in book.parent.iterdir()] == [book.name]


def test_columns_are_found_by_their_headings_even_below_a_title(book: Path) -> None:
    def rearrange(sheet: object) -> None:
        sheet.delete_rows(2, 400)  # type: ignore[attr-defined]
        sheet.insert_rows(1)  # type: ignore[attr-defined]
        sheet["A1"] = "计票结果汇总"  # type: ignore[index]
        sheet["A2"], sheet["C2"] = "类别", "述评对象"  # type: ignore[index]

    edit(book, rearrange)
    lay_out_grid(book)
    assert ("何静", "廉洁自律情况", "群众代表") in typed(book)
    sheet = load_workbook(book)[schema.COUNTS.name]
    assert [cell.value for cell in sheet[3][:3]] == ["党员", "履行职责情况", "林致远"]


def test_an_error_in_the_sheets_concerned_stops_it_without_a_change(book: Path) -> None:
    edit(book, lambda sheet: setattr(sheet["D2"], "value", "十票"))
    former = book.read_bytes()
    with pytest.raises(WorkbookRejected) as stopped:
        lay_out_grid(book)
    assert [problem.place for problem in stopped.value.problems] == ["计票结果!D2"]
    assert book.read_bytes() == former


def test_an_error_elsewhere_does_not_stop_it(book: Path) -> None:
    opened = load_workbook(book)
    opened["活动信息"]["B2"] = None
    opened[schema.COUNTS.name].delete_rows(2, 400)
    opened.save(book)
    assert len(lay_out_grid(book).added) == 32


def test_the_command_says_what_it_did(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "小.xlsx"
    path.write_bytes((ROOT / "samples" / "向阳桥社区_筹备中.xlsx").read_bytes())
    assert run(["grid", str(path)]) == 0
    assert "各行已经齐全" in capsys.readouterr().out
    edit(path, lambda sheet: sheet.delete_rows(2, 400))
    assert run(["grid", str(path)]) == 0
    assert "请填写各行票数" in capsys.readouterr().out
