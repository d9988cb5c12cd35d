"""移交单.xlsx, what is handed to the assessment office: settled points by unit and head, line by line.

Only 审定 lines are in a total; every total is a formula over 逐条 with its value stored.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from msgspec import Struct

from jlhy_xl.books.scoring.facts import Line
from jlhy_xl.books.scoring.parts import OWN_FIGURES
from jlhy_xl.books.sheet import Book, Cell, Merge, Page, Sheet
from jlhy_xl.books.table import Column, Draft, Placed
from jlhy_xl.books.year.annual_facts import Year, amount
from jlhy_xl.core.raw import letters
from jlhy_xl.core.scheme.choices import Treatment
from jlhy_xl.core.scheme.model import Unit
from jlhy_xl.core.wording import annual as words

TOTALS, LINES, CAPS = "移交单", "逐条", "上限核对"
REPORTED, OPEN, SPARED, NOTES = "另行通报", "尚未审定", "不予减扣和撤销", "口径"
ADOPTED = "考核办采纳分值"
ALL = "合计"
HEAD = 3  # the headings' row on every sheet of lines
FIRST = HEAD + 1
_EMPTY = "本年度无"


def book(year: Year) -> Book:
    """Return the hand-over workbook."""
    sheets = (_totals(year), _lines(year), _caps(year), _reported(year), _open(year), _spared(year),
              _notes(year))  # fmt: skip
    return Book(sheets, title=f"{year.year}年度减扣建议移交单", active=TOTALS)


# -- what every sheet shares -------------------------------------------------------------------


def begin(year: Year, name: str, title: str, columns: Sequence[Column[Any]], *said: str) -> Draft:
    """Return a sheet with its title, when and from what it was made, and a hint."""
    draft = Draft(name)
    draft.declare([*columns])
    draft.line(title, "title_left")
    draft.raise_to(0, 30.0)
    draft.line(made(year), "hint")
    for each in said or ("",):
        draft.line(each, "hint")
    return draft


def made(year: Year) -> str:
    """Return when the book was made, from which scheme, under which rules."""
    parameters = year.scheme.parameters
    rules = parameters.rule_number or "未填（试运行，不能审定）"
    return (
        f"{year.results.now:%Y-%m-%d %H:%M} 编制　方案 {year.results.scheme_digest[:8]}　"
        f"减扣细则文号：{rules}"
    )


def finish(
    year: Year, draft: Draft, placed: Placed | None = None, *, freeze: int = 0, **page: Any
) -> Sheet:
    """Return the sheet: head frozen and repeated on paper, filters where there is a table."""
    given: dict[str, Any] = {
        "landscape": True, "area": (0, 0, max(draft.row - 1, 0), draft.right),
        "title_rows": (placed.head, placed.head) if placed else None,
        "header": f"&R&9 {year.year}年度　{draft.name}",
        "footer": f"&L&8方案 {year.results.scheme_digest[:8]}&C第 &P 页，共 &N 页",
        "margins": (0.5, 0.5, 0.7, 0.7),
    }  # fmt: skip
    return draft.sheet(
        page=Page(**{**given, **page}), freeze=(placed.first, freeze) if placed else None,
        placed=placed,
    )  # fmt: skip


# -- 移交单 ------------------------------------------------------------------------------------
class _Block(Struct, frozen=True):
    """The table of totals: which columns of 逐条 it adds up."""

    year: Year

    @property
    def heads(self) -> tuple[str, ...]:
        return (*self.year.heads, ALL)

    @property
    def right(self) -> int:
        """The column of 考核办采纳分值."""
        return 2 + 2 * len(self.heads)

    def span(self, heading: str) -> str:
        """Return a column of 逐条 as a formula names it."""
        at = letters([column.heading for column in columns(self.year)].index(heading))
        last = FIRST + max(len(self.year.settled), 1)
        return f"'{LINES}'!${at}${FIRST + 1}:${at}${last}"

    def condition(self, row: int, head: str) -> str:
        """Return the conditions of a sum: the unit named in column B, and the head."""
        given = f"{self.span('单位')},$B{row + 1}"
        if head == ALL:
            return given
        quoted = head.replace('"', '""')
        return f'{given},{self.span("类别")},"{quoted}"'


def _totals(year: Year) -> Sheet:
    block = _Block(year)
    widths = [5.0, 20.0, *([6.0, 9.0] * len(block.heads)), 11.0, 30.0]
    parameters = year.scheme.parameters
    draft = begin(
        year, TOTALS, f"{parameters.title}{year.year}年度减扣建议移交单",
        [Column[object]("", width, str) for width in widths],
        f"现将{year.year}年度经审定的减扣建议移交，请在“{ADOPTED}”栏填写采纳情况后退回一份。"
        f"只列审定的事项，逐条依据见“{LINES}”，材料见各单位材料包。",
    )  # fmt: skip
    draft.gap(6)
    _heads(draft, block)
    first = draft.row
    for number, unit in enumerate(year.units, 1):
        _unit(draft, block, number, unit)
    _sums(draft, block, first)
    draft.gap(14)
    _signatures(draft, parameters.office_name)
    return finish(year, draft, fit_tall=1 if len(year.units) <= 18 else 0)


def _heads(draft: Draft, block: _Block) -> None:
    top = draft.row
    tall = {0: "序号", 1: "单位", block.right: ADOPTED, block.right + 1: "备注"}
    for at, word in tall.items():
        draft.put(top, at, word, "head")
        draft.put(top + 1, at, None, "head")
        draft.merges.append(Merge(top, at, top + 1, at))
    for at, head in enumerate(block.heads):
        draft.span(top, 2 + 2 * at, 3 + 2 * at, head, "head")
        draft.put(top + 1, 2 + 2 * at, "条数", "head")
        draft.put(top + 1, 3 + 2 * at, "审定分值", "head")
    draft.raise_to(top, 24.0)
    draft.row = top + 2


def _unit(draft: Draft, block: _Block, number: int, unit: Unit) -> None:
    year, row = block.year, draft.row
    draft.put(row, 0, number, "body_centre")
    draft.put(row, 1, unit.name, "body_indent")
    for at, head in enumerate(block.heads):
        lines = year.lines_of(year.settled, unit.code, "" if head == ALL else head)
        given = block.condition(row, head)
        draft.put(row, 2 + 2 * at, Cell(len(lines), "count", f"=COUNTIFS({given})"))
        formula = f"=SUMIFS({block.span('审定分值')},{given})"
        draft.put(row, 3 + 2 * at, Cell(amount(lines), "points", formula))
    draft.put(row, block.right, None, "input_points")
    draft.put(row, block.right + 1, year.fate(unit.code), "body_indent")
    draft.raise_to(row, 26.0)
    draft.row += 1


def _sums(draft: Draft, block: _Block, first: int) -> None:
    row = draft.row
    draft.span(row, 0, 1, ALL, "total_left")
    for at in range(2, block.right):
        cells = [draft.cells[step, at].value for step in range(first, row)]
        value = sum((cell for cell in cells if isinstance(cell, int | Decimal)), Decimal(0))
        is_count = at % 2 == 0
        name = letters(at)
        formula = f"=SUM({name}{first + 1}:{name}{row})"
        look = "total_count" if is_count else "total_points_centre"
        draft.put(row, at, Cell(int(value) if is_count else value, look, formula))
    name = letters(block.right)
    formula = f"=SUM({name}{first + 1}:{name}{row})"
    draft.put(row, block.right, Cell(Decimal(0), "total_points_centre", formula))
    draft.put(row, block.right + 1, None, "total_left")
    draft.raise_to(row, 26.0)
    draft.row += 1


def _signatures(draft: Draft, office: str) -> None:
    middle = draft.right // 2
    for left, right in (
        (f"移交单位（盖章）：{office}", "接收单位（盖章）："),
        ("经办人：　　　　　　复核人：", "经办人：　　　　　　复核人："),
        ("移交日期：　　　　年　　月　　日", "接收日期：　　　　年　　月　　日"),
    ):
        draft.span(draft.row, 0, middle, left, "plain")
        draft.span(draft.row, middle + 1, draft.right, right, "plain")
        draft.raise_to(draft.row, 28.0)
        draft.row += 1


# -- 逐条 --------------------------------------------------------------------------------------


def columns(year: Year) -> list[Column[Line]]:
    """Return what is handed over of each settled line; the totals find columns by their headings."""
    facts = year.facts
    return [
        Column("编号", 12, lambda line: line.found.id, "key"),
        Column("单位", 16, lambda line: line.name, "body_centre"),
        Column("期次", 10, lambda line: line.found.period, "body_centre"),
        Column("规则", 6, lambda line: line.found.rule, "body_centre"),
        Column("类别", 10, lambda line: line.head, "body_centre"),
        Column("通知条款", 9, lambda line: line.clause, "body_centre"),
        Column("事项与事实", 34, lambda line: line.fact),
        Column("证据（文件、工作表、单元格、所见、时间）", 44, lambda line: facts.evidence_words(line, 4, _REST)),
        Column("上限组", 9, lambda line: year.limit(line).group, "body_centre"),
        Column("规则分值", 8, lambda line: line.found.proposed, "points"),
        Column("审定分值", 8, lambda line: line.settled, "points"),
        Column("告知和签收", 22, year.served),
        Column("异议", 20, year.objection),
        Column("复核（结论、理由、经办和复核人）", 30, year.review),
        Column("审定（机构、依据、日期）", 26, year.settlement),
        Column(ADOPTED, 10, lambda _: None, "input_points"),
        Column("说明", 20, year.note),
    ]  # fmt: skip


_REST = "另有{count}条，见材料包"


def _lines(year: Year) -> Sheet:
    shown = columns(year)
    draft = begin(
        year, LINES, f"{year.year}年度审定的减扣事项逐条", shown,
        f"一条一行，按单位、期次排列；“{ADOPTED}”由考核办填写。",
    )  # fmt: skip
    placed = draft.table(shown, year.settled, empty=_EMPTY)
    return finish(year, draft, placed, freeze=3, fit_wide=2, title_columns=(0, 2))


# -- 上限核对 ----------------------------------------------------------------------------------
class _Used(Struct, frozen=True):
    """What one unit used of one cap."""

    unit: Unit
    group: str
    lines: tuple[Line, ...]
    cap: Decimal | None

    @property
    def state(self) -> tuple[str, str]:
        """Whether it lies within the cap, and the cell's look."""
        used = amount(self.lines)
        if self.cap is None:
            return "— 未设上限", "none"
        if used > self.cap:
            return f"△ 超出{used - self.cap}，上限在审定后下调，请考核办定夺", "warn"
        return ("✓ 已达上限", "good") if used == self.cap else ("✓ 未达上限", "good")


