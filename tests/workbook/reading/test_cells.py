"""Cells: whatever is typed becomes the value that was meant, or a BadCell; nothing else."""

from __future__ import annotations

import re
import string
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from time import perf_counter

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from docgen.campaign.model import GroupRole
from docgen.campaign.schema import Column, Kind
from docgen.chinese.signs import IGNORABLE, as_ideographs
from docgen.workbook.reading import cells
from docgen.workbook.reading.cells import BadCell
from tests.support.samples import full_width

COLUMNS = {
    kind: Column("栏目", "field", kind, choices=GroupRole if kind is Kind.CHOICE else None)
    for kind in Kind
}
EVERY_KIND = st.sampled_from(list(Kind))
OUR_DATES = st.dates(date(2000, 1, 1), date(2099, 12, 31))
# XML cannot hold these, so no workbook delivers them as they are.
CONTROLS = "".join(map(chr, (*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF)))
BLANK_ENDS = st.text(" \n\t\u3000\u00a0\u200b\u200c\u200d\u2060\ufeff\u00ad", max_size=3)
WRITABLE = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters=CONTROLS))


def parse(raw: object, kind: Kind) -> object:
    return cells.parse(raw, COLUMNS[kind])  # type: ignore[arg-type]


def as_typed(text: str) -> str:
    return text


WIDTHS = st.sampled_from([as_typed, full_width])

# --- dates -------------------------------------------------------------------------------

WEEKDAYS = "一二三四五六日"
HAN = ["", *"一二三四五六七八九", "十", *(f"十{ones}" for ones in "一二三四五六七八九")]
HAN += ["二十", *(f"二十{ones}" for ones in "一二三四五六七八九"), "三十", "三十一"]


def in_han(year: int) -> str:
    return "".join("〇一二三四五六七八九"[int(digit)] for digit in str(year))


DATE_FORMS: list[Callable[[date], str]] = [
    lambda d: f"{d.year}-{d.month}-{d.day}",
    lambda d: f"{d.year}/{d.month}/{d.day}",
    lambda d: f"{d.year}.{d.month}.{d.day}",
    lambda d: f"{d.year}年{d.month}月{d.day}日",
    lambda d: f"{d.year}年{d.month}月{d.day}",
    lambda d: f"{d.year} 年 {d.month} 月 {d.day} 日",
    lambda d: d.isoformat(),
    lambda d: d.isoformat() + " 00:00:00",
    lambda d: d.isoformat() + "T00:00:00.000",
    lambda d: d.strftime("%Y年%m月%d日"),
    lambda d: d.strftime("%Y%m%d"),
    lambda d: f"{d.year}年{d.month}月{d.day}日（星期{WEEKDAYS[d.weekday()]}）",
    lambda d: f"{d.year}-{d.month}-{d.day} ({WEEKDAYS[d.weekday()]})".replace("(", "(周"),
    lambda d: f"{d.year}.{d.month}.{d.day}，礼拜{WEEKDAYS[d.weekday()]}".replace("日", "天"),
    lambda d: f"{in_han(d.year)}年{HAN[d.month]}月{HAN[d.day]}日",
    lambda d: (
        f"{in_han(d.year).replace('〇', '○')}年{d.month}月{HAN[d.day]}日 星期{WEEKDAYS[d.weekday()]}"
    ),
]


@given(OUR_DATES, st.sampled_from(DATE_FORMS), WIDTHS, BLANK_ENDS, BLANK_ENDS)
def test_a_date_of_this_century_is_read_in_any_spelling(
    day: date, form: Callable[[date], str], widen: Callable[[str], str], before: str, after: str
) -> None:
    read = parse(before + widen(form(day)) + after, Kind.DATE)
    assert read == day
    assert type(read) is date


@given(OUR_DATES, st.times())
def test_a_date_is_read_from_a_date_a_moment_and_a_day_number(day: date, moment: time) -> None:
    number = (day - date(1899, 12, 30)).days
    for raw in (day, datetime.combine(day, moment), number, float(number), int(f"{day:%Y%m%d}")):
        read = parse(raw, Kind.DATE)
        assert read == day
        assert type(read) is date


