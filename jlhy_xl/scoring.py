"""The year's lines: proposed from open periods, frozen in closed ones, moved by people's decisions."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from jlhy_xl import reviewing
from jlhy_xl.closing import Closed
from jlhy_xl.core.model import Deduction, Finding, GroupStanding, ReturnCase, Status
from jlhy_xl.core.points import chain
from jlhy_xl.core.points.caps import Limit, note
from jlhy_xl.core.points.chain import Decision
from jlhy_xl.core.points.contradictions import contradictions, outsiders
from jlhy_xl.core.points.decisions import LINE, Entry
from jlhy_xl.core.points.figures import Known, ruled_out, stand
from jlhy_xl.core.points.heard import Statement
from jlhy_xl.core.points.propose import propose, sort, waiver_of
from jlhy_xl.core.returns.prefill import unit_name
from jlhy_xl.core.scheme.model import Scheme, Waiver
from jlhy_xl.core.wording import decisions as words
from jlhy_xl.core.wording.deductions import JOIN
from jlhy_xl.edge.ledger.ledger import Ledger

# what people decided about stays visible where nothing proposes it any more
_LASTING = {Status.SETTLED, Status.REVOKED, Status.SUSPENDED}


class Grounds(Struct, frozen=True):
    """What lines are proposed from."""

    scheme: Scheme
    cases: Sequence[ReturnCase]
    progress: Sequence[GroupStanding]
    now: datetime
    said: Sequence[Statement] = ()  # what units told of their 议定事项


class Scored(Struct, frozen=True):
    """The year's lines where people's decisions have brought them."""

    lines: tuple[Deduction, ...]
    said: tuple[Decision, ...]
    findings: tuple[Finding, ...]
    limits: Mapping[str, Limit] = {}  # of the closed periods' lines, as their closing froze them


def score(grounds: Grounds, ledger: Ledger) -> Scored:
    """Return the year's lines with what people decided about them.

    What is 审定 stays at its amount, whatever the rules say now, and stays where they say nothing.
    A closed period's lines stand as they were proposed; nothing is added to them.
    """
    scheme, closed = grounds.scheme, Closed.of(ledger)
    states = {name: row for name, row in ledger.states().items() if _is_recent(row, grounds.now)}
    amounts = {
        name: row.settled or Decimal(0)
        for name, row in states.items()
        if row.status is Status.SETTLED
    }
    proposed = propose(scheme, grounds.cases, grounds.now, grounds.progress, amounts, grounds.said)
    frozen = {name: row for name, row in closed.lines.items() if _is_recent(row, grounds.now)}
    lines = [row for row in proposed if row.period not in closed.states]
    lines += [_settled(row, amounts) for row in frozen.values()]
    known, limits = _known(ledger), closed.limits
    figures = stand(scheme, lines, known, grounds.now, limits)
    open_ = {case.clock.period for case in grounds.cases} - closed.periods
    ruled = ruled_out(scheme, lines, known, grounds.now, open_)
    lines = list(figures.lines)
    here = {row.id for row in lines}
    gone = {
        name: _kept(row)
        for name, row in states.items()
        if row.status in _LASTING and name not in here
    }
    said, unread = reviewing.decisions(ledger)
    everything = sort(scheme, (*lines, *gone.values()))
    lost, about = _sorted_out(grounds, closed, everything, said, ledger.states())
    moved, doubts = chain.apply(scheme, everything, about, grounds.now, figures.limits)
    moved = tuple(_told_once(row) if row.id in gone else row for row in moved)
    told = [_told_kept(row) for row in moved if row.id in gone and row.id in amounts]
    told += [
        _told_stray(scheme, row)
        for row in proposed
        if row.period in closed.states and row.id not in {*frozen, *gone}
    ]
    told += [_told_lost(scheme, row) for row in lost]
    last = max((case.clock.period for case in grounds.cases), default="")
    told += (*contradictions(scheme, moved, about), *outsiders(scheme, moved, last))
    told += _told_unwaived(scheme, moved, ledger, grounds.now)
    return Scored(moved, said, (*unread, *doubts, *told, *figures.findings, *ruled), limits)


def waivers(scheme: Scheme, lines: Sequence[Deduction], ledger: Ledger) -> dict[str, Waiver | None]:
    """Return which 不予减扣 applies to each line of an open period."""
    closed = Closed.of(ledger).periods
    return {line.id: waiver_of(scheme, line) for line in lines if line.period not in closed}


def _told_unwaived(
    scheme: Scheme, lines: Sequence[Deduction], ledger: Ledger, now: datetime
) -> Iterator[Finding]:
    """Yield a finding for each line that was waived when a run looked last, and is no more."""
    known = ledger.waived()
    standing = waivers(scheme, lines, ledger) if known else {}
    for line in lines:
        before = next((row for row in reversed(known.get(line.id, ())) if row.at < now), None)
        if before and before.waiver and line.id in standing and standing[line.id] is None:
            slots = {"unit": unit_name(scheme, line.unit), "period": line.period, "rule": line.rule}
            yield words.UNWAIVED.finding(
                found=words.waived(before.waiver), expected=line.status.value, words=slots,
                unit=line.unit, period=line.period, rule=line.rule, row_key=line.id,
            )  # fmt: skip


def _known(ledger: Ledger) -> Known:
    entries: dict[str, list[Entry]] = {}
    for entry in ledger.decisions(LINE):
        entries.setdefault(entry.key, []).append(entry)
    return Known(ledger.line_history(), entries)


def _sorted_out(
    grounds: Grounds, closed: Closed, lines: Sequence[Deduction], said: Sequence[Decision],
    known: Mapping[str, Deduction],
) -> tuple[list[Deduction], list[Decision]]:  # fmt: skip
    """Return the lines that were decided about and are proposed no more, and the decisions for this run.

    A decision about a line of a later period, or of a year that is archived, is no business of
    this run; one about an id that was never proposed is: somebody has altered it.
    """
    here, judged = {row.id for row in lines}, {case.clock.period for case in grounds.cases}
    others = {row.deduction: known.get(row.deduction) for row in said if row.deduction not in here}
    lost = [
        line for line in others.values()
        if line and _is_recent(line, grounds.now) and line.period in (judged | closed.periods)
    ]  # fmt: skip
    return lost, [row for row in said if others.get(row.deduction) is None]


def _is_recent(line: Deduction, now: datetime) -> bool:
    """Whether a line is of this year or the last: earlier years are the archive's."""
    return line.year >= now.isocalendar().year - 1


