"""What comes for a period after its closing (补报): judged by the scheme of that closing, shown, and nothing more."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec.structs import replace

from jlhy_xl.closing import Closed, clock_of, closing_run
from jlhy_xl.core.calendar import label, localised
from jlhy_xl.core.merging.balance import balance_of
from jlhy_xl.core.model import Arrival, Examined, Receipt, Verdict
from jlhy_xl.core.returns.shares import apart
from jlhy_xl.core.scheme.model import Scheme
from jlhy_xl.core.wording import editions as words
from jlhy_xl.edge import kept, workers
from jlhy_xl.edge.intake.received import Received
from jlhy_xl.edge.ledger.ledger import Ledger, PeriodState
from jlhy_xl.edge.office import load_bytes
from jlhy_xl.edge.recorded import with_recorded
from jlhy_xl.judging import Case, Judged, make_world, memories_before

_COUNTING = (Verdict.ACCEPTED, Verdict.SUPERSEDED, Verdict.QUARANTINED)
Leaves = Mapping[str, tuple[Arrival, bytes]]  # arrival id → the arrival and its bytes


def account(
    case: Case, judged: Judged, closed: Closed, ledger: Ledger
) -> tuple[Judged, tuple[Receipt, ...]]:
    """Return the judgement with every leaf of closed periods at its frozen verdict, and the 补报."""
    if not closed.states:
        return judged, ()
    own, merged = closed.own, judged.merged
    arrivals = {row.id: row for row in ledger.arrivals()}
    here = [row for row in arrivals.values() if row.folder not in closed.states]
    known = _held(closed, arrivals.values(), ledger)
    late = [
        row for row in merged.receipts
        if _period(row) in closed.states and row.arrival.id not in own
    ]  # fmt: skip
    leaves = {leaf[0].id: leaf for leaf in case.received.leaves}
    told = {row.arrival.id: row for row in examined(case, late, (closed, known), ledger, leaves)}
    receipts = [
        told.get(row.arrival.id, row) for row in merged.receipts if row.arrival.id not in own
    ]
    receipts += _frozen(own, here, ledger)
    receipts.sort(key=lambda row: (row.arrival.received, row.arrival.id))
    found = replace(merged, receipts=tuple(receipts), balance=balance_of(receipts))
    return replace(judged, merged=found), tuple(told.values())


def _period(row: Receipt) -> str:
    return row.examined.period or row.arrival.folder


def _held(closed: Closed, arrivals: Iterable[Arrival], ledger: Ledger) -> dict[str, str]:
    """Return the hashes of what closed periods hold, each with whose it was, "" where nobody's."""
    own, said = closed.own, ledger.receipts()
    return {
        row.sha256: said[row.id][1] if row.id in said else "" for row in arrivals if row.id in own
    }


def _frozen(own: frozenset[str], arrivals: Iterable[Arrival], ledger: Ledger) -> Iterator[Receipt]:
    said = ledger.receipts()
    for arrival in arrivals:
        if arrival.id in own and arrival.id in said:
            kind, unit, period, verdict, reason = said[arrival.id]
            made = Examined(arrival.sha256, verdict, reason, kind, unit, period)
            yield Receipt(arrival, made, verdict, reason)


def of_period(
    case: Case, period: str, received: Received, closed: Closed, ledger: Ledger
) -> tuple[Receipt, ...]:
    """Return the 补报 of one closed period: what its folder holds since, and what runs found elsewhere.

    Args:
        case: the period's, as its closing froze it.
        period: which.
        received: from the folders of closed periods.
        closed: all closed periods.
        ledger: knows what came in other folders.

    Raises:
        JlhyError: an original is missing.
    """
    own, said = closed.own, ledger.receipts()
    arrivals = {row.id: row for row in ledger.arrivals()}
    leaves = {leaf[0].id: leaf for leaf in received.leaves if leaf[0].folder == period}
    for name, arrival in arrivals.items():
        elsewhere = name not in own and arrival.folder not in closed.states
        if elsewhere and name in said and said[name][2] == period:
            leaves[name] = (arrival, kept.original(case.office, arrival.sha256))
    blank = [
        Receipt(row, Examined(row.sha256, Verdict.QUARANTINED, "", period=period),
                Verdict.QUARANTINED, "")
        for name, (row, _) in leaves.items() if name not in own
    ]  # fmt: skip
    case = replace(case, received=received)
    known = _held(closed, arrivals.values(), ledger)
    found = examined(case, blank, (closed, known), ledger, leaves)
    return tuple(row for row in found if _period(row) == period)


