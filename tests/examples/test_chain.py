"""The road from 拟减扣 to 审定 by example: adjusting, objecting, two people, trial, 回避."""

from datetime import date
from decimal import Decimal

import pytest
from msgspec.structs import replace

from jlhy_xl.core.model import Status
from jlhy_xl.core.points.caps import marks
from jlhy_xl.core.points.chain import Decision, apply
from jlhy_xl.core.points.propose import propose
from jlhy_xl.core.scheme.choices import Fault, Treatment
from jlhy_xl.core.scheme.model import Rank, Waiver
from tests.examples.chain_world import late_line, moved_by
from tests.points_world import (
    AFTER,
    CELLS,
    HALF,
    LATER,
    MONDAY,
    OFFICE,
    ONE,
    SCHEME,
    W47,
    W48,
    adopted,
    at,
    case,
    decided,
    fact,
)

FIFTH_DAY = "2026-12-15 17:00:00"  # the fifth working day after 8 December


def test_a_complete_chain_settles_the_line() -> None:
    """Told, signed for, unopposed, upheld by two people and decided: 审定, and only then a total."""
    line = late_line()
    moved, findings = moved_by(line, decided(line))
    assert (moved.status, moved.settled, moved.applied, findings) == (
        Status.SETTLED, HALF, HALF, []
    )  # fmt: skip
    assert "〔2026〕5号纪要" in moved.note
    assert marks([line]) == {"U01": (HALF, 0)}
    assert marks([moved]) == {"U01": (HALF, HALF)}


def test_25_an_adjusted_amount_stands_when_the_rule_changes() -> None:
    """调整 to 0.2 stands when the rule becomes 1.0; without the decision it would be 1.0."""
    dearer = replace(
        SCHEME,
        rules=tuple(
            replace(rule, points=ONE) if rule.code == "A1" else rule for rule in SCHEME.rules
        ),
    )
    line = late_line(dearer)
    said = decided(line, outcome="调整", amount=Decimal("0.2"), reason="首次", basis="", body="",
                   decided=None)  # fmt: skip
    moved, findings = moved_by(line, said, dearer)
    assert (moved.status, str(moved.applied), moved.settled) == (Status.REVIEWED, "0.2", None)
    assert findings == [("D116", CELLS["basis"])]
    moved, _ = moved_by(line, replace(said, basis="1号", body="联席会议", decided=date(2026, 12, 18)),
                    dearer)  # fmt: skip
    assert (moved.status, str(moved.settled)) == (Status.SETTLED, "0.2")
    assert line.applied == ONE


def test_25_a_settled_amount_never_follows_the_rule() -> None:
    """What was 审定 at 0.5 stays 0.5 under any later rule, even one without A1."""
    line = late_line()
    cheap = replace(
        SCHEME,
        rules=tuple(
            replace(rule, points=Decimal("0.1")) if rule.code == "A1" else rule
            for rule in SCHEME.rules
        ),
    )
    (again,) = propose(cheap, [case(fact(MONDAY))], AFTER, settled={line.id: HALF})
    assert (again.status, again.settled, again.applied) == (Status.SETTLED, HALF, HALF)
    moved, findings = moved_by(
        again, decided(line, outcome="调整", amount=Decimal("0.1"), reason="?")
    )
    assert (moved.settled, findings) == (HALF, [])


@pytest.mark.parametrize(
    ("signed", "objected", "now", "status"),
    [
        ("2026-12-08 09:00", FIFTH_DAY, "2026-12-16 09:00", Status.OBJECTED),
        ("2026-12-08 09:00", "2026-12-15 17:00:01", "2026-12-16 09:00", Status.UNOPPOSED),
        ("2026-12-08 09:00", None, FIFTH_DAY, Status.INFORMED),
        ("2026-12-08 09:00", None, "2026-12-15 17:00:01", Status.UNOPPOSED),
        (None, None, "2027-03-01 09:00", Status.INFORMED),
        (None, "2027-02-01 09:00", "2027-03-01 09:00", Status.OBJECTED),
    ],
)
def test_27_objections_count_until_the_fifth_working_day(
    signed: str | None, objected: str | None, now: str, status: Status
) -> None:
    """Objections count to the fifth working day 17:00:00; without 签收 the clock has not begun."""
    line = late_line()
    said = Decision(
        line.id, delivered_how="邮件", signed_at=at(signed) if signed else None,
        objection_at=at(objected) if objected else None,
        objection_text="已报送" if objected else "",
    )  # fmt: skip
    moved, findings = moved_by(line, said, now=now)
    assert moved.status is status
    late = bool(objected) and status is Status.UNOPPOSED
    assert [code for code, _ in findings] == (["D108"] if late else [])
    assert ("未签收" in moved.note) is (signed is None and objected is None)


