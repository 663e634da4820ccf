"""Rules about ballots entered one by one: against what was counted, and against the recount."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from docgen.campaign import ballots, schema
from docgen.campaign.ballots import ballot_name
from docgen.campaign.model import BallotEntry, Campaign, CountRow, PaperBallot, VoterClass
from docgen.campaign.rules.base import error, rule, sheet_error
from docgen.campaign.schema import Use
from docgen.errors import Problem, Severity

_NUMBERS_SHOWN = 10
_MOST_DIGITS = 9
_CHECK_THE_PAPER = "请找出这张测评票核对，改正录错的一处。"


@rule(
    Use(schema.OFFICIALS, ("name",)),
    Use(schema.ITEMS, ("name",)),
    Use(schema.GRADES, ("name",)),
    Use(schema.CLASSES, ("name",)),
    schema.ENTRIES,
    by_row=(schema.COUNTS,),
)
def typed_votes_agree_with_entries(campaign: Campaign) -> Iterator[Problem]:
    """Every number typed in 计票结果 is the one that the ballots entered come to."""
    if campaign.entries is None:
        return
    found = ballots.votes(campaign.entries)
    known = {
        (official.name, item.name, voter_class.name)
        for official in campaign.officials
        for item in campaign.items
        for voter_class in campaign.classes
    }
    grades = [grade.name for grade in campaign.grades]
    headings = [column.heading for column in schema.count_sheet(grades).columns if column.grade]
    for row in campaign.typed_counts:
        key = (row.official, row.item, row.voter_class)
        if key not in known:
            continue  # a misspelt name has been reported
        for grade, heading, typed in zip(grades, headings, row.votes or (), strict=False):
            if typed != found[key][grade]:
                yield _differing_count(row, grade, heading, typed, found[key][grade])


def _differing_count(row: CountRow, grade: str, heading: str, typed: int, found: int) -> Problem:
    problem = error(
        "count-differs-from-entry",
        row,
        heading,
        f"{row.official}“{row.item}”{row.voter_class}“{grade}”填的是{typed}票，"
        f"《{schema.ENTRIES.name}》合计是{found}票",
        "请核对测评票，改正填错的一处；这张表的票数也可以清空，由程序从录入的测评票算出。",
    )
    return replace(problem, field="votes")


@rule(
    Use(schema.ENTRIES, ("voter_class", "number")),
    by_row=(Use(schema.CLASSES, ("name", "expected", "returned")),),
)
def entries_are_as_many_as_returned(campaign: Campaign) -> Iterator[Problem]:
    """As many ballots are entered as were returned."""
    if campaign.entries is not None:
        for voter_class, entered in _entered(campaign):
            yield from _number_of_ballots(campaign.entries, voter_class, entered)


@rule(schema.ENTRIES, by_row=(Use(schema.CLASSES, ("name", "expected", "invalid")),))
def entries_are_invalid_as_said(campaign: Campaign) -> Iterator[Problem]:
    """As many of the ballots entered are invalid as was said."""
    for voter_class, entered in _entered(campaign):
        yield from _invalid_ballots(voter_class, entered)


def _entered(campaign: Campaign) -> Iterator[tuple[VoterClass, list[PaperBallot]]]:
    """Each class and its ballots, once any are entered."""
    if campaign.entries is not None and ballots.are_entered(campaign):
        by_class = ballots.by_class(campaign.entries)
        for voter_class in campaign.classes:
            yield voter_class, by_class.get(voter_class.name, [])


def _number_of_ballots(
    entry: BallotEntry, voter_class: VoterClass, entered: list[PaperBallot]
) -> Iterator[Problem]:
    returned = _figure(voter_class, voter_class.returned)
    if returned is None or len(entered) == returned:
        return
    numbers = (
        f"{voter_class.name}收回{returned}张测评票，《{schema.ENTRIES.name}》录入了{len(entered)}张"
    )
    if len(entered) > returned:
        beyond = entered[returned]
        yield _at(
            "entry-too-many",
            entry,
            "voter_class",
            beyond,
            f"{numbers}，从{ballot_name(beyond)}起多出",
            f"请核对类别有没有录错、同一张票有没有录入两遍；或者更正《{schema.CLASSES.name}》的收回票数。",
        )
    else:
        yield error(
            "entry-too-few",
            voter_class,
            "returned",
            f"{numbers}，少{returned - len(entered)}张{_numbers_left_out(entered)}",
            "请补录漏录的测评票，整张无效的也要录入；或者更正收回票数。",
        )


def _numbers_left_out(entered: list[PaperBallot]) -> str:
    """``，没有第7、15号``: the numbers within each batch that no ballot has."""
    by_batch: dict[str, set[int]] = {}
    for ballot in entered:
        if ballot.number.isascii() and ballot.number.isdecimal():
            by_batch.setdefault(ballot.batch, set()).add(int(ballot.number[-_MOST_DIGITS:]))
    parts = []
    for batch, numbers in by_batch.items():
        left = [n for n in range(min(1, *numbers), max(numbers)) if n not in numbers]
        if left and max(numbers) <= 2 * len(entered) + _NUMBERS_SHOWN:
            more = f"等{len(left)}个号" if len(left) > _NUMBERS_SHOWN else "号"
            shown = "、".join(map(str, left[:_NUMBERS_SHOWN]))
            parts.append(f"{f'第{batch}批' if batch else ''}第{shown}{more}")
    return f"，没有{'，'.join(parts)}" if parts else ""


def _invalid_ballots(voter_class: VoterClass, entered: list[PaperBallot]) -> Iterator[Problem]:
    invalid = _figure(voter_class, voter_class.invalid)
    found = sum(map(ballots.is_invalid, entered))
    if invalid is not None and found != invalid:
        yield error(
            "entry-invalid-differs",
            voter_class,
            "invalid",
            f"{voter_class.name}的无效票数填的是{invalid}张，"
            f"《{schema.ENTRIES.name}》中整张无效的有{found}张",
            f"请核对。整张无效的票，各列都填“{schema.VOID}”；只有部分栏目无效的，不算无效票。",
        )


def _figure(voter_class: VoterClass, figure: int | None) -> int | None:
    """A figure of the ballots, None while it is awaited; a class that has nobody returns none."""
    return figure if figure is not None or voter_class.expected else 0


@rule(schema.ENTRIES, schema.RECOUNT)
def recount_agrees(campaign: Campaign) -> Iterator[Problem]:
    """What two people entered is the same, ballot by ballot and mark by mark."""
    first, second = campaign.entries, campaign.recount
    if second is None or not second.ballots:
        return
    if first is None or not first.ballots:
        yield sheet_error(
            "recount-without-entry",
            schema.RECOUNT,
            f"《{schema.RECOUNT.name}》已经填写，《{schema.ENTRIES.name}》还是空的，无从核对",
            f"只录入一遍的，请把内容移到《{schema.ENTRIES.name}》。",
        )
        return
    for here, there in ((first, second), (second, first)):
        for ballot in ballots.only_in(here, there):
            yield _at(
                "recount-ballot-missing",
                here,
                "number",
                ballot,
                f"《{there.sheet}》中没有{ballot_name(ballot)}",
                "请核对批次、类别和票号；漏录的，请补录。",
            )
    for difference in ballots.differences(first, second):
        yield _differing_mark(first, second, difference)


def _differing_mark(
    first: BallotEntry, second: BallotEntry, difference: ballots.Difference
) -> Problem:
    here, there = difference.places
    mark, again = (_quoted_mark(mark) for mark in difference.marks)
    subject = schema.ballot_heading(*difference.subject)
    return Problem(
        "recount-differs",
        Severity.ERROR,
        first.sheet,
        here,
        f"{ballot_name(difference.ballot)}“{subject}”录入的是{mark}，"
        f"复核（{second.sheet}!{there}）录入的是{again}",
        _CHECK_THE_PAPER,
        "marks",
    )


def _quoted_mark(mark: str) -> str:
    return f"“{mark}”" if mark else "弃权（空着）"


def _at(
    code: str, entry: BallotEntry, field: str, ballot: PaperBallot, message: str, hint: str
) -> Problem:
    """An error at a field of a ballot."""
    cell = f"{entry.columns.get(field, 'A')}{ballot.row}"
    return Problem(code, Severity.ERROR, entry.sheet, cell, message, hint, field)


RULES = (
    typed_votes_agree_with_entries,
    entries_are_as_many_as_returned,
    entries_are_invalid_as_said,
    recount_agrees,
)
