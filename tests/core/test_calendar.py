"""The clock: deadlines on holidays, cut-offs, merged weeks, working days, objections."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from jlhy_xl.core import calendar
from jlhy_xl.core.scheme.choices import HolidayPolicy
from jlhy_xl.core.scheme.model import Day, Parameters, PeriodRule, Scheme

SCHEME = Scheme()
DAYS = st.dates(date(2004, 1, 1), date(2099, 12, 31))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text + "+08:00")


def test_an_ordinary_week() -> None:
    """Friday 17:00, cut-off at the next period's deadline, no grace."""
    clock = calendar.timetable(SCHEME, "2026-W48")
    assert clock.label == "第48周（11.23—11.27）"
    assert (clock.first, clock.last) == (date(2026, 11, 23), date(2026, 11, 29))
    assert clock.deadline == clock.grace == at("2026-11-27T17:00:00")
    assert clock.cutoff == at("2026-12-04T17:00:00")
    assert clock.deadline.utcoffset() == timedelta(hours=8)
    assert (clock.owed, clock.reason, clock.provisional, clock.covers) == (True, "", False, ())


def test_example_26() -> None:
    """W40 of 2026 is due Thursday 8 October, cut off Monday 12 October; W41 is due Friday 9."""
    clock = calendar.timetable(SCHEME, "2026-W40")
    assert clock.owed
    assert clock.deadline == at("2026-10-08T17:00:00")
    assert clock.cutoff == at("2026-10-12T17:00:00")
    assert clock.reason == "10月2日不是工作日，截止时间顺延至10月8日17:00"
    assert calendar.timetable(SCHEME, "2026-W41").deadline == at("2026-10-09T17:00:00")


def two_days_left() -> Scheme:
    """Return a scheme in which W48 of 2026 has two working days."""
    off = tuple(Day(date(2026, 11, 25) + timedelta(days=n), working=False) for n in range(3))
    return Scheme(days=off)


def test_a_week_with_two_working_days_is_merged() -> None:
    """No return is owed for it; the next period covers its dates and its cut-off is unmoved."""
    scheme = two_days_left()
    clock = calendar.timetable(scheme, "2026-W48")
    assert not clock.owed
    assert clock.reason == "本期只有2个工作日，并入下期，不单独报送"
    assert calendar.timetable(scheme, "2026-W49").covers == ("2026-W48",)
    assert calendar.timetable(scheme, "2026-W50").covers == ()


def test_three_working_days_are_enough() -> None:
    """With one more working day the deadline moves instead; merge_below is the office's to set."""
    scheme = two_days_left()
    scheme = replace(scheme, days=scheme.days[1:])
    clock = calendar.timetable(scheme, "2026-W48")
    assert clock.owed
    assert clock.deadline == at("2026-11-30T17:00:00")
    lower = replace(two_days_left(), parameters=Parameters(merge_below=2))
    assert calendar.timetable(lower, "2026-W48").owed


def test_the_period_before_a_merged_one_waits_for_the_next_owed_deadline() -> None:
    """A cut-off looks past a merged period, and "the period before" passes over it."""
    scheme = two_days_left()
    assert calendar.timetable(scheme, "2026-W47").cutoff == at("2026-12-04T17:00:00")
    assert calendar.previous_timetable(scheme, "2026-W49").period == "2026-W47"
    assert calendar.previous_timetable(SCHEME, "2026-W49").period == "2026-W48"


def test_spring_festival_is_merged() -> None:
    """The week of 16–22 February 2026 has no working day and is covered by W09."""
    assert not calendar.timetable(SCHEME, "2026-W08").owed
    assert calendar.timetable(SCHEME, "2026-W09").covers == ("2026-W08",)


