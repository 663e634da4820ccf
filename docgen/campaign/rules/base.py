"""What a rule is, and how it reports."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from docgen.campaign.model import Campaign, Record
from docgen.campaign.schema import Sheet
from docgen.errors import Problem, Severity


@dataclass(frozen=True, slots=True)
class CampaignRule:
    """A check and the names of the sheets it looks at.

    The rows of the sheets ``by_row`` it looks at one by one: rows with errors of their own may
    be left out, and what it finds in the others still holds.
    """

    check: Callable[[Campaign], Iterator[Problem]]
    sheets: frozenset[str]
    by_row: frozenset[str] = frozenset()


def rule(
    *sheets: Sheet, by_row: Sheet | None = None
) -> Callable[[Callable[[Campaign], Iterator[Problem]]], CampaignRule]:
    """Make a check into a rule over these sheets, and over one whose rows it takes one by one."""
    names = frozenset(sheet.name for sheet in sheets)
    rows = frozenset({by_row.name} if by_row else ())
    return lambda check: CampaignRule(check, names | rows, rows)


@dataclass(frozen=True, slots=True)
class DatedRule:
    """A check that asks what day it is, and the names of the sheets it looks at."""

    check: Callable[[Campaign, date], Iterator[Problem]]
    sheets: frozenset[str]


def dated_rule(
    *sheets: Sheet,
) -> Callable[[Callable[[Campaign, date], Iterator[Problem]]], DatedRule]:
    """Make a check into a rule over these sheets that is given the day."""
    names = frozenset(sheet.name for sheet in sheets)
    return lambda check: DatedRule(check, names)


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
