"""The marked copy: exactly the problem cells are marked, and nothing else changes."""

from __future__ import annotations

import re

import pytest
from openpyxl import Workbook
from openpyxl.chart import BarChart
from openpyxl.styles import PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from docgen.errors import Problem, RequestError, Severity
from docgen.workbook.marking import marked_copy
from docgen.workbook.marking.problem_list import MOST_LISTED
from docgen.workbook.reading.sheets import load_sheets
from tests.support.malformed import FAULTS
from tests.support.malformed_parts import Fault, all_of, put
from tests.support.marked import (
    ERROR,
    MARKED,
    checked,
    colours,
    comments,
    faulty,
    findings,
    look,
    marked,
    opened,
)
from tests.support.samples import (
    changed,
    part_of_sheet,
    parts_of,
    sample_bytes,
    sheet_of,
    with_part,
    zipped,
)
from tests.workbook.reading.test_odd_but_valid import VARIATIONS, Variation

LIST = "问题清单"


# --- what is marked ----------------------------------------------------------------------


def test_exactly_the_cells_with_problems_are_coloured_errors_and_warnings_differently() -> None:
    assert colours(marked(faulty())) == MARKED


def test_each_of_them_says_in_a_comment_what_is_wrong_and_how_to_mend_it() -> None:
    found = comments(marked(faulty()))
    assert set(found) == MARKED.keys() | {("领导小组", "D5")}
    for problem in checked(faulty()).problems:
        if problem.cell:
            _, text = found[problem.sheet, problem.cell]
            assert f"【{problem.severity}】{problem.message}\n办法：{problem.hint}" in text
    assert found["领导小组", "C4"][0] == found["计票结果", "I1"][0] == "docgen"


def test_a_person_s_comments_stay_and_ours_goes_below() -> None:
    found = comments(marked(faulty()))
    assert found["领导小组", "D5"] == ("小李", "分工已经核对。")
    author, text = found["领导小组", "B3"]
    assert author == "小李"
    assert text.startswith("问过王书记，姓名待定。\n——docgen——\n【错误】“姓名”是必填项")


def test_every_problem_is_listed_with_a_link_to_its_cell() -> None:
    sheet = sheet_of(opened(marked(faulty())), LIST)
    rows = [row[:6] for row in sheet.iter_rows(min_row=4, values_only=True)]
    problems = checked(faulty()).problems
    hidden = {"测评等次": "测评等次（已隐藏）"}
    assert rows == [
        (n, p.severity, hidden.get(p.sheet, p.sheet), p.cell or None, p.message, p.hint)
        for n, p in enumerate(problems, start=1)
    ]
    links = [row[0].hyperlink and row[0].hyperlink.location for row in sheet["C4:D11"]]
    assert links == [
        f"'{p.sheet}'!{p.cell or 'A1'}" if p.sheet != "整改清单" else None for p in problems
    ]


def test_a_link_to_a_sheet_with_blanks_or_apostrophes_in_its_name_is_quoted() -> None:
    problem = Problem("a", Severity.ERROR, "甲'乙", "B3", "错", "改")
    data = changed(lambda book: book.create_sheet("甲' 乙"))
    sheet = sheet_of(opened(marked_copy(data, [problem])), LIST)
    assert sheet["C4"].hyperlink.location == "'甲'' 乙'!B3"


def test_the_list_comes_first_and_is_the_only_sheet_selected() -> None:
    def select(book: Workbook) -> None:
        sheet_of(book, "会议").sheet_view.tabSelected = True
        sheet = book.create_chartsheet("图")
        sheet.add_chart(BarChart())
        sheet.sheetViews.sheetView[0].tabSelected = True

    book = opened(marked(changed(select)))
    assert book.sheetnames[0] == LIST
    assert book.active is book[LIST]
    selected = [s.title for s in book.worksheets if s.sheet_view.tabSelected]
    assert selected == [LIST]
    assert not book.chartsheets[0].sheetViews.sheetView[0].tabSelected


