"""The ledger's file: opened, migrated, written in whole transactions; SQLite's refusals in words."""

import contextlib
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Self

from jlhy_xl.core.errors import JlhyError
from jlhy_xl.edge import files, run_lock
from jlhy_xl.edge.ledger import schema as ledger_schema

BUSY_SECONDS = 5.0
_BUSY = (
    "SQLITE_BUSY",
    "SQLITE_LOCKED",
    "SQLITE_PROTOCOL",
    "SQLITE_IOERR_LOCK",
    "SQLITE_IOERR_RDLOCK",
)
_DAMAGED = ("SQLITE_NOTADB", "SQLITE_CORRUPT")
_REFUSED = {
    "SQLITE_FULL": "磁盘空间已满",
    "SQLITE_READONLY": "文件或文件夹是只读的",
    "SQLITE_PERM": "没有写入权限",
    "SQLITE_CANTOPEN": "打不开文件",
    "SQLITE_IOERR": "磁盘读写出错",
}  # fmt: skip


class Store:
    """An open append-only file; ``Ledger`` gives it its meaning."""

    def __init__(self, path: Path, connection: sqlite3.Connection, *, frozen: bool) -> None:
        self.path = path
        self._db = connection
        self._frozen = frozen
        self._pending: dict[str, tuple[str, str]] = {}  # sha256 → source, at
        self._deep = False

    @classmethod
    def open(cls, path: Path, *, frozen: bool = False) -> Self:
        """The ledger is open and of this program's version.

        Args:
            path: the file; made with its folder where it is not there.
            frozen: nothing is ever written (whatif, status); a missing file is an empty ledger.

        Raises:
            JlhyError: another run holds it, it is damaged, or a newer program made it.
        """
        with surroundings(path):
            connection = _copy(path) if frozen else _file(path)
            with contextlib.ExitStack() as undo:
                undo.callback(connection.close)
                made = cls(path, connection, frozen=frozen)
                made._prepare()
                undo.pop_all()
        return made

    @property
    def is_frozen(self) -> bool:
        """Whether nothing is ever written."""
        return self._frozen

    def _prepare(self) -> None:
        # a rollback journal works on a network share, a write-ahead log does not
        self._db.execute("PRAGMA journal_mode=DELETE")
        self._db.execute("PRAGMA synchronous=FULL")
        self._db.execute("PRAGMA recursive_triggers=ON")
        found = self._version()
        if found > ledger_schema.VERSION:
            raise JlhyError(
                f"台账 {self.path} 由较新的程序建立",
                f"台账版本 {found}，本程序只认到 {ledger_schema.VERSION}",
                "请升级程序后重新运行",
            )
        if found < ledger_schema.VERSION:
            self._migrate()

    def _version(self) -> int:
        query = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'schema'"
        if not self._db.execute(query).fetchone()[0]:
            return 0
        return int(self._db.execute("SELECT coalesce(max(version), 0) FROM schema").fetchone()[0])

    def _migrate(self) -> None:
        with self._whole("BEGIN EXCLUSIVE"):
            found = self._version()  # another run may have done it while this one waited
            if found == 0 and not self._has("schema"):
                for line in ledger_schema.SCHEMA:
                    self._db.execute(line)
            for number in range(found, ledger_schema.VERSION):
                for line in ledger_schema.MIGRATIONS[number]:
                    self._db.execute(line)
                self._db.execute("INSERT INTO schema (version) VALUES (?)", (number + 1,))

    @contextlib.contextmanager
    def _whole(self, begin: str) -> Iterator[None]:
        """What is written inside is committed at the end, or taken back whatever the reason."""
        with contextlib.ExitStack() as undo:
            with surroundings(self.path):
                self._db.execute(begin)
            undo.callback(self._take_back)
            yield
            with surroundings(self.path):
                self._db.execute("COMMIT")
            undo.pop_all()

    def _take_back(self) -> None:
        if self._db.in_transaction:  # SQLite itself takes back after a full disk
            self._db.execute("ROLLBACK")

    def _has(self, table: str) -> bool:
        query = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = ?"
        return bool(self._db.execute(query, (table,)).fetchone()[0])

    def marks(self) -> dict[str, int]:
        """Return how far each table goes now."""
        found = {}
        for name in ledger_schema.TABLES:
            rows = self._rows(f"SELECT coalesce(max(seq), 0) FROM {name}")  # noqa: S608 - names are ours
            found[name] = int(str(rows[0][0]))
        return found

    def copy_until(self, target: Path, marks: Mapping[str, int]) -> None:
        """The target is a ledger as this one was when its tables went so far.

        Args:
            target: a file that is not there yet; this ledger is only read.
            marks: as ``marks`` gave them; a table that is not named was not there yet.
        """
        with surroundings(target):
            target.parent.mkdir(parents=True, exist_ok=True)
            with contextlib.closing(sqlite3.connect(target, isolation_level=None)) as copy:
                self._db.backup(copy)
                copy.execute("BEGIN")
                for name in ledger_schema.TABLES:
                    _cut_off(copy, name, marks.get(name, 0))
                copy.execute("COMMIT")

    def defects(self) -> tuple[str, ...]:
        """Return in what the file is not as it must be: damaged pages, a lost protection of its rows."""
        found = [str(row[0]) for row in self._rows("PRAGMA integrity_check")]
        there = {str(row[0]) for row in self._rows("SELECT name FROM sqlite_master")}
        names = [f"{name}_{what}" for name in ("schema", *ledger_schema.TABLES)
                 for what in ("no_update", "no_delete", "once")]  # fmt: skip
        lost = [f"缺少保护 {name}" for name in names if name not in there]
        return (*(row for row in found if row != "ok"), *lost)

    def close(self) -> None:
        """The file is closed."""
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def run_lock(self) -> AbstractContextManager[Path]:
        """Hold the folder for one run: a second one is told who holds it. See ``run_lock``."""
        return run_lock.hold(self.path.with_name(run_lock.NAME))

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """All that is written inside is written whole, or not at all.

        Raises:
            JlhyError: another run is writing, the disk is full, the file is damaged.
        """
        if self._deep or self._frozen:
            yield
            return
        self._deep = True
        try:
            with self._whole("BEGIN IMMEDIATE"):
                yield
                self._write_seen()
        finally:
            self._deep = False
        self._pending.clear()

    def _write_seen(self) -> None:
        for sha256, (source, at) in self._pending.items():
            self._add("seen", {"sha256": sha256, "source": source, "at": at})

    def _add(self, table: str, row: Mapping[str, str | int | bytes]) -> bool:
        """Return whether a row was added; the same content again adds none."""
        if self._frozen:
            return False
        names = ", ".join(row)
        marks = ", ".join("?" * len(row))
        query = f"INSERT INTO {table} ({names}) VALUES ({marks}) ON CONFLICT DO NOTHING"  # noqa: S608 - names are ours, values are bound
        with surroundings(self.path):
            return self._db.execute(query, tuple(row.values())).rowcount > 0

    def _add_changed(self, table: str, subject: str, row: Mapping[str, str | int]) -> bool:
        """Return whether a row was added: only where it differs from the subject's last one."""
        compared = [name for name in row if name not in {"at", "run", "first_seen"}]
        last = self._rows(
            f"SELECT {', '.join(compared)} FROM {table} WHERE {subject} = ? "  # noqa: S608 - names are ours, values are bound
            "ORDER BY seq DESC LIMIT 1",
            row[subject],
        )
        if last and last[0] == tuple(row[name] for name in compared):
            return False
        return self._add(table, row)

    def _rows(self, query: str, *bound: str | int) -> list[tuple[object, ...]]:
        with surroundings(self.path):
            return self._db.execute(query, bound).fetchall()


