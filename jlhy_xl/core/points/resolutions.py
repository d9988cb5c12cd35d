"""议定事项逾期未办结 (A3): once an item, only the lead, only when the delay is the unit's."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from jlhy_xl.core.calendar import period_of
from jlhy_xl.core.model import Evidence, Status
from jlhy_xl.core.points import heard
from jlhy_xl.core.points.base import Event, day_words, entry_of, is_over
from jlhy_xl.core.points.caps import note
from jlhy_xl.core.returns.obligations import is_active
from jlhy_xl.core.scheme.model import Resolution, Scheme
from jlhy_xl.core.scheme.recorded import origin
from jlhy_xl.core.scheme.tables_office import RESOLUTIONS
from jlhy_xl.core.wording import deductions as words

OVERDUE = "A3"


def events(
    scheme: Scheme, now: datetime, said: Sequence[heard.Statement] = ()
) -> Iterable[Event]:  # fmt: skip
    """Yield an event for each 议定事项 that was not done by its due date (to 24:00).

    Args:
        scheme: the register of 议定事项.
        now: what comes later is not known yet.
        said: what the units told of them in their returns.
    """
    for row in scheme.resolutions:
        told = heard.joined(scheme, row, said, now)
        due = _due(told.item)
        if due and is_over(scheme, due, now):
            doubt = _doubt(scheme, told, due)
            if doubt or _is_late(told.item, due):
                yield _event(scheme, row, told, due, doubt)


def _asked_in_time(item: Resolution) -> bool:
    return item.asked is not None and item.due is not None and item.asked <= item.due


def _due(item: Resolution) -> date | None:
    """Return the due date that counts: the extended one when it was asked in time and granted."""
    if _asked_in_time(item) and item.granted == words.GRANTED and item.extended:
        return item.extended
    return item.due


def _done(item: Resolution) -> date | None:
    """Return the day a confirmed item was done: the unit's own day, not that of confirming."""
    return None if item.confirmed is None else (item.claimed or item.confirmed)


def _is_late(item: Resolution, due: date) -> bool:
    done = _done(item)
    return done is None or done > due


def _doubt(scheme: Scheme, told: heard.Told, due: date) -> str:
    """Return why the delay may be the office's, "" where it may not."""
    item = told.item
    if not _is_late(item, due):
        return ""
    if item.confirmed is None and item.claimed and item.claimed <= due:
        return words.UNCONFIRMED
    if _asked_in_time(item) and item.granted == words.GRANTED and item.extended is None:
        return words.NO_NEW_DUE
    if _asked_in_time(item) and item.granted not in (words.GRANTED, words.REFUSED):
        return words.UNDECIDED
    if told.again:
        return words.ASKED_AGAIN.format(until=told.again.value)
    lead = scheme.unit_by_code.get(item.lead)
    return words.UNIT_GONE if lead is None or not is_active(lead, due) else ""


def _event(scheme: Scheme, item: Resolution, told: heard.Told, due: date, doubt: str) -> Event:
    """Return the event: what the register says, then what the unit wrote, each where it stands."""
    source = " ".join(
        part for part in (words.E_RESOLUTION, item.source, item.source_number) if part
    )
    return Event(
        rule=OVERDUE, unit=item.lead, period=period_of(scheme, due), subject=item.code, day=due,
        text=_text(told.item, due) + ("" if doubt else _asking(told.item)),
        evidence=(_register(scheme, source, item), *told.evidence),
        status=Status.UNCERTAIN if doubt else Status.PROPOSED,
        note=note(doubt, _differs(scheme, item, told)),
    )  # fmt: skip


def _register(scheme: Scheme, source: str, item: Resolution) -> Evidence:
    """Return the register's entry with its book and sheet: the scheme's, or a meeting's ledger."""
    file, sheet, _ = origin(item.note)
    if not file:
        file, sheet = words.SCHEME, entry_of(scheme, RESOLUTIONS, item)
    return Evidence(source, file, sheet=sheet, found=_registered(item))


def _differs(scheme: Scheme, item: Resolution, told: heard.Told) -> str:
    """Return which day of the application counts, where the register has a later one; "" elsewhere."""
    if told.asked is None or item.asked is None:
        return ""
    day = day_words(heard.day_of(scheme, told.asked))
    return words.DIFFERS.format(held=day_words(item.asked), day=day)


def _text(item: Resolution, due: date) -> str:
    """Return what happened: never done, or done or reported so, and how many days late."""
    said = words.OVERDUE.format(code=item.code, due=day_words(due))
    done = item.claimed or item.confirmed
    if done is None:
        return f"{said}{words.NOT_DONE}"
    days = (done - due).days
    if item.confirmed is None:
        even_so = words.EVEN_SO.format(days=days) if days > 0 else ""
        return f"{said}{words.CLAIMED_ON.format(day=day_words(done))}{even_so}"
    over = words.OVER_BY.format(days=days) if days > 0 else ""
    told = words.CONFIRMED_AFTER if item.claimed else words.CONFIRMED_ON
    return said + told.format(day=day_words(done), over=over, confirmed=day_words(item.confirmed))


def _asking(item: Resolution) -> str:
    """Return what became of an extension: the rule holds only where none was asked for in time."""
    if item.asked is None:
        return words.NOT_ASKED_IN_TIME
    day, due = day_words(item.asked), day_words(item.due)
    if not _asked_in_time(item):
        return words.ASKED_AFTER.format(day=day, due=due)
    if item.granted == words.REFUSED:
        return words.ASKED_REFUSED.format(day=day)
    return words.EXTENDED_FROM.format(due=due)


def _registered(item: Resolution) -> str:
    """Return what the office's register holds and what it does not, said as the register's own words.

    The unit's may stand beside it and say more.
    """
    entries = (
        (words.R_DUE, item.due and day_words(item.due)),
        (words.R_ASKED, item.asked and day_words(item.asked)),
        (words.R_GRANTED, item.granted),
        (words.R_EXTENDED, item.extended and day_words(item.extended)),
        (words.R_CLAIMED, item.claimed and day_words(item.claimed)),
        (words.R_CONFIRMED, item.confirmed and day_words(item.confirmed)),
    )
    held = words.LIST.join(f"{label}{said}" for label, said in entries if said)
    asked = item.asked is not None
    blank = [
        label for label, said in entries
        if not said and (label != words.R_EXTENDED or (asked and item.granted == words.GRANTED))
    ]  # fmt: skip
    missing = words.NOT_REGISTERED.format(labels=words.LIST.join(blank)) if blank else ""
    return words.JOIN.join(part for part in (words.REGISTERED.format(held=held), missing) if part)
