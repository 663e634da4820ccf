"""Templates at fault: told in plain Chinese, never a traceback; the same input, the same bytes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path

import docx
import pytest

from docgen import documents
from docgen.commands.check import check
from docgen.errors import ExitCode, TemplateFault
from docgen.rendering.inspection import inspect
from docgen.rendering.template import compile_template
from tests.support.rendering_cases import (
    CONTEXT,
    WordFile,
    assert_plain,
    fault_of,
    texts,
    with_document,
)

# --- variables that do not exist ---------------------------------------------------------


def test_a_misspelt_variable_is_named_with_its_place_and_the_nearest_name(
    word_file: WordFile,
) -> None:
    fault = fault_of(word_file("第一段", "第二段写着{{ 社区名秤 }}", "第三段"))
    assert "社区名秤" in fault.message
    assert "第二段写着" in fault.message
    assert "第一段" not in fault.message
    assert fault.hint == "是不是“社区名称”？"


def test_a_misspelt_variable_in_a_branch_that_is_not_taken_is_found(word_file: WordFile) -> None:
    template = word_file("{% if 年度 %}有{% else %}这里是{{ 社区名秤 }}{% endif %}")
    fault = fault_of(template)
    assert "社区名秤" in fault.message
    assert "这里是" in fault.message


def test_a_misspelt_variable_in_a_loop_over_nothing_is_found(word_file: WordFile) -> None:
    template = word_file("{%p for 人 in 领导小组 %}", "{{ 年渡 }}", "{%p endfor %}")
    assert "年渡" in fault_of(template, 领导小组=[]).message


def test_a_misspelt_attribute_of_a_row_is_named_with_the_nearest_heading(
    word_file: WordFile,
) -> None:
    template = word_file(
        "名单", "{%p for 人 in 领导小组 %}", "姓名是{{ 人.姓民 }}", "{%p endfor %}"
    )
    fault = fault_of(template)
    assert "姓民" in fault.message
    assert "姓名是" in fault.message
    assert fault.hint == "是不是“姓名”？"


def test_a_misspelt_attribute_in_a_comparison_is_found(word_file: WordFile) -> None:
    template = word_file(
        "{% for 人 in 领导小组 %}{% if 人.职物 == '组长' %}甲{% endif %}{% endfor %}"
    )
    assert "职物" in fault_of(template).message


@pytest.mark.parametrize("place", ["header", "footer"])
def test_a_misspelt_variable_in_a_header_or_footer_is_found(
    word_file: WordFile, place: str
) -> None:
    fault = fault_of(word_file("{{ 年度 }}", **{place: "页边写着{{ 社区名秤 }}"}))
    assert "社区名秤" in fault.message
    assert "页边写着" in fault.message
    assert fault.hint == "是不是“社区名称”？"


@pytest.mark.parametrize("place", ["header", "footer"])
def test_a_misspelt_attribute_in_a_header_or_footer_is_found(
    word_file: WordFile, place: str
) -> None:
    fault = fault_of(word_file("正文", **{place: "页边写着{{ 领导小组[0].姓民 }}"}))
    assert "页边写着" in fault.message
    assert fault.hint == "是不是“姓名”？"


def test_the_words_shown_are_those_around_the_tag_however_long_the_paragraph(
    word_file: WordFile,
) -> None:
    fault = fault_of(word_file("长" * 500 + "紧挨着{{ 社区名秤 }}" + "长" * 500))
    assert "紧挨着{{ 社区名秤 }}" in fault.message
    assert len(fault.message) < 120


def test_the_same_words_elsewhere_are_not_mistaken_for_the_place(word_file: WordFile) -> None:
    fault = fault_of(word_file("这里只是提到社区名秤", "这里才是{{ 社区名秤 }}"))
    assert "这里才是" in fault.message
    assert "这里只是" not in fault.message


def test_a_variable_unlike_any_other_gets_no_suggestion(word_file: WordFile) -> None:
    assert fault_of(word_file("{{ zzzz }}")).hint == "请核对变量名称。"


# --- templates that do not parse ---------------------------------------------------------


@pytest.mark.parametrize(
    ("paragraphs", "words"),
    [
        (["{%p for 人 in 领导小组 %}", "{{ 人.姓名 }}"], "“for”没有对应的“endfor”"),
        (["{% if 年度 %}有"], "“if”没有对应的“endif”"),
        (["{%p for 人 in 领导小组 %}", "甲", "{%p endif %}"], "“endif”与前面的“for”不配对"),
        (["{% if 年度 %}{% for 人 in 领导小组 %}{% endif %}{% endfor %}"], "“endif”与前面的“for”"),
        (["甲{% endif %}"], "“endif”前面没有与它配对的标签"),
        (["甲{% else %}"], "“else”前面没有与它配对的标签"),
        (["{% 如果 年度 %}"], "没有“如果”这种标签"),
        (["{{ 年度|大写 }}"], "没有“大写”这种转换"),
        (["{% if 无 %}{{ 年度|大写 }}{% endif %}"], "没有“大写”这种转换"),
        (["{% if 年度 is 整数 %}{% endif %}"], "没有“整数”这种判断"),
        (["{{ 年度｝}甲{{ 年度 }}"], "不能识别的字符“｝”"),
        (["{{ 年度，社区名称 }}"], "不能识别的字符“，”"),
        (["甲{{ }}"], "写法不正确"),
        (["甲{{ 年度"], "写法不正确"),
        (["甲{% if"], "没有“if"),
        (["甲{{ 年度 社区名称 }}"], "写法不正确"),
        (["{% for 人 领导小组 %}"], "写法不正确"),
        (["{% raw %}甲{{ 年度 }}"], "写法不正确"),
        (["{# 注{{ 年度 }}"], "写法不正确"),
    ],
)
def test_a_tag_that_does_not_parse_is_told_in_plain_chinese(
    word_file: WordFile, paragraphs: list[str], words: str
) -> None:
    with pytest.raises(TemplateFault) as caught:
        compile_template("模板.docx", word_file("开头", *paragraphs, "结尾"))
    assert words in caught.value.message
    assert_plain(caught.value.message + caught.value.hint)
    assert caught.value.exit_code is ExitCode.TEMPLATE


def test_a_fault_of_a_tag_shows_the_words_near_it(word_file: WordFile) -> None:
    template = word_file("第一段", "第二段{{ 年度|大写 }}", "第三段")
    assert "第二段" in fault_of(template).message


def corrupted(data: bytes) -> bytes:
    """A zip whose directory is whole but whose compressed document is not."""
    offset = zipfile.ZipFile(BytesIO(data)).getinfo("word/document.xml").header_offset
    damaged = bytearray(data)
    for position in range(offset + 60, offset + 160):
        damaged[position] ^= 0x55
    return bytes(damaged)


@pytest.mark.parametrize(
    "kind", ["text", "empty", "truncated", "corrupted", "ole", "xlsx", "utf16"]
)
def test_a_file_that_is_no_word_file_is_told_in_plain_chinese(
    word_file: WordFile, full_sample: Path, kind: str
) -> None:
    good = word_file("{{ 年度 }}" * 50)
    data = {
        "text": "这不是Word文档".encode(),
        "empty": b"",
        "truncated": good[: len(good) // 2],
        "corrupted": corrupted(good),
        "ole": bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600),
        "xlsx": full_sample.read_bytes(),
        "utf16": with_document(good, "<a>{{ 年度 }}</a>".encode("utf-16")),
    }[kind]
    fault = fault_of(data)
    assert fault.message == "模板“模板.docx”不是有效的Word文档"
    assert fault.hint


# --- what a template may not do ----------------------------------------------------------


@pytest.mark.parametrize(
    "code",
    [
        "{{ ''.__class__.__mro__ }}",
        "{% for x in (1).__class__.__base__.__subclasses__() %}甲{% endfor %}",
        "{{ 社区名称.__class__ }}",
        "{{ 社区名称['__class__'] }}",
        "{{ 社区名称|attr('__class__') }}",
        "{{ cycler.__init__.__globals__ }}",
        "{{ '{0.__class__.__mro__}'.format(社区名称) }}",
        "{{ '{0.__class__}'.format_map({'0': 1}) }}",
        "{{ self.__init__ }}",
        "{{ range.__self__ }}",
        "{{ range(10 ** 9)|length }}",
    ],
)
def test_a_template_cannot_reach_into_python(word_file: WordFile, code: str) -> None:
    assert fault_of(word_file(f"甲{code}乙")).exit_code is ExitCode.TEMPLATE


@pytest.mark.parametrize(
    "code",
    [
        "{{ 领导小组.clear() }}",
        "{{ 领导小组.append(1) }}",
        "{{ 领导小组.pop() }}",
        "{{ 领导小组[0].update(姓名='王五') }}",
        "{{ 领导小组[0].clear() }}",
    ],
)
def test_a_template_cannot_change_what_other_documents_print(
    word_file: WordFile, code: str
) -> None:
    people = [{"姓名": "张三", "职务": "组长"}]
    fault_of(word_file(code), 领导小组=people)
    assert people == [{"姓名": "张三", "职务": "组长"}]


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("{{ 1 / 0 }}", "除数为零"),
        ("{% for 人 in 领导小组 %}{{ 年度 / (年度 - 2026) }}{% endfor %}", "除数为零"),
        ("{{ 无() }}", "当作函数"),
        ("{{ 年度 + 社区名称 }}", "不同种类"),
        ("{% for 人 in 年度 %}{% endfor %}", "不同种类"),
        ("{% for 人 in 无 %}{% endfor %}", "不同种类"),
        ("{{ 年度|dictsort }}", "标签的用法不正确"),
        ("{{ 年度|汉字数 }}", "超出允许的范围"),
        ("{% macro 甲() %}{{ 甲() }}{% endmacro %}{{ 甲() }}", "宏不停地调用自己"),
        ("{% include '别的.docx' %}", ""),
        ("{% extends '别的.docx' %}", ""),
        ("{% import '别的.docx' as 别的 %}", ""),
        ("{{ 'a' * 10 ** 13 }}", "过大"),
        ("{{ 领导小组[9].姓名 }}", ""),
    ],
)
def test_a_template_that_fails_while_it_runs_is_told_in_plain_chinese(
    word_file: WordFile, code: str, words: str
) -> None:
    fault = fault_of(word_file("第一段", f"第二段{code}", "第三段"))
    assert words in fault.message
    assert "第二段" in fault.message
    assert "第一段" not in fault.message


@pytest.mark.parametrize(
    "code",
    [
        "{{ 领导小组 }}",
        "{{ 领导小组[0] }}",
        "{{ 社区名称.upper }}",
        "{{ 领导小组|map(attribute='姓名') }}",
        "{{ range }}",
    ],
)
def test_what_is_no_text_is_never_printed_as_python_writes_it(
    word_file: WordFile, code: str
) -> None:
    fault = fault_of(word_file("第一段", f"第二段{code}"))
    assert "第二段" in fault.message


@pytest.mark.parametrize("code", ["{{ lipsum() }}", "{{ 领导小组|random }}"])
def test_what_comes_out_different_each_time_is_not_offered(word_file: WordFile, code: str) -> None:
    assert fault_of(word_file(code)).exit_code is ExitCode.TEMPLATE


# --- same input, same bytes --------------------------------------------------------------


def test_the_same_template_and_context_give_the_same_bytes(word_file: WordFile) -> None:
    data = word_file("{% for 人 in 领导小组 %}{{ 人.姓名 }}{% endfor %}", header="{{ 年度 }}")
    first, second = (compile_template("模板.docx", data) for _ in range(2))
    assert first.render(CONTEXT) == first.render(CONTEXT) == second.render(CONTEXT)
    backwards = dict(reversed(CONTEXT.items()))
    assert first.render(backwards) == second.render(CONTEXT)


ALL_DIGESTS = """
import hashlib, sys
from pathlib import Path
from docgen.commands.check import check
from docgen.commands.check import check
from docgen.rendering.template import compile_template
for planned in check(Path(sys.argv[1])).plan.planned:
    path = Path(sys.argv[2], planned.document.key + ".docx")
    data = compile_template(path.name, path.read_bytes()).render(planned.part.context)
    print(hashlib.sha256(data).hexdigest())
