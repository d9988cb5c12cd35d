"""The sentences of 总览 and the decisions it asks for, made from the figures and nothing else."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import zip_longest

from msgspec import Struct

from jlhy_xl.books.style import moment_words
from jlhy_xl.books.summary import moves
from jlhy_xl.books.summary.demands import (
    TOPIC,
    demands,
    matters,
    place_of,
)
from jlhy_xl.books.summary.facts import Facts, Line, UnitStand, percent
from jlhy_xl.books.summary.fit import one_line
from jlhy_xl.books.summary.parts import (
    CHANGES,
    COMPLETENESS,
    FINDINGS,
    MEETINGS,
    PROBLEMS,
    PROGRESS,
    PROPOSALS,
    RANKS,
    RESOLUTIONS,
    short,
)
from jlhy_xl.books.summary.ranks import moved_ranks
from jlhy_xl.books.summary.work import overdue
from jlhy_xl.books.table import link_to
from jlhy_xl.core.calendar import provisional_note
from jlhy_xl.core.model import Severity
from jlhy_xl.core.points.heard import EXTENSION
from jlhy_xl.core.scheme.model import Inspection
from jlhy_xl.core.standing.attempts import attempts
from jlhy_xl.core.standing.measures import WARNED_DAYS, Colour, ResolutionStanding
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


NAMED = 4  # ranks that the second sentence names


def sentences(facts: Facts, named: int = NAMED) -> tuple[str, str, str]:
    """Return what was reported, what moved and what is at stake; of so many ranks who moved where."""
    return _reported(facts), moves.sentence(facts, named), _stake(facts)


def sources(facts: Facts) -> tuple[tuple[str, ...], ...]:
    """Return for each sentence the sheets where its figures stand."""
    moved = (CHANGES, RANKS) if moved_ranks(facts) else (CHANGES,)
    items = (RESOLUTIONS,) if facts.resolution_tally.total else ()
    found = (MEETINGS,) if _inspected(facts) else ()
    return (COMPLETENESS,), moved, (PROGRESS, *items, *found, FINDINGS)


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


def _stake(facts: Facts) -> str:
    lagging = sum(group.lagging for group in facts.groups)
    late_ = sum(group.overdue for group in facts.groups)
    judged = sum(group.judged for group in facts.groups)
    reached = [line for line in facts.lines if is_reached(line)]
    goals = (
        f"可评价的{judged}项次中，已达年度目标{len(reached)}{facts.repeated(reached)}"
        if judged
        else "目标达成尚无法评价"
    )
    if any(group.reported for group in facts.groups):
        words = [f"进展滞后{lagging}项次，其中逾期{late_}{_unknown(facts)}；{goals}"]
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
    if late_found := _inspected(facts):
        names = list(dict.fromkeys(facts.unit(row.unit) for row in late_found))
        rest = "等" if len(names) > 2 else ""
        words.append(f"督导问题逾期{len(late_found)}件（{'、'.join(names[:2])}{rest}）")
    if any(unit.came for unit in facts.units):
        words.append(f"已采用的数据尚须改正{facts.severities[Severity.ERROR]}处")
    else:
        words.append("本期没有已采用的数据")
    broken = sum(row.code.startswith("P") for row in facts.results.findings)
    if broken:
        words.append(f"程序错误{broken}处，请联系维护人员")
    return "；".join(words) + "。"


def _unknown(facts: Facts) -> str:
    """Say of how many rows nobody can say whether they lag: asked and not there."""
    count = sum(
        (line["unit"], line["indicator"]) in facts.due and not facts.is_reported(line)
        for line in facts.lines
        if not line["lagging"]
    )
    return f"，另{count}项次没有有效数据、无法判断" if count else ""


def _inspected(facts: Facts) -> list[Inspection]:
    """Return the problems found by 督导调研 that are past their day and not settled."""
    return [row for row in facts.scheme.inspections if overdue(facts, row)]


def is_reached(line: Line) -> bool:
    """Whether a row has reached its target, as far as that can be judged."""
    found = line["attainment"]
    return found is not None and not line["disputed"] and found >= 1


def returned(facts: Facts) -> str:
    """Return what the strip's words leave open: what is still to be mended, and what came in vain."""
    parts = [f"{unit.name}待补正{unit.mends}项" for unit in facts.owing if unit.mends]
    tried = attempts(facts.results)
    parts += [
        f"{unit.name}{unit.word.split()[-1]}：{tried[unit.code]}"
        for unit in facts.owing if unit.code in tried and not unit.on_time
    ]  # fmt: skip
    return f"{'。'.join(parts)}。" if parts else ""


def remarks(facts: Facts) -> tuple[str, ...]:
    """Return what must be known of the period itself: a moved deadline, an unannounced calendar."""
    clock = facts.results.clock
    return tuple(part for part in (clock.reason, provisional_note(clock, asks=False)) if part)


class Wanted(Struct, frozen=True):
    """A decision that the conference is asked for, and where its ground stands."""

    kind: str
    who: str
    what: str
    more: str
    link: str
    sheet: str

    @property
    def text(self) -> str:
        """The whole of it."""
        return f"{self.who}：{short(self.what, _LONGEST)}{self.more}"


_LONGEST = 400


def decisions(facts: Facts) -> tuple[Wanted, ...]:
    """Return at most five: missing returns where most are; then overdue items, what needs co-ordination and proposals in turns."""
    turns = [row for each in zip_longest(*_wanted(facts)) for row in each if row]
    return tuple([*_missing(facts), *turns][:DECISIONS])


