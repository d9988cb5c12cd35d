"""The merge: which arrival counts, what each verdict is, what is missing, and the laws."""

import time
from collections import Counter
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from merge_world import PERSONNEL_CELLS, SCHEME, W47, W48, arrival, at, leaf, world

from jlhy_xl.core import frames
from jlhy_xl.core.balance import difference
from jlhy_xl.core.merge import Merged, merge
from jlhy_xl.core.model import Arrival, Examined, Finding, Reading, Severity, State, Verdict
from jlhy_xl.core.obligations import is_required, rows_of
from jlhy_xl.core.verdicts import Pin
from jlhy_xl.core.wording import merge as words

WORLD = world()
A, S, D = Verdict.ACCEPTED, Verdict.SUPERSEDED, Verdict.DUPLICATE
R, Q = Verdict.RETURNED, Verdict.QUARANTINED
Received = list[tuple[Arrival, Examined]]


def merged(*received: tuple[Arrival, Examined], pins: dict[str, Pin] | None = None,
           periods: tuple[str, ...] = (W47, W48)) -> Merged:  # fmt: skip
    return merge(SCHEME, WORLD, received, {}, periods, pins or {})


def verdicts(result: Merged) -> list[Verdict]:
    return [receipt.verdict for receipt in result.receipts]


def codes(result: Merged, unit: str, period: str = W48) -> Counter[str]:
    return Counter(
        each.code for each in result.findings if (each.unit, each.period) == (unit, period)
    )


def case(result: Merged, unit: str, period: str = W48):
    return next(each for each in result.cases if (each.unit, each.clock.period) == (unit, period))


def cell(result: Merged, unit: str, row_key: str, field: str, period: str = W48):
    table = result.readings
    rows = table[(table.unit == unit) & (table.period == period)
                 & (table.row_key == row_key) & (table.field == field)]  # fmt: skip
    assert len(rows) == 1
    return rows.iloc[0]


def refused(when: str, verdict: Verdict = R, **more: object) -> tuple[Arrival, Examined]:
    came = arrival(when, **more)
    error = Finding("G101", Severity.ERROR, "文件打不开", file=came.name, sha256=came.sha256)
    return came, Examined(came.sha256, verdict, "文件打不开", findings=(error,))


# --- which arrival counts -------------------------------------------------------------------


def test_the_first_acceptable_arrival_decides_lateness_and_the_latest_decides_content():
    """A Saturday return replaces Thursday's content; the return stays timely (example 9)."""
    thursday = leaf("26 10:00", "U01", cells={("07-01", "value"): "190"})
    saturday = leaf("28 10:00", "U01", cells={("07-01", "value"): "180"})
    result = merged(saturday, thursday)
    assert verdicts(result) == [S, A]
    assert cell(result, "U01", "07-01", "value").number == Decimal(180)
    first = case(result, "U01").first_acceptable
    assert first is not None
    assert first.arrival.received == at("26 10:00")
    assert "11月28日 10:00" in result.receipts[0].reason


def test_an_unreadable_file_is_part_of_the_evidence_and_does_not_count_as_first():
    """Thursday's damaged file from a registered address lies beside Monday's return (example 4)."""
    damaged = refused("26 10:00", sender="court@example.cn", name="a.xlsx")
    good = leaf("30 08:00", "U01", sender="court@example.cn")
    result = merged(good, damaged)
    judged = case(result, "U01")
    assert [fact.verdict for fact in judged.facts] == [R, A]
    assert judged.first_acceptable is judged.facts[1]
    assert "G101" in {each.code for each in result.findings}


def test_an_unreadable_file_is_laid_beside_the_unit_that_its_name_names():
    """A damaged file that no address explains is known by its name, for the record only."""
    result = merged(refused("26 10:00", name="区法院第48周.xlsx"))
    assert [fact.verdict for fact in case(result, "U01").facts] == [R]
    assert case(result, "U01").first_acceptable is None


