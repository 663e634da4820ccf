"""``{{ 行高|rowheight }}``: the height of a table's row in mm, from what is printed in it.

Written into any cell of a row whose height Word knows, it prints nothing and sets that height,
as docxtpl's ``{% colspan %}`` sets a cell's width.
"""

from __future__ import annotations

import re

FILTER = "rowheight"
_TAG = re.compile(r"\{\{ *([^{}|]{1,100}?) *\| *rowheight *\}\}")
_HEIGHT = re.compile(r'<w:trHeight [^<>]*?w:val="(\d+)"')
_TWIPS_A_MM = 1440 / 25.4


def with_row_heights(source: str) -> str:
    """Template source in which the height of each row with such a tag follows from its value.

    A tag outside a row with a height stays as it is: ``misplaced_row_height`` finds it.
    """
    parts, end = [], 0
    for tag in _TAG.finditer(source):
        row = max(source.rfind(start, end, tag.start()) for start in ("<w:tr>", "<w:tr "))
        height = _HEIGHT.search(source, row, tag.start()) if row >= 0 else None
        if height is None:
            continue
        parts += [
            source[end : height.start(1)],
            f"{{{{ (({tag[1]}) * {_TWIPS_A_MM})|round|int }}}}",
        ]
        parts.append(source[height.end(1) : tag.start()])
        end = tag.end()
    return "".join([*parts, source[end:]])


def misplaced_row_height(source: str) -> int:
    """The line, from 1, of a tag that ``with_row_heights`` could not apply; 0 for none."""
    tag = _TAG.search(source)
    return source.count("\n", 0, tag.start()) + 1 if tag else 0


def nothing(_height: object) -> str:
    """What the filter itself prints."""
    return ""
