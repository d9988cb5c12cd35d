"""What a value means: 前沿得分, 测算值, 目标达成, change, status words, 蓝黄红; pure arithmetic.

Nothing here is rounded, and what cannot be judged is None, never 0.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum

from msgspec import Struct

from jlhy_xl.core.returns.prefill import due_of
from jlhy_xl.core.scheme.choices import Direction
from jlhy_xl.core.scheme.model import Indicator, Resolution

HUNDRED = Decimal(100)
WARNED_DAYS = 7


def is_scored(indicator: Indicator) -> bool:
    """Whether a value of the indicator can be put on its frontier.

    The frontiers were set for other measures than 工作日 or 元, so these never enter, whatever
    stands in the scheme; neither do words, nor what has no agreed direction.
    """
    is_foreign = indicator.measure == "工作日" or indicator.measure.startswith("元")
    has_frontier = (
        indicator.best is not None
        and indicator.worst is not None
        and indicator.best != indicator.worst
    )
    return has_frontier and not is_foreign and is_judged(indicator)


def is_judged(indicator: Indicator) -> bool:
    """Whether one value can be called better than another: not words, not 方向未定."""
    return not indicator.is_worded and indicator.direction is not Direction.UNDECIDED


def frontier(indicator: Indicator, value: Decimal | None) -> Decimal | None:
    """Return the 前沿得分, 0 to 100; None where there is no value or no frontier for its measure.

    >>> made = Indicator("03-01", 3, "流程", ("U11",), "个", Direction.LOWER,
    ...                  best=Decimal(3), worst=Decimal(9))
    >>> [int(frontier(made, Decimal(value)) or 0) for value in (6, 2, 10)]
    [50, 100, 0]
    """
    best, worst = indicator.best, indicator.worst
    if value is None or best is None or worst is None or not is_scored(indicator):
        return None
    share = (worst - value) / (worst - best)
    return min(max(share, Decimal(0)), Decimal(1)) * HUNDRED


class Composite(Struct, frozen=True):
    """A 测算值: the weighted mean of its parts' 前沿得分, and which of them were there."""

    score: Decimal | None
    used: tuple[str, ...]  # indicator codes
    missing: tuple[str, ...]

    @property
    def is_whole(self) -> bool:
        """Whether every part that the scheme lists is in it."""
        return not self.missing


def composite(
    indicator: Indicator,
    indicators: Mapping[str, Indicator],
    values: Mapping[str, Decimal | None],
) -> Composite:
    """Return the 测算值 of an indicator from its parts (score_of).

    Each part is clipped before the mean is taken. A part without a value or without a frontier
    drops out with its weight and is named.

    Args:
        indicator: the indicator that is computed.
        indicators: all indicators by code.
        values: the parts' values of one unit, by indicator code.
    """
    total, weights = Decimal(0), Decimal(0)
    used, missing = [], []
    for code, weight in indicator.score_of:
        part = indicators.get(code)
        score = frontier(part, values.get(code)) if part else None
        if score is None:
            missing.append(code)
        else:
            used.append(code)
            total, weights = total + weight * score, weights + weight
    return Composite(total / weights if weights else None, tuple(used), tuple(missing))


def is_met(direction: Direction, target: Decimal, value: Decimal) -> bool | None:
    """Whether a value reaches the target; None where no direction is agreed."""
    if direction is Direction.UNDECIDED:
        return None
    return value <= target if direction is Direction.LOWER else value >= target


def attainment(
    direction: Direction, baseline: Decimal | None, target: Decimal | None, value: Decimal | None
) -> Decimal | None:
    """Return how much of the way from the baseline to the target is done; 1 is the target.

    Below 0 the value has moved away, over 1 it is beyond the target. None is 无法评价: a figure is
    missing, or no direction is agreed. Where the target asks for no movement, or for one in the
    wrong direction, it is reached (1) or not (0).

    >>> attainment(Direction.HIGHER, Decimal(50), Decimal(80), Decimal(65))
    Decimal('0.5')
    >>> attainment(Direction.LOWER, Decimal(3), Decimal(3), Decimal(3))
    Decimal('1')
    """
    if baseline is None or target is None or value is None or direction is Direction.UNDECIDED:
        return None
    way = baseline - target if direction is Direction.LOWER else target - baseline
    if way <= 0:
        return Decimal(1 if is_met(direction, target, value) else 0)
    return (baseline - value) / (baseline - target)


