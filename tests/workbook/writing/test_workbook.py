"""The workbooks that docgen writes: the blank one, filled ones, and the samples."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, time
from fractions import Fraction
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openxml_audit import OpenXmlValidator

from docgen.campaign import schema
from docgen.campaign.rules import check_rules
from docgen.campaign.schema import Column, Kind, Sheet, defaults
from docgen.commands.check import check_bytes
from docgen.documents import context
from docgen.errors import UNTOUCHED
from docgen.workbook.reading import Reading, read_workbook
from docgen.workbook.writing.workbook import blank_workbook, count_grid, filled_workbook
from tests.support.samples import saved
from tools import build_samples

SAMPLE_FILES = sorted(build_samples.SAMPLES)
TABLES = pytest.mark.parametrize("sheet", schema.TABLES, ids=lambda sheet: sheet.name)


@pytest.fixture(scope="module")
def blank() -> Workbook:
    return load_workbook(BytesIO(blank_workbook()))


def read(data: bytes, folder: Path) -> Reading:
    path = folder / "工作簿.xlsx"
    path.write_bytes(data)
    return read_workbook(path)


def cell_of(sheet: Sheet, column: Column) -> str:
    """The first cell to fill in: in column B of 活动信息, in row 2 of a table."""
    position = sheet.columns.index(column)
    if sheet is not schema.INFO:
        return f"{get_column_letter(position + 1)}2"
    group = next(n for n, group in enumerate(schema.INFO_GROUPS, start=1) if column in group[2])
    return f"B{position + 2 + group}"  # each group has a row of its own over it


def columns_where(wanted: Any) -> list[Any]:
    return [
        pytest.param(sheet, column, id=f"{sheet.name}-{column.heading}")
        for sheet in schema.SHEETS
        for column in sheet.columns
        if wanted(column)
    ]


def validation_of(book: Workbook, sheet: Sheet, column: Column) -> DataValidation:
    place = cell_of(sheet, column)
    (found,) = (v for v in book[sheet.name].data_validations.dataValidation if place in v.sqref)
    return found


def values(data: bytes) -> dict[str, list[tuple[object, ...]]]:
    book = load_workbook(BytesIO(data))
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets}


# --- the contract ------------------------------------------------------------------------


def test_the_sheets_of_the_contract_stand_in_order(blank: Workbook) -> None:
    assert blank.sheetnames == list(schema.sheet_names())


@TABLES
def test_the_headings_stand_in_the_first_row(blank: Workbook, sheet: Sheet) -> None:
    headings = [cell.value for cell in blank[sheet.name][1]]
    assert headings == [column.heading for column in sheet.columns]


KEYS = {column.heading for column in schema.INFO.columns}


def test_the_keys_stand_in_column_a(blank: Workbook) -> None:
    rows = list(blank[schema.INFO.name].iter_rows(min_row=2, values_only=True))
    expected = []
    for title, _, columns in schema.INFO_GROUPS:
        expected += [title, *(column.heading for column in columns)]
    assert [row[0] for row in rows] == expected
    assert not any(row[1] for row in rows if row[0] not in KEYS)  # else they would be keys


def test_every_key_is_in_one_group() -> None:
    grouped = [column for _, _, columns in schema.INFO_GROUPS for column in columns]
    assert grouped == list(schema.INFO.columns)


def test_the_note_of_every_key_says_what_it_is_printed_in(blank: Workbook) -> None:
    notes = {row[0]: row[2] for row in blank[schema.INFO.name].iter_rows(values_only=True)}
    for column in schema.INFO.columns:
        assert column.printed_in
        assert str(notes[column.heading]).endswith(f"印在：{column.printed_in}")


def test_the_guide_names_every_sheet_and_both_commands(blank: Workbook) -> None:
    cells = [cell for row in blank[schema.INSTRUCTIONS].iter_rows(values_only=True) for cell in row]
    assert {sheet.name for sheet in schema.SHEETS} <= set(cells)
    assert {"docgen check 工作簿.xlsx", "docgen build 工作簿.xlsx"} <= set(cells)


# --- what the blank holds ----------------------------------------------------------------


def test_the_blank_is_untouched_and_nothing_else() -> None:
    assert [problem.code for problem in check_bytes(blank_workbook()).problems] == [UNTOUCHED]


@pytest.mark.parametrize(
    ("sheet", "cell", "value"),
    [
        ("活动信息", "B3", "幸福里社区"),
        ("活动信息", "B24", "市直各单位"),
        ("会议", "C2", date(2026, 3, 12)),
        ("会议议程", "B2", "宣布开会"),
        ("计票录入", "B2", "党员"),
    ],
)
def test_the_cells_of_a_blank_begun_are_named_one_by_one(
    tmp_path: Path, sheet: str, cell: str, value: object
) -> None:
    book = load_workbook(BytesIO(blank_workbook()))
    book[sheet][cell] = value
    reading = read(saved(book), tmp_path)
    codes = [problem.code for problem in reading.problems]
    assert UNTOUCHED not in codes
    assert codes.count("cell-required") >= 20


def test_the_blank_reads_back_its_defaults(tmp_path: Path) -> None:
    campaign = read(blank_workbook(), tmp_path).campaign
    assert campaign is not None
    assert (campaign.info.posting_days, campaign.info.quorum) == (5, Fraction(2, 3))
    assert campaign.info.guiding_thought == defaults.GUIDING_THOUGHT
    for sheet in (sheet for sheet in schema.TABLES if not sheet.by_ballot):
        records = (
            campaign.all_meetings if sheet is schema.MEETINGS else getattr(campaign, sheet.field)
        )
        fields = [column.field for column in sheet.columns]
        for record, row in zip(records, sheet.prefilled, strict=True):
            values = (getattr(record, field) for field in fields[: len(row)])
            written = tuple(str(context.printable(value)) for value in values)
            assert written == row


@TABLES
def test_rows_below_the_defaults_are_empty(blank: Workbook, sheet: Sheet) -> None:
    rows = blank[sheet.name].iter_rows(min_row=len(sheet.prefilled) + 2, values_only=True)
    counted = {n for n, column in enumerate(sheet.columns) if column.counts_rows}
    filled = {n for row in rows for n, cell in enumerate(row) if cell is not None}
    assert filled == counted


# --- help while filling in ---------------------------------------------------------------


@pytest.mark.parametrize(("sheet", "column"), columns_where(lambda column: column.choices))
def test_a_closed_choice_offers_exactly_its_choices(
    blank: Workbook, sheet: Sheet, column: Column
) -> None:
    validation = validation_of(blank, sheet, column)
    assert validation.formula1 == '"' + ",".join(column.choices or ()) + '"'
    assert (validation.type, validation.errorStyle or "stop") == ("list", "stop")
    assert validation.showErrorMessage
    assert not validation.showDropDown  # which, in this format, would hide the list


@pytest.mark.parametrize(("sheet", "column"), columns_where(lambda column: column.suggestions))
def test_suggestions_refuse_nothing(blank: Workbook, sheet: Sheet, column: Column) -> None:
    validation = validation_of(blank, sheet, column)
    assert validation.formula1 == '"' + ",".join(column.suggestions) + '"'
    assert not validation.showErrorMessage


@pytest.mark.parametrize(("sheet", "column"), columns_where(lambda column: column.follows))
def test_a_following_list_points_at_the_column_it_follows(
    blank: Workbook, sheet: Sheet, column: Column
) -> None:
    assert column.follows
    sheet_name, heading = column.follows
    validation = validation_of(blank, sheet, column)
    prefix = f"OFFSET('{sheet_name}'!$"
    assert validation.formula1.startswith(prefix)
    letter = validation.formula1.removeprefix(prefix)[0]
    assert blank[sheet_name][f"{letter}1"].value == heading
    assert f"COUNTA('{sheet_name}'!${letter}$2:${letter}$" in validation.formula1
    assert validation.errorStyle == "warning"


@pytest.mark.parametrize(
    ("sheet", "column"), columns_where(lambda column: column.kind in (Kind.DATE, Kind.TIME))
)
def test_dates_and_times_typed_as_text_are_only_warned_about(
    blank: Workbook, sheet: Sheet, column: Column
) -> None:
    validation = validation_of(blank, sheet, column)
    assert validation.type == column.kind.name.lower()
    assert validation.errorStyle == "warning"
    assert validation.prompt


@pytest.mark.parametrize(
    ("sheet", "column"), columns_where(lambda column: column.kind is Kind.COUNT)
)
def test_counts_are_whole_and_not_negative(blank: Workbook, sheet: Sheet, column: Column) -> None:
    validation = validation_of(blank, sheet, column)
    assert (validation.type, validation.operator) == ("whole", "greaterThanOrEqual")
    assert validation.formula1 == "0"
    assert validation.showErrorMessage


def test_validations_keep_within_the_limits_of_excel(blank: Workbook) -> None:
    for worksheet in blank.worksheets:
        for validation in worksheet.data_validations.dataValidation:
            for title in (validation.promptTitle, validation.errorTitle):
                assert len(title or "") <= 32
            for text in (validation.prompt, validation.error, validation.formula1):
                assert len(text or "") <= 255


@pytest.mark.parametrize(
    ("sheet", "column"),
    columns_where(lambda column: column.kind in (Kind.RATIO, Kind.PHONE, Kind.LINE)),
)
def test_what_excel_could_take_for_a_date_is_formatted_as_text(
    blank: Workbook, sheet: Sheet, column: Column
) -> None:
    assert blank[sheet.name][cell_of(sheet, column)].number_format == "@"


@pytest.mark.parametrize(("sheet", "column"), columns_where(lambda column: column.required))
def test_a_required_cell_is_coloured_while_it_is_empty(
    blank: Workbook, sheet: Sheet, column: Column
) -> None:
    place = cell_of(sheet, column)
    (formula,) = (
        rule.formula[0]
        for area in blank[sheet.name].conditional_formatting
        if place in area.sqref
        for rule in area.rules
    )
    assert formula.replace("$", "").startswith(("AND(", "LEN("))
    assert f"LEN(TRIM({place}))=0" in formula.replace("$", "")


def test_votes_are_not_called_missing_before_the_count(blank: Workbook) -> None:
    (area,) = (a for a in blank[schema.COUNTS.name].conditional_formatting if "D2" in a.sqref)
    assert "COUNTA($D2:$G2)>0" in area.rules[0].formula[0]


def test_every_sheet_prints_on_a4_as_wide_as_the_page(blank: Workbook) -> None:
    for worksheet in blank.worksheets:
        assert str(worksheet.page_setup.paperSize) == "9"
        assert worksheet.sheet_properties.pageSetUpPr.fitToPage
        assert worksheet.page_setup.fitToWidth == 1
        assert worksheet.page_setup.fitToHeight == 0
        assert worksheet.oddFooter.center.text == "第 &P 页 共 &N 页"
        if worksheet.title != schema.INSTRUCTIONS:
            assert worksheet.freeze_panes == "A2"
            assert worksheet.print_title_rows == "$1:$1"


# --- filled workbooks --------------------------------------------------------------------


def test_values_are_stored_as_what_they_are() -> None:
    data = filled_workbook(
        {"开始日期": date(2026, 3, 2), "年度": 2026, "到会比例要求": Fraction(1, 2)},
        {
            "会议": [("动员大会", "动员大会", date(2026, 3, 12), time(9, 0), "会议室", "何静")],
            "代表构成": [("党员", 15, None, 0)],
        },
    )
    book = load_workbook(BytesIO(data))
    info = {row[0].value: row[1] for row in book["活动信息"].iter_rows(min_row=2)}
    assert info["开始日期"].is_date
    assert info["年度"].value == 2026
    assert info["到会比例要求"].value == "1/2"
    assert [cell.value for cell in book["会议"][2]][3] == time(9, 0)
    assert book["会议"]["C2"].is_date
    assert [cell.value for cell in book["代表构成"][2]][:4] == ["党员", 15, None, 0]


@pytest.mark.parametrize("text", ["=1+1", "=HYPERLINK(1)", "#REF!", "+8", "&<>\"'", "𠮷", "{{x}}"])
def test_text_stays_the_text_it_is(text: str, tmp_path: Path) -> None:
    data = filled_workbook({}, {"领导小组": [("组长", "林致远", text)]})
    reading = read(data, tmp_path)
    assert load_workbook(BytesIO(data))["领导小组"]["C2"].data_type == "s"
    assert reading.campaign is not None
    assert reading.campaign.group[0].post == text


def test_sheets_and_keys_not_mentioned_stay_as_in_the_blank() -> None:
    filled = values(filled_workbook({"社区名称": "幸福里社区"}, {}))
    blank = values(blank_workbook())
    assert filled.pop("活动信息")[2][:2] == ("社区名称", "幸福里社区")
    assert blank.pop("活动信息")[2][:2] == ("社区名称", None)
    assert filled == blank


@pytest.mark.parametrize(
    ("info", "tables", "error"),
    [
        ({"社区名": "幸福里社区"}, {}, KeyError),
        ({"领导小组": "林致远"}, {}, KeyError),
        ({}, {"领导班子": []}, KeyError),
        ({}, {"述评对象": [("何静", "主任", "口头", "多出的")]}, ValueError),
    ],
)
def test_what_has_no_place_in_the_workbook_is_refused(
    info: dict[str, object], tables: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        filled_workbook(info, tables)


def test_the_count_is_laid_out_official_by_official() -> None:
    grid = list(count_grid(["甲", "乙"], ["一项", "二项"], ["党员", "群众"]))
    assert grid[:3] == [("甲", "一项", "党员"), ("甲", "一项", "群众"), ("甲", "二项", "党员")]
    assert len(grid) == 8
    assert grid[4] == ("乙", "一项", "党员")


def test_the_same_contents_give_the_same_bytes_in_another_process() -> None:
    script = (
        "import sys, hashlib; from docgen.workbook.writing import blank_workbook;"
        "print(hashlib.sha256(blank_workbook()).hexdigest())"
    )
    root = Path(__file__).parents[3]
    environment = os.environ | {"PYTHONHASHSEED": "7", "PYTHONPATH": str(root)}
    other = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True
    )
    assert other.stdout.strip() == hashlib.sha256(blank_workbook()).hexdigest()


# --- samples -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", SAMPLE_FILES)
def test_the_samples_are_those_the_tool_builds(name: str) -> None:
    rebuilt = build_samples.build(build_samples.SAMPLES[name])
    assert values((build_samples.FOLDER / name).read_bytes()) == values(rebuilt)


@pytest.mark.parametrize("name", SAMPLE_FILES)
def test_the_samples_have_no_errors(name: str) -> None:
    reading = read_workbook(build_samples.FOLDER / name)
    assert reading.campaign is not None
    problems = [*reading.problems, *check_rules(reading.campaign).problems]
    assert [problem for problem in problems if problem.is_error] == []


def findings(path: Path) -> Iterator[str]:
    for error in OpenXmlValidator(max_errors=0).validate(str(path)).errors:
        yield f"{error.part_uri}: {error.description}"


def test_the_blank_follows_the_open_xml_standard(tmp_path: Path) -> None:
    path = tmp_path / "blank.xlsx"
    path.write_bytes(blank_workbook())
    assert list(findings(path)) == []


@pytest.mark.parametrize("name", SAMPLE_FILES)
def test_the_samples_follow_the_open_xml_standard(name: str) -> None:
    assert list(findings(build_samples.FOLDER / name)) == []


# --- other programs ----------------------------------------------------------------------


@pytest.fixture
def office() -> str:
    found = shutil.which("soffice")
    if found is None:
        if os.environ.get("DOCGEN_REQUIRE_RENDER") == "1":
            pytest.fail("soffice is not installed")
        pytest.skip("soffice is not installed")
    return found


@pytest.mark.render
def test_a_workbook_saved_by_libreoffice_says_the_same(office: str, tmp_path: Path) -> None:
    sample = build_samples.FOLDER / "幸福里社区_完整示例.xlsx"
    typed, saved = tmp_path / "typed.xlsx", tmp_path / "saved"
    fill_like_a_person(values(sample.read_bytes())).save(typed)
    subprocess.run(
        [
            office,
            f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
            "--headless",
            "--convert-to",
            "xlsx:Calc MS Excel 2007 XML",
            "--outdir",
            str(saved),
            str(typed),
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )
    reading = read_workbook(saved / typed.name)
    assert reading.problems == ()
    assert reading.campaign == read_workbook(sample).campaign


def fill_like_a_person(contents: dict[str, list[tuple[object, ...]]]) -> Workbook:
    """The blank workbook with these values typed into its cells."""
    book = load_workbook(BytesIO(blank_workbook()))
    for sheet in schema.SHEETS:
        for row, cells in enumerate(contents[sheet.name][1:], start=2):
            for number, value in enumerate(cells, start=1):
                book[sheet.name].cell(row, number).value = value
    return book
