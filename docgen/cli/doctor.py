"""The command that looks at this computer."""

from __future__ import annotations

from pathlib import Path

import click

from docgen.cli.shared import echo_json, echo_lines, is_quiet, json_option, talk_options
from docgen.errors import ExitCode


@click.command(options_metavar="[选项]")
@json_option
@talk_options("只输出提醒和缺少的。")
def doctor(as_json: bool) -> None:
    """检查这台电脑有什么、缺什么、怎么补：字体、LibreOffice、WPS、Word、编码、权限、版本。"""
    from docgen.cli.reports import doctor as report_doctor
    from docgen.commands import doctor as examination

    items = tuple(examination.examine(examination.Computer(), Path.cwd()))
    if as_json:
        echo_json(report_doctor.doctor_json(items))
    else:
        echo_lines(report_doctor.doctor_lines(items, whole=not is_quiet()))
    if not examination.is_fit(items):
        raise click.exceptions.Exit(ExitCode.PROBLEMS)


COMMANDS: tuple[click.Command, ...] = (doctor,)
