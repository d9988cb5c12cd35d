"""汇总表 of a period whose units may still report: nobody is blamed before the cut-off."""

import re

import pytest
import summary_world as world
from msgspec.structs import replace
from summary_world import sheet, texts

from jlhy_xl.books.summary import book as summary
from jlhy_xl.books.summary import words
from jlhy_xl.books.summary.facts import Facts
from jlhy_xl.core.model import Severity
from jlhy_xl.core.results import Results
from jlhy_xl.core.standing import trend

ALL = frozenset(f"U{at:02}" for at in range(1, 13))
SHEETS = [row.name for row in summary.book(world.results()).sheets]


def test_before_the_deadline_nobody_is_called_silent():
    """A unit that still has time is 尚未报送, not 未报; no share of those in time is made of it."""
    facts = Facts(world.results(silent=ALL - {"U03"}, now=world.at("2026-11-27 12:00:00")))
    assert {unit.word for unit in facts.units} == {"✓ 按时", "— 尚未报送"}
    said = words.sentences(facts)[0]
    assert said.startswith("应报12个单位，实报1个；应填")
    assert "及时率" not in said
    assert "尚未报送（未到截止时间）：" in said
    assert {group.word for group in facts.groups} <= {"✓ 正常", "— 待报"}


_OPEN = {"2026-11-27 12:00:00": "未到截止时间", "2026-12-01 09:00:00": "未到最终截止时间"}


@pytest.mark.parametrize("moment", _OPEN)
def test_no_sheet_calls_a_unit_silent_that_may_still_report(moment):
    """Before the cut-off no cell of any sheet but 口径说明 says 未报 or 未到 of a unit, a form or a row."""
    results = world.results(silent=frozenset({"U05", "U08"}), now=world.at(moment))
    made = summary.book(results)
    told = {name: texts(sheet(made, name)) for name in SHEETS if name != "口径说明"}
    blamed = re.compile("[✗△—] ?未[报到]|✗0/|未报：|全部未报")
    assert not [
        (name, text) for name, found in told.items() for text in found if blamed.search(text)
    ]
    front = "\n".join(told["总览"])
    assert f"尚未报送（{_OPEN[moment]}）：区人社局、区城乡水务局" in front
    assert any("汇总于" in text and f"（{_OPEN[moment]}）" in text for text in told["总览"])
    errors = Facts(results).severities[Severity.ERROR]
    # what has not come is nothing to correct
    assert [
        text
        for text in told["数据问题"]
        if f"处：须改正 {errors} 处，" in text and "待报 4 处" in text
    ]
    closed = summary.book(world.results(silent=frozenset({"U05", "U08"})))
    assert "✗ 未报" in texts(sheet(closed, "总览"))
    assert "✗ 未到" in texts(sheet(closed, "完整性"))


def test_the_share_in_time_waits_for_the_deadline():
    """Before it 总览 and 完整性 say how many came; after it how many of them in time."""
    early = summary.book(
        world.results(silent=frozenset({"U05"}), now=world.at("2026-11-27 12:00:00"))
    )
    front = "\n".join(texts(sheet(early, "总览")))
    assert "各单位报送：已报 11/12（未到截止时间）" in front
    assert "11/12 已报" in texts(sheet(early, "完整性"))
    assert not [text for text in texts(sheet(early, "完整性")) if text.startswith("及时率 ")]


def _with_history(moment: str) -> Results:
    """Week 48 at a moment, without U05, after two closed weeks that lack it too."""
    here = replace(world.results(now=world.at(moment)), weeks=())
    weeks = tuple(_week(world.results(), period) for period in ("2026-W46", "2026-W47"))
    return replace(here, weeks=(*weeks, _week(here, world.W48)))


def _week(results: Results, period: str) -> trend.Week:
    cells = results.readings[list(trend.CELLS)].itertuples(index=False, name=None)
    counts = results.completeness.itertuples(index=False, name=None)
    return trend.week(results.scheme, period, cells, ((period, *row[1:]) for row in counts))


def test_the_matrix_of_the_weeks_charges_only_closed_ones():
    """✗ in the weeks before, — in the one that is open; after its cut-off ✗ there too."""
    for moment, signs in (("2026-11-27 12:00:00", "✗✗—"), ("2026-12-07 09:00:00", "✗✗✗")):
        made = sheet(summary.book(_with_history(moment)), "各栏完整性")
        rows = [
            row
            for (row, column), cell in made.cells.items()
            if column == 1 and cell.value == "人员信息登记表"
        ]
        silent = next(row for row in rows if made.cells[row, 0].value == "区人社局")
        assert made.cells[silent, 2].value == "全表"
        told = [str(made.cells[silent, column].value) for column in (6, 7, 8)]
        assert told == [f"{sign}0/15" for sign in signs]


def test_the_trend_has_no_share_in_time_of_an_open_week():
    """Its cell and its point in the chart stay empty before the deadline; the sheet says why."""
    early = sheet(summary.book(_with_history("2026-11-27 12:00:00")), "趋势")
    late = sheet(summary.book(_with_history("2026-12-07 09:00:00")), "趋势")
    for made, known in ((early, False), (late, True)):
        row = next(
            row
            for (row, column), cell in made.cells.items()
            if column == 0 and cell.value == "第48周"
        )
        assert (made.cells[row, 5].value is not None) is known
        assert made.cells[row - 1, 5].value is not None
        assert any("本期未到截止时间" in text for text in texts(made)) is not known
