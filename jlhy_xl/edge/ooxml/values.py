"""What a stored text means: exact numbers, serial dates, escaped characters, number formats."""

import re
from datetime import datetime, time, timedelta
from decimal import Decimal

from jlhy_xl.core.raw import CellError, Raw
from jlhy_xl.core.wording import reading

_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE]([+-]?[0-9]{1,4}))?", re.ASCII)
_PLAIN = 16  # up to here a text cannot hold more digits than a double keeps
_EPOCH, _EPOCH_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)  # noqa: DTZ001 - cells know no zone
_LAST_SERIAL = 2_958_465  # 9999-12-31
_LEAP_BUG = 60  # Lotus's 29 February 1900, which Excel kept: before it the days are one off


def number(text: str) -> Raw:
    """Return the exact Decimal a file's own digits stand for; the text where it is no number.

    Where a fraction has 16 digits or more, the tail is binary noise: a worksheet shows and
    lets people type 15, so 15 are kept. Whole numbers keep every digit (they may be identities).

    >>> number("2.50"), number("1E-2"), number("0.30000000000000004"), number("0.95")
    (Decimal('2.50'), Decimal('0.01'), Decimal('0.3'), Decimal('0.95'))
    >>> number("110105199003071234"), number("1e999"), number("NaN"), number("0x10")
    (Decimal('110105199003071234'), '1e999', 'NaN', '0x10')
    """
    if len(text) < _PLAIN and text.isdecimal() and text.isascii():
        return Decimal(text)
    text = text.strip(" \t\r\n")
    found = _NUMBER.fullmatch(text)
    if found is None or len(text) > 400:
        return text
    exponent = found[1]
    if exponent is None and (len(text) < _PLAIN or "." not in text):
        return Decimal(text)
    if exponent and abs(int(exponent)) > 330:
        return text
    if sum(map(str.isdecimal, text.partition("e")[0].partition("E")[0])) >= _PLAIN:
        as_float = float(text)
        if as_float in (float("inf"), float("-inf")):
            return text
        text = format(as_float, ".15g")
    value = Decimal(text)
    if exponent and abs(value) >= Decimal("1.8E308"):
        return found[0]
    return Decimal(format(value, "f"))


def exact(value: float) -> Raw:
    """Return the shortest decimal that a stored double stands for.

    >>> exact(3.0), exact(0.1), exact(float("nan"))
    (Decimal('3'), Decimal('0.1'), 'nan')
    """
    if value.is_integer() and abs(value) < 1e15:
        return Decimal(int(value))
    return number(repr(value))


def moment(value: Decimal, kind: str, *, from_1904: bool = False) -> Raw:
    """Return the date or time that a serial number shows; the number where it shows none.

    Args:
        value: the serial number.
        kind: "date" or "time", as ``format_kind`` says.
        from_1904: whether the book counts days from 1904.

    >>> moment(Decimal("46349"), "date"), moment(Decimal("0.75"), "time")
    (datetime.datetime(2026, 11, 23, 0, 0), datetime.time(18, 0))
    >>> moment(Decimal("60"), "date"), moment(Decimal("-1"), "date"), moment(Decimal("1"), "date")
    (Decimal('60'), Decimal('-1'), datetime.datetime(1900, 1, 1, 0, 0))
    """
    if kind == "time" and 0 <= value < 1:
        return (_EPOCH + timedelta(milliseconds=_thousandths(value) % 86_400_000)).time()
    first = 0 if from_1904 else 1
    if not first <= value <= _LAST_SERIAL - (1462 if from_1904 else 0):
        return value
    days = int(value)
    if not from_1904 and days <= _LEAP_BUG:
        if days == _LEAP_BUG:
            return value
        days += 1
    base = _EPOCH_1904 if from_1904 else _EPOCH
    try:
        return base + timedelta(days=days, milliseconds=_thousandths(value - int(value)))
    except OverflowError:
        return value


def _thousandths(fraction: Decimal) -> int:
    return int((fraction * 86_400_000).to_integral_value())


