"""Entry point of ``docgen`` and ``python -m docgen``: runs the command line, ends in a code."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from docgen.cli import terminal

_COLLECT = 200_000  # objects made between two looks for what is no longer used


def main(args: Sequence[str] | None = None) -> None:
    """Run a command and exit with its code; no input ends in a traceback."""
    import gc

    gc.set_threshold(_COLLECT)
    terminal.prepare()
    code = run(args)
    if code and terminal.has_own_window():
        terminal.wait_for_enter()
    gc.freeze()  # what is left ends with the process: looking through it takes time
    sys.exit(code)


def run(args: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code (``docgen.errors.ExitCode``)."""
    import click

    from docgen.cli.main import cli
    from docgen.cli.shared import show_error
    from docgen.errors import DocgenError, ExitCode

    arguments = list(sys.argv[1:] if args is None else args)
    try:
        return int(cli.main(arguments, prog_name="docgen", standalone_mode=False) or 0)
    except click.exceptions.Exit as stop:
        return int(stop.exit_code)
    except click.ClickException as error:
        error.show()
        return ExitCode.USAGE
    except (click.Abort, KeyboardInterrupt):
        click.echo("\n已中断，没有留下不完整的文件。", err=True)
        return ExitCode.INTERRUPTED
    except DocgenError as error:
        show_error(error)
        return error.exit_code
    except SystemExit:
        if "_DOCGEN_COMPLETE" in os.environ:
            raise  # Click has answered the shell
        return ExitCode.OK  # as below: Click itself saw the broken pipe
    except BrokenPipeError:
        sys.stderr.close()  # the reader of a pipe has gone; nobody is left to tell
        return ExitCode.OK
    except Exception as error:
        return _internal_error(error, arguments)


def _internal_error(error: Exception, arguments: Sequence[str]) -> int:
    """A fault of ours: a plain sentence and a log file; the traceback only with ``-v``."""
    import click

    from docgen.errors import ExitCode
    from docgen.system.crash_log import details, written_log

    click.echo("程序内部出错，没有完成。这是程序的问题，不是您的操作有误。", err=True)
    if path := written_log(error, arguments):
        click.echo(f"请把错误记录发给维护人员：{path}", err=True)
    else:
        click.echo("无法写入错误记录。请加 -v 再运行一次，把显示的内容发给维护人员。", err=True)
    if {"-v", "--verbose"} & set(arguments):
        click.echo(details(error, arguments), err=True)
    return ExitCode.INTERNAL


if __name__ == "__main__":
    main()
