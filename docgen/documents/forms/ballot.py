"""How ballots are laid out: two on a page where they fit, one, or one on several pages. Pure.

Every row and line of a ballot has an exact height, so that what fits is a sum, the same in any
program and with any fonts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor

from docgen.campaign.model import Campaign, Grade, Official
from docgen.chinese import wording
from docgen.documents.forms.cell_text import characters_in, lines_needed
from docgen.documents.scale_wording import on_ballot
from docgen.gbt9704 import standard as gb
from docgen.ooxml.units import Length

_SEPARATORS = 2  # between notes, table and opinions
_TYPE_HEIGHT = float(gb.PAGE_HEIGHT.mm - gb.BALLOT_PAGE.top.mm - gb.BALLOT_PAGE.bottom.mm)

_LONG_NAME = gb.SMALL_TABLE_SIZE, gb.SMALL_TABLE_LINE
# Below the last ballot of a page, and the paragraph that ends the document.
_KEPT_FREE = float(gb.BALLOT_SPARE.mm + gb.BALLOT_SEPARATOR.mm)


@dataclass(frozen=True, slots=True)
class BallotLayout:
    """What the ballots of a campaign have in common; heights in mm.

    ``above_cut`` is the row that ends at the cutting line, 0 where there is none. ``type_size``
    is the one of items: 小四, 四号 where each fits a line of it, 三号 where that is so and a
    ballot has a page for itself. ``fits_a_page`` is False for a ballot that goes over several.
    """

    two_up: bool
    row: float
    head: float
    above_cut: float
    type_size: str
    fits_a_page: bool


def ballot_layout(campaign: Campaign, title: str, notes: Sequence[str]) -> BallotLayout:
    """The layout of the ballots; ``notes`` are the paragraphs between title and table."""
    head = _head_height(campaign.grades)
    large = _items_fit(campaign, gb.BALLOT_ITEM_SIZE)
    least = _row_height(campaign, large)
    rows = len(campaign.officials) * len(campaign.items)
    fixed = _fixed_height(title, notes) + head
    size = "四号" if large else "小四"
    lower_half = _TYPE_HEIGHT - gb.BALLOT_CUT_LINE.mm - gb.BALLOT_CUT_ROOM.mm
    if row := _tallest(lower_half - _KEPT_FREE - fixed, rows, least, gb.BALLOT_ROW_HEIGHTS[1]):
        above = float(gb.BALLOT_CUT_LINE.mm) - fixed - rows * row
        return BallotLayout(True, row, head, above, size, fits_a_page=True)
    room = _TYPE_HEIGHT - _KEPT_FREE - fixed
    if row := _tallest(room, rows, least, gb.BALLOT_TALLEST_ROW):
        size = "三号" if _fits_largest_type(campaign, row) else size
        return BallotLayout(False, row, head, 0.0, size, fits_a_page=True)
    tight = max(float(gb.BALLOT_TIGHT_HEIGHT.mm), _needed_by_texts(campaign, large))
    row = _tallest(room, rows, tight, gb.BALLOT_ROW_HEIGHTS[1])
    return BallotLayout(False, row or least, head, 0.0, size, fits_a_page=bool(row))


def is_long_name(name: str) -> bool:
    """Whether an official's name is too long for a line in the larger type."""
    return wording.width(name) > characters_in(gb.BALLOT_OFFICIAL_WIDTH, gb.BALLOT_NAME_SIZE)


def _items_fit(campaign: Campaign, size: Length) -> bool:
    """Whether every item fits a line of its column in type of this size."""
    a_line = characters_in(gb.BALLOT_ITEM_WIDTH, size)
    return all(wording.width(item.name) <= a_line for item in campaign.items)


