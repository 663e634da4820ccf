"""A workbook in which nothing has been filled in yet: one thing to say, not one for each cell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from docgen.campaign import schema
from docgen.campaign.model import Campaign
from docgen.campaign.schema import Sheet
from docgen.errors import UNTOUCHED, Problem, Severity
from docgen.workbook.reading.fields import absent
from docgen.workbook.reading.tables import default_records

_EMPTY = {"cell-required", "table-empty"}


def untouched_problem(campaign: Campaign, problems: Iterable[Problem]) -> Problem | None:
    """The one error of a workbook that is as it was given out, in place of ``problems``' errors.

    None when anything was filled in, or when there is another error than empty cells.
    """
    empty = [problem for problem in problems if problem.is_error]
    if not empty or not all(problem.code in _EMPTY for problem in empty):
        return None
    if not all(_is_as_given_out(sheet, campaign) for sheet in schema.SHEETS):
        return None
    return Problem(
        UNTOUCHED,
        Severity.ERROR,
        "",
        "",
        f"还没有填写：{'；'.join(_said_to_be_empty(empty))}",
        f"请从《{schema.INFO.name}》填起，先填必填的各项；还没有进行到的阶段可以先空着。保存后再检查。",
    )


def _is_as_given_out(sheet: Sheet, campaign: Campaign) -> bool:
    """Whether a sheet says what the blank workbook's does."""
    content: Any = getattr(campaign, sheet.field)
    if sheet is schema.MEETINGS:
        content = campaign.all_meetings
    if sheet is schema.INFO:
        return all(getattr(content, c.field) == absent(c) for c in sheet.columns)
    if sheet.by_ballot:
        return content is None or not content.ballots
    return bool(content == tuple(default_records(sheet)))


def _said_to_be_empty(empty: Sequence[Problem]) -> Iterator[str]:
    """``《代表构成》的应到人数``; of a table without a row its name alone."""
    for sheet in schema.SHEETS:
        fields = dict.fromkeys(p.field for p in empty if p.sheet == sheet.name)
        if fields:
            headings = "、".join(sheet.column(field).heading for field in fields if field)
            yield f"《{sheet.name}》" + (f"的{headings}" if headings else "")
