"""Whole commands, each in a process of its own: wall time, processor time, peak memory.

``python -m benchmarks [--runs N] [--json FILE]``. One warm-up run of each is not counted.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import click

BALLOTS = 50_000  # entered twice, eight marks each
PACKAGES = 300  # of one community each, with all documents
SAMPLE = Path(__file__).parent.parent / "samples" / "幸福里社区_完整示例.xlsx"


@dataclass(frozen=True)
class Run:
    """One finished command: seconds of wall and processor time, peak memory in MB.

    Where a command starts others, the time is that of all, the memory that of the largest.
    """

    wall: float
    cpu: float
    peak: float


def run_once(arguments: list[str]) -> Run:
    """Run ``docgen`` once, its output thrown away.

    Raises:
        RuntimeError: the command failed.
    """
    started = time.perf_counter()
    process = os.posix_spawn(
        sys.executable,
        [sys.executable, "-m", "docgen", *arguments],
        os.environ,
        file_actions=[
            (os.POSIX_SPAWN_OPEN, descriptor, os.devnull, os.O_WRONLY, 0) for descriptor in (1, 2)
        ],
    )
    _, status, usage = os.wait4(process, 0)
    wall = time.perf_counter() - started
    if code := os.waitstatus_to_exitcode(status):
        raise RuntimeError(f"docgen {arguments} ended with {code}")
    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / unit)


def measure(arguments: list[str], runs: int) -> list[Run]:
    """The counted runs, after one warm-up."""
    run_once(arguments)
    return [run_once(arguments) for _ in range(runs)]


def write_elsewhere(module: str, path: Path, number: int) -> None:
    """Write what is measured in a process of its own.

    A process that is spawned begins with the memory of this one, so this one must stay small.
    """
    arguments = [str(SAMPLE), str(path), str(number)]
    subprocess.run([sys.executable, "-m", f"benchmarks.{module}", *arguments], check=True)


@click.command()
@click.option("--runs", default=10, show_default=True, help="Counted runs of each command.")
@click.option("--json", "target", type=click.Path(path_type=Path), help="Also write JSON here.")
def main(runs: int, target: Path | None) -> None:
    """Print minimum, median and maximum of each figure."""
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    click.echo(f"{machine}; {runs} runs after 1 warm-up\n")
    click.echo(f"{'command':<22}{'figure':<10}{'min':>9}{'median':>9}{'max':>9}")
    results = {}
    with tempfile.TemporaryDirectory() as scratch:
        many = Path(scratch) / "ballots.xlsx"
        write_elsewhere("ballots", many, BALLOTS)
        packages, rollup = Path(scratch) / "packages", str(Path(scratch) / "rollup.xlsx")
        write_elsewhere("packages", packages, PACKAGES)  # takes minutes
        collect = ["collect", str(packages), "-o", rollup, "--force"]
        commands = {
            "docgen --help": ["--help"],
            "docgen check sample": ["check", str(SAMPLE)],
            "docgen build sample": ["build", str(SAMPLE), "-o", scratch, "--no-pages"],
            "build, pages counted": ["build", str(SAMPLE), "-o", scratch],
            "check 50,000 ballots": ["check", str(many)],
            "collect 300 packages": collect,
            "collect, one process": [*collect, "--jobs", "1"],
        }
        for name, arguments in commands.items():
            measured = measure(arguments, runs)
            results[name] = [asdict(run) for run in measured]
            for figure, unit in (("wall", "s"), ("cpu", "s"), ("peak", "MB")):
                values = [getattr(run, figure) for run in measured]
                low, middle, high = min(values), statistics.median(values), max(values)
                click.echo(f"{name:<22}{figure} {unit:<5}{low:>9.3f}{middle:>9.3f}{high:>9.3f}")
    if target is not None:
        content = {"machine": machine, "runs": runs, "results": results}
        target.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
