"""Automatic numbers of paragraphs: what Word prints before the text (ISO/IEC 29500-1, 17.9)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

from docgen.chinese.wording import numeral
from docgen.gbt9704.docx.container import W

_CHINESE = ("chineseCounting", "chineseCountingThousand", "japaneseCounting",
            "taiwaneseCounting", "ideographDigital")  # fmt: skip
_WHOLE = re.compile(r"[0-9]{1,8}")
_PLACE = re.compile(r"%(\d)")


@dataclass(slots=True)
class Numbering:
    """The numbering definitions of a document, and the counters while it is read in order."""

    levels: Mapping[tuple[str, int], etree._Element]
    _counters: dict[str, dict[int, int]] = field(default_factory=dict)

    @classmethod
    def of(cls, root: etree._Element | None) -> Numbering:
        """Read numbering.xml; a document without it has no automatic numbers."""
        if root is None:
            return cls({})
        abstract = {
            element.get(f"{W}abstractNumId", ""): element
            for element in root.iter(f"{W}abstractNum")
        }
        levels = {}
        for number in root.iter(f"{W}num"):
            link = number.find(f"{W}abstractNumId")
            definition = abstract.get(link.get(f"{W}val", "") if link is not None else "")
            overrides = list(number.iter(f"{W}lvl"))
            defined = [] if definition is None else list(definition.iter(f"{W}lvl"))
            for level in (*defined, *overrides):
                depth = level.get(f"{W}ilvl", "0")
                levels[number.get(f"{W}numId", ""), _whole(depth, 0)] = level
        return cls(levels)

    def paragraph(self, number_id: str, depth: str) -> etree._Element | None:
        """The ``w:pPr`` of a level."""
        level = self.levels.get((number_id, _whole(depth, 0)))
        return None if level is None else level.find(f"{W}pPr")

    def next_label(self, number_id: str, depth: str) -> str:
        """What the next paragraph of this list is headed with; ``•`` for any bullet, empty for none."""
        own = _whole(depth, 0)
        level = self.levels.get((number_id, own))
        if level is None:
            return ""
        counters = self._counters.setdefault(number_id, {})
        counters[own] = counters.get(own, self._start(number_id, own) - 1) + 1
        for deeper in [key for key in counters if key > own]:
            del counters[deeper]

        def counted(match: re.Match[str]) -> str:
            place = int(match.group(1)) - 1
            number = counters.get(place, self._start(number_id, place))
            return _figure(number, self._attribute(number_id, place, "numFmt"))

        form = self._attribute(number_id, own, "numFmt")
        if form in ("bullet", "none"):
            return "•" if form == "bullet" else ""
        return _PLACE.sub(counted, self._attribute(number_id, own, "lvlText"))

    def _start(self, number_id: str, depth: int) -> int:
        start = self._attribute(number_id, depth, "start")
        return _whole(start, 1)

    def _attribute(self, number_id: str, depth: int, name: str) -> str:
        level = self.levels.get((number_id, depth))
        element = None if level is None else level.find(f"{W}{name}")
        return "" if element is None else element.get(f"{W}val", "")


def _whole(text: str, default: int) -> int:
    """A whole number of an attribute; the default for what is none."""
    return int(text) if _WHOLE.fullmatch(text) else default


def _figure(number: int, form: str) -> str:
    if form in _CHINESE and 0 <= number <= 99:
        return numeral(number)
    return str(number)
