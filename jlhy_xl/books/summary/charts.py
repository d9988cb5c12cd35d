"""图表: few native charts, each beside the figures that it is drawn from."""

from typing import Any

from jlhy_xl.books import style
from jlhy_xl.books.sheet import Chart, Sheet
from jlhy_xl.books.summary import ranks as summary_ranks
from jlhy_xl.books.summary import reckoned
from jlhy_xl.books.summary.facts import Facts, GroupStand, UnitStand, share
from jlhy_xl.books.summary.parts import CHARTS, begin, finish
from jlhy_xl.books.summary.progress import third
from jlhy_xl.books.table import Column


def sheet(facts: Facts) -> Sheet:
    """Return 图表: completeness by unit, attainment by group and ranks then and now, each beside its figures.

    Who has no figure has no bar either: the name beside the axis says why, in every program.
    """
    units: list[Column[Any]] = [
        Column("单位", 32, _unit),
        Column("应填", 8, lambda row: row.expected, "count"),
        Column("有效", 10, lambda row: row.valid, "count"),
        Column("完整率", 10, lambda row: share(row.valid, row.expected) if row.came else None, "percent1"),
    ]  # fmt: skip
    groups: list[Column[Any]] = [
        Column("专项工作组", 32, _group),
        Column("可评价", 8, lambda row: row.judged, "count"),
        Column("已达标", 10, lambda row: row.reached if row.judged else "—", "count"),
        Column("平均达成", 10, lambda row: third(row.attainment), "percent1"),
    ]
    unranked = () if facts.scheme.ranks else (summary_ranks.NONE,)
    draft = begin(CHARTS, units, "图表", *unranked)
    draft.widths.update({4: 3.0, **dict.fromkeys(range(5, 13), 8.6)})
    drawn = []
    for words, title, columns, rows in (
        ("各单位报送完整率（有效项数 ÷ 应填项数；没有报的不画，不作0%）", "各单位完整率", units, facts.owing),
        ("各组年度目标平均达成（逐项封顶于0%—100%后平均；无法评价的不画；沿用几项＝几项按上期值；本期没有报数的不列）", "各组目标达成", groups,
         facts.groups),
    ):  # fmt: skip
        draft.line(words, "section")
        placed = draft.table([*columns], [*rows])
        if not any(
            draft.cells[row, 3].value is not None for row in range(placed.first, placed.last + 1)
        ):
            draft.line(f"{title}：没有可画的数，不作图。", "hint")
        else:
            drawn.append(_chart(placed.head, (placed.first, placed.last), title))
        if columns is units:
            reckoned.shares(draft, range(placed.first, placed.last + 1), 3, 2, 1)
        draft.gap()
    drawn += summary_ranks.charts(draft, facts)
    return finish(facts, draft, charts=tuple(drawn), tab="bar")


def _unit(row: UnitStand) -> str:
    """Return a unit's name, and that it sent nothing where it did not."""
    return row.name if row.came else f"{row.name}（{row.word.split()[-1]}）"


def _group(row: GroupStand) -> str:
    """Return a group's name, and what its bar is not drawn from."""
    name = f"{row.group.number} {row.group.name}"
    if not row.judged:
        return f"{name}（无法评价）"
    if row.attainment is None:
        return f"{name}（本期没有报数）"
    before = summary_ranks.carried(row)
    return f"{name}（沿用{before}项）" if before else name


_FONT = {"name": style.BODY_FONT, "size": 10.5}


def _chart(head: int, rows: tuple[int, int], title: str) -> Chart:
    first, last = rows
    label = {"value": True, "num_format": "0.0%", "font": {"name": style.BODY_FONT, "size": 10.5}}
    return Chart(
        head, 5, "bar",
        series=({
            "name": title, "categories": [CHARTS, first, 0, last, 0],
            "values": [CHARTS, first, 3, last, 3], "gap": 45, "data_labels": label,
            "fill": {"color": style.COLOURS["bar"]},
        },),
        title=title, size=(580, round(26.6 * (last - first + 2))),
        x_axis={"num_font": _FONT, "min": 0, "max": 1, "num_format": "0%", "major_unit": 0.25,
                "major_gridlines": {"visible": True, "line": {"color": style.COLOURS["bar_soft"]}}},
        style={"plotarea": {"layout": {"x": 0.41, "y": 0.14, "width": 0.5, "height": 0.75}}},
        y_axis={"num_font": _FONT, "reverse": True, "crossing": "max", "line": {"color": style.COLOURS["line"]}},
    )  # fmt: skip
