"""A name corrected after the vote: its votes stay with it, once somebody has said that it is one."""

from __future__ import annotations

from pathlib import Path

import pytest

from docgen.campaign import schema
from docgen.campaign.rules import check_rules
from docgen.workbook.grid import Rename, lay_out_grid, renames_to_ask
from docgen.workbook.reading import read_workbook
from tests.support.grids import (  # noqa: F401  # a fixture
    COUNTS,
    edit,
    faults,
    kept_votes,
    laid_out,
    table,
    typed,
    votes,
)

RENAMED = [
    (schema.OFFICIALS.name, "A3", "何静", "何晶"),
    (schema.ITEMS.name, "A2", "履行职责情况", "履职尽责情况"),
    (schema.CLASSES.name, "A2", "党员", "全体党员"),
]


def put(path: Path, sheet: str, cell: str, value: object) -> None:
    edit(path, lambda worksheet: setattr(worksheet[cell], "value", value), sheet)


def accept(rename: Rename) -> str:
    return rename.candidates[0]


@pytest.mark.parametrize(("sheet", "cell", "before", "after"), RENAMED)
def test_the_votes_of_a_renamed_one_stay_under_the_new_name(
    book: Path, sheet: str, cell: str, before: str, after: str
) -> None:
    former = typed(book)
    put(book, sheet, cell, after)
    of_old = faults(book)  # openpyxl's
    (asked,) = renames_to_ask(book)
    assert (asked.sheet, asked.before, asked.suggested) == (sheet, before, after)
    change = lay_out_grid(book, accept)
    assert change.renamed == ((before, after),)
    assert (change.added, change.leftovers, change.dropped, change.moved) == ((), (), (), 0)
    expected = {
        tuple(after if label == before else label for label in key): counted
        for key, counted in former.items()
    }
    assert typed(book) == expected
    assert kept_votes(book) == {}
    assert faults(book) == of_old
    assert renames_to_ask(book) == ()


def test_after_it_was_said_the_workbook_has_no_unknown_official(book: Path) -> None:
    put(book, schema.OFFICIALS.name, "A3", "何晶")
    lay_out_grid(book, accept)
    campaign = read_workbook(book).campaign
    assert campaign is not None
    codes = {problem.code for problem in check_rules(campaign).problems}
    assert not {code for code in codes if code.startswith("count-")}


def test_denied_it_is_as_if_nobody_had_been_asked(book: Path) -> None:
    before = votes(book)
    put(book, schema.OFFICIALS.name, "A3", "何晶")
    change = lay_out_grid(book, lambda _: "")
    assert (change.renamed, change.declined) == ((), ("何静",))
    assert len(change.added) == len(change.leftovers) // 4 == 16
    assert votes(book) + kept_votes(book) == before


def test_an_answer_that_was_not_offered_is_none(book: Path) -> None:
    put(book, schema.OFFICIALS.name, "A3", "何晶")
    assert lay_out_grid(book, lambda _: "林致远").renamed == ()


def test_of_several_none_is_suggested_and_each_gets_what_was_said(book: Path) -> None:
    former = typed(book)
    put(book, schema.OFFICIALS.name, "A2", "何晶")
    put(book, schema.OFFICIALS.name, "A3", "林志远")
    asked = renames_to_ask(book)
    assert [(each.before, each.candidates) for each in asked] == [
        ("林致远", ("何晶", "林志远")),
        ("何静", ("何晶", "林志远")),
    ]
    assert not any(each.suggested for each in asked)
    names = {"林致远": "林志远", "何静": "何晶"}
    lay_out_grid(book, lambda rename: names[rename.before])
    assert typed(book) == {(names[o], i, c): counted for (o, i, c), counted in former.items()}
    assert next(iter(typed(book)))[0] == "何晶", "in the order of 述评对象"


