"""From 拟减扣 to 审定: what people decided about the lines, applied to them; pure functions.

拟减扣 → 已告知 → 异议中 / 无异议 → 已复核 → 审定. A step that lacks something is not taken, and what it
lacks is a finding at its cell. An amount once 审定 changes only by a complete 撤销.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from msgspec import Struct, field
from msgspec.structs import replace

from jlhy_xl.core.calendar import objection_deadline
from jlhy_xl.core.model import Deduction, Finding, Severity, Status
from jlhy_xl.core.points.base import local, moment
from jlhy_xl.core.points.caps import ZERO, Limit, cap, in_points, marks, note, rule_on
from jlhy_xl.core.scheme.choices import Decider
from jlhy_xl.core.scheme.model import Scheme
from jlhy_xl.core.values.parsed import plain
from jlhy_xl.core.wording import deductions as words
from jlhy_xl.core.wording.code import Code

__all__ = ["Decision", "apply", "marks"]

_ASIDE = {Status.WAIVED, Status.EXEMPT}
_REVIEWABLE = {Status.OBJECTED, Status.UNOPPOSED}
_DECIDED = {Status.REVIEWED, Status.SETTLED, Status.REVOKED, Status.SUSPENDED}
_SETTLEMENT = ("body", "basis", "decided")


class Decision(Struct, frozen=True):
    """What people wrote beside one line in 减扣评分表; blank where nobody has written yet."""

    deduction: str  # the line's id
    delivered_how: str = ""
    signed_by: str = ""
    signed_at: datetime | None = None
    objection_at: datetime | None = None
    objection_text: str = ""
    outcome: str = ""  # 维持 / 调整 / 撤销 / 暂缓
    amount: Decimal | None = None  # 核定分值
    reason: str = ""
    handler: str = ""
    reviewer: str = ""
    body: str = ""  # 审定机构
    basis: str = ""  # 审定依据: the number of the minutes or memo
    decided: date | None = None
    file: str = ""
    sheet: str = ""
    cells: Mapping[str, str] = field(default_factory=dict)  # attribute → A1
    typed: Mapping[str, str] = field(default_factory=dict)  # attribute → what its cell holds

    def holds(self, column: str) -> bool:
        """Whether a column is filled."""
        value = getattr(self, column)
        return bool(value.strip()) if isinstance(value, str) else value is not None

    def is_unread(self, column: str) -> bool:
        """Whether the cell holds something that could not be read (see ``chain_entries``)."""
        return not self.holds(column) and bool(self.words_of(column).strip())

    def words_of(self, column: str) -> str:
        """Return what a column's cell holds, in words."""
        if column in self.typed:
            return self.typed[column]
        value = getattr(self, column)
        if isinstance(value, datetime):
            return value.strftime("%Y-%m-%d %H:%M:%S")
        return "" if value is None else str(value)


class _Step(Struct):
    """One line on its way through the chain, with what was missing."""

    scheme: Scheme
    line: Deduction
    said: Decision
    now: datetime
    amount: Decimal | None = None  # an adjusted or asserted amount
    ready: bool = False  # everything is there to settle it
    findings: list[Finding] = field(default_factory=list)

    def tell(
        self, code: Code, column: str, *, expected: str = "", words_: dict[str, str] | None = None,
        severity: Severity | None = None,
    ) -> None:  # fmt: skip
        """Keep a finding at the decision's cell."""
        self.findings.append(
            code.finding(
                found=self.said.words_of(column), expected=expected, words=words_,
                severity=severity, unit=self.line.unit, period=self.line.period,
                rule=self.line.rule, row_key=self.said.deduction, field=column,
                file=self.said.file, sheet=self.said.sheet, cell=self.said.cells.get(column, ""),
            )
        )  # fmt: skip

    def has(self, columns: Iterable[str], what: str) -> bool:
        """Whether all columns are filled; each that is not becomes a finding."""
        missing = [column for column in columns if not self.said.holds(column)]
        for column in missing:
            slots = {"column": words.COLUMNS[column], "what": what}
            self.tell(words.MISSING, column, words_=slots)
        return not missing

    def move(self, status: Status, *said: str) -> None:
        """Take the step, with a word in the note."""
        self.line = replace(self.line, status=status, note=note(self.line.note, *said))


