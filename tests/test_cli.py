"""The command line: Chinese throughout, documented exit codes, nothing ends in a traceback."""

from __future__ import annotations

import ast
import gettext
import importlib
import io
import json
import os
import pty
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import openpyxl
import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from docgen import console, pipeline, schema
from docgen.__main__ import run
from docgen.cli import cli
from docgen.documents import DOCUMENTS
from docgen.problems import ExitCode

WordFile = Any
NAME = "2026-03-05_幸福里社区_述职述廉测评"
KEYS = [document.key for document in DOCUMENTS]
COMMANDS = sorted(cli.commands)


@dataclass(frozen=True)
class Outcome:
    code: int
    out: str
    err: str

    @property
    def text(self) -> str:
        return self.out + self.err

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Docgen = Callable[..., Outcome]


@pytest.fixture
def docgen(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Docgen:
    """Runs a command in this process, in an empty folder."""
    monkeypatch.delenv("NO_COLOR", raising=False)
    (tmp_path / "cwd").mkdir()
    monkeypatch.chdir(tmp_path / "cwd")
    console.prepare()

    def command(*arguments: object) -> Outcome:
        capsys.readouterr()
        code = run([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        wants_details = {"-v", "--verbose"} & set(arguments)
        assert "Traceback" not in captured.out + captured.err or wants_details
        return Outcome(code, captured.out, captured.err)

    return command


def process(root: Path, *arguments: object, **options: Any) -> subprocess.CompletedProcess[Any]:
    """Runs ``python -m docgen`` in a process of its own."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("LC_", "LANG"))}
    environment |= {"PYTHONPATH": str(root), "PYTHONIOENCODING": ""}
    environment |= options.pop("env", {})
    options = {"capture_output": True, "timeout": 60} | options
    return subprocess.run(
        [sys.executable, "-m", "docgen", *map(str, arguments)], env=environment, **options
    )


@pytest.fixture(scope="module")
def faulty(full_sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workbook with three errors on two sheets."""
    book = openpyxl.load_workbook(full_sample)
    book["领导小组"]["B2"] = None
    book["领导小组"]["C3"] = None
    book["整改清单"]["G2"] = "下个月"
    path = tmp_path_factory.mktemp("faulty") / "有错.xlsx"
    book.save(path)
    return path


def names(folder: str = ".") -> list[str]:
    """What is in a folder."""
    return sorted(path.name for path in Path(folder).iterdir())


def template_folder(path: Path, **templates: bytes) -> Path:
    path.mkdir()
    for key, data in templates.items():
        (path / f"{key}.docx").write_bytes(data)
    return path


ENGLISH = re.compile(
    r"\b(usage|options?|arguments?|commands?|show|message|exit|error|try|missing|invalid|value|"
    r"such|default|required|does|exist|unexpected|extra|got|takes?|help for|directory|readable|"
    r"aborted|choose|did you mean|is not|file|path|format|TEXT|PATH|DIRECTORY|FILE)\b",
    re.IGNORECASE,
)


def assert_chinese(text: str, *allowed: str) -> None:
    """No English words of Click; options and the words typed by the user do not count."""
    for word in (*allowed, *COMMANDS):
        text = text.replace(word, "")
    text = re.sub(r"--?[a-z]+", "", text)
    assert not ENGLISH.findall(text), text


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


def test_without_a_command_the_help_is_shown_as_a_usage_fault(docgen: Docgen) -> None:
    outcome = docgen()
    assert outcome.code == ExitCode.USAGE
    assert "命令" in outcome.text
    assert_chinese(outcome.text)


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
    assert path.stat() == stat
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
    assert docgen("init", "甲/乙/工作簿.XLSX").code == ExitCode.OK
    assert Path("甲/乙/工作簿.XLSX").is_file()


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
    assert "现在可以生成11个文件" in outcome.out
    assert "06_整改清单.docx" in outcome.out
    assert "还不能生成" not in outcome.out
    assert outcome.err == ""
    assert names() == []


def test_check_of_a_faulty_workbook_shows_every_problem(docgen: Docgen, faulty: Path) -> None:
    outcome = docgen("check", faulty)
    assert outcome.code == ExitCode.PROBLEMS == 1
    problems = pipeline.check(faulty).problems
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
    assert len(names) == 11
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
    assert all(name.startswith(("04_测评票_", "06_整改清单")) for name in made)


def test_date_names_the_folder(docgen: Docgen, full_sample: Path) -> None:
    assert docgen("build", full_sample, "--date", "2026-12-01").code == ExitCode.OK
    assert names("out") == ["2026-12-01_幸福里社区_述职述廉测评"]


def test_output_names_the_place(docgen: Docgen, full_sample: Path) -> None:
    assert docgen("build", full_sample, "-o", "甲/乙 丙").code == ExitCode.OK
    assert names("甲/乙 丙") == [NAME]
    assert names() == ["甲"]


def test_an_own_template_replaces_the_shipped_one_of_its_name_alone(
    docgen: Docgen, full_sample: Path, root: Path, word_file: WordFile
) -> None:
    assert docgen("build", full_sample, "-o", "一").code == ExitCode.OK
    own = word_file(
        "{%p for 项 in 整改清单 %}",
        "{{ 项.问题 }}{{ 项.整改措施 }}{{ 项.责任人 }}{{ 项.责任领导 }}{{ 项.完成时限 }}{{ 项.状态 }}",
        "{%p endfor %}",
    )
    templates = template_folder(Path("模板"), rectification_list=own)
    assert docgen("build", full_sample, "-o", "二", "--templates", templates).code == ExitCode.OK
    one, two = ({p.name: p.read_bytes() for p in Path(o, NAME).glob("*.docx")} for o in "一二")
    assert {name for name in one if one[name] != two[name]} == {"06_整改清单.docx"}


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


# --- exit codes of faults ----------------------------------------------------------------


def test_a_faulty_template_ends_in_3(
    docgen: Docgen, full_sample: Path, word_file: WordFile
) -> None:
    templates = template_folder(Path("模板"), ballot=word_file("此处{{ 社区名秤 }}"))
    outcome = docgen("build", full_sample, "--templates", templates)
    assert outcome.code == ExitCode.TEMPLATE == 3
    assert "错误：模板“ballot.docx”用了不存在的变量“社区名秤”" in outcome.err
    assert "办法：是不是“社区名称”？" in outcome.err
    assert names() == ["模板"]


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_an_output_place_that_is_a_file_ends_in_4(
    docgen: Docgen, full_sample: Path, options: list[str]
) -> None:
    Path("out").write_bytes(b"mine")
    outcome = docgen("build", full_sample, *options)
    assert outcome.code == ExitCode.OUTPUT == 4
    assert "无法写入" in outcome.text
    assert Path("out").read_bytes() == b"mine"


def test_a_place_that_cannot_be_written_ends_in_4(
    docgen: Docgen, full_sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> str:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(tempfile, "mkdtemp", refuse)
    outcome = docgen("build", full_sample)
    assert outcome.code == ExitCode.OUTPUT
    assert "没有权限" in outcome.err
    assert_chinese(outcome.err, "out")


def test_a_template_that_drops_a_fact_ends_in_5(
    docgen: Docgen, full_sample: Path, word_file: WordFile
) -> None:
    templates = template_folder(Path("模板"), leading_group_roster=word_file("{{ 社区名称 }}"))
    outcome = docgen("build", full_sample, "--templates", templates)
    assert outcome.code == ExitCode.INSPECTION == 5
    assert "“02_领导小组名单.docx”没有通过检查：缺少应有的内容：林致远" in outcome.err
    assert "leading_group_roster.docx" in outcome.err
    assert names() == ["模板"]


def test_a_template_that_breaks_the_file_ends_in_5(
    docgen: Docgen, full_sample: Path, word_file: WordFile
) -> None:
    broken = word_file("{{ '<' |safe }}")
    templates = template_folder(Path("模板"), ballot=broken)
    outcome = docgen("build", full_sample, "--templates", templates)
    assert outcome.code == ExitCode.INSPECTION
    assert_chinese(outcome.err, "ballot.docx", "docx")


def fail(error: BaseException) -> Callable[..., Any]:
    def failing(*_: object, **__: object) -> Any:
        raise error

    return failing


@pytest.fixture
def logs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "logs"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.mark.parametrize(
    "error", [RuntimeError("内部boom"), KeyError(3), MemoryError(), RecursionError(), OSError(5)]
)
def test_a_fault_of_the_program_ends_in_70_with_a_log(
    docgen: Docgen,
    full_sample: Path,
    monkeypatch: pytest.MonkeyPatch,
    logs: Path,
    error: Exception,
) -> None:
    monkeypatch.setattr(pipeline, "check", fail(error))
    outcome = docgen("check", full_sample)
    assert outcome.code == ExitCode.INTERNAL == 70
    assert outcome.out == ""
    assert "程序内部出错" in outcome.err
    assert "Traceback" not in outcome.err
    assert type(error).__name__ not in outcome.err
    assert "boom" not in outcome.err
    (log,) = logs.iterdir()
    assert str(log) in outcome.err
    text = log.read_text(encoding="utf-8")
    assert "Traceback" in text
    assert type(error).__name__ in text
    assert str(full_sample) in text


@pytest.mark.parametrize("arguments", [["-v", "check"], ["check", "-v"], ["check", "--verbose"]])
def test_the_traceback_is_shown_when_asked_for(
    docgen: Docgen,
    full_sample: Path,
    monkeypatch: pytest.MonkeyPatch,
    logs: Path,
    arguments: list[str],
) -> None:
    monkeypatch.setattr(pipeline, "check", fail(RuntimeError("内部boom")))
    outcome = docgen(*arguments, full_sample)
    assert outcome.code == ExitCode.INTERNAL
    assert "RuntimeError: 内部boom" in outcome.err
    assert len(list(logs.iterdir())) == 1


@pytest.mark.parametrize(
    "error", [PermissionError(13, "no"), UnicodeEncodeError("ascii", "错", 0, 1, "no")]
)
def test_a_log_that_cannot_be_written_is_no_second_fault(
    docgen: Docgen, full_sample: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    monkeypatch.setattr(pipeline, "check", fail(RuntimeError("boom")))
    monkeypatch.setattr(tempfile, "mkstemp", fail(error))
    outcome = docgen("check", full_sample)
    assert outcome.code == ExitCode.INTERNAL
    assert "无法写入错误记录" in outcome.err


@pytest.mark.parametrize("command", ["check", "build"])
def test_an_interruption_ends_in_130(
    docgen: Docgen, full_sample: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setattr(pipeline, command, fail(KeyboardInterrupt()))
    outcome = docgen(command, full_sample)
    assert outcome.code == ExitCode.INTERRUPTED == 130
    assert "已中断，没有留下不完整的文件。" in outcome.err
    assert "Aborted" not in outcome.err
    assert names() == []


@pytest.mark.parametrize("call", [1, 6, 11])
def test_an_interruption_while_rendering_leaves_nothing(
    docgen: Docgen, full_sample: Path, monkeypatch: pytest.MonkeyPatch, call: int
) -> None:
    from docgen.render import CompiledTemplate

    calls = iter(range(1, 100))
    real = CompiledTemplate.render

    def render(*arguments: Any) -> bytes:
        if next(calls) == call:
            raise KeyboardInterrupt
        return real(*arguments)

    monkeypatch.setattr(CompiledTemplate, "render", render)
    assert docgen("build", full_sample).code == ExitCode.INTERRUPTED
    assert names() == []


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_ctrl_c_in_a_terminal_ends_in_130(root: Path, tmp_path: Path) -> None:
    fifo = tmp_path / "工作簿.xlsx"
    os.mkfifo(fifo)
    child = subprocess.Popen(
        [sys.executable, "-m", "docgen", "check", fifo],
        env=os.environ | {"PYTHONPATH": str(root)},
        stderr=subprocess.PIPE,
    )
    with fifo.open("wb"):  # opens once the command has begun to read
        child.send_signal(signal.SIGINT)
        _, err = child.communicate(timeout=30)
    assert child.returncode == 130
    assert "已中断" in err.decode()
    assert "Traceback" not in err.decode()


# --- JSON --------------------------------------------------------------------------------

PROBLEM_KEYS = {"code", "severity", "sheet", "cell", "place", "message", "hint"}
ERROR_KEYS = {"ok", "exit_code", "message", "hint", "problems"}


def test_check_json_has_the_documented_keys(docgen: Docgen, early_sample: Path) -> None:
    outcome = docgen("check", "--json", early_sample)
    assert outcome.code == ExitCode.OK
    content = outcome.json
    assert content.keys() == {"ok", "problems", "ready", "waiting"}
    assert content["ok"] is True
    assert all(entry.keys() == {"key", "name"} for entry in content["ready"])
    assert [entry["key"] for entry in content["waiting"]] == [
        "result_bulletin",
        "rectification_list",
    ]
    for entry in content["waiting"]:
        assert entry.keys() == {"key", "title", "needs"}
        assert all(need.keys() == {"sheet", "text"} for need in entry["needs"])
        assert entry["needs"]
    assert outcome.err == ""


def test_check_json_of_a_faulty_workbook_tells_the_same_problems(
    docgen: Docgen, faulty: Path
) -> None:
    outcome = docgen("check", faulty, "--json")
    assert outcome.code == ExitCode.PROBLEMS
    content = outcome.json
    assert content.keys() == {"ok", "problems", "ready", "waiting"}
    assert (content["ok"], content["ready"], content["waiting"]) == (False, [], [])
    wanted = [(p.code, p.place, p.message, p.hint) for p in pipeline.check(faulty).problems]
    assert [
        tuple(p[k] for k in ("code", "place", "message", "hint")) for p in content["problems"]
    ] == (wanted)
    for problem in content["problems"]:
        assert problem.keys() == PROBLEM_KEYS
        assert problem["severity"] in {"error", "warning"}


def test_build_json_has_the_documented_keys(docgen: Docgen, full_sample: Path) -> None:
    outcome = docgen("build", full_sample, "--json")
    assert outcome.code == ExitCode.OK
    content = outcome.json
    assert content.keys() == {"ok", "package", "files", "edited", "removed", "problems", "waiting"}
    assert content["ok"] is True
    assert (content["edited"], content["waiting"]) == ([], [])
    assert Path(content["package"]) == Path("out") / NAME
    recorded = json.loads(Path(content["package"], "manifest.json").read_text(encoding="utf-8"))
    assert content["files"] == sorted(recorded["files"], key=lambda file: file["name"])
    assert all(problem.keys() == PROBLEM_KEYS for problem in content["problems"])
    assert outcome.err == ""


def test_list_json_tells_every_document(docgen: Docgen) -> None:
    content = docgen("list", "--json").json
    assert [entry["key"] for entry in content] == KEYS
    for entry in content:
        assert entry.keys() == {"key", "title", "stage", "needs"}
        assert all(need.keys() == {"sheet", "text"} for need in entry["needs"])


def test_list_tells_every_document(docgen: Docgen) -> None:
    outcome = docgen("list")
    assert outcome.code == ExitCode.OK
    for document in DOCUMENTS:
        assert f"{document.title}（{document.key}）" in outcome.out


@pytest.mark.parametrize("code", [1, 2, 3, 4, 5])
def test_build_json_tells_what_stopped_it(
    docgen: Docgen, full_sample: Path, faulty: Path, word_file: WordFile, code: int
) -> None:
    template_folder(Path("误"), ballot=word_file("{{ 社区名秤 }}"))
    template_folder(Path("漏"), ballot=word_file("{{ 社区名称 }}"))
    Path("占用").write_bytes(b"mine")
    arguments: dict[int, list[object]] = {
        1: [faulty],
        2: [full_sample, "--only", "无"],
        3: [full_sample, "--templates", "误"],
        4: [full_sample, "-o", "占用"],
        5: [full_sample, "--templates", "漏"],
    }
    outcome = docgen("build", *arguments[code], "--json")
    assert outcome.code == code
    content = outcome.json
    assert content.keys() == ERROR_KEYS
    assert (content["ok"], content["exit_code"]) == (False, code)
    assert content["message"]
    assert content["hint"]
    assert bool(content["problems"]) is (code == 1)
    assert all(problem.keys() == PROBLEM_KEYS for problem in content["problems"])
    assert outcome.err == ""


# --- terminals and encodings -------------------------------------------------------------


class Terminal(io.TextIOWrapper):
    """A stream of an encoding of its own, in place of the real one."""

    def __init__(self, encoding: str) -> None:
        super().__init__(io.BytesIO(), encoding=encoding, errors="strict", newline="\n")

    @property
    def text(self) -> str:
        self.flush()
        data = self.buffer.getvalue()  # type: ignore[attr-defined]
        return str(data.decode(self.encoding))


ENCODINGS = ("ascii", "gbk", "latin-1", "cp437", "utf-8", "big5", "gb18030")
KEEPS_ITS_ENCODING = {"gbk", "utf-8", "gb18030"}


def terminals(monkeypatch: pytest.MonkeyPatch, encoding: str) -> tuple[Terminal, Terminal]:
    """Standard output and error of that encoding. Call in the test itself: pytest, too, swaps."""
    out, err = Terminal(encoding), Terminal(encoding)
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(sys, "stderr", err)
    console.prepare()
    return out, err


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_no_encoding_of_the_terminal_stops_a_command(
    monkeypatch: pytest.MonkeyPatch,
    encoding: str,
    early_sample: Path,
    faulty: Path,
    tmp_path: Path,
) -> None:
    out, err = terminals(monkeypatch, encoding)
    expected = {
        ("--help",): 0,
        ("list",): 0,
        ("check", str(faulty)): 1,
        ("build", str(early_sample), "-o", str(tmp_path / "out")): 0,
        ("check", "没有𠮷.xlsx"): 2,
        ("build", str(early_sample), "--only", "𠮷"): 2,
    }
    assert {arguments: run(arguments) for arguments in expected} == expected
    assert out.encoding == err.encoding
    assert (out.encoding == encoding) == (encoding in KEEPS_ITS_ENCODING)
    assert "实施方案" in out.text
    assert "不存在" in err.text
    assert "Traceback" not in err.text


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_json_loses_nothing_in_any_encoding(
    monkeypatch: pytest.MonkeyPatch, encoding: str, full_sample: Path, tmp_path: Path
) -> None:
    book = openpyxl.load_workbook(full_sample)
    book["领导小组"]["A2"] = "𠮷组长é"
    book.save(tmp_path / "𠮷.xlsx")
    out, _ = terminals(monkeypatch, encoding)
    assert run(["check", str(tmp_path / "𠮷.xlsx"), "--json"]) == 1
    content = json.loads(out.text)
    assert any("𠮷组长é" in problem["message"] for problem in content["problems"])


@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONIOENCODING": "ascii"},
        {"PYTHONIOENCODING": "gbk"},
        {"PYTHONIOENCODING": "latin-1"},
        {"LC_ALL": "C"},
        {"LC_ALL": "POSIX", "PYTHONIOENCODING": "ascii:strict", "LANGUAGE": "en"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    ],
)
def test_no_locale_ends_in_a_traceback(
    root: Path, full_sample: Path, tmp_path: Path, environment: dict[str, str]
) -> None:
    path = shutil.copyfile(full_sample, tmp_path / "sample.xlsx")
    cramped = environment.get("PYTHONUTF8") == "0"  # no Chinese file name can be written there
    for arguments, code in (
        (("build", path, "--only", "ballot"), ExitCode.OUTPUT if cramped else ExitCode.OK),
        (("chekc",), ExitCode.USAGE),
    ):
        done = process(root, *arguments, env=environment, cwd=tmp_path)
        assert done.returncode == code, done.stderr
        encoding = "gbk" if environment.get("PYTHONIOENCODING") == "gbk" else "utf-8"
        text = (done.stdout + done.stderr).decode(encoding)
        assert "Traceback" not in text
        assert re.search("生成|无法写入|没有'chekc'这个命令", text)


def test_a_system_that_cannot_write_chinese_names_is_told_so(
    root: Path, full_sample: Path, tmp_path: Path
) -> None:
    path = shutil.copyfile(full_sample, tmp_path / "sample.xlsx")
    environment = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    done = process(root, "build", path, "-o", "out", env=environment, cwd=tmp_path)
    assert "系统的字符编码不能表示中文文件名" in done.stderr.decode()


def on_a_terminal(
    root: Path, tmp_path: Path, *arguments: object, env: dict[str, str] | None = None
) -> tuple[int, str]:
    """Runs a command whose output and errors go to a terminal."""
    master, slave = pty.openpty()
    environment = {k: v for k, v in os.environ.items() if k != "NO_COLOR"}
    child = subprocess.Popen(
        [sys.executable, "-m", "docgen", *map(str, arguments)],
        env=environment | {"PYTHONPATH": str(root), "TERM": "xterm"} | (env or {}),
        stdout=slave,
        stderr=slave,
        stdin=slave,
        cwd=tmp_path,
    )
    os.close(slave)
    shown = b""
    while True:
        try:
            piece = os.read(master, 65536)
        except OSError:  # the other end has gone
            break
        if not piece:
            break
        shown += piece
    os.close(master)
    return child.wait(timeout=30), shown.decode()


def test_a_terminal_shows_progress_and_colour(
    root: Path, full_sample: Path, tmp_path: Path
) -> None:
    code, shown = on_a_terminal(root, tmp_path, "build", full_sample)
    assert code == ExitCode.OK
    assert "正在生成（11/11）06_整改清单.docx" in shown
    assert shown.rindex("正在生成") < shown.index("已生成11个文件")
    assert "\x1b[32m" in shown


def test_what_is_no_terminal_gets_no_progress_and_no_colour(
    root: Path, full_sample: Path, tmp_path: Path
) -> None:
    done = process(root, "build", full_sample, cwd=tmp_path)
    assert done.returncode == ExitCode.OK
    assert "正在生成" not in (done.stdout + done.stderr).decode()
    assert b"\x1b" not in done.stdout + done.stderr
    assert b"\r" not in done.stdout + done.stderr


@pytest.mark.parametrize("arguments", [["check"], ["build", "--only", "无"]])
def test_no_color_is_heeded_on_a_terminal(
    root: Path, faulty: Path, tmp_path: Path, arguments: list[str]
) -> None:
    arguments = [arguments[0], str(faulty), *arguments[1:]]
    _, coloured = on_a_terminal(root, tmp_path, *arguments)
    assert "\x1b[31m" in coloured
    _, plain = on_a_terminal(root, tmp_path, *arguments, env={"NO_COLOR": "1"})
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain
    assert not re.search(r"\x1b\[[0-9;]*m", plain)


def test_json_on_a_terminal_is_json_alone(root: Path, full_sample: Path, tmp_path: Path) -> None:
    code, shown = on_a_terminal(root, tmp_path, "build", full_sample, "--json")
    assert code == ExitCode.OK
    assert json.loads(shown)["ok"] is True


@pytest.mark.parametrize("arguments", [["list"], ["--help"], ["check"], ["chekc"], ["check", "no"]])
def test_a_reader_that_has_gone_is_no_fault(
    root: Path, full_sample: Path, arguments: list[str]
) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    if arguments == ["check"]:
        arguments = ["check", str(full_sample)]
    done = process(root, *arguments, stdout=writer, stderr=subprocess.PIPE, capture_output=False)
    os.close(writer)
    usage = arguments[0] == "chekc" or arguments[-1] == "no"
    assert done.returncode == (ExitCode.USAGE if usage else ExitCode.OK)
    assert b"Error" not in done.stderr
    assert b"Traceback" not in done.stderr


# --- completion --------------------------------------------------------------------------


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_completion_script_is_for_docgen(docgen: Docgen, shell: str) -> None:
    outcome = docgen("completion", shell)
    assert outcome.code == ExitCode.OK
    assert f"_DOCGEN_COMPLETE={shell}_complete" in outcome.out
    assert_chinese(outcome.err)
    program = shutil.which(shell)
    if program:
        subprocess.run([program, "-n"], input=outcome.out, text=True, check=True)


@pytest.mark.parametrize(
    ("typed", "offered"),
    [("docgen ", set(COMMANDS)), ("docgen ch", {"check"}), ("docgen build --t", {"--templates"})],
)
def test_the_shell_is_offered_commands_and_options(
    root: Path, typed: str, offered: set[str]
) -> None:
    words = typed.split(" ")
    done = process(
        root,
        env={
            "_DOCGEN_COMPLETE": "bash_complete",
            "COMP_WORDS": typed,
            "COMP_CWORD": str(len(words) - 1),
        },
    )
    assert done.returncode == ExitCode.OK
    assert {line.split(",")[1] for line in done.stdout.decode().split()} == offered


# --- translations ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def locale(root: Path) -> Path:
    return root / "docgen" / "locale" / "zh_CN" / "LC_MESSAGES"


def test_the_compiled_translations_are_those_of_the_source(locale: Path) -> None:
    with (locale / "messages.po").open("rb") as source:
        catalog = read_po(source, locale="zh_CN")
    assert all(message.string for message in catalog)
    fresh = io.BytesIO()
    write_mo(fresh, catalog)
    fresh.seek(0)
    with (locale / "messages.mo").open("rb") as compiled:
        committed: Any = gettext.GNUTranslations(compiled)
    rebuilt: Any = gettext.GNUTranslations(fresh)
    assert {k: v for k, v in committed._catalog.items() if k} == {
        k: v for k, v in rebuilt._catalog.items() if k
    }
    assert len(committed._catalog) > 40


# What Click can say, but not to a user of docgen.
NEVER_SAID = {
    "deprecated": "nothing is deprecated",
    "DeprecationWarning: The command {name!r} is deprecated.{extra_message}": "likewise",
    "DeprecationWarning: The {param_type} {name!r} is deprecated.{extra_message}": "likewise",
    "Value must be an iterable.": "said to programmers",
    "Could not determine name for option with declarations {decls!r}": "said to programmers",
    "No options defined but a name was passed ({name}). Did you mean to declare an argument "
    "instead? Did you mean to pass '--{name}'?": "said to programmers",
    "Arguments take exactly one parameter declaration, got {length}: {decls}.": "to programmers",
    "Name '{name}' defined twice": "said to programmers",
    "Boolean option {decl!r} cannot use the same flag for true/false.": "said to programmers",
    "Invalid start character for option ({option})": "said to programmers",
    "(dynamic)": "a default that is computed",
    "Do you want to continue?": "confirmation",
    "Confirm the action without prompting.": "confirmation",
    "Choice({choices})": "a type's name, for programmers",
    "{value} is not in the range {range}.": "no ranges",
    "{value!r} is not a valid boolean. Recognized values: {states}": "no boolean values",
    "{value!r} is not a valid UUID.": "no UUIDs",
    "{len_type} values are required, but {len_value} was given.": "no tuples",
}
SPEAKING = ("core", "decorators", "exceptions", "formatting", "parser", "shell_completion", "types")


def said_by_click() -> set[str]:
    """The messages in the parts of Click that parse a command line and report on it."""
    messages = set()
    for name in SPEAKING:
        module = importlib.import_module(f"click.{name}")
        for node in ast.walk(ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in {"_", "ngettext"}
                and isinstance(node.args[0], ast.Constant)
            ):
                messages.add(str(node.args[0].value))
    return messages


def test_everything_click_says_to_a_user_is_translated(locale: Path) -> None:
    with (locale / "messages.po").open("rb") as source:
        catalog = read_po(source, locale="zh_CN")
    translated = {m.id[0] if isinstance(m.id, tuple) else m.id for m in catalog if m.id}
    said = said_by_click()
    assert len(said) > 40
    assert said - translated - NEVER_SAID.keys() == set()


@pytest.mark.parametrize("placeholder", [r"\{(\w+)", r"%\((\w+)\)"])
def test_a_translation_uses_no_value_that_click_does_not_give(
    locale: Path, placeholder: str
) -> None:
    with (locale / "messages.po").open("rb") as source:
        catalog = read_po(source, locale="zh_CN")
    for message in catalog:
        given = set(re.findall(placeholder, " ".join(_texts(message.id))))
        used = set(re.findall(placeholder, " ".join(_texts(message.string))))
        assert used <= given, message.id


def _texts(value: str | tuple[str, ...]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else value
