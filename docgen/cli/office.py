"""The commands of the upper-level office: receive, verify, roll up; and keys for signing."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial
from pathlib import Path

import click

from docgen.campaign.model import Stage
from docgen.cli.progress import ProgressLine
from docgen.cli.shared import (
    echo_json,
    echo_lines,
    echo_unless_quiet,
    expect_long_work,
    is_quiet,
    jobs_option,
    json_errors,
    json_option,
    verbosity_options,
)
from docgen.errors import ExitCode

trust_option = click.option(
    "--trust",
    "keys",
    metavar="[社区=]公钥文件",
    multiple=True,
    help="材料必须有这个公钥的签名，可以多次使用。写“社区=公钥文件”，或者以社区命名的公钥所在的文件夹，还核对是不是这个社区的。",
)


@click.command(options_metavar="[选项]")
@click.argument("name", metavar="名称", type=click.Path(path_type=Path))
@json_option
@verbosity_options("只输出公钥指纹。")
def keygen(name: Path, as_json: bool) -> None:
    """生成一对签名用的密钥：私钥“名称.key”和公钥“名称.pub”。"""
    from docgen.package import signing

    private, public = Path(f"{name}.key"), Path(f"{name}.pub")
    with json_errors(as_json):
        key = signing.generate(private, public)
    if as_json:
        echo_json({"private": str(private), "public": str(public), "fingerprint": key.fingerprint})
        return
    if is_quiet():
        click.echo(key.fingerprint)
    echo_unless_quiet(
        f"已生成私钥：{private}",
        "  自己保管，不要交给他人，也不要放进报送的文件夹。",
        f"已生成公钥：{public}",
        "  交上级机关，用来核验签名。",
        f"公钥指纹：{key.fingerprint}",
        "  交公钥时，请当面或者打电话与对方核对指纹。",
    )


@click.command(options_metavar="[选项]")
@click.argument("path", metavar="材料", type=click.Path(exists=True, path_type=Path))
@trust_option
@click.option(
    "--stage",
    metavar="阶段",
    type=click.Choice([stage.value for stage in Stage]),
    help=f"到这个阶段为止的材料必须齐全：{'、'.join(Stage)}。",
)
@json_option
@verbosity_options("通过核验的不输出；没有通过的照常列出。")
def verify(path: Path, keys: tuple[str, ...], stage: str | None, as_json: bool) -> None:
    """核验一个社区报送的材料（压缩包或者文件夹）：是否齐全，有没有改动，数字与工作簿是否一致。"""
    from docgen.cli.reports import office
    from docgen.commands.verify.verify import verify as verify_package
    from docgen.package.trust import trusted_keys

    with json_errors(as_json):
        trusted = trusted_keys(keys)
        result = verify_package(path, trusted, Stage(stage) if stage else None)
    if as_json:
        echo_json(office.verify_json(result))
    elif not (result.ok and is_quiet()):
        echo_lines(office.verify_lines(path.name or str(path), result))
    if not result.ok:
        raise click.exceptions.Exit(ExitCode.VERIFICATION)


@click.command(options_metavar="[选项]")
@click.argument(
    "paths",
    metavar="材料…",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, path_type=Path),
)
@click.option(
    "-o",
    "--output",
    metavar="汇总.xlsx",
    default="汇总.xlsx",
    show_default=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="汇总表存放的位置。",
)
@trust_option
@click.option(
    "--date",
    "day",
    metavar="年-月-日",
    type=click.DateTime(["%Y-%m-%d"]),
    help="整改是否逾期，算到哪一天，默认是今天。",
)
@jobs_option
@click.option("--force", is_flag=True, help="汇总表已存在时覆盖。")
@json_option
@verbosity_options("只列出没有计入的材料和原因。")
def collect(
    paths: tuple[Path, ...],
    output: Path,
    keys: tuple[str, ...],
    day: datetime | None,
    jobs: int,
    force: bool,
    as_json: bool,
) -> None:
    """核验各社区报送的材料，汇总成一份工作簿；写文件夹的，汇总其中全部压缩包。"""
    from docgen.cli.reports import office
    from docgen.commands.collect import collect as collect_command
    from docgen.package.trust import trusted_keys

    with json_errors(as_json), ProgressLine(hidden=as_json) as line:
        expect_long_work()
        collect_command.require_free(output, force)
        found = collect_command.packages(paths)
        rollup = collect_command.collect(
            found,
            day.date() if day else date.today(),
            trusted_keys(keys),
            jobs=jobs,
            progress=partial(line.show, "正在核验"),
        )
        collect_command.write(output, rollup)
    if as_json:
        echo_json(office.collect_json(output, rollup))
    elif is_quiet():
        echo_lines(office.refusal_lines(rollup.rejected, "red"))
    else:
        echo_lines(office.collect_lines(output, rollup))
    if rollup.rejected:
        raise click.exceptions.Exit(ExitCode.VERIFICATION)


COMMANDS: tuple[click.Command, ...] = (keygen, verify, collect)
