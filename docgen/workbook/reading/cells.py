"""From what people really type in a cell to a typed value. Pure; knows nothing of sheets."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from fractions import Fraction

from docgen.campaign import schema
from docgen.campaign.schema import NO, YES, Column, Kind, heading_text, is_it, meant
from docgen.chinese.signs import COMMON_IGNORABLE, IGNORABLE, UNSHOWN, as_ideographs
from docgen.ooxml.xml import UNHOLDABLE

CellValue = str | int | float | bool | datetime | date | time | timedelta | None

_FIRST_YEAR, _LAST_YEAR = 2000, 2099
_LARGEST_COUNT = 99_999
_SERIAL_DAY_ZERO = date(1899, 12, 30)
_DAYS_OF_TIMES = (date(1899, 12, 30), date(1899, 12, 31))
# The two joiners may matter inside a text (emoji, Uyghur), so they go from its ends only.
_OUTER_BLANKS = "".join(c for c in map(chr, range(0x3001)) if c.isspace()) + "\u200c\u200d"
_ESCAPE = re.compile(r"(?:_x[0-9A-Fa-f]{4}_)+")
_ESCAPE_UNIT = re.compile(r"_x([0-9A-Fa-f]{4})_")
# XML 1.0 cannot hold these, so Word cannot either.
_HAN = "\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff·"
_BLANK_BESIDE_HAN = re.compile(rf"(?<=[{_HAN}]) | (?=[{_HAN}])")

_DATE = re.compile(
    r"(\d{1,9})\s*(?:[-/.．。、]|年)\s*(\d{1,2})\s*(?:[-/.．。、]|月)\s*(\d{1,2})\s*[日号]?"
    r"(?:[ T]+0{1,2}:00(?::00(?:\.0+)?)?)?"
)
_YEARLESS_DATE = re.compile(r"(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]?")
_WEEKDAY = re.compile(r"[(,]?(?:星期|周|礼拜)([一二三四五六日天])\)?")
_WEEKDAYS = "一二三四五六日"
_HAN_NUMBER = re.compile(r"[〇零○一二三四五六七八九十]{1,4}(?=[年月日号])")
_HAN_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_SIDE_OF_RANGE = re.compile(r"\d[\d年 ]{0,9}[月日号./\-][\d月日号./\- ]{0,20}")
_DATE_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})")
_TIME = re.compile(
    r"(?:1899[-/]12[-/]3[01][ T])?"  # what some programs put before a time of day
    r"(凌晨|早上|早晨|上午|中午|下午|傍晚|晚上|AM|PM|am|pm)?\s*"
    r"(\d{1,2})\s*(?:[:：.．]\s*(\d{1,2})(?:\s*[:：]\s*00)?|[时点]\s*(?:(半)|整|(\d{1,2})\s*分?)?)"
    r"\s*(AM|PM|am|pm)?"
)
_COUNT = re.compile(
    r"(\d{1,300}|\d{1,3}(?:,\d{3}){1,99})\s*(?:人|名|位|票|张|份|天|日|个工作日|分钟|分|号)?"
)
_RATIO_FRACTION = re.compile(r"(\d{1,9})\s*/\s*(\d{1,9})")
_RATIO_CHINESE = re.compile(r"([一二三四五六七八九十])分之([一二三四五六七八九十])")
_RATIO_NUMBER = re.compile(r"(\d{1,9}(?:\.\d{1,30})?)\s*(%?)")
_NUMBER = re.compile(r"(\d{1,9}(?:\.\d{1,30})?)\s*[%分]?")
_FLAGS = {YES: True, NO: False, "TRUE": True, "FALSE": False}
_AFTERNOON = {"下午", "傍晚", "晚上", "PM", "pm"}
_TWELVE_IS_MIDNIGHT = {"凌晨", "晚上", "AM", "am"}
_BETWEEN_NAMES = re.compile(r"[、，,;；/／\n]")
_TYPED_TEXTS = frozenset({Kind.NAME, Kind.LINE, Kind.TEXT, Kind.PHONE})
_SCIENTIFIC = re.compile(r"\d(?:\.\d{1,30})?[eE]\+\d{1,3}")
_FORMULA_TEXT = re.compile(r"[=＝](?:[A-Za-z_]{1,30}\(|\$?[A-Za-z]{1,3}\$?\d|[\d(+-])")
_ERROR_TEXT = re.compile(r"#(?:REF!|N/A|VALUE!|NAME\?|DIV/0!|NULL!|NUM!)|[#＃]{3,}")
_NOTHINGS = frozenset({"null", "nan", "none", "undefined", "[object object]"})
_DIGITS = {char: number for number, char in enumerate("一二三四五六七八九十", start=1)}


class BadCell(Exception):
    """A cell that cannot be understood: a problem code, what is wrong, how to mend it."""

    def __init__(self, code: str, message: str, hint: str) -> None:
        super().__init__(message)
        self.code, self.message, self.hint = code, message, hint


def clean(text: str) -> str:
    """Undo Excel's ``_x000D_`` escapes, unify line ends, drop invisible and outer blanks.

    Raises:
        BadCell: the text holds a control character that no Word document can hold.
    """
    text = _visible(text).replace("\r\n", "\n").replace("\r", "\n")
    if found := UNHOLDABLE.search(text):
        raise BadCell(
            "cell-control-character",
            f"含有无法写入公文的控制字符（U+{ord(found.group()):04X}）",
            "请清空该单元格后重新输入文字，不要从其他软件直接粘贴。",
        )
    return "\n".join(line.strip(_OUTER_BLANKS) for line in text.split("\n")).strip("\n")


def _visible(text: str) -> str:
    return as_ideographs(IGNORABLE.sub("", _ESCAPE.sub(_unescape, text)))


def hidden_signs(raw: CellValue) -> str:
    """The signs in a cell that nobody sees and nobody means, the harmless ones aside."""
    if not isinstance(raw, str):
        return ""
    found = dict.fromkeys(IGNORABLE.findall(_ESCAPE.sub(_unescape, raw)))
    return "".join(sign for sign in found if sign not in COMMON_IGNORABLE)


def doubt(raw: CellValue, column: Column) -> tuple[str, str] | None:
    """Why a text is probably not what was meant, and how to mend it; None for any other."""
    if not isinstance(raw, str) or column.kind not in _TYPED_TEXTS:
        return None
    text = _one_line(_visible(raw)).strip()
    if UNSHOWN.search(text):
        return "里有显示不出来的字", "请重新输入这个字；生僻字可以用通用的写法代替。"
    if _SCIENTIFIC.fullmatch(text):
        return f"像是变成科学记数法的号码：“{text}”", "请把单元格格式设为“文本”，重新填写。"
    if _FORMULA_TEXT.match(text):
        return f"像是没有算出的公式：“{_cell_text(raw)}”", "请直接填入内容。"
    if _ERROR_TEXT.fullmatch(text) or text.casefold() in _NOTHINGS:
        return f"像是其他程序留下的“{_cell_text(raw)}”", "请填入内容；没有的，清空这一格。"
    return None


def _unescape(match: re.Match[str]) -> str:
    units = b"".join(
        int(unit, 16).to_bytes(2, "little") for unit in _ESCAPE_UNIT.findall(match.group())
    )
    return units.decode("utf-16-le", "surrogatepass")


def is_blank(raw: CellValue) -> bool:
    """True when a cell holds nothing that a person would see."""
    return raw is None or (isinstance(raw, str) and not _visible(raw).strip(_OUTER_BLANKS))


def heading(raw: CellValue) -> str:
    """A heading or key as the contract spells it: no blanks, no star, no colon."""
    if not isinstance(raw, str):
        return "" if raw is None else str(raw)
    return heading_text(_visible(raw))


def sheet_name(title: str) -> str:
    """The name of the sheet that a title gives, as the contract spells it."""
    return schema.sheet_name(_visible(title))


def parse(raw: CellValue, column: Column, year: int = 0) -> object:
    """Read a cell that is not blank as what its column holds.

    ``year`` is that of a date written without one; 0 when it is not known.

    Returns a str, date, time, int, bool, Fraction or member of ``column.choices``.

    Raises:
        BadCell: the cell cannot be understood; the message names what it holds.
    """
    if isinstance(raw, bool):
        raw = "TRUE" if raw else "FALSE"
    match column.kind:
        case Kind.DATE:
            return _date(raw, year)
        case Kind.TIME:
            return _time(raw)
        case Kind.COUNT:
            return _count(raw)
        case Kind.RATIO:
            return _ratio(raw)
        case Kind.YEAR:
            return _year(raw)
        case Kind.NUMBER:
            return _decimal(raw)
        case Kind.CHOICE:
            return _choice(raw, column)
        case Kind.FLAG:
            return _flag(raw)
        case Kind.PHONE:
            return re.sub(r"\n+", "、", _typed_text(raw)).replace("\u3000", " ")
        case Kind.NAME:
            return _names(_typed_text(raw), column.persons)
        case Kind.LINE:
            return _one_line(_typed_text(raw))
        case Kind.TEXT:
            return _text(raw)


def _names(text: str, persons: int) -> str:
    """A name on one line; of several people where the column may hold them, parted by 、."""
    pieces = [piece for part in _BETWEEN_NAMES.split(text) if (piece := _name(part))]
    if persons and len(pieces) > 1 and all(len(piece) > 1 for piece in pieces):
        if persons == 1:
            raise BadCell(
                "cell-several-people",
                f"写了{len(pieces)}个人：“{_cell_text('、'.join(pieces))}”",
                "一格只能写一个人，请每人填写一行。",
            )
        return "、".join(pieces)
    return _name(text)


def _name(text: str) -> str:
    return _BLANK_BESIDE_HAN.sub("", " ".join(_one_line(text).split()))


def _typed_text(raw: CellValue) -> str:
    """The text of a cell that never holds a date: house 3-2 must not become 2 March."""
    if isinstance(raw, (date, time, timedelta)):
        raise BadCell(
            "cell-turned-into-date",
            f"应是文字，却被表格软件变成了日期或时间：“{_cell_text(raw)}”",
            "请先把单元格格式设为“文本”，再重新填写。",
        )
    return _text(raw)


def _text(raw: CellValue) -> str:
    """The text of a cell as a person sees it, numbers with 15 digits as workbooks show them."""
    match raw:
        case float():
            raw = int(raw) if raw.is_integer() else f"{raw:.15g}"
        case datetime():
            clock = "" if raw.time() == time() else f"{raw.hour}:{raw.minute:02d}"
            raw = f"{raw.year}年{raw.month}月{raw.day}日{clock}"
        case date():
            raw = f"{raw.year}年{raw.month}月{raw.day}日"
        case time():
            raw = f"{raw.hour}:{raw.minute:02d}"
    return clean(str(raw))


def _one_line(text: str) -> str:
    return text.replace("\n", "")


def _plain(raw: CellValue) -> str:
    """Text with full-width digits and signs made half-width, on one line, single blanks."""
    return " ".join("".join(map(_half_width, _one_line(_text(raw)))).split())


def _half_width(char: str) -> str:
    """The plain form of a character; a footnote's ² or ② stays what it is and is no digit."""
    plain = char if char.isascii() else unicodedata.normalize("NFKC", char)
    is_number = plain.isdigit() and not "０" <= char <= "９"
    return char if len(plain) != 1 or is_number else plain


