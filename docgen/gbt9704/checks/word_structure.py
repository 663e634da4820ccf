"""Whether Word opens the file and shows all that is in it: every part that holds text."""

from __future__ import annotations

from collections.abc import Iterator

from docgen.gbt9704.docx.container import DocxFile
from docgen.gbt9704.finding import LayoutFinding
from docgen.gbt9704.rules import STRUCTURE
from docgen.ooxml.word_structure import structure_faults

_PARTS = {"header": "页眉", "footer": "页脚", "footnotes": "脚注", "endnotes": "尾注"}


def check_word_structure(container: DocxFile) -> Iterator[LayoutFinding]:
    """Structure that Word refuses, or that hides text.

    Raises:
        Refused: a part is no well-formed XML.
    """
    parts = {container.main: ""}
    parts |= {name: _PARTS[k] for name, k in container.relations().values() if k in _PARTS}
    for name, word in parts.items():
        root = container.tree(name)
        for fault in () if root is None else structure_faults(root, word):
            yield STRUCTURE[fault.kind].found(fault.place, fault.found, fault.wanted)
