"""A marked copy is corrected, checked and marked again; and the command that writes it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from docgen.__main__ import run
from docgen.commands.build.build import build
from docgen.commands.check import check_bytes
from docgen.errors import ExitCode, Problem, Severity
from docgen.workbook.marking import marked_copy, marked_ending
from tests.support.malformed_parts import put, remove_sheet
from tests.support.marked import ERROR, MARKED, colours, comments, faulty, look, marked, opened
from tests.support.samples import (
    changed,
    parts_of,
    sample_bytes,
    sample_report,
    saved,
    sheet_of,
    with_part,
    written,
    zipped,
)

LIST = "问题清单"
ONE = Problem("a", Severity.ERROR, "领导小组", "B3", "错", "改")


# --- marked again ------------------------------------------------------------------------


def test_marks_come_off_and_the_old_fills_and_comments_come_back() -> None:
    clean = marked_copy(marked(faulty()), ())
    before, after = opened(faulty()), opened(clean)
    for sheet in before.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                other = sheet_of(after, sheet.title)[cell.coordinate]
                assert (other.value, look(other)) == (cell.value, look(cell))
    assert comments(clean) == comments(faulty())
    assert sheet_of(after, LIST)["A2"].value == "没有发现问题。"


def test_nothing_of_our_comments_is_left_in_the_file() -> None:
    clean = parts_of(marked_copy(marked_copy(sample_bytes(), [ONE]), ()))
    assert clean.keys() - parts_of(sample_bytes()).keys() == {"xl/worksheets/sheet20.xml"}
    assert not any(b"legacyDrawing" in part for part in clean.values())


def test_marking_a_marked_copy_again_changes_nothing() -> None:
    once = marked(faulty())
    assert marked_copy(once, check_bytes(once).problems) == once


def test_only_the_new_problems_are_marked_when_some_are_mended() -> None:
    book = opened(marked(faulty()))
    sheet_of(book, "活动信息")["B11"] = "2026-3-5"
    again = marked(saved(book))
    assert ("活动信息", "B11") not in colours(again)
    assert colours(again) | {("活动信息", "B11"): ERROR} == MARKED
    assert ("活动信息", "B11") not in comments(again)
    assert opened(again).sheetnames.count(LIST) == 1


def test_fills_come_back_where_a_row_has_moved_and_styles_have_other_numbers() -> None:
    def fill(book: Workbook) -> None:
        sheet_of(book, "领导小组")["B3"].fill = PatternFill("solid", "00AABBCC")

    book = opened(marked_copy(changed(fill), [ONE]))
    sheet_of(book, "领导小组").insert_rows(2)  # openpyxl numbers the styles anew, too
    clean = sheet_of(opened(marked_copy(saved(book), ())), "领导小组")
    assert clean["B4"].fill.fgColor.rgb == "00AABBCC"
    assert clean["C4"].fill.fill_type is None


def test_without_the_list_marks_come_off_all_the_same() -> None:
    book = opened(marked(faulty()))
    book.remove(book[LIST])
    assert colours(marked_copy(saved(book), ())) == {}


def test_a_list_that_its_owner_moved_and_hid_is_shown_where_it_is() -> None:
    book = opened(marked(faulty()))
    book.move_sheet(LIST, 5)
    book.active = 0
    book[LIST].sheet_state = "hidden"
    again = opened(marked(saved(book)))
    assert again.sheetnames.index(LIST) == 5
    assert again[LIST].sheet_state == "visible"
    assert again.active is again[LIST]


def test_comments_whose_author_a_program_forgot_are_taken_away() -> None:
    copied = marked_copy(sample_bytes(), [ONE])
    part = "xl/comments1.xml"
    data = with_part(part, lambda xml: xml.replace(">docgen<", "> <"), copied)
    assert comments(marked_copy(data, ())) == {}


def test_boxes_of_a_person_s_comments_stay_in_the_drawing() -> None:
    def drawing(data: bytes) -> str:
        return next(p for n, p in parts_of(data).items() if n.endswith(".vml")).decode()

    def places(data: bytes) -> set[tuple[str, str]]:
        found = re.findall(r"Row>(\d+)</\w+:Row>\s*<\w+:Column>(\d+)<", drawing(data))
        assert len(found) == len(set(found))
        return set(found)

    assert places(faulty()) == {("2", "1"), ("4", "3")}
    assert places(marked(faulty())) == {("2", "1"), ("4", "3"), ("3", "2")}
    assert places(marked_copy(marked(faulty()), ())) == {("2", "1"), ("4", "3")}


def test_a_missing_sheet_is_not_taken_for_the_list_of_problems() -> None:
    data = changed(remove_sheet("整改清单"))
    report = check_bytes(marked(data))
    hints = [problem.hint for problem in report.problems if problem.code == "sheet-missing"]
    assert hints == ["请从空白工作簿中复制《整改清单》，工作表名称不要改动。"]


def test_what_people_wrote_beside_the_list_does_not_break_the_next_one() -> None:
    book = opened(marked(faulty()))
    sheet_of(book, LIST)["E4"].comment = Comment("已经打过电话。", "小李")
    again = marked(saved(book))
    rels = [name for name in parts_of(again) if name.startswith("xl/worksheets/_rels/sheet1.")]
    assert rels == []  # the list is the first part that openpyxl writes
    assert comments(again) == comments(marked(faulty()))


def test_a_conversation_in_a_cell_stays_as_it_is() -> None:
    def talk(book: Workbook) -> None:
        sheet_of(book, "领导小组")["B3"].comment = Comment("[线程批注] 谁？", "tc={0A}")

    copied = marked_copy(changed(talk), [ONE])
    assert comments(copied) == {("领导小组", "B3"): ("tc={0A}", "[线程批注] 谁？")}
    assert set(colours(copied)) == {("领导小组", "B3")}


# --- the whole way -----------------------------------------------------------------------


def test_a_corrected_copy_builds_what_the_original_would(tmp_path: Path) -> None:
    book = opened(marked(changed(put("活动信息!B11", "明天"))))
    sheet_of(book, "活动信息")["B11"] = "2026-3-5"
    copy = written(saved(book), tmp_path, "副本.xlsx")
    original = written(sample_bytes(), tmp_path, "原件.xlsx")
    only = ["leading_group_roster", "result_bulletin"]
    one, other = (build(path, tmp_path / path.stem, only=only) for path in (original, copy))
    assert one.files == other.files
    assert other.check.problems == sample_report().problems


def test_the_command_writes_the_copy_and_leaves_the_original_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, copy = written(faulty(), tmp_path), tmp_path / "新建" / "副本.xlsx"
    assert run(["check", str(path), "--mark", str(copy)]) == ExitCode.PROBLEMS
    assert f"标注的副本：{copy}" in capsys.readouterr().out
    assert path.read_bytes() == faulty()
    assert copy.read_bytes() == marked(faulty())


def test_a_clean_workbook_gets_a_copy_too_and_json_names_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, copy = written(sample_bytes(), tmp_path), tmp_path / "副本.xlsx"
    assert run(["check", str(path), "--mark", str(copy), "--json"]) == ExitCode.OK
    assert json.loads(capsys.readouterr().out)["marked"] == str(copy)
    assert run(["check", str(path), "--json"]) == ExitCode.OK
    assert "marked" not in json.loads(capsys.readouterr().out)


def test_a_file_that_is_there_is_kept_unless_it_may_be_replaced(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, copy = written(faulty(), tmp_path), written(b"other", tmp_path, "副本.xlsx")
    assert run(["check", str(path), "--mark", str(copy)]) == ExitCode.USAGE
    assert "文件已存在，没有改动" in capsys.readouterr().err
    assert copy.read_bytes() == b"other"
    assert run(["check", str(path), "--mark", str(copy), "--force"]) == ExitCode.PROBLEMS
    assert copy.read_bytes() == marked(faulty())


@pytest.mark.parametrize("link", ["", "symlink_to", "hardlink_to"])
def test_the_copy_is_never_the_workbook_itself(
    link: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(faulty(), tmp_path)
    copy = path
    if link:
        copy = tmp_path / "另一个名字.xlsx"
        getattr(copy, link)(path)
    assert run(["check", str(path), "--mark", str(copy), "--force"]) == ExitCode.USAGE
    assert "新的文件不能就是原来的工作簿" in capsys.readouterr().err
    assert path.read_bytes() == faulty()


def test_a_workbook_with_macros_gets_a_copy_that_can_be_opened(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    macros = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    parts = parts_of(faulty())
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(main, macros)
    data = zipped(parts | {"xl/vbaProject.bin": b"macro"})
    assert (marked_ending(data), marked_ending(faulty())) == (".xlsm", ".xlsx")
    path = written(data, tmp_path, "工作簿.xlsm")
    assert run(["check", str(path), "--mark", str(tmp_path / "副本.xlsx")]) == ExitCode.USAGE
    assert "工作簿带有宏，副本的文件名应以.xlsm结尾" in capsys.readouterr().err
    assert not (tmp_path / "副本.xlsx").exists()
    copy = tmp_path / "副本.xlsm"
    assert run(["check", str(path), "--mark", str(copy)]) == ExitCode.PROBLEMS
    assert parts_of(copy.read_bytes())["xl/vbaProject.bin"] == b"macro"
    assert macros in parts_of(copy.read_bytes())["[Content_Types].xml"]
    assert set(colours(copy.read_bytes()).values()) >= {ERROR}


def test_a_workbook_that_only_mentions_a_macro_type_gets_an_ordinary_copy() -> None:
    parts = parts_of(faulty())
    mention = b'<Default Extension="x" ContentType="application/vnd.ms-excel.x.macroEnabled+xml"/>'
    types = parts["[Content_Types].xml"].replace(b"<Override ", mention + b"<Override ", 1)
    assert marked_ending(zipped(parts | {"[Content_Types].xml": types})) == ".xlsx"


def test_a_workbook_that_macros_belong_to_keeps_its_ending() -> None:
    parts = parts_of(faulty())
    name = "xl/_rels/workbook.xml.rels"
    link = b'<Relationship Id="rIdM" Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject" Target="vbaProject.bin"/>'
    links = parts[name].replace(b"</Relationships>", link + b"</Relationships>")
    data = zipped(parts | {name: links, "xl/vbaProject.bin": b"macro"})
    assert marked_ending(data) == ".xlsm"


def test_a_file_that_cannot_be_opened_is_reported_and_gets_no_copy(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, copy = written(b"PK\x03\x04", tmp_path), tmp_path / "副本.xlsx"
    assert run(["check", str(path), "--mark", str(copy)]) == ExitCode.PROBLEMS
    assert "工作簿无法打开，没有生成标注的副本。" in capsys.readouterr().out
    assert run(["check", str(path), "--mark", str(copy), "--json"]) == ExitCode.PROBLEMS
    assert json.loads(capsys.readouterr().out)["marked"] is None
    assert not copy.exists()


def test_force_alone_means_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(sample_bytes(), tmp_path)
    assert run(["check", str(path), "--force"]) == ExitCode.USAGE
    assert "--force 要与 --mark 一起使用" in capsys.readouterr().err


def test_a_folder_that_cannot_be_written_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(sample_bytes(), tmp_path)
    assert run(["check", str(path), "--mark", str(path / "副本.xlsx")]) == ExitCode.OUTPUT
    assert "无法写入" in capsys.readouterr().err
