"""How a worksheet writes places: ``B3`` is row 3 and column 2, both counted from 1. Pure."""

from __future__ import annotations

import re
from functools import lru_cache

_LETTERS = re.compile("[A-Z]{1,3}")
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")


def place(reference: str) -> tuple[int, int] | None:
    """Row and column of ``B3``; None for what is no such reference."""
    found = _REFERENCE.fullmatch(reference)
    return (int(found.group(2)), column_number(found.group(1))) if found else None


def address_of(row: int, column: int) -> str:
    """``B3`` for row 3 and column 2."""
    return f"{column_letters(column)}{row}"


@lru_cache(maxsize=1024)
def column_number(letters: str) -> int:
    """The number of column ``AB``; 0 for what is not one to three such letters."""
    if not _LETTERS.fullmatch(letters):
        return 0
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return column


@lru_cache(maxsize=1024)
def column_letters(number: int) -> str:
    """``AB`` for column 28."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
