"""计票结果 as ``docgen grid`` looks at it: its rows, their labels and votes. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product

from docgen.campaign import schema, tally
from docgen.campaign.model import Campaign
from docgen.campaign.schema import Column, Kind, Sheet
from docgen.workbook.cell_reference import address_of
from docgen.workbook.reading import cells
from docgen.workbook.reading.fields import Findings, Headings, is_blank, plain_value
from docgen.workbook.reading.grade_columns import TOTALS, is_of_votes
from docgen.workbook.reading.sheets import RawSheet, RawValue, Unreadable
from docgen.workbook.reading.tables import find_headings, is_blank_or_note

Key = tuple[str, str, str]  # official, item, class
Renamed = Mapping[str, Mapping[str, str]]  # a label's field to the former names and the new ones

LABELS = ("official", "item", "voter_class")
_TEXT = Column("", "", Kind.TEXT)
# What grades are called: a column of that heading is a grade's, though no longer in use.
_USUAL_GRADE = re.compile(
    r"(很|非常|比较|较|基本|不太|很不|不)?(满意|称职|合格|胜任|了解|优秀|良好|好|差|一般|优|良|中)"
)


@dataclass(frozen=True, slots=True)
class Slot:
    """A column of votes: its number, the heading it had and the one it gets ("" for none)."""

    column: int
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Leftover:
    """Something typed that has no place any more: where it stood, what it was, why."""

    cell: str
    labels: Key
    heading: str
    value: int | float | str
    reason: str


def wanted_rows(campaign: Campaign) -> list[Key]:
    """Every row of the grid: officials × items × classes that vote, in that order."""
    return list(
        product(
            (official.name for official in campaign.officials),
            (item.name for item in campaign.items),
            (voter_class.name for voter_class in tally.voting_classes(campaign.classes)),
        )
    )


def view_of(
    campaign: Campaign,
    raw: RawSheet,
    formulas: Mapping[tuple[int, int], str],
    titled: Mapping[int, str],
) -> GridView:
    """Look at 计票结果.

    ``formulas`` are those of its cells by row and column; ``titled`` gives for a column what
    the prompts of its validation call it.
    """
    sheet = schema.count_sheet(grade.name for grade in campaign.grades)
    headings = find_headings(sheet, raw, Findings(raw.name))
    slots = tuple(_slots(sheet, raw, headings, titled))
    wanted = wanted_rows(campaign)
    entries = (tuple(dict.fromkeys(names)) for names in zip(*wanted, strict=True))
    offered = dict(zip(LABELS, entries, strict=True)) if wanted else dict.fromkeys(LABELS, ())
    return GridView(sheet, raw, headings, slots, formulas, offered)


def _slots(
    sheet: Sheet, raw: RawSheet, headings: Headings, titled: Mapping[int, str]
) -> Iterator[Slot]:
    """The columns of votes that there are, then new ones, each with the grade it gets."""
    wanted = [column.heading for column in sheet.columns if column.grade]
    present = {headings.columns[h]: h for h in wanted if h in headings.columns}
    present |= _former(raw, headings, titled, none_known=not present)
    last = max((c for row in raw.rows.values() for c, v in row.items() if not is_blank(v)))
    columns = sorted(present)
    columns += range(last + 1, last + 1 + max(0, len(wanted) - len(columns)))
    for number, column in enumerate(columns):
        after = wanted[number] if number < len(wanted) else ""
        yield Slot(column, present.get(column, ""), after)


def _former(
    raw: RawSheet, headings: Headings, titled: Mapping[int, str], *, none_known: bool
) -> dict[int, str]:
    """The columns of grades that are no more: known by a usual name or by their prompt.

    Where no column of votes is known at all, those beside the labels that hold counts only.
    """
    unknown = {number: heading for heading, number in headings.unknown.items()}
    sure = {
        number: heading
        for number, heading in unknown.items()
        if _USUAL_GRADE.fullmatch(heading) or cells.heading(titled.get(number)) == heading
    }
    if sure or not none_known:
        return sure
    near = set(headings.columns.values())
    for number, heading in sorted(unknown.items()):
        if number - 1 in near and is_of_votes(raw, headings, number):
            near.add(number)
            sure[number] = heading
    return sure


@dataclass(frozen=True, slots=True)
class GridView:
    """The sheet as the plan looks at it."""

    sheet: Sheet
    raw: RawSheet
    headings: Headings
    slots: tuple[Slot, ...]
    formulas: Mapping[tuple[int, int], str]
    offered: Mapping[str, tuple[str, ...]]  # what the other sheets call each label, in order
    renamed: Renamed = field(default_factory=dict)

    @property
    def label_columns(self) -> dict[str, int]:
        """The column of each label."""
        columns = self.headings.columns
        return {field: columns[self.sheet.column(field).heading] for field in LABELS}

    def typed(self, row: int) -> dict[int, RawValue]:
        """What a row holds, by column; nothing of formulas only that wait without labels."""
        found = {c: v for c, v in self.raw.rows[row].items() if not is_blank(v)}
        labels = set(self.label_columns.values())
        return found if any(c in labels or (row, c) not in self.formulas for c in found) else {}

    def grid_rows(self) -> list[int]:
        """The rows of the grid: those below the headings that hold something of it."""
        below = (row for row in self.raw.rows if row > self.headings.row)
        return [row for row in below if self.typed(row) and not self.is_other(row)]

    def label(self, row: int, field: str) -> RawValue:
        """A label of a row, the one that stands over merged rows included."""
        column = self.label_columns[field]
        return self.raw.under.get((row, column)) or self.raw.value(row, column)

    def key(self, row: int) -> Key:
        """The labels of a row, as the reader reads them; renamed ones by their new names."""
        official, item, voter_class = (
            self.renamed.get(field, {}).get(name, name)
            for field, name in ((field, self.read(row, field)) for field in LABELS)
        )
        return official, item, voter_class

    def read(self, row: int, field: str) -> str:
        """A label of a row as the reader reads it."""
        value = plain_value(self.label(row, field))
        try:
            text = "" if is_blank(value) else str(cells.parse(value, self.sheet.column(field)))
        except cells.BadCell:
            return cell_text(value)
        return schema.meant(text, self.offered[field]) or text

    def votes(self, row: int) -> dict[int, RawValue]:
        """What the columns of votes hold."""
        slots = {slot.column for slot in self.slots}
        return {c: v for c, v in self.typed(row).items() if c in slots}

    def is_other(self, row: int) -> bool:
        """Whether a row is a sum or a note, or holds only what its owner put beside the grid."""
        own = {*self.label_columns.values(), *(slot.column for slot in self.slots)}
        if not own & self.typed(row).keys() or is_blank_or_note(self.raw.rows[row]):
            return True
        labels = (plain_value(self.label(row, field)) for field in LABELS)
        return any(cells.heading(label) in TOTALS for label in labels)

    def name(self, column: int) -> str:
        """The heading over a column."""
        known = (self.headings.columns.items(), self.headings.unknown.items())
        return next((h for items in known for h, c in items if c == column), "")

    def leftover(self, row: int, column: int, reason: str) -> Leftover:
        """A cell that goes leftover."""
        value, formula = self.raw.value(row, column), self.formulas.get((row, column))
        kept: int | float | str
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            kept = value
        else:
            kept = cell_text(value)
        if formula and (isinstance(kept, str) or column not in self.votes(row)):
            kept = f"={formula}"
        return Leftover(address_of(row, column), self.key(row), self.name(column), kept, reason)


def cell_text(value: RawValue) -> str:
    """The text of a cell as a person sees it."""
    if isinstance(value, Unreadable):
        return value.error
    try:
        return "" if value is None else str(cells.parse(value, _TEXT))
    except cells.BadCell:
        return str(value)
