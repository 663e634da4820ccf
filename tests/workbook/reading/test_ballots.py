"""计票录入 in real workbooks: what people type is understood, nothing they typed is lost."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook

from docgen.campaign import schema, tally
from docgen.commands.check import CheckReport, check
from docgen.workbook.reading import read_workbook
from docgen.workbook.writing import blank_workbook
from tests.support.entry_cases import entered, rows
from tests.support.malformed_parts import all_of, fill, put
from tests.support.samples import changed, sample_campaign, sheet_of, written

Change = Callable[[Workbook], object]
ENTRIES = schema.ENTRIES.name
# Cells of the sample that hold 满意: D2 to G8 and D17 to F23 in 计票录入.


def checked(folder: Path, *changes: Change) -> CheckReport:
    """The sample with its ballots entered and these changes."""
    return check(written(changed(all_of(entered(), *changes)), folder))


def marks(report: CheckReport, row: int) -> tuple[str, ...]:
    assert report.campaign is not None
    assert report.campaign.entries is not None
    return next(b.marks for b in report.campaign.entries.ballots if b.row == row)


def test_ballots_that_say_what_was_typed_leave_nothing_to_say(tmp_path: Path) -> None:
    report = checked(tmp_path, entered(schema.RECOUNT.name))
    assert report.problems == ()
    assert report.campaign is not None
    assert tally.count(report.campaign) == tally.count(sample_campaign())
    assert report.campaign.counts == report.campaign.typed_counts


def test_the_count_need_not_be_typed(tmp_path: Path) -> None:
    report = checked(tmp_path, fill("计票结果", "A2:G33"))
    assert report.errors == ()
    assert report.campaign is not None
    assert tally.count(report.campaign) == tally.count(sample_campaign())
    assert "result_bulletin" in {each.document.key for each in report.plan.planned}


@pytest.mark.parametrize(
    ("typed", "mark"),
    [
        ("满意", "满意"),
        (1, "满意"),
        ("２", "基本满意"),
        ("4", "不了解"),
        ("满", "满意"),
        ("基", "基本满意"),
        (" 满 意\n", "满意"),
        ("满意\u200b", "满意"),
        ("　基本　满意", "基本满意"),
        ("废", "废"),
        ("無效", "废"),
        ("无效", "废"),
        ("作 废", "废"),
        ("", ""),
        ("　", ""),
        ("弃权", ""),
        (None, ""),
    ],
)
def test_a_mark_is_understood_however_it_is_typed(tmp_path: Path, typed: object, mark: str) -> None:
    report = checked(tmp_path, put(f"{ENTRIES}!D2", typed))
    assert marks(report, 2) == (mark, *(["满意"] * 7))
    assert {p.code for p in report.errors} <= {"count-differs-from-entry"}


@pytest.mark.parametrize("typed", ["不", "5", 0, "满基"])
def test_a_short_form_that_may_mean_two_grades_or_none_is_told(
    tmp_path: Path, typed: object
) -> None:
    """不满意 and 不了解 both begin with 不."""
    report = checked(tmp_path, put("计票录入!D2", typed))
    assert "entry-grade-unknown" in {problem.code for problem in report.errors}


def test_a_column_of_somebodys_own_numbers_is_not_taken_for_grades(tmp_path: Path) -> None:
    def number(book: Workbook) -> None:
        sheet = sheet_of(book, ENTRIES)
        sheet["N1"] = "小组"
        for row in range(2, 30):
            sheet.cell(row, 14, row % 4 + 1)

    assert checked(tmp_path, number).errors == ()


def test_a_grade_in_full_width_is_the_one_in_half_width(tmp_path: Path) -> None:
    grades = [put(f"测评等次!A{n}", name) for n, name in enumerate(("A+", "B", "C", "D"), start=2)]
    headings = [
        put(f"计票结果!{c}1", n) for c, n in zip("DEFG", ("A+", "B", "C", "D"), strict=True)
    ]
    report = checked(
        tmp_path,
        *grades,
        *headings,
        fill(ENTRIES, "D2:K54", "Ｂ"),
        put(f"{ENTRIES}!D2", "Ａ ＋"),
    )
    assert marks(report, 2) == ("A+", *(["B"] * 7))
    assert {p.code for p in report.errors} == {"count-differs-from-entry", "entry-invalid-differs"}


def test_columns_and_rows_may_stand_in_any_order(tmp_path: Path) -> None:
    def mirrored(book: Workbook) -> None:
        sheet = sheet_of(book, ENTRIES)
        values = [[cell.value for cell in row] for row in sheet["A1:K54"]]
        for row, line in enumerate([values[0], *values[:0:-1]], start=1):
            for column, value in enumerate(reversed(line), start=1):
                sheet.cell(row, column).value = value

    report = checked(tmp_path, mirrored, entered(schema.RECOUNT.name))
    assert report.problems == ()


def test_rows_without_anything_are_no_ballots_but_a_blank_ballot_is_one(tmp_path: Path) -> None:
    report = checked(
        tmp_path,
        fill(ENTRIES, "D2:K2"),
        put(f"{ENTRIES}!D70", "　"),
        put(f"{ENTRIES}!A2", "１"),
    )
    assert report.campaign is not None
    assert report.campaign.entries is not None
    assert len(report.campaign.entries.ballots) == len(rows())
    assert marks(report, 2) == ("",) * 8
    assert {p.code for p in report.errors} == {"count-differs-from-entry"}
    assert len(report.errors) == 8


def test_a_class_written_once_over_merged_cells_counts_for_each_row(tmp_path: Path) -> None:
    def merge(book: Workbook) -> None:
        sheet_of(book, ENTRIES).merge_cells("B2:B15")

    assert checked(tmp_path, merge).problems == ()


def test_a_column_renamed_or_left_over_is_never_dropped_silently(tmp_path: Path) -> None:
    left_over = all_of(put(f"{ENTRIES}!L1", "高远·履行职责情况"), put(f"{ENTRIES}!L9", "不清楚"))
    by_content = all_of(put(f"{ENTRIES}!N1", "何敬履职"), put(f"{ENTRIES}!N9", "不满意"))
    empty = put(f"{ENTRIES}!M1", "高远·依法办事情况")
    report = checked(tmp_path, left_over, by_content, empty)
    assert [(p.code, p.cell) for p in report.problems] == [
        ("entry-column-unknown", "L1"),
        ("entry-column-unknown", "N1"),
        ("column-unknown", "M1"),
    ]


def test_an_official_renamed_in_the_list_names_each_column_of_the_ballots(tmp_path: Path) -> None:
    report = checked(tmp_path, put("述评对象!A3", "何敬"))
    found = [(p.code, p.cell) for p in report.problems if p.sheet == ENTRIES]
    assert found == [
        *(("entry-column-unknown", f"{letter}1") for letter in "HIJK"),
        *[("entry-column-missing", "")] * 4,
    ]
    assert "“何敬·履行职责情况”" in next(
        p.message for p in report.problems if p.code == "entry-column-missing"
    )


def test_faults_of_the_lists_are_not_held_against_the_ballots(tmp_path: Path) -> None:
    for cell in ("述评对象!B2", "测评等次!B2", "代表构成!B2"):
        report = checked(
            tmp_path, put(cell, "甲" if cell[0] != "述" else None), put("计票录入!A2", 1)
        )
        assert report.errors
        assert not [p for p in report.errors if p.sheet == ENTRIES], cell


def test_the_blank_workbook_and_an_empty_grid_hold_no_ballots(tmp_path: Path) -> None:
    reading = read_workbook(written(blank_workbook(), tmp_path))
    assert reading.campaign is not None
    assert reading.campaign.entries is None
    laid_out = checked(tmp_path, fill(ENTRIES, "A2:K54"), put(f"{ENTRIES}!D1", None))
    assert laid_out.campaign is not None
    assert laid_out.campaign.entries is None
    assert laid_out.errors == ()


def test_a_thousand_unknown_grades_are_a_problem_a_column_with_every_cell(tmp_path: Path) -> None:
    def fill_up(book: Workbook) -> None:
        for row in range(55, 180):
            for column in range(4, 12):
                sheet_of(book, ENTRIES).cell(row, column, "好")
            sheet_of(book, ENTRIES).cell(row, 2, "党员")
            sheet_of(book, ENTRIES).cell(row, 3, row)

    report = checked(tmp_path, fill_up)
    cells = [p.cells for p in report.problems if p.code == "entry-grade-unknown"]
    assert cells == [tuple(f"{letter}{row}" for row in range(55, 180)) for letter in "DEFGHIJK"]
    assert {p.code for p in report.errors} == {"entry-grade-unknown", "entry-too-many"}
