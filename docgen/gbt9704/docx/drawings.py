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
    return [
        drawing
        for drawing in element.iter(*_FORMS)
        if not any(parent.tag == FALLBACK for parent in drawing.iterancestors())
    ]


def is_line(drawing: etree._Element) -> bool:
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


def boxed(holder: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    """The paragraphs of text boxes that hang from a paragraph, and how each is aligned."""
    for content in holder.iter(NESTED):
        if any(parent.tag == FALLBACK for parent in content.iterancestors()):
            continue
        for paragraph in content.iter(f"{W}p"):
            yield paragraph, _box_side(content)


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
