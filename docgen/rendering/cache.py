"""What one run leaves for the next: compiled templates, and proofs that documents are sound.

It lies in a folder of the user's own. Compiled templates are code, so a folder or file that
anybody else could have written is not used. Everything works without it, only slower.
``DOCGEN_CACHE`` names another folder; ``0`` turns it off.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import jinja2
from jinja2.bccache import Bucket, BytecodeCache

from docgen._version import __version__

_DIGEST = 32  # bytes
_SWITCH = "DOCGEN_CACHE"
_OWN_ONLY = 0o700
_FINGERPRINT = re.compile(r"[0-9a-f]{32}")


class Compiled(BytecodeCache):
    """Compiled templates in a private folder, one file each, a digest before the code."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def load_bytecode(self, bucket: Bucket) -> None:
        """Jinja's question for what is kept under a key."""
        data = read_own(self._folder / bucket.key) or b""
        digest, code = data[:_DIGEST], data[_DIGEST:]
        if code and hashlib.sha256(code).digest() == digest:
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Jinja's wish to keep what was compiled; others see the old file or the new one."""
        code = bucket.bytecode_to_string()
        with contextlib.suppress(OSError):
            descriptor, name = tempfile.mkstemp(dir=self._folder)
            try:
                with os.fdopen(descriptor, "wb") as file:
                    file.write(hashlib.sha256(code).digest() + code)
                Path(name).replace(self._folder / bucket.key)
            except OSError:
                Path(name).unlink(missing_ok=True)
                raise


@lru_cache(maxsize=1)
def compiled() -> Compiled | None:
    """The compiled templates of this user; None when nothing can be kept safely."""
    place = own_folder()
    return Compiled(place) if place else None


def location() -> Path | None:
    """Where things are kept, there already or not; None when nothing shall or can be."""
    wanted = os.environ.get(_SWITCH, "")
    if wanted == "0":
        return None
    try:
        return Path(wanted) if wanted else _usual() / "docgen"
    except RuntimeError:  # no home folder
        return None


def own_folder() -> Path | None:
    """The folder of this very program; those that former ones left beside it go."""
    base = location()
    if base is None:
        return None
    try:
        base.mkdir(_OWN_ONLY, parents=True, exist_ok=True)
        folder = base / _fingerprint()
        if not _is_own(base.lstat()):
            return None
        if not folder.exists():
            _forget(base)
        folder.mkdir(_OWN_ONLY, exist_ok=True)
        return folder if _is_own(folder.lstat()) else None
    except OSError:
        return None


def _forget(base: Path) -> None:
    """Delete what other versions have kept; one that still runs makes it anew."""
    for former in base.iterdir():
        if _FINGERPRINT.fullmatch(former.name) and not former.is_symlink():
            shutil.rmtree(former, ignore_errors=True)


def _usual() -> Path:
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")


def _is_own(found: os.stat_result) -> bool:
    """Whether nobody but this user can have written a file or folder."""
    if stat.S_ISLNK(found.st_mode):
        return False
    if sys.platform == "win32":
        return True  # the folder of application data is the user's own there
    return found.st_uid == os.getuid() and not found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def read_own(path: Path) -> bytes | None:
    """A file's bytes; None when there is none that is this user's own."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    try:
        with open(os.open(path, flags), "rb") as file:  # noqa: PTH123  # of a descriptor
            return file.read() if _is_own(os.fstat(file.fileno())) else None
    except OSError:
        return None


def _fingerprint() -> str:
    """Changes with everything that compiled templates and proofs depend on."""
    parts = [__version__, jinja2.__version__, sys.version, str(sys.implementation.cache_tag)]
    if getattr(sys, "frozen", False):  # the packaged program holds its modules in itself
        program = Path(sys.executable).stat()
        parts.append(f"{program.st_size} {program.st_mtime_ns}")
    parts += sorted(_sources(Path(__file__).parent.parent))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def _sources(folder: os.PathLike[str] | str) -> Iterator[str]:
    """Path, size and time of every module below a folder."""
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _sources(entry)
            elif entry.name.endswith(".py"):
                found = entry.stat()
                yield f"{entry.path} {found.st_size} {found.st_mtime_ns}"
