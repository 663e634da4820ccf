"""The package folder: whole or not there, and no work of a person lost."""

from __future__ import annotations

import dataclasses
import hashlib
import os
import shutil
import stat
import subprocess
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from docgen.errors import OutputFault
from docgen.package.replacing import PackageFile, documents_after_build
from docgen.package.writer import recorded_files
from tests.support.packages import NAME, NEW, OLD, documents_in, manifest, tree, write_package

# --- a first package ---------------------------------------------------------------------


def test_a_package_holds_its_files_and_a_manifest(tmp_path: Path) -> None:
    made = write_package(tmp_path / "出" / "文", NAME, NEW)
    assert made.path == tmp_path / "出" / "文" / NAME
    assert made.files == NEW
    assert made.edited == ()
    assert sorted(tree(made.path)) == ["01_方案.docx", "02_表.docx", "manifest.json"]
    assert (made.path / "01_方案.docx").read_bytes() == b"new plan"
    assert sorted(path.name for path in made.path.parent.iterdir()) == [NAME, f"{NAME}.zip"]


def test_the_manifest_tells_key_size_and_digest_of_each_file(tmp_path: Path) -> None:
    made = write_package(tmp_path, NAME, tuple(reversed(NEW)))
    assert manifest(made.path) == [
        {
            "name": file.name,
            "key": file.key,
            "size": len(file.data),
            "sha256": hashlib.sha256(file.data).hexdigest(),
            "template_sha256": None,
            "made_sha256": hashlib.sha256(file.data).hexdigest(),
            "workbook_sha256": None,
        }
        for file in NEW
    ]
    text = (made.path / "manifest.json").read_bytes()
    assert "方案".encode() in text
    assert b"\r" not in text
    assert text.endswith(b"}\n")


def test_others_may_read_the_package(tmp_path: Path) -> None:
    made = write_package(tmp_path, NAME, NEW)
    assert stat.S_IMODE(made.path.stat().st_mode) == 0o755


# --- building again ----------------------------------------------------------------------


def test_building_again_replaces_the_files_of_the_tool(tmp_path: Path) -> None:
    write_package(tmp_path, NAME, OLD)
    made = write_package(tmp_path, NAME, NEW)
    fresh = write_package(tmp_path / "别处", NAME, NEW)
    assert made.edited == ()
    assert tree(made.path) == tree(fresh.path)


def test_an_edited_file_stays_and_the_new_one_goes_beside_it(tmp_path: Path) -> None:
    path = write_package(tmp_path, NAME, OLD).path
    (path / "01_方案.docx").write_bytes(b"edited by hand")
    made = write_package(tmp_path, NAME, NEW)
    assert made.edited == ("01_方案.docx",)
    assert [file.name for file in made.files] == ["01_方案（新生成）.docx", "02_表.docx"]
    assert (path / "01_方案.docx").read_bytes() == b"edited by hand"
    assert (path / "01_方案（新生成）.docx").read_bytes() == b"new plan"
    assert (path / "02_表.docx").read_bytes() == b"new"


def test_the_new_file_beside_an_edited_one_is_itself_replaced(tmp_path: Path) -> None:
    path = write_package(tmp_path, NAME, OLD).path
    (path / "01_方案.docx").write_bytes(b"edited by hand")
    write_package(tmp_path, NAME, OLD)
    made = write_package(tmp_path, NAME, NEW)
    assert made.edited == ("01_方案.docx",)
    assert documents_in(path) == ["01_方案.docx", "01_方案（新生成）.docx", "02_表.docx"]
    assert (path / "01_方案（新生成）.docx").read_bytes() == b"new plan"


def test_a_person_may_edit_the_new_file_beside_the_edited_one_too(tmp_path: Path) -> None:
    path = write_package(tmp_path, NAME, OLD).path
    (path / "01_方案.docx").write_bytes(b"edited by hand")
    write_package(tmp_path, NAME, OLD)
    (path / "01_方案（新生成）.docx").write_bytes(b"edited again")
    made = write_package(tmp_path, NAME, NEW)
    assert (path / "01_方案.docx").read_bytes() == b"edited by hand"
    assert (path / "01_方案（新生成）.docx").read_bytes() == b"edited again"
    assert (path / "01_方案（新生成2）.docx").read_bytes() == b"new plan"
    assert made.files[0].name == "01_方案（新生成2）.docx"
    assert {record["name"] for record in manifest(path)} == set(documents_in(path))


