"""单位汇总: each unit's lines and points by head, as formulas over 逐条; units outside the assessment apart."""

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal

from msgspec import Struct

from jlhy_xl.books.scoring.facts import (
    Facts,
    Line,
    cut,
    cut_words,
    of,
    total,
    years,
)
from jlhy_xl.books.scoring.parts import FIRST, LAID_OUT, LINES, SPARED, TOTALS, begin, finish_year
from jlhy_xl.books.scoring.waiting import long_waiting
from jlhy_xl.books.sheet import Cell, Merge, Sheet
from jlhy_xl.books.table import Column, Draft, link_to
from jlhy_xl.core.model import Status
from jlhy_xl.core.raw import letters
from jlhy_xl.core.scheme.choices import Treatment
from jlhy_xl.core.scheme.model import Unit
from jlhy_xl.core.values.parsed import plain
from jlhy_xl.core.wording import deductions as words
from jlhy_xl.core.wording.caps import YEAR

ALL = "合计"
_IDLE = (Status.UNCERTAIN, Status.REVOKED, Status.SUSPENDED)
_COUNT, _APPLIED, _SETTLED = "条数", "适用", "审定"
_HINT = (
    "“适用”为计入上限之后的分值（含已审定的），“审定”为其中已经审定的分值，年终只计审定。"
    "“条数”含待确认、撤销、暂缓的事项，其中计分的条数见末列。点击数字可到对应的行。"
)


class Places(Struct, frozen=True):
    """Which heading stands in which column of each sheet of lines."""

    headings: Mapping[str, Sequence[str]]  # sheet → headings

    def span(self, sheet: str, heading: str, count: int) -> str:
        """Return a column's cells as a formula names them."""
        name = letters(self.headings[sheet].index(heading))
        return f"'{sheet}'!${name}${FIRST + 1}:${name}${FIRST + max(count, 1)}"

    def link(self, facts: Facts, sheet: str, lines: Sequence[Line]) -> str:
        """Return the link to the first of some lines, "" where there is none."""
        return link_to(sheet, FIRST + facts.places[lines[0].found.id]) if lines else ""


class _Block(Struct, frozen=True):
    """The table of one year and one kind of units."""

    facts: Facts
    places: Places
    year: int

    @property
    def heads(self) -> tuple[str, ...]:
        return (*self.facts.heads, ALL)

    @property
    def aside(self) -> int:
        """The first column right of the heads."""
        return 1 + 3 * len(self.heads)

    def condition(self, sheet: str, count: int, row: int, head: str) -> str:
        """Return a SUMIFS' conditions: the unit named in column A, the year, the head."""
        unit = f"{self.places.span(sheet, '单位', count)},$A{row + 1}"
        year = f'{self.places.span(sheet, "期次", count)},"{self.year}-*"'
        parts = [unit, year]
        if head != ALL:
            quoted = head.replace('"', '""')
            parts.append(f'{self.places.span(sheet, "类别", count)},"{quoted}"')
        return ",".join(parts)


def totals(facts: Facts, places: Places) -> Sheet:
    """Return the sheet of totals."""
    widths = [16.0, *([6.0, 7.0, 7.0] * (len(facts.heads) + 1)), 8.0, 8.0, 31.0]
    columns = [Column[object]("", width, str) for width in widths]
    draft = begin(facts.results, TOTALS, f"{years(facts)}减扣评分单位汇总", columns)
    draft.line(_HINT, "hint")
    heads = (draft.row + 1, draft.row + 2)  # of the first table, below its caption
    for year in facts.years:
        for counted in (True, False):
            units = facts.units_in_points(counted=counted)
            if units:
                draft.line(_caption(facts, year, counted=counted), "section")
                _table(draft, _Block(facts, places, year), units)
                draft.gap()
    return finish_year(facts.results, draft, page={"title_rows": heads}, tab="accent")


def _caption(facts: Facts, year: int, *, counted: bool) -> str:
    if counted:
        return f"{year}年度" + ("（试运行，仅作提示）" if facts.scheme.is_trial else "")
    named = "、".join(each.value for each in Treatment if each is not Treatment.DEDUCT)
    return f"{year}年度　处理方式为{named}的单位：只列事项，不计分"


