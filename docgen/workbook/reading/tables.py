"""Sheets that are tables: their headings, rows and votes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from docgen.campaign import schema
from docgen.campaign.model import CountRow, Source
from docgen.campaign.schema import Column, Kind, Sheet
from docgen.chinese.signs import comparison_key
from docgen.workbook.cell_reference import address_of
from docgen.workbook.reading import cells
from docgen.workbook.reading.fields import (
    Before,
    Findings,
    Headings,
    absent,
    heading_at,
    is_blank,
    own_headings,
    plain_value,
    read_cell,
    report_columns,
)
from docgen.workbook.reading.grade_columns import TOTALS, report_grade_columns
from docgen.workbook.reading.sheets import RawSheet, RawValue

_HEADING_ROWS = 15  # title rows may stand above the headings
_NOTE = re.compile(
    r"(填表|填报|制表|审核|复核|编制|经办)(人|日期|时间|单位)[:：]|(注|备注|说明|填表说明)\d{0,2}[:：]"
)
_MOST_CELLS_OF_NOTE = 4  # 填表人：…, 审核人：…, and a date; a record has more
_LABELS = {Kind.NAME, Kind.LINE, Kind.CHOICE}


def read_table(sheet: Sheet, raw: RawSheet, before: Before, findings: Findings) -> tuple[Any, ...]:
    """The records of a sheet, a row each."""
    headings = find_headings(sheet, raw, findings)
    if not headings.columns:
        return ()
    _report_headings(sheet, raw, headings, findings)
    records = [
        record
        for row in rows_of_records(sheet, raw, headings)
        if (record := _read_row(sheet, raw, row, headings.columns, before, findings)) is not None
    ]
    _check_unique(sheet, records, findings)
    _check_numbers(sheet, records, findings)
    if not records and not findings.unsound:
        return _empty_table(sheet, findings)
    return tuple(records)


def rows_of_records(sheet: Sheet, raw: RawSheet, headings: Headings) -> list[int]:
    """The rows under the headings, without the notes that stand below the last of them."""
    counted = {headings.columns.get(c.heading) for c in sheet.columns if c.counts_rows}
    rows = [row for row in raw.rows if row > headings.row]
    while rows and is_blank_or_note(
        {number: value for number, value in raw.rows[rows[-1]].items() if number not in counted}
    ):
        rows.pop()
    return rows


def is_blank_or_note(row: Mapping[int, RawValue]) -> bool:
    """Whether a row says nothing, or begins as a note does: 填表人：…, 注：…."""
    filled = [value for value in row.values() if not is_blank(value)]
    if not filled or len(filled) > _MOST_CELLS_OF_NOTE:
        return not filled
    return isinstance(first := filled[0], str) and bool(_NOTE.match("".join(first[:50].split())))


def find_headings(sheet: Sheet, raw: RawSheet, findings: Findings) -> Headings:
    """The headings of a table; notes that there are none, or one twice."""
    known = {column.heading for column in sheet.columns}

    def matches(row: int) -> int:
        return len(set(_headings_of(sheet, raw, row).values()) & known)

    candidates = (row for row in raw.rows if row <= _HEADING_ROWS)
    row = max(candidates, key=matches, default=0)
    if not row or not matches(row):
        findings.error(
            "headings-missing",
            "",
            f"找不到《{sheet.name}》的标题行",
            f"请恢复标题行：{'、'.join(column.heading for column in sheet.columns)}。",
        )
        return Headings(0, {})
    columns: dict[str, int] = {}
    unknown: dict[str, int] = {}
    for number, heading in _headings_of(sheet, raw, row).items():
        if heading in columns:
            findings.error(
                "column-duplicated",
                address_of(row, number),
                f"“{heading}”一列重复出现",
                "请只保留一列，删去多余的一列。",
            )
        elif heading in known:
            columns[heading] = number
        elif heading:
            unknown.setdefault(heading, number)
    return Headings(row, columns, unknown)


def _report_headings(sheet: Sheet, raw: RawSheet, headings: Headings, findings: Findings) -> None:
    """Note the columns that are not there, and those that are not known."""
    explained: set[str] = set()
    if any(column.grade for column in sheet.columns):
        explained = report_grade_columns(sheet, raw, headings, findings)
    unknown = {h: number for h, number in headings.unknown.items() if h not in explained}
    report_columns(sheet, headings, unknown, findings)


def _headings_of(sheet: Sheet, raw: RawSheet, row: int) -> dict[int, str]:
    """The headings of a row by column, those merged down from a row above included."""
    merged = {column: value for (r, column), value in raw.under.items() if r == row}
    found = {number: cells.heading(plain_value(v)) for number, v in merged.items()}
    found |= {number: heading_at(raw, row, number) for number in raw.rows[row]}
    return own_headings(sheet, dict(sorted(found.items())))


def _read_row(
    sheet: Sheet,
    raw: RawSheet,
    row: int,
    columns: Mapping[str, int],
    before: Before,
    findings: Findings,
) -> Any:
    values = {heading: raw.value(row, number) for heading, number in columns.items()}
    present = [column for column in sheet.columns if column.heading in columns]
    if all(c.counts_rows or is_blank(values[c.heading]) for c in present):
        return None
    values |= _merged_labels(raw, row, present, columns)
    addresses = {c.heading: address_of(row, columns[c.heading]) for c in present}
    if (total := _total_heading(sheet, values)) is not None:
        findings.warning(
            "row-total-ignored",
            addresses[total],
            "合计行不作为数据，已忽略",
            "合计由程序计算，可删去该行。",
        )
        return None
    awaited = _awaited(sheet, values)
    fields = {
        c.field: absent(c)
        if c.heading not in columns or c.field in awaited
        else read_cell(values[c.heading], c, addresses[c.heading], findings, before.year)
        for c in sheet.columns
        if not c.grade
    }
    if issubclass(sheet.record, CountRow):  # even when there are no grades
        grades = [c for c in sheet.columns if c.grade]
        fields["votes"] = _read_votes(grades, addresses, values, findings)
    for name, entries in before.entries.items():
        fields[name] = schema.meant(str(fields[name]), entries) or fields[name]
    source = Source(sheet.name, row, _cells_by_field(sheet, present, addresses), awaited)
    return sheet.record(**fields, source=source)


def _awaited(sheet: Sheet, values: Mapping[str, RawValue]) -> frozenset[str]:
    """The fields that a row waits for; none unless the one that ``waits_for`` names is empty."""
    if not sheet.waits_for:
        return frozenset()
    empty = {c.field for c in sheet.columns if c.heading in values and is_blank(values[c.heading])}
    if sheet.waits_for not in empty:
        return frozenset()
    first = len(sheet.prefilled[0])  # behind what the blank workbook fills in
    return frozenset(c.field for c in sheet.columns[first:] if c.field in empty)


def _cells_by_field(
    sheet: Sheet, present: list[Column], addresses: Mapping[str, str]
) -> dict[str, str]:
    """The cell of each field of a row; of votes those of each grade, and the first one."""
    found = {column.field: addresses[column.heading] for column in present}
    if issubclass(sheet.record, CountRow):
        found |= addresses
        found["votes"] = next((addresses[c.heading] for c in present if c.grade), "")
    return found


def _merged_labels(
    raw: RawSheet, row: int, present: list[Column], columns: Mapping[str, int]
) -> dict[str, RawValue]:
    """The labels that stand over a row in merged cells; numbers are never repeated."""
    return {
        column.heading: raw.under[row, columns[column.heading]]
        for column in present
        if column.kind in _LABELS and (row, columns[column.heading]) in raw.under
    }


def _total_heading(sheet: Sheet, values: Mapping[str, RawValue]) -> str | None:
    """The heading under which a row is called a total; None for a row of data."""
    for column in map(sheet.column, sheet.unique if sheet.total_field else ()):
        if cells.heading(plain_value(values.get(column.heading))) in TOTALS:
            return column.heading
    return None


def _read_votes(
    grades: list[Column],
    addresses: Mapping[str, str],
    values: Mapping[str, RawValue],
    findings: Findings,
) -> tuple[int, ...] | None:
    """The votes of a row; None when the count has not been filled in yet."""
    raws = [values.get(column.heading) for column in grades]
    if all(is_blank(raw) for raw in raws) or not all(c.heading in addresses for c in grades):
        return None
    votes = [
        read_cell(raw, column, addresses[column.heading], findings)
        for raw, column in zip(raws, grades, strict=True)
    ]
    return tuple(vote for vote in votes if isinstance(vote, int))


def _check_unique(sheet: Sheet, records: list[Any], findings: Findings) -> None:
    if not sheet.unique:
        return
    seen: dict[tuple[object, ...], Any] = {}
    required = [name for name in sheet.unique if sheet.column(name).required]
    for record in records:
        if not all(getattr(record, name) for name in required):
            continue  # what is missing has been reported
        parts = [getattr(record, name) for name in sheet.unique]
        key = tuple(comparison_key(p) if isinstance(p, str) else p for p in parts)
        if key in seen:
            shown = "、".join(str(part) for part in parts if part)
            findings.error(
                "row-duplicated",
                record.source.cell(sheet.unique[0]),
                f"“{shown}”重复，第{seen[key].source.row}行已有",
                sheet.duplicate_hint,
            )
        seen.setdefault(key, record)


def _check_numbers(sheet: Sheet, records: list[Any], findings: Findings) -> None:
    """Note the numbers that rows share."""
    for column in (column for column in sheet.columns if column.counts_rows):
        seen: dict[int, int] = {}
        for record in records:
            number = getattr(record, column.field)
            if number in seen:
                findings.error(
                    "number-duplicated",
                    record.source.cell(column.field),
                    f"{column.heading}{number}重复，第{seen[number]}行已有",
                    f"请清空这一格，关闭工作簿，运行 docgen grid 补上没有用过的{column.heading}。",
                )
            elif number is not None:
                seen[number] = record.source.row


def _empty_table(sheet: Sheet, findings: Findings) -> tuple[Any, ...]:
    if sheet.default_when_empty:
        findings.warning(
            "table-default",
            "",
            f"《{sheet.name}》没有内容，采用默认的{len(sheet.prefilled)}项",
            f"如需修改，请在《{sheet.name}》中逐项填写。",
        )
        return tuple(default_records(sheet))
    if sheet.required:
        required = "、".join(column.heading for column in sheet.columns if column.required)
        findings.error(
            "table-empty", "", f"《{sheet.name}》没有内容", f"请至少填写一行：{required}。"
        )
    return ()


def default_records(sheet: Sheet) -> Iterator[Any]:
    """The records of the rows that stand in for a sheet left empty."""
    for row in sheet.prefilled:
        texts = dict(zip((column.field for column in sheet.columns), row, strict=False))
        yield sheet.record(
            **{
                column.field: cells.parse(texts[column.field], column)
                if texts.get(column.field)
                else absent(column)
                for column in sheet.columns
            }
        )
