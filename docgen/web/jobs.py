"""Work that takes long, done beside the page: how far it is, what came of it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Generic, TypeVar

from docgen.errors import DocgenError
from docgen.system.crash_log import written_log

T = TypeVar("T")
Tell = Callable[[int, int, str], None]  # number from 1, of how many, what
_AT_ONCE = threading.Semaphore(2)  # works of all windows together; the others wait


def crashed(error: Exception, *about: str) -> DocgenError:
    """A fault of ours as the page shows it, its details in a file."""
    log = written_log(error, ["web", *about])
    return DocgenError(
        "程序内部出错，没有完成。这是程序的问题，不是您的操作有误",
        f"请把错误记录发给维护人员：{log}" if log else "请把刚才的操作告诉维护人员。",
    )


class JobCancelled(Exception):
    """Nobody wants the result any more."""


class Job(Generic[T]):
    """One work in a thread of its own; the page asks how far it is.

    ``result`` is there when it succeeded, ``fault`` when it did not.
    """

    def __init__(self, do: Callable[[Tell], T], folder: Path | None = None) -> None:
        """Begin; what is in ``folder`` belongs to this work and goes with it."""
        self.folder = folder
        self.number, self.total, self.text = 0, 0, "正在准备"
        self.result: T | None = None
        self.fault: DocgenError | None = None
        self.seconds = 0.0
        self._do = do
        self._unwanted = False
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    @property
    def is_running(self) -> bool:
        """True until there is a result, a fault or a crash."""
        return self._thread.is_alive()

    def show_status(self, number: int, total: int, text: str) -> None:
        """Say how far it is.

        Raises:
            JobCancelled: the work need not go on.
        """
        if self._unwanted:
            raise JobCancelled
        self.number, self.total, self.text = number, total, text

    def stop(self) -> None:
        """Have the work end at its next step."""
        self._unwanted = True

    def wait(self, seconds: float) -> None:
        """Wait for the end, so long at most."""
        self._thread.join(seconds)

    def _run(self) -> None:
        with _AT_ONCE:
            started = time.monotonic()
            try:
                if not self._unwanted:
                    self.result = self._do(self.show_status)
            except JobCancelled:
                pass
            except DocgenError as fault:
                self.fault = fault
            except Exception as crash:  # a fault of ours: the page goes on
                self.fault = crashed(crash)
            self.seconds = time.monotonic() - started
