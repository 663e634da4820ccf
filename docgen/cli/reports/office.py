"""Reports of the upper-level office's commands: for a person, and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import click

from docgen.campaign.model import RectificationState
from docgen.cli.reports.findings import FINDING_KEYS, finding_lines, findings_json
from docgen.errors import printable

if TYPE_CHECKING:
    from pathlib import Path

    from docgen.commands.collect.figures import Entry, Refusal, Rollup
    from docgen.commands.verify.verify import Verified

_NAMES_SHOWN = 20


def verify_lines(name: str, verified: Verified) -> Iterator[str]:
    """The whole report of ``docgen verify``."""
    errors = sum(finding.is_error for finding in verified.findings)
    outcome = f"没有通过核验：{errors}处错误" if errors else "通过核验"
    yield click.style(f"{name}：{outcome}", fg="red" if errors else "green")
    if manifest := verified.manifest:
        campaign = manifest.campaign
        (workbook,) = (file for file in manifest.files if file.name == manifest.workbook)
        stages = "、".join(verified.stages) or "没有"
        yield f"　　社区：{printable(campaign.community)}　年度：{campaign.year}年"
        yield f"　　材料齐全的阶段：{stages}"
        yield f"　　文件：{len(manifest.files)}个"
        yield f"　　工作簿SHA-256：{workbook.sha256}"
    if verified.signed_by:
        yield f"　　签名公钥指纹：{verified.signed_by}"
    yield from finding_lines(verified.findings)


def collect_lines(output: Path, rollup: Rollup) -> Iterator[str]:
    """The whole report of ``docgen collect``: what counts, what does not and why, where it is."""
    yield click.style(
        f"已汇总{len(rollup.entries)}个社区，其中{len(rollup.counted)}个已测评。", fg="green"
    )
    if rollup.rejected:
        yield click.style(f"有{len(rollup.rejected)}份材料没有计入：", fg="red")
    yield from refusal_lines(rollup.rejected, "red")
    harmless = [refusal for refusal in rollup.refusals if refusal.is_duplicate]
    yield from refusal_lines(harmless, "yellow")
    if len(rollup.years) > 1:
        label = click.style("【提醒】", fg="yellow")
        years = "、".join(f"{year}年" for year in rollup.years)
        yield f"{label}这些材料不是同一年度的（{years}），合计和名次只供参考。"
    if noted := [entry.source for entry in rollup.entries if entry.warnings]:
        label = click.style("【提醒】", fg="yellow")
        yield f"{label}下列材料有提醒，运行 docgen verify 查看：{_some(noted)}"
    if rollup.skipped:
        yield f"下列文件和文件夹不是报送的材料，没有处理：{_some(rollup.skipped)}"
    yield f"汇总表：{output}"


def refusal_lines(refusals: Sequence[Refusal], color: str) -> Iterator[str]:
    """Each package that does not count, and the first reason why."""
    for refusal in refusals:
        label = click.style(f"【{refusal.reason}】", fg=color)
        first, more = refusal.findings[0], len(refusal.findings)
        rest = f"（共{more}处，见汇总表的《未通过》）" if more > 1 else ""
        place = "" if first.place == refusal.source else f"　{first.place}"
        yield f"{label}{refusal.source}{place}　{first.message}{rest}"
        if first.hint:
            yield f"　　　　办法：{first.hint}"


def _some(names: Sequence[str]) -> str:
    rest = f"等，共{len(names)}个" if len(names) > _NAMES_SHOWN else ""
    return "、".join(printable(name) for name in names[:_NAMES_SHOWN]) + rest


# --- JSON --------------------------------------------------------------------------------


def verify_json(verified: Verified) -> dict[str, Any]:
    """The report of ``docgen verify --json``; null for what cannot be read."""
    manifest = verified.manifest
    workbook = manifest and next(f for f in manifest.files if f.name == manifest.workbook)
    return {
        "ok": verified.ok,
        "package": str(verified.path),
        "community": manifest and manifest.campaign.community,
        "year": manifest and manifest.campaign.year,
        "tool": manifest and manifest.tool,
        "stages": [stage.value for stage in verified.stages],
        "files": manifest and len(manifest.files),
        "workbook": workbook and {"name": workbook.name, "sha256": workbook.sha256},
        "edited": list(verified.edited),
        "signed_by": verified.signed_by,
        "findings": findings_json(verified.findings, FINDING_KEYS),
    }


def collect_json(output: Path, rollup: Rollup) -> dict[str, Any]:
    """The report of ``docgen collect --json``; rates are exact fractions (``7/8``) or null."""
    return {
        "ok": not rollup.rejected,
        "workbook": str(output),
        "date": rollup.as_of.isoformat(),
        "counted": [_entry_json(entry) for entry in rollup.entries],
        "not_counted": [
            {
                "package": refusal.source,
                "reason": refusal.reason,
                "community": refusal.community or None,
                "year": refusal.year,
                "duplicate": refusal.is_duplicate,
                "findings": findings_json(refusal.findings, FINDING_KEYS),
            }
            for refusal in rollup.refusals
        ],
        "skipped": list(rollup.skipped),
    }


def _entry_json(entry: Entry) -> dict[str, Any]:
    data, figures = entry.data, entry.figures
    rates = figures.satisfaction, figures.dissatisfaction, figures.attendance
    satisfaction, dissatisfaction, attendance = (r if r is None else str(r) for r in rates)
    return {
        "package": entry.source,
        "community": data.community,
        "upper_office": data.upper_office,
        "year": data.year,
        "stages": list(entry.stages),
        "files": entry.files,
        "edited": entry.edited,
        "signature": entry.signature,
        "attendance": attendance,
        "satisfaction": satisfaction,
        "dissatisfaction": dissatisfaction,
        "rectifications": {state.value: figures.states[state] for state in RectificationState},
        "overdue": figures.overdue,
        "findings": findings_json(entry.warnings, FINDING_KEYS),
    }
