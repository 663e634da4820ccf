"""汇总.xlsx: its figures against a count by hand, hostile texts, charts, print, other programs."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from fractions import Fraction
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openxml_audit import OpenXmlValidator

from docgen.campaign.model import STANDARD_GRADES, CountRow, Grade, Item, Official, ReportForm
from docgen.commands.collect.figures import Entry, Refusal, Rollup, figures, ranked
from docgen.commands.collect.rollup_workbook import rollup_workbook
from docgen.errors import Finding, Severity
from docgen.package.manifest import CampaignData, campaign_data
from docgen.workbook.writing.report_table import without_unprintable
from tests.support.rollups import BUSY, DAY, DONE, IDLE, data, entry, item, voters
from tests.support.samples import sample_campaign, saved

SHEETS = ["汇总", "各项满意率", "排名", "人员排名", "整改", "未通过", "图表", "图表数据"]
SCORED = (
    Grade(name="好", satisfied=True, unsatisfied=False, score=Fraction(100)),
    Grade(name="差", satisfied=False, unsatisfied=True, score=Fraction(0)),
    Grade(name="不了解", satisfied=False, unsatisfied=False, counted=False),
)


def book(*entries: Entry, refusals: Sequence[Refusal] = (), computed: bool = True) -> Any:
    data = rollup_workbook(Rollup(DAY, entries, tuple(refusals)))
    return load_workbook(BytesIO(data), data_only=computed)


def rows(sheet: Any) -> list[dict[str, Any]]:
    """The rows of a table by heading, down to its notes."""
    first = int(sheet.print_title_rows.replace("$", "").split(":")[1])
    top = first - 1 if sheet.cell(first, 1).value is None else first
    headings = [
        sheet.cell(first, n).value or sheet.cell(top, n).value
        for n in range(1, sheet.max_column + 1)
    ]
    found = []
    for row in sheet.iter_rows(min_row=first + 1, values_only=True):
        if sum(value is not None for value in row) > 1:
            found.append(dict(zip(headings, row, strict=True)))
    return found


def near(value: object, wanted: Fraction | None) -> bool:
    if wanted is None:
        return value in (None, "")
    return isinstance(value, int | float) and abs(value - wanted) < Fraction(1, 10**12)


def by_hand(of: CampaignData, satisfied: bool) -> Fraction | None:
    """满意率 or 不满意率 of everything together, ballot by ballot."""
    valid = {c.name: (c.returned or 0) - (c.invalid or 0) for c in of.classes}
    part = whole = 0
    for row in of.counts:
        whole += valid[row.voter_class]
        for grade, number in zip(of.grades, row.votes or (), strict=True):
            part += number if (grade.satisfied if satisfied else grade.unsatisfied) else 0
            whole -= 0 if grade.counted else number
    return Fraction(part, whole) if whole else None


TWO = (voters("党员", 10, 1, weight=40), voters("居民代表", 20, 3, weight=60))


def two_class(name: str, *votes: Sequence[int], **changes: Any) -> CampaignData:
    return data(name, votes, classes=TWO, **changes)


# --- 汇总 --------------------------------------------------------------------------------


def test_the_summary_says_what_a_count_by_hand_says() -> None:
    sample = campaign_data(sample_campaign())
    sheet = book(entry(sample, files=37, edited=2, stages=("组织发动",), signature="无"))["汇总"]
    row, total = rows(sheet)
    classes = sample.classes
    for heading, field in (("应到", "expected"), ("实到", "present"), ("收回", "returned")):
        assert row[heading] == total[heading] == sum(getattr(c, field) for c in classes)
    assert row["有效"] == sum((c.returned or 0) - (c.invalid or 0) for c in classes)
    for each in (row, total):
        assert near(each["满意率"], by_hand(sample, satisfied=True))
        assert near(each["不满意率"], by_hand(sample, satisfied=False))
        assert near(each["到会率"], Fraction(each["实到"], each["应到"]))
    assert (row["文件数"], row["人工修改"], row["已完成阶段"]) == (37, 2, "组织发动")


@settings(max_examples=25)
@given(st.lists(st.lists(st.integers(0, 4), min_size=4, max_size=4), min_size=1, max_size=6))
def test_the_totals_are_those_of_all_votes_together(votes: list[list[int]]) -> None:
    classes = (voters("党员", 20, 3),)
    all_data = [data(f"第{n}社区", [v], classes=classes) for n, v in enumerate(votes)]
    *_, total = rows(book(*map(entry, all_data))["汇总"])
    pleased = sum(v[0] + v[1] for v in votes)
    assert total["满意票数"] == pleased
    assert total["计算基数"] == 17 * len(votes)
    assert near(total["满意率"], Fraction(pleased, 17 * len(votes)))


def test_totals_and_rates_are_formulas_over_the_rows_above() -> None:
    sheet = book(entry(data("甲")), entry(data("乙")), computed=False)["汇总"]
    assert sheet["F7"].value == "=SUM(F5:F6)"
    assert sheet["H5"].value == '=IF(F5=0,"",G5/F5)'
    assert sheet["P7"].value == '=IF(O7=0,"",M7/O7)'
    assert sheet["P7"].number_format == "0.00%"
    assert sheet["D7"].value is None


def test_a_community_before_its_vote_has_no_noughts_and_no_part_in_the_totals() -> None:
    early = data("乙", votes=())
    one, other, total = rows(book(entry(data("甲")), entry(early))["汇总"])
    assert other["满意率"] == "未测评"
    waits = ("应到", "实到", "到会率", "发出", "收回", "有效", "满意票数", "计算基数", "不满意率")
    assert {other[heading] for heading in waits} == {None}
    assert (other["项目数"], other["逾期"]) == (0, 0)
    assert total["应到"] == one["应到"]
    assert near(total["满意率"], Fraction(8, 9))


def test_a_vote_without_countable_ballots_has_no_rate() -> None:
    nothing = data(votes=[(0, 0, 9)], grades=SCORED)
    row, total = rows(book(entry(nothing))["汇总"])
    assert (row["满意率"] or "", total["满意率"] or "", row["计算基数"]) == ("", "", 0)


def test_years_that_differ_are_a_column_and_a_warning() -> None:
    made = book(entry(data("甲")), entry(data("乙", year=2025)))
    assert "年度不同" in made["汇总"]["A2"].value
    assert [row["年度"] for row in rows(made["排名"])] == [2026, 2025]
    assert "年度" not in rows(book(entry(data("甲")))["排名"])[0]


# --- 各项满意率 --------------------------------------------------------------------------


def test_every_official_and_item_has_its_votes_and_rates() -> None:
    people = tuple(Official(name=n, post=p, form=ReportForm.SPOKEN) for n, p in ("甲书", "乙主"))
    items = (Item(name="德", note=""), Item(name="能", note=""))
    counts = tuple(
        CountRow(official=p.name, item=i.name, voter_class=c.name, votes=(number + n, n, 1, 1))
        for number, (p, i) in enumerate((p, i) for p in people for i in items)
        for n, c in enumerate(TWO)
    )
    made = two_class("幸福里", officials=people, items=items, counts=counts)
    found = rows(book(entry(made))["各项满意率"])
    assert [(r["姓名"], r["测评项目"]) for r in found] == [
        ("甲", "德"), ("甲", "能"), ("乙", "德"), ("乙", "能"),
    ]  # fmt: skip
    for number, row in enumerate(found):
        assert (row["有效票"], row["满意"], row["基本满意"]) == (26, 2 * number + 1, 1)
        assert row["弃权及单项无效"] == 26 - (2 * number + 2) - 4
        assert near(row["满意率"], Fraction(2 * number + 2, 26))
        assert near(row["不满意率"], Fraction(2, 26))
        weighted = Fraction(number, 9) * Fraction(2, 5) + Fraction(number + 2, 17) * Fraction(3, 5)
        assert near(row["加权满意率"], weighted)


def test_grades_of_other_communities_stay_empty_and_the_difference_is_noted() -> None:
    made = book(entry(data("甲")), entry(data("乙", [(3, 2, 4)], grades=SCORED)))
    one, other = rows(made["各项满意率"])
    assert list(one)[6:12] == ["满意", "基本满意", "不满意", "不了解", "好", "差"]
    assert (one["好"], other["满意"], one["平均分"]) == (None, None, None)
    assert (other["好"], other["差"], other["不了解"], other["弃权及单项无效"]) == (3, 2, 4, 0)
    assert near(other["满意率"], Fraction(3, 5))
    assert near(one["满意率"], Fraction(8, 9))
    assert near(other["平均分"], Fraction(60))
    for name in ("汇总", "排名", "人员排名"):
        assert "口径不完全相同" in notes(made[name])
    same = book(entry(data("甲")), entry(data("乙")))
    assert "口径" not in notes(same["排名"])


def notes(sheet: Any) -> str:
    return "\n".join(str(row[0].value) for row in sheet.iter_rows() if row[0].value)


# --- 排名 --------------------------------------------------------------------------------


def test_ties_share_a_rank_and_the_next_is_counted_past_them() -> None:
    votes = {"甲": 5, "乙": 8, "丙": 8, "丁": 3, "戊": 5, "己": 0}
    made = book(*(entry(data(name, [(n, 0, 0, 0)])) for name, n in votes.items()))
    found = [(row["名次"], row["社区"]) for row in rows(made["排名"])]
    assert found == [(1, "乙"), (1, "丙"), (3, "甲"), (3, "戊"), (5, "丁"), (6, "己")]


@given(st.lists(st.none() | st.integers(0, 5).map(lambda n: Fraction(n, 5))))
def test_a_rank_is_one_more_than_the_number_of_those_above(rates: list[Fraction | None]) -> None:
    known = [rate for rate in rates if rate is not None]
    found = ranked(rates, lambda rate: rate)
    assert len(found) == len(known)
    for place, rate in found:
        assert place == 1 + sum(other > rate for other in known)


def test_those_not_counted_are_named_under_the_ranking() -> None:
    made = book(entry(data("甲")), entry(data("筹备中社区", votes=())))
    assert len(rows(made["排名"])) == 1
    assert "不参加排名：筹备中社区" in notes(made["排名"])


def test_weights_are_noted_where_ranks_pool_the_votes() -> None:
    made = book(entry(two_class("甲", (9, 0, 0, 0), (1, 0, 0, 0))), entry(data("乙")))
    assert "甲按代表类别加权" in notes(made["排名"])
    assert near(rows(made["人员排名"])[1]["满意率"], Fraction(10, 26))


# --- 整改 --------------------------------------------------------------------------------


def test_what_should_be_done_before_the_day_and_is_not_is_overdue() -> None:
    before, after = date(2026, 6, 29), date(2026, 7, 1)
    records = (item(DONE, before), item(BUSY, before), item(IDLE, before), item(BUSY, DAY),
               item(IDLE, after), item(IDLE, date(2026, 5, 2)))  # fmt: skip
    row, other, total = rows(
        book(entry(data("甲", rectifications=records)), entry(data("乙")))["整改"]
    )
    assert [row[state] for state in ("项目数", "已完成", "整改中", "未启动", "逾期")] == [
        6,
        1,
        2,
        3,
        3,
    ]
    assert row["最早的逾期时限"] == datetime(2026, 5, 2)
    assert near(row["完成率"], Fraction(1, 6))
    assert (other["完成率"] or "", other["项目数"]) == ("", 0)
    assert (total["项目数"], total["逾期"]) == (6, 3)
    assert figures(data(rectifications=records), before).overdue == 1


# --- 未通过 ------------------------------------------------------------------------------


def test_refusals_are_listed_finding_by_finding_up_to_a_bound() -> None:
    many = tuple(Finding.error("x", f"{n}.docx", f"第{n}处", "改") for n in range(53))
    found = rows(
        book(
            refusals=(
                Refusal("甲.zip", "没有通过核验", many, "甲社区", 2026),
                Refusal("乙.zip", "重复报送", many[:1], is_duplicate=True),
            )
        )["未通过"]
    )
    assert len(found) == 50 + 1 + 1
    assert (found[0]["文件"], found[0]["社区"], found[0]["年度"]) == ("甲.zip", "甲社区", 2026)
    assert found[50]["问题"] == "等，共53处"
    assert (found[51]["文件"], found[51]["情形"], found[51]["问题"]) == (
        "乙.zip",
        "重复报送",
        "第0处",
    )


# --- hostile texts -----------------------------------------------------------------------

HOSTILE = ["=1+1", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", "\n=1", "＝1＋1", "＋1", "－1", "＠x",
           '=HYPERLINK("http://x","y")', "=cmd|'/c calc'!A1", "#REF!", "1e5", "2026-1-1",
           "{=1}", "http://example.invalid", "mailto:a@b"]  # fmt: skip


def hostile_book() -> bytes:
    entries, refusals = [], []
    for number, text in enumerate(HOSTILE):
        of = data(
            text,
            upper_office=text,
            officials=(Official(name=text, post=text, form=ReportForm.SPOKEN),),
            items=(Item(name=text, note=""),),
            grades=(replace(STANDARD_GRADES[0], name=text), *STANDARD_GRADES[1:]),
            year=2026 + number,
        )
        count = CountRow(official=text, item=text, voter_class="党员", votes=(6, 2, 1, 0))
        entries.append(entry(replace(of, counts=(count,))))
        finding = Finding("x", Severity.ERROR, text, text, text)
        refusals.append(Refusal(text, "没有通过核验", (finding,), text, 2026))
    return rollup_workbook(Rollup(DAY, tuple(entries), tuple(refusals)))


def cells(made: Any) -> Iterator[Any]:
    for sheet in made.worksheets:
        for row in sheet.iter_rows():
            yield from (cell for cell in row if cell.value is not None)


def test_no_text_from_a_package_becomes_a_formula_or_a_link() -> None:
    made = load_workbook(BytesIO(hostile_book()))
    seen = set()
    for cell in cells(made):
        assert cell.hyperlink is None
        if cell.data_type == "f":
            assert cell.value.startswith(("=SUM(", "=IF(")), cell.coordinate
        elif cell.value in HOSTILE:
            assert cell.data_type == "s"
            assert bool(cell.quotePrefix) == cell.value.startswith(tuple("=+-@\t\r\n＝＋－＠"))
            seen.add((cell.parent.title, cell.value))
    for name in ("汇总", "各项满意率", "排名", "人员排名", "整改", "未通过"):
        assert {text for title, text in seen if title == name} == set(HOSTILE), name


def test_characters_that_no_sheet_can_hold_are_shown_as_such() -> None:
    text = "甲\x00\x1b[31m\ud800\ufffe\x85乙"
    assert without_unprintable(text) == "甲�\ufffd[31m���乙"
    made = book(entry(data(text)))
    assert rows(made["汇总"])[0]["社区"] == without_unprintable(text)


@pytest.mark.parametrize("text", ["长" * 40_000, "😀" * 20_000])
def test_a_text_too_long_for_a_cell_is_cut_between_characters(text: str) -> None:
    cut = without_unprintable(text)
    assert len(cut.encode("utf-16-le")) // 2 <= 32_767
    assert cut.endswith(text[0] + "…")
    assert rows(book(entry(data(text)))["排名"])[0]["社区"] == cut


# --- charts ------------------------------------------------------------------------------


def charts(made: Any) -> list[tuple[str, list[str], str]]:
    """Each chart's title, the ranges of its figures, and that of its labels."""
    found = []
    for chart in made["图表"]._charts:
        title = "".join(run.t for p in chart.title.tx.rich.p for run in p.r or ())
        values = [series.val.numRef.f for series in chart.series]
        found.append((title, values, (chart.series[0].cat.strRef or chart.series[0].cat.numRef).f))
    return found