@given(st.dates().filter(lambda d: not 2000 <= d.year <= 2099), st.sampled_from(DATE_FORMS[:6]))
@example(date(26, 3, 5), DATE_FORMS[2])
@example(date(1999, 12, 31), DATE_FORMS[0])
@example(date(2100, 1, 1), DATE_FORMS[3])
def test_a_date_of_another_century_is_refused_and_said(
    day: date, form: Callable[[date], str]
) -> None:
    for raw in (form(day), day, datetime.combine(day, time(9))):
        with pytest.raises(BadCell) as refused:
            parse(raw, Kind.DATE)
        assert refused.value.code == "date-wrong-century"
        assert f"{day.year}年{day.month}月{day.day}日" in refused.value.message


@pytest.mark.parametrize(
    "raw",
    [
        *("2026-2-29", "2026-13-1", "2026-0-5", "2026年3月", "三月上旬", "2026", "今天"),
        *(
            "星期五",
            "2026-2-29（星期日）",
            "2026年二十十月5日",
            "2026-3-5（星期八）",
            "3-5",
            "2026—3",
        ),
        *("2026-3-5 9:00", "5/3/2026", "20260230", "2026--3-5", "2026-3-5-"),
        *(12345.5, 36525.5, 36524, 73051, -5, 0, True, time(9), timedelta(days=1)),
    ],
)
def test_what_is_no_date_is_refused(raw: object) -> None:
    with pytest.raises(BadCell) as refused:
        parse(raw, Kind.DATE)
    assert refused.value.code == "cell-not-a-date"


@given(OUR_DATES, st.integers(1, 6))
def test_a_date_with_the_weekday_of_another_is_refused_and_told_its_own(
    day: date, off: int
) -> None:
    wrong = WEEKDAYS[(day.weekday() + off) % 7]
    with pytest.raises(BadCell) as refused:
        parse(f"{day.year}年{day.month}月{day.day}日（星期{wrong}）", Kind.DATE)
    assert refused.value.code == "date-wrong-weekday"
    assert refused.value.message.endswith(f"是星期{WEEKDAYS[day.weekday()]}")


@pytest.mark.parametrize("raw", ["4月10日", "４月10号", "四月十日", "4 月 10 日（星期五）"])
def test_a_date_without_a_year_is_of_the_given_year_or_refused(raw: str) -> None:
    assert cells.parse(raw, COLUMNS[Kind.DATE], 2026) == date(2026, 4, 10)
    with pytest.raises(BadCell) as refused:
        parse(raw, Kind.DATE)
    assert refused.value.code == "date-without-year"


@pytest.mark.parametrize(
    "raw",
    [
        *("3.2—3.6", "3.2-3.6", "3月2日至6日", "3月2日-3月6日", "2026-3-2至2026-3-6", "3/2～3/6"),
        *("2026-3-5至3-8", "三月二日到三月六日", "2026年3月2日——2026年3月6日"),
    ],
)
def test_several_days_for_one_date_are_called_so(raw: str) -> None:
    with pytest.raises(BadCell) as refused:
        parse(raw, Kind.DATE)
    assert refused.value.code == "date-is-range"


def test_the_first_and_last_day_numbers_of_the_century_are_dates() -> None:
    assert parse(36526, Kind.DATE) == date(2000, 1, 1)
    assert parse(73050, Kind.DATE) == date(2099, 12, 31)


@pytest.mark.parametrize(
    "raw",
    [
        *(datetime(1899, 12, 30, 9, 30), datetime(1899, 12, 31, 9, 30, 17)),
        *("1899-12-30 9:30", "1899/12/31 09:30:00", "1899-12-31T09:30:00"),
    ],
)
def test_a_time_dated_to_the_first_day_of_the_calendar_is_a_time(raw: object) -> None:
    assert parse(raw, Kind.TIME) == time(9, 30)


def test_that_day_without_a_time_is_none() -> None:
    with pytest.raises(BadCell) as refused:
        parse(datetime(1899, 12, 31), Kind.TIME)
    assert refused.value.code == "cell-not-a-time"


# --- times -------------------------------------------------------------------------------


def by_halves(moment: time) -> str:
    half = "上午" if moment.hour < 12 else "下午"
    hour = moment.hour - 12 if moment.hour > 12 else moment.hour
    return f"{half}{hour}时{moment.minute}分"


