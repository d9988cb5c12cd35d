"""Single cells of the scheme: what the office typed → a value, and a value → what to write.

Each kind of column has one reader and one writer; together they are inverse (law 10).
"""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from unicodedata import normalize

from msgspec import Struct, field

from jlhy_xl.core.calendar import is_period
from jlhy_xl.core.raw import CellError, Raw, Uncached
from jlhy_xl.core.scheme.model import Unit
from jlhy_xl.core.scheme.tables import WEEKDAYS, Column, Kind
from jlhy_xl.core.text import key
from jlhy_xl.core.wording import scheme as says
from jlhy_xl.core.wording.code import Code

Written = str | int | Decimal | date | datetime | None

_SEPARATORS = re.compile(r"[;；\n]")
_NAME_SEPARATORS = re.compile(r"[;；\n、,，]")
_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?")
_DIGITS = 30  # a longer number is a slip of the hand
_ORIGIN = datetime(1899, 12, 30)  # noqa: DTZ001 - Excel's serial days know no zone


class Unfit(Exception):  # noqa: N818 - one cell's mistake on its way to a Finding
    """A cell cannot be read as its column asks: the code and its words."""

    def __init__(self, code: Code, **words: str) -> None:
        super().__init__(code.code)
        self.code, self.words = code, words


class Names(Struct, frozen=True):
    """Units by every name they are known by, and the names by code."""

    codes: Mapping[str, str] = field(default_factory=dict)  # key(name) → unit code
    names: Mapping[str, str] = field(default_factory=dict)  # unit code → name

    @classmethod
    def of(cls, units: Iterable[Unit]) -> "Names":
        """Return the lookup of these units; a name outranks an alias, the first an other."""
        listed = tuple(units)
        codes: dict[str, str] = {}
        for unit in listed:
            codes.setdefault(key(unit.name), unit.code)
        for unit in listed:
            for name in (*unit.aliases, unit.code):
                codes.setdefault(key(name), unit.code)
        return cls(codes, {unit.code: unit.name for unit in listed})

    def code(self, name: str) -> str:
        """Return a unit's code; raises Unfit with a guess where the name is unknown."""
        found = self.codes.get(key(name))
        if found is None:
            guess = guessed(name, self.names.values())
            raise Unfit(says.UNKNOWN_UNIT, name=name, guess=guess)
        return found

    def name(self, code: str) -> str:
        """Return a unit's name, the code itself where it is not listed."""
        return self.names.get(code, code)


def guessed(word: str, known: Iterable[str]) -> str:
    """Return "，是否为“…”" with the nearest known word, "" where none is near; only suggests.

    >>> guessed("登记油箱", ["登记邮箱", "别名"])
    '，是否为“登记邮箱”'
    """
    words = [each for each in known if each]
    if not words:
        return ""
    from rapidfuzz import fuzz  # 20 ms, and most schemes leave nothing to guess

    scored = [(fuzz.ratio(key(word), key(each)), each) for each in words]
    best = max(scored, key=lambda pair: pair[0])
    return says.GUESS.format(word=best[1]) if best[0] >= 50 else ""


def shown(raw: Raw | None) -> str:
    """Return what a cell holds, in words; text stands as it is.

    >>> shown(Decimal("1.50")), shown(None), shown("区法院 ")
    ('1.50', '', '区法院 ')
    """
    if raw is None:
        return ""
    if isinstance(raw, bool):
        return "TRUE" if raw else "FALSE"
    if isinstance(raw, Decimal):
        return f"{raw:f}"
    if isinstance(raw, datetime):
        return raw.isoformat(" ") if raw.time() != time(0) else raw.date().isoformat()
    if isinstance(raw, CellError):
        return raw.code
    return raw.formula if isinstance(raw, Uncached) else str(raw)


def is_blank(raw: Raw | None) -> bool:
    """Whether a cell says nothing: empty, or white space alone."""
    return raw is None or (isinstance(raw, str) and not raw.strip())


def _unfit(expected: str) -> Unfit:
    return Unfit(says.BAD_TYPE, expected=expected)