def iso_moment(text: str) -> Raw:
    """Return the moment of an ISO 8601 cell (``t="d"``); the text where it is none.

    >>> iso_moment("2026-11-23"), iso_moment("08:30:00"), iso_moment("soon")
    (datetime.datetime(2026, 11, 23, 0, 0), datetime.time(8, 30), 'soon')
    """
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        try:
            return time.fromisoformat(text).replace(tzinfo=None)
        except ValueError:
            return text
    return found.replace(tzinfo=None)


_QUOTED = re.compile(r'"[^"]*"|\\.|_.|\*.|e[+-]', re.IGNORECASE | re.DOTALL)
_BRACKET = re.compile(r"\[[^\]]*\]")
_ELAPSED = re.compile(r"\[(h+|m+|s+)\]", re.IGNORECASE)


UNITS = "万亿"  # a number shown with one of these is read as it is seen


def format_kind(code: str) -> str:
    """Return "date", "time", "percent" or "" for the first section of a number format's code.

    >>> format_kind('yyyy"年"m"月"d"日"'), format_kind("[$-804]h:mm:ss;@"), format_kind("0.00E+00")
    ('date', 'time', '')
    >>> format_kind("G/通用格式"), format_kind('0.0"days"'), format_kind("0.0%"), format_kind("[Red]0")
    ('', '', 'percent', '')
    >>> format_kind("yyyy年m月d日"), format_kind("[h]:mm"), format_kind("aaaa"), format_kind("mmm")
    ('date', '', 'date', 'date')
    """
    code = _QUOTED.sub("", code).partition(";")[0].lower()
    if _ELAPSED.search(code):
        return ""  # a length of time stays a number of days
    code = _BRACKET.sub("", code)
    if "general" in code or reading.GENERAL in code:
        return ""
    code = code.replace("am/pm", "").replace("a/p", "")
    if "y" in code or "d" in code or "aaa" in code or "e" in code:
        return "date"
    if "h" in code or "s" in code:
        return "time"
    if "m" in code:
        return "date"
    return "percent" if "%" in code else ""


# Formats that have a number and no code in the file; 27–36 and 50–58 as Chinese Excel shows them.
BUILTIN = {
    **dict.fromkeys((9, 10), "percent"),
    **dict.fromkeys((14, 15, 16, 17, 22, 27, 28, 29, 30, 31, 36), "date"),
    **dict.fromkeys((50, 51, 52, 53, 54, 57, 58), "date"),
    **dict.fromkeys((18, 19, 20, 21, 32, 33, 34, 35, 45, 47, 55, 56), "time"),
}

_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_PAIR = re.compile(r"[\ud800-\udbff][\udc00-\udfff]")
_ODD = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def unescape(text: str) -> str:
    r"""Return a stored string with its ``_xHHHH_`` escapes undone, every character drawable.

    >>> unescape("a_x000D_b"), unescape("_x005F_x0041_"), unescape("_x0000_"), unescape("_xD83D__xDE00_")
    ('a\rb', '_x0041_', '␀', '😀')
    """
    if "_x" in text:
        text = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)
    return visible(text)


def visible(text: str) -> str:
    """Return the text with a visible mark in place of each control character or lone surrogate."""
    if _ODD.search(text) is None:
        return text
    text = _PAIR.sub(lambda pair: pair[0].encode("utf-16", "surrogatepass").decode("utf-16"), text)
    return _ODD.sub(_mark, text)


def shown(text: str) -> Raw:
    """Return what a text table shows in a cell: an error's name is the error, all else is text.

    >>> shown("#REF!"), shown("3天")
    (CellError(code='#REF!'), '3天')
    """
    return CellError(text) if text in ERRORS else visible(text)


ERRORS = frozenset(
    ("#REF!", "#DIV/0!", "#N/A", "#NAME?", "#NUM!", "#VALUE!", "#NULL!", "#SPILL!", "#CALC!")
)


def has_marks(text: str) -> bool:
    """Whether a text holds marks that ``visible`` puts."""
    return _MARKS.search(text) is not None


_MARKS = re.compile("[\u2400-\u241f\ufffd]")


def _mark(found: re.Match[str]) -> str:
    code = ord(found[0])
    return chr(0x2400 + code) if code < 0x20 else "\ufffd"