def test_each_form_comes_from_the_latest_arrival_that_carries_it():
    """A second workbook with one form replaces only that form; both are accepted."""
    whole = leaf("26 10:00", "U01")
    part = leaf("27 10:00", "U01", cells={("07-01", "progress"): "新的进展"}, forms=("progress",))
    result = merged(whole, part)
    assert verdicts(result) == [A, A]
    assert cell(result, "U01", "07-01", "progress").value == "新的进展"
    assert cell(result, "U01", "联络员", "name").file == whole[0].name
    assert "M202" not in codes(result, "U01")


def test_fewer_filled_cells_are_a_query_that_names_what_was_lost():
    """Saturday's return has one cell less: a warning with the difference, never an error."""
    full = leaf("26 10:00", "U01")
    less = leaf("28 10:00", "U01", cells={("07-02", "progress"): ""})
    result = merged(full, less)
    found = [each for each in result.findings if each.code == "M203"]
    assert [each.severity for each in found] == [Severity.QUERY]
    assert "解决商业纠纷的费用·本周进展" in found[0].message
    assert int(found[0].expected) - int(found[0].found) == 1
    assert not [each for each in result.findings if each.code == "M203" and each.form != "progress"]


def test_the_same_number_of_filled_cells_is_no_warning():
    """A correction changes a value: a note says what changed, nothing is asked."""
    first = leaf("26 10:00", "U01", cells={("07-01", "value"): "190"})
    second = leaf("28 10:00", "U01", cells={("07-01", "value"): "180"})
    found = codes(merged(first, second), "U01")
    assert found["M203"] == 0
    assert found["M204"] == 1


def test_a_better_arrival_after_the_cutoff_is_shown_but_the_case_stands():
    """补报: its content is there and marked; what stood at the cut-off stands (example 7)."""
    result = merged(leaf("30 08:00", "U01", W47))
    assert at("30 08:00") > WORLD.duties["U01", W47].clock.cutoff
    judged = case(result, "U01", W47)
    assert {each.code for each in judged.standing} == {"M201"}
    assert len(judged.standing) == 2
    assert judged.first_acceptable is not None
    assert cell(result, "U01", "07-01", "progress", W47).note == "补报"
    assert codes(result, "U01", W47)["M205"] == 2
    assert codes(result, "U01", W47)["M201"] == 0


def test_order_is_judged_by_the_content_at_the_cutoff():
    """An error mended one minute after the cut-off still stands in the case, not on the sheets."""
    error = Finding("V101", Severity.ERROR, "空着", unit="U01", period=W47, form="progress")
    query = Finding("V102", Severity.QUERY, "请核", unit="U01", period=W47, form="progress")
    faulty = leaf("20 10:00", "U01", W47, findings=(error, query))
    mended = leaf("27 17:01", "U01", W47)
    result = merged(faulty, mended)
    assert case(result, "U01", W47).standing == (error,)
    assert "V101" not in codes(result, "U01", W47)
    just_in_time = leaf("27 17:00", "U01", W47)
    assert case(merged(faulty, just_in_time), "U01", W47).standing == ()


def test_findings_come_only_from_the_content_that_counts():
    """A superseded form's findings are gone; the other form's of the same file stay."""
    of_progress = Finding("V101", Severity.ERROR, "空着", unit="U01", period=W48, form="progress")
    of_people = Finding("V103", Severity.ERROR, "空着", unit="U01", period=W48, form="personnel")
    whole = leaf("26 10:00", "U01", findings=(of_progress, of_people))
    part = leaf("27 10:00", "U01", forms=("progress",))
    found = codes(merged(whole, part), "U01")
    assert found["V101"] == 0
    assert found["V103"] == 1


# --- what is missing ------------------------------------------------------------------------


def test_a_missing_owed_form_is_one_error_and_each_of_its_cells_is_a_blank():
    """Personnel owed but not sent: one finding, fifteen blanks, standing (example 12)."""
    result = merged(leaf("26 10:00", "U01", forms=("progress",)))
    judged = case(result, "U01")
    assert [(each.code, each.form) for each in judged.standing] == [("M202", "personnel")]
    table = result.readings
    people = table[(table.unit == "U01") & (table.form == "personnel") & (table.period == W48)]
    assert list(people.state) == [State.BLANK.value] * PERSONNEL_CELLS
    assert all(people.required)


