"""One build at a time into one place: a lock that dies with the process that holds it.

The system's own file lock decides, so that nothing stale can bar the way; the file says whose
it is, for the sentence that the other one reads.
"""

from __future__ import annotations

import errno
import json
import os
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from docgen.errors import OutputFault

_TAKEN = {errno.EWOULDBLOCK, errno.EACCES, errno.EAGAIN, errno.EDEADLK}
_FAR = 1 << 30  # Windows bars others from what is locked; the owner's note must stay readable


@contextmanager
def lock_file(path: Path) -> Iterator[None]:
    """Hold the lock file ``path``; it is gone afterwards.

    Raises:
        OutputFault: another process holds it; says which, and since when.
        OSError: the file cannot be made.
    """
    handle = _opened(path)
    try:
        note = {"pid": os.getpid(), "host": socket.gethostname(), "since": int(time.time())}
        os.truncate(handle, 0)
        os.write(handle, json.dumps(note).encode())
        yield
    finally:
        if sys.platform != "win32":  # nobody else may take it between the two steps
            with suppress(OSError):
                path.unlink()
        os.close(handle)
        if sys.platform == "win32":
            with suppress(OSError):
                path.unlink()


def _opened(path: Path) -> int:
    """The lock file, open and locked; a file that a dead process left is taken over."""
    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            _lock(handle)
        except OSError as error:
            os.close(handle)
            if error.errno in _TAKEN:
                raise _taken(path) from error
            raise
        with suppress(OSError):
            if os.path.samestat(os.fstat(handle), path.stat()):
                return handle
        os.close(handle)  # its former holder has just deleted it


def _lock(handle: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        os.lseek(handle, _FAR, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        os.lseek(handle, 0, os.SEEK_SET)
    else:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _taken(path: Path) -> OutputFault:
    owner = ""
    with suppress(OSError, ValueError, LookupError, TypeError):
        note = json.loads(path.read_bytes())
        minutes, seconds = divmod(max(0, int(time.time() - note["since"])), 60)
        since = f"{minutes}分{seconds}秒" if minutes else f"{seconds}秒"
        owner = f"（电脑“{note['host']}”上的进程{note['pid']}，已运行{since}）"
    return OutputFault(
        f"另一个docgen正在这里生成公文{owner}，这次没有生成，原有文件没有改动",
        "请等它结束以后再试；如果它已经停住不动，请先关闭那个窗口。",
    )