def many(count: int) -> list[Entry]:
    return [
        entry(data(f"第{n}社区", [(n % 10, 0, 0, 0)], rectifications=(item(BUSY),) * (n % 4)))
        for n in range(count)
    ]


def test_charts_show_all_communities_while_there_are_few() -> None:
    made = book(*many(3))
    (pleased, attended, states) = charts(made)
    assert pleased == ("各社区满意率", ["'图表数据'!$B$5:$B$7"], "'图表数据'!$A$5:$A$7")
    assert attended == ("各社区到会率", ["'图表数据'!$D$5:$D$7"], "'图表数据'!$C$5:$C$7")
    columns = [f"'图表数据'!${letter}$5:${letter}$6" for letter in "FGH"]
    assert states == ("各社区整改项目", columns, "'图表数据'!$E$5:$E$6")
    assert made["图表"]._charts[2].grouping == "stacked"
    figures_shown = [[c.value for c in row] for row in made["图表数据"]["A5:B7"]]
    assert figures_shown == [["第2社区", 2 / 9], ["第1社区", 1 / 9], ["第0社区", 0]]


def test_charts_show_the_first_and_the_last_when_there_are_many() -> None:
    found = charts(book(*many(60)))
    assert [title for title, _, _ in found] == [
        *("满意率最高的20个社区", "满意率最低的20个社区"),
        *("到会率最高的20个社区", "到会率最低的20个社区"),
        "整改项目（未完成最多的30个社区）",
    ]
    assert found[0][1] == ["'图表数据'!$B$5:$B$24"]
    assert found[1][1] == ["'图表数据'!$B$45:$B$64"]


