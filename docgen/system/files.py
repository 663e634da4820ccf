"""Files written: the steps of a package, and a single file whole or not at all.

Each of ``STEPS`` is one that the system may refuse or that a kill may interrupt when a
package is written: tests stand in between. These raise OSError.
"""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import stat
import sys
from contextlib import suppress
from pathlib import Path

from docgen.errors import OutputFault, RequestError
from docgen.system.resources import os_error_text

STEPS = (
    "make_folders",
    "make_temporary",
    "write",
    "carry_over",
    "rename",
    "exchange",
    "replace",
    "open_to_all",
    "delete",
)
_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


def make_folders(folder: Path) -> None:
    """Make a folder and those above it; one that is there is no fault."""
    folder.mkdir(parents=True, exist_ok=True)


def make_temporary(parent: Path, prefix: str) -> Path:
    """A new folder of its own in ``parent``; the caller keeps other builds away from the name.

    Not by ``tempfile``: in a folder where Windows refuses, it tries names without end
    (https://github.com/python/cpython/issues/66305).
    """
    number = 1
    while True:
        folder = parent / f"{prefix}{os.getpid()}-{number}"
        with suppress(FileExistsError):
            folder.mkdir(0o700)
            return folder
        number += 1


def try_to_write(folder: Path) -> None:
    """Make a file there and delete it; raises OSError where that is refused."""
    probe = folder / f".docgen-{os.getpid()}.tmp"
    probe.touch(exist_ok=False)
    probe.unlink()


def write(path: Path, data: bytes) -> None:
    """Write a new file, through to the disk: it is whole even when the power fails later."""
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def carry_over(source: Path, destination: Path) -> None:
    """Copy a file, link or folder with its times."""
    if source.is_dir() and not source.is_symlink():
        shutil.copytree(source, destination, symlinks=True)
    else:
        shutil.copy2(source, destination, follow_symlinks=False)


def rename(source: Path, destination: Path) -> None:
    """Move a file or folder to a name that is free."""
    source.rename(destination)


def replace(source: Path, destination: Path) -> None:
    """Put a file in another's place in one step."""
    source.replace(destination)


def exchange(one: Path, other: Path) -> bool:
    """Let two folders swap their names in one step; False where the system cannot do that."""
    if not sys.platform.startswith("linux"):
        return False
    function = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if function is None:
        return False
    names = os.fsencode(one), os.fsencode(other)
    if function(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _RENAME_EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP):
        return False
    raise OSError(number, os.strerror(number), str(one))


def open_to_all(folder: Path) -> None:
    """Let others read a folder that was made for its owner alone."""
    folder.chmod(0o755)


def delete(path: Path) -> None:
    """Delete a file, a link or an empty folder."""
    if path.is_dir() and not path.is_symlink():
        path.rmdir()
    else:
        path.unlink()


def delete_all(path: Path) -> None:
    """Delete a file or folder as far as possible, write-protected files, too. Never raises."""
    with suppress(OSError):
        if path.is_symlink() or not path.exists():
            if path.is_symlink():
                delete(path)
            return
        path.chmod(path.stat().st_mode | stat.S_IRWXU)
        if path.is_dir():
            for inner in list(path.iterdir()):
                delete_all(inner)
        delete(path)


# --- a file of the user's, written whole or not at all -----------------------------------


def refuse_existing(path: Path, *, force: bool, original: Path | None = None) -> None:
    """Raise RequestError when a new file may not have this name.

    That is when there is such a file and ``force`` is off, or when it is the ``original``
    itself, under whatever name.
    """
    if original is not None and _is_same(path, original):
        raise RequestError(f"新的文件不能就是原来的工作簿：{path}", "请换一个文件名。")
    if not force and _exists(path):
        raise RequestError(
            f"文件已存在，没有改动：{path}", "请换一个文件名；确要覆盖请加 --force。"
        )


def _is_same(path: Path, other: Path) -> bool:
    """Whether two names lead to one file, by links or in capitals, too."""
    try:
        return path.samefile(other)
    except (OSError, ValueError):  # one of them is not there
        return False


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # such as a name too long; writing it will say so
        return False


def put_file(path: Path, data: bytes) -> None:
    """Write a workbook and the folders that it lies in.

    Raises:
        OutputFault: it cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(path, data)
    except (OSError, UnicodeError) as error:
        raise OutputFault(
            f"无法写入“{path}”（{os_error_text(error)}）",
            "如果文件正在WPS或Excel中打开，请先关闭；或换一个位置。",
        ) from error


def replace_file(path: Path, data: bytes) -> None:
    """Write beside the place first, so that an interruption never leaves half a workbook.

    Raises:
        OSError: the file cannot be written; what stood there is as it was.
    """
    beside = path.with_name(f".{path.name}.新")
    try:
        beside.write_bytes(data)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
