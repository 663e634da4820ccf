"""Rules about the words of the workbook: they are printed just as they were typed."""

from __future__ import annotations

import re
from collections.abc import Iterator

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
        for record in content if isinstance(content, tuple) else (content,):
            for column in sheet.columns:
                if column.kind in _WORDS:
                    yield from _faulty(record, column.field, column.kind)

    return texts_are_punctuated


def _faulty(record: Record, field: str, kind: Kind) -> Iterator[Problem]:
    text = getattr(record, field) or ""
    if field == "basis_number":
        text = with_hexagonal_brackets(text)  # as it will be printed
    if field == "origin" and isinstance(record, Rectification):
        text = without_references(text)  # printed as the origin of what they name
    found = list(dict.fromkeys((f.around, f.found, f.wanted) for f in faults(text)))
    if kind is Kind.NAME and (stray := _STRAY.search(text)):
        around = text[:_SHOWN_CHARACTERS] if stray.start() == 0 else text[-_SHOWN_CHARACTERS:]
        found = [each for each in found if each[1] != f"半角“{stray.group()}”"]
        found.append((around, f"多了“{stray.group()}”", "不加标点"))
    if not found:
        return
    listed = "；".join(
        f"“{around}”处，{what}，应为{wanted}" for around, what, wanted in found[:_SHOWN]
    )
    more = f"；还有{len(found) - _SHOWN}处" if len(found) > _SHOWN else ""
    yield warning(
        "text-punctuation",
        record,
        field,
        f"标点或数字的写法不合规范：{listed}{more}",
        "请改正。不改也能生成公文，但会照这样印出来。",
    )


RULES = tuple(_rule(sheet) for sheet in schema.SHEETS if not sheet.by_ballot)
