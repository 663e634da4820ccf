"""The rules at their boundaries: what just passes, and what just fails."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, time, timedelta
from fractions import Fraction
from typing import Any

import pytest

from docgen import schema
from docgen.model import (
    AgendaItem,
    Campaign,
    GroupMember,
    GroupRole,
    Meeting,
    MeetingKind,
    Official,
    Rectification,
    RectificationState,
    ReportForm,
    Representative,
    Stage,
    Teller,
    TellerRole,
)
from docgen.problems import Problem
from docgen.rules import RULES, check_rules
from tests.support import plain_campaign, plain_info, voters, votes, work

MARCH, APRIL, MAY, JUNE = (date(2026, month, 1) for month in (3, 4, 5, 6))
ONE_DAY = timedelta(days=1)


def codes(campaign: Campaign, unsound: Iterable[str] = ()) -> list[str]:
    """What the rules find, but for what a plain campaign always has: it is small, its stages long."""
    found = [problem.code for problem in check_rules(campaign, frozenset(unsound))]
    return [code for code in found if code not in ("results-late", "class-very-small")]


def problems(campaign: Campaign, code: str) -> list[Problem]:
    return [problem for problem in check_rules(campaign) if problem.code == code]


def member(role: GroupRole, name: str) -> GroupMember:
    return GroupMember(role=role, name=name, post="", duty="", phone="")


def official(name: str) -> Official:
    return Official(name=name, post="", form=ReportForm.SPOKEN)


def teller(role: TellerRole, name: str) -> Teller:
    return Teller(role=role, name=name, post="")


def person(name: str, voter_class: str, unit: str = "") -> Representative:
    return Representative(name=name, voter_class=voter_class, unit=unit, phone="")


def meeting(kind: MeetingKind, day: date, name: str = "会") -> Meeting:
    return Meeting(name=name, kind=kind, day=day, start=time(9), place="", host="", attendance="")


def agenda(*names: str) -> tuple[AgendaItem, ...]:
    return tuple(AgendaItem(meeting=n, content="议程", owner="", minutes=None) for n in names)


def rectification(deadline: date) -> Rectification:
    return Rectification(
        problem="问题",
        kind="服务",
        origin="",
        measure="措施",
        leader="",
        owner="丁",
        deadline=deadline,
        progress="",
        state=RectificationState.NOT_STARTED,
    )


def voted(*marks: int, ballots: int = 15, **changes: Any) -> Campaign:
    """Two officials, one item, one class: the same marks for both."""
    rows = tuple(votes(name, "履职", "党员", *marks) for name in ("甲", "乙"))
    values = {
        "classes": (voters("党员", 15, 15, 15, ballots, 0),),
        "counts": rows,
        "rectifications": (rectification(JUNE),),
    }
    return plain_campaign(**(values | changes))


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
    found = list(check_rules(broken))
    assert len(found) > 10
    for problem in found:
        assert problem.hint.endswith("。")
        assert not problem.message.endswith("。")
        assert "None" not in problem.message


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
    (problem,) = check_rules(plain_campaign(schedule=schedule))
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
    assert misspelt.hint.startswith("是不是“民主评议会议”？请")
    assert unknown.hint.startswith("请从下拉列表中选择")


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


# --- people ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("roles", "expected"),
    [
        ("组长 副组长", []),
        ("组长 副组长 副组长 成员", []),
        ("副组长", ["group-without-head"]),
        ("组长 成员", ["group-without-deputy"]),
        ("组长 组长 副组长", ["group-second-head"]),
        ("组长 组长 组长", ["group-second-head"] * 2 + ["group-without-deputy"]),
        ("成员", ["group-without-head", "group-without-deputy"]),
        ("", ["group-without-head", "group-without-deputy"]),
    ],
)
def test_the_group_has_one_head_and_a_deputy(roles: str, expected: list[str]) -> None:
    group = tuple(member(GroupRole(r), str(n)) for n, r in enumerate(roles.split()))
    assert codes(plain_campaign(group=group)) == expected


@pytest.mark.parametrize(("number", "expected"), [(1, ["official-alone"]), (2, []), (3, [])])
def test_one_official_is_pointed_out(number: int, expected: list[str]) -> None:
    officials = tuple(official(name) for name in "甲乙丙"[:number])
    assert codes(plain_campaign(officials=officials)) == expected


@pytest.mark.parametrize("role", TellerRole)
def test_no_official_counts_votes_in_any_role(role: TellerRole) -> None:
    others = tuple(teller(other, f"丙{other}") for other in TellerRole if other is not role)
    assert codes(plain_campaign(tellers=(*others, teller(role, "丁")))) == []
    for name in ("乙", "乙（主任）", "乙(主任)"):
        named = plain_campaign(tellers=(*others, teller(role, name)))
        assert codes(named) == ["teller-is-official"]


def test_tellers_are_not_missed_before_the_first_is_named() -> None:
    assert codes(plain_campaign(tellers=())) == []
    (problem,) = check_rules(plain_campaign(tellers=(teller(TellerRole.CALLER, "丁"),)))
    assert problem.code == "teller-role-missing"
    assert problem.message == "还没有确定总监票人、监票人、计票人"


def roster(*names: str) -> tuple[Representative, ...]:
    return tuple(person(f"人{number}", name) for number, name in enumerate(names))


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ("", []),
        ("党员 党员 居民代表", []),
        ("居民代表 党员 党员", []),
        ("党员 居民代表", ["roster-disagrees"]),
        ("党员 党员 党员 居民代表", ["roster-disagrees"]),
        ("党员 居民代表 居民代表", ["roster-disagrees"] * 2),
        ("党员 党 居民代表", ["representative-class-unknown"]),
        ("党 民 居", ["representative-class-unknown"] * 3),
        ("党员 党员 居民代表 学生", ["representative-class-unknown"]),
        ("党员 党员 党员 学生", ["representative-class-unknown", *["roster-disagrees"] * 2]),
        ("居民代表 居民代表 学生", ["representative-class-unknown", *["roster-disagrees"] * 2]),
    ],
)
def test_the_roster_agrees_with_the_classes(names: str, expected: list[str]) -> None:
    classes = (voters("党员", 2), voters("居民代表", 1))
    campaign = plain_campaign(classes=classes, representatives=roster(*names.split()))
    assert codes(campaign) == expected


def test_namesakes_are_pointed_out_once_each() -> None:
    people = (person("张三", "党员", "一"), person("张三", "党员", "二"), person("李四", "党员"))
    campaign = plain_campaign(classes=(voters("党员", 3),), representatives=people)
    assert codes(campaign) == ["representative-namesake"]


# --- ballots -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ballots", "expected"),
    [
        ((15, 15, 15, 15), []),
        ((15, 15, 15, 0), []),
        ((16, 15, 15, 0), ["ballots-disagree"]),
        ((14, 15, 15, 0), ["ballots-disagree"]),
        ((15, 14, 15, 0), ["vote-void"]),
        ((15, 15, 14, 15), ["ballots-disagree"]),
        ((15, 0, 0, 0), []),
        (
            (16, 17, 18, 19),
            ["ballots-disagree", "ballots-disagree", "vote-void", "ballots-disagree"],
        ),
    ],
)
def test_ballots_never_grow(ballots: tuple[int, ...], expected: list[str]) -> None:
    assert codes(plain_campaign(classes=(voters("党员", 15, *ballots),))) == expected


def test_a_figure_given_for_one_class_is_asked_of_the_others() -> None:
    classes = (voters("党员", 15, 15, 15, None, None), voters("居民代表", 15), voters("无", 0))
    campaign = plain_campaign(classes=classes)
    found = problems(campaign, "ballots-incomplete")
    assert [problem.message for problem in found] == [
        "居民代表的实到人数没有填写",
        "居民代表的发出票数没有填写",
    ]
    assert codes(campaign) == ["ballots-incomplete"] * 2


def test_votes_ask_for_every_figure() -> None:
    campaign = voted(15, 0, 0, 0, classes=(voters("党员", 15),))
    assert codes(campaign) == ["ballots-incomplete"] * 4


def test_nobody_expected_is_an_error_only_when_all_classes_are_empty() -> None:
    assert codes(plain_campaign(classes=(voters("党员", 0),))) == ["nobody-expected"]
    assert codes(plain_campaign(classes=(voters("党员", 0), voters("居民代表", 1)))) == []


@pytest.mark.parametrize(
    ("present", "quorum", "reached"),
    [
        (20, Fraction(2, 3), True),
        (19, Fraction(2, 3), False),
        (15, Fraction(1, 2), True),
        (14, Fraction(1, 2), False),
        (30, Fraction(1), True),
        (29, Fraction(1), False),
        (0, Fraction(0), True),
        (20, Fraction(6667, 10000), False),
    ],
)
def test_attendance_reaches_the_quorum_exactly(
    present: int, quorum: Fraction, reached: bool
) -> None:
    """Over all classes together: one may stay under it."""
    few, rest = min(present, 5), present - min(present, 5)
    classes = (
        voters("党员", 5, few, few, few, 0),
        voters("居民代表", 25, rest, rest, rest, 0),
        voters("无", 0),
    )
    campaign = plain_campaign(info=plain_info(quorum=quorum), classes=classes)
    assert codes(campaign) == ([] if reached else ["quorum-not-reached"])


def test_attendance_waits_for_every_class() -> None:
    classes = (voters("党员", 15, 1, None, None, None), voters("居民代表", 15))
    assert codes(plain_campaign(classes=classes)) == ["ballots-incomplete"]


# --- votes -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        ((15, 0, 0, 0), []),
        ((0, 0, 0, 15), []),
        ((5, 4, 3, 3), []),
        ((5, 4, 3, 2), ["votes-fewer-than-ballots"] * 2),
        ((0, 0, 0, 0), ["votes-fewer-than-ballots"] * 2),
        ((5, 4, 3, 4), ["votes-exceed-ballots"] * 2),
    ],
)
def test_votes_add_up_to_the_valid_ballots(marks: tuple[int, ...], expected: list[str]) -> None:
    assert codes(voted(*marks)) == expected


def test_invalid_ballots_are_no_votes() -> None:
    classes = (voters("党员", 15, 15, 15, 15, 2),)
    assert codes(voted(13, 0, 0, 0, classes=classes)) == []
    assert codes(voted(14, 0, 0, 0, classes=classes)) == ["votes-exceed-ballots"] * 2


def test_a_vote_of_invalid_ballots_only_divides_by_nothing() -> None:
    classes = (voters("党员", 15, 15, 15, 15, 15),)
    assert codes(voted(0, 0, 0, 0, classes=classes, rectifications=())) == []


def test_a_count_not_begun_is_no_problem() -> None:
    rows = tuple(votes(name, "履职", "党员") for name in ("甲", "乙"))
    assert codes(plain_campaign(counts=rows)) == []
    assert codes(plain_campaign(counts=rows[:1])) == []


def test_a_count_begun_must_be_finished() -> None:
    campaign = voted(15, 0, 0, 0)
    first, second = campaign.counts
    assert codes(replace(campaign, counts=(first, replace(second, votes=None)))) == [
        "count-row-empty"
    ]
    (problem,) = check_rules(replace(campaign, counts=(first,)))
    assert problem.code == "count-row-missing"
    assert problem.message == "缺少乙“履职”党员一行"


@pytest.mark.parametrize(
    ("field", "code"),
    [
        ("official", "count-official-unknown"),
        ("item", "count-item-unknown"),
        ("voter_class", "count-voter-class-unknown"),
    ],
)
def test_a_misspelt_row_is_named_and_not_also_missed(field: str, code: str) -> None:
    campaign = voted(15, 0, 0, 0)
    first, second = campaign.counts
    assert codes(replace(campaign, counts=(first, replace(second, **{field: "误"})))) == [code]


def test_rows_of_a_class_that_has_nobody_may_stay_empty_or_nought() -> None:
    classes = (voters("党员", 15, 15, 15, 15, 0), voters("无", 0))
    campaign = voted(15, 0, 0, 0, classes=classes)
    for marks in ((), (0, 0, 0, 0)):
        rows = tuple(votes(name, "履职", "无", *marks) for name in ("甲", "乙"))
        assert codes(replace(campaign, counts=campaign.counts + rows)) == []


def test_votes_of_a_class_that_has_nobody_are_not_lost_in_silence() -> None:
    classes = (voters("党员", 15, 15, 15, 15, 0), voters("无", 0))
    campaign = voted(15, 0, 0, 0, classes=classes)
    row = votes("甲", "履职", "无", 1, 0, 0, 0)
    assert codes(replace(campaign, counts=(*campaign.counts, row))) == ["votes-exceed-ballots"]


def test_a_row_missing_beside_one_of_a_class_that_has_nobody_is_still_missed() -> None:
    classes = (voters("党员", 15, 15, 15, 15, 0), voters("无", 0))
    campaign = voted(15, 0, 0, 0, classes=classes)
    rows = (campaign.counts[0], votes("甲", "履职", "无", 0, 0, 0, 0))
    assert codes(replace(campaign, counts=rows)) == ["count-row-missing"]


# --- rectification -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("unhappy", "trigger", "due"),
    [
        (5, Fraction(1, 3), False),
        (6, Fraction(1, 3), True),
        (3, Fraction(1, 5), False),
        (4, Fraction(1, 5), True),
        (0, Fraction(0), False),
        (1, Fraction(0), True),
        (15, Fraction(1), False),
    ],
)
def test_dissatisfaction_over_the_trigger_calls_for_rectification(
    unhappy: int, trigger: Fraction, due: bool
) -> None:
    campaign = voted(
        15 - unhappy, 0, unhappy, 0, info=plain_info(trigger=trigger), rectifications=()
    )
    assert codes(campaign) == ["rectification-due"] * (2 if due else 0)
    assert codes(replace(campaign, rectifications=(rectification(JUNE),))) == []


def test_dissatisfaction_is_that_of_all_classes_together() -> None:
    classes = (voters("党员", 15, 15, 15, 15, 0), voters("居民代表", 15, 15, 15, 15, 0))
    rows = tuple(
        votes(name, "履职", group, 15 - unhappy, 0, unhappy, 0)
        for name in ("甲", "乙")
        for group, unhappy in (("党员", 9), ("居民代表", 1))
    )
    assert codes(plain_campaign(classes=classes, counts=rows)) == []


def test_dissatisfaction_among_too_many_votes_is_not_spoken_of() -> None:
    campaign = voted(10, 0, 10, 0, rectifications=())
    assert codes(campaign) == ["votes-exceed-ballots"] * 2


def test_dissatisfaction_waits_until_all_is_counted() -> None:
    campaign = voted(0, 0, 15, 0, rectifications=())
    first, second = campaign.counts
    unfinished = replace(campaign, counts=(first, replace(second, votes=None)))
    assert codes(unfinished) == ["count-row-empty"]


# --- rules wait for their sheets ---------------------------------------------------------


def test_a_rule_waits_while_a_sheet_that_it_looks_at_has_errors() -> None:
    broken = plain_campaign(group=(), classes=(voters("党员", 0),))
    assert "group-without-head" in codes(broken)
    assert codes(broken, {schema.GROUP.name}) == ["nobody-expected"]
    assert codes(broken, {schema.GROUP.name, schema.CLASSES.name}) == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: ",".join(sorted(rule.sheets)))
def test_every_rule_copes_with_a_campaign_that_holds_nothing(rule: Any) -> None:
    empty = Campaign(info=plain_info())
    assert isinstance(list(rule.check(empty)), list)


def test_a_problem_names_the_cell_of_the_record() -> None:
    from docgen.model import Source

    source = Source("领导小组", 7, {"role": "C7", "name": "D7"})
    group = (*plain_campaign().group, replace(member(GroupRole.HEAD, "丙"), source=source))
    (problem,) = check_rules(plain_campaign(group=group))
    assert problem.place == "领导小组!C7"
