"""Other words that people use for headings and entries of the contract.

A heading or an entry of the contract's own always goes first. What several columns could be
is nobody's: the reader asks.
"""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache

from docgen.campaign.schema.base import Column, Sheet
from docgen.campaign.schema.defaults import ITEMS
from docgen.chinese.signs import comparison_key

# Columns that people's own lists have beside those of the contract; nothing is said of them.
HARMLESS_HEADINGS = frozenset(
    {"序号", "性别", "民族", "年龄", "出生年月", "出生日期", "文化程度", "学历", "政治面貌"}
)

_PHONE = ("电话", "手机", "手机号", "手机号码", "电话号码", "联系方式")
_PERSON = ("名字",)
_POST = ("单位职务", "工作单位及职务", "所在单位及职务")

_ALIASES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "活动信息": {
        "社区名称": ("社区", "社区全称"),
        "党组织名称": ("党组织", "党组织全称", "社区党组织"),
        "居委会名称": ("居委会", "居委会全称", "居民委员会", "居民委员会名称"),
        "上级机关": ("上级单位", "上级机关名称"),
        "文件依据名称": ("文件依据", "依据文件", "依据文件名称"),
        "文件依据文号": ("依据文号", "依据文件文号"),
        "年度": ("年份", "活动年度"),
        "开始日期": ("活动开始日期", "起始日期"),
        "结束日期": ("活动结束日期", "截止日期"),
        "发文机关代字": ("机关代字", "代字"),
        "发文顺序号": ("顺序号", "发文序号"),
        "成文日期": ("发文日期", "落款日期"),
        "主送机关": ("主送", "主送单位"),
        "抄送机关": ("抄送", "抄送单位"),
        "印发机关": ("印发单位",),
        "联系电话": (*_PHONE, "联系人电话"),
        "监督电话": ("举报电话", "监督举报电话"),
        "公示天数": ("公示期",),
        "到会比例要求": ("到会比例",),
    },
    "领导小组": {
        "职务": ("组内职务", "领导小组职务"),
        "姓名": _PERSON,
        "单位及职务": _POST,
        "分工": ("职责分工", "工作分工"),
        "联系电话": _PHONE,
    },
    "述评对象": {
        "姓名": (*_PERSON, "述评对象", "述职人"),
        "职务": ("现任职务", *_POST),
        "述职方式": ("述职形式",),
    },
    "测评项目": {"项目": ("测评项目", "项目名称"), "说明": ("项目说明",)},
    "代表构成": {
        "类别": ("身份", "代表类别", "人员类别"),
        "应到人数": ("应到",),
        "备用票数": ("备用票",),
        "实到人数": ("实到", "到会人数"),
        "发出票数": ("发出", "发票数"),
        "收回票数": ("收回", "回收票数"),
        "无效票数": ("无效", "无效票", "废票", "废票数"),
        "票面颜色": ("颜色", "选票颜色"),
    },
    "参评代表": {
        "姓名": (*_PERSON, "代表姓名"),
        "类别": ("身份", "代表类别", "代表身份", "人员类别"),
        "单位或楼栋": ("楼栋", "单位", "楼栋或单位", "单位/楼栋", "楼号", "工作单位"),
        "联系电话": _PHONE,
    },
    "进度安排": {
        "阶段": ("活动阶段", "阶段名称"),
        "工作内容": ("内容", "工作任务", "主要工作"),
        "开始日期": ("开始时间", "起始日期"),
        "结束日期": ("结束时间", "截止日期"),
        "责任人": ("负责人",),
    },
    "会议": {
        "会议名称": ("会议",),
        "类型": ("会议类型",),
        "日期": ("会议日期", "召开日期"),
        "开始时间": ("时间", "会议时间", "召开时间"),
        "地点": ("会议地点", "召开地点"),
        "主持人": ("主持", "会议主持人"),
        "参会范围": ("参会人员", "参加人员"),
    },
    "会议议程": {
        "会议名称": ("会议",),
        "议程": ("议题", "议程内容"),
        "责任人": ("负责人", "主讲人"),
        "时长（分钟）": ("时长", "用时（分钟）"),
    },
    "监票计票": {"职责": ("岗位",), "姓名": _PERSON, "单位及职务": _POST},
    "制度机制": {"类别": ("制度类别",), "内容": ("制度内容",)},
    "公开事项": {
        "类别": ("公开类别",),
        "事项": ("公开事项", "公开内容"),
        "公开周期": ("周期", "公开时间"),
        "公开方式": ("公开形式",),
        "责任人": ("负责人",),
    },
    "计票结果": {
        "述评对象": ("姓名", "述职人"),
        "测评项目": ("项目",),
        "类别": ("身份", "代表类别"),
    },
    "计票录入": {"类别": ("身份", "代表类别"), "票号": ("选票编号",)},
    "计票录入_复核": {"类别": ("身份", "代表类别"), "票号": ("选票编号",)},
    "意见建议": {"来源": ("意见来源",), "内容": ("意见", "意见建议", "意见内容")},
    "整改清单": {
        "问题": ("存在问题", "问题内容"),
        "类别": ("问题类别",),
        "来源": ("问题来源",),
        "整改措施": ("措施",),
        "责任领导": ("牵头领导", "分管领导"),
        "责任人": ("整改责任人", "负责人"),
        "完成时限": ("整改时限", "整改期限", "完成期限"),
        "完成情况": ("整改情况", "进展情况"),
        "状态": ("整改状态",),
        "发现时间": ("发现日期",),
        "销号日期": ("销号时间",),
    },
}

