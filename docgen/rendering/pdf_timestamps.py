"""A PDF without the moment at which it was made: the same document, the same bytes. Pure.

LibreOffice and PDFium write the time into several places and give no way to name another. It is
taken out of all of them, and the identifier comes from the content; what is shown is untouched.
The places are those that ISO 32000-1 (14.3, 14.4) and ISO 15076-1 (7.2) name; ISO 19005-2 asks
for no time, only that the two places that may tell it agree.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Sequence
from hashlib import sha256

_TIMES = re.compile(
    rb"/(?:CreationDate|ModDate)\s?\(D:[0-9+\-'Z]+\)"
    rb"|<xmp:(CreateDate|ModifyDate|MetadataDate)>[0-9T:.+\-Z]+</xmp:\1>"
    rb"|/DocChecksum /[0-9A-F]{32}"  # LibreOffice's own, over the time as well
)
_IDENTIFIER = re.compile(rb"(/ID ?\[ ?<)([0-9A-Fa-f]{32})(>\s?<)([0-9A-Fa-f]{32})(?=> ?\])")
# The colour profile of PDF/A as LibreOffice writes it: its length stands in the next object.
_PROFILE = re.compile(
    rb"<</N 3/Length (\d+) 0 R/Filter/FlateDecode>>\nstream\n(.*?)\nendstream\nendobj\n"
    rb"\n(\d+) 0 obj\n(\d+)\nendobj\n",
    re.DOTALL,
)
_MADE, _SIGNED = slice(24, 36), slice(36, 40)  # in the header of a profile
_ANY_DAY = bytes.fromhex("07d0 0001 0001 0000 0000 0000")  # 1 January 2000
_TABLE = re.compile(rb"xref\s+0 (\d+)\s*\n")
_ENTRY = 20  # bytes of a line in the table
Edit = tuple[int, int, bytes]  # from, up to, what takes its place


def timeless(pdf: bytes) -> bytes:
    """The PDF without a time. One that is written in an unknown way keeps what is not understood.

    Its size may change by a few bytes; every offset in it stays right.
    """
    plain = _edited(pdf, [*_profile(pdf)])
    plain = _TIMES.sub(lambda found: b" " * len(found[0]), plain)
    return _identified(plain)


def _profile(pdf: bytes) -> Iterator[Edit]:
    """Another day in the colour profile; packed anew, it may have another length."""
    found = _PROFILE.search(pdf)
    if found is None or found[1] != found[3] or _offsets(pdf) is None:
        return
    try:
        profile = bytearray(zlib.decompress(found[2]))
    except zlib.error:
        return
    if profile[_SIGNED] != b"acsp":
        return
    profile[_MADE] = _ANY_DAY
    packed = zlib.compress(bytes(profile), 9)
    yield (*found.span(2), packed)
    yield (*found.span(4), b"%d" % len(packed))


def _offsets(pdf: bytes) -> tuple[int, int, int] | None:
    """Where the table of the objects is offset, where it is, where its lines begin.

    None when it is not the only one, or not a plain table.
    """
    ends = list(re.finditer(rb"startxref\s+(\d{1,10})\s+%%EOF", pdf))
    table = _TABLE.match(pdf, int(ends[0][1])) if len(ends) == 1 else None
    if table is None or not re.match(rb"\s*trailer", pdf[table.end() + int(table[1]) * _ENTRY :]):
        return None
    return ends[0].start(1), table.start(), table.end()


def _edited(pdf: bytes, edits: Sequence[Edit]) -> bytes:
    """The PDF with edits in its objects, which come in order; its table follows them."""
    places = _offsets(pdf) if edits else None
    if places is None:
        return pdf
    offset, table, lines = places

    def moved(offset: int) -> int:
        return offset + sum(len(new) - (end - start) for start, end, new in edits if end <= offset)

    rest = pdf[lines:offset]
    end = rest.index(b"trailer")
    entries = re.sub(
        rb"(\d{10})(?= \d{5} n)", lambda found: b"%010d" % moved(int(found[1])), rest[:end]
    )
    pieces, at = [], 0
    for start, stop, new in edits:
        pieces += [pdf[at:start], new]
        at = stop
    digits = re.compile(rb"\d+")
    tail = digits.sub(b"%d" % moved(table), pdf[offset:], count=1)
    return b"".join((*pieces, pdf[at:lines], entries, rest[end:], tail))


def _identified(pdf: bytes) -> bytes:
    """The PDF with an identifier that its content gives it."""
    found = _IDENTIFIER.search(pdf, max(0, pdf.rfind(b"trailer")))
    if found is None:
        return pdf
    before, after = pdf[: found.start(2)], pdf[found.end(4) :]
    digest = sha256(before + after).hexdigest()[:32].upper().encode()
    return before + digest + found[3] + digest + after