def _table(draft: Draft, block: _Block, units: Sequence[Unit]) -> None:
    _heads(draft, block)
    first = draft.row
    for unit in units:
        _unit(draft, block, unit)
    _sums(draft, block, first)


def _heads(draft: Draft, block: _Block) -> None:
    top = draft.row
    tall = {
        0: "单位",
        block.aside: LAID_OUT,
        block.aside + 1: SPARED,
        block.aside + 2: "上限与提示",
    }
    for at, word in tall.items():
        draft.put(top, at, word, "head")
        draft.put(top + 1, at, None, "head")
        draft.merges.append(Merge(top, at, top + 1, at))
    for at, head in enumerate(block.heads):
        draft.span(top, 1 + 3 * at, 3 + 3 * at, head, "head")
        for step, part in enumerate((_COUNT, _APPLIED, _SETTLED)):
            draft.put(top + 1, 1 + 3 * at + step, part, "head")
    draft.raise_to(top, 24.0)
    draft.row = top + 2


def _unit(draft: Draft, block: _Block, unit: Unit) -> None:
    facts, row = block.facts, draft.row
    draft.put(row, 0, unit.name, "body_indent")
    for at, head in enumerate(block.heads):
        lines = of(facts.proposed, unit.code, block.year, "" if head == ALL else head)
        link = block.places.link(facts, LINES, lines)
        count = len(facts.proposed)
        given = block.condition(LINES, count, row, head)
        left = 1 + 3 * at
        draft.put(row, left, Cell(len(lines), "count_link", f"=COUNTIFS({given})", link))
        for step, heading in enumerate(("适用分值", "审定分值"), 1):
            amounts = block.places.span(LINES, heading, count)
            value = total(lines, settled=step == 2)
            draft.put(
                row, left + step, Cell(value, "points_link", f"=SUMIFS({amounts},{given})", link)
            )
    for at, (sheet, lines) in enumerate(
        ((LAID_OUT, facts.laid_out), (SPARED, facts.spared)), block.aside
    ):
        own = of(lines, unit.code, block.year)
        formula = f"=COUNTIFS({block.condition(sheet, len(lines), row, ALL)})"
        link = block.places.link(facts, sheet, own)
        draft.put(row, at, Cell(len(own), "count_link", formula, link))
    draft.put(row, block.aside + 2, _notes(block, unit), "body_indent")
    draft.raise_to(row, 24.0)
    draft.row += 1


def _sums(draft: Draft, block: _Block, first: int) -> None:
    row = draft.row
    draft.put(row, 0, ALL, "total_left")
    for at in range(1, block.aside + 2):
        name = letters(at)
        cells = [draft.cells[step, at].value for step in range(first, row)]
        is_count = at >= block.aside or at % 3 == 1
        value = sum((cell for cell in cells if isinstance(cell, int | Decimal)), Decimal(0))
        look = "total_count_link" if is_count else "total_points_link"
        formula = f"=SUM({name}{first + 1}:{name}{row})"
        draft.put(row, at, Cell(int(value) if is_count else value, look, formula))
    draft.put(row, block.aside + 2, None, "total_left")
    draft.raise_to(row, 24.0)
    draft.row += 1


def _notes(block: _Block, unit: Unit) -> str:
    """Return which caps have cut the unit's lines, and how it is treated."""
    facts = block.facts
    lines = of(facts.proposed, unit.code, block.year)
    said = [] if unit.treatment is Treatment.DEDUCT else [unit.treatment.value]
    cuts = cut(lines)
    said += [f"受{named}限制：{cut_words(those)}" for named, those in cuts.items()]
    most = facts.scheme.parameters.year_cap
    if most is not None and total(lines) >= most:
        full = YEAR.format(most=plain(most))
        said += [] if full in cuts else [f"{full}已用满"]
    idle = [line for line in lines if line.found.status in _IDLE]
    if idle:
        counts = Counter(line.found.status for line in idle)
        told = "、".join(f"{status.value}{counts[status]}条" for status in _IDLE if counts[status])
        said.append(f"{len(lines)}条中{told}，不计分；计分{len(lines) - len(idle)}条")
    if told := long_waiting(facts, lines):
        said.append(told)
    if unit.office:
        said.append("审定由总召集人办理")
    return words.JOIN.join(said)
