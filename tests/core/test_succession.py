"""Units that begin, end, merge or are renamed mid-year: who owes what, knows what, answers for what."""

from datetime import date
from decimal import Decimal

import pytest
from merge_world import SCHEME as SMALL
from msgspec.structs import replace
from returns_world import look, on_file

from jlhy_xl.books.scheme.default import default, sample
from jlhy_xl.core import calendar
from jlhy_xl.core.merging.trust import Registry
from jlhy_xl.core.model import (
    Arrival,
    Clock,
    Contact,
    Deduction,
    Examined,
    Prior,
    Reading,
    Receipt,
    State,
    Status,
    Verdict,
)
from jlhy_xl.core.points.decided import objections
from jlhy_xl.core.points.propose import propose
from jlhy_xl.core.results import World
from jlhy_xl.core.returns import identity, obligations
from jlhy_xl.core.scheme import succession
from jlhy_xl.core.scheme.choices import Joint
from jlhy_xl.core.scheme.model import Rank, Scheme, Unit
from jlhy_xl.core.standing.handover import new_liaisons
from jlhy_xl.core.standing.priors import Memory

OLD, NEW, INTO = "U07", "U13", "U06"
LAST, FIRST = date(2026, 11, 20), date(2026, 11, 21)  # week 47 ends the old unit
W47, W48 = "2026-W47", "2026-W48"


def renamed(scheme: Scheme | None = None) -> Scheme:
    """区自然资源局 goes on as 区自然资源和规划局 from week 48."""
    made = scheme or default()
    units = [
        replace(unit, ends=LAST, successor=NEW, mails=("old@example.cn",))
        if unit.code == OLD
        else unit
        for unit in made.units
    ]
    return replace(made, units=(*units, Unit(NEW, "区自然资源和规划局", starts=FIRST)))


def merged(scheme: Scheme | None = None) -> Scheme:
    """区自然资源局 goes into 区住建局 from week 48."""
    made = scheme or default()
    return replace(
        made,
        units=tuple(
            replace(unit, ends=LAST, successor=INTO) if unit.code == OLD else unit
            for unit in made.units
        ),
    )


def world(scheme: Scheme, *periods: str, priors: dict[str, Prior] | None = None) -> World:
    """What judging makes of the scheme."""
    duties, known, schemes = {}, {}, {}
    for period in periods:
        clocks = (calendar.timetable(scheme, period), calendar.previous_timetable(scheme, period))
        then = succession.as_of(scheme, clocks[0].deadline.date())
        schemes[period] = then
        for unit in obligations.active_units(scheme, clocks[0]):
            prior = (priors or {}).get(unit.code, on_file())
            duties[unit.code, period] = obligations.duty(then, unit, clocks, prior)
            known[unit.code, period] = prior
    return World(
        scheme, "0123456789abcdef", b"office", calendar.timetable(scheme, W48).cutoff, duties, known,
        schemes=schemes,
    )  # fmt: skip


def rows(made: World, unit: str, period: str) -> set[str]:
    """The indicators that a unit's form holds."""
    scheme = made.scheme_of(period)
    return {row.code for row in obligations.indicators_of(scheme, unit)}


def expected(made: World, period: str) -> set[tuple[str, str, str]]:
    """Every row that some unit owes."""
    return {
        (unit, form.code, row.key)
        for (unit, week), duty in made.duties.items()
        if week == period
        for form in duty.forms
        if form.code in duty.owed
        for row in obligations.rows_of(made.scheme_of(period), form, unit)
    }


def test_a_renamed_unit_owes_what_its_forebear_owed() -> None:
    """Up to its last day the old unit owes its rows, from then on the new one; nobody owes twice."""
    made = world(renamed(), W47, W48)
    before, after = expected(made, W47), expected(made, W48)
    assert (OLD, W48) not in made.duties
    assert (NEW, W47) not in made.duties
    assert {(NEW if unit == OLD else unit, form, key) for unit, form, key in before} == {
        row for row in after if row[1] != "personnel"
    } | {row for row in before if row[1] == "personnel" and row[0] != OLD}


