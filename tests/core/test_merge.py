"""The merge: which arrival counts, what is missing, and what stands at the cut-off."""

from decimal import Decimal

from merge_world import (
    PERSONNEL_CELLS,
    SCHEME,
    W47,
    W48,
    at,
    case,
    cell,
    codes,
    leaf,
    merged,
    refused,
    verdicts,
    world,
)
from msgspec.structs import replace

from jlhy_xl.core.merging.merge import merge
from jlhy_xl.core.model import Finding, Prior, SentBack, Severity, State, Verdict
from jlhy_xl.core.wording.checks import UNTOUCHED

A, S, D = Verdict.ACCEPTED, Verdict.SUPERSEDED, Verdict.DUPLICATE
R, Q = Verdict.RETURNED, Verdict.QUARANTINED
WORLD = world()


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
    result = merged(faulty, just_in_time)
    assert case(result, "U01", W47).standing == ()
    assert codes(result, "U01", W47)["M205"] == 0
    assert cell(result, "U01", "07-01", "progress", W47).note == ""


def test_findings_come_only_from_the_content_that_counts():
    """A superseded form's findings are gone; the other form's of the same file stay."""
    of_progress = Finding("V101", Severity.ERROR, "空着", unit="U01", period=W48, form="progress")
    of_people = Finding("V103", Severity.ERROR, "空着", unit="U01", period=W48, form="personnel")
    whole = leaf("26 10:00", "U01", findings=(of_progress, of_people))
    part = leaf("27 10:00", "U01", forms=("progress",))
    found = codes(merged(whole, part), "U01")
    assert found["V101"] == 0
    assert found["V103"] == 1


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
    told = (UNTOUCHED.finding(unit="U01", period=W48),)
    blank = leaf("26 10:00", "U01", verdict=R, reason="未填写", findings=told)
    judged = case(merged(blank), "U01")
    assert [fact.untouched for fact in judged.facts] == [True]
    assert judged.first_acceptable is None


def test_no_change_at_all_answers_for_a_sheet_that_was_taken_out():
    """全部无变化 in a workbook without the personnel sheet: complete, nothing is missing."""
    prior = Prior({("personnel", "联络员", "name"): "张三"})
    here = world(periods=(W48,), priors={("U01", W48): prior})
    came = leaf("26 10:00", "U01", forms=("progress",), unchanged=True)
    result = merge(SCHEME, here, [came], {}, (W48,))
    assert case(result, "U01").standing == ()
    known = cell(result, "U01", "联络员", "name")
    assert (known.state, known.value, known.required) == (State.UNCHANGED.value, "张三", True)


def test_when_a_return_was_sent_back_stands_in_its_case():
    """The moments are handed on as they are, by time, to the right return only."""
    moments = (SentBack(at("28 09:00")), SentBack(at("30 09:00"), "电话", "李经办"))
    result = merge(SCHEME, WORLD, [leaf("26 10:00", "U01")], {("U01", W48): moments}, (W48,))
    assert case(result, "U01").sent_back == moments
    assert case(result, "U08").sent_back == ()


def test_a_cell_that_could_not_be_read_is_compared_by_what_was_typed():
    """三天左右 put aside and then mended to 3 is a change that the note counts."""
    came, said = leaf("26 10:00", "U01", cells={("07-01", "value"): "3"})
    aside = tuple(
        replace(each, state=State.ASIDE, typed="三天左右", value="", number=None)
        if (each.row_key, each.field) == ("07-01", "value") else each
        for each in said.readings
    )  # fmt: skip
    mended = leaf("28 10:00", "U01", cells={("07-01", "value"): "3"})
    found = [each for each in merged((came, replace(said, readings=aside)), mended).findings
             if each.code == "M204"]  # fmt: skip
    assert ["改动1项：解决商业纠纷的耗时·现状值" in each.message for each in found] == [True]
