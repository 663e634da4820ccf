"""A batch: a package for each workbook, what is wrong with one stops no other, nothing is lost."""

from __future__ import annotations

import json
import zipfile
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from docgen.commands.batch import batch
from docgen.commands.batch.batch import BuildState
from docgen.commands.batch.discovery import Settings, workbooks
from docgen.commands.batch.result_workbook import BatchResult
from docgen.commands.build import build as build_command
from docgen.errors import ExitCode, RequestError, TemplateFault
from docgen.package import signing
from tests.support.batches import documents, fill, rows, run, states, whole, workbook
from tests.support.command_line import Docgen
from tests.support.older import PLAN, older_program

ROOT = Path(__file__).parents[3]
NAMES = ("春和里社区", "秋明苑社区", "冬青巷社区")


# --- what is made ------------------------------------------------------------------------


def test_each_workbook_becomes_the_package_that_build_makes(tmp_path: Path) -> None:
    folder = fill(tmp_path / "in", *NAMES)
    outcomes = run(folder, tmp_path / "out", jobs=2)
    assert states(outcomes) == dict.fromkeys(NAMES, BuildState.MADE)
    for name in NAMES:
        build_command.build(folder / f"{name}.xlsx", tmp_path / "alone")
    assert documents(tmp_path / "out") == documents(tmp_path / "alone")
    assert outcomes[NAMES[0]].documents == len(list((tmp_path / "out").glob("*春和里*/*.docx")))


def test_a_bad_workbook_stops_no_other_and_its_problems_are_told(tmp_path: Path) -> None:
    folder = fill(tmp_path / "in", *NAMES)
    (folder / "不是工作簿.xlsx").write_text("你好", encoding="utf-8")
    (folder / "空的.xlsx").write_bytes(b"")
    book = load_workbook(folder / f"{NAMES[1]}.xlsx")
    book["领导小组"]["A2"].value = None
    book.save(folder / f"{NAMES[1]}.xlsx")
    outcomes = run(folder, tmp_path / "out")
    assert outcomes[NAMES[0]].state is outcomes[NAMES[2]].state is BuildState.MADE
    assert outcomes[NAMES[1]].state is BuildState.FAULTY
    assert [(p.sheet, p.cell) for p in outcomes[NAMES[1]].problems if p.is_error] == [
        ("领导小组", "A2")
    ]
    for name in ("不是工作簿", "空的"):
        assert outcomes[name].state is BuildState.FAULTY
        assert outcomes[name].problems[0].hint
    assert whole(tmp_path / "out")


def test_a_crash_of_ours_in_one_workbook_stops_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = build_command.build

    def build(path: Path, *arguments: Any, **options: Any) -> Any:
        if path.stem == NAMES[1]:
            raise RuntimeError("boom")
        return real(path, *arguments, **options)

    monkeypatch.setattr(build_command, "build", build)
    outcomes = run(fill(tmp_path / "in", *NAMES), tmp_path / "out")
    assert [outcomes[name].state for name in NAMES] == [
        BuildState.MADE,
        BuildState.BROKEN,
        BuildState.MADE,
    ]
    assert "RuntimeError" in outcomes[NAMES[1]].problems[0].message


def test_a_faulty_template_of_ones_own_is_told_at_once(tmp_path: Path, word_file: Any) -> None:
    (tmp_path / "ballot.docx").write_bytes(word_file("{{ 社区名称 "))
    with pytest.raises(TemplateFault):
        run(fill(tmp_path / "in", NAMES[0]), tmp_path / "out", templates=tmp_path)
    assert not (tmp_path / "out").exists()


# --- names -------------------------------------------------------------------------------


def test_two_workbooks_for_one_package_are_both_named_and_neither_is_made(tmp_path: Path) -> None:
    folder, output = fill(tmp_path / "in", *NAMES), tmp_path / "out"
    run(folder, output)
    before = documents(output)
    (folder / "又一份.xlsx").write_bytes(workbook(NAMES[0], "另一份"))
    outcomes = run(folder, output, again=True)
    assert outcomes[NAMES[0]].state is outcomes["又一份"].state is BuildState.CLASH
    assert "又一份.xlsx" in outcomes[NAMES[0]].problems[0].message
    assert f"{NAMES[0]}.xlsx" in outcomes["又一份"].problems[0].message
    assert outcomes[NAMES[1]].state is BuildState.MADE
    assert documents(output) == before