def _fits_largest_type(campaign: Campaign, row: float) -> bool:
    """Whether rows of this height hold items and names in the type of a page for itself."""
    a_line = characters_in(gb.BALLOT_OFFICIAL_WIDTH, gb.BALLOT_LARGEST_SIZE)
    height = max(
        lines_needed(official.post, characters_in(gb.BALLOT_OFFICIAL_WIDTH, gb.TABLE_SIZE))
        for official in campaign.officials
    ) * float(gb.TABLE_LINE.mm) + float(gb.BALLOT_LARGEST_LINE.mm)
    return (
        _items_fit(campaign, gb.BALLOT_LARGEST_SIZE)
        and all(wording.width(official.name) <= a_line for official in campaign.officials)
        and height <= row * len(campaign.items)
    )


def _tallest(room: float, rows: int, least: float, greatest: Length) -> float:
    """The greatest height with which the rows fit; 0 when they do not even with the least."""
    step = float(gb.BALLOT_ROW_STEP.mm)
    height = min(float(greatest.mm), floor(room / rows / step) * step)
    return height if height >= least else least if rows * least <= room else 0.0


def _fixed_height(title: str, notes: Sequence[str]) -> float:
    title_lines = lines_needed(title, characters_in(gb.TYPE_WIDTH, gb.BALLOT_TITLE_SIZE, Length(0)))
    across = Length(gb.BALLOT_WIDTH - 2 * gb.BALLOT_CODE_WIDTH)
    note_lines = sum(lines_needed(note, characters_in(across, gb.TABLE_SIZE)) for note in notes)
    return float(
        title_lines * gb.BALLOT_TITLE_LINE.mm
        + max(gb.BALLOT_NOTE_LINES, note_lines) * gb.TABLE_LINE.mm
        + _SEPARATORS * gb.BALLOT_SEPARATOR.mm
        + gb.BALLOT_OPINION_LINES * gb.BALLOT_OPINION_HEIGHT.mm
    )


def _head_height(grades: Sequence[Grade]) -> float:
    """The head of the table: the names of the grades share what the columns leave them."""
    column = Length(gb.BALLOT_GRADES_WIDTH // len(grades))
    names = [on_ballot(grade.name, len(grades)) for grade in grades]
    lines = max(lines_needed(name, characters_in(column, gb.TABLE_SIZE)) for name in names)
    return max(float(gb.BALLOT_HEAD_HEIGHT.mm), _rounded_up(lines * float(gb.BALLOT_HEAD_LINE.mm)))


def _row_height(campaign: Campaign, large: bool) -> float:
    return max(float(gb.BALLOT_ROW_HEIGHTS[0].mm), _needed_by_texts(campaign, large))


def _needed_by_texts(campaign: Campaign, large: bool) -> float:
    """The least height of a row that clips no text: all rows are of one height."""
    items = [] if large else [item.name for item in campaign.items]
    a_line = characters_in(gb.BALLOT_ITEM_WIDTH, gb.TABLE_SIZE)
    lines = max((lines_needed(name, a_line) for name in items), default=1)
    heights = [_official_height(official) for official in campaign.officials]
    return max(_height_of_lines(lines), _rounded_up(max(heights) / len(campaign.items)))


def _official_height(official: Official) -> float:
    is_long = is_long_name(official.name)
    size, name_line = _LONG_NAME if is_long else (gb.BALLOT_NAME_SIZE, gb.BALLOT_LARGE_LINE)
    width = gb.BALLOT_OFFICIAL_WIDTH
    names = lines_needed(name_on_ballot(official.name), characters_in(width, size))
    posts = lines_needed(official.post, characters_in(width, gb.TABLE_SIZE))
    return float(names * name_line.mm + posts * gb.TABLE_LINE.mm)


def name_on_ballot(name: str) -> str:
    """A name as it stands in its column: one of several parts in a line for each if need be."""
    long = wording.width(name) > characters_in(gb.BALLOT_OFFICIAL_WIDTH, _LONG_NAME[0])
    return name.replace("·", "·\n") if long else name


def _height_of_lines(lines: int) -> float:
    if lines == 2:
        return float(gb.BALLOT_TWO_LINES_HEIGHT.mm)
    return _rounded_up(lines * float(gb.TABLE_LINE.mm))


def _rounded_up(height: float) -> float:
    step = float(gb.BALLOT_ROW_STEP.mm)
    return ceil(height / step) * step
