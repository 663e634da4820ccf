"""Write the sample workbooks from ``sample_data``: ``python -m tools.build_samples``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from docgen.campaign import schema
from docgen.campaign.schema import Column, Sheet
from docgen.workbook.reading import cells
from docgen.workbook.writing.workbook import Rows, count_grid, filled_workbook
from tools import sample_data

SAMPLES = {
    "幸福里社区_完整示例.xlsx": sample_data.FULL,
    "向阳桥社区_筹备中.xlsx": sample_data.SMALL,
}
FOLDER = Path(__file__).parent.parent / "samples"


def main() -> None:
    for file_name, sample in SAMPLES.items():
        path = FOLDER / file_name
        path.write_bytes(build(sample))
        print(path)


def build(sample: sample_data.Sample) -> bytes:
    """The workbook of a sample; the grid of the count is laid out when it has none yet."""
    unknown = sample.keys() - {sheet.name for sheet in schema.SHEETS}
    if unknown:
        raise KeyError(*unknown)
    tables: dict[str, Rows] = {
        sheet.name: list(_table(sheet, sample[sheet.name]))
        for sheet in schema.TABLES
        if sheet.name in sample
    }
    if schema.COUNTS.name not in tables:
        tables[schema.COUNTS.name] = list(
            count_grid(
                (str(official[0]) for official in tables[schema.OFFICIALS.name]),
                (item[0] for item in schema.ITEMS.prefilled),
                (str(voter_class[0]) for voter_class in tables[schema.CLASSES.name]),
            )
        )
    return filled_workbook(dict(_info(sample[schema.INFO.name])), tables)


def _info(text: str) -> Iterator[tuple[str, object]]:
    columns = {column.heading: column for column in schema.INFO.columns}
    for key, value in _lines(text):
        yield key, _typed(value, columns[key])


def _table(sheet: Sheet, text: str) -> Iterator[list[object]]:
    for line in _lines(text):
        yield [_typed(value, column) for value, column in zip(line, sheet.columns, strict=False)]


def _lines(text: str) -> Iterator[Sequence[str]]:
    for line in text.strip().splitlines():
        yield [part.strip() for part in line.split("|")]


def _typed(text: str, column: Column) -> object:
    return cells.parse(text, column) if text else None


if __name__ == "__main__":
    main()
