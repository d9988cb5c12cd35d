"""Which value before a period was found untrue (核实记录), as far as that is beyond doubt."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from jlhy_xl.core.calendar import period_of
from jlhy_xl.core.scheme.ledgers import Verified
from jlhy_xl.core.scheme.model import Scheme
from jlhy_xl.core.standing.trend import Week, last_told
from jlhy_xl.core.values.parsed import decimal

# a period's and a day's own numbers are no values
_DATED = re.compile(r"第\d+周|\d+年度?|\d+月份?|\d+[日号]|〔\d+〕")
_NUMBER = re.compile(r"(?<![\d.])-?\d+(?:\.\d+)?(?![\d.])")


def records(
    scheme: Scheme, today: date, indicator: str, units: Sequence[str]
) -> tuple[Verified, ...]:
    """Return what a named person verified of a unit's indicator by a day."""
    return tuple(
        row
        for row in scheme.verified
        if row.unit in units
        and row.indicator == indicator
        and row.day
        and row.day <= today
        and row.person.strip()
    )


def untrue_before(
    scheme: Scheme, weeks: Iterable[Week], period: str, found: Iterable[Verified], last: Decimal
) -> str:
    """Return the number of the record that says the value before a period is untrue, else "".

    Known is of which period the value is: then the record must be of that one. A value that the
    office registered belongs to none: then the record must name it. What was found instead, which
    such a record tells last, is true.
    """
    weeks = tuple(weeks)
    for row in found:
        told = last_told(weeks, period, row.indicator, (row.unit,))
        named = numbers(row.fact)
        if len(set(named)) > 1 and last == named[-1] and last not in named[:-1]:
            continue
        of = row.period or (period_of(scheme, row.day) if row.day else "")
        if told == of if told else last in named:
            return row.code
    return ""


def numbers(fact: str) -> list[Decimal]:
    """Return the values that a record names, in their order.

    >>> [str(each) for each in numbers("第45周报28个工作日，11月5日抽查档案为31个")]
    ['28', '31']
    """
    found = (decimal(hit[0]) for hit in _NUMBER.finditer(_DATED.sub("", fact)))
    return [each for each in found if each is not None]


def mentions(scheme: Scheme, today: date, name: str, units: Sequence[str]) -> tuple[str, ...]:
    """Return the numbers of the records that name no indicator and yet an indicator's name.

    >>> day = date(2026, 11, 12)
    >>> row = Verified("HS1", "U04", "", "", "采购流程报28个，查为31个", "赵核实", day)
    >>> mentions(Scheme(verified=(row,)), day, "采购流程", ("U04",))
    ('HS1',)
    """
    found = records(scheme, today, "", units)
    return tuple(row.code for row in found if name and name in row.fact)
