"""One cause is one message; every cell of it is known, shown and marked."""

from __future__ import annotations

import dataclasses
import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from docgen.commands.check import CheckReport, check_bytes
from docgen.commands.status import stage_statuses
from docgen.errors import Problem, Severity, one_for_each_cause
from docgen.workbook.marking import marked_copy
from docgen.workbook.marking.problem_list import MOST_LISTED
from tests.support.command_line import Docgen
from tests.support.malformed_parts import Change, all_of, put
from tests.support.marked import colours, opened
from tests.support.samples import beyond_the_sample, changed, sample_bytes, sheet_of, written
from tests.support.web_client import site

DAY = date(2026, 7, 1)


def checked(*changes: Change) -> CheckReport:
    return check_bytes(changed(all_of(*changes)), DAY)


def said(report: CheckReport) -> list[tuple[str, str]]:
    return [(problem.code, problem.place) for problem in beyond_the_sample(report.problems)]


def wrong_classes(book: Workbook) -> None:
    """Three names of classes that 代表构成 does not know, in every row that has them."""
    names = {"居民代表": "居民甲", "居民小组长": "小组长乙", "群众代表": "群众丙"}
    for sheet, column in (("参评代表", "B"), ("计票结果", "C")):
        for cell in sheet_of(book, sheet)[column]:
            cell.value = names.get(str(cell.value), cell.value)


def half_width_brackets(book: Workbook) -> None:
    """An item with brackets of the wrong width, wherever it is named."""
    for sheet, column in (("测评项目", "A"), ("计票结果", "B")):
        for cell in sheet_of(book, sheet)[column]:
            if cell.value == "管理服务社区情况":
                cell.value = "管理服务(社区)情况"


def half_width_commas(book: Workbook) -> None:
    """A workbook typed with an input method of half-width signs."""
    for sheet, columns in (("意见建议", "B"), ("整改清单", "BD")):
        for column in columns:
            for cell in sheet_of(book, sheet)[column][1:]:
                cell.value = cell.value and f"{cell.value}甲,乙"


def last_years_schedule(book: Workbook) -> None:
    """This year's campaign over last year's works."""
    for column in "CD":
        for cell in sheet_of(book, "进度安排")[column][1:]:
            cell.value = cell.value and cell.value.replace(year=cell.value.year - 1)


# --- one problem for each cause ----------------------------------------------------------


def test_a_wrong_name_of_a_class_is_one_error_in_each_sheet() -> None:
    assert said(checked(wrong_classes)) == [
        ("representative-class-unknown", "参评代表!B17、B18、B19、B20、B21等20处"),
        ("representative-class-unknown", "参评代表!B37、B38、B39、B40、B41等10处"),
        ("representative-class-unknown", "参评代表!B47、B48、B49、B50、B51等15处"),
        ("count-voter-class-unknown", "计票结果!C3、C7、C11、C15、C19等8处"),
        ("count-voter-class-unknown", "计票结果!C4、C8、C12、C16、C20等8处"),
        ("count-voter-class-unknown", "计票结果!C5、C9、C13、C17、C21等8处"),
    ]


def test_half_width_brackets_in_a_name_are_one_reminder_in_each_sheet() -> None:
    assert said(checked(half_width_brackets)) == [
        ("text-punctuation", "测评项目!A4"),
        ("text-punctuation", "计票结果!B10、B11、B12、B13、B26等8处"),
    ]


def test_the_same_wrong_sign_is_one_reminder_for_a_column() -> None:
    assert said(checked(half_width_commas)) == [
        ("text-punctuation", "意见建议!B2、B3、B4、B5、B6等11处"),
        ("text-punctuation", "整改清单!B2、B3、B4、B5、B6等9处"),
        ("text-punctuation", "整改清单!D2、D3、D4、D5、D6等9处"),
    ]


def test_works_of_last_year_are_one_error_for_a_column() -> None:
    outside = [each for each in said(checked(last_years_schedule)) if "outside" in each[0]]
    assert outside == [
        ("work-outside-campaign", "进度安排!C2、C3、C4、C5、C6等14处"),
        ("work-outside-campaign", "进度安排!D2、D3、D4、D5、D6等14处"),
    ]


@pytest.mark.parametrize(
    ("cells", "place"),
    [
        ((), "会议"),
        (("C2",), "会议!C2"),
        (("C2", "C3", "C4", "C5", "C6"), "会议!C2、C3、C4、C5、C6"),
        (("C2", "C3", "C4", "C5", "C6", "C7"), "会议!C2、C3、C4、C5、C6等6处"),
    ],
)
def test_the_first_five_cells_are_shown_and_their_number(
    cells: tuple[str, ...], place: str
) -> None:
    first = cells[0] if cells else ""
    assert Problem("a", Severity.ERROR, "会议", first, "错", "改", cells=cells).place == place


PROBLEMS = st.builds(
    Problem,
    st.sampled_from(("cell-required", "cell-not-a-date")),
    st.sampled_from(Severity),
    st.sampled_from(("会议", "整改清单")),
    st.sampled_from(("", "C2", "C3", "D3", "CC3")),
    st.sampled_from(("没有填写", "不是日期")),
    st.sampled_from(("请填写。", "请改正。")),
)


@given(st.lists(PROBLEMS))
def test_no_cell_and_no_message_is_lost_or_said_twice(found: list[Problem]) -> None:
    def one_by_one(problems: tuple[Problem, ...]) -> list[Problem]:
        return [
            dataclasses.replace(each, cell=cell, cells=())
            for each in problems
            for cell in each.cells or ("",)
        ]

    joined = one_for_each_cause(found)
    assert sorted(map(repr, one_by_one(joined))) == sorted(map(repr, dict.fromkeys(found)))
    assert all(each.cell == (each.cells or ("",))[0] for each in joined)
    assert all(len({cell.rstrip("0123456789") for cell in each.cells}) <= 1 for each in joined)
    assert one_for_each_cause(joined) == joined


