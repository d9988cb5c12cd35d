"""简报, 通报 and the papers of a meeting, as data."""
