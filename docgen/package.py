"""From rendered bytes to a package folder: all or nothing, and no work of a person lost.

The folder is built beside the old one and then takes its place. ``manifest.json`` records
what the tool wrote; a file that differs from its record was edited by a person and stays.
"""

from __future__ import annotations

import errno
import glob
import hashlib
import json
import re
import shutil
import stat
import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePath

from docgen.problems import OutputFault
from docgen.resources import reason

MANIFEST = "manifest.json"
FORMAT = "docgen-package/1"
_BESIDE = re.compile(r"（新生成\d*）(\.\w+)$")  # the mark that ``_beside`` sets


@dataclass(frozen=True, slots=True)
class PackageFile:
    """A document to be packed: the key of its type, its name, its bytes."""

    key: str
    name: str
    data: bytes

    @property
    def sha256(self) -> str:
        """Hex digest of the bytes."""
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True, slots=True)
class Package:
    """A package as written.

    ``files`` are this build's documents under the names they got; ``edited`` are files a
    person had changed, which were kept; ``removed`` are files of earlier builds, unchanged,
    that their document type no longer comes to.
    """

    path: Path
    files: tuple[PackageFile, ...]
    edited: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RecordedFile:
    """A file of an earlier build that is still in its package; a person may have ``edited`` it."""

    key: str
    data: bytes
    edited: bool


def recorded_files(folder: Path) -> dict[str, RecordedFile]:
    """The files that earlier builds left in a package folder, by name, as they are now.

    None where there is no package. What a person put there is not among them.

    Raises:
        OutputFault: a file cannot be read.
    """
    place = folder if folder.exists() else _aside(folder)  # a run was killed between two renames
    found = {}
    for name, record in _recorded(place).items():
        path = place / name
        try:
            if path.parent == place and path.is_file():
                data = path.read_bytes()
                edited = hashlib.sha256(data).hexdigest() != record["sha256"]
                found[name] = RecordedFile(str(record["key"]), data, edited)
        except (OSError, UnicodeError) as error:
            raise _fault(folder, error) from error
    return found


def after_build(
    recorded: Mapping[str, RecordedFile],
    files: Sequence[PackageFile],
    partial: Collection[str] = (),
) -> dict[str, tuple[str, bytes]]:
    """Key and bytes of each document that the package will hold once ``files`` are written.

    Under its own name, once: where a person edited a file, theirs counts, not the new one
    beside it. Same rules as ``write_package``.
    """
    fresh = {file.name for file in files}
    keys = {file.key for file in files}.difference(partial)
    held = {file.name: (file.key, file.data) for file in files}
    for name, file in sorted(recorded.items(), key=lambda item: len(item[0])):
        if _gives_way(not file.edited, name in fresh, file.key in keys):
            continue
        own = _BESIDE.sub(r"\1", name)
        if name in fresh or own not in held:
            held[own] = (file.key, file.data)
    return held


def _gives_way(untouched: bool, made_anew: bool, type_made: bool) -> bool:
    """Whether a file of an earlier build is dropped: it is made anew, or no longer comes to be."""
    return untouched and (made_anew or type_made)


def write_package(
    parent: Path, name: str, files: Sequence[PackageFile], partial: Collection[str] = ()
) -> Package:
    """Write files into the package folder ``parent/name``, replacing it in one step.

    What stood there before is kept, but for files the tool itself wrote and nobody edited
    that this build makes anew, or whose document type no longer comes to that file. Of the
    ``partial`` document types only some files are made this time: their others all stay. A
    file that a person edited keeps its name and the new one goes beside it as ``…（新生成）.docx``.

    Raises:
        OutputFault: the place cannot be written; what stood there is as it was.
    """
    target = parent / name
    try:
        parent.mkdir(parents=True, exist_ok=True)
        target = target.resolve() if target.is_symlink() else target
        _recover(target)
        if target.exists() and not target.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, target)
        staging = Path(tempfile.mkdtemp(prefix=_hidden(target.name, "新"), dir=target.parent))
    except (OSError, UnicodeError) as error:
        raise _fault(target, error) from error
    try:
        package = _fill(staging, target, files, partial)
        _swap(staging, target)
    except OSError as error:
        raise _fault(target, error) from error
    finally:
        _remove(staging)
    return package


