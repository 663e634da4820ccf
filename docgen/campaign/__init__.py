"""One campaign: its model, the contract of its workbook, the counting, calendar and rules. Pure."""
