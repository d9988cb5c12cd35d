"""报告 on any span of periods: a page a 专项工作组, or a 台账 a unit; figures as the weekly summaries had them."""

import itertools
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from jlhy_xl.books.pages import whole
from jlhy_xl.books.rates import rates
from jlhy_xl.books.sheet import Book, Cell, Page, Sheet
from jlhy_xl.books.summary.facts import Facts, UnitStand, share
from jlhy_xl.books.summary.progress import third
from jlhy_xl.books.summary.work import state_words
from jlhy_xl.books.table import Column, Draft, link_to
from jlhy_xl.books.year.report_facts import (
    MOST,
    UNSETTLED,
    Move,
    Span,
    Trouble,
    periods_words,
    short,
    value_words,
)
from jlhy_xl.core.scheme.model import Group, Unit

FRONT = "总览"
GROUP, UNIT = "group", "unit"
_EMPTY = "期间无"
_CHART_ROWS = 14
UNNAMED = "（未填，请在方案“专项工作组”表补填）"
NARROW = 3  # columns of values that an upright page holds
_BAD = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))


def book(span: Span, by: str = GROUP) -> Book:
    """Return the report, by group or by unit."""
    if by == GROUP:
        pages = [_group(span, group) for group in span.groups]
        names = [group.name for group in span.groups]
    else:
        pages = [_unit(span, unit) for unit in span.units]
        names = [unit.name for unit in span.units]
    front = _front(span, by, list(zip([page.name for page in pages], names, strict=True)))
    kind = "专项工作组报告" if by == GROUP else "成员单位台账"
    title = f"{span.scheme.parameters.title}{kind}（{span.title}）"
    return Book((front, *pages), title=title, active=FRONT)


def name_of(number: int, name: str) -> str:
    """Return a sheet's name.

    >>> name_of(3, "办理建筑许可")
    '03 办理建筑许可'
    """
    return f"{number:02} {name.translate(_BAD)}"[:31].rstrip()


# -- what every page shares --------------------------------------------------------------------


def _begin(span: Span, name: str, title: str, widths: Sequence[float], *said: str) -> Draft:
    draft = Draft(name, widths)
    draft.line(title, "title_left")
    draft.raise_to(0, 30.0)
    now, until = span.last.now, span.facts[-1].until
    made = f"{now:%Y-%m-%d %H:%M} 编制{f'（末期{until}）' if until else ''}"
    draft.line(f"{span.title}　{made}　方案 {span.last.scheme_digest[:8]}", "hint")
    for each in said:
        draft.line(each, "plain")
    return draft


def _finish(span: Span, draft: Draft, *, portrait: bool = False, **more: Any) -> Sheet:
    is_one = portrait and len(span.weeks) <= MOST
    page = Page(
        landscape=not portrait and len(span.shown) > NARROW, fit_tall=1 if is_one else 0, fixed=not is_one,
        area=(0, 0, max(draft.row - 1, 0), draft.right), header=f"&R&10 {span.title}　{draft.name}",
        footer=f"&L&10方案 {span.last.scheme_digest[:8]}&C&10第 &P 页，共 &N 页", margins=(0.3, 0.3, 0.6, 0.6))  # fmt: skip
    return draft.sheet(page=whole(page, draft.widths, draft.heights), more=more)


def _section(draft: Draft, words: str) -> None:
    draft.gap(6)
    draft.line(words, "section")


# -- 总览 --------------------------------------------------------------------------------------

_Week = tuple[str, Facts]


def _front(span: Span, by: str, pages: Sequence[tuple[str, str]]) -> Sheet:
    columns = _weeks(span)
    kind = "专项工作组" if by == GROUP else "成员单位"
    draft = _begin(
        span, FRONT, f"{span.scheme.parameters.title}报告（按{kind}）",
        [column.width for column in columns],
    )  # fmt: skip
    _section(draft, "一、各期报送和减扣")
    placed = draft.table(columns, [*zip(span.periods, span.facts, strict=True)])
    draft.line(
        "完整率＝有效项数÷应填项数，按时率＝按时单位÷应报单位；减扣只有审定的才计入，适用分值为计入上限之后的拟减扣和审定之和。",
        "hint",
    )
    compared = "与上期值相比" if len(span.weeks) == 1 else "期间首个数与末个数相比"
    _section(draft, f"二、指标变动（{compared}；△ 待核为共填而各家不一致，或上期值经核实不实的）")
    _moved(span, draft, by, pages)
    if len(span.weeks) == 1:
        return _finish(span, draft, portrait=True)
    draft.gap()
    top = draft.row
    for _ in range(_CHART_ROWS):  # the chart lies on the page, not beside it
        draft.gap(20.0)
    drawn = rates(FRONT, top, (placed.first, placed.last), (7, 4), (700, 350))
    return _finish(span, draft, portrait=True, charts=(drawn,))


