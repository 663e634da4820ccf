"""The order and wording of the elements: levels, title, attachments, signature and date."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from docgen.chinese.punctuation import BRACKETS, BRACKETS_END
from docgen.chinese.wording import numeral, width
from docgen.gbt9704 import rules
from docgen.gbt9704 import standard as gb
from docgen.gbt9704.docx.document import Paragraph, WordDocument
from docgen.gbt9704.finding import LayoutFinding
from docgen.gbt9704.placeholders import is_open_date
from docgen.gbt9704.roles import MOST_SIGNERS, Form, Roles
from docgen.gbt9704.signs import ARTICLE, LEVEL_MARKS, level_of, names_series
from docgen.ooxml.units import Pt

_NUMERALS = {numeral(number): number for number in range(1, 100)}
_MARK_FORMS = ("一、", "（一）", "1.", "（1）")
_GOOD_MARKS = tuple(
    re.compile(form)
    for form in (r"[一二三四五六七八九十]+、", r"（[一二三四五六七八九十]+）(?![、，．.])",
                 r"\d+\.(?![、，．])", r"（\d+）(?![、，．.])")
)  # fmt: skip
_GOOD_DATE = re.compile(r"[1-9]\d{3}年(?:[1-9]|1[0-2])月(?:[1-9]|[12]\d|3[01])日")
_ATTACHMENT = re.compile(r"附\s*件\s*([：:])\s*(.*)", re.DOTALL)
_WRONG_FIGURE = re.compile(r"[一二三四五六七八九十]+[、.．]|\d+、|[（(]\d+[）)]")
_ORDINAL_BEFORE_YEAR = re.compile(rf"(?<=第)\s*{BRACKETS}\s*\d+\s*{BRACKETS_END}")
_WITHOUT_ORDER = re.compile(rf"{BRACKETS_END}第?号")
_WITHOUT_CODE = re.compile(rf"{BRACKETS}\s*(?:19|20)\d\d\s*{BRACKETS_END}")
_PADDED_ISSUE = re.compile(r"第\s*0\d*\s*[期次]")
_BULLET = re.compile(r"[•●○■□◆◇▪➢➤✓·*\-①-⑳]\s*(?=\S)|\d{1,2}[)）]")
_SIDE_BY_SIDE = re.compile(r"\S[　 ]{2,}\S{4,}")
_NEAR = 0.6  # of a character
_TOO_LONG_TO_CENTRE = 13  # characters: centred over the date it would reach the edge


def check_structure(document: WordDocument, roles: Roles) -> Iterator[LayoutFinding]:
    """Rules about how elements are worded and follow one another."""
    written = [p for p in document.body if roles.of(p)]
    for index, paragraph in enumerate(written):
        element = roles.of(paragraph)
        if element is gb.ADDRESSEE:
            if index + 1 < len(written) and roles.of(written[index + 1]) is gb.ADDRESSEE:
                continue  # it goes on in the next paragraph
            if paragraph.text.rstrip().endswith("："):
                continue
            half = paragraph.text.rstrip().endswith(":")
            found = "主送机关后是半角冒号" if half else "主送机关后没有冒号"
            yield rules.ADDRESSEE_COLON.found(paragraph.place, found, "全角冒号“：”")
        elif element is gb.NUMBER and (issue := _PADDED_ISSUE.search(paragraph.text)):
            found = f"纪要的编号写作“{issue.group()}”"
            yield rules.ISSUE_NUMBER.found(paragraph.place, found, "不编虚位，形如“第5期”")
        elif element is gb.NUMBER and (lacking := _lacks(paragraph.text.strip(), roles)):
            yield rules.NUMBER_PARTS.found(
                paragraph.place,
                f"发文字号没有{lacking}",
                "机关代字、年份、顺序号齐全，形如云发〔2026〕5号",
            )
        elif element is gb.NUMBER and (year := _ORDINAL_BEFORE_YEAR.search(paragraph.text)):
            shown = f"“{year.group()}”前有“第”字"
            yield rules.NUMBER_FIGURE.found(paragraph.place, shown, "不加“第”字")
        elif element is gb.ATTACHMENTS:
            yield from _attachment(paragraph)
        elif element is gb.DATE:
            yield from check_date(paragraph, paragraph.text.strip(), "7.3.5.4")
    yield from _attachments_place(written, roles)
    yield from _levels(document.body, roles)
    yield from _attachment_names(written, roles)
    yield from _titles(written, roles, document)
    yield from _signatures(written, roles)


def _lacks(number: str, roles: Roles) -> str:
    """The part that 发文字号 lacks; what is numbered for itself has no 机关代字."""
    if _WITHOUT_ORDER.search(number):
        return "顺序号"
    for_itself = roles.form in (Form.MINUTES, Form.ORDER) or names_series(roles.mark)
    return "机关代字" if _WITHOUT_CODE.match(number) and not for_itself else ""


def check_date(paragraph: Paragraph, text: str, clause: str) -> Iterator[LayoutFinding]:
    """A date that must be whole and in Arabic figures: ``2026年1月5日``."""
    if not is_open_date(text) and not _GOOD_DATE.fullmatch(re.sub(r"\s", "", text)):
        yield rules.DATE_FIGURES.found(
            paragraph.place, f"日期写作“{text}”", "形如2026年1月5日", clause
        )


def _attachment(paragraph: Paragraph) -> Iterator[LayoutFinding]:
    text = paragraph.text.strip()
    found = _ATTACHMENT.match(text)
    if found and found.group(1) == ":":
        yield rules.ATTACHMENT_COLON.found(paragraph.place, "“附件”后是半角冒号", "全角冒号“：”")
    name = found.group(2) if found else text
    if name[-1:] in tuple("。，；、.,;"):
        yield rules.ATTACHMENT_STOP.found(
            paragraph.place, f"附件名称后有“{name[-1]}”", "不加标点符号"
        )
    if wrong := _WRONG_FIGURE.match(name):
        yield rules.ATTACHMENT_FIGURE.found(
            paragraph.place, f"附件顺序号写作“{wrong.group()}”", "阿拉伯数字加点，形如1."
        )


def _attachments_place(written: Sequence[Paragraph], roles: Roles) -> Iterator[LayoutFinding]:
    """附件说明 stands under the text and above 署名 and 成文日期."""
    dated = False
    for paragraph in written:
        element = roles.of(paragraph)
        if element in (gb.TITLE, gb.ATTACHMENT_MARK):
            dated = False
        elif element is gb.DATE:
            dated = True
        elif element is gb.ATTACHMENTS and dated and _ATTACHMENT.match(paragraph.text.strip()):
            yield rules.ATTACHMENTS_PLACE.found(
                paragraph.place, "附件说明在成文日期之后", "在正文之下空一行，署名之上"
            )


def _attachment_names(written: Sequence[Paragraph], roles: Roles) -> Iterator[LayoutFinding]:
    """The title of each 附件 is the name that 附件说明 gives it."""
    listed = "".join(p.text for p in written if roles.of(p) is gb.ATTACHMENTS)
    listed = re.sub(r"[《》\s]", "", listed)
    for index, paragraph in enumerate(written):
        if roles.of(paragraph) is not gb.ATTACHMENT_MARK or not listed:
            continue
        title = ""
        for following in written[index + 1 :]:
            if roles.of(following) is not gb.TITLE:
                break
            title += following.text
        name = re.sub(r"[《》\s]", "", title)
        if name and name not in listed:
            yield rules.ATTACHMENT_NAME.found(
                paragraph.place, f"附件标题“{name}”与附件说明不一致", "与附件说明中的名称一致"
            )


# --- 结构层次序数 (7.3.3) ----------------------------------------------------------------


def _levels(body: Sequence[Paragraph], roles: Roles) -> Iterator[LayoutFinding]:
    """Whether the numbered levels have the right marks, in order and in sequence (7.3.3)."""
    numbering = _Numbering()
    for paragraph in body:
        role = roles.of(paragraph)
        if ARTICLE.match(paragraph.text):
            numbering.begin_article()
        starts_anew = paragraph.fresh or not numbering.open_levels
        if role is gb.ATTACHMENT_MARK or (role is gb.TITLE and starts_anew):
            numbering = _Numbering()
        if role not in (gb.BODY, *gb.LEVELS):
            continue
        text = paragraph.text.lstrip("　 \t")
        if level := level_of(text):
            yield from _mark_form(paragraph, text, level)
            yield from numbering.next(paragraph, _mark(text, level), level)
        elif bullet := _BULLET.match(text):
            yield rules.LEVEL_MARK.found(
                paragraph.place,
                f"用“{bullet.group().strip()}”分条",
                "用“一、”“（一）”“1.”“（1）”",
            )


def _mark_form(paragraph: Paragraph, text: str, level: int) -> Iterator[LayoutFinding]:
    if not _GOOD_MARKS[level - 1].match(text):
        yield rules.LEVEL_MARK.found(
            paragraph.place,
            f"序数写作“{_mark(text, level)}”",
            f"形如“{_MARK_FORMS[level - 1]}”",
        )


class _Numbering:
    """The levels that are open at a place in the text, and the last number of each."""

    def __init__(self) -> None:
        self.open_levels: list[int] = []
        self._last: dict[int, int] = {}
        self._before: dict[int, int] = {}  # this chapter or article

    def begin_article(self) -> None:
        """第一章 or 第一条, under which （一） may stand: numbers begin anew there, or go on."""
        self._before = self._before | self._last
        self.open_levels, self._last = [1], {}

    def next(self, paragraph: Paragraph, mark: str, level: int) -> Iterator[LayoutFinding]:
        """Take the next numbered paragraph: whether it skips a level or a number."""
        above = [open_level for open_level in self.open_levels if open_level < level]
        expected = self._last.get(level, 0) + 1
        number = _number(mark)
        goes_on = level not in self._last and number == self._before.get(level, -1) + 1
        if goes_on:
            expected = number
        if _skips(above, level):
            upper = f"“{_MARK_FORMS[above[-1] - 1]}”" if above else "正文"
            yield rules.LEVEL_ORDER.found(
                paragraph.place,
                f"{upper}之下直接用“{_MARK_FORMS[level - 1]}”",
                "依次用“一、”“（一）”“1.”“（1）”",
            )
        elif number not in (1, expected) or _begins_again(number, expected, level):
            found = f"序数“{mark}”重复" if number == expected - 1 else f"序数“{mark}”不连续"
            yield rules.LEVEL_SEQUENCE.found(paragraph.place, found, f"“{_form(level, expected)}”")
        self.open_levels = [*above, level]
        self._last = {key: value for key, value in self._last.items() if key < level}
        self._last[level] = number


def _begins_again(number: int, expected: int, level: int) -> bool:
    """Whether a number 1 can only be a repetition: of level 1, or right after （一）."""
    return number == 1 and expected > 1 and (level == 1 or (level == 2 and expected == 2))


def _skips(above: Sequence[int], level: int) -> bool:
    """Whether a level was left out. With two levels in all, 1. may follow 一、 directly; a
    list in the text may begin with 1. wherever it stands."""
    upper = above[-1] if above else 0
    if level == 3:
        return False
    return level - upper > 1


def _form(level: int, number: int) -> str:
    """A mark as it should be written: ``（二）``."""
    figure = numeral(number) if level < 3 and number <= 99 else str(number)
    return ("{}、", "（{}）", "{}.", "（{}）")[level - 1].format(figure)


def _mark(text: str, level: int) -> str:
    match = LEVEL_MARKS[level - 1].match(text)
    end = match.end() if match else 0
    return text[: end + (text[end : end + 1] in tuple("、，．."))]


def _number(mark: str) -> int:
    figure = re.sub(r"[^\d一二三四五六七八九十]", "", mark)
    return int(figure) if figure.isdigit() else _NUMERALS.get(figure, 0)


# --- 标题 (7.3.1) ------------------------------------------------------------------------


def _titles(
    written: Sequence[Paragraph], roles: Roles, document: WordDocument
) -> Iterator[LayoutFinding]:
    titled = False  # whether this page's document has its title already
    for index, paragraph in enumerate(written):
        titled = titled and not paragraph.fresh
        if roles.of(paragraph) is not gb.TITLE or document.is_quoted(paragraph, from_start=False):
            continue
        if index and roles.of(written[index - 1]) is gb.TITLE and not paragraph.fresh:
            continue  # a further line of the title before
        amid = roles.of(written[index - 1]) in (gb.BODY, *gb.LEVELS) if index else False
        if amid and titled:
            yield rules.APART.found(
                paragraph.place, "正文中间用了标题的格式", "正文左空二字；是标题的，另起一面"
            )
        titled = True
        lines: list[str] = []
        for following in written[index:]:
            if roles.of(following) is not gb.TITLE:
                break
            lines += following.text.split("\n")
        section = document.section_of(paragraph)
        yield from _title(paragraph, [line.strip() for line in lines], section.type_width)


def _title(
    paragraph: Paragraph, lines: Sequence[str], type_width: float
) -> Iterator[LayoutFinding]:
    widths = [width(line) for line in lines]
    holds = int(type_width / Pt(paragraph.size).mm + 0.01)
    for line, characters in zip(lines, widths, strict=True):
        if holds and characters > holds:
            yield rules.TITLE_WIDTH.found(
                paragraph.place,
                f"“{line[:10]}…”一行{characters:g}字，排不下，会在词的中间断开",
                f"每行不超过{holds}字，在词与词之间换行",
            )
        if len(lines) > 1 and characters <= 1:
            yield rules.TITLE_BREAKS.found(paragraph.place, f"“{line}”一字一行", "每行至少两个字")
    if lines and lines[-1].endswith(("。", "．")):
        yield rules.TITLE_STOP.found(
            paragraph.place, f"标题末尾有“{lines[-1][-1]}”", "标题末尾不加句号"
        )
    if len(lines) > 2 and any(
        before > middle < after
        for before, middle, after in zip(widths, widths[1:], widths[2:], strict=False)
    ):
        yield rules.TITLE_BREAKS.found(paragraph.place, "标题各行两头长、中间短", "排成梯形或菱形")


# --- 署名 and 成文日期 (7.3.5) -----------------------------------------------------------


def _signatures(written: Sequence[Paragraph], roles: Roles) -> Iterator[LayoutFinding]:
    for index, paragraph in enumerate(written):
        if roles.of(paragraph) is not gb.DATE:
            continue
        names = []
        for above in reversed(written[max(0, index - MOST_SIGNERS) : index]):
            if roles.of(above) is not gb.SIGNATURE:
                break
            names.append(above)
        below = written[index + 1 : index + 2]
        if not names and below and roles.of(below[0]) is gb.SIGNATURE:
            yield rules.SIGNATURE_PLACE.found(
                paragraph.place,
                "成文日期在署名之上",
                "成文日期在署名之下",
                "7.3.5.2",
                as_error=True,
            )
        if roles.form is Form.ORDER or is_open_date(paragraph.text):
            continue  # signed by a person (7.3.5.3), or as long as nobody knows
        if names and not _well_placed(names, paragraph):
            yield rules.SIGNATURE_PLACE.found(
                names[-1].place,
                "署名和成文日期的位置不合要求",
                "不加盖印章的，署名右空二字，日期首字比署名首字右移二字（日期较长时日期右空二字）；"
                "加盖印章的，日期右空四字",
                "7.3.5.2",
                as_error=_misplaced_anyway(names, paragraph),
            )


def _well_placed(names: Sequence[Paragraph], date: Paragraph) -> bool:
    if date.tabbed or any(name.tabbed or _SIDE_BY_SIDE.search(name.text) for name in names):
        return True  # placed by tab stops, or two names on a line: only the page could tell
    longest = max(names, key=lambda name: width(name.text.strip()))
    name_start, name_end = _span(longest)
    date_start, date_end = _span(date)
    line = gb.CHARACTERS_PER_LINE
    unsealed = abs(date_start - name_start - gb.DATE_SHIFT) <= _NEAR and (
        abs(line - max(name_end, date_end) - gb.SIGNATURE_RIGHT) <= _NEAR + 0.5
    )
    # With a seal one name is centred over the date; several stand side by side.
    over_the_date = abs(name_start + name_end - date_start - date_end) / 2 <= 2 * _NEAR
    over_the_date = over_the_date or name_end - name_start > _TOO_LONG_TO_CENTRE
    sealed = abs(line - date_end - gb.SEALED_DATE_RIGHT) <= _NEAR
    return unsealed or (sealed and (over_the_date or len(names) > 1))


def _misplaced_anyway(names: Sequence[Paragraph], date: Paragraph) -> bool:
    """With a seal or without, the date keeps clear of the right edge and of the left half."""
    start, end = _span(date)
    shifted = abs(start - min(_span(name)[0] for name in names) - gb.DATE_SHIFT) <= _NEAR
    at_the_left = start < gb.CHARACTERS_PER_LINE / 4 and not shifted  # a very long name is
    return gb.CHARACTERS_PER_LINE - end < 1 or at_the_left


def _span(paragraph: Paragraph) -> tuple[float, float]:
    """Where a line begins and ends, in characters from the left edge of the type area."""
    long = width(paragraph.text.strip())
    line = gb.CHARACTERS_PER_LINE
    if paragraph.align == "right":
        return line - paragraph.right - long, line - paragraph.right
    start = paragraph.left + paragraph.first_line
    if paragraph.align == "center":
        start += (line - start - paragraph.right - long) / 2
    return start, start + long
