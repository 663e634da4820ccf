"""One cause is one message; what follows from it waits, and nothing else does."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from docgen.commands.check import CheckReport, check_bytes
from docgen.errors import Problem, Severity, by_cause
from docgen.workbook.marking import marked_copy
from tests.support.command_line import Docgen
from tests.support.malformed_parts import Change, all_of, put
from tests.support.samples import beyond_the_sample, changed, sheet_of, written

DAY = date(2026, 12, 1)


def checked(*changes: Change) -> CheckReport:
    return check_bytes(changed(all_of(*changes)), DAY)


def said(report: CheckReport) -> list[tuple[str, str]]:
    return [(problem.code, problem.place) for problem in beyond_the_sample(report.problems)]


def renamed_classes(book: Workbook) -> None:
    names = {"党员": "党员甲", "居民代表": "居民乙", "群众代表": "群众丙"}
    for sheet, column in (("参评代表", "B"), ("计票结果", "C")):
        for cell in sheet_of(book, sheet)[column]:
            cell.value = names.get(cell.value, cell.value)


def test_three_wrong_names_of_classes_are_three_messages_a_sheet() -> None:
    assert said(checked(renamed_classes)) == [
        ("representative-class-unknown", "参评代表!B2、B3、B4、B5、B6等15处"),
        ("representative-class-unknown", "参评代表!B17、B18、B19、B20、B21等20处"),
        ("representative-class-unknown", "参评代表!B47、B48、B49、B50、B51等15处"),
        ("count-voter-class-unknown", "计票结果!C2、C6、C10、C14、C18等8处"),
        ("count-voter-class-unknown", "计票结果!C3、C7、C11、C15、C19等8处"),
        ("count-voter-class-unknown", "计票结果!C5、C9、C13、C17、C21等8处"),
    ]


def test_what_follows_from_a_void_vote_is_not_said_beside_it() -> None:
    assert said(checked(put("代表构成!F2", 19))) == [("vote-void", "代表构成!F2")]
    assert [code for code, _ in said(checked(put("代表构成!G2", 19)))] == ["ballots-disagree"]


def test_one_blank_cell_does_not_hide_the_errors_of_other_rows() -> None:
    report = checked(put("计票结果!E12", None), put("计票结果!D3", 99), put("计票结果!D20", 99))
    assert said(report) == [
        ("cell-required", "计票结果!E12"),
        ("votes-exceed-ballots", "计票结果!D3"),
        ("votes-exceed-ballots", "计票结果!D20"),
    ]
    assert report.waiting > 0


def test_a_fault_of_a_heading_lets_every_row_wait() -> None:
    report = checked(put("计票结果!H1", "满意"), put("计票结果!D3", 99))
    assert said(report) == [("column-duplicated", "计票结果!H1")]


def test_rows_without_errors_are_all_that_a_sound_sheet_has() -> None:
    assert checked().waiting == 0


def test_how_many_checks_wait_is_told(docgen: Docgen, tmp_path: Path) -> None:
    data = changed(put("计票结果!E12", None))
    path, count = written(data, tmp_path), check_bytes(data, DAY).waiting
    assert f"另有{count}项核对要等这些错误改正以后进行" in docgen("check", path).out
    told = json.loads(docgen("check", path, "--json").out)
    assert told["checks_waiting"] == count
    assert told["problems"][0]["cells"] == ["E12"] == [told["problems"][0]["cell"]]


def test_every_cell_of_a_problem_is_marked(tmp_path: Path) -> None:
    data = changed(renamed_classes)
    report = check_bytes(data, DAY)
    copied = written(marked_copy(data, report.problems), tmp_path)
    sheet = load_workbook(copied)["参评代表"]
    marked = {cell.coordinate for cell in sheet["B"] if cell.comment}
    cells = {c for problem in report.errors if problem.sheet == "参评代表" for c in problem.cells}
    assert len(cells) == 50
    assert marked == cells


PROBLEMS = st.builds(
    Problem,
    st.sampled_from(("cell-required", "cell-date")),
    st.sampled_from(Severity),
    st.sampled_from(("会议", "整改清单")),
    st.sampled_from(("", "C2", "C3", "D3", "CC3")),
    st.sampled_from(("没有填写", "不是日期")),
    st.just("请填写。"),
)


@given(st.lists(PROBLEMS))
def test_no_cell_and_no_cause_is_lost_and_none_is_told_twice(found: list[Problem]) -> None:
    def told(problems: list[Problem]) -> list[tuple[object, ...]]:
        return [
            (each.code, each.severity, each.sheet, each.message, cell)
            for each in problems
            for cell in each.cells or ("",)
        ]

    merged = by_cause(found)
    assert sorted(told(merged)) == sorted(set(told(found)))
    for each in merged:
        assert len({cell.rstrip("0123456789") for cell in each.cells}) <= 1


@pytest.mark.parametrize(
    ("others", "place"),
    [
        ((), "会议!C2"),
        (("C3",), "会议!C2、C3"),
        (("C3", "C4", "C5", "C6", "C7"), "会议!C2、C3、C4、C5、C6等6处"),
    ],
)
def test_the_first_five_cells_are_shown(others: tuple[str, ...], place: str) -> None:
    problem = Problem("a", Severity.ERROR, "会议", "C2", "没有填写", "请填写。", others=others)
    assert problem.place == place
