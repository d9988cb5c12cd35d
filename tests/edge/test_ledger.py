"""The ledger: append-only, told apart by clock, written whole, held by one run at a time."""

import ctypes
import json
import multiprocessing
import os
import signal
import socket
import sqlite3
import sys
import time
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from jlhy_xl.core.errors import JlhyError
from jlhy_xl.core.model import (
    Arrival,
    Clock,
    Deduction,
    Examined,
    Receipt,
    Status,
    Verdict,
)
from jlhy_xl.core.scheme.choices import Fault
from jlhy_xl.core.scheme.model import Waiver
from jlhy_xl.edge import run_lock
from jlhy_xl.edge.ledger import schema as ledger_schema
from jlhy_xl.edge.ledger import store as ledger_store
from jlhy_xl.edge.ledger.ledger import Decision, Edition, Ledger, Message, Notice, Run, run_id

CHINA = timezone(timedelta(hours=8))
MONDAY = datetime(2026, 12, 7, 9, tzinfo=CHINA)
NEXT = MONDAY + timedelta(days=7)


def arrival(**changes: object) -> Arrival:
    plain = Arrival(
        sha256="a" * 64, name="区法院.xlsx", folder="2026-W48", source="周报.eml » 区法院.xlsx",
        received=datetime(2026, 11, 27, 16, 59, tzinfo=CHINA), clock=Clock.SERVER, size=12,
        sender="liaison@example.gov.cn", message_id="<1@x>",
        sent=datetime(2026, 11, 27, 16, 58, tzinfo=CHINA), hops=("转发原件",), authenticated=True,
    )  # fmt: skip
    return replace(plain, **changes)  # type: ignore[arg-type]  # test keywords are arrival fields


def receipt(verdict: Verdict = Verdict.ACCEPTED, reason: str = "已采用") -> Receipt:
    examined = Examined("a" * 64, verdict, reason, "xlsx", "U01", "2026-W48")
    return Receipt(arrival(), examined, verdict, reason)


def line(points: str | None = "0.5", subject: str = "") -> Deduction:
    figure = None if points is None else Decimal(points)
    return Deduction("A1", "U01", "2026-W48", subject, "迟报", figure, Decimal(0), Status.PROPOSED)


@pytest.fixture
def ledger(tmp_path: Path):  # type: ignore[no-untyped-def]  # a fixture's generator
    with Ledger.open(tmp_path / "台账" / "ledger.db") as made:
        yield made


def count(path: Path) -> dict[str, int]:
    with sqlite3.connect(path) as raw:
        found = {
            name: raw.execute(f"SELECT count(*) FROM {name}").fetchone()[0]  # noqa: S608 - own names
            for name in ledger_schema.TABLES
        }
    raw.close()
    return found


def fill(ledger: Ledger, now: datetime = MONDAY) -> None:
    """Write one of everything."""
    run = Run(run_id("2026-W48", "d", now, "0.1.0"), "2026-W48", "d", now, "0.1.0", (("a", "b"),))
    with ledger.transaction():
        ledger.first_seen("a" * 64, "区法院.xlsx", now)
        ledger.record_arrivals([arrival()], now)
        ledger.record_verdicts(run.id, [receipt()])
        ledger.record_lines(run.id, now, [line(), line(None, "x")])
        ledger.record_states(run.id, now, [line(), line(None, "x")])
        ledger.add_edition(Edition("2026-W48", 1, "核对稿", "d", {"changes": []}), now)
        ledger.add_decision(Decision("k", {"复核": "维持"}, "表.xlsx", "f" * 64, "减扣", "B2"), now)
        ledger.add_waiver(Waiver("U01", "2026-W48", "", Fault.MAIL, "邮箱故障", "甲"), now)
        ledger.add_message(Message("U01", "2026-W48", "退回", now, "甲"))
        ledger.record_run(run)
        ledger.add_scheme("d", b"PK")
        ledger.close_period("2026-W47", "甲", now)
        ledger.add_notice(Notice("〔2026〕3号", "2026-W45", "2026-W48", "2026-12-07", {"a": 1}))


