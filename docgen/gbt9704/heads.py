"""The head of a document: 发文机关标志, 发文字号, 标题 and 主送机关, outside tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from docgen.chinese.punctuation import BRACKETS, BRACKETS_END
from docgen.chinese.wording import DATE_LINE, width
from docgen.gbt9704 import standard as gb
from docgen.gbt9704.cells import is_red
from docgen.gbt9704.docx.document import Paragraph, WordDocument
from docgen.gbt9704.docx.styles import is_on
from docgen.gbt9704.signs import (
    ARTICLE,
    DOCUMENT_NUMBER,
    HEADING,
    NUMBER_ALONE,
    OFFICE,
    SUBTITLE,
    is_below_title,
    level_of,
    looks_like_title,
)
from docgen.gbt9704.standard import Element

_ORDINAL = r"第(?:\s*[\d一二三四五六七八九十百零〇○]+\s*|[\s_＿Xx×]+)[期号次]"
_ISSUE = (
    rf"[（(]?(?:{BRACKETS}?\d{{4}}\s*(?:年|{BRACKETS_END})|\S{{0,12}}[令字])?\s*{_ORDINAL}令?"
    rf"(?:\s*[（(]?总{_ORDINAL}[）)]?)?[）)]?|{NUMBER_ALONE.pattern}"
)
# 份号, 密级, 紧急程度; the number of an order or of minutes, and its date, below the mark.
_AROUND_THE_MARK = re.compile(
    r"\d{6}|(?:绝密|机密|秘密|特急|加急|平急|特提).{0,12}"
    rf"|{_ISSUE}|\S{{0,20}}[\s　]*(?:{DATE_LINE.pattern})"
)
# Names of offices and a colon; a sentence or a date begins the text.
_ADDRESSEE = re.compile(
    r"(?!\d|为|根据|按照|依据)(?!.*(?:如下|以下|下列|现将))[^。；]+[：:]", re.DOTALL
)
# What lists offices, if a colon does not tell: 主送机关 without one.
_OFFICES = re.compile(r"各|、|，")
_TITLE_WORDS = re.compile(
    r"[^。；：，]{0,30}关于[^。；：]{2,60}(?:通知|通报|报告|请示|批复|意见|函|决定|决议|公告|通告|议案|纪要|方案)"
)
_OF_HEADINGS = {gb.typeface(font) for font in (gb.FONT_LEVEL_1, gb.FONT_LEVEL_2, gb.FONT_TITLE)}
_LONGEST_HEAD_LINE = 40  # a longer line is running text
_LONGEST_ADDRESSEE = 300
_HEAD = (gb.BODY, gb.MARK, gb.NUMBER, gb.TITLE)


def find_head(
    written: Sequence[Paragraph], roles: dict[int, Element], document: WordDocument
) -> None:
    """发文机关标志, 发文字号 and 标题 stand before the text; other lines there have no role."""
    title: Paragraph | None = None
    strays: list[int] = []
    for paragraph in _head(written, roles):
        if document.is_quoted(paragraph):
            continue
        text = paragraph.text.strip()
        role = roles.get(paragraph.number)
        if role in (gb.BODY, gb.DATE):  # a date under the title is no 成文日期
            role = _head_role(paragraph, title)
            if role is None and not _is_head_like(paragraph):
                strays.append(paragraph.number)
                continue
        for number in strays:
            roles.pop(number, None)
        strays = []
        if role is None:
            roles.pop(paragraph.number, None)
        else:
            roles[paragraph.number] = role
        if role is gb.TITLE and title is None and text:
            title = paragraph


def _head(written: Sequence[Paragraph], roles: dict[int, Element]) -> Iterator[Paragraph]:
    """The paragraphs before the first one of running text."""
    for paragraph in written:
        role = roles.get(paragraph.number)
        if role is None:
            continue
        if role not in _HEAD and not (role is gb.DATE and paragraph.align == "center"):
            return
        runs_on = width(paragraph.text) > _LONGEST_HEAD_LINE or "。" in paragraph.text
        if role is gb.BODY and runs_on and not _is_head_like(paragraph):
            return
        yield paragraph


def _is_head_like(paragraph: Paragraph) -> bool:
    text = paragraph.text.strip()
    return bool(
        paragraph.align == "center"
        or DOCUMENT_NUMBER.match(text)
        or _is_mark(paragraph)
        or _AROUND_THE_MARK.fullmatch(text)
        or SUBTITLE.fullmatch(text)
    )


def _head_role(paragraph: Paragraph, title: Paragraph | None) -> Element | None:
    text = paragraph.text.strip()
    if DOCUMENT_NUMBER.fullmatch(text) or (DOCUMENT_NUMBER.match(text) and title is None):
        return gb.NUMBER
    if _is_mark(paragraph):
        return gb.MARK
    if title is not None and _names_offices(paragraph):
        return gb.BODY
    is_title = paragraph.align == "center" or looks_like_title(paragraph)
    if _AROUND_THE_MARK.fullmatch(text) or not is_title:
        return None
    return None if title is not None and is_below_title(paragraph, title) else gb.TITLE


def _names_offices(paragraph: Paragraph) -> bool:
    """Whether a line can be nothing but 主送机关, wherever it stands."""
    text = paragraph.text.strip()
    named = _OFFICES.search(text) or OFFICE.search(text[:-1])
    return bool(named) and bool(_ADDRESSEE.fullmatch(text))


def _is_mark(paragraph: Paragraph) -> bool:
    text = paragraph.text.strip()
    return is_red(paragraph) or (
        paragraph.align in ("center", "distribute")
        and text.endswith("文件")
        and paragraph.size > gb.TITLE.size.pt
    )


def find_issue(written: Sequence[Paragraph], roles: dict[int, Element]) -> None:
    """The number of minutes, 第5期, above their title: it is set like 发文字号."""
    for paragraph in written:
        role = roles.get(paragraph.number)
        if role is None and re.fullmatch(_ISSUE, paragraph.text.strip()):
            roles[paragraph.number] = gb.NUMBER
        elif role not in (None, gb.MARK):
            return


def is_titled(written: Sequence[Paragraph], roles: dict[int, Element]) -> bool:
    """Whether a title stands before the first 附件 that follows something."""
    for index, paragraph in enumerate(written):
        role = roles.get(paragraph.number)
        if role is gb.TITLE or (role is gb.ATTACHMENT_MARK and index):
            return role is gb.TITLE
    return False


def find_plain_title(written: Sequence[Paragraph], roles: dict[int, Element]) -> None:
    """A title that is not centred: the first paragraph, larger than the next, a heading, or
    worded as a title."""
    for paragraph, after in pairwise(written):
        if roles.get(paragraph.number) in (gb.MARK, gb.NUMBER, gb.ATTACHMENT_MARK, None):
            continue
        text = paragraph.text.strip()
        stands_out = (
            paragraph.size > after.size
            or bool(HEADING.fullmatch(paragraph.style))
            or bool(_TITLE_WORDS.fullmatch(text))
        )
        if stands_out and not level_of(text) and text[-1:] not in tuple("。；：;:."):
            roles[paragraph.number] = gb.TITLE
        return


def find_addressees(
    written: Sequence[Paragraph], roles: dict[int, Element], last: Element | None
) -> None:
    """主送机关 follows the title, with its colon or, by mistake, without; it may take more
    than one paragraph. ``last`` is the element above, in a table."""
    for index, paragraph in enumerate(written):
        role = roles.get(paragraph.number)
        following = written[index + 1 : index + 2]
        if role is gb.BODY and (
            (last in (gb.TITLE, gb.NUMBER) and _is_addressee(paragraph, following))
            or (last is gb.ADDRESSEE and _names_offices_at_the_edge(paragraph))
        ):
            role = roles[paragraph.number] = gb.ADDRESSEE
        last = role or last


def _is_addressee(paragraph: Paragraph, following: Sequence[Paragraph]) -> bool:
    text = paragraph.text.strip()
    if width(text) > _LONGEST_ADDRESSEE or ARTICLE.match(text):
        return False
    if paragraph.align in ("center", "right"):
        return _names_offices(paragraph)
    if _ADDRESSEE.fullmatch(text):
        return True
    if any(map(_names_offices_at_the_edge, following)) and text.endswith(("，", "、", "；")):
        return _is_at_the_edge(paragraph)
    lists_offices = _OFFICES.search(text) or OFFICE.search(text)
    text_follows = any(p.left + p.first_line > 1 for p in following)
    short = width(text) <= _LONGEST_HEAD_LINE and not re.search(r"[；：]|[。].", text)
    return bool(lists_offices) and _is_at_the_edge(paragraph) and text_follows and short


def _names_offices_at_the_edge(paragraph: Paragraph) -> bool:
    """Whether a paragraph ends 主送机关: names of offices and a colon, not moved in."""
    return _is_at_the_edge(paragraph) and bool(_ADDRESSEE.fullmatch(paragraph.text.strip()))


def _is_at_the_edge(paragraph: Paragraph) -> bool:
    """Whether a paragraph of plain text, not a heading by its look, begins at the left edge."""
    faces = {gb.typeface(run.look.get("rFonts.eastAsia", "")) for run in paragraph.runs}
    bold = any(is_on(run.look.get("b", "0")) for run in paragraph.runs)
    at_the_edge = abs(paragraph.left + paragraph.first_line) < 0.3 and not paragraph.tabbed
    return at_the_edge and not bold and not faces & _OF_HEADINGS
