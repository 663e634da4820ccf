"""How the checker reads a .docx: effective formatting, numbers, fields, sections, odd packages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pytest
from docx.oxml import parse_xml
from docx.shared import Mm

from docgen.gbt9704 import examine
from docgen.gbt9704.docx.container import open_container
from docgen.gbt9704.docx.document import Paragraph, Run, WordDocument
from docgen.gbt9704.docx.reader import read_document
from tests.support.conformance_cases import DOCUMENT, base, changed, in_utf_16, page, without_part
from tests.support.samples import parts_of, zipped

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
SPACES = (
    f'xmlns:w="{W}" xmlns:r="{OFFICE}" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
)
ROOTS = {"numbering": "w:numbering", "settings": "w:settings", "styles": "w:styles",
         "theme": "a:theme"}  # fmt: skip


def package(body: str, **parts: str) -> bytes:
    """A document of this body; ``styles``, ``settings``, … hold what is in those parts."""
    files = {DOCUMENT: f"<w:document {SPACES}><w:body>{body}</w:body></w:document>"}
    relations = ""
    for name, content in parts.items():
        root = ROOTS.get(name, "w:ftr")
        kind = name if name in ROOTS else "footer"
        files[f"word/{name}.xml"] = f"<{root} {SPACES}>{content}</{root}>"
        relations += f'<Relationship Id="{name}" Type="{OFFICE}/{kind}" Target="{name}.xml"/>'
    files["word/_rels/document.xml.rels"] = (
        f'<Relationships xmlns="{PACKAGE}">{relations}</Relationships>'
    )
    main = f'<Relationship Id="r" Type="{OFFICE}/officeDocument" Target="word/document.xml"/>'
    files["_rels/.rels"] = f'<Relationships xmlns="{PACKAGE}">{main}</Relationships>'
    return zipped({name: text.encode() for name, text in files.items()})


def read(data: bytes) -> WordDocument:
    return read_document(open_container(data))


def paragraphs(body: str, **parts: str) -> list[Paragraph]:
    return read(package(body, **parts)).body


def the_paragraph(body: str, **parts: str) -> Paragraph:
    (paragraph,) = paragraphs(body, **parts)
    return paragraph


def the_run(run_properties: str, style: str = "", **parts: str) -> Run:
    """A run with these properties in a paragraph of this style."""
    (run,) = the_paragraph(
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>'
        f"<w:r><w:rPr>{run_properties}</w:rPr><w:t>字</w:t></w:r></w:p>",
        **parts,
    ).runs
    return run


def styled(paragraph_properties: str, style: str = "", **parts: str) -> Paragraph:
    """A paragraph with these properties."""
    return the_paragraph(
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{paragraph_properties}</w:pPr>'
        f'<w:r><w:rPr><w:sz w:val="32"/></w:rPr><w:t>字</w:t></w:r></w:p>',
        **parts,
    )


def style(
    key: str, content: str, based_on: str = "", kind: str = "paragraph", more: str = ""
) -> str:
    parent = f'<w:basedOn w:val="{based_on}"/>' if based_on else ""
    return (
        f'<w:style w:type="{kind}" w:styleId="{key}" {more}><w:name w:val="{key}"/>'
        f"{parent}{content}</w:style>"
    )


def of_run(content: str) -> str:
    return f"<w:rPr>{content}</w:rPr>"


def of_paragraph(content: str) -> str:
    return f"<w:pPr>{content}</w:pPr>"


def fonts(**names: str) -> str:
    return "<w:rFonts " + " ".join(f'w:{key}="{name}"' for key, name in names.items()) + "/>"


def text(words: str, properties: str = "") -> str:
    return f'<w:r>{of_run(properties)}<w:t xml:space="preserve">{words}</w:t></w:r>'


DEFAULTS = (
    "<w:docDefaults><w:rPrDefault><w:rPr>"
    + fonts(eastAsia="宋体", ascii="Arial")
    + '<w:sz w:val="21"/></w:rPr></w:rPrDefault>'
    '<w:pPrDefault><w:pPr><w:jc w:val="both"/></w:pPr></w:pPrDefault></w:docDefaults>'
)

# --- where formatting comes from ---------------------------------------------------------


def test_without_any_style_the_defaults_of_the_document_count() -> None:
    run = the_run("", styles=DEFAULTS)
    assert (run.look["rFonts.eastAsia"], run.size) == ("宋体", 10.5)
    assert styled("", styles=DEFAULTS).align == "both"


def test_without_any_defaults_word_takes_ten_points() -> None:
    assert the_run("").size == 10
    assert read(package("")).default_size == 10


def test_the_default_style_counts_where_none_is_named_and_where_an_unknown_one_is() -> None:
    normal = style("n", of_run('<w:sz w:val="30"/>'), more='w:default="1"')
    assert the_run("", styles=DEFAULTS + normal).size == 15
    assert the_run("", "nowhere", styles=DEFAULTS + normal).size == 15


CHAIN = DEFAULTS + "".join(
    (
        style("a", of_run('<w:sz w:val="24"/>' + fonts(eastAsia="仿宋")) + of_paragraph('<w:jc w:val="center"/>')),
        style("b", of_run('<w:sz w:val="32"/>'), "a"),
        style("c", of_run('<w:color w:val="FF0000"/>'), "b"),
    )
)  # fmt: skip


def test_a_style_takes_from_those_it_is_based_on_what_it_does_not_say() -> None:
    run = the_run("", "c", styles=CHAIN)
    assert (run.size, run.look["rFonts.eastAsia"], run.look["color"]) == (16, "仿宋", "FF0000")
    assert run.look["rFonts.ascii"] == "Arial"
    assert styled("", "c", styles=CHAIN).align == "center"


def test_what_the_run_says_itself_counts_before_its_style() -> None:
    run = the_run('<w:sz w:val="28"/><w:color w:val="000000"/>', "c", styles=CHAIN)
    assert (run.size, run.look["color"], run.look["rFonts.eastAsia"]) == (14, "000000", "仿宋")


def test_a_circle_of_styles_ends() -> None:
    circle = style("a", of_run('<w:sz w:val="24"/>'), "b") + style("b", of_run("<w:b/>"), "a")
    run = the_run("", "a", styles=circle)
    assert (run.size, run.look["b"]) == (12, "1")
    assert the_run("", "s", styles=style("s", of_run('<w:sz w:val="24"/>'), "s")).size == 12


def test_the_style_of_a_character_counts_before_that_of_its_paragraph() -> None:
    more = style("strong", of_run('<w:sz w:val="44"/>'), kind="character")
    run = the_run('<w:rStyle w:val="strong"/>', "b", styles=CHAIN + more)
    assert (run.size, run.look["rFonts.eastAsia"]) == (22, "仿宋")


def test_the_style_of_a_table_counts_after_that_of_the_paragraph() -> None:
    grid = style("grid", of_run('<w:sz w:val="18"/><w:color w:val="0000FF"/>'), kind="table")
    cell = "<w:tc><w:p><w:pPr>{}</w:pPr><w:r><w:t>字</w:t></w:r></w:p></w:tc>"
    table = (
        '<w:tbl><w:tblPr><w:tblStyle w:val="grid"/></w:tblPr><w:tr>'
        + cell.format("")
        + cell.format('<w:pStyle w:val="b"/>')
        + "</w:tr></w:tbl>"
    )
    plain, named = read(package(table, styles=CHAIN + grid)).inside
    assert (plain.size, plain.runs[0].look["color"]) == (9, "0000FF")
    assert (named.size, named.runs[0].look["color"]) == (16, "0000FF")
    assert (plain.place, named.place) == ("表1第1行第1格“字”", "表1第1行第2格“字”")


# --- switches ----------------------------------------------------------------------------

BOLD = style("p", of_run("<w:b/>")) + style("k", of_run("<w:b/>"), kind="character")


@pytest.mark.parametrize(
    ("paragraph", "run", "bold"),
    [
        ("p", "", True),
        ("", '<w:rStyle w:val="k"/>', True),
        ("p", '<w:rStyle w:val="k"/>', False),
        ("p", '<w:rStyle w:val="k"/><w:b/>', True),
        ("p", '<w:b w:val="0"/>', False),
        ("p", '<w:b w:val="false"/>', False),
        ("p", '<w:b w:val="off"/>', False),
        ("", '<w:b w:val="1"/>', True),
        ("", '<w:b w:val="true"/>', True),
    ],
)
def test_bold_in_two_styles_is_not_bold_and_what_is_said_directly_counts(
    paragraph: str, run: str, bold: bool
) -> None:
    found = the_run(run, paragraph, styles=BOLD).look.get("b", "0")
    assert (found not in ("0", "false", "off")) == bold


def test_a_style_may_switch_off_what_it_is_based_on_switches_on() -> None:
    styles = BOLD + style("q", of_run('<w:b w:val="0"/>'), "p")
    assert the_run("", "q", styles=styles).look.get("b", "0") == "0"


@pytest.mark.parametrize("off", ["0", "false", "off"])
def test_a_heading_that_is_told_not_to_be_bold_is_not(off: str) -> None:
    data = with_run(10, f'<w:b w:val="{off}"/>')
    assert examine(data) == ()
    assert [f.rule for f in examine(with_run(10, "<w:b/>"))] == ["bold"]


def with_run(number: int, properties: str) -> bytes:
    """The document of the cases, with these properties in a paragraph's runs."""

    def change(document: Any) -> None:
        for child in parse_xml(f"<w:rPr {SPACES}>{properties}</w:rPr>"):
            document.paragraphs[number - 1].runs[0]._r.rPr.append(child)

    return changed(change)


