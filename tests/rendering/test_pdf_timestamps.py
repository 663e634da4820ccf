"""PDFs without the time at which they were made, and still sound."""

from __future__ import annotations

import re
import zlib
from io import BytesIO

import pypdfium2
import pytest

from docgen.rendering.pdf import joined
from docgen.rendering.pdf_timestamps import timeless

PROFILE = bytes(36) + b"acsp" + bytes(range(200)) * 40


def written(second: int, level: int = 6, title: str = "标题", profile_of: bytes = PROFILE) -> bytes:
    """A PDF as LibreOffice writes it, at this second; ``level`` varies how its profile is packed."""
    time = f"202611241121{second:02d}"
    profile = bytearray(profile_of)
    profile[24:36] = bytes([7, 234, 0, 11, 0, 24, 0, 11, 0, 21, 0, second])
    packed = zlib.compress(bytes(profile), level)
    xmp = f"<dc:title>{title}</dc:title><xmp:CreateDate>2026-11-24T11:21:{second:02d}Z</xmp:CreateDate>"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R/Metadata 6 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>",
        b"<</N 3/Length 5 0 R/Filter/FlateDecode>>\nstream\n" + packed + b"\nendstream",
        b"%d" % len(packed),
        b"<</Type/Metadata/Subtype/XML/Length %d>>\nstream\n" % len(xmp.encode())
        + xmp.encode()
        + b"\nendstream",
        f"<</Producer(LibreOffice)\n/CreationDate(D:{time}Z')>>".encode(),
    ]
    return assembled(objects, f"{second:032X}")


def assembled(objects: list[bytes], identifier: str) -> bytes:
    data, table = b"%PDF-1.6\n", b"0000000000 65535 f \n"
    for number, each in enumerate(objects, start=1):
        table += b"%010d 00000 n \n" % len(data)
        data += b"%d 0 obj\n%b\nendobj\n\n" % (number, each)
    start = len(data)
    number = len(objects) + 1
    data += b"xref\n0 %d\n%btrailer\n" % (number, table)
    same = f"<{identifier}>\n<{identifier}>"
    data += f"<</Size {number}/Root 1 0 R\n/Info {number - 1} 0 R\n/ID [ {same} ]\n".encode()
    return data + f"/DocChecksum /{identifier}\n>>\nstartxref\n{start}\n%%EOF\n".encode()


def objects_of(pdf: bytes) -> list[bytes]:
    """Each object, from where the table says it is."""
    table = pdf[int(pdf.rpartition(b"startxref")[2].split()[0]) :]
    assert table.startswith(b"xref")
    found = []
    for number, offset in enumerate(re.findall(rb"(\d{10}) \d{5} n", table), start=1):
        head = b"%d 0 obj\n" % number
        assert pdf.startswith(head, int(offset))
        found.append(pdf[int(offset) + len(head) : pdf.index(b"\nendobj", int(offset))])
    return found


def identifiers(pdf: bytes) -> set[bytes]:
    return set(re.findall(rb"<([0-9A-F]{32})>", pdf))


@pytest.mark.parametrize("level", [0, 1, 9])
def test_the_same_document_gives_the_same_bytes_whenever_it_is_written(level: int) -> None:
    assert written(1) != written(2, level)
    assert timeless(written(1)) == timeless(written(2, level))


def test_another_document_has_another_identifier() -> None:
    one, other = timeless(written(1)), timeless(written(1, title="题目"))
    assert one != other
    assert len(identifiers(one)) == len(identifiers(other)) == 1
    assert identifiers(one) != identifiers(other)


@pytest.mark.parametrize("level", [0, 9])
def test_every_object_is_still_found_and_what_it_says_is_untouched(level: int) -> None:
    before, after = (objects_of(each) for each in (written(1, level), timeless(written(1, level))))
    assert before[:3] == after[:3]
    packed = after[3].partition(b"stream\n")[2].removesuffix(b"\nendstream")
    assert len(packed) == int(after[4])
    profile = zlib.decompress(packed)
    assert (profile[:24], profile[36:]) == (PROFILE[:24], PROFILE[36:])
    for one, other in zip(before[5:], after[5:], strict=True):
        assert len(one) == len(other), "the length of the metadata still holds"
    assert "标题".encode() in after[5]
    assert b"Producer(LibreOffice)" in after[6]
    document = pypdfium2.PdfDocument(timeless(written(1, level)))
    assert len(document) == 1


def test_a_pdf_without_a_time_stays_as_it_is() -> None:
    assert timeless(timeless(written(1))) == timeless(written(1))


@pytest.mark.parametrize(
    "pdf",
    [
        b"",
        b"%PDF-1.6\n%%EOF\n",
        written(1, profile_of=bytes(4000)),
        re.sub(rb"startxref\n\d+", b"startxref\n9999999999", written(1)),
        re.sub(rb"startxref\n\d+", b"startxref\n3", written(1)),
        written(1) + written(2),
        re.sub(rb"stream\nx.{9}", b"stream\nx" + bytes(9), written(1), count=1, flags=re.DOTALL),
    ],
)
def test_what_is_written_in_an_unknown_way_keeps_its_size(pdf: bytes) -> None:
    assert len(timeless(pdf)) == len(pdf)


def test_all_in_one_tells_no_time_and_is_sound() -> None:
    document = pypdfium2.PdfDocument.new()
    document.new_page(595, 842)
    buffer = BytesIO()
    document.save(buffer)
    data = joined([buffer.getvalue(), buffer.getvalue()])
    assert b"CreationDate" not in data
    assert len(pypdfium2.PdfDocument(data)) == 3
    assert data == joined([buffer.getvalue(), buffer.getvalue()])
