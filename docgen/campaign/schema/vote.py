"""The sheets of the vote and what follows from it: classes, grades, counts, rectification."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from docgen.campaign import model
from docgen.campaign.schema import defaults
from docgen.campaign.schema.base import NO, YES, Column, InNewYear, Kind, Sheet, heading_text
from docgen.campaign.schema.preparation import ONE_PERSON_ONE_ROW

K = Kind
_EMPTIED = InNewYear.EMPTIED

CLASSES = Sheet(
    name="代表构成",
    field="classes",
    record=model.VoterClass,
    purpose="参评代表的类别和人数；会后填写实到人数和发出、收回、无效票数。"
    "没有人的类别填0或删去该行；人数很少的类别请与其他类别合并，以免从分类结果看出个人的投票意向。",
    stage=model.Stage.MOBILISE,
    required=True,
    unique=("name",),
    total_field="name",
    prefilled=tuple((name,) for name in defaults.CLASSES),
    blank_rows=12,
    columns=(
        Column("类别", "name", K.NAME, required=True, width=16),
        Column("应到人数", "expected", K.COUNT, required=True, width=11),
        Column("备用票数", "spare", K.COUNT, default="0", width=11, note="多印的票数"),
        Column(
            "实到人数", "present", K.COUNT, in_new_year=_EMPTIED, width=11, note="述评会议当天填写"
        ),
        Column(
            "发出票数", "issued", K.COUNT, in_new_year=_EMPTIED, width=11, note="述评会议当天填写"
        ),
        Column(
            "收回票数", "returned", K.COUNT, in_new_year=_EMPTIED, width=11, note="述评会议当天填写"
        ),
        Column(
            "无效票数", "invalid", K.COUNT, in_new_year=_EMPTIED, width=11, note="没有无效票填0"
        ),
        Column(
            "票面颜色",
            "colour",
            K.LINE,
            width=11,
            suggestions=("白色", "黄色", "绿色", "粉色", "蓝色"),
            note="各类别用不同颜色的纸时填写",
        ),
        Column(
            "权重（%）",
            "weight",
            K.NUMBER,
            later=True,
            width=11,
            note="各类代表的权重，例如40；要填各类都填，合计100；都不填则各类票数相加",
        ),
    ),
)

REPRESENTATIVES = Sheet(
    name="参评代表",
    field="representatives",
    record=model.Representative,
    in_new_year=InNewYear.CHECKED,
    purpose="参评代表名册。可以整张不填，此时以《代表构成》的人数为准。",
    stage=model.Stage.MOBILISE,
    unique=("name", "unit"),
    blank_rows=200,
    columns=(
        Column("姓名", "name", K.NAME, required=True, persons=1, width=12),
        Column(
            "类别", "voter_class", K.NAME, required=True, follows=("代表构成", "类别"), width=14
        ),
        Column("单位或楼栋", "unit", K.LINE, width=28),
        Column("联系电话", "phone", K.PHONE, width=16),
    ),
)

TELLERS = Sheet(
    name="监票计票",
    field="tellers",
    record=model.Teller,
    in_new_year=InNewYear.CHECKED,
    purpose="监票、唱票、计票人员，不得由述评对象担任。",
    stage=model.Stage.REVIEW,
    unique=("name",),
    duplicate_hint=ONE_PERSON_ONE_ROW,
    columns=(
        Column("职责", "role", K.CHOICE, required=True, choices=model.TellerRole, width=12),
        Column("姓名", "name", K.NAME, required=True, persons=1, width=12),
        Column("单位及职务", "post", K.LINE, width=36),
    ),
)

_FLAGS = {True: YES, False: NO}

GRADES = Sheet(
    name="测评等次",
    field="grades",
    record=model.Grade,
    purpose="测评票上的等次，从好到差，2至6个。默认四个，可以修改，例如改为优秀、称职、基本称职、不称职；"
    "改动以后运行 docgen grid，《计票结果》各列随之排好。",
    stage=model.Stage.MOBILISE,
    unique=("name",),
    optional=True,
    default_when_empty=True,
    prefilled=tuple(
        (grade.name, _FLAGS[grade.satisfied], _FLAGS[grade.unsatisfied], _FLAGS[grade.counted])
        for grade in model.STANDARD_GRADES
    ),
    blank_rows=6,
    columns=(
        Column("等次", "name", K.NAME, required=True, width=16),
        Column("计为满意", "satisfied", K.FLAG, default=NO, width=12, note="是否计入满意率"),
        Column("计为不满意", "unsatisfied", K.FLAG, default=NO, width=12, note="是否计入不满意率"),
        Column(
            "计入分母",
            "counted",
            K.FLAG,
            default=YES,
            width=12,
            note="计算比率时，这一等次的票数是否留在有效票数之中",
        ),
        Column(
            "分值",
            "score",
            K.NUMBER,
            width=10,
            note="当地规定计算平均分的填写，例如100、80、0；不计分的等次不填",
        ),
    ),
)


def count_sheet(grades: Iterable[str]) -> Sheet:
    """计票结果 with a column of votes for each grade, in their order."""
    return Sheet(
        name="计票结果",
        field="counts",
        record=model.CountRow,
        purpose="每名述评对象、每个项目、每类代表一行，只填各等次的票数；没有得票填0。"
        "各行各列可以运行 docgen grid 自动排好。",
        stage=model.Stage.USE,
        unique=("official", "item", "voter_class"),
        total_field="voter_class",
        blank_rows=200,
        columns=(
            Column(
                "述评对象",
                "official",
                K.NAME,
                required=True,
                follows=("述评对象", "姓名"),
                width=14,
            ),
            Column(
                "测评项目", "item", K.LINE, required=True, follows=("测评项目", "项目"), width=24
            ),
            Column(
                "类别", "voter_class", K.NAME, required=True, follows=("代表构成", "类别"), width=14
            ),
            *(
                Column(
                    heading_text(grade),
                    "votes",
                    K.COUNT,
                    required=True,
                    grade=True,
                    in_new_year=_EMPTIED,
                    note="填得票数，没有得票填0",
                    width=11,
                )
                for grade in grades
            ),
        ),
    )


COUNTS = count_sheet(grade.name for grade in model.STANDARD_GRADES)
VOID = "废"
ENTERED = "已录"  # over the running number of ballots of a class, which is a formula


def _ballots(name: str, field: str, purpose: str) -> Sheet:
    return Sheet(
        name=name,
        field=field,
        record=model.PaperBallot,
        in_new_year=_EMPTIED,
        purpose=purpose,
        stage=model.Stage.USE,
        optional=True,
        by_ballot=True,
        blank_rows=200,
        columns=(
            Column("批次", "batch", K.NAME, width=10, note="分批计票的填写，例如1；不分批可不填"),
            Column(
                "类别", "voter_class", K.NAME, required=True, follows=("代表构成", "类别"), width=14
            ),
            Column("票号", "number", K.NAME, required=True, width=10, note="计票时给每张票编的号"),
        ),
    )


ENTRIES = _ballots(
    "计票录入",
    "entries",
    "逐张录入测评票的填写，可以不用。一张票一行，后面每名述评对象、每个项目一列（运行 docgen grid 排好），"
    f"填等次，也可以填它的序号（第一个等次填1），或者不与别的等次相同的第一个字；弃权的空着，"
    f"该行无效的填“{VOID}”，整张无效的各列都填“{VOID}”。"
    "录入以后《计票结果》由程序算出；两处都填的，逐格核对。",
)
RECOUNT = _ballots(
    "计票录入_复核",
    "recount",
    "由另一个人再录入一遍，可以不用。填写以后与《计票录入》逐格核对，不一致的全部列出。",
)

_SEPARATORS = re.compile(r"[\s·・.．\-—_/：:、]+")


def ballot_heading(official: str, item: str) -> str:
    """The heading in 计票录入 of an official's votes on an item: ``林致远·履行职责情况``."""
    return f"{official}·{item}"


