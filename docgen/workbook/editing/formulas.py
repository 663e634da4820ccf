"""Formulas of a sheet whose rows change places: every reference follows the row it meant."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token

_CELLS = re.compile(
    r"(?P<sheet>(?:'(?:[^']|'')+'|[^!']+)!)?"
    r"(?P<left>\$?[A-Za-z]{1,3}\$?)(?P<first>\d{1,7})"
    r"(?::(?P<right>\$?[A-Za-z]{1,3}\$?)(?P<last>\d{1,7}))?"
)
_GONE = "#REF!"


@dataclass(frozen=True, slots=True)
class Moves:
    """Where the rows of a sheet (1-based) go.

    ``places`` holds the rows that change or keep their place, ``gone`` those taken away; any
    other row stays. ``before`` and ``after`` are the first and last row of the grid, (0, 0)
    where there is none: what referred to the whole grid goes on doing so.
    """

    sheet: str
    places: Mapping[int, int] = field(default_factory=dict)
    gone: Collection[int] = ()
    before: tuple[int, int] = (0, 0)
    after: tuple[int, int] = (0, 0)

    def row(self, row: int, own: int = 0) -> int | None:
        """The new place of a row; None for one that is no more, unless it is one's own."""
        return None if row in self.gone and row != own else self.places.get(row, row)

    def span(self, first: int, last: int, own: int = 0) -> tuple[int, int] | None:
        """The new first and last row of an area."""
        start, end = self.before
        if first == last:  # cells side by side, such as those that a row's sum adds
            return (row, row) if (row := self.row(first, own)) else None
        if start and first <= start and last >= end:
            lower = first if first < start else self.after[0]
            return lower, max(self.after[1], last if last > end else 0)
        if last - first > len(self.places) + len(self.gone):
            return first, last
        found = [place for row in range(first, last + 1) if (place := self.row(row)) is not None]
        return (min(found), max(found)) if found else None


def following(formula: str, moves: Moves, own: int) -> str:
    """A formula (without its equals sign) of a row (by its former number) after the moves.

    References to other sheets, whole columns and names stay as they are; one to a row that
    is no more becomes ``#REF!``, as Excel makes it.
    """
    tokens = Tokenizer(f"={formula}").items
    return "".join(
        _moved(token.value, moves, own)
        if token.type == Token.OPERAND and token.subtype == Token.RANGE
        else token.value
        for token in tokens
    )


def _moved(reference: str, moves: Moves, own: int) -> str:
    found = _CELLS.fullmatch(reference)
    if found is None:
        return reference
    sheet = found["sheet"] or ""
    if sheet and sheet[:-1].strip("'").replace("''", "'") != moves.sheet:
        return reference
    first = int(found["first"])
    if found["last"] is None:
        row = moves.row(first, own)
        return f"{sheet}{found['left']}{row}" if row else _GONE
    span = moves.span(first, int(found["last"]), own)
    if span is None:
        return _GONE
    return f"{sheet}{found['left']}{span[0]}:{found['right']}{span[1]}"
