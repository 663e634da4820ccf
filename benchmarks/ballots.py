"""A workbook of many paper ballots, entered twice, as a spreadsheet program saves it.

``python -m benchmarks.ballots SAMPLE TARGET NUMBER`` writes one.
"""

from __future__ import annotations

import itertools
import re
import sys
import zipfile
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from docgen.campaign import schema
from docgen.campaign.model import STANDARD_GRADES
from docgen.workbook.writing.reproducible import saved

_MARKS = (*(grade.name for grade in STANDARD_GRADES), *("满意",) * 8, "", schema.VOID)  # 14 in all
_BOTH = (schema.ENTRIES.name, schema.RECOUNT.name)


def workbook(sample: Path, ballots: int) -> bytes:
    """The sample with so many ballots in 计票录入 and the same ones in 计票录入_复核.

    Nothing is wrong in it; 计票结果 holds no votes. The rows of the recount run backwards.
    """
    book = load_workbook(sample)
    subjects = list(itertools.product(_names(book, schema.OFFICIALS), _names(book, schema.ITEMS)))
    classes = list(_names(book, schema.CLASSES))
    _clear(book, "参评代表", "计票结果")
    for row, each in enumerate(_shares(ballots, len(classes)), start=2):
        for column, value in enumerate((each, 0, each, each, each, 0), start=2):
            book[schema.CLASSES.name].cell(row, column, value)
    for name in _BOTH:
        _clear(book, name)
        for column, subject in enumerate(subjects, start=4):
            book[name].cell(1, column, schema.ballot_heading(*subject))
    rows = list(_ballots(ballots, classes, len(subjects)))
    both = zip(_BOTH, (rows, rows[::-1]), strict=True)
    sheets = {_part(book, name): entered for name, entered in both}
    return _with_rows(saved(book), sheets)


def _part(book: Any, name: str) -> str:
    return f"xl/worksheets/sheet{book.sheetnames.index(name) + 1}.xml"


def _names(book: Any, sheet: schema.Sheet) -> Iterator[str]:
    for row in book[sheet.name].iter_rows(min_row=2, max_col=1, values_only=True):
        if row[0]:
            yield str(row[0])


def _clear(book: Any, *names: str) -> None:
    for name in names:
        book[name].delete_rows(2, book[name].max_row)


def _shares(total: int, among: int) -> list[int]:
    return [total // among + (number < total % among) for number in range(among)]


def _ballots(total: int, classes: Sequence[str], cells: int) -> Iterator[tuple[object, ...]]:
    """The values of each row: 批次, 类别, 票号, marks."""
    for voter_class, share in zip(classes, _shares(total, len(classes)), strict=True):
        for number in range(share):
            marks = [_MARKS[(number * 5 + cell * 3) % 14] for cell in range(cells)]
            if all(mark == schema.VOID for mark in marks):
                raise AssertionError("a ballot that is wholly invalid")
            yield number // 100 + 1, voter_class, number + 1, *marks


def _with_rows(data: bytes, sheets: dict[str, list[tuple[object, ...]]]) -> bytes:
    """The rows written from row 2 on, texts in the table of shared strings."""
    buffer = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(data)) as source,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as target,
    ):
        strings = source.read("xl/sharedStrings.xml").decode()
        first = strings.count("<si>")
        texts = {v for rows in sheets.values() for row in rows for v in row if isinstance(v, str)}
        numbers = {text: first + n for n, text in enumerate(sorted(texts))}
        shared = "".join(f"<si><t>{text}</t></si>" for text in numbers)
        for name in source.namelist():
            part = source.read(name)
            if name == "xl/sharedStrings.xml":
                part = strings.replace("</sst>", shared + "</sst>").encode()
            elif name in sheets:
                body = "".join(
                    _row(number, values, numbers)
                    for number, values in enumerate(sheets[name], start=2)
                )
                # Only the headings stay: those rows that are bordered but empty go.
                part = re.sub(rb'<row r="2".*(?=</sheetData>)', b"", part, flags=re.DOTALL)
                part = part.replace(b"</sheetData>", body.encode() + b"</sheetData>")
            target.writestr(name, part)
    return buffer.getvalue()


def _row(number: int, values: Sequence[object], strings: dict[str, int]) -> str:
    cells = []
    for letter, value in zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", values, strict=False):
        if isinstance(value, str) and value:
            cells.append(f'<c r="{letter}{number}" s="3" t="s"><v>{strings[value]}</v></c>')
        elif value == "":
            cells.append(f'<c r="{letter}{number}" s="3"/>')
        else:
            cells.append(f'<c r="{letter}{number}" s="3"><v>{value}</v></c>')
    return f'<row r="{number}" spans="1:{len(values)}" ht="20">{"".join(cells)}</row>'


if __name__ == "__main__":
    Path(sys.argv[2]).write_bytes(workbook(Path(sys.argv[1]), int(sys.argv[3])))
