"""The weekly consolidation, one screen: receive → judge → measure → score → draw → record.

Each verb is a room below; nothing here reads a cell, decides a point or draws a line.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jlhy_xl import __version__, outputs, returning, reviewing
from jlhy_xl.core.balance import balance_of
from jlhy_xl.core.calendar import period_of, previous_period, timetable
from jlhy_xl.core.completeness import completeness
from jlhy_xl.core.contacts import contacts
from jlhy_xl.core.deductions import marks
from jlhy_xl.core.handover import new_liaisons
from jlhy_xl.core.model import Finding, Receipt, Severity, Verdict
from jlhy_xl.core.progress import progress, standings
from jlhy_xl.core.results import Results
from jlhy_xl.core.wording.words import severity_word, verdict_word
from jlhy_xl.edge import history, intake, surroundings
from jlhy_xl.edge.ledger import Ledger, Run, run_id
from jlhy_xl.edge.office import LoadedScheme, Office
from jlhy_xl.edge.recorded import with_recorded
from jlhy_xl.judging import Case, Judged, judge, remembered, span

if TYPE_CHECKING:
    import pandas as pd

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Order:
    """What was asked of a run."""

    now: datetime
    period: str = ""  # "": the newest with arrivals whose deadline has passed
    workers: str = "auto"


def run(office: Office, order: Order, tell: Tell) -> tuple[Results, dict[str, Any]]:
    """output/P/ holds everything and the ledger is up to date; returns what run.json says.

    Raises:
        SchemeError: 方案.xlsx has mistakes; nothing was opened.
        JlhyError: the surroundings failed; the ledger has not changed.
    """
    began = time.perf_counter()
    loaded = office.load_scheme()
    period = order.period or newest_period(office, loaded, order.now)
    surroundings.check_room(office)
    with Ledger.open(office.ledger_path) as ledger, ledger.run_lock():
        surroundings.sweep(office)
        reviewed = reviewing.review(office, ledger, order.now)
        case = receive(office, loaded, order, period, ledger)
        tell(f"{period}：收到 {len(case.received.leaves)} 个文件，正在读取、核对")
        judged = judge(case, outputs.prepare)
        heard = reviewing.hear(loaded.scheme, judged.merged.receipts, ledger, order.now)
        results = assemble(case, judged, period, ledger)
        results = replace(results, findings=(*results.findings, *reviewed.findings, *heard))
        tell("正在生成汇总表、减扣评分表等")
        copies = returning.copies(case, judged, results)
        seconds = time.perf_counter() - began
        report = outputs.publish(office.output(period), results, seconds, copies)
        record(case, judged, results, report, ledger)
    return results, report


def look(office: Office, order: Order) -> Results:
    """Return how a period stands now; nothing is written anywhere.

    Raises:
        SchemeError: 方案.xlsx has mistakes.
    """
    return look_back(office, order, "")[-1]


def look_back(office: Office, order: Order, first: str) -> tuple[Results, ...]:
    """Return how each period from the first to the one asked stands now, oldest first.

    Raises:
        SchemeError: 方案.xlsx has mistakes.
    """
    loaded = office.load_scheme()
    last = order.period or newest_period(office, loaded, order.now)
    with Ledger.open(office.ledger_path, frozen=True) as ledger:
        case = receive(office, loaded, order, last, ledger, first)
        judged = judge(case)
        wanted = [each for each in case.periods if (first or last) <= each <= last]
        return tuple(assemble(case, judged, each, ledger) for each in wanted)


def review(office: Office, now: datetime, files: Sequence[Path] = ()) -> reviewing.Reviewed:
    """The ledger holds what people decided; returns what is new and what it still lacks.

    Raises:
        UsageError: a named file is not there.
    """
    with Ledger.open(office.ledger_path) as ledger, ledger.run_lock():
        taken = reviewing.review(office, ledger, now, files)
    return reviewing.Reviewed.of(taken, look(office, Order(now)).findings if taken.entries else ())


def newest_period(office: Office, loaded: LoadedScheme, now: datetime) -> str:
    """Return the newest period with arrivals whose deadline has passed, else the newest with any."""
    received = office.periods_received()
    passed = [row for row in received if timetable(loaded.scheme, row).deadline <= now]
    return (passed or received or [period_of(now.date())])[-1]


def receive(
    office: Office, loaded: LoadedScheme, order: Order, period: str, ledger: Ledger,
    first: str = "",
) -> Case:  # fmt: skip
    """Return what is to be judged: every open period up to the one asked for, and what came."""
    loaded = with_recorded(loaded, ledger, order.now)
    scheme, folders = loaded.scheme, office.periods_received()
    # A return for an earlier week may lie in a later week's folder, so later folders are read too.
    came = intake.receive(office.inbox, folders, ledger, scheme, order.now, office.passwords())
    sent_back = intake.sent_back(office.inbox, folders, scheme, ledger)
    periods = span(min([first or period, *folders]), period)
    pins = reviewing.pins(scheme, ledger)
    return Case(office, loaded, order.now, order.workers, periods, came, sent_back, pins)


def assemble(case: Case, judged: Judged, period: str, ledger: Ledger) -> Results:
    """Return all that the books are made from."""
    # The books show who leads what as the units stood in the period; points are one whole year's.
    scheme, merged, priors = judged.world.scheme_of(period), judged.merged, judged.world.priors
    duties = tuple(duty for (_, week), duty in judged.world.duties.items() if week == period)
    readings = merged.readings[merged.readings["period"] == period]
    cases = tuple(row for row in merged.cases if row.clock.period == period)
    receipts = tuple(row for row in merged.receipts if is_about(row, period))
    table = progress(scheme, duties, readings, priors)
    people = contacts(scheme, duties, readings, priors)
    reached = standings(scheme, table, readings)
    scored = reviewing.score(case.loaded.scheme, merged.cases, reached, ledger, case.now)
    return Results(
        scheme=scheme,
        scheme_digest=case.loaded.digest,
        clock=judged.clocks[period],
        now=case.now,
        duties=duties,
        receipts=receipts,
        cases=cases,
        readings=readings,
        findings=(
            *(note for note in case.received.notes if note.period in ("", period)),
            *_of_period(merged.findings, receipts, period),
            *scored.findings,
            *case.pins.findings,
            *new_liaisons(scheme, judged.clocks[period], people, cases, readings),
        ),
        completeness=completeness(scheme, cases, readings),
        progress=table,
        deductions=scored.lines,
        contacts=people,
        balance=balance_of(receipts),
        marks=marks(scored.lines),
        previous=_before(case, judged, period),
        decisions=scored.said,
        seen=ledger.mark(),
        fresh=frozenset(line.id for line in scored.lines) - ledger.known_lines(case.now),
    )


def _before(case: Case, judged: Judged, period: str) -> "pd.DataFrame | None":
    """Return the readings of the period before: as judged now, else as history has them."""
    before = previous_period(period)
    if before in case.periods:
        readings = judged.merged.readings
        return readings[readings["period"] == before]
    return history.load(case.office.history, before)


def is_about(receipt: Receipt, period: str) -> bool:
    """Whether a leaf is accounted for in a period: it is that period's, or lies in its folder."""
    return period in (receipt.arrival.folder, receipt.examined.period)


