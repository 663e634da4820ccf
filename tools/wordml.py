"""WordprocessingML fragments: styles, paragraphs, tables, sections. Strings in, strings out.

Every layout number comes from ``docgen.gbt9704.standard``. Element order follows the schema
(ISO/IEC 29500-1, 17.3), where hand-made documents fail validation first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from docgen.gbt9704 import standard as gb
from docgen.ooxml.units import Length
from tools.layout import (
    ANCHOR_SIZE,
    BALLOT_MARK_LINE,
    CELL_AIR,
    COLUMN_GAP,
    CUT_COLOUR,
    CUT_RULE,
    FORM_GAP,
    HEADER_DISTANCE,
    IMPRINT_LINE,
    JOINT_MARKS,
    MARK_LINE,
    RULE_SPACE,
    TABLE_RULE,
    TITLE_LINE,
)

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
XML_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def twips(length: Length) -> int:
    """A length in twentieths of a point, rounded."""
    points: float = length.pt
    return round(points * 20)


def half_points(size: Length) -> int:
    """A font size in half points."""
    points: float = size.pt
    return round(points * 2)


def eighths(length: Length) -> int:
    """A rule's thickness in eighths of a point."""
    points: float = length.pt
    return round(points * 8)


NOTHING = Length(0)


@dataclass(frozen=True)
class Style:
    """A named paragraph style, based on 正文 unless ``base`` says otherwise.

    ``indent`` is (left, first line, right) in characters of its size, a negative first line
    hanging; ``line`` is the line pitch, ``exact`` or at least; ``border`` is raw pBdr
    content.
    """

    name: str
    style_id: str
    font: str = ""
    size: Length | None = None
    align: str = ""
    color: str = ""
    indent: tuple[float, float, float] | None = None
    line: Length = gb.LINE_PITCH
    exact: bool = True
    spaced: bool = True
    spacing: Length | None = None
    bold: bool = False
    keep_next: bool = False
    keep_lines: bool = False
    page_break: bool = False
    outline: int | None = None
    border: str = ""
    before: Length = NOTHING
    after: Length = NOTHING

    def xml(self) -> str:
        """The ``w:style`` element."""
        default = ' w:default="1"' if self.style_id == BODY else ""
        base = "" if self.style_id == BODY else f'<w:basedOn w:val="{BODY}"/>'
        return (
            f'<w:style w:type="paragraph"{default} w:styleId="{self.style_id}">'
            f'<w:name w:val="{self.name}"/>{base}<w:qFormat/>'
            f"<w:pPr>{self._paragraph()}</w:pPr><w:rPr>{self._run()}</w:rPr></w:style>"
        )

    def _paragraph(self) -> str:
        parts = []
        if self.keep_next:
            parts.append("<w:keepNext/>")
        if self.keep_lines:
            parts.append("<w:keepLines/>")
        if self.page_break:
            parts.append("<w:pageBreakBefore/>")
        parts.append('<w:widowControl w:val="0"/>')
        if self.border:
            parts.append(f"<w:pBdr>{self.border}</w:pBdr>")
        if self.style_id == BODY:
            parts.append('<w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>')
            parts.append('<w:adjustRightInd w:val="0"/><w:snapToGrid w:val="0"/>')
        rule = "exact" if self.exact else "atLeast"
        parts.append(
            f'<w:spacing w:before="{twips(self.before)}" w:after="{twips(self.after)}" '
            f'w:line="{twips(self.line)}" w:lineRule="{rule}"/>'
        )
        if self.indent is not None:
            own_size = self.size if self.size is not None and not self.spaced else None
            parts.append(indent(*self.indent, character=own_size or gb.CHARACTER))
        if self.align:
            parts.append(f'<w:jc w:val="{self.align}"/>')
        if self.outline is not None:
            parts.append(f'<w:outlineLvl w:val="{self.outline}"/>')
        return "".join(parts)

    def _run(self) -> str:
        parts = []
        if self.font:
            parts.append(fonts(self.font))
        if self.bold:
            parts.append("<w:b/>")
        if self.color:
            parts.append(f'<w:color w:val="{self.color}"/>')
        if self.style_id == BODY:
            parts.append(f'<w:spacing w:val="{twips(gb.CHARACTER_SPACING)}"/><w:kern w:val="0"/>')
        elif not self.spaced:
            parts.append('<w:spacing w:val="0"/>')
        elif self.spacing is not None:
            parts.append(f'<w:spacing w:val="{twips(self.spacing)}"/>')
        if self.size is not None:
            size = half_points(self.size)
            parts.append(f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>')
        return "".join(parts)


def fonts(east_asian: str) -> str:
    """Explicit names for every script; theme fonts would override them in Word."""
    # A page number is 半角宋体 (7.5).
    latin = gb.FONT_PAGE_NUMBER if east_asian == gb.FONT_PAGE_NUMBER else gb.FONT_LATIN
    return (
        f'<w:rFonts w:ascii="{latin}" w:hAnsi="{latin}" '
        f'w:eastAsia="{east_asian}" w:cs="{gb.FONT_LATIN}"/>'
    )


def indent(left: float, first: float, right: float, character: Length) -> str:
    """Indents in characters, with their lengths for programs that count no characters.

    A hanging indent is written in lengths alone, its characters as none: Word counts
    ``hangingChars`` on top of ``leftChars``, others do not; leaving them out would let the
    first line inherit the two characters of 正文.
    """
    line = ("firstLine", first) if first >= 0 else ("hanging", -first)
    attributes = []
    for name, value in (("left", left), ("right", right), line):
        characters = 0 if first < 0 and name != "right" else value
        attributes.append(f'w:{name}Chars="{round(characters * 100)}"')
        attributes.append(f'w:{name}="{round(value * twips(character))}"')
    return f"<w:ind {' '.join(attributes)}/>"


BODY = "a"
DASHES = f'<w:bottom w:val="dashed" w:sz="{eighths(CUT_RULE)}" w:space="1" w:color="{CUT_COLOUR}"/>'
RED_RULE = (
    f'<w:bottom w:val="single" w:sz="{eighths(gb.RED_RULE)}" '
    f'w:space="{round(RULE_SPACE.pt)}" w:color="{gb.RED}"/>'
)
_PLAIN = (0, 0, 0)


def _element(element: gb.Element, style_id: str, **more: Any) -> Style:
    """The style of an element of the standard; what equals 正文 is inherited."""
    body = gb.BODY
    return Style(
        element.name, style_id,
        element.font if element.font != body.font else "",
        element.size if element.size != body.size else None,
        element.align, element.color if element.color != body.color else "",
        element.indent if element.indent != body.indent else None, **more,
    )  # fmt: skip


def mark_style(size: Length, joint: str = "") -> str:
    """The name of the style of a mark of this size."""
    return f"{joint}{gb.MARK.name}{size.pt:.0f}磅"


def _mark(name: str, style_id: str, size: Length, align: str) -> Style:
    """A style of 发文机关标志."""
    mark = replace(gb.MARK, name=name, size=size, align=align)
    return _element(mark, style_id, line=Length(round(size * MARK_LINE)), spaced=False)


def _form(
    name: str,
    style_id: str,
    size: Length = gb.TABLE_SIZE,
    line: Length = gb.TABLE_LINE,
    align: str = "left",
    font: str = "",
    first_line: float = 0,
    **more: Any,
) -> Style:
    """A style of tables and forms: not on the body's line grid, as high in any font."""
    indents = (0, first_line, 0)
    return Style(name, style_id, font, size, align, "", indents, line, spaced=False, **more)


def _kept(
    name: str,
    style_id: str,
    size: Length = gb.TABLE_SIZE,
    line: Length = gb.TABLE_LINE,
    bold: bool = False,
) -> tuple[Style, Style]:
    """A style of centred cells, and the one of rows that stay with the next."""
    plain = _form(name, style_id, size, line, "center", bold=bold)
    return plain, replace(plain, name=f"连{name}", style_id=f"k{style_id}", keep_next=True)


STYLES = (
    # Flush left, not justified: LibreOffice 7.4 drops marks that hang over a justified line's end.
    Style("Normal", BODY, gb.BODY.font, gb.BODY.size, gb.BODY.align, gb.BODY.color, gb.BODY.indent),
    *(_mark(mark_style(size), f"mark{size.pt:.0f}", size, gb.MARK.align)
      for size in dict.fromkeys(label for _, _, label in JOINT_MARKS)),
    *(_mark(mark_style(size, "联合"), f"jointmark{size.pt:.0f}", size, "distribute")
      for _, size, _ in JOINT_MARKS),
    _element(gb.NUMBER, "number", border=RED_RULE),
    _element(gb.TITLE, "title", line=TITLE_LINE, spaced=False, keep_next=True, keep_lines=True,
             outline=0),
    _element(gb.ADDRESSEE, "to", keep_next=True),
    Style("空行", "blank", indent=_PLAIN),
    Style("版头空行", "headblank", indent=_PLAIN, keep_next=True),
    Style("落款空行", "signblank", indent=_PLAIN, keep_next=True),
    _element(gb.LEVEL_1, "h1", keep_next=True, keep_lines=True, outline=1),
    _element(gb.LEVEL_2, "h2", keep_next=True, keep_lines=True, outline=2),
    Style("末段", "lastbody", keep_next=True),
    Style("列项", "listed", keep_lines=True),
    Style("列项松", "looselisted", keep_lines=True, spacing=gb.LOOSE_SPACING),
    Style("正文松", "loose", spacing=gb.LOOSE_SPACING),
    Style("末段松", "lastloose", spacing=gb.LOOSE_SPACING, keep_next=True),
    _element(gb.ATTACHMENTS, "attachments", keep_next=True, keep_lines=True),
    _element(gb.SIGNATURE, "signature", keep_next=True),
    # With what follows, so that 版记 never has a page for itself.
    _element(gb.DATE, "signdate", keep_next=True),
    _element(gb.ATTACHMENT_MARK, "attachmentmark"),
    _form("表题", "tcaption", gb.TABLE_SIZE, gb.LINE_PITCH, "center", gb.FONT_LEVEL_1,
          keep_next=True),
    _form("表头", "thead", align="center", font=gb.FONT_LEVEL_1),
    _form("表文", "tbody", before=CELL_AIR, after=CELL_AIR),
    _form("表文居中", "tcenter", align="center"),
    *_kept("姓名", "tname", bold=True),
    *_kept("职务", "tpost", gb.SMALL_TABLE_SIZE, gb.SMALL_TABLE_LINE),
    _form("小表头", "sthead", gb.SMALL_TABLE_SIZE, gb.SMALL_TABLE_LINE, "center",
          gb.FONT_LEVEL_1),
    _form("小表文", "stbody", gb.SMALL_TABLE_SIZE, gb.SMALL_TABLE_LINE, before=CELL_AIR,
          after=CELL_AIR),
    _form("小表文居中", "stcenter", gb.SMALL_TABLE_SIZE, gb.SMALL_TABLE_LINE, "center",
          before=CELL_AIR, after=CELL_AIR),
    _form("连表头", "kthead", align="center", font=gb.FONT_LEVEL_1, keep_next=True),
    _form("连表文", "ktbody", keep_next=True),
    _form("连表文居中", "ktcenter", align="center", keep_next=True),
    _form("连小表头", "ksthead", gb.SMALL_TABLE_SIZE, gb.SMALL_TABLE_LINE, "center",
          gb.FONT_LEVEL_1, keep_next=True),
    _form("连小表文居中", "kstcenter", gb.SMALL_TABLE_SIZE, gb.SMALL_TABLE_LINE, "center",
          keep_next=True),
    _form("表注", "tnote", first_line=2, before=FORM_GAP, keep_lines=True),
    _form("图", "figure", align="center", keep_next=True, before=FORM_GAP, exact=False),
    _form("图题", "fcaption", gb.TABLE_SIZE, gb.LINE_PITCH, "center", gb.FONT_LEVEL_1),
    _form("填报", "filedby", keep_next=True, before=FORM_GAP, after=FORM_GAP),
    _form("回执标题", "replytitle", gb.TITLE_SIZE, TITLE_LINE, "center", gb.FONT_TITLE,
          keep_next=True, page_break=True),
    _form("测评票标题", "ballottitle", gb.BALLOT_TITLE_SIZE, gb.BALLOT_TITLE_LINE, "center",
          gb.FONT_TITLE, keep_next=True),
    _form("测评票标题另页", "ballottitlenew", gb.BALLOT_TITLE_SIZE, gb.BALLOT_TITLE_LINE,
          "center", gb.FONT_TITLE, keep_next=True, page_break=True),
    _form("测评票说明", "ballotnote", keep_next=True),
    Style("测评票间隔", "ballotgap", size=ANCHOR_SIZE, indent=_PLAIN, line=gb.BALLOT_SEPARATOR,
          spaced=False, keep_next=True),
    _form("测评票表头", "ballothead", gb.TABLE_SIZE, gb.BALLOT_HEAD_LINE, "center", gb.FONT_LEVEL_1,
          keep_next=True),
    *_kept("测评票表文居中", "ballotcell"),
    *_kept("测评票项目", "ballotitem", gb.BALLOT_ITEM_SIZE, gb.BALLOT_LARGE_LINE),
    *_kept("测评票姓名", "ballotname", gb.BALLOT_NAME_SIZE, gb.BALLOT_LARGE_LINE,
           bold=True),
    *_kept("测评票大项目", "ballotlargeitem", gb.BALLOT_LARGEST_SIZE, gb.BALLOT_LARGEST_LINE),
    *_kept("测评票大姓名", "ballotlargename", gb.BALLOT_LARGEST_SIZE, gb.BALLOT_LARGEST_LINE,
           bold=True),
    *_kept("测评票长姓名", "ballotlongname", gb.SMALL_TABLE_SIZE, gb.SMALL_TABLE_LINE,
           bold=True),
    *_kept("测评票记号", "ballotmark", ANCHOR_SIZE, BALLOT_MARK_LINE),
    _form("测评票意见", "ballotopinion", keep_next=True),
    _form("加盖印章处", "ballotseal", gb.SMALL_TABLE_SIZE, gb.SMALL_TABLE_LINE, "center",
          keep_next=True),
    _form("裁切线", "cutline", gb.SMALL_TABLE_SIZE, gb.SMALL_TABLE_LINE, "center", border=DASHES),
    _element(gb.COPIES, "copies", line=IMPRINT_LINE, spaced=False),
    _element(gb.PRINTER, "printer", line=IMPRINT_LINE, spaced=False),
    _element(gb.PRINTED, "printed", line=IMPRINT_LINE, spaced=False),
    _element(gb.PAGE_ODD, "pageodd", line=gb.PAGE_ODD.size, exact=False, spaced=False),
    _element(gb.PAGE_EVEN, "pageeven", line=gb.PAGE_EVEN.size, exact=False, spaced=False),
    Style("锚点", "anchor", size=ANCHOR_SIZE, indent=_PLAIN, line=ANCHOR_SIZE, spaced=False),
)  # fmt: skip
STYLE_IDS = {style.name: style.style_id for style in STYLES} | {"正文": BODY}


def paragraph(style: str, text: str = "") -> str:
    """A paragraph in a named style; ``text`` may hold template tags and tabs."""
    properties = f'<w:pPr><w:pStyle w:val="{STYLE_IDS[style]}"/></w:pPr>'
    return f"<w:p>{properties}{run(text)}</w:p>"


def run(text: str) -> str:
    """A run whose quotes, dashes and ellipses take the Chinese font."""
    if not text:
        return ""
    return (
        '<w:r><w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr>'
        f'<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'
    )


@dataclass(frozen=True)
class Cell:
    """A table cell: its paragraphs in their styles, its width, and place in a vertical merge.

    ``borders`` is raw tcBorders content.
    """

    paragraphs: str
    width: Length
    span: int = 1
    merge: str = ""  # "restart", "continue"
    borders: str = ""
    align: str = "center"

    def xml(self) -> str:
        """The ``w:tc`` element."""
        span = f'<w:gridSpan w:val="{self.span}"/>' if self.span > 1 else ""
        merge = f'<w:vMerge w:val="{self.merge}"/>' if self.merge else ""
        borders = f"<w:tcBorders>{self.borders}</w:tcBorders>" if self.borders else ""
        return (
            f'<w:tc><w:tcPr><w:tcW w:w="{twips(self.width)}" w:type="dxa"/>{span}{merge}{borders}'
            f'<w:vAlign w:val="{self.align}"/></w:tcPr>{self.paragraphs}</w:tc>'
        )


def row(cells: Sequence[Cell], height: Length, head: bool = False, exact: bool = False) -> str:
    """A table row that never breaks over pages; a head row repeats on each page.

    ``height`` is the least one, with ``exact`` the only one: cells have no room of their own
    above and below their text, which Word would add to it and LibreOffice would not.
    """
    rule = "exact" if exact else "atLeast"
    repeat = "<w:tblHeader/>" if head else ""
    return (
        f'<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="{twips(height)}" w:hRule="{rule}"/>'
        f"{repeat}</w:trPr>{''.join(cell.xml() for cell in cells)}</w:tr>"
    )


def rule(side: str, kind: str = "single") -> str:
    """A border of a table or cell on one side; ``nil`` for none."""
    return (
        f'<w:{side} w:val="nil"/>' if kind == "nil" else
        f'<w:{side} w:val="{kind}" w:sz="{eighths(TABLE_RULE)}" w:space="0" w:color="auto"/>'
    )  # fmt: skip


def table(widths: Sequence[Length], rows: str, margin: Length, ruled: bool = True) -> str:
    """A table of fixed column widths, centred in the type area."""
    kind = "single" if ruled else "nil"
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    borders = "".join(rule(side, kind) for side in sides)
    total = sum(twips(width) for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{total}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        f'<w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="{twips(margin)}" w:type="dxa"/>'
        f'<w:bottom w:w="0" w:type="dxa"/>'
        f'<w:right w:w="{twips(margin)}" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f"{grid(widths)}{rows}</w:tbl>"
    )


def grid(widths: Sequence[Length]) -> str:
    """The ``w:tblGrid`` element."""
    columns = "".join(f'<w:gridCol w:w="{twips(width)}"/>' for width in widths)
    return f"<w:tblGrid>{columns}</w:tblGrid>"


def section(layout: gb.PageLayout, numbered: bool) -> str:
    """The ``w:sectPr`` element: paper, margins, line grid, page-number footers."""
    footers = (
        '<w:footerReference w:type="default" r:id="rIdOdd"/>'
        '<w:footerReference w:type="even" r:id="rIdEven"/>'
        if numbered
        else ""
    )
    orient = ' w:orient="landscape"' if layout.landscape else ""
    return (
        f"<w:sectPr>{footers}"
        f'<w:pgSz w:w="{twips(layout.width)}" w:h="{twips(layout.height)}"{orient}/>'
        f'<w:pgMar w:top="{twips(layout.top)}" w:right="{twips(layout.right)}" '
        f'w:bottom="{twips(layout.bottom)}" w:left="{twips(layout.left)}" '
        f'w:header="{twips(HEADER_DISTANCE)}" '
        f'w:footer="{twips(layout.footer)}" w:gutter="0"/><w:cols w:space="{twips(COLUMN_GAP)}"/>'
        f'<w:docGrid w:type="lines" w:linePitch="{twips(gb.LINE_PITCH)}"/></w:sectPr>'
    )


def footer(style: str) -> str:
    """A footer part with ``— 1 —``."""
    field_run = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        '<w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    return (
        f"{XML_HEAD}<w:ftr {NAMESPACES}><w:p><w:pPr><w:pStyle w:val={quoteattr(STYLE_IDS[style])}/>"
        f"</w:pPr>{run('— ')}{field_run}{run(' —')}</w:p></w:ftr>"
    )
