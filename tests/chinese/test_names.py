"""Two spellings of a name: slips of the pen and of the input method are known, others are not."""

from __future__ import annotations

from itertools import combinations

import pytest

from docgen.chinese.names import ALIKE, SAME_SOUND, slip


@pytest.mark.parametrize(
    ("one", "other", "how"),
    [
        ("张芳", "张方", "只差一个同音字"),
        ("王丽", "王莉", "只差一个同音字"),
        ("李志明", "李智明", "只差一个同音字"),
        ("陈静", "阵静", "只差一个形近字"),
        ("王伟囯", "王伟国", "只差一个同音字"),
        ("李海", "李诲", "只差一个形近字"),
        ("郭建峰", "郭建", "只差一个字"),
        ("郭建峰", "建峰", "只差一个字"),
        ("何静静", "何静", "只差一个字"),
        ("郭建峰", "郭峰建", "只有两个字的先后不同"),
        ("何静", "静何", "只有两个字的先后不同"),
        ("何静", "何静", ""),
        ("何静", "何强", ""),
        ("何静", "贺晶", ""),
        ("郭建峰", "峰建郭", "只有两个字的先后不同"),
        ("郭建峰", "建峰郭", ""),
        ("何静", "何", ""),
        ("何", "贺", ""),
        ("", "", ""),
        ("欧阳文静", "阳文", ""),
    ],
)
def test_a_slip_is_named_and_another_name_is_none(one: str, other: str, how: str) -> None:
    assert slip(one, other) == slip(other, one) == how


def test_every_pair_of_the_tables_counts_from_either_side() -> None:
    for group in (*SAME_SOUND, *ALIKE):
        for one, other in combinations(group, 2):
            assert slip(f"赵{one}", f"赵{other}") == slip(f"赵{other}", f"赵{one}") != ""


def test_the_tables_hold_no_group_and_no_sign_twice() -> None:
    assert min(len(SAME_SOUND), len(ALIKE)) >= 150
    for table in (SAME_SOUND, ALIKE):
        signs = [frozenset(group) for group in table]
        assert all(len(group) == len(own) >= 2 for group, own in zip(table, signs, strict=True))
        assert not any(one <= other or other <= one for one, other in combinations(signs, 2))
    sounds = "".join(SAME_SOUND)
    assert len(sounds) == len(set(sounds)), "a sign is read in one way"
