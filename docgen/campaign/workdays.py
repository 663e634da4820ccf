"""Working days in China: how long a posting (公示) hangs. Pure.

Holidays and the weekends worked in their stead (调休) follow the yearly notice of the State
Council, as the package ``chinesecalendar`` lists them; in a year that it does not list every
Monday to Friday is a working day. The notice for a year may still touch the last days of
December before it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

_WEEK = 5  # working days of a week without holidays


@dataclass(frozen=True, slots=True)
class Posting:
    """A posting from ``first`` to ``last``, both included.

    ``known`` is False when a year that it touches is not listed, so that only weekends were
    left out.
    """

    first: date
    last: date
    known: bool


def posting_period(start: date, days: int) -> Posting:
    """A posting that hangs on at least ``days`` working days, beginning on ``start``.

    The first day counts when it is a working day: five days from Friday 24 April 2026 are
    24 April, 27 to 30 April. ``days`` of 0 or less end on ``start``; an end that the calendar
    cannot express is ``date.max``. Takes a few milliseconds at most, whatever ``days`` is.
    """
    _, last_year = _listed_years()
    day, left = start, days
    last = start
    while left > 0 and day.year <= last_year:
        if is_working_day(day):
            last = day
            left -= 1
        day += timedelta(days=1)
    if left > 0:
        last = _weekdays_later(day, left)
    return Posting(start, last, is_listed(start) and is_listed(last))


def is_working_day(day: date) -> bool:
    """Whether people work on this day; weekends alone decide in a year that is not listed."""
    import chinese_calendar

    if day in chinese_calendar.workdays:
        return True
    return day.weekday() < _WEEK and day not in chinese_calendar.holidays


def _weekdays_later(day: date, days: int) -> date:
    """The last of so many days from Monday to Friday (1 or more), counted from ``day``."""
    try:
        if day.weekday() >= _WEEK:
            day += timedelta(days=7 - day.weekday())
        weeks, rest = divmod(day.weekday() + days - 1, _WEEK)
        return day + timedelta(days=7 * weeks + rest - day.weekday())
    except OverflowError:
        return date.max


def is_listed(day: date) -> bool:
    """Whether the holidays of the day's year are known."""
    first_year, last_year = _listed_years()
    return first_year <= day.year <= last_year


def _listed_years() -> tuple[int, int]:
    """The first and the last year whose holidays are listed; there are no gaps."""
    import chinese_calendar

    years = {day.year for day in chinese_calendar.holidays}
    return min(years), max(years)
