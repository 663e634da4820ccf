"""Every file's bytes: each template compiled once, each document inspected."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docgen import documents
from docgen.documents import Planned
from docgen.documents.template_files import read_template, template_files
from docgen.errors import InspectionFault, TemplateFault

if TYPE_CHECKING:
    from docgen.commands.build.contents import PackageState
    from docgen.documents import Part
    from docgen.package.replacing import PackageFile
    from docgen.rendering.template import CompiledTemplate, Rendered

Progress = Callable[[int, int, str], None]
_FINDINGS_SHOWN = 5
_LOG = logging.getLogger(__name__)


def render_all(
    planned: Sequence[Planned],
    templates: Path | None = None,
    progress: Progress | None = None,
    package_state: PackageState | None = None,
) -> list[PackageFile]:
    """Every file's bytes, each template compiled once, each document inspected.

    Those that list the package are made last: they tell of the others and of what is
    in the package besides.

    Raises:
        RequestError: no template in ``templates``.
        TemplateFault: a template is at fault, or makes what Word refuses.
        InspectionFault: a rendered document lacks something, or departs from the standard.
    """
    from docgen.commands.build import contents
    from docgen.commands.build.proofs import proofs
    from docgen.package.replacing import PackageFile
    from docgen.rendering import cache
    from docgen.rendering.template import compile_template

    sources = template_files(templates)
    compiled: dict[str, CompiledTemplate] = {}
    template_data: dict[str, bytes] = {}
    files: dict[str, PackageFile] = {}
    rows = None
    ordered = sorted(planned, key=lambda item: item.document.lists_files)
    for number, item in enumerate(ordered, start=1):
        key = item.document.key
        if progress is not None:
            progress(number, len(planned), item.file_name)
        if item.document.lists_files:
            if rows is None:
                state = package_state or contents.PackageState(plan=planned)
                rows = contents.rows(list(files.values()), state)
            item = documents.with_files(item, rows)
        if key not in compiled:
            template_data[key] = read_template(sources[key])
            compiled[key] = compile_template(
                sources[key].name, template_data[key], cache.compiled()
            )
        rendered = compiled[key].rendered(item.part.context)
        verdict = _inspected(rendered, item.part, compiled[key].sha256)
        if verdict.findings:
            raise _rejected(item.file_name, verdict, sources[key], templates)
        files[item.file_name] = PackageFile(
            key,
            item.file_name,
            rendered.data,
            compiled[key].sha256,
            item.source_sha256,
            template_data[key],
        )
    proofs().keep()
    return [files[item.file_name] for item in planned]


@dataclass(frozen=True, slots=True)
class _Verdict:
    """What is wrong with a document, as sentences; ``unopenable`` when Word refuses it."""

    findings: Sequence[str]
    unopenable: bool = False


def _inspected(rendered: Rendered, part: Part, template: str) -> _Verdict:
    """What is wrong with a document.

    Whether it can be opened and is laid out to the standard is examined once for all documents
    that are alike in this (``docgen.commands.build.proof_key``); what it tells is looked at every time.
    """
    from docgen.commands.build import proof_key
    from docgen.commands.build.proofs import proofs
    from docgen.rendering.inspection import inspect, lacking, unopened

    known = proofs()
    if not proof_key.is_plain(rendered.pieces):
        _LOG.info("　检查内容和格式")
        findings = inspect(
            rendered.data, part.context, part.facts, part.repeated, rendered.literals
        )
        return _Verdict(findings) if findings else _departures(rendered.data, part.context)
    shown = proof_key.paragraphs(rendered.pieces)
    findings = lacking(shown, part.context, part.facts, part.repeated)
    key = proof_key.key(template, rendered.pieces)
    if findings or key in known:
        return _Verdict(findings)
    _LOG.info("　检查内容和格式")
    if findings := unopened(rendered.data):
        return _Verdict(findings)
    verdict = _departures(rendered.data, part.context)
    if not verdict.findings:
        known.add(key)
    return verdict


def _rejected(
    name: str, verdict: _Verdict, template: Path, templates: Path | None
) -> TemplateFault | InspectionFault:
    findings = verdict.findings
    more = f"等，共{len(findings)}处" if len(findings) > _FINDINGS_SHOWN else ""
    own = template.parent == templates
    fault = TemplateFault if verdict.unopenable else InspectionFault
    return fault(
        f"“{name}”没有通过检查：{'；'.join(findings[:_FINDINGS_SHOWN])}{more}",
        f"请先用 docgen templates check 检查模板“{template.name}”，改正以后再生成。"
        if own
        else "使用的是自带的模板，请把工作簿发给维护人员。",
    )


def _departures(data: bytes, context: Mapping[str, Any]) -> _Verdict:
    """What Word refuses, or else errors against the layout standard.

    Punctuation that the workbook's own texts bring along is reported with its cell by the
    check of the workbook, and no reason to keep the document back.
    """
    from docgen.gbt9704 import examine
    from docgen.rendering.inspection import texts

    errors = [each for each in examine(data, tuple(texts(context))) if each.is_error]
    refused = [each for each in errors if each.is_structure]
    sentences = [f"{each.place}：{each.found}，应为{each.wanted}" for each in refused or errors]
    return _Verdict(sentences, unopenable=bool(refused))
