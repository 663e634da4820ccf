"""Last year's campaign made the beginning of the next: kept, shifted, emptied. Pure.

What becomes of each column and sheet is declared in ``schema`` (``InNewYear``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from docgen.campaign import schema
from docgen.campaign.model import (
    Campaign,
    Meeting,
    Record,
    Rectification,
    RectificationState,
    Stage,
    Work,
)
from docgen.campaign.schema import Column, InNewYear, Sheet
from docgen.campaign.timeline import STAGE_OF_MEETING, stage_spans
from docgen.campaign.workdays import is_listed, is_working_day
from docgen.chinese.wording import joined

Row = tuple[object, ...]
_WEEK = timedelta(days=7)
_DAY = timedelta(days=1)
_NAMES_OF_THE_YEAR = {"campaign_name", "meeting"}  # fields, and the names of meetings


class Change(NamedTuple):
    """What became of something: the sheet, a word for it (保留 and the like), and what it was."""

    sheet: str
    what: str
    told: str


class ColumnToCheck(NamedTuple):
    """A column of a sheet, by headings, whose cells are to be checked by a person."""

    sheet: str
    heading: str


@dataclass(frozen=True, slots=True)
class NewYear:
    """The contents of the new workbook, and what became of the old.

    ``info`` and ``tables`` are as ``writing.filled_workbook`` takes them. ``unfinished`` is the
    number of rectification items that the old year left unfinished, carried over or not.
    """

    year: int
    info: Mapping[str, object]
    tables: Mapping[str, Sequence[Row]]
    changes: tuple[Change, ...]
    to_check: tuple[ColumnToCheck, ...]
    unfinished: int


def sheets_needed() -> frozenset[str]:
    """The sheets that must be sound in the old workbook, for their contents are kept."""
    kept = {sheet.name for sheet in schema.SHEETS if sheet.in_new_year is not InNewYear.EMPTIED}
    return frozenset(kept - {schema.COUNTS.name})


def new_year(campaign: Campaign, year: int, *, carry_over: bool = False) -> NewYear:
    """The campaign of ``year`` as far as an earlier one tells it.

    Dates move by whole weeks, so that they keep their weekdays, and off the days on which
    people do not work, unless that day was none before. With ``carry_over`` unfinished
    rectification items go along.

    Raises:
        ValueError: ``year`` is not later than the campaign's.
    """
    if year <= campaign.info.year:
        raise ValueError(year)
    shift = _Shift.of(campaign, year)
    info = _info(campaign, shift)
    tables = {
        sheet.name: [_row(record, sheet.columns, shift) for record in _records(campaign, sheet)]
        for sheet in schema.TABLES
        if sheet.in_new_year is not InNewYear.EMPTIED and sheet is not schema.COUNTS
    }
    tables[schema.COUNTS.name] = [
        (row.official, row.item, row.voter_class) for row in campaign.counts
    ]
    unfinished = [
        item for item in campaign.rectifications if item.state is not RectificationState.DONE
    ]
    if carry_over and unfinished:
        tables[schema.RECTIFICATIONS.name] = [_carried(item, shift) for item in unfinished]
    carried = len(unfinished) if carry_over else 0
    return NewYear(
        year,
        info,
        tables,
        tuple(_changes(campaign, shift, info, tables, len(unfinished), carried)),
        tuple(_to_check()),
        len(unfinished),
    )


# --- dates -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Shift:
    """How far dates move, and the two years."""

    former: int
    year: int
    by: timedelta
    ends: Mapping[Stage, date]  # of the stages, before they move

    @classmethod
    def of(cls, campaign: Campaign, year: int) -> _Shift:
        """By the whole weeks that come nearest to the same date ``year`` asks for."""
        start = campaign.info.start
        later = start.year + year - campaign.info.year
        day = min(start.day, 28)  # the 29th of February is in leap years only
        apart = date(later, start.month, day) - date(start.year, start.month, day)
        ends = {span.stage: span.end for span in stage_spans(campaign)}
        return cls(campaign.info.year, year, round(apart / _WEEK) * _WEEK, ends)

    def named(self, text: str) -> str:
        """A name that tells the year, of the new one."""
        return text.replace(f"{self.former}年", f"{self.year}年")

    def first(self, day: date) -> date:
        """The day on which something may begin that began on ``day``."""
        return self._moved(day, _DAY)

    def last(self, day: date) -> date:
        """The day on which something may end that ended on ``day``."""
        return self._moved(day, -_DAY)

    def period(self, start: date, end: date) -> tuple[date, date]:
        """A period as moved; one that holidays swallow stays where the weeks put it."""
        first, last = self.first(start), self.last(end)
        return (first, last) if first <= last else (start + self.by, end + self.by)

    def meeting(self, meeting: Meeting) -> date:
        """The day of a meeting: not after its stage, unless it was so before."""
        day = self.first(meeting.day)
        end = self.ends.get(STAGE_OF_MEETING[meeting.kind])
        return self.last(meeting.day) if end and day > self.last(end) else day

    def _moved(self, day: date, step: timedelta) -> date:
        moved = day + self.by
        if is_working_day(day):
            while not is_working_day(moved):
                moved += step
        return moved

    def known(self, days: Iterable[date]) -> bool:
        """Whether the holidays of all these days are known."""
        return all(is_listed(day) for day in days)


# --- rows --------------------------------------------------------------------------------


def _info(campaign: Campaign, shift: _Shift) -> dict[str, object]:
    info = campaign.info
    start, end = shift.period(info.start, info.end)
    known = {"year": shift.year, "start": start, "end": end}
    values: dict[str, object] = {}
    for column in schema.INFO.columns:
        if column.in_new_year is InNewYear.EMPTIED:
            values[column.heading] = None
        elif column.in_new_year is InNewYear.SHIFTED:
            values[column.heading] = known[column.field]
        elif column.field not in info.source.empty:
            values[column.heading] = _value(info, column, shift)
    return values


def _records(campaign: Campaign, sheet: Sheet) -> Sequence[Record]:
    if sheet is schema.MEETINGS:
        return campaign.all_meetings
    records: Sequence[Record] = getattr(campaign, sheet.field)
    return records


def _row(record: Record, columns: Sequence[Column], shift: _Shift) -> Row:
    dates = _shifted_dates(record, shift)
    return tuple(
        dates.get(column.field)
        if column.in_new_year is not InNewYear.KEPT
        else None
        if column.field in record.source.empty
        else _value(record, column, shift)
        for column in columns
    )


def _shifted_dates(record: Record, shift: _Shift) -> Mapping[str, date]:
    match record:
        case Work():
            return dict(zip(("start", "end"), shift.period(record.start, record.end), strict=True))
        case Meeting() if "day" not in record.source.empty:
            return {"day": shift.meeting(record)}
        case Rectification():
            return {"deadline": shift.last(record.deadline)}
    return {}


def _value(record: Record, column: Column, shift: _Shift) -> object:
    value = getattr(record, column.field)
    names_the_year = column.field in _NAMES_OF_THE_YEAR or column is _MEETING_NAME
    return shift.named(value) if names_the_year else value


_MEETING_NAME = schema.MEETINGS.column("name")


def _carried(item: Rectification, shift: _Shift) -> Row:
    columns = schema.RECTIFICATIONS.columns
    row = dict(zip((c.field for c in columns), _row(item, columns, shift), strict=True))
    return tuple((row | {"origin": schema.CARRIED_OVER, "number": None}).values())


# --- what is said ------------------------------------------------------------------------


def _to_check() -> Iterator[ColumnToCheck]:
    for sheet in schema.SHEETS:
        for column in sheet.columns:
            if InNewYear.CHECKED is sheet.in_new_year or InNewYear.SHIFTED is column.in_new_year:
                yield ColumnToCheck(sheet.name, column.heading)


def _changes(
    campaign: Campaign,
    shift: _Shift,
    info: Mapping[str, object],
    tables: Mapping[str, Sequence[Row]],
    unfinished: int,
    carried: int,
) -> Iterator[Change]:
    for sheet in schema.SHEETS:
        rows = None if sheet is schema.INFO else tables.get(sheet.name, ())
        yield from _sheet_changes(sheet, rows, had_rows=bool(getattr(campaign, sheet.field)))
    if carried:
        told = f"上年没有完成的{carried}项已经带入，请核对顺延的完成时限"
        yield Change(schema.RECTIFICATIONS.name, "带入", told)
    elif unfinished:
        told = f"上年有{unfinished}项没有完成，没有带入；需要的，请从上年的工作簿中抄过来"
        yield Change(schema.RECTIFICATIONS.name, "请核对", told)
    days = [value for value in info.values() if isinstance(value, date)]
    if not shift.known(days):
        told = f"{shift.year}年的放假安排还没有收入程序，日期只避开了周六、周日"
        yield Change(schema.SCHEDULE.name, "请核对", told)
    yield from _mentions(shift, info, tables)


def _sheet_changes(sheet: Sheet, rows: Sequence[Row] | None, *, had_rows: bool) -> Iterator[Change]:
    if sheet.in_new_year is InNewYear.EMPTIED:
        if had_rows and not rows:
            yield Change(sheet.name, "清空", "全部")
        return
    if rows is not None and not rows:
        return
    count = "" if rows is None else f"{len(rows)}行"
    match sheet.in_new_year:
        case InNewYear.CHECKED:
            yield Change(sheet.name, "请核对", f"{count}，是去年的，请核对人员有没有变动")
        case _:
            yield Change(sheet.name, "保留", count or "其余各项")
    for what, kind in (("顺延", InNewYear.SHIFTED), ("清空", InNewYear.EMPTIED)):
        if headings := [c.heading for c in sheet.columns if c.in_new_year is kind]:
            yield Change(sheet.name, what, joined(headings))


def _mentions(
    shift: _Shift, info: Mapping[str, object], tables: Mapping[str, Sequence[Row]]
) -> Iterator[Change]:
    """Texts that were kept and still name the old year."""
    texts = [(schema.INFO.name, value) for value in info.values()]
    texts += [(name, value) for name, rows in tables.items() for row in rows for value in row]
    former = str(shift.former)
    for sheet, value in texts:
        if isinstance(value, str) and former in value:
            yield Change(sheet, "请核对", f"“{value}”中写有{former}，请看要不要改")