def test_a_silent_unit_has_one_finding_for_each_owed_form_and_no_facts():
    """Nothing came: the case says so, whatever others sent."""
    result = merged(leaf("26 10:00", "U01"))
    judged = case(result, "U08")
    assert judged.facts == ()
    assert [each.code for each in judged.standing] == ["M201", "M201"]
    assert "区城乡水务局" in judged.standing[0].message
    assert not [each for each in case(result, "U02").standing if each.form == "progress"]


def test_an_untouched_template_is_a_fact_that_says_so():
    """The template sent back untouched counts as nothing, and the case knows it (example 8)."""
    blank = leaf("26 10:00", "U01", verdict=R, reason="未填写", remarks={"untouched": "是"})
    judged = case(merged(blank), "U01")
    assert [fact.untouched for fact in judged.facts] == [True]
    assert judged.first_acceptable is None


def test_when_a_return_was_sent_back_stands_in_its_case():
    """The moments are handed on in order, to the right return only."""
    moments = (at("30 09:00"), at("28 09:00"))
    result = merge(SCHEME, WORLD, [leaf("26 10:00", "U01")], {("U01", W48): moments}, (W48,))
    assert case(result, "U01").sent_back == tuple(sorted(moments))
    assert case(result, "U08").sent_back == ()


# --- repeats --------------------------------------------------------------------------------


def test_the_identical_file_again_is_a_duplicate():
    """The same bytes twice are one event; the earlier one counts (example 11)."""
    first = leaf("26 10:00", "U01", sha256="same", source="a")
    again = leaf("28 10:00", "U01", sha256="same", source="b")
    result = merged(again, first)
    assert verdicts(result) == [A, D]
    assert [fact.acceptable for fact in case(result, "U01").facts] == [True, False]
    assert codes(result, "U01")["M204"] == 0


def test_the_same_file_forwarded_by_another_person_is_a_duplicate():
    """Even another unit's registered address makes no question of bytes that are in already."""
    first = leaf("26 10:00", "U01", sha256="same", source="a", sender="court@example.cn")
    again = leaf("28 10:00", "U01", sha256="same", source="b", sender="water@example.cn")
    assert verdicts(merged(first, again)) == [A, D]


def test_bytes_that_were_asked_are_accepted_when_their_own_unit_sends_them():
    """A file from the wrong address stays asked; the same file from the right one counts."""
    wrong = leaf("26 10:00", "U01", sha256="same", source="a", sender="water@example.cn")
    right = leaf("27 10:00", "U01", sha256="same", source="b", sender="court@example.cn")
    assert verdicts(merged(wrong, right)) == [Q, A]


def test_an_unreadable_file_sent_twice_is_refused_once():
    """The second copy of a damaged file is a duplicate, not a second refusal."""
    one = refused("26 10:00", sha256="bad", source="a", sender="court@example.cn")
    two = refused("27 10:00", sha256="bad", source="b", sender="court@example.cn")
    assert verdicts(merged(one, two)) == [R, D]


def test_one_picture_from_two_senders_supports_both():
    """The same scan from two units is two supporting files, from one unit it is one."""
    scans = [
        refused("26 10:00", Verdict.SUPPORTING, sha256="scan", source=source, sender=sender)
        for source, sender in (("a", "court@example.cn"), ("b", "water@example.cn"),
                               ("c", "water@example.cn"))
    ]  # fmt: skip
    result = merged(*scans)
    assert Counter(verdicts(result)) == {Verdict.SUPPORTING: 2, D: 1}
    units = [each.examined.unit for each in result.receipts if each.verdict is Verdict.SUPPORTING]
    assert sorted(units) == ["U01", "U08"]


def test_a_signature_logo_is_not_ours_each_time():
    """What is not ours is no duplicate: nobody resent anything."""
    logos = [refused("26 10:00", Verdict.NOT_OURS, sha256="logo", source=each) for each in "ab"]
    assert verdicts(merged(*logos)) == [Verdict.NOT_OURS] * 2


