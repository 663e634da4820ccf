"""``docgen check --mark``: a copy of the workbook in which every problem can be seen.

The cells are coloured, say in a comment what is wrong, and are listed in 问题清单 with links.
A copy that was marked before loses its former marks first, so that people correct the marked
copy itself. Everything else in the file stays as it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from contextlib import suppress
from functools import cache
from itertools import islice

from lxml import etree

from docgen.errors import Problem, RequestError, Severity, errors_first
from docgen.ooxml.container import as_utf8
from docgen.ooxml.package import EditableWorkbook
from docgen.ooxml.xml import parse, to_bytes
from docgen.workbook.cell_reference import place
from docgen.workbook.marking.comment_boxes import (
    CONTENT_TYPE,
    blocks_of,
    has_shapes,
    with_notes,
    without,
)
from docgen.workbook.marking.comments import Notes, empty_notes, note_text
from docgen.workbook.marking.problem_list import (
    MOST_LISTED,
    NAME,
    Target,
    former_notes,
    list_sheet,
    safe,
)
from docgen.workbook.marking.sheet import MarkedSheet, Place
from docgen.workbook.marking.styles import Styles, empty_styles
from docgen.workbook.reading import cells
from docgen.workbook.reading.sheets import load_sheets
from docgen.workbook.safety import open_bytes

_STYLES_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
_NOTES_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_RESAVE = "请用WPS或Excel打开，另存为“Excel 工作簿（*.xlsx）”后再试。"


def marked_copy(data: bytes, problems: Sequence[Problem]) -> bytes:
    """The workbook with its problems marked; the same input gives the same bytes.

    ``problems`` are those that ``docgen.check`` finds in it. Of problems and cells beyond
    ``MOST_LISTED`` the list says how many there are.

    Raises:
        RequestError: these bytes are no workbook that can be opened, or it is too large to
            be marked.
    """
    if open_bytes(data).data is None:
        raise RequestError("工作簿无法打开，不能标注", _RESAVE)
    try:
        copied = _Marking(data).marked(errors_first(problems))
    except Exception as error:
        # EditableWorkbook that the reader never looks at, pictures for one, may be damaged in any way.
        raise RequestError("工作簿的内部结构有损坏，不能标注", _RESAVE) from error
    if open_bytes(copied).data is None:
        raise RequestError(
            "工作簿过大，标注以后会超出可读取的范围", "请先改正检查时列出的问题，再标注。"
        )
    return copied


def marked_ending(data: bytes) -> str:
    """How the name of a marked copy must end to be opened: ``.xlsx``, ``.xlsm`` with macros."""
    with suppress(Exception):
        return ".xlsm" if EditableWorkbook(data).has_macros else ".xlsx"
    return ".xlsx"


class _Marking:
    """A workbook while it is being marked."""

    def __init__(self, data: bytes) -> None:
        self._parts = EditableWorkbook(data)
        self._namespace = etree.QName(parse(self._parts.read(self._parts.book))).namespace or ""
        self._list, self._former = self._former_list(data)
        self._styles_part = self._part_of_styles()
        self._styles = Styles(self._parts.read(self._styles_part))
        self._had_marks = self._styles.has_marks
        self._blocks = 1  # of the numbers of boxes; the next one that is free

    def marked(self, problems: Sequence[Problem]) -> bytes:
        """The file with these problems marked and no others."""
        targets = self._targets()
        wanted: dict[str, dict[Place, list[Problem]]] = {}
        places = ((problem, cell) for problem in problems for cell in problem.cells)
        for problem, cell in islice(places, MOST_LISTED):
            at, target = place(cell), targets.get(problem.sheet)
            if at is not None and target is not None:
                wanted.setdefault(target.name, {}).setdefault(at, []).append(problem)
        for name, part in self._parts.sheets().items():
            if name != self._list:
                self._mark(part, wanted.get(name, {}))
        self._deselect_others()
        self._write_list(problems, targets)
        if (styles := self._styles.written()) is not None:
            self._parts.replace(self._styles_part, styles)
        return self._parts.to_bytes()

    def _targets(self) -> dict[str, Target]:
        """The sheets by the names that problems call them; the first of several counts."""
        book = parse(self._parts.read(self._parts.book))
        found: dict[str, Target] = {}
        present = self._parts.sheets()
        for sheet in book.iterfind("{*}sheets/{*}sheet"):
            name, state = sheet.get("name") or "", sheet.get("state") or "visible"
            if name in present:
                found.setdefault(cells.sheet_name(name), Target(name, state != "visible"))
        return found

    def _part_of_styles(self) -> str:
        for kind, part in self._parts.related(self._parts.book).values():
            if kind == "styles":
                return part
        content = empty_styles(self._namespace)
        usual = "xl/styles.xml"  # the only name under which some programs look
        pattern = "xl/styles{}.xml" if self._parts.holds(usual) else usual
        identity = self._parts.add(self._parts.book, "styles", pattern, content, _STYLES_TYPE)
        return self._parts.related(self._parts.book)[identity][1]

    # --- a sheet -------------------------------------------------------------------------

    def _mark(self, part: str, wanted: Mapping[Place, Sequence[Problem]]) -> None:
        """Take former marks off a sheet and put new ones on."""
        content = self._parts.read(part)
        kinds = {kind for kind, _ in self._parts.related(part).values()}
        selected = b"tabSelected" in as_utf8(content)
        if not (wanted or self._had_marks or selected or "comments" in kinds):
            return
        sheet = MarkedSheet(content)
        sheet.deselect()
        if self._had_marks:
            sheet.restyle(cache(lambda style: self._styles.restored(style, self._former)))
        sheet.drop_rules(self._styles.is_of_rule)
        marks: dict[Place, list[Problem]] = {}
        for at, visible in sheet.visible_places(wanted).items():
            marks.setdefault(visible, []).extend(wanted[at])
        grave = {at: _gravest(problems) for at, problems in marks.items()}
        sheet.colour(marks, lambda at, style: self._styles.marked(style, grave[at]))
        sheet.colour_over(
            {
                self._styles.of_rule(severity): [at for at in marks if grave[at] is severity]
                for severity in Severity
                if severity in grave.values()
            }
        )
        texts = {at: safe(note_text(errors_first(found))) for at, found in sorted(marks.items())}
        self._write_notes(part, sheet, texts)
        if sheet.changed:
            self._parts.replace(part, sheet.written())

    def _write_notes(self, part: str, sheet: MarkedSheet, texts: Mapping[Place, str]) -> None:
        related = self._parts.related(part)
        identity = next((i for i, (kind, _) in related.items() if kind == "comments"), "")
        if not identity and not texts:
            return
        try:
            notes = Notes(
                self._parts.read(related[identity][1]) if identity else empty_notes(self._namespace)
            )
        except (KeyError, ValueError, etree.XMLSyntaxError):
            return  # what nobody can show; the colours and the list remain
        former, changed = notes.clear()
        new = notes.put(texts)
        if not changed and not texts:
            return
        if not len(notes):
            self._parts.drop(part, identity)
        elif identity:
            self._parts.replace(related[identity][1], notes.written())
        else:
            self._parts.add(part, "comments", "xl/comments{}.xml", notes.written(), _NOTES_TYPE)
        self._write_boxes(part, sheet, former, {at: texts[at] for at in texts if at in new})

    def _write_boxes(
        self, part: str, sheet: MarkedSheet, former: Set[Place], texts: Mapping[Place, str]
    ) -> None:
        identity, content = self._drawing(part, sheet)
        left = without(content, former)
        if texts:
            left = with_notes(left, texts, sheet, self._blocks)
            self._blocks += blocks_of(len(texts))
        if identity and not has_shapes(left):
            self._parts.drop(part, identity)
            sheet.forget_drawing()
        elif identity:
            self._parts.replace(self._parts.related(part)[identity][1], left)
        elif texts:
            sheet.forget_drawing()
            pattern = "xl/drawings/vmlDrawing{}.vml"
            identity = self._parts.add(part, "vmlDrawing", pattern, left, CONTENT_TYPE)
            sheet.set_legacy_drawing(identity, self._parts.relation_types)

    def _drawing(self, part: str, sheet: MarkedSheet) -> tuple[str, bytes]:
        """The id of the drawing of comments, and what it holds; "" for none."""
        element = sheet.drawing()
        for value in () if element is None else element.attrib.values():
            kind, name = self._parts.related(part).get(str(value), ("", ""))
            if kind == "vmlDrawing" and self._parts.holds(name):
                return str(value), self._parts.read(name)
        return "", b""

    # --- the list ------------------------------------------------------------------------

    def _former_list(self, data: bytes) -> tuple[str, dict[int, str]]:
        """The name of the list that a former marking left, "" for none, and what it notes."""
        if any(name.startswith(NAME) for name in self._parts.sheets()):
            for raw in load_sheets(data, lambda name: name.startswith(NAME)):
                notes = former_notes(raw)
                if notes is not None:
                    return raw.name, notes
        return "", {}

    def _write_list(self, problems: Sequence[Problem], targets: Mapping[str, Target]) -> None:
        notes = self._styles.notes
        content = list_sheet(problems, targets, self._styles, notes, self._namespace)
        if self._list:
            part = self._parts.sheets()[self._list]
            self._parts.replace(part, content)
            self._parts.forget_relations(part)
        else:
            self._list = self._free_name()
            self._parts.add_sheet(self._list, content, first=True)
        book = parse(self._parts.read(self._parts.book))
        sheets = book.findall("{*}sheets/{*}sheet")
        number = [sheet.get("name") for sheet in sheets].index(self._list)
        sheets[number].attrib.pop("state", "")
        for view in book.iterfind("{*}bookViews/{*}workbookView"):
            view.set("activeTab", str(number))
            view.attrib.pop("firstSheet", "")
        self._parts.replace(self._parts.book, to_bytes(book))

    def _free_name(self) -> str:
        """问题清单, or with a number after it where somebody's own sheet has the name."""
        book = parse(self._parts.read(self._parts.book))
        taken = {(s.get("name") or "").casefold() for s in book.iterfind("{*}sheets/{*}sheet")}
        return next(
            name
            for name in (NAME, *(f"{NAME}{number}" for number in range(2, 10_000)))
            if name.casefold() not in taken
        )

    def _deselect_others(self) -> None:
        """Select no sheet of charts either: the list alone is to be seen."""
        for kind, part in self._parts.related(self._parts.book).values():
            if kind in ("chartsheet", "dialogsheet") and self._parts.holds(part):
                sheet = MarkedSheet(self._parts.read(part))
                sheet.deselect()
                if sheet.changed:
                    self._parts.replace(part, sheet.written())


def _gravest(problems: Iterable[Problem]) -> Severity:
    is_error = any(problem.is_error for problem in problems)
    return Severity.ERROR if is_error else Severity.WARNING
