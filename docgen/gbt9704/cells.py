"""Which element a text is that stands in a table or a text box: 发文机关标志 and 版记."""

from __future__ import annotations

import re
from collections.abc import Iterator

from docgen.chinese.wording import DATE_LINE
from docgen.gbt9704 import standard as gb
from docgen.gbt9704.docx.document import Paragraph, Table, WordDocument
from docgen.gbt9704.signs import DOCUMENT_NUMBER, OFFICE, SMALLEST_TITLE
from docgen.gbt9704.standard import Element

COPIES = re.compile(r"抄\s*送\s*[：:]")
ALSO_SENT = re.compile(r"[主分]\s*送\s*[：:]")  # 主送机关 may be moved to 版记 (7.3.2)
PRINTED = re.compile(r".*印发", re.DOTALL)
# Who checked the text and how many copies there are: often written in or under 版记.
BESIDE_IMPRINT = re.compile(
    r"[（(]?(?:审\s*核|校\s*对|核\s*稿|拟\s*稿|打\s*印|共\s*印|印\s*数)(?!发).*", re.DOTALL
)
NAMED = {
    element.name: element
    for element in (gb.MARK, gb.NUMBER, gb.TITLE, gb.ADDRESSEE, *gb.LEVELS, gb.ATTACHMENTS,
                    gb.SIGNATURE, gb.DATE, gb.NOTE, gb.ATTACHMENT_MARK, gb.COPIES, gb.PRINTER,
                    gb.PRINTED)
}  # fmt: skip
_SMALLEST_MARK = 15  # points


def in_cells(document: WordDocument) -> Iterator[tuple[Paragraph, Element]]:
    """The elements that stand in tables or text boxes: those of the head, and 版记."""
    heads = {p.holder for p in document.inside if _is_organ_mark(p)}
    copied, dated = _imprint_holders(document)
    last = max((p.table for p in document.inside), default=0)
    for paragraph in document.inside:
        if not paragraph.text.strip():
            continue
        holder = paragraph.holder
        if paragraph.style in NAMED:
            yield paragraph, NAMED[paragraph.style]
        elif _is_organ_mark(paragraph):
            yield paragraph, gb.MARK
        elif holder in heads and (element := _in_head(paragraph)):
            yield paragraph, element
        elif holder in copied or paragraph.table == last or paragraph.box:
            in_dated_row = (holder, paragraph.row) in dated
            if element := _in_imprint(paragraph, holder in copied, in_dated_row):
                yield paragraph, element


def _is_organ_mark(paragraph: Paragraph) -> bool:
    """Whether it is a 发文机关标志, by its style or because it is large and red."""
    return gb.MARK.name in paragraph.style or (
        is_red(paragraph) and paragraph.size >= _SMALLEST_MARK
    )


def _in_head(paragraph: Paragraph) -> Element | None:
    """The element that a paragraph is in a table or text box with 发文机关标志."""
    if DOCUMENT_NUMBER.fullmatch(paragraph.text.strip()):
        return gb.NUMBER
    is_title = paragraph.align == "center" and paragraph.size >= SMALLEST_TITLE
    return gb.TITLE if is_title else None


def _in_imprint(paragraph: Paragraph, is_copied: bool, in_dated_row: bool) -> Element | None:
    """The element that a paragraph is, in the table or text box with 抄送 or the last table."""
    text = paragraph.text.strip()
    if is_copied and (COPIES.match(text) or ALSO_SENT.match(text)):
        return gb.COPIES
    if in_dated_row and not BESIDE_IMPRINT.fullmatch(text):
        if DATE_LINE.search(text):
            return gb.PRINTED
        return gb.PRINTER if paragraph.table or OFFICE.search(text) else None
    return None


_Holder = tuple[int, int]


def _imprint_holders(document: WordDocument) -> tuple[set[_Holder], set[tuple[_Holder, int]]]:
    """The tables and text boxes with 抄送, and the rows with the date of printing; a text box
    is one row."""
    plain = [
        p
        for p in document.inside
        if (COPIES.match(p.text.strip()) or DATE_LINE.search(p.text)) and not document.is_quoted(p)
    ]
    copied = {p.holder for p in plain if COPIES.match(p.text.strip()) and p.cell <= 1}
    dated = {
        (p.holder, p.row)
        for p in plain
        if DATE_LINE.search(p.text) and (p.holder in copied or PRINTED.fullmatch(p.text.strip()))
    }
    return copied, dated


def is_red(paragraph: Paragraph) -> bool:
    """True when most of its text is red."""
    colours = [run.look.get("color", "") for run in paragraph.runs if run.text.strip()]
    return bool(colours) and sum(map(is_red_colour, colours)) * 2 > len(colours)


def is_red_ruled(table: Table) -> bool:
    """True for a table that draws a red rule, as a head does that is laid out in one."""
    return any(map(is_red_colour, table.colours))


def is_red_colour(colour: str) -> bool:
    """True for a hex colour that a person calls red."""
    if not re.fullmatch(r"[0-9A-Fa-f]{6}", colour):
        return False
    red, green, blue = (int(colour[n : n + 2], 16) for n in (0, 2, 4))
    return red >= 0xC0 and green <= 0x50 and blue <= 0x50
