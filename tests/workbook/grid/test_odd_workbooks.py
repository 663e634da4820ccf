"""``docgen grid`` on workbooks as people and other programs make them."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet

from docgen.campaign import schema
from docgen.workbook.editing.formulas import Moves, following
from docgen.workbook.grid import lay_out_grid
from docgen.workbook.reading import read_workbook
from tests.support.grids import COUNTS, edit, faults, kept_votes, set_grades, table, typed, votes
from tests.support.grids import laid_out as laid_out  # a fixture
from tests.support.samples import (
    libreoffice,
    part_of_sheet,
    parts_of,
    sheet_of,
    with_cell_xml,
    zipped,
)

NEW_CLASS = ("楼栋代表", 6)


def add_class(path: Path) -> None:
    """A fifth class of voters: eight new rows, one in four."""

    def change(sheet: Worksheet) -> None:
        sheet["A6"], sheet["B6"] = NEW_CLASS

    edit(path, change, schema.CLASSES.name)


def counts(path: Path) -> Worksheet:
    return sheet_of(load_workbook(path), COUNTS)


def row_of(path: Path, *labels: str) -> int:
    return next(
        r[0].row for r in counts(path).iter_rows() if tuple(c.value for c in r[:3]) == labels
    )


# --- what stands beside and below the grid ------------------------------------------------


def test_a_rows_own_columns_styles_and_height_go_with_it(book: Path) -> None:
    def own(sheet: Worksheet) -> None:
        sheet["H1"], sheet["I1"] = "备注", "合计"
        for row in range(2, 34):
            sheet.cell(row, 9, f"=SUM(D{row}:G{row})")
        sheet["H20"] = "重新计过"
        sheet["H20"].style = "Good"
        sheet.row_dimensions[20].height = 47

    edit(book, own)
    labels = tuple(cell.value for cell in counts(book)[20][:3])
    add_class(book)
    assert len(lay_out_grid(book).added) == 8
    row = row_of(book, *labels)  # type: ignore[arg-type]
    assert row == 20 + 4
    sheet = counts(book)
    assert sheet.cell(row, 8).value == "重新计过"
    assert sheet.cell(row, 8).style == "Good"
    assert sheet.row_dimensions[row].height == 47
    assert sheet.cell(row, 9).value == f"=SUM(D{row}:G{row})"


def test_sums_and_remarks_below_move_down_and_sum_the_whole_grid(book: Path) -> None:
    def below(sheet: Worksheet) -> None:
        sheet["A34"], sheet["D34"], sheet["E34"] = "合计", "=SUM(D2:D33)", "=SUM(E$2:E$17)"
        sheet["I35"] = "以上票数已经核对。"

    edit(book, below)
    before = typed(book)
    add_class(book)
    lay_out_grid(book)
    sheet = counts(book)
    assert [sheet.cell(42, c).value for c in (1, 4, 5)] == [
        "合计",
        "=SUM(D2:D41)",
        "=SUM(E$2:E$20)",
    ]
    assert sheet["I43"].value == "以上票数已经核对。"
    assert {key: counted for key, counted in typed(book).items() if counted} == before
    assert lay_out_grid(book).backup is None


def test_a_sum_that_has_room_stays_where_it_is(book: Path) -> None:
    def below(sheet: Worksheet) -> None:
        sheet["A34"], sheet["D34"] = "合计", "=SUM(D2:D33)"

    edit(book, below)
    edit(book, lambda sheet: sheet.delete_rows(3), schema.OFFICIALS.name)
    lay_out_grid(book)
    assert [counts(book)[cell].value for cell in ("A34", "D34")] == ["合计", "=SUM(D2:D17)"]
    assert {row[0] for row in table(book)[1:]} == {"林致远", "合计"}


def test_formulas_waiting_in_empty_rows_wait_on(book: Path) -> None:
    def wait(sheet: Worksheet) -> None:
        sheet["H1"] = "合计"
        for row in range(2, 100):
            sheet.cell(row, 8, f"=SUM(D{row}:G{row})")

    edit(book, wait)
    add_class(book)
    assert lay_out_grid(book).leftovers == ()
    sheet = counts(book)
    assert [sheet.cell(r, 8).value for r in range(2, 100)] == [
        f"=SUM(D{r}:G{r})" for r in range(2, 100)
    ]


def test_what_stood_beside_a_row_that_goes_is_kept_aside(book: Path) -> None:
    def own(sheet: Worksheet) -> None:
        sheet["H1"], sheet["H18"] = "备注", "第二次计票"

    edit(book, own)
    edit(book, lambda sheet: setattr(sheet["A3"], "value", "何静静"), schema.OFFICIALS.name)
    lay_out_grid(book)
    labels = ("何静", "履行职责情况", "党员")
    assert kept_votes(book)[*labels, "备注", "第二次计票"] == 1
    assert "第二次计票" not in [cell.value for cell in counts(book)["H"]]


# --- formulas ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("SUM(D4:G4)", "SUM(D5:G5)"),
        ("D4/D$2+$E4", "D5/D$2+$E5"),
        ("SUM(D2:D5)", "SUM(D2:D9)"),
        ("SUM(D1:D5)", "SUM(D1:D9)"),
        ("SUM(D2:D40)", "SUM(D2:D40)"),
        ("SUM(D2:D3)", "SUM(D2:D2)"),
        ("D3*2", "#REF!*2"),
        ("SUM(D3:G3)", "SUM(#REF!)"),
        ("VLOOKUP(A4,代表构成!A4:B9,2)", "VLOOKUP(A5,代表构成!A4:B9,2)"),
        ("'计票结果'!D4&计票结果!D5", "'计票结果'!D5&计票结果!D4"),
        ('IF(A4="D4","满意",SUM(D:D))', 'IF(A5="D4","满意",SUM(D:D))'),
        ("总数+D40", "总数+D40"),
    ],
)
def test_references_follow_the_rows_they_meant(formula: str, expected: str) -> None:
    # 2 stays, 3 goes, 4 and 5 change places; the grid grows from row 5 to row 9
    moves = Moves("计票结果", {2: 2, 4: 5, 5: 4}, frozenset({3}), before=(2, 5), after=(2, 9))
    assert following(formula, moves, own=4) == expected


def with_shared_formulas(path: Path) -> None:
    """H2:H33 as Excel writes a formula that was filled down, its values with it."""
    edit(path, lambda sheet: [sheet.cell(r, 8, 0) for r in range(2, 34)])
    data = path.read_bytes()
    for row in range(2, 34):
        first = '<f t="shared" ref="H2:H33" si="0">SUM(D2:G2)</f>'
        formula = first if row == 2 else '<f t="shared" si="0"/>'
        data = with_cell_xml(f"{COUNTS}!H{row}", f"<c {{r}}>{formula}<v>{row}</v></c>", data)
    path.write_bytes(data)


def test_a_formula_filled_down_goes_with_each_row_and_so_does_its_value(book: Path) -> None:
    add_class(book)
    with_shared_formulas(book)
    lay_out_grid(book)
    assert [counts(book).cell(row, 8).value for row in (2, 7, 22)] == [
        f"=SUM(D{row}:G{row})" for row in (2, 7, 22)
    ]
    rows = table(book, data_only=True)
    assert [r[7] for r in rows if r[2] == "党员"] == [2, 6, 10, 14, 18, 22, 26, 30]


def test_a_formula_among_the_votes_that_changes_its_column_becomes_its_value(book: Path) -> None:
    data = with_cell_xml(f"{COUNTS}!G2", "<c {r}><f>1+2</f><v>3</v></c>", book.read_bytes())
    data = with_cell_xml(f"{COUNTS}!D2", "<c {r}><f>4+6</f><v>10</v></c>", data)
    book.write_bytes(regraded(data, ("满意", "不了解", "基本满意", "不满意")))
    lay_out_grid(book)
    assert [cell.value for cell in counts(book)[2][3:]] == ["=4+6", 3, 3, 1]


def regraded(data: bytes, grades: tuple[str, ...]) -> bytes:
    """Other grades, everything else, values of formulas included, left as it is."""
    for row, grade in enumerate(grades, start=2):
        xml = f'<c {{r}} t="inlineStr"><is><t>{grade}</t></is></c>'
        data = with_cell_xml(f"{schema.GRADES.name}!A{row}", xml, data)
    return data


def test_excel_is_told_to_calculate_anew_and_forgets_the_former_order(book: Path) -> None:
    edit(book, lambda sheet: setattr(sheet["H2"], "value", "=SUM(D2:G2)"))
    parts = parts_of(book.read_bytes())
    types, links = (
        parts["[Content_Types].xml"].decode(),
        parts["xl/_rels/workbook.xml.rels"].decode(),
    )
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml"
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/calcChain"
    override = f'<Override PartName="/xl/calcChain.xml" ContentType="{kind}"/></Types>'
    link = f'<Relationship Id="rId99" Type="{relation}" Target="calcChain.xml"/></Relationships>'
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    chain = f'<calcChain xmlns="{main}"><c r="H2" i="15"/></calcChain>'.encode()
    parts |= {
        "[Content_Types].xml": types.replace("</Types>", override).encode(),
        "xl/_rels/workbook.xml.rels": links.replace("</Relationships>", link).encode(),
        "xl/calcChain.xml": chain,
    }
    add_class(book)
    parts |= {
        n: c for n, c in parts_of(book.read_bytes()).items() if n.startswith("xl/worksheets/")
    }
    book.write_bytes(zipped(parts))
    lay_out_grid(book)
    after = parts_of(book.read_bytes())
    assert "xl/calcChain.xml" not in after
    assert b"calcChain" not in after["[Content_Types].xml"] + after["xl/_rels/workbook.xml.rels"]
    assert b'fullCalcOnLoad="1"' in after["xl/workbook.xml"]
    assert after.keys() | {"xl/calcChain.xml"} == parts.keys()


def test_formulas_elsewhere_are_left_alone_and_mentioned(book: Path) -> None:
    place = "代表构成"
    edit(book, lambda sheet: setattr(sheet["N2"], "value", "=SUM(计票结果!D2:D5)"), place)
    add_class(book)
    assert lay_out_grid(book).formulas == (place,)
    assert sheet_of(load_workbook(book), place)["N2"].value == "=SUM(计票结果!D2:D5)"


# --- merged labels, tables, other ways of writing ------------------------------------------


def merge_labels(sheet: Worksheet) -> None:
    for first in range(2, 34, 4):
        sheet.merge_cells(start_row=first, end_row=first + 3, start_column=2, end_column=2)
    for first in (2, 18):
        sheet.merge_cells(start_row=first, end_row=first + 15, start_column=1, end_column=1)


def test_merged_labels_stay_merged_while_nothing_changes(book: Path) -> None:
    edit(book, merge_labels)
    assert lay_out_grid(book).backup is None


def test_merged_labels_are_written_into_every_row_when_rows_move(book: Path) -> None:
    before = votes(book)
    edit(book, merge_labels)
    add_class(book)
    assert len(lay_out_grid(book).added) == 8
    assert votes(book) == before
    assert not counts(book).merged_cells.ranges
    assert list(typed(book))[4] == ("林致远", "履行职责情况", "楼栋代表")


def test_a_merged_title_above_stays_merged(book: Path) -> None:
    def title(sheet: Worksheet) -> None:
        sheet.insert_rows(1)
        sheet["A1"] = "计票结果汇总"
        sheet.merge_cells("A1:G1")

    edit(book, title)
    add_class(book)
    lay_out_grid(book)
    assert [str(area) for area in counts(book).merged_cells.ranges] == ["A1:G1"]


def test_a_table_calls_its_columns_what_the_headings_say(book: Path) -> None:
    edit(book, lambda sheet: sheet.add_table(Table(displayName="票数", ref="A1:G33")))
    set_grades(book, ("优秀", "满意", "差"))
    backup = lay_out_grid(book).backup
    assert backup is not None
    (found,) = counts(book).tables.values()
    names = [column.name for column in found.tableColumns]
    assert names == [cell.value for cell in counts(book)[1][:7]]
    assert names[3:] == ["优秀", "满意", "差", "列7"]
    assert set(faults(book)) <= set(faults(backup))


def in_strict_form(data: bytes) -> bytes:
    """As Excel saves Strict Open XML: other namespaces."""
    changes = {
        "http://schemas.openxmlformats.org/spreadsheetml/2006/main": (
            "http://purl.oclc.org/ooxml/spreadsheetml/main"
        ),
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships": (
            "http://purl.oclc.org/ooxml/officeDocument/relationships"
        ),
    }
    parts = {}
    for name, content in parts_of(data).items():
        text = content.decode()
        for old, new in changes.items():
            text = text.replace(old, new)
        parts[name] = text.encode()
    return zipped(parts)


def without_references(data: bytes) -> bytes:
    """Rows and cells without their numbers, as some programs write them."""
    name = part_of_sheet(COUNTS, data)
    parts = parts_of(data)
    text = re.sub(r'(<c|<row) r="[A-Z]*\d+"', r"\1", parts[name].decode())
    return zipped(parts | {name: text.encode()})


@pytest.mark.parametrize("way", [in_strict_form, without_references])
def test_other_ways_of_writing_a_workbook_make_no_difference(
    way: Callable[[bytes], bytes], book: Path
) -> None:
    edit(book, lambda sheet: setattr(sheet["A3"], "value", "何静静"), schema.OFFICIALS.name)
    plain = book.with_name("平常.xlsx")
    plain.write_bytes(book.read_bytes())
    book.write_bytes(way(book.read_bytes()))
    expected, found = lay_out_grid(plain), lay_out_grid(book)
    assert (found.added, found.leftovers) == (expected.added, expected.leftovers)
    assert typed(book) == typed(plain)
    campaign = read_workbook(book).campaign
    assert campaign is not None
    assert lay_out_grid(book).backup is None
    assert "计票结果_备份".encode() in parts_of(book.read_bytes())["xl/workbook.xml"]


@pytest.mark.render
def test_a_workbook_saved_by_libreoffice_is_laid_out_like_any_other(book: Path) -> None:
    edit(book, lambda sheet: setattr(sheet["A3"], "value", "何静静"), schema.OFFICIALS.name)
    set_grades(book, ("满意", "基本满意", "一般", "不满意", "不了解"))
    before = votes(book)
    again = in_libreoffice(book, book.parent / "存")
    backup = lay_out_grid(again).backup
    assert backup is not None
    assert votes(again) + kept_votes(again) == before
    assert len(typed(again)) == 32
    assert set(faults(again)) <= set(faults(backup))
    assert lay_out_grid(again).backup is None
    reopened = in_libreoffice(again, book.parent / "再存")
    assert votes(reopened) + kept_votes(reopened) == before


def in_libreoffice(path: Path, folder: Path) -> Path:
    """The workbook opened and saved by LibreOffice."""
    subprocess.run(
        [
            libreoffice(),
            "--headless",
            "-env:UserInstallation=file:///tmp/lo_grid",
            *("--convert-to", "xlsx:Calc MS Excel 2007 XML"),
            *("--outdir", str(folder)),
            str(path),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return folder / path.name
