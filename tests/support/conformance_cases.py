"""Departures from GB/T 9704-2012: a document that has none with one fault each, and its findings.

The document is laid out by our own template of the plan; its text is written here, so that a
change of wording elsewhere moves no paragraph. Where one fault cannot help being two
departures (a half-width colon after 主送机关), both are expected.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from typing import Any

import docx
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor, Twips

from docgen import documents
from docgen.commands.build.render_all import render_all
from docgen.errors import Severity
from docgen.gbt9704.docx.container import MAX_FILE_BYTES, MAX_PARTS, MAX_UNPACKED_BYTES
from docgen.gbt9704.finding import LayoutFinding
from tests.support.documents_by_hand import CENTRED, add, blank, by_hand
from tests.support.malformed import OLE, encrypted
from tests.support.samples import parts_of, sample_bytes, sample_campaign, with_part, zipped

Document = Any  # as python-docx opens it
Change = Callable[[Document], object]
DOCUMENT = "word/document.xml"
GROUND = "\u3000"  # 署名 is moved with these


@dataclass(frozen=True)
class Case:
    """A fault: a name that reads as a phrase, the file, and every finding to expect."""

    name: str
    make: Callable[[], bytes]
    expected: tuple[LayoutFinding, ...]


def in_file(name: str, make: Callable[[], bytes], *expected: str) -> Case:
    """A fault of the file, made as bytes."""
    return Case(name, make, tuple(map(finding, expected)))


def in_document(name: str, change: Change, *expected: str) -> Case:
    """A fault planted in the document as python-docx opens it."""
    return in_file(name, lambda: changed(change), *expected)


def in_part(name: str, part: str, old: str, new: str, *expected: str) -> Case:
    """A fault planted in the XML of one part."""
    return in_file(
        name, lambda: with_part(part, lambda xml: xml.replace(old, new), base()), *expected
    )


def finding(line: str) -> LayoutFinding:
    """A finding on one line: severity, rule, clause (``-`` for none), places | found | wanted."""
    head, found, wanted = line.split(" | ")
    severity, rule, clause, places = head.split(" ", 3)
    own_clause = "" if clause == "-" else clause
    return LayoutFinding(
        rule, Severity(severity), own_clause, tuple(places.split(" + ")), found, wanted
    )


# --- the document that follows the standard ------------------------------------------------

TEXT = (
    *(("版头空行", ""), ("版头空行", ""), ("发文字号", "幸居发〔2026〕5号")),
    *(("版头空行", ""), ("版头空行", "")),
    ("公文标题", "幸福里社区2026年领导班子述职述廉\n民主评议活动实施方案"),
    *(("空行", ""), ("主送机关", "各居民小组、驻区各单位：")),
    ("Normal", "根据《关于开展民主评议工作的通知》（云街发〔2026〕12号）要求，制定本方案。"),
    ("一级标题", "一、指导思想"),
    ("Normal", "坚持“枫桥经验”——依靠群众，实现履行职责、接受监督……各项目标。"),
    *(("一级标题", "二、组织领导"), ("二级标题", "（一）领导小组")),
    *(("Normal", "1.组长：林致远。"), ("Normal", "2.成员由下列人员组成：")),
    *(("Normal", "（1）社区“两委”成员；"), ("Normal", "（2）驻区单位代表。")),
    *(("二级标题", "（二）述评对象"), ("末段", "述评对象为林致远、何静，3月5日前提交报告。")),
    *(("落款空行", ""), ("附件说明", "附件：1.领导小组名单"), ("附件说明", "　　　2.参评代表名额")),
    *(("落款空行", ""), ("署名", GROUND * 16 + "幸福里社区居民委员会")),
    ("成文日期", GROUND * 18 + "2026年3月5日"),
    *(("附件标记", "附件1"), ("空行", ""), ("公文标题", "领导小组名单"), ("空行", "")),
    ("Normal", "组长由林致远担任，成员共8人。"),
    *(("附件标记", "附件2"), ("空行", ""), ("公文标题", "参评代表名额"), ("空行", "")),
    ("Normal", "参评代表共60名。"),
)
NUMBER, TITLE, TO, BODY, H1, QUOTED, H1_2, H2 = 3, 6, 8, 9, 10, 11, 12, 13
ITEM_1, ITEM_2, SUB_1, SUB_2, LAST_H2, LAST = 14, 15, 16, 17, 18, 19
LISTED, LISTED_2, SIGNATURE, DATE = 21, 22, 24, 25
MARK_1, TITLE_1, MARK_2, TITLE_2, END = 26, 28, 31, 33, 35


@cache
def plan() -> bytes:
    """The plan of the sample, as we make it."""
    (file,) = render_all(documents.plan(sample_campaign(), ["implementation_plan"]).planned)
    return file.data


@cache
def landscape() -> bytes:
    """The list of rectifications, which lies on its side."""
    planned = documents.plan(sample_campaign(), ["rectification_list"]).planned
    (file,) = render_all(planned)
    return file.data


@cache
def base() -> bytes:
    """A document with 版头, every element of the text, two 附件 and 版记, and no departure."""

    def rewrite(document: Document) -> None:
        body = document.element.body
        for paragraph in list(document.paragraphs):
            body.remove(paragraph._p)
        imprint = body.findall(qn("w:tbl"))[-1]
        for style, text in TEXT:
            paragraph = document.add_paragraph(style=style)
            if text:
                add_run(paragraph, text)
            paragraph.paragraph_format.page_break_before = style == "附件标记" or None
            imprint.addprevious(paragraph._p)
        document.add_paragraph(style="锚点")

    return changed(rewrite, plan())


def changed(change: Change, data: bytes | None = None) -> bytes:
    """The document (or ``data``) with one change."""
    document = docx.Document(BytesIO(data or base()))
    change(document)
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def add_run(paragraph: Any, text: str) -> Any:
    """A run whose quotes and dashes take the Chinese font."""
    run = paragraph.add_run(text)
    fonts = OxmlElement("w:rFonts")
    fonts.set(qn("w:hint"), "eastAsia")
    run._r.get_or_add_rPr().append(fonts)
    return run


def minutes(document: Document) -> None:
    """A short 纪要, numbered with zeros."""
    add(document, "mark", "幸福里社区居民委员会会议纪要")
    blank(document)
    add(document, CENTRED, "第005期")
    blank(document)
    add(document, "title", "民主评议工作会议纪要")
    blank(document)
    add(document, "text", "林致远主持召开会议，研究民主评议工作。")


# --- how faults are planted ------------------------------------------------------------------


def words(number: int, old: str, new: str) -> Change:
    """Other words in a paragraph."""

    def change(document: Document) -> None:
        run = document.paragraphs[number - 1].runs[0]
        assert old in run.text
        run.text = run.text.replace(old, new)

    return change


def all_of(*changes: Change) -> Change:
    """Several changes that make one fault."""
    return lambda document: [change(document) for change in changes]


def font(number: int, east_asia: str) -> Change:
    """Another Chinese font."""

    return lambda d: in_font(east_asia)(d.paragraphs[number - 1])


def in_font(east_asia: str) -> Callable[[Any], object]:
    """Another Chinese font for a paragraph's first run."""
    return lambda p: p.runs[0]._r.rPr.rFonts.set(qn("w:eastAsia"), east_asia)


def hint(number: int, value: str) -> Change:
    """Another script for the signs that several scripts share."""
    return lambda d: d.paragraphs[number - 1].runs[0]._r.rPr.rFonts.set(qn("w:hint"), value)


def run_xml(number: int, tag: str, value: str) -> Change:
    """A property of the run as XML."""
    xml = f'<w:{tag} {nsdecls("w")} w:val="{value}"/>'
    return lambda d: d.paragraphs[number - 1].runs[0]._r.rPr.append(parse_xml(xml))


def run_set(number: int, name: str, value: Any) -> Change:
    """An attribute of the run's font, as python-docx calls it."""
    return lambda d: setattr(d.paragraphs[number - 1].runs[0].font, name, value)


def colour(number: int, value: str) -> Change:
    """Another colour."""
    return lambda d: inked(value)(d.paragraphs[number - 1])


def inked(value: str) -> Callable[[Any], object]:
    """Another colour for a paragraph's first run."""
    return lambda p: setattr(p.runs[0].font.color, "rgb", RGBColor.from_string(value))


def paragraph_set(number: int, name: str, value: Any) -> Change:
    """An attribute of the paragraph's format, as python-docx calls it."""
    return lambda d: setattr(d.paragraphs[number - 1].paragraph_format, name, value)


