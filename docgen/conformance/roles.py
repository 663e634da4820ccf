"""Which element of the standard a paragraph is: by its style's name, else by text and place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from docgen import gbt9704 as gb
from docgen.conformance.reading import Document, Paragraph
from docgen.gbt9704 import Element
from docgen.punctuation import BRACKETS, BRACKETS_END
from docgen.wording import DATE_LINE, width

Roles = dict[int, Element]

DOCUMENT_NUMBER = re.compile(
    rf"[^\s。，]{{0,15}}?{BRACKETS}\s*\d{{2,4}}\s*{BRACKETS_END}\s*第?\s*\d+\s*号"
)
LEVEL_MARKS = (
    re.compile(r"[一二三四五六七八九十]{1,3}[、,，.．]"),
    re.compile(r"[（(][一二三四五六七八九十]{1,3}[）)]"),
    re.compile(r"\d{1,2}(?:[.．](?!\d)|、)"),
    re.compile(r"[（(]\d{1,2}[）)]"),
)
COPIES = re.compile(r"抄\s*送\s*[：:]")
PRINTED = re.compile(r"(.*?)(\S+)\s*印发$", re.DOTALL)
_ATTACHMENTS = re.compile(r"附\s*件\s*[：:]")
_ATTACHMENT_MARK = re.compile(r"附\s*件\s*(?:\d+\s*[：:]?)?")
_ATTENDANCE = re.compile(r"(?:出\s*席|请\s*假|列\s*席)\s*[：:]")
# 份号, 密级, 紧急程度; the number of an order or of minutes stands below the mark.
_AROUND_THE_MARK = re.compile(
    r"\d{6}|(?:绝密|机密|秘密|特急|加急|平急|特提).{0,12}|[（(]?第\s*[\d一二三四五六七八九十]+\s*[期号][）)]?"
)
# Names of offices and a colon; a sentence or a date begins the text.
_ADDRESSEE = re.compile(
    r"(?!\d|为|根据|按照|依据)(?!.*(?:如下|以下|下列|现将))[^。；]+[：:]", re.DOTALL
)
_NOTE = re.compile(r"（.*）")
_HEADING = re.compile(r"heading (\d)", re.IGNORECASE)
_TITLE_STYLES = ("title", "标题")
_NAMED = {
    element.name: element
    for element in (gb.MARK, gb.NUMBER, gb.TITLE, gb.ADDRESSEE, *gb.LEVELS, gb.ATTACHMENTS,
                    gb.SIGNATURE, gb.DATE, gb.NOTE, gb.ATTACHMENT_MARK, gb.COPIES, gb.PRINTER,
                    gb.PRINTED)
}  # fmt: skip
_OFFICE = re.compile(
    r"(?:委员会|居委会|支部|总支|党委|党组|工委|政府|办事处|办公室|局|厅|部|院|中心|公司|小组|社区)$"
)
_LONGEST_NAME = 30
_MOST_SIGNERS = 6


def find_roles(document: Document) -> Roles:
    """The element that each paragraph outside tables is, by the paragraph's number.

    Blank paragraphs and those of forms have none.
    """
    written = [p for p in document.body if not p.is_blank and p.style not in gb.FORM_STYLES]
    roles = {p.number: _by_itself(p) for p in written}
    _find_head(written, roles)
    _find_attachments(written, roles)
    _find_signatures(written, roles)
    return roles


def cell_roles(document: Document) -> Iterator[tuple[Paragraph, Element]]:
    """The elements that stand in tables or text boxes: 发文机关标志 and 版记."""
    printed_rows = {
        (p.table, p.row) for p in document.inside if p.table and PRINTED.fullmatch(p.text.strip())
    }
    copied = {p.table for p in document.inside if p.table and COPIES.match(p.text.strip())}
    for paragraph in document.inside:
        text = paragraph.text.strip()
        if not text:
            continue
        if paragraph.style in _NAMED:
            yield paragraph, _NAMED[paragraph.style]
        elif gb.MARK.name in paragraph.style or (is_red(paragraph) and paragraph.size >= 15):
            yield paragraph, gb.MARK
        elif COPIES.match(text) and paragraph.cell <= 1:
            yield paragraph, gb.COPIES
        elif (paragraph.table, paragraph.row) in printed_rows and (
            paragraph.table in copied or paragraph.table == _last_table(document)
        ):
            yield paragraph, gb.PRINTED if PRINTED.fullmatch(text) else gb.PRINTER


def is_red(paragraph: Paragraph) -> bool:
    """True when most of its text is red."""
    colours = [run.look.get("color", "") for run in paragraph.runs if run.text.strip()]
    return bool(colours) and sum(map(is_red_colour, colours)) * 2 > len(colours)


def is_red_colour(colour: str) -> bool:
    """True for a hex colour that a person calls red."""
    if not re.fullmatch(r"[0-9A-Fa-f]{6}", colour):
        return False
    red, green, blue = (int(colour[n : n + 2], 16) for n in (0, 2, 4))
    return red >= 0xC0 and green <= 0x50 and blue <= 0x50


def level_of(text: str) -> int:
    """The level of 结构层次序数 that a text begins with, from 1; 0 for none."""
    for level, mark in enumerate(LEVEL_MARKS, start=1):
        if mark.match(text.lstrip("　 \t")):
            return level
    return 0


def _last_table(document: Document) -> int:
    return max((p.table for p in document.inside), default=0)


def _by_itself(paragraph: Paragraph) -> Element:
    """What a paragraph is as far as it tells itself; 正文 when it does not."""
    text = paragraph.text.strip()
    if paragraph.style in _NAMED:
        return _NAMED[paragraph.style]
    if gb.MARK.name in paragraph.style:
        return gb.MARK
    if paragraph.style.lower() in _TITLE_STYLES:
        return gb.TITLE
    for pattern, element in (
        (_ATTACHMENTS, gb.ATTACHMENTS),
        (COPIES, gb.COPIES),
        (_ATTENDANCE, gb.ATTENDANCE),
    ):
        if pattern.match(text):
            return element
    if _ATTACHMENT_MARK.fullmatch(text):
        return gb.ATTACHMENT_MARK
    if level := level_of(text):
        return gb.LEVELS[level - 1]
    if found := _HEADING.fullmatch(paragraph.style):
        return gb.LEVELS[min(int(found.group(1)), len(gb.LEVELS)) - 1]
    if DATE_LINE.fullmatch(text):
        return gb.DATE
    is_line = len(text) < 60 and not re.search("[：。，]", text)
    if text.endswith("印发") and DATE_LINE.search(text) and is_line:
        return gb.PRINTED
    return gb.BODY


def _find_head(written: Sequence[Paragraph], roles: Roles) -> None:
    """发文机关标志, 发文字号, 标题 and 主送机关 stand before the text."""
    head = list(_head(written, roles))
    for paragraph in head:
        text = paragraph.text.strip()
        if DOCUMENT_NUMBER.match(text):
            roles[paragraph.number] = gb.NUMBER
        elif _is_mark(paragraph):
            roles[paragraph.number] = gb.MARK
        elif _AROUND_THE_MARK.fullmatch(text):
            del roles[paragraph.number]
        elif paragraph.align == "center":
            roles[paragraph.number] = gb.TITLE
    if gb.TITLE not in roles.values():
        _find_plain_title(written, roles)
    for before, paragraph in pairwise(written):
        heads = roles.get(before.number) in (gb.TITLE, gb.NUMBER)
        if heads and roles.get(paragraph.number) is gb.BODY and _is_addressee(paragraph):
            roles[paragraph.number] = gb.ADDRESSEE


def _find_plain_title(written: Sequence[Paragraph], roles: Roles) -> None:
    """A title that is not centred: the first paragraph, larger than the next or a heading."""
    for paragraph, after in pairwise(written):
        if roles.get(paragraph.number) in (gb.MARK, gb.NUMBER, None):
            continue
        text = paragraph.text.strip()
        stands_out = paragraph.size > after.size or bool(_HEADING.fullmatch(paragraph.style))
        if stands_out and not level_of(text) and text[-1] not in "。：；:;.":
            roles[paragraph.number] = gb.TITLE
        return


def _head(written: Sequence[Paragraph], roles: Roles) -> Iterator[Paragraph]:
    """The paragraphs before the first one of text: centred, red, a number, or named so."""
    for paragraph in written:
        text = paragraph.text.strip()
        if roles[paragraph.number] not in (gb.BODY, gb.MARK, gb.NUMBER, gb.TITLE):
            return
        if not (
            paragraph.align == "center"
            or roles[paragraph.number] is not gb.BODY
            or DOCUMENT_NUMBER.match(text)
            or _is_mark(paragraph)
            or _AROUND_THE_MARK.fullmatch(text)
        ):
            return
        if roles[paragraph.number] is gb.BODY:
            yield paragraph


def _is_mark(paragraph: Paragraph) -> bool:
    text = paragraph.text.strip()
    return is_red(paragraph) or (
        paragraph.align in ("center", "distribute")
        and text.endswith("文件")
        and paragraph.size > 22
    )


def _is_addressee(paragraph: Paragraph) -> bool:
    text = paragraph.text.strip()
    return bool(_ADDRESSEE.fullmatch(text)) and width(text) <= 120 and paragraph.align != "center"


def _find_attachments(written: Sequence[Paragraph], roles: Roles) -> None:
    """Further lines of 附件说明 and 版记, and the title under an 附件 mark."""
    for before, paragraph in pairwise(written):
        last = roles.get(before.number)
        own = roles.get(paragraph.number)
        if last is gb.ATTACHMENTS and own is gb.LEVEL_3:
            roles[paragraph.number] = gb.ATTACHMENTS
        elif last is gb.COPIES and own is gb.BODY and DATE_LINE.search(paragraph.text):
            roles[paragraph.number] = gb.PRINTED
        elif last is gb.ATTACHMENT_MARK and own is gb.BODY and paragraph.align == "center":
            roles[paragraph.number] = gb.TITLE


def _find_signatures(written: Sequence[Paragraph], roles: Roles) -> None:
    """署名 stands above 成文日期; 附注 in brackets below."""
    for index, paragraph in enumerate(written):
        if roles.get(paragraph.number) is not gb.DATE:
            continue
        above = index - 1
        while above >= 0 and index - above <= _MOST_SIGNERS and _may_sign(written[above], roles):
            roles[written[above].number] = gb.SIGNATURE
            above -= 1
        below = written[index + 1 : index + 2]
        if below and _NOTE.fullmatch(below[0].text.strip()):
            roles[below[0].number] = gb.NOTE


def _may_sign(paragraph: Paragraph, roles: Roles) -> bool:
    text = paragraph.text.strip()
    role = roles.get(paragraph.number)
    stands_right = (
        paragraph.align in ("right", "center") or paragraph.left + paragraph.first_line > 4
    )
    return role is gb.SIGNATURE or (
        role is gb.BODY
        and (stands_right or bool(_OFFICE.search(text)))
        and width(text) <= _LONGEST_NAME
        and not re.search(r"[。，；：！？]", text)
    )
