"""The ledger's tables, as a list of migrations: rows are added, never altered, never taken away.

Each entry of ``MIGRATIONS`` brings the file from version n to n + 1; an entry once released is
never edited, a change is a new entry at the end.
"""

from collections.abc import Iterator
from typing import Final

# table → its columns; every table is append-only, ``seq`` is the order of entry
_FIRST: Final[dict[str, tuple[str, ...]]] = {
    "seen": (
        "sha256 TEXT NOT NULL UNIQUE",
        "source TEXT NOT NULL",
        "at TEXT NOT NULL",
    ),
    "arrivals": (
        "id TEXT NOT NULL",
        "sha256 TEXT NOT NULL",
        "name TEXT NOT NULL",
        "folder TEXT NOT NULL",
        "source TEXT NOT NULL",
        "received TEXT NOT NULL",
        "clock TEXT NOT NULL",
        "size INTEGER NOT NULL",
        "sender TEXT NOT NULL",
        "message_id TEXT NOT NULL",
        "sent TEXT NOT NULL",
        "registered TEXT NOT NULL",
        "hops TEXT NOT NULL",
        "authenticated TEXT NOT NULL",
        "first_seen TEXT NOT NULL",
    ),
    "verdicts": (
        "arrival TEXT NOT NULL",
        "sha256 TEXT NOT NULL",
        "kind TEXT NOT NULL",
        "unit TEXT NOT NULL",
        "period TEXT NOT NULL",
        "verdict TEXT NOT NULL",
        "reason TEXT NOT NULL",
        "run TEXT NOT NULL",
    ),
    "lines": (
        "id TEXT NOT NULL",
        "rule TEXT NOT NULL",
        "unit TEXT NOT NULL",
        "period TEXT NOT NULL",
        "subject TEXT NOT NULL",
        "proposed TEXT NOT NULL",
        "first_known TEXT NOT NULL",
        "run TEXT NOT NULL",
        "UNIQUE (id, proposed)",
    ),
    "decisions": (
        "about TEXT NOT NULL",
        "key TEXT NOT NULL",
        "entries TEXT NOT NULL",
        "file TEXT NOT NULL",
        "sha256 TEXT NOT NULL",
        "sheet TEXT NOT NULL",
        "cell TEXT NOT NULL",
        "at TEXT NOT NULL",
        "UNIQUE (about, key, entries, sha256, sheet, cell)",
    ),
    "waivers": (
        "content TEXT NOT NULL UNIQUE",
        "at TEXT NOT NULL",
    ),
    "messages": (
        "unit TEXT NOT NULL",
        "period TEXT NOT NULL",
        "kind TEXT NOT NULL",
        "at TEXT NOT NULL",
        "by_whom TEXT NOT NULL",
        "message_id TEXT NOT NULL",
        "content TEXT NOT NULL",
        "UNIQUE (unit, period, kind, at, by_whom, message_id, content)",
    ),
    "runs": (
        "id TEXT NOT NULL",
        "period TEXT NOT NULL",
        "scheme TEXT NOT NULL",
        "now TEXT NOT NULL",
        "version TEXT NOT NULL",
        "outputs TEXT NOT NULL",
        "UNIQUE (id, outputs)",
    ),
    "schemes": (
        "digest TEXT NOT NULL UNIQUE",
        "content BLOB NOT NULL",
    ),
    "periods": (
        "period TEXT NOT NULL",
        "closed INTEGER NOT NULL CHECK (closed IN (0, 1))",
        "who TEXT NOT NULL",
        "reason TEXT NOT NULL",
        "at TEXT NOT NULL",
    ),
    "notices": (
        "number TEXT NOT NULL",
        "first TEXT NOT NULL",
        "last TEXT NOT NULL",
        "issued TEXT NOT NULL",
        "content TEXT NOT NULL",
        "UNIQUE (number, first, last, issued, content)",
    ),
}

_INDEXES: Final = (
    "CREATE INDEX arrivals_by_id ON arrivals (id)",
    "CREATE INDEX verdicts_by_arrival ON verdicts (arrival)",
    "CREATE INDEX lines_by_clock ON lines (first_known)",
    "CREATE INDEX periods_by_period ON periods (period)",
)


