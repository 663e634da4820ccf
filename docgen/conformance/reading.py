"""A .docx as the checker sees it: paragraphs with their effective formatting, tables, sections."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from docx.shared import Inches, Pt
from lxml import etree

from docgen import gbt9704 as gb
from docgen.conformance.container import Container, R, W
from docgen.conformance.styles import Properties, StyleSheet, is_on, number
from docgen.wording import width

_NESTED = f"{W}txbxContent"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SKIPPED = {_FALLBACK, *(f"{W}{tag}" for tag in ("pPr", "del", "moveFrom", "rPr", "instrText"))}
_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": ""}
_ANCHORED = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_WORDS_SHOWN = 12
PAGE_FIELD = re.compile(r"\s*(?:PAGE|NUMPAGES)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text with one effective formatting."""

    text: str
    look: Properties

    @property
    def size(self) -> float:
        """Size in points, given as half-points or with a unit; without one Word uses 10."""
        size = self.look.get("sz", "")
        return number(size) / (20 if size[-1:].isalpha() else 2) or 10.0

    @property
    def spacing(self) -> float:
        """Space added after each character, in points."""
        return number(self.look.get("spacing")) / 20


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph: where it is, its text with automatic number, its effective formatting.

    ``number`` counts the paragraphs outside tables from 1; it is 0 inside. ``row`` and
    ``cell`` count from 1. ``section`` is the index of its section.
    """

    number: int
    style: str
    text: str
    runs: tuple[Run, ...]
    look: Properties
    section: int = 0
    table: int = 0
    row: int = 0
    cell: int = 0
    part: str = ""
    anchor: str = ""
    fields: tuple[str, ...] = ()
    starts_page: bool = False
    drawn: bool = False  # holds a drawing, perhaps a line

    @property
    def is_blank(self) -> bool:
        """True when nothing is printed."""
        return not self.text.strip("\n\t 　") and not self.fields

    @property
    def place(self) -> str:
        """Where it is, in words: number or table cell, and the first words, on one line."""
        words = " ".join(self.text.split())
        shown = words[:_WORDS_SHOWN] + ("…" if len(words) > _WORDS_SHOWN else "")
        quoted = f"“{shown}”" if shown else "（空行）"
        if self.part:
            return f"{self.part}{quoted}"
        if self.table:
            return f"表{self.table}第{self.row}行第{self.cell}格{quoted}"
        return f"第{self.number}段{quoted}"

    @property
    def size(self) -> float:
        """The size of most of its characters, in points."""
        sizes: dict[float, int] = {}
        for run in self.runs:
            sizes[run.size] = sizes.get(run.size, 0) + len(run.text.strip())
        return max(sizes, key=lambda size: sizes[size]) if sizes else 10.0

    @property
    def character(self) -> float:
        """The width of an ideograph, in points."""
        spacing = self.runs[0].spacing if self.runs else 0.0
        return self.size + spacing

    @property
    def first_line(self) -> float:
        """First-line indent in characters, blanks typed in front included."""
        typed = width(self.text) - width(self.text.lstrip("　 "))
        if "ind.hangingChars" in self.look or "ind.hanging" in self.look:
            return typed - self._indent("hanging")
        return typed + self._indent("firstLine")

    @property
    def left(self) -> float:
        """Left indent of the paragraph in characters."""
        return self._indent("left")

    @property
    def right(self) -> float:
        """Right indent in characters, blanks typed behind included when set flush right."""
        behind = width(self.text) - width(self.text.rstrip("　 "))
        return self._indent("right") + (behind if self.align == "right" else 0)

    @property
    def align(self) -> str:
        """``left``, ``center``, ``right``, ``both`` or ``distribute``."""
        align = self.look.get("jc", "left")
        return {"start": "left", "end": "right"}.get(align, align)

    @property
    def framed(self) -> str:
        """Where a frame puts the paragraph (``outside``); empty without one."""
        return self.look.get("framePr.xAlign", "")

    @property
    def exact_pitch(self) -> float:
        """The fixed line pitch in points; 0 when the pitch follows the text."""
        if self.look.get("spacing.lineRule") != "exact":
            return 0.0
        return number(self.look.get("spacing.line")) / 20

    @property
    def least_pitch(self) -> float:
        """The line pitch in points that the text may exceed; 0 for none."""
        if self.look.get("spacing.lineRule") != "atLeast":
            return 0.0
        return number(self.look.get("spacing.line")) / 20

    @property
    def line_factor(self) -> float:
        """Line pitch in lines (1.5), where it follows the text."""
        if self.look.get("spacing.lineRule", "auto") != "auto":
            return 1.0
        return number(self.look.get("spacing.line")) / 240 or 1.0

    @property
    def on_grid(self) -> bool:
        """Whether its lines stand on the section's grid."""
        return is_on(self.look.get("snapToGrid", "1"))

    @property
    def lines_above(self) -> float:
        """Space before the paragraph in lines of the standard's pitch."""
        lines = number(self.look.get("spacing.beforeLines")) / 100
        return lines or number(self.look.get("spacing.before")) / 20 / gb.LINE_PITCH.pt

    @property
    def lines_below(self) -> float:
        """Space after the paragraph in lines of the standard's pitch."""
        lines = number(self.look.get("spacing.afterLines")) / 100
        return lines or number(self.look.get("spacing.after")) / 20 / gb.LINE_PITCH.pt

    def _indent(self, side: str) -> float:
        characters = self.look.get(f"ind.{side}Chars")
        if characters is not None and number(characters):
            return number(characters) / 100
        return number(self.look.get(f"ind.{side}")) / 20 / self.character


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the body: its number from 1, its width and its rules."""

    number: int
    width: float  # mm; 0 when it is not stated
    section: int
    top: float = 0  # mm
    bottom: float = 0
    inside: float = 0


@dataclass(frozen=True, slots=True)
class Section:
    """Paper, margins (all in mm) and line grid of a section, and its footers' parts."""

    width: float
    height: float
    top: float
    right: float
    bottom: float
    left: float
    footer: float
    grid: str = ""
    pitch: float = 0  # points
    char_space: float = 0  # points added to the width of a character
    footers: tuple[tuple[str, str], ...] = ()
    stated: bool = True  # whether the file tells the paper's size

    @property
    def landscape(self) -> bool:
        """True when the page lies on its side."""
        return self.width > self.height

    @property
    def type_width(self) -> float:
        """Width of the type area in mm."""
        return self.width - self.left - self.right

    @property
    def type_height(self) -> float:
        """Height of the type area in mm."""
        return self.height - self.top - self.bottom


