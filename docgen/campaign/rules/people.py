"""Rules about people: the leading group, officials, representatives, tellers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from docgen.campaign import schema
from docgen.campaign.model import Campaign, GroupRole, TellerRole, VoterClass
from docgen.campaign.rules.base import error, rule, sheet_error, sheet_warning, warning
from docgen.campaign.schema import Use
from docgen.chinese.signs import comparison_key
from docgen.errors import Problem

FEW = 5  # a class of fewer people should not have results of its own
_OF_CLASS = Use(schema.REPRESENTATIVES, ("voter_class",))
_EXPECTED = Use(schema.CLASSES, ("name", "expected"))


@rule(schema.GROUP)
def group_has_one_head(campaign: Campaign) -> Iterator[Problem]:
    """Exactly one 组长 and at least one 副组长 (domain R1)."""
    heads = [member for member in campaign.group if member.role is GroupRole.HEAD]
    if not heads:
        yield sheet_error(
            "group-without-head",
            schema.GROUP,
            "领导小组没有组长",
            "请填写一名组长，由党组织书记担任。",
        )
    for extra in heads[1:]:
        yield error(
            "group-second-head",
            extra,
            "role",
            f"领导小组只能有一名组长，{heads[0].name}和{extra.name}都填为组长",
            "请只保留一名组长，其他人改为副组长或成员。",
        )
    if not any(member.role is GroupRole.DEPUTY for member in campaign.group):
        yield sheet_error(
            "group-without-deputy",
            schema.GROUP,
            "领导小组没有副组长",
            "请至少填写一名副组长，例如居委会主任、物业公司总经理。",
        )


@rule(Use(schema.OFFICIALS, ("name",)))
def officials_are_at_least_two(campaign: Campaign) -> Iterator[Problem]:
    """The secretary and the director report; one person may hold both posts (domain R3)."""
    if len(campaign.officials) == 1:
        yield warning(
            "official-alone",
            campaign.officials[0],
            "name",
            "述评对象只有一人，一般应包括党组织书记和居委会主任",
            "书记、主任由一人兼任的无需处理，否则请补充。",
        )


@rule(
    by_row=(Use(schema.OFFICIALS, ("name",)), Use(schema.TELLERS, ("name", "role"))),
)
def tellers_are_not_officials(campaign: Campaign) -> Iterator[Problem]:
    """Nobody who is judged takes part in the count (domain R5)."""
    officials = {person_key(official.name) for official in campaign.officials}
    for teller in campaign.tellers:
        if person_key(teller.name) in officials:
            yield error(
                "teller-is-official",
                teller,
                "name",
                f"{teller.name}是述评对象，不能担任{teller.role}",
                "请另选不是述评对象的人。",
            )


@rule(Use(schema.TELLERS, ("role",)))
def every_teller_role_is_filled(campaign: Campaign) -> Iterator[Problem]:
    """Once tellers are named, each of the four roles should be (domain R5)."""
    if not campaign.tellers:
        return
    missing = [role for role in TellerRole if role not in {t.role for t in campaign.tellers}]
    if missing:
        yield sheet_warning(
            "teller-role-missing",
            schema.TELLERS,
            f"还没有确定{'、'.join(missing)}",
            "请在述评会议之前补充。",
        )


@rule(
    Use(schema.CLASSES, ("name",)),
    by_row=(_OF_CLASS,),
    cause=True,
)
def representatives_are_of_known_classes(campaign: Campaign) -> Iterator[Problem]:
    """Everybody on the roster is of a class that 代表构成 has (R4)."""
    known = {voter_class.name for voter_class in campaign.classes}
    for person in campaign.representatives:
        if person.voter_class not in known:
            yield error(
                "representative-class-unknown",
                person,
                "voter_class",
                f"《代表构成》中没有“{person.voter_class}”这一类别"
                + schema.is_it(person.voter_class, known),
                f"请从下拉列表中选择：{'、'.join(c.name for c in campaign.classes)}。",
            )


@rule(by_row=(_OF_CLASS, _EXPECTED))
def roster_is_not_too_long(campaign: Campaign) -> Iterator[Problem]:
    """The roster has no more people of a class than 代表构成 says (R4)."""
    for voter_class, listed in _listed(campaign):
        if listed > voter_class.expected:
            yield _roster_disagrees(voter_class, listed)


@rule(_OF_CLASS, by_row=(_EXPECTED,))
def roster_is_not_too_short(campaign: Campaign) -> Iterator[Problem]:
    """The roster, when filled, has no fewer: somebody of an unknown class may be the one."""
    for voter_class, listed in _listed(campaign) if campaign.representatives else ():
        if listed < voter_class.expected:
            yield _roster_disagrees(voter_class, listed)


def _listed(campaign: Campaign) -> Iterator[tuple[VoterClass, int]]:
    """Each class and how many people the roster has of it."""
    listed = Counter(person.voter_class for person in campaign.representatives)
    for voter_class in campaign.classes:
        yield voter_class, listed[voter_class.name]


def _roster_disagrees(voter_class: VoterClass, listed: int) -> Problem:
    return error(
        "roster-disagrees",
        voter_class,
        "expected",
        f"{voter_class.name}应到{voter_class.expected}人，《参评代表》中列有{listed}人",
        "请核对两处，使人数一致；不列名册时，《参评代表》可以整张不填。",
    )


@rule(by_row=(Use(schema.REPRESENTATIVES, ("name",)),))
def namesakes_are_pointed_out(campaign: Campaign) -> Iterator[Problem]:
    """The same name in two places is perhaps one person with two ballots."""
    first: dict[str, int] = {}
    for person in campaign.representatives:
        key = comparison_key(person.name)
        if key in first:
            yield warning(
                "representative-namesake",
                person,
                "name",
                f"“{person.name}”在第{first[key]}行已经出现",
                "如果确是同名的两个人无需处理；如果是同一人，请删去一行。",
            )
        first.setdefault(key, person.source.row)


@rule(by_row=(_EXPECTED,))
def classes_keep_the_vote_secret(campaign: Campaign) -> Iterator[Problem]:
    """Results are published by class: those of a handful of people tell how each one voted."""
    for voter_class in campaign.classes:
        if 0 < voter_class.expected < FEW:
            yield warning(
                "class-very-small",
                voter_class,
                "expected",
                f"{voter_class.name}只有{voter_class.expected}人，分类公布结果会暴露个人的投票意向",
                "请与其他类别合并。",
            )


def bare(name: str) -> str:
    """A name without a note in brackets: 王强（主任） is 王强."""
    return re.sub(r"[（(][^（()）]*[）)]", "", name)


def person_key(name: str) -> str:
    """What the spellings of a person's name share, notes in brackets aside."""
    return comparison_key(bare(name))


RULES = (
    group_has_one_head,
    officials_are_at_least_two,
    tellers_are_not_officials,
    every_teller_role_is_filled,
    classes_keep_the_vote_secret,
    representatives_are_of_known_classes,
    roster_is_not_too_long,
    roster_is_not_too_short,
    namesakes_are_pointed_out,
)
