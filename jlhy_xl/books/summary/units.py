"""The sheets on who sent what: 完整性 and 收件去向."""

from typing import Any

from jlhy_xl.books.sheet import Cell, Merge, Sheet
from jlhy_xl.books.summary import bare
from jlhy_xl.books.summary.facts import BELATED, Facts, UnitStand, percent, share
from jlhy_xl.books.summary.parts import (
    COMPLETENESS,
    DETAILS,
    RECEIPTS,
    Paper,
    begin,
    finish,
    period_words,
)
from jlhy_xl.books.table import Column, Draft, Placed, link_to
from jlhy_xl.core.calendar import is_period
from jlhy_xl.core.merging.balance import RECEIVED, difference
from jlhy_xl.core.model import Finding, Receipt, Verdict
from jlhy_xl.core.raw import a1
from jlhy_xl.core.scheme.model import Form
from jlhy_xl.core.wording.words import severity_word, verdict_word

Arrived = tuple[str, str]  # word and look
Counts = dict[tuple[str, str], tuple[int, int, int, Arrived]]  # by (unit, form)
_FIRST = 2  # column of the first form
_PER_FORM = 4


def completeness(facts: Facts) -> Sheet:
    """Return 完整性: expected × received by unit and form; by field and week it stands in 各栏完整性."""
    counts, forms = _counts(facts)
    draft = begin(
        COMPLETENESS, _widths(len(forms)), f"报送完整性与及时性　{facts.results.clock.label}",
        "完整率＝有效项数÷应填项数（到期的必填项；有错的不算有效，待说明的算有效）；"
        "及时＝首份有效报送不晚于截止时间。率由旁边的数算出，四舍五入到一位小数。",
        f"按栏目、按各期的完整性见“{DETAILS}”。",
        reach=(_FIRST, _FIRST + _PER_FORM * 2 + 2 if len(forms) > 2 else len(_widths(len(forms))) - 1),
    )  # fmt: skip
    head = _head(draft, forms)
    first = draft.row
    for unit in facts.units:
        facts.links[f"unit:{unit.code}"] = link_to(COMPLETENESS, draft.row)
        _unit(draft, unit, [counts.get((unit.code, form.code)) for form in forms])
    placed = Placed(head + 1, first, draft.row - 1, 0, draft.right, above=1)
    _totals(draft, facts, forms, (first, draft.row - 1))
    stops = (
        *range(_FIRST + _PER_FORM, _FIRST + _PER_FORM * len(forms) + 1, _PER_FORM),
        draft.right - 1,
    )
    return finish(facts, draft, placed, Paper(_FIRST, stops), tab="accent")


def _widths(forms: int) -> list[Column[Any]]:
    """Unit, return, four columns a form, three in all, first arrival and what is to be said."""
    of_form = (6.0, 6.0, 7.7, 8.2)
    widths = (16.0, 9.5, *(of_form * forms), *of_form[:3], 17.0, 14.0)
    return [Column("", width, str) for width in widths]


def _counts(facts: Facts) -> tuple[Counts, list[Form]]:
    found: Counts = {}
    in_time = _before_cutoff(facts)
    for row in facts.results.completeness.to_dict("records"):
        came = ("✓ 按时", "body_centre") if row["on_time"] else ("△ 迟到", "warn")
        if (row["unit"], row["form"]) not in in_time:
            came = BELATED[::-1]
        word = came if row["received"] else _absent(facts)
        sums = (int(row["expected"]), int(row["filled"]), int(row["valid"]))
        found[row["unit"], row["form"]] = (*sums, word)
    owed = {form for _, form in found}
    return found, [form for form in facts.scheme.forms if form.code in owed]


def _absent(facts: Facts) -> Arrived:
    """Return how a form stands that has not come: amiss only after the cut-off."""
    if facts.is_closed:
        return "✗ 未到", "bad"
    return ("— 待到", "none") if facts.is_early else ("△ 待到", "warn")


def _before_cutoff(facts: Facts) -> set[tuple[str, str]]:
    """Return the (unit, form) that came before the cut-off."""
    return {
        (case.unit, form)
        for case in facts.results.cases
        for fact in case.facts
        if fact.acceptable and fact.arrival.received <= facts.results.clock.cutoff
        for form in fact.forms
    }


def _head(draft: Draft, forms: list[Form]) -> int:
    """Two rows of headings: each form over its four columns."""
    top = draft.row
    _tall(draft, 0, "单位")
    _tall(draft, 1, "本期报送")
    left = _FIRST
    for title in [*(form.title for form in forms), "合计"]:
        parts = (
            ["应填", "有效", "完整率", "到达"] if title != "合计" else ["应填", "有效", "完整率"]
        )
        draft.span(top, left, left + len(parts) - 1, title, "head")
        for step, part in enumerate(parts, left):
            draft.put(top + 1, step, part, "head")
        left += len(parts)
    _tall(draft, left, "首份有效报送")
    _tall(draft, left + 1, "说明")
    draft.raise_to(top, 24.0)
    draft.row += 2
    return top


