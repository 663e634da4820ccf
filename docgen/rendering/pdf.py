"""PDFs: of each document for the archive, of all in one for printing, their pages as pictures.

The only user of pypdfium2. PDFium may be used by one thread at a time.
"""

from __future__ import annotations

import struct
import threading
import zlib
from collections.abc import Iterable
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING, Any

from docgen.errors import RequestError
from docgen.rendering.pdf_timestamps import timeless
from docgen.system.resources import installing

if TYPE_CHECKING:
    from collections.abc import Iterator

_LOCK = threading.Lock()


def require_library() -> None:
    """Say before a long work that PDFs cannot be put together.

    Raises:
        RequestError: pypdfium2 is not installed.
    """
    try:
        import pypdfium2  # noqa: F401
    except ModuleNotFoundError as error:
        raise RequestError(
            "没有安装PDF组件，不能生成PDF",
            f"{installing('pdf')}，或者使用打包好的 docgen.exe。",
        ) from error


def joined(pdfs: Iterable[bytes]) -> bytes:
    """All pages one after the other; each PDF begins on an odd page, for two-sided printing."""
    with _pdfium() as pdfium:
        target = pdfium.PdfDocument.new()
        for data in pdfs:
            if len(target) % 2:
                target.new_page(*target.get_page_size(len(target) - 1))
            source = pdfium.PdfDocument(data)
            target.import_pages(source)
            source.close()
        buffer = BytesIO()
        target.save(buffer)
        target.close()
    return timeless(buffer.getvalue())


def page_count(pdf: bytes) -> int:
    """How many pages it has."""
    with _pdfium() as pdfium:
        document = pdfium.PdfDocument(pdf)
        count = len(document)
        document.close()
    return count


def page_texts(pdf: bytes) -> list[str]:
    """The text of each page, in the order in which it was drawn.

    Raises:
        ValueError: it is no PDF that can be opened.
        RequestError: pypdfium2 is not installed.
    """
    with _pdfium() as pdfium:
        try:
            document = pdfium.PdfDocument(pdf)
        except pdfium.PdfiumError as error:
            raise ValueError("no PDF") from error
        try:
            return [str(page.get_textpage().get_text_range()) for page in document]
        except pdfium.PdfiumError as error:
            raise ValueError("a page cannot be read") from error
        finally:
            document.close()


def page_image(pdf: bytes, page: int, width: int) -> bytes:
    """A page (from 0) as a PNG of so many pixels in width.

    Raises:
        IndexError: there is no such page.
    """
    with _pdfium() as pdfium:
        document = pdfium.PdfDocument(pdf)
        try:
            if not 0 <= page < len(document):
                raise IndexError(page)
            scale = width / document.get_page_size(page)[0]
            bitmap = document[page].render(scale=scale, rev_byteorder=True)
            rows = bytes(bitmap.buffer)
            return _png(bitmap.width, bitmap.height, bitmap.stride, bitmap.n_channels, rows)
        finally:
            document.close()


def _png(width: int, height: int, stride: int, channels: int, rows: bytes) -> bytes:
    """A picture in the order red, green, blue(, alpha) as a PNG (ISO/IEC 15948)."""
    color = {1: 0, 3: 2, 4: 6}[channels]
    head = struct.pack(">IIBBBBB", width, height, 8, color, 0, 0, 0)
    lines = b"".join(
        b"\0" + rows[start : start + width * channels]
        for start in range(0, height * stride, stride)
    )
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(lines, 6)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )


@contextmanager
def _pdfium() -> Iterator[Any]:
    require_library()
    import pypdfium2

    with _LOCK:
        yield pypdfium2
