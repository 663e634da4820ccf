"""A package when a step on the disk fails, or the run is killed there; and the lock."""

from __future__ import annotations

import itertools
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from docgen.commands.build import build as build_command
from docgen.commands.build.render_all import render_all
from docgen.commands.check import check
from docgen.errors import OutputFault
from docgen.package import writer
from docgen.system import files as disk
from docgen.system import lock
from tests.support.packages import NAME, NEW, OLD, tree, write_package

Step = Callable[[str, int, Callable[[], Any], tuple[Any, ...]], Any]


def count_steps(patch: Callable[[object, str, object], None], step: Step) -> list[str]:
    """Let ``step`` stand before every function that touches the disk; the steps taken so far."""
    taken: list[str] = []

    def stand_before(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def function(*args: Any) -> Any:
            taken.append(name)
            return step(name, len(taken), partial(real, *args), args)

        return function

    for name in disk.STEPS:
        patch(disk, name, stand_before(name, getattr(disk, name)))
    return taken


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


def half_done(name: str, args: tuple[Any, ...]) -> None:
    """What a step that is cut short may leave."""
    if name == "write":
        path, data = args
        path.write_bytes(data[: len(data) // 2])
    elif name == "carry_over" and args[0].is_file():
        args[1].write_bytes(args[0].read_bytes()[:1])


@pytest.fixture(params=["exchange", "two-renames"])
def swapping(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """With the system's exchange of two names, and as on systems that have none."""
    if request.param == "two-renames":
        monkeypatch.setattr(disk, "exchange", lambda *_: False)
    elif not sys.platform.startswith("linux"):
        pytest.skip("only Linux exchanges names")
    return str(request.param)


# --- a step fails ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "error", [OSError(28, "full"), PermissionError(13, "no"), KeyboardInterrupt()]
)
@pytest.mark.parametrize("lasting", [False, True])
def test_a_step_that_fails_leaves_the_old_package_or_the_new_one_whole(
    tmp_path: Path, swapping: str, error: BaseException, lasting: bool
) -> None:
    new = rebuilt(tmp_path / "别处")
    for number in itertools.count(1):
        out = tmp_path / str(number)
        old = lived_in(out)

        def step(
            name: str, taken: int, do: Callable[[], Any], args: tuple[Any, ...], at: int = number
        ) -> Any:
            if taken == at or (lasting and taken > at):
                if taken == at:
                    half_done(name, args)
                raise error
            return do()

        stopped: BaseException | None = None
        with pytest.MonkeyPatch.context() as patch:
            taken = count_steps(patch.setattr, step)
            try:
                write_package(out, NAME, NEW)
            except (OutputFault, KeyboardInterrupt) as fault:
                stopped = fault
        told = getattr(stopped, "message", "")
        if (out / NAME).exists():
            assert tree(out / NAME) in (old, new), number
            if "原有文件没有改动" in told:
                assert tree(out / NAME) == old
            if stopped is None:
                assert tree(out / NAME) == new
        else:  # even the way back was barred: the fault says where the old files are
            aside = out / f".{NAME}.旧"
            assert lasting
            assert tree(aside) == old
            assert f"原有文件暂存在“{aside}”" in told or isinstance(stopped, KeyboardInterrupt)
        write_package(out, NAME, NEW)
        assert tree(out / NAME) == new
        assert sorted(p.name for p in out.iterdir()) == [NAME, f"{NAME}.zip"]
        if len(taken) < number:
            assert number > 15, "fewer steps than there are files"
            return


def test_a_first_build_that_fails_leaves_no_package(tmp_path: Path) -> None:
    whole = tree(write_package(tmp_path / "别处", NAME, NEW).path)
    for number in itertools.count(1):
        out = tmp_path / str(number)

        def step(
            name: str, taken: int, do: Callable[[], Any], args: tuple[Any, ...], at: int = number
        ) -> Any:
            if taken == at:
                half_done(name, args)
                raise OSError(28, "No space left on device")
            return do()

        told = ""
        with pytest.MonkeyPatch.context() as patch:
            taken = count_steps(patch.setattr, step)
            try:
                write_package(out, NAME, NEW)
            except OutputFault as fault:
                told = fault.message
        if "原有文件没有改动" in told:
            assert not (out / NAME).exists()
            assert not out.exists() or list(out.iterdir()) == []
        else:
            assert tree(out / NAME) == whole
        write_package(out, NAME, NEW)
        assert tree(out / NAME) == whole
        if len(taken) < number:
            return


def test_a_zip_that_cannot_be_replaced_is_named_and_the_folder_said_to_be_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_package(tmp_path, NAME, OLD)

    def refuse(*_: object) -> None:
        raise PermissionError(13, "in use")

    monkeypatch.setattr(disk, "replace", refuse)
    with pytest.raises(OutputFault) as caught:
        write_package(tmp_path, NAME, NEW)
    assert f"压缩包“{tmp_path / NAME}.zip”没有更新" in caught.value.message
    assert "文件夹中的公文已经更新" in caught.value.message


def test_a_document_open_in_another_program_is_named_and_nothing_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On Windows a folder with an open file cannot be renamed, nor the file be opened."""
    path = write_package(tmp_path, NAME, OLD).path
    before = tree(path)
    real = Path.open

    def sharing_violation(*_: object) -> None:
        raise PermissionError(13, "The process cannot access the file")

    def open_(self: Path, mode: str = "r", *args: Any, **options: Any) -> Any:
        if self.name == "02_表.docx" and "+" in mode:
            raise PermissionError(13, "The process cannot access the file")
        return real(self, mode, *args, **options)

    monkeypatch.setattr(disk, "exchange", lambda *_: False)
    monkeypatch.setattr(disk, "rename", sharing_violation)
    monkeypatch.setattr(Path, "open", open_)
    with pytest.raises(OutputFault) as caught:
        write_package(tmp_path, NAME, NEW)
    monkeypatch.undo()
    assert caught.value.message.startswith("“02_表.docx”正在其他程序中打开")
    assert "01_方案" not in caught.value.message
    assert "原有文件没有改动" in caught.value.message
    assert tree(path) == before


def test_the_mark_that_word_leaves_beside_an_open_document_names_it(tmp_path: Path) -> None:
    path = write_package(tmp_path, NAME, OLD).path
    (path / "~$_方案.docx").write_bytes(b"owner")
    fault = writer._fault(path, PermissionError(13, "no"))
    assert fault.message.startswith("“01_方案.docx”正在其他程序中打开")


# --- a run is killed ---------------------------------------------------------------------

DOCUMENTS = ["leading_group_roster", "meeting_agenda", "rectification_list", "contents_list"]


@pytest.fixture(scope="module")
def builds(full_sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Two workbooks to build from, read and rendered once; a child process only writes."""
    folder = tmp_path_factory.mktemp("builds")
    book = folder / "工作簿.xlsx"
    shutil.copyfile(full_sample, book)
    report = check(book)
    assert report.campaign is not None
    other = replace(report, data=report.data + b" ")
    planned = [p for p in report.plan.planned if p.document.key in DOCUMENTS]
    files = render_all(planned)
    changed = [replace(file, data=file.data + b" ") for file in files]

    def build(out: Path, is_new: bool) -> build_command.BuildReport:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(build_command, "check", lambda *_: other if is_new else report)
            patch.setattr(build_command, "render_all", lambda *_: changed if is_new else files)
            return build_command.build(book, out, only=DOCUMENTS)

    before = book.read_bytes()
    yield build
    assert book.read_bytes() == before, "the workbook is untouched"


def used(out: Path, build: Any) -> dict[str, bytes]:
    """A package built from the old workbook, in which a person has worked."""
    path = build(out, False).path
    (path / "13_整改清单.docx").write_bytes(b"edited by hand")
    (path / "照片").mkdir()
    (path / "照片" / "一.jpg").write_bytes(b"photo")
    return tree(path)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs os.fork")
@pytest.mark.parametrize("moment", ["before", "halfway", "after"])
def test_a_build_killed_at_any_step_leaves_the_old_package_or_the_new_one_whole(
    tmp_path: Path, builds: Any, swapping: str, moment: str
) -> None:
    used(tmp_path / "别处", builds)
    new = tree(builds(tmp_path / "别处", True).path)
    new_zip = (tmp_path / "别处" / f"{NAME}.zip").read_bytes()
    states: Counter[str] = Counter()
    for number in itertools.count(1):
        out = tmp_path / str(number)
        old = used(out, builds)
        old_zip = (out / f"{NAME}.zip").read_bytes()
        if not killed_at(number, moment, partial(builds, out, True)):
            break
        if (out / NAME).exists():
            found = {True: "old folder", False: "new folder"}[tree(out / NAME) == old]
            assert tree(out / NAME) in (old, new), number
        else:
            assert swapping == "two-renames"
            assert tree(out / f".{NAME}.旧") == old, number
            found = "old folder aside"
        zip_data = (out / f"{NAME}.zip").read_bytes()
        assert zip_data in (old_zip, new_zip), number
        assert zip_data == old_zip or found == "new folder", "the zip never runs ahead"
        states[f"{found}, {'old' if zip_data == old_zip else 'new'} zip"] += 1
        builds(out, True)
        assert tree(out / NAME) == new, number
        assert (out / f"{NAME}.zip").read_bytes() == new_zip
        assert sorted(p.name for p in out.iterdir()) == [NAME, f"{NAME}.zip"]
        shutil.rmtree(out)
    print(f"killed {moment} each of {number - 1} steps ({swapping}): {dict(states)}")
    assert sum(states.values()) > 25
    assert states["old folder, old zip"]
    assert states["new folder, old zip"]


def killed_at(number: int, moment: str, run: Callable[[], object]) -> bool:
    """Whether a child that does this was killed at its step of this number."""

    def step(name: str, taken: int, do: Callable[[], Any], args: tuple[Any, ...]) -> Any:
        if taken != number:
            return do()
        if moment == "halfway":
            half_done(name, args)
        elif moment == "after":
            do()
        return os.kill(os.getpid(), signal.SIGKILL)

    child = os.fork()
    if child == 0:
        try:
            count_steps(setattr, step)
            run()
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


# --- two builds at once ------------------------------------------------------------------


def holder(path: Path, then: str) -> subprocess.Popen[str]:
    """Another process that holds a lock file."""
    code = f"""
import os, pathlib, sys
from docgen.system import lock
with lock.lock_file(pathlib.Path(sys.argv[1])):
    print("held", flush=True)
    {then}
"""
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(path)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_of_two_builds_at_once_one_says_who_is_at_work_there(tmp_path: Path) -> None:
    before = lived_in(tmp_path)
    other = holder(tmp_path / f".{NAME}.锁", "sys.stdin.read()")
    with pytest.raises(OutputFault) as caught:
        write_package(tmp_path, NAME, NEW)
    assert re.match(
        rf"另一个docgen正在这里生成公文（电脑“.+”上的进程{other.pid}，已运行\d+秒），这次没有生成",
        caught.value.message,
    )
    assert tree(tmp_path / NAME) == before
    other.communicate()
    write_package(tmp_path, NAME, NEW)
    assert sorted(p.name for p in tmp_path.iterdir()) == [NAME, f"{NAME}.zip"]


def test_the_lock_of_a_dead_process_is_taken_over(tmp_path: Path) -> None:
    path = tmp_path / f".{NAME}.锁"
    holder(path, "os.kill(os.getpid(), 9)").wait()
    assert json.loads(path.read_text())["pid"], "the dead one left its lock file"
    write_package(tmp_path, NAME, NEW)
    assert not path.exists()


def test_a_lock_says_how_long_it_has_been_held(tmp_path: Path) -> None:
    path = tmp_path / "锁"
    with lock.lock_file(path):
        note = json.loads(path.read_text())
        path.write_text(json.dumps(note | {"since": note["since"] - 125, "host": "甲"}))
        with pytest.raises(OutputFault, match=r"电脑“甲”上的进程.*已运行2分"), lock.lock_file(path):
            pass
    assert not path.exists()
