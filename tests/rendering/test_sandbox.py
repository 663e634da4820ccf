"""Hostile templates: each refused with a plain sentence, quickly, in little memory."""

from __future__ import annotations

import time
import zipfile
from collections.abc import Mapping
from io import BytesIO

import docx
import pytest

from docgen import gbt9704
from docgen.errors import TemplateFault
from docgen.rendering import sandbox
from docgen.rendering.template import compile_template
from tests.support.rendering_cases import CONTEXT, fault_of, rendered, texts
from tests.support.samples import parts_of, zipped

RELATIONS = "word/_rels/document.xml.rels"
TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
UNUSABLE = "用它生成的公文打开时会读取或运行，不能使用"


def plain(*paragraphs: str, extra: Mapping[str, bytes] | None = None) -> bytes:
    """A Word file of a few paragraphs, with other parts put in."""
    document = docx.Document()
    for paragraph in paragraphs or ("正文",):
        document.add_paragraph(paragraph)
    buffer = BytesIO()
    document.save(buffer)
    return zipped(parts_of(buffer.getvalue()) | (extra or {}))


def related(kind: str, target: str, external: bool = True, part: str = RELATIONS) -> bytes:
    """The file with one more relation."""
    mode = ' TargetMode="External"' if external else ""
    link = f'<Relationship Id="evil" Type="{TYPE}/{kind}" Target="{target}"{mode}/>'
    head = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    before = parts_of(plain()).get(part, f"{head}</Relationships>".encode()).decode()
    after = before.replace("</Relationships>", f"{link}</Relationships>")
    assert after != before
    return plain(extra={part: after.encode()})


def field(*codes: str) -> bytes:
    """The file with a field whose code is in several runs."""
    runs = "".join(f"<w:r><w:instrText>{code}</w:instrText></w:r>" for code in codes)
    xml = parts_of(plain())["word/document.xml"].decode()
    return plain(extra={"word/document.xml": xml.replace("正文</w:t></w:r>", f"正文</w:t></w:r>{runs}")
                        .encode()})  # fmt: skip


def refusal(data: bytes) -> str:
    fault = fault_of(data)
    assert fault.hint
    return fault.message


# --- what Word would fetch or run ----------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (related("attachedTemplate", "http://x/a.dotm", part="word/_rels/settings.xml.rels"),
         "所附的文档模板"),
        (related("image", "http://x/pixel.png"), "链接的图片"),
        (related("oleObject", "file:///a.xls"), "嵌入或链接的对象"),
        (related("oleObject", "embeddings/a.bin", external=False), "嵌入或链接的对象"),
        (related("subDocument", "file:///a.docx"), "子文档"),
        (related("frame", "http://x/"), "框架页"),
        (related("aFChunk", "a.html", external=False), "插入的其他文件"),
        (related("control", "activeX/a.xml", external=False), "控件"),
        (related("somethingNew", "http://x/"), "文件以外的内容"),
        (related("vbaProject", "macros.bin", external=False), "宏"),
        (plain(extra={"word/vbaProject.bin": b"\xd0\xcf"}), "宏"),
        (plain(extra={"word/VBAData.xml": b"<a/>"}), "宏"),
        (field("INCLUDEPICTURE ", "http://x/a.png"), "打开时读取其他文件的域"),
        (field("INCLUDE", "TEXT a.docx"), "打开时读取其他文件的域"),
        (field("DDEAUTO excel"), "打开时读取其他文件的域"),
    ],
)  # fmt: skip
def test_a_template_that_word_would_fetch_or_run_something_for_is_refused(
    data: bytes, what: str
) -> None:
    assert refusal(data) == f"模板“模板.docx”里有{what}，{UNUSABLE}"
    (finding,) = [each for each in gbt9704.examine(data) if each.rule == "unsafe"]
    assert finding.found == f"文件里有{what}，可能不安全"
    assert finding.is_error


def test_a_relation_that_hides_its_mode_in_a_character_reference_is_refused() -> None:
    data = related("image", "http://x/a.png")
    hidden = parts_of(data)[RELATIONS].replace(b'"External"', b'"&#69;xternal"')
    assert "链接的图片" in refusal(zipped(parts_of(data) | {RELATIONS: hidden}))


