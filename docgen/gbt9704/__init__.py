"""The layout standard GB/T 9704-2012: its numbers, and any .docx held against it. Pure."""

from docgen.gbt9704.examine import (
    examine,
    examine_structure,
    title_as_attachment,
    unreadable,
)
from docgen.gbt9704.finding import LayoutFinding, Rule
from docgen.gbt9704.rules import RULES

__all__ = [
    "RULES",
    "LayoutFinding",
    "Rule",
    "examine",
    "examine_structure",
    "title_as_attachment",
    "unreadable",
]