def align(number: int, value: str) -> Change:
    """Another alignment (``w:jc``)."""
    return own(number, f'<w:jc {nsdecls("w")} w:val="{value}"/>')


def indented(**attributes: object) -> Callable[[Any], object]:
    """An indent of its own for a paragraph."""
    written = " ".join(f'w:{name}="{value}"' for name, value in attributes.items())
    xml = f"<w:ind {nsdecls('w')} {written}/>"
    return lambda paragraph: paragraph._p.get_or_add_pPr().append(parse_xml(xml))


def indent(number: int, **attributes: object) -> Change:
    """An indent of its own for a paragraph of the text."""
    return lambda d: indented(**attributes)(d.paragraphs[number - 1])


def own(number: int, xml: str) -> Change:
    """A property of the paragraph as XML."""
    return lambda d: d.paragraphs[number - 1]._p.get_or_add_pPr().append(parse_xml(xml))


def pitch(number: int, points: float) -> Change:
    """An exact line pitch."""
    return paragraph_set(number, "line_spacing", Pt(points))


def page(**values: int) -> Change:
    """Paper and margins of the section."""
    return lambda d: [setattr(d.sections[0], name, value) for name, value in values.items()]


def removed(*numbers: int) -> Change:
    """Paragraphs gone."""

    def change(document: Document) -> None:
        for paragraph in [document.paragraphs[number - 1]._p for number in numbers]:
            paragraph.getparent().remove(paragraph)

    return change


def added_after(number: int, text: str, style: str = "Normal") -> Change:
    """A paragraph more."""

    def change(document: Document) -> None:
        paragraph = document.add_paragraph(style=style)
        add_run(paragraph, text)
        document.paragraphs[number - 1]._p.addnext(paragraph._p)

    return change


def cell(table: int, row: int, column: int, change: Callable[[Any], object]) -> Change:
    """A change to a cell's first paragraph."""
    return lambda d: change(d.tables[table].rows[row].cells[column].paragraphs[0])


def retyped(text: str) -> Callable[[Any], object]:
    """Other words in a cell."""
    return lambda paragraph: setattr(paragraph.runs[0], "text", text)


def footer(change: Callable[[Any], object], both: bool = True) -> Change:
    """A change to the paragraphs of the page numbers."""

    def apply(document: Document) -> None:
        section = document.sections[0]
        change(section.footer.paragraphs[0])
        if both:
            change(section.even_page_footer.paragraphs[0])

    return apply


def footer_text(old: str, new: str) -> Change:
    """Other signs about the page number."""

    def change(paragraph: Any) -> None:
        for run in paragraph.runs:
            if old in run.text:
                run.text = run.text.replace(old, new)

    return footer(change)


def below_the_date(document: Document) -> None:
    """附件说明 and the blank line above it, moved under 成文日期."""
    paragraphs = document.paragraphs
    for number in (LISTED_2, LISTED, LISTED - 1):
        paragraphs[DATE - 1]._p.addnext(paragraphs[number - 1]._p)


def restarted(document: Document) -> None:
    """A second section that counts its pages from one."""
    section = document.add_section()
    start = parse_xml(f'<w:pgNumType {nsdecls("w")} w:start="1"/>')
    section._sectPr.find(qn("w:pgMar")).addnext(start)


def bare_imprint(document: Document) -> None:
    """版记 in paragraphs, no table and no rule."""
    for style, text in (("抄送机关", "抄送：云溪街道纪工委。"), ("印发日期", "2026年3月5日印发")):
        add_run(document.add_paragraph(style=style), text)
    document.tables[-1]._tbl.getparent().remove(document.tables[-1]._tbl)


def red_rule(colour: str = "") -> Change:
    """Another colour of the rule under 发文字号, or no rule."""

    def change(document: Document) -> None:
        (rule,) = document.styles["发文字号"].element.iter(qn("w:pBdr"))
        if colour:
            rule[0].set(qn("w:color"), colour)
        else:
            rule.getparent().remove(rule)

    return change


def removed_table(document: Document) -> None:
    """发文机关标志 gone."""
    document.tables[0]._tbl.getparent().remove(document.tables[0]._tbl)


def border(side: str, **attributes: str) -> Change:
    """Another rule of 版记."""

    def change(document: Document) -> None:
        borders = document.tables[-1]._tbl.tblPr.find(qn("w:tblBorders"))
        (edge,) = borders.iter(qn(f"w:{side}"))
        for name, value in attributes.items():
            edge.set(qn(f"w:{name}"), value)

    return change


def table_width(table: int, width: int) -> Change:
    """Another width of a table."""
    return lambda d: d.tables[table]._tbl.tblPr.find(qn("w:tblW")).set(qn("w:w"), str(width))


def page_header(document: Document) -> None:
    """The office's name at the head of every page."""
    document.sections[0].header.paragraphs[0].text = "幸福里社区"


def imprint_place(**attributes: str) -> Change:
    """Another place of 版记; none takes it away."""

    def change(document: Document) -> None:
        place = document.tables[-1]._tbl.tblPr.find(qn("w:tblpPr"))
        if not attributes:
            place.getparent().remove(place)
        for name, value in attributes.items():
            place.set(qn(f"w:{name}"), value)

    return change


def signed_after_its_attachments(document: Document) -> None:
    """署名 and 成文日期, with the blank line above them, at the end of the last 附件."""
    paragraphs = document.paragraphs
    for number in (DATE, SIGNATURE, SIGNATURE - 1):
        paragraphs[END - 1]._p.addnext(paragraphs[number - 1]._p)


def reported(signer: str, face: str = "楷体_GB2312", **attributes: object) -> Change:
    """The head of a document to a higher office, with whoever signed it."""

    def change(document: Document) -> None:
        number = document.paragraphs[NUMBER - 1]
        number.alignment = 0
        indented(**attributes)(number)
        add_run(number, "　　　　签发人")
        add_run(number, signer[:1])
        name = add_run(number, signer[1:])
        name._r.rPr.rFonts.set(qn("w:eastAsia"), face)

    return change


def declared_electronic(data: bytes) -> bytes:
    """As the standard of electronic documents lays it out, and says so."""
    name = "docProps/core.xml"
    core = parts_of(data)[name].decode()
    end = "</cp:coreProperties>"
    said = core.replace(end, f"<dc:description>GB/T 33476.2-2016</dc:description>{end}")
    assert said != core
    return zipped(parts_of(data) | {name: said.encode()})


# --- files that are no documents, or odd ones ------------------------------------------------


def entries_declared(size: int) -> bytes:
    """A zip whose directory declares an entry to be larger than it is."""
    data = bytearray(zipped({"[Content_Types].xml": b"<x/>"}))
    at = data.index(b"PK\x01\x02") + 24
    data[at : at + 4] = size.to_bytes(4, "little")
    return bytes(data)


def many_parts() -> bytes:
    """A zip of more entries than any document has."""
    return zipped({f"part{number}.xml": b"" for number in range(MAX_PARTS + 1)})


def locked_entry() -> bytes:
    """A zip whose entries need a password."""
    data = bytearray(base())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def entity(data: bytes | None = None) -> bytes:
    """An entity defined before the text."""
    return with_part(
        DOCUMENT,
        lambda xml: xml.replace("<w:document", '<!DOCTYPE x [<!ENTITY a "b">]><w:document', 1),
        data or base(),
    )


def in_utf_16(part: str, data: bytes) -> bytes:
    """A part rewritten in UTF-16."""
    parts = parts_of(data)
    text = parts[part].decode().replace("UTF-8", "UTF-16", 1)
    return zipped(parts | {part: text.encode("utf-16")})


def without_part(name: str, data: bytes | None = None) -> bytes:
    """The package without one part."""
    parts = parts_of(data or base())
    del parts[name]
    return zipped(parts)


def damaged_part() -> bytes:
    """A byte of a packed part changed."""
    data = bytearray(base())
    data[data.index(b"word/document.xml") + 200] ^= 0xFF
    return bytes(data)


def ole_doc() -> bytes:
    """As Word 97 saves a document."""
    return OLE + bytes(504) + "WordDocument".encode("utf-16-le").ljust(128, b"\0")


