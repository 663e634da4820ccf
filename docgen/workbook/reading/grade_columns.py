"""The columns of votes in 计票结果, compared with the grades of 测评等次."""

from __future__ import annotations

from docgen.campaign.schema import GRADES, Column, Sheet
from docgen.workbook.cell_reference import address_of
from docgen.workbook.reading.fields import Findings, Headings, is_blank
from docgen.workbook.reading.sheets import RawSheet

TOTALS = {"合计", "总计", "小计", "共计"}
_NOT_GRADES = {"备注", "说明", "序号", "有效票", "有效票数", "弃权", "弃权票"}
_USUAL_GRADES = {
    "满意", "基本满意", "不满意", "不了解", "优秀", "良好", "称职", "基本称职", "不称职",
    "好", "较好", "一般", "差", "较差", "合格", "基本合格", "不合格",
}  # fmt: skip
_LAY_OUT = "请关闭工作簿，运行 docgen grid 按《测评等次》排好各列，已填的数字不会丢失。"


def report_grade_columns(
    sheet: Sheet, raw: RawSheet, headings: Headings, findings: Findings
) -> set[str]:
    """Note where columns and grades differ: a warning before any vote is typed, else errors.

    Returns the unknown headings that need no further word.
    """
    columns = [column for column in sheet.columns if column.grade]
    lacking = [column for column in columns if column.heading not in headings.columns]
    former = _former_grades(raw, headings, usual_only=not lacking)
    filled = [heading for heading in former if _is_filled(raw, headings, headings.unknown[heading])]
    present = [headings.columns[c.heading] for c in columns if c not in lacking]
    if not filled and not any(_is_filled(raw, headings, number) for number in present):
        if lacking or former:
            _report_before_the_vote(headings, [c.heading for c in lacking], former, findings)
        return set(former)
    _report_after_the_vote(headings, lacking, filled, findings)
    return set(filled)


def _former_grades(raw: RawSheet, headings: Headings, *, usual_only: bool) -> list[str]:
    """The unknown headings that may be those of grades no longer in use."""
    return [
        heading
        for heading, number in headings.unknown.items()
        if (not usual_only or heading in _USUAL_GRADES) and is_of_votes(raw, headings, number)
    ]


def _report_after_the_vote(
    headings: Headings, lacking: list[Column], filled: list[str], findings: Findings
) -> None:
    """The grades were changed after votes had been typed: an error for each column."""
    for heading in filled:
        findings.error(
            "grade-column-stale",
            address_of(headings.row, headings.unknown[heading]),
            f"“{heading}”一列填有票数，而《{GRADES.name}》没有这个等次",
            f"{_LAY_OUT}如果这一列就是按新等次填的，请把标题改为新等次的名称。",
            "votes",
        )
    for column in lacking:
        text = f"缺少“{column.heading}”一列"
        hint = f"请恢复“{column.heading}”，名称不要改动；改过《{GRADES.name}》的，{_LAY_OUT}"
        findings.error("heading-missing", "", text, hint, column.field)


def _report_before_the_vote(
    headings: Headings, lacking: list[str], former: list[str], findings: Findings
) -> None:
    """The grades were changed before any vote was typed: a warning, with the way to go on."""
    differences = []
    if lacking:
        differences.append(f"还没有{_quoted(lacking)}")
    if former:
        differences.append(f"多出{_quoted(former)}")
    findings.warning(
        "grade-columns-differ",
        address_of(headings.row, headings.unknown[former[0]]) if former else "",
        f"各列与《{GRADES.name}》不一致，{'，'.join(differences)}",
        "请在填写票数以前关闭工作簿，运行 docgen grid 排好各列。",
    )


def _quoted(names: list[str]) -> str:
    return "".join(f"“{name}”" for name in names)


def is_of_votes(raw: RawSheet, headings: Headings, number: int) -> bool:
    """Whether a column of unknown heading may be that of a former grade: it holds counts only.

    Neither somebody's sum nor a column of words is.
    """
    heading = next(h for h, column in headings.unknown.items() if column == number)
    if heading in TOTALS or heading in _NOT_GRADES:
        return False
    values = [row.get(number) for place, row in raw.rows.items() if place > headings.row]
    return all(is_blank(v) or isinstance(v, int) or str(v).strip().isdecimal() for v in values)


def _is_filled(raw: RawSheet, headings: Headings, number: int) -> bool:
    """Whether a column holds anything under its heading."""
    return any(
        not is_blank(row.get(number)) for place, row in raw.rows.items() if place > headings.row
    )
