"""上限核对: each cap that a unit used, added up again from 逐条, with what it cut and how it moved."""

from collections.abc import Sequence
from decimal import Decimal

from msgspec import Struct

from jlhy_xl.books.scoring.facts import Line, cut, cut_words, weeks
from jlhy_xl.books.sheet import Cell, Sheet
from jlhy_xl.books.table import Column
from jlhy_xl.books.year.annual_facts import Year, amount
from jlhy_xl.books.year.annual_parts import EMPTY, begin, finish, span
from jlhy_xl.core.points.caps import Limit
from jlhy_xl.core.scheme.model import Unit
from jlhy_xl.core.values.parsed import plain
from jlhy_xl.core.wording import annual as words
from jlhy_xl.core.wording.caps import HELD_BY, HELD_LINE, OR

CAPS = "上限核对"
_YEAR = "（全年）"


class _Used(Struct, frozen=True):
    """What one unit used of one cap."""

    unit: Unit
    group: str
    lines: tuple[Line, ...]
    caps: tuple[tuple[str, Decimal | None], ...]  # period of each line, and the cap in force for it
    names: tuple[str, ...]  # those caps as the lines name them
    open: tuple[Line, ...]  # not settled, and counted within the same cap
    cap: Decimal | None  # at the year's end; None: no cap

    @property
    def highest(self) -> Decimal | None:
        """The highest of the caps that were in force for one line or another; None: no cap."""
        known = [most for _, most in self.caps if most is not None]
        return max(known) if len(known) == len(self.caps) else None

    @property
    def moved(self) -> str:
        """Which cap was in force when, where it changed within the year."""
        by_cap: dict[Decimal | None, list[str]] = {}
        if all(most == self.cap for _, most in self.caps):
            return ""
        for period, most in self.caps:
            by_cap.setdefault(most, []).append(period)
        told = [f"{weeks(periods)}{_cap_words(most)}" for most, periods in by_cap.items()]
        if self.cap not in by_cap:
            told.append(f"年末{_cap_words(self.cap)}")
        return f"上限年内有变动（{'、'.join(told)}）"

    @property
    def told(self) -> str:
        """What the check found, which lines that cap cut, and how it moved."""
        cuts = (f"受{named}限制：{cut_words(those)}" for named, those in self.cuts.items())
        parts = (self.state[0], *cuts, self.held, self.moved)
        return words.JOIN.join(part for part in parts if part)

    @property
    def cuts(self) -> dict[str, tuple[Line, ...]]:
        """Which lines that cap cut, by its name and figure."""
        return {
            named: those
            for named, those in cut(self.lines).items()
            if set(named.split(OR)) & set(self.names)
        }

    @property
    def held(self) -> str:
        """Which proposals take room that a later cut line lacked, "" where there are none."""
        last = max(
            (line.found.period for those in self.cuts.values() for line in those), default=""
        )
        before = [line for line in self.open if line.found.period <= last]
        if not before:
            return ""
        told = "、".join(
            HELD_LINE.format(
                week=weeks([line.found.period]), rule=line.found.rule,
                amount=plain(line.found.applied),
            )
            for line in before
        )  # fmt: skip
        return HELD_BY.format(lines=told)

    @property
    def state(self) -> tuple[str, str]:
        """Whether it lies within the cap, and the cell's look."""
        used = amount(self.lines)
        if self.cap is None:
            return "— 未设上限", "none"
        if self.highest is not None and used > self.highest:
            return f"△ 超出{plain(used - self.highest)}分，上限在审定后下调，请考核办定夺", "warn"
        if used > self.cap:
            return (
                f"△ 未超过审定时的上限，高于年末所用的上限{plain(self.cap)}分；已审定的不因上限下调而改变",
                "warn",
            )
        if used < self.cap and self.cuts:
            return "△ 合计未到上限，但有事项因所余上限不足不计或少计", "warn"
        return ("✓ 已达上限", "good") if used == self.cap else ("✓ 未达上限", "good")


def _cap_words(most: Decimal | None) -> str:
    return "未设上限" if most is None else f"上限{plain(most)}分"


def over(year: Year, unit: Unit) -> str:
    """Return that a unit's sum lies above a cap of the year's end, "" where it does not."""
    return words.JOIN.join(
        words.OVER.format(
            group="" if row.group == _YEAR else row.group, amount=plain(amount(row.lines)),
            most=plain(row.cap), sheet=CAPS,
        )
        for row in _used(year, unit)
        if row.cap is not None and amount(row.lines) > row.cap
    )  # fmt: skip


def caps(year: Year) -> Sheet:
    """Return the sheet: a row for each cap that a unit used, and one for its whole year."""
    shown: list[Column[_Used]] = [
        Column("单位", 20, lambda row: row.unit.name, "body_indent"),
        Column("上限组", 12, lambda row: row.group, "body_centre"),
        Column("规则", 14, lambda row: "、".join(sorted({line.found.rule for line in row.lines})), "body_centre"),
        Column("条数", 7, lambda row: len(row.lines), "count"),
        Column("审定合计", 10, lambda _: None, "points"),
        Column("年末上限", 9, lambda row: row.cap, "points"),
        Column("核对", 54, lambda row: row.told, lambda row: row.state[1]),
    ]  # fmt: skip
    draft = begin(
        year, CAPS, f"{year.year}年度上限核对（按单位、规则上限组和年度）", shown,
        "审定时已按上限计分；这里逐个上限重新加总核对。单位年度上限见“（全年）”一行。",
    )  # fmt: skip
    used = [row for unit in year.units for row in _used(year, unit)]
    placed = draft.table(shown, used, empty=EMPTY)
    for at, row in enumerate(used, placed.first):
        given = f"{span(year, '单位')},$A{at + 1}"
        if row.group != _YEAR:
            given += f",{span(year, '上限组')},$B{at + 1}"
        formula = f"=SUMIFS({span(year, '审定分值')},{given})"
        draft.put(at, 4, Cell(amount(row.lines), "points", formula))
    return finish(year, draft, placed)


def _used(year: Year, unit: Unit) -> list[_Used]:
    lines = year.lines_of(year.settled, unit.code)
    if not lines:
        return []
    groups: dict[str, list[Line]] = {}
    for line in lines:
        groups.setdefault(year.limit(line).name, []).append(line)
    found = [_row(year, unit, group, those) for group, those in sorted(groups.items())]
    return [*found, _row(year, unit, _YEAR, lines)]


def _row(year: Year, unit: Unit, group: str, lines: Sequence[Line]) -> _Used:
    lines = sorted(lines, key=lambda line: line.found.period)
    limits = [(line.found.period, year.limit(line)) for line in lines]
    open_ = [line for line in year.open if line.found.unit == unit.code and line.found.applied]
    if group == _YEAR:
        caps = tuple((period, limit.year) for period, limit in limits)
        last = _last(year, lines[-1]).year
        names = tuple(each.year_words for _, each in limits)
    else:
        caps = tuple((period, limit.most) for period, limit in limits)
        last = _last(year, lines[-1], group).most
        names = tuple(each.group_words for _, each in limits)
        open_ = [line for line in open_ if year.limit(line).name == group]
    return _Used(unit, group, tuple(lines), caps, names, tuple(open_), last)


def _last(year: Year, own: Line, group: str = "") -> Limit:
    """Return what bounds the year's last line, of a cap group where it is given: a cap is every unit's."""
    same = (line for line in year.facts.all if group in ("", year.limit(line).name))
    return year.limit(max((own, *same), key=lambda line: line.found.period))
