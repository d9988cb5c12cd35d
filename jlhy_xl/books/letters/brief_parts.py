"""The chapters that the weekly 简报 and a 通报 share, made from the summary's own figures."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal

from msgspec.structs import replace

from jlhy_xl.books.letters.agenda import overdue_inspections, wishes
from jlhy_xl.books.letters.letter import Letter, Para, Part, Table
from jlhy_xl.books.letters.measured import measured
from jlhy_xl.books.letters.phrasing import phrase
from jlhy_xl.books.style import SIGNS
from jlhy_xl.books.summary.doubts import overdue_by
from jlhy_xl.books.summary.facts import READ, Facts, Line, UnitStand, percent
from jlhy_xl.books.summary.parts import told
from jlhy_xl.books.summary.words import sentences
from jlhy_xl.books.summary.work import OPEN_ENDED, resolution_sentence
from jlhy_xl.core.model import State
from jlhy_xl.core.returns.lagging import ASKED, is_worse
from jlhy_xl.core.scheme.choices import Direction, RowSource
from jlhy_xl.core.standing.attempts import attempts
from jlhy_xl.core.standing.measures import Colour, ResolutionStanding
from jlhy_xl.core.standing.owing import Owing, owing
from jlhy_xl.core.wording.phrases import Place
from jlhy_xl.core.wording.status import part_words

MOST_LAGGING = 10
FEW = 5  # of fewer no share is told: 占0.0% of one says nothing
_RANKS = "；名次"  # ranks have a paragraph of their own in a letter
_LOOKS = {Colour.RED: SIGNS["bad"], Colour.YELLOW: SIGNS["warn"], Colour.BLUE: "○"}


def returns_sentence(facts: Facts) -> str:
    """Return how many came, as 总览 says it."""
    return sentences(facts)[0]


def moved_sentence(facts: Facts) -> str:
    """Return what moved, as 总览 says it; an arrow would keep figures in one piece and tear lines open.

    What it says of ranks is left to ``moved.ranking``.
    """
    words, is_ranked, _ = sentences(facts)[1].replace("→", "变为").partition(_RANKS)
    return f"{words}。" if is_ranked else words


def year_words(facts: Facts, when: date) -> str:
    """Return the year before a day of another year than the period's, else ""."""
    other = facts.results.clock.period[:4] != f"{when.year}"
    return f"{when.year}年" if other else ""


def deadlines(facts: Facts) -> Iterable[Para]:
    """Yield until when the period's returns were in time, and until when they came at all, why they were moved with it."""
    if not facts.owing:
        return
    clock = facts.results.clock
    until, last = (
        f"{year_words(facts, when)}{_moment(when)}"
        for when in map(facts.local, (clock.deadline, clock.cutoff))
    )
    # a day that was moved names the new one itself
    moved = clock.reason if until in clock.reason else ""
    said = moved or f"报送截止时间为{until}{f'（{clock.reason}）' if clock.reason else ''}"
    yield Para(text=f"{said}，最终截止时间为{last}。")


def late_units(facts: Facts) -> Iterable[Part]:
    """Yield the table of units that are late, silent or not in order."""
    debts = {row.unit: row for row in owing(facts.results)}
    found = [unit for unit in facts.owing if not unit.on_time or unit.code in debts]
    if found:
        clocks = Counter(unit.clock for unit in found if unit.came)
        usual = next((clock for clock, _ in clocks.most_common(1)), "")
        rows = tuple(_late(facts, unit, debts.get(unit.code), usual) for unit in found)
        heads = ("单位", "报送情况", "收到时间", "还需报送或补正")
        yield Table(heads, rows, (38, 27, 42, 49), frozenset({1, 2}))
        if usual:
            which = "，另有注明的除外" if len(clocks) > 1 else ""
            yield Para(text=f"收到时间按{usual}计{which}。")
        yield from _tried(facts)
    elif facts.owing:
        yield Para(text=phrase(facts.scheme, Place.ALL_IN_TIME))


def _tried(facts: Facts) -> Iterable[Para]:
    """Yield what the late and the silent sent before, so that nobody is called silent who wrote."""
    known = attempts(facts.results)
    named = [
        f"{unit.name}：{known[unit.code]}。"
        for unit in facts.owing
        if not unit.on_time and unit.code in known
    ]
    if named:
        yield Para(text="".join(named))


