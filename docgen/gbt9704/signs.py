"""What a line shows by itself of the element that it is: its first sign, its words, its size."""

from __future__ import annotations

import re

from docgen.chinese.punctuation import BRACKETS, BRACKETS_END
from docgen.gbt9704.docx.document import Paragraph

DOCUMENT_NUMBER = re.compile(
    rf"[^\s。，：:]{{0,15}}?{BRACKETS}\s*[\dXx×]{{2,4}}\s*{BRACKETS_END}(?:\s*第)?[\s_＿]*(?:[\dXx×]+\s*)?号"
)
OFFICE = re.compile(
    r"(?:委员会|居委会|支部|总支|党委|党组|工委|政府|办事处|办公室|局|厅|部|院|中心|公司|小组|社区)$"
)
# （一）（二）项所列… and （一）、（二）两项 name items; they are none.
_NO_LIST = r"(?!\s*(?:[（(和至及项]|、\s*[（(]))"
LEVEL_MARKS = (
    re.compile(r"[一二三四五六七八九十]{1,3}[、,，.．]"),
    re.compile(rf"[（(][一二三四五六七八九十]{{1,3}}[）)]{_NO_LIST}"),
    re.compile(r"\d{1,2}(?:[.．](?!\d)|、)"),
    re.compile(rf"[（(]\d{{1,2}}[）)]{_NO_LIST}"),
)
ARTICLE = re.compile(r"[\s　]*第[一二三四五六七八九十百零〇\d]+[编章节条]")
# Marks of what is published or numbered in a series of its own.
_SERIES = re.compile("(?:公告|通告|公报|通报|简报|专报)$")
# What a line that says nothing else is: the last line of a title.
KIND_OF_DOCUMENT = re.compile(
    r"(?:决\s*议|决\s*定|命\s*令|公\s*报|公\s*告|通\s*告|意\s*见|通\s*知|通\s*报|报\s*告|请\s*示|批\s*复|议\s*案|纪\s*要)"
)
NUMBER_ALONE = re.compile(r"[（(]\d{1,3}[）)]")  # of minutes, below their mark
HEADING = re.compile(r"heading (\d)", re.IGNORECASE)
SUBTITLE = re.compile(r"[—―─]{2}[^。；：]{1,60}")
_LINE_BELOW_TITLE = re.compile(rf"（.*）|\S{{1,2}}[\s　]*\S{{1,2}}|{SUBTITLE.pattern}", re.DOTALL)
SMALLEST_TITLE = 18  # points; captions are smaller


def level_of(text: str) -> int:
    """The level of 结构层次序数 that a text begins with, from 1; 0 for none."""
    for level, mark in enumerate(LEVEL_MARKS, start=1):
        if mark.match(text.lstrip("　 \t")):
            return level
    return 0


def names_series(mark: str) -> bool:
    """Whether 发文机关标志 names what is published or numbered in a series of its own: 公告."""
    return bool(_SERIES.search(mark))


def looks_like_title(paragraph: Paragraph) -> bool:
    """Whether a line is as large as a title is, wherever it stands."""
    text = paragraph.text.strip()
    return paragraph.size >= SMALLEST_TITLE and not re.search(r"[。；：:]", text)


def is_below_title(paragraph: Paragraph, title: Paragraph) -> bool:
    """Whether a line is no further one of the title: a subtitle, a date, the speaker's name."""
    text = paragraph.text.strip()
    below = _LINE_BELOW_TITLE.fullmatch(text) and not KIND_OF_DOCUMENT.fullmatch(text)
    return bool(below) or paragraph.size < title.size - 2
