"""减扣评分表.xlsx, the desk on which points are decided: proposed, proved, settled; nothing is judged here."""

from decimal import Decimal

from msgspec import Struct

from jlhy_xl.books.scoring.facts import SHOWN, Facts, Line, years
from jlhy_xl.books.scoring.guide import guide
from jlhy_xl.books.scoring.lists import proofs, rules, spared
from jlhy_xl.books.scoring.parts import (
    FIRST,
    GUIDE,
    HEAD,
    KEPT,
    LAID_OUT,
    LINES,
    again,
    band,
    begin,
    decision_columns,
    finish_year,
    first_columns,
    helps,
    proof_column,
)
from jlhy_xl.books.scoring.totals import Places, totals
from jlhy_xl.books.sheet import Book, Sheet
from jlhy_xl.books.table import TALLEST, Column
from jlhy_xl.core.model import Status
from jlhy_xl.core.results import Results
from jlhy_xl.core.wording.deductions import COLUMNS

ONE_MORE = 16.0  # points of a line
_DEAD = {Status.REVOKED, Status.SUSPENDED, Status.UNCERTAIN}
_NONE = "截至目前无减扣事项"
_NONE_LAID_OUT = "截至目前无待认定事项"
_PROGRAM = "事项、依据和证据（由程序提出，不能改动）"
_STATE = "状态和说明（由程序给出）"
_TOLD = "告知和异议（黄色格由经办人填写，点中单元格有填写提示）"
_DECIDED = "复核和审定（黄色格由经办人、复核人填写）"
_EVIDENCE_LAID_OUT = (
    "证据已列出，由人认定：在“理由”栏写明认定的事实和理由，并填经办人、核定分值；没有认定不计分"
)


def book(results: Results) -> Book:
    """Return the scoring workbook; every total is a formula over the lines, with its value stored."""
    facts = Facts(results)
    lines = _lines(facts)
    laid_out, aside = _laid_out(facts), spared(facts)
    places = Places({sheet.name: _headings(sheet) for sheet in (lines, laid_out, aside)})
    sheets = (
        guide(facts), totals(facts, places), lines, laid_out, proofs(facts), rules(facts), aside,
    )  # fmt: skip
    return Book(sheets, title=f"{years(facts)}减扣评分表", active=GUIDE)


def _headings(sheet: Sheet) -> list[str]:
    return [str(sheet.cells[HEAD, at].value) for at in sorted(sheet.widths)]


def _status(line: Line) -> str:
    if line.found.status is Status.SETTLED:
        return "good"
    return "none" if line.is_closed or line.found.status in _DEAD else "body_centre"


def _status_words(line: Line) -> str:
    sign = {"good": "✓ ", "none": "— "}.get(_status(line), "")
    return sign + line.found.status.value


def _proposed(line: Line) -> Decimal | None:
    """Return what the rule proposes; nothing is proposed while it is not clear whose delay it is."""
    return None if line.found.status is Status.UNCERTAIN else line.found.proposed


def _columns(facts: Facts) -> list[Column[Line]]:
    """Return what the run says of a line; the totals find columns by their headings."""
    return [
        *first_columns(facts),
        Column("类别", 8.5, lambda line: line.head, "body_centre"),
        Column("条款", 6.5, lambda line: line.clause, "body_centre"),
        Column("事项与事实", 27, lambda line: line.fact),
        proof_column(facts),
        Column("证据（文件、工作表、单元格、所见、时间）", 32.5, facts.evidence_words),
        Column("拟减扣分值", 7, _proposed, "points"),
        Column("适用分值", 7, lambda line: line.found.applied, "points"),
        Column("审定分值", 7, lambda line: line.settled, "points"),
        Column("状态", 9.5, _status_words, _status),
        Column("责任归属", 7, lambda line: line.fault, "body_centre"),
        Column("说明", 19, facts.remark),
    ]  # fmt: skip


def _lines(facts: Facts) -> Sheet:
    own = _columns(facts)
    return _desk(
        facts, _Desk(LINES, f"{years(facts)}减扣事项逐条", own, "拟减扣分值", "状态", _NONE),
        facts.proposed, _PROGRAM,
    )  # fmt: skip


def _laid_out(facts: Facts) -> Sheet:
    own = [
        *first_columns(facts),
        Column("类别", 10, lambda line: line.head, "body_centre"),
        Column("事项与事实", 26, lambda line: line.fact),
        proof_column(facts),
        Column("列出的证据", 53, lambda line: facts.evidence_words(line, most=12)),
        Column("规则分值", 7, lambda line: line.found.proposed, "points"),
        Column("说明", 26, facts.remark),
    ]  # fmt: skip
    return _desk(
        facts, _Desk(LAID_OUT, f"{years(facts)}待认定事项", own, "规则分值", "说明", _NONE_LAID_OUT),
        facts.laid_out, _EVIDENCE_LAID_OUT,
    )  # fmt: skip


class _Desk(Struct, frozen=True):
    """A sheet on which people decide."""

    name: str
    title: str
    own: list[Column[Line]]  # what the run says of a line
    most: str  # heading of the rule's own figure
    second: str  # heading of the first column on the second page
    empty: str


def _desk(facts: Facts, desk: _Desk, lines: tuple[Line, ...], said: str) -> Sheet:
    """Return the sheet: facts on the first page, 告知 and 异议 on the second, 复核 and 审定 on the third."""
    is_finding = desk.name == LAID_OUT
    decided = decision_columns(facts) if lines else []
    columns = [*desk.own, *decided]
    names = [column.heading for column in columns]
    across = [names.index(desk.second)]
    across += [names.index(COLUMNS["outcome"])] if lines else []
    draft = begin(
        facts.results, desk.name, desk.title, columns, across[0] - 1, KEPT + 1 if lines else 0
    )
    if lines:
        parts = (across[0], across[1] - 1), (across[1], len(columns) - 1)
        again(facts.results, draft, parts)
        ends = (across[0] - 1, len(desk.own) - 1, across[1] - 1, len(columns) - 1)
        band(draft, *zip((said, _STATE, _TOLD, _DECIDED), ends, strict=True))
    else:
        band(draft, (said, len(columns) - 1))
    placed = draft.table(columns, lines, empty=desk.empty)
    if is_finding:
        for row in range(FIRST, placed.last + 1):
            draft.raise_to(row, 90.0 if lines else 22.0)
    for row, line in enumerate(lines, placed.first):
        if any("@" in piece.found for piece in line.found.evidence[:SHOWN]):
            # an address is not broken: it may leave a line short, and need one more
            draft.raise_to(row, min(draft.heights[row] + ONE_MORE, TALLEST))
    found = (
        helps(len(desk.own), placed, names.index(desk.most), finding=is_finding) if lines else []
    )
    return finish_year(
        facts.results, draft, placed, freeze=4, tab="accent", validations=tuple(found),
        page={"across": tuple(across), "title_columns": (0, KEPT), "title_rows": (HEAD - 1, HEAD)}
        if lines else {},
    )  # fmt: skip
