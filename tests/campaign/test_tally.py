"""The count, checked against one that goes through the ballots one by one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from docgen.campaign import tally
from docgen.campaign.model import STANDARD_GRADES as GRADES
from docgen.campaign.model import Campaign, Grade, Item, Official, ReportForm
from docgen.campaign.tally import Line, Turnout
from docgen.chinese.wording import percent
from tests.support.samples import plain_campaign, voters, votes

OFFICIALS, ITEMS = ("甲", "乙"), ("履职", "廉洁", "服务")
SHEET = [(official, item) for official in OFFICIALS for item in ITEMS]
GRADE_NAMES = [grade.name for grade in GRADES]

# What one valid ballot says in each of its rows; None is a row without a mark or with two.
BALLOT = st.tuples(*(st.none() | st.sampled_from(GRADE_NAMES) for _ in SHEET))


@dataclass(frozen=True)
class Box:
    """What came out of the box of one class."""

    ballots: list[tuple[str | None, ...]]
    invalid: int
    kept: int  # issued but not returned
    away: int  # expected but not present


BOXES = st.lists(
    st.builds(
        Box,
        ballots=st.lists(BALLOT, max_size=6),
        invalid=st.integers(0, 3),
        kept=st.integers(0, 3),
        away=st.integers(0, 3),
    ),
    min_size=1,
    max_size=4,
)


def counted_campaign(boxes: list[Box]) -> Campaign:
    """The campaign that a teller would write down for these boxes."""
    names = [f"第{number}类" for number in range(len(boxes))]
    classes = []
    rows = []
    for name, box in zip(names, boxes, strict=True):
        returned = len(box.ballots) + box.invalid
        issued = returned + box.kept
        classes.append(voters(name, issued + box.away, issued, issued, returned, box.invalid))
        for position, (official, item) in enumerate(SHEET):
            marks = [ballot[position] for ballot in box.ballots]
            rows.append(votes(official, item, name, *(marks.count(g) for g in GRADE_NAMES)))
    return plain_campaign(
        officials=tuple(Official(name=name, post="", form=ReportForm.SPOKEN) for name in OFFICIALS),
        items=tuple(Item(name=name, note="") for name in ITEMS),
        classes=tuple(classes),
        counts=tuple(reversed(rows)),  # the order of the rows does not matter
    )


@given(BOXES)
@example([Box([], 0, 0, 1)])
@example([Box([], 2, 0, 0), Box([("满意",) * 6], 0, 0, 0)])
def test_the_count_is_that_of_the_ballots_one_by_one(boxes: list[Box]) -> None:
    campaign = counted_campaign(boxes)
    if not any(c.expected for c in campaign.classes):
        assert not tally.is_counted(campaign)
        return
    assert tally.is_counted(campaign)
    results = tally.count(campaign)
    ballots = [ballot for box in boxes for ballot in box.ballots]
    assert [(r.official, r.item) for r in results.items] == SHEET
    for position, result in enumerate(results.items):
        marks = [ballot[position] for ballot in ballots]
        assert result.total.valid == len(ballots)
        assert result.total.votes == tuple(marks.count(name) for name in GRADE_NAMES)
        assert result.total.unmarked == marks.count(None)
        if ballots:
            happy = sum(mark in ("满意", "基本满意") for mark in marks)
            assert result.total.satisfaction == Fraction(happy, len(ballots))
            assert result.total.dissatisfaction == Fraction(marks.count("不满意"), len(ballots))
        else:
            assert result.total.satisfaction is None
            assert result.total.dissatisfaction is None


@given(BOXES)
def test_the_total_is_the_sum_of_the_classes(boxes: list[Box]) -> None:
    campaign = counted_campaign(boxes)
    if not any(c.expected for c in campaign.classes):
        return
    results = tally.count(campaign)
    for result in results.items:
        lines = list(result.by_class.values())
        assert result.total.valid == sum(line.valid for line in lines)
        assert result.total.unmarked == sum(line.unmarked for line in lines)
        for grade, number in enumerate(result.total.votes):
            assert number == sum(line.votes[grade] for line in lines)
        assert sum(result.total.votes) + result.total.unmarked == result.total.valid
    for name in ("expected", "present", "issued", "returned", "invalid", "valid"):
        total = sum(getattr(turnout, name) for turnout in results.by_class.values())
        assert getattr(results.turnout, name) == total


@given(BOXES)
def test_a_class_that_has_nobody_changes_nothing(boxes: list[Box]) -> None:
    campaign = counted_campaign(boxes)
    if not any(c.expected for c in campaign.classes):
        return
    with_nobody = replace(campaign, classes=(*campaign.classes, voters("无人", 0)))
    assert tally.is_counted(with_nobody)
    assert tally.count(with_nobody) == tally.count(campaign)


def test_a_rate_without_valid_ballots_is_none_and_printed_as_a_dash() -> None:
    line = Line(0, (0, 0, 0, 0), GRADES)
    assert line.satisfaction is None
    assert line.dissatisfaction is None
    assert percent(line.satisfaction) == "—"
    assert Turnout(0, 0, 0, 0, 0).attendance is None


def test_those_who_know_too_little_count_among_the_ballots_but_not_as_content() -> None:
    line = Line(10, (3, 2, 1, 4), GRADES)
    assert line.satisfaction == Fraction(1, 2)
    assert line.dissatisfaction == Fraction(1, 10)
    assert line.unmarked == 0


def test_attendance_is_people_not_ballots() -> None:
    assert tally.turnout(voters("党员", 15, 12, 11, 10, 9)).attendance == Fraction(12, 15)


def test_the_grades_decide_what_counts_as_content() -> None:
    grades = (
        Grade(name="优秀", satisfied=True, unsatisfied=False),
        Grade(name="合格", satisfied=True, unsatisfied=False),
        Grade(name="不合格", satisfied=False, unsatisfied=True),
    )
    line = Line(9, (2, 3, 4), grades)
    assert (line.satisfaction, line.dissatisfaction) == (Fraction(5, 9), Fraction(4, 9))
    assert (line + line).grades == grades


def test_the_rates_are_made_of_the_votes_that_their_terms_name() -> None:
    grades = (
        Grade(name="好", satisfied=True, unsatisfied=False, counted=True),
        Grade(name="一般", satisfied=False, unsatisfied=False, counted=True),
        Grade(name="差", satisfied=False, unsatisfied=True, counted=True),
        Grade(name="不了解", satisfied=False, unsatisfied=False, counted=False),
    )
    assert tally.rate_terms(grades) == tally.RateTerms(("好",), ("差",), ("不了解",), ("一般",))
    line = Line(20, (8, 4, 3, 2), grades)
    assert (line.satisfied_votes, line.unsatisfied_votes, line.base) == (8, 3, 18)
    assert line.satisfaction == tally.ratio(8, 18) == Fraction(4, 9)
    assert line.dissatisfaction == Fraction(1, 6)
    assert tally.ratio(0, 0) is None


def test_lines_of_different_length_are_never_added() -> None:
    with pytest.raises(ValueError, match="zip"):
        Line(1, (1, 0, 0, 0), GRADES) + Line(1, (1, 0, 0), GRADES[:3])


# --- what is counted ---------------------------------------------------------------------


def fully_counted() -> Campaign:
    return counted_campaign([Box([("满意",) * 6] * 3, 1, 0, 1), Box([("不满意",) * 6], 0, 1, 0)])


def test_a_vote_is_counted_when_every_figure_and_row_is_there() -> None:
    assert tally.is_counted(fully_counted())


@pytest.mark.parametrize("figure", ["present", "issued", "returned", "invalid"])
def test_a_vote_is_not_counted_while_a_figure_is_missing(figure: str) -> None:
    campaign = fully_counted()
    first, *others = campaign.classes
    lacking = replace(first, **{figure: None})
    assert not tally.is_counted(replace(campaign, classes=(lacking, *others)))


@pytest.mark.parametrize("row", range(12))
def test_a_vote_is_not_counted_while_a_row_is_missing_or_empty(row: int) -> None:
    campaign = fully_counted()
    rows = list(campaign.counts)
    empty = replace(rows[row], votes=None)
    assert not tally.is_counted(replace(campaign, counts=(*rows[:row], *rows[row + 1 :])))
    assert not tally.is_counted(replace(campaign, counts=(*rows[:row], empty, *rows[row + 1 :])))
    with pytest.raises(KeyError):
        tally.count(replace(campaign, counts=(*rows[:row], *rows[row + 1 :])))
    with pytest.raises(KeyError):
        tally.count(replace(campaign, counts=(*rows[:row], empty, *rows[row + 1 :])))


@pytest.mark.parametrize("field", ["classes", "officials", "items", "counts"])
def test_nothing_to_count_is_not_counted(field: str) -> None:
    assert not tally.is_counted(replace(fully_counted(), **{field: ()}))


def test_a_row_for_somebody_unknown_is_not_added_up() -> None:
    campaign = fully_counted()
    stranger = votes("丙", "履职", "第0类", 9, 9, 9, 9)
    more = replace(campaign, counts=(*campaign.counts, stranger))
    assert tally.count(more) == tally.count(campaign)


# --- percentages -------------------------------------------------------------------------


@given(st.integers(0, 5000), st.integers(1, 5000))
@example(1, 800)  # 0.125 %
@example(3, 800)  # 0.375 %
@example(1, 20000)  # 0.005 %
@example(19999, 20000)  # 99.995 %
@example(2, 3)
def test_a_percentage_is_rounded_half_up_once(part: int, whole: int) -> None:
    with localcontext() as context:
        context.prec = 60
        exact = Decimal(part) * 100 / Decimal(whole)
        wanted = exact.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    assert percent(Fraction(part, whole)) == f"{wanted}%"


@given(st.integers(0, 60), st.integers(1, 60))
def test_a_rate_under_everything_is_never_printed_as_everything(part: int, whole: int) -> None:
    if part < whole:
        assert percent(Fraction(part, whole)) != "100.00%"