def change(value: Decimal | None, last: Decimal | None) -> Decimal | None:
    """Return how far the value has moved since the last one; None where one is missing."""
    return None if value is None or last is None else value - last


def is_better(indicator: Indicator, moved: Decimal | None) -> bool | None:
    """Whether a change is for the better; None where there is none or it is not to be judged."""
    if not moved or not is_judged(indicator):
        return None
    return moved < 0 if indicator.direction is Direction.LOWER else moved > 0


class Word(StrEnum):
    """The four status words of a 通报."""

    DONE = "已办结"
    DOING = "正在办理"
    LAGGING = "进展滞后"
    CLEARED = "办结销号"


def status_word(status: str, *, lagging: bool) -> str:
    """Return the status word of an indicator's row, "" where the unit has not reported.

    >>> str(status_word("推进中", lagging=True)), str(status_word("已完成", lagging=False))
    ('进展滞后', '已办结')
    """
    if not status:
        return ""
    if lagging:
        return Word.LAGGING
    return Word.DONE if status == "已完成" else Word.DOING


class Colour(StrEnum):
    """The colour of a warning."""

    NONE = ""
    BLUE = "蓝"
    YELLOW = "黄"
    RED = "红"


def warning(due: date | None, today: date, *, times: int = 1) -> Colour:
    """Return the warning of what is not yet done: blue before, yellow after, red long after.

    Args:
        due: when it falls due; None: 长期.
        today: the day it is judged on; the due day itself is not overdue.
        times: how often it has been overdue, this time included; twice is red at once.

    >>> str(warning(date(2026, 3, 10), date(2026, 3, 3)))
    '蓝'
    >>> str(warning(date(2026, 3, 10), date(2026, 3, 17)))
    '黄'
    """
    if due is None:
        return Colour.NONE
    over = (today - due).days
    if over <= 0:
        return Colour.BLUE if -over <= WARNED_DAYS else Colour.NONE
    return Colour.RED if over > WARNED_DAYS or times > 1 else Colour.YELLOW


class ResolutionStanding(Struct, frozen=True):
    """Where a 议定事项 stands on a day."""

    resolution: Resolution
    word: Word
    colour: Colour
    due: date | None  # a granted extension included
    over: int = 0  # days past it: as the unit reported it done, until today where it has not

    @property
    def is_claimed(self) -> bool:
        """Whether the unit says 已办结 and the office has not yet confirmed it (待审核)."""
        return self.resolution.claimed is not None and self.resolution.confirmed is None

    @property
    def is_claimed_late(self) -> bool:
        """Whether the unit says so since a day on which it was overdue by the unit's own word."""
        return self.is_claimed and self.over > 0


def resolution_standing(resolution: Resolution, today: date) -> ResolutionStanding:
    """Return where a 议定事项 stands; it is done only when the office has confirmed it.

    What a unit reported done in time and the office has not confirmed is no delay of the unit's; what
    it reported late stays overdue by the days until it did.
    """
    due = due_of(resolution)
    if resolution.confirmed is not None:
        return ResolutionStanding(resolution, Word.CLEARED, Colour.NONE, due)
    times = 2 if due != resolution.due else 1
    until = resolution.claimed or today
    over = max((until - due).days, 0) if due else 0
    told = over > 0 or resolution.claimed is None
    colour = warning(due, until, times=times) if told else Colour.NONE
    return ResolutionStanding(resolution, Word.LAGGING if over else Word.DOING, colour, due, over)


class Tally(Struct, frozen=True):
    """共X件，已办结Y件，正在办理…，进展滞后…: the counts that a percentage recomputes from."""

    total: int
    done: int  # 已办结 and 办结销号
    doing: int
    lagging: int

    @property
    def share(self) -> Decimal | None:
        """Done of all, unrounded; None where there is nothing to count."""
        return Decimal(self.done) / self.total if self.total else None


def tally(words: Iterable[str]) -> Tally:
    """Count status words; rows without one (not reported) are in the total alone.

    >>> tally(["已办结", "办结销号", "正在办理", ""])
    Tally(total=4, done=2, doing=1, lagging=0)
    """
    found = list(words)
    done = found.count(Word.DONE) + found.count(Word.CLEARED)
    return Tally(len(found), done, found.count(Word.DOING), found.count(Word.LAGGING))