def test_a_unit_gone_into_another_adds_its_rows_to_it() -> None:
    """The heir owes the merged unit's rows beside its own, but not for the time before."""
    made = world(merged(), W47, W48)
    own, gone = rows(made, INTO, W47), rows(made, OLD, W47)
    assert rows(made, INTO, W48) == own | gone
    assert not own & gone
    assert len(expected(made, W47)) == len(expected(made, W48))


def test_two_leads_made_one_share_nothing() -> None:
    """Where both leads of a split indicator become one unit, one value without parts is asked."""
    units = tuple(
        replace(unit, ends=LAST, successor="U06") if unit.code == "U08" else unit
        for unit in SMALL.units
    )
    found = succession.as_of(replace(SMALL, units=units), FIRST).indicator_by_code["04-01"]
    assert (found.leads, found.parts, found.joint) == (("U06",), (), Joint.NONE)


def test_one_lead_of_several_is_followed_in_its_place() -> None:
    """The order of leads, which says who reports, outlives a change of name; parts follow."""
    units = tuple(
        replace(unit, ends=LAST, successor="U99") if unit.code == "U08" else unit
        for unit in SMALL.units
    )
    made = replace(SMALL, units=(*units, Unit("U99", "新水务", starts=FIRST)))
    found = succession.as_of(made, FIRST).indicator_by_code["04-01"]
    assert found.leads == ("U99", "U06")
    assert found.part_of("U99") == "水"
    assert found.joint is Joint.SPLIT


def test_a_lead_entered_under_the_new_name_is_the_old_unit_before() -> None:
    """The office may write the new unit into 牵头单位 at once: earlier weeks are still the old one's."""
    made = renamed()
    made = replace(
        made,
        indicators=tuple(
            replace(row, leads=tuple(NEW if code == OLD else code for code in row.leads))
            for row in made.indicators
        ),
    )
    assert rows(world(made, W47), OLD, W47) == rows(world(renamed(), W47), OLD, W47)


def test_nothing_moves_where_nobody_took_over() -> None:
    """A scheme without successions stays the very object; so does one whose change lies ahead."""
    made = default()
    assert succession.as_of(made, FIRST) is made
    later = renamed()
    assert succession.as_of(later, LAST).indicators == later.indicators


def test_a_ring_of_heirs_ends() -> None:
    """Two units that name each other do not hang the run."""
    one = Unit("U1", "甲", ends=LAST, successor="U2")
    two = Unit("U2", "乙", ends=LAST, successor="U1")
    assert succession.heir(Scheme(units=(one, two)), "U1", FIRST) in ("U1", "U2")


def test_an_heir_of_an_heir_answers() -> None:
    """Who is renamed twice is found."""
    one = Unit("U1", "甲", ends=LAST, successor="U2")
    two = Unit("U2", "乙", starts=FIRST, ends=date(2026, 11, 30), successor="U3")
    made = Scheme(units=(one, two, Unit("U3", "丙", starts=date(2026, 12, 1))))
    assert succession.heir(made, "U1", date(2026, 12, 1)) == "U3"
    assert succession.heir(made, "U1", date(2026, 11, 25)) == "U2"


def _memory(scheme: Scheme, *units: str) -> Memory:
    """Week 47 as each unit told it: a value and its people."""
    memory = Memory(scheme)
    people = [
        ("personnel", role, name, f"{name}{role}")
        for role in ("分管领导", "具体负责人", "联络员")
        for name in ("name", "title", "phone", "mobile", "mail")
    ]
    for unit in units:
        said = [("progress", "02-01", "value", "8"), *people]
        memory.learn([(unit, *place, State.VALID.value, f"{value}@{unit}")
                      for *place, value in said])  # fmt: skip
    return memory


def test_an_heir_is_shown_the_last_value_of_its_forebear() -> None:
    """上期值 and the registered people of a renamed unit are those of the old one."""
    prior = _memory(renamed(), OLD).prior(NEW, FIRST)
    assert prior.values["progress", "02-01", "value"] == f"8@{OLD}"
    assert prior.values["personnel", "联络员", "name"].endswith(OLD)
    assert not prior.contacts_on_file  # the new unit is still asked once for its own


