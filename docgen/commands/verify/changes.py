"""What differs between two texts, paragraph by paragraph, and which of it weighs. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from docgen.errors import printable

_BEFORE, _AROUND = 16, 60  # characters shown before a difference, and in all
_COMPARED = 400  # paragraphs between the first and the last that differ
_DIGITS = "0-9０-９"
_CHINESE = "零〇一二三四五六七八九十百千两半"
_RATE = rf"百分之[{_CHINESE}点{_DIGITS}]+|千分之[{_CHINESE}点{_DIGITS}]+"
_FIGURE = re.compile(
    rf"{_RATE}|[{_DIGITS}]+(?:[.．·][{_DIGITS}]+)*\s?[%％‰票]?|[{_CHINESE}]+(?=[票人名成])"
)
_RATE_OR_VOTES = re.compile(rf"{_RATE}|.*[%％‰票]", re.DOTALL)
_LONGEST_NAME = 30


@dataclass(frozen=True, slots=True)
class PlacedText:
    """A paragraph of a document, and where a reader finds it."""

    place: str
    text: str


@dataclass(frozen=True, slots=True)
class ParagraphChange:
    """A paragraph that reads otherwise than it was made; either text may be empty."""

    place: str
    was: str
    now: str

    @property
    def sentence(self) -> str:
        """``第5段“…满意率98.04%…”改成了“…满意率99.12%…”``."""
        if not self.was:
            return f"{self.place}加了{_quoted(self.now, 0)}"
        if not self.now:
            return f"{self.place}删去了{_quoted(self.was, 0)}"
        same = _shared(self.was, self.now)
        return f"{self.place}{_quoted(self.was, same)}改成了{_quoted(self.now, same)}"

    def weighs(self, names: Collection[str]) -> bool:
        """Whether a figure or one of these names went, another stands in its place or order,
        or a rate or number of votes has come in."""
        known = {name for name in names if 1 < len(name) <= _LONGEST_NAME and name in self.was}
        was, now = _marks(self.was, known), _marks(self.now, known)
        if not is_within(was, now):
            return True
        before = [mark for mark in was if _RATE_OR_VOTES.fullmatch(mark)]
        return before != [mark for mark in now if _RATE_OR_VOTES.fullmatch(mark)]


def changes(made: Sequence[PlacedText], theirs: Sequence[PlacedText]) -> list[ParagraphChange]:
    """The paragraphs of ``theirs`` that differ from those that were ``made``."""
    one = [" ".join(line.text.split()) for line in made]
    other = [" ".join(line.text.split()) for line in theirs]
    start = _shared(one, other)
    end, other_end = len(one), len(other)
    while end > start and other_end > start and one[end - 1] == other[other_end - 1]:
        end, other_end = end - 1, other_end - 1
    left = max(end, other_end) - start - _COMPARED
    was = one[start : min(end, start + _COMPARED)]
    now = other[start : min(other_end, start + _COMPARED)]
    found = list(_paired(was, now, made[start:], theirs[start:]))
    if left > 0:
        found.append(ParagraphChange("其后", f"{left}段，不同之处过多，没有逐段比对", ""))
    return found


def _paired(
    was: Sequence[str], now: Sequence[str], made: Sequence[PlacedText], theirs: Sequence[PlacedText]
) -> Iterator[ParagraphChange]:
    for kind, a, a_end, b, b_end in SequenceMatcher(None, was, now, False).get_opcodes():
        if kind == "equal":
            continue
        for step in range(max(a_end - a, b_end - b)):
            before = was[a + step] if a + step < a_end else ""
            after = now[b + step] if b + step < b_end else ""
            place = (theirs[b + step] if after else made[a + step]).place
            yield ParagraphChange(place, before, after)


def _shared(one: Sequence[str], other: Sequence[str]) -> int:
    """How long the beginning is that both have."""
    shorter = min(len(one), len(other))
    return next((n for n in range(shorter) if one[n] != other[n]), shorter)


def _quoted(text: str, same: int) -> str:
    """A text in quotes, cut to the surroundings of where it begins to be another."""
    start = max(0, same - _BEFORE)
    return f"“{'…' if start else ''}{printable(text[start:], _AROUND)}”"


def _marks(text: str, names: Collection[str]) -> list[str]:
    """The figures and names of a text, in their order; of overlapping names the longest."""
    lengths = sorted({len(name) for name in names}, reverse=True)
    figures = {found.start(): found.group() for found in _FIGURE.finditer(text)}
    marks, at = [], 0
    while at < len(text):
        name = next((text[at : at + n] for n in lengths if text[at : at + n] in names), "")
        mark = name or figures.get(at, "")
        if mark:
            marks.append("".join(mark.split()))
        at += max(1, len(mark))
    return marks


def is_within(wanted: Sequence[str], found: Sequence[str]) -> bool:
    """Whether the wanted ones are all found, in their order."""
    left = iter(found)
    return all(any(mark == each for each in left) for mark in wanted)