def _cut_off(copy: sqlite3.Connection, name: str, mark: int) -> None:
    """A scratch copy's table ends at a row; its guard is put back as it was."""
    guard = copy.execute(
        "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = ?", (f"{name}_no_delete",)
    ).fetchone()[0]
    copy.execute(f"DROP TRIGGER {name}_no_delete")
    copy.execute(f"DELETE FROM {name} WHERE seq > ?", (mark,))  # noqa: S608 - names are ours
    copy.execute("UPDATE sqlite_sequence SET seq = ? WHERE name = ?", (mark, name))
    copy.execute(guard)


def _file(path: Path) -> sqlite3.Connection:
    path.parent.mkdir(parents=True, exist_ok=True)
    return sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)


def _copy(path: Path) -> sqlite3.Connection:
    """Return a copy in memory, empty where there is no file: the file itself is never touched."""
    copy = sqlite3.connect(":memory:", isolation_level=None)
    if path.exists():
        with contextlib.closing(sqlite3.connect(path, timeout=BUSY_SECONDS)) as source:
            source.backup(copy)
    return copy


@contextlib.contextmanager
def surroundings(path: Path) -> Iterator[None]:
    """What SQLite or the disk refuses becomes a JlhyError with the next step."""
    try:
        yield
    except sqlite3.Error as fault:
        raise JlhyError(*_words(path, fault)) from fault
    except OSError as fault:
        raise JlhyError(
            f"打不开台账 {path}", files.why(fault), "请检查文件夹是否在、是否有权限"
        ) from fault


def _words(path: Path, fault: sqlite3.Error) -> tuple[str, str, str]:
    """Return what went wrong, why and the next step; SQLite's own code decides, not its wording."""
    name = getattr(fault, "sqlite_errorname", None) or ""
    if isinstance(fault, sqlite3.IntegrityError) and "append-only" in str(fault):
        return f"台账 {path} 只增不改", str(fault), "请追加新的记录，不要改动旧的"
    if name.startswith(_BUSY):
        if not run_lock.has_locks(path.parent):
            step = "请把办公室文件夹放到本机磁盘，或请管理员为共享文件夹开启文件锁"
            return f"台账 {path} 用不了", "它所在的文件夹不支持文件锁", step
        return f"台账 {path} 正被另一次运行使用", "", "请等它结束后再运行一次"
    for start, why in _REFUSED.items():
        if name.startswith(start):
            return f"写不进台账 {path}", f"{why}（{name}）", "请检查磁盘空间和文件夹权限后重新运行"
    why = f"内容已损坏或不是台账（{name}）" if name.startswith(_DAMAGED) else str(fault)
    return f"台账 {path} 读不出来", why, "请从备份恢复台账文件夹；原文件请先另存一份"
