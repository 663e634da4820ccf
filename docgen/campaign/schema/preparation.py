"""The sheets that prepare a campaign: who, when, where, by which arrangements."""

from __future__ import annotations

from docgen.campaign import model
from docgen.campaign.schema import defaults
from docgen.campaign.schema.base import Column, InNewYear, Kind, Sheet

K = Kind
_SHIFTED, _EMPTIED = InNewYear.SHIFTED, InNewYear.EMPTIED
ONE_PERSON_ONE_ROW = "同一个人只填一行，兼任的职务写在一起，例如：党总支书记、居民委员会主任。"

INFO = Sheet(
    name="活动信息",
    field="info",
    record=model.Info,
    purpose="活动的基本情况。只填B列，不要改动A列的项目名称。",
    stage=model.Stage.MOBILISE,
    required=True,
    columns=(
        Column(
            "社区名称",
            "community",
            K.NAME,
            required=True,
            note="例如：幸福里社区",
            printed_in="各种公文（会议议程、签到表、质询记录除外）",
        ),
        Column(
            "党组织名称",
            "party_org",
            K.NAME,
            required=True,
            note="填全称，用于发文和落款",
            printed_in="实施方案、述评公告、测评结果通报、总结报告、报送函等11种",
        ),
        Column(
            "居委会名称",
            "committee",
            K.NAME,
            required=True,
            note="填全称，用于发文和落款",
            printed_in="实施方案、述评公告、测评结果通报、总结报告、报送函等11种",
        ),
        Column(
            "上级机关",
            "upper_office",
            K.NAME,
            required=True,
            note="街道或乡镇的规范化名称",
            printed_in="实施方案、述评公告、测评结果通报、总结报告、报送函等8种",
        ),
        Column(
            "文件依据名称",
            "basis_title",
            K.LINE,
            required=True,
            in_new_year=_EMPTIED,
            note="不必加书名号",
            printed_in="实施方案、述评公告、测评结果通报、测评结果公示、总结报告、报送函",
        ),
        Column(
            "年度",
            "year",
            K.YEAR,
            required=True,
            in_new_year=_SHIFTED,
            note="四位数字，例如：2026",
            printed_in="各种公文（领导小组名单、会议议程、签到表、质询记录除外）",
        ),
        Column(
            "开始日期",
            "start",
            K.DATE,
            required=True,
            in_new_year=_SHIFTED,
            note="活动开始的日期",
            printed_in="实施方案、总结报告",
        ),
        Column(
            "结束日期",
            "end",
            K.DATE,
            required=True,
            in_new_year=_SHIFTED,
            note="活动结束的日期",
            printed_in="实施方案、总结报告",
        ),
        Column(
            "成文日期",
            "issued_on",
            K.DATE,
            required=True,
            in_new_year=_EMPTIED,
            note="实施方案的落款日期",
            printed_in="实施方案、述评公告、材料目录",
        ),
        Column(
            "联系人",
            "contact",
            K.NAME,
            required=True,
            printed_in="实施方案、述评公告、整改通知单、报送函",
        ),
        Column(
            "联系电话",
            "contact_phone",
            K.PHONE,
            required=True,
            printed_in="实施方案、整改通知单、报送函",
        ),
        Column(
            "文件依据文号",
            "basis_number",
            K.LINE,
            advised=True,
            in_new_year=_EMPTIED,
            note="例如：云工委〔2026〕12号",
            printed_in="实施方案、述评公告、测评结果通报、测评结果公示、总结报告、报送函",
        ),
        Column(
            "发文机关代字",
            "issuer_code",
            K.NAME,
            advised=True,
            note="例如：幸居发",
            printed_in="实施方案、测评结果通报、材料目录",
        ),
        Column(
            "发文顺序号",
            "issue_number",
            K.COUNT,
            advised=True,
            in_new_year=_EMPTIED,
            note="只填数字，例如：5；没有编号的不填",
            printed_in="实施方案、测评结果通报、材料目录",
        ),
        Column(
            "包保领导",
            "supervising_leader",
            K.NAME,
            advised=True,
            note="上级机关联系本社区的领导",
            printed_in="实施方案",
        ),
        Column(
            "包保领导职务", "supervising_leader_post", K.LINE, advised=True, printed_in="实施方案"
        ),
        Column(
            "监督电话",
            "supervision_phone",
            K.PHONE,
            advised=True,
            note="供居民反映问题",
            printed_in="实施方案、述评公告、测评结果通报、测评结果公示、公开事项目录、整改情况公示",
        ),
        Column(
            "活动名称",
            "campaign_name",
            K.LINE,
            default=defaults.CAMPAIGN_NAME,
            printed_in="实施方案、述评公告、测评结果通报、总结报告、报送函等12种",
        ),
        Column(
            "主送机关",
            "addressee",
            K.LINE,
            default=defaults.ADDRESSEE,
            printed_in="实施方案、测评结果通报",
        ),
        Column("抄送机关", "copy_to", K.LINE, note="可不填；填写则印入版记", printed_in="实施方案"),
        Column("印发机关", "printer", K.NAME, note="不填则用居委会名称", printed_in="实施方案"),
        Column(
            "印发日期",
            "printed_on",
            K.DATE,
            in_new_year=_EMPTIED,
            note="不填则用成文日期",
            printed_in="实施方案",
        ),
        Column(
            "公告报刊",
            "newspaper",
            K.LINE,
            note="刊登公告的报刊，没有可不填",
            printed_in="实施方案、述评公告",
        ),
        Column(
            "公示天数",
            "posting_days",
            K.COUNT,
            default="5",
            note="工作日，默认5天",
            printed_in="实施方案、述评公告、测评结果通报、测评结果公示、整改情况公示",
        ),
        Column(
            "到会比例要求",
            "quorum",
            K.RATIO,
            default="2/3",
            suggestions=("1/2", "2/3", "3/4", "4/5"),
            note="实到人数占应到人数的最低比例，默认2/3；也可填70%",
            printed_in="实施方案、述评公告、测评结果通报",
        ),
        Column(
            "整改触发不满意率",
            "trigger",
            K.RATIO,
            default="1/3",
            suggestions=("20%", "30%", "1/3", "40%"),
            note="超过此值而没有整改项目时提醒，默认1/3，按当地规定填写",
            printed_in="实施方案、测评结果通报、总结报告",
        ),
        Column(
            "指导思想",
            "guiding_thought",
            K.TEXT,
            default=defaults.GUIDING_THOUGHT,
            printed_in="实施方案",
        ),
    ),
)