def _caps(year: Year) -> Sheet:
    block = _Block(year)
    shown: list[Column[_Used]] = [
        Column("单位", 20, lambda row: row.unit.name, "body_indent"),
        Column("上限组", 12, lambda row: row.group, "body_centre"),
        Column("规则", 14, lambda row: "、".join(sorted({line.found.rule for line in row.lines})), "body_centre"),
        Column("条数", 7, lambda row: len(row.lines), "count"),
        Column("审定合计", 10, lambda _: None, "points"),
        Column("上限", 9, lambda row: row.cap, "points"),
        Column("核对", 40, lambda row: row.state[0], lambda row: row.state[1]),
    ]  # fmt: skip
    draft = begin(
        year, CAPS, f"{year.year}年度上限核对（按单位、规则上限组和年度）", shown,
        "审定时已按上限计分；这里逐个上限重新加总核对。单位年度上限见“（全年）”一行。",
    )  # fmt: skip
    used = [row for unit in year.units for row in _used(year, unit)]
    placed = draft.table(shown, used, empty=_EMPTY)
    for at, row in enumerate(used, placed.first):
        given = f"{block.span('单位')},$A{at + 1}"
        if row.group != _YEAR:
            given += f",{block.span('上限组')},$B{at + 1}"
        formula = f"=SUMIFS({block.span('审定分值')},{given})"
        draft.put(at, 4, Cell(amount(row.lines), "points", formula))
    return finish(year, draft, placed)


