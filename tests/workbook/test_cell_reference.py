"""Places in a worksheet as text and as numbers."""

import pytest

from docgen.workbook.cell_reference import address_of, column_letters, column_number, place


@pytest.mark.parametrize(
    ("reference", "row", "column"),
    [
        ("A1", 1, 1),
        ("Z9", 9, 26),
        ("AA10", 10, 27),
        ("ZZ2", 2, 702),
        ("XFD1048576", 1_048_576, 16_384),
    ],
)
def test_a_reference_and_its_place_are_one_to_one(reference: str, row: int, column: int) -> None:
    assert place(reference) == (row, column)
    assert address_of(row, column) == reference
    assert column_letters(column_number(reference.rstrip("0123456789"))) + str(row) == reference


def test_a_fixed_reference_names_the_same_place() -> None:
    assert place("$B$3") == (3, 2)


@pytest.mark.parametrize("text", ["", "B", "3", "b3", "ABCD1", "B3:C4", "B12345678", "Ｂ3"])
def test_what_is_no_reference_has_no_place(text: str) -> None:
    assert place(text) is None


@pytest.mark.parametrize("text", ["", "a", "ABCD", "A1"])
def test_what_is_no_column_has_number_nought(text: str) -> None:
    assert column_number(text) == 0
