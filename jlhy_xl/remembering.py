"""History as a memory that may be lost: written by each run, and made again where its folder was deleted."""

from collections.abc import Iterable
from datetime import datetime

from msgspec.structs import replace

from jlhy_xl.closing import Closed
from jlhy_xl.core.frames import COMPLETENESS
from jlhy_xl.core.merging.completeness import completeness
from jlhy_xl.core.standing import trend
from jlhy_xl.edge import history
from jlhy_xl.edge.ledger.ledger import Ledger
from jlhy_xl.edge.office import LoadedScheme, Office
from jlhy_xl.edge.workers import Staff
from jlhy_xl.judging import remembered, span
from jlhy_xl.standing import Order, Standing, receive, stand, stand_closed

MOST = 26  # periods that a trend goes back: half a year


def keep(office: Office, found: Standing, weeks: Iterable[str]) -> None:
    """The history says of these periods what was judged now.

    Raises:
        JlhyError: the folder cannot be written to.
    """
    scheme, merged = found.case.loaded.scheme, found.judged.merged
    counts = completeness(scheme, merged.cases, merged.readings)
    for week in weeks:
        history.write(remembered(merged, week), office.history, week)
        own = counts[counts["period"] == week]
        history.write_counts(own, office.history, week)


def mend_closed(office: Office, now: datetime, ledger: Ledger) -> None:
    """The history knows what every closed period said, from what its closing kept.

    Raises:
        JlhyError: the folder cannot be written to, or a period's originals are missing.
    """
    lost = sorted(Closed.of(ledger).periods - set(history.periods(office.history)))
    with Staff(Order(now).workers) as staff:
        for week in lost:
            keep(office, stand_closed(office, Order(now, week), week, ledger, staff), [week])


def mend(office: Office, loaded: LoadedScheme, now: datetime, ledger: Ledger) -> None:
    """The history knows every period that a run judged or a closing froze.

    Open periods are judged again from what the ledger says had arrived; what no run has seen yet
    stays unseen.

    Raises:
        JlhyError: as ``mend_closed``.
    """
    mend_closed(office, now, ledger)
    known = set(history.periods(office.history))
    judged = _judged(office, ledger)
    missing = sorted(set(judged) - known)
    if missing:
        case = receive(office, loaded, Order(now, workers="serial"), judged[-1], ledger)
        seen = {arrival.id for arrival in ledger.arrivals()}
        leaves = tuple(leaf for leaf in case.received.leaves if leaf[0].id in seen)
        case = replace(case, received=replace(case.received, leaves=leaves))
        keep(office, stand(case, ledger), missing)


def _judged(office: Office, ledger: Ledger) -> tuple[str, ...]:
    """Return the periods up to the newest that was run, oldest first; none where nothing ever was."""
    ran = [run.period for run in ledger.runs()]
    folders = [week for week in office.periods_received() if ran and week <= max(ran)]
    return span(min([*folders, *ran]), max(ran)) if ran else ()


def mended(office: Office, loaded: LoadedScheme, now: datetime) -> None:
    """As ``mend``, for commands that have no ledger open; without a ledger nothing was ever known.

    Raises:
        JlhyError: as ``mend``.
    """
    if office.ledger_path.is_file():
        with Ledger.open(office.ledger_path, frozen=True) as ledger:
            mend(office, loaded, now, ledger)


def weeks(found: Standing, period: str) -> tuple[trend.Week, ...]:
    """Return the periods up to one as trends need them: judged now, else as history has them."""
    case, merged = found.case, found.judged.merged
    scheme, folder = case.loaded.scheme, case.office.history
    open_ = [week for week in case.periods if week <= period]
    known = [week for week in history.periods(folder) if week < period and week not in open_]
    wanted = sorted([*open_, *known])[-MOST:]
    table = completeness(scheme, merged.cases, merged.readings)
    made = []
    for week in wanted:
        if week in open_:
            readings = merged.readings[merged.readings["period"] == week]
            cells = readings[list(trend.CELLS)].itertuples(index=False, name=None)
            counts = table[table["period"] == week][list(COMPLETENESS)]
            told = counts.itertuples(index=False, name=None)
            made.append(trend.week(scheme, week, cells, told))
        else:
            rows = history.rows_of(folder, week, trend.CELLS) or []
            made.append(trend.week(scheme, week, rows, history.counts_of(folder, week) or []))
    return tuple(made)
