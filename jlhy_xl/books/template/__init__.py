"""The workbook that each unit fills in."""
