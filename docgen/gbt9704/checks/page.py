"""Paper, margins, type area, lines and characters, page numbers (5, 7.5, 8)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from docgen.gbt9704 import rules
from docgen.gbt9704 import standard as gb
from docgen.gbt9704.cells import is_red
from docgen.gbt9704.docx.document import Paragraph, Section, WordDocument
from docgen.gbt9704.docx.reader import PAGE_FIELD
from docgen.gbt9704.finding import LayoutFinding, empty
from docgen.gbt9704.roles import Form, Roles
from docgen.ooxml.units import Mm

_DASHES = "—―"
_PAGE_FORM = re.compile(rf"[{_DASHES}]\s*\d+\s*[{_DASHES}]")
_GAP_TOLERANCE = 1.0  # mm, what fonts of different heights in the footer's line make
_ONE_CHARACTER = (0.4, 1.6)
_GAP_LINES = 0.1
_NATURAL_PITCH = 1.3  # of single spacing, in sizes of the characters


def check_page(document: WordDocument, roles: Roles) -> Iterator[LayoutFinding]:
    """Everything about the page that does not depend on a single element."""
    has_own_page = any(p.style in gb.BALLOT_MARK_STYLES for p in document.inside)
    for number, section in enumerate(document.sections, start=1):
        place = f"第{number}节" if len(document.sections) > 1 else "页面设置"
        yield from _paper(section, place)
        if has_own_page:
            yield from _form_margins(section, place)
        else:
            electronic = document.electronic and _has_electronic_margins(section)
            yield from _type_area(section, place, electronic)
        if number > 1 and section.restarts:
            yield rules.PAGE_NUMBER_RESTART.found(place, "页码重新起算", "接着前面的页码")
    yield from _overflow(document, has_own_page)
    yield from _lines(document, roles)
    # A ballot has no page number, lest it be recognized.
    if roles.body or (document.tables and not _is_ballot(document)):
        yield from _page_numbers(document, roles.form)
    yield from _headers(document)


def _is_ballot(document: WordDocument) -> bool:
    return any(paragraph.style in gb.BALLOT_STYLES for paragraph in document.body)


def _headers(document: WordDocument) -> Iterator[LayoutFinding]:
    """Outside the type area there is the page number alone; 发文机关标志 may hang from there."""
    for paragraph in document.headers:
        if not paragraph.is_blank and not is_red(paragraph) and not _is_number(paragraph):
            yield rules.PAGE_HEADER.found("页眉", "页眉有文字", "版心以外只有页码，不设页眉")


def _is_number(paragraph: Paragraph) -> bool:
    return any(map(PAGE_FIELD.match, paragraph.fields))


def _has_electronic_margins(section: Section) -> bool:
    return (
        not section.landscape
        and abs(section.top - gb.ELECTRONIC_TOP.mm) <= gb.MARGIN_TOLERANCE.mm
        and abs(section.bottom - gb.ELECTRONIC_BOTTOM.mm) <= gb.MARGIN_TOLERANCE.mm
    )


def _paper(section: Section, place: str) -> Iterator[LayoutFinding]:
    layout = gb.LANDSCAPE if section.landscape else gb.PORTRAIT
    near = gb.PAPER_TOLERANCE.mm
    if abs(section.width - layout.width.mm) > near or abs(section.height - layout.height.mm) > near:
        found = f"纸张为{_mm(section.width)}×{_mm(section.height)}毫米"
        if not section.stated:
            found = "没有写明纸张大小"
        yield rules.PAPER.found(place, found, "A4，210毫米×297毫米")


def _form_margins(section: Section, place: str) -> Iterator[LayoutFinding]:
    """A ballot is a form with a page of its own: what printers need stays free around it."""
    least = gb.BALLOT_PAGE.top.mm
    for name, found_mm in (("上", section.top), ("下", section.bottom), ("左", section.left),
                           ("右", section.right)):  # fmt: skip
        if found_mm < least - gb.PAPER_TOLERANCE.mm:
            yield rules.MARGINS.found(
                place, f"测评票的{name}边距为{_mm(found_mm)}毫米", f"不小于{_mm(least)}毫米"
            )


def _type_area(section: Section, place: str, electronic: bool) -> Iterator[LayoutFinding]:
    near = gb.PAPER_TOLERANCE.mm
    if electronic:
        yield rules.ELECTRONIC.found(
            place,
            f"上边距{_mm(section.top)}毫米、下边距{_mm(section.bottom)}毫米，"
            "是电子公文的标准GB/T 33476.2—2016所定",
            "打印的公文按GB/T 9704—2012，天头37毫米±1毫米",
        )
    clause = "8" if section.landscape else "5.2.1"
    # On a page that lies on its side 订口 is on top and 天头 at the right.
    head, binding = (
        (section.right, section.top) if section.landscape else (section.top, section.left)
    )
    for name, found_mm, wanted in (
        ("天头", head, gb.TOP_MARGIN),
        ("订口", binding, gb.LEFT_MARGIN),
    ):
        if electronic and name == "天头":
            continue
        if abs(found_mm - wanted.mm) > gb.MARGIN_TOLERANCE.mm + 0.01:
            yield rules.MARGINS.found(
                place, f"{name}为{_mm(found_mm)}毫米", f"{wanted.mm:.0f}毫米±1毫米", clause
            )
    across, down = (
        (section.type_height, section.type_width)
        if section.landscape
        else (section.type_width, section.type_height)
    )
    for name, found_mm, wanted in (("宽", across, gb.TYPE_WIDTH), ("高", down, gb.TYPE_HEIGHT)):
        if electronic and name == "高":
            continue
        if abs(found_mm - wanted.mm) > near:
            yield rules.TYPE_AREA.found(
                place, f"版心{name}{_mm(found_mm)}毫米", f"{wanted.mm:.0f}毫米", clause
            )


def _overflow(document: WordDocument, has_own_page: bool) -> Iterator[LayoutFinding]:
    for table in document.tables:
        landscape = document.section_of(table).landscape
        widest = (gb.TYPE_HEIGHT if landscape else gb.TYPE_WIDTH).mm
        if has_own_page:
            widest = gb.BALLOT_WIDTH.mm
        wide = document.width_of(table)
        if wide > widest + gb.PAPER_TOLERANCE.mm:
            yield rules.OUTSIDE.found(
                f"表{table.number}",
                f"表格宽{_mm(wide)}毫米，超出版心",
                f"不超过{_mm(widest)}毫米",
            )
    for paragraph in document.body:
        if not paragraph.is_blank:
            edge = min(paragraph.left, paragraph.left + paragraph.first_line)
            if edge < -0.5 or paragraph.right < -0.5:
                yield rules.OUTSIDE.found(paragraph.place, "缩进为负数，文字超出版心", "不超出版心")


def _lines(document: WordDocument, roles: Roles) -> Iterator[LayoutFinding]:
    """22 lines of 28 characters, computed from line pitch, grid and width of the characters."""
    for paragraph in (*document.body, *document.inside):
        if paragraph.is_blank:
            continue
        pitch = paragraph.exact_pitch
        if pitch and pitch < paragraph.size - gb.SIZE_TOLERANCE.pt:
            yield rules.CLIPPED.found(
                paragraph.place,
                f"固定行距{_pt(pitch)}磅，字号{_pt(paragraph.size)}磅，字会被裁去一截",
                f"行距不小于{_pt(paragraph.size)}磅",
            )
    for paragraph in document.body:
        if roles.of(paragraph) not in (gb.BODY, *gb.LEVELS) or paragraph.is_blank:
            continue
        section = document.section_of(paragraph)
        if section.landscape:
            continue
        if max(paragraph.lines_above, paragraph.lines_below) > _GAP_LINES:
            yield rules.PARAGRAPH_GAP.found(
                paragraph.place, "设有段前或段后间距", "段前、段后间距都设为0行"
            )
        lines = _lines_a_page(paragraph, section)
        if lines is not None and lines != gb.LINES_PER_PAGE:
            yield rules.LINES.found(
                paragraph.place, f"按所设行距，每面只能排{lines}行" if lines < gb.LINES_PER_PAGE
                else f"按所设行距，每面排{lines}行",
                f"每面{gb.LINES_PER_PAGE}行，可以把行距设为固定值{_pt(gb.LINE_PITCH.pt)}磅",
            )  # fmt: skip
        if abs(paragraph.size - gb.BODY_SIZE.pt) > gb.SIZE_TOLERANCE.pt:
            continue  # the size is reported
        characters = _characters_a_line(paragraph, section, document.default_size)
        if paragraph.style in gb.LOOSE_STYLES and characters == gb.CHARACTERS_PER_LINE - 1:
            continue
        if characters not in (None, gb.CHARACTERS_PER_LINE):
            yield rules.CHARACTERS.found(
                paragraph.place,
                f"每行排{characters}个字",
                f"每行{gb.CHARACTERS_PER_LINE}个字，可以把字符间距设为紧缩"
                f"{_pt(-gb.CHARACTER_SPACING.pt)}磅",
            )


def _lines_a_page(paragraph: Paragraph, section: Section) -> int | None:
    """Lines of this pitch that the type area holds; None when only the font could tell."""
    height = Mm(section.type_height).pt
    if pitch := paragraph.exact_pitch:
        return int(height / pitch + 0.001)
    need = paragraph.size * _NATURAL_PITCH * paragraph.line_factor
    if section.grid in ("lines", "linesAndChars", "snapToChars") and paragraph.on_grid:
        # A paragraph on the grid takes whole lines of it.
        if section.pitch < 1:
            return None
        steps = max(1, -int(-need // section.pitch))
        return int(height / (section.pitch * steps) + 0.001)
    need = max(need, paragraph.least_pitch)
    return int(height / need + 0.001) if need >= 1 else None


def _characters_a_line(paragraph: Paragraph, section: Section, default_size: float) -> int | None:
    """Characters that a line holds; None for a grid that makes no sense."""
    width = Mm(section.type_width).pt
    if section.grid in ("linesAndChars", "snapToChars") and paragraph.on_grid:
        cell = default_size + section.char_space
        return int(width / cell + 0.01) if cell >= 1 else None
    return int(width / paragraph.character + 0.01)


# --- page numbers ------------------------------------------------------------------------


def _page_numbers(document: WordDocument, form: Form) -> Iterator[LayoutFinding]:
    numbered = False
    for number, section in enumerate(document.sections, start=1):
        place = f"第{number}节页脚" if len(document.sections) > 1 else "页脚"
        odd = _numbers_in(document, section, "default")
        even = _numbers_in(document, section, "even") if document.even_and_odd else odd
        numbered = numbered or bool(odd or even)
        if bool(odd) != bool(even):
            without = "双页" if odd else "单页"
            yield rules.PAGE_NUMBER.found(place, f"{without}没有页码", "单页、双页都有页码")
        first = _numbers_in(document, section, "first") if section.first_apart else odd
        if odd and not first and form is not Form.LETTER:  # whose first page shows none (10.1)
            yield rules.PAGE_NUMBER.found(place, "首页没有页码", "首页也有页码，不设“首页不同”")
        yield from _number_places(odd, even, place)
        for paragraph in {id(p): p for p in (*odd, *even, *first)}.values():
            yield from _number_form(paragraph)
        electronic = document.electronic and _has_electronic_margins(section)
        if odd and not electronic and not any(p.anchor for p in odd):
            yield from _number_gap(section, place)
    if not numbered:
        yield rules.PAGE_NUMBER.found("页脚", "没有页码", "4号半角宋体阿拉伯数字，形如— 1 —")


def _numbers_in(document: WordDocument, section: Section, wanted: str) -> list[Paragraph]:
    """The paragraphs with a page number in one kind of a section's footers."""
    paragraphs = document.footers.get(dict(section.footers).get(wanted, ""), ())
    return [p for p in paragraphs if _is_number(p)]


