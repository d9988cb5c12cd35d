"""趋势: what moved over the weeks, counted from history's rows or a judged week alike."""

from datetime import date
from decimal import Decimal

import pytest
from msgspec.structs import replace
from scoring_world import sheet
from summary_world import results

from jlhy_xl.books.pages import scale
from jlhy_xl.books.sheet import Sheet
from jlhy_xl.books.summary import trend as summary_trend
from jlhy_xl.books.summary import weeks as summary_weeks
from jlhy_xl.books.summary.facts import Facts
from jlhy_xl.books.summary.parts import LEAST
from jlhy_xl.core.frames import COMPLETENESS
from jlhy_xl.core.model import Deduction, Status
from jlhy_xl.core.scheme.model import Unit
from jlhy_xl.core.standing import trend

WEEK = results()
CODE, UNIT = "07-01", "U01"


def week(period: str, value: str = "8", *, on_time: object = True, unit: str = UNIT) -> trend.Week:
    """One unit's week: an indicator's value, and two forms of which one came in time."""
    cells = [
        (unit, "progress", CODE, "value", "valid", value, Decimal(value), True),
        (unit, "progress", CODE, "last", "valid", "99", Decimal(99), False),
        (unit, "progress", "07-02", "value", "error", "5", Decimal(5), "True"),
        (unit, "personnel", "联络员", "name", "valid", "张三", None, False),
    ]
    counts = [
        dict(zip(COMPLETENESS, (period, unit, form, expected, 4, 3, True, came, True), strict=True))
        for form, expected, came in (("progress", 5, on_time), ("personnel", 15, False))
    ]
    return trend.week(WEEK.scheme, period, cells, [tuple(row.values()) for row in counts])


def test_only_what_was_read_as_a_value_counts() -> None:
    """The stated value alone: no locked cell beside it, nothing in error, no person."""
    made = week("2026-W47")
    assert made.values == {(CODE, UNIT): trend.Point(Decimal(8), "8")}


def test_counts_add_up_over_forms_and_units() -> None:
    """Expected, filled and valid are sums; a unit is in time by its first arrival."""
    made = week("2026-W47")
    assert made.total == trend.Count(20, 8, 6, 2, 2, 1)
    assert made.returned == (1, 1, 1)
    assert week("2026-W47", on_time=False).returned == (1, 1, 0)


@pytest.mark.parametrize(("true", "false"), [(True, False), ("True", "False")])
def test_text_from_parquet_counts_as_what_it_was(true: object, false: object) -> None:
    """History holds text; True and "True" are one."""
    rows = [("2026-W47", UNIT, "progress", "5", "4", "3", true, false, true)]
    assert trend.week(WEEK.scheme, "2026-W47", [], rows).total == trend.Count(5, 4, 3, 1, 1, 0)


def test_fields_and_forms_are_counted_apart() -> None:
    """Only what was asked of someone counts; each form keeps its own counts."""
    made = week("2026-W47")
    assert made.fields == {(UNIT, "progress", "value"): (2, 1)}
    assert made.forms[UNIT, "progress"] == trend.Count(5, 4, 3, 1, 1, 1)
    assert made.forms[UNIT, "personnel"] == trend.Count(15, 4, 3, 1, 1, 0)


def test_points_are_those_of_the_lines_period() -> None:
    """Applied is what counts after caps, settled only what is 审定; waived lines are none."""
    line = Deduction("A1", UNIT, "2026-W47", "", "", Decimal(1), Decimal("0.5"), Status.PROPOSED)
    lines = [
        line,
        replace(line, rule="A2", status=Status.SETTLED, settled=Decimal("0.4"), applied=Decimal("0.4")),
        replace(line, rule="B1", status=Status.WAIVED),
        replace(line, unit="U02", period="2026-W48"),
    ]  # fmt: skip
    found = trend.points(lines)
    assert found["2026-W47"] == trend.Marked(2, Decimal("0.9"), Decimal("0.4"))
    waiting = [*lines, replace(line, rule="B3", status=Status.UNCERTAIN, applied=Decimal(0))]
    assert trend.points(waiting)["2026-W47"] == trend.Marked(3, Decimal("0.9"), Decimal("0.4"), 1)
    assert trend.points(lines, "U02") == {"2026-W48": trend.Marked(1, Decimal("0.5"), Decimal(0))}


def _made(*weeks: trend.Week) -> list[list[object]]:
    facts = Facts(replace(WEEK, weeks=weeks))
    return [
        row
        for made in (summary_trend.sheet(facts), summary_trend.course(facts))
        if made
        for row in _rows(made)
    ]


