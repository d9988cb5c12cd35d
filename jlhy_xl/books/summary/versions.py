"""版本变更: which edition this is and what differs from the one before, one row a change."""

from jlhy_xl.books.sheet import Sheet
from jlhy_xl.books.summary.facts import Facts
from jlhy_xl.books.summary.parts import VERSIONS, begin, finish
from jlhy_xl.books.table import Column
from jlhy_xl.core.standing.editions import Change
from jlhy_xl.core.wording import editions as words

_Row = tuple[int, Change]


def sheet(facts: Facts) -> Sheet:
    """Return 版本变更; the first edition has nothing to be compared with and says so."""
    columns: list[Column[_Row]] = [
        Column("序号", 9, lambda row: row[0], "count"),
        Column("类别", 12, lambda row: row[1].what, "body_centre"),
        Column("单位", 18, lambda row: row[1].unit or "—"),
        Column("位置", 44, lambda row: row[1].where),
        Column("上一版", 36, lambda row: row[1].before),
        Column("本版", 36, lambda row: row[1].after),
    ]
    made = facts.results.edition
    rows = list(enumerate(made.changes if made else (), 1))
    draft = begin(
        VERSIONS, columns, "版本变更", f"本版为{words.title(made.name if made else '')}。{_told(facts)}",
        "内容有变的每次汇总为新的一版；关账前为核对稿（征求意见），关账后为定稿。",
    )  # fmt: skip
    return finish(facts, draft, draft.table(columns, rows, empty=words.NO_CHANGE))


def _told(facts: Facts) -> str:
    """Return how many changes there are of each kind; they add up."""
    made = facts.results.edition
    if made is None or made.number == 1:
        return words.FIRST
    counts = [
        (part, sum(row.what == part for row in made.changes)) for part in words.PARTS.values()
    ]
    kinds = "，".join(f"{part} {count} 处" for part, count in counts)
    return f"与上一版相比改动 {len(made.changes)} 处：{kinds}。"
