"""The small workbook that a chart carries along, written as text. Pure.

Word and WPS open it when somebody edits the chart's figures. openpyxl would make it, too,
but loading that takes longer than all else.
"""

from __future__ import annotations

import html
from collections.abc import Sequence

from docgen.gbt9704 import standard as gb
from docgen.ooxml.xml import UNHOLDABLE
from docgen.ooxml.zip_writer import zip_parts

XML_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
OFFICE_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
CONTENT_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
SHEET = "Sheet1"

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_THEME_TYPE = "application/vnd.openxmlformats-officedocument.theme+xml"
_COLOURS = {
    "dk1": "000000", "lt1": "FFFFFF", "dk2": "44546A", "lt2": "E7E6E6", "accent1": "4472C4",
    "accent2": "ED7D31", "accent3": "A5A5A5", "accent4": "FFC000", "accent5": "5B9BD5",
    "accent6": "70AD47", "hlink": "0563C1", "folHlink": "954F72",
}  # fmt: skip
# Columns are as wide as this many digits.
_FIRST_COLUMN = 30
_OTHER_COLUMNS = 16

Row = Sequence[str | int]


def workbook(rows: Sequence[Row]) -> bytes:
    """An .xlsx with one sheet, ``Sheet1``: the rows from A1 on; an empty text is no cell."""
    texts = list(dict.fromkeys(each for row in rows for each in row if is_text(each)))
    parts = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": relations(("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": (
            f'{XML_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{OFFICE_RELATIONS}"><sheets>'
            f'<sheet name="{SHEET}" sheetId="1" r:id="rId1"/></sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": relations(
            ("worksheet", "worksheets/sheet1.xml"),
            ("styles", "styles.xml"),
            ("theme", "theme/theme1.xml"),
            ("sharedStrings", "sharedStrings.xml"),
        ),
        "xl/worksheets/sheet1.xml": _sheet(rows, {text: n for n, text in enumerate(texts)}),
        "xl/sharedStrings.xml": _shared(rows, texts),
        "xl/styles.xml": _styles(),
        "xl/theme/theme1.xml": theme(),
    }
    return zip_parts({name: text.encode() for name, text in parts.items()})


def is_text(value: str | int) -> bool:
    """Whether a value is a cell of text; empty text is no cell."""
    return isinstance(value, str) and value != ""


def place(column: int, row: int) -> str:
    """``$B$2``: a cell by its column from 0 (to 25) and its row from 1."""
    return f"${chr(ord('A') + column)}${row}"


def holdable(text: str) -> str:
    """A text without the characters that XML cannot hold."""
    return UNHOLDABLE.sub("", text)


def content(text: str) -> str:
    """A text as the content of an XML element."""
    return html.escape(holdable(text), quote=False)


def relations(*targets: tuple[str, str]) -> str:
    """A relations part: the kind and target of rId1, rId2, …"""
    listed = "".join(
        f'<Relationship Id="rId{number}" Type="{OFFICE_RELATIONS}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, start=1)
    )
    return f'{XML_HEAD}<Relationships xmlns="{PACKAGE_RELATIONS}">{listed}</Relationships>'


def theme() -> str:
    """A plain theme. No style takes a font or colour from it: names stay what they say."""
    colours = "".join(f'<a:{k}><a:srgbClr val="{v}"/></a:{k}>' for k, v in _COLOURS.items())
    font = f'<a:latin typeface="{gb.FONT_LATIN}"/><a:ea typeface=""/><a:cs typeface=""/>'
    fill = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
    line = f'<a:ln w="6350">{fill}</a:ln>' * 3
    effect = "<a:effectStyle><a:effectLst/></a:effectStyle>" * 3
    return (
        f'{XML_HEAD}<a:theme xmlns:a="{DRAWING}" name="docgen"><a:themeElements>'
        f'<a:clrScheme name="docgen">{colours}</a:clrScheme>'
        f'<a:fontScheme name="docgen"><a:majorFont>{font}</a:majorFont>'
        f"<a:minorFont>{font}</a:minorFont></a:fontScheme>"
        f'<a:fmtScheme name="docgen"><a:fillStyleLst>{fill * 3}</a:fillStyleLst>'
        f"<a:lnStyleLst>{line}</a:lnStyleLst><a:effectStyleLst>{effect}</a:effectStyleLst>"
        f"<a:bgFillStyleLst>{fill * 3}</a:bgFillStyleLst></a:fmtScheme></a:themeElements></a:theme>"
    )


def _content_types() -> str:
    kinds = {
        "workbook": f"{_SHEET_TYPE}.sheet.main+xml",
        "worksheets/sheet1": f"{_SHEET_TYPE}.worksheet+xml",
        "sharedStrings": f"{_SHEET_TYPE}.sharedStrings+xml",
        "styles": f"{_SHEET_TYPE}.styles+xml",
        "theme/theme1": _THEME_TYPE,
    }
    listed = "".join(
        f'<Override PartName="/xl/{name}.xml" ContentType="{kind}"/>'
        for name, kind in kinds.items()
    )
    return (
        f'{XML_HEAD}<Types xmlns="{CONTENT_TYPES}"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{listed}</Types>'
    )


def _sheet(rows: Sequence[Row], numbers: dict[str | int, int]) -> str:
    width = max(map(len, rows))
    listed = "".join(
        f'<row r="{number}">'
        + "".join(_cell(column, number, value, numbers) for column, value in enumerate(row))
        + "</row>"
        for number, row in enumerate(rows, start=1)
    )
    return (
        f'{XML_HEAD}<worksheet xmlns="{_MAIN}"><cols>'
        f'<col min="1" max="1" width="{_FIRST_COLUMN}" customWidth="1"/>'
        f'<col min="2" max="{max(width, 2)}" width="{_OTHER_COLUMNS}" customWidth="1"/></cols>'
        f"<sheetData>{listed}</sheetData></worksheet>"
    )


def _cell(column: int, row: int, value: str | int, numbers: dict[str | int, int]) -> str:
    name = place(column, row).replace("$", "")
    if is_text(value):
        return f'<c r="{name}" s="1" t="s"><v>{numbers[value]}</v></c>'
    return "" if value == "" else f'<c r="{name}"><v>{value}</v></c>'


def _shared(rows: Sequence[Row], texts: Sequence[str | int]) -> str:
    uses = sum(is_text(value) for row in rows for value in row)
    listed = "".join(f'<si><t xml:space="preserve">{content(str(text))}</t></si>' for text in texts)
    return (
        f'{XML_HEAD}<sst xmlns="{_MAIN}" count="{uses}" uniqueCount="{len(texts)}">{listed}</sst>'
    )


def _styles() -> str:
    """Style 1 is for texts: their lines are shown as lines."""
    return (
        f'{XML_HEAD}<styleSheet xmlns="{_MAIN}"><fonts count="1"><font><sz val="11"/>'
        f'<name val="{gb.FONT_PAGE_NUMBER}"/></font></fonts><fills count="2"><fill>'
        '<patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
        '</fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border>'
        '</borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
        '</cellStyleXfs><cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" '
        'xfId="0"/><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" '
        'applyAlignment="1"><alignment vertical="center" wrapText="1"/></xf></cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
        "</styleSheet>"
    )