_YEAR = "（全年）"


def _used(year: Year, unit: Unit) -> list[_Used]:
    lines = year.lines_of(year.settled, unit.code)
    if not lines:
        return []
    groups: dict[str, list[Line]] = {}
    for line in lines:
        groups.setdefault(year.limit(line).group, []).append(line)
    found = [
        _Used(unit, group, tuple(those), _most([year.limit(line).most for line in those]))
        for group, those in sorted(groups.items())
    ]
    return [*found, _Used(unit, _YEAR, lines, _most([year.limit(line).year for line in lines]))]


def _most(caps: Sequence[Decimal | None]) -> Decimal | None:
    """Return the highest of the caps that were in force for one line or another; None: no cap."""
    return None if None in caps else max(each for each in caps if each is not None)


# -- apart -------------------------------------------------------------------------------------


def _common() -> list[Column[Line]]:
    return [
        Column("编号", 12, lambda line: line.found.id, "key"),
        Column("单位", 18, lambda line: line.name, "body_centre"),
        Column("期次", 10, lambda line: line.found.period, "body_centre"),
        Column("规则", 6, lambda line: line.found.rule, "body_centre"),
        Column("类别", 10, lambda line: line.head, "body_centre"),
        Column("事项与事实", 38, lambda line: line.fact),
    ]  # fmt: skip


