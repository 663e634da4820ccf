"""The flow, top to bottom: read, check, plan, render, inspect, pack. Knows the order."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docgen import documents, resources, tally
from docgen.documents import DOCUMENTS, Plan, Planned
from docgen.model import Campaign, Stage
from docgen.problems import (
    InspectionFault,
    Problem,
    RequestError,
    TemplateFault,
    WorkbookRejected,
    errors_first,
)
from docgen.rules import check_rules
from docgen.workbook.reader import read_workbook

if TYPE_CHECKING:
    from docgen.conformance import Finding
    from docgen.package import PackageFile

Progress = Callable[[int, int, str], None]
_FINDINGS_SHOWN = 5
_WORD_SUFFIXES = {".docx", ".doc", ".docm", ".dotx", ".dotm", ".dot", ".wps"}


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What a workbook says, what is wrong with it, and what can be made from it.

    ``campaign`` is None when the file could not be read; where a sheet has errors, it holds
    neutral values. ``plan`` says which documents the errors stop.
    """

    campaign: Campaign | None
    problems: tuple[Problem, ...]
    plan: Plan

    @property
    def ok(self) -> bool:
        """True when there is no error; warnings may be there."""
        return not self.errors

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that keep documents from being made."""
        return tuple(problem for problem in self.problems if problem.is_error)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """The problems that a person should look at."""
        return tuple(problem for problem in self.problems if not problem.is_error)


@dataclass(frozen=True, slots=True)
class LintReport:
    """What a Word file has that departs from the standard."""

    path: Path
    findings: tuple[Finding, ...]

    @property
    def ok(self) -> bool:
        """True when there is no error; warnings may be there."""
        return not any(finding.is_error for finding in self.findings)


@dataclass(frozen=True, slots=True)
class BuildReport:
    """A package as written: where, which files, what waits, what was noticed.

    ``files`` are (document key, file name, size in bytes, SHA-256); ``edited`` are files a
    person had edited, kept as they were; ``removed`` are files of earlier builds that are no
    longer part of the package; ``misnamed`` are files in the folder of templates that were not
    used, each with the name of the template that it may be meant for, or none.
    """

    path: Path
    files: tuple[tuple[str, str, int, str], ...]
    edited: tuple[str, ...]
    removed: tuple[str, ...]
    check: CheckReport
    misnamed: tuple[tuple[str, str], ...] = ()


def check(path: Path) -> CheckReport:
    """Read a workbook and find everything that is wrong with it.

    Never raises for what is in the file.
    """
    reading = read_workbook(path)
    if reading.campaign is None:
        return CheckReport(None, errors_first(reading.problems), Plan())
    campaign = tally.settled(reading.campaign)
    problems = errors_first((*reading.problems, *check_rules(campaign, reading.unsound)))
    return CheckReport(campaign, problems, documents.plan(campaign, problems=problems))


def build(
    path: Path,
    output: Path = Path("out"),
    *,
    folder_date: date | None = None,
    only: Collection[str] = (),
    stage: Stage | None = None,
    templates: Path | None = None,
    progress: Progress | None = None,
) -> BuildReport:
    """Make every document that is due into one package, or what ``only`` and ``stage`` ask for.

    The package is ``output/<date>_<社区名称>_述职述廉测评``; the date is the workbook's 成文日期
    unless ``folder_date`` is given. ``templates`` is a folder of .docx templates that
    replace the shipped ones of the same name. ``progress`` is told (number, total, file name).
    When ``only`` or ``stage`` is given, errors in data that those documents do not use do not
    stop them.

    Raises:
        RequestError: an unknown document key, or no template in ``templates``.
        WorkbookRejected: the workbook has errors, or lacks what is asked for.
        TemplateFault: a template is at fault.
        InspectionFault: a rendered document lacks something, or departs from the standard.
        OutputFault: the package cannot be written.
    """
    from docgen.package import write_package

    _known_keys(only)
    report = check(path)
    campaign = report.campaign
    if campaign is None:
        raise _faulty(report, report.errors)
    planned = _requested(report, only, stage)
    day = folder_date or campaign.info.issued_on
    name = documents.safe_name(f"{day.isoformat()}_{campaign.info.community}_述职述廉测评")
    files = render_all(planned, templates, progress)
    package = write_package(output, name, files)
    listed = tuple((file.key, file.name, len(file.data), file.sha256) for file in package.files)
    misnamed = () if templates is None else misnamed_templates(templates)
    return BuildReport(package.path, listed, package.edited, package.removed, report, misnamed)


def _faulty(report: CheckReport, errors: Sequence[Problem]) -> WorkbookRejected:
    return WorkbookRejected(
        f"工作簿有{len(errors)}处错误，没有生成公文",
        report.problems,
        "请按提示修改工作簿，保存后再试。",
    )


def word_files(paths: Iterable[Path]) -> list[Path]:
    """The files as given; in place of a folder every Word file in it and below, by name.

    A folder without any stays, so that its report can say so.

    Raises:
        RequestError: there is no such file or folder.
    """
    files: list[Path] = []
    for path in paths:
        if not path.exists():
            raise RequestError(f"找不到“{path}”", "请核对文件或者文件夹的名称。")
        if path.is_dir():
            files += sorted(filter(_is_document, path.rglob("*"))) or [path]
        else:
            files.append(path)
    return files


def _is_document(path: Path) -> bool:
    is_named_so = path.suffix.lower() in _WORD_SUFFIXES and not path.name.startswith("~$")
    return is_named_so and path.is_file()


def lint(path: Path) -> LintReport:
    """Hold any Word file against GB/T 9704-2012. Never raises for what is in the file."""
    from docgen.conformance import examine, unreadable

    if path.is_dir():
        finding = unreadable("文件夹里没有Word文件", "请核对文件夹的名称")
        return LintReport(path, (finding,))
    try:
        data = path.read_bytes()
    except OSError as error:
        hint = "请确认文件没有被其他程序占用，有读取权限"
        return LintReport(path, (unreadable(f"无法读取（{resources.reason(error)}）", hint),))
    return LintReport(path, examine(data))


def _known_keys(only: Collection[str]) -> None:
    known = [document.key for document in DOCUMENTS]
    for key in only:
        if key not in known:
            raise RequestError(f"没有“{key}”这种公文", f"可用的代号：{'、'.join(known)}。")


def _requested(
    report: CheckReport, only: Collection[str], stage: Stage | None
) -> tuple[Planned, ...]:
    """The files that are asked for; all that can be made when nothing is.

    Raises:
        WorkbookRejected: errors stop one of them, or what is asked for waits for something.
    """
    if not only and stage is None and report.errors:
        raise _faulty(report, report.errors)
    for stopped in report.plan.stopped:
        stages = (stopped.document.stage, *stopped.document.other_stages)
        if _is_wanted(stopped.document.key, stages, only, stage):
            raise _faulty(report, stopped.problems)
    planned = tuple(
        p for p in report.plan.planned if _is_wanted(p.document.key, (p.stage,), only, stage)
    )
    ready = {p.document.key for p in planned}
    waiting = [
        w for w in report.plan.waiting if _is_wanted(w.document.key, (w.stage,), only, stage)
    ]
    lacking = [w for w in waiting if w.document.key in only and w.document.key not in ready]
    if lacking or (waiting and not planned):
        first = (lacking or waiting)[0]
        needs = "；".join(f"《{need.sheet.name}》{need.text}" for need in first.needs)
        raise WorkbookRejected(
            f"“{first.title}”还不能生成", report.problems, f"请先填写：{needs}。"
        )
    return planned


def _is_wanted(
    key: str, stages: Collection[Stage], only: Collection[str], stage: Stage | None
) -> bool:
    return (not only or key in only) and (stage is None or stage in stages)


def render_all(
    planned: Sequence[Planned],
    templates: Path | None = None,
    progress: Progress | None = None,
) -> list[PackageFile]:
    """Every file's bytes, each template compiled once, each document inspected.

    Raises:
        RequestError: no template in ``templates``.
        TemplateFault: a template is at fault.
        InspectionFault: a rendered document lacks something, or departs from the standard.
    """
    from docgen.inspection import inspect
    from docgen.package import PackageFile
    from docgen.render import CompiledTemplate, compile_template

    sources = _template_files(templates)
    compiled: dict[str, CompiledTemplate] = {}
    files = []
    for number, item in enumerate(planned, start=1):
        key = item.document.key
        if progress is not None:
            progress(number, len(planned), item.file_name)
        if key not in compiled:
            compiled[key] = compile_template(sources[key].name, _read_template(sources[key]))
        data = compiled[key].render(item.part.context)
        findings = inspect(data, item.part.context, item.part.facts, item.part.repeated)
        findings = findings or _departures(data, item.part.context)
        if findings:
            raise _rejected(item.file_name, findings, sources[key], templates)
        files.append(PackageFile(key, item.file_name, data))
    return files


def _rejected(
    name: str, findings: Sequence[str], template: Path, templates: Path | None
) -> InspectionFault:
    more = f"等，共{len(findings)}处" if len(findings) > _FINDINGS_SHOWN else ""
    own = template.parent == templates
    return InspectionFault(
        f"“{name}”没有通过检查：{'；'.join(findings[:_FINDINGS_SHOWN])}{more}",
        f"请先用 docgen templates check 检查模板“{template.name}”，改正以后再生成。"
        if own
        else "使用的是自带的模板，请把工作簿发给维护人员。",
    )


def _departures(data: bytes, context: Mapping[str, Any]) -> list[str]:
    """Errors against the layout standard, as sentences.

    Punctuation that the workbook's own texts bring along is reported with its cell by the
    check of the workbook, and no reason to keep the document back.
    """
    from docgen.conformance import examine
    from docgen.inspection import texts

    return [
        f"{finding.place}：{finding.found}，应为{finding.wanted}"
        for finding in examine(data, tuple(texts(context)))
        if finding.is_error
    ]


def _template_files(templates: Path | None) -> dict[str, Path]:
    """The template of each document: the user's where there is one, else the shipped."""
    shipped = resources.shipped("templates_docx")
    files = {document.key: shipped / f"{document.key}.docx" for document in DOCUMENTS}
    return files if templates is None else files | own_templates(templates)