def ballot_heading_key(heading: str) -> str:
    """What two headings of 计票录入 share when they mean the same official and item.

    People type the separator in many ways, leave it out, or break the line there: blanks,
    line breaks and ``· ・ . ． - — _ / ： : 、`` do not count, full width is half width.
    """
    return _SEPARATORS.sub("", unicodedata.normalize("NFKC", heading))


OPINIONS = Sheet(
    name="意见建议",
    field="opinions",
    record=model.Opinion,
    in_new_year=_EMPTIED,
    purpose="群众提出的意见建议，一条一行，内容原样印入通报公布。"
    "不要写姓名、电话、房号等能够认出提意见人或者其他居民的内容。",
    stage=model.Stage.USE,
    blank_rows=60,
    columns=(
        Column("来源", "origin", K.CHOICE, required=True, choices=model.OpinionSource, width=12),
        Column("内容", "content", K.TEXT, required=True, width=80),
        Column("类别", "kind", K.CHOICE, default="其他", choices=model.OpinionKind, width=10),
        Column(
            "编号",
            "number",
            K.COUNT,
            later=True,
            counts_rows=True,
            width=8,
            note="整改清单的来源写它；排序以后不变，请勿改动",
        ),
    ),
)

CARRIED_OVER = "上年未完成"  # the 来源 of what last year left unfinished

RECTIFICATIONS = Sheet(
    name="整改清单",
    field="rectifications",
    record=model.Rectification,
    in_new_year=_EMPTIED,
    purpose="需要整改的问题，一个问题一行，每个问题只有一名责任人。",
    stage=model.Stage.RECTIFY,
    blank_rows=60,
    columns=(
        Column("问题", "problem", K.TEXT, required=True, width=40),
        Column(
            "类别",
            "kind",
            K.LINE,
            required=True,
            suggestions=tuple(model.OpinionKind),
            width=10,
        ),
        Column(
            "来源",
            "origin",
            K.LINE,
            suggestions=(*model.OpinionSource, CARRIED_OVER),
            width=20,
            note="写明意见的编号，例如：意见3；也可写：计票结果!5",
        ),
        Column("整改措施", "measure", K.TEXT, required=True, width=44),
        Column("责任领导", "leader", K.NAME, persons=2, width=12),
        Column("责任人", "owner", K.NAME, required=True, persons=2, width=12),
        Column(
            "完成时限",
            "deadline",
            K.DATE,
            required=True,
            in_new_year=InNewYear.SHIFTED,
            width=16,
        ),
        Column("完成情况", "progress", K.TEXT, width=36),
        Column(
            "状态",
            "state",
            K.CHOICE,
            default="未启动",
            choices=model.RectificationState,
            width=10,
        ),
        Column("发现时间", "found_on", K.DATE, later=True, width=16),
        Column("检查人", "checker", K.NAME, later=True, width=12, note="检查整改结果的人"),
        Column("销号日期", "closed_on", K.DATE, later=True, width=16, note="确认整改完成的日期"),
        Column(
            "编号",
            "number",
            K.COUNT,
            later=True,
            counts_rows=True,
            width=8,
            note="整改通知单的号数；排序以后不变，请勿改动",
        ),
    ),
)
