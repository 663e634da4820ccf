"""The rows, cells and merged areas of a worksheet's tree, for all that edit one in place. Pure.

Rows and cells need not say where they stand (ISO/IEC 29500-1, 18.3.1.73 and 18.3.1.4): one
without a reference follows the one before it. Rows and columns count from 1.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from docgen.ooxml.xml import Element
from docgen.workbook.cell_reference import address_of, place

Area = tuple[int, int, int, int]  # first row, first column, last row, last column


def cells_of(row: Element, number: int, tag: str) -> Iterator[tuple[tuple[int, int], Element]]:
    """The cells of a row, each with row and column; a cell may say another row than its own."""
    column = 0
    for cell in row.iterchildren(tag):
        number, column = place(cell.get("r") or "") or (number, column + 1)
        yield (number, column), cell


def column_of(cell: Element) -> int:
    """The column of a cell; 0 where it does not say."""
    found = place(cell.get("r") or "")
    return found[1] if found else 0


def insert_cell(holder: Element, row: int, column: int, tag: str) -> Element:
    """A new cell in a row whose cells say where they stand, before those to its right."""
    holder.attrib.pop("spans", "")
    cell = etree.Element(tag, r=address_of(row, column))
    after = (each for each in holder.iterchildren(tag) if column_of(each) > column)
    if (following := next(after, None)) is not None:
        following.addprevious(cell)
    else:
        holder.append(cell)
    return cell


def merged_areas(root: Element, tag: str) -> Iterator[tuple[Element, Area]]:
    """The merged areas of a worksheet; what is no area of cells is passed over."""
    for element in root.iter(tag):
        first, _, last = (element.get("ref") or "").partition(":")
        if (start := place(first)) and (end := place(last or first)):
            yield element, (*start, *end)


def drop_dimension(root: Element, tag: str) -> None:
    """Take away the note of which cells a sheet uses: it may no longer hold, and is optional."""
    for dimension in root.findall(tag):
        root.remove(dimension)
