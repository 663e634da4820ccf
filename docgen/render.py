"""Template and context in, the bytes of a .docx out. The only user of docxtpl.

docxtpl's ``patch_xml`` makes a Word file's XML into Jinja source, so its syntax
(``{%p``, ``{%tr``) is the template language. What docxtpl's own ``render`` adds per document
(parsing, patching, compiling, rebuilding the package) is done here once per template.
"""

from __future__ import annotations

import difflib
import hashlib
import html
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, Template, TemplateError, TemplateSyntaxError, meta, nodes
from jinja2.exceptions import SecurityError
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup, escape

from docgen.problems import TemplateFault
from docgen.wording import list_item, numeral

_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
_TEXT_PARTS = re.compile(
    r"word/(document|header\d*|footer\d*|footnotes|endnotes)\.xml|docProps/core\.xml"
)
_PARAGRAPH = re.compile(r"<w:p[ >].*?</w:p>", re.DOTALL)
_TAG = re.compile(r"<[^>]+>")
_BREAK = '</w:t><w:br/><w:t xml:space="preserve">'
_TAB = '</w:t><w:tab/><w:t xml:space="preserve">'


@dataclass(frozen=True, slots=True)
class CompiledTemplate:
    """A template ready to be rendered many times.

    ``entries`` are the zip entries in order: unchanged bytes, or a compiled text part.
    """

    name: str
    sha256: str
    entries: tuple[tuple[str, bytes | Template], ...]
    variables: frozenset[str]
    paragraphs: tuple[str, ...]

    def render(self, context: Mapping[str, Any]) -> bytes:
        """The document's bytes; they depend on template and context only.

        Raises:
            TemplateFault: a variable is unknown, or the template's code fails.
        """
        for name in sorted(self.variables - context.keys()):
            raise self._unknown(name, tuple(context))
        buffer = BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for entry, content in self.entries:
                data = content if isinstance(content, bytes) else self._text(content, context)
                info = zipfile.ZipInfo(entry, _ZIP_TIME)
                archive.writestr(info, data, zipfile.ZIP_DEFLATED)
        return buffer.getvalue()

    def _text(self, template: Template, context: Mapping[str, Any]) -> bytes:
        try:
            return template.render(context).encode()
        except _UnknownVariable as unknown:
            raise self._unknown(unknown.name, unknown.known or tuple(context)) from None
        except (SecurityError, OverflowError) as error:
            raise TemplateFault(
                f"模板“{self.name}”中的代码不被允许：{error}",
                "模板里只能使用变量、判断和循环。",
            ) from error
        except (TemplateError, TypeError, ValueError, LookupError, ArithmeticError) as error:
            raise TemplateFault(
                f"模板“{self.name}”运行出错：{error}", "请检查模板中的变量和标签。"
            ) from error

    def _unknown(self, name: str, known: tuple[str, ...]) -> TemplateFault:
        """The fault of a variable that does not exist: where it is, what was perhaps meant."""
        where = next((text for text in self.paragraphs if name in text), "")
        near = difflib.get_close_matches(name, known, 1, 0.4)
        place = f"，在“{where[:40]}”处" if where else ""
        return TemplateFault(
            f"模板“{self.name}”用了不存在的变量“{name}”{place}",
            f"是不是“{near[0]}”？" if near else "请核对变量名称。",
        )


class _UnknownVariable(Exception):
    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        super().__init__(name)
        self.name, self.known = name, known


class _Strict(StrictUndefined):
    """Any use of a variable that does not exist stops the rendering."""

    @property
    def _undefined_message(self) -> str:
        if self._undefined_hint:  # the sandbox's refusal, raised as its own error
            return self._undefined_hint
        owner = self._undefined_obj
        known = tuple(map(str, owner)) if isinstance(owner, Mapping) else ()
        raise _UnknownVariable(str(self._undefined_name), known)


def _printed(value: object) -> object:
    """What an expression prints: text escaped, its line breaks and tabs made Word's."""
    if isinstance(value, str):
        text = str(escape(value)).replace("\r\n", "\n")
        return Markup(text.replace("\n", _BREAK).replace("\t", _TAB))  # noqa: S704  # escaped above
    return value


def _environment() -> SandboxedEnvironment:
    environment = SandboxedEnvironment(autoescape=True, undefined=_Strict, finalize=_printed)
    environment.filters |= {"汉字数": numeral, "编号": list_item}
    return environment


_ENVIRONMENT = _environment()


def compile_template(name: str, data: bytes) -> CompiledTemplate:
    """Compile a .docx template.

    Raises:
        TemplateFault: it is no Word file, or its tags do not parse.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            contents = {info.filename: archive.read(info) for info in archive.infolist()}
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError) as error:
        raise TemplateFault(
            f"模板“{name}”不是有效的Word文档", "请用WPS或Word另存为docx格式。"
        ) from error
    if "word/document.xml" not in contents:
        raise TemplateFault(f"模板“{name}”不是有效的Word文档", "请用WPS或Word另存为docx格式。")
    entries: list[tuple[str, bytes | Template]] = []
    paragraphs: list[str] = []
    variables: set[str] = set()
    for entry, content in contents.items():
        if _TEXT_PARTS.fullmatch(entry) and (b"{{" in content or b"{%" in content):
            xml = content.decode()
            paragraphs += _visible_paragraphs(xml)
            syntax = _parse_part(name, xml)
            variables |= meta.find_undeclared_variables(syntax)
            entries.append((entry, _ENVIRONMENT.from_string(syntax)))
        else:
            entries.append((entry, content))
    return CompiledTemplate(
        name,
        hashlib.sha256(data).hexdigest(),
        tuple(entries),
        frozenset(variables),
        tuple(paragraphs),
    )


def _parse_part(name: str, xml: str) -> nodes.Template:
    patched = DocxTemplate.patch_xml(None, xml)
    # A line per paragraph, so that Jinja's line numbers point at paragraphs.
    source = re.sub(r"<w:p([ >])", r"\n<w:p\1", patched)
    try:
        return _ENVIRONMENT.parse(source)
    except TemplateSyntaxError as error:
        line = source.splitlines()[max(0, error.lineno - 1)]
        near = html.unescape(_TAG.sub("", line)).strip()[:40]
        raise TemplateFault(
            f"模板“{name}”的标签有误（“{near}”附近）：{error.message}",
            "请检查{{ }}和{% %}是否成对、for与endfor和if与endif是否配齐。",
        ) from error


def _visible_paragraphs(xml: str) -> list[str]:
    texts = (_TAG.sub("", paragraph) for paragraph in _PARAGRAPH.findall(xml))
    return [html.unescape(text).strip() for text in texts if text.strip()]
