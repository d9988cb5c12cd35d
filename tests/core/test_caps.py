"""Caps: bounds, order, and that silence never comes cheaper; over random lines and rule books."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from jlhy_xl.core.model import Deduction, Status
from jlhy_xl.core.points.caps import cap, cut_by, marks, note, rule_on, silence
from jlhy_xl.core.scheme.choices import Decider, Treatment
from jlhy_xl.core.scheme.model import Rule, Scheme
from tests.points_world import HALF, SCHEME

# a falsifying rule book is long to print, and still worth reading
pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")

DAY = date(2026, 6, 5)
POINTS = st.sampled_from([None, *map(Decimal, ("0", "0.25", "0.5", "1", "2"))])
CAPS = st.sampled_from([None, *map(Decimal, ("0", "0.75", "1", "3", "5"))])
CODES = ("A1", "A2", "A3", "B1", "B3", "C1")
STATUSES = st.sampled_from(
    [Status.PROPOSED] * 4
    + [Status.SETTLED, Status.WAIVED, Status.LAID_OUT, Status.UNOPPOSED, Status.REVOKED]
)


@st.composite
def schemes(draw: st.DrawFn) -> Scheme:
    """A rule book as an office might write it, sensible or not."""
    rules = tuple(
        Rule(code, "不及时", "事项", draw(POINTS), "次",
             draw(st.sampled_from([Decider.RUN] * 5 + [Decider.PERSON])),
             draw(st.sampled_from(["", "报送类", "其他类"])), draw(CAPS))
        for code in CODES
    )  # fmt: skip
    parameters = replace(SCHEME.parameters, year_cap=draw(CAPS))
    return replace(SCHEME, rules=rules, parameters=parameters)


@st.composite
def histories(draw: st.DrawFn, scheme: Scheme) -> list[Deduction]:
    """Lines of two units and two years; each event once."""
    places = st.tuples(
        st.sampled_from(["U01", "U03"]), st.sampled_from(["2026-W10", "2026-W11", "2027-W01"]),
        st.sampled_from(CODES), st.sampled_from(["", "Y1"]),
    )  # fmt: skip
    lines = []
    for unit, period, code, subject in draw(st.lists(places, unique=True, max_size=16)):
        rule = rule_on(scheme, code, DAY)
        status, points = draw(STATUSES), rule.points if rule else None
        fixed = draw(POINTS) or Decimal(0)
        lines.append(
            Deduction(code, unit, period, subject, "事项", points, Decimal(0), status,
                      settled=fixed if status is Status.SETTLED else None, day=DAY)
        )  # fmt: skip
    return lines


WORLDS = schemes().flatmap(lambda scheme: st.tuples(st.just(scheme), histories(scheme)))


def _total(lines: list[Deduction] | tuple[Deduction, ...], unit: str = "U01") -> Decimal:
    return sum((line.applied for line in lines if line.unit == unit), Decimal(0))


@given(WORLDS)
def test_applied_lies_between_nothing_and_what_was_proposed(
    world: tuple[Scheme, list[Deduction]],
) -> None:
    """0 ≤ applied ≤ proposed; only counting lines count; what is settled stays as it is."""
    scheme, lines = world
    for line in cap(scheme, lines):
        if line.status is Status.SETTLED:
            assert line.applied == line.settled
        elif line.status in (Status.PROPOSED, Status.UNOPPOSED):
            assert 0 <= line.applied <= (line.proposed or 0)
        else:
            assert line.applied == 0


@given(WORLDS)
def test_no_sum_passes_its_cap(world: tuple[Scheme, list[Deduction]]) -> None:
    """No group's, return's or year's sum passes its cap, but for amounts already 审定."""
    scheme, lines = world
    counted = cap(scheme, lines)
    sums: dict[tuple[str, ...], list[Decimal]] = {}
    bounds: dict[tuple[str, ...], Decimal] = {}
    for line in counted:
        rule = rule_on(scheme, line.rule, DAY)
        whose = (line.unit, str(line.year))
        keys = [(*whose, "year")]
        if scheme.parameters.year_cap is not None:
            bounds[(*whose, "year")] = scheme.parameters.year_cap
        if rule and rule.cap is not None:
            reporting = line.rule in ("A1", "A2", "B1")
            group = "report" if reporting else rule.cap_group or rule.code
            keys.append((*whose, "group", group))
            bounds[keys[-1]] = min(rule.cap, bounds.get(keys[-1], rule.cap))
        if line.rule in ("A1", "A2", "B1"):
            keys.append((*whose, "return", line.period))
            bounds[keys[-1]] = silence(scheme, DAY)
        for key in keys:
            found = sums.setdefault(key, [Decimal(0), Decimal(0)])
            found[0] += line.applied
            found[1] += line.settled or Decimal(0)
    for key, bound in bounds.items():
        assert sums[key][0] <= max(bound, sums[key][1]), key