def test_a_file_put_back_as_it_was_made_is_the_tools_again(tmp_path: Path) -> None:
    path = write_package(tmp_path, NAME, OLD).path
    (path / "01_方案.docx").write_bytes(b"edited by hand")
    write_package(tmp_path, NAME, OLD)
    (path / "01_方案.docx").write_bytes(b"old plan")
    made = write_package(tmp_path, NAME, NEW)
    assert made.edited == ()
    assert documents_in(path) == ["01_方案.docx", "02_表.docx"]


def test_an_edited_file_keeps_its_time(tmp_path: Path) -> None:
    path = write_package(tmp_path, NAME, OLD).path
    (path / "01_方案.docx").write_bytes(b"edited by hand")
    os.utime(path / "01_方案.docx", (1_000_000_000, 1_000_000_000))
    write_package(tmp_path, NAME, NEW)
    assert (path / "01_方案.docx").stat().st_mtime == 1_000_000_000


def test_unknown_files_and_folders_stay(tmp_path: Path) -> None:
    path = write_package(tmp_path, NAME, OLD).path
    (path / "照片" / "会场").mkdir(parents=True)
    (path / "照片" / "会场" / "一.jpg").write_bytes(b"photo")
    (path / "空").mkdir()
    (path / "签到表.xlsx").write_bytes(b"sheet")
    (path / ".隐藏").write_bytes(b"hidden")
    (path / "链接").symlink_to("签到表.xlsx")
    (path / "断链").symlink_to("没有")
    (path / "照片" / "原图").symlink_to("会场")
    before = tree(path)
    made = write_package(tmp_path, NAME, NEW)
    fresh = write_package(tmp_path / "别处", NAME, NEW)
    assert made.edited == ()
    assert tree(path) == before | tree(fresh.path)
    assert (path / "链接").is_symlink()
    assert (path / "照片" / "原图").is_symlink()


def test_a_persons_file_under_the_name_of_a_new_one_stays(tmp_path: Path) -> None:
    (tmp_path / NAME).mkdir()
    (tmp_path / NAME / "01_方案.docx").write_bytes(b"mine")
    made = write_package(tmp_path, NAME, NEW)
    assert made.edited == ("01_方案.docx",)
    assert (made.path / "01_方案.docx").read_bytes() == b"mine"
    assert (made.path / "01_方案（新生成）.docx").read_bytes() == b"new plan"


def test_a_persons_folder_under_the_name_of_a_new_file_stays(tmp_path: Path) -> None:
    (tmp_path / NAME / "01_方案.docx").mkdir(parents=True)
    (tmp_path / NAME / "01_方案.docx" / "附件").write_bytes(b"mine")
    made = write_package(tmp_path, NAME, NEW)
    assert (made.path / "01_方案.docx" / "附件").read_bytes() == b"mine"
    assert (made.path / "01_方案（新生成）.docx").read_bytes() == b"new plan"


def test_a_stale_file_of_the_same_document_goes(tmp_path: Path) -> None:
    meetings = [PackageFile("meeting", f"03_{name}.docx", name.encode()) for name in "甲乙"]
    write_package(tmp_path, NAME, meetings)
    made = write_package(tmp_path, NAME, [PackageFile("meeting", "03_丙.docx", b"x")])
    assert documents_in(made.path) == ["03_丙.docx"]
    assert made.removed == ("03_乙.docx", "03_甲.docx"), "and is said to be gone"
    assert [record["name"] for record in manifest(made.path)] == ["03_丙.docx"]


def test_a_stale_file_that_a_person_edited_stays(tmp_path: Path) -> None:
    path = write_package(tmp_path, NAME, [PackageFile("meeting", "03_甲.docx", b"old")]).path
    (path / "03_甲.docx").write_bytes(b"edited by hand")
    made = write_package(tmp_path, NAME, [PackageFile("meeting", "03_乙.docx", b"new")])
    assert documents_in(path) == ["03_乙.docx", "03_甲.docx"]
    assert (made.edited, made.removed) == (("03_甲.docx",), ())
    assert (path / "03_甲.docx").read_bytes() == b"edited by hand"


