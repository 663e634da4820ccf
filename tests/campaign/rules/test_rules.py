"""The rules at their boundaries: what just passes, and what just fails."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from docgen.campaign.model import (
    Campaign,
    MeetingKind,
    Stage,
    TellerRole,
)
from docgen.campaign.rules import check_rules
from tests.support.rule_cases import (
    APRIL,
    JUNE,
    MARCH,
    MAY,
    ONE_DAY,
    agenda,
    codes,
    meeting,
    official,
    person,
    problems,
    rectification,
    teller,
    voted,
)
from tests.support.samples import plain_campaign, plain_info, voters, work

# --- the campaign's dates ----------------------------------------------------------------


def test_a_campaign_may_begin_and_end_on_one_day() -> None:
    info = plain_info(start=MARCH, end=MARCH)
    assert codes(plain_campaign(info=info), {"进度安排"}) == []


def test_a_campaign_that_ends_the_day_before_it_starts_is_an_error() -> None:
    info = plain_info(start=APRIL, end=APRIL - ONE_DAY)
    assert codes(plain_campaign(info=info)) == ["campaign-ends-before-start"]


@pytest.mark.parametrize(
    ("year", "found"), [(2025, True), (2026, False), (2027, False), (2028, True)]
)
def test_the_year_is_that_of_the_start_or_of_the_end(year: int, found: bool) -> None:
    info = plain_info(year=year, end=date(2027, 1, 20))
    assert bool(problems(plain_campaign(info=info), "campaign-year-differs")) == found


@pytest.mark.parametrize(
    ("printed", "found"),
    [(None, False), (date(2026, 3, 4), True), (date(2026, 3, 5), False), (date(2026, 3, 6), False)],
)
def test_printing_is_not_before_issue(printed: date | None, found: bool) -> None:
    info = plain_info(issued_on=date(2026, 3, 5), printed_on=printed)
    assert bool(problems(plain_campaign(info=info), "printed-before-issued")) == found


@pytest.mark.parametrize(
    ("code", "number", "missing"),
    [("幸居发", 1, 0), ("", 1, 1), ("幸居发", None, 1), ("幸居发", 0, 1), ("", None, 1)],
)
def test_a_document_number_needs_code_and_number(
    code: str, number: int | None, missing: int
) -> None:
    info = plain_info(issuer_code=code, issue_number=number)
    assert codes(plain_campaign(info=info)) == ["document-number-incomplete"] * missing


# --- works and stages --------------------------------------------------------------------


def scheduled(*spans: tuple[Stage, date, date], **changes: Any) -> Campaign:
    """The plain campaign with the works of some stages replaced."""
    replaced = {stage for stage, _, _ in spans}
    others = tuple(w for w in plain_campaign().schedule if w.stage not in replaced)
    return plain_campaign(schedule=(*others, *(work(*span) for span in spans)), **changes)


def test_a_work_may_fill_the_whole_campaign_to_its_last_day() -> None:
    first, last = MARCH, date(2026, 6, 30)
    assert codes(scheduled((Stage.MOBILISE, first, MARCH), (Stage.RECTIFY, JUNE, last))) == []


def test_a_work_a_day_outside_the_campaign_is_an_error() -> None:
    early = scheduled((Stage.MOBILISE, MARCH - ONE_DAY, MARCH))
    late = scheduled((Stage.RECTIFY, JUNE, date(2026, 7, 1)))
    assert codes(early) == codes(late) == ["work-outside-campaign"]


def test_a_work_of_one_day_is_none_that_ends_before_it_starts() -> None:
    assert codes(scheduled((Stage.REVIEW, APRIL, APRIL))) == []
    assert codes(scheduled((Stage.REVIEW, APRIL, APRIL - ONE_DAY))) == ["work-ends-before-start"]


def test_a_stage_may_start_the_day_after_the_last_has_ended() -> None:
    assert codes(scheduled((Stage.MOBILISE, MARCH, APRIL - ONE_DAY))) == []


def test_a_stage_that_starts_the_day_the_last_ends_is_an_error() -> None:
    assert codes(scheduled((Stage.MOBILISE, MARCH, APRIL))) == ["stages-overlap"]


def test_works_of_one_stage_may_overlap_and_stand_in_any_order() -> None:
    spans = [(date(2026, 4, d), date(2026, 4, d + 5)) for d in (20, 1, 3)]
    campaign = scheduled(*((Stage.REVIEW, *span) for span in spans))
    assert codes(campaign) == []
    backwards = replace(campaign, schedule=tuple(reversed(campaign.schedule)))
    assert codes(backwards) == []


def test_each_work_that_starts_too_early_is_named() -> None:
    campaign = scheduled((Stage.USE, APRIL, MAY), (Stage.USE, APRIL + ONE_DAY, MAY))
    assert codes(campaign) == ["stages-overlap"] * 2


@pytest.mark.parametrize("stage", Stage)
def test_a_stage_without_works_is_an_error_and_no_more(stage: Stage) -> None:
    schedule = tuple(w for w in plain_campaign().schedule if w.stage is not stage)
    (problem,) = check_rules(plain_campaign(schedule=schedule)).problems
    assert problem.code == "stage-missing"
    assert stage.value in problem.message


def test_stages_are_compared_across_a_missing_one() -> None:
    schedule = (
        work(Stage.MOBILISE, MARCH, MAY),
        work(Stage.USE, MAY, MAY),
        work(Stage.RECTIFY, JUNE, JUNE),
    )
    assert codes(plain_campaign(schedule=schedule)) == ["stage-missing", "stages-overlap"]


def test_a_wrong_year_in_a_work_is_one_error_not_many() -> None:
    wrong = scheduled(
        (Stage.REVIEW, APRIL, date(2062, 4, 28)),
        meetings=(meeting(MeetingKind.REVIEW, APRIL),),
        agenda=agenda("会"),
    )
    assert codes(wrong) == ["work-outside-campaign"]


def test_dates_that_the_campaign_cannot_judge_are_still_compared() -> None:
    info = plain_info(start=JUNE, end=MARCH)
    campaign = scheduled((Stage.MOBILISE, MARCH, APRIL), info=info)
    assert codes(campaign) == ["campaign-ends-before-start", "stages-overlap"]
    backwards = scheduled((Stage.USE, date(2026, 4, 20), APRIL), info=info)
    assert codes(backwards) == ["campaign-ends-before-start", "work-ends-before-start"]


# --- meetings, agendas, deadlines --------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "month"),
    [(MeetingKind.MOBILISATION, 3), (MeetingKind.REVIEW, 4), (MeetingKind.CLOSING, 6)],
)
def test_a_meeting_is_held_from_the_first_to_the_last_day_of_its_stage(
    kind: MeetingKind, month: int
) -> None:
    first, last = date(2026, month, 1), date(2026, month, 28)
    for day, expected in (
        (first - ONE_DAY, ["meeting-outside-stage"]),
        (first, []),
        (last, []),
        (last + ONE_DAY, ["meeting-outside-stage"]),
    ):
        held = plain_campaign(meetings=(meeting(kind, day),), agenda=agenda("会"))
        assert codes(held) == expected, day


def test_a_meeting_may_be_held_between_two_works_of_its_stage() -> None:
    campaign = scheduled(
        (Stage.REVIEW, date(2026, 4, 20), date(2026, 4, 20)),
        (Stage.REVIEW, APRIL, APRIL),
        meetings=(meeting(MeetingKind.REVIEW, date(2026, 4, 10)),),
        agenda=agenda("会"),
    )
    assert codes(campaign) == []


def test_every_meeting_has_an_agenda_and_every_agenda_a_meeting() -> None:
    meetings = (
        meeting(MeetingKind.REVIEW, APRIL, "一会"),
        meeting(MeetingKind.REVIEW, APRIL, "二会"),
    )
    assert codes(plain_campaign(meetings=meetings, agenda=agenda("二会", "一会"))) == []
    assert codes(plain_campaign(meetings=meetings, agenda=agenda("一会"))) == [
        "meeting-without-agenda"
    ]
    assert codes(plain_campaign(meetings=meetings, agenda=agenda("一会", "二会", "三会"))) == [
        "agenda-meeting-unknown"
    ]


def test_an_agenda_for_a_misspelt_meeting_is_told_the_name_that_is_near() -> None:
    meetings = (meeting(MeetingKind.REVIEW, APRIL, "民主评议会议"),)
    campaign = plain_campaign(
        meetings=meetings, agenda=agenda("民主评议会议", "民主评议会", "座谈")
    )
    misspelt, unknown = problems(campaign, "agenda-meeting-unknown")
    assert misspelt.message == "《会议》中没有“民主评议会”，是不是“民主评议会议”"
    assert unknown.message == "《会议》中没有“座谈”"


@pytest.mark.parametrize(("people", "small"), [(0, False), (1, True), (4, True), (5, False)])
def test_a_class_of_fewer_than_five_people_cannot_vote_in_secret(people: int, small: bool) -> None:
    campaign = plain_campaign(classes=(voters("党员", 15), voters("群众代表", people)))
    assert bool(problems(campaign, "class-very-small")) is small


def test_a_note_beside_an_officials_name_does_not_hide_a_teller() -> None:
    campaign = plain_campaign(
        officials=(official("王强（书记）"), official("李静")),
        tellers=(teller(TellerRole.CHIEF, "王强"),),
    )
    assert "teller-is-official" in codes(campaign)


@pytest.mark.parametrize(("days", "late"), [(0, False), (10, False), (11, True)])
def test_results_are_late_from_the_eleventh_day_after_the_last_vote(days: int, late: bool) -> None:
    votes_held = [meeting(MeetingKind.REVIEW, day, str(day)) for day in (APRIL, MAY)]
    schedule = (work(Stage.USE, MAY + days * ONE_DAY, JUNE), work(Stage.USE, JUNE, JUNE))
    campaign = plain_campaign(meetings=tuple(votes_held), schedule=schedule)
    assert bool(problems(campaign, "results-late")) is late


def test_a_deadline_may_be_the_day_of_the_vote_but_not_the_day_before() -> None:
    day = date(2026, 4, 10)
    for deadline, expected in ((day - ONE_DAY, ["deadline-before-results"]), (day, [])):
        campaign = plain_campaign(
            meetings=(meeting(MeetingKind.REVIEW, day),),
            agenda=agenda("会"),
            rectifications=(rectification(deadline),),
        )
        assert codes(campaign) == expected


def test_a_deadline_is_measured_by_the_last_vote_and_by_votes_only() -> None:
    campaign = plain_campaign(
        meetings=(
            meeting(MeetingKind.REVIEW, date(2026, 4, 10), "一"),
            meeting(MeetingKind.REVIEW, date(2026, 4, 20), "二"),
            meeting(MeetingKind.CLOSING, date(2026, 6, 20), "三"),
        ),
        agenda=agenda("一", "二", "三"),
        rectifications=(rectification(date(2026, 4, 15)), rectification(date(2026, 4, 20))),
    )
    assert codes(campaign) == ["deadline-before-results"]
    assert codes(replace(campaign, meetings=campaign.meetings[2:], agenda=agenda("三"))) == []


def test_a_plain_campaign_has_no_problems() -> None:
    assert codes(plain_campaign()) == []
    assert codes(voted(10, 3, 1, 1)) == []


def test_every_problem_of_a_rule_is_said_in_a_sentence_with_a_hint() -> None:
    broken = voted(
        20,
        0,
        0,
        0,
        group=(),
        info=plain_info(end=MARCH - ONE_DAY, issuer_code=""),
        schedule=(work(Stage.USE, JUNE, MAY),),
        meetings=(meeting(MeetingKind.REVIEW, MAY),),
        tellers=(teller(TellerRole.CALLER, "甲"),),
        representatives=(person("戊", "学生"),),
    )
    found = list(check_rules(broken).problems)
    assert len(found) > 10
    for problem in found:
        assert problem.hint.endswith("。")
        assert not problem.message.endswith("。")
        assert "None" not in problem.message
