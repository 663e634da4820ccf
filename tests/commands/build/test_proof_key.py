"""Pieces: a document is examined once for all that are alike, and only for those."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import random
import re
import zipfile
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markupsafe import Markup
from openpyxl import load_workbook

from docgen import gbt9704
from docgen.chinese import punctuation, wording
from docgen.commands.build import build, proof_key
from docgen.commands.build.render_all import render_all
from docgen.commands.check import check
from docgen.documents.template_files import template_files
from docgen.errors import InspectionFault
from docgen.gbt9704.rules import KNOWN_WORDS
from docgen.ooxml import zip_writer
from docgen.rendering import inspection
from docgen.rendering.template import Rendered, compile_template

ROOT = Path(__file__).parents[3]
FULL = ROOT / "samples" / "幸福里社区_完整示例.xlsx"
HAN = re.compile("[\u3400-\u9fff]")
INERT = [chr(code) for code in range(0x5200, 0x5600) if chr(code) not in KNOWN_WORDS]


@lru_cache(maxsize=1)
def planned() -> dict[str, Any]:
    """The first document of each kind, but for those that list the others."""
    items = check(FULL).plan.planned
    return {item.document.key: item for item in reversed(items) if not item.document.lists_files}


def rendered(key: str, context: Mapping[str, Any]) -> Rendered:
    path = template_files(None)[key]
    return compile_template(path.name, path.read_bytes()).rendered(context)


def own(made: Rendered) -> list[str]:
    """The template's own text in a document."""
    return [p for each in made.pieces.values() for p in each if not isinstance(p, Markup)]


def errors(made: Rendered, context: Mapping[str, Any]) -> set[str]:
    found = gbt9704.examine(made.data, tuple(inspection.texts(context)))
    return {finding.rule for finding in found if finding.is_error}


