"""A worksheet's XML, edited in place: what is not touched stays as it was written."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from string import ascii_uppercase

from lxml import etree
from openpyxl.formula.translate import Translator
from openpyxl.utils import range_boundaries

from docgen.ooxml.xml import Element, parse, to_bytes
from docgen.workbook.cell_reference import address_of, column_letters
from docgen.workbook.sheet_walk import (
    Area,
    cells_of,
    column_of,
    drop_dimension,
    insert_cell,
    merged_areas,
)

LAST_ROW = 1_048_576
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
# What may stand in a worksheet before the validations of data, in the order of the standard.
_BEFORE_VALIDATIONS = (
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr",
    "sheetProtection", "protectedRanges", "scenarios", "autoFilter", "sortState",
    "dataConsolidate", "customSheetViews", "mergeCells", "phoneticPr", "conditionalFormatting",
)  # fmt: skip
_OF_A_VALUE = ("t", "cm", "vm")


class SheetXml:
    """The tree of a worksheet, its rows by number; numbers and columns count from 1."""

    def __init__(self, part: bytes) -> None:
        self.root = parse(part)
        self.namespace = etree.QName(self.root).namespace or ""
        found = self.root.find(self.tag("sheetData"))
        if found is None:
            raise ValueError("no sheetData")
        self._body = found
        self.rows: dict[int, Element] = {}
        number = 0
        for row in self._body.iterfind(self.tag("row")):
            number = int(row.get("r") or number + 1)
            row.set("r", str(number))
            self.rows[number] = row
            for (_, column), cell in cells_of(row, number, self.tag("c")):
                cell.set("r", address_of(number, column))

    def tag(self, name: str) -> str:
        """The name of an element as the tree has it; strict workbooks have another namespace."""
        return f"{{{self.namespace}}}{name}"

    def _cells(self, row: Element) -> list[Element]:
        return row.findall(self.tag("c"))

    def written(self) -> bytes:
        """The part again, rows in order."""
        drop_dimension(self.root, self.tag("dimension"))
        self._body[:] = [row for _, row in sorted(self.rows.items())]
        return to_bytes(self.root)

    # --- cells ---------------------------------------------------------------------------

    def cell(self, row: int, column: int) -> Element | None:
        """The element of a cell, if there is one."""
        if row not in self.rows:
            return None
        return next((c for c in self._cells(self.rows[row]) if column_of(c) == column), None)

    def ensure_cell(self, row: int, column: int) -> Element:
        """The element of a cell, made where there is none."""
        if (cell := self.cell(row, column)) is not None:
            return cell
        if row not in self.rows:
            self.rows[row] = etree.Element(self.tag("row"), r=str(row))
        return insert_cell(self.rows[row], row, column, self.tag("c"))

    def style(self, row: int, column: int) -> str:
        """The number of a cell's style, "" for none."""
        cell = self.cell(row, column)
        return "" if cell is None else cell.get("s", "")

    def set_style(self, row: int, column: int, style: str) -> None:
        """Give a cell a style by number; nothing for ""."""
        if style:
            self.ensure_cell(row, column).set("s", style)

    def set_text(self, row: int, column: int, text: str) -> None:
        """Write a text into a cell, in the style that it has; "" empties it."""
        if not text:
            self.empty(row, column)
            return
        cell = self.ensure_cell(row, column)
        _strip(cell)
        cell.set("t", "inlineStr")
        inline = etree.SubElement(cell, self.tag("is"))
        holder = etree.SubElement(inline, self.tag("t"))
        holder.text = text
        if text != text.strip() or "\n" in text:
            holder.set(_SPACE, "preserve")

    def set_number(self, row: int, column: int, number: float) -> None:
        """Write a number into a cell, in the style that it has."""
        cell = self.ensure_cell(row, column)
        _strip(cell)
        etree.SubElement(cell, self.tag("v")).text = repr(number)

    def set_formula(self, row: int, column: int, formula: str, value: float | str) -> None:
        """Write a formula (without its equals sign) and the value that it has now."""
        cell = self.ensure_cell(row, column)
        _strip(cell)
        etree.SubElement(cell, self.tag("f")).text = formula
        if isinstance(value, str):
            cell.set("t", "str")
        etree.SubElement(cell, self.tag("v")).text = str(value)

    def empty(self, row: int, column: int) -> None:
        """Take away what a cell holds; its style stays."""
        if (cell := self.cell(row, column)) is not None:
            _strip(cell)

    def rearrange(self, row: int, sources: Mapping[int, int | None]) -> None:
        """Move what cells of a row hold: column to the column it comes from, None for nothing.

        Styles stay. A formula that leaves its column becomes the value it last had; without
        such a value it goes along as a formula.
        """
        contents = {
            column: (source, copy.deepcopy(cell))
            for column, source in sources.items()
            if source is not None and (cell := self.cell(row, source)) is not None
        }
        for column, source in sources.items():
            if source != column:
                self.empty(row, column)
        for column, (source, former) in contents.items():
            if source != column and len(former):
                self._take_over(self.ensure_cell(row, column), former, (source, column))

    def _take_over(self, cell: Element, former: Element, columns: tuple[int, int]) -> None:
        """Let a cell hold what another held; ``columns`` are those it leaves and enters."""
        formula, value = (former.find(self.tag(name)) for name in ("f", "v"))
        if formula is not None and value is not None:
            former.remove(formula)
        elif formula is not None:
            formula.text = translated(formula.text or "", *columns)
        cell.attrib.update({k: v for k, v in former.attrib.items() if k in _OF_A_VALUE})
        cell.extend(list(former))

    # --- formulas ------------------------------------------------------------------------

    def formulas(self) -> dict[tuple[int, int], str]:
        """The formula of each cell that has one, written out, without its equals sign."""
        masters: dict[str, tuple[str, str]] = {}
        found = {}
        for cell, formula in self._formulas():
            text, address = formula.text or "", cell.get("r", "")
            if formula.get("t") == "shared":
                number = formula.get("si", "")
                if text:
                    masters[number] = (text, address)
                elif number in masters:
                    master, origin = masters[number]
                    text = Translator(f"={master}", origin).translate_formula(address)[1:]
            if text:
                found[int(address.lstrip(ascii_uppercase)), column_of(cell)] = text
        return found

    def write_out_formulas(self) -> None:
        """Make every formula stand on its own, so that its cell may move.

        Of formulas over several cells at once the values stay.
        """
        texts = self.formulas()
        for (row, column), text in texts.items():
            cell = self.cell(row, column)
            formula = None if cell is None else cell.find(self.tag("f"))
            if cell is None or formula is None:
                continue
            several = ":" in formula.get("ref", "") and formula.get("t") == "array"
            if several or formula.get("t") == "dataTable":
                cell.remove(formula)
            elif formula.get("t") == "shared":
                formula.text = text
                for name in ("t", "ref", "si"):
                    formula.attrib.pop(name, "")

    def rewrite_formulas(self, change: Callable[[str, int], str]) -> None:
        """Put every formula, with its row, through ``change``; each must stand on its own."""
        for cell, formula in self._formulas():
            if formula.text:
                row = int(cell.get("r", "").lstrip(ascii_uppercase))
                formula.text = change(formula.text, row)
            if formula.get("ref"):
                formula.set("ref", cell.get("r", ""))

    def _formulas(self) -> Iterator[tuple[Element, Element]]:
        for row in self.rows.values():
            for cell in self._cells(row):
                formula = cell.find(self.tag("f"))
                if formula is not None:
                    yield cell, formula

    # --- rows ----------------------------------------------------------------------------

    def put_rows(self, rows: Mapping[int, Element], below: int) -> None:
        """Give the rows below a row their elements anew, renumbering them and their cells."""
        kept = {number: row for number, row in self.rows.items() if number <= below}
        for number, row in rows.items():
            if row.get("r") == str(number):
                continue
            row.set("r", str(number))
            for cell in self._cells(row):
                cell.set("r", address_of(number, column_of(cell)))
        self.rows = kept | dict(rows)

    def blank_copy(self, row: Element) -> Element:
        """A row that looks like another one and holds nothing."""
        copied = copy.deepcopy(row)
        copied.attrib.pop("hidden", "")
        for cell in self._cells(copied):
            _strip(cell)
        return copied

    def strip_row(self, number: int, columns: Collection[int]) -> None:
        """Take away what a row holds, of formulas those in some columns only; styles stay."""
        for cell in self._cells(self.rows[number]):
            if column_of(cell) in columns or cell.find(self.tag("f")) is None:
                _strip(cell)

    def holds_cells(self, row: Element) -> bool:
        """Whether a row has cells, empty ones with a style included."""
        return bool(self._cells(row))

    # --- merged cells --------------------------------------------------------------------

    def _merged(self) -> list[tuple[Element, Area]]:
        return list(merged_areas(self.root, self.tag("mergeCell")))

    def unmerge(self, below: int) -> None:
        """Undo every merged area that reaches below a row; what it hid goes."""
        for element, (top, left, bottom, right) in self._merged():
            if bottom <= below:
                continue
            for row in [number for number in self.rows if top <= number <= bottom]:
                for column in range(left, right + 1):
                    if (row, column) != (top, left):
                        self.empty(row, column)
            self._drop(element)

    def visible_cell(self, row: int, column: int) -> tuple[int, int]:
        """The cell whose content a person sees at a place: the first one of a merged area."""
        for _, (top, left, bottom, right) in self._merged():
            if top <= row <= bottom and left <= column <= right:
                return top, left
        return row, column

    def _drop(self, element: Element) -> None:
        """Remove an entry of a counted list, and the list when it was the last."""
        holder = element.getparent()
        if holder is None:
            return
        holder.remove(element)
        if len(holder):
            holder.set("count", str(len(holder)))
        elif (parent := holder.getparent()) is not None:
            parent.remove(holder)

    # --- columns -------------------------------------------------------------------------

    def copy_look(self, source: int, target: int) -> None:
        """Give a column the width and, cell by cell, the styles of another."""
        for row in list(self.rows):
            self.set_style(row, target, self.style(row, source))
        columns = self.root.find(self.tag("cols"))
        model = None if columns is None else _covering(columns, source)
        if columns is None or model is None:
            return
        _split(columns, target)
        new = copy.deepcopy(model)
        new.set("min", str(target))
        new.set("max", str(target))
        columns.append(new)
        columns[:] = sorted(columns, key=lambda column: int(column.get("min", "0")))

    def validations(self) -> list[Element]:
        """The validations of data."""
        return self.root.findall(f"{self.tag('dataValidations')}/{self.tag('dataValidation')}")

    def add_validation(self, validation: Element) -> None:
        """Add a validation to the sheet's list of them."""
        holder = self.root.find(self.tag("dataValidations"))
        if holder is None:
            holder = etree.Element(self.tag("dataValidations"))
            before = {self.tag(name) for name in _BEFORE_VALIDATIONS}
            self.root.insert(sum(child.tag in before for child in self.root), holder)
        holder.append(validation)
        holder.set("count", str(len(holder)))

    def extend_help(self, source: int, target: int, heading: tuple[str, str]) -> None:
        """Let the validations and conditional formats of a column apply to another one too.

        ``heading`` is what stands over each of the two: prompts name it.
        """
        for validation in self.validations():
            areas = _beside(validation.get("sqref", ""), source, target)
            if areas and validation.get("promptTitle") == heading[0]:
                new = copy.deepcopy(validation)
                new.set("sqref", areas)
                retitle(new, *heading)
                self.add_validation(new)
            elif areas:
                validation.set("sqref", f"{validation.get('sqref')} {areas}")
        formats = self.root.findall(self.tag("conditionalFormatting"))
        rules = [rule for each in formats for rule in each.iterfind(self.tag("cfRule"))]
        priority = max((int(rule.get("priority", "0")) for rule in rules), default=0)
        for each in formats:
            areas = _beside(each.get("sqref", ""), source, target)
            if not areas:
                continue
            new = copy.deepcopy(each)
            new.set("sqref", areas)
            for rule in new.iterfind(self.tag("cfRule")):
                priority += 1
                rule.set("priority", str(priority))
                for formula in rule.iterfind(self.tag("formula")):
                    formula.text = _of_column(formula.text or "", source, target)
            each.addnext(new)


