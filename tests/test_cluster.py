"""A batch in a cluster: a real scheduler and two workers, one of which dies half-way."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from docgen import batch, cluster
from docgen.batch import State
from docgen.looking import Settings, workbooks
from docgen.problems import ExitCode, RequestError
from tests.batches import documents, fill
from tests.command_line import Docgen

pytest.importorskip("distributed")
ROOT = Path(__file__).parent.parent
NAMES = [f"{a}{b}里社区" for a in "春夏秋冬梅兰竹菊" for b in "和宁康"]

# Each worker writes when it begins a workbook, and takes its time.
WORKER = """
import os, sys, time
sys.path.insert(0, os.getcwd())
import docgen.pipeline as pipeline
real = pipeline.make
def make(*arguments, **options):
    with open(os.environ["BEGUN"], "a") as file:
        file.write(f"{os.getpid()}\\n")
    time.sleep(0.05)
    return real(*arguments, **options)
pipeline.make = make
from distributed.cli.dask_worker import main
main()
"""


@pytest.fixture
def scheduler(tmp_path: Path) -> Iterator[str]:
    """The address of a scheduler on loopback that ends with the test."""
    told = tmp_path / "scheduler.json"
    command = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1",
               "--port", "0", "--no-dashboard", "--no-show", "--scheduler-file", str(told)]  # fmt: skip
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
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
    real = cluster.pipeline.write

    def write(made, *arguments):  # type: ignore[no-untyped-def]
        written.append(made.name)
        return real(made, *arguments)

    monkeypatch.setattr(cluster.pipeline, "write", write)
    settings = Settings(output)
    builder = cluster.builder(scheduler, settings, lambda: False, lambda _: None)
    outcomes = []
    for outcome in batch.batch(paths, settings, builder=builder):
        outcomes.append(outcome)
        if len(outcomes) == 6:
            both = {str(process.pid) for process in workers}
            assert set(begun(tmp_path)) == both
            workers[0].send_signal(signal.SIGKILL)
    assert [outcome.state for outcome in outcomes] == [State.MADE] * len(NAMES)
    assert len(written) == len(set(written)) == len(NAMES)
    local = tmp_path / "local"
    for outcome in batch.batch(paths, Settings(local)):
        assert outcome.state is State.MADE
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


def test_a_worker_with_another_version_is_refused(
    scheduler: str, workers: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from distributed import Client

    with Client(scheduler) as client:
        client.wait_for_workers(2, timeout=30)
    monkeypatch.setattr(cluster, "__version__", "0.0.1")
    with pytest.raises(RequestError, match=r"本机是0\.0\.1"):
        cluster.builder(scheduler, Settings(tmp_path), lambda: False, print)


def test_a_scheduler_that_does_not_answer_is_said_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "_CONNECT", 0.5)
    with pytest.raises(RequestError, match="连接不上"):
        cluster.builder("tcp://127.0.0.1:9", Settings(tmp_path), lambda: False, print)


def test_without_dask_it_is_said_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(RequestError) as caught:
        cluster.builder("tcp://127.0.0.1:9", Settings(tmp_path), lambda: False, print)
    assert "docgen[cluster]" in caught.value.hint
