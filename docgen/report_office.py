"""Reports of the upper-level office's commands: for a person, and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from docgen.receiving import Finding
    from docgen.verification import Verified


def finding_lines(findings: Sequence[Finding]) -> Iterator[str]:
    """Every finding in two lines: where and what, then how to mend it."""
    for finding in findings:
        label = click.style(f"【{finding.severity}】", fg="red" if finding.is_error else "yellow")
        yield f"{label}{finding.place}　{finding.message}"
        yield f"　　　　办法：{finding.hint}"


def verify_lines(name: str, verified: Verified) -> Iterator[str]:
    """The whole report of ``docgen verify``."""
    errors = sum(finding.is_error for finding in verified.findings)
    outcome = f"没有通过核验：{errors}处错误" if errors else "通过核验"
    yield click.style(f"{name}：{outcome}", fg="red" if errors else "green")
    if manifest := verified.manifest:
        campaign = manifest.campaign
        (workbook,) = (file for file in manifest.files if file.name == manifest.workbook)
        stages = "、".join(verified.stages) or "没有"
        yield f"　　社区：{_shown(campaign.community)}　年度：{campaign.year}年"
        yield f"　　材料齐全的阶段：{stages}"
        yield f"　　文件：{len(manifest.files)}个"
        yield f"　　工作簿SHA-256：{workbook.sha256}"
    if verified.signed_by:
        yield f"　　签名公钥指纹：{verified.signed_by}"
    yield from finding_lines(verified.findings)


def _shown(text: str) -> str:
    from docgen.receiving import shown

    return shown(text)


# --- JSON --------------------------------------------------------------------------------


def findings_json(findings: Sequence[Finding]) -> list[dict[str, str]]:
    """Findings with the keys code, severity, place, message, hint."""
    return [
        {
            "code": finding.code,
            "severity": finding.severity.name.lower(),
            "place": finding.place,
            "message": finding.message,
            "hint": finding.hint,
        }
        for finding in findings
    ]


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
        "findings": findings_json(verified.findings),
    }
