"""What ``docgen grid`` is to do with 计票结果: which row and column goes where. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from docgen.campaign import schema
from docgen.campaign.model import Campaign
from docgen.workbook.grid.view import LABELS, GridView, Key, Leftover, Slot, wanted_rows


@dataclass(frozen=True, slots=True)
class GridPlan:
    """Where everything goes; rows and columns count from 1.

    ``rows`` are the wanted rows in order with the row that each stands in now (None: it is
    new). ``relabelled`` are row and column of each label that was renamed, and the new name.
    ``unmatched_rows`` are rows that fit nothing, ``foreign_rows`` rows that are not of the grid, such
    as sums and remarks.
    """

    heading_row: int
    labels: Mapping[str, int]
    rows: tuple[tuple[Key, int | None], ...]
    relabelled: tuple[tuple[int, int, str], ...]
    slots: tuple[Slot, ...]
    unmatched_rows: tuple[int, ...]
    foreign_rows: tuple[int, ...]
    leftovers: tuple[Leftover, ...]
    dropped: tuple[str, ...]

    @property
    def rows_in_place(self) -> bool:
        """Whether every wanted row stands where it is wanted, and nothing beside them."""
        places = enumerate((old for _, old in self.rows), start=self.heading_row + 1)
        return not self.unmatched_rows and all(old == place for place, old in places)

    @property
    def is_in_place(self) -> bool:
        """Whether there is nothing to do."""
        return self.rows_in_place and self.columns_in_place and not self.relabelled

    @property
    def columns_in_place(self) -> bool:
        """Whether every grade stands where it is wanted."""
        return all(slot.before == slot.after for slot in self.slots)


def plan_grid(view: GridView, campaign: Campaign) -> GridPlan:
    """Lay out 计票结果 as the other sheets want it."""
    wanted = wanted_rows(campaign)
    own = view.grid_rows()
    below = view.raw.rows.keys() - own
    others = sorted(row for row in below if row > view.headings.row and view.typed(row))
    found, reasons = _sorted_out(view, own, wanted)
    stray = {row: tuple(_leftovers_of_stray(view, row, why)) for row, why in reasons.items()}
    former = {
        row: tuple(_leftovers_of_former(view, row, is_other=row in others))
        for row in (*found.values(), *others)
    }
    leftovers = stray | former
    return GridPlan(
        heading_row=view.headings.row,
        labels=view.label_columns,
        rows=tuple((key, found.get(key)) for key in wanted),
        relabelled=tuple(_relabelled(view, found.values())),
        slots=view.slots,
        unmatched_rows=tuple(sorted(stray)),
        foreign_rows=tuple(others),
        leftovers=tuple(leftover for row in sorted(leftovers) for leftover in leftovers[row]),
        dropped=tuple(
            f"第{row}行（{'，'.join(filter(None, view.key(row)))}）"
            for row in sorted(stray)
            if not stray[row]
        ),
    )


def _relabelled(view: GridView, rows: Iterable[int]) -> Iterator[tuple[int, int, str]]:
    """The labels of these rows that were renamed."""
    for row in rows:
        for field, names in view.renamed.items():
            if (name := names.get(view.read(row, field))) is not None:
                yield row, view.label_columns[field], name


def _sorted_out(
    view: GridView, rows: list[int], wanted: list[Key]
) -> tuple[dict[Key, int], dict[int, str]]:
    """The row of each key that is wanted, and why each other row fits nothing.

    Of rows with the same labels the first with votes is kept.
    """
    by_key: dict[Key, list[int]] = {}
    for row in rows:
        by_key.setdefault(view.key(row), []).append(row)
    found: dict[Key, int] = {}
    reasons: dict[int, str] = {}
    allowed = set(wanted)
    for key, same in by_key.items():
        if key not in allowed:
            reasons |= dict.fromkeys(same, _reason(key, wanted))
            continue
        found[key] = next((row for row in same if view.votes(row)), same[0])
        again = (row for row in same if row != found[key])
        reasons |= dict.fromkeys(again, "与另一行重复，《计票结果》中保留有票数的前一行")
    return found, reasons


def _reason(key: Key, wanted: list[Key]) -> str:
    """Why a row fits nothing: the first label that is not known, or not there."""
    for number, (field, label) in enumerate(zip(LABELS, key, strict=True)):
        column = schema.COUNTS.column(field)
        sheet, _ = column.follows or ("", "")
        if not label:
            return f"没有填写{column.heading}"
        if label not in {row[number] for row in wanted}:
            ending = "，或者应到人数为0" if field == "voter_class" else ""
            return f"《{sheet}》没有“{label}”{ending}"
    raise AssertionError(key)


def _leftovers_of_stray(view: GridView, row: int, reason: str) -> Iterator[Leftover]:
    """What a row that goes holds; a formula beside the grid stays for the row's next use."""
    labels = set(view.label_columns.values())
    votes = view.votes(row)
    for column in view.typed(row):
        if column in votes or (column not in labels and (row, column) not in view.formulas):
            yield view.leftover(row, column, reason)


def _leftovers_of_former(view: GridView, row: int, *, is_other: bool) -> Iterator[Leftover]:
    """The votes of a row for grades that are no more; the formulas of a sum stay in place."""
    named = {slot.after for slot in view.slots}
    typed = view.votes(row)
    for slot in view.slots:
        stays = is_other and slot.after and (row, slot.column) in view.formulas
        if slot.column in typed and slot.before not in named and not stays:
            yield view.leftover(row, slot.column, f"《{schema.GRADES.name}》没有“{slot.before}”")
