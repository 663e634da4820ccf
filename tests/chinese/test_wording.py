"""Official wording: dates, numerals, document numbers, names, titles, signatures."""

from __future__ import annotations

import re
from datetime import date, time, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen.chinese import wording
from docgen.chinese.wording import IDEOGRAPHIC_SPACE, width

OUR_DATES = st.dates(date(2000, 1, 1), date(2099, 12, 31))

# --- dates and times ---------------------------------------------------------------------


@given(OUR_DATES)
def test_a_date_has_a_full_year_and_no_leading_zeros(day: date) -> None:
    text = wording.chinese_date(day)
    found = re.fullmatch(r"(\d{4})年([1-9]\d?)月([1-9]\d?)日", text)
    assert found
    assert date(*map(int, found.groups())) == day


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        (date(2026, 3, 2), date(2026, 3, 2), "2026年3月2日"),
        (date(2026, 3, 2), date(2026, 3, 20), "2026年3月2日至20日"),
        (date(2026, 3, 2), date(2026, 4, 2), "2026年3月2日至4月2日"),
        (date(2026, 3, 2), date(2026, 6, 30), "2026年3月2日至6月30日"),
        (date(2026, 12, 30), date(2027, 1, 3), "2026年12月30日至2027年1月3日"),
        (date(2026, 3, 2), date(2027, 3, 2), "2026年3月2日至2027年3月2日"),
    ],
)
def test_a_span_says_again_only_what_differs(first: date, last: date, text: str) -> None:
    assert wording.date_span(first, last) == text


@given(OUR_DATES, st.integers(0, 800))
def test_a_span_can_be_read_back(first: date, days: int) -> None:
    last = first + timedelta(days=days)
    start, _, end = wording.date_span(first, last).partition("至")
    parts = [int(number) for number in re.findall(r"\d+", end)]
    full = [first.year, first.month, first.day][: 3 - len(parts)] + parts
    assert wording.chinese_date(first) == start
    assert date(*full) == last


@pytest.mark.parametrize(
    ("day", "period"),
    [(1, "上旬"), (10, "上旬"), (11, "中旬"), (20, "中旬"), (21, "下旬"), (31, "下旬")],
)
def test_a_month_has_three_periods(day: int, period: str) -> None:
    assert wording.ten_day_period(date(2026, 3, day)) == f"2026年3月{period}"


@pytest.mark.parametrize(
    ("moment", "text"), [(time(9), "9:00"), (time(14, 5), "14:05"), (time(0, 30), "0:30")]
)
def test_a_time_has_two_digits_of_minutes_only(moment: time, text: str) -> None:
    assert wording.clock_time(moment) == text


# --- numbers -----------------------------------------------------------------------------


def test_numerals_from_nought_to_ninety_nine_can_be_read_back() -> None:
    digits = "〇一二三四五六七八九"
    seen = set()
    for number in range(100):
        text = wording.numeral(number)
        seen.add(text)
        tens, ten, ones = text.rpartition("十")
        value = (digits.index(tens) if tens else 1) * 10 if ten else 0
        assert value + (digits.index(ones) if ones else 0) == number
        assert not text.startswith("一十")
        assert "十〇" not in text
    assert len(seen) == 100


@pytest.mark.parametrize(
    ("number", "text"),
    [(0, "〇"), (1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (99, "九十九")],
)
def test_a_numeral_reads_as_people_say_it(number: int, text: str) -> None:
    assert wording.numeral(number) == text


@pytest.mark.parametrize("number", [-1, 100, 1000])
def test_a_numeral_out_of_range_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match=str(number)):
        wording.numeral(number)


@pytest.mark.parametrize(
    ("ratio", "text"),
    [
        (Fraction(2, 3), "三分之二"),
        (Fraction(1, 2), "二分之一"),
        (Fraction(3, 4), "四分之三"),
        (Fraction(4, 5), "80%"),
        (Fraction(7, 10), "70%"),
        (Fraction(5, 8), "62.5%"),
        (Fraction(6667, 10000), "66.67%"),
        (Fraction(1, 10), "10%"),
        (Fraction(1), "100%"),
        (Fraction(0), "0%"),
    ],
)
def test_a_ratio_is_said_as_a_sentence_says_it(ratio: Fraction, text: str) -> None:
    assert wording.ratio_words(ratio) == text


@pytest.mark.parametrize(
    ("ratio", "text"),
    [
        (Fraction(0), "0.00%"),
        (Fraction(1), "100.00%"),
        (Fraction(14, 15), "93.33%"),
        (Fraction(1, 800), "0.13%"),
        (None, "—"),
    ],
)
def test_a_percentage_has_two_decimals(ratio: Fraction | None, text: str) -> None:
    assert wording.percent(ratio) == text


# --- document numbers and titles of documents --------------------------------------------


@pytest.mark.parametrize(
    ("code", "number", "text"),
    [("幸居发", 5, "幸居发〔2026〕5号"), ("幸居发", None, ""), ("", 5, ""), ("幸居发", 0, "")],
)
def test_a_document_number_is_whole_or_missing(code: str, number: int | None, text: str) -> None:
    assert wording.document_number(code, 2026, number) == text


