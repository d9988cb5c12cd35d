"""Units that begin, end, merge or are renamed: who answers for whom on a day, and what an heir knows.

方案.xlsx names a unit once, with 启用, 停用 and 承继单位; nobody rewrites who leads what. The scheme
``as_of`` a day has every ended unit's place taken by its heir, and a unit that has not begun yet by the
one that it follows.
"""

from collections.abc import Iterable, Mapping
from datetime import date

from msgspec.structs import replace

from jlhy_xl.core.model import Prior
from jlhy_xl.core.returns.obligations import is_active
from jlhy_xl.core.scheme.choices import Joint, RowSource
from jlhy_xl.core.scheme.model import Indicator, Scheme, Unit

Values = Mapping[tuple[str, str, str], str]  # form, row key, field → words


def heir(scheme: Scheme, code: str, day: date) -> str:
    """Return who stands in a unit's place on a day; the unit itself while it exists or has no heir.

    >>> old = Unit("U1", "旧", ends=date(2026, 6, 30), successor="U2")
    >>> made = Scheme(units=(old, Unit("U2", "新", starts=date(2026, 7, 1))))
    >>> heir(made, "U1", date(2026, 6, 30)), heir(made, "U1", date(2026, 7, 1))
    ('U1', 'U2')
    """
    seen = {code}
    while (unit := scheme.unit_by_code.get(code)) and _is_over(unit, day):
        if unit.successor in seen or unit.successor not in scheme.unit_by_code:
            break
        code = unit.successor
        seen.add(code)
    return code


def _is_over(unit: Unit, day: date) -> bool:
    return unit.ends is not None and unit.ends < day


def forebears(scheme: Scheme, code: str, day: date) -> tuple[Unit, ...]:
    """Return the ended units in whose place a unit stands on a day, in the scheme's order."""
    return tuple(
        unit for unit in scheme.units if unit.code != code and heir(scheme, unit.code, day) == code
    )


def is_renewal(scheme: Scheme, old: str, new: str) -> bool:
    """Whether a unit goes on under another code: it has one heir, which begins and follows it alone."""
    found, follower = scheme.unit_by_code.get(old), scheme.unit_by_code.get(new)
    if found is None or follower is None or found.ends is None or follower.starts is None:
        return False
    others = [unit.code for unit in scheme.units if unit.successor == new]
    return others == [old] and found.ends < follower.starts


def _holder(scheme: Scheme, code: str, day: date) -> str:
    """Return who holds a unit's place on a day, looking back as well: before a new unit, its forebear."""
    seen = {code}
    while (unit := scheme.unit_by_code.get(code)) and unit.starts and day < unit.starts:
        before = [each.code for each in scheme.units if each.successor == code]
        if len(before) != 1 or before[0] in seen:
            break  # of several forebears none can be told to be the one
        code = before[0]
        seen.add(code)
    return heir(scheme, code, day)


def as_of(scheme: Scheme, day: date) -> Scheme:
    """Return the scheme as its units stand on a day; the same object where nobody took over."""
    moved = {unit.code: _holder(scheme, unit.code, day) for unit in scheme.units}
    moved = {old: new for old, new in moved.items() if old != new}
    if not moved:
        return scheme
    known = set(scheme.target_of)
    targets = tuple(
        replace(row, unit=moved[row.unit])
        if row.unit in moved and (row.indicator, moved[row.unit]) not in known
        else row
        for row in scheme.targets
    )
    return replace(
        scheme,
        targets=targets,
        indicators=tuple(_indicator(row, moved) for row in scheme.indicators),
        groups=tuple(
            replace(row, leads=_taken(row.leads, moved), responsible=_taken(row.responsible, moved),
                    supporting=_taken(row.supporting, moved))
            for row in scheme.groups
        ),
        forms=tuple(replace(row, units=_taken(row.units, moved)) for row in scheme.forms),
        published=tuple(
            replace(row, unit=moved.get(row.unit, row.unit)) for row in scheme.published
        ),
        resolutions=tuple(
            row if row.confirmed else replace(row, lead=moved.get(row.lead, row.lead),
                                              supporting=_taken(row.supporting, moved))
            for row in scheme.resolutions
        ),
    )  # fmt: skip


def _taken(codes: Iterable[str], moved: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(moved.get(code, code) for code in codes))


def _indicator(row: Indicator, moved: Mapping[str, str]) -> Indicator:
    leads = _taken(row.leads, moved)
    if leads == row.leads:
        return row
    if len(leads) == 1:  # who leads alone has nobody to share with: one row, one value
        return replace(row, leads=leads, parts=(), joint=Joint.NONE)
    parts = tuple((part, moved.get(code, code)) for part, code in row.parts)
    return replace(row, leads=leads, parts=parts)


def inherited(scheme: Scheme, own: Prior, before: Iterable[Values]) -> Prior:
    """Return what a unit knows with what its forebears said last; its own words always go first.

    People are taken over as one list or not at all, and only where the unit has none of its own;
    that they are on file must be said by the unit itself.
    """
    lists = {form.code for form in scheme.forms if form.rows is RowSource.FIXED}
    values = dict(own.values)
    for told in before:
        has_people = any(form in lists for form, _, _ in values)
        for at, words in told.items():
            if at[0] not in lists or not has_people:
                values.setdefault(at, words)
    return replace(own, values=values)


def standing(scheme: Scheme, code: str, day: date) -> str:
    """Return what must be known of a unit's own fate up to a day, "" where it simply exists."""
    from jlhy_xl.core.wording import succession as words

    unit = scheme.unit_by_code.get(code)
    if unit is None:
        return ""
    said = []
    if not is_active(unit, day) and unit.ends and unit.ends < day:
        other = scheme.unit_by_code.get(unit.successor)
        said.append(
            words.ENDED.format(day=unit.ends, heir=other.name) if other
            else words.GONE.format(day=unit.ends)
        )  # fmt: skip
    if unit.starts and unit.starts <= day:
        said.append(words.BEGAN.format(day=unit.starts))
    said += [
        words.FOLLOWS.format(name=each.name, day=each.ends) for each in forebears(scheme, code, day)
    ]
    return words.JOIN.join(said)
