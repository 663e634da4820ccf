"""Titles in lines: whole words, a trapezoid or a diamond (GB/T 9704-2012, 7.3.1)."""

from __future__ import annotations

import dataclasses
import re
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate, pairwise, product

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from docgen.chinese.title_lines import title_lines, title_words
from docgen.chinese.wording import width
from docgen.commands.check import check
from docgen.documents import context as view
from docgen.gbt9704 import standard
from tools.update_golden import SAMPLE

LIMIT = standard.TITLE_CHARACTERS
LONG_NAME = "云溪街道金色阳光花园第一小区社区"
NAMES = (
    "幸福里社区",
    "中共幸福里社区总支部委员会",
    "幸福里社区居民委员会",
    LONG_NAME,
    "和平里社区",
)

# --- titles as a clerk would break them ----------------------------------------------------

# A slash is where a line ends.
TITLES = """
幸福里社区2026年述职述廉群众满意度测评票
述职述廉民主评议活动动员大会议程
幸福里社区2026年度述职述廉/民主评议活动实施方案
幸福里社区2026年领导班子述职述廉/民主评议活动实施方案
幸福里社区领导班子述职述廉/民主评议活动领导小组名单
关于幸福里社区2026年述职述廉/民主评议活动测评结果的通报
关于幸福里社区2026年领导班子述职述廉/民主评议活动测评结果的通报
关于召开幸福里社区“两委”班子成员/述职述廉民主评议会议的通知
关于印发《幸福里社区2026年领导班子/述职述廉民主评议活动实施方案》的通知
关于转发云街发〔2026〕5号文件开展/社区干部述职述廉民主评议工作的通知
云溪街道金色阳光花园第一小区社区2026年/领导班子述职述廉民主评议活动实施方案
关于云溪街道金色阳光花园第一小区社区/2026年领导班子述职述廉民主评议活动/测评结果的通报
中共幸福里社区总支部委员会/幸福里社区居民委员会关于开展2026年/述职述廉民主评议工作的通知
关于开展幸福里社区2026年第3季度/居务公开和财务公开情况民主评议的通知
关于幸福里社区2026年3月5日至20日/民主评议活动时间安排和/参评代表名额分配的公告
幸福里社区居民委员会关于2026年上半年/居务公开工作情况的报告
幸福里社区2026年度人居环境整治/百日攻坚专项行动实施方案（试行）
幸福里社区2026年“我为群众办实事”/主题实践活动暨领导班子述职述廉/民主评议实施方案
关于和平里社区与驻区单位2026年度/党建工作联席会议议定事项的通报
"""


@pytest.mark.parametrize("title", TITLES.split())
def test_a_title_is_broken_as_a_clerk_would(title: str) -> None:
    lines = title.split("/")
    assert title_lines(title_words("".join(lines), NAMES), LIMIT) == lines


def test_a_document_breaks_its_title_and_knows_the_names_in_it() -> None:
    campaign = check(SAMPLE).campaign
    assert campaign is not None
    context = view.title(campaign, "关于", "幸福里社区", "2026年", "居民议事会", "议程", "的通报")
    assert context["标题文"] == context["标题"] == "关于幸福里社区2026年居民议事会议程的通报"
    name = "民主述职测评实践社区"  # known words that would be parted elsewhere
    parts = ("关于2026年领导小组", f"{name}\n活动", "实施方案")
    for field in ("community", "party_org", "committee", "upper_office"):
        info = dataclasses.replace(campaign.info, **{field: name})
        named = view.title(dataclasses.replace(campaign, info=info), *parts)
        assert named["标题"] == f"关于2026年领导小组\n{name}活动实施方案"
    assert name not in view.title(campaign, *parts)["标题"]


