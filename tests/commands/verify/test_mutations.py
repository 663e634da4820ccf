"""Every text of a filing changed, one at a time and under every disguise: none goes unsaid.

A sixtieth of them is tried here, all with ``DOCGEN_ALL_FORGERIES=1``.
"""

from __future__ import annotations

import dataclasses
import hashlib
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import pytest

from docgen.commands.check import check_bytes
from docgen.commands.verify.documents import document_findings
from docgen.documents import DOCUMENTS, Plan
from docgen.errors import Finding
from docgen.ooxml.zip_writer import zip_parts
from docgen.package.manifest import MANIFEST, NO_DOCUMENTS, FileRecord, Manifest, decoded
from tests.support.received import BULLETIN, WORKBOOK, Files, sample_files
from tests.support.samples import parts_of

STEP = 1 if os.environ.get("DOCGEN_ALL_FORGERIES") == "1" else 60
# In the element of a text; in the value of a chart's point.
TEXT = re.compile(r"(<w:t(?: [^>]*)?>|<c:v>)([^<]*[^<\s][^<]*)(?=<)")
DISGUISES: dict[str, dict[str, str]] = {
    "none": {},
    "an own template": {"template_sha256": "0" * 64},
    "an earlier workbook": {"workbook_sha256": "0" * 64},
    "another version": {"tool": "0.0.9"},
    "an edit": {"made_sha256": "1" * 64},
}
VOTES = frozenset(document.key for document in DOCUMENTS if document.prints_votes)


@dataclass(frozen=True)
class Forgery:
    """A document with one text changed."""

    name: str
    data: bytes
    before: str
    after: str


@cache
def honest() -> tuple[Files, Manifest, Plan]:
    files = sample_files()
    return files, decoded(files[MANIFEST]), check_bytes(files[WORKBOOK]).plan


def altered(text: str, number: int) -> str:
    """Another figure, another sign, one left out, or one more."""
    if figures := re.search(r"\d", text):
        at = figures.start()
        return f"{text[:at]}{(int(text[at]) + 1 + number % 8) % 10}{text[at + 1 :]}"
    place = number % len(text)
    return (
        f"{text[:place]}伪{text[place + 1 :]}",
        f"{text[:place]}{text[place + 1 :]}",
        f"{text[:place]}伪{text[place:]}",
    )[number % 3]


def forgeries() -> Iterator[Forgery]:
    files, manifest, _ = honest()
    number = 0
    for record in manifest.files:
        if record.key in NO_DOCUMENTS:
            continue
        parts = parts_of(files[record.name])
        for name, part in parts.items():
            if not name.endswith(".xml") or not name.startswith("word/"):
                continue
            xml = part.decode()
            for found in TEXT.finditer(xml):
                number += 1
                if number % STEP:
                    continue
                before = found.group(2)
                after = altered(before, number)
                if after.split() == before.split():
                    continue
                forged = xml[: found.start(2)] + after + xml[found.end(2) :]
                yield Forgery(
                    record.name, zip_parts(parts | {name: forged.encode()}), before, after
                )


def found(forgery: Forgery, disguise: dict[str, str]) -> list[Finding]:
    """What verification says of a filing that holds this one document."""
    files, manifest, plan = honest()
    digest = hashlib.sha256(forgery.data).hexdigest()

    def of(record: FileRecord) -> FileRecord:
        told = {"sha256": digest, "made_sha256": digest} | disguise
        return dataclasses.replace(record, size=len(forgery.data), **told)

    kept = tuple(
        of(record) if record.name == forgery.name else record
        for record in manifest.files
        if record.name == forgery.name or record.key in NO_DOCUMENTS
    )
    alone = dataclasses.replace(manifest, files=kept)
    return list(document_findings(alone, files | {forgery.name: forgery.data}, plan))


@pytest.mark.parametrize("disguise", DISGUISES.values(), ids=DISGUISES)
def test_no_changed_text_goes_unsaid(disguise: dict[str, str]) -> None:
    _, manifest, _ = honest()
    keys = {record.name: record.key for record in manifest.files}
    tried = 0
    for forgery in forgeries():
        if keys[forgery.name] in ("contents_list", "filing_letter"):
            continue  # these tell of the files around them, of which none is here
        tried += 1
        findings = [
            each
            for each in found(forgery, disguise)
            if each.place == forgery.name or forgery.name in each.message
        ]
        assert findings, (forgery.name, forgery.before, forgery.after)
        is_light = "made_sha256" in disguise and not re.search(r"\d", forgery.before)
        if keys[forgery.name] in VOTES and not is_light:
            assert any(each.is_error for each in findings), (forgery.before, forgery.after)
    assert tried > 20


def test_a_part_that_is_no_xml_does_not_hide_what_it_showed() -> None:
    files, _, _ = honest()
    parts = parts_of(files[BULLETIN])
    chart = next(name for name in parts if name.startswith("word/charts/"))
    broken = parts | {chart: parts[chart].replace(b"</c:v>", b"<c:v>", 1)}
    for disguise in ({}, {"tool": "0.0.9"}, {"made_sha256": "1" * 64}):
        findings = found(Forgery(BULLETIN, zip_parts(broken), "", ""), disguise)
        assert "document-differs" in {each.code for each in findings if each.is_error}
