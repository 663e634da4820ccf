"""What a text leaves open: words in brackets or signs that stand for what is still to be written."""

from __future__ import annotations

import re

_OPEN = r"[\[【［]"
_END = r"[\]】］]"
_INSIDE = r"[^\[\]【】［］〔〕\d]"
_WORDS = "日期|标题|单位|名称|姓名|机关|填写|填入|文号"
# 【】 may enclose a heading as well (【会议纪律】): there the last words count, or the first.
_LENTICULAR = rf"【(?:{_INSIDE}{{0,12}}(?:{_WORDS})|(?:填写|填入|请|此处){_INSIDE}{{0,12}})】"
_WHOLE = re.compile(rf"(?:[\[［]{_INSIDE}{{1,20}}[\]］]|{_LENTICULAR})[：:]?")
_IN_TEXT = re.compile(rf"[\[［]{_INSIDE}{{0,8}}(?:{_WORDS}){_INSIDE}{{0,8}}[\]］]|{_LENTICULAR}")
_SIGN = r"[Xx×Ｘｘ]"
_FIGURES = re.compile(
    rf"(?:\d{{2}})?{_SIGN}{{2,4}}\s*年(?:\s*{_SIGN}{{1,2}}\s*月)?(?:\s*{_SIGN}{{1,2}}\s*日)?"
    rf"|{_SIGN}{{1,2}}\s*月\s*{_SIGN}{{1,2}}\s*日|[〔\[]\s*(?:\d{{2}})?{_SIGN}{{2,4}}\s*[〕\]]"
    rf"|[〕\]]\s*{_SIGN}{{1,4}}\s*号"
)
# The number of an order, of minutes or of a document: a line of its own.
_NUMBER = re.compile(
    r"[（(]?\S{0,15}?(?:第[\s_＿Xx×]{1,8}[期号次]|[〔\[]\d{4}[〕\]]第?[\s_＿]{1,8}号)令?[）)]?"
)
_BLANK = r"([\dXx×Ｘｘ_＿\s]{0,8})"
_DATE = re.compile(rf"{_OPEN}?{_BLANK}年{_BLANK}月{_BLANK}日{_END}?")
_DATE_WORD = re.compile(rf"{_OPEN}{_INSIDE}{{0,8}}日期{_INSIDE}{{0,4}}{_END}")


# Of templates and of letters made in series, by whatever program: {{name}}, {%…%}, ${name}, «name».
_FIELD = re.compile(r"\{\{[^{}]{1,80}\}\}|\{%[^{}%]{1,80}%\}|\$\{[^${}]{1,40}\}|«[^«»]{1,40}»")


def placeholder(text: str) -> str:
    """What of a text is still to be filled in, as it stands there; empty when nothing is."""
    found = (
        _WHOLE.fullmatch(text.strip())
        or _NUMBER.fullmatch(text.strip())
        or _IN_TEXT.search(text)
        or _FIGURES.search(text)
        or _FIELD.search(text)
    )
    return found.group().strip() if found else ""


def is_placeholder(text: str) -> bool:
    """True when the text is nothing but a placeholder in brackets."""
    line = text.strip()
    return bool(_WHOLE.fullmatch(line) or _FIELD.fullmatch(line))


def is_open_date(text: str) -> bool:
    """True for a line in a date's place that is still to be filled in, by keys or by hand."""
    line = text.strip()
    date = _DATE.fullmatch(line)
    if date is None:
        return bool(_DATE_WORD.fullmatch(line))
    return not all(re.fullmatch(r"\s*\d+\s*", part) for part in date.groups())
