"""计票结果_备份: what was typed into 计票结果 and has no place there any more."""

from __future__ import annotations

from collections.abc import Sequence

from docgen.workbook.editing.sheet import SheetXml
from docgen.workbook.grid.view import Leftover
from docgen.workbook.reading.fields import heading_at, is_blank
from docgen.workbook.reading.sheets import RawSheet

NAME = "计票结果_备份"
HEADINGS = ("原单元格", "述评对象", "测评项目", "类别", "等次", "票数", "原因")
_WIDTHS = (12, 14, 24, 14, 12, 10, 50)


def new_sheet(namespace: str) -> SheetXml:
    """An empty sheet with columns wide enough."""
    columns = "".join(
        f'<col min="{number}" max="{number}" width="{width}" customWidth="1"/>'
        for number, width in enumerate(_WIDTHS, start=1)
    )
    return SheetXml(
        f'<worksheet xmlns="{namespace}"><cols>{columns}</cols><sheetData/></worksheet>'.encode()
    )


def keep_leftovers(
    sheet: SheetXml, raw: RawSheet | None, leftovers: Sequence[Leftover], styles: tuple[str, str]
) -> None:
    """Write one row for each thing below what the sheet (None: a new one) holds already.

    ``styles`` are the numbers of the styles of a heading and of a cell below it.
    """
    used = [
        r for r, row in (raw.rows if raw else {}).items() if not all(map(is_blank, row.values()))
    ]
    last = max([0, *used])
    columns = _columns(raw) if raw else None
    if columns is None:
        last += 1
        columns = dict(zip(HEADINGS, range(1, len(HEADINGS) + 1), strict=True))
        for heading, column in columns.items():
            sheet.set_style(last, column, styles[0])
            sheet.set_text(last, column, heading)
    for row, leftover in enumerate(leftovers, start=last + 1):
        values = (
            leftover.cell,
            *leftover.labels,
            leftover.heading,
            leftover.value,
            leftover.reason,
        )
        for heading, value in zip(HEADINGS, values, strict=True):
            sheet.set_style(row, columns[heading], styles[1])
            if isinstance(value, str):
                sheet.set_text(row, columns[heading], value)
            else:
                sheet.set_number(row, columns[heading], value)


def _columns(raw: RawSheet) -> dict[str, int] | None:
    """The column of each heading; None when one of them is missing."""
    for row, cells in raw.rows.items():
        found = {heading_at(raw, row, column): column for column in cells}
        if set(HEADINGS) <= found.keys():
            return {heading: found[heading] for heading in HEADINGS}
    return None
