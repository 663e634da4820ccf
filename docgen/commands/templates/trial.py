"""What a template makes of the sample: every fact shown, a file that opens, a sound layout."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from docxtpl_lint import lint

from docgen.commands.templates.wording import VARIABLES_FILE, WHOLE_FILE
from docgen.documents import Part
from docgen.errors import Finding, Severity, TemplateFault
from docgen.gbt9704 import LayoutFinding, examine, examine_structure
from docgen.ooxml.word_structure import StructureKind
from docgen.rendering.inspection import LACKING, inspect
from docgen.rendering.template import CompiledTemplate, Rendered, compile_template
from docgen.system import resources

_COUNTED = re.compile(r"应出现.*")
_FACTS_SHOWN = 3

# What a template makes that Word refuses, and how its author mends it: message, hint.
_STRUCTURE: dict[str, tuple[str, str]] = {
    StructureKind.EMPTY_CELL: (
        "生成以后这一格里一段文字也没有，Word会打不开文件",
        "“{%p … %}”标签所在的格子里，要另有不会消失的一段；按行循环请用“{%tr … %}”。",
    ),
    StructureKind.EMPTY_TABLE: (
        "",
        "表格里要有不会消失的一行（如表头），每行要有不会消失的一格；整张表都可能不要的，"
        "请在表格前后各加一段，写“{%p if … %}”和“{%p endif %}”。",
    ),
    StructureKind.LOOSE_TEXT: (
        "",
        "变量请写成“{{ 变量 }}”，写在段落的文字里，括号后面不加字母“p”。",
    ),
    StructureKind.MISPLACED: ("", "请从自带的模板重新改起，格子的底纹在Word中设置。"),
    StructureKind.HIDDEN: (
        "",
        "每行不同的内容不能放在合并的格子里；请取消合并，或者只在第一格里写变量。",
    ),
    StructureKind.SAME_NUMBER: ("", "请在Word中剪切这个图形，重新粘贴，再保存模板。"),
}

Made = tuple[Part, Rendered]


def made_with(
    file: str, data: bytes, parts: Iterable[Part], blanks: Iterable[tuple[str, Part]]
) -> Iterator[Finding]:
    """What is wrong with the documents that a template makes.

    ``blanks`` are what documents print of a sample that lacks something, with what it lacks.
    """
    try:
        compiled = compile_template(file, data)
        made = [(part, compiled.rendered(part.context)) for part in parts]
    except TemplateFault as fault:
        yield _failing(file, fault)
        return
    faults = [fault for _, each in made for fault in examine(each.data)]
    broken = [fault for fault in faults if fault.is_structure]
    findings = [*_refused(file, broken), *_inspected(file, made)]
    if not broken:
        findings += _layout(file, faults)
    yield from findings
    if not any(finding.is_error for finding in findings):
        yield from list(_hostile(file, compiled, made)) or _blank(file, compiled, made, blanks)


def _failing(file: str, fault: TemplateFault, label: str = "") -> Finding:
    message = fault.message.removeprefix(f"模板“{file}”").removeprefix("的")
    return Finding("tag-fails", Severity.ERROR, WHOLE_FILE, label + message, fault.hint, file)


def _refused(file: str, faults: Iterable[LayoutFinding], label: str = "") -> Iterator[Finding]:
    """What Word would refuse, or not show: one finding for a fault in however many places."""
    places: dict[tuple[str, str], dict[str, None]] = {}
    for fault in faults:
        message = label + (_STRUCTURE[fault.rule][0] or fault.found)
        places.setdefault((fault.rule, message), {}).update(dict.fromkeys(fault.places))
    for (rule, message), found in places.items():
        more = f"（共{len(found)}处）" if len(found) > 1 else ""
        hint = _STRUCTURE[rule][1]
        yield Finding(rule, Severity.ERROR, next(iter(found)), message + more, hint, file)


# --- values that the sample does not have ------------------------------------------------


def _blank(
    file: str,
    compiled: CompiledTemplate,
    made: Sequence[Made],
    blanks: Iterable[tuple[str, Part]],
) -> Iterator[Finding]:
    """What goes wrong only where something is not filled in; each fault once."""
    known = {_fingerprint(rendered) for _, rendered in made}
    told = set()
    for label, part in blanks:
        label = f"{label}，"
        try:
            rendered = compiled.rendered(part.context)
        except TemplateFault as fault:
            found = [_failing(file, fault, label)]
        else:
            if (print_ := _fingerprint(rendered)) in known:
                continue
            known.add(print_)
            faults = examine_structure(rendered.data)
            found = [
                *_refused(file, [each for each in faults if each.is_structure], label),
                *_inspected(file, [(part, rendered)], label),
            ]
        for finding in found:
            if (finding.code, finding.place) not in told:
                told.add((finding.code, finding.place))
                yield finding


def _fingerprint(rendered: Rendered) -> int:
    return hash(tuple(rendered.pieces.items()))


def _hostile(file: str, compiled: CompiledTemplate, made: Sequence[Made]) -> Iterator[Finding]:
    """Whether signs that mean something in XML, and line breaks, break the document."""
    for part, _ in made:
        try:
            rendered = compiled.rendered(_with_signs(part.context))
        except TemplateFault:
            continue  # values that no workbook has
        faults = [
            each
            for each in examine_structure(rendered.data)
            if each.rule == StructureKind.LOOSE_TEXT or not each.is_structure
        ]
        if faults:
            yield Finding(
                "sign-breaks", Severity.ERROR, WHOLE_FILE,
                "工作簿的文字里有“&”“<”或者换行时，生成的文件会打不开",
                "请去掉标签里改动文字的写法（“|”和后面的字），直接写“{{ 变量 }}”。", file,
            )  # fmt: skip
            return


def _with_signs(value: Any) -> Any:
    """A context whose every text has such signs."""
    if isinstance(value, str):
        return f"&<{value}>\n&" if value else value
    if isinstance(value, Mapping):
        return {name: _with_signs(item) for name, item in value.items()}
    return [_with_signs(item) for item in value] if isinstance(value, list) else value


# --- inspection --------------------------------------------------------------------------


def _inspected(file: str, made: Sequence[Made], label: str = "") -> Iterator[Finding]:
    """What the inspection of a build would refuse, facts put together by their variable."""
    lost: dict[str, list[str]] = {}
    others: dict[str, str] = {}
    displayed: frozenset[str] | None = None
    for part, made_of in made:
        facts = {f"{LACKING}{fact[:40]}": fact for fact in part.facts}
        for sentence in inspect(
            made_of.data, part.context, part.facts, part.repeated, made_of.literals
        ):
            if sentence not in facts:
                others.setdefault(_COUNTED.sub("", sentence), sentence)
                continue
            displayed = _shipped_variables(file) if displayed is None else displayed
            source = _source(part.context, facts[sentence], displayed)
            lost.setdefault(source, []).append(facts[sentence])
    for source, missing in lost.items():
        yield _lost(file, source, list(dict.fromkeys(missing)), label)
    for sentence in others.values():
        yield Finding(
            "document-faulty", Severity.ERROR, WHOLE_FILE,
            f"{label}用示例工作簿试着生成，结果不能用：{sentence}",
            "请与自带的模板对照，恢复改动过的标签。", file,
        )  # fmt: skip


def _lost(file: str, source: str, missing: list[str], label: str) -> Finding:
    examples = "、".join(f"“{fact[:20]}”" for fact in missing[:_FACTS_SHOWN])
    if len(missing) > _FACTS_SHOWN:
        examples += f"等{len(missing)}处"
    variable = f"变量“{source}”（示例中是{examples}）" if source else examples
    return Finding(
        "fact-missing", Severity.ERROR, WHOLE_FILE,
        f"{label}生成的公文里没有了应有的内容：{variable}",
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


def _layout(file: str, faults: Iterable[LayoutFinding]) -> Iterator[Finding]:
    """Faults against the layout standard, each once however many documents have it."""
    seen = set()
    for fault in faults:
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
