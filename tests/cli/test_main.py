"""The command line: Chinese throughout, documented exit codes, nothing ends in a traceback."""

from __future__ import annotations

import hashlib
import re
import shutil
from pathlib import Path

import click
import docx
import openpyxl
import pytest

from docgen.campaign import schema
from docgen.cli.main import cli
from docgen.commands.check import check
from docgen.errors import ExitCode
from docgen.package import manifest, signing
from docgen.system import resources
from tests.support.command_line import (
    COMMANDS,
    KEYS,
    NAME,
    Docgen,
    assert_chinese,
    names,
)

# --- help --------------------------------------------------------------------------------


@pytest.mark.parametrize("option", ["-h", "--help"])
@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_every_help_text_is_chinese(docgen: Docgen, command: str, option: str) -> None:
    outcome = docgen(*filter(None, [command]), option)
    assert outcome.code == ExitCode.OK
    assert outcome.err == ""
    assert outcome.out.startswith("用法：")
    assert "选项" in outcome.out
    assert "显示本说明。" in outcome.out
    assert_chinese(outcome.out)


def test_the_help_lists_every_command_with_a_sentence(docgen: Docgen) -> None:
    out = docgen("--help").out
    for command in COMMANDS:
        assert re.search(rf"^  {command} +[\u4e00-\u9fff].*。$", out, re.MULTILINE), command


@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_and_command_has_a_chinese_help_text(command: str) -> None:
    assert re.search(r"[\u4e00-\u9fff].*。", cli.commands[command].help or "")
    for parameter in cli.commands[command].params:
        if isinstance(parameter, click.Option):
            assert re.search(r"[\u4e00-\u9fff].*。", parameter.help or ""), parameter.name


def test_the_version_is_shown(docgen: Docgen) -> None:
    outcome = docgen("--version")
    assert outcome.code == ExitCode.OK
    assert re.fullmatch(r"docgen \d+\.\d+\.\d+\S*\n", outcome.out)


# --- usage faults ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["check"], "缺少参数"),
        (["build"], "缺少参数"),
        (["init"], "缺少参数"),
        (["completion"], "缺少参数"),
        (["chekc", "甲.xlsx"], "没有'chekc'这个命令。 是不是要写：'check'"),
        (["做公文"], "没有'做公文'这个命令"),
        (["--nix"], "没有'--nix'这个选项"),
        (["check", "--jsn", "有.xlsx"], "没有'--jsn'这个选项。 是不是要写：'--json'"),
        (["check", "没有.xlsx"], "文件'没有.xlsx'不存在"),
        (["build", "没有.xlsx"], "文件'没有.xlsx'不存在"),
        (["check", "."], "是文件夹，不是文件"),
        (["build", "."], "是文件夹，不是文件"),
        (["init", "."], "是文件夹，不是文件"),
        (["check", "有.xlsx", "多.xlsx"], "多余的参数（多.xlsx），路径中有空格时请加引号"),
        (["build", "有.xlsx", "--date", "3月5日"], "不是有效的日期，请写成2026-03-05的形式"),
        (["build", "有.xlsx", "--date", "2026-02-30"], "不是有效的日期"),
        (["build", "有.xlsx", "--date"], "选项'--date'后面要写一个值"),
        (["build", "有.xlsx", "--only"], "选项'--only'后面要写一个值"),
        (["build", "有.xlsx", "--json=是"], "选项'--json'后面不能写值"),
        (["build", "有.xlsx", "--templates", "没有"], "文件夹'没有'不存在"),
        (["build", "有.xlsx", "--templates", "有.xlsx"], "是文件，不是文件夹"),
        (["completion", "tcsh"], "'tcsh'不在可选范围内"),
    ],
)
def test_a_usage_fault_is_told_in_chinese(
    docgen: Docgen, full_sample: Path, arguments: list[str], words: str
) -> None:
    shutil.copyfile(full_sample, "有.xlsx")
    outcome = docgen(*arguments)
    assert outcome.code == ExitCode.USAGE == 2
    assert outcome.out == ""
    assert words in outcome.err
    assert_chinese(outcome.err, *arguments, "shell")
    assert names() == ["有.xlsx"]


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_an_unknown_document_key_is_told_with_the_keys_there_are(
    docgen: Docgen, full_sample: Path, options: list[str]
) -> None:
    outcome = docgen("build", full_sample, "--only", "ballots", *options)
    assert outcome.code == ExitCode.USAGE
    assert "没有“ballots”这种公文" in outcome.text
    for key in KEYS:
        assert key in outcome.text
    assert names() == []


