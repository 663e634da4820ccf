"""What several commands share: options, and how they print."""

from __future__ import annotations

import gc
import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from docgen.console import speak_chinese, wants_color
from docgen.problems import DocgenError

speak_chinese()  # Click translates some texts when options are declared

WORKBOOK = click.Path(exists=True, dir_okay=False, path_type=Path)
json_option = click.option(
    "--json", "as_json", is_flag=True, help="以JSON格式输出，供其他程序使用。"
)
verbose_option = click.option(
    "-v",
    "--verbose",
    is_flag=True,
    expose_value=False,
    callback=lambda context, _, value: context.meta.__setitem__("verbose", True) if value else None,
    help="程序出错时显示详细的技术信息。",
)


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
    from docgen import report

    try:
        yield
    except DocgenError as error:
        if not as_json:
            raise
        echo_json(report.error_json(error))
        raise click.exceptions.Exit(error.exit_code) from error
