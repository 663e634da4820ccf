"""What docgen does without a command: a workbook is built, nothing at all opens the page.

On Windows a workbook that is dropped on the packaged program comes as such an argument.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource
from click.shell_completion import CompletionItem

from docgen.cli import terminal
from docgen.cli.shared import BUILT, WORKBOOK, echo_unless_quiet, is_quiet, show_error
from docgen.errors import DocgenError, ExitCode, RequestError

_SUFFIXES = (".xlsx", ".xlsm")
_SERVERS = ("starlette", "uvicorn", "python_multipart")


class Start(click.Group):
    """Commands, and workbooks in place of one."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command and its arguments; for a workbook the command that builds it."""
        if args[0] == "help":
            return self._help(ctx, args[1:])
        if self.get_command(ctx, args[0]) is None and _is_file_name(args[0]):
            return "build", _building_each(self.commands["build"]), args
        return super().resolve_command(ctx, args)

    def _help(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """What ``docgen help`` and ``docgen help check`` stand for: the option of that name."""
        if args:
            name, command, _ = super().resolve_command(ctx, args)
            return name, command, ["--help"]
        text = ctx.get_help()
        return "help", click.Command("help", callback=lambda: click.echo(text)), []

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Commands and options that begin so; files where there are none."""
        return super().shell_complete(ctx, incomplete) or [CompletionItem(incomplete, type="file")]


def _is_file_name(name: str) -> bool:
    """Whether a word is meant as a file, and not as a command."""
    path = Path(name)
    try:
        is_there = path.is_file() or (path.is_absolute() and path.exists())
    except (OSError, ValueError):  # too long, a NUL
        is_there = False
    return is_there or path.suffix.lower() in _SUFFIXES


def open_page(context: click.Context) -> None:
    """Open the page in the browser; echo_unless_quiet how docgen is used where that cannot be served.

    Raises:
        NoArgsIsHelpError: the libraries of the page are not installed.
    """
    from importlib.util import find_spec

    if not all(map(find_spec, _SERVERS)):
        raise click.exceptions.NoArgsIsHelpError(context)
    group = context.command
    if isinstance(group, click.Group):
        context.invoke(group.commands["web"])


def _building_each(build: click.Command) -> click.Command:
    """The command ``build`` for any number of workbooks, one after the other."""
    workbooks = click.Argument(
        ["paths"], metavar="工作簿.xlsx…", nargs=-1, required=True, type=WORKBOOK
    )
    options = [each for each in build.params if isinstance(each, click.Option)]

    @click.pass_context
    def each(context: click.Context, /, paths: tuple[Path, ...], **values: Any) -> None:
        _build_each(context, build, paths, values)

    return click.Command(
        "build",
        params=[workbooks, *options],
        callback=each,
        help=build.help,
        options_metavar="[选项]",
    )


def _build_each(
    context: click.Context, build: click.Command, paths: Sequence[Path], values: dict[str, Any]
) -> None:
    """Build the workbooks; what is wrong with one stops no other.

    What was dropped goes beside the workbook: the Explorer starts programs anywhere.

    Raises:
        UsageError, RequestError: they cannot all be built.
        Exit: the highest code of those that were not built.
    """
    is_dropped = terminal.has_own_window()
    output = values.pop("output")
    is_beside = is_dropped and context.get_parameter_source("output") is ParameterSource.DEFAULT
    places = {path: path.absolute().parent / output if is_beside else output for path in paths}
    if len(places) > 1:
        if values["as_json"]:
            raise click.UsageError("--json 一次只能用于一份工作簿。", context)
        _require_distinct(places, values["folder_date"])
    code = 0
    for path, place in places.items():
        if len(places) > 1:
            click.echo(f"【{path.name}】", err=is_quiet())
        try:
            context.invoke(build, path=path, output=place, **values)
        except DocgenError as error:
            show_error(error)
            code = max(code, error.exit_code)
        except click.exceptions.Exit as stop:
            code = max(code, stop.exit_code)
    if is_dropped:
        _show_built(context, code)
    raise click.exceptions.Exit(code)


def _require_distinct(places: dict[Path, Path], folder_date: Any) -> None:
    """Say before anything is written that two workbooks would become one package.

    Raises:
        RequestError: they would.
    """
    from docgen.commands.build import build as build_command
    from docgen.commands.check import check

    owners: dict[Path, Path] = {}
    for path, place in places.items():
        campaign = check(path).campaign
        if campaign is None:
            continue
        day = folder_date.date() if folder_date else None
        package = place / build_command.package_name(campaign.info, day)
        other = owners.setdefault(package, path)
        if other != path:
            raise RequestError(
                f"“{other.name}”和“{path.name}”要生成同一个文件夹“{package.name}”，都没有生成",
                "请核对社区名称和成文日期，一个社区只用一份工作簿。",
            )


def _show_built(context: click.Context, code: int) -> None:
    """Open what was built, and keep the window when there is something to read in it.

    When something went wrong, the end of the program keeps it.
    """
    reports = context.meta.get(BUILT, [])
    folders = {report.path if len(reports) == 1 else report.path.parent for report in reports}
    for folder in sorted(folders):
        terminal.open_folder(folder)
    if code == ExitCode.OK and any(report.check.problems for report in reports):
        echo_unless_quiet("公文已经生成，请看上面的提醒。")
        terminal.wait_for_enter()
