"""From a workbook file to a Campaign and everything that is wrong with it."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from fractions import Fraction
from pathlib import Path
from typing import Any

from docgen import schema
from docgen.model import Campaign, Source
from docgen.problems import Problem, Severity
from docgen.schema import Column, Kind, Sheet
from docgen.workbook import cells
from docgen.workbook.container import damaged_problem, open_container
from docgen.workbook.raw import RawSheet, RawValue, Unreadable, load_sheets

_HEADING_ROWS = 15  # title rows may stand above the headings
_VALUES = "内容"  # stands over the values of 活动信息
_TOTALS = {"合计", "总计", "小计", "共计"}
_NEUTRAL: Mapping[Kind, object] = {
    Kind.DATE: date.min,
    Kind.TIME: time.min,
    Kind.COUNT: 0,
    Kind.YEAR: 0,
    Kind.RATIO: Fraction(0),
}
_LABELS = {Kind.NAME, Kind.LINE, Kind.CHOICE}
_OPTIONAL_WITHOUT_VALUE = {Kind.DATE, Kind.TIME, Kind.COUNT, Kind.YEAR, Kind.RATIO}


@dataclass(frozen=True, slots=True)
class Reading:
    """What a workbook says.

    ``campaign`` is None when the file could not be opened. ``unsound`` names the sheets
    that have errors: the campaign holds neutral values in their place, so rules over
    those sheets must wait.
    """

    campaign: Campaign | None
    problems: tuple[Problem, ...]
    unsound: frozenset[str] = frozenset()


@dataclass(slots=True)
class _Findings:
    """Collects the problems of one sheet."""

    sheet: str
    problems: list[Problem] = field(default_factory=list)

    def error(self, code: str, cell: str, message: str, hint: str) -> None:
        self.problems.append(Problem(code, Severity.ERROR, self.sheet, cell, message, hint))

    def warning(self, code: str, cell: str, message: str, hint: str) -> None:
        self.problems.append(Problem(code, Severity.WARNING, self.sheet, cell, message, hint))

    @property
    def unsound(self) -> bool:
        return any(problem.is_error for problem in self.problems)


def read_workbook(path: Path) -> Reading:
    """Read a campaign workbook; faults of the file and its cells come back as problems.

    Only ``docgen.rules`` looks across sheets. Never raises for what is in the file.
    """
    container = open_container(path)
    if container.data is None:
        return Reading(None, container.problems)
    try:
        loaded = load_sheets(container.data)
    except Exception:
        # A damaged file raises errors of every kind, from the zip to the numbers in it.
        return Reading(None, (*container.problems, damaged_problem()))
    sheets, doubles = _by_name(loaded)
    problems = [*container.problems, *doubles]
    if not sheets.keys() & {sheet.name for sheet in schema.SHEETS}:
        return Reading(None, (*problems, _strange_workbook()))
    unsound = set()
    contents: dict[str, Any] = {}
    for sheet in schema.SHEETS:
        findings = _Findings(sheet.name)
        read = _read_info if sheet is schema.INFO else _read_table
        contents[sheet.field] = read(sheet, sheets.get(sheet.name), sheets, findings)
        problems += findings.problems
        if findings.unsound:
            unsound.add(sheet.name)
    return Reading(Campaign(**contents), tuple(problems), frozenset(unsound))


def _by_name(loaded: list[RawSheet]) -> tuple[dict[str, RawSheet], list[Problem]]:
    """Sheets by their names without blanks; names that differ in blanks only are a problem."""
    sheets: dict[str, RawSheet] = {}
    doubles = []
    for sheet in loaded:
        name = cells.heading(sheet.name)
        if name in sheets and name in schema.sheet_names():
            findings = _Findings(name)
            findings.error(
                "sheet-duplicated",
                "",
                f"工作表《{name}》有两张，名称只差空格或符号",
                "请只保留一张，把另一张删去或改名。",
            )
            doubles += findings.problems
        sheets.setdefault(name, sheet)
    return sheets, doubles


def _strange_workbook() -> Problem:
    return Problem(
        "workbook-strange",
        Severity.ERROR,
        "",
        "",
        "这不像活动工作簿，规定的工作表一张也没有",
        "请用docgen init生成空白工作簿，把内容填进去，再检查。",
    )


def _missing_sheet(sheet: Sheet, present: Mapping[str, RawSheet], findings: _Findings) -> None:
    known = set(schema.sheet_names())
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


def _read_info(
    sheet: Sheet, raw: RawSheet | None, present: Mapping[str, RawSheet], findings: _Findings
) -> Any:
    if raw is None:
        _missing_sheet(sheet, present, findings)
        return sheet.record(**{c.field: _absent(c) for c in sheet.columns})
    key_column, value_column = _key_columns(sheet, raw)
    places = _find_keys(sheet, raw, key_column, value_column, findings)
    if not places:
        findings.error(
            "headings-missing",
            "",
            f"找不到《{sheet.name}》的项目名称",
            f"请从空白工作簿中复制《{sheet.name}》，再填写内容。",
        )
        return sheet.record(**{c.field: _absent(c) for c in sheet.columns})
    values: dict[str, object] = {}
    addresses: dict[str, str] = {}
    for column in sheet.columns:
        row = places.get(column.heading)
        if row is None:
            _missing_heading(column, findings, "缺少“{0}”一行")
            values[column.field] = _absent(column)
            continue
        addresses[column.field] = _address(row, value_column)
        value = raw.value(row, value_column)
        values[column.field] = _read_cell(value, column, addresses[column.field], findings)
    return sheet.record(**values, source=Source(sheet.name, 0, addresses))


def _key_columns(sheet: Sheet, raw: RawSheet) -> tuple[int, int]:
    """The column of the keys, and that of the values: under 内容, or else beside the keys."""
    known = {column.heading for column in sheet.columns}

    def matches(column: int) -> int:
        return sum(_heading_at(raw, row, column) in known for row in raw.rows)

    key_column = max(range(1, 6), key=matches)
    for row in raw.rows:
        if _heading_at(raw, row, key_column) in known:
            break
        for column in raw.rows[row]:
            if column > key_column and _heading_at(raw, row, column) == _VALUES:
                return key_column, column
    return key_column, key_column + 1


def _find_keys(
    sheet: Sheet, raw: RawSheet, key_column: int, value_column: int, findings: _Findings
) -> dict[str, int]:
    """The row of each known key."""
    known = {column.heading for column in sheet.columns}
    places: dict[str, int] = {}
    for row in raw.rows:
        key = _heading_at(raw, row, key_column)
        value = raw.value(row, value_column)
        if key in places:
            findings.error(
                "key-duplicated",
                _address(row, key_column),
                f"项目“{key}”重复出现，前面第{places[key]}行已有",
                "请只保留一行。",
            )
        elif key in known:
            places[key] = row
        elif key and not _is_blank(value) and _heading_at(raw, row, value_column) != _VALUES:
            findings.warning(
                "key-unknown",
                _address(row, key_column),
                f"项目“{key}”不在规定之列，已忽略",
                "如果是项目名称写错了，请改回空白工作簿中的名称。",
            )
    return places


# --- tables ------------------------------------------------------------------------------


def _read_table(
    sheet: Sheet, raw: RawSheet | None, present: Mapping[str, RawSheet], findings: _Findings
) -> tuple[Any, ...]:
    if raw is None:
        _missing_sheet(sheet, present, findings)
        return ()
    heading_row, columns = _find_headings(sheet, raw, findings)
    if not columns:
        return ()
    records = [
        record
        for row in raw.rows
        if row > heading_row
        and (record := _read_row(sheet, raw, row, columns, findings)) is not None
    ]
    _check_unique(sheet, records, findings)
    if not records and not findings.unsound:
        return _empty_table(sheet, findings)
    return tuple(records)


def heading_columns(sheet: Sheet, raw: RawSheet) -> tuple[int, dict[str, int]]:
    """The 1-based row of a table's headings, and the column of each known heading."""
    return _find_headings(sheet, raw, _Findings(sheet.name))


