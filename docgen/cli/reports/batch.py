"""Reports of ``docgen batch``: for a person, and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import click

from docgen.cli.reports.findings import PROBLEM_KEYS, findings_json
from docgen.commands.batch.batch import BuildState, Counts, Outcome

if TYPE_CHECKING:
    from pathlib import Path

_SHOWN = 3  # problems of a workbook
_NAMES_SHOWN = 20


def failure_lines(outcome: Outcome) -> Iterator[str]:
    """Which workbook failed and why, the first problems with their cells."""
    yield click.style(f"【{outcome.state}】{outcome.path}", fg="red")
    errors = [problem for problem in outcome.problems if problem.is_error]
    for problem in errors[:_SHOWN]:
        yield f"　　{problem.place}　{problem.message}"
        yield f"　　　　办法：{problem.hint}"
    if outcome.errors > _SHOWN:
        yield f"　　共{outcome.errors}处错误，其余的见批量结果.xlsx"


def batch_lines(counts: Counts, skipped: Sequence[str], interrupted: bool) -> Iterator[str]:
    """The summary."""
    by_state = "，".join(
        f"{state}{number}份" for state, number in counts.by_state.items() if number
    )
    text = f"共{counts.total}份工作簿：{by_state}。"
    yield click.style(text, fg="red" if counts.failed else "green")
    if counts.by_state[BuildState.SAME]:
        yield "“未变动”的，上次已经生成，工作簿和模板都没有变化，这次没有再生成。"
    if skipped:
        names = "、".join(skipped[:_NAMES_SHOWN])
        rest = f"等，共{len(skipped)}个" if len(skipped) > _NAMES_SHOWN else ""
        yield f"下列文件不是工作簿，没有处理：{names}{rest}"
    if interrupted:
        yield "已中断，没有留下不完整的文件；再运行一次，会接着生成没有处理的。"


def result_lines(wanted: Path, kept: Path | None, fault: str) -> Iterator[str]:
    """Where the list of results is, and why it is not where it should be."""
    if fault:
        yield click.style(f"【错误】无法写入“{wanted}”（{fault}）", fg="red")
        yield "　　　　办法：如果它正在WPS或Excel中打开，请先关闭；并确认磁盘有空间、有写入权限。"
    if kept:
        yield f"每份工作簿的结果和问题：{kept}"


def batch_json(
    outcomes: Sequence[dict[str, Any]],
    counts: Counts,
    result: Path | None,
    skipped: Sequence[str],
    interrupted: bool,
) -> dict[str, Any]:
    """The whole report for other programs; ``result`` is null when it could not be written."""
    return {
        "ok": not counts.failed and not interrupted,
        "interrupted": interrupted,
        "total": counts.total,
        "counts": {state.name.lower(): number for state, number in counts.by_state.items()},
        "result": str(result) if result else None,
        "workbooks": list(outcomes),
        "skipped": list(skipped),
    }


def outcome_json(outcome: Outcome) -> dict[str, Any]:
    """A workbook of the report for other programs."""
    return {
        "path": str(outcome.path),
        "state": outcome.state.name.lower(),
        "community": outcome.community,
        "package": outcome.package,
        "documents": outcome.documents,
        "errors": outcome.errors,
        "warnings": outcome.warnings,
        "problems": findings_json(outcome.problems, PROBLEM_KEYS),
    }