def unread(received: Received, closed: Closed) -> frozenset[str]:
    """Return the ids of what came into closed periods' folders since."""
    return frozenset(
        arrival.id
        for arrival, _ in closed.without(received).leaves
        if arrival.folder in closed.states
    )


def examined(
    case: Case, late: Sequence[Receipt], given: tuple[Closed, Mapping[str, str]], ledger: Ledger,
    leaves: Leaves,
) -> list[Receipt]:  # fmt: skip
    """Return each 补报 with what is to be said of it by the scheme of its period's closing.

    Args:
        case: whose office, clock and decisions about arrivals.
        late: as they stand without that scheme.
        given: the closed periods; the hashes of what they hold, and whose that is.
        ledger: knows the schemes.
        leaves: what came.
    """
    closed, known = given
    found: list[Receipt] = []
    for period in sorted({_period(row) for row in late}):
        rows = [row for row in late if _period(row) == period]
        state, scheme = closed.states[period], case.loaded.scheme
        fresh = [
            row for row in rows if row.arrival.sha256 not in known and row.arrival.id in leaves
        ]
        made = _anew(case, period, fresh, ledger, leaves) if fresh else {}
        found += [_told(scheme, row, made, state, known) for row in rows]
    place = {row.arrival.id: at for at, row in enumerate(late)}
    return sorted(found, key=lambda row: place[row.arrival.id])


def _anew(
    case: Case, period: str, rows: Sequence[Receipt], ledger: Ledger, leaves: Leaves
) -> dict[str, Receipt]:
    """Return what was made of late leaves, looked into as the period's own were; by the arrivals' ids."""
    run = closing_run(ledger, period)
    loaded = with_recorded(
        load_bytes(ledger.scheme_bytes(run.scheme) or b""), ledger, clock_of(run)
    )
    then = replace(case, loaded=loaded, periods=(period,), closed=frozenset(), unbegun=frozenset())
    memory = memories_before(case.office, loaded, period)
    world = make_world(then, {period: memory})
    tasks = [(row.arrival.name, leaves[row.arrival.id][1]) for row in rows]
    made = workers.map_leaves(tasks, world, case.workers)
    found = {}
    for row, looked in zip(rows, made, strict=True):
        settled = case.received.settle(row.arrival, looked)
        parts = apart(row.arrival, settled, loaded.scheme)
        one = parts[0][1] if len(parts) == 1 else settled
        found[row.arrival.id] = Receipt(row.arrival, one, one.verdict, one.reason)
    return found


def _told(
    scheme: Scheme, row: Receipt, made: Mapping[str, Receipt], state: PeriodState,
    known: Mapping[str, str],
) -> Receipt:  # fmt: skip
    at = f"{localised(scheme, state.at):%Y-%m-%d %H:%M}" if state.at else ""
    slots = {"label": label(_period(row)), "who": state.who, "at": at}
    if row.arrival.sha256 in known:
        same = replace(row.examined, unit=row.examined.unit or known[row.arrival.sha256])
        reason = words.LATE_SAME.format(**slots)
        return replace(row, examined=same, verdict=Verdict.DUPLICATE, reason=reason)
    told = words.LATE.format(**slots)
    looked = made.get(row.arrival.id)
    found = looked or row
    if found.verdict not in _COUNTING:
        return found
    said = words.looked_at(looked.reason, looked.examined.findings) if looked else ""
    return replace(found, verdict=Verdict.QUARANTINED, reason=told + said)
