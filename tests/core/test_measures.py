"""Measures: each trap of the scores, status words, warnings, and the progress table's rows."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from merge_world import SAME, SCHEME, indicator
from msgspec.structs import replace

from jlhy_xl.core.scheme.choices import Cycle, Direction, Source
from jlhy_xl.core.scheme.model import Indicator, Resolution
from jlhy_xl.core.standing import measures

LOW, HIGH, OPEN = Direction.LOWER, Direction.HIGHER, Direction.UNDECIDED
DAY = date(2026, 3, 10)
numbers = st.decimals(-1000, 1000, places=2)


def n(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def made(best: str | None, worst: str | None, **more: object) -> Indicator:
    return indicator("03-01", "获得电力流程", "U11", best=n(best), worst=n(worst), **more)


@pytest.mark.parametrize(
    ("best", "worst", "value", "score"),
    [
        ("3", "9", "6", "50"),
        ("3", "9", "3", "100"),
        ("3", "9", "1", "100"),  # better than the frontier is clipped
        ("3", "9", "12", "0"),
        ("12", "0", "3", "25"),  # the higher the better: worst below best
        ("3", "9", None, None),
        (None, "9", "6", None),
        ("3", None, "6", None),
        ("3", "3", "3", None),
    ],
)
def test_a_value_stands_between_the_worst_and_the_best(
    best: str | None, worst: str | None, value: str | None, score: str | None
):
    """clip((worst − y) / (worst − best), 0, 1) × 100, only where both ends are set."""
    assert measures.frontier(made(best, worst), n(value)) == n(score)


@pytest.mark.parametrize(
    "more",
    [
        {"measure": "工作日"}, {"measure": "元"}, {"measure": "元/千瓦时"},
        {"measure": "文字"}, {"direction": OPEN},
    ],
)  # fmt: skip
def test_foreign_measures_words_and_undecided_directions_never_enter(more: dict[str, object]):
    """Even where someone typed a frontier: it was set for another measure, or for none."""
    assert measures.frontier(made("3", "9", **more), Decimal(6)) is None


@given(numbers, numbers, numbers)
def test_a_score_is_never_outside_0_to_100(best: Decimal, worst: Decimal, value: Decimal):
    """Whatever is typed, a score lies between 0 and 100."""
    score = measures.frontier(replace(made("0", "1"), best=best, worst=worst), value)
    assert score is None or 0 <= score <= 100


CREDIT = indicator(
    "06-04", "企业融资便利度", *SAME, measure="分", direction=HIGH, source=Source.OFFICIAL,
    best=Decimal(100), worst=Decimal(0), cycle=Cycle.YEAR,
    score_of=(("06-01", Decimal(12)), ("06-02", Decimal(8))),
)  # fmt: skip


def credit(first: str | None, second: str | None) -> measures.Composite:
    values = {"06-01": n(first), "06-02": n(second)}
    return measures.composite(CREDIT, SCHEME.indicator_by_code, values)


def test_the_credit_score_is_the_sum_of_the_indices_by_twenty():
    """(12·s1 + 8·s2)/20, not the mean of two scores: 6/12 and 8/8 make 70, not 75."""
    assert credit("6", "8").score == Decimal(70)
    assert credit("6", "8").is_whole


def test_parts_are_clipped_before_the_mean():
    """A part beyond its frontier counts 100: 24 of 12 and 0 of 8 make 60, not 120."""
    assert credit("24", "0").score == Decimal(60)


def test_a_score_of_fewer_parts_names_what_is_missing():
    """One part of two: its own score, said to be so; none at all: no score, not 0."""
    assert credit("6", None) == measures.Composite(Decimal(50), ("06-01",), ("06-02",))
    assert not credit("6", None).is_whole
    assert credit(None, None).score is None


def test_a_part_measured_in_working_days_drops_out_with_its_weight():
    """Of 流程, 耗时(工作日) and 费用(元) only 流程 enters."""
    parts = {
        code: replace(made("1", "18"), code=code, measure=measure)
        for code, measure in (("01-01", "个"), ("01-02", "工作日"), ("01-03", "元"))
    }
    ease = replace(CREDIT, score_of=tuple((code, Decimal(1)) for code in parts))
    found = measures.composite(ease, parts, dict.fromkeys(parts, Decimal("9.5")))
    assert (found.score, found.used, found.missing) == (Decimal(50), ("01-01",), ("01-02", "01-03"))


@pytest.mark.parametrize(
    ("direction", "baseline", "target", "value", "share"),
    [
        (LOW, "10", "5", "10", "0"),
        (LOW, "10", "5", "7.5", "0.5"),
        (LOW, "10", "5", "4", "1.2"),
        (LOW, "10", "5", "11", "-0.2"),
        (HIGH, "50", "80", "65", "0.5"),
        (HIGH, "50", "80", "40", None),
        (LOW, "5", "5", "5", "1"),  # to be held, and held
        (LOW, "5", "5", "6", "0"),
        (HIGH, "5", "5", "6", "1"),
        (LOW, "3", "5", "4", "1"),  # the target is behind the baseline: reached is reached
        (LOW, "3", "5", "6", "0"),
        (OPEN, "10", "5", "5", None),
        (LOW, None, "5", "5", None),
        (LOW, "10", None, "5", None),
        (LOW, "10", "5", None, None),
    ],
)
def test_how_much_of_the_way_is_done(
    direction: Direction, baseline: str | None, target: str | None, value: str | None,
    share: str | None,
):  # fmt: skip
    """(baseline − y)/(baseline − target), direction-aware; 无法评价 is None, not 0."""
    found = measures.attainment(direction, n(baseline), n(target), n(value))
    if (direction, value) == (HIGH, "40"):
        assert found is not None
        assert found < 0
    else:
        assert found == n(share)


@given(st.sampled_from([LOW, HIGH]), numbers, numbers, numbers)
def test_a_target_is_reached_just_when_its_share_is_one(
    direction: Direction, baseline: Decimal, target: Decimal, value: Decimal
):
    """The share and the plain comparison never disagree."""
    share = measures.attainment(direction, baseline, target, value)
    assert share is not None
    assert (share >= 1) is measures.is_met(direction, target, value)


@pytest.mark.parametrize(
    ("direction", "measure", "moved", "better"),
    [
        (LOW, "个", "-1", True), (LOW, "个", "1", False), (HIGH, "%", "1", True),
        (HIGH, "%", "-1", False), (LOW, "个", "0", None), (LOW, "个", None, None),
        (OPEN, "%", "1", None), (LOW, "文字", "1", None),
    ],
)  # fmt: skip
def test_better_or_worse_is_said_only_where_it_can_be(
    direction: Direction, measure: str, moved: str | None, better: bool | None
):
    """Undecided directions, words and no movement are judged neither way."""
    row = made(None, None, direction=direction, measure=measure)
    assert measures.is_better(row, n(moved)) is better


@pytest.mark.parametrize(
    ("status", "lagging", "word"),
    [
        ("已完成", False, "已办结"), ("推进中", False, "正在办理"), ("未启动", False, "正在办理"),
        ("推进中", True, "进展滞后"), ("申请延期", True, "进展滞后"), ("", False, ""), ("", True, ""),
    ],
)  # fmt: skip
def test_status_words(status: str, lagging: bool, word: str):
    """What lags is 进展滞后 whatever was typed; what was not reported has no word."""
    assert measures.status_word(status, lagging=lagging) == word


@pytest.mark.parametrize(
    ("days", "times", "colour"),
    [(-8, 1, ""), (-7, 1, "蓝"), (0, 1, "蓝"), (1, 1, "黄"), (7, 1, "黄"), (8, 1, "红"),
     (1, 2, "红"), (0, 2, "蓝")],
)  # fmt: skip
def test_warnings_are_blue_before_yellow_after_red_long_after_or_twice(
    days: int, times: int, colour: str
):
    """Due within 7 days, overdue, overdue for more than 7 days or for the second time."""
    assert measures.warning(DAY, DAY + timedelta(days=days), times=times) == colour
    assert measures.warning(None, DAY) == ""


@pytest.mark.parametrize(
    ("more", "today", "word", "colour"),
    [
        ({}, DAY, "正在办理", "蓝"),
        ({}, DAY + timedelta(days=1), "进展滞后", "黄"),
        ({"claimed": DAY}, DAY + timedelta(days=1), "正在办理", ""),
        ({"claimed": DAY}, DAY + timedelta(days=30), "正在办理", ""),
        ({"claimed": DAY + timedelta(days=7)}, DAY + timedelta(days=30), "进展滞后", "黄"),
        ({"claimed": DAY + timedelta(days=8)}, DAY + timedelta(days=30), "进展滞后", "红"),
        ({"claimed": DAY, "due": None}, DAY, "正在办理", ""),
        ({"confirmed": DAY}, DAY + timedelta(days=30), "办结销号", ""),
        ({"granted": "同意", "extended": date(2026, 3, 15)}, date(2026, 3, 12), "正在办理", "蓝"),
        ({"granted": "同意", "extended": date(2026, 3, 15)}, date(2026, 3, 16), "进展滞后", "红"),
        ({"granted": "不同意", "extended": date(2026, 3, 15)}, date(2026, 3, 12), "进展滞后", "黄"),
        ({"due": None}, DAY, "正在办理", ""),
    ],
)
def test_where_a_resolution_stands(more: dict[str, object], today: date, word: str, colour: str):
    """Only the office's confirmation ends it; a second overdue is red at once."""
    row = Resolution(
        **{"code": "Y1", "source": "纪要", "source_number": "1号", "text": "甲", "lead": "U01",
           "due": DAY, **more}
    )  # type: ignore[arg-type]  # fmt: skip
    found = measures.resolution_standing(row, today)
    assert (found.word, found.colour) == (word, colour)
    assert found.is_claimed is ("claimed" in more)


