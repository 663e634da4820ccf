"""The readable template sources (``template_text/*.txt``) turned into a Word body.

The grammar is described in ``template_text/README.md``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from docgen.gbt9704 import standard as gb
from docgen.ooxml.units import Length, Mm
from tools import ballots, layout
from tools import wordml as w

LAYOUTS = {
    "portrait": (gb.PORTRAIT, True),
    "landscape": (gb.LANDSCAPE, True),
    "ballot": (gb.BALLOT_PAGE, False),  # a page number would tell ballots apart
}
GRADE_NUMBERS = (4, 3, 5, 2, 6)  # the usual one first, where whoever edits a template sees it
_CONTROLS_AT_THE_END = re.compile(r"(?:<w:p>(?:(?!</w:p>).)*\{%p (?:(?!</w:p>).)*</w:p>)+\Z")
_SHORTHAND = re.compile(r"(?P<name>\$\w+) = (?P<text>.*)")
_MERGES = {"[始]": "restart", "[续]": "continue"}


@dataclass(frozen=True)
class Source:
    """A parsed source: the body's XML, and whether its pages are numbered."""

    body: str
    numbered: bool


class MarkupError(Exception):
    """A line of a template source that does not follow the grammar."""


def parse(text: str) -> Source:
    """Parse a template source.

    Raises:
        MarkupError: a line does not follow the grammar.
    """
    lines = iter(_expanded([line for line in text.splitlines() if line.strip()]))
    first = next(lines).split()
    if first[0] != "@page":
        raise MarkupError("the first line must be @page")
    layout, numbered = LAYOUTS[first[1]]
    body = "".join(_blocks(lines))
    # Word puts a line of 正文 after a table that ends a document; 版记 hangs from ours, too.
    anchor = w.paragraph("锚点") if _CONTROLS_AT_THE_END.sub("", body).endswith("</w:tbl>") else ""
    return Source(body + anchor + w.section(layout, numbered), numbered)


def _expanded(lines: Sequence[str]) -> Iterator[str]:
    """The lines with every ``$NAME`` replaced by what ``$NAME = …`` on a line above says."""
    texts: dict[str, str] = {}
    for line in lines:
        if found := _SHORTHAND.fullmatch(line):
            texts[found["name"]] = found["text"]
            continue
        for name, text in texts.items():
            line = line.replace(name, text)
        yield line


def _blocks(lines: Iterator[str]) -> Iterator[str]:
    for line in lines:
        yield _block(line, lines)


def _block(line: str, lines: Iterator[str]) -> str:
    command, _, rest = line.partition(" ")
    match command:
        case "@redhead":
            return _red_head()
        case "@title":
            return w.paragraph("公文标题", rest)
        case "@to":
            return w.paragraph("空行") + w.paragraph("主送机关", rest)
        case "@signature":
            return _signature()
        case "@imprint":
            return _imprint()
        case "@ballotnotes":
            return ballots.notes(rest)
        case "@ballotfoot":
            return ballots.foot(rest)
        case "@blank":
            return w.paragraph("空行")
        case "@table":
            return _table(rest, lines)
        case "@":
            style, _, text = rest.partition(": ")
            return w.paragraph(style.rstrip(":"), text)
        case "#":
            return w.paragraph("一级标题", rest)
        case "##":
            return w.paragraph("二级标题", rest)
        case "%p":
            return _control("p", rest)
    if line.startswith("@"):
        raise MarkupError(line)
    return w.paragraph("正文", line)


def _control(kind: str, code: str) -> str:
    return w.paragraph("正文", f"{{%{kind} {code} %}}")


def _red_head() -> str:
    """发文机关标志 in rows of fixed heights, so that long names never push what follows."""
    rows = ""
    for number, (fits, size, label) in enumerate(layout.JOINT_MARKS):
        test = f"{'if' if number == 0 else 'elif'} 发文机关字数 <= {fits}"
        rows += _control_row(test if number < len(layout.JOINT_MARKS) - 1 else "else")
        rows += _mark_rows(size, label)
    rows += _control_row("endif")
    name_width = Length(gb.TYPE_WIDTH - layout.MARK_LABEL_WIDTH)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{w.twips(gb.TYPE_WIDTH)}" w:type="dxa"/>'
        '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="0" w:type="dxa"/>'
        '<w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f"{w.grid([name_width, layout.MARK_LABEL_WIDTH])}{rows}</w:tbl>"
        + w.paragraph("版头空行") * 2
        + w.paragraph("发文字号", "{{ 发文字号 }}")
        + w.paragraph("版头空行") * 2
    )


