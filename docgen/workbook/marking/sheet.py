"""A worksheet whose cells are marked: found as the reader finds them, coloured, measured."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterator, Mapping
from itertools import chain

from lxml import etree

from docgen.ooxml.xml import Element, parse, to_bytes
from docgen.workbook.cell_reference import address_of
from docgen.workbook.sheet_walk import cells_of, drop_dimension, insert_cell, merged_areas

Place = tuple[int, int]  # row and column, from 1

LAST_COLUMN = 16_384
_COLUMN_WIDTH, _ROW_HEIGHT = 64, 20  # pixels, where a sheet says nothing
_DIGIT, _PADDING = 7, 5  # pixels, of a column's width in digits
_MOST_AREAS = 1000  # of a rule
_POINT = 96 / 72  # pixels
# What may follow the drawing of the comments in a worksheet.
_AFTER_DRAWING = ("legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls",
                  "webPublishItems", "tableParts", "extLst", "AlternateContent")  # fmt: skip


class MarkedSheet:
    """The tree of a worksheet; nothing moves, and what is not marked stays as it was."""

    def __init__(self, part: bytes) -> None:
        self.root = parse(part)
        self.namespace = etree.QName(self.root).namespace or ""
        self.changed = False
        self._rows: dict[int, Element] = {}
        self._all: list[tuple[int, Element]] = []
        for _ in self._walked(self._note_row):
            pass
        self._columns = [
            (_int(column.get("min")), _int(column.get("max")), column)
            for column in self.root.iterfind(f"{self._tag('cols')}/{self._tag('col')}")
        ]

    def written(self) -> bytes:
        """The part again."""
        return to_bytes(self.root)

    def _tag(self, name: str) -> str:
        return f"{{{self.namespace}}}{name}"

    def _note_row(self, number: int, row: Element) -> None:
        self._rows.setdefault(number, row)
        self._all.append((number, row))

    def _walked(
        self, note_row: Callable[[int, Element], None] | None = None
    ) -> Iterator[tuple[Place, Element]]:
        """Every cell with its place, as the reader finds places; a million of them are never kept."""
        number = 0
        for row in self.root.iter(self._tag("row")):
            number = int(row.get("r") or number + 1)
            if note_row is not None:
                note_row(number, row)
            for at, cell in cells_of(row, number, self._tag("c")):
                number = at[0]
                yield at, cell

    # --- colours -------------------------------------------------------------------------

    def restyle(self, change: Callable[[str], str]) -> None:
        """Give cells, rows and columns the styles that ``change`` gives; "" leaves one as it is."""
        cells = ((cell, "s") for _, cell in self._walked())
        rows = ((row, "s") for _, row in self._all)
        columns = ((column, "style") for _, _, column in self._columns)
        for element, attribute in chain(cells, rows, columns):
            if (former := element.get(attribute)) and (new := change(former)):
                element.set(attribute, new)
                self.changed = True

    def colour(self, places: Collection[Place], change: Callable[[Place, str], str]) -> None:
        """Give cells the styles that ``change`` gives from those they have; "" for none."""
        wanted = set(places)
        found = {at: cell for at, cell in self._walked() if at in wanted}
        if len(found) < len(wanted):
            self._number_all()
        for at in sorted(wanted):
            former = found[at].get("s", "") if at in found else self._style_of_none(*at)
            if not (new := change(at, former)):
                continue
            cell = found[at] if at in found else self._made(*at)
            if cell is not None:
                cell.set("s", new)
                self.changed = True

    def _style_of_none(self, row: int, column: int) -> str:
        """The style that an empty place has where there is no cell."""
        holder = self._rows.get(row)
        if holder is not None and holder.get("customFormat") in ("1", "true"):
            return holder.get("s", "")
        found = self._column(column)
        return "" if found is None else found.get("style", "")

    def _made(self, row: int, column: int) -> Element | None:
        """A new cell; None where the sheet has no place for it."""
        body = self.root.find(self._tag("sheetData"))
        if body is None:
            return None
        holder = self._rows.get(row)
        if holder is None:
            holder = etree.Element(self._tag("row"), r=str(row))
            later = [n for n in self._rows if n > row]
            if later and self._rows[min(later)].getparent() is not None:
                self._rows[min(later)].addprevious(holder)
            else:
                body.append(holder)
            self._rows[row] = holder
        return insert_cell(holder, row, column, self._tag("c"))

    def _number_all(self) -> None:
        """Say of every row and cell where it is: what comes between would move the others."""
        drop_dimension(self.root, self._tag("dimension"))
        for number, row in self._all:
            if not row.get("r"):
                row.set("r", str(number))
        for at, cell in self._walked():
            if not cell.get("r"):
                cell.set("r", address_of(*at))

    # --- merged cells --------------------------------------------------------------------

    def visible_places(self, places: Collection[Place]) -> dict[Place, Place]:
        """The cells that a person sees at these places: the first ones of merged areas."""
        ordered = sorted(places)
        rows = [row for row, _ in ordered]
        visible = {at: at for at in ordered}
        for _, (top, left, bottom, right) in merged_areas(self.root, self._tag("mergeCell")):
            for at in ordered[bisect_left(rows, top) : bisect_right(rows, bottom)]:
                if left <= at[1] <= right:
                    visible[at] = top, left
        return visible

    # --- conditional formats -------------------------------------------------------------

    def drop_rules(self, is_ours: Callable[[str], bool]) -> None:
        """Take away the rules that give cells the colours of marks."""
        for holder in self._formats():
            for rule in holder.findall(self._tag("cfRule")):
                if is_ours(rule.get("dxfId") or ""):
                    holder.remove(rule)
                    self.changed = True
            if not len(holder):
                self.root.remove(holder)

    def colour_over(self, places: Mapping[str, Collection[Place]]) -> None:
        """Colour cells by rules as well, where other rules might colour them otherwise.

        ``places`` are cells by the number of the format that they get.
        """
        formats = self._formats()
        if not formats:
            return
        parts = [
            (number, sorted(cells)[start : start + _MOST_AREAS])
            for number, cells in sorted(places.items())
            for start in range(0, len(cells), _MOST_AREAS)
        ]
        rules = list(self.root.iter("{*}cfRule"))
        if any(0 < _int(rule.get("priority")) <= len(parts) for rule in rules):
            for rule in rules:
                rule.set("priority", str(_int(rule.get("priority")) + len(parts)))
        for priority, (number, cells) in enumerate(parts, start=1):
            areas = " ".join(address_of(*at) for at in cells)
            holder = etree.Element(self._tag("conditionalFormatting"), sqref=areas)
            rule = etree.SubElement(holder, self._tag("cfRule"), type="expression")
            rule.set("dxfId", number)
            rule.set("priority", str(priority))
            etree.SubElement(rule, self._tag("formula")).text = "TRUE"
            formats[0].addprevious(holder)
            self.changed = True

    def _formats(self) -> list[Element]:
        return self.root.findall(self._tag("conditionalFormatting"))

    # --- sizes ---------------------------------------------------------------------------

    def column_width(self, number: int) -> int:
        """The width of a column in pixels."""
        column = self._column(number)
        if column is None:
            return _COLUMN_WIDTH
        if column.get("hidden") in ("1", "true"):
            return 0
        width = _float(column.get("width"))
        return _COLUMN_WIDTH if width is None else round(width * _DIGIT) + _PADDING

    def row_height(self, number: int) -> int:
        """The height of a row in pixels."""
        row = self._rows.get(number)
        if row is None:
            return _ROW_HEIGHT
        if row.get("hidden") in ("1", "true"):
            return 0
        height = _float(row.get("ht"))
        return _ROW_HEIGHT if height is None else round(height * _POINT)

    def _column(self, number: int) -> Element | None:
        return next((c for first, last, c in self._columns if first <= number <= last), None)

    # --- what belongs to the sheet -------------------------------------------------------

    def set_legacy_drawing(self, identity: str, relations: str) -> None:
        """Name the drawing of the comments, by the id of its relation."""
        drawing = etree.Element(self._tag("legacyDrawing"), nsmap={"r": relations})
        drawing.set(f"{{{relations}}}id", identity)
        following = next(
            (
                child
                for child in self.root
                if isinstance(child.tag, str) and etree.QName(child).localname in _AFTER_DRAWING
            ),
            None,
        )
        if following is None:
            self.root.append(drawing)
        else:
            following.addprevious(drawing)
        self.changed = True

    def drawing(self) -> Element | None:
        """The element that names the drawing of the comments."""
        return self.root.find(self._tag("legacyDrawing"))

    def forget_drawing(self) -> None:
        """Name no drawing any more."""
        if (drawing := self.drawing()) is not None:
            self.root.remove(drawing)
            self.changed = True

    def deselect(self) -> None:
        """Select the sheet no more: what is typed goes to all sheets that are selected."""
        for view in self.root.iter(self._tag("sheetView")):
            if view.attrib.pop("tabSelected", ""):
                self.changed = True


def _int(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 9 else 0


def _float(text: str | None) -> float | None:
    try:
        found = float(text or "")
    except ValueError:
        return None
    return found if 0 <= found < 1000 else None
