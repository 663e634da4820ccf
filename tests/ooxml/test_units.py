"""Lengths: the same numbers as python-docx makes of them, for templates are made with either."""

from __future__ import annotations

import docx.shared
import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen.ooxml import units


@pytest.mark.parametrize("name", ["Mm", "Pt", "Twips", "Inches"])
@given(number=st.one_of(st.integers(-5000, 5000), st.floats(-5000, 5000)))
def test_a_length_is_that_of_python_docx(name: str, number: float) -> None:
    ours, theirs = getattr(units, name)(number), getattr(docx.shared, name)(number)
    assert int(ours) == int(theirs)
    assert (ours.mm, ours.pt, ours.twips) == (theirs.mm, theirs.pt, theirs.twips)
