"""One person in several sheets: a slip in the name is shown before it is on the ballots."""

from __future__ import annotations

from docgen.campaign.model import Campaign, GroupRole, TellerRole
from docgen.campaign.rules import check_rules
from docgen.errors import Problem
from tests.support.rule_cases import member, official, person, placed, teller
from tests.support.samples import plain_campaign

CODES = {"name-written-otherwise", "representative-is-official"}


def found(campaign: Campaign) -> list[Problem]:
    return [each for each in check_rules(placed(campaign)).problems if each.code in CODES]


def named(officials: str, group: str = "", roster: str = "", tellers: str = "") -> list[Problem]:
    """What is said when the sheets hold these names."""
    return found(
        plain_campaign(
            officials=tuple(map(official, officials.split())),
            group=tuple(member(GroupRole.MEMBER, name) for name in group.split()),
            representatives=tuple(person(name, "党员") for name in roster.split()),
            tellers=tuple(teller(TellerRole.CALLER, name) for name in tellers.split()),
        )
    )


def test_a_slip_is_shown_once_with_every_cell_of_the_other_spelling() -> None:
    (problem,) = named("赵敏 何静", group="赵敏 何晶", roster="李强", tellers="何晶")
    assert (problem.sheet, problem.cell, problem.is_error) == ("述评对象", "A3", False)
    assert "《领导小组》A3、《监票计票》A2的“何晶”" in problem.message


def test_a_slip_is_found_in_each_of_the_sheets() -> None:
    for sheet in ("group", "roster", "tellers"):
        assert len(named("赵敏 何静", **{sheet: "何晶"})) == 1


def test_each_other_spelling_is_a_cause_of_its_own() -> None:
    assert len(named("赵敏 何静", group="何晶", roster="何净")) == 2


def test_people_who_stand_side_by_side_in_a_sheet_are_two() -> None:
    assert named("赵敏 何静", roster="何晶 何竟") != []
    assert named("何静 何晶", group="何晶") == []
    assert named("赵敏 何静", group="何静 何晶", roster="何晶") == []
    both = named("赵敏 何静", roster="何静 何晶")
    assert [problem.code for problem in both] == ["representative-is-official"]


def test_a_note_in_brackets_is_no_other_spelling() -> None:
    assert named("赵敏 何静", group="何静（主任）") == []
    (problem,) = named("赵敏 何静（主任）", group="何晶")
    assert "“何静”" in problem.message


def test_an_official_on_the_roster_is_pointed_out_with_or_without_a_note() -> None:
    for name in ("何静", "何静（主任）"):
        (problem,) = named("赵敏 何静", roster=f"李强 {name}")
        assert (problem.code, problem.place) == ("representative-is-official", "参评代表!A3")
        assert not problem.is_error
