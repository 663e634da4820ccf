"""The secretary's way through the page: workbook, check, marked copy, build, papers."""

from __future__ import annotations

import html
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote

import openpyxl
import pytest
from openpyxl import Workbook

from docgen.campaign.model import Stage
from docgen.commands.build import build
from docgen.commands.check import check_bytes
from docgen.web.sessions import Session
from tests.support.malformed import FAULTS
from tests.support.malformed_parts import Fault
from tests.support.older import PLAN, older_program
from tests.support.samples import FULL_SAMPLE, changed, sample_bytes, sheet_of
from tests.support.web_client import Site, Window, shown, site


@pytest.fixture(name="page")
def page_fixture() -> Iterator[Site]:
    with site() as started:
        yield started


@pytest.fixture(name="window")
def window_fixture(page: Site) -> Window:
    return page.window()


def without_a_head(book: Workbook) -> None:
    sheet_of(book, "领导小组")["B2"].value = None


def name_of(answer: object) -> str:
    """The name that a download is saved under."""
    disposition = answer.headers["content-disposition"]  # type: ignore[attr-defined]
    assert disposition.startswith(("attachment; ", "inline; "))
    return unquote(disposition.partition("filename*=UTF-8''")[2])


# --- the workbook in ---------------------------------------------------------------------


@pytest.mark.parametrize("path", ["blank", "sample"])
def test_the_workbooks_to_take_are_those_that_the_program_makes(window: Window, path: str) -> None:
    answer = window.get(path)
    assert name_of(answer).endswith(".xlsx")
    names = openpyxl.load_workbook(BytesIO(answer.content)).sheetnames
    assert names[0] == "填表说明"


def test_the_sample_is_fit_to_be_handed_in(window: Window) -> None:
    text = window.hand_in(window.get("sample").content, "示例.xlsx")
    assert "《示例.xlsx》： 没有错误 ，2处提醒" in text
    for stage, count in (("组织发动", 5), ("民主评议", 13), ("成果运用", 3), ("总结整改", 16)):
        assert f"{stage}（{count}个文件）" in text


def test_every_problem_is_told_with_its_cell_and_its_remedy(window: Window) -> None:
    data = changed(without_a_head)
    text = window.hand_in(data)
    problems = check_bytes(data).problems
    assert "docgen" not in text.partition("docgen 0.")[0]  # no command that a page's user must type
    assert any(problem.place == "领导小组!B2" for problem in problems)
    for problem in problems:
        assert problem.place in text
        assert problem.hint in html.unescape(text)


@pytest.mark.parametrize("fault", FAULTS[::8], ids=lambda fault: fault.name)
def test_no_malformed_workbook_breaks_the_page(page: Site, fault: Fault) -> None:
    text = page.window().hand_in(fault.make())
    assert "程序内部出错" not in text
    for problem in fault.expected:
        assert problem.place in html.unescape(text)


def test_a_blank_workbook_says_what_each_stage_lacks(window: Window) -> None:
    text = window.hand_in(window.get("blank").content)
    assert "还没有填写：《活动信息》的社区名称、" in text
    assert text.count("工作簿还没有填写") == len(Stage)
    assert "资料齐全" not in text


def test_a_new_workbook_replaces_what_was_said_of_the_former(window: Window) -> None:
    window.hand_in(changed(without_a_head), "错.xlsx")
    window.build()
    text = window.hand_in(sample_bytes(), "对.xlsx")
    assert "错.xlsx" not in text
    assert "已生成" not in text


def test_text_of_the_workbook_is_never_markup(window: Window) -> None:
    def evil(book: Workbook) -> None:
        sheet_of(book, "领导小组")["A2"].value = "<script>alert(1)</script>"

    window.hand_in(changed(evil), '"><script>alert(2)</script>.xlsx')
    text = window.get().text
    assert "alert(1)" in text
    assert "<script>alert" not in text


@pytest.mark.parametrize(
    ("name", "shown_as"),
    [
        ("../../etc/工作簿.xlsx", "工作簿.xlsx"),
        ("C:\\用户\\工作簿.xlsx", "工作簿.xlsx"),
        ("CON.xlsx", "_CON.xlsx"),
        ("..", "未命名"),
        ("长" * 500 + ".xlsx", "长" * 50),
        ("a\r\nSet-Cookie: x.xlsx", "Set-Cookie_ x.xlsx"),
    ],
)
def test_the_name_of_a_file_leads_nowhere(
    page: Site, window: Window, name: str, shown_as: str
) -> None:
    text = window.hand_in(sample_bytes(), name)
    assert shown_as in text
    (session,) = page.sessions
    assert session.book is not None
    assert session.book.path.parent.parent == session.folder
    assert session.book.path.resolve().is_relative_to(session.folder.resolve())