# Words for the same entry; the one that the list of the cell offers is meant.
_SYNONYMS: tuple[tuple[str, ...], ...] = (
    ("成员", "组员", "小组成员"),
    ("口头", "口头述职"),
    ("书面", "书面述职"),
    ("动员大会", "动员会", "动员会议"),
    ("述评会议", "述评会", "述评大会", "述职评议会", "民主评议会"),
    ("总结会议", "总结会", "总结大会"),
    ("总监票人", "总监票", "总监票员"),
    ("监票人", "监票", "监票员"),
    ("唱票人", "唱票", "唱票员"),
    ("计票人", "计票", "计票员"),
    ("组织发动", "组织发动阶段"),
    ("民主评议", "民主评议阶段"),
    ("成果运用", "成果运用阶段"),
    ("总结整改", "总结整改阶段"),
    ("党务", "党务公开"),
    ("政务", "政务公开"),
    ("财务", "财务公开"),
    ("测评票", "民主测评票", "选票"),
    ("现场质询", "质询", "现场提问"),
    ("座谈走访", "走访座谈", "座谈", "走访"),
    ("未启动", "未开始", "没有启动"),
    ("整改中", "正在整改", "进行中"),
    ("已完成", "完成", "已整改", "整改完成"),
    ("党员", "党员代表"),
    ("居民小组长", "小组长", "居民小组长代表"),
    ("群众代表", "群众"),
    *((name, name.removesuffix("情况")) for name, _ in ITEMS),
)
_GROUP_OF = {word: frozenset(group) for group in _SYNONYMS for word in group}
_LONGEST_COMPARED = 40
_MOST_COMPARED = 100  # a sheet of ten thousand strange headings is nobody's list


def aliases_of(sheet: Sheet, column: Column) -> tuple[str, ...]:
    """The other headings that a column, or a key of 活动信息, is known by."""
    if column.grade:
        return f"{column.heading}票数", f"{column.heading}票"
    return _ALIASES.get(sheet.name, {}).get(column.heading, ())


def meant(word: str, offered: Collection[str]) -> str | None:
    """The offered entry that a word means: itself, its only synonym, or another spelling of it.

    None when there is none.
    """
    if word in offered:
        return word
    found = _GROUP_OF.get(word, frozenset()).intersection(offered)
    if len(found) == 1:
        return next(iter(found))
    return _by_key(frozenset(offered)).get(comparison_key(word))


@lru_cache(64)
def _by_key(offered: frozenset[str]) -> dict[str, str]:
    """The entries by what their spellings share, but for those that share it."""
    keys = Counter(map(comparison_key, offered))
    return {key: word for word in offered if keys[key := comparison_key(word)] == 1}


def nearest(word: str, offered: Iterable[str]) -> str:
    """The offered word that looks most like this one; "" when none is near."""
    if len(word) > _LONGEST_COMPARED:
        return ""
    return _nearest(word, tuple(sorted(offered)[:_MOST_COMPARED]))


def is_it(word: str, offered: Iterable[str]) -> str:
    """The question that a message ends with, when an offered word is near: ，是不是“成员”."""
    near = nearest(word, offered)
    return f"，是不是“{near}”" if near else ""


@lru_cache(256)
def _nearest(word: str, offered: tuple[str, ...]) -> str:
    return next(iter(difflib.get_close_matches(word, offered, 1, 0.5)), "")
