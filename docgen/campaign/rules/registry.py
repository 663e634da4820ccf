"""All rules in their order, and the run through them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from docgen.campaign import schema
from docgen.campaign.model import Campaign
from docgen.campaign.rules import (
    ballots,
    calendar,
    campaign_year,
    grades,
    people,
    posting,
    privacy,
    punctuation,
    rectification,
    votes,
)
from docgen.campaign.rules.base import CampaignRule, DatedRule
from docgen.errors import Problem

RULES: tuple[CampaignRule, ...] = (
    *people.RULES,
    *campaign_year.RULES,
    *calendar.RULES,
    *grades.RULES,
    *votes.RULES,
    *ballots.RULES,
    *rectification.RULES,
    *posting.RULES,
    *privacy.RULES,
    *punctuation.RULES,
)


DATED_RULES: tuple[DatedRule, ...] = campaign_year.DATED_RULES


Unsound = Mapping[str, frozenset[int]]
"""Sheets that have errors, by name, each with the rows that have them; none for the whole sheet."""


def rules_waiting(unsound: Unsound) -> int:
    """How many rules are left out because of what they look at in ``unsound`` sheets."""
    waiting = sum(_waits(each, unsound) for each in RULES)
    return waiting + sum(bool(each.sheets & unsound.keys()) for each in DATED_RULES)


def _waits(each: CampaignRule, unsound: Unsound) -> bool:
    return any(not (name in each.by_row and unsound[name]) for name in each.sheets & unsound.keys())


def _without(campaign: Campaign, rows: Unsound) -> Campaign:
    """The campaign without these rows of these sheets."""
    kept: dict[str, Any] = {
        sheet.field: tuple(
            each
            for each in getattr(campaign, sheet.field)
            if each.source.row not in rows[sheet.name]
        )
        for sheet in schema.TABLES
        if sheet.name in rows
    }
    return replace(campaign, **kept)


def check_rules(
    campaign: Campaign, unsound: Unsound | None = None, today: date | None = None
) -> Iterator[Problem]:
    """Every problem across sheets, leaving out rules over the ``unsound`` sheets.

    A rule that takes rows one by one is left without the unsound ones alone.

    Without ``today`` what depends on the day is not judged.
    """
    unsound = unsound or {}
    for dated in DATED_RULES:
        if today is not None and not dated.sheets & unsound.keys():
            yield from dated.check(campaign, today)
    for rule in RULES:
        if not _waits(rule, unsound):
            rows = {name: unsound[name] for name in rule.sheets & unsound.keys()}
            yield from rule.check(_without(campaign, rows) if rows else campaign)
