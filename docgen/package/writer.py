"""From rendered bytes to a package folder and its zip: all or nothing, no work of a person lost.

The folder is built beside the old one and then takes its place. ``manifest.json`` records
what the tool wrote; a file that differs from its record was edited by a person and stays.
The zip beside the folder is the filing: it holds what the manifest records, nothing else.
"""

from __future__ import annotations

import dataclasses
import errno
import glob
import hashlib
import zipfile
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from docgen.errors import OutputFault
from docgen.ooxml.zip_writer import zip_parts
from docgen.package import manifest
from docgen.package.manifest import HISTORY, MANIFEST, SIGNATURE, FileRecord
from docgen.package.replacing import (
    PackageFile,
    RecordedFile,
    base_name,
    gives_way,
    has_same_source,
    is_beside,
    marked_name,
    types_made,
)
from docgen.system import files as disk
from docgen.system import lock
from docgen.system.resources import os_error_text

_SEALS = (MANIFEST, SIGNATURE)  # always the tool's own
_MAX_ZIP_BYTES = 500 * 1024 * 1024

ManifestWriter = Callable[[Sequence[FileRecord]], Mapping[str, bytes]]


@dataclass(frozen=True, slots=True)
class Package:
    """A package as written.

    ``path`` is its folder, ``zip_path`` the filing beside it. ``files`` are this build's
    documents under the names they got; ``kept`` are those that stayed as they were, since only
    the program would make them otherwise; ``edited`` are files a person had changed, which were
    kept; ``moved`` those that went to the history, with their new place; ``removed`` are files
    of earlier builds, unchanged, that their document type no longer comes to; ``unknown`` are
    files in the folder that are none of the tool's and so not in the zip.
    """

    path: Path
    zip_path: Path
    files: tuple[PackageFile, ...]
    kept: tuple[str, ...] = ()
    edited: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


@contextmanager
def locked(parent: Path, name: str) -> Iterator[None]:
    """Keep other builds away from the package ``parent/name``.

    Folders made for it go again when nothing was put there.

    Raises:
        OutputFault: another build is at work there, or the place cannot be written.
    """
    target = parent / name
    absent: list[Path] = []
    try:
        absent += [folder for folder in (parent, *parent.parents) if not folder.exists()]
        disk.make_folders(parent)
        holding = lock.lock_file(parent / _hidden(name, "锁"))
        holding.__enter__()
    except (OSError, UnicodeError) as error:
        raise _fault(target, error) from error
    try:
        yield
    finally:
        holding.__exit__(None, None, None)
        for folder in absent:
            with suppress(OSError):
                folder.rmdir()


def recorded_keys(folder: Path) -> dict[str, str]:
    """The key of each file that the manifest of a package records, by its own name."""
    place = (
        folder if folder.exists() else _backup_path(folder)
    )  # a run was killed between two renames
    return {base_name(name): record.key for name, record in _recorded(place).items()}


def recorded_year(folder: Path) -> int | None:
    """The year of the campaign whose package it is; None where there is no readable one."""
    try:
        return manifest.decoded((folder / MANIFEST).read_bytes()).campaign.year
    except (OSError, manifest.ManifestFault):
        return None


def recorded_files(folder: Path) -> dict[str, RecordedFile]:
    """The files that earlier builds left in a package folder, by name, as they are now.

    None where there is no package. What a person put there is not among them.

    Raises:
        OutputFault: a file cannot be read.
    """
    place = (
        folder if folder.exists() else _backup_path(folder)
    )  # a run was killed between two renames
    found = {}
    for name, record in _recorded(place).items():
        path = place / name
        try:
            if path.parent == place and path.is_file():
                data = path.read_bytes()
                edited = _sha256(data) != record.made_sha256
                found[name] = RecordedFile(record.key, data, edited, record.source_sha256)
        except (OSError, UnicodeError) as error:
            raise _fault(folder, error) from error
    return found


