"""Template and context in, the bytes of a .docx out. The only user of docxtpl.

docxtpl's ``patch_xml`` makes a Word file's XML into Jinja source, so its syntax
(``{%p``, ``{%tr``) is the template language. What docxtpl's own ``render`` adds per document
(parsing, patching, compiling, rebuilding the package) is done here once per template, and
what does not change is copied as it is squeezed in the template. Only a template that makes
columns of tables goes through docxtpl's tree of the document, as their widths ask for it.
"""

from __future__ import annotations

import difflib
import hashlib
import html
import re
import traceback
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from numbers import Number
from types import CodeType
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateSyntaxError, Undefined, meta, nodes
from jinja2.bccache import BytecodeCache
from markupsafe import Markup, escape

from docgen.campaign.schema.base import NO, YES
from docgen.chinese.wording import list_item, numeral
from docgen.errors import TemplateFault
from docgen.ooxml import active_content, container, zip_writer
from docgen.rendering import (
    charts,
    drawing_numbers,
    fault_words,
    line_ends,
    literal_braces,
    merged_cells,
    row_height,
    sandbox,
)

_TEXT_PARTS = re.compile(
    r"word/(document|header\d*|footer\d*|footnotes|endnotes)\.xml|docProps/core\.xml"
)
_BLOCK = re.compile(r"<w:(p|tr)(?=[ >])")
_TAG = re.compile(r"<[^>]+>")
_CODE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_LINE_END = re.compile(r"\r\n?|\n")
_SPECIAL = re.compile(r"[&<>\"'\r\n\t]")
# Tags that make cells, or make one cell as wide as several.
_COLUMNS = re.compile(r"\{[%{#]tc |\{%\s*(?:colspan|hm)\b")
# A value that stands for its run, as docxtpl's rich texts do: mere text stays in the run.
_FOR_A_RUN = re.compile(r"(\{(?:<[^<>]*>)*\{(?:<[^<>]*>)*)r(?=\s)")
_XML_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_BREAK = '</w:t><w:br/><w:t xml:space="preserve">'
_TAB = '</w:t><w:tab/><w:t xml:space="preserve">'
# Where a part is printed, by what its name holds.
_PLACES = (("header", "页眉"), ("footer", "页脚"), ("footnotes", "脚注"), ("endnotes", "尾注"),
           ("docProps", "文件属性"))  # fmt: skip
_CHECK_TAGS = "请检查{{ }}和{% %}是否成对、for与endfor和if与endif是否配齐。"


@dataclass(frozen=True, slots=True)
class TextPart:
    """A part of the file that holds tags: compiled, as it stands in the template.

    ``variables`` are those that it takes from the context. ``has_columns`` tells that its
    tags make cells, so that tables may come to have other columns. ``literals`` are the marks
    of tags that it prints as they stand.
    """

    template: Template
    variables: tuple[str, ...]
    has_columns: bool
    literals: tuple[str, ...]
    member: zip_writer.Member

    def near(self, line: int, word: str = "") -> str:
        """What a reader sees around a 1-based line, cut to the surroundings of a word."""
        return _near(_source(self.member.content.decode()), line, word)

    def near_first(self, name: str) -> str:
        """What a reader sees around the first tag that takes a variable from the context."""
        source = _source(self.member.content.decode())
        names = _ENVIRONMENT.parse(source).find_all(nodes.Name)
        line = min((used.lineno for used in names if used.name == name), default=1)
        return _near(source, line, name)


