"""变动对照: the value before names its own week where the week just before told none."""

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
