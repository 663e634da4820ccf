"""PDFs of a package: made of all documents or of none, put together, looked at; with a stand-in
for LibreOffice that tells which document it was given."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar

import docx
import openpyxl
import pypdfium2
import pytest

from docgen.campaign.model import Stage
from docgen.cli.reports.main import build_lines
from docgen.commands.build import build, pdfs
from docgen.commands.verify.printed import Printed
from docgen.commands.verify.verify import verify
from docgen.errors import OutputFault
from docgen.package.replacing import PackageFile
from docgen.rendering import libreoffice, pdf
from tests.support.command_line import Docgen
from tests.support.samples import changed, sheet_of


def paper(pages: int, width: float = 595) -> bytes:
    """A PDF of empty pages, each a little narrower than the one before."""
    document = pypdfium2.PdfDocument.new()
    for page in range(pages):
        document.new_page(width - page, 842)
    from io import BytesIO

    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


class Press:
    """Makes PDFs of as many pages as asked for; remembers what it was given."""

    texts: ClassVar[dict[bytes, str]] = {}  # of the documents, by PDF

    def __init__(self, pages: int = 1, lost: str = "") -> None:
        self.given: dict[str, bytes] = {}
        self._pages, self._lost = pages, lost

    def __call__(self, files: Mapping[str, bytes]) -> Mapping[str, bytes]:
        self.given = dict(files)
        made = {}
        for number, name in enumerate(files):
            if name != self._lost:
                made[name] = paper(self._pages, 595 + number)
                self.texts[made[name]] = Printed.of(files[name]).in_order
        return made


@pytest.fixture(autouse=True)
def _texts_of_the_press(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its PDFs show the text of their documents, though their pages are blank."""
    true = pdf.page_texts

    def page_texts(data: bytes) -> list[str]:
        return [Press.texts[data]] if data in Press.texts else true(data)

    monkeypatch.setattr(pdf, "page_texts", page_texts)


def built(path: Path, output: Path, **options: object) -> build.BuildReport:
    return build.build(path, output, **options)  # type: ignore[arg-type]


def names(folder: Path, ending: str) -> set[str]:
    return {path.stem for path in folder.iterdir() if path.suffix == ending}


def test_every_document_has_its_pdf_and_all_are_in_the_filing(
    full_sample: Path, tmp_path: Path
) -> None:
    report = built(full_sample, tmp_path, pdf_maker=Press())
    assert names(report.path, ".pdf") == names(report.path, ".docx") | {"全部材料"}
    assert report.pdfs[-1] == "全部材料.pdf"
    with zipfile.ZipFile(report.package.zip_path) as archive:
        assert {f"{name}.pdf" for name in names(report.path, ".pdf")} <= set(archive.namelist())
    assert len(report.files) == 37  # documents only
    result = verify(report.package.zip_path)
    assert result.findings == ()
    assert len(result.stages) == 4


def test_what_a_person_edited_is_what_the_pdf_shows(full_sample: Path, tmp_path: Path) -> None:
    first = built(full_sample, tmp_path)
    edited = first.path / "06_述职述廉报告_1_林致远.docx"
    document = docx.Document(str(edited))
    document.add_paragraph("本人补充的内容")
    document.save(str(edited))
    press = Press()
    report = built(full_sample, tmp_path, pdf_maker=press)
    assert press.given[edited.name] == edited.read_bytes()
    assert [n for n in press.given if "新生成" in n] == []
    assert verify(report.package.zip_path).ok


def test_a_stage_alone_makes_the_pdfs_of_the_whole_package(
    full_sample: Path, tmp_path: Path
) -> None:
    built(full_sample, tmp_path)
    report = built(full_sample, tmp_path, stages=[Stage.USE], pdf_maker=Press())
    assert len(names(report.path, ".pdf")) == 38


def test_a_build_without_pdf_leaves_none_that_may_be_out_of_date(
    full_sample: Path, tmp_path: Path
) -> None:
    built(full_sample, tmp_path, pdf_maker=Press())
    report = built(full_sample, tmp_path, stages=[Stage.USE])
    assert names(report.path, ".pdf") == set()
    assert "全部材料.pdf" in report.package.removed
    told = "\n".join(build_lines(report))
    assert "以前生成的38个PDF可能与现在的公文不一致，已移去" in told
    assert "--pdf 再生成" in told
    assert "现在的工作簿已不需要" not in told
    assert verify(report.package.zip_path).findings == ()


