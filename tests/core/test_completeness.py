"""Completeness: what is counted for each (unit, form, period), and that no rate can pass 100 %."""

from hypothesis import given
from hypothesis import strategies as st
from merge_world import PERSONNEL_CELLS, SCHEME, W47, W48, leaf, world
from msgspec.structs import replace

from jlhy_xl.core import frames
from jlhy_xl.core.merging.completeness import completeness
from jlhy_xl.core.merging.merge import merge
from jlhy_xl.core.model import Arrival, Examined, Finding, Reading, Severity, State

WORLD = world()
COURT_CELLS = 3 * 2 + 2  # 推进状态 and 本周进展 of three rows, 现状值 of the two weekly ones


def rows(*received: tuple[Arrival, Examined]) -> dict[tuple[str, str, str], dict[str, object]]:
    result = merge(SCHEME, WORLD, received, {}, (W47, W48))
    table = completeness(SCHEME, result.cases, result.readings)
    frames.checked(table, frames.COMPLETENESS)
    found = table.to_dict("records")
    assert len({(row["unit"], row["form"], row["period"]) for row in found}) == len(found)
    return {(row["unit"], row["form"], row["period"]): row for row in found}


def counts(row: dict[str, object]) -> tuple[object, ...]:
    return tuple(row[name] for name in ("expected", "filled", "valid"))


def marks(row: dict[str, object]) -> tuple[object, ...]:
    return tuple(row[name] for name in ("received", "on_time", "order"))


def changed(came: tuple[Arrival, Examined], states: list[State]) -> tuple[Arrival, Examined]:
    """The same return with its first required progress cells in other states."""
    arrival, said = came
    left = list(states)
    made = [
        replace(each, state=left.pop(0)) if left and each.required and each.form == "progress" else each
        for each in said.readings
    ]  # fmt: skip
    return arrival, replace(said, readings=tuple(made))


def test_a_full_and_timely_return_counts_in_full():
    """Every due cell is expected once, filled once and valid once."""
    found = rows(leaf("26 10:00", "U01"))
    assert counts(found["U01", "personnel", W48]) == (PERSONNEL_CELLS,) * 3
    assert counts(found["U01", "progress", W48]) == (COURT_CELLS,) * 3
    assert marks(found["U01", "progress", W48]) == (True, True, True)


def test_a_silent_unit_is_expected_in_full_and_has_nothing():
    """Silence is 0 of what was due, not an absent row."""
    found = rows()
    assert counts(found["U01", "progress", W48]) == (COURT_CELLS, 0, 0)
    assert marks(found["U01", "progress", W48]) == (False, False, False)
    assert ("U02", "progress", W48) not in found  # leads nothing, so owes no such form
    assert ("U01", "issues", W48) not in found  # voluntary


def test_an_error_is_filled_but_not_valid_and_a_query_costs_nothing():
    """Valid is filled without an error; put aside and unchanged count as valid."""
    states = [State.ERROR, State.ASIDE, State.UNCHANGED, State.BLANK]
    found = rows(changed(leaf("26 10:00", "U01"), states))
    assert counts(found["U01", "progress", W48]) == (COURT_CELLS, COURT_CELLS - 1, COURT_CELLS - 2)


def test_cells_nobody_asked_for_are_not_counted():
    """A filled optional cell cannot lift a rate over 100 %."""
    came, said = leaf("26 10:00", "U01")
    extra = Reading("U01", W48, "progress", "07-01", "need", State.VALID, "请协调", "请协调")
    found = rows((came, replace(said, readings=(*said.readings, extra))))
    assert counts(found["U01", "progress", W48]) == (COURT_CELLS,) * 3


def test_a_missing_form_is_not_in_time_while_the_other_is():
    """Personnel left out of a timely workbook: its own rates are 0 (example 12)."""
    found = rows(leaf("26 10:00", "U01", forms=("progress",)))
    assert counts(found["U01", "personnel", W48]) == (PERSONNEL_CELLS, 0, 0)
    assert marks(found["U01", "personnel", W48]) == (False, False, False)
    assert marks(found["U01", "progress", W48]) == (True, True, True)


def test_in_time_is_up_to_the_very_second():
    """17:00:00 on Friday is in time, the next minute is not (example 2)."""
    assert marks(rows(leaf("27 17:00", "U01"))["U01", "progress", W48]) == (True, True, True)
    late = rows(leaf("27 17:01", "U01"))
    assert marks(late["U01", "progress", W48]) == (True, False, True)


def test_the_first_acceptable_arrival_of_a_form_makes_it_timely():
    """A correction on Monday does not make Thursday's return late."""
    found = rows(leaf("26 10:00", "U01"), leaf("30 10:00", "U01"))
    assert marks(found["U01", "progress", W48]) == (True, True, True)


def test_order_is_of_the_form_that_has_the_error():
    """An error in the progress form leaves the personnel form in order."""
    error = Finding("V101", Severity.ERROR, "空着", unit="U01", period=W48, form="progress")
    found = rows(leaf("26 10:00", "U01", findings=(error,)))
    assert marks(found["U01", "progress", W48]) == (True, True, False)
    assert marks(found["U01", "personnel", W48]) == (True, True, True)


@given(st.lists(st.sampled_from(list(State)), max_size=30))
def test_no_rate_is_over_one_hundred(states: list[State]):
    """Whatever the cells' states: valid ≤ filled ≤ expected."""
    found = rows(changed(leaf("26 10:00", "U01"), states))
    for row in found.values():
        assert 0 <= row["valid"] <= row["filled"] <= row["expected"]  # type: ignore[operator]


def test_nothing_owed_means_no_rows():
    """A week in which nobody owes anything has no rates at all, not rates of 0."""
    result = merge(replace(SCHEME, forms=()), world(replace(SCHEME, forms=())), (), {}, (W48,))
    assert completeness(SCHEME, result.cases, result.readings).empty
    bare = world()
    owing = merge(SCHEME, bare, (), {}, (W48,))
    empty = completeness(SCHEME, owing.cases, owing.readings.iloc[:0])
    assert set(empty.expected) == {0}
