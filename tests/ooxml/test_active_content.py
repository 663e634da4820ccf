"""Fields that fetch other files are found; a long foreign part takes no longer than its length."""

from __future__ import annotations

import pytest

from docgen.ooxml.active_content import fetches_by_field

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def part(inside: str) -> bytes:
    return f"<w:document {W}>{inside}</w:document>".encode()


@pytest.mark.parametrize(
    "field",
    [
        "<w:instrText>INCLUDEPICTURE \\d x</w:instrText>",
        "<w:instrText>INCLUDE</w:instrText><w:instrText>TEXT x</w:instrText>",
        '<w:fldSimple w:instr=" LINK Excel.Sheet "/>',
        '<w:fldSimple w:instr="&#68;DEAUTO x"/>',
    ],
    ids=["picture", "in two runs", "simple", "an entity"],
)
def test_a_field_that_fetches_is_found(field: str) -> None:
    assert fetches_by_field(part(field))
    assert fetches_by_field(part(field).decode().replace("&#68;", "D").encode("utf-16"))


@pytest.mark.parametrize("field", ["PAGE", "HYPERLINK x", "NUMPAGES", "REF LINKS"])
def test_other_fields_are_left_alone(field: str) -> None:
    assert not fetches_by_field(part(f"<w:instrText>{field}</w:instrText>"))


def test_many_openings_of_fields_take_no_longer_than_their_length() -> None:
    """A pattern that looks for the end of each from its beginning would take minutes."""
    assert not fetches_by_field(part('<w:fldSimple w:x="1"/>' * 200_000))
    assert not fetches_by_field(part("<w:instrText/>" * 200_000))
