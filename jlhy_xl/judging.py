"""Examines every leaf of the open periods and merges them, each with what was known before.

What was known before a period depends on how the period before was judged, and a late return in
this week's folder may change that: so the open periods are judged in order until nothing moves.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from jlhy_xl.core.calendar import next_period, previous_timetable, timetable
from jlhy_xl.core.frames import READINGS, frame
from jlhy_xl.core.merging.bare import with_mails
from jlhy_xl.core.merging.merge import Merged, merge
from jlhy_xl.core.model import Examined, Prior, SentBack, Timetable
from jlhy_xl.core.points.decided import Pins
from jlhy_xl.core.results import World
from jlhy_xl.core.returns.obligations import Duty, active_units, duty
from jlhy_xl.core.returns.shares import apart
from jlhy_xl.core.scheme.model import Scheme
from jlhy_xl.core.scheme.succession import as_of
from jlhy_xl.core.standing.priors import Memory, marks
from jlhy_xl.core.wording import calendar as words
from jlhy_xl.edge import history
from jlhy_xl.edge.intake.received import Received
from jlhy_xl.edge.office import LoadedScheme, Office
from jlhy_xl.edge.workers import Staff

if TYPE_CHECKING:
    import pandas as pd

_COLUMNS = ["unit", "form", "row_key", "field", "state", "value"]


class Case(Struct, frozen=True):
    """What is to be judged, and with what."""

    office: Office
    loaded: LoadedScheme
    now: datetime
    workers: str
    periods: tuple[str, ...]  # open, oldest first; between them only closed ones
    received: Received
    sent_back: Mapping[tuple[str, str], tuple[SentBack, ...]]
    pins: Pins = field(default_factory=Pins)  # what people decided about arrivals
    closed: frozenset[str] = frozenset()  # never judged; history knows what they said
    begun: frozenset[str] = frozenset()  # the office itself opened them, whatever came
    unbegun: frozenset[str] = frozenset()  # nobody was asked for anything yet: they owe nothing

    def clock(self, period: str) -> Timetable:
        """Return a period's timetable, by which nothing is owed before the first period began."""
        clock = timetable(self.loaded.scheme, period)
        if period not in self.unbegun:
            return clock
        return replace(clock, owed=False, reason=words.NOT_BEGUN)


class Judged(Struct, frozen=True):
    """The open periods as they stand now."""

    clocks: Mapping[str, Timetable]
    world: World
    merged: Merged


def span(first: str, last: str) -> tuple[str, ...]:
    """Return the periods from first to last, both included.

    >>> span("2026-W52", "2027-W01")
    ('2026-W52', '2026-W53', '2027-W01')
    """
    periods = [min(first, last)]
    while periods[-1] < last:
        periods.append(next_period(periods[-1]))
    return tuple(periods)


def judge(case: Case, staff: Staff | None = None) -> Judged:
    """Every leaf is examined and every open period merged with the right priors.

    Args:
        case: what is to be judged.
        staff: who examines; hired for this case alone where nobody is there yet.
    """
    if staff is not None:
        return _judge(case, staff)
    with Staff(case.workers) as own:
        return _judge(case, own)


def _judge(case: Case, staff: Staff) -> Judged:
    staff.begin(len(case.received.leaves))
    first = _remember(case)
    world = make_world(case, first)
    examined = _examine(case, (staff, world), range(len(case.received.leaves)), {})
    staff.loaded()
    while True:
        merged = _merge(case, world, examined)
        moved = make_world(case, _carry(case, first[case.periods[0]], merged))
        changed = {place for place in moved.priors if moved.priors[place] != world.priors[place]}
        if not changed:
            clocks = {period: case.clock(period) for period in case.periods}
            return Judged(clocks, world, merged)
        # Only later periods can move, so this ends after as many rounds as there are periods.
        again = [
            index for index, found in examined.items()
            if any((each.unit, each.period) in changed for each in found.shares or (found,))
        ]  # fmt: skip
        world = moved
        examined = _examine(case, (staff, world), again, examined)


