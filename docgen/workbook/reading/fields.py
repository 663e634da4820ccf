"""From the cells of a sheet to values and findings, one cell at a time."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from fractions import Fraction

from docgen.campaign import schema
from docgen.campaign.schema import Column, Kind, Sheet
from docgen.errors import Problem, Severity
from docgen.workbook.cell_reference import address_of
from docgen.workbook.reading import cells
from docgen.workbook.reading.sheets import RawSheet, RawValue, Unreadable

_NEUTRAL: Mapping[Kind, object] = {
    Kind.DATE: date.min,
    Kind.TIME: time.min,
    Kind.COUNT: 0,
    Kind.YEAR: 0,
    Kind.RATIO: Fraction(0),
    Kind.NUMBER: Fraction(0),
    Kind.FLAG: False,
}
_OPTIONAL_WITHOUT_VALUE = {
    Kind.DATE, Kind.TIME, Kind.COUNT, Kind.NUMBER, Kind.YEAR, Kind.RATIO,
}  # fmt: skip


_CODES_SHOWN = 5
_PRINTED_IN_PUBLIC = frozenset(  # on ballots and papers that are posted
    sheet.name
    for sheet in (
        schema.INFO, schema.OFFICIALS, schema.ITEMS, schema.GRADES, schema.CLASSES,
        schema.MEETINGS, schema.DISCLOSURES, schema.OPINIONS, schema.RECTIFICATIONS,
    )
)  # fmt: skip


@dataclass(slots=True)
class Findings:
    """Collects the problems of one sheet."""

    sheet: str
    problems: list[Problem] = field(default_factory=list)

    def error(self, code: str, cell: str, message: str, hint: str, field: str = "") -> None:
        """Note an error; ``field`` is the field of the record that it concerns."""
        self.problems.append(Problem(code, Severity.ERROR, self.sheet, cell, message, hint, field))

    def warning(self, code: str, cell: str, message: str, hint: str, field: str = "") -> None:
        """Note a warning."""
        self.problems.append(
            Problem(code, Severity.WARNING, self.sheet, cell, message, hint, field)
        )

    @property
    def unsound(self) -> bool:
        """True when the sheet has an error."""
        return any(problem.is_error for problem in self.problems)


@dataclass(frozen=True, slots=True)
class Headings:
    """Where a table's headings stand: their 1-based row (0 when there is none), the column of
    each known heading, and that of each unknown one."""

    row: int
    columns: Mapping[str, int]
    unknown: Mapping[str, int] = field(default_factory=dict)


def own_headings(sheet: Sheet, found: Mapping[int, str]) -> dict[int, str]:
    """The headings or keys of a sheet by place, what people call them as the contract does.

    Another name counts where the contract's own is not there and no second name competes.
    """
    own = dict(found)
    present = set(found.values())
    for column in sheet.columns:
        aliases = schema.aliases_of(sheet, column)
        if column.heading not in present and not present.isdisjoint(aliases):
            places = [place for place, text in found.items() if text in aliases]
            if len(places) == 1:
                own[places[0]] = column.heading
    return own


@dataclass(frozen=True, slots=True)
class Before:
    """What a table's cells lean on: the campaign's year (0 when it is not known), and by field
    the entries of other sheets that the cells of a column name."""

    year: int
    entries: Mapping[str, Collection[str]]


def report_missing(
    sheet: Sheet,
    present: Collection[str],
    unknown: Mapping[str, str],
    kind: str,
    findings: Findings,
) -> set[str]:
    """Note each column (``kind`` 列) or key (行) that is not there, but for those of grades.

    Nothing is said of one that not every workbook has. ``unknown`` are the headings that fit
    none, with their cells. Returns those of them that were asked about.
    """
    asked: set[str] = set()
    for column in sheet.columns:
        heading = column.heading
        if heading in present or column.grade or (column.later and not column.required):
            continue
        aliases = schema.aliases_of(sheet, column)
        left = [text for text in unknown if text not in asked]
        near = next((t for t in left if t in aliases), "") or schema.nearest(heading, left)
        asked.add(near)
        text = f"缺少“{heading}”一{kind}" + (f"，是不是“{near}”" if near else "")
        mend = f"请把“{near}”改为“{heading}”。" if near else f"请恢复“{heading}”，名称不要改动。"
        cell = unknown.get(near, "")
        if column.required:
            findings.error("heading-missing", cell, text, mend, column.field)
        else:
            hint = (
                f"不是的，无需处理；是的，{mend}" if near else f"不需要的，无需处理；需要时{mend}"
            )
            findings.warning("heading-missing", cell, text, hint)
    return asked


def report_columns(
    sheet: Sheet, headings: Headings, unknown: Mapping[str, int], findings: Findings
) -> None:
    """Note the columns of a table that are not there, and those by ``unknown`` headings."""
    cells_of = {
        heading: address_of(headings.row, number)
        for heading, number in unknown.items()
        if heading not in schema.HARMLESS_HEADINGS
    }
    asked = report_missing(sheet, headings.columns, cells_of, "列", findings)
    if others := [heading for heading in cells_of if heading not in asked]:
        findings.warning(
            "column-unknown",
            cells_of[others[0]],
            f"不认识的列已忽略：{'、'.join(others)}",
            "如果是标题写错了，请改回规定的名称；如果是自己加的列，无需处理。",
        )


# --- cells -------------------------------------------------------------------------------


def read_cell(
    raw: RawValue, column: Column, address: str, findings: Findings, year: int = 0
) -> object:
    """The cell's value; a neutral one, with a problem noted, when it cannot be read.

    ``year`` is as for ``cells.parse``.
    """
    if isinstance(raw, Unreadable):
        if raw.error:
            findings.error(
                "cell-excel-error",
                address,
                f"“{column.heading}”的公式出错：{raw.error}",
                "请改正公式，或直接填入内容。",
                column.field,
            )
        else:
            findings.error(
                "formula-not-calculated",
                address,
                f"“{column.heading}”是公式，但没有计算结果",
                "请用WPS或Excel打开工作簿，保存后再试，或直接填入内容。",
                column.field,
            )
        return neutral(column)
    try:
        if cells.is_blank(raw):
            if not column.required:
                return absent(column)
            raise cells.BadCell(
                "cell-required",
                "是必填项，没有填写",
                f"请填写“{column.heading}”。" + (f"{column.note}。" if column.note else ""),
            )
        value = cells.parse(raw, column, year)
        _report_doubts(raw, column, address, findings)
        return value
    except cells.BadCell as bad:
        findings.error(
            bad.code, address, f"“{column.heading}”{bad.message}", bad.hint, column.field
        )
        return neutral(column)


def _report_doubts(raw: cells.CellValue, column: Column, address: str, findings: Findings) -> None:
    """Note signs that nobody sees, and what other programs leave in place of a text."""
    if hidden := cells.hidden_signs(raw):
        codes = "、".join(f"U+{ord(sign):04X}" for sign in hidden[:_CODES_SHOWN])
        findings.warning(
            "cell-hidden-signs",
            address,
            f"“{column.heading}”里有看不见的字符（{codes}），已经去掉",
            "请看这一格的内容是否正确；最好清空以后重新输入。",
        )
    if doubt := cells.doubt(raw, column):
        what, hint = doubt
        report = findings.error if findings.sheet in _PRINTED_IN_PUBLIC else findings.warning
        report("cell-doubtful", address, f"“{column.heading}”{what}", hint, column.field)


def absent(column: Column) -> object:
    """What an optional cell left empty means."""
    if column.default:
        return cells.parse(column.default, column)
    if column.required:
        return neutral(column)
    return None if column.kind in _OPTIONAL_WITHOUT_VALUE else ""


def neutral(column: Column) -> object:
    """A value of the right type in the place of one that cannot be read."""
    if column.choices is not None:
        return next(iter(column.choices))
    return _NEUTRAL.get(column.kind, "")


def plain_value(value: RawValue) -> cells.CellValue:
    """The value of a cell, None for one that cannot be read."""
    return None if isinstance(value, Unreadable) else value


def is_blank(value: RawValue) -> bool:
    """True when a cell shows nothing; an Excel error value shows something."""
    return not isinstance(value, Unreadable) and cells.is_blank(value)


def heading_at(raw: RawSheet, row: int, column: int) -> str:
    """The heading at a 1-based row and column, as the contract spells it."""
    return cells.heading(plain_value(raw.value(row, column)))
