"""What lead units wrote of their 议定事项 in returns: an extension asked for, an item reported done.

The office's register (方案.xlsx) and what units wrote count together, whichever came earlier: a unit
that asked in its own return has asked, whether or not anyone copied it into the register.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from msgspec import Struct
from msgspec.structs import replace

from jlhy_xl.core.calendar import localised
from jlhy_xl.core.model import Evidence, Reading, Receipt, State, Verdict
from jlhy_xl.core.scheme.choices import RowSource
from jlhy_xl.core.scheme.model import Resolution, Scheme
from jlhy_xl.core.wording import deductions as words

EXTENSION, STATE = "extension", "state"  # the form's fields
_KINDS = {EXTENSION: words.E_ASKED, STATE: words.E_CLAIMED}
_HEARD = frozenset({Verdict.ACCEPTED, Verdict.SUPERSEDED, Verdict.RETURNED})


class Statement(Struct, frozen=True):
    """One cell of a return in which a unit told where its 议定事项 stands."""

    item: str
    field: str  # EXTENSION or STATE
    value: str  # as understood, as typed where it was not
    at: datetime  # received; the clock that counts
    file: str
    sha256: str
    sheet: str
    cell: str


class Told(Struct, frozen=True):
    """An item as the register and the unit's own words have it together."""

    item: Resolution
    asked: Statement | None = None  # the application that counts, where a return holds it
    claimed: Statement | None = None  # the report of completion that counts, likewise
    again: Statement | None = None  # asks, before the extended date, for a later one still
    # the unit's latest words where the register's day counts, or another of its own
    beside: tuple[Statement, ...] = ()

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """Where the unit's own words stand, by time of receipt."""
        kinds = (
            (self.asked, words.E_ASKED),
            (self.again, words.E_ASKED),
            (self.claimed, words.E_CLAIMED),
            *((row, _KINDS[row.field]) for row in self.beside),
        )
        found = [(row, what) for row, what in kinds if row is not None]
        return tuple(
            Evidence(what, row.file, row.sha256, row.sheet, row.cell, row.value, row.at)
            for row, what in sorted(found, key=lambda pair: pair[0].at)
        )  # fmt: skip


def statements(
    scheme: Scheme, receipts: Iterable[Receipt], late: Iterable[Receipt] = ()
) -> tuple[Statement, ...]:
    """Return what units told of 议定事项 in these files, by time of receipt.

    Args:
        scheme: says which forms are about 议定事项.
        receipts: what came; a file that was sent back for its mistakes has told all the same.
        late: what came for a period after its closing, whatever its verdict.
    """
    forms = {form.code for form in scheme.forms if form.rows is RowSource.RESOLUTIONS}
    counting = [row for row in receipts if row.verdict in _HEARD]
    rows = {row.arrival.id: row for row in (*counting, *late)}.values()
    found = (
        Statement(
            each.row_key, each.field, each.value or each.typed, row.arrival.received,
            row.arrival.name, row.arrival.sha256, each.sheet, each.cell,
        )
        for row in rows for each in row.examined.readings if each.form in forms and _tells(each)
    )  # fmt: skip
    return in_order(found)


def in_order(found: Iterable[Statement]) -> tuple[Statement, ...]:
    """Return each statement once, by time of receipt."""
    return tuple(sorted(set(found), key=lambda row: (row.at, row.item, row.field, row.sha256)))


def _tells(reading: Reading) -> bool:
    """Whether a cell says anything: what nobody could read as a date is an application all the same."""
    said = reading.value or reading.typed
    return (
        reading.field in (EXTENSION, STATE)
        and reading.state is not State.BLANK
        and bool(said)
        and said not in words.NOT_ASKED
    )


def joined(
    scheme: Scheme, item: Resolution, said: Sequence[Statement], now: datetime
) -> Told:  # fmt: skip
    """Return an item as the register and the unit's returns have it together, at a moment.

    Asked on the earlier day of the two. Reported done on the earlier day, where the unit's latest
    word still says so; what it took back is not a report. What the office granted and confirmed is
    the register's alone.

    Args:
        scheme: whose clock makes a day of a moment.
        item: the register's row.
        said: what units told, by time of receipt.
        now: what was received later is not known yet.
    """
    own = [row for row in said if row.item == item.code and row.at <= now]
    asking = [row for row in own if row.field == EXTENSION]
    asked = next((row for row in asking if _before(scheme, row, item.asked)), None)
    claimed = reported = _claim([row for row in own if row.field == STATE])
    if claimed and not _before(scheme, claimed, _earlier(item.claimed, item.confirmed)):
        claimed = None
    told = replace(
        item,
        asked=day_of(scheme, asked) or item.asked,
        claimed=day_of(scheme, claimed) or item.claimed,
    )
    again = _again(scheme, told, asking)
    quoted = {row.value for row in (asked, again) if row}
    beside = [row for row in asking[-1:] if row.value not in quoted]
    beside += [reported] if reported and claimed is None else []
    return Told(told, asked, claimed, again, tuple(beside))


def register(scheme: Scheme, said: Sequence[Statement], now: datetime) -> Scheme:
    """Return the scheme, its 议定事项 as the register and the units' returns have them together."""
    if not said:
        return scheme
    items = (joined(scheme, item, said, now).item for item in scheme.resolutions)
    return replace(scheme, resolutions=tuple(items))


def day_of(scheme: Scheme, row: Statement | None) -> date | None:
    """Return the day on the office's clock on which a statement was received."""
    return None if row is None else localised(scheme, row.at).date()


def _earlier(first: date | None, second: date | None) -> date | None:
    return min((day for day in (first, second) if day), default=None)


def _before(scheme: Scheme, row: Statement, day: date | None) -> bool:
    """Whether a statement came before the day that the register has, or the register has none."""
    return day is None or localised(scheme, row.at).date() < day


def _claim(states: Sequence[Statement]) -> Statement | None:
    """Return where the unit's last unbroken word that the item is done began."""
    first = None
    for row in states:
        first = (first or row) if row.value == words.CLAIMED else None
    return first


def _again(scheme: Scheme, item: Resolution, asking: Sequence[Statement]) -> Statement | None:
    """Return the application for a later date still, received while the granted one had not passed."""
    until = item.extended
    if until is None or item.granted != words.GRANTED:
        return None
    return next(
        (
            row for row in asking
            if row.value > until.isoformat() and localised(scheme, row.at).date() <= until
            and (item.asked is None or localised(scheme, row.at).date() > item.asked)
        ),
        None,
    )  # fmt: skip
