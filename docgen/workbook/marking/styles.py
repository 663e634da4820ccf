"""The colours of marked cells in styles.xml, and how the fills before them come back.

A marked cell keeps its style but for the fill. The colour itself says which fill it stands
for: two of its half-bytes hold a number, and what is under that number is noted in 问题清单. So
a row that is moved, sorted or copied, or styles numbered anew by another program, lose nothing.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from docgen.errors import Severity
from docgen.ooxml.xml import Element, parse, to_bytes

# Red, green and blue, by how grave the worst problem is and whether the text is white or so:
# the low half-bytes of green and blue hold the number. No palette has colours like these.
_BASES = {
    (Severity.ERROR, False): (0xFD, 0xA0, 0x90),
    (Severity.WARNING, False): (0xFD, 0xD0, 0x50),
    (Severity.ERROR, True): (0xB3, 0x20, 0x20),
    (Severity.WARNING, True): (0x8C, 0x60, 0x10),
}
_MOST_FILLS = 256  # fills that can be distinguished
_PLAIN = 0  # the number of no fill at all
_COLOUR = re.compile(r"(?:[0-9A-Fa-f]{2})?([0-9A-Fa-f]{6})")
_LIGHT = 0.6  # of white
_LIGHT_THEME, _LIGHT_INDEXED = {"0", "2"}, {"1", "9"}
# The lists of a styles part, in the order of the standard.
_ORDER = ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs",
          "tableStyles", "colors", "extLst")  # fmt: skip
_ENTRIES = {
    "fonts": ('<font><sz val="11"/><name val="宋体"/></font>',),
    "fills": ("<fill><patternFill/></fill>", '<fill><patternFill patternType="gray125"/></fill>'),
    "borders": ("<border><left/><right/><top/><bottom/><diagonal/></border>",),
    "cellStyleXfs": ('<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>',),
    "cellXfs": ('<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>',),
    "dxfs": (),
}


def empty_styles(namespace: str) -> bytes:
    """A styles part for a workbook that has none."""
    usual = '<cellStyle name="Normal" xfId="0" builtinId="0"/>'
    return (
        f'<styleSheet xmlns="{namespace}"><cellStyles count="1">{usual}</cellStyles></styleSheet>'
    ).encode()


@dataclass(frozen=True, slots=True)
class MarkStyle:
    """How a cell of our own sheet looks, as entries of the lists of a styles part."""

    font: str
    fill: str = "<fill><patternFill/></fill>"
    border: str = "<border><left/><right/><top/><bottom/><diagonal/></border>"
    alignment: str = ""


class Styles:
    """The styles of a workbook: cells are given and lose the colours of marks."""

    def __init__(self, part: bytes) -> None:
        self._root = parse(part)
        self._namespace = etree.QName(self._root).namespace or ""
        self._lists = {name: self._list(name) for name in _ENTRIES}
        self._keys: dict[str, dict[str, int]] = {}
        self._numbers: dict[str, int] = {}  # of fills that marks stand for, by their XML
        self._marked: dict[tuple[int, Severity], int | None] = {}
        self._changed = False

    @property
    def has_marks(self) -> bool:
        """Whether there are styles with colours of marks."""
        return any(self._number(xf) is not None for xf in self._lists["cellXfs"])

    @property
    def notes(self) -> dict[int, str]:
        """The fills that marks stand for now, by their numbers."""
        return {number: xml for xml, number in self._numbers.items()}

    def written(self) -> bytes | None:
        """The part again, None when it is as it was."""
        return to_bytes(self._root) if self._changed else None

    # --- marks ---------------------------------------------------------------------------

    def marked(self, style: str, severity: Severity) -> str:
        """The style that looks like another one in the colour of a mark; "" when it cannot be."""
        number = self._lists["cellXfs"].index(style or "0")
        if number is None:
            return ""
        if (number, severity) not in self._marked:
            self._marked[number, severity] = self._mark(number, severity)
        found = self._marked[number, severity]
        return "" if found is None else str(found)

    def _mark(self, style: int, severity: Severity) -> int | None:
        model = self._lists["cellXfs"][style]
        former = self._fill_of(model)
        xml = _bare(former) if former is not None and not _is_empty(former) else ""
        if xml and xml not in self._numbers and len(self._numbers) + 1 >= _MOST_FILLS:
            return None
        number = self._numbers.setdefault(xml, len(self._numbers) + 1) if xml else _PLAIN
        red, green, blue = _BASES[severity, self._is_light(model)]
        colour = f"FF{red:02X}{green + number // 16:02X}{blue + number % 16:02X}"
        fill = (
            f'<fill><patternFill patternType="solid"><fgColor rgb="{colour}"/>'
            '<bgColor indexed="64"/></patternFill></fill>'
        )
        return self._filled(model, self._entry("fills", self._element(fill)))

    def _filled(self, model: Element, fill: int) -> int:
        """The number of the style that is like another one but for its fill."""
        new = copy.deepcopy(model)
        new.set("fillId", str(fill))
        new.set("applyFill", "1")
        return self._entry("cellXfs", new)

    def restored(self, style: str, notes: Mapping[int, str]) -> str:
        """The style that a marked one stands for; "" for one that is not marked.

        ``notes`` are fills by their numbers; what they do not name becomes no fill.
        """
        styles = self._lists["cellXfs"]
        here = styles.index(style)
        number = None if here is None else self._number(styles[here])
        if here is None or number is None:
            return ""
        noted = _as_fill(notes.get(number, ""))
        fill = self._plain_fill() if noted is None else self._entry("fills", self._renamed(noted))
        return str(self._filled(styles[here], fill))

    # --- conditional formats -------------------------------------------------------------

    def of_rule(self, severity: Severity) -> str:
        """The number of the format that a rule gives cells in the colour of a mark."""
        colour = "FF{:02X}{:02X}{:02X}".format(*_BASES[severity, False])
        return str(
            self._entry(
                "dxfs",
                self._element(
                    '<dxf><fill><patternFill patternType="solid">'
                    f'<fgColor rgb="{colour}"/><bgColor rgb="{colour}"/></patternFill></fill></dxf>'
                ),
            )
        )

    def is_of_rule(self, number: str) -> bool:
        """Whether a rule gives cells the colour of a mark."""
        here = self._lists["dxfs"].index(number)
        if here is None:
            return False
        colour = self._lists["dxfs"][here].find("{*}fill/{*}patternFill/{*}bgColor")
        return _marked_number(colour) is not None

    # --- fills ---------------------------------------------------------------------------

    def _number(self, xf: Element) -> int | None:
        """The number in the colour of a mark; None for any other fill."""
        fill = self._fill_of(xf)
        colour = None if fill is None else fill.find("{*}patternFill/{*}fgColor")
        return _marked_number(colour)

    def _fill_of(self, xf: Element) -> Element | None:
        number = self._lists["fills"].index(xf.get("fillId") or "0")
        return None if number is None else self._lists["fills"][number]

    def _plain_fill(self) -> int:
        fills = self._lists["fills"]
        found = next((n for n, fill in enumerate(fills) if _is_empty(fill)), None)
        return self._entry("fills", self._element(_ENTRIES["fills"][0])) if found is None else found

    def _is_light(self, xf: Element) -> bool:
        """Whether the text of a style is white or nearly so."""
        number = self._lists["fonts"].index(xf.get("fontId") or "0")
        colour = None if number is None else self._lists["fonts"][number].find("{*}color")
        if colour is None:
            return False
        if found := _COLOUR.fullmatch(colour.get("rgb") or ""):
            return sum(bytes.fromhex(found[1])) > _LIGHT * 3 * 255
        return colour.get("theme") in _LIGHT_THEME or colour.get("indexed") in _LIGHT_INDEXED

    # --- our own sheet -------------------------------------------------------------------

    def dressed(self, look: MarkStyle) -> str:
        """The number of a style that looks like this."""
        entries = {"font": look.font, "fill": look.fill, "border": look.border}
        numbers = {
            name: self._entry(f"{name}s", self._element(xml)) for name, xml in entries.items()
        }
        new = self._element(
            '<xf numFmtId="0" fontId="{font}" fillId="{fill}" borderId="{border}" xfId="0" '
            'applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1"/>'.format(**numbers)
        )
        if look.alignment:
            new.append(self._element(look.alignment))
        return str(self._entry("cellXfs", new))

    # --- lists ---------------------------------------------------------------------------

    def _list(self, name: str) -> _List:
        holder = self._root.find(f"{{{self._namespace}}}{name}")
        if holder is None:
            holder = etree.Element(f"{{{self._namespace}}}{name}")
            before = {f"{{{self._namespace}}}{each}" for each in _ORDER[: _ORDER.index(name)]}
            self._root.insert(sum(child.tag in before for child in self._root), holder)
        found = _List(holder)
        for xml in _ENTRIES[name] if not len(found) else ():
            found.append(self._element(xml))
        return found

    def _entry(self, name: str, entry: Element) -> int:
        """The place of an entry in a list; it is added unless there is one like it."""
        entries = self._lists[name]
        if name not in self._keys:
            self._keys[name] = {}
            for number, present in enumerate(entries):
                self._keys[name].setdefault(_key(present), number)
        key = _key(entry)
        if key not in self._keys[name]:
            self._keys[name][key] = entries.append(entry)
            self._changed = True
        return self._keys[name][key]

    def _element(self, xml: str) -> Element:
        return self._renamed(etree.fromstring(xml))

    def _renamed(self, element: Element) -> Element:
        """An element and what it holds, in the namespace of this workbook."""
        for each in element.iter("*"):
            each.tag = f"{{{self._namespace}}}{etree.QName(each).localname}"
        return element


class _List:
    """The entries of a counted list; remarks among them do not count."""

    def __init__(self, holder: Element) -> None:
        self._holder = holder
        self._entries = [child for child in holder if isinstance(child.tag, str)]

    def __len__(self) -> int:
        return len(self._entries)

    def __getitem__(self, number: int) -> Element:
        return self._entries[number]

    def __iter__(self) -> Iterator[Element]:
        return iter(self._entries)

    def index(self, number: str) -> int | None:
        """A number as it is written, None when there is no such entry."""
        is_number = number.isdecimal() and len(number) < 9
        return int(number) if is_number and int(number) < len(self) else None

    def append(self, entry: Element) -> int:
        """Add an entry at the end; returns its number."""
        self._holder.append(entry)
        self._entries.append(entry)
        self._holder.set("count", str(len(self._entries)))
        return len(self._entries) - 1


def _marked_number(colour: Element | None) -> int | None:
    """The number in a colour of marks; None for any other colour."""
    found = _COLOUR.fullmatch("" if colour is None else colour.get("rgb") or "")
    if found is None:
        return None
    red, green, blue = bytes.fromhex(found[1])
    if (red, green & 0xF0, blue & 0xF0) not in _BASES.values():
        return None
    return (green & 0xF) * 16 + (blue & 0xF)


def _key(entry: Element) -> str:
    """What makes two entries look the same; whether a fill is said to apply is no part of it."""
    attributes = sorted((str(k), str(v)) for k, v in entry.attrib.items() if k != "applyFill")
    inner = "".join(_bare(child) for child in entry if isinstance(child.tag, str))
    return f"{attributes}{inner}"


def _bare(element: Element) -> str:
    """An element without its namespace, the same in every workbook."""
    bare = copy.deepcopy(element)
    bare.tail = None
    for each in bare.iter("*"):
        each.tag = etree.QName(each).localname
    etree.cleanup_namespaces(bare)
    return etree.tostring(bare, encoding="unicode")


def _is_empty(fill: Element) -> bool:
    pattern = fill.find("{*}patternFill")
    return not len(fill) or (
        pattern is not None and pattern.get("patternType", "none") == "none" and len(fill) == 1
    )


def _as_fill(xml: str) -> Element | None:
    """The fill that was noted, None when there is none or it is no fill."""
    try:
        found = parse(xml.encode())
    except (etree.XMLSyntaxError, UnicodeError):
        return None
    return found if etree.QName(found).localname == "fill" else None
