"""``docgen check``: a workbook read and held against the rules, and what can be made from it."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from docgen import documents
from docgen.campaign import tally
from docgen.campaign.model import Campaign, Stage
from docgen.campaign.rules import Checked, check_rules
from docgen.campaign.timeline import stage_spans
from docgen.documents import Plan
from docgen.errors import UNTOUCHED, Problem, errors_first, one_for_each_cause
from docgen.workbook.reading import (
    Reading,
    read_workbook,
    read_workbook_bytes,
    untouched_problem,
)

_LOG = logging.getLogger(__name__)  # each step when it begins, in the user's words


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What a workbook says, what is wrong with it, and what can be made from it.

    ``campaign`` is None when the file could not be read; where a sheet has errors, it holds
    neutral values. ``plan`` says which documents the errors stop. ``data`` are the bytes of
    the workbook. ``waiting`` is the number of checks that must wait, wholly or in part, until
    the errors are mended.
    """

    campaign: Campaign | None
    problems: tuple[Problem, ...]
    plan: Plan
    data: bytes = field(default=b"", repr=False)
    waiting: int = 0

    @property
    def ok(self) -> bool:
        """True when there is no error; warnings may be there."""
        return not self.errors

    @property
    def is_untouched(self) -> bool:
        """True when nothing has been filled in yet; that is one of the problems then."""
        return any(problem.code == UNTOUCHED for problem in self.problems)

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that keep documents from being made."""
        return tuple(problem for problem in self.problems if problem.is_error)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """The problems that a person should look at."""
        return tuple(problem for problem in self.problems if not problem.is_error)

    @property
    def what_waits(self) -> str:
        """``12项核对要等这些改正以后进行``; empty when no check waits."""
        return f"{self.waiting}项核对要等这些改正以后进行" if self.waiting else ""


def check(path: Path, today: date | None = None) -> CheckReport:
    """Read a workbook and find everything that is wrong with it.

    ``today`` is the day it is held against: what has not happened yet has no results. Without
    it that is not judged. Never raises for what is in the file.
    """
    _LOG.info("读取工作簿“%s”", path)
    return _checked(read_workbook(path), today)


def check_bytes(data: bytes, today: date | None = None) -> CheckReport:
    """Check the bytes of a workbook; like ``check``."""
    return _checked(read_workbook_bytes(data), today)


def _checked(reading: Reading, today: date | None) -> CheckReport:
    if reading.campaign is None:
        return CheckReport(None, _gathered(reading.problems), Plan())
    _LOG.info("核对各工作表")
    campaign = tally.with_counts_from_ballots(reading.campaign)
    if untouched := untouched_problem(campaign, reading.problems):
        reminders = (problem for problem in reading.problems if not problem.is_error)
        checked = Checked((*reminders, untouched), 0)
    else:
        checked = check_rules(campaign, reading.problems, today)
    problems = _gathered(checked.problems)
    plan = documents.plan(campaign, problems=problems)
    problems = _next_stage_first(problems, plan, _stages_to_come(campaign, today))
    return CheckReport(campaign, problems, plan, reading.data, checked.waiting)


def _gathered(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    return errors_first(one_for_each_cause(problems))


def _stages_to_come(campaign: Campaign, today: date | None) -> list[Stage]:
    """The stages in the order in which their papers are needed: those that are over come last."""
    last = {span.stage: span.end for span in stage_spans(campaign)}

    def is_over(stage: Stage) -> bool:
        # A date that cannot be read stands as the first of all.
        return today is not None and date.min < last.get(stage, today) < today

    return sorted(Stage, key=is_over)


def _next_stage_first(
    problems: Iterable[Problem], plan: Plan, stages: Sequence[Stage]
) -> tuple[Problem, ...]:
    """The errors that stop the first of ``stages``, those that stop the next, then the rest."""
    place: dict[Problem, int] = {}
    for stopped in plan.stopped:
        soonest = min(map(stages.index, stopped.document.stages))
        for problem in stopped.problems:
            place[problem] = min(soonest, place.get(problem, soonest))
    return errors_first(sorted(problems, key=lambda each: place.get(each, len(stages))))
