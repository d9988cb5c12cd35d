"""周调度简报.docx: the week on paper, for leaders and members alike.

It goes round among all members, so phones, addresses and names of contact persons are hidden, and
points are not spoken of.
"""

from jlhy_xl.books.letters import brief_parts as parts
from jlhy_xl.books.letters.letter import Letter, Para, Part
from jlhy_xl.books.letters.phrasing import phrase
from jlhy_xl.books.style import moment_words
from jlhy_xl.books.summary.facts import Facts
from jlhy_xl.books.summary.mask import Mask
from jlhy_xl.books.summary.parts import in_year
from jlhy_xl.books.summary.words import decisions, left_out
from jlhy_xl.core.calendar import open_timetable, provisional_note
from jlhy_xl.core.model import Severity
from jlhy_xl.core.results import Results
from jlhy_xl.core.wording import editions
from jlhy_xl.core.wording.phrases import Place

NAME = "周调度简报"


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
        *_remarks(facts),
        *parts.late_units(facts),
        *_mistakes(facts),
        head(Place.BRIEF_MOVED),
        Para(text=parts.moved_sentence(facts)),
        *parts.moved_figures(facts),
        head(Place.BRIEF_LAGGING),
        Para(text=parts.lagging_sentence(facts)),
        *parts.lagging_figures(facts),
        head(Place.BRIEF_RESOLUTIONS),
        *parts.resolutions(facts),
        head(Place.BRIEF_DECISIONS),
        *_decisions(facts),
        head(Place.BRIEF_NEXT),
        Para(text=next_return(facts)),
    ]
    closing = phrase(facts.scheme, Place.BRIEF_CLOSING)
    if closing:
        body.append(Para(text=closing))
    made = Letter(
        title=f"{parameters.title}\n{NAME}",
        number=in_year(facts.results.clock.period, facts.results.clock.label),
        state=editions.bracketed(results.edition.name if results.edition else ""),
        parts=tuple(body),
        signature=parameters.office_name,
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
    told = (clock.reason, provisional_note(clock, asks=False))
    return tuple(Para(text=f"{text}。") for text in told if text)


def _mistakes(facts: Facts) -> tuple[Para, ...]:
    counts = ((Severity.ERROR, "须改正"), (Severity.QUERY, "请说明"))
    told = [f"{word}{facts.severities[each]}处" for each, word in counts if facts.severities[each]]
    if not told:
        return ()
    return (Para(text=phrase(facts.scheme, Place.BRIEF_MISTAKES, 处数="、".join(told))),)


def _decisions(facts: Facts) -> tuple[Para, ...]:
    found = decisions(facts)
    if not found:
        return (Para(text=phrase(facts.scheme, Place.BRIEF_NO_DECISION)),)
    rest = left_out(facts).replace("见“", "见汇总表“")
    shown = tuple(Para("", f"【{row.kind}】{row.text}。", 3) for row in found)
    return (*shown, Para(text=rest)) if rest else shown


def next_return(facts: Facts) -> str:
    """Return by when the next return is asked for."""
    clock = open_timetable(facts.scheme, facts.results.now)
    when = facts.local(clock.deadline)
    at = parts.year_words(facts, when) + moment_words(when)
    term = clock.label
    if clock.period[:4] != facts.results.clock.period[:4]:
        term = in_year(clock.period, term)
    return phrase(facts.scheme, Place.BRIEF_NEXT_RETURN, 期次=term, 时间=at)
