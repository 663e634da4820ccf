"""What documents wait for: what the workbook must tell first, and in which cells."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from docgen.campaign import schema, tally
from docgen.campaign.model import Campaign, Meeting, MeetingKind
from docgen.campaign.schema import Sheet, Use
from docgen.campaign.timeline import STAGE_OF_MEETING
from docgen.documents.core import Need, Part

# 代表构成 before the vote: the figures of the ballots are not among them.
CLASS_SIZES = Use(schema.CLASSES, ("name", "expected", "spare", "colour", "weight"))
BALLOT_FIGURES = ("present", "issued", "returned", "invalid")


def using(*sheets: Sheet) -> tuple[Use, ...]:
    """The whole of these sheets."""
    return tuple(map(Use, sheets))


def _first_row(sheet: Sheet) -> Callable[[Campaign], Iterable[str]]:
    """Where to begin with a sheet that has no row yet."""
    return lambda _: (f"{sheet.name}!A2",)


def _meeting_cells(campaign: Campaign) -> Iterator[str]:
    """Where to begin with the sheets of meetings that have no row yet."""
    for sheet, records in (
        (schema.MEETINGS, campaign.all_meetings),
        (schema.AGENDA, campaign.agenda),
    ):
        if not records:
            yield f"{sheet.name}!A2"


def _awaited_cells(meetings: Iterable[Meeting]) -> Iterator[str]:
    """The cells in the rows of undated meetings that are to be filled in."""
    for meeting in meetings:
        for column in schema.MEETINGS.columns:
            if column.required and column.field in meeting.source.empty:
                yield f"{schema.MEETINGS.name}!{meeting.source.cell(column.field)}"


def _undated_reviews(campaign: Campaign) -> list[Meeting]:
    return [m for m in campaign.undated_meetings if m.kind is MeetingKind.REVIEW]


def _review_cells(campaign: Campaign) -> Iterable[str]:
    undated = _undated_reviews(campaign)
    return _awaited_cells(undated) if undated else (f"{schema.MEETINGS.name}!A2",)


def waiting_part(meeting: Meeting) -> Part:
    """The file of a meeting that waits for its day and what comes with that."""
    need = Need(
        schema.MEETINGS,
        f"“{meeting.name}”的日期、时间、地点和主持人",
        lambda campaign: meeting not in campaign.undated_meetings,
        lambda _: _awaited_cells((meeting,)),
    )
    return Part({}, (), suffix=meeting.name, needs=(need,), stage=STAGE_OF_MEETING[meeting.kind])


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
    lambda campaign: bool(campaign.all_meetings and campaign.agenda),
    _meeting_cells,
)
HAS_A_MEETING = Need(
    schema.MEETINGS,
    "各个会议的日期、时间和地点",
    lambda campaign: bool(campaign.all_meetings),
    _first_row(schema.MEETINGS),
)
HAS_REVIEW_MEETING = Need(
    schema.MEETINGS,
    "述评会议的日期、时间和地点",
    lambda campaign: (
        any(m.kind is MeetingKind.REVIEW for m in campaign.meetings)
        and not _undated_reviews(campaign)
    ),
    _review_cells,
)
REVIEWS_DATED = Need(  # for documents of a vote, which may lack the sheet of meetings
    HAS_REVIEW_MEETING.sheet,
    HAS_REVIEW_MEETING.text,
    lambda campaign: not _undated_reviews(campaign),
    _review_cells,
)
MEETINGS_DATED = Need(
    schema.MEETINGS,
    "各个会议的日期、时间和地点，不开的会议删去",
    lambda campaign: not campaign.undated_meetings,
    lambda campaign: _awaited_cells(campaign.undated_meetings),
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