# --- words -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("幸福里社区方案", "幸福里社区|方案"),
        ("东风社区方案", "东风社区|方案"),
        ("中共东风社区委员会", "中共东风社区|委员会"),
        ("2026年度评议", "2026年度|评议"),
        ("2026年3月5日至20日评议", "2026年3月5日至20日|评议"),
        ("2025—2026年评议", "2025—2026年|评议"),
        ("二〇二六年第三季度评议", "二〇二六年第三季度|评议"),
        ("12345热线评议", "12345热线|评议"),
        ("5G建设评议", "5G|建设|评议"),
        ("甲乙App2026年评议", "甲乙|App2026年|评议"),
        ("Open Day方案", "Open |Day|方案"),
        ("转发云街发〔2026〕5号文件", "转发|云街发〔2026〕5号|文件"),
        ("评议《甲“乙”丙》的通知", "评议|《甲“乙”丙》的|通知"),
        ("述职和评议、测评", "述职和|评议、|测评"),
        ("述职以及评议", "述职以及|评议"),
        ("民主评议和谐社区", "民主评议|和谐社区"),
        ("议事会议程", "议事会|议程"),
        ("大测评", "大测评"),
        ("和甲乙评议", "和甲乙|评议"),
        (LONG_NAME + "第2大测评", LONG_NAME + "|第2大|测评"),
        (LONG_NAME + "〔2026〕15号的", LONG_NAME + "|〔2026〕15号的"),
        ("居民会方案", "居民会|方案"),
        ("民主·评议", "民主·评议"),
        ("第2届评议会5号通报", "第2届|评议会|5号|通报"),
        ("第一社区评议", "第一社区|评议"),
        ("3项工作评议", "3项工作|评议"),
        ("动员大会暨评议", "动员大会|暨评议"),
        ("评议——甲乙", "评议|——甲乙"),
        ("评议（试行", "评议|（试行"),
        ("民主评议活动", "民主评议活动"),
        ("", ""),
        ("\n", ""),
    ],
)
def test_the_words_of_a_title(text: str, words: str) -> None:
    assert "|".join(title_words(text, NAMES)) == words


def test_a_name_of_one_character_is_no_name() -> None:
    assert title_words("民主评议", ["主", ""]) == title_words("民主评议")


@given(st.text(), st.lists(st.text(max_size=4), max_size=3), st.integers(2, 22))
@example("〔】《（“和的、关于", [], 4)
def test_no_text_loses_anything(text: str, names: list[str], limit: int) -> None:
    words = title_words(text, names)
    assert "".join(words) == "".join(text.splitlines())
    assert "" not in words
    assert "".join(title_lines(words, limit)) == "".join(words)


# --- lines of made-up titles ---------------------------------------------------------------

WHOLE = (*NAMES, "2026年", "第3季度", "2026年度", "5号", "2026年3月5日", "“两委”", "《条例》",
         "（征求意见稿）", "〔2026〕5号", "Windows", "二十届三中全会")  # fmt: skip
KNOWN = ("述职述廉", "民主评议", "活动", "方案", "测评结果", "通报", "关于", "居民代表", "领导小组")
STRANGE = "甲乙丙丁戊己庚辛"
UNKNOWN = st.text(STRANGE, min_size=2, max_size=50)
PARTICLES = ("的", "和", "与", "及", "、", "以及")
PIECE = st.one_of(
    st.sampled_from(WHOLE), st.sampled_from(KNOWN), UNKNOWN, st.sampled_from(PARTICLES)
)
PIECES = st.lists(PIECE, min_size=1, max_size=12).filter(
    lambda pieces: (
        not any(
            left in PARTICLES and right in PARTICLES for left, right in pairwise(["的", *pieces])
        )
    )
)
NOT_FIRST = re.compile("[的得与及、，。）〕》”’】〔]|和(?!平里)")


def cuts(lines: Sequence[str]) -> set[int]:
    return set(accumulate(len(line) for line in lines[:-1]))


def spans(pieces: Sequence[str]) -> Iterator[tuple[str, int, int]]:
    ends = accumulate(len(piece) for piece in pieces)
    for piece, end in zip(pieces, ends, strict=True):
        yield piece, end - len(piece), end


@given(PIECES)
@example(["关于", LONG_NAME, "的", "通报"])
@example(["甲" * 18, "的", "方案", "甲" * 21, "和", "方案"])
def test_a_title_is_not_broken_where_it_may_not_be(pieces: list[str]) -> None:
    text = "".join(pieces)
    words = title_words(text, NAMES)
    lines = title_lines(words, LIMIT)
    assume(all(width(line) <= LIMIT for line in lines))
    for piece, start, end in spans(pieces):
        if piece in KNOWN or piece in WHOLE:
            assert not cuts(lines) & set(range(start + 1, end)), (lines, piece)
    for run in re.finditer(f"[{STRANGE}]+", text):
        start, end = run.span()
        if cuts(lines) & set(range(start + 1, end)):
            assert any(width(word) > LIMIT for word in words if run.group() in word)
    for run in re.finditer(f"[{STRANGE}][{STRANGE}和与及以]*[{STRANGE}]", text):
        start, end = run.span()
        assert {start + 1, end - 1}.isdisjoint(cuts(lines)), (lines, run)
    if not any(width(word) > LIMIT or NOT_FIRST.match(word) for word in words[1:]):
        assert not [line for line in lines[1:] if NOT_FIRST.match(line)]
        assert cuts(lines) <= cuts(words) or width(words[0]) > LIMIT
    assert not [line for line in lines[:-1] if line[-1] in "（〔《“"]


