"""Rules about the vote: attendance, ballots, and the count."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from docgen.campaign import ballots, schema, tally
from docgen.campaign.model import Campaign, CountRow
from docgen.campaign.rules.base import error, rule, sheet_error, warning
from docgen.campaign.schema import Use
from docgen.chinese.wording import percent, ratio_words
from docgen.errors import Problem

_BALLOT_FIELDS = ("present", "issued", "returned", "invalid")
_KEY = ("official", "item", "voter_class")  # what a row of the count is for
_NAMES = tuple(Use(each, ("name",)) for each in (schema.OFFICIALS, schema.ITEMS, schema.CLASSES))
_IF_RENAMED = "如果只是改名，请关闭工作簿，运行 docgen grid，票数就转到新的名称下。"
_HEADINGS = {column.field: column.heading for column in schema.CLASSES.columns}


@rule(Use(schema.CLASSES, ("expected",)))
def somebody_is_expected(campaign: Campaign) -> Iterator[Problem]:
    """A vote needs representatives."""
    if campaign.classes and not tally.voting_classes(campaign.classes):
        yield error(
            "nobody-expected",
            campaign.classes[0],
            "expected",
            "各类代表的应到人数都是0",
            "请填写各类代表的应到人数。",
        )


@rule(by_row=(Use(schema.CLASSES, ("name", "expected", *_BALLOT_FIELDS)),), cause=True)
def ballots_never_grow(campaign: Campaign) -> Iterator[Problem]:
    """实到 ≤ 应到, 收回 ≤ 发出 ≤ 实到, 无效 ≤ 收回; more returned than issued voids the vote."""
    for c in campaign.classes:
        for smaller, larger in (
            ("present", "expected"),
            ("issued", "present"),
            ("returned", "issued"),
            ("invalid", "returned"),
        ):
            less, more = getattr(c, smaller), getattr(c, larger)
            if less is None or more is None or less <= more:
                continue
            if smaller == "returned":
                yield error(
                    "vote-void",
                    c,
                    "returned",
                    f"{c.name}收回{less}票，多于发出的{more}票，本次测评无效",
                    "请核对发出和收回的票数；数字无误的，应当重新组织测评。",
                )
            else:
                yield error(
                    "ballots-disagree",
                    c,
                    smaller,
                    f"{c.name}的{_HEADINGS[smaller]}（{less}）多于{_HEADINGS[larger]}（{more}）",
                    "请核对这两个数。",
                )


@rule(by_row=(Use(schema.CLASSES, ("name", "expected")),))
def ballot_figures_are_complete(campaign: Campaign) -> Iterator[Problem]:
    """Once a figure is given for one class, or the votes are, each class must give it."""
    classes = tally.voting_classes(campaign.classes)
    counted = any(row.votes is not None for row in campaign.counts)
    for field in _BALLOT_FIELDS:
        if not counted and all(getattr(c, field) is None for c in classes):
            continue
        for c in classes:
            if getattr(c, field) is None:
                yield error(
                    "ballots-incomplete",
                    c,
                    field,
                    f"{c.name}的{_HEADINGS[field]}没有填写",
                    "请填写；没有则填0。",
                )


@rule(Use(schema.INFO, ("quorum",)), Use(schema.CLASSES, ("expected", "present")))
def enough_representatives_came(campaign: Campaign) -> Iterator[Problem]:
    """Attendance reaches the proportion that the place requires."""
    classes = tally.voting_classes(campaign.classes)
    if not classes or any(c.present is None for c in classes):
        return
    total = sum((tally.turnout(c) for c in classes), tally.Turnout(0, 0, 0, 0, 0))
    quorum = campaign.info.quorum
    if total.attendance is not None and total.attendance < quorum:
        yield error(
            "quorum-not-reached",
            classes[0],
            "present",
            f"应到{total.expected}人，实到{total.present}人，到会率{percent(total.attendance)}，"
            f"没有达到{ratio_words(quorum)}",
            "请核对人数；确实不足的，应当另行召开述评会议。"
            "当地规定的比例不同的，请修改《活动信息》中的“到会比例要求”。",
        )


@rule(*_NAMES, by_row=(Use(schema.COUNTS, _KEY),), cause=True)
def count_rows_are_known(campaign: Campaign) -> Iterator[Problem]:
    """Each row typed in the count is for an official, an item and a class that exist."""
    known = (
        ("official", schema.OFFICIALS.name, {official.name for official in campaign.officials}),
        ("item", schema.ITEMS.name, {item.name for item in campaign.items}),
        ("voter_class", schema.CLASSES.name, {c.name for c in campaign.classes}),
    )
    rows = campaign.typed_counts or campaign.counts
    counted = {field: {getattr(row, field) for row in rows} for field, _, _ in known}
    for row in rows:
        for field, sheet, names in known:
            if getattr(row, field) not in names:
                renamed = bool(names - counted[field])
                yield error(
                    f"count-{field.replace('_', '-')}-unknown",
                    row,
                    field,
                    f"《{sheet}》中没有“{getattr(row, field)}”"
                    + schema.is_it(getattr(row, field), names),
                    "请从下拉列表中选择，与所列工作表一致。" + (_IF_RENAMED if renamed else ""),
                )


@rule(
    Use(schema.CLASSES, ("name", "expected")),
    by_row=(Use(schema.COUNTS, (*_KEY, "votes")),),
)
def count_rows_are_filled(campaign: Campaign) -> Iterator[Problem]:
    """Once votes have been typed, no row of the count may be empty."""
    if all(row.votes is None for row in campaign.counts):
        return
    voting = {c.name for c in tally.voting_classes(campaign.classes)}
    for row in campaign.counts:
        if row.votes is None and row.voter_class in voting:
            yield error(
                "count-row-empty",
                row,
                "votes",
                f"{_row_name(row)}的票数没有填写",
                "请填写各等次的票数；没有得票填0。",
            )


@rule(*_NAMES, Use(schema.CLASSES, ("expected",)), Use(schema.COUNTS, _KEY))
def count_has_every_row(campaign: Campaign) -> Iterator[Problem]:
    """Once votes have been typed, no row of the count may be missing."""
    if all(row.votes is None for row in campaign.counts):
        return
    officials = (official.name for official in campaign.officials)
    items = (item.name for item in campaign.items)
    voting = (c.name for c in tally.voting_classes(campaign.classes))
    rows = {(row.official, row.item, row.voter_class) for row in campaign.counts}
    for key in dict.fromkeys(product(officials, items, voting)):
        if key in rows:
            continue
        official, item, name = key
        yield sheet_error(
            "count-row-missing",
            schema.COUNTS,
            f"缺少{official}“{item}”{name}一行",
            "请补上这一行并填写票数，也可以运行 docgen grid 自动补齐。",
        )


@rule(
    by_row=(
        Use(schema.CLASSES, ("name", "expected", "returned", "invalid")),
        Use(schema.COUNTS, (*_KEY, "votes")),
    ),
)
def votes_agree_with_ballots(campaign: Campaign) -> Iterator[Problem]:
    """The votes of a row never exceed the valid ballots; fewer means abstentions.

    Votes computed from ballots entered one by one need no such check: the number of those
    ballots is checked, and who abstained is known.
    """
    if ballots.are_entered(campaign):
        return
    classes = {c.name: c for c in campaign.classes}
    for row in campaign.counts:
        voter_class = classes.get(row.voter_class)
        if row.votes is None or voter_class is None:
            continue
        if voter_class.expected and None in (voter_class.returned, voter_class.invalid):
            continue
        valid = tally.turnout(voter_class).valid
        unmarked = valid - sum(row.votes)
        if unmarked < 0:
            yield error(
                "votes-exceed-ballots",
                row,
                "votes",
                f"{_row_name(row)}各等次合计{sum(row.votes)}票，多于有效票{valid}票",
                f"请核对票数。有效票＝收回票数－无效票数，{row.voter_class}为{valid}票。",
            )
        elif unmarked > 0:
            yield warning(
                "votes-fewer-than-ballots",
                row,
                "votes",
                f"{_row_name(row)}各等次合计{sum(row.votes)}票，比有效票{valid}票少{unmarked}票，"
                "按“弃权及单项无效”统计",
                "确有弃权或单项无效的无需处理，否则请核对票数。",
            )


def _row_name(row: CountRow) -> str:
    return f"{row.official}“{row.item}”{row.voter_class}"


RULES = (
    somebody_is_expected,
    ballots_never_grow,
    ballot_figures_are_complete,
    enough_representatives_came,
    count_rows_are_known,
    count_rows_are_filled,
    count_has_every_row,
    votes_agree_with_ballots,
)
