"""方案.xlsx as a workbook, and the scheme that the notice gives."""
