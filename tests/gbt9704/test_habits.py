"""Habits of real offices that the standard allows, and what only looks like them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from docx.enum.text import WD_BREAK
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from docgen.gbt9704 import LayoutFinding, examine
from tests.support.conformance_cases import BODY, LAST, TITLE, all_of, changed, words
from tests.support.documents_by_hand import (
    FANGSONG,
    HEI,
    KAI,
    add,
    blank,
    by_hand,
    head,
    red_rule,
    right,
    roles,
)

Fill = Callable[[Any], object]
SENTENCE = "各社区按要求召开动员会议，做好各项准备工作。"


def of_fragment(data: bytes) -> list[LayoutFinding]:
    """What is found in a piece of a document, which nobody has signed."""
    return [f for f in examine(data) if f.rule not in ("date-missing", "signature-missing")]


def rules_of(fill: Fill) -> list[str]:
    return [finding.rule for finding in of_fragment(by_hand(fill))]


def after_head(*lines: tuple[Any, ...]) -> Fill:
    """A document with a whole head, text, and lines of some form below."""

    def fill(document: Any) -> None:
        head(document)
        add(document, "text", SENTENCE)
        for form, *texts in lines:
            add(document, form, *texts)

    return fill


CENTRED = (FANGSONG, 16, "center", 0, 0, 0, 28.95)


@pytest.mark.parametrize(
    "line",
    [
        (CENTRED, "第一章　总则"),
        (CENTRED, "图1　社区网格分布图"),
        (CENTRED, "目　录"),
        (right(0), "单位：万元"),
        (right(0), "（此页无正文）"),
        ("to", "填报单位（盖章）：幸福里社区居民委员会"),
        ("to", "注：数据截至3月5日。"),
        ("to", "敬礼！"),
        ("to", "一、总体要求\t1"),
    ],
)
def test_a_line_that_stands_for_itself_is_no_body_text(line: tuple[Any, ...]) -> None:
    assert rules_of(after_head(line)) == []


def test_the_number_of_an_article_may_be_in_another_font() -> None:
    assert rules_of(after_head(("text", ("第一条", HEI), f"　{SENTENCE}"))) == []
    assert rules_of(after_head(("text", ("第一条", HEI), (f"　{SENTENCE}", HEI)))) == ["font"]


def test_a_line_above_a_table_is_its_caption() -> None:
    def fill(document: Any) -> None:
        after_head((CENTRED, "各小组名额"))(document)
        document.add_table(1, 1).cell(0, 0).text = "名额"

    assert rules_of(fill) == []


def test_a_centred_line_that_nothing_explains_is_a_question() -> None:
    (finding,) = of_fragment(by_hand(after_head((CENTRED, "做好准备"), ("text", SENTENCE))))
    assert (finding.rule, finding.is_error) == ("apart", False)


def test_a_stray_line_above_the_mark_hides_no_head() -> None:
    def fill(document: Any) -> None:
        add(document, "to", "征求意见稿")
        after_head()(document)

    data = by_hand(fill)
    assert roles(data)["幸福里社区居民委员会文件"] == "发文机关标志"
    assert roles(data)["关于开展民主评议活动的通"] == "公文标题"
    assert of_fragment(data) == []


def test_a_second_document_in_the_file_has_a_head_of_its_own() -> None:
    def fill(document: Any) -> None:
        after_head()(document)
        add(document, "title", "关于民主评议活动的办法").paragraph_format.page_break_before = True
        blank(document)
        add(document, "text", SENTENCE)

    data = by_hand(fill)
    assert roles(data)["关于民主评议活动的办法"] == "公文标题"
    assert of_fragment(data) == []


@pytest.mark.parametrize("line", ["（2026年3月5日居民会议通过）", "林致远", "何　静"])
def test_a_line_under_the_title_is_no_line_of_it(line: str) -> None:
    def fill(document: Any) -> None:
        add(document, "title", "民主评议活动办法")
        add(document, (KAI, 16, "center", 0, 0, 0, 28.95), line)
        blank(document)
        add(document, "text", SENTENCE)

    assert rules_of(fill) == []


def letter(document: Any, mark: str = "幸福里社区居民委员会") -> None:
    """A letter (10.1): the number at the right, no rule under it."""
    add(document, "mark", mark)
    add(document, right(0), "幸居函〔2026〕5号")
    add(document, "title", "关于商请派员列席会议的函")
    blank(document)
    add(document, "to", "云溪街道办事处：")
    add(document, "text", SENTENCE)


def test_a_letter_has_a_head_of_its_own_form() -> None:
    assert rules_of(letter) == []
    wrong = rules_of(lambda document: letter(document, "幸福里社区居民委员会文件"))
    assert {"align", "red-rule", "blank-lines"} <= set(wrong)


def test_a_number_under_the_title_is_still_the_number() -> None:
    def fill(document: Any) -> None:
        add(document, "title", "民主评议活动实施方案")
        add(document, "to", "幸居发〔2026〕5号")
        blank(document)
        add(document, "text", SENTENCE)

    assert "align" in rules_of(fill)
    assert roles(by_hand(fill))["幸居发〔2026〕5号"] == "发文字号"


def test_minutes_may_count_and_date_themselves_under_the_mark() -> None:
    def fill(document: Any) -> None:
        add(document, "mark", "幸福里社区居民委员会会议纪要")
        blank(document)
        red_rule(add(document, "number", "〔2026〕5号"))
        blank(document)
        add(document, "title", "民主评议工作会议纪要")
        blank(document)
        add(document, "text", "2026年3月5日，林致远主持召开会议，研究民主评议工作。")

    assert rules_of(fill) == []


@pytest.mark.parametrize("place", ["with the date", "alone", "with the mark"])
def test_an_attachment_begins_a_page_wherever_the_break_was_typed(place: str) -> None:
    def fill(document: Any) -> None:
        head(document)
        add(document, "text", SENTENCE)
        blank(document)
        add(document, "listed", "附件：名单")
        blank(document)
        add(document, right(2), "幸福里社区居民委员会")
        date = add(document, right(4), "2026年3月5日")
        if place == "with the date":
            date.add_run().add_break(WD_BREAK.PAGE)
        elif place == "alone":
            add(document, "to").add_run().add_break(WD_BREAK.PAGE)
        mark = add(document, "annex", "附件")
        if place == "with the mark":
            mark.runs[0]._r.addprevious(
                parse_xml(f'<w:r {nsdecls("w")}><w:br w:type="page"/></w:r>')
            )
        blank(document)
        add(document, "title", "名单")
        blank(document)
        add(document, "text", SENTENCE)

    assert rules_of(fill) == []


def test_what_tab_stops_place_is_left_to_the_page() -> None:
    unindented = (FANGSONG, 16, "left", 0, 0, 0, 28.95)
    assert rules_of(after_head((unindented, f"\t{SENTENCE}"))) == []
    signed = after_head(
        ("to",), (unindented, "\t\t\t幸福里社区居民委员会"), (unindented, "\t\t\t2026年3月5日")
    )
    assert rules_of(signed) == []


def test_two_names_side_by_side_over_a_sealed_date_are_right() -> None:
    names = "幸福里社区居民委员会　　　　向阳桥社区居民委员会"
    assert rules_of(after_head(("to",), (right(2), names), (right(4), "2026年3月5日"))) == []


def test_a_name_too_long_to_be_centred_over_a_sealed_date_may_reach_beyond_it() -> None:
    long_name = "云溪街道幸福里社区综合服务中心办公室"
    assert rules_of(after_head(("to",), (right(2), long_name), (right(4), "2026年3月5日"))) == []
    short = rules_of(after_head(("to",), (right(0), "社区办公室"), (right(4), "2026年3月5日")))
    assert short == ["signature-place"]


@pytest.mark.parametrize(("form", "mark"), [("one", "一、"), ("two", "（一）")])
def test_a_number_given_twice_is_found(form: str, mark: str) -> None:
    lines = [("one", "一、总体要求")] if form == "two" else []
    twice = after_head(*lines, (form, f"{mark}准备"), (form, f"{mark}召开"))
    (finding,) = of_fragment(by_hand(twice))
    assert (finding.rule, finding.found) == ("level-sequence", f"序数“{mark}”重复")


def test_a_quotation_over_paragraphs_opens_in_each_and_closes_in_the_last() -> None:
    quoted = (("text", "“坚持群众路线。"), ("text", "“坚持实事求是。”"))
    assert rules_of(after_head(*quoted)) == []
    assert rules_of(after_head(*quoted[:1], ("text", SENTENCE))) == ["unpaired"]


def test_the_addressee_moved_to_the_imprint_stands_there_like_the_copies() -> None:
    def fill(document: Any) -> None:
        after_head()(document)
        small = (FANGSONG, 14, "left", -3, 4, 1, 22)
        sent = add(document, small, "主送：各居民小组。")
        add(document, small, "抄送：云溪街道纪工委。")
        border = '<w:top w:val="single" w:sz="8" w:space="1" w:color="000000"/>'
        sent._p.get_or_add_pPr().append(parse_xml(f"<w:pBdr {nsdecls('w')}>{border}</w:pBdr>"))

    assert roles(by_hand(fill))["主送：各居民小组。"] == "抄送机关"
    assert rules_of(fill) == []


def test_a_paragraph_deleted_under_review_is_no_blank_line() -> None:
    def fill(document: Any) -> None:
        head(document)
        gone = document.paragraphs[-2]._p
        extra = parse_xml(
            f'<w:p {nsdecls("w")}><w:pPr><w:rPr><w:del w:id="1" w:author="a"/></w:rPr></w:pPr></w:p>'
        )
        gone.addnext(extra)
        add(document, "text", SENTENCE)

    assert rules_of(fill) == []


@pytest.mark.parametrize(
    "text", ["（一）（二）项所列事项由各小组办理。", "（一）、（二）两项由社区办理。"]
)
def test_items_that_are_named_are_no_heading(text: str) -> None:
    assert roles(by_hand(after_head(("text", text))))[text[:12]] == "正文"


def test_a_list_of_sentences_marked_like_headings_keeps_the_font_of_the_text() -> None:
    listed = after_head(("text", "（一）撰写报告；"), ("text", "（二）召开会议。"))
    assert "font" not in rules_of(listed)
    assert "font" in rules_of(after_head(("text", "（一）撰写报告")))


# --- texts of the workbook ---------------------------------------------------------------


def errors_with(change: Any, *given: str) -> list[LayoutFinding]:
    return [finding for finding in examine(changed(change), given) if finding.is_error]


@pytest.mark.parametrize(
    "text", ["附件：名单。", "抄送：街道", "2026年3月5日", "二〇二六年三月五日"]
)
def test_a_given_text_is_not_taken_for_an_element(text: str) -> None:
    change = words(
        BODY, "根据《关于开展民主评议工作的通知》（云街发〔2026〕12号）要求，制定本方案。", text
    )
    assert errors_with(change)
    assert errors_with(change, text) == []


def test_a_given_line_under_the_title_is_no_document_number() -> None:
    def fill(document: Any) -> None:
        add(document, "title", "民主评议活动议程")
        add(document, "to", "云街发〔2026〕12号")
        add(document, "text", SENTENCE)

    data = by_hand(fill)
    assert "发文字号没有居中" in [finding.found for finding in examine(data)]
    assert "发文字号没有居中" not in [f.found for f in examine(data, ["云街发〔2026〕12号"])]


def test_a_given_title_may_break_as_it_has_to() -> None:
    def change(document: Any) -> None:
        run = document.paragraphs[TITLE - 1].runs[0]
        run.text = "幸福里社区领导班子述职述廉\n民主评议\n活动实施方案和工作安排"

    assert [finding.rule for finding in errors_with(change)] == ["title-breaks"]
    assert errors_with(change, "幸福里社区领导班子述职述廉\n民主评议\n活动实施方案和工作安排") == []


def test_a_number_that_a_title_breaks_is_still_the_given_one() -> None:
    change = all_of(words(BODY, "制定本方案。", "按云街发(2026)\n第012号办理。"))
    assert errors_with(change)
    assert errors_with(change, "按云街发(2026)\n第012号办理") == []


def test_stops_that_add_up_to_dots_are_the_given_ones() -> None:
    change = words(BODY, "制定本方案。", "报街道。。。")
    assert [finding.rule for finding in errors_with(change)] == ["ellipsis"]
    assert errors_with(change, "报街道。。") == []


# --- 版记 and page numbers ---------------------------------------------------------------


def test_an_imprint_without_any_rule_or_with_a_box_is_found() -> None:
    def unruled(document: Any) -> None:
        borders = document.tables[-1]._tbl.tblPr.find(qn("w:tblBorders"))
        borders.getparent().remove(borders)

    def boxed(document: Any) -> None:
        borders = document.tables[-1]._tbl.tblPr.find(qn("w:tblBorders"))
        side = f'<w:left {nsdecls("w")} w:val="single" w:sz="8"/>'
        borders.insert(1, parse_xml(side))

    assert [f.found for f in examine(changed(unruled))] == ["版记没有分隔线"]
    assert [f.found for f in examine(changed(boxed))] == ["版记两侧有竖线"]


def test_rules_drawn_by_the_cells_are_seen() -> None:
    def by_cells(document: Any) -> None:
        table = document.tables[-1]
        borders = table._tbl.tblPr.find(qn("w:tblBorders"))
        borders.getparent().remove(borders)
        for row in table.rows:
            for cell in row.cells:
                edge = f'<w:tcBorders {nsdecls("w")}><w:top w:val="single" w:sz="8"/></w:tcBorders>'
                cell._tc.get_or_add_tcPr().append(parse_xml(edge))

    found = [finding.found for finding in examine(changed(by_cells))]
    assert "版记没有分隔线" not in found
    assert found == ["中间分隔线粗0.35毫米"]


def test_even_pages_without_a_number_are_found() -> None:
    def change(document: Any) -> None:
        paragraph = document.sections[0].even_page_footer.paragraphs[0]
        for run in list(paragraph.runs):
            paragraph._p.remove(run._r)

    assert [f.found for f in examine(changed(change))] == ["双页没有页码"]


def test_a_rule_shorter_than_the_type_area_is_found() -> None:
    def change(document: Any) -> None:
        layout = document.styles["发文字号"].paragraph_format
        layout.left_indent = layout.right_indent = 457200

    found = [f.found for f in examine(changed(change)) if f.rule == "red-rule"]
    assert found == ["分隔线有缩进，比版心短"]


# --- styles used for what they are not ---------------------------------------------------


def test_text_in_the_style_of_a_heading_is_text_in_a_wrong_font() -> None:
    def change(document: Any) -> None:
        document.paragraphs[BODY - 1].style = document.styles["一级标题"]

    assert [(f.rule, f.found) for f in examine(changed(change))] == [("font", "正文的字体为“黑体”")]


def test_a_title_amid_the_text_is_found_and_nothing_after_it() -> None:
    def change(document: Any) -> None:
        document.paragraphs[LAST - 1].style = document.styles["公文标题"]

    found = examine(changed(change))
    assert [f.found for f in found if f.rule == "apart"] == ["正文中间用了标题的格式"]
    assert not [f for f in found if f.rule.startswith("level")]


def test_a_template_that_adds_to_the_title_answers_for_its_lines() -> None:
    def change(document: Any) -> None:
        run = document.paragraphs[TITLE - 1].runs[0]
        run.text = "幸福里社区二〇二六年领导班子\n述职\n述廉民主评议活动实施方案"

    assert [f.rule for f in errors_with(change, "幸福里社区", "领导班子")] == ["title-breaks"]
