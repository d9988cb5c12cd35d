"""One late line and what people wrote about it."""

from jlhy_xl.core.model import Deduction
from jlhy_xl.core.points.chain import Decision, apply
from jlhy_xl.core.points.propose import propose
from jlhy_xl.core.scheme.model import Scheme
from tests.points_world import (
    AFTER,
    MONDAY,
    SCHEME,
    at,
    case,
    fact,
)


def late_line(scheme: Scheme = SCHEME, unit: str = "U01") -> Deduction:
    (line,) = propose(scheme, [case(fact(MONDAY), unit=unit)], AFTER)
    return line


def moved_by(
    line: Deduction, said: Decision, scheme: Scheme = SCHEME, now: str = "2026-12-20 09:00"
) -> tuple[Deduction, list[tuple[str, str]]]:
    """The one line after one decision, and each finding as code and cell."""
    (moved,), findings = apply(scheme, [line], [said], at(now))
    return moved, [(row.code, row.cell) for row in findings]
