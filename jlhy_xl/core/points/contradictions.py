"""Decisions that say one thing and the registers another: pointed at, never changed."""

import re
from collections.abc import Iterable, Iterator, Sequence

from jlhy_xl.core.calendar import objection_deadline
from jlhy_xl.core.model import Deduction, Finding, Status
from jlhy_xl.core.points.base import local
from jlhy_xl.core.points.caps import in_points
from jlhy_xl.core.points.chain import Decision
from jlhy_xl.core.returns.prefill import unit_name
from jlhy_xl.core.scheme.choices import Fault
from jlhy_xl.core.scheme.model import Scheme
from jlhy_xl.core.values.parsed import plain
from jlhy_xl.core.wording import deductions as words
from jlhy_xl.core.wording.code import Code

_TAKEN_BACK = (words.REVOKE, words.SUSPEND)
_NOT_THE_UNITS = re.compile(words.NOT_THE_UNITS)
_NO_OBJECTION = re.compile(words.NO_OBJECTION)
_OPEN = frozenset(
    {Status.PROPOSED, Status.INFORMED, Status.OBJECTED, Status.UNOPPOSED, Status.REVIEWED}
)


def contradictions(
    scheme: Scheme, lines: Sequence[Deduction], decisions: Iterable[Decision]
) -> Iterator[Finding]:
    """Yield where a reason does not go with 责任归属 or with what is registered of an objection.

    An objection that came in time and was not followed is owed a reason.

    Args:
        scheme: tells until when an objection is in time.
        lines: as people's decisions have left them.
        decisions: in the order they were written; the last one about a line counts.
    """
    known = {line.id: line for line in lines}
    for said in {each.deduction: each for each in decisions}.values():
        line = known.get(said.deduction)
        if line is None:
            continue
        outcome, objection = said.outcome.strip(), _objection(said)
        if not said.reason.strip():
            if outcome == words.UPHOLD and objection and _is_in_time(scheme, said):
                yield _told(words.UNANSWERED, line, said, "", found=objection)
            continue
        blames_other = outcome in _TAKEN_BACK and _NOT_THE_UNITS.search(said.reason)
        if blames_other and line.fault == Fault.UNIT.value:
            yield _told(words.FAULT_DIFFERS, line, said, line.fault)
        objected = bool(objection)
        if _speaks_of_objection(said.reason, objected=objected):
            yield _told(words.OBJECTION_DIFFERS, line, said, words.OBJECTED[objected])


def _speaks_of_objection(reason: str, *, objected: bool) -> bool:
    """Whether a reason speaks of an objection that is not registered, or of none where one is."""
    denied = bool(_NO_OBJECTION.search(reason))
    return denied if objected else words.OBJECTION in reason and not denied


def _objection(said: Decision) -> str:
    """Return what is registered of an objection, its words before its time; "" for none."""
    return said.words_of("objection_text").strip() or said.words_of("objection_at").strip()


def _is_in_time(scheme: Scheme, said: Decision) -> bool:
    """Whether an objection came before the time for it was over; unknown moments speak for the unit."""
    if said.signed_at is None or said.objection_at is None:
        return True
    return local(scheme, said.objection_at) <= objection_deadline(scheme, said.signed_at)


def _told(
    code: Code, line: Deduction, said: Decision, expected: str, found: str = ""
) -> Finding:  # fmt: skip
    return code.finding(
        found=found or said.reason, expected=expected, words={"outcome": said.outcome.strip()},
        unit=line.unit, period=line.period, rule=line.rule, row_key=line.id, field="reason",
        file=said.file, sheet=said.sheet, cell=said.cells.get("reason", ""),
    )  # fmt: skip


def is_outside(scheme: Scheme, line: Deduction) -> bool:
    """Whether points are proposed for a unit that is no member: whether they may be, a person says."""
    unit = scheme.unit_by_code.get(line.unit)
    is_open = line.status in _OPEN and not scheme.is_trial
    return unit is not None and not unit.member and is_open and in_points(scheme, line.unit)


def outsiders(scheme: Scheme, lines: Iterable[Deduction], last: str) -> Iterator[Finding]:
    """Yield each line that proposes points for a town or another unit that is no member.

    Args:
        scheme: whose units are members or not, and how they are treated.
        lines: as people's decisions have left them.
        last: the last period judged; a later one's lines are told when it is.
    """
    for line in lines:
        if line.proposed is not None and line.period <= last and is_outside(scheme, line):
            slots = {"unit": unit_name(scheme, line.unit), "period": line.period, "rule": line.rule}
            yield words.OUTSIDER.finding(
                found=plain(line.proposed), words=slots, unit=line.unit, period=line.period,
                rule=line.rule, row_key=line.id,
            )  # fmt: skip