def test_several_problems_of_a_cell_stand_in_one_comment_errors_first() -> None:
    sheet, cell = "领导小组", "D30"
    problems = [
        Problem("a", Severity.WARNING, sheet, cell, "小事", "看一看"),
        Problem("b", Severity.ERROR, sheet, cell, "大事", "改一改"),
    ]
    copied = marked_copy(sample_bytes(), problems)
    expected = "【错误】大事\n办法：改一改\n【提醒】小事\n办法：看一看"
    assert comments(copied) == {(sheet, cell): ("docgen", expected)}
    assert colours(copied) == {(sheet, cell): ERROR}


def test_a_comment_is_not_endless_and_says_how_many_problems_it_leaves_out() -> None:
    problems = [
        Problem("a", Severity.ERROR, "领导小组", "B3", f"{n}" + "长" * 390, "改") for n in range(9)
    ]
    ((_, text),) = comments(marked_copy(sample_bytes(), problems)).values()
    assert len(text) < 900
    assert text.endswith("另有8个问题，见《问题清单》。")


def test_of_merged_cells_the_first_is_marked() -> None:
    data = changed(lambda book: sheet_of(book, "领导小组").merge_cells("B3:D5"))
    problem = Problem("a", Severity.ERROR, "领导小组", "C4", "错", "改")
    copied = marked_copy(data, [problem])
    assert set(colours(copied)) == set(comments(copied)) == {("领导小组", "B3")}


def test_a_cell_and_a_row_that_do_not_exist_are_made_in_their_places() -> None:
    problems = [
        Problem("a", Severity.ERROR, "领导小组", cell, "错", "改") for cell in ("AB90", "A77")
    ]
    copied = marked_copy(sample_bytes(), problems)
    assert (
        set(colours(copied)) == set(comments(copied)) == {("领导小组", "AB90"), ("领导小组", "A77")}
    )
    xml = parts_of(copied)[part_of_sheet("领导小组")].decode()
    numbers = list(map(int, re.findall(r'<row r="(\d+)"', xml)))
    assert numbers == sorted(set(numbers))


def test_the_last_cell_of_a_sheet_can_be_marked() -> None:
    problem = Problem("a", Severity.ERROR, "领导小组", "XFD1048576", "错", "改")
    parts = parts_of(marked_copy(sample_bytes(), [problem]))
    assert b'<c r="XFD1048576" s="' in parts[part_of_sheet("领导小组")]
    drawing = next(part for name, part in parts.items() if name.endswith(".vml")).decode()
    (anchor,) = re.findall("<x:Anchor>(.*?)</x:Anchor>", drawing)
    left, _, top, _, right, _, bottom, _ = map(int, anchor.split(","))
    assert left <= right < 16_384
    assert top <= bottom < 1_048_576


def test_text_in_white_gets_a_dark_colour_behind_it() -> None:
    problem = Problem("a", Severity.ERROR, "领导小组", "A1", "错", "改")
    cell = sheet_of(opened(marked_copy(sample_bytes(), [problem])), "领导小组")["A1"]
    assert cell.font.color.rgb == "00FFFFFF"
    assert cell.fill.fgColor.rgb.startswith("FFB3")


def test_a_conditional_format_does_not_hide_the_colour() -> None:
    before = sheet_of(opened(faulty()), "领导小组").conditional_formatting
    after = sheet_of(opened(marked(faulty())), "领导小组").conditional_formatting
    rules = [(str(area.sqref), rule) for area in after for rule in area.rules]
    areas, first = min(rules, key=lambda each: each[1].priority)
    assert areas.split() == ["B3", "C4"]
    assert first.dxf.fill.bgColor.rgb == f"FF{ERROR}"
    assert first.formula == ["TRUE"]
    assert len({rule.priority for _, rule in rules}) == len(rules)
    others = sorted((r.priority, a, r.formula) for a, r in rules if r is not first)
    former = sorted((r.priority, str(a.sqref), r.formula) for a in before for r in a.rules)
    assert [each[1:] for each in others] == [each[1:] for each in former]