@dataclass(slots=True)
class Document:
    """All that the rules look at, in the order of the text."""

    blocks: list[Paragraph | Table] = field(default_factory=list)
    inside: list[Paragraph] = field(default_factory=list)  # in tables and text boxes
    sections: list[Section] = field(default_factory=list)
    footers: dict[str, list[Paragraph]] = field(default_factory=dict)
    headers: list[Paragraph] = field(default_factory=list)
    even_and_odd: bool = False
    default_size: float = 10.0

    @property
    def tables(self) -> list[Table]:
        """The tables of the body."""
        return [block for block in self.blocks if isinstance(block, Table)]

    @property
    def body(self) -> list[Paragraph]:
        """The paragraphs outside tables."""
        return [block for block in self.blocks if isinstance(block, Paragraph)]


def read_document(container: Container) -> Document:
    """Read a document's layout and text.

    Raises:
        Refused: a part is no well-formed XML.
    """
    return _Reader(container).read()


class _Reader:
    """Walks the main part once, from top to bottom."""

    def __init__(self, container: Container) -> None:
        self.container = container
        self.styles = StyleSheet.of(container)
        self.document = Document()
        self.paragraphs = 0
        self.tables = 0

    def read(self) -> Document:
        root = self.container.tree(self.container.main)
        body = None if root is None else root.find(f"{W}body")
        for block in _blocks(body):
            self._block(block)
        settings = next(iter(self.container.related("settings")), "")
        tree = self.container.tree(settings)
        even = None if tree is None else tree.find(f"{W}evenAndOddHeaders")
        self.document.even_and_odd = even is not None and is_on(even.get(f"{W}val", "1"))
        self.document.default_size = Run("", self.styles.run("", None, "")).size
        self._margins()
        return self.document

    def _block(self, block: etree._Element) -> None:
        section = len(self.document.sections)
        if block.tag == f"{W}p":
            self.paragraphs += 1
            paragraph = replace(self._paragraph(block), number=self.paragraphs, section=section)
            self.document.blocks.append(paragraph)
            self._text_boxes(block)
            ended = block.find(f"{W}pPr/{W}sectPr")
            if ended is not None:
                self._section(ended)
        elif block.tag == f"{W}tbl":
            self.tables += 1
            self.document.blocks.append(_table(block, self.tables, section))
            self._cells(block, self.tables, section)
        elif block.tag == f"{W}sectPr":
            self._section(block)

    def _cells(self, table: etree._Element, number: int, section: int) -> None:
        style = _attribute(table.find(f"{W}tblPr/{W}tblStyle"), "val")
        for row_number, row in enumerate(_children(table, "tr"), start=1):
            for cell_number, cell in enumerate(_children(row, "tc"), start=1):
                for element in cell.iter(f"{W}p"):
                    paragraph = self._paragraph(element, style)
                    self.document.inside.append(
                        replace(
                            paragraph, section=section, table=number, row=row_number,
                            cell=cell_number,
                        )
                    )  # fmt: skip

    def _text_boxes(self, holder: etree._Element) -> None:
        for element, _ in _boxed(holder):
            self.document.inside.append(replace(self._paragraph(element), part="文本框"))

    def _paragraph(self, element: etree._Element, table_style: str = "") -> Paragraph:
        own = element.find(f"{W}pPr")
        look = self.styles.paragraph(own, table_style)
        style_id = look.get("pStyle", "")
        runs, fields = [], []
        shows_figure = any(re.search(r"\d", _text(run)) for run in _runs(element))
        for run in _runs(element):
            codes = _codes(run)
            fields += codes
            # A page number that no program has filled in yet.
            unfilled = not shows_figure and any(map(PAGE_FIELD.match, codes))
            text = "1" if unfilled else _text(run)
            looks = self.styles.run(style_id, run.find(f"{W}rPr"), table_style) if text else {}
            if text and not is_on(looks.get("vanish", "0")):
                runs.append(Run(text, looks))
        fields += [
            field.get(f"{W}instr", "")
            for field in element.iter(f"{W}fldSimple")
            if not any(parent.tag == _NESTED for parent in field.iterancestors())
        ]
        label = ""
        if "numId" in look:
            label = self.styles.numbering.next_label(look["numId"], look.get("ilvl", "0"))
        text = label + "".join(run.text for run in runs)
        starts = is_on(look.get("pageBreakBefore", "0")) or any(
            mark.get(f"{W}type") == "page" for mark in element.iter(f"{W}br")
        )
        return Paragraph(
            0, self.styles.name(style_id), text, tuple(runs), look,
            fields=tuple(fields), starts_page=starts,
            drawn=next(element.iter(f"{W}drawing", f"{W}pict"), None) is not None,
        )  # fmt: skip

    def _section(self, element: etree._Element) -> None:
        relations = self.container.relations()
        footers = []
        for reference in element:
            if reference.tag not in (f"{W}footerReference", f"{W}headerReference"):
                continue
            name, _ = relations.get(reference.get(f"{R}id", ""), ("", ""))
            if reference.tag == f"{W}headerReference":
                self.document.headers += self._part(name, "页眉")
            else:
                footers.append((reference.get(f"{W}type", "default"), name))
                self.document.footers.setdefault(name, self._part(name, "页脚"))
        before = self.document.sections[-1].footers if self.document.sections else ()
        inherited = tuple(pair for pair in before if pair[0] not in dict(footers))
        self.document.sections.append(replace(_geometry(element), footers=(*footers, *inherited)))

    def _part(self, name: str, label: str) -> list[Paragraph]:
        root = self.container.tree(name)
        if root is None:
            return []
        found = []
        for element in root.iter(f"{W}p"):
            if any(parent.tag in (_NESTED, _FALLBACK) for parent in element.iterancestors()):
                continue
            found.append(replace(self._paragraph(element), part=label))
            found += [
                replace(self._paragraph(boxed), part=label, anchor=anchor)
                for boxed, anchor in _boxed(element)
            ]
        return found

    def _margins(self) -> None:
        """A document without any section has one of Word's defaults."""
        if not self.document.sections:
            self.document.sections.append(_geometry(etree.Element(f"{W}sectPr")))


