"""The merge's laws: order, batches, balance, coverage, idempotence, and its speed."""

import random
import time
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st
from merge_world import (
    SCHEME,
    W47,
    W48,
    cell,
    leaf,
    merged,
    world,
)
from msgspec.structs import replace

from jlhy_xl.core import frames
from jlhy_xl.core.merging.balance import difference
from jlhy_xl.core.merging.merge import Merged
from jlhy_xl.core.model import Arrival, Examined, Reading, Severity, State, Verdict
from jlhy_xl.core.returns.obligations import is_required, rows_of
from jlhy_xl.core.wording import merge as words

A, S, D = Verdict.ACCEPTED, Verdict.SUPERSEDED, Verdict.DUPLICATE
R, Q = Verdict.RETURNED, Verdict.QUARANTINED
WORLD = world()
Received = list[tuple[Arrival, Examined]]

_SENDERS = ("", "court@example.cn", "water@example.cn", "someone@example.org")


@st.composite
def leaves(draw: st.DrawFn) -> tuple[Arrival, Examined]:
    """Any leaf: any unit, period, time, sender, forms, some blanks, some bytes seen before."""
    unit = draw(st.sampled_from(["U01", "U06", "U08", "U09", "U02"]))
    period = draw(st.sampled_from([W47, W48]))
    when = f"{draw(st.integers(16, 30))} {draw(st.integers(8, 18)):02}:00"
    forms = draw(st.sampled_from([("personnel", "progress"), ("progress",), ("personnel",), ()]))
    if unit == "U02":  # it owes no progress; a leaf's forms are those that its unit's template has
        forms = tuple(form for form in forms if form != "progress")
    verdict = draw(st.sampled_from([A, A, A, A, R, Q, Verdict.SUPPORTING, Verdict.NOT_OURS]))
    cells = {("联络员", "name"): draw(st.sampled_from(["", "张三", "李四"]))}
    byte = draw(st.integers(0, 3))
    more = {"sender": draw(st.sampled_from(_SENDERS)), "source": draw(st.sampled_from("abcd"))}
    token = ("valid", "wrong", "absent", "valid")[byte]  # the same bytes hold the same token
    more["unchanged"] = byte == 3
    return leaf(
        when, unit, period, cells, forms=forms, verdict=verdict, token=token,
        sha256=f"{unit}{period}{forms}{verdict}{cells}{byte}", **more,
    )  # fmt: skip


def same(one: Merged, other: Merged) -> bool:
    return (
        (one.receipts, one.findings, one.cases, one.balance)
        == (other.receipts, other.findings, other.cases, other.balance)
    ) and one.readings.equals(other.readings)


many = st.lists(leaves(), max_size=8)
handling = st.sampled_from([words.ADOPT, words.VOID, words.REASSIGN, "", "", ""])
decided = st.lists(st.tuples(handling, st.sampled_from(["", "U02"])), min_size=8, max_size=8)


@given(many, decided, st.randoms(use_true_random=False))
def test_the_order_of_files_does_not_matter(
    received: Received, decisions: list[tuple[str, str]], chance: random.Random
):
    """Law 2: shuffled arrivals give the same receipts, readings, findings and cases."""
    pins = {
        came.id: (what, unit, "", "理由")
        for (came, _), (what, unit) in zip(received, decisions, strict=False)
        if what
    }
    shuffled = list(received)
    chance.shuffle(shuffled)
    one = merged(*received, pins=pins)
    assert same(one, merged(*shuffled, pins=pins))
    assert difference(one.balance) == 0


@given(many, st.integers(0, 8))
def test_batches_merged_are_all_merged(received: Received, cut: int):
    """Law 3: examined in batches, handed over batch by batch in any order: the same as at once."""
    assert same(merged(*received[cut:], *received[:cut]), merged(*received))


@given(many)
def test_each_period_merged_alone_is_the_whole(received: Received):
    """Law 3: periods share nothing, so a period's cases and readings are its own."""
    whole = merged(*received)
    for period in (W47, W48):
        alone = merged(*received, periods=(period,))
        assert alone.cases == tuple(each for each in whole.cases if each.clock.period == period)
        rows = whole.readings[whole.readings.period == period].reset_index(drop=True)
        assert alone.readings.equals(rows)


@given(many)
def test_nothing_is_lost(received: Received):
    """Law 4: every leaf has one verdict, and the balance line is zero."""
    result = merged(*received)
    assert difference(result.balance) == 0
    assert result.balance["received"] == len({came.id for came, _ in received})
    assert len({receipt.arrival.id for receipt in result.receipts}) == len(result.receipts)


@given(many)
def test_readings_cover_what_is_expected(received: Received):
    """Law 4: each due required cell of each owed form has just one reading, whatever came."""
    table = merged(*received).readings
    frames.checked(table, frames.READINGS)
    found = Counter(
        zip(table.unit, table.period, table.form, table.row_key, table.field, strict=True)
    )
    assert set(found.values()) <= {1}
    for (unit, period), duty in WORLD.duties.items():
        for form in duty.forms:
            for row in rows_of(SCHEME, form, unit):
                for column in SCHEME.fields_by_form[form.code]:
                    if is_required(duty, column, row, lagging=False):
                        assert (unit, period, form.code, row.key, column.code) in found


@given(many)
def test_running_twice_adds_nothing(received: Received):
    """Law 8: the same leaves handed over twice are the same leaves."""
    assert same(merged(*received, *received), merged(*received))


@given(many)
def test_an_accepted_leaf_holds_content_and_a_superseded_one_holds_none(received: Received):
    """Accepted means that a form comes from it; superseded that none does any more."""
    result = merged(*received)
    holders = set(zip(result.readings.sha256, result.readings.unit, strict=True))
    for receipt in result.receipts:
        if receipt.examined.readings and receipt.verdict in (A, S):
            is_held = (receipt.arrival.sha256, receipt.examined.unit) in holders
            assert is_held is (receipt.verdict is A)


def test_twelve_units_are_merged_in_a_tenth_of_a_second():
    """The merge of a full week costs little beside the imports."""
    received = []
    for number in range(12):
        unit = ("U01", "U06", "U08", "U09", "U10", "U12")[number % 6]
        came, said = leaf(f"26 {8 + number:02}:00", unit)
        readings = [replace(each, row_key=f"{n}") for n in range(8) for each in said.readings]
        received.append((came, replace(said, readings=tuple(readings))))
    merged(*received)
    started = time.perf_counter()
    merged(*received)
    assert time.perf_counter() - started < 0.3  # a loaded machine is given three times as long


def test_a_reading_of_a_cell_is_taken_once():
    """Two readings of one cell are a fault of a reader: the first stands, nothing doubles."""
    came, said = leaf("26 10:00", "U01")
    twice = Reading("U01", W48, "progress", "07-01", "progress", State.VALID, "又", "又")
    result = merged((came, replace(said, readings=(*said.readings, twice))))
    assert cell(result, "U01", "07-01", "progress").value == "甲"


def test_every_code_has_words_and_its_own_number():
    """No two codes share a number; each tells what to do or is a note."""
    numbers = [code.code for code in words.CODES]
    assert len(set(numbers)) == len(numbers)
    assert all(code.mend or code.severity is Severity.NOTE for code in words.CODES)
