"""What a number format shows of a value: the section that applies to it, how it scales, its unit.

A reader sees 2000万 or 2.5 where a file holds 2000 or 25000; who typed it saw the same.
"""

import functools
import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from msgspec import Struct

from jlhy_xl.core.raw import Raw
from jlhy_xl.core.values.parsed import plain
from jlhy_xl.core.wording import reading
from jlhy_xl.edge.ooxml.values import UNITS, format_kind, moment

_GENERAL = "general", f"g/{reading.GENERAL}"
_TOKEN = re.compile(
    rf'"(?P<quoted>[^"]*)"?|[\\!](?P<one>.)|(?P<skip>[_*].)|\[(?P<inside>[^\]]*)\]|(?P<general>{"|".join(_GENERAL)})'
    r"|(?P<place>[0#?])|(?P<sign>[,.%;@/])|(?P<power>e[+-])|(?P<plain>.)",
    re.IGNORECASE | re.DOTALL,
)
_TEST = re.compile(r"(<=|>=|<>|<|>|=)\s*([+-]?[0-9]+(?:\.[0-9]+)?)")
_LENGTH = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)  # of time: a number of days
_OWN = re.compile(r"\$([^-\]]*)")  # [$万元-804]: a unit that stands in brackets
_NUMBER = re.compile(r"(?P<whole>[0,]*?0)?(?P<scale>,*)(?:\.0*)?(?P<more>,*)")
_POINTED = re.compile(r"(?P<head>[0,]*0)t(?P<tail>0+)(?P<scale>,*)")
_YEAR = 4  # places before a written point: 202611 shown as 2026.11 is a date
_COUNTED = re.compile(rf"[百千]?[{UNITS}]|千(?=[元户人件]|$)")
_PLACES = {"千": 3, "k": 3, "m": 6}  # what a scale may stand for
_BLANKS = " -+()（）¥￥$\u00a0"
_SEEN = re.compile(r"[-+(（¥￥$ ]*(?P<number>[0-9][0-9,]*(?:\.[0-9]+)?)(?P<unit>[^0-9.,%:/]*)")
_SCALES = (0, 3, 4, 6, 8, 1, 2)
_TESTED, _MOST = 2, 3  # sections with a test of their own; sections for numbers


class Section(Struct, frozen=True):
    """One section of a format."""

    kind: str = ""  # as ``format_kind``
    test: tuple[str, Decimal] | None = None
    before: str = ""
    unit: str = ""
    power: int = 0  # what is shown is the value times ten to this power
    is_clear: bool = True  # it can be told what is shown
    is_text: bool = False
    has_number: bool = False


def kind_of(code: str) -> str:
    """Return what ``format_kind`` says, or "=" and the code where it depends on the value.

    >>> kind_of("0.00"), kind_of("0%;-0%"), kind_of("yyyy-m-d;@"), kind_of('0"万"'), kind_of("[<1]0%;0")
    ('', 'percent', 'date', '=0"万"', '=[<1]0%;0')
    """
    if not code:
        return ""
    found = _sections(code)
    kinds = {each.kind for each in found if each.has_number or each.kind}
    if len(kinds) > 1 or any(_is_odd(each) for each in found):
        return "=" + code
    return kinds.pop() if kinds else format_kind(code)


def _is_odd(section: Section) -> bool:
    if not (section.has_number or section.kind or section.is_text):
        return True  # words or nothing instead of the number
    is_counted = _COUNTED.search(section.before + section.unit) is not None
    return bool(section.power or is_counted or not section.is_clear)


def seen(value: Decimal, kind: str, *, from_1904: bool = False) -> tuple[Raw, bool]:
    """Return a number as a reader sees it, and whether that is per cent.

    What is shown scaled without a unit that says so is neither the one nor the other: both are
    told, as text, and ``figures`` asks.

    >>> seen(Decimal(25000), '=[>=10000]0!.0,"万";0'), seen(Decimal(25), '=[>=10000]0!.0,"万";0')
    (('2.5万', False), (Decimal('25'), False))
    """
    if kind[:1] != "=":
        if kind in ("date", "time"):
            return moment(value, kind, from_1904=from_1904), False
        return value, kind == "percent"
    section = _applies(_sections(kind[1:]), value)
    if section is not None and section.kind and section.is_clear:
        return seen(value, section.kind, from_1904=from_1904)
    return _shown(section, value, kind[1:]), False


def _shown(section: Section | None, value: Decimal, code: str) -> Raw:
    if not value:
        return value  # whatever is shown, it is nothing
    if section is not None and not section.has_number:
        said = section.before or reading.NOTHING
        return reading.SHOWN_AS.format(stored=plain(value), shown=said)
    if section is None or not section.is_clear:
        return reading.SHOWN_AS.format(stored=plain(value), shown=code)
    number = plain(value.scaleb(section.power))
    if _COUNTED.match(section.unit):
        if not section.power or section.power == -_places(section.unit):
            return f"{section.before}{number}{section.unit}"
    elif section.power == -_PLACES.get(section.unit[:1].lower(), 0):
        return value
    number = f"{section.before}{number}{section.unit}"
    return reading.SHOWN_AS.format(stored=plain(value), shown=number)


