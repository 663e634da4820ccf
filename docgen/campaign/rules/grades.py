"""Rules about the scale of the vote: its grades, and the weights of the classes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import pairwise

from docgen.campaign import schema, tally
from docgen.campaign.model import Campaign, Grade
from docgen.campaign.rules.base import error, rule, sheet_error, warning
from docgen.campaign.schema import Use
from docgen.chinese.wording import decimal
from docgen.errors import Problem

FEWEST, MOST = 2, 6  # grades that a ballot has room for
_TAKEN = {column.heading for column in schema.COUNTS.columns if not column.grade} | {
    "", schema.VOID, "合计", "总计", "小计", "共计", "弃权", "无效",
}  # fmt: skip


@rule(schema.GRADES)
def grades_fit_a_ballot(campaign: Campaign) -> Iterator[Problem]:
    """Two to six grades, none named like something else in the count."""
    grades = campaign.grades
    if not FEWEST <= len(grades) <= MOST:
        yield sheet_error(
            "grades-number",
            schema.GRADES,
            f"填有{len(grades)}个等次，测评票上应有{FEWEST}至{MOST}个等次",
            "请增加或者删去等次。",
        )
    for grade in grades:
        if schema.heading_text(grade.name) in _TAKEN:
            yield error(
                "grade-name-taken",
                grade,
                "name",
                f"“{grade.name}”在计票中另有含义，不能作等次的名称",
                "请改用其他名称。未作标记的行按弃权统计，不必设为等次。",
            )


@rule(schema.GRADES)
def grades_tell_the_content_from_the_discontent(campaign: Campaign) -> Iterator[Problem]:
    """Each rate has a numerator, within its denominator; no grade is in both."""
    for flag, heading in (("satisfied", "计为满意"), ("unsatisfied", "计为不满意")):
        if campaign.grades and not any(getattr(grade, flag) for grade in campaign.grades):
            yield error(
                "grades-without-rate",
                campaign.grades[0],
                flag,
                f"没有一个等次的“{heading}”填“{schema.YES}”，无法计算比率",
                f"请至少把一个等次的“{heading}”填为“{schema.YES}”。",
            )
    for grade in campaign.grades:
        yield from _contradictions(grade)


def is_consistent(grades: Iterable[Grade]) -> bool:
    """Whether no grade contradicts itself, so that rates mean something."""
    return not any(True for grade in grades for _ in _contradictions(grade))


def _contradictions(grade: Grade) -> Iterator[Problem]:
    if grade.satisfied and grade.unsatisfied:
        yield error(
            "grade-contradicts-itself",
            grade,
            "unsatisfied",
            f"“{grade.name}”既计为满意，又计为不满意",
            f"请把其中一项改为“{schema.NO}”。",
        )
    elif (grade.satisfied or grade.unsatisfied) and not grade.counted:
        yield error(
            "grade-contradicts-itself",
            grade,
            "counted",
            f"“{grade.name}”计入比率的分子，却不计入分母",
            f"请把“计入分母”改为“{schema.YES}”。",
        )


@rule(schema.GRADES)
def scores_fall_from_grade_to_grade(campaign: Campaign) -> Iterator[Problem]:
    """Grades stand from best to worst; scores that rise are probably in the wrong cells."""
    scored = [(grade, grade.score) for grade in campaign.grades if grade.score is not None]
    for (better, more), (worse, less) in pairwise(scored):
        if more < less:
            yield warning(
                "grade-scores-rise",
                worse,
                "score",
                f"“{worse.name}”的分值（{decimal(less)}）高于“{better.name}”（{decimal(more)}）",
                "等次应从好到差排列，请核对分值和先后次序。",
            )


@rule(Use(schema.CLASSES, ("name", "expected", "weight")))
def weights_add_up(campaign: Campaign) -> Iterator[Problem]:
    """Weights of the classes: none, or one for each voting class and 100 together."""
    classes = tally.voting_classes(campaign.classes)
    given = [c for c in classes if c.weight is not None]
    if not given:
        return
    for voter_class in classes:
        if voter_class.weight is None:
            yield error(
                "weight-missing",
                voter_class,
                "weight",
                f"{voter_class.name}没有填写权重，而其他类别填了",
                "请给各类代表都填写权重，合计100；不用权重的，请把这一列全部清空。",
            )
    total = sum((c.weight or Fraction(0) for c in given), Fraction(0))
    if len(given) == len(classes) and total != 100:
        yield error(
            "weights-not-100",
            given[0],
            "weight",
            f"各类代表的权重合计为{decimal(total)}，不是100",
            "请核对各类代表的权重，例如填40，不要填0.4；不用权重的，请把这一列全部清空。",
        )


RULES = (
    grades_fit_a_ballot,
    grades_tell_the_content_from_the_discontent,
    scores_fall_from_grade_to_grade,
    weights_add_up,
)
