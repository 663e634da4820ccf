"""Reports as a person reads them on a terminal, and as JSON for other programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from docgen.campaign import schema
from docgen.campaign.model import Stage
from docgen.cli.reports.findings import (
    LAYOUT_KEYS,
    PROBLEM_KEYS,
    TEMPLATE_KEYS,
    finding_lines,
    findings_json,
    severity_label,
)
from docgen.documents.template_files import unused_template
from docgen.errors import DocgenError, WorkbookRejected
from docgen.package.replacing import KEPT

if TYPE_CHECKING:
    from docgen.campaign.new_year import NewYear
    from docgen.commands.build.build import BuildReport
    from docgen.commands.check import CheckReport
    from docgen.commands.lint import LintReport
    from docgen.commands.templates.check import TemplateReport
    from docgen.documents import Document, Plan, Waiting
    from docgen.gbt9704 import Rule
    from docgen.workbook.grid import GridChange

_PLACES_SHOWN = 8


def check_lines(name: str, report: CheckReport) -> Iterator[str]:
    """The whole report of ``docgen check``."""
    yield f"{name}：{_tally(report)}"
    yield from finding_lines(report.problems)
    if report.is_untouched:
        return
    if not report.ok:
        again = f"，{report.what_waits}" if report.waiting else ""
        yield f"有错误时不能一次生成全部公文。请按上面的提示改正，保存后再检查一次{again}。"
        yield from unaffected_lines(report.plan)
        return
    yield from plan_lines(report.plan)


def marked_lines(copy: Path | None) -> Iterator[str]:
    """The end of ``docgen check --mark``: where the copy is; None when there can be none."""
    if copy is None:
        yield "工作簿无法打开，没有生成标注的副本。"
        return
    yield click.style(f"标注的副本：{copy}", fg="green")
    yield "　　原工作簿没有改动。请打开副本，从《问题清单》转到各处改正，保存以后就用副本再检查、生成公文。"


def new_year_lines(contents: NewYear, former: Path, path: Path) -> Iterator[str]:
    """The report of ``docgen init --from``: what became of last year's contents, what is next."""
    yield click.style(f"已由“{former.name}”生成{contents.year}年度的工作簿：{path}", fg="green")
    for what in dict.fromkeys(change.what for change in contents.changes):
        sheets = dict.fromkeys(each.sheet for each in contents.changes if each.what == what)
        yield f"　　{what}　{'、'.join(sheets)}"
    if contents.unfinished and schema.RECTIFICATIONS.name not in contents.tables:
        yield f"上年有{contents.unfinished}项整改没有完成，没有带入；要带入，请加 --carry-over 重新生成。"
    yield (
        "请用WPS或Excel打开，看《结转说明》，逐项核对浅橙色的各格，填好以后运行：docgen check "
        + str(path)
    )


def unaffected_lines(plan: Plan) -> Iterator[str]:
    """What can be made by ``--stage`` and ``--only`` though there are errors."""
    documents = list(dict.fromkeys(planned.document for planned in plan.planned))
    if not documents:
        return
    yield "下列公文没有用到有错误的内容，改正以前也可以单独生成："
    halted = {stage for stopped in plan.stopped for stage in stopped.document.stages}
    for stage in sorted({p.stage for p in plan.planned} - halted, key=list(Stage).index):
        yield f"　　“{stage}”阶段的全部公文：--stage {stage}"
    for document in documents:
        yield f"　　{document.title}：--only {document.key}"


def plan_lines(plan: Plan) -> Iterator[str]:
    """What can be made now, and what waits for what."""
    yield f"现在可以生成{len(plan.planned)}个文件："
    for planned in plan.planned:
        yield f"　　{planned.file_name}"
    yield from waiting_lines(plan.waiting)


def waiting_lines(waiting_for: Sequence[Waiting]) -> Iterator[str]:
    """What waits for what; nothing when all can be made."""
    if waiting_for:
        yield "还不能生成："
    for waiting in waiting_for:
        needs = "；".join(f"《{need.sheet.name}》{need.text}" for need in waiting.needs)
        yield f"　　{waiting.title}，待填写：{needs}"