def left_out(facts: Facts) -> str:
    """Return how many of each kind the list of decisions has no room for, and where they stand."""
    shown = decisions(facts)
    rest = Counter(
        (row.kind, row.sheet) for rows in _wanted(facts) for row in rows if row not in shown
    )
    told = [f"{kind}{count}项见“{sheet}”" for (kind, sheet), count in rest.items()]
    return f"另有：{'，'.join(told)}。" if told else ""


def _wanted(facts: Facts) -> list[list[Wanted]]:
    """Return what might be decided by kind, each in the order that 口径说明 tells.

    A suggestion beside a 典型经验 asks the conference for nothing.
    """
    return [[*_overdue(facts)], [*_asked(facts)], [*_proposals(facts)]]


def instructed(facts: Facts) -> tuple[tuple[str, tuple[str, str], str], ...]:
    """Return each 批示 that is recorded of this page, what is noted of it in full and in short, and the link to its item."""
    tracked = {row.resolution.code for row in facts.resolutions}
    told = []
    for row in facts.results.instructions:
        notes = []
        if row.at is not None:
            at = facts.local(row.at)
            notes.append(f"{at.month}月{at.day}日登记")
        notes.append("已列入议定事项" if row.code in tracked else "尚未列入议定事项")
        link = facts.links.get(f"resolution:{row.code}", "")
        brief = f"（{'，'.join(notes)}）"
        full = f"（{row.signed}，{brief[1:]}" if row.signed and not facts.results.masked else brief
        told.append((f"{row.code}　{one_line(row.text)}", (full, brief), link))
    return tuple(told)


def _missing(facts: Facts) -> Iterator[Wanted]:
    """Where half of the returns or more are missing, that comes first: little else can be judged."""
    silent = [unit.name for unit in facts.owing if not unit.came]
    if facts.is_closed and silent and len(silent) * 2 >= len(facts.owing):
        rest = f"等{len(silent)}个单位" if len(silent) > 4 else ""
        who = (
            f"{len(silent)}个单位"
            if len(silent) == len(facts.owing)
            else "、".join(silent[:4]) + rest
        )
        all_ = "全部" if len(silent) == len(facts.owing) > 1 else ""
        what = f"本期{all_}未报送，请研究督促报送的措施"
        yield Wanted("报送", who, what, "", link_to(COMPLETENESS), COMPLETENESS)


def _overdue(facts: Facts) -> Iterator[Wanted]:
    """What is past its day: first what waits for an answer, last what only the office has to check.

    Red before yellow, the oldest first; a problem found by 督导调研 stands among them, red as an item is.
    """
    rows = [
        (*_turn(row), _item(facts, row))
        for row in facts.resolutions
        if row.colour in (Colour.RED, Colour.YELLOW)
    ]
    for found in _inspected(facts):
        over = overdue(facts, found) or 0
        told = Wanted(
            "督办", f"{found.code} {facts.unit(found.unit)}", found.problem, f"（督导问题，逾期{over}天）",
            facts.links.get(f"inspection:{found.code}", link_to(MEETINGS)), MEETINGS,
        )  # fmt: skip
        rows.append((1, over <= WARNED_DAYS, str(found.due), told))
    yield from (told for *_, told in sorted(rows, key=lambda row: row[:3]))


def _turn(row: ResolutionStanding) -> tuple[int, bool, str]:
    is_asking = bool(row.resolution.asked and not row.resolution.granted)
    turn = 2 if row.is_claimed_late else 0 if is_asking else 1
    return turn, row.colour is not Colour.RED, str(row.due)


def _item(facts: Facts, row: ResolutionStanding) -> Wanted:
    found = row.resolution
    over = f"迟{row.over}天报办结，待审核" if row.is_claimed_late else f"逾期{row.over}天"
    asked = f"，{_asking(facts, found.code)}" if found.asked and not found.granted else ""
    return Wanted(
        "督办", f"{found.code} {facts.unit(found.lead)}", found.text, f"（{over}{asked}）",
        facts.links.get(f"resolution:{found.code}", ""), RESOLUTIONS,
    )  # fmt: skip


def _asking(facts: Facts, code: str) -> str:
    """Say until when a unit asks for an extension, as its last return has it."""
    said = [
        row.value for row in facts.results.said
        if row.item == code and row.field == EXTENSION and row.at <= facts.results.now
    ]  # fmt: skip
    try:
        until = date.fromisoformat(said[-1]) if said else None
    except ValueError:  # what nobody could read as a date is an application all the same
        until = None
    if until is None:
        return "已申请延期待批"
    year = f"{until.year}年" if until.year != facts.today.year else ""
    return f"申请延至{year}{until.month}月{until.day}日待批"


def _asked(facts: Facts) -> Iterator[Wanted]:
    """What units ask of a leader; who asks for the same in the same words stands together."""
    for each in matters(demands(facts)):
        units, first = len({row.unit for row in each}), each[0]
        what = one_line(first.text)
        about = f"{first.about}{f'等{len(each)}项' if len(each) > 1 else ''}"
        who = f"{facts.unit(first.unit)}{f'等{units}家' if units > 1 else ''}（{about}）"
        yield Wanted("协调", who, what, "", facts.links.get(first.place, ""), PROBLEMS)


def _proposals(facts: Facts) -> Iterator[Wanted]:
    for issue in facts.issues:
        if issue.kind == TOPIC:
            at = facts.links.get(place_of(issue), "")
            yield Wanted("议题", facts.unit(issue.unit), issue.text, "", at, PROPOSALS)
