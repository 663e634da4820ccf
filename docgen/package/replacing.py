"""Which files of an earlier build stay, and which give way to those of this build. Pure.

A file that a person edited is never lost. One that is out as the tool made it stays as it is
when only the program has changed since: what was printed and signed is not written anew.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath

from docgen.package.forms import FORM_OF_KEY
from docgen.package.manifest import FileRecord

KEPT = "程序更新后版式有变化，已印发的保留原样"  # what users read of such files
_BESIDE = re.compile(r"（新生成\d*）(\.\w+)$")


@dataclass(frozen=True, slots=True)
class PackageFile:
    """A document to be packed.

    The key of its type, its name, its bytes; the digests of its template and of what the user
    gave for it, as in ``FileRecord``; the template itself.
    """

    key: str
    name: str
    data: bytes
    template_sha256: str = ""
    source_sha256: str = ""
    template: bytes = field(default=b"", repr=False)

    @property
    def sha256(self) -> str:
        """Hex digest of the bytes."""
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True, slots=True)
class RecordedFile:
    """A file of an earlier build that is still in its package; a person may have ``edited`` it."""

    key: str
    data: bytes
    edited: bool
    source_sha256: str = ""


def is_beside(name: str) -> bool:
    """Whether it is the name of a new file beside an edited one."""
    return bool(_BESIDE.search(name))


def base_name(name: str) -> str:
    """The name without the mark of a new file beside an edited one."""
    return _BESIDE.sub(r"\1", name)


def marked_name(name: str, number: int = 1) -> str:
    """``…（新生成）.docx``, or ``…（新生成2）.docx``."""
    path = PurePath(name)
    return f"{path.stem}（新生成{number if number > 1 else ''}）{path.suffix}"


def has_same_source(former: FileRecord | RecordedFile, file: PackageFile) -> bool:
    """Whether both were made from the same data: they differ by the program alone, if at all.

    Of a file whose record does not tell what it was made from nothing is known.
    """
    return bool(file.source_sha256) and former.source_sha256 == file.source_sha256


def types_made(files: Sequence[PackageFile], partial: Collection[str]) -> set[str]:
    """The types of which this build leaves no file that it did not make.

    Other forms are made of all documents or of none: a PDF older than its document misleads.
    """
    return {file.key for file in files}.difference(partial) | FORM_OF_KEY.keys()


def gives_way(replaceable: bool, made_anew: bool, type_made: bool) -> bool:
    """Whether a file of an earlier build is dropped: it is made anew, or no longer comes to be."""
    return replaceable and (made_anew or type_made)


def documents_after_build(
    recorded: Mapping[str, RecordedFile],
    files: Sequence[PackageFile],
    partial: Collection[str] = (),
    force: bool = False,
) -> dict[str, tuple[str, bytes]]:
    """Key and bytes of each document that the package will hold once ``files`` are written.

    Under its own name, once: where a person edited a file, theirs counts, not the new one
    beside it, and one that only a newer program makes otherwise counts as it is; unless
    ``force`` sends these to the history. Same rules as ``write_package``.
    """
    fresh = {file.name: file for file in files}
    keys = types_made(files, partial)
    present = {file.name: (file.key, file.data) for file in files}
    for name, file in sorted(recorded.items(), key=lambda item: len(item[0])):
        is_fresh = name in fresh
        stays = is_fresh and has_same_source(file, fresh[name])
        replaceable = force or not (file.edited or stays)
        if gives_way(replaceable, is_fresh, file.key in keys and not file.edited):
            continue
        own = base_name(name)
        if is_fresh or own not in present:
            present[own] = (file.key, file.data)
    return present
