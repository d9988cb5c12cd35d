"""版本变更: which edition this is and what differs from the one before, one row a change."""

from jlhy_xl.books.sheet import Sheet
from jlhy_xl.books.summary.facts import Facts
from jlhy_xl.books.summary.parts import VERSIONS, begin, finish
from jlhy_xl.books.table import Column
from jlhy_xl.core.standing.editions import Change
from jlhy_xl.core.wording import editions as words

_Row = tuple[int, Change]


def is_first(facts: Facts) -> bool:
    """Whether there is no edition to compare with; 口径说明 says so."""
    return facts.results.edition is None or facts.results.edition.number == 1


def is_same(facts: Facts) -> bool:
    """Whether nothing differs from the edition before, or there is none: no sheet, no page."""
    return is_first(facts) or not (facts.results.edition and facts.results.edition.changes)


def edition(facts: Facts) -> str:
    """Return which edition this is, and where its changes stand."""
    made = facts.results.edition
    name = f"本版为{words.title(made.name if made else '')}。"
    if is_first(facts):
        return f"{name}{words.FIRST}"
    return f"{name}与上一版相比没有改动。" if is_same(facts) else f"{name}改动见“{VERSIONS}”。"


def sheet(facts: Facts) -> Sheet | None:
    """Return 版本变更; None where nothing has changed, as in the first edition: 口径说明 says so."""
    if is_same(facts):
        return None
    columns: list[Column[_Row]] = [
        Column("序号", 8, lambda row: row[0], "count"),
        Column("类别", 10, lambda row: row[1].what, "body_centre"),
        Column("单位", 16, lambda row: row[1].unit or "—"),
        Column("位置", 35, lambda row: row[1].where),
        Column("上一版", 33, lambda row: row[1].before),
        Column("本版", 33, lambda row: row[1].after),
    ]
    made = facts.results.edition
    rows = list(enumerate(made.changes if made else (), 1))
    draft = begin(
        VERSIONS, columns, "版本变更", f"本版为{words.title(made.name if made else '')}。{_told(facts)}",
        "内容有变的每次汇总为新的一版；关账前为核对稿（征求意见），关账后为定稿。按单位排列；"
        "减扣事项只列本期的、只说状态，分值和其他期次的见减扣评分表。",
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
