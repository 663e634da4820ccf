"""All rules in their order, and the run through them."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from docgen.campaign.model import Campaign
from docgen.campaign.rules import (
    ballots,
    calendar,
    grades,
    people,
    posting,
    privacy,
    punctuation,
    rectification,
    votes,
)
from docgen.campaign.rules.base import CampaignRule
from docgen.errors import Problem

RULES: tuple[CampaignRule, ...] = (
    *people.RULES,
    *calendar.RULES,
    *grades.RULES,
    *votes.RULES,
    *ballots.RULES,
    *rectification.RULES,
    *posting.RULES,
    *privacy.RULES,
    *punctuation.RULES,
)


def check_rules(campaign: Campaign, unsound: Collection[str] = ()) -> Iterator[Problem]:
    """Every problem across sheets, leaving out rules over the ``unsound`` sheets."""
    for rule in RULES:
        if not rule.sheets & set(unsound):
            yield from rule.check(campaign)
