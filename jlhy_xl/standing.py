"""How a period stands: what came for it, judged; an open one from today, a closed one as it was frozen."""

from collections.abc import Iterable
from datetime import date, datetime

from msgspec import Struct
from msgspec.structs import replace

from jlhy_xl import belated, closing, reviewing
from jlhy_xl.closing import Closed
from jlhy_xl.core.calendar import is_period, kind_of, label, period_of, timetable
from jlhy_xl.core.errors import UsageError
from jlhy_xl.core.model import Clock, Receipt
from jlhy_xl.core.points.decisions import LINE
from jlhy_xl.core.scheme.model import Scheme
from jlhy_xl.core.wording import intake as words
from jlhy_xl.edge.intake import receive as intake
from jlhy_xl.edge.intake.receive import Given
from jlhy_xl.edge.intake.received import Received
from jlhy_xl.edge.ledger.ledger import Ledger
from jlhy_xl.edge.office import LoadedScheme, Office
from jlhy_xl.edge.recorded import with_recorded
from jlhy_xl.edge.workers import Staff
from jlhy_xl.judging import Case, Judged, judge, span

_ANY_DAY = date(2026, 11, 23)  # to show what a period looks like
_IDLE = 8  # so many periods on end without anything are a pause; more are a mistyped name


class Order(Struct, frozen=True):
    """What was asked of a run."""

    now: datetime
    period: str = ""  # "": the newest with arrivals whose deadline has passed
    workers: str = "auto"
    closed_by: str = ""  # who closes the period with this run; "" leaves it open
    all_open: bool = False  # judge as if no period had been closed (whatif)


class Reach(Struct, frozen=True):
    """How far is looked back, and who opens and examines what came."""

    first: str = ""  # "": the oldest open period that anything came for
    staff: Staff | None = None  # hired for this alone where nobody is there yet


_ALONE = Reach()


class Standing(Struct, frozen=True):
    """A period's case, judged."""

    case: Case
    judged: Judged
    late: tuple[Receipt, ...] = ()  # 补报 for closed periods
    is_final: bool = False  # the period is closed


def newest_period(office: Office, loaded: LoadedScheme, now: datetime) -> str:
    """Return the newest period with arrivals whose deadline has passed, else the newest with any."""
    received = office.periods_received()
    for row in received:
        check_kind(loaded.scheme, row)
    passed = [row for row in received if timetable(loaded.scheme, row).deadline <= now]
    return (passed or received or [period_of(loaded.scheme, now.date())])[-1]


def check_kind(scheme: Scheme, period: str) -> None:
    """The period is a week where the scheme has weeks, a month where it has months.

    Raises:
        UsageError: it is the other.
    """
    kind = scheme.parameters.period_kind
    if kind_of(period) is not kind:
        form = period_of(scheme, _ANY_DAY)
        raise UsageError(
            f"{period} 不是本方案的期次（方案按{kind.value}报送，期次写成 {form} 的样式）", "",
            f"请改用正确的期次；收件文件夹叫 {period} 的，请改名或移走",
        )  # fmt: skip


def _check_gaps(office: Office, scheme: Scheme, weeks: tuple[str, ...], closed: Closed) -> None:
    """No long row of periods lies idle: a folder's name is mistyped, and all would be 未报.

    Raises:
        UsageError: more periods than ``_IDLE`` on end have no arrival, no template and no closing.
    """
    known = {*office.periods_received(), *closed.states}
    idle: list[str] = []
    for week in weeks:
        asked = week not in known and not office.templates(week).is_dir()
        idle = [*idle, week] if asked and timetable(scheme, week).owed else []
        if len(idle) > _IDLE:
            first = max((each for each in known if each < idle[0]), default=idle[0])
            raise UsageError(
                f"{first} 之后连续超过 {_IDLE} 期既没有下发模板，也没有任何收件", "",
                f"请核对期次和收件文件夹的名称（现有 {min(known, default=first)} 至 "
                f"{max(known, default=first)}），写错的改名或移走；"
                "确实停报的，请在方案的“期次”表填“免报”",
            )  # fmt: skip