def test_every_row_comes_back_as_it_went_in(ledger: Ledger) -> None:
    """What is read is equal to what was written, clocks included."""
    fill(ledger)
    assert ledger.arrivals() == (arrival(),)
    assert ledger.verdicts() == {arrival().id: Verdict.ACCEPTED}
    assert ledger.known_lines(NEXT) == {line().id, line(subject="x").id}
    assert ledger.decisions()[0].entries == {"复核": "维持"}
    assert ledger.decisions()[0].cell == "B2"
    assert ledger.decisions("arrival") == ()
    assert ledger.messages() == (Message("U01", "2026-W48", "退回", MONDAY, "甲"),)
    assert ledger.runs("2026-W48")[0].outputs == (("a", "b"),)
    assert ledger.runs("2026-W47") == ()
    assert ledger.scheme_bytes("d") == b"PK"
    assert ledger.scheme_bytes("e") is None
    assert ledger.notices() == (
        Notice("〔2026〕3号", "2026-W45", "2026-W48", "2026-12-07", {"a": 1}),
    )


def test_writing_the_same_again_adds_no_row(ledger: Ledger) -> None:
    """A run repeated at its clock leaves every table as it was (law 8)."""
    fill(ledger)
    before = count(ledger.path)
    assert all(before.values())
    fill(ledger)
    assert count(ledger.path) == before


@pytest.mark.parametrize("table", ledger_schema.TABLES)
def test_no_row_is_ever_changed(ledger: Ledger, table: str) -> None:
    """UPDATE, DELETE and INSERT OR REPLACE leave every table as it was, whoever asks."""
    fill(ledger)
    ledger.close()
    raw = sqlite3.connect(ledger.path)
    before = raw.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608 - own names
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        raw.execute(f"UPDATE {table} SET seq = seq + 1")  # noqa: S608 - own names
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        raw.execute(f"DELETE FROM {table}")  # noqa: S608 - own names
    marks = ", ".join("?" * len(before[0]))
    raw.execute(f"INSERT OR REPLACE INTO {table} VALUES ({marks})", before[0])  # noqa: S608 - own names
    changed = (before[0][0] + 1, *before[0][1:])
    if "UNIQUE" in str({**ledger_schema._FIRST, **ledger_schema._SECOND}[table]):
        raw.execute(f"INSERT OR REPLACE INTO {table} VALUES ({marks})", changed)  # noqa: S608 - own names
    assert raw.execute(f"SELECT * FROM {table}").fetchall()[: len(before)] == before  # noqa: S608 - own names
    assert len(raw.execute(f"SELECT * FROM {table}").fetchall()) == len(before)  # noqa: S608 - own names
    raw.close()


def test_a_table_refuses_another_type(ledger: Ledger) -> None:
    """STRICT: words where a number belongs are refused, not stored."""
    with pytest.raises(sqlite3.IntegrityError, match="cannot store TEXT"):
        ledger._db.execute(
            "INSERT INTO periods (period, closed, who, reason, at) VALUES ('p', 'x', '', '', '')"
        )


def test_a_file_keeps_the_moment_it_was_first_seen(ledger: Ledger) -> None:
    """A later run is told the earlier moment, even after the earlier run failed."""
    assert ledger.first_seen("s", "a.xlsx", MONDAY) == MONDAY
    assert ledger.first_seen("s", "a.xlsx", NEXT) == MONDAY
    ledger.keep_seen()
    ledger.close()
    with Ledger.open(ledger.path) as again:
        assert again.first_seen("s", "b.xlsx", NEXT) == MONDAY
        again.keep_seen()
    assert count(ledger.path)["seen"] == 1


def test_a_line_is_fresh_at_its_own_clock_and_known_later(ledger: Ledger) -> None:
    """A run repeated at the same clock sees the same fresh lines; the next week knows them."""
    ledger.record_lines("r", MONDAY, [line()])
    assert ledger.known_lines(before=MONDAY) == frozenset()
    assert ledger.known_lines(before=MONDAY + timedelta(seconds=1)) == {line().id}
    ledger.record_lines("s", NEXT, [line("1.0")])
    assert ledger.known_lines(before=MONDAY + timedelta(seconds=1)) == {line().id}
    assert count(ledger.path)["lines"] == 2
    ledger.record_lines("s", NEXT, [line("1.00")])
    assert count(ledger.path)["lines"] == 2


def test_clocks_of_other_zones_compare_as_moments(ledger: Ledger) -> None:
    """17:00 in China is earlier than 10:00 in Greenwich, whatever the digits say."""
    ledger.record_lines("r", datetime(2026, 12, 7, 17, tzinfo=CHINA), [line()])
    assert ledger.known_lines(datetime(2026, 12, 7, 10, tzinfo=UTC)) == {line().id}
    assert ledger.known_lines(datetime(2026, 12, 7, 8, tzinfo=UTC)) == frozenset()


