"""A batch in a cluster: a real scheduler and two workers, one of which dies half-way."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from docgen.commands.batch import batch, dask_cluster
from docgen.commands.batch.batch import BuildState, Outcome
from docgen.commands.batch.dask_cluster import Order
from docgen.commands.batch.discovery import Settings, workbooks
from docgen.commands.build.build import Made
from docgen.errors import ExitCode, RequestError
from docgen.package.replacing import RecordedFile
from tests.support.batches import documents, fill, workbook
from tests.support.command_line import Docgen
from tests.support.older import PLAN, older_program

pytest.importorskip("distributed")
ROOT = Path(__file__).parents[3]
NAMES = [f"{a}{b}里社区" for a in "春夏秋冬梅兰竹菊" for b in "和宁"]

# Each worker writes when it begins a workbook, and takes its time.
WORKER = """
import os, sys, time
sys.path.insert(0, os.getcwd())
import docgen.commands.build.build as build_command
real = build_command.make
def make(*arguments, **options):
    with open(os.environ["BEGUN"], "a") as file:
        file.write(f"{os.getpid()}\\n")
    time.sleep(0.05)
    made = real(*arguments, **options)
    if "致命" in made.name:
        os._exit(9)
    return made
build_command.make = make
from distributed.cli.dask_worker import main
main()
"""


schedulers: list[subprocess.Popen[bytes]] = []


@pytest.fixture
def scheduler(tmp_path: Path) -> Iterator[str]:
    """The address of a scheduler on loopback that ends with the test."""
    told = tmp_path / "scheduler.json"
    command = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1",
               "--port", "0", "--no-dashboard", "--no-show", "--scheduler-file", str(told)]  # fmt: skip
    # A workbook is given up when two workers have died of it; without this, four.
    environment = os.environ | {"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1"}
    process = subprocess.Popen(
        command, env=environment, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    )
    schedulers.append(process)
    try:
        for _ in range(600):
            if told.exists() and '"address"' in told.read_text():
                break
            time.sleep(0.05)
        yield told.read_text().split('"address": "')[1].split('"')[0]
    finally:
        process.kill()
        process.wait()


@pytest.fixture
def workers(scheduler: str, tmp_path: Path) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Two worker processes in folders of their own, which end with the test."""
    started = []
    for number in range(2):
        place = tmp_path / f"worker{number}"
        place.mkdir()
        command = [sys.executable, "-c", WORKER, scheduler, "--nthreads", "1", "--no-nanny",
                   "--no-dashboard", "--local-directory", str(place)]  # fmt: skip
        environment = os.environ | {"BEGUN": str(tmp_path / "begun"), "PYTHONPATH": str(ROOT)}
        started.append(
            subprocess.Popen(
                command, env=environment, cwd=ROOT,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )
        )  # fmt: skip
    try:
        yield started
    finally:
        for process in started:
            process.kill()
            process.wait()


def begun(tmp_path: Path) -> list[str]:
    path = tmp_path / "begun"
    return path.read_text().split() if path.exists() else []


