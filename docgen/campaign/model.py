"""The campaign as frozen data: what a workbook says, read and typed.

Every record carries the ``Source`` it was read from, so that a rule can name the cell at
fault. Sources take no part in comparison: two workbooks that say the same are equal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum
from fractions import Fraction


class Stage(StrEnum):
    """The four stages, in their order."""

    MOBILISE = "组织发动"
    REVIEW = "民主评议"
    USE = "成果运用"
    RECTIFY = "总结整改"


class GroupRole(StrEnum):
    """Roles in the leading group."""

    HEAD = "组长"
    DEPUTY = "副组长"
    MEMBER = "成员"


class ReportForm(StrEnum):
    """How an official reports."""

    SPOKEN = "口头"
    WRITTEN = "书面"


class MeetingKind(StrEnum):
    """Kinds of meeting."""

    MOBILISATION = "动员大会"
    REVIEW = "述评会议"
    CLOSING = "总结会议"


class TellerRole(StrEnum):
    """Roles at the count."""

    CHIEF = "总监票人"
    SCRUTINEER = "监票人"
    CALLER = "唱票人"
    COUNTER = "计票人"


class ArrangementKind(StrEnum):
    """Kinds of standing arrangement."""

    SUPERVISION = "民主监督"
    DECISION = "民主决策"
    EXECUTION = "执行"
    RECTIFICATION = "整改方向"


class AffairKind(StrEnum):
    """Kinds of affair that are disclosed."""

    PARTY = "党务"
    GOVERNMENT = "政务"
    FINANCE = "财务"


class OpinionSource(StrEnum):
    """Where an opinion was voiced."""

    BALLOT = "测评票"
    QUESTION = "现场质询"
    BOX = "意见箱"
    VISIT = "座谈走访"


class OpinionKind(StrEnum):
    """What an opinion is about."""

    PARTY = "党务"
    GOVERNMENT = "政务"
    FINANCE = "财务"
    SERVICE = "服务"
    OTHER = "其他"


class RectificationState(StrEnum):
    """How far a rectification item is."""

    NOT_STARTED = "未启动"
    IN_PROGRESS = "整改中"
    DONE = "已完成"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a record stands: sheet, row (1-based) and the cell of each field (``{"name": "B3"}``).

    ``empty`` are the fields that were left empty, told of 活动信息 and of rows that wait
    (``Sheet.waits_for``): what stands there is the default, or a neutral value.
    """

    sheet: str = ""
    row: int = 0
    cells: Mapping[str, str] = field(default_factory=dict)
    empty: frozenset[str] = frozenset()

    def cell(self, field_name: str) -> str:
        """The cell of a field, or the row's first cell when the column is missing."""
        return self.cells.get(field_name) or (f"A{self.row}" if self.row else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """Base of every record: where it was read from."""

    source: Source = field(default_factory=Source, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Info(Record):
    """活动信息: one value per key. Optional texts are ``""``, other optional values None."""

    community: str
    party_org: str
    committee: str
    upper_office: str
    basis_title: str
    basis_number: str
    campaign_name: str
    year: int
    start: date
    end: date
    issuer_code: str
    issue_number: int | None
    issued_on: date
    addressee: str
    copy_to: str
    printer: str
    printed_on: date | None
    supervising_leader: str
    supervising_leader_post: str
    contact: str
    contact_phone: str
    supervision_phone: str
    newspaper: str
    posting_days: int
    quorum: Fraction
    trigger: Fraction
    guiding_thought: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupMember(Record):
    """领导小组: a member of the leading group."""

    role: GroupRole
    name: str
    post: str
    duty: str
    phone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Official(Record):
    """述评对象: an official under review."""

    name: str
    post: str
    form: ReportForm


@dataclass(frozen=True, slots=True, kw_only=True)
class Item(Record):
    """测评项目: what the officials are judged on."""

    name: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VoterClass(Record):
    """代表构成: a class of representatives and its ballots; None is not yet known."""

    name: str
    expected: int
    spare: int
    present: int | None
    issued: int | None
    returned: int | None
    invalid: int | None
    colour: str
    weight: Fraction | None = None  # per cent


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade(Record):
    """测评等次: a grade on the ballot and what it counts as.

    Votes for a grade that is not ``counted`` leave the denominator of the rates.
    """

    name: str
    satisfied: bool
    unsatisfied: bool
    counted: bool = True
    score: Fraction | None = None


STANDARD_GRADES = (
    Grade(name="满意", satisfied=True, unsatisfied=False),
    Grade(name="基本满意", satisfied=True, unsatisfied=False),
    Grade(name="不满意", satisfied=False, unsatisfied=True),
    Grade(name="不了解", satisfied=False, unsatisfied=False),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Representative(Record):
    """参评代表: one named representative."""

    name: str
    voter_class: str
    unit: str
    phone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Work(Record):
    """进度安排: a piece of work in a stage."""

    stage: Stage
    content: str
    start: date
    end: date
    owner: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting(Record):
    """会议: a meeting."""

    name: str
    kind: MeetingKind
    day: date
    start: time
    place: str
    host: str
    attendance: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaItem(Record):
    """会议议程: one item of a meeting's agenda; ``minutes`` is None when not said."""

    meeting: str
    content: str
    owner: str
    minutes: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Teller(Record):
    """监票计票: someone who supervises or does the count."""

    role: TellerRole
    name: str
    post: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrangement(Record):
    """制度机制: a standing arrangement."""

    kind: ArrangementKind
    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosure(Record):
    """公开事项: a matter that is disclosed, and how often."""

    kind: AffairKind
    matter: str
    period: str
    channel: str
    owner: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CountRow(Record):
    """计票结果: the votes of one class for one official on one item.

    ``votes`` follows the order of ``Campaign.grades``; None before the count.
    """

    official: str
    item: str
    voter_class: str
    votes: tuple[int, ...] | None


@dataclass(frozen=True, slots=True)
class PaperBallot:
    """A row of 计票录入: one paper ballot.

    ``marks`` follows ``BallotEntry.subjects``: the name of a grade, "" for 弃权, or
    ``schema.VOID``. ``row`` is the 1-based row of the sheet.
    """

    row: int
    batch: str
    voter_class: str
    number: str
    marks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BallotEntry:
    """计票录入 or 计票录入_复核: every paper ballot as one person entered it.

    ``subjects`` are (official, item); ``letters`` the column of each, ``columns`` that of
    each field of a ballot.
    """

    sheet: str
    subjects: tuple[tuple[str, str], ...]
    letters: tuple[str, ...] = field(compare=False)
    columns: Mapping[str, str] = field(compare=False)
    ballots: tuple[PaperBallot, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion(Record):
    """意见建议: an opinion voiced during the campaign."""

    origin: OpinionSource
    content: str
    kind: OpinionKind
    number: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rectification(Record):
    """整改清单: a problem, its owner and its deadline."""

    problem: str
    kind: str
    origin: str
    measure: str
    leader: str
    owner: str
    deadline: date
    progress: str
    state: RectificationState
    found_on: date | None = None
    checker: str = ""
    closed_on: date | None = None
    number: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """A whole campaign as one workbook has it.

    ``counts`` are what counts: as typed in 计票结果, or computed from ``entries``; then
    ``typed_counts`` are what was typed there beside it. ``meetings`` are those whose day is
    known; of the ``undated_meetings`` name and kind may be used, and what is not in
    ``Source.empty``.
    """

    info: Info
    group: tuple[GroupMember, ...] = ()
    officials: tuple[Official, ...] = ()
    items: tuple[Item, ...] = ()
    grades: tuple[Grade, ...] = STANDARD_GRADES
    classes: tuple[VoterClass, ...] = ()
    representatives: tuple[Representative, ...] = ()
    schedule: tuple[Work, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    undated_meetings: tuple[Meeting, ...] = ()
    agenda: tuple[AgendaItem, ...] = ()
    tellers: tuple[Teller, ...] = ()
    arrangements: tuple[Arrangement, ...] = ()
    disclosures: tuple[Disclosure, ...] = ()
    counts: tuple[CountRow, ...] = ()
    typed_counts: tuple[CountRow, ...] = ()
    entries: BallotEntry | None = None
    recount: BallotEntry | None = None
    opinions: tuple[Opinion, ...] = ()
    rectifications: tuple[Rectification, ...] = ()

    @property
    def all_meetings(self) -> tuple[Meeting, ...]:
        """The meetings with a day and those without, as they stand in the workbook."""
        found = (*self.meetings, *self.undated_meetings)
        return tuple(sorted(found, key=lambda meeting: meeting.source.row))
