"""The year end and any span: 减扣建议移交单, packets, reports."""
