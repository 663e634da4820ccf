"""The command for many workbooks at once."""

from __future__ import annotations

import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from docgen.cli.progress import ProgressLine
from docgen.cli.shared import (
    echo_json,
    echo_lines,
    expect_long_work,
    folder_date_option,
    is_quiet,
    jobs_option,
    json_errors,
    json_option,
    sign_option,
    templates_option,
    today_option,
    verbosity_options,
)
from docgen.errors import ExitCode, OutputFault, RequestError
from docgen.system.resources import os_error_text

if TYPE_CHECKING:
    from docgen.commands.batch.batch import Builder, Counts, Outcome
    from docgen.commands.batch.discovery import Settings
    from docgen.commands.batch.result_workbook import BatchResult


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
@folder_date_option
@templates_option
@sign_option
@click.option(
    "--pages",
    is_flag=True,
    help="材料目录统计页数，需要LibreOffice，慢得多；已经生成的要补上页数，请加 --again。",
)
@click.option("--again", is_flag=True, help="已经生成、没有变动的也重新生成。")
@today_option
@jobs_option
@click.option(
    "--scheduler",
    metavar="地址",
    help="交给Dask集群生成，例如 tcp://10.0.0.5:8786，需要安装组件cluster。",
)
@json_option
@verbosity_options("只列出没有生成的工作簿和原因。")
def batch(
    inputs: tuple[Path, ...],
    output: Path,
    folder_date: datetime | None,
    templates: Path | None,
    sign: Path | None,
    pages: bool,
    again: bool,
    today: datetime,
    jobs: int,
    scheduler: str | None,
    as_json: bool,
) -> None:
    """一次生成许多社区的公文，每份工作簿一个文件夹；有错误的不影响其他，再运行时只补没有生成的。"""
    from docgen.commands.batch.discovery import Settings

    day: date | None = folder_date.date() if folder_date else None
    counter = page_counts if pages else None
    settings = Settings(output, day, templates, sign, counter, again, today.date())
    if scheduler and pages:
        raise RequestError("--pages 不能与 --scheduler 一起使用", "请去掉其中一个。")
    with json_errors(as_json), _stopping() as stopping:
        code = _run(inputs, settings, jobs, scheduler, as_json, stopping)
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
    from docgen.cli.reports import batch as report_batch
    from docgen.cli.reports import main
    from docgen.commands.batch import batch, discovery
    from docgen.documents.template_files import misnamed_templates

    expect_long_work()
    found = discovery.workbooks(inputs, settings.output)
    _require_writable(settings.output)
    line = ProgressLine(hidden=as_json)
    builder = _cluster(scheduler, settings, stopping, line) if scheduler else None
    outcomes = batch.batch(
        found.paths, settings, jobs=jobs, builder=builder, progress=line.show, stopping=stopping
    )
    try:
        counts, payload, result = _gathered(outcomes, len(found.paths), as_json, line)
    finally:
        line.clear()
    kept, fault = _keep(settings.output, result)
    if as_json:
        echo_json(report_batch.batch_json(payload, counts, kept, found.skipped, stopping()))
    elif is_quiet():
        if fault:
            echo_lines(report_batch.result_lines(settings.output / discovery.RESULT, kept, fault))
    else:
        if settings.templates:
            echo_lines(main.misnamed_lines(misnamed_templates(settings.templates)))
        echo_lines(report_batch.batch_lines(counts, found.skipped, stopping()))
        echo_lines(report_batch.result_lines(settings.output / discovery.RESULT, kept, fault))
    if stopping():
        return ExitCode.INTERRUPTED
    if kept is None:
        return ExitCode.OUTPUT
    return ExitCode.PROBLEMS if counts.failed else ExitCode.OK


