"""组织发动: the plan, the roster, the notice, the agendas."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from docgen.campaign import schema, tally
from docgen.campaign.model import Campaign, Meeting, MeetingKind, Stage
from docgen.campaign.timeline import RESULT_DAYS, STAGE_OF_MEETING
from docgen.chinese import wording
from docgen.documents import context as view
from docgen.documents.context import Context
from docgen.documents.core import Part
from docgen.documents.needs import TELLERS_NAMED, waiting_part

_POSTING = re.compile(r"(?:张贴|发布|刊登).{0,6}公告")
_WEEKDAYS = "一二三四五六日"


def implementation_plan(campaign: Campaign, base: Context) -> Iterator[Part]:
    """实施方案: the plan of the whole campaign."""
    info = campaign.info
    context = (
        base
        | view.title(campaign, info.community, f"{info.year}年", info.campaign_name, "实施方案")
        | view.signature(campaign, info.issued_on)
        | {"附件名称": _roster_title(campaign)}
    )
    names = [*(m.name for m in campaign.group), *(o.name for o in campaign.officials)]
    yield Part(
        context,
        facts=(
            info.party_org,
            info.committee,
            context["文件依据"],
            context["发文字号"],
            info.guiding_thought,
            *names,
            *(f"{c.name}{c.expected}名" for c in tally.voting_classes(campaign.classes)),
            *(stage["起止"] for stage in context["阶段"]),
            *(disclosure.matter for disclosure in campaign.disclosures),
            *(arrangement.content for arrangement in campaign.arrangements),
            wording.chinese_date(info.issued_on),
        ),
        day=info.issued_on,
        number=context["发文字号"],
    )


def leading_group_roster(campaign: Campaign, base: Context) -> Iterator[Part]:
    """领导小组名单: the plan's attachment."""
    context = base | view.title(campaign, _roster_title(campaign))
    context["领导小组"] = [
        *context["组长"],
        *context["副组长"],
        *context["成员"],
    ]
    facts = tuple(
        fact for member in campaign.group for fact in (member.name, member.post, member.duty)
    )
    yield Part(context, facts, day=campaign.info.issued_on)


def public_notice(campaign: Campaign, base: Context) -> Iterator[Part]:
    """述评公告: posted in the community before the review meetings."""
    info = campaign.info
    day = _posting_day(campaign)
    meetings = [meeting for meeting in campaign.meetings if meeting.kind is MeetingKind.REVIEW]
    context = (
        base
        | view.title(campaign, info.community, f"{info.year}年", info.campaign_name, "述评", "公告")
        | view.signature(campaign, day)
        | {
            "述评会议": [
                view.row(schema.MEETINGS, meeting) | {"星期": _WEEKDAYS[meeting.day.weekday()]}
                for meeting in meetings
            ],
            "公告报刊": wording.without_book_marks(info.newspaper),
            "公布期限": RESULT_DAYS,
        }
    )
    yield Part(
        context,
        facts=(
            info.party_org,
            info.committee,
            *(
                fact
                for meeting in meetings
                for fact in (meeting.name, meeting.place, wording.chinese_date(meeting.day))
            ),
            *(wording.clock_time(meeting.start) for meeting in meetings),
            *(f"{official.post}{official.name}" for official in campaign.officials),
            *(item.name for item in campaign.items),
            *(f"{c.name}{c.expected}名" for c in tally.voting_classes(campaign.classes)),
            context["监督电话"],
            info.contact,
            context["公告报刊"],
            wording.chinese_date(day),
        ),
        day=day,
    )


def meeting_agenda(campaign: Campaign, base: Context) -> Iterator[Part]:
    """会议议程: one for each meeting, times computed from its start."""
    for meeting in campaign.all_meetings:
        if meeting in campaign.undated_meetings:
            yield waiting_part(meeting)
            continue
        has_vote = meeting.kind is MeetingKind.REVIEW
        agenda = _timetable(campaign, meeting)
        context = (
            base
            | view.title(campaign, meeting.name, "议程")
            | {
                "会议": view.row(schema.MEETINGS, meeting),
                "议程": agenda,
                "有测评": has_vote,
                "有时长": any(item["时间"] for item in agenda),
                "应到": base["代表总数"],
            }
        )
        tellers = [teller.name for teller in campaign.tellers] if has_vote else []
        yield Part(
            context,
            facts=(
                meeting.name,
                meeting.place,
                meeting.host,
                wording.chinese_date(meeting.day),
                *(str(item["议程"]) for item in agenda),
                *(str(item["时间"]) for item in agenda),
                *tellers,
            ),
            suffix=meeting.name,
            needs=(TELLERS_NAMED,) if has_vote else (),
            stage=STAGE_OF_MEETING[meeting.kind],
            day=meeting.day,
        )


def _posting_day(campaign: Campaign) -> date:
    """The first day of the work that posts a notice, else 成文日期; not before the latter.

    Also 成文日期 when that work falls on no day before all review meetings.
    """
    issued = campaign.info.issued_on
    first_review = min(m.day for m in campaign.meetings if m.kind is MeetingKind.REVIEW)
    posted = [
        work.start
        for work in campaign.schedule
        if work.stage is Stage.MOBILISE and _POSTING.search(work.content)
    ]
    day = max(issued, min(posted, default=issued))
    return day if day < first_review else issued


def _roster_title(campaign: Campaign) -> str:
    return f"{campaign.info.community}{campaign.info.campaign_name}领导小组名单"


def _timetable(campaign: Campaign, meeting: Meeting) -> list[Context]:
    """The agenda with the time of each item, as long as minutes are given without a gap."""
    moment: datetime | None = datetime.combine(meeting.day, meeting.start)
    timetable = []
    for item in campaign.agenda:
        if item.meeting != meeting.name:
            continue
        span = "" if moment is None else _clock(moment, meeting.day)
        if moment is not None and item.minutes:
            moment += timedelta(minutes=item.minutes)
            span += f"—{_clock(moment, meeting.day)}"
        else:
            moment = None
        timetable.append(view.row(schema.AGENDA, item) | {"时间": span})
    return timetable


def _clock(moment: datetime, day: date) -> str:
    clock = wording.clock_time(moment.time())
    return clock if moment.date() == day else f"次日{clock}"