def write_package(
    parent: Path,
    name: str,
    files: Sequence[PackageFile],
    partial: Collection[str] = (),
    *,
    write_manifest: ManifestWriter,
    history: str = "",
) -> Package:
    """Write files into the package folder ``parent/name``, replacing it in one step; then its zip.

    What stood there before is kept, but for files the tool itself wrote and nobody edited
    that this build makes anew, or whose document type no longer comes to that file. One that
    this build makes from the same data as before, otherwise only because the program has
    changed, stays. Of the ``partial`` document types only some files are made this time: their
    others all stay. A file that a person edited keeps its name and the new one goes beside it as
    ``…（新生成）.docx``. With ``history``, theirs and what would stay as issued go to 历史版本
    into a folder of that name instead. ``write_manifest`` makes the manifest, and the signature
    if any, from the records of the files.

    The caller holds ``locked``.

    Raises:
        OutputFault: the place cannot be written; what stood there is as it was.
    """
    target = parent / name
    zip_path = target.with_name(f"{name}.zip")
    new_zip = parent / _hidden(name, "新.zip")
    try:
        disk.make_folders(parent)
        target = target.resolve() if target.is_symlink() else target
        _recover(target)
        if target.exists() and not target.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, target)
        staging = disk.make_temporary(target.parent, _hidden(target.name, "新"))
    except (OSError, UnicodeError) as error:
        raise _fault(target, error) from error
    try:
        filling = _Filling(staging, target, files, partial, history)
        package = filling.fill(write_manifest)
        disk.delete_all(new_zip)
        disk.write(new_zip, _zipped(staging, filling.records))
        _swap(staging, target)
        zip_path = _put_zip(new_zip, zip_path)
    except OSError as error:
        raise _fault(target, error) from error
    finally:
        for leftover in (staging, new_zip, *([_backup_path(target)] if target.exists() else [])):
            disk.delete_all(leftover)
    return dataclasses.replace(package, zip_path=zip_path)


