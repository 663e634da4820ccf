"""The parts of an xlsx file: some written anew, the others copied as they are."""

from __future__ import annotations

import posixpath
import re
import zipfile
from io import BytesIO

from lxml import etree

from docgen.workbook.sheet_xml import Element, parsed, written

_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>]")
_TYPES = "[Content_Types].xml"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"


class Parts:
    """A workbook file whose parts are looked up by what they are, and may be replaced."""

    def __init__(self, data: bytes) -> None:
        self._archive = zipfile.ZipFile(BytesIO(data))
        self._names = {_folded(name): name for name in self._archive.namelist()}
        self._changed: dict[str, bytes] = {}
        self._dropped: set[str] = set()
        self.book = next(
            name for kind, name in self.related("").values() if kind == "officeDocument"
        )

    def read(self, name: str) -> bytes:
        """The bytes of a part, as they are now."""
        name = self._names.get(_folded(name), name)
        return self._changed.get(name) or self._archive.read(name)

    def replace(self, name: str, content: bytes) -> None:
        """Write a part anew, or a new one."""
        name = self._names.setdefault(_folded(name), name)
        self._changed[name] = content

    def related(self, source: str) -> dict[str, tuple[str, str]]:
        """The parts that a part refers to: id to the kind of part and its name."""
        name = _relations_of(source)
        if _folded(name) not in self._names:
            return {}
        folder = posixpath.dirname(source)
        return {
            link.get("Id") or "": (
                (link.get("Type") or "").rpartition("/")[2],
                _joined(folder, link.get("Target") or ""),
            )
            for link in parsed(self.read(name)).iterfind("{*}Relationship")
            if link.get("TargetMode") != "External"
        }

    def sheets(self) -> dict[str, str]:
        """The part of each worksheet by the sheet's name."""
        related = self.related(self.book)
        found = {}
        for sheet in parsed(self.read(self.book)).iterfind("{*}sheets/{*}sheet"):
            kind, part = related.get(sheet.get(_identity(sheet), ""), ("", ""))
            if kind == "worksheet":
                found[sheet.get("name") or ""] = part
        return found

    def add_sheet(self, name: str, content: bytes) -> None:
        """Add a worksheet at the end of the workbook."""
        book = parsed(self.read(self.book))
        sheets = book.findall("{*}sheets/{*}sheet")
        links_name = _relations_of(self.book)
        links = parsed(self.read(links_name))
        model = next(k for k in links if (k.get("Type") or "").endswith("/worksheet"))
        folder = posixpath.dirname(self.book)
        file = _unused(
            "worksheets/sheet{}.xml", {n.removeprefix(f"{folder}/") for n in self._names}
        )
        identity = _unused("rId{}", {link.get("Id") or "" for link in links})
        link = etree.SubElement(links, model.tag)
        link.attrib.update(
            {"Id": identity, "Type": model.get("Type") or "", "Target": f"/{folder}/{file}"}
        )
        new = etree.Element(sheets[-1].tag)
        new.set("name", name)
        new.set("sheetId", str(max(int(sheet.get("sheetId") or 0) for sheet in sheets) + 1))
        new.set(_identity(sheets[-1]), identity)
        sheets[-1].addnext(new)
        types = parsed(self.read(_TYPES))
        override = etree.SubElement(types, f"{{{etree.QName(types).namespace}}}Override")
        override.attrib.update({"PartName": f"/{folder}/{file}", "ContentType": _SHEET_TYPE})
        self.replace(f"{folder}/{file}", content)
        for part, tree in ((self.book, book), (links_name, links), (_TYPES, types)):
            self.replace(part, written(tree))

    def forget_calculations(self) -> None:
        """Have every formula calculated anew on opening: its order is no longer what was noted."""
        links_name = _relations_of(self.book)
        links, types = parsed(self.read(links_name)), parsed(self.read(_TYPES))
        for identity, (kind, part) in self.related(self.book).items():
            if kind != "calcChain":
                continue
            _remove(links, "Id", identity)
            _remove(types, "PartName", f"/{part}")
            self._dropped.add(self._names[_folded(part)])
            self.replace(links_name, written(links))
            self.replace(_TYPES, written(types))
        book = parsed(self.read(self.book))
        calculation = book.find("{*}calcPr")
        if calculation is None:
            before = ("sheets", "functionGroups", "externalReferences", "definedNames")
            place = max(n for n, c in enumerate(book) if etree.QName(c).localname in before)
            calculation = etree.Element(f"{{{etree.QName(book).namespace}}}calcPr")
            book.insert(place + 1, calculation)
        calculation.set("fullCalcOnLoad", "1")
        self.replace(self.book, written(book))

    def speaks_of(self, name: str) -> list[str]:
        """The other worksheets with formulas that refer to a sheet."""
        wanted = (f"{name}!", f"{name}'!")
        found = []
        for sheet, part in self.sheets().items():
            content = self.read(part)
            if sheet == name or not _FORMULA.search(content):
                continue
            formulas = [formula.text or "" for formula in parsed(content).iter("{*}f")]
            if any(each in formula for formula in formulas for each in wanted):
                found.append(sheet)
        return found

    def packed(self) -> bytes:
        """The file again: same order, same times, the new parts last."""
        buffer = BytesIO()
        present = self._archive.infolist()
        with zipfile.ZipFile(buffer, "w") as target:
            for info in present:
                if info.filename not in self._dropped:
                    content = self._changed.get(info.filename)
                    kept = self._archive.read(info) if content is None else content
                    target.writestr(info, kept, info.compress_type)
            names = {info.filename for info in present}
            for name in (name for name in self._changed if name not in names):
                new = zipfile.ZipInfo(name, present[0].date_time)
                new.create_system = 0  # the same on Windows and elsewhere
                target.writestr(new, self._changed[name], zipfile.ZIP_DEFLATED)
        return buffer.getvalue()


def _folded(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


def _relations_of(source: str) -> str:
    folder, file = posixpath.split(source)
    return posixpath.join(folder, "_rels", f"{file}.rels")


def _joined(folder: str, target: str) -> str:
    path = posixpath.join("/", folder, target.replace("\\", "/"))
    return posixpath.normpath(path).lstrip("/")


def _identity(sheet: Element) -> str:
    """The name of the attribute that leads to a sheet's part."""
    return next((str(name) for name in sheet.attrib if str(name).endswith("}id")), "")


def _unused(pattern: str, taken: set[str]) -> str:
    number = 1
    while pattern.format(number) in taken:
        number += 1
    return pattern.format(number)


def _remove(tree: Element, attribute: str, value: str) -> None:
    for child in [c for c in tree if _folded(c.get(attribute) or "") == _folded(value)]:
        tree.remove(child)
