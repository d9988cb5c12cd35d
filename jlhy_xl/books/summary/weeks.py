"""各栏完整性: valid of expected by unit, form and field, one column a week; first all units together."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from jlhy_xl.books.sheet import Cell, Sheet
from jlhy_xl.books.summary import reckoned
from jlhy_xl.books.summary.facts import Facts, share
from jlhy_xl.books.summary.parts import DETAILS, Paper, begin, finish
from jlhy_xl.books.table import Column, Draft, Placed
from jlhy_xl.books.year.report_facts import short
from jlhy_xl.core.model import State
from jlhy_xl.core.raw import a1
from jlhy_xl.core.standing import trend
from jlhy_xl.core.standing.trend import Count, Week

MOST = 12  # weeks that have a column
ONE_WEEK = "只有本期的记录；从有两期记录起，右边逐期并列。"
EVERYBODY, WHOLE = "全部单位", "全表"
Shown = tuple[str, str]  # words and look
_KEYS, _EXPECTED, _VALID, _RATE = 3, 3, 4, 5  # columns that stay in sight, and those of the sums
_EDGE = 8  # the last column that every page side by side has room for


class Row(Struct, frozen=True):
    """One row: a form, or one of its fields; of one unit, or of all ("")."""

    unit: str
    form: str
    field: str = ""  # "": the whole form


def sheet(facts: Facts) -> Sheet:
    """Return 各栏完整性: expected × received by unit, form and field, over the weeks."""
    weeks = _weeks(facts)
    columns = _columns(facts, weeks)
    draft = begin(
        DETAILS, columns, "各栏完整性（按单位、表、栏目）", *_hints(weeks), reach=(0, 6) if len(weeks) < 2 else (_KEYS, min(_EDGE, len(columns) - 1))
    )  # fmt: skip
    head = draft.head(columns)
    for row in _rows(facts, weeks):
        draft.rows(columns, [row], level=1 if row.field else 0)
    if draft.row == head + 1:
        draft.span(draft.row, 0, len(columns) - 1, "本期无", "none")
        draft.row += 1
    placed = Placed(head, head + 1, draft.row - 1, 0, len(columns) - 1)
    _reckoned(draft, placed)
    return finish(
        facts,
        draft,
        placed,
        Paper(_KEYS, tuple(range(_EDGE + 1, len(columns))), portrait=len(weeks) < 2),
        tab="accent",
    )


def _hints(weeks: tuple[Week, ...]) -> list[str]:
    told = [
        f"有效/应填（到期的必填项）；“待说明”的先算有效，数值暂不计入汇总，空白为没有。先是{EVERYBODY}，再逐个单位；深色行为{WHOLE}合计，其下是各栏目，可用左边的分级按钮收起，或在“栏目”筛选“{WHOLE}”。",
    ]
    if len(weeks) < 2:
        return [*told, ONE_WEEK]
    signs = "✗ 未到：该表没有收到；△ 未填全，或到达时已过截止时间（注“迟”）；没有标记的已按时填全；— 待到：没有收到，但还未到最终截止时间。"
    return [*told, f"应填、有效为所列各期（最多{MOST}期）之和。{signs}"]


def _weeks(facts: Facts) -> tuple[Week, ...]:
    """Return the weeks that are counted; the judged one alone where no other is known."""
    known = facts.results.weeks[-MOST:]
    if known or facts.results.readings is None:
        return known
    cells = facts.results.readings[list(trend.CELLS)].itertuples(index=False, name=None)
    counts = facts.results.completeness.itertuples(index=False, name=None)
    return (trend.week(facts.scheme, facts.results.clock.period, cells, counts),)


def _rows(facts: Facts, weeks: tuple[Week, ...]) -> Iterator[Row]:
    """Yield every form and field that was asked in any of the weeks, in the scheme's order."""
    forms = {place for week in weeks for place in week.forms}
    fields = {place for week in weeks for place in week.fields}
    order = {form.code: at for at, form in enumerate(facts.scheme.forms)}
    units = {unit.code: at for at, unit in enumerate(facts.scheme.units)}
    labels = [(item.form, item.code) for item in facts.scheme.fields]
    places = {place: at for at, place in enumerate(labels)}
    forms |= {("", form) for _, form in forms}
    fields |= {("", form, name) for _, form, name in fields}

    def place(row: tuple[str, ...]) -> tuple[Any, ...]:
        unit, form = row[:2]
        return bool(unit), units.get(unit, len(units)), unit, order.get(form, len(order)), form

    for unit, form in sorted(forms, key=place):
        yield Row(unit, form)
        mine = (row for row in fields if row[:2] == (unit, form))
        for _, _, name in sorted(mine, key=lambda row: (places.get(row[1:], len(places)), row)):
            yield Row(unit, form, name)


