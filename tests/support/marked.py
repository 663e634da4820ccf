"""What the tests of marked copies share: a faulty workbook, and what is seen in a copy."""

from __future__ import annotations

import tempfile
from copy import copy
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openxml_audit import OpenXmlValidator

from docgen.commands.check import CheckReport, check_bytes
from docgen.workbook.marking import marked_copy
from tests.support.malformed_parts import all_of, put, remove_sheet
from tests.support.samples import changed, sheet_of

ERROR, WARNING = "FDA090", "FDD050"
Cell = tuple[str, str]  # sheet and reference


def _hide_grades(book: Workbook) -> None:
    sheet_of(book, "测评等次").sheet_state = "hidden"


def _comment(book: Workbook) -> None:
    sheet = sheet_of(book, "领导小组")
    sheet["B3"].comment = Comment("问过王书记，姓名待定。", "小李")
    sheet["D5"].comment = Comment("分工已经核对。", "小李")


FAULTS = all_of(
    put("领导小组!B3", None),
    put("领导小组!C4", None),
    put("活动信息!B11", "明天"),
    put("计票结果!I1", "备注"),
    put("测评等次!B3", "算"),
    remove_sheet("整改清单"),
    _hide_grades,
    _comment,
)
MARKED = {
    ("领导小组", "B3"): ERROR,
    ("领导小组", "C4"): ERROR,
    ("活动信息", "B11"): ERROR,
    ("测评等次", "B3"): ERROR,
    ("计票结果", "I1"): WARNING,
    ("计票结果", "D17"): WARNING,  # the sample's own
    ("计票结果", "D31"): WARNING,
}


@cache
def faulty() -> bytes:
    """The sample with a fault in each of several sheets, and comments of a person."""
    return changed(FAULTS)


def marked(data: bytes) -> bytes:
    """The copy that ``docgen check --mark`` makes."""
    report = check_bytes(data)
    return marked_copy(report.data, report.problems)


def checked(data: bytes) -> CheckReport:
    """What is wrong in it."""
    return check_bytes(data)


def opened(data: bytes) -> Workbook:
    """The workbook as openpyxl sees it."""
    return load_workbook(BytesIO(data))


def look(cell: Any) -> tuple[Any, ...]:
    """Everything about how a cell looks."""
    names = ("font", "fill", "border", "alignment", "protection")
    return (*(copy(getattr(cell, name)) for name in names), cell.number_format)


def colours(data: bytes) -> dict[Cell, str]:
    """The cells in the colours of marks, on a light ground."""
    return {
        (sheet.title, cell.coordinate): cell.fill.fgColor.rgb[2:]
        for sheet in opened(data).worksheets
        for row in sheet.iter_rows()
        for cell in row
        if str(cell.fill.fgColor.rgb).startswith("FFFD")
    }


def comments(data: bytes) -> dict[Cell, tuple[str, str]]:
    """The author and text of every comment."""
    return {
        (sheet.title, cell.coordinate): (cell.comment.author, cell.comment.text)
        for sheet in opened(data).worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment is not None
    }


def findings(data: bytes) -> set[str]:
    """What is wrong with a file by the standard, and what Excel would mend."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "工作簿.xlsx"
        path.write_bytes(data)
        return {
            error.description
            for error in OpenXmlValidator().validate(str(path)).errors
            if "inline-string" not in error.description  # Excel rewrites those quietly
        }
