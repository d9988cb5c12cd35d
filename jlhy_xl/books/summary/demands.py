"""What units ask of leaders, in whichever form they wrote it: each with its group and its row."""

import re
from collections.abc import Iterator

from msgspec import Struct

from jlhy_xl.books.summary.facts import Facts, Issue
from jlhy_xl.core.scheme.model import Scheme
from jlhy_xl.core.text import is_none_word

TROUBLE, TOPIC = "突出问题", "议题建议"
_BETWEEN = re.compile(r"[、，,；;\n]|和|及|与")
_NUMBER = re.compile(r"^第?(\d+)(?:组|[.．、\s]+)?")
_TAIL = re.compile(r"(?:专项)?工作组$|组$")


class Demand(Struct, frozen=True):
    """One thing that a unit asks for: of a row of 指标进展表, or of 问题与经验."""

    unit: str
    about: str
    text: str
    groups: tuple[int, ...]  # those it names; none where it names none that there is
    place: str  # the key of its row in facts.links
    kind: str = ""  # 类别 of 问题与经验; "" of an indicator's row


def demands(facts: Facts) -> tuple[Demand, ...]:
    """Return every demand: of overdue rows first, then of lagging, of other rows, of 问题与经验."""
    return (*_of_lines(facts), *_of_issues(facts))


def ungrouped(facts: Facts) -> tuple[Demand, ...]:
    """Return those that name no group."""
    return tuple(each for each in demands(facts) if not each.groups)


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
