"""Worked examples of lines that wait for a person, and of decisions that change nothing."""

from datetime import date
from decimal import Decimal

from msgspec.structs import replace

from jlhy_xl.core.model import Status
from jlhy_xl.core.points.chain import Decision, apply
from jlhy_xl.core.points.propose import propose
from jlhy_xl.core.scheme.choices import Fault
from jlhy_xl.core.scheme.model import Named, Rank, Resolution, Waiver
from tests.examples.chain_world import late_line, moved_by
from tests.points_world import (
    AFTER,
    CELLS,
    LATER,
    MONDAY,
    OFFICE,
    ONE,
    SCHEME,
    THURSDAY,
    W48,
    adopted,
    at,
    case,
    decided,
    fact,
)


def test_a_laid_out_line_becomes_a_proposal_by_a_named_person() -> None:
    """C1 has no figure until a named person writes finding and points; then it takes the same road."""
    rank = Rank("03-01", "全市", 5, 6, "市通报", date(2026, 11, 25))
    scheme = replace(adopted(bottom_band=2), ranks=(rank,))
    line = propose(scheme, [], AFTER)[0]
    moved, findings = moved_by(line, Decision(line.id, amount=ONE, cells=CELLS), scheme)
    assert (moved.status, moved.applied) == (Status.LAID_OUT, 0)
    assert findings == [("D103", CELLS["reason"]), ("D103", CELLS["handler"])]
    moved, _ = moved_by(line, Decision(line.id, amount=ONE, reason="消极", handler="李四"), scheme)
    assert (moved.status, moved.applied) == (Status.PROPOSED, 1)
    moved, findings = moved_by(line, decided(line, amount=ONE, reason="消极"), scheme)
    assert (moved.status, moved.settled, findings) == (Status.SETTLED, 1, [])


def test_24_a_laid_out_problem_takes_the_rules_figure() -> None:
    """B4 upheld with a written reason takes the rule's own figure; more than it is a finding."""
    rows = tuple(
        Named(f"〔2026〕{number}号", date(2026, 11, number), "U03", "P1", "排队")
        for number in (3, 4)
    )
    scheme = replace(SCHEME, named=rows)
    (line,) = propose(scheme, [], AFTER)
    assert moved_by(line, decided(line, reason="属实"), scheme)[0].settled == 1
    moved, findings = moved_by(line, decided(line, reason="属实", amount=Decimal(3)), scheme)
    assert (moved.status, findings) == (Status.LAID_OUT, [("D106", CELLS["amount"])])


def test_what_waits_for_the_office_cannot_be_upheld() -> None:
    """A 待确认 line is cleared in the scheme's own ledger, not by upholding it."""
    item = Resolution("Y01", "纪要", "1号", "事", "U03", due=date(2026, 3, 10),
                      claimed=date(2026, 3, 9))  # fmt: skip
    (line,) = propose(replace(SCHEME, resolutions=(item,)), [], AFTER)
    moved, findings = moved_by(line, decided(line))
    assert (moved.status, findings) == (Status.UNCERTAIN, [("D111", CELLS["outcome"])])


def test_what_is_waived_cannot_be_settled() -> None:
    """A waived line cannot be upheld."""
    waived = replace(SCHEME, waivers=(Waiver("U01", W48, "", Fault.MAIL, "邮箱故障", "赵六"),))
    line = late_line(waived)
    moved, findings = moved_by(line, decided(line), waived)
    assert (moved.status, findings) == (Status.WAIVED, [("D112", CELLS["outcome"])])


def test_nothing_decided_changes_nothing() -> None:
    """Without decisions the lines stay as they were proposed."""
    lines = propose(SCHEME, [case(fact(MONDAY)), case(fact(THURSDAY), unit="U03")], AFTER)
    assert apply(SCHEME, lines, [], LATER) == (lines, ())


def test_what_could_not_be_read_decides_nothing() -> None:
    """A figure that cannot be read upholds nothing; an objection at an unreadable time counts."""
    line = late_line()
    moved, _ = moved_by(line, decided(line, typed={"amount": "约0.2"}))
    assert moved.status is Status.UNOPPOSED
    moved, _ = moved_by(line, Decision(line.id, signed_at=at("2026-12-08 09:00"),
                                   objection_text="有异议", typed={"objection_at": "上周"}))  # fmt: skip
    assert moved.status is Status.OBJECTED


def test_running_again_with_what_was_settled_changes_nothing() -> None:
    """The next run, told what is 审定, shows the same lines: amounts, status and notes."""
    rank = Rank("03-01", "全市", 5, 6, "市通报", date(2026, 11, 25))
    scheme = replace(adopted(bottom_band=2), ranks=(rank,))
    cases = [case(fact(MONDAY)), case(unit=OFFICE), case(fact(MONDAY), unit="U04")]
    lines = propose(scheme, cases, AFTER)
    said = [
        decided(line, outcome="调整", amount=Decimal("0.25"), reason="核实", body="总召集人")
        for line in lines
    ]
    once, findings = apply(scheme, lines, said, LATER)
    assert findings == ()
    assert {line.status for line in once} == {Status.SETTLED}
    assert {line.settled for line in once} == {Decimal("0.25")}
    settled = {line.id: line.settled for line in once if line.settled is not None}
    again = propose(scheme, cases, AFTER, settled=settled)
    assert apply(scheme, again, said, LATER) == (once, ())
    assert "理由：核实（李四）" in once[0].note
