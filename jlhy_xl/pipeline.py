"""The weekly consolidation, one screen: receive → judge → measure → score → draw → record.

Each verb is a room below; nothing here reads a cell, decides a point or draws a line.
"""

import time
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from jlhy_xl import closing, instructing, outputs, remembering, returning, reviewing, scoring
from jlhy_xl.assembling import assemble, proposed
from jlhy_xl.core.points.decisions import ARRIVAL, LINE
from jlhy_xl.core.results import Results
from jlhy_xl.core.wording import run as words
from jlhy_xl.core.wording.words import stray_words
from jlhy_xl.edge import surroundings
from jlhy_xl.edge.hand import Drawing
from jlhy_xl.edge.ledger.ledger import Ledger, Run
from jlhy_xl.edge.office import LoadedScheme, Office
from jlhy_xl.edge.workers import Staff
from jlhy_xl.judging import span
from jlhy_xl.standing import (
    Order,
    Reach,
    Standing,
    newest_period,
    receive,
    stand,
    stand_closed,
)

__all__ = [
    "Order", "Standing", "assemble", "look", "look_back", "newest_period", "proposed", "receive",
    "review", "run",
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
        for line in instructing.keep(office, ledger, period):
            tell(line)
        kept = closing.inputs(office, ledger)
        if ledger.period_state(period).closed:  # no earlier open period is judged with it
            remembering.mend(office, loaded, order.now, ledger)
        else:
            remembering.mend_closed(office, order.now, ledger)
        reviewed = reviewing.review(office, ledger, order.now)
        tell(words.READING.format(period=period))
        found = bring(office, loaded, order, period, ledger)
        heard = reviewing.hear(loaded.scheme, found.judged.merged.receipts, ledger, order.now)
        results = assemble(found, period, ledger)
        asked = instructing.asked(office, ledger, found.case.loaded.scheme, order.now)
        results = replace(
            results, findings=(*results.findings, *reviewed.findings, *heard, *asked),
            weeks=remembering.weeks(found, period),
        )  # fmt: skip
        final = found.is_final or bool(order.closed_by)
        results, edition = closing.with_edition(results, ledger, final=final)
        tell(words.DRAWING)
        copies = returning.copies(found.case, found.judged, results)
        seconds = time.perf_counter() - began
        report = outputs.publish(office.output(period), results, seconds, copies)
        told = closing.told(results, report, kept, order.closed_by)
        with ledger.transaction():
            record(found, results, told, ledger)
            ledger.add_edition(edition, order.now)
            if order.closed_by:
                closing.freeze(office, ledger, results, freezing(found, results, told))
    return results, report


def bring(
    office: Office, loaded: LoadedScheme, order: Order, period: str, ledger: Ledger
) -> Standing:
    """Return how the period stands: a closed one as its closing froze it."""
    if ledger.period_state(period).closed:
        return stand_closed(office, order, period, ledger)
    with Staff(order.workers, outputs.prepare) as staff:
        case = receive(office, loaded, order, period, ledger, Reach(staff=staff))
        return stand(case, ledger, staff)


def look(office: Office, order: Order) -> Results:
    """Return how a period stands now; nothing is written but a history that was deleted.

    Raises:
        SchemeError: 方案.xlsx has mistakes.
    """
    return look_back(office, order, "")[-1]


def look_marked(office: Office, order: Order) -> tuple[Results, tuple[Drawing, ...]]:
    """Return how a period stands now, and how the units' own files that go back marked are drawn.

    Raises:
        SchemeError: 方案.xlsx has mistakes.
    """
    *_, (found, results) = _stands(office, order, "")
    made = returning.copies(found.case, found.judged, results)
    return results, tuple(Drawing(each.name, cache(each.made)) for each in made)


def look_back(office: Office, order: Order, first: str) -> tuple[Results, ...]:
    """Return how each period from the first to the one asked stands now, oldest first.

    Raises:
        SchemeError: 方案.xlsx has mistakes.
    """
    return tuple(results for _, results in _stands(office, order, first))


def _stands(office: Office, order: Order, first: str) -> tuple[tuple[Standing, Results], ...]:
    loaded = office.load_scheme()
    last = order.period or newest_period(office, loaded, order.now)
    with Ledger.open(office.ledger_path, frozen=True) as ledger, Staff(order.workers) as staff:
        remembering.mend_closed(office, order.now, ledger)
        weeks = span(first or last, last)
        found: dict[str, Standing] = {}
        open_ = [week for week in weeks if not ledger.period_state(week).closed]
        if open_:
            reach = Reach(first, staff)
            stands = stand(receive(office, loaded, order, open_[-1], ledger, reach), ledger, staff)
            found = dict.fromkeys(open_, stands)
        for week in weeks:
            if week not in found:
                found[week] = stand_closed(office, order, week, ledger, staff)
        made = [assemble(found[week], week, ledger) for week in weeks]
        known = remembering.weeks(found[weeks[-1]], weeks[-1])
        made[-1] = replace(made[-1], weeks=known)
        return tuple((found[week], results) for week, results in zip(weeks, made, strict=True))


def review(office: Office, now: datetime, files: Sequence[Path] = ()) -> reviewing.Reviewed:
    """The ledger holds what people decided; returns what is new and what it still lacks.

    Raises:
        UsageError: a named file is not there.
    """
    with Ledger.open(office.ledger_path) as ledger, ledger.run_lock():
        taken = reviewing.review(office, ledger, now, files)
        decided = {entry.key for entry in ledger.decisions(LINE, ARRIVAL)}
    standing = look(office, Order(now)).findings if decided else ()
    return reviewing.Reviewed.of(taken, standing, decided)


def freezing(found: Standing, results: Results, told: Run) -> closing.Freezing:
    """Return what the closing of a period keeps."""
    leaves = tuple(arrival for arrival, _ in found.case.received.leaves)
    who, receipts = str(told.content["by"]), found.judged.merged.receipts
    return closing.Freezing(who, told, proposed(found, results), leaves, receipts)


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
    waivers = scoring.waivers(case.loaded.scheme, results.deductions, ledger)
    ledger.record_waived(told.id, now, waivers)
    ledger.record_run(told)
