"""What people really type, and what their programs really save, reads like the plain sample."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.worksheet import Worksheet

from docgen.campaign import schema
from docgen.campaign.model import Campaign, MeetingKind
from docgen.campaign.schema import Kind, defaults
from docgen.commands.check import CheckReport, check
from docgen.documents import DOCUMENTS
from docgen.documents.needs import HAS_RECTIFICATIONS, IS_COUNTED
from docgen.errors import Problem
from tests.support.malformed_parts import all_of, append, fill, put
from tests.support.samples import (
    changed,
    full_width,
    libreoffice,
    part_of_sheet,
    parts_of,
    sample_bytes,
    sample_campaign,
    sample_report,
    sheet_of,
    with_cell_xml,
    with_part,
    written,
    zipped,
)

TEXTS = {Kind.NAME, Kind.LINE, Kind.TEXT, Kind.PHONE, Kind.CHOICE}
NUMBERS = {Kind.COUNT, Kind.YEAR}


@dataclass(frozen=True)
class Variation:
    """A workbook that says what the sample says, and the warnings it may get."""

    name: str
    make: Callable[[], bytes]
    warnings: tuple[str, ...] = ()
    moved: bool = False  # rows stand elsewhere: 意见建议!3 is now another row


def with_other_headings(book: Workbook) -> None:
    for place, heading in {
        "活动信息!A12": "联系人 ",
        "活动信息!A13": "电话*",
        "领导小组!E1": "手机号",
        "参评代表!B1": "身 份*",
        "参评代表!C1": "楼栋",
        "参评代表!D1": "电话",
        "会议!D1": "召开时间",
        "会议议程!D1": "用时(分钟)",
        "计票结果!A1": "姓名",
        "计票结果!D1": "满意票数",
        "整改清单!G1": "整改期限：",
    }.items():
        put(place, heading)(book)


def with_other_entries(book: Workbook) -> None:
    words = {
        "领导小组": {"成员": "组员"},
        "述评对象": {"书面": "书面述职"},
        "参评代表": {"党员": "党员代表", "居民小组长": "小组长"},
        "会议": {"动员大会": "动员会", "述评会议": "述评会"},
        "监票计票": {"总监票人": "总监票", "计票人": "计票员"},
        "计票结果": {"履行职责情况": "履行职责", "党员": "党员代表"},
        "整改清单": {"已完成": "完成", "整改中": "正在整改"},
    }
    for sheet, meant in words.items():
        for row in sheet_of(book, sheet).iter_rows():
            for cell in row:
                cell.value = meant.get(cell.value, cell.value)


NAMING_ROWS = {"opinion-unanswered", "origin-row-unknown"}


def said(problem: Problem) -> tuple[str, str, str]:
    """A problem without its cell: rows and columns may have moved."""
    return problem.code, problem.sheet, problem.message


def reads_like_the_sample(
    report: CheckReport, warnings: tuple[str, ...] = (), *, moved: bool = False
) -> None:
    own = sorted(map(said, sample_report().problems))
    others = sorted(said(problem) for problem in report.problems)
    if moved:
        others = [each for each in others if each[0] not in NAMING_ROWS]
    new = [f"{sheet}：{message}" for _, sheet, message in others if (_, sheet, message) not in own]
    assert new == sorted(warnings)
    assert len(others) == len(own) + len(new)
    assert_same(report.campaign, sample_campaign())


def assert_same(found: Any, wanted: Any, path: str = "campaign") -> None:
    """Equal, or a message that names the field that differs."""
    if is_dataclass(wanted) and type(found) is type(wanted):
        for field in fields(wanted):
            if field.compare:
                name = field.name
                assert_same(getattr(found, name), getattr(wanted, name), f"{path}.{name}")
    elif isinstance(wanted, tuple) and isinstance(found, tuple) and len(found) == len(wanted):
        for number, (one, other) in enumerate(zip(found, wanted, strict=True)):
            assert_same(one, other, f"{path}[{number}]")
    else:
        assert (type(found), found) == (type(wanted), wanted), path


# --- changes all over the workbook -------------------------------------------------------


def key_rows(worksheet: Worksheet) -> dict[object, int]:
    """The row of each text in column A."""
    return {worksheet.cell(row, 1).value: row for row in range(1, worksheet.max_row + 1)}


def inputs(book: Workbook, kinds: set[Kind]) -> Iterator[Cell]:
    """The filled cells below headings of these kinds, where the sample has them."""
    for sheet in schema.SHEETS:
        worksheet = sheet_of(book, sheet.name)
        for position, column in enumerate(sheet.columns):
            if column.kind not in kinds:
                continue
            if sheet is schema.INFO:
                cells = [worksheet.cell(key_rows(worksheet)[column.heading], 2)]
            else:
                cells = [worksheet.cell(n, position + 1) for n in range(2, worksheet.max_row + 1)]
            yield from (c for c in cells if isinstance(c, Cell) and c.value is not None)


def headings(book: Workbook) -> Iterator[Cell]:
    """The cells that hold headings and keys."""
    for sheet in schema.SHEETS:
        worksheet = sheet_of(book, sheet.name)
        rows = key_rows(worksheet)
        for position, column in enumerate(sheet.columns):
            place = (rows[column.heading], 1) if sheet is schema.INFO else (1, position + 1)
            cell = worksheet.cell(*place)
            assert isinstance(cell, Cell)
            yield cell


def spelt(kinds: set[Kind], spell: Callable[[Any], object], form: str = "@") -> bytes:
    """Every cell of these kinds spelt anew."""

    def change(book: Workbook) -> None:
        cells = list(inputs(book, kinds))
        assert cells
        for cell in cells:
            cell.value = spell(cell.value)
            cell.number_format = form

    return changed(change)


def headed(spell: Callable[[str], str]) -> bytes:
    """Every heading and key spelt anew."""

    def change(book: Workbook) -> None:
        for cell in headings(book):
            cell.value = spell(str(cell.value))

    return changed(change)


def tables(book: Workbook) -> Iterator[Worksheet]:
    for sheet in schema.TABLES:
        yield sheet_of(book, sheet.name)


# --- dates, times, numbers ---------------------------------------------------------------

DATE_SPELLINGS: dict[str, Callable[[date], object]] = {
    "with hyphens": lambda d: f"{d.year}-{d.month}-{d.day}",
    "with hyphens and zeros": lambda d: f"{d:%Y-%m-%d}",
    "with slashes": lambda d: f"{d.year}/{d.month}/{d.day}",
    "with dots": lambda d: f"{d.year}.{d.month}.{d.day}",
    "with Chinese full stops": lambda d: f"{d.year}。{d.month}。{d.day}",
    "in Chinese": lambda d: f"{d.year}年{d.month}月{d.day}日",
    "in Chinese with zeros": lambda d: f"{d:%Y}年{d:%m}月{d:%d}日",
    "in Chinese with blanks": lambda d: f" {d.year} 年 {d.month} 月 {d.day} 日 ",
    "in Chinese as spoken": lambda d: f"{d.year}年{d.month}月{d.day}号",
    "in full-width digits": lambda d: full_width(f"{d.year}年{d.month}月{d.day}日"),
    "in full-width digits with hyphens": lambda d: full_width(f"{d.year}-{d.month}-{d.day}"),
    "in full-width digits with slashes": lambda d: full_width(f"{d.year}/{d.month}/{d.day}"),
    "in full-width digits with dots": lambda d: full_width(f"{d.year}.{d.month}.{d.day}"),
    "in eight digits": lambda d: f"{d:%Y%m%d}",
    "as programs write them": lambda d: f"{d:%Y-%m-%d} 00:00:00",
    "with a line break behind": lambda d: f"{d.year}-{d.month}-{d.day}\n",
    "as a number of eight digits": lambda d: int(f"{d:%Y%m%d}"),
    "as a day number": lambda d: (d - datetime(1899, 12, 30)).days,
}


def afternoon(moment: time) -> tuple[str, int]:
    return ("下午", moment.hour - 12) if moment.hour > 12 else ("上午", moment.hour)


TIME_SPELLINGS: dict[str, Callable[[time], object]] = {
    "with a colon": lambda t: f"{t.hour}:{t.minute:02d}",
    "with a full-width colon": lambda t: f"{t.hour}：{t.minute:02d}",
    "in full-width digits": lambda t: full_width(f"{t.hour}:{t.minute:02d}"),
    "with zeros and seconds": lambda t: f"{t:%H:%M:%S}",
    "in Chinese": lambda t: f"{t.hour}时{t.minute}分",
    "in Chinese without minutes": lambda t: f"{t.hour}时" + (f"{t.minute}分" * bool(t.minute)),
    "in Chinese as spoken": lambda t: f"{t.hour}点{'半' if t.minute else ''}",
    "on the hour": lambda t: f"{t.hour}点{'30分' if t.minute else '整'}",
    "by the half of the day": lambda t: "{}{}时".format(*afternoon(t)) + "30分" * bool(t.minute),
    "by the half of the day with a colon": lambda t: (
        "{} {}：".format(*afternoon(t)) + f"{t.minute:02d}"
    ),
    "in English": lambda t: f"{t:%I:%M %p}",
    "as a part of the day": lambda t: (t.hour + t.minute / 60) / 24,
    "as a length of time": lambda t: timedelta(hours=t.hour, minutes=t.minute),
}

COUNT_SPELLINGS: dict[str, Callable[[int], object]] = {
    "as text": str,
    "in full-width digits": lambda n: full_width(str(n)),
    "with a measure word": lambda n: f"{n}人" if n < 1000 else f"{n}年",
    "with blanks around": lambda n: f"　{n} \n",
    "with a needless fraction": float,
}

SPELLINGS = (
    *(
        Variation(f"dates {name}", partial(spelt, {Kind.DATE}, spell, "General"))
        for name, spell in DATE_SPELLINGS.items()
    ),
    Variation(
        "dates of eight digits in cells made for dates",
        partial(spelt, {Kind.DATE}, DATE_SPELLINGS["as a number of eight digits"], "yyyy/m/d"),
    ),
    Variation(
        "dates with a time of day",
        partial(spelt, {Kind.DATE}, lambda d: d.replace(hour=8, minute=30), "yyyy/m/d"),
    ),
    Variation(
        "times with a date before",
        partial(spelt, {Kind.TIME}, lambda t: datetime.combine(date(2026, 4, 10), t), "h:mm"),
    ),
    *(
        Variation(f"times {name}", partial(spelt, {Kind.TIME}, spell, "General"))
        for name, spell in TIME_SPELLINGS.items()
    ),
    *(
        Variation(f"counts {name}", partial(spelt, NUMBERS, spell))
        for name, spell in COUNT_SPELLINGS.items()
    ),
    *(
        Variation(
            f"proportions as {quorum!r} and {trigger!r}",
            partial(changed, all_of(put("活动信息!B29", quorum), put("活动信息!B30", trigger))),
        )
        for quorum, trigger in (
            ("三分之二", "三分之一"),
            ("２／３", "１／３"),
            (" 2 / 3 ", "1/3\n"),
            (2 / 3, 1 / 3),
        )
    ),
)

# --- names and other texts ---------------------------------------------------------------


def parted(blank: str) -> Callable[[str], str]:
    """A blank after the first character, as 何　静 is written to stand level with three."""
    return lambda text: text[0] + blank + text[1:]


def between(before: str, after: str) -> Callable[[str], str]:
    return lambda text: before + text + after


WORDS = (
    *(
        Variation(f"names with {name} inside", partial(spelt, {Kind.NAME}, parted(blank)))
        for name, blank in {
            "a half-width blank": " ",
            "a full-width blank": "　",
            "several blanks": " 　 ",
            "an unbreakable blank": "\u00a0",
            "a zero-width blank": "\u200b",
            "a line break": "\n",
        }.items()
    ),
    *(
        Variation(f"every text with {name} around", partial(spelt, TEXTS, between(before, after)))
        for name, before, after in (
            ("blanks", "  ", " "),
            ("full-width blanks", "　　", "　"),
            ("line breaks", "\n", "\n\n"),
            ("Windows line breaks", "", "_x000D_\n"),
            ("lone carriage returns", "_x000D_", "_x000D_"),
            ("invisible characters", "\ufeff", "\u200b\u00a0\u200d "),
        )
    ),
    Variation(
        "blanks in the cells left empty",
        lambda: changed(
            all_of(
                fill("领导小组", "A12:E14", " "),
                fill("整改清单", "A12:I14", "_x000D_\n"),
                fill("参评代表", "D2:D61", "\u200b"),
                put("活动信息!B34", "　"),
            )
        ),
    ),
)

# --- headings ----------------------------------------------------------------------------

HEADINGS = tuple(
    Variation(f"headings {name}", partial(headed, spell))
    for name, spell in {
        "with stars": lambda text: f"{text}*",
        "with full-width stars before": lambda text: f"＊{text}",
        "with colons": lambda text: f"{text}：",
        "with blanks inside": lambda text: " ".join(text),
        "with line breaks inside": lambda text: f"{text[0]}\n{text[1:]}",
        "with Windows line breaks": lambda text: f"{text[0]}_x000D_\n{text[1:]}_x000D_",
        "with half-width brackets": lambda text: text.replace("（", "(").replace("）", ")"),
        "with invisible characters": lambda text: f"\ufeff{text[0]}\u200b{text[1:]}",
    }.items()
)

# --- rows, columns and sheets ------------------------------------------------------------


def with_rows_between(book: Workbook) -> None:
    for worksheet in tables(book):
        last = max(cell.row for (cell,) in worksheet["A1:A70"] if cell.value)
        for row in range(last, 1, -1):
            worksheet.insert_rows(row, 2)
            worksheet.cell(row, 1, " ")


def with_columns_reversed(book: Workbook) -> None:
    for worksheet in tables(book):
        for row in worksheet.iter_rows():
            values = [(cell.value, cell.number_format) for cell in row]
            for cell, (value, form) in zip(row, reversed(values), strict=True):
                cell.value, cell.number_format = value, form


def with_titles_above(book: Workbook) -> None:
    for sheet in schema.SHEETS:
        worksheet = sheet_of(book, sheet.name)
        worksheet.insert_rows(1, 3)
        worksheet["A1"] = f"幸福里社区{sheet.name}"
        worksheet["A2"] = "填表单位：幸福里社区"
        last = get_column_letter(max(2, len(sheet.columns) if sheet is not schema.INFO else 3))
        worksheet.merge_cells(f"A1:{last}1")
        worksheet.merge_cells(f"A2:{last}2")


def with_headings_on_two_rows(book: Workbook) -> None:
    """Votes under one heading over four columns, the other headings merged over both rows."""
    worksheet = sheet_of(book, "计票结果")
    worksheet.insert_rows(1)
    worksheet["D1"] = "票数"
    worksheet.merge_cells("D1:G1")
    for letter in "ABC":
        worksheet[f"{letter}1"] = worksheet[f"{letter}2"].value
        worksheet.merge_cells(f"{letter}1:{letter}2")


def merge_equal_labels(worksheet: Worksheet, columns: str) -> int:
    """Merge each run of equal values in these columns, as people do to make a table legible."""
    merged = 0
    for letter in columns:
        first = 2
        for row in range(2, worksheet.max_row + 2):
            if worksheet[f"{letter}{row}"].value != worksheet[f"{letter}{first}"].value:
                if row - first > 1 and worksheet[f"{letter}{first}"].value:
                    worksheet.merge_cells(f"{letter}{first}:{letter}{row - 1}")
                    merged += 1
                first = row
    return merged


def with_merged_labels(book: Workbook) -> None:
    assert merge_equal_labels(sheet_of(book, "计票结果"), "AB") == 10
    assert merge_equal_labels(sheet_of(book, "会议议程"), "A") == 3
    assert merge_equal_labels(sheet_of(book, "进度安排"), "A") == 4
    assert merge_equal_labels(sheet_of(book, "参评代表"), "B") == 4


def with_hidden_rows_and_sheets(book: Workbook) -> None:
    for sheet in schema.SHEETS:
        worksheet = sheet_of(book, sheet.name)
        worksheet.sheet_state = "hidden" if sheet.required else "veryHidden"
        for row in range(1, 6):
            worksheet.row_dimensions[row].hidden = True
        worksheet.column_dimensions["B"].hidden = True


def with_keys_further_right(book: Workbook) -> None:
    sheet_of(book, "活动信息").insert_cols(1, 2)


def with_a_column_beside_the_keys(book: Workbook) -> None:
    worksheet = sheet_of(book, "活动信息")
    worksheet.insert_cols(2)
    for row in range(1, 32):
        worksheet.cell(row, 2, row)


def with_keys_in_another_order(book: Workbook) -> None:
    worksheet = sheet_of(book, "活动信息")
    rows = [[(cell.value, cell.number_format) for cell in row] for row in worksheet["A2:C31"]]
    for row, values in zip(worksheet["A2:C31"], reversed(rows), strict=True):
        for cell, (value, form) in zip(row, values, strict=True):
            cell.value, cell.number_format = value, form


def with_far_off_cells(book: Workbook) -> None:
    """A blank typed at the farthest corner, as happens with the End key."""
    for worksheet in tables(book):
        worksheet["XFD1048576"] = " "
        worksheet["A1048576"] = "　"
        worksheet["XFD1"] = "\n"


def with_notes_below(book: Workbook) -> None:
    sheet_of(book, "领导小组")["J20"] = "注：联系电话会前核对"
    scratch = book.create_sheet("草稿")
    scratch["A1"] = "=1/0"
    scratch["A2"] = "#REF!"


LAYOUTS = (
    Variation(
        "rows left empty between filled ones", lambda: changed(with_rows_between), moved=True
    ),
    Variation("columns in another order", lambda: changed(with_columns_reversed)),
    Variation("merged titles above the headings", lambda: changed(with_titles_above), moved=True),
    Variation("headings on two rows", lambda: changed(with_headings_on_two_rows)),
    Variation("labels merged downwards", lambda: changed(with_merged_labels)),
    Variation("hidden rows, columns and sheets", lambda: changed(with_hidden_rows_and_sheets)),
    Variation("sheets in another order", lambda: changed(lambda book: book._sheets.reverse())),
    Variation("no instructions", lambda: changed(lambda book: book.remove(book["填表说明"]))),
    Variation(
        "sheet names with blanks",
        lambda: changed(
            lambda book: [setattr(s, "title", f" {s.title[0]} {s.title[1:]}　") for s in book]
        ),
    ),
    Variation("keys not in the first column", lambda: changed(with_keys_further_right)),
    Variation("a column between keys and values", lambda: changed(with_a_column_beside_the_keys)),
    Variation("keys in another order", lambda: changed(with_keys_in_another_order)),
    Variation("blanks at the farthest corner", lambda: changed(with_far_off_cells)),
    Variation("notes beside the table and a sheet of scribbles", lambda: changed(with_notes_below)),
    Variation(
        "a harmless column added",
        lambda: changed(all_of(put("领导小组!F1", "性别"), put("领导小组!F2", "男"))),
    ),
    Variation(
        "columns added",
        lambda: changed(all_of(put("领导小组!F1", "住址"), put("领导小组!F2", "3栋"))),
        ("领导小组：不认识的列已忽略：住址",),
    ),
    Variation(
        "dates as people write them",
        lambda: changed(
            all_of(
                put("活动信息!B11", "二〇二六年三月五日"),
                put("进度安排!C2", "3月2日"),
                put("会议!C2", "2026年3月12日（星期四）"),
                put("会议!C3", "4月10日 周五"),
            )
        ),
    ),
    Variation(
        "a time as some programs date it",
        lambda: with_cell_xml("会议!D2", '<c {r} t="d"><v>1899-12-31T09:00:00.000Z</v></c>'),
    ),
    Variation(
        "notes under the tables",
        lambda: changed(
            all_of(
                append("参评代表", "填表人：何静", None, "2026年3月5日"),
                append("整改清单", "注：以上各项由居委会督办。"),
                append("测评项目", "说 明：每项都要填"),
                append("测评项目", "填报日期：2026年3月5日"),
                append("计票结果", "填表人：何静"),
            )
        ),
    ),
    Variation(
        "sheets renamed by Numbers",
        lambda: changed(
            all_of(
                lambda book: setattr(book["活动信息"], "title", "表1 - 活动信息"),
                lambda book: setattr(book["计票结果"], "title", "计票结果 - 表格 1"),
            )
        ),
    ),
    Variation("other words for headings", lambda: changed(with_other_headings)),
    Variation("other words for entries", lambda: changed(with_other_entries)),
    Variation(
        "totals under the classes and the votes",
        lambda: changed(
            all_of(
                append("代表构成", "合计", 60, 6, 54, 54, 53, 2),
                append("计票结果", "合计", None, None, 1, 2, 3, 4),
                append("计票结果", "何静", "廉洁自律情况", "小 计", "=1+1", "=1", "=1", "=1"),
            )
        ),
        (
            "代表构成：合计行不作为数据，已忽略",
            "计票结果：合计行不作为数据，已忽略",
            "计票结果：合计行不作为数据，已忽略",
        ),
    ),
    Variation(
        "a row for a class that has nobody",
        lambda: changed(append("计票结果", None, None, None)),
    ),
)

# --- what programs save ------------------------------------------------------------------

VALUE = re.compile(r'(<c r="[A-Z]+\d+"(?: s="\d+")?)(?: t="n")?><v>([\d.]+)</v></c>')


def with_formulas() -> bytes:
    """Every number of every sheet, dates and times too, as a formula with its value."""
    parts = parts_of(sample_bytes())
    number = 0
    for name in [name for name in parts if name.startswith("xl/worksheets/sheet")]:
        xml, found = VALUE.subn(r"\1><f>\2+0</f><v>\2</v></c>", parts[name].decode())
        parts[name] = xml.encode()
        number += found
    assert number > 200
    return zipped(parts)


def with_formulas_of_text() -> bytes:
    data = with_cell_xml("领导小组!B3", '<c {r} t="str"><f>述评对象!A3</f><v>何静</v></c>')
    data = with_cell_xml(
        "述评对象!A2", '<c {r} t="str"><f t="shared" si="0"/><v>林致远</v></c>', data
    )
    return with_cell_xml("参评代表!D2", '<c {r} t="str"><f>IF(1=1,"","")</f><v></v></c>', data)


def strings() -> list[str]:
    return re.findall(r"<si>(.*?)</si>", parts_of(sample_bytes())["xl/sharedStrings.xml"].decode())


def with_inline_strings() -> bytes:
    """As WPS and report generators write: each text inside its cell, no shared strings."""
    texts = strings()
    parts = parts_of(sample_bytes())
    shared = re.compile(r'(<c r="\w+"(?: s="\d+")?) t="s"><v>(\d+)</v></c>')
    for name in [name for name in parts if name.startswith("xl/worksheets/sheet")]:
        parts[name] = shared.sub(
            lambda found: f'{found[1]} t="inlineStr"><is>{texts[int(found[2])]}</is></c>',
            parts[name].decode(),
        ).encode()
    del parts["xl/sharedStrings.xml"]
    rels = "xl/_rels/workbook.xml.rels"
    parts[rels] = re.sub(
        r"<Relationship [^>]*sharedStrings[^>]*/>", "", parts[rels].decode()
    ).encode()
    return zipped(parts)


def with_rich_strings() -> bytes:
    """Texts in runs of several fonts, with phonetic notes beside them."""
    pattern = re.compile(r"<si><t([^>]*)>([^<&]{2,}?)</t></si>", re.DOTALL)
    rich = (
        r'<si><r><rPr><b/><sz val="11"/></rPr><t xml:space="preserve">{}</t></r>'
        r'<r><t xml:space="preserve">{}</t></r>'
        r'<rPh sb="0" eb="1"><t>zhù</t></rPh><phoneticPr fontId="1"/></si>'
    )
    return with_part(
        "xl/sharedStrings.xml",
        lambda xml: pattern.sub(lambda f: rich.format(f[2][0], f[2][1:]), xml),
    )


def with_prefixes() -> bytes:
    """As the Open XML SDK writes: every element with the prefix x."""
    parts = parts_of(sample_bytes())
    for name in parts:
        if re.fullmatch(r"xl/(worksheets/sheet\d+|workbook|styles|sharedStrings)\.xml", name):
            xml = re.sub(r"<(/?)(?=[A-Za-z])(?![A-Za-z]+:)", r"<\1x:", parts[name].decode())
            parts[name] = xml.replace("xmlns=", "xmlns:x=").encode()
    return zipped(parts)


def as_strict() -> bytes:
    """As Excel saves a Strict Open XML workbook: other namespaces, dates in ISO form."""
    data = with_cell_xml("活动信息!B11", '<c {r} t="d"><v>2026-03-05</v></c>')
    parts = parts_of(with_cell_xml("会议!D2", '<c {r} t="d"><v>09:00:00</v></c>', data))
    names = {
        "http://schemas.openxmlformats.org/spreadsheetml/2006/main": (
            "http://purl.oclc.org/ooxml/spreadsheetml/main"
        ),
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships": (
            "http://purl.oclc.org/ooxml/officeDocument/relationships"
        ),
    }
    for name, part in parts.items():
        text = part.decode()
        for old, new in names.items():
            text = text.replace(old, new)
        parts[name] = text.encode()
    return zipped(parts)


def without_references() -> bytes:
    """Cells and rows told by their order alone, as streaming writers do; no dimensions."""
    parts = parts_of(sample_bytes())
    for name in [name for name in parts if name.startswith("xl/worksheets/sheet")]:
        xml = re.sub(r"<dimension [^>]*/>", "", parts[name].decode())
        xml = re.sub(r'<row r="\d+"', "<row", xml)
        parts[name] = re.sub(r'<c r="\w+"', "<c", xml).encode()
    return zipped(parts)


def with_other_paths() -> bytes:
    """Absolute and relative targets mixed, backslashes in names, another name of the book."""
    parts = parts_of(sample_bytes())
    rels = parts["xl/_rels/workbook.xml.rels"].decode()
    assert 'Target="/xl/' in rels
    rels = rels.replace('Target="/xl/worksheets/sheet1', 'Target="worksheets/./sheet1')
    rels = rels.replace('Target="/xl/worksheets/sheet2.', 'Target="../xl/worksheets/sheet2.')
    parts["xl/_rels/workbook2.xml.rels"] = rels.encode()
    parts["xl/workbook2.xml"] = parts.pop("xl/workbook.xml")
    del parts["xl/_rels/workbook.xml.rels"]
    top = parts["_rels/.rels"].decode()
    parts["_rels/.rels"] = top.replace("xl/workbook.xml", "xl/workbook2.xml").encode()
    renamed = {
        name.replace("/", "\\") if name.startswith("xl/worksheets/sheet3") else name: part
        for name, part in parts.items()
    }
    return zipped(renamed)


def as_wps_saves() -> bytes:
    """An imitation of WPS: its namespaces, its extensions, columns formatted to the end."""
    parts = parts_of(with_rich_strings())
    for name in [name for name in parts if name.startswith("xl/worksheets/sheet")]:
        xml = re.sub(
            r"<dimension [^>]*/>", '<dimension ref="A1:XFD1048576"/>', parts[name].decode()
        )
        xml = xml.replace(
            "<worksheet ",
            '<worksheet xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/'
            'spreadsheetDrawing" xmlns:etc="http://www.wps.cn/officeDocument/2017/etCustomData" ',
        )
        xml = xml.replace('<row r="', '<row customFormat="1" spans="1:16384" r="')
        xml = xml.replace(
            "</sheetData>",
            "</sheetData><etc:anything><etc:c><etc:v>1</etc:v></etc:c>"
            "</etc:anything><xdr:row>7</xdr:row>",
        )
        parts[name] = xml.encode()
    parts["docProps/custom.xml"] = b"<Properties><property name='KSOProductBuildVer'/></Properties>"
    return zipped(parts)


def with_chinese_date_styles() -> bytes:
    """Dates in the built-in formats 31 and 57, which Chinese editions leave undeclared."""

    def change(xml: str) -> str:
        custom = re.findall(r'<numFmt numFmtId="(\d+)" formatCode="[^"]*年[^"]*"/>', xml)
        custom += re.findall(r'<numFmt formatCode="[^"]*年[^"]*" numFmtId="(\d+)"/>', xml)
        assert custom
        for number in custom:
            xml = xml.replace(f'numFmtId="{number}"', 'numFmtId="31"')
        xml = re.sub(r'<numFmt [^>]*numFmtId="31"[^>]*/>', "", xml)
        return re.sub(r"<numFmts[^>]*></numFmts>", "", xml)

    return with_part("xl/styles.xml", change)


def with_values_under_merged_cells() -> bytes:
    """Some programs leave the old values under a merged area; nobody sees them."""
    data = changed(with_merged_labels)
    hidden = '<c r="A3" t="inlineStr"><is><t>看不见的旧值</t></is></c>'
    name = part_of_sheet("计票结果", data)
    return with_part(
        name,
        lambda xml: re.sub(r'(<row r="3"[^>]*>)(<c r="A3"[^>]*?(/>|></c>))?', rf"\1{hidden}", xml),
        data,
    )


def since_1904(book: Workbook) -> None:
    book.epoch = CALENDAR_MAC_1904


def with_comments_in_the_xml() -> bytes:
    return with_part(
        part_of_sheet("领导小组"),
        lambda xml: xml.replace("<v>", "<!-- 批注 --><v>").replace("<row", "<!-- 行 --><row"),
    )


PROGRAMS = (
    Variation("formulas with their values", with_formulas),
    Variation("formulas of text with their values", with_formulas_of_text),
    Variation("days counted from 1904", lambda: changed(since_1904)),
    Variation("texts inside their cells", with_inline_strings),
    Variation("texts of several fonts with phonetic notes", with_rich_strings),
    Variation("every element with a prefix", with_prefixes),
    Variation("strict Open XML", as_strict),
    Variation("cells without references", without_references),
    Variation("parts in odd places", with_other_paths),
    Variation("what WPS adds", as_wps_saves),
    Variation("the date formats of Chinese editions", with_chinese_date_styles),
    Variation("old values under merged cells", with_values_under_merged_cells),
    Variation("comments in the XML", with_comments_in_the_xml),
    Variation(
        "a sheet in UTF-16",
        lambda: zipped(
            parts_of(sample_bytes())
            | {
                part_of_sheet("领导小组"): parts_of(sample_bytes())[part_of_sheet("领导小组")]
                .decode()
                .replace("UTF-8", "UTF-16")
                .encode("utf-16")
            }
        ),
    ),
)

VARIATIONS = (*SPELLINGS, *WORDS, *HEADINGS, *LAYOUTS, *PROGRAMS)


@pytest.mark.parametrize("variation", VARIATIONS, ids=lambda variation: variation.name)
def test_it_reads_like_the_sample(variation: Variation, tmp_path: Path) -> None:
    data = variation.make()
    assert data != sample_bytes()
    reads_like_the_sample(check(written(data, tmp_path)), variation.warnings, moved=variation.moved)


def test_days_counted_from_1904_are_really_saved_so() -> None:
    xml = parts_of(changed(since_1904))["xl/workbook.xml"].decode()
    assert 'date1904="1"' in xml or 'date1904="true"' in xml


@pytest.mark.render
def test_a_workbook_saved_by_libreoffice_reads_like_the_sample(tmp_path: Path) -> None:
    for data in (sample_bytes(), changed(with_merged_labels), with_formulas()):
        source = written(data, tmp_path)
        subprocess.run(
            [
                libreoffice(),
                "--headless",
                "-env:UserInstallation=file:///tmp/lo_reader",
                *("--convert-to", "xlsx:Calc MS Excel 2007 XML"),
                *("--outdir", str(tmp_path / "存")),
                str(source),
            ],
            check=True,
            capture_output=True,
            timeout=120,
        )
        again = tmp_path / "存" / source.name
        assert b"LibreOffice" in parts_of(again.read_bytes())["docProps/app.xml"]
        reads_like_the_sample(check(again))


# --- values that the sample does not have ------------------------------------------------

TEXTS_KEPT = (
    "居民&物业<甲>方“引号”'单' \"双\"",
    "{{ 活动名称 }}",
    "{% if 1 %}{# 注释 #}{% endif %}",
    "=1+1",
    "=SUM(A1:A3)",
    "+8613800138000",
    "-5度",
    "@所有人",
    "#REF!",
    "𠮷野家、𠀀𪚥",
    "家庭👨‍👩‍👧表情",
    "0012",
    "1e5",
    "TRUE",
    "None",
    "2026-3-5",
    "3/4",
    "100%",
    "第一行\n第二行\n\n第四行",
    "制表\t符",
    "C:\\路径\\文件",
    "ᠮᠣᠩᠭᠣᠯ ئۇيغۇر བོད་ཡིག",
    "很长" * 16_000,
)


def texts_of(campaign: Campaign) -> tuple[str, ...]:
    return campaign.arrangements[0].content, campaign.group[0].duty, campaign.info.guiding_thought


def with_text(text: str) -> bytes:
    """The text stored as text in three cells, as a spreadsheet stores what is not a formula."""

    def change(book: Workbook) -> None:
        for sheet, place in (("制度机制", "B2"), ("领导小组", "D2"), ("活动信息", "B31")):
            cell = sheet_of(book, sheet)[place]
            cell.value = text
            cell.data_type = "s"

    return changed(change)


@pytest.mark.parametrize("text", TEXTS_KEPT, ids=lambda text: ascii(text[:12]))
def test_a_text_is_kept_exactly(text: str, tmp_path: Path) -> None:
    report = check(written(with_text(text), tmp_path))
    told = {"text-punctuation", "cell-doubtful"}
    others = [problem for problem in report.problems if problem.code not in told]
    assert [said(p) for p in others] == [said(p) for p in sample_report().problems]
    assert report.campaign is not None
    assert texts_of(report.campaign) == (text, text, text)


def test_an_escape_that_was_typed_is_kept_and_one_that_was_saved_is_undone(tmp_path: Path) -> None:
    typed = "_x005F_x000D_甲_xD842__xDFB7_乙_x000D_\n丙"
    report = check(written(with_text(typed), tmp_path))
    assert report.campaign is not None
    assert texts_of(report.campaign)[0] == "_x000D_甲𠮷乙\n丙"


@pytest.mark.parametrize(
    ("stored", "read"),
    [
        (13800138000, "13800138000"),
        (13800138000.0, "13800138000"),
        (57512345678901, "57512345678901"),
        ("138 0013 8000", "138 0013 8000"),
        ("010-5550123\n13800138000", "010-5550123、13800138000"),
    ],
)
def test_a_phone_number_keeps_its_digits(stored: object, read: str, tmp_path: Path) -> None:
    data = changed(all_of(put("活动信息!B13", stored), put("领导小组!E3", stored)))
    campaign = check(written(data, tmp_path)).campaign
    assert campaign is not None
    assert (campaign.info.contact_phone, campaign.group[1].phone) == (read, read)


def test_a_number_reads_as_its_cell_shows_it(tmp_path: Path) -> None:
    data = with_cell_xml("测评项目!B2", "<c {r}><v>0.30000000000000004</v></c>")
    campaign = check(written(data, tmp_path)).campaign
    assert campaign is not None
    assert campaign.items[0].note == "0.3"


def test_a_date_in_a_text_reads_as_official_documents_write_it(tmp_path: Path) -> None:
    data = changed(put("整改清单!H2", datetime(2026, 6, 5)))
    campaign = check(written(data, tmp_path)).campaign
    assert campaign is not None
    assert campaign.rectifications[0].progress == "2026年6月5日"


def test_a_date_in_a_text_is_one_in_the_formats_of_chinese_editions_too(tmp_path: Path) -> None:
    data = with_chinese_date_styles()
    sheet = parts_of(data)[part_of_sheet("整改清单")].decode()
    (style,) = re.findall(r'<c r="G2" s="(\d+)"', sheet)
    cell = re.compile(r'<c r="H2"[^>]*>.*?</c>')
    dated = cell.sub(f'<c r="H2" s="{style}"><v>46178</v></c>', sheet)
    data = zipped(parts_of(data) | {part_of_sheet("整改清单"): dated.encode()})
    campaign = check(written(data, tmp_path)).campaign
    assert campaign is not None
    assert campaign.rectifications[0].progress == "2026年6月5日"


def test_what_the_meeting_has_not_brought_yet_is_no_error(tmp_path: Path) -> None:
    data = changed(
        all_of(
            fill("代表构成", "D2:G5"),
            fill("计票结果", "D2:G33"),
            fill("意见建议", "A2:C12"),
            fill("整改清单", "A2:L10"),
        )
    )
    report = check(written(data, tmp_path))
    assert report.problems == ()
    assert report.campaign is not None
    assert all(row.votes is None for row in report.campaign.counts)
    after_the_vote = {d.key for d in DOCUMENTS if {IS_COUNTED, HAS_RECTIFICATIONS} & set(d.needs)}
    assert {waiting.document.key for waiting in report.plan.waiting} == after_the_vote
    assert {"result_bulletin", "rectification_list"} <= after_the_vote


def test_the_whole_roster_and_the_meetings_may_stay_empty(tmp_path: Path) -> None:
    data = changed(
        all_of(
            fill("参评代表", "A2:D66"),
            fill("会议", "A2:G9"),
            fill("会议议程", "A2:D28"),
            fill("监票计票", "A2:C12"),
        )
    )
    report = check(written(data, tmp_path))
    assert [said(p) for p in report.problems] == [said(p) for p in sample_report().problems]
    wanted = replace(sample_campaign(), representatives=(), meetings=(), agenda=(), tellers=())
    assert_same(report.campaign, wanted)


def test_empty_optional_keys_take_their_defaults(tmp_path: Path) -> None:
    data = changed(all_of(*(put(f"活动信息!B{row}", None) for row in (22, 23, 28, 29, 30, 31))))
    report = check(written(data, tmp_path))
    assert [said(p) for p in report.problems] == [said(p) for p in sample_report().problems]
    defaulted = replace(
        sample_campaign().info,
        campaign_name=defaults.CAMPAIGN_NAME,
        addressee=defaults.ADDRESSEE,
        posting_days=5,
        quorum=Fraction(2, 3),
        trigger=Fraction(1, 3),
        guiding_thought=defaults.GUIDING_THOUGHT,
    )
    assert_same(report.campaign, replace(sample_campaign(), info=defaulted))


def test_the_time_of_a_meeting_at_midnight_is_kept(tmp_path: Path) -> None:
    campaign = check(written(changed(put("会议!D2", "0:00")), tmp_path)).campaign
    assert campaign is not None
    assert campaign.meetings[0].kind is MeetingKind.MOBILISATION
    assert campaign.meetings[0].start == time(0, 0)