@dataclass(frozen=True, slots=True)
class Rendered:
    """A document, and the pieces that each of its parts with tags was put together from.

    A piece is the template's own text (``str``) or a printed value (``Markup``).
    ``literals`` are marks of tags that the template prints as they stand.
    """

    data: bytes
    pieces: Mapping[str, tuple[str, ...]]
    literals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CompiledTemplate:
    """A template ready to be rendered many times.

    ``entries`` are the files in the zip in order: unchanged ones, or compiled text parts.
    ``has_loose_styles`` tells that lonely ends of paragraphs can be avoided.
    """

    name: str
    sha256: str
    entries: tuple[zip_writer.Member | TextPart, ...]
    has_loose_styles: bool = False

    def render(self, context: Mapping[str, Any]) -> bytes:
        """The document's bytes; they depend on template and context only.

        Raises:
            TemplateFault: a variable is unknown, or the template's code fails.
        """
        return self.rendered(context).data

    def rendered(self, context: Mapping[str, Any]) -> Rendered:
        """The document, and what it was put together from.

        Raises:
            TemplateFault: a variable is unknown, or the template's code fails.
        """
        with sandbox.one_rendering():
            return self._rendered(context)

    def _rendered(self, context: Mapping[str, Any]) -> Rendered:
        self._require_known(context)
        files: list[zip_writer.Member] = []
        pieces: dict[str, tuple[str, ...]] = {}
        has_charts = False
        for entry in self.entries:
            if isinstance(entry, zip_writer.Member):
                files.append(entry)
                continue
            name = entry.member.name
            pieces[name] = self._pieces(entry, context)
            text = _joined(pieces[name], entry)
            if not name.startswith("word/"):  # properties hold no line breaks
                text = text.replace(_BREAK, " ").replace(_TAB, " ")
            if charts.is_marked(text):
                self._require_body(name)
                has_charts = True
            if entry.has_columns:
                text = self._with_columns(text)
            if self.has_loose_styles and name == charts.DOCUMENT_PART:
                text = line_ends.without_lonely_ends(text)
            text = drawing_numbers.with_own_numbers(text)
            content = text.encode()
            if active_content.fetches_by_field(content):  # put together by the tags
                raise _fetching(self.name, "打开时读取其他文件的域")
            files.append(zip_writer.member(name, content))
        if has_charts:
            files = self._with_charts(files, context)
        literals = (mark for each in self._text_parts for mark in each.literals)
        return Rendered(zip_writer.zip_bytes(files), pieces, tuple(literals))

    @property
    def _text_parts(self) -> list[TextPart]:
        return [entry for entry in self.entries if isinstance(entry, TextPart)]

    def _require_known(self, context: Mapping[str, Any]) -> None:
        parts = self._text_parts
        unknown = {name for part in parts for name in part.variables if name not in context}
        for name in sorted(unknown):
            part = next(part for part in reversed(parts) if name in part.variables)
            raise self._unknown(name, context, part.near_first(name))

    def _with_columns(self, text: str) -> str:
        """As docxtpl does it: a table has as many columns as its longest row has cells."""
        from docxtpl import DocxTemplate
        from lxml import etree

        data = text.encode()
        if container.is_unsafe(data):  # put together by the tags
            raise _no_word_file(self.name)
        try:
            etree.fromstring(data)  # docxtpl itself would mend what is broken
            tree = DocxTemplate.fix_tables(None, data)
            return _XML_HEAD + etree.tostring(tree, encoding="unicode")
        except Exception as error:  # no XML, or a table without columns
            raise _no_word_file(self.name) from error

    def _require_body(self, entry: str) -> None:
        """Charts stand in the body; Word shows none elsewhere, or not in every program."""
        if entry != charts.DOCUMENT_PART:
            place = next(name for start, name in _PLACES if start in entry)
            raise TemplateFault(
                f"模板“{self.name}”的{place}里用了图表，图表只能印在正文里",
                "请把图表的标签移到正文中，单独占一段。",
            )

    def _with_charts(
        self, files: Iterable[zip_writer.Member], context: Mapping[str, Any]
    ) -> list[zip_writer.Member]:
        before = {each.name: (each, each.content) for each in files}
        try:
            parts = charts.placed({name: content for name, (_, content) in before.items()}, context)
        except SyntaxError as error:
            raise _no_word_file(self.name) from error
        same = {name: each for name, (each, content) in before.items() if parts[name] is content}
        return [
            same.get(name) or zip_writer.member(name, content) for name, content in parts.items()
        ]

    def _pieces(self, part: TextPart, context: Mapping[str, Any]) -> tuple[str, ...]:
        template = part.template
        try:
            try:
                return tuple(template.root_render_func(template.new_context(dict(context))))
            except Exception:
                template.environment.handle_exception()  # names the template's lines
        except _UnknownVariable as unknown:
            near = part.near(_line_of(unknown), unknown.name)
            raise self._unknown(unknown.name, unknown.known or context, near) from None
        except _Unprintable as error:
            raise TemplateFault(
                f"模板“{self.name}”把一组内容当作文字使用，在“{part.near(_line_of(error))}”处",
                "请用for逐项列出，或写明要用其中哪一项，例如{{ 人.姓名 }}。",
            ) from error
        except Exception as error:  # a template's code may raise anything
            reason = fault_words.of_running(error)
            raise TemplateFault(
                f"模板“{self.name}”运行出错（“{part.near(_line_of(error))}”附近）："
                f"{reason or '标签的用法不正确'}",
                "模板里只能使用变量、判断和循环，请检查这一处的标签。",
            ) from error

    def _unknown(self, name: str, known: Iterable[str], near: str) -> TemplateFault:
        """The fault of a variable that does not exist: where it is, what was perhaps meant."""
        meant = difflib.get_close_matches(name, list(known), 1, 0.4)
        return TemplateFault(
            f"模板“{self.name}”用了不存在的变量“{name}”，在“{near}”处",
            f"是不是“{meant[0]}”？" if meant else "请核对变量名称。",
        )


