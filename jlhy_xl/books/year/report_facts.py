"""A span of periods, prepared once: what each indicator, unit and group did from the first to the last."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from typing import Any

from msgspec import Struct

from jlhy_xl.books.summary.facts import Facts, Line, UnitStand
from jlhy_xl.core.calendar import label, timetable
from jlhy_xl.core.results import Results
from jlhy_xl.core.scheme.model import Group, Scheme, Unit
from jlhy_xl.core.scheme.succession import forebears
from jlhy_xl.core.standing.measures import change, is_better
from jlhy_xl.core.standing.trend import Marked, points
from jlhy_xl.core.values.parsed import plain
from jlhy_xl.core.wording.merge import NOTHING_CAME

MOST = 13  # columns of values that a page still shows legibly
UNSETTLED = "△ 待核"  # leads disagree or the value before is untrue, as the weekly summary says
_NOTHING = Marked(0, Decimal(0), Decimal(0))


class Move(Struct, frozen=True):
    """One indicator of one unit over the span."""

    line: Line  # of the last period that has it
    name: str
    values: Mapping[str, Decimal | str]  # period → value, where one was told
    first: Decimal | None
    last: Decimal | None
    moved: Decimal | None
    better: bool | None

    @property
    def is_from_untrue(self) -> bool:
        """Whether it moved from the value before the last period, which was found untrue (核实记录)."""
        is_moved = self.moved is not None and self.first == self.line["last"]
        return bool(self.line["untrue"]) and is_moved

    @property
    def verdict(self) -> tuple[str, str]:
        """How it moved from the first figure to the last, with its sign, and the cell's look."""
        if self.line["disputed"] or self.is_from_untrue:
            return (UNSETTLED, "warn")
        if self.moved is None:
            return ("— 无法比较", "none")
        if self.moved == 0:
            return ("＝ 持平", "body_centre")
        if self.better is None:
            return ("· 有变动", "body_centre")
        return ("✓ 变好", "good") if self.better else ("✗ 变差", "bad")


class Trouble(Struct, frozen=True):
    """A problem with its measures, and in which periods it was told."""

    name: str
    unit: str
    periods: tuple[str, ...]
    problem: str
    measures: str
    need: str
    status: str


