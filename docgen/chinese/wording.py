"""Chinese official wording: dates, numerals, document numbers, names, titles. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, time
from fractions import Fraction

IDEOGRAPHIC_SPACE = "\u3000"
_HALF_SPACE = "  "  # two blanks of the western font are half an ideograph wide
# A line that is meant to be a date, well written or not.
DATE_LINE = re.compile(
    r"(?:\d{2,4}|[〇○零０一二三四五六七八九\d]{2,4})\s*年\s*[\d一二三四五六七八九十]{1,3}\s*月"
    r"\s*[\d一二三四五六七八九十]{1,3}\s*日|\d{2,4}[-./]\d{1,2}[-./]\d{1,2}"
)
_CELL_CHARACTERS = 2.1  # that an ideograph takes in a cell
_NUMERALS = "〇一二三四五六七八九"


def chinese_date(day: date) -> str:
    """``2026年3月5日``: full year, no leading zeros (GB/T 9704-2012, 7.3.5.4)."""
    return f"{day.year}年{day.month}月{day.day}日"


def date_span(first: date, last: date) -> str:
    """``2026年3月2日至3月20日``, saying again only what differs; one day stays one day."""
    if first == last:
        return chinese_date(first)
    if first.year != last.year:
        return f"{chinese_date(first)}至{chinese_date(last)}"
    if first.month != last.month:
        return f"{chinese_date(first)}至{last.month}月{last.day}日"
    return f"{chinese_date(first)}至{last.day}日"


def date_span_in(year: int, first: date, last: date) -> str:
    """``3月2日至6日`` where the year was said before; else as ``date_span``."""
    span = date_span(first, last)
    return span.removeprefix(f"{year}年") if first.year == last.year else span


def ten_day_period(day: date) -> str:
    """The 旬 that a day lies in: ``2026年3月上旬``."""
    part = "上旬" if day.day <= 10 else "中旬" if day.day <= 20 else "下旬"
    return f"{day.year}年{day.month}月{part}"


def clock_time(moment: time) -> str:
    """``9:00``, as timetables in official documents write it."""
    return f"{moment.hour}:{moment.minute:02d}"


def numeral(number: int) -> str:
    """A whole number from 0 to 99 in Chinese numerals: ``十二``.

    Raises:
        ValueError: the number is out of range.
    """
    if not 0 <= number <= 99:
        raise ValueError(number)
    if number < 10:
        return _NUMERALS[number]
    tens, ones = divmod(number, 10)
    return (_NUMERALS[tens] if tens > 1 else "") + "十" + (_NUMERALS[ones] if ones else "")


def percent(ratio: Fraction | None) -> str:
    """Two decimals, rounded half up once from the exact fraction: ``93.33%``; None is ``—``."""
    if ratio is None:
        return "—"
    hundredths = (ratio * 10000 * 2 + 1) // 2
    return f"{hundredths // 100}.{hundredths % 100:02d}%"


def decimal(number: Fraction) -> str:
    """A number with at most two decimals, rounded half up, no trailing zeros: ``87.5``."""
    hundredths = (number * 100 * 2 + 1) // 2
    return f"{hundredths // 100}.{hundredths % 100:02d}".rstrip("0").rstrip(".")


def ratio_words(ratio: Fraction) -> str:
    """A ratio as a sentence says it: ``三分之二``, or ``62.5%`` beyond halves, thirds, quarters."""
    if 0 < ratio < 1 and ratio.denominator <= 4:
        return f"{numeral(ratio.denominator)}分之{numeral(ratio.numerator)}"
    return percent(ratio).removesuffix("%").rstrip("0").rstrip(".") + "%"


_YEAR_BEHIND = re.compile(r"[\[(（【〔［﹝](\d{4})[\])）】〕］﹞](?:第?\d{1,6}号?)?$")


def document_number(code: str, year: int, number: int | None) -> str:
    """``幸居发〔2026〕5号``: 六角括号, full year, no leading zero (GB/T 9704-2012, 7.2.5).

    Empty when the office's code or the number is not known. A year typed behind the code is
    left out: ``幸居发〔2026〕`` is 幸居发.
    """
    code = _YEAR_BEHIND.sub("", code)
    return f"{code}〔{year}〕{number}号" if code and number else ""


def year_behind(code: str) -> int | None:
    """The year that is typed behind an office's code; None for a code alone."""
    found = _YEAR_BEHIND.search(code)
    return int(found[1]) if found else None


