"""What a group's row of 总览 says: what moved and why, what blocks, what is needed; and where it stands."""

import re
from collections.abc import Iterator

from msgspec import Struct

from jlhy_xl.books.summary.demands import Demand, of_group, place_of, troubles
from jlhy_xl.books.summary.doubts import WORSE, why_lagging
from jlhy_xl.books.summary.facts import Facts, GroupStand, Line
from jlhy_xl.books.summary.fit import high, least, lines, listed, one_line, room
from jlhy_xl.books.summary.parts import course
from jlhy_xl.books.summary.rank_grounds import UNKNOWN, reason
from jlhy_xl.books.summary.rank_words import in_row, is_low
from jlhy_xl.books.summary.ranks import Standing, latest
from jlhy_xl.core.scheme.choices import Source
from jlhy_xl.core.text import is_none_word

# columns of the groups' table: heading, first and last column of the text; behind it stands its arrow
GROUP, STATE, MOVED, BLOCKS, NEEDS = PARTS = (
    ("专项工作组/牵头", 0, 5), ("进展/已报", 6, 9), ("变好变差项次、滞后原因、名次", 11, 19),
    ("堵点", 21, 27), ("需区领导协调", 29, 34),
)  # fmt: skip
WHOLE = 99  # lines: as many as the text takes


def counted(facts: Facts, group: GroupStand) -> str:
    """Return how many figures of a group moved for the better and the worse, "" where none is known."""
    known = any(line["change"] is not None for line in group.lines)
    open_ = group.disputed + group.untrue
    asked = f" 待核{open_}" if open_ else ""
    moved = [line for line in group.lines if line["better"] is not None]
    return f"好{group.better}差{group.worse}{facts.repeated(moved)}{asked}" if known else ""


def foremost(facts: Facts, group: GroupStand) -> tuple[str, str, str]:
    """Return the first figure that moved for the worse, else what lags, is in doubt or moved for the better.

    Its name stands apart from its figures, and those once more with their measure.
    """
    why = {at: why_lagging(row, facts.scheme, facts.today) for at, row in enumerate(group.lines)}
    late = [at for at, told_ in why.items() if told_ and told_ != WORSE]
    late.sort(key=lambda at: not group.lines[at]["overdue"])
    worse = next((at for at, row in enumerate(group.lines) if row["better"] is False), None)
    first = worse if worse is not None else late[0] if late else None
    if first is None:
        return _in_doubt(facts, group) or _better(facts, group) or ("", "", "")
    line = group.lines[first]
    # how many days is told in 指标进展: the row has room for the word alone
    parts = (re.sub(r"^(逾期)\d+天$", r"\1", part) for part in why[first].split("、"))
    reason_ = "、".join(part for part in parts if part != WORSE)
    rest = f"，另{count}项滞后" if (count := len({*late} - {first})) else ""
    sign = "✗" if first == worse or line["overdue"] else "△"
    if first != worse:
        return f"{sign}{_bare(facts, group, line)}", *(f" {reason_}{rest}",) * 2
    tail = (f"，{reason_}" if reason_ else "") + rest
    return _figures(facts, group, line, sign, tail)


def _in_doubt(facts: Facts, group: GroupStand) -> tuple[str, str, str] | None:
    for line in group.lines:
        if line["disputed"]:
            told_ = f" 各家不一致 {line['disputed']}"
            return f"△{line['name'].removeprefix(group.group.name)}", told_, told_
        if line["untrue"] and line["change"] is not None:
            return _figures(facts, group, line, "△", "，上期值经核实不实")
    return None


def _better(facts: Facts, group: GroupStand) -> tuple[str, str, str] | None:
    rows = (_figures(facts, group, line, "✓") for line in group.lines if line["better"])
    return next(rows, None)


def _bare(facts: Facts, group: GroupStand, line: Line) -> str:
    return facts.name(line).removeprefix(group.group.name)


def _figures(
    facts: Facts, group: GroupStand, line: Line, sign: str, tail: str = ""
) -> tuple[str, str, str]:
    whose = "（上级发布）" if _is_official(facts, line) else ""
    bare, whole = (f" {course(line, measured=each)}{whose}{tail}" for each in (False, True))
    return f"{sign}{_bare(facts, group, line)}", bare, whole


def _is_official(facts: Facts, line: Line) -> bool:
    found = facts.scheme.indicator_by_code.get(line["indicator"])
    return found is not None and found.source is Source.OFFICIAL


def _ranks(facts: Facts, group: GroupStand) -> list[Standing]:
    """Return the group's rank, then those of its indicators that moved or are among the last."""
    known = latest(facts)
    codes = [line["indicator"] for line in group.lines]
    rows = [known[name] for name in (group.group.name, *dict.fromkeys(codes)) if name in known]
    return [
        row
        for row in rows
        if row.now.subject == group.group.name
        or reason(facts, row.now, row.before)
        or is_low(row.now)
    ]


def lacking(facts: Facts, group: GroupStand) -> str:
    """Return why a group's 已报 falls short although its units reported: what they typed does not count."""
    came = {unit.code for unit in facts.units if unit.came}
    rows = [line for line in group.lines if line["unit"] in came and not facts.is_reported(line)]
    if not rows:
        return ""
    name = facts.name(rows[0]).removeprefix(group.group.name)
    typed = one_line(str(rows[0]["typed"] or ""))
    told_ = f"填“{typed}”，未计入" if typed else "未填"
    return f"△{name}{told_}{f'等{len(rows)}项' if len(rows) > 1 else ''}"