def _find_headings(sheet: Sheet, raw: RawSheet, findings: _Findings) -> tuple[int, dict[str, int]]:
    """The row of the headings, and the 1-based column of each known heading."""
    known = {column.heading for column in sheet.columns}

    def matches(row: int) -> int:
        return len(set(_headings_of(raw, row).values()) & known)

    candidates = (row for row in raw.rows if row <= _HEADING_ROWS)
    row = max(candidates, key=matches, default=0)
    if not row or not matches(row):
        findings.error(
            "headings-missing",
            "",
            f"找不到《{sheet.name}》的标题行",
            f"请恢复标题行：{'、'.join(column.heading for column in sheet.columns)}。",
        )
        return 0, {}
    columns: dict[str, int] = {}
    unknown: list[tuple[str, str]] = []
    for number, heading in _headings_of(raw, row).items():
        if heading in columns:
            findings.error(
                "column-duplicated",
                _address(row, number),
                f"“{heading}”一列重复出现",
                "请只保留一列，删去多余的一列。",
            )
        elif heading in known:
            columns[heading] = number
        elif heading:
            unknown.append((heading, _address(row, number)))
    if unknown:
        findings.warning(
            "column-unknown",
            unknown[0][1],
            f"不认识的列已忽略：{'、'.join(name for name, _ in unknown)}",
            "如果是标题写错了，请改回规定的名称；如果是自己加的列，无需处理。",
        )
    for column in sheet.columns:
        if column.heading not in columns:
            _missing_heading(column, findings, "缺少“{0}”一列")
    return row, columns


