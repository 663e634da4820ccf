"""Packages as an upper-level office gets them, for the tests of receiving and verifying."""

from __future__ import annotations

import hashlib
import json
import tempfile
import zipfile
from collections.abc import Callable, Collection, Mapping
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from docgen.campaign.model import Stage
from docgen.commands.build import build
from docgen.commands.verify.verify import Finding, Verified, verify
from docgen.ooxml import zip_writer
from docgen.package.manifest import MANIFEST
from tests.support.samples import FULL_SAMPLE, parts_of

Files = dict[str, bytes]
WORKBOOK = "活动工作簿.xlsx"
BULLETIN = "10_测评结果通报.docx"
OUTLINE = "06_述职述廉报告_1_林致远.docx"
LIST = "18_材料目录.docx"
_ORIGIN = ("template_sha256", "workbook_sha256")
BODY = "word/document.xml"


@cache
def _sample(*stages: Stage) -> Mapping[str, bytes]:
    with tempfile.TemporaryDirectory() as folder:
        build.build(FULL_SAMPLE, Path(folder), stages=stages)
        (path,) = Path(folder).glob("*.zip")
        return parts_of(path.read_bytes())


def sample_files(*stages: Stage) -> Files:
    """The files of the full sample's package, or of some of its stages."""
    return dict(_sample(*stages))


def recorded(files: Files, name: str, data: bytes | None, **record: Any) -> Files:
    """The files with one put in, or taken away, and the manifest made to fit."""
    changed = {other: content for other, content in files.items() if other != name}
    digest = None

    if data is not None:
        changed[name] = data
        digest = hashlib.sha256(data).hexdigest()

    def change(content: dict[str, Any]) -> None:
        found = [each for each in content["files"] if each["name"] == name]
        content["files"] = [each for each in content["files"] if each["name"] != name]
        if data is not None:
            former = found[0] if found else {"key": "other"} | dict.fromkeys(_ORIGIN)
            told = {"name": name, "size": len(data), "sha256": digest, "made_sha256": digest}
            content["files"].append(former | told | record)
        if name == content["workbook"]["name"]:
            content["workbook"] |= {"size": len(data or b""), "sha256": digest}

    return with_manifest(changed, change)


def with_manifest(files: Files, change: Callable[[dict[str, Any]], object]) -> Files:
    """The files with the manifest changed in place."""
    content = json.loads(files[MANIFEST])
    change(content)
    return files | {MANIFEST: json.dumps(content, ensure_ascii=False, indent=2).encode()}


def reworded(document: bytes, old: str, new: str, part: str = BODY) -> bytes:
    """A document with one text changed everywhere in a part."""
    parts = parts_of(document)
    before = parts[part].decode()
    assert old in before, old
    return zip_writer.zip_parts(parts | {part: before.replace(old, new).encode()})


def verified(files: Mapping[str, bytes], folder: Path, **options: Any) -> Verified:
    """What verification says of these files in a zip."""
    path = folder / "材料.zip"
    path.write_bytes(zip_writer.zip_parts(files))
    return verify(path, **options)


def told(result: Verified) -> list[tuple[str, str]]:
    """Code and place of every finding."""
    return [(finding.code, finding.place) for finding in result.findings]


def errors(result: Verified) -> list[tuple[str, str]]:
    """Code and place of every error."""
    return [(each.code, each.place) for each in result.findings if each.is_error]


def finding(findings: Collection[Finding], code: str) -> Finding:
    """The only finding of a kind."""
    (found,) = (each for each in findings if each.code == code)
    return found


def raw_zip(*members: tuple[zipfile.ZipInfo | str, bytes]) -> bytes:
    """A zip of any members, the same name twice, too."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in members:
            package.writestr(name, data)
    return buffer.getvalue()
