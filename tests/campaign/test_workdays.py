"""How long a posting hangs: working days, holidays, worked weekends, years not listed."""

from __future__ import annotations

from datetime import date, timedelta
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen.campaign.workdays import Posting, is_working_day, posting_period


@pytest.mark.parametrize(
    ("start", "days", "last"),
    [
        (date(2026, 3, 2), 5, date(2026, 3, 6)),  # Monday to Friday
        (date(2026, 3, 4), 5, date(2026, 3, 10)),  # over a weekend
        (date(2026, 3, 7), 1, date(2026, 3, 9)),  # begins on a Saturday: does not count
        (date(2026, 3, 6), 1, date(2026, 3, 6)),
        (date(2026, 4, 28), 5, date(2026, 5, 7)),  # 1 to 5 May are Labour Day
        (date(2026, 5, 8), 2, date(2026, 5, 9)),  # Saturday 9 May is worked instead
        (date(2026, 9, 30), 2, date(2026, 10, 8)),  # National Day
        (date(2026, 2, 13), 3, date(2026, 2, 24)),  # Spring Festival, 14 February is worked
        (date(2024, 12, 31), 2, date(2025, 1, 2)),  # over New Year
    ],
)
def test_a_posting_ends_with_the_last_of_its_working_days(
    start: date, days: int, last: date
) -> None:
    assert posting_period(start, days) == Posting(start, last, known=True)


def test_a_posting_of_no_days_ends_when_it_begins() -> None:
    saturday = date(2026, 3, 7)
    assert posting_period(saturday, 0) == Posting(saturday, saturday, known=True)
    assert posting_period(saturday, -3).last == saturday


@pytest.mark.parametrize("start", [date(2003, 12, 25), date(2035, 10, 1), date(1900, 1, 1)])
def test_in_a_year_not_listed_only_weekends_are_left_out_and_it_is_said(start: date) -> None:
    posting = posting_period(start, 5)
    weekdays = [
        day
        for number in range((posting.last - start).days + 1)
        if (day := start + timedelta(days=number)).weekday() < 5
    ]
    assert len(weekdays) == 5
    assert posting.last == weekdays[-1]
    assert not posting.known


def test_a_posting_that_runs_into_a_year_not_listed_is_not_known() -> None:
    assert posting_period(date(2003, 12, 31), 2).known is False  # to 2 January 2004
    long = posting_period(date(2026, 12, 1), 1000)
    assert long.known is False
    assert long.last.year > 2026


def test_an_end_beyond_the_calendar_is_its_last_day() -> None:
    for start, days in [
        (date.max, 2),
        (date(9999, 12, 25), 7),
        (date(2026, 3, 2), 3_000_000),
        (date(2026, 3, 2), 10**30),
    ]:
        assert posting_period(start, days).last == date.max
    assert posting_period(date.max, 1).last == date.max  # a Friday


def test_a_huge_number_of_days_is_counted_without_a_long_wait() -> None:
    begun = perf_counter()
    posting = posting_period(date(1900, 1, 1), 100_000)
    assert perf_counter() - begun < 1
    assert posting.last.year == 2284


# Against a plain count, day by day.
@given(
    start=st.dates(date(2003, 1, 1), date(2030, 1, 1)),
    days=st.integers(1, 60),
)
def test_a_posting_has_just_as_many_working_days_as_asked_for(start: date, days: int) -> None:
    posting = posting_period(start, days)
    span = [start + timedelta(days=n) for n in range((posting.last - start).days + 1)]
    assert sum(map(is_working_day, span)) == days
    assert is_working_day(posting.last)


@given(start=st.dates(date(1900, 1, 1)), days=st.integers())
def test_no_start_and_no_number_of_days_is_too_odd(start: date, days: int) -> None:
    assert posting_period(start, days).last >= start