def apply(
    scheme: Scheme, lines: Sequence[Deduction], decisions: Iterable[Decision], now: datetime,
    limits: Mapping[str, Limit] | None = None,
) -> tuple[tuple[Deduction, ...], tuple[Finding, ...]]:  # fmt: skip
    """Return the lines where people's decisions have brought them, and what was missing.

    Args:
        scheme: rules, caps, units and the 减扣细则文号 in force.
        lines: as ``propose.propose`` returned them, those 审定 before included.
        decisions: in the order they were written; the last one about a line counts.
        now: the clock that tells whether the time for objections is over.
        limits: line id → what bounds it, where that is not what the scheme says today.
    """
    latest = {said.deduction: said for said in decisions}
    known = {line.id for line in lines}
    findings = [_unknown(said) for key, said in latest.items() if key not in known]
    steps = {}
    for line in lines:
        if line.id in latest:
            step = _Step(scheme, line, latest[line.id], now)
            _walk(step)
            step.move(step.line.status, *_grounds(step))
            steps[line.id] = step
            findings.extend(step.findings)
    figures = {key: _decided(step) for key, step in steps.items()}
    amounts = {key: amount for key, amount in figures.items() if amount is not None}
    moved = [steps[line.id].line if line.id in steps else line for line in lines]
    counted = cap(scheme, moved, amounts, limits)
    ready = {key for key, step in steps.items() if step.ready}
    settled = [_settled(scheme, line) if line.id in ready else line for line in counted]
    return cap(scheme, settled, amounts, limits), tuple(findings)


def _unknown(said: Decision) -> Finding:
    return words.NO_SUCH_LINE.finding(
        found=said.deduction, row_key=said.deduction, field="deduction", file=said.file,
        sheet=said.sheet, cell=said.cells.get("deduction", ""),
    )  # fmt: skip


def _decided(step: _Step) -> Decimal | None:
    """Return the figure that a person decided; of a line long 审定, as it stands beside it."""
    said, line = step.said, step.line
    if line.status is not Status.SETTLED:
        return step.amount
    rule = rule_on(step.scheme, line.rule, line.day)
    by_person = said.outcome.strip() == words.ADJUST or (rule and rule.decider is Decider.PERSON)
    return said.amount if by_person else None


def _settled(scheme: Scheme, line: Deduction) -> Deduction:
    """Return the line 审定 at what it counts; no points for a unit outside the assessment."""
    amount = line.applied if in_points(scheme, line.unit) else ZERO
    return replace(line, status=Status.SETTLED, settled=amount)


def _grounds(step: _Step) -> Iterator[str]:
    """Yield what the note says of a decision taken: why and by whom, and who settled it."""
    said, status = step.said, step.line.status
    taken = status in _DECIDED or step.amount is not None
    if taken and said.reason.strip() and said.handler.strip():
        yield words.GROUNDS.format(reason=said.reason, handler=said.handler)
    fixed = step.ready or status is Status.SETTLED
    if fixed and said.holds("body") and said.holds("basis"):
        yield words.DECIDED_BY.format(body=said.body, basis=said.basis)


def _walk(step: _Step) -> None:
    """Take every step of the chain that is complete."""
    if step.said.outcome.strip() not in ("", *words.OUTCOMES):
        step.tell(words.UNKNOWN_OUTCOME, "outcome", expected=words.LIST.join(words.OUTCOMES))
        return
    if step.line.status is Status.SETTLED:
        _undo(step)
    elif _is_hint(step.scheme, step.line):
        _refuse(step, words.TRIAL)
    elif step.line.status in _ASIDE:
        _refuse(step, words.NOT_CHARGED)
    else:
        figure_lost = step.said.is_unread("amount")
        if not figure_lost:
            _assert(step)
        if step.line.status is Status.PROPOSED:
            _inform(step)
        if not figure_lost:
            _review(step)


