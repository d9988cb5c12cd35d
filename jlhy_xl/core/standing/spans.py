"""Months, quarters and years as the periods that belong to them."""

import re
from datetime import date

from jlhy_xl.core.calendar import is_period, next_period, period_of, timetable
from jlhy_xl.core.errors import UsageError
from jlhy_xl.core.scheme.model import Scheme

_QUARTER = re.compile(r"(\d{4})-?[Qq]([1-4])")
_MONTH = re.compile(r"(\d{4})-(\d{2})")
_YEAR = re.compile(r"\d{4}")
_ALL = range(1, 13)


def inside(scheme: Scheme, text: str) -> tuple[str, ...]:
    """Return the periods that a period, a month, a quarter or a year means, oldest first.

    A week belongs to the month of its deadline; a year has the weeks of its ISO year, as for points.

    Args:
        scheme: gives the kind of period and the deadlines.
        text: "2026-W48", "2026-11", "2026-Q4" or "2026".

    Raises:
        UsageError: it is none of them.
    """
    asked = text.strip().upper()
    if is_period(asked) and "W" in asked:
        return (asked,)
    year, months = _meant(asked)
    period = period_of(scheme, date(year - 1, 12, 1))
    found: list[str] = []
    while int(period[:4]) <= year + 1 and period < f"{year + 1}-W03":
        if _belongs(scheme, period, year, months):
            found.append(period)
        period = next_period(period)
    return tuple(found)


def _belongs(scheme: Scheme, period: str, year: int, months: range) -> bool:
    if months == _ALL:
        return int(period[:4]) == year
    if "W" not in period:
        return int(period[:4]) == year and int(period[5:]) in months
    deadline = timetable(scheme, period).deadline
    return deadline.year == year and deadline.month in months


def _meant(text: str) -> tuple[int, range]:
    quarter, month = _QUARTER.fullmatch(text), _MONTH.fullmatch(text)
    if quarter:
        first = 3 * int(quarter[2]) - 2
        return int(quarter[1]), range(first, first + 3)
    if month and is_period(text):
        return int(month[1]), range(int(month[2]), int(month[2]) + 1)
    if _YEAR.fullmatch(text) and int(text) > 1:
        return int(text), _ALL
    raise UsageError(
        f"“{text}”不是期次", "", "请写成 2026-W48、2026-11（月）、2026-Q4（季）或 2026（年）"
    )
