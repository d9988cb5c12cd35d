"""Figures that recompute: the formula names the cells that a reader would take, and gives what stands there."""

import re
from decimal import Decimal

import summary_world as world
from summary_world import sheet

from jlhy_xl.books.summary import book as summary
from jlhy_xl.books.summary import reckoned
from jlhy_xl.books.table import Draft
from jlhy_xl.core.raw import a1

BOOK = summary.book(world.results())


def _column(made, heading):
    """The cells below a heading, by row."""
    row, column = next(place for place, cell in made.cells.items() if cell.value == heading)
    return {at: cell for (at, step), cell in made.cells.items() if step == column and at > row}


def test_attainment_is_reckoned_from_its_row():
    """（上年值－现状值）÷（上年值－年度目标值）; where none was due, from 上期值; a group's mean is a value."""
    made = sheet(BOOK, "指标进展")
    cells = _column(made, "目标达成")
    seen = set()
    for at, cell in cells.items():
        if not cell.formula:
            continue
        start, now, last = re.fullmatch(
            r"=ROUND\(\((E\d+)-([FG]\d+)\)/\(\1-(I\d+)\),3\)", cell.formula
        ).groups()
        assert {start[1:], now[1:], last[1:]} == {str(at + 1)}
        value = {
            name: made.cells[at, column].value
            for name, column in (("E", 4), ("F", 5), ("G", 6), ("I", 8))
        }
        assert (now[0] == "F") is (value["G"] is None)
        share = (value["E"] - value[now[0]]) / (value["E"] - value["I"])
        assert abs(share - cell.value) <= Decimal("0.0005")
        seen.add(now[0])
    assert seen == {"F", "G"}
    numbers = [
        at for at, cell in cells.items() if isinstance(cell.value, Decimal) and at in made.outline
    ]
    assert all(cells[at].formula for at in numbers)
    assert not [at for at, cell in cells.items() if cell.formula and at not in made.outline]


def test_a_change_is_this_weeks_figure_less_last_weeks():
    """Every 变动 that is a number is a formula over 上期值 and 本期值."""
    made = sheet(BOOK, "变动对照")
    cells = {at: cell for at, cell in _column(made, "变动").items() if cell.value is not None}
    assert len(cells) > 10
    for at, cell in cells.items():
        assert cell.formula == f"=ROUND({a1(at, 5)}-{a1(at, 4)},10)"


def test_a_chart_of_completeness_is_drawn_from_rates_that_recompute():
    """Each rate beside the chart is 有效 ÷ 应填; a unit that sent nothing has neither rate nor formula."""
    made = sheet(BOOK, "图表")
    rates = _column(made, "完整率")
    mine = {at: cell for at, cell in rates.items() if at < 16}
    told = [cell for cell in mine.values() if cell.value is not None and cell.style == "percent1"]
    assert len(told) == 11
    assert all(re.fullmatch(r"=ROUND\(C(\d+)/B\1,3\)", cell.formula) for cell in told)


def test_a_formula_that_would_say_something_else_is_not_written():
    """What does not follow from the cells beside it stays a value, a blank stays blank."""
    draft = Draft("表", [9.0] * 4)
    for row, (part, whole, shown) in enumerate(
        ((1, 3, "0.333"), (1, 3, "0.5"), (1, 0, None), ("文字", 3, "0.5"))
    ):
        draft.put(row, 0, part)
        draft.put(row, 1, whole)
        draft.put(row, 2, Decimal(shown) if shown else None)
    reckoned.shares(draft, range(4), 2, 0, 1)
    assert [draft.cells[row, 2].formula for row in range(4)] == ["=ROUND(A1/B1,3)", "", "", ""]


def test_a_chart_without_a_figure_is_not_drawn():
    """In a week without returns no empty axes stand for completeness: a line says so, and the figures stay."""
    made = sheet(
        summary.book(world.results(silent=frozenset(f"U{at:02}" for at in range(1, 13)))), "图表"
    )
    assert "各单位完整率" not in [chart.title for chart in made.charts]
    assert "各单位完整率：没有可画的数，不作图。" in [cell.value for cell in made.cells.values()]
