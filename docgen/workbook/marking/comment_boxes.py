"""The boxes of comments: the old drawing language (VML) in which every program expects them.

What Excel writes here is not always XML, so that nothing is parsed: our boxes are put in before
the end, and taken out as the pieces of text that they are.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Iterator, Mapping

from docgen.chinese import wording
from docgen.workbook.editing.sheet import LAST_ROW
from docgen.workbook.marking.sheet import LAST_COLUMN, MarkedSheet, Place

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_BEGIN = re.compile(rb"(?=<(?:[\w.-]+:)?shape[\s>])")
_DRAWN = re.compile(
    rb"<(?:[\w.-]+:)?(?:shape|rect|roundrect|oval|line|polyline|group|image|arc|curve)[\s>]"
)
_END = re.compile(rb"</(?:[\w.-]+:)?shape\s*>")
_ROOT_END = re.compile(rb"</[^<>]+>\s*\Z")
_NOTE = re.compile(rb"ObjectType\s*=\s*[\"']Note[\"']")
_PLACE = re.compile(
    rb"<(?:[\w.-]+:)?(Row|Column)\s*>\s*(\d{1,7})\s*</(?:[\w.-]+:)?(?:Row|Column)\s*>"
)
_NUMBER = re.compile(rb"_x0000_s(\d{1,9})")
_SPACES = (
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"'
)
_TYPE = (
    f'<v:shapetype {_SPACES} id="_x0000_t202" coordsize="21600,21600" o:spt="202" '
    'path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/>'
    '<v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_SHAPE = (
    '<v:shape {spaces}id="_x0000_s{number}" type="#_x0000_t202" style="position:absolute;'
    "margin-left:80pt;margin-top:2pt;width:{width}pt;height:{height}pt;z-index:{order};"
    'visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/>'
    '<v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
    '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
    "<x:Anchor>{anchor}</x:Anchor><x:AutoFill>False</x:AutoFill>"
    "<x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)
_BLOCK = 1024  # numbers of shapes go by blocks, which a drawing names
_WIDTH = 320  # pixels
_IDEOGRAPHS = 21  # in a line of the box
_LINE, _MARGIN = 18, 14  # pixels
_LEAST_LINES, _MOST_LINES = 3, 40
_POINTS = 0.75  # in a pixel


def without(drawing: bytes, places: Collection[Place]) -> bytes:
    """The drawing without the boxes of the comments in these cells."""
    first, *pieces = _BEGIN.split(drawing)
    kept = [first]
    for piece in pieces:
        end = _END.search(piece)
        if end and _note_place(piece[: end.end()]) in places:
            piece = piece[end.end() :]
        kept.append(piece)
    return b"".join(kept)


def has_shapes(drawing: bytes) -> bool:
    """Whether a drawing shows anything."""
    return _DRAWN.search(drawing) is not None


def _note_place(shape: bytes) -> Place | None:
    if not _NOTE.search(shape):
        return None
    found = {name: int(number) + 1 for name, number in _PLACE.findall(shape)}
    return (found[b"Row"], found[b"Column"]) if len(found) == 2 else None


def with_notes(drawing: bytes, texts: Mapping[Place, str], sheet: MarkedSheet, block: int) -> bytes:
    """The drawing with a box for the comment of each cell.

    ``block`` (from 1) is where the numbers of the boxes begin when the drawing is empty.
    """
    end = _ROOT_END.search(drawing)
    if not has_shapes(drawing) or end is None:
        blocks = ",".join(str(block + n) for n in range(blocks_of(len(texts))))
        layout = (
            f'<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="{blocks}"/></o:shapelayout>'
        )
        shapes = "".join(_shapes(texts, sheet, block * _BLOCK + 1, ""))
        return f"<xml {_SPACES}>{layout}{_TYPE}{shapes}</xml>".encode()
    numbers = [int(number) for number in _NUMBER.findall(drawing)]
    first = max(numbers, default=block * _BLOCK) + 1
    kind = "" if b"_x0000_t202" in drawing else _TYPE
    shapes = kind + "".join(_shapes(texts, sheet, first, f"{_SPACES} "))
    return drawing[: end.start()] + shapes.encode() + drawing[end.start() :]


def blocks_of(count: int) -> int:
    """How many blocks of numbers so many boxes need."""
    return count // _BLOCK + 1


def _shapes(
    texts: Mapping[Place, str], sheet: MarkedSheet, first: int, spaces: str
) -> Iterator[str]:
    for order, (at, text) in enumerate(texts.items()):
        height = _height(text)
        yield _SHAPE.format(
            spaces=spaces,
            number=first + order,
            order=order + 1,
            width=round(_WIDTH * _POINTS),
            height=round(height * _POINTS),
            anchor=_anchor(at, height, sheet),
            row=at[0] - 1,
            column=at[1] - 1,
        )


def _height(text: str) -> int:
    """Pixels that a box needs to show a text."""
    lines = sum(max(1, math.ceil(wording.width(line) / _IDEOGRAPHS)) for line in text.splitlines())
    return min(max(lines, _LEAST_LINES), _MOST_LINES) * _LINE + _MARGIN


def _anchor(at: Place, height: int, sheet: MarkedSheet) -> str:
    """Where the box begins and ends: column and pixels in it, row and pixels in it, twice."""
    left, across = _end(min(at[1], LAST_COLUMN - 1), _WIDTH, sheet.column_width, LAST_COLUMN)
    top, down = _end(max(at[0] - 2, 0), height, sheet.row_height, LAST_ROW)
    begin = f"{min(at[1], LAST_COLUMN - 1)}, 12, {max(at[0] - 2, 0)}, 6"
    return f"{begin}, {left}, {across}, {top}, {down}"


def _end(start: int, length: int, size: Callable[[int], int], last: int) -> tuple[int, int]:
    """The column (or row, from 0) where so many pixels from the start of another one end."""
    for number in range(start, min(start + 400, last)):
        here = size(number + 1)
        if length <= here:
            return number, length
        length -= here
    return min(start + 400, last) - 1, 0
