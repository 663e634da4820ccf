"""The plan of 计票结果 carried out on the sheet's XML."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from openpyxl.utils import range_boundaries

from docgen.ooxml.package import EditableWorkbook
from docgen.ooxml.xml import Element, parse, to_bytes
from docgen.workbook.editing.formulas import Moves, following
from docgen.workbook.editing.sheet import (
    LAST_ROW,
    SheetXml,
    columns_of,
    retitle,
)
from docgen.workbook.grid.plan import GridPlan
from docgen.workbook.grid.view import LABELS, Slot, cell_text
from docgen.workbook.reading.sheets import RawSheet


def prompt_titles(sheet: SheetXml) -> dict[int, str]:
    """What the prompts of a sheet's validations call each column that has one of its own."""
    found = {}
    for validation in sheet.validations():
        columns = columns_of(validation.get("sqref", ""))
        if len(columns) == 1 and (title := validation.get("promptTitle")):
            found[columns.pop()] = title
    return found


def carry_out(plan: GridPlan, sheet: SheetXml, raw: RawSheet) -> None:
    """Move rows, votes and headings to their places; styles stay with rows and columns."""
    formulas = sheet.formulas()
    sheet.write_out_formulas()
    sheet.unmerge(plan.heading_row)
    labels = set(plan.labels.values())
    labelled = {old for _, old in plan.rows} | {
        r for r in plan.foreign_rows if labels & set(raw.rows[r])
    }
    for (row, column), label in raw.under.items():
        if row in labelled and column in labels:
            sheet.set_text(row, column, cell_text(label))
    for row, column, name in plan.relabelled:
        sheet.set_text(row, column, name)
    for row in plan.unmatched_rows:
        sheet.strip_row(row, labels | {slot.column for slot in plan.slots})
    if not plan.columns_in_place:
        _arrange_columns(plan, sheet, formulas)
    if not plan.rows_in_place:
        _arrange_rows(plan, sheet, raw.name)


# --- columns -----------------------------------------------------------------------------


def _arrange_columns(
    plan: GridPlan, sheet: SheetXml, formulas: Mapping[tuple[int, int], str]
) -> None:
    for slot in plan.slots:
        if slot.before and slot.after:
            _retitle_validations(slot, sheet)
    for neighbour, slot in pairwise((_last_label(plan), *plan.slots)):
        _head_column(plan, sheet, neighbour, slot)
    columns = {slot.before: slot.column for slot in plan.slots if slot.before}
    sources = {slot.column: columns.get(slot.after) for slot in plan.slots}
    for row in [old for _, old in plan.rows if old]:
        sheet.rearrange(row, sources)
    for row in plan.foreign_rows:
        sheet.rearrange(row, _without_sums(plan, row, sources, formulas))


def _retitle_validations(slot: Slot, sheet: SheetXml) -> None:
    """Let the validations of one column alone name its new heading."""
    for validation in sheet.validations():
        if columns_of(validation.get("sqref", "")) == {slot.column}:
            retitle(validation, slot.before, slot.after)


def _head_column(plan: GridPlan, sheet: SheetXml, neighbour: Slot, slot: Slot) -> None:
    """Write the heading of a column; a new one looks like the column before it."""
    if not slot.before:
        sheet.copy_look(neighbour.column, slot.column)
        if neighbour.after:
            headings = (neighbour.after, slot.after)
            sheet.extend_help(neighbour.column, slot.column, headings)
    if slot.before != slot.after:
        sheet.set_text(*sheet.visible_cell(plan.heading_row, slot.column), slot.after)


def _last_label(plan: GridPlan) -> Slot:
    return Slot(max(plan.labels.values()), "", "")


def _without_sums(
    plan: GridPlan,
    row: int,
    sources: Mapping[int, int | None],
    formulas: Mapping[tuple[int, int], str],
) -> dict[int, int | None]:
    """The moves within a row of sums: a formula sums its own column, whatever grade that is."""
    used = {slot.column for slot in plan.slots if slot.after}
    return {
        column: None if (row, source) in formulas else source
        for column, source in sources.items()
        if column not in used or (row, column) not in formulas
    }


