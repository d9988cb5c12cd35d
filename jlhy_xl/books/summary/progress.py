"""The sheets on indicators: 指标进展, 变动对照, 突出问题与措施."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from jlhy_xl.books import style
from jlhy_xl.books.sheet import Conditional, Sheet
from jlhy_xl.books.summary import reckoned
from jlhy_xl.books.summary.doubts import is_compared, is_registered, why_lagging
from jlhy_xl.books.summary.facts import Facts, GroupStand, Issue, Line, chosen
from jlhy_xl.books.summary.parts import (
    CHANGES,
    PRINTED_WITHOUT,
    PROBLEMS,
    PROGRESS,
    Paper,
    begin,
    figure,
    finish,
    is_worded,
    moved,
    period_words,
    source,
    standing,
)
from jlhy_xl.books.summary.parts import told as shown
from jlhy_xl.books.summary.ranks import latest_ranks, rank_words
from jlhy_xl.books.table import EMPTY, Column, Placed, link_to
from jlhy_xl.core.model import Severity, State
from jlhy_xl.core.scheme.choices import Joint, RowSource, Source
from jlhy_xl.core.scheme.succession import forebears
from jlhy_xl.core.standing.measures import status_word
from jlhy_xl.core.standing.progress import published
from jlhy_xl.core.standing.trend import last_told

_ASIDE = 42.0  # a column that is not printed: wide, so that it makes no row of the paper higher

_BAR = {
    "type": "data_bar", "bar_solid": True, "bar_border_color": style.COLOURS["bar_soft"],
    "bar_color": style.COLOURS["bar_soft"], "min_type": "num", "min_value": 0, "max_type": "num",
}  # fmt: skip


def _joint(facts: Facts, line: Line) -> str:
    """Return who reports, and how the leads share the indicator."""
    found = facts.scheme.indicator_by_code[line["indicator"]]
    told = "" if found.joint is Joint.NONE else f"（{found.joint.value}）"
    return f"{facts.unit(line['unit'])}\n{told}" if told else facts.unit(line["unit"])


def _said(facts: Facts, line: Line) -> str:
    """Return the week's words; a worded value stands before them, the unit's own 备注 after."""
    value = f"现状：{line['value']}" if is_worded(line["value"]) else ""
    note = _noted(
        _aside(facts, line), why(facts, line), *cautions(line), line["note"],
        _AS_BEFORE if _is_as_before(facts, line) else "",
    )  # fmt: skip
    remark = facts.remarks.get((line["unit"], line["indicator"]), "")
    own = f"备注：{remark}" if remark else ""
    papers = facts.papers.get((line["unit"], line["indicator"]), "")
    shown = f"佐证：{papers}" if papers else ""
    return "\n".join(part for part in (value, line["progress"] or "", shown, own, note) if part)


def _noted(*told: str) -> str:
    notes = "；".join(part for part in told if part)
    return f"注：{notes}" if notes else ""


def why(facts: Facts, line: Line) -> str:
    """Say why a row lags, "" where it does not."""
    told = why_lagging(line, facts.scheme, facts.today)
    return f"滞后原因：{told}" if told else ""


def cautions(line: Line) -> list[str]:
    """Say what must be known of the figures: a value before that is untrue, one now that is no exact one."""
    told = []
    if line["untrue"]:
        told.append(f"上期值经核实不实（{line['untrue']}），待核")
    if line["mentioned"]:
        told.append(f"核实记录{line['mentioned']}提到本项，请核对上期值")
    if line["hedged"]:
        told.append(f"单位填“{line['typed']}”，按{shown(line['value'])}计")
    return told


_REASONS = "why values are set aside"


def _aside(facts: Facts, line: Line) -> str:
    """Say why what was typed as 现状值 does not count; "" where it does, or nothing was typed."""
    if not line["typed"] or line["state"] not in _NOT_COUNTED:
        return ""
    known = vars(facts)  # each row asks, on two sheets
    if _REASONS not in known:
        found: dict[tuple[str, str], str] = {}
        for row in facts.results.findings:
            if row.field == _VALUE and row.severity is not Severity.NOTE:
                found.setdefault((row.unit, row.row_key), row.message.partition("。")[0])
        known[_REASONS] = found
    why: str = known[_REASONS].get((line["unit"], line["indicator"]), "")
    return why or f"填写的“{line['typed']}”暂不计入汇总"


_VALUE = "value"
_NOT_COUNTED = (State.ASIDE.value, State.ERROR.value)
_AS_BEFORE = "按上期值计算"  # what it means stands above the table


def _is_as_before(facts: Facts, line: Line) -> bool:
    """Whether a row is judged by the value before, because none was due; a sum of parts has none."""
    own = not facts.scheme.indicator_by_code[line["indicator"]].score_of
    judged = line["attainment"] is not None or (own and line["score"] is not None)
    return judged and line["value"] is None


def third(value: Decimal | None) -> Decimal | None:
    """Return a figure half-up to three decimals; one too long to round stays as it is."""
    if value is None or not value.is_finite() or value.adjusted() > 20:
        return value
    return value.quantize(Decimal("0.001"), ROUND_HALF_UP)


def _official(facts: Facts) -> dict[tuple[str, str], Decimal]:
    """Return the newest published value by (indicator, unit)."""
    known = {row.indicator for row in facts.scheme.published}
    duties = {duty.unit.code: duty for duty in facts.results.duties}
    found = {}
    for line in facts.lines:
        code, unit = line["indicator"], line["unit"]
        indicator = facts.scheme.indicator_by_code[code]
        if code in known and unit in duties and indicator.source is Source.OFFICIAL:
            newest = published(facts.scheme, indicator, duties[unit])
            if newest:
                found[code, unit] = newest.value
    return found


def progress(facts: Facts) -> Sheet:
    """Return 指标进展: a band for each group, its rows below."""
    columns = _columns(facts)
    draft = begin(
        PROGRESS, columns, f"指标进展　{facts.results.clock.label}",
        "每组一条汇总行，下面是各牵头单位的报送行；共同牵头的逐家并列。"
        "目标达成、前沿得分的算法见“口径说明”；空白为没有数据，不按0计。注“按上期值计算”的，现状值不到填报期，目标达成、得分取上期值。“发布值”“名次”“出处”三列只在屏幕上看，不打印。", reach=(0, _PRINTED),
    )  # fmt: skip
    head = draft.head(columns)
    for group in facts.groups:
        facts.links[f"group:{group.group.number}"] = link_to(PROGRESS, draft.row)
        _band(draft, columns, group)
        for line in group.lines:
            facts.links[f"row:{line['indicator']}:{line['unit']}"] = link_to(PROGRESS, draft.row)
            draft.rows(columns, [line], level=1)
            known = _AT["上期值" if _is_as_before(facts, line) else "现状值"]
            cells = _AT["上年值"], known, _AT["年度目标值"]
            reckoned.attained(draft, draft.row - 1, _AT["目标达成"], cells)
    last = draft.row - 1
    first, bars = head + 1, []
    for step, most in ((_AT["目标达成"], 1), (_AT["前沿得分"], 100)):
        bars.append(Conditional(first, step, last, step, {**_BAR, "max_value": most}))
    if last < first:
        draft.line(EMPTY, "none")
    placed = Placed(head, first, max(last, head), 0, draft.right)
    return finish(
        facts, draft, placed, Paper(_KEYS, (_PRINTED,), _PRINTED), conditionals=tuple(bars),
        tab="accent",
    )  # fmt: skip


_AT = {"上年值": 4, "上期值": 5, "现状值": 6, "年度目标值": 8, "目标达成": 9, "前沿得分": 10}
_KEYS = 3
_MANY = 220  # characters that stand in the narrow column at the greatest height of a row
_PRINTED = 13  # the last column on paper: a row's figures and words stand on one page


def _columns(facts: Facts) -> list[Column[Line]]:
    official, ranks = _official(facts), latest_ranks(facts)
    return [
        Column("编码", 6.5, lambda row: row["indicator"], "key"),
        Column("具体指标", 13, facts.name),
        Column("牵头单位", 10.5, lambda row: _joint(facts, row)),
        Column("计量单位", 7.5, _measure, "hint_boxed"),
        Column("上年值", 7, lambda row: row["baseline"], "number_any"),
        Column("上期值", 7, lambda row: figure(row["last"]), "number_any"),
        Column("现状值", 7, lambda row: figure(row["value"]), "number_any"),
        Column("较上期", 8.5, lambda row: moved(row)[0], lambda row: moved(row)[1]),
        Column("年度\n目标值", 7, lambda row: row["target"], "number_any"),
        Column("目标达成", 7.5, lambda row: third(row["attainment"]), "percent1"),
        Column("前沿得分\n（测算）", 8.5, lambda row: third(row["score"]), "number1"),
        Column("推进状态", 9.5, lambda row: standing(facts, row)[0], lambda row: standing(facts, row)[1]),
        Column("完成时限", 10.5, lambda row: row["due"], "date"),
        Column("本周进展和说明", _room(facts), lambda row: _said(facts, row)),
        Column("发布值", 8, lambda row: official.get((row["indicator"], row["unit"])), "number_any"),
        Column("名次/\n参评数", 8, lambda row: rank_words(ranks.get(row["indicator"])), "body_centre"),
        Column("出处", _ASIDE, source, "hint_boxed"),
    ]  # fmt: skip


def _room(facts: Facts) -> float:
    """Return how wide the column of words is: as the page has room for, unless one has too many.

    A row has a greatest height; were it reached, words would be cut that a wide column still shows,
    and the page then goes on beside, as it must.
    """
    longest = max((len(_said(facts, line)) for line in facts.lines), default=0)
    return 22.5 if longest <= _MANY else 46.0


def _measure(line: Line) -> str:
    return f"{line['measure']}\n{line['direction']}"


def _band(draft: Any, columns: list[Column[Line]], group: GroupStand) -> None:
    """A group's own row: every column keeps its meaning, so filters stay honest."""
    disputed = f"；各家不一致待核 {group.disputed} 项次，未计入" if group.disputed else ""
    disputed += f"；上期值不实待核 {group.untrue} 项次，不计好差" if group.untrue else ""
    told: Mapping[int, Any] = {
        0: f"{group.group.number:02}",
        1: group.group.name,
        2: group.leads.replace("、", "\n"),
        6: f"报 {group.reported}/{len(group.lines)}",
        7: f"好{group.better} 差{group.worse}",
        9: "—" if group.attainment is None else third(group.attainment),
        11: group.word,
        13: f"可评价 {group.judged} 项，已达目标 {group.reached} 项；进展滞后 {group.lagging} 项，其中逾期 {group.overdue} 项{disputed}",
    }
    looks = {9: "band_percent", 11: group.look, 6: "band_centre", 7: "band_centre"}
    for step in range(len(columns)):
        draft.put(draft.row, step, told.get(step), looks.get(step, "band"))
    draft.raise_to(draft.row, 24.0)
    draft.row += 1