# --- what follows waits ------------------------------------------------------------------


def test_more_ballots_returned_than_issued_are_one_error_and_no_reminders_of_its_votes() -> None:
    report = checked(put("代表构成!F2", 19))
    assert said(report) == [("vote-void", "代表构成!F2")]
    assert report.waiting


def test_the_votes_of_the_other_classes_are_held_against_their_ballots_still() -> None:
    report = checked(put("代表构成!F2", 19), put("计票结果!D3", 99))
    assert said(report) == [("vote-void", "代表构成!F2"), ("votes-exceed-ballots", "计票结果!D3")]


def test_a_blank_cell_hides_no_error_of_another_row() -> None:
    faults = (put("计票结果!E12", None), put("计票结果!D3", 99), put("计票结果!D20", 99))
    assert said(checked(*faults)) == [
        ("cell-required", "计票结果!E12"),
        ("votes-exceed-ballots", "计票结果!D3"),
        ("votes-exceed-ballots", "计票结果!D20"),
    ]


def test_an_unreadable_date_hides_no_other_date_of_its_sheet() -> None:
    faults = (put("会议!C2", "某日"), put("会议!C3", date(2026, 12, 1)))
    assert ("meeting-outside-stage", "会议!C3") in said(checked(*faults))


def test_a_fault_of_the_headings_holds_back_every_row() -> None:
    report = checked(put("计票结果!H1", "满意"), put("计票结果!D3", 99))
    assert said(report) == [("column-duplicated", "计票结果!H1")]


def test_a_roster_with_a_stranger_may_lack_somebody_but_not_have_too_many() -> None:
    wrong = put("参评代表!B2", "党员甲")
    assert [code for code, _ in said(checked(wrong))] == ["representative-class-unknown"]
    codes = [code for code, _ in said(checked(wrong, put("代表构成!B3", 19)))]
    assert "roster-disagrees" in codes


def test_a_faulty_figure_of_a_class_hides_no_unknown_class_of_a_ballot() -> None:
    codes = [
        code
        for code, _ in said(
            checked(put("代表构成!H2", "=1/0"), put("计票录入!B2", "党员们"), put("计票录入!C2", 1))
        )
    ]
    assert "entry-class-unknown" in codes


def test_nothing_waits_without_an_error() -> None:
    assert checked().waiting == 0
    assert checked().what_waits == ""


def test_how_many_checks_wait_is_told(docgen: Docgen, tmp_path: Path) -> None:
    data = changed(put("计票结果!E12", None))
    path, number = written(data, tmp_path), check_bytes(data, DAY).waiting
    assert number
    told = f"{number}项核对要等这些改正以后进行"
    assert told in docgen("check", path).out
    assert told in docgen("build", path).err
    assert json.loads(docgen("check", path, "--json").out)["checks_waiting"] == number


def test_the_page_tells_how_many_checks_wait() -> None:
    with site() as page:
        told = page.window().hand_in(changed(put("计票结果!E12", None)))
        assert "项核对要等这些改正以后进行" in told
        assert "项核对要等" not in page.window().hand_in(sample_bytes())


# --- what is needed first ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("today", "places"),
    [
        (date(2026, 3, 1), ["领导小组!A3", "意见建议!C2", "代表构成!F2"]),
        (date(2026, 4, 20), ["代表构成!F2", "意见建议!C2", "领导小组!A3"]),
    ],
    ids=["before the first stage", "in the third stage"],
)
def test_what_stops_the_next_stage_comes_first(today: date, places: list[str]) -> None:
    faults = (put("意见建议!C2", "网上"), put("代表构成!F2", "很多"), put("领导小组!A3", "组员甲"))
    found = check_bytes(changed(all_of(*faults)), today).errors
    assert [p.place for p in found if p.code != "results-before-vote"] == places


# --- every cell of it --------------------------------------------------------------------


def test_json_keeps_the_first_cell_and_adds_them_all(docgen: Docgen, tmp_path: Path) -> None:
    path = written(changed(wrong_classes), tmp_path)
    told = json.loads(docgen("check", path, "--json").out)["problems"][0]
    assert told["cell"] == "B17"
    assert told["cells"] == [f"B{row}" for row in range(17, 37)]


def test_every_cell_is_marked() -> None:
    data = changed(wrong_classes)
    problems = [p for p in check_bytes(data, DAY).errors if p.sheet == "参评代表"]
    marked = {cell for sheet, cell in colours(marked_copy(data, problems)) if sheet == "参评代表"}
    assert marked == {f"B{row}" for row in range(17, 62)}


def test_cells_beyond_what_a_sheet_can_show_are_told_by_their_number() -> None:
    cells = tuple(f"C{row}" for row in range(2, MOST_LISTED + 9))
    problem = Problem("a", Severity.ERROR, "意见建议", "C2", "错", "改", cells=cells)
    sheet = sheet_of(opened(marked_copy(sample_bytes(), [problem])), "问题清单")
    assert str(sheet["A5"].value).startswith("还有7处没有标注")


def test_a_status_leaves_out_every_row_that_cannot_be_read() -> None:
    works = [put(f"进度安排!A{row}", "总结") for row in (2, 3, 4, 5)]
    report = checked(*works)
    assert report.campaign is not None
    [problem] = report.errors
    assert problem.cells == ("A2", "A3", "A4", "A5")
    first = stage_statuses(report.campaign, report.plan, report.problems, DAY)[0]
    assert first.first is None or first.first > report.campaign.schedule[3].end
