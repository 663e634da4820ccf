"""The command line when something is at fault: exit codes, sentences, JSON."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from docgen.commands.check import check
from docgen.documents import DOCUMENTS
from docgen.errors import ExitCode
from tests.support.command_line import (
    KEYS,
    NAME,
    Docgen,
    WordFile,
    assert_chinese,
    names,
    template_folder,
)

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

    monkeypatch.setattr("docgen.system.files.make_temporary", refuse)
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
    monkeypatch.setattr("docgen.commands.check.check", fail(error))
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
    monkeypatch.setattr("docgen.commands.check.check", fail(RuntimeError("内部boom")))
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
    monkeypatch.setattr("docgen.commands.check.check", fail(RuntimeError("boom")))
    monkeypatch.setattr(tempfile, "mkstemp", fail(error))
    outcome = docgen("check", full_sample)
    assert outcome.code == ExitCode.INTERNAL
    assert "无法写入错误记录" in outcome.err


@pytest.mark.parametrize(("command", "place"), [("check", "check"), ("build", "build.build")])
def test_an_interruption_ends_in_130(
    docgen: Docgen,
    full_sample: Path,
    monkeypatch: pytest.MonkeyPatch,
    command: str,
    place: str,
) -> None:
    monkeypatch.setattr(f"docgen.commands.{place}.{command}", fail(KeyboardInterrupt()))
    outcome = docgen(command, full_sample)
    assert outcome.code == ExitCode.INTERRUPTED == 130
    assert "已中断，没有留下不完整的文件。" in outcome.err
    assert "Aborted" not in outcome.err
    assert names() == []


@pytest.mark.parametrize("call", [1, 6, 11])
def test_an_interruption_while_rendering_leaves_nothing(
    docgen: Docgen, full_sample: Path, monkeypatch: pytest.MonkeyPatch, call: int
) -> None:
    from docgen.rendering.template import CompiledTemplate, Rendered

    calls = iter(range(1, 100))
    real = CompiledTemplate.rendered

    def render(*arguments: Any) -> Rendered:
        if next(calls) == call:
            raise KeyboardInterrupt
        return real(*arguments)

    monkeypatch.setattr(CompiledTemplate, "rendered", render)
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
        # a shell that runs the tests in the background has them ignore the signal
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    with fifo.open("wb"):  # opens once the command has begun to read
        child.send_signal(signal.SIGINT)
        _, err = child.communicate(timeout=30)
    assert child.returncode == 130
    assert "已中断" in err.decode()
    assert "Traceback" not in err.decode()


# --- JSON --------------------------------------------------------------------------------

PROBLEM_KEYS = {"code", "severity", "sheet", "cell", "cells", "place", "message", "hint"}
ERROR_KEYS = {"ok", "exit_code", "message", "hint", "problems"}


def test_check_json_has_the_documented_keys(docgen: Docgen, early_sample: Path) -> None:
    outcome = docgen("check", "--json", early_sample)
    assert outcome.code == ExitCode.OK
    content = outcome.json
    assert content.keys() == {
        "ok", "problems", "checks_waiting", "ready", "waiting", "stopped",
    }  # fmt: skip
    assert (content["ok"], content["stopped"]) == (True, [])
    assert all(entry.keys() == {"key", "name", "stage"} for entry in content["ready"])
    waiting = {entry["key"] for entry in content["waiting"]}
    assert {"result_bulletin", "rectification_list"} <= waiting
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
    assert content.keys() == {
        "ok", "problems", "checks_waiting", "ready", "waiting", "stopped",
    }  # fmt: skip
    assert content["ok"] is False
    ready = {entry["key"] for entry in content["ready"]}
    stopped = {entry["key"]: entry["places"] for entry in content["stopped"]}
    assert "ballot" in ready
    assert "领导小组!B2" in stopped["leading_group_roster"]
    assert ready.isdisjoint(stopped)
    wanted = [(p.code, p.place, p.message, p.hint) for p in check(faulty).problems]
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
    assert content.keys() == {
        "ok", "package", "zip", "files", "kept", "edited", "moved", "removed", "unknown",
        "misnamed_templates", "pdfs", "problems", "waiting", "stages",
    }  # fmt: skip
    assert content["ok"] is True
    assert [content[key] for key in ("edited", "misnamed_templates", "waiting")] == [[], [], []]
    assert Path(content["package"]) == Path("out") / NAME
    recorded = json.loads(Path(content["package"], "manifest.json").read_text(encoding="utf-8"))
    assert Path(content["zip"]) == Path("out") / f"{NAME}.zip"
    assert content["files"] == [
        {key: file[key] for key in ("key", "name", "size", "sha256")}
        for file in recorded["files"]
        if file["key"] not in ("workbook", "template")
    ]
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
