"""The workbook read: bytes in, a Campaign and its Problems out."""