class _Filling:
    """A new package folder being filled from the old one and the files of this build."""

    def __init__(
        self,
        staging: Path,
        target: Path,
        files: Sequence[PackageFile],
        partial: Collection[str],
        history: str,
    ) -> None:
        self._staging, self._target, self._files = staging, target, files
        self._history = _free(target / HISTORY, history) if history else ""
        self._old = _recorded(target)
        self._keys = types_made(files, partial)
        self._fresh = {file.name: file for file in files}
        workbooks = (file.sha256 for file in files if file.key == manifest.WORKBOOK_KEY)
        self._workbook = next(workbooks, "")
        self._beside: set[str] = set()  # whose new version goes beside the edited one
        self._done: set[str] = set()  # whose new version is known already
        self.records: dict[str, FileRecord] = {}
        self._kept: list[str] = []
        self._edited: list[str] = []
        self._moved: list[str] = []
        self._removed: list[str] = []
        self._unknown: list[str] = []

    def fill(self, write_manifest: ManifestWriter) -> Package:
        """Carry over what stays, write what is new, seal it."""
        old = list(self._target.iterdir()) if self._target.is_dir() else []
        for path in sorted(old, key=lambda each: (is_beside(each.name), each.name)):
            if path.name not in _SEALS:
                self._carry_over_file(path)
        written = [self._write(file) for file in self._files if file.name not in self._done]
        for name, data in write_manifest(tuple(self.records.values())).items():
            disk.write(self._staging / name, data)
        return Package(
            self._target,
            self._target,
            tuple(written),
            tuple(self._kept),
            tuple(self._edited),
            tuple(self._moved),
            tuple(self._removed),
            tuple(self._unknown),
        )

    def _carry_over_file(self, path: Path) -> None:
        """Keep a file of the old folder, move it to the history, or let it go."""
        name, record = path.name, self._old.get(path.name)
        fresh = self._fresh.get(name)
        may_be_ours = fresh is not None or record is not None
        data = path.read_bytes() if may_be_ours and path.is_file() else None
        digest = _sha256(data) if data is not None else ""
        if fresh is not None and fresh.sha256 == digest:
            return
        untouched = record is not None and record.made_sha256 == digest
        is_issued = untouched and self._is_current(record, name)
        if record and (self._stands_beside(record, digest) or (is_issued and not self._history)):
            self._keep_as_issued(path, record)
        elif record and gives_way(
            untouched and not is_issued, fresh is not None, record.key in self._keys
        ):
            if fresh is None and base_name(name) not in self._beside:
                self._removed.append(name)
        elif fresh is not None and self._history:
            folder = self._staging / HISTORY / self._history
            disk.make_folders(folder)
            disk.carry_over(path, folder / name)
            self._moved.append(f"{HISTORY}/{self._history}/{name}")
        else:
            self._keep_theirs(path, record, data)

    def _keep_as_issued(self, path: Path, record: FileRecord) -> None:
        """Keep what only the program would make otherwise."""
        if path.name in self._fresh:
            self._done.add(path.name)
            self._kept.append(path.name)
        self._keep(path, dataclasses.replace(record, workbook_sha256=self._workbook))

    def _keep_theirs(self, path: Path, record: FileRecord | None, data: bytes | None) -> None:
        """Keep what a person edited or put there; a new version goes beside it."""
        name = path.name
        fresh = self._fresh.get(name)
        if record is not None and data is not None:
            digest = _sha256(data)
            is_seen = record.sha256 == digest and record.is_edited
            is_done = is_seen and self._is_current(record, name)
            is_done = is_done and record.key != manifest.WORKBOOK_KEY
            (self._done if is_done else self._beside).add(name)
            record = dataclasses.replace(record, size=len(data), sha256=digest)
            if fresh is not None and not is_done:
                record = dataclasses.replace(
                    record, made_sha256=fresh.sha256, source_sha256=fresh.source_sha256
                )
        elif fresh is not None:
            self._beside.add(name)
        self._keep(path, record)
        if fresh is not None or (record is not None and record.is_edited):
            self._edited.append(name)

    def _is_current(self, record: FileRecord | None, name: str) -> bool:
        """Whether a file was made as this build makes it, but for what the program changed."""
        fresh = self._fresh.get(name)
        if fresh is None or record is None:
            return False
        return record.made_sha256 == fresh.sha256 or has_same_source(record, fresh)

    def _stands_beside(self, record: FileRecord, digest: str) -> bool:
        """Whether it is the new version beside an edited file, and still the newest."""
        own = base_name(record.name)
        is_newest = digest == record.made_sha256 and self._is_current(record, own)
        return is_newest and own in self._done

    def _keep(self, path: Path, record: FileRecord | None) -> None:
        place = self._staging / path.name
        if path.name == HISTORY and place.exists():
            for inner in path.iterdir():
                disk.carry_over(inner, place / inner.name)
        else:
            disk.carry_over(path, place)
        if record is not None:
            self.records[path.name] = record
        elif path.name != HISTORY and not path.name.startswith((".", "~$")):
            self._unknown.append(path.name)

    def _write(self, file: PackageFile) -> PackageFile:
        name = (
            _free_name_beside(self._staging, file.name) if file.name in self._beside else file.name
        )
        disk.write(self._staging / name, file.data)
        digest = file.sha256
        source = "" if file.key == manifest.WORKBOOK_KEY else self._workbook
        self.records[name] = FileRecord(
            file.key,
            name,
            len(file.data),
            digest,
            file.template_sha256,
            digest,
            source,
            file.source_sha256,
        )
        return dataclasses.replace(file, name=name)


def _zipped(folder: Path, records: Mapping[str, FileRecord]) -> bytes:
    """The filing: what is recorded, and the record, by name."""
    names = sorted(records) + [name for name in _SEALS if (folder / name).exists()]
    return zip_parts({name: (folder / name).read_bytes() for name in names}, is_filing=True)


def _put_zip(new: Path, path: Path) -> Path:
    """Put the zip in its place, or beside it when a person's own file has its name.

    Raises:
        OutputFault: it cannot be put there.
    """
    try:
        if path.exists() and not _is_filing(path):
            path = path.with_name(_free_name_beside(path.parent, path.name, _is_filing))
        disk.replace(new, path)
    except OSError as error:
        raise OutputFault(
            f"文件夹中的公文已经更新，但压缩包“{path}”没有更新（{os_error_text(error)}）",
            "请关闭正在打开的压缩包，再生成一次。报送以前请核对压缩包是新的。",
        ) from error
    return path


