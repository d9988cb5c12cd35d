"""What a unit still owes is told from the content that counts now, a missing form in its cells."""

from types import SimpleNamespace
from typing import Any

from merge_world import PERSONNEL_CELLS, SCHEME, W47, W48, leaf, world

from jlhy_xl.core.merging.completeness import completeness
from jlhy_xl.core.merging.merge import merge
from jlhy_xl.core.model import Arrival, Examined, Finding, Severity
from jlhy_xl.core.standing.owing import Part, owing

WORLD = world()


def owed(period: str, *received: tuple[Arrival, Examined], unit: str = "U01") -> Any:
    """What a unit owes for a period, None where it owes nothing."""
    merged = merge(SCHEME, WORLD, received, {}, (W47, W48))
    table = completeness(SCHEME, merged.cases, merged.readings)
    results = SimpleNamespace(
        scheme=SCHEME,
        cases=[row for row in merged.cases if row.clock.period == period],
        duties=[row for (_, week), row in WORLD.duties.items() if week == period],
        completeness=table[table["period"] == period],
    )
    return next((row for row in owing(results) if row.unit == unit), None)


def test_what_came_after_the_cutoff_is_owed_no_more() -> None:
    """补报 that is complete leaves nothing to ask for, whatever the rules make of the delay."""
    late = leaf("30 08:00", "U01", W47)
    assert late[0].received > WORLD.duties["U01", W47].clock.cutoff
    assert owed(W47, late) is None


def test_what_is_wrong_in_it_is_owed() -> None:
    """A mistake in what came after the cut-off is told with its column."""
    error = Finding("V101", Severity.ERROR, "", unit="U01", period=W47, form="progress",
                    field="status")  # fmt: skip
    late = leaf("30 08:00", "U01", W47, findings=(error,))
    (part,) = owed(W47, late).parts
    assert (part.cells, len(part.labels)) == (1, 1)


def test_a_missing_form_counts_its_cells() -> None:
    """A return without the personnel form lacks fifteen cells, not one."""
    part = leaf("26 10:00", "U01", forms=("progress",))
    title = SCHEME.form_by_code["personnel"].title
    assert owed(W48, part).parts == (Part(title, PERSONNEL_CELLS),)
