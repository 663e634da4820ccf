"""docs/gbt9704.md against the rules and tests that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from docgen.gbt9704 import RULES

ROOT = Path(__file__).parents[2]
# The clauses of GB/T 9704-2012, from its table of contents.
CLAUSES = [
    "1",
    "2",
    "3",
    "4",
    "5.1",
    "5.2.1",
    "5.2.2",
    "5.2.3",
    "5.2.4",
    "6.1",
    "6.2",
    "6.3",
    "7.1",
    "7.2.1",
    "7.2.2",
    "7.2.3",
    "7.2.4",
    "7.2.5",
    "7.2.6",
    "7.2.7",
    "7.3.1",
    "7.3.2",
    "7.3.3",
    "7.3.4",
    "7.3.5.1",
    "7.3.5.2",
    "7.3.5.3",
    "7.3.5.4",
    "7.3.5.5",
    "7.3.6",
    "7.3.7",
    "7.4.1",
    "7.4.2",
    "7.4.3",
    "7.5",
    "8",
    "9",
    "10.1",
    "10.2",
    "10.3",
    "11",
]


def rows() -> dict[str, list[str]]:
    """The table's cells after the first, by clause."""
    found = {}
    for line in (ROOT / "docs" / "gbt9704.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| ") and re.match(r"\d", cells[0]):
            found |= dict.fromkeys(cells[0].split("、"), cells[1:])
    return found


ROWS = rows()


def test_every_clause_of_the_standard_has_its_row() -> None:
    assert list(ROWS) == CLAUSES


@pytest.mark.parametrize("clause", CLAUSES)
def test_a_row_names_the_rules_that_check_its_clause_and_no_other(clause: str) -> None:
    named = re.findall(r"`([\w-]+)`", ROWS[clause][2])
    assert sorted(named) == sorted(rule.code for rule in RULES if clause in rule.clauses)


def test_the_table_names_only_tests_that_exist() -> None:
    sources = "".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_rendered_*.py")
    )
    existing = set(re.findall(r"^def (test_\w+)", sources, re.MULTILINE))
    named = {name for row in ROWS.values() for name in re.findall(r"`(test_\w+)`", row[3])}
    assert named
    assert named <= existing, named - existing


def test_rule_codes_are_unique_and_only_rules_of_the_file_stand_on_no_clause() -> None:
    codes = [rule.code for rule in RULES]
    assert len(codes) == len(set(codes))
    of_the_file = {rule.code for rule in RULES if not rule.clauses}
    assert of_the_file == {
        "not-docx", "encrypted", "damaged", "unsafe", "too-large", "unreadable",
        "cell-empty", "table-empty", "text-outside", "cell-property", "merged-text", "drawing-id",
    }  # fmt: skip
