"""Workbooks written: the blank one, the sample, tables of reports; the same bytes each time."""

from docgen.workbook.writing.workbook import blank_workbook, filled_workbook

__all__ = ["blank_workbook", "filled_workbook"]
