"""Vote arithmetic: exact integers and fractions, no rounding. Pure.

Definitions: 有效票 = 收回票 − 无效票; 弃权及单项无效 = 有效票 − the votes of all grades. Which
grades count as satisfied, which as unsatisfied and which stay in the denominator says 测评等次:
满意率 = votes of satisfied grades ÷ (有效票 − votes of grades left out), 不满意率 likewise. With
the usual grades, 满意率 = (满意 + 基本满意) ÷ 有效票.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product
from typing import Protocol

from docgen.campaign import ballots
from docgen.campaign.model import Campaign, CountRow, Grade, Item, Official, Source, VoterClass


class Vote(Protocol):
    """What can be counted: a Campaign, or what a manifest says of one."""

    @property
    def officials(self) -> tuple[Official, ...]:
        """Who is judged."""

    @property
    def items(self) -> tuple[Item, ...]:
        """What they are judged on."""

    @property
    def grades(self) -> tuple[Grade, ...]:
        """In the order of the votes."""

    @property
    def classes(self) -> tuple[VoterClass, ...]:
        """Attendance and ballots."""

    @property
    def counts(self) -> tuple[CountRow, ...]:
        """The votes."""


@dataclass(frozen=True, slots=True)
class Turnout:
    """Attendance (people) and ballots (sheets) of one class or of all classes together."""

    expected: int
    present: int
    issued: int
    returned: int
    invalid: int

    @property
    def valid(self) -> int:
        """有效票: ballots that count."""
        return self.returned - self.invalid

    @property
    def attendance(self) -> Fraction | None:
        """到会率: present ÷ expected, None when nobody was expected."""
        return ratio(self.present, self.expected)

    def __add__(self, other: Turnout) -> Turnout:
        return Turnout(
            self.expected + other.expected,
            self.present + other.present,
            self.issued + other.issued,
            self.returned + other.returned,
            self.invalid + other.invalid,
        )


@dataclass(frozen=True, slots=True)
class RateTerms:
    """The names of the grades that make up 满意率 and 不满意率.

    ``left_out`` are taken from the denominator; ``kept`` stay in it and in no numerator.
    """

    satisfied: tuple[str, ...]
    unsatisfied: tuple[str, ...]
    left_out: tuple[str, ...]
    kept: tuple[str, ...]


def rate_terms(grades: Iterable[Grade]) -> RateTerms:
    """What the rates are made of, in the order of the grades."""
    given = tuple(grades)
    return RateTerms(
        satisfied=tuple(g.name for g in given if g.satisfied),
        unsatisfied=tuple(g.name for g in given if g.unsatisfied),
        left_out=tuple(g.name for g in given if not g.counted),
        kept=tuple(g.name for g in given if g.counted and not g.satisfied and not g.unsatisfied),
    )


@dataclass(frozen=True, slots=True)
class Line:
    """The votes for one official on one item, of one class or of all together.

    ``votes`` follows ``grades``; both have the same length.
    """

    valid: int
    votes: tuple[int, ...]
    grades: tuple[Grade, ...]

    @property
    def unmarked(self) -> int:
        """弃权及单项无效: valid ballots that gave no countable grade here."""
        return self.valid - sum(self.votes)

    @property
    def base(self) -> int:
        """The denominator of the rates: valid ballots less the votes of grades left out."""
        return self.valid - sum(v for v, grade in self._pairs() if not grade.counted)

    @property
    def satisfied_votes(self) -> int:
        """The votes for grades that count as satisfied: the numerator of 满意率."""
        return sum(v for v, grade in self._pairs() if grade.satisfied)

    @property
    def unsatisfied_votes(self) -> int:
        """The votes for grades that count as unsatisfied: the numerator of 不满意率."""
        return sum(v for v, grade in self._pairs() if grade.unsatisfied)

    @property
    def satisfaction(self) -> Fraction | None:
        """满意率, None when its denominator is zero."""
        return ratio(self.satisfied_votes, self.base)

    @property
    def dissatisfaction(self) -> Fraction | None:
        """不满意率, None when its denominator is zero."""
        return ratio(self.unsatisfied_votes, self.base)

    @property
    def score(self) -> Fraction | None:
        """平均分 of the votes for grades that have a 分值; None without such votes."""
        scored = [(v, grade.score) for v, grade in self._pairs() if grade.score is not None]
        votes = sum(v for v, _ in scored)
        return sum((v * score for v, score in scored), Fraction(0)) / votes if votes else None

    def _pairs(self) -> Iterator[tuple[int, Grade]]:
        return zip(self.votes, self.grades, strict=True)

    def __add__(self, other: Line) -> Line:
        votes = tuple(a + b for a, b in zip(self.votes, other.votes, strict=True))
        return Line(self.valid + other.valid, votes, self.grades)


@dataclass(frozen=True, slots=True)
class ItemResult:
    """One official on one item: all classes together, and each class by name.

    ``weights`` are the shares of the classes (together 1), empty when votes are pooled.
    """

    official: str
    item: str
    total: Line
    by_class: dict[str, Line]
    weights: Mapping[str, Fraction]

    @property
    def weighted_satisfaction(self) -> Fraction | None:
        """加权满意率; None without weights, or when a weighted class has no rate of its own."""
        return self._weighted({name: line.satisfaction for name, line in self.by_class.items()})

    @property
    def weighted_dissatisfaction(self) -> Fraction | None:
        """加权不满意率; None like ``weighted_satisfaction``."""
        return self._weighted({name: line.dissatisfaction for name, line in self.by_class.items()})

    def _weighted(self, rates: Mapping[str, Fraction | None]) -> Fraction | None:
        total = Fraction(0)
        for name, weight in self.weights.items():
            rate = rates[name]
            if weight and rate is None:
                return None
            total += weight * (rate or 0)
        return total if self.weights else None


@dataclass(frozen=True, slots=True)
class Results:
    """The whole vote. ``items`` goes official by official, item by item."""

    turnout: Turnout
    by_class: dict[str, Turnout]
    items: tuple[ItemResult, ...]


def voting_classes(classes: Iterable[VoterClass]) -> tuple[VoterClass, ...]:
    """The classes that have representatives."""
    return tuple(voter_class for voter_class in classes if voter_class.expected)


def turnout(voter_class: VoterClass) -> Turnout:
    """Attendance and ballots of a class; figures not filled in yet count as zero."""
    return Turnout(
        voter_class.expected,
        voter_class.present or 0,
        voter_class.issued or 0,
        voter_class.returned or 0,
        voter_class.invalid or 0,
    )


def weights(classes: Iterable[VoterClass]) -> dict[str, Fraction]:
    """The share of each voting class, together 1; empty when none has a weight."""
    given = {c.name: c.weight for c in voting_classes(classes)}
    if all(weight is None for weight in given.values()):
        return {}
    return {name: (weight or Fraction(0)) / 100 for name, weight in given.items()}


def with_counts_from_ballots(campaign: Campaign) -> Campaign:
    """The campaign with the counts that hold: computed from 计票录入 where that is filled in.

    What was typed in 计票结果 beside it stays in ``typed_counts``. A computed row has the source
    of the typed one, or else is said to come from 计票录入 as a whole.
    """
    if campaign.entries is None or not ballots.are_entered(campaign):
        return campaign
    votes = ballots.votes(campaign.entries)
    typed = {(row.official, row.item, row.voter_class): row for row in campaign.counts}
    keys = product(
        (official.name for official in campaign.officials),
        (item.name for item in campaign.items),
        (voter_class.name for voter_class in voting_classes(campaign.classes)),
    )
    counts = tuple(
        CountRow(
            official=key[0],
            item=key[1],
            voter_class=key[2],
            votes=tuple(votes[key][grade.name] for grade in campaign.grades),
            source=typed[key].source if key in typed else Source(campaign.entries.sheet),
        )
        for key in keys
    )
    return replace(campaign, counts=counts, typed_counts=campaign.counts)


def is_counted(campaign: Vote) -> bool:
    """True when every class's ballots and every row of the count have been filled in."""
    classes = voting_classes(campaign.classes)
    rows = {
        (row.official, row.item, row.voter_class)
        for row in campaign.counts
        if row.votes is not None
    }
    return (
        bool(classes and campaign.officials and campaign.items)
        and all(None not in (c.present, c.issued, c.returned, c.invalid) for c in classes)
        and all(
            (official.name, item.name, c.name) in rows
            for official in campaign.officials
            for item in campaign.items
            for c in classes
        )
    )


