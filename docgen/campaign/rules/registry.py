"""All rules in their order, and the run through them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from docgen.campaign.model import Campaign
from docgen.campaign.rules import (
    ballots,
    calendar,
    campaign_year,
    grades,
    names,
    people,
    posting,
    privacy,
    punctuation,
    rectification,
    votes,
)
from docgen.campaign.rules.base import CampaignRule, DatedRule
from docgen.campaign.rules.waiting import Errors
from docgen.errors import Problem

RULES: tuple[CampaignRule, ...] = (
    *people.RULES,
    *names.RULES,
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


@dataclass(frozen=True, slots=True)
class Checked:
    """All problems, and how many rules wait, wholly or in part, for errors to be mended."""

    problems: tuple[Problem, ...]
    waiting: int


def check_rules(
    campaign: Campaign, found: Sequence[Problem] = (), today: date | None = None
) -> Checked:
    """Hold a campaign against every rule; ``found`` are known before, and come first.

    What has errors is left out: what a rule would say of it could be a mere consequence.
    Without ``today`` what depends on the day is not judged.
    """
    errors = Errors(found)
    problems = [*found]
    waiting = 0
    for dated in DATED_RULES if today is not None else ():
        sound = errors.sound_part(campaign, dated.scope)
        waiting += sound is None
        if sound is not None and today is not None:
            problems += dated.check(sound, today)
    for each in RULES:
        sound = errors.sound_part(campaign, each.scope)
        waiting += sound is not campaign
        of_rule = list(each.check(sound)) if sound is not None else []
        problems += of_rule
        if each.cause:
            errors.add(of_rule)
    return Checked(tuple(problems), waiting)