def _tall(draft: Draft, left: int, text: str) -> None:
    draft.put(draft.row, left, text, "head")
    draft.put(draft.row + 1, left, None, "head")
    draft.merges.append(Merge(draft.row, left, draft.row + 1, left))


def _last(draft: Draft, left: int, came: Any, told: str, looks: tuple[str, str]) -> None:
    """The first arrival stands before what is to be said."""
    draft.put(draft.row, left, came, looks[0])
    draft.put(draft.row, left + 1, told, looks[1])


def _unit(draft: Draft, unit: UnitStand, forms: list[tuple[int, int, int, Arrived] | None]) -> None:
    row, left = draft.row, _FIRST
    draft.put(row, 0, unit.name)
    draft.put(row, 1, unit.word, unit.look)
    for found in forms:
        if found is None:
            for step in range(_PER_FORM):
                draft.put(
                    row, left + step, "不需报" if step == _PER_FORM - 1 else None, "none_asked"
                )
        else:
            _rate(draft, row, left, found[0], found[2])
            draft.put(row, left + 3, *found[3])
        left += _PER_FORM
    _rate(draft, row, left, unit.expected, unit.valid)
    _last(draft, left + 3, unit.came or "—", _told(unit), ("datetime", "hint_boxed"))
    draft.row += 1


def _told(unit: UnitStand) -> str:
    if unit.came:
        return f"依据：{unit.clock}{f'；待补正{unit.mends}项' if unit.mends else ''}"
    return f"最近一份未采用：{unit.reason}" if unit.reason else ""


def _rate(draft: Draft, row: int, left: int, expected: int, valid: int, bold: bool = False) -> None:
    """Counts, and the rate as a formula over them; nothing expected has no rate."""
    look = "total_count" if bold else "count"
    draft.put(row, left, expected, look)
    draft.put(row, left + 1, valid, look)
    found = share(valid, expected)
    formula = f"=ROUND({a1(row, left + 1)}/{a1(row, left)},3)"
    rate = "total_percent" if bold else "percent1"
    cell = Cell("—", "body_centre") if found is None else Cell(found, rate, formula=formula)
    draft.put(row, left + 2, cell)


def _totals(draft: Draft, facts: Facts, forms: list[Form], rows: tuple[int, int]) -> None:
    row, left = draft.row, _FIRST
    owing = facts.owing
    came = sum(unit.came is not None for unit in owing)
    on_time = sum(unit.on_time for unit in owing)
    draft.put(row, 0, "合计", "total_left")
    early = facts.is_early
    draft.put(
        row,
        1,
        f"{came if early else on_time}/{len(owing)} {'已报' if early else '按时'}",
        "total_count",
    )
    table = facts.results.completeness
    for form in forms:
        of_form = table[table["form"] == form.code]
        sums = int(of_form["expected"].sum()), int(of_form["valid"].sum())
        _rate(draft, row, left, *sums, bold=True)
        there = int(of_form["received"].astype(bool).sum())
        draft.put(row, left + 3, f"{there}/{len(of_form)} 到", "total_count")
        left += _PER_FORM
    expected, valid = (
        sum(getattr(unit, name) for unit in facts.units) for name in ("expected", "valid")
    )
    _rate(draft, row, left, expected, valid, bold=True)
    told = (
        facts.until
        if early
        else f"及时率 {percent(on_time, len(owing))}\n（{on_time}÷{len(owing)}）"
    )
    said = f"{came}/{len(owing)} 已报"
    _last(draft, left + 3, said, told, ("total_count", "total_left"))
    for column in range(_FIRST, left + 2):
        kind = (column - _FIRST) % _PER_FORM
        if kind < 2 and rows[1] >= rows[0]:
            _summed(draft, row, column, rows)
    draft.row += 1


def _summed(draft: Draft, row: int, column: int, rows: tuple[int, int]) -> None:
    """A total adds up the column above it, so that it recomputes."""
    made = draft.cells[row, column]
    span = f"{a1(rows[0], column)}:{a1(rows[1], column)}"
    draft.cells[row, column] = Cell(made.value, made.style, formula=f"=SUM({span})")


_BASE = (
    "“原因”里的应填与“完整性”同一口径（到期的必填项，预填未改动的也在内），只数那份文件所带的表；已填里有错误的，在“完整性”中不算有效。"
    "填写过少而退回的，不数预填未改动的格。“收件路径”“文件校验”两列只在屏幕上看，不打印。"
)


