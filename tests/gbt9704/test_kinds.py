"""What a document is by its mark and its number; what is done alike all through is told once."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from tests.support.documents_by_hand import (
    CENTRED,
    KAI,
    SENTENCE,
    Fill,
    add,
    after_head,
    blank,
    by_hand,
    findings,
    found_in,
    letterhead,
    right,
    roles,
    rules_of,
    sign,
)

OFFICE_MARK = "幸福里社区居民委员会文件"


def published(mark: str, number: str, *titles: str) -> Fill:
    """A signed document that names nobody to whom it is sent."""

    def fill(document: Any) -> None:
        letterhead(document, mark, number, *titles)
        add(document, "text", SENTENCE)
        sign(document)

    return fill


def minutes(number: str, mark: str = "幸福里社区居民委员会会议纪要", form: Any = CENTRED) -> Fill:
    def fill(document: Any) -> None:
        add(document, "mark", mark)
        blank(document)
        add(document, form, number)
        blank(document)
        add(document, "title", "民主评议工作会议")
        blank(document)
        add(document, "text", SENTENCE)

    return fill


# --- what kind it is ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mark", "found"),
    [
        ("幸福里社区居民委员会公告", []),
        ("通　告", []),
        ("情况通报", []),
        (OFFICE_MARK, ["addressee-missing"]),
    ],
)
def test_a_mark_may_say_that_a_document_is_published(mark: str, found: list[str]) -> None:
    assert rules_of(published(mark, "幸居发〔2026〕5号", "民主评议活动的有关事项")) == found


@pytest.mark.parametrize(
    ("last", "found"),
    [("公　　告", []), ("通告", []), ("通　知", ["addressee-missing"])],
)
def test_the_kind_may_stand_in_the_last_line_of_the_title(last: str, found: list[str]) -> None:
    lines = ("幸福里社区居民委员会", "关于开展民主评议活动的", last)
    assert rules_of(published(OFFICE_MARK, "幸居发〔2026〕5号", *lines)) == found


def test_a_name_under_the_title_is_no_kind() -> None:
    def fill(document: Any) -> None:
        add(document, "title", "在民主评议动员大会上的讲话")
        add(document, (KAI, 16, "center", 0, 0, 0, 28.95), "林　致远")
        blank(document)
        add(document, "text", SENTENCE)

    assert "林　致远" not in roles(by_hand(fill))


@pytest.mark.parametrize("mark", ["会 议 纪 要", "居　务　会　议　纪　要"])
def test_minutes_are_known_by_a_mark_set_apart(mark: str) -> None:
    assert rules_of(minutes("第5期", mark)) == []


# --- the number -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "found"),
    [
        ("〔2026〕12号", "发文字号没有机关代字"),
        ("幸居发〔2026〕号", "发文字号没有顺序号"),
    ],
)
def test_a_number_without_one_of_its_parts_is_found(number: str, found: str) -> None:
    assert found_in(published(OFFICE_MARK, number, "关于民主评议活动的决定")) == [
        ("number-parts", found)
    ]


def test_a_number_left_to_be_filled_in_is_open_and_lacks_nothing() -> None:
    fill = published(OFFICE_MARK, "幸居发〔2026〕　号", "关于民主评议活动的决定")
    assert rules_of(fill) == ["open-words"]


@pytest.mark.parametrize("mark", ["幸福里社区居民委员会公告", "民主评议简报"])
def test_what_is_numbered_for_itself_needs_no_word_of_its_office(mark: str) -> None:
    assert rules_of(published(mark, "〔2026〕12号", "民主评议活动的有关事项")) == []


def test_the_number_of_minutes_is_set_like_one_of_a_document() -> None:
    assert found_in(minutes("第5期", form=(KAI, 16, "center", 0, 0, 0, 28.95))) == [
        ("font", "发文字号的字体为“楷体_GB2312”")
    ]
    assert rules_of(minutes("第5期", form=right(0))) == []


@pytest.mark.parametrize(
    ("number", "found"),
    [
        ("第005期", [("issue-number", "纪要的编号写作“第005期”")]),
        ("第05次", [("issue-number", "纪要的编号写作“第05次”")]),
        ("第5期", []),
        ("（第5期）", []),
        ("〔2026〕5号", []),
        ("第100期", []),
    ],
)
def test_the_number_of_minutes_has_no_zeros_before_it(
    number: str, found: list[tuple[str, str]]
) -> None:
    assert found_in(minutes(number)) == found


# --- the first page ---------------------------------------------------------------------------


def first_page_apart(fill: Fill, numbered: bool = False) -> Fill:
    def change(document: Any) -> None:
        fill(document)
        section = document.sections[0]
        section.different_first_page_header_footer = True
        if numbered:
            source, target = (
                section.footer.paragraphs[0]._p,
                section.first_page_footer.paragraphs[0]._p,
            )
            target.getparent().replace(target, deepcopy(source))

    return change


NOTICE = published(OFFICE_MARK, "幸居发〔2026〕5号", "关于民主评议活动的决定")


def test_a_first_page_whose_footer_is_empty_has_no_number() -> None:
    assert found_in(first_page_apart(NOTICE)) == [("page-number", "首页没有页码")]
    assert found_in(first_page_apart(NOTICE, numbered=True)) == []


def test_the_first_page_of_a_letter_shows_no_number() -> None:
    def letter(document: Any) -> None:
        add(document, "mark", "幸福里社区居民委员会")
        add(document, right(0), "幸居函〔2026〕5号")
        add(document, "title", "关于商请派员列席会议的函")
        blank(document)
        add(document, "to", "云溪街道办事处：")
        add(document, "text", SENTENCE)
        sign(document)

    assert rules_of(first_page_apart(letter)) == []


# --- what is done alike all through -------------------------------------------------------------


def repeated(*texts: str) -> Fill:
    return after_head(*(("text", text) for text in texts))


@pytest.mark.parametrize(
    ("texts", "rule", "found", "wanted"),
    [
        (
            [f"{n}．各小组做好准备工作。" for n in range(1, 8)],
            "level-mark",
            "序数写作“1．”“2．”“3．”等",
            "形如“1.”",
        ),
        ([f"{n}各小组做好准备。" for n in "①②"], "level-mark", "用“①”“②”分条", None),
        (["各小组,做好准备;按时完成。", "认真,细致。"], "half-width", "半角“,”“;”", "全角“，”“；”"),
        (
            [f"按照云发〔2026〕第{n}号办理。" for n in (1, 2)],
            "number-figure",
            "“〔2026〕第1号”“〔2026〕第2号”",
            "形如1号，不加“第”字和0",
        ),
        (
            ["按照云发[2026]1号办理。", "按照云发[2025]1号办理。"],
            "number-brackets",
            "“[2026]1号”“[2025]1号”的年份没有用六角括号",
            "形如〔2026〕",
        ),
        (["26年1月1日办理。", "26年1月2日办理。"], "year", "“26年1月1日”“26年1月2日”", None),
    ],
)
def test_a_habit_is_told_once_with_its_places(
    texts: list[str], rule: str, found: str, wanted: str | None
) -> None:
    (finding,) = [each for each in findings(repeated(*texts)) if each.rule == rule]
    assert finding.found == found
    assert wanted is None or finding.wanted == wanted
    assert len({place[:4] for place in finding.places}) == len(texts)


def test_numbers_that_leave_one_out_are_each_told() -> None:
    fill = repeated("1.准备。", "3.动员。", "5.总结。")
    assert rules_of(fill).count("level-sequence") == 2