@pytest.mark.parametrize(
    ("left", "right"),
    [*zip("[(（【〔［﹝", "])）】〕］﹞", strict=True), ("[ ", " ]"), ("（", "]")],
)
def test_a_year_in_any_brackets_gets_hexagonal_ones(left: str, right: str) -> None:
    assert wording.with_hexagonal_brackets(f"云街发{left}2026{right}12号") == "云街发〔2026〕12号"


@pytest.mark.parametrize("text", ["云街发2026年12号", "云街发(26)12号", "（试行）", ""])
def test_other_brackets_stay_as_they_are(text: str) -> None:
    assert wording.with_hexagonal_brackets(text) == text


@pytest.mark.parametrize(
    ("typed", "bare"),
    [
        ("《通知》", "通知"),
        ("通知", "通知"),
        ("关于《条例》的通知", "关于《条例》的通知"),
        ("《甲》和《乙》", "《甲》和《乙》"),
    ],
)
def test_a_title_loses_the_marks_that_templates_add(typed: str, bare: str) -> None:
    assert wording.without_book_marks(typed) == bare


# --- names and sentences -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "aligned"),
    [
        ("何静", "何　静"),
        ("林致远", "林致远"),
        ("欧阳修文", "欧阳修文"),
        ("何", "何"),
        ("", ""),
        ("Al", "Al"),
        ("𠮷田", "𠮷　田"),
    ],
)
def test_a_name_of_two_characters_stands_level_with_three(name: str, aligned: str) -> None:
    assert wording.aligned_name(name) == aligned


@pytest.mark.parametrize(
    ("text", "wide"), [("社区", 2), ("2026年", 3), ("A4", 1), ("（3）", 2.5), ("“”", 2), ("", 0)]
)
def test_a_half_width_sign_is_half_as_wide(text: str, wide: float) -> None:
    assert width(text) == wide


@pytest.mark.parametrize(("text", "columns"), [("社区", 4), ("2026年", 6), ("A", 1), ("…“”", 6)])
def test_a_terminal_shows_an_ideograph_in_two_columns(text: str, columns: int) -> None:
    assert wording.terminal_columns(text) == columns


def test_a_cell_needs_more_than_two_characters_of_its_width_for_an_ideograph() -> None:
    assert wording.cell_width("社" * 40) == 84
    assert wording.cell_width("A" * 20) == 21


def test_empty_texts_leave_no_mark_between() -> None:
    assert wording.joined(["何静", "", "邱敏"]) == "何静、邱敏"
    assert wording.joined([]) == ""


@pytest.mark.parametrize(
    ("text", "ended"),
    [
        ("办好了", "办好了。"),
        ("办好了。", "办好了。"),
        ("办好了！ ", "办好了！"),
        ("", ""),
        ("“好”", "“好”。"),
    ],
)
def test_a_sentence_ends_once(text: str, ended: str) -> None:
    assert wording.sentence(text) == ended


# --- signatures --------------------------------------------------------------------------

NAMES = st.text("幸福里社区居民委员会", min_size=2, max_size=20)


def start_of(line: str) -> float:
    """Where the text begins, in ideographs; a blank of the western font is a quarter of one."""
    blanks = line[: len(line) - len(line.lstrip(IDEOGRAPHIC_SPACE + " "))]
    return blanks.count(IDEOGRAPHIC_SPACE) + blanks.count(" ") / 4


@given(NAMES, OUR_DATES)
def test_a_signature_is_placed_as_the_standard_says(name: str, day: date) -> None:
    text = wording.chinese_date(day)
    name_line, date_line = wording.signature_lines([name], text, 28)
    assert name_line.strip(IDEOGRAPHIC_SPACE + " ") == name
    assert date_line.strip(IDEOGRAPHIC_SPACE + " ") == text
    assert start_of(date_line) == start_of(name_line) + 2
    # The one that reaches farther right ends two characters from the margin.
    ends = [start_of(name_line) + width(name), start_of(date_line) + width(text)]
    assert max(ends) == 26
    assert ends.index(26) == (0 if width(name) >= 2 + width(text) else 1)


def test_a_signature_of_a_long_name() -> None:
    assert wording.signature_lines(["幸福里社区居民委员会"], "2026年3月5日", 28) == [
        "　" * 16 + "幸福里社区居民委员会",
        "　" * 18 + "2026年3月5日",
    ]


def test_a_date_longer_than_the_name_ends_two_from_the_margin_and_moves_the_name() -> None:
    assert wording.signature_lines(["居委会"], "2026年3月5日", 28) == [
        "　" * 18 + "居委会",
        "　" * 20 + "2026年3月5日",
    ]


def test_names_of_a_joint_signature_are_centred_on_the_longest() -> None:
    lines = wording.signature_lines(
        ["中共幸福里社区总支部委员会", "居民委员会"], "2026年3月5日", 28
    )
    assert lines == [
        "　" * 13 + "中共幸福里社区总支部委员会",
        "　" * 17 + "居民委员会",
        "　" * 15 + "2026年3月5日",
    ]


def test_a_name_wider_than_the_line_starts_at_the_margin() -> None:
    name_line, date_line = wording.signature_lines(["长" * 40], "2026年3月5日", 28)
    assert (start_of(name_line), start_of(date_line)) == (0, 2)
