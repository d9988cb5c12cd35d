"""How much text a cell of the printed page holds: lines counted as a program breaks them, texts shortened to them.

Widths are in em, the side of a Chinese character, so that they hold for every size. What is cut ends
with …, never within a number or a Latin word, and says how many items there are.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from jlhy_xl.books.style import BODY_SIZE, STYLES, width_of

_HALF = 0.57  # em of a digit: in the body font a half, a little more in what stands in for it
# no line begins with a closing sign or ends with an opening one; numbers and Latin words stay whole
_UNIT = re.compile(r"[（“《]*(?:[A-Za-z0-9.+\-/%]+|[^A-Za-z0-9])[，。；：、）”》！？…]*", re.DOTALL)

_CLAUSE = re.compile(r"[，。；：！？](?!$)", re.DOTALL)  # before which a text may be cut
_CUT = re.compile(r"…|；另\d+项$")

GRID = 36  # narrow columns that every part of the page shares
_POINTS = 15.75  # of such a column where digits are narrowest
_PAD = 4.5  # points of a cell's own margins
SENTENCE = "front_sentence"
_CLOSE = frozenset({"front_link", "front_state", "hint"})  # no frame that writing could touch


def size(look: str) -> float:
    """Return a look's size in points."""
    return float(str(STYLES[look].get("font_size", BODY_SIZE)))


def high(count: int, look: str) -> float:
    """Return the height of so many lines in that look."""
    tall = 1.5 if look == SENTENCE else 1.42  # a line of the larger writing is rounded up
    return count * size(look) * tall + (0 if look in _CLOSE else 1)


def room(left: int, right: int, look: str) -> float:
    """Return how many em of a look's writing those columns hold."""
    return ((right - left + 1) * _POINTS - _PAD) / size(look)


def width(text: str) -> float:
    """Return how many em a line takes.

    >>> width("区法院"), round(width("96.3"), 2)
    (3.0, 2.28)
    """
    return sum(1.0 if width_of(sign) == 2 else _HALF for sign in text)


def lines(text: str, room: float) -> int:
    r"""Return how many lines a text takes in a cell of that many em.

    >>> lines("省平台升级期间", 4.0), lines("一二三四，五", 4.0), lines("一\n二", 4.0), lines("", 4.0)
    (2, 2, 2, 1)
    """
    return sum(_of_one(part, room) for part in text.split("\n"))


@lru_cache(maxsize=4096)
def _of_one(text: str, room: float) -> int:
    count, filled = 1, 0.0
    for unit in _UNIT.findall(text):
        wide = width(unit)
        if filled and filled + wide > room:
            count, filled = count + 1, 0.0
        while wide > room:  # a long number is broken where the line ends
            count, wide = count + 1, wide - room
        filled += wide
    return count


def clip(text: str, room: float, most: int, end: str = "") -> str:
    """Return the text in at most that many lines with its end; … where it goes on.

    It is cut behind a clause; within one only where not even the first has the room.

    >>> clip("请协调路政，请支持", 8.0, 1), clip("请区交通运输部门协调", 5.0, 1), clip("请协调", 5.0, 1)
    ('请协调路政…', '请区交通…', '请协调')
    """
    if lines(text + end, room) <= most:
        return text + end
    for found in reversed([*_CLAUSE.finditer(text)]):
        shown = f"{text[: found.start()]}…{end}"
        if lines(shown, room) <= most:
            return shown
    units = _UNIT.findall(text)
    while units and lines("".join(units).rstrip("，；、：") + "…" + end, room) > most:
        units.pop()
    return "".join(units).rstrip("，；、：") + "…" + end


def listed(texts: Sequence[str], room: float, most: int) -> str:
    """Return texts side by side, as many as fit whole, and how many more there are.

    >>> listed(["请协调路政", "请支持设备"], 6.0, 2), listed(["请协调路政", "请支持设备"], 9.0, 1)
    ('请协调路政；请支持设备', '请协调路政；另1项')
    """
    flat = _flat(texts)
    for count in range(len(flat), 0, -1):
        shown = "；".join(flat[:count]) + _more(len(flat) - count)
        if lines(shown, room) <= most:
            return shown
    return clip(flat[0], room, most, _more(len(flat) - 1))


def least(texts: Sequence[str], room: float) -> int:
    """Return the fewest lines in which ``listed`` cuts no clause.

    >>> least(["一项工程需穿越省道，路政许可尚在办理"], 10.0), least(["请协调路政", "请支持设备"], 6.0)
    (1, 2)
    """
    flat = _flat(texts)
    first = _CLAUSE.split(flat[0])[0]
    return lines((first if first == flat[0] else f"{first}…") + _more(len(flat) - 1), room)


def is_cut(text: str) -> bool:
    """Whether ``listed`` or ``clip`` left something out.

    >>> is_cut("请协调…"), is_cut("请协调；另1项"), is_cut("请协调")
    (True, True, False)
    """
    return _CUT.search(text) is not None


def _flat(texts: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(one_line(text) for text in texts))


def _more(count: int) -> str:
    return f"；另{count}项" if count else ""


def one_line(text: str) -> str:
    r"""Return a text without line breaks.

    >>> one_line("一\n 二 ")
    '一；二'
    """
    return "；".join(part.strip() for part in text.splitlines() if part.strip())
