"""A package keeps the names of its files when the documents get other numbers."""

from __future__ import annotations

import dataclasses
import shutil
from pathlib import Path

import pytest

from docgen import documents
from docgen.commands.build import build
from docgen.commands.verify.verify import verify
from docgen.documents import registry, template_files
from docgen.package.writer import recorded_files, recorded_keys
from docgen.system import resources
from tests.support.samples import FULL_SAMPLE

EXTRA = "05_附加公文.docx"


def names_in(folder: Path) -> set[str]:
    return {path.name for path in folder.glob("*.docx")}


@pytest.fixture(scope="module", name="first")
def package_of_the_first_numbers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample, built with the registry as it is; not to be changed."""
    return build.build(FULL_SAMPLE, tmp_path_factory.mktemp("first")).path


@pytest.fixture(name="templates")
def one_document_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One document more in the middle of the registry, the numbers after it one higher."""
    (roster,) = [each for each in documents.DOCUMENTS if each.key == "leading_group_roster"]
    extra = dataclasses.replace(roster, number=5, key="extra", title="附加公文")
    later = [dataclasses.replace(d, number=d.number + 1) for d in documents.DOCUMENTS[4:]]
    for module in (registry, template_files):
        monkeypatch.setattr(module, "DOCUMENTS", (*documents.DOCUMENTS[:4], extra, *later))
    folder = tmp_path / "模板"
    folder.mkdir()
    shutil.copy(resources.shipped("templates_docx") / f"{roster.key}.docx", folder / "extra.docx")
    return folder


def test_every_document_has_a_number_of_its_own() -> None:
    numbers = [document.number for document in documents.DOCUMENTS]
    assert len(set(numbers)) == len(numbers)


def test_a_package_keeps_its_names_and_the_new_document_takes_its_number(
    first: Path, templates: Path, tmp_path: Path
) -> None:
    shutil.copytree(first, tmp_path / first.name)
    report = build.build(FULL_SAMPLE, tmp_path, templates=templates)
    assert names_in(report.path) == names_in(first) | {EXTRA}
    assert (report.package.edited, report.package.removed) == ((), ())
    assert [file.name for file in report.files if file.key == "extra"] == [EXTRA]
    listed = (report.path / "18_材料目录.docx", first / "18_材料目录.docx")
    assert listed[0].read_bytes() != listed[1].read_bytes(), "the list tells of the new one"


def test_a_new_package_takes_the_new_numbers(first: Path, templates: Path, tmp_path: Path) -> None:
    names = names_in(build.build(FULL_SAMPLE, tmp_path, templates=templates).path)
    assert any(name.startswith("06_签到表_1_") for name in names)
    assert {EXTRA, "19_材料目录.docx"} <= names
    assert len(names) == len(names_in(first)) + 1


def test_a_package_without_its_bytes_keeps_its_names_too(first: Path, templates: Path) -> None:
    recorded = recorded_files(first)
    made = build.make(FULL_SAMPLE.read_bytes(), templates=templates, recorded=recorded)
    names = {file.name for file in made.files if file.name.endswith(".docx")}
    assert names == names_in(first) | {EXTRA}


@pytest.mark.usefixtures("templates")
def test_a_package_of_former_numbers_is_verified_by_the_names_it_records(first: Path) -> None:
    codes = {
        (finding.code, finding.place) for finding in verify(first.with_suffix(".zip")).findings
    }
    assert not [place for code, place in codes if code == "document-stray"]
    assert [place for code, place in codes if code == "document-missing"] == [EXTRA]


def test_a_new_file_takes_the_number_of_its_document_in_the_package(
    first: Path, templates: Path
) -> None:
    (planned,) = [
        item
        for item in build.check(FULL_SAMPLE).plan.planned
        if item.file_name.startswith("06_签到表_1_")
    ]
    recorded = recorded_keys(first)
    del recorded[planned.file_name.replace("06_", "05_")]
    (renamed,) = documents.with_recorded_names([planned], recorded)
    assert renamed.file_name == planned.file_name.replace("06_", "05_")
    (own,) = documents.with_recorded_names([planned], {"x1_签到表.docx": "sign_in_sheet"})
    assert own.file_name == planned.file_name, "a name without a number gives none"


def test_the_new_version_beside_an_edited_file_does_not_change_its_name(
    first: Path, templates: Path, tmp_path: Path
) -> None:
    shutil.copytree(first, tmp_path / first.name)
    edited = next((tmp_path / first.name).glob("05_签到表_1_*.docx"))
    edited.write_bytes(edited.read_bytes() + b"edited")
    for _ in range(2):
        report = build.build(FULL_SAMPLE, tmp_path, templates=templates)
        assert names_in(report.path) == {
            *names_in(first), EXTRA, f"{edited.stem}（新生成）.docx",
        }  # fmt: skip
        assert report.package.edited == (edited.name,)
