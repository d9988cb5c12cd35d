"""Dates as people type them; only what has one reading is taken."""

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from jlhy_xl.core import text
from jlhy_xl.core.model import State
from jlhy_xl.core.values import numerals as values_numerals
from jlhy_xl.core.values.parsed import Issue, Parsed, aside, quoted, small, wrong
from jlhy_xl.core.wording import values as words
from jlhy_xl.core.wording.code import Code

FIRST, LAST = date(1990, 1, 1), date(2100, 12, 31)
OPEN = "长期"
_OPEN = frozenset({"长期", "长期坚持", "长期推进", "长期有效", "长期执行"})
_EPOCH = date(1899, 12, 30)  # serial 1 in a workbook is 1 January 1900, with its false leap day
_SERIALS = range((FIRST - _EPOCH).days, (LAST - _EPOCH).days + 1)

_CLOCK = r"\d{1,2}[:时]\d{0,2}(?::\d{2}(?:\.\d+)?)?分?"
_WEEKDAY = r"\(?(?:星期|周)[一二三四五六日天]\)?"
_TAIL = rf"(?:[日号](?:{_WEEKDAY})?(?:T?{_CLOCK})?|(?:{_WEEKDAY})?(?:T{_CLOCK})?)"
_BEFORE = re.compile(r"(?:之前|以前|前)$")
_FULL = re.compile(rf"(\d{{4}})([-/.年])(\d{{1,2}})([-/.月])(\d{{1,2}}){_TAIL}")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_SHORT_YEAR = re.compile(r"(\d{2})年(\d{1,2})月(\d{1,2})[日号]")
_NO_YEAR = re.compile(r"(\d{1,2})月(\d{1,2})[日号]")
_YEAR_LAST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
_UNSURE = re.compile(r"(\d{1,2})([-/.])(\d{1,2})(?:\2(\d{1,2}))?")
_NO_DAY = re.compile(r"\d{2,4}[-/.年]\d{1,2}月?|\d{1,2}月|\d{4}年?|\d{6}")
_VAGUE = re.compile(r"年底|年末|月底|月末|月初|年初|[上中下]旬|季度|年内|月内|月份|半年")
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_CHINESE = re.compile(
    r"([零〇一二三四五六七八九]{4})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})[日号]"
)


def parse(
    raw: str | Decimal | datetime | time | bool, held: str, *, open_: bool, year: int | None
) -> Parsed:
    """Return what a cell means where a date is asked for.

    Args:
        raw: the cell's content.
        held: the same as words.
        open_: whether 长期 is an answer.
        year: the period's year, for dates typed without one.

    >>> parse("2026年12月31日", "2026年12月31日", open_=False, year=None).value
    '2026-12-31'
    >>> parse("12月31日", "12月31日", open_=False, year=2026).note
    '年份按2026年'
    """
    asked = words.EXPECT_OPEN if open_ else words.EXPECT_DATE
    if isinstance(raw, datetime):
        if number := small(raw):
            return aside(held, words.DATE_NUMBER, asked, number=number)
        return _within(raw.date(), held, asked)
    if isinstance(raw, Decimal):
        return _of_number(held, asked)
    if not isinstance(raw, str):
        return wrong(held, words.NOT_DATE, asked)
    bare = _bare(raw)
    if open_ and bare in _OPEN:
        return Parsed(State.VALID, held, OPEN)
    return _of_text(bare, held, asked, year)


def _bare(raw: str) -> str:
    shown = unicodedata.normalize("NFKC", text.display(raw))
    shown = re.sub(r"(?<=\d)\s+(?=\d)", "T", shown)  # 1 17:00 must not become 117:00
    shown = re.sub(r"\s+", "", shown).replace("。", ".").replace("—", "-").replace("–", "-")
    return shown.rstrip(".,;")


def _of_text(bare: str, held: str, asked: str, year: int | None) -> Parsed:
    plain = _BEFORE.sub("", bare)
    for read in (_full, _noted, _serial):
        found = read(plain, held, asked)
        if found is not None:
            return _before(found) if plain != bare else found
    if yearless := _NO_YEAR.fullmatch(plain):
        return _without_year(yearless, held, asked, year)
    if (unsure := _unsure(plain, held, asked)) is not None:
        return unsure
    if _NO_DAY.fullmatch(plain) or _VAGUE.search(plain):
        return aside(held, words.DATE_NO_DAY, asked)
    return wrong(held, words.NOT_DATE, asked)


def _before(found: Parsed) -> Parsed:
    """Return the date with its 前 kept in the note."""
    if found.state is not State.VALID:
        return found
    note = words.BEFORE_NOTE.format(what=quoted(found.typed))
    return Parsed(State.VALID, found.typed, found.value, note=note, issues=found.issues)


