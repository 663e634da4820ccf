"""A batch that is stopped, or whose processes die: whole packages, and nothing forgotten."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from docgen.commands.batch.batch import BuildState
from docgen.errors import ExitCode
from docgen.system.process_pool import WorkerDied, map_in_order
from tests.support.batches import rows, run, states, whole, workbook

ROOT = Path(__file__).parents[3]
NAMES = ("春和里社区", "秋明苑社区", "冬青巷社区")


# --- processes ---------------------------------------------------------------------------


def doubled(number: int) -> int:
    if number in (3, 7):
        os.kill(os.getpid(), signal.SIGKILL)
    if number == 2:
        time.sleep(0.05)  # still at it when another dies
    return number * 2


@pytest.mark.parametrize("jobs", [2, 3, 5])
def test_a_process_that_dies_costs_its_own_workbook_only(jobs: int) -> None:
    for _ in range(5):  # it may die while others are given out, or not
        results = list(map_in_order(range(30), doubled, jobs))
        assert results == [WorkerDied(n) if n in (3, 7) else n * 2 for n in range(30)]


def test_little_is_given_out_ahead() -> None:
    taken: list[int] = []

    def numbers() -> Any:
        for number in range(200):
            taken.append(number)
            yield number

    results = map_in_order(numbers(), str, 2)
    assert next(results) == "0"
    assert len(taken) < 100
    results.close()


def unhurried(number: int) -> int:
    time.sleep(0.02)
    return number


def test_nothing_new_is_begun_once_it_shall_stop() -> None:
    seen: list[int] = []
    for number in map_in_order(range(100), unhurried, 2, lambda: len(seen) >= 5):
        assert not isinstance(number, WorkerDied)
        seen.append(number)
    assert seen == list(range(len(seen)))
    assert 5 <= len(seen) < 20


# --- Ctrl+C ------------------------------------------------------------------------------


def started(folder: Path, output: Path) -> subprocess.Popen[bytes]:
    """A batch in a process and session of its own, once it has made a package."""
    child = subprocess.Popen(
        [sys.executable, "-m", "docgen", "batch", folder, "-o", output, "--jobs", "2"],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
        # a shell that runs the tests in the background has them ignore the signal
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )  # fmt: skip
    for _ in range(2000):
        if list(output.glob("*.zip")):
            return child
        time.sleep(0.01)
        if child.poll() is not None:
            break
    child.kill()
    pytest.fail(child.communicate()[0].decode())


MANY = [f"{a}{b}里社区" for a in "春夏秋冬梅兰竹菊" for b in "和宁康泰"]


def filled(folder: Path, names: list[str]) -> Path:
    """Workbooks of these communities, quickly made: those of a few, with other letters."""
    folder.mkdir()
    data = workbook("甲乙丙社区")
    for name in names:
        path = folder / f"{name}.xlsx"
        with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(path, "w") as new:
            for member in old.namelist():
                part = old.read(member)
                for how in ("strict", "xmlcharrefreplace"):
                    code = "utf-8" if how == "strict" else "ascii"
                    part = part.replace("甲乙丙社区".encode(code, how), name.encode(code, how))
                new.writestr(member, part)
    return folder


needs_signals = pytest.mark.skipif(sys.platform == "win32", reason="signals are others on Windows")


@needs_signals
def test_ctrl_c_leaves_only_whole_packages_and_the_next_run_goes_on(tmp_path: Path) -> None:
    folder, output = filled(tmp_path / "in", MANY), tmp_path / "out"
    child = started(folder, output)
    os.killpg(child.pid, signal.SIGINT)  # as a terminal does: all its processes get it
    out, err = child.communicate(timeout=60)
    assert child.returncode == ExitCode.INTERRUPTED, err.decode()
    assert "没有留下不完整的文件" in out.decode()
    assert "Traceback" not in err.decode()
    made = len(list(output.glob("*.zip")))
    assert 0 < made < len(MANY)
    assert whole(output)
    told = [row[4] for row in rows(output / "批量结果.xlsx", "结果")[1:]]
    assert (told.count("已生成"), told.count("没有处理")) == (made, len(MANY) - made)
    outcomes = run(folder, output)
    assert list(states(outcomes).values()).count(BuildState.SAME) == made
    assert whole(output)


@needs_signals
def test_a_second_ctrl_c_ends_at_once_and_the_next_run_puts_all_right(tmp_path: Path) -> None:
    folder, output = filled(tmp_path / "in", MANY), tmp_path / "out"
    child = started(folder, output)
    os.killpg(child.pid, signal.SIGINT)
    os.killpg(child.pid, signal.SIGINT)
    os.killpg(child.pid, signal.SIGINT)
    _, err = child.communicate(timeout=60)
    assert child.returncode == ExitCode.INTERRUPTED, err.decode()
    assert "Traceback" not in err.decode()
    with pytest.raises(ProcessLookupError):
        os.killpg(child.pid, 0)
    for zipped in output.glob("[!.]*.zip"):  # what was being written has a name of its own
        assert zipfile.ZipFile(zipped).testzip() is None
        assert (output / zipped.stem / "manifest.json").exists()
    run(folder, output)
    assert len(list(output.glob("*.zip"))) == len(MANY)
    assert whole(output)


@needs_signals
def test_a_worker_that_is_killed_costs_no_package(tmp_path: Path) -> None:
    folder, output = filled(tmp_path / "in", MANY), tmp_path / "out"
    child = started(folder, output)
    workers = subprocess.run(["pgrep", "-P", str(child.pid)], capture_output=True, text=True)
    os.kill(int(workers.stdout.split()[0]), signal.SIGKILL)
    out, err = child.communicate(timeout=60)
    assert child.returncode == ExitCode.OK, err.decode()
    assert f"已生成{len(MANY)}份" in out.decode()
    assert len(list(output.glob("*.zip"))) == len(MANY)
    assert whole(output)
