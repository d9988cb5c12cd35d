"""The verdict on one workbook: acceptable or not, and what it says of itself."""

import pickle
from decimal import Decimal

import pytest
import returns_world as rw
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from returns_world import PERSONNEL, PROGRESS

from jlhy_xl.core.model import Prior, State, Verdict
from jlhy_xl.core.raw import CellError, Raw, RawBook, Uncached, a1
from jlhy_xl.core.returns import obligations
from jlhy_xl.core.returns.identity import COVER
from jlhy_xl.core.values.parsed import typed

WORLD = rw.world()
UNITS = [unit.code for unit in WORLD.scheme.units]
NEVER = rw.world(priors=dict.fromkeys(UNITS, Prior()))  # nothing is on file of anybody


def no_change(book: RawBook, word: Raw = "是") -> RawBook:
    row, column = rw.head(rw.sheet_of(book, COVER), "全部无变化")
    return rw.put(book, COVER, {(row, column + 1): word})


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("world", [WORLD, NEVER], ids=["on file", "never"])
def test_an_untouched_template_is_never_acceptable(unit: str, world: rw.World) -> None:
    """Whatever was prefilled: one finding 未填写, returned (example 8)."""
    found = rw.look(rw.issued(world, unit), world)
    assert found.verdict is Verdict.RETURNED
    assert rw.codes(found) == ["C104"]
    assert found.unit == unit


@pytest.mark.parametrize("unit", [each for each in UNITS if each != "U02"])
@pytest.mark.parametrize("world", [WORLD, NEVER], ids=["on file", "never"])
def test_a_filled_template_is_in_order_and_complete(unit: str, world: rw.World) -> None:
    """A return filled as asked has no finding at all."""
    found = rw.look(rw.filled(world, unit), world)
    assert found.verdict is Verdict.ACCEPTED, found.reason
    assert rw.codes(found) == []
    assert all(each.expected == each.filled == each.valid for each in found.counts)
    assert (found.token, found.unchanged) == ("valid", False)


def test_the_full_week_expects_what_the_notice_says() -> None:
    """61 unit–indicator rows, and 15 personnel cells of each of the 12 units."""
    rows, cells = 0, 0
    for unit in UNITS:
        found = rw.look(rw.filled(NEVER, unit), NEVER)
        rows += len({each.row_key for each in found.readings if each.form == "progress"})
        cells += next(each.expected for each in found.counts if each.form == "personnel")
    assert (rows, cells) == (61, 180)


@pytest.mark.parametrize("word", ["是", "√", " 是 ", "是。", True])
def test_one_cell_says_that_nothing_has_changed(word: Raw) -> None:
    """全部无变化 alone is complete and in order (example 13), and holds last period's values."""
    prior = rw.on_file(**{"progress__07-01__value": "130", "progress__07-01__status": "推进中"})
    world = rw.world(priors={"U01": prior})
    found = rw.look(no_change(rw.issued(world, "U01"), word), world)
    assert (found.verdict, found.unchanged, found.in_order) == (Verdict.ACCEPTED, True, True)
    assert all(each.expected == each.valid for each in found.counts)
    told = rw.reading(found, "07-01", "value")
    assert (told.state, told.value, told.number) == (State.UNCHANGED, "130", Decimal(130))


@pytest.mark.parametrize("word", ["否", None])
def test_only_a_yes_says_so(word: Raw) -> None:
    """否 and a blank leave the return to be filled in."""
    found = rw.look(no_change(rw.issued(WORLD, "U01"), word), WORLD)
    assert found.unchanged is False
    assert found.verdict is Verdict.RETURNED


def test_an_odd_word_in_the_one_cell_is_told() -> None:
    """What cannot be read as yes or no is a finding at its cell."""
    found = rw.look(no_change(rw.filled(WORLD), "也许"), WORLD)
    assert found.unchanged is False
    told = next(each for each in found.findings if each.sheet == COVER)
    assert (told.found, told.cell, told.severity) == ("也许", "B6", "error")


def test_the_fifth_period_without_change_is_a_query() -> None:
    """Four periods running are taken as said; the fifth is asked about and costs nothing."""
    for run, asked in ((3, False), (4, True)):
        prior = replace(rw.on_file(), unchanged_run=run)
        world = rw.world(priors={"U01": prior})
        found = rw.look(no_change(rw.issued(world, "U01")), world)
        assert ("C202" in rw.codes(found)) is asked
        assert (found.verdict, found.in_order) == (Verdict.ACCEPTED, True)


def test_no_change_on_a_form_that_never_came_is_asked_about() -> None:
    """There is nothing to hold on to: a query, never an error."""
    found = rw.look(no_change(rw.issued(NEVER, "U01")), NEVER)
    assert (found.verdict, found.in_order) == (Verdict.ACCEPTED, True)
    assert rw.codes(found) == ["C203", "C203"]
    assert {count.filled for count in found.counts if count.expected} == {0}  # nothing was said
    again = rw.look(no_change(rw.issued(WORLD, "U01")), WORLD)
    assert all(count.filled == count.expected for count in again.counts)


