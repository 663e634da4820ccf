"""The package folder: whole or not there, and no work of a person lost."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import stat
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from docgen import package, pipeline
from docgen.package import PackageFile, write_package
from docgen.problems import ExitCode, OutputFault

OLD = (PackageFile("plan", "01_方案.docx", b"old plan"), PackageFile("list", "02_表.docx", b"old"))
NEW = (PackageFile("plan", "01_方案.docx", b"new plan"), PackageFile("list", "02_表.docx", b"new"))
NAME = "2026-03-05_幸福里社区_述职述廉测评"


def tree(folder: Path) -> dict[str, bytes]:
    """Every file under a folder with its bytes; folders with none; links with their target."""
    content = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            content[name] = str(path.readlink()).encode()
        else:
            content[name] = path.read_bytes() if path.is_file() else b"<folder>"
    return content


def manifest(folder: Path) -> list[dict[str, Any]]:
    content = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert content["format"] == "docgen-package/1"
    return list(content["files"])


def documents_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.suffix == ".docx")


# --- a first package ---------------------------------------------------------------------


def test_a_package_holds_its_files_and_a_manifest(tmp_path: Path) -> None:
    made = write_package(tmp_path / "出" / "文", NAME, NEW)
    assert made.path == tmp_path / "出" / "文" / NAME
    assert made.files == NEW
    assert made.edited == ()
    assert sorted(tree(made.path)) == ["01_方案.docx", "02_表.docx", "manifest.json"]
    assert (made.path / "01_方案.docx").read_bytes() == b"new plan"
    assert [path.name for path in made.path.parent.iterdir()] == [NAME]


def test_the_manifest_tells_key_size_and_digest_of_each_file(tmp_path: Path) -> None:
    made = write_package(tmp_path, NAME, tuple(reversed(NEW)))
    assert manifest(made.path) == [
        {
            "name": file.name,
            "key": file.key,
            "size": len(file.data),
            "sha256": hashlib.sha256(file.data).hexdigest(),
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
    assert [path.name for path in tmp_path.iterdir()] == [NAME]


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
    assert [path.name for path in tmp_path.iterdir()] == [NAME]
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
    assert [path.name for path in (*disk.iterdir(), *out.iterdir())] == ["材料", NAME]


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

    monkeypatch.setattr(tempfile, "mkdtemp", refuse)
    with pytest.raises(OutputFault) as caught:
        write_package(tmp_path, NAME, NEW)
    assert_told(caught.value, tmp_path / NAME)
    assert "没有权限" in caught.value.message


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="no file system that takes no files")
def test_a_disk_that_takes_no_files_is_told() -> None:
    with pytest.raises(OutputFault) as caught:
        write_package(Path("/proc/docgen"), NAME, NEW)
    assert_told(caught.value, Path("/proc/docgen"))


# --- failures at every step --------------------------------------------------------------

STEPS = (
    (Path, "rename"),
    (Path, "write_bytes"),
    (Path, "write_text"),
    (Path, "mkdir"),
    (Path, "chmod"),
    (shutil, "copy2"),
    (shutil, "copytree"),
    (tempfile, "mkdtemp"),
)


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Makes the calls numbered ``first`` to ``last`` that touch the disk fail."""

    def arrange(first: int, last: int, error: type[BaseException] = OSError) -> list[str]:
        calls: list[str] = []
        for owner, name in STEPS:
            real = getattr(owner, name)

            def step(*args: Any, _real: Any = real, _name: str = name, **options: Any) -> Any:
                calls.append(_name)
                if first <= len(calls) <= last:
                    raise error(28, "No space left on device")
                return _real(*args, **options)

            monkeypatch.setattr(owner, name, step)
        return calls

    return arrange


def lived_in(parent: Path) -> dict[str, bytes]:
    """An old package in which a person has worked."""
    path = write_package(parent, NAME, OLD).path
    (path / "01_方案.docx").write_bytes(b"edited by hand")
    (path / "照片").mkdir()
    (path / "照片" / "一.jpg").write_bytes(b"photo")
    (path / "签到表.xlsx").write_bytes(b"sheet")
    return tree(path)


def rebuilt(parent: Path) -> dict[str, bytes]:
    lived_in(parent)
    return tree(write_package(parent, NAME, NEW).path)


FAILURES = [
    pytest.param(OSError, 1, id="one-call-fails"),
    pytest.param(OSError, 1000, id="all-later-calls-fail"),
    pytest.param(KeyboardInterrupt, 1, id="interrupted"),
]


