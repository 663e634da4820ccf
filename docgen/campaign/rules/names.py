"""Rules about one person in several sheets: a name spelt otherwise, an official who votes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from docgen.campaign import schema
from docgen.campaign.model import Campaign, GroupMember, Official, Representative, Teller
from docgen.campaign.rules.base import rule, warning
from docgen.campaign.rules.people import bare, person_key
from docgen.campaign.schema import Use
from docgen.chinese.names import slip
from docgen.errors import Problem

_Person = Official | GroupMember | Representative | Teller
_NAMES = tuple(
    Use(sheet, ("name",))
    for sheet in (schema.OFFICIALS, schema.GROUP, schema.REPRESENTATIVES, schema.TELLERS)
)


@rule(by_row=_NAMES)
def officials_are_spelt_alike(campaign: Campaign) -> Iterator[Problem]:
    """An official's name, printed on the ballots, is the one that the other sheets give.

    Two names that stand in one sheet are of two people: of none of them is it said.
    """
    sheets: tuple[tuple[_Person, ...], ...] = (
        campaign.officials,
        campaign.group,
        campaign.representatives,
        campaign.tellers,
    )
    apart = [{bare(person.name) for person in people} for people in sheets]
    for official in campaign.officials:
        name = bare(official.name)
        others: dict[str, list[_Person]] = {}
        for person in chain(*sheets[1:]):
            others.setdefault(bare(person.name), []).append(person)
        for other, people in others.items():
            how = slip(name, other)
            if how and not any({name, other} <= names for names in apart):
                yield _spelt_otherwise(official, other, people, how)


def _spelt_otherwise(
    official: Official, other: str, people: Iterable[_Person], how: str
) -> Problem:
    places = "、".join(f"《{each.source.sheet}》{each.source.cell('name')}" for each in people)
    return warning(
        "name-written-otherwise",
        official,
        "name",
        f"述评对象“{bare(official.name)}”与{places}的“{other}”{how}，可能是同一个人",
        "是同一个人的，请在印制测评票以前改成一致的写法；不是同一个人的无需处理。",
    )


@rule(by_row=(_NAMES[0], _NAMES[2]))
def officials_do_not_judge_themselves(campaign: Campaign) -> Iterator[Problem]:
    """An official on the voting roster gets a ballot with the own name on it."""
    officials = {person_key(official.name) for official in campaign.officials}
    for person in campaign.representatives:
        if person_key(person.name) in officials:
            yield warning(
                "representative-is-official",
                person,
                "name",
                f"{bare(person.name)}是述评对象，又列在《参评代表》中，会给自己投票",
                "述评对象一般不参加对自己的测评，请核对；只是同名的两个人或者当地规定可以参加的，无需处理。",
            )


RULES = (officials_are_spelt_alike, officials_do_not_judge_themselves)
