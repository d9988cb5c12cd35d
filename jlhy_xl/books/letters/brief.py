"""周调度简报.docx: the week on paper, for leaders and members alike.

It goes round among all members, so phones, addresses and names of contact persons are hidden, and
points are not spoken of.
"""

from collections import Counter
from collections.abc import Iterable

from jlhy_xl.books.letters import brief_parts as parts
from jlhy_xl.books.letters.letter import Letter, Para, Part
from jlhy_xl.books.letters.moved import moved_figures, ranking
from jlhy_xl.books.letters.phrasing import phrase, signature
from jlhy_xl.books.style import moment_words
from jlhy_xl.books.summary.facts import Facts
from jlhy_xl.books.summary.mask import Mask
from jlhy_xl.books.summary.parts import FINDINGS, in_year
from jlhy_xl.books.summary.words import decisions, left_out
from jlhy_xl.core.calendar import next_period, open_timetable, provisional_note, timetable
from jlhy_xl.core.model import ReturnCase, Severity
from jlhy_xl.core.results import Results
from jlhy_xl.core.standing.marked import is_units
from jlhy_xl.core.wording import editions
from jlhy_xl.core.wording.merge import NOTHING_CAME
from jlhy_xl.core.wording.phrases import Place

NAME = "周调度简报"
_NOBODY = "未认定单位的来件"


def letter(results: Results) -> Letter:
    """Return the week's 简报; it has no number, so nothing named in it counts as 通报."""
    facts = Facts(results)
    parameters = facts.scheme.parameters

    def head(place: Place) -> Para:
        return Para(phrase(facts.scheme, place), level=1)

    body: list[Part] = [
        Para(text=_opening(facts)),
        head(Place.BRIEF_RETURNS),
        Para(text=parts.returns_sentence(facts)),
        *parts.deadlines(facts),
        *_remarks(facts),
        *parts.late_units(facts),
        *_mistakes(facts),
        head(Place.BRIEF_MOVED),
        Para(text=parts.moved_sentence(facts)),
        *moved_figures(facts),
        *ranking(facts),
        head(Place.BRIEF_LAGGING),
        Para(text=parts.lagging_sentence(facts)),
        *parts.lagging_figures(facts),
        head(Place.BRIEF_RESOLUTIONS),
        *parts.resolutions(facts),
        *parts.inspections(facts),
        head(Place.BRIEF_DECISIONS),
        *_decisions(facts),
    ]
    if asked := next_return(facts):
        body += [head(Place.BRIEF_NEXT), *_between(facts), Para(text=asked)]
    closing = phrase(facts.scheme, Place.BRIEF_CLOSING)
    if closing:
        body.append(Para(text=closing))
    made = Letter(
        title=f"{parameters.title}\n{NAME}",
        number=in_year(facts.results.clock.period, facts.results.clock.label),
        state=editions.bracketed(results.edition.name if results.edition else ""),
        parts=tuple(body),
        signature=signature(facts.scheme),
        day=facts.today,
    )
    return parts.told_with(made, Mask(results).text)


def _opening(facts: Facts) -> str:
    now = facts.local(facts.results.now)
    at = f"{now.year}年{moment_words(now)}"
    return phrase(facts.scheme, Place.BRIEF_OPENING, 期次=facts.results.clock.label, 时间=at)


def _remarks(facts: Facts) -> tuple[Para, ...]:
    """Return what must be known of the period; what the office still has to do stands elsewhere."""
    clock = facts.results.clock
    reason = "" if facts.owing else clock.reason  # beside the deadline, where there is one
    told = (reason, provisional_note(clock, asks=False))
    return tuple(Para(text=f"{text}。") for text in told if text)


def _mistakes(facts: Facts) -> tuple[Para, ...]:
    """Return how much is to be mended or explained, and of whom; what is missing is told above."""
    errors = Counter({case.unit: _open(case) for case in facts.results.cases})
    asked = Counter(
        row.unit
        for row in facts.results.findings
        if row.severity is Severity.QUERY and is_units(row)
    )
    counts = ((errors, "须改正"), (asked, "请说明"))
    told = [f"{word}{each.total()}处{_whose(facts, each)}" for each, word in counts if each.total()]
    if not told:
        return ()
    where = f"{'、'.join(told)}，见汇总表“{FINDINGS}”"
    deeds = ("补正", "说明情况")  # what is to be explained need not be wrong
    asked_for = "、".join(
        deed for deed, (each, _) in zip(deeds, counts, strict=True) if each.total()
    )
    said = phrase(facts.scheme, Place.BRIEF_MISTAKES, 处数=where, 办法=asked_for)
    return (Para(text=said),)


def _open(case: ReturnCase) -> int:
    return sum(row.code != NOTHING_CAME.code for row in case.unmended)


def _whose(facts: Facts, counts: Counter[str]) -> str:
    """Return the units in the scheme's order, each with its count; files of nobody last."""
    order = {unit.code: at for at, unit in enumerate(facts.scheme.units)}
    units = sorted((code for code in counts if counts[code]), key=lambda code: order.get(code, 999))
    return f"（{'、'.join(f'{facts.unit(code) if code else _NOBODY}{counts[code]}' for code in units)}）"


def _decisions(facts: Facts) -> tuple[Para, ...]:
    found = decisions(facts)
    if not found:
        return (Para(text=phrase(facts.scheme, Place.BRIEF_NO_DECISION)),)
    rest = left_out(facts).replace("见“", "见汇总表“")
    shown = tuple(Para("", f"【{row.kind}】{row.text}。", 2) for row in found)
    return (*shown, Para(text=rest)) if rest else shown


def _between(facts: Facts) -> Iterable[Para]:
    """Yield of each period after this one whose deadline has passed that it has, and until when it still takes returns."""
    scheme, now = facts.scheme, facts.results.now
    period, until = next_period(facts.results.clock.period), open_timetable(scheme, now).period
    while period < until:
        clock = timetable(scheme, period)
        if clock.owed:
            closed, last = (
                f"{parts.year_words(facts, when)}{moment_words(when)}"
                for when in map(facts.local, (clock.deadline, clock.cutoff))
            )
            rest = (
                f"没有报送的请于最终截止时间{last}前补送，按迟报计"
                if now <= clock.cutoff
                else "最终截止时间也已过"
            )
            yield Para(text=f"{clock.label}报表已于{closed}截止，{rest}。")
        period = next_period(period)


def next_return(facts: Facts) -> str:
    """Return by when the next return is asked for, "" of a letter made again when that is long past."""
    period = next_period(facts.results.clock.period)
    if facts.results.now > timetable(facts.scheme, period).cutoff:
        return ""
    clock = open_timetable(facts.scheme, facts.results.now)
    when = facts.local(clock.deadline)
    at = parts.year_words(facts, when) + moment_words(when)
    term = clock.label
    if clock.period[:4] != facts.results.clock.period[:4]:
        term = in_year(clock.period, term)
    return phrase(facts.scheme, Place.BRIEF_NEXT_RETURN, 期次=term, 时间=at)
