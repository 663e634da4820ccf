"""Which element of the standard a paragraph is: by its style's name, else by text and place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from itertools import pairwise

from docgen.chinese.punctuation import BRACKETS, BRACKETS_END
from docgen.chinese.wording import DATE_LINE, width
from docgen.gbt9704 import standard as gb
from docgen.gbt9704.cells import (
    ALSO_SENT,
    BESIDE_IMPRINT,
    COPIES,
    DOCUMENT_NUMBER,
    NAMED,
    OFFICE,
    PRINTED,
    SMALLEST_TITLE,
    in_cells,
    is_red,
    is_red_ruled,
)
from docgen.gbt9704.docx.document import Paragraph, Table, WordDocument
from docgen.gbt9704.docx.styles import is_on
from docgen.gbt9704.placeholders import is_open_date, is_placeholder
from docgen.gbt9704.standard import Element

# （一）（二）项所列… and （一）、（二）两项 name items; they are none.
_NO_LIST = r"(?!\s*(?:[（(和至及项]|、\s*[（(]))"
LEVEL_MARKS = (
    re.compile(r"[一二三四五六七八九十]{1,3}[、,，.．]"),
    re.compile(rf"[（(][一二三四五六七八九十]{{1,3}}[）)]{_NO_LIST}"),
    re.compile(r"\d{1,2}(?:[.．](?!\d)|、)"),
    re.compile(rf"[（(]\d{{1,2}}[）)]{_NO_LIST}"),
)
_ATTACHMENTS = re.compile(r"附\s*件\s*[：:]")
_ATTACHMENT_MARK = re.compile(r"附\s*件\s*(?:\d+\s*(?:[：:]\s*)?)?(?:[（(][^（）()]{1,10}[）)])?")
_ATTENDANCE = re.compile(r"(?:出\s*席|请\s*假|列\s*席)\s*[：:]")
_NUMBER_ALONE = re.compile(r"[（(]\d{1,3}[）)]")  # of minutes, below their mark
_ORDINAL = r"第\s*[\d一二三四五六七八九十百零〇○]+\s*[期号次]"
# 份号, 密级, 紧急程度; the number of an order or of minutes, and its date, below the mark.
_AROUND_THE_MARK = re.compile(
    r"\d{6}|(?:绝密|机密|秘密|特急|加急|平急|特提).{0,12}"
    rf"|[（(]?(?:{BRACKETS}?\d{{4}}\s*(?:年|{BRACKETS_END})|\S{{0,12}}[令字])?\s*{_ORDINAL}令?"
    rf"(?:\s*[（(]?总{_ORDINAL}[）)]?)?[）)]?|{_NUMBER_ALONE.pattern}|\S{{0,20}}[\s　]*(?:{DATE_LINE.pattern})"
)
# Names of offices and a colon; a sentence or a date begins the text.
_ADDRESSEE = re.compile(
    r"(?!\d|为|根据|按照|依据)(?!.*(?:如下|以下|下列|现将))[^。；]+[：:]", re.DOTALL
)
# Lines that stand apart from the text: chapters, captions, notes of tables, salutations.
_APART = re.compile(
    r"第[一二三四五六七八九十百零〇\d]+[编章节](?:[\s　].*|$)|[附]?[图表]\s*\d.*|目\s*录"
    r"|(?:单位|注|备注|说明|来源|资料来源|填报单位|填报日期|制表|填表人|联系人)(?:（.*?）)?\s*[：:].*"
    r"|（?此页无正文.*|此致|敬礼[！!]?|特此.{2,4}。?|.*\t\d+|.*选项[：:].*",
    re.DOTALL,
)
# What lists offices, if a colon does not tell: 主送机关 without one.
_OFFICES = re.compile(r"各|、|，")
_LINE_BELOW_TITLE = re.compile(r"（.*）|\S{1,2}[\s　]*\S{1,2}", re.DOTALL)
_NOTE = re.compile(r"[（(].*[）)]", re.DOTALL)
_HEADING = re.compile(r"heading (\d)", re.IGNORECASE)
_CONTENTS = re.compile(r"toc\b.*", re.IGNORECASE)
_TITLE_STYLES = ("title", "标题")
_OF_HEADINGS = {gb.typeface(font) for font in (gb.FONT_LEVEL_1, gb.FONT_LEVEL_2, gb.FONT_TITLE)}
_LONGEST_NAME = 30
MOST_SIGNERS = 6
_LONGEST_HEAD_LINE = 40  # a longer line is running text
_LONGEST_HEADING = 25
_LONGEST_ADDRESSEE = 300
_IMPRINT = (gb.COPIES, gb.PRINTER, gb.PRINTED)
_HEAD = (gb.BODY, gb.MARK, gb.NUMBER, gb.TITLE)


class Form(Enum):
    """The formats of the standard: the general one, 信函 (10.1), 命令 (10.2) and 纪要 (10.3)."""

    GENERAL = auto()
    LETTER = auto()
    ORDER = auto()
    MINUTES = auto()


@dataclass(slots=True)
class Roles:
    """The element that each paragraph is, by its number; those in tables and boxes in ``cells``."""

    body: dict[int, Element] = field(default_factory=dict)
    cells: list[tuple[Paragraph, Element]] = field(default_factory=list)
    form: Form = Form.GENERAL

    def of(self, block: Paragraph | Table | None) -> Element | None:
        """The element that a block of the body is; None for a table, a form, a blank line."""
        return self.body.get(block.number) if isinstance(block, Paragraph) else None


def find_roles(document: WordDocument) -> Roles:
    """Tell every paragraph's element.

    Blank paragraphs, those of forms, captions and the like have none. A paragraph that a
    quoted text begins or mostly makes up is what its style says, whatever it looks like.
    """
    written = [p for p in document.body if not p.is_blank and p.style not in gb.FORM_STYLES]
    roles = Roles({p.number: _by_itself(p, document) for p in written}, list(in_cells(document)))
    for number in _apart(document):
        if roles.body.get(number) in (gb.BODY, *gb.LEVELS):
            del roles.body[number]
    starts = [n for n, p in enumerate(written) if n == 0 or p.fresh]
    for start in starts:
        _find_head(written[start:], roles.body, document)
    heads = [element for _, element in roles.cells if element in (gb.NUMBER, gb.TITLE)]
    if gb.TITLE not in (*roles.body.values(), *heads):
        _find_plain_title(written, roles.body)
    _find_addressees(written, roles.body, heads[-1] if heads else None)
    _find_attachments(written, roles.body)
    _find_signatures(written, roles.body)
    for paragraph in written:
        if roles.of(paragraph) is not gb.BODY or document.is_quoted(paragraph):
            continue
        if is_placeholder(paragraph.text):
            del roles.body[paragraph.number]
        elif level := _level_by_look(paragraph):
            roles.body[paragraph.number] = level
    roles.form = _form(written, roles)
    return roles


def level_of(text: str) -> int:
    """The level of 结构层次序数 that a text begins with, from 1; 0 for none."""
    for level, mark in enumerate(LEVEL_MARKS, start=1):
        if mark.match(text.lstrip("　 \t")):
            return level
    return 0


def _level_by_look(paragraph: Paragraph) -> Element | None:
    """The level of a heading without a mark: a few words in the typeface of headings."""
    text = paragraph.text.strip()
    faces = {
        gb.typeface(r.look.get("rFonts.eastAsia", "")) for r in paragraph.runs if r.text.strip()
    }
    is_heading = width(text) <= _LONGEST_HEADING and not re.search(r"[。，；：！？.,;:]", text)
    if not is_heading or paragraph.align in ("center", "right") or len(faces) != 1:
        return None
    return next((level for level in gb.LEVELS[:2] if gb.typeface(level.font) in faces), None)


def _by_itself(paragraph: Paragraph, document: WordDocument) -> Element:
    """What a paragraph is as far as it tells itself; 正文 when it does not."""
    named = NAMED.get(paragraph.style)
    if named in gb.LEVELS and not level_of(paragraph.text) and "。" in paragraph.text:
        return gb.BODY  # text in the style of a heading
    if named:
        return named
    if gb.MARK.name in paragraph.style:
        return gb.MARK
    if paragraph.style.lower() in _TITLE_STYLES:
        return gb.TITLE
    element = _by_text(paragraph)
    return gb.BODY if element is not gb.BODY and document.is_quoted(paragraph) else element


def _by_text(paragraph: Paragraph) -> Element:
    text = paragraph.text.strip()
    for pattern, element in (
        (_ATTACHMENTS, gb.ATTACHMENTS),
        (COPIES, gb.COPIES),
        (_ATTENDANCE, gb.ATTENDANCE),
    ):
        if pattern.match(text):
            return element
    if _ATTACHMENT_MARK.fullmatch(text):
        return gb.ATTACHMENT_MARK
    if (level := level_of(text)) and not _NUMBER_ALONE.fullmatch(text):
        return gb.LEVELS[level - 1]
    if found := _HEADING.fullmatch(paragraph.style):
        return gb.LEVELS[min(max(int(found.group(1)), 1), len(gb.LEVELS)) - 1]
    if DATE_LINE.fullmatch(text) or is_open_date(text):
        return gb.DATE
    is_line = len(text) < 60 and not re.search("[：。，]", text)
    if PRINTED.fullmatch(text) and DATE_LINE.search(text) and is_line:
        return gb.PRINTED
    return gb.BODY


def _apart(document: WordDocument) -> Iterator[int]:
    """The numbers of paragraphs that belong to a table or a picture, or stand for themselves.

    The head of a document is no caption, whatever stands by it.
    """
    for paragraph in document.body:
        if _APART.fullmatch(paragraph.text.strip()) or _CONTENTS.fullmatch(paragraph.style):
            yield paragraph.number
    for before, after in pairwise(document.blocks):
        for block, neighbour in ((before, after), (after, before)):
            if isinstance(neighbour, Paragraph):
                captioned = neighbour.pictured and neighbour.is_blank
            else:
                captioned = not is_red_ruled(neighbour)
            if captioned and isinstance(block, Paragraph) and _may_be_caption(block):
                yield block.number


def _may_be_caption(paragraph: Paragraph) -> bool:
    """Whether a line looks like the caption of what it stands by, and not like one of the head."""
    return (
        paragraph.align in ("center", "right")
        and paragraph.size < SMALLEST_TITLE
        and not is_red(paragraph)
        and not DOCUMENT_NUMBER.match(paragraph.text.strip())
        and not _is_name_of_office(paragraph)  # beside a seal
    )


# --- head --------------------------------------------------------------------------------


def _find_head(
    written: Sequence[Paragraph], roles: dict[int, Element], document: WordDocument
) -> None:
    """发文机关标志, 发文字号 and 标题 stand before the text; other lines there have no role."""
    title: Paragraph | None = None
    strays: list[int] = []
    for paragraph in _head(written, roles):
        if document.is_quoted(paragraph):
            continue
        text = paragraph.text.strip()
        role = roles.get(paragraph.number)
        if role in (gb.BODY, gb.DATE):  # a date under the title is no 成文日期
            role = _head_role(paragraph, title)
            if role is None and not _is_head_like(paragraph):
                strays.append(paragraph.number)
                continue
        for number in strays:
            roles.pop(number, None)
        strays = []
        if role is None:
            roles.pop(paragraph.number, None)
        else:
            roles[paragraph.number] = role
        if role is gb.TITLE and title is None and text:
            title = paragraph


def _head(written: Sequence[Paragraph], roles: dict[int, Element]) -> Iterator[Paragraph]:
    """The paragraphs before the first one of running text."""
    for paragraph in written:
        role = roles.get(paragraph.number)
        if role is None:
            continue
        if role not in _HEAD and not (role is gb.DATE and paragraph.align == "center"):
            return
        runs_on = width(paragraph.text) > _LONGEST_HEAD_LINE or "。" in paragraph.text
        if role is gb.BODY and runs_on and not _is_head_like(paragraph):
            return
        yield paragraph


def _is_head_like(paragraph: Paragraph) -> bool:
    text = paragraph.text.strip()
    return bool(
        paragraph.align == "center"
        or DOCUMENT_NUMBER.match(text)
        or _is_mark(paragraph)
        or _AROUND_THE_MARK.fullmatch(text)
    )


def _head_role(paragraph: Paragraph, title: Paragraph | None) -> Element | None:
    text = paragraph.text.strip()
    if DOCUMENT_NUMBER.fullmatch(text) or (DOCUMENT_NUMBER.match(text) and title is None):
        return gb.NUMBER
    if _is_mark(paragraph):
        return gb.MARK
    if _AROUND_THE_MARK.fullmatch(text) or paragraph.align != "center":
        return None
    below = title is not None and (
        _LINE_BELOW_TITLE.fullmatch(text) or paragraph.size < title.size - 2
    )
    return None if below else gb.TITLE


def _is_mark(paragraph: Paragraph) -> bool:
    text = paragraph.text.strip()
    return is_red(paragraph) or (
        paragraph.align in ("center", "distribute")
        and text.endswith("文件")
        and paragraph.size > gb.TITLE.size.pt
    )


def _find_plain_title(written: Sequence[Paragraph], roles: dict[int, Element]) -> None:
    """A title that is not centred: the first paragraph, larger than the next or a heading."""
    for paragraph, after in pairwise(written):
        if roles.get(paragraph.number) in (gb.MARK, gb.NUMBER, gb.ATTACHMENT_MARK, None):
            continue
        text = paragraph.text.strip()
        stands_out = paragraph.size > after.size or bool(_HEADING.fullmatch(paragraph.style))
        if stands_out and not level_of(text) and text[-1] not in "。：；:;.":
            roles[paragraph.number] = gb.TITLE
        return


def _find_addressees(
    written: Sequence[Paragraph], roles: dict[int, Element], last: Element | None
) -> None:
    """主送机关 follows the title, with its colon or, by mistake, without; it may take more
    than one paragraph. ``last`` is the element above, in a table."""
    for index, paragraph in enumerate(written):
        role = roles.get(paragraph.number)
        following = written[index + 1 : index + 2]
        if role is gb.BODY and (
            (last in (gb.TITLE, gb.NUMBER) and _is_addressee(paragraph, following))
            or (last is gb.ADDRESSEE and _names_offices_at_the_edge(paragraph))
        ):
            role = roles[paragraph.number] = gb.ADDRESSEE
        last = role or last


def _is_addressee(paragraph: Paragraph, following: Sequence[Paragraph]) -> bool:
    text = paragraph.text.strip()
    if paragraph.align in ("center", "right") or width(text) > _LONGEST_ADDRESSEE:
        return False
    if _ADDRESSEE.fullmatch(text):
        return True
    if any(map(_names_offices_at_the_edge, following)) and text.endswith(("，", "、", "；")):
        return _is_at_the_edge(paragraph)
    lists_offices = _OFFICES.search(text) or OFFICE.search(text)
    text_follows = any(p.left + p.first_line > 1 for p in following)
    short = width(text) <= _LONGEST_HEAD_LINE and not re.search(r"[；：]|[。].", text)
    return bool(lists_offices) and _is_at_the_edge(paragraph) and text_follows and short


def _names_offices_at_the_edge(paragraph: Paragraph) -> bool:
    """Whether a paragraph ends 主送机关: names of offices and a colon, not moved in."""
    return _is_at_the_edge(paragraph) and bool(_ADDRESSEE.fullmatch(paragraph.text.strip()))


def _is_at_the_edge(paragraph: Paragraph) -> bool:
    """Whether a paragraph of plain text, not a heading by its look, begins at the left edge."""
    faces = {gb.typeface(run.look.get("rFonts.eastAsia", "")) for run in paragraph.runs}
    bold = any(is_on(run.look.get("b", "0")) for run in paragraph.runs)
    at_the_edge = abs(paragraph.left + paragraph.first_line) < 0.3 and not paragraph.tabbed
    return at_the_edge and not bold and not faces & _OF_HEADINGS


# --- foot --------------------------------------------------------------------------------


def _find_attachments(written: Sequence[Paragraph], roles: dict[int, Element]) -> None:
    """Further lines of 附件说明 and 版记, and the title under an 附件 mark."""
    for before, paragraph in pairwise(written):
        last, own = roles.get(before.number), roles.get(paragraph.number)
        if last is gb.ATTACHMENTS and own in (gb.BODY, *gb.LEVELS):
            if own is gb.LEVEL_3:
                roles[paragraph.number] = gb.ATTACHMENTS
            elif "。" in paragraph.text and "。" in before.text:
                roles[before.number] = gb.BODY  # text that begins with the word 附件
        elif (
            own is gb.BODY and last in _IMPRINT and BESIDE_IMPRINT.fullmatch(paragraph.text.strip())
        ):
            del roles[paragraph.number]
        elif own is gb.BODY and (element := _after(last, paragraph)):
            roles[paragraph.number] = element
        elif own in (gb.COPIES, gb.PRINTED) and _may_be_also_sent(before, last):
            roles[before.number] = gb.COPIES


def _may_be_also_sent(paragraph: Paragraph, role: Element | None) -> bool:
    """Whether a line taken for text is 主送 or 分送, which stand above 抄送."""
    return role in (gb.BODY, gb.ADDRESSEE) and bool(ALSO_SENT.match(paragraph.text.strip()))


def _after(last: Element | None, paragraph: Paragraph) -> Element | None:
    """What a paragraph taken for text is, by the element before it."""
    if last is gb.COPIES and DATE_LINE.search(paragraph.text):
        return gb.PRINTED
    if last is gb.ATTACHMENT_MARK and paragraph.align == "center":
        return gb.TITLE
    return None


def _find_signatures(written: Sequence[Paragraph], roles: dict[int, Element]) -> None:
    """署名 stands above 成文日期; 附注 in brackets below."""
    for index, paragraph in enumerate(written):
        if roles.get(paragraph.number) is gb.BODY and (
            _is_name_of_office(paragraph) or is_signed_line(paragraph.text)
        ):
            roles[paragraph.number] = gb.SIGNATURE
        if roles.get(paragraph.number) is not gb.DATE:
            continue
        above = index - 1
        while above >= 0 and index - above <= MOST_SIGNERS and _may_sign(written[above], roles):
            roles[written[above].number] = gb.SIGNATURE
            above -= 1
        for below in written[index + 1 :]:
            if roles.get(below.number) is not gb.BODY or not _NOTE.fullmatch(below.text.strip()):
                break
            roles[below.number] = gb.NOTE


def is_signed_line(line: str) -> bool:
    """Whether a line is the name of an office and a date, nothing else."""
    short = width(line) <= _LONGEST_HEAD_LINE
    found = next(DATE_LINE.finditer(line), None) if short else None
    name = line[: found.start()].strip() if found and found.end() == len(line.rstrip()) else ""
    return bool(OFFICE.search(name)) and not level_of(line) and "：" not in line


def _is_name_of_office(paragraph: Paragraph) -> bool:
    """A name that stands far to the right, as nothing but 署名 does."""
    text = paragraph.text.strip()
    return (
        (paragraph.align == "right" or paragraph.left + paragraph.first_line > 6)
        and bool(OFFICE.search(text))
        and width(text) <= _LONGEST_NAME
        and not re.search(r"[。，；：]", text)
    )


def _may_sign(paragraph: Paragraph, roles: dict[int, Element]) -> bool:
    text = paragraph.text.strip()
    role = roles.get(paragraph.number)
    stands_right = (
        paragraph.align in ("right", "center")
        or paragraph.left + paragraph.first_line > 4
        or paragraph.tabbed
    )
    return role is gb.SIGNATURE or (
        role is gb.BODY
        and (stands_right or bool(OFFICE.search(text)))
        and width(text) <= _LONGEST_NAME
        and not re.search(r"[。，；：！？]", text)
    )


def _form(written: Sequence[Paragraph], roles: Roles) -> Form:
    """Letters have the number at the right edge, minutes and orders say so in their mark."""
    marked = [p for p in written if roles.of(p) is gb.MARK]
    marked += [p for p, element in roles.cells if element is gb.MARK]
    marks = [p.text.strip() for p in marked]
    if any(mark.endswith("纪要") for mark in marks):
        return Form.MINUTES
    if any(mark.endswith("令") for mark in marks):
        return Form.ORDER
    at_the_right = any(roles.of(p) is gb.NUMBER and p.align == "right" for p in written)
    is_letter = at_the_right and not any(mark.endswith("文件") for mark in marks)
    return Form.LETTER if is_letter else Form.GENERAL
