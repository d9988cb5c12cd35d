"""A value before a period is called untrue only where a record of 核实记录 says so beyond doubt."""

from datetime import date
from decimal import Decimal

import pytest

from jlhy_xl.core.scheme.ledgers import Verified
from jlhy_xl.core.scheme.model import Scheme
from jlhy_xl.core.standing.trend import Point, Week
from jlhy_xl.core.standing.untrue import mentions, records, untrue_before

DAY, HERE = date(2026, 11, 12), "2026-W48"
FACT = "第45周报采购流程28个工作日，抽查档案为31个工作日"
ROW = Verified("HS1", "U04", "2026-W45", "09-02", FACT, "赵核实", DAY)


def _told(period: str, value: str) -> tuple[Week, ...]:
    return (Week(period, {("09-02", "U04"): Point(Decimal(value), value)}),)


@pytest.mark.parametrize(
    ("weeks", "last", "found"),
    [
        ((), "28", "HS1"),  # registered by the office: the record names it
        ((), "31", ""),  # what was found instead
        ((), "29", ""),
        (_told("2026-W45", "28"), "28", "HS1"),
        (_told("2026-W45", "31"), "31", ""),  # mended since
        (_told("2026-W47", "28"), "28", ""),  # another return said it
    ],
)
def test_only_the_very_value_is_untrue(weeks: tuple[Week, ...], last: str, found: str) -> None:
    """Of the period that the record is of; where no return told it, the number that the record names."""
    assert untrue_before(Scheme(), weeks, HERE, (ROW,), Decimal(last)) == found


def test_a_record_needs_its_unit_its_indicator_a_day_and_a_person() -> None:
    """What nobody has verified yet, or of another unit or indicator, says nothing."""
    scheme = Scheme(verified=(ROW,))
    assert records(scheme, DAY, "09-02", ("U04",)) == (ROW,)
    assert not records(scheme, date(2026, 11, 11), "09-02", ("U04",))
    assert not records(scheme, DAY, "09-01", ("U04",))
    assert not records(scheme, DAY, "09-02", ("U05",))
    nobody = Verified("HS1", "U04", "2026-W45", "09-02", FACT, " ", DAY)
    assert not records(Scheme(verified=(nobody,)), DAY, "09-02", ("U04",))


def test_a_record_without_an_indicator_is_mentioned_where_it_names_one() -> None:
    """Then it is only mentioned: whether it means this value is for a person to say."""
    row = Verified("HS2", "U04", "", "", FACT, "赵核实", DAY)
    scheme = Scheme(verified=(row, ROW))
    assert mentions(scheme, DAY, "采购流程", ("U04",)) == ("HS2",)
    assert not mentions(scheme, DAY, "支付和交付", ("U04",))