TIME_FORMS: list[Callable[[time], str]] = [
    lambda t: f"{t.hour}:{t.minute:02d}",
    lambda t: f"{t.hour}：{t.minute:02d}",
    lambda t: f"{t.hour} : {t.minute:02d}" if t.minute else f"{t.hour}时",
    lambda t: f"{t:%H:%M}",
    lambda t: f"{t:%H:%M}:00",
    lambda t: f"{t.hour}时{t.minute}分",
    lambda t: f"{t.hour}点{t.minute}分",
    lambda t: f"{t.hour}时{t.minute:02d}",
    lambda t: (
        f"{t.hour}时" if not t.minute else f"{t.hour}点半" if t.minute == 30 else f"{t:%H:%M}"
    ),
    lambda t: f"{t:%I:%M} {'AM' if t.hour < 12 else 'PM'}",
    lambda t: f"{t:%I:%M}{'am' if t.hour < 12 else 'pm'}",
    by_halves,
]
CLOCK_TIMES = st.builds(time, st.integers(0, 23), st.integers(0, 59))


@given(CLOCK_TIMES, st.sampled_from(TIME_FORMS), WIDTHS, BLANK_ENDS)
@example(time(0, 30), TIME_FORMS[9], as_typed, "")
@example(time(12, 30), TIME_FORMS[9], as_typed, "")
@example(time(12, 30), by_halves, as_typed, "")
def test_a_time_is_read_in_any_spelling(
    moment: time, form: Callable[[time], str], widen: Callable[[str], str], after: str
) -> None:
    assert parse(widen(form(moment)) + after, Kind.TIME) == moment


@given(CLOCK_TIMES.filter(lambda t: t != time()), OUR_DATES)
def test_a_time_is_read_from_a_time_a_moment_and_a_part_of_a_day(moment: time, day: date) -> None:
    minutes = moment.hour * 60 + moment.minute
    for raw in (
        moment,
        moment.replace(second=29),
        moment.replace(tzinfo=UTC),
        datetime.combine(day, moment),
        timedelta(minutes=minutes),
        minutes / (24 * 60),
    ):
        read = parse(raw, Kind.TIME)
        assert read == moment
        assert isinstance(read, time)
        assert read.tzinfo is None


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("凌晨12点", time(0, 0)),
        ("晚上12:30", time(0, 30)),
        ("中午12时", time(12, 0)),
        ("中午1点", time(13, 0)),
        ("下午12:30", time(12, 30)),
        ("晚上7点半", time(19, 30)),
        ("14点整", time(14, 0)),
        ("下午2时", time(14, 0)),
    ],
)
def test_the_half_of_the_day_is_understood(typed: str, meant: time) -> None:
    assert parse(typed, Kind.TIME) == meant


@pytest.mark.parametrize(
    "raw",
    [
        *("24:00", "9:60", "9", "上午", "9:00-11:00", "9:00:30", "25时", "", "：30", "9时半分"),
        *(9, 1, 0, 1.5, 14.3, -0.5, True, date(2026, 3, 5), datetime(2026, 3, 5)),
        *(datetime(1900, 1, 9), datetime(1900, 1, 14, 7, 12), timedelta(days=1), timedelta(0)),
    ],
)
def test_what_is_no_time_is_refused(raw: object) -> None:
    with pytest.raises(BadCell) as refused:
        parse(raw, Kind.TIME)
    assert refused.value.code == "cell-not-a-time"


# --- counts, proportions, years ----------------------------------------------------------


@given(
    st.integers(0, 99_999),
    st.sampled_from(["", "人", " 名", "票", "张", "分钟", "个工作日", "天", "号"]),
    WIDTHS,
    BLANK_ENDS,
    BLANK_ENDS,
)
def test_a_count_is_read_in_any_spelling(
    number: int, unit: str, widen: Callable[[str], str], before: str, after: str
) -> None:
    for digits in (str(number), f"{number:,}"):
        assert parse(before + widen(digits) + unit + after, Kind.COUNT) == number
    assert parse(number, Kind.COUNT) == number
    read = parse(float(number), Kind.COUNT)
    assert (type(read), read) == (int, number)


@given(st.integers(min_value=100_000), WIDTHS)
def test_a_count_beyond_belief_is_refused(number: int, widen: Callable[[str], str]) -> None:
    for raw in (number, widen(str(number))):
        with pytest.raises(BadCell) as refused:
            parse(raw, Kind.COUNT)
        assert refused.value.code == "cell-count-too-large"


