"""A copy of the workbook with its problems marked."""
