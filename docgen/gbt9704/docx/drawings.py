"""Drawings of a paragraph in any of Word's forms: lines, pictures, text boxes and where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from docgen.gbt9704.docx.container import W
from docgen.gbt9704.docx.styles import number
from docgen.ooxml.units import Mm

NESTED = f"{W}txbxContent"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_ANCHORED = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_VML = "{urn:schemas-microsoft-com:vml}"
_OFFICE = "{urn:schemas-microsoft-com:office:office}"
_VML_SIDE = re.compile(r"mso-position-horizontal:\s*(\w+)")
_VML_HEIGHT = re.compile(r"(?:^|;)\s*height:\s*([\d.]+(?:pt|mm|cm|in))\b")
_FORMS = (f"{W}drawing", f"{W}pict", f"{W}object")
_THICKEST_LINE = Mm(3)


def drawings(element: etree._Element) -> list[etree._Element]:
    """The drawings of a paragraph, each once: not as older programs would draw it again."""
    return [drawing for drawing in element.iter(*_FORMS) if not _is_fallback(drawing)]


def printed(cell: etree._Element) -> Iterator[etree._Element]:
    """The paragraphs in a cell, those of text boxes once."""
    return (paragraph for paragraph in cell.iter(f"{W}p") if not _is_fallback(paragraph))


def _is_fallback(element: etree._Element) -> bool:
    """Whether it stands there for programs that do not know the form before it."""
    return any(parent.tag == FALLBACK for parent in element.iterancestors())


def is_picture(drawing: etree._Element) -> bool:
    """Whether a drawing is one that a caption may stand by: no rule, and no box with text."""
    return drawing.find(f".//{NESTED}") is None and not _is_line(drawing)


def _is_line(drawing: etree._Element) -> bool:
    """Whether a drawing is a rule: a line, or a shape or picture as flat as one."""
    if drawing.find(f".//{_VML}line") is not None:
        return True
    extent = drawing.find(f"*/{_ANCHORED}extent")
    if extent is not None:
        return number(extent.get("cy")) <= _THICKEST_LINE
    for shape in drawing:
        if shape.get(f"{_OFFICE}hr"):
            return True
        if height := _VML_HEIGHT.search(shape.get("style", "")):
            return number(height.group(1)) / 20 <= _THICKEST_LINE.pt
    return False


def boxed(holder: etree._Element) -> Iterator[tuple[etree._Element, str, int]]:
    """The paragraphs of text boxes that hang from a paragraph, how each is aligned, and the
    number of its box."""
    boxes = [content for content in holder.iter(NESTED) if not _is_fallback(content)]
    for box, content in enumerate(boxes, start=1):
        side = _box_side(content)
        for paragraph in content.iter(f"{W}p"):
            yield paragraph, side, box


def _box_side(content: etree._Element) -> str:
    """Where a text box stands: ``outside``, ``right``, …; ``?`` when it is placed by lengths."""
    anchor = next(content.iterancestors(f"{_ANCHORED}anchor"), None)
    if anchor is not None:
        align = anchor.find(f"{_ANCHORED}positionH/{_ANCHORED}align")
        return "?" if align is None else (align.text or "?")
    for shape in content.iterancestors():
        found = _VML_SIDE.search(shape.get("style", ""))
        if found:
            return found.group(1)
    return "?"