class _UnknownVariable(Exception):
    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        super().__init__(name)
        self.name, self.known = name, known


class _Unprintable(Exception):
    """A template prints a list, a row or a function."""


class _Strict(StrictUndefined):
    """Any use of a variable that does not exist stops the rendering."""

    @property
    def _undefined_message(self) -> str:
        if self._undefined_hint:  # the sandbox's refusal, raised as its own error
            return self._undefined_hint
        owner = self._undefined_obj
        known = tuple(map(str, owner)) if isinstance(owner, Mapping) else ()
        raise _UnknownVariable(str(self._undefined_name), known)


def _joined(pieces: Iterable[str], part: TextPart) -> str:
    """The text of a part; braces that the template prints as they stand are its own text's."""
    if not part.literals:
        return "".join(pieces)
    return "".join(
        each if isinstance(each, Markup) else literal_braces.shown(each) for each in pieces
    )


def _printed(value: object) -> Markup:
    """What an expression prints: text escaped, its line breaks and tabs made Word's, charts.

    A truth value is printed as workbooks have it, what is not given as nothing.
    """
    if type(value) is str and len(value) <= sandbox.SHORT:
        return _short(value)
    if isinstance(value, str):
        sandbox.budget().printed(len(value))
        return _escaped(value)
    if isinstance(value, charts.Chart):
        return Markup(  # noqa: S704  # a number only
            f'</w:t>{charts.mark(value)}<w:t xml:space="preserve">'
        )
    if value is None or isinstance(value, bool):
        return Markup("" if value is None else YES if value else NO)  # noqa: S704  # fixed words
    if isinstance(value, (Undefined, Number)):
        return escape(value)
    raise _Unprintable(type(value).__name__)


def _escaped(value: str) -> Markup:
    if not _SPECIAL.search(value):
        return str.__new__(Markup, value)
    lines = _LINE_END.sub("\n", str(escape(value)))
    return Markup(lines.replace("\n", _BREAK).replace("\t", _TAB))  # noqa: S704  # escaped above


_short = lru_cache(maxsize=8192)(_escaped)  # never of Markup, which equals text that is no Markup


def _as_it_is(value: Any) -> Any:
    return value