def test_nothing_is_taken_over_before_the_day() -> None:
    """While the old unit exists its heir knows nothing of it."""
    assert _memory(merged(), OLD).prior(INTO, LAST).values == {}


def test_an_heir_keeps_its_own_people() -> None:
    """Two lists of people are never mixed cell by cell; own values go before inherited ones."""
    prior = _memory(merged(), OLD, INTO).prior(INTO, FIRST)
    assert {value[-3:] for value in prior.values.values()} == {INTO}


def test_a_target_follows_its_indicator() -> None:
    """上年值 and 年度目标值 stay beside the indicator when its lead is renamed."""
    made = renamed(sample())
    mine = [row for row in made.targets if row.unit == OLD and row.target is not None]
    then = succession.as_of(made, FIRST)
    assert mine
    assert all(then.target_of[row.indicator, NEW].target == row.target for row in mine)


def _return(made: World, unit: str, period: str = W48) -> object:
    """A return drawn for the unit's own template, in its period's scheme."""
    from returns_world import filled, raw

    from jlhy_xl.books.template import book as template

    dated = replace(made, scheme=made.scheme_of(period))
    if (unit, period) in made.duties:
        return filled(dated, unit, period)
    # the old name's own template, made while it still existed
    shown = replace(made.duties[NEW, period], unit=made.scheme.unit_by_code[unit])
    signed = identity.issue(made.key, unit, period, made.scheme_digest)
    return raw(
        template.book(made.scheme, shown, made.priors[NEW, period], signed, made.scheme_digest)
    )


def test_the_heir_of_a_merger_fills_in_the_rows_it_took_over() -> None:
    """Rows of the merged unit are read in the heir's return, none is missing."""
    made = world(merged(), W47, W48)
    found = look(_return(made, INTO), made)
    assert found.verdict is Verdict.ACCEPTED
    read = {row.row_key for row in found.readings if row.field == "status"}
    assert read == rows(made, INTO, W48)
    assert not [row for row in found.findings if row.severity.value == "error"]


def test_a_template_of_the_old_name_counts_for_the_new_one() -> None:
    """After a change of name the old unit's workbook is read as its heir's, and says so."""
    from returns_world import fill

    made = world(renamed(), W48)
    book = _return(made, OLD)
    for code in rows(made, NEW, W48):
        book = fill(book, "指标进展表", code, 推进状态="推进中", 本周进展="按计划推进",
                    现状值=Decimal(3))  # fmt: skip
    found = look(book, made)
    assert (found.unit, found.verdict) == (NEW, Verdict.ACCEPTED)
    assert "L131" in {row.code for row in found.findings}


def test_a_template_of_a_merged_unit_is_asked_about() -> None:
    """It must not take the place of the heir's own return."""
    made = world(merged(), W47, W48)
    shown = world(default(), W48)
    found = look(_return(shown, OLD), made)
    assert found.verdict is Verdict.QUARANTINED


def test_the_old_address_speaks_for_the_new_name() -> None:
    """A renamed unit may go on writing from the address that was registered."""
    assert Registry.of(renamed()).mails["old@example.cn"] == {OLD, NEW}


def test_the_rank_of_the_year_is_laid_before_who_leads_then() -> None:
    """A rank published after the change is the heir's, one from before stays with the old unit."""
    made = renamed(sample())
    code = next(row.code for row in made.indicators if row.leads == (OLD,) and row.controllable)
    lists = [
        Rank(code, "全市", 6, 6, "市局", day, term) for day, term in ((LAST, "前"), (FIRST, "后"))
    ]
    made = replace(
        made,
        ranks=tuple(lists),
        resolutions=(),
        meetings=(),
        named=(),
        parameters=replace(made.parameters, bottom_band=2),
    )
    lines = propose(made, (), calendar.timetable(made, W48).cutoff)
    assert {line.unit: line.subject[-1] for line in lines if line.rule == "C1"} == {
        OLD: "前", NEW: "后",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("code", "day", "said"),
    [
        (OLD, FIRST, "2026-11-20停用，由区自然资源和规划局承继"),
        (OLD, LAST, ""),
        (NEW, FIRST, "2026-11-21启用；承继区自然资源局（2026-11-20停用）"),
    ],
)
def test_a_units_fate_is_told(code: str, day: date, said: str) -> None:
    """Lines of a dead unit stay with it and say who follows."""
    assert succession.standing(renamed(), code, day) == said


