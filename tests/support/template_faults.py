"""Copies of shipped templates with one fault each, for the tests in test_templates*.py."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from pathlib import Path

from docgen.commands.templates import check
from docgen.errors import Finding
from tests.support.command_line import template_folder

SHIPPED = Path(__file__).parents[2] / "templates_docx"


def shipped(key: str) -> bytes:
    return (SHIPPED / f"{key}.docx").read_bytes()


def edited(key: str, *changes: tuple[str, str], part: str = "word/document.xml") -> bytes:
    """A shipped template in which the first occurrence of each text is another one."""
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(shipped(key))) as old, zipfile.ZipFile(buffer, "w") as new:
        for info in old.infolist():
            text = old.read(info)
            if info.filename == part:
                xml = text.decode()
                for before, after in changes:
                    assert before in xml, before
                    xml = xml.replace(before, after, 1)
                text = xml.encode()
            new.writestr(info.filename, text)
    return buffer.getvalue()


def xml_of(key: str) -> str:
    with zipfile.ZipFile(BytesIO(shipped(key))) as archive:
        return archive.read("word/document.xml").decode()


def paragraph_with(key: str, words: str) -> str:
    """The XML of the first paragraph of a shipped template that holds these words."""
    return next(p for p in re.findall(r"<w:p>.*?</w:p>", xml_of(key)) if words in p)


def row_with(key: str, words: str) -> str:
    """The XML of the first table row of a shipped template that holds these words."""
    return next(r for r in re.findall(r"<w:tr>.*?</w:tr>", xml_of(key)) if words in r)


def findings_of(folder: Path, key: str, data: bytes) -> list[Finding]:
    """What the check finds in one template."""
    folder.mkdir(exist_ok=True)
    report = check.check(template_folder(folder / "模板", **{key: data}))
    assert report.files == (f"{key}.docx",)
    assert all(finding.file == f"{key}.docx" for finding in report.findings)
    assert report.ok == (not any(finding.is_error for finding in report.findings))
    return list(report.findings)


def only_finding(folder: Path, key: str, *changes: tuple[str, str]) -> Finding:
    """The one finding that a change in a shipped template comes to."""
    findings = findings_of(folder, key, edited(key, *changes))
    assert len(findings) == 1, findings
    return findings[0]