def build_lines(report: BuildReport) -> Iterator[str]:
    """The whole report of ``docgen build``: problems, where the package is, what is in it."""
    if report.check.errors:
        yield "下列错误不影响这次生成的公文，请及时改正："
    yield from finding_lines(report.check.problems)
    stages = "".join(f"“{stage}”" for stage in report.stages)
    of = f"{stages}阶段的" if stages else ""
    made = f"已生成{of}{len(report.files)}个文件" if report.files else "没有新生成的文件"
    yield click.style(f"{made}，存放在：", fg="green")
    yield f"　　{report.path}"
    for _, name, _, _ in report.files:
        yield f"　　　　{name}"
    if report.pdfs:
        yield f"　　　　各份公文的PDF，和打印用的“{report.pdfs[-1]}”（测评票除外，共{len(report.pdfs)}个）"
    yield "报送用的压缩包："
    yield f"　　{report.package.zip_path}"
    old_pdfs = [name for name in report.package.removed if name.endswith(".pdf")]
    for heading, names in (
        (f"{KEPT}；要换成新版式，用 --force：", report.kept),
        (
            "下列文件经人工修改过，已原样保留；有新生成的，放在旁边，名称带“（新生成）”：",
            report.package.edited,
        ),
        (
            "下列文件（经人工修改过，或者已经印发）已移到历史版本，原处是新生成的：",
            report.package.moved,
        ),
        (
            "下列文件由以前生成，现在的工作簿已不需要，且没有人改动过，已移去：",
            [name for name in report.package.removed if name not in old_pdfs],
        ),
        ("文件夹中的下列文件不是本程序生成的，原样保留，没有放入压缩包：", report.package.unknown),
    ):
        if names:
            yield heading
            yield from (f"　　　　{name}" for name in names)
    if old_pdfs and not report.pdfs:
        yield f"以前生成的{len(old_pdfs)}个PDF可能与现在的公文不一致，已移去；需要的请加 --pdf 再生成一次。"
    yield from misnamed_lines(report.misnamed)
    yield from waiting_lines(report.waiting)


