"""排名 and its charts: then and now with 参评数, 无法排名 apart from last, nothing drawn of nothing."""

from datetime import date
from decimal import Decimal

import pytest
from msgspec.structs import replace
from summary_world import sheet

from jlhy_xl.books.summary import book as summary
from jlhy_xl.books.summary.facts import Facts
from jlhy_xl.core.scheme.model import Rank
from jlhy_xl.core.standing.trend import Point, Week


def _ranked(results, *ranks):
    return summary.book(replace(results, scheme=replace(results.scheme, ranks=ranks)))


def _rank(rank, of, term="三季度", subject="开办企业", scope="全市"):
    month = {"二季度": 7, "三季度": 10}[term]
    return Rank(subject, scope, rank, of, "示例", date(2026, month, 15), term)


def test_unrankable_stands_apart_from_last(book):
    """无法排名 is no row of the ranked table; the worst rank is its last one of its scope."""
    made = sheet(book, "排名")
    apart = next(
        row for (row, _), cell in made.cells.items() if str(cell.value).startswith("无法排名（")
    )
    subjects = {
        cell.value: row
        for (row, column), cell in sorted(made.cells.items(), reverse=True)
        if column == 0
    }
    assert subjects["招标投标"] < apart < subjects["执行合同"]


def test_ties_share_a_place(results):
    """Two groups with the same attainment are 并列; the next place is skipped."""
    rows = results.progress.copy()
    rows["attainment"] = [Decimal(1) if group < 3 else Decimal("0.5") if group == 3 else None
                          for group in rows["group"]]  # fmt: skip
    rows["value"] = Decimal(5)
    made = sheet(summary.book(replace(results, progress=rows)), "排名")
    places = {
        made.cells[row, 0].value: made.cells[row, 1].value
        for row, column in made.cells
        if column == 1 and str(made.cells[row, 1].value).removeprefix("并列 ").isdigit()
    }
    assert places == {"开办企业": "并列 1", "办理建筑许可": "并列 1", "获得电力": "3"}


def test_a_rank_stands_with_its_field_and_its_own_past(results):
    """The rank before stands beside, with its own 参评数."""
    made = sheet(summary.book(results), "排名")
    told = [cell.value for cell in made.cells.values() if cell.value == "3/6（2026年二季度）"]
    assert told


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        ((3, 6), (2, 6), "✓ 升1位"), ((2, 6), (5, 6), "✗ 降3位"), ((4, 6), (4, 6), "＝ 未变"),
        ((2, 5), (1, 6), "· 参评数5→6，不可比"), ((3, 6), (None, 6), "· 本次无法排名"),
        ((None, 6), (3, 6), "· 上次无法排名"), ((None, 6), (None, 6), "· 两次均无法排名"),
    ],
)  # fmt: skip
def test_places_are_compared_in_one_field_only(results, was, now, said):
    """Up and down are said where as many took part both times; else both stand side by side."""
    made = sheet(_ranked(results, _rank(*was, "二季度"), _rank(*now)), "排名")
    told = [made.cells[row, 5].value for (row, column), cell in sorted(made.cells.items())
            if column == 0 and cell.value == "开办企业"]  # fmt: skip
    assert told[0] == said


def test_each_scope_has_its_chart_beside_its_figures(book):
    """Rank 1 is on top, last place is drawn, each point stands in a cell beside; 无法排名 is a gap."""
    made = sheet(book, "图表")
    charts = [chart for chart in made.charts if chart.kind == "line"]
    assert [chart.title for chart in charts] == ["全市名次（第1名在上）", "全省名次（第1名在上）"]
    city = charts[0]
    assert city.y_axis["reverse"] is True
    drawn = {}
    for series in city.series:
        name, top, column, bottom, _ = series["values"]
        assert name == "图表"
        assert series["line"] == {"none": True}
        assert made.cells[top - 1, column].value in series["name"]
        drawn[series["name"]] = [made.cells[row, column].value for row in range(top, bottom + 1)]
        labels = [made.cells[row, 0].value for row in range(top, bottom + 1)]
    place = labels.index("执行合同\n3/6→无法排名")
    assert drawn["本次"][place] is None
    assert drawn["上一次"][place] == 3
    assert labels.index("获得电力\n2/5→1/6") >= 0
    most = max(each for values in drawn.values() for each in values if each)
    assert city.y_axis["max"] > most == 6
    assert city.y_axis["min"] == 0


def test_without_an_earlier_rank_only_the_newest_is_drawn(results):
    """No series of blanks: a first rank has no 上一次."""
    made = sheet(_ranked(results, _rank(2, 6)), "图表")
    (chart,) = [chart for chart in made.charts if chart.kind == "line"]
    assert [series["name"] for series in chart.series] == ["参评数（末位）", "本次"]