def receipts(facts: Facts) -> Sheet:
    """Return 收件去向: every file that came, and what became of it."""
    names = {row.code: row.name for row in facts.scheme.units}
    columns: list[Column[tuple[int, Receipt]]] = [
        Column("序号", 5.5, lambda row: row[0], "count"),
        Column("文件", 20, lambda row: row[1].arrival.name),
        Column("收到时间", 17, lambda row: facts.local(row[1].arrival.received), "datetime"),
        Column("以何时间为准", 11, lambda row: row[1].arrival.clock.value, "hint_boxed"),
        Column("发件人或来自", 21, _sender),
        Column("去向", 10, lambda row: _verdict(row[1])[0], lambda row: _verdict(row[1])[1]),
        Column("原因", 28, lambda row: row[1].reason),
        Column("认定单位", 13, lambda row: names.get(row[1].examined.unit, "—")),
        Column("期次", 8, lambda row: _period(facts, row[1].examined.period), "body_centre"),
        Column("收件路径", 42, lambda row: row[1].arrival.source, "hint_boxed"),
        Column("文件校验", 11, lambda row: row[1].arrival.sha256[:8], "key"),
    ]
    draft = begin(RECEIPTS, columns, "收件去向", _balance(facts), _BASE, reach=(0, 8))
    placed = draft.table(columns, list(enumerate(_by_unit(facts), 1)))
    bare.section(facts, draft)
    if facts.results.late:
        draft.gap()
        draft.line(
            f"补报（关账后收到 {len(facts.results.late)} 件，只登记，不改变结果，不计入上面的合计）",
            "section",
        )
        draft.table(columns, list(enumerate(facts.results.late, 1)))
        _late_findings(facts, draft)
    return finish(facts, draft, placed, Paper(last=8))


def _late_findings(facts: Facts, draft: Draft) -> None:
    """What a 补报 holds stands below: whoever thinks of opening the period sees what it would bring."""
    rows = [each for row in facts.results.late for each in row.examined.findings]
    if not rows:
        return
    columns: list[Column[tuple[int, Finding]]] = [
        Column("序号", 5.5, lambda row: row[0], "count"),
        Column("文件", 20, lambda row: row[1].file),
        Column("单位", 17, lambda row: facts.unit(row[1].unit) if row[1].unit else "—"),
        Column("级别", 9, lambda row: severity_word(row[1].severity), "body_centre"),
        Column("工作表", 14, lambda row: row[1].sheet),
        Column("单元格", 10, lambda row: row[1].cell, "body_centre"),
        Column("说明", 28, lambda row: row[1].message),
        Column("现填", 13, lambda row: row[1].found, "text"),
        Column("应为", 10.5, lambda row: row[1].expected, "text"),
        Column("编号", 42, lambda row: row[1].code, "key"),
        Column("文件校验", 11, lambda row: row[1].sha256[:8], "key"),
    ]
    draft.gap()
    draft.line(f"补报件的问题（按关账时的方案核对，共 {len(rows)} 处，不计入本期）", "section")
    draft.table(columns, list(enumerate(rows, 1)))


def _by_unit(facts: Facts) -> list[Receipt]:
    """Return what came by unit, in the scheme's order, then by time; whose nobody knows comes last."""
    units = [row.code for row in facts.scheme.units]
    places = {code: place for place, code in enumerate(units)}
    return sorted(
        facts.results.receipts,
        key=lambda row: (places.get(row.examined.unit, len(units)), row.arrival.received),
    )


def _balance(facts: Facts) -> str:
    """Return the balance line; its difference must be 0."""
    balance = facts.results.balance
    if not balance:
        return "本期没有收到文件。"
    parts = " ＋ ".join(f"{verdict_word(each)} {balance[each.value]}" for each in Verdict)
    return f"收到 {balance[RECEIVED]} ＝ {parts}；差额 {difference(balance)}（应为 0）。"


def _period(facts: Facts, period: str) -> str:
    return period_words(period, facts.results.clock.period) if is_period(period) else "—"


def _sender(row: tuple[int, Receipt]) -> str:
    arrival = row[1].arrival
    return "；".join(part for part in (arrival.sender, arrival.registered) if part)


_LOOKS = {
    Verdict.ACCEPTED: ("✓", "good"), Verdict.RETURNED: ("✗", "bad"),
    Verdict.QUARANTINED: ("△", "warn"),
}  # fmt: skip


def _verdict(receipt: Receipt) -> tuple[str, str]:
    sign, look = _LOOKS.get(receipt.verdict, ("·", "body_centre"))
    return f"{sign} {verdict_word(receipt.verdict)}", look