def misnamed_lines(misnamed: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Files in a folder of templates that were not used, in two lines each."""
    for name, meant in misnamed:
        label = click.style("【提醒】", fg="yellow")
        message, hint = unused_template(name, meant)
        yield f"{label}模板文件夹中的“{name}”{message}"
        yield f"　　　　办法：{hint}"


def lint_lines(reports: Sequence[LintReport]) -> Iterator[str]:
    """The whole report of ``docgen lint``: file by file, error before warning."""
    names = [report.path.name for report in reports]
    for report in reports:
        errors = sum(finding.is_error for finding in report.findings)
        alone = names.count(report.path.name) == 1
        name = report.path.name if alone and report.path.name else report.path
        yield f"{name}：{_counted(errors, len(report.findings) - errors)}"
        for finding in report.findings:
            clause = f"（标准{finding.clause}）" if finding.clause else ""
            yield f"{severity_label(finding)}{finding.places[0]}　{finding.found}{clause}"
            yield f"　　　　{'应为' if finding.clause else '办法'}：{finding.wanted}"
            if more := finding.places[1:]:
                listed = "；".join(more[:_PLACES_SHOWN])
                rest = f"等，共{len(more)}处" if len(more) > _PLACES_SHOWN else ""
                yield f"　　　　还有：{listed}{rest}"


def rule_lines(rules: Sequence[Rule]) -> Iterator[str]:
    """``docgen lint --rules``: what each rule asks, how firmly, and on which clauses."""
    for rule in rules:
        clauses = f"（标准{'、'.join(rule.clauses)}）" if rule.clauses else ""
        weight = "提醒或错误" if rule.may_be_error else rule.severity
        yield f"【{weight}】{rule.summary}{clauses}　{rule.code}"


def template_lines(folder: Path, report: TemplateReport) -> Iterator[str]:
    """The whole report of ``docgen templates check``: file by file, place by place."""
    for name in dict.fromkeys([*report.files, *(f.file for f in report.findings)]):
        findings = [finding for finding in report.findings if finding.file == name]
        errors = sum(finding.is_error for finding in findings)
        yield f"{name}：{_counted(errors, len(findings) - errors)}"
        yield from finding_lines(findings)
    if report.ok:
        yield f"这些模板可以使用：docgen build 工作簿.xlsx --templates {_typed(folder)}"
    else:
        yield "请先改正上面的错误，保存后再检查一次：有的问题要等这些错误改正以后才能看出。"


def exported_lines(folder: Path, paths: Sequence[Path]) -> Iterator[str]:
    """The end of ``docgen templates export``: what was written, what to do next."""
    yield f"已导出{len(paths)}个文件，存放在：{folder}"
    for path in paths:
        yield f"　　{path.name}"
    yield "请先看《变量说明》，再用WPS或Word修改模板；不修改的模板可以删去。"
    yield f"改好后检查：docgen templates check {_typed(folder)}"


def _typed(path: Path) -> str:
    """A path as it is typed on a command line."""
    return f'"{path}"' if " " in str(path) else str(path)


def grid_lines(change: GridChange) -> Iterator[str]:
    """The end of ``docgen grid``: what was laid out, what went aside and why, the former file."""
    from docgen.workbook.grid import grid_change_lines

    yield from grid_change_lines(change)
    if change.backup is not None:
        yield f"原来的工作簿另存为：{change.backup}"
    if change.declined:
        yield "按改名处理，请把另存的原工作簿改回原来的文件名，运行：docgen grid 工作簿.xlsx --yes"


def document_lines(documents: Sequence[Document]) -> Iterator[str]:
    """``docgen list``: every document, its stage and needs."""
    for number, document in enumerate(documents, start=1):
        needs = "；".join(f"《{need.sheet.name}》{need.text}" for need in document.needs)
        yield f"{number:02d}　{document.title}（{document.key}）"
        yield f"　　阶段：{document.stage}　需要：{needs or '各工作表的必填项'}"


def _tally(report: CheckReport) -> str:
    return _counted(len(report.errors), len(report.warnings))


def _counted(errors: int, warnings: int) -> str:
    if not errors and not warnings:
        return "没有发现问题。"
    found = f"{errors}处错误" if errors else "没有错误"
    return f"{found}，{warnings}处提醒。" if warnings else f"{found}。"


# --- JSON --------------------------------------------------------------------------------


def plan_json(plan: Plan) -> dict[str, Any]:
    """``ready``, ``waiting``, and ``stopped`` by errors; what is ready is so by itself."""
    return {
        "ready": [
            {"key": p.document.key, "name": p.file_name, "stage": p.stage.value}
            for p in plan.planned
        ],
        "waiting": waiting_json(plan.waiting),
        "stopped": [
            {
                "key": s.document.key,
                "title": s.document.title,
                "places": [place for problem in s.problems for place in problem.places],
            }
            for s in plan.stopped
        ],
    }


def waiting_json(waiting: Sequence[Waiting]) -> list[dict[str, Any]]:
    """What waits for what, with the keys key, title, needs."""
    return [
        {
            "key": w.document.key,
            "title": w.title,
            "needs": [{"sheet": n.sheet.name, "text": n.text} for n in w.needs],
        }
        for w in waiting
    ]


def check_json(report: CheckReport) -> dict[str, Any]:
    """The report of ``docgen check --json``."""
    return {
        "ok": report.ok,
        "problems": findings_json(report.problems, PROBLEM_KEYS),
        "checks_waiting": report.waiting,
    } | plan_json(report.plan)


def build_json(report: BuildReport) -> dict[str, Any]:
    """The report of ``docgen build --json``."""
    return {
        "ok": True,
        "package": str(report.path),
        "files": [
            {"key": key, "name": name, "size": size, "sha256": digest}
            for key, name, size, digest in report.files
        ],
        "pdfs": list(report.pdfs),
        "zip": str(report.package.zip_path),
        "kept": list(report.kept),
        "edited": list(report.package.edited),
        "moved": list(report.package.moved),
        "removed": list(report.package.removed),
        "unknown": list(report.package.unknown),
        "misnamed_templates": [{"name": name, "meant": meant} for name, meant in report.misnamed],
        "problems": findings_json(report.check.problems, PROBLEM_KEYS),
        "stages": [stage.value for stage in report.stages],
        "waiting": waiting_json(report.waiting),
    }


def template_json(report: TemplateReport) -> dict[str, Any]:
    """The report of ``docgen templates check --json``."""
    return {
        "ok": report.ok,
        "templates": list(report.files),
        "findings": findings_json(report.findings, TEMPLATE_KEYS),
    }


def lint_json(reports: Sequence[LintReport]) -> dict[str, Any]:
    """The report of ``docgen lint --json``."""
    return {
        "ok": all(report.ok for report in reports),
        "files": [
            {
                "file": str(report.path),
                "ok": report.ok,
                "findings": findings_json(report.findings, LAYOUT_KEYS),
            }
            for report in reports
        ],
    }


def error_json(error: DocgenError) -> dict[str, Any]:
    """A run that was stopped: exit code, message, hint and the workbook's problems."""
    problems = error.problems if isinstance(error, WorkbookRejected) else ()
    return {
        "ok": False,
        "exit_code": int(error.exit_code),
        "message": error.message,
        "hint": error.hint,
        "problems": findings_json(problems, PROBLEM_KEYS),
    }


def document_json(documents: Sequence[Document]) -> list[dict[str, Any]]:
    """The list of ``docgen list --json``."""
    return [
        {
            "key": document.key,
            "title": document.title,
            "stage": document.stage.value,
            "needs": [{"sheet": n.sheet.name, "text": n.text} for n in document.needs],
        }
        for document in documents
    ]
