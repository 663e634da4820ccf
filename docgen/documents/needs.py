"""What documents wait for: what the workbook must tell first, and in which cells."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from docgen.campaign import schema, tally
from docgen.campaign.model import Campaign, Meeting, MeetingKind
from docgen.campaign.schema import Sheet, Use
from docgen.documents.core import Need

# 代表构成 before the vote: the figures of the ballots are not among them.
CLASS_SIZES = Use(schema.CLASSES, ("name", "expected", "spare", "colour", "weight"))
BALLOT_FIGURES = ("present", "issued", "returned", "invalid")


def using(*sheets: Sheet) -> tuple[Use, ...]:
    """The whole of these sheets."""
    return tuple(map(Use, sheets))


def _first_row(sheet: Sheet) -> Callable[[Campaign], Iterable[str]]:
    """Where to begin with a sheet that has no row yet."""
    return lambda _: (f"{sheet.name}!A2",)


def _without_agenda(campaign: Campaign) -> list[Meeting]:
    with_agenda = {item.meeting for item in campaign.agenda}
    return [meeting for meeting in campaign.meetings if meeting.name not in with_agenda]


def _meeting_cells(campaign: Campaign) -> Iterator[str]:
    if not campaign.meetings:
        yield f"{schema.MEETINGS.name}!A2"
    if not campaign.meetings or _without_agenda(campaign):
        yield f"{schema.AGENDA.name}!A2"


def _count_cells(campaign: Campaign) -> Iterator[str]:
    """The figures of the ballots that are missing, then the rows of the count."""
    for voter_class in tally.voting_classes(campaign.classes):
        for field in BALLOT_FIGURES:
            if getattr(voter_class, field) is None:
                source = voter_class.source
                yield f"{schema.CLASSES.name}!{source.cell(field)}"
    if not campaign.counts:
        yield f"{schema.COUNTS.name}!A2"
    for row in campaign.counts:
        if row.votes is None:
            yield f"{schema.COUNTS.name}!{row.source.cell('votes')}"


HAS_MEETINGS = Need(
    schema.MEETINGS,
    "各个会议，以及《会议议程》中各会议的议程",
    lambda campaign: bool(campaign.meetings and campaign.agenda),
    _meeting_cells,
)
HAS_A_MEETING = Need(
    schema.MEETINGS,
    "各个会议的日期、时间和地点",
    lambda campaign: bool(campaign.meetings),
    _first_row(schema.MEETINGS),
)
HAS_REVIEW_MEETING = Need(
    schema.MEETINGS,
    "述评会议的日期、时间和地点",
    lambda campaign: any(m.kind is MeetingKind.REVIEW for m in campaign.meetings),
    _first_row(schema.MEETINGS),
)
TELLERS_NAMED = Need(
    schema.TELLERS,
    "监票、唱票、计票人员",
    lambda campaign: bool(campaign.tellers),
    _first_row(schema.TELLERS),
)
IS_COUNTED = Need(
    schema.COUNTS,
    "各行票数，以及《代表构成》中的实到人数和发出、收回、无效票数",
    tally.is_counted,
    _count_cells,
)
HAS_RECTIFICATIONS = Need(
    schema.RECTIFICATIONS,
    "整改项目",
    lambda campaign: bool(campaign.rectifications),
    _first_row(schema.RECTIFICATIONS),
)