def _headings_of(raw: RawSheet, row: int) -> dict[int, str]:
    """The headings of a row by column, those merged down from a row above included."""
    merged = {column: value for (r, column), value in raw.under.items() if r == row}
    found = {number: cells.heading(_plain_value(v)) for number, v in merged.items()}
    found |= {number: _heading_at(raw, row, number) for number in raw.rows[row]}
    return dict(sorted(found.items()))


def _missing_heading(column: Column, findings: _Findings, message: str) -> None:
    report = findings.error if column.required else findings.warning
    report(
        "heading-missing",
        "",
        message.format(column.heading),
        f"请恢复“{column.heading}”，名称不要改动。"
        if column.required
        else f"不需要的，无需处理；需要时请恢复“{column.heading}”，名称不要改动。",
    )


def _read_row(
    sheet: Sheet, raw: RawSheet, row: int, columns: Mapping[str, int], findings: _Findings
) -> Any:
    values = {heading: raw.value(row, number) for heading, number in columns.items()}
    if all(_is_blank(value) for value in values.values()):
        return None
    for column in _present(sheet, columns):
        # Under a merged label stands the label; numbers are never repeated.
        if column.kind in _LABELS and (row, columns[column.heading]) in raw.under:
            values[column.heading] = raw.under[row, columns[column.heading]]
    for column in map(sheet.column, sheet.unique if sheet.total_field else ()):
        if cells.heading(_plain_value(values.get(column.heading))) in _TOTALS:
            findings.warning(
                "row-total-ignored",
                _address(row, columns[column.heading]),
                "合计行不作为数据，已忽略",
                "合计由程序计算，可删去该行。",
            )
            return None
    addresses = {c.field: _address(row, columns[c.heading]) for c in _present(sheet, columns)}
    plain = [c for c in sheet.columns if not c.grade]
    fields = {
        c.field: _read_cell(values[c.heading], c, addresses[c.field], findings)
        if c.heading in columns
        else _absent(c)
        for c in plain
    }
    grades = [c for c in sheet.columns if c.grade]
    if grades:
        fields["votes"] = _read_votes(row, grades, columns, values, findings)
        addresses |= {
            c.heading: _address(row, columns[c.heading]) for c in _present(sheet, columns)
        }
        addresses["votes"] = next(
            (_address(row, columns[c.heading]) for c in grades if c.heading in columns), ""
        )
    return sheet.record(**fields, source=Source(sheet.name, row, addresses))


def _read_votes(
    row: int,
    grades: list[Column],
    columns: Mapping[str, int],
    values: Mapping[str, RawValue],
    findings: _Findings,
) -> tuple[int, ...] | None:
    """The votes of a row; None when the count has not been filled in yet."""
    raws = [values.get(column.heading) for column in grades]
    if all(_is_blank(raw) for raw in raws):
        return None
    votes = [
        _read_cell(raw, column, _address(row, columns[column.heading]), findings)
        for raw, column in zip(raws, grades, strict=True)
        if column.heading in columns
    ]
    return tuple(vote for vote in votes if isinstance(vote, int))


