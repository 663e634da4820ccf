"""A departure from the standard, as data."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, replace

from docgen.chinese.wording import numeral
from docgen.errors import Diagnostic, Severity, errors_first
from docgen.ooxml.word_structure import StructureKind

_STRUCTURE = frozenset(StructureKind)
_SHOWN_AT_ONCE = 3  # signs that a finding names
_CITED = re.compile("“([^“”]*)”")
_CITED_OR_FIGURE = re.compile(rf"{_CITED.pattern}|\d+")


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the checker: its code, the clauses of GB/T 9704-2012 it stands on, its weight.

    Where the standard states something without hedging a departure is an error; where it
    says 一般, 推荐 or 可以, or the checker cannot be sure, it is a warning. ``may_be_error`` rules
    have cases of both kinds. ``clauses`` is empty for a rule about the file. What departs from a
    rule of ``habit`` is done alike all through a text, and told once.
    """

    code: str
    severity: Severity
    clauses: tuple[str, ...]
    summary: str
    may_be_error: bool = False
    habit: bool = False

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


def grouped(
    findings: Iterable[LayoutFinding], habits: Container[str] = ()
) -> tuple[LayoutFinding, ...]:
    """Findings that differ in their places only, as one; errors first, else in order.

    Of the rules in ``habits`` those are one as well that differ in the signs and figures they cite.
    """
    together: dict[LayoutFinding, list[LayoutFinding]] = {}
    for finding in findings:
        alike = replace(finding, places=())
        if finding.rule in habits:
            alike = replace(alike, found=_shape(finding.found), wanted=_shape(finding.wanted))
        together.setdefault(alike, []).append(finding)
    return errors_first([_as_one(alike) for alike in together.values()])


def _shape(words: str) -> str:
    """What is said of a sign or figure, without it."""
    return _CITED_OR_FIGURE.sub("“”", words)


def _as_one(alike: Sequence[LayoutFinding]) -> LayoutFinding:
    places = dict.fromkeys(place for finding in alike for place in finding.places)
    return replace(
        alike[0],
        places=tuple(places),
        found=_in_one(dict.fromkeys(finding.found for finding in alike)),
        wanted=_in_one(dict.fromkeys(finding.wanted for finding in alike)),
    )


def _in_one(all_words: Iterable[str]) -> str:
    """The same words about several signs: with the first few of them."""
    first, *others = all_words
    cited = list(dict.fromkeys(c.group() for w in (first, *others) if (c := _CITED.search(w))))
    if len(cited) < 2:
        return f"形如{first}" if others else first
    shown = "".join(cited[:_SHOWN_AT_ONCE]) + ("等" if len(cited) > _SHOWN_AT_ONCE else "")
    return _CITED.sub(lambda _: shown, first, count=1)


def empty(characters: float, side: str) -> str:
    """How much is left free at a side, in words: ``左空二字``, ``左空1.5字``, ``左边没有空``."""
    if abs(characters) < 0.05:
        return f"{side}边没有空"
    if characters < 0:
        return f"{side}边超出{-characters:.1f}字".replace(".0字", "字")
    whole = abs(characters - round(characters)) < 0.05 and characters < 100
    return f"{side}空{numeral(round(characters)) if whole else f'{characters:.1f}'}字"