def _made(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _within(day: date | None, held: str, asked: str) -> Parsed:
    if day is None:
        return wrong(held, words.NOT_DATE, asked)
    if not FIRST <= day <= LAST:
        return aside(held, words.DATE_FAR, asked)
    return Parsed(State.VALID, held, day.isoformat())


def _full(plain: str, held: str, asked: str) -> Parsed | None:
    if found := _FULL.fullmatch(plain):
        one, two = found[2], found[4]
        if one != two and (one, two) != ("年", "月"):
            return wrong(held, words.NOT_DATE, asked)
        return _within(_made(int(found[1]), int(found[3]), int(found[5])), held, asked)
    if found := _COMPACT.fullmatch(plain):
        return _within(_made(int(found[1]), int(found[2]), int(found[3])), held, asked)
    if found := _CHINESE.fullmatch(plain):
        year = values_numerals.value_of(found[1])
        month, day = (values_numerals.small_value(part) for part in (found[2], found[3]))
        if year is not None and month and day:
            return _within(_made(int(year), month, day), held, asked)
    return None


def _noted(plain: str, held: str, asked: str) -> Parsed | None:
    """Return a date in an uncommon order that has one reading all the same."""
    if found := _SHORT_YEAR.fullmatch(plain):
        return _with(_made(2000 + int(found[1]), int(found[2]), int(found[3])), held, asked)
    if found := _YEAR_LAST.fullmatch(plain):
        one, two, year = int(found[1]), int(found[2]), int(found[3])
        days = {day for day in (_made(year, one, two), _made(year, two, one)) if day}
        if len(days) == 2:
            shown = "、".join(day.isoformat() for day in sorted(days))
            return aside(held, words.DATE_UNSURE, asked, readings=shown)
        return _with(days.pop() if days else None, held, asked)
    return None


def _with(day: date | None, held: str, asked: str, code: Code = words.DATE_NOTED) -> Parsed:
    """Return the date with a note that says how it was read."""
    found = _within(day, held, asked)
    if found.state is not State.VALID:
        return found
    issue = Issue(code, asked, {"what": quoted(held), "value": found.value})
    return Parsed(State.VALID, held, found.value, issues=(issue,))


def _serial(plain: str, held: str, asked: str) -> Parsed | None:
    if not _SERIAL.fullmatch(plain):
        return None
    days = int(plain.partition(".")[0])
    if days not in _SERIALS:
        return aside(held, words.DATE_FAR, asked)
    return _with(_EPOCH + timedelta(days=days), held, asked, words.SERIAL)


def _of_number(held: str, asked: str) -> Parsed:
    found = _full(held, held, asked) or _serial(held, held, asked)
    if found is not None:
        return found
    unsure = _unsure(held, held, asked)
    if unsure is not None and unsure.state is State.ASIDE:
        return unsure
    if _NO_DAY.fullmatch(held):
        return aside(held, words.DATE_NO_DAY, asked)
    return wrong(held, words.NOT_DATE, asked)


def _without_year(found: re.Match[str], held: str, asked: str, year: int | None) -> Parsed:
    if year is None:
        if _made(2000, int(found[1]), int(found[2])) is None:
            return wrong(held, words.NOT_DATE, asked)
        return aside(held, words.DATE_NO_DAY, asked)
    day = _with(_made(year, int(found[1]), int(found[2])), held, asked, words.YEAR_ASSUMED)
    if day.state is not State.VALID:
        return day
    note = words.YEAR_NOTE.format(year=year)
    return Parsed(State.VALID, held, day.value, note=note, issues=day.issues)


def _unsure(plain: str, held: str, asked: str) -> Parsed | None:
    """Return a query for 3/4, 12.31, 26-12-31: the order or the year is not said."""
    found = _UNSURE.fullmatch(plain)
    if found is None:
        return None
    one, two, three = int(found[1]), int(found[3]), int(found[4] or 0)
    if not found[4]:
        if _made(2000, one, two) is None:
            return wrong(held, words.NOT_DATE, asked)
        return aside(held, words.DATE_NO_YEAR, asked, month=str(one), day=str(two))
    orders = ((2000 + one, two, three), (2000 + three, one, two), (2000 + three, two, one))
    days = sorted({day for day in (_made(*order) for order in orders) if day})
    if not days:
        return wrong(held, words.NOT_DATE, asked)
    shown = "、".join(day.isoformat() for day in days)
    return aside(held, words.DATE_UNSURE, asked, readings=shown)
