"""Proposing over whole random years: silence is never cheaper, order and repetition are nothing."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from jlhy_xl.core.calendar import timetable
from jlhy_xl.core.model import Clock, ReturnCase, SentBack, Status, Timetable
from jlhy_xl.core.points.caps import marks
from jlhy_xl.core.points.propose import propose, sort
from jlhy_xl.core.scheme.choices import Decider, Fault, Treatment
from jlhy_xl.core.scheme.model import Meeting, Named, Resolution, Scheme, Waiver
from jlhy_xl.core.wording import deductions as words
from tests.points_world import (
    AFTER,
    COURT,
    HALF,
    MONDAY,
    PERMITS,
    SCHEME,
    THURSDAY,
    W47,
    W48,
    adopted,
    at,
    case,
    fact,
    wrong,
)

# a falsifying year is long to print, and still worth reading
pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")

WEEKS = tuple(f"2026-W{week:02d}" for week in range(1, 54))
CLOCKS = {week: timetable(SCHEME, week) for week in WEEKS}
YEAR_END = at("2027-02-01 09:00")
HOURS = st.integers(-60, 24 * 14).map(lambda hours: timedelta(hours=hours, seconds=1))


@st.composite
def returns(draw: st.DrawFn, week: str) -> ReturnCase:
    """One return with any fate: files good and bad, sent back or not, mended or not."""
    clock = CLOCKS[week]
    facts = []
    for number, good in enumerate(draw(st.lists(st.booleans(), max_size=3))):
        came = clock.deadline + draw(HOURS)
        words_ = came.strftime("%Y-%m-%d %H:%M:%S")
        facts.append(fact(words_, good=good, name=f"报表{number}.xlsx"))
    facts.sort(key=lambda row: row.arrival.received)
    told = draw(st.lists(HOURS, max_size=2))
    found = wrong(*draw(st.lists(st.sampled_from(["J5", "K5", "J6"]), unique=True)))
    return replace(
        case(*facts, period=week, standing=found),
        sent_back=tuple(SentBack(clock.deadline + more) for more in sorted(told)),
    )


@st.composite
def years(draw: st.DrawFn) -> list[ReturnCase]:
    """A unit's year of returns, some weeks left out as not owed."""
    weeks = draw(st.lists(st.sampled_from(WEEKS), unique=True, min_size=1, max_size=12))
    return [draw(returns(week)) for week in sorted(weeks)]


DECIMALS = st.sampled_from([None, *map(Decimal, ("0", "0.3", "0.5", "1", "2"))])


@st.composite
def rule_books(draw: st.DrawFn) -> Scheme:
    """Any figures, caps, deciders, waivers and handovers an office may write."""
    rules = tuple(
        replace(
            rule, points=draw(DECIMALS), cap=draw(DECIMALS),
            cap_group=draw(st.sampled_from(["", "报送类", rule.cap_group])),
            decider=draw(st.sampled_from([Decider.RUN] * 4 + [Decider.PERSON])),
            ends=draw(st.sampled_from([None, None, date(2026, 6, 30)])),
        )
        for rule in SCHEME.rules
    )  # fmt: skip
    codes = st.sampled_from([(), ("A1",), ("A2",), ("B1", "A2")])
    waivers = tuple(
        Waiver(COURT, start, end, Fault.MAIL, "故障", draw(st.sampled_from(["赵六", ""])), None,
               draw(codes))
        for start, end in draw(
            st.lists(st.tuples(st.sampled_from(WEEKS), st.sampled_from(WEEKS)), max_size=2)
        )
    )  # fmt: skip
    since = draw(st.sampled_from([None, date(2026, 3, 2), date(2026, 9, 1)]))
    units = tuple(replace(unit, liaison_since=since) for unit in SCHEME.units)
    parameters = replace(
        adopted(rules_from=draw(st.sampled_from([date(2026, 1, 1), date(2026, 5, 1)]))).parameters,
        year_cap=draw(DECIMALS),
    )
    return replace(SCHEME, rules=rules, waivers=waivers, units=units, parameters=parameters)


