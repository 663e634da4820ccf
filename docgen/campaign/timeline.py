"""When a campaign's stages begin and end, and when its results are due. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from docgen.campaign.model import Campaign, MeetingKind, Stage, Work

RESULT_DAYS = 10  # domain, practice: results are posted within ten days
STAGE_OF_MEETING = {
    MeetingKind.MOBILISATION: Stage.MOBILISE,
    MeetingKind.REVIEW: Stage.REVIEW,
    MeetingKind.CLOSING: Stage.RECTIFY,
}


@dataclass(frozen=True, slots=True)
class StageSpan:
    """A stage's works and the days from its first to its last."""

    stage: Stage
    works: tuple[Work, ...]

    @property
    def start(self) -> date:
        """First day of the stage."""
        return min(work.start for work in self.works)

    @property
    def end(self) -> date:
        """Last day of the stage."""
        return max(work.end for work in self.works)


def stage_spans(campaign: Campaign) -> tuple[StageSpan, ...]:
    """The stages that have works, in their fixed order."""
    return tuple(
        StageSpan(stage, works)
        for stage in Stage
        if (works := tuple(work for work in campaign.schedule if work.stage is stage))
    )


def stage_start(campaign: Campaign, stage: Stage) -> date | None:
    """The first day of a stage; None when the schedule has no work of it."""
    return next((span.start for span in stage_spans(campaign) if span.stage is stage), None)


def closing_day(campaign: Campaign) -> date:
    """The day on which the campaign is closed: of the last 总结会议, else its end date."""
    closing = [m.day for m in campaign.meetings if m.kind is MeetingKind.CLOSING]
    return max(closing, default=campaign.info.end)
