"""A head whose mark or rule is drawn, or laid out in a table, is judged like any other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from docgen.gbt9704 import examine
from tests.support.documents_by_hand import FANGSONG, HEI, SONG, add, blank, by_hand, right, roles
from tests.support.drawn_by_hand import LINES, PICTURE, box, draw, lettered

Fill = Callable[[Any], object]
SENTENCE = "各社区按要求召开动员会议，做好各项准备工作。"
CENTRED = (FANGSONG, 16, "center", 0, 0, 0, 28.95)
MARK = "幸福里社区居民委员会文件"


def rules_of(fill: Fill) -> list[str]:
    return [finding.rule for finding in examine(by_hand(fill))]


def under_the_head(document: Any, title: str | tuple[Any, ...] = "title") -> None:
    add(document, title, "关于开展民主评议活动的通知")
    blank(document)
    add(document, "to", "各居民小组、各党小组：")
    add(document, "text", SENTENCE)
    blank(document)
    add(document, right(2), "幸福里社区居民委员会")
    add(document, right(4), "2026年3月5日")


def ruled(drawing: str, blanks: int, title: str | tuple[Any, ...] = "title") -> Fill:
    """The rule hangs from a paragraph of its own under the number."""

    def fill(document: Any) -> None:
        add(document, "mark", MARK)
        blank(document, 2)
        add(document, "number", "幸居发〔2026〕5号")
        draw(add(document, "to"), drawing)
        blank(document, blanks)
        under_the_head(document, title)

    return fill


# --- drawn -----------------------------------------------------------------------------------


@pytest.mark.parametrize("line", LINES.values(), ids=LINES)
@pytest.mark.parametrize("blanks", [1, 2])
def test_a_rule_may_be_drawn_in_any_form(line: str, blanks: int) -> None:
    assert rules_of(ruled(line, blanks)) == []
    assert roles(by_hand(ruled(line, blanks)))["幸居发〔2026〕5号"] == "发文字号"


@pytest.mark.parametrize("line", LINES.values(), ids=LINES)
def test_a_title_right_under_a_drawn_rule_is_no_caption_of_it(line: str) -> None:
    found = rules_of(ruled(line, 0, (HEI, 16, "center", 0, 0, 0, 28.95)))
    assert found == ["blank-lines", "font", "size"]


@pytest.mark.parametrize("mark", ["picture", "box", "box of another colour"])
def test_a_mark_may_be_a_picture_or_a_text_box(mark: str) -> None:
    colour = "FF0000" if mark == "box" else "00B050"
    boxed = box(lettered(MARK, 36, SONG, "center", colour))

    def fill(document: Any) -> None:
        draw(add(document, CENTRED), PICTURE if mark == "picture" else boxed)
        draw(add(document, "number", "幸居发(2026)5号"), LINES["a line"])
        blank(document, 2)
        under_the_head(document)

    assert rules_of(fill) == ["half-brackets", "number-brackets"]
    assert roles(by_hand(fill))["幸居发(2026)5号"] == "发文字号"


def test_a_line_under_a_picture_is_its_caption() -> None:
    def fill(document: Any) -> None:
        add(document, "title", "民主评议活动办法")
        blank(document)
        add(document, "text", SENTENCE)
        draw(add(document, CENTRED), PICTURE)
        add(document, CENTRED, "社区网格分布")
        add(document, "text", SENTENCE)

    assert rules_of(fill) == []
    assert rules_of(lambda d: (fill(d), add(d, CENTRED, "社区网格分布"))) == ["apart"]


@pytest.mark.parametrize("with_date", [True, False])
def test_a_name_beside_the_picture_of_a_seal_is_no_caption_of_it(with_date: bool) -> None:
    def fill(document: Any) -> None:
        ruled(LINES["a line"], 1)(document)
        date = document.paragraphs[-1]
        if with_date:
            draw(date, PICTURE)
            return
        draw(add(document, "to"), PICTURE)
        date._p.addprevious(document.paragraphs[-1]._p)

    assert roles(by_hand(fill))["幸福里社区居民委员会"] == "署名"
    assert "signature-missing" not in rules_of(fill)


# --- in a table --------------------------------------------------------------------------------


def table(document: Any, rows: list[list[str]], colour: str) -> None:
    """A table of these cells with a rule under it."""
    cells = "".join(
        f"<w:tr>{''.join(f'<w:tc>{cell}</w:tc>' for cell in row)}</w:tr>" for row in rows
    )
    border = f'<w:bottom w:val="single" w:sz="12" w:color="{colour}"/>'
    xml = (
        f"<w:tbl {nsdecls('w')}><w:tblPr><w:tblBorders>{border}</w:tblBorders></w:tblPr>"
        f'<w:tblGrid><w:gridCol w:w="8844"/></w:tblGrid>{cells}</w:tbl>'
    )
    document.element.body.insert_element_before(parse_xml(xml), "w:sectPr")


def test_the_rule_may_be_that_of_a_table() -> None:
    def fill(colour: str) -> Fill:
        def with_table(document: Any) -> None:
            add(document, "mark", MARK)
            blank(document, 2)
            add(document, "number", "幸居发〔2026〕5号")
            table(document, [["<w:p/>"]], colour)
            blank(document, 2)
            under_the_head(document)

        return with_table

    assert rules_of(fill("FF0000")) == []
    assert rules_of(fill("000000")) == ["red-rule"]


@pytest.mark.parametrize(("font", "found"), [(SONG, []), (HEI, ["font"])])
def test_a_title_right_under_a_table_is_no_caption_of_it(font: str, found: list[str]) -> None:
    def fill(document: Any) -> None:
        table(document, [["<w:p/>"]], "000000")
        add(document, (font, 22, "center", 0, 0, 0, 33), "民主评议活动办法")
        blank(document)
        add(document, "text", SENTENCE)

    assert rules_of(fill) == found


@pytest.mark.parametrize("align", ["left", "center"])
def test_a_title_under_the_mark_of_an_attachment_stands_in_the_middle(align: str) -> None:
    def fill(document: Any) -> None:
        add(document, "annex", "附件1")
        blank(document)
        add(document, (SONG, 22, align, 0, 0, 0, 33), "测评代表名额分配表")
        blank(document)
        add(document, "text", SENTENCE)

    assert rules_of(fill) == ([] if align == "center" else ["align"])
    assert roles(by_hand(fill))["测评代表名额分配表"] == "公文标题"


def in_a_table(number: str, title: str, colour: str = "FF0000") -> Fill:
    """The whole head down to the title in a table with a rule under it."""

    def fill(document: Any) -> None:
        rows = [
            [lettered(MARK, 36, SONG, "center", "FF0000")],
            [lettered(number, 16, FANGSONG, "center")],
            [lettered("关于开展民主评议活动的通知", 22, title, "center")],
        ]
        table(document, rows, colour)
        blank(document)
        add(document, "to", "各居民小组、各党小组：")
        add(document, "text", SENTENCE)
        blank(document)
        add(document, right(2), "幸福里社区居民委员会")
        add(document, right(4), "2026年3月5日")

    return fill


def test_a_head_in_a_table_is_judged_there() -> None:
    assert rules_of(in_a_table("幸居发〔2026〕5号", SONG)) == []
    assert rules_of(in_a_table("幸居发〔2026〕5号", HEI)) == ["font"]
    assert rules_of(in_a_table("幸居发〔2026〕5号", SONG, "000000")) == ["red-rule"]


def test_a_head_in_a_table_names_those_to_whom_it_is_sent_below() -> None:
    def nameless(document: Any) -> None:
        in_a_table("幸居发〔2026〕5号", SONG)(document)
        to = document.paragraphs[1]._p
        to.getparent().remove(to)

    assert (
        roles(by_hand(in_a_table("幸居发〔2026〕5号", SONG)))["各居民小组、各党小组："]
        == "主送机关"
    )
    assert rules_of(nameless) == ["addressee-missing"]