def test_no_two_boxes_of_comments_have_the_same_number() -> None:
    drawings = [p for name, p in parts_of(marked(faulty())).items() if name.endswith(".vml")]
    numbers = [n for part in drawings for n in re.findall(rb'id="_x0000_s(\d{4,})"', part)]
    assert len(drawings) == 4
    assert len(numbers) == len(set(numbers)) >= len(MARKED) - 1


def test_a_row_that_said_how_far_it_reaches_does_not_when_it_reaches_further() -> None:
    data = with_part(
        part_of_sheet("领导小组"), lambda xml: xml.replace('<row r="3"', '<row spans="1:5" r="3"')
    )
    problem = Problem("a", Severity.ERROR, "领导小组", "H3", "错", "改")
    xml = parts_of(marked_copy(data, [problem]))[part_of_sheet("领导小组")]
    assert b'r="H3"' in xml
    assert b"spans" not in xml


def test_boxes_of_comments_are_as_wide_where_columns_are_narrow_or_hidden() -> None:
    def narrow(book: Workbook) -> None:
        sheet = sheet_of(book, "领导小组")
        for number in range(2, 30):
            sheet.column_dimensions[get_column_letter(number)].width = 5  # 40 pixels
        sheet.column_dimensions["F"].hidden = True

    problem = Problem("a", Severity.ERROR, "领导小组", "B3", "错", "改")
    parts = parts_of(marked_copy(changed(narrow), [problem]))
    drawing = next(part for name, part in parts.items() if name.endswith(".vml")).decode()
    (anchor,) = re.findall("<x:Anchor>(.*?)</x:Anchor>", drawing)
    left, _, top, _, right, across, bottom, down = map(int, anchor.split(","))
    assert (left, top) == (2, 1)
    assert (right - left - 1) * 40 + across == 320
    assert bottom > top or down > 30


# --- what stays --------------------------------------------------------------------------


def differing(sheet: Worksheet, other: Worksheet) -> list[str]:
    """The cells that do not hold or look the same in two sheets."""
    return [
        cell.coordinate
        for row in sheet.iter_rows()
        for cell in row
        if cell.value != other[cell.coordinate].value or look(cell) != look(other[cell.coordinate])
    ]


def settings_of(sheet: Worksheet) -> dict[str, object]:
    columns = sheet.column_dimensions
    return {
        "validations": [str(v.__dict__) for v in sheet.data_validations.dataValidation],
        "widths": {key: (c.width, c.hidden) for key, c in columns.items()},
        "heights": {key: (r.height, r.hidden) for key, r in sheet.row_dimensions.items()},
        "merged": sorted(map(str, sheet.merged_cells.ranges)),
        "panes": sheet.freeze_panes,
        "state": sheet.sheet_state,
        "titles": sheet.print_title_rows,
        "area": sheet.print_area,
        "set-up": str(sheet.page_setup.__dict__),
        "margins": str(sheet.page_margins.__dict__),
        "filter": sheet.auto_filter.ref,
        "links": [(link.ref, link.location) for link in sheet._hyperlinks],
    }


def rich(book: Workbook) -> None:
    """Formulas, names, a hidden column, a printed area, a link beside what the sample has."""
    sheet = sheet_of(book, "计票结果")
    sheet["K2"] = "=SUM(D2:G2)"
    sheet.print_area = "A1:G33"
    sheet.column_dimensions["K"].hidden = True
    sheet_of(book, "意见建议")["A1"].hyperlink = "#领导小组!A1"
    sheet_of(book, "会议").merge_cells("H2:I3")