def _weeks(span: Span) -> list[Column[_Week]]:
    return [
        Column("期次", 24, lambda row: row[1].results.clock.label, "body_indent"),
        Column("应报单位", 6.6, lambda row: len(row[1].owing), "count"),
        Column("已报", 6.5, lambda row: _came(row[1]), "count"),
        Column("按时", 6.5, lambda row: _timely(row[1]), "count"),
        Column("按时率", 7.7, _rate, "percent1"),
        Column("应填项数", 6.6, lambda row: _sum(row[1], "expected"), "count"),
        Column("有效项数", 6.6, lambda row: _sum(row[1], "valid"), "count"),
        Column("完整率", 7.7, lambda row: share(_sum(row[1], "valid"), _sum(row[1], "expected")), "percent1"),
        Column("减扣条数", 6.6, lambda row: span.marked(row[0]).lines, "count"),
        Column("适用分值", 6.6, lambda row: span.marked(row[0]).applied, "points"),
        Column("审定分值", 6.6, lambda row: span.marked(row[0]).settled, "points"),
    ]  # fmt: skip


def _came(facts: Facts) -> int:
    return sum(row.came is not None for row in facts.owing)


def _rate(row: _Week) -> Decimal | None:
    """No share before the deadline: who has not sent yet is not late."""
    return None if row[1].is_early else share(_timely(row[1]), len(row[1].owing))


def _timely(facts: Facts) -> int:
    return sum(row.on_time for row in facts.owing)


def _sum(facts: Facts, part: str) -> int:
    return sum(int(getattr(row, part)) for row in facts.owing)


def _moved(span: Span, draft: Draft, by: str, pages: Sequence[tuple[str, str]]) -> None:
    keys: list[dict[str, Any]]
    if by == GROUP:
        keys = [{"group": group.number} for group in span.groups]
    else:
        keys = [{"unit": unit.code} for unit in span.units]
    rows = [
        (page, name, span.moves_of(**key), span.troubles(**key))
        for (page, name), key in zip(pages, keys, strict=True)
    ]

    def count(word: str) -> Any:
        return lambda row: sum(move.verdict[0] == word for move in row[2])

    columns: list[Column[Any]] = [
        Column("工作组" if by == GROUP else "单位", 26, lambda row: row[1], "body_link", lambda row: link_to(row[0])),
        Column("指标行", 9, lambda row: len(row[2]), "count"),
        Column("✓ 变好", 8, count("✓ 变好"), "count"),
        Column("✗ 变差", 8, count("✗ 变差"), "count"),
        Column("＝ 持平", 9, count("＝ 持平"), "count"),
        Column("· 有变动", 9, count("· 有变动"), "count"),
        Column("△ 待核", 9, count(UNSETTLED), "count"),
        Column("— 无法比较", 9, count("— 无法比较"), "count"),
        Column("已达目标", 9, lambda row: sum(_reached(move) for move in row[2]), "count"),
        Column("问题条数", 9, lambda row: len(row[3]), "count"),
    ]  # fmt: skip
    draft.table(columns, rows, empty=_EMPTY)


def _reached(move: Move) -> bool:
    found = move.line["attainment"]
    return found is not None and found >= 1


# -- the trend of indicators -------------------------------------------------------------------


def _widths(span: Span) -> list[float]:
    """The widths that every page's tables share; the last columns take the words."""
    return [7.5, 18.0, 12.0, 12.5, *([7.4] * len(span.shown)), 8.5, 9.5, 8.0, 8.5]


def _trend(span: Span, draft: Draft, moves: Sequence[Move]) -> None:
    columns: list[Column[Move]] = [
        Column("编码", 11, lambda move: move.line["indicator"], "key"),
        Column("具体指标", 24, lambda move: move.name),
        Column("牵头单位", 15, lambda move: span.facts[-1].unit(move.line["unit"]), "body_centre"),
        Column("计量单位", 11, lambda move: f"{move.line['measure']}\n{move.line['direction']}", "hint_boxed"),
        *(
            Column[Move](short(period), 8.5, _value(period), "number_any")
            for period in span.shown
        ),
        Column("较上期" if len(span.weeks) == 1 else "期间变化", 9, lambda move: move.moved, "number_any"),
        Column("判断", 11, lambda move: move.verdict[0], lambda move: move.verdict[1]),
        Column("年度\n目标值", 9, lambda move: move.line["target"], "number_any"),
        Column("目标达成", 9, lambda move: third(move.line["attainment"]), "percent1"),
    ]  # fmt: skip
    draft.table(columns, moves, empty=_EMPTY)
    for move in moves:
        words = [value for value in move.values.values() if isinstance(value, str)]
        if words:
            draft.line(f"{move.line['indicator']} {move.name}：{words[-1]}", "plain")
    if len(span.shown) < len(span.periods):
        draft.line("期数较多，只列每月最后一期；期间变化按全部各期计算。", "hint")


