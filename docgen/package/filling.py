"""A new package folder being filled: from the old one, and from the files of this build."""

from __future__ import annotations

import dataclasses
import errno
import hashlib
import os
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from docgen.package import manifest
from docgen.package.manifest import (
    HISTORY,
    MANIFEST,
    SIGNATURE,
    SOURCE_KEYS,
    SOURCES,
    WORKBOOK_KEY,
    FileRecord,
)
from docgen.package.replacing import (
    PackageFile,
    base_name,
    gives_way,
    has_same_source,
    is_beside,
    marked_name,
    types_made,
)
from docgen.package.sources import digests_wanted, former_workbook, template_sources
from docgen.system import files as disk

SEALS = (MANIFEST, SIGNATURE)  # always the tool's own

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


class Filling:
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
        self._old = recorded_in(target)
        self._keys = types_made(files, partial)
        self._fresh = {file.name: file for file in files}
        workbooks = (file.sha256 for file in files if file.key == WORKBOOK_KEY)
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
        """Carry over what stays, write what is new, seal it.

        Raises:
            OSError: something cannot be read or written, or stands where the tool's folder goes.
        """
        place = self._target / SOURCES
        if os.path.lexists(place) and not _holds_sources(place):
            raise NotADirectoryError(errno.ENOTDIR, str(place))
        old = list(self._target.iterdir()) if self._target.is_dir() else []
        for path in sorted(old, key=lambda each: (is_beside(each.name), each.name)):
            if path.name not in SEALS and not _holds_sources(path):
                self._carry_over_file(path)
        written = [self._write(file) for file in self._files if file.name not in self._done]
        self._write_sources()
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
        digest = sha256_of(data) if data is not None else ""
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
            digest = sha256_of(data)
            is_seen = record.sha256 == digest and record.is_edited
            is_done = is_seen and self._is_current(record, name)
            is_done = is_done and record.key != WORKBOOK_KEY
            (self._done if is_done else self._beside).add(name)
            record = dataclasses.replace(record, size=len(data), sha256=digest)
            if fresh is not None and not is_done:
                record = dataclasses.replace(
                    record,
                    made_sha256=fresh.sha256,
                    source_sha256=fresh.source_sha256,
                    template_sha256=fresh.template_sha256,
                    workbook_sha256=self._workbook_of(fresh),
                    tool="",
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
            free_name_beside(self._staging, file.name) if file.name in self._beside else file.name
        )
        disk.write(self._staging / name, file.data)
        digest = file.sha256
        self.records[name] = FileRecord(
            file.key,
            name,
            len(file.data),
            digest,
            file.template_sha256,
            digest,
            self._workbook_of(file),
            file.source_sha256,
        )
        return dataclasses.replace(file, name=name)

    def _workbook_of(self, file: PackageFile) -> str:
        """The digest of the workbook that a file of this build is made from."""
        return "" if file.key in (WORKBOOK_KEY, *SOURCE_KEYS) else self._workbook

    def _write_sources(self) -> None:
        """Put beside the documents what they were made from; what a person put there stays."""
        missing = set(digests_wanted(self.records.values()))
        missing -= {record.sha256 for record in self.records.values()}
        for file in (*template_sources(self._files), *self._former_sources(missing)):
            if file.sha256 in missing:
                missing.discard(file.sha256)
                disk.make_folders(self._staging / SOURCES)
                self._write(file)
        folder = self._target / SOURCES
        for path in sorted(folder.iterdir()) if _holds_sources(folder) else ():
            name = f"{SOURCES}/{path.name}"
            record = self._old.get(name)
            data = path.read_bytes() if record and path.is_file() else b""
            if record is None or sha256_of(data) != record.sha256:
                disk.make_folders(self._staging / SOURCES)
                disk.carry_over(path, self._staging / SOURCES / _free(folder, path.name))
                self._unknown.append(name)

    def _former_sources(self, wanted: Collection[str]) -> Iterator[PackageFile]:
        """What earlier builds kept of what is wanted, and the workbook of the last one."""
        for name, record in self._old.items():
            if record.sha256 in wanted and record.key in (WORKBOOK_KEY, *SOURCE_KEYS):
                with suppress(OSError):
                    data = (self._target / name).read_bytes()
                    yield (
                        former_workbook(name, data)
                        if record.key == WORKBOOK_KEY
                        else PackageFile(record.key, name, data)
                    )


def recorded_in(target: Path) -> dict[str, FileRecord]:
    """What the last build recorded of its files; nothing when there is no readable record."""
    try:
        return manifest.recorded((target / MANIFEST).read_bytes())
    except OSError:
        return {}


def free_name_beside(
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


def _holds_sources(path: Path) -> bool:
    """Whether it is the tool's own folder of what documents were made from."""
    return path.name == SOURCES and path.is_dir() and not path.is_symlink()


def sha256_of(data: bytes) -> str:
    """Hex digest of bytes."""
    return hashlib.sha256(data).hexdigest()
