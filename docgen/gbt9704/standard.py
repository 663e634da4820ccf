"""GB/T 9704-2012 (党政机关公文格式) as typed numbers, each with the clause it comes from.

Lengths are typed (``Mm``, ``Pt``, ``Twips``), so that no bare number stands
for a length anywhere. The template builder writes documents from this module and the
checker (``docgen.gbt9704``) measures documents against it; only the columns and rows
of a table stand in the template's own source.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from docgen.ooxml.units import Length, Mm, Pt, Twips

# --- paper and type area (5.1, 5.2.1) ----------------------------------------------------

PAGE_WIDTH: Final = Mm(210)
PAGE_HEIGHT: Final = Mm(297)
TOP_MARGIN: Final = Mm(37)  # 天头
LEFT_MARGIN: Final = Mm(28)  # 订口
TYPE_WIDTH: Final = Mm(156)  # 版心
TYPE_HEIGHT: Final = Mm(225)
RIGHT_MARGIN: Final = Length(PAGE_WIDTH - LEFT_MARGIN - TYPE_WIDTH)
BOTTOM_MARGIN: Final = Length(PAGE_HEIGHT - TOP_MARGIN - TYPE_HEIGHT)
MARGIN_TOLERANCE: Final = Mm(1)  # 天头 and 订口: ±1 mm
PAPER_TOLERANCE: Final = Mm(0.5)  # ours: programs round paper sizes and margins

# The margins that GB/T 33476.2-2016 gives electronic documents for the same type area: programs
# for texts measure to the edge of the line, 2.42 mm beyond the characters.
ELECTRONIC_TOP: Final = Mm(34.58)
ELECTRONIC_BOTTOM: Final = Mm(32.58)

# --- lines and characters (5.2.3) --------------------------------------------------------

LINES_PER_PAGE: Final = 22
CHARACTERS_PER_LINE: Final = 28
LINE_PITCH: Final = Twips(579)  # measured: 580 gives 21 lines
CHARACTER_SPACING: Final = Twips(-5)  # measured: without it, 27 characters
BODY_SIZE: Final = Pt(16)  # 3号
CHARACTER: Final = Length(BODY_SIZE + CHARACTER_SPACING)
# Ours: 27 characters a line, for a paragraph whose last line would hold one or two.
LOOSE_SPACING: Final = Twips(5)
LOOSE_CHARACTER: Final = Length(BODY_SIZE + LOOSE_SPACING)
LOOSE_STYLES: Final = ("正文松", "列项松", "末段松")

# --- fonts and colours (5.2.2, 5.2.4) ----------------------------------------------------

FONT_BODY: Final = "仿宋_GB2312"
FONT_TITLE: Final = "方正小标宋简体"
FONT_LEVEL_1: Final = "黑体"
FONT_LEVEL_2: Final = "楷体_GB2312"
FONT_PAGE_NUMBER: Final = "宋体"
FONT_LATIN: Final = "Times New Roman"
BLACK: Final = "000000"
RED: Final = "FF0000"

# What a typeface is called by the foundries whose fonts are in use.
_TYPEFACES: Final = (
    ("小标宋体", re.compile("小标宋|xiaobiaosong|fzxbs", re.IGNORECASE)),
    ("仿宋体", re.compile("仿宋|fang ?song", re.IGNORECASE)),
    ("楷体", re.compile("楷|kai", re.IGNORECASE)),
    ("黑体", re.compile("(?<!雅)黑体|sim ?hei|st ?heiti|^heiti", re.IGNORECASE)),
    ("宋体", re.compile("宋|sim ?sun|st ?song", re.IGNORECASE)),
)
# Other names of Chinese fonts; one with an ideograph in it is Chinese as well.
_CHINESE_FONT: Final = re.compile(
    r"[\u3400-\u9fff]|ya ?hei|deng ?xian|ming ?liu|jheng ?hei|xihei|^fz|^hanyi|\b(?:cjk|sc|gb2312|gbk)\b",
    re.IGNORECASE,
)

SIZE_NAMES: Final = {
    42.0: "初号", 36.0: "小初", 26.0: "1号", 24.0: "小1号", 22.0: "2号", 18.0: "小2号",
    16.0: "3号", 15.0: "小3号", 14.0: "4号", 12.0: "小4号", 10.5: "5号", 9.0: "小5号",
}  # fmt: skip
SIZE_TOLERANCE: Final = Pt(0.25)  # ours: sizes come in half points


def typeface(font: str) -> str:
    """The kind of typeface that a font's name tells: ``仿宋体``; the name itself if unknown.

    The standard names kinds (小标宋体), not the fonts of one foundry.
    """
    return next((kind for kind, names in _TYPEFACES if names.search(font)), font)


def is_chinese_font(font: str) -> bool:
    """Whether a font holds Chinese characters, by its name: its quotes take a whole place."""
    return bool(_CHINESE_FONT.search(font)) or typeface(font) != font


# --- the elements of a document (7.2 to 7.5) ---------------------------------------------


@dataclass(frozen=True, slots=True)
class Element:
    """An element of a document and how it is set; ``name`` is also its style's in the templates.

    ``indent`` is (left, first line, right) in characters of its size. ``as_error`` is True where
    the standard gives typeface and size without 一般, 推荐 or 可以.
    """

    name: str
    clause: str
    font: str = FONT_BODY
    size: Length = BODY_SIZE
    align: str = "left"
    indent: tuple[float, float, float] = (0, 0, 0)
    color: str = BLACK
    as_error: bool = False


INDENTED: Final = (0.0, 2.0, 0.0)  # 每个自然段左空二字，回行顶格 (7.3.3)
TITLE_SIZE: Final = Pt(22)  # 2号
TITLE_CHARACTERS: Final = 20  # a line of the type area holds no more
SMALL_SIZE: Final = Pt(14)  # 4号

BODY: Final = Element("正文", "7.3.3", indent=INDENTED)
MARK: Final = Element("发文机关标志", "7.2.4", FONT_TITLE, Pt(36), "center", color=RED)
NUMBER: Final = Element("发文字号", "7.2.5", align="center")
TITLE: Final = Element("公文标题", "7.3.1", FONT_TITLE, TITLE_SIZE, "center")
ADDRESSEE: Final = Element("主送机关", "7.3.2")
LEVEL_1: Final = Element("一级标题", "7.3.3", FONT_LEVEL_1, indent=INDENTED)
LEVEL_2: Final = Element("二级标题", "7.3.3", FONT_LEVEL_2, indent=INDENTED)
LEVEL_3: Final = Element("三级标题", "7.3.3", indent=INDENTED)
LEVEL_4: Final = Element("四级标题", "7.3.3", indent=INDENTED)
ATTACHMENTS: Final = Element("附件说明", "7.3.4", indent=(5, -3, 0))
SIGNATURE: Final = Element("署名", "7.3.5.2")
DATE: Final = Element("成文日期", "7.3.5.2")
NOTE: Final = Element("附注", "7.3.6", indent=INDENTED)
ATTACHMENT_MARK: Final = Element("附件标记", "7.3.7", FONT_LEVEL_1, as_error=True)
ATTENDANCE: Final = Element("出席人员", "10.3", FONT_LEVEL_1, indent=(5, -3, 0))
COPIES: Final = Element("抄送机关", "7.4.2", size=SMALL_SIZE, indent=(4, -3, 1))
PRINTER: Final = Element("印发机关", "7.4.3", size=SMALL_SIZE, indent=(1, 0, 1))
PRINTED: Final = Element("印发日期", "7.4.3", size=SMALL_SIZE, align="right", indent=(0, 0, 1))
PAGE_ODD: Final = Element("页码右", "7.5", FONT_PAGE_NUMBER, SMALL_SIZE, "right", (0, 0, 1))
PAGE_EVEN: Final = Element("页码左", "7.5", FONT_PAGE_NUMBER, SMALL_SIZE, "left", (1, 0, 0))

# 结构层次序数 (7.3.3), from the first level down.
LEVELS: Final = (LEVEL_1, LEVEL_2, LEVEL_3, LEVEL_4)

# --- blank lines above an element (7.2.5, 7.3.1, 7.3.2, 7.3.4, 7.3.5.2) --------------------

BLANK_ABOVE_NUMBER: Final = 2
BLANK_ABOVE_TITLE: Final = 2
BLANK_ABOVE_ADDRESSEE: Final = 1
BLANK_ABOVE_ATTACHMENTS: Final = 1
BLANK_ABOVE_SIGNATURE: Final = 1
BLANK_ABOVE_ATTACHMENT_TITLE: Final = 1  # 附件标题 on the third line (7.3.7)

# --- signature and date (7.3.5) ----------------------------------------------------------

SIGNATURE_RIGHT: Final = 2  # characters free at the right (7.3.5.2)
DATE_SHIFT: Final = 2  # the date begins so many characters right of the name (7.3.5.2)
SEALED_DATE_RIGHT: Final = 4  # 成文日期一般右空四字, with a seal (7.3.5.1)

# --- head of an issued document (7.2) ----------------------------------------------------

MARK_OFFSET: Final = Mm(35)  # 发文机关标志 under the type area's top (7.2.4)
SIGNED_NUMBER_LEFT: Final = 1  # characters before the number of a 上行文 (7.2.5)
RULE_GAP: Final = Mm(4)  # 发文字号 to the red rule (7.2.7)
RED_RULE: Final = Pt(1.5)

# --- foot (7.4, 7.5) ---------------------------------------------------------------------

IMPRINT_OUTER_RULE: Final = Mm(0.35)  # 推荐 (7.4.1)
IMPRINT_INNER_RULE: Final = Mm(0.25)  # 推荐 (7.4.1)
PAGE_NUMBER_GAP: Final = Mm(7)  # 一字线上距版心下边缘 (7.5)
FOOTER_DISTANCE: Final = Twips(1425)  # measured: puts the page number's dash there


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
        """Footer distance that puts the page number 7 mm under the type area (7.5)."""
        return Length(self.bottom - (BOTTOM_MARGIN - FOOTER_DISTANCE))


PORTRAIT: Final = PageLayout(
    PAGE_WIDTH, PAGE_HEIGHT, TOP_MARGIN, RIGHT_MARGIN, BOTTOM_MARGIN, LEFT_MARGIN
)
# A table across the page has its head towards the binding edge on odd pages (8): the page
# turned clockwise, so that 订口 is on top and 天头 on the right.
LANDSCAPE: Final = PageLayout(
    PAGE_HEIGHT, PAGE_WIDTH, LEFT_MARGIN, TOP_MARGIN, RIGHT_MARGIN, BOTTOM_MARGIN, landscape=True
)

# --- forms (the standard leaves tables free; sizes chosen to be written on by hand) --------

# Styles of what belongs to a table or is a form to be filled in: not text of a document.
FORM_STYLES: Final = ("表题", "表注", "填报", "测评票标题", "测评票标题另页", "测评票说明",
                      "测评票意见", "加盖印章处", "裁切线", "图", "图题", "回执标题")  # fmt: skip
BALLOT_STYLES: Final = FORM_STYLES[3:9]
TABLE_SIZE: Final = Pt(12)  # 小4号
SMALL_TABLE_SIZE: Final = Pt(10.5)  # 5号
TABLE_LINE: Final = Pt(15)  # line pitch of text in tables, exact
SMALL_TABLE_LINE: Final = Pt(13)
CELL_MARGIN: Final = Mm(1)  # at the left and at the right of a cell's text
# A 计票单: the width that the grades share, a row at least, and the size of 正 written by hand.
COUNT_GRADES_WIDTH: Final = Mm(132)
COUNT_OFFICIAL_WIDTH: Final = Mm(28)
COUNT_ITEM_WIDTH: Final = Mm(30)
COUNT_ROW_HEIGHT: Final = Mm(11)
TALLY_SIZE: Final = Mm(8)

# --- ballots (ours): forms of their own page, told by a style that only they have ----------

BALLOT_PAGE: Final = PageLayout(PAGE_WIDTH, PAGE_HEIGHT, Mm(10), RIGHT_MARGIN, Mm(10), LEFT_MARGIN)
BALLOT_MARK_STYLES: Final = ("测评票记号", "连测评票记号")
BALLOT_WIDTH: Final = Mm(170)  # of the table, 7 mm beyond the type area at both sides
BALLOT_MARK_WIDTH: Final = Mm(7)  # kept free at both ends of a row
BALLOT_CODE_WIDTH: Final = Mm(17)  # kept free at both ends of the notes
BALLOT_OFFICIAL_WIDTH: Final = Mm(28)
BALLOT_ITEM_WIDTH: Final = Mm(48)
BALLOT_GRADES_WIDTH: Final = Mm(80)  # the columns of all grades together
BALLOT_TITLE_LINE: Final = Pt(24)
BALLOT_TITLE_SIZE: Final = Pt(16)
BALLOT_NOTE_LINES: Final = 4  # kept for the notes between title and table
BALLOT_SEPARATOR: Final = Pt(1)  # the paragraph between two tables
BALLOT_ITEM_SIZE: Final = Pt(14)  # 四号; 小四 where an item is longer than a line of it
BALLOT_NAME_SIZE: Final = Pt(14)
BALLOT_LARGE_LINE: Final = Pt(17)  # line pitch of these two
BALLOT_LARGEST_SIZE: Final = Pt(16)  # 三号: of both where a ballot has a page for itself
BALLOT_LARGEST_LINE: Final = Pt(19)
BALLOT_HEAD_HEIGHT: Final = Mm(9)
BALLOT_HEAD_LINE: Final = Pt(12.5)  # two lines in that height
BALLOT_TWO_LINES_HEIGHT: Final = Mm(11)  # of a row with two lines of text
BALLOT_ROW_HEIGHTS: Final = (Mm(9), Mm(12))  # the least, and the greatest of two ballots a page
BALLOT_TALLEST_ROW: Final = Mm(18)  # of one ballot a page
BALLOT_TIGHT_HEIGHT: Final = Mm(7.5)  # where a ballot would not fit its page otherwise
BALLOT_ROW_STEP: Final = Mm(0.5)
BALLOT_OPINION_LINES: Final = 3
BALLOT_OPINION_HEIGHT: Final = Mm(7)  # of a line to write on
BALLOT_SEAL_WIDTH: Final = Mm(45)
BALLOT_CUT_LINE: Final = Mm(138.5)  # from the type area's top: the middle of the sheet
BALLOT_CUT_ROOM: Final = Mm(2.5)  # between the cutting line and the ballot under it
BALLOT_SPARE: Final = Mm(3)  # what stays free at the foot of a page

# --- charts (ours, like forms) -----------------------------------------------------------