def _environment() -> sandbox.TemplateEnvironment:
    environment = sandbox.TemplateEnvironment(autoescape=True, undefined=_Strict, finalize=_printed)
    environment.filters |= {
        "汉字数": numeral,
        "编号": list_item,
        row_height.FILTER: row_height.nothing,
        merged_cells.FILTER: merged_cells.hidden,
    }
    # All that is printed is escaped, once; what a macro has made is so already.
    environment.filters |= dict.fromkeys(("safe", "escape", "e", "forceescape"), _as_it_is)
    # What these print is another thing every time.
    del environment.filters["random"], environment.globals["lipsum"]
    environment.finish()
    return environment


_ENVIRONMENT = _environment()


def environment() -> sandbox.TemplateEnvironment:
    """The tags, filters and tests that templates may use, for whoever checks one."""
    return _ENVIRONMENT


@lru_cache(maxsize=64)
def compile_template(
    name: str, data: bytes, cache: BytecodeCache | None = None
) -> CompiledTemplate:
    """Compile a .docx template, or take it compiled from ``cache``.

    Raises:
        TemplateFault: it is no Word file, or its tags do not parse.
    """
    digest = hashlib.sha256(data).hexdigest()
    bucket = cache.get_bucket(_ENVIRONMENT, digest, None, digest) if cache else None
    # Of each part: its name, whether it has columns, its literals, its variables, its code.
    parts: Any = bucket.code if bucket else None
    if not parts:
        parts = _compiled(name, data)
        if cache and bucket:
            bucket.code = parts
            cache.set_bucket(bucket)
    code = {part: rest for part, *rest in parts}
    entries: list[zip_writer.Member | TextPart] = []
    for member in zip_writer.members(data):
        if member.name not in code:
            entries.append(member)
            continue
        has_columns, literals, variables, compiled = code[member.name]
        template = Template.from_code(_ENVIRONMENT, compiled, _ENVIRONMENT.make_globals(None))
        entries.append(TextPart(template, variables, has_columns, literals, member))
    is_loose = any(
        isinstance(each, zip_writer.Member)
        and each.name == "word/styles.xml"
        and line_ends.MARKER in each.content
        for each in entries
    )
    return CompiledTemplate(name, digest, tuple(entries), is_loose)


def _compiled(name: str, data: bytes) -> tuple[tuple[object, ...], ...]:
    contents = _contents(name, data)
    try:
        texts = {
            entry: content.decode()
            for entry, content in contents.items()
            if _TEXT_PARTS.fullmatch(entry)
        }
    except ValueError as error:
        raise _no_word_file(name) from error
    if "word/document.xml" not in texts:
        raise _no_word_file(name)
    return tuple(
        (entry, bool(_COLUMNS.search(_TAG.sub("", xml))), *_compile_part(name, xml))
        for entry, xml in texts.items()
        if "{" in xml
    )


def _contents(name: str, data: bytes) -> dict[str, bytes]:
    """What is in the file, which may come from anywhere: nothing that Word fetches or runs."""
    remedy = "请重新导出自带的模板，再作修改。"
    try:
        if len(data) > container.MAX_DOCX_BYTES:
            raise container.TooLarge
        with container.opened(data, container.DOCX) as package:
            contents = dict(container.unpacked(package, container.DOCX.unpacked))
        marked = {n: part for n, part in contents.items() if n.lower().endswith((".xml", ".rels"))}
        if any(container.is_unsafe(container.as_utf8(part)) for part in marked.values()):
            raise TemplateFault(f"模板“{name}”里有不应出现的外部实体定义，可能不安全", remedy)
        found = active_content.fetched(dict.fromkeys(contents, b"") | marked)
    except TemplateFault:
        raise
    except container.TooLarge as error:
        raise TemplateFault(f"模板“{name}”解开后内容过多，不像一份公文模板", remedy) from error
    except container.Tangled as error:
        raise TemplateFault(
            f"模板“{name}”的内部结构不正常，可能是有人特意做成的", remedy
        ) from error
    except Exception as error:  # zipfile lets errors of every kind through
        raise _no_word_file(name) from error
    if found:
        raise _fetching(name, "、".join(found))
    return contents


