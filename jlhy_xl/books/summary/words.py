"""The sentences of 总览 and the decisions it asks for, made from the figures and nothing else."""

from collections import Counter
from collections.abc import Iterator

from msgspec import Struct

from jlhy_xl.books.style import moment_words
from jlhy_xl.books.summary.facts import Facts, GroupStand, UnitStand, percent
from jlhy_xl.books.summary.parts import EXPERIENCE, PROBLEMS, RESOLUTIONS, short, told
from jlhy_xl.core.calendar import provisional_note
from jlhy_xl.core.model import Severity
from jlhy_xl.core.standing.measures import Colour
from jlhy_xl.core.wording import editions

DECISIONS = 5


def state(facts: Facts) -> str:
    """Return the edition's state: 核对稿 or 定稿 with its number, 试运行 while no rule is adopted, and as of when."""
    made = facts.results.edition
    words = [editions.title(made.name if made else "")]
    if facts.scheme.is_trial:
        words.append("试运行（减扣规则尚未印发）")
    if facts.results.masked:
        words.append("脱敏版")
    at = facts.local(facts.results.now)
    open_ = f"（{facts.until}）" if facts.until else ""
    return f"{'　'.join(words)}　汇总于{at.year}年{moment_words(at)}{open_}"


def sentences(facts: Facts) -> tuple[str, str, str]:
    """Return what was reported, what moved and what is at stake."""
    return _reported(facts), _moved(facts), _stake(facts)


def _reported(facts: Facts) -> str:
    owing = facts.owing
    if not owing:
        reason = facts.results.clock.reason
        return f"本期没有应报单位{f'（{reason}）' if reason else ''}。"
    came = [unit for unit in owing if unit.came]
    on_time = sum(unit.on_time for unit in came)
    expected, valid = sum(unit.expected for unit in owing), sum(unit.valid for unit in owing)
    # before the deadline all that came is in time, and a share of it would blame who still has time
    timely = f"，按时{on_time}个，及时率{percent(on_time, len(owing))}"
    words = (
        f"应报{len(owing)}个单位，实报{len(came)}个{'' if facts.is_early else timely}；"
        f"应填{expected}项，有效{valid}项，完整率{percent(valid, expected)}"
    )
    late = [unit for unit in came if unit.is_late]
    belated = [unit for unit in came if unit.is_belated]
    silent = [unit for unit in owing if not unit.came]
    silent_word = "未报" if facts.is_closed else f"{facts.pending}（{facts.until}）"
    named = [
        _named("迟报", late), _named("补报", belated),
        _named(silent_word, silent, is_all=not came),
    ]  # fmt: skip
    return "；".join([words, *(part for part in named if part)]) + "。"


def _named(word: str, units: list[UnitStand], *, is_all: bool = False) -> str:
    if not units:
        return ""
    if is_all and len(units) > 1:
        return f"{len(units)}个单位全部{word}"
    names = "、".join(unit.name for unit in units[:4])
    return f"{word}：{names}{f'等{len(units)}个' if len(units) > 4 else ''}"


def _moved(facts: Facts) -> str:
    better, worse, same = (
        sum(getattr(group, name) for group in facts.groups) for name in ("better", "worse", "same")
    )
    known = sum(line["change"] is not None and not line["disputed"] for line in facts.lines)
    if not known:
        return f"两期都有数的指标为0项次，本期无法比较变动{_disputed(facts)}。"
    rest = known - better - worse - same
    words = f"两期都有数的{known}项次中，变好{better}，变差{worse}，持平{same}"
    if rest:
        words += f"，另{rest}项次有变动但不评判好坏"
    back = [line for line in facts.lines if line["better"] is False]
    if back:
        names = "、".join(
            f"{facts.name(line)}（{told(line['last'])}→{told(line['value'])}）" for line in back[:2]
        )
        words += f"；变差的有{names}{'等' if len(back) > 2 else ''}"
    return words + _disputed(facts) + "。"


def _disputed(facts: Facts) -> str:
    """Name the 共填 indicators on which the leads disagree: they are in no count of the sentence."""
    names = list(dict.fromkeys(line["name"] for line in facts.lines if line["disputed"]))
    if not names:
        return ""
    rest = "等" if len(names) > 2 else ""
    return f"；另有{len(names)}项共填指标各家不一致，待核，未计入：{'、'.join(names[:2])}{rest}"


def _stake(facts: Facts) -> str:
    lagging = sum(group.lagging for group in facts.groups)
    overdue = sum(group.overdue for group in facts.groups)
    judged = sum(group.judged for group in facts.groups)
    reached = sum(group.reached for group in facts.groups)
    goals = f"可评价的{judged}项次中，已达年度目标{reached}" if judged else "目标达成尚无法评价"
    if any(group.reported for group in facts.groups):
        words = [f"进展滞后{lagging}项次，其中逾期{overdue}；{goals}"]
    else:
        basis = "按上期值和发布值，" if judged else ""
        words = [f"本期无报送，进展是否滞后无法判断；{basis}{goals}"]
    count = facts.resolution_tally
    if count.total:
        late = [row for row in facts.resolutions if row.colour in (Colour.YELLOW, Colour.RED)]
        words.append(
            f"议定事项共{count.total}件，已办结{count.done}件，占{percent(count.done, count.total)}，"
            f"逾期预警{len(late)}件"
        )
    words.append(f"已采用的数据尚须改正{facts.severities[Severity.ERROR]}处")
    broken = sum(row.code.startswith("P") for row in facts.results.findings)
    if broken:
        words.append(f"程序错误{broken}处，请联系维护人员")
    return "；".join(words) + "。"


