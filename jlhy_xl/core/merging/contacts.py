"""The 通讯录: each unit's people as last registered, and what changed against the time before."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from jlhy_xl.core.model import Contact, Prior, State
from jlhy_xl.core.returns.obligations import Duty
from jlhy_xl.core.scheme.choices import RowSource
from jlhy_xl.core.scheme.model import Form, Scheme
from jlhy_xl.core.text import key

if TYPE_CHECKING:
    import pandas as pd

Pair = tuple[str, str]  # unit code, period
Cell = tuple[str, str]  # row key, field
COLUMNS = ("name", "title", "phone", "mobile", "mail")  # of a Contact, and of the form


def contacts(
    scheme: Scheme,
    duties: Iterable[Duty],
    readings: "pd.DataFrame",
    priors: Mapping[Pair, Prior],
    before: Sequence[Contact] = (),
) -> tuple[Contact, ...]:
    """Return the address list: a line for each role that a unit has registered.

    A cell in error or left blank does not wipe out what is on file. A first registration changes
    nothing; later ones name the columns that differ.

    Args:
        scheme: the scheme in force.
        duties: of the one period that is wanted, in the scheme's order.
        readings: frames.READINGS of the merge.
        priors: what was known before, by (unit code, period).
        before: the list of the period before, which says since when a line stands.
    """
    form = next((each for each in scheme.forms if each.rows is RowSource.FIXED), None)
    holders = [duty for duty in duties if form in duty.forms]
    if form is None or not holders:
        return ()
    typed = _typed(readings, form.code)
    since = {(each.unit, each.role): each.since for each in before}
    found = []
    for duty in holders:
        pair = duty.unit.code, duty.clock.period
        known = {
            (row, name): value
            for (code, row, name), value in priors.get(pair, Prior()).values.items()
            if code == form.code and name in COLUMNS and value
        }
        lines = _lines(scheme, form, pair, known, typed.get(pair, {}))
        found += [each if each.since else replace(each, since=since.get((each.unit, each.role), ""))
                  for each in lines]  # fmt: skip
    return tuple(found)


def _typed(readings: "pd.DataFrame", form: str) -> dict[Pair, dict[Cell, str]]:
    """Return what units newly typed without an error, by (unit, period) and cell.

    An untouched mask or 全部无变化 says nothing new, so what is on file stands.
    """
    rows = readings[(readings["form"] == form) & (readings["state"] == State.VALID.value)]
    names = ("unit", "period", "row_key", "field", "value")
    found: dict[Pair, dict[Cell, str]] = {}
    for unit, period, row, name, value in zip(*(rows[each] for each in names), strict=True):
        if name in COLUMNS and value:
            found.setdefault((unit, period), {})[row, name] = value
    return found


def _lines(
    scheme: Scheme, form: Form, pair: Pair, known: Mapping[Cell, str], typed: Mapping[Cell, str]
) -> list[Contact]:
    labels = {each.code: key(each.label) for each in scheme.fields_by_form[form.code]}
    lines = []
    for role in form.row_keys:
        now = {name: typed.get((role, name)) or known.get((role, name), "") for name in COLUMNS}
        was = tuple(
            (labels.get(name, name), known.get((role, name), ""))
            for name in COLUMNS
            if known
            and (role, name) in typed
            and key(now[name]) != key(known.get((role, name), ""))
        )
        changed = tuple(label for label, _ in was)
        is_new = bool(changed) or (not known and any(row == role for row, _ in typed))
        if any(now.values()):
            since = pair[1] if is_new else ""
            lines.append(Contact(pair[0], role, **now, since=since, changed=changed, was=was))
    return lines
