"""What the documents of a package were made from, kept in it: templates, former workbooks. Pure.

So that whoever gets the package can make each document again and compare.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePath

from docgen.package.manifest import (
    FORMER_KEY,
    NO_DOCUMENTS,
    SOURCES,
    TEMPLATE_KEY,
    FileRecord,
)
from docgen.package.replacing import PackageFile

_MARK = 8  # hex digits of the digest in a file's name


def template_sources(files: Iterable[PackageFile]) -> tuple[PackageFile, ...]:
    """The templates of the files that were made, each once."""
    found = {
        file.template_sha256: (file.key, file.template)
        for file in files
        if file.key not in NO_DOCUMENTS and file.template
    }
    return tuple(
        PackageFile(TEMPLATE_KEY, f"{SOURCES}/模板_{key}_{digest[:_MARK]}.docx", data)
        for digest, (key, data) in found.items()
    )


def former_workbook(name: str, data: bytes) -> PackageFile:
    """The workbook of an earlier build, under the name that it is kept by."""
    file = PackageFile(FORMER_KEY, "", data)
    path = PurePath(name)
    return PackageFile(
        FORMER_KEY, f"{SOURCES}/{path.stem}_{file.sha256[:_MARK]}{path.suffix}", data
    )


def digests_wanted(records: Iterable[FileRecord]) -> frozenset[str]:
    """The SHA-256 of all that the documents were made from."""
    documents = [record for record in records if record.key not in NO_DOCUMENTS]
    return frozenset(
        digest for each in documents for digest in (each.template_sha256, each.workbook_sha256)
    )