def _number_form(paragraph: Paragraph) -> Iterator[LayoutFinding]:
    text = paragraph.text.strip()
    if not _PAGE_FORM.fullmatch(text):
        yield rules.PAGE_NUMBER_FORM.found(
            "页脚", f"页码形如“{text}”", "数字左右各一条一字线，形如— 1 —"
        )
    printed = [run for run in paragraph.runs if run.text.strip()]
    fonts = {run.look.get("rFonts.ascii", "") for run in printed if re.search(r"\d", run.text)}
    for font in sorted(fonts):
        if gb.typeface(font) != gb.typeface(gb.FONT_PAGE_NUMBER):
            yield rules.PAGE_NUMBER_FONT.found(
                "页脚", f"页码数字的字体为“{font or '未写明'}”", "宋体"
            )
    if abs(paragraph.size - gb.SMALL_SIZE.pt) > gb.SIZE_TOLERANCE.pt:
        yield rules.PAGE_NUMBER_FONT.found("页脚", f"页码为{size_words(paragraph.size)}", "4号")


def _number_places(
    odd: Iterable[Paragraph], even: Iterable[Paragraph], place: str
) -> Iterator[LayoutFinding]:
    for name, paragraphs, side in (("单页码", odd, "right"), ("双页码", even, "left")):
        words = {"right": "居右空一字", "left": "居左空一字"}[side]
        for paragraph in paragraphs:
            found = paragraph.framed or paragraph.anchor or paragraph.align
            if found == "?":
                continue
            if found not in (side, "outside") and not (side == "left" and found == "both"):
                shown = {"center": "居中", "right": "居右"}.get(found, "居左")
                yield rules.PAGE_NUMBER_PLACE.found(place, f"{name}{shown}", words)
                continue
            gap = paragraph.right if side == "right" else paragraph.left + paragraph.first_line
            if not _ONE_CHARACTER[0] <= gap <= _ONE_CHARACTER[1]:
                shown = empty(gap, "右" if side == "right" else "左")
                yield rules.PAGE_NUMBER_PLACE.found(place, f"{name}{shown}", words)


def _number_gap(section: Section, place: str) -> Iterator[LayoutFinding]:
    layout = gb.LANDSCAPE if section.landscape else gb.PORTRAIT
    # How far the line of the page number, of 4号, reaches under the type area.
    gap = section.bottom - section.footer - _under(layout)
    gap += gb.PAGE_NUMBER_GAP.mm
    if abs(gap - gb.PAGE_NUMBER_GAP.mm) > _GAP_TOLERANCE:
        wanted = section.bottom - _under(layout)
        yield rules.PAGE_NUMBER_GAP.found(
            place,
            f"一字线约在版心下边缘之下{gap:.1f}毫米" if gap > 0 else "页码侵入版心",
            f"7毫米，可以把页脚距边界设为{wanted / 10:.2f}厘米",
        )


def _under(layout: gb.PageLayout) -> float:
    """How far the footer's lower edge lies under the type area, in mm."""
    return float(layout.bottom.mm - layout.footer.mm)


def size_words(points: float) -> str:
    """A size in points as people call it: ``16磅（3号）``."""
    name = gb.SIZE_NAMES.get(points)
    return f"{_pt(points)}磅（{name}）" if name else f"{_pt(points)}磅"


def _mm(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")


def _pt(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
