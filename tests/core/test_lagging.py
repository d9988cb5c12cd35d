"""When a row is 进展滞后."""

from datetime import date
from decimal import Decimal

import pytest

from jlhy_xl.core.returns.lagging import is_worse, lagging
from jlhy_xl.core.scheme.choices import Direction

FRIDAY = date(2026, 11, 27)
LOWER, HIGHER, OPEN = Direction.LOWER, Direction.HIGHER, Direction.UNDECIDED


@pytest.mark.parametrize(
    ("due", "status", "lags"),
    [
        (date(2026, 11, 26), "推进中", True),
        (date(2026, 11, 26), "", True),
        (date(2026, 11, 26), "已完成", False),
        (date(2026, 11, 27), "推进中", False),
        (None, "推进中", False),
    ],
)
def test_overdue(due: date | None, status: str, lags: bool) -> None:
    """A row is overdue from the day after its 完成时限, unless it is 已完成."""
    found = lagging(None, None, LOWER, due, status, FRIDAY)
    assert (found.lagging, found.overdue) == (lags, lags)


def test_asking_for_delay_lags_without_being_overdue() -> None:
    """申请延期 is 进展滞后, but not 逾期."""
    found = lagging(None, None, LOWER, None, "申请延期", FRIDAY)
    assert (found.lagging, found.overdue, found.why) == (True, False, "申请延期")


@pytest.mark.parametrize(
    ("value", "last", "direction", "worse"),
    [
        (9, 8, LOWER, True),
        (8, 8, LOWER, False),
        (7, 8, LOWER, False),
        (7, 8, HIGHER, True),
        (9, 8, HIGHER, False),
        (9, 8, OPEN, False),
        (None, 8, LOWER, False),
        (9, None, LOWER, False),
    ],
)
def test_worse(value: int | None, last: int | None, direction: Direction, worse: bool) -> None:
    """A value is worse only in its own direction, and never where the direction is undecided."""
    one = None if value is None else Decimal(value)
    two = None if last is None else Decimal(last)
    assert is_worse(one, two, direction) is worse
    assert lagging(one, two, direction, None, "推进中", FRIDAY).lagging is worse


def test_every_reason_is_told() -> None:
    """All reasons stand side by side."""
    found = lagging(Decimal(9), Decimal(8), LOWER, date(2026, 11, 1), "申请延期", FRIDAY)
    assert found.why == "已过完成时限、申请延期、较上期变差"
