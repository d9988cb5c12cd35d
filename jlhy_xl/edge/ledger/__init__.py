"""The append-only SQLite file, and how things stand in its rows."""
