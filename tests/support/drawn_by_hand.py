"""Rules, pictures and text boxes as programs draw them, to be put into a paragraph."""

from __future__ import annotations

from typing import Any

from docx.oxml import parse_xml

_SPACES = " ".join(
    f'xmlns:{prefix}="{space}"'
    for prefix, space in (
        ("w", "http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
        ("mc", "http://schemas.openxmlformats.org/markup-compatibility/2006"),
        ("wp", "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"),
        ("a", "http://schemas.openxmlformats.org/drawingml/2006/main"),
        ("pic", "http://schemas.openxmlformats.org/drawingml/2006/picture"),
        ("wps", "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"),
        ("v", "urn:schemas-microsoft-com:vml"),
        ("o", "urn:schemas-microsoft-com:office:office"),
    )
)
_WIDE = 5616000  # the width of the type area


def _drawing(inside: str, height: int, number: int) -> str:
    return (
        f'<w:drawing><wp:anchor><wp:extent cx="{_WIDE}" cy="{height}"/>'
        f'<wp:docPr id="{number}" name="图形"/><a:graphic><a:graphicData>{inside}'
        "</a:graphicData></a:graphic></wp:anchor></w:drawing>"
    )


def _either(new: str, old: str) -> str:
    """For programs that know the newer form, and for those that do not."""
    return (
        f'<mc:AlternateContent><mc:Choice Requires="wps">{new}</mc:Choice>'
        f"<mc:Fallback>{old}</mc:Fallback></mc:AlternateContent>"
    )


_VML_LINE = '<w:pict><v:line style="position:absolute" from="0,0" to="442pt,0"/></w:pict>'
LINES = {
    "a line": _either(_drawing("<wps:wsp/>", 0, 31), _VML_LINE),
    "a line of old": _VML_LINE,
    "a flat shape of old": '<w:pict><v:rect style="width:442pt;height:1.5pt"/></w:pict>',
    "a horizontal line": '<w:pict><v:rect style="width:0;height:20pt" o:hr="t"/></w:pict>',
    "a picture of a line": _drawing("<pic:pic/>", 19050, 31),
}
PICTURE = _drawing("<pic:pic/>", 1900000, 32)


def box(content: str) -> str:
    """A text box, twice in the file, as Word writes it."""
    inside = f"<w:txbxContent>{content}</w:txbxContent>"
    return _either(
        _drawing(f"<wps:wsp><wps:txbx>{inside}</wps:txbx></wps:wsp>", 900000, 33),
        f"<w:pict><v:shape><v:textbox>{inside}</v:textbox></v:shape></w:pict>",
    )


def lettered(text: str, size: float, font: str, align: str = "left", colour: str = "000000") -> str:
    """A paragraph for a text box or a cell."""
    return (
        f'<w:p><w:pPr><w:jc w:val="{align}"/></w:pPr><w:r><w:rPr>'
        f'<w:rFonts w:eastAsia="{font}"/><w:color w:val="{colour}"/><w:sz w:val="{size * 2:g}"/>'
        f"</w:rPr><w:t>{text}</w:t></w:r></w:p>"
    )


def draw(paragraph: Any, drawing: str) -> None:
    """Hang a drawing from a paragraph."""
    paragraph._p.append(parse_xml(f"<w:r {_SPACES}>{drawing}</w:r>"))
