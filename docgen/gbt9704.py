"""GB/T 9704-2012 (党政机关公文格式) as typed numbers, each with the clause it comes from.

Lengths are python-docx lengths (``Mm``, ``Pt``, ``Twips``), so that no bare number stands
for a length anywhere. The template builder reads this module; no other holds a layout number.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from docx.shared import Length, Mm, Pt, Twips

# --- paper and type area (5.1, 5.2.1) ----------------------------------------------------

PAGE_WIDTH: Final = Mm(210)
PAGE_HEIGHT: Final = Mm(297)
TOP_MARGIN: Final = Mm(37)  # 天头
LEFT_MARGIN: Final = Mm(28)  # 订口
TYPE_WIDTH: Final = Mm(156)  # 版心
TYPE_HEIGHT: Final = Mm(225)
RIGHT_MARGIN: Final = Length(PAGE_WIDTH - LEFT_MARGIN - TYPE_WIDTH)
BOTTOM_MARGIN: Final = Length(PAGE_HEIGHT - TOP_MARGIN - TYPE_HEIGHT)

# --- lines and characters (5.2.3) --------------------------------------------------------

LINES_PER_PAGE: Final = 22
CHARACTERS_PER_LINE: Final = 28
LINE_PITCH: Final = Twips(579)  # measured: 580 gives 21 lines
CHARACTER_SPACING: Final = Twips(-5)  # measured: without it, 27 characters
BODY_SIZE: Final = Pt(16)  # 3号
CHARACTER: Final = Length(BODY_SIZE + CHARACTER_SPACING)
FIRST_LINE_CHARACTERS: Final = 2

# --- fonts (5.2.2, 7) --------------------------------------------------------------------

FONT_BODY: Final = "仿宋_GB2312"
FONT_TITLE: Final = "方正小标宋简体"
FONT_LEVEL_1: Final = "黑体"
FONT_LEVEL_2: Final = "楷体_GB2312"
FONT_PAGE_NUMBER: Final = "宋体"
FONT_LATIN: Final = "Times New Roman"

TITLE_SIZE: Final = Pt(22)  # 2号 (7.3.1)
TITLE_LINE: Final = Pt(33)
TITLE_CHARACTERS: Final = 20
PAGE_NUMBER_SIZE: Final = Pt(14)  # 4号 (7.5)
IMPRINT_SIZE: Final = Pt(14)  # 4号 (7.4)
IMPRINT_LINE: Final = Pt(22)
BLACK: Final = "000000"
RED: Final = "FF0000"

# --- head of an issued document (7.2) ----------------------------------------------------

MARK_OFFSET: Final = Mm(35)  # 发文机关标志 under the type area's top (7.2.4)
MARK_SIZE: Final = Pt(36)
JOINT_MARK_SIZE: Final = Pt(26)  # names of up to 13 characters
JOINT_MARK_SIZE_LONG: Final = Pt(20)  # up to 17
JOINT_MARK_SIZE_LONGEST: Final = Pt(15)  # up to 23
MARK_HEIGHT: Final = Mm(26)  # height kept for the mark, however long the name
RULE_GAP: Final = Mm(4)  # 发文字号 to the red rule (7.2.7)
RED_RULE: Final = Pt(1.5)

# --- foot (7.4, 7.5) ---------------------------------------------------------------------

IMPRINT_OUTER_RULE: Final = Mm(0.35)
IMPRINT_INNER_RULE: Final = Mm(0.25)
FOOTER_DISTANCE: Final = Twips(1425)  # puts the page number's dash 7 mm under the type area


@dataclass(frozen=True, slots=True)
class PageLayout:
    """Paper size and margins of a section."""

    width: Length
    height: Length
    top: Length
    right: Length
    bottom: Length
    left: Length
    landscape: bool = False

    @property
    def footer(self) -> Length:
        """Footer distance that puts the page number 7 mm under the type area."""
        return Length(self.bottom - (BOTTOM_MARGIN - FOOTER_DISTANCE))


PORTRAIT: Final = PageLayout(
    PAGE_WIDTH, PAGE_HEIGHT, TOP_MARGIN, RIGHT_MARGIN, BOTTOM_MARGIN, LEFT_MARGIN
)
# A table across the page has its head towards the binding edge (7.7, 图12): the page turned
# clockwise, so that 订口 is on top and 天头 on the right.
LANDSCAPE: Final = PageLayout(
    PAGE_HEIGHT, PAGE_WIDTH, LEFT_MARGIN, TOP_MARGIN, RIGHT_MARGIN, BOTTOM_MARGIN, landscape=True
)

# --- forms (the standard leaves tables free; sizes chosen to be written on by hand) --------

TABLE_SIZE: Final = Pt(12)  # 小4号
SMALL_TABLE_SIZE: Final = Pt(10.5)  # 5号
BALLOT_TITLE_SIZE: Final = Pt(16)
BALLOT_ROW_HEIGHT: Final = Mm(7)
FORM_SIZE: Final = Pt(14)  # 4号
FORM_LINE: Final = Pt(24)
TABLE_LINE: Final = Pt(15)  # line pitch of text in tables, at least
SMALL_TABLE_LINE: Final = Pt(13)
BALLOT_TITLE_PITCH: Final = Pt(24)
# Glyphs stand low in their line, so that a cell needs more room below than above.
CELL_ABOVE: Final = Mm(0.3)
CELL_BELOW: Final = Mm(0.9)
# Heights used to see whether two ballots fit a page.
BALLOT_TITLE_LINE: Final = Mm(8.5)
BALLOT_LINE: Final = Mm(5.3)  # a line of text, TABLE_LINE
BALLOT_GAP: Final = Mm(1.2)  # after a paragraph; above and below the text of a cell
BALLOT_OPINION_HEIGHT: Final = Mm(8)
BALLOT_CUT_HEIGHT: Final = Mm(13)  # cutting line and the room on both sides of it