def test_a_field_put_together_by_the_tags_is_refused() -> None:
    assert refusal(field("INCLUDE{{ 'PICTURE' }} http://x/a.png")) == (
        f"模板“模板.docx”里有打开时读取其他文件的域，{UNUSABLE}"
    )


@pytest.mark.parametrize(
    "data",
    [
        related("hyperlink", "http://x/"),
        related("image", "media/image1.png", external=False),
        field("PAGE"),
        field(' HYPERLINK "http://x/" '),
        field("TOC \\o"),
    ],
)
def test_links_to_click_on_pictures_within_and_usual_fields_are_let_through(data: bytes) -> None:
    assert compile_template("模板.docx", data).render(CONTEXT)
    assert "unsafe" not in {finding.rule for finding in gbt9704.examine(data)}


# --- files that are traps -------------------------------------------------------------------


@pytest.mark.parametrize("part", ["word/document.xml", RELATIONS, "word/styles.xml"])
@pytest.mark.parametrize("code", ["utf-8", "utf-16", "utf-32", "utf-7"])
def test_entities_are_refused_in_every_part_and_code(part: str, code: str) -> None:
    xml = f'<?xml version="1.0" encoding="{code}"?><!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'
    if part == "word/document.xml":
        xml = xml.replace("<a>", "<a>{{ 年度 }}")
    content = xml.encode(code)
    if code == "utf-7":
        head, _, rest = xml.partition("?>")
        content = f"{head}?>".encode() + rest.replace("<", "+ADw-").replace("!", "+ACE-").encode()
    with pytest.raises(TemplateFault) as caught:
        compile_template("模板.docx", plain(extra={part: content}))
    assert caught.value.message in ("模板“模板.docx”里有不应出现的外部实体定义，可能不安全",)


def test_a_template_that_unpacks_beyond_all_proportion_is_refused() -> None:
    bomb = plain(extra={"word/media/image1.png": bytes(8 * 1024 * 1024)})
    assert len(bomb) < 100_000
    assert refusal(bomb) == "模板“模板.docx”解开后内容过多，不像一份公文模板"


@pytest.mark.parametrize("name", ["word/DOCUMENT.xml", "../../evil.xml", "C:/evil", "word\\document.xml"])  # fmt: skip
def test_a_template_with_members_that_share_a_name_or_lead_out_is_refused(name: str) -> None:
    assert refusal(plain(extra={name: b"<a/>"})) == (
        "模板“模板.docx”的内部结构不正常，可能是有人特意做成的"
    )


def test_a_template_packed_by_a_method_of_no_office_program_is_refused() -> None:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_BZIP2) as package:
        for name, part in parts_of(plain()).items():
            package.writestr(name, part)
    assert "内部结构不正常" in refusal(buffer.getvalue())


# --- code that runs away ---------------------------------------------------------------------

