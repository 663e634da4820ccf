"""Cells that a loop merges (``{% vm %}``, ``{% hm %}``) may not hide values. Pure.

docxtpl prints what such a cell holds in the first turn of its loop only. Here every turn looks
whether that has changed, and a template that would lose a value fails instead.
"""

from __future__ import annotations

from collections.abc import Iterator

FILTER = "docgen_hidden"
_FIRST, _END = "{% if loop.first %}", "{% endif %}"
_BELOW = 'restart{% else %}continue{% endif %}"/>'  # what docxtpl makes of {% vm %}
_BESIDE = 'loop.length }}"/>'  # and of {% hm %}


class Hidden(Exception):
    """A merged cell would hide a value."""


def hidden(_value: object) -> str:
    """The filter that ends the rendering.

    Raises:
        Hidden: always.
    """
    raise Hidden


def watched(source: str) -> str:
    """A template's source as docxtpl makes it, the values of merged cells compared turn by turn."""
    pieces = source.split(_FIRST)
    for number, piece in enumerate(pieces[1:], start=1):
        inside, end, rest = piece.partition(_END)
        merged = pieces[number - 1].startswith(_BELOW) or _BESIDE in inside
        values = ", ".join(f"({value})" for value in _values(inside))
        if merged and values and "{%" not in inside:
            check = f"{{% if loop.changed({values}) and not loop.first %}}"
            pieces[number] = f"{inside}{end}{check}{{{{ ''|{FILTER} }}}}{_END}{rest}"
    return _FIRST.join(pieces)


def _values(text: str) -> Iterator[str]:
    """The expressions that a text prints."""
    at = 0
    while (begin := text.find("{{", at)) >= 0 and (end := text.find("}}", begin)) >= 0:
        yield text[begin + 2 : end].strip("-+ ")
        at = end
