"""Who owes which form, which rows and which cells in a period: templates and checks both ask here."""

from datetime import date

from msgspec import Struct

from jlhy_xl.core.model import Deduction, Prior, Timetable
from jlhy_xl.core.scheme.choices import Cycle, Need, OwedBy, Role, RowSource, Source, When
from jlhy_xl.core.scheme.model import Field, Form, Indicator, Resolution, Scheme, Unit  # fmt: skip


class Row(Struct, frozen=True):
    """One row that a unit's form holds before anyone types."""

    key: str
    indicator: Indicator | None = None
    resolution: Resolution | None = None
    line: Deduction | None = None  # a line that can still be contested; never from ``rows_of``


def is_active(unit: Unit, day: date) -> bool:
    """Whether the unit exists on that day (启用, 停用)."""
    return (unit.starts is None or unit.starts <= day) and (unit.ends is None or day <= unit.ends)


def active_units(scheme: Scheme, clock: Timetable) -> tuple[Unit, ...]:
    """Return the units that exist on the period's deadline, in the scheme's order."""
    day = clock.deadline.date()
    return tuple(unit for unit in scheme.units if is_active(unit, day))


def indicators_of(scheme: Scheme, unit: str) -> tuple[Indicator, ...]:
    """Return the indicators that a unit leads or co-leads, in the scheme's order."""
    return tuple(row for row in scheme.indicators if unit in row.leads)


def resolutions_of(scheme: Scheme, unit: str) -> tuple[Resolution, ...]:
    """Return the unit's 议定事项 that are not yet confirmed."""
    return tuple(row for row in scheme.resolutions if row.lead == unit and row.confirmed is None)


def rows_of(scheme: Scheme, form: Form, unit: str) -> tuple[Row, ...]:
    """Return the rows of a unit's form; none for open rows."""
    if form.rows is RowSource.FIXED:
        return tuple(Row(key) for key in form.row_keys)
    if form.rows is RowSource.INDICATORS:
        return tuple(Row(found.code, indicator=found) for found in indicators_of(scheme, unit))
    if form.rows is RowSource.RESOLUTIONS:
        return tuple(Row(found.code, resolution=found) for found in resolutions_of(scheme, unit))
    return ()


def is_first_of(cycle: Cycle, clock: Timetable, previous: Timetable) -> bool:
    """Whether the period is the first of its month, quarter or year, told by the deadlines.

    A period belongs to the month of its deadline; a week's value is always due.
    """
    if cycle is Cycle.WEEK:
        return True
    now, before = clock.deadline, previous.deadline
    if cycle is Cycle.MONTH:
        return (now.year, now.month) != (before.year, before.month)
    if cycle is Cycle.QUARTER:
        return (now.year, (now.month - 1) // 3) != (before.year, (before.month - 1) // 3)
    return now.year != before.year


class Duty(Struct, frozen=True):
    """What one unit owes in one period, form by form."""

    unit: Unit
    clock: Timetable
    previous: Timetable  # the period before, for "first of its cycle"
    forms: tuple[Form, ...]  # forms that its template carries, in the scheme's order
    owed: frozenset[str]  # codes of the forms that it owes

    @property
    def is_owed(self) -> bool:
        """Whether a return is owed at all."""
        return bool(self.owed) and self.clock.owed


def _carries(scheme: Scheme, form: Form, unit: Unit, contestable: bool) -> bool:
    if form.owed_by is OwedBy.MEMBERS:
        return unit.member
    if form.owed_by is OwedBy.LEADS:
        return unit.member and bool(indicators_of(scheme, unit.code))
    if form.owed_by is OwedBy.OWNERS:
        return bool(resolutions_of(scheme, unit.code))
    if form.owed_by is OwedBy.CONTESTING:
        return contestable
    return unit.code in form.units


def duty(
    scheme: Scheme, unit: Unit, clocks: tuple[Timetable, Timetable], prior: Prior,
    *, contestable: bool = False,
) -> Duty:  # fmt: skip
    """Return what a unit owes.

    Args:
        scheme: the scheme in force.
        unit: the unit.
        clocks: the period's timetable and the timetable of the period before it.
        prior: what is known of the unit; a personnel form on file is owed only quarterly.
        contestable: whether deduction lines can still be contested.
    """
    clock, previous = clocks
    forms = tuple(form for form in scheme.forms if _carries(scheme, form, unit, contestable))
    owed = set()
    for form in forms:
        required = any(item.need is not Need.NO for item in scheme.fields_by_form[form.code])
        if form.rows in (RowSource.OPEN, RowSource.LINES) or not required:
            continue
        quarterly = is_first_of(Cycle.QUARTER, clock, previous)
        first = not prior.contacts_on_file or quarterly
        if form.when is When.EVERY or (form.when is When.QUARTER and first):
            owed.add(form.code)
    return Duty(unit, clock, previous, forms, frozenset(owed) if clock.owed else frozenset())


def is_due(duty: Duty, row: Row) -> bool:
    """Whether the row's own value (现状值) is asked of the unit in this period."""
    found = row.indicator
    if found is None:
        return True
    return found.source is Source.UNIT and is_first_of(found.cycle, duty.clock, duty.previous)


def is_open(duty: Duty, item: Field, row: Row) -> bool:
    """Whether the unit may type into this cell."""
    if item.role is not Role.FILL:
        return False
    return is_due(duty, row) if item.need is Need.DUE else True


def is_required(duty: Duty, item: Field, row: Row, *, lagging: bool) -> bool:
    """Whether this cell is a due required cell; ``lagging`` says whether the row is 进展滞后."""
    if item.form not in duty.owed or item.role is not Role.FILL:
        return False
    if item.need is Need.DUE:
        return is_due(duty, row)
    return item.need is Need.YES or (item.need is Need.LAGGING and lagging)
