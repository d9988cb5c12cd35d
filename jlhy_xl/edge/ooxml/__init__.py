""".xlsx read as a stream: guard counts and cells in one pass."""