@pytest.mark.parametrize(
    ("ranks", "said"),
    [
        ((), "方案“排名”表还没有名次，不作名次图。"),
        ((_rank(None, 6),), "全市本次均无法排名，不作图。"),
    ],
)
def test_nothing_ranked_is_said_and_nothing_drawn(results, ranks, said):
    """No empty chart: the sheet says why there is none."""
    made = sheet(_ranked(results, *ranks), "图表")
    assert not [chart for chart in made.charts if chart.kind == "line"]
    assert said in {cell.value for cell in made.cells.values()}


def test_an_earlier_rank_is_listed_apart_from_the_newest(results):
    """The newest of each subject and scope stands on top; all others under 以前各次."""
    made = sheet(
        _ranked(results, _rank(2, 6), _rank(3, 6, "二季度"), _rank(61, 136, scope="全省")), "排名"
    )
    heads = {str(cell.value): row for (row, column), cell in made.cells.items() if column == 0}
    assert {"省、市发布名次（2 项）", "无法排名（0 项）", "以前各次（1 项）"} <= set(heads)
    assert made.cells[heads["以前各次（1 项）"] + 1, 2].value == 3


def _week(period, **values):
    """A week in which 区行政审批局 told some figures: i01_02="2"."""
    told = {(code[1:].replace("_", "-"), "U03"): Point(Decimal(v), v) for code, v in values.items()}
    return Week(period, told)


def test_our_own_figures_between_two_ranks_stand_beside_them(results):
    """What our figures did between the publications is counted; a rank may have moved for others' sake."""
    weeks = (
        _week("2026-W27", i01_01="3", i01_02="2"), _week("2026-W30", i01_01="9"),
        _week("2026-W40", i01_01="2", i01_02="2"), _week("2026-W48", i01_01="1"),
    )  # fmt: skip
    ranks = (_rank(2, 6, "二季度"), _rank(3, 6), _rank(5, 6, subject="登记财产"))
    scheme = replace(results.scheme, ranks=ranks)
    made = sheet(summary.book(replace(results, scheme=scheme, weeks=weeks)), "排名")
    heads = {cell.value: at for (row, at), cell in made.cells.items() if cell.style == "head"}
    column = heads["两次之间\n本区数据"]
    told = {made.cells[row, 0].value: made.cells[row, column].value
            for row, at in made.cells if at == column and made.cells[row, 0].value in ("开办企业", "登记财产")}  # fmt: skip
    assert told["登记财产"] == "—"
    first = min(
        row for (row, at), cell in made.cells.items() if (cell.value, at) == ("开办企业", 0)
    )
    assert made.cells[first, column].value == "变好1 变差0 持平1"


def test_without_figures_between_two_ranks_that_is_said(book):
    """No column of blanks: one line says that nothing can be held beside the ranks."""
    texts = [cell.value for cell in sheet(book, "排名").cells.values()]
    assert any(str(text).startswith("两次发布之间没有本区报数的记录") for text in texts)
    assert "两次之间\n本区数据" not in texts


def _places(progress, results):
    made = sheet(summary.book(replace(results, progress=progress)), "排名")
    rows = sorted(made.cells)
    top = next(
        row for row, column in rows
        if column == 0 and str(made.cells[row, column].value).startswith("各组年度目标平均达成")
    )  # fmt: skip
    names = {group.name for group in results.scheme.groups}
    places = {
        made.cells[row, 0].value: (made.cells[row, 1].value, made.cells[row, 5].value)
        for row, column in rows
        if row > top and column == 0 and made.cells[row, 0].value in names
    }
    hints = "".join(
        str(cell.value)
        for (row, _), cell in made.cells.items()
        if row > top and cell.style == "hint"
    )
    return places, hints


def test_a_group_that_rests_on_too_few_figures_has_no_place(results):
    """Below half of its rows judged by this period's values it is 不排, after those with a place."""
    rows = results.progress.copy()
    rows["value"], rows["attainment"] = Decimal(5), Decimal("0.5")
    first = rows.index[rows["group"] == 1]
    rows.loc[first[1:], ["attainment", "value"]] = None
    rows.loc[first[0], "attainment"] = Decimal(1)
    places, hints = _places(rows, results)
    assert len(first) > 2
    assert places["开办企业"] == ("不排", f"1/{len(first)}")
    assert list(places)[-1] == "开办企业"
    assert places["办理建筑许可"][0].startswith("并列 1")
    assert "数据不足，不排序" in hints


def test_where_nothing_was_told_nothing_is_put_in_order(results):
    """A mean over carried values alone is no mean of this period: none stands there, and no place."""
    rows = results.progress.copy()
    rows["value"], rows["attainment"] = None, Decimal("0.5")
    places, hints = _places(rows, results)
    assert not places
    assert hints.startswith("数据不足，不排序：没有一个组")
    facts = Facts(replace(results, progress=rows))
    assert {(group.attainment, group.judged > 0) for group in facts.groups} == {(None, True)}
