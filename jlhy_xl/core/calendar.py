"""Periods, working days and deadlines; the office's 日历 and 期次 sheets go before the library.

No clock here: every function is told the day or the period it is asked about.
"""

import re
import unicodedata
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from msgspec import Struct

from jlhy_xl.core.model import Timetable
from jlhy_xl.core.scheme.choices import HolidayPolicy, PeriodKind
from jlhy_xl.core.scheme.model import Day, PeriodRule, Scheme
from jlhy_xl.core.wording import calendar as words

_WEEK = re.compile(r"(\d{4})-W(\d{2})")
_MONTH = re.compile(r"(\d{4})-(\d{2})")
_TYPED = re.compile(r"(\d{4})[- ]?W(\d{1,2})")
_FIXED = frozenset({(1, 1), (5, 1), (10, 1), (10, 2), (10, 3)})  # the same in every year
_A_YEARS_PLAN = 10  # rows of the 日历 sheet in one year that make it the year's calendar
_FAR = 20  # periods to look ahead or back: no holiday merges so many
_ONE = timedelta(days=1)


def span(period: str) -> tuple[date, date]:
    """Return a period's first and last day.

    >>> span("2026-W40")
    (datetime.date(2026, 9, 28), datetime.date(2026, 10, 4))
    >>> span("2026-02")
    (datetime.date(2026, 2, 1), datetime.date(2026, 2, 28))

    Raises:
        ValueError: the text is no period.
    """
    if found := _WEEK.fullmatch(period):
        first = date.fromisocalendar(int(found[1]), int(found[2]), 1)
        return first, first + timedelta(days=6)
    if found := _MONTH.fullmatch(period):
        first = date(int(found[1]), int(found[2]), 1)
        return first, (first + timedelta(days=31)).replace(day=1) - _ONE
    raise ValueError(f"not a period: {period!r}")


def is_period(text: str) -> bool:
    """Whether the text names a week or a month that exists.

    >>> [is_period(text) for text in ("2026-W53", "2027-W53", "2026-11", "2026-13", "48")]
    [True, False, True, False, False]
    """
    try:
        span(text)
    except ValueError:
        return False
    return True


def as_period(text: str) -> str:
    """Return the period that a text means, written as folders are; "" where it means none.

    >>> as_period("2026-w48"), as_period("2026W8"), as_period("2026-11"), as_period("第48周")
    ('2026-W48', '2026-W08', '2026-11', '')
    """
    plain = unicodedata.normalize("NFKC", text).strip().upper()
    if found := _TYPED.fullmatch(plain):
        plain = f"{found[1]}-W{int(found[2]):02d}"
    return plain if is_period(plain) else ""


def period_of(scheme: Scheme, day: date) -> str:
    """Return the scheme's period that holds the day: an ISO week, or a month.

    >>> period_of(Scheme(), date(2026, 11, 23)), period_of(Scheme(), date(2027, 1, 1))
    ('2026-W48', '2026-W53')
    >>> from jlhy_xl.core.scheme.model import Parameters
    >>> period_of(Scheme(Parameters(period_kind=PeriodKind.MONTH)), date(2027, 1, 1))
    '2027-01'
    """
    return _holding(day, scheme.parameters.period_kind)


def kind_of(period: str) -> PeriodKind:
    """Return whether a period is a week or a month.

    >>> kind_of("2026-W48").value, kind_of("2026-11").value
    ('周', '月')
    """
    return PeriodKind.WEEK if "W" in period else PeriodKind.MONTH


def _holding(day: date, kind: PeriodKind) -> str:
    if kind is PeriodKind.MONTH:
        return f"{day.year:04d}-{day.month:02d}"
    year, week, _ = day.isocalendar()
    return f"{year:04d}-W{week:02d}"


def _beside(period: str, day: date) -> str:
    return _holding(day, kind_of(period))


def next_period(period: str) -> str:
    """Return the period after.

    >>> next_period("2026-W53"), next_period("2026-12")
    ('2027-W01', '2027-01')
    """
    return _beside(period, span(period)[1] + _ONE)


def previous_period(period: str) -> str:
    """Return the period before.

    >>> previous_period("2027-W01"), previous_period("2027-01")
    ('2026-W53', '2026-12')
    """
    return _beside(period, span(period)[0] - _ONE)


def label(period: str) -> str:
    """Return the period as people read it.

    >>> label("2026-W48"), label("2026-11")
    ('第48周（11.23—11.27）', '2026年11月')
    """
    first, _ = span(period)
    if "W" not in period:
        return words.MONTH.format(year=first.year, month=first.month)
    friday = first + timedelta(days=4)
    return words.WEEK.format(
        number=int(period[-2:]),
        first=f"{first.month}.{first.day}",
        last=f"{friday.month}.{friday.day}",
    )