def _millimetres(twips: str | None) -> float:
    return number(twips) / 1440 * 25.4


def _geometry(section: etree._Element) -> Section:
    size, margins = section.find(f"{W}pgSz"), section.find(f"{W}pgMar")
    grid = section.find(f"{W}docGrid")
    # Without a size, programs take American letter paper and its margins.
    page = {
        side: _millimetres(_attribute(size, side)) or default.mm
        for side, default in (("w", Inches(8.5)), ("h", Inches(11)))
    }
    margin = {
        side: abs(_millimetres(_attribute(margins, side, "0" if side == "gutter" else "1440")))
        for side in ("top", "right", "bottom", "left", "footer", "gutter")
    }
    return Section(
        page["w"], page["h"], margin["top"], margin["right"], margin["bottom"],
        margin["left"] + margin["gutter"], margin["footer"],
        grid=_attribute(grid, "type"),
        pitch=number(_attribute(grid, "linePitch")) / 20,
        char_space=number(_attribute(grid, "charSpace")) / 4096,
        stated=size is not None,
    )  # fmt: skip


def _table(table: etree._Element, number_: int, section: int) -> Table:
    stated = table.find(f"{W}tblPr/{W}tblW")
    columns = [_millimetres(column.get(f"{W}w")) for column in table.iter(f"{W}gridCol")]
    width = sum(columns)
    if _attribute(stated, "type") == "dxa" and number(_attribute(stated, "w")):
        width = _millimetres(_attribute(stated, "w"))
    borders = table.find(f"{W}tblPr/{W}tblBorders")
    rules = {
        side: _thickness(None if borders is None else borders.find(f"{W}{side}"))
        for side in ("top", "bottom", "insideH")
    }
    return Table(number_, width, section, rules["top"], rules["bottom"], rules["insideH"])


