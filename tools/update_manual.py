"""Write the tables of the manuals anew from the program itself: ``python -m tools.update_manual``.

A manual marks the place of each table; what a person writes around it stays. Examples of
messages are those that the malformed workbooks of the tests get. Commands are
named by the buttons of the page.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from docgen.campaign import schema
from docgen.campaign.schema import Column, Kind, Sheet
from docgen.documents import DOCUMENTS
from docgen.errors import Problem
from docgen.web.html import by_page
from docgen.workbook.safety import open_container
from tests.support.malformed import FAULTS

ROOT = Path(__file__).parent.parent
SECRETARY = ROOT / "docs" / "使用手册.md"
MANUALS = (SECRETARY, ROOT / "docs" / "上级单位手册.md")
REFERENCE = ROOT / "docs" / "命令参考.md"  # written by hand; the tests compare it to the program
_KINDS = {
    Kind.NAME: "名称",
    Kind.LINE: "一行文字",
    Kind.TEXT: "文字",
    Kind.DATE: "日期，如2026-3-5",
    Kind.TIME: "时间，如9:00",
    Kind.COUNT: "零或正整数",
    Kind.NUMBER: "数字",
    Kind.RATIO: "比例，如2/3、60%",
    Kind.YEAR: "四位年份",
    Kind.PHONE: "电话号码",
    Kind.FLAG: "是、否",
}
_LONGEST_DEFAULT = 30


def updated(text: str) -> str:
    """A manual's text with all its tables as they should be.

    Raises:
        KeyError: the manual marks a table that there is none of.
    """

    def table(mark: re.Match[str]) -> str:
        lines = "\n".join(TABLES[mark[1]]())
        return f"<!-- 表：{mark[1]} -->\n{lines}\n<!-- 表完 -->"

    return re.sub(r"<!-- 表：(.+?) -->\n.*?<!-- 表完 -->", table, text, flags=re.DOTALL)


# --- sheets ------------------------------------------------------------------------------


def _sheets() -> Iterator[str]:
    for number, sheet in enumerate(schema.SHEETS, start=1):
        yield f"### {number}.《{sheet.name}》"
        yield ""
        yield f"{_sentence(by_page(sheet.purpose))}从“{sheet.stage}”阶段起使用{_duty(sheet)}。"
        yield ""
        first = "项目" if sheet is schema.INFO else "列"
        yield f"| {first} | 必填 | 写什么 | 说明 |"
        yield "|---|---|---|---|"
        for column in sheet.columns:
            yield _row(
                column.heading, "必填" if column.required else "", _kind(column), _notes(column)
            )
        if sheet.by_ballot:
            yield _row(
                "述评对象·测评项目", "", "测评等次", "每名述评对象、每个项目一列，由程序排好"
            )
        yield ""


def _duty(sheet: Sheet) -> str:
    if sheet.required:
        return "，必须填写"
    return "，整张不填则用默认内容" if sheet.default_when_empty else ""


def _kind(column: Column) -> str:
    if column.choices:
        return "从中选一项：" + "、".join(column.choices)
    if column.follows:
        sheet, heading = column.follows
        return f"《{sheet}》中的{heading}"
    if column.suggestions:
        return f"{_KINDS[column.kind]}，例如：" + "、".join(column.suggestions)
    return _KINDS[column.kind]


def _notes(column: Column) -> str:
    default = column.default
    if len(default) > _LONGEST_DEFAULT:
        default = f"{default[:_LONGEST_DEFAULT]}……"
    return "".join(
        [
            _sentence(column.note) if column.note else "",
            f"不填按“{default}”。" if default else "",
            f"印在：{column.printed_in}。" if column.printed_in else "",
        ]
    )


def _sentence(text: str) -> str:
    return text if text.endswith("。") else f"{text}。"


# --- documents and messages --------------------------------------------------------------


def _documents() -> Iterator[str]:
    yield "| 序号 | 公文 | 代号 | 阶段 | 生成以前要填好 |"
    yield "|---|---|---|---|---|"
    for document in DOCUMENTS:
        needs = "；".join(f"《{need.sheet.name}》{need.text}" for need in document.needs)
        stages = "、".join(document.stages)
        yield _row(f"{document.number:02}", document.title, f"`{document.key}`", stages, needs)


def _messages() -> Iterator[str]:
    """An example of each message, under the sheet that it is most often about."""
    unreadable = open_container(Path("活动工作簿.xlsx")).problems
    examples: dict[str, Problem] = {}
    for problem in (*unreadable, *(each for fault in FAULTS for each in fault.expected)):
        examples.setdefault(problem.code, problem)
    known = [sheet.name for sheet in schema.SHEETS]
    for sheet in ["", *known]:
        found = [p for p in examples.values() if (p.sheet if p.sheet in known else "") == sheet]
        if not found:
            continue
        yield f"### {f'在《{sheet}》里见到的' if sheet else '整个工作簿的'}"
        yield ""
        yield "| 轻重 | 在哪里（举例） | 程序的提示（举例） | 怎么办 |"
        yield "|---|---|---|---|"
        for problem in found:
            message = f"{problem.message}<!-- {problem.code} -->"
            yield _row(problem.severity, problem.place, message, by_page(problem.hint))
        yield ""


def _row(*cells: str) -> str:
    return "| " + " | ".join(" ".join(cell.replace("|", "｜").split()) for cell in cells) + " |"


TABLES: dict[str, Callable[[], Iterator[str]]] = {
    "工作表": _sheets,
    "公文": _documents,
    "提示": _messages,
}


def main() -> int:
    for path in MANUALS:
        path.write_text(updated(path.read_text(encoding="utf-8")), encoding="utf-8")
        print(path.name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
