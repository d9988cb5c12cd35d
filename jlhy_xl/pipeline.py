"""The weekly consolidation, one screen: receive → judge → measure → score → draw → record.

Each verb is a room below; nothing here reads a cell, decides a point or draws a line.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from jlhy_xl import closing, outputs, remembering, returning, reviewing, scoring
from jlhy_xl.core.calendar import previous_period
from jlhy_xl.core.merging.balance import balance_of
from jlhy_xl.core.merging.completeness import completeness
from jlhy_xl.core.merging.contacts import contacts
from jlhy_xl.core.model import Deduction, Finding, Receipt, Severity, Verdict
from jlhy_xl.core.points.propose import marks
from jlhy_xl.core.results import Results
from jlhy_xl.core.standing.handover import new_liaisons
from jlhy_xl.core.standing.progress import progress, standings
from jlhy_xl.core.wording.intake import NOT_BEGUN
from jlhy_xl.core.wording.words import lines_words, severity_word, stray_words, verdict_word
from jlhy_xl.edge import history, surroundings
from jlhy_xl.edge.ledger.ledger import Ledger, Run
from jlhy_xl.edge.office import LoadedScheme, Office
from jlhy_xl.judging import Case, Judged, span
from jlhy_xl.standing import (
    Order,
    Standing,
    newest_period,
    receive,
    stand,
    stand_closed,
)

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "Order", "Standing", "assemble", "closing_words", "look", "look_back", "newest_period",
    "receive", "review", "run",
]  # fmt: skip
Tell = Callable[[str], None]


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
    if strays := office.strays():
        tell(stray_words(strays))
    with Ledger.open(office.ledger_path) as ledger, ledger.run_lock():
        surroundings.sweep(office)
        if order.closed_by:
            closing.check_closable(loaded.scheme, ledger, period, order.now)
        kept = closing.inputs(office, ledger)
        remembering.mend_closed(office, order.now, ledger)
        reviewed = reviewing.review(office, ledger, order.now)
        tell(f"{period}：正在读取、核对收件")
        found = bring(office, loaded, order, period, ledger)
        heard = reviewing.hear(loaded.scheme, found.judged.merged.receipts, ledger, order.now)
        results = assemble(found, period, ledger)
        results = replace(
            results, findings=(*results.findings, *reviewed.findings, *heard),
            weeks=remembering.weeks(found, period),
        )  # fmt: skip
        final = found.is_final or bool(order.closed_by)
        results, edition = closing.with_edition(results, ledger, final=final)
        tell("正在生成汇总表、减扣评分表等")
        copies = returning.copies(found.case, found.judged, results)
        seconds = time.perf_counter() - began
        report = outputs.publish(office.output(period), results, seconds, copies)
        told = closing.told(results, report, kept, order.closed_by)
        with ledger.transaction():
            record(found, results, told, ledger)
            ledger.add_edition(edition, order.now)
            if order.closed_by:
                closing.freeze(ledger, results, proposed(found, results), told, order.closed_by)
    return results, report


def bring(
    office: Office, loaded: LoadedScheme, order: Order, period: str, ledger: Ledger
) -> Standing:
    """Return how the period stands: a closed one as its closing froze it."""
    if ledger.period_state(period).closed:
        return stand_closed(office, order, period, ledger)
    return stand(receive(office, loaded, order, period, ledger), ledger, outputs.prepare)


def look(office: Office, order: Order) -> Results:
    """Return how a period stands now; nothing is written but a history that was deleted.

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
        remembering.mend_closed(office, order.now, ledger)
        weeks = span(first or last, last)
        open_ = [week for week in weeks if not ledger.period_state(week).closed]
        case = receive(office, loaded, order, open_[-1], ledger, first) if open_ else None
        found = stand(case, ledger) if case else None
        return tuple(
            assemble(
                found if found and week in open_ else stand_closed(office, order, week, ledger),
                week, ledger,
            )
            for week in weeks
        )  # fmt: skip


def review(office: Office, now: datetime, files: Sequence[Path] = ()) -> reviewing.Reviewed:
    """The ledger holds what people decided; returns what is new and what it still lacks.

    Raises:
        UsageError: a named file is not there.
    """
    with Ledger.open(office.ledger_path) as ledger, ledger.run_lock():
        taken = reviewing.review(office, ledger, now, files)
    return reviewing.Reviewed.of(taken, look(office, Order(now)).findings if taken.entries else ())


def assemble(found: Standing, period: str, ledger: Ledger) -> Results:
    """Return all that the books are made from."""
    case, judged = found.case, found.judged
    # The books show who leads what as the units stood in the period; points are one whole year's.
    scheme, merged, priors = judged.world.scheme_of(period), judged.merged, judged.world.priors
    duties = tuple(duty for (_, week), duty in judged.world.duties.items() if week == period)
    readings = merged.readings[merged.readings["period"] == period]
    cases = tuple(row for row in merged.cases if row.clock.period == period)
    receipts = tuple(row for row in merged.receipts if is_about(row, period))
    table = progress(scheme, duties, readings, priors)
    people = contacts(scheme, duties, readings, priors)
    reached = standings(scheme, table, readings)
    grounds = scoring.Grounds(case.loaded.scheme, merged.cases, reached, case.now)
    scored = scoring.score(grounds, ledger)
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
        late=found.late,
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


def proposed(found: Standing, results: Results) -> tuple[Deduction, ...]:
    """Return the year's lines as the rules alone propose them."""
    reached = standings(results.scheme, results.progress, results.readings)
    cases = found.judged.merged.cases
    return scoring.proposals(
        scoring.Grounds(found.case.loaded.scheme, cases, reached, found.case.now)
    )


def record(found: Standing, results: Results, told: Run, ledger: Ledger) -> None:
    """The ledger and the history hold what this run found; last of all."""
    case, merged, now = found.case, found.judged.merged, told.now
    remembering.keep(case.office, found, case.periods)
    arrivals = [arrival for arrival, _ in case.received.leaves]
    arrivals += [row.arrival for row in merged.receipts if row.arrival.share]
    ledger.add_scheme(case.loaded.digest, case.loaded.data)
    ledger.record_arrivals([*arrivals, *(row.arrival for row in results.late)], now)
    ledger.record_verdicts(told.id, (*merged.receipts, *results.late))
    ledger.record_lines(told.id, now, results.deductions)
    ledger.record_states(told.id, now, results.deductions)
    ledger.record_run(told)


def closing_words(results: Results, report: Mapping[str, Any]) -> list[str]:
    """Return what a person reads at the end of a run."""
    balance = report["balance"]
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
        words.append(lines_words(results.deductions))
    words += [row.message for row in results.findings if row.code == NOT_BEGUN.code]
    if results.late:
        words.append(f"补报 {len(results.late)} 件（所属期次已关账，只登记，不改变结果）")
    if results.edition:
        count = len(results.edition.changes)
        words.append(
            f"本次为{results.edition.name}" + (f"，与上一版相比改动 {count} 处" if count else "")
        )
    made = [f"  {row['file']}" for row in report["outputs"]]
    return [*words, *made, *outputs.held_open(report)]