def _is_hint(scheme: Scheme, line: Deduction) -> bool:
    """Whether no rule was adopted yet when it happened (试运行): nothing of it can be settled."""
    begins = scheme.parameters.rules_from
    early = begins is not None and line.day is not None and line.day < begins
    return scheme.is_trial or early or line.status is Status.TRIAL


def _decides(said: Decision) -> list[str]:
    """Return the filled columns by which a person decides something."""
    return [name for name in ("outcome", "amount", *_SETTLEMENT) if said.holds(name)]


def _refuse(step: _Step, code: Code) -> None:
    """Say why nothing can be decided about the line, once, at the first cell that tries to."""
    tried = _decides(step.said)
    if tried:
        what = words.SETTLE if tried[-1] in _SETTLEMENT else words.REVIEW
        step.tell(code, tried[0], words_={"what": what, "found": step.line.status.value})


def _undo(step: _Step) -> None:
    """Take back what was 审定, only by a 撤销 that is itself complete."""
    if step.said.outcome.strip() != words.REVOKE or not _two_people(step, words.REVOKE):
        return
    if step.has(("reason", *_SETTLEMENT), words.REVOKE) and _may_settle(step):
        step.move(Status.REVOKED)
        step.line = replace(step.line, settled=None)


def _assert(step: _Step) -> None:
    """Make a laid-out line a proposal once a named person has written the finding and the points."""
    said = step.said
    charging = said.outcome.strip() not in (words.REVOKE, words.SUSPEND)
    if step.line.status is not Status.LAID_OUT or not charging or not _decides(said):
        return
    needed = ["reason", "handler"]
    if step.line.proposed is None:
        needed.append("amount")
    amount = step.line.proposed if said.amount is None else said.amount
    if step.has(needed, words.ASSERT) and amount is not None and _is_within(step):
        step.amount = amount
        step.move(Status.PROPOSED)


def _inform(step: _Step) -> None:
    """Tell how far 告知 and the time for objections have come."""
    said = step.said
    if said.signed_at and local(step.scheme, said.signed_at) > step.now:
        _too_late(step, "signed_at", moment(step.scheme, step.now))
        return
    objected = any(said.words_of(name).strip() for name in ("objection_at", "objection_text"))
    if said.signed_at is None:
        if objected:
            _objected(step)
        elif said.delivered_how.strip() or said.signed_by.strip():
            step.move(Status.INFORMED, words.CLOCK_NOT_BEGUN)
        return
    end = objection_deadline(step.scheme, said.signed_at)
    in_time = said.objection_at is None or local(step.scheme, said.objection_at) <= end
    if objected and in_time:
        _objected(step)
        return
    if objected:
        step.tell(words.OBJECTED_LATE, "objection_at", expected=moment(step.scheme, end))
    step.move(Status.UNOPPOSED if local(step.scheme, step.now) > end else Status.INFORMED)


def _objected(step: _Step) -> None:
    if not step.said.words_of("objection_at").strip():
        step.tell(words.NO_OBJECTION_TIME, "objection_at")
    elif not step.said.objection_text.strip():
        step.tell(words.NO_OBJECTION_TEXT, "objection_text")
    step.move(Status.OBJECTED)


def _review(step: _Step) -> None:
    """Take the review's outcome, then settle when all that settling needs is there."""
    said, outcome = step.said, step.said.outcome.strip()
    if step.line.status is Status.UNCERTAIN and outcome != words.REVOKE:
        if _decides(said):
            column = _decides(said)[0]
            step.tell(words.TO_CONFIRM, column, words_={"found": step.line.note})
        return
    if step.line.status is Status.LAID_OUT and outcome not in (words.REVOKE, words.SUSPEND):
        return
    if not outcome:
        if any(said.holds(name) for name in _SETTLEMENT):
            step.has(("outcome",), words.SETTLE)
        return
    reviewed = _two_people(step, words.REVIEW)
    if outcome in (words.REVOKE, words.SUSPEND):
        if step.has(("reason",), outcome) and reviewed:
            step.amount = None
            to = Status.REVOKED if outcome == words.REVOKE else Status.SUSPENDED
            step.move(to)
        return
    _uphold(step, outcome, reviewed=reviewed)


