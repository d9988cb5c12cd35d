"""What people have not finished: which step it waits for, and for how many weeks."""

from collections.abc import Sequence
from datetime import date

from jlhy_xl.books.scoring.facts import Facts, Line, weeks
from jlhy_xl.core.calendar import localised
from jlhy_xl.core.model import Status
from jlhy_xl.core.points.caps import COUNTING

LONG = 8  # weeks: well beyond the time for objections and a meeting
_STEPS = {
    Status.PROPOSED: "待告知", Status.INFORMED: "已告知待期满", Status.OBJECTED: "异议待复核",
    Status.UNOPPOSED: "无异议待复核", Status.REVIEWED: "待审定", Status.SUSPENDED: "暂缓",
    Status.UNCERTAIN: "待确认",
}  # fmt: skip
_STILL = COUNTING | {Status.SUSPENDED}


def waiting(facts: Facts) -> str:
    """Return how many lines wait for which step and since when, "" where none does."""
    told = []
    for status, step in _STEPS.items():
        lines = [line for line in facts.all if line.found.status is status and not line.is_closed]
        if lines:
            told.append(f"{step}{len(lines)}条（最早{_since(facts, _oldest(lines))}）")
    return f"尚未办结：{'，'.join(told)}。" if told else ""


def long_waiting(facts: Facts, lines: Sequence[Line]) -> str:
    """Return how many of a unit's lines nobody has brought to an end for long, "" where there are none."""
    old = [
        line for line in lines
        if line.found.status in _STILL and not line.is_closed and weeks_old(facts, line) >= LONG
    ]  # fmt: skip
    if not old:
        return ""
    return f"{len(old)}条{LONG}周以上仍未审定（最早{weeks([_oldest(old).found.period])}）"


def weeks_old(facts: Facts, line: Line) -> int:
    """Return for how many whole weeks a line has been there."""
    today = localised(facts.scheme, facts.results.now).date()
    return (today - line.found.day).days // 7 if line.found.day else 0


def _oldest(lines: Sequence[Line]) -> Line:
    return min(lines, key=lambda line: (line.found.day or date.max, line.found.period))


def _since(facts: Facts, line: Line) -> str:
    old = weeks_old(facts, line)
    year = "" if line.found.year == facts.years[-1] else f"{line.found.year}年"
    return f"{year}{weeks([line.found.period])}" + (f"，已{old}周" if old > 0 else "")
