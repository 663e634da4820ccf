"""What can go wrong, as data: problems in a workbook, errors that stop a run, exit codes."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import TypeVar

_Found = TypeVar("_Found", bound="Diagnostic")
_CELLS_SHOWN = 5
_DIGITS = "0123456789"


class ExitCode(IntEnum):
    """Exit codes of the command line, as documented in the README."""

    OK = 0
    PROBLEMS = 1
    USAGE = 2
    TEMPLATE = 3
    OUTPUT = 4
    INSPECTION = 5
    VERIFICATION = 6
    INTERNAL = 70
    INTERRUPTED = 130


class Severity(StrEnum):
    """How grave a problem is; the value is what the user reads."""

    ERROR = "错误"
    WARNING = "提醒"


class Diagnostic:
    """Anything that is wrong somewhere, and how grave it is."""

    __slots__ = ()
    severity: Severity

    @property
    def is_error(self) -> bool:
        """True when it must be mended first; False when a person should look at it."""
        return self.severity is Severity.ERROR


@dataclass(frozen=True, slots=True)
class Finding(Diagnostic):
    """What is wrong with a package or a template, said so that its author can mend it.

    ``place`` is a file's name, a path in the manifest (``manifest.json files[3].size``), or
    what a reader sees of a template: ``第12段“组长：…”``, ``表2第3行第1格“…”``, ``页脚``;
    ``file`` is the template's name.
    """

    code: str
    severity: Severity
    place: str
    message: str
    hint: str
    file: str = ""

    @classmethod
    def error(cls, code: str, place: str, message: str, hint: str) -> Finding:
        """A finding that speaks against a package; its place is made printable."""
        return cls(code, Severity.ERROR, printable(place), message, hint)

    @classmethod
    def warning(cls, code: str, place: str, message: str, hint: str) -> Finding:
        """A finding that a person should look at; its place is made printable."""
        return cls(code, Severity.WARNING, printable(place), message, hint)


UNTOUCHED = "workbook-untouched"  # the code of the problem that nothing is filled in yet


@dataclass(frozen=True, slots=True)
class Problem(Diagnostic):
    """One fault in the workbook, said so that a secretary can mend it.

    ``sheet`` is empty for a fault of the whole file; ``cell`` (``B3``) is empty for a
    fault of a whole sheet. ``message`` says what is wrong, ``hint`` how to mend it.
    ``field`` is the field of the record that is concerned, empty for a whole sheet: documents
    that use other fields only are not affected. ``cells`` are all the cells that have the fault,
    ``cell`` the first of them.
    """

    code: str
    severity: Severity
    sheet: str
    cell: str
    message: str
    hint: str
    field: str = dataclasses.field(default="", compare=False)
    cells: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.cell and not self.cells:
            object.__setattr__(self, "cells", (self.cell,))

    @property
    def place(self) -> str:
        """Where it is: ``领导小组!B3、B4``, ``领导小组``, or ``工作簿`` for the whole file."""
        if not self.sheet:
            return "工作簿"
        return f"{self.sheet}!{self.cells_shown}" if self.cell else self.sheet

    @property
    def places(self) -> tuple[str, ...]:
        """Each of its places by itself: ``领导小组!B3``, ``领导小组!B4``."""
        return tuple(f"{self.sheet}!{cell}" for cell in self.cells) or (self.place,)

    @property
    def cells_shown(self) -> str:
        """The first cells, and how many there are: ``B3、B4``, ``B3、B4、B5、B6、B7等12处``."""
        more = f"等{len(self.cells)}处" if len(self.cells) > _CELLS_SHOWN else ""
        return "、".join(self.cells[:_CELLS_SHOWN]) + more

    @property
    def rows(self) -> frozenset[int]:
        """The rows of its cells."""
        numbers = (cell[len(cell.rstrip(_DIGITS)) :] for cell in self.cells)
        return frozenset(int(number) for number in numbers if number)


def one_for_each_cause(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Make one problem of those that say the same of the cells of one column.

    What is wrong with a cell is said by its value, so the same value makes the same message.
    A problem stands where the first of its cause stood; no cell is named twice.
    """
    cells: dict[tuple[str, ...], dict[str, None]] = {}
    first: dict[tuple[str, ...], Problem] = {}
    for each in problems:
        column = each.cell.rstrip(_DIGITS)
        cause = (each.code, each.severity, each.sheet, column, each.message, each.hint)
        first.setdefault(cause, each)
        cells.setdefault(cause, {}).update(dict.fromkeys(each.cells))
    return tuple(
        dataclasses.replace(each, cells=tuple(cells[cause])) for cause, each in first.items()
    )


def errors_first(found: Iterable[_Found]) -> tuple[_Found, ...]:
    """Sort errors before warnings, otherwise keeping the order; each once."""
    return tuple(sorted(dict.fromkeys(found), key=lambda each: not each.is_error))


def printable(text: str, limit: int = 80) -> str:
    """Foreign text, fit for a terminal: cut, and without control characters and the like."""
    cut = text[:limit] + ("…" if len(text) > limit else "")
    return "".join(sign if sign.isprintable() or sign == "\u3000" else "�" for sign in cut)


class DocgenError(Exception):
    """Base of the errors that stop a run; each knows its exit code and how to mend it."""

    exit_code = ExitCode.INTERNAL

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class WorkbookRejected(DocgenError):
    """The workbook has errors, or lacks what the requested documents need."""

    exit_code = ExitCode.PROBLEMS

    def __init__(self, message: str, problems: tuple[Problem, ...] = (), hint: str = "") -> None:
        super().__init__(message, hint)
        self.problems = problems


class RequestError(DocgenError):
    """The request itself makes no sense, such as an unknown document key."""

    exit_code = ExitCode.USAGE


class TemplateFault(DocgenError):
    """A Word template cannot be read, parsed or rendered."""

    exit_code = ExitCode.TEMPLATE


class OutputFault(DocgenError):
    """The output place cannot be written."""

    exit_code = ExitCode.OUTPUT


class InspectionFault(DocgenError):
    """A rendered document lacks something that it must show, or departs from the layout standard."""

    exit_code = ExitCode.INSPECTION