def test_the_chart_of_rectification_begins_with_the_most_unfinished_items() -> None:
    states = {"甲": (BUSY, DONE, DONE), "乙": (IDLE, BUSY), "丙": (DONE,), "丁": ()}
    entries = [
        entry(data(name, rectifications=tuple(item(each) for each in own)))
        for name, own in states.items()
    ]
    listed = [[c.value for c in row] for row in book(*entries)["图表数据"]["E5:H7"]]
    assert listed == [["乙", 0, 1, 1], ["甲", 2, 1, 0], ["丙", 1, 0, 0]]


def test_without_a_vote_there_is_no_chart_of_votes() -> None:
    assert charts(book(entry(data(votes=())))) == []


# --- the file as a whole -----------------------------------------------------------------

FULL = (
    *many(35),
    entry(data("筹备中", votes=())),
    entry(two_class("加权", (9, 0, 0, 0), (1, 0, 0, 0), year=2025)),
    entry(data("评分", [(3, 2, 4)], grades=SCORED)),
)
REFUSED = Refusal("坏.zip", "没有通过核验", (Finding.error("x", "处", "错", "改"),))


def full_book() -> bytes:
    return rollup_workbook(Rollup(DAY, FULL, (REFUSED,)))


def test_the_same_roll_up_gives_the_same_bytes() -> None:
    assert full_book() == full_book()


