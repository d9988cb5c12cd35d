"""What the summary's sheets share: heading, page, sources, words for changes; nothing is counted."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from jlhy_xl.books.sheet import Page, Sheet
from jlhy_xl.books.summary.facts import Facts, Line, plain
from jlhy_xl.books.table import Column, Draft, Placed, link_to
from jlhy_xl.core.model import State
from jlhy_xl.core.wording import editions

FRONT = "总览"
CHARTS, PROGRESS, RANKS, COMPLETENESS = "图表", "指标进展", "排名", "完整性"
PROBLEMS, EXPERIENCE, RESOLUTIONS = "突出问题与措施", "典型经验与建议", "议定事项"
FINDINGS, CHANGES, RECEIPTS = "数据问题", "变动对照", "收件去向"
VERSIONS = "版本变更"
MEETINGS, NOTES = "会议与督导", "口径说明"
WORDED = "（文字）"


def begin(name: str, columns: Iterable[Column[Any]], title: str, *hints: str) -> Draft:
    """Return a sheet with its widths, the way back, its title and what one must know to read it."""
    draft = Draft(name)
    draft.declare([*columns])
    draft.put(0, 0, "← 总览", "link", link_to(FRONT))
    draft.span(0, 1, draft.right, title, "title_left")
    draft.raise_to(0, 30.0)
    draft.row = 1
    for hint in hints:
        draft.line(hint, "hint")
    return draft


def finish(facts: Facts, draft: Draft, placed: Placed | None = None, *, portrait: bool = False,
           freeze: tuple[int, int] | None = None, titles: tuple[int, int] | None = None,
           **more: Any) -> Sheet:  # fmt: skip
    """Return the sheet: head frozen and repeated on paper, filters where there is a table."""
    if titles is None and placed:
        titles = placed.head, placed.head
    if freeze is None and placed:
        freeze = placed.head + 1, 0
    page = Page(
        landscape=not portrait, title_rows=titles, area=(0, 0, max(draft.row - 1, 0), draft.right),
        header=f"&R&9 {facts.results.clock.period}　{draft.name}", footer=footer(facts),
        margins=(0.5, 0.5, 0.7, 0.7),
    )  # fmt: skip
    return draft.sheet(page=page, freeze=freeze, placed=placed, more=more)


def footer(facts: Facts) -> str:
    """Return the print footer: which scheme, which edition, which page; a sheet may lie alone."""
    made = facts.results.edition
    parts = [f"方案 {facts.results.scheme_digest[:8]}", editions.title(made.name if made else "")]
    if facts.results.masked:
        parts.append("脱敏版")
    return f"&L&8{'　'.join(parts)}&C第 &P 页，共 &N 页"


def in_year(period: str, label: str) -> str:
    """Return a period's name with its year, which the name of a month has already.

    >>> in_year("2026-W48", "第48周（11.23—11.27）"), in_year("2026-11", "2026年11月")
    ('2026年第48周（11.23—11.27）', '2026年11月')
    """
    year = f"{period[:4]}年"
    return label if label.startswith(year) else year + label


def source(row: Line | Any) -> str:
    r"""Return where a figure was read: file, sheet and cell; "" where nothing was.

    >>> source({"file": "a.xlsx", "sheet": "指标进展表", "cell": "J5"})
    'a.xlsx\n指标进展表!J5'
    """
    get = row.get if isinstance(row, dict) else lambda name: getattr(row, name)
    place = "!".join(part for part in (get("sheet"), get("cell")) if part)
    return "\n".join(part for part in (get("file"), place) if part)


def is_worded(value: object) -> bool:
    """Whether a value is words, too long for a figure's column."""
    return isinstance(value, str)


def figure(value: Any) -> Any:
    """Return a figure for a narrow column; words are told elsewhere in the row."""
    return WORDED if is_worded(value) else value


def told(value: Any) -> str:
    """Return a value in words for a sentence.

    >>> told(Decimal("2.50")), told(None), told("好")
    ('2.5', '—', '好')
    """
    if isinstance(value, Decimal):
        return plain(value)
    return str(value) if value not in (None, "") else "—"


def moved(line: Line) -> tuple[str, str]:
    """Return how a figure has moved, with its sign, and the cell's look."""
    if line["disputed"]:
        return "△ 待核", "warn"
    if line["change"] is None:
        return "—", "body_centre"
    if line["change"] == 0:
        return "＝ 持平", "body_centre"
    if line["better"] is None:
        return "· 有变动", "body_centre"
    return ("✓ 变好", "good") if line["better"] else ("✗ 变差", "bad")


def standing(facts: Facts, line: Line) -> tuple[str, str]:
    """Return a row's status word with its sign, and the cell's look."""
    if not line["status"]:
        is_same = line["state"] == State.UNCHANGED.value
        word = "— 未报" if facts.is_closed else "— 待报"
        return ("＝ 无变化", "body_centre") if is_same else (word, "none")
    if line["overdue"]:
        return "✗ 逾期", "bad"
    if line["lagging"]:
        return f"△ {line['status']}", "warn"
    return f"✓ {line['status']}", "good"


def day_words(day: date | None, otherwise: str = "") -> str:
    """Return a day as a table shows it."""
    return day.isoformat() if day else otherwise


def short(text: str, most: int) -> str:
    """Return the text in at most that many characters, … where it goes on.

    >>> short("水电气联合报装", 5)
    '水电气联…'
    """
    flat = "；".join(part.strip() for part in text.splitlines() if part.strip())
    return flat if len(flat) <= most else flat[: most - 1] + "…"