FILE_CASES = (
    in_file(
        "an empty file",
        lambda: b"",
        "错误 not-docx - 整个文件 | 文件是空的，一个字节也没有 | 请重新保存或复制",
    ),
    in_file(
        "a plain text",
        lambda: "关于开展民主评议的通知".encode(),
        "错误 not-docx - 整个文件 | 不是Word文档（docx） | 请用WPS或Word打开，另存为docx格式",
    ),
    in_file(
        "a picture",
        lambda: b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(99),
        "错误 not-docx - 整个文件 | 不是Word文档（docx） | 请用WPS或Word打开，另存为docx格式",
    ),
    in_file(
        "a workbook",
        sample_bytes,
        "错误 not-docx - 整个文件 | 是Excel工作簿，不是Word文档 | 请核对文件；工作簿请用 docgen check 检查",
    ),
    in_file(
        "a document of Word 97",
        ole_doc,
        "错误 not-docx - 整个文件 | 是旧的doc格式 | 请用WPS或Word打开，另存为docx格式",
    ),
    in_file(
        "a document with a password",
        encrypted,
        "错误 encrypted - 整个文件 | 设有打开密码 | 请取消密码，保存后再检查",
    ),
    in_file(
        "a zip with a password",
        locked_entry,
        "错误 encrypted - 整个文件 | 设有打开密码 | 请取消密码，保存后再检查",
    ),
    in_file(
        "a document cut off while it was copied",
        lambda: base()[: len(base()) // 2],
        "错误 damaged - 整个文件 | 文件已损坏，无法读取 | 请用WPS或Word打开，另存为docx格式",
    ),
    in_file(
        "a part whose bytes are damaged",
        damaged_part,
        "错误 damaged - 整个文件 | 文件已损坏，无法读取 | 请用WPS或Word打开，另存为docx格式",
    ),
    in_file(
        "a text that is no well-formed XML",
        lambda: with_part(DOCUMENT, lambda x: x.replace("</w:body>", ""), base()),
        "错误 damaged - 整个文件 | 文件已损坏，无法读取 | 请用WPS或Word打开，另存为docx格式",
    ),
    in_file(
        "styles that are no well-formed XML",
        lambda: with_part("word/styles.xml", lambda x: x[:-9], base()),
        "错误 damaged - 整个文件 | 文件已损坏，无法读取 | 请用WPS或Word打开，另存为docx格式",
    ),
    in_file(
        "relations that are no well-formed XML",
        lambda: with_part("_rels/.rels", lambda x: x[:-9], base()),
        "错误 damaged - 整个文件 | 文件已损坏，无法读取 | 请用WPS或Word打开，另存为docx格式",
    ),
    in_file(
        "a zip of other things",
        lambda: zipped({"readme.xml": b"<a/>"}),
        "错误 not-docx - 整个文件 | 不是Word文档（docx） | 请用WPS或Word打开，另存为docx格式",
    ),
    in_file(
        "a package without its text",
        lambda: without_part(DOCUMENT),
        "错误 not-docx - 整个文件 | 不是Word文档（docx） | 请用WPS或Word打开，另存为docx格式",
    ),
    in_file(
        "a package without its relations",
        lambda: without_part("_rels/.rels"),
        "错误 not-docx - 整个文件 | 不是Word文档（docx） | 请用WPS或Word打开，另存为docx格式",
    ),
    in_file(
        "an entity before the text",
        entity,
        "错误 unsafe - 整个文件 | 文件里有不应出现的外部实体定义，可能不安全 | 请用WPS或Word打开，另存为docx格式",
    ),
    in_file(
        "an entity in a part of UTF-16",
        lambda: in_utf_16(DOCUMENT, entity()),
        "错误 unsafe - 整个文件 | 文件里有不应出现的外部实体定义，可能不安全 | 请用WPS或Word打开，另存为docx格式",
    ),
    in_file(
        "an entry that would be huge",
        lambda: entries_declared(MAX_UNPACKED_BYTES + 1),
        "错误 too-large - 整个文件 | 解开后内容过多 | 请删去图片等无关内容",
    ),
    in_file(
        "an entry that is larger than it says",
        lambda: entries_declared(1),
        "错误 damaged - 整个文件 | 文件已损坏，无法读取 | 请用WPS或Word打开，另存为docx格式",
    ),
    in_file(
        "more parts than any document has",
        many_parts,
        "错误 too-large - 整个文件 | 解开后内容过多 | 请删去图片等无关内容",
    ),
    in_file(
        "a huge file",
        lambda: b"PK\x03\x04" + bytes(MAX_FILE_BYTES),
        "错误 too-large - 整个文件 | 文件超过50兆 | 请缩小文件",
    ),
)

PAGE_CASES = (
    in_document(
        "paper of another size",
        page(page_width=Mm(216), right_margin=Mm(32)),
        "错误 paper 5.1 页面设置 | 纸张为216×297毫米 | A4，210毫米×297毫米",
    ),
    in_document(
        "天头 too small",
        page(top_margin=Mm(34), bottom_margin=Mm(38), footer_distance=Mm(28.13)),
        "错误 margins 5.2.1 页面设置 | 天头为34毫米 | 37毫米±1毫米",
    ),
    in_document(
        "订口 too large",
        page(left_margin=Mm(30), right_margin=Mm(24)),
        "错误 margins 5.2.1 页面设置 | 订口为30毫米 | 28毫米±1毫米",
    ),
    in_document(
        "a gutter beside 订口",
        page(gutter=Mm(2), right_margin=Mm(24)),
        "错误 margins 5.2.1 页面设置 | 订口为30毫米 | 28毫米±1毫米",
    ),
    in_document(
        "a type area too high",
        page(bottom_margin=Mm(34.3), footer_distance=Mm(24.4)),
        "错误 type-area 5.2.1 页面设置 | 版心高225.7毫米 | 225毫米",
    ),
    in_file(
        "天头 of a page on its side",
        lambda: changed(page(right_margin=Mm(34), left_margin=Mm(38)), landscape()),
        "错误 margins 8 页面设置 | 天头为34毫米 | 37毫米±1毫米",
    ),
    in_file(
        "订口 of a page on its side",
        lambda: changed(
            page(top_margin=Mm(31), bottom_margin=Mm(23), footer_distance=Twips(745)), landscape()
        ),
        "错误 margins 8 页面设置 | 订口为31毫米 | 28毫米±1毫米",
    ),
    in_document(
        "a table wider than the type area",
        table_width(0, 9200),
        "错误 outside 5.2.1 表1 | 表格宽162.3毫米，超出版心 | 不超过156毫米",
    ),
    in_document(
        "a negative indent",
        indent(QUOTED, leftChars=-200, firstLineChars=400),
        "错误 outside 5.2.1 第11段“坚持“枫桥经验”——依靠…” | 缩进为负数，文字超出版心 | 不超出版心",
        "错误 indent 7.3.3 第11段“坚持“枫桥经验”——依靠…” | 正文回行左边超出2字 | 回行顶格",
    ),
    in_document(
        "lines too far apart",
        pitch(BODY, 30),
        "提醒 lines 5.2.3 第9段“根据《关于开展民主评议工…” | 按所设行距，每面只能排21行 | 每面22行，可以把行距设为固定值28.95磅",
    ),
    in_document(
        "lines too close",
        pitch(BODY, 24),
        "提醒 lines 5.2.3 第9段“根据《关于开展民主评议工…” | 按所设行距，每面排26行 | 每面22行，可以把行距设为固定值28.95磅",
    ),
    in_document(
        "lines one and a half apart",
        paragraph_set(BODY, "line_spacing", 1.5),
        "提醒 lines 5.2.3 第9段“根据《关于开展民主评议工…” | 按所设行距，每面只能排20行 | 每面22行，可以把行距设为固定值28.95磅",
    ),
    in_document(
        "characters not pulled together",
        run_xml(BODY, "spacing", "0"),
        "提醒 characters 5.2.3 第9段“根据《关于开展民主评议工…” | 每行排27个字 | 每行28个字，可以把字符间距设为紧缩0.25磅",
    ),
    in_document(
        "space after a paragraph",
        paragraph_set(BODY, "space_after", Pt(10)),
        "提醒 paragraph-gap 5.2.3 第9段“根据《关于开展民主评议工…” | 设有段前或段后间距 | 段前、段后间距都设为0行",
    ),
    in_document(
        "a title cut by its line",
        pitch(TITLE, 20),
        "提醒 clipped 5.2.3 第6段“幸福里社区2026年领导…” | 固定行距20磅，字号22磅，字会被裁去一截 | 行距不小于22磅",
    ),
)

ELEMENT_CASES = (
    in_document(
        "a text in 宋体",
        font(BODY, "宋体"),
        "提醒 font 7.3.3 第9段“根据《关于开展民主评议工…” | 正文的字体为“宋体” | 仿宋体（仿宋_GB2312）",
    ),
    in_document(
        "a first level in 宋体",
        font(H1, "SimSun"),
        "提醒 font 7.3.3 第10段“一、指导思想” | 一级标题的字体为“SimSun” | 黑体",
    ),
    in_document(
        "a second level in 黑体",
        font(H2, "黑体"),
        "提醒 font 7.3.3 第13段“（一）领导小组” | 二级标题的字体为“黑体” | 楷体（楷体_GB2312）",
    ),
    in_document(
        "a title in 黑体",
        font(TITLE, "黑体"),
        "提醒 font 7.3.1 第6段“幸福里社区2026年领导…” | 公文标题的字体为“黑体” | 小标宋体（方正小标宋简体）",
    ),
    in_document(
        "an 附件 mark in 仿宋",
        font(MARK_1, "仿宋"),
        "错误 font 7.3.7 第26段“附件1” | 附件标记的字体为“仿宋” | 黑体",
    ),
    in_document(
        "an imprint in 宋体",
        cell(-1, 0, 0, in_font("宋体")),
        "提醒 font 7.4.2 表2第1行第1格“抄送：云溪街道纪工委、云…” | 抄送机关的字体为“宋体” | 仿宋体（仿宋_GB2312）",
    ),
    in_document(
        "a text too small",
        run_set(BODY, "size", Pt(15)),
        "提醒 size 7.3.3 第9段“根据《关于开展民主评议工…” | 正文为15磅（小3号） | 16磅（3号）",
    ),
    in_document(
        "a title too large",
        run_set(TITLE, "size", Pt(24)),
        "提醒 size 7.3.1 第6段“幸福里社区2026年领导…” | 公文标题为24磅（小1号） | 22磅（2号）",
    ),
    in_document(
        "an 附件 mark too small",
        run_set(MARK_2, "size", Pt(14)),
        "错误 size 7.3.7 第31段“附件2” | 附件标记为14磅（4号） | 16磅（3号）",
    ),
    in_document(
        "a grey text",
        colour(SUB_2, "595959"),
        "错误 colour 5.2.4 第17段“（2）驻区单位代表。” | 文字不是黑色（现为#595959） | 黑色",
    ),
    in_document(
        "a red text",
        colour(BODY, "FF0000"),
        "错误 colour 5.2.4 第9段“根据《关于开展民主评议工…” | 文字不是黑色（现为#FF0000） | 黑色",
    ),
    in_document(
        "a blue table",
        cell(-1, 1, 0, inked("0000FF")),
        "错误 colour 5.2.4 表2第2行第1格“幸福里社区居民委员会” | 文字不是黑色（现为#0000FF） | 黑色",
    ),
    in_document(
        "a name of the mark in black",
        cell(0, 1, 0, inked("000000")),
        "错误 colour 7.2.4 表1第2行第1格“中共幸福里社区总支部委员…” | 发文机关标志不是红色 | 红色",
    ),
    in_document(
        "a bold title",
        run_set(TITLE, "bold", True),
        "提醒 bold 7.3.1 第6段“幸福里社区2026年领导…” | 公文标题加粗 | 不加粗，以字体区分",
    ),
    in_document(
        "a bold first level",
        run_set(H1_2, "bold", True),
        "提醒 bold 7.3.3 第12段“二、组织领导” | 一级标题加粗 | 不加粗，以字体区分",
    ),
    in_document(
        "a title at the left",
        align(TITLE, "left"),
        "错误 align 7.3.1 第6段“幸福里社区2026年领导…” | 公文标题没有居中 | 居中",
    ),
    in_document(
        "a number at the right",
        align(NUMBER, "right"),
        "错误 align 7.2.5 第3段“幸居发〔2026〕5号” | 发文字号没有居中 | 居中",
    ),
    in_document(
        "主送机关 in the middle",
        align(TO, "center"),
        "错误 align 7.3.2 第8段“各居民小组、驻区各单位：” | 主送机关居中 | 居左顶格",
    ),
    in_document(
        "主送机关 moved in",
        indent(TO, firstLineChars=200),
        "错误 indent 7.3.2 第8段“各居民小组、驻区各单位：” | 主送机关左空二字 | 居左顶格",
    ),
    in_document(
        "a paragraph not moved in",
        indent(BODY, firstLineChars=0, firstLine=0),
        "错误 indent 7.3.3 第9段“根据《关于开展民主评议工…” | 正文左边没有空 | 左空二字",
    ),
    in_document(
        "a heading not moved in",
        indent(H2, firstLineChars=0, firstLine=0),
        "错误 indent 7.3.3 第13段“（一）领导小组” | 二级标题左边没有空 | 左空二字",
    ),
    in_document(
        "a paragraph wholly moved in",
        indent(BODY, leftChars=200, firstLineChars=0, firstLine=0),
        "错误 indent 7.3.3 第9段“根据《关于开展民主评议工…” | 正文回行左空二字 | 回行顶格",
    ),
    in_document(
        "附件说明 at the edge",
        indent(LISTED, leftChars=0, left=945, hangingChars=300, hanging=945),
        "错误 indent 7.3.4 第21段“附件：1.领导小组名单” | 附件说明左边没有空 | 左空二字",
    ),
    in_document(
        "附件说明 three characters too far right in Word",
        indent(LISTED, leftChars=500, left=1575, hangingChars=300, hanging=945),
        "错误 indent 7.3.4 第21段“附件：1.领导小组名单” | 附件说明左空五字 | 左空二字",
    ),
    in_document(
        "an 附件 mark moved in",
        indent(MARK_1, firstLineChars=200),
        "错误 indent 7.3.7 第26段“附件1” | 附件标记左空二字 | 居左顶格",
    ),
    in_document(
        "one blank line over the number",
        removed(2),
        "错误 blank-lines 7.2.5 第2段“幸居发〔2026〕5号” | 发文字号之上空1行 | 空二行",
    ),
    in_document(
        "one blank line over the title",
        removed(5),
        "错误 blank-lines 7.3.1 第5段“幸福里社区2026年领导…” | 公文标题之上空1行 | 空二行",
    ),
    in_document(
        "no blank line over 主送机关",
        removed(7),
        "错误 blank-lines 7.3.2 第7段“各居民小组、驻区各单位：” | 主送机关之上没有空行 | 空一行",
    ),
    in_document(
        "no blank line over 附件说明",
        removed(20),
        "错误 blank-lines 7.3.4 第20段“附件：1.领导小组名单” | 附件说明之上没有空行 | 空一行",
    ),
    in_document(
        "no blank line over 署名",
        removed(23),
        "错误 blank-lines 7.3.5.2 第23段“幸福里社区居民委员会” | 署名之上没有空行 | 空一行",
    ),
    in_document(
        "no blank line over the title of an 附件",
        removed(27),
        "错误 blank-lines 7.3.7 第27段“领导小组名单” | 公文标题之上没有空行 | 空一行",
    ),
    in_document(
        "quotes in the western font",
        hint(QUOTED, "default"),
        "提醒 western-marks 5.2.2 第11段“坚持“枫桥经验”——依靠…” | 引号等标点使用西文字体“Times New Roman”，只占半个字 | 使用中文字体，占一个字的位置",
    ),
)

STRUCTURE_CASES = (
    in_document(
        "square brackets about the year",
        words(NUMBER, "〔2026〕", "[2026]"),
        "错误 number-brackets 7.2.5 第3段“幸居发[2026]5号” | “[2026]5号”的年份没有用六角括号 | 〔2026〕",
    ),
    in_document(
        "a year of two figures in the number",
        words(NUMBER, "2026", "26"),
        "错误 number-year 7.2.5 第3段“幸居发〔26〕5号” | “〔26〕5号”的年份不是四位数 | 四位数的年份",
    ),
    in_document(
        "a number with 第",
        words(NUMBER, "5号", "第5号"),
        "错误 number-figure 7.2.5 第3段“幸居发〔2026〕第5号” | “〔2026〕第5号” | 5号，不加“第”字和0",
    ),
    in_document(
        "a number with a zero",
        words(NUMBER, "5号", "05号"),
        "错误 number-figure 7.2.5 第3段“幸居发〔2026〕05号” | “〔2026〕05号” | 5号，不加“第”字和0",
    ),
    in_document(
        "a number without the word of its office",
        words(NUMBER, "幸居发", ""),
        "错误 number-parts 7.2.5 第3段“〔2026〕5号” | 发文字号没有机关代字 | 机关代字、年份、顺序号齐全，形如云发〔2026〕5号",
    ),
    in_document(
        "a number that counts nothing",
        words(NUMBER, "5号", "号"),
        "错误 number-parts 7.2.5 第3段“幸居发〔2026〕号” | 发文字号没有顺序号 | 机关代字、年份、顺序号齐全，形如云发〔2026〕5号",
    ),
    in_file(
        "minutes counted with zeros",
        lambda: by_hand(minutes),
        "提醒 issue-number 10.3 第3段“第005期” | 纪要的编号写作“第005期” | 不编虚位，形如“第5期”",
    ),
    in_document(
        "no rule under the number",
        red_rule(),
        "错误 red-rule 7.2.7 第3段“幸居发〔2026〕5号” | 发文字号之下没有分隔线 | 与版心等宽的红色分隔线",
    ),
    in_document(
        "a black rule under the number",
        red_rule("000000"),
        "错误 red-rule 7.2.7 第3段“幸居发〔2026〕5号” | 分隔线不是红色 | 红色",
    ),
    in_document(
        "no rule under the number of paper printed beforehand",
        all_of(red_rule(), removed_table),
        "提醒 red-rule 7.2.7 第3段“幸居发〔2026〕5号” | 发文字号之下没有分隔线 | 与版心等宽的红色分隔线",
    ),
    in_document(
        "a lone character in a title",
        words(TITLE, "活动实施方案", "活动实施方\n案"),
        "错误 title-breaks 7.3.1 第6段“幸福里社区2026年领导…” | “案”一字一行 | 每行至少两个字",
    ),
    in_document(
        "a title narrow in the middle",
        words(TITLE, "民主评议活动实施方案", "民主评议\n活动实施方案的通知"),
        "错误 title-breaks 7.3.1 第6段“幸福里社区2026年领导…” | 标题各行两头长、中间短 | 排成梯形或菱形",
    ),
    in_document(
        "a title too wide for its line",
        words(TITLE, "\n", ""),
        "提醒 title-width 7.3.1 第6段“幸福里社区2026年领导…” | “幸福里社区2026年…”一行26字，排不下，会在词的中间断开 | 每行不超过20字，在词与词之间换行",
    ),
    in_document(
        "a half-width colon after 主送机关",
        words(TO, "：", ":"),
        "错误 addressee-colon 7.3.2 第8段“各居民小组、驻区各单位:” | 主送机关后是半角冒号 | 全角冒号“：”",
        "错误 half-width 9 第8段“各居民小组、驻区各单位:” | 半角“:” | 全角“：”",
    ),
    in_document(
        "a first level with a point",
        words(H1, "、", "."),
        "提醒 level-mark 7.3.3 第10段“一.指导思想” | 序数写作“一.” | 形如“一、”",
    ),
    in_document(
        "a second level with a sign after it",
        words(H2, "）", "）、"),
        "提醒 level-mark 7.3.3 第13段“（一）、领导小组” | 序数写作“（一）、” | 形如“（一）”",
    ),
    in_document(
        "a third level with 、",
        words(ITEM_1, "1.", "1、"),
        "提醒 level-mark 7.3.3 第14段“1、组长：林致远。” | 序数写作“1、” | 形如“1.”",
    ),
    in_document(
        "a list of bullets",
        words(SUB_2, "（2）", "●"),
        "提醒 level-mark 7.3.3 第17段“●驻区单位代表。” | 用“●”分条 | 用“一、”“（一）”“1.”“（1）”",
    ),
    in_document(
        "a list of brackets",
        words(SUB_1, "（1）社区“两委”成员；", "1)社区成员；"),
        "提醒 level-mark 7.3.3 第16段“1)社区成员；” | 用“1)”分条 | 用“一、”“（一）”“1.”“（1）”",
        "提醒 level-sequence 7.3.3 第17段“（2）驻区单位代表。” | 序数“（2）”不连续 | “（1）”",
    ),
    in_document(
        "a level left out",
        removed(H2, ITEM_1, ITEM_2),
        "提醒 level-order 7.3.3 第13段“（1）社区“两委”成员；” + 第14段“（2）驻区单位代表。” | “一、”之下直接用“（1）” | 依次用“一、”“（一）”“1.”“（1）”",
        "提醒 level-sequence 7.3.3 第15段“（二）述评对象” | 序数“（二）”不连续 | “（一）”",
    ),
    in_document(
        "a second level without a first",
        removed(H1, H1_2),
        "提醒 level-order 7.3.3 第11段“（一）领导小组” + 第16段“（二）述评对象” | 正文之下直接用“（一）” | 依次用“一、”“（一）”“1.”“（1）”",
    ),
    in_document(
        "a number left out",
        words(H1_2, "二", "三"),
        "提醒 level-sequence 7.3.3 第12段“三、组织领导” | 序数“三、”不连续 | “二、”",
    ),
    in_document(
        "a list that begins with two",
        words(ITEM_1, "1.", "2."),
        "提醒 level-sequence 7.3.3 第14段“2.组长：林致远。” | 序数“2.”不连续 | “1.”",
        "提醒 level-sequence 7.3.3 第15段“2.成员由下列人员组成：” | 序数“2.”重复 | “3.”",
    ),
    in_document(
        "a list that goes on counting under the next heading",
        words(LAST, "述评对象为", "3.述评对象为"),
        "提醒 level-sequence 7.3.3 第19段“3.述评对象为林致远、何…” | 序数“3.”不连续 | “1.”",
    ),
    in_document(
        "a half-width colon after 附件",
        words(LISTED, "：", ":"),
        "错误 attachment-colon 7.3.4 第21段“附件:1.领导小组名单” | “附件”后是半角冒号 | 全角冒号“：”",
        "错误 half-width 9 第21段“附件:1.领导小组名单” | 半角“:” | 全角“：”",
    ),
    in_document(
        "a stop after the name of an 附件",
        words(LISTED_2, "名额", "名额。"),
        "错误 attachment-stop 7.3.4 第22段“2.参评代表名额。” | 附件名称后有“。” | 不加标点符号",
    ),
    in_document(
        "a Chinese figure for an 附件",
        words(LISTED, "1.", "一、"),
        "错误 attachment-figure 7.3.4 第21段“附件：一、领导小组名单” | 附件顺序号写作“一、” | 阿拉伯数字加点，形如1.",
    ),
    in_document(
        "署名 flush right",
        all_of(words(SIGNATURE, GROUND, ""), align(SIGNATURE, "right")),
        "提醒 signature-place 7.3.5.2 第24段“幸福里社区居民委员会” | 署名和成文日期的位置不合要求 | 不加盖印章的，署名右空二字，日期首字比署名首字右移二字（日期较长时日期右空二字）；加盖印章的，日期右空四字",
    ),
    in_document(
        "the date flush right",
        all_of(words(DATE, GROUND, ""), align(DATE, "right")),
        "错误 signature-place 7.3.5.2 第24段“幸福里社区居民委员会” | 署名和成文日期的位置不合要求 | 不加盖印章的，署名右空二字，日期首字比署名首字右移二字（日期较长时日期右空二字）；加盖印章的，日期右空四字",
    ),
    in_document(
        "署名 at the left",
        words(SIGNATURE, GROUND * 16, GROUND * 2),
        "提醒 signature-place 7.3.5.2 第24段“幸福里社区居民委员会” | 署名和成文日期的位置不合要求 | 不加盖印章的，署名右空二字，日期首字比署名首字右移二字（日期较长时日期右空二字）；加盖印章的，日期右空四字",
    ),
    in_document(
        "a date with a zero",
        words(DATE, "3月5日", "03月05日"),
        "错误 date-figures 7.3.5.4 第25段“2026年03月05日” | 日期写作“2026年03月05日” | 形如2026年1月5日",
    ),
    in_document(
        "a date of Chinese figures",
        words(DATE, "2026年3月5日", "二〇二六年三月五日"),
        "错误 date-figures 7.3.5.4 第25段“二〇二六年三月五日” | 日期写作“二〇二六年三月五日” | 形如2026年1月5日",
    ),
    in_document(
        "a date without its century",
        words(DATE, "2026年", "26年"),
        "错误 date-figures 7.3.5.4 第25段“26年3月5日” | 日期写作“26年3月5日” | 形如2026年1月5日",
    ),
    in_document(
        "an 附件 of another name",
        words(TITLE_2, "名额", "名单"),
        "错误 attachment-name 7.3.7 第31段“附件2” | 附件标题“参评代表名单”与附件说明不一致 | 与附件说明中的名称一致",
    ),
    in_document(
        "an 附件 that begins no page",
        paragraph_set(MARK_2, "page_break_before", False),
        "错误 attachment-page 7.3.7 第31段“附件2” | 附件没有另面编排 | 另起一面，在第一行",
    ),
    in_document(
        "an 附件说明 under the date",
        below_the_date,
        "错误 attachments-place 7.3.4 第24段“附件：1.领导小组名单” | 附件说明在成文日期之后 | 在正文之下空一行，署名之上",
    ),
    in_document(
        "a date above the name",
        lambda d: d.paragraphs[SIGNATURE - 1]._p.addprevious(d.paragraphs[DATE - 1]._p),
        "错误 signature-place 7.3.5.2 第24段“2026年3月5日” | 成文日期在署名之上 | 成文日期在署名之下",
    ),
    in_document(
        "names of addressees without a colon",
        words(TO, "：", ""),
        "错误 addressee-colon 7.3.2 第8段“各居民小组、驻区各单位” | 主送机关后没有冒号 | 全角冒号“：”",
    ),
    in_document(
        "a paragraph in the middle of the line",
        align(BODY, "center"),
        "提醒 apart 7.3.3 第9段“根据《关于开展民主评议工…” | 本段居中 | 正文左空二字；是标题的，用2号小标宋体居中",
    ),
    in_document(
        "a section whose page numbers begin anew",
        restarted,
        "提醒 page-number-restart 7.5 第2节 | 页码重新起算 | 接着前面的页码",
    ),
    in_document(
        "a hyphen between dates",
        words(LAST, "3月5日前", "3月5日-3月9日"),
        "提醒 range 9 第19段“述评对象为林致远、何静，…”的“、何静，3月5日-3月9日提交报”处 | “5日-3” | 一字线“—”、浪纹线“～”，或者写“至”",
    ),
    in_document(
        "a title within a title",
        words(BODY, "《关于开展民主评议工作的通知》", "《关于印发《办法》的通知》"),
        "提醒 nested-title 9 第9段“根据《关于印发《办法》的…”的“根据《关于印发《办法》的通知”处 | “《关于印发《” | 书名号里面用单书名号〈〉",
    ),
)

IMPRINT_CASES = (
    in_document(
        "a first rule too thin",
        border("top", sz="4"),
        "提醒 imprint-rules 7.4.1 表2（版记） | 首条分隔线粗0.18毫米 | 0.35毫米",
    ),
    in_document(
        "a last rule too thick",
        border("bottom", sz="18"),
        "提醒 imprint-rules 7.4.1 表2（版记） | 末条分隔线粗0.79毫米 | 0.35毫米",
    ),
    in_document(
        "a middle rule too thick",
        border("insideH", sz="12"),
        "提醒 imprint-rules 7.4.1 表2（版记） | 中间分隔线粗0.53毫米 | 0.25毫米",
    ),
    in_document(
        "版记 without rules",
        bare_imprint,
        "错误 imprint-rules 7.4.1 第37段“抄送：云溪街道纪工委。” | 版记没有分隔线 | 首末两条粗线，中间细线",
    ),
    in_document(
        "rules shorter than the type area",
        table_width(-1, 8000),
        "错误 imprint-width 7.4.1 表2（版记） | 分隔线长141毫米 | 与版心等宽，156毫米",
    ),
    in_document(
        "a text after 版记",
        added_after(36, "另附一页。"),
        "错误 imprint-last 7.4.1 第37段“另附一页。” | 在版记之后还有内容 | 版记在公文最后",
    ),
    in_document(
        "a half-width colon after 抄送",
        cell(-1, 0, 0, retyped("抄送:云溪街道纪工委。")),
        "错误 copies-colon 7.4.2 表2第1行第1格“抄送:云溪街道纪工委。” | “抄送”后是半角冒号 | 全角冒号“：”",
        "错误 half-width 9 表2第1行第1格“抄送:云溪街道纪工委。” | 半角“:” | 全角“：”",
    ),
    in_document(
        "no stop after 抄送",
        cell(-1, 0, 0, retyped("抄送：云溪街道纪工委")),
        "错误 copies-stop 7.4.2 表2第1行第1格“抄送：云溪街道纪工委” | 最后一个抄送机关名称后没有句号 | 句号“。”",
    ),
    in_document(
        "抄送 without room at its left",
        cell(-1, 0, 0, indented(hangingChars=400)),
        "提醒 imprint-indent 7.4.2 表2第1行第1格“抄送：云溪街道纪工委、云…” | 抄送机关左边没有空 | 左空一字",
    ),
    in_document(
        "印发机关 without room at its left",
        cell(-1, 1, 0, indented(leftChars=0, left=0)),
        "提醒 imprint-indent 7.4.3 表2第2行第1格“幸福里社区居民委员会” | 印发机关左边没有空 | 左空一字",
    ),
    in_document(
        "印发日期 without room at its right",
        cell(-1, 1, 1, indented(rightChars=0, right=0)),
        "提醒 imprint-indent 7.4.3 表2第2行第2格“2026年3月5日印发” | 印发日期右边没有空 | 右空一字",
    ),
    in_document(
        "a date of printing with a zero",
        cell(-1, 1, 1, retyped("2026年03月05日印发")),
        "错误 date-figures 7.4.3 表2第2行第2格“2026年03月05日印…” | 日期写作“2026年03月05日” | 形如2026年1月5日",
    ),
    in_document(
        "a date of printing without 印发",
        cell(-1, 1, 1, retyped("2026年3月5日印制")),
        "错误 printed-words 7.4.3 表2第2行第2格“2026年3月5日印制” | 写作“2026年3月5日印制” | 日期后加“印发”二字",
    ),
)

PAGE_NUMBER_CASES = (
    in_document(
        "no page number",
        lambda d: [
            e.getparent().remove(e) for e in d.element.body.sectPr.findall(qn("w:footerReference"))
        ],
        "错误 page-number 7.5 页脚 | 没有页码 | 4号半角宋体阿拉伯数字，形如— 1 —",
    ),
    in_document(
        "hyphens about the page number",
        footer_text("—", "-"),
        "错误 page-number-form 7.5 页脚 | 页码形如“- 1 -” | 数字左右各一条一字线，形如— 1 —",
    ),
    in_document(
        "no dashes about the page number",
        footer_text("—", ""),
        "错误 page-number-form 7.5 页脚 | 页码形如“1” | 数字左右各一条一字线，形如— 1 —",
    ),
    in_document(
        "a page number in Times",
        footer(lambda p: [setattr(r.font, "name", "Times New Roman") for r in p.runs]),
        "提醒 page-number-font 7.5 页脚 | 页码数字的字体为“Times New Roman” | 宋体",
    ),
    in_document(
        "a page number too small",
        footer(lambda p: [setattr(r.font, "size", Pt(10.5)) for r in p.runs]),
        "提醒 page-number-font 7.5 页脚 | 页码为10.5磅（5号） | 4号",
    ),
    in_document(
        "a page number in the middle",
        footer(lambda p: setattr(p, "alignment", 1)),
        "错误 page-number-place 7.5 页脚 | 单页码居中 | 居右空一字",
        "错误 page-number-place 7.5 页脚 | 双页码居中 | 居左空一字",
    ),
    in_document(
        "an odd page number at the left",
        footer(lambda p: setattr(p, "alignment", 0), both=False),
        "错误 page-number-place 7.5 页脚 | 单页码居左 | 居右空一字",
    ),
    in_document(
        "a page number at the edge",
        footer(indented(rightChars=0, right=0, leftChars=0, left=0)),
        "错误 page-number-place 7.5 页脚 | 单页码右边没有空 | 居右空一字",
        "错误 page-number-place 7.5 页脚 | 双页码左边没有空 | 居左空一字",
    ),
    in_part(
        "even pages like odd ones",
        "word/settings.xml",
        "<w:evenAndOddHeaders/>",
        "",
        "错误 page-number-place 7.5 页脚 | 双页码居右 | 居左空一字",
    ),
    in_document(
        "a page number too low",
        page(footer_distance=Mm(15)),
        "错误 page-number-gap 7.5 页脚 | 一字线约在版心下边缘之下17.1毫米 | 7毫米，可以把页脚距边界设为2.51厘米",
    ),
    in_document(
        "a first page whose footer is empty",
        lambda d: setattr(d.sections[0], "different_first_page_header_footer", True),
        "错误 page-number 7.5 页脚 | 首页没有页码 | 首页也有页码，不设“首页不同”",
    ),
    in_document(
        "a page number within the text",
        page(footer_distance=Mm(37)),
        "错误 page-number-gap 7.5 页脚 | 页码侵入版心 | 7毫米，可以把页脚距边界设为2.51厘米",
    ),
)

TEXT_CASES = (
    in_document(
        "a half-width comma",
        words(BODY, "要求，", "要求,"),
        "错误 half-width 9 第9段“根据《关于开展民主评议工…”的“12号）要求,制定本方案。”处 | 半角“,” | 全角“，”",
    ),
    in_document(
        "a half-width stop",
        words(BODY, "方案。", "方案."),
        "错误 half-width 9 第9段“根据《关于开展民主评议工…”的“，制定本方案.”处 | 半角“.” | 全角“。”",
    ),
    in_document(
        "half-width brackets",
        words(LAST, "林致远", "林致远(书记)"),
        "错误 half-brackets 9 第19段“述评对象为林致远(书记)…”的“对象为林致远(书记)、何静，3月”处 | 半角括号 | 全角括号（）",
    ),
    in_document(
        "straight quotes",
        words(QUOTED, "“枫桥经验”", '"枫桥经验"'),
        '错误 straight-quotes 9 第11段“坚持"枫桥经验"——依靠…”的“坚持"枫桥经验"—”处 + 第11段“坚持"枫桥经验"——依靠…”的“坚持"枫桥经验"——依靠群众”处 | 直引号 | 中文引号“”或‘’',
    ),
    in_document(
        "a bracket of another kind",
        words(LAST, "林致远", "林致远（书记〕"),
        "错误 pairs 9 第19段“述评对象为林致远（书记〕…”的“林致远（书记〕、何静，3”处 | “（”与“〕”不成对 | 同一种括号",
    ),
    in_document(
        "a bracket that is not closed",
        words(LAST, "林致远", "林致远（书记"),
        "提醒 unpaired 9 第19段“述评对象为林致远（书记、…”的“对象为林致远（书记、何静”处 | 前括号没有相配的后括号 | 补上后括号",
    ),
    in_document(
        "an ellipsis of stops",
        words(QUOTED, "……", "。。。"),
        "错误 ellipsis 9 第11段“坚持“枫桥经验”——依靠…”的“责、接受监督。。。各项目标。”处 | “。。。” | 六个点的省略号……",
    ),
    in_document(
        "a dash of hyphens",
        words(QUOTED, "——", "--"),
        "错误 ellipsis 9 第11段“坚持“枫桥经验”--依靠…”的““枫桥经验”--依靠群众，实”处 | “--” | 占两个字的破折号——",
    ),
    in_document(
        "a doubled comma",
        words(BODY, "要求，", "要求，，"),
        "错误 doubled 9 第9段“根据《关于开展民主评议工…”的“12号）要求，，制定本方案。”处 | “，，” | 只用一个标点",
    ),
    in_document(
        "a 、 between titles of books",
        words(BODY, "《关于开展民主评议工作的通知》", "《通知》、《意见》"),
        "提醒 listed 9 第9段“根据《通知》、《意见》（…”的“根据《通知》、《意见》（云街”处 | “》、《” | 不用顿号",
    ),
    in_document(
        "full-width figures",
        words(30, "8人", "８人"),
        "提醒 full-width-figures 9 第30段“组长由林致远担任，成员共…”的“担任，成员共８人。”处 | “８” | 半角阿拉伯数字",
    ),
    in_document(
        "a year of two figures",
        words(LAST, "3月5日", "26年3月5日"),
        "错误 year 9 第19段“述评对象为林致远、何静，…”的“致远、何静，26年3月5日前提交报告。”处 | “26年3月5日” | 四位数的年份",
    ),
    in_document(
        "a zero in a date of the text",
        words(LAST, "3月5日", "3月05日"),
        "提醒 date-zero 9 第19段“述评对象为林致远、何静，…”的“致远、何静，3月05日前提交报告。”处 | “3月05日” | 月、日前不加0",
    ),
    in_document(
        "a cited number with square brackets",
        words(BODY, "〔2026〕", "[2026]"),
        "错误 number-brackets 7.2.5 第9段“根据《关于开展民主评议工…”的“知》（云街发[2026]12号）要求，制定”处 | “[2026]12号”的年份没有用六角括号 | 〔2026〕",
    ),
    in_document(
        "a half-width comma in a cell",
        cell(-1, 1, 0, retyped("居民委员会,办公室")),
        "错误 half-width 9 表2第2行第1格“居民委员会,办公室” | 半角“,” | 全角“，”",
    ),
    in_document(
        "a cited number with 第",
        words(BODY, "12号", "第12号"),
        "错误 number-figure 7.2.5 第9段“根据《关于开展民主评议工…”的“知》（云街发〔2026〕第12号）要求，制定”处 | “〔2026〕第12号” | 12号，不加“第”字和0",
    ),
)

MISSING_CASES = (
    in_document(
        "no mark over the number",
        removed_table,
        "错误 mark-missing 7.2.4 第3段“幸居发〔2026〕5号” | 有发文字号和红色分隔线，没有发文机关标志 | 在发文字号之上标明发文机关",
    ),
    in_document(
        "no 主送机关",
        removed(TO - 1, TO),
        "提醒 addressee-missing 7.3.2 第6段“幸福里社区2026年领导…” | 标题之下没有主送机关 | 标题下空一行，居左顶格标明主送机关",
    ),
    in_document(
        "no 成文日期",
        removed(DATE),
        "错误 date-missing 7.3.5.2 第6段“幸福里社区2026年领导…” | 没有成文日期 | 在署名之下标明成文日期，形如2026年1月5日",
    ),
    in_document(
        "no 成文日期 under a name and without a number",
        all_of(removed(DATE), removed(*range(1, 6)), removed_table),
        "提醒 date-missing 7.3.5.2 第1段“幸福里社区2026年领导…” | 没有成文日期 | 在署名之下标明成文日期，形如2026年1月5日",
    ),
    in_document(
        "no 署名",
        removed(SIGNATURE),
        "提醒 signature-missing 7.3.5.2 第24段“2026年3月5日” | 没有发文机关署名 | 在成文日期之上署发文机关名称",
    ),
    in_document(
        "附件 that nothing announces",
        removed(LISTED - 1, LISTED, LISTED_2),
        "错误 attachments-missing 7.3.4 第23段“附件1” | 有附件，正文之后没有附件说明 | 正文下空一行，左空二字编排“附件：”和附件名称",
    ),
    in_document(
        "附件 that the text speaks of and nothing announces",
        all_of(
            words(BODY, "制定本方案", "制定本方案（见附件）"),
            removed(LISTED - 1, LISTED, LISTED_2, *range(MARK_1, END + 1)),
        ),
        "提醒 attachments-missing 7.3.4 第9段“根据《关于开展民主评议工…” | 正文提到“见附件”，没有附件说明 | 正文下空一行，左空二字编排“附件：”和附件名称",
    ),
    in_document(
        "an 附件 that is announced and not there",
        removed(*range(MARK_2, END + 1)),
        "提醒 attachment-missing 7.3.7 第21段“附件：1.领导小组名单” | 附件说明列有二个附件，后面只有一个 | 附件齐全，或者改正附件说明",
    ),
    in_document(
        "附件 before the name and the date",
        signed_after_its_attachments,
        "错误 attachment-order 7.3.7 第23段“附件1” | 附件在署名和成文日期之前 | 署名和成文日期之后另面编排",
    ),
    in_document(
        "a date that is still to be filled in",
        words(DATE, "2026年3月5日", "20XX年XX月XX日"),
        "提醒 open-words 7.3.5.4 第25段“20XX年XX月XX日” | 还有没填写的内容，如“20XX年XX月XX日” | 填写完整",
    ),
    in_document(
        "names that are still to be filled in",
        all_of(words(TO, "各居民小组、驻区各单位", "[主送机关]"), words(LAST, "林致远", "[姓名]")),
        "提醒 open-words 7.3.3 第8段“[主送机关]：” + 第19段“述评对象为[姓名]、何静…” | 还有没填写的内容，如“[主送机关]：” | 填写完整",
    ),
    in_document(
        "a title that ends like a sentence",
        words(TITLE, "实施方案", "实施方案。"),
        "提醒 title-stop 9 第6段“幸福里社区2026年领导…” | 标题末尾有“。” | 标题末尾不加句号",
    ),
    in_document(
        "a third level with a wide point",
        words(ITEM_1, "1.", "1．"),
        "提醒 level-mark 7.3.3 第14段“1．组长：林致远。” | 序数写作“1．” | 形如“1.”",
    ),
    in_document(
        "a number with 第 before the year",
        words(NUMBER, "〔2026〕", "第〔2026〕"),
        "错误 number-figure 7.2.5 第3段“幸居发第〔2026〕5号” | “〔2026〕”前有“第”字 | 不加“第”字",
    ),
    in_document(
        "a text that runs on in the font of its heading",
        words(H1, "指导思想", "指导思想。坚持群众路线，实现各项目标，接受居民监督，转变工作作风"),
        "提醒 font 7.3.3 第10段“一、指导思想。坚持群众路…” | 一级标题之后的正文也用黑体 | 仿宋体",
    ),
    in_document(
        "a heading without a mark at the edge",
        all_of(
            words(H1_2, "二、", ""),
            indent(H1_2, firstLineChars=0, firstLine=0),
        ),
        "错误 indent 7.3.3 第12段“组织领导” | 一级标题左边没有空 | 左空二字",
    ),
    in_document(
        "a page header",
        page_header,
        "提醒 page-header 7.1 页眉 | 页眉有文字 | 版心以外只有页码，不设页眉",
    ),
    in_document(
        "版记 at the head of the page",
        imprint_place(tblpYSpec="top"),
        "错误 imprint-foot 7.4.1 表2（版记） | 版记没有定位在版心下边缘 | 末条分隔线与最后一面的版心下边缘重合，可以把表格定位在页边距底端",
    ),
    in_document(
        "版记 right under the text",
        imprint_place(),
        "提醒 imprint-foot 7.4.1 表2（版记） | 版记紧接正文，没有置于版心下边缘 | 末条分隔线与最后一面的版心下边缘重合，可以把表格定位在页边距底端",
    ),
    in_document(
        "a document printed before it was signed",
        words(DATE, "3月5日", "4月5日"),
        "提醒 printed-when 7.4.3 表2第2行第2格“2026年3月5日印发” | 印发日期早于成文日期 | 不早于成文日期，即送印的日期",
    ),
    in_document(
        "a report without its signer",
        words(TITLE, "活动实施方案", "活动情况报告"),
        "提醒 signer-missing 7.2.6 第6段“幸福里社区2026年领导…” | 上行文没有签发人 | 在发文字号的同一行居右空一字标注签发人",
    ),
    in_document(
        "a signer in the font of the text",
        reported("：林致远", "仿宋_GB2312", firstLineChars=100),
        "错误 signer 7.2.6 第3段“幸居发〔2026〕5号 …” | 签发人姓名的字体为“仿宋_GB2312” | 楷体",
    ),
    in_document(
        "a number to a higher office at the edge",
        reported("：林致远"),
        "错误 signer 7.2.5 第3段“幸居发〔2026〕5号 …” | 上行文的发文字号左边没有空 | 左空一字",
    ),
    in_document(
        "a signer without a colon",
        reported("　林致远", firstLineChars=100),
        "错误 signer 7.2.6 第3段“幸居发〔2026〕5号 …” | “签发人”后没有全角冒号 | 全角冒号“：”",
    ),
    in_file(
        "an electronic document that says so",
        lambda: declared_electronic(changed(page(top_margin=Mm(34.58), bottom_margin=Mm(32.58)))),
        "提醒 electronic-margins 5.2.1 页面设置 | 上边距34.6毫米、下边距32.6毫米，是电子公文的标准GB/T 33476.2—2016所定 | 打印的公文按GB/T 9704—2012，天头37毫米±1毫米",
    ),
    in_file(
        "an electronic document that does not say so",
        lambda: changed(
            page(top_margin=Mm(34.58), bottom_margin=Mm(32.58), footer_distance=Mm(22.73))
        ),
        "错误 margins 5.2.1 页面设置 | 天头为34.6毫米 | 37毫米±1毫米",
        "错误 type-area 5.2.1 页面设置 | 版心高229.9毫米 | 225毫米",
    ),
)

REFUSED = "Word打不开这样的文件"


def with_table(rows: str) -> Change:
    """Puts a table of these rows before the text that follows the first heading."""

    def change(document: Document) -> None:
        table = f"<w:tbl {nsdecls('w')}><w:tblPr/><w:tblGrid><w:gridCol/></w:tblGrid>{rows}</w:tbl>"
        document.paragraphs[QUOTED - 1]._p.addprevious(parse_xml(table))

    return change


def row_of(*cells: str) -> str:
    """A row of cells; one that begins with no element holds a paragraph of this text."""
    return f"<w:tr>{''.join(map(cell_of, cells))}</w:tr>"


def cell_of(inside: str) -> str:
    text = f"<w:p><w:pPr><w:ind w:firstLineChars='0' w:firstLine='0'/></w:pPr><w:r><w:t>{inside}</w:t></w:r></w:p>"
    return f"<w:tc>{inside if inside.startswith('<') else text}</w:tc>"


def drawn(document: Document) -> None:
    """The same picture twice in a paragraph."""
    for _ in range(2):
        run = add_run(document.paragraphs[LAST - 1], "")
        run._r.append(
            parse_xml(
                f'<w:drawing {nsdecls("w", "wp")}><wp:inline><wp:extent cx="1" cy="1"/>'
                '<wp:docPr id="7" name="图"/></wp:inline></w:drawing>'
            )
        )


WORD_STRUCTURE_CASES = (
    in_document(
        "a cell without a paragraph",
        with_table(row_of("甲", "<w:tcPr/>")),
        f"错误 cell-empty - 表2第1行第2格 | 格内没有段落，{REFUSED} | 每一格最后都有一段，空的也可以",
    ),
    in_document(
        "a cell that ends with a table",
        with_table(
            row_of(
                "<w:p/><w:tbl><w:tblPr/><w:tblGrid><w:gridCol/></w:tblGrid>"
                + row_of("甲")
                + "</w:tbl>"
            )
        ),
        f"错误 cell-empty - 表2第1行第1格 | 格内最后是表格，后面没有段落，{REFUSED} | 每一格最后都有一段，空的也可以",
    ),
    in_document(
        "a table without rows",
        with_table(""),
        f"错误 table-empty - 表2 | 表格里一行也没有，{REFUSED} | 每张表格至少有一行，不要的请整张删去",
    ),
    in_document(
        "a row without cells",
        with_table(row_of("甲") + "<w:tr/>"),
        f"错误 table-empty - 表2 | 表格里有一行没有格子，{REFUSED} | 每一行至少有一格，不要的请整行删去",
    ),
    in_document(
        "text beside the runs of a paragraph",
        lambda document: setattr(document.paragraphs[LAST - 1]._p[-1], "tail", "漏在外面"),
        f"错误 text-outside - 第19段 | “漏在外面”不在段落的文字之中，{REFUSED}，或者不显示它 | 文字写在段落里；模板中的变量写成“{{{{ 变量 }}}}”",
    ),
    in_document(
        "a shade outside the properties of its cell",
        with_table(row_of('<w:shd w:val="clear" w:fill="FF0000"/><w:p/>')),
        f"错误 cell-property - 表2第1行第1格 | 格子的底纹、合并等属性不在属性区（tcPr）里，{REFUSED} | 在Word中重新设置这一格的底纹或者合并",
    ),
    in_document(
        "a value in a cell that another one covers",
        with_table(
            row_of('<w:tcPr><w:vMerge w:val="restart"/></w:tcPr><w:p/>', "甲")
            + row_of("<w:tcPr><w:vMerge/></w:tcPr><w:p><w:r><w:t>乙</w:t></w:r></w:p>", "丙")
        ),
        "错误 merged-text - 表2第2行第1格 | “乙”在纵向合并的格子里，不显示，也不会印出来 | 要印的文字放在合并后的第一格，或者取消合并",
    ),
    in_document(
        "two drawings of one number",
        drawn,
        "错误 drawing-id - 第19段 | 图形的编号7与前面的重复，Word可能报告文件损坏 | 每个图形各有编号，可以剪切后重新粘贴这个图形",
    ),
)

CASES = (
    *FILE_CASES, *PAGE_CASES, *ELEMENT_CASES, *STRUCTURE_CASES, *IMPRINT_CASES,
    *PAGE_NUMBER_CASES, *TEXT_CASES, *MISSING_CASES, *WORD_STRUCTURE_CASES,
)  # fmt: skip