def make_world(case: Case, memories: Mapping[str, Memory]) -> World:
    """Return what a worker needs: duties and priors of every unit in every open period."""
    scheme = case.loaded.scheme
    duties: dict[tuple[str, str], Duty] = {}
    priors: dict[tuple[str, str], Prior] = {}
    schemes: dict[str, Scheme] = {}
    for period in case.periods:
        clocks = (case.clock(period), previous_timetable(scheme, period))
        day = clocks[0].deadline.date()
        then = as_of(scheme, day)
        if then is not scheme:
            schemes[period] = then
        for unit in active_units(scheme, clocks[0]):
            prior = memories[period].prior(unit.code, day)
            priors[unit.code, period] = prior
            duties[unit.code, period] = duty(then, unit, clocks, prior)
    key, said = case.office.key(), case.pins.said
    return World(
        scheme, case.loaded.digest, key, case.now, duties, priors, case.office.passwords(),
        said=said, schemes=schemes,
    )  # fmt: skip


def _examine(
    case: Case, by: tuple[Staff, World], indices: Sequence[int], known: Mapping[int, Examined]
) -> dict[int, Examined]:
    arrivals = [case.received.leaves[index][0] for index in indices]
    tasks = [
        (arrival.name, case.received.leaves[index][1])
        for index, arrival in zip(indices, arrivals, strict=True)
    ]
    staff, world = by
    examined = staff.examine(tasks, world)
    settled = map(case.received.settle, arrivals, examined)
    return {**known, **dict(zip(indices, settled, strict=True))}


def _merge(case: Case, world: World, examined: Mapping[int, Examined]) -> Merged:
    received = [
        pair for index, found in sorted(examined.items())
        for pair in apart(case.received.leaves[index][0], found, case.loaded.scheme)
    ]  # fmt: skip
    scheme, bare = case.loaded.scheme, case.received.bare
    merged = merge(scheme, world, received, case.sent_back, case.periods, case.pins.pins)
    return replace(merged, cases=with_mails(scheme, merged.cases, bare)) if bare else merged


def memories_before(office: Office, loaded: LoadedScheme, period: str) -> Memory:
    """Return what history says was known before a period."""
    memory = Memory(loaded.scheme)
    for earlier in history.periods(office.history):
        if earlier < period:
            memory.learn(_rows(history.load(office.history, earlier)))
    return memory


def _remember(case: Case) -> dict[str, Memory]:
    """Return what history says was known before each open period."""
    memories = {case.periods[0]: memories_before(case.office, case.loaded, case.periods[0])}
    for before, period in zip(case.periods, case.periods[1:], strict=False):
        rows = _rows(history.load(case.office.history, before))
        memories[period] = _grown(case, memories[before].after(rows), before, period)
    return memories


def _grown(case: Case, memory: Memory, before: str, period: str) -> Memory:
    """Return a memory that has learnt what the closed periods between two open ones said."""
    for week in span(before, period)[1:-1]:
        memory.learn(_rows(history.load(case.office.history, week)))
    return memory


def _carry(case: Case, first: Memory, merged: Merged) -> dict[str, Memory]:
    """Return what is known before each open period, as the open periods are judged now."""
    memories = {case.periods[0]: first}
    for before, period in zip(case.periods, case.periods[1:], strict=False):
        rows = _rows(remembered(merged, before))
        memories[period] = _grown(case, memories[before].after(rows), before, period)
    return memories


def remembered(merged: Merged, period: str) -> "pd.DataFrame":
    """Return one period's readings as history keeps them: with a mark for each accepted return."""
    import pandas as pd

    readings = merged.readings[merged.readings["period"] == period]
    rows = marks(merged.receipts, period)
    return pd.concat([readings, frame(READINGS, rows)], ignore_index=True) if rows else readings


def _rows(readings: "pd.DataFrame | None") -> list[tuple[str, ...]]:
    if readings is None:
        return []
    return list(readings[_COLUMNS].itertuples(index=False, name=None))
