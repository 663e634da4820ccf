"""What the manifest says of the campaign, held against the workbook in the package."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from typing import Any

from docgen.campaign.model import Campaign
from docgen.errors import Finding, printable
from docgen.package.manifest import MANIFEST, campaign_data, campaign_json

_MAX_DIFFERENCES = 50  # differences reported one by one
_HINT = "材料清单由 docgen build 生成，不能手工改动；请社区重新生成后报送。"
# What stands under ``campaign``, in the words of the workbook.
_WORDS = {
    "community": "社区名称",
    "upper_office": "上级机关",
    "name": "名称",
    "year": "年度",
    "issued_on": "成文日期",
    "officials": "述评对象",
    "post": "职务",
    "items": "测评项目",
    "grades": "测评等次",
    "satisfied": "是否计入满意",
    "unsatisfied": "是否计入不满意",
    "counted": "是否计入测评率",
    "score": "分值",
    "classes": "代表类别",
    "expected": "应到人数",
    "present": "实到人数",
    "issued": "发出票数",
    "returned": "收回票数",
    "invalid": "无效票数",
    "weight": "权重",
    "results": "测评结果",
    "official": "述评对象",
    "item": "测评项目",
    "class": "代表类别",
    "valid": "有效票数",
    "votes": "票数",
    "rectifications": "整改项目",
    "kind": "类别",
    "state": "整改状态",
    "deadline": "整改期限",
    "closed_on": "销号日期",
}
_TOP_NAME = {"campaign.name": "活动名称"}
_SIMPLE = {None: "空", True: "是", False: "否"}


def campaign_findings(data: bytes, campaign: Campaign) -> Iterator[Finding]:
    """A finding for each place where a readable manifest differs from the workbook's campaign."""
    recorded = json.loads(data)["campaign"]
    due = campaign_json(campaign_data(campaign))
    found = _differences(recorded, due, "campaign", "")
    yield from islice(found, _MAX_DIFFERENCES)
    if more := sum(1 for _ in found):
        message = f"还有{more}处与工作簿不一致"
        yield Finding.error("data-differs", f"{MANIFEST} campaign", message, _HINT)


def _differences(recorded: Any, due: Any, path: str, words: str) -> Iterator[Finding]:
    """Where two JSON values differ, as deep as they are alike; ``words`` say what it is."""
    if isinstance(recorded, dict) and isinstance(due, dict):
        for key in dict.fromkeys((*due, *recorded)):
            where = f"{path}.{key}"
            what = f"{words}{_TOP_NAME.get(where) or _WORDS.get(key) or f'“{printable(key)}”'}"
            if key not in recorded or key not in due:
                state = "清单里没有" if key in due else "工作簿里没有"
                yield Finding.error(
                    "data-differs", f"{MANIFEST} {where}", f"{what}：{state}", _HINT
                )
            else:
                yield from _differences(recorded[key], due[key], where, what)
    elif isinstance(recorded, list) and isinstance(due, list) and len(recorded) == len(due):
        for number, (one, other) in enumerate(zip(recorded, due, strict=True)):
            what = f"{words}{_which(other, number)}"
            yield from _differences(one, other, f"{path}[{number}]", what)
    elif recorded != due:
        message = f"{words}为{_value(recorded)}，按工作簿应为{_value(due)}"
        yield Finding.error("data-differs", f"{MANIFEST} {path}", message, _HINT)


def _which(entry: Any, number: int) -> str:
    """Which entry of a list: by its names, else by its number from 1."""
    if isinstance(entry, dict):
        parts = [entry[key] for key in ("official", "item", "class") if key in entry]
        named = "·".join(map(str, parts or [entry["name"]] if parts or "name" in entry else []))
        if named:
            return f"（{printable(named)}）"
    return f"第{number + 1}项"


def _value(value: Any) -> str:
    if isinstance(value, list):
        return f"{len(value)}项"
    if value is None or isinstance(value, bool):
        return _SIMPLE[value]
    return str(value) if isinstance(value, int) else f"“{printable(str(value))}”"
