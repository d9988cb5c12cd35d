"""迟报 (A1), 未报 (A2) and 退回后仍缺项 (B1): what one unit's return for one period costs."""

from collections.abc import Iterable
from datetime import datetime, time

from msgspec.structs import replace

from jlhy_xl.core.calendar import add_working_days, is_working
from jlhy_xl.core.model import (
    Arrival,
    ArrivalFact,
    Evidence,
    Finding,
    ReturnCase,
    SentBack,
    Severity,
    Verdict,
)
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
            row for row in case.sent_back if received <= row.at <= _last_call(scheme, clock.cutoff)
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


def seen(what: str, fact: ArrivalFact) -> Evidence:
    """Return an arrival as evidence: its file and hash, when it came and by which clock."""
    arrival = fact.arrival
    reason = words.UNTOUCHED if fact.untouched else fact.reason
    return Evidence(
        what=what, file=arrival.source or arrival.name, sha256=arrival.sha256,
        found=note(_by_clock(arrival), "" if fact.acceptable else reason), at=arrival.received,
    )  # fmt: skip


def _by_clock(arrival: Arrival) -> str:
    words_of = words.FROM_SENDER if arrival.sender else words.RECEIVED_BY
    return words_of.format(clock=arrival.clock.value, sender=arrival.sender)


def _answers(case: ReturnCase, until: datetime) -> tuple[Evidence, ...]:
    """Return what the unit was told of files that could not be accepted."""
    return tuple(_told(words.E_ANSWER, row) for row in case.sent_back if row.at <= until)


def _told(what: str, row: SentBack) -> Evidence:
    """Return a sending-back as evidence: where it is on record, how, by whom and when."""
    parts = ((words.BY_WAY, row.how), (words.BY_WHOM, row.by))
    found = note(*(form.format(said=said) for form, said in parts if said))
    return Evidence(what, row.file, row.sha256, row.sheet, found=found, at=row.at)


def _written(case: ReturnCase, until: datetime) -> list[Evidence]:
    """Return the unit's mails without any file: what they say is a person's to read."""
    return [
        Evidence(
            what=words.E_MAIL, file=mail.source, sha256=mail.sha256, at=mail.received,
            found=note(
                words.SUBJECT.format(subject=mail.name),
                words.BODY.format(gist=mail.gist) if mail.gist else "", _by_clock(mail),
            ),
        )
        for mail in case.mails if mail.received <= until
    ]  # fmt: skip


def _tried(come: Iterable[ArrivalFact]) -> list[ArrivalFact]:
    """Return the files that a unit sent to report and that could not be accepted."""
    verdicts = (Verdict.RETURNED, Verdict.QUARANTINED)
    return [fact for fact in come if fact.verdict in verdicts and not fact.untouched]


def _broken(scheme: Scheme, come: Iterable[ArrivalFact]) -> str:
    """Return that a file was refused before, "" where none was; what is still asked about was not."""
    refused = [fact for fact in _tried(come) if fact.verdict is Verdict.RETURNED]
    if not refused:
        return ""
    times = dict.fromkeys(moment(scheme, fact.arrival.received) for fact in refused)
    return words.BROKEN.format(at=words.LIST.join(times))


def _look(scheme: Scheme, case: ReturnCase, come: Iterable[ArrivalFact], limit: datetime) -> str:
    """Return what a person should look at before the delay is called the unit's, "" for nothing.

    Args:
        scheme: whose clock tells the moments.
        case: whose mails without a file count up to the cut-off, or to the first good arrival.
        come: what came before that arrival.
        limit: what came later than this was late anyway.
    """
    said, named = [], words.CUTOFF if limit > case.clock.grace else words.DEADLINE
    for fact in _tried(fact for fact in come if fact.arrival.received <= limit):
        form = words.TRIED if fact.verdict is Verdict.RETURNED else words.ASKED_ABOUT
        when, why = moment(scheme, fact.arrival.received), fact.reason.partition("。")[0]
        said.append(form.format(limit=named, at=when, why=why))
    first = case.first_acceptable
    until = min(first.arrival.received, case.clock.cutoff) if first else case.clock.cutoff
    said += [_wrote(scheme, mail) for mail in case.mails if mail.received <= until]
    return note(*dict.fromkeys(said))


def _wrote(scheme: Scheme, mail: Arrival) -> str:
    """Return that a unit wrote without a file, in its own words; exact ones are the evidence's."""
    gist = mail.gist.replace(words.JOIN, "，")  # which would end this part of the note
    quoted = words.QUOTED.format(gist=gist) if gist else ""
    return words.WROTE.format(at=moment(scheme, mail.received), gist=quoted)


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
    ) + _broken(scheme, before)
    evidence = [
        *([seen(words.E_FIRST, first)] if first else []),
        *(seen(words.E_BEFORE, fact) for fact in before),
        *_written(case, until),
        *(_answers(case, until) if before else ()),
    ]
    said = _look(scheme, case, before, clock.grace)
    return replace(_event(case, LATE, text, evidence), note=said)


def _silent(
    scheme: Scheme, case: ReturnCase, come: list[ArrivalFact], later: ArrivalFact | None
) -> Event:
    """Return A2; what came after the cut-off (补报) is shown and changes nothing."""
    clock = case.clock
    evidence = [
        seen(words.E_UNACCEPTED, fact)
        for fact in come
        if not fact.acceptable and fact.arrival.received <= clock.cutoff
    ]
    evidence += _answers(case, clock.cutoff)
    if not evidence:
        evidence.append(Evidence(what=words.E_NOTHING, at=clock.cutoff))
    evidence += _written(case, clock.cutoff)
    said = _look(scheme, case, come, clock.cutoff)
    if later:
        said = note(
            said, words.MENDED_LATER.format(received=moment(scheme, later.arrival.received))
        )
        evidence.append(seen(words.E_MENDED, later))
    text = words.SILENT.format(label=clock.label, cutoff=moment(scheme, clock.cutoff))
    text += _broken(scheme, [fact for fact in come if fact.arrival.received <= clock.cutoff])
    return replace(_event(case, SILENT, text, evidence), note=said)


def _unmended(
    scheme: Scheme, case: ReturnCase, standing: list[Finding], told: list[SentBack]
) -> Event:
    """Return B1, once for a return however many cells are wrong."""
    text = words.UNMENDED.format(
        label=case.clock.label, cutoff=moment(scheme, case.clock.cutoff), count=len(standing),
        told=words.LIST.join(dict.fromkeys(moment(scheme, row.at) for row in told)),
    )  # fmt: skip
    evidence = [_told(words.E_SENT_BACK, row) for row in told]
    evidence += [
        Evidence(
            what=note(words.E_STANDING, row.message.partition("。")[0]), file=row.file, sha256=row.sha256,
            sheet=row.sheet, cell=row.cell, found=row.found,
        )
        for row in standing
    ]  # fmt: skip
    return _event(case, UNMENDED, text, evidence)
