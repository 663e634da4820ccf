"""The paragraphs of a template, each with the place where a reader finds it."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO

from lxml import etree

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PART = re.compile(r"word/(document|header\d*|footer\d*|footnotes)\.xml")
_NAMES = {"header": "页眉", "footer": "页脚", "footnotes": "脚注"}
_REVISION = re.compile(rb"<w:(ins|del|moveFrom|moveTo|commentReference)[ >]")
_SHOWN = 18

# A part and a paragraph's number in it, from 1, those of tables and text boxes counted.
Key = tuple[str, int]


@dataclass(frozen=True, slots=True)
class TemplateParagraph:
    """A paragraph's text, its place in words, and (table, row, cell) when it is in a table."""

    text: str
    place: str
    cell: tuple[int, int, int] | None


def paragraphs(data: bytes) -> Mapping[Key, TemplateParagraph]:
    """Every paragraph whose tags are filled in, in order: the body, then headers and footers.

    The keys are those of docxtpl-lint: ``body``, ``header1``, ``footer2``, ``footnotes``.

    Raises:
        zipfile.BadZipFile, KeyError, etree.XMLSyntaxError: the file is damaged.
    """
    found: dict[Key, TemplateParagraph] = {}
    with zipfile.ZipFile(BytesIO(data)) as archive:
        archive.getinfo("word/document.xml")
        names = [name for name in archive.namelist() if _PART.fullmatch(name)]
        for name in sorted(names, key=lambda name: ("document" not in name, name)):
            part = name.removeprefix("word/").removesuffix(".xml").replace("document", "body")
            found |= _of_part(part, etree.fromstring(archive.read(name)))
    return found


def is_revised(data: bytes) -> bool:
    """Whether changes or remarks of a review are still in the file."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return bool(_REVISION.search(archive.read("word/document.xml")))


def _of_part(part: str, root: etree._Element) -> dict[Key, TemplateParagraph]:
    found: dict[Key, TemplateParagraph] = {}
    tables = {table: number for number, table in enumerate(root.iter(f"{_W}tbl"), start=1)}
    outside = 0
    for index, paragraph in enumerate(root.iter(f"{_W}p"), start=1):
        text = _text(paragraph)
        holder = next(paragraph.iterancestors(f"{_W}tc"), None)
        cell = None if holder is None else _position(holder, tables)
        outside += cell is None
        where = _NAMES.get(re.sub(r"\d", "", part), "")
        if cell:
            where += f"表{cell[0]}第{cell[1]}行第{cell[2]}格"
        elif not where:
            where = f"第{outside}段"
        found[part, index] = TemplateParagraph(text, where + _beginning(text), cell)
    return found


def _beginning(text: str) -> str:
    text = text.strip()
    if not text:
        return ""
    return f"“{text[:_SHOWN]}…”" if len(text) > _SHOWN else f"“{text}”"


def _position(cell: etree._Element, tables: Mapping[etree._Element, int]) -> tuple[int, int, int]:
    row = next(cell.iterancestors(f"{_W}tr"))
    table = next(cell.iterancestors(f"{_W}tbl"))
    rows = [each for each in table.iter(f"{_W}tr") if _owner(each, "tbl") is table]
    cells = [each for each in row.iter(f"{_W}tc") if _owner(each, "tr") is row]
    return tables[table], rows.index(row) + 1, cells.index(cell) + 1


def _text(paragraph: etree._Element) -> str:
    """Its own text, not that of a text box in it; breaks and tabs as blanks."""
    return "".join(
        (piece.text or "") if piece.tag == f"{_W}t" else " "
        for piece in paragraph.iter(f"{_W}t", f"{_W}tab", f"{_W}br")
        if _owner(piece, "p") is paragraph
    )


def _owner(element: etree._Element, tag: str) -> etree._Element | None:
    return next(element.iterancestors(f"{_W}{tag}"), None)
