"""Reads any .docx and reports its departures from GB/T 9704-2012. Pure: bytes in, findings out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

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
from docgen.punctuation import Fault, faults

__all__ = ["RULES", "Finding", "Rule", "examine", "unreadable"]

_PAIRING = (rules.PAIRS.code, rules.UNPAIRED.code)


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


@dataclass(frozen=True, slots=True)
class _Brought:
    """What texts written by somebody else bring along, alone and where they meet others."""

    faults: frozenset[tuple[str, str]]
    first_marks: frozenset[str]
    last_marks: frozenset[str]
    unbalanced: tuple[str, ...]  # lines with a bracket or quote that lacks its other half

    @classmethod
    def by(cls, texts: Iterable[str]) -> _Brought:
        lines = {line.strip() for text in texts for line in text.split("\n")} - {""}
        found = {line: (*faults(line), *faults(f"字{line}字")) for line in lines}
        return cls(
            frozenset((fault.kind, fault.found) for each in found.values() for fault in each),
            frozenset(line[0] for line in lines),
            frozenset(line[-1] for line in lines),
            tuple(line for line, each in found.items() if any(f.kind in _PAIRING for f in each)),
        )

    def explains(self, fault: Fault, text: str) -> bool:
        """Whether a fault in a text of the document comes from what was brought along."""
        if fault.kind == rules.DOUBLED.code:
            sign = fault.found[1:-1]  # without its quotes
            if sign[0] in self.last_marks or sign[-1] in self.first_marks:
                return True
        if fault.kind in _PAIRING and any(line in text for line in self.unbalanced):
            return True
        return (fault.kind, fault.found) in self.faults


def _texts(document: Document, given: Iterable[str]) -> Iterator[Finding]:
    brought = _Brought.by(given)
    for paragraph in (*document.body, *document.inside, *document.headers):
        for fault in faults(paragraph.text):
            if brought.explains(fault, paragraph.text):
                continue
            place = f"{paragraph.place}的“{fault.around}”处"
            yield rules.TEXT_RULES[fault.kind].found(place, fault.found, fault.wanted)