def with_hexagonal_brackets(number: str) -> str:
    """``云街发[2026]12号`` with whatever brackets were typed around the year, as 〔2026〕."""
    return re.sub(r"[\[(（【〔［﹝]\s*(\d{4})\s*[\])）】〕］﹞]", r"〔\1〕", number)


def without_book_marks(title: str) -> str:
    """A title without the 《》 around it, which templates add."""
    found = re.fullmatch(r"《([^《》]*)》", title)
    return found.group(1) if found else title


def aligned_name(name: str) -> str:
    """A two-character name with an ideographic space inside, to stand level with three."""
    if len(name) == 2 and all(_is_wide(char) for char in name):
        return name[0] + IDEOGRAPHIC_SPACE + name[1]
    return name


def in_two_lines(name: str) -> str:
    """A name of four characters or more cut in the middle, for the head of a narrow column."""
    middle = (len(name) + 1) // 2
    return f"{name[:middle]}\n{name[middle:]}" if len(name) > 3 else name


def width(text: str) -> float:
    """Width in ideographs: a Chinese character is 1, a half-width letter or digit 0.5."""
    return sum(1 if _is_wide(char) else 0.5 for char in text)


def terminal_columns(text: str) -> int:
    """Columns of a terminal that a text takes: a Chinese character is two."""
    return int(width(text) * 2)


def cell_width(text: str) -> float:
    """Width in the characters that the widths of a worksheet's columns are counted in."""
    return width(text) * _CELL_CHARACTERS


def _is_wide(char: str) -> bool:
    return unicodedata.east_asian_width(char) in "WFA"


def joined(texts: Iterable[str]) -> str:
    """Names or terms in a row, parted by 、 as official documents do."""
    return "、".join(text for text in texts if text)


def places(cells: Iterable[str]) -> str:
    """The first cells of each sheet: ``代表构成!D2；计票结果!D2、D3等32处``."""
    sheets: dict[str, list[str]] = {}
    for cell in dict.fromkeys(cells):
        sheet, _, address = cell.partition("!")
        sheets.setdefault(sheet, []).append(address)
    return "；".join(
        (f"{sheet}!" + "、".join(addresses[:2]) if addresses[0] else sheet)
        + (f"等{len(addresses)}处" if len(addresses) > 2 else "")
        for sheet, addresses in sheets.items()
    )


def list_item(text: str, number: int) -> str:
    """``3.召开会议``; a text that begins with a figure stands clear of the mark: ``3. 7号楼``."""
    return f"{number}.{' ' if text[:1].isdigit() else ''}{indented_lines(text)}"


def indented_lines(text: str) -> str:
    """Text with line breaks as body text: no empty lines, each further line two characters in."""
    return re.sub(r"[\r\n]\s*", "\n" + IDEOGRAPHIC_SPACE * 2, text)


def sentence(text: str) -> str:
    """The text with a full stop unless it already ends with a closing mark."""
    text = text.rstrip()
    return text if not text or text[-1] in "。！？；…" else text + "。"


def signature_lines(names: Sequence[str], day: str, line: int) -> list[str]:
    """署名 and 成文日期 without a seal, placed with leading ideographic spaces.

    The longest name ends two characters from the right margin, other names of a joint
    signature are centred on it; the date begins two characters right of the name's first
    character, or, when it is longer than the name, ends two characters from the margin and
    the name moves (GB/T 9704-2012, 7.3.5.2). ``line`` is the characters in a line.
    """
    longest = max(width(name) for name in names)
    name_start = line - 2 - longest
    if name_start + 2 + width(day) > line - 2:
        name_start = line - 2 - width(day) - 2
    name_start = max(0.0, name_start)
    starts = [name_start + (longest - width(name)) / 2 for name in names]
    return [
        IDEOGRAPHIC_SPACE * int(start) + _HALF_SPACE * (start % 1 >= 0.5) + text
        for start, text in zip((*starts, name_start + 2), (*names, day), strict=True)
    ]
