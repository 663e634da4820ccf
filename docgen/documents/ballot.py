"""How ballots are laid out: two on a page where they fit, else one."""

from __future__ import annotations

from math import ceil

from docgen import gbt9704, wording
from docgen.model import Campaign, Item, Official

# Widths of the ballot's first two columns less cell margins, in characters of table text.
_OFFICIAL_CHARACTERS = 6
_ITEM_CHARACTERS = 10
_NOTE_CHARACTERS = 36
_TITLE_CHARACTERS = 27


def lines_needed(text: str, characters: int) -> int:
    """Lines that a text takes in a column of so many characters; at least one."""
    return max(1, sum(max(1, ceil(wording.width(line) / characters)) for line in text.split("\n")))


def two_fit_a_page(campaign: Campaign, title: str, note: str) -> bool:
    """True when two ballots, with the cutting line between them, fit the type area."""
    height: float = (
        lines_needed(title, _TITLE_CHARACTERS) * gbt9704.BALLOT_TITLE_LINE.mm
        + (2 + lines_needed(note, _NOTE_CHARACTERS)) * gbt9704.BALLOT_NOTE_LINE.mm
        + gbt9704.BALLOT_ROW_HEIGHT.mm
        + sum(_official_height(official, campaign.items) for official in campaign.officials)
        + gbt9704.BALLOT_CUT_HEIGHT.mm
    )
    return height * 2 <= float(gbt9704.TYPE_HEIGHT.mm)


def _official_height(official: Official, items: tuple[Item, ...]) -> float:
    rows: float = sum(
        max(
            gbt9704.BALLOT_ROW_HEIGHT.mm,
            lines_needed(item.name, _ITEM_CHARACTERS) * gbt9704.BALLOT_LINE.mm,
        )
        for item in items
    )
    label = lines_needed(f"{official.name}\n{official.post}", _OFFICIAL_CHARACTERS)
    return max(rows, label * float(gbt9704.BALLOT_LINE.mm))
