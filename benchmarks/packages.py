"""Packages of many communities, as they build them: one sample, its names and votes varied.

``python -m benchmarks.packages SAMPLE FOLDER NUMBER`` writes so many zips into the folder; with
``workbooks`` at the end only the workbooks.
"""

from __future__ import annotations

import random
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from functools import lru_cache, partial
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from docgen.campaign import schema
from docgen.commands.build import build
from docgen.ooxml import zip_writer
from docgen.workbook.writing.reproducible import saved

_COMMUNITY = "社区名称"
_PLACEHOLDER = "〇〇〇〇社区"
_VOTES = 20  # different results
_FIRST = "春夏秋冬梅兰竹菊松柏桃李荷桂枫杨柳榆槐桐"
_SECOND = "和宁康泰祥瑞丰盛昌隆明清华秀雅丽晴朗静远"
_THIRD = ("里", "苑", "园", "庄", "湾", "桥", "巷", "坊", "街", "坡", "台", "亭",
          "家园", "花园", "新村", "新苑", "雅苑", "雅居", "东苑", "西苑", "东里", "西里", "南里", "北里", "东街", "西街")  # fmt: skip


def community(number: int) -> str:
    """A made-up name, another for each number below 10,400, of five or six characters."""
    return f"{_FIRST[number % 20]}{_SECOND[number // 20 % 20]}{_THIRD[number // 400 % 26]}社区"


def workbook(sample: Path, number: int) -> bytes:
    """The sample under another community's name, a few votes moved from 满意 to 基本满意."""
    name = community(number)
    return zip_writer.zip_bytes(
        zip_writer.member(each.name, each.content.replace(_PLACEHOLDER.encode(), name.encode()))
        if each.name == "xl/sharedStrings.xml"
        else each
        for each in zip_writer.members(_varied(sample, number % _VOTES))
    )


@lru_cache(maxsize=_VOTES)
def _varied(sample: Path, seed: int) -> bytes:
    """The sample with other votes, and a placeholder for its community."""
    chance = random.Random(seed)
    book = load_workbook(BytesIO(sample.read_bytes()))
    _rename(book, _PLACEHOLDER)
    counts = book[schema.COUNTS.name]
    for row in range(2, counts.max_row + 1):
        pleased, fairly = counts.cell(row, 4), counts.cell(row, 5)
        if isinstance(pleased.value, int) and isinstance(fairly.value, int):
            moved = chance.randint(0, min(3, pleased.value))
            pleased.value, fairly.value = pleased.value - moved, fairly.value + moved
    return saved(book)


def _rename(book: Any, name: str) -> None:
    for row in book[schema.INFO.name].iter_rows(min_row=2):
        if row[0].value == _COMMUNITY:
            row[1].value = name
            return
    raise LookupError(_COMMUNITY)


def send(sample: Path, folder: Path, number: int) -> None:
    """Build one community's package and keep its zip."""
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "工作簿.xlsx"
        path.write_bytes(workbook(sample, number))
        report = build.build(path, Path(scratch) / "out")
        data = report.package.zip_path.read_bytes()
    (folder / f"{number + 1:03d}.zip").write_bytes(data)


def keep(sample: Path, folder: Path, number: int) -> None:
    """Write one community's workbook."""
    (folder / f"{number + 1:05d}.xlsx").write_bytes(workbook(sample, number))


def main(sample: Path, folder: Path, number: int, what: str = "packages") -> None:
    """Write the packages or the workbooks, several at a time."""
    folder.mkdir(parents=True, exist_ok=True)
    write = keep if what == "workbooks" else send
    with ProcessPoolExecutor() as pool:
        list(pool.map(partial(write, sample, folder), range(number), chunksize=4))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), *sys.argv[4:5])
