"""Campaigns to check, for the tests in test_rules*.py."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

from docgen.campaign import schema
from docgen.campaign.model import (
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
    Source,
    Teller,
    TellerRole,
)
from docgen.campaign.rules import check_rules
from docgen.errors import Problem, Severity
from tests.support.samples import plain_campaign, voters, votes

MARCH, APRIL, MAY, JUNE = (date(2026, month, 1) for month in (3, 4, 5, 6))
ALWAYS = ("results-late", "class-very-small", "meeting-on-day-off")
ONE_DAY = timedelta(days=1)


def placed(campaign: Campaign) -> Campaign:
    """The campaign with each record in a row of its sheet, where it has no place yet."""
    return replace(
        campaign,
        **{
            sheet.field: tuple(
                each if each.source.sheet else replace(each, source=Source(sheet.name, row))
                for row, each in enumerate(getattr(campaign, sheet.field), start=2)
            )
            for sheet in schema.TABLES
            if not sheet.by_ballot
        },
    )


def of_sheet(name: str) -> Problem:
    """An error of a whole sheet."""
    return Problem("sheet-missing", Severity.ERROR, name, "", "", "")


def codes(campaign: Campaign, unsound: Iterable[str] = ()) -> list[str]:
    """What the rules find, but for what a plain campaign always has: small, long, on any day."""
    known = [*map(of_sheet, unsound)]
    found = check_rules(placed(campaign), known).problems[len(known) :]
    return [problem.code for problem in found if problem.code not in ALWAYS]


def problems(campaign: Campaign, code: str) -> list[Problem]:
    return [problem for problem in check_rules(campaign).problems if problem.code == code]


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
