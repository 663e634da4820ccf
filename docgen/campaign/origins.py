"""Where a rectification item comes from: the rows that its 来源 names. Pure.

来源 is free text; ``意见建议!3`` or ``意见建议!3、5`` names rows of that sheet, ``计票结果!9`` a row
of the count. Documents print what stands there, not the row's number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from docgen.campaign import schema
from docgen.campaign.model import Campaign, Opinion, Rectification
from docgen.chinese.wording import joined

SHEETS_NAMED = (schema.OPINIONS.name, schema.COUNTS.name)
_SHEETS = "|".join(SHEETS_NAMED)
_ROW = r"[A-Za-zＡ-Ｚａ-ｚ]{0,3}\s*\d{1,6}"
# Further rows of a list end at a mark: in 意见建议!3、3号楼 the second 3 is a house.
_FURTHER = rf"\s*[、，,和及]\s*第?{_ROW}行?(?=\s*(?:[、，,；;。)）和及]|$))"
_REFERENCE = re.compile(rf"《?({_SHEETS})》?\s*[!！]\s*({_ROW}(?:{_FURTHER})*)")
_NUMBER = re.compile(r"\d+")
_COUNT_WORDS = "测评结果"


def rows_named(text: str, sheet: str) -> tuple[int, ...]:
    """The 1-based rows of a sheet that a text names, in order: ``意见建议!3、5`` is (3, 5)."""
    return tuple(
        int(number)
        for found in _REFERENCE.finditer(text)
        if found.group(1) == sheet
        for number in _NUMBER.findall(found.group(2))
    )


def without_references(text: str) -> str:
    """The text of 来源 without the rows that it names: what is printed as it was typed."""
    return _REFERENCE.sub("", text)


def opinions_named(campaign: Campaign, item: Rectification) -> tuple[Opinion, ...]:
    """The opinions that an item answers."""
    rows = rows_named(item.origin, schema.OPINIONS.name)
    return tuple(opinion for opinion in campaign.opinions if opinion.source.row in rows)


def answers(campaign: Campaign, official: str, item: str) -> tuple[int, ...]:
    """The numbers (from 1) of the rectification items that answer a vote on this item.

    An item answers it when its 来源 names a row of the count for this official and item, or
    when its 来源 and 问题 name both.
    """
    rows = {
        row.source.row
        for row in (*campaign.typed_counts, *campaign.counts)
        if (row.official, row.item) == (official, item) and row.source.sheet == schema.COUNTS.name
    }
    return tuple(
        number
        for number, each in enumerate(campaign.rectifications, start=1)
        if rows.intersection(rows_named(each.origin, schema.COUNTS.name))
        or (official in (text := f"{each.origin}{each.problem}") and item in text)
    )


def printed(campaign: Campaign, item: Rectification) -> str:
    """来源 as documents print it: ``测评票、现场质询`` for the rows of those opinions.

    For rows that do not exist the name of their sheet stands.
    """
    by_row = {opinion.source.row: opinion.origin.value for opinion in campaign.opinions}

    def words(found: re.Match[str]) -> str:
        if found.group(1) == schema.COUNTS.name:
            return _COUNT_WORDS
        rows = [int(number) for number in _NUMBER.findall(found.group(2))]
        known = dict.fromkeys(by_row[row] for row in rows if row in by_row)
        return joined(known) or schema.OPINIONS.name

    return joined(dict.fromkeys(_pieces(_REFERENCE.sub(words, item.origin))))


def _pieces(text: str) -> Iterator[str]:
    """The origins in a list of them: a text without 、 stays whole."""
    yield from (piece.strip() for piece in text.split("、"))