@pytest.mark.parametrize(
    "raw",
    [
        *(
            "-1",
            "1.5",
            "三十五",
            "约35",
            "35人左右",
            "1,00",
            "12,34",
            "3 5",
            "",
            "人",
            "²",
            "15²",
            "½",
            "③",
        ),
        *(-1, 0.5, 10.5, float("nan"), float("inf"), True, False, date(2026, 3, 5), time(9)),
    ],
)
def test_what_is_no_count_is_refused(raw: object) -> None:
    with pytest.raises(BadCell) as refused:
        parse(raw, Kind.COUNT)
    assert refused.value.code == "cell-not-a-count"


@given(st.integers(1, 999), st.data(), WIDTHS)
def test_a_fraction_is_read_exactly(
    whole: int, data: st.DataObject, widen: Callable[[str], str]
) -> None:
    part = data.draw(st.integers(0, whole))
    assert parse(widen(f"{part}/{whole}"), Kind.RATIO) == Fraction(part, whole)
    assert parse(f"{part} / {whole}", Kind.RATIO) == Fraction(part, whole)


@given(st.integers(0, 10_000), WIDTHS)
def test_a_percentage_is_read_exactly(hundredths: int, widen: Callable[[str], str]) -> None:
    typed = f"{hundredths // 100}.{hundredths % 100:02d}%"
    assert parse(widen(typed), Kind.RATIO) == Fraction(hundredths, 10_000)
    assert parse(hundredths / 10_000, Kind.RATIO) == Fraction(hundredths, 10_000)


@given(st.integers(2, 99), st.data())
def test_a_simple_fraction_survives_being_calculated(whole: int, data: st.DataObject) -> None:
    part = data.draw(st.integers(1, whole))
    assert parse(part / whole, Kind.RATIO) == Fraction(part, whole)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("三分之二", Fraction(2, 3)),
        ("十分之七", Fraction(7, 10)),
        ("70", Fraction(7, 10)),
        (70, Fraction(7, 10)),
        ("2", Fraction(1, 50)),
        ("0.7", Fraction(7, 10)),
        (1, Fraction(1)),
        (0, Fraction(0)),
        ("100%", Fraction(1)),
        ("60 ％", Fraction(3, 5)),
    ],
)
def test_a_proportion_is_read_as_people_write_it(typed: object, meant: Fraction) -> None:
    assert parse(typed, Kind.RATIO) == meant


@pytest.mark.parametrize(
    "raw",
    [
        *("2/0", "3/2", "120%", "101", "-1/3", "三成", "过半", "1/3以上", "二分之三", "⅔", ""),
        *(-0.5, 101, 100.5, float("nan"), float("inf"), True, datetime(2026, 2, 3), "0/0"),
    ],
)
def test_what_is_no_proportion_is_refused(raw: object) -> None:
    with pytest.raises(BadCell) as refused:
        parse(raw, Kind.RATIO)
    assert refused.value.code == "cell-not-a-ratio"


@given(st.integers(2000, 2099), st.sampled_from(["", "年", "年度", " 年"]), WIDTHS)
def test_a_year_is_read_in_any_spelling(year: int, unit: str, widen: Callable[[str], str]) -> None:
    for raw in (widen(str(year)) + unit, year, float(year), date(year, 6, 1), datetime(year, 6, 1)):
        assert parse(raw, Kind.YEAR) == year


@pytest.mark.parametrize(
    "raw", ["26", "1999", "2100", "二〇二六", "2026-3", 26, 1999, 2100, 2026.5, date(1905, 7, 18)]
)
def test_what_is_no_year_of_ours_is_refused(raw: object) -> None:
    with pytest.raises(BadCell) as refused:
        parse(raw, Kind.YEAR)
    assert refused.value.code == "cell-not-a-year"


# --- choices and texts -------------------------------------------------------------------


@given(st.sampled_from(GroupRole), st.sampled_from(["", " ", "　", "\n", "\u200b"]), BLANK_ENDS)
def test_a_choice_is_read_with_blanks_anywhere(role: GroupRole, blank: str, ends: str) -> None:
    assert parse(ends + blank.join(role.value) + ends, Kind.CHOICE) is role


@given(WRITABLE)
def test_what_is_not_offered_is_refused_and_the_choices_are_named(text: str) -> None:
    if re.sub(r"\s", "", text) in set(GroupRole):
        return
    with pytest.raises(BadCell) as refused:
        parse(text, Kind.CHOICE)
    if refused.value.code != "cell-control-character":
        assert refused.value.code == "cell-not-a-choice"
        assert all(role in refused.value.hint for role in GroupRole)


