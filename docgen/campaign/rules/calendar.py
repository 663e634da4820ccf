"""Rules about dates: the campaign, its stages, its meetings and their agendas."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from docgen.campaign import schema
from docgen.campaign.model import Campaign, MeetingKind, Stage, Work
from docgen.campaign.rules.base import error, rule, sheet_error, warning
from docgen.campaign.schema import Use
from docgen.campaign.timeline import RESULT_DAYS, STAGE_OF_MEETING, StageSpan, stage_spans
from docgen.chinese.wording import chinese_date, date_span
from docgen.errors import Problem


def _sound_spans(campaign: Campaign) -> tuple[StageSpan, ...]:
    """The stages without works whose dates are wrong in themselves: those are reported anyway."""
    start, end = campaign.info.start, campaign.info.end

    def sound(work: Work) -> bool:
        within = end <= start or start <= work.start <= work.end <= end
        return work.start <= work.end and within

    return tuple(
        StageSpan(span.stage, works)
        for span in stage_spans(campaign)
        if (works := tuple(filter(sound, span.works)))
    )


@rule(Use(schema.INFO, ("start", "end", "issued_on", "printed_on")))
def campaign_dates_are_in_order(campaign: Campaign) -> Iterator[Problem]:
    """The campaign ends after it starts; a document is printed after it is signed."""
    info = campaign.info
    if info.end < info.start:
        yield error(
            "campaign-ends-before-start",
            info,
            "end",
            f"结束日期（{chinese_date(info.end)}）早于开始日期（{chinese_date(info.start)}）",
            "请核对两个日期。",
        )
    if info.printed_on and info.printed_on < info.issued_on:
        yield warning(
            "printed-before-issued",
            info,
            "printed_on",
            f"印发日期（{chinese_date(info.printed_on)}）早于成文日期（{chinese_date(info.issued_on)}）",
            "请核对两个日期；印发日期一般不早于成文日期。",
        )


@rule(Use(schema.INFO, ("issuer_code", "issue_number")))
def document_number_is_complete(campaign: Campaign) -> Iterator[Problem]:
    """An issued document bears a number: the office's code and a running number."""
    info = campaign.info
    missing = {
        field: name
        for value, field, name in (
            (info.issuer_code, "issuer_code", "发文机关代字"),
            (info.issue_number, "issue_number", "发文顺序号"),
        )
        if not value
    }
    if missing:
        yield warning(
            "document-number-incomplete",
            info,
            next(iter(missing)),
            f"没有填写{'和'.join(missing.values())}，实施方案将不标注发文字号",
            "编号以后请补填，再重新生成；不编号的无需处理。",
        )


@rule(Use(schema.INFO, ("start", "end")), by_row=(Use(schema.SCHEDULE, ("start", "end")),))
def works_lie_within_the_campaign(campaign: Campaign) -> Iterator[Problem]:
    """Each work ends after it starts, within the campaign's dates."""
    info = campaign.info
    for work in campaign.schedule:
        if work.end < work.start:
            yield error(
                "work-ends-before-start",
                work,
                "end",
                f"结束日期（{chinese_date(work.end)}）早于开始日期（{chinese_date(work.start)}）",
                "请核对两个日期。",
            )
            continue
        for day, field in ((work.start, "start"), (work.end, "end")):
            if info.start <= info.end and not info.start <= day <= info.end:
                yield error(
                    "work-outside-campaign",
                    work,
                    field,
                    f"日期不在活动期间（{date_span(info.start, info.end)}）之内",
                    "请核对进度安排，或修改《活动信息》中的开始日期、结束日期。",
                )


@rule(Use(schema.SCHEDULE, ("stage",)))
def every_stage_is_planned(campaign: Campaign) -> Iterator[Problem]:
    """All four stages are there."""
    present = {work.stage for work in campaign.schedule}
    for stage in Stage:
        if stage not in present:
            yield sheet_error(
                "stage-missing",
                schema.SCHEDULE,
                f"没有“{stage}”阶段的安排",
                "四个阶段都要有工作内容和起止日期。",
            )


@rule(Use(schema.INFO, ("start", "end")), by_row=(Use(schema.SCHEDULE, ("stage", "start", "end")),))
def stages_follow_one_another(campaign: Campaign) -> Iterator[Problem]:
    """The stages are in order, none beginning before the one before has ended."""
    for before, after in pairwise(_sound_spans(campaign)):
        for work in after.works:
            if work.start <= before.end:
                yield error(
                    "stages-overlap",
                    work,
                    "start",
                    f"“{after.stage}”阶段的工作从{chinese_date(work.start)}开始，"
                    f"而“{before.stage}”阶段到{chinese_date(before.end)}才结束",
                    "四个阶段依次进行，请调整日期，使后一阶段在前一阶段结束之后开始。",
                )