# --- the marked copy and the grid --------------------------------------------------------


def test_a_marked_copy_is_corrected_and_built_from(window: Window) -> None:
    assert "领导小组!B2" in window.hand_in(changed(without_a_head), "三月.xlsx")
    answer = window.get("marked")
    assert name_of(answer) == "三月_标记.xlsx"
    book = openpyxl.load_workbook(BytesIO(answer.content))
    cell = book["领导小组"]["B2"]
    assert "不能为空" in cell.comment.text or "必" in cell.comment.text
    assert "问题清单" in book.sheetnames
    cell.value = "林致远"
    corrected = BytesIO()
    book.save(corrected)
    assert "没有错误" in window.hand_in(corrected.getvalue(), "三月_标记.xlsx")
    assert "已生成37个文件" in window.build()


def test_what_is_no_workbook_has_no_marked_copy_and_says_so(window: Window) -> None:
    window.hand_in(b"no workbook", "图片.xlsx")
    text = shown(window.get("marked"))
    assert "没有" in text or "不能" in text or "无法" in text


def test_the_votes_are_laid_out_and_the_workbook_goes_on_with_it(window: Window) -> None:
    def another_item(book: Workbook) -> None:
        sheet_of(book, "测评项目")["A6"].value = "联系群众情况"

    window.hand_in(changed(another_item), "四月.xlsx")
    text = shown(window.post("grid"))
    assert "已在《计票结果》中补上8行，请填写各行票数。" in text
    assert "/tmp" not in text
    answer = window.get("book")
    assert name_of(answer) == "四月.xlsx"
    rows = openpyxl.load_workbook(BytesIO(answer.content))["计票结果"].iter_rows(values_only=True)
    assert sum(row[1] == "联系群众情况" for row in rows) == 8


def renamed(*names: str) -> bytes:
    """The sample after the vote, with other names in 述评对象."""

    def change(book: Workbook) -> None:
        for row, name in enumerate(names, start=2):
            sheet_of(book, "述评对象")[f"A{row}"].value = name

    return changed(change)


def votes_of(window: Window, name: str) -> int:
    """The votes of an official in the workbook as the page gives it back."""
    book = openpyxl.load_workbook(BytesIO(window.get("book").content))
    rows = book["计票结果"].iter_rows(min_row=2, values_only=True)
    return sum(sum(vote or 0 for vote in row[3:7]) for row in rows if row[0] == name)


def test_an_official_who_was_renamed_keeps_the_votes_when_the_page_is_told(window: Window) -> None:
    window.hand_in(sample_bytes())
    votes = votes_of(window, "何静")
    text = window.hand_in(renamed("林致远", "何晶"), "四月.xlsx")
    assert "《述评对象》中没有“何静”，但是已有它的票数。“何静”现在改名为" in text
    assert 'value="何晶" required checked' in html.unescape(window.get().text)
    text = shown(window.post("grid", data={"official:何静": "何晶"}))
    assert "“何静”改名为“何晶”，原有的票数已转到“何晶”名下。" in text
    assert votes_of(window, "何晶") == votes > 0
    assert "现在改名为" not in text
    assert "没有错误" in text


def test_an_official_who_took_the_place_of_another_gets_no_votes(window: Window) -> None:
    window.hand_in(renamed("林致远", "邱敏"), "四月.xlsx")
    text = shown(window.post("grid", data={"official:何静": ""}))
    assert "“何静”没有按改名处理" in text
    assert votes_of(window, "邱敏") == 0


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({}, "没有选择“林致远”是否改名"),
        ({"official:林致远": "何晶"}, "没有选择“何静”是否改名"),
        ({"official:林致远": "何晶", "official:何静": "某人"}, "没有选择“何静”是否改名"),
        ({"official:林致远": "何晶", "official:何静": "何晶"}, "有两个名称都选了改名为“何晶”"),
    ],
)
def test_what_is_not_said_clearly_moves_no_votes(
    window: Window, answers: dict[str, str], said: str
) -> None:
    window.hand_in(renamed("林志远", "何晶"), "四月.xlsx")
    before = window.get("book").content
    assert "required checked" not in window.get().text
    text = shown(window.post("grid", data=answers))
    assert said in text
    assert window.get("book").content == before


def test_a_remedy_names_the_button_and_no_command(window: Window) -> None:
    def another_grade(book: Workbook) -> None:
        sheet_of(book, "测评等次")["A2"].value = "优秀"

    text = window.hand_in(changed(another_grade))
    assert "用第三步最后的“排好《计票结果》”按钮" in text
    assert "docgen grid" not in text


