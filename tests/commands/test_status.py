"""Where a campaign stands: dates, what is ready, what lacks, what is late, as of any day."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen import documents
from docgen.__main__ import run
from docgen.campaign.model import Campaign, MeetingKind, RectificationState, Stage
from docgen.campaign.timeline import RESULT_DAYS, stage_spans
from docgen.chinese.wording import terminal_columns
from docgen.cli.reports import status as report_status
from docgen.commands.check import check, check_bytes
from docgen.commands.status import StageState, StageStatus, stage_statuses
from docgen.errors import ExitCode
from docgen.workbook.writing import blank_workbook
from tests.support.command_line import Docgen, assert_chinese
from tests.support.malformed_parts import all_of, fill, put
from tests.support.samples import changed, sample_campaign, sample_report, sheet_of, written

ONE_DAY = timedelta(1)
DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))


def statuses(campaign: Campaign, day: date) -> dict[Stage, StageStatus]:
    found = stage_statuses(campaign, documents.plan(campaign), (), day)
    return {status.stage: status for status in found}


def before_the_vote() -> Campaign:
    """The sample when its votes and its rectifications have not been filled in."""
    campaign = sample_campaign()
    return dataclasses.replace(
        campaign,
        counts=tuple(dataclasses.replace(row, votes=None) for row in campaign.counts),
        rectifications=(),
    )


def reviewed_on(campaign: Campaign) -> date:
    return max(m.day for m in campaign.meetings if m.kind is MeetingKind.REVIEW)


# --- the state of a stage ----------------------------------------------------------------


@given(DAYS)
def test_a_stage_is_before_in_or_after_its_dates(day: date) -> None:
    found = statuses(sample_campaign(), day)
    assert list(found) == list(Stage)
    for span in stage_spans(sample_campaign()):
        status = found[span.stage]
        assert (status.first, status.last) == (span.start, span.end)
        assert (status.state is StageState.COMING) == (day < span.start)
        assert (status.state is StageState.RUNNING) == (span.start <= day <= span.end)
        assert (status.state is StageState.OVER) == (day > span.end)


def test_a_stage_without_works_has_no_dates() -> None:
    campaign = sample_campaign()
    others = tuple(work for work in campaign.schedule if work.stage is not Stage.USE)
    campaign = dataclasses.replace(campaign, schedule=others)
    found = stage_statuses(campaign, sample_report().plan, (), date(2026, 5, 1))
    status = next(each for each in found if each.stage is Stage.USE)
    assert (status.state, status.first, status.last) == (StageState.UNPLANNED, None, None)


@given(DAYS)
def test_all_that_can_be_made_is_in_one_stage_whatever_the_day(day: date) -> None:
    found = statuses(sample_campaign(), day)
    files = [name for status in found.values() for ready in status.ready for name in ready.files]
    assert sorted(files) == sorted(p.file_name for p in sample_report().plan.planned)
    assert all(not status.missing and not status.halted for status in found.values())


# --- what is late ------------------------------------------------------------------------


def late_papers(status: StageStatus) -> dict[str, date]:
    return {each.title: each.due for each in status.overdue if not each.cell}


@pytest.mark.parametrize(("days", "is_late"), [(RESULT_DAYS, False), (RESULT_DAYS + 1, True)])
def test_the_results_are_late_once_ten_days_after_the_review_have_passed(
    days: int, is_late: bool
) -> None:
    campaign = before_the_vote()
    due = reviewed_on(campaign) + timedelta(RESULT_DAYS)
    found = statuses(campaign, reviewed_on(campaign) + timedelta(days))[Stage.USE]
    late = late_papers(found)
    assert late == ({each.title: due for each in found.missing} if is_late else {})
    assert "测评结果通报" in {each.title for each in found.missing}


def test_the_last_of_several_reviews_counts() -> None:
    campaign = before_the_vote()
    review = next(m for m in campaign.meetings if m.kind is MeetingKind.REVIEW)
    later = dataclasses.replace(review, name="第二次会议", day=review.day + timedelta(2))
    campaign = dataclasses.replace(campaign, meetings=(*campaign.meetings, later))
    day = review.day + timedelta(RESULT_DAYS + 2)
    assert late_papers(statuses(campaign, day)[Stage.USE]) == {}
    assert late_papers(statuses(campaign, day + ONE_DAY)[Stage.USE])


@pytest.mark.parametrize("days", [0, 1])
def test_what_waits_in_a_stage_is_late_when_the_stage_is_over(days: int) -> None:
    campaign = before_the_vote()
    last = next(s.end for s in stage_spans(campaign) if s.stage is Stage.RECTIFY)
    found = statuses(campaign, last + timedelta(days))[Stage.RECTIFY]
    late = late_papers(found)
    assert "整改清单" in {each.title for each in found.missing}
    assert late == ({each.title: last for each in found.missing} if days else {})


@given(DAYS)
def test_exactly_the_items_past_their_deadline_and_not_done_are_late(day: date) -> None:
    campaign = sample_campaign()
    assert {item.state for item in campaign.rectifications} == set(RectificationState)
    late = [each for each in statuses(campaign, day)[Stage.RECTIFY].overdue if each.cell]
    assert [(each.cell, each.due, each.owner) for each in late] == [
        (f"整改清单!{item.source.cell('deadline')}", item.deadline, item.owner)
        for item in campaign.rectifications
        if item.deadline < day and item.state is not RectificationState.DONE
    ]


@given(st.lists(DAYS, min_size=2, max_size=2).map(sorted))
def test_nothing_late_becomes_timely_by_waiting(days: list[date]) -> None:
    for campaign in (before_the_vote(), sample_campaign()):
        earlier, later = (statuses(campaign, day) for day in days)
        for stage in Stage:
            assert set(earlier[stage].overdue) <= set(later[stage].overdue)


# --- cells -------------------------------------------------------------------------------


def cells_named(status: Sequence[dict[str, Any]]) -> list[str]:
    return [
        cell
        for stage in status
        for missing in stage["missing"]
        for need in missing["needs"]
        for cell in need["cells"]
    ]


def emptied(*areas: str) -> bytes:
    """The full sample with these areas cleared: ``计票结果!D2:G99``."""

    def clear(book: openpyxl.Workbook) -> None:
        for area in areas:
            sheet, _, cells = area.partition("!")
            for row in sheet_of(book, sheet)[cells]:
                for cell in row:
                    cell.value = None

    return changed(clear)


@pytest.mark.parametrize(
    "areas",
    [
        ("计票结果!D2:G99",),
        ("计票结果!D2:G99", "代表构成!D2:G9"),
        ("计票结果!A2:G99", "代表构成!D2:G9", "整改清单!A2:L99"),
        ("会议!A2:G99", "会议议程!A2:D99"),
        ("监票计票!A2:C99",),
    ],
)
def test_the_cells_to_be_filled_in_are_empty_and_filling_them_ends_the_waiting(
    docgen: Docgen, tmp_path: Path, areas: tuple[str, ...]
) -> None:
    path = written(emptied(*areas), tmp_path)
    content = docgen("status", path, "--json").json
    cells = cells_named(content["stages"])
    assert cells
    book = openpyxl.load_workbook(path)
    for cell in cells:
        sheet, _, address = cell.partition("!")
        assert book[sheet][address].value is None, cell
    assert {cell.partition("!")[0] for cell in cells} <= {a.partition("!")[0] for a in areas}


def test_each_row_of_the_count_that_is_empty_is_named(docgen: Docgen, tmp_path: Path) -> None:
    content = docgen("status", written(emptied("计票结果!D2:G99"), tmp_path), "--json").json
    rows = len(sample_campaign().counts)
    assert set(cells_named(content["stages"])) == {f"计票结果!D{row}" for row in range(2, rows + 2)}


# --- errors ------------------------------------------------------------------------------


def faulty_book(folder: Path, **cells: object) -> Path:
    def change(book: openpyxl.Workbook) -> None:
        for place, value in cells.items():
            sheet, _, cell = place.rpartition("_")
            sheet_of(book, sheet)[cell] = value

    return written(changed(change), folder)


def test_errors_are_told_with_what_they_stop_and_the_rest_is_shown(
    docgen: Docgen, tmp_path: Path
) -> None:
    outcome = docgen("status", faulty_book(tmp_path, 整改清单_G2="下个月"), "--date", "2026-05-20")
    assert outcome.code == ExitCode.OK
    told = re.sub(r"\n\s+", "", outcome.out)
    assert re.search(r"有错误　整改清单、.*：1处错误（整改清单!G2）", told)
    assert "工作簿有1处错误" in outcome.out
    assert "可生成　实施方案" in outcome.out


def test_a_deadline_that_cannot_be_read_is_not_taken_for_a_past_one(
    docgen: Docgen, tmp_path: Path
) -> None:
    path = faulty_book(tmp_path, 整改清单_G2="下个月", 整改清单_I5="办妥了")
    content = docgen("status", path, "--date", "2026-12-31", "--json").json
    late = {each["cell"] for stage in content["stages"] for each in stage["overdue"]}
    assert "整改清单!G6" in late
    assert late.isdisjoint({"整改清单!G2", "整改清单!G5"})


def test_a_date_of_the_schedule_that_cannot_be_read_does_not_move_a_stage(
    docgen: Docgen, tmp_path: Path
) -> None:
    book = sample_campaign().schedule
    row = next(work.source.row for work in book if work.stage is Stage.USE)
    path = faulty_book(tmp_path, **{f"进度安排_C{row}": "等通知"})
    stages = docgen("status", path, "--date", "2026-03-10", "--json").json["stages"]
    use = next(stage for stage in stages if stage["stage"] == "成果运用")
    assert use["state"] == "未开始"
    assert use["start"] > "2026-01-01"


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_a_file_that_cannot_be_read_ends_in_1(docgen: Docgen, options: list[str]) -> None:
    Path("假.xlsx").write_bytes("不是工作簿".encode())
    outcome = docgen("status", "假.xlsx", *options)
    assert outcome.code == ExitCode.PROBLEMS
    assert "不是xlsx格式" in outcome.out
    if options:
        assert (outcome.json["ok"], outcome.json["stages"]) == (False, [])


# --- on the terminal ---------------------------------------------------------------------


def shown(day: date, columns: int, campaign: Campaign | None = None) -> list[str]:
    report = sample_report()
    campaign = campaign or sample_campaign()
    plan = documents.plan(campaign)
    report = dataclasses.replace(report, campaign=campaign, plan=plan)
    found = stage_statuses(campaign, plan, (), day)
    lines = report_status.status_lines("工作簿.xlsx", report, found, day, columns)
    return [re.sub(r"\x1b\[[0-9;]*m", "", line) for line in lines]


def test_the_table_has_a_row_for_each_stage_with_its_columns_in_line() -> None:
    lines = shown(date(2026, 7, 15), 80, before_the_vote())
    head = next(index for index, line in enumerate(lines) if line.startswith("阶段"))
    rows = lines[head + 2 : head + 6]
    assert [row.split()[0] for row in rows] == list(Stage)
    for heading in ("日期", "状态", "可生成", "待填写", "有错误", "逾期"):
        column = terminal_columns(lines[head].partition(heading)[0])
        for row in rows:
            starts = [
                terminal_columns(row[: found.start()]) for found in re.finditer(r"(?<= )\S", row)
            ]
            assert column in starts, (heading, row)
    found = statuses(before_the_vote(), date(2026, 7, 15))[Stage.RECTIFY]
    assert rows[3].split()[3:] == [
        f"{found.file_count}个", f"{len(found.missing)}种", "-", f"{len(found.overdue)}项",
    ]  # fmt: skip


@given(st.integers(40, 120), st.booleans())
def test_no_line_is_wider_than_the_terminal_and_no_word_is_lost(columns: int, early: bool) -> None:
    campaign = before_the_vote() if early else sample_campaign()
    lines = shown(date(2026, 7, 15), columns, campaign)
    too_wide = [
        line for line in lines if terminal_columns(line) > max(columns, 46)
    ]  # the bare table is 46
    assert too_wide == []
    words = [
        re.sub(r"\s", "", "".join(shown(date(2026, 7, 15), c, campaign)[8:]))
        for c in (columns, 999)
    ]
    assert words[0] == words[1]


@given(st.integers(40, 120))
def test_no_line_begins_with_a_closing_mark(columns: int) -> None:
    for line in shown(date(2026, 7, 15), columns):
        assert not line.lstrip(" 　").startswith(("，", "、", "；", "：", "。", "）", "”"))


def test_status_in_a_pipe_is_chinese_and_has_no_colour(docgen: Docgen, early_sample: Path) -> None:
    outcome = docgen("status", early_sample, "--date", "2026-12-31")
    assert outcome.code == ExitCode.OK
    assert outcome.err == ""
    assert_chinese(outcome.out, early_sample.name)
    assert "代表构成!D2、E2等16处；计票结果!D2、D3等32处" in re.sub(r"\n\s*", "", outcome.out)


def test_without_a_date_it_is_as_of_today(
    capsys: pytest.CaptureFixture[str], full_sample: Path
) -> None:
    before = date.today()
    assert run(["status", str(full_sample), "--json"]) == ExitCode.OK
    told = date.fromisoformat(json.loads(capsys.readouterr().out)["date"])
    assert before <= told <= date.today()


def test_status_json_has_the_documented_keys(docgen: Docgen, early_sample: Path) -> None:
    content = docgen("status", early_sample, "--date", "2026-12-31", "--json").json
    assert content.keys() == {"ok", "date", "stages", "problems"}
    assert (content["ok"], content["date"]) == (True, "2026-12-31")
    stages = {stage["stage"]: stage for stage in content["stages"]}
    assert list(stages) == list(Stage)
    for stage in stages.values():
        assert stage.keys() == {
            "stage", "state", "start", "end", "ready", "missing", "stopped", "overdue",
        }  # fmt: skip
    missing = stages["成果运用"]["missing"][0]
    assert missing["key"] == "result_bulletin"
    assert missing["needs"][0].keys() == {"sheet", "text", "cells"}
    assert stages["成果运用"]["overdue"][0].keys() == {"title", "due", "cell", "owner"}


def test_status_writes_nothing(docgen: Docgen, tmp_path: Path, full_sample: Path) -> None:
    before = full_sample.stat().st_mtime_ns
    docgen("status", full_sample)
    assert list(Path().iterdir()) == []
    assert full_sample.stat().st_mtime_ns == before
    assert check(full_sample).ok


# --- a workbook hardly filled in ---------------------------------------------------------


def states(data: bytes) -> list[StageState]:
    report = check_bytes(data)
    assert report.campaign is not None
    found = stage_statuses(report.campaign, report.plan, report.problems, date(2026, 5, 1))
    return [status.state for status in found]


def test_no_stage_of_a_blank_workbook_has_been_filled_in() -> None:
    assert states(blank_workbook()) == [StageState.UNFILLED] * len(Stage)


def test_all_papers_wait_for_a_blank_workbook_and_none_is_at_fault() -> None:
    report = check_bytes(blank_workbook())
    assert report.campaign is not None
    found = stage_statuses(report.campaign, report.plan, report.problems, date(2026, 5, 1))
    assert {m.key for status in found for m in status.missing} == {
        d.key for d in documents.DOCUMENTS
    }
    assert not any(status.halted or status.ready for status in found)


def test_a_stage_whose_dates_were_left_empty_is_not_called_wrong() -> None:
    empty = all_of(fill("进度安排", "C9:D11"), put("活动信息!B3", None))
    assert states(changed(empty))[2] is StageState.UNFILLED


def test_a_stage_whose_dates_cannot_be_read_is_called_wrong() -> None:
    garbled = all_of(fill("进度安排", "C9:D11"), put("进度安排!D9", "待定"))
    assert states(changed(garbled))[2] is StageState.UNCLEAR