def test_the_list_of_contents_lists_no_pdf(full_sample: Path, tmp_path: Path) -> None:
    plain = built(full_sample, tmp_path / "a")
    again = built(full_sample, tmp_path / "b", pdf_maker=Press())
    again = built(full_sample, tmp_path / "b", pdf_maker=Press())
    name = "18_材料目录.docx"
    assert (plain.path / name).read_bytes() == (again.path / name).read_bytes()


def test_a_document_that_cannot_be_converted_is_named_and_nothing_is_written(
    full_sample: Path, tmp_path: Path
) -> None:
    with pytest.raises(OutputFault, match=r"16_总结报告\.docx，没有写入任何文件"):
        built(full_sample, tmp_path / "out", pdf_maker=Press(lost="16_总结报告.docx"))
    assert not (tmp_path / "out").exists()


def test_a_pdf_of_another_version_of_its_document_is_told(
    full_sample: Path, tmp_path: Path
) -> None:
    report = built(full_sample, tmp_path, pdf_maker=Press())
    path = report.path / "manifest.json"
    told = json.loads(path.read_text(encoding="utf-8"))
    record = next(each for each in told["files"] if each["name"] == "10_测评结果通报.pdf")
    record["template_sha256"] = "0" * 64
    path.write_text(json.dumps(told, ensure_ascii=False, indent=2), encoding="utf-8")
    (finding,) = verify(report.path).findings
    assert (finding.code, finding.place, finding.is_error) == (
        "pdf-older",
        "10_测评结果通报.pdf",
        False,
    )


def test_a_new_pdf_beside_a_scan_in_its_place_is_that_of_the_document(
    full_sample: Path, tmp_path: Path
) -> None:
    first = built(full_sample, tmp_path, pdf_maker=Press())
    (first.path / "01_实施方案.pdf").write_bytes(paper(3))
    report = built(full_sample, tmp_path, pdf_maker=Press(2))
    assert report.package.edited == ("01_实施方案.pdf",)
    assert "01_实施方案（新生成）" in names(report.path, ".pdf")
    result = verify(report.package.zip_path)
    codes = {finding.code for finding in result.findings}
    assert codes == {"file-edited", "file-twice", "pdf-scanned"}
    assert result.ok


def test_a_changed_pdf_does_not_pass(full_sample: Path, tmp_path: Path) -> None:
    report = built(full_sample, tmp_path, pdf_maker=Press())
    target = report.path / "10_测评结果通报.pdf"
    before = target.read_bytes()
    target.write_bytes(before + b"\n")
    Press.texts[target.read_bytes()] = Press.texts[before]
    codes = {finding.code for finding in verify(report.path).findings if finding.is_error}
    assert codes == {"file-changed"}


def test_a_document_that_calls_itself_a_pdf_is_examined_all_the_same(
    full_sample: Path, tmp_path: Path
) -> None:
    report = built(full_sample, tmp_path)
    path = report.path / "manifest.json"
    told = json.loads(path.read_text(encoding="utf-8"))
    next(e for e in told["files"] if e["name"] == "10_测评结果通报.docx")["key"] = "pdf"
    path.write_text(json.dumps(told, ensure_ascii=False, indent=2), encoding="utf-8")
    assert "file-key" in {finding.code for finding in verify(report.path).findings}


def test_only_a_pdf_is_taken_for_one(full_sample: Path, tmp_path: Path) -> None:
    report = built(full_sample, tmp_path)
    path = report.path / "manifest.json"
    told = json.loads(path.read_text(encoding="utf-8"))
    record = next(each for each in told["files"] if each["name"] == "16_总结报告.docx")
    (report.path / record["name"]).rename(report.path / "19_另一份.docx")
    record |= {"name": "19_另一份.docx", "key": "pdf"}
    path.write_text(json.dumps(told, ensure_ascii=False, indent=2), encoding="utf-8")
    found = {(f.code, f.place) for f in verify(report.path).findings}
    assert ("document-stray", "19_另一份.docx") in found
    assert "file-key" in {code for code, _ in found}


