"""减扣评分表's records: every piece of evidence, the rules as applied, what is 不予减扣 and why."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from jlhy_xl.books.scoring.facts import SPARED as SPARED_STATUS
from jlhy_xl.books.scoring.facts import Facts, Line, Proof, weeks, years
from jlhy_xl.books.scoring.parts import (
    FIRST,
    KEY_WIDTH,
    LAID_OUT,
    LINES,
    OWN_FIGURES,
    PROOFS,
    RULES,
    SPARED,
    begin,
    finish_year,
    first_columns,
    proof_column,
)
from jlhy_xl.books.sheet import Sheet
from jlhy_xl.books.table import Column, link_to
from jlhy_xl.core.calendar import localised
from jlhy_xl.core.model import Status
from jlhy_xl.core.scheme.model import Rule
from jlhy_xl.core.values.parsed import plain
from jlhy_xl.core.wording.deductions import JOIN

_NOT_SET = "未设"


def home(facts: Facts, line: Line) -> str:
    """Return the link to a line's own row."""
    return link_to(home_name(line), FIRST + facts.places[line.found.id])


def home_name(line: Line) -> str:
    """Return the name of the sheet that holds the line."""
    if line.found.status in SPARED_STATUS:
        return SPARED
    return LAID_OUT if line.found.status is Status.LAID_OUT else LINES


def proofs(facts: Facts) -> Sheet:
    """Return 证据: a row for each piece of evidence, with the file's hash."""
    homes = {line.found.id: home(facts, line) for line in facts.all}
    columns: list[Column[Proof]] = [
        Column("序号", 4.5, lambda row: row.number, "count"),
        Column("编号", KEY_WIDTH, lambda row: row.line.found.id, "key"),
        Column("所在表", 7.5, lambda row: home_name(row.line), "body_link_centre",
               lambda row: homes[row.line.found.id]),
        Column("单位", 11, lambda row: row.line.name, "body_centre"),
        Column("期次", 9.5, lambda row: row.line.found.period, "body_centre"),
        Column("规则", 5, lambda row: row.line.found.rule, "body_centre"),
        Column("证据", 17, lambda row: row.evidence.what),
        Column("文件", 16.5, lambda row: row.evidence.file),
        Column("工作表", 9, lambda row: row.evidence.sheet, "body_centre"),
        Column("单元格", 6, lambda row: row.evidence.cell, "body_centre"),
        Column("所见内容", 20.5, lambda row: row.evidence.found, "text"),
        Column("时间", 11.5, lambda row: facts.when(row.evidence.at), "body_centre"),
        Column("文件校验值（SHA-256）", 13.5, lambda row: row.evidence.sha256, "key"),
    ]  # fmt: skip
    draft = begin(facts.results, PROOFS, f"{years(facts)}减扣事项证据", columns, seen=9)
    draft.line("一条证据一行，原件按校验值存于“台账”文件夹，可随时核对。", "hint", right=9)
    placed = draft.table(columns, facts.proofs, empty="截至目前无证据")
    return finish_year(facts.results, draft, placed, freeze=3)


def rules(facts: Facts) -> Sheet:
    """Return 规则: the rules as applied, every figure the office's own."""
    number = facts.scheme.parameters.rule_number or _NOT_SET
    columns: list[Column[Rule]] = [
        Column("规则", 6, lambda row: row.code, "body_centre"),
        Column("类别", 11, lambda row: row.head, "body_centre"),
        Column("情形", 26, lambda row: row.event),
        Column("分值", 7, lambda row: _NOT_SET if row.points is None else row.points, "points"),
        Column("计分单位", 7, lambda row: f"每{row.per}" if row.per else "", "body_centre"),
        Column("封顶类别", 9, lambda row: row.cap_group, "body_centre"),
        Column("单位年度上限", 8, lambda row: _NOT_SET if (most := _cap(facts, row)) is None else most, "points"),
        Column("条款", 8, lambda row: row.clause, "body_centre"),
        Column("认定方式", 9, lambda row: row.decider.value, "body_centre"),
        Column("生效日期", 11.5, lambda row: row.starts or facts.scheme.parameters.rules_from, "date"),
        Column("停用日期", 11.5, lambda row: row.ends, "date"),
        Column("减扣细则文号", 11, lambda _: number, "body_centre"),
        Column("备注", 21, lambda row: JOIN.join(part for part in (row.note, frozen(facts, row)) if part)),
    ]  # fmt: skip
    draft = begin(facts.results, RULES, "适用的减扣规则", columns)
    most = facts.scheme.parameters.year_cap
    cap = "未设" if most is None else plain(most)
    periods: dict[Decimal | None, list[str]] = {}
    for line in facts.all:
        if limit := facts.results.limits.get(line.found.id):
            periods.setdefault(limit.year, []).append(line.found.period)
    bound = _bound(periods, most)
    cap += f"（{bound}）" if bound else ""
    draft.line(
        f"{OWN_FIGURES}（通知第五条第（四）款只写明可以减扣的情形），由办公室在方案中设定。"
        f"各类合计的单位年度上限：{cap}。",
        "hint",
    )
    placed = draft.table(columns, facts.rules, empty="方案中没有减扣规则")
    return finish_year(facts.results, draft, placed, freeze=1)


