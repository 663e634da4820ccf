"""For the tests of batches: workbooks of other communities, a run, and what it leaves."""

from __future__ import annotations

import zipfile
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from docgen.campaign import schema
from docgen.commands.batch import batch
from docgen.commands.batch.batch import BuildState, Outcome
from docgen.commands.batch.discovery import Settings, workbooks

SAMPLE = Path(__file__).parents[2] / "samples" / "向阳桥社区_筹备中.xlsx"


@lru_cache(maxsize=64)
def workbook(community: str, title: str = "") -> bytes:
    """The early sample of this community; other bytes for another title in its properties."""
    book = load_workbook(SAMPLE)
    for row in book[schema.INFO.name].iter_rows(min_row=2):
        if row[0].value == "社区名称":
            row[1].value = community
    book.properties.title = title
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def fill(folder: Path, *communities: str) -> Path:
    """A folder with a workbook of each community, by its name."""
    folder.mkdir(exist_ok=True)
    for community in communities:
        (folder / f"{community}.xlsx").write_bytes(workbook(community))
    return folder


def documents(output: Path) -> dict[str, bytes]:
    """Every file of every package, and the zips, by their paths."""
    return {
        path.relative_to(output).as_posix(): path.read_bytes()
        for path in sorted(output.rglob("*"))
        if path.is_file() and path.name != "批量结果.xlsx"
    }


def run(folder: Path, output: Path, **options: Any) -> dict[str, Outcome]:
    """A batch in this process; outcomes by the name of the workbook."""
    jobs, more = options.pop("jobs", 1), {"stopping": options.pop("stopping", lambda: False)}
    paths = workbooks([folder], output).paths
    found = batch.batch(paths, Settings(output, **options), jobs=jobs, **more)
    return {outcome.path.stem: outcome for outcome in found}


def states(outcomes: dict[str, Outcome]) -> dict[str, BuildState]:
    return {name: outcome.state for name, outcome in outcomes.items()}


def whole(output: Path) -> bool:
    """Whether every package has its zip, with the same files in it, and nothing lies about."""
    folders = [path for path in output.iterdir() if path.is_dir()]
    for folder in folders:
        with zipfile.ZipFile(output / f"{folder.name}.zip") as filing:
            packed = {name: filing.read(name) for name in filing.namelist()}
        files = [path for path in folder.rglob("*") if path.is_file()]
        if packed != {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}:
            return False
    return not [path for path in output.iterdir() if path.name.startswith(".")]


def rows(path: Path, sheet: str) -> list[tuple[Any, ...]]:
    return list(load_workbook(path)[sheet].iter_rows(values_only=True))
