"""Every malformed workbook gets exactly its problems, on the library and the command line."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from docgen.__main__ import run
from docgen.campaign import schema
from docgen.commands.check import CheckReport, check
from docgen.documents import DOCUMENTS, Plan
from docgen.errors import ExitCode, Severity
from tests.support.malformed import FAULTS
from tests.support.malformed_entries import ENTRY_FAULTS
from tests.support.malformed_parts import Fault
from tests.support.malformed_scale import BEFORE_THE_VOTE
from tests.support.samples import (
    ROOT,
    beyond_the_sample,
    changed,
    parts_of,
    sample_bytes,
    sample_report,
    sheet_of,
    written,
    zipped,
)

EVERY_FAULT = pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
SOME_FAULTS = pytest.mark.parametrize(
    "fault",
    [
        fault
        for fault in FAULTS
        if fault.name
        in {
            "an empty file",
            "a workbook with a password",
            "a workbook whose sheet is cut off",
            "a sheet with an entity bomb",
            "a date of endless digits",
            "a missing sheet",
            "a group with two heads",
            "a teller who is judged",
            "more ballots returned than issued",
        }
    ],
    ids=lambda fault: fault.name,
)

# A row or cell of these sheets that cannot be read keeps the rules over the votes waiting, and
# with them the two abstentions that the sample itself has.
SHEETS_OF_THE_VOTE = {
    *("", schema.CLASSES.name, schema.COUNTS.name, schema.ENTRIES.name, schema.RECOUNT.name)
}
WITHOUT_THE_SECOND_OFFICIAL = "an official alone"


@pytest.fixture(scope="module")
def report_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Fault], CheckReport]:
    """What ``check`` says of a fault; each workbook is made and read once."""
    folder = tmp_path_factory.mktemp("malformed")

    @cache
    def report(fault: Fault) -> CheckReport:
        return check(written(fault.make(), folder), fault.today)

    return report


@EVERY_FAULT
def test_a_fault_gets_exactly_its_problems(
    fault: Fault, report_of: Callable[[Fault], CheckReport]
) -> None:
    assert beyond_the_sample(report_of(fault).problems) == list(fault.expected)


@EVERY_FAULT
def test_errors_stop_the_documents_that_use_what_they_concern_and_no_others(
    fault: Fault, report_of: Callable[[Fault], CheckReport]
) -> None:
    report = report_of(fault)
    at_fault = {problem.sheet for problem in report.errors}
    stopped = {each.document.key for each in report.plan.stopped}
    assert stopped.isdisjoint(planned.document.key for planned in report.plan.planned)
    if report.campaign is None:
        assert (report.ok, report.plan) == (False, Plan())
        return
    for document in DOCUMENTS:
        used = {"", schema.INFO.name, *(use.sheet.name for use in document.uses)}
        wholly = {"", schema.INFO.name, *(u.sheet.name for u in document.uses if not u.fields)}
        if at_fault & wholly:
            assert document.key in stopped
        if not at_fault & used:
            assert document.key not in stopped


@pytest.mark.parametrize(
    "fault",
    [
        f
        for f in FAULTS
        if not {p.sheet for p in f.expected if p.is_error} & SHEETS_OF_THE_VOTE
        and f.name not in BEFORE_THE_VOTE
        and f not in ENTRY_FAULTS  # there the count is computed, and abstentions are known
    ],
    ids=lambda fault: fault.name,
)
def test_a_fault_elsewhere_does_not_hide_what_the_sample_has(
    fault: Fault, report_of: Callable[[Fault], CheckReport]
) -> None:
    own = [problem for problem in report_of(fault).problems if problem in sample_report().problems]
    expected = list(sample_report().problems)
    assert own == (expected[:1] if fault.name == WITHOUT_THE_SECOND_OFFICIAL else expected)


def test_the_sample_itself_has_two_abstentions_and_no_other_problem() -> None:
    assert [(p.code, p.severity, p.place) for p in sample_report().problems] == [
        ("votes-fewer-than-ballots", Severity.WARNING, "计票结果!D17"),
        ("votes-fewer-than-ballots", Severity.WARNING, "计票结果!D31"),
    ]


# --- the table is complete ---------------------------------------------------------------

REPORTERS = {
    *("error", "warning", "sheet_error", "sheet_warning", "report"),
    *("_problem", "_refused", "BadCell", "Problem"),
}
# A directory in place of a file, tested below: no file can have this fault in itself.
NOT_IN_THE_TABLE = {"file-unreadable"}


def codes_in_the_source() -> set[str]:
    """The code of every problem reported, as a pattern: what an f-string fills in is ``.+``."""
    folders = (ROOT / "docgen/campaign/rules", ROOT / "docgen/workbook")
    trees = [
        ast.parse(path.read_text("utf-8")) for folder in folders for path in folder.rglob("*.py")
    ]
    calls = [n for tree in trees for n in ast.walk(tree) if isinstance(n, ast.Call) and n.args]
    codes = codes_in_tables(trees)
    for call in calls:
        name = call.func.attr if isinstance(call.func, ast.Attribute) else ast.unparse(call.func)
        if name not in REPORTERS:
            continue
        match call.args[0]:
            case ast.Constant(value=str(code)):
                codes.add(re.escape(code))
            case ast.JoinedStr(values=values):
                parts = (
                    re.escape(v.value) if isinstance(v, ast.Constant) else ".+" for v in values
                )
                codes.add("".join(parts))
    return codes


def codes_in_tables(trees: list[ast.Module]) -> set[str]:
    """Codes that are looked up, with message and hint, by what kind of file it is."""
    tables = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Dict)]
    rows = [row for table in tables for row in table.values]
    firsts = [row.elts[0] for row in rows if isinstance(row, ast.Tuple) and row.elts]
    return {
        re.escape(first.value)
        for first in firsts
        if isinstance(first, ast.Constant) and re.fullmatch(r"[a-z]+(-[a-z]+)+", str(first.value))
    }


def test_the_search_for_codes_finds_those_of_every_kind() -> None:
    assert {
        re.escape("file-encrypted"),  # refused file
        re.escape("file-damaged"),  # problem of a file
        re.escape("workbook-strange"),  # problem spelt out
        re.escape("cell-not-a-date"),  # bad cell
        re.escape("heading-missing"),  # of either severity
        re.escape("headings-missing"),  # finding of the reader
        re.escape("teller-role-missing"),  # warning of a whole sheet
        re.escape("stage-missing"),  # error of a whole sheet
        re.escape("quorum-not-reached"),  # error of a rule
        re.escape("count-") + ".+" + re.escape("-unknown"),  # code put together
    } <= codes_in_the_source()


def test_every_kind_of_problem_has_a_malformed_workbook() -> None:
    planted = {problem.code for fault in FAULTS for problem in fault.expected} | NOT_IN_THE_TABLE
    lacking = {
        code
        for code in codes_in_the_source()
        if not any(re.fullmatch(code, other) for other in planted)
    }
    assert lacking == set()


def test_every_sheet_whose_rows_must_differ_has_a_double() -> None:
    doubled = {
        problem.sheet
        for fault in FAULTS
        for problem in fault.expected
        if problem.code == "row-duplicated"
    }
    assert doubled == {sheet.name for sheet in schema.TABLES if sheet.unique}


def test_every_required_sheet_is_left_empty_once() -> None:
    empty = {
        problem.sheet
        for fault in FAULTS
        for problem in fault.expected
        if problem.code in ("table-empty", "headings-missing")
    }
    assert empty >= {sheet.name for sheet in schema.SHEETS if sheet.required}


def test_there_are_many_faults_each_with_its_own_name_and_problems() -> None:
    assert len({fault.name for fault in FAULTS}) == len(FAULTS) >= 55
    assert all(fault.expected for fault in FAULTS)


# --- beyond single files -----------------------------------------------------------------


def test_a_folder_in_place_of_a_workbook_cannot_be_read(tmp_path: Path) -> None:
    (problem,) = check(tmp_path).problems
    assert (problem.code, problem.place) == ("file-unreadable", "工作簿")
    assert problem.message == f"无法读取文件：{tmp_path.name}（这是一个文件夹）"


def test_a_missing_file_cannot_be_read(tmp_path: Path) -> None:
    (problem,) = check(tmp_path / "没有.xlsx").problems
    assert problem.message == "无法读取文件：没有.xlsx（文件不存在）"


def test_the_lock_file_beside_an_open_workbook_is_none(tmp_path: Path) -> None:
    lock = tmp_path / "~$云溪.xlsx"
    lock.write_bytes(b"\x06Administrator")
    (problem,) = check(lock).problems
    assert problem.message == "“~$云溪.xlsx”是打开工作簿时留下的临时文件，不是工作簿"
    assert problem.hint == "请换成名称不带“~$”的那一份。"


# --- whatever else may happen to a file ---------------------------------------------------

SCRIBBLES = (
    *(None, "", 0, -1, 0.5, 1e300, True, "合计", "姓名", "内容", "2026-3-5", "9:00", "2/3"),
    *("组长", "_x0007_", "_xD800_", "#REF!", "=1+1", "9" * 400, "{{x}}", "<a>&", "𠮷"),
    *(datetime(1900, 1, 1), datetime(2026, 2, 3), time(9), timedelta(days=3)),
)
FORMATS = ("General", "@", "yyyy/m/d", "h:mm", "[h]:mm", "0%")


def assert_nothing_is_made_of_errors(report: CheckReport) -> None:
    """A file that cannot be read says so; without errors nothing is stopped."""
    assert report.campaign is not None or (report.errors and report.plan == Plan())
    assert report.errors or not report.plan.stopped


@settings(max_examples=25)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(schema.SHEETS),
            st.integers(1, 40),
            st.integers(1, 9),
            st.sampled_from(SCRIBBLES),
            st.sampled_from(FORMATS),
        ),
        min_size=1,
        max_size=60,
    )
)
def test_whatever_is_scribbled_ends_in_problems_said(
    tmp_path_factory: pytest.TempPathFactory, scribbles: list[tuple[Any, ...]]
) -> None:
    def change(book: Workbook) -> None:
        for sheet, row, column, value, form in scribbles:
            cell = sheet_of(book, sheet.name).cell(row, column)
            cell.value, cell.number_format = value, form

    report = check(written(changed(change), tmp_path_factory.getbasetemp()))
    assert_nothing_is_made_of_errors(report)
    assert all(problem.message and problem.hint for problem in report.problems)


@given(st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=20))
def test_whatever_bytes_are_damaged_ends_in_problems_said(
    tmp_path_factory: pytest.TempPathFactory, damage: list[tuple[float, int]]
) -> None:
    data = bytearray(sample_bytes())
    for place, byte in damage:
        data[min(int(place * len(data)), len(data) - 1)] = byte
    report = check(written(bytes(data), tmp_path_factory.getbasetemp()))
    assert_nothing_is_made_of_errors(report)


@given(st.data())
def test_whatever_happens_to_the_xml_ends_in_problems_said(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    parts = parts_of(sample_bytes())
    name = data.draw(st.sampled_from([name for name in parts if name.startswith(("xl/", "_rels"))]))
    part = parts[name]
    start = data.draw(st.integers(0, len(part)))
    end = data.draw(st.integers(start, min(start + 40, len(part))))
    put_in = data.draw(
        st.sampled_from([b"", b"0", b'"', b"<", b"/>", b"999999999999", b"-1", b"A"])
    )
    broken = zipped(parts | {name: part[:start] + put_in + part[end:]})
    report = check(written(broken, tmp_path_factory.getbasetemp()))
    assert_nothing_is_made_of_errors(report)


# --- the command line --------------------------------------------------------------------


@SOME_FAULTS
def test_check_says_what_is_wrong_and_how_to_mend_it(
    fault: Fault, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(fault.make(), tmp_path)
    assert run(["check", str(path)]) == ExitCode.PROBLEMS
    shown = capsys.readouterr()
    for problem in fault.expected:
        assert f"【{problem.severity}】{problem.place}　{problem.message}" in shown.out
        assert f"办法：{problem.hint}" in shown.out
    assert "Traceback" not in shown.out + shown.err


@SOME_FAULTS
def test_build_makes_nothing_of_a_faulty_workbook(
    fault: Fault, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(fault.make(), tmp_path)
    output = tmp_path / "输出"
    assert run(["build", str(path), "-o", str(output)]) == ExitCode.PROBLEMS
    shown = capsys.readouterr()
    assert all(problem.message in shown.err for problem in fault.expected)
    assert "没有生成公文" in shown.err
    assert "Traceback" not in shown.out + shown.err
    assert not output.exists()


def test_check_as_json_names_sheet_and_cell(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fault = next(fault for fault in FAULTS if fault.name == "a group with two heads")
    path = written(fault.make(), tmp_path)
    assert run(["check", "--json", str(path)]) == ExitCode.PROBLEMS
    answer = json.loads(capsys.readouterr().out)
    assert answer["ok"] is False
    first = answer["problems"][0]
    assert (first["code"], first["severity"]) == ("group-second-head", "error")
    assert (first["sheet"], first["cell"], first["place"]) == ("领导小组", "A3", "领导小组!A3")


def test_the_command_ends_with_one_and_no_traceback(tmp_path: Path) -> None:
    fault = next(
        fault for fault in FAULTS if fault.name == "a workbook cut off while it was copied"
    )
    path = written(fault.make(), tmp_path)
    done = subprocess.run(
        [sys.executable, "-m", "docgen", "check", str(path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert done.returncode == ExitCode.PROBLEMS
    assert "工作簿已损坏，无法读取" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