@given(PIECES)
def test_lines_keep_within_the_limit_where_the_words_do(pieces: list[str]) -> None:
    words = title_words("".join(pieces), NAMES)
    assume(all(width(word) <= LIMIT or set(word) <= set(STRANGE) for word in words))
    assume(len(words[-1]) > 1)  # no title ends with 的 alone
    lines = title_lines(words, LIMIT)
    assert all(width(line) <= LIMIT for line in lines)
    assert all(len(line) > 1 for line in lines) or len("".join(words)) == 1
    assert lines == title_lines(tuple(words), LIMIT)


@given(st.integers(21, 90))
def test_an_unknown_run_is_broken_evenly(length: int) -> None:
    lines = title_lines(["甲" * length], LIMIT)
    assert len(lines) == -(-length // LIMIT)
    widths = [len(line) for line in lines]
    assert max(widths) - min(widths) <= 1
    assert widths == sorted(widths, reverse=True)


@pytest.mark.parametrize(
    ("words", "limit", "lines"),
    [
        # A particle, a number, a Latin word, a mark in an unknown run stay where they belong.
        (["甲甲甲甲和乙乙乙乙"], 8, ["甲甲甲甲和", "乙乙乙乙"]),
        (["甲甲甲甲十二日乙乙乙"], 8, ["甲甲甲甲十二日", "乙乙乙"]),
        (["甲甲甲甲第三乙乙乙乙"], 8, ["甲甲甲甲第三", "乙乙乙乙"]),
        (["甲甲甲Windows乙乙乙"], 7, ["甲甲甲Windows", "乙乙乙"]),
        (["甲甲甲甲𠮷\U000e0100乙乙乙"], 8, ["甲甲甲甲𠮷\U000e0100", "乙乙乙"]),
        # A break between known words comes before one in an unknown run.
        (title_words("甲甲甲甲甲甲的民主评议"), 8, ["甲甲甲甲甲甲的", "民主评议"]),
        (title_words("甲甲甲甲甲甲甲甲甲活动"), 10, ["甲甲甲甲甲甲甲甲甲", "活动"]),
        (title_words("甲" * 20 + "的方案"), 20, ["甲" * 12, "甲" * 8 + "的方案"]),
        # A group is opened only when it is longer than a line.
        (title_words("《民主评议活动办法》通知"), 10, ["《民主评议活动办法》", "通知"]),
        (title_words("《民主评议活动办法》通知"), 9, ["《民主评议活动", "办法》通知"]),
        (title_words("《甲“乙乙乙乙”民主》"), 7, ["《甲", "“乙乙乙乙”", "民主》"]),
        # What nothing can break is a line of its own, even over the limit.
        (["关于", "W" * 30, "通知"], 10, ["关于", "W" * 30, "通知"]),
        # 关于 stays with what follows where it can.
        (["关于", "甲甲甲甲甲甲甲", "民主评议", "活动"], 9, ["关于甲甲甲甲甲甲甲", "民主评议活动"]),
        (["关于", "甲甲甲甲甲甲甲甲", "民主评议"], 9, ["关于", "甲甲甲甲甲甲甲甲", "民主评议"]),
        # Rather longer above, unless that is very uneven.
        (["幸福里社", "区", "民主评议"], 6, ["幸福里社区", "民主评议"]),
        (["述廉", "民主评议"], 5, ["述廉", "民主评议"]),
        (["甲" * 10, "乙" * 4, "丙" * 7], 20, ["甲" * 10 + "乙" * 4, "丙" * 7]),
        (["甲" * 9, "乙" * 9, "丙" * 3], 20, ["甲" * 9, "乙" * 9 + "丙" * 3]),
        (["述职", "（", "评议", "与", "测评结果"], 6, ["述职（评议与", "测评结果"]),
        (["述职", "述廉", "（", "评议活动"], 5, ["述职述廉", "（评议活动"]),
        (["述职述廉", "和", "评议"], 5, ["述职述廉和", "评议"]),
        # Nothing to break.
        (["幸福里社区", "", "方案"], 20, ["幸福里社区方案"]),
        ([], 20, [""]),
        ([""], 20, [""]),
    ],
)  # fmt: skip
def test_lines_of_hard_titles(words: list[str], limit: int, lines: list[str]) -> None:
    assert title_lines(words, limit) == lines


# --- the best of all ways -----------------------------------------------------------------

WORDS = st.lists(st.text("社区述职廉民主评议", min_size=1, max_size=6), min_size=1, max_size=9)


def possible_lines(words: list[str]) -> list[list[str]]:
    """Every way to break between words, by switching each gap on or off."""
    ways = []
    for breaks in product((False, True), repeat=len(words) - 1):
        lines = [words[0]]
        for word, broken in zip(words[1:], breaks, strict=True):
            if broken:
                lines.append(word)
            else:
                lines[-1] += word
        ways.append(lines)
    return ways


def least(ways: list[list[str]], cost: Callable[[list[str]], int]) -> list[list[str]]:
    return [way for way in ways if cost(way) == min(map(cost, ways))]


def is_hourglass(lines: Sequence[str]) -> bool:
    """Some line is shorter than one above it and one below it."""
    widths = [width(line) for line in lines]
    return any(
        max(widths[:n]) > widths[n] < max(widths[n + 1 :]) for n in range(1, len(widths) - 1)
    )


def rises_after_a_fall(lines: Sequence[str]) -> int:
    """How often a line is wider than the one above, once lines have become narrower."""
    widths = [width(line) for line in lines]
    return sum(
        after > before and any(a > b for a, b in pairwise(widths[: n + 1]))
        for n, (before, after) in enumerate(pairwise(widths))
    )


@given(WORDS, st.integers(6, 22))
@example(["一", "二三四五六七八九十"], 9)
@example(["社区民", "主评议", "会"], 6)
def test_few_lines_none_of_one_character_and_no_hourglass(words: list[str], limit: int) -> None:
    lines = title_lines(words, limit)
    ways = possible_lines(words)
    ways = [way for way in ways if all(width(line) <= limit for line in way)] or ways
    ways = least(ways, lambda way: sum(len(line) == 1 for line in way))
    ways = least(ways, len)
    if all(width(word) <= limit for word in words):
        assert lines in ways
        assert not is_hourglass(lines) or all(map(is_hourglass, ways))


@given(WORDS)
@example(
    [
        "主主主",
        "主主主主",
        "主主主主主主",
        "主主主",
        "主主主主",
        "主主主",
        "主主主主主主",
        "主主主主主主主",
        "主",
    ]
)
def test_of_ways_alike_in_shape_the_most_even_is_taken(words: list[str]) -> None:
    lines = title_lines(words, 12)

    def shape(way: list[str]) -> tuple[object, ...]:
        widths = [width(line) for line in way]
        return (
            len(way),
            any(len(line) == 1 for line in way),
            rises_after_a_fall(way),
            len(way) > 1 and widths[-1] > widths[-2],
        )

    def spread(way: list[str]) -> int:
        return sum(len(line) ** 2 for line in way)

    alike = [
        way
        for way in possible_lines(words)
        if shape(way) == shape(lines) and all(width(line) <= 12 for line in way)
    ]
    assert spread(lines) == min(map(spread, alike))


@given(WORDS)
def test_a_title_that_fits_stays_on_one_line(words: list[str]) -> None:
    total = len("".join(words))
    assert title_lines(words, total) == ["".join(words)]


@pytest.mark.parametrize(
    "text", ["述职述廉" * 60, "甲" * 198, "甲" * 5000, "（" * 3000, "和" * 3000]
)
def test_a_long_title_takes_no_time(text: str) -> None:
    start = time.perf_counter()
    lines = title_lines(title_words(text), LIMIT)
    assert time.perf_counter() - start < 2
    assert "".join(lines) == text
    assert all(a >= 2 for a, _ in pairwise(map(len, lines)))
