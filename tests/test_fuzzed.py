"""What fuzzing (``python -m tools.fuzz``) has broken once."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from openpyxl import load_workbook

from docgen.commands.check import check_bytes


def test_grades_that_lost_their_headings_are_told_though_votes_are_there(full_sample: Path) -> None:
    book = load_workbook(full_sample)
    book["测评等次"].delete_rows(1)
    buffer = BytesIO()
    book.save(buffer)
    report = check_bytes(buffer.getvalue())
    assert ("测评等次", "找不到《测评等次》的标题行") in [
        (problem.place, problem.message) for problem in report.errors
    ]
