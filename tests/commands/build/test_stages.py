"""Stage by stage: what one stage needs is made, whatever is unfinished or wrong in the others."""

from __future__ import annotations

import dataclasses
import os
import re
from collections.abc import Callable, Iterable
from datetime import date, time, timedelta
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl import Workbook

from docgen.campaign import schema
from docgen.campaign.model import Campaign, Record, Stage
from docgen.campaign.schema import Sheet, Use
from docgen.commands.build.render_all import render_all
from docgen.documents import DOCUMENTS, Document, Planned
from docgen.documents.context import base_context
from docgen.errors import ExitCode
from tests.support.command_line import NAME, Docgen
from tests.support.samples import changed, sample_campaign, sample_report, sheet_of, written

# --- a document uses what it says it uses, and nothing else ------------------------------

OUTSIDE: tuple[Sheet, ...] = schema.TABLES


def other(value: Any) -> Any:
    """A value of the same type that says something else; None and choices stay."""
    match value:
        case bool():
            return not value
        case int():
            return value + 1
        case str() if type(value) is str:
            return f"别的{value}"
        case date():
            return value + timedelta(1)
        case time():
            return time(23, 59)
        case Fraction():
            return value / 2
        case tuple():
            return tuple(map(other, value))
        case _:
            return value


def altered(record: Record, fields: Iterable[str]) -> Record:
    return dataclasses.replace(record, **{name: other(getattr(record, name)) for name in fields})  # type: ignore[arg-type]


def field_names(record: object) -> list[str]:
    return [field.name for field in dataclasses.fields(record) if field.compare]  # type: ignore[arg-type]


def with_other_records(campaign: Campaign, sheet: Sheet, uses: Use | None) -> Campaign:
    """What is not used of a sheet says something else."""
    records = getattr(campaign, sheet.field)
    if records is None or (uses is not None and not uses.fields):
        return campaign
    kept = uses.fields if uses else ()
    changed_records = tuple(
        altered(record, [name for name in field_names(record) if name not in kept])
        for record in records
    )
    return dataclasses.replace(campaign, **{sheet.field: changed_records})


def without_records(campaign: Campaign, sheet: Sheet, uses: Use | None) -> Campaign:
    """A sheet that is not used is empty."""
    if uses is not None or sheet.by_ballot:
        return campaign
    return dataclasses.replace(campaign, **{sheet.field: ()})


Change = Callable[[Campaign, Sheet, Use | None], Campaign]


def change_all_unused(document: Document, change: Change) -> Campaign:
    campaign = sample_campaign()
    for sheet in OUTSIDE:
        uses = next((use for use in document.uses if use.sheet is sheet), None)
        campaign = change(campaign, sheet, uses)
    return campaign


def made(document: Document, campaign: Campaign) -> list[bytes]:
    """The bytes of a document's files."""
    parts = document.parts(campaign, base_context(campaign))
    planned = [
        Planned(document, part, f"{number}.docx") for number, part in enumerate(parts, start=1)
    ]
    return [file.data for file in render_all(planned)]


@cache
def made_of_the_sample(document: Document) -> list[bytes]:
    return made(document, sample_campaign())


@pytest.mark.parametrize("change", [with_other_records, without_records])
@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.key)
def test_a_document_is_the_same_whatever_stands_in_what_it_does_not_use(
    document: Document, change: Change
) -> None:
    campaign = change_all_unused(document, change)
    assert campaign != sample_campaign()
    assert made_of_the_sample(document)
    assert made(document, campaign) == made_of_the_sample(document)


@pytest.mark.parametrize(
    "document",
    [d for d in DOCUMENTS if not d.lists_files],  # these wait for the others, and use nothing of it
    ids=lambda document: document.key,
)
def test_what_a_document_waits_for_is_what_it_uses(document: Document) -> None:
    """Otherwise an error there would be told as something not filled in."""
    sheets = {use.sheet.name for use in document.uses}
    parts = document.parts(sample_campaign(), base_context(sample_campaign()))
    needs = {*document.needs, *(need for part in parts for need in part.needs)}
    assert {need.sheet.name for need in needs} <= sheets


