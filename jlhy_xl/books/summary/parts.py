"""What the summary's sheets share: heading, page, sources, words for changes; nothing is counted."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from msgspec import Struct

from jlhy_xl.books.pages import across
from jlhy_xl.books.sheet import Page, Sheet
from jlhy_xl.books.summary.facts import Facts, Line
from jlhy_xl.books.table import Column, Draft, Placed, link_to
from jlhy_xl.books.year.report_facts import short as short_name
from jlhy_xl.core.model import State
from jlhy_xl.core.values.parsed import plain
from jlhy_xl.core.wording import editions

FRONT = "总览"
CHARTS, PROGRESS, RANKS, COMPLETENESS = "图表", "指标进展", "排名", "完整性"
PROBLEMS, RESOLUTIONS = "突出问题与措施", "议定事项"
EXPERIENCE, PROPOSALS = "典型经验", "议题建议"
FINDINGS, CHANGES, RECEIPTS = "数据问题", "变动对照", "收件去向"
VERSIONS = "版本变更"
MEETINGS, NOTES = "会议与督导", "口径说明"
DETAILS, COURSE = "各栏完整性", "指标走势"
WORDED = "（文字）"
MOST = 85  # per cent: every sheet in much the same size
LEAST = 80  # per cent at which a sheet prints: 8 points of its smallest writing
PRINTED_WITHOUT = "“出处”一列只在屏幕上看，不打印。"


def begin(name: str, columns: Iterable[Column[Any]], title: str, *hints: str,
          reach: tuple[int, int] | None = None) -> Draft:  # fmt: skip
    """Return a sheet with its widths, the way back, its title and what one must know to read it.

    Args:
        name: of the sheet.
        columns: whose widths it has.
        title: in its first row.
        hints: a line each.
        reach: first and last column of a line, where the sheet prints on pages side by side.
    """
    draft = Draft(name)
    draft.declare([*columns])
    draft.reach = reach
    draft.put(0, 0, "← 总览", "link", link_to(FRONT))
    left, last = reach or (1, draft.right)
    draft.span(0, max(left, 1), last, title, "title_left")
    draft.raise_to(0, 30.0)
    draft.row = 1
    for hint in hints:
        draft.line(hint, "hint")
    return draft


class Paper(Struct, frozen=True):
    """How a sheet is laid on paper."""

    keys: int = 0  # columns that stay in sight, and are repeated on pages side by side
    stops: tuple[int, ...] = ()  # columns at which such a page may begin, where one is too narrow
    last: int | None = None  # the last column that is printed; the sheet says what is left out
    portrait: bool = False


_PLAIN = Paper()


def finish(facts: Facts, draft: Draft, placed: Placed | None = None, paper: Paper = _PLAIN,
           **more: Any) -> Sheet:  # fmt: skip
    """Return the sheet: the main table's head frozen and repeated on paper, its rows with filters.

    Without a main table the line with the way back stays in sight.
    """
    keys, last = paper.keys, draft.right if paper.last is None else paper.last
    page = Page(
        landscape=not paper.portrait, title_rows=(placed.top, placed.head) if placed else None,
        header=f"&R&10 {in_year(facts.results.clock.period, facts.results.clock.label)}　{draft.name}", footer=footer(facts, 10),
        area=(0, 0, max(draft.row - 1, 0), last), title_columns=(0, keys - 1) if keys else None,
        margins=(0.3, 0.3, 0.6, 0.6), fixed=True, over=True, largest=MOST, smallest=LEAST,
    )  # fmt: skip
    page = across(page, draft.widths, paper.stops, LEAST)
    freeze = (placed.head + 1, keys) if placed else (1, keys)
    return draft.sheet(page=page, freeze=freeze, placed=placed, more=more)


def footer(facts: Facts, size: int = 8) -> str:
    """Return the print footer: which edition, which page; a sheet may lie alone."""
    made = facts.results.edition
    parts = [f"汇总表　{editions.title(made.name if made else '')}"]
    if facts.results.masked:
        parts.append("脱敏版")
    return f"&L&{size}{'　'.join(parts)}&C&10 第 &P 页，共 &N 页"


def in_year(period: str, label: str) -> str:
    """Return a period's name with its year, which the name of a month has already.

    >>> in_year("2026-W48", "第48周（11.23—11.27）"), in_year("2026-11", "2026年11月")
    ('2026年第48周（11.23—11.27）', '2026年11月')
    """
    year = f"{period[:4]}年"
    return label if label.startswith(year) else year + label


def period_words(period: str, here: str) -> str:
    """Return another period's name in a narrow place, its year only where it is not this one's.

    >>> period_words("2026-W51", "2026-W53"), period_words("2026-W51", "2027-W01")
    ('第51周', '26年第51周')
    """
    told = short_name(period).split("\n")
    return told[1] if period[:4] == here[:4] else "".join(told)


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


_INDEX = "指数"  # of a scale: nothing is counted in it


def course(line: Line, *, measured: bool = True) -> str:
    """Return a figure before and now in words, with its measure; 约 where the unit wrote so.

    >>> row = {"last": Decimal(45), "value": Decimal(42), "measure": "工作日", "about": "约"}
    >>> course(row), course({**row, "measure": "指数(0-30)"}), course(row, measured=False)
    ('45→约42工作日', '45→约42', '45→约42')
    """
    measure = "" if not measured or line["measure"].startswith(_INDEX) else line["measure"]
    return f"{told(line['last'])}→{line['about']}{told(line['value'])}{measure}"


def moved(line: Line) -> tuple[str, str]:
    """Return how a figure has moved, with its sign, and the cell's look."""
    if line["disputed"] or (line["untrue"] and line["change"] is not None):
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