def table(name: str, columns: tuple[str, ...]) -> tuple[str, ...]:
    """Return the statements that make an append-only table.

    The third trigger is there because INSERT OR REPLACE deletes without asking the second: the same content
    again is passed over.
    """
    inside = ", ".join(("seq INTEGER PRIMARY KEY AUTOINCREMENT", *columns))
    refuse = f"BEGIN SELECT RAISE(ABORT, 'append-only: {name}'); END"
    same = " OR ".join(f"({keys})" for keys in ("seq = NEW.seq", *_unique(columns)))
    there = f"EXISTS (SELECT 1 FROM {name} WHERE {same})"  # noqa: S608 - our own names
    return (
        f"CREATE TABLE {name} ({inside}) STRICT",
        f"CREATE TRIGGER {name}_no_update BEFORE UPDATE ON {name} {refuse}",
        f"CREATE TRIGGER {name}_no_delete BEFORE DELETE ON {name} {refuse}",
        f"CREATE TRIGGER {name}_once BEFORE INSERT ON {name} WHEN {there} "
        "BEGIN SELECT RAISE(IGNORE); END",
    )


def _unique(columns: tuple[str, ...]) -> Iterator[str]:
    for column in columns:
        if column.startswith("UNIQUE"):
            names = column[column.index("(") + 1 : -1].split(", ")
            yield " AND ".join(f"{name} = NEW.{name}" for name in names)
        elif column.endswith("UNIQUE"):
            name = column.partition(" ")[0]
            yield f"{name} = NEW.{name}"


def _first() -> tuple[str, ...]:
    made = [line for name, columns in _FIRST.items() for line in table(name, columns)]
    return (*made, *_INDEXES)


# Decisions with the copy's own words; lines as they stood; what a closing froze; editions.
_SECOND: Final[dict[str, tuple[str, ...]]] = {
    "states": (
        "id TEXT NOT NULL",
        "content TEXT NOT NULL",
        "at TEXT NOT NULL",
        "run TEXT NOT NULL",
    ),
    "editions": (
        "period TEXT NOT NULL",
        "number INTEGER NOT NULL",
        "kind TEXT NOT NULL",
        "digest TEXT NOT NULL",
        "content TEXT NOT NULL",
        "at TEXT NOT NULL",
        "UNIQUE (period, number)",
    ),
}
_WIDER: Final = (
    "ALTER TABLE decisions ADD COLUMN copy TEXT NOT NULL DEFAULT '{}'",
    "ALTER TABLE periods ADD COLUMN content TEXT NOT NULL DEFAULT '{}'",
    "ALTER TABLE runs ADD COLUMN content TEXT NOT NULL DEFAULT '{}'",
    "CREATE INDEX states_by_id ON states (id)",
)


def _second() -> tuple[str, ...]:
    made = [line for name, columns in _SECOND.items() for line in table(name, columns)]
    return (*made, *_WIDER)


# Which 不予减扣 applied to which line at each run; the table before knew no lines and no reader.
_THIRD: Final[dict[str, tuple[str, ...]]] = {
    "waived": (
        "line TEXT NOT NULL",
        "content TEXT NOT NULL",
        "at TEXT NOT NULL",
        "run TEXT NOT NULL",
    ),
}


def _third() -> tuple[str, ...]:
    made = [line for name, columns in _THIRD.items() for line in table(name, columns)]
    return (
        *made,
        "CREATE INDEX waived_by_line ON waived (line)",
        "INSERT INTO waived (line, content, at, run) SELECT '', content, at, '' FROM waivers ORDER BY seq",
        "DROP TABLE waivers",
    )


MIGRATIONS: Final[tuple[tuple[str, ...], ...]] = (_first(), _second(), _third())
VERSION: Final = len(MIGRATIONS)
TABLES: Final = (*(name for name in _FIRST if name != "waivers"), *_SECOND, *_THIRD)

# The version table is apart: it is there before the first migration, and it too only grows.
SCHEMA: Final = table("schema", ("version INTEGER NOT NULL UNIQUE",))