def _present(sheet: Sheet, columns: Mapping[str, int]) -> Iterator[Column]:
    return (column for column in sheet.columns if column.heading in columns)


def _check_unique(sheet: Sheet, records: list[Any], findings: _Findings) -> None:
    if not sheet.unique:
        return
    seen: dict[tuple[object, ...], Any] = {}
    required = [name for name in sheet.unique if sheet.column(name).required]
    for record in records:
        if not all(getattr(record, name) for name in required):
            continue  # what is missing has been reported
        key = tuple(getattr(record, name) for name in sheet.unique)
        if key in seen:
            shown = "、".join(str(part) for part in key if part)
            findings.error(
                "row-duplicated",
                record.source.cell(sheet.unique[0]),
                f"“{shown}”重复，第{seen[key].source.row}行已有",
                sheet.duplicate_hint,
            )
        seen.setdefault(key, record)


def _empty_table(sheet: Sheet, findings: _Findings) -> tuple[Any, ...]:
    if sheet.default_when_empty:
        findings.warning(
            "table-default",
            "",
            f"《{sheet.name}》没有内容，采用默认的{len(sheet.prefilled)}项",
            f"如需修改，请在《{sheet.name}》中逐项填写。",
        )
        return tuple(_default_records(sheet))
    if sheet.required:
        required = "、".join(column.heading for column in sheet.columns if column.required)
        findings.error(
            "table-empty", "", f"《{sheet.name}》没有内容", f"请至少填写一行：{required}。"
        )
    return ()


def _default_records(sheet: Sheet) -> Iterator[Any]:
    for row in sheet.prefilled:
        texts = dict(zip((column.field for column in sheet.columns), row, strict=False))
        yield sheet.record(
            **{
                column.field: cells.parse(texts[column.field], column)
                if texts.get(column.field)
                else _absent(column)
                for column in sheet.columns
            }
        )


# --- cells -------------------------------------------------------------------------------


def _read_cell(raw: RawValue, column: Column, address: str, findings: _Findings) -> object:
    """The cell's value; a neutral one, with a problem noted, when it cannot be read."""
    if isinstance(raw, Unreadable):
        if raw.error:
            findings.error(
                "cell-excel-error",
                address,
                f"“{column.heading}”的公式出错：{raw.error}",
                "请改正公式，或直接填入内容。",
            )
        else:
            findings.error(
                "formula-not-calculated",
                address,
                f"“{column.heading}”是公式，但没有计算结果",
                "请用WPS或Excel打开工作簿，保存后再试，或直接填入内容。",
            )
        return _neutral(column)
    try:
        if cells.is_blank(raw):
            if not column.required:
                return _absent(column)
            raise cells.BadCell(
                "cell-required",
                "是必填项，没有填写",
                f"请填写“{column.heading}”。" + (f"{column.note}。" if column.note else ""),
            )
        return cells.parse(raw, column)
    except cells.BadCell as bad:
        findings.error(bad.code, address, f"“{column.heading}”{bad.message}", bad.hint)
        return _neutral(column)


def _absent(column: Column) -> object:
    """What an optional cell left empty means."""
    if column.default:
        return cells.parse(column.default, column)
    if column.required:
        return _neutral(column)
    return None if column.kind in _OPTIONAL_WITHOUT_VALUE else ""


def _neutral(column: Column) -> object:
    if column.choices is not None:
        return next(iter(column.choices))
    return _NEUTRAL.get(column.kind, "")


def _plain_value(value: RawValue) -> cells.type_of_raw:
    return None if isinstance(value, Unreadable) else value


def _is_blank(value: RawValue) -> bool:
    return not isinstance(value, Unreadable) and cells.is_blank(value)


def _heading_at(raw: RawSheet, row: int, column: int) -> str:
    return cells.heading(_plain_value(raw.value(row, column)))


def _address(row: int, column: int) -> str:
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row}"