@pytest.mark.parametrize(
    ("policy", "owed", "deadline", "covers"),
    [
        (HolidayPolicy.POSTPONE, True, "2026-10-08T17:00:00", ()),
        (HolidayPolicy.MERGE, False, "2026-10-02T17:00:00", ("2026-W39", "2026-W40")),
        (HolidayPolicy.EXEMPT, False, "2026-10-02T17:00:00", ()),
    ],
)
def test_a_set_policy(policy: HolidayPolicy, owed: bool, deadline: str, covers: tuple) -> None:
    """节假日处理 decides a deadline on a holiday, and leaves an ordinary week alone."""
    scheme = Scheme(parameters=Parameters(holiday_policy=policy))
    clock = calendar.timetable(scheme, "2026-W40")
    assert (clock.owed, clock.deadline) == (owed, at(deadline))
    assert calendar.timetable(scheme, "2026-W41").covers == covers
    assert calendar.timetable(scheme, "2026-W48").owed


def test_postponing_never_merges() -> None:
    """顺延, asked for by name, holds for a week without any working day too."""
    scheme = Scheme(parameters=Parameters(holiday_policy=HolidayPolicy.POSTPONE))
    assert calendar.timetable(scheme, "2026-W08").deadline == at("2026-02-24T17:00:00")


def test_the_office_has_the_last_word_on_a_period() -> None:
    """Sheet 期次: deadline, grace, cut-off and policy of one period."""
    rule = PeriodRule(
        "2026-W48", deadline=datetime(2026, 11, 26, 12, 0),  # noqa: DTZ001 - as the sheet has it
        grace_minutes=30, cutoff=datetime(2026, 12, 1, 17, 0),  # noqa: DTZ001
    )  # fmt: skip
    clock = calendar.timetable(Scheme(periods=(rule,)), "2026-W48")
    assert clock.deadline == at("2026-11-26T12:00:00")
    assert clock.grace == at("2026-11-26T12:30:00")
    assert clock.cutoff == at("2026-12-01T17:00:00")
    assert clock.reason == "办公室另行确定了本期的截止时间"
    merged = PeriodRule("2026-W48", policy=HolidayPolicy.MERGE)
    assert not calendar.timetable(Scheme(periods=(merged,)), "2026-W48").owed
    assert calendar.timetable(Scheme(periods=(merged,)), "2026-W49").covers == ("2026-W48",)
    exempt = Scheme(periods=(PeriodRule("2026-W48", policy=HolidayPolicy.EXEMPT),))
    assert calendar.timetable(exempt, "2026-W48").reason == "办公室已确定本期免报"
    assert calendar.timetable(exempt, "2026-W49").covers == ()
    set_by_hand = Scheme(periods=(PeriodRule("2026-W08", deadline=at("2026-02-14T17:00:00")),))
    assert calendar.timetable(set_by_hand, "2026-W08").owed


def test_no_grace_can_be_set_against_a_general_grace() -> None:
    """0 in 期次 is a word of the office, not a blank."""
    scheme = Scheme(
        parameters=Parameters(grace_minutes=60), periods=(PeriodRule("2026-W48", grace_minutes=0),)
    )
    late, plain = (calendar.timetable(scheme, week) for week in ("2026-W48", "2026-W49"))
    assert late.grace == late.deadline
    assert plain.grace == plain.deadline + timedelta(hours=1)


def test_a_year_that_nobody_announced_warns() -> None:
    """Outside the library and the sheet: Monday to Friday without the fixed days, and said so."""
    assert calendar.is_working(SCHEME, date(2097, 10, 2)) == (False, True)
    assert calendar.is_working(SCHEME, date(2097, 10, 4)) == (True, True)
    assert calendar.is_working(SCHEME, date(2097, 5, 1)) == (False, True)
    clock = calendar.timetable(SCHEME, "2097-W20")
    assert clock.provisional
    assert "2097年放假调休安排尚未公布" in calendar.provisional_note(clock)