def changes(facts: Facts) -> Sheet:
    """Return 变动对照: what moved since the last period, and what the unit says of it."""
    before = _statuses(facts)
    found = [line for line in facts.lines if _has_moved(line)]
    older = any(earlier(facts, line) for line in found)
    # what is left to the words of the row where a column has nothing to tell
    wide = 19.5 + (0 if before else 9) + (0 if older else 8)
    columns: list[Column[Line]] = [
        Column("编码", 7, lambda row: row["indicator"], "key"),
        Column("专项工作组", 9.5, lambda row: facts.group_name(row["group"])),
        Column("具体指标", 18, facts.name),
        Column("单位", 10.5, lambda row: facts.unit(row["unit"])),
        Column("上期值", 8.5, lambda row: row["last"], _look("last")),
        Column("本期值", 8.5, lambda row: row["value"], _look("value")),
        Column("变动", 7, lambda row: row["change"], "number_any"),
        Column(FROM, 7.5, lambda row: earlier(facts, row), "hint_boxed"),
        Column("优向", 8.5, lambda row: row["direction"], "hint_boxed"),
        Column("判断", 9.5, lambda row: moved(row)[0], lambda row: moved(row)[1]),
        Column("上期状态", 9, lambda row: _state_word(before.get((row["unit"], row["indicator"]), "")), "body_centre"),
        Column("本期状态", 10, lambda row: standing(facts, row)[0], lambda row: standing(facts, row)[1]),
        Column("单位所述（本周进展）", wide, lambda row: "\n".join(part for part in (row["progress"] or "", _noted(*cautions(row))) if part)),
        Column("出处", _ASIDE, source, "hint_boxed"),
    ]  # fmt: skip
    if not before:  # the first week: there is nothing to hold beside
        columns = [column for column in columns if column.heading != "上期状态"]
    if not older:
        columns = [column for column in columns if column.heading != FROM]
    judged = [line for line in facts.lines if is_compared(line)]
    counts = (
        (sum(bool(line["disputed"]) for line in facts.lines), "各家不一致"),
        (sum(group.untrue for group in facts.groups), "上期值经核实不实"),
    )
    asked = "、".join(f"{word} {count} 项次" for count, word in counts if count)
    apart = f"待核未计：{asked}。" if asked else ""
    own = sum(is_registered(facts.results, line) for line in judged)
    if own:
        apart += f"{'' if own == len(judged) else f'{own} 项次的'}上期值为办公室登记的数。"
    total = [f"{word} {sum(moved(line)[0] == word for line in judged)}" for word in _MOVES]
    draft = begin(
        CHANGES, columns, "变动对照（较上期）",
        f"两期都有数的 {len(judged)} 项次：{'，'.join(total)}。{apart}变动原因以单位所述为准；名次见“排名”。"
        f"{_OLDER if older else ''}{PRINTED_WITHOUT}", reach=(0, len(columns) - 2),
    )  # fmt: skip
    for step, line in enumerate(found):
        at = draft.row + 1 + step
        facts.links.setdefault(f"changes:{line['group']}", link_to(CHANGES, at))
    placed = draft.table(columns, found)
    rows = range(placed.first, placed.last + 1)
    reckoned.differences(draft, rows, 6, lambda _: (4, 5))
    return finish(facts, draft, placed, Paper(last=len(columns) - 2))


