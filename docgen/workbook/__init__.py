"""Reading and writing the campaign workbook; the only users of openpyxl."""
