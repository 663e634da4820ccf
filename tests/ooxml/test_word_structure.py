"""Structure that Word refuses: what is found beside the table of conformance, and what is not."""

from __future__ import annotations

import time

import pytest

from docgen.ooxml.word_structure import StructureFault, structure_faults
from docgen.ooxml.xml import parse

SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)


def faults(inside: str, part: str = "") -> list[StructureFault]:
    xml = f"<w:document {SPACES}><w:body>{inside}</w:body></w:document>"
    return list(structure_faults(parse(xml.encode()), part))


def text(words: str) -> str:
    return f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>"


def cell(inside: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inside}</w:tc>"


def table(*rows: str) -> str:
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


GOES_ON, BEGINS = "<w:vMerge/>", '<w:vMerge w:val="restart"/>'
WIDE = '<w:gridSpan w:val="2"/>'


@pytest.mark.parametrize(
    "inside",
    [
        table(cell(text("甲") + '<w:bookmarkEnd w:id="1"/>')),
        table(cell(f"<w:sdt><w:sdtContent>{text('甲')}</w:sdtContent></w:sdt>")),
        table(f"<w:sdt><w:sdtContent>{cell(text('甲'))}</w:sdtContent></w:sdt>"),
        table(cell(table(cell(text("甲"))) + "<w:p/>")),
        table(cell(text("甲"), BEGINS), cell("<w:p/>", GOES_ON), cell(text("乙"), BEGINS)),
        table(cell(text("甲")), cell(text("乙"), GOES_ON)),  # nothing above that it could join
        table(cell("<w:p/>", WIDE + BEGINS) + cell(text("甲")), cell("<w:p/>") + cell(text("乙"), GOES_ON)),
        "\n<w:p>\n<w:pPr><w:tabs><w:tab/></w:tabs></w:pPr>\n</w:p>\n",
        "<w:p><m:oMath><m:r><m:t>x</m:t></m:r></m:oMath></w:p>",
        "<w:p><w:r><w:instrText> PAGE </w:instrText></w:r><w:del><w:r><w:delText>甲</w:delText></w:r></w:del></w:p>",
        '<w:p><w:r><mc:AlternateContent><mc:Choice><wp:docPr id="1"/></mc:Choice>'
        '<mc:Fallback><wp:docPr id="1"/></mc:Fallback></mc:AlternateContent></w:r></w:p>',
    ],
)  # fmt: skip
def test_what_word_writes_itself_is_no_fault(inside: str) -> None:
    assert faults(inside) == []


@pytest.mark.parametrize(
    ("inside", "place"),
    [
        ("<w:p>甲</w:p>", "第1段"),
        ("<w:p/><w:p><w:t>甲</w:t></w:p>", "第2段"),
        ("<w:p/><w:p>甲<w:br/>乙</w:p>", "第2段"),
        ("<w:p><w:r>甲</w:r></w:p>", "第1段"),
        ("<w:r><w:t>甲</w:t></w:r>", "正文"),
        ("<w:p/>甲", "第1段"),
        (table(cell("<w:p/><w:r><w:t>甲</w:t></w:r><w:p/>")), "表1第1行第1格"),
    ],
)
def test_text_that_is_in_no_run_is_found_where_it_is(inside: str, place: str) -> None:
    (fault,) = faults(inside)
    assert (fault.kind, fault.place) == ("text-outside", place)
    assert "甲" in fault.found


def test_a_value_under_a_merged_cell_is_found_in_the_column_where_it_is() -> None:
    (fault,) = faults(
        table(
            cell("<w:p/>", WIDE) + cell(text("甲"), BEGINS),
            cell("<w:p/>") + cell("<w:p/>") + cell(text("乙"), GOES_ON),
        )
    )
    assert (fault.kind, fault.place) == ("merged-text", "表1第2行第3格")
    assert "乙" in fault.found


def test_a_fault_in_a_header_is_said_to_be_there() -> None:
    (fault,) = faults(table("<w:tc/>"), "页眉")
    assert fault.place == "页眉表1第1行第1格"


def test_thousands_of_faults_take_no_time_and_few_are_told() -> None:
    started = time.perf_counter()
    found = faults("<w:p>甲</w:p>" * 20_000 + table(*["<w:tc/>"] * 20_000))
    assert time.perf_counter() - started < 5
    assert len(found) < 100
