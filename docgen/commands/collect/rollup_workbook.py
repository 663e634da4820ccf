"""汇总.xlsx: the figures of all communities that have sent their packages, for the upper office.

Sums and rates are formulas over figures that stand beside them, so that they can be followed.
The same roll-up gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from openpyxl.utils import get_column_letter

from docgen.campaign import tally
from docgen.campaign.model import RectificationState, Stage
from docgen.chinese import wording
from docgen.commands.collect.figures import (
    Entry,
    Figures,
    Judged,
    Rollup,
    grade_names,
    have_weights,
    ranked,
    scales_differ,
)
from docgen.commands.collect.rollup_charts import add_charts
from docgen.workbook.writing.report_table import (
    CellKind,
    Formula,
    ReportBook,
    ReportColumn,
    ReportTable,
    Value,
)

SUMMARY, ITEMS, RANKING, OFFICIALS = "汇总", "各项满意率", "排名", "人员排名"
RECTIFICATION, REFUSED = "整改", "未通过"
NOT_COUNTED = "未测评"
_FINDINGS_SHOWN = 50  # of one package
_NAMES_SHOWN = 20
_STATES = (RectificationState.DONE, RectificationState.IN_PROGRESS, RectificationState.NOT_STARTED)

_SUMMARY_COLUMNS = (
    ReportColumn("序号", 5),
    ReportColumn("社区", 14, CellKind.TEXT),
    ReportColumn("上级机关", 13, CellKind.TEXT),
    ReportColumn("年度", 6),
    ReportColumn("已完成阶段", 10, CellKind.LABEL),
    ReportColumn("应到", 6, group="到会"),
    ReportColumn("实到", 6, group="到会"),
    ReportColumn("到会率", 9, CellKind.RATE, group="到会"),
    ReportColumn("发出", 6, group="测评票"),
    ReportColumn("收回", 6, group="测评票"),
    ReportColumn("有效", 6, group="测评票"),
    ReportColumn("无效", 5, group="测评票"),
    ReportColumn("满意票数", 8, group="测评结果"),
    ReportColumn("不满意票数", 8, group="测评结果"),
    ReportColumn("计算基数", 8, group="测评结果"),
    ReportColumn("满意率", 9, CellKind.RATE, group="测评结果"),
    ReportColumn("不满意率", 9, CellKind.RATE, group="测评结果"),
    ReportColumn("项目数", 5, group="整改"),
    *(ReportColumn(state.value, 5, group="整改") for state in _STATES),
    ReportColumn("逾期", 5, group="整改"),
    ReportColumn("文件数", 5, group="报送材料"),
    ReportColumn("人工修改", 5, group="报送材料"),
    ReportColumn("签名", 9, CellKind.LABEL, group="报送材料"),
)
_COUNTED_COLUMNS = 12  # from 应到 to 不满意率: those that wait for the vote


def rollup_workbook(rollup: Rollup) -> bytes:
    """The workbook as the bytes of an xlsx file."""
    book = ReportBook()
    _write_summary(book, rollup)
    _write_items(book, rollup)
    _write_ranking(book, rollup)
    _write_official_ranking(book, rollup)
    _write_rectification(book, rollup)
    _write_refused(book, rollup)
    add_charts(book, rollup)
    return book.data()


# --- 汇总 --------------------------------------------------------------------------------


def _write_summary(book: ReportBook, rollup: Rollup) -> None:
    table = ReportTable(
        book, SUMMARY, "述职述廉民主评议情况汇总表", _explanation(rollup), _SUMMARY_COLUMNS
    )
    for number, entry in enumerate(rollup.entries, start=1):
        table.add((*_summary_row(table, number, entry),))
    if rollup.entries:
        table.add((*_summary_total(table, rollup.entries),), is_total=True)
    table.note(
        "满意率＝满意票数÷计算基数，不满意率＝不满意票数÷计算基数。票数是全部述评对象、全部测评项目"
        "合计的票数，满意票数包括各社区规定计入满意的等次，计算基数是有效票数减去不计入基数的票数。"
    )
    table.note("逾期，指完成时限早于截止日期、尚未完成的整改项目。")
    if len(rollup.counted) < len(rollup.entries):
        table.note(f"{NOT_COUNTED}的社区不计入到会、测评票和测评结果的合计。")
    for note in _comparison_notes(rollup.entries):
        table.note(note)


def _explanation(rollup: Rollup) -> str:
    years = "、".join(f"{year}年" for year in rollup.years)
    parts = [
        f"截至{wording.chinese_date(rollup.as_of)}",
        f"{years}共{len(rollup.entries)}个社区，已测评{len(rollup.counted)}个",
    ]
    if rollup.rejected:
        parts.append(f"另有{len(rollup.rejected)}份材料没有计入，见《{REFUSED}》")
    if len(rollup.years) > 1:
        parts.append("年度不同，合计和名次只供参考")
    return "；".join(parts) + "。"


def _summary_row(table: ReportTable, number: int, entry: Entry) -> Iterator[Value]:
    row, data, figures = table.next_row, entry.data, entry.figures
    yield from (number, data.community, data.upper_office, data.year)
    yield "全部" if len(entry.stages) == len(Stage) else "、".join(entry.stages) or "—"
    yield from _vote_values(table, row, figures)
    yield from _state_values(figures)
    yield from (entry.files, entry.edited, entry.signature)


def _vote_values(table: ReportTable, row: int, figures: Figures) -> Iterator[Value]:
    turnout = figures.turnout
    if turnout is None:
        yield from (None,) * (_COUNTED_COLUMNS - 2)
        yield from (NOT_COUNTED, None)
        return
    yield from (turnout.expected, turnout.present)
    yield _share(table, row, "实到", "应到", turnout.present, turnout.expected)
    yield from (turnout.issued, turnout.returned, turnout.valid, turnout.invalid)
    yield from (figures.satisfied, figures.unsatisfied, figures.base)
    yield _share(table, row, "满意票数", "计算基数", figures.satisfied, figures.base)
    yield _share(table, row, "不满意票数", "计算基数", figures.unsatisfied, figures.base)


def _state_values(figures: Figures) -> Iterator[int]:
    yield figures.states.total()
    yield from (figures.states[state] for state in _STATES)
    yield figures.overdue


def _share(table: ReportTable, row: int, part: str, whole: str, of: int, base: int) -> Formula:
    a, b = f"{table.letter(part)}{row}", f"{table.letter(whole)}{row}"
    return Formula(f'=IF({b}=0,"",{a}/{b})', tally.ratio(of, base))


def _summary_total(table: ReportTable, entries: Sequence[Entry]) -> Iterator[Value]:
    rows = [tuple(_summary_row(table, 0, entry)) for entry in entries]
    row = table.next_row
    totals = {
        column.heading: sum(value for each in rows if isinstance(value := each[number], int))
        for number, column in enumerate(table.columns)
    }
    shares = {
        "到会率": ("实到", "应到"),
        "满意率": ("满意票数", "计算基数"),
        "不满意率": ("不满意票数", "计算基数"),
    }
    for number, column in enumerate(table.columns, start=1):
        if column.heading == "社区":
            yield "合计"
        elif column.heading in ("序号", "年度") or column.kind in (CellKind.TEXT, CellKind.LABEL):
            yield None
        elif column.heading in shares:
            part, whole = shares[column.heading]
            yield _share(table, row, part, whole, totals[part], totals[whole])
        else:
            yield _sum(table, get_column_letter(number), totals[column.heading])


def _sum(table: ReportTable, letter: str, result: int) -> Formula:
    return Formula(f"=SUM({letter}{table.first_row}:{letter}{table.next_row - 1})", result)


def _comparison_notes(entries: Sequence[Entry]) -> Iterator[str]:
    """Why rates of communities may not be compared without a second look."""
    counted = [entry for entry in entries if entry.figures.turnout]
    if scales_differ(counted):
        yield "各社区的测评等次或者计入满意、基数的口径不完全相同，比较时请注意。"
    weighted = [entry.data.community for entry in counted if have_weights(entry)]
    if weighted:
        yield (
            f"{_some(weighted)}按代表类别加权计算满意率；本表一律按票数合计计算，"
            f"加权满意率见《{ITEMS}》。"
        )


def _some(names: Sequence[str]) -> str:
    rest = f"等{len(names)}个社区" if len(names) > _NAMES_SHOWN else ""
    return wording.joined(names[:_NAMES_SHOWN]) + rest


# --- 各项满意率 --------------------------------------------------------------------------


def _write_items(book: ReportBook, rollup: Rollup) -> None:
    grades = grade_names(rollup.counted)
    judged = [each for entry in rollup.counted for each in entry.figures.items]
    columns = [
        *(ReportColumn("序号", 5), ReportColumn("社区", 16, CellKind.TEXT), *_year_column(rollup)),
        *(ReportColumn("姓名", 10, CellKind.LABEL), ReportColumn("职务", 26, CellKind.TEXT)),
        *(ReportColumn("测评项目", 18, CellKind.TEXT), ReportColumn("有效票", 7, group="票数")),
        *(ReportColumn(name, 8, group="票数") for name in grades),
        ReportColumn("弃权及单项无效", 9, group="票数"),
        *(ReportColumn("满意率", 9, CellKind.RATE), ReportColumn("不满意率", 9, CellKind.RATE)),
    ]
    has_weights = any(each.weighted is not None for each in judged)
    has_scores = any(each.line.score is not None for each in judged)
    if has_weights:
        columns.append(ReportColumn("加权满意率", 9, CellKind.RATE))
    if has_scores:
        columns.append(ReportColumn("平均分", 8, CellKind.SCORE))
    explanation = "各社区每名述评对象、每个测评项目的票数和满意率；没有这个等次的，票数栏空白。"
    table = ReportTable(book, ITEMS, "各项测评结果", explanation, columns)
    first_grade = len(columns) - len(grades) - 3 - has_weights - has_scores
    letters = [get_column_letter(first_grade + number + 1) for number in range(len(grades))]
    for entry in rollup.counted:
        for each in entry.figures.items:
            values: list[Value] = [table.next_row - table.first_row + 1, entry.data.community]
            values += _year_value(rollup, entry)
            values += [each.official.name, each.official.post, each.item]
            values += _item_values(each, dict(zip(grades, letters, strict=True)), table)
            values += [each.weighted] if has_weights else []
            values += [each.line.score] if has_scores else []
            table.add(values)
    _note_when_empty(table, rollup)


def _item_values(each: Judged, letters: dict[str, str], table: ReportTable) -> Iterator[Value]:
    line, row, own = each.line, table.next_row, {}
    for votes, grade in zip(line.votes, line.grades, strict=True):
        own[grade.name] = votes
    valid = f"{table.letter('有效票')}{row}"
    yield line.valid
    yield from (own.get(name) for name in letters)
    yield line.unmarked
    terms = tally.rate_terms(line.grades)
    base = "-".join([valid, *(f"{letters[name]}{row}" for name in terms.left_out)])
    for names, rate in (
        (terms.satisfied, line.satisfaction),
        (terms.unsatisfied, line.dissatisfaction),
    ):
        part = "+".join(f"{letters[name]}{row}" for name in names) or 0
        yield Formula(f'=IF({base}=0,"",({part})/({base}))', rate)


def _year_column(rollup: Rollup) -> tuple[ReportColumn, ...]:
    return (ReportColumn("年度", 6),) if len(rollup.years) > 1 else ()


def _year_value(rollup: Rollup, entry: Entry) -> list[Value]:
    return [entry.data.year] if len(rollup.years) > 1 else []


def _note_when_empty(table: ReportTable, rollup: Rollup) -> None:
    if not rollup.counted:
        table.note("还没有完成测评的社区。")


# --- 排名、人员排名 ----------------------------------------------------------------------


def _write_ranking(book: ReportBook, rollup: Rollup) -> None:
    columns = (
        *(
            ReportColumn("名次", 8),
            ReportColumn("社区", 30, CellKind.TEXT),
            ReportColumn("上级机关", 30, CellKind.TEXT),
        ),
        *_year_column(rollup),
        *(ReportColumn("满意率", 14, CellKind.RATE), ReportColumn("不满意率", 14, CellKind.RATE)),
        ReportColumn("到会率", 14, CellKind.RATE),
    )
    explanation = "按满意率从高到低排列，满意率相同的名次相同。"
    table = ReportTable(book, RANKING, "社区满意率排名", explanation, columns)
    for place, entry in ranked(rollup.counted, lambda entry: entry.figures.satisfaction):
        data, figures = entry.data, entry.figures
        table.add(
            (
                *(place, data.community, data.upper_office, *_year_value(rollup, entry)),
                *(figures.satisfaction, figures.dissatisfaction, figures.attendance),
            )
        )
    _write_ranking_notes(table, rollup)


def _write_ranking_notes(table: ReportTable, rollup: Rollup) -> None:
    _note_when_empty(table, rollup)
    waiting = [
        entry.data.community for entry in rollup.entries if entry.figures.satisfaction is None
    ]
    if waiting and rollup.counted:
        table.note(f"不参加排名：{_some(waiting)}（{NOT_COUNTED}，或者没有可以计算的票）。")
    for note in _comparison_notes(rollup.entries):
        table.note(note)


def _write_official_ranking(book: ReportBook, rollup: Rollup) -> None:
    people = [(entry, each) for entry in rollup.counted for each in entry.figures.officials]
    has_scores = any(each.line.score is not None for _, each in people)
    columns = [
        *(
            ReportColumn("名次", 8),
            ReportColumn("姓名", 12, CellKind.LABEL),
            ReportColumn("职务", 32, CellKind.TEXT),
        ),
        *(ReportColumn("社区", 24, CellKind.TEXT), *_year_column(rollup)),
        *(ReportColumn("满意率", 14, CellKind.RATE), ReportColumn("不满意率", 14, CellKind.RATE)),
        *((ReportColumn("平均分", 10, CellKind.SCORE),) if has_scores else ()),
    ]
    explanation = "每名述评对象全部测评项目的票数合计，按满意率从高到低排列，满意率相同的名次相同。"
    table = ReportTable(book, OFFICIALS, "述评对象满意率排名", explanation, columns)
    for place, (entry, each) in ranked(people, lambda pair: pair[1].line.satisfaction):
        official, line = each.official, each.line
        values: list[Value] = [place, official.name, official.post, entry.data.community]
        values += _year_value(rollup, entry)
        values += [line.satisfaction, line.dissatisfaction]
        values += [line.score] if has_scores else []
        table.add(values)
    _note_when_empty(table, rollup)
    for note in _comparison_notes(rollup.entries):
        table.note(note)


# --- 整改 --------------------------------------------------------------------------------


def _write_rectification(book: ReportBook, rollup: Rollup) -> None:
    columns = (
        *(ReportColumn("序号", 6), ReportColumn("社区", 30, CellKind.TEXT), *_year_column(rollup)),
        ReportColumn("项目数", 10),
        *(ReportColumn(state.value, 10) for state in _STATES),
        *(ReportColumn("完成率", 12, CellKind.RATE), ReportColumn("逾期", 10)),
        ReportColumn("最早的逾期时限", 20, CellKind.DATE),
    )
    explanation = f"截至{wording.chinese_date(rollup.as_of)}。完成率＝已完成÷项目数。"
    table = ReportTable(book, RECTIFICATION, "整改进展", explanation, columns)
    for number, entry in enumerate(rollup.entries, start=1):
        figures = entry.figures
        done, total = figures.states[RectificationState.DONE], figures.states.total()
        rate = _share(table, table.next_row, _STATES[0].value, "项目数", done, total)
        *counts, overdue = _state_values(figures)
        table.add(
            (
                *(number, entry.data.community, *_year_value(rollup, entry)),
                *(*counts, rate, overdue, figures.first_overdue),
            )
        )
    if rollup.entries:
        table.add((*_rectification_total(table, rollup.entries),), is_total=True)


def _rectification_total(table: ReportTable, entries: Iterable[Entry]) -> Iterator[Value]:
    *counts, overdue = map(sum, zip(*(_state_values(e.figures) for e in entries), strict=True))
    headings = ["项目数", *(state.value for state in _STATES), "逾期"]
    totals = dict(zip(headings, [*counts, overdue], strict=True))
    for column in table.columns:
        if column.heading == "社区":
            yield "合计"
        elif column.heading == "完成率":
            done = _STATES[0].value
            yield _share(table, table.next_row, done, "项目数", totals[done], totals["项目数"])
        elif column.heading in totals:
            yield _sum(table, table.letter(column.heading), totals[column.heading])
        else:
            yield None


# --- 未通过 ------------------------------------------------------------------------------


def _write_refused(book: ReportBook, rollup: Rollup) -> None:
    columns = (
        *(
            ReportColumn("序号", 6),
            ReportColumn("文件", 34, CellKind.TEXT),
            ReportColumn("社区", 16, CellKind.TEXT),
        ),
        *(
            ReportColumn("年度", 6),
            ReportColumn("情形", 14, CellKind.LABEL),
            ReportColumn("位置", 24, CellKind.TEXT),
        ),
        *(ReportColumn("问题", 40, CellKind.TEXT), ReportColumn("办法", 40, CellKind.TEXT)),
    )
    explanation = "下列材料没有计入汇总。请通知报送单位改正后重新报送。"
    if not rollup.refusals:
        explanation = "报送的材料全部计入汇总。"
    table = ReportTable(book, REFUSED, "没有计入汇总的材料", explanation, columns)
    for number, refusal in enumerate(rollup.refusals, start=1):
        label = (number, refusal.source, refusal.community, refusal.year, refusal.reason)
        for finding in refusal.findings[:_FINDINGS_SHOWN]:
            table.add((*label, finding.place, finding.message, finding.hint))
        if len(refusal.findings) > _FINDINGS_SHOWN:
            table.add((*label, "", f"等，共{len(refusal.findings)}处", ""))
