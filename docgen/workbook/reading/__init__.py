"""The workbook read: bytes in, a Campaign and its Problems out."""

from docgen.workbook.reading.reader import Reading, read_info, read_workbook, read_workbook_bytes
from docgen.workbook.reading.untouched import untouched_problem

__all__ = ["Reading", "read_info", "read_workbook", "read_workbook_bytes", "untouched_problem"]
