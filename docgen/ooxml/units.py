"""Typed lengths, so that no bare number stands for one: whole English Metric Units inside.

They are those of ``docx.shared`` by name, value and rounding; python-docx itself takes longer to
load than most documents take to make.
"""

from __future__ import annotations

from typing import Self

_MM, _PT, _TWIP, _INCH = 36000, 12700, 635, 914400


class Length(int):
    """A length; sums and differences are plain numbers of EMU, to be made a length again."""

    _unit = 1

    def __new__(cls, number: float) -> Self:
        """So many of the unit, cut to whole EMU."""
        return super().__new__(cls, int(number * cls._unit))

    @property
    def mm(self) -> float:
        """In millimetres."""
        return self / _MM

    @property
    def pt(self) -> float:
        """In points."""
        return self / _PT

    @property
    def twips(self) -> int:
        """In twentieths of a point, rounded."""
        return round(self / _TWIP)


class Mm(Length):
    """A length in millimetres."""

    _unit = _MM


class Pt(Length):
    """A length in points."""

    _unit = _PT


class Twips(Length):
    """A length in twentieths of a point."""

    _unit = _TWIP


class Inches(Length):
    """A length in inches."""

    _unit = _INCH
