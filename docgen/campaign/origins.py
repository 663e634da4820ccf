"""Where a rectification item comes from: the opinions and results that its 来源 names. Pure.

来源 is free text. ``意见3`` or ``意见3、5`` names opinions by their 编号, ``意见建议!3`` the one in
that row of the sheet, ``计票结果!9`` a row of the count. Documents print what stands there, not
its number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from docgen.campaign import schema
from docgen.campaign.model import Campaign, Opinion, Rectification
from docgen.chinese.wording import joined

SHEETS_NAMED = (schema.OPINIONS.name, schema.COUNTS.name)
_COUNTS = schema.COUNTS.name
_NAMES = "|".join((*SHEETS_NAMED, "意见", "编号"))
_FIGURE = r"[A-Za-zＡ-Ｚａ-ｚ]{0,3}\s*\d{1,6}"
_END = r"(?=\s*(?:[、，,；;。)）和及]|$))"
# Further figures of a list end at a mark: in 意见建议!3、3号楼 the second 3 is a house.
_FURTHER = rf"\s*[、，,和及]\s*第?{_FIGURE}[行号条]?{_END}"
_REFERENCE = re.compile(
    rf"《?({_NAMES})》?\s*(?:[!！]\s*第?({_FIGURE}行?(?:{_FURTHER})*)"
    rf"|第?({_FIGURE}[行号条]?{_END}(?:{_FURTHER})*))"
)
_NUMBER = re.compile(r"\d+")
# What is left of a text that meant to name something, and could not be read.
_UNREAD = re.compile(rf"{'|'.join(SHEETS_NAMED)}|编号|[!！]|^[\s#第]*\d+[\s、，,\d号行条]*$")
_COUNT_WORDS = "测评结果"


class Reference(NamedTuple):
    """What a text names: figures of a sheet, its rows or the numbers in its column 编号."""

    sheet: str
    figures: tuple[int, ...]
    by_row: bool


def references(text: str) -> tuple[Reference, ...]:
    """What a text names, in order."""
    return tuple(map(_reference, _REFERENCE.finditer(text)))


def _reference(found: re.Match[str]) -> Reference:
    name, rows, numbers = found.groups()
    sheet = _COUNTS if name == _COUNTS else schema.OPINIONS.name
    figures = tuple(int(figure) for figure in _NUMBER.findall(rows or numbers))
    return Reference(sheet, figures, bool(rows) or sheet == _COUNTS)


def without_references(text: str) -> str:
    """The text of 来源 without what it names: what is printed as it was typed."""
    return _REFERENCE.sub("", text)


def is_unread(text: str) -> bool:
    """Whether a text means to name an opinion or a result in a way that cannot be read."""
    return bool(_UNREAD.search(without_references(text)))


def counts_named(text: str) -> tuple[int, ...]:
    """The rows of the count that a text names."""
    named = (each.figures for each in references(text) if each.sheet == _COUNTS)
    return tuple(figure for figures in named for figure in figures)


@dataclass(frozen=True)
class Opinions:
    """The opinions of a campaign, found by row and by number.

    Where no opinion has a number of its own, they are counted from the first one.
    """

    by_row: dict[int, Opinion]
    by_number: dict[int, Opinion]
    are_numbered: bool

    @classmethod
    def of(cls, campaign: Campaign) -> Opinions:
        """Those of this campaign."""
        are_numbered = any(each.number is not None for each in campaign.opinions)
        numbered = {
            (each.number if are_numbered else place): each
            for place, each in enumerate(campaign.opinions, start=1)
        }
        return cls(
            {each.source.row: each for each in campaign.opinions},
            {number: each for number, each in numbered.items() if number is not None},
            are_numbered,
        )

    def named(self, reference: Reference, figure: int) -> Opinion | None:
        """The opinion that a figure of a reference names; None when there is none."""
        return (self.by_row if reference.by_row else self.by_number).get(figure)

    def named_in(self, text: str) -> tuple[Opinion, ...]:
        """The opinions that a text names and that exist."""
        return tuple(
            opinion
            for reference in references(text)
            if reference.sheet == schema.OPINIONS.name
            for figure in reference.figures
            if (opinion := self.named(reference, figure))
        )


def answers(campaign: Campaign, official: str, item: str) -> tuple[int, ...]:
    """The numbers (from 1) of the rectification items that answer a vote on this item.

    An item answers it when its 来源 names a row of the count for this official and item, or
    when its 来源 and 问题 name both.
    """
    rows = {
        row.source.row
        for row in (*campaign.typed_counts, *campaign.counts)
        if (row.official, row.item) == (official, item) and row.source.sheet == _COUNTS
    }
    return tuple(
        number
        for number, each in enumerate(campaign.rectifications, start=1)
        if rows.intersection(counts_named(each.origin))
        or (official in (text := f"{each.origin}{each.problem}") and item in text)
    )


def printed(opinions: Opinions, item: Rectification) -> str:
    """来源 as documents print it: ``测评票、现场质询`` where those opinions were voiced.

    For opinions that do not exist the name of their sheet stands.
    """

    def words(found: re.Match[str]) -> str:
        reference = _reference(found)
        if reference.sheet == _COUNTS:
            return _COUNT_WORDS
        known = (opinions.named(reference, figure) for figure in reference.figures)
        voiced = dict.fromkeys(each.origin.value for each in known if each)
        return joined(voiced) or schema.OPINIONS.name

    return joined(dict.fromkeys(_pieces(_REFERENCE.sub(words, item.origin))))


def _pieces(text: str) -> Iterator[str]:
    """The origins in a list of them: a text without 、 stays whole."""
    yield from (piece.strip() for piece in text.split("、"))
