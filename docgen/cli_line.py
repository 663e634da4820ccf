"""A line on the terminal that shows how far a long work is; none elsewhere."""

from __future__ import annotations

import shutil
import sys
import time

import click

_CLEAR = "\r\033[K"  # clears a line of the terminal; no colour, so NO_COLOR leaves it
_EVERY = 0.1  # seconds between two lines of progress


class Line:
    """What is being done, how many, how many a second, how long still.

    Used in a ``with`` statement, it is cleared at the end.
    """

    def __init__(self, hidden: bool = False) -> None:
        self._is_shown = not hidden and sys.stderr.isatty()
        self._started: dict[str, float] = {}
        self._last = 0.0

    def __enter__(self) -> Line:
        return self

    def __exit__(self, *_: object) -> None:
        self.clear()

    def show(self, what: str, number: int, total: int, name: str) -> None:
        """Progress (``number`` from 1), not more often than a person can read."""
        from docgen.report import progress_text

        now = time.monotonic()
        since = self._started.setdefault(what, now)
        if now - self._last >= _EVERY or number == total:
            self._last = now
            self.tell(progress_text(what, number, total, name, now - since))

    def tell(self, text: str) -> None:
        """Put a text on the line, as much as fits."""
        from docgen.report import fitting

        if self._is_shown:
            fits = fitting(text, shutil.get_terminal_size().columns)
            click.echo(f"{_CLEAR}{fits}", nl=False, err=True, color=True)

    def clear(self) -> None:
        """Make room for other lines."""
        if self._is_shown:
            click.echo(_CLEAR, nl=False, err=True, color=True)
