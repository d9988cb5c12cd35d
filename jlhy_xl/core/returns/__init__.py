"""One returned workbook: what was owed, whose it is, where each field stands, what was read and found."""
