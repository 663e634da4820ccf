"""From a workbook file to a Campaign and everything that is wrong with it."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from docgen.campaign import schema
from docgen.campaign.model import Campaign, Info, Meeting, Source
from docgen.campaign.schema import Sheet
from docgen.errors import Problem, Severity
from docgen.workbook.cell_reference import address_of
from docgen.workbook.reading import ballots, cells
from docgen.workbook.reading.fields import (
    Before,
    Findings,
    absent,
    heading_at,
    is_blank,
    own_headings,
    read_cell,
    report_missing,
)
from docgen.workbook.reading.sheets import MAX_TEXT, RawSheet, TextTooLong, load_sheets
from docgen.workbook.reading.tables import default_records, read_table
from docgen.workbook.safety import CheckedWorkbook, damaged_problem, open_bytes, open_container

_VALUES = "内容"  # stands over the values of 活动信息


@dataclass(frozen=True, slots=True)
class Reading:
    """What a workbook says.

    ``campaign`` is None when the file could not be opened; where a cell has an error, it holds
    a neutral value. ``data`` are the file's bytes as they were read, once there is a campaign.
    """

    campaign: Campaign | None
    problems: tuple[Problem, ...]
    data: bytes = field(default=b"", repr=False, compare=False)


def read_workbook(path: Path) -> Reading:
    """Read a campaign workbook; faults of the file and its cells come back as problems.

    Only ``docgen.campaign.rules`` looks across sheets. Never raises for what is in the file.
    """
    return _read(open_container(path))


def read_workbook_bytes(data: bytes) -> Reading:
    """Read the bytes of a campaign workbook, as ``read_workbook`` does."""
    return _read(open_bytes(data))


def read_info(data: bytes) -> Info | None:
    """What 活动信息 says, alone and much faster; None when the package's name cannot be told.

    It is what ``read_workbook_bytes`` reads there, unless that finds no campaign at all.
    """
    container = open_bytes(data)
    if container.data is None:
        return None
    try:
        loaded = load_sheets(
            container.data, lambda name: cells.sheet_name(name) == schema.INFO.name
        )
    except Exception:  # as in ``_read``
        return None
    sheets, _ = _by_name(loaded)
    findings = Findings(schema.INFO.name)
    info: Info = _read_info(schema.INFO, sheets.get(schema.INFO.name), findings)
    faulty = {problem.field for problem in findings.problems if problem.is_error}
    is_named = info.community and not faulty & {"community", "issued_on"}
    return info if is_named else None


def _read(container: CheckedWorkbook) -> Reading:
    if container.data is None:
        return Reading(None, container.problems)
    try:
        loaded = load_sheets(container.data)
    except TextTooLong:
        return Reading(None, (*container.problems, _text_too_long()))
    except Exception:
        # A damaged file raises errors of every kind, from the zip to the numbers in it.
        return Reading(None, (*container.problems, damaged_problem()))
    sheets, doubles = _by_name(loaded)
    problems = [*container.problems, *doubles]
    if not sheets.keys() & {sheet.name for sheet in schema.SHEETS}:
        return Reading(None, (*problems, _strange_workbook()))
    unsound: set[str] = set()
    contents: dict[str, Any] = {}
    for sheet in schema.SHEETS:
        findings = Findings(sheet.name)
        contents[sheet.field] = _read_sheet(sheet, sheets, contents, unsound, findings)
        problems += findings.problems
        if any(p.is_error and p.field in ("", "name") for p in findings.problems):
            unsound.add(sheet.name)
    meetings: tuple[Meeting, ...] = contents["meetings"]
    contents["meetings"] = tuple(m for m in meetings if "day" not in m.source.empty)
    contents["undated_meetings"] = tuple(m for m in meetings if "day" in m.source.empty)
    return Reading(Campaign(**contents), tuple(problems), container.data)


def _read_sheet(
    sheet: Sheet,
    sheets: Mapping[str, RawSheet],
    before: Mapping[str, Any],
    unsound: Collection[str],
    findings: Findings,
) -> Any:
    """What a sheet says; ``before`` is what the sheets before it say, by field.

    ``unsound`` names those among them whose names have errors.
    """
    raw = sheets.get(sheet.name)
    if raw is None and not sheet.optional:
        _missing_sheet(sheet, sheets, findings)
    if sheet is schema.INFO:
        return _read_info(sheet, raw, findings)
    if sheet.by_ballot:
        terms = ballots.Terms.of(before, unsound)
        return ballots.read_entry(sheet, raw, terms, findings) if raw else None
    if raw is None:
        return tuple(default_records(sheet)) if sheet.optional else ()
    if sheet is schema.COUNTS:
        sheet = schema.count_sheet(grade.name for grade in before[schema.GRADES.field])
    year = before[schema.INFO.field].year
    return read_table(sheet, raw, Before(year, _entries(sheet, before)), findings)


def _entries(sheet: Sheet, before: Mapping[str, Any]) -> dict[str, frozenset[str]]:
    """What the sheets before offer to the columns that name their entries, by field."""
    sheets = {each.name: each for each in schema.SHEETS}
    offered = {}
    for column in sheet.columns:
        if column.follows is not None:
            name, heading = column.follows
            field_name = next(c.field for c in sheets[name].columns if c.heading == heading)
            entries = before.get(sheets[name].field, ())
            offered[column.field] = frozenset(getattr(entry, field_name) for entry in entries)
    return offered


def _by_name(loaded: list[RawSheet]) -> tuple[dict[str, RawSheet], list[Problem]]:
    """Sheets by their names without blanks; names that differ in blanks only are a problem."""
    sheets: dict[str, RawSheet] = {}
    doubles = []
    for sheet in loaded:
        name = cells.sheet_name(sheet.name)
        if name in sheets and name in schema.sheet_names():
            findings = Findings(name)
            findings.error(
                "sheet-duplicated",
                "",
                f"工作表《{name}》有两张，名称只差空格或符号",
                "请只保留一张，把另一张删去或改名。",
            )
            doubles += findings.problems
        sheets.setdefault(name, sheet)
    return sheets, doubles


def _text_too_long() -> Problem:
    return Problem(
        "file-text-too-long",
        Severity.ERROR,
        "",
        "",
        f"工作簿中有一格的文字超过{MAX_TEXT}字，Excel本身也容不下",
        "请用WPS或Excel打开，删去过长的文字，另存后再试。",
    )


def _strange_workbook() -> Problem:
    return Problem(
        "workbook-strange",
        Severity.ERROR,
        "",
        "",
        "这不像活动工作簿，规定的工作表一张也没有",
        "请用docgen init生成空白工作簿，把内容填进去，再检查。",
    )


def _missing_sheet(sheet: Sheet, present: Mapping[str, RawSheet], findings: Findings) -> None:
    known = {*schema.sheet_names(), schema.PROBLEM_LIST, schema.NEW_YEAR_LIST}
    near = difflib.get_close_matches(sheet.name, [n for n in present if n not in known], 1, 0.5)
    findings.error(
        "sheet-missing",
        "",
        f"缺少工作表《{sheet.name}》",
        f"请把工作表《{near[0]}》改名为《{sheet.name}》。"
        if near
        else f"请从空白工作簿中复制《{sheet.name}》，工作表名称不要改动。",
    )


# --- 活动信息: keys and values -----------------------------------------------------------


def _read_info(sheet: Sheet, raw: RawSheet | None, findings: Findings) -> Any:
    if raw is None:
        return sheet.record(**{c.field: absent(c) for c in sheet.columns})
    key_column, value_column = _key_columns(sheet, raw)
    places, unknown = _find_keys(sheet, raw, key_column, value_column, findings)
    if not places:
        findings.error(
            "headings-missing",
            "",
            f"找不到《{sheet.name}》的项目名称",
            f"请从空白工作簿中复制《{sheet.name}》，再填写内容。",
        )
        return sheet.record(**{c.field: absent(c) for c in sheet.columns})
    asked = report_missing(sheet, places, unknown, "行", findings)
    _report_unknown_keys({k: v for k, v in unknown.items() if k not in asked}, findings)
    values: dict[str, object] = {}
    addresses: dict[str, str] = {}
    empty = set()
    for column in sheet.columns:
        row = places.get(column.heading)
        if row is None:
            values[column.field] = absent(column)
            empty.add(column.field)
            continue
        addresses[column.field] = address_of(row, value_column)
        value = raw.value(row, value_column)
        year = values.get("year", 0)
        values[column.field] = read_cell(
            value, column, addresses[column.field], findings, year if isinstance(year, int) else 0
        )
        if is_blank(value):
            empty.add(column.field)
    return sheet.record(**values, source=Source(sheet.name, 0, addresses, frozenset(empty)))


def _key_columns(sheet: Sheet, raw: RawSheet) -> tuple[int, int]:
    """The column of the keys, and that of the values: under 内容, or else beside the keys."""
    known = {column.heading for column in sheet.columns}

    def matches(column: int) -> int:
        return sum(key in known for key in _keys_of(sheet, raw, column).values())

    key_column = max(range(1, 6), key=matches)
    keys = _keys_of(sheet, raw, key_column)
    for row in raw.rows:
        if keys[row] in known:
            break
        for column in raw.rows[row]:
            if column > key_column and heading_at(raw, row, column) == _VALUES:
                return key_column, column
    return key_column, key_column + 1


def _keys_of(sheet: Sheet, raw: RawSheet, key_column: int) -> dict[int, str]:
    """What stands in the column of the keys, by row."""
    return own_headings(sheet, {row: heading_at(raw, row, key_column) for row in raw.rows})


def _find_keys(
    sheet: Sheet, raw: RawSheet, key_column: int, value_column: int, findings: Findings
) -> tuple[dict[str, int], dict[str, str]]:
    """The row of each known key; the cells of other keys that have a value."""
    known = {column.heading for column in sheet.columns}
    places: dict[str, int] = {}
    unknown: dict[str, str] = {}
    for row, key in _keys_of(sheet, raw, key_column).items():
        value = raw.value(row, value_column)
        if key in places:
            findings.error(
                "key-duplicated",
                address_of(row, key_column),
                f"项目“{key}”重复出现，前面第{places[key]}行已有",
                "请只保留一行。",
            )
        elif key in known:
            places[key] = row
        elif key and not is_blank(value) and heading_at(raw, row, value_column) != _VALUES:
            unknown.setdefault(key, address_of(row, key_column))
    return places, unknown


def _report_unknown_keys(unknown: Mapping[str, str], findings: Findings) -> None:
    for key, cell in unknown.items():
        findings.warning(
            "key-unknown",
            cell,
            f"项目“{key}”不在规定之列，已忽略",
            "如果是项目名称写错了，请改回空白工作簿中的名称。",
        )
