"""When a row is 进展滞后: the check asks here, the template's own formula does the same."""

from datetime import date
from decimal import Decimal

from msgspec import Struct

from jlhy_xl.core.scheme.choices import Direction
from jlhy_xl.core.wording.checks import ASKED, DONE, LATE, WORSE

__all__ = ["ASKED", "DONE", "Lagging", "is_worse", "lagging"]


class Lagging(Struct, frozen=True):
    """Whether a row is 进展滞后 and 逾期, and why."""

    lagging: bool = False
    overdue: bool = False  # 完成时限 has passed and it is not 已完成
    why: str = ""


def is_worse(value: Decimal | None, last: Decimal | None, direction: Direction) -> bool:
    """Whether a value moved the wrong way; never where the direction is undecided.

    >>> is_worse(Decimal(8), Decimal(7), Direction.LOWER)
    True
    >>> is_worse(Decimal(8), Decimal(7), Direction.UNDECIDED)
    False
    """
    if value is None or last is None or direction is Direction.UNDECIDED:
        return False
    return value > last if direction is Direction.LOWER else value < last


def lagging(
    value: Decimal | None,
    last: Decimal | None,
    direction: Direction,
    due: date | None,
    status: str,
    today: date,
) -> Lagging:
    """Return whether a row lags: overdue, asking for delay, or worse than last period.

    Args:
        value: 现状值 as a number, None where it is words or not given.
        last: 上期值 as a number.
        direction: the indicator's 优向.
        due: 完成时限; a row without one is never overdue.
        status: 推进状态.
        today: the day of the period's deadline.

    >>> lagging(None, None, Direction.LOWER, date(2026, 11, 26), "推进中", date(2026, 11, 27)).why
    '已过完成时限'
    >>> lagging(Decimal(3), Decimal(3), Direction.LOWER, None, "推进中", date(2026, 11, 27)).lagging
    False
    """
    overdue = due is not None and due < today and status != DONE
    reasons = [
        word
        for true, word in (
            (overdue, LATE),
            (status == ASKED, ASKED),
            (is_worse(value, last, direction), WORSE),
        )
        if true
    ]
    return Lagging(bool(reasons), overdue, "、".join(reasons))
