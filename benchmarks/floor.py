"""The least that any engine could do: ready Jinja code, unchanged parts copied as they are.

No sandbox, no strictness, no limits: what a template says is trusted.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any

import jinja2
from docxtpl import DocxTemplate

_LOCAL, _CENTRAL = struct.Struct("<4s5H3L2H"), struct.Struct("<4s4B4H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_LEVEL = 6  # as docgen squeezes

Render = Callable[[Mapping[str, Any]], bytes]


def environment(filters: Mapping[str, Callable[..., Any]]) -> jinja2.Environment:
    """Jinja with escaping and these filters."""
    made = jinja2.Environment(autoescape=True)
    made.filters.update(filters)
    return made


def compiled(data: bytes, filters: Mapping[str, Callable[..., Any]]) -> Render:
    """A template ready to be rendered many times."""
    jinja = environment(filters)
    parts: list[tuple[bytes, jinja2.Template | None, tuple[int, int, bytes]]] = []
    with zipfile.ZipFile(BytesIO(data)) as package:
        for info in package.infolist():
            content = package.read(info)
            template = None
            if info.filename.endswith(".xml") and b"{" in content:
                template = jinja.from_string(DocxTemplate.patch_xml(None, content.decode()))
            parts.append((info.filename.encode(), template, _squeezed(content)))

    def render(context: Mapping[str, Any]) -> bytes:
        return _joined(
            [
                (name, _squeezed(template.render(context).encode()) if template else copied)
                for name, template, copied in parts
            ]
        )

    return render


def _squeezed(content: bytes) -> tuple[int, int, bytes]:
    squeezer = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    return zlib.crc32(content), len(content), squeezer.compress(content) + squeezer.flush()


def _joined(parts: list[tuple[bytes, tuple[int, int, bytes]]]) -> bytes:
    pieces, directory, offset = [], [], 0
    for name, (crc, size, squeezed) in parts:
        how = (0, 8, 0, 33, crc, len(squeezed), size, len(name), 0)
        piece = _LOCAL.pack(b"PK\x03\x04", 20, *how) + name + squeezed
        pieces.append(piece)
        directory.append(
            _CENTRAL.pack(b"PK\x01\x02", 20, 0, 20, 0, *how, 0, 0, 0, 0, offset) + name
        )
        offset += len(piece)
    listing = b"".join(directory)
    count = len(parts)
    end = _END.pack(b"PK\x05\x06", 0, 0, count, count, len(listing), offset, 0)
    return b"".join((*pieces, listing, end))