FROM = "上期值\n取自"
_OLDER = "上一期没有报数的，上期值为最近一次报数，写明取自哪一期。"


def earlier(facts: Facts, line: Line) -> str:
    """Return the period that the value before is of, where that is not the one just before; else ""."""
    here = facts.results.clock.period
    before = [week.period for week in facts.results.weeks if week.period < here]
    day = facts.results.clock.deadline.date()
    units = (line["unit"], *(unit.code for unit in forebears(facts.scheme, line["unit"], day)))
    told = last_told(facts.results.weeks, here, line["indicator"], units)
    if not told or told == max(before):
        return ""
    return period_words(told, here)


def _state_word(status: str) -> str:
    """Return a unit's word of the period before as the one beside it is told."""
    lagging = status == "申请延期"
    return str(status_word(status, lagging=lagging))


_MOVES = ("✓ 变好", "✗ 变差", "＝ 持平", "· 有变动")


def _look(name: str) -> Any:
    return lambda row: "body" if is_worded(row[name]) else "number_any"


def _has_moved(line: Line) -> bool:
    if line["change"] is not None:
        return bool(line["change"] != 0)
    return is_worded(line["value"]) and line["value"] != line["last"]


def _statuses(facts: Facts) -> dict[tuple[str, str], str]:
    """Return the 推进状态 of the period before by (unit, indicator)."""
    forms = {row.code for row in facts.scheme.forms if row.rows is RowSource.INDICATORS}
    return {
        (row["unit"], row["row_key"]): str(row["value"])
        for row in chosen(facts.results.previous, forms)
        if row["field"] == "status"
    }


