"""Months, quarters and years as periods."""

import pytest
from msgspec.structs import replace

from jlhy_xl.books.scheme.default import default
from jlhy_xl.core.errors import UsageError
from jlhy_xl.core.scheme.choices import PeriodKind
from jlhy_xl.core.standing.spans import inside

WEEKLY = default()
MONTHLY = replace(WEEKLY, parameters=replace(WEEKLY.parameters, period_kind=PeriodKind.MONTH))


@pytest.mark.parametrize(
    ("text", "first", "last", "count"),
    [
        ("2026-W48", "2026-W48", "2026-W48", 1),
        ("2026-w48", "2026-W48", "2026-W48", 1),
        ("2026-11", "2026-W45", "2026-W48", 4),
        ("2026-10", "2026-W40", "2026-W44", 5),  # W40's deadline is moved to 8 October
        ("2027-01", "2026-W53", "2027-W04", 5),
        ("2026-Q4", "2026-W40", "2026-W52", 13),
        ("2026Q4", "2026-W40", "2026-W52", 13),
        ("2026", "2026-W01", "2026-W53", 53),
    ],
)
def test_what_a_word_means(text: str, first: str, last: str, count: int) -> None:
    """A week belongs to the month of its deadline; a year is the ISO year, as for points."""
    found = inside(WEEKLY, text)
    assert (found[0], found[-1], len(found)) == (first, last, count)


def test_months_of_a_monthly_scheme() -> None:
    """Where periods are months, a quarter has three and a year twelve."""
    assert inside(MONTHLY, "2026-11") == ("2026-11",)
    assert inside(MONTHLY, "2026-Q4") == ("2026-10", "2026-11", "2026-12")
    assert len(inside(MONTHLY, "2026")) == 12


@pytest.mark.parametrize("text", ["", "48", "2026-13", "2026-W54", "2026-Q5", "去年", "0000"])
def test_what_is_no_period_is_said(text: str) -> None:
    """A slip of the finger is a usage error with examples."""
    with pytest.raises(UsageError, match="不是期次"):
        inside(WEEKLY, text)
