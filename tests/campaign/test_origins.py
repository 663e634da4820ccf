"""来源 of a rectification item: the rows it names, and what documents print for them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen.campaign import origins
from docgen.campaign.model import (
    Campaign,
    Opinion,
    OpinionKind,
    OpinionSource,
    Rectification,
    RectificationState,
    Source,
)
from docgen.campaign.rules.rectification import (
    dissatisfaction_is_answered,
    opinions_are_answered,
    origins_exist,
)
from tests.support.samples import plain_campaign, voters, votes


@pytest.mark.parametrize(
    ("text", "opinions", "counts"),
    [
        ("意见建议!3", (3,), ()),
        ("意见建议！3、5", (3, 5), ()),
        ("意见建议!B3，B5和7", (3, 5, 7), ()),
        ("《意见建议》!3", (3,), ()),
        ("意见建议!3、意见建议!5", (3, 5), ()),
        ("意见建议!3、计票结果!9", (3,), (9,)),
        ("测评票（意见建议!12）", (12,), ()),
        ("意见建议!第3行", (3,), ()),
        ("意见3号楼", (), ()),
        ("测评票", (), ()),
        ("意见建议!3、3号楼居民", (3,), ()),
        ("", (), ()),
    ],
)
def test_rows_are_read_as_people_write_them(
    text: str, opinions: tuple[int, ...], counts: tuple[int, ...]
) -> None:
    assert rows_named(text) == opinions
    assert origins.counts_named(text) == counts


def rows_named(text: str) -> tuple[int, ...]:
    named = [r for r in origins.references(text) if r.sheet == "意见建议"]
    assert all(reference.by_row for reference in named)
    return tuple(figure for reference in named for figure in reference.figures)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("意见3", (3,)),
        ("意见3、5", (3, 5)),
        ("意见建议3", (3,)),
        ("意见第3条", (3,)),
        ("编号3和7", (3, 7)),
        ("《意见建议》12", (12,)),
        ("测评票（意见12）", (12,)),
        ("意见3、计票结果!9", (3,)),
        ("意见箱", ()),
        ("意见3号楼居民", ()),
        ("2026年意见", ()),
    ],
)
def test_numbers_are_read_as_people_write_them(text: str, numbers: tuple[int, ...]) -> None:
    named = [r for r in origins.references(text) if r.sheet == "意见建议"]
    assert not any(reference.by_row for reference in named)
    assert tuple(figure for reference in named for figure in reference.figures) == numbers


@pytest.mark.parametrize(
    ("text", "unread"),
    [
        ("意见3", False), ("意见建议!3、5", False), ("意见箱", False), ("群众来信3封", False), ("", False),
        ("意见建议三", True), ("3", True), ("#3", True), ("第3条", True), ("3、5", True),
        ("意见建议！三", True), ("计票结果里何静的一项", True), ("编号", True),
    ],
)  # fmt: skip
def test_what_means_to_name_something_and_cannot_be_read_is_known(text: str, unread: bool) -> None:
    assert origins.is_unread(text) is unread


@given(
    st.lists(st.integers(2, 5000), min_size=1, max_size=6), st.sampled_from(["、", "，", ",", "和"])
)
def test_every_row_of_a_list_is_read(rows: list[int], mark: str) -> None:
    assert rows_named(f"意见建议!{mark.join(map(str, rows))}") == tuple(rows)


def opinion(row: int, origin: OpinionSource) -> Opinion:
    source = Source("意见建议", row, {"origin": f"A{row}", "content": f"B{row}"})
    return Opinion(origin=origin, content=f"第{row}条", kind=OpinionKind.OTHER, source=source)


def item(origin: str, problem: str = "问题") -> Rectification:
    return Rectification(
        problem=problem, kind="服务", origin=origin, measure="", leader="", owner="甲",
        deadline=date(2026, 6, 1), progress="", state=RectificationState.NOT_STARTED,
        source=Source("整改清单", 2, {"origin": "C2"}),
    )  # fmt: skip


def campaign_with(*items: Rectification) -> Campaign:
    """Three opinions in rows 2 to 4; 甲 has 5 of 9 unsatisfied on 履职 (row 2 of the count)."""
    counts = []
    for row, official in enumerate(("甲", "乙"), start=2):
        bad = 5 if official == "甲" else 0
        source = Source("计票结果", row, {"item": f"B{row}", "votes": f"D{row}"})
        counts.append(replace(votes(official, "履职", "党员", 9 - bad, 0, bad, 0), source=source))
    return plain_campaign(
        classes=(voters("党员", 9, 9, 9, 9, 0),),
        counts=tuple(counts),
        opinions=(
            opinion(2, OpinionSource.BALLOT),
            opinion(3, OpinionSource.QUESTION),
            opinion(4, OpinionSource.BALLOT),
        ),
        rectifications=items,
    )


@pytest.mark.parametrize(
    ("origin", "printed"),
    [
        ("意见建议!2", "测评票"),
        ("意见建议!2、3", "测评票、现场质询"),
        ("意见建议!2、4", "测评票"),
        ("意见建议!2、计票结果!2", "测评票、测评结果"),
        ("意见箱", "意见箱"),
        ("上级检查、意见建议!3", "上级检查、现场质询"),
        ("", ""),
        ("意见建议!99", "意见建议"),
        ("意见建议!2、99", "测评票"),
        ("意见1、2", "测评票、现场质询"),  # without numbers: from the first one
        ("计票结果2", "测评结果"),
    ],
)
def test_documents_print_the_origin_and_not_the_row(origin: str, printed: str) -> None:
    opinions = origins.Opinions.of(campaign_with())
    assert origins.printed(opinions, item(origin)) == printed


def test_opinions_that_no_item_names_are_pointed_out() -> None:
    found = list(opinions_are_answered.check(campaign_with(item("意见建议!2、4"))))
    assert [(problem.code, problem.place) for problem in found] == [
        ("opinion-unanswered", "意见建议!B3")
    ]
    assert "意见建议!3" in found[0].hint


def test_a_row_that_does_not_exist_is_pointed_out_at_the_origin() -> None:
    found = list(origins_exist.check(campaign_with(item("意见建议!2、40、计票结果!77"))))
    assert [(p.code, p.place, p.is_error) for p in found] == [
        ("origin-row-unknown", "整改清单!C2", False)
    ] * 2
    assert ["第40行" in found[0].message, "第77行" in found[1].message] == [True, True]


@pytest.mark.parametrize(
    ("items", "due"),
    [
        ((), True),
        ((item("意见建议!2"),), True),
        ((item("计票结果!2"),), False),
        ((item("计票结果!3"),), True),
        ((item("甲的“履职”不满意率较高"),), False),
        ((item("测评结果", "甲履职不到位"),), False),
        ((item("测评结果", "乙履职不到位"),), True),
    ],
)
def test_a_poor_result_calls_for_an_item_of_its_own(
    items: tuple[Rectification, ...], due: bool
) -> None:
    found = list(dissatisfaction_is_answered.check(campaign_with(*items)))
    assert [p.place for p in found] == (["计票结果!B2"] if due else [])


def test_numbers_stay_with_their_opinions_when_rows_are_sorted() -> None:
    campaign = campaign_with(item("意见7"))
    numbered = tuple(
        replace(each, number=number)
        for each, number in zip(campaign.opinions, (9, 7, 8), strict=True)
    )
    for opinions in (numbered, numbered[::-1]):
        found = origins.Opinions.of(replace(campaign, opinions=opinions))
        assert [each.content for each in found.named_in("意见7")] == ["第3条"]
        assert origins.printed(found, campaign.rectifications[0]) == "现场质询"
