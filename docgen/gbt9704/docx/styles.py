"""The effective formatting of paragraphs and runs: defaults, style chains, numbering, direct.

Follows ISO/IEC 29500-1, 17.7.2 (style hierarchy), 17.3.2.26 (fonts of a run, theme fonts
before names) and 17.7.3 (toggle properties). Properties are flat mappings: ``sz`` or, for an
element with several attributes, ``ind.firstLine``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

from docgen.gbt9704.docx.container import DocxFile, W
from docgen.gbt9704.docx.numbering import Numbering

Properties = dict[str, str]

_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_SCRIPTS = ("ascii", "hAnsi", "eastAsia", "cs")
_TOGGLES = ("b", "i", "caps", "strike", "vanish")
_OFF = ("0", "false", "off", "none")
_COMPOUND = ("ind", "spacing", "rFonts", "framePr", "shd")
# A first line, and what of an inherited one it ends.
_FIRST_LINE = {
    "ind.firstLine": ("ind.hanging",),
    "ind.firstLineChars": ("ind.hanging", "ind.hangingChars"),
    "ind.hanging": ("ind.firstLine",),
    "ind.hangingChars": ("ind.firstLine", "ind.firstLineChars"),
}
_LONGEST_CHAIN = 50
_NUMBER = re.compile(r"([-+]?\d{1,9}(?:\.\d{1,9})?)(mm|cm|in|pt|pc|pi)?", re.ASCII)
_TWIPS = {
    None: 1.0,
    "mm": 1440 / 25.4,
    "cm": 1440 / 2.54,
    "in": 1440.0,
    "pt": 20.0,
    "pc": 240.0,
    "pi": 240.0,
}
_LOGICAL = {"start": "left", "startChars": "leftChars", "end": "right", "endChars": "rightChars"}


@dataclass(frozen=True, slots=True)
class Style:
    """A style as it stands in styles.xml, its own properties only."""

    name: str
    based_on: str
    paragraph: Properties
    run: Properties


@dataclass(slots=True)
class StyleSheet:
    """Resolves the formatting of a document's paragraphs and runs."""

    styles: Mapping[str, Style]
    default_style: str
    default_paragraph: Properties
    default_run: Properties
    theme: Mapping[str, str]
    numbering: Numbering
    _cache: dict[tuple[str, str, bytes], Properties] = field(default_factory=dict)

    @classmethod
    def of(cls, container: DocxFile) -> StyleSheet:
        """Read the style sheet, theme and numbering of a document."""
        theme = _theme_fonts(container)
        root = _related(container, "styles")
        empty = etree.Element("none")
        root = empty if root is None else root
        styles = {
            style.get(f"{W}styleId", ""): Style(
                _value(style.find(f"{W}name")),
                _value(style.find(f"{W}basedOn")),
                flat(style.find(f"{W}pPr"), theme),
                flat(style.find(f"{W}rPr"), theme),
            )
            for style in root.iter(f"{W}style")
        }
        default = next(
            (
                style.get(f"{W}styleId", "")
                for style in root.iter(f"{W}style")
                if style.get(f"{W}type") == "paragraph"
                and style.get(f"{W}default") in ("1", "true")
            ),
            "",
        )
        return cls(
            styles,
            default,
            flat(root.find(f"{W}docDefaults/{W}pPrDefault/{W}pPr"), theme),
            flat(root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr"), theme),
            theme,
            Numbering.of(_related(container, "numbering")),
        )

    def name(self, style_id: str) -> str:
        """The name of a paragraph's style, the default one's if it names none."""
        style = self.styles.get(style_id or self.default_style)
        return style.name if style else ""

    def paragraph(self, own: etree._Element | None, table_style: str = "") -> Properties:
        """The effective properties of a paragraph with these own ones (``w:pPr``)."""
        key = ("p", table_style, b"" if own is None else etree.tostring(own))
        if key not in self._cache:
            self._cache[key] = self._paragraph(own, table_style)
        return self._cache[key]

    def _paragraph(self, own: etree._Element | None, table_style: str) -> Properties:
        direct = flat(own, self.theme)
        layers = [self.default_paragraph]
        layers += [style.paragraph for style in self._chain(table_style)]
        layers += [style.paragraph for style in self._chain(direct.get("pStyle", ""), True)]
        merged: Properties = {}
        for layer in (*layers, direct):
            if "numId" in layer:
                listed = self.numbering.paragraph(layer["numId"], layer.get("ilvl", "0"))
                _overlay(merged, flat(listed, self.theme))
            _overlay(merged, layer)
        return merged

    def run(self, paragraph_style: str, own: etree._Element | None, table_style: str) -> Properties:
        """The effective properties of a run with these own ones (``w:rPr``)."""
        key = (f"r{paragraph_style}", table_style, b"" if own is None else etree.tostring(own))
        if key not in self._cache:
            self._cache[key] = self._run(paragraph_style, own, table_style)
        return self._cache[key]

    def _run(
        self, paragraph_style: str, own: etree._Element | None, table_style: str
    ) -> Properties:
        direct = flat(own, self.theme)
        merged = dict(self.default_run)
        toggled = dict.fromkeys(_TOGGLES, False)
        for chain in (
            self._chain(table_style),
            self._chain(paragraph_style, True),
            self._chain(direct.get("rStyle", "")),
        ):
            level: Properties = {}
            for style in chain:
                _overlay(level, style.run)
            for toggle in _TOGGLES:
                toggled[toggle] ^= is_on(level.pop(toggle, "0"))
            _overlay(merged, level)
        for toggle, on in toggled.items():
            if on:
                merged[toggle] = "1"
        _overlay(merged, direct)
        return merged

    def _chain(self, style_id: str, default: bool = False) -> list[Style]:
        """A style after those it is based on; a circle in them, or a great length, ends it."""
        chain: list[Style] = []
        seen = set()
        key = style_id if style_id in self.styles or not default else self.default_style
        while key in self.styles and key not in seen and len(chain) < _LONGEST_CHAIN:
            seen.add(key)
            chain.append(self.styles[key])
            key = self.styles[key].based_on
        return chain[::-1]


def is_on(value: str) -> bool:
    """Whether a switch (``w:b``) with this value is on."""
    return value not in _OFF


def number(text: str | None) -> float:
    """A number as it stands in an attribute, a length in twips; 0 for none or what is no number."""
    found = _NUMBER.fullmatch(text or "")
    return float(found.group(1)) * _TWIPS[found.group(2)] if found else 0.0


def flat(properties: etree._Element | None, theme: Mapping[str, str]) -> Properties:
    """The properties of a ``w:pPr`` or ``w:rPr`` element as a flat mapping."""
    if properties is None:
        return {}
    result: Properties = {}
    for child in properties:
        tag = etree.QName(child).localname
        if tag == "rFonts":
            result |= _fonts(child, theme)
        elif tag == "numPr":
            for part in child:
                result[etree.QName(part).localname] = _value(part)
        elif tag in _COMPOUND and (tag != "spacing" or f"{W}val" not in child.attrib):
            for key, value in child.attrib.items():
                name = etree.QName(key).localname
                result[f"{tag}.{_LOGICAL.get(name, name)}"] = str(value)
        elif tag == "pBdr":
            for edge in child:
                result["border"] = str(edge.get(f"{W}color", ""))
        else:
            result[tag] = child.get(f"{W}val", "1")
    return result


def _fonts(fonts: etree._Element, theme: Mapping[str, str]) -> Properties:
    """Font names by script; a theme font wins over a name on the same element."""
    result = {}
    for script in _SCRIPTS:
        themed = fonts.get(f"{W}{'cstheme' if script == 'cs' else script + 'Theme'}")
        if themed:
            result[f"rFonts.{script}"] = theme.get(themed, "")
        elif f"{W}{script}" in fonts.attrib:
            result[f"rFonts.{script}"] = fonts.get(f"{W}{script}", "")
    if f"{W}hint" in fonts.attrib:
        result["rFonts.hint"] = fonts.get(f"{W}hint", "")
    return result


def _overlay(merged: Properties, layer: Properties) -> None:
    """Put a layer over what was merged; a first line of its own ends an inherited one.

    One in twips leaves an inherited one in characters, which wins over it in Word.
    """
    for key in layer.keys() & _FIRST_LINE.keys():
        for ended in _FIRST_LINE[key]:
            merged.pop(ended, None)
    merged |= layer


def _theme_fonts(container: DocxFile) -> dict[str, str]:
    """The names that ``minorEastAsia`` and the like stand for."""
    root = _related(container, "theme")
    fonts: dict[str, str] = {}
    for kind in ("major", "minor"):
        scheme = None if root is None else root.find(f".//{_DRAWING}{kind}Font")
        if scheme is None:
            continue
        latin = _typeface(scheme.find(f"{_DRAWING}latin"))
        east = _typeface(scheme.find(f"{_DRAWING}ea")) or next(
            (_typeface(f) for f in scheme.iter(f"{_DRAWING}font") if f.get("script") == "Hans"), ""
        )
        fonts |= {
            f"{kind}Ascii": latin,
            f"{kind}HAnsi": latin,
            f"{kind}EastAsia": east,
            f"{kind}Bidi": _typeface(scheme.find(f"{_DRAWING}cs")),
        }
    return fonts


def _typeface(element: etree._Element | None) -> str:
    return "" if element is None else element.get("typeface", "")


def _value(element: etree._Element | None) -> str:
    return "" if element is None else element.get(f"{W}val", "")


def _related(container: DocxFile, kind: str) -> etree._Element | None:
    return next((container.tree(name) for name in container.related(kind)), None)