def _cell_text(raw: CellValue) -> str:
    text = _one_line(_text(raw))
    return text if len(text) <= 30 else text[:30] + "…"


def _date(raw: CellValue, year: int) -> date:
    if isinstance(raw, datetime):
        return _in_century(raw.year, raw.month, raw.day, raw)
    if isinstance(raw, date):
        return _in_century(raw.year, raw.month, raw.day, raw)
    if isinstance(raw, (int, float)) and _is_serial(raw):
        return _SERIAL_DAY_ZERO + timedelta(days=int(raw))
    text = _HAN_NUMBER.sub(_arabic, _plain(raw))
    before, weekday = text, ""
    if (found := _last_weekday(text)) is not None:
        before, weekday = text[: found.start()].rstrip(), found.group(1).replace("天", "日")
    value = _date_without_weekday(before, year, raw)
    if weekday and weekday != _WEEKDAYS[value.weekday()]:
        raise BadCell(
            "date-wrong-weekday",
            f"与所写的星期不符：“{_cell_text(raw)}”，{value.year}年{value.month}月{value.day}日"
            f"是星期{_WEEKDAYS[value.weekday()]}",
            "请核对日期和星期，改正写错的一个；星期可以不写。",
        )
    return value


def _last_weekday(text: str) -> re.Match[str] | None:
    """The day of the week that a date ends with: （星期五）, 周五."""
    start = max(text.rfind(name) for name in ("星期", "周", "礼拜"))
    if start > 0 and text[start - 1] in "(,":
        start -= 1
    return _WEEKDAY.fullmatch(text, start) if start > 0 else None


