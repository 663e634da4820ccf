"""The registry: every document type, and which of their files can be made now."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from docgen.campaign import schema
from docgen.campaign.model import Campaign, Stage
from docgen.campaign.schema import Use
from docgen.documents import (
    stage1_mobilise,
    stage2_counting,
    stage2_review,
    stage3_bulletin,
    stage3_posting,
    stage4_closing,
    stage4_rectify,
)
from docgen.documents.context import Context, base_context, public_context
from docgen.documents.core import Document, Part, Plan, Planned, Stopped, Waiting
from docgen.documents.needs import (
    CLASS_SIZES,
    HAS_A_MEETING,
    HAS_MEETINGS,
    HAS_RECTIFICATIONS,
    HAS_REVIEW_MEETING,
    IS_COUNTED,
    MEETINGS_DATED,
    REVIEWS_DATED,
    using,
)
from docgen.errors import Problem

_BEFORE_THE_VOTE = (*using(schema.OFFICIALS, schema.ITEMS, schema.GRADES), CLASS_SIZES)
_THE_VOTE = using(
    schema.OFFICIALS, schema.ITEMS, schema.GRADES, schema.CLASSES,
    schema.COUNTS, schema.ENTRIES, schema.RECOUNT,
)  # fmt: skip
_ITEMS_OF_RECTIFICATION = using(schema.RECTIFICATIONS, schema.OPINIONS, schema.COUNTS)

DOCUMENTS: tuple[Document, ...] = (
    Document(
        1, "implementation_plan", "实施方案", Stage.MOBILISE, (), stage1_mobilise.implementation_plan,
        (*_BEFORE_THE_VOTE,
         *using(schema.GROUP, schema.SCHEDULE, schema.ARRANGEMENTS, schema.DISCLOSURES)),
    ),
    Document(
        2, "leading_group_roster", "领导小组名单", Stage.MOBILISE, (),
        stage1_mobilise.leading_group_roster, using(schema.GROUP),
        attached_to="implementation_plan",
    ),
    Document(
        3, "public_notice", "述评公告", Stage.MOBILISE, (HAS_REVIEW_MEETING,),
        stage1_mobilise.public_notice,
        (*_BEFORE_THE_VOTE, *using(schema.MEETINGS, schema.SCHEDULE)),
        public=True,
    ),
    Document(
        4, "meeting_agenda", "会议议程", Stage.MOBILISE, (HAS_MEETINGS,), stage1_mobilise.meeting_agenda,
        (CLASS_SIZES, *using(schema.MEETINGS, schema.AGENDA, schema.TELLERS)),
        other_stages=(Stage.REVIEW, Stage.RECTIFY),
    ),
    Document(
        5, "sign_in_sheet", "签到表", Stage.REVIEW, (HAS_A_MEETING,), stage2_review.sign_in_sheet,
        (CLASS_SIZES, *using(schema.MEETINGS, schema.REPRESENTATIVES, schema.GROUP)),
        other_stages=(Stage.MOBILISE, Stage.RECTIFY),
    ),
    Document(
        6, "report_outline", "述职述廉报告", Stage.REVIEW, (), stage2_review.report_outline,
        using(schema.OFFICIALS, schema.ITEMS),
    ),
    Document(
        7, "ballot", "测评票", Stage.REVIEW, (),
        stage2_review.ballot, _BEFORE_THE_VOTE,
        remark="空白票样", copies="测评票",
        in_print=False,  # printed class by class, on paper of its colour
    ),
    Document(
        8, "count_sheet", "计票单", Stage.REVIEW, (), stage2_counting.count_sheet,
        (*_BEFORE_THE_VOTE, Use(schema.MEETINGS, ("kind", "name"))),
    ),
    Document(
        9, "question_record", "质询记录", Stage.REVIEW, (HAS_REVIEW_MEETING,),
        stage2_counting.question_record, using(schema.MEETINGS, schema.OPINIONS),
    ),
    Document(
        10, "result_bulletin", "测评结果通报", Stage.USE, (IS_COUNTED, REVIEWS_DATED), stage3_bulletin.result_bulletin,
        (*_THE_VOTE, *using(schema.SCHEDULE, schema.MEETINGS, schema.OPINIONS,
                            schema.RECTIFICATIONS)),
        public=True,
        prints_votes=True,
    ),
    Document(
        11, "result_posting", "测评结果公示", Stage.USE, (IS_COUNTED, REVIEWS_DATED), stage3_posting.result_posting,
        (*_THE_VOTE, *using(schema.SCHEDULE, schema.MEETINGS)),
        public=True,
        prints_votes=True,
    ),
    Document(
        12, "disclosure_schedule", "公开事项目录", Stage.USE, (), stage3_posting.disclosure_schedule,
        using(schema.DISCLOSURES, schema.SCHEDULE),
        public=True,
    ),
    Document(
        13, "rectification_list", "整改清单", Stage.RECTIFY, (HAS_RECTIFICATIONS,),
        stage4_rectify.rectification_list,
        (*_ITEMS_OF_RECTIFICATION, *using(schema.SCHEDULE)),
    ),
    Document(
        14, "rectification_notice", "整改通知单", Stage.RECTIFY, (HAS_RECTIFICATIONS,),
        stage4_rectify.rectification_notice, (*_ITEMS_OF_RECTIFICATION, *using(schema.SCHEDULE)),
    ),
    Document(
        15, "rectification_posting", "整改情况公示", Stage.RECTIFY,
        (HAS_RECTIFICATIONS, MEETINGS_DATED),
        stage4_rectify.rectification_posting, using(schema.RECTIFICATIONS, schema.MEETINGS),
        public=True,
    ),
    Document(
        16, "closing_report", "总结报告", Stage.RECTIFY,
        (IS_COUNTED, HAS_RECTIFICATIONS, MEETINGS_DATED),
        stage4_closing.closing_report,
        (*_THE_VOTE, *using(schema.SCHEDULE, schema.MEETINGS, schema.OPINIONS,
                            schema.RECTIFICATIONS, schema.ARRANGEMENTS)),
        prints_votes=True,
    ),
    Document(
        17, "filing_letter", "报送函", Stage.RECTIFY, (IS_COUNTED, MEETINGS_DATED), stage4_closing.filing_letter,
        (*_THE_VOTE, *using(schema.MEETINGS)), lists_files=True,
    ),
    Document(
        18, "contents_list", "材料目录", Stage.RECTIFY, (IS_COUNTED, MEETINGS_DATED), stage4_closing.contents_list,
        (*_THE_VOTE, *using(schema.MEETINGS)), lists_files=True, shows_rows=True,
    ),
)  # fmt: skip

_RESERVED = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]')
_DEVICE = re.compile(r"(con|prn|aux|nul|(com|lpt)[\d¹²³])\s*(\..*)?", re.IGNORECASE)
_MAX_NAME_BYTES = 180


def plan(campaign: Campaign, only: Collection[str] = (), problems: Sequence[Problem] = ()) -> Plan:
    """What can be made now, what waits for what, and what the errors among ``problems`` stop.

    Of all documents, or of ``only`` those keys. Files come in the order of the registry.
    """
    planned: list[Planned] = []
    waiting: list[Waiting] = []
    stopped: list[Stopped] = []
    unsound = {problem.sheet for problem in problems if problem.is_error}
    base: Context = {}
    for document in DOCUMENTS:
        if only and document.key not in only:
            continue
        if at_fault := document.stopped_by(problems):
            stopped.append(Stopped(document, at_fault))
            continue
        if missing := document.missing(campaign):
            waiting.append(Waiting(document, document.title, missing, document.stage))
            continue
        base = base or base_context(campaign, unsound)
        own = public_context(campaign, base) if document.public else base
        made = list(document.parts(campaign, own))
        for part, file_name in zip(made, _file_names(document, made), strict=True):
            each = Planned(document, part, file_name)
            if unmet := tuple(need for need in part.needs if not need.met(campaign)):
                title = f"{document.title}（{part.suffix}）"
                waiting.append(Waiting(document, title, unmet, each.stage))
            else:
                planned.append(each)
    return Plan(tuple(planned), tuple(waiting), tuple(stopped))


def _file_names(document: Document, made: list[Part]) -> Iterator[str]:
    """``04_会议议程_2_述评会议.docx``: numbered by document, then by file where there are more."""
    for index, part in enumerate(made, start=1):
        which = f"_{index}_{part.suffix}" if part.suffix else ""
        yield safe_name(f"{document.number:02d}_{document.title}{which}") + ".docx"


def with_recorded_names(
    planned: Iterable[Planned], recorded: Mapping[str, str]
) -> tuple[Planned, ...]:
    """The files under the names that a package has for them, whatever numbers are given now.

    ``recorded`` are keys by file name. A new file of a document that is there takes the
    number of the others; a document that is not there has its own.
    """
    numbers: dict[tuple[str, str], str] = {}
    for name, key in sorted(recorded.items(), reverse=True):
        number, _, rest = name.partition("_")
        if number.isascii() and number.isdecimal():
            numbers[key, rest] = numbers[key, ""] = number
    return tuple(_renumbered(item, numbers) for item in planned)


def _renumbered(item: Planned, numbers: Mapping[tuple[str, str], str]) -> Planned:
    key, (own, _, rest) = item.document.key, item.file_name.partition("_")
    number = numbers.get((key, rest)) or numbers.get((key, ""), own)
    return replace(item, file_name=f"{number}_{rest}")


def safe_name(name: str) -> str:
    """A file or folder name that Windows takes: no reserved characters or device names."""
    name = _RESERVED.sub("_", name).strip(" .")
    if not name or _DEVICE.fullmatch(name):
        name = f"_{name}"
    while len(name.encode()) > _MAX_NAME_BYTES:
        name = name[:-1]
    return name.rstrip(" .")
