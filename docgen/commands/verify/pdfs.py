"""The PDFs of a package, held against the documents that they were converted from."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePath

from docgen.commands.verify.changes import is_within
from docgen.commands.verify.printed import Printed
from docgen.errors import Finding, RequestError, printable
from docgen.package.forms import PDF
from docgen.package.manifest import NO_DOCUMENTS, FileRecord, Manifest
from docgen.package.replacing import base_name

_PERCENT = re.compile(r"\d+(?:\.\d+)?[%％]")
_AXIS = frozenset(f"{number}%" for number in range(0, 101, 5))  # that charts label themselves
_CHARTS = "图片或图表"
_SHOWN = 12
_REMAKE = "请社区用 docgen build --pdf 重新生成后报送。"


def pdf_findings(manifest: Manifest, files: Mapping[str, bytes]) -> Iterator[Finding]:
    """What of the PDFs is none, or shows otherwise than its document."""
    records = [record for record in manifest.files if record.key in (PDF.key, PDF.print_key)]
    documents = {
        PurePath(base_name(record.name)).stem: record
        for record in manifest.files
        if record.key not in NO_DOCUMENTS
    }
    pages: dict[str, list[str]] = {}
    for record in records:
        if record.name not in files:
            continue
        try:
            texts = _page_texts(record, files[record.name])
        except RequestError as fault:  # the library is not installed
            yield replace(PDF.unread, hint=f"{fault.hint}；或者以Word公文为准。")
            return
        except ValueError:
            yield Finding.error("pdf-broken", record.name, "不是PDF文件，或者已损坏", _REMAKE)
            continue
        if record.key == PDF.print_key:
            continue
        pages[record.name] = texts
        source = documents.get(PurePath(base_name(record.name)).stem)
        if source is None or source.name not in files:
            message = "材料里没有与它同名的Word公文，没有核对"
            yield Finding.error("pdf-stray", record.name, message, _REMAKE)
        elif record.is_edited and not any(map(_signs, texts)):
            message = "里面没有文字，可能是扫描件，没有核对内容"
            yield Finding.warning("pdf-scanned", record.name, message, "请打开核对。")
        elif record.template_sha256 != source.sha256:
            yield replace(PDF.outdated, place=record.name)
        else:
            yield from _compared(record.name, files[source.name], texts)
    for record in records:
        if record.key == PDF.print_key and record.name in files:
            yield from _joined_findings(record, files[record.name], pages)


def _page_texts(record: FileRecord, data: bytes) -> list[str]:
    from docgen.rendering.pdf import page_texts

    if not record.name.lower().endswith(PDF.suffix) or not data.startswith(b"%PDF-"):
        raise ValueError(record.name)
    return page_texts(data)


def _compared(name: str, document: bytes, pages: Sequence[str]) -> Iterator[Finding]:
    """What a PDF lacks of its document, and rates that it shows otherwise."""
    from docgen.gbt9704.docx.container import Refused

    try:
        wanted = Printed.of(document)
    except Refused:
        return  # said of the document
    text = "\n".join(pages)
    lost = _signs(wanted.in_order) - _signs(text)
    if lost:
        shown = printable("".join(list(lost)[:_SHOWN]))
        message = f"比Word公文少{lost.total()}个字，缺少的有“{shown}”"
        yield Finding.error("pdf-differs", name, message, _REMAKE)
    rates, found = _PERCENT.findall(wanted.in_order), _PERCENT.findall(text)
    known = {*rates, *(_AXIS if wanted.objects.get(_CHARTS) else ())}
    known |= {rate for line in wanted.others for rate in _PERCENT.findall(line.text)}
    if strange := [rate for rate in found if rate not in known]:
        message = f"印有Word公文里没有的“{printable(strange[0])}”"
        yield Finding.error("pdf-differs", name, message, _REMAKE)
    elif not is_within(rates, found):
        yield Finding.error("pdf-differs", name, "各项比率的次序与Word公文不同", _REMAKE)


def _signs(text: str) -> Counter[str]:
    return Counter("".join(text.split()))


def _joined_findings(
    record: FileRecord, data: bytes, pages: Mapping[str, Sequence[str]]
) -> Iterator[Finding]:
    """The file of all for printing shows the pages of the others, and no more."""
    try:
        texts = [_signs(text) for text in _page_texts(record, data)]
    except ValueError:
        return  # said already
    own = [_signs(text) for found in pages.values() for text in found]
    if strange := [n for n, text in enumerate(texts, start=1) if text and text not in own]:
        message = f"第{strange[0]}页不是材料中任何一份PDF的页面"
        yield Finding.error("pdf-differs", record.name, message, _REMAKE)