def test_hidden_text_is_not_there() -> None:
    paragraph = the_paragraph(f"<w:p>{text('甲')}{text('乙', '<w:vanish/>')}</w:p>")
    assert paragraph.text == "甲"


# --- fonts -------------------------------------------------------------------------------

THEME = (
    "<a:themeElements><a:fontScheme><a:majorFont>"
    '<a:latin typeface="Cambria"/><a:ea typeface="黑体"/><a:cs typeface=""/></a:majorFont>'
    '<a:minorFont><a:latin typeface="Calibri"/><a:ea typeface=""/><a:cs typeface=""/>'
    '<a:font script="Jpan" typeface="ＭＳ 明朝"/><a:font script="Hans" typeface="等线"/>'
    "</a:minorFont></a:fontScheme></a:themeElements>"
)


def test_a_font_of_the_theme_counts_before_a_name_on_the_same_element() -> None:
    run = the_run(fonts(eastAsia="仿宋", eastAsiaTheme="majorEastAsia", ascii="Arial",
                        asciiTheme="minorAscii"), theme=THEME)  # fmt: skip
    assert (run.look["rFonts.eastAsia"], run.look["rFonts.ascii"]) == ("黑体", "Calibri")


def test_a_name_counts_before_a_font_of_the_theme_from_a_style() -> None:
    styles = style("s", of_run(fonts(eastAsiaTheme="majorEastAsia", hAnsiTheme="majorHAnsi")))
    run = the_run(fonts(eastAsia="仿宋_GB2312"), "s", styles=styles, theme=THEME)
    assert (run.look["rFonts.eastAsia"], run.look["rFonts.hAnsi"]) == ("仿宋_GB2312", "Cambria")


