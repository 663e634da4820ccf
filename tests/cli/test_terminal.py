"""The command line on terminals of every kind: encodings, colour, completion, translations."""

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
import subprocess
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from docgen.__main__ import run
from docgen.cli import terminal
from docgen.errors import ExitCode
from tests.support.command_line import COMMANDS, Docgen, assert_chinese, process

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
    terminal.prepare()
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
    root: Path,
    tmp_path: Path,
    *arguments: object,
    env: dict[str, str] | None = None,
    typed: str = "",
) -> tuple[int, str]:
    """Runs a command whose output and errors go to a terminal, where a person has typed."""
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
    os.write(master, typed.encode())
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


def renamed_official(full_sample: Path, folder: Path, *names: str) -> Path:
    """The sample after the vote, with other names in 述评对象."""
    book = openpyxl.load_workbook(full_sample)
    for row, name in enumerate(names, start=2):
        book["述评对象"][f"A{row}"] = name
    path = folder / "改名.xlsx"
    book.save(path)
    return path


def officials_counted(path: Path) -> dict[str, int]:
    """How many votes each official has."""
    found: dict[str, int] = {}
    for row in openpyxl.load_workbook(path)["计票结果"].iter_rows(min_row=2, values_only=True):
        if row[0]:
            found[row[0]] = found.get(row[0], 0) + sum(vote or 0 for vote in row[3:7])
    return found


@pytest.mark.parametrize(("typed", "stays"), [("\n", True), ("1\n", True), ("9\n0\n", False)])
def test_a_terminal_asks_whether_an_official_was_renamed(
    root: Path, full_sample: Path, tmp_path: Path, typed: str, stays: bool
) -> None:
    path = renamed_official(full_sample, tmp_path, "林致远", "何晶")
    votes = officials_counted(full_sample)["何静"]
    code, shown = on_a_terminal(root, tmp_path, "grid", path, typed=typed)
    assert code == ExitCode.OK
    assert "《述评对象》中没有“何静”，但是已有它的票数。“何静”现在改名为：" in shown
    assert "直接回车选1" in shown
    assert ("请输入0至1中的一个数字。" in shown) == ("9" in typed)
    assert officials_counted(path)["何晶"] == (votes if stays else 0)


def test_a_terminal_asks_for_each_of_several_and_suggests_none(
    root: Path, full_sample: Path, tmp_path: Path
) -> None:
    path = renamed_official(full_sample, tmp_path, "何晶", "林志远")
    former = officials_counted(full_sample)
    code, shown = on_a_terminal(root, tmp_path, "grid", path, typed="\n2\n1\n")
    assert code == ExitCode.OK
    assert "直接回车" not in shown
    assert "可能是" not in shown
    assert officials_counted(path) == {"何晶": former["何静"], "林志远": former["林致远"]}


def test_a_question_left_unanswered_changes_nothing(
    root: Path, full_sample: Path, tmp_path: Path
) -> None:
    path = renamed_official(full_sample, tmp_path, "林致远", "何晶")
    before = path.read_bytes()
    code, _ = on_a_terminal(root, tmp_path, "grid", path, typed="\x04")
    assert code != ExitCode.OK
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.glob("*.xlsx")] == ["改名.xlsx"]


def test_a_terminal_shows_progress_and_colour(
    root: Path, full_sample: Path, tmp_path: Path
) -> None:
    code, shown = on_a_terminal(root, tmp_path, "build", full_sample)
    assert code == ExitCode.OK
    assert "37/37 100% " in shown
    assert shown.rindex("正在生成") < shown.index("已生成37个文件")
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
    [
        ("docgen ", set(COMMANDS)),
        ("docgen ch", {"check"}),
        ("docgen build --t", {"--templates", "--today"}),
    ],
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
    return root / "docgen" / "cli" / "locale" / "zh_CN" / "LC_MESSAGES"


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
