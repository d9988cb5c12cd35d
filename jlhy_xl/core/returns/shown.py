"""What a unit's template shows of the scheme, as one digest: forms, columns, rows, targets; nothing that passes."""

from collections.abc import Iterator

from jlhy_xl.core.model import Prior, digest
from jlhy_xl.core.returns.obligations import Duty, is_open, rows_of
from jlhy_xl.core.returns.prefill import LAST_PERIOD, REGISTERED, prefilled
from jlhy_xl.core.scheme.choices import RowSource
from jlhy_xl.core.scheme.model import Field, Form, Scheme

_NOBODY = Prior()


def shown(scheme: Scheme, duty: Duty) -> str:
    """Return the digest of what the scheme puts into a unit's template for a period.

    Last period's values, masked personnel and lines to contest are not the scheme's; deadlines and
    who to ask stand on the cover alone. An edit elsewhere leaves it as it was.
    """
    return digest("shown", *(part for form in duty.forms for part in _form(scheme, duty, form)))


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
