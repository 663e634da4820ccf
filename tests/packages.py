"""Packages to write, for the tests in test_package*.py."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from docgen.package import PackageFile

OLD = (PackageFile("plan", "01_方案.docx", b"old plan"), PackageFile("list", "02_表.docx", b"old"))
NEW = (PackageFile("plan", "01_方案.docx", b"new plan"), PackageFile("list", "02_表.docx", b"new"))
NAME = "2026-03-05_幸福里社区_述职述廉测评"


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
    assert content["format"] == "docgen-package/1"
    return list(content["files"])


def documents_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.suffix == ".docx")
