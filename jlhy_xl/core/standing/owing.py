"""Who still owes what for a period: the one list that status and reminders are made from."""

from collections import Counter
from datetime import datetime, timedelta

from msgspec import Struct

from jlhy_xl.core.model import ReturnCase
from jlhy_xl.core.results import Results
from jlhy_xl.core.returns.obligations import Duty
from jlhy_xl.core.wording.merge import FORM_MISSING


class Part(Struct, frozen=True):
    """What is missing of one form: how many cells, and in which columns."""

    form: str  # the form's title
    cells: int
    labels: tuple[str, ...] = ()  # column headings; empty: the whole form


class Owing(Struct, frozen=True):
    """One unit that owes something."""

    unit: str  # unit code
    received: bool  # an acceptable return is there, but not in order
    parts: tuple[Part, ...]


def owing(results: Results) -> tuple[Owing, ...]:
    """Return the units that owe a return or a mend, in the scheme's order."""
    cases = {case.unit: case for case in results.cases}
    expected = _expected(results)
    found = []
    for duty in results.duties:
        case = cases.get(duty.unit.code)
        if not duty.is_owed:
            continue
        if case is None or case.first_acceptable is None:
            found.append(Owing(duty.unit.code, False, _whole(duty, expected)))
        elif parts := _mends(results, duty, case, expected):
            found.append(Owing(duty.unit.code, True, parts))
    return tuple(found)


def time_left(results: Results) -> timedelta:
    """Return the time to the deadline; negative when it has passed."""
    return results.clock.deadline - results.now


def escalation(results: Results) -> str:
    """Return whom a reminder goes to: 联络员 before the deadline, then one step up a working day.

    The liaison officer first; from the deadline on 具体负责人; in the last day before the cut-off
    分管领导.
    """
    now: datetime = results.now
    if now <= results.clock.deadline:
        return "联络员"
    return "分管领导" if results.clock.cutoff - now <= timedelta(days=1) else "具体负责人"


def _expected(results: Results) -> dict[tuple[str, str], int]:
    rows = results.completeness.to_dict("records")
    return {(row["unit"], row["form"]): int(row["expected"]) for row in rows}


def _whole(duty: Duty, expected: dict[tuple[str, str], int]) -> tuple[Part, ...]:
    return tuple(
        Part(form.title, expected.get((duty.unit.code, form.code), 0))
        for form in duty.forms
        if form.code in duty.owed
    )


def _mends(
    results: Results, duty: Duty, case: ReturnCase, expected: dict[tuple[str, str], int]
) -> tuple[Part, ...]:
    parts = []
    for form in duty.forms:
        errors = [row for row in case.unmended if row.form == form.code]
        if any(row.code == FORM_MISSING.code for row in errors):
            parts.append(Part(form.title, expected.get((duty.unit.code, form.code), 0)))
        elif errors:
            labels = {row.code: row.label for row in results.scheme.fields_by_form[form.code]}
            named = Counter(labels.get(row.field, "") for row in errors)
            parts.append(Part(form.title, len(errors), tuple(name for name in named if name)))
    return tuple(parts)