def _uphold(step: _Step, outcome: str, *, reviewed: bool) -> None:
    """Conclude a line that stands; where that cannot be, all that is missing is told at once."""
    before = step.amount
    if _has_amount(step, outcome) and reviewed:
        _conclude(step)
        return
    if not reviewed:
        step.amount = before  # one person adjusts nothing
    if any(step.said.holds(name) for name in _SETTLEMENT):
        step.has(_SETTLEMENT, words.SETTLE)


def _two_people(step: _Step, what: str) -> bool:
    """Whether a handler and, not the same person, a reviewer have signed."""
    if not step.has(("handler", "reviewer"), what):
        return False
    if "".join(step.said.handler.split()) == "".join(step.said.reviewer.split()):
        step.tell(words.SAME_PERSON, "reviewer")
        return False
    return True


def _is_within(step: _Step) -> bool:
    """Whether the amount lies between nothing and the rule's own figure."""
    amount, most = step.said.amount, step.line.proposed
    if amount is None or (amount >= 0 and (most is None or amount <= most)):
        return True
    expected = words.ANY_POINTS if most is None else words.UP_TO.format(most=plain(most))
    step.tell(words.ABOVE_RULE, "amount", expected=expected)
    return False


def _has_amount(step: _Step, outcome: str) -> bool:
    """Whether the outcome and its amount belong together; an adjusted one stands from now on."""
    said = step.said
    if outcome == words.ADJUST:
        if not step.has(("amount", "reason"), words.ADJUST) or not _is_within(step):
            return False
        step.amount = said.amount
        return True
    stands = (step.amount, step.line.proposed, step.line.applied)
    if said.amount is not None and said.amount not in stands:
        step.tell(words.AMOUNT_DIFFERS, "amount", expected=plain(step.line.proposed or ZERO))
        return False
    return True


def _conclude(step: _Step) -> None:
    """Settle a reviewed line, or say what is still missing."""
    said = step.said
    tried = any(said.holds(name) for name in _SETTLEMENT)
    if step.line.status not in _REVIEWABLE:
        if tried:
            _tell_early(step)
        return
    step.move(Status.REVIEWED)
    if not tried:
        step.tell(words.WAITS, "basis")
    elif said.signed_at is None:
        step.tell(words.NOT_SIGNED, "signed_at")
        step.has(_SETTLEMENT, words.SETTLE)
    elif step.has(_SETTLEMENT, words.SETTLE) and _may_settle(step):
        step.ready = True


def _tell_early(step: _Step) -> None:
    """Say that the time for objections has not begun, or is not over."""
    if step.said.signed_at is None:
        step.tell(words.NOT_SIGNED, "signed_at")
    else:
        end = objection_deadline(step.scheme, step.said.signed_at)
        step.tell(words.STILL_OPEN, "decided", expected=moment(step.scheme, end))


def _may_settle(step: _Step) -> bool:
    """Whether this body may settle the line on this day."""
    said, unit = step.said, step.scheme.unit_by_code.get(step.line.unit)
    if unit and unit.office and words.CONVENER not in said.body:
        step.tell(words.NOT_CONVENER, "body", expected=words.CONVENER)
        return False
    today = local(step.scheme, step.now).date()
    if said.decided and said.decided > today:
        _too_late(step, "decided", today.isoformat())
        return False
    if said.decided and said.signed_at and not said.words_of("objection_at").strip():
        end = objection_deadline(step.scheme, said.signed_at)
        if said.decided < end.date():
            step.tell(words.STILL_OPEN, "decided", expected=moment(step.scheme, end))
            return False
    return True


def _too_late(step: _Step, column: str, latest: str) -> None:
    slots = {"column": words.COLUMNS[column]}
    expected = words.NOT_AFTER.format(when=latest)
    step.tell(words.WRONG_TIME, column, expected=expected, words_=slots)
