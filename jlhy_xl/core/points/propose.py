"""The year's deduction lines, proposed from events: one line an event, with its evidence.

Proposes, never decides. What a family of events is stands in ``deductions_<family>``; what a line
counts after the caps in ``caps``; what people decide about it in ``chain``.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from jlhy_xl.core.calendar import add_working_days
from jlhy_xl.core.model import Deduction, GroupStanding, ReturnCase, Status
from jlhy_xl.core.points import laid as deductions_laid
from jlhy_xl.core.points import meetings as deductions_meetings
from jlhy_xl.core.points import reporting as deductions_reporting
from jlhy_xl.core.points import resolutions as deductions_resolutions
from jlhy_xl.core.points.base import Event, draft
from jlhy_xl.core.points.caps import (
    LATE,
    REPORTING,
    SILENT,
    UNMENDED,
    ZERO,
    cap,
    in_points,
    marks,
    note,
)
from jlhy_xl.core.points.heard import Statement
from jlhy_xl.core.scheme.choices import Fault
from jlhy_xl.core.scheme.model import Scheme, Unit, Waiver
from jlhy_xl.core.wording import deductions as words

__all__ = ["marks", "propose", "sort"]


def propose(
    scheme: Scheme, cases: Sequence[ReturnCase], now: datetime,
    progress: Sequence[GroupStanding] = (), settled: Mapping[str, Decimal] | None = None,
    said: Sequence[Statement] = (),
) -> tuple[Deduction, ...]:  # fmt: skip
    """Return the lines that are known at ``now``, by period, rule, unit and subject.

    Args:
        scheme: the rules, and the office's own ledgers (议定事项, 会议, 排名, 不予减扣 …).
        cases: every return that is owed or came, of as many periods as there are.
        now: the clock; what comes later is not known yet.
        progress: each group's standing against its targets, as evidence for C1.
        settled: line id → 核定分值 of the lines already 审定; those amounts never change.
        said: what units told of their 议定事项 in returns.
    """
    cutoffs = {(case.unit, case.clock.period): case.clock.cutoff.date() for case in cases}
    events = [
        *deductions_reporting.events(scheme, cases, now),
        *deductions_resolutions.events(scheme, now, said),
        *deductions_meetings.events(scheme, now),
        *deductions_laid.verified(scheme, now, cases),
        *deductions_laid.named(scheme, now),
    ]
    lines = _judged(scheme, events, cutoffs)
    ranked = deductions_laid.ranks(scheme, now, progress, sort(scheme, lines))
    lines += _judged(scheme, ranked, cutoffs)
    fixed = [_settle(line, (settled or {}).get(line.id)) for line in _once(lines)]
    return sort(scheme, cap(scheme, fixed))


def sort(scheme: Scheme, lines: Iterable[Deduction]) -> tuple[Deduction, ...]:
    """Return the lines by period, rule, unit (in the scheme's order) and subject."""
    place = {unit.code: at for at, unit in enumerate(scheme.units)}
    last = len(place)
    return tuple(
        sorted(
            lines,
            key=lambda row: (
                row.period,
                row.rule,
                place.get(row.unit, last),
                row.unit,
                row.subject,
            ),
        )
    )


def _judged(
    scheme: Scheme, events: Iterable[Event], cutoffs: Mapping[tuple[str, str], date]
) -> list[Deduction]:
    """Return the events' lines after waivers, handover, trial and the units' treatment."""
    drafts = (draft(scheme, event) for event in events)
    lines = []
    for line in drafts:
        if line is not None:
            cutoff = cutoffs.get((line.unit, line.period))
            lines.append(_treated(scheme, _tried(scheme, _spared(scheme, line, cutoff))))
    return lines


def _once(lines: Sequence[Deduction]) -> Iterable[Deduction]:
    """Yield each line once: the same fact entered twice costs once, with all of its evidence."""
    kept: dict[str, Deduction] = {}
    for line in lines:
        before = kept.get(line.id)
        if before:
            fresh = tuple(row for row in line.evidence if row not in before.evidence)
            line = replace(before, evidence=before.evidence + fresh)  # noqa: PLW2901 - the merged one
        kept[line.id] = line
    return kept.values()


class Waived(Struct, frozen=True):
    """Since when a 不予减扣 applied to a line; None: since when none did any more."""

    at: datetime
    waiver: Waiver | None


def waiver_of(scheme: Scheme, line: Deduction) -> Waiver | None:
    """Return the 不予减扣 that somebody signed for a line, None where there is none."""
    return next((row for row in scheme.waivers if row.person.strip() and _covers(row, line)), None)


def _spared(scheme: Scheme, line: Deduction, cutoff: date | None) -> Deduction:
    """Return the line at zero where it is waived by a person or falls into a handover."""
    if line.status is Status.EXEMPT:
        return line
    said = ""
    for waiver in scheme.waivers:
        if _covers(waiver, line):
            if waiver.person.strip():
                why = words.WAIVED.format(reason=waiver.reason, person=waiver.person)
                return replace(
                    line, status=Status.WAIVED, fault=waiver.fault.value, note=note(line.note, why)
                )
            said = words.WAIVER_UNSIGNED
    unit = scheme.unit_by_code.get(line.unit)
    if unit and line.rule in (LATE, UNMENDED) and _is_new(scheme, unit, line, cutoff):
        why = words.HANDOVER.format(days=scheme.parameters.handover_working_days)
        return replace(
            line, status=Status.WAIVED, fault=Fault.HANDOVER.value, note=note(line.note, why)
        )
    return replace(line, note=note(line.note, said))


def _covers(waiver: Waiver, line: Deduction) -> bool:
    """Whether a waiver is about a line; who is spared for silence is spared for less (A1, B1)."""
    rules = {*waiver.rules, *(REPORTING if SILENT in waiver.rules else ())}
    return (
        waiver.unit == line.unit
        and waiver.start <= line.period <= (waiver.end or waiver.start)
        and (not rules or line.rule in rules)
        and waiver.subject in ("", line.subject)
    )


def _is_new(scheme: Scheme, unit: Unit, line: Deduction, cutoff: date | None) -> bool:
    """Whether a new 联络员 or a new unit still has its handover days when the event happens.

    Lateness happens at the deadline, a return left unmended at the deadline or the cut-off.
    """
    begun = [unit.liaison_since, unit.starts]
    begun += [
        other.ends + timedelta(days=1)
        for other in scheme.units
        if other.successor == unit.code and other.ends
    ]
    days = [line.day, cutoff if line.rule == UNMENDED else None]
    count = scheme.parameters.handover_working_days
    return any(
        since <= day <= add_working_days(scheme, since, count)
        for since in begun
        if since
        for day in days
        if day
    )


def _tried(scheme: Scheme, line: Deduction) -> Deduction:
    """Return a proposed line as a mere hint while no rule is adopted, or before its first day."""
    if line.status is not Status.PROPOSED:
        return line
    begins = scheme.parameters.rules_from
    if scheme.is_trial or begins is None:
        return replace(line, status=Status.TRIAL)
    if line.day and line.day < begins:
        return replace(line, status=Status.TRIAL, note=note(line.note, words.BEFORE_RULES))
    return line


def _treated(scheme: Scheme, line: Deduction) -> Deduction:
    """Return the line of a unit outside the assessment with a word that it is no points."""
    if in_points(scheme, line.unit):
        return line
    treatment = scheme.unit_by_code[line.unit].treatment.value
    return replace(line, note=note(line.note, words.NOT_POINTS.format(treatment=treatment)))


def _settle(line: Deduction, amount: Decimal | None) -> Deduction:
    """Return a line that was 审定 before at its fixed amount, whatever the rules say today."""
    if amount is None:
        return line
    said = words.WAIVER_AFTER if line.status is Status.WAIVED else ""
    return replace(
        line, status=Status.SETTLED, settled=max(amount, ZERO), note=note(line.note, said)
    )
