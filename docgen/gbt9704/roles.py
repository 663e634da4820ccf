"""Which element of the standard a paragraph is: by its style's name, else by text and place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from itertools import pairwise

from docgen.chinese.wording import DATE_LINE, width
from docgen.gbt9704 import standard as gb
from docgen.gbt9704.cells import (
    ALSO_SENT,
    BESIDE_IMPRINT,
    COPIES,
    NAMED,
    PRINTED,
    in_cells,
    is_red,
    is_red_ruled,
)
from docgen.gbt9704.docx.document import Paragraph, Table, WordDocument
from docgen.gbt9704.heads import find_addressees, find_head, find_issue, find_plain_title, is_titled
from docgen.gbt9704.placeholders import is_open_date, is_placeholder
from docgen.gbt9704.signs import (
    ARTICLE,
    DOCUMENT_NUMBER,
    HEADING,
    NUMBER_ALONE,
    OFFICE,
    SMALLEST_TITLE,
    is_below_title,
    level_of,
    looks_like_title,
)
from docgen.gbt9704.standard import Element

_ATTACHMENTS = re.compile(r"附\s*件\s*[：:]")
_ATTACHMENT_MARK = re.compile(r"附\s*件\s*(?:\d+\s*(?:[：:]\s*)?)?(?:[（(][^（）()]{1,10}[）)])?")
_ATTENDANCE = re.compile(r"(?:出\s*席|请\s*假|列\s*席)\s*[：:]")
# Lines that stand apart from the text: chapters, captions, notes of tables, salutations.
_APART = re.compile(
    r"第[一二三四五六七八九十百零〇\d]+[编章节](?:[\s　].*|$)|【[^【】]{1,20}】|[附]?[图表]\s*\d.*|目\s*录"
    r"|(?:单位|注|备注|说明|来源|资料来源|填报单位|填报日期|制表|填表人|联系人)(?:（.*?）)?\s*[：:].*"
    r"|（?此页无正文.*|此致|敬礼[！!]?|特此.{2,4}。?|.*\t\d+|.*选项[：:].*",
    re.DOTALL,
)
_NOTE = re.compile(r"[（(].*[）)]", re.DOTALL)
_CONTENTS = re.compile(r"toc\b.*", re.IGNORECASE)
_TITLE_STYLES = ("title", "标题")
_TEXT_FACE = gb.typeface(gb.FONT_BODY)
_LONGEST_NAME = 30
_LONGEST_SIGNED_LINE = 40
MOST_SIGNERS = 6
_LONGEST_HEADING = 25
_IMPRINT = (gb.COPIES, gb.PRINTER, gb.PRINTED)


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
    mark: str = ""  # what 发文机关标志 says, without blanks

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
    for start, end in pairwise((*starts, len(written))):
        find_head(written[start:end], roles.body, document)
    heads = [element for _, element in roles.cells if element in (gb.NUMBER, gb.TITLE)]
    if gb.TITLE not in heads and not is_titled(written, roles.body):
        find_plain_title(written, roles.body)
    find_addressees(written, roles.body, heads[-1] if heads else None)
    _find_attachments(written, roles.body)
    _find_attachment_titles(written, roles.body)
    _find_items(written, roles.body)
    _find_signatures(written, roles.body)
    for paragraph in written:
        if roles.of(paragraph) is not gb.BODY or document.is_quoted(paragraph):
            continue
        if is_placeholder(paragraph.text):
            del roles.body[paragraph.number]
        elif level := _level_by_look(paragraph):
            roles.body[paragraph.number] = level
    marked = [p for p in written if roles.of(p) is gb.MARK]
    marked += [p for p, element in roles.cells if element is gb.MARK]
    marks = ["".join(p.text.split()) for p in marked]
    roles.mark = "".join(marks)
    roles.form = _form(written, roles, marks)
    if roles.form is Form.MINUTES:
        find_issue(written, roles.body)
    return roles


def _level_by_look(paragraph: Paragraph) -> Element | None:
    """The level of a heading without a mark: a few words in the typeface of headings."""
    text = paragraph.text.strip()
    faces = _faces(paragraph)
    is_heading = width(text) <= _LONGEST_HEADING and not re.search(r"[。，；：！？.,;:]", text)
    if not is_heading or paragraph.align in ("center", "right") or len(faces) != 1:
        return None
    return next((level for level in gb.LEVELS[:2] if gb.typeface(level.font) in faces), None)


def _find_items(written: Sequence[Paragraph], roles: dict[int, Element]) -> None:
    """（一） under 第一条 of a regulation is an item of its text, unless set as a heading."""
    in_article = False
    for paragraph in written:
        role = roles.get(paragraph.number)
        if role in (gb.TITLE, gb.ATTACHMENT_MARK, gb.SIGNATURE, gb.DATE):
            in_article = False
        elif ARTICLE.match(paragraph.text):
            in_article = True
        elif in_article and role in gb.LEVELS[:2] and _faces(paragraph) == {_TEXT_FACE}:
            roles[paragraph.number] = gb.BODY


def _faces(paragraph: Paragraph) -> set[str]:
    """The typefaces of a paragraph's text."""
    written = (run for run in paragraph.runs if run.text.strip())
    return {gb.typeface(run.look.get("rFonts.eastAsia", "")) for run in written}


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
    if (level := level_of(text)) and not NUMBER_ALONE.fullmatch(text):
        return gb.LEVELS[level - 1]
    if found := HEADING.fullmatch(paragraph.style):
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


# --- foot --------------------------------------------------------------------------------


def _find_attachments(written: Sequence[Paragraph], roles: dict[int, Element]) -> None:
    """Further lines of 附件说明 and 版记."""
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
    return None


def _find_attachment_titles(written: Sequence[Paragraph], roles: dict[int, Element]) -> None:
    """The lines of the title under an 附件 mark; one beside a table is its caption as well."""
    marked, title = False, None
    for paragraph in written:
        own = roles.get(paragraph.number)
        if own is gb.ATTACHMENT_MARK:
            marked, title = True, None
        elif marked and own is gb.TITLE:
            title = title or paragraph
        elif marked and own in (gb.BODY, None) and _may_be_attachment_title(paragraph):
            if title and is_below_title(paragraph, title):
                roles.pop(paragraph.number, None)
            elif own or not title:
                title = title or paragraph
                roles[paragraph.number] = gb.TITLE
        else:
            marked = False


def _may_be_attachment_title(paragraph: Paragraph) -> bool:
    in_the_middle = paragraph.align == "center" or looks_like_title(paragraph)
    return in_the_middle and not _APART.fullmatch(paragraph.text.strip())


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
    short = width(line) <= _LONGEST_SIGNED_LINE
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


def _form(written: Sequence[Paragraph], roles: Roles, marks: Sequence[str]) -> Form:
    """Letters have the number at the right edge, minutes and orders say so in their mark."""
    if any(mark.endswith("纪要") for mark in marks):
        return Form.MINUTES
    if any(mark.endswith("令") for mark in marks):
        return Form.ORDER
    at_the_right = any(roles.of(p) is gb.NUMBER and p.align == "right" for p in written)
    is_letter = at_the_right and not any(mark.endswith("文件") for mark in marks)
    return Form.LETTER if is_letter else Form.GENERAL
