"""How each element is set: typeface, size, colour, place, the lines around it (7.2 to 7.4)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from docgen.chinese.wording import numeral, width
from docgen.gbt9704 import rules
from docgen.gbt9704 import standard as gb
from docgen.gbt9704.cells import is_red_colour
from docgen.gbt9704.checks.page import size_words
from docgen.gbt9704.docx.document import Paragraph, Run, Table, WordDocument
from docgen.gbt9704.docx.styles import is_on
from docgen.gbt9704.finding import LayoutFinding, empty
from docgen.gbt9704.roles import Form, Roles
from docgen.gbt9704.standard import Element

_IDEOGRAPH = re.compile(r"[\u3400-\u9fff]")
_MARKS = re.compile("[“”‘’…]|——")
_TOLERANCE = 0.3  # of a character
_BLACK = ("", "auto", gb.BLACK)
_LONGEST_HEADING = 40  # characters
_MOST_ABOVE_SIGNATURE = 6  # a seal takes room
_SENTENCE = re.compile(r"[^。：:]*[。；;]|[^。]*[；;]", re.DOTALL)
_LED_IN = re.compile(r"[\s　]*(?:第[一二三四五六七八九十百零〇\d]+条|【[^【】]{1,20}】)")
_FIRST_SENTENCE = re.compile(r".*?[。：:]|.*", re.DOTALL)
# Elements that stand where their indent says; of the others other rules tell the place.
_PLACED = (gb.BODY, *gb.LEVELS, gb.ADDRESSEE, gb.ATTACHMENT_MARK, gb.NOTE)
_CENTRED = (gb.TITLE, gb.NUMBER)


def check_elements(document: WordDocument, roles: Roles) -> Iterator[LayoutFinding]:
    """Every element outside tables."""
    for paragraph in document.body:
        element = roles.of(paragraph)
        if element is None or paragraph.is_blank:
            yield from _colours(paragraph)
            continue
        yield from check_look(paragraph, element)
        yield from _place(paragraph, element, roles.form)
    for paragraph in document.inside:
        yield from _colours(paragraph)
    yield from _blank_lines(document, roles)
    yield from _attachment_pages(document, roles)


def check_look(paragraph: Paragraph, element: Element) -> Iterator[LayoutFinding]:
    """Typeface, size, weight and colour of an element, wherever it stands."""
    wanted_face = gb.typeface(element.font)
    for run in _headed(paragraph, element):
        if not _IDEOGRAPH.search(run.text):
            continue
        font = run.look.get("rFonts.eastAsia", "")
        if gb.typeface(font) != wanted_face:
            yield rules.FONT.found(
                paragraph.place,
                f"{element.name}的字体为“{font}”" if font else f"{element.name}没有写明中文字体",
                wanted_face if wanted_face == element.font else f"{wanted_face}（{element.font}）",
                element.clause,
                element.as_error,
            )
    if any(_run_on_in_its_font(paragraph, element)):
        yield rules.FONT.found(
            paragraph.place,
            f"{element.name}之后的正文也用{wanted_face}",
            gb.typeface(gb.FONT_BODY),
            element.clause,
        )
    if element is not gb.MARK:
        yield from _sizes(paragraph, element)
        if element in (gb.TITLE, *gb.LEVELS) and any(
            is_on(run.look.get("b", "0")) for run in _headed(paragraph, element)
        ):
            found = f"{element.name}加粗"
            yield rules.BOLD.found(paragraph.place, found, "不加粗，以字体区分", element.clause)
    yield from _colours(paragraph, element)


def _headed(paragraph: Paragraph, element: Element) -> Iterator[Run]:
    """The runs that the element's typeface is for: of a heading that runs on into text, the
    first sentence only."""
    left, skipped = len(paragraph.text), 0
    if element is gb.NUMBER and "签发人" in paragraph.text:
        left = paragraph.text.index("签发人")  # the signer's name is in 楷体 (7.2.6)
    elif element in (gb.LEVEL_1, gb.LEVEL_2) and _SENTENCE.fullmatch(paragraph.text.strip()):
        return  # an item of a list, no heading
    elif element in (gb.LEVEL_1, gb.LEVEL_2, gb.ATTENDANCE):
        sentence = _FIRST_SENTENCE.match(paragraph.text)
        left = sentence.end() if sentence else left
    elif element is gb.BODY and (led_in := _LED_IN.match(paragraph.text)):
        skipped = led_in.end()  # 第一条 of a regulation is in 黑体
    for run in paragraph.runs:
        if left <= 0:
            return
        if run.text.strip() and skipped <= 0:
            yield run
        left -= len(run.text)
        skipped -= len(run.text)


def _run_on_in_its_font(paragraph: Paragraph, element: Element) -> Iterator[bool]:
    """Of each run, whether it sets text after a heading, or a long item, in the heading's font."""
    text = paragraph.text
    if element not in (gb.LEVEL_1, gb.LEVEL_2) or width(text) <= gb.CHARACTERS_PER_LINE:
        return
    sentence = _FIRST_SENTENCE.match(text)
    left = sentence.end() if sentence else 0
    if left >= len(text.rstrip()) and "。" in text and width(text) > _LONGEST_HEADING:
        left = 0
    for run in paragraph.runs:
        beyond = run.text[max(0, left) :]
        face = gb.typeface(run.look.get("rFonts.eastAsia", ""))
        yield bool(_IDEOGRAPH.search(beyond)) and face == gb.typeface(element.font)
        left -= len(run.text)


