"""Rendering: the text arrives unharmed, faulty templates are named, same input, same bytes."""

from __future__ import annotations

import zipfile
from io import BytesIO

import docx
import pytest
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from hypothesis import example, given
from hypothesis import strategies as st

from docgen.chinese import wording
from docgen.rendering.template import CompiledTemplate, compile_template
from tests.support.rendering_cases import WordFile, rendered, texts, with_document

# --- values arrive unharmed --------------------------------------------------------------

AWKWARD = (
    "甲&乙", "a<b>c", "\"双\"'单'", "“双”‘单’", "{{ 社区名称 }}", "{% if %}", "{# 注 #}", "]]>",
    "<w:p/>", "&amp;&lt;", "𠮷野家", "=1+1", " 前后有空格 ", "两  格", "第一行\n第二行", "甲\t乙",
    "甲\r\n乙\r丙", "\n", "\t", "", "%}", "}}", "\u2028\u0085", "é ", "👨‍👩‍👧",
)  # fmt: skip
# What XML 1.0 can hold, and so Word.
HOLDABLE = st.text(
    st.characters(
        exclude_categories=("Cs", "Cc"),
        include_characters="\t\n\r\x7f\x85\x9f",
        exclude_characters="\ufffe\uffff",
    )
)


@pytest.fixture(scope="module")
def one_value(word_file: WordFile) -> CompiledTemplate:
    return compile_template(
        "模板.docx", word_file("{{ 值 }}", "前{{ 值 }}后", header="{{ 值 }}", footer="{{ 值 }}")
    )


def assert_arrives(template: CompiledTemplate, value: str) -> None:
    document = docx.Document(BytesIO(template.render({"值": value})))
    wanted = value.replace("\r\n", "\n").replace("\r", "\n")
    assert texts(document) == [wanted, f"前{wanted}后"]
    assert document.sections[0].header.paragraphs[0].text == wanted
    assert document.sections[0].footer.paragraphs[0].text == wanted
    body = document.element.body
    assert len(list(body.iter(qn("w:br")))) == 2 * wanted.count("\n")
    assert len(list(body.iter(qn("w:tab")))) == 2 * wanted.count("\t")
    for piece in body.iter(qn("w:t")):
        text = piece.text or ""
        assert "\n" not in text
        assert "\t" not in text
        if text != text.strip():  # Word drops outer blanks that are not asked to stay
            assert piece.get("{http://www.w3.org/XML/1998/namespace}space") == "preserve"


@pytest.mark.parametrize("value", AWKWARD)
def test_an_awkward_text_arrives_unharmed(one_value: CompiledTemplate, value: str) -> None:
    assert_arrives(one_value, value)


@given(value=HOLDABLE)
@example("\ufffd\U0010ffff")
def test_any_text_that_word_can_hold_arrives_unharmed(
    one_value: CompiledTemplate, value: str
) -> None:
    assert_arrives(one_value, value)


@pytest.mark.parametrize("value", AWKWARD)
def test_an_awkward_text_arrives_through_filters_and_joins(word_file: WordFile, value: str) -> None:
    template = word_file("{{ 值|编号(1) }}", "{{ '、'.join([值, 值]) }}", "{{ 值 ~ 值 }}")
    wanted = value.replace("\r\n", "\n").replace("\r", "\n")
    item = wording.list_item(wanted, 1)
    assert texts(rendered(template, 值=value)) == [item, f"{wanted}、{wanted}", wanted * 2]