@pytest.mark.parametrize(
    ("said", "now", "expected"),
    [
        ({"signed_at": None}, "2026-12-20 09:00", ("D109", "signed_at")),
        ({"decided": date(2026, 12, 14)}, "2026-12-14 09:00", ("D110", "decided")),
        ({"decided": date(2026, 12, 14)}, "2026-12-20 09:00", ("D110", "decided")),
        ({"decided": date(2026, 12, 21)}, "2026-12-20 09:00", ("D115", "decided")),
        ({"signed_at": at("2026-12-21 09:00")}, "2026-12-20 09:00", ("D115", "signed_at")),
    ],
)
def test_27_nothing_is_settled_before_its_time(
    said: dict[str, object], now: str, expected: tuple[str, str]
) -> None:
    """Before 签收 or before the time for objections is over, and for no day to come, none settles."""
    line = late_line()
    moved, findings = moved_by(line, decided(line, **said), now=now)
    assert moved.settled is None
    assert (expected[0], CELLS[expected[1]]) in findings


def test_30_in_trial_nothing_can_be_settled() -> None:
    """Settling a line in 试运行 is refused, with the reason at the cell."""
    trial = adopted(rules_from=None)
    line = late_line(trial)
    moved, findings = moved_by(line, decided(line), trial)
    assert (moved.status, moved.settled) == (Status.TRIAL, None)
    assert findings == [("D102", CELLS["outcome"])]
    assert moved_by(line, Decision(line.id, handler="李四"), trial)[1] == []


def test_30_in_trial_a_laid_out_line_cannot_be_settled_either() -> None:
    """In 试运行 a person cannot write points on a line that is laid out."""
    rank = Rank("03-01", "全市", 5, 6, "市通报", date(2026, 11, 25))
    trial = replace(adopted(rule_number="", bottom_band=2), ranks=(rank,))
    line = propose(trial, [], AFTER)[0]
    moved, findings = moved_by(line, decided(line, amount=ONE, reason="消极"), trial)
    assert (moved.status, moved.applied) == (Status.LAID_OUT, 0)
    assert findings == [("D102", CELLS["outcome"])]


@pytest.mark.parametrize("column", ["handler", "reviewer", "body", "basis", "decided"])
def test_31_what_is_missing_is_a_finding_at_its_cell(column: str) -> None:
    """A line that lacks a person, the 审定依据 or its day is not 审定; the cell is named."""
    line = late_line()
    moved, findings = moved_by(line, decided(line, **{column: None if column == "decided" else ""}))
    assert moved.settled is None
    assert moved.status is not Status.SETTLED
    assert findings == [("D103", CELLS[column])]


def test_31_one_person_in_two_roles_is_one_person() -> None:
    """Handler and reviewer of the same name are one person."""
    line = late_line()
    moved, findings = moved_by(line, decided(line, reviewer="李 四"))
    assert moved.status is Status.UNOPPOSED
    assert findings == [("D104", CELLS["reviewer"])]


def test_31_without_an_outcome_nothing_is_settled() -> None:
    """A 审定依据 without a 复核结论 settles nothing; a word that is no outcome neither."""
    line = late_line()
    assert moved_by(line, decided(line, outcome=""))[1] == [("D103", CELLS["outcome"])]
    moved, findings = moved_by(line, decided(line, outcome="同意"))
    assert (moved.status, findings) == (Status.PROPOSED, [("D107", CELLS["outcome"])])


def test_32_a_unit_that_is_only_named_settles_at_zero() -> None:
    """For 仅通报 and 函告上级 a settled line is 0 in every total."""
    for treatment in (Treatment.NOTICE, Treatment.LETTER):
        units = tuple(
            replace(unit, treatment=treatment) if unit.code == "U01" else unit
            for unit in SCHEME.units
        )
        scheme = replace(SCHEME, units=units)
        line = late_line(scheme)
        moved, findings = moved_by(line, decided(line), scheme)
        assert (moved.status, moved.settled, findings) == (Status.SETTLED, 0, [])
        assert marks([moved]) == {"U01": (0, 0)}


def test_the_offices_own_unit_goes_to_the_convener() -> None:
    """Lines about 区发改局 are settled by the 总召集人 only."""
    line = late_line(unit=OFFICE)
    moved, findings = moved_by(line, decided(line))
    assert (moved.status, findings) == (Status.REVIEWED, [("D105", CELLS["body"])])
    assert moved_by(line, decided(line, body="总召集人"))[0].status is Status.SETTLED


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"outcome": "调整", "amount": Decimal(2), "reason": "重"}, ("D106", "amount")),
        ({"outcome": "调整", "amount": Decimal(-1), "reason": "错"}, ("D106", "amount")),
        ({"outcome": "调整", "amount": Decimal("0.2")}, ("D103", "reason")),
        ({"outcome": "调整", "reason": "轻"}, ("D103", "amount")),
        ({"amount": Decimal("0.2")}, ("D114", "amount")),
        ({"outcome": "撤销"}, ("D103", "reason")),
        ({"outcome": "暂缓"}, ("D103", "reason")),
    ],
)
def test_an_outcome_without_its_grounds_changes_nothing(
    said: dict[str, object], expected: tuple[str, str]
) -> None:
    """A value above the rule, or an outcome without amount or reason, is a finding and no more."""
    line = late_line()
    moved, findings = moved_by(line, decided(line, **said))
    assert (moved.status, moved.applied) == (Status.UNOPPOSED, HALF)
    assert findings == [(expected[0], CELLS[expected[1]])]


