"""Looks at a rendered document before it is handed over: whole, no tag left, all facts shown."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import BytesIO
from itertools import chain, islice
from typing import Any

_TAG_MARKS = re.compile(r"\{\{|\}\}|\{%|%\}")
_NUMBER = re.compile(r"\d+(\.\d+)?%?")
_NUMBERS = re.compile(r"(?<![\d.])\d+(?:\.\d+)*%?")
LACKING = "缺少应有的内容："  # and the fact
_UNOPENED = "文件已损坏，无法打开"
_CLOSING = "。；;！!？?…，, "


def inspect(
    data: bytes,
    context: Mapping[str, Any],
    facts: Iterable[str],
    repeated: Iterable[tuple[str, int]] = (),
    literals: Iterable[str] = (),
) -> list[str]:
    """What is wrong with a rendered document, as sentences; empty when nothing is.

    ``facts`` are names and numbers that its text must show, as often as they are named;
    ``repeated`` are texts with the number of paragraphs that must be exactly that text;
    ``literals`` are marks of tags that the template prints as they stand.
    """
    try:
        printed = _texts_of_paragraphs(data)
    except Exception:
        # python-docx raises errors of every kind for files that it cannot open.
        return [_UNOPENED]
    return lacking(printed, context, facts, repeated, literals)


def unopened(data: bytes) -> list[str]:
    """The finding of a document that cannot be opened; empty for one that can."""
    try:
        _texts_of_paragraphs(data)
    except Exception:  # as in ``inspect``
        return [_UNOPENED]
    return []


def lacking(
    printed: Sequence[str],
    context: Mapping[str, Any],
    facts: Iterable[str],
    repeated: Iterable[tuple[str, int]] = (),
    literals: Iterable[str] = (),
) -> list[str]:
    """What is wrong with the paragraphs of a document that can be opened; like ``inspect``."""
    paragraphs = [_squeezed(text) for text in printed]
    findings = [
        f"残留模板标签：{text[:40]}"
        for text in _leftovers(paragraphs, chain(texts(context), literals))
    ]
    numbers, squeezed = Counter(_NUMBERS.findall("\n".join(printed))), "\n".join(paragraphs)
    for fact, times in Counter(facts).items():
        found = _count(numbers, squeezed, fact.strip().rstrip(_CLOSING), times)
        if found == 0:
            findings.append(f"{LACKING}{fact[:40]}")
        elif found < times:
            findings.append(f"{LACKING}{fact[:40]}（应有{times}处，只有{found}处）")
    for text, times in repeated:
        found = paragraphs.count(_squeezed(text))
        if found != times:
            findings.append(f"“{text[:40]}”应出现{times}次，实有{found}次")
    return findings


def _texts_of_paragraphs(data: bytes) -> list[str]:
    """The text of every paragraph in body, headers and footers; breaks and tabs as blanks."""
    import docx
    from docx.oxml.ns import qn

    document = docx.Document(BytesIO(data))
    roots = [document.element]
    for section in document.sections:
        roots += [
            part._element
            for part in (
                section.header,
                section.footer,
                section.even_page_header,
                section.even_page_footer,
                section.first_page_header,
                section.first_page_footer,
            )
            if not part.is_linked_to_previous
        ]
    return [
        "".join(
            (piece.text or "") if piece.tag == qn("w:t") else " "
            for piece in paragraph.iter(qn("w:t"), qn("w:br"), qn("w:tab"))
        )
        for root in roots
        for paragraph in root.iter(qn("w:p"))
    ]


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _count(numbers: Mapping[str, int], squeezed: str, wanted: str, times: int) -> int:
    """How often the text shows a fact that must be there so many times, up to them.

    A number must stand alone, not inside another. ``numbers`` are those of the text with its
    blanks still there: they part one from another. What is empty is there.
    """
    if _NUMBER.fullmatch(wanted):
        return min(numbers.get(wanted, 0), times)
    wanted = _squeezed(wanted)
    if not wanted:
        return times
    if wanted[:1].isdigit():  # 9:00 is not in 19:00
        places = (found.start() for found in re.finditer(re.escape(wanted), squeezed))
        alone = (at for at in places if not squeezed[max(0, at - 1) : at].isdecimal())
        return sum(1 for _ in islice(alone, times))
    if times == 1:
        return int(wanted in squeezed)
    return min(squeezed.count(wanted), times)


def _leftovers(paragraphs: Sequence[str], meant: Iterable[str]) -> Iterator[str]:
    """Paragraphs that hold template marks which no text that is ``meant`` brought along."""
    marked = [text for text in paragraphs if _TAG_MARKS.search(text)]
    if not marked:
        return
    values = sorted(
        {_squeezed(text) for text in meant if _TAG_MARKS.search(text)},
        key=len,
        reverse=True,
    )
    for text in marked:
        rest = text
        for value in values:
            rest = rest.replace(value, "")
        if _TAG_MARKS.search(rest):
            yield text


def texts(value: Any) -> Iterator[str]:
    """Every text in a context, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from texts(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from texts(item)
