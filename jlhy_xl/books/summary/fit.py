"""How much text a cell of the printed page holds: lines counted as a program breaks them, texts shortened to them.

Widths are in em, the side of a Chinese character, so that they hold for every size. What is cut ends
with …, never within a number or a Latin word, and says how many items there are.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from jlhy_xl.books.style import width_of

_HALF = 0.57  # em of a digit: in the body font a half, a little more in what stands in for it
# no line begins with a closing sign or ends with an opening one; numbers and Latin words stay whole
_UNIT = re.compile(r"[（“《]*(?:[A-Za-z0-9.+\-/%]+|[^A-Za-z0-9])[，。；：、）”》！？…]*", re.DOTALL)


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

    >>> clip("请区交通运输部门协调", 5.0, 1), clip("请协调", 5.0, 1)
    ('请区交通…', '请协调')
    """
    if lines(text + end, room) <= most:
        return text + end
    units = _UNIT.findall(text)
    while units and lines("".join(units).rstrip("，；、：") + "…" + end, room) > most:
        units.pop()
    return "".join(units).rstrip("，；、：") + "…" + end


def listed(texts: Sequence[str], room: float, most: int) -> str:
    """Return texts side by side, as many as fit, and how many there are where some do not.

    >>> listed(["请协调路政", "请支持设备"], 6.0, 2), listed(["请协调路政", "请支持设备"], 6.0, 1)
    ('请协调路政；请支持设备', '请协…等2项')
    """
    flat = list(dict.fromkeys(one_line(text) for text in texts))
    whole = "；".join(flat)
    if lines(whole, room) <= most:
        return whole
    told = f"等{len(flat)}项" if len(flat) > 1 else ""
    for count in range(len(flat) - 1, 0, -1):
        some = "；".join(flat[:count])
        if lines(f"{some}…{told}", room) <= most:
            return f"{some}…{told}"
    return clip(flat[0], room, most, told)


def one_line(text: str) -> str:
    r"""Return a text without line breaks.

    >>> one_line("一\n 二 ")
    '一；二'
    """
    return "；".join(part.strip() for part in text.splitlines() if part.strip())
