"""通报_<number>.docx: what a span of weeks came to, and the problems that it names.

The problems named are data as well as words: the ledger keeps them, so that a problem named in
two successive issued 通报 is seen. What has a rule of its own (returns, 议定事项) is told but not
named: one fact counts once.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from msgspec import Struct

from jlhy_xl.books.letters import brief_parts as parts
from jlhy_xl.books.letters.agenda import overdue_inspections
from jlhy_xl.books.letters.letter import Letter, Para, Part, Table, day_words
from jlhy_xl.books.letters.moved import moved_figures, ranking
from jlhy_xl.books.letters.numbering import is_same
from jlhy_xl.books.letters.phrasing import phrase, signature
from jlhy_xl.books.summary.facts import Facts, UnitStand, percent
from jlhy_xl.books.summary.mask import Mask
from jlhy_xl.books.summary.parts import in_year
from jlhy_xl.core.points.notices import in_order
from jlhy_xl.core.results import Results
from jlhy_xl.core.scheme.model import Named
from jlhy_xl.core.standing.attempts import attempts
from jlhy_xl.core.standing.owing import owing
from jlhy_xl.core.wording.phrases import Place

_WEEK = re.compile(r"第(\d+)周$")


class Issue(Struct, frozen=True):
    """What a 通报 is asked to be."""

    number: str
    red_head: bool = False
    issued: bool = False
    day: date | None = None  # 成文日期, today where it is left out


def problems(results: Results) -> tuple[Named, ...]:
    """Return the problems that stand at the end of the span: rows that lag, inspections overdue."""
    facts, mask = Facts(results), Mask(results)
    lagging = [
        Named("", None, str(line["unit"]), str(line["indicator"]),
              mask.text(str(line["problem"]) or "进展滞后"))
        for line in parts.lagging_lines(facts)
    ]  # fmt: skip
    found = [
        Named("", None, row.unit, row.code, mask.text(row.problem))
        for row, _ in overdue_inspections(facts)
    ]
    return (*lagging, *found)


def letter(span: Sequence[Results], issue: Issue) -> Letter:
    """Return the 通报 on the periods, oldest first; the last one says how things stand."""
    results = span[-1]
    facts = Facts(results)
    parameters = facts.scheme.parameters
    term = span_words(span)

    def said(place: Place, **slots: str) -> str:
        return phrase(facts.scheme, place, **slots)

    inspections, faults = tuple(_inspections(facts)), tuple(_faults(span))
    is_blamed = bool(inspections or faults or parts.lagging_lines(facts))
    body: list[Part] = [
        Para(text=said(Place.NOTICE_OPENING, 期次=term)),
        Para(said(Place.NOTICE_RETURNS), level=1),
        *_returns(span),
        Para(said(Place.NOTICE_INDICATORS), level=1),
        Para(text=f"截至{results.clock.label}，{parts.moved_sentence(facts)}"),
        *moved_figures(facts),
        *ranking(facts),
        Para(said(Place.NOTICE_RESOLUTIONS), level=1),
        *parts.resolutions(facts),
        *_followed(facts, issue.number),
        Para(said(Place.NOTICE_PROBLEMS), level=1),
        Para(text=parts.lagging_sentence(facts)),
        *parts.lagging_figures(facts, whole=True),
        *inspections,
        *faults,
        Para(said(Place.NOTICE_DEMANDS), level=1),
        Para(text=said(Place.NOTICE_DEMAND if is_blamed else Place.NOTICE_NO_DEMAND)),
    ]
    made = Letter(
        title=f"{parameters.title}办公室\n关于{span_words(span, brief=True)}工作情况的通报",
        number=issue.number,
        state="" if issue.issued else "代拟稿",
        addressee=said(Place.MEMBERS),
        parts=tuple(body),
        signature=signature(facts.scheme),
        day=issue.day or facts.today,
        open_day=not issue.issued,
        red_head=f"{parameters.title}办公室" if issue.red_head else "",
    )
    return parts.told_with(made, Mask(results).text)


def span_words(span: Sequence[Results], *, brief: bool = False) -> str:
    """Return the span in words: one week, with its days unless in brief, or from week to week.

    In brief weeks of one year are told as 第45—48周.
    """
    first, last = span[0].clock, span[-1].clock
    begun, ended = (each.label.partition("（")[0] for each in (first, last))
    if first.period == last.period:
        return in_year(first.period, begun if brief else first.label)
    weeks = [_WEEK.match(each) for each in (begun, ended)]
    if brief and first.period[:4] == last.period[:4] and all(weeks):
        # a title that fits one line: 通报 is not left alone on the next
        return in_year(first.period, f"第{'—'.join(found[1] for found in weeks if found)}周")
    is_one_year = first.period[:4] == last.period[:4]
    until = (
        ended.removeprefix(f"{first.period[:4]}年") if is_one_year else in_year(last.period, ended)
    )
    return f"{in_year(first.period, begun)}至{until}"


def _faults(span: Sequence[Results]) -> Iterable[Para]:
    """Yield who was silent, late or has still to mend over the span: told, but not named.

    Who may still report is at no fault. What came before and could not be used stands beside.
    """
    found: dict[str, dict[str, dict[str, None]]] = {}
    for results in span:
        facts, tried = Facts(results), attempts(results)
        for unit in facts.owing:
            if word := _fault(facts, unit):
                notes = found.setdefault(word, {}).setdefault(unit.name, {})
                notes |= dict.fromkeys([tried[unit.code]] if unit.code in tried else [])
    last = span[-1]
    mending = [last.scheme.unit_by_code[row.unit].name for row in owing(last) if row.received]
    if mending and not Facts(last).is_early:
        found["报送内容待补正"] = {name: {} for name in mending}
    if found:
        told = "；".join(
            f"{word}：{'、'.join(_noted(*row) for row in names.items())}"
            for word, names in found.items()
        )
        yield Para(phrase(last.scheme, Place.NOTICE_FAULTS), f"{told}。", 2)


def _fault(facts: Facts, unit: UnitStand) -> str:
    if unit.is_late or unit.is_belated:
        return "补报" if unit.is_belated else "迟报"
    return "未报" if not unit.came and facts.is_closed else ""


def _noted(name: str, notes: Iterable[str]) -> str:
    told = "；".join(notes)
    return f"{name}（{told}）" if told else name


def _returns(span: Sequence[Results]) -> Iterable[Part]:
    """Yield the counts of returns over the span and who was late or silent, and how often."""
    if len(span) == 1:
        facts = Facts(span[0])
        yield Para(text=parts.returns_sentence(facts))
        yield from parts.deadlines(facts)
        yield from parts.late_units(facts)
        return
    stands = [(facts, unit) for facts in map(Facts, span) for unit in facts.owing]
    pending = Facts(span[-1]).pending
    counts: dict[str, Counter[str]] = {}
    for facts, unit in stands:
        counts.setdefault(unit.name, Counter())[_became(facts, unit, pending)] += 1
    total, sums = len(stands), sum(counts.values(), Counter[str]())
    came = total - sums["未报"] - sums[pending]
    told = ("迟报", "补报", "未报", pending)
    rest = [f"{word}{sums[word]}份次" for word in told if sums[word] or word in ("迟报", "未报")]
    yield Para(
        text=f"{len(span)}期应报{total}份次，实报{came}份次，占{percent(came, total)}；"
        f"其中按时{sums['按时']}份次，占{percent(sums['按时'], total)}，{'，'.join(rest)}"
        + (f"（{Facts(span[-1]).until}）。" if sums[pending] else "。")
    )
    shown = ("按时", "迟报", "补报", "未报", *((pending,) if sums[pending] else ()))
    rows = tuple(
        (name, str(row.total()), *(str(row[word]) for word in shown))
        for name, row in counts.items()
        if row["按时"] < row.total()
    )
    if rows:
        widths = (56, *[100 // (len(shown) + 1)] * (len(shown) + 1))
        yield Table(("单位", "应报", *shown), rows, widths, frozenset(range(1, len(widths))))


def _became(facts: Facts, unit: UnitStand, pending: str) -> str:
    """Return what became of one return; 未报 only after the period's own cut-off."""
    if unit.came is None:
        return "未报" if facts.is_closed else pending
    if unit.is_belated:
        return "补报"
    return "迟报" if unit.is_late else "按时"


