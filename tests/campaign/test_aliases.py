"""Other words for headings and entries: each leads to one column or entry, and only to one."""

from __future__ import annotations

from collections import Counter

import pytest

from docgen.campaign import schema
from docgen.campaign.model import GroupRole, RectificationState
from docgen.campaign.schema import aliases


@pytest.mark.parametrize("sheet", schema.SHEETS, ids=lambda sheet: sheet.name)
def test_another_heading_stands_for_one_column_alone(sheet: schema.Sheet) -> None:
    words = [alias for column in sheet.columns for alias in schema.aliases_of(sheet, column)]
    assert [word for word, times in Counter(words).items() if times > 1] == []
    assert [word for word in words if schema.heading_text(word) != word] == []
    own = {column.heading for column in sheet.columns} | schema.HARMLESS_HEADINGS
    assert own.intersection(words) == set()


def test_other_headings_are_given_to_sheets_and_columns_that_there_are() -> None:
    known = {sheet.name: {column.heading for column in sheet.columns} for sheet in schema.SHEETS}
    given = aliases._ALIASES
    assert given.keys() <= known.keys()
    assert [s for s, columns in given.items() if not columns.keys() <= known[s]] == []


def test_a_word_of_the_list_means_itself_before_anything_else() -> None:
    classes = ("党员代表", "党员")
    assert [schema.meant(word, classes) for word in classes] == list(classes)


def test_another_word_means_the_only_entry_that_is_offered() -> None:
    assert schema.meant("组员", list(GroupRole)) == "成员"
    assert schema.meant("完成", list(RectificationState)) == "已完成"
    assert schema.meant("党员", ("党员代表", "居民代表")) == "党员代表"
    assert schema.meant("履行职责", ("履行职责情况", "依法办事情况")) == "履行职责情况"


def test_a_word_that_may_mean_two_entries_means_none() -> None:
    assert schema.meant("质询", ("现场质询", "现场提问")) is None


def test_a_word_means_nothing_where_nothing_like_it_is_offered() -> None:
    assert schema.meant("组员", ("党员", "居民代表")) is None
    assert schema.meant("", ("党员",)) is None


@pytest.mark.parametrize(
    ("word", "question"),
    [("副主长", "，是不是“副组长”"), ("花名册", ""), ("副组长" * 20, ""), ("", "")],
)
def test_a_near_word_is_asked_about_and_no_other(word: str, question: str) -> None:
    assert schema.is_it(word, list(GroupRole)) == question
