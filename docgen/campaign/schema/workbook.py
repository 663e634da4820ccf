"""The whole workbook: its sheets in their order."""

from __future__ import annotations

from collections.abc import Iterator

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


def sheet_names() -> Iterator[str]:
    """Every sheet's name in workbook order, the instructions first."""
    yield INSTRUCTIONS
    for sheet in SHEETS:
        yield sheet.name
