"""Rules about the words of the workbook: they are printed just as they were typed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from docgen.campaign import schema
from docgen.campaign.model import Campaign, Record, Rectification
from docgen.campaign.origins import without_references
from docgen.campaign.rules.base import CampaignRule, rule, warning
from docgen.campaign.schema import Kind, Sheet
from docgen.chinese.punctuation import faults
from docgen.chinese.wording import with_hexagonal_brackets
from docgen.errors import Problem

_WORDS = (Kind.NAME, Kind.LINE, Kind.TEXT)
_SHOWN = 3
_SHOWN_CHARACTERS = 12
_STRAY = re.compile(r"^[，。；：、,;:]|[，。；：、,;:]$")


def _rule(sheet: Sheet) -> CampaignRule:
    """The punctuation of a sheet's texts follows the standard (GB/T 9704-2012, 9)."""

    @rule()  # there is nothing in a text that could not be read
    def texts_are_punctuated(campaign: Campaign) -> Iterator[Problem]:
        content = getattr(campaign, sheet.field)
        records = content if isinstance(content, tuple) else (content,)
        for column in sheet.columns:
            if column.kind in _WORDS:
                yield from _faulty(records, column.field, column.kind)

    return texts_are_punctuated


def _faulty(records: tuple[Record, ...], field: str, kind: Kind) -> Iterator[Problem]:
    """What is wrong in a column: one problem for the cells with the same faults."""
    cells: dict[tuple[tuple[str, str], ...], list[str]] = {}
    first: dict[tuple[tuple[str, str], ...], Problem] = {}
    for record in records:
        around = _faults_of(record, field, kind)
        if not around:
            continue
        same = tuple(around)
        if same not in first:
            first[same] = _warned(record, field, around)
        cells.setdefault(same, []).append(record.source.cell(field))
    for same, problem in first.items():
        yield replace(problem, cells=tuple(cells[same]))


def _faults_of(record: Record, field: str, kind: Kind) -> dict[tuple[str, str], str]:
    """What is found in a cell and wanted instead, and the words around its first place."""
    text = getattr(record, field) or ""
    if field == "basis_number":
        text = with_hexagonal_brackets(text)  # as it will be printed
    if field == "origin" and isinstance(record, Rectification):
        text = without_references(text)  # printed as the origin of what they name
    around: dict[tuple[str, str], str] = {}
    for each in faults(text):
        around.setdefault((each.found, each.wanted), each.around)
    if kind is Kind.NAME and (stray := _STRAY.search(text)):
        words = text[:_SHOWN_CHARACTERS] if stray.start() == 0 else text[-_SHOWN_CHARACTERS:]
        half = f"半角“{stray.group()}”"
        around = {what: where for what, where in around.items() if what[0] != half}
        around[f"多了“{stray.group()}”", "不加标点"] = words
    return around


def _warned(record: Record, field: str, around: dict[tuple[str, str], str]) -> Problem:
    listed = "；".join(
        f"“{words}”处，{found}（规范写法：{wanted}）"
        for (found, wanted), words in list(around.items())[:_SHOWN]
    )
    more = f"；还有{len(around) - _SHOWN}种" if len(around) > _SHOWN else ""
    return warning(
        "text-punctuation",
        record,
        field,
        f"标点或数字的写法不合规范：{listed}{more}",
        "请改正。不改也能生成公文，但会照这样印出来。",
    )


RULES = tuple(_rule(sheet) for sheet in schema.SHEETS if not sheet.by_ballot)