def _sizes(paragraph: Paragraph, element: Element) -> Iterator[LayoutFinding]:
    wanted = element.size.pt
    for size in dict.fromkeys(run.size for run in paragraph.runs if run.text.strip()):
        if abs(size - wanted) > gb.SIZE_TOLERANCE.pt:
            yield rules.SIZE.found(
                paragraph.place,
                f"{element.name}为{size_words(size)}",
                size_words(wanted),
                element.clause,
                element.as_error,
            )


def _colours(paragraph: Paragraph, element: Element | None = None) -> Iterator[LayoutFinding]:
    for run in paragraph.runs:
        colour = run.look.get("color", "")
        if not run.text.strip() or paragraph.part:
            continue
        if element is gb.MARK:
            if not is_red_colour(colour):
                yield rules.COLOUR.found(paragraph.place, "发文机关标志不是红色", "红色", "7.2.4")
        elif colour not in _BLACK and not (is_red_colour(colour) and paragraph.table):
            yield rules.COLOUR.found(
                paragraph.place, f"文字不是黑色（现为#{colour}）", "黑色", "5.2.4"
            )


def check_marks(paragraph: Paragraph) -> Iterator[LayoutFinding]:
    """Quotes, dashes and ellipses take the western font unless told otherwise."""
    for run in paragraph.runs:
        east = run.look.get("rFonts.eastAsia", "")
        western = run.look.get("rFonts.hAnsi", "")
        if (
            _MARKS.search(run.text)
            and _IDEOGRAPH.search(paragraph.text)
            and run.look.get("rFonts.hint") != "eastAsia"
            and western not in ("", east)
            and not gb.is_chinese_font(western)
        ):
            yield rules.WESTERN_MARKS.found(
                paragraph.place,
                f"引号等标点使用西文字体“{western}”，只占半个字",
                "使用中文字体，占一个字的位置",
            )


# --- where it stands ---------------------------------------------------------------------


def _place(paragraph: Paragraph, element: Element, form: Form) -> Iterator[LayoutFinding]:
    name, align = element.name, paragraph.align
    if element in _CENTRED:
        told_otherwise = element is gb.NUMBER and form in (Form.LETTER, Form.MINUTES)
        if "签发人" in paragraph.text:
            yield from _signer(paragraph)
        elif align != "center" and not told_otherwise:
            yield rules.ALIGN.found(paragraph.place, f"{name}没有居中", "居中", element.clause)
        return
    begins_list = element is gb.ATTACHMENTS and paragraph.text.strip().startswith("附")
    if element not in _PLACED and not begins_list:
        return
    wanted = "左空二字" if any(element.indent) else "居左顶格"
    if align in ("center", "right"):
        shown = {"center": "居中", "right": "居右"}[align]
        if element is gb.BODY:  # perhaps a title, a caption or a line of another kind
            yield rules.APART.found(
                paragraph.place, f"本段{shown}", "正文左空二字；是标题的，用2号小标宋体居中"
            )
        else:
            yield rules.ALIGN.found(paragraph.place, f"{name}{shown}", wanted, element.clause)
    elif not paragraph.tabbed:
        yield from _indent(paragraph, element, wanted)


def _signer(paragraph: Paragraph) -> Iterator[LayoutFinding]:
    """上行文: 发文字号 one character from the left, 签发人 on its line, the name in 楷体."""
    start = paragraph.left + paragraph.first_line
    from_the_left = paragraph.align not in ("center", "right") and not paragraph.tabbed
    if from_the_left and abs(start - gb.SIGNED_NUMBER_LEFT) > _TOLERANCE:
        found = f"上行文的发文字号{empty(start, '左')}"
        yield rules.SIGNER.found(paragraph.place, found, "左空一字", "7.2.5")
    before, _, after = paragraph.text.partition("签发人")
    if not after.lstrip().startswith("："):
        yield rules.SIGNER.found(paragraph.place, "“签发人”后没有全角冒号", "全角冒号“：”")
    begun = len(before) + len("签发人：")
    for run in paragraph.runs:
        font = run.look.get("rFonts.eastAsia", "")
        if _IDEOGRAPH.search(run.text[max(0, begun) :]) and gb.typeface(font) != "楷体":
            yield rules.SIGNER.found(paragraph.place, f"签发人姓名的字体为“{font}”", "楷体")
        begun -= len(run.text)


