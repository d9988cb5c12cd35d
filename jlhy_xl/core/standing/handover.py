"""A new 联络员 seen in a registration: the office is asked to enter since when the handover runs."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from jlhy_xl.core.calendar import localised
from jlhy_xl.core.model import Contact, Finding, ReturnCase, Timetable
from jlhy_xl.core.returns.prefill import unit_name
from jlhy_xl.core.scheme.choices import RowSource
from jlhy_xl.core.scheme.model import Scheme
from jlhy_xl.core.text import key
from jlhy_xl.core.wording.succession import NEW_LIAISON

if TYPE_CHECKING:
    import pandas as pd

LIAISON = "联络员"
_NAME = "name"


def new_liaisons(
    scheme: Scheme,
    clock: Timetable,
    contacts: Iterable[Contact],
    cases: Iterable[ReturnCase],
    readings: "pd.DataFrame",
) -> tuple[Finding, ...]:
    """Return a note for each unit whose 联络员 has another name than the one on file.

    Only a proposal: the handover counts from 联络员登记日期 in 方案.xlsx, which a person enters; once
    it is not earlier than this period, or the day that is proposed, nothing more is said.

    Args:
        scheme: the scheme in force.
        clock: the period's timetable.
        contacts: the address list of the period, with what changed.
        cases: the period's returns, which say when the registration came.
        readings: frames.READINGS of the period, for the cell.
    """
    form = next((each for each in scheme.forms if each.rows is RowSource.FIXED), None)
    if form is None:
        return ()
    labels = {row.code: key(row.label) for row in scheme.fields_by_form[form.code]}
    said = {case.unit: case for case in cases}
    found = []
    for contact in contacts:
        if contact.role != LIAISON or labels.get(_NAME) not in contact.changed:
            continue
        day = _came(scheme, said.get(contact.unit), form.code)
        unit = scheme.unit_by_code.get(contact.unit)
        known = unit.liaison_since if unit else None
        if known and known >= min(clock.first, day or clock.first):
            continue
        cell = _cell(readings, form.code, contact)
        found.append(
            NEW_LIAISON.finding(
                found=cell.get("typed", ""), unit=contact.unit, period=clock.period,
                form=form.code, row_key=contact.role, field=_NAME,
                words={"unit": unit_name(scheme, contact.unit), "day": str(day or clock.first)},
                file=cell.get("file", ""), sha256=cell.get("sha256", ""),
                sheet=cell.get("sheet", ""), cell=cell.get("cell", ""),
            )
        )  # fmt: skip
    return tuple(found)


def _came(scheme: Scheme, case: ReturnCase | None, form: str) -> date | None:
    """Return the day on which the form that counts arrived."""
    facts = [fact for fact in case.facts if fact.acceptable and form in fact.forms] if case else []
    return localised(scheme, facts[-1].arrival.received).date() if facts else None


def _cell(readings: "pd.DataFrame", form: str, contact: Contact) -> dict[str, str]:
    rows = readings[
        (readings["form"] == form) & (readings["unit"] == contact.unit)
        & (readings["row_key"] == contact.role) & (readings["field"] == _NAME)
    ]  # fmt: skip
    if rows.empty:
        return {}
    return {str(name): str(value or "") for name, value in rows.iloc[0].items()}
