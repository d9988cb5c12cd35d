"""Why a rank may have moved: what the district's own figures did between the two publications.

A rank moves with our figures or with the others'. Only ours are known here: they stand beside, and
nothing is concluded from them.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from jlhy_xl.books.summary.facts import Facts
from jlhy_xl.core.calendar import span
from jlhy_xl.core.scheme.model import Indicator, Rank
from jlhy_xl.core.standing.measures import is_better, is_judged
from jlhy_xl.core.standing.trend import Week

NO_RECORD = "两次发布之间没有本区报数的记录，名次变动出于本区数据还是参评对象，无从对照。"
HEADING = "两次之间\n本区数据"


def grounds(facts: Facts, now: Rank, before: Rank | None) -> str:
    """Return how many of our own figures moved for the better and the worse, "" where none is known."""
    if before is None or before.published is None or now.published is None:
        return ""
    moves = list(_moves(facts, now.subject, (before.published, now.published)))
    if not moves:
        return ""
    better, worse = moves.count(True), moves.count(False)
    return f"变好{better} 变差{worse} 持平{len(moves) - better - worse}"


def _moves(facts: Facts, subject: str, days: tuple[date, date]) -> Iterator[bool | None]:
    """Yield of each figure with a value at both days whether it got better; None where it stayed."""
    then, now = (_until(facts, day) for day in days)
    if not then or not now or then[-1].period == now[-1].period:
        return
    for found in _indicators(facts, subject):
        for unit in found.leads:
            first, last = (_value(weeks, found.code, unit) for weeks in (then, now))
            if first is not None and last is not None:
                yield is_better(found, last - first)


def _until(facts: Facts, day: date) -> list[Week]:
    return [week for week in facts.results.weeks if span(week.period)[1] <= day]


def _value(weeks: list[Week], code: str, unit: str) -> Decimal | None:
    """Return the last figure known in some weeks."""
    told = (week.value(code, (unit,)) for week in reversed(weeks))
    return next((point.number for point in told if point and point.number is not None), None)


def _indicators(facts: Facts, subject: str) -> list[Indicator]:
    """Return the judged indicators that a rank is about: one, or all of a group."""
    groups = {row.number for row in facts.scheme.groups if row.name == subject}
    return [
        row for row in facts.scheme.indicators
        if (row.code == subject or row.group in groups) and is_judged(row)
    ]  # fmt: skip


REASONS = OWN, PEERS, FIELD, UNKNOWN = "本区数据变动", "同侪变动", "参评数变", "无从判断"


def reason(facts: Facts, now: Rank, before: Rank | None) -> str:
    """Return why a rank may have moved, in as few words as are known; "" where it did not.

    What the others did is known only where all our own figures stayed as they were.
    """
    if before is None or (before.rank, before.of) == (now.rank, now.of):
        return ""
    if before.rank is None or now.rank is None:
        return UNKNOWN
    if before.of != now.of:
        return FIELD if before.of and now.of else UNKNOWN
    if before.published is None or now.published is None:
        return UNKNOWN
    moves = list(_moves(facts, now.subject, (before.published, now.published)))
    if any(move is not None for move in moves):
        return OWN
    all_ = sum(len(found.leads) for found in _indicators(facts, now.subject))
    return PEERS if moves and len(moves) == all_ else UNKNOWN
