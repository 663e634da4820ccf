"""Ballots entered one by one: counted, and held against what was typed and entered again."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen.campaign import schema, tally
from docgen.campaign.model import BallotEntry, Campaign, Grade, Item, PaperBallot, Source
from docgen.campaign.rules import check_rules
from tests.support.rule_cases import of_sheet, official
from tests.support.samples import plain_campaign, voters, votes

SUBJECTS = (("甲", "履职"), ("甲", "廉洁"), ("乙", "履职"), ("乙", "廉洁"))
VOID = "废"


def entry(*ballots: PaperBallot, sheet: str = schema.ENTRIES.name) -> BallotEntry:
    columns = {"batch": "A", "voter_class": "B", "number": "C"}
    return BallotEntry(sheet, SUBJECTS, tuple("DEFG"), columns, ballots)


def campaign(entries: BallotEntry | None, grades: tuple[str, ...], **changes: object) -> Campaign:
    """Two officials, two items, two classes, no figure of the ballots filled in."""
    return plain_campaign(
        officials=(official("甲"), official("乙")),
        items=(Item(name="履职", note=""), Item(name="廉洁", note="")),
        classes=(voters("党员", 90), voters("居民", 90), voters("无人", 0)),
        grades=tuple(Grade(name=name, satisfied=False, unsatisfied=False) for name in grades),
        entries=entries,
        **changes,
    )


@st.composite
def boxes(draw: st.DrawFn) -> tuple[tuple[str, ...], BallotEntry]:
    """Grades, and ballots that give each of them, nothing, or the void mark."""
    grades = draw(st.lists(st.sampled_from("优良中差劣可"), min_size=2, max_size=6, unique=True))
    mark = st.sampled_from((*grades, "", VOID))
    marks = st.one_of(st.tuples(*[mark] * 4), st.just((VOID,) * 4), st.just(("",) * 4))
    drawn = draw(st.lists(st.tuples(st.sampled_from(("党员", "居民")), marks), min_size=1))
    ballots = (
        PaperBallot(row, "", voter_class, str(row), given_marks)
        for row, (voter_class, given_marks) in enumerate(drawn, start=2)
    )
    return tuple(grades), entry(*ballots)


def counted_by_hand(box: BallotEntry, subject: int, voter_class: str, grade: str) -> int:
    total = 0
    for ballot in box.ballots:
        if ballot.voter_class == voter_class and ballot.marks[subject] == grade:
            total += 1
    return total


@given(boxes())
def test_the_count_is_what_one_gets_going_through_the_ballots(
    case: tuple[tuple[str, ...], BallotEntry],
) -> None:
    grades, box = case
    settled = tally.with_counts_from_ballots(campaign(box, grades))
    keys = [(row.official, row.item, row.voter_class) for row in settled.counts]
    assert keys == [(*subject, name) for subject in SUBJECTS for name in ("党员", "居民")]
    for row in settled.counts:
        subject = SUBJECTS.index((row.official, row.item))
        by_hand = [counted_by_hand(box, subject, row.voter_class, grade) for grade in grades]
        assert row.votes == tuple(by_hand)


def filled(box: BallotEntry, settled: Campaign) -> Campaign:
    """With the figures of the ballots that these ballots come to."""
    classes = []
    for voter_class in settled.classes:
        here = [b for b in box.ballots if b.voter_class == voter_class.name]
        invalid = len([b for b in here if list(b.marks) == [VOID] * 4])
        figures = {"present": len(here), "issued": len(here), "returned": len(here)}
        classes.append(replace(voter_class, invalid=invalid, **figures))
    return replace(settled, classes=tuple(classes))


@given(boxes())
def test_entered_and_typed_votes_that_say_the_same_come_to_the_same_results(
    case: tuple[tuple[str, ...], BallotEntry],
) -> None:
    grades, box = case
    by_ballot = filled(box, tally.with_counts_from_ballots(campaign(box, grades)))
    typed = replace(by_ballot, entries=None)
    assert tally.with_counts_from_ballots(typed) == typed
    results = tally.count(by_ballot)
    assert results == tally.count(typed)
    for item in results.items:
        for name, line in item.by_class.items():
            unmarked = [
                ballot
                for ballot in box.ballots
                if ballot.voter_class == name
                and list(ballot.marks) != [VOID] * 4
                and ballot.marks[SUBJECTS.index((item.official, item.item))] in ("", VOID)
            ]
            assert line.unmarked == len(unmarked)
    again = replace(by_ballot, typed_counts=by_ballot.counts, recount=box)
    assert found(again) == []


def found(case: Campaign) -> list[tuple[str, str]]:
    """Code and place of what the rules say of ballots and votes."""
    prefixes = ("entry-", "recount-", "count-", "votes-")
    return [(p.code, p.place) for p in check_rules(case).problems if p.code.startswith(prefixes)]


@given(boxes(), st.data())
def test_a_mark_entered_differently_is_found_and_no_other(
    case: tuple[tuple[str, ...], BallotEntry], data: st.DataObject
) -> None:
    grades, box = case
    order = data.draw(st.permutations(range(len(box.ballots))))
    again = [replace(box.ballots[n], row=row) for row, n in enumerate(order, start=2)]
    place = data.draw(st.integers(0, len(again) - 1))
    subject = data.draw(st.integers(0, 3))
    marks = list(again[place].marks)
    others = [mark for mark in (*grades, "", VOID) if mark != marks[subject]]
    marks[subject] = data.draw(st.sampled_from(others))
    again[place] = replace(again[place], marks=tuple(marks))
    recount = entry(*again, sheet=schema.RECOUNT.name)
    letter, row = "DEFG"[subject], box.ballots[order[place]].row
    (problem,) = check_recount(campaign(box, grades, recount=recount))
    assert problem == ("recount-differs", f"计票录入!{letter}{row}")
    assert check_recount(campaign(box, grades, recount=turned(box))) == []


def check_recount(case: Campaign) -> list[tuple[str, str]]:
    return [(code, place) for code, place in found(case) if code.startswith("recount-")]


def turned(box: BallotEntry) -> BallotEntry:
    """The same ballots, the columns in the other order."""
    ballots = tuple(replace(b, marks=b.marks[::-1]) for b in box.ballots)
    return BallotEntry(schema.RECOUNT.name, box.subjects[::-1], tuple("DEFG"), box.columns, ballots)


@given(boxes(), st.data())
def test_a_number_typed_wrong_is_found_at_its_cell_and_no_other(
    case: tuple[tuple[str, ...], BallotEntry], data: st.DataObject
) -> None:
    grades, box = case
    right = tally.with_counts_from_ballots(campaign(box, grades)).counts
    which = data.draw(st.integers(0, len(right) - 1))
    grade = data.draw(st.integers(0, len(grades) - 1))
    numbers = list(right[which].votes or ())
    numbers[grade] += data.draw(st.sampled_from((-1, 1, 7)))
    typed = [
        replace(row, source=Source("计票结果", n, {g: f"{g}{n}" for g in grades}))
        for n, row in enumerate(right)
    ]
    typed[which] = replace(typed[which], votes=tuple(numbers))
    settled = tally.with_counts_from_ballots(campaign(box, grades, counts=tuple(typed)))
    wanted = [("count-differs-from-entry", f"计票结果!{grades[grade]}{which}")]
    assert found(settled) == wanted
    assert settled.counts == right
    assert [row.source.row for row in settled.counts] == list(range(len(right)))


@pytest.mark.parametrize("entries", [None, entry()])
def test_without_ballots_what_was_typed_holds(entries: BallotEntry | None) -> None:
    typed = (votes("甲", "履职", "党员", 1, 2),)
    case = campaign(entries, ("优", "差"), counts=typed)
    assert tally.with_counts_from_ballots(case) == case
    assert [row.votes for row in tally.with_counts_from_ballots(case).counts] == [(1, 2)]


def ballots(number: int, voter_class: str = "党员", mark: str = "优") -> list[PaperBallot]:
    return [PaperBallot(n + 2, "", voter_class, str(n), (mark,) * 4) for n in range(number)]


@pytest.mark.parametrize(
    ("returned", "invalid", "expected"),
    [
        (3, 1, []),
        (2, 1, [("entry-too-many", "计票录入!B4")]),
        (0, 1, [("entry-too-many", "计票录入!B2")]),
        (4, 1, [("entry-too-few", "代表构成!F2")]),
        (3, 0, [("entry-invalid-differs", "代表构成!G2")]),
        (3, 2, [("entry-invalid-differs", "代表构成!G2")]),
        (None, None, []),
        (None, 1, []),
    ],
)
def test_ballots_entered_are_held_against_those_returned(
    returned: int | None, invalid: int | None, expected: list[tuple[str, str]]
) -> None:
    box = entry(*ballots(2), replace(ballots(3)[2], marks=(VOID,) * 4))
    source = Source("代表构成", 2, {"returned": "F2", "invalid": "G2"})
    party = replace(voters("党员", 90, 90, 90, returned, invalid), source=source)
    case = replace(campaign(box, ("优", "差")), classes=(party,))
    assert [
        f for f in found(tally.with_counts_from_ballots(case)) if f[0].startswith("entry-")
    ] == expected


def test_a_ballot_of_a_class_that_has_nobody_is_one_too_many() -> None:
    case = campaign(entry(*ballots(1, "无人")), ("优", "差"))
    assert found(tally.with_counts_from_ballots(case)) == [("entry-too-many", "计票录入!B2")]


def test_a_ballot_void_but_for_one_blank_is_no_invalid_ballot() -> None:
    one = PaperBallot(2, "", "党员", "1", (VOID, VOID, VOID, ""))
    party = voters("党员", 90, 1, 1, 1, 0)
    case = replace(campaign(entry(one), ("优", "差")), classes=(party,))
    assert found(tally.with_counts_from_ballots(case)) == []


def test_a_misspelt_row_of_the_count_is_reported_beside_the_ballots() -> None:
    typed = (votes("丙", "履职", "党员", 1, 2), votes("甲", "履职", "党员"))
    case = campaign(entry(*ballots(1)), ("优", "差"), counts=typed)
    assert [code for code, _ in found(tally.with_counts_from_ballots(case))] == [
        "count-official-unknown"
    ]


def test_ballots_of_one_batch_are_not_those_of_another() -> None:
    first = entry(*(replace(b, batch="1") for b in ballots(1)))
    second = entry(*(replace(b, batch="2") for b in ballots(1)), sheet=schema.RECOUNT.name)
    places = [
        ("recount-ballot-missing", "计票录入!C2"),
        ("recount-ballot-missing", "计票录入_复核!C2"),
    ]
    assert check_recount(campaign(first, ("优", "差"), recount=second)) == places


def test_columns_are_compared_by_their_headings_not_by_their_places() -> None:
    first = entry(PaperBallot(2, "", "党员", "1", ("优", "差", "", VOID)))
    second = replace(turned(first), ballots=first.ballots)  # each mark under another heading
    case = campaign(first, ("优", "差"), recount=second)
    places = [("recount-differs", f"计票录入!{letter}2") for letter in "DEFG"]
    assert check_recount(case) == places


def test_nothing_is_said_of_a_count_whose_ballots_cannot_all_be_read() -> None:
    party = voters("党员", 4, 4, 4, 4, 0)
    case = replace(campaign(entry(*ballots(4, mark="差")), ("优", "差")), classes=(party,))
    bad = Grade(name="差", satisfied=False, unsatisfied=True)
    case = tally.with_counts_from_ballots(replace(case, grades=(case.grades[0], bad)))
    due = [p.code for p in check_rules(case).problems if p.code == "rectification-due"]
    assert due == ["rectification-due"] * 4
    waiting = check_rules(case, [of_sheet(schema.ENTRIES.name)]).problems
    assert "rectification-due" not in [p.code for p in waiting]