def test_a_name_goes_to_one_former_name_only(book: Path) -> None:
    before = votes(book)
    put(book, schema.OFFICIALS.name, "A2", "何晶")
    put(book, schema.OFFICIALS.name, "A3", "林志远")
    change = lay_out_grid(book, lambda _: "何晶")
    assert change.renamed == (("林致远", "何晶"),)
    assert change.declined == ("何静",)
    assert sum(votes(book).values()) + sum(kept_votes(book).values()) == sum(before.values())


def test_in_another_place_it_is_asked_but_not_suggested(book: Path) -> None:
    def another_order(sheet: object) -> None:
        sheet["A2"], sheet["A3"] = "何晶", "林致远"  # type: ignore[index]

    edit(book, another_order, schema.OFFICIALS.name)
    (asked,) = renames_to_ask(book)
    assert (asked.before, asked.candidates, asked.suggested) == ("何静", ("何晶",), "")


def test_numbers_that_do_not_fit_the_class_are_not_suggested(book: Path) -> None:
    put(book, schema.CLASSES.name, "A2", "全体党员")
    put(book, schema.CLASSES.name, "F2", 3)
    (asked,) = renames_to_ask(book)
    assert asked.suggested == ""


def test_before_the_vote_nothing_is_asked(book: Path) -> None:
    edit(book, lambda sheet: [setattr(c, "value", None) for row in sheet["D2:G33"] for c in row])
    put(book, schema.OFFICIALS.name, "A3", "何晶")
    assert renames_to_ask(book) == ()
    assert lay_out_grid(book, accept).renamed == ()


def test_an_official_more_or_less_is_no_rename(book: Path) -> None:
    put(book, schema.OFFICIALS.name, "A4", "邱敏")
    put(book, schema.OFFICIALS.name, "B4", "委员")
    assert renames_to_ask(book) == ()
    for cell in ("A3", "B3", "A4", "B4", "C3"):
        put(book, schema.OFFICIALS.name, cell, None)
    assert renames_to_ask(book) == ()


def test_paper_ballots_go_with_the_new_name(book: Path) -> None:
    heading = [column.heading for column in schema.ENTRIES.columns]
    at = heading.index("类别")

    def enter(sheet: object) -> None:
        row = [cell.value for cell in sheet[1]]  # type: ignore[index]
        for column, title in enumerate(row, start=1):
            if title and "何静" in str(title):
                sheet.cell(2, column, "满意")  # type: ignore[attr-defined]
        sheet.cell(2, at + 1, "党员")  # type: ignore[attr-defined]

    edit(book, enter, schema.ENTRIES.name)
    put(book, schema.OFFICIALS.name, "A3", "何晶")
    put(book, schema.CLASSES.name, "A2", "全体党员")
    lay_out_grid(book, accept)
    headings, ballot, *_ = table(book, schema.ENTRIES.name)
    assert not any("何静" in str(title) for title in headings)
    marked = {title for title, mark in zip(headings, ballot, strict=True) if mark == "满意"}
    assert len(marked) == 4
    assert all(str(title).startswith("何晶·") for title in marked)
    assert "全体党员" in ballot


def test_a_renamed_official_in_the_count_is_told_the_remedy(book: Path) -> None:
    put(book, schema.OFFICIALS.name, "A3", "何晶")
    campaign = read_workbook(book).campaign
    assert campaign is not None
    found = [p for p in check_rules(campaign).problems if p.code == "count-official-unknown"]
    assert {problem.sheet for problem in found} == {COUNTS}
    assert all("如果只是改名，请关闭工作簿，运行 docgen grid" in problem.hint for problem in found)
    put(book, schema.OFFICIALS.name, "A3", "何静")
    put(book, COUNTS, "A2", "林至远")
    campaign = read_workbook(book).campaign
    assert campaign is not None
    (problem,) = [p for p in check_rules(campaign).problems if p.code == "count-official-unknown"]
    assert "改名" not in problem.hint, "a slip in one row is mended there"
