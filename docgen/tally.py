"""Vote arithmetic: exact integers and fractions, no rounding. Pure.

Definitions: 有效票 = 收回票 − 无效票; 弃权及单项无效 = 有效票 − the votes of all grades;
满意率 = (满意 + 基本满意) ÷ 有效票; 不满意率 = 不满意 ÷ 有效票.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from docgen.model import Campaign, CountRow, VoterClass
from docgen.schema import GRADES, Grade


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
        return _ratio(self.present, self.expected)

    def __add__(self, other: Turnout) -> Turnout:
        return Turnout(
            self.expected + other.expected,
            self.present + other.present,
            self.issued + other.issued,
            self.returned + other.returned,
            self.invalid + other.invalid,
        )


@dataclass(frozen=True, slots=True)
class Line:
    """The votes for one official on one item, of one class or of all together.

    ``votes`` follows ``grades``; both have the same length.
    """

    valid: int
    votes: tuple[int, ...]
    grades: Sequence[Grade] = GRADES

    @property
    def unmarked(self) -> int:
        """弃权及单项无效: valid ballots that gave no countable grade here."""
        return self.valid - sum(self.votes)

    @property
    def satisfaction(self) -> Fraction | None:
        """满意率, None without valid ballots."""
        return _ratio(self._votes_where("satisfied"), self.valid)

    @property
    def dissatisfaction(self) -> Fraction | None:
        """不满意率, None without valid ballots."""
        return _ratio(self._votes_where("unsatisfied"), self.valid)

    def _votes_where(self, mark: str) -> int:
        return sum(
            votes
            for votes, grade in zip(self.votes, self.grades, strict=True)
            if getattr(grade, mark)
        )

    def __add__(self, other: Line) -> Line:
        votes = tuple(a + b for a, b in zip(self.votes, other.votes, strict=True))
        return Line(self.valid + other.valid, votes, self.grades)


@dataclass(frozen=True, slots=True)
class ItemResult:
    """One official on one item: all classes together, and each class by name."""

    official: str
    item: str
    total: Line
    by_class: dict[str, Line]


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


def is_counted(campaign: Campaign) -> bool:
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


def count(campaign: Campaign) -> Results:
    """Add up the vote; the campaign must be counted (``is_counted``) and free of errors.

    Raises:
        KeyError: a row of the count is missing.
    """
    classes = voting_classes(campaign.classes)
    by_class = {c.name: turnout(c) for c in classes}
    rows = {(row.official, row.item, row.voter_class): row for row in campaign.counts}
    items = []
    for official in campaign.officials:
        for item in campaign.items:
            lines = {
                c.name: _line(rows[official.name, item.name, c.name], by_class[c.name])
                for c in classes
            }
            total = sum_lines(lines.values())
            items.append(ItemResult(official.name, item.name, total, lines))
    total_turnout = sum(by_class.values(), Turnout(0, 0, 0, 0, 0))
    return Results(total_turnout, by_class, tuple(items))


def sum_lines(lines: Iterable[Line]) -> Line:
    """All classes together: valid ballots and votes added up."""
    return sum(lines, Line(0, (0,) * len(GRADES)))


def _line(row: CountRow, class_turnout: Turnout) -> Line:
    if row.votes is None:
        raise KeyError((row.official, row.item, row.voter_class))
    return Line(class_turnout.valid, row.votes)


def _ratio(part: int, whole: int) -> Fraction | None:
    return Fraction(part, whole) if whole else None
