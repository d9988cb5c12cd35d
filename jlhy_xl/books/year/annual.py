"""移交单.xlsx, what is handed to the assessment office: settled points by unit and head, line by line.

Only 审定 lines are in a total; every total is a formula over 逐条 with its value stored.
"""

from collections import Counter
from decimal import Decimal

from msgspec import Struct

from jlhy_xl.books import style
from jlhy_xl.books.scoring.facts import Line
from jlhy_xl.books.scoring.parts import OWN_FIGURES
from jlhy_xl.books.sheet import Book, Cell, Merge, Sheet
from jlhy_xl.books.table import Column, Draft
from jlhy_xl.books.year.annual_caps import caps, over
from jlhy_xl.books.year.annual_facts import Year, amount
from jlhy_xl.books.year.annual_parts import (
    ADOPTED,
    EMPTY,
    KEPT,
    LINES,
    begin,
    columns,
    finish,
    span,
    whose,
)
from jlhy_xl.core.model import Status
from jlhy_xl.core.raw import letters
from jlhy_xl.core.scheme.choices import Treatment
from jlhy_xl.core.scheme.model import Unit
from jlhy_xl.core.wording import annual as words
from jlhy_xl.core.wording import ground

TOTALS = "移交单"
REPORTED, OPEN, SPARED, NOTES = "另行通报", "尚未审定", "不予减扣和撤销", "口径"
ALL = "合计"
_REMARK = 36.0  # width of 备注


def book(year: Year) -> Book:
    """Return the hand-over workbook."""
    sheets = (_totals(year), _lines(year), caps(year), _reported(year), _open(year), _spared(year),
              _notes(year))  # fmt: skip
    return Book(sheets, title=f"{year.year}年度减扣建议移交单", active=TOTALS)


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

    def condition(self, row: int, head: str) -> str:
        """Return the conditions of a sum: the unit named in column B, and the head."""
        given = f"{span(self.year, '单位')},$B{row + 1}"
        if head == ALL:
            return given
        quoted = head.replace('"', '""')
        return f'{given},{span(self.year, "类别")},"{quoted}"'


def _totals(year: Year) -> Sheet:
    block = _Block(year)
    widths = [5.0, 18.0, *([6.0, 9.0] * len(block.heads)), 11.0, _REMARK]
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
        formula = f"=SUMIFS({span(year, '审定分值')},{given})"
        draft.put(row, 3 + 2 * at, Cell(amount(lines), "points", formula))
    draft.put(row, block.right, None, "input_points")
    said = _remark(year, unit)
    draft.put(row, block.right + 1, said, "body_indent")
    draft.raise_to(row, max(26.0, style.height_of(said, _REMARK - 2) + 4))
    draft.row += 1


def _remark(year: Year, unit: Unit) -> str:
    """Return what must be known of a unit's row: its fate, a sum above today's cap, what is not 审定."""
    counts = Counter(line.found.status for line in year.open if line.found.unit == unit.code)
    told = "、".join(
        words.COUNT.format(status=status.value, count=counts[status])
        for status in Status if counts[status]
    )  # fmt: skip
    rest = words.REST.format(told=told, sheet=OPEN) if told else ""
    parts = (year.fate(unit.code), over(year, unit), rest)
    return words.JOIN.join(part for part in parts if part)


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
    adopted = f"{name}{first + 1}:{name}{row}"
    formula = f'=IF(COUNT({adopted})=0,"",SUM({adopted}))'  # nothing adopted is not 0
    draft.put(row, block.right, Cell("", "total_points_centre", formula))
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


# -- 逐条 ------------------------------------------------------------------------------------
def _lines(year: Year) -> Sheet:
    """Return the settled lines: facts on the first page, how they came to be 审定 on the one beside."""
    shown = columns(year)
    second = [column.heading for column in shown].index("告知和签收")
    draft = begin(
        year, LINES, f"{year.year}年度审定的减扣事项逐条", shown,
        f"一条一行，按单位、期次排列；“{ADOPTED}”由考核办填写。", kept=KEPT,
        beside=second,
    )  # fmt: skip
    placed = draft.table(shown, year.settled, empty=EMPTY)
    return finish(year, draft, placed, freeze=3, across=(second,), title_columns=(0, KEPT))


