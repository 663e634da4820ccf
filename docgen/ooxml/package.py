"""The parts of an xlsx file: some written anew, the others copied as they are."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Callable
from io import BytesIO

from lxml import etree

from docgen.ooxml.container import folded
from docgen.ooxml.xml import Element, parse, to_bytes
from docgen.ooxml.zip_writer import rezip

_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>]")
_IDENTITY = re.compile(rb"[\"'](rId\d+)[\"']")
_TYPES = "[Content_Types].xml"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
_STRICT_RELATIONS = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_NO_RELATIONS = f'<Relationships xmlns="{_PACKAGE_RELATIONS}"/>'.encode()


class OfficePackage:
    """The parts of an Office file; case and the slant of slashes in names do not matter."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._names = {folded(name): name for name in archive.namelist()}

    def read(self, name: str) -> bytes:
        """The bytes of a part.

        Raises:
            KeyError: there is none of this name.
        """
        return self._archive.read(self._names.get(folded(name), name))

    def holds(self, name: str) -> bool:
        """Whether there is a part of this name."""
        return folded(name) in self._names

    def related(self, source: str) -> dict[str, tuple[str, str]]:
        """The parts that a part refers to: id to the kind of part and its name."""
        name = relations_of(source)
        if not self.holds(name):
            return {}
        folder = posixpath.dirname(source)
        return {
            link.get("Id") or "": (
                (link.get("Type") or "").rpartition("/")[2],
                _joined(folder, link.get("Target") or ""),
            )
            for link in parse(self.read(name)).iterfind("{*}Relationship")
            if link.get("TargetMode") != "External"
        }

    def main_part(self) -> str:
        """The name of the part that the file is about.

        Raises:
            StopIteration: there is none.
        """
        return next(name for kind, name in self.related("").values() if kind == "officeDocument")


