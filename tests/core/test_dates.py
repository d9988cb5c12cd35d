"""What people type as a date."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jlhy_xl.core.model import State
from jlhy_xl.core.scheme.choices import FieldType, Need
from jlhy_xl.core.values import parse as values
from jlhy_xl.core.values.parse import parse
from jlhy_xl.core.wording import values as words
from tests.core.values_world import FULL_WIDTH, codes, field, moment

DAY = st.dates(date(1990, 1, 1), date(2100, 12, 31))
WAYS = (
    "{0.year}-{0.month}-{0.day}", "{0.year}/{0.month:02d}/{0.day:02d}", "{0.year}.{0.month}.{0.day}",
    "{0.year}年{0.month}月{0.day}日", "{0.year}{0.month:02d}{0.day:02d}", "{0.year} 年 {0.month} 月 {0.day} 日",
    "{0.year}-{0.month}-{0.day} 17:00:00", "{0.year}年{0.month}月{0.day}日前", "{0.month}月{0.day}日",
)  # fmt: skip


@given(DAY, st.sampled_from(WAYS), st.booleans())
def test_dates_read_back_equal(day: date, way: str, wide: bool) -> None:
    """Every usual way of writing a date gives that date, full-width digits included."""
    typed = way.format(day)
    found = parse(
        typed.translate(FULL_WIDTH) if wide else typed, field(FieldType.DATE), year=day.year
    )
    assert (found.state, found.value) == (State.VALID, day.isoformat())


@given(DAY)
def test_date_cells_and_serials(day: date) -> None:
    """A date cell, its serial as a number and its serial as a text are the same day."""
    serial = (day - date(1899, 12, 30)).days
    kind = field(FieldType.DATE_OR_OPEN)
    assert parse(datetime.combine(day, time(17)), kind).value == day.isoformat()
    for raw in (Decimal(serial), str(serial)):
        found = parse(raw, kind)
        assert (found.value, codes(found)) == (day.isoformat(), [words.SERIAL.code])


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("3/4/2026", words.DATE_UNSURE), ("26.12.31", words.DATE_UNSURE), ("12.31", words.DATE_NO_YEAR),
        ("2026年12月", words.DATE_NO_DAY), ("年底前", words.DATE_NO_DAY), ("12月31日", words.DATE_NO_DAY),
        (moment("1900-01-01"), words.DATE_NUMBER), (moment("1989-12-31"), words.DATE_FAR), ("1989-12-31", words.DATE_FAR), ("2101-01-01", words.DATE_FAR),
        ("12345", words.DATE_FAR), (Decimal("11.26"), words.DATE_NO_YEAR), (Decimal("2026.12"), words.DATE_NO_DAY),
    ],
)  # fmt: skip
def test_doubtful_dates_are_asked(raw: values.Raw, code: words.Code) -> None:
    """Two readings, a missing day or year, a year out of bounds: kept aside with a query."""
    found = parse(raw, field(FieldType.DATE))
    assert (found.state, codes(found)) == (State.ASIDE, [code.code])


@pytest.mark.parametrize(
    "raw",
    [
        "2026-02-30",
        "长期",
        "无",
        "尽快",
        "3",
        Decimal(0),
        True,
        time(3),
        "2026-12/31",
        Decimal("NaN"),
    ],
)
def test_no_dates_are_errors(raw: values.Raw) -> None:
    """What is no date is an error of type."""
    found = parse(raw, field(FieldType.DATE), year=2026)
    assert (found.state, codes(found)) == (State.ERROR, [words.NOT_DATE.code])


def test_a_number_under_a_date_format_is_named() -> None:
    """11.26 and 1126 typed into a date cell become days of 1900 and 1903: the clerk reads what was typed."""
    for raw, number in (("1900-01-11T06:14:24", "11.26"), ("1903-01-30", "1126")):
        (issue,) = parse(moment(raw), field(FieldType.DATE)).issues
        assert issue.words["number"] == number
    (issue,) = parse("11.26", field(FieldType.DATE)).issues
    assert (issue.words["month"], issue.words["day"]) == ("11", "26")


def test_dates_with_a_note() -> None:
    """长期 where it is an answer; a year taken from the period; one certain reading of an odd order."""
    assert parse("长期", field(FieldType.DATE_OR_OPEN)).value == "长期"
    assumed = parse("12月31日", field(FieldType.DATE), year=2026)
    assert (assumed.value, assumed.note, codes(assumed)) == ("2026-12-31", "年份按2026年", ["V135"])
    assert codes(parse("31/12/2026", field(FieldType.DATE))) == [words.DATE_NOTED.code]
    assert parse("二〇二六年十二月三十一日", field(FieldType.DATE)).value == "2026-12-31"
    assert parse("二〇二六年十三月一日", field(FieldType.DATE)).state is State.ERROR
    assert parse("26年12月31日前", field(FieldType.DATE)).note == "原文为“26年12月31日前”"
    assert parse("2101年1月1日前", field(FieldType.DATE)).state is State.ASIDE
    assert parse("13月1日", field(FieldType.DATE)).state is State.ERROR
    assert parse("2月29日", field(FieldType.DATE), year=2026).state is State.ERROR
    optional = parse("无", field(FieldType.DATE, Need.NO))
    assert (optional.state, codes(optional)) == (State.BLANK, [words.NONE_WORD.code])


@given(st.integers(0, 10), st.timedeltas(timedelta(0), timedelta(days=9)))
def test_typed_words_of_a_date_cell(days: int, more: timedelta) -> None:
    """A date cell's words hold its day, and its time where it has one."""
    when = moment("2026-03-06") + timedelta(days=days) + more
    assert values.typed(when).startswith(when.date().isoformat())