@pytest.mark.parametrize(
    ("claimed", "over", "late"), [(None, 17, False), (0, 0, False), (1, 1, True), (7, 7, True)]
)
def test_the_days_past_its_day_end_where_the_unit_reports_it_done(
    claimed: int | None, over: int, late: bool
):
    """Days are counted to today, or to the report: what is waited for after it is the office's."""
    row = Resolution(
        "Y1", "纪要", "1号", "甲", "U01", (), DAY,
        claimed=None if claimed is None else DAY + timedelta(days=claimed),
    )  # fmt: skip
    found = measures.resolution_standing(row, DAY + timedelta(days=17))
    assert (found.over, found.is_claimed_late) == (over, late)


def test_a_tally_recomputes_from_its_counts():
    """共4件，已办结2件: the share is the quotient; nothing counted has no share."""
    found = measures.tally(["已办结", "办结销号", "进展滞后", ""])
    assert (found.total, found.done, found.doing, found.lagging) == (4, 2, 0, 1)
    assert found.share == Decimal("0.5")
    assert measures.tally([]).share is None


def test_a_target_without_a_direction_is_neither_met_nor_missed():
    """方向未定 has no better side."""
    assert measures.is_met(OPEN, Decimal(5), Decimal(5)) is None
    assert measures.is_met(LOW, Decimal(5), Decimal(5)) is True
    assert measures.is_met(HIGH, Decimal(5), Decimal(4)) is False
