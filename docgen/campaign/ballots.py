"""Paper ballots added up, and two entries of them compared with each other. Pure.

A ballot gives each official and item a grade, nothing (弃权) or ``schema.VOID`` (无效). One that is
void throughout is an invalid ballot (无效票); one that says nothing at all is a valid one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from docgen.campaign import schema
from docgen.campaign.model import BallotEntry, Campaign, PaperBallot

Subject = tuple[str, str]  # official, item
Key = tuple[str, str, str]  # batch, class, number: what distinguishes a ballot


@dataclass(frozen=True, slots=True)
class Difference:
    """A mark that two entries of a ballot give differently; ``places`` are the cells of both."""

    ballot: PaperBallot
    subject: Subject
    marks: tuple[str, str]
    places: tuple[str, str]


def are_entered(campaign: Campaign) -> bool:
    """True when 计票录入 holds a ballot: then the count is computed from it."""
    return campaign.entries is not None and bool(campaign.entries.ballots)


def votes(entry: BallotEntry) -> Mapping[tuple[str, str, str], Counter[str]]:
    """How often each mark was given, by official, item and class; zero where there is none."""
    found: defaultdict[tuple[str, str, str], Counter[str]] = defaultdict(Counter)
    for voter_class, ballots in by_class(entry).items():
        columns = zip(*(ballot.marks for ballot in ballots), strict=True)
        for (official, item), marks in zip(entry.subjects, columns, strict=True):
            found[official, item, voter_class] = Counter(marks)
    return found


def by_class(entry: BallotEntry) -> Mapping[str, list[PaperBallot]]:
    """The ballots of each class in the order of their rows; none of other classes."""
    found: defaultdict[str, list[PaperBallot]] = defaultdict(list)
    for ballot in entry.ballots:
        found[ballot.voter_class].append(ballot)
    return found


def is_invalid(ballot: PaperBallot) -> bool:
    """True for an invalid ballot (无效票): void throughout."""
    return bool(ballot.marks) and all(mark == schema.VOID for mark in ballot.marks)


def key(ballot: PaperBallot) -> Key:
    """What the two entries of one ballot share."""
    return ballot.batch, ballot.voter_class, ballot.number


def ballot_name(ballot: PaperBallot) -> str:
    """What a ballot is called in a message: ``第2批党员第15号票``."""
    batch = f"第{ballot.batch}批" if ballot.batch else ""
    return f"{batch}{ballot.voter_class}第{ballot.number}号票"


def only_in(entry: BallotEntry, other: BallotEntry) -> Iterator[PaperBallot]:
    """The ballots of one entry that the other one lacks."""
    known = {key(ballot) for ballot in other.ballots}
    return (ballot for ballot in entry.ballots if key(ballot) not in known)


def differences(first: BallotEntry, second: BallotEntry) -> Iterator[Difference]:
    """Every mark on which two entries differ, in the first one's order.

    Rows and columns may stand in any order; what only one entry has is passed over.
    """
    again = {key(ballot): ballot for ballot in second.ballots}
    places = {subject: number for number, subject in enumerate(second.subjects)}
    pairs = [(n, places[s]) for n, s in enumerate(first.subjects) if s in places]
    same_order = pairs == [(n, n) for n in range(len(second.subjects))]
    for ballot in first.ballots:
        other = again.get(key(ballot))
        if other is None or (same_order and ballot.marks == other.marks):
            continue
        for here, there in pairs:
            if ballot.marks[here] != other.marks[there]:
                yield Difference(
                    ballot,
                    first.subjects[here],
                    (ballot.marks[here], other.marks[there]),
                    (
                        f"{first.letters[here]}{ballot.row}",
                        f"{second.letters[there]}{other.row}",
                    ),
                )
