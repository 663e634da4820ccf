"""Packages to write, for the tests in test_package*.py."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

from docgen.package import writer
from docgen.package.filling import Package
from docgen.package.manifest import FileRecord
from docgen.package.replacing import PackageFile

OLD = (PackageFile("plan", "01_方案.docx", b"old plan"), PackageFile("list", "02_表.docx", b"old"))
NEW = (PackageFile("plan", "01_方案.docx", b"new plan"), PackageFile("list", "02_表.docx", b"new"))
NAME = "2026-03-05_幸福里社区_述职述廉测评"


def seal(records: Sequence[FileRecord]) -> dict[str, bytes]:
    """A manifest with the files only."""
    files = [
        {
            "key": record.key,
            "name": record.name,
            "size": record.size,
            "sha256": record.sha256,
            "template_sha256": record.template_sha256 or None,
            "made_sha256": record.made_sha256,
            "workbook_sha256": record.workbook_sha256 or None,
        }
        | ({"source_sha256": record.source_sha256} if record.source_sha256 else {})
        for record in sorted(records, key=lambda record: record.name)
    ]
    content = {"format": "docgen-package/3", "files": files}
    return {"manifest.json": (json.dumps(content, ensure_ascii=False) + "\n").encode()}


def write_package(
    parent: Path,
    name: str,
    files: Sequence[PackageFile],
    partial: Collection[str] = (),
    history: str = "",
) -> Package:
    """A package as a build writes it, without a campaign."""
    with writer.locked(parent, name):
        return writer.write_package(
            parent, name, files, partial, write_manifest=seal, history=history
        )


def tree(folder: Path) -> dict[str, bytes]:
    """Every file under a folder with its bytes; folders with none; links with their target."""
    content = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            content[name] = str(path.readlink()).encode()
        else:
            content[name] = path.read_bytes() if path.is_file() else b"<folder>"
    return content


def manifest(folder: Path) -> list[dict[str, Any]]:
    content = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert content["format"] == "docgen-package/3"
    return list(content["files"])


def documents_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.suffix == ".docx")