def remarks(facts: Facts) -> tuple[str, ...]:
    """Return what must be known of the period itself: a moved deadline, an unannounced calendar."""
    clock = facts.results.clock
    return tuple(part for part in (clock.reason, provisional_note(clock, asks=False)) if part)


def counted(group: GroupStand) -> str:
    """Return how many figures of a group moved for the better and the worse, "" where none is known."""
    known = any(line["change"] is not None for line in group.lines)
    asked = f" 待核{group.disputed}" if group.disputed else ""
    return f"好{group.better} 差{group.worse}{asked}" if known else ""


def foremost(facts: Facts, group: GroupStand) -> str:
    """Return the first figure that moved for the worse, else is disputed, else moved for the better."""
    for sign, wanted in (("✗", False), ("△", None), ("✓", True)):
        for line in group.lines:
            if wanted is None and line["disputed"]:
                name = line["name"].removeprefix(group.group.name)
                return f"{sign}{name} 各家不一致 {line['disputed']}"
            if wanted is not None and line["better"] is wanted:
                name = facts.name(line).removeprefix(group.group.name)
                was, now = told(line["last"]), told(line["value"])
                figures = f"{was}→{now}" if len(was) + len(now) < 11 else f"{was}\n→{now}"
                return f"{sign}{name} {figures}"
    return ""


def blocked(group: GroupStand, most: int) -> str:
    """Return a group's 堵点: the problems of its lagging rows first, then of the others."""
    found = sorted(
        (line for line in group.lines if line["problem"]),
        key=lambda line: (not line["overdue"], not line["lagging"]),
    )
    if not found and not group.reported:
        return group.word.removeprefix("— ")
    return short("；".join(dict.fromkeys(str(line["problem"]) for line in found)), most)


def needed(group: GroupStand, most: int) -> str:
    """Return what a group needs of a district leader."""
    found = dict.fromkeys(str(line["need"]) for line in group.lines if line["need"])
    return short("；".join(found), most)


class Wanted(Struct, frozen=True):
    """A decision that the conference is asked for, and where its ground stands."""

    kind: str
    text: str
    link: str


def decisions(facts: Facts, *, whole: bool = False) -> tuple[Wanted, ...]:
    """Return at most five: overdue items, what needs co-ordination, proposals, in turns.

    Args:
        facts: the figures.
        whole: every text in full, for letters; else as long as one line of the page holds.
    """
    kinds = _wanted(facts, 400 if whole else 0)
    found: list[Wanted] = []
    while any(kinds) and len(found) < DECISIONS:
        for rows in kinds:
            if rows and len(found) < DECISIONS:
                found.append(rows.pop(0))
    return tuple(found)


def left_out(facts: Facts) -> str:
    """Return how many of each kind the list of decisions has no room for, and where they stand."""
    shown = Counter(row.kind for row in decisions(facts))
    rest = [
        f"{rows[0].kind}{len(rows) - shown[rows[0].kind]}项见“{sheet}”"
        for rows, sheet in zip(_wanted(facts, 0), (RESOLUTIONS, PROBLEMS, EXPERIENCE), strict=True)
        if rows and len(rows) > shown[rows[0].kind]
    ]
    return f"另有：{'，'.join(rest)}。" if rest else ""


def _wanted(facts: Facts, most: int) -> list[list[Wanted]]:
    return [list(_overdue(facts, most)), list(_needs(facts, most)), list(_proposals(facts, most))]


def _overdue(facts: Facts, most: int) -> Iterator[Wanted]:
    """Resolutions past their day, red before yellow, the oldest first."""
    late = [row for row in facts.resolutions if row.colour in (Colour.RED, Colour.YELLOW)]
    for row in sorted(late, key=lambda each: (each.colour is not Colour.RED, str(each.due))):
        found = row.resolution
        over = f"逾期{row.over}日后报办结，待审核" if row.is_claimed_late else f"逾期{row.over}天"
        asked = "，已申请延期待批" if found.asked and not found.granted else ""
        text = f"{found.code} {facts.unit(found.lead)}：{short(found.text, most or 28)}（{over}{asked}）"
        yield Wanted("督办", text, facts.links.get(f"resolution:{found.code}", ""))


def _needs(facts: Facts, most: int) -> Iterator[Wanted]:
    """What units need of a leader, the overdue first, then the lagging."""
    seen = set()
    for line in sorted(facts.lines, key=lambda row: (not row["overdue"], not row["lagging"])):
        if line["need"] and line["need"] not in seen:
            seen.add(line["need"])
            text = f"{facts.unit(line['unit'])}（{facts.name(line)}）：{short(line['need'], most or 36)}"
            at = facts.links.get(f"problem:{line['indicator']}:{line['unit']}", "")
            yield Wanted("协调", text, at)


def _proposals(facts: Facts, most: int) -> Iterator[Wanted]:
    for issue in facts.issues:
        if issue.kind == "议题建议":
            at = facts.links.get(f"issue:{issue.unit}:{issue.cell}", "")
            yield Wanted("议题", f"{facts.unit(issue.unit)}：{short(issue.text, most or 40)}", at)