def test_the_records_put_in_place_of_the_others_differ_in_every_sheet() -> None:
    for sheet in OUTSIDE:
        if not sheet.by_ballot:
            campaign = with_other_records(sample_campaign(), sheet, None)
            assert getattr(campaign, sheet.field) != getattr(sample_campaign(), sheet.field)


# --- errors elsewhere --------------------------------------------------------------------


def book_with(folder: Path, **cells: object) -> Path:
    """The full sample with these cells: ``整改清单_G2="下个月"``."""

    def change(book: Workbook) -> None:
        for place, value in cells.items():
            sheet, _, cell = place.rpartition("_")
            sheet_of(book, sheet)[cell] = value

    return written(changed(change), folder)


def cell_of(sheet: Sheet, field: str, row: int = 2) -> str:
    """The cell of a field in the full sample: ``代表构成_F2``."""
    book = openpyxl.load_workbook(Path(__file__).parents[3] / "samples/幸福里社区_完整示例.xlsx")
    headings = [cell.value for cell in sheet_of(book, sheet.name)[1]]
    column = headings.index(sheet.column(field).heading) + 1
    return f"{sheet.name}_{openpyxl.utils.get_column_letter(column)}{row}"


def files_of(stage: Stage) -> set[str]:
    return {p.file_name for p in sample_report().plan.planned if p.stage is stage}


def package() -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in Path("out", NAME).glob("*.docx")}


def test_errors_in_a_later_stage_are_shown_and_do_not_stop_an_earlier_one(
    docgen: Docgen, tmp_path: Path
) -> None:
    path = book_with(tmp_path, **{cell_of(schema.RECTIFICATIONS, "deadline"): "下个月"})
    outcome = docgen("build", path, "--stage", "组织发动")
    assert outcome.code == ExitCode.OK
    assert "下列错误不影响这次生成的公文，请及时改正：" in outcome.out
    assert "【错误】整改清单!G2" in outcome.out
    assert "已生成“组织发动”阶段的" in outcome.out
    assert set(package()) == files_of(Stage.MOBILISE)


def test_the_stage_that_uses_the_error_is_stopped_by_it(docgen: Docgen, tmp_path: Path) -> None:
    cells = {
        cell_of(schema.RECTIFICATIONS, "deadline"): "下个月",
        cell_of(schema.GROUP, "name"): None,
    }
    outcome = docgen("build", book_with(tmp_path, **cells), "--stage", "总结整改")
    assert outcome.code == ExitCode.PROBLEMS
    assert "没有生成公文" in outcome.err
    assert "【错误】整改清单!G2" in outcome.err
    assert not Path("out").exists()


def test_a_plain_build_is_stopped_by_any_error(docgen: Docgen, tmp_path: Path) -> None:
    path = book_with(tmp_path, **{cell_of(schema.RECTIFICATIONS, "deadline"): "下个月"})
    outcome = docgen("build", path)
    assert outcome.code == ExitCode.PROBLEMS
    assert "工作簿有1处错误，没有生成公文" in outcome.err
    assert not Path("out").exists()


@pytest.mark.parametrize("stage", Stage)
def test_an_error_in_what_all_documents_use_stops_every_stage(
    docgen: Docgen, tmp_path: Path, stage: Stage
) -> None:
    path = book_with(tmp_path, 活动信息_B3=None)
    assert docgen("build", path, "--stage", stage).code == ExitCode.PROBLEMS
    assert not Path("out").exists()


