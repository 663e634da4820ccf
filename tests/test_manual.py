"""The manuals and the program say the same: nothing invented, nothing missing."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from docgen.campaign import schema
from docgen.cli.main import cli
from docgen.documents import DOCUMENTS
from docgen.errors import ExitCode
from tests.support.malformed import FAULTS
from tests.support.samples import ROOT
from tools import update_manual

SECRETARY, OFFICE = (path.read_text(encoding="utf-8") for path in update_manual.MANUALS)
README = (ROOT / "README.md").read_text(encoding="utf-8")
REFERENCE = update_manual.REFERENCE.read_text(encoding="utf-8")
BOTH = SECRETARY + OFFICE
SOURCES = [
    path.read_text(encoding="utf-8")
    for path in sorted((ROOT / "docgen").rglob("*"))
    if path.suffix in {".py", ".html", ".js"}
]
PAGE = "".join(
    path.read_text(encoding="utf-8") for path in (ROOT / "docgen/web/templates").glob("*.html")
)
# Buttons of Windows and WPS.
OF_OTHERS = {"更多信息", "仍要运行", "启用编辑"}
OFFICES_OWN = {"verify", "collect", "batch", "keygen"}
EVERYWHERE = {"-h", "--help", "-v", "--verbose", "-q", "--quiet"}
EACH_MANUAL = pytest.mark.parametrize("path", update_manual.MANUALS, ids=lambda path: path.name)
EACH_TEXT = pytest.mark.parametrize(
    "path",
    [*update_manual.MANUALS, update_manual.REFERENCE, ROOT / "README.md"],
    ids=lambda path: path.name,
)
WITH_EXIT_CODES = pytest.mark.parametrize(
    "path", [*update_manual.MANUALS, update_manual.REFERENCE], ids=lambda path: path.name
)


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
        for spelling in (*parameter.opts, *parameter.secondary_opts)
    }


def about(words: str, text: str) -> str:
    """The rows of tables that begin with a command."""
    rows = [line for line in text.splitlines() if line.startswith("|")]
    return "\n".join(row for row in rows if re.search(rf"`docgen {words}\b", row))


def without_tables(path: Path) -> str:
    return re.sub(r"^\|.*", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)


@EACH_MANUAL
def test_the_tables_are_those_that_the_program_makes(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text == update_manual.updated(text), "run python -m tools.update_manual"


@pytest.mark.parametrize("words", COMMANDS)
def test_every_command_is_in_its_manual_with_all_its_options(words: str) -> None:
    row = about(words, OFFICE if words in OFFICES_OWN else SECRETARY)
    assert row
    general = EVERYWHERE | ({"--json"} if words in OFFICES_OWN else set())
    for option in options(COMMANDS[words]) - general:
        assert re.search(rf"(?<![\w-]){re.escape(option)}(?![\w-])", row), f"{words} {option}"


@pytest.mark.parametrize("words", COMMANDS)
def test_every_command_is_in_the_reference_with_all_its_options(words: str) -> None:
    row = about(words, REFERENCE)
    assert row
    for option in options(COMMANDS[words]) - EVERYWHERE:
        assert re.search(rf"(?<![\w-]){re.escape(option)}(?![\w-])", row), f"{words} {option}"


def test_the_reference_says_what_every_command_understands() -> None:
    for option in EVERYWHERE:
        assert f"`{option}`" in REFERENCE


@EACH_TEXT
def test_no_command_is_given_an_option_that_it_does_not_have(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for words, command in COMMANDS.items():
        for usage in re.findall(rf"docgen {words}\b[^`\n]*", text):
            assert set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", usage)) <= (
                options(command) | EVERYWHERE
            ), usage


@EACH_TEXT
def test_every_command_and_option_in_a_manual_exists(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    known = {option for command in COMMANDS.values() for option in options(command)}
    known |= {option for parameter in cli.params for option in parameter.opts}
    known |= {"--help", "-h"}
    assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", text)) <= known
    for words in re.findall(r"(?<![\w./-])docgen ([a-z]+(?: (?:export|check)\b)?)", text):
        assert words in COMMANDS or words.split()[0] in COMMANDS, words


@WITH_EXIT_CODES
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
    known |= {"填表说明", "问题清单", "结转说明", "计票结果_备份"}
    assert set(re.findall(r"《(.+?)》", without_tables(path))) <= known


def test_every_document_is_listed() -> None:
    for document in DOCUMENTS:
        assert f"| {document.title} | `{document.key}` |" in SECRETARY
    listed = re.findall(r"^\| (\d\d) \| (\S+) \| `(\w+)` \|", REFERENCE, re.MULTILINE)
    assert listed == [
        (f"{document.number:02}", document.title, document.key) for document in DOCUMENTS
    ]


def test_every_message_about_a_workbook_is_explained_once() -> None:
    """``tests/workbook/reading/test_malformed.py`` holds the faults to the sources, but for the unreadable file."""
    known = {problem.code for fault in FAULTS for problem in fault.expected} | {"file-unreadable"}
    explained = re.findall(r"<!-- ([a-z0-9-]+) -->", SECRETARY)
    assert sorted(explained) == sorted(known)


def test_the_secretary_is_told_of_buttons_and_not_of_commands_in_place_of_them() -> None:
    messages = SECRETARY.partition("<!-- 表：提示 -->")[2].partition("<!-- 表完 -->")[0]
    assert "排好《计票结果》" in messages
    assert "docgen" not in messages


REPORTERS = {"error", "warning", "report", "_fault", "_limited", "_refused", "Problem"}


def findings_in_the_source() -> dict[str, str]:
    """The codes of what is found in packages and batches, and the sources that find it."""
    own = (
        "package/reader.py",
        "package/forms.py",
        "commands/collect/*.py",
        "commands/batch/*.py",
        "commands/verify/*.py",
    )
    paths = [path for pattern in own for path in sorted((ROOT / "docgen").glob(pattern))]
    found = {}
    for path in paths:
        text = path.read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(text)):
            match node:
                case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=args):
                    places = args[:2] if name == "_refused" else args[:1]
                    if name not in REPORTERS:
                        continue
                case ast.Return(value=ast.Tuple(elts=places)):
                    places = places[:1]
                case _:
                    continue
            for place in places:
                if isinstance(place, ast.Constant) and re.fullmatch(r"[a-z-]+", str(place.value)):
                    found[str(place.value)] = found.get(str(place.value), "") + text
    return found


def test_every_finding_about_a_package_is_explained_and_no_other() -> None:
    known = findings_in_the_source()
    assert {"zip-encrypted", "package-too-large", "entry-link", "file-changed", "data-differs",
            "figure-unknown", "signature-broken", "document-waiting", "conflict", "name-clash",
            "more", "process-died"} <= set(known)  # fmt: skip
    assert set(re.findall(r"<!-- ([a-z-]+) -->", OFFICE)) == set(known)


def test_the_findings_in_the_manual_are_in_the_words_of_the_program() -> None:
    known = findings_in_the_source()
    shared = "".join(
        (ROOT / "docgen" / path).read_text(encoding="utf-8")
        for path in (
            "rendering/inspection.py",
            "package/replacing.py",
            "commands/verify/changes.py",
            "commands/verify/sources.py",
        )
    )
    for row in re.findall(r"^\| [^|]+ \| ([^|]+ -->) \|", OFFICE, re.MULTILINE):
        codes = re.findall(r"<!-- ([a-z-]+) -->", row)
        if {"workbook-error", "document-layout", "rejected"} & set(codes):
            continue  # others speak here
        sources = shared + "".join(known[code] for code in codes)
        for words in re.split(r"……|；|，|（|）", row.partition("<!--")[0]):
            assert words in sources, words


@EACH_MANUAL
def test_every_button_that_a_manual_names_is_on_the_page(path: Path) -> None:
    text = without_tables(path)
    buttons = set(re.findall(r"点[^“。，；\n]{0,12}“([^”]+)”", text)) - OF_OTHERS
    assert len(buttons) > 2
    assert {button for button in buttons if button not in PAGE} == set()


def test_what_the_program_is_quoted_to_say_it_says() -> None:
    quoted = re.findall(r"(?:网页|程序)说“([^”]+)”", BOTH)
    assert quoted
    for words in quoted:
        assert any(words in source for source in SOURCES), words


@EACH_TEXT
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


def test_the_readme_is_short_and_leads_to_the_manuals() -> None:
    assert len(README.splitlines()) <= 120
    for path in (*update_manual.MANUALS, update_manual.REFERENCE):
        assert f"](docs/{path.name})" in README


def test_every_path_in_the_contributing_guide_exists() -> None:
    """Paths of the package may be written from within ``docgen/``."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    quoted = re.findall(
        r"`([\w.*-]+(?:/[\w.*-]*)+|[\w*]+\.py)`", re.sub(r"```.*?```", "", text, flags=re.S)
    )
    assert len(quoted) > 50
    package = ""
    for path in quoted:
        row = re.search(rf"^\| `(\w+/)` \|.*`{re.escape(path)}`", text, re.MULTILINE)
        package = row[1] if row else ""
        folders = (ROOT, ROOT / "docgen", ROOT / "docgen" / package)
        assert any(list(folder.glob(path)) for folder in folders), path
