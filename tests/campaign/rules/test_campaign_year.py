"""What an old workbook carries over does not pass for this campaign's, and honest years do."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from docgen.campaign.model import Campaign, OpinionSource
from docgen.campaign.rules import check_rules
from docgen.errors import Problem
from tests.support.rule_cases import problems
from tests.support.samples import sample_campaign

VOTE = date(2026, 4, 10)
EMPTY = {"present": None, "issued": None, "returned": None, "invalid": None}


def with_info(**changes: Any) -> Campaign:
    campaign = sample_campaign()
    return replace(campaign, info=replace(campaign.info, **changes))


def without_results(campaign: Campaign) -> Campaign:
    return replace(
        campaign,
        counts=tuple(replace(row, votes=None) for row in campaign.counts),
        classes=tuple(replace(each, **EMPTY) for each in campaign.classes),
        opinions=tuple(o for o in campaign.opinions if o.origin is OpinionSource.BOX),
    )


def early(campaign: Campaign, today: date | None) -> list[Problem]:
    found = check_rules(campaign, today=today).problems
    return [problem for problem in found if problem.code == "results-before-vote"]


@pytest.mark.parametrize(
    ("today", "found"), [(VOTE - timedelta(1), 1), (VOTE, 0), (VOTE + timedelta(900), 0), (None, 0)]
)
def test_results_are_told_from_the_day_of_the_vote_on(today: date | None, found: int) -> None:
    assert len(early(sample_campaign(), today)) == found


def test_a_workbook_filled_ahead_without_results_is_right() -> None:
    assert early(without_results(sample_campaign()), date(2026, 1, 1)) == []


def test_attendance_alone_that_was_left_from_last_year_is_found() -> None:
    campaign = without_results(sample_campaign())
    first, *others = campaign.classes
    (problem,) = early(replace(campaign, classes=(replace(first, present=9), *others)), date.min)
    assert "《代表构成》" in problem.message
    assert "《计票结果》" not in problem.message


def test_a_question_of_last_years_meeting_is_found() -> None:
    campaign = without_results(sample_campaign())
    left = replace(campaign.opinions[0], origin=OpinionSource.QUESTION)
    (problem,) = early(replace(campaign, opinions=(left,)), date.min)
    assert problem.sheet == "意见建议"


@pytest.mark.parametrize(
    ("issued_on", "code"),
    [
        (date(2025, 8, 30), "issued-long-before"),
        (date(2025, 12, 20), ""),
        (VOTE, ""),
        (VOTE + timedelta(1), "issued-after-vote"),
        (date(2027, 3, 5), "issued-after-vote"),
    ],
)
def test_the_plan_is_issued_for_its_own_campaign(issued_on: date, code: str) -> None:
    found = {
        p.code
        for p in check_rules(with_info(issued_on=issued_on, printed_on=None)).problems
        if p.is_error
    }
    assert found - {"number-of-another-year"} == ({code} if code else set())


def test_a_plan_issued_in_december_bears_the_number_of_that_year() -> None:
    campaign = with_info(issued_on=date(2025, 12, 20), printed_on=None)
    assert problems(campaign, "number-of-another-year") == []


@pytest.mark.parametrize(
    ("year", "severity"), [(2024, "错误"), (2025, "提醒"), (2026, ""), (2027, "错误")]
)
def test_the_year_is_the_campaigns_or_the_one_whose_work_is_reviewed_in_spring(
    year: int, severity: str
) -> None:
    found = [p.severity.value for p in problems(with_info(year=year), "campaign-year-differs")]
    assert found == ([severity] if severity else [])


@pytest.mark.parametrize(
    ("number", "title", "severity"),
    [
        ("云街发〔2026〕12号", "通知", ""),
        ("云街发[2027]12号", "通知", "错误"),
        ("云街发〔2025〕12号", "通知", ""),
        ("云街发〔2024〕12号", "通知", "提醒"),
        ("", "关于开展2024年述职述廉的通知", "提醒"),
        ("云街发12号", "通知", ""),
    ],
)
def test_the_basis_is_of_this_campaign(number: str, title: str, severity: str) -> None:
    campaign = with_info(basis_number=number, basis_title=title)
    found = [p.severity.value for p in problems(campaign, "basis-of-another-year")]
    assert found == ([severity] if severity else [])


def test_last_years_basis_beside_last_years_date_is_an_error() -> None:
    campaign = with_info(issued_on=date(2025, 3, 5), basis_number="云街发〔2025〕12号")
    (problem,) = problems(campaign, "basis-of-another-year")
    assert problem.is_error
