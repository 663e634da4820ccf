"""批量结果.xlsx: what became of each workbook of a batch, and every problem with its cell.

Rows are written as they come, so that a hundred thousand workbooks need no more memory than ten.
"""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from docgen.errors import Problem
from docgen.ooxml.zip_writer import rezip
from docgen.workbook.writing.report_table import ReportColumn, put_text, row_height, set_up_print
from docgen.workbook.writing.reproducible import DAY, stamp

_MOST_ROWS = 1_048_576  # of a sheet in Excel
_SHEETS = (
    ("结果", (("序号", 8), ("工作簿", 44), ("社区名称", 20), ("文件夹", 44), ("结果", 12), ("公文份数", 10),
            ("错误", 8), ("提醒", 8))),
    ("问题", (("序号", 8), ("工作簿", 44), ("社区名称", 20), ("类别", 8), ("工作表", 16), ("单元格", 10),
            ("问题", 60), ("办法", 60))),
)  # fmt: skip
_HEADING = Font(name="黑体", size=11, color="FFFFFF")
_FILL = PatternFill("solid", fgColor="1F4E79")
_BODY = Font(name="宋体", size=11)
_CENTRE = Alignment(horizontal="center", vertical="center")
_WRAPPED = Alignment(vertical="center", wrap_text=True)


class BatchResult:
    """The workbook while it is being written."""

    def __init__(self) -> None:
        self._book = Workbook(write_only=True)
        self._rows = dict.fromkeys((name for name, _ in _SHEETS), 0)
        self._sheets = {name: self._sheet(name, columns) for name, columns in _SHEETS}
        self._number = 0

    def add(
        self,
        labels: tuple[str, str, str, str],
        figures: tuple[int | None, int | None, int | None],
        problems: Sequence[Problem],
    ) -> None:
        """A row for a workbook, and one for each of its problems.

        ``labels`` are path, community, package and state; ``figures`` the numbers of documents,
        errors and warnings, None where nobody knows.
        """
        self._number += 1
        self._row("结果", self._number, *labels, *figures)
        for each in problems:
            place = (each.severity.value, each.sheet, each.cells_shown, each.message, each.hint)
            self._row("问题", self._number, *labels[:2], *place)

    def data(self) -> bytes:
        """The file; the same rows give the same bytes."""
        for name, columns in _SHEETS:
            last = max(1, self._rows[name])
            letter = get_column_letter(len(columns))
            self._sheets[name].auto_filter.ref = f"A1:{letter}{last}"
        buffer = BytesIO()
        stamp(self._book, buffer)
        return _without_times(buffer)

    def _sheet(self, name: str, columns: Sequence[tuple[str, int]]) -> Any:
        sheet = self._book.create_sheet(name)
        sheet.freeze_panes = "C2"
        set_up_print(sheet)
        for number, (_, width) in enumerate(columns, start=1):
            sheet.column_dimensions[get_column_letter(number)].width = width
        cells = []
        for heading, _ in columns:
            cell = WriteOnlyCell(sheet, heading)
            cell.font, cell.fill, cell.alignment = _HEADING, _FILL, _CENTRE
            cells.append(cell)
        sheet.append(cells)
        self._rows[name] = 1
        return sheet

    def _row(self, name: str, *values: str | int | None) -> None:
        sheet = self._sheets[name]
        self._rows[name] += 1
        if self._rows[name] > _MOST_ROWS:
            return
        if self._rows[name] == _MOST_ROWS:
            values = (None, "表格已满，后面的没有列出", *[None] * (len(values) - 2))
        cells = []
        for value in values:
            cell = WriteOnlyCell(sheet)
            cell.font, cell.alignment = _BODY, _WRAPPED
            if isinstance(value, str):
                put_text(cell, value)
            else:
                cell.value = value
            cells.append(cell)
        columns = [ReportColumn(heading, width) for heading, width in dict(_SHEETS)[name]]
        sheet.row_dimensions[self._rows[name]].height = row_height(values, columns)
        sheet.append(cells)


def _without_times(file: BytesIO) -> bytes:
    """The zip with the same time on every member; openpyxl writes that of the clock."""
    with zipfile.ZipFile(file) as old:
        return rezip(old, day=DAY)