def _indent(paragraph: Paragraph, element: Element, wanted: str) -> Iterator[LayoutFinding]:
    left, first, _ = element.indent
    start = paragraph.left + paragraph.first_line
    if abs(start - left - first) > _TOLERANCE:
        found = f"{element.name}{empty(start, '左')}"
        yield rules.INDENT.found(paragraph.place, found, wanted, element.clause)
    elif element not in (gb.ATTACHMENTS, gb.NOTE) and abs(paragraph.left - left) > _TOLERANCE:
        found = f"{element.name}回行{empty(paragraph.left, '左')}"
        yield rules.INDENT.found(paragraph.place, found, "回行顶格", element.clause)


def _blank_lines(document: WordDocument, roles: Roles) -> Iterator[LayoutFinding]:
    """The blank lines that the standard asks for above an element."""
    for index, block in enumerate(document.blocks):
        element = roles.of(block)
        if not isinstance(block, Paragraph) or block.is_blank or element is None:
            continue
        if element in (gb.NUMBER, gb.TITLE) and roles.form is not Form.GENERAL:
            continue  # letters and minutes have a head of their own (10.1, 10.3)
        blanks, before, ruled = _above(document.blocks, index)
        wanted = _wanted_blanks(element, roles.of(before), before)
        if wanted is None:
            continue
        lines, clause = wanted
        most = _MOST_ABOVE_SIGNATURE if element is gb.SIGNATURE else lines + 0.5
        if not lines - 0.35 <= blanks <= most + ruled:
            shown = f"{blanks:.1f}行".replace(".0行", "行")
            yield rules.BLANK_LINES.found(
                block.place,
                f"{element.name}之上空{shown}" if blanks else f"{element.name}之上没有空行",
                f"空{numeral(lines)}行",
                clause,
            )


def _above(
    blocks: Sequence[Paragraph | Table], index: int
) -> tuple[float, Paragraph | Table | None, int]:
    """The blank lines above a block, what stands over them, and how many hold a rule: these
    may be counted or not, since a rule stands at the head of its line or at the foot."""
    block, ruled = blocks[index], 0
    lines = block.lines_above if isinstance(block, Paragraph) else 0.0
    for above in (blocks[at] for at in range(index - 1, -1, -1)):
        # A paragraph of a form may hold a chart and no text.
        if isinstance(above, Table) or not above.is_blank or above.style in gb.FORM_STYLES:
            if isinstance(above, Paragraph):
                lines += above.lines_below
            return lines, above, ruled
        ruled += above.drawn or "border" in above.look
        pitch = above.exact_pitch
        lines += pitch / gb.LINE_PITCH.pt if 0 < pitch < gb.LINE_PITCH.pt / 2 else 1
    return lines, None, ruled


def _wanted_blanks(
    element: Element, follows: Element | None, before: Paragraph | Table | None
) -> tuple[int, str] | None:
    """How many blank lines, and the clause; None where the standard asks for none."""
    if element is gb.ADDRESSEE and follows in (gb.TITLE, gb.NUMBER):
        return gb.BLANK_ABOVE_ADDRESSEE, "7.3.2"
    if element is gb.TITLE and follows is gb.NUMBER:
        return gb.BLANK_ABOVE_TITLE, "7.3.1"
    if element is gb.TITLE and follows is gb.ATTACHMENT_MARK:
        return gb.BLANK_ABOVE_ATTACHMENT_TITLE, "7.3.7"
    if element is gb.NUMBER and (follows is gb.MARK or isinstance(before, Table)):
        return gb.BLANK_ABOVE_NUMBER, "7.2.5"
    if element is gb.ATTACHMENTS and follows is not gb.ATTACHMENTS and before is not None:
        return gb.BLANK_ABOVE_ATTACHMENTS, "7.3.4"
    if element is gb.SIGNATURE and follows in (gb.BODY, *gb.LEVELS, gb.ATTACHMENTS):
        return gb.BLANK_ABOVE_SIGNATURE, "7.3.5.2"
    return None


def _attachment_pages(document: WordDocument, roles: Roles) -> Iterator[LayoutFinding]:
    """附件 begins a page of its own, on the first line."""
    blocks = document.blocks
    for index, block in enumerate(blocks):
        if not isinstance(block, Paragraph) or roles.of(block) is not gb.ATTACHMENT_MARK:
            continue
        blanks, before, _ = _above(blocks, index)
        is_first = before is None and blanks < 0.5
        if not is_first and not block.fresh:
            yield rules.ATTACHMENT_PAGE.found(block.place, "附件没有另面编排", "另起一面，在第一行")
