"""Rows of one rule code, one after the other: the supported way to change a figure from a day on."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from jlhy_xl.books.scheme.book import book
from jlhy_xl.books.scheme.default import default
from jlhy_xl.core.model import Finding, Severity
from jlhy_xl.core.points.caps import rule_on
from jlhy_xl.core.raw import a1
from jlhy_xl.core.scheme.model import Scheme
from jlhy_xl.core.scheme.parse import parse
from tests.scheme_world import as_read, place

JUNE, JULY = date(2026, 6, 30), date(2026, 7, 1)


def two_rows(old: dict[str, Any], new: dict[str, Any]) -> Scheme:
    """The default scheme with A2's row ended and a second row of A2 behind it."""
    scheme = default()
    rules = []
    for row in scheme.rules:
        rules.append(replace(row, **old) if row.code == "A2" else row)
        if row.code == "A2":
            rules.append(replace(row, **new))
    return replace(scheme, rules=tuple(rules))


def read(scheme: Scheme) -> tuple[Scheme | None, tuple[Finding, ...]]:
    return parse(as_read(book(scheme)))


def test_an_old_figure_until_a_day_and_a_new_one_from_the_next() -> None:
    """Two rows of A2 that follow each other: no finding, written and read back equal, each in force on its days."""
    scheme = two_rows({"ends": JUNE}, {"starts": JULY, "points": Decimal(2)})
    found, findings = read(scheme)
    assert (found, findings) == (scheme, ())
    figures = [rule_on(scheme, "A2", day) for day in (date(2026, 1, 5), JUNE, JULY, None)]
    assert [row.points if row else None for row in figures] == [1, 1, 2, 1]


def test_a_cap_may_change_with_the_figure() -> None:
    """The cap of 报送类 differs before and after the day for every rule of it: no day has two caps."""
    scheme = default()
    shared = [row for row in scheme.rules if row.cap_group == "报送类"]
    ended = tuple(replace(row, ends=JUNE) if row in shared else row for row in scheme.rules)
    fresh = tuple(replace(row, starts=JULY, cap=Decimal(6)) for row in shared)
    assert read(replace(scheme, rules=(*ended, *fresh)))[1] == ()
    odd = replace(scheme, rules=(*ended, *fresh[:-1], replace(fresh[-1], cap=Decimal(7))))
    assert [each.code for each in read(odd)[1]] == ["S329"]


@pytest.mark.parametrize(
    ("old", "new", "code", "severity"),
    [
        ({}, {"starts": JULY}, "S341", Severity.ERROR),
        ({"ends": JULY}, {"starts": JULY}, "S341", Severity.ERROR),
        ({"starts": JULY}, {}, "S341", Severity.ERROR),
        ({}, {"starts": date.min}, "S341", Severity.ERROR),
        ({"ends": date(2026, 6, 28)}, {"starts": JULY}, "S342", Severity.QUERY),
        ({}, {}, "S301", Severity.ERROR),
        ({"starts": JULY}, {"starts": JULY}, "S301", Severity.ERROR),
    ],
)
def test_rows_that_do_not_follow_each_other_are_told(
    old: dict[str, Any], new: dict[str, Any], code: str, severity: Severity
) -> None:
    """A day with two figures is an error, days with none a doubt; both at the later row's date."""
    scheme = two_rows(old, new)
    found, (told,) = read(scheme)
    assert (told.code, told.severity, found is None) == (code, severity, severity is Severity.ERROR)
    assert told.sheet == "减扣规则"
    row = [each.code for each in scheme.rules].index("A2") + 2
    later = row + (1 if not old.get("starts") or new.get("starts") else 0)
    column = place(as_read(book(scheme)), "减扣规则", "起始日期", "A2")[1]
    assert told.cell == a1(later, column)


def test_what_to_write_is_said() -> None:
    """The overlap names the row that must end, and the day; the gap names the days without a figure."""
    _, (told,) = read(two_rows({}, {"starts": JULY}))
    row = [each.code for each in default().rules].index("A2") + 3
    assert f"第{row}行的“截止日期”填 2026-06-30" in told.message
    _, (told,) = read(two_rows({"ends": date(2026, 6, 28)}, {"starts": JULY}))
    assert "2026-06-29至2026-06-30" in told.message