def _rows(made: Sheet) -> list[list[object]]:
    last = max(row for row, _ in made.cells)
    return [
        [made.cells[row, at].value for at in range(made_right(made) + 1) if (row, at) in made.cells]
        for row in range(last + 1)
    ]


def made_right(made: object) -> int:
    return max(at for _, at in made.cells)  # type: ignore[attr-defined]


def test_the_sheet_lists_weeks_then_indicators() -> None:
    """A row a week with its counts; a row an indicator with its values and what they come to."""
    rows = _made(week("2026-W46", "9"), week("2026-W47", "8"))
    weekly = next(row for row in rows if row and row[0] == "第46周")
    assert weekly[2:9] == [1, 1, 1, Decimal(1), 20, 6, Decimal("0.3")]
    line = next(row for row in rows if row and row[0] == CODE)
    assert line[3:7] == [Decimal(9), Decimal(8), Decimal(-1), "✓ 变好"]


def test_one_week_is_no_trend() -> None:
    """With a single week there is neither a chart nor a table of indicators; the sheet says so."""
    made = summary_trend.sheet(Facts(replace(WEEK, weeks=(week("2026-W48"),))))
    assert made.charts == ()
    rows = _made(week("2026-W48"))
    assert not [row for row in rows if row and row[0] == CODE]
    assert any(row and str(row[0]).startswith("只有本期的记录") for row in rows)


def test_the_chart_stands_on_the_rows_it_is_drawn_from() -> None:
    """Both rates are drawn from the weeks' rows."""
    made = summary_trend.sheet(Facts(replace(WEEK, weeks=(week("2026-W46"), week("2026-W47")))))
    (chart,) = made.charts
    for series in chart.series:
        name, first, column, last, _ = series["values"]  # type: ignore[misc]
        assert name == made.name
        assert [made.cells[row, 0].value for row in range(first, last + 1)] == [
            "第46周",
            "第47周",
        ]
        assert str(made.cells[first - 1, column].value) == series["name"]


def test_an_heir_goes_on_where_its_forebear_ended() -> None:
    """Values of a unit that was renamed stand in the heir's row."""
    units = (
        Unit("U99", "旧法院", ends=date(2026, 11, 20), successor=UNIT), *WEEK.scheme.units
    )  # fmt: skip
    told = replace(WEEK, scheme=replace(WEEK.scheme, units=units),
                   weeks=(week("2026-W47", "9", unit="U99"), week("2026-W48", "8")))  # fmt: skip
    made = summary_trend.course(Facts(told))
    assert made
    row = next(row for (row, at), cell in made.cells.items() if at == 0 and cell.value == CODE)
    assert [made.cells[row, at].value for at in (3, 4)] == [Decimal(9), Decimal(8)]


def test_the_summary_has_the_sheet() -> None:
    """汇总表 carries 趋势, with the way back to 总览."""
    from jlhy_xl.books.summary import book as summary

    made = sheet(summary.book(replace(WEEK, weeks=(week("2026-W48"),))), "趋势")
    assert made.cells[0, 0].link == "internal:'总览'!A1"


def _completeness(*weeks: trend.Week) -> list[dict[str, object]]:
    """The rows of 各栏完整性 by heading."""
    made = summary_weeks.sheet(Facts(replace(WEEK, weeks=weeks)))
    assert made.filter
    top, _, last, right = made.filter
    heads = {at: str(made.cells[top, at].value) for at in range(right + 1)}
    return [{name: made.cells[row, at].value for at, name in heads.items()}
            for row in range(top + 1, last + 1)]  # fmt: skip


def test_completeness_over_the_weeks_counts_each_form_apart() -> None:
    """Valid of expected by unit and form and week, with the sum of the weeks; late and missing say so."""
    late, silent = week("2026-W47", on_time=False), week("2026-W46")
    gone = {place: replace(count, received=0, on_time=0) for place, count in silent.forms.items()}
    told = _completeness(replace(silent, forms=gone), late, week("2026-W48", unit="U02"))
    whole = [row for row in told if (row["表"], row["栏目"]) == ("指标进展表", "全表")]
    mine = next(row for row in whole if row["单位"] == "区法院")
    assert mine == {
        "单位": "区法院", "表": "指标进展表", "栏目": "全表", "应填": 10, "有效": 6, "完整率": Decimal("0.6"),
        "26年\n第46周": "✗3/5", "26年\n第47周": "△3/5迟", "26年\n第48周": "不需报", "本期\n待说明": None,
    }  # fmt: skip
    other = next(row for row in whole if row["单位"] == "区发改局")
    assert (other["26年\n第47周"], other["26年\n第48周"]) == ("不需报", "△3/5")
    everybody = next(row for row in whole if row["单位"] == "全部单位")
    assert [everybody[name] for name in ("应填", "有效", "26年\n第48周")] == [15, 9, "3/5"]


