"""PDFs in a package, held against the documents that they were converted from."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from docgen.errors import RequestError
from docgen.rendering import pdf
from docgen.system.resources import installing
from tests.support.received import (
    BULLETIN,
    Files,
    errors,
    recorded,
    reworded,
    sample_files,
    told,
    verified,
)
from tests.support.rendered import renderer
from tools import rendering

__all__ = ["renderer"]
pytestmark = pytest.mark.render
PDF = BULLETIN.replace(".docx", ".pdf")


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory, renderer: None) -> dict[str, bytes]:
    """The PDF of the bulletin, of one with two rates changed for each other, of one with another."""
    bulletin = sample_files()[BULLETIN]
    swapped = reworded(bulletin, ">94.12%<", ">甲<")
    swapped = reworded(reworded(swapped, ">90.20%<", ">94.12%<"), ">甲<", ">90.20%<")
    made = {
        "true": bulletin,
        "swapped": swapped,
        "false": reworded(bulletin, ">94.12%<", ">99.12%<"),
        "short": reworded(bulletin, "本通报自", ""),
    }
    folder = tmp_path_factory.mktemp("printed")
    paths = [folder / f"{name}.docx" for name in made]
    for path in paths:
        path.write_bytes(made[path.stem])
    found = rendering.convert(paths, folder / "pdf")
    return {path.stem: path.read_bytes() for path in found}


def with_pdf(data: bytes, name: str = PDF, **record: Any) -> Files:
    """The sample's package with a PDF, by the record that of its bulletin."""
    files = sample_files()
    of = {"key": "pdf", "template_sha256": sha256(files[BULLETIN]).hexdigest()}
    return recorded(files, name, data, **of, **record)


def test_the_pdf_of_a_document_passes(printed: dict[str, bytes], tmp_path: Path) -> None:
    assert verified(with_pdf(printed["true"]), tmp_path).findings == ()


@pytest.mark.parametrize("which", ["swapped", "false", "short"])
def test_a_pdf_that_shows_otherwise_than_its_document_is_told(
    printed: dict[str, bytes], tmp_path: Path, which: str
) -> None:
    result = verified(with_pdf(printed[which]), tmp_path)
    assert set(errors(result)) == {("pdf-differs", PDF)}


def test_what_is_no_pdf_is_told(printed: dict[str, bytes], tmp_path: Path) -> None:
    for data in (b"", b"MZ", b"%PDF-1.7", printed["true"][:400]):
        assert errors(verified(with_pdf(data), tmp_path)) == [("pdf-broken", PDF)]


def test_a_pdf_of_no_document_is_told(printed: dict[str, bytes], tmp_path: Path) -> None:
    result = verified(with_pdf(printed["true"], "公告.pdf"), tmp_path)
    assert errors(result) == [("pdf-stray", "公告.pdf")]


def test_the_pages_of_the_file_for_printing_are_those_of_the_others(
    printed: dict[str, bytes], tmp_path: Path
) -> None:
    name, key = "全部材料.pdf", {"key": "print", "template_sha256": None}
    files = with_pdf(printed["true"])
    true = recorded(files, name, pdf.joined([printed["true"]]), **key)
    assert verified(true, tmp_path).findings == ()
    forged = recorded(files, name, pdf.joined([printed["false"]]), **key)
    assert errors(verified(forged, tmp_path)) == [("pdf-differs", name)]


def test_without_the_library_the_pdfs_are_said_not_to_be_compared(
    printed: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> None:
        raise RequestError("没有安装PDF组件", installing("pdf"))

    monkeypatch.setattr(pdf, "require_library", refuse)
    result = verified(with_pdf(printed["swapped"]), tmp_path)
    assert told(result) == [("pdf-unread", "PDF")]