def test_everything_else_stays_as_it_was() -> None:
    data = changed(all_of(rich, put("领导小组!B3", None), put("活动信息!B11", "明天")))
    before, after = opened(data), opened(marked(data))
    assert after.sheetnames == [LIST, *before.sheetnames]
    for sheet in before.worksheets:
        copied = sheet_of(after, sheet.title)
        marked_here = [cell for name, cell in MARKED if name == sheet.title]
        assert set(differing(sheet, copied)) <= {*marked_here}
        assert settings_of(copied) == settings_of(sheet)


def test_parts_that_have_no_problem_are_copied_as_they_are() -> None:
    problem = Problem("a", Severity.ERROR, "领导小组", "B3", "错", "改")
    before, after = parts_of(sample_bytes()), parts_of(marked_copy(sample_bytes(), [problem]))
    differing = {name for name in before if before[name] != after[name]}
    assert differing == {
        *("[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"),
        *("xl/styles.xml", part_of_sheet("领导小组")),
    }


def test_a_cell_keeps_its_font_border_and_format_under_the_colour() -> None:
    before = sheet_of(opened(faulty()), "活动信息")["B11"]
    after = sheet_of(opened(marked(faulty())), "活动信息")["B11"]
    assert after.value == before.value
    font, _, *others = look(after)
    assert [font, *others] == [each for n, each in enumerate(look(before)) if n != 1]


def test_the_same_workbook_gives_the_same_bytes() -> None:
    assert marked(faulty()) == marked(faulty())


def test_macros_and_parts_that_nobody_knows_survive() -> None:
    extra = {"xl/vbaProject.bin": bytes(range(256)), "customXml/item1.xml": b"<own/>"}
    data = zipped(parts_of(sample_bytes()) | extra)
    after = parts_of(marked(data))
    assert {name: after[name] for name in extra} == extra


# --- every workbook ----------------------------------------------------------------------


def problems_are_marked(data: bytes) -> None:
    report = checked(data)
    copied = marked(data)
    again = checked(copied)
    assert again.problems == report.problems
    assert again.campaign == report.campaign
    (sheet,) = load_sheets(copied, lambda name: name == LIST)
    listed = [row for row in sheet.rows.values() if isinstance(row.get(1), int)]
    assert len(listed) == len(report.problems)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_every_malformed_workbook_can_be_marked_unless_it_cannot_be_read(fault: Fault) -> None:
    data = fault.make()
    if checked(data).campaign is not None:
        problems_are_marked(data)
        return
    with pytest.raises(RequestError, match="不能标注"):
        marked(data)


@pytest.mark.parametrize("variation", VARIATIONS, ids=lambda variation: variation.name)
def test_every_odd_workbook_can_be_marked(variation: Variation) -> None:
    problems_are_marked(variation.make())


@pytest.mark.parametrize(
    "name",
    ["every element with a prefix", "strict Open XML", "texts inside their cells", "what WPS adds",
     "parts in odd places", "cells without references", "a sheet in UTF-16"],
)  # fmt: skip
def test_cells_of_odd_workbooks_are_marked_where_they_are(name: str) -> None:
    (variation,) = (each for each in VARIATIONS if each.name == name)
    problem = Problem("a", Severity.ERROR, "领导小组", "B3", "错", "改")
    empty = Problem("a", Severity.WARNING, "领导小组", "H12", "空", "填")
    copied = marked_copy(variation.make(), [problem, empty])
    xml = parts_of(copied)
    sheet = next(
        part for name, part in xml.items() if name.replace("\\", "/") == part_of_sheet("领导小组")
    )
    assert b"legacyDrawing" in sheet
    assert sheet.count(b'r="H12"') == sheet.count(b'r="B3"') == 1
    assert checked(copied).campaign == checked(variation.make()).campaign


def test_a_workbook_without_styles_gets_some() -> None:
    parts = parts_of(sample_bytes())
    del parts["xl/styles.xml"]
    rels = "xl/_rels/workbook.xml.rels"
    parts[rels] = re.sub(rb'<Relationship [^>]*styles"[^>]*/>', b"", parts[rels])
    for name in [name for name in parts if name.startswith("xl/worksheets/")]:
        parts[name] = re.sub(rb' (?:s|style)="\d+"', b"", parts[name])
    problem = Problem("a", Severity.ERROR, "领导小组", "B3", "错", "改")
    assert colours(marked_copy(zipped(parts), [problem])) == {("领导小组", "B3"): ERROR}


