"""What a roll-up says: the communities counted, what was not, and their figures. Pure.

All figures are exact: integers and fractions, as ``docgen.campaign.tally`` counts them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import TypeVar

from docgen.campaign import tally
from docgen.campaign.model import Grade, Official, RectificationState
from docgen.errors import Finding
from docgen.package.manifest import CampaignData

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Judged:
    """An official on one item, or on all items together.

    ``weighted`` is the 加权满意率; None without weights, and of all items together.
    """

    official: Official
    item: str
    line: tally.Line
    weighted: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a community; ``turnout`` is None before the vote is counted.

    ``satisfied``, ``unsatisfied`` and ``base`` are votes on all officials and items together.
    """

    turnout: tally.Turnout | None
    items: tuple[Judged, ...]
    officials: tuple[Judged, ...]
    satisfied: int
    unsatisfied: int
    base: int
    states: Counter[RectificationState]
    overdue: int
    first_overdue: date | None

    @property
    def satisfaction(self) -> Fraction | None:
        """满意率 of all officials and items together; None where there are no votes."""
        return tally.ratio(self.satisfied, self.base)

    @property
    def dissatisfaction(self) -> Fraction | None:
        """不满意率, likewise."""
        return tally.ratio(self.unsatisfied, self.base)

    @property
    def attendance(self) -> Fraction | None:
        """到会率; None before the vote is counted."""
        return self.turnout.attendance if self.turnout else None


@dataclass(frozen=True, slots=True)
class Entry:
    """A community that is counted. ``source`` is the name of its package."""

    source: str
    data: CampaignData
    figures: Figures
    stages: tuple[str, ...] = ()
    files: int = 0
    edited: int = 0
    signature: str = ""
    warnings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Refusal:
    """A package that is not counted. ``community`` is empty and ``year`` None when unknown.

    ``is_duplicate`` says that what it holds is counted already, from another package.
    """

    source: str
    reason: str
    findings: tuple[Finding, ...]
    community: str = ""
    year: int | None = None
    is_duplicate: bool = False


@dataclass(frozen=True, slots=True)
class Rollup:
    """Everything that one collecting came to; ``skipped`` names what is no package."""

    as_of: date
    entries: tuple[Entry, ...]
    refusals: tuple[Refusal, ...] = ()
    skipped: tuple[str, ...] = field(default=())

    @property
    def counted(self) -> tuple[Entry, ...]:
        """The communities whose vote has been counted."""
        return tuple(entry for entry in self.entries if entry.figures.turnout)

    @property
    def years(self) -> tuple[int, ...]:
        """The years of the campaigns, in order."""
        return tuple(sorted({entry.data.year for entry in self.entries}))

    @property
    def rejected(self) -> tuple[Refusal, ...]:
        """The packages whose figures are missing."""
        return tuple(refusal for refusal in self.refusals if not refusal.is_duplicate)


def figures(data: CampaignData, as_of: date) -> Figures:
    """The figures of a community; what should be done before ``as_of`` and is not is overdue."""
    late = [
        each.deadline
        for each in data.rectifications
        if each.deadline < as_of and each.state is not RectificationState.DONE
    ]
    results = tally.count(data) if tally.is_counted(data) else None
    officials = {each.name: each for each in data.officials}
    items = tuple(
        Judged(officials[each.official], each.item, each.total, each.weighted_satisfaction)
        for each in (results.items if results else ())
    )
    return Figures(
        turnout=results.turnout if results else None,
        items=items,
        officials=tuple(_together(items, data.grades)),
        satisfied=sum(each.line.satisfied_votes for each in items),
        unsatisfied=sum(each.line.unsatisfied_votes for each in items),
        base=sum(each.line.base for each in items),
        states=Counter(each.state for each in data.rectifications),
        overdue=len(late),
        first_overdue=min(late, default=None),
    )


def _together(items: Sequence[Judged], grades: tuple[Grade, ...]) -> Iterator[Judged]:
    for name in dict.fromkeys(each.official.name for each in items):
        own = [each for each in items if each.official.name == name]
        yield Judged(own[0].official, "", tally.sum_lines((each.line for each in own), grades))


def ranked(
    values: Iterable[_T], rate: Callable[[_T], Fraction | None]
) -> tuple[tuple[int, _T], ...]:
    """Values with their ranks, the highest rate first; equal rates share a rank (1, 1, 3).

    Values without a rate have no rank and are left out; equals stay in their order.
    """
    known = [(found, value) for value in values if (found := rate(value)) is not None]
    known.sort(key=lambda pair: -pair[0])
    places: list[tuple[int, _T]] = []
    for number, (found, value) in enumerate(known):
        is_tied = number > 0 and known[number - 1][0] == found
        places.append((places[-1][0] if is_tied else number + 1, value))
    return tuple(places)


def grade_names(entries: Iterable[Entry]) -> tuple[str, ...]:
    """The grades of all communities, each name once, in the order they are met."""
    return tuple(dict.fromkeys(grade.name for entry in entries for grade in entry.data.grades))


def have_weights(entry: Entry) -> bool:
    """True when the community weighs its classes of representatives."""
    return bool(tally.weights(entry.data.classes))


def scales_differ(entries: Iterable[Entry]) -> bool:
    """True when communities use other grades, or compute rates from them in other ways."""
    scales = {
        tuple((g.name, g.satisfied, g.unsatisfied, g.counted) for g in entry.data.grades)
        for entry in entries
    }
    return len(scales) > 1