def beside(value: Decimal, text: str) -> Raw:
    """Return a number as a reader sees it, told by the text that its file keeps beside it.

    >>> beside(Decimal("25678"), "2.6万"), beside(Decimal("2.567"), "2.57"), beside(Decimal(2000), "2,000万")
    ('2.5678万', Decimal('2.567'), '2000万')
    """
    found = _SEEN.fullmatch(text.strip())
    if not value or "%" in text or not (found or set(UNITS) & set(text)):
        return value
    unit = found["unit"].strip(_BLANKS) if found else ""
    said = Decimal(found["number"].replace(",", "")) if found else Decimal(0)
    for places in _SCALES if said else ():
        scaled = abs(value).scaleb(-places)
        if _rounded(scaled, said) == said:
            section = Section(unit=unit, power=-places, is_clear=not _buried(unit), has_number=True)
            return _shown(section, value, text)
    return _shown(None, value, text) if _COUNTED.search(text) else value


def _rounded(value: Decimal, like: Decimal) -> Decimal | None:
    try:
        return value.quantize(like, ROUND_HALF_UP)
    except InvalidOperation:  # more digits than anybody reads
        return None


def _places(unit: str) -> int:
    from jlhy_xl.core.values.numbers import TIMES

    found = _COUNTED.match(unit)
    return sum(TIMES[sign] for sign in found[0]) if found else 0


def _applies(found: tuple[Section, ...], value: Decimal) -> Section | None:
    """Return the section that a spreadsheet applies to a value; None where they do not agree."""
    rows = [each for each in found if not each.is_text][:_MOST] or [Section(has_number=True)]
    if all(each.test is None for each in rows[:_TESTED]):
        place = 1 if value < 0 else 0 if value else 2
        return rows[place] if place < len(rows) else rows[0]
    for row in rows[:_TESTED]:
        if row.test is not None and _holds(row.test, value):
            return row
    rest = [row for row in rows[1:] if row.test is None]
    if len(rest) == 1 or (rest and all(each == rest[0] for each in rest)):
        return rest[0]
    return None


def _holds(test: tuple[str, Decimal], value: Decimal) -> bool:
    sign, limit = test
    is_so = {"<": value < limit, ">": value > limit, "=": value == limit}
    return any(is_so[each] for each in sign)


@functools.lru_cache(maxsize=1024)
def _sections(code: str) -> tuple[Section, ...]:
    rows: list[list[re.Match[str]]] = [[]]
    for token in _TOKEN.finditer(code[:400]):
        if token["sign"] == ";":
            rows.append([])
        else:
            rows[-1].append(token)
    return tuple(_section(row) for row in rows)


def _section(tokens: list[re.Match[str]]) -> Section:
    if any(token["sign"] == "@" for token in tokens):
        return Section(is_text=True)
    kind = format_kind("".join(token[0] for token in tokens))
    tests = [_TEST.fullmatch(token["inside"].strip()) for token in tokens if token["inside"]]
    test = next(((one[1], Decimal(one[2])) for one in tests if one), None)
    shape, words = _shape(tokens)
    first, last = shape.find("0"), max(map(shape.rfind, "0,."))
    if kind in ("date", "time") or _LENGTH.search("".join(token[0] for token in tokens)):
        return Section(kind, test, has_number=True)
    if first < 0:
        return Section("", test, "".join(words).strip())
    body = shape[first : last + 1]
    before = "".join(words[at] for at in range(first)).strip(_BLANKS)
    unit = "".join(words[at] for at in range(last + 1, len(shape))).strip(_BLANKS)
    middle = "".join(words[first : last + 1])
    power, is_clear = _scale(body, middle, unit)
    is_odd = power or set(UNITS) & set(before + unit + middle)
    if is_odd and (kind == "percent" or "x" in shape):
        is_clear = False
    is_clear = is_clear and not set(UNITS) & set(before) and not _buried(unit)
    return Section(kind, test, before, unit, power, is_clear, has_number=True)


def _buried(unit: str) -> bool:
    return bool(set(UNITS) & set(unit)) and not _COUNTED.match(unit)


def _shape(tokens: list[re.Match[str]]) -> tuple[str, list[str]]:
    """Return a sign for each token (0 place, t text, x what no scale is known of), and its text."""
    shape, words = "", []
    for token in tokens:
        sign, text = "t", token["quoted"] or token["one"] or token["plain"] or ""
        if token["place"] or token["general"]:
            sign, text = "0", ""
        elif token["sign"] or token["power"]:
            sign, text = (token["sign"] if token["sign"] in (",", ".") else "x"), ""
            sign = "t" if token["sign"] == "%" else sign
        elif token["inside"] is not None:
            own = _OWN.match(token["inside"])
            text = own[1] if own else ""
        if sign != "t" or text:
            shape += sign
            words.append(text)
    return shape, words


def _scale(body: str, middle: str, unit: str) -> tuple[int, bool]:
    """Return the power of ten that is shown, and whether it can be told."""
    found = _NUMBER.fullmatch(body)
    if found:
        return -3 * (len(found["scale"]) + len(found["more"])), True
    found = _POINTED.fullmatch(body)
    if found and middle == ".":
        is_date = len(found["head"]) >= _YEAR and not found["scale"]
        return 0 if is_date else -len(found["tail"]) - 3 * len(found["scale"]), True
    if found and middle == UNITS[0] and len(found["tail"]) == 4 and not found["scale"]:
        return 0, not set(UNITS) & set(unit)  # 25000 shown as 2万5000
    return 0, not (set(UNITS) & set(middle) or body.endswith(","))
