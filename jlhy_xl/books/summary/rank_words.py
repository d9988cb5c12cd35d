"""A published rank in words: where it moved, and why as far as that is known; the worst comes first."""

from jlhy_xl.books.summary.facts import Facts
from jlhy_xl.books.summary.rank_grounds import FIELD, UNKNOWN, reason
from jlhy_xl.books.summary.ranks import UNRANKED, Standing, moved_ranks, moved_words
from jlhy_xl.core.scheme.model import Rank

CITY = "全市"


def ranked(facts: Facts, named: int) -> str:
    """Say who moved from which place to which, the worst first, and how many did.

    Where more moved than are to be named in words, they stand as 名次/参评数, six of them at most.
    """
    moved = sorted(moved_ranks(facts), key=_weight)
    if not moved:
        return ""
    if len(moved) <= named:
        told, how = "，".join(_told(facts, row) for row in moved), ""
    else:
        how = "/参评数"
        told = "、".join(f"{_name(facts, row.now)}{moved_words(row)}" for row in moved[:_SHORT])
        told += f"，另{len(moved) - _SHORT}个" if len(moved) > _SHORT else ""
    return f"；名次{how}{_of(facts, moved)}有变动的{len(moved)}个：{told}"


_SHORT = 6


def _of(facts: Facts, moved: list[Standing]) -> str:
    """Say which term's ranks these are and when they were published, where it is the same of all.

    A rank that stands beside a week's figures is months older.
    """
    terms, days = ({getattr(row.now, name) for row in moved} for name in ("term", "published"))
    here = f"{facts.results.clock.period[:4]}年"
    told = [each.removeprefix(here) for each in terms if each and len(terms) == 1]
    told += [
        f"{each.year}年{each.month}月{each.day}日发布".removeprefix(here)
        for each in days
        if each and len(days) == 1
    ]
    return f"（{'，'.join(told)}）" if told else ""


def _weight(row: Standing) -> tuple[int, int]:
    """Falls before what can no longer be ranked, before what cannot be compared, before rises."""
    steps = fallen(row)
    if steps is None:
        return (1 if row.now.rank is None else 2), 0
    return (0 if steps > 0 else 3), -steps if steps > 0 else steps


def fallen(row: Standing) -> int | None:
    """Return by how many places a rank fell; None where places are not to be compared."""
    was, now = row.before, row.now
    if was is None or was.rank is None or now.rank is None or was.of != now.of:
        return None
    return now.rank - was.rank


def is_low(row: Rank) -> bool:
    """Whether a rank is in the last third, or last or last but one: leaders read of it though nothing moved.

    >>> [place for place in range(1, 7) if is_low(Rank("01-01", "全市", place, 6, "", None))]
    [5, 6]
    >>> [place for place in range(1, 4) if is_low(Rank("01-01", "全市", place, 3, "", None))]
    [2, 3]
    """
    if row.rank is None or not row.of:
        return False
    return row.rank * 3 > row.of * 2 or (row.rank >= row.of - 1 and row.rank * 2 > row.of)


def _told(facts: Facts, row: Standing) -> str:
    steps, why = fallen(row), reason(facts, row.now, row.before)
    known = "" if why in (FIELD, UNKNOWN) else f"、{why}"
    if steps is not None and row.before is not None:
        verb = "降至" if steps > 0 else "升至"
        return f"{_name(facts, row.now)}由第{row.before.rank}名{verb}{_place(row.now, known)}"
    was = (
        f"第{row.before.rank}名" if row.now.rank is None and row.before and row.before.rank else ""
    )
    return f"{_name(facts, row.now)}由{was or _place(row.before)}变为{_place(row.now)}"


def _name(facts: Facts, row: Rank) -> str:
    found = facts.scheme.indicator_by_code.get(row.subject)
    return ("" if row.scope == CITY else row.scope) + (found.name if found else row.subject)


def _place(row: Rank | None, more: str = "") -> str:
    if row is None or row.rank is None:
        return UNRANKED
    field = f"{row.of}个参评" if row.of else "参评数不详"
    return f"第{row.rank}名（{field}{more}）"


def in_row(facts: Facts, row: Standing) -> str:
    """Return a rank as a group's row has it: then and now, how many places it moved and why.

    A reason that is unknown is told once, under the table.
    """
    scope = "" if row.now.scope == CITY else row.now.scope
    found = facts.scheme.indicator_by_code.get(row.now.subject)
    told = f"{scope}{found.name if found else ''}名次{moved_words(row)}"
    why = reason(facts, row.now, row.before)
    if not why:
        return told
    steps = fallen(row)
    way = f" {'降' if steps > 0 else '升'}{abs(steps)}位" if steps else ""
    return told + way + (f"（{why}）" if why != UNKNOWN else "")