# -- apart -------------------------------------------------------------------------------------


def _common() -> list[Column[Line]]:
    return [*whose(), Column("事项与事实", 28, lambda line: line.fact)]


def _review(year: Year, width: float) -> Column[Line]:
    return Column("复核（结论、理由、经办和复核人）", width, year.review)


def _reported(year: Year) -> Sheet:
    shown = [
        *_common(),
        Column[Line]("处理方式", 10, lambda line: line.unit.treatment.value if line.unit else "", "body_centre"),
        Column[Line]("证据", 35, year.evidence),
        Column[Line]("审定（机构、依据、日期）", 20, year.settlement),
    ]  # fmt: skip
    kinds = "、".join(each.value for each in Treatment if each is not Treatment.DEDUCT)
    draft = begin(
        year, REPORTED, f"{year.year}年度另行通报事项", shown,
        f"处理方式为{kinds}的单位：列为通报事项，不计分，不在移交合计之内。",
    )  # fmt: skip
    return finish(year, draft, draft.table(shown, year.reported, empty=EMPTY), freeze=3)


def _open(year: Year) -> Sheet:
    shown = [
        *_common(),
        Column[Line]("适用分值", 7, lambda line: line.found.applied, "points"),
        Column[Line]("状态", 9, lambda line: line.found.status.value, "warn"),
        Column[Line]("还差", 13, lambda line: words.NEXT.get(line.found.status, "")),
        _review(year, 19),
        Column[Line]("说明", 20, year.note),
    ]
    draft = begin(
        year, OPEN, f"{year.year}年度尚未审定的事项", shown,
        "下列事项没有走完告知、异议、复核、审定，不移交，不计入任何合计。",
    )  # fmt: skip
    return finish(year, draft, draft.table(shown, year.open, empty=EMPTY), freeze=3)


def _spared(year: Year) -> Sheet:
    shown = [
        *_common(),
        Column[Line]("结果", 8, lambda line: line.found.status.value, "body_centre"),
        Column[Line]("责任归属", 6, lambda line: line.found.fault, "body_centre"),
        _review(year, 18.5),
        Column[Line]("审定（机构、依据、日期）", 15, year.settlement),
        Column[Line]("说明", 20, year.note),
    ]
    draft = begin(
        year, SPARED, f"{year.year}年度不予减扣、免于认定和撤销的事项", shown,
        "事项照列，分值为0，不在移交合计之内。",
    )  # fmt: skip
    return finish(year, draft, draft.table(shown, year.spared, empty=EMPTY), freeze=3)


def _notes(year: Year) -> Sheet:
    draft = Draft(NOTES, (4.0, 96.0))
    draft.line("口径说明", "title_left")
    parameters = year.scheme.parameters
    most = parameters.year_cap
    said = (
        f"依据：联席会议制度通知{ground.number(year.scheme)}五（四）和减扣细则"
        + (
            f"（{parameters.rule_number}）。"
            if parameters.rule_number
            else "（文号未填，试运行）。"
        ),
        OWN_FIGURES + "。",
        "只有审定的事项进入合计：有审定机构、审定依据和审定日期，经办人与复核人不是同一人。",
        f"年度按期次的年份计（{year.year}-W01 起至该年最后一周）；议定事项的期次是到期日所在的周，可能晚于编制时的周。",
        "每条的审定分值是审定时计入上限之后的数，审定后不随规则变动。",
        f"单位年度上限：{'未设' if most is None else f'{most}分'}。报送类（A1、A2、B1）合用一个上限。",
        "合计都是“逐条”表的公式，可以筛选、核对；程序逐条与台账核对一致后才生成本单。",
        "年中停用、合并、更名的单位：事项仍列在原单位名下，备注写明承继单位，材料并附在承继单位的材料包内。",
        "名次靠后本身不是减扣的理由，须有人书面认定消极懈怠。",
        f"本单按方案（校验值前8位 {year.results.scheme_digest[:8]}，见每页左下角）编制；方案内容一改，校验值就变，供核对用。",
    )
    for at, each in enumerate(said, 1):
        draft.put(draft.row, 0, at, "body_centre")
        draft.put(draft.row, 1, each, "body_indent")
        draft.row += 1
    return finish(year, draft, landscape=False)