def columns_of(areas: str) -> set[int]:
    """The columns that a list of areas (``D2:D2000 F3``) touches."""
    found: set[int] = set()
    for area in areas.split():
        left, _, right, _ = range_boundaries(area)
        if left and right:
            found |= set(range(left, right + 1))
    return found


def retitle(validation: Element, former: str, heading: str) -> None:
    """Let the prompt and message of a validation name another heading."""
    if validation.get("promptTitle") == former:
        validation.set("promptTitle", heading[:32])
        if title := validation.get("errorTitle"):
            validation.set("errorTitle", title.replace(f"“{former}”", f"“{heading}”")[:32])


def translated(formula: str, source: int, target: int) -> str:
    """A formula copied from a column to another, without its equals sign."""
    origin, place = (address_of(1, column) for column in (source, target))
    return str(Translator(f"={formula}", origin).translate_formula(place)[1:])


def _strip(cell: Element) -> None:
    cell[:] = []
    for name in _OF_A_VALUE:
        cell.attrib.pop(name, "")


def _beside(areas: str, source: int, target: int) -> str:
    """The part of a list of areas that lies in a column, shifted to another one."""
    found = []
    for area in areas.split():
        left, top, right, bottom = range_boundaries(area)
        if left and right and left <= source <= right:
            letter = column_letters(target)
            found.append(f"{letter}{top or 1}:{letter}{bottom or LAST_ROW}")
    return " ".join(found)


def _of_column(formula: str, source: int, target: int) -> str:
    """A formula that speaks of one column, speaking of another."""
    letters = column_letters(source)
    return re.sub(
        rf"(?<![A-Za-z$])(\$?){letters}(?=\$?\d)", rf"\g<1>{column_letters(target)}", formula
    )


def _covering(columns: Element, number: int) -> Element | None:
    return next(
        (c for c in columns if int(c.get("min", "0")) <= number <= int(c.get("max", "0"))), None
    )


def _split(columns: Element, number: int) -> None:
    """Take one column out of the span of columns described together with it."""
    span = _covering(columns, number)
    if span is None:
        return
    first, last = int(span.get("min", "0")), int(span.get("max", "0"))
    for start, end in ((first, number - 1), (number + 1, last)):
        if start <= end:
            piece = copy.deepcopy(span)
            piece.set("min", str(start))
            piece.set("max", str(end))
            span.addprevious(piece)
    columns.remove(span)