def _is_filing(path: Path) -> bool:
    """Whether a zip holds exactly what its manifest records: then nobody's work is in it."""
    try:
        if path.stat().st_size > _MAX_ZIP_BYTES:
            return False
        with zipfile.ZipFile(path) as package:
            infos = {info.filename: info for info in package.infolist()}
            if sum(info.file_size for info in infos.values()) > _MAX_ZIP_BYTES:
                return False
            records = manifest.recorded(package.read(MANIFEST))
            return infos.keys() - set(_SEALS) == records.keys() and all(
                _sha256(package.read(infos[name])) == record.sha256
                for name, record in records.items()
            )
    except Exception:  # zipfile lets errors of every kind through from damaged archives
        return False


def _recorded(target: Path) -> dict[str, FileRecord]:
    """What the last build recorded of its files; nothing when there is no readable record."""
    try:
        return manifest.recorded((target / MANIFEST).read_bytes())
    except OSError:
        return {}


def _swap(staging: Path, target: Path) -> None:
    """Put the new folder in the old one's place; on a failure the old one returns."""
    disk.open_to_all(staging)
    if not target.exists():
        disk.rename(staging, target)
        return
    if disk.exchange(staging, target):
        return
    backup = _backup_path(target)
    disk.rename(target, backup)
    try:
        disk.rename(staging, target)
    except BaseException:  # an interruption, too, must not leave the old one aside
        if not target.exists():
            disk.rename(backup, target)
        raise


def _recover(target: Path) -> None:
    """Put right what a run that was killed between two renames has left."""
    backup = _backup_path(target)
    if backup.exists() and not target.exists():
        disk.rename(backup, target)
    for leftover in (backup, *target.parent.glob(glob.escape(_hidden(target.name, "新")) + "*")):
        disk.delete_all(leftover)


def _backup_path(target: Path) -> Path:
    return target.with_name(_hidden(target.name, "旧"))


def _hidden(name: str, mark: str) -> str:
    return f".{name}.{mark}"


def _free_name_beside(
    folder: Path, name: str, may_be_replaced: Callable[[Path], bool] = lambda _: False
) -> str:
    """``…（新生成）.docx``, or ``…（新生成2）.docx`` when a person has edited that one, too."""
    names = (marked_name(name, number) for number in range(1, 1000))
    return next(
        name for name in names if not (folder / name).exists() or may_be_replaced(folder / name)
    )


def _free(folder: Path, name: str) -> str:
    """A name that nothing in the folder has yet."""
    names = (name, *(f"{name}_{number}" for number in range(2, 1000)))
    return next(each for each in names if not (folder / each).exists())


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _in_use(target: Path) -> list[str]:
    """The documents of a package that another program keeps open."""
    found = []
    with suppress(OSError):
        names = sorted(path.name for path in target.iterdir() if path.is_file())
        owned = tuple(name[2:] for name in names if name.startswith("~$"))  # Word's mark
        for name in names:
            if name.startswith("~$"):
                continue
            try:
                with (target / name).open("r+b"):
                    is_open = bool(owned) and name.endswith(owned)
            except PermissionError:
                is_open = True
            if is_open:
                found.append(name)
    return found


def _fault(target: Path, error: OSError | UnicodeError) -> OutputFault:
    state = "原有文件没有改动"
    with suppress(OSError, UnicodeError):
        if _backup_path(target).exists():  # not even the way back was open
            state = f"原有文件暂存在“{_backup_path(target)}”，再次生成时自动恢复"
    names = _in_use(target) if isinstance(error, PermissionError) else []
    if names:
        listed = "、".join(f"“{name}”" for name in names[:5])
        more = f"等{len(names)}个文件" if len(names) > 5 else ""
        return OutputFault(
            f"{listed}{more}正在其他程序中打开，无法更新“{target}”，{state}",
            "请在WPS或Word中关闭这些文件，再生成一次。",
        )
    return OutputFault(
        f"无法写入“{target}”（{os_error_text(error)}），{state}",
        "请关闭正在打开的公文，确认磁盘有空间、文件夹有写入权限，或用 -o 换一个位置。",
    )