def _words(raw: Raw) -> str:
    if isinstance(raw, datetime | time):
        raise Unfit(says.LOOKS_LIKE_DATE)
    if isinstance(raw, bool):
        raise _unfit(says.A_TEXT)
    if isinstance(raw, Decimal):
        return f"{raw.normalize():f}"
    return str(raw).strip()


def _decimal(raw: Raw) -> Decimal:
    if isinstance(raw, Decimal) and not isinstance(raw, bool):
        return raw
    text = normalize("NFKC", raw).replace(",", "").strip() if isinstance(raw, str) else ""
    shift = -2 if text.endswith("%") else 0
    try:
        found = Decimal(text.removesuffix("%").strip())
    except InvalidOperation:
        raise _unfit(says.A_NUMBER) from None
    if not found.is_finite() or abs(found.adjusted()) > _DIGITS:
        raise _unfit(says.A_NUMBER)
    return found.scaleb(shift)


def _integer(raw: Raw) -> int:
    try:
        found = _decimal(raw)
    except Unfit:
        raise _unfit(says.A_WHOLE_NUMBER) from None
    if found != found.to_integral_value() or abs(found) > 10**9:
        raise _unfit(says.A_WHOLE_NUMBER)
    return int(found)


def _day(raw: Raw) -> date:
    if isinstance(raw, datetime) and raw.time() == time(0):
        return raw.date()
    if isinstance(raw, Decimal):
        return _serial_day(raw)
    if isinstance(raw, str):
        text = normalize("NFKC", raw).strip()
        if found := _DATE.fullmatch(text):
            return _date_of(*(int(part) for part in found.groups()))
        if re.fullmatch(r"(?:19|20)\d{6}", text):
            return _date_of(int(text[:4]), int(text[4:6]), int(text[6:]))
    raise _unfit(says.A_DAY)