def _of_period(
    findings: Iterable[Finding], receipts: Iterable[Receipt], period: str
) -> Iterator[Finding]:
    hashes = {row.arrival.sha256 for row in receipts}
    return (
        row
        for row in findings
        if period == (row.period or period) and (row.period or row.sha256 in hashes)
    )


def record(
    case: Case, judged: Judged, results: Results, report: Mapping[str, Any], ledger: Ledger
) -> None:
    """The ledger and the history hold what this run found; one transaction, last of all."""
    period, now = results.clock.period, case.now
    made = tuple((row["file"], row["sha256"]) for row in report["outputs"])
    told = Run(
        run_id(period, case.loaded.digest, now, __version__),
        period,
        case.loaded.digest,
        now,
        __version__,
        made,
    )
    for week in case.periods:
        history.write(remembered(judged.merged, week), case.office.history, week)
    with ledger.transaction():
        ledger.add_scheme(case.loaded.digest, case.loaded.data)
        ledger.record_arrivals([arrival for arrival, _ in case.received.leaves], now)
        ledger.record_verdicts(told.id, judged.merged.receipts)
        ledger.record_lines(told.id, now, results.deductions)
        ledger.record_states(told.id, now, results.deductions)
        ledger.record_run(told)


def closing_words(results: Results, report: Mapping[str, Any]) -> list[str]:
    """Return what a person reads at the end of a run."""
    balance, marked = report["balance"], results.marks
    severities = Counter(row.severity for row in results.findings)
    parts = "，".join(f"{verdict_word(each)} {balance[each.value]}" for each in Verdict)
    words = [
        f"{results.clock.label}：应报 {report['expected']} 个单位，已报 {report['received']}，按时 {report['on_time']}",
        f"收到文件 {balance['received']} 个：{parts}",
        "问题：" + "，".join(f"{severity_word(each)} {severities[each]} 处" for each in Severity),
    ]
    if results.scheme.is_trial:
        words.append("尚未填写减扣细则文号和生效日期：本次为试运行，减扣事项只作提示")
    else:
        total = sum((proposed for proposed, _ in marked.values()), Decimal(0))
        words.append(
            f"拟减扣 {len(results.deductions)} 条，涉及 {len(marked)} 个单位，合计 {total} 分（审定后才计入）"
        )
    made = [f"  {row['file']}" for row in report["outputs"]]
    return [*words, *made, *outputs.held_open(report)]