def _value(period: str) -> Any:
    return lambda move: value_words(move.values.get(period))


def _troubles(draft: Draft, rows: Sequence[Trouble]) -> None:
    """Words get the width of several columns of figures."""
    heads = ("期次", "具体指标", "单位", "存在问题", "改进措施", "需协调事项")
    spans = [(0, 0), (1, 1), (2, 2), *_thirds(draft, 3)]
    for (left, last), head in zip(spans, heads, strict=True):
        draft.span(draft.row, left, last, head, "head")
    draft.raise_to(draft.row, 24.0)
    draft.row += 1
    for row in rows:
        told = (periods_words(row.periods), row.name, row.unit, row.problem, row.measures, row.need)
        for (left, last), words in zip(spans, told, strict=True):
            draft.span(draft.row, left, last, words)
        draft.row += 1
    if not rows:
        draft.line(_EMPTY, "none")


def _thirds(draft: Draft, left: int) -> list[tuple[int, int]]:
    """Return the columns from one on as three parts of about the same width."""
    columns = range(left, draft.right + 1)
    whole, ends, reached = sum(draft.widths[at] for at in columns), [left - 1], 0.0
    for at in columns:
        reached += draft.widths[at]
        if reached >= whole * len(ends) / 3 - 1 and len(ends) < 3:
            ends.append(at)
    ends.append(draft.right)
    return [(first + 1, last) for first, last in itertools.pairwise(ends)]


# -- a page a group ----------------------------------------------------------------------------


def _group(span: Span, group: Group) -> Sheet:
    facts = span.facts[-1]
    leads = "、".join(facts.unit(code) for code in group.leads)
    head = f"　组长：{group.head or UNNAMED}"
    draft = _begin(
        span, name_of(group.number, group.name), f"{group.number} {group.name}", _widths(span),
        f"牵头单位：{leads}{head}",
    )  # fmt: skip
    moves = span.moves_of(group=group.number)
    counts = [sum(move.verdict[0].startswith(sign) for move in moves) for sign in "✓✗＝"]
    term = "较上期" if len(span.weeks) == 1 else "期间"
    draft.line(f"{term}变好 {counts[0]} 项次，变差 {counts[1]} 项次，持平 {counts[2]} 项次。")
    _section(draft, "一、指标走势")
    _trend(span, draft, moves)
    _section(draft, "二、牵头单位报送情况（完整率；△ 迟报或补报，✗ 未报）")
    _sendings(span, draft, group)
    _section(draft, "三、存在问题和改进措施")
    _troubles(draft, span.troubles(group=group.number))
    return _finish(span, draft)


def _sendings(span: Span, draft: Draft, group: Group) -> None:
    by_period = dict(zip(span.periods, span.facts, strict=True))

    def stands(code: str, period: str) -> UnitStand | None:
        found = (span.stand(by_period[period], each) for each in span.codes(code))
        return next((row for row in found if row), None)

    def shown(period: str) -> Any:
        return lambda code: _sent(stands(code, period))

    def total(code: str, part: str) -> int:
        rows = (stands(code, period) for period in span.periods)
        return sum(int(getattr(row, part)) for row in rows if row)

    columns: list[Column[str]] = [
        Column("", 11, lambda _: ""),
        Column("单位", 24, span.facts[-1].unit),
        Column("应填", 15, lambda code: total(code, "expected"), "count"),
        Column("有效", 11, lambda code: total(code, "valid"), "count"),
        *(Column[str](short(period), 8.5, shown(period)) for period in span.shown),
        Column("完整率", 9, lambda code: share(total(code, "valid"), total(code, "expected")), "percent1"),
    ]  # fmt: skip
    columns[0] = Column("序号", 11, lambda code: group.leads.index(code) + 1, "count")
    draft.table(columns, group.leads, empty=_EMPTY)