def _late(
    facts: Facts, unit: UnitStand, debt: Owing | None, usual: str
) -> tuple[str, str, str, str]:
    came = f"{year_words(facts, unit.came)}{_moment(unit.came)}" if unit.came else "—"
    if unit.came and unit.clock != usual:  # the clock that most went by stands below
        came += f"\n{unit.clock}"
    # headings are padded in the forms (邮  箱), not in a letter
    parts = "；".join("".join(part_words(part).split()) for part in debt.parts) if debt else "—"
    word = unit.word
    if unit.came and debt:  # the same word as in 总览, and what is still to be mended
        word += f"\n待补正{sum(part.cells for part in debt.parts)}项"
    return unit.name, word, came, parts


def lagging_sentence(facts: Facts) -> str:
    """Return how many rows lag, how many of them are overdue, and of how many units."""
    lines = lagging_lines(facts)
    if not any(facts.is_reported(line) for line in facts.lines) and not lines:
        return phrase(facts.scheme, Place.LAGGING_UNKNOWN)
    unknown = sum(
        (line["unit"], line["indicator"]) in facts.due and not facts.is_reported(line)
        for line in facts.lines
    )
    partly = phrase(facts.scheme, Place.LAGGING_PARTLY_UNKNOWN, 项次=str(unknown))
    rest = partly if unknown else ""
    if not lines:
        return phrase(facts.scheme, Place.NONE_LAGGING) + rest
    overdue = sum(bool(line["overdue"]) for line in lines)
    units = len({line["unit"] for line in lines})
    reported = sum(facts.is_reported(line) for line in facts.lines)
    return (
        f"已报进展的{reported}项次中，进展滞后{len(lines)}项次{part(len(lines), reported)}，"
        f"涉及{units}个单位，其中逾期{overdue}项次。"
    )


def part(count: int, whole: int) -> str:
    """Return ，占Z%, nothing of a whole so small that the counts say it.

    >>> part(1, 8), part(0, 1)
    ('，占12.5%', '')
    """
    return f"，占{percent(count, whole)}" if whole >= FEW else ""


def lagging_lines(facts: Facts) -> list[Line]:
    """Return the rows that lag, the overdue first."""
    found = [line for line in facts.lines if line["lagging"] or line["overdue"]]
    return sorted(found, key=lambda line: not line["overdue"])


def lagging_figures(facts: Facts, *, whole: bool = False) -> Iterable[Part]:
    """Yield a paragraph for each row that lags: what blocks, what is done, what is needed."""
    lines = lagging_lines(facts)
    most = len(lines) if whole else MOST_LAGGING
    statuses = _statuses(facts) if lines else {}
    for line in lines[:most]:
        stand = _stand(facts, line) + _why(line, statuses)
        head = f"{facts.unit(line['unit'])}“{facts.name(line)}”{stand}。"
        due = f"完成时限为{_day(facts, str(line['due']))}。" if line["due"] else ""
        yield Para(head, f"{due}{_said(line)}", 2)
    if len(lines) > most:
        yield Para(text=f"其余{len(lines) - most}项次见汇总表“突出问题与措施”。")


def _stand(facts: Facts, line: Line) -> str:
    """Return 逾期N天 as of today, as 议定事项 are told, or 进展滞后."""
    if not line["overdue"]:
        return "进展滞后"
    due = line["due"]
    return overdue_by(due, facts.today) if isinstance(due, date) else "逾期"


def _statuses(facts: Facts) -> dict[tuple[str, str], str]:
    """Return what units chose as 推进状态, by (unit, indicator)."""
    table = facts.results.readings
    forms = [row.code for row in facts.scheme.forms if row.rows is RowSource.INDICATORS]
    found = table[(table["field"] == "status") & table["form"].isin(forms)]
    columns = (found[name] for name in ("unit", "row_key", "value", "state"))
    return {
        (unit, code): str(value)
        for unit, code, value, state in zip(*columns, strict=True)
        if state in READ
    }


