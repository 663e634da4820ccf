"""Ballots entered one by one into the sample: the same vote as its 计票结果 tells."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from itertools import zip_longest

from openpyxl import Workbook

from docgen.campaign import schema
from docgen.campaign.tally import voting_classes
from tests.support.samples import sample_campaign, sheet_of

Row = tuple[object, ...]
FIRST_COLUMN = 4  # of the marks; the columns before it are 批次, 类别, 票号


@cache
def headings() -> tuple[str, ...]:
    """The heading of each column of marks: ``林致远·履行职责情况`` and so on."""
    campaign = sample_campaign()
    return tuple(
        f"{official.name}·{item.name}" for official in campaign.officials for item in campaign.items
    )


@cache
def rows() -> tuple[Row, ...]:
    """A row for each ballot that was returned, class by class, the invalid ones first."""
    return tuple(_rows())


def _rows() -> Iterator[Row]:
    campaign = sample_campaign()
    grades = [grade.name for grade in campaign.grades]
    for voter_class in voting_classes(campaign.classes):
        assert voter_class.returned is not None
        assert voter_class.invalid is not None
        columns = [
            [
                grade
                for grade, votes in zip(grades, row.votes or (), strict=True)
                for _ in range(votes)
            ]
            for row in campaign.counts
            if row.voter_class == voter_class.name
        ]
        valid = list(zip_longest(*columns, fillvalue=None))
        assert len(valid) == voter_class.returned - voter_class.invalid
        ballots = [*[("废",) * len(columns)] * voter_class.invalid, *valid]
        for number, marks in enumerate(ballots, start=1):
            yield (None, voter_class.name, number, *marks)


def entered(sheet: str = schema.ENTRIES.name) -> Callable[[Workbook], object]:
    """The ballots put into one of the two sheets, from row 2 on."""

    def change(book: Workbook) -> None:
        for row, values in enumerate(((None, None, None, *headings()), *rows()), start=1):
            for column, value in enumerate(values, start=1):
                if value is not None:
                    sheet_of(book, sheet).cell(row, column, value)  # type: ignore[call-overload]

    return change
