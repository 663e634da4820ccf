"""The scale of the vote as data: other grades, weights and scores, counted and worded right."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen.campaign import tally
from docgen.campaign.model import Campaign, Grade
from docgen.chinese.wording import decimal, in_two_lines
from docgen.commands.build.build import render_all
from docgen.documents import plan
from docgen.documents.forms.ballot import ballot_layout
from docgen.documents.scale_wording import scale
from tests.support.samples import plain_campaign, sample_campaign, voters, votes
from tools.update_golden import document_text

NAMES = ("优秀", "称职", "基本称职", "不称职", "不了解", "说不清")


def grade(name: str, kind: str = "", *, counted: bool = True, score: object = None) -> Grade:
    """A grade; ``kind`` is 满意 or 不满意."""
    return Grade(
        name=name,
        satisfied=kind == "满意",
        unsatisfied=kind == "不满意",
        counted=counted,
        score=None if score is None else Fraction(str(score)),
    )


CADRES = (
    grade("优秀", "满意", score=100),
    grade("称职", "满意", score="80.5"),
    grade("基本称职", score=60),
    grade("不称职", "不满意", score=0),
    grade("不了解", counted=False),
)


@st.composite
def grades(draw: st.DrawFn) -> tuple[Grade, ...]:
    """Two to six grades, at least one of either kind, some outside the denominator."""
    number = draw(st.integers(2, 6))
    kinds = [
        "满意",
        "不满意",
        *draw(
            st.lists(
                st.sampled_from(["满意", "不满意", "", "外"]),
                min_size=number - 2,
                max_size=number - 2,
            )
        ),
    ]
    scores = draw(st.lists(st.none() | st.integers(0, 100), min_size=number, max_size=number))
    return tuple(
        grade(name, kind, counted=kind != "外", score=score)
        for name, kind, score in zip(NAMES, kinds, scores, strict=False)
    )


@st.composite
def boxes(draw: st.DrawFn) -> tuple[tuple[Grade, ...], list[tuple[int, list[str | None]]]]:
    """The grades, and for each class its weight and the mark of each valid ballot."""
    scale_of_it = draw(grades())
    marks = st.lists(st.none() | st.sampled_from([g.name for g in scale_of_it]), max_size=8)
    number = draw(st.integers(1, 4))
    weights = draw(st.lists(st.integers(0, 100), min_size=number, max_size=number).filter(any))
    return scale_of_it, [(weight, draw(marks)) for weight in weights]


def slow_rate(
    marks: list[str | None], scale_of_it: tuple[Grade, ...], kind: str
) -> Fraction | None:
    """A rate, ballot by ballot."""
    inside = whole = 0
    for mark in marks:
        known = [g for g in scale_of_it if g.name == mark]
        if known and not known[0].counted:
            continue
        whole += 1
        if known and getattr(known[0], kind):
            inside += 1
    return Fraction(inside, whole) if whole else None


@given(boxes())
def test_rates_weights_and_scores_are_those_of_the_ballots_one_by_one(
    drawn: tuple[tuple[Grade, ...], list[tuple[int, list[str | None]]]],
) -> None:
    scale_of_it, classes = drawn
    total_weight = sum(weight for weight, _ in classes)
    names = [f"第{n}类" for n in range(len(classes))]
    campaign = plain_campaign(
        grades=scale_of_it,
        classes=tuple(
            replace(
                voters(name, 9, 9, 9, len(marks), 0), weight=Fraction(weight * 100, total_weight)
            )
            for name, (weight, marks) in zip(names, classes, strict=True)
        ),
        counts=tuple(
            votes(official, "履职", name, *(marks.count(g.name) for g in scale_of_it))
            for official in ("甲", "乙")
            for name, (_, marks) in zip(names, classes, strict=True)
        ),
    )
    result = tally.count(campaign).items[0]
    together = [mark for _, marks in classes for mark in marks]
    assert result.total.satisfaction == slow_rate(together, scale_of_it, "satisfied")
    assert result.total.dissatisfaction == slow_rate(together, scale_of_it, "unsatisfied")
    for kind, weighted in (
        ("satisfied", result.weighted_satisfaction),
        ("unsatisfied", result.weighted_dissatisfaction),
    ):
        rates = [(w, slow_rate(marks, scale_of_it, kind)) for w, marks in classes if w]
        if any(rate is None for _, rate in rates):
            assert weighted is None
        else:
            assert weighted == sum(Fraction(w, total_weight) * (r or 0) for w, r in rates)
    points = [g.score for mark in together for g in scale_of_it if g.name == mark]
    known = [score for score in points if score is not None]
    assert result.total.score == (sum(known) / Fraction(len(known)) if known else None)


def test_without_weights_there_is_no_weighted_result() -> None:
    campaign = replace(sample_campaign())
    assert tally.weights(campaign.classes) == {}
    assert tally.count(campaign).items[0].weighted_satisfaction is None


# --- words -------------------------------------------------------------------------------


def test_the_usual_scale_is_worded_as_it_always_was() -> None:
    words = scale(plain_campaign())
    assert words["等次名单"] == "“满意”“基本满意”“不满意”“不了解”"
    assert words["等次数"] == "四"
    assert words["比率定义"] == (
        "满意率为“满意”与“基本满意”票数之和除以有效票数，不满意率为“不满意”票数除以有效票数；"
        "“不了解”、弃权和单项无效不从有效票数中扣除"
    )
    assert words["比率算式"] == (
        "满意率＝（满意＋基本满意）÷有效票×100%；不满意率＝不满意÷有效票×100%；"
        "“不了解”、弃权和单项无效不从有效票数中扣除"
    )


def test_a_grade_left_out_of_the_denominator_is_said_to_be() -> None:
    words = scale(plain_campaign(grades=CADRES))
    assert "除以有效票数减去“不了解”票数之差" in words["比率定义"]
    assert "不满意率＝不称职÷（有效票－不了解）×100%" in words["比率算式"]
    assert words["分值说明"] == "“优秀”100分、“称职”80.5分、“基本称职”60分、“不称职”0分"


def test_two_grades_are_said_in_the_right_word_for_two() -> None:
    two = (grade("满意", "满意"), grade("不满意", "不满意"))
    assert scale(plain_campaign(grades=two))["等次数"] == "两"


@pytest.mark.parametrize(
    ("number", "shown"),
    [(Fraction(100), "100"), (Fraction(161, 2), "80.5"), (Fraction(200, 3), "66.67"),
     (Fraction(0), "0"), (Fraction(1, 200), "0.01")],
)  # fmt: skip
def test_a_score_has_two_decimals_at_most(number: Fraction, shown: str) -> None:
    assert decimal(number) == shown


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("满意", "满意"),
        ("不满意", "不满意"),
        ("基本满意", "基本\n满意"),
        ("比较不满意", "比较不\n满意"),
    ],
)
def test_a_long_grade_stands_in_two_lines(name: str, lines: str) -> None:
    assert in_two_lines(name) == lines


# --- documents ---------------------------------------------------------------------------


def with_scale(campaign: Campaign, scale_of_it: tuple[Grade, ...]) -> Campaign:
    """The sample voted on another scale: every valid ballot gave the first grade but one."""
    valid = {c.name: tally.turnout(c).valid for c in campaign.classes}
    rest = (0,) * (len(scale_of_it) - 2)
    rows = tuple(
        replace(row, votes=(valid[row.voter_class] - 1, 1, *rest)) for row in campaign.counts
    )
    return replace(campaign, grades=scale_of_it, counts=rows)


def texts_of(campaign: Campaign, key: str) -> list[str]:
    """The text of each file of a document."""
    return [document_text(file.data) for file in render_all(plan(campaign, [key]).planned)]


@pytest.mark.parametrize("number", range(2, 7))
def test_ballots_and_results_have_a_column_for_each_grade(number: int) -> None:
    scale_of_it = tuple(
        grade(name, "满意" if place == 0 else "不满意" if place == 1 else "")
        for place, name in enumerate(NAMES[:number])
    )
    campaign = with_scale(sample_campaign(), scale_of_it)
    ballot = texts_of(campaign, "ballot")[0].replace("⏎", "")
    (bulletin,) = texts_of(campaign, "result_bulletin")
    for name in NAMES[:number]:
        assert name in ballot
        assert name in bulletin.replace("⏎", "")
    for name in NAMES[number:]:
        assert name not in ballot


def test_weights_and_scores_are_printed_beside_the_pooled_result() -> None:
    campaign = with_scale(sample_campaign(), CADRES)
    weighed = replace(
        campaign,
        classes=tuple(
            replace(c, weight=Fraction(w))
            for c, w in zip(campaign.classes, (40, 30, 20, 10), strict=True)
        ),
    )
    result = tally.count(weighed).items[0]
    (bulletin,) = texts_of(weighed, "result_bulletin")
    assert "加权满意率" in bulletin
    assert result.total.score is not None
    assert decimal(result.total.score) in bulletin
    assert "党员40%、居民代表30%、居民小组长20%、群众代表10%" in bulletin
    (plain,) = texts_of(sample_campaign(), "result_bulletin")
    assert "加权" not in plain
    assert "平均分" not in plain
    (announced,) = texts_of(weighed, "implementation_plan")
    assert "加权满意率" in announced


def test_long_grades_leave_less_room_for_two_ballots() -> None:
    campaign = sample_campaign()
    five = replace(campaign, grades=CADRES)
    assert ballot_layout(campaign, "测评票", ("说明",)).two_up
    assert not ballot_layout(five, "测评票", ("说明" * 40, "说明" * 40)).two_up


# --- what is over the trigger --------------------------------------------------------------


def with_origin(campaign: Campaign, origin: str) -> Campaign:
    """The sample with another 来源 in its first rectification item, and a trigger of 20 %."""
    first, *others = campaign.rectifications
    return replace(
        campaign,
        info=replace(campaign.info, trigger=Fraction(1, 5)),
        rectifications=(replace(first, origin=origin), *others),
    )


def test_an_item_over_the_trigger_names_the_rectification_that_answers_it() -> None:
    (text,) = texts_of(with_origin(sample_campaign(), "意见建议!2、计票结果!10"), "result_bulletin")
    assert "林致远“管理服务社区情况”的不满意率为23.53%，对应整改项目：电动自行车" in text
    assert "（整改清单第1项）" in text
    assert "何静“管理服务社区情况”的不满意率为21.57%，尚未列出对应的整改项目" in text


def test_a_rectification_that_names_official_and_item_answers_it_too() -> None:
    origin = "测评中何静“管理服务社区情况”不满意率较高"
    (text,) = texts_of(with_origin(sample_campaign(), origin), "result_bulletin")
    assert "何静“管理服务社区情况”的不满意率为21.57%，对应整改项目" in text


def test_the_list_prints_where_an_opinion_was_voiced_and_no_row_numbers() -> None:
    text = "".join(texts_of(sample_campaign(), "rectification_list"))
    assert "意见建议!" not in text
    assert "现场质询" in text
    assert "意见箱、座谈走访" in text
