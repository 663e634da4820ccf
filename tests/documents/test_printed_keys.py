"""What the notes in 活动信息 say each key is printed in, held against the documents themselves."""

from __future__ import annotations

import dataclasses
import re
from datetime import date, timedelta
from fractions import Fraction
from functools import cache

import pytest

from docgen import documents
from docgen.campaign import schema
from docgen.campaign.model import Campaign
from docgen.campaign.schema import Column
from docgen.commands.build.render_all import render_all
from docgen.documents import DOCUMENTS, Planned
from tests.support.samples import sample_campaign, with_info
from tools.update_golden import document_text

TITLES = {document.key: document.title for document in DOCUMENTS}


@cache
def full() -> Campaign:
    """The sample, every key filled in."""
    return with_info(
        sample_campaign(),
        copy_to="云溪街道纪工委",
        newspaper="云溪日报",
        printed_on=date(2026, 3, 6),
    )


def one_file_each(campaign: Campaign) -> list[Planned]:
    """The first file of every document."""
    files = reversed(documents.plan(campaign).planned)
    return list({planned.document.key: planned for planned in files}.values())


def texts(campaign: Campaign) -> dict[str, str]:
    return {file.key: document_text(file.data) for file in render_all(one_file_each(campaign))}


@cache
def unchanged() -> dict[str, str]:
    return texts(full())


def another(value: object) -> object:
    match value:
        case date():
            return value + timedelta(13)
        case Fraction():
            return Fraction(3, 5)
        case int():
            return value + 1
        case str():
            return value[:-1] + "9" if value[-1].isdigit() else f"{value}某某"
    raise TypeError(value)


def named(column: Column) -> set[str]:
    """The titles that a note names; of 各种公文 all but those."""
    found = {title for title in TITLES.values() if title in column.printed_in}
    return set(TITLES.values()) - found if column.printed_in.startswith("各种公文") else found


@pytest.mark.parametrize("column", schema.INFO.columns, ids=lambda column: column.heading)
def test_a_key_is_printed_where_its_note_says(column: Column) -> None:
    value = another(getattr(full().info, column.field))
    other = dataclasses.replace(
        full(), info=dataclasses.replace(full().info, **{column.field: value})
    )
    now = texts(other)
    printed = {TITLES[key] for key, text in unchanged().items() if now[key] != text}
    if number := re.search(r"等(\d+)种$", column.printed_in):
        assert len(printed) == int(number[1])
        assert named(column) < printed
    else:
        assert named(column) == printed