def test_a_wrong_count_of_ballots_stops_the_bulletin_but_not_the_ballots(
    docgen: Docgen, tmp_path: Path
) -> None:
    path = book_with(tmp_path, **{cell_of(schema.CLASSES, "returned"): "二十几"})
    assert docgen("build", path, "--stage", "民主评议").code == ExitCode.OK
    assert set(package()) == files_of(Stage.REVIEW)
    assert docgen("build", path, "--only", "result_bulletin").code == ExitCode.PROBLEMS
    assert set(package()) == files_of(Stage.REVIEW)


def test_a_wrong_number_of_representatives_stops_the_ballots(
    docgen: Docgen, tmp_path: Path
) -> None:
    path = book_with(tmp_path, **{cell_of(schema.CLASSES, "expected"): "十来个"})
    for options in (["--only", "ballot"], ["--stage", "民主评议"]):
        outcome = docgen("build", path, *options)
        assert outcome.code == ExitCode.PROBLEMS
        assert "【错误】代表构成!B2" in outcome.err
    assert not Path("out").exists()


def test_a_document_of_several_stages_holds_up_each_of_them(docgen: Docgen, tmp_path: Path) -> None:
    faulty = book_with(tmp_path, **{cell_of(schema.AGENDA, "minutes"): "半天"})
    assert docgen("build", faulty, "--stage", "民主评议").code == ExitCode.PROBLEMS
    assert docgen("build", faulty, "--stage", "成果运用").code == ExitCode.OK

    def empty(book: Workbook) -> None:
        sheet_of(book, "会议").delete_rows(2, 9)
        sheet_of(book, "会议议程").delete_rows(2, 99)

    without = written(changed(empty), tmp_path)
    outcome = docgen("build", without, "--stage", "民主评议")
    assert outcome.code == ExitCode.OK
    assert "会议议程，待填写：《会议》" in outcome.out
    only = docgen("build", without, "--stage", "民主评议", "--only", "meeting_agenda")
    assert (only.code, "“会议议程”还不能生成" in only.err) == (ExitCode.PROBLEMS, True)
    stages = docgen("status", without, "--json").json["stages"]
    waiting = {s["stage"] for s in stages for m in s["missing"] if m["key"] == "meeting_agenda"}
    assert waiting == {"组织发动", "民主评议", "总结整改"}


def test_check_of_a_faulty_workbook_says_what_can_be_made_all_the_same(
    docgen: Docgen, tmp_path: Path
) -> None:
    path = book_with(tmp_path, **{cell_of(schema.RECTIFICATIONS, "deadline"): "下个月"})
    outcome = docgen("check", path)
    assert outcome.code == ExitCode.PROBLEMS
    offered = outcome.out.partition("改正以前也可以单独生成：")[2]
    stages = re.findall(r"--stage (\S+)", offered)
    keys = re.findall(r"--only (\S+)", offered)
    assert stages == ["组织发动", "民主评议"]
    assert "ballot" in keys
    assert "rectification_list" not in keys
    only = [word for key in keys for word in ("--only", key)]
    assert docgen("build", path, *only).code == ExitCode.OK
    for stage in stages:
        assert docgen("build", path, "--stage", stage).code == ExitCode.OK


# --- one stage after the other -----------------------------------------------------------


def test_a_later_stage_adds_to_the_package_and_leaves_the_earlier_files_alone(
    docgen: Docgen, full_sample: Path
) -> None:
    assert docgen("build", full_sample, "--stage", "组织发动").code == ExitCode.OK
    folder = Path("out", NAME)
    first = package()
    assert set(first) == files_of(Stage.MOBILISE)
    edited = folder / "01_实施方案.docx"
    edited.write_bytes(b"mine")
    long_ago = 1_000_000_000
    for name in first:
        os.utime(folder / name, (long_ago, long_ago))
    outcome = docgen("build", full_sample, "--stage", "民主评议")
    assert outcome.code == ExitCode.OK
    assert set(package()) == files_of(Stage.MOBILISE) | files_of(Stage.REVIEW)
    assert edited.read_bytes() == b"mine"
    for name, data in first.items():
        assert (folder / name).stat().st_mtime == long_ago
        assert name == edited.name or (folder / name).read_bytes() == data
    assert "已移去" not in outcome.out


