"""Every drawing of a part gets a number of its own: a loop prints the same one again and again. Pure."""

from __future__ import annotations

import itertools
import re

_DRAWING = re.compile(r'(<\w+:docPr\s[^<>]*?\bid=")(\d+)(")')
_MARK = ":docPr"


def with_own_numbers(part: str) -> str:
    """A part in which each drawing after the first of a number has another one that is free."""
    if part.count(_MARK) < 2:
        return part
    used = {number for _, number, _ in _DRAWING.findall(part)}
    free = (str(number) for number in itertools.count(1) if str(number) not in used)
    seen: set[str] = set()

    def renumbered(found: re.Match[str]) -> str:
        before, number, after = found.groups()
        if number in seen:
            return f"{before}{next(free)}{after}"
        seen.add(number)
        return found[0]

    return _DRAWING.sub(renumbered, part)
