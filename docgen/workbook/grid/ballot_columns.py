"""计票录入 and 计票录入_复核: a column for each official and item, added where it is missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import product

from lxml import etree

from docgen.campaign import schema
from docgen.campaign.model import Campaign
from docgen.campaign.schema import Sheet
from docgen.ooxml.xml import Element
from docgen.workbook.cell_reference import address_of
from docgen.workbook.editing.sheet import SheetXml, columns_of
from docgen.workbook.grid.renames import heading_parts
from docgen.workbook.grid.view import Renamed, cell_text
from docgen.workbook.reading.fields import Findings, Headings, is_blank
from docgen.workbook.reading.sheets import RawSheet
from docgen.workbook.reading.tables import find_headings

BALLOT_SHEETS = (schema.ENTRIES, schema.RECOUNT)
_LAST_ROW = 60_000
_LONGEST_LIST = 255  # characters that Excel takes for the entries of a list


def _headings(kind: Sheet, raw: RawSheet) -> Headings:
    """The headings of a sheet of paper ballots."""
    return find_headings(kind, raw, Findings(raw.name))


def headings_of_marks(kind: Sheet, raw: RawSheet) -> Iterator[str]:
    """The headings that are none of the sheet's own and have something below them."""
    headings = _headings(kind, raw)
    for heading, column in headings.unknown.items():
        if any(not is_blank(raw.value(row, column)) for row in raw.rows if row > headings.row):
            yield heading


def add_ballot_columns(
    campaign: Campaign, kind: Sheet, raw: RawSheet, sheet: SheetXml, renamed: Renamed
) -> int:
    """Add the missing columns at the right and offer the grades in them; how many were added.

    What was ``renamed`` gets its new name in headings and classes.
    """
    headings = _headings(kind, raw)
    if not headings.columns:
        return 0  # the reader says so
    called = _rename(campaign, kind, headings, raw, sheet, renamed)
    missing = _missing(campaign, called)
    last = max((c for row in raw.rows.values() for c, v in row.items() if not is_blank(v)))
    new = range(last + 1, last + 1 + len(missing))
    for column, heading in zip(new, missing, strict=True):
        sheet.copy_look(column - 1, column)
        sheet.set_text(headings.row, column, heading)
    row = sheet.rows[headings.row]
    if missing and row.get("customHeight") not in ("1", "true"):
        row.attrib.pop("ht", "")  # as high as the longest heading, wrapped, needs
    _offer_grades(campaign, sheet, new, headings.row)
    _count_entered(kind, headings, raw, sheet, new.stop)
    return len(missing)


def _count_entered(
    kind: Sheet, headings: Headings, raw: RawSheet, sheet: SheetXml, free: int
) -> None:
    """Show in each row how many ballots of its class are entered so far: 已录, a formula."""
    label = headings.columns.get(kind.column("voter_class").heading)
    if label is None:
        return
    column = headings.unknown.get(schema.ENTERED, free)
    first = headings.row + 1
    last = max([*raw.rows, *sheet.rows, first + kind.blank_rows - 1])
    formulas = sheet.formulas()
    if all((row, column) in formulas for row in range(first, last + 1)):
        return
    if column == free:
        sheet.copy_look(column - 1, column)
        sheet.set_text(headings.row, column, schema.ENTERED)
    counted: Counter[str] = Counter()
    for row in range(first, last + 1):
        text = cell_text(raw.value(row, label)).strip()
        counted[text] += 1
        cell = address_of(row, label)
        area = f"{address_of(first, label).replace(str(first), f'${first}')}:{cell}"
        formula = f'IF({cell}="","",COUNTIF({area},{cell}))'
        sheet.set_formula(row, column, formula, counted[text] if text else "")


def _rename(
    campaign: Campaign,
    kind: Sheet,
    headings: Headings,
    raw: RawSheet,
    sheet: SheetXml,
    renamed: Renamed,
) -> list[str]:
    """Write the new names over the former ones; what the columns are called then."""
    officials, items = renamed.get("official", {}), renamed.get("item", {})
    known = [
        {*former, *(each.name for each in records)}
        for former, records in ((officials, campaign.officials), (items, campaign.items))
    ]
    called = []
    for heading, column in headings.unknown.items():
        official, item = heading_parts(heading, *known) or ("", "")
        if official in officials or item in items:
            official, item = officials.get(official, official), items.get(item, item)
            called.append(schema.ballot_heading(official, item))
            sheet.set_text(headings.row, column, called[-1])
        else:
            called.append(heading)
    classes = renamed.get("voter_class", {})
    label = headings.columns.get(kind.column("voter_class").heading, 0)
    for row in raw.rows if classes and label else ():
        name = cell_text(raw.value(row, label)).strip()
        if row > headings.row and name in classes:
            sheet.set_text(row, label, classes[name])
    return called


def _missing(campaign: Campaign, headings: Iterable[str]) -> list[str]:
    """The headings of the officials and items that have no column yet."""
    present = set(map(schema.ballot_heading_key, headings))
    wanted = (
        schema.ballot_heading(official.name, item.name)
        for official, item in product(campaign.officials, campaign.items)
    )
    return [h for h in wanted if schema.ballot_heading_key(h) not in present]


def _offer_grades(campaign: Campaign, sheet: SheetXml, new: range, heading_row: int) -> None:
    """Offer the grades in every column of marks, the new ones included."""
    marks = _listed([grade.name for grade in campaign.grades])
    if not marks:
        return
    offered = _renewed(sheet, marks)
    bare = [column for column in new if column not in offered]
    if bare:
        sheet.add_validation(_validation(sheet, marks, _area(bare[0], bare[-1], heading_row)))


def _listed(grades: Sequence[str]) -> str:
    """The entries of a drop-down list as a formula, "" when Excel cannot hold them.

    The grades, their numbers in the scale, which are quicker to type, and 无效.
    """
    numbers = map(str, range(1, len(grades) + 1))
    entries = ",".join((*grades, *numbers, schema.VOID))
    quoted = f'"{entries}"'
    fits = len(entries) <= _LONGEST_LIST and '"' not in entries
    return quoted if fits and not any("," in grade for grade in grades) else ""


def _renewed(sheet: SheetXml, marks: str) -> set[int]:
    """Let the lists of an earlier run offer the grades of today; the columns they are for."""
    columns: set[int] = set()
    for validation in sheet.validations():
        formula = validation.find(sheet.tag("formula1"))
        if formula is not None and (formula.text or "").endswith(f',{schema.VOID}"'):
            formula.text = marks
            validation.set("error", _error(marks))
            columns |= columns_of(validation.get("sqref", ""))
    return columns


def _error(marks: str) -> str:
    entries = marks.strip('"').split(",")
    grades = (len(entries) - 1) // 2
    named = "、".join(entries[:grades])
    return f"请填{named}，或者它的序号1至{grades}；弃权的空着，无效的填{schema.VOID}。"[:255]


def _area(first: int, last: int, heading_row: int) -> str:
    return f"{address_of(heading_row + 1, first)}:{address_of(_LAST_ROW, last)}"


def _validation(sheet: SheetXml, marks: str, area: str) -> Element:
    validation = etree.Element(
        sheet.tag("dataValidation"),
        {
            "type": "list",
            "allowBlank": "1",
            "showErrorMessage": "1",
            "errorTitle": "请核对等次",
            "error": _error(marks),
            "sqref": area,
        },
    )
    etree.SubElement(validation, sheet.tag("formula1")).text = marks
    return validation