def problems(facts: Facts) -> Sheet:
    """Return 突出问题与措施: what lags or was named by a unit, with measures and what is asked."""
    columns: list[Column[Any]] = [
        Column("来由", 10, lambda row: row[0], lambda row: row[1]),
        Column("专项工作组", 10, lambda row: row[2]),
        Column("事项", 13.5, lambda row: row[3]),
        Column("单位", 11, lambda row: row[4]),
        Column("存在问题", 30, lambda row: row[5]),
        Column("改进措施", 28, lambda row: row[6]),
        Column("需协调事项", 20, lambda row: row[7]),
        Column("完成时限", 10.5, lambda row: row[8], "date"),
        Column("出处", _ASIDE, lambda row: row[9], "hint_boxed"),
    ]
    draft = begin(
        PROBLEMS, columns, "突出问题与措施",
        f"先列进展滞后和写有问题、需协调事项的指标，再列“问题与经验”表中单位反映的突出问题。{PRINTED_WITHOUT}",
        reach=(0, len(columns) - 2),
    )  # fmt: skip
    rows: list[tuple[Any, ...]] = []
    for line in facts.lines:
        if line["lagging"] or line["problem"] or line["need"]:
            at = link_to(PROBLEMS, draft.row + 1 + len(rows))
            facts.links.setdefault(f"problems:{line['group']}", at)
            facts.links[f"problem:{line['indicator']}:{line['unit']}"] = at
            rows.append(_lag(facts, line))
    for issue in facts.issues:
        if issue.kind == "突出问题":
            at = link_to(PROBLEMS, draft.row + 1 + len(rows))
            facts.links[f"issue:{issue.unit}:{issue.cell}"] = at
            rows.append(_reflected(facts, issue))
    return finish(facts, draft, draft.table(columns, rows), Paper(last=len(columns) - 2))


def _lag(facts: Facts, line: Line) -> tuple[Any, ...]:
    word, look = standing(facts, line)
    return (
        word, look, facts.group_name(line["group"]), facts.name(line), facts.unit(line["unit"]),
        line["problem"], line["measures"], line["need"], line["due"], source(line),
    )  # fmt: skip


def _reflected(facts: Facts, issue: Issue) -> tuple[Any, ...]:
    return (
        "单位反映", "body_centre", issue.group, issue.kind, facts.unit(issue.unit), issue.text, "",
        issue.ask, None, source(issue),
    )  # fmt: skip