def test_every_sheet_prints_on_a4_across_with_its_headings_on_every_page() -> None:
    made = load_workbook(BytesIO(full_book()))
    assert made.sheetnames == SHEETS
    for sheet in made.worksheets:
        assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
        if sheet.title != "图表":
            first = int(sheet.freeze_panes[1:])
            assert sheet.print_title_rows == f"$3:${first - 1}"


@pytest.mark.parametrize("data", [full_book(), hostile_book(), rollup_workbook(Rollup(DAY, ()))])
def test_the_file_follows_the_open_xml_standard(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "汇总.xlsx"
    path.write_bytes(data)
    found = OpenXmlValidator(max_errors=0).validate(str(path)).errors
    assert [f"{error.part_uri}: {error.description}" for error in found] == []


# --- other programs ----------------------------------------------------------------------


def as_csv(data: bytes, folder: Path) -> dict[str, list[list[str]]]:
    """Every sheet as LibreOffice computes and shows it."""
    office = shutil.which("soffice")
    if office is None:
        assert not os.environ.get("DOCGEN_REQUIRE_RENDER"), "LibreOffice is missing"
        pytest.skip("LibreOffice is not installed")
    path = folder / "book.xlsx"
    path.write_bytes(data)
    subprocess.run(
        [office, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless",
         "--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,"
         "false,-1", "--outdir", folder, path],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    found = {}
    for each in folder.glob("book-*.csv"):
        with each.open(encoding="utf-8", newline="") as file:
            found[each.stem.removeprefix("book-")] = list(csv.reader(file))
    return found


def test_another_program_shows_hostile_texts_as_they_are(tmp_path: Path) -> None:
    shown_there = as_csv(hostile_book(), tmp_path)
    plain = {text for text in HOSTILE if "\r" not in text and "\n" not in text}
    for name in ("汇总", "各项满意率", "未通过"):
        values = {value for row in shown_there[name] for value in row}
        assert plain <= values, plain - values


def test_another_program_computes_what_the_file_says(tmp_path: Path) -> None:
    without_results = saved(load_workbook(BytesIO(full_book())))  # else it trusts them
    computed = as_csv(without_results, tmp_path)
    made = load_workbook(BytesIO(full_book()), data_only=True)
    formulas = load_workbook(BytesIO(full_book()))
    checked = 0
    for cell in cells(formulas):
        if cell.data_type == "f":
            said = made[cell.parent.title][cell.coordinate].value
            there = computed[cell.parent.title][cell.row - 1][cell.column - 1]
            if isinstance(said, int | float) and cell.number_format == "0.00%":
                assert abs(float(there.rstrip("%")) - 100 * said) < 0.0051
            else:
                assert there == ("" if said is None else str(said))
            checked += 1
    assert checked > 200
