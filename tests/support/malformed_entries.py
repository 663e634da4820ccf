"""Malformed workbooks: ballots entered one by one, by one person or by two."""

from __future__ import annotations

from tests.support.entry_cases import entered
from tests.support.malformed_parts import Change, Fault, all_of, fill, in_book, put


def in_ballots(name: str, change: Change, *expected: str) -> Fault:
    """A fault planted in the sample after its ballots have been entered one by one."""
    return in_book(name, all_of(entered(), change), *expected)


def in_recount(name: str, change: Change, *expected: str) -> Fault:
    """A fault planted after the ballots have been entered by two people."""
    return in_ballots(name, all_of(entered("计票录入_复核"), change), *expected)


HINT_FOR_GRADES = (
    "请填满意、基本满意、不满意、不了解之一，或者它的序号（1至4）；弃权的空着，该行无效的填“废”。"
)
HINT_FOR_COLUMNS = "这一列没有计入。请把标题改成现在的述评对象和测评项目，例如“林致远·履行职责情况”；确实不要的，请删去这一列。"
HINT_FOR_GRID = "请关闭工作簿，运行 docgen grid 补齐各列，已填的内容不会丢失。"
HINT_FOR_COUNTS = "请核对测评票，改正填错的一处；这张表的票数也可以清空，由程序从录入的测评票算出。"

ENTRY_FAULTS = (
    in_ballots(
        "ballots with unknown grades",
        all_of(put("计票录入!D2", "很满意"), put("计票录入!K54", 7)),
        f"错误 entry-grade-unknown 计票录入!D2 | 没有“很满意”这个等次 | {HINT_FOR_GRADES}",
        f"错误 entry-grade-unknown 计票录入!K54 | 没有“7”这个等次 | {HINT_FOR_GRADES}",
    ),
    in_ballots(
        "a ballot whose grade is an error of a formula",
        put("计票录入!D2", "#N/A"),
        "错误 cell-excel-error 计票录入!D2 | “林致远·履行职责情况”的公式出错：#N/A | 请改正公式，或直接填入内容。",
    ),
    in_ballots(
        "a ballot of an unknown class",
        put("计票录入!B2", "共产党员"),
        "错误 entry-class-unknown 计票录入!B2 | 《代表构成》中没有“共产党员”，是不是“党员” | 请从下拉列表中选择，与所列工作表一致。",
    ),
    in_ballots(
        "a ballot without a number",
        put("计票录入!C2", None),
        "错误 cell-required 计票录入!C2 | “票号”是必填项，没有填写 | 请填写“票号”。计票时给每张票编的号。",
    ),
    in_ballots(
        "a ballot of which only the number is known",
        put("计票录入!C55", 13),
        "错误 cell-required 计票录入!B55 | “类别”是必填项，没有填写 | 请填写“类别”。",
    ),
    in_ballots(
        "a ballot entered twice",
        put("计票录入!C3", "１"),
        "错误 entry-duplicated 计票录入!C3 | 党员第1号票重复，第2行已有 | 请核对票号；同一张票录入了两遍的，请删去一行。",
    ),
    in_ballots(
        "an official renamed after the ballots were laid out",
        put("计票录入!H1", "何敬·履行职责情况"),
        f"错误 entry-column-unknown 计票录入!H1 | 述评对象或测评项目中没有“何敬·履行职责情况”，是不是改过名称 | {HINT_FOR_COLUMNS}",
        f"错误 entry-column-missing 计票录入 | 缺少“何静·履行职责情况”一列 | {HINT_FOR_GRID}",
    ),
    in_ballots(
        "a column of grades without a heading",
        put("计票录入!H1", None),
        f"错误 entry-column-unknown 计票录入!H1 | 这一列填有等次，但是没有标题，不知道是谁的哪一项 | {HINT_FOR_COLUMNS}",
        f"错误 entry-column-missing 计票录入 | 缺少“何静·履行职责情况”一列 | {HINT_FOR_GRID}",
    ),
    in_ballots(
        "a column of grades twice",
        put("计票录入!L1", "林致远 - 履行职责情况"),
        "错误 column-duplicated 计票录入!L1 | “林致远·履行职责情况”一列重复出现 | 请只保留一列，删去多余的一列。",
    ),
    in_ballots(
        "columns of one's own beside the ballots",
        all_of(put("计票录入!L1", "备注"), put("计票录入!L3", "字迹不清")),
        "提醒 column-unknown 计票录入!L1 | 不认识的列已忽略：备注 | 如果是标题写错了，请改回规定的名称；如果是自己加的列，无需处理。",
    ),
    in_ballots(
        "more ballots entered than were returned",
        all_of(put("计票录入!B55", "群众代表"), put("计票录入!C55", 13)),
        "错误 entry-too-many 计票录入!B55 | 群众代表收回12张测评票，《计票录入》录入了13张，从群众代表第13号票起多出 | 请核对类别有没有录错、同一张票有没有录入两遍；或者更正《代表构成》的收回票数。",
    ),
    in_ballots(
        "ballots left out between others",
        all_of(
            fill("计票结果", "D2:G33"), fill("计票录入", "A44:K44"), fill("计票录入", "A47:K47")
        ),
        "错误 entry-too-few 代表构成!F5 | 群众代表收回12张测评票，《计票录入》录入了10张，少2张，没有第2、5号 | 请补录漏录的测评票，整张无效的也要录入；或者更正收回票数。",
    ),
    in_ballots(
        "fewer ballots entered than were returned",
        all_of(fill("计票结果", "D2:G33"), fill("计票录入", "A54:K54")),
        "错误 entry-too-few 代表构成!F5 | 群众代表收回12张测评票，《计票录入》录入了11张，少1张 | 请补录漏录的测评票，整张无效的也要录入；或者更正收回票数。",
    ),
    in_ballots(
        "a ballot that is invalid but for one mark",
        put("计票录入!D43", None),
        "错误 entry-invalid-differs 代表构成!G5 | 群众代表的无效票数填的是1张，《计票录入》中整张无效的有0张 | 请核对。整张无效的票，各列都填“废”；只有部分栏目无效的，不算无效票。",
    ),
    in_ballots(
        "a vote typed that the ballots do not come to",
        put("计票结果!E2", 2),
        f"错误 count-differs-from-entry 计票结果!E2 | 林致远“履行职责情况”党员“基本满意”填的是2票，《计票录入》合计是3票 | {HINT_FOR_COUNTS}",
    ),
    in_recount(
        "a mark that two people entered differently",
        put("计票录入_复核!D15", None),
        "错误 recount-differs 计票录入!D15 | 党员第14号票“林致远·履行职责情况”录入的是“不满意”，复核（计票录入_复核!D15）录入的是弃权（空着） | 请找出这张测评票核对，改正录错的一处。",
    ),
    in_recount(
        "a ballot that the two people numbered differently",
        put("计票录入_复核!C54", 21),
        "错误 recount-ballot-missing 计票录入!C54 | 《计票录入_复核》中没有群众代表第12号票 | 请核对批次、类别和票号；漏录的，请补录。",
        "错误 recount-ballot-missing 计票录入_复核!C54 | 《计票录入》中没有群众代表第21号票 | 请核对批次、类别和票号；漏录的，请补录。",
    ),
    in_book(
        "a recount without a first entry",
        entered("计票录入_复核"),
        "错误 recount-without-entry 计票录入_复核 | 《计票录入_复核》已经填写，《计票录入》还是空的，无从核对 | 只录入一遍的，请把内容移到《计票录入》。",
    ),
)
