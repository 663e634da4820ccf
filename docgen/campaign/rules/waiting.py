"""What rules wait for: the rows and sheets with errors, about which nothing further can be said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from dataclasses import replace

from docgen.campaign import schema
from docgen.campaign.model import Campaign, Record
from docgen.campaign.rules.base import Scope
from docgen.campaign.schema import Sheet, Use
from docgen.errors import Problem

_FURTHER = {schema.COUNTS.name: ("typed_counts",), schema.MEETINGS.name: ("undated_meetings",)}


class Errors:
    """The errors that are known so far."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self._by_sheet: dict[str, list[Problem]] = {}
        self.add(problems)

    def add(self, problems: Iterable[Problem]) -> None:
        """Note the errors among these problems."""
        for problem in problems:
            if problem.is_error:
                self._by_sheet.setdefault(problem.sheet, []).append(problem)

    def sound_part(self, campaign: Campaign, scope: Scope) -> Campaign | None:
        """What a check of this scope may look at; None when it must wait as a whole.

        It is the campaign itself when nothing of the scope has errors.
        """
        if any(self._concerning(use) for use in scope.uses):
            return None
        for use in scope.by_row:
            found = self._concerning(use)
            rows = {row for problem in found for row in problem.rows}
            if not all(problem.cells for problem in found) or not rows <= _rows(campaign, use):
                return None  # a fault of the sheet itself, or of its headings
            if rows:
                campaign = _without(campaign, use.sheet, rows)
        return campaign

    def _concerning(self, use: Use) -> list[Problem]:
        return [each for each in self._by_sheet.get(use.sheet.name, ()) if use.concerns(each)]


def _records(campaign: Campaign, sheet: Sheet) -> Iterator[tuple[str, tuple[Record, ...]]]:
    """Every field of the campaign that holds records of a sheet, and what it holds."""
    for field in (sheet.field, *_FURTHER.get(sheet.name, ())):
        yield field, getattr(campaign, field)


def _rows(campaign: Campaign, use: Use) -> set[int]:
    return {r.source.row for _, records in _records(campaign, use.sheet) for r in records}


def _without(campaign: Campaign, sheet: Sheet, rows: Set[int]) -> Campaign:
    kept = {
        field: tuple(r for r in records if r.source.sheet != sheet.name or r.source.row not in rows)
        for field, records in _records(campaign, sheet)
    }
    return replace(campaign, **kept)  # type: ignore[arg-type]
