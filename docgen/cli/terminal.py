"""The terminal at the edge: Chinese messages, encodings, colour, steps, windows of Windows."""

from __future__ import annotations

import gettext
import io
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path


def prepare() -> None:
    """Make output safe for any text. Call before anything is printed."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            _make_safe(stream)


def speak_chinese() -> None:
    """Make Click speak Chinese. Call before options are declared, which translates some texts."""
    # Click translates through gettext's default domain; the language is always ours.
    os.environ["LANGUAGE"] = "zh_CN"
    gettext.bindtextdomain("messages", str(Path(__file__).parent / "locale"))


def wants_color() -> bool | None:
    """False when the user asked for none (https://no-color.org), None to let Click see."""
    return False if os.environ.get("NO_COLOR") else None


def _make_safe(stream: io.TextIOWrapper) -> None:
    """Never fail on a character: keep an encoding that holds Chinese, else use UTF-8."""
    try:
        "社区，〔2026〕".encode(stream.encoding)
    except (UnicodeEncodeError, LookupError):
        stream.reconfigure(encoding="utf-8", errors="replace")
    else:
        stream.reconfigure(errors="replace")


# --- steps -------------------------------------------------------------------------------


def tell_steps() -> Callable[[], None]:
    """From now on, each step that docgen logs is a line on standard error, after the seconds.

    Returns:
        What ends it.
    """
    import logging
    import time

    began = time.monotonic()

    class Steps(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            seconds = time.monotonic() - began
            print(f"[{seconds:7.2f}秒] {record.getMessage()}", file=sys.stderr, flush=True)

    steps, logger = Steps(), logging.getLogger("docgen")
    level = logger.level
    logger.addHandler(steps)
    logger.setLevel(logging.INFO)

    def end() -> None:
        logger.removeHandler(steps)
        logger.setLevel(level)

    return end


# --- a window of its own -----------------------------------------------------------------


def has_own_window() -> bool:
    """Whether Windows opened the window for this program alone, and closes it at the end.

    So it is when the packaged program was double-clicked, or a workbook dropped on it.
    """
    if sys.platform != "win32":
        return False
    if not getattr(sys, "frozen", False):
        return False
    import ctypes

    few = (ctypes.c_uint32 * 2)()
    return ctypes.windll.kernel32.GetConsoleProcessList(few, 2) == 1


def open_folder(path: Path) -> None:
    """Show a folder in the Explorer; elsewhere, and when it cannot be shown, nothing happens."""
    if sys.platform == "win32":
        with suppress(OSError):
            os.startfile(path)  # noqa: S606  # a folder that was made just now


def wait_for_enter() -> None:
    """Keep the window until its messages are read."""
    print("\n按回车键关闭窗口", file=sys.stderr, flush=True)
    with suppress(EOFError, KeyboardInterrupt):
        input()
