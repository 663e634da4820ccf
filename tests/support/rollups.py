"""Campaigns of communities as manifests tell them, for the tests of collecting and the roll-up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from docgen.campaign.model import (
    STANDARD_GRADES,
    CountRow,
    Grade,
    Item,
    Official,
    RectificationState,
    ReportForm,
    VoterClass,
)
from docgen.commands.collect.figures import Entry, figures
from docgen.package.manifest import CampaignData, FileRecord, Manifest, RectificationRecord

DAY = date(2026, 6, 30)
DONE, BUSY, IDLE = (
    RectificationState.DONE,
    RectificationState.IN_PROGRESS,
    RectificationState.NOT_STARTED,
)


def voters(name: str, returned: int, invalid: int, weight: int | None = None) -> VoterClass:
    """A class that lost a person at the door and a ballot at the box."""
    return VoterClass(
        name=name,
        expected=returned + 2,
        spare=0,
        present=returned + 1,
        issued=returned + 1,
        returned=returned,
        invalid=invalid,
        colour="",
        weight=None if weight is None else Fraction(weight),
    )


def item(state: RectificationState, deadline: date = DAY) -> RectificationRecord:
    closed = deadline if state is DONE else None
    return RectificationRecord("服务", state, deadline, closed)


def data(
    community: str = "幸福里社区",
    votes: Sequence[Sequence[int]] = ((6, 2, 1, 0),),
    *,
    grades: tuple[Grade, ...] = STANDARD_GRADES,
    classes: tuple[VoterClass, ...] = (voters("党员", 10, 1),),
    **changes: Any,
) -> CampaignData:
    """One official, one item; ``votes`` are those of each class, none before the vote."""
    rows = zip(classes, votes, strict=False)
    values: dict[str, Any] = {
        "community": community,
        "upper_office": "云溪街道办事处",
        "campaign_name": "述职述廉测评",
        "year": 2026,
        "issued_on": date(2026, 3, 5),
        "officials": (Official(name="林致远", post="书记", form=ReportForm.SPOKEN),),
        "items": (Item(name="履职", note=""),),
        "grades": grades,
        "classes": classes,
        "counts": tuple(
            CountRow(official="林致远", item="履职", voter_class=c.name, votes=tuple(v))
            for c, v in rows
        ),
        "rectifications": (),
    }
    return CampaignData(**(values | changes))


def manifest(of: CampaignData, digest: str = "a" * 64) -> Manifest:
    workbook = FileRecord("workbook", "活动工作簿.xlsx", 10, digest, "", digest)
    edited = FileRecord("plan", "01_方案.docx", 10, "c" * 64, "d" * 64, "e" * 64)
    return Manifest("2.0.0", of, workbook.name, (edited, workbook))


def entry(of: CampaignData, **changes: Any) -> Entry:
    return Entry(f"{of.community}.zip", of, figures(of, DAY), **changes)
