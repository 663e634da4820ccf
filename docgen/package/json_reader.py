"""JSON that may come from anywhere, read value by value: each fault says where it is. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import date
from fractions import Fraction
from typing import TypeVar

MANIFEST = "manifest.json"
_MAX_COUNT = 10**9  # no figure of a community is larger
_DIGEST = re.compile(r"[0-9a-f]{64}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_FRACTION = re.compile(r"-?[0-9]{1,20}(/[1-9][0-9]{0,19})?")
# No workbook holds these, as they cannot be in XML.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
_T = TypeVar("_T")


class ManifestFault(ValueError):
    """A manifest that does not follow its format; ``place`` is where: ``files[3].size``."""

    def __init__(self, place: str, wanted: str) -> None:
        super().__init__(f"{place}：{wanted}")
        self.place, self.wanted = place, wanted


class Node:
    """A JSON value and where it stands; each getter raises ManifestFault for another kind."""

    def __init__(self, value: object, place: str) -> None:
        if not isinstance(value, Mapping):
            raise ManifestFault(place or MANIFEST, "应为一组名称和值")
        self._value, self.place = value, place

    def keys(self) -> set[str]:
        """The names."""
        return set(self._value)

    def text(self, key: str) -> str:
        """Text without control characters."""
        value = self._get(key, str, "文字")
        if _UNPRINTABLE.search(value):
            raise ManifestFault(self._at(key), "不应有控制字符")
        return value

    def flag(self, key: str) -> bool:
        """True or false."""
        return self._get(key, bool, "true或者false")

    def count(self, key: str) -> int:
        """A whole number from 0 to 10**9."""
        value = self._get(key, int, "不小于零的整数")
        if isinstance(value, bool) or not 0 <= value <= _MAX_COUNT:
            raise ManifestFault(self._at(key), "应为不小于零的整数")
        return value

    def digest(self, key: str) -> str:
        """A SHA-256 in hex, small letters."""
        value = self.text(key)
        if not _DIGEST.fullmatch(value):
            raise ManifestFault(self._at(key), "应为64位十六进制数")
        return value

    def day(self, key: str) -> date:
        """A day, ``2026-03-05``."""
        text = self.text(key)
        with suppress(ValueError):
            if _DAY.fullmatch(text):
                return date.fromisoformat(text)
        raise ManifestFault(self._at(key), "应为“年-月-日”")

    def fraction(self, key: str) -> Fraction:
        """A number without loss, ``5`` or ``1/3``."""
        text = self.text(key)
        if not _FRACTION.fullmatch(text):
            raise ManifestFault(self._at(key), "应为整数或者分数")
        return Fraction(text)

    def optional(self, key: str, getter: Callable[[Node, str], _T]) -> _T | None:
        """What the getter gives; None for null, not for what is missing."""
        if key in self._value and self._value[key] is None:
            return None
        return getter(self, key)

    def given(self, key: str, getter: Callable[[Node, str], _T]) -> _T | None:
        """What the getter gives; None for what is missing, not for null."""
        return getter(self, key) if key in self._value else None

    def node(self, key: str) -> Node:
        """Another object."""
        return Node(self._value.get(key), self._at(key))

    def nodes(self, key: str) -> Iterator[Node]:
        """The objects of a list."""
        for number, each in enumerate(self._get(key, list, "列表")):
            yield Node(each, f"{self._at(key)}[{number}]")

    def texts(self, key: str) -> list[str]:
        """The texts of a list."""
        values = self._get(key, list, "列表")
        place = self._at(key)
        return [Node({f"[{n}]": each}, place).text(f"[{n}]") for n, each in enumerate(values)]

    def _get(self, key: str, kind: type[_T], wanted: str) -> _T:
        value = self._value.get(key)
        if not isinstance(value, kind):
            raise ManifestFault(self._at(key), f"应为{wanted}")
        return value

    def _at(self, key: str) -> str:
        return f"{self.place}.{key}".lstrip(".").replace(".[", "[")
