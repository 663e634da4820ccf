"""Where a campaign stands on a day: of each stage its dates, its papers, what lacks, what is late."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from docgen.campaign.model import (
    Campaign,
    MeetingKind,
    Rectification,
    RectificationState,
    Stage,
    Work,
)
from docgen.campaign.timeline import RESULT_DAYS
from docgen.chinese import wording
from docgen.documents import Document, Plan, Waiting
from docgen.documents.needs import IS_COUNTED
from docgen.errors import UNTOUCHED, Problem

_OF_A_STAGE = ("stage", "start", "end")  # fields of 进度安排


class StageState(StrEnum):
    """How far a stage is on a day; the value is what the user reads."""

    UNPLANNED = "未安排"  # 进度安排 says nothing of it
    UNFILLED = "未填写"  # it gives no dates yet
    UNCLEAR = "日期有误"  # what it says cannot be read
    COMING = "未开始"
    RUNNING = "进行中"
    OVER = "已结束"


@dataclass(frozen=True, slots=True)
class Ready:
    """A document of which these files can be made."""

    key: str
    title: str
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lack:
    """What must be filled in, and where: ``计票结果!D2``; without cells the whole workbook."""

    sheet: str
    text: str
    cells: tuple[str, ...]


_EVERYTHING = Lack("", "工作簿还没有填写", ())


@dataclass(frozen=True, slots=True)
class Missing:
    """A document, or one file of it, that waits for something to be filled in."""

    key: str
    title: str
    lacks: tuple[Lack, ...]


@dataclass(frozen=True, slots=True)
class Halted:
    """A document that errors keep from being made; ``places`` are all of theirs."""

    key: str
    title: str
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Overdue:
    """What should have been there, or done, by ``due`` at the latest.

    A document that cannot be made yet, or an item of rectification with its ``cell`` and owner.
    """

    title: str
    due: date
    cell: str = ""
    owner: str = ""


@dataclass(frozen=True, slots=True)
class StageStatus:
    """A stage on a day; ``first`` and ``last`` are None without (readable) dates."""

    stage: Stage
    state: StageState
    first: date | None
    last: date | None
    ready: tuple[Ready, ...]
    missing: tuple[Missing, ...]
    halted: tuple[Halted, ...]
    overdue: tuple[Overdue, ...]

    @property
    def file_count(self) -> int:
        """How many files can be made."""
        return sum(len(ready.files) for ready in self.ready)


def stage_statuses(
    campaign: Campaign, plan: Plan, problems: Sequence[Problem], day: date
) -> tuple[StageStatus, ...]:
    """The four stages as of a day. What errors have made unreadable is left out of account."""
    return tuple(_stage_status(stage, campaign, plan, problems, day) for stage in Stage)


def _stage_status(
    stage: Stage, campaign: Campaign, plan: Plan, problems: Sequence[Problem], day: date
) -> StageStatus:
    works = [w for w in _readable_works(campaign, problems) if w.stage is stage]
    first = min((work.start for work in works), default=None)
    last = max((work.end for work in works), default=None)
    stopped = [each for each in plan.stopped if stage in each.document.stages]
    untouched = any(problem.code == UNTOUCHED for problem in problems)
    late_papers = _late_documents(stage, last, campaign, plan, day)
    late_items = _late_items(campaign, problems, day) if stage is Stage.RECTIFY else ()
    return StageStatus(
        stage,
        _state(first, last, day, _undated(stage, campaign, problems)),
        first,
        last,
        tuple(_ready(stage, plan)),
        (
            *(_missing(w, campaign) for w in plan.waiting if stage in w.stages),
            *(
                Missing(s.document.key, s.document.title, (_EVERYTHING,))
                for s in stopped
                if untouched
            ),
        ),
        tuple(
            Halted(
                s.document.key,
                s.document.title,
                tuple(place for p in s.problems for place in p.places),
            )
            for s in stopped
            if not untouched
        ),
        (*late_papers, *late_items),
    )


def _undated(stage: Stage, campaign: Campaign, problems: Sequence[Problem]) -> StageState:
    """Why a stage has no dates: it has no works, or they are empty, or they cannot be read."""
    works = [work for work in campaign.schedule if work.stage is stage]
    if not works:
        return StageState.UNPLANNED
    unread = _faulty_cells((p for p in problems if p.code != "cell-required"), *_OF_A_STAGE)
    unclear = any(_place(work, field) in unread for work in works for field in _OF_A_STAGE)
    return StageState.UNCLEAR if unclear else StageState.UNFILLED


def _state(first: date | None, last: date | None, day: date, undated: StageState) -> StageState:
    if first is None or last is None:
        return undated
    if day < first:
        return StageState.COMING
    return StageState.RUNNING if day <= last else StageState.OVER


def _ready(stage: Stage, plan: Plan) -> Iterator[Ready]:
    files: dict[str, list[str]] = {}
    titles: dict[str, str] = {}
    for planned in plan.planned:
        if planned.stage is stage:
            files.setdefault(planned.document.key, []).append(planned.file_name)
            titles[planned.document.key] = planned.document.title
    for key, names in files.items():
        yield Ready(key, titles[key], tuple(names))


def _missing(waiting: Waiting, campaign: Campaign) -> Missing:
    lacks = (
        Lack(need.sheet.name, need.text, tuple(need.where(campaign))) for need in waiting.needs
    )
    return Missing(waiting.document.key, waiting.title, tuple(lacks))


def _late_documents(
    stage: Stage, last: date | None, campaign: Campaign, plan: Plan, day: date
) -> Iterator[Overdue]:
    """The documents that cannot be made though the day they were due has passed."""
    pending: list[tuple[str, Document]] = [
        *((w.title, w.document) for w in plan.waiting if stage in w.stages),
        *((s.document.title, s.document) for s in plan.stopped if stage in s.document.stages),
    ]
    for title, document in pending:
        dues = [due for due in (last, _results_due(stage, document, campaign)) if due]
        if dues and day > min(dues):
            yield Overdue(title, min(dues))


def _results_due(stage: Stage, document: Document, campaign: Campaign) -> date | None:
    """The last day to make the results known, for the documents that do; else None."""
    reviews = [
        meeting.day
        for meeting in campaign.meetings
        if meeting.kind is MeetingKind.REVIEW and meeting.day > date.min
    ]
    if stage is not Stage.USE or IS_COUNTED not in document.needs or not reviews:
        return None
    return max(reviews) + timedelta(RESULT_DAYS)


def _late_items(campaign: Campaign, problems: Sequence[Problem], day: date) -> Iterator[Overdue]:
    """The items of rectification that are past their deadline and not done."""
    unread = _faulty_cells(problems, "state")
    for item in campaign.rectifications:
        if item.state is RectificationState.DONE or _place(item, "state") in unread:
            continue
        if date.min < item.deadline < day:
            yield Overdue(item.problem, item.deadline, _place(item, "deadline"), item.owner)


def _readable_works(campaign: Campaign, problems: Sequence[Problem]) -> Iterator[Work]:
    """The works whose stage and dates could be read: neutral values stand in for the others."""
    unread = _faulty_cells(problems, "stage")
    for work in campaign.schedule:
        if date.min not in (work.start, work.end) and _place(work, "stage") not in unread:
            yield work


def _faulty_cells(problems: Iterable[Problem], *fields: str) -> set[str]:
    faulty = (p for p in problems if p.is_error and p.field in fields)
    return {place for p in faulty for place in p.places}


def _place(record: Work | Rectification, field: str) -> str:
    """``整改清单!G3``, as ``Problem.places`` writes it."""
    return f"{record.source.sheet}!{record.source.cell(field)}"


# --- in words ----------------------------------------------------------------------------


def dates(status: StageStatus) -> str:
    """From when till when a stage goes; ``-`` without dates."""
    if status.first is None or status.last is None:
        return "-"
    return wording.date_span(status.first, status.last)


def details(status: StageStatus) -> dict[str, list[str]]:
    """Sentences on a stage: what is ready, what must be filled in, what errors stop, what is late."""
    ready = wording.joined(
        r.title if len(r.files) == 1 else f"{r.title}（{len(r.files)}个文件）" for r in status.ready
    )
    return {
        "可生成": [ready] if ready else [],
        "待填写": list(_missing_entries(status.missing)),
        "有错误": list(_halted_entries(status.halted)),
        "逾期": list(_overdue_entries(status.overdue)),
    }


def _missing_entries(missing: Sequence[Missing]) -> Iterator[str]:
    """Documents that wait for the same things together: 甲、乙：《计票结果》各行票数（…）."""
    for lacks in dict.fromkeys(each.lacks for each in missing):
        titles = wording.joined(each.title for each in missing if each.lacks == lacks)
        yield f"{titles}：" + "；".join(
            f"《{lack.sheet}》{lack.text}（{wording.places(lack.cells)}）"
            if lack.cells
            else lack.text
            for lack in lacks
        )


def _halted_entries(halted: Sequence[Halted]) -> Iterator[str]:
    """Documents that the same errors stop together: 甲、乙：2处错误（…）."""
    for places in dict.fromkeys(each.places for each in halted):
        titles = wording.joined(each.title for each in halted if each.places == places)
        yield f"{titles}：{len(places)}处错误（{wording.places(places)}）"


def _overdue_entries(overdue: Sequence[Overdue]) -> Iterator[str]:
    """Documents that were due on the same day together, then the items of rectification."""
    papers = [each for each in overdue if not each.cell]
    for due in dict.fromkeys(each.due for each in papers):
        titles = wording.joined(each.title for each in papers if each.due == due)
        yield f"{titles}：应不迟于{wording.chinese_date(due)}，现在还不能生成"
    for item in overdue:
        if item.cell:
            problem = " ".join(item.title.split())
            yield f"{item.cell}：{problem.rstrip('。')}，完成时限{wording.chinese_date(item.due)}，责任人{item.owner}"
