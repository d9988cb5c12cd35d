"""What a unit's template shows of the scheme, as two digests: what it asks for, and all that it shows."""

from collections.abc import Iterator
from enum import Enum

from jlhy_xl.core.model import Prior, digest
from jlhy_xl.core.returns.obligations import Duty, is_open, rows_of
from jlhy_xl.core.returns.prefill import LAST_PERIOD, REGISTERED, prefilled
from jlhy_xl.core.scheme.choices import RowSource
from jlhy_xl.core.scheme.model import Field, Form, Scheme

_NOBODY = Prior()
_BETWEEN = "."


class Age(Enum):
    """What the scheme would put otherwise into a template than it did when that was made."""

    CURRENT = 0  # nothing
    TELLS = 1  # targets, choices, words: locked cells may differ
    ASKS = 2  # forms, columns or rows: what it never asked for is not the unit's fault


def shown(scheme: Scheme, duty: Duty) -> str:
    """Return the digests of what the scheme puts into a unit's template for a period.

    The first is that of the forms, columns and rows alone, the second adds targets, choices and
    words. Last period's values, masked personnel and lines to contest are not the scheme's;
    deadlines and who to ask stand on the cover alone. An edit elsewhere leaves both as they were.
    """
    asked = digest("asked", *(part for form in duty.forms for part in _asked(scheme, duty, form)))
    told = digest("shown", *(part for form in duty.forms for part in _form(scheme, duty, form)))
    return f"{asked}{_BETWEEN}{told}"


def age(then: str, now: str) -> Age:
    """Return what has changed since a template was made, by what it showed then and would show now.

    >>> [age(then, "a.b").name for then in ("a.b", "a.c", "d.b", "b", "")]
    ['CURRENT', 'TELLS', 'ASKS', 'ASKS', 'ASKS']
    """
    if then and then == now:
        return Age.CURRENT
    is_same = _BETWEEN in then and then.partition(_BETWEEN)[0] == now.partition(_BETWEEN)[0]
    return Age.TELLS if is_same else Age.ASKS


def _asked(scheme: Scheme, duty: Duty, form: Form) -> Iterator[str]:
    if form.rows is RowSource.LINES:
        return
    fields = scheme.fields_by_form[form.code]
    yield repr((form.code, form.rows.value))
    yield from (repr((item.code, item.label, item.role.value, item.need.value)) for item in fields)
    for row in rows_of(scheme, form, duty.unit.code):
        yield repr((row.key, [item.code for item in fields if is_open(duty, item, row)]))


def _form(scheme: Scheme, duty: Duty, form: Form) -> Iterator[str]:
    if form.rows is RowSource.LINES:
        return
    fields = scheme.fields_by_form[form.code]
    yield repr((form.code, form.title, form.rows.value, form.heading, form.spare_rows, form.notice))
    yield from (repr(_field(item)) for item in fields)
    for row in rows_of(scheme, form, duty.unit.code):
        own = [item for item in fields if not item.prefill.startswith((LAST_PERIOD, REGISTERED))]
        told = [str(prefilled(scheme, duty, _NOBODY, item, row) or "") for item in own]
        open_ = [item.code for item in fields if is_open(duty, item, row)]
        yield repr((row.key, told, open_))


def _field(item: Field) -> tuple[str, ...]:
    figures = (item.minimum, item.maximum, item.decimals)
    return (
        item.code, item.label, item.type.value, item.role.value, item.need.value, item.prefill,
        item.prompt, *item.choices, *("" if each is None else str(each) for each in figures),
    )  # fmt: skip