def test_no_change_may_stand_beside_what_did_change() -> None:
    """A typed cell goes before the general word."""
    book = no_change(rw.issued(WORLD, "U01"))
    found = rw.look(rw.fill(book, PROGRESS, "07-01", 现状值=Decimal(5)), WORLD)
    assert rw.reading(found, "07-01", "value").state is State.VALID
    assert rw.reading(found, "07-02", "value").state is State.UNCHANGED


def test_no_change_needs_no_other_sheet() -> None:
    """The cover alone, with its identity, is an answer."""
    book = no_change(rw.issued(WORLD, "U01"))
    kept = tuple(each for each in book.sheets if each.name in (COVER, "_jlhy"))
    found = rw.look(replace(book, sheets=kept), WORLD)
    assert (found.verdict, found.unchanged) == (Verdict.ACCEPTED, True)


def share(count: int) -> rw.Examined:
    """区行政审批局 fills the first cells of its 37."""
    book = rw.filled(WORLD, "U03")
    sheet = rw.sheet_of(book, PROGRESS)
    keys = [row.code for row in obligations.indicators_of(WORLD.scheme, "U03")]
    filled = [
        at
        for each in keys
        for title in ("推进状态", "本周进展", "现状值")
        if (at := rw.find(sheet, each, title)) in sheet.cells
    ]
    return rw.look(rw.put(book, PROGRESS, dict.fromkeys(filled[count:])), WORLD)


def test_half_of_the_due_required_cells_is_acceptable() -> None:
    """19 of 37 is acceptable and not in order; 18 is returned with the counts."""
    enough, little = share(19), share(18)
    assert (enough.verdict, enough.in_order) == (Verdict.ACCEPTED, False)
    assert little.verdict is Verdict.RETURNED
    assert "37" in little.reason
    assert "18" in little.reason
    assert "C105" in rw.codes(little)


def test_a_prefilled_mask_is_no_answer_of_the_units() -> None:
    """Fifteen untouched masks do not make a return acceptable."""
    prior = replace(rw.on_file(), contacts_on_file=False)  # owed again
    world = rw.world(priors={"U01": prior})
    book = rw.fill(rw.issued(world, "U01"), PROGRESS, "07-01", 推进状态="推进中")
    found = rw.look(book, world)
    assert found.verdict is Verdict.RETURNED
    assert "应填 9 项，只填了 1 项" in found.reason
    assert found.counts[0].filled == 15


def test_what_was_kept_counts_as_in_the_rates() -> None:
    """应填 and 已填 of the reason are the due required readings, masks left as they are among them."""
    prior = replace(rw.on_file(), contacts_on_file=False)  # owed again
    world = rw.world(priors={"U01": prior})
    book = rw.issued(world, "U01")
    for key in ("07-01", "07-02", "07-03"):
        book = rw.fill(book, PROGRESS, key, 推进状态="推进中", 本周进展=f"{key}有进展", 现状值="10")
    found = rw.look(book, world)
    due = [row for row in found.readings if row.required]
    kept = [row for row in due if row.state is State.UNCHANGED]
    assert (len(due), len(kept)) == (24, 15)
    assert found.reason == "可以采用：应填 24 项，已填 24 项，其中预填未改动 15 项"
    plain = rw.look(rw.filled(WORLD), WORLD)
    assert "其中" not in plain.reason


def test_a_form_that_is_missing_does_not_make_the_rest_late() -> None:
    """Personnel owed but left out: acceptable, and the form is not carried (example 12)."""
    book = rw.with_sheet(rw.filled(NEVER, "U01"), PERSONNEL, None)
    found = rw.look(book, NEVER)
    assert found.verdict is Verdict.ACCEPTED
    assert found.forms == ("progress", "issues")
    told = next(each for each in found.findings if each.code == "L213")
    assert (told.form, told.severity) == ("personnel", "note")


def test_only_an_optional_form_is_no_return() -> None:
    """Of what is due nothing came: returned, saying what is asked."""
    book = rw.with_sheet(rw.filled(WORLD), PROGRESS, None)
    row, _ = rw.head(rw.sheet_of(book, "问题与经验"), "类别")
    book = rw.put(book, "问题与经验", {(row + 1, 0): "突出问题", (row + 1, 1): "材料重复提交"})
    found = rw.look(book, WORLD)
    assert found.verdict is Verdict.RETURNED
    assert "指标进展表" in found.reason


def test_a_unit_that_owes_nothing_may_send_something() -> None:
    """区发改局 leads nothing; its problems are welcome."""
    book = rw.issued(WORLD, "U02")
    row, _ = rw.head(rw.sheet_of(book, "问题与经验"), "类别")
    book = rw.put(book, "问题与经验", {(row + 1, 0): "典型经验", (row + 1, 1): "一窗受理"})
    assert rw.look(book, WORLD).verdict is Verdict.ACCEPTED


