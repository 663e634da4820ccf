"""版头 and 版记: what stands above the title and at the foot of the last page (7.2, 7.4)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from docgen.chinese.wording import DATE_LINE, width
from docgen.gbt9704 import rules
from docgen.gbt9704 import standard as gb
from docgen.gbt9704.cells import BESIDE_IMPRINT, PRINTED, is_red_colour, is_red_ruled
from docgen.gbt9704.checks.elements import check_look
from docgen.gbt9704.checks.structure import check_date
from docgen.gbt9704.docx.document import Paragraph, Table, WordDocument
from docgen.gbt9704.finding import LayoutFinding, empty
from docgen.gbt9704.roles import Form, Roles
from docgen.gbt9704.standard import Element

_COPIES = re.compile(r"抄\s*送\s*([：:])")
_DAY = re.compile(r"(\d{4})年\s*(\d{1,2})月\s*(\d{1,2})日", re.ASCII)
_RULE_TOLERANCE = 0.06  # mm: Word draws rules in eighths of a point
_IMPRINT = (gb.COPIES, gb.PRINTER, gb.PRINTED)
_NEAR = 0.5  # of a character
_NEAR_BLOCKS = 4  # from 发文字号 to the rule under it


def check_head_and_imprint(document: WordDocument, roles: Roles) -> Iterator[LayoutFinding]:
    """发文机关标志, the red rule and 版记, inside tables or not."""
    for paragraph, element in roles.cells:
        yield from check_look(paragraph, element)
    # A letter has red lines of another kind (10.1), minutes need none (10.3).
    if roles.form not in (Form.LETTER, Form.MINUTES):
        yield from _red_rule(document, roles)
    in_body = [(p, own) for p in document.body if (own := roles.of(p))]
    imprint = [pair for pair in (*in_body, *roles.cells) if pair[1] in _IMPRINT]
    for paragraph, part in imprint:
        yield from _words(paragraph, part)
        if not paragraph.box:  # whose edges are not the page's
            yield from _place(paragraph, part)
    if roles.form is not Form.LETTER:  # nor rules in its 版记
        yield from _rules_of(document, imprint)
    yield from _foot(document, imprint)
    signed = [p.text for p in document.body if roles.of(p) is gb.DATE]
    yield from _printed_when(imprint, signed)
    yield from _last(document, imprint, roles)


def _red_rule(document: WordDocument, roles: Roles) -> Iterator[LayoutFinding]:
    """The rule under 发文字号: a paragraph's border, a table's, or a drawing.

    Without 发文机关标志 the paper may be printed beforehand, rule and all.
    """
    marked = gb.MARK in (*roles.body.values(), *(element for _, element in roles.cells))
    by_tables = _beside_red_tables(document)
    for paragraph in _numbers_in_unruled_tables(document, roles):
        yield rules.RED_RULE.found(
            paragraph.place, "发文字号之下没有分隔线", "与版心等宽的红色分隔线", as_error=marked
        )
    for index, paragraph in enumerate(document.body):
        if roles.of(paragraph) is not gb.NUMBER:
            continue
        above, below = document.body[max(0, index - 12) : index], document.body[index : index + 4]
        ruled = [p for p in below if "border" in p.look]
        drawn = any(p.drawn for p in (*above, *below)) or paragraph.number in by_tables
        if not ruled and not drawn:
            yield rules.RED_RULE.found(
                paragraph.place, "发文字号之下没有分隔线", "与版心等宽的红色分隔线", as_error=marked
            )
        for bordered in ruled[:1]:
            if not is_red_colour(bordered.look["border"]):
                yield rules.RED_RULE.found(bordered.place, "分隔线不是红色", "红色", as_error=True)
            elif max(bordered.left, bordered.right) > _NEAR:
                yield rules.RED_RULE.found(
                    bordered.place, "分隔线有缩进，比版心短", "与版心等宽", as_error=True
                )


def _beside_red_tables(document: WordDocument) -> set[int]:
    """The numbers of paragraphs with a table close under them that draws a red rule."""
    blocks = document.blocks
    ruled = [n for n, b in enumerate(blocks) if isinstance(b, Table) and is_red_ruled(b)]
    near = (b for n in ruled for b in blocks[max(0, n - _NEAR_BLOCKS) : n])
    return {block.number for block in near if isinstance(block, Paragraph)}


def _numbers_in_unruled_tables(document: WordDocument, roles: Roles) -> Iterator[Paragraph]:
    """Of each table with 发文字号 the last one, if no rule is in the table or close under it."""
    numbers = {p.table: p for p, element in roles.cells if element is gb.NUMBER and p.table}
    drawn = {p.table for p in document.inside if p.drawn or "border" in p.look}
    for index, block in enumerate(document.blocks):
        if not isinstance(block, Table) or block.number not in numbers:
            continue
        near = document.blocks[index : index + _NEAR_BLOCKS]
        if block.number not in drawn and not any(map(_may_be_rule, near)):
            yield numbers[block.number]


def _may_be_rule(block: Paragraph | Table) -> bool:
    """Whether a table draws a red rule, or a paragraph holds a rule of any kind."""
    if isinstance(block, Table):
        return is_red_ruled(block)
    return block.drawn or "border" in block.look


def _words(paragraph: Paragraph, element: Element) -> Iterator[LayoutFinding]:
    text = paragraph.text.strip()
    if element is gb.COPIES:
        mark = _COPIES.match(text)
        if mark and mark.group(1) == ":":
            yield rules.COPIES_COLON.found(paragraph.place, "“抄送”后是半角冒号", "全角冒号“：”")
        if not text.endswith("。"):
            yield rules.COPIES_STOP.found(
                paragraph.place, "最后一个抄送机关名称后没有句号", "句号“。”"
            )
    elif element is gb.PRINTED:
        day = DATE_LINE.search(text)
        yield from check_date(paragraph, day.group() if day else text, "7.4.3")
        if not PRINTED.fullmatch(text):
            yield rules.PRINTED_WORDS.found(paragraph.place, f"写作“{text}”", "日期后加“印发”二字")


def _place(paragraph: Paragraph, element: Element) -> Iterator[LayoutFinding]:
    left, first, right = element.indent
    checks = []
    whole_line = element is gb.PRINTED and not paragraph.table and paragraph.align != "right"
    if element in (gb.COPIES, gb.PRINTER) or whole_line:
        checks.append(("左", paragraph.left + paragraph.first_line, left + first or right))
    wraps = width(paragraph.text) + paragraph.left > gb.CHARACTERS_PER_LINE
    if (element is gb.COPIES and wraps) or (element is gb.PRINTED and paragraph.align == "right"):
        checks.append(("右", paragraph.right, right))
    for side, found, wanted in checks:
        if abs(found - wanted) > _NEAR:
            yield rules.IMPRINT_INDENT.found(
                paragraph.place,
                f"{element.name}{empty(found, side)}",
                empty(wanted, side),
                element.clause,
            )


def _rules_of(
    document: WordDocument, imprint: Sequence[tuple[Paragraph, Element]]
) -> Iterator[LayoutFinding]:
    """The rules above, between and under the lines of 版记."""
    if not imprint or all(paragraph.box for paragraph, _ in imprint):
        return  # a text box has its rules drawn, or edges of its own
    numbers = {paragraph.table for paragraph, _ in imprint if paragraph.table}
    for table in document.tables:
        if table.number in numbers:
            yield from _table_rules(table, document.width_of(table))
    first = imprint[0][0]
    near = [p for p in document.body if abs(p.number - first.number) <= len(imprint) + 2]
    if not numbers and not any(p.drawn or "border" in p.look for p in near):
        yield rules.IMPRINT_RULES.found(
            first.place, "版记没有分隔线", "首末两条粗线，中间细线", as_error=True
        )


def _table_rules(table: Table, found: float) -> Iterator[LayoutFinding]:
    place = f"表{table.number}（版记）"
    wide = gb.TYPE_WIDTH.mm
    if found and abs(found - wide) > gb.PAPER_TOLERANCE.mm:
        yield rules.IMPRINT_WIDTH.found(
            place, f"分隔线长{found:.0f}毫米", f"与版心等宽，{wide:.0f}毫米"
        )
    if not (table.top or table.bottom or table.inside or table.styled):
        yield rules.IMPRINT_RULES.found(
            place, "版记没有分隔线", "首末两条粗线，中间细线", as_error=True
        )
    if table.sides:
        yield rules.IMPRINT_RULES.found(place, "版记两侧有竖线", "只有横线")
    for name, thick, wanted in (
        ("首条", table.top, gb.IMPRINT_OUTER_RULE),
        ("末条", table.bottom, gb.IMPRINT_OUTER_RULE),
        ("中间", table.inside, gb.IMPRINT_INNER_RULE),
    ):
        if thick and abs(thick - wanted.mm) > _RULE_TOLERANCE:
            yield rules.IMPRINT_RULES.found(
                place, f"{name}分隔线粗{thick:.2f}毫米", f"{wanted.mm:.2f}毫米"
            )


def _stands_after(paragraph: Paragraph) -> bool:
    """Whether a paragraph after 版记 is text, and not who checked it or how many copies."""
    return not paragraph.is_blank and not BESIDE_IMPRINT.fullmatch(paragraph.text.strip())


def _foot(
    document: WordDocument, imprint: Sequence[tuple[Paragraph, Element]]
) -> Iterator[LayoutFinding]:
    """The last rule of 版记 lies on the foot of the type area: a table can be told to stand there.

    One that a person has pushed there by blank lines is left to the printed page.
    """
    tables = {paragraph.table for paragraph, _ in imprint if paragraph.table}
    for index, table in enumerate(document.blocks):
        if not isinstance(table, Table) or table.number not in tables:
            continue
        wanted = "末条分隔线与最后一面的版心下边缘重合，可以把表格定位在页边距底端"
        place = f"表{table.number}（版记）"
        if table.floats:
            if not table.at_the_foot:
                found = "版记没有定位在版心下边缘"
                yield rules.IMPRINT_FOOT.found(place, found, wanted, as_error=True)
        elif index and not _is_blank(document.blocks[index - 1]):
            yield rules.IMPRINT_FOOT.found(place, "版记紧接正文，没有置于版心下边缘", wanted)


def _is_blank(block: Paragraph | Table) -> bool:
    return isinstance(block, Paragraph) and block.is_blank


def _printed_when(
    imprint: Sequence[tuple[Paragraph, Element]], dates: Iterable[str]
) -> Iterator[LayoutFinding]:
    """A document is not printed before it is signed."""
    signed = max(filter(None, map(_day, dates)), default=None)
    for paragraph, element in imprint:
        printed = _day(paragraph.text) if element is gb.PRINTED else None
        if printed and signed and printed < signed:
            yield rules.PRINTED_WHEN.found(
                paragraph.place, "印发日期早于成文日期", "不早于成文日期，即送印的日期"
            )


def _day(text: str) -> tuple[int, ...] | None:
    """Year, month and day of a well-written date in a text."""
    found = _DAY.search(text)
    return tuple(map(int, found.groups())) if found else None


def _last(
    document: WordDocument, imprint: Sequence[tuple[Paragraph, Element]], roles: Roles
) -> Iterator[LayoutFinding]:
    """Nothing follows 版记."""
    tables = {paragraph.table for paragraph, _ in imprint if paragraph.table}
    ends = [
        index
        for index, block in enumerate(document.blocks, start=1)
        if (isinstance(block, Table) and block.number in tables)
        or (isinstance(block, Paragraph) and roles.of(block) in _IMPRINT)
    ]
    for block in document.blocks[ends[-1] :] if ends else ():
        if isinstance(block, Paragraph) and _stands_after(block):
            yield rules.IMPRINT_LAST.found(block.place, "在版记之后还有内容", "版记在公文最后")
            return