class Span(Struct, frozen=True, dict=True):
    """What a report is made from: the judged periods, oldest first."""

    weeks: tuple[Results, ...]

    @property
    def last(self) -> Results:
        """The last period's results; its scheme and lines are the report's."""
        return self.weeks[-1]

    @property
    def scheme(self) -> Scheme:
        """The scheme as it stands in the last period."""
        return self.last.scheme

    @cached_property
    def facts(self) -> tuple[Facts, ...]:
        """Each period's figures, as the weekly summary has them."""
        return tuple(Facts(week) for week in self.weeks)

    @property
    def periods(self) -> tuple[str, ...]:
        """All periods of the span."""
        return tuple(week.clock.period for week in self.weeks)

    @cached_property
    def shown(self) -> tuple[str, ...]:
        """The periods that have a column of values: all, or where they are many the last of each month."""
        if len(self.weeks) <= MOST:
            return self.periods
        of_month: dict[tuple[int, int], str] = {}
        for week in self.weeks:
            deadline = timetable(self.scheme, week.clock.period).deadline
            of_month[deadline.year, deadline.month] = week.clock.period
        return tuple(of_month.values())[-MOST:]

    @property
    def title(self) -> str:
        """The span as people read it."""
        first, last = self.periods[0], self.periods[-1]
        return label(last) if first == last else f"{label(first)}至{label(last)}"

    @cached_property
    def marks(self) -> dict[str, Marked]:
        """Points by period."""
        return {
            period: found
            for period, found in points(self.last.deductions).items()
            if period in self.periods
        }

    def marked(self, period: str, unit: str = "") -> Marked:
        """Return one period's points, of one unit where it is named."""
        found = points(self.last.deductions, unit) if unit else self.marks
        return found.get(period, _NOTHING)

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """The 专项工作组."""
        return self.scheme.groups

    @cached_property
    def units(self) -> tuple[Unit, ...]:
        """The member units that existed in some period of the span, in the scheme's order."""
        there = {duty.unit.code for week in self.weeks for duty in week.duties if duty.unit.member}
        return tuple(unit for unit in self.scheme.units if unit.code in there)

    def codes(self, unit: str) -> tuple[str, ...]:
        """Return a unit's code, then those of the units that it has taken over from."""
        day = self.last.clock.deadline.date()
        return (unit, *(each.code for each in forebears(self.scheme, unit, day)))

    @cached_property
    def _lines(self) -> tuple[dict[tuple[str, str], Line], ...]:
        return tuple(
            {(line["indicator"], line["unit"]): line for line in facts.lines}
            for facts in self.facts
        )

    @cached_property
    def moves(self) -> tuple[Move, ...]:
        """Every indicator of every unit that leads it in the last period."""
        return tuple(self._move(line) for line in self.facts[-1].lines)

    def _move(self, line: Line) -> Move:
        values: dict[str, Decimal | str] = {}
        for period, known in zip(self.periods, self._lines, strict=True):
            found = (known.get((line["indicator"], code)) for code in self.codes(line["unit"]))
            told = next(
                (row["value"] for row in found if row and row["value"] not in (None, "")), None
            )
            if told is not None:
                values[period] = told
        figures = [each for each in values.values() if isinstance(each, Decimal)]
        if len(self.periods) == 1 and isinstance(line["last"], Decimal):
            figures.insert(0, line["last"])  # one period alone is held against the one before
        first, last = (figures[0], figures[-1]) if len(figures) > 1 else (None, None)
        moved = change(last, first)
        indicator = self.scheme.indicator_by_code[line["indicator"]]
        name = self.facts[-1].name(line)
        return Move(line, name, values, first, last, moved, is_better(indicator, moved))

    def moves_of(self, *, group: int = 0, unit: str = "") -> tuple[Move, ...]:
        """Return the moves of a group or of a unit."""
        return tuple(
            move for move in self.moves
            if group in (0, move.line["group"]) and unit in ("", move.line["unit"])
        )  # fmt: skip

    def stand(self, facts: Facts, unit: str) -> UnitStand | None:
        """Return how a unit's return stood in a period."""
        return next((row for row in facts.units if row.code == unit), None)

    def troubles(self, *, group: int = 0, unit: str = "") -> tuple[Trouble, ...]:
        """Return the problems told, each once with its periods; newest wording of its measures."""
        codes = self.codes(unit) if unit else ()
        found: dict[tuple[str, str, str], list[tuple[str, Line, Facts]]] = {}
        for period, facts in zip(self.periods, self.facts, strict=True):
            for line in facts.lines:
                inside = group in (0, line["group"]) and (not unit or line["unit"] in codes)
                if inside and (line["problem"] or line["need"]):
                    key = line["indicator"], line["unit"], str(line["problem"])
                    found.setdefault(key, []).append((period, line, facts))
        return tuple(_trouble(rows) for rows in found.values())

    def errors(self, facts: Facts, unit: str) -> int:
        """Return how much a unit has still to mend in what counts, as 总览 does; silence is 未报."""
        return sum(
            row.code != NOTHING_CAME.code
            for case in facts.results.cases
            if case.unit == unit
            for row in case.unmended
        )


def _trouble(rows: Sequence[tuple[str, Line, Facts]]) -> Trouble:
    _, line, facts = rows[-1]
    told: Mapping[Any, Any] = line
    return Trouble(
        facts.name(line), facts.unit(line["unit"]), tuple(period for period, _, _ in rows),
        str(told["problem"] or ""), str(told["measures"] or ""), str(told["need"] or ""),
        str(told["status"] or ""),
    )  # fmt: skip


def periods_words(periods: Iterable[str]) -> str:
    """Return periods in few words: neighbours in the list are joined.

    >>> periods_words(["2026-W46", "2026-W47", "2026-W48"])
    '2026-W46—W48（3期）'
    """
    found = list(periods)
    if len(found) <= 1:
        return "".join(found)
    return f"{found[0]}—{found[-1].partition('-')[2]}（{len(found)}期）"


def short(period: str) -> str:
    r"""Return a period as a column's heading names it.

    >>> short("2026-W48"), short("2026-11")
    ('26年\n第48周', '26年\n11月')
    """
    year, _, rest = period.partition("-")
    told = f"第{int(rest[1:])}周" if rest.startswith("W") else f"{rest}月"
    return f"{year[2:]}年\n{told}"


def value_words(value: Decimal | str | None) -> Decimal | str | None:
    """Return a value for a narrow column: figures as they are, words only as a mark."""
    return "（文字）" if isinstance(value, str) else value


def figure(value: Decimal | None) -> str:
    """Return a figure in words, — where there is none."""
    return "—" if value is None else plain(value)
