"""The text of 填表说明, the first sheet: how to fill the workbook in. Pure."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from docgen.campaign import schema
from docgen.campaign.model import STANDARD_GRADES


class GuideStyle(Enum):
    """How a line of the guide is set."""

    TITLE = auto()
    SUBTITLE = auto()
    SECTION = auto()
    HEAD = auto()
    ROW = auto()
    # Samples of the colours, in the first cell of the line:
    REQUIRED = auto()
    OPTIONAL = auto()
    MISSING = auto()


@dataclass(frozen=True, slots=True)
class GuideLine:
    """A line of the guide: its look and up to three cells."""

    look: GuideStyle
    cells: tuple[str, ...]


_SHOWN_DEFAULT = 40  # longer defaults are read in their own sheet


def guide() -> Iterator[GuideLine]:
    """The whole guide, line by line."""
    yield GuideLine(GuideStyle.TITLE, (schema.INSTRUCTIONS,))
    yield GuideLine(
        GuideStyle.SUBTITLE, ("填好这一份工作簿，从组织发动到归档报送的全部文书即可生成",)
    )
    yield from _section("一、填写步骤", _STEPS)
    yield from _section(
        "二、颜色的含义", _COLOURS, (GuideStyle.REQUIRED, GuideStyle.OPTIONAL, GuideStyle.MISSING)
    )
    yield from _section("三、各工作表的用途", (_SHEET_HEADS, *_sheets()))
    yield from _section("四、已有的默认内容", (_DEFAULT_HEADS, *_defaults()))
    yield from _section("五、各类内容的写法", _SPELLINGS)
    yield from _section("六、计票规则", _COUNTING)
    yield from _section("七、可以改动和不可改动的地方", _CHANGES)


def _section(
    title: str, rows: tuple[tuple[str, ...], ...], looks: tuple[GuideStyle, ...] = ()
) -> Iterator[GuideLine]:
    """A title and a table; the first row holds the table's headings."""
    yield GuideLine(GuideStyle.SECTION, (title,))
    yield GuideLine(GuideStyle.HEAD, rows[0])
    for row, look in zip(rows[1:], looks or itertools.repeat(GuideStyle.ROW), strict=False):
        yield GuideLine(look, row)


_SHEET_HEADS = ("工作表", "用途", "从哪个阶段起需要")


def _sheets() -> Iterator[tuple[str, str, str]]:
    for sheet in schema.SHEETS:
        duty = "，必须填写" if sheet.required else ""
        yield sheet.name, sheet.purpose, f"{sheet.stage}{duty}"


_DEFAULT_HEADS = ("项目", "默认内容", "说明")


def _defaults() -> Iterator[tuple[str, str, str]]:
    """Every default of the contract: single values first, then whole tables."""
    for sheet in schema.SHEETS:
        for column in sheet.columns:
            if column.default:
                long = len(column.default) > _SHOWN_DEFAULT
                shown = f"见《{sheet.name}》" if long else column.default
                in_info = sheet is schema.INFO
                place = column.heading if in_info else f"{sheet.name}：{column.heading}"
                yield place, shown, column.note or ("可以修改" if in_info else "不填即按默认")
    for sheet in schema.TABLES:
        if sheet.prefilled:
            shown = f"已预先填好{len(sheet.prefilled)}行"
            empty = "；整张不填则按默认" if sheet.default_when_empty else ""
            yield sheet.name, shown, f"可以增删修改{empty}"


_STEPS = (
    ("步骤", "做法", "命令（在网页上操作的，按页面的步骤做）"),
    (
        "第一步　填写",
        "按第三部分所列的阶段填写各工作表，并保存。尚未进行到的阶段可以先空着，"
        "例如述评会议以前不必填写票数。",
        "用WPS或Excel填写",
    ),
    (
        "第二步　检查",
        "程序一次列出全部问题，写明所在单元格和改正办法，请逐项改正后再检查。",
        "docgen check 工作簿.xlsx",
    ),
    (
        "第三步　生成",
        "资料已经齐备的文书全部生成；资料还不齐备的暂不生成，不算错误。",
        "docgen build 工作簿.xlsx",
    ),
    (
        "第四步　补填",
        "述评会议以后，先关闭工作簿，运行右边的命令排好《计票结果》的各行各列；再补填实到人数和各项票数、"
        "计票结果、意见建议、整改清单，保存后检查、生成。",
        "docgen grid 工作簿.xlsx",
    ),
    (
        "随时　查看进展",
        "列出四个阶段的起止日期、已经能生成的文书、还缺哪些内容（写明单元格）、哪些已经逾期。",
        "docgen status 工作簿.xlsx",
    ),
    (
        "分阶段　生成",
        "只生成一个阶段的文书，加入原来的文件夹，其他阶段的文件不动；"
        "其他阶段的资料还有错误，也不影响本阶段。",
        "docgen build 工作簿.xlsx --stage 组织发动",
    ),
)

