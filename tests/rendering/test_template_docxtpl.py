"""The renderer makes the document that docxtpl itself makes of the same template and values."""

from __future__ import annotations

import base64
import re
import zipfile
from collections.abc import Callable, Mapping
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import jinja2
import pytest
from docxtpl import DocxTemplate
from lxml import etree

from docgen import gbt9704
from docgen.chinese import wording
from docgen.commands.build import proof_key
from docgen.commands.check import check
from docgen.documents.template_files import template_files
from docgen.errors import TemplateFault
from docgen.rendering import inspection
from docgen.rendering.template import compile_template

WordFile = Callable[..., bytes]
ROOT = Path(__file__).parents[2]
FULL = ROOT / "samples" / "幸福里社区_完整示例.xlsx"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=="
)
PEOPLE = [{"姓名": "张三 & 李四", "票": [1, 2, 3, 9]}, {"姓名": "<王五>", "票": [4, 5, 6, 9]}]
NAMES = ["优秀", "称职", "基本称职", "不称职"]


@lru_cache(maxsize=1)
def planned() -> dict[str, Any]:
    items = check(FULL).plan.planned
    return {item.document.key: item for item in items if not item.document.lists_files}


def by_docxtpl(data: bytes, context: Mapping[str, Any]) -> bytes:
    environment = jinja2.Environment(autoescape=True)
    environment.filters |= {
        "汉字数": wording.numeral,
        "编号": wording.list_item,
        "rowheight": lambda _: "",
    }
    template = DocxTemplate(BytesIO(data))
    template.render(dict(context), jinja_env=environment, autoescape=True)
    buffer = BytesIO()
    template.save(buffer)
    return buffer.getvalue()


def body(data: bytes) -> str:
    """The main part as the same signs for the same elements, texts and attributes."""
    with zipfile.ZipFile(BytesIO(data)) as package:
        root = etree.fromstring(package.read("word/document.xml"))
    for text in root.iter(f"{W}t"):
        text.attrib.clear()  # whether blanks are kept is told by one and left by the other
    for style in root.iter(f"{W}pStyle"):  # lonely ends of paragraphs are our own care
        plain = {"loose": "a", "lastloose": "lastbody"}
        style.set(f"{W}val", plain.get(style.get(f"{W}val"), style.get(f"{W}val")))
    for height in root.iter(f"{W}trHeight"):
        height.attrib.clear()  # ``{{ …|rowheight }}`` is our own
    for parent in list(root.iter()):  # blanks between elements
        parent.tail = None
        if len(parent):
            parent.text = None
    canonical: bytes = etree.tostring(root, method="c14n")
    return canonical.decode()


def without_breaks(value: Any) -> Any:
    """docxtpl makes paragraphs of some blanks: texts of one line only."""
    if isinstance(value, str):
        return " ".join(value.split())
    if isinstance(value, Mapping):
        return {name: without_breaks(each) for name, each in value.items()}
    return [without_breaks(each) for each in value] if isinstance(value, list) else value


@pytest.mark.parametrize("key", sorted(set(planned()) - {"result_bulletin"}))
def test_a_shipped_template_gives_the_document_of_docxtpl(key: str) -> None:
    path = template_files(None)[key]
    data, context = path.read_bytes(), without_breaks(planned()[key].part.context)
    ours = compile_template(path.name, data).render(context)
    assert body(ours) == body(by_docxtpl(data, context))


def table(*rows: list[str]) -> bytes:
    """A Word file with one table."""
    document = docx.Document()
    made = document.add_table(len(rows), max(map(len, rows)))
    for row, texts in zip(made.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=False):
            cell.text = text
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        table(
            ["姓名", "{%tc for 名 in 等次 %}", "{{ 名 }}", "{%tc endfor %}"],
            ["{%tr for 人 in 人员 %}", "", "", ""],
            ["{{ 人.姓名 }}", "{%tc for 数 in 人.票 %}", "{{ 数 }}", "{%tc endfor %}"],
            ["{%tr endfor %}", "", "", ""],
        ),
        table(
            ["甲", "乙{#tc 不要这一格 #}", "丙"],
            ["{{ 等次[0] }}", "{{ 等次[1] }}{#tc 也不要 #}", "丁"],
        ),
        table(["{% colspan 2 %}{{ 等次[0] }}", "{{ 等次[1] }}"], ["甲", "乙"]),
        table(["{% cellbg 'FF0000' %}{{ 等次[0] }}", "{{ 等次[1] }}"], ["甲", "乙"]),
        table(["{%tr for 名 in 等次 %}", ""], ["{% vm %}合计", "{{ 名 }}"], ["{%tr endfor %}", ""]),
        table(
            ["{%tc for 名 in 等次 %}", "{% hm %}合计", "{%tc endfor %}"],
            ["{%tc for 名 in 等次 %}", "{{ 名 }}", "{%tc endfor %}"],
        ),
    ],
    ids=["columns", "remarks", "colspan", "background", "merged rows", "merged columns"],
)
def test_tags_that_make_cells_give_the_table_of_docxtpl(data: bytes) -> None:
    context = {"等次": NAMES, "人员": PEOPLE}
    ours = compile_template("模板.docx", data).render(context)
    assert body(ours) == body(by_docxtpl(data, context))
    assert inspection.inspect(ours, context, ()) == []