def receive(
    office: Office, loaded: LoadedScheme, order: Order, period: str, ledger: Ledger,
    reach: Reach = _ALONE,
) -> Case:  # fmt: skip
    """Return what is to be judged: every open period up to the one asked for, and what came."""
    loaded = with_recorded(loaded, ledger, order.now)
    closed = Closed() if order.all_open else Closed.of(ledger)
    scheme, folders = loaded.scheme, office.periods_received()
    for named in (period, *folders):
        check_kind(scheme, named)
    weeks = span(min([reach.first or period, *folders]), period)
    _check_gaps(office, scheme, weeks, closed)
    # A return for an earlier week may lie in a later week's folder, so later folders are read too.
    given = Given(office.passwords(), closing.settled(closed, ledger), reach.staff)
    came = intake.receive(office.inbox, folders, ledger, scheme, order.now, given)
    sent_back = intake.sent_back(office.inbox, folders, scheme, ledger, given)
    periods = tuple(week for week in weeks if week not in closed.states)
    pins = reviewing.pins(scheme, ledger)
    return Case(
        office, loaded, order.now, order.workers, periods, closed.without(came), sent_back, pins,
        closed.periods, _begun(office, scheme, came, sent_back, ledger),
    )  # fmt: skip


def _begun(
    office: Office, scheme: Scheme, came: Received, sent_back: Iterable[tuple[str, str]],
    ledger: Ledger,
) -> frozenset[str]:  # fmt: skip
    """Return the periods that the office itself opened: issued, registered, ruled on or closed.

    So are those about whose lines anyone decided anything: told lines do not vanish.
    """
    registered = {row.folder for row, _ in came.leaves if row.clock is Clock.REGISTER}
    ruled = {row.period for row in scheme.periods}
    sent = {period for _, period in sent_back}
    known, said = ledger.states(), {row.key for row in ledger.decisions(LINE)}
    decided = {row.period for name, row in known.items() if name in said}
    opened = {*registered, *ruled, *sent, *decided}
    return frozenset({*office.issued(), *opened, *ledger.period_states()})


def _judge(case: Case, staff: Staff | None = None) -> tuple[Case, Judged]:
    """Return the case judged: before the first period that began nobody owed anything.

    A folder of a wrong name would else make a period of which every unit is 未报.
    """
    judged = judge(case, staff)
    own = {row.examined.period for row in judged.merged.receipts if row.examined.unit}
    first = min(filter(is_period, {*case.begun, *own}), default="")
    early = frozenset(period for period in case.periods if period < first)
    if not early:
        return case, judged
    notes = tuple(
        words.NOT_BEGUN.finding(found=period, words={"label": label(period)})
        for period in case.office.periods_received() if period in early
    )  # fmt: skip
    received = replace(case.received, notes=(*case.received.notes, *notes))
    case = replace(case, received=received, unbegun=early)
    return case, judge(case, staff)


def stand(case: Case, ledger: Ledger, staff: Staff | None = None) -> Standing:
    """Return the open periods judged, with what came too late for closed ones set apart."""
    case, found = _judge(case, staff)
    judged, late = belated.account(case, found, Closed.of(ledger), ledger)
    return Standing(case, judged, late)


def stand_open(office: Office, loaded: LoadedScheme, order: Order, ledger: Ledger) -> Standing:
    """Return how a period stands under a scheme, closed ones with it, as if none had been closed.

    What came too late for a closed period's folder stays aside.
    """
    closed = Closed.of(ledger)
    case = receive(office, loaded, replace(order, all_open=True), order.period, ledger)
    late = belated.unread(case.received, closed)
    leaves = tuple(leaf for leaf in case.received.leaves if leaf[0].id not in late)
    case = replace(case, received=replace(case.received, leaves=leaves))
    return Standing(*_judge(case))


def stand_closed(
    office: Office, order: Order, period: str, ledger: Ledger, staff: Staff | None = None
) -> Standing:
    """Return a closed period judged again from what its closing froze, as seen from now.

    Raises:
        JlhyError: an original is missing.
    """
    run, closed = closing.closing_run(ledger, period), Closed.of(ledger)
    with (
        closing.laid_out(office, ledger, run) as scratch,
        Ledger.open(scratch.ledger_path) as before,
    ):
        loaded, then = scratch.load_scheme(), Order(closing.clock_of(run), period, order.workers)
        reviewing.review(scratch, before, then.now)
        case = receive(scratch, loaded, then, period, before, Reach(staff=staff))
        found = stand(case, before, staff)
    given = Given(office.passwords(), closing.settled(closed, ledger), staff)
    came = intake.receive(office.inbox, (period,), ledger, loaded.scheme, order.now, given)
    case = replace(
        found.case, office=office, now=order.now, periods=(period,), closed=closed.periods
    )
    pins = reviewing.pins(loaded.scheme, ledger)
    late = belated.of_period(replace(case, pins=pins), period, came, closed, ledger)
    return Standing(case, found.judged, late, is_final=True)
