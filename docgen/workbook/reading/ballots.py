"""计票录入 and 计票录入_复核: a row for each paper ballot, a column for each official and item.

Made for tens of thousands of rows: what a cell means is worked out once for each value.
"""

from __future__ import annotations

import itertools
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from typing import Any

from docgen.campaign import schema
from docgen.campaign.ballots import Key, Subject, ballot_name, key
from docgen.campaign.model import BallotEntry, PaperBallot
from docgen.campaign.schema import Column, Kind, Sheet
from docgen.workbook.cell_reference import address_of, column_letters
from docgen.workbook.reading import cells
from docgen.workbook.reading.fields import (
    Findings,
    Headings,
    heading_at,
    is_blank,
    read_cell,
    report_columns,
)
from docgen.workbook.reading.sheets import RawSheet, RawValue, Unreadable
from docgen.workbook.reading.tables import find_headings

_ABSTAINED = {"弃权", "棄權"}
_VOID = {schema.VOID, "废票", "作废", "无效", "无效票", "廢", "廢票", "作廢", "無效", "無效票"}
_BETWEEN = "·・•‧．"  # stand between an official and an item, as people type it
_LAY_OUT = "请关闭工作簿，运行 docgen grid 补齐各列，已填的内容不会丢失。"
_SHOWN = 30  # characters of a cell's text in a message
_ANY_NAME = Column("", "", Kind.NAME)
_CACHED = 4096  # different values of a column that are remembered


