"""指标进展 keeps a row on one page; 变动对照 names the week of a value before."""

from decimal import Decimal

import summary_world as world
from msgspec.structs import replace
from summary_world import sheet, table, texts

from jlhy_xl.books.pages import scale
from jlhy_xl.books.summary import book as summary
from jlhy_xl.books.summary.facts import Facts
from jlhy_xl.books.summary.parts import LEAST
from jlhy_xl.core.standing.trend import Point, Week


def test_a_value_of_an_earlier_week_than_the_last_says_of_which() -> None:
    """上期值 of a unit that was silent last week names its own week; the column is there only then."""
    results = world.results()
    moved = next(row for row in Facts(results).lines if row["change"])
    place = moved["indicator"], moved["unit"]

    def weeks(silent: bool) -> tuple[Week, ...]:
        told = {place: Point(Decimal(9), "9")}
        return (
            Week("2026-W46", told),
            Week("2026-W47", {} if silent else told),
            Week(world.W48, told),
        )

    gap, whole = (
        sheet(summary.book(replace(results, weeks=weeks(silent=silent))), "变动对照")
        for silent in (True, False)
    )
    rows = {(row["编码"], row["上期值\n取自"]) for row in table(gap, "判断") if row["上期值\n取自"]}
    assert rows == {(moved["indicator"], "第46周")}
    assert any("写明取自哪一期" in text for text in texts(gap))
    assert "上期值\n取自" not in texts(whole)
    assert scale(gap.page, gap.widths) >= LEAST


def test_a_rows_figures_and_words_stand_on_one_page() -> None:
    """No page beside another, at a legible size; what is not printed is named in the sheet's head."""
    results = world.results()
    made = sheet(summary.book(results), "指标进展")
    assert not made.page.across
    assert made.page.area
    heads = [made.cells[made.filter[0], at].value for at in range(made.filter[3] + 1)]  # type: ignore[index]
    assert heads[made.page.area[3]] == "本周进展和说明"
    assert [head.split("/")[0] for head in heads[made.page.area[3] + 1 :]] == [
        "发布值",
        "名次",
        "出处",
    ]
    assert any("“发布值”“名次”“出处”三列只在屏幕上看" in text for text in texts(made))
    assert scale(made.page, made.widths) >= LEAST


def test_many_words_are_given_room_rather_than_cut() -> None:
    """A text that a narrow row cannot hold stands whole in a wide column on a page of its own."""
    results = world.results()
    rows = results.progress.copy()
    rows.loc[rows.index[0], ["progress", "status"]] = "一二三四五六七八九十" * 50, "推进中"
    made = sheet(summary.book(replace(results, progress=rows)), "指标进展")
    assert any("一二三四五六七八九十" * 50 in text for text in texts(made))
    assert made.page.across
    assert scale(made.page, made.widths) >= LEAST


def test_a_chart_has_room_for_the_longest_name_beside_its_axis() -> None:
    """At 10.5 points a sign is 14 pixels wide; half signs count half."""
    made = sheet(summary.book(world.results()), "图表")
    for chart in (each for each in made.charts if each.kind == "bar"):
        _, first, _, last, _ = chart.series[0]["categories"]  # type: ignore[misc]
        names = [str(made.cells[row, 0].value) for row in range(first, last + 1)]
        widest = max(sum(14 if ord(sign) > 255 else 7 for sign in name) for name in names)
        layout = chart.style["plotarea"]["layout"]  # type: ignore[index,call-overload]
        assert widest < layout["x"] * chart.size[0], names
