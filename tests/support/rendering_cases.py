"""Small templates to render, for the tests in test_render*.py."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from typing import Any

import docx
import pytest

from docgen.errors import ExitCode, TemplateFault
from docgen.rendering.template import compile_template

WordFile = Any
CONTEXT: dict[str, Any] = {
    "社区名称": "幸福里社区",
    "年度": 2026,
    "无": None,
    "是": True,
    "领导小组": [{"姓名": "张三", "职务": "组长"}, {"姓名": "李四", "职务": "成员"}],
}


def rendered(data: bytes, **values: Any) -> Any:
    """The document that a template comes to, opened with python-docx."""
    return docx.Document(BytesIO(compile_template("模板.docx", data).render(CONTEXT | values)))


def texts(document: Any) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs]


def fault_of(data: bytes, **values: Any) -> TemplateFault:
    """The fault that a template ends in; anything else fails the test."""
    with pytest.raises(TemplateFault) as caught:
        compile_template("模板.docx", data).render(CONTEXT | values)
    assert caught.value.exit_code is ExitCode.TEMPLATE == 3
    assert "模板.docx" in caught.value.message
    assert_plain(caught.value.message + caught.value.hint)
    return caught.value


def assert_plain(sentence: str) -> None:
    """Chinese for a secretary: no English but the names of programs and tags."""
    outside_quotes = re.sub(r"“.*?”|\{\{.*?\}\}|\{%.*?%\}", "", sentence, flags=re.DOTALL)
    words = set(re.findall(r"[A-Za-z]{2,}", outside_quotes))
    assert words <= {"Word", "WPS", "docx", "for", "endfor", "if", "endif"}, sentence


def with_document(data: bytes, content: bytes) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for info in old.infolist():
            is_document = info.filename == "word/document.xml"
            new.writestr(info.filename, content if is_document else old.read(info))
    return buffer.getvalue()