def _mark_rows(size: Length, label_size: Length) -> str:
    """The room above the names, the names with 文件 beside them, and the room below.

    The characters' upper edge is what stands 35 mm under the type area's top (7.2.4).
    """
    above = Length(gb.MARK_OFFSET - round(size * layout.MARK_LEADING))
    names = Length(round(size * layout.MARK_LINE) * 2)
    below = Length(gb.MARK_OFFSET + layout.MARK_HEIGHT - above - names)
    name_width = Length(gb.TYPE_WIDTH - layout.MARK_LABEL_WIDTH)
    bodies = (
        _control("p", "for 机关 in 发文机关")
        + w.paragraph(w.mark_style(size, "联合"), "{{ 机关 }}")
        + _control("p", "endfor")
    )
    empty = _bare_cell(gb.TYPE_WIDTH, w.paragraph("锚点"), span=2)
    label = _bare_cell(layout.MARK_LABEL_WIDTH, w.paragraph(w.mark_style(label_size), "文件"))
    return (
        _fixed_row(empty, above)
        + _fixed_row(_bare_cell(name_width, bodies) + label, names)
        + _fixed_row(empty, below)
    )


def _control_row(code: str) -> str:
    text = w.paragraph("锚点", f"{{%tr {code} %}}")
    return f"<w:tr>{_bare_cell(gb.TYPE_WIDTH, text, span=2)}</w:tr>"


def _bare_cell(width: Length, content: str, span: int = 1) -> str:
    spanned = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{w.twips(width)}" w:type="dxa"/>{spanned}'
        f'<w:vAlign w:val="center"/></w:tcPr>{content}</w:tc>'
    )


def _fixed_row(cells: str, height: Length) -> str:
    return (
        f'<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="{w.twips(height)}" w:hRule="exact"/>'
        f"</w:trPr>{cells}</w:tr>"
    )


def _signature() -> str:
    return (
        w.paragraph("落款空行")
        + _control("p", "for 行 in 署名")
        + w.paragraph("署名", "{{ 行 }}")
        + _control("p", "endfor")
        + w.paragraph("成文日期", "{{ 署名日期 }}")
    )


def _imprint() -> str:
    """版记 at the foot of the last page's type area (7.4)."""
    left = layout.IMPRINT_LEFT_WIDTH
    right = Length(gb.TYPE_WIDTH - left)
    outer = (
        f'w:val="single" w:sz="{w.eighths(gb.IMPRINT_OUTER_RULE)}" w:space="0" w:color="{gb.BLACK}"'
    )
    inner = (
        f'w:val="single" w:sz="{w.eighths(gb.IMPRINT_INNER_RULE)}" w:space="0" w:color="{gb.BLACK}"'
    )
    rows = (
        _imprint_row(_bare_cell(gb.TYPE_WIDTH, w.paragraph("抄送机关", "{%tr if 抄送机关 %}"), 2))
        + _imprint_row(
            _bare_cell(gb.TYPE_WIDTH, w.paragraph("抄送机关", "抄送：{{ 抄送机关 }}。"), 2)
        )
        + _imprint_row(_bare_cell(gb.TYPE_WIDTH, w.paragraph("抄送机关", "{%tr endif %}"), 2))
        + _imprint_row(
            _bare_cell(left, w.paragraph("印发机关", "{{ 印发机关 }}"))
            + _bare_cell(right, w.paragraph("印发日期", "{{ 印发日期 }}印发"))
        )
    )
    return (
        '<w:tbl><w:tblPr><w:tblpPr w:leftFromText="0" w:rightFromText="0" '
        # Measured from the page: LibreOffice floats no table as wide as the type area otherwise.
        f'w:vertAnchor="margin" w:horzAnchor="page" w:tblpX="{w.twips(gb.LEFT_MARGIN)}" '
        'w:tblpYSpec="bottom"/>'
        f'<w:tblOverlap w:val="never"/><w:tblW w:w="{w.twips(gb.TYPE_WIDTH)}" w:type="dxa"/>'
        f"<w:tblBorders><w:top {outer}/><w:bottom {outer}/><w:insideH {inner}/></w:tblBorders>"
        '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="0" w:type="dxa"/>'
        f'<w:bottom w:w="{w.twips(layout.IMPRINT_BELOW)}" w:type="dxa"/>'
        '<w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f"{w.grid([left, right])}{rows}</w:tbl>"
    )


def _imprint_row(cells: str) -> str:
    return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr>"


def _table(options: str, lines: Iterator[str]) -> str:
    """``@table 表 height=8 widths=20,30 aligns=cl``, rows, ``@end``.

    A width with a star, ``80*``, is shared by as many columns as there are grades: the
    template holds a table for each number of grades, and prints the one that fits.
    """
    body = list(iter(partial(_line_of_table, lines), "@end"))
    if "*" not in options:
        return _plain_table(options, body)
    tables = ""
    for position, number in enumerate(GRADE_NUMBERS):
        last = position == len(GRADE_NUMBERS) - 1
        test = f"{'elif' if position else 'if'} 测评等次|length == {number}"
        tables += _control("p", "else" if last else test)
        tables += _plain_table(*_for_grades(options, body, number))
    return tables + _control("p", "endif")


