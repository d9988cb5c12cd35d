"""The second sentence of 总览: how many figures moved which way, which got worse, what could not be judged."""

from collections.abc import Callable

from jlhy_xl.books.summary.doubts import is_compared, is_registered
from jlhy_xl.books.summary.facts import Facts, Line
from jlhy_xl.books.summary.parts import course
from jlhy_xl.books.summary.rank_words import ranked

# a row of a disputed indicator is neither better nor worse, whatever its own figure did
_MOVES: dict[str, Callable[[Line], bool]] = {
    "变好": lambda line: line["better"] is True,
    "变差": lambda line: line["better"] is False,
    "持平": lambda line: line["change"] == 0 and is_compared(line),
}
REGISTERED = "上期值为办公室登记的数"


def sentence(facts: Facts, named: int) -> str:
    """Return what moved; of so many ranks in words who moved where. 0: all as briefly as can be."""
    moved = {
        word: [line for group in facts.groups for line in group.lines if holds(line)]
        for word, holds in _MOVES.items()
    }
    compared = [line for line in facts.lines if is_compared(line)]
    apart = _doubtful(facts) + ranked(facts, named) + "。"
    if not compared:
        return f"两期都有数的指标为0项次，本期无法比较变动{apart}"
    rest = len(compared) - sum(map(len, moved.values()))
    told = [f"{word}{len(lines)}{facts.repeated(lines)}" for word, lines in moved.items()]
    words = f"两期都有数的{len(compared)}项次中，{'，'.join(told)}"
    if rest:
        words += f"，另{rest}项次不评好坏"
    back = [line for line in facts.lines if line["better"] is False]
    if back:
        most = _WORST if named else 1
        names = "、".join(f"{facts.name(line)}（{course(line)}）" for line in back[:most])
        words += f"；变差的有{names}{'等' if len(back) > most else ''}"
    return words + apart


def registered(facts: Facts) -> str:
    """Say of how many compared rows the value before is the office's own and no return's; "" of none."""
    compared = [line for line in facts.lines if is_compared(line)]
    count = sum(is_registered(facts.results, line) for line in compared)
    if not count:
        return ""
    which = "" if count == len(compared) else f"{count}项次的"
    return f"{which}{REGISTERED}。"


def _doubtful(facts: Facts) -> str:
    """Name the indicators that cannot be judged and why: they are in no count of the sentence."""
    found: dict[str, None] = {}
    for line in facts.lines:
        if line["disputed"]:
            found[f"{line['name']}（各家不一致）"] = None
        elif line["untrue"] and line["change"] is not None:
            found[f"{facts.name(line)}（上期值不实）"] = None
    if not found:
        return ""
    rest = "等" if len(found) > _DOUBTFUL else ""
    return f"；待核不计{len(found)}项：{'、'.join([*found][:_DOUBTFUL])}{rest}"


_DOUBTFUL = _WORST = 2  # that are named
