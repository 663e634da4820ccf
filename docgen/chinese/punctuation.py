"""Punctuation and figures of a Chinese text (GB/T 15834-2011, GB/T 15835-2011). Pure.

GB/T 9704-2012, 9, asks official documents to follow both; 7.2.5 adds how a document's number
is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from string import ascii_letters, digits

from docgen.chinese.wording import DATE_LINE

BRACKETS = r"[〔\[［(（【﹝]"
BRACKETS_END = r"[〕\]］)）】﹞]"
_HAN = r"\u3400-\u9fff"
_CLOSE = "”’》）〕】"
_OPEN = "“‘《（〔【"
_FULL = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！", ".": "。"}
_HALF_WIDTH = re.compile(
    rf"(?<=[{_HAN}{_CLOSE}])\s*([,;:?!])|([,;:?!])(?=\s*[{_HAN}{_OPEN}])|(?<=[{_HAN}{_CLOSE}])(\.)(?=\s|$|[{_HAN}{_OPEN}])"
)
_LEVEL_POINT = re.compile(r"\s*[一二三四五六七八九十]{1,3}[.,]")
# What is in an address; it is looked for from there, so that no sign is looked at twice.
_IN_ADDRESS = re.compile(r"://|www\.|@")
_WEB_END = re.compile(r"[!-~]*")  # it ends where Chinese begins
_MAIL_END = re.compile(r"[\w-]+(?:\.[\w-]+)*", re.ASCII)
_MAIL_SIGNS = frozenset(ascii_letters + digits + "_.+-")
_SCHEME_SIGNS = frozenset(ascii_letters + digits + "_")
_HALF_BRACKETS = re.compile(r"\(([^()（）]*)\)")
_STRAIGHT = re.compile(rf"[{_HAN}，。；：、？！][\"']|[\"'](?=[{_HAN}])")
_PAIRS = {"（": "）", "(": ")", "“": "”", "‘": "’", "《": "》", "〈": "〉", "〔": "〕", "【": "】",
          "[": "]"}  # fmt: skip
_NAMES = {"“": "引号", "‘": "引号", "《": "书名号", "〈": "书名号"}  # of others: 括号
_ENDS = {end: start for start, end in _PAIRS.items()}
_ROUND_STARTS, _ROUND_ENDS = "（(〔[【", "）)〕]】"
_LIST_BRACKET = re.compile(r"(?:(?<=[：；，。、\s])|^)[\da-zA-Z一二三四五六七八九十]{1,3}[）)]")
_DOTS = re.compile(
    rf"(?<=[{_HAN}{_CLOSE}])(?:\.{{3,}}|。{{3,}}|、、、+)|(?<!…)…(?!…)(?=[{_HAN}]|$)"
)
_DASHES = re.compile(rf"(?<=[{_HAN}{_CLOSE}])-{{2,}}(?=[{_HAN}{_OPEN}])")
_DOUBLED = re.compile(
    r"(?<!、)(?!、、、)([，、；：])[，、；：。]|。[，、；：]|(?<!。)。。(?!。)|([！？])\2{3,}"
)
# A hyphen between bare figures may be a telephone number.
_RANGE = re.compile(r"\d\s*[年月日时分%％元人]\s*[-~]\s*\d")
_NESTED_TITLE = re.compile(r"《[^》]*《")
_LISTED = re.compile(r"[”》]、[“《]")
_WIDE_FIGURE = re.compile(r"[０-９]+")
_SHORT_YEAR = re.compile(r"(?<![\d.])(\d{2})年\s*\d{1,2}月\s*\d{1,2}日")
_ZERO = re.compile(r"\d{4}年\s*0\d月(?:\s*\d{1,2}日)?|(?:\d{4}年\s*)?\d{1,2}月\s*0\d日")
# A year in brackets before a number; of two figures only after an office's code word.
_CITED = re.compile(
    rf"(?:(?<=[发字函令办通])|(?={BRACKETS}\s*(?:19|20)\d\d))"
    rf"({BRACKETS})\s*(\d{{2}}|\d{{4}})\s*({BRACKETS_END})(?:\s*(第))?\s*(\d+)\s*号"
)
_NEAR = 6
_BLANKS = "\u3000 \t"


@dataclass(frozen=True, slots=True)
class Fault:
    """A sign or figure that is not as it should be, and the words around it."""

    kind: str
    found: str
    wanted: str
    around: str


@lru_cache(maxsize=4096)  # ballots repeat the same texts hundreds of times
def faults(text: str) -> tuple[Fault, ...]:
    """Everything wrong in a text, kind by kind."""
    plain = _without_addresses(text)
    return (
        *_half_width(plain),
        *_half_brackets(plain),
        *_pairs(plain),
        *_signs(plain),
        *_figures(plain),
        *_document_numbers(plain),
    )


def _without_addresses(text: str) -> str:
    """The text with a letter in place of each sign of web and mail addresses."""
    pieces, done = [], 0
    for found in _IN_ADDRESS.finditer(text):
        if found.start() >= done:
            start, end = _address(text, found, done)
            pieces += [text[done:start], "x" * (end - start)]
            done = end
    return "".join((*pieces, text[done:]))


def _address(text: str, found: re.Match[str], least: int) -> tuple[int, int]:
    """Where an address begins and ends; the same place for none. None begins before ``least``."""
    mark, start, end = found.group(), found.start(), found.end()
    if mark != "www.":
        signs = _MAIL_SIGNS if mark == "@" else _SCHEME_SIGNS
        while start > least and text[start - 1] in signs:
            start -= 1
        if start == found.start():
            return least, least
    rest = (_MAIL_END if mark == "@" else _WEB_END).match(text, end)
    if rest is None:
        return least, least
    end = rest.end()
    while mark != "@" and text[end - 1] in ",;:!?.":  # a mark at its end is not its own
        end -= 1
    return (start, end) if end >= found.end() else (least, least)


def _half_width(text: str) -> Iterator[Fault]:
    for found in _HALF_WIDTH.finditer(text):
        if _LEVEL_POINT.fullmatch(text[: found.end()]):
            continue  # 一. is judged as 结构层次序数
        mark = next(group for group in found.groups() if group)
        yield Fault("half-width", f"半角“{mark}”", f"全角“{_FULL[mark]}”", _around(text, found))
    for found in _STRAIGHT.finditer(text):
        yield Fault("straight-quotes", "直引号", "中文引号“”或‘’", _around(text, found))


def _half_brackets(text: str) -> Iterator[Fault]:
    for found in _HALF_BRACKETS.finditer(text):
        outside = (
            text[max(0, found.start() - 1) : found.start()] + text[found.end() : found.end() + 1]
        )
        if re.search(rf"[{_HAN}]", found.group(1) + outside):
            yield Fault("half-brackets", "半角括号", "全角括号（）", _around(text, found))


def _pairs(text: str) -> Iterator[Fault]:
    """Brackets and quotes that do not close what was opened."""
    if not re.search(rf"[{_HAN}]", text):
        return
    lines = text.split("\n")
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        plain = _LIST_BRACKET.sub(lambda mark: " " * len(mark.group()), line)
        yield from _pairs_of_line(plain, runs_on=continues(line, following))


def continues(text: str, following: str) -> bool:
    """Whether a quotation goes on in the next paragraph: each opens, the last one closes."""
    first = text.lstrip(_BLANKS)[:1]
    return first in ("“", "‘") and following.lstrip(_BLANKS).startswith(first)


def _pairs_of_line(text: str, runs_on: bool) -> Iterator[Fault]:
    opened: list[tuple[str, int]] = []
    for index, char in enumerate(text):
        if char in _PAIRS:
            opened.append((char, index))
        elif char in _ENDS:
            yield from _closed(opened, char, _near(text, index, index))
    for start, index in opened:
        reported = index < 0  # as crossed
        if not reported and not (runs_on and not text[:index].strip(_BLANKS)):
            name = _NAMES.get(start, "括号")
            found, wanted = f"前{name}没有相配的后{name}", f"补上后{name}"
            yield Fault("unpaired", found, wanted, _near(text, index, index))


def _closed(opened: list[tuple[str, int]], end: str, around: str) -> Iterator[Fault]:
    """Take from what is open what this sign closes."""
    start = _ENDS[end]
    if not any(sign == start for sign, _ in opened):
        if opened and end in _ROUND_ENDS and opened[-1][0] in _ROUND_STARTS:
            wrong, _ = opened.pop()
            yield Fault("pairs", f"“{wrong}”与“{end}”不成对", "同一种括号", around)
        else:
            name = _NAMES.get(start, "括号")
            found, wanted = f"后{name}没有相配的前{name}", f"补上前{name}"
            yield Fault("unpaired", found, wanted, around)
        return
    inner = []
    while (last := opened.pop()[0]) != start:
        inner.append((last, -1))
    if inner:
        yield Fault("pairs", f"“{end}”与前面的符号交叉", "先起后止，不交叉", around)
    opened.extend(reversed(inner))


def _signs(text: str) -> Iterator[Fault]:
    for kind, pattern, wanted in (
        ("ellipsis", _DOTS, "六个点的省略号……"),
        ("ellipsis", _DASHES, "占两个字的破折号——"),
        ("doubled", _DOUBLED, "只用一个标点"),
        ("listed", _LISTED, "不用顿号"),
        ("range", _RANGE, "一字线“—”、浪纹线“～”，或者写“至”"),
        ("nested-title", _NESTED_TITLE, "书名号里面用单书名号〈〉"),
    ):
        for found in pattern.finditer(text):
            sign = found.group().strip()
            yield Fault(kind, f"“{sign}”", wanted, _around(text, found))


def _figures(text: str) -> Iterator[Fault]:
    line = text.strip()
    if DATE_LINE.fullmatch(line) or line.endswith("印发"):
        return  # judged as 成文日期 or 印发日期
    for kind, pattern, wanted in (
        ("full-width-figures", _WIDE_FIGURE, "半角阿拉伯数字"),
        ("year", _SHORT_YEAR, "四位数的年份"),
        ("date-zero", _ZERO, "月、日前不加0"),
    ):
        for found in pattern.finditer(text):
            yield Fault(kind, f"“{found.group()}”", wanted, _around(text, found))


def _document_numbers(text: str) -> Iterator[Fault]:
    """发文字号, the document's own or cited: 〔2026〕5号."""
    for found in _CITED.finditer(text):
        start, year, end, ordinal, figure = found.groups()
        shown, around = f"“{found.group()}”", _around(text, found)
        if (start, end) != ("〔", "〕"):
            yield Fault("number-brackets", f"{shown}的年份没有用六角括号", f"〔{year}〕", around)
        if len(year) != 4:
            yield Fault("number-year", f"{shown}的年份不是四位数", "四位数的年份", around)
        if ordinal or figure.startswith("0"):
            wanted = f"{figure.lstrip('0') or figure}号，不加“第”字和0"
            yield Fault("number-figure", shown, wanted, around)


def _around(text: str, found: re.Match[str]) -> str:
    return _near(text, found.start(), found.end())


def _near(text: str, start: int, end: int) -> str:
    """The words around a place, on one line."""
    return " ".join(text[max(0, start - _NEAR) : end + _NEAR].split())
