"""趋势: completeness, timeliness and points over the weeks; 指标走势: every indicator."""

from decimal import Decimal
from typing import Any

from jlhy_xl.books.rates import rates
from jlhy_xl.books.sheet import Chart, Sheet
from jlhy_xl.books.summary import reckoned
from jlhy_xl.books.summary.facts import Facts, Line, share
from jlhy_xl.books.summary.parts import COURSE, Paper, begin, figure, finish, period_words
from jlhy_xl.books.table import Column
from jlhy_xl.books.year.report_facts import short
from jlhy_xl.core.calendar import label
from jlhy_xl.core.model import Status
from jlhy_xl.core.scheme.succession import forebears
from jlhy_xl.core.standing.measures import change, is_better
from jlhy_xl.core.standing.trend import Marked, Point, Week, points
from jlhy_xl.core.values.parsed import plain

TREND = "趋势"
MOST = 12  # weeks that have a row
BESIDE = 10  # weeks that have a column: as many as a page holds
_NONE = Marked(0, Decimal(0), Decimal(0))
_CHART_ROWS = 9


def sheet(facts: Facts) -> Sheet:
    """Return 趋势: a row a week and a chart of the two rates."""
    weeks = facts.results.weeks[-MOST:]
    weekly = _weekly(facts)
    draft = begin(
        TREND, weekly, "趋势",
        f"本期之前有记录的各期，最多列{MOST}期；完整率＝有效÷应填，按时率＝按时单位÷应报单位，只有审定的减扣计入年终。",
        _of_the_year(facts, weeks),
        *_more_asked(facts, weeks),
        *([f"本期{facts.until}，本期各数还会变。"] if facts.until else ()),
        *(() if len(weeks) > 1 else (f"只有本期的记录；从有两期记录起，另有走势图和“{COURSE}”表。",)),
    )  # fmt: skip
    placed = draft.table(weekly, weeks)
    rows = range(placed.first, placed.last + 1)
    for column, part, whole in ((5, 4, 2), (8, 7, 6)):
        reckoned.shares(draft, rows, column, part, whole)
    charts: tuple[Chart, ...] = ()
    if len(weeks) > 1:
        draft.gap()
        charts = (rates(TREND, draft.row, (placed.first, placed.last), (8, 5), (820, 236)),)
        for _ in range(_CHART_ROWS):
            draft.gap(20.0)
    return finish(facts, draft, placed, charts=charts, tab="bar")


def _of_the_year(facts: Facts, weeks: tuple[Week, ...]) -> str:
    """Say how the weeks' points and those of the year, which every run tells, go together."""
    marked = points(facts.results.deductions)
    shown = {week.period for week in weeks}
    apart = sum(of.lines - of.uncertain for period, of in marked.items() if period not in shown)
    told = f"（其中{apart}条所属期次不在下表）" if apart else ""
    applied = sum((of.applied for of in marked.values()), Decimal(0))
    revoked = sum(line.status is Status.REVOKED for line in facts.results.deductions)
    beside = f"；减扣评分表“逐条”另列有撤销的{revoked}条" if revoked else ""
    idle = any(of.lines > of.uncertain and not of.applied for of in marked.values())
    why = "有条数而适用0分的，是已达上限、暂缓或分值待定，缘由见减扣评分表。" if idle else ""
    open_ = sum(of.uncertain for of in marked.values())
    waiting = f"另有待确认{open_}条，办公室确认前不计条数、不计分。" if open_ else ""
    return (
        "减扣按事项所属期次分列，不含待认定、不予减扣和撤销的。本年累计"
        f"{sum(of.lines for of in marked.values()) - open_}条、适用{plain(applied)}分{told}{beside}。{waiting}{why}"
    )


def _more_asked(facts: Facts, weeks: tuple[Week, ...]) -> list[str]:
    """Say in which weeks forms were due that are not due in each: more units owe more cells then."""
    asked = {week.period: {form for _, form in week.forms} for week in weeks if week.forms}
    if len(asked) < 2:
        return []
    common = set[str].intersection(*asked.values())
    by_forms: dict[tuple[str, ...], list[str]] = {}
    for period, forms in asked.items():
        more = tuple(form.title for form in facts.scheme.forms if form.code in forms - common)
        if more:
            by_forms.setdefault(more, []).append(short(period).split("\n")[1])
    told = "；".join(f"{'、'.join(when)}另有{'、'.join(more)}" for more, when in by_forms.items())
    return [f"应报单位、应填按当期到期的表计，各期不尽相同：{told}。"] if told else []


