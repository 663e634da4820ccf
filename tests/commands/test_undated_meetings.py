"""Meetings whose day is not settled: no error, and nothing of them is printed."""

from __future__ import annotations

from datetime import date

import pytest

from docgen.campaign.new_year import new_year
from docgen.commands.build import selection
from docgen.commands.check import CheckReport, check_bytes
from docgen.documents import Waiting
from docgen.errors import WorkbookRejected
from tests.support.malformed_parts import Change, all_of, fill, put
from tests.support.samples import changed

MOBILISATION, REVIEW, CLOSING = 2, 3, 4  # rows
RECTIFYING = {
    "rectification_posting",
    "closing_report",
    "filing_letter",
    "contents_list",
}


def without_day(*rows: int) -> Change:
    """Only what the blank workbook fills in is left of these meetings."""
    return all_of(*(fill("会议", f"C{row}:F{row}") for row in rows))


def checked(*changes: Change) -> CheckReport:
    return check_bytes(changed(all_of(*changes)), date(2026, 11, 1))


def cells_awaited(report: CheckReport, waiting: Waiting) -> list[str]:
    assert report.campaign is not None
    return [cell for need in waiting.needs for cell in need.where(report.campaign)]


def test_a_meeting_without_a_day_is_no_error() -> None:
    assert not checked(without_day(MOBILISATION, REVIEW, CLOSING)).errors


def test_a_place_known_before_the_day_is_no_error() -> None:
    assert not checked(put("会议!C4", None)).errors


def test_a_day_without_a_place_is_an_error_as_ever() -> None:
    problems = checked(put("会议!E4", None)).errors
    assert [(p.code, p.place) for p in problems] == [("cell-required", "会议!E4")]


def test_a_day_that_cannot_be_read_is_an_error_as_ever() -> None:
    problems = checked(put("会议!C4", "待定")).errors
    assert [(p.code, p.place) for p in problems] == [("cell-not-a-date", "会议!C4")]


def test_a_meeting_without_a_day_has_its_name_and_kind_all_the_same() -> None:
    problems = checked(without_day(CLOSING), put("会议!B4", None)).errors
    assert [(p.code, p.place) for p in problems] == [("cell-required", "会议!B4")]


def test_its_papers_wait_and_name_the_cells() -> None:
    report = checked(without_day(CLOSING))
    waiting = {w.title: cells_awaited(report, w) for w in report.plan.waiting}
    cells = ["会议!C4", "会议!D4", "会议!E4", "会议!F4"]
    assert waiting["会议议程（述职述廉民主评议活动总结会议）"] == cells
    assert waiting["签到表（述职述廉民主评议活动总结会议）"] == cells
    assert waiting["总结报告"] == cells


def test_what_is_known_of_it_is_not_asked_for() -> None:
    report = checked(put("会议!C4", None))
    assert {cell for w in report.plan.waiting for cell in cells_awaited(report, w)} == {"会议!C4"}


def test_the_papers_of_other_meetings_are_made_under_their_usual_names() -> None:
    before = {p.file_name for p in checked().plan.planned}
    after = {p.file_name for p in checked(without_day(MOBILISATION)).plan.planned}
    lost = {name for name in before if "动员大会" in name}
    waiting = RECTIFYING & {p.document.key for p in checked(without_day(MOBILISATION)).plan.planned}
    assert lost <= before - after
    assert after < before
    assert not waiting


def test_a_vote_is_not_made_known_before_its_meeting_has_a_day() -> None:
    planned = {p.document.key for p in checked(without_day(REVIEW)).plan.planned}
    known_by_the_day = {"public_notice", "question_record", "result_bulletin", "result_posting"}
    assert not planned & (known_by_the_day | RECTIFYING)


def test_asking_for_such_a_paper_says_what_is_to_be_filled_in() -> None:
    report = checked(without_day(REVIEW))
    with pytest.raises(WorkbookRejected) as raised:
        selection.requested(report, ["public_notice"], ())
    assert "会议!C3" in raised.value.hint


def test_an_agenda_may_wait_with_its_meeting() -> None:
    codes = {p.code for p in checked(without_day(REVIEW), fill("会议议程", "A8:D17")).errors}
    assert codes == set()


def test_a_new_year_keeps_the_names_of_meetings_that_had_no_day() -> None:
    campaign = checked(without_day(MOBILISATION)).campaign
    assert campaign is not None
    rows = new_year(campaign, 2027).tables["会议"]
    assert rows[0][:6] == ("述职述廉民主评议活动动员大会", "动员大会", None, None, None, None)
    assert rows[1][2] is not None