def test_a_worker_that_dies_half_way_costs_nothing_and_each_package_is_written_once(
    scheduler: str,
    workers: list[subprocess.Popen[bytes]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder, output = fill(tmp_path / "in", *NAMES), tmp_path / "out"
    paths = workbooks([folder], output).paths
    written: list[str] = []
    real = dask_cluster.build_command.write

    def write(made, *arguments):  # type: ignore[no-untyped-def]
        written.append(made.name)
        return real(made, *arguments)

    monkeypatch.setattr(dask_cluster.build_command, "write", write)
    monkeypatch.setattr(
        dask_cluster, "_CONNECT", 2.0
    )  # so long a dead worker is asked for its results
    settings = Settings(output)
    builder = dask_cluster.builder(scheduler, settings, lambda: False, lambda _: None)
    outcomes = []
    for outcome in batch.batch(paths, settings, builder=builder):
        outcomes.append(outcome)
        if len(outcomes) == 6:
            both = {str(process.pid) for process in workers}
            assert set(begun(tmp_path)) == both
            workers[0].send_signal(signal.SIGKILL)
    assert [outcome.state for outcome in outcomes] == [BuildState.MADE] * len(NAMES)
    assert len(written) == len(set(written)) == len(NAMES)
    local = tmp_path / "local"
    for outcome in batch.batch(paths, Settings(local)):
        assert outcome.state is BuildState.MADE
    assert documents(output) == documents(local)


def test_the_command_makes_packages_in_the_cluster(
    scheduler: str, workers: object, tmp_path: Path, docgen: Docgen
) -> None:
    folder, output = fill(tmp_path / "in", *NAMES[:3]), tmp_path / "out"
    (folder / "坏.xlsx").write_text("坏", encoding="utf-8")
    outcome = docgen("batch", folder, "-o", output, "--scheduler", scheduler)
    assert outcome.code == ExitCode.PROBLEMS
    assert "共4份工作簿：已生成3份，有错误1份。" in outcome.out
    assert len(list(output.glob("*.zip"))) == 3
    assert begun(tmp_path)


def test_a_workbook_that_kills_workers_is_told_and_what_was_made_before_stays(
    scheduler: str, workers: list[subprocess.Popen[bytes]], tmp_path: Path
) -> None:
    folder, output = fill(tmp_path / "in", "春和里社区", "致命社区"), tmp_path / "out"
    paths = workbooks([folder], output).paths
    builder = dask_cluster.builder(scheduler, Settings(output), lambda: False, lambda _: None)
    first, second = batch.batch(paths, Settings(output), builder=builder)
    assert [process.wait(timeout=20) for process in workers] == [9, 9]
    assert second.state is BuildState.BROKEN
    assert "意外终止" in second.problems[0].message
    assert first.state is BuildState.MADE or "意外终止" in first.problems[0].message
    assert not list(output.glob("*致命*"))


def test_a_scheduler_that_goes_half_way_ends_the_batch_and_leaves_whole_packages(
    scheduler: str, workers: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, output = fill(tmp_path / "in", *NAMES), tmp_path / "out"
    monkeypatch.setattr(dask_cluster, "_CONNECT", 2.0)
    said: list[str] = []
    builder = dask_cluster.builder(scheduler, Settings(output), lambda: False, said.append)
    outcomes = []
    for outcome in batch.batch(
        workbooks([folder], output).paths, Settings(output), builder=builder
    ):
        outcomes.append(outcome)
        if len(outcomes) == 1:
            schedulers[-1].kill()
    assert len(outcomes) == len(NAMES)
    assert outcomes[-1].state is BuildState.LEFT
    assert any("连接已经断开" in text for text in said)
    made = [outcome for outcome in outcomes if outcome.state is BuildState.MADE]
    assert len(made) == len(list(output.glob("*.zip"))) >= 1


def test_a_batch_that_is_stopped_cancels_what_is_under_way(
    scheduler: str, workers: object, tmp_path: Path
) -> None:
    folder, output = fill(tmp_path / "in", *NAMES), tmp_path / "out"
    outcomes: list[Outcome] = []
    builder = dask_cluster.builder(
        scheduler, Settings(output), lambda: len(outcomes) >= 2, lambda _: None
    )
    for outcome in batch.batch(
        workbooks([folder], output).paths, Settings(output), builder=builder
    ):
        outcomes.append(outcome)
    states = [outcome.state for outcome in outcomes]
    assert states == [BuildState.MADE] * 2 + [BuildState.LEFT] * (len(NAMES) - 2)
    assert len(list(output.glob("*.zip"))) == 2


def test_a_worker_with_another_version_is_refused(
    scheduler: str, workers: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from distributed import Client

    with Client(scheduler) as client:
        client.wait_for_workers(2, timeout=30)
    monkeypatch.setattr(dask_cluster, "__version__", "0.0.1")
    with pytest.raises(RequestError, match=r"本机是0\.0\.1"):
        dask_cluster.builder(scheduler, Settings(tmp_path), lambda: False, print)


def test_a_scheduler_that_does_not_answer_is_said_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dask_cluster, "_CONNECT", 0.5)
    with pytest.raises(RequestError, match="连接不上"):
        dask_cluster.builder("tcp://127.0.0.1:9", Settings(tmp_path), lambda: False, print)


def test_without_dask_it_is_said_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(RequestError) as caught:
        dask_cluster.builder("tcp://127.0.0.1:9", Settings(tmp_path), lambda: False, print)
    assert '".[cluster]"' in caught.value.hint


# --- at the worker -------------------------------------------------------------------------


def order(**changes: Any) -> Order:
    """What a worker is sent for the full sample."""
    data = (ROOT / "samples" / "幸福里社区_完整示例.xlsx").read_bytes()
    return replace(Order(dask_cluster.__version__, data, ".xlsx", None), **changes)


def test_a_worker_makes_the_package_of_the_date_that_is_asked_for() -> None:
    made = dask_cluster.fulfilled(order(folder_date=date(2026, 7, 1)))
    assert isinstance(made, Made)
    assert made.name == "2026-07-01_幸福里社区_述职述廉测评"


def test_a_worker_uses_the_templates_that_it_is_sent() -> None:
    own = archive_with_more((ROOT / "templates_docx" / "ballot.docx").read_bytes())
    plain, changed = (
        dask_cluster.fulfilled(order(templates=templates))
        for templates in ((), (("ballot.docx", own),))
    )
    assert isinstance(plain, Made)
    assert isinstance(changed, Made)
    for before, after in zip(plain.files, changed.files, strict=True):
        assert (before.template_sha256 != after.template_sha256) is (after.key == "ballot")
    assert hashlib.sha256(own).hexdigest() in {file.template_sha256 for file in changed.files}


def archive_with_more(data: bytes) -> bytes:
    """The same Word file with another part in it."""
    buffer = BytesIO(data)
    with zipfile.ZipFile(buffer, "a") as package:
        package.writestr("docProps/more.txt", "另一个")
    return buffer.getvalue()


def test_a_worker_lists_what_stands_in_the_package_already() -> None:
    kept = RecordedFile("meeting_agenda", b"", True)
    made = dask_cluster.fulfilled(order(recorded=(("04_会议议程_9_旧会议.docx", kept),)))
    assert isinstance(made, Made)
    (listing,) = (file for file in made.files if file.key == "contents_list")
    with zipfile.ZipFile(BytesIO(listing.data)) as package:
        assert "旧会议" in package.read("word/document.xml").decode()


def test_what_a_worker_makes_leaves_a_paper_as_it_is(
    scheduler: str, workers: object, tmp_path: Path
) -> None:
    folder, output = fill(tmp_path / "in", NAMES[0]), tmp_path / "out"
    found = workbooks([folder], output).paths
    with older_program():
        list(batch.batch(found, Settings(output)))
    before = next(output.glob(f"*/{PLAN}")).read_bytes()
    builder = dask_cluster.builder(scheduler, Settings(output), lambda: False, print)
    (outcome,) = batch.batch(found, Settings(output), builder=builder)
    assert outcome.problems[-1].code == "kept-as-issued"
    assert next(output.glob(f"*/{PLAN}")).read_bytes() == before


def test_a_worker_of_another_version_makes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    import distributed

    worker = SimpleNamespace(address="tcp://10.0.0.7:4000")
    monkeypatch.setattr(distributed, "get_worker", lambda: worker)
    answer = dask_cluster.fulfilled(order(version="0.0.1"))
    assert answer == dask_cluster.OtherVersion("tcp://10.0.0.7:4000", dask_cluster.__version__)


def test_a_workbook_that_changes_its_name_meanwhile_overwrites_nothing(
    scheduler: str, workers: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, output = fill(tmp_path / "in", *NAMES[:2]), tmp_path / "out"
    found = workbooks([folder], output).paths
    real = dask_cluster._Cluster._order

    def changed(self, task):  # type: ignore[no-untyped-def]
        task.path.write_bytes(workbook(NAMES[1], "另一份"))
        return real(self, task)

    monkeypatch.setattr(dask_cluster._Cluster, "_order", changed)
    builder = dask_cluster.builder(scheduler, Settings(output), lambda: False, print)
    states = {o.path.stem: o.state for o in batch.batch(found, Settings(output), builder=builder)}
    assert states == {NAMES[0]: BuildState.BROKEN, NAMES[1]: BuildState.MADE}
    assert len(list(output.glob("*.zip"))) == 1
