"""Inspection: what a rendered document lacks is found, what is whole passes."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import docx
import pytest

from docgen.commands.check import check
from docgen.documents import Planned
from docgen.rendering.inspection import inspect
from docgen.rendering.template import compile_template

WordFile = Any
FULL = "幸福里社区_完整示例.xlsx"
EARLY = "向阳桥社区_筹备中.xlsx"


# --- facts -------------------------------------------------------------------------------


def test_a_document_that_shows_every_fact_passes(word_file: WordFile) -> None:
    data = word_file("参评代表共15名，张三主持。", "到会率93.33%", header="幸福里社区")
    assert inspect(data, {}, ("张三", "15", "93.33%", "幸福里社区", "")) == []


def test_a_missing_fact_is_found_and_named(word_file: WordFile) -> None:
    assert inspect(word_file("张三主持。"), {}, ("张三", "李四")) == ["缺少应有的内容：李四"]


def test_each_missing_fact_is_told_once(word_file: WordFile) -> None:
    findings = inspect(word_file("甲"), {}, ("张三", "李四", "张三"))
    assert findings == ["缺少应有的内容：张三", "缺少应有的内容：李四"]


@pytest.mark.parametrize(
    ("fact", "text"),
    [
        ("5", "15"),
        ("5", "51"),
        ("5", "5.6%"),
        ("5", "5.6"),
        ("5", "0.5"),
        ("5", "5%"),
        ("0", "10"),
        ("93.33", "93.33%"),
        ("93.33%", "193.33%"),
        ("3.33%", "93.33%"),
        ("9.3%", "9.33%"),
        ("9:00", "19:00"),
        ("9:00—9:15", "19:00—9:15"),
        ("2号楼", "12号楼"),
    ],
)
def test_a_number_inside_a_larger_one_is_not_that_number(
    word_file: WordFile, fact: str, text: str
) -> None:
    assert inspect(word_file(f"共{text}。"), {}, (fact,)) == [f"缺少应有的内容：{fact}"]
    assert inspect(word_file(text), {}, (fact,)) == [f"缺少应有的内容：{fact}"]


@pytest.mark.parametrize(
    ("fact", "text"),
    [
        ("5", "5"),
        ("5", "共5名"),
        ("5", "共 5 名"),
        ("5", "15、5、51"),
        ("5", "共5。"),
        ("5", "5.召开会议"),
        ("12345", "1. 12345。"),
        ("93.33%", "为93.33%。"),
        ("9:00", "时间：9:00"),
        ("7号楼路灯不亮", "1. 7号楼路灯不亮。"),
        ("7号楼路灯不亮。", "7号楼路灯不亮"),
        ("  张三  ", "张三"),
        ("张三", "张　三"),
        ("第一行\n第二行", "第一行第二行"),
    ],
)
def test_a_fact_is_found_however_it_is_set(word_file: WordFile, fact: str, text: str) -> None:
    assert inspect(word_file(text), {}, (fact,)) == []


def test_a_fact_that_is_needed_twice_must_be_there_twice(word_file: WordFile) -> None:
    data = word_file("甲：良好，7票，9:00", "乙：良好，7票，9:00")
    assert inspect(data, {}, ("良好", "良好", "7", "7", "9:00", "9:00", "")) == []
    assert inspect(data, {}, ("良好",) * 3 + ("7",) * 3 + ("9:00",) * 3) == [
        "缺少应有的内容：良好（应有3处，只有2处）",
        "缺少应有的内容：7（应有3处，只有2处）",
        "缺少应有的内容：9:00（应有3处，只有2处）",
    ]


def test_marks_that_a_template_prints_as_they_stand_are_no_leftovers(word_file: WordFile) -> None:
    data = word_file("写作{{ 变量 }}")
    assert inspect(data, {}, (), (), ("{{", "}}")) == []
    assert inspect(data, {}, (), (), ("{{",)) != []


def test_numbers_parted_by_a_tab_or_a_break_are_two_numbers(word_file: WordFile) -> None:
    data = word_file("5\t6\n7")
    assert inspect(data, {}, ("5", "6", "7")) == []
    assert inspect(data, {}, ("56", "67")) == ["缺少应有的内容：56", "缺少应有的内容：67"]


def test_a_fact_split_over_runs_is_found(word_file: WordFile) -> None:
    assert inspect(word_file(["幸福", "里社", "区"]), {}, ("幸福里社区",)) == []


def test_a_fact_is_not_put_together_from_two_paragraphs(word_file: WordFile) -> None:
    assert inspect(word_file("幸福", "里社区"), {}, ("幸福里社区",)) != []


def test_a_fact_in_a_table_is_found(word_file: WordFile) -> None:
    document = docx.Document(BytesIO(word_file()))
    document.add_table(rows=1, cols=1).cell(0, 0).text = "张三"
    assert inspect(saved(document), {}, ("张三",)) == []


@pytest.mark.parametrize("name", ["header", "footer", "first_page_header", "first_page_footer",
                                  "even_page_header", "even_page_footer"])  # fmt: skip
def test_every_header_and_footer_is_looked_at(word_file: WordFile, name: str) -> None:
    document = docx.Document(BytesIO(word_file("正文")))
    getattr(document.sections[0], name).paragraphs[0].text = "张三{{ 剩下 }}"
    findings = inspect(saved(document), {}, ("张三",))
    assert findings == ["残留模板标签：张三{{剩下}}"]


def saved(document: Any) -> bytes:
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


# --- ballots -----------------------------------------------------------------------------


@pytest.mark.parametrize(("found", "wanted"), [(3, 3), (0, 0)])
def test_the_right_number_of_ballots_passes(word_file: WordFile, found: int, wanted: int) -> None:
    assert inspect(word_file(*["测评票"] * found), {}, (), (("测评票", wanted),)) == []


@pytest.mark.parametrize(("found", "wanted"), [(2, 3), (4, 3), (0, 1), (1, 0)])
def test_a_wrong_number_of_ballots_is_found(word_file: WordFile, found: int, wanted: int) -> None:
    findings = inspect(word_file(*["测评票"] * found), {}, (), (("测评票", wanted),))
    assert findings == [f"“测评票”应出现{wanted}次，实有{found}次"]


def test_a_paragraph_that_only_contains_the_title_is_no_ballot(word_file: WordFile) -> None:
    data = word_file("测评票", "测评票说明", "关于测评票")
    assert inspect(data, {}, (), (("测评票", 1),)) == []


# --- leftovers ---------------------------------------------------------------------------


@pytest.mark.parametrize("tag", ["{{ 社区名称 }}", "{% if 年度 %}", "甲}}", "{{甲", "甲%}", "{%p"])
def test_a_leftover_tag_is_found(word_file: WordFile, tag: str) -> None:
    (finding,) = inspect(word_file("正文", tag), {}, ())
    assert finding.startswith("残留模板标签：")


def test_a_leftover_tag_in_a_table_is_found(word_file: WordFile) -> None:
    document = docx.Document(BytesIO(word_file()))
    document.add_table(rows=1, cols=1).cell(0, 0).text = "{{ 甲 }}"
    assert inspect(saved(document), {}, ()) == ["残留模板标签：{{甲}}"]


@pytest.mark.parametrize(
    "context",
    [
        {"甲": "{{ x }}"},
        {"甲": [{"乙": "{{ x }}"}]},
        {"甲": {"乙": ("丙", "{{ x }}")}},
        {"甲": "{{x}}"},
    ],
)
def test_a_value_that_looks_like_a_tag_is_not_taken_for_a_leftover(
    word_file: WordFile, context: dict[str, Any]
) -> None:
    assert inspect(word_file("前面{{ x }}后面"), context, ("{{ x }}",)) == []


def test_a_leftover_beside_such_a_value_is_still_found(word_file: WordFile) -> None:
    data = word_file("{{ x }}和{{ 社区名称 }}")
    assert inspect(data, {"甲": "{{ x }}"}, ()) == ["残留模板标签：{{x}}和{{社区名称}}"]


def test_a_value_within_another_value_does_not_hide_a_leftover(word_file: WordFile) -> None:
    context = {"甲": "{{", "乙": "{{ x }}"}
    assert inspect(word_file("{{ x }}"), context, ()) == []
    assert inspect(word_file("{{ y }}"), context, ()) != []


# --- files that do not open --------------------------------------------------------------


def broken(data: bytes, kind: str) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for info in old.infolist():
            content = old.read(info)
            if info.filename == "word/document.xml":
                content = {"half": content[: len(content) // 2], "none": b""}.get(kind, content)
            if not (kind == "untyped" and info.filename == "[Content_Types].xml"):
                new.writestr(info.filename, content)
    return buffer.getvalue()


@pytest.mark.parametrize("kind", ["half", "none", "untyped"])
def test_a_document_with_broken_parts_is_found(word_file: WordFile, kind: str) -> None:
    assert inspect(broken(word_file("张三"), kind), {}, ("张三",)) == ["文件已损坏，无法打开"]


@pytest.mark.parametrize("data", [b"", b"PK", "不是文档".encode()])
def test_a_file_that_is_no_document_is_found(data: bytes) -> None:
    assert inspect(data, {}, ()) == ["文件已损坏，无法打开"]


def test_an_entity_that_a_tag_breaks_is_found(word_file: WordFile) -> None:
    code = "{% set 文 %}{{ 值 }}{% endset %}{{ 文|upper }}"
    template = compile_template("模板.docx", word_file(code))
    context = {"值": "甲<乙"}
    assert inspect(template.render(context), context, ()) == ["文件已损坏，无法打开"]


# --- the shipped documents ---------------------------------------------------------------


def planned_of(root: Path, sample: str) -> list[Any]:
    return [pytest.param(p, id=p.file_name) for p in check(root / sample).plan.planned]


SAMPLES = Path(__file__).parents[2] / "samples"
PLANNED = pytest.mark.parametrize(
    "planned", [*planned_of(SAMPLES, FULL), *planned_of(SAMPLES, EARLY)]
)


def document_of(root: Path, planned: Planned) -> bytes:
    path = root / "templates_docx" / f"{planned.document.key}.docx"
    return compile_template(path.name, path.read_bytes()).render(planned.part.context)


@PLANNED
def test_every_document_of_the_samples_passes(root: Path, planned: Planned) -> None:
    part = planned.part
    assert inspect(document_of(root, planned), part.context, part.facts, part.repeated) == []


def without(data: bytes, fact: str) -> bytes:
    """The document with a fact struck out wherever it stands."""
    # Names of two characters are printed with a blank inside, long grades in two lines.
    inside = r"(?:\s|</w:t><w:br/><w:t[^>]*>)*"
    wanted = inside.join(map(re.escape, escape(fact.strip().rstrip("。；"))))
    pattern = rf"(?<![\d.]){wanted}(?!\d|\.\d|%)" if re.fullmatch(r"[\d.]+%?", fact) else wanted
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for info in old.infolist():
            content = old.read(info)
            if info.filename == "word/document.xml":
                text = content.decode()
                content = re.sub(rf"(?<=>)[^<]*{pattern}[^<]*(?=</w:t>)", "缺", text).encode()
            new.writestr(info.filename, content)
    return buffer.getvalue()


@PLANNED
def test_striking_out_any_fact_of_a_document_is_noticed(root: Path, planned: Planned) -> None:
    data, part = document_of(root, planned), planned.part
    facts = [fact for fact in dict.fromkeys(part.facts) if fact.strip()]
    for fact in facts[:: max(1, len(facts) // 12)]:
        findings = inspect(without(data, fact), part.context, part.facts, part.repeated)
        assert f"缺少应有的内容：{fact[:40]}" in findings