def _reported(year: Year) -> Sheet:
    shown = [
        *_common(),
        Column[Line]("处理方式", 10, lambda line: line.unit.treatment.value if line.unit else "", "body_centre"),
        Column[Line]("证据", 40, lambda line: year.facts.evidence_words(line, 4, _REST)),
        Column[Line]("审定（机构、依据、日期）", 26, year.settlement),
    ]  # fmt: skip
    kinds = "、".join(each.value for each in Treatment if each is not Treatment.DEDUCT)
    draft = begin(
        year, REPORTED, f"{year.year}年度另行通报事项", shown,
        f"处理方式为{kinds}的单位：列为通报事项，不计分，不在移交合计之内。",
    )  # fmt: skip
    return finish(year, draft, draft.table(shown, year.reported, empty=_EMPTY), freeze=3)


def _open(year: Year) -> Sheet:
    shown = [
        *_common(),
        Column[Line]("适用分值", 9, lambda line: line.found.applied, "points"),
        Column[Line]("状态", 11, lambda line: line.found.status.value, "warn"),
        Column[Line]("还差", 24, lambda line: words.NEXT.get(line.found.status, "")),
        Column[Line]("说明", 34, lambda line: line.note),
    ]
    draft = begin(
        year, OPEN, f"{year.year}年度尚未审定的事项", shown,
        "下列事项没有走完告知、异议、复核、审定，不移交，不计入任何合计。",
    )  # fmt: skip
    return finish(year, draft, draft.table(shown, year.open, empty=_EMPTY), freeze=3)


def _spared(year: Year) -> Sheet:
    shown = [
        *_common(),
        Column[Line]("结果", 11, lambda line: line.found.status.value, "body_centre"),
        Column[Line]("责任归属", 10, lambda line: line.found.fault, "body_centre"),
        Column[Line]("理由", 46, lambda line: line.note),
    ]
    draft = begin(
        year, SPARED, f"{year.year}年度不予减扣、免于认定和撤销的事项", shown,
        "事项照列，分值为0，不在移交合计之内。",
    )  # fmt: skip
    return finish(year, draft, draft.table(shown, year.spared, empty=_EMPTY), freeze=3)


def _notes(year: Year) -> Sheet:
    draft = Draft(NOTES, (4.0, 96.0))
    draft.line("口径说明", "title_left")
    parameters = year.scheme.parameters
    most = parameters.year_cap
    said = (
        "依据：联席会议制度通知五（四）和减扣细则"
        + (
            f"（{parameters.rule_number}）。"
            if parameters.rule_number
            else "（文号未填，试运行）。"
        ),
        OWN_FIGURES + "。",
        "只有审定的事项进入合计：有审定机构、审定依据和审定日期，经办人与复核人不是同一人。",
        f"年度按期次的年份计（{year.year}-W01 起至该年最后一周），议定事项按到期日所在的周计。",
        "每条的审定分值是审定时计入上限之后的数，审定后不随规则变动。",
        f"单位年度上限：{'未设' if most is None else f'{most}分'}。报送类（A1、A2、B1）合用一个上限。",
        "合计都是“逐条”表的公式，可以筛选、核对；程序逐条与台账核对一致后才生成本单。",
        "年中停用、合并、更名的单位：事项仍列在原单位名下，备注写明承继单位，材料并附在承继单位的材料包内。",
        "名次靠后本身不是减扣的理由，须有人书面认定消极懈怠。",
    )
    for at, each in enumerate(said, 1):
        draft.put(draft.row, 0, at, "body_centre")
        draft.put(draft.row, 1, each, "body_indent")
        draft.row += 1
    return finish(year, draft, landscape=False)
