"""All rules in their order, and the run through them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date

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


def rules_waiting(unsound: Collection[str]) -> int:
    """How many rules are left out because they look at ``unsound`` sheets."""
    return sum(bool(each.sheets & set(unsound)) for each in (*RULES, *DATED_RULES))


def check_rules(
    campaign: Campaign, unsound: Collection[str] = (), today: date | None = None
) -> Iterator[Problem]:
    """Every problem across sheets, leaving out rules over the ``unsound`` sheets.

    Without ``today`` what depends on the day is not judged.
    """
    for dated in DATED_RULES:
        if today is not None and not dated.sheets & set(unsound):
            yield from dated.check(campaign, today)
    for rule in RULES:
        if not rule.sheets & set(unsound):
            yield from rule.check(campaign)
