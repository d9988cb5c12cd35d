"""A unit's own workbook, marked; all else byte for byte."""