# --- init --------------------------------------------------------------------------------


@pytest.mark.parametrize("options", [[], ["--sample"]])
def test_init_writes_a_workbook_that_check_can_read(docgen: Docgen, options: list[str]) -> None:
    outcome = docgen("init", "工作簿.xlsx", *options)
    assert outcome.code == ExitCode.OK
    assert "工作簿.xlsx" in outcome.out
    assert names() == ["工作簿.xlsx"]
    assert openpyxl.load_workbook("工作簿.xlsx").sheetnames == list(schema.sheet_names())
    assert docgen("check", "工作簿.xlsx").code == (ExitCode.OK if options else ExitCode.PROBLEMS)


@pytest.mark.parametrize("options", [[], ["--sample"]])
def test_init_never_writes_over_a_file_unasked(docgen: Docgen, options: list[str]) -> None:
    path = Path("工作簿.xlsx")
    path.write_bytes("我的".encode())
    stat = path.stat()
    outcome = docgen("init", path, *options)
    assert outcome.code == ExitCode.USAGE
    assert "文件已存在，没有改动" in outcome.err
    assert "--force" in outcome.err
    assert path.read_bytes() == "我的".encode()
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (stat.st_ino, stat.st_mtime_ns)
    assert names() == ["工作簿.xlsx"]


def test_init_writes_over_a_file_when_forced(docgen: Docgen) -> None:
    Path("工作簿.xlsx").write_bytes("我的".encode())
    assert docgen("init", "工作簿.xlsx", "--force").code == ExitCode.OK
    assert Path("工作簿.xlsx").read_bytes().startswith(b"PK")
    assert names() == ["工作簿.xlsx"]


@pytest.mark.parametrize("name", ["工作簿.xls", "工作簿", "工作簿.docx", "xlsx", ".xlsx"])
def test_init_wants_a_name_that_ends_in_xlsx(docgen: Docgen, name: str) -> None:
    outcome = docgen("init", name)
    assert outcome.code == ExitCode.USAGE
    assert "应以.xlsx结尾" in outcome.err
    assert names() == []


def test_init_makes_the_folder_that_is_missing(docgen: Docgen) -> None:
    outcome = docgen("init", "甲/乙/工作簿.XLSX")
    assert outcome.code == ExitCode.OK
    assert Path("甲/乙/工作簿.XLSX").is_file()
    assert f"已新建文件夹：{Path('甲/乙')}\n" in outcome.out
    assert "已新建文件夹" not in docgen("init", "甲/乙/另一份.xlsx").out


def test_init_into_what_is_no_folder_is_told(docgen: Docgen) -> None:
    Path("甲").write_bytes(b"mine")
    outcome = docgen("init", "甲/工作簿.xlsx")
    assert outcome.code == ExitCode.OUTPUT
    assert "无法写入" in outcome.err
    assert_chinese(outcome.err)
    assert Path("甲").read_bytes() == b"mine"


def test_init_with_a_name_too_long_for_the_disk_is_told(docgen: Docgen) -> None:
    outcome = docgen("init", "长" * 100 + ".xlsx")
    assert outcome.code == ExitCode.OUTPUT
    assert "名称过长" in outcome.err
    assert_chinese(outcome.err)


