"""Problems and findings of every kind: the one printer, the one JSON writer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import click

from docgen.errors import Diagnostic, Finding, Problem, Severity

FINDING_KEYS = ("code", "severity", "place", "message", "hint")
TEMPLATE_KEYS = ("file", *FINDING_KEYS)
PROBLEM_KEYS = ("code", "severity", "sheet", "cell", "cells", "place", "message", "hint")
LAYOUT_KEYS = ("rule", "severity", "clause", "places", "found", "wanted")


def severity_label(found: Diagnostic) -> str:
    """``【错误】`` in red, ``【提醒】`` in yellow."""
    return click.style(f"【{found.severity}】", fg="red" if found.is_error else "yellow")


def finding_lines(findings: Sequence[Finding | Problem]) -> Iterator[str]:
    """Every finding in two lines: where and what, then how to mend it."""
    for finding in findings:
        yield f"{severity_label(finding)}{finding.place}　{finding.message}"
        yield f"　　　　办法：{finding.hint}"


def findings_json(findings: Sequence[Diagnostic], keys: Sequence[str]) -> list[dict[str, Any]]:
    """Findings with these keys, which are the names of their fields."""
    return [{key: _json_value(getattr(each, key)) for key in keys} for each in findings]


def _json_value(value: Any) -> Any:
    if isinstance(value, Severity):
        return value.name.lower()
    return list(value) if isinstance(value, tuple) else value
