"""The registry: every document type, and which of their files can be made now."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from docgen import schema, tally
from docgen.documents import parts
from docgen.documents.core import Document, Need, Part, Plan, Planned, Waiting
from docgen.documents.view import base_context
from docgen.model import Campaign, Stage

HAS_MEETINGS = Need(
    schema.MEETINGS,
    "各个会议，以及《会议议程》中各会议的议程",
    lambda c: bool(c.meetings and c.agenda),
)
IS_COUNTED = Need(
    schema.COUNTS, "各行票数，以及《代表构成》中的实到人数和发出、收回、无效票数", tally.is_counted
)
HAS_RECTIFICATIONS = Need(schema.RECTIFICATIONS, "整改项目", lambda c: bool(c.rectifications))

DOCUMENTS: tuple[Document, ...] = (
    Document(
        "implementation_plan", "实施方案", Stage.MOBILISE, (), parts.implementation_plan
    ),
    Document(
        "leading_group_roster", "领导小组名单", Stage.MOBILISE, (), parts.leading_group_roster
    ),
    Document(
        "meeting_agenda", "会议议程", Stage.MOBILISE, (HAS_MEETINGS,), parts.meeting_agenda
    ),
    Document("ballot", "测评票", Stage.REVIEW, (), parts.ballot),
    Document("result_bulletin", "测评结果通报", Stage.USE, (IS_COUNTED,), parts.result_bulletin),
    Document(
        "rectification_list", "整改清单", Stage.RECTIFY, (HAS_RECTIFICATIONS,),
        parts.rectification_list,
    ),
)  # fmt: skip

_RESERVED = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]')
_DEVICE = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_MAX_NAME_BYTES = 180


def plan(campaign: Campaign, only: Collection[str] = ()) -> Plan:
    """What can be made now and what waits, of all documents or ``only`` those keys."""
    planned: list[Planned] = []
    waiting: list[Waiting] = []
    base = base_context(campaign)
    for number, document in enumerate(DOCUMENTS, start=1):
        if only and document.key not in only:
            continue
        if missing := document.missing(campaign):
            waiting.append(Waiting(document, document.title, missing))
            continue
        made = list(document.parts(campaign, base))
        for part, file_name in zip(made, file_names(number, document, made), strict=True):
            if unmet := tuple(need for need in part.needs if not need.met(campaign)):
                waiting.append(Waiting(document, f"{document.title}（{part.suffix}）", unmet))
            else:
                planned.append(Planned(document, part, file_name))
    return Plan(tuple(planned), tuple(waiting))


def file_names(number: int, document: Document, made: list[Part]) -> Iterator[str]:
    """``03_会议议程_2_述评会议.docx``: numbered by document, then by file where there are more."""
    for index, part in enumerate(made, start=1):
        which = f"_{index}_{part.suffix}" if part.suffix else ""
        yield safe_name(f"{number:02d}_{document.title}{which}") + ".docx"


def safe_name(name: str) -> str:
    """A file or folder name that Windows takes: no reserved characters or device names."""
    name = _RESERVED.sub("_", name).strip(" .")
    if not name or _DEVICE.fullmatch(name):
        name = f"_{name}"
    while len(name.encode()) > _MAX_NAME_BYTES:
        name = name[:-1]
    return name.rstrip(" .")