@dataclass(frozen=True, slots=True)
class Terms:
    """What the sheets before say, and which of them have errors: nothing is compared with those."""

    subjects: tuple[Subject, ...]
    grades: tuple[str, ...]
    classes: Mapping[str, str]  # the name without blanks and full width, to the name
    unsound: frozenset[str]

    @classmethod
    def of(cls, before: Mapping[str, Any], unsound: Collection[str]) -> Terms:
        """From what the sheets before say, by field."""
        officials = (official.name for official in before[schema.OFFICIALS.field])
        items = (item.name for item in before[schema.ITEMS.field])
        return cls(
            tuple(itertools.product(officials, items)),
            tuple(grade.name for grade in before[schema.GRADES.field]),
            {_folded(each.name): each.name for each in before[schema.CLASSES.field]},
            frozenset(unsound),
        )

    def class_called(self, text: str) -> str | None:
        """The class that a text means; None when there is none."""
        folded = _folded(text)
        return self.classes.get(text) or self.classes.get(schema.meant(folded, self.classes) or "")


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where things stand: the headings, the column of each subject, those that fit none."""

    headings: Headings
    subjects: Mapping[Subject, int]
    others: Mapping[int, str]  # the column's number to its heading, "" when it has none


@dataclass(slots=True)
class _Cells:
    """Understands cells, and notes those that cannot be understood.

    ``mark`` and ``text`` give what a cell says, None when that is not known. A grade may be
    given by its name, its number in the scale, or its first sign where no other begins so;
    ``named`` knows the names only.
    """

    terms: Terms
    findings: Findings
    mark: Callable[[RawValue], str | None] = field(init=False)
    named: Callable[[RawValue], str | None] = field(init=False)
    text: Callable[[RawValue], str | None] = field(init=False)

    def __post_init__(self) -> None:
        known = dict.fromkeys(_ABSTAINED | {""}, "") | dict.fromkeys(_VOID, schema.VOID)
        known |= {_folded(grade): grade for grade in self.terms.grades}
        short = _short_forms(self.terms.grades) | known

        def meaning(value: RawValue, among: Mapping[str, str]) -> str | None:
            text = _text(value)
            return None if text is None else among.get(_folded(text))

        self.mark = lru_cache(_CACHED, typed=True)(partial(meaning, among=short))
        self.named = lru_cache(_CACHED, typed=True)(partial(meaning, among=known))
        self.text = lru_cache(_CACHED, typed=True)(_text)


def read_entry(sheet: Sheet, raw: RawSheet, terms: Terms, findings: Findings) -> BallotEntry | None:
    """The ballots of a sheet; None when there is none."""
    if all(is_blank(value) for row in raw.rows.values() for value in row.values()):
        return None
    headings = find_headings(sheet, raw, findings)
    if not headings.columns:
        return None
    layout = _layout(raw, headings, terms, findings)
    understood = _Cells(terms, findings)
    ballots = tuple(_ballots(sheet, raw, layout, understood))
    _report_columns(sheet, raw, layout, understood, bool(ballots))
    if not ballots:
        return None
    _report_doubles(ballots, headings, findings)
    return BallotEntry(
        sheet.name,
        tuple(layout.subjects),
        tuple(column_letters(number) for number in layout.subjects.values()),
        {
            column.field: column_letters(headings.columns[column.heading])
            for column in sheet.columns
            if column.heading in headings.columns
        },
        ballots,
    )


# --- columns -----------------------------------------------------------------------------


def _layout(raw: RawSheet, headings: Headings, terms: Terms, findings: Findings) -> _Layout:
    """The columns by what their headings say; notes a subject that has two."""
    wanted = {schema.ballot_heading_key(schema.ballot_heading(*s)): s for s in terms.subjects}
    found: dict[Subject, int] = {}
    others: dict[int, str] = {}
    numbers = set(itertools.chain.from_iterable(raw.rows.values()))
    for number in sorted(numbers - set(headings.columns.values())):
        heading = heading_at(raw, headings.row, number)
        if heading == schema.ENTERED:
            continue
        subject = wanted.get(schema.ballot_heading_key(heading))
        if subject is None:
            others[number] = heading
        elif subject in found:
            findings.error(
                "column-duplicated",
                address_of(headings.row, number),
                f"“{schema.ballot_heading(*subject)}”一列重复出现",
                "请只保留一列，删去多余的一列。",
            )
        else:
            found[subject] = number
    return _Layout(headings, {s: found[s] for s in terms.subjects if s in found}, others)


def _report_columns(
    sheet: Sheet, raw: RawSheet, layout: _Layout, understood: _Cells, has_ballots: bool
) -> None:
    """Note columns that are missing, and those that fit no official and item."""
    terms, findings = understood.terms, understood.findings
    known = not terms.unsound & {schema.OFFICIALS.name, schema.ITEMS.name}
    own: dict[str, int] = {}
    values_of = _values_in(raw, layout) if layout.others else {}
    for number, heading in layout.others.items():
        if _is_of_marks(heading, values_of[number], understood):
            if known:
                _report_stray(layout.headings.row, number, heading, terms, findings)
        elif heading:
            own.setdefault(heading, number)
    report_columns(sheet, layout.headings, own, findings)
    for subject in terms.subjects if has_ballots and known else ():
        if subject not in layout.subjects:
            text = f"缺少“{schema.ballot_heading(*subject)}”一列"
            findings.error("entry-column-missing", "", text, _LAY_OUT, "marks")


def _values_in(raw: RawSheet, layout: _Layout) -> Mapping[int, set[RawValue]]:
    """The different values in each column that fits no official and item."""
    values_of: dict[int, set[RawValue]] = {number: set() for number in layout.others}
    for row, values in raw.rows.items():
        if row > layout.headings.row:
            for number in values.keys() & values_of.keys():
                if not is_blank(values[number]):
                    values_of[number].add(values[number])
    return values_of


def _is_of_marks(heading: str, values_of: Collection[RawValue], understood: _Cells) -> bool:
    """Whether a column holds anything, and is headed or filled as one of marks is."""
    if values_of and any(sign in heading for sign in _BETWEEN):
        return True
    marks = {understood.named(value) for value in values_of}
    return None not in marks and bool(marks & set(understood.terms.grades))


def _report_stray(row: int, number: int, heading: str, terms: Terms, findings: Findings) -> None:
    example = schema.ballot_heading(*terms.subjects[0]) if terms.subjects else ""
    findings.error(
        "entry-column-unknown",
        address_of(row, number),
        f"述评对象或测评项目中没有“{heading}”，是不是改过名称"
        if heading
        else "这一列填有等次，但是没有标题，不知道是谁的哪一项",
        f"这一列没有计入。请把标题改成现在的述评对象和测评项目，例如“{example}”；"
        "确实不要的，请删去这一列。",
        "marks",
    )


# --- rows --------------------------------------------------------------------------------


def _ballots(
    sheet: Sheet, raw: RawSheet, layout: _Layout, understood: _Cells
) -> Iterator[PaperBallot]:
    """Each row that says anything; a cell that cannot be understood stands as an empty one."""
    labels = [(column, layout.headings.columns.get(column.heading, 0)) for column in sheet.columns]
    numbers = tuple(layout.subjects.values())
    mark, text = understood.mark, understood.text
    for row, values in raw.rows.items():
        if row <= layout.headings.row:
            continue
        if raw.under:
            values = {**_under(raw, row, [number for _, number in labels]), **values}
        get = values.get
        marks = [mark(get(number)) for number in numbers]
        texts = [text(get(number)) for _, number in labels]
        if all(each == "" for each in (*texts, *marks)):
            continue
        if None in marks:
            _report_marks(row, values, marks, layout, understood)
        batch, voter_class, number = _labels(row, texts, labels, values, understood)
        known = tuple(each or "" for each in marks)
        yield PaperBallot(row, batch, voter_class, number, known)


def _under(raw: RawSheet, row: int, numbers: Sequence[int]) -> dict[int, RawValue]:
    """What stands under vertically merged labels of a row."""
    return {n: raw.under[row, n] for n in numbers if (row, n) in raw.under}


def _labels(
    row: int,
    texts: Sequence[str | None],
    labels: Sequence[tuple[Column, int]],
    values: Mapping[int, RawValue],
    understood: _Cells,
) -> list[str]:
    """Batch, class and number; notes what is missing or unknown."""
    terms, findings = understood.terms, understood.findings
    read = []
    for text, (column, number) in zip(texts, labels, strict=True):
        if number and (text is None or (column.required and not text)):
            read_cell(values.get(number), column, address_of(row, number), findings)
        elif text and column.field == "voter_class":
            name = terms.class_called(text)
            if name is None and schema.CLASSES.name not in terms.unsound:
                findings.error(
                    "entry-class-unknown",
                    address_of(row, number),
                    f"《{schema.CLASSES.name}》中没有“{_short(text)}”"
                    + schema.is_it(text, terms.classes.values()),
                    "请从下拉列表中选择，与所列工作表一致。",
                    column.field,
                )
            text = name or text
        read.append(text or "")
    return read


def _report_marks(
    row: int,
    values: Mapping[int, RawValue],
    marks: Sequence[str | None],
    layout: _Layout,
    understood: _Cells,
) -> None:
    """Note the cells of a row that give no known grade."""
    terms, findings = understood.terms, understood.findings
    for mark, (subject, number) in zip(marks, layout.subjects.items(), strict=True):
        if mark is not None:
            continue
        text, place = understood.text(values.get(number)), address_of(row, number)
        if text is None:
            column = Column(schema.ballot_heading(*subject), "marks", Kind.NAME)
            read_cell(values.get(number), column, place, findings)
        elif schema.GRADES.name not in terms.unsound:
            findings.error(
                "entry-grade-unknown",
                place,
                f"没有“{_short(text)}”这个等次",
                f"请填{'、'.join(terms.grades)}之一，或者它的序号（1至{len(terms.grades)}）；"
                f"弃权的空着，该行无效的填“{schema.VOID}”。",
                "marks",
            )


def _report_doubles(ballots: Sequence[PaperBallot], headings: Headings, findings: Findings) -> None:
    """Note each ballot that has been entered before under the same batch, class and number."""
    seen: dict[Key, int] = {}
    for ballot in ballots:
        if not ballot.voter_class or not ballot.number:
            continue  # what is missing has been reported
        first = seen.setdefault(key(ballot), ballot.row)
        if first != ballot.row:
            findings.error(
                "entry-duplicated",
                address_of(ballot.row, headings.columns["票号"]),
                f"{ballot_name(ballot)}重复，第{first}行已有",
                "请核对票号；同一张票录入了两遍的，请删去一行。",
                "number",
            )


# --- cells -------------------------------------------------------------------------------


def _text(value: RawValue) -> str | None:
    """The text of a cell on one line, full width made half; None for one without text."""
    if isinstance(value, Unreadable):
        return None
    if isinstance(value, str) and value.isascii() and value.isalnum():
        return value
    if type(value) is int:
        return str(value)
    if cells.is_blank(value):
        return ""
    try:
        text = cells.parse(value, _ANY_NAME)
    except cells.BadCell:
        return None
    return unicodedata.normalize("NFKC", str(text))


def _short_forms(grades: Sequence[str]) -> dict[str, str]:
    """The number of each grade in the scale, and its first sign where no other begins so."""
    first = Counter(grade[:1] for grade in grades)
    signs = {grade[:1]: grade for grade in grades if first[grade[:1]] == 1}
    return signs | {str(number): grade for number, grade in enumerate(grades, start=1)}


def _folded(text: str) -> str:
    """What two spellings of a grade share: no blanks, full width made half."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
