"""What a person reads at the end of a run about the lines: each status by itself."""

from decimal import Decimal

from msgspec.structs import replace

from jlhy_xl.core.model import Deduction, Status
from jlhy_xl.core.wording.words import lines_words

LINE = Deduction(
    "A1", "U01", "2026-W48", "", "迟报", Decimal("0.5"), Decimal("0.5"), Status.PROPOSED
)


def laid(status: Status, unit: str = "U09") -> Deduction:
    return replace(LINE, unit=unit, status=status, applied=Decimal(0))


def test_what_only_waits_for_a_person_is_not_proposed() -> None:
    """待认定 and 待确认 have their own counts; their units and points are in no total."""
    lines = [LINE, replace(LINE, rule="A2", applied=Decimal(1)), laid(Status.UNCERTAIN, "U02"),
             laid(Status.LAID_OUT, "U03"), laid(Status.LAID_OUT, "U04")]  # fmt: skip
    assert lines_words(lines) == (
        "拟减扣2条、待认定2条、待确认1条；拟减扣涉及1个单位，合计1.5分（审定后才计入）"
    )


def test_without_a_proposal_no_points_are_named() -> None:
    """What was settled or waived is told by its own word."""
    lines = [laid(Status.LAID_OUT), laid(Status.WAIVED), laid(Status.SETTLED)]
    assert lines_words(lines) == "待认定1条、审定1条、不予减扣1条"
    assert lines_words([]) == "没有减扣事项"