@given(WORLDS, st.randoms(use_true_random=False))
def test_the_order_of_lines_does_not_matter(
    world: tuple[Scheme, list[Deduction]], random: object
) -> None:
    """The same lines in any order count the same, and counting again changes nothing."""
    scheme, lines = world
    shuffled = list(lines)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    once = {line.id: line for line in cap(scheme, lines)}
    assert {line.id: line for line in cap(scheme, shuffled)} == once
    assert {line.id: line for line in cap(scheme, tuple(once.values()))} == once


@given(WORLDS, st.data())
def test_one_more_line_never_costs_less(
    world: tuple[Scheme, list[Deduction]], data: st.DataObject
) -> None:
    """Taking any proposed line away never makes a unit's total higher: one more never helps."""
    scheme, lines = world
    proposed = [at for at, line in enumerate(lines) if line.status is Status.PROPOSED]
    if proposed:
        gone = data.draw(st.sampled_from(proposed))
        fewer = lines[:gone] + lines[gone + 1 :]
        for unit in ("U01", "U03"):
            assert _total(cap(scheme, fewer), unit) <= _total(cap(scheme, lines), unit)


@given(WORLDS)
def test_totals_are_sums_of_lines(world: tuple[Scheme, list[Deduction]]) -> None:
    """A mark is the sum of its lines; only what is 审定 is in the settled one."""
    scheme, lines = world
    counted = cap(scheme, lines)
    for unit, (proposed, settled) in marks(counted).items():
        mine = [line for line in counted if line.unit == unit]
        assert proposed == sum(line.applied for line in mine)
        assert settled == sum(line.settled or 0 for line in mine if line.status is Status.SETTLED)


def _line(code: str, period: str = "2026-W10", **more: object) -> Deduction:
    rule = rule_on(SCHEME, code, DAY)
    points = rule.points if rule else None
    line = Deduction(code, "U01", period, "", "事项", points, Decimal(0), Status.PROPOSED, day=DAY)
    return replace(line, **more)


def test_one_return_never_costs_more_than_silence() -> None:
    """With A1 at 0.8 and B1 at 0.5 a late, unmended return costs A2's 1.0, and says why."""
    rules = tuple(
        replace(rule, points=Decimal("0.8")) if rule.code == "A1" else rule for rule in SCHEME.rules
    )
    lines = (_line("A1", proposed=Decimal("0.8")), _line("B1"))
    first, second = cap(replace(SCHEME, rules=rules), lines)
    assert (str(first.applied), str(second.applied)) == ("0.8", "0.2")
    assert second.note == "已达上限（一次报送合计不超过未报的分值），计0.2"


@pytest.mark.parametrize("change", [{"points": None}, {"decider": Decider.PERSON},
                                    {"ends": date(2026, 6, 4)}])  # fmt: skip
def test_when_silence_costs_nothing_reporting_costs_nothing(change: dict[str, object]) -> None:
    """Where A2 has no figure, is left to a person or has ended, A1 costs nothing either."""
    rules = tuple(replace(rule, **change) if rule.code == "A2" else rule for rule in SCHEME.rules)
    (line,) = cap(replace(SCHEME, rules=rules), (_line("A1"),))
    assert line.applied == 0


