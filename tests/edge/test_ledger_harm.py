"""What can happen to a ledger: damage, other versions, full disks, kills, a second writer."""

import multiprocessing
import sqlite3
import time
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jlhy_xl.core.errors import JlhyError
from jlhy_xl.edge.ledger import schema as ledger_schema
from jlhy_xl.edge.ledger import store as ledger_store
from jlhy_xl.edge.ledger.ledger import Ledger
from tests.edge.ledger_world import MONDAY, NEXT, arrival, count, fill, line


@pytest.fixture
def ledger(tmp_path: Path):  # type: ignore[no-untyped-def]  # a fixture's generator
    with Ledger.open(tmp_path / "台账" / "ledger.db") as made:
        yield made


def test_a_failed_run_leaves_nothing(ledger: Ledger) -> None:
    """An error in the middle of a transaction takes all of it back."""

    def broken() -> None:
        with ledger.transaction():
            ledger.record_arrivals([arrival()], MONDAY)
            raise ValueError("bug")

    with pytest.raises(ValueError, match="bug"):
        broken()
    assert not any(count(ledger.path).values())
    fill(ledger)
    assert all(count(ledger.path).values())


def test_a_second_writer_is_told_to_wait(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    """Busy is our surroundings' fault, with the next step; not a stack of SQLite."""
    monkeypatch.setattr(ledger_store, "BUSY_SECONDS", 0.05)
    with Ledger.open(ledger.path) as other, ledger.transaction():
        with pytest.raises(JlhyError, match="另一次运行") as fault:
            other.record_lines("r", MONDAY, [line()])
        assert fault.value.exit_code == 4
        assert fault.value.step


def test_a_damaged_ledger_is_named(tmp_path: Path) -> None:
    """A file that is no ledger is named with the way out, and is left as it was."""
    path = tmp_path / "ledger.db"
    path.write_bytes(b"no ledger at all" * 100)
    with pytest.raises(JlhyError, match=r"内容已损坏或不是台账.*备份"):
        Ledger.open(path)
    assert path.read_bytes() == b"no ledger at all" * 100


def test_a_folder_that_is_a_file_is_named(tmp_path: Path) -> None:
    """Where the ledger's folder cannot be made, the message says so."""
    (tmp_path / "台账").write_bytes(b"")
    with pytest.raises(JlhyError, match="打不开台账"):
        Ledger.open(tmp_path / "台账" / "ledger.db")


def test_a_newer_ledger_is_left_alone(tmp_path: Path) -> None:
    """A ledger of a later program is not written into by an earlier one."""
    path = tmp_path / "ledger.db"
    Ledger.open(path).close()
    with sqlite3.connect(path) as raw:
        raw.execute("INSERT INTO schema (version) VALUES (?)", (ledger_schema.VERSION + 1,))
    raw.close()
    with pytest.raises(JlhyError, match="升级程序"):
        Ledger.open(path)


def test_an_older_ledger_is_brought_up_to_date(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A later migration runs once, keeps the rows, and writes its number."""
    path = tmp_path / "ledger.db"
    with Ledger.open(path) as first:
        fill(first)
    more = (*ledger_schema.MIGRATIONS, ledger_schema.table("later", ("x TEXT NOT NULL",)))
    monkeypatch.setattr(ledger_schema, "MIGRATIONS", more)
    monkeypatch.setattr(ledger_schema, "VERSION", len(more))
    for _ in range(2):
        with Ledger.open(path) as ledger:
            assert ledger.arrivals() == (arrival(),)
            assert ledger._rows("SELECT version FROM schema ORDER BY version") == [
                (n,) for n in range(1, len(more) + 1)
            ]
            assert ledger._rows("SELECT * FROM later") == []


def test_waivers_of_the_second_version_are_carried_over(tmp_path: Path) -> None:
    """A ledger of version 2 holds its waivers' rows in the new table, and is append-only there."""
    path = tmp_path / "ledger.db"
    with sqlite3.connect(path) as raw:
        for line in (
            *ledger_schema.SCHEMA,
            *ledger_schema.MIGRATIONS[0],
            *ledger_schema.MIGRATIONS[1],
        ):
            raw.execute(line)
        raw.executemany("INSERT INTO schema (version) VALUES (?)", [(1,), (2,)])
        raw.execute("INSERT INTO waivers (content, at) VALUES ('{}', '2026')")
    raw.close()
    with Ledger.open(path) as ledger:
        assert not ledger._has("waivers")
        assert ledger._rows("SELECT line, content, at, run FROM waived") == [("", "{}", "2026", "")]
        assert ledger.defects() == ()
        assert ledger.waived() == {}
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            ledger._db.execute("DELETE FROM waived")


def test_a_failed_migration_is_taken_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A migration that breaks half way leaves the ledger at the version it had."""
    path = tmp_path / "ledger.db"
    Ledger.open(path).close()
    broken = (*ledger_schema.MIGRATIONS, ("CREATE TABLE later (x)", "CREATE NONSENSE"))
    with monkeypatch.context() as patch:
        patch.setattr(ledger_schema, "MIGRATIONS", broken)
        patch.setattr(ledger_schema, "VERSION", len(broken))
        with pytest.raises(JlhyError):
            Ledger.open(path)
    with Ledger.open(path) as ledger:
        assert not ledger._has("later")


def test_a_frozen_ledger_never_touches_the_file(tmp_path: Path) -> None:
    """Nothing that only looks changes a byte of the ledger, or makes one."""
    path = tmp_path / "台账" / "ledger.db"
    with Ledger.open(path, frozen=True) as looking:
        assert looking.arrivals() == ()
    assert not path.parent.exists()
    with Ledger.open(path) as ledger:
        fill(ledger)
    before = path.read_bytes()
    with Ledger.open(path, frozen=True) as looking:
        assert looking.first_seen("new", "x", NEXT) == NEXT
        fill(looking, NEXT)
        looking.keep_seen()
        assert looking.arrivals() == (arrival(),)
        assert not looking.add_scheme("e", b"")
    assert path.read_bytes() == before


@given(name=st.text(), hop=st.text())
def test_any_name_can_be_kept(name: str, hop: str) -> None:
    """Lone surrogates and NUL in a stranger's file name do not stop the run."""
    with _memory() as ledger:
        ledger.record_arrivals([arrival(name=name, source=name, hops=(hop,))], MONDAY)
        found = ledger.arrivals()[0]
        assert found.hops == (hop,)
        assert "\ud800" in name or found.name == name.encode("utf-8", "backslashreplace").decode()


def _memory() -> Ledger:
    made = Ledger(Path("memory"), sqlite3.connect(":memory:", isolation_level=None), frozen=False)
    made._prepare()
    return made


def test_a_full_disk_leaves_what_was_there(ledger: Ledger) -> None:
    """A write that does not fit is taken back whole, and the message names the disk."""
    fill(ledger)
    before = count(ledger.path)
    ledger._db.execute("PRAGMA max_page_count=1")

    def too_much() -> None:
        with ledger.transaction():
            ledger.record_arrivals([arrival(name="另一个")], NEXT)
            ledger.add_scheme("big", bytes(1 << 22))

    with pytest.raises(JlhyError, match="磁盘空间"):
        too_much()
    assert count(ledger.path) == before


def test_our_own_program_cannot_alter_a_row(ledger: Ledger) -> None:
    """A bug of ours that would change the past is refused in words."""
    fill(ledger)
    with pytest.raises(JlhyError, match="只增不改"):
        ledger._rows("DELETE FROM decisions")


def test_a_transaction_that_sqlite_took_back_stays_taken_back(ledger: Ledger) -> None:
    """Taking back what is taken back already hides nothing: the first fault is the one told."""

    def broken() -> None:
        with ledger.transaction():
            ledger._db.execute("ROLLBACK")
            raise ValueError("first")

    with pytest.raises(ValueError, match="first"):
        broken()
    fill(ledger)


def _write_for_ever(path: str, ready: "multiprocessing.synchronize.Event") -> None:
    with Ledger.open(Path(path)) as ledger:
        ready.set()
        for number in range(10**6):
            now = MONDAY + timedelta(minutes=number)
            with ledger.transaction():
                ledger.record_lines(
                    "r", now, [line(subject=f"{number}a"), line(subject=f"{number}b")]
                )


def test_a_kill_in_the_middle_loses_and_doubles_nothing(tmp_path: Path) -> None:
    """Kill -9 at any moment: whole transactions or none, and the next run can write."""
    context = multiprocessing.get_context("spawn")
    path = tmp_path / "ledger.db"
    for number in range(3):
        ready = context.Event()
        child = context.Process(target=_write_for_ever, args=(str(path), ready))
        child.start()
        assert ready.wait(60)
        time.sleep(0.03 * (number + 1))
        child.kill()
        child.join()
        with Ledger.open(path) as ledger:
            rows = ledger._rows("SELECT subject FROM lines ORDER BY seq")
            subjects = [str(row[0]) for row in rows]
            expected = [f"{each}{end}" for each in range(len(subjects) // 2) for end in "ab"]
            assert subjects == expected
