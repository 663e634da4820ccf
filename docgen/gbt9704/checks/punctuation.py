"""Punctuation and figures of every text in a document (9, 7.2.5)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from docgen.chinese.punctuation import Fault, continues, faults
from docgen.gbt9704 import rules
from docgen.gbt9704.docx.document import Paragraph, WordDocument
from docgen.gbt9704.finding import LayoutFinding

_PAIRING = (rules.PAIRS.code, rules.UNPAIRED.code)
_REPEATING = (rules.DOUBLED.code, rules.ELLIPSIS.code)
_SHORT = 12


def check_texts(document: WordDocument) -> Iterator[LayoutFinding]:
    """Faults that no text written by somebody else has brought along."""
    brought = _Brought.by(document.quoted_texts)
    outside = [paragraph for paragraph in document.body if not paragraph.is_blank]
    quoted_on = {p.number for p, after in pairwise(outside) if continues(p.text, after.text)}
    for paragraph in (*document.body, *document.inside, *document.headers):
        found = faults(paragraph.text)
        place = paragraph.place if found else ""  # of a long paragraph it is dear
        for fault in found:
            runs_on = paragraph.number in quoted_on and fault.kind == rules.UNPAIRED.code
            if not runs_on and not brought.explains(fault, paragraph.text):
                yield rules.TEXT_RULES[fault.kind].found(
                    _place(place, paragraph, fault), fault.found, fault.wanted
                )


def _place(place: str, paragraph: Paragraph, fault: Fault) -> str:
    """The paragraph, and the words around the fault when it is a long one."""
    short = len(paragraph.text.strip()) <= _SHORT
    return place if short else f"{place}的“{fault.around}”处"


@dataclass(frozen=True, slots=True)
class _Brought:
    """What texts written by somebody else bring along, alone and where they meet others."""

    faults: frozenset[tuple[str, str]]
    first_marks: frozenset[str]
    last_marks: frozenset[str]
    unbalanced: tuple[str, ...]  # lines with a bracket or quote that lacks its other half

    @classmethod
    def by(cls, texts: Iterable[str]) -> _Brought:
        lines = {line.strip() for text in texts for line in (text, *text.split("\n"))} - {""}
        found = {line: (*faults(line), *faults(f"字{line}字")) for line in lines}
        return cls(
            frozenset((fault.kind, fault.found) for each in found.values() for fault in each),
            frozenset(line[0] for line in lines),
            frozenset(line[-1] for line in lines),
            tuple(line for line, each in found.items() if any(f.kind in _PAIRING for f in each)),
        )

    def explains(self, fault: Fault, text: str) -> bool:
        """Whether a fault in a text of the document comes from what was brought along."""
        if fault.kind in _REPEATING:
            sign = fault.found[1:-1]  # without its quotes
            if sign[0] in self.last_marks or sign[-1] in self.first_marks:
                return True
        if fault.kind in _PAIRING and any(line in text for line in self.unbalanced):
            return True
        return (fault.kind, fault.found) in self.faults
