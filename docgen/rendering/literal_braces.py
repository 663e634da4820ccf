"""Braces that a template prints as they stand: docxtpl's ``{_{ }_}`` and Jinja's ``{% raw %}``. Pure.

Within a template and the pieces of a document they stay in docxtpl's form, so that they are
never taken for a tag that was left; only the document itself shows them.
"""

from __future__ import annotations

import re

_SHOWN = {"{_{": "{{", "}_}": "}}", "{_%": "{%", "%_}": "%}", "{_#": "{#", "#_}": "#}"}
_WRITTEN = {shown: written for written, shown in _SHOWN.items()}
_WRITTEN_MARK = re.compile("|".join(map(re.escape, _SHOWN)))
_MARK = re.compile("|".join(map(re.escape, _WRITTEN)))
_RAW = re.compile(r"\{%-?\s*raw\s*-?%\}")
_END_RAW = re.compile(r"\{%-?\s*endraw\s*-?%\}")


def without_raw(source: str) -> str:
    """A template's source with docxtpl's form in place of ``{% raw %}`` blocks that are whole."""
    pieces: list[str] = []
    at = 0
    while (begin := _RAW.search(source, at)) and (end := _END_RAW.search(source, begin.end())):
        inside = source[begin.end() : end.start()]
        pieces += (source[at : begin.start()], _MARK.sub(lambda mark: _WRITTEN[mark[0]], inside))
        at = end.end()
    return "".join(pieces) + source[at:]


def literals(text: str) -> tuple[str, ...]:
    """The marks that a template's text prints as they stand: ``{{``, ``}}`` and the like."""
    found = {_SHOWN[written] for written in _WRITTEN_MARK.findall(text)}
    return tuple(sorted(found))


def shown(text: str) -> str:
    """A template's own text as the document shows it."""
    return _WRITTEN_MARK.sub(lambda mark: _SHOWN[mark[0]], text)


def blanked(text: str) -> str:
    """A paragraph of a template without the braces that it prints as they stand."""
    return _WRITTEN_MARK.sub("", without_raw(text))
