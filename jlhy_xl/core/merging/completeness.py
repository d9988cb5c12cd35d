"""How much of what was due is there, and in time: counts for each (unit, form, period).

Expected cells are the due required ones, so a rate is never over 100 %; rounding is the books'.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from jlhy_xl.core import frames
from jlhy_xl.core.model import ReturnCase, State
from jlhy_xl.core.scheme.model import Scheme

if TYPE_CHECKING:
    import pandas as pd

Key = tuple[str, str, str]  # unit, period, form
# Filled without an error; what was put aside by a query is filled, and a query never costs.
VALID = (State.VALID.value, State.UNCHANGED.value, State.ASIDE.value)


def completeness(
    scheme: Scheme, cases: Sequence[ReturnCase], readings: "pd.DataFrame"
) -> "pd.DataFrame":
    """Return frames.COMPLETENESS: one row for each owed form of each case.

    ``received`` and ``on_time`` speak of acceptable arrivals that carry the form; ``order`` says
    whether no error stood in the form at the cut-off, a missing form being one.

    Args:
        scheme: the scheme in force, for the order of forms.
        cases: the merge's cases.
        readings: frames.READINGS of the merge.
    """
    counts = _counts(readings)
    rows = []
    for case in cases:
        for form in scheme.forms:
            if form.code in case.owed:
                key = case.unit, case.clock.period, form.code
                expected, filled, valid = counts.get(key, (0, 0, 0))
                place = key[1], key[0], key[2]
                rows.append((*place, expected, filled, valid, *_arrived(case, form.code)))
    return frames.frame(frames.COMPLETENESS, rows)


def _counts(readings: "pd.DataFrame") -> dict[Key, tuple[int, int, int]]:
    """Return expected, filled and valid cells of each form."""
    asked = readings[readings["required"].astype(bool)]
    if asked.empty:
        return {}
    state = asked["state"]
    marked = asked.assign(filled=state != State.BLANK.value, valid=state.isin(VALID))
    found = marked.groupby(["unit", "period", "form"], sort=False)
    sums = found[["filled", "valid"]].sum()
    return {
        key: (int(expected), int(filled), int(valid))
        for key, expected, filled, valid in zip(
            sums.index, found.size(), sums["filled"], sums["valid"], strict=True
        )
    }


def _arrived(case: ReturnCase, form: str) -> tuple[bool, bool, bool]:
    """Return whether the form came, came in time, and was in order at the cut-off."""
    times = [fact.arrival.received for fact in case.facts if fact.acceptable and form in fact.forms]
    in_order = not any(finding.form in (form, "") for finding in case.standing)
    return bool(times), any(time <= case.clock.grace for time in times), in_order
