"""The renderer makes the document that docxtpl itself makes of the same template and values."""

from __future__ import annotations

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

from docgen.chinese import wording
from docgen.commands.check import check
from docgen.documents.template_files import template_files
from docgen.errors import TemplateFault
from docgen.rendering import inspection
from docgen.rendering.template import compile_template

WordFile = Callable[..., bytes]
ROOT = Path(__file__).parents[2]
FULL = ROOT / "samples" / "幸福里社区_完整示例.xlsx"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
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
        table(["{% colspan 2 %}{{ 等次[0] }}", "{{ 等次[1] }}"], ["甲", "乙"]),
        table(["{% cellbg 'FF0000' %}{{ 等次[0] }}", "{{ 等次[1] }}"], ["甲", "乙"]),
        table(["{%tr for 名 in 等次 %}", ""], ["{% vm %}合计", "{{ 名 }}"], ["{%tr endfor %}", ""]),
        table(
            ["{%tc for 名 in 等次 %}", "{% hm %}合计", "{%tc endfor %}"],
            ["{%tc for 名 in 等次 %}", "{{ 名 }}", "{%tc endfor %}"],
        ),
    ],
    ids=["columns", "colspan", "background", "merged rows", "merged columns"],
)
def test_tags_that_make_cells_give_the_table_of_docxtpl(data: bytes) -> None:
    context = {"等次": NAMES, "人员": PEOPLE}
    ours = compile_template("模板.docx", data).render(context)
    assert body(ours) == body(by_docxtpl(data, context))
    assert inspection.inspect(ours, context, ()) == []


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
    hostile = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(hostile, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "word/document.xml":
                tags = "{{ '" + kind.replace("<", "&lt;").replace(">", "&gt;") + "'|safe }}"
                part = part.replace(b"<w:document", tags.encode() + b"<w:document", 1)
                part = part.replace(b"&amp;e;", b"&e;")
            new.writestr(name, part)
    with pytest.raises(TemplateFault):
        compile_template("模板.docx", hostile.getvalue()).render({"等次": NAMES})