def test_a_changed_arrival_is_added_and_the_last_one_counts(ledger: Ledger) -> None:
    """The office registers a file afterwards: both rows are kept, the later wording is read."""
    ledger.record_arrivals([arrival()], MONDAY)
    mended = arrival(clock=Clock.REGISTER, authenticated=None, sent=None)
    assert ledger.record_arrivals([mended], NEXT) == 1
    assert ledger.arrivals() == (mended,)
    assert ledger.arrivals(until=MONDAY) == (arrival(),)
    assert ledger.record_arrivals([arrival(authenticated=False)], NEXT) == 1
    assert ledger.arrivals()[0].authenticated is False


def test_a_verdict_that_turns_back_is_three_rows(ledger: Ledger) -> None:
    """Accepted, superseded, accepted again: each turn stands in the ledger."""
    for verdict in (Verdict.ACCEPTED, Verdict.SUPERSEDED, Verdict.SUPERSEDED, Verdict.ACCEPTED):
        ledger.record_verdicts("r", [receipt(verdict)])
    assert count(ledger.path)["verdicts"] == 3


def test_an_earlier_workbook_read_again_does_not_overrule_a_later_one(ledger: Ledger) -> None:
    """Entries of one cell of one file count once, so the last entered decision stays the last."""
    first = Decision("k", {"复核": "维持"}, "一.xlsx", "1" * 64, "减扣", "B2")
    second = Decision("k", {"复核": "撤销"}, "二.xlsx", "2" * 64, "减扣", "B2")
    assert [ledger.add_decision(row, MONDAY) for row in (first, second, first)] == [
        True,
        True,
        False,
    ]
    assert [row.entries["复核"] for row in ledger.decisions()] == ["维持", "撤销"]


def test_messages_are_found_by_kind_and_period(ledger: Ledger) -> None:
    """A reminder is no 退回, and last week's is not this week's; the order is that of time."""
    for kind, period, when in (
        ("退回", "2026-W48", NEXT),
        ("退回", "2026-W48", MONDAY),
        ("工作提醒", "2026-W48", MONDAY),
        ("退回", "2026-W47", MONDAY),
    ):
        ledger.add_message(Message("U01", period, kind, when))
    found = ledger.messages("退回", "2026-W48")
    assert [row.at for row in found] == [MONDAY, NEXT]
    assert len(ledger.messages(kind="退回")) == 3
    assert len(ledger.messages(period="2026-W48")) == 3


def test_a_period_closes_and_opens_with_who_and_why(ledger: Ledger) -> None:
    """Closing twice is one event; opening says who and why."""
    assert not ledger.period_state("2026-W48").closed
    assert not ledger.reopen_period("2026-W48", "甲", MONDAY, "误")
    assert ledger.close_period("2026-W48", "甲", MONDAY)
    assert not ledger.close_period("2026-W48", "乙", NEXT)
    assert ledger.period_state("2026-W48").who == "甲"
    assert ledger.reopen_period("2026-W48", "乙", NEXT, "补报")
    state = ledger.period_state("2026-W48")
    assert (state.closed, state.who, state.reason, state.at) == (False, "乙", "补报", NEXT)


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
    with pytest.raises(JlhyError, match="备份"):
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


# -- one run at a time ----------------------------------------------------------------------------


def test_a_second_run_is_told_who_holds_the_folder(ledger: Ledger) -> None:
    """The lock names its process; after the run the folder is free again."""
    with ledger.run_lock() as path:
        holder = json.loads(path.read_bytes())
        assert holder["pid"] == os.getpid()
        with pytest.raises(JlhyError, match=f"进程 {os.getpid()}"), ledger.run_lock():
            pytest.fail("two runs at once")
    assert not path.exists()
    with ledger.run_lock():
        pass


def _hold_and_wait(path: str, ready: "multiprocessing.synchronize.Event") -> None:
    with Ledger.open(Path(path)) as ledger, ledger.run_lock():
        ready.set()
        signal.pause()


def test_a_killed_run_does_not_lock_the_folder_for_ever(ledger: Ledger) -> None:
    """Kill -9 leaves the lock behind; the next run sees that its process is gone."""
    context = multiprocessing.get_context("spawn")
    ready = context.Event()
    child = context.Process(target=_hold_and_wait, args=(str(ledger.path), ready))
    child.start()
    assert ready.wait(60)
    with pytest.raises(JlhyError, match=f"进程 {child.pid}"), ledger.run_lock():
        pytest.fail("two runs at once")
    child.kill()
    child.join()
    with ledger.run_lock() as path:
        assert json.loads(path.read_bytes())["pid"] == os.getpid()