def changed(value: Any, change: Any) -> Any:
    """A context with every text changed, however deep."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, Mapping):
        return {name: changed(item, change) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(changed(item, change) for item in value)
    return value


def reworded(seed: int, alike: bool) -> Any:
    """Puts other ideographs that no rule knows in place of such: the same ones everywhere, so
    that texts that were alike or held each other still do, or others in each text."""

    def change(text: str) -> str:
        def other(sign: re.Match[str]) -> str:
            if sign[0] in KNOWN_WORDS:
                return sign[0]
            return (random.Random(f"{seed}{sign[0]}") if alike else chance).choice(INERT)

        chance = random.Random(f"{seed}{text}")
        return HAN.sub(other, text)

    return change


def disturbed(seed: int) -> Any:
    """Makes some texts odd: blank, with signs and words that rules know, or much longer."""
    odd = ("", " ", "附件", "附件：", "抄送：", "一、", "（二）", "3.", "2026年01月05日", "26年1月5日",
           "〔26〕第05号", "印发", "。", "：", "，，", "“", "（", "主送：", "第一章", "出席：", "特此通知", "文件",
           "a,b", "很长" * 30)  # fmt: skip

    def change(text: str) -> str:
        chance = random.Random(f"{seed}{text}")
        if chance.random() < 0.8:
            return text
        return chance.choice(("", text, text)) + chance.choice(odd) + chance.choice(("", text))

    return change


@pytest.mark.parametrize("key", list(planned()))
@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 10**6), alike=st.booleans())
def test_documents_that_are_alike_are_sound_or_not_together(
    key: str, seed: int, alike: bool
) -> None:
    context = changed(planned()[key].part.context, disturbed(seed))
    other = changed(context, reworded(seed, alike))
    one, two = rendered(key, context), rendered(key, other)
    same = proof_key.key("模板", one.pieces) == proof_key.key("模板", two.pieces)
    assert same or not alike or own(one) != own(two)  # a template may ask what a text is
    if same:
        assert errors(one, context) == errors(two, other)


@pytest.mark.parametrize(
    ("one", "two"),
    [("35", "7"), ("97.35%", "100%"), ("孙大海", "赵大川"), ("0.5%", "12%")],
)
def test_votes_and_names_make_no_difference_to_the_layout(one: str, two: str) -> None:
    assert proof_key.shape(one, ">", "<", True) == proof_key.shape(two, ">", "<", True)


@pytest.mark.parametrize(
    ("one", "two", "before", "after"),
    [
        ("26", "2026", ">", "年"),
        ("5", "05", "第", "号"),
        ("1", "3", ">", "."),
        ("孙大海", "附件", ">", "<"),
        ("孙大海", "孙大海。", ">", "<"),
        ("孙大海", "", ">", "<"),
        ("孙大海", "孙大", ">", "<"),
        ("二〇二六", "孙〇二六", ">", "年"),
        ("05", "12", ">", "<"),
    ],
)
def test_what_a_rule_could_tell_apart_has_another_shape(
    one: str, two: str, before: str, after: str
) -> None:
    assert proof_key.shape(one, before, after, False) != proof_key.shape(two, before, after, False)


SENTENCES_FOR_THE_READER = {
    "docgen.gbt9704.rules",
    "docgen.gbt9704.finding",
    "docgen.gbt9704.docx.container",
}


def patterns() -> Iterator[tuple[str, str]]:
    """The patterns of the checker and the texts that it seeks, each with its module."""
    found = pkgutil.walk_packages(gbt9704.__path__, "docgen.gbt9704.")
    names = [each.name for each in found if each.name not in SENTENCES_FOR_THE_READER]
    for module in (*map(importlib.import_module, names), punctuation, wording):
        for value in vars(module).values():
            for each in value if isinstance(value, tuple) else (value,):
                if isinstance(each, re.Pattern):
                    text = each.pattern if isinstance(each.pattern, str) else ""
                    yield module.__name__, text
        for node in ast.walk(ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))):
            if isinstance(node, ast.Compare) and isinstance(node.left, ast.Constant):
                yield module.__name__, str(node.left.value)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                sought = ("startswith", "endswith", "index", "count", "search", "match", "sub")
                for each in node.args if node.func.attr in sought else ():
                    if isinstance(each, ast.Constant):
                        yield module.__name__, str(each.value)


def test_every_word_that_a_rule_seeks_is_known() -> None:
    found = list(patterns())
    assert len(found) > 105
    ranges = re.compile(r"[\u3400一]-[\u9fff龥]")
    unknown = {
        (module, sign)
        for module, text in found
        for sign in HAN.findall(ranges.sub("", text))
        if sign not in KNOWN_WORDS
    }
    assert unknown == set()


@pytest.mark.parametrize("key", list(planned()))
def test_the_pieces_show_what_the_document_shows(key: str) -> None:
    made = rendered(key, planned()[key].part.context)

    def squeezed(texts: list[str]) -> list[str]:
        return sorted(re.sub(r"\s", "", text) for text in texts if text.strip())

    page_numbers = {"—1—"}  # of footers that no tag changes
    assert squeezed(proof_key.paragraphs(made.pieces)) == [
        text
        for text in squeezed(inspection._texts_of_paragraphs(made.data))
        if text not in page_numbers
    ]


@pytest.mark.parametrize("value", ["<w:p/>", "a &amp b", "&lt", "a\x0bb", "\ufffe", "]]>"])
def test_a_value_that_could_break_the_document_is_never_plain(value: str) -> None:
    assert not proof_key.is_plain({"word/document.xml": ("<w:t>", Markup(value))})


def test_a_template_that_breaks_the_standard_is_refused_every_time(tmp_path: Path) -> None:
    with zipfile.ZipFile(template_files(None)["public_notice"]) as shipped:
        parts = {name: shipped.read(name) for name in shipped.namelist()}
    body = parts["word/document.xml"].decode()
    spoiled = body.replace(
        "接受现场质询和群众满意度测评", "接受现场质询,和群众满意度测评"
    )  # half-width
    assert spoiled != body
    (tmp_path / "public_notice.docx").write_bytes(
        zip_writer.zip_parts(parts | {"word/document.xml": spoiled.encode()})
    )
    for _ in range(2):
        with pytest.raises(InspectionFault, match="半角"):
            build.build(FULL, tmp_path / "out", only=["public_notice"], templates=tmp_path)


def test_where_the_same_words_stand_again_makes_a_difference_outside_tables() -> None:
    def key(first: str, second: str) -> bytes:
        body = (
            "<w:p><w:t>",
            Markup(first),
            "</w:t></w:p><w:p><w:t>",
            Markup(second),
            "</w:t></w:p>",
        )
        return proof_key.key("模板", {"word/document.xml": body})

    assert key("账册", "账册") == key("清册", "清册")
    assert key("账册", "账册") != key("账册", "清册")


def test_a_document_that_lacks_a_fact_is_refused_though_its_like_was_sound(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from dataclasses import replace

    item = planned()["question_record"]
    render_all([item])
    lacking = replace(item, part=replace(item.part, facts=("从未出现的姓名",)))
    with pytest.raises(InspectionFault, match="从未出现的姓名"):
        render_all([lacking])


def test_a_text_of_the_workbook_that_looks_like_a_tag_keeps_no_document_back(
    tmp_path: Path,
) -> None:
    book = load_workbook(FULL)
    book["意见建议"]["B2"].value = "建议把{{表}}格写清楚，{%不要%}写错"
    book.save(tmp_path / "工作簿.xlsx")
    for _ in range(2):  # examined, then known
        report = build.build(tmp_path / "工作簿.xlsx", tmp_path / "out")
        (bulletin,) = report.path.glob("*测评结果通报.docx")
        shown = inspection._texts_of_paragraphs(bulletin.read_bytes())
        assert any("把{{表}}格写清楚，{%不要%}写错" in text for text in shown)