def test_a_font_of_the_theme_counts_before_a_name_from_a_style() -> None:
    styles = style("s", of_run(fonts(eastAsia="仿宋")))
    run = the_run(fonts(eastAsiaTheme="majorEastAsia"), "s", styles=styles, theme=THEME)
    assert run.look["rFonts.eastAsia"] == "黑体"


def test_an_empty_chinese_font_of_the_theme_is_the_one_of_its_script() -> None:
    run = the_run(fonts(eastAsiaTheme="minorEastAsia"), theme=THEME)
    assert run.look["rFonts.eastAsia"] == "等线"


def test_a_theme_that_is_not_there_names_no_font() -> None:
    assert the_run(fonts(eastAsiaTheme="minorEastAsia")).look["rFonts.eastAsia"] == ""


# --- indents and spacing -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("own", "first", "left"),
    [
        ('<w:ind w:firstLine="640"/>', 2, 0),
        ('<w:ind w:firstLineChars="200" w:firstLine="100"/>', 2, 0),
        ('<w:ind w:firstLineChars="0" w:firstLine="640"/>', 2, 0),
        ('<w:ind w:left="1600" w:hanging="960"/>', -3, 5),
        # As Word counts: the hanging indent comes on top of a left one in characters.
        ('<w:ind w:leftChars="500" w:hangingChars="300"/>', -3, 8),
        ('<w:ind w:leftChars="200" w:left="1575" w:hangingChars="300" w:hanging="945"/>', -3, 5),
        ('<w:ind w:leftChars="200" w:left="1600" w:hanging="960"/>', -3, 5),
        ('<w:ind w:leftChars="0" w:left="1600" w:hangingChars="0" w:hanging="960"/>', -3, 5),
        ('<w:ind w:left="1600" w:hangingChars="300" w:hanging="100"/>', -3, 5),
        ('<w:ind w:start="640" w:firstLine="0"/>', 0, 2),
        ('<w:ind w:startChars="200"/>', 0, 2),
        ('<w:ind w:firstLine="32pt"/>', 2, 0),
    ],
)
def test_indents_are_told_in_characters(own: str, first: float, left: float) -> None:
    paragraph = styled(own)
    assert (paragraph.first_line, paragraph.left) == pytest.approx((first, left))


@pytest.mark.parametrize("right", ['w:right="640"', 'w:end="640"', 'w:endChars="200"'])
def test_an_indent_at_the_end_is_one_at_the_right(right: str) -> None:
    assert styled(f'<w:ind {right}/><w:jc w:val="end"/>').right == 2
    assert styled(f'<w:ind {right}/><w:jc w:val="end"/>').align == "right"
    assert styled('<w:jc w:val="start"/>').align == "left"


