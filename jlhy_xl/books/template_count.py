"""The live countdown: plain formulas for 应填, 已填, 还差 and 进展滞后, each with its stored value.

Only IF, AND, OR, SUM, SUMPRODUCT, COUNTIF, COUNTA, LEN, TRIM, ISNUMBER and DATE: Excel, WPS and
LibreOffice all reckon them alike.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from jlhy_xl.books.sheet import Cell
from jlhy_xl.books.template_layout import (
    DUE,
    STATUS,
    UNCHANGED,
    YES,
    Layout,
)
from jlhy_xl.core.choices import Direction, Need, Role
from jlhy_xl.core.lagging import ASKED, DONE, lagging
from jlhy_xl.core.obligations import Row
from jlhy_xl.core.prefill import prefilled
from jlhy_xl.core.raw import a1, letters
from jlhy_xl.core.scheme_model import Field


@dataclass(frozen=True, slots=True)
class Count:
    """One form's countdown: formulas and what they give when the template leaves us."""

    expected: Cell
    missing: Cell
    touched: str  # a formula term: more than 0 once any open cell differs from what was sent

    @property
    def is_complete(self) -> bool:
        """Whether nothing is missing from the start."""
        return self.missing.value == 0


def count(layout: Layout, no_change: str) -> Count:
    """Return a form's countdown.

    Args:
        layout: the form sheet.
        no_change: the address of the answer to 全部无变化, with its sheet.
    """
    fixed = [item for item in layout.columns if any(_required(layout, item))]
    conditional = [
        item
        for item in layout.columns
        if any(layout.is_required_when_lagging(item, row) for row in layout.rows)
    ]
    now_lagging = [is_lagging(layout, row) for row in layout.rows]
    expected = sum(sum(_required(layout, item)) for item in fixed) + len(conditional) * sum(
        now_lagging
    )
    terms = [_blanks(layout, item, _required(layout, item)) for item in fixed]
    terms += [_lagging_blanks(layout, item) for item in conditional]
    missing = _missing_now(layout, fixed) + len(conditional) * sum(now_lagging)
    return Count(
        expected=Cell(expected, "count", formula=_expected(layout, fixed, conditional)),
        missing=Cell(
            missing, "count", formula=f'=IF({no_change}="{YES}",0,{"+".join(terms) or "0"})'
        ),
        touched=_touched(layout),
    )


def _required(layout: Layout, item: Field) -> list[bool]:
    return [layout.is_required(item, row) for row in layout.rows]


def _missing_now(layout: Layout, fixed: list[Field]) -> int:
    return sum(
        layout.is_required(item, row) and layout.start(item, row) in (None, "")
        for item in fixed
        for row in layout.rows
    )


def _lag_column(layout: Layout) -> int | None:
    return next((at for at, item in enumerate(layout.columns) if item.role is Role.COMPUTED), None)


def _expected(layout: Layout, fixed: list[Field], conditional: list[Field]) -> str:
    number = sum(sum(_required(layout, item)) for item in fixed)
    column = _lag_column(layout)
    if not conditional or column is None:
        return f"={number}"
    return f'={number}+{len(conditional)}*COUNTIF({layout.span(column)},"{YES}")'


def _blanks(layout: Layout, item: Field, required: list[bool]) -> str:
    column = layout.columns.index(item)
    factors = [f"(LEN(TRIM({layout.span(column)}))=0)", *_still_asked(layout)]
    if not all(required):
        factors.append("{" + ";".join(str(int(each)) for each in required) + "}")
    elif len(factors) == 1:
        factors.append("1")
    return f"SUMPRODUCT({'*'.join(factors)})"


def _lagging_blanks(layout: Layout, item: Field) -> str:
    column = layout.columns.index(item)
    lag = _lag_column(layout)
    factors = [f"(LEN(TRIM({layout.span(column)}))=0)", *_still_asked(layout)]
    factors.append(f'({layout.span(lag)}="{YES}")' if lag is not None else "0")
    return f"SUMPRODUCT({'*'.join(factors)})"


def _still_asked(layout: Layout) -> list[str]:
    column = layout.column(UNCHANGED)
    return [] if column is None else [f'({layout.span(column)}<>"{YES}")']


def _touched(layout: Layout) -> str:
    """Cells that were sent blank are counted when filled, prefilled ones when they differ."""
    terms = []
    for at, item in enumerate(layout.columns):
        if item.role is not Role.FILL or not layout.rows:
            continue
        starts = [layout.start(item, row) for row in layout.rows]
        if not any(starts):
            terms.append(f"COUNTA({layout.span(at)})")
            continue
        for step, start in enumerate(starts):
            cell = f"{layout.span(at).partition('!')[0]}!${letters(at)}${layout.row_of(step) + 1}"
            words = str(start or "").replace('"', '""')
            terms.append(f'({cell}<>"{words}")')
    return "+".join(terms) or "0"


def lagging_cell(layout: Layout, row: Row, step: int, look: str) -> Cell:
    """Return the cell of 进展滞后: 是 when overdue, postponed or worse than last period."""
    sheet_row = layout.row_of(step)
    terms = [*_overdue(layout, sheet_row), *_postponed(layout, sheet_row)]
    terms += _worse(layout, row, sheet_row)
    value = YES if is_lagging(layout, row) else ""
    if not terms:
        return Cell(None, look)
    return Cell(value, look, formula=f'=IF(OR({",".join(terms)}),"{YES}","")')


def is_lagging(layout: Layout, row: Row) -> bool:
    """Whether the row is 进展滞后 before anyone types: only a prefilled 完成时限 can make it so."""
    at = layout.column(DUE)
    if at is None or _lag_column(layout) is None:
        return False
    due = layout.start(layout.columns[at], row)
    due = due if isinstance(due, date) else None
    return lagging(None, None, Direction.UNDECIDED, due, "", layout.issue.day).lagging


def _overdue(layout: Layout, sheet_row: int) -> list[str]:
    due, status = layout.column(DUE), layout.column(STATUS)
    if due is None:
        return []
    cell, day = a1(sheet_row, due), layout.issue.day
    parts = [f"ISNUMBER({cell})", f"{cell}<DATE({day.year},{day.month},{day.day})"]
    if status is not None:
        parts.append(f'{a1(sheet_row, status)}<>"{DONE}"')
    return [f"AND({','.join(parts)})"]


def _postponed(layout: Layout, sheet_row: int) -> list[str]:
    status = layout.column(STATUS)
    return [] if status is None else [f'{a1(sheet_row, status)}="{ASKED}"']


def _worse(layout: Layout, row: Row, sheet_row: int) -> list[str]:
    at = next((at for at, item in enumerate(layout.columns) if item.need is Need.DUE), None)
    found = row.indicator
    if at is None or found is None or found.is_worded or found.direction is Direction.UNDECIDED:
        return []
    last = last_value(layout, layout.columns[at], row)
    if last is None:
        return []
    cell = a1(sheet_row, at)
    sign = ">" if found.direction is Direction.LOWER else "<"
    return [f"AND(ISNUMBER({cell}),{cell}{sign}{last:f})"]


def last_value(layout: Layout, item: Field, row: Row) -> Decimal | None:
    """Return last period's value of a field as a number, None where it was none or words."""
    issue = layout.issue
    source = Field(item.form, item.code, item.label, item.type, prefill=f"上期.{item.code}")
    words = prefilled(issue.scheme, issue.duty, issue.prior, source, row)
    try:
        found = Decimal(str(words))
    except InvalidOperation:
        return None
    return found if found.is_finite() else None
