"""Which telephone numbers may be posted in public. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from docgen.campaign.model import Campaign
from docgen.chinese.signs import IGNORABLE

_MOBILE_FIGURES = 11
_COUNTRY = ("0086", "86", "")  # before the number; a plus is a sign like others
_MOST_BETWEEN = 3  # signs between two groups of figures of one number
_BETWEEN = frozenset(" \t\n\u00a0\u3000-‐‑‒–—―−－﹣_~.．·•・。()（）[]+*")
_CHINESE_FIGURES = dict(zip("〇零○一二三四五六七八九幺", "0001234567891", strict=True))


class Number(NamedTuple):
    """A mobile number: its eleven figures, and the text as it was typed."""

    figures: str
    typed: str


class _Group(NamedTuple):
    """Figures that stand together in a text."""

    figures: str
    start: int
    end: int


def mobile_numbers(text: str) -> tuple[Number, ...]:
    """Every mobile number in a text, however it is typed.

    In full width, with ``+86``, ``86`` or ``0086`` before it, in Chinese figures, in groups
    parted by blanks, dashes, dots or brackets, and several in one text.
    """
    found: list[Number] = []
    for run in _runs(list(_groups(text))):
        found += _numbers_in(run, text)
    return tuple(found)


def public_phone(campaign: Campaign) -> str:
    """The 监督电话 as posted in public; empty when somebody's own mobile number is in it.

    An office with one line for everything may post that line.
    """
    phone = campaign.info.supervision_phone
    own = _figures(
        (
            campaign.info.contact_phone,
            *(member.phone for member in campaign.group),
            *(person.phone for person in campaign.representatives),
        )
    )
    return "" if _figures([phone]) & own else phone


def _figures(phones: Iterable[str]) -> set[str]:
    return {number.figures for phone in phones for number in mobile_numbers(phone)}


def _groups(text: str) -> Iterator[_Group]:
    """The figures that stand together; signs that nobody sees part none."""
    figures, start, end = "", 0, 0
    for at, sign in enumerate(text):
        if IGNORABLE.match(sign):
            continue
        if figure := _figure(sign):
            start = start if figures else at
            figures, end = figures + figure, at + 1
        elif figures:
            yield _Group(figures, start, end)
            figures = ""
    if figures:
        yield _Group(figures, start, end)


def _figure(sign: str) -> str:
    """The figures that a sign stands for: 1, １, ①, 一; none for any other."""
    plain = _CHINESE_FIGURES.get(sign) or unicodedata.normalize("NFKC", sign)
    return plain if plain.isascii() and plain.isdecimal() else ""


def _runs(groups: list[_Group]) -> Iterator[list[_Group]]:
    """Groups that are near enough to be of one number; what stands between is seen to later."""
    run: list[_Group] = []
    for group in groups:
        if run and group.start - run[-1].end > _MOST_BETWEEN:
            yield run
            run = []
        run.append(group)
    if run:
        yield run


def _numbers_in(run: list[_Group], text: str) -> Iterator[Number]:
    """The mobile numbers among groups in a row, from the first; none shares figures."""
    first = 0
    while first < len(run):
        last, number = _number_from(run, first, text)
        if number:
            yield from number
            first = last
        first += 1


def _number_from(run: list[_Group], first: int, text: str) -> tuple[int, list[Number]]:
    """The number that begins with a group, and the last group of it."""
    figures = ""
    for last in range(first, len(run)):
        if last > first and not _are_joined(run[last - 1], run[last], text):
            break
        figures += run[last].figures
        typed = text[run[first].start : run[last].end]
        if found := _as_mobiles(figures):
            return last, [Number(each, typed) for each in found]
        if len(figures) > _MOBILE_FIGURES + len(_COUNTRY[0]):
            break
    return first, []


def _are_joined(one: _Group, other: _Group, text: str) -> bool:
    between = text[one.end : other.start]
    return all(sign in _BETWEEN or IGNORABLE.match(sign) for sign in between)


def _as_mobiles(figures: str) -> list[str]:
    """The numbers that figures are, without the country's; two may stand without a sign."""
    for country in _COUNTRY:
        bare = figures.removeprefix(country)
        numbers = [bare[:_MOBILE_FIGURES], bare[_MOBILE_FIGURES:]]
        if len(bare) in (_MOBILE_FIGURES, 2 * _MOBILE_FIGURES) and figures.startswith(country):
            numbers = [number for number in numbers if number]
            if all(number[0] == "1" and number[1] in "3456789" for number in numbers):
                return numbers
    return []