@lru_cache(maxsize=8)
def _own_days(days: tuple[Day, ...]) -> tuple[dict[date, bool], frozenset[int]]:
    """Return the office's word by day, and the years that its sheet covers whole."""
    known = {row.day: row.working for row in days}
    years = [day.year for day in known]
    return known, frozenset(year for year in years if years.count(year) >= _A_YEARS_PLAN)


@lru_cache(maxsize=4096)
def _announced(day: date) -> bool | None:
    """Return whether the State Council's plan makes it a working day, None where none is known."""
    import chinese_calendar

    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:  # the library's own word for a year that it does not hold
        return None


def is_working(scheme: Scheme, day: date) -> tuple[bool, bool]:
    """Return whether it is a working day, and whether that is provisional.

    The 日历 sheet decides, then the announced plan; where neither covers the year it is Monday to
    Friday without the fixed holidays, and provisional.

    >>> is_working(Scheme(), date(2026, 10, 10)), is_working(Scheme(), date(2096, 10, 1))
    ((True, False), (False, True))
    """
    known, whole = _own_days(scheme.days)
    if isinstance(day, datetime):
        day = day.date()
    if day in known:
        return known[day], False
    plain = day.isoweekday() <= 5
    if day.year in whole:
        return plain, False
    announced = _announced(day)
    if announced is not None:
        return announced, False
    return plain and (day.month, day.day) not in _FIXED, True


def add_working_days(scheme: Scheme, when: date, count: int) -> date:
    """Return the working day that comes ``count`` working days after the day (before: negative).

    >>> add_working_days(Scheme(), date(2026, 10, 8), 3)
    datetime.date(2026, 10, 12)
    >>> add_working_days(Scheme(), date(2026, 10, 8), -1)
    datetime.date(2026, 9, 30)
    """
    day = when.date() if isinstance(when, datetime) else when
    step = _ONE if count > 0 else -_ONE
    left = abs(count)
    while left:
        day += step
        left -= is_working(scheme, day)[0]
    return day


def working_days_between(scheme: Scheme, start: date, end: date) -> int:
    """Return how many working days lie after ``start`` up to ``end``; negative when end is earlier.

    >>> working_days_between(Scheme(), date(2026, 9, 30), date(2026, 10, 12))
    4
    """
    first = start.date() if isinstance(start, datetime) else start
    last = end.date() if isinstance(end, datetime) else end
    if last < first:
        return -working_days_between(scheme, last, first)
    days = (first + timedelta(days=step) for step in range(1, (last - first).days + 1))
    return sum(is_working(scheme, day)[0] for day in days)


def _zone(scheme: Scheme) -> ZoneInfo:
    return ZoneInfo(scheme.parameters.timezone)


def localised(scheme: Scheme, moment: datetime) -> datetime:
    """Return the moment in the office's time zone; a moment without zone is the office's own."""
    zone = _zone(scheme)
    return moment.replace(tzinfo=zone) if moment.tzinfo is None else moment.astimezone(zone)


def _closing(scheme: Scheme, day: date) -> datetime:
    return datetime.combine(day, scheme.parameters.deadline_time, tzinfo=_zone(scheme))


def objection_deadline(scheme: Scheme, signed: datetime) -> datetime:
    """Return the last moment for an objection, counted in working days from the day of 签收.

    >>> objection_deadline(Scheme(), datetime(2026, 9, 30, 16, 0)).isoformat()
    '2026-10-13T17:00:00+08:00'
    """
    day = localised(scheme, signed).date()
    return _closing(scheme, add_working_days(scheme, day, scheme.parameters.objection_working_days))


class _Own(Struct, frozen=True):
    """A period by itself: its deadline, whether it is owed, and why."""

    deadline: datetime
    owed: bool = True
    merged: bool = False
    reason: str = ""


def _rule(scheme: Scheme, period: str) -> PeriodRule:
    return next((row for row in scheme.periods if row.period == period), PeriodRule(period))


def _plain_day(scheme: Scheme, period: str) -> date:
    first, last = span(period)
    if "W" not in period:
        return last
    return first + timedelta(days=scheme.parameters.deadline_weekday - 1)


def _day_words(period: str, day: date) -> str:
    """Return a day, with its year where that is not the period's."""
    year = "" if period[:4] == f"{day.year}" else f"{day.year}年"
    return year + words.DAY.format(month=day.month, day=day.day)


def _own(scheme: Scheme, period: str) -> _Own:
    """Return what the period is, told by its own days and the office's word on it."""
    rule = _rule(scheme, period)
    day = _plain_day(scheme, period)
    deadline = localised(scheme, rule.deadline) if rule.deadline else _closing(scheme, day)
    if rule.policy is HolidayPolicy.MERGE:
        return _Own(deadline, owed=False, merged=True, reason=words.SET_MERGED)
    if rule.policy is HolidayPolicy.EXEMPT:
        return _Own(deadline, owed=False, reason=words.SET_EXEMPT)
    if rule.deadline:
        return _Own(deadline, reason=words.SET_DEADLINE)
    policy = rule.policy or scheme.parameters.holiday_policy
    return _by_policy(scheme, period, policy)


