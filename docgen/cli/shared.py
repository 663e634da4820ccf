"""What several commands share: options, and how they print."""

from __future__ import annotations

import gc
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import click

from docgen.cli.terminal import speak_chinese, tell_steps, wants_color
from docgen.errors import DocgenError

speak_chinese()  # Click translates some texts when options are declared

WORKBOOK = click.Path(exists=True, dir_okay=False, path_type=Path)
_MOST_JOBS = 61  # Windows has no more


def _cores() -> int:
    """The processors that this process may use."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return min(usable or 1, _MOST_JOBS)


json_option = click.option(
    "--json", "as_json", is_flag=True, help="以JSON格式输出，供其他程序使用。"
)
folder_date_option = click.option(
    "--date",
    "folder_date",
    metavar="年-月-日",
    type=click.DateTime(["%Y-%m-%d"]),
    help="文件夹名称中的日期，默认用工作簿的成文日期。",
)
today_option = click.option(
    "--today",
    metavar="年-月-日",
    type=click.DateTime(["%Y-%m-%d"]),
    default=lambda: date.today().isoformat(),
    show_default="电脑的日期",
    help="按哪一天核对：会议还没有召开，就不会有测评结果。",
)
templates_option = click.option(
    "--templates",
    metavar="文件夹",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="使用这个文件夹中自己修改过的模板。",
)
sign_option = click.option(
    "--sign",
    metavar="私钥文件",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="用私钥给报送的材料签名，私钥由 docgen keygen 生成。",
)
jobs_option = click.option(
    "--jobs",
    metavar="个数",
    type=click.IntRange(1, _MOST_JOBS),
    default=_cores,
    help="同时处理几份，默认与处理器的核数相同。",
)
QUIET, VERBOSE, BUILT = "docgen.quiet", "docgen.verbose", "docgen.built"  # in Context.meta
Command = TypeVar("Command", bound=Callable[..., Any])


def verbosity_options(quiet: str) -> Callable[[Command], Command]:
    """``-q`` and ``-v``; ``quiet`` tells the user what a quiet run still prints."""
    verbose = "在标准错误输出中逐行列出每一步和所用的秒数；程序出错时显示技术信息。"

    def options(command: Command) -> Command:
        for key, names, text in (
            (VERBOSE, ("-v", "--verbose"), verbose),
            (QUIET, ("-q", "--quiet"), quiet),
        ):
            option = click.option(
                *names, is_flag=True, expose_value=False, callback=partial(_talk, key), help=text
            )
            command = option(command)
        return command

    return options


def _talk(key: str, context: click.Context, _: click.Parameter, wanted: bool) -> None:
    """Note what is wanted for the command, whether it stands before the command or after."""
    if not wanted or context.resilient_parsing or context.meta.get(key):
        return
    context.meta[key] = True
    if context.meta.get(QUIET) and context.meta.get(VERBOSE):
        raise click.UsageError("-q 和 -v 不能一起使用。", context)
    if key == VERBOSE:
        context.find_root().call_on_close(tell_steps())


def is_quiet() -> bool:
    """Whether ``-q`` was given: only errors and what was asked for are printed."""
    return _noted(QUIET)


def is_verbose() -> bool:
    """Whether ``-v`` was given."""
    return _noted(VERBOSE)


def _noted(key: str) -> bool:
    context = click.get_current_context(silent=True)
    return bool(context and context.meta.get(key))


def echo_unless_quiet(*lines: str) -> None:
    """Print what a quiet run leaves out."""
    if not is_quiet():
        echo_lines(lines)


def show_error(error: DocgenError) -> None:
    """Print what stopped the run, with the workbook's problems if it has any."""
    from docgen.cli.reports.findings import finding_lines
    from docgen.errors import WorkbookRejected

    if isinstance(error, WorkbookRejected):
        echo_lines(finding_lines(error.problems), err=True)
    echo_lines([click.style(f"错误：{error.message}", fg="red")], err=True)
    if error.hint:
        click.echo(f"办法：{error.hint}", err=True)


def echo_lines(lines: Iterable[str], err: bool = False) -> None:
    """Print lines, in colour where the terminal wants it."""
    for line in lines:
        click.echo(line, err=err, color=wants_color())


def echo_json(content: Any) -> None:
    """Print JSON; nothing of it is lost on a terminal that cannot show it."""
    text = json.dumps(content, ensure_ascii=False, indent=2)
    try:
        text.encode(sys.stdout.encoding)
    except UnicodeEncodeError:  # nothing may be lost on the way to another program
        text = json.dumps(content, indent=2)
    click.echo(text)


def expect_long_work() -> None:
    """Look for memory that is no longer used as often as Python does; ``__main__`` has it wait."""
    gc.set_threshold(700, 10, 10)


@contextmanager
def json_errors(as_json: bool) -> Iterator[None]:
    """With ``--json``, what stops the run is said on standard output as JSON."""
    from docgen.cli.reports import main

    try:
        yield
    except DocgenError as error:
        if not as_json:
            raise
        echo_json(main.error_json(error))
        raise click.exceptions.Exit(error.exit_code) from error
