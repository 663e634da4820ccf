"""The campaign workbook: read, checked for safety, written, edited in place, marked."""
