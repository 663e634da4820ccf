"""Documents as a careful clerk sets them in Word, directly and without named styles."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from io import BytesIO
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor, Twips

from docgen.gbt9704 import LayoutFinding, examine
from docgen.gbt9704.docx.container import open_container
from docgen.gbt9704.docx.reader import read_document
from docgen.gbt9704.roles import find_roles

FANGSONG, SONG, HEI, KAI = "仿宋_GB2312", "方正小标宋简体", "黑体", "楷体_GB2312"
Fill = Callable[[Any], object]  # writes a document
SENTENCE = "各社区按要求召开动员会议，做好各项准备工作。"
# Font, size, alignment, first line, left, right (in characters), exact pitch.
FORMS: dict[str, tuple[str, float, str, float, float, float, float]] = {
    "mark": (SONG, 36, "center", 0, 0, 0, 48),
    "number": (FANGSONG, 16, "center", 0, 0, 0, 28.95),
    "title": (SONG, 22, "center", 0, 0, 0, 33),
    "to": (FANGSONG, 16, "left", 0, 0, 0, 28.95),
    "text": (FANGSONG, 16, "both", 2, 0, 0, 28.95),
    "one": (HEI, 16, "left", 2, 0, 0, 28.95),
    "two": (KAI, 16, "left", 2, 0, 0, 28.95),
    "listed": (FANGSONG, 16, "left", -3, 5, 0, 28.95),
    "listed more": (FANGSONG, 16, "left", 0, 5, 0, 28.95),
    "annex": (HEI, 16, "left", 0, 0, 0, 28.95),
}


CENTRED = (FANGSONG, 16, "center", 0, 0, 0, 28.95)
SMALL = (FANGSONG, 14, "left", -3, 4, 1, 22)  # a line of 版记


def right(characters: float) -> tuple[str, float, str, float, float, float, float]:
    return (FANGSONG, 16, "right", 0, 0, characters, 28.95)


def add(document: Any, form: str | tuple[Any, ...], *texts: str | tuple[str, str]) -> Any:
    """A paragraph formatted directly; a text of its own font is told with it."""
    font, size, align, first, left, end, pitch = FORMS[form] if isinstance(form, str) else form
    paragraph = document.add_paragraph()
    layout = paragraph.paragraph_format
    character = size - 0.25 if size == 16 else size
    layout.first_line_indent, layout.left_indent = Pt(first * character), Pt(left * character)
    layout.right_indent, layout.line_spacing = Pt(end * character), Pt(pitch)
    layout.space_after, layout.space_before = Pt(0), Pt(0)
    paragraph.alignment = {
        "center": WD_ALIGN_PARAGRAPH.CENTER,
        "left": WD_ALIGN_PARAGRAPH.LEFT,
        "both": WD_ALIGN_PARAGRAPH.JUSTIFY,
        "right": WD_ALIGN_PARAGRAPH.RIGHT,
    }[align]
    for text in texts:
        written, face = text if isinstance(text, tuple) else (text, font)
        run = paragraph.add_run(written)
        run.font.name, run.font.size = "Times New Roman", Pt(size)
        run.font.color.rgb = RGBColor(0xFF if form == "mark" else 0, 0, 0)
        run.font.bold = False
        run._r.rPr.rFonts.set(qn("w:eastAsia"), face)
        run._r.rPr.rFonts.set(qn("w:hint"), "eastAsia")
        if size == 16:
            spacing = parse_xml(f'<w:spacing {nsdecls("w")} w:val="-5"/>')
            run._r.rPr.append(spacing)
    return paragraph


def blank(document: Any, lines: int = 1) -> None:
    for _ in range(lines):
        add(document, "to")


def red_rule(paragraph: Any) -> None:
    border = '<w:bottom w:val="single" w:sz="12" w:space="11" w:color="FF0000"/>'
    bordered(paragraph, border)


def rule_above(paragraph: Any) -> None:
    """The first rule of 版记, as a border of its first line."""
    bordered(paragraph, '<w:top w:val="single" w:sz="8" w:space="1" w:color="000000"/>')


def bordered(paragraph: Any, border: str) -> None:
    """A border of a paragraph, where Word wants it among its properties."""
    properties = paragraph._p.get_or_add_pPr()
    after = ("shd", "tabs", "spacing", "ind", "jc", "rPr", "sectPr")
    properties.insert_element_before(
        parse_xml(f"<w:pBdr {nsdecls('w')}>{border}</w:pBdr>"), *(f"w:{name}" for name in after)
    )


def by_hand(fill: Fill) -> bytes:
    """A document of python-docx's own template, set to the standard directly."""
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Twips(1425)
    document.settings.odd_and_even_pages_header_footer = True
    for footer, align in ((section.footer, 2), (section.even_page_footer, 0)):
        number = footer.paragraphs[0]
        number.alignment = align
        for text in ("— ", "", " —"):
            run = number.add_run(text)
            run.font.name, run.font.size = "宋体", Pt(14)
            if not text:
                field = OxmlElement("w:instrText")
                field.text = "PAGE"
                run._r.append(field)
        number.paragraph_format.left_indent = Pt(0 if align else 14)
        number.paragraph_format.right_indent = Pt(14 if align else 0)
    fill(document)
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def roles(data: bytes) -> dict[str, str]:
    """The element that each written paragraph outside tables is taken for, by its text."""
    document = read_document(open_container(data))
    found = find_roles(document)
    return {
        paragraph.text.strip()[:12]: found.body[paragraph.number].name
        for paragraph in document.body
        if paragraph.number in found.body
    }