@rule(
    Use(schema.INFO, ("start", "end")),
    Use(schema.SCHEDULE, ("stage", "start", "end")),
    by_row=(Use(schema.MEETINGS, ("kind", "day")),),
)
def meetings_lie_in_their_stage(campaign: Campaign) -> Iterator[Problem]:
    """A mobilisation, review or closing meeting is held in the stage it belongs to."""
    spans = {span.stage: span for span in _sound_spans(campaign)}
    for meeting in campaign.meetings:
        stage = STAGE_OF_MEETING[meeting.kind]
        span = spans.get(stage)
        if span and not span.start <= meeting.day <= span.end:
            yield error(
                "meeting-outside-stage",
                meeting,
                "day",
                f"{meeting.kind}应在“{stage}”阶段（{date_span(span.start, span.end)}）之内召开，"
                f"现填{chinese_date(meeting.day)}",
                "请核对会议日期、会议类型和《进度安排》。",
            )


@rule(Use(schema.MEETINGS, ("name",)), by_row=(Use(schema.AGENDA, ("meeting",)),), cause=True)
def agendas_are_of_known_meetings(campaign: Campaign) -> Iterator[Problem]:
    """Each agenda has a meeting."""
    names = [meeting.name for meeting in campaign.all_meetings]
    for item in campaign.agenda:
        if item.meeting not in names:
            yield error(
                "agenda-meeting-unknown",
                item,
                "meeting",
                f"《会议》中没有“{item.meeting}”" + schema.is_it(item.meeting, names),
                "请从下拉列表中选择会议名称，或先在《会议》中填写这个会议。",
            )


@rule(Use(schema.AGENDA, ("meeting",)), by_row=(Use(schema.MEETINGS, ("name",)),))
def meetings_have_agendas(campaign: Campaign) -> Iterator[Problem]:
    """Each meeting has an agenda as soon as its day is known."""
    with_agenda = {item.meeting for item in campaign.agenda}
    for meeting in campaign.meetings:
        if meeting.name not in with_agenda:
            yield error(
                "meeting-without-agenda",
                meeting,
                "name",
                f"“{meeting.name}”还没有议程",
                "请在《会议议程》中为它填写议程。",
            )


@rule(Use(schema.MEETINGS, ("kind", "day")), by_row=(Use(schema.RECTIFICATIONS, ("deadline",)),))
def deadlines_come_after_the_results(campaign: Campaign) -> Iterator[Problem]:
    """What the vote brought up cannot have been due before the vote."""
    review_days = [m.day for m in campaign.meetings if m.kind is MeetingKind.REVIEW]
    if not review_days:
        return
    for item in campaign.rectifications:
        if item.deadline < max(review_days):
            yield error(
                "deadline-before-results",
                item,
                "deadline",
                f"完成时限（{chinese_date(item.deadline)}）早于测评结果产生的日期"
                f"（{chinese_date(max(review_days))}）",
                "请填写述评会议当天或之后的日期。",
            )


@rule(Use(schema.SCHEDULE, ("stage", "start")), Use(schema.MEETINGS, ("kind", "day")))
def results_are_published_in_time(campaign: Campaign) -> Iterator[Problem]:
    """Results are posted within ten days of the vote; the bulletin is dated on that day."""
    review_days = [m.day for m in campaign.meetings if m.kind is MeetingKind.REVIEW]
    works = [work for work in campaign.schedule if work.stage is Stage.USE]
    if not review_days or not works:
        return
    first = min(works, key=lambda work: work.start)
    if (first.start - max(review_days)).days > RESULT_DAYS:
        yield warning(
            "results-late",
            first,
            "start",
            f"测评结果于{chinese_date(first.start)}公布，距述评会议（{chinese_date(max(review_days))}）"
            f"超过{RESULT_DAYS}日",
            f"测评结果应在述评会议后{RESULT_DAYS}日之内公布，请调整“{Stage.USE}”阶段的开始日期。",
        )


RULES = (
    campaign_dates_are_in_order,
    document_number_is_complete,
    works_lie_within_the_campaign,
    every_stage_is_planned,
    stages_follow_one_another,
    meetings_lie_in_their_stage,
    agendas_are_of_known_meetings,
    meetings_have_agendas,
    deadlines_come_after_the_results,
    results_are_published_in_time,
)
