"""The weekly consolidation, one screen: receive → judge → measure → score → draw → record.

Each verb is a room below; nothing here reads a cell, decides a point or draws a line.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from jlhy_xl import outputs
from jlhy_xl.core.calendar import period_of, timetable
from jlhy_xl.core.completeness import completeness
from jlhy_xl.core.contacts import directory
from jlhy_xl.core.deductions import propose
from jlhy_xl.core.measures import measure, standings
from jlhy_xl.core.results import Results
from jlhy_xl.edge import intake
from jlhy_xl.edge.ledger import Ledger
from jlhy_xl.edge.office import LoadedScheme, Office
from jlhy_xl.judging import Case, Judged, judge, span

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Order:
    """What was asked of a run."""

    now: datetime
    period: str = ""  # "": the newest with arrivals whose deadline has passed
    workers: str = "serial"


def run(office: Office, order: Order, tell: Tell) -> tuple[Results, dict[str, Any]]:
    """output/P/ holds everything and the ledger is up to date; returns what run.json says.

    Raises:
        SchemeError: 方案.xlsx has mistakes; nothing was opened.
        JlhyError: the surroundings failed; the ledger has not changed.
    """
    began = time.perf_counter()
    loaded = office.load_scheme()
    period = order.period or newest_period(office, loaded, order.now)
    with Ledger.open(office.ledger_path) as ledger, ledger.run_lock():
        case = receive(office, loaded, order, period, ledger)
        tell(f"{period}：收到 {len(case.leaves)} 个文件，正在读取、核对")
        judged = judge(case)
        results = assemble(case, judged, period, ledger)
        tell("正在生成汇总表、减扣评分表等")
        report = outputs.publish(office.output(period), results, time.perf_counter() - began)
        record(case, judged, results, report, ledger)
    return results, report


def newest_period(office: Office, loaded: LoadedScheme, now: datetime) -> str:
    """Return the newest period with arrivals whose deadline has passed, else the newest with any."""
    received = office.periods_received()
    passed = [row for row in received if timetable(loaded.scheme, row).deadline <= now]
    return (passed or received or [period_of(now.date())])[-1]


def receive(
    office: Office, loaded: LoadedScheme, order: Order, period: str, ledger: Ledger
) -> Case:
    """Return what is to be judged: every open period up to the one asked for, and what came."""
    scheme = loaded.scheme
    received = office.periods_received()
    periods = span(min([period, *received]), period)
    # A return for an earlier week may lie in a later week's folder, so later folders are read too.
    folders = tuple(dict.fromkeys([*periods, *received]))
    came = intake.receive(office.inbox, folders, ledger, scheme, order.now)
    sent_back = intake.sent_back(office.inbox, folders, scheme, ledger)
    return Case(office, loaded, order.now, order.workers, periods, came, sent_back)


def assemble(case: Case, judged: Judged, period: str, ledger: Ledger) -> Results:
    """Return all that the books are made from."""
    scheme, merged = case.loaded.scheme, judged.merged
    progress = measure(scheme, judged.world, merged, period)
    lines = propose(scheme, merged.cases, case.now, standings(scheme, merged, progress))
    known = ledger.known_lines(before=case.now)
    return Results(
        scheme=scheme,
        scheme_digest=case.loaded.digest,
        clock=judged.clocks[period],
        now=case.now,
        duties=tuple(duty for (_, week), duty in judged.world.duties.items() if week == period),
        receipts=tuple(row for row in merged.receipts if row.examined.period in ("", period)),
        cases=tuple(row for row in merged.cases if row.clock.period == period),
        readings=merged.readings[merged.readings["period"] == period],
        findings=(),
        completeness=completeness(scheme, judged.world, merged, period),
        progress=progress,
        deductions=lines,
        contacts=directory(scheme, judged.world, merged, period),
        balance=merged.balance,
        fresh=frozenset(line.id for line in lines) - known,
    )
