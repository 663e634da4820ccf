"""Runs the command line for the tests in test_cli*.py."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from docgen.__main__ import run
from docgen.cli import terminal
from docgen.cli.main import cli
from docgen.documents import DOCUMENTS

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
    terminal.prepare()

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
