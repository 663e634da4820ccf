"""A package when the disk fails, and whole builds into a folder in use."""

from __future__ import annotations

import hashlib
import re
import shutil
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from docgen.commands.build import build
from docgen.commands.check import check
from docgen.documents import DOCUMENTS
from docgen.errors import ExitCode, OutputFault
from docgen.package import writer
from docgen.package.manifest import NO_DOCUMENTS, SOURCES
from docgen.system import files
from tests.support.packages import NAME, NEW, OLD, documents_in, manifest, tree, write_package

# --- places that cannot be written -------------------------------------------------------


def assert_told(fault: OutputFault, path: Path) -> None:
    assert fault.exit_code is ExitCode.OUTPUT == 4
    assert str(path) in fault.message
    assert fault.hint
    sentence = (fault.message + fault.hint).replace(str(path), "")
    assert re.findall(r"[A-Za-z]{2,}", sentence) == []


def test_an_output_place_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "out").write_bytes(b"mine")
    with pytest.raises(OutputFault) as caught:
        write_package(tmp_path / "out", NAME, NEW)
    assert_told(caught.value, tmp_path / "out")
    assert (tmp_path / "out").read_bytes() == b"mine"


def test_a_package_place_that_is_a_file_is_told_and_the_file_stays(tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(b"mine")
    with pytest.raises(OutputFault) as caught:
        write_package(tmp_path, NAME, NEW)
    assert_told(caught.value, tmp_path / NAME)
    assert tree(tmp_path) == {NAME: b"mine"}


@pytest.mark.parametrize("name", ["长" * 100, "x" * 300])
def test_a_name_too_long_for_the_disk_is_told(tmp_path: Path, name: str) -> None:
    with pytest.raises(OutputFault) as caught:
        write_package(tmp_path / name, NAME, NEW)
    assert "名称过长" in caught.value.message


def test_a_place_without_permission_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> str:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(files, "make_temporary", refuse)
    with pytest.raises(OutputFault) as caught:
        write_package(tmp_path, NAME, NEW)
    assert_told(caught.value, tmp_path / NAME)
    assert "没有权限" in caught.value.message


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="no file system that takes no files")
def test_a_disk_that_takes_no_files_is_told() -> None:
    with pytest.raises(OutputFault) as caught:
        write_package(Path("/proc/docgen"), NAME, NEW)
    assert_told(caught.value, Path("/proc/docgen"))


def test_what_an_earlier_run_left_of_another_package_stays(tmp_path: Path) -> None:
    write_package(tmp_path, "甲[乙]", OLD)
    other = tmp_path / ".甲乙.新abc"
    other.mkdir()
    own = tmp_path / ".甲[乙].新abc"
    own.mkdir()
    write_package(tmp_path, "甲[乙]", NEW)
    assert other.is_dir()
    assert not own.exists()


# --- whole builds ------------------------------------------------------------------------

Edit = Callable[[Any], None]


@pytest.fixture
def workbook(full_sample: Path, tmp_path: Path) -> Callable[..., Path]:
    """A copy of the full sample in a folder of its own, changed with openpyxl."""

    def make(edit: Edit | None = None) -> Path:
        folder = tmp_path / "工作簿"
        folder.mkdir(exist_ok=True)
        path = folder / "工作簿.xlsx"
        if edit is None:
            shutil.copyfile(full_sample, path)
        else:
            book = openpyxl.load_workbook(full_sample)
            edit(book)
            book.save(path)
        return path

    return make


def community(name: str) -> Edit:
    def edit(book: Any) -> None:
        for row in book["活动信息"].iter_rows():
            if row[0].value == "社区名称":
                row[1].value = name

    return edit


def meeting_renamed(old: str, new: str) -> Edit:
    def edit(book: Any) -> None:
        for sheet in ("会议", "会议议程"):
            for row in book[sheet].iter_rows():
                if row[0].value == old:
                    row[0].value = new

    return edit


