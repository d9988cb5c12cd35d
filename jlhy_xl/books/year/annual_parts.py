"""What 移交单's sheets and the packets share: head, page, the columns of 逐条 that the totals add up."""

from collections.abc import Sequence
from typing import Any

from jlhy_xl.books.scoring.facts import Line
from jlhy_xl.books.scoring.parts import KEY_WIDTH
from jlhy_xl.books.sheet import Page, Sheet
from jlhy_xl.books.table import Column, Draft, Placed
from jlhy_xl.books.year.annual_facts import Year
from jlhy_xl.core.raw import letters

LINES = "逐条"
ADOPTED = "考核办采纳分值"
HEAD = 3  # the headings' row on every sheet of lines
FIRST = HEAD + 1
KEPT = 2  # the last column of 逐条 that every page repeats: 编号 to 期次
EMPTY = "本年度无"


def begin(
    year: Year,
    name: str,
    title: str,
    columns: Sequence[Column[Any]],
    *said: str,
    kept: int = -1,
    beside: int = 0,
) -> Draft:
    """Return a sheet with its title, when and from what it was made, and a hint.

    Args:
        year: whose rules the head names.
        name: the sheet's.
        title: what stands on top.
        columns: whose widths the sheet has.
        said: hints, a line each.
        kept: the last column that every page repeats: the title keeps to these columns, so that
            each page has it whole, and the other lines begin behind them, so that none is cut.
        beside: the first column of the page beside the first, where the lines stand again.
    """
    draft = Draft(name)
    draft.declare([*columns])
    look = "title_left" if kept < 0 else "title_wrapped"
    draft.line(title, look, right=kept if kept >= 0 else None)
    draft.raise_to(0, 30.0)
    for each in (made(year), *(said or ("",))):
        draft.span(draft.row, kept + 1, (beside or draft.right + 1) - 1, each, "hint")
        if beside:
            draft.span(draft.row, beside, draft.right, each, "hint")
        draft.row += 1
    return draft


def made(year: Year) -> str:
    """Return when the book was made, under which rules; which scheme stands in 口径 and the page's foot."""
    parameters = year.scheme.parameters
    rules = parameters.rule_number or "未填（试运行，不能审定）"
    return f"{year.results.now:%Y-%m-%d %H:%M} 编制　减扣细则文号：{rules}"


def finish(
    year: Year, draft: Draft, placed: Placed | None = None, *, freeze: int = 0, **page: Any
) -> Sheet:
    """Return the sheet: head frozen and repeated on paper, filters where there is a table."""
    given: dict[str, Any] = {
        "landscape": True, "area": (0, 0, max(draft.row - 1, 0), draft.right),
        "title_rows": (placed.head, placed.head) if placed else None,
        "header": f"&R&9 {year.year}年度　{draft.name}",
        "footer": f"&L&8方案 {year.results.scheme_digest[:8]}&C第 &P 页，共 &N 页",
        "margins": (0.3, 0.3, 0.6, 0.6),
    }  # fmt: skip
    return draft.sheet(
        page=Page(**{**given, **page}), freeze=(placed.first, freeze) if placed else None,
        placed=placed,
    )  # fmt: skip


def whose() -> list[Column[Line]]:
    """Return the columns that tell one line from the others: number, unit, period, rule."""
    return [
        Column("编号", KEY_WIDTH, lambda line: line.found.id, "key"),
        Column("单位", 12, lambda line: line.name, "body_centre"),
        Column("期次", 9, lambda line: line.found.period, "body_centre"),
        Column("规则", 5.5, lambda line: line.found.rule, "body_centre"),
        Column("类别", 8.5, lambda line: line.head, "body_centre"),
    ]


def columns(year: Year) -> list[Column[Line]]:
    """Return what is handed over of each settled line; the totals find columns by their headings."""
    return [
        *whose(),
        Column("通知条款", 7, lambda line: line.clause, "body_centre"),
        Column("事项与事实", 30, lambda line: line.fact),
        Column("证据（文件、工作表、单元格、所见、时间）", 37.5, year.evidence),
        Column("上限组", 8, lambda line: year.limit(line).name, "body_centre"),
        Column("规则分值", 7, lambda line: line.found.proposed, "points"),
        Column("审定分值", 7, lambda line: line.settled, "points"),
        Column("告知和签收", 18, year.served),
        Column("异议", 16, year.objection),
        Column("复核（结论、理由、经办和复核人）", 25, year.review),
        Column("审定（机构、依据、日期）", 19.5, year.settlement),
        Column(ADOPTED, 10, lambda _: None, "input_points"),
        Column("说明", 23, year.note),
    ]  # fmt: skip


def span(year: Year, heading: str) -> str:
    """Return a column of 逐条 as a formula names it."""
    at = letters([column.heading for column in columns(year)].index(heading))
    last = FIRST + max(len(year.settled), 1)
    return f"'{LINES}'!${at}${FIRST + 1}:${at}${last}"