INFO_GROUPS = (  # each with what it means to leave one of its keys empty
    ("必填", "缺了的，用到它的公文不能生成", tuple(c for c in INFO.columns if c.required)),
    ("建议填", "没有的可以空着", tuple(c for c in INFO.columns if c.advised)),
    (
        "一般不用改",
        "已有默认内容，或者可以空着",
        tuple(c for c in INFO.columns if not c.required and not c.advised),
    ),
)

GROUP = Sheet(
    name="领导小组",
    field="group",
    record=model.GroupMember,
    purpose="活动领导小组。组长一名（党组织书记），副组长至少一名（居委会主任、物业公司总经理）。",
    stage=model.Stage.MOBILISE,
    required=True,
    unique=("name",),
    duplicate_hint=ONE_PERSON_ONE_ROW,
    columns=(
        Column("职务", "role", K.CHOICE, required=True, choices=model.GroupRole, width=10),
        Column("姓名", "name", K.NAME, required=True, persons=1, width=12),
        Column("单位及职务", "post", K.LINE, required=True, width=36),
        Column("分工", "duty", K.TEXT, width=40),
        Column("联系电话", "phone", K.PHONE, width=16),
    ),
)

OFFICIALS = Sheet(
    name="述评对象",
    field="officials",
    record=model.Official,
    purpose="向代表述职述廉、接受测评的人，至少包括党组织书记和居委会主任。",
    stage=model.Stage.MOBILISE,
    required=True,
    unique=("name",),
    duplicate_hint=ONE_PERSON_ONE_ROW,
    blank_rows=20,
    columns=(
        Column("姓名", "name", K.NAME, required=True, persons=1, width=12),
        Column("职务", "post", K.LINE, required=True, width=32),
        Column("述职方式", "form", K.CHOICE, default="口头", choices=model.ReportForm, width=12),
    ),
)

