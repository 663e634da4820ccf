"""What every template may use: the workbook's headings as variables, and derived wording.

Keys are Chinese because templates are the users': whoever edits one in Word writes
``{{ 社区名称 }}`` just as the workbook's heading says. Values are ready to print.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import date, time
from enum import StrEnum
from fractions import Fraction
from typing import Any

from docgen.campaign import origins, schema, tally
from docgen.campaign.model import (
    ArrangementKind,
    Campaign,
    GroupRole,
    MeetingKind,
    Record,
    TellerRole,
)
from docgen.campaign.privacy import public_phone
from docgen.campaign.schema import Sheet
from docgen.campaign.timeline import StageSpan, stage_spans
from docgen.chinese import title_lines, wording
from docgen.documents.scale_wording import on_ballot, scale
from docgen.gbt9704 import standard

Context = dict[str, Any]

_BRACKETED = re.compile(r"（.*?）")


def base_context(campaign: Campaign, unsound: Collection[str] = ()) -> Context:
    """The variables that every document shares, without the rows of the ``unsound`` sheets.

    Those hold neutral values in place of what could not be read, and must not be printed.
    """
    context = row(schema.INFO, campaign.info)
    for sheet in schema.TABLES:
        if sheet is not schema.COUNTS and not sheet.by_ballot and sheet.name not in unsound:
            context[sheet.name] = rows(sheet, getattr(campaign, sheet.field))
    for grade in context.get(schema.GRADES.name, ()):
        grade["表头"] = wording.in_two_lines(str(grade["等次"]))
        grade["票面"] = on_ballot(str(grade["等次"]), len(campaign.grades))
    if schema.RECTIFICATIONS.name in context:
        opinions = origins.Opinions.of(campaign)
        for item, printed in zip(
            campaign.rectifications, context[schema.RECTIFICATIONS.name], strict=True
        ):
            printed["来源"] = origins.printed(opinions, item)
    context |= scale(campaign) | _issuing(campaign) | _people(campaign) | _calendar(campaign)
    for kind in ArrangementKind:
        context[kind.value] = [
            wording.sentence(item.content) for item in campaign.arrangements if item.kind is kind
        ]
    return context


def public_context(campaign: Campaign, base: Context) -> Context:
    """The variables of a document posted in public: nobody's 联系电话 is among them.

    A 监督电话 that is somebody's own number is not, either.
    """
    context = {name: _without_phones(value) for name, value in base.items()}
    return context | {"联系电话": "", "监督电话": public_phone(campaign)}


def _without_phones(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_phones(each) for each in value]
    if isinstance(value, dict):
        return {
            name: "" if name == "联系电话" else _without_phones(each)
            for name, each in value.items()
        }
    return value


def rows(sheet: Sheet, records: Iterable[Record]) -> list[Context]:
    """Records as rows keyed by the sheet's headings, values ready to print."""
    return [row(sheet, record) for record in records]


def row(sheet: Sheet, record: Record) -> Context:
    """One record keyed by the sheet's headings (``时长`` for ``时长（分钟）``)."""
    return {
        _BRACKETED.sub("", column.heading): printable(getattr(record, column.field))
        for column in sheet.columns
    }


def printable(value: object) -> object:
    """A value as documents print it; None, an optional value not given, is empty text."""
    match value:
        case None:
            return ""
        case bool():
            return schema.YES if value else schema.NO
        case date():
            return wording.chinese_date(value)
        case time():
            return wording.clock_time(value)
        case Fraction():
            return wording.ratio_words(value)
        case StrEnum():
            return value.value
        case _:
            return value


def title(campaign: Campaign, *parts: str) -> Context:
    """``标题`` broken into lines, and ``标题文`` on one line for the file's properties."""
    info = campaign.info
    names = (info.community, info.party_org, info.committee, info.upper_office)
    words = [word for part in parts for word in title_lines.title_words(part, names)]
    return {
        "标题": "\n".join(title_lines.title_lines(words, standard.TITLE_CHARACTERS)),
        "标题文": "".join(words),
    }


def signature(campaign: Campaign, day: date) -> Context:
    """``署名`` lines and ``署名日期``, placed by the no-seal rule."""
    info = campaign.info
    *names, last = wording.signature_lines(
        (info.party_org, info.committee),
        wording.chinese_date(day),
        standard.CHARACTERS_PER_LINE,
    )
    return {"署名": names, "署名日期": last}


def _issuing(campaign: Campaign) -> Context:
    info = campaign.info
    basis_title = wording.without_book_marks(info.basis_title)
    basis_number = wording.with_hexagonal_brackets(info.basis_number)
    return {
        "发文机关": [info.party_org, info.committee],
        "发文机关字数": max(len(info.party_org), len(info.committee)),
        "发文字号": wording.document_number(
            info.issuer_code, info.issued_on.year, info.issue_number
        ),
        "文件依据名称": basis_title,
        "文件依据文号": basis_number,
        "文件依据": f"《{basis_title}》" + (f"（{basis_number}）" if basis_number else ""),
        "主送机关": _listed(info.addressee).rstrip("：:"),
        "抄送机关": _listed(info.copy_to).rstrip("。"),
        "印发机关": info.printer or info.committee,
        "印发日期": wording.chinese_date(info.printed_on or info.issued_on),
        "指导思想": wording.indented_lines(wording.sentence(info.guiding_thought)),
        "包保领导称谓": info.supervising_leader_post + info.supervising_leader
        or f"{info.upper_office}确定的负责同志",
        "到会比例": wording.ratio_words(info.quorum),
    }


def _listed(names: str) -> str:
    """Names in a row without the blanks that were typed between them."""
    return re.sub(r"\s*([、，,；;])\s*", r"\1", names)


def _people(campaign: Campaign) -> Context:
    context: Context = {role.value: _members(campaign, role) for role in GroupRole}
    classes = tally.voting_classes(campaign.classes)
    context["述评会议数"] = sum(m.kind is MeetingKind.REVIEW for m in campaign.all_meetings)
    context["代表总数"] = sum(c.expected for c in classes)
    context["代表分类"] = wording.joined(f"{c.name}{c.expected}名" for c in classes)
    context["述评对象名单"] = wording.joined(f"{o.post}{o.name}" for o in campaign.officials)
    context["测评项目名单"] = wording.joined(item.name for item in campaign.items)
    context["测评项目内容"] = [
        wording.sentence(f"{item.name}，即{item.note}" if item.note else item.name)
        for item in campaign.items
    ]
    context["计票人员"] = [
        {"职责": role.value, "姓名": wording.joined(names)}
        for role in TellerRole
        if (names := [teller.name for teller in campaign.tellers if teller.role is role])
    ]
    return context


def _members(campaign: Campaign, role: GroupRole) -> list[Context]:
    return [
        row(schema.GROUP, member) | {"对齐姓名": wording.aligned_name(member.name)}
        for member in campaign.group
        if member.role is role
    ]


def _calendar(campaign: Campaign) -> Context:
    info = campaign.info
    return {
        "开始旬": wording.ten_day_period(info.start),
        "结束旬": wording.ten_day_period(info.end),
        "阶段": [_stage(span) for span in stage_spans(campaign)],
    }


def _stage(span: StageSpan) -> Mapping[str, object]:
    return {
        "名称": span.stage.value,
        "起止": wording.date_span(span.start, span.end),
        "工作": [
            row(schema.SCHEDULE, work)
            | {
                "工作内容": work.content.rstrip("。；;"),
                "起止": wording.date_span_in(span.start.year, work.start, work.end),
            }
            for work in span.works
        ],
    }
