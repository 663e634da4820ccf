"""All that a .docx can show: its paragraphs, and every text and object outside their plain runs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from docgen.commands.verify.changes import PlacedText
from docgen.ooxml import container
from docgen.ooxml.xml import local_name

if TYPE_CHECKING:
    from docgen.gbt9704.docx.container import DocxFile
    from docgen.gbt9704.docx.document import Paragraph
    from docgen.ooxml.xml import Element

LIMITS = container.Limits(unpacked=100 * 1024 * 1024, parts=2000)
_UNPRINTED = ("[Content_Types].xml", "_rels/", "docProps/")  # beginnings of names of parts
_PLAIN = frozenset({"styles", "settings", "fontTable", "webSettings", "theme"})  # kinds of parts
_RUNS = frozenset({"document", "header", "footer"})  # parts whose plain runs are paragraphs
_PLACES = {
    "footnotes": "脚注",
    "endnotes": "尾注",
    "comments": "批注",
    "numbering": "自动编号",
}
_TEXTS = frozenset({"t", "v", "delText", "instrText"})  # w:t, a:t, m:t; c:v; x:t, x:v
_ATTRIBUTES = {"sym": "}char", "fldSimple": "}instr", "lvlText": "}val"}
_RUN_TEXT = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t"
_PARAGRAPH = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}p"
_SPECIAL = {
    "delText": "修订中删去的文字",
    "instrText": "域代码",
    "sym": "特殊符号",
    "fldSimple": "域代码",
}
_OBJECTS = {
    "anchor": "浮动的图形",
    "inline": "图片或图表",
    "pict": "图形",
    "object": "嵌入的对象",
    "oMath": "公式",
    "dataBinding": "绑定的数据",
    "AlternateContent": "可替换的内容",
    "footnoteReference": "脚注",
    "endnoteReference": "尾注",
    "commentReference": "批注",
}
_COVERING = frozenset({"浮动的图形", "图形", "嵌入的对象", "绑定的数据", "可替换的内容"})
_WHITE, _LEAST_POINTS = "FFFFFF", 4.0


@dataclass(frozen=True, slots=True)
class Printed:
    """What a document shows.

    ``paragraphs`` are those with visible text: outside tables first, then inside, headers and
    footers. ``cells`` are the texts of all paragraphs in tables and text boxes, blank ones, too.
    ``others`` are texts elsewhere: notes, comments, charts and their workbooks, fields, symbols,
    revisions, formulas. ``objects`` counts pictures and the like by kind, ``pictures`` are
    the digests of their files. ``in_order`` is all text of the body as it comes, tables and all.
    """

    paragraphs: tuple[PlacedText, ...] = ()
    cells: tuple[str, ...] = ()
    others: tuple[PlacedText, ...] = ()
    objects: Mapping[str, int] = field(default_factory=dict)
    pictures: tuple[str, ...] = ()
    in_order: str = ""

    @classmethod
    def of(cls, data: bytes) -> Printed:
        """Read a document.

        Raises:
            Refused: it is no sound .docx.
        """
        from docgen.gbt9704.docx.container import open_container
        from docgen.gbt9704.docx.reader import read_document

        docx = open_container(data)
        document = read_document(docx)
        footers = [each for footer in document.footers.values() for each in footer]
        every = (*document.body, *document.inside, *document.headers, *footers)
        lines = tuple(
            PlacedText(_where(each), text) for each in every if (text := _seen(each).strip())
        )
        others, objects = _elsewhere(docx)
        unpacked = parts(data)
        if unpacked is None:
            others.append(PlacedText("其他部件", "已损坏，无法读取"))
        pictures, books = _embedded(unpacked or {})
        cells = tuple(each.text.strip() for each in document.inside)
        return cls(lines, cells, (*others, *books), objects, pictures, _in_order(docx))

    def added_objects(self, theirs: Printed) -> Iterator[tuple[str, bool]]:
        """What ``theirs`` has more of, as words; and whether it may cover or replace a text."""
        for kind, number in theirs.objects.items():
            if (more := number - self.objects.get(kind, 0)) > 0:
                yield f"多了{more}处{kind}", kind in _COVERING
        if extra := Counter(theirs.pictures) - Counter(self.pictures):
            yield f"图片换过或者多了{extra.total()}张", False


def parts(data: bytes) -> dict[str, Any] | None:
    """The parts of a .docx unpacked, workbooks in it, too; None for a damaged one.

    Two files with the same parts are the same document: zlib may pack them another way.
    """
    try:
        return dict(_unpacked(data))
    except Exception:
        # zipfile lets errors of every kind through from damaged archives.
        return None


def _unpacked(data: bytes) -> Iterator[tuple[str, Any]]:
    with container.opened(data, LIMITS) as package:
        for name, part in container.unpacked(package, LIMITS.unpacked):
            yield name, dict(_unpacked(part)) if name.endswith(".xlsx") else part


def _where(paragraph: Paragraph) -> str:
    if paragraph.part:
        return paragraph.part
    if paragraph.table:
        return f"表{paragraph.table}第{paragraph.row}行第{paragraph.cell}格"
    return f"第{paragraph.number}段" if paragraph.number else "文本框中"


def _seen(paragraph: Paragraph) -> str:
    """Its text without runs too small or too pale to be read."""
    hidden = [
        run
        for run in paragraph.runs
        if run.size < _LEAST_POINTS or run.look.get("color", "").upper() == _WHITE
    ]
    if not hidden:
        return paragraph.text
    return "".join(run.text for run in paragraph.runs if run not in hidden)


def _in_order(docx: DocxFile) -> str:
    root = docx.tree(docx.main)
    found = () if root is None else root.iter(_RUN_TEXT, _PARAGRAPH)
    return "".join(
        "\n" if element.tag == _PARAGRAPH else "" if _is_replaced(element) else element.text or ""
        for element in found
    )


def _elsewhere(docx: DocxFile) -> tuple[list[PlacedText], Counter[str]]:
    """The texts outside plain runs, part by part, and the objects of each kind."""
    lines: list[PlacedText] = []
    objects: Counter[str] = Counter()
    for name in sorted(docx.parts):
        if not name.endswith(".xml") or name.startswith(_UNPRINTED):
            continue
        kind = name.rpartition("/")[2].removesuffix(".xml").rstrip("0123456789")
        root = None if kind in _PLAIN else docx.tree(name)
        if root is not None:
            has_runs = name == docx.main or kind in _RUNS
            place = "图表" if "/charts/" in name else _PLACES.get(kind, "其他部件")
            for element in root.iter("*"):
                local = local_name(element)
                if local in _OBJECTS:
                    objects[_OBJECTS[local]] += 1
                if text := _text_of(element, local, has_runs):
                    lines.append(PlacedText(_SPECIAL.get(local, place), text))
    return lines, objects


def _text_of(element: Element, local: str, has_runs: bool) -> str:
    """What an element shows by itself; nothing for the texts of plain runs."""
    if wanted := _ATTRIBUTES.get(local):
        found = (value for key, value in element.attrib.items() if str(key).endswith(wanted))
        return str(next(found, "")).strip()
    is_run = has_runs and element.tag == _RUN_TEXT
    if local not in _TEXTS or (is_run and not _is_replaced(element)):
        return ""
    return (element.text or "").strip()


def _is_replaced(text: Element) -> bool:
    """Whether it is shown only by a program that does not know what it stands for."""
    return any(local_name(parent) == "Fallback" for parent in text.iterancestors())


def _embedded(unpacked: Mapping[str, Any]) -> tuple[tuple[str, ...], list[PlacedText]]:
    """The digests of the pictures in a document, and the texts of the workbooks in it."""
    from lxml.etree import XMLSyntaxError

    from docgen.ooxml.xml import parse

    pictures, lines = [], []
    for name in sorted(unpacked):
        part = unpacked[name]
        if isinstance(part, bytes) and not name.endswith((".xml", ".rels")):
            pictures.append(sha256(part).hexdigest())
        inner = part if isinstance(part, dict) else {}
        for sheet in sorted(inner):
            if sheet.endswith(".xml") and not sheet.startswith(_UNPRINTED):
                try:
                    found = [each.text for each in parse(inner[sheet]).iter("{*}t", "{*}v")]
                except (XMLSyntaxError, ValueError):
                    found = ["已损坏，无法读取"]
                lines += [PlacedText("图表的数据", text.strip()) for text in found if text]
    return tuple(pictures), lines
