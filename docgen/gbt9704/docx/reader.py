"""Reads the parts of a .docx into what the checker sees (``docgen.gbt9704.docx.document``)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from lxml import etree

from docgen.gbt9704.docx.container import DocxFile, R, W
from docgen.gbt9704.docx.document import Paragraph, Run, Section, Table, WordDocument
from docgen.gbt9704.docx.drawings import FALLBACK, NESTED, boxed, drawings, is_picture, printed
from docgen.gbt9704.docx.styles import StyleSheet, is_on, number
from docgen.ooxml.container import as_utf8
from docgen.ooxml.units import Inches, Pt

_SKIPPED = {FALLBACK, *(f"{W}{tag}" for tag in ("pPr", "del", "moveFrom", "rPr", "instrText"))}
_OPENED = {f"{W}{tag}" for tag in ("sdt", "sdtContent", "customXml", "ins")}
_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": ""}
_LOWER_HALF = {"page": 148.0, "margin": 112.0}  # mm; from the text any length may do
_WHOLE_WIDTH = 5000  # fiftieths of a percent
_ELECTRONIC = b"33476"
PAGE_FIELD = re.compile(r"\s*(?:PAGE|NUMPAGES)\b", re.IGNORECASE)


def read_document(container: DocxFile) -> WordDocument:
    """Read a document's layout and text.

    Raises:
        Refused: a part is no well-formed XML.
    """
    return _Reader(container).read()


class _Reader:
    """Walks the main part once, from top to bottom."""

    def __init__(self, container: DocxFile) -> None:
        self.container = container
        self.styles = StyleSheet.of(container)
        self.document = WordDocument()
        self.paragraphs = 0
        self.tables = 0
        self.boxes = 0
        self.fresh = False  # whether the next text begins a page

    def read(self) -> WordDocument:
        root = self.container.tree(self.container.main)
        body = None if root is None else root.find(f"{W}body")
        for block in _blocks(body):
            self._block(block)
        settings = next(iter(self.container.related("settings")), "")
        tree = self.container.tree(settings)
        even = None if tree is None else tree.find(f"{W}evenAndOddHeaders")
        self.document.even_and_odd = even is not None and is_on(even.get(f"{W}val", "1"))
        self.document.electronic = any(
            _ELECTRONIC in as_utf8(part)
            for name, part in self.container.parts.items()
            if name.startswith("docProps/")
        )
        self.document.default_size = Run("", self.styles.run("", None, "")).size
        if not self.document.sections:
            self.document.sections.append(_geometry(etree.Element(f"{W}sectPr")))
        return self.document

    def _block(self, block: etree._Element) -> None:
        section = len(self.document.sections)
        if block.tag == f"{W}p":
            self._body_paragraph(block, section)
            ended = block.find(f"{W}pPr/{W}sectPr")
            if ended is not None:
                self._section(ended)
                self.fresh = True
        elif block.tag == f"{W}tbl":
            self.tables += 1
            self.document.add(_table(block, self.tables, section))
            self.fresh = False
            self._cells(block, self.tables, section)
        elif block.tag == f"{W}sectPr":
            self._section(block)

    def _body_paragraph(self, element: etree._Element, section: int) -> None:
        self.paragraphs += 1
        paragraph = self._paragraph(element)
        if paragraph.is_blank and element.find(f"{W}pPr/{W}rPr/{W}del") is not None:
            return  # deleted, and only kept for review
        before, after = _page_breaks(element)
        starts = is_on(paragraph.look.get("pageBreakBefore", "0")) or before
        self.document.add(
            replace(paragraph, number=self.paragraphs, section=section, fresh=self.fresh or starts)
        )
        self.fresh = after or (paragraph.is_blank and (self.fresh or starts))
        before_these = self.boxes
        for content, _, box in boxed(element):
            self.boxes = before_these + box
            held = replace(self._paragraph(content), part="文本框", box=self.boxes)
            self.document.inside.append(held)

    def _cells(self, table: etree._Element, number: int, section: int) -> None:
        style = _attribute(table.find(f"{W}tblPr/{W}tblStyle"), "val")
        for row_number, row in enumerate(_children(table, "tr"), start=1):
            for cell_number, cell in enumerate(_children(row, "tc"), start=1):
                for element in printed(cell):
                    paragraph = self._paragraph(element, style)
                    self.document.inside.append(
                        replace(
                            paragraph, section=section, table=number, row=row_number,
                            cell=cell_number,
                        )
                    )  # fmt: skip

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
        fields += [field.get(f"{W}instr", "") for field in _simple_fields(element)]
        drawn = drawings(element)
        label = ""
        if "numId" in look:
            label = self.styles.numbering.next_label(look["numId"], look.get("ilvl", "0"))
        text = label + "".join(run.text for run in runs)
        return Paragraph(
            0, self.styles.name(style_id), text, tuple(runs), look, fields=tuple(fields),
            drawn=bool(drawn), pictured=any(map(is_picture, drawn)),
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
            if any(parent.tag in (NESTED, FALLBACK) for parent in element.iterancestors()):
                continue
            found.append(replace(self._paragraph(element), part=label))
            found += [
                replace(self._paragraph(content), part=label, anchor=anchor)
                for content, anchor, _ in boxed(element)
            ]
        return found


def _millimetres(twips: str | None) -> float:
    return number(twips) / 1440 * 25.4


def _geometry(section: etree._Element) -> Section:
    size, margins = section.find(f"{W}pgSz"), section.find(f"{W}pgMar")
    first_apart = section.find(f"{W}titlePg")
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
        restarts=_attribute(section.find(f"{W}pgNumType"), "start") != "",
        first_apart=first_apart is not None and is_on(first_apart.get(f"{W}val", "1")),
    )  # fmt: skip


def _table(table: etree._Element, number_: int, section: int) -> Table:
    stated = table.find(f"{W}tblPr/{W}tblW")
    columns = table.findall(f"{W}tblGrid/{W}gridCol")
    width = sum(_millimetres(column.get(f"{W}w")) for column in columns)
    if _attribute(stated, "type") == "dxa" and number(_attribute(stated, "w")):
        width = _millimetres(_attribute(stated, "w"))
    own = table.find(f"{W}tblPr/{W}tblBorders")
    floating = table.find(f"{W}tblPr/{W}tblpPr")
    rows = list(_children(table, "tr"))
    cells = [[cell.find(f"{W}tcPr/{W}tcBorders") for cell in _children(r, "tc")] for r in rows]
    first, last, every = cells[:1], cells[-1:], cells
    return Table(
        number_, width, section,
        top=_rule(own, "top", first, "top"),
        bottom=_rule(own, "bottom", last, "bottom"),
        inside=_rule(own, "insideH", cells[1:], "top") or _rule(own, "insideH", cells[:-1], "bottom"),
        sides=_rule(own, "left", every, "left"),
        styled=_attribute(table.find(f"{W}tblPr/{W}tblStyle"), "val") != "",
        floats=floating is not None,
        at_the_foot=_is_at_the_foot(floating),
        share=_share(stated),
        colours=_colours(own, *(borders for row in cells for borders in row)),
    )  # fmt: skip


def _share(stated: etree._Element | None) -> float:
    """The part of the width that is free for a table, told in percent or fiftieths of one."""
    width = _attribute(stated, "w")
    if width.endswith("%"):
        return number(width[:-1]) / 100
    return number(width) / _WHOLE_WIDTH if _attribute(stated, "type") == "pct" else 0.0


def _is_at_the_foot(floating: etree._Element | None) -> bool:
    """Whether a floating table stands at the foot of the type area, or may by its length."""
    anchor = _attribute(floating, "vertAnchor", "text")
    if side := _attribute(floating, "tblpYSpec"):
        return anchor == "margin" and side in ("bottom", "outside")
    return _millimetres(_attribute(floating, "tblpY")) > _LOWER_HALF.get(anchor, 0.0)


def _rule(
    table: etree._Element | None, side: str, rows: list[list[etree._Element | None]], of_cell: str
) -> float:
    """Thickness of a rule of a table in mm, told by the table or by its cells."""
    found = [_thickness(None if table is None else table.find(f"{W}{side}"))]
    for borders in (borders for row in rows for borders in row if borders is not None):
        found.append(_thickness(borders.find(f"{W}{of_cell}")))
    return max(found)


def _colours(*borders: etree._Element | None) -> frozenset[str]:
    """The colours of the rules that a table or its cells show."""
    edges = (edge for each in borders if each is not None for edge in each)
    return frozenset(_attribute(edge, "color") for edge in edges if _thickness(edge))


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
        elif child.tag in _OPENED:
            yield from _blocks(child)


def _children(parent: etree._Element, tag: str) -> Iterator[etree._Element]:
    """Rows of a table or cells of a row, content controls opened; none of a nested table."""
    for child in parent:
        if child.tag == f"{W}{tag}":
            yield child
        elif child.tag in _OPENED:
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


def _simple_fields(element: etree._Element) -> Iterator[etree._Element]:
    """The simple fields of a paragraph, none of a text box that hangs from it."""
    for child in element:
        if child.tag == f"{W}fldSimple":
            yield child
        elif child.tag not in (NESTED, FALLBACK):
            yield from _simple_fields(child)


def _page_breaks(element: etree._Element) -> tuple[bool, bool]:
    """Whether a page break stands before the text of a paragraph, and one after it."""
    before = after = False
    has_text = False
    for run in _runs(element):
        for child in run:
            if child.tag == f"{W}br" and child.get(f"{W}type") == "page":
                before, after = before or not has_text, True
            elif child.tag == f"{W}t" and (child.text or "").strip():
                has_text, after = True, False
    return (before and has_text), after