def test_files_of_documents_that_were_not_built_stay(tmp_path: Path) -> None:
    path = write_package(tmp_path, NAME, OLD).path
    made = write_package(tmp_path, NAME, NEW[:1])
    assert (path / "02_表.docx").read_bytes() == b"old"
    assert [record["key"] for record in manifest(path)] == ["plan", "list"]
    assert made.files == NEW[:1]
    write_package(tmp_path, NAME, NEW)
    assert (path / "02_表.docx").read_bytes() == b"new"
    assert documents_in(path) == ["01_方案.docx", "02_表.docx"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "不是JSON",
        "[]",
        "{}",
        "null",
        '{"files": 3}',
        '{"files": [3]}',
        '{"files": [{"name": "01_方案.docx"}]}',
        '{"files": [{"name": [], "key": [1], "sha256": {}, "size": "x"}]}',
        '{"files": [{"name": "../x", "key": "plan", "sha256": "", "size": 0}]}',
        '{"files": {"name": 1}}',
        "[" * 100_000,
        "\ud800",
    ],
)
def test_a_damaged_manifest_loses_nothing(tmp_path: Path, text: str) -> None:
    path = write_package(tmp_path, NAME, OLD).path
    (path / "manifest.json").write_bytes(text.encode("utf-8", "surrogatepass"))
    made = write_package(tmp_path, NAME, NEW)
    assert (path / "01_方案.docx").read_bytes() == b"old plan"
    assert (path / "01_方案（新生成）.docx").read_bytes() == b"new plan"
    assert made.edited == ("01_方案.docx", "02_表.docx")
    assert sorted(path.name for path in tmp_path.iterdir()) == [NAME, f"{NAME}.zip"]


def test_without_a_manifest_a_file_that_is_the_same_is_no_edited_file(tmp_path: Path) -> None:
    path = write_package(tmp_path, NAME, NEW).path
    (path / "manifest.json").unlink()
    made = write_package(tmp_path, NAME, NEW)
    assert made.edited == ()
    assert documents_in(path) == ["01_方案.docx", "02_表.docx"]


def test_write_protected_files_are_no_obstacle(tmp_path: Path) -> None:
    path = write_package(tmp_path, NAME, OLD).path
    (path / "照片").mkdir()
    (path / "照片" / "一.jpg").write_bytes(b"photo")
    (path / "照片" / "一.jpg").chmod(0o444)
    (path / "照片").chmod(0o555)
    (path / "01_方案.docx").chmod(0o444)
    write_package(tmp_path, NAME, NEW)
    assert (path / "01_方案.docx").read_bytes() == b"new plan"
    assert (path / "照片" / "一.jpg").read_bytes() == b"photo"
    assert sorted(path.name for path in tmp_path.iterdir()) == [NAME, f"{NAME}.zip"]
    (path / "照片").chmod(0o755)


def test_a_package_folder_that_is_a_link_stays_a_link(tmp_path: Path) -> None:
    disk, out = tmp_path / "大盘", tmp_path / "out"
    disk.mkdir()
    out.mkdir()
    (disk / "材料").mkdir()
    (out / NAME).symlink_to(disk / "材料")
    for files in (OLD, NEW, NEW):
        write_package(out, NAME, files)
    assert (out / NAME).is_symlink()
    assert (disk / "材料" / "01_方案.docx").read_bytes() == b"new plan"
    assert [path.name for path in disk.iterdir()] == ["材料"]
    assert sorted(path.name for path in out.iterdir()) == [NAME, f"{NAME}.zip"]


# --- what a person has seen, and the history ---------------------------------------------