def test_the_years_cap_takes_what_was_settled_first() -> None:
    """The unit's yearly cap counts a settled line of December before a proposed one of March."""
    scheme = replace(SCHEME, parameters=replace(SCHEME.parameters, year_cap=Decimal("1.5")))
    settled = _line("A3", "2026-W50", status=Status.SETTLED, settled=Decimal(1))
    march, december = cap(scheme, (_line("A2"), settled))
    assert (str(march.applied), march.note) == ("0.5", "已达上限（单位年度上限1.5分），计0.5")
    assert december.applied == 1


def test_each_year_has_its_own_room() -> None:
    """A week of the new ISO year draws on the new year's caps."""
    lines = [_line("A2", f"2026-W{week:02d}") for week in range(1, 7)] + [_line("A2", "2027-W01")]
    assert [int(line.applied) for line in cap(SCHEME, lines)] == [1, 1, 1, 1, 1, 0, 1]


def test_the_rule_in_force_on_the_day_counts() -> None:
    """Of two versions of a rule the one in force on the event's day is meant."""
    old = replace(SCHEME.rules[0], ends=date(2026, 6, 4), points=Decimal(0))
    new = replace(SCHEME.rules[0], starts=date(2026, 6, 5))
    scheme = replace(SCHEME, rules=(old, new))
    assert rule_on(scheme, "A1", date(2026, 6, 4)) is old
    assert rule_on(scheme, "A1", date(2026, 6, 5)) is new
    assert rule_on(scheme, "A2", DAY) is None


def test_notes_survive_the_caps() -> None:
    """Counting again takes off only its own word on the caps."""
    line = _line("A2", note=note("已补报（2026-03-20 09:00:00）", "已达上限"))
    (counted,) = cap(SCHEME, (line,))
    assert counted.note == "已补报（2026-03-20 09:00:00）"


# -- what is 审定 below its proposal ----------------------------------------------------------------


def _settled(amount: str, code: str = "A2", period: str = "2026-W10", **more: object) -> Deduction:
    return _line(code, period, status=Status.SETTLED, settled=Decimal(amount), **more)


def _weeks(*amounts: str) -> list[Deduction]:
    return [_settled(each, period=f"2026-W{at:02}") for at, each in enumerate(amounts, 10)]


def test_a_settled_line_below_its_proposal_names_the_cap_that_was_full() -> None:
    """Five silent weeks 审定 whole fill 报送类; the sixth, 审定 at nothing, says which cap and why."""
    *whole, last = cap(SCHEME, _weeks("1", "1", "1", "1", "1", "0"))
    assert {line.note for line in whole} == {""}
    assert last.note == "审定分值低于拟减扣分值：审定时报送类上限5分已用满，计0分"
    part = cap(SCHEME, _weeks("1", "1", "1", "1", "0.8", "0.2"))[-1]
    assert part.note == "审定分值低于拟减扣分值：审定时所余上限0.2分（报送类上限5分），计0.2分"
    assert cut_by(part) == cut_by(last) == "报送类上限5分"
    assert cap(SCHEME, [part])[0].note != part.note  # worked out again, never kept


def test_a_settled_line_below_its_proposal_names_who_lowered_it() -> None:
    """A figure that people decided is told as theirs, and not as a cap's."""
    line = _settled("0.2")
    (counted,) = cap(SCHEME, [line], {line.id: Decimal("0.2")})
    assert counted.note == "审定分值低于拟减扣分值：复核核定为0.2分"


def test_a_settled_line_tells_both_where_both_lowered_it() -> None:
    """Adjusted to 0.8, then cut to 0.3 by the cap: both are said."""
    lines = _weeks("1", "1", "1", "1", "0.7", "0.3")
    told = cap(SCHEME, lines, {lines[-1].id: Decimal("0.8")})[-1].note
    assert (
        told
        == "审定分值低于拟减扣分值：复核核定为0.8分，审定时所余上限0.3分（报送类上限5分），计0.3分"
    )