def _fetching(name: str, found: str) -> TemplateFault:
    return TemplateFault(
        f"模板“{name}”里有{found}，用它生成的公文打开时会读取或运行，不能使用",
        "请在Word中删去（图片请改为插入，所附的文档模板请改为“Normal”），另存为docx格式。",
    )


def _no_word_file(name: str) -> TemplateFault:
    return TemplateFault(f"模板“{name}”不是有效的Word文档", "请用WPS或Word另存为docx格式。")


def _source(xml: str) -> str:
    """A part as Jinja reads it: a line per paragraph and row, so that its numbers point at them."""
    from docxtpl import DocxTemplate

    lines = _FOR_A_RUN.sub(r"\1", _BLOCK.sub(r"\n<w:\1", xml))
    patched = literal_braces.without_raw(DocxTemplate.patch_xml(None, lines))
    # LibreOffice writes the quotes in a tag as entities.
    watched = merged_cells.watched(_CODE.sub(lambda code: html.unescape(code.group()), patched))
    return row_height.with_row_heights(watched)


def _near(source: str, line: int, word: str = "") -> str:
    lines = _LINE_END.split(source)
    text = html.unescape(_TAG.sub("", lines[min(line, len(lines)) - 1])).strip()
    return text[max(0, text.find(word) - 20) :][:40]


def _compile_part(name: str, xml: str) -> tuple[tuple[str, ...], tuple[str, ...], CodeType]:
    """The marks that a part prints as they stand, the variables that it needs, and its code."""
    source = _source(xml)
    try:
        syntax = _ENVIRONMENT.parse(source)
        if misplaced := row_height.misplaced_row_height(source):
            raise TemplateSyntaxError("rowheight without a row", misplaced)
        asking: list[Any] = list(syntax.find_all((nodes.Filter, nodes.Test)))
        _require_known(asking)
        variables = tuple(sorted(meta.find_undeclared_variables(syntax) - _excused(asking)))
        syntax = sandbox.metered(syntax, _ENVIRONMENT)
        literals = literal_braces.literals(source)
        return literals, variables, _ENVIRONMENT.compile(syntax, filename="<template>")
    except TemplateSyntaxError as error:
        reason = fault_words.of_syntax(error.message or "")
        near = _near(source, error.lineno)
        raise TemplateFault(
            f"模板“{name}”的标签有误（“{near}”附近）：{reason}", _CHECK_TAGS
        ) from error
    except (SyntaxError, RecursionError) as error:  # Python's own limits
        raise TemplateFault(
            f"模板“{name}”的标签有误：循环或者判断一层套一层，层数过多", _CHECK_TAGS
        ) from error


def _excused(asking: list[nodes.Filter | nodes.Test]) -> set[str]:
    """Variables that a template itself allows for not being there: ``default``, ``is defined``."""
    allowing = ("default", "d", "defined", "undefined")
    return {
        each.node.name
        for each in asking
        if each.name in allowing and isinstance(each.node, nodes.Name)
    }


def _require_known(asking: list[nodes.Filter | nodes.Test]) -> None:
    """Jinja itself finds those in a branch only when the branch is taken."""
    for each in asking:
        if isinstance(each, nodes.Filter) and each.name not in _ENVIRONMENT.filters:
            raise TemplateSyntaxError(f"No filter named '{each.name}'", each.lineno)
        if isinstance(each, nodes.Test) and each.name not in _ENVIRONMENT.tests:
            raise TemplateSyntaxError(f"No test named '{each.name}'", each.lineno)


def _line_of(error: Exception) -> int:
    """The template's line where an error was raised; Jinja writes it into the traceback."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [frame.lineno for frame in frames if frame.filename == "<template>" and frame.lineno]
    return lines[-1] if lines else 1