def test_the_sheet_overrides_the_library_and_covers_a_year() -> None:
    """A listed day is certain; ten listed days make the year's own calendar."""
    one = Scheme(days=(Day(date(2026, 11, 27), working=False),))
    assert calendar.is_working(one, date(2026, 11, 27)) == (False, False)
    assert calendar.timetable(one, "2026-W48").deadline == at("2026-11-30T17:00:00")
    listed = tuple(Day(date(2097, 2, 10) + timedelta(days=n), working=False) for n in range(10))
    assert calendar.is_working(Scheme(days=listed[:1]), date(2097, 3, 1)) == (True, True)
    assert calendar.is_working(Scheme(days=listed), date(2097, 3, 1)) == (True, False)
    assert calendar.is_working(Scheme(days=listed), date(2097, 10, 1)) == (True, False)


def test_objections_count_from_the_day_of_signing() -> None:
    """The fifth working day after 签收 at 17:00, whatever hour and zone it was signed in."""
    expected = at("2026-12-04T17:00:00")
    shanghai = ZoneInfo("Asia/Shanghai")
    assert calendar.objection_deadline(SCHEME, at("2026-11-27T00:00:01")) == expected
    late_in_utc = datetime(2026, 11, 26, 16, 0, tzinfo=UTC)  # 27 November in Shanghai
    assert calendar.objection_deadline(SCHEME, late_in_utc) == expected
    assert (
        calendar.objection_deadline(SCHEME, datetime(2026, 11, 27, 23, tzinfo=shanghai)) == expected
    )


@given(DAYS, st.integers(1, 30))
def test_adding_and_counting_agree(day: date, count: int) -> None:
    """The n-th working day after a day is a working day with n working days up to it."""
    end = calendar.add_working_days(SCHEME, day, count)
    assert calendar.is_working(SCHEME, end)[0]
    assert calendar.working_days_between(SCHEME, day, end) == count
    assert calendar.working_days_between(SCHEME, end, day) == -count


def test_no_working_days_added_is_the_day_itself() -> None:
    """Zero working days after a Saturday is that Saturday."""
    assert calendar.add_working_days(SCHEME, date(2026, 11, 28), 0) == date(2026, 11, 28)


@given(DAYS)
def test_periods_follow_each_other(day: date) -> None:
    """Next and previous undo each other, and each day lies in its own period."""
    week = calendar.period_of(SCHEME, day)
    first, last = calendar.span(week)
    assert first <= day <= last
    assert calendar.previous_period(calendar.next_period(week)) == week
    assert calendar.span(calendar.next_period(week))[0] == last + timedelta(days=1)


@given(DAYS)
def test_every_clock_runs_forward(day: date) -> None:
    """Deadline ≤ grace ≤ cut-off, and an owed deadline is on a working day."""
    clock = calendar.timetable(SCHEME, calendar.period_of(SCHEME, day))
    assert clock.deadline <= clock.grace <= clock.cutoff
    assert not clock.owed or calendar.is_working(SCHEME, clock.deadline.date())[0]


def test_months_are_periods_too() -> None:
    """A month is due on its last day, or the next working day."""
    clock = calendar.timetable(SCHEME, "2026-10")
    assert clock.label == "2026年10月"
    assert clock.deadline == at("2026-11-02T17:00:00")
    assert calendar.previous_timetable(SCHEME, "2026-10").period == "2026-09"


@pytest.mark.parametrize("text", ["2026-W54", "2026-W00", "2026W48", "", "2026-00", "2026-11-23"])
def test_no_periods(text: str) -> None:
    """A text that is no period raises, whatever it resembles."""
    assert not calendar.is_period(text)
    with pytest.raises(ValueError, match=r".+"):
        calendar.timetable(SCHEME, text)


def test_a_deadline_in_another_year_says_so() -> None:
    """The Friday of 2026-W53 is New Year's day of 2027: the reason names the year of both days."""
    reason = calendar.timetable(Scheme(), "2026-W53").reason
    assert reason == "2027年1月1日不是工作日，截止时间顺延至2027年1月4日17:00"
    assert "年" not in calendar.timetable(Scheme(), "2026-W25").reason
