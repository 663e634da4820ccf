"""A line on the terminal that shows how far a long work is: a bar, how many, how fast, what."""

from __future__ import annotations

import logging
import shutil
import sys
import time
from pathlib import PurePath

import click

from docgen.chinese.wording import terminal_columns
from docgen.cli.shared import is_quiet, is_verbose

_CLEAR = "\r\033[K"  # clears a line of the terminal; no colour, so NO_COLOR leaves it
_EVERY = 0.1  # seconds between two lines of progress
_SIGNS = (("█", "░"), ("■", "□"), ("#", "-"))  # done and to be done; GBK lacks the light shade
_MOST_CELLS, _LEAST_CELLS = 12, 4
_NAME = 16  # columns that the bar leaves to the name
_LEAST_NAME = 8
_RATED = 1.0  # seconds after which a rate tells something
_LOG = logging.getLogger(__name__)


class ProgressLine:
    """What is being done, how many, how many a second, how long still.

    Used in a ``with`` statement, it is cleared at the end. With ``-q`` there is none; with
    ``-v`` the lines of the steps are there instead.
    """

    def __init__(self, hidden: bool = False) -> None:
        is_wanted = not (hidden or is_quiet() or is_verbose())
        self._is_shown = is_wanted and sys.stderr.isatty()
        self._started: dict[str, float] = {}
        self._last = 0.0

    def __enter__(self) -> ProgressLine:
        return self

    def __exit__(self, *_: object) -> None:
        self.clear()

    def show(self, what: str, number: int, total: int, name: str) -> None:
        """Progress (``number`` from 1), not more often than a person can read."""
        _LOG.info("%s（%d/%d）%s", what, number, total, name)
        now = time.monotonic()
        since = self._started.setdefault(what, now)
        if self._is_shown and (now - self._last >= _EVERY or number == total):
            self._last = now
            columns = shutil.get_terminal_size().columns
            encoding = sys.stderr.encoding or "ascii"
            self._put(progress_text(what, number, total, name, now - since, columns, encoding))

    def show_status(self, text: str) -> None:
        """Put a text on the line, as much as fits."""
        _LOG.info(text)
        if self._is_shown:
            self._put(fitting(text, shutil.get_terminal_size().columns))

    def _put(self, text: str) -> None:
        click.echo(f"{_CLEAR}{text}", nl=False, err=True, color=True)

    def clear(self) -> None:
        """Make room for other lines."""
        if self._is_shown:
            click.echo(_CLEAR, nl=False, err=True, color=True)


# --- its text ----------------------------------------------------------------------------


def progress_text(
    what: str,
    number: int,
    total: int,
    name: str,
    seconds: float,
    columns: int = 80,
    encoding: str = "utf-8",
) -> str:
    """What a terminal of so many columns shows after so many seconds; always fits on one line.

    ``正在生成 ████░░░░ 12/38 31% 05_签到表.docx``; the rate and the time left join when they
    tell something. Where room is short, first the bar goes, then the name.
    """
    percent = number * 100 // total
    after = f"{number}/{total} {percent}%{_rate(number, total, seconds)}"
    spare = columns - 1 - terminal_columns(f"{what}  {after} ") - _NAME
    bar = _bar(number, total, spare, encoding)
    text = " ".join(filter(None, (what, bar, after)))
    room = columns - 1 - terminal_columns(text) - 1
    return f"{text} {_shortened(name, room)}" if room >= _LEAST_NAME else fitting(text, columns)


def _bar(number: int, total: int, spare: int, encoding: str) -> str:
    """A bar that takes no more than the spare columns; empty when that is too little."""
    full, empty = next((pair for pair in _SIGNS if _can_show("".join(pair), encoding)), _SIGNS[-1])
    cells = min(_MOST_CELLS, spare // terminal_columns(full))
    if cells < _LEAST_CELLS:
        return ""
    done = cells * number // total
    return full * done + empty * (cells - done)


def _can_show(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def _rate(number: int, total: int, seconds: float) -> str:
    """`` 每秒2.0份，约剩5秒``; empty while it would tell nothing."""
    if seconds < _RATED:
        return ""
    speed = number / seconds
    left = (total - number) / speed
    hours, minutes = divmod(round(left / 60), 60)
    rest = f"{hours}小时{minutes}分" if hours else f"{minutes}分" if left >= 60 else f"{left:.0f}秒"
    rate = f"每秒{speed:.1f}份" if speed >= 1 else f"每分钟{speed * 60:.0f}份"
    return f" {rate}，约剩{rest}"


def fitting(text: str, columns: int) -> str:
    """As much of a text as stays on one line of a terminal."""
    room = columns - 1
    for number, sign in enumerate(text):
        room -= terminal_columns(sign)
        if room < 0:
            return text[:number]
    return text


def _shortened(name: str, room: int) -> str:
    """A file's name in so many columns: the middle gives way, the kind of file stays."""
    if terminal_columns(name) <= room:
        return name
    tail = "…" + PurePath(name).suffix
    if terminal_columns(tail) > room // 2:
        tail = "…"
    return fitting(name, room - terminal_columns(tail) + 1) + tail