def _followed(facts: Facts, number: str) -> Iterable[Part]:
    """Yield what became of the problems that the 通报 before named."""
    others = (row for row in facts.scheme.named if not is_same(row.notice, number))
    issued = in_order(others, facts.today)
    if not issued:
        return
    last = issued[-1].notice
    rows = [row for row in issued if row.notice == last]
    open_now = {(row.unit, row.problem) for row in problems(facts.results)}
    known = {*facts.scheme.indicator_by_code, *(row.code for row in facts.scheme.inspections)}

    def is_open(row: Named) -> bool:
        # what the program does not follow itself is open until the office says when it was mended
        found = (row.unit, row.problem) in open_now or row.problem not in known
        return found and not (row.mended and row.mended <= facts.today)

    left = [row for row in rows if is_open(row)]
    done = len(rows) - len(left)
    yield Para(phrase(facts.scheme, Place.NOTICE_FOLLOWED), level=1)
    yield Para(
        text=f"{last}（{day_words(issued[-1].issued or facts.today)}）通报问题共{len(rows)}件，"
        f"已整改{done}件{parts.part(done, len(rows))}；尚未整改{len(left)}件。"
    )
    for row in left:
        yield Para("", f"{facts.unit(row.unit)}：{row.text.rstrip('。')}。", 2)


def _inspections(facts: Facts) -> Iterable[Part]:
    for row, days in overdue_inspections(facts):
        demand = f"整改要求：{row.demand.rstrip('。')}。" if row.demand else ""
        yield Para(
            f"督导发现{facts.unit(row.unit)}存在的问题。",
            f"{row.problem.rstrip('。')}，已超过整改时限{days}天。{demand}", 2,
        )  # fmt: skip
