"""Workbooks written: the blank one, the sample, tables of reports; the same bytes each time."""
