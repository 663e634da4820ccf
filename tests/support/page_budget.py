"""How high a document's blocks are by Word's rules, from its XML alone: no renderer, no fonts.

Lengths are in mm. An ideograph is as wide as its size, anything else at most half of it more
than that; lines have exact heights; a row with an exact height has that, any other the height
of its highest cell with the cell's margins, at least its own (ISO/IEC 29500-1, 17.4.80).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from math import ceil
from zipfile import ZipFile

from lxml import etree

from docgen.chinese.wording import width

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TWIPS = 25.4 / 1440


@dataclass(frozen=True)
class Look:
    """What a style says of a paragraph's height and width; sizes in mm."""

    size: float
    line: float
    exact: bool
    around: float
    new_page: bool


@dataclass(frozen=True)
class Block:
    """A paragraph or a table row of the body: height, text, and whether it begins a page."""

    height: float
    text: str
    new_page: bool = False
    is_exact: bool = True
    needed: float = 0.0  # by its text, for a row of exact height
    widths: tuple[float, ...] = ()  # of a row's cells


class Budget:
    """The blocks of a document's body."""

    def __init__(self, data: bytes) -> None:
        with ZipFile(BytesIO(data)) as archive:
            self._styles = _styles(archive.read("word/styles.xml"))
            body = etree.fromstring(archive.read("word/document.xml"))[0]
        layout = body.find(f"{_W}sectPr")
        page, margins = layout.find(f"{_W}pgSz"), layout.find(f"{_W}pgMar")
        self.page_height = _mm(page, "h")
        self.top = _mm(margins, "top")
        self.type_height = self.page_height - self.top - _mm(margins, "bottom")
        self.type_width = _mm(page, "w") - _mm(margins, "left") - _mm(margins, "right")
        self.blocks = list(self._blocks(body))

    def pages(self) -> list[list[Block]]:
        """The blocks of each page, as far as the document itself says where one begins."""
        pages: list[list[Block]] = [[]]
        for block in self.blocks:
            if block.new_page and pages[-1]:
                pages.append([])
            pages[-1].append(block)
        return pages

    def _blocks(self, body: etree._Element) -> Iterator[Block]:
        for element in body:
            if element.tag == f"{_W}p":
                look = self._look(element)
                height = self._paragraph(element, self.type_width)
                yield Block(height, _text(element), look.new_page, look.exact)
            elif element.tag == f"{_W}tbl":
                yield from self._rows(element)

    def _rows(self, table: etree._Element) -> Iterator[Block]:
        margins = table.find(f"{_W}tblPr/{_W}tblCellMar")
        sides = {side.tag.removeprefix(_W): _mm(side, "w") for side in margins}
        for row in table.iterfind(f"{_W}tr"):
            height = row.find(f"{_W}trPr/{_W}trHeight")
            least = _mm(height, "val")
            is_exact = height.get(f"{_W}hRule") == "exact"
            needed = max(self._cell(cell, sides) for cell in row.iterfind(f"{_W}tc"))
            widths = tuple(_mm(each, "w") for each in row.iterfind(f"{_W}tc/{_W}tcPr/{_W}tcW"))
            actual = least if is_exact else max(least, needed)
            yield Block(actual, _text(row), False, is_exact, needed, widths)

    def _cell(self, cell: etree._Element, sides: dict[str, float]) -> float:
        properties = cell.find(f"{_W}tcPr")
        if properties.find(f"{_W}vMerge") is not None:
            return 0.0  # it has the height of several rows
        across = _mm(properties.find(f"{_W}tcW"), "w") - sides["left"] - sides["right"]
        texts = sum(self._paragraph(each, across) for each in cell.iterfind(f"{_W}p"))
        return texts + sides["top"] + sides["bottom"]

    def _look(self, paragraph: etree._Element) -> Look:
        style = paragraph.find(f"{_W}pPr/{_W}pStyle")
        return self._styles["a" if style is None else style.get(f"{_W}val")]

    def _paragraph(self, paragraph: etree._Element, across: float) -> float:
        look = self._look(paragraph)
        lines = sum(
            max(1, ceil(width(line) * look.size / across - 0.01))
            for line in _text(paragraph).split("\n")
        )
        return lines * look.line + look.around


def _styles(data: bytes) -> dict[str, Look]:
    looks: dict[str, Look] = {}
    for style in etree.fromstring(data).iterfind(f"{_W}style[@{_W}type='paragraph']"):
        base = style.find(f"{_W}basedOn")
        former = looks.get("" if base is None else base.get(f"{_W}val"))
        size = style.find(f"{_W}rPr/{_W}sz")
        spacing = style.find(f"{_W}pPr/{_W}spacing")
        own_size = former.size if size is None else int(size.get(f"{_W}val")) / 2 * 25.4 / 72
        looks[style.get(f"{_W}styleId")] = Look(
            own_size,
            _mm(spacing, "line"),
            spacing.get(f"{_W}lineRule") == "exact",
            _mm(spacing, "before") + _mm(spacing, "after"),
            style.find(f"{_W}pPr/{_W}pageBreakBefore") is not None,
        )
    return looks


def _mm(element: etree._Element, name: str) -> float:
    return int(element.get(f"{_W}{name}") or 0) * _TWIPS


def _text(element: etree._Element) -> str:
    pieces = []
    for each in element.iter(f"{_W}t", f"{_W}br"):
        pieces.append("\n" if each.tag == f"{_W}br" else each.text or "")
    return "".join(pieces)