@pytest.mark.parametrize(
    ("of_style", "own", "first"),
    [
        ('w:firstLineChars="200" w:firstLine="640"', 'w:firstLineChars="0" w:firstLine="0"', 0),
        ('w:firstLineChars="200"', 'w:firstLine="320"', 2),  # characters count before lengths
        ('w:firstLine="640"', 'w:firstLineChars="300"', 3),
        ('w:hangingChars="300" w:hanging="960"', 'w:firstLineChars="200"', 2),
        ('w:hanging="960"', 'w:firstLine="0"', 0),
        ('w:firstLineChars="200"', 'w:hangingChars="100"', -1),
        ('w:firstLineChars="200"', 'w:hangingChars="0" w:hanging="960"', -3),
        ('w:firstLineChars="200"', 'w:hanging="960"', 2),  # lengths leave the characters there
        ('w:firstLine="640"', 'w:hanging="0" w:right="640"', 0),
        ('w:firstLineChars="200"', 'w:right="640"', 2),
    ],
)
def test_a_first_line_of_its_own_ends_that_of_the_style(
    of_style: str, own: str, first: float
) -> None:
    styles = style("s", of_paragraph(f"<w:ind {of_style}/>"))
    assert styled(f"<w:ind {own}/>", "s", styles=styles).first_line == pytest.approx(first)


def test_blanks_typed_in_front_are_an_indent() -> None:
    paragraph = the_paragraph(f"<w:p>{text('　　正文')}</w:p>")
    assert paragraph.first_line == 2
    assert the_paragraph(f"<w:p>{text('    正文')}</w:p>").first_line == 2


def test_blanks_typed_behind_are_an_indent_of_what_stands_flush_right() -> None:
    flush = '<w:p><w:pPr><w:jc w:val="right"/></w:pPr>{}</w:p>'
    assert the_paragraph(flush.format(text("署名　　"))).right == 2
    assert the_paragraph(f"<w:p>{text('正文　　')}</w:p>").right == 0


@pytest.mark.parametrize(("value", "points"), [("32", 16), ("16pt", 16), ("21", 10.5), ("0", 10)])
def test_sizes_are_half_points_or_have_a_unit(value: str, points: float) -> None:
    assert the_run(f'<w:sz w:val="{value}"/>').size == points


@pytest.mark.parametrize(
    ("spacing", "exact", "least", "factor"),
    [
        ('w:line="579" w:lineRule="exact"', 28.95, 0, 1),
        ('w:line="28.95pt" w:lineRule="exact"', 28.95, 0, 1),
        ('w:line="579" w:lineRule="atLeast"', 0, 28.95, 1),
        ('w:line="360" w:lineRule="auto"', 0, 0, 1.5),
        ('w:line="360"', 0, 0, 1.5),
        ('w:before="0"', 0, 0, 1),
    ],
)
def test_line_pitches_are_told_in_points_or_lines(
    spacing: str, exact: float, least: float, factor: float
) -> None:
    paragraph = styled(f"<w:spacing {spacing}/>")
    assert (paragraph.exact_pitch, paragraph.least_pitch) == pytest.approx((exact, least))
    assert paragraph.line_factor == factor


def test_space_above_and_below_is_told_in_lines() -> None:
    paragraph = styled('<w:spacing w:before="579" w:afterLines="50" w:after="9"/>')
    assert (paragraph.lines_above, paragraph.lines_below) == (1, 0.5)


@pytest.mark.parametrize(("value", "on"), [("0", False), ("false", False), ("1", True)])
def test_a_paragraph_may_leave_the_grid(value: str, on: bool) -> None:
    assert styled(f'<w:snapToGrid w:val="{value}"/>').on_grid is on


@pytest.mark.parametrize("garbled", ["", "viel", "nan", "inf", "1e999", "²", "9" * 5000, "--1"])
def test_a_number_that_is_none_counts_as_nothing(garbled: str) -> None:
    paragraph = styled(
        f'<w:ind w:left="{garbled}"/><w:spacing w:line="{garbled}" w:lineRule="exact"/>'
    )
    assert (paragraph.left, paragraph.exact_pitch) == (0, 0)
    assert the_run(f'<w:sz w:val="{garbled}"/><w:spacing w:val="{garbled}"/>').size == 10


# --- automatic numbers -------------------------------------------------------------------


def level(depth: int, form: str, label: str, more: str = "", start: int = 1) -> str:
    return (
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{label}"/>{more}</w:lvl>'
    )


