"""方案.xlsx → Scheme, or every mistake in it at once; and the scheme's digest."""

import hashlib
import json
from collections.abc import Iterable
from datetime import date, time
from decimal import Decimal
from enum import Enum
from typing import Any

from msgspec import Struct

from jlhy_xl.core.model import Finding, Severity
from jlhy_xl.core.raw import RawBook
from jlhy_xl.core.scheme import checks as scheme_checks
from jlhy_xl.core.scheme import forms as scheme_forms
from jlhy_xl.core.scheme.model import Scheme
from jlhy_xl.core.scheme.sheets import Draft, gather
from jlhy_xl.core.scheme.table_spec import defaults_of, place_key
from jlhy_xl.core.scheme.tables import PARAMETER_SHEET, TABLES
from jlhy_xl.core.scheme.tables_office import REGISTERS
from jlhy_xl.core.text import key


def parse(book: RawBook) -> tuple[Scheme | None, tuple[Finding, ...]]:
    """Return the scheme that a workbook describes, and all findings on it in reading order.

    None instead of the scheme when any finding is an error: then nothing may be opened or made.
    """
    draft, findings = gather(book)
    found = (*findings, *scheme_checks.look(draft), *scheme_forms.look(draft))
    ordered = tuple(sorted(dict.fromkeys(found), key=_place))
    if any(each.severity is Severity.ERROR for each in ordered):
        return None, ordered
    return _scheme(draft), ordered


def _scheme(draft: Draft) -> Scheme:
    tables: dict[str, Any] = {
        name: tuple(row.value for row in rows) for name, rows in draft.rows.items()
    }
    made = Scheme(parameters=draft.parameters.value, **tables)
    for table in REGISTERS:
        rows = draft.rows[table.attribute]
        made.placed.update((place_key(table, row.value), row.line) for row in rows)
    return made


_ORDER = {
    key(name): place for place, name in enumerate((PARAMETER_SHEET, *(t.sheet for t in TABLES)))
}


def _place(found: Finding) -> tuple[int, int, int, str, str]:
    column = found.cell.rstrip("0123456789")
    row = int(found.cell[len(column) :] or 0)
    sheet = _ORDER.get(key(found.sheet), -1)
    return sheet, row, len(column), column, found.code


def digest(scheme: Scheme) -> str:
    """Return 16 hex digits of what the scheme says, however its workbook is laid out.

    Attributes at their default are left out, so a later version's new column, while nobody has
    filled it, changes no digest.

    >>> digest(Scheme()) == digest(Scheme()), len(digest(Scheme()))
    (True, 16)
    """
    text = json.dumps(_plain(scheme), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _plain(value: Any) -> Any:
    if isinstance(value, Struct):
        defaults = defaults_of(type(value))
        return {
            name: _plain(getattr(value, name))
            for name in value.__struct_fields__
            if name not in defaults or getattr(value, name) != defaults[name]
        }
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal):
        return f"{value.normalize():f}" if value else "0"
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Iterable) and not isinstance(value, str):
        return [_plain(each) for each in value]
    return value
