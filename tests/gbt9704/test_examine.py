"""The checker of documents: every departure is found exactly, what is right stays unsaid."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from io import BytesIO
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given, settings
from hypothesis import strategies as st

from docgen.errors import Severity
from docgen.gbt9704 import RULES, LayoutFinding, examine
from docgen.gbt9704.finding import grouped
from tests.support.conformance_cases import (
    BODY,
    CASES,
    Case,
    add_run,
    all_of,
    bare_imprint,
    base,
    cell,
    changed,
    finding,
    landscape,
    plan,
    retyped,
    words,
)
from tests.support.documents_by_hand import (
    FANGSONG,
    HEI,
    KAI,
    SONG,
    a_notice,
    add,
    blank,
    by_hand,
    head,
    notice,
    red_rule,
    right,
    roles,
)
from tests.support.samples import parts_of, zipped

EVERY_CASE = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


# --- the table ---------------------------------------------------------------------------


@EVERY_CASE
def test_a_fault_gets_exactly_its_findings(case: Case) -> None:
    assert examine(case.make()) == case.expected


@pytest.mark.parametrize("make", [base, plan, landscape])
def test_a_document_of_ours_has_no_departure(make: Callable[[], bytes]) -> None:
    assert examine(make()) == ()


def test_text_on_a_page_that_lies_on_its_side_owes_no_22_lines() -> None:
    def change(document: Any) -> None:
        text = add_run(document.add_paragraph(style="Normal"), "各项整改按时完成。")
        document.element.body.insert(0, text._r.getparent())

    assert examine(changed(change, landscape())) == ()


def test_an_imprint_may_draw_its_rules_as_borders_of_paragraphs() -> None:
    def change(document: Any) -> None:
        bare_imprint(document)
        edge = '<w:top w:val="single" w:sz="8" w:space="1" w:color="000000"/>'
        border = f"<w:pBdr {nsdecls('w')}>{edge}</w:pBdr>"
        for paragraph in document.paragraphs[-2:]:
            paragraph._p.get_or_add_pPr().append(parse_xml(border))

    assert examine(changed(change)) == ()


# A file that the system does not let us read; no bytes can have this fault.
NOT_IN_THE_TABLE = {"unreadable"}


def test_every_rule_has_a_case() -> None:
    found = {finding.rule for case in CASES for finding in case.expected}
    assert found == {rule.code for rule in RULES} - NOT_IN_THE_TABLE


def test_every_case_has_its_own_name_and_findings() -> None:
    assert len({case.name for case in CASES}) == len(CASES) >= 100
    assert all(case.expected for case in CASES)


def test_every_finding_stands_on_a_clause_of_its_rule() -> None:
    rules = {rule.code: rule for rule in RULES}
    assert len(rules) == len(RULES)
    for case in CASES:
        for found in case.expected:
            assert found.clause in (rules[found.rule].clauses or ("",)), case.name


# --- findings put together ---------------------------------------------------------------


def a_finding(rule: str, place: str, severity: Severity = Severity.ERROR) -> LayoutFinding:
    return LayoutFinding(rule, severity, "5.1", (place,), "有", "要")


def test_findings_that_differ_in_their_places_only_are_one() -> None:
    found = grouped(
        [a_finding("a", "甲"), a_finding("b", "乙"), a_finding("a", "丙"), a_finding("a", "甲")]
    )
    assert [(f.rule, f.places, f.place) for f in found] == [
        ("a", ("甲", "丙"), "甲等2处"),
        ("b", ("乙",), "乙"),
    ]


def test_errors_come_before_warnings_and_keep_their_order() -> None:
    found = grouped(
        [a_finding("a", "甲", Severity.WARNING), a_finding("b", "乙"), a_finding("c", "丙")]
    )
    assert [f.rule for f in found] == ["b", "c", "a"]
    assert [f.is_error for f in found] == [True, True, False]


# --- texts of somebody else --------------------------------------------------------------


def rules_of(data: bytes, *given_texts: str) -> list[str]:
    return [found.rule for found in examine(data, given_texts)]


def test_faults_that_a_given_text_brings_along_are_left_out() -> None:
    data = changed(words(BODY, "制定本方案", "制定本方案,认真落实(全部)"))
    assert rules_of(data) == ["half-width", "half-brackets"]
    assert rules_of(data, "认真落实(全部)") == ["half-width"]
    assert rules_of(data, "方案,认真落实(全部)") == []


def test_a_mark_doubled_by_the_end_of_a_given_text_is_left_out() -> None:
    data = changed(words(BODY, "要求，", "要求。，"))
    assert rules_of(data) == ["doubled"]
    assert rules_of(data, "按通知要求") == ["doubled"]
    assert rules_of(data, "按通知要求。") == []
    assert rules_of(data, "，请办理") == []


@pytest.mark.parametrize(
    ("brought", "rule"),
    [
        ("主任“兼", "pairs"),
        ("主任)", "pairs"),
        ("主任》", "unpaired"),
        ("Tom,", "half-width"),
        ('"A"', "straight-quotes"),
        ("，等", "doubled"),
    ],
)
def test_what_a_given_text_makes_of_the_words_around_it_is_left_out(
    brought: str, rule: str
) -> None:
    data = changed(words(BODY, "制定本方案。", f"由甲（{brought}）和乙：{brought}制定。"))
    assert rule in rules_of(data)
    assert rules_of(data, "别的文字", brought) == []


def test_given_texts_do_not_excuse_the_layout() -> None:
    data = changed(all_of(words(BODY, "，", ","), cell(-1, 0, 0, retyped("抄送：街道"))))
    assert rules_of(data, "要求,制定") == ["copies-stop"]


# --- documents made by hand ----------------------------------------------------------------


def test_a_careful_notice_made_by_hand_has_no_departure() -> None:
    assert examine(a_notice()) == ()


def test_what_looks_like_another_element_stays_text() -> None:
    found = roles(a_notice())
    assert found["附件1所列名额按各小组实"] == "正文"
    assert found["2026年3月5日前完成"] == "正文"
    assert found["第一，提高认识；第二，落"] == "正文"
    assert found["材料发至a.b@exam"] == "正文"


def test_the_elements_of_a_notice_are_told_without_any_style() -> None:
    found = roles(a_notice())
    assert list(found.items())[:5] == [
        ("幸福里社区居民委员会文件", "发文机关标志"),
        ("幸居发〔2026〕5号", "发文字号"),
        ("关于开展民主评议活动的通", "公文标题"),
        ("各居民小组、各党小组：", "主送机关"),
        ("根据《幸福里社区居民委员", "正文"),
    ]
    assert found["一、总体要求"] == "一级标题"
    assert found["（一）准备阶段"] == "二级标题"
    assert found["1.撰写报告。述职述廉报"] == "三级标题"
    assert found["（1）党员代表按“一人一"] == "四级标题"
    assert found["附件：1.测评代表名额分"] == found["3.述职述廉报告提纲"] == "附件说明"
    assert found["幸福里社区居民委员会"] == "署名"
    assert found["2026年3月5日"] == "成文日期"
    assert found["附件2"] == "附件标记"
    assert found["测评代表名额分配表"] == "公文标题"


@pytest.mark.parametrize(
    "text",
    [
        "2026年3月5日召开动员大会，林致远同志：",
        "现将有关事项通知：",
        "有关事项通知如下：",
        "为做好民主评议工作，提出要求：",
        "根据上级部署，结合社区实际，制定方案：",
        "经研究，提出以下意见：",
    ],
)
def test_a_sentence_that_ends_in_a_colon_is_no_addressee(text: str) -> None:
    def fill(document: Any) -> None:
        add(document, "title", "民主评议活动实施方案")
        blank(document)
        add(document, "text", text)
        add(document, "text", "各小组按时完成。")

    data = by_hand(fill)
    assert roles(data)[text[:12]] == "正文"
    assert examine(data) == ()


@pytest.mark.parametrize(
    "text", ["各居民小组：", "云溪街道办事处：", "经济开发区管理委员会、各有关单位：", "各党支部:"]
)
def test_names_and_a_colon_under_the_title_are_the_addressee(text: str) -> None:
    def fill(document: Any) -> None:
        add(document, "title", "民主评议活动实施方案")
        blank(document)
        add(document, "to", text)
        add(document, "text", "各小组按时完成。")

    assert roles(by_hand(fill))[text[:12]] == "主送机关"


@pytest.mark.parametrize("styles", [("Title", "Heading 1"), ("Heading 1", "Heading 2")])
def test_the_style_of_a_heading_does_not_tell_its_level(styles: tuple[str, str]) -> None:
    def fill(document: Any) -> None:
        notice(document)
        for paragraph in document.paragraphs:
            if paragraph.text.startswith("关于"):
                paragraph.style = document.styles[styles[0]]
            elif paragraph.text[:2] in ("一、", "二、"):
                paragraph.style = document.styles[styles[1]]

    data = by_hand(fill)
    assert roles(data) == roles(a_notice())
    assert examine(data) == ()


def test_a_heading_style_tells_the_level_where_no_mark_does() -> None:
    def fill(document: Any) -> None:
        head(document)
        add(document, "text", "现通知如下：")
        add(document, "one", "总体要求").style = document.styles["Heading 1"]
        add(document, "two", "准备阶段").style = document.styles["Heading 2"]

    found = roles(by_hand(fill))
    assert (found["总体要求"], found["准备阶段"]) == ("一级标题", "二级标题")


def request(document: Any) -> None:
    """A 请示 with its signer, sealed, and 附注."""
    add(document, "mark", "幸福里社区居民委员会文件")
    blank(document, 2)
    number = (FANGSONG, 16, "left", 1, 0, 0, 28.95)
    red_rule(add(document, number, "幸居发〔2026〕5号\t签发人：", ("林致远", KAI)))
    blank(document, 2)
    add(document, "title", "关于更换消防设施的请示")
    blank(document)
    add(document, "to", "云溪街道办事处：")
    add(document, "text", "社区消防设施已使用12年，需经费4.86万元。")
    add(document, "text", "妥否，请批示。")
    blank(document, 3)
    add(document, right(2), "幸福里社区居民委员会")
    add(document, right(4), "2026年11月5日")
    add(document, "text", "（联系人：何静，电话：0551-1234567）")


def test_a_request_to_a_higher_office_has_no_departure() -> None:
    data = by_hand(request)
    assert examine(data) == ()
    found = roles(data)
    assert found["幸居发〔2026〕5号\t"] == "发文字号"
    assert found["（联系人：何静，电话：0"] == "附注"


@pytest.mark.parametrize(
    ("name", "day", "severity"),
    [
        (2, 4, None),  # with a seal, or without: two right of the name's first character
        (2.25, 4, None),
        (2, 2, Severity.WARNING),
        (0, 0, Severity.ERROR),
        (2, 0, Severity.ERROR),
        (0, 4, Severity.WARNING),
        (12, 14, Severity.WARNING),
    ],
)
def test_name_and_date_stand_two_and_two_or_four_from_the_right(
    name: float, day: float, severity: Severity | None
) -> None:
    def fill(document: Any) -> None:
        head(document)
        add(document, "text", "特此通知。")
        blank(document)
        add(document, right(name), "幸福里社区居民委员会")
        add(document, right(day), "2026年3月5日")

    found = [(f.rule, f.severity) for f in examine(by_hand(fill))]
    assert found == ([] if severity is None else [("signature-place", severity)])


@pytest.mark.parametrize(
    ("names", "ends", "day", "well"),
    [
        (["居民委员会"], [5], 2, True),  # the date is longer: it stands two from the right
        (["幸福里社区居委会"], [3], 4, True),  # sealed: the name in the middle over the date
        (["幸福里社区居委会"], [10], 4, False),
        (["中共幸福里社区总支部委员会", "幸福里社区居民委员会"], [2, 3.5], 7, True),
        (["中共幸福里社区总支部委员会", "幸福里社区居民委员会"], [2, 3.5], 4, True),
        (["中共幸福里社区总支部委员会", "幸福里社区居民委员会"], [2, 2], 10, False),
    ],
)
def test_short_and_joint_names_stand_where_the_date_allows(
    names: list[str], ends: list[float], day: float, well: bool
) -> None:
    def fill(document: Any) -> None:
        head(document)
        add(document, "text", "特此通知。")
        blank(document)
        for name, end in zip(names, ends, strict=True):
            add(document, right(end), name)
        add(document, right(day), "2026年3月5日")

    found = [f.rule for f in examine(by_hand(fill))]
    assert found == ([] if well else ["signature-place"])


def minutes(document: Any) -> None:
    """A 纪要: no 主送机关, no 署名, those present at its end."""
    add(document, "mark", "幸福里社区居民委员会会议纪要")
    blank(document, 2)
    red_rule(add(document, "number", "〔2026〕5号"))
    blank(document, 2)
    add(document, "title", "民主评议活动筹备会议纪要")
    blank(document)
    add(document, "text", "2026年3月5日，林致远同志主持召开会议，研究民主评议工作。")
    add(document, "text", "会议要求：“准备要细。”")
    blank(document)
    for label, names in (("出席：", "林致远、何静"), ("请假：", "邱敏"), ("列席：", "苏晓雯")):
        add(document, (FANGSONG, 16, "left", -3, 5, 0, 28.95), (label, HEI), names)


def test_minutes_have_no_departure() -> None:
    data = by_hand(minutes)
    assert examine(data) == ()
    assert roles(data)["出席：林致远、何静"] == "出席人员"
    assert roles(data)["2026年3月5日，林致"] == "正文"


@pytest.mark.parametrize("number", ["〔2026〕5号", "第5期", "（第5期）"])
def test_minutes_and_orders_may_be_numbered_otherwise(number: str) -> None:
    def fill(document: Any) -> None:
        minutes(document)
        document.paragraphs[3].runs[0].text = number

    assert examine(by_hand(fill)) == ()


def test_a_form_has_no_page_number_to_miss() -> None:
    assert "page-number" not in rules_of(docx_of("", ""))
    assert "page-number" in rules_of(docx_of("正文一段。"))


def docx_of(*texts: str) -> bytes:
    document = docx.Document()
    for text in texts:
        document.add_paragraph(text)
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize("other", ["仿宋", "FangSong", "STFangsong", "方正仿宋_GBK", "华文仿宋"])
def test_other_names_of_the_right_typeface_are_right(other: str) -> None:
    assert examine(a_notice_in(FANGSONG, other)) == ()


@pytest.mark.parametrize(
    ("font", "other"),
    [
        (KAI, "KaiTi"),
        (KAI, "楷体"),
        (HEI, "SimHei"),
        (HEI, "方正黑体_GBK"),
        (SONG, "方正小标宋_GBK"),
    ],
)
def test_other_names_of_heading_typefaces_are_right(font: str, other: str) -> None:
    assert examine(a_notice_in(font, other)) == ()


@pytest.mark.parametrize("other", ["宋体", "微软雅黑", "等线", "Arial", "KaiTi"])
def test_another_typeface_is_pointed_out(other: str) -> None:
    assert {f.rule for f in examine(a_notice_in(FANGSONG, other))} == {"font"}


def a_notice_in(font: str, other: str) -> bytes:
    parts = parts_of(a_notice())
    text = parts["word/document.xml"].decode().replace(f'"{font}"', f'"{other}"')
    return zipped(parts | {"word/document.xml": text.encode()})


# --- whatever else may come --------------------------------------------------------------


def well_formed(findings: tuple[LayoutFinding, ...]) -> bool:
    return all(f.rule and f.places and f.found and f.wanted for f in findings)


@given(st.binary(max_size=2000))
def test_random_bytes_end_in_a_finding(data: bytes) -> None:
    (found,) = examine(data)
    assert found.rule in ("not-docx", "damaged", "encrypted")


@given(st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=20))
def test_whatever_bytes_are_damaged_ends_in_findings(damage: list[tuple[float, int]]) -> None:
    data = bytearray(base())
    for place, byte in damage:
        data[min(int(place * len(data)), len(data) - 1)] = byte
    assert well_formed(examine(bytes(data)))


def names_of_parts() -> list[str]:
    with zipfile.ZipFile(BytesIO(base())) as package:
        return [name for name in package.namelist() if name.endswith((".xml", ".rels"))]


PARTS = st.deferred(lambda: st.sampled_from(names_of_parts()))


@settings(max_examples=150)
@given(
    PARTS,
    st.sampled_from(
        (b"", b"<a/>", b"<w:document/>", b"\xff\xfe", b"\xef\xbb\xbf", b"<?xml version='1.0'?>")
    )
    | st.binary(max_size=100),
)
def test_whatever_a_part_is_replaced_with_ends_in_findings(name: str, part: bytes) -> None:
    assert well_formed(examine(zipped(parts_of(base()) | {name: part})))


@settings(max_examples=150)
@given(st.data())
def test_whatever_happens_to_the_xml_ends_in_findings(data: st.DataObject) -> None:
    name = data.draw(PARTS)
    part = parts_of(base())[name]
    start = data.draw(st.integers(0, len(part)))
    end = data.draw(st.integers(start, min(start + 60, len(part))))
    put_in = data.draw(
        st.sampled_from([b"", b"0", b'"', b"<", b"/>", b"9" * 400, b"-1", b"A", b"&amp;", b"\x00"])
    )
    assert well_formed(
        examine(zipped(parts_of(base()) | {name: part[:start] + put_in + part[end:]}))
    )


GARBLED = (
    *("", "0", "-1", "99999999999999999999", "1e999", "nan", "²", "½", "３", "none", "zzz", "%9"),
    *("\u3000", "-0.5", "12mm", "true", "auto", "FFFFFF", "outside", "exact", "atLeast", "both"),
)


@settings(max_examples=200)
@given(
    PARTS.filter(lambda name: name.startswith("word/")),
    st.lists(
        st.tuples(st.floats(0, 0.999), st.sampled_from((None, *GARBLED))), min_size=1, max_size=30
    ),
)
def test_whatever_attributes_say_ends_in_findings(
    name: str, changes: list[tuple[float, str | None]]
) -> None:
    from lxml import etree

    root = etree.fromstring(parts_of(base())[name])
    holders = [(e, key) for e in root.iter() for key in e.attrib]
    for place, value in changes:
        element, key = holders[int(place * len(holders))]
        if value is not None:
            element.set(key, value)
        elif key in element.attrib:
            del element.attrib[key]
    assert well_formed(examine(zipped(parts_of(base()) | {name: etree.tostring(root)})))


@settings(max_examples=60)
@given(
    st.lists(
        st.text(
            alphabet="一二（）()1１年月日附件：:、。，,《》“”\"'-—…〔〕[]号 　ax抄送印发文\t",
            max_size=40,
        ),
        max_size=8,
    )
)
def test_whatever_is_written_ends_in_findings(texts: list[str]) -> None:
    data = docx_of(*texts)
    found = examine(data)
    assert well_formed(found)
    assert found == examine(data)


def test_a_finding_on_a_line_is_read_as_it_is_meant() -> None:
    assert finding("提醒 font - 第1段“甲 乙” + 第2段 | 有 | 要") == LayoutFinding(
        "font", Severity.WARNING, "", ("第1段“甲 乙”", "第2段"), "有", "要"
    )
