"""Lengths of our own layout that the standard leaves open; only the templates are made of them."""

from __future__ import annotations

from typing import Final

from docgen.ooxml.units import Mm, Pt

TITLE_LINE: Final = Pt(33)
MARK_LINE: Final = 1.25  # line pitch of the mark in sizes of its characters
MARK_LEADING: Final = 0.225  # measured: what the line keeps free above them, in such sizes
# A joint mark: the longest name that fits a line, the names' size, the size of 文件 beside them.
JOINT_MARKS: Final = (
    (13, Pt(26), Pt(36)),
    (17, Pt(20), Pt(36)),
    (23, Pt(15), Pt(28)),
    (30, Pt(12), Pt(22)),
)
MARK_HEIGHT: Final = Mm(26)  # height kept for the mark, however long the names
MARK_LABEL_WIDTH: Final = Mm(28)  # 文件, at the right of the names
RULE_SPACE: Final = Pt(9)  # measured: the border's distance that leaves RULE_GAP
IMPRINT_LINE: Final = Pt(20)
IMPRINT_BELOW: Final = Mm(1)  # room between the text and the rule under it
IMPRINT_LEFT_WIDTH: Final = Mm(94)  # of 印发机关; 印发日期 has the rest
HEADER_DISTANCE: Final = Mm(15)
COLUMN_GAP: Final = Mm(7.5)  # Word wants one, though there is a single column
ANCHOR_SIZE: Final = Pt(1)  # of the paragraph that Word wants after a table
TABLE_RULE: Final = Pt(0.5)
CUT_RULE: Final = Pt(0.75)
CUT_COLOUR: Final = "808080"
# Room above or below a paragraph of a form.
FORM_GAP: Final = Mm(1)
CELL_AIR: Final = Mm(0.4)  # above and below the text of rows that several lines make higher
BALLOT_MARK_LINE: Final = Mm(4)  # of the paragraphs that keep the marks' place
