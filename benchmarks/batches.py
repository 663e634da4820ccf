"""Packages of many communities: the rate against the baseline, and how time and memory grow."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.timing import ROOT, SAMPLE, Row, Run, elsewhere, process
from docgen.commands.build import build

_TARGET = 15.0
_BASELINE = str(ROOT / "benchmarks" / "baseline.py")


def one_process(folder: Path, number: int, output: Path) -> None:
    """Build packages one after the other; tells the processor time of each but the first."""
    paths = sorted(folder.glob("*.xlsx"))[: number + 1]
    for index, path in enumerate(paths):
        started = time.process_time()
        build.build(path, output)
        if index:
            print(time.process_time() - started)


def rows(scratch: Path, number: int) -> list[Row]:
    """Processor time of a package in one process: docgen with inspection, lint, manifest and zip,
    the baseline with none of these; then whole commands."""
    folder, contexts = scratch / "workbooks", scratch / "contexts.pickle"
    elsewhere("packages", SAMPLE, folder, number + 1, "workbooks")
    elsewhere("contexts", contexts)
    ours = _told(["-m", "benchmarks.batches", str(folder), str(number), str(scratch / "one")])
    again = _told(["-m", "benchmarks.batches", str(folder), str(number), str(scratch / "one")])
    times = str(max(3, number // 4))
    base = _told([_BASELINE, str(SAMPLE), str(contexts), str(scratch / "base"), times])
    ratio = sum(base) / len(base) / (sum(ours) / len(ours))
    made = [
        Row("a package: docgen", "cpu s", ours),
        Row("a package: docgen, once more", "cpu s", again),
        Row("a package: baseline / docgen", "cpu s", base, {}, ratio, _TARGET, True),
    ]
    for jobs in (1, os.cpu_count() or 1):
        output = scratch / f"batch{jobs}"
        run = _batch(folder, output, jobs)
        done = _batch(folder, output, jobs)
        rate = (number + 1) / run.wall
        more = {"rate": f"{rate:.1f}/s", "cpu": f"{run.cpu:.1f} s", "peak": f"{run.peak:.0f} MB"}
        made.append(Row(f"docgen batch --jobs {jobs}", "s", [run.wall], more))
        made.append(Row(f"docgen batch --jobs {jobs}, all done", "s", [done.wall]))
    return made


def _told(command: Sequence[str]) -> list[float]:
    done = subprocess.run(
        [sys.executable, *command],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    return [float(each) for each in done.stdout.split()]


def _batch(folder: Path, output: Path, jobs: int) -> Run:
    return process(["-m", "docgen", "batch", str(folder), "-o", str(output), "--jobs", str(jobs)])


def growth_rows(scratch: Path, sizes: Sequence[int], ballots: Sequence[int]) -> list[Row]:
    """Time for one more, as there are more: communities in a batch, ballots in a workbook."""
    made = []
    base = 0.0
    for size in sizes:
        folder, output = scratch / f"grow{size}", scratch / f"grown{size}"
        elsewhere("packages", SAMPLE, folder, size, "workbooks")
        run = _batch(folder, output, os.cpu_count() or 1)
        each = 1000 * run.wall / size
        base = base or each
        more = {"whole": f"{run.wall:.1f} s", "cpu each": f"{1000 * run.cpu / size:.0f} ms",
                "peak": f"{run.peak:.0f} MB"}  # fmt: skip
        made.append(Row(f"{size:,} communities: each", "ms", [each], more, each / base))
        for used in (folder, output):
            shutil.rmtree(used)
    base = 0.0
    for size in ballots:
        path = scratch / "grow.xlsx"
        elsewhere("ballots", SAMPLE, path, size)
        run = process(["-m", "docgen", "check", str(path)])
        each = 1000 * run.wall / size
        base = base or each
        more = {"whole": f"{run.wall:.2f} s", "peak": f"{run.peak:.0f} MB"}
        made.append(Row(f"{size:,} ballots checked: each", "ms", [each], more, each / base))
    return made


def collect_rows(scratch: Path, number: int) -> list[Row]:
    """The roll-up of the packages of so many communities."""
    folder, target = scratch / "received", scratch / "rollup.xlsx"
    elsewhere("packages", SAMPLE, folder, number, "packages")
    made = []
    for jobs in (1, os.cpu_count() or 1):
        command = ["-m", "docgen", "collect", str(folder), "-o", str(target), "--force"]
        run = process([*command, "--jobs", str(jobs)])
        more = {"rate": f"{number / run.wall:.1f}/s", "peak": f"{run.peak:.0f} MB"}
        made.append(Row(f"collect {number} packages --jobs {jobs}", "s", [run.wall], more))
    return made


if __name__ == "__main__":
    one_process(Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
