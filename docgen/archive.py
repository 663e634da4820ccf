"""Office files as files: what kind one is, seen from outside; parts packed into one."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from enum import Enum
from io import BytesIO

_OLE_MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")
_ZIP_MAGIC = b"PK\x03\x04"
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)


class Kind(Enum):
    """What the first bytes of an Office file tell."""

    ZIP = "zip"  # xlsx, docx
    ENCRYPTED = "encrypted"  # with an opening password
    OLD = "old"  # xls, doc
    EMPTY = "empty"
    OTHER = "other"


def kind(data: bytes) -> Kind:
    """The kind of a file with these bytes."""
    if data.startswith(_OLE_MAGIC):
        return Kind.ENCRYPTED if "EncryptedPackage".encode("utf-16-le") in data else Kind.OLD
    if not data:
        return Kind.EMPTY
    return Kind.ZIP if data.startswith(_ZIP_MAGIC) else Kind.OTHER


def as_utf8(part: bytes) -> bytes:
    """An XML part as patterns of ASCII bytes expect it; XML may also be written in UTF-16."""
    for encoding, starts in (
        ("utf-16-le", (b"\xff\xfe", b"<\0")),
        ("utf-16-be", (b"\xfe\xff", b"\0<")),
    ):
        if part.startswith(starts):
            return part.decode(encoding, "replace").encode("utf-8", "replace")
    return part


def defines_entities(part: bytes) -> bool:
    """True when an XML part (``as_utf8``) defines entities, which Office files never do."""
    return b"<!DOCTYPE" in part or b"<!ENTITY" in part


def packed(parts: Mapping[str, bytes]) -> bytes:
    """The parts, by name, as one file; the same parts give the same bytes."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            info = zipfile.ZipInfo(name, _ZIP_TIME)
            info.create_system = 0  # the same on Windows and elsewhere
            package.writestr(info, data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
