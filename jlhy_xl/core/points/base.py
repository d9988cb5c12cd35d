"""What every family of lines shares: an event, the draft line made of it, times in local words."""

from datetime import date, datetime

from msgspec import Struct

from jlhy_xl.core.calendar import localised
from jlhy_xl.core.model import Deduction, Evidence, Status
from jlhy_xl.core.points.caps import ZERO, note, rule_on
from jlhy_xl.core.scheme.choices import Decider
from jlhy_xl.core.scheme.model import Scheme
from jlhy_xl.core.scheme.table_spec import Table, place_key
from jlhy_xl.core.wording import deductions as words


class Event(Struct, frozen=True):
    """One thing that happened, before anyone asks what it costs."""

    rule: str
    unit: str
    period: str
    subject: str
    day: date  # the rule in force on this day counts
    text: str
    evidence: tuple[Evidence, ...]
    status: Status = Status.PROPOSED
    note: str = ""


def entry_of(scheme: Scheme, table: Table, row: Struct) -> str:
    """Return the sheet of the scheme in which an entry stands, with its row where that is known."""
    at = scheme.placed.get(place_key(table, row))
    return words.ENTRY.format(sheet=table.sheet, row=at) if at else table.sheet


def draft(scheme: Scheme, event: Event) -> Deduction | None:
    """Return the line of an event before waivers and caps; None where no rule is in force.

    A rule without a figure, or one that only a person applies, is laid out and costs nothing.
    """
    rule = rule_on(scheme, event.rule, event.day)
    if rule is None:
        return None
    status = event.status
    if status is Status.PROPOSED and (rule.points is None or rule.decider is Decider.PERSON):
        status = Status.LAID_OUT
    said = words.NO_POINTS if rule.points is None else ""
    return Deduction(
        rule=event.rule, unit=event.unit, period=event.period, subject=event.subject,
        event=event.text, proposed=None if rule.points is None else max(rule.points, ZERO),
        applied=ZERO, status=status, note=note(event.note, said), evidence=event.evidence,
        day=event.day,
    )  # fmt: skip


def local(scheme: Scheme, when: datetime) -> datetime:
    """Return a moment on the office's clock, to the second; without a zone it already is there."""
    return localised(scheme, when).replace(microsecond=0)


def moment(scheme: Scheme, when: datetime) -> str:
    """Return a moment in words, on the office's clock."""
    return local(scheme, when).strftime("%Y-%m-%d %H:%M:%S")


def day_words(day: date | None) -> str:
    """Return a day in words, 无 where there is none.

    >>> day_words(date(2026, 3, 10)), day_words(None)
    ('2026-03-10', '无')
    """
    return day.isoformat() if day else words.NONE


def is_over(scheme: Scheme, day: date, now: datetime) -> bool:
    """Whether a day has passed to its last minute (24:00) on the office's clock."""
    return local(scheme, now).date() > day
