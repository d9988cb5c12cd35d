"""减扣评分表.xlsx, the desk on which points are decided: proposed, proved, settled; nothing is judged here."""

from jlhy_xl.books.scoring.facts import Facts, Line
from jlhy_xl.books.scoring.guide import guide
from jlhy_xl.books.scoring.lists import proofs, rules, spared
from jlhy_xl.books.scoring.parts import (
    FIRST,
    GUIDE,
    HEAD,
    KEPT,
    LAID_OUT,
    LINES,
    band,
    begin,
    decision_columns,
    finish,
    first_columns,
    helps,
    proof_column,
)
from jlhy_xl.books.scoring.totals import Places, totals
from jlhy_xl.books.sheet import Book, Sheet
from jlhy_xl.books.table import Column
from jlhy_xl.core.model import Status
from jlhy_xl.core.results import Results

_DEAD = {Status.REVOKED, Status.SUSPENDED, Status.UNCERTAIN}
_NONE = "本期无减扣事项"
_NONE_LAID_OUT = "本期无待认定事项"
_PROGRAM = "事项、依据和证据（由程序提出，不能改动）"
_PEOPLE = "办理情况（黄色格由经办人、复核人填写，点中单元格有填写提示）"


def book(results: Results) -> Book:
    """Return the scoring workbook; every total is a formula over the lines, with its value stored."""
    facts = Facts(results)
    lines = _lines(facts)
    laid_out, aside = _laid_out(facts), spared(facts)
    places = Places({sheet.name: _headings(sheet) for sheet in (lines, laid_out, aside)})
    sheets = (
        guide(facts), totals(facts, places), lines, laid_out, proofs(facts), rules(facts), aside,
    )  # fmt: skip
    return Book(sheets, title=f"{results.clock.label}减扣评分表", active=GUIDE)


def _headings(sheet: Sheet) -> list[str]:
    return [str(sheet.cells[HEAD, at].value) for at in sorted(sheet.widths)]


def _status(line: Line) -> str:
    if line.found.status is Status.SETTLED:
        return "good"
    return "none" if line.is_closed or line.found.status in _DEAD else "body_centre"


def _status_words(line: Line) -> str:
    sign = {"good": "✓ ", "none": "— "}.get(_status(line), "")
    return sign + line.found.status.value


def _columns(facts: Facts) -> list[Column[Line]]:
    """Return what the run says of a line; the totals find columns by their headings."""
    return [
        *first_columns(facts),
        Column("类别", 10, lambda line: line.head, "body_centre"),
        Column("条款", 8, lambda line: line.clause, "body_centre"),
        Column("事项与事实", 34, lambda line: line.fact),
        proof_column(facts),
        Column("证据（文件、工作表、单元格、所见、时间）", 50, facts.evidence_words),
        Column("拟减扣分值", 7, lambda line: line.found.proposed, "points"),
        Column("适用分值", 7, lambda line: line.found.applied, "points"),
        Column("审定分值", 7, lambda line: line.settled, "points"),
        Column("状态", 11, _status_words, _status),
        Column("责任归属", 8, lambda line: line.found.fault, "body_centre"),
        Column("说明", 28, lambda line: line.note),
    ]  # fmt: skip


def _lines(facts: Facts) -> Sheet:
    own = _columns(facts)
    columns = [*own, *(decision_columns(facts) if facts.proposed else ())]
    title = f"{_years(facts)}减扣事项逐条"
    draft = begin(
        facts.results, LINES, title, columns, len(own) - 1, KEPT + 1 if facts.proposed else 0
    )
    band(draft, (_PROGRAM, len(own) - 1), (_PEOPLE, len(columns) - 1))
    placed = draft.table(columns, facts.proposed, empty=_NONE)
    most = [column.heading for column in own].index("拟减扣分值")
    return finish(
        facts.results, draft, placed, freeze=4, tab="accent",
        page=_pages(facts.proposed),
        validations=tuple(helps(len(own), placed, most)) if facts.proposed else (),
    )  # fmt: skip


def _laid_out(facts: Facts) -> Sheet:
    own = [
        *first_columns(facts),
        Column("类别", 12, lambda line: line.head, "body_centre"),
        Column("事项与事实", 36, lambda line: line.fact),
        proof_column(facts),
        Column("列出的证据", 96, lambda line: facts.evidence_words(line, most=12)),
        Column("规则分值", 7, lambda line: line.found.proposed, "points"),
        Column("说明", 30, lambda line: line.note),
    ]  # fmt: skip
    columns = [*own, *(decision_columns(facts, wide=36) if facts.laid_out else ())]
    draft = begin(
        facts.results, LAID_OUT, "待认定事项", columns, len(own) - 1,
        KEPT + 1 if facts.laid_out else 0,
    )  # fmt: skip
    said = (
        "证据已列出，由人认定：在“理由”栏写明认定的事实和理由，并填经办人、核定分值；没有认定不计分"
    )
    band(draft, (said, len(own) - 1), (_PEOPLE, len(columns) - 1))
    placed = draft.table(columns, facts.laid_out, empty=_NONE_LAID_OUT)
    for row in range(FIRST, placed.last + 1):
        draft.raise_to(row, 90.0 if facts.laid_out else 22.0)
    most = [column.heading for column in own].index("规则分值")
    found = helps(len(own), placed, most, finding=True) if facts.laid_out else []
    return finish(
        facts.results, draft, placed, freeze=4, tab="accent", validations=tuple(found),
        page=_pages(facts.laid_out),
    )  # fmt: skip


def _pages(lines: tuple[Line, ...]) -> dict[str, object]:
    """Return how a sheet of lines prints: facts on one page, decisions on the one beside it."""
    return {"fit_wide": 2, "title_columns": (0, KEPT)} if lines else {}


def _years(facts: Facts) -> str:
    return "、".join(f"{year}年度" for year in facts.years)