UNKNOWN_WHY = "名次未注原因的，无从判断。"


class Told(Struct, frozen=True):
    """What a row may say, in full: its texts with the keys of the rows that they come from."""

    figures: tuple[str, str, str]  # a name, its figures, and these with their measure
    ranks: list[str]
    blocks: list[tuple[str, str]]
    needs: list[tuple[str, str]]
    lacking: str = ""  # what came and could not be counted as reported
    is_unknown: bool = False  # why a rank moved cannot be told of one of them

    def moves(self, wide: float, most: int) -> str:
        """Return what moved and why: figures first, in full, and ranks below, as many as fit."""
        whole = lines(self.ranks[0], wide) if self.ranks else 0
        below = listed(self.ranks, wide, max(most - 1, whole)) if self.ranks else ""
        name, bare, measured = self.figures  # a shortened name would be another indicator's
        above = name + (
            bare if lines(name + measured, wide) > lines(name + bare, wide) else measured
        )
        return "\n".join(part for part in (above, self.lacking, below) if part)

    def least(self) -> int:
        """Return the fewest lines in which no clause of what blocks and is needed is cut."""
        asked = ((BLOCKS, self.blocks), (NEEDS, self.needs))
        return max(
            least([text for text, _ in rows], _room(part)) if rows else 1 for part, rows in asked
        )


def _room(part: tuple[str, int, int]) -> float:
    return room(part[1], part[2], "small")


class Shape(Struct, frozen=True):
    """A group's row in so many lines: its texts, by the parts of the table."""

    texts: tuple[str, str, str, str, str]

    @property
    def high(self) -> float:
        """The row's height in points."""
        return max(
            high(lines(text, _room(part)), "small")
            for part, text in zip(PARTS, self.texts, strict=True)
        )


def shape(group: GroupStand, told: Told, most: int) -> Shape:
    """Return the row with each text in that many lines at most, or as many as its leads take."""
    leads = group.leads.split("、")
    most = max(most, 1 + len(leads))
    return Shape((
        "\n".join((f"{group.group.number} {group.group.name}", *leads)),
        f"{group.word}\n{group.reported}/{len(group.lines)}",
        told.moves(_room(MOVED), most),
        _shown(told.blocks, _room(BLOCKS), most),
        _shown(told.needs, _room(NEEDS), most),
    ))  # fmt: skip


def gather(facts: Facts, group: GroupStand) -> Told:
    """Return what the group's row may say."""
    named, *figures = foremost(facts, group)
    named = " ".join(part for part in (counted(facts, group), named) if part)
    rows = _ranks(facts, group)
    unknown = any(reason(facts, row.now, row.before) == UNKNOWN for row in rows)
    return Told(
        (named, figures[0], figures[1]), [in_row(facts, row) for row in rows], blocks(facts, group),
        needs(facts, group), lacking(facts, group), unknown,
    )  # fmt: skip


def blocks(facts: Facts, group: GroupStand) -> list[tuple[str, str]]:
    """Return a group's 堵点 with the keys of their rows: of lagging rows first, of 问题与经验 last."""
    found = sorted(
        (line for line in group.lines if line["problem"] and not is_none_word(line["problem"])),
        key=lambda line: (not line["overdue"], not line["lagging"]),
    )
    of_rows = [
        (str(each["problem"]), f"problem:{each['indicator']}:{each['unit']}") for each in found
    ]
    told_of = [(row.text, place_of(row)) for row in troubles(facts, group.group.number)]
    return [*of_rows, *told_of]


def needs(facts: Facts, group: GroupStand) -> list[tuple[str, str]]:
    """Return what is asked of leaders for a group, with the keys of the rows."""
    return [(row.text, row.place) for row in of_group(facts, group.group.number)]


def _shown(rows: list[tuple[str, str]], wide: float, most: int) -> str:
    """Return texts in a cell of so many em and lines, — where there is none."""
    return listed([text for text, _ in rows], wide, most) if rows else "—"


def first_place(facts: Facts, rows: list[tuple[str, str]]) -> str:
    """Return the link to the first of the rows, "" where there is none."""
    return next((facts.links[key] for _, key in rows if key in facts.links), "")


def without_group(facts: Facts, rows: tuple[Demand, ...]) -> tuple[str, str]:
    """Return how many demands name no group, by unit, and the link to the first; "" where none."""
    if not rows:
        return "", ""
    units = "、".join(_by_unit(facts, rows))
    text = f"另有{len(rows)}项需协调事项未写明所涉专项工作组：{units}。"
    return text, next((facts.links[row.place] for row in rows if row.place in facts.links), "")


def _by_unit(facts: Facts, rows: tuple[Demand, ...]) -> Iterator[str]:
    counts: dict[str, int] = {}
    for row in rows:
        counts[row.unit] = counts.get(row.unit, 0) + 1
    for unit, count in counts.items():
        yield f"{facts.unit(unit)}{count}项" if count > 1 else facts.unit(unit)