def test_a_new_version_that_a_person_threw_away_is_not_made_again(tmp_path: Path) -> None:
    path = write_package(tmp_path, NAME, OLD).path
    (path / "01_方案.docx").write_bytes(b"edited by hand")
    write_package(tmp_path, NAME, NEW)
    made = write_package(tmp_path, NAME, NEW)
    assert (path / "01_方案（新生成）.docx").read_bytes() == b"new plan", "it waits for the person"
    assert made.removed == ()
    (path / "01_方案（新生成）.docx").unlink()
    made = write_package(tmp_path, NAME, NEW)
    assert documents_in(path) == ["01_方案.docx", "02_表.docx"]
    assert made.edited == ("01_方案.docx",)
    write_package(tmp_path, NAME, OLD)
    assert (path / "01_方案（新生成）.docx").read_bytes() == b"old plan", "another one is shown"


def test_a_file_edited_once_more_gets_the_new_one_beside_it_again(tmp_path: Path) -> None:
    path = write_package(tmp_path, NAME, OLD).path
    (path / "01_方案.docx").write_bytes(b"edited by hand")
    write_package(tmp_path, NAME, NEW)
    (path / "01_方案（新生成）.docx").unlink()
    (path / "01_方案.docx").write_bytes(b"edited again")
    write_package(tmp_path, NAME, NEW)
    assert (path / "01_方案.docx").read_bytes() == b"edited again"
    assert (path / "01_方案（新生成）.docx").read_bytes() == b"new plan"


def test_the_manifest_tells_an_edited_file_from_what_was_made(tmp_path: Path) -> None:
    path = write_package(tmp_path, NAME, OLD).path
    (path / "01_方案.docx").write_bytes(b"edited by hand")
    write_package(tmp_path, NAME, NEW)
    edited, beside, _ = manifest(path)
    assert edited["sha256"] == hashlib.sha256(b"edited by hand").hexdigest()
    assert edited["size"] == len(b"edited by hand")
    assert edited["made_sha256"] == beside["sha256"] == hashlib.sha256(b"new plan").hexdigest()


def test_with_force_an_edited_file_goes_to_the_history_first(tmp_path: Path) -> None:
    path = write_package(tmp_path, NAME, OLD).path
    (path / "01_方案.docx").write_bytes(b"edited by hand")
    made = write_package(tmp_path, NAME, NEW, history="2026-03-05_093000")
    assert made.moved == ("历史版本/2026-03-05_093000/01_方案.docx",)
    assert (path / made.moved[0]).read_bytes() == b"edited by hand"
    assert (path / "01_方案.docx").read_bytes() == b"new plan"
    assert documents_in(path) == ["01_方案.docx", "02_表.docx"]
    (path / "01_方案.docx").write_bytes(b"edited again")
    made = write_package(tmp_path, NAME, OLD, history="2026-03-05_093000")
    assert made.moved == ("历史版本/2026-03-05_093000_2/01_方案.docx",)
    assert (path / made.moved[0]).read_bytes() == b"edited again"
    assert (path / "历史版本/2026-03-05_093000/01_方案.docx").read_bytes() == b"edited by hand"
    write_package(tmp_path, NAME, NEW)
    assert len(list((path / "历史版本").iterdir())) == 2


def test_with_force_a_file_nobody_edited_is_just_replaced(tmp_path: Path) -> None:
    write_package(tmp_path, NAME, OLD)
    made = write_package(tmp_path, NAME, NEW, history="2026-03-05_093000")
    assert made.moved == ()
    assert not (made.path / "历史版本").exists()


# --- the filing --------------------------------------------------------------------------


