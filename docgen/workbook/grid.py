"""``docgen grid``: the label rows of 计票结果, added to a workbook that is in use.

Only that sheet's XML is touched, and only empty rows of it: every other part of the file is
copied as it is, and no cell that holds anything is changed.
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from io import BytesIO
from itertools import product
from pathlib import Path

from lxml import etree
from openpyxl.utils import column_index_from_string, get_column_letter

from docgen import schema, tally
from docgen.model import Campaign
from docgen.problems import OutputFault, WorkbookRejected
from docgen.resources import reason
from docgen.workbook import cells
from docgen.workbook.container import open_container
from docgen.workbook.create import replace_file
from docgen.workbook.raw import RawSheet, Unreadable, load_sheets
from docgen.workbook.reader import read_workbook
from docgen.workbook.tables import find_headings
from docgen.workbook.values import Findings

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_OFFICE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_LABELS = ("official", "item", "voter_class")
_NEEDED = (schema.OFFICIALS, schema.ITEMS, schema.CLASSES, schema.COUNTS)

Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class GridChange:
    """What was done: rows added, rows that fit nothing any more, and where the former file is."""

    added: tuple[Key, ...]
    strays: tuple[str, ...]
    backup: Path | None


def lay_out_grid(path: Path) -> GridChange:
    """Add the rows that 计票结果 lacks for 述评对象 × 测评项目 × 类别; keep the former file.

    Raises:
        WorkbookRejected: the file or one of the sheets concerned has errors.
        OutputFault: the workbook cannot be written.
    """
    reading = read_workbook(path)
    concerned = {sheet.name for sheet in _NEEDED}
    faults = tuple(p for p in reading.problems if p.is_error and p.sheet in concerned | {""})
    data = open_container(path).data
    if faults or reading.campaign is None or data is None:
        raise WorkbookRejected("工作簿有错误，没有改动", faults, "请按提示修改，保存后再试。")
    wanted = _wanted(reading.campaign)
    present = {
        (row.official, row.item, row.voter_class): row.source.cell("official")
        for row in reading.campaign.counts
    }
    strays = tuple(cell for key, cell in present.items() if key not in wanted)
    added = tuple(key for key in wanted if key not in present)
    if not added:
        return GridChange((), strays, None)
    return GridChange(added, strays, _replace(path, data, _with_rows(data, added)))


def _wanted(campaign: Campaign) -> list[Key]:
    return list(
        product(
            (official.name for official in campaign.officials),
            (item.name for item in campaign.items),
            (voter_class.name for voter_class in tally.voting_classes(campaign.classes)),
        )
    )


def _replace(path: Path, former: bytes, data: bytes) -> Path:
    """Put the new workbook in the old one's place, which is kept under a name of its own."""
    number = 1
    while (
        backup := path.with_name(f"{path.stem}.备份{number if number > 1 else ''}.xlsx")
    ).exists():
        number += 1
    try:
        replace_file(backup, former)
        replace_file(path, data)
    except OSError as error:
        raise OutputFault(
            f"无法写入“{path}”（{reason(error)}），工作簿没有改动",
            "如果工作簿正在WPS或Excel中打开，请先关闭。",
        ) from error
    return backup


def _with_rows(data: bytes, added: tuple[Key, ...]) -> bytes:
    """The same file with label rows written into the first rows that are free."""
    raw = next(s for s in load_sheets(data) if cells.heading(s.name) == schema.COUNTS.name)
    headings = find_headings(schema.COUNTS, raw, Findings(raw.name))
    heading_row, columns = headings.row, headings.columns
    numbers = [columns[schema.COUNTS.column(field).heading] for field in _LABELS]
    first = _last_used_row(raw, heading_row) + 1
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as source, zipfile.ZipFile(buffer, "w") as target:
        part = _sheet_part(source, raw.name)
        for info in source.infolist():
            content = source.read(info)
            if info.filename == part:
                content = _edited(content, dict(enumerate(added, start=first)), numbers)
            target.writestr(info, content, info.compress_type)
    return buffer.getvalue()


def _last_used_row(raw: RawSheet, heading_row: int) -> int:
    """The last row that shows anything."""
    values = [(row, value) for row, cell in raw.rows.items() for value in cell.values()]
    values += [(row, value) for (row, _), value in raw.under.items()]
    used = [
        row for row, value in values if isinstance(value, Unreadable) or not cells.is_blank(value)
    ]
    return max(used, default=heading_row)


def _sheet_part(archive: zipfile.ZipFile, name: str) -> str:
    """The name of the zip entry that holds a worksheet."""
    book = etree.fromstring(archive.read("xl/workbook.xml"))
    links = etree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    sheet = next(s for s in book.iter(f"{_MAIN}sheet") if s.get("name") == name)
    target = targets[sheet.get(f"{_OFFICE}id")]
    return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"


def _edited(xml: bytes, rows: dict[int, Key], columns: list[int]) -> bytes:
    """The sheet's XML with the labels of each row (1-based) in the label columns."""
    sheet = etree.fromstring(xml)
    for dimension in sheet.findall(f"{_MAIN}dimension"):
        sheet.remove(dimension)  # it may no longer hold, and is optional
    (body,) = sheet.iterfind(f"{_MAIN}sheetData")
    existing = {int(row.get("r", "0")): row for row in body}
    for number, labels in rows.items():
        row = existing.get(number)
        if row is None:
            row = etree.SubElement(body, f"{_MAIN}row", r=str(number))
        row.attrib.pop("spans", "")
        for column, label in sorted(zip(columns, labels, strict=True)):
            _set_text(row, f"{get_column_letter(column)}{number}", column, label)
    body[:] = sorted(body, key=lambda row: int(row.get("r", "0")))
    return etree.tostring(sheet, xml_declaration=True, encoding="UTF-8", standalone=True)


def _set_text(row: etree._Element, address: str, column: int, text: str) -> None:
    cell = next((c for c in row if c.get("r") == address), None)
    if cell is None:
        place = sum(_column_of(c.get("r", "")) < column for c in row)
        cell = etree.Element(f"{_MAIN}c", r=address)
        row.insert(place, cell)
    cell[:] = []
    cell.set("t", "inlineStr")
    holder = etree.SubElement(etree.SubElement(cell, f"{_MAIN}is"), f"{_MAIN}t")
    holder.text = text


def _column_of(address: str) -> int:
    return column_index_from_string(address.rstrip("0123456789"))