def _cost(
    scheme: Scheme, cases: list[ReturnCase], settled: dict[str, Decimal] | None = None
) -> Decimal:
    found = propose(scheme, cases, YEAR_END, settled=settled)
    return sum((line.applied for line in found), Decimal(0))


@given(rule_books(), years(), st.data())
def test_silence_never_costs_less(
    scheme: Scheme, cases: list[ReturnCase], data: st.DataObject
) -> None:
    """For any year and any rule book, replacing a return by silence never lowers what it costs.

    Lines of other returns may have been settled meanwhile, at any amount.
    """
    at_ = data.draw(st.integers(0, len(cases) - 1))
    silent = replace(cases[at_], facts=(), standing=(), sent_back=())
    changed = [*cases[:at_], silent, *cases[at_ + 1 :]]
    others = [
        line.id
        for line in propose(scheme, cases, YEAR_END)
        if line.period != cases[at_].clock.period
    ]
    amounts = st.sampled_from([Decimal(0), Decimal("0.5"), Decimal(1)])
    settled = data.draw(st.dictionaries(st.sampled_from(others), amounts)) if others else {}
    assert _cost(scheme, cases, settled) <= _cost(scheme, changed, settled)


@given(years(), st.data())
def test_one_more_finding_never_costs_less(cases: list[ReturnCase], data: st.DataObject) -> None:
    """One more error in a return never lowers what the year costs."""
    at_ = data.draw(st.integers(0, len(cases) - 1))
    worse = replace(cases[at_], standing=(*cases[at_].standing, *wrong("Z9")))
    changed = [*cases[:at_], worse, *cases[at_ + 1 :]]
    assert _cost(SCHEME, cases) <= _cost(SCHEME, changed)


@given(rule_books(), years(), st.randoms(use_true_random=False))
def test_the_order_of_cases_and_facts_does_not_matter(
    scheme: Scheme, cases: list[ReturnCase], random: object
) -> None:
    """The same returns in any order give the same lines, sorted the same."""
    shuffled = [replace(row, facts=tuple(reversed(row.facts))) for row in cases]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    lines = propose(scheme, cases, YEAR_END)
    assert propose(scheme, shuffled, YEAR_END) == lines
    assert sort(scheme, reversed(lines)) == lines


@given(years())
def test_one_return_has_one_line_a_rule_and_never_both_late_and_silent(
    cases: list[ReturnCase],
) -> None:
    """A return never has A2 beside A1 or B1, and each rule at most once."""
    rules: dict[str, list[str]] = {}
    for line in propose(SCHEME, cases, YEAR_END):
        rules.setdefault(line.period, []).append(line.rule)
        assert line.evidence
        assert line.day == CLOCKS[line.period].deadline.date()
    assert all(found in (["A1"], ["A1", "B1"], ["A2"], ["B1"]) for found in rules.values())


@given(years(), st.integers(0, 400))
def test_time_only_adds_lines(cases: list[ReturnCase], days: int) -> None:
    """What was proposed once is proposed ever after: time adds lines, and takes none away."""
    early = YEAR_END - timedelta(days=days)
    before = {line.id for line in propose(SCHEME, cases, early)}
    assert before <= {line.id for line in propose(SCHEME, cases, YEAR_END)}


def test_lines_stand_by_period_rule_unit_and_subject() -> None:
    """Lines are sorted by period, rule, the scheme's order of units, and subject."""
    scheme = replace(SCHEME, units=tuple(reversed(SCHEME.units)))
    cases = [case(unit=COURT), case(unit=PERMITS), case(fact("2026-11-23 10:00"), period=W47)]
    lines = propose(scheme, cases, AFTER)
    assert [(line.period, line.rule, line.unit) for line in lines] == [
        (W47, "A1", COURT), (W48, "A2", PERMITS), (W48, "A2", COURT)
    ]  # fmt: skip


def test_the_same_absence_entered_twice_costs_once() -> None:
    """Two rows of one unit at one meeting are one line with the evidence of both."""
    row = Meeting("第3次", date(2026, 11, 18), "例会", PERMITS, "缺席")
    scheme = replace(SCHEME, meetings=(row, row, replace(row, minutes="5号纪要")))
    (line,) = propose(scheme, [], AFTER)
    assert (line.applied, len(line.evidence)) == (1, 2)


