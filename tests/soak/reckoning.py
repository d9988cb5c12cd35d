"""What a year must come to, reckoned from truth.json and from what people did; nothing of the program judges here.

A line is known by rule, unit and period. Its course is told by what the clerk wrote beside it, its
points by the rules of its period, its cap by the scheme of the day on which its period was closed.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from msgspec import Struct, field

Key = tuple[str, str, str]  # rule, unit, period
Said = dict[str, Any]  # what stands beside a line; "signed" and "objected" are moments
ZERO = Decimal(0)


class Found(Struct, frozen=True):
    """Where a line stands."""

    status: str
    proposed: Decimal
    applied: Decimal


class Reckoning(Struct):
    """The office's year on paper."""

    happened: dict[Key, datetime]  # line → from when it is known
    points: dict[str, Decimal]
    cap: Decimal  # of 报送类, a unit and year; today's
    last_day: Callable[[datetime], datetime]  # 签收 → the end of the time for objections
    waived: set[tuple[str, str]] = field(default_factory=set)  # unit, period
    said: dict[Key, Said] = field(default_factory=dict)
    fixed: dict[Key, Decimal] = field(default_factory=dict)  # 审定
    closed: dict[str, dict[Key, tuple[Decimal, bool]]] = field(default_factory=dict)
    caps: dict[str, Decimal] = field(default_factory=dict)  # of closed periods' lines
    later: dict[str, tuple[str, Decimal]] = field(default_factory=dict)  # rule → from when, points

    def say(self, key: Key, words: Mapping[str, Any]) -> None:
        """The clerk wrote something beside a line."""
        self.said.setdefault(key, {}).update(words)

    def judge(self, now: datetime, last: str) -> dict[Key, Found]:
        """Return every line up to a period as a run must show it; what is settled now stays so."""
        lines = self._lines(now, last)
        status = {key: self._status(key, now, waived=waived) for key, (_, waived) in lines.items()}
        for key, word in status.items():
            if word == "撤销":
                self.fixed.pop(key, None)
        applied = self._applied(lines, status)
        for key, word in status.items():
            if word == "审定" and key not in self.fixed:
                self.fixed[key] = applied[key]
        applied = self._applied(lines, status)
        return {key: Found(status[key], lines[key][0], applied[key]) for key in lines}

    def close(self, period: str, now: datetime) -> None:
        """A period's lines stand from now on as they are proposed today."""
        lines = self._lines(now, period)
        self.closed[period] = {key: row for key, row in lines.items() if key[2] == period}
        self.caps[period] = self.cap

    def reopen(self, period: str) -> None:
        """A period's lines are proposed anew."""
        del self.closed[period], self.caps[period]

    def settled(self, units: Iterable[str], year: str) -> dict[str, Decimal]:
        """Return each unit's points of a year that are 审定."""
        return {
            unit: sum(
                (points for key, points in self.fixed.items()
                 if key[1] == unit and key[2].startswith(year)), ZERO,
            )
            for unit in units
        }  # fmt: skip

    def _lines(self, now: datetime, last: str) -> dict[Key, tuple[Decimal, bool]]:
        found = {key: row for rows in self.closed.values() for key, row in rows.items()}
        for key, known in self.happened.items():
            rule, unit, period = key
            if period not in self.closed and period <= last and known <= now:
                found[key] = self._points(rule, period), (unit, period) in self.waived
        return found

    def _points(self, rule: str, period: str) -> Decimal:
        first, points = self.later.get(rule, ("9999", ZERO))
        return points if period >= first else self.points[rule]

    def _status(self, key: Key, now: datetime, *, waived: bool) -> str:
        said = self.said.get(key, {})
        outcome = said.get("复核结论", "")
        if key in self.fixed:
            return "撤销" if outcome == "撤销" else "审定"
        if waived:
            return "不予减扣"
        if outcome in ("撤销", "暂缓"):
            return str(outcome)
        if outcome:
            return "审定" if said.get("审定依据") else "已复核"
        return self._told(said, now)

    def _told(self, said: Said, now: datetime) -> str:
        if "objected" in said:
            return "异议中"
        if "signed" in said:
            return "无异议" if now > self.last_day(said["signed"]) else "已告知"
        return "已告知" if said.get("送达方式") else "拟减扣"

    def _applied(
        self, lines: Mapping[Key, tuple[Decimal, bool]], status: Mapping[Key, str]
    ) -> dict[Key, Decimal]:
        """审定 first at their fixed points, then by period and rule: a return, then the year."""
        years: dict[tuple[str, str], Decimal] = {}
        returns: dict[tuple[str, str], Decimal] = {}
        found: dict[Key, Decimal] = {}

        def use(key: Key, amount: Decimal) -> None:
            _, unit, period = key
            found[key] = amount
            years[unit, period[:4]] = years.get((unit, period[:4]), ZERO) + amount
            returns[unit, period] = returns.get((unit, period), ZERO) + amount

        for key in lines:
            if key in self.fixed:
                use(key, self.fixed[key])
        for key in sorted(lines, key=lambda each: (each[2], each[0])):
            if key in found:
                continue
            _, unit, period = key
            if status[key] in ("不予减扣", "撤销", "暂缓"):
                found[key] = ZERO
                continue
            wanted = self.said.get(key, {}).get("amount", lines[key][0])
            of_year = self.caps.get(period, self.cap) - years.get((unit, period[:4]), ZERO)
            of_return = self.points["A2"] - returns.get((unit, period), ZERO)
            use(key, max(min(wanted, of_year, of_return), ZERO))
        return found


def happened(
    truth: Mapping[str, Any], cutoffs: Mapping[str, datetime], seen: Mapping[str, datetime]
) -> dict[Key, datetime]:
    """Return what truth.json says of the returns: lateness is seen at once, the rest at the cut-off."""
    found: dict[Key, datetime] = {}
    for week in truth["weeks"]:
        period = week["period"]
        for unit, outcome in week["returns"].items():
            if outcome == "late":
                found["A1", unit, period] = seen[period]
            if outcome == "missing":
                found["A2", unit, period] = cutoffs[period]
        for unit, story in week["stories"].items():
            if story == "a required cell blank, sent back, never mended":
                found["B1", unit, period] = cutoffs[period]
    return found
