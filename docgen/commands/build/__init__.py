"""Workbook to package: which documents, rendered, inspected, written."""
