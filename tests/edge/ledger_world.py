"""A ledger, and rows to write into it, for the tests of the ledger."""

import sqlite3
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

from msgspec.structs import replace

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
from jlhy_xl.edge.ledger import schema as ledger_schema
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
        waiver = Waiver("U01", "2026-W48", "", Fault.MAIL, "邮箱故障", "甲")
        ledger.record_waived(run.id, now, {"k": waiver})
        ledger.add_message(Message("U01", "2026-W48", "退回", now, "甲"))
        ledger.record_run(run)
        ledger.add_scheme("d", b"PK")
        ledger.close_period("2026-W47", "甲", now)
        ledger.add_notice(Notice("〔2026〕3号", "2026-W45", "2026-W48", "2026-12-07", {"a": 1}))