def _thickness(border: etree._Element | None) -> float:
    """Thickness of a rule in mm; 0 for none."""
    if _attribute(border, "val") in ("", "nil", "none"):
        return 0.0
    thickness: float = Pt(number(_attribute(border, "sz")) / 8).mm
    return thickness


def _attribute(element: etree._Element | None, name: str, default: str = "") -> str:
    """An attribute; the default when it, or the element, is not there."""
    return default if element is None else element.get(f"{W}{name}", default)


def _blocks(parent: etree._Element | None) -> Iterator[etree._Element]:
    """Paragraphs, tables and sections of a body, content controls and insertions opened."""
    for child in () if parent is None else parent:
        if child.tag in (f"{W}p", f"{W}tbl", f"{W}sectPr"):
            yield child
        elif child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}customXml", f"{W}ins"):
            yield from _blocks(child)


def _children(parent: etree._Element, tag: str) -> Iterator[etree._Element]:
    """Rows of a table or cells of a row, content controls opened; none of a nested table."""
    for child in parent:
        if child.tag == f"{W}{tag}":
            yield child
        elif child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}customXml", f"{W}ins"):
            yield from _children(child, tag)


def _runs(element: etree._Element) -> Iterator[etree._Element]:
    """The runs of a paragraph and fields without any, without what was deleted or is in a box."""
    for child in element:
        empty_field = child.tag == f"{W}fldSimple" and child.find(f".//{W}r") is None
        if child.tag == f"{W}r" or empty_field:
            yield child
        elif child.tag not in _SKIPPED:
            yield from _runs(child)


def _codes(run: etree._Element) -> list[str]:
    if run.tag == f"{W}fldSimple":
        return [run.get(f"{W}instr", "")]
    return [code.text or "" for code in run.findall(f"{W}instrText")]


def _text(run: etree._Element) -> str:
    pieces = []
    for child in run:
        tag = child.tag.rpartition("}")[2]
        if tag == "t":
            pieces.append(child.text or "")
        elif tag in _SIGNS and child.get(f"{W}type") not in ("page", "column"):
            pieces.append(_SIGNS[tag])
    return "".join(pieces)


def _boxed(holder: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    """The paragraphs of text boxes that hang from a paragraph, and how each is aligned."""
    for content in holder.iter(_NESTED):
        if any(parent.tag == _FALLBACK for parent in content.iterancestors()):
            continue
        anchor = next(content.iterancestors(f"{_ANCHORED}anchor"), None)
        align = None if anchor is None else anchor.find(f"{_ANCHORED}positionH/{_ANCHORED}align")
        for paragraph in content.iter(f"{W}p"):
            yield paragraph, "" if align is None else (align.text or "")