"""


def test_other_hash_seeds_time_zones_and_locales_give_the_same_bytes(
    root: Path, full_sample: Path, tmp_path: Path
) -> None:
    def digests(**environment: str) -> list[str]:
        done = subprocess.run(
            [sys.executable, "-c", ALL_DIGESTS, full_sample, root / "templates_docx"],
            env=os.environ | {"PYTHONPATH": str(root)} | environment,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout.split()

    here = digests(PYTHONHASHSEED="0", TZ="UTC", LC_ALL="C")
    there = digests(PYTHONHASHSEED="4711", TZ="Asia/Shanghai", LC_ALL="C.UTF-8", LANGUAGE="fr")
    assert here == there
    assert len(here) == len(set(here)) == 37


def test_the_zip_entries_carry_a_fixed_time_and_keep_their_order(word_file: WordFile) -> None:
    data = word_file("{{ 年度 }}", header="{{ 年度 }}")
    made = zipfile.ZipFile(BytesIO(compile_template("模板.docx", data).render(CONTEXT)))
    template = zipfile.ZipFile(BytesIO(data))
    assert {info.date_time for info in made.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert {info.create_system for info in made.infolist()} == {0}
    assert made.namelist() == template.namelist()


def test_parts_without_tags_are_copied_byte_for_byte(word_file: WordFile) -> None:
    data = word_file("{{ 年度 }}")
    made = zipfile.ZipFile(BytesIO(compile_template("模板.docx", data).render(CONTEXT)))
    template = zipfile.ZipFile(BytesIO(data))
    for name in set(template.namelist()) - {"word/document.xml"}:
        assert made.read(name) == template.read(name), name


def test_one_compiled_template_renders_two_contexts_without_leaking(word_file: WordFile) -> None:
    template = compile_template(
        "模板.docx",
        word_file(
            "{% set 记住 = namespace(数=0) %}{% for 人 in 领导小组 %}"
            "{% set 记住.数 = 记住.数 + 1 %}{{ 人.姓名 }}{% endfor %}共{{ 记住.数 }}名",
            header="{{ 社区名称 }}",
        ),
    )
    other = {"社区名称": "向阳桥社区", "领导小组": [{"姓名": "王五"}]}
    alone = template.render(other)
    first = template.render(CONTEXT)
    assert template.render(other) == alone
    assert template.render(CONTEXT) == first
    document = docx.Document(BytesIO(alone))
    assert texts(document) == ["王五共1名"]
    assert document.sections[0].header.paragraphs[0].text == "向阳桥社区"


def test_rendering_leaves_the_context_as_it_was(word_file: WordFile) -> None:
    context = {"甲": [{"乙": "丙"}]}
    template = word_file("{% set 甲 = 1 %}{{ 甲 }}")
    compile_template("模板.docx", template).render(context)
    assert context == {"甲": [{"乙": "丙"}]}


def test_the_digest_is_of_the_template_as_it_stands_on_disk(word_file: WordFile) -> None:
    import hashlib

    data = word_file("{{ 年度 }}")
    assert compile_template("模板.docx", data).sha256 == hashlib.sha256(data).hexdigest()


# --- templates saved by another program --------------------------------------------------


@pytest.fixture(scope="session")
def resaved(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped templates as LibreOffice Writer saves them."""
    soffice = shutil.which("soffice")
    if soffice is None:
        if os.environ.get("DOCGEN_REQUIRE_RENDER") == "1":
            pytest.fail("LibreOffice (soffice) is required but not installed")
        pytest.skip("LibreOffice (soffice) is not installed")
    folder = tmp_path_factory.mktemp("resaved")
    templates = sorted((root / "templates_docx").glob("*.docx"))
    subprocess.run(
        [
            soffice,
            "--headless",
            "-env:UserInstallation=file:///tmp/lo_helper3",
            "--convert-to",
            "docx",
            "--outdir",
            folder,
            *templates,
        ],
        capture_output=True,
        timeout=120,
        check=True,
    )
    return folder


@pytest.mark.render
@pytest.mark.parametrize("key", [document.key for document in documents.DOCUMENTS])
def test_a_template_saved_by_libreoffice_still_shows_every_fact(
    root: Path, full_sample: Path, resaved: Path, key: str
) -> None:
    data = (resaved / f"{key}.docx").read_bytes()
    assert data != (root / "templates_docx" / f"{key}.docx").read_bytes()
    template = compile_template(f"{key}.docx", data)
    made = [p for p in check(full_sample).plan.planned if p.document.key == key]
    assert made
    for planned in made:
        part = planned.part
        assert inspect(template.render(part.context), part.context, part.facts, part.repeated) == []