def _columns(facts: Facts, weeks: tuple[Week, ...]) -> list[Column[Row]]:
    titles = {row.code: row.title for row in facts.scheme.forms}
    labels = {(row.form, row.code): row.label.replace(" ", "") for row in facts.scheme.fields}

    def look(plain: str) -> Any:
        return lambda row: plain if row.field else _BANDS.get(plain, "band")

    def pair(row: Row) -> tuple[int, int]:
        sums = [_pair(week, row) or (0, 0) for week in weeks]
        return sum(each[0] for each in sums), sum(each[1] for each in sums)

    def rate(row: Row) -> Any:
        expected, valid = pair(row)
        return "—" if not expected else share(valid, expected)

    aside = _aside(facts)

    def asked(row: Row) -> int:
        """Count what is valid only until the unit has explained it."""
        return sum(
            count
            for (unit, form, field), count in aside.items()
            if row.unit in ("", unit) and row.form == form and row.field in ("", field)
        )

    return [
        Column("单位", 18, lambda row: facts.unit(row.unit) if row.unit else EVERYBODY, look("body")),
        Column("表", 16, lambda row: titles.get(row.form, row.form), look("body")),
        Column("栏目", 13, lambda row: labels.get((row.form, row.field), row.field) or WHOLE, look("body_indent")),
        Column("应填", 7.5, lambda row: pair(row)[0], look("count")),
        Column("有效", 7.5, lambda row: pair(row)[1], look("count")),
        Column("完整率", 8.5, rate, look("percent1")),
        *(_column(facts, week) for week in (weeks if len(weeks) > 1 else ())),
        Column("本期\n待说明", 7.5, lambda row: asked(row) or None, look("count")),
    ]  # fmt: skip


def _aside(facts: Facts) -> Counter[tuple[str, str, str]]:
    """Return how many cells that were asked hold something that counts for nothing until it is explained."""
    table = facts.results.readings
    if table is None or table.empty:
        return Counter()
    names = ("unit", "form", "field", "state", "required")
    cells = zip(*(table[name].tolist() for name in names), strict=True)
    return Counter(
        (unit, form, field)
        for unit, form, field, state, required in cells
        if required and state == State.ASIDE.value
    )


_BANDS = {"count": "band_centre", "percent1": "band_percent"}


def _column(facts: Facts, week: Week) -> Column[Row]:
    is_open = week.period == facts.results.clock.period and not facts.is_closed
    return Column(
        short(week.period), 10.5,
        lambda row: _told(week, row, is_open)[0], lambda row: _told(week, row, is_open)[1],
    )  # fmt: skip


def _pair(week: Week, row: Row) -> tuple[int, int] | None:
    """Return expected and valid of a row in a week; None where it was not asked."""
    if row.unit and row.field:
        return week.fields.get((row.unit, row.form, row.field))
    if row.unit:
        count = week.forms.get((row.unit, row.form))
        return None if count is None else (count.expected, count.valid)
    if row.field:
        found = [
            pair for (_, form, name), pair in week.fields.items()
            if (form, name) == (row.form, row.field)
        ]  # fmt: skip
    else:
        found = [
            (count.expected, count.valid) for (_, form), count in week.forms.items()
            if form == row.form
        ]  # fmt: skip
    if not found:
        return None
    return sum(pair[0] for pair in found), sum(pair[1] for pair in found)


def _told(week: Week, row: Row, is_open: bool) -> Shown:
    pair = _pair(week, row)
    if pair is None:
        return "不需报", "none_asked"
    expected, valid = pair
    words = f"{valid}/{expected}"
    plain = "body_centre" if row.field else "band_centre"
    if not row.unit:
        return words, plain
    found = week.forms.get((row.unit, row.form), Count())
    if not found.received:
        return (f"—{words}", "none") if is_open else (f"✗{words}", "bad")
    late = "" if found.on_time or row.field else "迟"
    return (f"△{words}{late}", "warn") if late or valid < expected else (words, plain)


def _reckoned(draft: Draft, placed: Placed) -> None:
    """Rates are formulas over the counts beside them; a form's counts add up its fields' below it."""
    heads = [at for at in range(placed.first, placed.last + 1) if not draft.outline.get(at)]
    for first, after in zip(heads, [*heads[1:], placed.last + 1], strict=True):
        for column in (_EXPECTED, _VALID):
            parts = [draft.cells[at, column].value for at in range(first + 1, after)]
            made = draft.cells.get((first, column))
            if made and parts and sum(map(int, map(str, parts))) == made.value:
                span = f"{a1(first + 1, column)}:{a1(after - 1, column)}"
                draft.cells[first, column] = Cell(made.value, made.style, f"=SUM({span})")
    rows = range(placed.first, placed.last + 1)
    reckoned.shares(draft, rows, _RATE, _VALID, _EXPECTED)
