"""Reads any .docx and reports its departures from GB/T 9704-2012. Pure: bytes in, findings out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from docgen.gbt9704 import rules
from docgen.gbt9704.checks import completeness
from docgen.gbt9704.checks.completeness import Attached
from docgen.gbt9704.checks.elements import check_elements, check_marks
from docgen.gbt9704.checks.imprint import check_head_and_imprint
from docgen.gbt9704.checks.page import check_page
from docgen.gbt9704.checks.punctuation import check_texts
from docgen.gbt9704.checks.structure import check_structure
from docgen.gbt9704.checks.word_structure import check_word_structure
from docgen.gbt9704.docx.container import WHOLE, Refused, open_container
from docgen.gbt9704.docx.document import WordDocument
from docgen.gbt9704.docx.reader import read_document
from docgen.gbt9704.finding import LayoutFinding, grouped
from docgen.gbt9704.roles import find_roles


def examine(
    data: bytes, quoted_texts: Iterable[str] = (), attached: Attached | None = None
) -> tuple[LayoutFinding, ...]:
    """Everything in a .docx that departs from the standard, errors first.

    ``quoted_texts`` are texts that were printed as somebody else wrote them: faults of punctuation
    that they bring along are left out, and they are not taken for headings and the like.
    ``attached`` gives the titles of 附件 in other files, if it is asked; without it a document
    that holds none of its 附件 is taken to have them elsewhere.

    Never raises for what is in the file: one that is no .docx, damaged, encrypted or too large
    comes back with a single finding that says so.
    """
    try:
        container = open_container(data)
        document = read_document(container)
    except Refused as refused:
        return (refused.finding,)
    document.quoted_texts = tuple(text.strip() for text in quoted_texts if len(text.strip()) > 1)
    return grouped(
        (
            *container.fetched(),
            *check_word_structure(container),
            *_layout(document, attached),
            *check_texts(document),
        ),
        rules.HABITS,
    )


def examine_structure(data: bytes) -> tuple[LayoutFinding, ...]:
    """What Word would refuse in a .docx, or not show: a part of what ``examine`` finds."""
    try:
        return grouped(check_word_structure(open_container(data)))
    except Refused as refused:
        return (refused.finding,)


def unreadable(found: str, hint: str) -> LayoutFinding:
    """The finding of a file that could not be read at all."""
    return rules.UNREADABLE.found(WHOLE, found, hint)


def title_as_attachment(data: bytes) -> str:
    """The title of a .docx that is an 附件 by itself; empty for any other, readable or not."""
    try:
        document = read_document(open_container(data))
    except Refused:
        return ""
    return completeness.title_as_attachment(document, find_roles(document))


def _layout(document: WordDocument, attached: Attached | None) -> Iterator[LayoutFinding]:
    roles = find_roles(document)
    yield from check_page(document, roles)
    yield from check_elements(document, roles)
    yield from check_structure(document, roles)
    yield from check_head_and_imprint(document, roles)
    yield from completeness.check_completeness(document, roles, attached)
    for paragraph in (*document.body, *document.inside, *document.headers):
        yield from check_marks(paragraph)
