"""Parts that Office expects in every document although nothing here refers to them."""

from __future__ import annotations

from docgen import gbt9704 as gb
from tools.wordml import NAMESPACES, XML_HEAD

_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
_COLORS = {
    "dk1": "000000", "lt1": "FFFFFF", "dk2": "44546A", "lt2": "E7E6E6", "accent1": "4472C4",
    "accent2": "ED7D31", "accent3": "A5A5A5", "accent4": "FFC000", "accent5": "5B9BD5",
    "accent6": "70AD47", "hlink": "0563C1", "folHlink": "954F72",
}  # fmt: skip


def font_table() -> str:
    """The fonts that the documents name."""
    names = (
        gb.FONT_LATIN, gb.FONT_BODY, gb.FONT_TITLE, gb.FONT_LEVEL_1, gb.FONT_LEVEL_2,
        gb.FONT_PAGE_NUMBER,
    )  # fmt: skip
    fonts = "".join(f'<w:font w:name="{name}"/>' for name in names)
    return f"{XML_HEAD}<w:fonts {NAMESPACES}>{fonts}</w:fonts>"


def theme() -> str:
    """A plain theme. No style takes a font or colour from it: names stay what they say."""
    colors = "".join(f'<a:{k}><a:srgbClr val="{v}"/></a:{k}>' for k, v in _COLORS.items())
    font = f'<a:latin typeface="{gb.FONT_LATIN}"/><a:ea typeface=""/><a:cs typeface=""/>'
    fill = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>' * 3
    line = f'<a:ln w="6350">{fill[: len(fill) // 3]}</a:ln>' * 3
    effect = "<a:effectStyle><a:effectLst/></a:effectStyle>" * 3
    return (
        f'{XML_HEAD}<a:theme xmlns:a="{_DRAWING}" name="docgen"><a:themeElements>'
        f'<a:clrScheme name="docgen">{colors}</a:clrScheme>'
        f'<a:fontScheme name="docgen"><a:majorFont>{font}</a:majorFont>'
        f"<a:minorFont>{font}</a:minorFont></a:fontScheme>"
        f'<a:fmtScheme name="docgen"><a:fillStyleLst>{fill}</a:fillStyleLst>'
        f"<a:lnStyleLst>{line}</a:lnStyleLst><a:effectStyleLst>{effect}</a:effectStyleLst>"
        f"<a:bgFillStyleLst>{fill}</a:bgFillStyleLst></a:fmtScheme></a:themeElements></a:theme>"
    )
