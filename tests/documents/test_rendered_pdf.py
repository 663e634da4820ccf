"""The PDFs of a package as LibreOffice makes them: for the archive, and for the printer."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from docgen.commands.build import build
from docgen.commands.verify.verify import verify
from docgen.rendering.libreoffice import Printer
from docgen.rendering.pdf import page_count, page_image
from tests.support.rendered import renderer  # noqa: F401
from tests.support.samples import libreoffice
from tools import rendering
from tools.update_golden import document_text

pytestmark = pytest.mark.render


@pytest.fixture(scope="module", name="built")
def built_fixture(full_sample: Path, tmp_path_factory: pytest.TempPathFactory) -> build.BuildReport:
    told: list[str] = []
    printer = Printer(Path(libreoffice()), told.append, makes_pdf=True)
    report = build.build(
        full_sample,
        tmp_path_factory.mktemp("out"),
        page_counter=printer.count,
        pdf_maker=printer.make,
    )
    assert told == ["正在把35份公文转换为PDF…", "正在把2份公文转换为PDF…"]
    return report


def texts(pdf: Path) -> list[str]:
    """The text of each page, without blanks."""
    return ["".join(page.split()) for page in rendering.page_texts(pdf)]


def test_every_pdf_says_that_it_is_for_the_archive_and_holds_its_fonts(
    built: build.BuildReport,
) -> None:
    for name in built.pdfs[:-1]:
        data = (built.path / name).read_bytes()
        assert re.search(rb"pdfaid:part>2<", data), name
        assert re.search(rb"pdfaid:conformance>B<", data), name
    listed = subprocess.run(
        ["pdffonts", built.path / "10_测评结果通报.pdf"], capture_output=True, text=True, check=True
    ).stdout.splitlines()[2:]
    assert listed
    assert all(line.split()[-5] == "yes" for line in listed)


def test_the_list_of_contents_tells_the_pages_that_the_pdfs_have(
    built: build.BuildReport,
) -> None:
    text = document_text((built.path / "18_材料目录.docx").read_bytes())
    rows = [[cell.strip() for cell in line.split("|")] for line in text.splitlines()]
    for title, name in (("实施方案", "01_实施方案.pdf"), ("总结报告", "16_总结报告.pdf")):
        (row,) = (row for row in rows if len(row) > 6 and row[4].endswith(title))
        assert row[6] == str(page_count((built.path / name).read_bytes()))


def test_all_in_one_holds_every_document_but_the_ballots_each_from_an_odd_page(
    built: build.BuildReport,
) -> None:
    whole = texts(built.path / "全部材料.pdf")
    at = 0
    for name in built.pdfs[:-1]:
        if "测评票" in name:
            continue
        own = texts(built.path / name)
        assert whole[at : at + len(own)] == own, name
        assert at % 2 == 0, name
        at += len(own)
        if at % 2 and at < len(whole):
            assert whole[at] == "", name
            at += 1
    assert at == len(whole)


def test_the_same_workbook_gives_the_same_pdfs_and_the_same_filing(
    full_sample: Path, tmp_path: Path, built: build.BuildReport
) -> None:
    printer = Printer(Path(libreoffice()), lambda _: None, makes_pdf=True)
    again = build.build(full_sample, tmp_path, page_counter=printer.count, pdf_maker=printer.make)
    for name in again.pdfs:
        assert (again.path / name).read_bytes() == (built.path / name).read_bytes(), name
    assert again.package.zip_path.read_bytes() == built.package.zip_path.read_bytes()


def test_every_object_of_a_pdf_is_where_its_table_says(built: build.BuildReport) -> None:
    for name in built.pdfs[:-1]:
        data = (built.path / name).read_bytes()
        table = data[int(data.rpartition(b"startxref")[2].split()[0]) :]
        assert table.startswith(b"xref")
        offsets = re.findall(rb"(\d{10}) \d{5} n", table)
        assert offsets
        for number, offset in enumerate(offsets, start=1):
            assert data.startswith(b"%d 0 obj" % number, int(offset)), name


def test_the_filing_passes(built: build.BuildReport) -> None:
    codes = [finding.code for finding in verify(built.package.zip_path).findings]
    assert codes == []


def test_a_page_looks_like_the_page(built: build.BuildReport) -> None:
    data = (built.path / "01_实施方案.pdf").read_bytes()
    first = page_image(data, 0, 420)
    assert len(first) > 10_000  # not a blank sheet
    assert first != page_image(data, 1, 420)