def _gathered(
    outcomes: Iterator[Outcome], total: int, as_json: bool, line: ProgressLine
) -> tuple[Counts, list[dict[str, Any]], BatchResult]:
    """How many came to what, what JSON tells of each, and the workbook; failures are said at once."""
    from docgen.cli.reports import batch as report_batch
    from docgen.commands.batch import batch
    from docgen.commands.batch.result_workbook import BatchResult

    first = next(outcomes)  # what stops everything is raised here, before anything is kept
    counts, payload, result = batch.Counts(total), [], BatchResult()
    for outcome in chain((first,), outcomes):
        counts.add(outcome)
        result.add(
            (str(outcome.path), outcome.community, outcome.package, outcome.state.value),
            _figures(outcome),
            outcome.problems,
        )
        if as_json:
            payload.append(report_batch.outcome_json(outcome))
        elif outcome.failed and outcome.state is not batch.BuildState.LEFT:
            line.clear()
            echo_lines(report_batch.failure_lines(outcome))
    return counts, payload, result


def _figures(outcome: Outcome) -> tuple[int | None, int | None, int | None]:
    """Documents, errors and warnings as far as they are known."""
    from docgen.commands.batch.batch import BuildState

    documents = None if outcome.failed else outcome.documents
    is_known = outcome.state is not BuildState.LEFT and (
        outcome.state is not BuildState.SAME or outcome.problems
    )
    return (documents, *((outcome.errors, outcome.warnings) if is_known else (None, None)))


def _cluster(scheduler: str, settings: Settings, stopping: _Stop, line: ProgressLine) -> Builder:
    from docgen.commands.batch import dask_cluster

    def echo_unless_quiet(message: str) -> None:
        line.clear()
        click.echo(message, err=True)

    return dask_cluster.builder(scheduler, settings, stopping, echo_unless_quiet)


def _require_writable(output: Path) -> None:
    """Say before a long work that none of its results could be kept.

    Raises:
        OutputFault: the folder cannot be made, or nothing be written into it.
    """
    from docgen.system import files as disk

    try:
        output.mkdir(parents=True, exist_ok=True)
        disk.try_to_write(output)
    except (OSError, UnicodeError) as error:
        raise OutputFault(
            f"无法写入“{output}”（{os_error_text(error)}）",
            "请确认磁盘有空间、文件夹有写入权限，或用 -o 换一个位置。",
        ) from error


def _keep(output: Path, result: BatchResult) -> tuple[Path | None, str]:
    """Write 批量结果.xlsx, or under a free name when it is in use; where it is, and why not there."""
    from docgen.commands.batch.discovery import RESULT
    from docgen.system.files import replace_file

    data = result.data()
    fault = ""
    for number in range(1, 100):
        path = output / (RESULT if number == 1 else RESULT.replace(".", f"（{number}）."))
        try:
            if number > 1 and path.exists():
                continue
            replace_file(path, data)
        except (OSError, UnicodeError) as error:
            fault = fault or os_error_text(error)
            continue
        return path, fault
    return None, fault


def page_counts(files: Mapping[str, bytes]) -> Mapping[str, int]:
    """Pages by file name; none where LibreOffice is not installed."""
    from docgen.rendering.libreoffice import count_pages, find_office

    office = find_office()
    return count_pages(files, office) if office else {}


class _Stop:
    """Whether Ctrl+C was pressed; once more ends at once."""

    def __init__(self) -> None:
        self._asked = False
        self.is_ending = False

    def __call__(self) -> bool:
        return self._asked

    def ask(self, *_: Any) -> None:
        """The first time, finish what is under way."""
        if self._asked:
            self.is_ending = True
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # a third time must not disturb the end
            raise KeyboardInterrupt
        self._asked = True
        click.echo("\n正在停止，请等手头的几份完成；再按一次Ctrl+C立即停止。", err=True)


@contextmanager
def _stopping() -> Iterator[_Stop]:
    stop = _Stop()
    before = signal.getsignal(signal.SIGINT)
    if before is not signal.SIG_IGN:  # a shell in the background wants it ignored
        signal.signal(signal.SIGINT, stop.ask)
    try:
        yield stop
    finally:
        if not stop.is_ending:
            signal.signal(signal.SIGINT, before)


COMMANDS: tuple[click.Command, ...] = (batch,)