def test_init_that_cannot_write_leaves_the_old_workbook(
    docgen: Docgen, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("工作簿.xlsx").write_bytes("我的".encode())

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    for step in ("replace", "write_bytes"):
        with monkeypatch.context() as patch:
            patch.setattr(Path, step, refuse)
            outcome = docgen("init", "工作簿.xlsx", "--force")
        assert outcome.code == ExitCode.OUTPUT
        assert "没有权限" in outcome.err
        assert_chinese(outcome.err)
        assert Path("工作簿.xlsx").read_bytes() == "我的".encode()
        assert names() == ["工作簿.xlsx"]


# --- check -------------------------------------------------------------------------------


def test_check_shows_what_can_be_made(docgen: Docgen, full_sample: Path) -> None:
    outcome = docgen("check", full_sample)
    assert outcome.code == ExitCode.OK
    assert "现在可以生成37个文件" in outcome.out
    assert "13_整改清单.docx" in outcome.out
    assert "还不能生成" not in outcome.out
    assert outcome.err == ""
    assert names() == []


def test_check_of_a_faulty_workbook_shows_every_problem(docgen: Docgen, faulty: Path) -> None:
    outcome = docgen("check", faulty)
    assert outcome.code == ExitCode.PROBLEMS == 1
    problems = check(faulty).problems
    assert len([problem for problem in problems if problem.is_error]) >= 3
    for place in ("领导小组!B2", "领导小组!C3", "整改清单!G2"):
        assert place in outcome.out
    for problem in problems:
        assert f"【{problem.severity}】{problem.place}　{problem.message}" in outcome.out
        assert f"办法：{problem.hint}" in outcome.out
    assert (
        outcome.out.index("【错误】") < outcome.out.find("【提醒】")
        or "【提醒】" not in outcome.out
    )
    assert "现在可以生成" not in outcome.out
    assert names() == []


def test_before_the_vote_the_bulletin_and_the_list_wait_and_say_for_what(
    docgen: Docgen, early_sample: Path
) -> None:
    for outcome in (docgen("check", early_sample), docgen("build", early_sample)):
        assert outcome.code == ExitCode.OK
        waiting = outcome.out.partition("还不能生成：")[2]
        assert re.search("测评结果通报，待填写：《计票结果》.+", waiting)
        assert re.search("整改清单，待填写：《整改清单》.+", waiting)
    made = "\n".join(path.name for path in Path("out").rglob("*.docx"))
    assert "实施方案" in made
    assert "测评结果通报" not in made
    assert "整改清单" not in made


def test_asking_for_a_document_that_waits_says_what_to_fill_in(
    docgen: Docgen, early_sample: Path
) -> None:
    outcome = docgen("build", early_sample, "--only", "result_bulletin")
    assert outcome.code == ExitCode.PROBLEMS
    assert "“测评结果通报”还不能生成" in outcome.err
    assert "《计票结果》" in outcome.err
    assert names() == []


@pytest.mark.parametrize("command", ["check", "build"])
def test_a_file_that_is_no_workbook_is_told(docgen: Docgen, command: str) -> None:
    Path("假.xlsx").write_bytes("不是工作簿".encode())
    outcome = docgen(command, "假.xlsx")
    assert outcome.code == ExitCode.PROBLEMS
    assert "不是xlsx格式" in outcome.text


# --- build -------------------------------------------------------------------------------


def test_build_lists_the_files_it_made(docgen: Docgen, full_sample: Path) -> None:
    outcome = docgen("build", full_sample)
    assert outcome.code == ExitCode.OK
    folder = Path("out") / NAME
    assert str(folder) in outcome.out
    names = sorted(path.name for path in folder.glob("*.docx"))
    assert len(names) == 37
    for name in names:
        assert name in outcome.out
    assert_chinese(outcome.out, "docx", "out")


def test_build_of_a_faulty_workbook_makes_nothing(docgen: Docgen, faulty: Path) -> None:
    outcome = docgen("build", faulty)
    assert outcome.code == ExitCode.PROBLEMS
    assert "领导小组!B2" in outcome.err
    assert "没有生成公文" in outcome.err
    assert names() == []


def test_only_makes_what_was_asked_for(docgen: Docgen, full_sample: Path) -> None:
    outcome = docgen("build", full_sample, "--only", "ballot", "--only", "rectification_list")
    assert outcome.code == ExitCode.OK
    made = sorted(path.name for path in (Path("out") / NAME).glob("*.docx"))
    assert len(made) == 5
    assert all(name.startswith(("07_测评票_", "13_整改清单")) for name in made)


def test_date_names_the_folder(docgen: Docgen, full_sample: Path) -> None:
    assert docgen("build", full_sample, "--date", "2026-12-01").code == ExitCode.OK
    name = "2026-12-01_幸福里社区_述职述廉测评"
    assert names("out") == [name, f"{name}.zip"]


def test_output_names_the_place(docgen: Docgen, full_sample: Path) -> None:
    assert docgen("build", full_sample, "-o", "甲/乙 丙").code == ExitCode.OK
    assert names("甲/乙 丙") == [NAME, f"{NAME}.zip"]
    assert names() == ["甲"]


def test_an_own_template_replaces_the_shipped_one_of_its_name_alone(
    docgen: Docgen, full_sample: Path, root: Path
) -> None:
    assert docgen("build", full_sample, "-o", "一").code == ExitCode.OK
    own = docx.Document(str(root / "templates_docx" / "rectification_list.docx"))
    own.tables[0].cell(0, 1).paragraphs[0].runs[0].text = "群众反映的问题"
    Path("模板").mkdir()
    own.save("模板/rectification_list.docx")
    templates = Path("模板")
    assert docgen("build", full_sample, "-o", "二", "--templates", templates).code == ExitCode.OK
    one, two = ({p.name: p.read_bytes() for p in Path(o, NAME).glob("*.docx")} for o in "一二")
    assert {name for name in one if one[name] != two[name]} == {"13_整改清单.docx"}


def test_a_template_folder_without_templates_is_told(docgen: Docgen, full_sample: Path) -> None:
    Path("模板").mkdir()
    outcome = docgen("build", full_sample, "--templates", "模板")
    assert outcome.code == ExitCode.USAGE
    assert "“模板”中没有模板" in outcome.err
    assert "ballot.docx" in outcome.err


def test_an_edited_document_is_kept_and_reported(docgen: Docgen, full_sample: Path) -> None:
    docgen("build", full_sample)
    path = Path("out", NAME, "01_实施方案.docx")
    path.write_bytes(b"edited")
    outcome = docgen("build", full_sample)
    assert outcome.code == ExitCode.OK
    assert path.read_bytes() == b"edited"
    assert "经人工修改过" in outcome.out
    assert "01_实施方案（新生成）.docx" in outcome.out
    assert docgen("build", full_sample, "--json").json["edited"] == ["01_实施方案.docx"]


# --- building again ----------------------------------------------------------------------

EDITED = Path("out") / NAME / "13_整改清单.docx"
ONE = ("--only", "rectification_list")


def test_an_edited_document_is_kept_and_said_so(docgen: Docgen, full_sample: Path) -> None:
    docgen("build", full_sample, *ONE)
    EDITED.write_bytes(b"edited by hand")
    (EDITED.parent / "照片.jpg").write_bytes(b"photo")
    outcome = docgen("build", full_sample, *ONE)
    assert "下列文件经人工修改过，已原样保留" in outcome.out
    assert "13_整改清单（新生成）.docx" in outcome.out
    assert "不是本程序生成的，原样保留，没有放入压缩包：\n　　　　照片.jpg" in outcome.out
    assert f"报送用的压缩包：\n　　{Path('out') / NAME}.zip" in outcome.out
    assert EDITED.read_bytes() == b"edited by hand"


def test_with_force_an_edited_document_goes_to_the_history(
    docgen: Docgen, full_sample: Path
) -> None:
    docgen("build", full_sample, *ONE)
    EDITED.write_bytes(b"edited by hand")
    outcome = docgen("build", full_sample, *ONE, "--force")
    (moved,) = (EDITED.parent / "历史版本").glob("*/13_整改清单.docx")
    assert moved.read_bytes() == b"edited by hand"
    assert EDITED.read_bytes().startswith(b"PK")
    assert (
        f"已移到历史版本，原处是新生成的：\n　　　　{moved.relative_to(EDITED.parent)}"
        in outcome.out
    )


def test_the_manifest_and_the_copy_are_those_of_the_workbook(
    docgen: Docgen, full_sample: Path
) -> None:
    docgen("build", full_sample, *ONE)
    copy = EDITED.parent / "活动工作簿.xlsx"
    assert copy.read_bytes() == Path(full_sample).read_bytes()
    recorded = manifest.decoded((EDITED.parent / "manifest.json").read_bytes())
    assert recorded.workbook == copy.name
    campaign = check(full_sample).campaign
    assert campaign is not None
    told = manifest.campaign_json(recorded.campaign)
    assert told == manifest.campaign_json(manifest.campaign_data(campaign))
    template = resources.shipped("templates_docx") / "rectification_list.docx"
    (file,) = (file for file in recorded.files if file.key == "rectification_list")
    assert file.template_sha256 == hashlib.sha256(template.read_bytes()).hexdigest()


def test_a_signed_build_holds_a_signature_of_its_manifest_until_built_without(
    docgen: Docgen, full_sample: Path
) -> None:
    signing.generate(Path("社区.key"), Path("社区.pub"))
    assert docgen("build", full_sample, *ONE, "--sign", "社区.key").code == ExitCode.OK
    public = signing.load_public_key(Path("社区.pub"))
    data, signature = (
        (EDITED.parent / name).read_bytes() for name in ("manifest.json", "manifest.sig")
    )
    assert signing.verify(data, signature, [public]).verdict is signing.Verdict.VALID_TRUSTED
    docgen("build", full_sample, *ONE)
    assert not (EDITED.parent / "manifest.sig").exists()
