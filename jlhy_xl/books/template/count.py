"""The live countdown: plain formulas for 应填, 已填, 还差 and 进展滞后, each with its stored value.

Only IF, AND, OR, MAX, SUM, SUMPRODUCT, COUNTIF, COUNTA, LEN, TRIM, FIND, ISNUMBER and DATE: Excel,
WPS and LibreOffice all reckon them alike. Every formula reads whole ranges, and what a row is asked
for stands in the row itself (a hidden column): a row put in asks nothing, a row taken out is missing.
"""

from datetime import date
from decimal import Decimal, InvalidOperation

from msgspec import Struct

from jlhy_xl.books.sheet import Cell
from jlhy_xl.books.template.layout import (
    DUE,
    STATUS,
    UNCHANGED,
    YES,
    Layout,
)
from jlhy_xl.core.raw import a1
from jlhy_xl.core.returns.lagging import ASKED, DONE, lagging
from jlhy_xl.core.returns.obligations import Row
from jlhy_xl.core.returns.prefill import prefilled
from jlhy_xl.core.scheme.choices import Direction, Need, Role
from jlhy_xl.core.scheme.model import Field


class Count(Struct, frozen=True):
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
    terms = [_filled(layout, item) for item in fixed]
    terms += [_filled_when_lagging(layout, item) for item in conditional]
    missing = _missing_now(layout, fixed) + len(conditional) * sum(now_lagging)
    asked = _expected(layout, fixed, conditional)
    left = f"MAX(0,{asked}-({'+'.join(terms)}))" if terms else "0"
    return Count(
        expected=Cell(expected, "count", formula=f"={asked}"),
        missing=Cell(missing, "count", formula=f'=IF({no_change}="{YES}",0,{left})'),
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
        return str(number)
    return f'{number}+{len(conditional)}*COUNTIF({layout.span(column)},"{YES}")'


def _filled(layout: Layout, item: Field) -> str:
    asked = f'ISNUMBER(FIND("{asked_mark(item)}",{layout.span(layout.asked)}))'
    return f"SUMPRODUCT({asked}*{_answered(layout, item)})"


def _filled_when_lagging(layout: Layout, item: Field) -> str:
    lag = _lag_column(layout)
    if lag is None:
        return "0"
    return f'SUMPRODUCT(({layout.span(lag)}="{YES}")*{_answered(layout, item)})'


def _answered(layout: Layout, item: Field) -> str:
    """Return the rows that hold an answer, or say 本周无变化."""
    typed = f"(LEN(TRIM({layout.span(layout.columns.index(item))}))>0)"
    column = layout.column(UNCHANGED)
    return typed if column is None else f'({typed}+({layout.span(column)}="{YES}")>0)'


def asked_mark(item: Field) -> str:
    """Return how a row's hidden cell names a field that it is asked for.

    >>> asked_mark(Field("progress", "value", "现状值"))
    '/value/'
    """
    return f"/{item.code}/"


def helpers(layout: Layout, row: Row) -> dict[int, str]:
    """Return what a row's hidden cells say, by column: what it is asked for, what was sent in it."""
    marks = [asked_mark(item) for item in layout.columns if layout.is_required(item, row)]
    told = {layout.asked: "".join(marks)}
    sent = _prefilled(layout)
    if sent:
        told[layout.sent] = "".join(f"/{layout.start(item, row) or ''}" for item in sent)
    return {at: words for at, words in told.items() if words}


def _prefilled(layout: Layout) -> list[Field]:
    """Return the open fields in which something was sent, in any row."""
    return [
        item
        for item in layout.columns
        if item.role is Role.FILL and any(layout.start(item, row) for row in layout.rows)
    ]


def _touched(layout: Layout) -> str:
    """Cells that were sent blank are counted when filled, rows sent prefilled when they differ."""
    if not layout.rows:
        return "0"
    sent = _prefilled(layout)
    terms = [
        f"COUNTA({layout.span(at)})"
        for at, item in enumerate(layout.columns)
        if item.role is Role.FILL and item not in sent
    ]
    if sent:
        before = layout.span(layout.sent)
        now = "&".join(f'"/"&{layout.span(layout.columns.index(item))}' for item in sent)
        terms.append(f'SUMPRODUCT(({before}<>"")*({now}<>{before}))')
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
