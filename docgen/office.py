"""LibreOffice, where it is installed: how many pages documents have when printed.

An edge: it looks for a program, runs it and reads what it wrote. Nothing here raises; who
has no LibreOffice gets no numbers.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path, PurePath

VARIABLE = "DOCGEN_SOFFICE"  # where LibreOffice is; a place without a file switches it off
_NAMES = ("soffice", "libreoffice")
_MACOS = Path("/Applications/LibreOffice.app/Contents/MacOS/soffice")
_PATIENCE = 5.0  # seconds to wait for killed processes and for files still held by them
_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,5}", re.ASCII)
# The root of the page tree counts all pages, a branch only its own. LibreOffice writes
# ``<</Type/Pages … /Count 20>>``; outlines have a /Count, too, but not after /Type/Pages.
_PAGES = re.compile(rb"/Type\s*/Pages(?![A-Za-z]).*?/Count\s+(\d+)", re.DOTALL)
_PACKED = re.compile(rb"/Type\s*/ObjStm(?![A-Za-z]).*?stream\r?\n", re.DOTALL)
MOST_AT_ONCE = 100  # LibreOffice 7.4 ends without a word after some 240 documents


def find_office() -> Path | None:
    """LibreOffice's program, or None.

    The environment variable ``DOCGEN_SOFFICE`` alone decides when it is set, even to nothing:
    a path without a file there means that LibreOffice shall not be used. Otherwise the PATH
    is searched, then the usual places of Windows and macOS.
    """
    named = os.environ.get(VARIABLE)
    if named is not None:
        places = [Path(named.strip().strip('"'))]
    else:
        on_path = [Path(found) for name in _NAMES if (found := shutil.which(name))]
        places = [*on_path, *_usual_places()]
    return next((place.absolute() for place in places if _is_file(place)), None)


def _usual_places() -> list[Path]:
    """Where the installers for Windows and macOS put it; ``soffice.com`` is for consoles."""
    folders = [
        os.environ.get(name) for name in ("ProgramFiles", "ProgramW6432", "ProgramFiles(x86)")
    ]
    return [
        *(
            Path(folder, "LibreOffice", "program", program)
            for folder in folders
            if folder
            for program in ("soffice.com", "soffice.exe")
        ),
        _MACOS,
    ]


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # no permission, a NUL in the name
        return False


def count_pages(files: Mapping[str, bytes], office: Path, timeout: float = 120.0) -> dict[str, int]:
    """The number of pages of each document, by file name.

    A run of LibreOffice with a profile of its own converts up to ``MOST_AT_ONCE`` of them. A
    document that a run could not convert within ``timeout`` seconds is missing in the result.
    Takes a few seconds for a set of documents; leaves no process and no file behind. Never
    raises, but for an interruption by the user.
    """
    names = list(files)
    counts: dict[str, int] = {}
    for first in range(0, len(names), MOST_AT_ONCE):
        batch = names[first : first + MOST_AT_ONCE]
        counts |= _count_batch({name: files[name] for name in batch}, office, timeout)
    return counts


def _count_batch(files: Mapping[str, bytes], office: Path, timeout: float) -> dict[str, int]:
    try:
        folder = Path(tempfile.mkdtemp(prefix="docgen-"))
    except OSError:
        return {}
    try:
        with suppress(OSError, ValueError):
            return _counted(files, office, folder, timeout)
        return {}
    finally:
        _remove(folder)


def _counted(
    files: Mapping[str, bytes], office: Path, folder: Path, timeout: float
) -> dict[str, int]:
    """Counts in a folder; the names of the files are no concern of LibreOffice."""
    source, target, scratch = folder / "in", folder / "out", folder / "tmp"
    source.mkdir()
    scratch.mkdir()
    paths = {name: source / f"{number}{_suffix(name)}" for number, name in enumerate(files, 1)}
    for name, path in paths.items():
        path.write_bytes(files[name])
    profile = (folder / "profile").absolute().as_uri()
    command = [office, f"-env:UserInstallation={profile}", "--headless", "--norestore"]
    command += ["--convert-to", "pdf", "--outdir", target, *paths.values()]
    try:
        _run([str(part) for part in command], scratch, timeout)
    finally:
        _remove_pipe(profile)
    counts = {name: _pages(target / f"{path.stem}.pdf") for name, path in paths.items()}
    return {name: count for name, count in counts.items() if count}


def _suffix(name: str) -> str:
    """The suffix that tells LibreOffice the format."""
    suffix = PurePath(name).suffix
    return suffix if _SUFFIX.fullmatch(suffix) else ".docx"


def _run(command: list[str], scratch: Path, timeout: float) -> None:
    """Runs a program unseen, for so many seconds at most; then all its processes end.

    Its own temporary files go to ``scratch``: a program that is stopped leaves them behind.

    Raises:
        OSError: the program cannot be started.
    """
    flags = 0
    if sys.platform == "win32":
        flags = subprocess.CREATE_NO_WINDOW
    with subprocess.Popen(  # noqa: S603  # the user's own LibreOffice, and names made here
        command,
        env=os.environ | dict.fromkeys(("TMPDIR", "TMP", "TEMP"), str(scratch)),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        creationflags=flags,
        start_new_session=True,  # a process group of its own; means nothing on Windows
    ) as process:
        try:
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout)
        finally:
            _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ends a program and all that it started: ``soffice`` only waits for ``soffice.bin``."""
    if sys.platform == "win32":
        if process.poll() is None:
            tree = ["taskkill", "/F", "/T", "/PID", str(process.pid)]
            with suppress(OSError, subprocess.TimeoutExpired):
                subprocess.run(  # noqa: S603
                    tree,
                    creationflags=subprocess.CREATE_NO_WINDOW,
                    capture_output=True,
                    timeout=_PATIENCE,
                    check=False,
                )
    else:
        import signal

        with suppress(ProcessLookupError, PermissionError):  # nothing is left of the group
            os.killpg(process.pid, signal.SIGKILL)
    if process.poll() is None:
        process.kill()


def _pages(pdf: Path) -> int:
    """The number of pages of a whole PDF; 0 when there is none."""
    try:
        data = pdf.read_bytes()
    except OSError:
        return 0
    if b"%%EOF" not in data[-64:]:  # LibreOffice was stopped while writing
        return 0
    texts = [data, *_unpacked(data)]
    return max((int(count) for text in texts for count in _PAGES.findall(text)), default=0)


def _unpacked(pdf: bytes) -> list[bytes]:
    """The objects that PDF 1.5 may pack into compressed streams."""
    import zlib

    texts = []
    for found in _PACKED.finditer(pdf):
        with suppress(zlib.error):
            texts.append(zlib.decompressobj().decompress(pdf[found.end() :]))
    return texts


def _remove_pipe(profile: str) -> None:
    """Removes the socket that LibreOffice makes in /tmp, of all places, and leaves when stopped.

    Its name is the MD5 of the profile's URL in UTF-16, each byte in hexadecimal without zeros.
    """
    import hashlib

    if sys.platform != "win32":
        digest = hashlib.md5(profile.encode("utf-16-le"), usedforsecurity=False).digest()
        name = "".join(f"{byte:x}" for byte in digest)
        with suppress(OSError):
            Path(f"/tmp/OSL_PIPE_{os.getuid()}_SingleOfficeIPC_{name}").unlink()  # noqa: S108


def _remove(folder: Path) -> None:
    """Removes a folder; files of a process just killed may be held a moment longer."""
    end = time.monotonic() + _PATIENCE
    while folder.exists():
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists() or time.monotonic() > end:
            return
        time.sleep(0.1)
