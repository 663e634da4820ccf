"""The whole workbook: its sheets in their order."""

from __future__ import annotations

import re
from collections.abc import Iterator

from docgen.campaign.schema.base import heading_text
from docgen.campaign.schema.preparation import (
    AGENDA,
    ARRANGEMENTS,
    DISCLOSURES,
    GROUP,
    INFO,
    ITEMS,
    MEETINGS,
    OFFICIALS,
    SCHEDULE,
)
from docgen.campaign.schema.vote import (
    CLASSES,
    COUNTS,
    ENTRIES,
    GRADES,
    OPINIONS,
    RECOUNT,
    RECTIFICATIONS,
    REPRESENTATIVES,
    TELLERS,
)

_TABLE = re.compile(r"^(表|表格|工作表|Table|Sheet)\d*-|-(表|表格|工作表|Table|Sheet)\d*$")
INSTRUCTIONS = "填表说明"
# No sheets of the contract: what ``docgen check --mark`` and ``docgen init --from`` add.
PROBLEM_LIST = "问题清单"
NEW_YEAR_LIST = "结转说明"
TABLES = (
    GROUP,
    OFFICIALS,
    ITEMS,
    GRADES,
    CLASSES,
    REPRESENTATIVES,
    SCHEDULE,
    MEETINGS,
    AGENDA,
    TELLERS,
    ARRANGEMENTS,
    DISCLOSURES,
    COUNTS,
    ENTRIES,
    RECOUNT,
    OPINIONS,
    RECTIFICATIONS,
)
SHEETS = (INFO, *TABLES)


def sheet_name(title: str) -> str:
    """The name that a sheet's title gives, as the contract spells it.

    Numbers puts sheet and table together when it exports: 表1 - 活动信息 is 活动信息, 活动信息 - 表格 1, too.
    """
    name = heading_text(title)
    parts = [part for part in name.split("-") if part in sheet_names()]
    is_of_numbers = name not in parts and name.count("-") == 1 and _TABLE.search(name)
    return parts[0] if is_of_numbers and parts else name


def sheet_names() -> Iterator[str]:
    """Every sheet's name in workbook order, the instructions first."""
    yield INSTRUCTIONS
    for sheet in SHEETS:
        yield sheet.name
