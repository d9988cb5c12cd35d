"""What is true of one period, all together: what the books are made from."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from jlhy_xl import instructing, scoring
from jlhy_xl.closing import Closed
from jlhy_xl.core.calendar import previous_period
from jlhy_xl.core.merging.balance import balance_of
from jlhy_xl.core.merging.completeness import completeness
from jlhy_xl.core.merging.contacts import contacts
from jlhy_xl.core.model import Deduction, Finding, Receipt
from jlhy_xl.core.points.heard import Statement, in_order, statements
from jlhy_xl.core.points.limits_moved import limits_moved
from jlhy_xl.core.points.propose import marks
from jlhy_xl.core.results import Results
from jlhy_xl.core.scheme.choices import PERSONAL
from jlhy_xl.core.standing.handover import new_liaisons
from jlhy_xl.core.standing.progress import progress, standings
from jlhy_xl.edge import history
from jlhy_xl.edge.ledger.ledger import Ledger
from jlhy_xl.edge.office import load_bytes
from jlhy_xl.judging import Case, Judged
from jlhy_xl.standing import Standing

if TYPE_CHECKING:
    import pandas as pd


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
    said = _said(found, period, ledger)
    grounds = scoring.Grounds(case.loaded.scheme, merged.cases, reached, case.now, said)
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
            *_limits_moved(case, ledger),
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
        people=_people(case, judged, period),
        decisions=scored.said,
        limits=scored.limits,
        seen=ledger.mark(),
        late=found.late,
        said=said,
        instructions=instructing.of_period(ledger, period, case.now),
        fresh=frozenset(line.id for line in scored.lines) - ledger.known_lines(case.now),
    )


def _said(found: Standing, period: str, ledger: Ledger) -> tuple[Statement, ...]:
    """Return what units told of 议定事项: in the open periods, in closed ones, and in 补报."""
    scheme, receipts = found.case.loaded.scheme, found.judged.merged.receipts
    told = statements(scheme, receipts, found.late)
    return in_order((*told, *Closed.of(ledger).said(period)))


def _limits_moved(case: Case, ledger: Ledger) -> Iterator[Finding]:
    """Yield what the caps said when a run looked last, where the scheme was typed over since."""
    last = next((run for run in reversed(ledger.runs()) if run.now < case.now), None)
    kept = ledger.scheme_bytes(last.scheme) if last else None
    if last is not None and kept is not None and last.scheme != case.loaded.digest:
        yield from limits_moved(load_bytes(kept).scheme, case.loaded.scheme)


def _before(case: Case, judged: Judged, period: str) -> "pd.DataFrame | None":
    """Return the readings of the period before: as judged now, else as history has them."""
    before = previous_period(period)
    if before in case.periods:
        readings = judged.merged.readings
        return readings[readings["period"] == before]
    return history.load(case.office.history, before)


def _people(case: Case, judged: Judged, period: str) -> tuple[tuple[str, str], ...]:
    """Return what was ever typed where people, phones and addresses are asked, up to a period."""
    scheme, names = case.loaded.scheme, ("form", "field", "typed", "value")
    asked = {(row.form, row.code): row.type for row in scheme.fields if row.type in PERSONAL}
    known = judged.merged.readings
    rows = [*known[known["period"] <= period][list(names)].itertuples(index=False, name=None)]
    for week in history.periods(case.office.history):
        if week < period and week not in case.periods:
            rows += history.rows_of(case.office.history, week, names) or []
    told = {
        (asked[form, field].value, str(text))
        for form, field, *texts in rows
        if (form, field) in asked
        for text in texts
        if text and "*" not in str(text)
    }
    return tuple(sorted(told))


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
        scoring.Grounds(found.case.loaded.scheme, cases, reached, found.case.now, results.said)
    )