def _arabic(match: re.Match[str]) -> str:
    """A number in Chinese digits, 二〇二六 or 二十一, in Arabic ones."""
    tens, ten, ones = match.group().translate(_HAN_DIGITS).partition("十")
    return f"{tens or 1}{ones or 0}" if ten else tens


def _date_without_weekday(text: str, year: int, raw: CellValue) -> date:
    if found := _DATE.fullmatch(text) or _DATE_DIGITS.fullmatch(text):
        written, month, day = (int(part) for part in found.groups())
        return _in_century(written, month, day, raw)
    if found := _YEARLESS_DATE.fullmatch(text):
        if not year:
            raise BadCell(
                "date-without-year",
                f"没有写年份：“{_cell_text(raw)}”",
                "请写明年份，例如2026年3月5日；或者先填好《活动信息》中的“年度”。",
            )
        return _in_century(year, int(found.group(1)), int(found.group(2)), raw)
    if _is_range(text):
        raise BadCell(
            "date-is-range",
            f"只能填一个日期，现填的是一段：“{_cell_text(raw)}”",
            "请只填一天，例如2026-3-2；有开始、结束两栏的，分别填写。",
        )
    raise _not_a_date(raw)


def _is_range(text: str) -> bool:
    """Whether a text is two dates with a sign between, as 3.2—3.6."""
    sides = [side.strip() for side in re.split(r"[—–―~至到]", text) if side.strip()]
    if len(sides) == 1:
        sides = [side.strip() for side in text.split("-")]
    return len(sides) == 2 and all(map(_SIDE_OF_RANGE.fullmatch, sides))


