"""Paragraphs whose last line would hold one or two characters, set a little looser. Pure.

A line of the standard holds 28 characters; closer than that they cannot stand, but 27 a line
(0.25 pt more between them) moves a whole word or two into the last line. Only templates that
have the looser styles are concerned, and in them only paragraphs of these styles as they are built.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from docgen.gbt9704 import standard as gb
from docgen.ooxml.units import Length

# 正文, 列项 and 末段, and their looser forms
STYLES = {"a": "loose", "listed": "looselisted", "lastbody": "lastloose"}
MARKER = b'w:styleId="loose"'

_HEAD = re.compile(r'<w:pPr><w:pStyle w:val="(a|listed|lastbody)"/></w:pPr>')
_TAG = re.compile(r"<[^>]*>")
_TOKEN = re.compile(r"[A-Za-z0-9.%:/-]+|.", re.DOTALL)
_NEVER_FIRST = frozenset("，。、；：！？）》〉”’】〕…％%")
_NEVER_LAST = frozenset("（《〈“‘【〔")
_LONELY = 2  # characters, beside marks
_INDENT = 2
# How programs differ: whether closing marks hang over the edge, and what they put between
# ideographs and figures, in sizes of the characters (LibreOffice does, told not to or not).
_PROGRAMS = ((True, 0.0), (False, 0.0), (True, 0.2))


def without_lonely_ends(xml: str) -> str:
    """The body's XML, its paragraphs with lonely ends in the looser style."""
    head, *paragraphs = xml.split("<w:p>")
    return "<w:p>".join([head, *map(_loosened, paragraphs)])


def _loosened(paragraph: str) -> str:
    found = _HEAD.match(paragraph)
    if found is None:
        return paragraph
    content = paragraph[found.end() : paragraph.find("</w:p>")]
    if "<w:br" in content or "<w:tab" in content or "<w:drawing" in content:
        return paragraph
    text = html.unescape(_TAG.sub("", content))
    if not _is_lonely(text, gb.CHARACTER) or _is_lonely(text, gb.LOOSE_CHARACTER):
        return paragraph
    style = f'<w:pPr><w:pStyle w:val="{STYLES[found[1]]}"/></w:pPr>'
    return style + paragraph[found.end() :]


def _is_lonely(text: str, character: Length) -> bool:
    """Whether the last of several lines is lonely in any of the programs."""
    return any(_lonely_rest(text, character, hangs, gap) for hangs, gap in _PROGRAMS)


def _lonely_rest(text: str, character: Length, hangs: bool, gap: float) -> bool:
    lines = list(_lines(text, character, hangs, gap))
    rest = sum(each not in _NEVER_FIRST for each in lines[-1])
    return len(lines) > 1 and rest <= _LONELY


def _lines(text: str, character: Length, hangs: bool, gap: float) -> Iterator[str]:
    """The lines of a paragraph that begins two characters in, as Word breaks Chinese text."""
    half = (gb.BODY_SIZE.pt / 2 + character.pt - gb.BODY_SIZE.pt) / character.pt  # of a figure
    room = float(gb.TYPE_WIDTH.pt / character.pt)
    between = gap * gb.BODY_SIZE.pt / character.pt
    line, used = "", float(_INDENT)
    for token in _TOKEN.findall(text):
        width = len(token) * half if token.isascii() else 1.0
        if line and _is_gap(line[-1], token[0]):
            width += between
        hung = hangs and token in _NEVER_FIRST and used + width <= room + 1  # a single one
        if used + width > room and not hung and line:
            kept = _carried(line, token)
            yield line[: len(line) - len(kept)]
            line = kept
            used = sum(half if each.isascii() else 1.0 for each in kept)
        line += token
        used += width
    yield line


def _is_gap(before: str, after: str) -> bool:
    """Whether an ideograph meets a figure or a letter of the alphabet."""
    return (before.isascii() and before.isalnum() and _is_ideograph(after)) or (
        after.isascii() and after.isalnum() and _is_ideograph(before)
    )


def _is_ideograph(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff" or character == "〇"


def _carried(line: str, token: str) -> str:
    """The end of a line that goes along to the next: a mark may not begin it, nor one end this."""
    start = len(line)
    if token in _NEVER_FIRST:
        start -= 1
        while start > 1 and line[start] in _NEVER_FIRST:
            start -= 1
    while start > 1 and line[start - 1] in _NEVER_LAST:
        start -= 1
    return line[start:]
