"""A 通报's number: written as the format has it, of the year it is issued in, none used twice or left out unseen."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date

from msgspec import Struct

_BRACKETS = re.compile(r"[\[［【(（〔]\s*(\d{4})\s*[\]］】)）〕]\s*第?\s*0*(?=[1-9])")
_NAMED = 6  # numbers in a row that are named one by one
_NUMBER = re.compile(r"^(.*)〔(\d{4})〕([1-9]\d*)号$")


class Number(Struct, frozen=True):
    """A number taken apart."""

    head: str  # whose series: 台营商联办
    year: int
    place: int


def tidy(number: str) -> str:
    """Return a 通报's number as the format has it: brackets, no 第, no leading zero.

    >>> tidy("台营商联办[2026]5号"), tidy("〔２０２６〕第０３号"), tidy("某号")
    ('台营商联办〔2026〕5号', '〔2026〕3号', '某号')
    """
    flat = unicodedata.normalize("NFKC", number).strip()
    return _BRACKETS.sub(r"〔\1〕", flat)


def is_regular(number: str) -> bool:
    """Whether a number is written as the format has it.

    >>> is_regular("台营商联办〔2026〕5号"), is_regular("〔2026〕第5号"), is_regular("〔2026〕05号")
    (True, False, False)
    """
    return bool(_NUMBER.search(number))


def parted(number: str) -> Number | None:
    """Return a number's parts, None where it is not written as numbers are.

    >>> parted("台营商联办〔2026〕05号")
    Number(head='台营商联办', year=2026, place=5)
    """
    found = _NUMBER.search(tidy(number))
    return Number(found[1], int(found[2]), int(found[3])) if found else None


def is_same(one: str, other: str) -> bool:
    """Whether two ways of writing mean one number; who leaves the head out means the office's own.

    >>> is_same("台营商联办〔2026〕5号", "〔2026〕05号"), is_same("甲〔2026〕5号", "乙〔2026〕5号")
    (True, False)
    """
    first, second = parted(one), parted(other)
    if first is None or second is None:
        return tidy(one) == tidy(other)
    heads = {first.head, second.head} - {""}
    return len(heads) < 2 and (first.year, first.place) == (second.year, second.place)


def completed(number: str, known: Iterable[str]) -> str:
    """Return a number with the head of the newest one known, where it was given without.

    >>> completed("〔2026〕05号", ["台营商联办〔2026〕4号", "某办〔2025〕9号"])
    '台营商联办〔2026〕5号'
    >>> completed("〔2026〕5号", []), completed("乙〔2026〕5号", ["甲〔2026〕4号"])
    ('〔2026〕5号', '乙〔2026〕5号')
    """
    own = parted(number)
    if own is None or own.head:
        return number
    before = [found for each in known if (found := parted(each)) and found.head]
    newest = max(before, key=lambda each: (each.year, each.place), default=own)
    return f"{newest.head}〔{own.year}〕{own.place}号"


def headed(given: str, number: str) -> str:
    """Return what is said where a number was completed, "" where it was not.

    >>> headed("〔2026〕5号", "甲〔2026〕5号"), headed("甲〔2026〕5号", "甲〔2026〕5号")
    ('文号没有写机关代字，按以往通报补为“甲〔2026〕5号”', '')
    """
    return f"文号没有写机关代字，按以往通报补为“{number}”" if given != number else ""


def wrong_year(number: str, day: date) -> str:
    """Return what is wrong with the year of a number given on a day, "" where nothing is.

    >>> wrong_year("〔2026〕9号", date(2027, 1, 4))
    '文号〔2026〕9号 的年份不是成文日期（2027年1月4日）的年份'
    """
    found = parted(number)
    if found is None or found.year == day.year:
        return ""
    told = f"{day.year}年{day.month}月{day.day}日"
    return f"文号{number} 的年份不是成文日期（{told}）的年份"


def kept_day(asked: date | None, issued: date) -> str:
    """Return what is said where a number that was issued is given another day, "" where it is not.

    >>> kept_day(date(2027, 1, 4), date(2026, 12, 31))
    '该文号已于2026-12-31印发，成文日期不变'
    """
    return f"该文号已于{issued}印发，成文日期不变" if asked not in (None, issued) else ""


def out_of_turn(number: str, known: Iterable[str]) -> str:
    """Return what is odd about a number's place among those known, "" where it is the next one.

    Every number that is missing is named, from the first one known on: those before it may be older
    than the register.

    >>> out_of_turn("〔2026〕8号", ["〔2026〕3号", "〔2026〕5号"])
    '本年已登记的通报到〔2026〕5号，缺〔2026〕4号、6号、7号'
    >>> out_of_turn("〔2026〕4号", ["〔2026〕3号", "〔2026〕8号"])
    '本年已登记的通报到〔2026〕8号，〔2026〕4号在它之前；缺〔2026〕5号、6号、7号'
    >>> out_of_turn("〔2026〕6号", ["〔2026〕5号"]), out_of_turn("〔2027〕1号", ["〔2026〕5号"])
    ('', '')
    """
    own = parted(number)
    if own is None or any(is_same(number, each) for each in known):
        return ""
    others = [found for each in known if (found := parted(each)) and found.year == own.year]
    places = {each.place for each in others if len({each.head, own.head} - {""}) < 2}
    last = max(places, default=0)
    left = [
        each
        for each in range(min(places, default=1), max(last, own.place))
        if each not in {*places, own.place}
    ]
    year = f"〔{own.year}〕"
    lacking = f"缺{year}{_several(left)}" if left else ""
    if own.place < last:
        told = f"本年已登记的通报到{year}{last}号，{year}{own.place}号在它之前"
        return f"{told}；{lacking}" if lacking else told
    so_far = f"本年已登记的通报到{year}{last}号" if last else f"{own.year}年还没有登记过通报"
    return f"{so_far}，{lacking}" if lacking else ""


def _several(places: Sequence[int]) -> str:
    """Return numbers by name; of a long row of them the first and the last.

    >>> _several([4, 6, 7]), _several([*range(5, 20)])
    ('4号、6号、7号', '5号至19号')
    """
    if len(places) > _NAMED and places[-1] - places[0] == len(places) - 1:
        return f"{places[0]}号至{places[-1]}号"
    return "、".join(f"{each}号" for each in places)
