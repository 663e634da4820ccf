"""How high the rows of a 计票单 are: every cell holds all votes of its class. Pure."""

from __future__ import annotations

from math import ceil

from docgen.campaign.model import Campaign, Official
from docgen.documents.forms.cell_text import characters_in, lines_needed
from docgen.gbt9704 import standard


def row_height(campaign: Campaign, votes: int) -> float:
    """The height in mm of every row of the sheet of a class with so many ballots."""
    return max(_height_for_votes(votes, len(campaign.grades)), _height_for_text(campaign))


def _height_for_votes(votes: int, grades: int) -> float:
    """The height in mm that a row needs when all votes go to one grade, five to a 正."""
    a_line = standard.COUNT_GRADES_WIDTH // (standard.TALLY_SIZE * grades)
    lines = ceil(votes / (5 * a_line))
    return lines * float(standard.TALLY_SIZE.mm)


def _height_for_text(campaign: Campaign) -> float:
    """The height in mm of a row that clips no item, nor an official's name and post beside all."""
    a_line = characters_in(standard.COUNT_ITEM_WIDTH, standard.TABLE_SIZE)
    lines = max(lines_needed(item.name, a_line) for item in campaign.items)
    officials = [_official_height(official) for official in campaign.officials]
    return max(
        float(standard.COUNT_ROW_HEIGHT.mm),
        lines * float(standard.TABLE_LINE.mm),
        max(officials) / len(campaign.items),
    )


def _official_height(official: Official) -> float:
    names, posts = (
        lines_needed(text, characters_in(standard.COUNT_OFFICIAL_WIDTH, size))
        for text, size in (
            (official.name, standard.TABLE_SIZE),
            (official.post, standard.SMALL_TABLE_SIZE),
        )
    )
    return float(names * standard.TABLE_LINE.mm + posts * standard.SMALL_TABLE_LINE.mm)