@pytest.fixture(scope="module")
def built(full_sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build.build(full_sample, tmp_path_factory.mktemp("built")).path


def test_two_builds_a_second_apart_in_different_places_are_the_same(
    workbook: Callable[..., Path], built: Path, tmp_path: Path
) -> None:
    time.sleep(max(0.0, 1.1 - (time.time() - built.stat().st_mtime)))
    again = build.build(workbook(), tmp_path / "别" / "处").path
    assert again.name == built.name == NAME
    assert tree(again) == tree(built)


def test_the_report_and_the_manifest_of_a_build_agree_with_the_files(
    workbook: Callable[..., Path], tmp_path: Path
) -> None:
    report = build.build(workbook(), tmp_path / "out")
    recorded = [(r["key"], r["name"], r["size"], r["sha256"]) for r in manifest(report.path)]
    of_documents = [each for each in recorded if each[0] not in NO_DOCUMENTS]
    assert sorted(of_documents, key=lambda record: record[1]) == list(report.files)
    (copy,) = (each for each in recorded if each[0] == "workbook")
    assert copy[1] == "活动工作簿.xlsx"
    templates = [name for key, name, _, _ in recorded if key == "template"]
    assert len(templates) == len(DOCUMENTS)
    assert all(name.startswith("生成来源/模板_") for name in templates)
    for _, name, size, digest in report.files:
        data = (report.path / name).read_bytes()
        assert (len(data), hashlib.sha256(data).hexdigest()) == (size, digest)
    assert documents_in(report.path) == [name for _, name, _, _ in report.files]


def test_a_build_leaves_the_workbook_and_its_folder_untouched(
    workbook: Callable[..., Path], tmp_path: Path
) -> None:
    path = workbook()
    before = tree(path.parent), path.stat().st_mtime_ns
    build.build(path, tmp_path / "out")
    check(path)
    assert (tree(path.parent), path.stat().st_mtime_ns) == before


def test_building_into_the_folder_of_the_workbook_leaves_it_untouched(
    workbook: Callable[..., Path],
) -> None:
    path = workbook()
    before = path.read_bytes()
    made = build.build(path, path.parent).path
    assert path.read_bytes() == before
    assert sorted(p.name for p in path.parent.iterdir()) == sorted(
        [path.name, made.name, f"{made.name}.zip"]
    )


def test_the_old_agenda_of_a_renamed_meeting_goes_unless_it_was_edited(
    workbook: Callable[..., Path], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    path = build.build(workbook(), out).path
    assert (path / "04_会议议程_2_述职述廉民主评议会议.docx").exists()
    renamed = workbook(meeting_renamed("述职述廉民主评议会议", "评议大会"))
    build.build(renamed, out)
    assert not (path / "04_会议议程_2_述职述廉民主评议会议.docx").exists()
    assert (path / "04_会议议程_2_评议大会.docx").exists()
    (path / "04_会议议程_2_评议大会.docx").write_bytes(b"edited by hand")
    build.build(workbook(), out)
    assert (path / "04_会议议程_2_评议大会.docx").read_bytes() == b"edited by hand"
    assert (path / "04_会议议程_2_述职述廉民主评议会议.docx").exists()


def test_building_one_document_leaves_the_others(
    workbook: Callable[..., Path], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    path = build.build(workbook(), out).path
    before = tree(path)
    changed = workbook(lambda book: book["整改清单"].cell(2, 6, "钱多多"))
    report = build.build(changed, out, only=["rectification_list"])
    after = tree(path)
    assert [name for _, name, _, _ in report.files] == ["13_整改清单.docx"]
    assert {name for name in before if after[name] != before[name]} == {
        "13_整改清单.docx",
        "manifest.json",
        "活动工作簿.xlsx",
    }
    (former,) = after.keys() - before.keys()
    assert after[former] == before["活动工作簿.xlsx"], "the others were made from it"
    assert len(manifest(path)) == 38 + len(DOCUMENTS) + 1


def test_the_date_of_the_folder_changes_nothing_within(
    workbook: Callable[..., Path], built: Path, tmp_path: Path
) -> None:
    made = build.build(workbook(), tmp_path / "out", folder_date=date(2026, 12, 1)).path
    assert made.name == "2026-12-01_幸福里社区_述职述廉测评"
    assert tree(made) == tree(built)


@pytest.mark.parametrize(
    "name",
    ["../../x", "..\\..\\x", "a:b", "CON", "con.txt", "/etc/passwd", "C:\\甲", "甲" * 100, "x" * 255,
     "甲.", "甲...", "甲?*\"<>|乙", ".", "..", "甲\u202e乙", "𠮷" * 60, "[甲]*", "~", "-rf", "$HOME"],
)  # fmt: skip
def test_any_community_name_gives_a_safe_folder_inside_the_output_folder(
    workbook: Callable[..., Path], tmp_path: Path, name: str
) -> None:
    path = workbook(community(name))
    outside = tree(tmp_path)
    out = tmp_path / "out"
    made = build.build(path, out, only=["leading_group_roster"]).path
    assert {path.name for path in out.iterdir()} == {made.name, f"{made.name}.zip"}
    assert made.is_dir()
    assert made.resolve().parent == out.resolve()
    assert not re.search(r'[\\/:*?"<>|\x00-\x1f]', made.name)
    assert made.name.startswith("2026-03-05_")
    assert made.name == made.name.strip(" .")
    assert len(made.name.encode()) < 200
    assert {key: data for key, data in tree(tmp_path).items() if key.split("/")[0] != "out"} == (
        outside
    )
    build.build(path, out, only=["leading_group_roster"])
    assert {path.name for path in out.iterdir()} == {made.name, f"{made.name}.zip"}


@pytest.mark.parametrize("name", ["甲" * 100, "../../x", "CON", "a:b?", "会议.", "nul.docx"])
def test_any_meeting_name_gives_a_safe_file_in_the_package(
    workbook: Callable[..., Path], tmp_path: Path, name: str
) -> None:
    path = workbook(meeting_renamed("述职述廉民主评议会议", name))
    made = build.build(path, tmp_path / "out", only=["meeting_agenda"]).path
    for file in made.iterdir():
        assert file.is_file() or file.name == SOURCES
        assert not re.search(r'[\\/:*?"<>|\x00-\x1f]', file.name)
        assert len(file.name.encode()) < 200
    assert len(documents_in(made)) == 3


def test_the_package_module_is_told_apart_from_other_programs_manifests(tmp_path: Path) -> None:
    (tmp_path / NAME).mkdir()
    (tmp_path / NAME / writer.MANIFEST).write_text('{"name": "别的程序"}', encoding="utf-8")
    write_package(tmp_path, NAME, NEW)
    assert len(manifest(tmp_path / NAME)) == 2