def proposals(grounds: Grounds) -> tuple[Deduction, ...]:
    """Return the year's lines as the rules alone propose them, whatever anyone decided."""
    return propose(grounds.scheme, grounds.cases, grounds.now, grounds.progress, said=grounds.said)


def _settled(line: Deduction, amounts: dict[str, Decimal]) -> Deduction:
    if line.id not in amounts:
        return line
    return replace(line, status=Status.SETTLED, settled=amounts[line.id])


def _told_once(line: Deduction) -> Deduction:
    """Return a line that came from the ledger without what the chain has told again."""
    return replace(line, note=note(*dict.fromkeys(line.note.split(JOIN))))


def _kept(line: Deduction) -> Deduction:
    if line.status is not Status.SETTLED or words.STILL_SETTLED in line.note:
        return line
    return replace(line, note=note(line.note, words.STILL_SETTLED))


def _told_kept(line: Deduction) -> Finding:
    return words.KEPT.finding(
        found=line.id, unit=line.unit, period=line.period, rule=line.rule, row_key=line.id
    )


def _told_lost(scheme: Scheme, line: Deduction) -> Finding:
    slots = {"unit": unit_name(scheme, line.unit), "period": line.period}
    return words.NO_LONGER.finding(
        found=line.id, words=slots, unit=line.unit, period=line.period, rule=line.rule,
        row_key=line.id,
    )  # fmt: skip


def _told_stray(scheme: Scheme, line: Deduction) -> Finding:
    slots = {"unit": unit_name(scheme, line.unit), "period": line.period}
    return words.CLOSED_EVENT.finding(
        found=line.event, words=slots, unit=line.unit, period=line.period, rule=line.rule,
        row_key=line.id,
    )  # fmt: skip
