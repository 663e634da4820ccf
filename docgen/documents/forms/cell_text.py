"""Whether a text fits a cell: lines by the widths of ideographs, the same in any font. Pure."""

from __future__ import annotations

from math import ceil

from docgen.chinese import wording
from docgen.gbt9704 import standard as gb
from docgen.ooxml.units import Length


def characters_in(width: Length, size: Length, margin: Length = gb.CELL_MARGIN) -> int:
    """Characters of this size in a line of a cell so wide; at least one."""
    return max(1, int((width - 2 * margin) / size))


def lines_needed(text: str, characters: int) -> int:
    """Lines that a text takes in a column of so many characters; at least one."""
    return max(1, sum(max(1, ceil(wording.width(line) / characters)) for line in text.split("\n")))
