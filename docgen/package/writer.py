"""From rendered bytes to a package folder and its zip: all or nothing, no work of a person lost.

The folder is built beside the old one and then takes its place. ``manifest.json`` records
what the tool wrote; a file that differs from its record was edited by a person and stays.
The zip beside the folder is the filing: it holds what the manifest records, nothing else.
"""

from __future__ import annotations

import dataclasses
import errno
import glob
import zipfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from docgen.errors import OutputFault
from docgen.ooxml.zip_writer import zip_parts
from docgen.package import manifest
from docgen.package.filling import (
    SEALS,
    Filling,
    ManifestWriter,
    Package,
    free_name_beside,
    recorded_in,
    sha256_of,
)
from docgen.package.manifest import MANIFEST, FileRecord
from docgen.package.replacing import (
    PackageFile,
    RecordedFile,
    base_name,
)
from docgen.system import files as disk
from docgen.system import lock
from docgen.system.resources import os_error_text

_MAX_ZIP_BYTES = 500 * 1024 * 1024


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
    return {base_name(name): record.key for name, record in recorded_in(place).items()}


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
    for name, record in recorded_in(place).items():
        path = place / name
        try:
            if path.parent == place and path.is_file():
                data = path.read_bytes()
                edited = sha256_of(data) != record.made_sha256
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
        filling = Filling(staging, target, files, partial, history)
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


def _zipped(folder: Path, records: Mapping[str, FileRecord]) -> bytes:
    """The filing: what is recorded, and the record, by name."""
    names = sorted(records) + [name for name in SEALS if (folder / name).exists()]
    return zip_parts({name: (folder / name).read_bytes() for name in names}, is_filing=True)


def _put_zip(new: Path, path: Path) -> Path:
    """Put the zip in its place, or beside it when a person's own file has its name.

    Raises:
        OutputFault: it cannot be put there.
    """
    try:
        if path.exists() and not _is_filing(path):
            path = path.with_name(free_name_beside(path.parent, path.name, _is_filing))
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
            return infos.keys() - set(SEALS) == records.keys() and all(
                sha256_of(package.read(infos[name])) == record.sha256
                for name, record in records.items()
            )
    except Exception:  # zipfile lets errors of every kind through from damaged archives
        return False


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