def _date_of(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise _unfit(says.A_DAY) from None


def _serial_day(raw: Decimal) -> date:
    """A cell that lost its date format shows Excel's count of days, or was typed as 20260101."""
    if raw == raw.to_integral_value() and 19000101 <= raw <= 20991231:
        whole = int(raw)
        return _date_of(whole // 10000, whole // 100 % 100, whole % 100)
    if raw == raw.to_integral_value() and 18264 <= raw <= 73050:  # 1950 … 2099
        return (_ORIGIN + timedelta(days=int(raw))).date()
    raise _unfit(says.A_DAY)


def _moment(raw: Raw) -> datetime:
    if isinstance(raw, datetime):
        return (raw + timedelta(microseconds=500_000)).replace(microsecond=0)
    if isinstance(raw, Decimal) and 18264 <= raw <= 73050:
        return _ORIGIN + timedelta(seconds=round(raw * 86400))
    if not isinstance(raw, str):
        raise _unfit(says.A_MOMENT)
    day, _, clock = normalize("NFKC", raw).strip().replace("T", " ").rpartition(" ")
    try:
        return datetime.combine(_day(day), _clock(clock))
    except Unfit:
        raise _unfit(says.A_MOMENT) from None


def _clock(raw: Raw) -> time:
    if isinstance(raw, time):
        return raw.replace(microsecond=0)
    if isinstance(raw, datetime) and raw.date() <= date(1900, 1, 1):
        return raw.time().replace(microsecond=0)
    if isinstance(raw, Decimal) and 0 <= raw < 1:
        return (_ORIGIN + timedelta(seconds=round(raw * 86400))).time()
    found = _CLOCK.fullmatch(normalize("NFKC", raw).strip()) if isinstance(raw, str) else None
    if found is None:
        raise _unfit(says.A_CLOCK)
    try:
        return time(int(found[1]), int(found[2]), int(found[3] or 0))
    except ValueError:
        raise _unfit(says.A_CLOCK) from None


def _period(raw: Raw) -> str:
    text = normalize("NFKC", raw).strip().upper() if isinstance(raw, str) else ""
    if not is_period(text):
        raise Unfit(says.BAD_PERIOD)
    return text


def _items(text: str, separators: re.Pattern[str] = _SEPARATORS) -> list[str]:
    return [item.strip() for item in separators.split(text) if item.strip()]


def _parts(text: str, names: Names) -> tuple[tuple[str, str], ...]:
    found = []
    for item in _items(text, _NAME_SEPARATORS):
        part, sign, owner = item.replace("＝", "=").partition("=")
        if not (part.strip() and sign and owner.strip()):
            raise _unfit(says.SOME_PARTS)
        found.append((part.strip(), names.code(owner.strip())))
    return tuple(found)


def _weights(text: str) -> tuple[tuple[str, Decimal], ...]:
    found = []
    for item in re.split(r"[;；\s、,，]+", text):
        code, sign, weight = item.replace("＊", "*").replace("×", "*").partition("*")
        if code:
            found.append((code, _decimal(weight) if sign else Decimal(1)))
    return tuple(found)


def _choice(raw: Raw, column: Column) -> object:
    typed = ("是" if raw else "否") if isinstance(raw, bool) else shown(raw)
    for word, value in column.choices:
        if key(word) == key(typed):
            return value
    if column.choices == WEEKDAYS and key(typed) in _OTHER_WEEKDAYS:
        return _OTHER_WEEKDAYS[key(typed)]
    words: dict[object, str] = {}  # one for each value: the others are only understood
    for word, value in column.choices:
        words.setdefault(value, word)
    told = words.values()
    raise Unfit(says.BAD_CHOICE, expected="、".join(told), guess=guessed(typed, told))


_OTHER_WEEKDAYS = {
    key(name): number
    for word, number in WEEKDAYS
    if isinstance(number, int)
    for name in (str(number), "星期" + word[1:], "礼拜" + word[1:], word)
} | {"周天": 7, "星期天": 7}

_READERS: dict[Kind, Callable[[Raw], object]] = {
    Kind.TEXT: _words,
    Kind.INTEGER: _integer,
    Kind.DECIMAL: _decimal,
    Kind.DATE: _day,
    Kind.MOMENT: _moment,
    Kind.CLOCK: _clock,
    Kind.PERIOD: _period,
    Kind.LIST: lambda raw: tuple(_items(_words(raw))),
    Kind.MAILS: lambda raw: tuple(
        item.lower() for item in re.split(r"[;；,，、\s]+", _words(raw)) if item
    ),
    Kind.WEIGHTS: lambda raw: _weights(_words(raw)),
}
_NAMED: dict[Kind, Callable[[str, Names], object]] = {
    Kind.UNIT: lambda text, names: names.code(text),
    Kind.UNITS: lambda text, names: tuple(
        names.code(item) for item in _items(text, _NAME_SEPARATORS)
    ),
    Kind.PARTS: _parts,
}


def read(raw: Raw, column: Column, names: Names) -> object:
    """Return the value of a filled cell as its column asks.

    Raises:
        Unfit: it cannot be read so; a cell's mistake is never guessed away.
    """
    if isinstance(raw, CellError | Uncached):
        raise Unfit(says.BROKEN_CELL)
    if column.kind is Kind.CHOICE:
        return _choice(raw, column)
    if column.kind in _NAMED:
        return _NAMED[column.kind](_words(raw), names)
    return _READERS[column.kind](raw)


def write(value: object, column: Column, names: Names) -> Written:
    """Return what stands in the cell for a value; ``read`` gives the value back."""
    if value is None:
        return column.blank or None
    if column.kind is Kind.CHOICE:
        return next((word for word, each in column.choices if each == value), None)
    if isinstance(value, time):
        return value.strftime("%H:%M" if value.second == 0 else "%H:%M:%S")
    if column.kind is Kind.UNIT:
        return names.name(str(value)) if value else None
    if isinstance(value, tuple):
        return "；".join(_item(item, column.kind, names) for item in value) or None
    return value if isinstance(value, int | Decimal | date) else (str(value) or None)


def _item(item: object, kind: Kind, names: Names) -> str:
    if not isinstance(item, tuple):
        return names.name(str(item)) if kind is Kind.UNITS else str(item)
    first, second = item
    if kind is Kind.PARTS:
        return f"{first}={names.name(second)}"
    return first if second == 1 else f"{first}*{second.normalize():f}"
