"""What a rule is, and how it reports."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from docgen.campaign.model import Campaign, Record
from docgen.campaign.schema import Sheet, Use
from docgen.errors import Problem, Severity


@dataclass(frozen=True, slots=True)
class Scope:
    """What a check must be able to trust.

    With an error in ``uses`` it waits as a whole. The rows of the sheets in ``by_row`` it takes
    one by one: those with errors wait, and what it finds in the others holds.
    """

    uses: tuple[Use, ...] = ()
    by_row: tuple[Use, ...] = ()


@dataclass(frozen=True, slots=True)
class CampaignRule:
    """A check and its scope. The errors of a ``cause`` make others: later rules wait for them."""

    check: Callable[[Campaign], Iterator[Problem]]
    scope: Scope
    cause: bool = False


def rule(
    *uses: Sheet | Use, by_row: Sequence[Sheet | Use] = (), cause: bool = False
) -> Callable[[Callable[[Campaign], Iterator[Problem]]], CampaignRule]:
    """Make a check into a rule; one without any scope never waits."""
    scope = Scope(tuple(map(_use, uses)), tuple(map(_use, by_row)))
    return lambda check: CampaignRule(check, scope, cause)


@dataclass(frozen=True, slots=True)
class DatedRule:
    """A check that asks what day it is, and its scope."""

    check: Callable[[Campaign, date], Iterator[Problem]]
    scope: Scope


def dated_rule(
    *uses: Sheet | Use,
) -> Callable[[Callable[[Campaign, date], Iterator[Problem]]], DatedRule]:
    """Make a check into a rule that is given the day."""
    return lambda check: DatedRule(check, Scope(tuple(map(_use, uses))))


def _use(used: Sheet | Use) -> Use:
    return used if isinstance(used, Use) else Use(used)


def error(code: str, record: Record, field: str, message: str, hint: str) -> Problem:
    """An error at the cell of a record's field."""
    source = record.source
    return Problem(code, Severity.ERROR, source.sheet, source.cell(field), message, hint, field)


def warning(code: str, record: Record, field: str, message: str, hint: str) -> Problem:
    """A warning at the cell of a record's field."""
    source = record.source
    return Problem(code, Severity.WARNING, source.sheet, source.cell(field), message, hint, field)


def sheet_error(code: str, sheet: Sheet, message: str, hint: str) -> Problem:
    """An error of a whole sheet."""
    return Problem(code, Severity.ERROR, sheet.name, "", message, hint)


def sheet_warning(code: str, sheet: Sheet, message: str, hint: str) -> Problem:
    """A warning for a whole sheet."""
    return Problem(code, Severity.WARNING, sheet.name, "", message, hint)
