"""The command that opens the page in the browser."""

from __future__ import annotations

from contextlib import suppress

import click

from docgen.cli.shared import echo_unless_quiet, is_quiet, verbosity_options
from docgen.errors import RequestError
from docgen.system.resources import installing


@click.command(options_metavar="[选项]")
@click.option(
    "--port",
    metavar="端口",
    type=click.IntRange(0, 65535),
    default=0,
    help="网页使用的端口，默认由程序选一个空闲的。",
)
@click.option("--no-browser", is_flag=True, help="不自动打开浏览器，只显示网址。")
@verbosity_options("只输出网址。")
def web(port: int, no_browser: bool) -> None:
    """在浏览器中操作：取工作簿、检查、生成、打印，上级机关核验和汇总。"""
    try:
        from docgen.web.server import serve
    except ModuleNotFoundError as error:
        raise RequestError(
            "没有安装网页组件，不能打开网页",
            f"{installing('web')}，或者使用打包好的 docgen.exe。",
        ) from error
    with suppress(KeyboardInterrupt):
        serve(port, _tell, browser=not no_browser)
    echo_unless_quiet("网页已关闭，上传的文件和生成的公文都已清除。")


def _tell(address: str) -> None:
    if is_quiet():
        click.echo(address)
        return
    click.echo("网页已经打开，只有这台电脑能够访问：")
    click.echo(f"　　{address}")
    click.echo("用完以后，关闭本窗口，或者在本窗口按Ctrl+C。")


COMMANDS: tuple[click.Command, ...] = (web,)