@pytest.mark.parametrize(
    "holder",
    [
        {"pid": 2**22 + 1, "host": socket.gethostname(), "started": ""},
        {"pid": 2**70, "host": socket.gethostname(), "started": ""},
        {"pid": os.getpid(), "host": socket.gethostname(), "started": "1"},
    ],
)
def test_a_stale_lock_is_taken_over(ledger: Ledger, holder: dict[str, object]) -> None:
    """A process that is gone, or whose number was given to another, holds nothing."""
    path = ledger.path.with_name("运行中.lock")
    path.write_text(json.dumps(holder))
    with ledger.run_lock():
        assert json.loads(path.read_bytes())["pid"] == os.getpid()


@pytest.mark.parametrize(
    "text", ['{"pid": 1, "host": "elsewhere", "started": ""}', "", "[]", '{"pid": "x"}']
)
def test_a_lock_that_may_be_alive_is_a_persons_to_remove(ledger: Ledger, text: str) -> None:
    """Another computer's run, or half a lock file, is never swept aside by itself."""
    path = ledger.path.with_name("运行中.lock")
    path.write_text(text)
    with pytest.raises(JlhyError, match="删除"), ledger.run_lock():
        pytest.fail("the lock was swept aside")
    assert path.read_text() == text


def test_a_lock_of_another_user_is_alive(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that we may not signal is there all the same."""

    def refuse(pid: int, number: int) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "kill", refuse)
    path = ledger.path.with_name("运行中.lock")
    path.write_text(json.dumps({"pid": 1, "host": socket.gethostname(), "started": "0"}))
    with pytest.raises(JlhyError, match="进程 1"), ledger.run_lock():
        pytest.fail("the lock was swept aside")


def test_a_day_of_a_waiver_is_kept(ledger: Ledger) -> None:
    """Two waivers that differ in their day alone are two."""
    waiver = Waiver("U01", "2026-W48", "", Fault.MAIL, "邮箱故障", "甲", rules=("A1",))
    assert ledger.add_waiver(waiver, MONDAY)
    assert ledger.add_waiver(replace(waiver, decided=date(2026, 12, 1)), MONDAY)
    assert not ledger.add_waiver(waiver, NEXT)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    """Where the lock cannot be written, the run does not begin."""
    (tmp_path / "台账").write_bytes(b"")
    with pytest.raises(JlhyError, match="写不进"), run_lock.hold(tmp_path / "台账" / "x.lock"):
        pytest.fail("held without a lock")


def test_a_lock_taken_over_by_another_is_left_to_it(ledger: Ledger) -> None:
    """Who removed our lock by hand and began a run keeps his own."""
    with ledger.run_lock() as path:
        path.write_text("another's")
    assert path.read_text() == "another's"


def test_a_lock_that_comes_back_each_time_ends(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Runs that race for a stale lock do not go round for ever."""
    path = ledger.path.with_name("运行中.lock")
    path.write_text("{}")
    run_lock._remove_stale(path.with_name("gone"))
    monkeypatch.setattr(run_lock, "_remove_stale", lambda _: None)
    with pytest.raises(JlhyError, match="另一次运行"), ledger.run_lock():
        pytest.fail("two runs at once")


@pytest.mark.parametrize("handle", [0, 7])
def test_on_windows_no_signal_is_sent(monkeypatch: pytest.MonkeyPatch, handle: int) -> None:
    """os.kill ends the process there, so the system is asked instead (built by hand: not run here)."""
    closed: list[int] = []
    kernel = SimpleNamespace(OpenProcess=lambda *_: handle, CloseHandle=closed.append)
    monkeypatch.setattr(ctypes, "windll", SimpleNamespace(kernel32=kernel), raising=False)
    monkeypatch.setattr(os, "kill", lambda *_: pytest.fail("a signal was sent"))
    monkeypatch.setattr(sys, "platform", "win32")
    assert run_lock._alive(1, "") is bool(handle)
    assert closed == ([handle] if handle else [])


def test_a_process_without_a_start_is_taken_for_alive() -> None:
    """Where the system does not say when a process began, its number decides."""
    assert run_lock._started(2**22 + 1) == ""
    assert run_lock._alive(os.getpid(), "")
