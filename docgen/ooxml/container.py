"""Office files as files: what kind one is, seen from outside; unpacked with care; packed."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from io import BytesIO

_OLE_MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")
_ZIP_MAGIC = b"PK\x03\x04"
_ENCRYPTED = 1  # the flag of a member with a password
# The two methods that Office files may use (ECMA-376 part 2, annex B); others unpack without end.
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_EBCDIC = bytes.fromhex("4c6fa794")  # <?xm
_DECLARED = re.compile(rb"(?:\xef\xbb\xbf)?\s*<\?xml[^>]*?\sencoding\s*=\s*[\"']([^\"'>]*)")
# In these the signs of XML are ASCII bytes; UTF-16 has become UTF-8 before it is looked at.
_PLAIN_CODES = frozenset(
    (b"utf-8", b"utf8", b"utf-16", b"utf-16le", b"utf-16be", b"us-ascii", b"ascii",
     b"iso-8859-1", b"windows-1252", b"gb2312", b"gbk", b"gb18030")
)  # fmt: skip
_HEADER = 30  # bytes before a member's name
_LEADS_OUT = re.compile(r"^[/\\]{2}|^[A-Za-z]:|(?:^|[/\\])\.\.(?:[/\\]|$)|[\x00-\x1f]")

# A member above the first size may not unpack to more than so many times its packed size.
# Workbooks of 50,000 ballots come to 12 times; a bomb made of one letter to 1,000 times.
RATIO_FREE_BYTES = 4 * 1024 * 1024
MAX_RATIO = 200


class FileKind(Enum):
    """What the first bytes of an Office file tell."""

    ZIP = "zip"  # xlsx, docx
    ENCRYPTED = "encrypted"  # with an opening password
    OLD = "old"  # xls, doc
    EMPTY = "empty"
    OTHER = "other"


def kind(data: bytes) -> FileKind:
    """The kind of a file with these bytes."""
    if data.startswith(_OLE_MAGIC):
        return (
            FileKind.ENCRYPTED if "EncryptedPackage".encode("utf-16-le") in data else FileKind.OLD
        )
    if not data:
        return FileKind.EMPTY
    return FileKind.ZIP if data.startswith(_ZIP_MAGIC) else FileKind.OTHER


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a zip may hold: bytes of all members unpacked, and members."""

    unpacked: int
    parts: int


# A .docx of any sort: a document to be checked, or a template.
DOCX = Limits(300 * 1024 * 1024, 5000)
MAX_DOCX_BYTES = 50 * 1024 * 1024


class TooLarge(Exception):
    """A zip, or a member of one, holds more than it may, or unpacks beyond all proportion."""


class Tangled(Exception):
    """A zip made as no office program makes one: members that share a name or bytes."""


class Locked(Exception):
    """A member of a zip has a password."""


@contextmanager
def opened(data: bytes, limits: Limits) -> Iterator[zipfile.ZipFile]:
    """A zip whose list of members is sound; nothing is unpacked yet.

    Names of members are for looking up only: nothing may be written to a path made of one.

    Raises:
        TooLarge: it has too many members, or says itself that it unpacks to too much.
        Tangled: members have the same name but for case, overlap, lead out of the zip
            (``../x``), or are packed in a way that Office files do not know.
        Locked: a member has a password.
        zipfile.BadZipFile, and others: it is damaged.
    """
    with zipfile.ZipFile(BytesIO(data)) as package:
        infos = package.infolist()
        require_in_bounds(infos, limits)
        if len({folded(info.filename) for info in infos}) < len(infos):
            raise Tangled("names")
        if any(_LEADS_OUT.search(i.filename) or i.compress_type not in METHODS for i in infos):
            raise Tangled("members")
        require_apart(infos, len(data))
        yield package


def require_in_bounds(infos: Collection[zipfile.ZipInfo], limits: Limits) -> None:
    """Refuse a zip by what its list of members says; the sizes are not believed later either.

    Raises:
        TooLarge: it has too many members, or says itself that it unpacks to too much.
        Locked: a member has a password.
    """
    if len(infos) > limits.parts or sum(info.file_size for info in infos) > limits.unpacked:
        raise TooLarge
    if any(info.flag_bits & _ENCRYPTED for info in infos):
        raise Locked


def require_apart(infos: Collection[zipfile.ZipInfo], size: int) -> None:
    """Refuse a zip of ``size`` bytes whose members share some, as those of a bomb do.

    Raises:
        Tangled: they do.
    """
    placed = sorted(infos, key=lambda info: info.header_offset)
    starts = [info.header_offset for info in placed[1:]] + [size]
    for info, following in zip(placed, starts, strict=True):
        if info.header_offset + _HEADER + info.compress_size > following:
            raise Tangled("overlap")


def folded(name: str) -> str:
    """A part's name as programs compare it: case and the slant of slashes do not matter."""
    return name.replace("\\", "/").lstrip("/").lower()


def read_bounded(package: zipfile.ZipFile, info: zipfile.ZipInfo, limit: int) -> bytes:
    """A member of an ``opened`` zip, at most ``limit`` bytes long.

    What the zip says about the size is not believed: no more than the limit is ever unpacked.

    Raises:
        TooLarge: the member is longer, or unpacks to more than ``MAX_RATIO`` times its size.
        zipfile.BadZipFile, zlib.error and others: it is damaged.
    """
    limit = min(limit, max(RATIO_FREE_BYTES, info.compress_size * MAX_RATIO))
    with package.open(info) as member:
        content = member.read(limit + 1)
    if len(content) > limit:
        raise TooLarge
    return content


def unpacked(
    package: zipfile.ZipFile, limit: int, endings: tuple[str, ...] = ("",)
) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of those members of an ``opened`` zip whose names have these endings.

    Raises:
        TooLarge: together they are longer than the limit, or one as in ``read_bounded``.
        zipfile.BadZipFile, zlib.error and others: it is damaged.
    """
    for info in package.infolist():
        if info.filename.endswith(endings):
            content = read_bounded(package, info, limit)
            limit -= len(content)
            yield info.filename, content


def as_utf8(part: bytes) -> bytes:
    """An XML part as patterns of ASCII bytes expect it; XML may also be written in UTF-16."""
    for encoding, starts in (
        ("utf-16-le", (b"\xff\xfe", b"<\0")),
        ("utf-16-be", (b"\xfe\xff", b"\0<")),
    ):
        if part.startswith(starts):
            return part.decode(encoding, "replace").encode("utf-8", "replace")
    return part


def is_unsafe(part: bytes) -> bool:
    """True when an XML part (``as_utf8``) defines entities, which Office files never do.

    Also when that cannot be told, because it is in a code such as UTF-7, UTF-32 or EBCDIC,
    in which ``<!DOCTYPE`` is other bytes.
    """
    declared = _DECLARED.match(part)
    return (
        b"<!DOCTYPE" in part
        or b"<!ENTITY" in part
        or b"\0" in part
        or part.startswith(_EBCDIC)
        or (declared is not None and declared[1].lower() not in _PLAIN_CODES)
    )
