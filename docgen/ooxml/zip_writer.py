"""Zip files written, anew or again with some members changed; the only writer of zips. Pure.

``zipfile`` spends more time on a member's headers than a small document takes to squeeze.
The bytes are those that ``zipfile`` writes with the same settings (APPNOTE.TXT 6.3.10, 4.3).
"""

from __future__ import annotations

import copy
import shutil
import struct
import zlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s4B4H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_VERSION = 20  # of the format, that of folders and DEFLATE
_DEFLATED = 8
_UTF_8 = 0x800  # flag: the name is in UTF-8
_MIDNIGHT = 0
_FIRST_DAY = (1980, 1, 1)  # of the format, so that the same parts give the same bytes
_CHUNK = 1 << 20  # bytes that are copied at a time: a sheet may have a gigabyte
_LEVEL = 6
_HEADER_LENGTHS = struct.Struct("<26x2H")
_MAX_BYTES = 0xFFFF_FFFF  # without the 64-bit extension


@dataclass(frozen=True, slots=True)
class Member:
    """A file in a zip, squeezed: ``crc`` and ``size`` (bytes) are those of its content."""

    name: str
    squeezed: bytes
    crc: int
    size: int

    @property
    def content(self) -> bytes:
        """The file's bytes."""
        return zlib.decompress(self.squeezed, -zlib.MAX_WBITS)


def member(name: str, content: bytes) -> Member:
    """Squeeze a file."""
    squeezer = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    squeezed = squeezer.compress(content) + squeezer.flush()
    return Member(name, squeezed, zlib.crc32(content), len(content))


def members(data: bytes) -> list[Member]:
    """The files in a zip that is known to be sound, as they are squeezed there.

    Raises:
        zipfile.BadZipFile, struct.error: it is damaged.
    """
    found = []
    with ZipFile(BytesIO(data)) as package:
        for info in package.infolist():
            if info.compress_type != _DEFLATED:
                found.append(member(info.filename, package.read(info)))
                continue
            name_long, extra_long = _HEADER_LENGTHS.unpack_from(data, info.header_offset)
            start = info.header_offset + _LOCAL.size + name_long + extra_long
            squeezed = data[start : start + info.compress_size]
            found.append(Member(info.filename, squeezed, info.CRC, info.file_size))
    return found


def zip_parts(
    parts: Mapping[str, bytes], is_filing: bool = False, day: tuple[int, int, int] = _FIRST_DAY
) -> bytes:
    """The parts, by name, as one zip; as ``zip_bytes``."""
    return zip_bytes((member(*part) for part in parts.items()), is_filing, day)


def rezip(
    old: ZipFile,
    changed: Mapping[str, bytes] | None = None,
    dropped: Collection[str] = (),
    day: tuple[int, int, int] | None = None,
) -> bytes:
    """A zip again, its members in their order: some changed, some dropped, new ones last.

    Members keep their time, system and way of packing; with a ``day`` all get that one, and
    are squeezed as on every system.
    """
    changed = changed or {}
    buffer = BytesIO()
    present = old.infolist()
    with ZipFile(buffer, "w") as target:
        for info in present:
            if info.filename in dropped:
                continue
            new = copy.copy(info) if day is None else _fresh(info.filename, (*day, 0, 0, 0))
            if (content := changed.get(info.filename)) is not None:
                target.writestr(new, content, new.compress_type)
                continue
            with old.open(info) as source, target.open(new, "w") as copied:
                shutil.copyfileobj(source, copied, _CHUNK)
        known = {info.filename for info in present}
        for name in (name for name in changed if name not in known):
            time = present[0].date_time if day is None else (*day, 0, 0, 0)
            target.writestr(_fresh(name, time), changed[name])
    return buffer.getvalue()


def _fresh(name: str, time: tuple[int, int, int, int, int, int]) -> ZipInfo:
    info = ZipInfo(name, time)
    info.compress_type, info.create_system = ZIP_DEFLATED, 0  # the same on Windows and elsewhere
    return info


def zip_bytes(
    files: Iterable[Member], is_filing: bool = False, day: tuple[int, int, int] = _FIRST_DAY
) -> bytes:
    """The files as one zip; the same files give the same bytes.

    A filing is unpacked by people: Info-ZIP's unzip garbles Chinese names, UTF-8 mark or not,
    unless they are said to come from Unix.

    Raises:
        OverflowError: it would be longer than 4 GB, or hold more than 65,535 files.
    """
    system, attributes = (3, 0o100644 << 16) if is_filing else (0, 0o600 << 16)
    year, month, date = day
    stamp = year - 1980 << 9 | month << 5 | date
    pieces: list[bytes] = []
    directory: list[bytes] = []
    offset = 0
    for each in files:
        name = each.name.encode()
        flags = 0 if name.isascii() else _UTF_8
        sizes = (each.crc, len(each.squeezed), each.size)
        if offset + len(each.squeezed) > _MAX_BYTES or each.size > _MAX_BYTES:
            raise OverflowError
        how = (flags, _DEFLATED, _MIDNIGHT, stamp, *sizes, len(name), 0)
        local = _LOCAL.pack(b"PK\x03\x04", _VERSION, *how)
        listed = _CENTRAL.pack(
            *(b"PK\x01\x02", _VERSION, system, _VERSION, 0, *how, 0, 0, 0, attributes, offset)
        )
        pieces += (local, name, each.squeezed)
        directory += (listed, name)
        offset += len(local) + len(name) + len(each.squeezed)
    count = len(directory) // 2
    listing = b"".join(directory)
    if count > 0xFFFF or offset + len(listing) > _MAX_BYTES:
        raise OverflowError
    end = _END.pack(b"PK\x05\x06", 0, 0, count, count, len(listing), offset, 0)
    return b"".join((*pieces, listing, end))
