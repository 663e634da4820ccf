"""What a document lacks is said of documents that owe it; what is right alone stays unsaid."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from docgen.gbt9704 import examine, title_as_attachment
from docgen.gbt9704.docx.container import open_container
from docgen.gbt9704.docx.reader import read_document
from docgen.gbt9704.roles import Form, find_roles
from tests.support.conformance_cases import (
    BODY,
    added_after,
    base,
    cell,
    changed,
    landscape,
    plan,
    retyped,
    words,
)
from tests.support.documents_by_hand import (
    FANGSONG,
    HEI,
    KAI,
    a_notice,
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


def rules_of(fill: Fill) -> list[str]:
    return [finding.rule for finding in examine(by_hand(fill))]


def sign(document: Any, name: str = "幸福里社区居民委员会", date: str = "2026年3月5日") -> None:
    blank(document, 2)
    add(document, right(2), name)
    add(document, right(4), date)


def letterhead(document: Any, mark: str, number: str, title: str) -> None:
    add(document, "mark", mark)
    blank(document, 2)
    red_rule(add(document, "number", number))
    blank(document, 2)
    add(document, "title", title)
    blank(document)


def signed(*below: tuple[Any, ...]) -> Fill:
    """A whole document with lines of some form under its date."""

    def fill(document: Any) -> None:
        head(document)
        add(document, "text", SENTENCE)
        sign(document)
        for form, *texts in below:
            add(document, form, *texts)

    return fill


# --- who owes what -------------------------------------------------------------------------


def test_what_has_no_head_and_no_name_owes_neither_date_nor_addressee() -> None:
    def fill(document: Any) -> None:
        add(document, "title", "民主评议会议议程")
        blank(document)
        add(document, "text", "时间：9:00")
        document.add_table(1, 1).cell(0, 0).text = "名额见附件"

    assert rules_of(fill) == []


@pytest.mark.parametrize(
    ("title", "found"),
    [
        *((f"关于民主评议活动的{kind}", []) for kind in ("公告", "通告", "决定", "决议", "公报")),
        *((f"民主评议活动{kind}", []) for kind in ("办法", "实施细则（试行）", "管理制度")),
        ("关于民主评议活动的通知", ["addressee-missing"]),
        ("关于民主评议活动的意见", ["addressee-missing"]),
    ],
)
def test_what_is_published_or_is_a_rule_names_no_addressee(title: str, found: list[str]) -> None:
    def fill(document: Any) -> None:
        letterhead(document, "幸福里社区居民委员会文件", "幸居发〔2026〕5号", title)
        add(document, "text", SENTENCE)
        sign(document)

    assert rules_of(fill) == found


@pytest.mark.parametrize(
    ("left_out", "found"),
    [
        ("to", ["addressee-missing"]),
        ("name", ["signature-missing"]),
        ("date", ["date-missing"]),
        ("", []),
    ],
)
def test_a_letter_without_a_head_owes_the_third_of_what_it_has_two(
    left_out: str, found: list[str]
) -> None:
    def fill(document: Any) -> None:
        add(document, "title", "关于报送民主评议材料的函")
        if left_out != "to":
            blank(document)
            add(document, "to", "云溪街道办事处：")
        add(document, "text", SENTENCE)
        blank(document)
        if left_out != "name":
            add(document, right(2), "幸福里社区居民委员会")
        if left_out != "date":
            add(document, right(4), "2026年3月5日")

    assert rules_of(fill) == found


def test_a_speech_owes_nothing() -> None:
    def fill(document: Any) -> None:
        add(document, "title", "在民主评议动员大会上的讲话")
        add(document, (KAI, 16, "center", 0, 0, 0, 28.95), "2026年3月5日")
        blank(document)
        add(document, "to", "各位代表：")
        add(document, "text", f"{SENTENCE}名单见附件。")

    assert rules_of(fill) == []


def test_the_addressee_may_stand_in_the_imprint() -> None:
    def fill(document: Any) -> None:
        letterhead(document, "幸福里社区文件", "幸居发〔2026〕5号", "关于民主评议活动的通知")
        add(document, "text", SENTENCE)
        sign(document)
        small = (FANGSONG, 14, "left", -3, 4, 1, 22)
        sent = add(document, small, "主送：各居民小组。")
        add(document, small, "抄送：云溪街道纪工委。")
        border = '<w:top w:val="single" w:sz="8" w:space="1" w:color="000000"/>'
        sent._p.get_or_add_pPr().append(parse_xml(f"<w:pBdr {nsdecls('w')}>{border}</w:pBdr>"))

    assert rules_of(fill) == []


@pytest.mark.parametrize(
    "lines",
    [
        [(right(4), "幸福里社区居民委员会　2026年3月5日")],
        [(right(2), "幸福里社区居民委员会"), (right(2), "年　　月　　日")],
        [(right(2), "幸福里社区居民委员会"), (right(2), "＿＿年＿＿月＿＿日")],
    ],
)
def test_a_date_on_the_line_of_the_name_or_left_to_be_written_is_there(
    lines: list[tuple[Any, ...]],
) -> None:
    def fill(document: Any) -> None:
        head(document)
        add(document, "text", SENTENCE)
        blank(document)
        for form, text in lines:
            add(document, form, text)

    assert rules_of(fill) == []


def test_a_date_amid_the_text_is_not_the_documents_own() -> None:
    def fill(document: Any) -> None:
        head(document)
        add(document, "text", "（一）组织发动阶段（2026年3月2日至20日）")
        add(document, "text", "时间：2026年3月12日")
        table = document.add_table(9, 2)
        for row in table.rows:
            row.cells[0].text, row.cells[1].text = "居委会", "2026年3月12日"

    assert {"date-missing", "signature-missing"} <= set(rules_of(fill))


def test_a_mark_that_is_a_picture_or_hangs_from_the_page_header_is_there() -> None:
    def headless(document: Any) -> None:
        signed()(document)
        mark = document.paragraphs[0]._p
        mark.getparent().remove(mark)

    def pictured(document: Any) -> None:
        headless(document)
        drawing = parse_xml(f"<w:r {nsdecls('w')}><w:pict/></w:r>")
        document.paragraphs[0]._p.append(drawing)

    def in_the_header(document: Any) -> None:
        headless(document)
        run = document.sections[0].header.paragraphs[0].add_run("幸福里社区文件")
        run._r.get_or_add_rPr().append(parse_xml(f'<w:color {nsdecls("w")} w:val="FF0000"/>'))

    assert rules_of(headless) == ["mark-missing"]
    assert rules_of(pictured) == []
    assert rules_of(in_the_header) == []


@pytest.mark.parametrize(("style", "found"), [("表题", ["page-number"]), ("测评票标题", [])])
def test_a_document_of_one_table_has_page_numbers_and_a_ballot_none(
    style: str, found: list[str]
) -> None:
    def unnumbered(document: Any) -> None:
        document.styles.add_style(style, 1)
        document.add_paragraph("名册", style=style)
        document.add_table(1, 1).cell(0, 0).text = "名册"
        for footer in (document.sections[0].footer, document.sections[0].even_page_footer):
            footer.paragraphs[0].clear()

    assert rules_of(unnumbered) == found


# --- forms of their own ----------------------------------------------------------------------


@pytest.mark.parametrize("number", ["第12号", "第 12 号", "第一号", "幸府令第12号", "第12号令"])
def test_an_order_has_a_number_and_a_signer_of_its_own_form(number: str) -> None:
    def fill(document: Any) -> None:
        add(document, "mark", "幸福里市人民政府令")
        blank(document, 2)
        add(document, (FANGSONG, 16, "center", 0, 0, 0, 28.95), number)
        blank(document, 2)
        add(document, "text", "《办法》已经会议通过，现予公布，自2026年3月1日起施行。")
        blank(document, 2)
        add(document, right(6), "市　长　　林致远")
        blank(document)
        add(document, right(4), "2026年1月8日")

    assert rules_of(fill) == []
    document = read_document(open_container(by_hand(fill)))
    assert find_roles(document).form is Form.ORDER


@pytest.mark.parametrize(
    "number",
    [
        "2026年第5期",
        "〔2026〕第5期",
        "第5期　（总第120期）",
        "第五次",
        "（5）",
        "幸居纪〔2026〕5号",
    ],
)
def test_the_number_of_minutes_is_no_title(number: str) -> None:
    def fill(document: Any) -> None:
        letterhead(document, "幸福里社区会议纪要", number, "民主评议活动筹备会议纪要")
        add(document, "text", "2026年3月5日，林致远主持召开会议，研究民主评议工作。")

    assert rules_of(fill) == []
    assert roles(by_hand(fill)).get(number) != "公文标题"


def test_notes_under_the_date_may_be_several_and_run_on_under_themselves() -> None:
    moved_in = (FANGSONG, 16, "left", 0, 2, 0, 28.95)
    assert rules_of(signed(("text", "（此件公开发布）"), (moved_in, "（联系人：何静）"))) == []
    assert rules_of(signed(("to", "（此件公开发布）"))) == ["indent"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("各县（市、区）人民政府，各开发区管理委员会，", "市政府各部门、各直属机构："),
        ("各县（市、区）人民政府：", "市政府各部门："),
    ],
)
def test_an_addressee_may_take_two_paragraphs(first: str, second: str) -> None:
    def fill(document: Any) -> None:
        letterhead(document, "幸福里市人民政府文件", "幸政发〔2026〕5号", "关于民主评议的通知")
        add(document, "to", first)
        add(document, "to", second)
        add(document, "text", SENTENCE)
        sign(document)

    assert rules_of(fill) == []


@pytest.mark.parametrize("face", [HEI, KAI, FANGSONG])
def test_a_heading_under_the_title_is_no_addressee(face: str) -> None:
    def fill(document: Any) -> None:
        add(document, "title", "民主评议活动实施方案")
        blank(document)
        add(document, (face, 16, "left", 0, 0, 0, 28.95), "总体要求")
        add(document, "text", SENTENCE)

    (found,) = examine(by_hand(fill))
    assert (found.rule, found.wanted) == ("indent", "左空二字")


def test_a_heading_is_told_by_its_typeface_where_it_has_no_mark() -> None:
    def fill(document: Any) -> None:
        signed()(document)
        for form, text in (("one", "总体要求"), ("two", "准备阶段")):
            lines = document.paragraphs
            lines[9]._p.addprevious(add(document, form, text)._p)

    assert rules_of(fill) == []
    found = roles(by_hand(fill))
    assert (found["总体要求"], found["准备阶段"]) == ("一级标题", "二级标题")


@pytest.mark.parametrize("mark", ["附件1（可选）", "附件（供参考）"])
def test_a_word_in_brackets_leaves_the_mark_of_an_attachment_what_it_is(mark: str) -> None:
    def fill(document: Any) -> None:
        head(document)
        add(document, "text", SENTENCE)
        blank(document)
        add(document, "listed", "附件：名单")
        sign(document)
        add(document, "annex", mark).paragraph_format.page_break_before = True
        blank(document)
        add(document, "title", "名单")
        blank(document)
        add(document, "text", SENTENCE)

    assert rules_of(fill) == []
    assert roles(by_hand(fill))[mark] == "附件标记"


@pytest.mark.parametrize("line", ["审核：何静　　校对：苏晓雯", "（共印30份）"])
def test_who_checked_the_text_may_stand_in_the_imprint_and_under_it(line: str) -> None:
    assert examine(changed(cell(-1, 1, 0, retyped(line)))) == ()
    assert examine(changed(added_after(36, line))) == ()


def test_an_imprint_that_blank_lines_have_pushed_down_is_left_to_the_page() -> None:
    def pushed(document: Any) -> None:
        table = document.tables[-1]._tbl
        place = next(table.iter("{*}tblpPr"))
        place.getparent().remove(place)
        for _ in range(3):
            table.addprevious(document.add_paragraph(style="空行")._p)

    def by_length(document: Any) -> None:
        place = next(document.tables[-1]._tbl.iter("{*}tblpPr"))
        for name in list(place.attrib):
            del place.attrib[name]
        ns = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
        place.set(f"{ns}vertAnchor", "page")
        place.set(f"{ns}tblpY", "13000")

    assert examine(changed(pushed)) == ()
    assert examine(changed(by_length)) == ()


# --- what is still to be filled in -----------------------------------------------------------


def test_words_that_are_still_to_be_filled_in_are_one_finding_whatever_they_stand_for() -> None:
    def fill(document: Any) -> None:
        letterhead(document, "[发文机关名称]文件", "X发〔20XX〕X号", "[公文标题]")
        add(document, "to", "[主送机关]：")
        add(document, "text", "[正文内容]")
        sign(document, "[发文机关]", "20XX年XX月XX日")

    (found,) = examine(by_hand(fill))
    assert (found.rule, len(found.places)) == ("open-words", 7)


@pytest.mark.parametrize("field", ["{{ 社区名称 }}", "{% if 抄送 %}", "${community}", "«姓名»"])
@pytest.mark.parametrize("around", ["", "请交到居民委员会办公室，联系人是"])
def test_a_field_of_a_template_that_was_never_filled_in_is_said_once(
    field: str, around: str
) -> None:
    assert rules_of(signed(("text", around + field))) == ["open-words"]


@pytest.mark.parametrize("date", ["[日期]", "【成文日期】", "20XX年X月X日", "××××年××月××日"])
def test_a_date_that_is_still_to_be_filled_in_is_no_stray_text(date: str) -> None:
    def fill(document: Any) -> None:
        head(document)
        add(document, "text", SENTENCE)
        sign(document, date=date)

    assert rules_of(fill) == ["open-words"]


@pytest.mark.parametrize("text", ["按〔2026〕5号文件办理。", "【重要】各小组注意。", "见[1]。"])
def test_brackets_that_say_something_are_no_gap(text: str) -> None:
    assert "open-words" not in rules_of(lambda document: add(document, "text", text))


# --- 附件 --------------------------------------------------------------------------------------


def test_a_given_text_may_speak_of_an_attachment() -> None:
    gone = changed(words(BODY, "制定本方案", "制定本方案（见附件）"), plain())
    assert [f.rule for f in examine(gone)] == ["attachments-missing"]
    assert examine(gone, ["制定本方案（见附件）。"]) == ()


def plain() -> bytes:
    """The document of the cases without 附件."""

    def change(document: Any) -> None:
        paragraphs = document.paragraphs
        for paragraph in (*paragraphs[19:22], *paragraphs[25:35]):
            paragraph._p.getparent().remove(paragraph._p)

    return changed(change, base())


def test_attachments_of_a_file_of_their_own_are_asked_for_only_when_somebody_looks() -> None:
    alone = plan()
    assert examine(alone) == ()
    (found,) = examine(alone, attached=list)
    assert found.rule == "attachment-missing"
    title = "幸福里社区领导班子述职述廉民主评议活动领导小组名单"
    assert examine(alone, attached=lambda: [title]) == ()
    assert [f.rule for f in examine(alone, attached=lambda: ["别的名单"])] == [found.rule]


def test_the_title_of_a_file_that_is_an_attachment() -> None:
    def fill(document: Any) -> None:
        add(document, "annex", "附件1")
        blank(document)
        add(document, "title", "领导小组\n名单")

    assert title_as_attachment(by_hand(fill)) == "领导小组名单"
    assert title_as_attachment(a_notice()) == title_as_attachment(b"") == ""
    assert examine(landscape(), attached=list) == ()
