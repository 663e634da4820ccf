"""What Word refuses to open in a part of a document, or does not show though it is there. Pure.

Such faults come from tags of templates rather than from people: a condition takes the only
paragraph of a cell away, a value is printed beside its run. LibreOffice forgives all of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, lru_cache
from itertools import islice
from typing import Any, NamedTuple

from docgen.ooxml.xml import Element

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MATH = "http://schemas.openxmlformats.org/officeDocument/2006/math"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
# Elements that hold characters themselves, and those that hold paragraphs, not runs.
_LEAVES = frozenset(f"{_W}{name}" for name in ("delText", "instrText", "delInstrText", "fldData"))
_HOLDS_BLOCKS = ("body", "tc", "tbl", "tr", "hdr", "ftr", "txbxContent", "footnote", "endnote")
# What stands around rows, cells and paragraphs without being one.
_WRAPS = frozenset(
    f"{_W}{name}" for name in ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag")
)
_BLOCKS = frozenset((f"{_W}p", f"{_W}tbl"))
_CELL_PROPERTIES = frozenset(
    f"{_W}{name}"
    for name in ("shd", "gridSpan", "vMerge", "hMerge", "tcW", "tcBorders", "tcMar", "vAlign",
                 "noWrap", "textDirection", "tcFitText", "hideMark", "cnfStyle")
)  # fmt: skip
_MOST = 20  # faults of a kind that are told of a part
_SHOWN = 18


class StructureKind(StrEnum):
    """The kinds of such faults; the values are codes of rules."""

    EMPTY_CELL = "cell-empty"
    EMPTY_TABLE = "table-empty"
    LOOSE_TEXT = "text-outside"
    MISPLACED = "cell-property"
    HIDDEN = "merged-text"
    SAME_NUMBER = "drawing-id"


@dataclass(frozen=True, slots=True)
class StructureFault:
    """A fault, where it is (``表1第2行第4格``, ``第3段``), and what is wanted in its stead."""

    kind: StructureKind
    place: str
    found: str
    wanted: str


def structure_faults(root: Element, part: str = "") -> Iterator[StructureFault]:
    """The faults of a part (its root), by kind; ``part`` (``页眉``) goes before their places."""
    looked_at = _Part(root, part)
    for check in (_empty_cells, _empty_tables, _loose_texts, _misplaced, _hidden, _same_numbers):
        yield from islice(check(looked_at), _MOST)


class _Searches(NamedTuple):
    """What is looked for in every part, as lxml's compiled paths; mostly there is nothing."""

    ends_oddly: Any  # cells whose last element is no paragraph
    covered: Any  # text in cells that go on with those above
    signs: Any  # characters that are in no w:t
    texts: Any  # texts, breaks and runs in a wrong parent
    breaks: Any
    runs: Any


@lru_cache(maxsize=1)
def _searches() -> _Searches:
    from lxml import etree

    blocks = " or ".join(f"parent::w:{name}" for name in _HOLDS_BLOCKS)
    paths = (
        "//w:tc[not(*[last()][self::w:p])]",
        "//w:tc[w:tcPr/w:vMerge[not(@w:val='restart')]]//w:t[normalize-space()]",
        "//text()[not(parent::w:t)][normalize-space()]",
        "//w:t[not(parent::w:r or parent::m:r)]",
        "//w:br[not(parent::w:r or parent::m:r)]",
        f"//w:r[{blocks}]",
    )
    spaces = {"w": _W[1:-1], "m": _MATH}
    return _Searches(*(etree.XPath(path, namespaces=spaces) for path in paths))


class _Part:
    """A part, and where a reader finds what is in it."""

    def __init__(self, root: Element, name: str) -> None:
        self.root, self._name = root, name

    @cached_property
    def _tables(self) -> dict[Element, int]:
        return {table: number for number, table in enumerate(self.root.iter(f"{_W}tbl"), start=1)}

    @cached_property
    def _paragraphs(self) -> dict[Element, int]:
        outside = (
            each
            for each in self.root.iter(f"{_W}p")
            if next(each.iterancestors(f"{_W}tc", f"{_W}txbxContent"), None) is None
        )
        return {paragraph: number for number, paragraph in enumerate(outside, start=1)}

    def place(self, element: Element) -> str:
        """``表1第2行第4格``, ``第3段``, with the part before it if that is not the body."""
        around = [element, *element.iterancestors()]
        cell = next((each for each in around if each.tag == f"{_W}tc"), None)
        if cell is not None:
            return self._name + self._cell(cell)
        table = next((each for each in around if each.tag == f"{_W}tbl"), None)
        if table is not None:
            return f"{self._name}表{self._tables[table]}"
        number = next((self._paragraphs[e] for e in around if e in self._paragraphs), None)
        if number is None:
            return self._name or "正文"
        return self._name or f"第{number}段"

    def _cell(self, cell: Element) -> str:
        row = next(cell.iterancestors(f"{_W}tr"), None)
        table = next(cell.iterancestors(f"{_W}tbl"), None)
        if row is None or table is None:
            return "表格"
        rows, cells = list(_children(table, "tr")), list(_children(row, "tc"))
        if row not in rows or cell not in cells:
            return f"表{self._tables[table]}"
        return f"表{self._tables[table]}第{rows.index(row) + 1}行第{cells.index(cell) + 1}格"


