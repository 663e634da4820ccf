"""``{{ …|rowheight }}`` sets the height of the row it stands in."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

import docx
import pytest
from docx.shared import Mm

from docgen.errors import TemplateFault
from docgen.rendering.template import compile_template


def template(text: str, *, in_row: bool = True, has_height: bool = True) -> bytes:
    """A template with one row, or one paragraph, that holds this text."""
    document = docx.Document()
    if in_row:
        row = document.add_table(1, 1).rows[0]
        row.cells[0].text = text
        if has_height:
            row.height = Mm(8)
    else:
        document.add_paragraph(text)
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def xml_of(data: bytes) -> str:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return archive.read("word/document.xml").decode()


def test_a_row_is_as_high_as_the_value_says_and_the_tag_prints_nothing() -> None:
    made = compile_template("某.docx", template("姓名{{ 行高|rowheight }}")).render({"行高": 10.5})
    assert re.findall(r'w:trHeight w:val="(\d+)"', xml_of(made)) == ["595"]
    assert re.findall(r">([^<>]+)</w:t>", xml_of(made)) == ["姓名"]


@pytest.mark.parametrize(
    "data",
    [
        template("{{ 行高|rowheight }}", in_row=False),
        template("{{ 行高|rowheight }}", has_height=False),
    ],
    ids=["in no row", "in a row without a height"],
)
def test_a_height_that_no_row_can_take_is_refused(data: bytes) -> None:
    with pytest.raises(TemplateFault, match="要写在表格的行里，而且这一行设有行高"):
        compile_template("某.docx", data)


def test_a_height_that_is_no_number_is_refused() -> None:
    compiled = compile_template("某.docx", template("{{ 行高|rowheight }}"))
    with pytest.raises(TemplateFault):
        compiled.render({"行高": "高"})