def test_what_took_the_rest_then_need_not_be_settled_now() -> None:
    """Proposals that went before may be 撤销 since: each cap that they can have filled is named."""
    scheme = replace(SCHEME, parameters=replace(SCHEME.parameters, year_cap=Decimal(3)))
    before = [_line("A3", f"2026-W0{week}", status=Status.REVOKED) for week in (7, 8, 9)]
    counted = cap(scheme, [*before, _settled("0.4")])[-1]
    assert counted.note == (
        "审定分值低于拟减扣分值：审定时所余上限不足（单位年度上限3分），计0.4分"
    )


def test_a_proposal_that_still_takes_the_room_is_named() -> None:
    """W07 waits to be told of: the line that was cut for it names it, and 撤销 takes the words away."""
    lines = _weeks("1", "1", "1", "1", "0.5")
    waits = _line("A1", "2026-W07", proposed=HALF)
    counted = cap(SCHEME, [waits, *lines])
    assert counted[-1].note == (
        "审定分值低于拟减扣分值：审定时所余上限不足（报送类上限5分），计0.5分；"
        "另有未审定的第7周A1拟减扣0.5分在前占用上限，其后审定或撤销，已审定的分值都不变"
    )
    assert counted[0].applied == HALF
    gone = cap(SCHEME, [replace(waits, status=Status.REVOKED), *lines])[-1]
    assert "另有" not in gone.note
    assert cap(SCHEME, counted) == counted


def test_a_cut_proposal_tells_what_fills_its_cap() -> None:
    """审定 and proposed before it, so that the figure can be added up; nothing where none is 审定."""
    lines = [*_weeks("1", "1", "1", "1", "0.5"), _line("A1", "2026-W20", proposed=HALF)]
    told = cap(SCHEME, [*lines, _line("A1", "2026-W21", proposed=HALF)])
    assert told[-2].note == ""
    assert told[-1].note == (
        "已达上限（报送类上限5分）；该上限内已审定4.5分、在前的其他事项拟减扣0.5分"
    )
    alone = cap(SCHEME, [_line("A2", f"2026-W{week}") for week in range(10, 16)])
    assert alone[-1].note == "已达上限（报送类上限5分）"


def test_a_cap_that_was_never_near_is_not_named() -> None:
    """The first line of a year at 0.4, nobody's figure beside it: no cap is blamed."""
    counted = cap(SCHEME, [_settled("0.4"), _line("A2", "2026-W11")])[0]
    assert counted.note == "审定分值低于拟减扣分值：以审定依据为准"


def test_where_no_cap_bounds_the_basis_of_the_decision_is_named() -> None:
    """No cap at all and no figure of a person: nothing is guessed."""
    rules = tuple(replace(rule, cap=None) for rule in SCHEME.rules)
    (counted,) = cap(replace(SCHEME, rules=rules), [_settled("0.4", "A3")])
    assert counted.note == "审定分值低于拟减扣分值：以审定依据为准"


def test_the_reason_is_said_once_and_is_no_proposals_word() -> None:
    """Counting again changes nothing; the old word of a proposal is gone; whole lines say nothing."""
    line = _settled("0.2", note="已补报（2026-03-20 09:00:00）；已达上限（报送类上限5分），计0.2")
    once = cap(SCHEME, [line])
    assert cap(SCHEME, once) == once
    first, second = once[0].note.split("；")
    assert first == "已补报（2026-03-20 09:00:00）"
    assert "已达上限" not in second
    assert cap(SCHEME, [_settled("1")])[0].note == ""


def test_a_unit_outside_the_assessment_is_told_no_cap() -> None:
    """仅通报 settles at nothing for another reason, which its note has already."""
    units = tuple(replace(unit, treatment=Treatment.NOTICE) for unit in SCHEME.units)
    assert cap(replace(SCHEME, units=units), [_settled("0")])[0].note == ""


@given(WORLDS)
def test_every_settled_line_below_its_proposal_says_why(
    world: tuple[Scheme, list[Deduction]],
) -> None:
    """Whatever the rules, a reader finds a reason beside each, and beside no other line."""
    scheme, lines = world
    for line in cap(scheme, lines):
        fixed = line.status is Status.SETTLED and line.proposed is not None
        below = fixed and (line.settled or 0) < (line.proposed or 0)
        assert ("审定分值低于拟减扣分值：" in line.note) is below