def count(campaign: Vote) -> Results:
    """Add up the vote; the campaign must be counted (``is_counted``) and free of errors.

    Raises:
        KeyError: a row of the count is missing.
    """
    classes = voting_classes(campaign.classes)
    by_class = {c.name: turnout(c) for c in classes}
    rows = {(row.official, row.item, row.voter_class): row for row in campaign.counts}
    shares = weights(campaign.classes)
    items = []
    for official in campaign.officials:
        for item in campaign.items:
            lines = {
                c.name: _line(
                    rows[official.name, item.name, c.name], by_class[c.name], campaign.grades
                )
                for c in classes
            }
            total = sum_lines(lines.values(), campaign.grades)
            items.append(ItemResult(official.name, item.name, total, lines, shares))
    total_turnout = sum(by_class.values(), Turnout(0, 0, 0, 0, 0))
    return Results(total_turnout, by_class, tuple(items))


def sum_lines(lines: Iterable[Line], grades: tuple[Grade, ...]) -> Line:
    """All classes together: valid ballots and votes added up."""
    return sum(lines, Line(0, (0,) * len(grades), grades))


def _line(row: CountRow, class_turnout: Turnout, grades: tuple[Grade, ...]) -> Line:
    if row.votes is None:
        raise KeyError((row.official, row.item, row.voter_class))
    return Line(class_turnout.valid, row.votes, grades)


def ratio(part: int, whole: int) -> Fraction | None:
    """A share, None of nothing."""
    return Fraction(part, whole) if whole else None
