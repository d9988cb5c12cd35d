"""迟报 (A1), 未报 (A2) and 退回后仍缺项 (B1): what one unit's return for one period costs."""

from collections.abc import Iterable
from datetime import datetime, time

from jlhy_xl.core.calendar import add_working_days, is_working
from jlhy_xl.core.model import ArrivalFact, Evidence, Finding, ReturnCase, Severity
from jlhy_xl.core.points.base import Event, local, moment
from jlhy_xl.core.points.caps import LATE, SILENT, UNMENDED, note
from jlhy_xl.core.returns.obligations import is_active
from jlhy_xl.core.scheme.model import Scheme
from jlhy_xl.core.wording import deductions as words


def events(scheme: Scheme, cases: Iterable[ReturnCase], now: datetime) -> Iterable[Event]:
    """Yield what happened to the returns that are owed; all are dated by the return's deadline."""
    for case in cases:
        unit = scheme.unit_by_code.get(case.unit)
        owed = bool(case.owed) and case.clock.owed
        if owed and unit and is_active(unit, case.clock.deadline.date()):
            yield from _of_return(scheme, case, now)


def _of_return(scheme: Scheme, case: ReturnCase, now: datetime) -> Iterable[Event]:
    clock = case.clock
    come = [fact for fact in case.facts if fact.arrival.received <= now]
    come.sort(key=lambda fact: (fact.arrival.received, fact.arrival.source, fact.arrival.sha256))
    first = next((fact for fact in come if fact.acceptable), None)
    # clocks tell seconds: 17:00:00.9 is still 17:00:00
    received = local(scheme, first.arrival.received) if first else None
    if received is None or received > clock.cutoff:
        if now >= clock.cutoff:
            yield _silent(scheme, case, come, first)
        return
    if received > clock.grace:
        yield _late(scheme, case, come, first)
    standing = [row for row in case.standing if row.severity is Severity.ERROR]
    if standing and now >= clock.cutoff:
        told = [
            when for when in case.sent_back if received <= when <= _last_call(scheme, clock.cutoff)
        ]
        if told:
            yield _unmended(scheme, case, standing, told)


def _last_call(scheme: Scheme, cutoff: datetime) -> datetime:
    """Return the last moment at which a return can be sent back and still cost (B1).

    So many working days before the cut-off, at the cut-off's own time of day; a cut-off on a day
    off counts as the end of the working day before it.
    """
    day, at, left = cutoff.date(), cutoff.timetz(), scheme.parameters.sent_back_working_days
    if not is_working(scheme, day)[0]:
        at, left = time(23, 59, 59, tzinfo=cutoff.tzinfo), left + 1
    return datetime.combine(add_working_days(scheme, day, -left), at)


def _seen(what: str, fact: ArrivalFact) -> Evidence:
    """Return an arrival as evidence: its file and hash, when it came and by which clock."""
    arrival = fact.arrival
    words_of = words.FROM_SENDER if arrival.sender else words.RECEIVED_BY
    clock = words_of.format(clock=arrival.clock.value, sender=arrival.sender)
    reason = words.UNTOUCHED if fact.untouched else fact.reason
    return Evidence(
        what=what, file=arrival.source or arrival.name, sha256=arrival.sha256,
        found=note(clock, "" if fact.acceptable else reason), at=arrival.received,
    )  # fmt: skip


def _answers(case: ReturnCase, until: datetime) -> tuple[Evidence, ...]:
    return tuple(Evidence(what=words.E_ANSWER, at=when) for when in case.sent_back if when <= until)


def _event(case: ReturnCase, rule: str, text: str, evidence: Iterable[Evidence]) -> Event:
    clock = case.clock
    return Event(rule, case.unit, clock.period, "", clock.deadline.date(), text, tuple(evidence))


def _late(
    scheme: Scheme, case: ReturnCase, come: list[ArrivalFact], first: ArrivalFact | None
) -> Event:
    """Return A1; files that could not be accepted before, and our answers, belong to it."""
    clock = case.clock
    before = come[: come.index(first)] if first else []
    until = first.arrival.received if first else clock.cutoff
    text = words.LATE.format(
        label=clock.label, received=moment(scheme, until), deadline=moment(scheme, clock.grace)
    )
    evidence = [
        *([_seen(words.E_FIRST, first)] if first else []),
        *(_seen(words.E_BEFORE, fact) for fact in before),
        *(_answers(case, until) if before else ()),
    ]
    return _event(case, LATE, text, evidence)


def _silent(
    scheme: Scheme, case: ReturnCase, come: list[ArrivalFact], later: ArrivalFact | None
) -> Event:
    """Return A2; what came after the cut-off (补报) is shown and changes nothing."""
    clock = case.clock
    evidence = [
        _seen(words.E_UNACCEPTED, fact)
        for fact in come
        if not fact.acceptable and fact.arrival.received <= clock.cutoff
    ]
    evidence += _answers(case, clock.cutoff)
    if not evidence:
        evidence.append(Evidence(what=words.E_NOTHING, at=clock.cutoff))
    said = ""
    if later:
        said = words.MENDED_LATER.format(received=moment(scheme, later.arrival.received))
        evidence.append(_seen(words.E_MENDED, later))
    text = words.SILENT.format(label=clock.label, cutoff=moment(scheme, clock.cutoff))
    event = _event(case, SILENT, text, evidence)
    return Event(
        event.rule, event.unit, event.period, "", event.day, text, event.evidence, note=said
    )


def _unmended(
    scheme: Scheme, case: ReturnCase, standing: list[Finding], told: list[datetime]
) -> Event:
    """Return B1, once for a return however many cells are wrong."""
    text = words.UNMENDED.format(
        label=case.clock.label, cutoff=moment(scheme, case.clock.cutoff), count=len(standing)
    )
    evidence = [Evidence(what=words.E_ANSWER, at=when) for when in told]
    evidence += [
        Evidence(
            what=note(words.E_STANDING, row.message), file=row.file, sha256=row.sha256,
            sheet=row.sheet, cell=row.cell, found=row.found,
        )
        for row in standing
    ]  # fmt: skip
    return _event(case, UNMENDED, text, evidence)
