"""Names that a person takes for the same are the same; signs nobody sees change nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen.chinese.signs import IGNORABLE, as_ideographs, comparison_key

NAME = "买买提·艾力"


@pytest.mark.parametrize("dot", "·•・．.‧⋅∙･")
def test_every_dot_of_a_foreign_name_is_the_same(dot: str) -> None:
    assert comparison_key(NAME.replace("·", dot)) == comparison_key(NAME)


@pytest.mark.parametrize(
    "hidden",
    ["\u200b", "\u200d", "\u202e", "\u2066", "\ufeff", "\ufe0f", "\U000e0100", "\u3164", "\u115f"],
    ids=ascii,
)
def test_a_sign_that_nobody_sees_makes_no_other_name(hidden: str) -> None:
    for spelling in (f"{hidden}王强", f"王{hidden}强", f"王强{hidden}"):
        assert comparison_key(spelling) == comparison_key("王强")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("王 强", "王强"),
        ("王　强", "王强"),
        ("⻢强", "马强"),
        ("⼀平", "一平"),
        ("ＡＢ小区", "ab小区"),
        ("幸福里社区（一）", "幸福里社区(一)"),
        ("\uf9dc平", "隆平"),
        ("幸福⾥社区", "幸福里社区"),
    ],
)
def test_forms_of_the_same_sign_are_the_same(one: str, other: str) -> None:
    assert comparison_key(one) == comparison_key(other)


@pytest.mark.parametrize(("one", "other"), [("王强", "王墙"), ("张三", "章三"), ("甲", "乙")])
def test_other_names_stay_apart(one: str, other: str) -> None:
    assert comparison_key(one) != comparison_key(other)


def test_radicals_become_the_ideographs_they_look_like() -> None:
    assert as_ideographs("⻢⻰⼀⾥") == "马龙一里"
    assert as_ideographs("①Ａ·") == "①Ａ·", "nothing else changes"


@given(st.text())
def test_the_key_of_a_key_is_itself(text: str) -> None:
    key = comparison_key(text)
    assert comparison_key(key) == key
    assert not IGNORABLE.search(key)