def test_a_unit_that_does_not_exist_yet_owes_nothing() -> None:
    """Before 启用 and after 停用 nothing is charged; a new unit has its handover."""
    for change, expected in (
        ({"starts": date(2026, 11, 28)}, []),
        ({"ends": date(2026, 11, 26)}, []),
        ({"starts": date(2026, 11, 20)}, [Status.WAIVED]),
    ):
        units = tuple(
            replace(unit, **change) if unit.code == COURT else unit for unit in SCHEME.units
        )
        lines = propose(replace(SCHEME, units=units), [case(fact(MONDAY))], AFTER)
        assert [line.status for line in lines] == expected


def test_a_successor_has_its_handover_too() -> None:
    """A unit that takes over another has ten working days from then."""
    units = tuple(
        replace(unit, ends=date(2026, 11, 19), successor=COURT) if unit.code == PERMITS else unit
        for unit in SCHEME.units
    )
    (line,) = propose(replace(SCHEME, units=units), [case(fact(MONDAY))], AFTER)
    assert (line.status, line.fault) == (Status.WAIVED, "交接期")


def test_a_unit_that_is_gone_when_an_item_falls_due_is_asked_about() -> None:
    """An item whose lead no longer exists on its due date waits for the office."""
    units = tuple(
        replace(unit, ends=date(2026, 2, 1)) if unit.code == PERMITS else unit
        for unit in SCHEME.units
    )
    item = Resolution("Y01", "纪要", "1号", "事", PERMITS, due=date(2026, 3, 10))
    (line,) = propose(replace(SCHEME, units=units, resolutions=(item,)), [], AFTER)
    assert line.status is Status.UNCERTAIN


def test_an_item_without_a_day_is_never_late() -> None:
    """长期 items have no due date and are never overdue."""
    item = Resolution("Y01", "纪要", "1号", "事", PERMITS)
    assert propose(replace(SCHEME, resolutions=(item,)), [], AFTER) == ()


def test_granted_without_a_new_day_waits_for_the_office() -> None:
    """An extension granted without a new day is 待确认."""
    item = Resolution("Y01", "纪要", "1号", "事", PERMITS, due=date(2026, 3, 10),
                      asked=date(2026, 3, 9), granted="同意")  # fmt: skip
    (line,) = propose(replace(SCHEME, resolutions=(item,)), [], AFTER)
    assert (line.status, line.note) == (Status.UNCERTAIN, "延期已同意，但未登记新的完成时限")


def test_a_waiver_reaches_only_its_periods_rules_and_subject() -> None:
    """A waiver for two weeks, one rule or one subject spares just these."""
    cases = [case(fact("2026-11-23 10:00"), period=W47), case(fact(MONDAY))]

    def spared(waiver: Waiver) -> list[bool]:
        lines = propose(replace(SCHEME, waivers=(waiver,)), cases, AFTER)
        return [line.status is Status.WAIVED for line in lines]

    base = Waiver(COURT, W47, "", Fault.OFFICE, "通知有误", "赵六")
    assert spared(base) == [True, False]
    assert spared(replace(base, end=W48)) == [True, True]
    assert spared(replace(base, rules=("B1",))) == [False, False]
    assert spared(replace(base, rules=("A2",))) == [True, False]  # more includes less
    assert spared(replace(base, subject="Y01")) == [False, False]
    assert spared(replace(base, unit=PERMITS)) == [False, False]


def test_a_rule_without_a_figure_or_left_to_a_person_is_laid_out() -> None:
    """A blank figure is never guessed: the line is laid out at zero."""
    for change in ({"points": None}, {"decider": Decider.PERSON}):
        rules = tuple(
            replace(rule, **change) if rule.code == "A1" else rule for rule in SCHEME.rules
        )
        (line,) = propose(replace(SCHEME, rules=rules), [case(fact(MONDAY))], AFTER)
        assert (line.status, line.applied) == (Status.LAID_OUT, 0)
    gone = replace(SCHEME, rules=tuple(row for row in SCHEME.rules if row.code != "A1"))
    assert propose(gone, [case(fact(MONDAY))], AFTER) == ()