ITEMS = Sheet(
    name="测评项目",
    field="items",
    record=model.Item,
    purpose="测评票上的项目。默认四项，可以修改。",
    stage=model.Stage.MOBILISE,
    unique=("name",),
    prefilled=defaults.ITEMS,
    default_when_empty=True,
    blank_rows=20,
    columns=(
        Column("项目", "name", K.LINE, required=True, width=22),
        Column("说明", "note", K.TEXT, width=60),
    ),
)

SCHEDULE = Sheet(
    name="进度安排",
    field="schedule",
    record=model.Work,
    purpose="四个阶段的工作和起止日期。四个阶段依次进行，日期不能交叉。"
    "“成果运用”阶段的第一天即测评结果通报的落款日期，应在述评会议后10日之内。",
    stage=model.Stage.MOBILISE,
    required=True,
    prefilled=defaults.WORKS,
    columns=(
        Column("阶段", "stage", K.CHOICE, required=True, choices=model.Stage, width=12),
        Column("工作内容", "content", K.TEXT, required=True, width=60),
        Column("开始日期", "start", K.DATE, required=True, in_new_year=_SHIFTED, width=16),
        Column("结束日期", "end", K.DATE, required=True, in_new_year=_SHIFTED, width=16),
        Column("责任人", "owner", K.LINE, width=16),
    ),
)

MEETINGS = Sheet(
    name="会议",
    field="meetings",
    record=model.Meeting,
    purpose="动员大会、述评会议、总结会议。每个会议一行，名称可以修改。日期还没有定的先空着，定下以后再填；"
    "不开的会议，把这一行和《会议议程》中它的各行删去。",
    stage=model.Stage.MOBILISE,
    unique=("name",),
    prefilled=defaults.MEETINGS,
    waits_for="day",
    columns=(
        Column("会议名称", "name", K.LINE, required=True, width=36),
        Column("类型", "kind", K.CHOICE, required=True, choices=model.MeetingKind, width=12),
        Column("日期", "day", K.DATE, required=True, in_new_year=_SHIFTED, width=16),
        Column("开始时间", "start", K.TIME, required=True, width=12),
        Column("地点", "place", K.LINE, required=True, width=30),
        Column("主持人", "host", K.LINE, required=True, width=14),
        Column("参会范围", "attendance", K.TEXT, width=44),
    ),
)

AGENDA = Sheet(
    name="会议议程",
    field="agenda",
    record=model.AgendaItem,
    purpose="每个会议的议程，按先后顺序填写，已有默认内容，可以修改。会议名称从《会议》中选。",
    stage=model.Stage.MOBILISE,
    prefilled=defaults.AGENDA,
    blank_rows=60,
    columns=(
        Column(
            "会议名称", "meeting", K.LINE, required=True, follows=("会议", "会议名称"), width=36
        ),
        Column("议程", "content", K.TEXT, required=True, width=50),
        Column("责任人", "owner", K.LINE, width=22),
        Column("时长（分钟）", "minutes", K.COUNT, width=14),
    ),
)

ARRANGEMENTS = Sheet(
    name="制度机制",
    field="arrangements",
    record=model.Arrangement,
    purpose="写入实施方案的监督、决策、执行制度和整改方向。已有默认内容，可以修改。",
    stage=model.Stage.MOBILISE,
    prefilled=defaults.ARRANGEMENTS,
    default_when_empty=True,
    columns=(
        Column("类别", "kind", K.CHOICE, required=True, choices=model.ArrangementKind, width=12),
        Column("内容", "content", K.TEXT, required=True, width=100),
    ),
)

DISCLOSURES = Sheet(
    name="公开事项",
    field="disclosures",
    record=model.Disclosure,
    purpose="党务、政务、财务公开的事项和周期。已有默认七项，可以修改。",
    stage=model.Stage.MOBILISE,
    prefilled=defaults.DISCLOSURES,
    default_when_empty=True,
    columns=(
        Column("类别", "kind", K.CHOICE, required=True, choices=model.AffairKind, width=10),
        Column("事项", "matter", K.TEXT, required=True, width=60),
        Column(
            "公开周期",
            "period",
            K.LINE,
            required=True,
            suggestions=("每月", "每季度", "每半年", "每年", "发放时", "常年"),
            width=12,
        ),
        Column("公开方式", "channel", K.LINE, width=28),
        Column("责任人", "owner", K.LINE, width=14),
    ),
)
