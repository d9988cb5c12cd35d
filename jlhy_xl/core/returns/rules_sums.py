"""Totals reckoned again: the sum of a row's parts, an index from the indicators it scores."""

from decimal import Decimal

from jlhy_xl.core.model import State
from jlhy_xl.core.returns.check_cells import Filled
from jlhy_xl.core.returns.obligations import Row
from jlhy_xl.core.scheme.model import Field, Indicator


def part_sum(filled: Filled, row: Row, parts: str) -> Decimal | None:
    """Return the sum of a row's cells ("a+b+c"); None unless all of them are numbers."""
    codes = [each.strip() for each in parts.split("+") if each.strip()]
    if len(codes) < 2:
        return None
    told = [_number(filled, row, code) for code in codes]
    known = [each for each in told if each is not None]
    return sum(known, Decimal(0)) if len(known) == len(told) else None


def score_sum(filled: Filled, row: Row, item: Field) -> Decimal | None:
    """Return an index's weighted mean of frontier scores; None unless every part is here."""
    index = row.indicator
    if index is None or not index.score_of:
        return None
    scores = []
    for code, weight in index.score_of:
        part = filled.scheme.indicator_by_code.get(code)
        found = next((each for each in filled.rows if each.key == code), None)
        number = _number(filled, found, item.code) if found else None
        score = frontier(part, number) if part else None
        if score is None:
            return None
        scores.append((score, weight))
    weights = sum(weight for _, weight in scores)
    return sum((score * weight for score, weight in scores), Decimal(0)) / weights


def frontier(indicator: Indicator, value: Decimal | None) -> Decimal | None:
    """Return the distance to the frontier, 0 to 100; None where no frontier is set.

    Source: World Bank DB2020, clipped before anything is averaged.
    """
    best, worst = indicator.best, indicator.worst
    if value is None or best is None or worst is None or best == worst:
        return None
    share = (worst - value) / (worst - best)
    return min(max(share, Decimal(0)), Decimal(1)) * 100


def _number(filled: Filled, row: Row, code: str) -> Decimal | None:
    answer = filled.answers.get((row.key, code))
    if answer is None or answer.state not in (State.VALID, State.UNCHANGED):
        return None
    return answer.number