def course(facts: Facts) -> Sheet | None:
    """Return 指标走势: a row an indicator, a column a week; None while there is only one."""
    weeks = facts.results.weeks[-BESIDE:]
    if len(weeks) < 2:
        return None
    columns = _indicators(facts, weeks)
    draft = begin(
        COURSE, columns, "指标走势",
        f"各指标现状值，最多列{BESIDE}期；没有报数的期次留空；区间变化为首个数与末个数之差。",
        *([f"本期{facts.until}，本期各数还会变。"] if facts.until else ()),
    )  # fmt: skip
    placed = draft.table(columns, facts.lines)
    weekly = range(_KEYS, _KEYS + len(weeks))

    def ends(row: int) -> tuple[int, int] | None:
        found = reckoned.numbered(draft, row, weekly)
        return (found[0], found[-1]) if len(found) > 1 else None

    rows = range(placed.first, placed.last + 1)
    reckoned.differences(draft, rows, weekly.stop, ends)
    return finish(facts, draft, placed, Paper(_KEYS), tab="bar")


_KEYS = 3


def _weekly(facts: Facts) -> list[Column[Week]]:
    marked = points(facts.results.deductions)

    def of(week: Week) -> Marked:
        return marked.get(week.period, _NONE)

    def on_time(week: Week) -> Decimal | None:
        """No share before the deadline: who has not sent yet is not late."""
        if week.period == facts.results.clock.period and facts.is_early:
            return None
        return share(week.returned[2], week.returned[0])

    return [
        Column("期次", 11.5, lambda week: period_words(week.period, facts.results.clock.period), "body_centre"),
        Column("起止", 24.5, lambda week: label(week.period)),
        Column("应报单位", 10, lambda week: week.returned[0], "count"),
        Column("已报", 8.5, lambda week: week.returned[1], "count"),
        Column("按时", 8.5, lambda week: week.returned[2], "count"),
        Column("按时率", 8.5, on_time, "percent1"),
        Column("应填", 8.5, lambda week: week.total.expected, "count"),
        Column("有效", 8.5, lambda week: week.total.valid, "count"),
        Column("完整率", 8.5, lambda week: share(week.total.valid, week.total.expected), "percent1"),
        Column("减扣条数", 8.5, lambda week: of(week).lines - of(week).uncertain, "count"),
        Column("待确认\n条数", 8.5, lambda week: of(week).uncertain, "count"),
        Column("适用分值", 8.5, lambda week: of(week).applied, "points"),
        Column("审定分值", 8.5, lambda week: of(week).settled, "points"),
    ]  # fmt: skip


def _indicators(facts: Facts, weeks: tuple[Week, ...]) -> list[Column[Line]]:
    def value(week: Week) -> Any:
        return lambda line: _shown(_told(facts, week, line))

    def moved(line: Line) -> Decimal | None:
        told = (_told(facts, week, line) for week in weeks)
        found = [point.number for point in told if point and point.number is not None]
        return change(found[-1], found[0]) if len(found) > 1 else None

    def verdict(line: Line) -> tuple[str, str]:
        by = moved(line)
        if by is None:
            return "—", "body_centre"
        if by == 0:
            return "＝ 持平", "body_centre"
        better = is_better(facts.scheme.indicator_by_code[line["indicator"]], by)
        if better is None:
            return "· 有变动", "body_centre"
        return ("✓ 变好", "good") if better else ("✗ 变差", "bad")

    return [
        Column("编码", 7, lambda line: line["indicator"], "key"),
        Column("具体指标", 18, lambda line: f"{facts.name(line)}\n（{line['measure']}）"),
        Column("牵头单位", 12, lambda line: facts.unit(line["unit"]), "body_centre"),
        *(Column[Line](short(week.period), 7.2, value(week), "number_any") for week in weeks),
        Column("区间变化", 8.5, moved, "number_any"),
        Column("判断", 9.5, lambda line: verdict(line)[0], lambda line: verdict(line)[1]),
    ]  # fmt: skip


def _told(facts: Facts, week: Week, line: Line) -> Point | None:
    """Return the value in a week; what an ended unit said counts for the one that follows it."""
    day = facts.results.clock.deadline.date()
    before = (unit.code for unit in forebears(facts.scheme, line["unit"], day))
    return week.value(line["indicator"], (line["unit"], *before))


def _shown(point: Point | None) -> Any:
    return None if point is None else figure(point.shown)
