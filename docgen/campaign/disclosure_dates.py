"""When matters of disclosure fall due: what people type under 公开周期, as dates. Pure.

``每季度``, ``按季``, ``每三个月一次`` and ``一年四次`` are one rhythm; a rhythm's dates are the last
days of its periods. Words that tell of an event (``发放时``) or of standing disclosure (``常年``)
have no dates, and words that are not understood stay as they were typed: better than a wrong
date.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Sequence
from datetime import date

from docgen.chinese.wording import numeral

NONE_LEFT = "本年度已无到期日"
UNSAID = "—"
STANDING = "常年公开"

_END = 31  # of a month, whatever its length
_NUMBERS = {numeral(number): number for number in range(1, 32)} | {"两": 2}
_NUMBER = r"(?:\d{1,2}|两|[一二三四五六七八九十]{1,3})"
_MONTHS = {"月": 1, "季": 3, "半年": 6, "年": 12}
_VERB = r"(?:公开|公布|公示)?"
_BEFORE = r"(?:之?前|以前)?"
# 每季度, 按月, 半年, 每两个月, 季度末, 每年年底前, 每季度公开一次, 一年不少于两次
_RHYTHM = re.compile(
    rf"(?P<every>[每按逐])?(?P<number>{_NUMBER})?(?P<piece>个)?"
    rf"(?:(?P<unit>月|季|半年|年)度?)(?:[月季年]?度?[底末终]{_BEFORE})?"
    rf"{_VERB}(?:至少|不少于)?{_VERB}(?:(?P<times>{_NUMBER})次)?{_VERB}"
)
# 每月10日前
_DAY_OF_MONTH = re.compile(rf"(?:每个?|按)月(?P<day>{_NUMBER})[日号]{_BEFORE}{_VERB}(?:[一1]次)?")
# 每年12月, 每年6月底前, 每年1月15日前
_DAY_OF_YEAR = re.compile(
    rf"每年度?(?P<month>{_NUMBER})月份?(?:(?P<day>{_NUMBER})[日号]|[底末])?{_BEFORE}{_VERB}(?:[一1]次)?"
)
_STANDING = re.compile(r"(?:常年|长年|长期|全年|日常|经常|持续|始终)性?")
_EVENT = re.compile(r"随时|及时|即时|适时|实时|即日|定期|不定期|事[前后]|.+时|..+[前后内]")


def next_due(period: str, after: date, year: int) -> date | str:
    """When a matter is next due in a year (1 to 9999), or the words to print instead.

    A date is the first due date on or after ``after`` (on or after 1 January when that is
    before the year); ``NONE_LEFT`` when no due date of the year is left:

    >>> next_due("每季度", date(2026, 4, 20), 2026)
    datetime.date(2026, 6, 30)
    >>> next_due("每季度", date(2027, 1, 1), 2026)
    '本年度已无到期日'
    >>> next_due("发放时", date(2026, 4, 20), 2026)
    '发放时公开'
    >>> next_due("长期", date(2026, 4, 20), 2026)
    '常年公开'
    >>> next_due("每届任期一次", date(2026, 4, 20), 2026)
    '每届任期一次'

    Never blank: no words at all are ``UNSAID``.
    """
    dates = due_dates(period, year)
    if not dates:
        return _words(period)
    return next((due for due in dates if due >= after), NONE_LEFT)


def due_dates(period: str, year: int) -> tuple[date, ...]:
    """All due dates of a year (1 to 9999) in order; none when the period is not a rhythm.

    >>> due_dates("每半年", 2026)
    (datetime.date(2026, 6, 30), datetime.date(2026, 12, 31))
    >>> due_dates("常年", 2026)
    ()
    """
    months, day = _rhythm(_plain(period))
    return tuple(date(year, month, min(day, monthrange(year, month)[1])) for month in months)


def _plain(period: str) -> str:
    """Half-width figures, no blanks, no full stop at the end."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", period)).rstrip("。.;,")


def _rhythm(text: str) -> tuple[Sequence[int], int]:
    """The months in which a matter is due, and the day of the month (beyond its end: its end)."""
    if found := _RHYTHM.fullmatch(text):
        step = _step(found)
        return range(step, 13, step) if step else (), _END
    if found := _DAY_OF_MONTH.fullmatch(text):
        day = _number(found["day"])
        return range(1, 13) if 1 <= day <= _END else (), day
    if found := _DAY_OF_YEAR.fullmatch(text):
        month, day = _number(found["month"]), _number(found["day"] or str(_END))
        return (month,) if 1 <= month <= 12 and 1 <= day <= _END else (), day
    return (), _END


def _step(found: re.Match[str]) -> int:
    """The months from one due date to the next; 0 when a year has no whole number of them.

    ``3月`` and ``一季度`` alone name a part of the year, not a rhythm.
    """
    if found["number"] and not (found["every"] or found["piece"] or found["times"]):
        return 0
    months = _MONTHS[found["unit"]] * _number(found["number"] or "1")
    times = _number(found["times"] or "1")
    if not times or months % times:
        return 0
    step = months // times
    return step if step and 12 % step == 0 else 0


def _number(text: str) -> int:
    """``十二`` or ``12``; 0 when it is no number."""
    return int(text) if text.isascii() and text.isdigit() else _NUMBERS.get(text, 0)


def _words(period: str) -> str:
    """What to print for a period without dates."""
    plain = _plain(period)
    if _STANDING.fullmatch(re.sub(rf"{_VERB}$", "", plain)):
        return STANDING
    typed = period.strip()
    if _EVENT.fullmatch(plain):
        return typed.rstrip("。.；;，,") + "公开"
    return typed or UNSAID
