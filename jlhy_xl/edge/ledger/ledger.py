"""The ledger: what came, what was judged, what was known when, what people decided.

Append-only SQLite in 台账/ledger.db. Writing the same content twice adds no row.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from jlhy_xl.core.model import Arrival, Deduction, Receipt, Verdict
from jlhy_xl.edge.ledger.lines import Lines
from jlhy_xl.edge.ledger.rows import (
    Decision,
    Edition,
    Message,
    Notice,
    PeriodState,
    Run,
    arrival,
    arrival_row,
    decision,
    figure,
    moment,
    packed,
    run_id,
    utc,
)

__all__ = ["Decision", "Edition", "Ledger", "Message", "Notice", "PeriodState", "Run", "run_id"]


class Ledger(Lines):
    """An open ledger; use it in a ``with`` statement."""

    # -- when a file was first seen ----------------------------------------------------------

    def first_seen(self, sha256: str, source: str, now: datetime) -> datetime:
        """Return when a run first saw this content; ``now`` where none has.

        A new one is kept in mind and written by ``keep_seen`` or the next transaction.
        """
        if sha256 in self._pending:
            return moment(self._pending[sha256][1])
        found = self._rows("SELECT at FROM seen WHERE sha256 = ?", sha256)
        if found:
            return moment(found[0][0])
        self._pending[sha256] = (source, utc(now))
        return now

    def keep_seen(self) -> None:
        """What was first seen is on disk, so that a later failure of this run costs no unit time."""
        if self._pending:
            with self.transaction():
                pass

    # -- arrivals and verdicts ---------------------------------------------------------------

    def record_arrivals(self, arrivals: Iterable[Arrival], now: datetime) -> int:
        """Each arrival stands in the ledger with its clocks; returns how many rows were added."""
        with self.transaction():
            return sum(
                self._add_changed("arrivals", "id", arrival_row(item, now)) for item in arrivals
            )

    def arrivals(self, until: datetime | None = None) -> tuple[Arrival, ...]:
        """Return every arrival in its latest wording, in the order in which they were first seen.

        Args:
            until: leave out what was recorded by runs with a later clock (for replays).
        """
        columns = (
            "id, sha256, name, folder, source, received, clock, size, sender, message_id, sent, "
            "registered, hops, authenticated"
        )
        limit = utc(until) if until else "9"
        rows = self._rows(
            f"SELECT {columns} FROM arrivals WHERE first_seen <= ? ORDER BY seq",  # noqa: S608 - names are ours
            limit,
        )
        return tuple({str(row[0]): arrival(row[1:]) for row in rows}.values())

    def record_verdicts(self, run: str, receipts: Iterable[Receipt]) -> int:
        """Each leaf's verdict stands in the ledger where it is new; returns the rows added."""
        with self.transaction():
            return sum(
                self._add_changed(
                    "verdicts",
                    "arrival",
                    {
                        "arrival": item.arrival.id,
                        "sha256": item.arrival.sha256,
                        "kind": item.examined.kind,
                        "unit": item.examined.unit,
                        "period": item.examined.period,
                        "verdict": item.verdict.value,
                        "reason": item.reason,
                        "run": run,
                    },
                )
                for item in receipts
            )

    def receipts(self) -> dict[str, tuple[str, str, str, Verdict, str]]:
        """Return the last word on each arrival: kind, unit, period, verdict, reason, by its id."""
        rows = self._rows(
            "SELECT arrival, kind, unit, period, verdict, reason FROM verdicts ORDER BY seq"
        )
        return {
            str(name): (str(kind), str(unit), str(period), Verdict(str(verdict)), str(reason))
            for name, kind, unit, period, verdict, reason in rows
        }

    # -- deduction lines and decisions -------------------------------------------------------

    def known_lines(self, before: datetime) -> frozenset[str]:
        """Return the ids of lines first known to a run whose clock is earlier than ``before``."""
        rows = self._rows("SELECT DISTINCT id FROM lines WHERE first_known < ?", utc(before))
        return frozenset(str(row[0]) for row in rows)

    def record_lines(self, run: str, now: datetime, lines: Iterable[Deduction]) -> int:
        """Each line, as proposed, stands in the ledger; returns how many rows were added."""
        with self.transaction():
            return sum(
                self._add(
                    "lines",
                    {
                        "id": line.id,
                        "rule": line.rule,
                        "unit": line.unit,
                        "period": line.period,
                        "subject": line.subject,
                        "proposed": figure(line.proposed),
                        "first_known": utc(now),
                        "run": run,
                    },
                )
                for line in lines
            )

    def add_decision(self, decision: Decision, now: datetime) -> bool:
        """A person's entries stand in the ledger; the same cell of the same file counts once."""
        return self._add(
            "decisions",
            {
                "about": decision.about,
                "key": decision.key,
                "entries": packed(dict(decision.entries)),
                "file": decision.file,
                "sha256": decision.sha256,
                "sheet": decision.sheet,
                "cell": decision.cell,
                "at": utc(now),
                "copy": packed({"raw": dict(decision.raw), "cells": dict(decision.cells)}),
            },
        )

    def decisions(self, *about: str) -> tuple[Decision, ...]:
        """Return decisions in the order in which they were entered; the last one about a key counts.

        Args:
            about: which kinds, see ``core.points.decisions``; "line" where none is named.
        """
        kinds = about or ("line",)
        marks = ", ".join("?" * len(kinds))
        rows = self._rows(
            "SELECT key, entries, file, sha256, sheet, cell, about, at, seq, copy "  # noqa: S608 - marks only, values are bound
            f"FROM decisions WHERE about IN ({marks}) ORDER BY seq",
            *kinds,
        )
        return tuple(decision(row) for row in rows)

    def mark(self) -> int:
        """Return how far the decisions go: the number of the last one, of whatever kind."""
        return int(str(self._rows("SELECT coalesce(max(seq), 0) FROM decisions")[0][0]))

    # -- messages, runs, schemes, periods, notices -------------------------------------------

    def add_message(self, message: Message) -> bool:
        """What was said to a unit stands in the ledger; returns whether it is new."""
        return self._add(
            "messages",
            {
                "unit": message.unit,
                "period": message.period,
                "kind": message.kind,
                "at": utc(message.at),
                "by_whom": message.by,
                "message_id": message.message_id,
                "content": message.content,
            },
        )

    def messages(self, kind: str = "", period: str = "") -> tuple[Message, ...]:
        """Return messages by time; of one kind, of one period, or all."""
        rows = self._rows(
            "SELECT unit, period, kind, at, by_whom, message_id, content FROM messages "
            "WHERE ? IN ('', kind) AND ? IN ('', period) ORDER BY at, seq",
            kind,
            period,
        )
        return tuple(
            Message(str(unit), str(term), str(what), moment(at), str(by), str(number), str(content))
            for unit, term, what, at, by, number, content in rows
        )

    def record_run(self, run: Run) -> bool:
        """A finished run stands in the ledger; returns whether it is new."""
        return self._add(
            "runs",
            {
                "id": run.id,
                "period": run.period,
                "scheme": run.scheme,
                "now": utc(run.now),
                "version": run.version,
                "outputs": packed(dict(run.outputs)),
                "content": packed(dict(run.content)),
            },
        )

    def runs(self, period: str = "") -> tuple[Run, ...]:
        """Return finished runs in the order in which they ended; of one period, or all."""
        rows = self._rows(
            "SELECT id, period, scheme, now, version, outputs, content FROM runs "
            "WHERE ? IN ('', period) ORDER BY seq",
            period,
        )
        return tuple(
            Run(str(number), str(term), str(scheme), moment(now), str(version),
                tuple(json.loads(str(outputs)).items()), json.loads(str(content)))
            for number, term, scheme, now, version, outputs, content in rows
        )  # fmt: skip

    def add_scheme(self, scheme_digest: str, data: bytes) -> bool:
        """The scheme's workbook is kept under its digest; returns whether it is new."""
        return self._add("schemes", {"digest": scheme_digest, "content": data})

    def scheme_bytes(self, scheme_digest: str) -> bytes | None:
        """Return the scheme workbook that was kept under a digest, None where none was."""
        rows = self._rows("SELECT content FROM schemes WHERE digest = ?", scheme_digest)
        return bytes(rows[0][0]) if rows and isinstance(rows[0][0], bytes) else None

    def close_period(
        self, period: str, who: str, now: datetime, reason: str = "",
        content: Mapping[str, Any] | None = None,
    ) -> bool:  # fmt: skip
        """The period is closed and what it rests on is kept; returns whether it was open."""
        return self._turn(period, PeriodState(True, who, reason, now, content or {}))

    def reopen_period(self, period: str, who: str, now: datetime, reason: str) -> bool:
        """The period is open again; returns whether it was closed."""
        return self._turn(period, PeriodState(False, who, reason, now))

    def _turn(self, period: str, state: PeriodState) -> bool:
        if self.period_state(period).closed is state.closed:
            return False
        return self._add(
            "periods",
            {
                "period": period,
                "closed": int(state.closed),
                "who": state.who,
                "reason": state.reason,
                "at": utc(state.at) if state.at else "",
                "content": packed(dict(state.content)),
            },
        )

    def period_state(self, period: str) -> PeriodState:
        """Return whether the period is closed, and by whom."""
        return self.period_states().get(period, PeriodState())

    def period_states(self) -> dict[str, PeriodState]:
        """Return every period that was ever closed, as it stands now."""
        rows = self._rows(
            "SELECT period, closed, who, reason, at, content FROM periods ORDER BY seq"
        )
        return {
            str(period): PeriodState(
                bool(closed), str(who), str(reason), moment(at) if at else None,
                json.loads(str(content)),
            )
            for period, closed, who, reason, at, content in rows
        }  # fmt: skip

    def add_notice(self, notice: Notice) -> bool:
        """An issued 通报 stands in the ledger; returns whether it is new."""
        return self._add(
            "notices",
            {
                "number": notice.number,
                "first": notice.first,
                "last": notice.last,
                "issued": notice.issued,
                "content": packed(dict(notice.content)),
            },
        )

    def notices(self) -> tuple[Notice, ...]:
        """Return the issued 通报, in the order in which they were entered."""
        rows = self._rows("SELECT number, first, last, issued, content FROM notices ORDER BY seq")
        return tuple(
            Notice(str(number), str(first), str(last), str(issued), json.loads(str(content)))
            for number, first, last, issued, content in rows
        )
