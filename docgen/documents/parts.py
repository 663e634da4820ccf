"""What each document prints: its context beyond the shared one, and its facts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from docgen import schema, tally, wording
from docgen.documents import ballot as ballot_layout
from docgen.documents import view
from docgen.documents.core import Need, Part
from docgen.documents.view import Context
from docgen.model import Campaign, Meeting, MeetingKind, Official, Stage
from docgen.rules.calendar import stage_spans
from docgen.tally import Line, Turnout

TELLERS_NAMED = Need(
    schema.TELLERS, "监票、唱票、计票人员", lambda campaign: bool(campaign.tellers)
)


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
    yield Part(context, facts)


def meeting_agenda(campaign: Campaign, base: Context) -> Iterator[Part]:
    """会议议程: one for each meeting, times computed from its start."""
    for meeting in campaign.meetings:
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
        )


def ballot(campaign: Campaign, base: Context) -> Iterator[Part]:
    """测评票: one file per class, as many ballots as representatives and spare ones."""
    info = campaign.info
    title = view.title(
        campaign, info.community, f"{info.year}年", "述职述廉", "群众", "满意度", "测评票"
    )
    activity = f"活动名称：{info.community}{info.year}年{info.campaign_name}"
    notes = (activity, "参评代表类别", BALLOT_NOTE)
    two_up = ballot_layout.two_fit_a_page(campaign, title["标题文"], notes)
    for voter_class in tally.voting_classes(campaign.classes):
        number = voter_class.expected + voter_class.spare
        context = (
            base
            | title
            | {
                "类别": voter_class.name,
                "票面颜色": voter_class.colour,
                "填票说明": BALLOT_NOTE,
                "一页两张": two_up,
                "测评票": [
                    {"另起一页": not (two_up and index % 2), "有裁切线": two_up and not index % 2}
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


def result_bulletin(campaign: Campaign, base: Context) -> Iterator[Part]:
    """测评结果通报: attendance, ballots, counts and rates, opinions, what happens next."""
    info = campaign.info
    results = tally.count(campaign)
    officials = [_official_result(official, results) for official in campaign.officials]
    day = results_day(campaign)
    review = [m for m in campaign.meetings if m.kind is MeetingKind.REVIEW]
    context = (
        base
        | view.title(
            campaign,
            "关于",
            info.community,
            f"{info.year}年",
            info.campaign_name,
            "测评结果",
            "的通报",
        )
        | view.signature(campaign, day)
        | {
            "票数": _turnout(results.turnout, "合计"),
            "分类票数": [_turnout(turnout, name) for name, turnout in results.by_class.items()],
            "测评结果": officials,
            "最满意": _highest(results, "satisfaction"),
            "最不满意": _highest(results, "dissatisfaction"),
            "超过触发值": _over_trigger(campaign, results),
            "意见分类": _opinions(campaign),
            "意见总数": len(campaign.opinions),
            "述评会议日期": wording.joined(wording.chinese_date(m.day) for m in review),
        }
    )
    total = results.turnout
    yield Part(
        context,
        facts=(
            *(o.name for o in campaign.officials),
            *(str(n) for n in (total.expected, total.present, total.issued, total.returned)),
            *(str(n) for n in (total.valid, total.invalid)),
            *(
                str(value)
                for official in officials
                for item in official["项目"]
                for line in item["各行"]
                for value in line.values()
            ),
            *(opinion.content for opinion in campaign.opinions),
        ),
    )


def rectification_list(campaign: Campaign, base: Context) -> Iterator[Part]:
    """整改清单: every problem with its owner and deadline."""
    info = campaign.info
    context = base | view.title(
        campaign, info.community, f"{info.year}年", info.campaign_name, "整改清单"
    )
    yield Part(
        context,
        facts=tuple(
            fact
            for item in campaign.rectifications
            for fact in (
                item.problem,
                item.measure,
                item.owner,
                item.leader,
                wording.chinese_date(item.deadline),
                item.state.value,
            )
        ),
    )


def results_day(campaign: Campaign) -> date:
    """The date of the results: the first day of 成果运用, when they are published."""
    return next(span.start for span in stage_spans(campaign) if span.stage is Stage.USE)


BALLOT_NOTE = (
    "本票不记名，请逐行填写，每行只在一个等次栏内划“√”；"
    "不划的该行为弃权，划两处及以上的该行无效，均不影响其他各行。"
)


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


def _turnout(turnout: Turnout, name: str) -> Context:
    return {
        "类别": name,
        "应到": turnout.expected,
        "实到": turnout.present,
        "到会率": wording.percent(turnout.attendance),
        "发出": turnout.issued,
        "收回": turnout.returned,
        "有效": turnout.valid,
        "无效": turnout.invalid,
    }


def _official_result(official: Official, results: tally.Results) -> Context:
    return view.row(schema.OFFICIALS, official) | {
        "项目": [
            {
                "名称": result.item,
                "各行": [
                    _line(result.total, "合计"),
                    *(_line(line, name) for name, line in result.by_class.items()),
                ],
            }
            for result in results.items
            if result.official == official.name
        ]
    }


def _line(line: Line, name: str) -> Context:
    votes = {grade.name: votes for grade, votes in zip(line.grades, line.votes, strict=True)}
    return (
        {"类别": name, "有效票": line.valid}
        | votes
        | {
            "弃权及单项无效": line.unmarked,
            "满意率": wording.percent(line.satisfaction),
            "不满意率": wording.percent(line.dissatisfaction),
        }
    )


def _highest(results: tally.Results, rate_name: str) -> list[Context]:
    """For each official the items whose rate, all classes together, is highest and not zero."""
    highest = []
    for name in dict.fromkeys(result.official for result in results.items):
        rates = {
            result.item: rate
            for result in results.items
            if result.official == name and (rate := getattr(result.total, rate_name))
        }
        if rates:
            top = max(rates.values())
            items = "".join(f"“{item}”" for item, rate in rates.items() if rate == top)
            highest.append({"姓名": name, "项目": items, "比率": wording.percent(top)})
    return highest


def _over_trigger(campaign: Campaign, results: tally.Results) -> list[Context]:
    trigger = campaign.info.trigger
    return [
        {"姓名": result.official, "项目": result.item, "不满意率": wording.percent(rate)}
        for result in results.items
        if (rate := result.total.dissatisfaction) is not None and rate > trigger
    ]


def _opinions(campaign: Campaign) -> list[Context]:
    kinds = dict.fromkeys(opinion.kind for opinion in campaign.opinions)
    return (
        [
            {
                "类别": kind.value,
                "内容": [
                    wording.sentence(opinion.content)
                    for opinion in campaign.opinions
                    if opinion.kind is kind
                ],
            }
            for kind in type(next(iter(kinds)))
            if kind in kinds
        ]
        if kinds
        else []
    )
