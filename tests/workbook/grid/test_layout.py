"""``docgen grid``: rows for the count laid out, and nothing anybody typed lost."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from docgen.__main__ import run
from docgen.campaign import schema
from docgen.errors import WorkbookRejected
from docgen.workbook.grid import lay_out_grid
from docgen.workbook.writing import filled_workbook
from tests.support.grids import (  # noqa: F401  # a fixture
    BALLOT_SHEETS,
    COUNTS,
    differing,
    edit,
    faults,
    kept_votes,
    laid_out,
    sample,
    set_grades,
    table,
    typed,
    votes,
)
from tests.support.samples import ROOT, changed, part_of_sheet, sheet_of


def empty_grid(path: Path) -> None:
    edit(path, lambda sheet: sheet.delete_rows(2, 400))


def rename(path: Path, sheet: str, cell: str, name: str) -> None:
    edit(path, lambda worksheet: setattr(worksheet[cell], "value", name), sheet)


def test_an_empty_sheet_gets_a_row_for_each_official_item_and_class(book: Path) -> None:
    before = list(typed(book))
    empty_grid(book)
    change = lay_out_grid(book)
    assert len(change.added) == 2 * 4 * 4
    assert list(typed(book)) == before, "official by official, item by item, class by class"
    assert set(typed(book).values()) == {None}


def test_a_missing_row_comes_in_its_place_and_every_number_stays(book: Path) -> None:
    before = typed(book)
    gone = ("林致远", "依法办事情况", "党员")

    def drop(sheet: Worksheet) -> None:
        for row in sheet.iter_rows(min_row=2):
            if tuple(cell.value for cell in row[:3]) == gone:
                for cell in row:
                    cell.value = None

    edit(book, drop)
    change = lay_out_grid(book)
    assert change.added == (gone,)
    assert change.leftovers == ()
    after = typed(book)
    assert list(after) == list(before)
    assert after.pop(gone) is None
    assert after == {key: counted for key, counted in before.items() if key != gone}


def test_rows_in_another_order_are_moved_with_their_votes(book: Path) -> None:
    before = typed(book)

    def turn_round(sheet: Worksheet) -> None:
        rows = [[cell.value for cell in row] for row in sheet["A2:G33"]]
        for row, values in zip(sheet["A2:G33"], reversed(rows), strict=True):
            for cell, value in zip(row, values, strict=True):
                cell.value = value

    edit(book, turn_round)
    assert list(typed(book)) == list(reversed(before))
    change = lay_out_grid(book)
    assert change.moved == 32
    assert typed(book) == before
    assert list(typed(book)) == list(before)


def test_the_votes_of_an_official_who_was_renamed_go_aside(book: Path) -> None:
    before = votes(book)
    rename(book, schema.OFFICIALS.name, "A3", "何静静")
    change = lay_out_grid(book)
    assert len(change.added) == 16
    assert {leftover.reason for leftover in change.leftovers} == {"《述评对象》没有“何静”"}
    assert change.leftovers[0].cell == "D18"
    assert votes(book) + kept_votes(book) == before
    assert {row[0] for row in kept_votes(book)} == {"何静"}
    assert list(typed(book))[16] == ("何静静", "履行职责情况", "党员")
    assert typed(book)["何静静", "履行职责情况", "党员"] is None


def test_what_it_writes_is_a_sound_workbook(tmp_path: Path) -> None:
    tables = {
        "述评对象": [("林致远", "书记"), ("何静", "主任")],
        "测评等次": [("好", "是"), ("中",), ("差", "否", "是")],
        "代表构成": [("党员", 15)],
        "计票结果": [
            ("林致远", "履行职责情况", "党员", 1, 2, 3, 4),
            ("旧", "旧", "旧", 5, 6, 7, 8),
        ],
    }
    path = tmp_path / "工作簿.xlsx"
    path.write_bytes(filled_workbook({}, tables))
    assert faults(path) == []
    assert len(lay_out_grid(path).leftovers) == 8
    assert faults(path) == []


def test_what_goes_aside_later_is_added_below(book: Path) -> None:
    before = votes(book)
    rename(book, schema.OFFICIALS.name, "A3", "何静静")
    lay_out_grid(book)
    first = table(book, "计票结果_备份")
    rename(book, schema.ITEMS.name, "A2", "履职尽责情况")
    lay_out_grid(book)
    assert table(book, "计票结果_备份")[: len(first)] == first
    assert len(table(book, "计票结果_备份")) == len(first) + 16
    assert votes(book) + kept_votes(book) == before
    assert load_workbook(book).sheetnames.count("计票结果_备份") == 1


def test_of_rows_that_are_doubled_the_one_with_votes_stays(book: Path) -> None:
    before = votes(book)

    def double(sheet: Worksheet) -> None:
        for column in (1, 2, 3):
            sheet.cell(34, column, sheet.cell(3, column).value)
            sheet.cell(35, column, sheet.cell(2, column).value)
        sheet["D34"] = 40
        for letter in "DEFG":  # the votes of row 2 stand in row 35
            sheet[f"{letter}35"] = sheet[f"{letter}2"].value
            sheet[f"{letter}2"] = None

    edit(book, double)
    change = lay_out_grid(book)
    assert [(a.cell, a.value) for a in change.leftovers] == [("D34", 40)]
    assert change.dropped == ("第2行（林致远，履行职责情况，党员）",)
    assert votes(book) == before


def test_rows_that_fit_nothing_and_hold_no_numbers_are_named(book: Path) -> None:
    before = typed(book)

    def scribble(sheet: Worksheet) -> None:
        sheet["A34"], sheet["B34"] = "某人", "履行职责情况"

    edit(book, scribble)
    change = lay_out_grid(book)
    assert change.dropped == ("第34行（某人，履行职责情况）",)
    assert change.leftovers == ()
    assert typed(book) == before
    assert "计票结果_备份" not in load_workbook(book).sheetnames


def test_a_number_without_labels_goes_aside(book: Path) -> None:
    edit(book, lambda sheet: setattr(sheet["E40"], "value", 7))
    change = lay_out_grid(book)
    assert [(a.cell, a.heading, a.value) for a in change.leftovers] == [("E40", "基本满意", 7)]
    assert change.leftovers[0].reason == "没有填写述评对象"


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
    assert differing(backup, book) == {part_of_sheet(COUNTS)}


def test_only_what_a_new_sheet_needs_is_changed_beside(book: Path) -> None:
    rename(book, schema.OFFICIALS.name, "A3", "何静静")
    backup = lay_out_grid(book).backup
    assert backup is not None
    assert differing(backup, book) == {
        "[Content_Types].xml",
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        part_of_sheet(COUNTS),
        *(part_of_sheet(name) for name in BALLOT_SHEETS),
        "xl/worksheets/sheet20.xml",
    }
    assert load_workbook(book).sheetnames[-1] == "计票结果_备份"


def test_a_complete_grid_changes_nothing(book: Path) -> None:
    former = book.read_bytes()
    assert lay_out_grid(book).backup is None
    assert book.read_bytes() == former
    assert [path.name for path in book.parent.iterdir()] == [book.name]


def test_columns_are_found_by_their_headings_even_below_a_title(book: Path) -> None:
    def rearrange(sheet: Worksheet) -> None:
        sheet.delete_rows(2, 400)
        sheet.insert_rows(1)
        sheet["A1"] = "计票结果汇总"
        sheet["A2"], sheet["C2"] = "类别", "述评对象"

    edit(book, rearrange)
    lay_out_grid(book)
    assert ("何静", "廉洁自律情况", "群众代表") in typed(book)
    sheet = sheet_of(load_workbook(book), COUNTS)
    assert [cell.value for cell in sheet[3][:3]] == ["党员", "履行职责情况", "林致远"]


def test_an_error_in_the_sheets_concerned_stops_it_without_a_change(book: Path) -> None:
    rename(book, schema.CLASSES.name, "B2", "十几个")
    former = book.read_bytes()
    with pytest.raises(WorkbookRejected) as stopped:
        lay_out_grid(book)
    assert [problem.place for problem in stopped.value.problems] == ["代表构成!B2"]
    assert book.read_bytes() == former


def test_a_grid_without_its_labels_is_left_alone(book: Path) -> None:
    rename(book, COUNTS, "A1", "甲")
    with pytest.raises(WorkbookRejected) as stopped:
        lay_out_grid(book)
    assert [problem.code for problem in stopped.value.problems] == ["heading-missing"]


def test_a_text_among_the_votes_stays_or_goes_aside_with_its_row(book: Path) -> None:
    rename(book, COUNTS, "D2", "十票")
    rename(book, COUNTS, "D20", "好多票")
    rename(book, schema.OFFICIALS.name, "A3", "何静静")
    change = lay_out_grid(book)
    assert sheet_of(load_workbook(book), COUNTS)["D2"].value == "十票"
    assert ("D20", "好多票") in [(leftover.cell, leftover.value) for leftover in change.leftovers]


def test_a_note_under_the_grid_stays(book: Path) -> None:
    last = sheet_of(load_workbook(book), COUNTS).max_row + 1
    rename(book, COUNTS, f"A{last}", "填表人：何静")
    rename(book, schema.ITEMS.name, "A2", "履行职责的情况")
    lay_out_grid(book)
    column = [cell.value for cell in sheet_of(load_workbook(book), COUNTS)["A"]]
    assert column.count("填表人：何静") == 1


def test_votes_under_another_word_for_an_item_stay_with_it(book: Path) -> None:
    rename(book, COUNTS, "B2", "履行职责")
    rename(book, schema.OFFICIALS.name, "A3", "何静静")
    change = lay_out_grid(book)
    assert not [left for left in change.leftovers if left.labels[0] == "林致远"]


def test_an_error_elsewhere_does_not_stop_it(book: Path) -> None:
    opened = load_workbook(book)
    sheet_of(opened, "活动信息")["B3"] = None
    sheet_of(opened, COUNTS).delete_rows(2, 400)
    opened.save(book)
    assert len(lay_out_grid(book).added) == 32


def test_the_command_says_what_it_did(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "小.xlsx"
    path.write_bytes((ROOT / "samples" / "向阳桥社区_筹备中.xlsx").read_bytes())
    edit(path, lambda sheet: sheet.delete_rows(2, 400))
    assert run(["grid", str(path)]) == 0
    assert "请填写各行票数" in capsys.readouterr().out
    assert run(["grid", str(path)]) == 0
    assert "已经齐全，工作簿没有改动" in capsys.readouterr().out


def test_the_command_says_which_cells_went_aside_and_what_to_do(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rename(book, schema.OFFICIALS.name, "A3", "何静静")
    assert run(["grid", str(book)]) == 0
    said = capsys.readouterr().out
    assert "《述评对象》没有“何静”：D18、E18" in said
    assert "等，共64个" in said
    assert "“何静”没有按改名处理。如果只是改名，请用改动前的工作簿再排一次" in said
    assert "docgen grid 工作簿.xlsx --yes" in said


@pytest.mark.parametrize(("option", "kept"), [("--yes", 0), ("--no", 64)])
def test_the_command_is_told_beforehand_whether_it_is_a_new_name(
    book: Path, capsys: pytest.CaptureFixture[str], option: str, kept: int
) -> None:
    rename(book, schema.OFFICIALS.name, "A3", "何静静")
    assert run(["grid", str(book), option]) == 0
    said = capsys.readouterr().out
    assert ("“何静”改名为“何静静”，原有的票数已转到“何静静”名下。" in said) == (not kept)
    assert len(list(kept_votes(book).elements())) == kept


def test_of_several_new_names_none_is_taken_unseen(book: Path) -> None:
    rename(book, schema.OFFICIALS.name, "A2", "林志远")
    rename(book, schema.OFFICIALS.name, "A3", "何静静")
    assert run(["grid", str(book), "--yes"]) == 0
    assert {row[0] for row in kept_votes(book)} == {"林致远", "何静"}


# --- whatever was changed ----------------------------------------------------------------


@st.composite
def some_of(draw: st.DrawFn, entries: tuple[str, ...], least: int = 1) -> list[str]:
    return draw(st.lists(st.sampled_from(entries), min_size=least, unique=True))


OFFICIALS, ITEMS, CLASSES = ("甲一", "乙二", "丙三"), ("履职", "廉洁"), ("党员", "居民")
GRADES = ("满意", "基本满意", "不满意", "不了解", "优秀", "差")
ROWS = st.lists(
    st.tuples(
        st.sampled_from((*OFFICIALS, "旧人")),
        st.sampled_from(ITEMS),
        st.sampled_from((*CLASSES, "外人")),
        st.lists(st.none() | st.integers(0, 99), min_size=6, max_size=6),
    ),
    max_size=8,
)


@settings(max_examples=25)
@given(some_of(OFFICIALS), some_of(ITEMS), some_of(CLASSES), some_of(GRADES, 2),
       some_of(GRADES, 2), ROWS)  # fmt: skip
def test_every_number_is_afterwards_in_its_cell_or_aside(
    officials: list[str],
    items: list[str],
    classes: list[str],
    former: list[str],
    grades: list[str],
    rows: list[tuple[str, str, str, list[int | None]]],
) -> None:
    data = filled_workbook(
        {},
        {
            "述评对象": [(name, "主任") for name in officials],
            "测评项目": [(name,) for name in items],
            "代表构成": [(name, 15) for name in classes],
        },
    )

    def fill(sheet: Worksheet) -> None:
        for column, grade in enumerate(("", "", "", ""), start=4):
            sheet.cell(1, column).value = grade or None
        for column, grade in enumerate(former, start=4):
            sheet.cell(1, column, grade)
        for number, (*labels, counted) in enumerate(rows, start=2):
            for column, value in enumerate([*labels, *counted[: len(former)]], start=1):
                sheet.cell(number, column, value)

    with TemporaryDirectory() as folder:
        path = Path(folder) / "甲.xlsx"
        path.write_bytes(data)
        set_grades(path, grades)
        edit(path, fill)
        before = votes(path)
        lay_out_grid(path)
        # A row of the same labels twice counts once in the cells, once leftover.
        assert votes(path) + kept_votes(path) == before
        wanted = [(o, i, c) for o in officials for i in items for c in classes]
        heading, *after = table(path)
        assert [row[:3] for row in after] == wanted
        assert [h for h in heading[3:] if h] == grades
        assert lay_out_grid(path).backup is None, "a second run finds nothing to do"
        assert Counter(votes(path)) + kept_votes(path) == before


def test_the_former_file_keeps_its_ending(tmp_path: Path) -> None:
    path = tmp_path / "工作簿.xlsm"
    path.write_bytes(changed(lambda book: sheet_of(book, "述评对象").append(["新来的", "委员"])))
    kept = lay_out_grid(path).backup
    assert kept == tmp_path / "工作簿.备份.xlsm"
    assert kept.is_file()
