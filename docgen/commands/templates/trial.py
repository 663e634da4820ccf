"""What a template makes of the sample: every fact shown, a file that opens, a sound layout."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from docxtpl_lint import lint

from docgen.commands.templates.locations import cells_without_paragraph
from docgen.commands.templates.wording import VARIABLES_FILE, WHOLE_FILE
from docgen.documents import Part
from docgen.errors import Finding, Severity, TemplateFault
from docgen.gbt9704 import examine
from docgen.rendering.inspection import inspect
from docgen.rendering.template import compile_template
from docgen.system import resources

_COUNTED = re.compile(r"应出现.*")
_FACTS_SHOWN = 3

Made = tuple[Part, bytes]


def made_with(file: str, data: bytes, parts: Iterable[Part]) -> Iterator[Finding]:
    """What is wrong with the documents that a template makes."""
    try:
        compiled = compile_template(file, data)
        made = [(part, compiled.render(part.context)) for part in parts]
    except TemplateFault as fault:
        message = fault.message.removeprefix(f"模板“{file}”").removeprefix("的")
        yield Finding("tag-fails", Severity.ERROR, WHOLE_FILE, message, fault.hint, file)
        return
    broken = dict.fromkeys(place for _, document in made for place in _broken_cells(document))
    for place in broken:
        yield Finding(
            "cell-empty", Severity.ERROR, place,
            "生成以后这一格里一段文字也没有，Word会打不开文件",
            "“{%p … %}”标签所在的格子里，要另有不会消失的一段；按行循环请用“{%tr … %}”。", file,
        )  # fmt: skip
    yield from _inspected(file, made)
    if not broken:
        yield from _layout(file, made)


def _broken_cells(document: bytes) -> Iterator[str]:
    try:
        yield from cells_without_paragraph(document)
    except SyntaxError:  # lxml's; the inspection says that the file does not open
        return


# --- inspection --------------------------------------------------------------------------


def _inspected(file: str, made: Sequence[Made]) -> Iterator[Finding]:
    """What the inspection of a build would refuse, facts put together by their variable."""
    lost: dict[str, list[str]] = {}
    others: dict[str, str] = {}
    displayed: frozenset[str] | None = None
    for part, document in made:
        facts = {f"缺少应有的内容：{fact[:40]}": fact for fact in part.facts}
        for sentence in inspect(document, part.context, part.facts, part.repeated):
            if sentence not in facts:
                others.setdefault(_COUNTED.sub("", sentence), sentence)
                continue
            displayed = _shipped_variables(file) if displayed is None else displayed
            source = _source(part.context, facts[sentence], displayed)
            lost.setdefault(source, []).append(facts[sentence])
    for source, missing in lost.items():
        yield _lost(file, source, list(dict.fromkeys(missing)))
    for sentence in others.values():
        yield Finding(
            "document-faulty", Severity.ERROR, WHOLE_FILE,
            f"用示例工作簿试着生成，结果不能用：{sentence}",
            "请与自带的模板对照，恢复改动过的标签。", file,
        )  # fmt: skip


def _lost(file: str, source: str, missing: list[str]) -> Finding:
    examples = "、".join(f"“{fact[:20]}”" for fact in missing[:_FACTS_SHOWN])
    if len(missing) > _FACTS_SHOWN:
        examples += f"等{len(missing)}处"
    variable = f"变量“{source}”（示例中是{examples}）" if source else examples
    return Finding(
        "fact-missing", Severity.ERROR, WHOLE_FILE,
        f"生成的公文里没有了应有的内容：{variable}",
        f"公文必须写明这一内容，请把标签加回来；写法见“{VARIABLES_FILE}”和自带的模板。", file,
    )  # fmt: skip


def _shipped_variables(file: str) -> frozenset[str]:
    """The variables that the shipped template of this name shows."""
    data = (resources.shipped("templates_docx") / file).read_bytes()
    return frozenset(path.replace("[]", "") for path in lint(data).variables)


def _source(context: Mapping[str, Any], fact: str, displayed: frozenset[str]) -> str:
    """The variable that brings a fact: ``组长.姓名``; those of the shipped template first."""
    holding = [(path, text) for path, text in leaves(context) if fact.strip() in text]
    ranked = sorted(holding, key=lambda pair: (pair[0] not in displayed, pair[1] != fact))
    return ranked[0][0] if ranked else ""


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every value of a context as text with its path, ``会议.地点``."""
    if isinstance(value, Mapping):
        for name, item in value.items():
            yield from leaves(item, f"{path}.{name}" if path else str(name))
    elif isinstance(value, list):
        for item in value:
            yield from leaves(item, path)
    else:
        yield path, str(value)


# --- layout ------------------------------------------------------------------------------


def _layout(file: str, made: Sequence[Made]) -> Iterator[Finding]:
    """Faults against the layout standard, each once however many documents have it."""
    seen = set()
    for _, document in made:
        for fault in examine(document):
            if (fault.rule, fault.found) in seen:
                continue
            seen.add((fault.rule, fault.found))
            severity = Severity.ERROR if fault.is_error else Severity.WARNING
            clause = f"（标准{fault.clause}）" if fault.clause else ""
            yield Finding(
                f"layout-{fault.rule}", severity, f"生成的公文{fault.place}",
                f"格式不合标准：{fault.found}，应为{fault.wanted}{clause}",
                "请在模板中改正这一处的格式或者文字，或者从自带的模板重新改起。", file,
            )  # fmt: skip
