"""The scale of the vote in words: which grades count as what, as documents state it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from docgen.campaign import tally
from docgen.campaign.model import Campaign
from docgen.chinese import wording

_ONE_LINE_GRADES = 4  # the columns of more are too narrow for a name in one line
_UNMARKED = "弃权和单项无效"


def scale(campaign: Campaign) -> dict[str, Any]:
    """The rules of the count as the workbook's grades and weights make them."""
    grades = campaign.grades
    terms = tally.rate_terms(grades)
    weights = tally.weights(campaign.classes)
    return {
        "等次名单": _quoted(grade.name for grade in grades),
        "等次数": "两" if len(grades) == 2 else wording.numeral(len(grades)),
        "比率定义": f"满意率为{_sum_in_words(terms.satisfied)}除以{_base_in_words(terms.left_out)}，"
        f"不满意率为{_sum_in_words(terms.unsatisfied)}除以{_base_in_words(terms.left_out)}；{_others(terms.kept)}",
        "比率算式": f"满意率＝{_sum(terms.satisfied)}÷{_base(terms.left_out)}×100%；"
        f"不满意率＝{_sum(terms.unsatisfied)}÷{_base(terms.left_out)}×100%；{_others(terms.kept)}",
        "有权重": bool(weights),
        "权重": [
            {"类别": name, "权重": f"{wording.decimal(weight * 100)}%"}
            for name, weight in weights.items()
        ],
        "权重说明": "、".join(
            f"{name}{wording.decimal(weight * 100)}%" for name, weight in weights.items()
        ),
        "有分值": any(grade.score is not None for grade in grades),
        "分值说明": "、".join(
            f"“{grade.name}”{wording.decimal(grade.score)}分"
            for grade in grades
            if grade.score is not None
        ),
    }


def on_ballot(name: str, number: int) -> str:
    """A grade's name as the head of its column on the ballot, one of so many."""
    return wording.in_two_lines(name) if number > _ONE_LINE_GRADES else name


def _quoted(names: Iterable[str]) -> str:
    return "".join(f"“{name}”" for name in names)


def _sum_in_words(names: Sequence[str]) -> str:
    if len(names) == 2:
        return f"“{names[0]}”与“{names[1]}”票数之和"
    return f"{_quoted(names)}票数" + ("之和" if len(names) > 1 else "")


def _base_in_words(left_out: Sequence[str]) -> str:
    return f"有效票数减去{_sum_in_words(left_out)}之差" if left_out else "有效票数"


def _sum(names: Sequence[str]) -> str:
    return "".join(names) if len(names) < 2 else f"（{'＋'.join(names)}）"


def _base(left_out: Sequence[str]) -> str:
    return f"（有效票－{'－'.join(left_out)}）" if left_out else "有效票"


def _others(kept: Sequence[str]) -> str:
    """What stays in the denominator without being in a numerator."""
    names = "、".join([_quoted(kept), _UNMARKED] if kept else [_UNMARKED])
    return f"{names}不从有效票数中扣除"
