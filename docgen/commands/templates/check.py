"""``docgen templates check``: every template of a folder, its tags first, then what it makes."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from lxml import etree

from docgen import documents
from docgen.campaign.model import Campaign
from docgen.commands.check import check as check_workbook
from docgen.commands.init import SAMPLE
from docgen.commands.templates.blanks import blanked
from docgen.commands.templates.locations import is_revised, paragraphs
from docgen.commands.templates.scan import scan
from docgen.commands.templates.trial import made_with
from docgen.commands.templates.wording import WHOLE_FILE
from docgen.documents import Listed, Part, Planned, template_files
from docgen.errors import Finding, Severity
from docgen.gbt9704.docx.container import Refused, open_container
from docgen.system import resources


@dataclass(frozen=True, slots=True)
class TemplateReport:
    """The templates that were looked at, by file name, and what was found in the folder."""

    files: tuple[str, ...]
    findings: tuple[Finding, ...]

    @property
    def ok(self) -> bool:
        """True when documents can be built with these templates."""
        return not self.errors

    @property
    def errors(self) -> tuple[Finding, ...]:
        """What keeps documents from being made."""
        return tuple(finding for finding in self.findings if finding.is_error)


def check(folder: Path) -> TemplateReport:
    """Find everything that is wrong with the user's own templates.

    Raises:
        RequestError: there is no template in the folder.
    """
    own = template_files.own_templates(folder)
    parts, blanks = sample_parts(), _blank_parts(own)
    findings = [
        each for key, path in own.items() for each in _of_file(path, parts[key], blanks[key])
    ]
    findings += _other_files(folder)
    return TemplateReport(tuple(path.name for path in own.values()), tuple(findings))


def sample_parts() -> dict[str, list[Part]]:
    """What each document prints for the shipped sample.

    The result bulletin and the closing report twice: their list ``超过触发值`` is empty in the
    sample. What lists the package lists the sample's files, the pages of the first unknown.
    """
    campaign = _sample()
    strict = dataclasses.replace(campaign.info, trigger=Fraction(0))
    over = ["result_bulletin", "closing_report"]
    made = documents.plan(campaign).planned
    made += documents.plan(dataclasses.replace(campaign, info=strict), over).planned
    return _parts(made)


def _sample() -> Campaign:
    campaign = check_workbook(resources.shipped("samples") / SAMPLE).campaign
    if campaign is None:
        raise RuntimeError("the shipped sample has errors")
    return campaign


def _blank_parts(keys: Collection[str]) -> dict[str, list[tuple[str, Part]]]:
    """What documents print of a sample that lacks something, with what it lacks in words."""
    found: dict[str, list[tuple[str, Part]]] = {key: [] for key in keys}
    for label, campaign in blanked(_sample()):
        for key, parts in _parts(documents.plan(campaign).planned).items():
            if key in found:
                found[key] += [(label, part) for part in parts]
    return found


def _parts(made: Sequence[Planned]) -> dict[str, list[Part]]:
    files = [each for each in made if not each.document.lists_files]
    rows = documents.material_rows(
        [
            Listed(each.file_name, each.document.key, each.part, pages)
            for pages, each in enumerate({each.file_name: each for each in files}.values())
        ]
    )
    parts: dict[str, list[Part]] = {}
    for each in made:
        entry = documents.with_files(each, rows) if each.document.lists_files else each
        parts.setdefault(each.document.key, []).append(entry.part)
    return parts


def _of_file(path: Path, parts: list[Part], blanks: list[tuple[str, Part]]) -> list[Finding]:
    name = path.name
    try:
        data = path.read_bytes()
    except OSError as error:
        hint = "如果模板正在WPS或Word中打开，请先关闭。"
        return [_unreadable(name, f"无法读取（{resources.os_error_text(error)}）", hint)]
    try:
        open_container(data)
        texts = paragraphs(data)
    except Refused as refused:
        hint = f"{refused.finding.wanted}；打不开的，请重新导出这个模板。"
        return [_unreadable(name, refused.finding.found, hint)]
    except (etree.XMLSyntaxError, KeyError):
        hint = "请用WPS或Word另存为docx格式；打不开的，请重新导出这个模板。"
        return [_unreadable(name, "文件已损坏，无法读取", hint)]
    findings = scan(name, data, texts, [part.context for part in parts])
    if is_revised(data):
        findings.append(_revised(name))
    if not any(finding.is_error for finding in findings):
        findings += made_with(name, data, parts, blanks)
    return list(dict.fromkeys(findings))


def _unreadable(name: str, message: str, hint: str) -> Finding:
    return Finding("file-unreadable", Severity.ERROR, WHOLE_FILE, message, hint, name)


def _revised(name: str) -> Finding:
    return Finding(
        "revisions", Severity.WARNING, WHOLE_FILE,
        "模板里有没有处理的修订或批注，生成的公文里也会有",
        "请在“审阅”中接受或者拒绝全部修订，删去批注，再保存。", name,
    )  # fmt: skip


def _other_files(folder: Path) -> Iterator[Finding]:
    """Files in the folder that look like templates and are not used."""
    for name, meant in template_files.misnamed_templates(folder):
        message, hint = template_files.unused_template(name, meant)
        yield Finding("file-not-used", Severity.WARNING, WHOLE_FILE, message, hint, name)
    for path in sorted(folder.glob("~$*.docx")):
        yield Finding(
            "file-lock", Severity.WARNING, WHOLE_FILE,
            "这是Word或WPS打开模板时的临时文件，有模板可能正在编辑",
            "请保存并关闭模板，再检查一次；模板都已关闭的，删去这个文件。", path.name,
        )  # fmt: skip
