"""A line on the terminal that shows how far a long work is; none elsewhere."""

from __future__ import annotations

import logging
import shutil
import sys
import time

import click

from docgen.cli.shared import is_quiet, is_verbose

_CLEAR = "\r\033[K"  # clears a line of the terminal; no colour, so NO_COLOR leaves it
_EVERY = 0.1  # seconds between two lines of progress
_LOG = logging.getLogger(__name__)


class Line:
    """What is being done, how many, how many a second, how long still.

    Used in a ``with`` statement, it is cleared at the end. With ``-q`` there is none; with
    ``-v`` the lines of the steps are there instead.
    """

    def __init__(self, hidden: bool = False) -> None:
        is_wanted = not (hidden or is_quiet() or is_verbose())
        self._is_shown = is_wanted and sys.stderr.isatty()
        self._started: dict[str, float] = {}
        self._last = 0.0

    def __enter__(self) -> Line:
        return self

    def __exit__(self, *_: object) -> None:
        self.clear()

    def show(self, what: str, number: int, total: int, name: str) -> None:
        """Progress (``number`` from 1), not more often than a person can read."""
        _LOG.info("%s（%d/%d）%s", what, number, total, name)
        now = time.monotonic()
        since = self._started.setdefault(what, now)
        if self._is_shown and (now - self._last >= _EVERY or number == total):
            from docgen.cli.progress import progress_text

            self._last = now
            columns = shutil.get_terminal_size().columns
            encoding = sys.stderr.encoding or "ascii"
            self._put(progress_text(what, number, total, name, now - since, columns, encoding))

    def tell(self, text: str) -> None:
        """Put a text on the line, as much as fits."""
        _LOG.info(text)
        if self._is_shown:
            from docgen.cli.progress import fitting

            self._put(fitting(text, shutil.get_terminal_size().columns))

    def _put(self, text: str) -> None:
        click.echo(f"{_CLEAR}{text}", nl=False, err=True, color=True)

    def clear(self) -> None:
        """Make room for other lines."""
        if self._is_shown:
            click.echo(_CLEAR, nl=False, err=True, color=True)
