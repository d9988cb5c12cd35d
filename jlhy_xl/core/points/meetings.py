"""无故缺席 (B3) and 未经同意代会 (B3-2), from the 会议台账."""

from collections.abc import Iterable
from datetime import date, datetime

from jlhy_xl.core.calendar import period_of
from jlhy_xl.core.model import Evidence, Status
from jlhy_xl.core.points.base import Event, day_words, entry_of, is_over
from jlhy_xl.core.scheme.model import Meeting, Scheme
from jlhy_xl.core.scheme.recorded import origin
from jlhy_xl.core.scheme.tables_office import MEETINGS
from jlhy_xl.core.wording import deductions as words

ABSENT, SUBSTITUTE = "B3", "B3-2"
_RULES = {
    words.ATTENDED_ABSENT: ABSENT,
    words.ATTENDED_LEAVE: ABSENT,
    words.ATTENDED_SUBSTITUTE: SUBSTITUTE,
}


def events(scheme: Scheme, now: datetime) -> Iterable[Event]:
    """Yield an event for each unit that a past meeting missed without anyone's approval.

    Leave that was asked but shows no approval waits for the office (待确认).
    """
    for row in scheme.meetings:
        unapproved = not row.approved_by.strip()
        if row.day and row.attended in _RULES and unapproved and is_over(scheme, row.day, now):
            yield _event(scheme, row, row.day)


def _event(scheme: Scheme, row: Meeting, day: date) -> Event:
    rule = _RULES[row.attended]
    text = words.SUBSTITUTE if rule == SUBSTITUTE else words.ABSENT
    leave = row.attended == words.ATTENDED_LEAVE
    facts = words.MEETING_FACTS.format(attended=row.attended, approved=words.NONE)
    file, sheet, cell = origin(row.note)
    source = " ".join(part for part in (words.E_MEETING, row.number, row.minutes) if part)
    if not file:
        file, sheet = words.SCHEME, entry_of(scheme, MEETINGS, row)
    else:
        facts = row.attended
    return Event(
        rule=rule, unit=row.unit, period=period_of(scheme, day), subject=row.number, day=day,
        text=text.format(day=day_words(day), number=row.number),
        evidence=(Evidence(source, file, sheet=sheet, cell=cell, found=facts),),
        status=Status.UNCERTAIN if leave else Status.PROPOSED,
        note=words.LEAVE_UNAPPROVED if leave else "",
    )  # fmt: skip