# --- all in one --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pages", "starts", "total"),
    [([2, 2], [0, 2], 4), ([1, 1, 3], [0, 2, 4], 7), ([3, 1], [0, 4], 5), ([1], [0], 1)],
)
def test_each_document_starts_on_an_odd_page(
    pages: list[int], starts: list[int], total: int
) -> None:
    papers = [paper(count, 500 + 20 * n) for n, count in enumerate(pages)]
    document = pypdfium2.PdfDocument(pdf.joined(papers))
    widths = [round(document.get_page_size(page)[0]) for page in range(len(document))]
    assert len(widths) == total
    assert [widths[start] for start in starts] == [500 + 20 * n for n in range(len(pages))]


def test_a_blank_page_has_the_size_of_the_one_before_it() -> None:
    document = pypdfium2.PdfDocument(pdf.joined([paper(1, 842), paper(1, 595)]))
    assert [round(document.get_page_size(page)[0]) for page in range(3)] == [842, 842, 595]


def test_ballots_are_not_printed_with_the_rest_and_the_order_is_that_of_the_names() -> None:
    held = {
        "14_整改通知单_10.docx": ("rectification_notice", b"j"),
        "14_整改通知单_9.docx": ("rectification_notice", b"i"),
        "07_测评票_1.docx": ("ballot", b"b"),
    }
    sizes = {"14_整改通知单_9.docx": 509, "14_整改通知单_10.docx": 510, "07_测评票_1.docx": 507}
    order = ["07_测评票_1.docx", "14_整改通知单_9.docx", "14_整改通知单_10.docx"]
    files = pdfs.pdf_files(held, order, lambda given: {n: paper(1, sizes[n]) for n in given})
    assert [file.name for file in files][-1] == "全部材料.pdf"
    document = pypdfium2.PdfDocument(files[-1].data)
    assert [round(document.get_page_size(page)[0]) for page in (0, 2)] == [509, 510]
    assert len(document) == 3


def test_only_ballots_give_no_pdf_for_printing() -> None:
    held = {"07_测评票_1.docx": ("ballot", b"b")}
    files = pdfs.pdf_files(held, list(held), lambda given: {name: paper(1) for name in given})
    assert [type(file) for file in files] == [PackageFile]
    assert files[0].name == "07_测评票_1.pdf"


# --- pages as pictures -------------------------------------------------------------------


def test_a_page_becomes_a_picture_of_the_width_asked_for() -> None:
    data = pdf.page_image(paper(2, 600), 1, 300)
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = (int.from_bytes(data[at : at + 4], "big") for at in (16, 20))
    assert width == 300
    assert abs(height - 842 * 300 / 599) <= 1


def test_a_page_that_is_not_there_is_told() -> None:
    for page in (-1, 2):
        with pytest.raises(IndexError):
            pdf.page_image(paper(2), page, 300)


def test_pages_are_counted() -> None:
    assert pdf.page_count(paper(7)) == 7


# --- the printer and the command ---------------------------------------------------------


def test_a_document_is_converted_once_for_its_pages_and_its_pdf(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    runs: list[list[str]] = []

    def convert(files: Mapping[str, bytes], *_: object) -> dict[str, bytes]:
        runs.append(list(files))
        return {name: paper(3) for name in files}

    monkeypatch.setattr(libreoffice, "to_pdf", convert)
    monkeypatch.setattr(libreoffice, "pages_of", pdf.page_count)
    printer = libreoffice.Printer(Path("soffice"), lambda _: None, makes_pdf=True)
    assert printer.count({"a": b"1", "b": b"2"}) == {"a": 3, "b": 3}
    assert set(printer.make({"a": b"1", "b": b"2", "c": b"3"})) == {"a", "b", "c"}
    assert runs == [["a", "b"], ["c"]]


def test_without_libreoffice_nothing_is_built_and_the_sentence_says_what_to_do(
    full_sample: Path, docgen: Docgen
) -> None:
    outcome = docgen("build", full_sample, "--pdf")
    assert outcome.code == 2
    assert "没有找到LibreOffice，不能生成PDF" in outcome.err
    assert "DOCGEN_SOFFICE" in outcome.err
    assert not Path("out").exists()


def test_a_new_workbook_value_reaches_the_pdf_of_the_list(
    full_sample: Path, tmp_path: Path
) -> None:
    def rename(book: openpyxl.Workbook) -> None:
        sheet_of(book, "活动信息")["B3"].value = "向阳桥社区"

    path = tmp_path / "工作簿.xlsx"
    path.write_bytes(changed(rename))
    press = Press()
    report = built(path, tmp_path / "out", pdf_maker=press)
    assert press.given["18_材料目录.docx"] == (report.path / "18_材料目录.docx").read_bytes()