def test_fields_stand_beside_their_own_past() -> None:
    """Each field of each unit's form has its counts of every week; what was not asked then says so."""
    told = _completeness(week("2026-W47"), week("2026-W48", unit="U02"))
    rows = [
        (row["单位"], row["26年\n第47周"], row["26年\n第48周"])
        for row in told
        if row["栏目"] == "现状值"
    ]
    assert rows == [
        ("全部单位", "1/2", "1/2"), ("区法院", "△1/2", "不需报"), ("区发改局", "不需报", "△1/2"),
    ]  # fmt: skip


def test_the_columns_of_the_weeks_are_alike() -> None:
    """Twelve weeks stand in twelve columns of one width; what needs a second page repeats three columns."""
    weeks = tuple(week(f"2026-W{number}") for number in range(37, 49))
    facts = Facts(replace(WEEK, weeks=weeks))
    for made, most in ((summary_weeks.sheet(facts), 12), (summary_trend.course(facts), 10)):
        assert made
        at = {column for (_, column), cell in made.cells.items()
              if str(cell.value).startswith("26年")}  # fmt: skip
        assert len(at) == most
        assert len({made.widths[column] for column in at}) == 1
        assert bool(made.page.across) is (most == 12)
        assert made.page.title_columns == (0, 2)
        assert scale(made.page, made.widths) >= LEAST


def test_a_single_week_says_that_the_weeks_will_stand_there() -> None:
    """There is no column of weeks yet."""
    made = summary_weeks.sheet(Facts(replace(WEEK, weeks=(week("2026-W48"),))))
    texts = [str(cell.value) for cell in made.cells.values()]
    assert not [text for text in texts if text.startswith("26年")]
    assert any(text.startswith("只有本期的记录") for text in texts)


def test_what_has_moved_recomputes_from_the_first_and_the_last_figure() -> None:
    """区间变化 is a formula over the first and the last week that told a figure; rates over their counts."""
    facts = Facts(replace(WEEK, weeks=(week("2026-W45", "9"), week("2026-W46", "7"),
                                       week("2026-W47", unit="U02"))))  # fmt: skip
    made = summary_trend.course(facts)
    assert made
    row = next(row for (row, at), cell in made.cells.items() if at == 0 and cell.value == CODE)
    cell = made.cells[row, 6]
    assert (cell.value, cell.formula) == (Decimal(-2), f"=ROUND(E{row + 1}-D{row + 1},10)")
    weekly = summary_trend.sheet(facts)
    first = next(row for (row, _), cell in weekly.cells.items() if cell.value == "第45周")
    assert weekly.cells[first, 5].formula == f"=ROUND(E{first + 1}/C{first + 1},3)"
    assert weekly.cells[first, 8].formula == f"=ROUND(H{first + 1}/G{first + 1},3)"


def _hints(*weeks: trend.Week, lines: tuple[Deduction, ...] = ()) -> str:
    made = summary_trend.sheet(Facts(replace(WEEK, weeks=weeks, deductions=lines)))
    return "".join(str(cell.value) for cell in made.cells.values() if cell.style == "hint")


def test_the_years_points_say_what_the_desk_lists_besides() -> None:
    """The lines counted here and the revoked ones are those of 逐条; points of 0 are explained."""
    line = Deduction("A1", UNIT, "2026-W47", "", "", Decimal(1), Decimal("0.5"), Status.PROPOSED)
    other = replace(line, period="2026-W40", applied=Decimal(0))
    gone = replace(line, rule="A2", status=Status.REVOKED, applied=Decimal(0))
    told = _hints(week("2026-W47"), lines=(line, other, gone, replace(gone, rule="B1")))
    assert (
        "本年累计2条、适用0.5分（其中1条所属期次不在下表）；减扣评分表“逐条”另列有撤销的2条。"
        in told
    )
    assert "适用0分的，是已达上限、暂缓或分值待定" in told
    assert "运行提示" not in told
    plain = _hints(week("2026-W47"), lines=(line,))
    assert "本年累计1条、适用0.5分。" in plain
    assert "适用0分的" not in plain


def test_a_week_in_which_more_was_due_says_so() -> None:
    """Where a form is not due in each week, more units owe more cells: named with its weeks."""
    full = week("2026-W48")
    less = replace(
        week("2026-W47"), forms={at: of for at, of in full.forms.items() if at[1] == "progress"}
    )
    assert "第48周另有人员信息登记表。" in _hints(less, full)
    assert "各期不尽相同" not in _hints(week("2026-W47"), full)
