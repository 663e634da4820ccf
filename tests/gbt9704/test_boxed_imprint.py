"""版记 in a text box, and tables whose width is told in percent, are judged as they stand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from docx.oxml.ns import qn

from docgen.gbt9704 import examine
from tests.support.conformance_cases import changed
from tests.support.documents_by_hand import FANGSONG, HEI, add, blank, by_hand, head, right
from tests.support.drawn_by_hand import box, draw, lettered

Fill = Callable[[Any], object]
PRINTED = "云溪街道党政办公室　　　　　2026年3月6日印发"


def signed(document: Any) -> None:
    head(document)
    add(document, "text", "各社区按要求召开动员会议，做好各项准备工作。")
    blank(document)
    add(document, right(2), "幸福里社区居民委员会")
    add(document, right(4), "2026年3月5日")


def boxed(*lines: str, font: str = FANGSONG) -> list[tuple[str, str]]:
    """Rules and what was found, for 版记 of these lines in a box that floats."""

    def fill(document: Any) -> None:
        signed(document)
        imprint = box("".join(lettered(line, 14, font) for line in lines))
        draw(document.paragraphs[-1], imprint)

    return [(finding.rule, finding.place) for finding in examine(by_hand(fill))]


def test_an_imprint_in_a_text_box_is_there() -> None:
    assert boxed("抄送：云溪街道纪工委。", PRINTED) == []
    assert boxed("抄送：云溪街道纪工委。", "云溪街道党政办公室", "2026年3月6日印发") == []


def test_an_imprint_in_a_text_box_owes_no_rules_outside_it() -> None:
    def fill(document: Any) -> None:
        add(document, "title", "民主评议活动办法")
        blank(document)
        text = add(document, "text", "各社区按要求召开动员会议，做好各项准备工作。")
        draw(add(document, "to"), box(lettered("抄送：云溪街道纪工委。", 14, FANGSONG)))
        text._p.addnext(document.paragraphs[-1]._p)
        for _ in range(6):
            add(document, "text", "各社区按要求召开动员会议，做好各项准备工作。")

    assert [finding.rule for finding in examine(by_hand(fill))] == []


@pytest.mark.parametrize(
    ("lines", "rule"),
    [
        (("抄送:云溪街道纪工委。", PRINTED), "copies-colon"),
        (("抄送：云溪街道纪工委", PRINTED), "copies-stop"),
        (("抄送：云溪街道纪工委。", PRINTED.removesuffix("印发")), "printed-words"),
        (("抄送：云溪街道纪工委。", PRINTED.replace("3月6日", "3月06日")), "date-figures"),
        (("抄送：云溪街道纪工委。", PRINTED.replace("3月6日", "3月4日")), "printed-when"),
    ],
)
def test_faults_of_an_imprint_in_a_text_box_are_found(lines: tuple[str, ...], rule: str) -> None:
    assert rule in [found for found, _ in boxed(*lines)]


def test_an_imprint_in_a_text_box_in_another_font_is_found_once() -> None:
    assert boxed("抄送：云溪街道纪工委。", PRINTED, font=HEI) == [
        ("font", "文本框“抄送：云溪街道纪工委。”"),
        ("font", "文本框“云溪街道党政办公室 20…”"),
    ]


def test_a_text_box_that_is_something_else_is_no_imprint() -> None:
    assert boxed("联系人：林致远", "请于2026年3月6日以前报名", font=HEI) == []


def test_a_text_box_in_a_cell_counts_once() -> None:
    def fill(document: Any) -> None:
        signed(document)
        cell = document.add_table(1, 1).cell(0, 0)
        draw(cell.paragraphs[0], box(lettered("居委会,办公室", 14, FANGSONG)))
        blank(document)

    (finding,) = examine(by_hand(fill))
    assert (finding.rule, len(finding.places)) == ("half-width", 1)


# --- widths in percent -------------------------------------------------------------------------


def wide(value: str, kind: str = "pct") -> list[str]:
    """What is found about 版记 whose table is so wide."""

    def change(document: Any) -> None:
        table = document.tables[-1]._tbl
        stated = table.tblPr.find(qn("w:tblW"))
        stated.set(qn("w:type"), kind)
        stated.set(qn("w:w"), value)
        for column in table.tblGrid.findall(qn("w:gridCol")):
            column.set(qn("w:w"), "2000")  # what a program left there

    return [finding.found for finding in examine(changed(change))]


@pytest.mark.parametrize("whole", ["5000", "100%"])
def test_a_table_may_be_as_wide_as_the_type_area_in_percent(whole: str) -> None:
    assert wide(whole) == []


def test_a_table_of_another_width_in_percent_is_found() -> None:
    assert wide("4000") == ["分隔线长125毫米"]
    assert wide("80%") == ["分隔线长125毫米"]
    assert "表格宽187.2毫米，超出版心" in wide("6000")