_COLOURS = (
    ("颜色", "含义", "所在位置"),
    ("必填", "该列（行）必须填写。", "各工作表的标题"),
    ("选填", "该列（行）可以不填。", "各工作表的标题"),
    ("", "必填而尚未填写，填写后此色自动消失。", "各工作表的单元格"),
)

_SPELLINGS = (
    ("内容", "写法", "示例"),
    ("日期", "年月日写全，年份写四位数字。", "2026-3-5、2026.3.5、2026年3月5日"),
    ("时间", "用24小时制，或者写明上午、下午。", "9:00、14:30、下午2时30分"),
    ("人数、票数", "填零或正整数。没有的填0，尚未产生的先空着。", "35、0"),
    (
        "比例",
        "填分数或百分数。单元格已设为文本格式，请勿改动，以免2/3变成日期。",
        "2/3、60%",
    ),
    ("姓名", "两个字的姓名不必加空格，文书中需要对齐的由程序排好。", "何静"),
    (
        "整改来源",
        f"写明《{schema.OPINIONS.name}》的编号，检查时就知道哪条意见还没有整改项目；"
        "公文中印出的是这条意见的来源，例如“测评票”。不满意率过高的，写《计票结果》的行号。",
        "意见3、意见3、5、计票结果!9",
    ),
    (
        "下拉列表",
        "单元格右侧有箭头的，从列表中选择；注明可以自己填写的，也可以另填。",
        "组长、副组长、成员",
    ),
)

_GRADE_NAMES = "、".join(grade.name for grade in STANDARD_GRADES)

_COUNTING = (
    ("情形", "处理办法", "填写位置"),
    ("未作标记", "票上某一行没有作标记的，该行为弃权，各等次均不计票。", "不填"),
    ("多处标记", "票上某一行标记两处及以上的，该行无效（单项无效），各等次均不计票。", "不填"),
    (
        "整张无效",
        "整张票不能辨认或者不合规定的，计入无效票数。整张空白的不算无效，各行按弃权统计。",
        schema.CLASSES.name,
    ),
    ("有效票数", "有效票数＝收回票数－无效票数。", "不填，由程序计算"),
    (
        "等次",
        f"默认为{_GRADE_NAMES}。改动等次名称或个数，请在填写票数以前进行，"
        "改后运行 docgen grid 排好《计票结果》各列。",
        schema.GRADES.name,
    ),
    (
        "满意率",
        "满意率＝“计为满意”的各等次票数之和÷有效票数，不满意率＝“计为不满意”的各等次票数之和÷有效票数；"
        "“计入分母”填“否”的等次，票数从有效票数中减去。“弃权及单项无效”留在有效票数之中。"
        "所用的算式印在方案和通报里。",
        "不填，由程序计算",
    ),
    (
        "加权",
        "各类代表权重不同的，在“权重（%）”一列填写，合计100；通报同时公布各类合计的结果和加权的结果。"
        "都不填的，只公布合计的结果。",
        schema.CLASSES.name,
    ),
    (
        "平均分",
        "给等次填写分值的，通报公布平均分：各等次票数与分值乘积之和÷这些等次的票数之和。都不填则不计分。",
        schema.GRADES.name,
    ),
    (
        "每行合计",
        "各等次票数之和，不得多于该类代表的有效票数；少于有效票数的，差额按“弃权及单项无效”统计。",
        schema.COUNTS.name,
    ),
    (
        "逐张录入",
        "可以把每张票录入一行（不记姓名），由程序汇总；另一个人再录入一遍的，逐格核对。"
        "只用手工计票单的，这两张表空着即可。",
        f"{schema.ENTRIES.name}、{schema.RECOUNT.name}",
    ),
    (
        "收回多于发出",
        "任何一类代表收回票数多于发出票数的，本次测评无效，应当重新组织。",
        schema.CLASSES.name,
    ),
)

_CHANGES = (
    ("对象", "不要改动", "可以改动"),
    ("工作表", "名称不要改动，工作表不要删除。", "先后可以调换"),
    ("标题", f"各列标题、《{schema.INFO.name}》A列的项目名称不要改动。", "列可以调换、加宽、增加"),
    ("行", "一行只填一人、一事，不要合并单元格。", "中间可以留空行"),
    ("合计", "不必填写合计行，合计由程序计算。", "已有的合计行不作为数据"),
)