@pytest.mark.parametrize(("error", "length"), FAILURES)
@pytest.mark.parametrize("number", range(1, 21))
def test_a_failure_leaves_the_old_package_or_the_new_one_whole(
    tmp_path: Path,
    failing: Callable[..., list[str]],
    monkeypatch: pytest.MonkeyPatch,
    error: type[BaseException],
    length: int,
    number: int,
) -> None:
    new = rebuilt(tmp_path / "别处")
    out = tmp_path / "out"
    old = lived_in(out)
    failing(number, number + length - 1, error)
    stopped: BaseException | None = None
    try:
        write_package(out, NAME, NEW)
    except (OutputFault, KeyboardInterrupt) as fault:
        stopped = fault
    monkeypatch.undo()
    assert not [path for path in out.iterdir() if ".新" in path.name]
    if (out / NAME).exists():
        # An interruption may come when only clearing up is left to do.
        wanted = {type(None): (new,), OutputFault: (old,), KeyboardInterrupt: (old, new)}
        assert tree(out / NAME) in wanted[type(stopped)]
        assert "原有文件没有改动" in getattr(stopped, "message", "原有文件没有改动")
    else:  # even the way back was barred: the fault says where the old files are
        assert length > 1
        assert isinstance(stopped, OutputFault)
        (aside,) = re.findall("原有文件暂存在“(.+?)”", stopped.message)
        assert tree(Path(aside)) == old
    write_package(out, NAME, NEW)
    assert tree(out / NAME) == new
    assert [path.name for path in out.iterdir()] == [NAME]


def test_an_interruption_just_after_the_swap_leaves_the_new_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = rebuilt(tmp_path / "别处")
    lived_in(tmp_path / "out")
    real = Path.rename

    def rename(path: Path, target: Path) -> Path:
        moved = real(path, target)
        if ".新" in path.name:
            raise KeyboardInterrupt
        return moved

    monkeypatch.setattr(Path, "rename", rename)
    with pytest.raises(KeyboardInterrupt):
        write_package(tmp_path / "out", NAME, NEW)
    monkeypatch.undo()
    assert tree(tmp_path / "out" / NAME) == new


def test_the_failures_tried_reach_beyond_the_last_step(
    tmp_path: Path, failing: Callable[..., list[str]]
) -> None:
    lived_in(tmp_path)
    calls = failing(0, 0)
    write_package(tmp_path, NAME, NEW)
    assert len(calls) < 20
    assert {"rename", "write_bytes", "write_text", "copy2", "mkdtemp"} <= set(calls)


@pytest.mark.parametrize("number", range(1, 21))
def test_a_failure_of_the_first_build_leaves_no_package(
    tmp_path: Path,
    failing: Callable[..., list[str]],
    monkeypatch: pytest.MonkeyPatch,
    number: int,
) -> None:
    whole = tree(write_package(tmp_path / "别处", NAME, NEW).path)
    failing(number, number)
    fails = False
    try:
        write_package(tmp_path / "out", NAME, NEW)
    except OutputFault:
        fails = True
    monkeypatch.undo()
    assert (tmp_path / "out" / NAME).exists() is not fails
    write_package(tmp_path / "out", NAME, NEW)
    assert tree(tmp_path / "out") == {NAME: b"<folder>"} | {
        f"{NAME}/{name}": data for name, data in whole.items()
    }


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs os.fork")
@pytest.mark.parametrize("number", range(1, 14))
def test_a_run_killed_at_any_step_is_put_right_by_the_next(tmp_path: Path, number: int) -> None:
    new = rebuilt(tmp_path / "别处")
    out = tmp_path / "out"
    old = lived_in(out)
    child = os.fork()
    if child == 0:  # the child ends at a step, without a chance to clean up
        calls = 0
        for owner, name in STEPS:
            real = getattr(owner, name)

            def step(*args: Any, _real: Any = real, **options: Any) -> Any:
                nonlocal calls
                calls += 1
                if calls == number:
                    os._exit(9)
                return _real(*args, **options)

            setattr(owner, name, step)
        with suppress(BaseException):
            write_package(out, NAME, NEW)
        os._exit(0)
    os.waitpid(child, 0)
    left = [path for path in out.iterdir() if path.name == NAME or ".旧" in path.name]
    assert any(tree(path) in (old, new) for path in left)
    assert not (out / NAME).exists() or tree(out / NAME) in (old, new)
    write_package(out, NAME, NEW)
    assert tree(out / NAME) == new
    assert [path.name for path in out.iterdir()] == [NAME]


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
    return pipeline.build(full_sample, tmp_path_factory.mktemp("built")).path


def test_two_builds_a_second_apart_in_different_places_are_the_same(
    workbook: Callable[..., Path], built: Path, tmp_path: Path
) -> None:
    time.sleep(max(0.0, 1.1 - (time.time() - built.stat().st_mtime)))
    again = pipeline.build(workbook(), tmp_path / "别" / "处").path
    assert again.name == built.name == NAME
    assert tree(again) == tree(built)


def test_the_report_and_the_manifest_of_a_build_agree_with_the_files(
    workbook: Callable[..., Path], tmp_path: Path
) -> None:
    report = pipeline.build(workbook(), tmp_path / "out")
    recorded = [(r["key"], r["name"], r["size"], r["sha256"]) for r in manifest(report.path)]
    assert sorted(recorded, key=lambda record: record[1]) == list(report.files)
    for _, name, size, digest in report.files:
        data = (report.path / name).read_bytes()
        assert (len(data), hashlib.sha256(data).hexdigest()) == (size, digest)
    assert documents_in(report.path) == [name for _, name, _, _ in report.files]