def _is_serial(number: float) -> bool:
    """A day number whose cell lost its date format, within the years we accept."""
    first = (date(_FIRST_YEAR, 1, 1) - _SERIAL_DAY_ZERO).days
    last = (date(_LAST_YEAR, 12, 31) - _SERIAL_DAY_ZERO).days
    return first <= number <= last and float(number).is_integer()


def _in_century(year: int, month: int, day: int, raw: CellValue) -> date:
    try:
        value = date(year, month, day)
    except ValueError:
        raise _not_a_date(raw) from None
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise BadCell(
            "date-wrong-century",
            f"的年份不对：{year}年{month}月{day}日",
            f"年份写四位数，应在{_FIRST_YEAR}至{_LAST_YEAR}年之间，例如2026年3月5日。",
        )
    return value


def _not_a_date(raw: CellValue) -> BadCell:
    return BadCell(
        "cell-not-a-date",
        f"不是有效的日期：“{_cell_text(raw)}”",
        "请按年月日填写，例如2026-3-5或2026年3月5日。",
    )


def _time(raw: CellValue) -> time:
    # A 9 or 14.30 typed into a time cell is a day in 1900; midnight is a date without a time.
    # A time of day dated to the calendar's first day is what some programs write for one.
    is_dated = isinstance(raw, datetime) and (
        raw.year >= _FIRST_YEAR or raw.date() in _DAYS_OF_TIMES
    )
    if isinstance(raw, datetime) and is_dated and raw.time() != time():
        return raw.time().replace(second=0, microsecond=0, tzinfo=None)
    if isinstance(raw, time):
        return raw.replace(second=0, microsecond=0, tzinfo=None)
    number = raw / timedelta(days=1) if isinstance(raw, timedelta) else raw
    if isinstance(number, (int, float)) and 0 < number < 1:
        minutes = min(round(number * 24 * 60), 24 * 60 - 1)
        return time(minutes // 60, minutes % 60)
    found = _clock_time(_plain(raw)) if isinstance(raw, str) else None
    if found is not None:
        return found
    raise BadCell(
        "cell-not-a-time",
        f"不是有效的时间：“{_cell_text(raw)}”",
        "请按时分填写，例如9:00或14时30分。",
    )


def _clock_time(text: str) -> time | None:
    """A time as people write it; None for anything else."""
    found = _TIME.fullmatch(text)
    if found is None:
        return None
    part, hours, minutes, half, minutes_han, suffix = found.groups()
    hour = _hour_of_day(int(hours), part or suffix)
    minute = 30 if half else int(minutes or minutes_han or 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _hour_of_day(hour: int, part: str | None) -> int:
    """The hour from 0 on, said of a part of the day."""
    if (part in _AFTERNOON and hour < 12) or (part == "中午" and hour < 3):
        return hour + 12
    return 0 if part in _TWELVE_IS_MIDNIGHT and hour == 12 else hour


def _count(raw: CellValue) -> int:
    if found := _COUNT.fullmatch(_plain(raw)):
        count = int(found.group(1).replace(",", ""))
        if count <= _LARGEST_COUNT:
            return count
        raise BadCell(
            "cell-count-too-large",
            f"数目过大：“{_cell_text(raw)}”",
            f"请核对，最大可填{_LARGEST_COUNT}。",
        )
    raise BadCell(
        "cell-not-a-count",
        f"不是零或正整数：“{_cell_text(raw)}”",
        "请填阿拉伯数字，例如35；没有则填0。",
    )


def _ratio(raw: CellValue) -> Fraction:
    value: Fraction | None = None
    text = _plain(raw)
    if isinstance(raw, float) and 0 <= raw <= 1:
        # =2/3 is stored as 0.666666666666667; no simple fraction is lost.
        simple = Fraction(raw).limit_denominator(100)
        return simple if float(simple) == raw else Fraction(str(raw))
    if found := _RATIO_FRACTION.fullmatch(text):
        if int(found.group(2)):
            value = Fraction(int(found.group(1)), int(found.group(2)))
    elif found := _RATIO_CHINESE.fullmatch(text):
        value = Fraction(_DIGITS[found.group(2)], _DIGITS[found.group(1)])
    elif found := _RATIO_NUMBER.fullmatch(text):
        value = Fraction(found.group(1)) / (100 if found.group(2) else 1)
        if not found.group(2) and value > 1:
            value /= 100
    if value is not None and 0 <= value <= 1:
        return value
    raise BadCell(
        "cell-not-a-ratio",
        f"不是有效的比例：“{_cell_text(raw)}”",
        "请填分数或百分数，例如2/3或60%；填分数前先把单元格格式设为文本。",
    )


def _decimal(raw: CellValue) -> Fraction:
    found = _NUMBER.fullmatch(_plain(raw))
    if found and (value := Fraction(found.group(1))) <= _LARGEST_COUNT:
        return value
    raise BadCell(
        "cell-not-a-number",
        f"不是零或正数：“{_cell_text(raw)}”",
        f"请填阿拉伯数字，例如40或37.5，最大可填{_LARGEST_COUNT}。",
    )


def _flag(raw: CellValue) -> bool:
    wanted = re.sub(r"\s+", "", _text(raw))
    if wanted in _FLAGS:
        return _FLAGS[wanted]
    raise BadCell(
        "cell-not-a-choice",
        f"不在可选范围内：“{_cell_text(raw)}”",
        f"请从下拉列表中选择：{YES}、{NO}。",
    )


def _year(raw: CellValue) -> int:
    text = str(raw.year) if isinstance(raw, date) else _plain(raw)
    found = re.fullmatch(r"(\d{4})\s*年?度?", text)
    if found and _FIRST_YEAR <= int(found.group(1)) <= _LAST_YEAR:
        return int(found.group(1))
    raise BadCell(
        "cell-not-a-year",
        f"不是有效的年度：“{_cell_text(raw)}”",
        f"请填四位数字的年份（{_FIRST_YEAR}至{_LAST_YEAR}），例如2026。",
    )


def _choice(raw: CellValue, column: Column) -> StrEnum:
    assert column.choices is not None  # noqa: S101  # a schema fault, never the user's
    wanted = re.sub(r"\s+", "", _text(raw))
    offered = [choice.value for choice in column.choices]
    if (choice := meant(wanted, offered)) is not None:
        return column.choices(choice)
    raise BadCell(
        "cell-not-a-choice",
        f"不在可选范围内：“{_cell_text(raw)}”{is_it(wanted, offered)}",
        f"请从下拉列表中选择：{'、'.join(offered)}。",
    )
