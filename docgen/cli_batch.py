"""The command for many workbooks at once."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from docgen.cli_shared import (
    echo_json,
    echo_lines,
    expect_long_work,
    json_errors,
    json_option,
    verbose_option,
)
from docgen.problems import ExitCode, RequestError

if TYPE_CHECKING:
    from docgen.batch import Builder, Progress, Settings
    from docgen.workbook.batch_result import BatchResult

_CLEAR = "\r\033[K"
_MOST_JOBS = 61  # Windows has no more
_EVERY = 0.1  # seconds between two lines of progress


@click.command(options_metavar="[选项]")
@click.argument(
    "inputs",
    metavar="工作簿或文件夹…",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, path_type=Path),
)
@click.option(
    "-o",
    "--output",
    metavar="文件夹",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="各社区的公文和批量结果.xlsx存放的位置。",
)
@click.option(
    "--date",
    "folder_date",
    metavar="年-月-日",
    type=click.DateTime(["%Y-%m-%d"]),
    help="文件夹名称中的日期，默认用各工作簿的成文日期。",
)
@click.option(
    "--templates",
    metavar="文件夹",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="使用这个文件夹中自己修改过的模板。",
)
@click.option(
    "--sign",
    metavar="私钥文件",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="用私钥给报送的材料签名，私钥由 docgen keygen 生成。",
)
@click.option("--pages", is_flag=True, help="材料目录统计页数，需要LibreOffice，慢得多。")
@click.option("--again", is_flag=True, help="已经生成、没有变动的也重新生成。")
@click.option(
    "--jobs",
    metavar="个数",
    type=click.IntRange(1, _MOST_JOBS),
    help="同时生成几份，默认与处理器的核数相同。",
)
@click.option(
    "--scheduler",
    metavar="地址",
    help="交给Dask集群生成，例如 tcp://10.0.0.5:8786，需要安装 docgen[cluster]。",
)
@json_option
@verbose_option
def batch(
    inputs: tuple[Path, ...],
    output: Path,
    folder_date: datetime | None,
    templates: Path | None,
    sign: Path | None,
    pages: bool,
    again: bool,
    jobs: int | None,
    scheduler: str | None,
    as_json: bool,
) -> None:
    """一次生成许多社区的公文，每份工作簿一个文件夹；有错误的不影响其他，再运行时只补没有生成的。"""
    from docgen.batch import Settings

    day: date | None = folder_date.date() if folder_date else None
    settings = Settings(output, day, templates, sign, page_counts if pages else None, again)
    with json_errors(as_json), _stopping() as stopping:
        code = _run(inputs, settings, jobs or _cores(), scheduler, as_json, stopping)
    raise click.exceptions.Exit(code)


def _run(
    inputs: tuple[Path, ...],
    settings: Settings,
    jobs: int,
    scheduler: str | None,
    as_json: bool,
    stopping: _Stop,
) -> int:
    """Build all, keep the result, tell it; returns the exit code."""
    from docgen import batch, report_batch
    from docgen.workbook.batch_result import BatchResult

    if scheduler and settings.page_counter:
        raise RequestError("--pages 不能与 --scheduler 一起使用", "请去掉其中一个。")
    expect_long_work()
    paths = batch.workbooks(inputs, settings.output)
    counts, told = batch.Counts(len(paths)), []
    result: BatchResult | None = None
    with _progress(hidden=as_json) as progress:
        builder = _cluster(scheduler, settings, stopping) if scheduler else None
        for outcome in batch.batch(
            paths, settings, jobs=jobs, builder=builder, progress=progress, stopping=stopping
        ):
            result = result or BatchResult()
            counts.add(outcome)
            known = outcome.state in (batch.State.MADE, batch.State.SAME)
            result.add(
                str(outcome.path),
                outcome.community,
                outcome.package,
                outcome.state,
                outcome.documents if known else None,
                outcome.problems,
            )
            if as_json:
                told.append(report_batch.outcome_json(outcome))
            elif outcome.failed and outcome.state is not batch.State.LEFT:
                echo_lines(report_batch.failure_lines(outcome), err=True)
    kept = _keep(settings.output, result or BatchResult())
    if as_json:
        echo_json(report_batch.batch_json(told, counts, kept))
    else:
        echo_lines(report_batch.batch_lines(counts, kept, stopping()))
    if stopping():
        return ExitCode.INTERRUPTED
    return ExitCode.PROBLEMS if counts.failed else ExitCode.OK


def _cluster(scheduler: str, settings: Settings, stopping: _Stop) -> Builder:
    from docgen import cluster

    def waiting(message: str) -> None:
        click.echo(message, err=True)

    builder: Builder = cluster.builder(scheduler, settings, stopping, waiting)
    return builder


def _keep(output: Path, result: BatchResult) -> Path:
    """Write 批量结果.xlsx; beside it when it is open in another program."""
    from docgen.batch import RESULT
    from docgen.problems import OutputFault
    from docgen.resources import reason
    from docgen.workbook.create import replace_file

    data = result.data()
    fault: OSError | None = None
    for number in range(1, 10):
        path = output / (RESULT if number == 1 else RESULT.replace(".", f"（{number}）."))
        try:
            output.mkdir(parents=True, exist_ok=True)
            replace_file(path, data)
        except OSError as error:
            fault = fault or error
            continue
        return path
    raise OutputFault(
        f"无法写入“{output / RESULT}”（{reason(fault or OSError())}）",
        "请关闭文件，核对权限后再试。",
    )


def page_counts(files: Mapping[str, bytes]) -> Mapping[str, int]:
    """Pages by file name; none where LibreOffice is not installed."""
    from docgen.office import count_pages, find_office

    office = find_office()
    return count_pages(files, office) if office else {}


def _cores() -> int:
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return min(usable or 1, _MOST_JOBS)


class _Stop:
    """Whether Ctrl+C was pressed; once more ends at once."""

    def __init__(self) -> None:
        self._asked = False

    def __call__(self) -> bool:
        return self._asked

    def ask(self, *_: Any) -> None:
        """The first time, finish what is under way."""
        if self._asked:
            raise KeyboardInterrupt
        self._asked = True
        click.echo("\n正在停止，请等手头的几份完成；再按一次Ctrl+C立即停止。", err=True)


@contextmanager
def _stopping() -> Iterator[_Stop]:
    stop = _Stop()
    before = signal.signal(signal.SIGINT, stop.ask)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def _progress(hidden: bool) -> Iterator[Progress | None]:
    """A line on the terminal: how many, how many a second, how long still; none elsewhere."""
    if hidden or not sys.stderr.isatty():
        yield None
        return
    started: dict[str, float] = {}
    shown = 0.0

    def show(what: str, number: int, total: int, name: str) -> None:
        from docgen.report_batch import progress_text

        nonlocal shown
        now = time.monotonic()
        since = started.setdefault(what, now)
        if now - shown >= _EVERY or number == total:
            shown = now
            line = progress_text(what, number, total, name, now - since)
            click.echo(f"{_CLEAR}{line}", nl=False, err=True, color=True)

    try:
        yield show
    finally:
        click.echo(_CLEAR, nl=False, err=True, color=True)


COMMANDS: tuple[click.Command, ...] = (batch,)
