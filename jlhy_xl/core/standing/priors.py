"""What is known of each unit before a period: carried forward period by period.

A prior is the sum of all earlier valid readings, so that a unit that was silent last week is
still shown the last value it gave.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from msgspec import Struct, field

from jlhy_xl.core.frames import READINGS
from jlhy_xl.core.model import Prior, Receipt, State, Verdict
from jlhy_xl.core.returns.obligations import rows_of
from jlhy_xl.core.scheme.model import Scheme
from jlhy_xl.core.scheme.succession import forebears, inherited

# A marker reading, one a unit whose return was accepted: did it say 全部无变化?
MARK = ("", "", "unchanged")
PERSONNEL = "personnel"
_KNOWN = {State.VALID.value, State.UNCHANGED.value}


class Memory(Struct):
    """Everything known of all units up to some period; grows by ``learn``."""

    scheme: Scheme
    values: dict[str, dict[tuple[str, str, str], str]] = field(default_factory=dict)
    runs: dict[str, int] = field(default_factory=dict)

    def learn(self, readings: Iterable[Sequence[str]]) -> None:
        """Take in one period's readings: rows of (unit, form, row_key, field, state, value)."""
        runs: dict[str, int] = {}
        for unit, form, row_key, name, state, value in readings:
            if (form, row_key, name) == MARK:
                runs[unit] = self.runs.get(unit, 0) + 1 if value == "是" else 0
            elif state in _KNOWN and value:
                self.values.setdefault(unit, {})[form, row_key, name] = value
        self.runs = runs

    def after(self, readings: Iterable[Sequence[str]]) -> "Memory":
        """Return what is known once one more period's readings are taken in."""
        grown = Memory(
            self.scheme, {unit: dict(found) for unit, found in self.values.items()}, dict(self.runs)
        )
        grown.learn(readings)
        return grown

    def prior(self, unit: str, day: date | None = None) -> Prior:
        """Return what is known of a unit now; on a day, with what it took over from ended units."""
        values = self.values.get(unit, {})
        own = Prior(dict(values), self._has_contacts(values, unit), self.runs.get(unit, 0))
        if day is None:
            return own
        before = forebears(self.scheme, unit, day)
        return inherited(self.scheme, own, (self.values.get(each.code, {}) for each in before))

    def _has_contacts(self, values: Mapping[tuple[str, str, str], str], unit: str) -> bool:
        form = self.scheme.form_by_code.get(PERSONNEL)
        if form is None:
            return False
        needed = [row for row in self.scheme.fields_by_form[form.code] if row.need.value == "是"]
        return all(
            (form.code, row.key, column.code) in values
            for row in rows_of(self.scheme, form, unit)
            for column in needed
        )


def marks(receipts: Iterable[Receipt], period: str) -> list[tuple[Any, ...]]:
    """Return a marker row (frames.READINGS) for each unit whose return of the period was accepted."""
    said = {
        receipt.examined.unit: receipt.examined.unchanged
        for receipt in receipts
        if receipt.verdict is Verdict.ACCEPTED and receipt.examined.period == period
    }
    return [_mark(period, unit, unchanged=said[unit]) for unit in sorted(said)]


def _mark(period: str, unit: str, *, unchanged: bool) -> tuple[Any, ...]:
    told = dict.fromkeys(READINGS, "")
    word = "是" if unchanged else "否"
    told |= {"period": period, "unit": unit, "state": State.VALID.value, "value": word}
    row_form, row_key, name = MARK
    told |= {"form": row_form, "row_key": row_key, "field": name}
    return tuple({**told, "number": None, "required": False}[column] for column in READINGS)
