"""Whether a zip can be read in one way only: nothing between, before or behind its members.

Programs find members by the list at the end of a zip or by the headers before each. A zip in
which these differ, or that holds bytes that neither names, is one file to one program and
another to the next (APPNOTE.TXT 6.3.10, 4.3). Pure.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

_END = struct.Struct("<4s4H2LH")
_CENTRAL = struct.Struct("<4s2B5H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_END_SIGN, _CENTRAL_SIGN, _LOCAL_SIGN = b"PK\x05\x06", b"PK\x01\x02", b"PK\x03\x04"
_DESCRIPTOR_SIGN = b"PK\x07\x08"
_DESCRIBED_BEHIND = 0x8  # flag: sizes and CRC stand behind the content
_UNKNOWN = 0xFFFF_FFFF  # the 64-bit extension tells


class Ambiguous(Exception):
    """A zip that may be read in two ways; says in Chinese what is wrong."""


class _Listed(NamedTuple):
    """A member as the list at the end has it."""

    flags: int
    method: int
    crc: int
    squeezed: int
    size: int
    offset: int
    name: bytes


def require_one_reading(data: bytes) -> None:
    """Refuse a zip whose members do not follow one another from its first byte to its list.

    Raises:
        Ambiguous: something stands before, between or behind them, the list and the headers
            differ, it has a comment, a folder holds data, or it uses the 64-bit extension.
    """
    end = len(data) - _END.size
    if end < 0 or data[end : end + 4] != _END_SIGN:
        raise Ambiguous("末尾另有内容，或者带有注释")
    _, disk, start_disk, here, count, length, start, comment = _END.unpack_from(data, end)
    if disk or start_disk or here != count or comment or start + length != end:
        raise Ambiguous("文件目录的位置不对")
    at = 0
    for each in sorted(_listed(data, start, end, count), key=lambda member: member.offset):
        if each.offset != at:
            raise Ambiguous("各个文件之间或者前面另有内容")
        at = _end_of(data, each, start)
    if at != start:
        raise Ambiguous("文件和目录之间另有内容")


def _listed(data: bytes, at: int, end: int, count: int) -> Iterator[_Listed]:
    for _ in range(count):
        if at + _CENTRAL.size > end or data[at : at + 4] != _CENTRAL_SIGN:
            raise Ambiguous("文件目录不完整")
        fields = _CENTRAL.unpack_from(data, at)
        flags, method, crc, squeezed, size = fields[4], fields[5], *fields[8:11]
        name_long, extra_long, comment_long, offset = *fields[11:14], fields[17]
        if _UNKNOWN in (squeezed, size, offset):
            raise Ambiguous("用了不需要的64位扩展")
        name = data[at + _CENTRAL.size : at + _CENTRAL.size + name_long]
        if comment_long:
            raise Ambiguous("文件带有注释")
        if name.endswith(b"/") and size:
            raise Ambiguous("文件夹里藏有内容")
        yield _Listed(flags, method, crc, squeezed, size, offset, name)
        at += _CENTRAL.size + name_long + extra_long + comment_long
    if at != end:
        raise Ambiguous("文件目录后面另有内容")


def _end_of(data: bytes, member: _Listed, limit: int) -> int:
    """Where a member ends, whose header must say what the list says."""
    at = member.offset
    if at + _LOCAL.size > limit or data[at : at + 4] != _LOCAL_SIGN:
        raise Ambiguous("文件的位置不对")
    fields = _LOCAL.unpack_from(data, at)
    flags, method, crc, squeezed, size = fields[2], fields[3], *fields[6:9]
    name_long, extra_long = int(fields[9]), int(fields[10])
    name = data[at + _LOCAL.size : at + _LOCAL.size + name_long]
    told = (member.crc, member.squeezed, member.size)
    is_behind = bool(flags & _DESCRIBED_BEHIND)
    said = (crc, squeezed, size)
    if (flags, method, name) != (member.flags, member.method, member.name) or (
        said != told and not (is_behind and not any(said))
    ):
        raise Ambiguous("文件的说明与目录不一致")
    end = at + _LOCAL.size + name_long + extra_long + member.squeezed
    return end + _descriptor(data, end, told) if is_behind else end


_DESCRIPTORS = (struct.Struct("<3L"), struct.Struct("<L2Q"))


def _descriptor(data: bytes, at: int, told: tuple[int, int, int]) -> int:
    """How long the description behind a member's content is, which must say the same."""
    sign = len(_DESCRIPTOR_SIGN) if data[at : at + 4] == _DESCRIPTOR_SIGN else 0
    for form in _DESCRIPTORS:
        if data[at + sign : at + sign + form.size] == form.pack(*told):
            return sign + form.size
    raise Ambiguous("文件的说明与目录不一致")