def test_a_supporting_file_belongs_to_the_unit_of_the_workbook_in_its_mail():
    """A scan beside a workbook is that unit's, and no fact of its case."""
    book = leaf("26 10:00", "U01", message_id="<1>")
    scan = refused("26 10:00", Verdict.SUPPORTING, name="佐证.pdf", message_id="<1>")
    result = merged(book, scan)
    receipt = next(each for each in result.receipts if each.verdict is Verdict.SUPPORTING)
    assert (receipt.examined.unit, receipt.examined.period) == ("U01", W48)
    assert len(case(result, "U01").facts) == 1


# --- whose, and which period ----------------------------------------------------------------


def test_another_units_address_is_asked_even_with_a_valid_token():
    """Example 29: not merged until a person says so; the time of arrival is kept."""
    result = merged(leaf("26 10:00", "U01", sender="water@example.cn"))
    assert verdicts(result) == [Q]
    assert codes(result, "U01")["M101"] == 1
    judged = case(result, "U01")
    assert [fact.arrival.received for fact in judged.facts] == [at("26 10:00")]
    assert judged.first_acceptable is None
    assert "区法院" in result.receipts[0].reason


@pytest.mark.parametrize(
    ("sender", "registered", "token", "authenticated", "verdict", "code"),
    [
        ("court@example.cn", "", "absent", None, A, ""),
        ("court@example.cn", "", "valid", True, A, ""),
        ("court@example.cn", "", "wrong", None, A, "M104"),
        ("court@example.cn", "", "valid", False, A, "M102"),
        ("court@example.cn", "", "absent", False, Q, "M103"),
        ("someone@example.org", "", "valid", None, A, "M102"),
        ("someone@example.org", "", "absent", None, Q, "M103"),
        ("someone@example.org", "", "wrong", None, Q, "M103"),
        ("", "", "absent", None, A, ""),
        ("", "", "wrong", None, A, "M104"),
        ("", "法院", "absent", None, A, ""),
        ("", "张某某送来", "absent", None, A, ""),
        ("", "水务局", "valid", None, Q, "M101"),
        ("", "water@example.cn", "valid", None, Q, "M101"),
        ("someone@example.org", "区法院", "absent", None, A, ""),
    ],
)
def test_who_may_speak_for_a_unit(
    sender: str, registered: str, token: str, authenticated: bool | None, verdict: Verdict, code: str
):  # fmt: skip
    """Registered addresses may, strangers only with our token, other units never."""
    came = leaf(
        "26 10:00", "U01", sender=sender, registered=registered, token=token,
        authenticated=authenticated,
    )  # fmt: skip
    result = merged(came)
    assert verdicts(result) == [verdict]
    assert {each for each in codes(result, "U01") if each < "M108"} == ({code} if code else set())


def test_a_return_belongs_to_the_period_of_its_identity():
    """Week 47's template in week 48's folder is week 47's, late; week 48 is owed (example 28)."""
    result = merged(leaf("26 10:00", "U01", W47))
    assert case(result, "U01", W47).first_acceptable is not None
    assert case(result, "U01", W48).first_acceptable is None
    assert codes(result, "U01", W47)["M108"] == 1
    assert codes(result, "U01", W48)["M201"] == 2


def test_a_return_for_a_period_that_is_not_open_is_asked():
    """Neither a closed period nor one to come is changed by a file."""
    result = merged(leaf("26 10:00", "U01", W47), periods=(W48,))
    assert verdicts(result) == [Q]
    assert codes(result, "U01", W47)["M106"] == 1
    assert not any(result.readings.period == W47)


def test_a_return_of_a_unit_that_owes_nothing_any_more_is_asked():
    """A unit without duties is not merged under its old name."""
    came, said = leaf("26 10:00", "U01")
    result = merged((came, replace(said, unit="U99")))
    assert verdicts(result) == [Q]
    assert [each.code for each in result.findings if each.unit == "U99"] == ["M105"]


# --- what the office decided ----------------------------------------------------------------


def test_an_adopted_arrival_counts_from_the_time_it_came():
    """采用 lets an asked return in; a later one of the unit still decides the content."""
    asked = leaf("26 10:00", "U01", sender="water@example.cn")
    later = leaf("28 10:00", "U01", sender="court@example.cn")
    pins = {asked[0].id: (words.ADOPT, "", "", "电话核实")}
    result = merged(asked, later, pins=pins)
    assert verdicts(result) == [S, A]
    first = case(result, "U01").first_acceptable
    assert first is not None
    assert first.arrival is asked[0]
    assert "电话核实" in first.reason