def test_a_text_in_a_table_that_repeats_rows_arrives_in_each_row(word_file: WordFile) -> None:
    document = docx.Document(BytesIO(word_file()))
    table = document.add_table(rows=3, cols=2)
    table.cell(0, 0).text = "{%tr for 人 in 领导小组 %}"
    table.cell(1, 0).text, table.cell(1, 1).text = "{{ 人.姓名 }}", "{{ 人.职务 }}"
    table.cell(2, 0).text = "{%tr endfor %}"
    buffer = BytesIO()
    document.save(buffer)
    people = [{"姓名": "<&>", "职务": "一\n二"}, {"姓名": "{{ 年度 }}", "职务": "]]>"}]
    (made,) = rendered(buffer.getvalue(), 领导小组=people).tables
    assert [[cell.text for cell in row.cells] for row in made.rows] == [
        ["<&>", "一\n二"],
        ["{{ 年度 }}", "]]>"],
    ]


def test_a_line_break_in_a_document_property_becomes_a_blank(word_file: WordFile) -> None:
    document = docx.Document(BytesIO(word_file("{{ 社区名称 }}")))
    document.core_properties.title = "{{ 社区名称 }}"
    buffer = BytesIO()
    document.save(buffer)
    made = rendered(buffer.getvalue(), 社区名称="甲<&>\n乙\t丙")
    assert made.core_properties.title == "甲<&> 乙 丙"


def test_a_value_is_never_taken_for_a_template(word_file: WordFile) -> None:
    made = rendered(word_file("{{ 社区名称 }}"), 社区名称="{{ 年度 }}{% for %}{{ 1/0 }}")
    assert texts(made) == ["{{ 年度 }}{% for %}{{ 1/0 }}"]


# --- tags as Word stores them ------------------------------------------------------------


@pytest.mark.parametrize(
    "runs",
    [
        ["{{ 社区", "名称 }}"],
        ["{", "{ 社区名称 }", "}"],
        ["{{", " 社区名称", " ", "}}"],
        ["{{ 社", "区", "名", "称 }}"],
        ["{", "% if 年度 %", "}{{ 社区名称 }}{% endif %", "}"],
        ["{% if 年度 == “2026”|int %}{{ 社区名称 }}{% endif %}"],
    ],
)
def test_a_tag_split_over_runs_is_one_tag(word_file: WordFile, runs: list[str]) -> None:
    assert texts(rendered(word_file(runs))) == ["幸福里社区"]


def test_a_part_whose_only_tag_is_split_between_its_braces_is_rendered(
    word_file: WordFile,
) -> None:
    document = docx.Document(BytesIO(word_file("{{ 年度 }}")))
    header = document.sections[0].header.paragraphs[0]
    for run in ("{", "{ 社区名称 }", "}"):
        header.add_run(run)
    buffer = BytesIO()
    document.save(buffer)
    made = rendered(buffer.getvalue())
    assert made.sections[0].header.paragraphs[0].text == "幸福里社区"


def test_quotes_that_libreoffice_writes_as_entities_are_quotes(word_file: WordFile) -> None:
    code = '{% if 社区名称 == "幸福里社区" and 年度 &gt; 2000 %}甲&amp;乙{% endif %}'
    data = word_file("此处")
    document = zipfile.ZipFile(BytesIO(data)).read("word/document.xml").decode()
    escaped = code.replace('"', "&quot;")
    made = rendered(with_document(data, document.replace("此处", escaped).encode()))
    assert texts(made) == ["甲&乙"]


def test_marks_of_the_spelling_check_inside_a_tag_do_no_harm(word_file: WordFile) -> None:
    document = docx.Document(BytesIO(word_file(["{{ 社区", "名称 }}"])))
    first = document.paragraphs[0].runs[0]._r
    for kind in ("spellStart", "spellEnd"):
        mark = OxmlElement("w:proofErr")
        mark.set(qn("w:type"), kind)
        first.addnext(mark)
    buffer = BytesIO()
    document.save(buffer)
    assert texts(rendered(buffer.getvalue())) == ["幸福里社区"]


def test_a_loop_over_paragraphs_leaves_no_empty_paragraphs(word_file: WordFile) -> None:
    made = rendered(word_file("{%p for 人 in 领导小组 %}", "{{ 人.姓名 }}", "{%p endfor %}"))
    assert texts(made) == ["张三", "李四"]