def _fill(
    staging: Path, target: Path, files: Sequence[PackageFile], partial: Collection[str]
) -> Package:
    recorded = _recorded(target)
    keys = {file.key for file in files}.difference(partial)
    fresh = {file.name: file.sha256 for file in files}
    kept: dict[str, Mapping[str, object]] = {}
    edited, removed = [], []
    for path in sorted(target.iterdir()) if target.is_dir() else ():
        if path.name == MANIFEST:
            continue
        record = recorded.get(path.name)
        digest = _digest(path)
        if fresh.get(path.name) == digest:
            continue
        untouched = record is not None and record["sha256"] == digest
        if record and _gives_way(untouched, path.name in fresh, record["key"] in keys):
            if path.name not in fresh:
                removed.append(path.name)
            continue
        _carry_over(path, staging / path.name)
        if record is not None:
            kept[path.name] = record
        if path.name in fresh or (record is not None and not untouched):
            edited.append(path.name)
    written = []
    for file in files:
        name = _beside(staging, file.name) if file.name in edited else file.name
        (staging / name).write_bytes(file.data)
        written.append(PackageFile(file.key, name, file.data))
    _write_manifest(staging, kept, written)
    return Package(target, tuple(written), tuple(edited), tuple(removed))


def _carry_over(source: Path, destination: Path) -> None:
    if source.is_dir() and not source.is_symlink():
        shutil.copytree(source, destination, symlinks=True)
    else:
        shutil.copy2(source, destination, follow_symlinks=False)


def _write_manifest(
    staging: Path, kept: Mapping[str, Mapping[str, object]], written: Sequence[PackageFile]
) -> None:
    records = dict(kept)
    for file in written:
        records[file.name] = {
            "name": file.name,
            "key": file.key,
            "size": len(file.data),
            "sha256": file.sha256,
        }
    content = {"format": FORMAT, "files": [records[name] for name in sorted(records)]}
    text = json.dumps(content, ensure_ascii=False, indent=2) + "\n"
    (staging / MANIFEST).write_text(text, encoding="utf-8", newline="\n")


def _recorded(target: Path) -> dict[str, Mapping[str, object]]:
    """What the last build recorded of its files; nothing when there is no readable record."""
    try:
        content = json.loads((target / MANIFEST).read_text(encoding="utf-8"))
        return {
            str(record["name"]): {
                "name": str(record["name"]),
                "key": str(record["key"]),
                "size": int(record["size"]),
                "sha256": str(record["sha256"]),
            }
            for record in content["files"]
        }
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return {}


def _swap(staging: Path, target: Path) -> None:
    """Put the new folder in the old one's place; on a failure the old one returns."""
    staging.chmod(0o755)
    if not target.exists():
        staging.rename(target)
        return
    aside = _aside(target)
    target.rename(aside)
    try:
        staging.rename(target)
    except BaseException:  # an interruption, too, must not leave the old one aside
        if not target.exists():
            aside.rename(target)
        raise
    _remove(aside)


def _recover(target: Path) -> None:
    """Put right what a run that was killed between two renames has left."""
    aside = _aside(target)
    if aside.exists() and not target.exists():
        aside.rename(target)
    for leftover in (aside, *_stagings(target)):
        _remove(leftover)


def _remove(folder: Path) -> None:
    """Delete a folder as far as possible, write-protected files in it, too."""
    if not folder.exists():
        return
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            with suppress(OSError):
                path.chmod(path.stat().st_mode | stat.S_IRWXU)
    shutil.rmtree(folder, ignore_errors=True)


def _stagings(target: Path) -> Iterator[Path]:
    return target.parent.glob(glob.escape(_hidden(target.name, "新")) + "*")


def _aside(target: Path) -> Path:
    return target.with_name(_hidden(target.name, "旧"))


def _hidden(name: str, mark: str) -> str:
    return f".{name}.{mark}"


def _beside(folder: Path, name: str) -> str:
    """``…（新生成）.docx``, or ``…（新生成2）.docx`` when a person has edited that one, too."""
    path = PurePath(name)
    marks = ("（新生成）", *(f"（新生成{number}）" for number in range(2, 1000)))
    names = (f"{path.stem}{mark}{path.suffix}" for mark in marks)
    return next(name for name in names if not (folder / name).exists())


def _digest(path: Path) -> str:
    """The digest of a file's bytes; empty for what is no file."""
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def _fault(target: Path, error: OSError | UnicodeError) -> OutputFault:
    state = "原有文件没有改动"
    with suppress(OSError, UnicodeError):
        if _aside(target).exists():  # not even the way back was open
            state = f"原有文件暂存在“{_aside(target)}”，再次生成时自动恢复"
    return OutputFault(
        f"无法写入“{target}”（{reason(error)}），{state}",
        "请关闭正在打开的公文，确认磁盘有空间、文件夹有写入权限，或用 -o 换一个位置。",
    )
