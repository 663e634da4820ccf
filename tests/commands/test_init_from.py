"""``docgen init --from``: a workbook that begins with last year's."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from docgen.campaign import schema
from docgen.commands.build.build import build
from docgen.commands.check import check
from docgen.errors import ExitCode
from tests.support.command_line import Docgen
from tests.support.samples import changed, sample_bytes, sheet_of, written

DAY = date(2027, 2, 27)


@pytest.fixture
def renewed(docgen: Docgen, tmp_path: Path) -> Path:
    former, path = written(sample_bytes(), tmp_path, "2026.xlsx"), tmp_path / "2027.xlsx"
    assert docgen("init", path, "--from", former).code == ExitCode.OK
    return path


def test_the_check_names_what_is_left_to_fill_in_and_nothing_else(renewed: Path) -> None:
    errors = check(renewed, DAY).errors
    assert {problem.place for problem in errors} == {"活动信息!B7", "活动信息!B11"}


def test_with_these_filled_in_the_first_documents_are_of_the_new_year(
    renewed: Path, tmp_path: Path
) -> None:
    book = openpyxl.load_workbook(renewed)
    info = book["活动信息"]
    info["B7"], info["B11"] = "关于开展民主评议工作的通知", date(2027, 2, 26)
    del book[schema.NEW_YEAR_LIST]  # as the sheet itself says one may
    book.save(renewed)
    report = build(renewed, tmp_path / "out", today=DAY)
    assert not report.check.errors
    assert report.path.name == "2027-02-26_幸福里社区_述职述廉测评"
    assert not {file.key for file in report.files} & {"bulletin", "posting", "closing_report"}


def test_what_is_to_be_checked_is_shaded(renewed: Path) -> None:
    book = openpyxl.load_workbook(renewed)
    shade = "00FCE4D6"
    assert book["会议"]["C2"].fill.fgColor.rgb == shade
    assert book["监票计票"]["B2"].fill.fgColor.rgb == shade
    assert book["活动信息"]["B9"].fill.fgColor.rgb == shade
    assert book["领导小组"]["B2"].fill.fgColor.rgb != shade
    assert book["监票计票"]["B20"].fill.fgColor.rgb != shade


def test_what_became_of_each_sheet_is_told_in_a_sheet_of_its_own(renewed: Path) -> None:
    rows = list(openpyxl.load_workbook(renewed)[schema.NEW_YEAR_LIST].values)
    assert ("活动信息", "顺延", "年度、开始日期、结束日期") in rows
    assert ("意见建议", "清空", "全部") in rows


def test_the_counts_have_the_grades_of_the_community(docgen: Docgen, tmp_path: Path) -> None:
    grades = {"A2": "优秀", "A3": "称职", "A4": "基本称职", "A5": "不称职"}
    headings = dict(zip(("D1", "E1", "F1", "G1"), grades.values(), strict=True))

    def change(book: openpyxl.Workbook) -> None:
        for sheet, cells in (("测评等次", grades), ("计票结果", headings)):
            for cell, text in cells.items():
                sheet_of(book, sheet)[cell] = text

    former = written(changed(change), tmp_path, "旧.xlsx")
    assert docgen("init", tmp_path / "新.xlsx", "--from", former).code == ExitCode.OK
    found = openpyxl.load_workbook(tmp_path / "新.xlsx")["计票结果"][1]
    assert [cell.value for cell in found][3:] == list(grades.values())


def test_last_years_workbook_is_never_overwritten(docgen: Docgen, tmp_path: Path) -> None:
    former = written(sample_bytes(), tmp_path, "旧.xlsx")
    assert docgen("init", former, "--from", former, "--force").code == ExitCode.USAGE
    assert former.read_bytes() == sample_bytes()


def test_an_error_in_what_is_emptied_does_not_stop_it_and_one_in_what_is_kept_does(
    docgen: Docgen, tmp_path: Path
) -> None:
    emptied = changed(lambda book: sheet_of(book, "意见建议").__setitem__("A2", "听说的"))
    former = written(emptied, tmp_path, "一.xlsx")
    assert docgen("init", tmp_path / "甲.xlsx", "--from", former).code == ExitCode.OK
    kept = changed(lambda book: sheet_of(book, "会议").__setitem__("C2", "改天"))
    outcome = docgen("init", tmp_path / "乙.xlsx", "--from", written(kept, tmp_path, "二.xlsx"))
    assert outcome.code == ExitCode.PROBLEMS
    assert "上年的工作簿有1处错误" in outcome.err
    assert "会议!C2" in outcome.err + outcome.out
    assert not (tmp_path / "乙.xlsx").exists()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--year", "2026"), "是2026年度的，不能结转到2026年度"),
        (("--sample",), "--from 和 --sample 只能用一个"),
    ],
)
def test_what_cannot_be_asked_for_is_said(
    docgen: Docgen, tmp_path: Path, options: tuple[str, ...], said: str
) -> None:
    former = written(sample_bytes(), tmp_path, "旧.xlsx")
    outcome = docgen("init", tmp_path / "新.xlsx", "--from", former, *options)
    assert outcome.code == ExitCode.USAGE
    assert said in outcome.err
    assert not (tmp_path / "新.xlsx").exists()


def test_options_of_a_carry_over_mean_nothing_without_a_former_workbook(
    docgen: Docgen, tmp_path: Path
) -> None:
    assert docgen("init", tmp_path / "新.xlsx", "--carry-over").code == ExitCode.USAGE