class EditableWorkbook(OfficePackage):
    """A workbook file whose parts may be replaced; the others are copied as they are."""

    def __init__(self, data: bytes) -> None:
        super().__init__(zipfile.ZipFile(BytesIO(data)))
        self._changed: dict[str, bytes] = {}
        self._dropped: set[str] = set()
        self.book = self.main_part()

    def read(self, name: str) -> bytes:
        """The bytes of a part, as they are now."""
        name = self._names.get(folded(name), name)
        return self._changed.get(name) or self._archive.read(name)

    def holds(self, name: str) -> bool:
        """Whether there is a part of this name, as it is now."""
        return self._names.get(folded(name), "") not in self._dropped | {""}

    def replace(self, name: str, content: bytes) -> None:
        """Write a part anew, or a new one."""
        name = self._names.setdefault(folded(name), name)
        self._changed[name] = content
        self._dropped.discard(name)

    def sheets(self) -> dict[str, str]:
        """The part of each worksheet by the sheet's name."""
        related = self.related(self.book)
        found = {}
        for sheet in parse(self.read(self.book)).iterfind("{*}sheets/{*}sheet"):
            kind, part = related.get(sheet.get(_identity(sheet), ""), ("", ""))
            if kind == "worksheet":
                found[sheet.get("name") or ""] = part
        return found

    @property
    def has_macros(self) -> bool:
        """Whether the workbook part is of a macro-enabled type, or macros belong to it."""
        types = parse(self.read(_TYPES)).iterfind("{*}Override")
        own = {
            each.get("ContentType") or ""
            for each in types
            if folded(each.get("PartName") or "") == folded(self.book)
        }
        kinds = {kind for kind, _ in self.related(self.book).values()}
        return "vbaProject" in kinds or any("macroEnabled" in each for each in own)

    @property
    def relation_types(self) -> str:
        """How the types of relations begin; strict workbooks have others."""
        strict = etree.QName(parse(self.read(self.book))).namespace == _STRICT
        return _STRICT_RELATIONS if strict else _RELATIONS

    def add_sheet(self, name: str, content: bytes, *, first: bool = False) -> str:
        """Add a worksheet at the end of the workbook, or as the first; returns its part."""
        folder = posixpath.dirname(self.book)
        pattern = posixpath.join(folder, "worksheets/sheet{}.xml")
        identity = self.add(self.book, "worksheet", pattern, content, _SHEET_TYPE)
        book = parse(self.read(self.book))
        sheets = book.findall("{*}sheets/{*}sheet")
        new = etree.Element(sheets[-1].tag)
        new.set("name", name)
        new.set("sheetId", _unused("{}", {sheet.get("sheetId") or "" for sheet in sheets}))
        new.set(_identity(sheets[-1]), identity)
        if first:
            sheets[0].addprevious(new)
            for defined in book.iterfind("{*}definedNames/{*}definedName[@localSheetId]"):
                if (number := defined.get("localSheetId") or "").isdecimal():
                    defined.set("localSheetId", str(int(number) + 1))
        else:
            sheets[-1].addnext(new)
        self.replace(self.book, to_bytes(book))
        return self.related(self.book)[identity][1]

    def add(self, source: str, kind: str, pattern: str, content: bytes, content_type: str) -> str:
        """Add a part that another one refers to; returns the id of the relation.

        ``pattern`` is its name with ``{}`` where a number goes.
        """
        links_name = relations_of(source)
        links = parse(self.read(links_name) if self.holds(links_name) else _NO_RELATIONS)
        name = _unused(pattern, set(self._names), folded)
        used = {found.decode() for found in _IDENTITY.findall(self.read(source))}  # led nowhere
        identity = _unused("rId{}", used | {link.get("Id") or "" for link in links})
        link = etree.SubElement(links, f"{{{etree.QName(links).namespace}}}Relationship")
        target = {"Id": identity, "Type": f"{self.relation_types}/{kind}", "Target": f"/{name}"}
        for attribute, value in target.items():
            link.set(attribute, value)
        types = parse(self.read(_TYPES))
        _declare(types, name, content_type)
        for part, tree in ((links_name, links), (_TYPES, types)):
            self.replace(part, to_bytes(tree))
        self.replace(name, content)
        return identity

    def drop(self, source: str, identity: str) -> None:
        """Take away a part that another one refers to, and the relation."""
        _, part = self.related(source)[identity]
        links_name = relations_of(source)
        links, types = parse(self.read(links_name)), parse(self.read(_TYPES))
        _remove(links, "Id", identity)
        _remove(types, "PartName", f"/{part}")
        self._dropped.add(self._names.get(folded(part), part))
        self.replace(_TYPES, to_bytes(types))
        if len(links):
            self.replace(links_name, to_bytes(links))
        else:
            self._dropped.add(self._names[folded(links_name)])

    def forget_relations(self, source: str) -> None:
        """Have a part refer to nothing any more; the parts themselves stay."""
        name = relations_of(source)
        if self.holds(name):
            self._dropped.add(self._names[folded(name)])

    def forget_calculations(self) -> None:
        """Have every formula calculated anew on opening: its order is no longer what was noted."""
        for identity, (kind, _) in self.related(self.book).items():
            if kind == "calcChain":
                self.drop(self.book, identity)
        book = parse(self.read(self.book))
        calculation = book.find("{*}calcPr")
        if calculation is None:
            before = ("sheets", "functionGroups", "externalReferences", "definedNames")
            place = max(n for n, c in enumerate(book) if etree.QName(c).localname in before)
            calculation = etree.Element(f"{{{etree.QName(book).namespace}}}calcPr")
            book.insert(place + 1, calculation)
        calculation.set("fullCalcOnLoad", "1")
        self.replace(self.book, to_bytes(book))

    def sheets_referring_to(self, name: str) -> list[str]:
        """The other worksheets with formulas that refer to a sheet."""
        wanted = (f"{name}!", f"{name}'!")
        found = []
        for sheet, part in self.sheets().items():
            content = self.read(part)
            if sheet == name or not _FORMULA.search(content):
                continue
            formulas = [formula.text or "" for formula in parse(content).iter("{*}f")]
            if any(each in formula for formula in formulas for each in wanted):
                found.append(sheet)
        return found

    def to_bytes(self) -> bytes:
        """The file again: same order, same times, the new parts last."""
        return rezip(self._archive, self._changed, self._dropped)


def relations_of(source: str) -> str:
    """The part that holds a part's relations, whether there is one or not."""
    folder, file = posixpath.split(source)
    return posixpath.join(folder, "_rels", f"{file}.rels")


def _joined(folder: str, target: str) -> str:
    path = posixpath.join("/", folder, target.replace("\\", "/"))
    return posixpath.normpath(path).lstrip("/")


def _identity(sheet: Element) -> str:
    """The name of the attribute that leads to a sheet's part."""
    return next((str(name) for name in sheet.attrib if str(name).endswith("}id")), "")


def _unused(pattern: str, taken: set[str], key: Callable[[str], str] = str) -> str:
    number = 1
    while key(pattern.format(number)) in taken:
        number += 1
    return pattern.format(number)


def _declare(types: Element, name: str, content_type: str) -> None:
    """Say what a part is; of drawings in VML it is said once for all, as Excel does."""
    namespace = etree.QName(types).namespace
    if not name.endswith(".vml"):
        _remove(types, "PartName", f"/{name}")  # of a part that was lost
        override = etree.SubElement(types, f"{{{namespace}}}Override")
        override.attrib.update({"PartName": f"/{name}", "ContentType": content_type})
    elif not any((each.get("Extension") or "").lower() == "vml" for each in types):
        default = etree.Element(f"{{{namespace}}}Default", Extension="vml")
        default.set("ContentType", content_type)
        types.insert(0, default)


def _remove(tree: Element, attribute: str, value: str) -> None:
    for child in [c for c in tree if folded(c.get(attribute) or "") == folded(value)]:
        tree.remove(child)
