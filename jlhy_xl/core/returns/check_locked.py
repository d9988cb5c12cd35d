"""Locked cells against what the scheme says: a change is asked about, the scheme's value stands."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from msgspec.structs import replace

from jlhy_xl.core.model import Severity
from jlhy_xl.core.raw import Position, Raw
from jlhy_xl.core.returns.check_cells import Filled
from jlhy_xl.core.returns.locate_sheets import codes
from jlhy_xl.core.returns.obligations import Row
from jlhy_xl.core.returns.prefill import LAST_PERIOD, ORNAMENT, Prefilled, prefilled, sent
from jlhy_xl.core.scheme.choices import Role, RowSource
from jlhy_xl.core.scheme.model import Field
from jlhy_xl.core.text import is_none_word, key
from jlhy_xl.core.values.parsed import decimal, plain, typed
from jlhy_xl.core.wording import checks as words

_ROLES = (Role.KEY, Role.LABEL, Role.LOCKED)


def locked(filled: Filled, *, current: bool = True) -> None:
    """Every locked cell that differs from the scheme is told; one finding for an emptied column.

    Args:
        filled: the form.
        current: whether the template was made under this scheme; else a difference is only noted.
    """
    if filled.form.rows in (RowSource.OPEN, RowSource.LINES):
        return
    severity = Severity.QUERY if current else Severity.NOTE
    for item in filled.place.fields:
        if item.role in _ROLES and item.prefill != ORNAMENT:
            changed = list(_changed(filled, item))
            emptied = [each for each in changed if not each[3]]
            if len(emptied) > 1:
                changed = [each for each in changed if each[3] or each is emptied[0]]
            for row, at, wanted, found in changed:
                _say(filled, (row, item, at), wanted, found, severity)


def _changed(filled: Filled, item: Field) -> Iterable[tuple[Row, Position, Prefilled, str]]:
    for row in filled.place.expected:
        at = filled.place.where(row.key, item.code)
        if at is None:
            continue
        wanted = prefilled(filled.scheme, filled.duty, filled.prior, item, row)
        at, raw = _anchor(filled, at)
        percent = at in filled.place.grid.sheet.percents
        if item.prefill.startswith(LAST_PERIOD) and (
            raw is None or _as_sent(filled, item, row, raw)
        ):
            continue
        if not is_same(raw, wanted, percent=percent) and not _is_label(row, item, raw):
            yield row, at, wanted, typed(raw, percent=percent)


def _as_sent(filled: Filled, item: Field, row: Row, raw: Raw) -> bool:
    """Whether a 上期 cell still shows what was sent: a late return may have changed it since."""
    words = filled.place.sent.get((row.key, item.code), "")
    return bool(words) and is_same(raw, sent(filled.scheme, item, words))


def _is_label(row: Row, item: Field, raw: Raw | None) -> bool:
    """The indicator's name without its part is still its name."""
    if item.role is not Role.LABEL or row.indicator is None or not isinstance(raw, str):
        return False
    return key(raw) == key(row.indicator.name)


def _anchor(filled: Filled, at: Position) -> tuple[Position, Raw | None]:
    """A locked cell under a merge shows the merge's first cell."""
    grid = filled.place.grid
    raw = grid.at(*at)
    if raw is not None:
        return at, raw
    for (top, left), (bottom, right) in grid.merges.items():
        if top <= at[0] <= bottom and left <= at[1] <= right:
            return (top, left), grid.at(top, left)
    return at, None


def is_same(raw: Raw | None, wanted: Prefilled, *, percent: bool = False) -> bool:
    """Whether a cell still says what was prefilled, however it is written.

    >>> is_same(Decimal("3.0"), Decimal(3)), is_same("３", Decimal(3)), is_same("4", Decimal(3))
    (True, True, False)
    >>> is_same(datetime(2026, 12, 31), date(2026, 12, 31)), is_same("2026年12月31日", date(2026, 12, 31))
    (True, True)
    >>> is_same(None, None), is_same("—", None), is_same("12", None), is_same(None, Decimal(1))
    (True, True, False, False)
    """
    if wanted is None or wanted == "":
        return raw is None or (isinstance(raw, str) and (not key(raw) or is_none_word(raw)))
    if raw is None:
        return False
    if isinstance(wanted, date):
        return _is_day(raw, wanted)
    if isinstance(wanted, Decimal):
        found = raw if isinstance(raw, Decimal) else decimal(key(typed(raw)))
        return found is not None and (found == wanted or (percent and found * 100 == wanted))
    return key(wanted) in codes(raw) or _is_number(raw, wanted)


def _is_number(raw: Raw, wanted: str) -> bool:
    """A text of digits may have come back as a number."""
    return isinstance(raw, Decimal) and decimal(wanted) == raw


def _is_day(raw: Raw, wanted: date) -> bool:
    if isinstance(raw, datetime):
        return raw.date() == wanted
    parts = [int(each) for each in re.findall(r"[0-9]{1,4}", key(typed(raw)))]
    return parts == [wanted.year, wanted.month, wanted.day]


def _say(
    filled: Filled, address: tuple[Row, Field, Position], wanted: Prefilled, found: str,
    severity: Severity,
) -> None:  # fmt: skip
    row, item, at = address
    expected = plain(wanted) if isinstance(wanted, Decimal) else str(wanted or words.NOT_TO_FILL)
    filled.say(words.LOCKED_CHANGED, row, item, expected=expected, weight=(severity, ""))
    sheet, cell = filled.place.spot(at)
    filled.findings[-1] = replace(filled.findings[-1], found=found, sheet=sheet, cell=cell)
