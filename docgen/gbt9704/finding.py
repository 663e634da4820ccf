"""A departure from the standard, as data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from docgen.chinese.wording import numeral
from docgen.errors import Diagnostic, Severity, errors_first
from docgen.ooxml.word_structure import StructureKind

_STRUCTURE = frozenset(StructureKind)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the checker: its code, the clauses of GB/T 9704-2012 it stands on, its weight.

    Where the standard states something without hedging a departure is an error; where it
    says 一般, 推荐 or 可以, or the checker cannot be sure, it is a warning. ``may_be_error`` rules
    have cases of both kinds. ``clauses`` is empty for a rule about the file.
    """

    code: str
    severity: Severity
    clauses: tuple[str, ...]
    summary: str
    may_be_error: bool = False

    def found(
        self, place: str, found: str, wanted: str, clause: str = "", as_error: bool = False
    ) -> LayoutFinding:
        """A finding of this rule; ``as_error`` makes an error of what is otherwise a warning."""
        severity = Severity.ERROR if as_error else self.severity
        own_clause = clause or (self.clauses[0] if self.clauses else "")
        return LayoutFinding(self.code, severity, own_clause, (place,), found, wanted)


@dataclass(frozen=True, slots=True)
class LayoutFinding(Diagnostic):
    """What departs from the standard: rule, clause, where, what is there, what is wanted.

    ``places`` name paragraphs by number and first words, because a Word file holds no pages.
    """

    rule: str
    severity: Severity
    clause: str
    places: tuple[str, ...]
    found: str
    wanted: str

    @property
    def place(self) -> str:
        """The first place, and how many more there are."""
        more = len(self.places) - 1
        return self.places[0] + (f"等{more + 1}处" if more else "")

    @property
    def is_structure(self) -> bool:
        """True for what Word refuses to open, or does not show, whatever the layout is."""
        return self.rule in _STRUCTURE


def grouped(findings: Iterable[LayoutFinding]) -> tuple[LayoutFinding, ...]:
    """Findings that differ in their places only, as one; errors first, else in order."""
    together: dict[LayoutFinding, list[str]] = {}
    for finding in findings:
        together.setdefault(replace(finding, places=()), []).extend(finding.places)
    merged = [
        replace(finding, places=tuple(dict.fromkeys(places)))
        for finding, places in together.items()
    ]
    return errors_first(merged)


def empty(characters: float, side: str) -> str:
    """How much is left free at a side, in words: ``左空二字``, ``左空1.5字``, ``左边没有空``."""
    if abs(characters) < 0.05:
        return f"{side}边没有空"
    if characters < 0:
        return f"{side}边超出{-characters:.1f}字".replace(".0字", "字")
    whole = abs(characters - round(characters)) < 0.05 and characters < 100
    return f"{side}空{numeral(round(characters)) if whole else f'{characters:.1f}'}字"