def own_templates(folder: Path) -> dict[str, Path]:
    """The user's templates in a folder, by document key.

    Raises:
        RequestError: there is none.
    """
    own = {document.key: folder / f"{document.key}.docx" for document in DOCUMENTS}
    found = {key: path for key, path in own.items() if path.is_file()}
    if not found:
        names = "、".join(path.name for path in own.values())
        near = "".join(
            f"“{n}”是不是“{meant}”？" for n, meant in misnamed_templates(folder) if meant
        )
        raise RequestError(f"“{folder}”中没有模板", f"{near}模板的文件名应为：{names}。")
    return found


def misnamed_templates(folder: Path) -> tuple[tuple[str, str], ...]:
    """Word files in a folder that no document uses, each with the template name it may mean.

    That name is empty when nothing is near, or the template is there as well. Word's lock
    files (``~$…``) do not count.
    """
    names = {word: f"{d.key}.docx" for d in DOCUMENTS for word in (d.key, d.title)}
    files = sorted(path for path in folder.iterdir() if path.is_file())
    there = {path.name for path in files}
    found = []
    for path in files:
        if path.suffix.lower() not in _WORD_SUFFIXES or path.name.startswith("~$"):
            continue
        used = folder / path.name.lower()  # Windows does not tell Ballot.docx from ballot.docx
        if used.name in names.values() and used.is_file() and path.samefile(used):
            continue
        near = difflib.get_close_matches(path.stem.lower(), names, 1, 0.5)
        meant = names[near[0]] if near else ""
        found.append((path.name, "" if meant in there else meant))
    return tuple(found)


def unused_template(name: str, meant: str) -> tuple[str, str]:
    """What to say of a file that ``misnamed_templates`` names, and how to mend it."""
    if name.lower().endswith(".docx"):
        hint = f"是不是“{meant}”？" if meant else "不用的，请移到别的文件夹。"
        return "没有用到：这不是模板的文件名", hint
    wanted = f"“{meant}”" if meant else "docx格式"
    hint = f"请用WPS或Word打开，另存为{wanted}；不用的，请移到别的文件夹。"
    return "没有用到：模板要用docx格式", hint


def _read_template(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise TemplateFault(
            f"无法读取模板“{path}”", "如果模板正在WPS或Word中打开，请先关闭。"
        ) from error