OUTER = (
    string.whitespace
    + "\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000\u200c\u200d"
    + "".join(map(chr, range(0x2000, 0x200B)))
)


@given(WRITABLE)
@example("a \u200b b")
@example("\u200b \u200b甲\u200d \u200d")
@example("  缩进\n\n  第二段  \n")
def test_a_text_is_kept_but_for_blanks_around_its_lines_and_what_nobody_sees(text: str) -> None:
    if "_x" in text:
        return
    seen = as_ideographs(IGNORABLE.sub("", text))
    lines = [
        line.strip(OUTER) for line in seen.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    ]
    while lines and not lines[-1]:
        lines.pop()
    while lines and not lines[0]:
        lines.pop(0)
    assert parse(text, Kind.TEXT) == "\n".join(lines)


@given(WRITABLE)
def test_reading_twice_is_reading_once(text: str) -> None:
    for kind in (Kind.TEXT, Kind.LINE, Kind.NAME, Kind.PHONE):
        once = parse(text, kind)
        if "_x" not in text:
            assert parse(once, kind) == once


@given(WRITABLE, EVERY_KIND)
def test_one_line_stays_one_line(text: str, kind: Kind) -> None:
    if kind in (Kind.LINE, Kind.NAME, Kind.PHONE) and "_x" not in text:
        assert "\n" not in str(parse(text, kind))


@given(st.text("张三丰𠮷·欧阳〇", min_size=1), st.text(" \u3000\u00a0\t\n\u200b", max_size=3))
def test_a_name_is_the_same_with_blanks_between_its_characters(name: str, blank: str) -> None:
    assert parse(blank.join(name), Kind.NAME) == name


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("John  Smith", "John Smith"),
        ("  John Smith 社区", "John Smith社区"),
        ("阿布都 · 热合曼", "阿布都·热合曼"),
        ("3 号楼 A 座", "3号楼A座"),
    ],
)
def test_a_name_keeps_blanks_between_foreign_words_only(typed: str, read: str) -> None:
    assert parse(typed, Kind.NAME) == read


@given(st.text(st.characters(whitelist_categories=["Cs"]) | st.sampled_from(CONTROLS), min_size=1))
def test_a_character_that_word_cannot_hold_is_refused(text: str) -> None:
    with pytest.raises(BadCell) as refused:
        parse(f"甲{text}乙", Kind.TEXT)
    assert refused.value.code == "cell-control-character"


@pytest.mark.parametrize("number", [*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF, 0xD800])
def test_an_escaped_character_that_word_cannot_hold_is_refused(number: int) -> None:
    with pytest.raises(BadCell) as refused:
        parse(f"甲_x{number:04X}_乙", Kind.TEXT)
    assert f"U+{number:04X}" in refused.value.message


@given(st.characters(blacklist_categories=["Cs"], blacklist_characters=CONTROLS + "\r\n"))
def test_an_escaped_character_is_read_as_itself(char: str) -> None:
    units = char.encode("utf-16-be")
    escaped = "".join(f"_x{units[n : n + 2].hex().upper()}_" for n in range(0, len(units), 2))
    assert parse(f"甲{escaped}乙", Kind.TEXT) == parse(f"甲{char}乙", Kind.TEXT)


@given(st.dates() | st.datetimes() | st.times() | st.timedeltas())
def test_no_name_line_or_phone_is_ever_a_date(raw: object) -> None:
    for kind in (Kind.NAME, Kind.LINE, Kind.PHONE):
        with pytest.raises(BadCell) as refused:
            parse(raw, kind)
        assert refused.value.code == "cell-turned-into-date"


@given(st.integers(0, 10**15 - 1))
def test_a_number_in_a_text_keeps_its_digits(number: int) -> None:
    for kind in (Kind.PHONE, Kind.LINE, Kind.NAME, Kind.TEXT):
        assert parse(number, kind) == parse(float(number), kind) == str(number)


# --- nothing but BadCell -----------------------------------------------------------------

ANYTHING = (
    st.text()
    | st.text("0123456789０１９.-/年月日时分点半上下午:：%％,，人_xXdDaA\n　 ", max_size=20)
    | st.integers()
    | st.floats()
    | st.booleans()
    | st.datetimes()
    | st.datetimes(timezones=st.just(UTC))
    | st.dates()
    | st.times()
    | st.timedeltas()
)


