"""A figure that a unit was told stays, whatever the rule says since; what moved a figure is said."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from jlhy_xl.core.model import Deduction, Finding, Status
from jlhy_xl.core.points.base import local
from jlhy_xl.core.points.caps import (
    COUNTING,
    REPORTING,
    Limit,
    limits_of,
    note,
    rule_on,
)
from jlhy_xl.core.points.chain_entries import moment_of
from jlhy_xl.core.points.decisions import Entry
from jlhy_xl.core.returns.prefill import unit_name
from jlhy_xl.core.scheme.model import Scheme
from jlhy_xl.core.values.parsed import plain
from jlhy_xl.core.wording import decisions as words
from jlhy_xl.core.wording import deductions
from jlhy_xl.core.wording.code import Code

_SIGNED = deductions.COLUMNS["signed_at"]
_TELLING = tuple(
    deductions.COLUMNS[name]
    for name in ("delivered_how", "signed_by", "signed_at", "objection_at", "outcome")
)
_CLOSED = (Status.SETTLED, Status.REVOKED)

Past = Sequence[tuple[datetime, Deduction]]  # how a line stood, each time with since when


class Known(Struct, frozen=True):
    """What the ledger knows about lines: how they stood, and what people wrote beside them."""

    past: Mapping[str, Past]
    entries: Mapping[str, Sequence[Entry]]


class Figures(Struct, frozen=True):
    """Lines at the figures that count, what bounds those that were told, and what is to be said."""

    lines: tuple[Deduction, ...]
    limits: Mapping[str, Limit]
    findings: tuple[Finding, ...]


def stand(
    scheme: Scheme, lines: Iterable[Deduction], known: Known, now: datetime,
    frozen: Mapping[str, Limit],
) -> Figures:  # fmt: skip
    """Return the lines at the figures that units were told, and each change since the last run.

    Args:
        scheme: the rules of today.
        lines: as proposed by them, and as closings froze them.
        known: from the ledger.
        now: the clock; what was recorded at this very moment is this run's own.
        frozen: line id → what bounded it when its period was closed.
    """
    made: list[Deduction] = []
    limits = dict(frozen)
    findings: list[Finding] = []
    for line in lines:
        past = known.past.get(line.id, ())
        told = _told(scheme, past, known.entries.get(line.id, ()))
        if told is None or told.proposed is None:  # where no figure was told, none is to be kept
            findings += _moved(scheme, line, past, now)
            made.append(line)
            continue
        made.append(_as_told(line, told.proposed))
        before = _before(past, now)
        is_over = before is not None and before.status in _CLOSED
        if told.proposed != line.proposed and not is_over:
            findings.append(_said(scheme, words.TOLD_FIGURE, line, told.proposed, line.proposed))
        if line.rule in REPORTING:
            limit = limits.get(line.id) or limits_of(scheme, [line])[line.id]
            limits[line.id] = replace(limit, silence=max(limit.silence, told.proposed))
    return Figures(tuple(made), limits, tuple(findings))


def ruled_out(
    scheme: Scheme, lines: Iterable[Deduction], known: Known, now: datetime, judged: Iterable[str]
) -> tuple[Finding, ...]:
    """Return a finding for each line that vanished because no rule is in force on its day any more."""
    here, periods = {line.id for line in lines}, set(judged)
    found = []
    for name, past in known.past.items():
        before = _before(past, now)
        if name in here or before is None or before.period not in periods:
            continue
        if before.status in COUNTING and rule_on(scheme, before.rule, before.day) is None:
            found.append(_said(scheme, words.RULED_OUT, before, before.proposed, None))
    return tuple(found)


def _told(scheme: Scheme, past: Past, entries: Sequence[Entry]) -> Deduction | None:
    """Return the line as the unit was told it, None where it was not told or only as a hint.

    The moment is that of the signature, or of the first entry, whichever came first: a copy of an
    older week may be filled in long after.
    """
    telling = [
        each for each in entries if any(each.entries.get(name, "").strip() for name in _TELLING)
    ]
    if not telling or not past:
        return None
    moments = [each.at for each in telling[:1] if each.at]
    signed = moment_of(entries[-1].entries.get(_SIGNED, ""))
    moments += [local(scheme, signed)] if signed else []
    when = min(moments, default=None)
    stood = past[0][1]
    for at, line in past:
        if when is None or at <= when:
            stood = line
    return None if stood.status is Status.TRIAL else stood


def _as_told(line: Deduction, told: Decimal) -> Deduction:
    if told == line.proposed:
        return line
    status, said = line.status, line.note
    if line.proposed is None:  # the rule's figure was taken away
        status = Status.PROPOSED if status is Status.LAID_OUT else status
        said = note(*(each for each in said.split(deductions.JOIN) if each != deductions.NO_POINTS))
    now = words.NO_FIGURE if line.proposed is None else plain(line.proposed)
    kept = words.AS_TOLD.format(told=plain(told), now=now)
    return replace(line, proposed=told, status=status, note=note(said, kept))


def _before(past: Past, now: datetime) -> Deduction | None:
    return next((line for at, line in reversed(past) if at < now), None)


def _moved(scheme: Scheme, line: Deduction, past: Past, now: datetime) -> list[Finding]:
    before = _before(past, now)
    if before is None or scheme.is_trial or before.proposed == line.proposed:
        return []
    if not {before.status, line.status} & (COUNTING | {Status.LAID_OUT}):
        return []
    return [_said(scheme, words.REPRICED, line, before.proposed, line.proposed)]


def _said(
    scheme: Scheme, code: Code, line: Deduction, before: Decimal | None, now: Decimal | None
) -> Finding:
    before_, now_ = (words.NO_FIGURE if each is None else plain(each) for each in (before, now))
    return code.finding(
        found=before_, expected=now_,
        words={"unit": unit_name(scheme, line.unit), "period": line.period, "rule": line.rule},
        unit=line.unit, period=line.period, rule=line.rule, row_key=line.id,
    )  # fmt: skip
