"""How ballots are laid out: two on a page where they fit, else one."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from docgen.campaign.model import Campaign, Grade, Item, Official
from docgen.chinese import wording
from docgen.documents.scale_wording import on_ballot
from docgen.gbt9704 import standard


def lines_needed(text: str, characters: int) -> int:
    """Lines that a text takes in a column of so many characters; at least one."""
    return max(1, sum(max(1, ceil(wording.width(line) / characters)) for line in text.split("\n")))


def two_fit_a_page(campaign: Campaign, title: str, notes: Sequence[str]) -> bool:
    """True when two ballots, with the cutting line between them, fit the type area.

    ``notes`` are the paragraphs between the title and the table.
    """
    ballot = (
        lines_needed(title, standard.BALLOT_TITLE_CHARACTERS) * standard.BALLOT_TITLE_LINE.mm
        + sum(_text_height(note, standard.BALLOT_NOTE_CHARACTERS) for note in notes)
        + _head_height(campaign.grades)
        + sum(_official_height(official, campaign.items) for official in campaign.officials)
        + standard.BALLOT_OPINION_HEIGHT.mm
    )
    fits: bool = ballot * 2 + standard.BALLOT_CUT_HEIGHT.mm <= standard.TYPE_HEIGHT.mm
    return fits


def _head_height(grades: Sequence[Grade]) -> float:
    """The head of the table: the names of the grades share what the columns leave them."""
    column = standard.BALLOT_GRADES_WIDTH.mm / len(grades) - 2 * standard.BALLOT_CELL_MARGIN.mm
    characters = max(1, int(column / standard.TABLE_SIZE.mm))
    names = [on_ballot(grade.name, len(grades)) for grade in grades]
    return max(
        float(standard.BALLOT_ROW_HEIGHT.mm), *(_text_height(name, characters) for name in names)
    )


def _official_height(official: Official, items: tuple[Item, ...]) -> float:
    rows = sum(
        max(
            float(standard.BALLOT_ROW_HEIGHT.mm),
            _text_height(item.name, standard.BALLOT_ITEM_CHARACTERS),
        )
        for item in items
    )
    return max(
        rows,
        _text_height(f"{official.name}（{official.post}）", standard.BALLOT_OFFICIAL_CHARACTERS),
    )


def _text_height(text: str, characters: int) -> float:
    lines = lines_needed(text, characters)
    return lines * float(standard.BALLOT_LINE.mm) + float(standard.BALLOT_GAP.mm)