def outcome(raw: object, kind: Kind) -> tuple[object, BadCell | None]:
    """What is read, or the refusal; any other error is a fault of the program."""
    try:
        return parse(raw, kind), None
    except BadCell as refused:
        return None, refused


@settings(max_examples=600)
@given(ANYTHING, EVERY_KIND)
@example("9" * 5000, Kind.COUNT)
@example("9" * 5000 + "-3-5", Kind.DATE)
@example("99999999999-3-5", Kind.DATE)
@example("1/" + "9" * 5000, Kind.RATIO)
@example("0." + "3" * 5000, Kind.RATIO)
@example("1" + ",000" * 2000, Kind.COUNT)
@example(1.7976931348623157e308, Kind.COUNT)
@example(10**300, Kind.DATE)
@example(float("nan"), Kind.TIME)
@example(timedelta.max, Kind.TIME)
@example(datetime.max, Kind.TIME)
@example("_xD800_", Kind.CHOICE)
def test_whatever_is_typed_is_understood_or_refused_in_chinese(raw: object, kind: Kind) -> None:
    read, refused = outcome(raw, kind)
    if refused:
        assert re.search("[\u4e00-\u9fff]", refused.message)
        assert refused.hint.endswith("。")
        assert len(refused.message) < 80
        return
    expected: dict[Kind, type] = {
        Kind.DATE: date,
        Kind.TIME: time,
        Kind.COUNT: int,
        Kind.YEAR: int,
        Kind.RATIO: Fraction,
        Kind.NUMBER: Fraction,
        Kind.FLAG: bool,
    }
    assert type(read) is (GroupRole if kind is Kind.CHOICE else expected.get(kind, str))
    if isinstance(read, Fraction):
        assert 0 <= read <= (1 if kind is Kind.RATIO else 99_999)
    if isinstance(read, int):
        assert 0 <= read <= 99_999


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("piece", [" ", "9", "年 ", "\n", "　甲", "_x0020_", "9时 ", "1/ "])
def test_the_longest_cell_takes_no_time(piece: str, kind: Kind) -> None:
    """A cell holds 32767 characters; a pattern that backtracks would need minutes for these."""
    for text in (piece * 8000, "9" + piece * 8000 + "x", "9时" + piece * 8000 + "x"):
        started = perf_counter()
        outcome(text, kind)
        assert perf_counter() - started < 1


# --- blanks and headings -----------------------------------------------------------------


@given(st.text(" \n\t\r\u3000\u00a0\u200b\u200c\u200d\u2060\ufeff\u00ad") | st.just("_x000D_\n"))
def test_what_nobody_sees_is_blank(text: str) -> None:
    assert cells.is_blank(text)
    assert cells.heading(text) == "".join(c for c in text if c in "\u200c\u200d")


@given(WRITABLE | st.just("_x0007_"))
def test_what_is_blank_reads_as_nothing_and_nothing_else_does(text: str) -> None:
    try:
        assert cells.is_blank(text) == (parse(text, Kind.TEXT) == "")
    except BadCell:
        assert not cells.is_blank(text)


@pytest.mark.parametrize("raw", [0, 0.0, False, "0", time(), "。"])
def test_a_nought_is_not_blank(raw: object) -> None:
    assert not cells.is_blank(raw)  # type: ignore[arg-type]


@given(st.sampled_from(["姓名", "时长（分钟）", "职务", "完成时限"]), st.data())
def test_a_heading_is_found_with_stars_colons_and_blanks(name: str, data: st.DataObject) -> None:
    stars = data.draw(st.text("*＊", max_size=2))
    ends = data.draw(st.text("*＊:：", max_size=3))
    blank = data.draw(st.sampled_from(["", " ", "　", "\n", "_x000D_\n", "\u200b"]))
    typed = data.draw(st.sampled_from([name, name.replace("（", "(").replace("）", ")")]))
    assert cells.heading(stars + blank.join(typed) + ends + blank) == name


@given(st.none() | st.integers() | st.floats() | st.datetimes() | st.booleans() | st.text())
def test_anything_can_stand_where_a_heading_belongs(raw: object) -> None:
    assert isinstance(cells.heading(raw), str)  # type: ignore[arg-type]
