"""What docxtpl-lint finds, in words for whoever edits a template in Word: one table by rule."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from string import Template
from typing import Any

from docgen.commands.templates.wording import SEE_VARIABLES
from docgen.errors import Severity

_PREFIX = re.compile(r"\{%(p|tr|tc|r) ")
_UNKNOWN_TAG = re.compile(r"unknown tag '(\w+)'")
_ALONE = "请把这个标签放在单独的一段；在表格中，放在单独的一行。"
_OWN_ROW = "请在要重复的行上面、下面各加一行，只写这两个标签。"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A rule of ours: ``$tag`` is the tag as written, other ``$`` words are the rule's own."""

    code: str
    message: str
    hint: str
    severity: Severity = Severity.ERROR

    def filled(self, words: Mapping[str, str]) -> tuple[str, str]:
        """The message and the hint about one place."""
        return (
            Template(self.message).safe_substitute(words),
            Template(self.hint).safe_substitute(words),
        )


SENTENCES: dict[str, Sentence] = {
    "DTL001": Sentence(
        "tag-open",
        "标签“$tag”没有写完，缺少“$close”",
        "请在标签末尾补上“$close”，括号要成双，用半角。",
    ),
    "DTL002": Sentence(
        "tag-over-paragraphs",
        "标签“$tag”分写在几段里，生成时这几段会合并成一段",
        "请删去标签中间的换行，把它写在一段之内。",
        Severity.WARNING,
    ),
    "DTL003": Sentence(
        "tag-in-deletion",
        "修订中删去的文字里有标签“$tag”，生成时仍会起作用",
        "请在“审阅”中接受或者拒绝全部修订，再保存。",
    ),
    "DTL101": Sentence(
        "block-open",
        "“$tag”没有结束，缺少对应的“$end”",
        "请在它管到的最后一处之后写上“$end”；里面如果还有循环或判断，也要各自结束。",
    ),
    "DTL102": Sentence(
        "block-stray",
        "“$tag”前面没有与它配对的“$start”",
        "请在前面补上“$start”标签；如果那一处已经不要，把“$tag”也删去。",
    ),
    "DTL103": Sentence(
        "tag-syntax",
        "标签“$tag”的写法不正确$reason",
        f"请对照自带模板中同类标签的写法；{SEE_VARIABLES}",
    ),
    "DTL104": Sentence(
        "filter-unknown",
        "标签“$tag”中没有“$name”这种转换",
        "“|”后面可以用“汉字数”“编号”，写法见“变量说明.txt”。",
    ),
    "DTL105": Sentence(
        "test-unknown",
        "标签“$tag”中没有“$name”这种判断",
        "判断可以写“if 变量”“if 变量 == \"文字\"”。",
    ),
    "DTL106": Sentence(
        "loop-variable-outside",
        "“$name”只能在它的循环里面使用，这里已经在循环之外",
        "请把“$tag”移到循环里面（“for”和“endfor”之间）。",
    ),
    "DTL201": Sentence(
        "tag-holds-mark",
        "标签“$tag”里面有“%”或者“}”",
        "请去掉标签里面的“%”和“}”，只留下开头和末尾的括号。",
    ),
    "DTL202": Sentence(
        "prefix-spaced",
        "标签“$tag”中“%”和后面的字母之间多了空格",
        "请改写为“$joined”，“{%”与字母之间不留空格。",
    ),
    "DTL203": Sentence(
        "row-tag-outside-table",
        "“$tag”用于表格的行，这里不在表格中",
        "不在表格中请用“{%p … %}”。",
    ),
    "DTL204": Sentence(
        "prefix-mismatch",
        "“$tag”与它前面的“$open_raw”写法不一致",
        "两个标签“{%”后面的字母要相同：都用“{%p”，或者在表格的行中都用“{%tr”。",
    ),
    "DTL205": Sentence(
        "rows-over-tables",
        "“$open_raw”和“$tag”不在同一张表里",
        "请把这两个标签放在同一张表里；WPS或Word把一张表拆开了的，请合并。",
    ),
    "DTL206": Sentence("row-shared", "“$open_raw”和“$tag”在同一行里", _OWN_ROW),
    "DTL207": Sentence(
        "cells-over-rows",
        "“$open_raw”和“$tag”不在表格的同一行里",
        "请把这两个标签放在同一行的格子里；按行重复请用“{%tr … %}”。",
    ),
    "DTL208": Sentence(
        "cell-tag-outside-table", "“$tag”只能写在表格的格子里", "请删去，或者移到表格中。"
    ),
    "DTL209": Sentence(
        "text-lost",
        "“$tag”旁边的“$rest”生成时会丢失",
        _ALONE,
    ),
    "DTL210": Sentence(
        "paragraph-shared",
        "“$open_raw”和“$tag”在同一段里",
        "请各占一段；要在一段之内循环或判断，两个标签都去掉字母“p”，写“{% … %}”。",
    ),
    "DTL303": Sentence(
        "loop-over-no-list",
        "“$tag”要逐项列出的不是列表",
        f"“in”后面要写列表。{SEE_VARIABLES}",
    ),
    "DTL306": Sentence(
        "filter-needs-list",
        "“$tag”中的“$filter”只能用于列表",
        f"请去掉“|$filter”，或者换成列表。{SEE_VARIABLES}",
    ),
    "DTL307": Sentence(
        "value-lost",
        "“$tag”的内容生成时会丢失",
        "变量请写成“{{ 变量 }}”，括号后面不加字母“p”。",
    ),
}  # fmt: skip


def words(tag: str, params: Mapping[str, Any]) -> dict[str, str]:
    """What the sentences may mention: the tag, the rule's parameters and what follows of them."""
    found = {name: str(value) for name, value in params.items()}
    prefix = next(iter(_PREFIX.findall(tag)), "")
    name = tag.strip("{}%- ").removeprefix(prefix).split()
    keyword = name[0] if name else ""
    unknown = _UNKNOWN_TAG.search(found.get("msg", ""))
    starts = {"else": "if", "elif": "if"}
    return found | {
        "tag": tag,
        "end": f"{{%{prefix} end{found.get('kw', '')} %}}",
        "start": starts.get(keyword, keyword.removeprefix("end")),
        "joined": re.sub(r"\{%-?\s+", "{%", tag),
        "reason": f"：没有“{unknown.group(1)}”这种标签" if unknown else "",
    }
