"""编号 of 意见建议 and 整改清单: filled in for the rows that have none yet."""

from __future__ import annotations

from docgen.campaign.schema import Sheet
from docgen.workbook.editing.sheet import SheetXml
from docgen.workbook.reading.fields import Findings, is_blank
from docgen.workbook.reading.sheets import RawSheet
from docgen.workbook.reading.tables import find_headings, rows_of_records


def fill_numbers(kind: Sheet, raw: RawSheet, sheet: SheetXml) -> int:
    """Give each row without a number the next that was never used; how many were given."""
    (column,) = (each for each in kind.columns if each.counts_rows)
    headings = find_headings(kind, raw, Findings(raw.name))
    if not headings.columns:
        return 0  # the reader says so
    known = {c for heading, c in headings.columns.items() if heading != column.heading}
    rows = [
        row
        for row in rows_of_records(kind, raw, headings)
        if any(not is_blank(raw.value(row, each)) for each in known)
    ]
    place = headings.columns.get(column.heading) or _last(raw) + 1
    lacking = [row for row in rows if is_blank(raw.value(row, place))]
    if not lacking:
        return 0
    if column.heading not in headings.columns:
        sheet.copy_look(place - 1, place)
        sheet.set_text(headings.row, place, column.heading)
    used = (raw.value(row, place) for row in raw.rows if row > headings.row)
    last = max((int(n) for n in used if isinstance(n, (int, float)) and n < 10**6), default=0)
    for number, row in enumerate(lacking, start=last + 1):
        sheet.set_number(row, place, number)
    return len(lacking)


def _last(raw: RawSheet) -> int:
    return max(c for row in raw.rows.values() for c, value in row.items() if not is_blank(value))
