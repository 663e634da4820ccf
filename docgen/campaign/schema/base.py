"""What the contract is made of: kinds of cells, columns, sheets."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, StrEnum, auto

from docgen.campaign import model
from docgen.errors import Problem

YES, NO = "是", "否"


class Kind(Enum):
    """How the text of a cell is understood."""

    NAME = auto()  # one line, blanks between Chinese characters dropped
    LINE = auto()  # one line
    TEXT = auto()  # may hold line breaks
    DATE = auto()
    TIME = auto()
    COUNT = auto()  # whole number, zero or more
    NUMBER = auto()  # number with or without decimals, zero or more
    RATIO = auto()  # fraction from 0 to 1
    YEAR = auto()
    PHONE = auto()
    CHOICE = auto()  # one of ``choices``
    FLAG = auto()  # 是 or 否


class InNewYear(Enum):
    """What becomes of a sheet, or of a column of one that is kept, in the next year's workbook."""

    KEPT = auto()
    CHECKED = auto()  # kept, and shown to be checked
    SHIFTED = auto()  # a date, or the year itself
    EMPTIED = auto()


def heading_text(text: str) -> str:
    """A heading or key as the contract spells it: no blanks, no star, no colon."""
    text = re.sub(r"\s+", "", text).rstrip("*＊:：").lstrip("*＊")
    return text.replace("(", "（").replace(")", "）")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table sheet, or a key of the key-and-value sheet.

    ``field`` names the attribute of the record. ``default`` is what an empty optional cell
    means, and what the blank workbook shows. ``choices`` is the closed list of a CHOICE;
    ``suggestions`` are offered without being binding; ``follows`` names the sheet and column
    whose entries are offered. ``grade`` marks a column of votes: such columns are collected
    into the field ``votes`` and may all stay empty until the count. Nothing is said of a
    workbook that lacks a ``later`` column: it was added to the contract after others.
    One that ``counts_rows`` numbers them once for all, so that a row keeps its number when rows
    are sorted: it is filled in by the program, and a row that holds nothing else is blank.
    One with ``persons`` holds people's names: of 1 a cell names one person, of more several.
    A key of 活动信息 that is ``advised`` need not, but should be given; ``printed_in`` names the
    documents that print it. ``in_new_year`` is what becomes of it in the next year's workbook.
    """

    heading: str
    field: str
    kind: Kind
    required: bool = False
    default: str = ""
    choices: type[StrEnum] | None = None
    suggestions: tuple[str, ...] = ()
    follows: tuple[str, str] | None = None
    grade: bool = False
    later: bool = False
    counts_rows: bool = False
    persons: int = 0
    advised: bool = False
    in_new_year: InNewYear = InNewYear.KEPT
    note: str = ""
    printed_in: str = ""
    width: int = 14


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of records: what it is called, holds, and is needed for.

    ``field`` is the attribute of ``Campaign``. ``unique`` names the fields that together
    must not repeat. ``prefilled`` are the rows of the blank workbook; with
    ``default_when_empty`` they also stand in for a sheet left empty, and for an ``optional``
    one that is not there. A row whose ``total_field`` says 合计 is somebody's sum, not a
    record. ``waits_for`` names the field without which a row is not filled in yet: while its
    cell is empty, only what the blank workbook fills in (``prefilled``) is required of the row.
    ``duplicate_hint`` says how to mend a repeated row. ``by_ballot`` marks a sheet
    of paper ballots: its columns go on with one for each official and item. ``in_new_year``
    is what becomes of its rows in the next year's workbook.
    """

    name: str
    field: str
    record: type
    columns: tuple[Column, ...]
    purpose: str
    stage: model.Stage
    unique: tuple[str, ...] = ()
    required: bool = False
    prefilled: tuple[tuple[str, ...], ...] = ()
    default_when_empty: bool = False
    optional: bool = False
    by_ballot: bool = False
    total_field: str = ""
    waits_for: str = ""
    in_new_year: InNewYear = InNewYear.KEPT
    duplicate_hint: str = "请删去重复的一行；如果确是两项，请写出区别。"
    blank_rows: int = 30

    def column(self, field_name: str) -> Column:
        """The column of a field; KeyError when there is none."""
        for column in self.columns:
            if column.field == field_name:
                return column
        raise KeyError(field_name)


@dataclass(frozen=True, slots=True)
class Use:
    """A sheet that a document or a rule takes something from; ``fields`` are all when empty."""

    sheet: Sheet
    fields: tuple[str, ...] = ()

    def concerns(self, problem: Problem) -> bool:
        """Whether a problem lies in what is used."""
        return problem.sheet == self.sheet.name and (
            not self.fields or not problem.field or problem.field in self.fields
        )