def test_a_workbook_whose_votes_cannot_be_laid_out_stays_and_is_told(window: Window) -> None:
    def twice(book: Workbook) -> None:
        sheet_of(book, "测评项目")["A3"].value = sheet_of(book, "测评项目")["A2"].value

    window.hand_in(changed(twice), "四月.xlsx")
    text = shown(window.post("grid"))
    assert "没有改动" in text
    assert "四月.xlsx" in text


# --- the papers out ----------------------------------------------------------------------


def test_the_package_is_the_one_that_the_command_line_makes(window: Window) -> None:
    window.hand_in(sample_bytes())
    text = window.build()
    assert "已生成37个文件" in text
    answer = window.get("package")
    assert name_of(answer) == "2026-03-05_幸福里社区_述职述廉测评.zip"
    made = build.make(sample_bytes())
    with zipfile.ZipFile(BytesIO(answer.content)) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    assert {file.name for file in made.files} <= set(held)
    for file in made.files:
        if file.name != "18_材料目录.docx":  # it tells what was counted
            assert held[file.name] == file.data, file.name


def test_one_document_is_taken_alone(window: Window) -> None:
    window.hand_in(sample_bytes())
    window.build("组织发动")
    answer = window.get("files/0")
    assert name_of(answer) == "01_实施方案.docx"
    assert answer.content.startswith(b"PK")
    assert window.get("files/99").status_code == 404


def test_a_paper_that_is_out_and_stays_is_named_and_can_be_taken(
    window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with older_program():
        build.build(FULL_SAMPLE, tmp_path)
    monkeypatch.setattr(Session, "new_folder", lambda *_: tmp_path)
    window.hand_in(sample_bytes())
    text = window.build()
    assert "已生成36个文件" in text
    assert f"程序更新后版式有变化，已印发的保留原样：{PLAN}。" in text
    assert name_of(window.get("files/0")) == PLAN


def test_only_the_stages_asked_for_are_built(window: Window) -> None:
    window.hand_in(sample_bytes())
    text = window.build("成果运用")
    assert "已生成3个文件" in text
    assert "01_实施方案.docx" not in text


def test_errors_stop_only_what_uses_them(window: Window) -> None:
    window.hand_in(changed(without_a_head))
    text = window.build()
    assert "07_测评票_1_党员.docx" in text
    assert "02_领导小组名单.docx" not in text


def test_no_stage_chosen_is_told(window: Window) -> None:
    window.hand_in(sample_bytes())
    assert "没有选择阶段" in shown(window.post("build", data={"pdf": "1"}))


def test_what_needs_a_workbook_leads_back_without_one(window: Window) -> None:
    for path in ("marked", "book", "package"):
        assert "第一步" in shown(window.get(path))
    assert "第一步" in shown(window.post("grid"))
    assert "第一步" in shown(window.post("build", data={"stage": ["组织发动"]}))


def test_a_fault_while_building_is_told_with_its_remedy(
    window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    from docgen.errors import OutputFault

    def full(*_: object, **__: object) -> None:
        raise OutputFault("磁盘空间不足", "请清理磁盘。")

    monkeypatch.setattr("docgen.web.community_actions.build_command.build", full)
    window.hand_in(sample_bytes())
    text = window.build()
    assert "磁盘空间不足" in text
    assert "请清理磁盘" in text


def test_without_libreoffice_the_page_says_so_and_builds_all_the_same(window: Window) -> None:
    text = window.hand_in(sample_bytes())  # the tests' environment hides LibreOffice
    assert "这台电脑没有LibreOffice" in text
    assert "已生成37个文件" in window.build()


def test_a_crash_is_told_with_a_log_and_without_a_traceback(
    window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("docgen.web.community_actions.checked", lambda *_: 1 / 0)
    answer = window.post("book", files={"book": ("工作簿.xlsx", b"x")})
    assert answer.status_code == 500
    assert "这是程序的问题" in answer.text
    assert "content-security-policy" in answer.headers
    assert "ZeroDivisionError" not in answer.text
    assert window.get().status_code == 200


def test_a_new_years_workbook_is_made_from_last_years(window: Window) -> None:
    files = {"former": ("2026.xlsx", sample_bytes())}
    answer = window.post("former", files=files, data={"carry": "1"})
    assert "2027" in answer.headers["content-disposition"]
    text = window.hand_in(answer.content, "2027.xlsx")
    assert "“文件依据名称”是必填项，没有填写" in text
    assert "没有选择文件" in shown(window.post("former"))
    assert "上年的工作簿有1处错误" in shown(
        window.post("former", files={"former": ("2026.xlsx", b"x")})
    )