# --- rows --------------------------------------------------------------------------------


@dataclass(slots=True)
class _Rows:
    """The rows below the headings as they were, and where each goes."""

    former: Mapping[int, Element]
    places: dict[int, int]  # the number that a row had to the one it gets
    placed: dict[int, Element]  # by the new number, rows made now included

    def put(self, number: int, place: int) -> None:
        """Give a former row its new place."""
        self.places[number], self.placed[place] = place, self.former[number]

    def free(self) -> list[int]:
        """The former rows that have no place yet."""
        return [number for number in sorted(self.former) if number not in self.places]


def _arrange_rows(plan: GridPlan, sheet: SheetXml, name: str) -> None:
    first = plan.heading_row + 1
    last = plan.heading_row + len(plan.rows)
    former = {number: row for number, row in sheet.rows.items() if number >= first}
    places = {old: new for new, (_, old) in enumerate(plan.rows, start=first) if old}
    grid = [*places, *plan.unmatched_rows]
    below = last
    for row in sorted(plan.foreign_rows):
        below = places[row] = max(row, below + 1)
    placed = {places[number]: row for number, row in former.items() if number in places}
    rows = _Rows(former, places, placed)
    new = {new: key for new, (key, old) in enumerate(plan.rows, start=first) if not old}
    _place_new(sheet, rows, new, next((former[row] for row in grid), None))
    _fill_up(rows)
    sheet.put_rows(placed, below=plan.heading_row)
    moves = Moves(
        name,
        places,
        frozenset(plan.unmatched_rows),
        before=(min(grid, default=0), max(grid, default=0)),
        after=(first, last),
    )
    came_from = {new: old for old, new in places.items()}
    sheet.rewrite_formulas(lambda formula, row: following(formula, moves, came_from.get(row, row)))
    for place, key in new.items():
        for field, label in zip(LABELS, key, strict=True):
            sheet.set_text(place, plan.labels[field], label)


def _place_new(sheet: SheetXml, rows: _Rows, new: Iterable[int], model: Element | None) -> None:
    """Find the rows of new labels: those that wait with styles, else copies of the model."""
    waiting = (number for number in rows.free() if sheet.holds_cells(rows.former[number]))
    for place in new:
        if (taken := next(waiting, None)) is not None:
            rows.put(taken, place)
        elif model is not None:
            rows.placed[place] = sheet.blank_copy(model)


def _fill_up(rows: _Rows) -> None:
    """Find places for the rows left over, which hold nothing: their own, else vacant ones."""
    for number in rows.free():
        if number not in rows.placed:
            rows.put(number, number)
    vacant = [number for number in sorted(rows.former) if number not in rows.placed]
    free = rows.free()
    beyond = range(max(rows.placed, default=0) + 1, LAST_ROW + 1)
    for number, place in zip(free, [*vacant, *beyond[: len(free)]], strict=False):
        rows.put(number, place)


# --- tables ------------------------------------------------------------------------------


def rename_table_columns(
    plan: GridPlan, sheet: SheetXml, part: str, parts: EditableWorkbook
) -> None:
    """Let tables on the sheet call their columns what their headings now say.

    A table whose names and headings differ makes Excel repair the file.
    """
    for kind, name in parts.related(part).values():
        if kind != "table":
            continue
        table = parse(parts.read(name))
        left, top, right, _ = range_boundaries(table.get("ref", ""))
        if top != plan.heading_row or not left or not right:
            continue
        columns = table.findall("{*}tableColumns/{*}tableColumn")
        for slot in plan.slots:
            if slot.before != slot.after and left <= slot.column <= right:
                heading = slot.after or f"列{slot.column}"  # none may be empty
                sheet.set_text(plan.heading_row, slot.column, heading)
                columns[slot.column - left].set("name", heading)
        parts.replace(name, to_bytes(table))