def findings(fill: Fill) -> list[LayoutFinding]:
    """Everything found in a document made by hand."""
    return list(examine(by_hand(fill)))


def rules_of(fill: Fill) -> list[str]:
    """The rules of what is found."""
    return [finding.rule for finding in findings(fill)]


def found_in(fill: Fill) -> list[tuple[str, str]]:
    """The rules and the words of what is found."""
    return [(finding.rule, finding.found) for finding in findings(fill)]


def letterhead(document: Any, mark: str, number: str, *titles: str) -> None:
    """A head with its own words, a paragraph for each line of the title; no 主送机关."""
    add(document, "mark", mark)
    blank(document, 2)
    red_rule(add(document, "number", number))
    blank(document, 2)
    for title in titles:
        add(document, "title", title)
    blank(document)


def sign(document: Any, name: str = "幸福里社区居民委员会", date: str = "2026年3月5日") -> None:
    """署名 and 成文日期, with a seal."""
    blank(document, 2)
    add(document, right(2), name)
    add(document, right(4), date)


def after_head(*lines: tuple[Any, ...]) -> Fill:
    """A document with a whole head, text, and lines of some form below."""

    def fill(document: Any) -> None:
        head(document)
        add(document, "text", SENTENCE)
        for form, *texts in lines:
            add(document, form, *texts)

    return fill


def signed(*below: tuple[Any, ...]) -> Fill:
    """A whole document with lines of some form under its date."""

    def fill(document: Any) -> None:
        after_head()(document)
        sign(document)
        for form, *texts in below:
            add(document, form, *texts)

    return fill


def head(document: Any) -> None:
    """发文机关标志, 发文字号, the rule, 标题 and 主送机关."""
    add(document, "mark", "幸福里社区居民委员会文件")
    blank(document, 2)
    red_rule(add(document, "number", "幸居发〔2026〕5号"))
    blank(document, 2)
    add(document, "title", "关于开展民主评议活动的通知")
    blank(document)
    add(document, "to", "各居民小组、各党小组：")


def notice(document: Any) -> None:
    """A careful 通知 with what a checker may take for something else."""
    head(document)
    add(
        document,
        "text",
        "根据《幸福里社区居民委员会公告》（第5号）和《通知》（民发〔2024〕12号）",
        "，现将有关事项通知如下：",
    )
    add(document, "one", "一、总体要求")
    add(document, "text", "附件1所列名额按各小组实际人数确定，名额见附件1。")
    add(
        document,
        "text",
        "202",
        "6年",
        "3月5",
        "日前完成动员，3月10日14:30在3楼集中，用时1.5小时，经费3.5万元。",
    )
    add(document, "text", "第一，提高认识；第二，落实责任。一是学习，二是讨论，三是总结。")
    add(document, "one", "二、方法步骤")
    add(document, "two", "（一）准备阶段")
    add(document, "text", "1.撰写报告。述职述廉报告不超过2000字。")
    add(document, "text", "（1）党员代表按“一人一票”的办法——即GB/T 9704—2012所列格式……填写。")
    add(
        document,
        "text",
        "材料发至a.b@example.cn或者https://www.example.cn/a,b(c)，电话0551-1234567。",
    )
    blank(document)
    add(document, "listed", "附件：1.测评代表名额分配表")
    add(document, "listed more", "2.测评票清点登记表")
    add(document, "listed more", "3.述职述廉报告提纲")
    blank(document)
    add(document, right(2), "幸福里社区居民委员会")
    add(document, right(4), "2026年3月5日")
    for number, title in enumerate(
        ("测评代表名额分配表", "测评票清点登记表", "述职述廉报告提纲"), 1
    ):
        add(document, "annex", f"附件{number}").paragraph_format.page_break_before = True
        blank(document)
        add(document, "title", title)
        blank(document)
        add(document, "text", "各小组按下列名额推选。")


@cache
def a_notice() -> bytes:
    return by_hand(notice)