def _contact(*changed: str) -> Contact:
    return Contact("U01", "联络员", name="王五", changed=changed)


def _liaisons(scheme: Scheme, contact: Contact) -> list[str]:
    from jlhy_xl.core.frames import READINGS, frame

    told = dict.fromkeys(READINGS, "") | {
        "period": W48, "unit": "U01", "form": "personnel", "row_key": "联络员", "field": "name",
        "typed": "王五", "file": "法院.xlsx", "sheet": "人员信息登记表", "cell": "B7",
    }  # fmt: skip
    table = frame(READINGS, [tuple(told.values())])
    clock = calendar.timetable(scheme, W48)
    found = new_liaisons(scheme, clock, [contact], (), table)
    return [f"{row.found} {row.sheet}!{row.cell} {row.message[-15:]}" for row in found]


def test_another_liaison_is_a_proposal_to_the_office() -> None:
    """A new name in the registration asks for the day of registration, at its cell."""
    assert _liaisons(default(), _contact("姓名", "手机")) == [
        "王五 人员信息登记表!B7 日期”填写2026-11-23"
    ]
    assert _liaisons(default(), _contact("手机")) == []


def test_a_registered_liaison_is_no_news() -> None:
    """Once the office has entered the day, nothing more is said."""
    made = default()
    units = tuple(replace(unit, liaison_since=date(2026, 11, 23)) for unit in made.units)
    assert _liaisons(replace(made, units=units), _contact("姓名")) == []


def _line(unit: str) -> Deduction:
    return Deduction("A1", unit, W47, "", "迟报", Decimal(1), Decimal("0.5"), Status.INFORMED)


def _objecting(unit: str, line: Deduction) -> Receipt:
    """A return of week 48 that objects to a line."""
    readings = tuple(
        Reading(unit, W48, "objections", line.id, name, State.VALID, words, words)
        for name, words in (("objection", "已按时寄出"), ("signer", "赵六"))
    )
    at = calendar.timetable(renamed(), W48).deadline
    arrival = Arrival("a" * 64, "报表.xlsx", W48, "报表.xlsx", at, Clock.SERVER)
    examined = Examined(
        "a" * 64, Verdict.ACCEPTED, "", unit=unit, period=W48, forms=("objections",),
        readings=readings,
    )  # fmt: skip
    return Receipt(arrival, examined, Verdict.ACCEPTED, "")


@pytest.mark.parametrize(("unit", "counts"), [(NEW, True), ("U01", False)])
def test_the_heir_may_object_for_its_forebear(unit: str, counts: bool) -> None:
    """A dead unit cannot write any more: its heir's 异议反馈 counts for its lines, nobody else's."""
    line = _line(OLD)
    entries, findings = objections(renamed(), [_objecting(unit, line)], {line.id: line}, ())
    assert [entry.key for entry in entries] == ([line.id] if counts else [])
    assert bool(findings) is not counts


def test_the_heirs_template_lists_its_forebears_lines() -> None:
    """What can still be contested of the old unit stands in the heir's workbook."""
    from jlhy_xl.books.template import book as template

    scheme, line = renamed(), _line(OLD)
    made = world(scheme, W48)
    duty = obligations.duty(
        made.scheme_of(W48), scheme.unit_by_code[NEW],
        (made.duties[NEW, W48].clock, made.duties[NEW, W48].previous), Prior(), contestable=True,
    )  # fmt: skip
    signed = identity.issue(made.key, NEW, W48, made.scheme_digest)
    book = template.book(made.scheme_of(W48), duty, Prior(), signed, made.scheme_digest, (line,))
    texts = {cell.value for sheet in book.sheets for cell in sheet.cells.values()}
    assert line.id in texts
