"""Parts that Office expects in every document although nothing here refers to them."""

from __future__ import annotations

from docgen.gbt9704 import standard as gb
from tools.wordml import NAMESPACES, XML_HEAD


def font_table() -> str:
    """The fonts that the documents name."""
    names = (
        gb.FONT_LATIN, gb.FONT_BODY, gb.FONT_TITLE, gb.FONT_LEVEL_1, gb.FONT_LEVEL_2,
        gb.FONT_PAGE_NUMBER,
    )  # fmt: skip
    fonts = "".join(f'<w:font w:name="{name}"/>' for name in names)
    return f"{XML_HEAD}<w:fonts {NAMESPACES}>{fonts}</w:fonts>"
