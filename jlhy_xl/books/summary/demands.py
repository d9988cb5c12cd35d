"""What units ask of leaders, in whichever form they wrote it: each with its group and its row.

A demand that counts (需协调事项) asks somebody for something still to be done; one definition, one
number for 总览, 简报 and 议题汇总. A suggestion, what goes with a proposal, and what was asked by a day
that has passed are listed beside it and are not counted.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date

from msgspec import Struct

from jlhy_xl.books.summary.facts import Facts, Issue
from jlhy_xl.books.summary.fit import one_line
from jlhy_xl.core.scheme.model import Scheme
from jlhy_xl.core.text import is_none_word

TROUBLE, TOPIC = "突出问题", "议题建议"
_BETWEEN = re.compile(r"[、，,；;\n]|和|及|与")
_NUMBER = re.compile(r"^第?(\d+)(?:组|[.．、\s]+)?")
_CLAUSE = re.compile(r"[，。；,;\n]")
_ASKS = re.compile(r"请|希望|建议|盼")
_BY = re.compile(r"(?:(\d{4})年)?(\d{1,2})月(\d{1,2})日(?:\d{1,2}[时点])?(?:之|以)?前")
_TAIL = re.compile(r"(?:专项)?工作组$|组$")


class Demand(Struct, frozen=True):
    """One thing that a unit asks for: of a row of 指标进展表, or of 问题与经验."""

    unit: str
    about: str
    text: str
    groups: tuple[int, ...]  # those it names; none where it names none that there is
    place: str  # the key of its row in facts.links
    kind: str = ""  # 类别 of 问题与经验; "" of an indicator's row

    @property
    def is_advice(self) -> bool:
        """Whether it suggests something beside a 典型经验 or 政策措施, and asks nobody for co-ordination."""
        return self.kind not in ("", TROUBLE, TOPIC)


_WRITTEN = "written demands"


def written(facts: Facts) -> tuple[Demand, ...]:
    """Return all that was asked: of overdue rows first, then of lagging, of other rows, of 问题与经验."""
    known = vars(facts)  # every page of an edition asks for them
    if _WRITTEN not in known:
        known[_WRITTEN] = (*_of_lines(facts), *_of_issues(facts))
    found: tuple[Demand, ...] = known[_WRITTEN]
    return found


def demands(facts: Facts) -> tuple[Demand, ...]:
    """Return those that count as 需协调事项, in the same order; a proposal to meet stands for itself."""
    return tuple(
        row
        for row in written(facts)
        if row.kind in ("", TROUBLE) and not is_past(row.text, facts.today)
    )


def advice(facts: Facts) -> tuple[Demand, ...]:
    """Return the suggestions of 典型经验, 政策措施 and the like."""
    return tuple(row for row in written(facts) if row.is_advice)


def uncounted(facts: Facts) -> tuple[Demand, ...]:
    """Return what is no 需协调事项: suggestions, and what was asked by a day that has passed."""
    counted = demands(facts)
    return tuple(row for row in written(facts) if row.kind != TOPIC and row not in counted)


def matters(rows: Iterable[Demand]) -> tuple[tuple[Demand, ...], ...]:
    """Return what is asked in the same words as one matter, whoever asks; their number is the number."""
    same: dict[str, list[Demand]] = {}
    for row in rows:
        same.setdefault(one_line(row.text), []).append(row)
    return tuple(tuple(each) for each in same.values())


def is_past(text: str, today: date) -> bool:
    """Whether all that a text asks for was asked by a day that has passed; in doubt it is not.

    A day without a year is the one nearest to today.

    >>> day = date(2026, 12, 7)
    >>> is_past("请于12月4日前反馈", day), is_past("请于12月9日前反馈", day)
    (True, False)
    >>> is_past("已于11月20日前申报，请区财政局拨付", day)
    False
    """
    asked = [each for each in _CLAUSE.split(text) if _ASKS.search(each)]
    return bool(asked) and all(_is_over(each, today) for each in asked)


def _is_over(clause: str, today: date) -> bool:
    begin = _ASKS.search(clause)
    days = [_day(found, today) for found in _BY.finditer(clause, begin.end() if begin else 0)]
    return bool(days) and all(day is not None and day < today for day in days)


def _day(found: re.Match[str], today: date) -> date | None:
    years = [int(found[1])] if found[1] else [today.year + step for step in (-1, 0, 1)]
    days = []
    for year in years:
        try:
            days.append(date(year, int(found[2]), int(found[3])))
        except ValueError:
            continue
    return min(days, key=lambda day: abs(day - today), default=None)


def ungrouped(facts: Facts) -> tuple[Demand, ...]:
    """Return the matters that name no group, each by who asked first."""
    return tuple(rows[0] for rows in matters(demands(facts)) if not any(row.groups for row in rows))


def of_group(facts: Facts, number: int) -> tuple[Demand, ...]:
    """Return those of one group."""
    return tuple(each for each in demands(facts) if number in each.groups)


def troubles(facts: Facts, number: int) -> tuple[Issue, ...]:
    """Return the 突出问题 that units named of a group."""
    return tuple(
        row
        for row in facts.issues
        if row.kind == TROUBLE and row.text and number in named(facts.scheme, row.group)
    )


def named(scheme: Scheme, text: str) -> tuple[int, ...]:
    """Return the numbers of the groups that a unit named; a name that is no group's is none."""
    whole = _group(scheme, text)
    parts = [whole] if whole else [_group(scheme, part) for part in _BETWEEN.split(text)]
    return tuple(dict.fromkeys(number for number in parts if number))


def _group(scheme: Scheme, text: str) -> int:
    bare = "".join(text.split())
    names = {"".join(row.name.split()): row.number for row in scheme.groups}
    told = _NUMBER.match(bare)
    rest = bare[told.end() :] if told else bare
    for each in (bare, rest, _TAIL.sub("", rest)):
        if each in names:
            return names[each]
    return int(told[1]) if told and not rest and int(told[1]) in names.values() else 0


def place_of(issue: Issue) -> str:
    """Return the key of an issue's row in facts.links."""
    return f"issue:{issue.unit}:{issue.cell}"


def _of_lines(facts: Facts) -> Iterator[Demand]:
    rows = sorted(facts.lines, key=lambda row: (not row["overdue"], not row["lagging"]))
    for line in rows:
        if line["need"] and not is_none_word(line["need"]):
            yield Demand(
                line["unit"], facts.name(line), str(line["need"]), (line["group"],),
                f"problem:{line['indicator']}:{line['unit']}",
            )  # fmt: skip


def _of_issues(facts: Facts) -> Iterator[Demand]:
    for issue in sorted(facts.issues, key=lambda row: row.kind != TROUBLE):
        if issue.ask and not is_none_word(issue.ask):
            groups = named(facts.scheme, issue.group)
            about = "、".join(facts.group_name(number) for number in groups) + issue.kind
            yield Demand(issue.unit, about, issue.ask, groups, place_of(issue), issue.kind)
