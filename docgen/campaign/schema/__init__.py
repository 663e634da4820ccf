"""The workbook contract, declared once: sheets, columns, kinds, choices and defaults.

The reader, the writer and the rules all work from this table. Sheet names and headings
are fixed: people and other offices' scripts find cells by them.
"""

from docgen.campaign.schema.aliases import HARMLESS_HEADINGS, aliases_of, is_it, meant, nearest
from docgen.campaign.schema.base import NO, YES, Column, InNewYear, Kind, Sheet, heading_text
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
    CARRIED_OVER,
    CLASSES,
    COUNTS,
    ENTRIES,
    GRADES,
    OPINIONS,
    RECOUNT,
    RECTIFICATIONS,
    REPRESENTATIVES,
    TELLERS,
    VOID,
    ballot_heading,
    ballot_heading_key,
    count_sheet,
)
from docgen.campaign.schema.workbook import (
    INSTRUCTIONS,
    NEW_YEAR_LIST,
    PROBLEM_LIST,
    SHEETS,
    TABLES,
    sheet_name,
    sheet_names,
)

__all__ = [
    "AGENDA",
    "ARRANGEMENTS",
    "CARRIED_OVER",
    "CLASSES",
    "COUNTS",
    "DISCLOSURES",
    "ENTRIES",
    "GRADES",
    "GROUP",
    "HARMLESS_HEADINGS",
    "INFO",
    "INSTRUCTIONS",
    "ITEMS",
    "MEETINGS",
    "NEW_YEAR_LIST",
    "NO",
    "OFFICIALS",
    "OPINIONS",
    "PROBLEM_LIST",
    "RECOUNT",
    "RECTIFICATIONS",
    "REPRESENTATIVES",
    "SCHEDULE",
    "SHEETS",
    "TABLES",
    "TELLERS",
    "VOID",
    "YES",
    "Column",
    "InNewYear",
    "Kind",
    "Sheet",
    "aliases_of",
    "ballot_heading",
    "ballot_heading_key",
    "count_sheet",
    "heading_text",
    "is_it",
    "meant",
    "nearest",
    "sheet_name",
    "sheet_names",
]