def test_what_has_not_happened_yet_is_not_known() -> None:
    """An arrival after "now" is not known yet: a replay sees what the run saw."""
    late = case(fact(MONDAY))
    assert propose(SCHEME, [late], at("2026-11-30 09:59:59")) == ()
    assert len(propose(SCHEME, [late], at(MONDAY))) == 1


def test_a_cutoff_on_a_day_off_counts_from_the_working_day_before() -> None:
    """With a cut-off on Sunday the unit must have been told by the end of Thursday."""
    clock = replace(CLOCKS[W48], cutoff=at("2026-12-06 12:00"))

    def lines(told: str) -> int:
        row = case(fact(THURSDAY), standing=wrong("J5"), sent_back=[told])
        return len(propose(SCHEME, [replace(row, clock=clock)], AFTER))

    assert lines("2026-12-03 23:59") == 1
    assert lines("2026-12-04 00:00:01") == 0


def test_grace_is_in_time() -> None:
    """What comes within the grace is in time."""
    scheme = adopted(grace_minutes=30)
    for when, expected in (("2026-11-27 17:30:00", 0), ("2026-11-27 17:30:01", 1)):
        assert len(propose(scheme, [case(fact(when), scheme=scheme)], AFTER)) == expected


def test_fractions_of_a_second_are_not_lateness() -> None:
    """A clock that tells microseconds makes no one late who came in the deadline's second."""
    came = fact("2026-11-27 17:00:00")
    tick = replace(came.arrival, received=came.arrival.received + timedelta(microseconds=9),
                   clock=Clock.FIRST_SEEN)  # fmt: skip
    assert propose(SCHEME, [case(replace(came, arrival=tick))], AFTER) == ()


def test_times_are_told_on_the_offices_clock() -> None:
    """A clock in another zone is told, and judged, on the office's."""
    came = fact(MONDAY)
    utc = datetime.fromisoformat("2026-11-30T02:00:00+00:00")
    (line,) = propose(
        SCHEME, [case(replace(came, arrival=replace(came.arrival, received=utc)))], AFTER
    )
    assert "2026-11-30 10:00:00" in line.event


def test_named_again_after_ten_notices() -> None:
    """10号 follows 9号, on the same day too."""
    rows = tuple(
        Named(f"〔2026〕{number}号", date(2026, 11, 2), PERMITS, "P1", "排队") for number in (10, 9)
    )
    (line,) = propose(replace(SCHEME, named=rows), [], AFTER)
    assert "〔2026〕9号和〔2026〕10号" in line.event


def test_treatment_says_why_it_is_no_points() -> None:
    """A unit of 函告上级 has its treatment in the note."""
    units = tuple(replace(unit, treatment=Treatment.LETTER) for unit in SCHEME.units)
    (line,) = propose(replace(SCHEME, units=units), [case(fact(MONDAY))], AFTER)
    assert (line.note, line.proposed, line.applied) == (
        "函告上级：列为通报事项，不计分", HALF, 0
    )  # fmt: skip


def test_nothing_is_owed_nothing_is_charged() -> None:
    """A unit that owes no form is not silent; totals name only units with lines."""
    assert propose(SCHEME, [replace(case(), owed=frozenset())], AFTER) == ()
    assert marks(()) == {}


def test_codes_are_unique_and_speak() -> None:
    """Every code stands once and has words."""
    assert len({code.code for code in words.CODES}) == len(words.CODES)
    assert all(code.code.startswith("D") and code.mend and code.example for code in words.CODES)


def test_the_clock_of_a_case_is_the_one_it_was_made_with() -> None:
    """A line is judged by its case's own clock, not by one made anew."""
    clock: Timetable = replace(CLOCKS[W48], grace=at("2026-11-30 12:00"))
    assert propose(SCHEME, [replace(case(fact(MONDAY)), clock=clock)], AFTER) == ()