def test_every_finding_has_the_files_address() -> None:
    """File, hash, unit and period stand on every finding."""
    book = rw.fill(rw.filled(WORLD), PROGRESS, "07-01", 推进状态="快了")
    found = rw.look(book, WORLD, "最终版(2).xlsx")
    for each in found.findings:
        assert (each.file, each.sha256) == ("最终版(2).xlsx", "f" * 64)
        assert (each.unit, each.period) == ("U01", "2026-W48")


def test_what_a_worker_says_travels() -> None:
    """An Examined goes through pickle unchanged, and the same book says the same again."""
    book = rw.fill(rw.filled(WORLD, "U03"), PROGRESS, "01-01", 推进状态="快了")
    found = rw.look(book, WORLD)
    assert pickle.loads(pickle.dumps(found)) == found  # noqa: S301 - our own bytes
    assert rw.look(book, WORLD) == found


def test_the_readers_notes_are_kept() -> None:
    """Macros and external links that the reader saw stay on the record, 未填写 or not."""
    from jlhy_xl.core.wording.locate import NO_IDENTITY

    book = replace(rw.filled(WORLD), notes=(NO_IDENTITY.finding(sheet="甲"),))
    assert [each.sheet for each in rw.look(book, WORLD).findings] == ["甲"]
    book = replace(rw.issued(WORLD, "U01"), notes=book.notes)
    assert rw.codes(rw.look(book, WORLD)) == ["C104", "L111"]


def test_a_template_of_another_scheme_is_read_and_its_locked_cells_are_only_noted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A template that does not tell what it shows, under another scheme: no unit is asked about that."""
    monkeypatch.setattr(rw, "shown", lambda *_: "")
    later = replace(WORLD, scheme_digest="f" * 16)
    book = rw.fill(rw.filled(WORLD), PROGRESS, "07-01", 计量单位="天")
    found = rw.look(book, later)
    told = next(each for each in found.findings if each.code == "C201")
    assert (found.verdict, told.severity) == (Verdict.ACCEPTED, "note")
    assert "L112" in rw.codes(found)


# --- laws -------------------------------------------------------------------------------------

_CELLS = sorted(
    (sheet.name, at)
    for sheet in rw.filled(NEVER, "U03").sheets
    if sheet.name in (PERSONNEL, PROGRESS)
    for at in sheet.cells
    if at[0] >= 4
)
_RAW = st.one_of(
    st.none(),
    st.text(max_size=20),
    st.sampled_from(["3天", "约3", "无", "—", "同上", "138****5678", "3/6", "推进中", "是", "0"]),
    st.decimals(allow_nan=True, allow_infinity=True),
    st.datetimes(),
    st.times(),
    st.booleans(),
    st.just(CellError("#REF!")),
    st.just(Uncached("A1+1")),
)


@given(edits=st.dictionaries(st.sampled_from(_CELLS), _RAW, max_size=12))
def test_whatever_is_typed_every_cell_is_accounted_for(
    edits: dict[tuple[str, tuple[int, int]], Raw | None],
) -> None:
    """Never an exception; one reading a cell (law 4); each finding's cell holds its found (law 6)."""
    book = rw.filled(NEVER, "U03")
    for (name, at), held in edits.items():
        book = rw.put(book, name, {at: held})
    found = rw.look(book, NEVER)
    addresses = [(each.form, each.row_key, each.field) for each in found.readings]
    assert len(addresses) == len(set(addresses))
    for form in found.forms:
        count = next(each for each in found.counts if each.form == form)
        asked = [each for each in found.readings if each.form == form and each.required]
        assert count.expected == len(asked)
        assert 0 <= count.valid <= count.filled <= count.expected
    assert len({each.id for each in found.findings}) == len(found.findings)
    _found_is_there(book, found)
    _errors_are_findings(found)


def _found_is_there(book: RawBook, found: rw.Examined) -> None:
    held = {
        (sheet.name, a1(*at)): typed(each, percent=at in sheet.percents)
        for sheet in book.sheets
        for at, each in sheet.cells.items()
    }
    for each in (*found.findings, *found.readings):
        if each.cell:
            told = each.found if hasattr(each, "found") else each.typed
            assert told == held.get((each.sheet, each.cell), ""), each


def _errors_are_findings(found: rw.Examined) -> None:
    """A reading in error has a finding of that weight at its own cell."""
    errors = {(each.sheet, each.cell) for each in found.findings if each.severity == "error"}
    if found.verdict is Verdict.ACCEPTED:
        for each in found.readings:
            if each.state is State.ERROR:
                assert (each.sheet, each.cell) in errors


def test_expected_cells_are_read_exactly() -> None:
    """The readings of fixed rows are the open cells of every row, no more and no fewer."""
    found = rw.look(rw.filled(NEVER, "U03"), NEVER)
    duty = NEVER.duties["U03", rw.WEEK]
    wanted = {
        (form.code, row.key, item.code)
        for form in duty.forms
        for row in obligations.rows_of(NEVER.scheme, form, "U03")
        for item in NEVER.scheme.fields_by_form[form.code]
        if obligations.is_open(duty, item, row)
    }
    assert {(each.form, each.row_key, each.field) for each in found.readings} == wanted
