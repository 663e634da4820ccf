"""What helps while a sheet is being filled: drop-downs, prompts, the colour of empty cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from openpyxl.formatting.rule import Rule
from openpyxl.styles import PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from docgen.campaign import schema
from docgen.campaign.schema import NO, YES, Column, Kind, Sheet

MISSING_COLOUR = "FFEFB8"
LAST_ROW = 2000  # validations and colours reach this far, beyond the bordered rows

_FIRST_DAY, _LAST_DAY = date(2000, 1, 1), date(2099, 12, 31)


def _serial(day: date) -> str:
    """A day as Excel counts it."""
    return str((day - date(1899, 12, 30)).days)


@dataclass(frozen=True, slots=True)
class _Check:
    """What Excel checks in a typed cell, and what it says when the check fails.

    ``warning`` lets the typed text stand when the user insists: the reader understands
    more ways of writing a date than Excel does.
    """

    type: Literal["whole", "decimal", "date", "time"]
    bounds: tuple[str, str] | None
    style: Literal["stop", "warning"]
    error: str


_CHECKS: Mapping[Kind, _Check] = {
    Kind.DATE: _Check(
        "date",
        (_serial(_FIRST_DAY), _serial(_LAST_DAY)),
        "warning",
        "不像日期。请按年月日填写，例如2026-3-5或2026年3月5日。",
    ),
    Kind.TIME: _Check(
        "time", ("0", "0.999988"), "warning", "不像时间。请按时分填写，例如9:00或14:30。"
    ),
    Kind.COUNT: _Check("whole", None, "stop", "只能填零或正整数，例如35；没有则填0。"),
    Kind.NUMBER: _Check("decimal", None, "stop", "只能填零或正数，例如40或37.5。"),
    Kind.YEAR: _Check(
        "whole",
        (str(_FIRST_DAY.year), str(_LAST_DAY.year)),
        "warning",
        "不像年度。请填四位数字，例如2026。",
    ),
}

_PROMPTS: Mapping[Kind, str] = {
    Kind.DATE: "填年月日，例如2026-3-5或2026年3月5日。",
    Kind.TIME: "填时分，例如9:00或14:30。",
    Kind.COUNT: "填零或正整数，例如35。",
    Kind.YEAR: "填四位数字，例如2026。",
    Kind.RATIO: "填分数或百分数，例如2/3或60%。",
    Kind.NUMBER: "填零或正数，可以有小数，例如40。",
    Kind.CHOICE: "请从下拉列表中选择。",
    Kind.FLAG: "请从下拉列表中选择。",
}


def add_info_help(worksheet: Worksheet, rows: Mapping[int, Column]) -> None:
    """Validate the values in column B of the key-and-value sheet; colour empty required ones."""
    for row, column in rows.items():
        # The note stands in the next column; the prompt need not repeat it.
        _add_validation(worksheet, column, f"B{row}", note="")
        if column.required:
            _colour(worksheet, f"B{row}", f"LEN(TRIM($B{row}))=0")


def add_table_help(worksheet: Worksheet, sheet: Sheet) -> None:
    """Validate each column of a table; colour required cells empty in a row begun."""
    for number, column in enumerate(sheet.columns, start=1):
        letter = get_column_letter(number)
        area = f"{letter}2:{letter}{LAST_ROW}"
        _add_validation(worksheet, column, area, column.note)
        if column.required:
            # The votes of a row may all stay empty until the count.
            together = [c for c in sheet.columns if c.grade] if column.grade else sheet.columns
            begun = _span(sheet, together)
            _colour(worksheet, area, f"AND(LEN(TRIM(${letter}2))=0,COUNTA({begun})>0)")


def _span(sheet: Sheet, columns: Sequence[Column]) -> str:
    """The cells of these neighbouring columns in row 2, the row of the rule's first cell."""
    first = get_column_letter(sheet.columns.index(columns[0]) + 1)
    last = get_column_letter(sheet.columns.index(columns[-1]) + 1)
    return f"${first}2:${last}2"


def _colour(worksheet: Worksheet, area: str, formula: str) -> None:
    look = DifferentialStyle(fill=PatternFill("solid", bgColor=MISSING_COLOUR))
    rule = Rule(type="expression", formula=[formula], dxf=look)
    worksheet.conditional_formatting.add(area, rule)


def _add_validation(worksheet: Worksheet, column: Column, area: str, note: str) -> None:
    validation = _validation(column)
    prompt = _prompt(column) + (f"{note}。" if note else "")
    if validation is None and not prompt:
        return
    validation = validation or DataValidation()
    validation.allowBlank = True
    if prompt:
        validation.showInputMessage = True
        validation.promptTitle, validation.prompt = column.heading, prompt
    if validation.error:
        validation.showErrorMessage = True
        validation.errorTitle = f"请核对“{column.heading}”"
    validation.add(area)
    worksheet.add_data_validation(validation)


def _validation(column: Column) -> DataValidation | None:
    closed = (YES, NO) if column.kind is Kind.FLAG else tuple(column.choices or ())
    if closed:
        error = f"只能填：{'、'.join(closed)}。"
        return DataValidation("list", _listed(closed), errorStyle="stop", error=error)
    if column.follows:
        sheet_name, heading = column.follows
        error = f"《{sheet_name}》的“{heading}”一列中没有这一项。"
        return DataValidation(
            "list", _followed(sheet_name, heading), errorStyle="warning", error=error
        )
    if column.suggestions:
        return DataValidation("list", _listed(column.suggestions), errorStyle="information")
    check = _CHECKS.get(column.kind)
    if check is None:
        return None
    first, last = check.bounds or ("0", None)
    return DataValidation(
        check.type,
        first,
        last,
        operator="between" if last else "greaterThanOrEqual",
        errorStyle=check.style,
        error=check.error,
    )


def _prompt(column: Column) -> str:
    if column.follows:
        sheet_name, heading = column.follows
        return f"请从下拉列表中选择，列表来自《{sheet_name}》的“{heading}”一列。"
    offered = "可以从下拉列表中选择，也可以自己填写。" if column.suggestions else ""
    return _PROMPTS.get(column.kind, "") + offered


def _listed(entries: tuple[str, ...]) -> str:
    return f'"{",".join(entries)}"'


def _followed(sheet_name: str, heading: str) -> str:
    """A formula for the entries typed so far in another sheet's column."""
    sheet = next(sheet for sheet in schema.TABLES if sheet.name == sheet_name)
    number = [column.heading for column in sheet.columns].index(heading) + 1
    letter = get_column_letter(number)
    place = f"{quote_sheetname(sheet_name)}!${letter}$2"
    return f"OFFSET({place},0,0,MAX(1,COUNTA({place}:${letter}${LAST_ROW})),1)"
