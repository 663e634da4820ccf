"""民主评议: what the review meetings need on paper."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil

from docgen.campaign import schema, tally
from docgen.campaign.model import Campaign, Meeting, MeetingKind, Representative, VoterClass
from docgen.campaign.timeline import STAGE_OF_MEETING
from docgen.chinese import wording
from docgen.documents import context as view
from docgen.documents.context import Context
from docgen.documents.core import Part
from docgen.documents.forms.ballot import ballot_layout, is_long_name, name_on_ballot
from docgen.documents.needs import waiting_part

BALLOT_NOTE = (
    "本票不记名，请逐行填写，每行只在一个等次栏内划“√”；"
    "不划的该行为弃权，划两处及以上的该行无效，均不影响其他各行。"
)


def ballot(campaign: Campaign, base: Context) -> Iterator[Part]:
    """测评票: one file per class, as many ballots as representatives and spare ones."""
    info = campaign.info
    title = view.title(
        campaign, info.community, f"{info.year}年", "述职述廉", "群众", "满意度", "测评票"
    )
    classes = tally.voting_classes(campaign.classes)
    kinds = [f"参评代表类别：{c.name}　　票面颜色：{c.colour}" for c in classes]
    layout = ballot_layout(campaign, title["标题文"], (max(kinds, key=wording.width), BALLOT_NOTE))
    for voter_class in classes:
        number = voter_class.expected + voter_class.spare
        context = (
            base
            | title
            | {
                "类别": voter_class.name,
                "票面颜色": voter_class.colour,
                "填票说明": BALLOT_NOTE,
                "测评票述评对象": [
                    {
                        "姓名": name_on_ballot(official.name),
                        "长姓名": is_long_name(official.name),
                        "职务": official.post,
                    }
                    for official in campaign.officials
                ],
                "票面字号": layout.type_size,
                "行高": layout.row,
                "表头高": layout.head,
                "裁切线高": round(layout.above_cut, 2),
                "测评票": [
                    {
                        "另起一页": not (layout.two_up and index % 2),
                        "有裁切线": layout.two_up and not index % 2,
                    }
                    for index in range(number)
                ],
            }
        )
        yield Part(
            context,
            facts=(
                info.community,
                f"参评代表类别：{voter_class.name}",
                *(item.name for item in campaign.items),
                *(official.name for official in campaign.officials),
            ),
            repeated=((title["标题文"], number), (BALLOT_NOTE, number)),
            suffix=voter_class.name,
        )


OBSERVER_ROWS = 5  # 列席人员 of a review meeting
OTHER_ROWS = 10  # 其他参会人员 of any other meeting


def sign_in_sheet(campaign: Campaign, base: Context) -> Iterator[Part]:
    """签到表: one for each meeting, whoever may attend in groups, with room to sign."""
    classes = tally.voting_classes(campaign.classes)
    total = sum(voter_class.expected for voter_class in classes)
    for meeting in campaign.all_meetings:
        if meeting in campaign.undated_meetings:
            yield waiting_part(meeting)
            continue
        has_vote = meeting.kind is MeetingKind.REVIEW
        groups = _sign_in_groups(campaign, meeting)
        people = [person for group in groups for person in group["人员"]]
        yield Part(
            base
            | view.title(campaign, meeting.name, "签到表")
            | {
                "会议": view.row(schema.MEETINGS, meeting),
                "有测评": has_vote,
                "应到": total,
                "最少到会": ceil(total * campaign.info.quorum),
                "签到分组": groups,
            },
            facts=(
                meeting.name,
                meeting.place,
                wording.chinese_date(meeting.day),
                *(group["名称"] for group in groups),
                *(str(person[key]) for person in people for key in ("姓名", "单位")),
            ),
            suffix=meeting.name,
            stage=STAGE_OF_MEETING[meeting.kind],
            day=meeting.day,
        )


def _sign_in_groups(campaign: Campaign, meeting: Meeting) -> list[Context]:
    """The groups of a meeting's sheet, each with its people and a row for everyone else."""
    has_vote = meeting.kind is MeetingKind.REVIEW
    groups = []
    if not has_vote and campaign.group:
        rows = [_signer(n, m.name, m.post) for n, m in enumerate(campaign.group, start=1)]
        groups.append(_sign_in_group(f"领导小组（共{len(rows)}名）", rows))
    for voter_class in tally.voting_classes(campaign.classes):
        rows = _class_rows(voter_class, campaign.representatives)
        heading = f"{voter_class.name}（{_expected_words(campaign, meeting, voter_class)}）"
        groups.append(_sign_in_group(heading, rows))
    last, number = ("列席人员", OBSERVER_ROWS) if has_vote else ("其他参会人员", OTHER_ROWS)
    blank = [_signer(n) for n in range(1, number + 1)]
    groups.append(_sign_in_group(last, blank, on_one_page=True))
    return groups


def _expected_words(campaign: Campaign, meeting: Meeting, voter_class: VoterClass) -> str:
    """How many of a class are expected, and at a vote the room for how many came."""
    if meeting.kind is not MeetingKind.REVIEW:
        return f"共{voter_class.expected}名"
    several = sum(m.kind is MeetingKind.REVIEW for m in campaign.all_meetings) > 1
    if several:
        return f"各场合计应到{voter_class.expected}名，本场实到＿＿＿名"
    return f"应到{voter_class.expected}名，实到＿＿＿名"


def _class_rows(
    voter_class: VoterClass, representatives: tuple[Representative, ...]
) -> list[Context]:
    """The representatives of a class, or as many blank rows as are expected of it."""
    named = [person for person in representatives if person.voter_class == voter_class.name]
    if not representatives:
        return [_signer(n) for n in range(1, voter_class.expected + 1)]
    return [_signer(n, person.name, person.unit) for n, person in enumerate(named, start=1)]


def _sign_in_group(name: str, rows: list[Context], on_one_page: bool = False) -> Context:
    return {"名称": name, "人员": rows, "同页": on_one_page}


def _signer(number: int, name: str = "", unit: str = "") -> Context:
    return {"序号": number, "姓名": wording.aligned_name(name), "单位": unit}


def report_outline(campaign: Campaign, base: Context) -> Iterator[Part]:
    """述职述廉报告: for each official an outline to be written out in Word."""
    year = f"{campaign.info.year}年"
    for official in campaign.officials:
        yield Part(
            base
            | view.title(campaign, official.post, official.name, year, "述职述廉", "报告")
            | {
                "姓名": official.name,
                "职务": official.post,
                "述职方式": official.form.value,
            },
            facts=(
                f"本人{official.name}，任{official.post}",
                f"以{official.form.value}方式",
                *(item.name for item in campaign.items),
            ),
            suffix=official.name,
            author=official.name,
        )