@pytest.mark.parametrize(("word", "status"), [("撤销", Status.REVOKED), ("暂缓", Status.SUSPENDED)])
def test_revoked_and_suspended_lines_count_nothing(word: str, status: Status) -> None:
    """撤销 and 暂缓 with a reason and two people count nothing, whether or not it was signed for."""
    line = late_line()
    moved, findings = moved_by(line, Decision(line.id, outcome=word, reason="核实有误", handler="李四",
                                          reviewer="王五"))  # fmt: skip
    assert (moved.status, moved.applied, findings) == (status, 0, [])
    assert "核实有误" in moved.note


def test_15_revoking_one_lets_the_next_up_in_the_same_breath() -> None:
    """With a cap of one silence, revoking the first line moves the second up to it."""
    rules = tuple(replace(rule, cap=ONE) if rule.cap else rule for rule in SCHEME.rules)
    scheme = replace(SCHEME, rules=rules)
    first, second = propose(scheme, [case(period=W47), case(period=W48)], at("2026-12-20 09:00"))
    assert (first.applied, second.applied) == (1, 0)
    said = Decision(first.id, outcome="撤销", reason="误", handler="李四", reviewer="王五")
    (first, second), _ = apply(scheme, (first, second), [said], LATER)
    assert (first.applied, second.applied, second.note) == (0, 1, "")


def test_a_settled_line_is_revoked_only_completely() -> None:
    """What is 审定 falls only by a 撤销 that has reason, two people and its own 审定依据."""
    line = late_line()
    (fixed,) = propose(SCHEME, [case(fact(MONDAY))], AFTER, settled={line.id: HALF})
    kept, findings = moved_by(fixed, decided(line, outcome="撤销", reason="误", basis=""))
    assert (kept.settled, findings) == (HALF, [("D103", CELLS["basis"])])
    gone, findings = moved_by(fixed, decided(line, outcome="撤销", reason="误"))
    assert (gone.status, gone.settled, gone.applied, findings) == (Status.REVOKED, None, 0, [])


def test_a_settled_amount_outlives_a_waiver() -> None:
    """A waiver entered after 审定 does not change the amount; the line says how to change it."""
    line = late_line()
    waived = replace(SCHEME, waivers=(Waiver("U01", W48, "", Fault.MAIL, "邮箱故障", "赵六"),))
    (fixed,) = propose(waived, [case(fact(MONDAY))], AFTER, settled={line.id: HALF})
    assert (fixed.status, fixed.applied) == (Status.SETTLED, HALF)
    assert "请办理撤销" in fixed.note


def test_objections_need_time_and_text() -> None:
    """An objection without a time counts and asks for it; one without text asks for the text."""
    line = late_line()
    moved, findings = moved_by(
        line, Decision(line.id, signed_at=at("2026-12-08 09:00"), objection_text="有异议",
                       cells=CELLS)
    )  # fmt: skip
    assert (moved.status, findings) == (Status.OBJECTED, [("D113", CELLS["objection_at"])])
    moved, findings = moved_by(
        line, Decision(line.id, signed_at=at("2026-12-08 09:00"),
                       objection_at=at("2026-12-09 09:00"), cells=CELLS)
    )  # fmt: skip
    assert (moved.status, findings) == (Status.OBJECTED, [("D117", CELLS["objection_text"])])


def test_an_objection_is_reviewed_without_waiting() -> None:
    """A line under objection can be reviewed and settled before the fifth working day."""
    line = late_line()
    said = decided(line, objection_at=at("2026-12-09 09:00"), objection_text="有异议",
                   decided=date(2026, 12, 10))  # fmt: skip
    assert moved_by(line, said, now="2026-12-11 09:00")[0].status is Status.SETTLED


def test_a_decision_about_no_line_is_told() -> None:
    """A decision whose line is not there is a finding; the last decision about a line counts."""
    line = late_line()
    moved, findings = apply(SCHEME, [line], [Decision("x", cells=CELLS), decided(line),
                                             Decision(line.id)], LATER)  # fmt: skip
    assert [(row.code, row.cell, row.found) for row in findings] == [("D101", "A5", "x")]
    assert moved == (line,)


def test_found_is_what_the_cell_holds() -> None:
    """A finding's "found" repeats the cell's own words."""
    line = late_line()
    said = decided(line, outcome="调整", amount=Decimal(2), reason="重", typed={"amount": "2.00"})
    _, findings = apply(SCHEME, [line], [said], LATER)
    assert [(row.found, row.expected, row.sheet) for row in findings] == [
        ("2.00", "0至0.5", "减扣评分")
    ]  # fmt: skip


def test_an_outcome_before_the_time_is_over_waits() -> None:
    """Upheld before 告知, a line stays 拟减扣; not settled yet, it asks for nothing."""
    line = late_line()
    said = Decision(line.id, outcome="维持", handler="李四", reviewer="王五")
    assert moved_by(line, said) == (line, [])