def frozen(facts: Facts, rule: Rule) -> str:
    """Return which caps closed periods were bound by, where that is not what the rule says now."""
    told = _bound(_caps_then(facts, rule), rule.cap)
    now = _NOT_SET if rule.cap is None else f"{plain(rule.cap)}分"
    return told if _cap(facts, rule) == rule.cap else f"{told}；方案现写{now}"


def _caps_then(facts: Facts, rule: Rule) -> dict[Decimal | None, list[str]]:
    """Return which caps bound the closed periods' lines of a rule's group while it was in force."""
    own = [
        line for line in facts.all if line.rule is rule and line.found.id in facts.results.limits
    ]
    groups = {facts.results.limits[line.found.id].group for line in own}
    periods: dict[Decimal | None, list[str]] = {}
    for line in facts.all:
        limit = facts.results.limits.get(line.found.id)
        if limit and limit.group in groups and _is_in_force(rule, line.found.day):
            periods.setdefault(limit.most, []).append(line.found.period)
    return periods


def _cap(facts: Facts, rule: Rule) -> Decimal | None:
    """Return a rule's cap; of one that is over, the one that bound its lines, where it was one."""
    if rule.ends is None or rule.ends >= localised(facts.scheme, facts.results.now).date():
        return rule.cap
    then = set(_caps_then(facts, rule))
    return then.pop() if len(then) == 1 else rule.cap


def _is_in_force(rule: Rule, day: date | None) -> bool:
    first, last = rule.starts or date.min, rule.ends or date.max
    return day is None or first <= day <= last


def _bound(periods: Mapping[Decimal | None, Sequence[str]], cap: Decimal | None) -> str:
    """Return which caps closed periods were bound by, "" where it is the one that stands now."""
    if set(periods) <= {cap}:
        return ""
    told = "、".join(
        f"{weeks(those)}{'未设上限' if most is None else f'上限{plain(most)}分'}"
        for most, those in sorted(periods.items(), key=lambda each: min(each[1]))
    )
    return f"已关账的按关账时的上限：{told}"


def spared(facts: Facts) -> Sheet:
    """Return 不予减扣: what stays visible at zero, with the reason."""
    columns: list[Column[Line]] = [
        *first_columns(facts),
        Column("类别", 8.5, lambda line: line.head, "body_centre"),
        Column("事项与事实", 24, lambda line: line.fact),
        proof_column(facts),
        Column("证据", 25, facts.evidence_words),
        Column("状态", 9, lambda line: line.found.status.value, "body_centre"),
        Column("责任归属", 7, lambda line: line.found.fault, "body_centre"),
        Column("理由", 22, facts.remark),
    ]  # fmt: skip
    draft = begin(facts.results, SPARED, f"{years(facts)}不予减扣和免于认定的事项", columns, seen=9)
    draft.line(
        "以下事项如实列示，不计分。如登记有误，请在方案“不予减扣”表中更正。", "hint", right=9
    )
    placed = draft.table(columns, facts.spared, empty="截至目前无不予减扣事项")
    return finish_year(facts.results, draft, placed, freeze=3)