LEVELS = (
    '<w:abstractNum w:abstractNumId="7">'
    + level(0, "chineseCounting", "%1、")
    + level(1, "chineseCountingThousand", "（%2）")
    + level(2, "decimal", "%3.")
    + level(3, "decimal", "%1.%3.%4", start=4)
    + level(4, "bullet", "\uf0b7")
    + level(5, "none", "")
    + '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="7"/></w:num>'
)


def listed(*depths: int, number: int = 1) -> str:
    return "".join(
        f'<w:p><w:pPr><w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>'
        "</w:pPr><w:r><w:t>字</w:t></w:r></w:p>"
        for depth in depths
    )


def test_labels_are_counted_level_by_level_and_begin_anew_under_the_next() -> None:
    found = paragraphs(listed(0, 1, 1, 2, 2, 3, 0, 1, 2), numbering=LEVELS)
    assert [paragraph.text[:-1] for paragraph in found] == [
        *("一、", "（一）", "（二）", "1.", "2.", "一.2.4", "二、", "（一）", "1."),
    ]


def test_tenths_are_counted_in_chinese() -> None:
    assert paragraphs(listed(*[0] * 21), numbering=LEVELS)[-1].text == "二十一、字"


def test_bullets_show_as_bullets_and_lists_without_label_as_nothing() -> None:
    bullet, bare = paragraphs(listed(4, 5), numbering=LEVELS)
    assert (bullet.text, bare.text) == ("•字", "字")


def test_a_list_that_is_not_defined_or_switched_off_has_no_label() -> None:
    assert the_paragraph(listed(0, number=9), numbering=LEVELS).text == "字"
    assert the_paragraph(listed(0, number=0), numbering=LEVELS).text == "字"
    assert the_paragraph(listed(0)).text == "字"


def test_a_style_may_number_its_paragraphs() -> None:
    numbered = of_paragraph('<w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr>')
    paragraph = styled("", "h", styles=style("h", numbered), numbering=LEVELS)
    assert paragraph.text == "（一）字"


def test_an_indent_of_the_list_counts_before_the_style_and_after_the_paragraph() -> None:
    numbering = (
        '<w:abstractNum w:abstractNumId="7">'
        + level(0, "decimal", "%1.", of_paragraph('<w:ind w:left="320" w:hanging="320"/>'))
        + '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>'
    )
    styles = style("s", of_paragraph('<w:ind w:left="960" w:firstLine="640"/>'))
    number = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    of_list = styled(number, "s", styles=styles, numbering=numbering)
    assert (of_list.left, of_list.first_line) == (1, -1)
    direct = styled(number + '<w:ind w:left="0" w:firstLine="640"/>', "s", styles=styles, numbering=numbering)  # fmt: skip
    assert (direct.left, direct.first_line) == (0, 2)


def test_an_overriding_level_counts_before_the_common_one() -> None:
    numbering = (
        '<w:abstractNum w:abstractNumId="7">' + level(0, "decimal", "%1.") + "</w:abstractNum>"
        '<w:num w:numId="1"><w:abstractNumId w:val="7"/><w:lvlOverride w:ilvl="0">'
        + level(0, "decimal", "（%1）")
        + "</w:lvlOverride></w:num>"
    )
    assert the_paragraph(listed(0), numbering=numbering).text == "（1）字"


# --- what is text and what is not --------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        "<w:sdt><w:sdtContent><w:p>{}</w:p></w:sdtContent></w:sdt>",
        "<w:p><w:sdt><w:sdtPr/><w:sdtContent>{}</w:sdtContent></w:sdt></w:p>",
        "<w:ins><w:p>{}</w:p></w:ins>",
        '<w:p><w:ins w:author="甲">{}</w:ins><w:del w:author="甲"><w:r><w:delText>旧</w:delText>'
        "<w:t>旧</w:t></w:r></w:del></w:p>",
        "<w:p><w:moveTo>{}</w:moveTo><w:moveFrom><w:r><w:t>旧</w:t></w:r></w:moveFrom></w:p>",
        '<w:p><w:hyperlink r:id="x">{}</w:hyperlink></w:p>',
        "<w:p><w:smartTag>{}</w:smartTag></w:p>",
        '<w:p><w:fldSimple w:instr="DATE">{}</w:fldSimple></w:p>',
        '<w:p><w:r><w:br w:type="page"/></w:r>{}</w:p>',
        "<w:p><mc:AlternateContent><mc:Choice>{0}</mc:Choice><mc:Fallback>{0}</mc:Fallback>"
        "</mc:AlternateContent></w:p>",
        "<w:p>{}<w:r><w:instrText>PAGE</w:instrText></w:r></w:p>",
    ],
)
def test_text_counts_once_wherever_it_stands_and_what_was_deleted_does_not(body: str) -> None:
    assert the_paragraph(body.format(text("2026年"))).text == "2026年"


