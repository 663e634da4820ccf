"""Many filings rolled up into one workbook."""
