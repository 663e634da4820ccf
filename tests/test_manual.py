"""The manuals and the program say the same: nothing invented, nothing missing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from docgen import schema
from docgen.cli import cli
from docgen.documents import DOCUMENTS
from docgen.problems import ExitCode
from tests.support import ROOT
from tools import update_manual

SECRETARY, OFFICE = (path.read_text(encoding="utf-8") for path in update_manual.MANUALS)
README = (ROOT / "README.md").read_text(encoding="utf-8")
BOTH = SECRETARY + OFFICE
OFFICES_OWN = {"verify", "collect", "batch", "keygen"}
EACH_MANUAL = pytest.mark.parametrize("path", update_manual.MANUALS, ids=lambda path: path.name)


def commands(group: click.Group = cli, before: str = "") -> Iterator[tuple[str, click.Command]]:
    """Every command by its words: ``templates export``."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{before}{name} ")
        else:
            yield f"{before}{name}", command


COMMANDS = dict(commands())


def options(command: click.Command) -> set[str]:
    return {
        spelling
        for parameter in command.params
        if isinstance(parameter, click.Option)
        for spelling in parameter.opts
    }


def about(words: str, text: str) -> str:
    """The rows of tables that begin with a command."""
    rows = [line for line in text.splitlines() if line.startswith("|")]
    return "\n".join(row for row in rows if re.search(rf"`docgen {words}\b", row))


@EACH_MANUAL
def test_the_tables_are_those_that_the_program_makes(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text == update_manual.updated(text), "run python -m tools.update_manual"


@pytest.mark.parametrize("words", COMMANDS)
def test_every_command_is_in_its_manual_with_all_its_options(words: str) -> None:
    row = about(words, OFFICE if words in OFFICES_OWN else SECRETARY)
    assert row
    everywhere = {"-h", "--help", "-v", "--verbose", "-q", "--quiet"}
    everywhere |= {"--json"} if words in OFFICES_OWN else set()
    for option in options(COMMANDS[words]) - everywhere:
        assert re.search(rf"(?<![\w-]){re.escape(option)}(?![\w-])", row), f"{words} {option}"


@EACH_MANUAL
def test_every_command_and_option_in_a_manual_exists(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    known = {option for command in COMMANDS.values() for option in options(command)}
    known |= {option for parameter in cli.params for option in parameter.opts}
    known |= {"--help", "-h"}
    assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", text)) <= known
    for words in re.findall(r"(?<![\w./-])docgen ([a-z]+(?: (?:export|check)\b)?)", text):
        assert words in COMMANDS or words.split()[0] in COMMANDS, words


@EACH_MANUAL
def test_every_exit_code_is_explained_and_no_other(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    table = text[text.index("| 退出码 |") :].split("\n\n")[0]
    codes = [int(code) for code in re.findall(r"^\| (\d+) \|", table, re.MULTILINE)]
    assert codes == [int(code) for code in ExitCode]


def test_every_sheet_and_column_is_explained() -> None:
    for sheet in schema.SHEETS:
        section = SECRETARY.partition(f"《{sheet.name}》\n\n")[2].partition("\n### ")[0]
        assert section, sheet.name
        for column in sheet.columns:
            assert f"| {column.heading} |" in section, f"{sheet.name} {column.heading}"


@EACH_MANUAL
def test_every_sheet_named_in_a_manual_exists(path: Path) -> None:
    known = {sheet.name for sheet in schema.SHEETS}
    known |= {"填表说明", "问题清单", "计票结果_备份"}
    text = re.sub(r"^\|.*", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert set(re.findall(r"《(.+?)》", text)) <= known


def test_every_document_is_listed() -> None:
    for document in DOCUMENTS:
        assert f"| {document.title} | `{document.key}` |" in SECRETARY


def codes_of_problems() -> set[str]:
    """The codes that the sources give to problems of a workbook, as far as they are literal."""
    from tests.malformed import FAULTS

    return {problem.code for fault in FAULTS for problem in fault.expected}


def test_every_message_is_explained_once() -> None:
    explained = re.findall(r"<!-- ([a-z0-9-]+) -->", SECRETARY)
    assert sorted(explained) == sorted(codes_of_problems())


@EACH_MANUAL
def test_every_picture_and_link_leads_somewhere(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", text):
        if not target.startswith("https://"):
            assert (path.parent / target).exists(), target
    headings = {
        re.sub(r"[^\w -]", "", line.lstrip("# ")).replace(" ", "-")
        for line in text.splitlines()
        if line.startswith("#")
    }
    for anchor in re.findall(r"\]\(#([^)]+)\)", text):
        assert anchor in headings


def test_the_readme_leads_to_the_manuals() -> None:
    assert "docs/使用手册.md" in README
    assert "docs/上级单位手册.md" in README
