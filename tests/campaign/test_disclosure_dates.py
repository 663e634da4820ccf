"""When matters of disclosure fall due, and what is printed for periods without dates."""

from __future__ import annotations

import doctest
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen.campaign import disclosure_dates
from docgen.campaign.disclosure_dates import NONE_LEFT, STANDING, due_dates, next_due
from docgen.campaign.schema import DISCLOSURES as SHEET
from docgen.campaign.schema.defaults import DISCLOSURES

SPELLINGS = {
    1: ["每月", "按月", "月度", "逐月", "每月一次", "每月末", "每个月", "每月月底前", "每月至少公开一次", "一年十二次", "每1个月"],
    2: ["每两月", "每两个月", "每2个月一次", "两个月一次", "每 2 个月", "每年6次"],
    3: ["每季度", "每季", "按季度", "按季", "季度", "季末", "每季度一次", "一季度一次", "每季度公开一次", "每三个月", "每3个月", "一年四次", "半年两次", "每季度末", "每季度不少于１次", "每季度。"],
    4: ["每四个月", "每年三次"],
    6: ["每半年", "半年", "半年一次", "按半年", "每半年度", "一年两次", "每年2次", "每6个月", "每两个季度"],
    12: ["每年", "年度", "按年", "一年一次", "每年一次", "1年1次", "年底", "年底前", "每年年底", "每年年终公开", "每年度", "每12个月", "每年至少一次"],
}  # fmt: skip
NOT_UNDERSTOOD = ["每届任期一次", "每周", "3月", "一季度", "上半年", "每五个月", "每年五次", "每月两次", "两年一次", "每0个月", "每年0次", "每月40日", "每年13月", "每季度（首月）"]  # fmt: skip


@pytest.mark.parametrize(
    ("months", "typed"), [(months, typed) for months, row in SPELLINGS.items() for typed in row]
)
def test_a_rhythm_is_understood_however_it_is_typed(months: int, typed: str) -> None:
    due = due_dates(typed, 2026)
    assert [day.month for day in due] == list(range(months, 13, months))
    assert all((day + timedelta(days=1)).day == 1 for day in due)


def test_february_ends_as_the_year_has_it() -> None:
    assert due_dates("每月", 2026)[1] == date(2026, 2, 28)
    assert due_dates("每月", 2028)[1] == date(2028, 2, 29)
    assert due_dates("每年", 9999) == (date(9999, 12, 31),)


@pytest.mark.parametrize(
    ("period", "after", "due"),
    [
        ("每月", date(2026, 4, 30), date(2026, 4, 30)),  # the day itself
        ("每月", date(2026, 5, 1), date(2026, 5, 31)),
        ("每季度", date(2026, 4, 1), date(2026, 6, 30)),
        ("每半年", date(2026, 7, 1), date(2026, 12, 31)),
        ("每年", date(2026, 12, 31), date(2026, 12, 31)),
        ("每季度", date(2025, 6, 1), date(2026, 3, 31)),  # before the campaign's year
        ("每年", date(2027, 1, 1), NONE_LEFT),
        ("每月10日前", date(2026, 3, 11), date(2026, 4, 10)),
        ("每月三十一日", date(2026, 2, 1), date(2026, 2, 28)),
        ("每年6月底前", date(2026, 3, 1), date(2026, 6, 30)),
        ("每年1月15日前", date(2026, 1, 15), date(2026, 1, 15)),
        ("每年1月15日前", date(2026, 3, 1), NONE_LEFT),
    ],
)
def test_the_next_due_date_is_the_first_on_or_after_the_day(
    period: str, after: date, due: date | str
) -> None:
    assert next_due(period, after, 2026) == due


@pytest.mark.parametrize(
    ("period", "words"),
    [
        ("发放时", "发放时公开"),
        ("发放后公开", "发放后公开"),
        ("随时", "随时公开"),
        ("及时公布", "及时公布"),
        ("事项发生后", "事项发生后公开"),
        ("事项发生后5日内。", "事项发生后5日内公开"),
        ("每季度（首月）10日前", "每季度（首月）10日前公开"),
        ("常年", STANDING),
        ("长期", STANDING),
        ("长期公开", STANDING),
        ("常年公示", STANDING),
        ("  ", "—"),
    ],
)
def test_a_period_without_dates_says_when_in_words(period: str, words: str) -> None:
    assert due_dates(period, 2026) == ()
    assert next_due(period, date(2026, 3, 1), 2026) == words


@pytest.mark.parametrize("period", NOT_UNDERSTOOD)
def test_words_that_are_not_understood_stay_as_typed_and_make_no_date(period: str) -> None:
    assert next_due(f" {period} ", date(2026, 3, 1), 2026) == period


def test_every_period_that_the_workbook_offers_is_understood() -> None:
    (column,) = (column for column in SHEET.columns if column.field == "period")
    offered = {*column.suggestions, *(row[2] for row in DISCLOSURES)}
    assert offered >= {"每月", "每季度", "发放时", "常年"}
    for period in offered:
        assert next_due(period, date(2026, 3, 1), 2026) != period


PLAIN = [(months, row[0]) for months, row in SPELLINGS.items()]


@given(
    rhythm=st.sampled_from(PLAIN),
    after=st.dates(),
    year=st.integers(1, 9999),
)
def test_the_next_due_date_ends_a_period_of_the_year_and_is_never_before_the_day(
    rhythm: tuple[int, str], after: date, year: int
) -> None:
    months, period = rhythm
    due = next_due(period, after, year)
    if after > date(year, 12, 31):
        assert due == NONE_LEFT
        return
    assert isinstance(due, date)
    assert due >= after
    assert due.year == year
    assert due.month % months == 0
    assert due == date.max or (due + timedelta(days=1)).day == 1
    if after >= date(year, 1, 1):
        assert (due.year - after.year) * 12 + due.month - after.month < months


@given(period=st.text("每按一两三十半0123月季度年个次日前后时底末公开（）。 ", max_size=10))
def test_nothing_that_is_typed_stops_the_run_or_prints_a_blank(period: str) -> None:
    due = next_due(period, date(2026, 3, 1), 2026)
    assert isinstance(due, date) or due.strip()


def test_the_examples_of_the_module_are_true() -> None:
    result = doctest.testmod(disclosure_dates)
    assert result.attempted > 5
    assert result.failed == 0