def test_a_place_stands_on_one_line() -> None:
    body = f"<w:p>{text('甲')}<w:r><w:br/><w:tab/></w:r>{text('乙')}</w:p>"
    assert the_paragraph(body).place == "第1段“甲 乙”"


def test_tabs_breaks_and_hyphens_are_text() -> None:
    body = (
        "<w:p><w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:br/><w:t>丙</w:t><w:noBreakHyphen/>"
        "<w:softHyphen/><w:t>丁</w:t></w:r></w:p>"
    )
    assert the_paragraph(body).text == "甲\t乙\n丙-丁"


def boxed(words: str, align: str = "") -> str:
    """A run with a text box as Word saves it: twice, for itself and for older programs."""
    position = f"<wp:positionH><wp:align>{align}</wp:align></wp:positionH>" if align else ""
    content = f"<w:txbxContent><w:p>{words}</w:p></w:txbxContent>"
    return (
        "<w:r><mc:AlternateContent><mc:Choice><w:drawing><wp:anchor>"
        f"{position}{content}</wp:anchor></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{content}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


def test_a_text_box_counts_once_and_not_as_text_of_its_paragraph() -> None:
    document = read(package(f"<w:p>{text('正文')}{boxed(text('框内'))}</w:p>"))
    assert [paragraph.text for paragraph in document.body] == ["正文"]
    assert [(paragraph.text, paragraph.place) for paragraph in document.inside] == [
        ("框内", "文本框“框内”")
    ]


def test_a_nested_table_belongs_to_the_cell_that_holds_it() -> None:
    inner = "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>内</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    table = f"<w:tbl><w:tr><w:tc>{inner}<w:p>{text('外')}</w:p></w:tc></w:tr></w:tbl>"
    document = read(package(table))
    assert [(p.text, p.row, p.cell) for p in document.inside] == [("内", 1, 1), ("外", 1, 1)]
    assert len(document.tables) == 1


def test_a_page_may_begin_with_a_break_or_a_property() -> None:
    assert styled("<w:pageBreakBefore/>").fresh
    assert not styled('<w:pageBreakBefore w:val="off"/>').fresh


PAGE = '<w:r><w:br w:type="page"/></w:r>'


@pytest.mark.parametrize(
    ("content", "fresh"),
    [
        (f"<w:p>{text('甲')}</w:p><w:p>{text('乙')}</w:p>", [False, False]),
        (f"<w:p>{PAGE}{text('甲')}</w:p><w:p>{text('乙')}</w:p>", [True, False]),
        (f"<w:p>{text('甲')}{PAGE}</w:p><w:p>{text('乙')}</w:p>", [False, True]),
        (f"<w:p>{PAGE}</w:p><w:p/><w:p>{text('乙')}</w:p>", [False, True, True]),
        (f"<w:p>{text('甲')}<w:r><w:br/></w:r></w:p><w:p>{text('乙')}</w:p>", [False, False]),
        ("<w:p><w:pPr><w:sectPr/></w:pPr></w:p>" + f"<w:p>{text('乙')}</w:p>", [False, True]),
    ],
    ids=["none", "before the text", "after the text", "alone", "line break", "section"],
)
def test_a_page_begins_after_a_break_wherever_it_was_typed(content: str, fresh: list[bool]) -> None:
    assert [paragraph.fresh for paragraph in read(package(content)).body] == fresh


# --- page numbers ------------------------------------------------------------------------

CHARS = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
CODE = "<w:r><w:instrText> PAGE  \\* MERGEFORMAT </w:instrText></w:r>"
FIELDS = {
    "with its last result": CHARS.format("begin") + CODE + CHARS.format("separate") + text("7") + CHARS.format("end"),
    "without a result": CHARS.format("begin") + CODE + CHARS.format("end"),
    "simple, with its last result": f'<w:fldSimple w:instr=" PAGE ">{text("3")}</w:fldSimple>',
    "simple, without a result": '<w:fldSimple w:instr="PAGE"/>',
}  # fmt: skip
SECTION = (
    '<w:sectPr><w:footerReference w:type="default" r:id="{}"/>'
    '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="2098" w:right="1474" w:bottom="1984" '
    'w:left="1587" w:footer="1425"/></w:sectPr>'
)


@pytest.mark.parametrize("field", FIELDS.values(), ids=FIELDS.keys())
def test_a_page_number_is_one_however_it_is_stored(field: str) -> None:
    footer = f"<w:p>{text('— ')}{field}{text(' —')}</w:p>"
    data = package(SECTION.format("odd"), odd=footer)
    ((paragraph,),) = read(data).footers.values()
    assert paragraph.text.replace("7", "1").replace("3", "1") == "— 1 —"
    assert any("PAGE" in code for code in paragraph.fields)
    found = {finding.rule for finding in examine(data)}
    assert not found & {"page-number", "page-number-form"}


def with_footer(properties: str, content: str, data: bytes | None = None) -> bytes:
    """The document of the cases, its page number in another kind of paragraph."""
    look = of_run(fonts(ascii="宋体", hAnsi="宋体", eastAsia="宋体") + '<w:sz w:val="28"/>')
    field = FIELDS["without a result"].replace("<w:r>", f"<w:r>{look}")
    number = f"<w:r>{look}<w:t>— </w:t></w:r>{field}<w:r>{look}<w:t> —</w:t></w:r>"
    paragraph = f"<w:p><w:pPr>{properties}</w:pPr>{number}</w:p>"
    footer = f"<w:ftr {SPACES}>{content.format(paragraph)}</w:ftr>".encode()
    return zipped(
        parts_of(data or base()) | {"word/footer1.xml": footer, "word/footer2.xml": footer}
    )


ONE_CHARACTER = '<w:ind w:leftChars="100" w:rightChars="100" w:firstLineChars="0" w:firstLine="0"/>'


def test_a_page_number_in_a_frame_at_the_outside_stands_where_it_should() -> None:
    frame = '<w:framePr w:wrap="around" w:vAnchor="text" w:hAnchor="margin" w:xAlign="{}" w:y="1"/>'
    assert examine(with_footer(frame.format("outside") + ONE_CHARACTER, "{}")) == ()
    found = examine(with_footer(frame.format("center") + ONE_CHARACTER, "{}"))
    assert {finding.rule for finding in found} == {"page-number-place"}


@pytest.mark.parametrize(
    ("align", "rules"), [("outside", set()), ("center", {"page-number-place"})]
)
def test_a_page_number_in_a_text_box_stands_where_its_anchor_is(
    align: str, rules: set[str]
) -> None:
    content = (
        f"<w:p><w:r><mc:AlternateContent><mc:Choice><w:drawing><wp:anchor><wp:positionH><wp:align>{align}"
        "</wp:align></wp:positionH><w:txbxContent>{0}</w:txbxContent></wp:anchor></w:drawing>"
        "</mc:Choice><mc:Fallback><w:pict><w:txbxContent>{0}</w:txbxContent></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>"
    )
    # How far down it stands is not the footer's to say.
    data = with_footer(ONE_CHARACTER, content, changed(page(footer_distance=Mm(15))))
    assert {finding.rule for finding in examine(data)} == rules


@pytest.mark.parametrize(
    ("setting", "on"),
    [
        ("", False),
        ("<w:evenAndOddHeaders/>", True),
        ('<w:evenAndOddHeaders w:val="1"/>', True),
        ('<w:evenAndOddHeaders w:val="0"/>', False),
        ('<w:evenAndOddHeaders w:val="false"/>', False),
        ('<w:evenAndOddHeaders w:val="off"/>', False),
    ],
)
def test_even_pages_differ_only_where_the_settings_say_so(setting: str, on: bool) -> None:
    assert read(package("", settings=setting)).even_and_odd is on


# --- sections ----------------------------------------------------------------------------


def test_each_section_has_its_own_page_and_inherits_footers_it_does_not_name() -> None:
    landscape = (
        '<w:sectPr><w:footerReference w:type="even" r:id="even"/><w:pgSz w:w="16838" w:h="11906"/>'
        '<w:pgMar w:top="1587" w:right="2098" w:bottom="1474" w:left="1984" w:footer="915" '
        'w:gutter="57"/><w:docGrid w:type="lines" w:linePitch="579"/></w:sectPr>'
    )
    body = f"<w:p><w:pPr>{SECTION.format('odd')}</w:pPr></w:p><w:p>{text('二')}</w:p>{landscape}"
    document = read(package(body, odd="<w:p/>", even="<w:p/>"))
    first, second = document.sections
    assert [paragraph.section for paragraph in document.body] == [0, 1]
    assert (first.landscape, second.landscape) == (False, True)
    assert (first.type_width, first.type_height) == pytest.approx((156, 225), abs=0.05)
    assert second.left == pytest.approx((1984 + 57) / 1440 * 25.4)
    assert (second.grid, second.pitch) == ("lines", 28.95)
    assert first.footers == (("default", "word/odd.xml"),)
    assert second.footers == (("even", "word/even.xml"), ("default", "word/odd.xml"))


@pytest.mark.parametrize(
    "body", ["", "<w:sectPr/>", '<w:sectPr><w:pgSz w:w="x"/><w:pgMar/></w:sectPr>']
)
def test_without_size_and_margins_programs_take_letter_paper(body: str) -> None:
    (section,) = read(package(body)).sections
    assert (section.width, section.height) == pytest.approx((215.9, 279.4))
    assert (section.top, section.left, section.bottom, section.right) == pytest.approx((25.4,) * 4)
    assert section.stated is ("pgSz" in body)


def test_paper_that_is_not_stated_is_said_to_be_so() -> None:
    found = examine(package(f"<w:p>{text('正文')}</w:p><w:sectPr/>"))
    assert ("paper", "没有写明纸张大小") in {(f.rule, f.found) for f in found}


# --- odd packages ------------------------------------------------------------------------


def in_strict_form(data: bytes) -> bytes:
    """As Word saves strict Open XML: other namespaces, and lengths with units."""

    def points(match: re.Match[str]) -> str:
        return f'{match.group(1)}="{int(match.group(2)) / 20:g}pt"'

    parts = {}
    for name, part in parts_of(data).items():
        xml = part.decode()
        if name.endswith((".xml", ".rels")) and name != "[Content_Types].xml":
            for kind in ("wordprocessingml", "drawingml"):
                old = f"http://schemas.openxmlformats.org/{kind}/2006/"
                xml = xml.replace(old, f"http://purl.oclc.org/ooxml/{kind}/")
            xml = xml.replace(OFFICE, "http://purl.oclc.org/ooxml/officeDocument/relationships")
        if name in (DOCUMENT, "word/styles.xml"):
            lengths = r"(w:(?:w|h|top|right|bottom|left|footer|header|line|before|after|firstLine|hanging))"
            xml = re.sub(lengths + r'="(-?\d+)"', points, xml)
        parts[name] = xml.encode()
    return zipped(parts)


def test_a_strict_document_reads_like_another() -> None:
    data = in_strict_form(base())
    assert parts_of(data) != parts_of(base())
    assert examine(data) == ()
    strict, plain = read(data), read(base())
    assert [p.text for p in strict.body] == [p.text for p in plain.body]
    assert strict.sections[0].type_width == pytest.approx(plain.sections[0].type_width)


@pytest.mark.parametrize("part", [DOCUMENT, "word/styles.xml", "word/footer1.xml"])
def test_parts_may_be_written_in_utf_16(part: str) -> None:
    assert examine(in_utf_16(part, base())) == ()


def rules_without(part: str) -> set[str]:
    return {finding.rule for finding in examine(without_part(part))}


def test_missing_parts_are_no_fault_of_the_file() -> None:
    assert rules_without("word/theme/theme1.xml") == set()
    assert rules_without("word/settings.xml") == {"page-number-place"}
    assert "font" in rules_without("word/styles.xml")
    assert rules_without("word/footer2.xml") == {"page-number"}
    assert rules_without("word/footer1.xml") <= {"page-number"}


def test_the_main_part_may_have_any_name_and_place() -> None:
    def renamed(parts: Mapping[str, bytes]) -> dict[str, bytes]:
        return {
            name.replace("word/", "文/").replace("document.xml", "正文.xml"): part.replace(
                b'Target="word/document.xml"', 'Target="/文/正文.xml"'.encode()
            )
            for name, part in parts.items()
        }

    data = zipped(renamed(parts_of(base())))
    assert examine(data) == ()


VML = (
    '<w:pict><v:rect xmlns:v="urn:schemas-microsoft-com:vml" style="position:absolute;{}">'
    "<v:textbox><w:txbxContent>{{0}}</w:txbxContent></v:textbox></v:rect></w:pict>"
)
OFFSET = (
    "<w:drawing><wp:anchor><wp:positionH><wp:posOffset>9</wp:posOffset></wp:positionH>"
    "<w:txbxContent>{0}</w:txbxContent></wp:anchor></w:drawing>"
)


@pytest.mark.parametrize(
    ("box", "rules"),
    [
        (VML.format("mso-position-horizontal:outside"), set()),
        (VML.format("mso-position-horizontal:center"), {"page-number-place"}),
        (VML.format("margin-left:9pt"), set()),
        (OFFSET, set()),
    ],
    ids=["outside", "center", "by a margin", "by a length"],
)
def test_a_page_number_in_a_box_placed_by_lengths_is_left_to_the_page(
    box: str, rules: set[str]
) -> None:
    data = with_footer(ONE_CHARACTER, f"<w:p><w:r>{box}</w:r></w:p>", base())
    assert {finding.rule for finding in examine(data)} == rules
