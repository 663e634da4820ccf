"""``docgen grid`` after the grades changed: columns, headings, prompts; the ballots' columns."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from docgen.campaign import schema
from docgen.workbook.grid import lay_out_grid
from docgen.workbook.reading import read_workbook
from tests.support.grids import (  # noqa: F401  # a fixture
    BALLOT_SHEETS,
    COUNTS,
    edit,
    kept_votes,
    laid_out,
    sample,
    set_grades,
    table,
    typed,
    votes,
)
from tests.support.samples import sheet_of

POSITIONS = ("优秀", "称职", "基本称职", "不称职")


def headings(path: Path, sheet: str = COUNTS) -> list[object]:
    return [cell.value for cell in sheet_of(load_workbook(path), sheet)[1]]


def empty_votes(path: Path) -> None:
    def change(sheet: Worksheet) -> None:
        for row in sheet["D2:G33"]:
            for cell in row:
                cell.value = None

    edit(path, change)


def prompts(path: Path) -> dict[str, tuple[str | None, str | None]]:
    """The prompt and the message over each column of votes."""
    found = sheet_of(load_workbook(path), COUNTS).data_validations.dataValidation
    return {str(v.sqref): (v.promptTitle, v.errorTitle) for v in found if v.type == "whole"}


def test_other_grades_before_the_vote_only_change_the_headings(book: Path) -> None:
    empty_votes(book)
    set_grades(book, POSITIONS)
    change = lay_out_grid(book)
    assert change.grades == POSITIONS
    assert change.leftovers == ()
    assert headings(book)[3:] == list(POSITIONS)
    assert prompts(book)["D2:D2000"] == ("优秀", "请核对“优秀”")
    assert lay_out_grid(book).backup is None


def test_other_grades_after_the_vote_leave_nothing_lost(book: Path) -> None:
    before = votes(book)
    set_grades(book, POSITIONS)
    change = lay_out_grid(book)
    assert headings(book)[3:] == list(POSITIONS)
    assert votes(book).total() == 0
    assert kept_votes(book) == before
    assert {leftover.reason for leftover in change.leftovers} == {
        f"《测评等次》没有“{grade}”" for grade in ("满意", "基本满意", "不满意", "不了解")
    }
    assert lay_out_grid(book).backup is None


def test_a_column_whose_name_no_one_uses_elsewhere_is_a_grade_by_its_prompt(book: Path) -> None:
    set_grades(book, ("拥护", "中立", "反对"))
    lay_out_grid(book)
    edit(book, lambda sheet: setattr(sheet["F2"], "value", 5))
    set_grades(book, ("拥护", "中立"))
    change = lay_out_grid(book)
    assert [(a.cell, a.heading, a.value) for a in change.leftovers] == [("F2", "反对", 5)]
    assert headings(book)[3:6] == ["拥护", "中立", None]


def test_grades_in_another_order_take_their_votes_along(book: Path) -> None:
    before = votes(book)
    set_grades(book, ("满意", "不了解", "基本满意", "不满意"))
    assert lay_out_grid(book).leftovers == ()
    assert headings(book)[3:] == ["满意", "不了解", "基本满意", "不满意"]
    assert votes(book) == before
    assert prompts(book)["E2:E2000"] == ("不了解", "请核对“不了解”")


def test_a_fifth_grade_comes_right_of_everything_and_looks_like_its_neighbour(book: Path) -> None:
    def own_columns(sheet: Worksheet) -> None:
        sheet["H1"], sheet["H2"], sheet["I1"] = "排名", 1, "签字"

    edit(book, own_columns)
    before = votes(book)
    set_grades(book, ("满意", "基本满意", "一般", "不满意", "不了解"))
    lay_out_grid(book)
    assert headings(book)[3:] == ["满意", "基本满意", "一般", "不满意", "排名", "签字", "不了解"]
    assert votes(book) == before
    sheet = sheet_of(load_workbook(book), COUNTS)
    for row in (1, 2, 33, 150):
        assert sheet.cell(row, 10)._style == sheet.cell(row, 7)._style, row
    assert sheet.column_dimensions["J"].width == sheet.column_dimensions["G"].width
    assert prompts(book)["J2:J2000"] == ("不了解", "请核对“不了解”")
    (rule,) = next(f for f in sheet.conditional_formatting if str(f.sqref) == "J2:J2000").rules
    assert rule.formula == ["AND(LEN(TRIM($J2))=0,COUNTA($D2:$J2)>0)"]
    assert lay_out_grid(book).backup is None


def test_three_grades_leave_the_fourth_column_empty(book: Path) -> None:
    before = votes(book)
    set_grades(book, ("满意", "基本满意", "不满意"))
    lay_out_grid(book)
    assert headings(book)[3:] == ["满意", "基本满意", "不满意", None]
    assert votes(book) + kept_votes(book) == before
    assert {row[3] for row in kept_votes(book)} == {"不了解"}
    assert typed(book)["林致远", "履行职责情况", "党员"] == (10, 3, 1)
    assert lay_out_grid(book).backup is None


def test_somebodys_own_columns_are_nobodys_votes(book: Path) -> None:
    def own_columns(sheet: Worksheet) -> None:
        sheet["H1"], sheet["I1"], sheet["J1"] = "应投票数", "签字", "得分"
        for row in range(2, 34):
            sheet.cell(row, 8, 15)

    edit(book, own_columns)
    set_grades(book, POSITIONS)
    lay_out_grid(book)
    assert headings(book)[7:] == ["应投票数", "签字", "得分"]
    assert {row[7] for row in table(book)[1:]} == {15}


def test_styles_of_cells_stay_where_they_were(book: Path) -> None:
    def styles(path: Path) -> dict[str, object]:
        sheet = sheet_of(load_workbook(path), COUNTS)
        return {c.coordinate: c._style for row in sheet["A1:G60"] for c in row}

    before = styles(book)
    set_grades(book, ("不满意", "满意", "优秀", "差"))
    lay_out_grid(book)
    assert styles(book) == before


# --- paper ballots -----------------------------------------------------------------------


def clear_ballots(path: Path) -> None:
    for name in BALLOT_SHEETS:
        edit(path, lambda sheet: sheet.delete_cols(4, 30), name)


def test_each_official_and_item_gets_a_column_for_the_ballots(book: Path) -> None:
    clear_ballots(book)
    change = lay_out_grid(book)
    assert change.ballots == (("计票录入", 8), ("计票录入_复核", 8))
    for name in BALLOT_SHEETS:
        found = headings(book, name)
        assert found[:4] == ["批次", "类别", "票号", "林致远·履行职责情况"]
        assert found[-2:] == ["何静·廉洁自律情况", "已录"]
        assert len(found) == 3 + 8 + 1
    sheet = sheet_of(load_workbook(book), "计票录入")
    assert sheet["K1"]._style == sheet["C1"]._style
    offered = [v for v in sheet.data_validations.dataValidation if v.type == "list"]
    assert [(str(v.sqref), v.formula1) for v in offered if "D2" in str(v.sqref)] == [
        ("D2:K60000", '"满意,基本满意,不满意,不了解,1,2,3,4,废"')
    ]


def test_ballots_already_typed_stay_and_only_missing_columns_are_added(book: Path) -> None:
    clear_ballots(book)

    def begin(sheet: Worksheet) -> None:
        sheet["D1"], sheet["E1"] = "何静—履行职责\n情况", "已离任·履行职责情况"
        sheet["D2"], sheet["E2"] = "满意", "不满意"

    edit(book, begin, "计票录入")
    change = lay_out_grid(book)
    assert change.ballots[0] == ("计票录入", 7)
    found = headings(book, "计票录入")
    assert found[3:6] == ["何静—履行职责\n情况", "已离任·履行职责情况", "林致远·履行职责情况"]
    assert "何静·履行职责情况" not in found
    assert table(book, "计票录入")[1][3:5] == ("满意", "不满意")


def test_the_lists_of_the_ballots_follow_the_grades(book: Path) -> None:
    clear_ballots(book)
    lay_out_grid(book)
    set_grades(book, POSITIONS)
    lay_out_grid(book)
    lists = sheet_of(load_workbook(book), "计票录入").data_validations.dataValidation
    formulas = {v.formula1 for v in lists if v.type == "list" and "D2" in str(v.sqref)}
    assert formulas == {'"优秀,称职,基本称职,不称职,1,2,3,4,废"'}
    assert lay_out_grid(book).backup is None


def test_each_row_shows_how_many_of_its_class_are_entered(book: Path) -> None:
    clear_ballots(book)

    def begin(sheet: Worksheet) -> None:
        for row, name in enumerate(("党员", "居民代表", "党员", "党员"), start=2):
            sheet.cell(row, 2, name)
            sheet.cell(row, 3, row)

    edit(book, begin, "计票录入")
    lay_out_grid(book)
    now = sheet_of(load_workbook(book, data_only=True), "计票录入")["L"]
    assert [cell.value or "" for cell in now[:7]] == ["已录", 1, 1, 2, 3, "", ""]
    formulas = sheet_of(load_workbook(book), "计票录入")["L"]
    assert formulas[4].value == '=IF(B5="","",COUNTIF(B$2:B5,B5))'
    assert len([cell for cell in formulas if cell.value]) == 201
    campaign = read_workbook(book).campaign
    assert campaign is not None
    assert campaign.entries is not None
    assert len(campaign.entries.ballots) == 4, "the formulas are no ballots"


def test_a_workbook_without_sheets_for_ballots_gets_none(book: Path) -> None:
    opened = load_workbook(book)
    for name in BALLOT_SHEETS:
        del opened[name]
    opened.save(book)
    assert lay_out_grid(book).backup is None
    assert not set(BALLOT_SHEETS) & set(load_workbook(book).sheetnames)


@pytest.mark.parametrize(
    ("heading", "same"),
    [
        ("林致远 履行职责情况", True),
        ("林致远-履行\n职责情况", True),
        ("林致远：履行职责情况", True),
        ("林致远．履行职责情况", True),
        ("林致远履行职责", False),
    ],
)
def test_headings_of_the_ballots_may_be_typed_in_many_ways(heading: str, same: bool) -> None:
    wanted = schema.ballot_heading_key(schema.ballot_heading("林致远", "履行职责情况"))
    assert (schema.ballot_heading_key(heading) == wanted) is same
