"""A copy of the workbook with its problems marked."""

from docgen.workbook.marking.mark import marked_copy, marked_ending

__all__ = ["marked_copy", "marked_ending"]
