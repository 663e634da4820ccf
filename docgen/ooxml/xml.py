"""XML parts read and written in one way: no entity is resolved, nothing is looked up elsewhere.

lxml is loaded when it is first needed: starting the program must not wait for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING, Any, TypeAlias

# Characters that no XML part can hold (XML 1.0, 2.2), as the inside of a pattern's brackets.
FORBIDDEN = "\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff"
UNHOLDABLE = re.compile(f"[{FORBIDDEN}]")
# Those, and the control characters that XML can hold and nobody can read.
UNPRINTABLE = re.compile(f"[{FORBIDDEN}\x7f-\x9f]")

if TYPE_CHECKING:
    from lxml.etree import _Element

    Element: TypeAlias = _Element
else:
    Element = Any  # annotations only


def parse(part: bytes, *, remarks: bool = True) -> Element:
    """An XML part as a tree, with comments and processing instructions or without.

    Raises:
        lxml.etree.XMLSyntaxError: it is no XML.
        ValueError: it cannot be parsed from these bytes.
    """
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        remove_comments=not remarks,
        remove_pis=not remarks,
    )
    return etree.fromstring(part, parser)


def elements(part: bytes, tags: frozenset[str]) -> Iterator[Element]:
    """Elements with these tags one at a time, each emptied once the next is asked for."""
    from lxml import etree

    if part:
        for _, element in etree.iterparse(
            BytesIO(part), tag=sorted(tags), resolve_entities=False, no_network=True
        ):
            yield element
            element.clear()


def to_bytes(root: Element) -> bytes:
    """A tree as an XML part."""
    from lxml import etree

    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def local_name(element: Element) -> str:
    """An element's name without its namespace; not for comments."""
    return str(element.tag).rpartition("}")[2]
