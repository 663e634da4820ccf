"""LibreOffice, where it is installed: documents as PDF, how many pages they have when printed.

An edge: it looks for a program, runs it and reads what it wrote. A document that cannot be
converted is missing in the result; who has no LibreOffice gets no numbers.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path, PurePath

from docgen.errors import RequestError
from docgen.rendering.pdf_timestamps import timeless

VARIABLE = "DOCGEN_SOFFICE"  # where LibreOffice is; a place without a file switches it off
_NAMES = ("soffice", "libreoffice")
_MACOS = Path("/Applications/LibreOffice.app/Contents/MacOS/soffice")
_PATIENCE = 5.0  # seconds to wait for killed processes and for files still held by them
_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,5}", re.ASCII)
# The root of the page tree counts all pages, a branch only its own. LibreOffice writes
# ``<</Type/Pages … /Count 20>>``; outlines have a /Count, too, but not after /Type/Pages.
_PAGES = re.compile(rb"/Type\s*/Pages(?![A-Za-z]).*?/Count\s+(\d+)", re.DOTALL)
_PACKED = re.compile(rb"/Type\s*/ObjStm(?![A-Za-z]).*?stream\r?\n", re.DOTALL)
_PLAIN = "pdf"
# SelectPdfVersion 2 is PDF/A-2b (ISO 19005-2), which archives take: all fonts are in the file.
ARCHIVE = 'pdf:writer_pdf_Export:{"SelectPdfVersion":{"type":"long","value":"2"}}'
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


class Printer:
    """Prints for a build: counts pages, makes PDFs; a document that was a PDF already is not
    converted again. ``tell`` is given a sentence before a run of LibreOffice.
    """

    def __init__(self, office: Path, tell: Callable[[str], None], *, makes_pdf: bool) -> None:
        self._office, self._tell, self._makes_pdf = office, tell, makes_pdf
        self._known: dict[bytes, bytes] = {}

    def count(self, files: Mapping[str, bytes]) -> Mapping[str, int]:
        """The pages of each document, of those that can be converted."""
        if not self._makes_pdf:
            self._tell("正在统计页数…")
            return count_pages(files, self._office)
        return {name: pages_of(data) for name, data in self.make(files).items()}

    def make(self, files: Mapping[str, bytes]) -> Mapping[str, bytes]:
        """The PDF of each document, of those that can be converted."""
        unknown = {name: data for name, data in files.items() if data not in self._known}
        if unknown:
            self._tell(f"正在把{len(unknown)}份公文转换为PDF…")
            for name, pdf in to_pdf(unknown, self._office).items():
                self._known[files[name]] = pdf
        return {name: self._known[data] for name, data in files.items() if data in self._known}


def required_office() -> Path:
    """LibreOffice's program.

    Raises:
        RequestError: there is none.
    """
    office = find_office()
    if office is None:
        raise RequestError(
            "没有找到LibreOffice，不能生成PDF",
            "请安装LibreOffice（免费，www.libreoffice.org），再试一次；已经安装在别处的，"
            f"用环境变量 {VARIABLE} 写明soffice程序的位置。也可以不生成PDF，用WPS或Word打开公文另存。",
        )
    return office


def count_pages(files: Mapping[str, bytes], office: Path, timeout: float = 120.0) -> dict[str, int]:
    """The number of pages of each document, by file name; otherwise as ``to_pdf``."""
    pdfs = to_pdf(files, office, timeout, kind=_PLAIN)
    counts = {name: pages_of(data) for name, data in pdfs.items()}
    return {name: count for name, count in counts.items() if count}


def to_pdf(
    files: Mapping[str, bytes], office: Path, timeout: float = 120.0, *, kind: str = ARCHIVE
) -> dict[str, bytes]:
    """Each document as PDF, by the document's file name.

    A run of LibreOffice with a profile of its own converts up to ``MOST_AT_ONCE`` of them. A
    document that a run could not convert within ``timeout`` seconds is missing in the result.
    Takes a few seconds for a set of documents; leaves no process and no file behind. Never
    raises, but for an interruption by the user.
    """
    names = list(files)
    pdfs: dict[str, bytes] = {}
    for first in range(0, len(names), MOST_AT_ONCE):
        batch = names[first : first + MOST_AT_ONCE]
        pdfs |= _batch({name: files[name] for name in batch}, office, timeout, kind)
    return pdfs


def _batch(files: Mapping[str, bytes], office: Path, timeout: float, kind: str) -> dict[str, bytes]:
    try:
        folder = Path(tempfile.mkdtemp(prefix="docgen-"))
    except OSError:
        return {}
    try:
        with suppress(OSError, ValueError):
            return _converted(files, office, folder, timeout, kind)
        return {}
    finally:
        _remove(folder)


def _converted(
    files: Mapping[str, bytes], office: Path, folder: Path, timeout: float, kind: str
) -> dict[str, bytes]:
    """Converts in a folder; the names of the files are no concern of LibreOffice."""
    source, target, scratch = folder / "in", folder / "out", folder / "tmp"
    source.mkdir()
    scratch.mkdir()
    paths = {name: source / f"{number}{_suffix(name)}" for number, name in enumerate(files, 1)}
    for name, path in paths.items():
        path.write_bytes(files[name])
    profile = (folder / "profile").absolute().as_uri()
    command = [office, f"-env:UserInstallation={profile}", "--headless", "--norestore"]
    command += ["--convert-to", kind, "--outdir", target, *paths.values()]
    try:
        _run([str(part) for part in command], scratch, timeout)
    finally:
        _remove_pipe(profile)
    pdfs = {name: _whole(target / f"{path.stem}.pdf") for name, path in paths.items()}
    return {name: data for name, data in pdfs.items() if data}


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


def _whole(path: Path) -> bytes:
    """The bytes of a whole PDF; none when there is none."""
    try:
        data = path.read_bytes()
    except OSError:
        return b""
    is_whole = b"%%EOF" in data[-64:]  # else LibreOffice was stopped while writing
    return timeless(data) if is_whole else b""


def pages_of(pdf: bytes) -> int:
    """The number of pages of a PDF as LibreOffice writes it; 0 when it cannot be told."""
    texts = [pdf, *_unpacked(pdf)]
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
