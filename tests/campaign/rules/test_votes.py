"""The rules about people, ballots and votes at their boundaries."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from docgen.campaign import schema
from docgen.campaign.model import (
    Campaign,
    GroupRole,
    Representative,
    TellerRole,
)
from docgen.campaign.rules import RULES, check_rules
from tests.support.rule_cases import (
    JUNE,
    codes,
    member,
    official,
    person,
    problems,
    rectification,
    teller,
    voted,
)
from tests.support.samples import plain_campaign, plain_info, voters, votes

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
        assert codes(named)[0] == "teller-is-official"
        # The bracket of half width will be printed as it stands, and is warned of.
        assert codes(named)[1:] == ["text-punctuation"] * name.count("(")


def test_tellers_are_not_missed_before_the_first_is_named() -> None:
    assert codes(plain_campaign(tellers=())) == []
    (problem,) = check_rules(plain_campaign(tellers=(teller(TellerRole.CALLER, "丁"),))).problems
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
        ("党员 党员 党员 学生", ["representative-class-unknown", "roster-disagrees"]),
        ("居民代表 居民代表 学生", ["representative-class-unknown", "roster-disagrees"]),
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
    (problem,) = check_rules(replace(campaign, counts=(first,))).problems
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
    about_one = replace(rectification(JUNE), origin="甲“履职”")
    about_both = replace(rectification(JUNE), origin="甲、乙“履职”")
    assert codes(replace(campaign, rectifications=(about_one,))) == ["rectification-due"] * due
    assert codes(replace(campaign, rectifications=(about_both,))) == []


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


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.check.__name__)
def test_every_rule_copes_with_a_campaign_that_holds_nothing(rule: Any) -> None:
    empty = Campaign(info=plain_info())
    assert isinstance(list(rule.check(empty)), list)


def test_a_problem_names_the_cell_of_the_record() -> None:
    from docgen.campaign.model import Source

    source = Source("领导小组", 7, {"role": "C7", "name": "D7"})
    group = (*plain_campaign().group, replace(member(GroupRole.HEAD, "丙"), source=source))
    (problem,) = check_rules(plain_campaign(group=group)).problems
    assert problem.place == "领导小组!C7"
