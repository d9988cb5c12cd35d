"""The ledger: append-only, told apart by clock, written whole, held by one run at a time."""

import sqlite3
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from jlhy_xl.core.errors import JlhyError
from jlhy_xl.core.model import (
    Clock,
    Verdict,
)
from jlhy_xl.core.scheme.choices import Fault
from jlhy_xl.core.scheme.model import Waiver
from jlhy_xl.edge import run_lock
from jlhy_xl.edge.ledger import schema as ledger_schema
from jlhy_xl.edge.ledger.ledger import Decision, Ledger, Message, Notice
from tests.edge.ledger_world import CHINA, MONDAY, NEXT, arrival, count, fill, line, receipt


@pytest.fixture
def ledger(tmp_path: Path):  # type: ignore[no-untyped-def]  # a fixture's generator
    with Ledger.open(tmp_path / "台账" / "ledger.db") as made:
        yield made


def test_every_row_comes_back_as_it_went_in(ledger: Ledger) -> None:
    """What is read is equal to what was written, clocks included."""
    fill(ledger)
    assert ledger.arrivals() == (arrival(),)
    assert {name: row[3] for name, row in ledger.receipts().items()} == {
        arrival().id: Verdict.ACCEPTED
    }
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
    tables = {**ledger_schema._FIRST, **ledger_schema._SECOND, **ledger_schema._THIRD}
    if "UNIQUE" in str(tables[table]):
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


def test_which_waiver_applied_when_is_kept(ledger: Ledger) -> None:
    """Signed, dated a day later, taken out, back again: four rows; the same again and a line without, none."""
    signed = Waiver("U01", "2026-W48", "", Fault.MAIL, "邮箱故障", "甲", rules=("A1",))
    dated = replace(signed, decided=date(2026, 12, 1))
    said = [signed, signed, dated, None, None, signed]
    added = [ledger.record_waived("r", NEXT, {"k": each, "other": None}) for each in said]
    assert added == [1, 0, 1, 1, 0, 1]
    (rows,) = ledger.waived().values()
    assert [row.waiver for row in rows] == [signed, dated, None, signed]
    assert {row.at for row in rows} == {NEXT}


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    """Where the lock cannot be written, the run does not begin."""
    (tmp_path / "台账").write_bytes(b"")
    with pytest.raises(JlhyError, match="写不进"), run_lock.hold(tmp_path / "台账" / "x.lock"):
        pytest.fail("held without a lock")
