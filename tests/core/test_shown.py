"""When a template is an older one: what the scheme put into it has changed, nothing else."""

from collections.abc import Callable
from decimal import Decimal

import pytest
import returns_world as rw
from msgspec.structs import replace
from returns_world import PROGRESS

from jlhy_xl.core.model import Prior
from jlhy_xl.core.raw import RawBook
from jlhy_xl.core.results import World
from jlhy_xl.core.returns.obligations import duty
from jlhy_xl.core.scheme.choices import Cycle, Fault
from jlhy_xl.core.scheme.model import Scheme, Target, Waiver

WORLD = rw.world()


def _issued_under(scheme: Scheme) -> tuple[World, RawBook]:
    """A world of another scheme, and a return on the template that was made under ours."""
    duties = {
        (unit, week): duty(
            scheme, own.unit, (own.clock, own.previous), Prior(contacts_on_file=True)
        )
        for (unit, week), own in WORLD.duties.items()
    }
    book = rw.fill(rw.filled(WORLD), PROGRESS, "07-01", 计量单位="天")
    return replace(WORLD, scheme=scheme, scheme_digest="f" * 16, duties=duties), book


EDITS: dict[str, tuple[Callable[[Scheme], Scheme], bool]] = {
    "a rule's figure": (
        lambda made: replace(made, rules=tuple(replace(row, points=Decimal(9)) for row in made.rules)),
        False,
    ),
    "a waiver": (
        lambda made: replace(made, waivers=(Waiver("U01", rw.WEEK, "", Fault.MAIL, "故障", "甲"),)),
        False,
    ),
    "a parameter": (
        lambda made: replace(made, parameters=replace(made.parameters, contact="另一部电话")), False,
    ),
    "another unit's target": (
        lambda made: replace(made, targets=(*made.targets, Target("09-01", "U04", target=Decimal(1)))),
        False,
    ),
    "its own target": (
        lambda made: replace(made, targets=(*made.targets, Target("07-01", "U01", target=Decimal(1)))),
        True,
    ),
    "a column's heading": (
        lambda made: replace(made, fields=tuple(
            replace(row, label="最新进展") if (row.form, row.label) == ("progress", "本周进展") else row
            for row in made.fields
        )), True,
    ),
    "an indicator's measure": (
        lambda made: replace(made, indicators=tuple(
            replace(row, measure="天") if row.code == "07-02" else row for row in made.indicators
        )), True,
    ),
    "a cycle": (
        lambda made: replace(made, indicators=tuple(
            replace(row, cycle=Cycle.YEAR) if row.code == "07-02" else row for row in made.indicators
        )), True,
    ),
    "a form's notice": (
        lambda made: replace(made, forms=tuple(
            replace(row, notice="新的说明") if row.code == "progress" else row for row in made.forms
        )), True,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", EDITS)
def test_only_what_the_template_showed_makes_it_an_older_one(name: str) -> None:
    """An edit that the unit's template does not show is no word to it, and its locked cells are asked about as ever."""
    edit, is_shown = EDITS[name]
    later, book = _issued_under(edit(WORLD.scheme))
    found = rw.look(book, later)
    assert ("L112" in rw.codes(found)) is is_shown
    (told,) = {
        each.severity
        for each in found.findings
        if each.code == "C201" and each.row_key == "07-01" and each.field == "measure"
    }
    assert told == ("note" if is_shown else "query")


def test_a_template_that_claims_to_show_what_it_does_not_is_a_strangers() -> None:
    """The digest of what is shown is vouched for by the token: written in by hand, the token is wrong."""
    own = rw.issued(WORLD, "U01")
    forged = replace(own, sheets=tuple(
        replace(each, cells={
            at: "0" * 16 if each.cells.get((at[0], 0)) == "shown" and at[1] == 1 else raw
            for at, raw in each.cells.items()
        }) for each in own.sheets
    ))  # fmt: skip
    assert "L111" not in rw.codes(rw.look(own, WORLD))
    assert rw.look(forged, WORLD).token == "wrong"


def _without(book: RawBook, heading: str) -> RawBook:
    sheet = rw.sheet_of(book, PROGRESS)
    _, column = rw.head(sheet, heading)
    kept = {at: raw for at, raw in sheet.cells.items() if at[1] != column}
    return rw.with_sheet(book, PROGRESS, replace(sheet, cells=kept))


def test_another_target_excuses_no_column_that_the_unit_took_out() -> None:
    """Only what the template asked for otherwise excuses a gap: a column's own name, not a target."""
    edits = {
        name: EDITS[name][0](WORLD.scheme) for name in ("its own target", "a column's heading")
    }
    missed = {}
    for name, scheme in edits.items():
        later, book = _issued_under(scheme)
        missed[name] = set(rw.codes(rw.look(_without(book, "推进状态"), later)))
    assert "L201" in missed["its own target"]
    assert "L124" not in missed["its own target"]
    assert "L124" in missed["a column's heading"]
