"""What became of one typed value, and how a cell's content is put into words."""

from datetime import datetime, time
from decimal import Context, Decimal, InvalidOperation

from msgspec import Struct, field

from jlhy_xl.core import text
from jlhy_xl.core.model import State
from jlhy_xl.core.raw import CellError, Raw, Uncached
from jlhy_xl.core.wording import values as words
from jlhy_xl.core.wording.code import Code

LIMIT = 32767  # UTF-16 units that one cell can hold
_SHOWN = 40  # characters of a text that a message repeats
_DOUBLE = Context(prec=15)  # digits that a workbook's binary numbers hold for certain


class Issue(Struct, frozen=True):
    """One trouble with a value: the finding's code and the words it is filled in with."""

    code: Code
    expected: str = ""
    words: dict[str, str] = field(default_factory=dict)


class Parsed(Struct, frozen=True):
    """What one cell means; ``typed`` is what it holds, ``value`` its canonical words."""

    state: State
    typed: str
    value: str = ""
    number: Decimal | None = None
    measure: str = ""
    note: str = ""
    issues: tuple[Issue, ...] = ()


def also(found: Parsed, issue: Issue) -> Parsed:
    """Return what a cell means with one more trouble about it."""
    issues = (*found.issues, issue)
    return Parsed(
        found.state, found.typed, found.value, found.number, found.measure, found.note, issues
    )


def plain(number: Decimal) -> str:
    """Return a number's canonical words: no exponent, no trailing zeros, nothing rounded.

    >>> plain(Decimal("2.50")), plain(Decimal("2E+7")), plain(Decimal("-0.0"))
    ('2.5', '20000000', '0')
    """
    if not number:
        return "0"
    if abs(number.adjusted()) > 40:
        return str(number)
    words = format(number, "f")
    return words.rstrip("0").rstrip(".") if "." in words else words


def decimal(said: str) -> Decimal | None:
    """Return canonical words as a number, None where they are none.

    >>> decimal("2.5"), decimal("约三天"), decimal("NaN")
    (Decimal('2.5'), None, None)
    """
    try:
        found = Decimal(said)
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def figure(said: str) -> Decimal | None:
    """Return a figure that the program itself wrote down; None where nothing stands."""
    return Decimal(said) if said else None


def shift(number: Decimal, places: int) -> Decimal:
    """Return the number times ten to the power of ``places``, exactly.

    >>> shift(Decimal("0.85"), 2)
    Decimal('85')
    """
    sign, digits, exponent = number.as_tuple()
    if not isinstance(exponent, int):
        return number
    return Decimal(plain(Decimal((sign, digits, exponent + places))))


def stored(number: Decimal) -> Decimal:
    """Return the number that a numeric cell shows: a binary number's 16th digit is noise.

    >>> stored(Decimal("0.28999999999999998")), stored(Decimal("12"))
    (Decimal('0.29'), Decimal('12'))
    """
    if len(number.as_tuple().digits) <= 15 or not number.is_finite():
        return number
    if number == number.to_integral_value() and number.adjusted() < 40:
        return number  # a long whole number is judged by its length, not rounded
    return Decimal(plain(_DOUBLE.plus(number)))


_EPOCH, _LEAP = datetime(1899, 12, 30), datetime(1900, 3, 1)  # noqa: DTZ001 - cells know no zone
_OLD = 1910  # 11.26 and 1126 become days before that; nobody means one


def small(raw: datetime) -> str:
    """Return the number that a cell holds which shows it as a day of long ago; "" for a real day.

    >>> small(datetime(1900, 1, 11, 6, 14, 24)), small(datetime(1900, 1, 8)), small(datetime(2026, 1, 8))
    ('11.26', '8', '')
    """
    if raw <= _EPOCH or raw.year >= _OLD:
        return ""
    days = (raw - _EPOCH).total_seconds() / 86400 - (raw < _LEAP)
    return plain(Decimal(str(round(days, 4))))


def typed(raw: Raw | None, *, percent: bool = False) -> str:
    """Return what a cell holds, as words: exactly what a finding's ``found`` says.

    Args:
        raw: the cell's content; None is a blank cell.
        percent: whether the number is shown as per cent.

    >>> typed(Decimal("0.85"), percent=True), typed(Decimal("3.0")), typed(True)
    ('85%', '3', 'TRUE')
    >>> typed(datetime(2026, 3, 6)), typed(CellError("#REF!"))
    ('2026-03-06', '#REF!')
    """
    if raw is None:
        return ""
    if isinstance(raw, str):
        return _text(raw)
    if isinstance(raw, bool):
        return "TRUE" if raw else "FALSE"
    if isinstance(raw, Decimal):
        seen = stored(raw)
        return plain(shift(seen, 2)) + "%" if percent and seen.is_finite() else _number(seen)
    if isinstance(raw, datetime):
        return raw.strftime("%Y-%m-%d" if raw.time() == time() else "%Y-%m-%d %H:%M:%S")
    if isinstance(raw, time):
        return raw.strftime("%H:%M:%S")
    return raw.code if isinstance(raw, CellError) else _formula(raw)


def _number(number: Decimal) -> str:
    return plain(number) if number.is_finite() else str(number)


def _formula(raw: Uncached) -> str:
    formula = text.visible(raw.formula)
    return formula if formula.startswith("=") else "=" + formula


def _text(raw: str) -> str:
    seen = text.visible(raw)
    if length(raw) <= LIMIT:
        return seen
    return seen[:200] + words.SHORTENED.format(count=length(raw))


def length(words: str) -> int:
    """Return a text's length as a workbook counts it (UTF-16 units)."""
    return len(words) + sum(sign > "\uffff" for sign in words)


def quoted(held: str) -> str:
    """Return a text as a message repeats them: safe to show, one line, not too long."""
    shown = " ".join(text.display(held).split())
    return shown if len(shown) <= _SHOWN else shown[:_SHOWN] + "…"


def trouble(state: State, held: str, code: Code, expected: str = "", **slots: str) -> Parsed:
    """Return a value that is not used as such: an error, or kept aside with a query."""
    issue = Issue(code, expected, {"what": quoted(held), **slots})
    value = "" if state is State.ERROR else held.strip()
    return Parsed(state, held, value, issues=(issue,))


def wrong(held: str, code: Code, expected: str = "", **slots: str) -> Parsed:
    """Return an error: the cell's content is not what the field asks for."""
    return trouble(State.ERROR, held, code, expected, **slots)


def aside(held: str, code: Code, expected: str = "", **slots: str) -> Parsed:
    """Return a query that keeps the words typed beside; they are never merged as a number."""
    return trouble(State.ASIDE, held, code, expected, **slots)
