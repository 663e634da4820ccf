"""The sample as workbooks may also be: what may stay empty, empty, one at a time and together."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

from docgen.campaign import schema
from docgen.campaign.model import Campaign
from docgen.campaign.schema import Column, Sheet

ALL_BLANK = "可以不填的都不填时"


def blanked(campaign: Campaign) -> Iterator[tuple[str, Campaign]]:
    """The campaign without an optional column or sheet, and how that is said; at last without any.

    What has a default stays: it never reaches a document empty. The figures of a vote stay:
    without them there are no documents of it.
    """
    changes = [*_columns(campaign), *_sheets(campaign)]
    for label, change in changes:
        yield label, dataclasses.replace(campaign, **change)
    together: dict[str, Any] = {}
    for sheet in schema.SHEETS:
        columns = _optional(sheet)
        if columns and not sheet.by_ballot:
            together[sheet.field] = _without(campaign, sheet, columns)
    yield ALL_BLANK, dataclasses.replace(campaign, **together)


def _columns(campaign: Campaign) -> Iterator[tuple[str, dict[str, Any]]]:
    for sheet in schema.SHEETS:
        for column in () if sheet.by_ballot else _optional(sheet):
            change = {sheet.field: _without(campaign, sheet, [column])}
            yield f"《{sheet.name}》的“{column.heading}”不填时", change


def _sheets(campaign: Campaign) -> Iterator[tuple[str, dict[str, Any]]]:
    for sheet in schema.TABLES:
        may_be_empty = not (sheet.required or sheet.default_when_empty or sheet.by_ballot)
        if may_be_empty and getattr(campaign, sheet.field):
            yield f"《{sheet.name}》整张不填时", {sheet.field: ()}


def _optional(sheet: Sheet) -> list[Column]:
    """The columns that documents may find empty."""
    return [
        column
        for column in sheet.columns
        if not (column.required or column.default or column.grade)
        and not (sheet is schema.CLASSES and column.kind is schema.Kind.COUNT)
    ]


def _without(campaign: Campaign, sheet: Sheet, columns: list[Column]) -> Any:
    value = getattr(campaign, sheet.field)
    if isinstance(value, tuple):
        return tuple(_emptied(record, columns) for record in value)
    return _emptied(value, columns)


def _emptied(record: Any, columns: list[Column]) -> Any:
    """A record as the reader makes it of empty cells."""
    fields = [column.field for column in columns]
    return dataclasses.replace(
        record,
        **{name: "" if isinstance(getattr(record, name), str) else None for name in fields},
    )