def _by_policy(scheme: Scheme, period: str, policy: HolidayPolicy) -> _Own:
    day = _plain_day(scheme, period)
    deadline = _closing(scheme, day)
    if policy is HolidayPolicy.AUTO:
        count = working_days_between(scheme, span(period)[0] - _ONE, span(period)[1])
        if count < scheme.parameters.merge_below:
            reason = words.MERGED_SHORT.format(count=count)
            return _Own(deadline, owed=False, merged=True, reason=reason)
    if is_working(scheme, day)[0]:
        return _Own(deadline)
    if policy is HolidayPolicy.MERGE:
        reason = words.MERGED.format(day=_day_words(period, day))
        return _Own(deadline, owed=False, merged=True, reason=reason)
    if policy is HolidayPolicy.EXEMPT:
        return _Own(deadline, owed=False, reason=words.EXEMPT.format(day=_day_words(period, day)))
    moved = _closing(scheme, add_working_days(scheme, day, 1))
    moment = f"{_day_words(period, moved.date())}{moved:%H:%M}"
    return _Own(moved, reason=words.POSTPONED.format(day=_day_words(period, day), deadline=moment))


def _next_deadline(scheme: Scheme, period: str) -> datetime:
    """Return the deadline of the next period that is owed."""
    own = _own(scheme, period := next_period(period))
    for _ in range(_FAR):
        if own.owed:
            break
        own = _own(scheme, period := next_period(period))
    return own.deadline


def _covered(scheme: Scheme, period: str) -> tuple[str, ...]:
    """Return the periods before that were merged into this one, oldest first."""
    found: list[str] = []
    before = previous_period(period)
    while len(found) < _FAR and _own(scheme, before).merged:
        found.insert(0, before)
        before = previous_period(before)
    return tuple(found)


def timetable(scheme: Scheme, period: str) -> Timetable:
    """Return the period's clock: deadline, grace, cut-off, and whether a return is owed.

    >>> clock = timetable(Scheme(), "2026-W40")
    >>> clock.deadline.isoformat(), clock.cutoff.isoformat()
    ('2026-10-08T17:00:00+08:00', '2026-10-12T17:00:00+08:00')

    Raises:
        ValueError: the text is no period.
    """
    parameters, rule, own = scheme.parameters, _rule(scheme, period), _own(scheme, period)
    first, last = span(period)
    grace = parameters.grace_minutes if rule.grace_minutes is None else rule.grace_minutes
    if rule.cutoff:
        cutoff = localised(scheme, rule.cutoff)
    else:
        later = add_working_days(scheme, own.deadline.date(), parameters.cutoff_working_days)
        cutoff = max(_next_deadline(scheme, period), _closing(scheme, later))
    until = max(last, cutoff.date())
    days = (first + timedelta(days=step) for step in range((until - first).days + 1))
    return Timetable(
        period=period,
        label=label(period),
        first=first,
        last=last,
        deadline=own.deadline,
        grace=own.deadline + timedelta(minutes=grace),
        cutoff=cutoff,
        owed=own.owed,
        reason=own.reason,
        provisional=any(is_working(scheme, day)[1] for day in days),
        covers=_covered(scheme, period) if own.owed else (),
    )


def previous_timetable(scheme: Scheme, period: str) -> Timetable:
    """Return the clock of the last period before that was owed.

    A period that was merged or exempt is passed over: the value of a month whose first week was
    merged falls due in the week that took it in.
    """
    before = previous_period(period)
    for _ in range(_FAR):
        if _own(scheme, before).owed:
            break
        before = previous_period(before)
    return timetable(scheme, before)


def open_timetable(scheme: Scheme, now: datetime) -> Timetable:
    """Return the clock of the next period to come: owed, and its deadline lies ahead.

    >>> open_timetable(Scheme(), timetable(Scheme(), "2026-W47").deadline).period
    '2026-W48'
    """
    clock = timetable(scheme, period_of(scheme, now.date()))
    while clock.deadline <= now or not clock.owed:
        clock = timetable(scheme, next_period(clock.period))
    return clock


def provisional_note(clock: Timetable, *, asks: bool = True) -> str:
    """Return what outputs say while a year's plan is not announced, or ""; letters ask nothing.

    >>> provisional_note(timetable(Scheme(), "2026-W30"))
    ''
    """
    if not clock.provisional:
        return ""
    ask = words.PROVISIONAL_ASK if asks else ""
    return words.PROVISIONAL.format(year=clock.cutoff.year) + ask