def test_stage_by_stage_makes_what_is_made_at_once(docgen: Docgen, full_sample: Path) -> None:
    assert docgen("build", full_sample, "-o", "一次", "--no-pages").code == ExitCode.OK
    for stage in Stage:
        assert docgen("build", full_sample, "--stage", stage, "--no-pages").code == ExitCode.OK
    at_once = {path.name: path.read_bytes() for path in Path("一次", NAME).glob("*.docx")}
    assert package() == at_once


def test_several_stages_are_made_together(docgen: Docgen, full_sample: Path) -> None:
    outcome = docgen("build", full_sample, "--stage", "民主评议", "--stage", "组织发动", "--json")
    assert outcome.code == ExitCode.OK
    assert outcome.json["stages"] == ["组织发动", "民主评议"]
    assert set(package()) == files_of(Stage.MOBILISE) | files_of(Stage.REVIEW)


def test_a_stage_and_a_document_together_make_the_files_that_are_both(
    docgen: Docgen, full_sample: Path
) -> None:
    arguments = ["build", full_sample, "--only", "meeting_agenda", "--stage"]
    assert docgen(*arguments, "民主评议").code == ExitCode.OK
    (name,) = package()
    assert name in files_of(Stage.REVIEW)
    outcome = docgen(*arguments, "成果运用")
    assert outcome.code == ExitCode.USAGE
    assert "“成果运用”阶段没有“会议议程”" in outcome.err
    assert list(package()) == [name]


def test_the_ballots_of_a_class_that_is_gone_go_when_their_stage_is_made_again(
    docgen: Docgen, full_sample: Path, tmp_path: Path
) -> None:
    assert docgen("build", full_sample).code == ExitCode.OK
    before = set(package())
    path = written(changed(lambda book: sheet_of(book, "代表构成").delete_rows(5)), tmp_path)
    outcome = docgen("build", path, "--stage", "民主评议", "--only", "ballot")
    assert outcome.code == ExitCode.OK
    assert re.search(r"已移去：\n\s+\d\d_测评票_4_", outcome.out)
    gone = before - set(package())
    assert len(gone) == 1
    assert "测评票_4_" in gone.pop()


# --- nothing to make ---------------------------------------------------------------------


def test_a_stage_with_nothing_ready_says_what_to_fill_in_and_where(
    docgen: Docgen, early_sample: Path
) -> None:
    for options in ([], ["--json"]):
        outcome = docgen("build", early_sample, "--stage", "总结整改", *options)
        assert outcome.code == ExitCode.PROBLEMS
        assert "“整改清单”" in outcome.text
        assert "《整改清单》整改项目（整改清单!A2）" in outcome.text
        assert not Path("out").exists()


def test_a_stage_that_is_half_ready_says_what_of_it_still_waits(
    docgen: Docgen, early_sample: Path
) -> None:
    outcome = docgen("build", early_sample, "--stage", "组织发动")
    assert outcome.code == ExitCode.OK
    assert "测评结果通报" not in outcome.out
    outcome = docgen("build", early_sample, "--stage", "成果运用")
    assert "测评结果通报，待填写：《计票结果》" in outcome.text
    assert "整改清单，待填写" not in outcome.text


def test_an_unknown_stage_is_told_with_the_stages_there_are(
    docgen: Docgen, full_sample: Path
) -> None:
    outcome = docgen("build", full_sample, "--stage", "动员")
    assert outcome.code == ExitCode.USAGE
    assert all(stage in outcome.err for stage in ("'动员'不在可选范围内", *Stage))
    assert not Path("out").exists()


def test_every_stage_of_the_sample_has_documents_of_its_own() -> None:
    assert {planned.stage for planned in sample_report().plan.planned} == set(Stage)
    assert sample_report().plan.waiting == ()