def _line_of_table(lines: Iterator[str]) -> str:
    try:
        return next(lines).strip()
    except StopIteration:
        raise MarkupError("@table without @end") from None


def _for_grades(options: str, body: Sequence[str], number: int) -> tuple[str, list[str]]:
    """A table's source for so many grades: ``{{ 行.票数[#] }}`` once for each, from 0 up."""
    widths = _named(options)["widths"].split(",")
    starred = next(index for index, width in enumerate(widths) if "*" in width)
    aligns = _named(options)["aligns"]
    widths[starred : starred + 1] = _shares(widths[starred], number)
    plain = re.sub(r"widths=\S+", f"widths={','.join(widths)}", options)
    repeated = aligns[:starred] + aligns[starred] * number + aligns[starred + 1 :]
    return re.sub(r"aligns=\S+", f"aligns={repeated}", plain), [
        _row_for_grades(line, starred, number) if line.lstrip("&").startswith("|") else line
        for line in body
    ]


def _shares(width: str, number: int) -> list[str]:
    """``80*`` in equal parts; ``132*8`` in multiples of 8, and the first has what is left."""
    total, _, step = width.partition("*")
    if not step:
        return [f"{float(total) / number:.2f}"] * number
    others = float(total) / number // float(step) * float(step)
    return [f"{float(total) - others * (number - 1):.2f}", *[f"{others:.2f}"] * (number - 1)]


def _row_for_grades(line: str, starred: int, number: int) -> str:
    kept, row = line[: line.index("|")], line[line.index("|") :]
    cells = row.strip()[1:-1].split("|")
    if len(cells) == 1:
        return line
    repeated = [cells[starred].replace("#", str(index)) for index in range(number)]
    return f"{kept}|{'|'.join([*cells[:starred], *repeated, *cells[starred + 1 :]])}|"


def _named(options: str) -> dict[str, str]:
    return dict(re.findall(r"(\w+)=(\S+)", options))


def _plain_table(options: str, body: Sequence[str]) -> str:
    style, named = options.split(" ")[0], _named(options)
    widths = [Mm(float(width)) for width in named["widths"].split(",")]
    height = Mm(float(named["height"]))
    head_height = Mm(float(named.get("head", named["height"])))
    is_exact = named.get("rule") == "exact"
    rows, is_head = "", True
    for line in body:
        if line.startswith("%tr "):
            cell = w.Cell(w.paragraph("表文", f"{{%tr {line[4:]} %}}"), widths[0])
            rows += w.row([cell], height)
            continue
        kept = line.startswith("&")
        row_style = f"连{style}" if kept else style
        cells = _cells(line.removeprefix("&"), row_style, widths, named["aligns"], is_head)
        if named.get("marks"):
            cells = ballots.with_marks(cells, is_kept=kept or is_head)
        rows += w.row(cells, head_height if is_head else height, is_head, is_exact)
        is_head = False
    if named.get("marks"):
        widths = [gb.BALLOT_MARK_WIDTH, *widths, gb.BALLOT_MARK_WIDTH]
    return w.table(widths, rows, Mm(float(named.get("margin", "1"))))


def _cells(
    line: str, style: str, widths: Sequence[Length], aligns: str, is_head: bool
) -> list[w.Cell]:
    texts = [text.strip().replace("¦", "|") for text in line.strip()[1:-1].split("|")]
    if len(texts) == 1 < len(widths):  # across the table, the heading of a group
        text = w.paragraph(f"{style}头", texts[0])
        return [w.Cell(text, Length(sum(widths)), span=len(widths))]
    if len(texts) != len(widths):
        raise MarkupError(f"{len(texts)} cells, {len(widths)} widths: {line}")
    cells = []
    for text, width, align in zip(texts, widths, aligns, strict=True):
        merge = _MERGES.get(text[:3], "")
        name = f"{style}头" if is_head else f"{style}文" + ("居中" if align == "c" else "")
        content = _cell_paragraphs(text[3:].strip() if merge else text, name, style[0] == "连")
        cells.append(w.Cell(content, width, merge=merge))
    return cells


def _cell_paragraphs(text: str, style: str, is_kept: bool) -> str:
    """The paragraphs of a cell, between `` // ``; ``@ STYLE: text`` has a style of its own."""
    paragraphs = ""
    for each in text.split(" // "):
        if each.startswith("%p "):
            paragraphs += _control("p", each.removeprefix("%p "))
        elif each.startswith("@ "):
            own, _, words = each.removeprefix("@ ").partition(":")
            paragraphs += w.paragraph(f"连{own}" if is_kept else own, words.strip())
        else:
            paragraphs += w.paragraph(style, each)
    return paragraphs
