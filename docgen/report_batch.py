"""Reports of ``docgen batch``: for a person, and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import click

from docgen.batch import Counts, Outcome, State
from docgen.report import problems_json

if TYPE_CHECKING:
    from pathlib import Path

_SHOWN = 3


def progress_text(what: str, number: int, total: int, name: str, seconds: float) -> str:
    """What a terminal shows after so many workbooks and seconds: the rate and the time left."""
    text = f"{what}（{number}/{total}）{name}"
    if seconds <= 0:
        return text
    speed = number / seconds
    left = (total - number) / speed
    hours, minutes = divmod(round(left / 60), 60)
    rest = f"{hours}小时{minutes}分" if hours else f"{minutes}分" if left >= 60 else f"{left:.0f}秒"
    rate = f"每秒{speed:.1f}份" if speed >= 1 else f"每分钟{speed * 60:.0f}份"
    return f"{text}，{rate}，约剩{rest}"


def failure_lines(outcome: Outcome) -> Iterator[str]:
    """Which workbook failed and why, the first problems with their cells."""
    yield click.style(f"【{outcome.state}】{outcome.path}", fg="red")
    errors = [problem for problem in outcome.problems if problem.is_error]
    for problem in errors[:_SHOWN]:
        yield f"　　{problem.place}　{problem.message}"
        yield f"　　　　办法：{problem.hint}"
    if len(errors) > _SHOWN:
        yield f"　　等，共{len(errors)}处错误"


def batch_lines(counts: Counts, result: Path, interrupted: bool) -> Iterator[str]:
    """The summary."""
    told = "，".join(f"{state}{number}份" for state, number in counts.by_state.items() if number)
    text = f"共{counts.total}份工作簿：{told}。"
    yield click.style(text, fg="red" if counts.failed else "green")
    if counts.by_state[State.SAME]:
        yield "“未变动”的，上次已经生成，工作簿和模板都没有变化，这次没有再生成。"
    if interrupted:
        yield "已中断，没有留下不完整的文件；再运行一次，会接着生成没有处理的。"
    yield f"每份工作簿的结果和问题：{result}"


def batch_json(outcomes: Sequence[dict[str, Any]], counts: Counts, result: Path) -> dict[str, Any]:
    """The whole report for other programs."""
    return {
        "ok": not counts.failed,
        "total": counts.total,
        "counts": {state.name.lower(): number for state, number in counts.by_state.items()},
        "result": str(result),
        "workbooks": list(outcomes),
    }


def outcome_json(outcome: Outcome) -> dict[str, Any]:
    """A workbook of the report for other programs."""
    return {
        "path": str(outcome.path),
        "state": outcome.state.name.lower(),
        "community": outcome.community,
        "package": outcome.package,
        "documents": outcome.documents,
        "problems": problems_json(outcome.problems),
    }