def test_a_build_leaves_the_workbook_and_its_folder_untouched(
    workbook: Callable[..., Path], tmp_path: Path
) -> None:
    path = workbook()
    before = tree(path.parent), path.stat().st_mtime_ns
    pipeline.build(path, tmp_path / "out")
    pipeline.check(path)
    assert (tree(path.parent), path.stat().st_mtime_ns) == before


@pytest.mark.parametrize("number", [1, 3, 8, 14, 15])
def test_a_build_that_cannot_be_written_leaves_the_workbook_untouched(
    workbook: Callable[..., Path],
    failing: Callable[..., list[str]],
    tmp_path: Path,
    number: int,
) -> None:
    path = workbook()
    before = tree(path.parent)
    failing(number, 1000)
    with pytest.raises(OutputFault):
        pipeline.build(path, tmp_path / "out")
    assert tree(path.parent) == before


def test_building_into_the_folder_of_the_workbook_leaves_it_untouched(
    workbook: Callable[..., Path],
) -> None:
    path = workbook()
    before = path.read_bytes()
    made = pipeline.build(path, path.parent).path
    assert path.read_bytes() == before
    assert sorted(p.name for p in path.parent.iterdir()) == sorted([path.name, made.name])


def test_the_old_agenda_of_a_renamed_meeting_goes_unless_it_was_edited(
    workbook: Callable[..., Path], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    path = pipeline.build(workbook(), out).path
    assert (path / "03_会议议程_2_述职述廉民主评议会议.docx").exists()
    renamed = workbook(meeting_renamed("述职述廉民主评议会议", "评议大会"))
    pipeline.build(renamed, out)
    assert not (path / "03_会议议程_2_述职述廉民主评议会议.docx").exists()
    assert (path / "03_会议议程_2_评议大会.docx").exists()
    (path / "03_会议议程_2_评议大会.docx").write_bytes(b"edited by hand")
    pipeline.build(workbook(), out)
    assert (path / "03_会议议程_2_评议大会.docx").read_bytes() == b"edited by hand"
    assert (path / "03_会议议程_2_述职述廉民主评议会议.docx").exists()


def test_building_one_document_leaves_the_others(
    workbook: Callable[..., Path], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    path = pipeline.build(workbook(), out).path
    before = tree(path)
    changed = workbook(lambda book: book["整改清单"].cell(2, 6, "钱多多"))
    report = pipeline.build(changed, out, only=["rectification_list"])
    after = tree(path)
    assert [name for _, name, _, _ in report.files] == ["06_整改清单.docx"]
    assert {name for name in before if after[name] != before[name]} == {
        "06_整改清单.docx",
        "manifest.json",
    }
    assert after.keys() == before.keys()
    assert len(manifest(path)) == 11


def test_the_date_of_the_folder_changes_nothing_within(
    workbook: Callable[..., Path], built: Path, tmp_path: Path
) -> None:
    made = pipeline.build(workbook(), tmp_path / "out", folder_date=date(2026, 12, 1)).path
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
    made = pipeline.build(path, out, only=["leading_group_roster"]).path
    assert list(out.iterdir()) == [made]
    assert made.is_dir()
    assert made.resolve().parent == out.resolve()
    assert not re.search(r'[\\/:*?"<>|\x00-\x1f]', made.name)
    assert made.name.startswith("2026-03-05_")
    assert made.name == made.name.strip(" .")
    assert len(made.name.encode()) < 200
    assert {key: data for key, data in tree(tmp_path).items() if key.split("/")[0] != "out"} == (
        outside
    )
    pipeline.build(path, out, only=["leading_group_roster"])
    assert list(out.iterdir()) == [made]


@pytest.mark.parametrize("name", ["甲" * 100, "../../x", "CON", "a:b?", "会议.", "nul.docx"])
def test_any_meeting_name_gives_a_safe_file_in_the_package(
    workbook: Callable[..., Path], tmp_path: Path, name: str
) -> None:
    path = workbook(meeting_renamed("述职述廉民主评议会议", name))
    made = pipeline.build(path, tmp_path / "out", only=["meeting_agenda"]).path
    for file in made.iterdir():
        assert file.is_file()
        assert not re.search(r'[\\/:*?"<>|\x00-\x1f]', file.name)
        assert len(file.name.encode()) < 200
    assert len(documents_in(made)) == 3


def test_the_package_module_is_told_apart_from_other_programs_manifests(tmp_path: Path) -> None:
    (tmp_path / NAME).mkdir()
    (tmp_path / NAME / package.MANIFEST).write_text('{"name": "别的程序"}', encoding="utf-8")
    write_package(tmp_path, NAME, NEW)
    assert len(manifest(tmp_path / NAME)) == 2
