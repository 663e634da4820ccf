"""Names that votes are for and that the other sheets have no more: perhaps only renamed. Pure."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from docgen.campaign import schema, tally
from docgen.campaign.model import Campaign
from docgen.workbook.grid.view import LABELS, GridView, Renamed

_BETWEEN = " \t\r\n·・•‧.．-—_/：:、"  # stand between an official and an item, as people type it


@dataclass(frozen=True, slots=True)
class Rename:
    """A name that votes are for and that ``sheet`` has no more, and what it may be called now.

    It ``is_alone`` when there is no other name either way; then the candidate is ``suggested``
    if it stands in the same place and the numbers fit.
    """

    sheet: str
    field: str
    before: str
    candidates: tuple[str, ...]
    is_alone: bool = False
    suggested: str = ""

    @property
    def key(self) -> str:
        """What tells it from the others."""
        return f"{self.field}:{self.before}"

    @property
    def question(self) -> str:
        """What is asked; the candidates are the answers."""
        return f"《{self.sheet}》中没有“{self.before}”，但是已有它的票数。“{self.before}”现在改名为"


Choose = Callable[[Rename], str]  # the candidate that it is, "" when it was not renamed


def keep_apart(_: Rename) -> str:
    """Nothing was renamed."""
    return ""


def find_renames(
    view: GridView, campaign: Campaign, entered: Iterable[tuple[str, str]] = ()
) -> tuple[Rename, ...]:
    """Every name with votes that has no place, where a name without votes may be its new one.

    ``entered`` are the names in the sheets of paper ballots: the field of a label and the name.
    """
    on_ballots = list(entered)
    found: list[Rename] = []
    for field in LABELS:
        rows = {row: view.read(row, field) for row in view.grid_rows()}
        names = [name for of, name in on_ballots if of == field]
        voted = {name for row, name in rows.items() if view.votes(row)}.union(names)
        seen = list(filter(None, dict.fromkeys([*rows.values(), *names])))
        offered = view.offered[field]
        former = [name for name in seen if name in voted and name not in offered]
        candidates = tuple(name for name in offered if name not in seen) or tuple(
            name for name in offered if name not in voted
        )
        if not candidates:
            continue
        sheet, _ = schema.COUNTS.column(field).follows or ("", "")
        suggested = ""
        is_alone = len(former) == len(candidates) == 1
        if is_alone:
            same_place = seen.index(former[0]) == offered.index(candidates[0])
            if same_place and _numbers_fit(view, campaign, field, former[0], candidates[0]):
                suggested = candidates[0]
        found += (Rename(sheet, field, name, candidates, is_alone, suggested) for name in former)
    return tuple(found)


def _numbers_fit(view: GridView, campaign: Campaign, field: str, before: str, after: str) -> bool:
    """Whether no row of the former name has more votes than there are valid ballots."""
    valid = {c.name: tally.turnout(c).valid for c in campaign.classes if c.returned is not None}
    for row in view.grid_rows():
        if view.read(row, field) != before:
            continue
        name = after if field == "voter_class" else view.read(row, "voter_class")
        votes = (v for v in view.votes(row).values() if isinstance(v, (int, float)))
        if name in valid and sum(votes) > valid[name]:
            return False
    return True


def chosen(renames: Iterable[Rename], choose: Choose) -> tuple[tuple[Rename, str], ...]:
    """Ask about each; a name that was chosen is no candidate any more."""
    taken: set[tuple[str, str]] = set()
    answers = []
    for each in renames:
        left = tuple(name for name in each.candidates if (each.field, name) not in taken)
        answer = choose(dataclasses.replace(each, candidates=left)) if left else ""
        if answer not in left:
            answer = ""
        taken.add((each.field, answer))
        answers.append((each, answer))
    return tuple(answers)


def as_renamed(answers: Sequence[tuple[Rename, str]]) -> Renamed:
    """The new names by field and former name."""
    return {
        field: {each.before: name for each, name in answers if name and each.field == field}
        for field in LABELS
    }


def entered_names(headings: Iterable[str], campaign: Campaign) -> Iterator[tuple[str, str]]:
    """The official and the item that each heading of 计票录入 names, when either is known."""
    officials = [official.name for official in campaign.officials]
    items = [item.name for item in campaign.items]
    for heading in headings:
        if (parts := heading_parts(heading, officials, items)) is not None:
            yield from zip(LABELS, parts, strict=False)


def heading_parts(
    heading: str, officials: Iterable[str], items: Iterable[str]
) -> tuple[str, str] | None:
    """The official and the item of a heading, of which one is among these; None if neither is."""
    for official in sorted(officials, key=len, reverse=True):
        if heading.startswith(official) and (rest := heading[len(official) :].strip(_BETWEEN)):
            return official, rest
    for item in sorted(items, key=len, reverse=True):
        if heading.endswith(item) and (rest := heading[: -len(item)].strip(_BETWEEN)):
            return rest, item
    return None