MERGING = {
    "rows": (["{%tr for 人 in 人员 %}", ""], ["{% vm %}CODE", "{{ 人.姓名 }}"], ["{%tr endfor %}", ""]),
    "columns": (
        ["{%tc for 人 in 人员 %}", "{% hm %}CODE", "{%tc endfor %}"],
        ["{%tc for 人 in 人员 %}", "{{ 人.姓名 }}", "{%tc endfor %}"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", MERGING)
def test_a_merged_cell_shows_what_is_the_same_and_refuses_to_hide_what_is_not(kind: str) -> None:
    def data(code: str) -> bytes:
        return table(*([text.replace("CODE", code) for text in row] for row in MERGING[kind]))

    context = {"人员": PEOPLE, "等次": NAMES}
    for same in ("{{ 等次[0] }}", "共{{ 人.票[3] }}票"):
        made = compile_template("模板.docx", data(same)).render(context)
        assert body(made) == body(by_docxtpl(data(same), context))
    with pytest.raises(TemplateFault, match=r"人\.票.*内容不一样"):
        compile_template("模板.docx", data("共{{ 人.票[0] }}票")).render(context)


def word_file_of(*paragraphs: str) -> bytes:
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    "code",
    [
        "{{ 没有|default('无') }}",
        "{{ 等次[9]|default('无') }}",
        "{{ 人员[0].职务|d('无') }}",
        "{% if 没有 is defined %}{{ 没有 }}{% else %}无{% endif %}",
        "写作{_{ 变量 }_}或者{_% if 变量 %_}",
        "{% raw %}写作{{ 变量 }}{% endraw %}，{% raw %}{% endif %}{% endraw %}{{ 等次[0] }}",
        "{{ 人员[0].姓名|e }}",
        "{{ 人员[1].姓名|e }}",
        "{{ 等次|join('、')|e }}",
    ],
)
def test_a_way_of_writing_that_docxtpl_knows_gives_its_document(code: str) -> None:
    data, context = word_file_of("前", code, "后"), {"等次": NAMES, "人员": PEOPLE}
    made = compile_template("模板.docx", data).rendered(context)
    assert body(made.data) == body(by_docxtpl(data, context))
    assert inspection.inspect(made.data, context, (), (), made.literals) == []
    pieces = inspection.lacking(proof_key.paragraphs(made.pieces), context, ())
    assert pieces == []


def test_a_value_is_never_taken_for_braces_that_the_template_prints() -> None:
    data = word_file_of("{_{ 写法 }_}：{{ 值 }}")
    made = compile_template("模板.docx", data).render({"值": "{_{ 原样 }_}"})
    assert docx.Document(BytesIO(made)).paragraphs[0].text == "{{ 写法 }}：{_{ 原样 }_}"


@pytest.mark.parametrize(
    ("code", "printed"),
    [
        ("{{ True }}", "是"), ("{{ 有 }}", "是"), ("{{ 1 == 2 }}", "否"),
        ("{{ None }}", ""), ("{{ 无 }}", ""),
    ],
)  # fmt: skip
def test_truth_values_are_printed_in_chinese_and_what_is_not_given_as_nothing(
    code: str, printed: str
) -> None:
    made = compile_template("模板.docx", word_file_of(f"前{code}后")).render(
        {"有": True, "无": None}
    )
    assert docx.Document(BytesIO(made)).paragraphs[0].text == f"前{printed}后"


def test_a_picture_in_a_loop_gets_a_number_of_its_own_each_time() -> None:
    document = docx.Document()
    document.add_paragraph("{%p for 名 in 等次 %}")
    document.add_picture(BytesIO(PICTURE))
    document.add_paragraph("{%p endfor %}")
    document.add_picture(BytesIO(PICTURE))
    buffer = BytesIO()
    document.save(buffer)
    made = compile_template("模板.docx", buffer.getvalue()).render({"等次": NAMES})
    numbers = re.findall(r'<wp:docPr id="(\d+)"', part_of(made))
    assert len(numbers) == len(set(numbers)) == 5
    assert gbt9704.examine_structure(made) == ()


def test_a_value_for_a_run_that_word_has_split_stays_in_its_run() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("前{")
    for text in ("{", "r 值 }", "}后"):
        paragraph.add_run(text).bold = True
    buffer = BytesIO()
    document.save(buffer)
    made = compile_template("模板.docx", buffer.getvalue()).render({"值": "甲\n乙<丙>"})
    assert docx.Document(BytesIO(made)).paragraphs[0].text == "前甲\n乙<丙>后"
    assert gbt9704.examine_structure(made) == ()


def part_of(data: bytes) -> str:
    with zipfile.ZipFile(BytesIO(data)) as package:
        return package.read("word/document.xml").decode()


def test_a_table_that_tags_leave_without_columns_is_a_fault_of_the_template() -> None:
    data = table(["{%tc for 名 in 等次 %}", "{{ 名 }}", "{%tc endfor %}"])
    broken = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(broken, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "word/document.xml":
                part = part.replace(b"<w:tblGrid>", b"<!--").replace(b"</w:tblGrid>", b"-->")
            new.writestr(name, part)
    with pytest.raises(TemplateFault):
        compile_template("模板.docx", broken.getvalue()).render({"等次": NAMES})


def test_entities_that_tags_put_together_are_never_resolved(tmp_path: Path) -> None:
    secret = tmp_path / "机密.txt"
    secret.write_text("SECRET", encoding="utf-8")
    data = table(["{%tc for 名 in 等次 %}", "{{ 名 }}&e;", "{%tc endfor %}"])
    kind = f'<!DOCTYPE w [<!ENTITY e SYSTEM "{secret.as_uri()}">]>'
    mark = f"{{% macro m() %}}{kind}{{% endmacro %}}{{{{ m() }}}}"
    hostile = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(hostile, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "word/document.xml":
                part = part.replace(b"<w:document", mark.encode() + b"<w:document", 1)
                part = part.replace(b"&amp;e;", b"&e;")
            new.writestr(name, part)
    with pytest.raises(TemplateFault):
        compile_template("模板.docx", hostile.getvalue()).render({"等次": NAMES})