def _children(parent: Element, name: str) -> Iterator[Element]:
    """Its rows or cells, those wrapped in a content control too."""
    for child in parent:
        if child.tag == f"{_W}{name}":
            yield child
        elif child.tag in _WRAPS:
            yield from _children(child, name)


# --- what Word refuses -------------------------------------------------------------------


def _empty_cells(part: _Part) -> Iterator[StructureFault]:
    for cell in _searches().ends_oddly(part.root):
        last = _last_block(cell)
        if last == f"{_W}p":
            continue
        found = "格内最后是表格，后面没有段落" if last else "格内没有段落"
        yield StructureFault(
            StructureKind.EMPTY_CELL, part.place(cell), f"{found}，Word打不开这样的文件",
            "每一格最后都有一段，空的也可以",
        )  # fmt: skip


def _last_block(parent: Element) -> str:
    for child in reversed(parent):
        if child.tag in _BLOCKS:
            return str(child.tag)
        if child.tag in _WRAPS and (found := _last_block(child)):
            return found
    return ""


def _empty_tables(part: _Part) -> Iterator[StructureFault]:
    for tag, name, found, wanted in (
        ("tbl", "tr", "表格里一行也没有", "每张表格至少有一行，不要的请整张删去"),
        ("tr", "tc", "表格里有一行没有格子", "每一行至少有一格，不要的请整行删去"),
    ):
        for element in part.root.iter(f"{_W}{tag}"):
            if next(_children(element, name), None) is None:
                yield StructureFault(
                    StructureKind.EMPTY_TABLE, part.place(element),
                    f"{found}，Word打不开这样的文件", wanted,
                )  # fmt: skip


def _loose_texts(part: _Part) -> Iterator[StructureFault]:
    """The first in each place; what a line break has parted is one text."""
    places: set[str] = set()
    for element, text in _loose(part.root):
        if len(places) == _MOST:
            return
        if (place := part.place(element)) in places:
            continue
        places.add(place)
        yield StructureFault(
            StructureKind.LOOSE_TEXT, place,
            f"“{text[:_SHOWN]}”不在段落的文字之中，Word打不开这样的文件，或者不显示它",
            "文字写在段落里；模板中的变量写成“{{ 变量 }}”",
        )  # fmt: skip


def _loose(root: Element) -> Iterator[tuple[Element, str]]:
    """Text where no text may stand, and the element that it stands in or after."""
    search = _searches()
    for found in search.signs(root):
        element = found.getparent()
        holder = element.getparent() if found.is_tail else element
        if str(holder.tag).startswith(_W) and holder.tag not in _LEAVES and found.strip():
            yield element, found.strip()
    for element in (*search.texts(root), *search.breaks(root), *search.runs(root)):
        yield element, "".join(map(str, element.itertext())).strip() or "换行"


def _misplaced(part: _Part) -> Iterator[StructureFault]:
    for cell in part.root.iter(f"{_W}tc"):
        if any(child.tag in _CELL_PROPERTIES for child in cell):
            yield StructureFault(
                StructureKind.MISPLACED, part.place(cell),
                "格子的底纹、合并等属性不在属性区（tcPr）里，Word打不开这样的文件",
                "在Word中重新设置这一格的底纹或者合并",
            )  # fmt: skip


def _same_numbers(part: _Part) -> Iterator[StructureFault]:
    seen: set[str] = set()
    for drawing in part.root.iter(_DRAWING):
        number = drawing.get("id", "")
        if next(drawing.iterancestors(_FALLBACK), None) is not None:
            continue  # the same picture once more, for old programs
        if number in seen:
            yield StructureFault(
                StructureKind.SAME_NUMBER, part.place(drawing),
                f"图形的编号{number[:_SHOWN]}与前面的重复，Word可能报告文件损坏",
                "每个图形各有编号，可以剪切后重新粘贴这个图形",
            )  # fmt: skip
        seen.add(number)


# --- what Word does not show -------------------------------------------------------------


def _hidden(part: _Part) -> Iterator[StructureFault]:
    if not _searches().covered(part.root):
        return
    for table in part.root.iter(f"{_W}tbl"):
        above: set[int] = set()  # columns where a merged cell goes on or may go on
        for row in _children(table, "tr"):
            column = _figure(row.find(f"{_W}trPr/{_W}gridBefore"), 0)
            merged: set[int] = set()
            for cell in _children(row, "tc"):
                merge = cell.find(f"{_W}tcPr/{_W}vMerge")
                goes_on = merge is not None and merge.get(f"{_W}val", "continue") == "continue"
                if merge is not None and (not goes_on or column in above):
                    merged.add(column)
                if goes_on and column in above and (text := _text(cell)):
                    yield StructureFault(
                        StructureKind.HIDDEN, part.place(cell),
                        f"“{text[:_SHOWN]}”在纵向合并的格子里，不显示，也不会印出来",
                        "要印的文字放在合并后的第一格，或者取消合并",
                    )  # fmt: skip
                column += _figure(cell.find(f"{_W}tcPr/{_W}gridSpan"), 1)
            above = merged


def _figure(element: Element | None, otherwise: int) -> int:
    value = "" if element is None else element.get(f"{_W}val", "")
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 6 else otherwise


def _text(cell: Element) -> str:
    return "".join(each.text or "" for each in cell.iter(f"{_W}t")).strip()
