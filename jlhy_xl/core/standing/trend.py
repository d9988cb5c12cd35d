"""What moved over the weeks: every indicator's value, completeness, timeliness and points by period.

Made from history's rows or from a judged period; rates are the books', counts are ours.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from msgspec import Struct, field

from jlhy_xl.core.merging.across import value_field
from jlhy_xl.core.merging.completeness import VALID
from jlhy_xl.core.model import Deduction, State, Status
from jlhy_xl.core.scheme.choices import RowSource
from jlhy_xl.core.scheme.model import Scheme
from jlhy_xl.core.values.parsed import decimal

# of frames.READINGS
CELLS = ("unit", "form", "row_key", "field", "state", "value", "number", "required")
_READ = (State.VALID.value, State.UNCHANGED.value)
_TRUE = ("True", True)


class Point(Struct, frozen=True):
    """One value as it was read."""

    number: Decimal | None
    words: str

    @property
    def shown(self) -> Decimal | str:
        """The figure, the words where it is none."""
        return self.words if self.number is None else self.number


class Count(Struct, frozen=True):
    """How much of one unit's return was there; rates are over forms, as completeness has them."""

    expected: int = 0
    filled: int = 0
    valid: int = 0
    forms: int = 0
    received: int = 0
    on_time: int = 0

    def __add__(self, other: "Count") -> "Count":
        return Count(
            self.expected + other.expected, self.filled + other.filled, self.valid + other.valid,
            self.forms + other.forms, self.received + other.received, self.on_time + other.on_time,
        )  # fmt: skip


class Week(Struct, frozen=True):
    """One period: values by (indicator, unit), counts by unit, by (unit, form) and by (unit, form, field)."""

    period: str
    values: Mapping[tuple[str, str], Point] = field(default_factory=dict)
    counts: Mapping[str, Count] = field(default_factory=dict)
    forms: Mapping[tuple[str, str], Count] = field(default_factory=dict)
    # 应填, 有效
    fields: Mapping[tuple[str, str, str], tuple[int, int]] = field(default_factory=dict)

    def value(self, indicator: str, units: Iterable[str]) -> Point | None:
        """Return an indicator's value from the first of some units that told one."""
        found = (self.values.get((indicator, unit)) for unit in units)
        return next((point for point in found if point), None)

    @property
    def total(self) -> Count:
        """All units together."""
        return sum(self.counts.values(), Count())

    @property
    def returned(self) -> tuple[int, int, int]:
        """How many units owed a return, sent one, and sent it in time: by its first arrival."""
        counts = [count for count in self.counts.values() if count.forms]
        return (
            len(counts), sum(count.received > 0 for count in counts),
            sum(count.on_time > 0 for count in counts),
        )  # fmt: skip


def week(
    scheme: Scheme,
    period: str,
    cells: Iterable[Sequence[Any]],
    counts: Iterable[Sequence[Any]],
) -> Week:
    """Return one period from its rows, be they judged now or as history keeps them.

    Args:
        scheme: the scheme in force.
        period: whose rows they are.
        cells: rows of CELLS.
        counts: rows of frames.COMPLETENESS.
    """
    stated = {
        form.code: value_field(scheme, form)
        for form in scheme.forms
        if form.rows is RowSource.INDICATORS
    }
    values: dict[tuple[str, str], Point] = {}
    fields: dict[tuple[str, str, str], tuple[int, int]] = {}
    for unit, form, key, name, state, value, number, required in cells:
        if stated.get(form) == name and state in _READ and value:
            values[str(key), str(unit)] = Point(_figure(number), str(value))
        if required in _TRUE:
            place = str(unit), str(form), str(name)
            expected, valid = fields.get(place, (0, 0))
            fields[place] = expected + 1, valid + (state in VALID)
    sums: dict[str, Count] = {}
    forms: dict[tuple[str, str], Count] = {}
    for _, unit, form, expected, filled, valid, received, on_time, _ in counts:
        made = Count(
            int(expected), int(filled), int(valid), 1, int(received in _TRUE), int(on_time in _TRUE)
        )
        forms[str(unit), str(form)] = made
        sums[str(unit)] = sums.get(str(unit), Count()) + made
    return Week(period, values, sums, forms, fields)


def _figure(number: Any) -> Decimal | None:
    if number is None or number != number:  # noqa: PLR0124 - NaN is what pandas makes of None
        return None
    return decimal(str(number))


def last_told(weeks: Iterable[Week], period: str, indicator: str, units: Sequence[str]) -> str:
    """Return the latest period before one in which an indicator was told; "" where none is known."""
    told = [week.period for week in weeks if week.period < period and week.value(indicator, units)]
    return max(told, default="")


class Marked(Struct, frozen=True):
    """What one period's lines come to."""

    lines: int
    applied: Decimal
    settled: Decimal
    uncertain: int = 0  # of the lines, those that wait for the office's word (待确认)


def points(lines: Iterable[Deduction], unit: str = "") -> dict[str, Marked]:
    """Return the points by period, of one unit where it is named; 不予减扣 and 撤销 count 0 lines."""
    aside = (Status.WAIVED, Status.EXEMPT, Status.REVOKED, Status.LAID_OUT)
    found: dict[str, Marked] = {}
    for line in lines:
        if unit in ("", line.unit) and line.status not in aside:
            was = found.get(line.period, Marked(0, Decimal(0), Decimal(0)))
            fixed = line.settled or Decimal(0) if line.status is Status.SETTLED else Decimal(0)
            found[line.period] = Marked(
                was.lines + 1, was.applied + line.applied, was.settled + fixed,
                was.uncertain + (line.status is Status.UNCERTAIN),
            )  # fmt: skip
    return found