@pytest.mark.parametrize("data", [sample_bytes(), faulty()], ids=["the sample", "a faulty one"])
def test_the_copy_holds_to_the_standard(data: bytes) -> None:
    problems = [
        Problem("a", severity, sheet, "C3", "错", "改")
        for severity, sheet in zip(Severity, ("领导小组", "会议"), strict=True)
    ]
    for copied in (marked(data), marked_copy(data, problems)):
        assert findings(copied) - findings(data) == set()
        assert findings(marked_copy(copied, ())) - findings(data) == set()


def test_a_sheet_that_leads_nowhere_does_not_become_the_list() -> None:
    rels = "xl/_rels/workbook.xml.rels"
    data = with_part(rels, lambda xml: xml.replace('Id="rId2"', 'Id="rId99"'))
    assert checked(marked(data)).problems == checked(data).problems


# --- many problems, odd texts, odd sheets ------------------------------------------------


def test_thousands_of_problems_are_all_listed_and_marked() -> None:
    problems = [
        Problem("a", Severity.ERROR, "意见建议", f"C{row}", f"第{row}行有错", "改")
        for row in range(2, 5002)
    ]
    copied = marked_copy(sample_bytes(), problems)
    assert sheet_of(opened(copied), LIST).max_row == 5003
    assert len(colours(copied)) == len(comments(copied)) == 5000


def test_more_problems_than_a_sheet_may_hold_are_told_by_their_number() -> None:
    problems = [
        Problem("a", Severity.ERROR, "意见建议", "C2", f"第{n}个", "改")
        for n in range(MOST_LISTED + 7)
    ]
    sheet = sheet_of(opened(marked_copy(sample_bytes(), problems)), LIST)
    assert sheet.max_row == 3 + MOST_LISTED + 1
    assert str(sheet.cell(sheet.max_row, 1).value).startswith("还有7个问题没有列出")


def test_signs_that_no_cell_can_hold_and_escapes_are_shown_harmlessly() -> None:
    problem = Problem("a", Severity.ERROR, "领导小组", "B3", "“\x07_x0041_=1+1”", "改")
    copied = marked_copy(sample_bytes(), [problem])
    assert sheet_of(opened(copied), LIST)["E4"].value == "“\ufffd_x005F_x0041_=1+1”"
    assert "\ufffd" in comments(copied)["领导小组", "B3"][1]


def test_somebody_s_own_sheet_of_that_name_is_left_alone() -> None:
    def own(book: Workbook) -> None:
        book.create_sheet(LIST)["A1"] = "自己记的"

    book = opened(marked(marked(changed(own))))
    assert book.sheetnames[0] == "问题清单2"
    assert sheet_of(book, LIST)["A1"].value == "自己记的"
    assert book.sheetnames.count(LIST) == 1


def test_more_fills_than_can_be_told_apart_leave_cells_uncoloured_but_commented() -> None:
    def colourful(book: Workbook) -> None:
        for row in range(1, 301):
            sheet_of(book, "意见建议").cell(row, 20).fill = PatternFill("solid", f"{row:06X}")

    problems = [
        Problem("a", Severity.ERROR, "意见建议", f"T{row}", "错", "改") for row in range(1, 301)
    ]
    copied = marked_copy(changed(colourful), problems)
    assert len(colours(copied)) == 255
    assert len(comments(copied)) == 300
    restored = sheet_of(opened(marked_copy(copied, ())), "意见建议")
    assert [restored.cell(row, 20).fill.fgColor.rgb for row in (1, 255, 300)] == [
        "00000001",
        "000000FF",
        "0000012C",
    ]
