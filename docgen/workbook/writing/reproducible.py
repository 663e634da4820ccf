"""A finished openpyxl workbook as bytes: the same every time, and as Excel itself writes it.

openpyxl stamps the clock into the file, writes font properties in an order the standard
does not allow, puts texts into the cells instead of a shared table, which Excel would
rewrite on its first save, and fixes row heights for good. All this is put right here.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import datetime
from io import BytesIO

from lxml import etree
from openpyxl import Workbook
from openpyxl.writer.excel import ExcelWriter

from docgen.ooxml.xml import to_bytes
from docgen.ooxml.zip_writer import zip_parts

_PROGRAM = "docgen"
DAY = (2026, 1, 1)  # on every member, in place of the clock
_STAMP = datetime(*DAY)

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_CONTENT_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_EXTENDED = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
_STRINGS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"

_TYPES_PART = "[Content_Types].xml"
_BOOK_RELATIONS_PART = "xl/_rels/workbook.xml.rels"
_APPLICATION_PART = "docProps/app.xml"
_STYLES_PART = "xl/styles.xml"
_STRINGS_PART = "xl/sharedStrings.xml"
_SHEETS_FOLDER = "xl/worksheets/"

_FONT_ORDER = ("b", "i", "strike", "u", "sz", "color", "name", "family", "charset", "scheme")


def saved(book: Workbook) -> bytes:
    """The workbook's file; the same workbook gives the same bytes whenever it is saved."""
    buffer = BytesIO()
    stamp(book, buffer)
    with zipfile.ZipFile(buffer) as archive:
        parts = {name: etree.fromstring(archive.read(name)) for name in archive.namelist()}
    parts[_APPLICATION_PART] = etree.fromstring(
        f'<Properties xmlns="{_EXTENDED}"><Application>{_PROGRAM}</Application></Properties>'
    )
    _order_fonts(parts[_STYLES_PART])
    _free_row_heights(parts)
    _share_strings(parts)
    return _packed(parts)


def stamp(book: Workbook, target: BytesIO) -> None:
    """Write a workbook as openpyxl does, but for the clock in its properties."""
    book.properties.creator = _PROGRAM
    book.properties.created = book.properties.modified = _STAMP
    # Not book.save(): that stamps the time of saving into the properties.
    ExcelWriter(book, zipfile.ZipFile(target, "w")).save()


def _order_fonts(styles: etree._Element) -> None:
    for font in styles.iter(f"{{{_MAIN}}}font"):
        font[:] = sorted(font, key=lambda child: _FONT_ORDER.index(etree.QName(child).localname))


def _free_row_heights(parts: dict[str, etree._Element]) -> None:
    """Let rows grow with what is typed; their heights are only what they start with."""
    for part in _sheets(parts):
        for row in part.iterfind(f".//{{{_MAIN}}}row[@customHeight]"):
            del row.attrib["customHeight"]


def _sheets(parts: dict[str, etree._Element]) -> Iterator[etree._Element]:
    return (part for name, part in sorted(parts.items()) if name.startswith(_SHEETS_FOLDER))


def _share_strings(parts: dict[str, etree._Element]) -> None:
    """Move every text of every sheet into the shared table, each text once."""
    table = etree.fromstring(f'<sst xmlns="{_MAIN}"/>')
    numbers: dict[str, int] = {}
    uses = 0
    for part in _sheets(parts):
        for cell in part.iterfind(f".//{{{_MAIN}}}c[@t='inlineStr']"):
            (inline,) = cell
            text = inline[0].text or ""
            if text not in numbers:
                numbers[text] = len(numbers)
                inline.tag = f"{{{_MAIN}}}si"
                table.append(inline)
            else:
                cell.remove(inline)
            cell.set("t", "s")
            etree.SubElement(cell, f"{{{_MAIN}}}v").text = str(numbers[text])
            uses += 1
    table.set("count", str(uses))
    table.set("uniqueCount", str(len(numbers)))
    parts[_STRINGS_PART] = table
    etree.SubElement(
        parts[_TYPES_PART],
        f"{{{_CONTENT_TYPES}}}Override",
        PartName=f"/{_STRINGS_PART}",
        ContentType=_STRINGS_TYPE,
    )
    etree.SubElement(
        parts[_BOOK_RELATIONS_PART],
        f"{{{_PACKAGE_RELATIONS}}}Relationship",
        Id="rIdSharedStrings",
        Type=f"{_RELATIONS}/sharedStrings",
        Target=f"/{_STRINGS_PART}",
    )


def _packed(parts: dict[str, etree._Element]) -> bytes:
    ordered = {}
    for name in sorted(parts, key=lambda name: (name != _TYPES_PART, name)):
        etree.cleanup_namespaces(parts[name])
        ordered[name] = to_bytes(parts[name])
    return zip_parts(ordered, day=DAY)
