"""Lines as real documents have them: titles of every make, articles, blanks, quotation marks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from docx.oxml.ns import qn

from docgen.gbt9704 import examine
from tests.support.documents_by_hand import (
    FANGSONG,
    HEI,
    KAI,
    SONG,
    add,
    blank,
    by_hand,
    head,
    red_rule,
    roles,
)

Fill = Callable[[Any], object]
SENTENCE = "各社区按要求召开动员会议，做好各项准备工作。"
NOTICE = "关于开展民主评议活动的通知"


def form(font: str, size: float, align: str, first: float = 0) -> tuple[Any, ...]:
    return (font, size, align, first, 0, 0, 33 if size > 20 else 28.95)


def found_in(fill: Fill) -> list[tuple[str, str]]:
    """Rules and what was found, in a piece that nobody has signed."""
    owed = ("date-missing", "signature-missing")
    return [(f.rule, f.found) for f in examine(by_hand(fill)) if f.rule not in owed]


def titled(*lines: tuple[Any, ...]) -> Fill:
    """A document that begins with these lines, then names to whom it goes, and has a text."""

    def fill(document: Any) -> None:
        for shape, text in lines:
            add(document, shape, text)
        blank(document)
        add(document, "to", "各居民小组、各党小组：")
        add(document, "text", SENTENCE)

    return fill


# --- titles and 主送机关 that do not stand where they should ------------------------------------


@pytest.mark.parametrize("font", [SONG, HEI])
@pytest.mark.parametrize("size", [22, 16])
def test_a_title_that_is_not_in_the_middle_is_still_the_title(font: str, size: float) -> None:
    found = found_in(titled((form(font, size, "left"), NOTICE)))
    assert ("align", "公文标题没有居中") in found
    assert roles(by_hand(titled((form(font, size, "left"), NOTICE))))[NOTICE[:12]] == "公文标题"


def test_both_lines_of_a_title_at_the_edge_are_the_title() -> None:
    lines = [(form(SONG, 22, "left"), "云溪街道办事处"), (form(SONG, 22, "left"), NOTICE)]
    assert {found for _, found in found_in(titled(*lines))} == {"公文标题没有居中"}


def test_a_title_at_the_edge_is_not_lost_to_a_line_in_the_middle() -> None:
    lines = [(form(SONG, 22, "left"), NOTICE), (form(KAI, 16, "center"), "（征求意见稿）")]
    assert found_in(titled(*lines)) == [("align", "公文标题没有居中")]


def test_a_title_at_the_edge_is_found_though_that_of_an_attachment_is_right() -> None:
    def fill(document: Any) -> None:
        titled((form(HEI, 16, "left"), NOTICE))(document)
        add(document, "annex", "附件").paragraph_format.page_break_before = True
        blank(document)
        add(document, "title", "名单")
        blank(document)
        add(document, "text", SENTENCE)

    assert ("align", "公文标题没有居中") in found_in(fill)


@pytest.mark.parametrize(
    ("align", "first", "found"),
    [
        ("center", 0, [("align", "主送机关居中")]),
        ("right", 0, [("align", "主送机关居右")]),
        ("left", 2, [("indent", "主送机关左空二字")]),
        ("left", 0, []),
    ],
)
def test_those_to_whom_it_goes_stand_at_the_edge(
    align: str, first: float, found: list[tuple[str, str]]
) -> None:
    def fill(document: Any) -> None:
        add(document, "title", NOTICE)
        blank(document)
        add(document, form(FANGSONG, 16, align, first), "各居民小组、各党小组：")
        add(document, "text", SENTENCE)

    assert found_in(fill) == found


@pytest.mark.parametrize("align", ["center", "left", "right"])
@pytest.mark.parametrize("dash", ["——", "──"])
@pytest.mark.parametrize("size", [16, 22])
def test_a_subtitle_after_a_dash_is_no_line_of_the_title(align: str, dash: str, size: int) -> None:
    subtitle = (form(KAI, size, align), f"{dash}在居民代表会议上的报告")
    fill = titled((form(SONG, 22, "center"), "述职述廉报告"), subtitle)
    assert [found for found in found_in(fill) if found[0] != "ellipsis"] == []


def test_a_title_and_one_in_the_style_of_an_attachment_are_two() -> None:
    def fill(document: Any) -> None:
        titled((form(HEI, 16, "left"), NOTICE))(document)
        add(document, "annex", "附件")
        blank(document)
        document.add_paragraph("名单", style="Title").alignment = 1

    assert ("align", "公文标题没有居中") in found_in(fill)


def test_a_subtitle_is_no_text_where_the_text_follows_at_once() -> None:
    lines = [(form(KAI, 16, "left"), "——在居民代表会议上的报告"), ("text", SENTENCE)]
    assert found_in(texts(*lines)) == []


def test_a_long_title_at_the_edge_is_no_running_text() -> None:
    long = "幸福里社区居民委员会云溪街道办事处关于开展领导班子和居民小组长述职述廉民主评议活动的若干安排"
    found = found_in(titled((form(SONG, 22, "left"), long), (form(KAI, 16, "center"), "（试行）")))
    assert ("align", "公文标题没有居中") in found


# --- titles of 附件 ----------------------------------------------------------------------------


def attached(*lines: tuple[Any, ...], table: bool = False) -> Fill:
    def fill(document: Any) -> None:
        add(document, "annex", "附件1")
        blank(document)
        for shape, text in lines:
            add(document, shape, text)
        if table:
            document.add_table(1, 1)
        blank(document)
        add(document, "text", SENTENCE)

    return fill


def test_the_title_of_an_attachment_may_take_two_lines() -> None:
    lines = [("title", "幸福里社区民主评议活动"), ("title", "测评代表名额分配表")]
    assert found_in(attached(*lines)) == []
    assert found_in(attached(lines[0], (form(HEI, 22, "center"), lines[1][1]))) == [
        ("font", "公文标题的字体为“黑体”")
    ]


def test_a_line_under_the_title_of_an_attachment_is_no_text() -> None:
    dated = (form(KAI, 16, "center"), "（2026年3月5日）")
    assert found_in(attached(("title", "名额分配表"), dated)) == []


def test_a_line_in_the_middle_of_an_attachments_text_is_a_question() -> None:
    lines = [("title", "名额分配表"), ("text", SENTENCE), (form(FANGSONG, 16, "center"), "一组")]
    assert [rule for rule, _ in found_in(attached(*lines))] == ["apart"]


def test_the_title_of_an_attachment_is_judged_above_a_table_too() -> None:
    wrong = (form(HEI, 16, "center"), "名额分配表")
    assert found_in(attached(("title", "名额分配表"), table=True)) == []
    assert {rule for rule, _ in found_in(attached(wrong, table=True))} == {"font", "size"}


# --- chapters and articles ---------------------------------------------------------------------


def texts(*lines: tuple[Any, ...]) -> Fill:
    def fill(document: Any) -> None:
        add(document, "title", "民主评议活动办法")
        blank(document)
        for shape, text in lines:
            add(document, shape, text)

    return fill


CENTRED = form(FANGSONG, 16, "center")


def test_items_under_articles_begin_anew_in_each() -> None:
    lines = [
        ("text", "第一条　述评对象包括："),
        ("text", "（一）居民委员会成员；"),
        ("text", "（二）居民小组长。"),
        ("text", "第二条　述评分为："),
        ("text", "（一）述职；"),
        ("text", "第三条　评议分为："),
        ("text", "（一）测评；"),
    ]
    assert found_in(texts(*lines)) == []
    lines[2] = ("text", "（三）居民小组长。")
    assert found_in(texts(*lines)) == [("level-sequence", "序数“（三）”不连续")]


def test_an_item_of_an_article_is_text_unless_it_is_set_as_a_heading() -> None:
    lines = [("text", "第一条　述评对象包括："), ("text", "（一）居民委员会成员")]
    assert found_in(texts(*lines)) == []
    assert found_in(texts(lines[0], ("two", "（一）居民委员会成员"))) == []
    assert found_in(texts(("one", "一、对象"), lines[1])) == [
        ("font", "二级标题的字体为“仿宋_GB2312”")
    ]


@pytest.mark.parametrize("second", ["一、述职", "二、述职"])
def test_levels_begin_anew_in_a_chapter_or_go_on(second: str) -> None:
    chapters = [(CENTRED, "第一章　总则"), ("one", "一、对象"), (CENTRED, "第二章　办法")]
    assert found_in(texts(*chapters, ("one", second))) == []
    assert found_in(texts(*chapters, ("one", "四、述职"))) == [
        ("level-sequence", "序数“四、”不连续")
    ]


def test_without_a_chapter_a_level_left_out_is_found() -> None:
    assert found_in(texts(("two", "（一）对象"))) == [("level-order", "正文之下直接用“（一）”")]


# --- brackets and blanks -------------------------------------------------------------------------


@pytest.mark.parametrize("align", ["left", "center"])
def test_a_heading_in_brackets_is_nothing_left_open(align: str) -> None:
    lines = [(form(HEI, 16, align), "【会议纪律】"), ("text", SENTENCE)]
    assert found_in(texts(*lines)) == []


def test_text_may_be_led_in_by_a_heading_in_brackets() -> None:
    def fill(document: Any) -> None:
        texts()(document)
        add(document, "text", ("【会议纪律】", HEI), SENTENCE)

    assert found_in(fill) == []


@pytest.mark.parametrize("words", ["【发文日期】", "【主送机关】", "【请填写姓名】", "[会议纪律]"])
def test_what_asks_to_be_filled_in_is_left_open_in_any_brackets(words: str) -> None:
    assert found_in(texts(("text", f"{words}"), ("text", SENTENCE))) == [
        ("open-words", f"还有没填写的内容，如“{words}”")
    ]


@pytest.mark.parametrize(
    ("mark", "number"),
    [
        ("幸福里市人民政府令", "第　号"),
        ("幸福里市人民政府令", "第××号"),
        ("幸福里社区会议纪要", "第　　期"),
        ("幸福里社区会议纪要", "（第 期）"),
        ("幸福里社区居民委员会文件", "幸居发〔2026〕　号"),
    ],
)
def test_a_number_that_is_still_blank_is_said_to_be_so_and_nothing_else(
    mark: str, number: str
) -> None:
    def fill(document: Any) -> None:
        add(document, "mark", mark)
        blank(document, 2)
        red_rule(add(document, "number", number))
        blank(document, 2)
        add(document, "title", "关于民主评议活动的决定")
        blank(document)
        add(document, "text", SENTENCE)

    assert found_in(fill) == [("open-words", f"还有没填写的内容，如“{number}”")]


def test_blanks_in_the_text_are_no_open_number() -> None:
    assert (
        found_in(texts(("text", "《办法》第 2 号附表由各组填写，第一期、第二期照此办理。"))) == []
    )


# --- quotation marks -----------------------------------------------------------------------------


def quoted(western: str, hint: str = "") -> list[tuple[str, str]]:
    def fill(document: Any) -> None:
        head(document)
        paragraph = add(document, "text", "坚持“一人一票”的办法。")
        fonts = paragraph.runs[0]._r.rPr.rFonts
        fonts.attrib.pop(qn("w:hint"))
        for script in ("ascii", "hAnsi"):
            fonts.set(qn(f"w:{script}"), western)
        if hint:
            fonts.set(qn("w:hint"), hint)

    return found_in(fill)


@pytest.mark.parametrize(
    "western", ["FangSong", "FangSong_GB2312", "SimSun", "仿宋", "Microsoft YaHei", "DengXian"]
)
def test_quotation_marks_in_a_chinese_font_are_whole_by_whatever_name(western: str) -> None:
    assert quoted(western) == []


@pytest.mark.parametrize("western", ["Times New Roman", "Calibri", "Arial"])
def test_quotation_marks_take_the_western_font_unless_hinted(western: str) -> None:
    assert [rule for rule, _ in quoted(western)] == ["western-marks"]
    assert quoted(western, "eastAsia") == []
