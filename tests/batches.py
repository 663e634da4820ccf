"""Workbooks for the tests of batches: the early sample under other communities' names."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO
from pathlib import Path

from openpyxl import load_workbook

from docgen import schema

SAMPLE = Path(__file__).parent.parent / "samples" / "向阳桥社区_筹备中.xlsx"


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
