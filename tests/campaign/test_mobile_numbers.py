"""A mobile number is found however it is typed, and nothing else is taken for one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen.campaign.privacy import mobile_numbers, public_phone
from tests.support.samples import plain_campaign, with_info

NUMBER = "13800005501"
SPELLINGS = (
    "13800005501", "138 0000 5501", "138-0000-5501", "138—0000—5501", "138–0000–5501",
    "138‑0000‑5501", "138.0000.5501", "138·0000·5501", "138_0000_5501", "1380000 5501",
    "１３８００００５５０１", "１３８－００００－５５０１", "+8613800005501", "+86 138 0000 5501",
    "（+86）138-0000-5501", "86-138-0000-5501", "008613800005501", "0086 138 0000 5501",
    "1 3 8 0 0 0 0 5 5 0 1", "138\u200b0000\u200b5501", "138\u202d00005501", "138\n00005501",
    "一三八零零零零五五零一", "幺三八〇〇〇〇五五〇幺", "①③⑧⓪⓪⓪⓪⑤⑤⓪①", "0571-13800005501",
)  # fmt: skip


@pytest.mark.parametrize("spelling", SPELLINGS, ids=ascii)
def test_a_number_is_found_in_every_spelling(spelling: str) -> None:
    (found,) = mobile_numbers(f"请回电{spelling}，谢谢")
    assert found.figures == NUMBER
    assert found.typed in spelling


@pytest.mark.parametrize("between", ["", "、", "/", "，", " 或 ", "\n"])
def test_every_number_of_several_is_found(between: str) -> None:
    found = mobile_numbers(f"13800005501{between}13900005502")
    assert [number.figures for number in found] == [NUMBER, "13900005502"]


@pytest.mark.parametrize(
    "text",
    ["0571-5550123", "010-55501281", "2026年4月10日13时", "110101199003071234", "12345", "",
     "12800005501", "投票138人，发出0000票，收回5501票", "6222021380000550123"],
)  # fmt: skip
def test_other_figures_are_no_mobile_number(text: str) -> None:
    assert mobile_numbers(text) == ()


@given(st.text("0123456789+-— .（）年甲", max_size=60))
def test_what_is_found_is_in_the_text_and_is_a_number(text: str) -> None:
    for number in mobile_numbers(text):
        assert number.typed in text
        assert len(number.figures) == 11
        assert number.figures[0] == "1"


@pytest.mark.parametrize("spelling", SPELLINGS, ids=ascii)
def test_somebodys_own_number_is_not_posted_as_that_of_the_office(spelling: str) -> None:
    campaign = plain_campaign()
    own = with_info(campaign, contact_phone=NUMBER, supervision_phone=spelling)
    assert public_phone(own) == ""
    other = with_info(campaign, contact_phone="13900005502", supervision_phone=spelling)
    assert public_phone(other) == spelling