def zipped(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        return {info.filename: package.read(info) for info in package.infolist()}


def test_the_zip_holds_what_the_manifest_records_and_nothing_else(tmp_path: Path) -> None:
    path = write_package(tmp_path, NAME, OLD).path
    (path / "照片.jpg").write_bytes(b"photo")
    (path / "照片").mkdir()
    (path / "01_方案.docx").write_bytes(b"edited by hand")
    made = write_package(tmp_path, NAME, NEW, history="2026-03-05_093000")
    assert made.zip_path == tmp_path / f"{NAME}.zip"
    assert made.unknown == ("照片", "照片.jpg")
    names = ["01_方案.docx", "02_表.docx", "manifest.json"]
    assert zipped(made.zip_path) == {name: (path / name).read_bytes() for name in names}


def test_the_same_package_gives_the_same_zip_with_names_that_open_anywhere(tmp_path: Path) -> None:
    one = write_package(tmp_path / "甲", NAME, NEW).zip_path
    other = write_package(tmp_path / "乙", NAME, tuple(reversed(NEW))).zip_path
    assert one.read_bytes() == other.read_bytes()
    with zipfile.ZipFile(one) as package:
        for info in package.infolist():
            assert info.flag_bits & 0x800 or info.filename.isascii(), "the mark of UTF-8"
            assert info.create_system == 3, "or unzip garbles the names"


@pytest.mark.skipif(shutil.which("unzip") is None, reason="unzip is not installed")
def test_unzip_gives_the_names_as_they_are(tmp_path: Path) -> None:
    made = write_package(tmp_path, NAME, NEW)
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    command = ["unzip", "-q", str(made.zip_path), "-d", str(tmp_path / "x")]
    subprocess.run(command, check=True, env=environment)
    assert tree(tmp_path / "x") == tree(made.path)


def test_a_persons_zip_under_the_name_of_the_filing_stays(tmp_path: Path) -> None:
    made = write_package(tmp_path, NAME, OLD)
    with zipfile.ZipFile(made.zip_path, "a") as package:
        package.writestr("照片.jpg", b"photo")
    mine = made.zip_path.read_bytes()
    for files in (NEW, OLD):
        made = write_package(tmp_path, NAME, files)
        assert (tmp_path / f"{NAME}.zip").read_bytes() == mine
        assert made.zip_path.name == f"{NAME}（新生成）.zip"
        assert zipped(made.zip_path) == tree(made.path)


# --- what only the program makes otherwise -----------------------------------------------


def from_data(files: Sequence[PackageFile], source: str) -> list[PackageFile]:
    return [dataclasses.replace(file, source_sha256=source) for file in files]


A, B = "a" * 64, "b" * 64


def test_a_file_made_of_the_same_data_stays_as_it_is(tmp_path: Path) -> None:
    first = write_package(tmp_path, NAME, from_data(OLD, A))
    made = write_package(tmp_path, NAME, from_data(NEW, A))
    assert made.kept == ("01_方案.docx", "02_表.docx")
    assert (made.files, made.edited, made.moved, made.removed) == ((), (), (), ())
    assert (first.path / "01_方案.docx").read_bytes() == b"old plan"


@pytest.mark.parametrize(("before", "after"), [(A, B), ("", A), (A, ""), ("", "")])
def test_a_file_made_of_other_or_unknown_data_is_made_anew(
    tmp_path: Path, before: str, after: str
) -> None:
    write_package(tmp_path, NAME, from_data(OLD, before))
    made = write_package(tmp_path, NAME, from_data(NEW, after))
    assert (made.kept, len(made.files)) == ((), 2)
    assert (made.path / "01_方案.docx").read_bytes() == b"new plan"


def test_with_force_it_is_made_anew_and_the_former_goes_to_the_history(tmp_path: Path) -> None:
    write_package(tmp_path, NAME, from_data(OLD, A))
    made = write_package(tmp_path, NAME, from_data(NEW, A), history="2026-06-25")
    assert made.moved == ("历史版本/2026-06-25/01_方案.docx", "历史版本/2026-06-25/02_表.docx")
    assert (made.path / made.moved[0]).read_bytes() == b"old plan"
    assert (made.path / "01_方案.docx").read_bytes() == b"new plan"
    again = write_package(tmp_path, NAME, from_data(NEW, A), history="2026-06-26")
    assert again.moved == (), "nothing differs any more"


def test_a_file_that_a_person_changed_is_edited_and_not_issued(tmp_path: Path) -> None:
    path = write_package(tmp_path, NAME, from_data(OLD, A)).path
    (path / "01_方案.docx").write_bytes(b"edited by hand")
    made = write_package(tmp_path, NAME, from_data(NEW, A))
    assert (made.kept, made.edited) == (("02_表.docx",), ("01_方案.docx",))
    assert (path / "01_方案（新生成）.docx").read_bytes() == b"new plan"


def test_the_new_one_beside_an_edited_file_waits_through_an_update(tmp_path: Path) -> None:
    path = write_package(tmp_path, NAME, from_data(OLD, A)).path
    (path / "01_方案.docx").write_bytes(b"edited by hand")
    write_package(tmp_path, NAME, from_data(OLD, A))
    made = write_package(tmp_path, NAME, from_data(NEW, A))
    assert (made.kept, made.removed) == (("02_表.docx",), ())
    assert (path / "01_方案（新生成）.docx").read_bytes() == b"old plan"
    made = write_package(tmp_path, NAME, from_data(NEW, B))
    assert (path / "01_方案（新生成）.docx").read_bytes() == b"new plan", "other data are shown"


def test_a_new_one_that_a_person_threw_away_does_not_come_back_with_an_update(
    tmp_path: Path,
) -> None:
    path = write_package(tmp_path, NAME, from_data(OLD, A)).path
    (path / "01_方案.docx").write_bytes(b"edited by hand")
    write_package(tmp_path, NAME, from_data(NEW, B))
    (path / "01_方案（新生成）.docx").unlink()
    made = write_package(tmp_path, NAME, from_data(OLD, B))
    assert documents_in(path) == ["01_方案.docx", "02_表.docx"]
    assert (made.edited, made.kept) == (("01_方案.docx",), ("02_表.docx",))


@pytest.mark.parametrize("history", ["", "2026-06-25"])
@pytest.mark.parametrize("is_edited", [True, False])
@pytest.mark.parametrize("source", [A, B])
def test_what_will_be_there_is_told_as_it_then_is(
    tmp_path: Path, source: str, is_edited: bool, history: str
) -> None:
    path = write_package(tmp_path, NAME, from_data(OLD, A)).path
    if is_edited:
        (path / "01_方案.docx").write_bytes(b"edited by hand")
    files = from_data(NEW, source)
    told = documents_after_build(recorded_files(path), files, force=bool(history))
    write_package(tmp_path, NAME, files, history=history)
    there = {name: (path / name).read_bytes() for name in told}
    assert {name: data for name, (_, data) in told.items()} == there


# --- what documents were made from -------------------------------------------------------


def made_from(workbook: bytes, template: bytes, *names: str) -> list[PackageFile]:
    """A workbook and files that are made from it with a template."""
    digest = hashlib.sha256(template).hexdigest()
    files = [
        PackageFile(name, f"{name}.docx", workbook + template, digest, template=template)
        for name in names
    ]
    return [*files, PackageFile("workbook", "簿.xlsx", workbook)]


def sources(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (folder / "生成来源").iterdir()}


def test_what_documents_were_made_from_stays_as_long_as_one_is_there(tmp_path: Path) -> None:
    folder = write_package(tmp_path, NAME, made_from(b"1", b"a", "plan", "list")).path
    assert list(sources(folder).values()) == [b"a"]
    write_package(tmp_path, NAME, made_from(b"2", b"b", "list"))
    assert sorted(sources(folder).values()) == [b"1", b"a", b"b"], "the plan is of the first"
    write_package(tmp_path, NAME, made_from(b"2", b"b", "plan"))
    assert list(sources(folder).values()) == [b"b"]


def test_what_a_person_put_among_the_sources_stays(tmp_path: Path) -> None:
    folder = write_package(tmp_path, NAME, made_from(b"1", b"a", "plan")).path
    (template,) = (folder / "生成来源").iterdir()
    template.write_bytes(b"mine")
    (folder / "生成来源" / "说明.txt").write_bytes(b"notes")
    package = write_package(tmp_path, NAME, made_from(b"1", b"a", "plan"))
    assert sorted(sources(folder).values()) == [b"a", b"mine", b"notes"]
    assert len(package.unknown) == 2


def test_a_folder_of_sources_that_is_a_link_is_not_gone_into(tmp_path: Path) -> None:
    folder = write_package(tmp_path, NAME, made_from(b"1", b"a", "plan")).path
    elsewhere = tmp_path / "别处"
    (folder / "生成来源").rename(elsewhere)
    (folder / "生成来源").symlink_to(elsewhere)
    with pytest.raises(OutputFault):
        write_package(tmp_path, NAME, made_from(b"1", b"a", "plan"))
    assert len(list(elsewhere.iterdir())) == 1
