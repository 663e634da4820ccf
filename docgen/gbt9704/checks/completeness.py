"""What a document lacks: an element that it must have, an 附件 that it announces, words left open.

Only a document that shows itself to be one of 公文, by its head or number, or by two of 主送机关,
署名 and 成文日期, owes anything: a table, a form or an 附件 that is a file of its own does not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from docgen.chinese.wording import DATE_LINE, numeral
from docgen.gbt9704 import rules
from docgen.gbt9704 import standard as gb
from docgen.gbt9704.cells import ALSO_SENT, is_red, is_red_colour
from docgen.gbt9704.docx.document import Paragraph, WordDocument
from docgen.gbt9704.finding import LayoutFinding
from docgen.gbt9704.placeholders import is_open_date, placeholder
from docgen.gbt9704.roles import Form, Roles, is_signed_line
from docgen.gbt9704.signs import OFFICE, names_series
from docgen.gbt9704.standard import Element

# Kinds of documents that are published, or are rules: they name nobody to whom they are sent.
_TO_NOBODY = re.compile(
    r"(?:公告|通告|纪要|命令|令|决定|公报|决议|办法|规定|条例|规则|细则|章程|制度|规程|公约)"
    r"(?:[（(][^（）()]{0,20}[）)])?$"
)
_TO_SOMEBODY = re.compile(r"(?:通知|请示|批复|函)$")
_SALUTATION = re.compile("各位|同志|尊敬")
_TO_HIGHER_OFFICE = re.compile(r"(?:请示|报告)$")
_SAYS_ATTACHED = re.compile(r"见(?:本\S{1,4})?附\s*件")
_NUMBERED = re.compile(r"(?:附\s*件\s*[：:])?\s*\d{1,2}\s*[.．、]")
_LISTED = re.compile(r"(?:附\s*件\s*[：:])?\s*(?:\d{1,2}\s*[.．、])?")
_ATTACHMENTS = re.compile(r"附\s*件\s*[：:]\s*\S")
_BRACKETED = re.compile(r"[（(][^（）()]*[）)]")
Attached = Callable[[], Iterable[str]]  # the titles of 附件 that are files of their own
_SIGNED_CELLS = 8


@dataclass(frozen=True, slots=True)
class _Whole:
    """A document and the elements that it has, wherever they stand."""

    document: WordDocument
    roles: Roles
    written: Sequence[Paragraph]  # that are an element, outside tables
    elements: frozenset[Element]

    @classmethod
    def of(cls, document: WordDocument, roles: Roles) -> _Whole:
        written = [p for p in document.body if roles.of(p)]
        in_cells = (element for _, element in roles.cells)
        return cls(document, roles, written, frozenset((*roles.body.values(), *in_cells)))

    @property
    def is_attachment(self) -> bool:
        """Whether the file is an 附件 by itself."""
        return bool(self.written) and self.roles.of(self.written[0]) is gb.ATTACHMENT_MARK

    @property
    def has_head(self) -> bool:
        return bool(self.elements & {gb.NUMBER, gb.MARK})

    @property
    def is_official(self) -> bool:
        """Whether it shows itself to be 公文: by its head, or by two of 主送机关, 署名, 成文日期."""
        shown = [self._is_addressed, gb.SIGNATURE in self.elements, self._is_dated]
        return self.has_head or sum(shown) > 1

    @property
    def _is_addressed(self) -> bool:
        to = self.first(gb.ADDRESSEE)
        return to is not None and not _SALUTATION.match(to.text.strip())

    @property
    def _is_dated(self) -> bool:
        """Whether a date stands under the text, not under the title as that of a speech."""
        roles = [self.roles.of(p) for p in self.written]
        return gb.DATE in roles and gb.BODY in roles[: roles.index(gb.DATE)]

    @property
    def title(self) -> str:
        """Its first title, on one line."""
        found = ""
        for paragraph in self.written:
            if self.roles.of(paragraph) is gb.TITLE:
                found += "".join(paragraph.text.split())
            elif found:
                break
        in_cells = (p.text for p, element in self.roles.cells if element is gb.TITLE)
        return found or "".join("".join(in_cells).split())

    def first(self, *elements: Element) -> Paragraph | None:
        """The first paragraph outside tables that is one of these."""
        return next((p for p in self.written if self.roles.of(p) in elements), None)

    @property
    def main(self) -> list[Paragraph]:
        """What stands before the first 附件."""
        marks = [n for n, p in enumerate(self.written) if self.roles.of(p) is gb.ATTACHMENT_MARK]
        return list(self.written[: marks[0]] if marks else self.written)


def check_completeness(
    document: WordDocument, roles: Roles, attached: Attached | None = None
) -> Iterator[LayoutFinding]:
    """Everything that is missing or left open."""
    whole = _Whole.of(document, roles)
    yield from _open_words(document)
    if whole.is_attachment:
        return
    if whole.is_official:
        yield from _mark(whole)
        yield from _addressee(whole)
        yield from _signer(whole)
        yield from _date(whole)
        yield from _signature(whole)
    yield from _attachments(whole)
    if attached is not None and gb.ATTACHMENT_MARK not in whole.elements:
        yield from _elsewhere(whole, attached)


def title_as_attachment(document: WordDocument, roles: Roles) -> str:
    """The title of a file that is an 附件 by itself; empty for any other."""
    whole = _Whole.of(document, roles)
    return _name(whole.title) if whole.is_attachment else ""


def _where(whole: _Whole) -> str:
    """The place of what is not there: the title, or the first paragraph."""
    paragraph = whole.first(gb.TITLE) or (whole.written[0] if whole.written else None)
    return paragraph.place if paragraph else "整个文件"


def _mark(whole: _Whole) -> Iterator[LayoutFinding]:
    """A number over a red rule has the mark of the office above it; paper that is printed
    beforehand brings the rule as well."""
    number = whole.first(gb.NUMBER)
    if number is None or gb.MARK in whole.elements or whole.roles.form is not Form.GENERAL:
        return
    body = whole.document.body
    at = body.index(number)
    ruled = any(is_red_colour(p.look.get("border", "")) for p in body[at : at + 4])
    pictured = any(p.drawn for p in body[:at])
    if ruled and not pictured and not any(map(is_red, whole.document.headers)):
        yield rules.MARK_MISSING.found(
            number.place, "有发文字号和红色分隔线，没有发文机关标志", "在发文字号之上标明发文机关"
        )


def _addressee(whole: _Whole) -> Iterator[LayoutFinding]:
    if whole.roles.form in (Form.MINUTES, Form.ORDER):
        return
    everywhere = chain(whole.document.body, whole.document.inside)
    sent = any(ALSO_SENT.match(p.text.strip()) for p in everywhere)
    title = whole.title.rstrip("。")
    named = sent or gb.ADDRESSEE in whole.elements
    published = _TO_NOBODY.search(title) or names_series(whole.roles.mark)
    needed = _TO_SOMEBODY.search(title) or (whole.has_head and not published)
    if title and not named and needed:
        yield rules.ADDRESSEE_MISSING.found(
            _where(whole), "标题之下没有主送机关", "标题下空一行，居左顶格标明主送机关"
        )


def _signer(whole: _Whole) -> Iterator[LayoutFinding]:
    """A document to a higher office names who has signed it."""
    if not {gb.NUMBER, gb.MARK} <= whole.elements or not _TO_HIGHER_OFFICE.search(whole.title):
        return
    everywhere = chain(whole.document.body, whole.document.inside)
    if not any("签发人" in p.text for p in everywhere):
        yield rules.SIGNER_MISSING.found(
            _where(whole), "上行文没有签发人", "在发文字号的同一行居右空一字标注签发人"
        )


def _date(whole: _Whole) -> Iterator[LayoutFinding]:
    if whole.roles.form is Form.MINUTES or gb.DATE in whole.elements or _dates_elsewhere(whole):
        return
    yield rules.DATE_MISSING.found(
        _where(whole), "没有成文日期", "在署名之下标明成文日期，形如2026年1月5日",
        as_error=gb.NUMBER in whole.elements,
    )  # fmt: skip


def _dates_elsewhere(whole: _Whole) -> bool:
    """A date left open, in brackets under the title, on the line of the name or beside it."""
    outside = [p.text.strip() for p in whole.document.body]
    tables: dict[int, list[Paragraph]] = {}
    for cell in whole.document.inside:
        tables.setdefault(cell.table, []).append(cell)
    return (
        any(is_open_date(p.text) for p in (*whole.document.body, *whole.document.inside))
        or any(_BRACKETED.fullmatch(line) and DATE_LINE.search(line) for line in outside)
        or any(map(is_signed_line, outside))
        or any(map(_is_dated_beside_a_name, tables.values()))
    )


def _is_dated_beside_a_name(cells: Sequence[Paragraph]) -> bool:
    """A date and a name in text boxes, or in a table that is there for both."""
    texts = [cell.text.strip() for cell in cells] if len(cells) <= _SIGNED_CELLS else []
    return any(map(DATE_LINE.fullmatch, texts)) and any(map(OFFICE.search, texts))


def _signature(whole: _Whole) -> Iterator[LayoutFinding]:
    if whole.roles.form in (Form.MINUTES, Form.ORDER) or gb.SIGNATURE in whole.elements:
        return
    date = whole.first(gb.DATE)
    if date is None and _dates_elsewhere(whole):
        return  # with the name, or in a table
    place = date.place if date else _where(whole)
    yield rules.SIGNATURE_MISSING.found(place, "没有发文机关署名", "在成文日期之上署发文机关名称")


# --- 附件 (7.3.4, 7.3.7) -------------------------------------------------------------------


def _attachments(whole: _Whole) -> Iterator[LayoutFinding]:
    roles, written = whole.roles, whole.written
    marks = [p for p in written if roles.of(p) is gb.ATTACHMENT_MARK]
    listed = [p for p in written if roles.of(p) is gb.ATTACHMENTS]
    inside = any(_ATTACHMENTS.match(p.text.strip()) for p in whole.document.inside)
    if not listed and not inside:
        yield from _unannounced(whole, marks)
    elif marks and listed:
        announced = max(1, len([p for p in listed if _NUMBERED.match(p.text.strip())]))
        if announced > len(marks):
            yield rules.ATTACHMENT_MISSING.found(
                listed[0].place,
                f"附件说明列有{numeral(min(announced, 99))}个附件，后面只有{numeral(len(marks) % 100)}个",
                "附件齐全，或者改正附件说明",
            )
    if marks and whole.is_official:
        before = {roles.of(p) for p in whole.main}
        after = written[len(whole.main) :]
        late = [p for p in after if roles.of(p) in (gb.SIGNATURE, gb.DATE)]
        if late and not before & {gb.SIGNATURE, gb.DATE}:
            yield rules.ATTACHMENT_ORDER.found(
                marks[0].place, "附件在署名和成文日期之前", "署名和成文日期之后另面编排",
                as_error=gb.NUMBER in whole.elements,
            )  # fmt: skip


def _elsewhere(whole: _Whole, attached: Attached) -> Iterator[LayoutFinding]:
    """附件 that are announced, and are neither in this file nor in one beside it."""
    listed = [p for p in whole.written if whole.roles.of(p) is gb.ATTACHMENTS]
    titles = [title for title in attached() if title] if listed else []
    for paragraph in listed:
        name = _name(_LISTED.sub("", paragraph.text.strip(), count=1))
        if not any(title in name or name in title for title in titles):
            yield rules.ATTACHMENT_MISSING.found(
                paragraph.place,
                "附件说明列有附件，文件里没有",
                "附件在成文日期之后另面编排；另存为文件的，与正文放在同一文件夹",
            )


def _name(text: str) -> str:
    """The name of an 附件 without what its two places write differently."""
    return re.sub(r"[《》\s]", "", text)


def _unannounced(whole: _Whole, marks: Sequence[Paragraph]) -> Iterator[LayoutFinding]:
    """附件 that no 附件说明 names, or that the text speaks of."""
    wanted = "正文下空一行，左空二字编排“附件：”和附件名称"
    if marks:
        yield rules.ATTACHMENTS_MISSING.found(
            marks[0].place, "有附件，正文之后没有附件说明", wanted, as_error=whole.has_head
        )
    elif whole.is_official:
        for paragraph in whole.main:
            said = _SAYS_ATTACHED.search(paragraph.text)
            quoted = said and any(said.group() in text for text in whole.document.quoted_texts)
            if said and not quoted and whole.roles.of(paragraph) in (gb.BODY, *gb.LEVELS):
                found = f"正文提到“{said.group()}”，没有附件说明"
                yield rules.ATTACHMENTS_MISSING.found(paragraph.place, found, wanted)
                return


# --- what is left open ---------------------------------------------------------------------


def _open_words(document: WordDocument) -> Iterator[LayoutFinding]:
    """Said once, wherever words are left open."""
    everywhere = (p for p in (*document.body, *document.inside) if not document.is_quoted(p))
    places = [(p, words) for p in everywhere if (words := placeholder(p.text))]
    dated = any("年" in words or "日期" in words for _, words in places)
    for paragraph, _ in places:
        yield rules.OPEN_WORDS.found(
            paragraph.place,
            f"还有没填写的内容，如“{places[0][1]}”",
            "填写完整",
            "7.3.5.4" if dated else "7.3.3",
        )