def test_names_that_differ_in_case_only_are_one_folder_to_windows(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for file, name in (("甲", "A区春和社区"), ("乙", "a区春和社区")):
        (folder / f"{file}.xlsx").write_bytes(workbook(name))
    assert set(states(run(folder, tmp_path / "out")).values()) == {BuildState.CLASH}


def test_workbooks_without_a_name_are_told_what_they_lack_not_that_they_clash(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "in"
    for place in ("东", "西"):
        (folder / place).mkdir(parents=True)
        (folder / place / "工作簿.xlsx").write_bytes(workbook(""))
        with (folder / place / "大.xlsx").open("wb") as file:
            file.truncate(30 * 1024 * 1024)
    found = list(batch.batch(workbooks([folder], tmp_path).paths, Settings(tmp_path / "out")))
    assert [outcome.state for outcome in found] == [BuildState.FAULTY] * 4
    told = ["；".join(p.message for p in outcome.problems if p.is_error) for outcome in found]
    assert ["超过20兆" in text for text in told] == [True, False] * 2
    assert ["“社区名称”是必填项" in text for text in told] == [False, True] * 2


def test_a_workbook_that_changes_its_name_meanwhile_overwrites_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, output = fill(tmp_path / "in", *NAMES[:2]), tmp_path / "out"
    real = build_command.build

    def build(path: Path, *arguments: Any, **options: Any) -> Any:
        path.write_bytes(workbook(NAMES[1], "另一份"))
        return real(path, *arguments, **options)

    monkeypatch.setattr(build_command, "build", build)
    outcomes = run(folder, output)
    assert outcomes[NAMES[0]].state is BuildState.BROKEN
    assert "改动" in outcomes[NAMES[0]].problems[0].message


# --- once more ---------------------------------------------------------------------------


def test_what_is_done_and_unchanged_is_not_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, output = fill(tmp_path / "in", *NAMES), tmp_path / "out"
    first = run(folder, output)
    monkeypatch.setattr(build_command, "build", lambda *_, **__: pytest.fail("made again"))
    second = run(folder, output)
    assert set(states(second).values()) == {BuildState.SAME}
    assert {n: o.documents for n, o in second.items()} == {n: o.documents for n, o in first.items()}


def lose_document(package: Path) -> None:
    next(package.glob("*.docx")).unlink()


def lose_zip(package: Path) -> None:
    package.with_name(f"{package.name}.zip").unlink()


def spoil_zip(package: Path) -> None:
    package.with_name(f"{package.name}.zip").write_bytes(b"PK")


def spoil_manifest(package: Path) -> None:
    (package / "manifest.json").write_text("{}", encoding="utf-8")


def other_version(package: Path) -> None:
    manifest = package / "manifest.json"
    content = json.loads(manifest.read_text(encoding="utf-8"))
    content["tool"] = {"name": "docgen", "version": "0.0.1"}
    manifest.write_text(json.dumps(content), encoding="utf-8")


def test_what_another_version_has_made_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, output = fill(tmp_path / "in", NAMES[0]), tmp_path / "out"
    run(folder, output)
    monkeypatch.setattr("docgen.commands.batch.discovery.__version__", "99.0")
    assert states(run(folder, output)) == {NAMES[0]: BuildState.MADE}


@pytest.mark.parametrize(
    "change",
    [lose_document, lose_zip, spoil_zip, spoil_manifest, other_version],
)
def test_what_is_not_as_it_was_left_is_made_again(tmp_path: Path, change: Any) -> None:
    folder, output = fill(tmp_path / "in", *NAMES[:2]), tmp_path / "out"
    run(folder, output)
    (package,) = (path for path in output.iterdir() if path.is_dir() and NAMES[0] in path.name)
    change(package)
    assert states(run(folder, output)) == {NAMES[0]: BuildState.MADE, NAMES[1]: BuildState.SAME}


def test_a_file_that_a_person_edited_is_no_reason_to_make_it_again_but_is_told(
    tmp_path: Path,
) -> None:
    folder, output = fill(tmp_path / "in", NAMES[0]), tmp_path / "out"
    run(folder, output)
    edited = sorted(output.glob("*/*.docx"))[0]
    edited.write_bytes(b"edited by hand")
    before = documents(output)
    (outcome,) = run(folder, output).values()
    assert outcome.state is BuildState.SAME
    assert "1个文件在生成以后经人工修改" in outcome.problems[0].message
    assert documents(output) == before
    (package,) = (path for path in output.iterdir() if path.is_dir())
    build_command.build(folder / f"{NAMES[0]}.xlsx", output)  # which puts it on record
    assert run(folder, output)[NAMES[0]].problems == ()
    assert edited.read_bytes() == b"edited by hand"
    assert (package / f"{edited.stem}（新生成）.docx").exists()


def test_a_package_made_in_part_is_not_done(tmp_path: Path) -> None:
    folder, output = fill(tmp_path / "in", NAMES[0]), tmp_path / "out"
    build_command.build(folder / f"{NAMES[0]}.xlsx", output, only=["ballot"])
    assert states(run(folder, output)) == {NAMES[0]: BuildState.MADE}
    assert states(run(folder, output)) == {NAMES[0]: BuildState.SAME}


def test_a_package_of_another_date_from_the_same_workbook_is_told(tmp_path: Path) -> None:
    folder, output = fill(tmp_path / "in", *NAMES[:2]), tmp_path / "out"
    older = build_command.build(
        folder / f"{NAMES[0]}.xlsx", output, folder_date=date(2025, 1, 2)
    ).path
    before = documents(output)
    outcomes = run(folder, output)
    assert [outcomes[name].state for name in NAMES[:2]] == [BuildState.MADE] * 2
    assert [p.code for p in outcomes[NAMES[0]].problems][-1] == "other-date"
    assert older.name in outcomes[NAMES[0]].problems[-1].message
    assert "other-date" not in [p.code for p in outcomes[NAMES[1]].problems]
    assert before.items() <= documents(output).items()


def test_a_wish_for_a_signature_of_this_very_key_is_a_reason_to_make_it_again(
    tmp_path: Path,
) -> None:
    folder, output = fill(tmp_path / "in", NAMES[0]), tmp_path / "out"
    for name in "甲乙":
        signing.generate(tmp_path / f"{name}.key", tmp_path / f"{name}.pub")
    for key in (None, "甲", "乙", None):
        sign = tmp_path / f"{key}.key" if key else None
        assert states(run(folder, output, sign=sign)) == {NAMES[0]: BuildState.MADE}
        assert states(run(folder, output, sign=sign)) == {NAMES[0]: BuildState.SAME}
        assert len(list(output.glob("*/manifest.sig"))) == bool(key)


def test_a_changed_workbook_is_made_again(tmp_path: Path) -> None:
    folder, output = fill(tmp_path / "in", *NAMES[:2]), tmp_path / "out"
    run(folder, output)
    (folder / f"{NAMES[1]}.xlsx").write_bytes(workbook(NAMES[1], "另一份"))
    assert states(run(folder, output)) == {NAMES[0]: BuildState.SAME, NAMES[1]: BuildState.MADE}


def test_other_templates_make_everything_again(tmp_path: Path) -> None:
    folder, output, own = fill(tmp_path / "in", NAMES[0]), tmp_path / "out", tmp_path / "模板"
    run(folder, output)
    own.mkdir()
    for key in ("meeting_agenda", "ballot"):
        data = (ROOT / "templates_docx" / f"{key}.docx").read_bytes()
        (own / f"{key}.docx").write_bytes(data + b"")
    assert set(states(run(folder, output, templates=own)).values()) == {BuildState.SAME}
    with zipfile.ZipFile(own / "meeting_agenda.docx", "a") as template:
        template.writestr("docProps/thumbnail.txt", "另一个")
    assert set(states(run(folder, output, templates=own)).values()) == {BuildState.MADE}


def test_after_an_update_what_is_out_stays_and_is_told_once(tmp_path: Path) -> None:
    folder, output = fill(tmp_path / "in", NAMES[0]), tmp_path / "out"
    with older_program():
        run(folder, output)
    before = next(output.glob(f"*/{PLAN}")).read_bytes()
    outcome = run(folder, output)[NAMES[0]]
    assert (outcome.state, outcome.problems[-1].code) == (BuildState.MADE, "kept-as-issued")
    assert outcome.problems[-1].message == "程序更新后版式有变化，已印发的保留原样（1个文件）"
    assert outcome.documents == len(list(output.glob("*/*.docx")))
    assert next(output.glob(f"*/{PLAN}")).read_bytes() == before
    again = run(folder, output)[NAMES[0]]
    assert (again.state, again.documents) == (BuildState.SAME, outcome.documents)
    assert "kept-as-issued" not in [problem.code for problem in again.problems]


def test_a_changed_workbook_is_due_though_papers_of_an_older_version_stay(tmp_path: Path) -> None:
    folder, output = fill(tmp_path / "in", NAMES[0]), tmp_path / "out"
    with older_program():
        run(folder, output)
    run(folder, output)
    (folder / f"{NAMES[0]}.xlsx").write_bytes(workbook(NAMES[0], "另一份"))
    assert states(run(folder, output)) == {NAMES[0]: BuildState.MADE}
    assert states(run(folder, output)) == {NAMES[0]: BuildState.SAME}


# --- where the workbooks are -------------------------------------------------------------


def test_workbooks_are_found_below_but_not_in_packages_nor_twice(tmp_path: Path) -> None:
    folder, output = fill(tmp_path / "in", *NAMES), tmp_path / "in" / "out"
    fill(folder / "下一层", "梅宁庄社区")
    fill(folder / "历史版本", "旧社区")
    fill(folder / ".藏", "藏社区")
    (fill(folder / "材料", "副本社区") / "manifest.json").write_bytes(b"{}")
    (folder / f"~${NAMES[0]}.xlsx").write_bytes(b"lock")
    (folder / "说明.txt").write_text("说明", encoding="utf-8")
    expected = sorted([*(f"{name}.xlsx" for name in NAMES), "梅宁庄社区.xlsx"])
    for _ in range(2):
        found = workbooks([folder, folder / f"{NAMES[0]}.xlsx"], output)
        assert sorted(path.name for path in found.paths) == expected
        assert [Path(name).name for name in found.skipped] == ["说明.txt"]
        for _outcome in batch.batch(found.paths, Settings(output)):
            pass
        (folder / "批量结果（2）.xlsx").write_bytes(b"")


def test_what_grid_kept_of_a_workbook_is_no_second_one(tmp_path: Path) -> None:
    folder = fill(tmp_path / "in", NAMES[0])
    for ending in ("备份", "备份2"):
        (folder / f"{NAMES[0]}.{ending}.xlsx").write_bytes(workbook(NAMES[0]))
    (folder / "独有.备份.xlsx").write_bytes(workbook(NAMES[1]))
    found = workbooks([folder], tmp_path / "out")
    assert [path.name for path in found.paths] == sorted([f"{NAMES[0]}.xlsx", "独有.备份.xlsx"])


def test_a_lock_file_that_is_named_is_skipped_and_told(tmp_path: Path) -> None:
    folder = fill(tmp_path / "in", NAMES[0])
    lock = folder / f"~${NAMES[0]}.xlsx"
    lock.write_bytes(b"lock")
    found = workbooks([folder / f"{NAMES[0]}.xlsx", lock], tmp_path / "out")
    assert [path.name for path in found.paths] == [f"{NAMES[0]}.xlsx"]
    assert found.skipped == (str(lock),)
    with pytest.raises(RequestError, match="没有找到工作簿"):
        workbooks([lock], tmp_path / "out")


# --- the command -------------------------------------------------------------------------


def test_the_command_tells_every_workbook_and_keeps_a_list(docgen: Docgen, tmp_path: Path) -> None:
    folder, output = fill(tmp_path / "in", *NAMES[:2]), tmp_path / "out"
    (folder / "坏.xlsx").write_text("=1+1", encoding="utf-8")
    outcome = docgen("batch", folder, "-o", output, "--jobs", "1")
    assert outcome.code == ExitCode.PROBLEMS
    assert "共3份工作簿：已生成2份，有错误1份。" in outcome.out
    assert "坏.xlsx" in outcome.out
    assert "办法：" in outcome.out
    heading, *found = rows(output / "批量结果.xlsx", "结果")
    assert heading[:5] == ("序号", "工作簿", "社区名称", "文件夹", "结果")
    assert [(row[2], row[4]) for row in found] == [
        (None, "有错误"),
        (NAMES[0], "已生成"),
        (NAMES[1], "已生成"),
    ]
    problems = rows(output / "批量结果.xlsx", "问题")[1:]
    assert ("坏.xlsx", "错误") in [(Path(row[1]).name, row[3]) for row in problems]
    again = docgen("batch", folder, "-o", output)
    assert "未变动2份" in again.out
    assert "这次没有再生成" in again.out


def test_the_command_answers_other_programs_in_json(docgen: Docgen, tmp_path: Path) -> None:
    folder = fill(tmp_path / "in", NAMES[0])
    outcome = docgen("batch", folder, "-o", tmp_path / "out", "--json")
    told = json.loads(outcome.out)
    assert outcome.code == ExitCode.OK
    assert (told["ok"], told["total"], told["counts"]["made"]) == (True, 1, 1)
    assert told["workbooks"][0]["community"] == NAMES[0]


def test_a_folder_without_workbooks_is_said_so(docgen: Docgen, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    outcome = docgen("batch", tmp_path / "in", "-o", tmp_path / "out")
    assert outcome.code == ExitCode.USAGE
    assert "没有找到工作簿" in outcome.err


def test_the_list_goes_beside_one_that_cannot_be_replaced(docgen: Docgen, tmp_path: Path) -> None:
    folder, output = fill(tmp_path / "in", NAMES[0]), tmp_path / "out"
    (output / "批量结果.xlsx").mkdir(parents=True)
    outcome = docgen("batch", folder, "-o", output)
    assert outcome.code == ExitCode.OK
    assert "无法写入" in outcome.out
    assert "批量结果（2）.xlsx" in outcome.out
    assert rows(output / "批量结果（2）.xlsx", "结果")[1][4] == "已生成"
    docgen("batch", folder, "-o", output)
    assert rows(output / "批量结果（2）.xlsx", "结果")[1][4] == "已生成", "a free name is taken"
    assert rows(output / "批量结果（3）.xlsx", "结果")[1][4] == "未变动"


def test_a_place_that_cannot_be_written_is_said_before_the_work(
    docgen: Docgen, tmp_path: Path
) -> None:
    (tmp_path / "文件").write_bytes(b"")
    outcome = docgen("batch", fill(tmp_path / "in", NAMES[0]), "-o", tmp_path / "文件" / "out")
    assert outcome.code == ExitCode.OUTPUT
    assert "无法写入" in outcome.err
    assert outcome.out == ""


def test_texts_of_the_list_are_never_formulas_and_its_bytes_are_always_the_same() -> None:
    def data() -> bytes:
        result = BatchResult()
        result.add(('=HYPERLINK("http://x")', "+1\x07", "@a", "已生成"), (3, 0, 0), ())
        return result.data()

    first = data()
    assert data() == first
    row = next(load_workbook(BytesIO(first))["结果"].iter_rows(min_row=2))
    assert {cell.data_type for cell in row[1:4]} == {"s"}
    assert row[2].value == "+1\ufffd"