def _sent(row: UnitStand | None) -> Cell:
    if row is None or not row.owed:
        return Cell("—", "none")
    if row.came is None:
        return Cell(row.word, row.look)
    done = share(row.valid, row.expected)
    told = "—" if done is None else f"{done * 100:.1f}%"
    return Cell(f"{'' if row.on_time else '△ '}{told}", "body_centre" if row.on_time else "warn")


# -- a 台账 a unit -----------------------------------------------------------------------------


def _unit(span: Span, unit: Unit) -> Sheet:
    number = span.units.index(unit) + 1
    widths = _widths(span)
    draft = _begin(span, name_of(number, unit.name), f"{unit.name}台账", widths, _fate(span, unit))
    _section(draft, "一、报送台账")
    _returns(span, draft, unit)
    _section(draft, "二、指标走势")
    _trend(span, draft, span.moves_of(unit=unit.code))
    _section(draft, "三、存在问题和改进措施")
    _troubles(draft, span.troubles(unit=unit.code))
    _section(draft, "四、议定事项（牵头）")
    _resolutions(span, draft, unit)
    _section(draft, "五、减扣事项（只有审定的计入）")
    _deductions(span, draft, unit)
    return _finish(span, draft)


def _fate(span: Span, unit: Unit) -> str:
    from jlhy_xl.core.scheme.succession import standing

    told = standing(span.scheme, unit.code, span.last.clock.deadline.date())
    return told or f"处理方式：{unit.treatment.value}"


def _lay(draft: Draft, heads: Sequence[str], widths: Sequence[int], rows: Sequence[Sequence[Any]]) -> None:  # fmt: skip
    """A table whose columns reach over several of the page's; the last takes what is left."""
    lefts = [sum(widths[:at]) for at in range(len(widths))]
    ends = [*(left - 1 for left in lefts[1:]), draft.right]
    places = list(zip(lefts, ends, strict=True))
    for (left, end), head in zip(places, heads, strict=True):
        draft.span(draft.row, left, end, head, "head")
    draft.raise_to(draft.row, 24.0)
    draft.row += 1
    for row in rows:
        for (left, end), value in zip(places, row, strict=True):
            draft.span(draft.row, left, end, value)
        draft.row += 1
    if not rows:
        draft.line(_EMPTY, "none")


def _returns(span: Span, draft: Draft, unit: Unit) -> None:
    heads = ("序号", "期次", "判定", "首次有效收到", "应填", "有效", "完整率、须改正处数、减扣")
    rows = []
    for number, (period, facts) in enumerate(zip(span.periods, span.facts, strict=True), 1):
        row = span.stand(facts, unit.code)
        if row is None:
            continue
        marked = span.marked(period, unit.code)
        done = share(row.valid, row.expected)
        told = [f"完整率 {done * 100:.1f}%" if done is not None else "完整率 —"]
        if errors := span.errors(facts, unit.code):
            told.append(f"须改正 {errors} 处")
        if marked.lines:
            told.append(
                f"减扣 {marked.lines} 条，适用 {marked.applied} 分，审定 {marked.settled} 分"
            )
        came = f"{row.came:%Y-%m-%d %H:%M}" if row.came else "—"
        rows.append(
            (Cell(number, "count"), facts.results.clock.label, Cell(row.word, row.look),
             Cell(came, "body_centre"), Cell(row.expected, "count"), Cell(row.valid, "count"),
             "；".join(told))
        )  # fmt: skip
    _lay(
        draft, heads, (1, 1, 1, 2, 1, 1, 1) if len(span.shown) > 3 else (1, 1, 1, 1, 1, 1, 1), rows
    )


def _resolutions(span: Span, draft: Draft, unit: Unit) -> None:
    rows = []
    for found in span.facts[-1].resolutions:
        item = found.resolution
        if item.lead == unit.code:
            due = found.due.isoformat() if found.due else "长期"
            rows.append((item.code, item.text, Cell(due, "body_centre"), state_words(found)))
    _lay(draft, ("编号", "交办原文", "完成时限", "办理情况"), (1, 2, 1, 1), rows)


def _deductions(span: Span, draft: Draft, unit: Unit) -> None:
    rows = [
        (line.rule, line.event, Cell(line.period, "body_centre"),
         f"{line.status.value}　适用 {line.applied} 分　审定 {line.settled if line.settled is not None else '—'}"
         + (f"　{line.note}" if line.note else ""))
        for line in span.last.deductions
        if line.unit == unit.code and line.period in span.periods
    ]  # fmt: skip
    _lay(draft, ("规则", "事项与事实", "期次", "状态"), (1, 2, 1, 1), rows)
