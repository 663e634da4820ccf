"""民主评议: what the questions and the count of the votes need on paper."""

from __future__ import annotations

from collections.abc import Iterator

from docgen.campaign import schema, tally
from docgen.campaign.model import Campaign, MeetingKind, OpinionSource
from docgen.chinese import wording
from docgen.documents import context
from docgen.documents.context import Context
from docgen.documents.core import Part
from docgen.documents.forms.count_sheet import row_height

COUNTS_BY_HAND = ("第一次计票", "第二次计票")  # domain, practice: two people, one after the other
QUESTION_ROWS = 10  # at least


def count_sheet(campaign: Campaign, base: Context) -> Iterator[Part]:
    """计票单: one file per class, in it a sheet for each of the two counts."""
    info = campaign.info
    title = context.title(
        campaign, info.community, f"{info.year}年", "述职述廉", "群众", "满意度", "测评", "计票单"
    )
    meetings = [m.name for m in campaign.all_meetings if m.kind is MeetingKind.REVIEW]
    sheets = [
        {"名称": name, "标题": f"{title['标题文']}（{name}）", "另起一页": number > 0}
        for number, name in enumerate(COUNTS_BY_HAND)
    ]
    for voter_class in tally.voting_classes(campaign.classes):
        yield Part(
            base
            | title
            | {
                "类别": voter_class.name,
                "测评会议": "、".join(meetings),
                "应到": voter_class.expected,
                "票面颜色": voter_class.colour,
                "计票份": sheets,
                "行高": row_height(campaign, voter_class.expected + voter_class.spare),
            },
            facts=(
                f"参评代表类别：{voter_class.name}",
                str(voter_class.expected),
                *meetings,
                *(grade.name for grade in campaign.grades),
            ),
            repeated=(
                *((str(sheet["标题"]), 1) for sheet in sheets),
                *_cells_of_each_sheet(campaign),
            ),
            suffix=voter_class.name,
            author="计票人员",
        )


def _cells_of_each_sheet(campaign: Campaign) -> Iterator[tuple[str, int]]:
    """Every official once and every item once for each official, on both sheets."""
    sheets, officials = len(COUNTS_BY_HAND), len(campaign.officials)
    for official in campaign.officials:
        yield official.name, sheets
    for item in campaign.items:
        yield item.name, sheets * officials


def question_record(campaign: Campaign, base: Context) -> Iterator[Part]:
    """质询记录: one per review meeting.

    The questions in 意见建议 are printed when there is a single review meeting: with several,
    the workbook does not tell at which one they were asked.
    """
    meetings = [m for m in campaign.meetings if m.kind is MeetingKind.REVIEW]
    questions = [
        opinion.content
        for opinion in campaign.opinions
        if opinion.origin is OpinionSource.QUESTION and len(meetings) == 1
    ]
    blank_rows = max(0, QUESTION_ROWS - len(questions))
    for meeting in meetings:
        yield Part(
            base
            | context.title(campaign, meeting.name, "质询记录")
            | {
                "会议": context.row(schema.MEETINGS, meeting),
                "质询": [*questions, *[""] * blank_rows],
            },
            facts=(
                meeting.name,
                meeting.place,
                meeting.host,
                wording.chinese_date(meeting.day),
                *questions,
            ),
            suffix=meeting.name if len(meetings) > 1 else "",
            day=meeting.day,
        )
