"""The PDFs of a package: of each document for the archive, of all in one for printing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from pathlib import PurePath

from docgen.documents import DOCUMENTS
from docgen.errors import OutputFault
from docgen.package.forms import PDF
from docgen.package.replacing import PackageFile
from docgen.rendering.pdf import joined

PdfMaker = Callable[[Mapping[str, bytes]], Mapping[str, bytes]]  # by file name, in and out
ALL_NAME = "全部材料.pdf"
_UNPRINTED = {document.key for document in DOCUMENTS if not document.in_print}
_NAMES_SHOWN = 5


def pdf_files(
    present: Mapping[str, tuple[str, bytes]], order: Sequence[str], make: PdfMaker
) -> list[PackageFile]:
    """The PDF of each document that a package will hold, and one of all for printing.

    ``present`` are key and bytes by name; ``order`` are the names as they follow one another.
    What a PDF was made from stands where documents have the digest of their template.

    Raises:
        OutputFault: a document cannot be converted.
        RequestError: pypdfium2 is not installed.
    """
    documents = {name: present[name] for name in order}
    made = make({name: data for name, (_, data) in documents.items()})
    if lost := [name for name in documents if name not in made]:
        more = f"等，共{len(lost)}份" if len(lost) > _NAMES_SHOWN else ""
        raise OutputFault(
            f"LibreOffice没有转换成功：{'、'.join(lost[:_NAMES_SHOWN])}{more}，没有写入任何文件",
            "请关闭LibreOffice以后再试一次；仍然不行的，去掉 --pdf，用WPS或Word另存为PDF。",
        )
    files = [
        PackageFile(
            PDF.key, f"{PurePath(name).stem}{PDF.suffix}", made[name], sha256(data).hexdigest()
        )
        for name, (_, data) in documents.items()
    ]
    printed = [made[name] for name, (key, _) in documents.items() if key not in _UNPRINTED]
    if printed:
        files.append(PackageFile(PDF.print_key, ALL_NAME, joined(printed)))
    return files