ENDLESS, TOO_BIG, FORBIDDEN, OVERFLOW = (
    "循环的次数过多", "生成的内容过大", "使用了不允许的代码", "数值过大",
)  # fmt: skip
LOOP = "{% for a in range(99999) %}"
DOUBLING = "{% set x = '长' %}" + "{% set x = x ~ x %}" * 40
HOSTILE_CODE = [
    (LOOP * 2 + "{% endfor %}" * 2, ENDLESS),
    (LOOP + LOOP.replace(" %}", " if false %}") + "{% endfor %}" * 2, ENDLESS),
    (LOOP + "{{ range(99999)|list|length }}{% endfor %}", ENDLESS),
    (LOOP + "{{ range(99999)|sum }}{% endfor %}", ENDLESS),
    ("{% macro m(n) %}{% if n %}{{ m(n - 1) }}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(99) }}",
     ENDLESS),
    ("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "宏不停地调用自己"),
    (LOOP + "长" * 1000 + "{% endfor %}", TOO_BIG),
    (LOOP + "{{ '长' * 1000 }}{% endfor %}", TOO_BIG),
    (LOOP + "{% if a %}短{% elif not a %}" + "长" * 1000 + "{% else %}短{% endif %}{% endfor %}",
     TOO_BIG),
    (DOUBLING + "{{ x }}", TOO_BIG),
    ("{% set x = '长' %}" + "{% set x = x + x %}" * 40 + "{{ x }}", TOO_BIG),
    ("{% set x = [1] %}" + "{% set x = x + x %}" * 40 + "{{ x|length }}", TOO_BIG),
    ("{% set x = [1] %}" + "{% set x = [x, x] %}" * 40 + "{{ x == x }}", TOO_BIG),
    ("{% set x = [1] %}" + "{% set x = dict(a=x, b=x) %}" * 40 + "{{ x|length }}", TOO_BIG),
    ("{% set x = '长' %}" + "{% set x %}{{ x }}{{ x }}{% endset %}" * 40 + "{{ x }}", TOO_BIG),
    ("{{ 'x' * 10 ** 9 }}", TOO_BIG),
    ("{{ ([1] * 10 ** 9)|length }}", TOO_BIG),
    ("{{ '%999999999d' % 1 }}", TOO_BIG),
    ("{{ '%*d' % (999999999, 1) }}", TOO_BIG),
    ("{{ '%999999999d'|format(1) }}", TOO_BIG),
    ("{{ '{:>999999999}'.format(1) }}", TOO_BIG),
    ("{{ '{:{}}'.format(1, 999999999) }}", TOO_BIG),
    ("{{ '长'.ljust(999999999) }}", FORBIDDEN),
    ("{{ '长'.center(999999999) }}", FORBIDDEN),
    ("{{ '1'.zfill(999999999) }}", FORBIDDEN),
    ("{{ ('长' * 9999).replace('', '长' * 9999) }}", TOO_BIG),
    ("{{ ('长' * 9999)|replace('', '长' * 9999) }}", TOO_BIG),
    ("{{ range(99999)|join('长' * 9999) }}", TOO_BIG),
    ("{{ ('长' * 9999).join('长' * 9999) }}", TOO_BIG),
    ("{{ [1]|batch(999999999, 0)|list|length }}", TOO_BIG),
    ("{{ [1]|slice(999999999)|list|length }}", TOO_BIG),
    ("{{ 1.5|round(999999999, 'ceil') }}", TOO_BIG),
    ("{{ [[1]]|sum(start=[]) }}", FORBIDDEN),
    ("{{ 9 ** 99999 }}", OVERFLOW),
    ("{% set x = 9 %}" + "{% set x = x * x %}" * 40 + "{{ x }}", OVERFLOW),
    ("{{ ''.__class__.__mro__ }}", FORBIDDEN),
    ("{{ cycler.__init__.__globals__ }}", FORBIDDEN),
    ("{{ 社区名称|attr('__class__') }}", FORBIDDEN),
    ("{{ [社区名称]|map(attribute='__class__')|first }}", ""),
    ("{{ '{0.__class__.__mro__}'.format(社区名称) }}", ""),
]  # fmt: skip


@pytest.mark.parametrize(("code", "reason"), HOSTILE_CODE)
def test_code_that_runs_away_or_reaches_into_python_is_stopped_with_a_sentence(
    code: str, reason: str
) -> None:
    data = plain(f"第二段{code}")
    start = time.perf_counter()
    message = refusal(data)
    assert time.perf_counter() - start < 20  # far less, unless the machine is busy
    assert message.startswith("模板“模板.docx”运行出错（“第二段")
    assert message.endswith(f"附近）：{reason}") or not reason


@pytest.mark.parametrize("name", sandbox._NOT_OFFERED)
def test_filters_that_lay_out_for_screens_are_not_offered(name: str) -> None:
    assert f"没有“{name}”这种转换" in refusal(plain(f"{{{{ 社区名称|{name} }}}}"))


def test_loops_too_deep_for_python_are_refused() -> None:
    code = "{% for a in 领导小组 %}" * 40 + "{% endfor %}" * 40
    assert refusal(plain(code)).endswith("层数过多")


def test_a_loop_that_calls_itself_is_refused() -> None:
    code = "{% for a in 领导小组 recursive %}{{ loop(领导小组) }}{% endfor %}"
    assert refusal(plain(code)).endswith("循环不能调用自己，请去掉“recursive”")


@pytest.mark.parametrize("name", ["each", "called", "held", "joined"])
def test_a_template_cannot_use_the_meters_themselves(name: str) -> None:
    assert "没有“" in refusal(plain(f"{{{{ 社区名称|{name} }}}}"))
    fault_of(plain(f"{{{{ [1]|map(' {name}')|list|length }}}}x{{{{ 1 / 0 }}}}"))


@pytest.mark.parametrize(
    ("code", "printed"),
    [
        ("{% for 人 in 领导小组 %}{{ loop.index }}/{{ loop.length }}{% endfor %}", "1/22/2"),
        ("{% for 人 in 领导小组|map(attribute='姓名') %}{{ 人 }}{{ loop.last }}"
         .replace("{{ loop.last }}", "{% if not loop.last %}、{% endif %}") + "{% endfor %}",
         "张三、李四"),
        ("{% for 人 in [] %}甲{% else %}无人{% endfor %}", "无人"),
        ("{% for a, b in [(1, 2), (3, 4)] %}{{ a ~ '-' ~ b }}；{% endfor %}", "1-2；3-4；"),
        ("{{ 领导小组|map(attribute='姓名')|join('、') }}", "张三、李四"),
        ("{{ '、'.join(['甲', '乙']) }}{{ '%.1f' % 2.25 }}{{ '{:>3}'.format(1) }}", "甲、乙2.2  1"),
        ("{{ 社区名称.replace('社区', '') }}{{ 社区名称|replace('福', '') }}", "幸福里幸里社区"),
        ("{% for 组 in 领导小组|batch(1) %}{{ 组[0].姓名 }}{% endfor %}", "张三李四"),
        ("{{ 2 ** 10 + 3 * 4 % 5 }}", "1026"),
        ("{% macro m(x) %}<{{ x }}>{% endmacro %}{{ m('a&b') }}".replace("<", "（")
         .replace("m('a&b') }}", "m('甲') }}").replace("}}>", "}}）"), "（甲）"),
        ("{{ 社区名称 ~ '&' ~ 年度 }}", "幸福里社区&2026"),
    ],
)  # fmt: skip
def test_honest_code_prints_as_ever(code: str, printed: str) -> None:
    assert texts(rendered(plain(code))) == [printed]


MANY = "{% set x = 1 %}" * 300


@pytest.mark.parametrize(
    "code",
    [
        "{% for a in range(50000) %}" + MANY + "{% endfor %}",
        "{% macro m() %}" + MANY + "{% endmacro %}"
        "{% for a in range(50000) %}{% set y = m() %}{% endfor %}",
    ],
    ids=["loop", "macro"],
)
def test_what_stands_in_a_loop_or_macro_counts_as_often_as_it_is_done(code: str) -> None:
    assert "循环的次数过多" in refusal(plain(code))


@pytest.mark.parametrize(
    "code",
    ["{{ 值 }}", "{{ 值|safe }}", "{{ 值|e }}", "{{ (值|escape)|upper|lower }}", "{{r 值 }}"],
)
def test_a_value_is_printed_as_the_text_that_it_is_whatever_filter_says_otherwise(
    code: str,
) -> None:
    text = '</w:t><w:tab/><w:t xml:space="preserve"> &amp; <甲>\n乙'
    made = compile_template("模板.docx", plain(code)).render(CONTEXT | {"值": text})
    assert gbt9704.examine_structure(made) == ()
    assert docx.Document(BytesIO(made)).paragraphs[0].text == text


def test_each_rendering_has_a_budget_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "MAX_STEPS", 150)
    template = compile_template("模板.docx", plain("{% for a in range(100) %}{% endfor %}"))
    assert template.render(CONTEXT) == template.render(CONTEXT)
    twice = plain(*["{% for a in range(100) %}{% endfor %}"] * 2)
    assert ENDLESS in refusal(twice)


def test_of_branches_only_the_longest_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "MAX_PRINTED", 1500)
    branches = "{% if a %}" + "长" * 100 + "{% elif not a %}" + "短" * 100 + "{% endif %}"
    (text,) = texts(rendered(plain("{% for a in range(10) %}" + branches + "{% endfor %}")))
    assert (text.count("长"), text.count("短")) == (900, 100)
