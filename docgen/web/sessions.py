"""What each window of the browser has uploaded and got: kept apart, and not for long.

A session's files lie in a folder that only this user can read. It goes when its page is closed,
an hour after the last request, when the program ends, and, should the program have been killed,
at the next start.
"""

from __future__ import annotations

import os
import secrets
import shutil
import stat
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from docgen.errors import DocgenError, OutputFault
from docgen.system import lock
from docgen.system.resources import os_error_text
from docgen.web.jobs import Job
from docgen.web.state import Book, Built, ReceivedFilings

IDLE = 3600.0  # seconds without a request after which a session is deleted
GRACE = 15.0  # seconds after its page was closed: it may only have been loaded again
MAX_SESSIONS = 30  # sessions at once
_PREFIX = "docgen-web-"
_LOCK = "使用中"
_STARTING = 60.0  # seconds


@dataclass(slots=True)
class Session:
    """One window: its workbook, its build, the filings it received; times are monotonic seconds."""

    identity: str
    folder: Path
    seen: float
    closed: float | None = None
    book: Book | None = None
    build: Job[Built] | None = None
    receipt: Job[ReceivedFilings] | None = None
    trouble: DocgenError | None = None  # shown once
    pages: set[int] = field(default_factory=set)  # those that are open
    _shown: int = 0
    _old: list[Job[Any]] = field(default_factory=list)

    def new_folder(self, name: str) -> Path:
        """A new, empty folder for files that belong together."""
        return Path(tempfile.mkdtemp(prefix=f"{name}-", dir=self.folder))

    def show(self) -> int:
        """A number for a page that is about to be shown."""
        self._shown += 1
        self.pages.add(self._shown)
        return self._shown

    def set_book(self, book: Book) -> None:
        """Take another workbook; what was made of the former is forgotten."""
        if self.book and self.book.path.parent != book.path.parent:
            shutil.rmtree(self.book.path.parent, ignore_errors=True)
        self.book = book
        self.set_build(None)

    def set_build(self, build: Job[Built] | None) -> None:
        """Begin another build; the former ends."""
        self._retire(self.build)
        self.build = build

    def set_receipt(self, receipt: Job[ReceivedFilings] | None) -> None:
        """Begin to look at other filings; the former work ends."""
        self._retire(self.receipt)
        self.receipt = receipt

    def stop(self) -> None:
        """End all work."""
        self.set_build(None)
        self.set_receipt(None)

    @property
    def is_working(self) -> bool:
        """True while a thread may still write into the folder."""
        self.tidy()
        works = [self.build, self.receipt, *self._old]
        return any(work is not None and work.is_running for work in works)

    def tidy(self) -> None:
        """Delete the files of work that nobody wants any more, once it has ended."""
        for work in [work for work in self._old if not work.is_running]:
            if work.folder:
                shutil.rmtree(work.folder, ignore_errors=True)
            self._old.remove(work)

    def _retire(self, work: Job[Any] | None) -> None:
        if work is not None:
            work.stop()
            self._old.append(work)
            self.tidy()


class Sessions:
    """All sessions of one start of the program, in a folder of its own."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Raises OutputFault when the folder of temporary files cannot be written."""
        self._clock = clock
        self._open: dict[str, Session] = {}
        self._closing: list[Session] = []
        self._stack = ExitStack()
        try:
            _delete_former()
            self.folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
            self._stack.enter_context(lock.lock_file(self.folder / _LOCK))
        except OSError as error:
            raise OutputFault(
                f"无法写入临时文件夹“{tempfile.gettempdir()}”（{os_error_text(error)}）",
                "请清理磁盘空间，确认有写入的权限，再启动一次。",
            ) from error

    def __iter__(self) -> Iterator[Session]:
        return iter(list(self._open.values()))

    def new(self) -> Session | None:
        """A new session; None when there are too many with files in them."""
        if len(self._open) >= MAX_SESSIONS:
            empty = [s for s in self if s.book is None and s.receipt is None]
            if not empty:
                return None
            self.delete(min(empty, key=lambda session: session.seen))
        identity = secrets.token_urlsafe(16)
        folder = Path(tempfile.mkdtemp(dir=self.folder))
        session = Session(identity, folder, self._clock())
        self._open[identity] = session
        return session

    def find(self, identity: str) -> Session | None:
        """The session of a request, which keeps it alive; None when there is none any more."""
        session = self._open.get(identity)
        if session is not None:
            session.seen, session.closed = self._clock(), None
        return session

    def close(self, identity: str, page: int) -> None:
        """A page was closed: delete the session soon if it was the last, unless it is asked for.

        The browser says so after it has got the page that takes its place.
        """
        session = self._open.get(identity)
        if session is not None:
            session.pages.discard(page)
            if not session.pages:
                session.closed = self._clock()

    def delete(self, session: Session) -> None:
        """Forget a session; its files go once no thread writes there."""
        self._open.pop(session.identity, None)
        session.stop()
        self._closing.append(session)
        self._delete_files()

    def sweep(self) -> None:
        """Delete what is over; called every few seconds."""
        now = self._clock()
        for session in self:
            session.tidy()
            is_closed = session.closed is not None and now - session.closed >= GRACE
            if is_closed or now - session.seen >= IDLE:
                self.delete(session)
        self._delete_files()

    def _delete_files(self) -> None:
        for session in list(self._closing):
            if not session.is_working:
                shutil.rmtree(session.folder, ignore_errors=True)
                if not session.folder.exists():
                    self._closing.remove(session)

    def end(self, patience: float = 10.0) -> None:
        """Delete everything; waits so many seconds for work that is under way."""
        for session in self:
            self.delete(session)
        until = time.monotonic() + patience
        while self._closing and time.monotonic() < until:
            time.sleep(0.05)
            self._delete_files()
        self._stack.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def _delete_former() -> None:
    """Delete what programs left that were killed; those that run hold their lock."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with suppress(OSError, OutputFault):
            if _is_own(folder) and _is_begun(folder):
                with lock.lock_file(folder / _LOCK):
                    pass
                shutil.rmtree(folder, ignore_errors=True)


def _is_own(folder: Path) -> bool:
    found = folder.lstat()
    return stat.S_ISDIR(found.st_mode) and (sys.platform == "win32" or found.st_uid == os.getuid())


def _is_begun(folder: Path) -> bool:
    """Whether its program has had the time to lock it."""
    return (folder / _LOCK).exists() or time.time() - folder.lstat().st_mtime > _STARTING
