"""Asks on the terminal whether a name was only corrected, so that its votes may stay."""

from __future__ import annotations

import sys

import click

from docgen.workbook.grid import Choose, Rename, keep_apart

_NONE = "0"


def chooser(is_renamed: bool | None) -> Choose:
    """What decides: the answer given beforehand, else the person at the terminal, else no."""
    if is_renamed is not None:
        return _suggested if is_renamed else keep_apart
    return _ask if sys.stdin is not None and sys.stdin.isatty() else keep_apart


def _suggested(rename: Rename) -> str:
    """The new name where there is but one; of several none is chosen unseen."""
    return rename.candidates[0] if len(rename.candidates) == 1 and rename.is_alone else ""


def _ask(rename: Rename) -> str:
    click.echo(f"{rename.question}：", err=True)
    for number, name in enumerate(rename.candidates, start=1):
        mark = "（可能是）" if name == rename.suggested else ""
        click.echo(f"　　{number}　{name}{mark}", err=True)
    click.echo(f"　　{_NONE}　都不是，票数移到《计票结果_备份》", err=True)
    numbers = {str(number): name for number, name in enumerate(rename.candidates, start=1)}
    numbers[_NONE] = ""
    default = next((n for n, name in numbers.items() if name and name == rename.suggested), None)
    while (answer := _typed(default)) not in numbers:
        click.echo(f"请输入{_NONE}至{len(rename.candidates)}中的一个数字。", err=True)
    return numbers[answer]


def _typed(default: str | None) -> str:
    text = "请输入数字" + (f"，直接回车选{default}" if default else "")
    answer = click.prompt(text, default=default or "", show_default=False, err=True)
    return str(answer).strip()
