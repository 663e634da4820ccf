"""The command line: parse, call the library, print, exit code. Only Click lives here."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from docgen._version import __version__
from docgen.campaign.model import Stage
from docgen.cli import batch, doctor, web
from docgen.cli import office as cli_office
from docgen.cli.default_command import Start, open_page
from docgen.cli.progress import ProgressLine
from docgen.cli.reports.findings import finding_lines
from docgen.cli.shared import (
    BUILT,
    WORKBOOK,
    echo_json,
    echo_lines,
    echo_unless_quiet,
    folder_date_option,
    is_quiet,
    json_errors,
    json_option,
    sign_option,
    templates_option,
    today_option,
    verbosity_options,
)
from docgen.cli.terminal import wants_color
from docgen.errors import ExitCode, RequestError

if TYPE_CHECKING:
    from docgen.commands.build.build import BuildReport
    from docgen.commands.check import CheckReport
    from docgen.rendering.libreoffice import Printer


@click.group(
    cls=Start,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    options_metavar="[选项]",
    subcommand_metavar="命令 [参数] 或者 工作簿.xlsx…",
)
@click.version_option(__version__, prog_name="docgen")
@verbosity_options("只输出错误和所要的结果，其余由退出码说明；各命令怎样，见各自的说明。")
@click.pass_context
def cli(context: click.Context) -> None:
    """社区述职述廉民主评议活动文书生成工具：填一份工作簿，得全套公文。

    \b
    第一步  docgen init 工作簿.xlsx      生成空白工作簿，用WPS或Excel填写
    第二步  docgen check 工作簿.xlsx     检查填写是否正确
    第三步  docgen build 工作簿.xlsx     生成全部公文

    \b
    只写工作簿，不写命令：docgen 工作簿.xlsx，同 docgen build；可以写几份，逐份生成。
    什么都不写：docgen，同 docgen web，打开网页操作。
    """
    context.color = wants_color()
    if context.invoked_subcommand is None:
        open_page(context)


@cli.command(options_metavar="[选项]")
@click.argument("path", metavar="工作簿.xlsx", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--sample", is_flag=True, help="生成一份已填好的示例。")
@click.option(
    "--from",
    "former",
    metavar="上年的工作簿.xlsx",
    type=WORKBOOK,
    help="由上年的工作簿结转：保留人员、制度等，日期顺延，文号、票数、意见等清空。",
)
@click.option("--year", type=click.IntRange(2000, 2099), help="结转到哪一年，默认为上年的后一年。")
@click.option("--carry-over", is_flag=True, help="结转时带入上年没有完成的整改事项。")
@click.option("--force", is_flag=True, help="文件已存在时覆盖。")
@verbosity_options("只输出错误。")
def init(
    path: Path,
    sample: bool,
    former: Path | None,
    year: int | None,
    carry_over: bool,
    force: bool,
) -> None:
    """生成空白工作簿（或示例、由上年结转的工作簿），供填写。"""
    from docgen.cli.reports import main
    from docgen.commands.init import (
        blank_workbook,
        create_workbook,
        next_year_workbook,
        sample_workbook,
    )

    if former is None and (year is not None or carry_over):
        raise click.UsageError("--year 和 --carry-over 只用于 --from。")
    if former is not None:
        if sample:
            raise click.UsageError("--from 和 --sample 只能用一个。")
        renewed = next_year_workbook(former, year, carry_over=carry_over)
        create_workbook(path, renewed.data, force=force, former=former)
        echo_unless_quiet(*main.new_year_lines(renewed.contents, former, path))
        return
    data = sample_workbook() if sample else blank_workbook()
    folder = create_workbook(path, data, force=force)
    if folder is not None:
        echo_unless_quiet(f"已新建文件夹：{folder}")
    echo_unless_quiet(f"已生成{'示例' if sample else '空白'}工作簿：{path}")
    if not sample:
        echo_unless_quiet(
            "请用WPS或Excel打开，先看《填表说明》，填好后运行：docgen check " + str(path)
        )


@cli.command(options_metavar="[选项]")
@click.argument("path", metavar="工作簿.xlsx", type=WORKBOOK)
@click.option(
    "--yes/--no",
    "is_renamed",
    default=None,
    help="有票数的人员、项目、类别改了名称的，票数转（不转）到新的名称下，不再询问。",
)
@verbosity_options("只输出错误。")
def grid(path: Path, is_renamed: bool | None) -> None:
    """排好《计票结果》的行和列，人员、项目、类别、等次改动后可以再排，已填的数字不会丢失。"""
    from docgen.cli.renames import chooser
    from docgen.cli.reports import main
    from docgen.workbook.grid import lay_out_grid

    echo_unless_quiet(*main.grid_lines(lay_out_grid(path, chooser(is_renamed))))


@cli.command(options_metavar="[选项]")
@click.argument("path", metavar="工作簿.xlsx", type=WORKBOOK)
@click.option(
    "--mark",
    "copy",
    metavar="副本.xlsx",
    type=click.Path(dir_okay=False, path_type=Path),
    help="另存一份标注的副本：有问题的单元格涂色并加批注，《问题清单》逐条列出。",
)
@click.option("--force", is_flag=True, help="副本已存在时覆盖。")
@today_option
@json_option
@verbosity_options("只列出错误；没有错误就不输出。")
def check(path: Path, copy: Path | None, force: bool, today: datetime, as_json: bool) -> None:
    """检查工作簿，一次列出全部问题和能够生成的公文。"""
    from docgen.cli.reports import main
    from docgen.commands.check import check as check_workbook
    from docgen.system.files import refuse_existing

    with json_errors(as_json):
        if force and copy is None:
            raise RequestError("--force 要与 --mark 一起使用", "例如：--mark 副本.xlsx --force")
        if copy is not None:
            refuse_existing(copy, force=force, original=path)
        result = check_workbook(path, today.date())
        marked = copy if copy is not None and _mark(result, copy) else None
    if as_json:
        extra = {} if copy is None else {"marked": str(marked) if marked else None}
        echo_json(main.check_json(result) | extra)
    elif is_quiet():
        echo_lines(finding_lines(result.errors))
    else:
        echo_lines(main.check_lines(path.name, result))
        if copy is not None:
            echo_lines(main.marked_lines(marked))
    if not result.ok:
        raise click.exceptions.Exit(ExitCode.PROBLEMS)


@cli.command(options_metavar="[选项]")
@click.argument("path", metavar="工作簿.xlsx", type=WORKBOOK)
@click.option(
    "--today",
    "--date",
    "day",
    metavar="年-月-日",
    type=click.DateTime(["%Y-%m-%d"]),
    help="截至哪一天，默认是电脑的日期。",
)
@json_option
@verbosity_options("进展照常输出。")
def status(path: Path, day: datetime | None, as_json: bool) -> None:
    """查看四个阶段的进展：日期、能生成的公文、待填写的单元格、逾期的事项。"""
    from docgen.cli.reports import status as report_status
    from docgen.commands.check import check as check_workbook
    from docgen.commands.status import stage_statuses

    as_of = day.date() if day else date.today()
    result = check_workbook(path, as_of)
    stages = (
        stage_statuses(result.campaign, result.plan, result.problems, as_of)
        if result.campaign
        else ()
    )
    if as_json:
        echo_json(report_status.status_json(result, stages, as_of))
    else:
        columns = shutil.get_terminal_size().columns
        echo_lines(report_status.status_lines(path.name, result, stages, as_of, columns))
    if result.campaign is None:
        raise click.exceptions.Exit(ExitCode.PROBLEMS)


@cli.command(options_metavar="[选项]")
@click.argument("path", metavar="工作簿.xlsx", type=WORKBOOK)
@click.option(
    "-o",
    "--output",
    metavar="文件夹",
    default="out",
    show_default=True,
    type=click.Path(path_type=Path),  # what cannot be written is the package's to echo_unless_quiet
    help="公文存放的位置。",
)
@folder_date_option
@click.option(
    "--stage",
    "stages",
    metavar="阶段",
    multiple=True,
    type=click.Choice([stage.value for stage in Stage]),
    help=f"只生成这个阶段的公文：{'、'.join(Stage)}；可以多次使用。",
)
@click.option(
    "--only", metavar="代号", multiple=True, help="只生成这一种公文（代号或名称），可以多次使用。"
)
@templates_option
@click.option(
    "--force",
    is_flag=True,
    help="人工改过的、程序更新前印发的文件也换成新生成的，原来的移到“历史版本”文件夹。",
)
@sign_option
@today_option
@click.option("--no-pages", is_flag=True, help="材料目录不统计页数，生成更快。")
@click.option(
    "--pdf",
    is_flag=True,
    help="同时生成各份公文的PDF，和打印用的“全部材料.pdf”（需要LibreOffice）。",
)
@json_option
@verbosity_options("只输出错误，不列生成的文件和提醒。")
def build(
    path: Path,
    output: Path,
    folder_date: datetime | None,
    stages: tuple[str, ...],
    only: tuple[str, ...],
    templates: Path | None,
    force: bool,
    sign: Path | None,
    today: datetime,
    no_pages: bool,
    pdf: bool,
    as_json: bool,
) -> None:
    """检查工作簿并生成公文，放入以日期和社区命名的文件夹。"""
    from docgen.cli.reports import main
    from docgen.commands.build import build as build_command

    with json_errors(as_json), ProgressLine(hidden=as_json) as line:
        printer = _printer(line, pdf)
        result = build_command.build(
            path,
            output,
            folder_date=folder_date.date() if folder_date else None,
            only=only,
            stages=[Stage(stage) for stage in stages],
            templates=templates,
            progress=partial(line.show, "正在生成"),
            page_counter=printer.count if printer and not no_pages else None,
            pdf_maker=printer.make if printer and pdf else None,
            history=datetime.now().strftime("%Y-%m-%d_%H%M%S") if force else "",
            sign=sign,
            today=today.date(),
        )
    click.get_current_context().meta.setdefault(BUILT, []).append(result)
    if as_json:
        echo_json(main.build_json(result))
        return
    if is_quiet():
        echo_lines(finding_lines(result.check.errors))
    echo_unless_quiet(*main.build_lines(result))
    if printer is None and not no_pages and _lists_pages(result):
        echo_unless_quiet("没有找到LibreOffice，材料目录中的页数请打印后填写。")


def _list_rules(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    """``--rules``: every rule of the checker, instead of checking anything."""
    if wanted:
        from docgen.cli.reports import main
        from docgen.gbt9704 import RULES

        echo_lines(main.rule_lines(RULES))
        context.exit()


@cli.command(options_metavar="[选项]")
@click.argument(
    "paths",
    metavar="文件.docx…",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path),
)
@click.option(
    "--rules",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_list_rules,
    help="列出检查的全部规则、轻重和依据的条款。",
)
@json_option
@verbosity_options("只列出错误；没有错误的文件不列。")
def lint(paths: tuple[Path, ...], as_json: bool) -> None:
    """按GB/T 9704—2012检查Word文件的格式；写文件夹的，检查其中全部Word文件。"""
    from docgen.cli.reports import main
    from docgen.commands.lint import lint as lint_file
    from docgen.commands.lint import word_files

    with json_errors(as_json):
        results = [lint_file(path) for path in word_files(paths)]
    if as_json:
        echo_json(main.lint_json(results))
    elif is_quiet():
        faulty = (result for result in results if not result.ok)
        echo_lines(main.lint_lines([replace(each, findings=each.errors) for each in faulty]))
    else:
        echo_lines(main.lint_lines(results))
    if not all(result.ok for result in results):
        raise click.exceptions.Exit(ExitCode.PROBLEMS)


@cli.group(options_metavar="[选项]", subcommand_metavar="命令 [参数]")
@verbosity_options("只输出错误。")
def templates() -> None:
    """导出Word模板自己修改，修改后检查。"""


@templates.command("export", options_metavar="[选项]")
@click.argument("folder", metavar="文件夹", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="文件已存在时覆盖。")
@verbosity_options("只输出错误。")
def export_templates(folder: Path, force: bool) -> None:
    """把自带的模板和变量说明导出到文件夹，供修改。"""
    from docgen.cli.reports import main
    from docgen.commands.templates.export import export

    echo_unless_quiet(*main.exported_lines(folder, export(folder, force=force)))


@templates.command("check", options_metavar="[选项]")
@click.argument(
    "folder", metavar="文件夹", type=click.Path(exists=True, file_okay=False, path_type=Path)
)
@json_option
@verbosity_options("只列出错误；没有错误就不输出。")
def check_templates(folder: Path, as_json: bool) -> None:
    """检查文件夹中自己修改过的模板，一次列出全部问题。"""
    from docgen.cli.reports import main
    from docgen.commands.templates.check import check

    with json_errors(as_json):
        result = check(folder)
    if as_json:
        echo_json(main.template_json(result))
    elif is_quiet():
        if not result.ok:
            only_errors = replace(result, files=(), findings=result.errors)
            echo_lines(main.template_lines(folder, only_errors))
    else:
        echo_lines(main.template_lines(folder, result))
    if not result.ok:
        raise click.exceptions.Exit(ExitCode.TEMPLATE)


@cli.command("list", options_metavar="[选项]")
@json_option
@verbosity_options("公文照常列出。")
def list_documents(as_json: bool) -> None:
    """列出全部公文：代号、名称、阶段和所需内容。"""
    from docgen.cli.reports import main
    from docgen.documents import DOCUMENTS

    if as_json:
        echo_json(main.document_json(DOCUMENTS))
    else:
        echo_lines(main.document_lines(DOCUMENTS))


@cli.command(options_metavar="[选项]")
@click.argument("shell", metavar="[bash|zsh|fish]", type=click.Choice(["bash", "zsh", "fish"]))
@verbosity_options("脚本照常输出。")
def completion(shell: str) -> None:
    """输出命令补全脚本，按TAB键可补全命令和选项。"""
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    if kind is not None:
        click.echo(kind(cli, {}, "docgen", "_DOCGEN_COMPLETE").source())


for command in (*batch.COMMANDS, *cli_office.COMMANDS, *web.COMMANDS, *doctor.COMMANDS):
    cli.add_command(command)


def _mark(result: CheckReport, copy: Path) -> bool:
    """Write the marked copy; False when the workbook cannot be opened, as the report says."""
    from docgen.system.files import put_file
    from docgen.workbook.marking import marked_copy, marked_ending

    if result.campaign is None:
        return False
    ending = marked_ending(result.data)
    if copy.suffix.lower() != ending:
        why = "工作簿带有宏，" if ending == ".xlsm" else ""
        raise RequestError(
            f"{why}副本的文件名应以{ending}结尾：{copy}", f"例如：--mark 副本{ending}"
        )
    put_file(copy, marked_copy(result.data, result.problems))
    return True


def _lists_pages(result: BuildReport) -> bool:
    """Whether a document was made that tells the pages of the others."""
    from docgen.documents import DOCUMENTS

    listing = {document.key for document in DOCUMENTS if document.lists_files}
    return any(key in listing for key, _, _, _ in result.files)


def _printer(line: ProgressLine, pdf: bool) -> Printer | None:
    """LibreOffice; None where it is not installed and no PDF is asked for."""
    from docgen.rendering.libreoffice import Printer, find_office, required_office

    if pdf:
        from docgen.rendering.pdf import require_library

        require_library()
    office = required_office() if pdf else find_office()
    return Printer(office, line.show_status, makes_pdf=pdf) if office else None
