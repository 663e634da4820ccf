"""The command that looks at this computer, and its report, topic by topic or as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from docgen.cli.shared import echo_json, echo_lines, is_quiet, json_option, verbosity_options
from docgen.errors import ExitCode

if TYPE_CHECKING:
    from docgen.commands.doctor import Check

_COLORS = {"GOOD": "green", "NOTE": "yellow", "LACK": "red"}


@click.command(options_metavar="[选项]")
@json_option
@verbosity_options("只输出提醒和缺少的。")
def doctor(as_json: bool) -> None:
    """检查这台电脑有什么、缺什么、怎么补：字体、LibreOffice、WPS、Word、编码、权限、版本。"""
    from docgen.commands.doctor import Environment, examine, is_fit

    items = tuple(examine(Environment(), Path.cwd()))
    if as_json:
        echo_json(doctor_json(items))
    else:
        echo_lines(doctor_lines(items, whole=not is_quiet()))
    if not is_fit(items):
        raise click.exceptions.Exit(ExitCode.PROBLEMS)


def doctor_lines(items: Sequence[Check], *, whole: bool = True) -> Iterator[str]:
    """The report of ``docgen doctor``, or only what is not in order."""
    from docgen.commands.doctor import CheckState, is_fit

    if not whole:
        items = [item for item in items if item.state is not CheckState.GOOD]
    for topic in dict.fromkeys(item.topic for item in items):
        yield topic
        for item in items:
            if item.topic == topic:
                label = click.style(f"【{item.state}】", fg=_COLORS[item.state.name])
                yield f"{label}{item.name}：{item.found}"
                if item.remedy:
                    yield f"　　　　办法：{item.remedy}"
    if whole:
        yield "可以生成公文。" if is_fit(items) else "请先补上标明“缺少”的，才能生成公文。"


def doctor_json(items: Sequence[Check]) -> dict[str, Any]:
    """The report of ``docgen doctor --json``."""
    from docgen.commands.doctor import is_fit

    return {
        "ok": is_fit(items),
        "items": [
            {
                "topic": item.topic,
                "name": item.name,
                "state": item.state.name.lower(),
                "found": item.found,
                "remedy": item.remedy,
            }
            for item in items
        ],
    }


COMMANDS: tuple[click.Command, ...] = (doctor,)
