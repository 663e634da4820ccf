"""Reads any .docx and reports its departures from GB/T 9704-2012. Pure: bytes in, findings out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from docgen.conformance import rules
from docgen.conformance.container import WHOLE, Refused, open_container
from docgen.conformance.elements import check_elements, check_marks
from docgen.conformance.finding import Finding, Rule, grouped
from docgen.conformance.imprint import check_head_and_imprint
from docgen.conformance.page import check_page
from docgen.conformance.reading import Document, read_document
from docgen.conformance.roles import find_roles
from docgen.conformance.rules import RULES
from docgen.conformance.structure import check_structure
from docgen.punctuation import faults

__all__ = ["RULES", "Finding", "Rule", "examine", "unreadable"]


def examine(data: bytes, given: Iterable[str] = ()) -> tuple[Finding, ...]:
    """Everything in a .docx that departs from the standard, errors first.

    ``given`` are texts that were printed as somebody else wrote them: faults of punctuation
    that they bring along are left out. Never raises for what is in the file: one that is no
    .docx, damaged, encrypted or too large comes back with a single finding that says so.
    """
    try:
        document = read_document(open_container(data))
    except Refused as refused:
        return (refused.finding,)
    return grouped((*_layout(document), *_texts(document, given)))


def unreadable(reason: str) -> Finding:
    """The finding of a file that the system does not let us read."""
    return rules.UNREADABLE.found(
        WHOLE, f"无法读取（{reason}）", "请确认文件没有被其他程序占用，有读取权限"
    )


def _layout(document: Document) -> Iterator[Finding]:
    roles = find_roles(document)
    yield from check_page(document, roles)
    yield from check_elements(document, roles)
    yield from check_structure(document, roles)
    yield from check_head_and_imprint(document, roles)
    for paragraph in (*document.body, *document.inside, *document.headers):
        yield from check_marks(paragraph)


def _texts(document: Document, given: Iterable[str]) -> Iterator[Finding]:
    brought = {(fault.kind, fault.found) for text in given for fault in faults(text)}
    last_marks = {text.rstrip()[-1:] for text in given}
    for paragraph in (*document.body, *document.inside, *document.headers):
        for fault in faults(paragraph.text):
            if (fault.kind, fault.found) in brought:
                continue
            if fault.kind == rules.DOUBLED.code and fault.found[1:2] in last_marks:
                continue  # a text that ends in a mark of its own
            place = f"{paragraph.place}的“{fault.around}”处"
            yield rules.TEXT_RULES[fault.kind].found(place, fault.found, fault.wanted)
