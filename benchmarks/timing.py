"""Measuring and telling: runs in this process, whole processes, rows of tables."""

from __future__ import annotations

import gc
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "samples" / "幸福里社区_完整示例.xlsx"


@dataclass(frozen=True)
class Run:
    """One finished command: seconds of wall and processor time, peak memory in MB.

    Where a command starts others, the time is that of all, the memory that of the largest.
    """

    wall: float
    cpu: float
    peak: float


@dataclass
class Row:
    """A line of a table: all samples, and what they are samples of.

    ``ratio`` is the figure that the project aims at, with the target and whether more is better.
    """

    name: str
    unit: str
    samples: list[float]
    more: Mapping[str, Any] = field(default_factory=dict)
    ratio: float | None = None
    target: float | None = None
    at_least: bool = False

    @property
    def met(self) -> bool | None:
        """Whether the target is met; None without one."""
        if self.target is None or self.ratio is None:
            return None
        return self.ratio >= self.target if self.at_least else self.ratio <= self.target


def line(row: Row) -> str:
    """A row as text: ratio and target first, then the least and the median of the samples."""
    ratio = ""
    if row.ratio is not None:
        ratio = f"{row.ratio:8.2f}"
        if row.target is not None:
            sign = "≥" if row.at_least else "≤"
            ratio += f" ({sign} {row.target:g}: {'met' if row.met else 'NOT MET'})"
    told = ", ".join(f"{name} {value}" for name, value in row.more.items())
    low, middle = min(row.samples), statistics.median(row.samples)
    return f"{row.name:<34}{ratio:<26}{low:>10.3f}{middle:>10.3f} {row.unit:<5}{told}".rstrip()


def machine() -> str:
    """The machine in words."""
    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        named = [t for t in cpuinfo.read_text().splitlines() if t.startswith("model name")]
        model = named[0].partition(":")[2].strip() if named else model
    return (
        f"{model}, {os.cpu_count()} cores, {platform.system()} {platform.release()}, "
        f"Python {platform.python_version()}"
    )


def as_json(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Rows with all their samples."""
    return [asdict(row) | {"met": row.met} for row in rows]


def in_turn(engines: Mapping[str, Callable[[], object]], seconds: float) -> dict[str, list[float]]:
    """Seconds that each takes, one after the other again and again, so that all meet the same
    machine; at least five rounds after one to warm up."""
    samples: dict[str, list[float]] = {name: [] for name in engines}
    ends = time.perf_counter() + seconds
    rounds = -1
    while rounds < 5 or time.perf_counter() < ends:
        rounds += 1
        for name, engine in engines.items():
            engine()  # what ran before it must not cool its caches
            gc.collect()
            started = time.perf_counter()
            engine()
            taken = time.perf_counter() - started
            if rounds:
                samples[name].append(taken)
    return samples


def process(arguments: Sequence[str], environment: Mapping[str, str] | None = None) -> Run:
    """Run a Python command once, its output thrown away.

    Raises:
        RuntimeError: the command failed.
    """
    started = time.perf_counter()
    child = os.posix_spawn(
        sys.executable,
        [sys.executable, *arguments],
        {**os.environ, "PYTHONPATH": str(ROOT), **(environment or {})},
        file_actions=[
            (os.POSIX_SPAWN_OPEN, descriptor, os.devnull, os.O_WRONLY, 0) for descriptor in (1, 2)
        ],
    )
    _, status, usage = os.wait4(child, 0)
    wall = time.perf_counter() - started
    if code := os.waitstatus_to_exitcode(status):
        raise RuntimeError(f"{arguments} ended with {code}")
    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / unit)


def commands(
    wanted: Mapping[str, Sequence[str]], runs: int, environment: Mapping[str, str] | None = None
) -> dict[str, list[Run]]:
    """Whole processes in turn, one run of each before that counts not."""
    found: dict[str, list[Run]] = {name: [] for name in wanted}
    for number in range(runs + 1):
        for name, arguments in wanted.items():
            run = process(arguments, environment)
            if number:
                found[name].append(run)
    return found


def elsewhere(module: str, *arguments: object) -> None:
    """Run a helper module in a process of its own: a large parent makes its children look large."""
    command = [sys.executable, "-m", f"benchmarks.{module}", *map(str, arguments)]
    subprocess.run(command, check=True, cwd=ROOT)