def _why(line: Line, statuses: Mapping[tuple[str, str], str]) -> str:
    """Return in brackets why a row lags beside its being overdue, as core.returns.lagging judges it."""
    reasons = []
    if statuses.get((line["unit"], line["indicator"])) == ASKED:
        reasons.append(f"单位填“{ASKED}”")
    last, value = (
        each if isinstance(each, Decimal) else None for each in (line["last"], line["value"])
    )
    if is_worse(value, last, Direction(line["direction"])):
        now = measured(value, line["measure"], line.get("about", ""))
        reasons.append(f"现状值由{told(last)}变为{now}，变差")
    return f"（{'；'.join(reasons)}）" if reasons else ""


def _said(line: Line) -> str:
    """Return what the unit said of a row that lags, and what it owes to say and did not."""
    owed = ("problem", "measures") if line["state"] != State.UNCHANGED.value else ()
    labels = {"problem": "存在问题", "measures": "改进措施", "need": "需协调"}
    words = [f"{labels[name]}：{_sentence(line[name])}" for name in labels if line[name]]
    left = "、".join(labels[name] for name in owed if not line[name])
    return "".join(words) + (f"{left}尚未填报。" if left else "")


def _moment(when: datetime) -> str:
    return f"{when.month}月{when.day}日{when:%H:%M}"


def _day(facts: Facts, text: str) -> str:
    """Return a day as letters write it, its year where it is another one; other words stand as they are."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return text
    return f"{year_words(facts, day)}{day.month}月{day.day}日"


def _sentence(text: object) -> str:
    flat = "；".join(part.strip() for part in str(text).splitlines() if part.strip())
    return flat if flat.endswith(("。", "！", "？")) else f"{flat.rstrip('；，、')}。"


def resolutions(facts: Facts) -> Iterable[Part]:
    """Yield 共X件，已办结Y件，占Z% and the table of items that are due soon or overdue."""
    yield Para(text=resolution_sentence(facts).replace(" ", ""))
    wished = wishes(facts)
    rows = tuple(
        _resolution(facts, row, wished)
        for row in facts.resolutions
        if row.colour is not Colour.NONE
    )
    if rows:
        heads = ("编号", "议定事项", "牵头单位", "完成时限", "预警")
        yield Table(heads, rows, (29, 40, 35, 29, 23), frozenset({0, 3, 4}))
        yield Para(text=phrase(facts.scheme, Place.WARNINGS))


def inspections(facts: Facts) -> Iterable[Para]:
    """Yield how many problems that 督导调研 found are settled, and whose are overdue by how many days."""
    found = facts.scheme.inspections
    left = [row for row in found if row.cleared is None]
    if not left:
        return
    late = overdue_inspections(facts)
    named = "；".join(
        f"{facts.unit(row.unit)}（{row.problem.rstrip('。')}，时限{_day(facts, str(row.due))}，逾期{days}天）"
        for row, days in late
    )
    rest = f"，其中逾期{len(late)}件：{named}" if late else "，均未逾期"
    yield Para(
        "督导发现问题整改情况。",
        f"共{len(found)}件，已销号{len(found) - len(left)}件；尚未销号{len(left)}件{rest}。", 2,
    )  # fmt: skip


def _resolution(
    facts: Facts, row: ResolutionStanding, wished: Mapping[str, str]
) -> tuple[str, str, str, str, str]:
    over = f"\n逾期{row.over}天" if row.over else ""
    if row.is_claimed_late:
        over = f"\n迟{row.over}天\n待审核"  # a narrow column
    sign = f"{_LOOKS[row.colour]} {row.colour}{over}"
    due = _day(facts, str(row.due)) if row.due else OPEN_ENDED
    found = row.resolution
    text = found.text
    if found.asked and not found.granted:  # who asked in time and has no answer is not idle
        until = wished.get(found.code, "")
        asking = f"延至{_day(facts, until)}" if until else "延期"
        text += f"\n（已于{_day(facts, str(found.asked))}申请{asking}，待批）"
    return found.code, text, facts.unit(found.lead), due, sign


def told_with(letter: Letter, change: Callable[[str], str]) -> Letter:
    """Return the letter with every text of its parts changed."""

    def part(each: Part) -> Part:
        if isinstance(each, Table):
            return replace(each, rows=tuple(tuple(map(change, row)) for row in each.rows))
        return replace(each, head=change(each.head), text=change(each.text))

    return replace(letter, parts=tuple(map(part, letter.parts)))