def test_an_adopted_arrival_that_was_in_goes_before_later_ones():
    """采用 of an older version pins it: the newest no longer counts."""
    older = leaf("26 10:00", "U01", cells={("07-01", "value"): "190"})
    newer = leaf("28 10:00", "U01", cells={("07-01", "value"): "999"})
    result = merged(older, newer, pins={older[0].id: (words.ADOPT, "", "", "新件有误")})
    assert verdicts(result) == [A, S]
    assert cell(result, "U01", "07-01", "value").number == Decimal(190)


def test_a_voided_arrival_counts_for_nothing_nor_do_its_copies():
    """作废 takes a return out with the reason; the same bytes again do not bring it back."""
    bad = leaf("26 10:00", "U01", sha256="same", source="a")
    copy = leaf("27 10:00", "U01", sha256="same", source="b")
    result = merged(bad, copy, pins={bad[0].id: (words.VOID, "", "", "单位来电撤回")})
    assert verdicts(result) == [R, D]
    assert "单位来电撤回" in result.receipts[0].reason
    assert case(result, "U01").first_acceptable is None


def test_voiding_a_file_for_its_sender_does_not_void_the_units_own():
    """Bytes voided because a stranger sent them still count when the unit sends them."""
    strange = leaf("26 10:00", "U01", sha256="same", source="a", sender="water@example.cn")
    own = leaf("27 10:00", "U01", sha256="same", source="b", sender="court@example.cn")
    result = merged(strange, own, pins={strange[0].id: (words.VOID, "", "", "非本单位")})
    assert verdicts(result) == [R, A]


def test_a_reassigned_arrival_is_the_other_units():
    """改归 moves readings and findings to the unit that the office names."""
    wrong = leaf("26 10:00", "U01", forms=("personnel",))
    result = merged(wrong, pins={wrong[0].id: (words.REASSIGN, "U02", "", "填错单位")})
    assert verdicts(result) == [A]
    assert result.receipts[0].examined.unit == "U02"
    assert cell(result, "U02", "联络员", "name").value == "甲"
    assert case(result, "U01").facts == ()


def test_adopting_what_could_not_be_read_is_answered():
    """采用 cannot make content: the arrival stays refused, and the office is told why."""
    damaged = refused("26 10:00", sender="court@example.cn")
    result = merged(damaged, pins={damaged[0].id: (words.ADOPT, "", "", "看着没问题")})
    assert verdicts(result) == [R]
    assert codes(result, "U01")["M107"] == 1


# --- laws -----------------------------------------------------------------------------------

_SENDERS = ("", "court@example.cn", "water@example.cn", "someone@example.org")


@st.composite
def leaves(draw: st.DrawFn) -> tuple[Arrival, Examined]:
    """Any leaf: any unit, period, time, sender, forms, some blanks, some bytes seen before."""
    unit = draw(st.sampled_from(["U01", "U06", "U08", "U09", "U02"]))
    period = draw(st.sampled_from([W47, W48]))
    when = f"{draw(st.integers(16, 30))} {draw(st.integers(8, 18)):02}:00"
    forms = draw(st.sampled_from([("personnel", "progress"), ("progress",), ("personnel",), ()]))
    verdict = draw(st.sampled_from([A, A, A, A, R, Q, Verdict.SUPPORTING, Verdict.NOT_OURS]))
    cells = {("联络员", "name"): draw(st.sampled_from(["", "张三", "李四"]))}
    byte = draw(st.integers(0, 3))
    more = {"sender": draw(st.sampled_from(_SENDERS)), "source": draw(st.sampled_from("abcd"))}
    token = draw(st.sampled_from(["valid", "wrong", "absent"]))
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


@given(many, st.randoms(use_true_random=False))
def test_the_order_of_files_does_not_matter(received: Received, chance):
    """Law 2: shuffled arrivals give the same receipts, readings, findings and cases."""
    shuffled = list(received)
    chance.shuffle(shuffled)
    assert same(merged(*received), merged(*shuffled))


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
        if receipt.examined.forms and receipt.verdict in (A, S):
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
