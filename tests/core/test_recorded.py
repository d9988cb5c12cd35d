"""What stands in the ledger counts as if it stood in 方案.xlsx, and 通报 stand in their order."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from jlhy_xl.books.scheme.default import sample
from jlhy_xl.core.points.laid import named
from jlhy_xl.core.points.notices import in_order
from jlhy_xl.core.scheme.model import Meeting, Named, Resolution
from jlhy_xl.core.scheme.parse import digest
from jlhy_xl.core.scheme.recorded import entries_of, key_of, noted, origin, row_of, with_rows

SCHEME = sample()
NOW = datetime(2026, 12, 7, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters=";"), max_size=8)
days = st.none() | st.dates()
units = st.lists(st.sampled_from([unit.code for unit in SCHEME.units]), max_size=3).map(tuple)


@given(st.builds(Resolution, words, words, words, words, words, units, days, days, words, days,
                 days, days, words))  # fmt: skip
def test_a_resolution_is_the_same_after_the_ledger(row: Resolution) -> None:
    """Written as words and read back, nothing of an item is lost."""
    assert row_of(Resolution, entries_of(row)) == row


@given(st.builds(Meeting, words, days, words, words, words, words, words, words, words))
def test_a_meetings_line_is_the_same_after_the_ledger(row: Meeting) -> None:
    """Written as words and read back, nothing of a line is lost."""
    assert row_of(Meeting, entries_of(row)) == row


@given(words.filter(lambda text: not origin(text)[0]))
def test_where_a_row_was_written_is_found_again(note: str) -> None:
    """File, sheet and cell behind whatever note stood there before."""
    place = ("会议台账_HY2026-07 (2).xlsx", "议定事项", "A12")
    assert origin(noted(note, place[0], "议定事项!A12")) == place


def _item(code: str, text: str, lead: str = "U01") -> Resolution:
    return Resolution(code, "纪要", "", text, lead)


def test_the_schemes_own_row_outranks_and_the_last_recorded_one_counts() -> None:
    """Same code: the workbook's; twice recorded: the later; unknown owner: left out."""
    own = SCHEME.resolutions[0]
    made = with_rows(
        SCHEME, [],
        [_item(own.code, "别的"), _item("X1", "先"), _item("X1", "后"), _item("X2", "无主", "U99")],
    )  # fmt: skip
    assert made.resolutions == (*SCHEME.resolutions, _item("X1", "后"))
    assert made.meetings == SCHEME.meetings


def test_nothing_recorded_changes_nothing() -> None:
    """An empty ledger leaves the scheme, and its digest, as they are."""
    assert with_rows(SCHEME, [], []) == SCHEME
    assert digest(with_rows(SCHEME, [], [])) == digest(SCHEME)


def test_a_meetings_line_is_known_by_meeting_and_unit() -> None:
    """Two units of one meeting are two lines, one unit twice is one."""
    lines = [
        Meeting("M", None, "", "U01", "实到"), Meeting("M", None, "", "U02", "实到"),
        Meeting("M", None, "", "U01", "缺席"),
    ]  # fmt: skip
    assert [key_of(row) for row in lines] == ["M U01", "M U02", "M U01"]
    made = with_rows(replace(SCHEME, meetings=()), lines, [])
    assert [(row.unit, row.attended) for row in made.meetings] == [("U01", "缺席"), ("U02", "实到")]


def _named(notice: str, day: date, mended: date | None = None) -> Named:
    return Named(notice, day, "U08", "04-02", "耗时偏长", mended)


def _events(*rows: Named) -> list[tuple[str, ...]]:
    scheme = replace(SCHEME, named=rows)
    return [
        tuple(part.what.split()[1].partition("（")[0] for part in event.evidence)
        for event in named(scheme, NOW)
    ]


def test_two_successive_notices_are_found_by_their_numbers() -> None:
    """9号 and 10号 follow one another; their days of issue may have been written down late."""
    first = _named("〔2026〕9号", date(2026, 11, 20))
    second = _named("〔2026〕10号", date(2026, 11, 6))
    assert _events(second, first) == [("〔2026〕9号", "〔2026〕10号")]


def test_a_notice_between_that_does_not_name_it_breaks_the_row() -> None:
    """Named in 3号 and 5号 but not in 4号: nothing to lay out."""
    other = Named("〔2026〕4号", date(2026, 10, 6), "U01", "07-01", "别的")
    rows = _named("〔2026〕3号", date(2026, 9, 4)), other, _named("〔2026〕5号", date(2026, 11, 6))
    assert _events(*rows) == []
    assert len(_events(rows[0], replace(rows[2], notice="〔2026〕4号"), other)) == 1


def test_the_turn_of_the_year_keeps_the_order() -> None:
    """〔2026〕1号 follows 〔2025〕12号."""
    rows = _named("〔2026〕1号", date(2026, 1, 9)), _named("〔2025〕12号", date(2025, 12, 19))
    assert [row.notice for row in in_order(rows, NOW.date())] == ["〔2025〕12号", "〔2026〕1号"]


def test_where_a_number_has_no_year_the_days_decide() -> None:
    """Numbers that cannot be compared are put in the order of issue."""
    rows = _named("第2期", date(2026, 9, 4)), _named("〔2026〕1号", date(2026, 11, 6))
    assert [row.notice for row in in_order(rows, NOW.date())] == ["第2期", "〔2026〕1号"]


def test_what_is_mended_between_is_not_laid_out() -> None:
    """A problem mended by the day of the second 通报 is not the same problem."""
    first, day = _named("〔2026〕3号", date(2026, 9, 4), date(2026, 10, 1)), date(2026, 11, 6)
    assert _events(first, _named("〔2026〕4号", day)) == []
    late = replace(first, mended=date(2026, 11, 20))
    assert len(_events(late, _named("〔2026〕4号", day))) == 1
