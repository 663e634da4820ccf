"""A paper that is out stays as it is: an update of the program does not write it anew."""

from __future__ import annotations

import hashlib
import json
import shutil
import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest

from docgen.campaign.model import Stage
from docgen.cli.reports.main import build_json, build_lines
from docgen.commands.build import build
from docgen.package.manifest import MANIFEST
from tests.support.command_line import Docgen
from tests.support.older import PLAN, VERSION, older_program, with_other_wording
from tests.support.samples import FULL_SAMPLE, changed, sheet_of, written

LIST = "18_材料目录.docx"


@pytest.fixture(scope="module", name="january")
def built_by_the_older_program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample, built before the update; not to be changed."""
    with older_program():
        return build.build(FULL_SAMPLE, tmp_path_factory.mktemp("january")).path


@pytest.fixture(name="issued")
def package_to_be_built_again(january: Path, tmp_path: Path) -> Path:
    """A copy of that package, in ``tmp_path / "out"``."""
    return Path(shutil.copytree(january, tmp_path / "out" / january.name))


def again(package: Path, workbook: Path = FULL_SAMPLE, **options: object) -> build.BuildReport:
    report = build.build(workbook, package.parent, **options)  # type: ignore[arg-type]
    assert report.path == package
    return report


def record(package: Path, name: str = PLAN) -> dict[str, Any]:
    content = json.loads((package / MANIFEST).read_text(encoding="utf-8"))
    (found,) = (file for file in content["files"] if file["name"] == name)
    return dict(found)


def with_cell(folder: Path, sheet: str, cell: str, value: object) -> Path:
    return written(changed(lambda book: sheet_of(book, sheet).__setitem__(cell, value)), folder)


def text(path: Path) -> str:
    return "\n".join(each.text for each in docx.Document(str(path)).paragraphs)


# --- only the program has changed --------------------------------------------------------


def test_after_an_update_the_same_data_leave_a_paper_as_it_is(issued: Path) -> None:
    before = (issued / PLAN).read_bytes()
    report = again(issued)
    assert report.kept == (PLAN,)
    assert (issued / PLAN).read_bytes() == before
    assert PLAN not in [file.name for file in report.files]
    assert len(report.files) == 36
    assert not list(issued.glob("*新生成*"))
    with zipfile.ZipFile(report.package.zip_path) as filing:
        assert filing.read(PLAN) == before


def test_its_record_tells_the_version_and_the_template_that_made_it(
    january: Path, issued: Path
) -> None:
    again(issued)
    then, now = record(january), record(issued)
    assert now.pop("tool") == VERSION
    assert now == then
    assert "tool" not in record(issued, "03_述评公告.docx"), "this one is made anew"


def test_it_is_said_once_and_told_to_other_programs(issued: Path) -> None:
    report = again(issued)
    told = "\n".join(build_lines(report))
    sentence = "程序更新后版式有变化，已印发的保留原样；要换成新版式，用 --force："
    assert told.count(f"{sentence}\n　　　　{PLAN}") == 1
    assert told.count(PLAN) == 1
    assert "已生成36个文件" in told
    assert build_json(report)["kept"] == [PLAN]


def test_it_stays_at_every_later_build_and_says_so(issued: Path) -> None:
    before = (issued / PLAN).read_bytes()
    for _ in range(2):
        assert again(issued).kept == (PLAN,)
    assert (issued / PLAN).read_bytes() == before
    assert record(issued)["tool"] == VERSION


def test_a_build_of_that_document_alone_makes_nothing_new(issued: Path) -> None:
    report = again(issued, only=["implementation_plan"])
    assert (report.files, report.kept) == ((), (PLAN,))
    assert "没有新生成的文件，存放在：" in "\n".join(build_lines(report))


def test_without_an_update_nothing_is_said(tmp_path: Path) -> None:
    first = build.build(FULL_SAMPLE, tmp_path)
    report = again(first.path)
    assert report.kept == ()
    assert "保留原样" not in "\n".join(build_lines(report))
    assert build_json(report)["kept"] == []


def test_data_that_it_does_not_use_leave_it_as_it_is(issued: Path, tmp_path: Path) -> None:
    path = with_cell(tmp_path, "意见建议", "B2", "另一条意见，与方案无关。")
    report = again(issued, path)
    assert report.kept == (PLAN,)
    assert record(issued)["workbook_sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()


def test_the_list_of_the_package_follows_the_package(issued: Path) -> None:
    def pages(files: Mapping[str, bytes]) -> dict[str, int]:
        seen.update(files)
        return dict.fromkeys(files, 7)

    seen: dict[str, bytes] = {}
    report = again(issued, page_counter=pages)
    assert LIST in [file.name for file in report.files]
    assert seen[PLAN] == (issued / PLAN).read_bytes(), "its pages are those of the paper"


def test_its_pdf_is_made_of_the_paper(issued: Path) -> None:
    def press(files: Mapping[str, bytes]) -> dict[str, bytes]:
        seen.update(files)
        return dict.fromkeys(files, paper())

    seen: dict[str, bytes] = {}
    again(issued, pdf_maker=press)
    assert seen[PLAN] == (issued / PLAN).read_bytes()
    digest = hashlib.sha256(seen[PLAN]).hexdigest()
    assert record(issued, "01_实施方案.pdf")["template_sha256"] == digest


def paper() -> bytes:
    import pypdfium2

    document = pypdfium2.PdfDocument.new()
    document.new_page(595, 842)
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


# --- more has changed --------------------------------------------------------------------


def test_with_force_the_new_one_takes_its_place_and_the_paper_goes_to_the_history(
    issued: Path,
) -> None:
    before = (issued / PLAN).read_bytes()
    report = again(issued, history="2026-06-25_093000")
    assert (report.kept, report.package.moved) == ((), (f"历史版本/2026-06-25_093000/{PLAN}",))
    assert (issued / report.package.moved[0]).read_bytes() == before
    assert "为进一步提高" in text(issued / PLAN)
    assert "tool" not in record(issued)
    assert again(issued).kept == ()


def test_other_data_make_it_anew(issued: Path, tmp_path: Path) -> None:
    report = again(issued, with_cell(tmp_path, "进度安排", "E2", "综合办公室"))
    assert (report.kept, report.package.moved, report.package.edited) == ((), (), ())
    assert "为进一步提高" in text(issued / PLAN)


def test_a_package_that_does_not_tell_its_data_is_made_anew_and_nothing_said(issued: Path) -> None:
    content = json.loads((issued / MANIFEST).read_text(encoding="utf-8"))
    for file in content["files"]:
        file.pop("source_sha256", None)
    (issued / MANIFEST).write_text(json.dumps(content), encoding="utf-8")
    report = again(issued)
    assert report.kept == ()
    assert "为进一步提高" in text(issued / PLAN)
    assert "保留原样" not in "\n".join(build_lines(report)).replace("已原样保留", "")


def test_one_that_a_person_edited_stays_theirs_and_gets_no_new_one_for_the_program_alone(
    january: Path, tmp_path: Path
) -> None:
    with older_program():
        package = build.build(FULL_SAMPLE, tmp_path).path
        document = docx.Document(str(package / PLAN))
        document.add_paragraph("本单位补充的内容。")
        document.save(str(package / PLAN))
        again(package)  # the new one beside it is looked at …
    (package / PLAN.replace(".docx", "（新生成）.docx")).unlink()  # … and thrown away
    edited = (package / PLAN).read_bytes()
    report = again(package)
    assert (report.kept, report.package.edited) == ((), (PLAN,))
    assert (package / PLAN).read_bytes() == edited
    assert not list(package.glob("*新生成*"))


# --- templates of the user's own ---------------------------------------------------------


@pytest.mark.parametrize("first", ["shipped", "own"])
def test_a_template_of_ones_own_is_ones_will(first: str, tmp_path: Path) -> None:
    own = with_other_wording(tmp_path / "模板")
    templates = {"shipped": None, "own": own}
    one = build.build(FULL_SAMPLE, tmp_path, templates=templates.pop(first))
    (other,) = templates.values()
    before = (one.path / PLAN).read_bytes()
    assert again(one.path, templates=other).kept == ()
    assert (one.path / PLAN).read_bytes() != before


def test_a_change_in_ones_own_template_is_made(tmp_path: Path) -> None:
    own = tmp_path / "模板"
    shutil.copytree(with_other_wording(tmp_path / "以前"), own)
    package = build.build(FULL_SAMPLE, tmp_path / "out", templates=own).path
    from docgen.system import resources

    name = "implementation_plan.docx"
    shutil.copy(resources.shipped("templates_docx") / name, own / name)
    assert again(package, templates=own).kept == ()
    assert "为进一步提高" in text(package / PLAN)


# --- stage by stage ----------------------------------------------------------------------


def test_what_an_older_version_made_and_a_later_stage_left_tells_its_version(
    tmp_path: Path,
) -> None:
    with older_program():
        package = build.build(FULL_SAMPLE, tmp_path, stages=[Stage.MOBILISE]).path
    report = again(package, stages=[Stage.REVIEW])
    assert report.kept == ()
    assert record(package)["tool"] == VERSION


def test_the_command_keeps_and_with_force_replaces(docgen: Docgen, issued: Path) -> None:
    outcome = docgen("build", FULL_SAMPLE, "-o", issued.parent, "--no-pages")
    assert f"用 --force：\n　　　　{PLAN}" in outcome.out
    outcome = docgen("build", FULL_SAMPLE, "-o", issued.parent, "--no-pages", "--force")
    assert "（经人工修改过，或者已经印发）已移到历史版本" in outcome.out
    assert len(list(issued.glob(f"历史版本/*/{PLAN}"))) == 1
