"""Letters as data: paragraphs by level, tables, signature, day; ``edge/letter.py`` draws them.

The numbers of headings (一、（一）1.) are given when a letter is laid out, never typed.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

_DIGITS = "零一二三四五六七八九"
LEVELS = 3


class Para(Struct, frozen=True):
    """A paragraph: ``head`` stands in its level's font, ``text`` runs on in the body's.

    Level 1 is numbered 一、, level 2 （一）, level 3 1.; level 0 has no number.
    """

    head: str = ""
    text: str = ""
    level: int = 0
    flush: bool = False  # begins at the left edge: addressee, a field to fill in
    centred: bool = False


class Table(Struct, frozen=True):
    """A table over the whole width of the text."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]  # in proportion
    centred: frozenset[int] = frozenset()  # columns of short words
    high: bool = False  # rows with room to sign or write in


Part = Para | Table


class Letter(Struct, frozen=True):
    """One letter."""

    title: str
    parts: tuple[Part, ...]
    number: str = ""  # "〔2026〕3号", or the period of a weekly letter
    state: str = ""  # under the title: 核对稿（征求意见）
    addressee: str = ""
    signature: str = ""
    day: date | None = None
    open_day: bool = False  # the day is left to be written in
    red_head: str = ""  # whose letter it is, in red on top; "": a draft without a red head
    note: str = ""  # after the day, in brackets


def fitted(table: Table, whole: int, character: int, margins: int) -> list[int]:
    """Return the widths of columns: what is short stands on one line where there is room for it.

    Where a column's share of ``widths`` is too narrow, those that need no more than an even part get
    what they need, and the others share the rest. Rows to sign or write in keep their shares.

    Args:
        table: whose columns they are.
        whole: all of them together.
        character: a Chinese character's width.
        margins: beside the words of a cell, both together.

    >>> fitted(Table(("编号", "事项"), (("YD-1", "一二三四五六七八九十"),), (1, 1)), 100, 10, 0)
    [24, 76]
    """
    needs = [
        margins + max(_breadth(line, character) for cell in cells for line in cell.split("\n"))
        for cells in zip(table.headings, *table.rows, strict=True)
    ]
    total = sum(table.widths)
    widths = {at: whole * share // total for at, share in enumerate(table.widths)}
    if not table.high and any(needs[at] > width for at, width in widths.items()):
        left, room = sorted(widths, key=needs.__getitem__), whole
        while left and needs[left[0]] * len(left) <= room:
            room -= needs[left.pop(0)]
        shared = left or list(widths)  # where all have what they need, all share what is over
        total = sum(table.widths[at] for at in shared)
        widths = {
            at: (at not in left) * needs[at] + (at in shared) * room * table.widths[at] // total
            for at in widths
        }
    widths[len(needs) - 1] += whole - sum(widths.values())
    return [widths[at] for at in range(len(needs))]


def deep(cells: tuple[str, ...], widths: list[int], character: int, margins: int) -> int:
    r"""Return how many lines a row takes in columns of these widths.

    >>> deep(("一二三四五六", "甲\n乙\n丙"), [40, 20], 10, 0)
    3
    """
    return max(
        sum(-(-max(_breadth(line, character), 1) // (width - margins)) for line in text.split("\n"))
        for text, width in zip(cells, widths, strict=True)
    )


def _breadth(line: str, character: int) -> int:
    """Return a line's width: figures are taken wide, and stand a little off the words beside them."""
    kinds = [sign.isascii() for sign in line]
    signs = sum(13 * character // 20 if is_ascii else character for is_ascii in kinds)
    return signs + character // 4 * sum(one != other for one, other in pairwise(kinds))


def chinese(number: int) -> str:
    """Return a number from 1 to 99 as headings count.

    >>> [chinese(each) for each in (1, 10, 11, 20, 32)]
    ['一', '十', '十一', '二十', '三十二']
    """
    tens, ones = divmod(number, 10)
    left = ("" if tens == 1 else _DIGITS[tens]) + "十" if tens else ""
    return left + (_DIGITS[ones] if ones or not tens else "")


def number_of(level: int, count: int) -> str:
    """Return a heading's number.

    >>> number_of(1, 2), number_of(2, 11), number_of(3, 4), number_of(0, 1)
    ('二、', '（十一）', '4.', '')
    """
    forms = ("", f"{chinese(count)}、", f"（{chinese(count)}）", f"{count}.")
    return forms[level]


def numbered(parts: tuple[Part, ...]) -> Iterator[Part]:
    """Yield the parts with their headings numbered; a higher heading begins the lower ones anew.

    A lower heading that has no other beside it needs no number.
    """
    places = _places(parts)
    beside = Counter(place[:-1] for place in places if place)
    for part, place in zip(parts, places, strict=True):
        level = len(place)
        if isinstance(part, Para) and level and (level == 1 or beside[place[:-1]] > 1):
            yield replace(part, head=number_of(level, place[-1]) + part.head)
        else:
            yield part


def _places(parts: tuple[Part, ...]) -> list[tuple[int, ...]]:
    """Return each heading's counts from the first level to its own, () of what is no heading."""
    counts = [0] * LEVELS
    found: list[tuple[int, ...]] = []
    for part in parts:
        level = part.level if isinstance(part, Para) else 0
        if level:
            counts[level - 1] += 1
            counts[level:] = [0] * (LEVELS - level)
        found.append(tuple(counts[:level]))
    return found


def day_words(day: date) -> str:
    """Return a day as letters write it.

    >>> day_words(date(2026, 12, 7))
    '2026年12月7日'
    """
    return f"{day.year}年{day.month}月{day.day}日"


def lines(letter: Letter) -> Iterator[str]:
    """Yield the letter's words line by line, for reading and for golden texts."""
    for text in (letter.red_head, letter.title, letter.number, letter.state):
        if text:
            yield text
    if letter.addressee:
        yield f"{letter.addressee}："
    for part in numbered(letter.parts):
        if isinstance(part, Table):
            yield "｜".join(part.headings)
            yield from ("｜".join(row) for row in part.rows)
        else:
            yield ("" if part.flush or part.centred else "　　") + part.head + part.text
    if letter.signature:
        yield f"〔署名〕{letter.signature}"
    if letter.open_day or letter.day:
        yield f"〔日期〕{closing_day(letter)}"
    if letter.note:
        yield letter.note


def closing_day(letter: Letter) -> str:
    """Return the day under the signature; blanks where a person writes it."""
    if letter.open_day or letter.day is None:
        return "　　年　　月　　日"
    return day_words(letter.day)
