"""Where everything stands on a template's form sheet; cells, drop-downs and formulas all ask here."""

from datetime import date
from functools import cached_property

from msgspec import Struct

from jlhy_xl.books import style
from jlhy_xl.core.model import Deduction, Prior
from jlhy_xl.core.raw import letters
from jlhy_xl.core.returns import obligations
from jlhy_xl.core.returns.obligations import Duty, Row
from jlhy_xl.core.returns.prefill import REGISTERED, Prefilled, prefilled
from jlhy_xl.core.scheme.choices import FieldType, Need, Role, RowSource
from jlhy_xl.core.scheme.model import Field, Form, Scheme

# Field codes with a meaning of their own, in any form
STATUS, DUE, UNCHANGED = "status", "due", "unchanged"
YES = "是"

# As Attachment 2 is printed, title above and 单位名称 next to the table; nothing stands below it,
# where words would look like a row.
TITLE, NOTICE, COUNTDOWN, UNIT, HEAD = range(5)

_WIDTHS = {
    FieldType.NUMBER: 12.0,
    FieldType.VALUE: 12.0,
    FieldType.DATE: 13.0,
    FieldType.DATE_OR_OPEN: 13.0,
    FieldType.CHOICE: 12.0,
    FieldType.TICK: 9.0,
    FieldType.PHONE: 16.0,
    FieldType.MOBILE: 14.0,
    FieldType.MAIL: 26.0,
    FieldType.NAME: 10.0,
    FieldType.CODE: 12.0,
}
_LEAST = {FieldType.DATE: 11.0, FieldType.DATE_OR_OPEN: 11.0, FieldType.MOBILE: 13.0}


class Issue(Struct, frozen=True):
    """What one template is made from."""

    scheme: Scheme
    duty: Duty
    prior: Prior
    lines: tuple[Deduction, ...] = ()  # the unit's own lines that can still be contested

    @property
    def day(self) -> date:
        """The day that 完成时限 is held against: the period's deadline."""
        return self.duty.clock.deadline.date()


class Layout(Struct, frozen=True, dict=True):
    """One form sheet: columns from A on, rows from ``first`` on."""

    issue: Issue
    form: Form

    @property
    def head(self) -> int:
        """The row of the headings."""
        return HEAD

    @property
    def first(self) -> int:
        """The first row that is asked."""
        return self.head + 1

    @property
    def last(self) -> int:
        """The last row that is asked; above ``first`` where there is none."""
        return self.first + len(self.rows) - 1

    @cached_property
    def columns(self) -> tuple[Field, ...]:
        """The form's fields in the scheme's order."""
        return self.issue.scheme.fields_by_form[self.form.code]

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """The rows; an open row's key is its number in the sheet."""
        if self.form.rows is RowSource.LINES:
            return tuple(Row(line.id, line=line) for line in self.issue.lines)
        if self.form.rows is RowSource.OPEN:
            return tuple(Row(str(self.first + 1 + step)) for step in range(self.form.spare_rows))
        return obligations.rows_of(self.issue.scheme, self.form, self.issue.duty.unit.code)

    @cached_property
    def hidden(self) -> frozenset[int]:
        """Columns that only the program needs: the indicators' codes."""
        if self.form.rows is not RowSource.INDICATORS:
            return frozenset()
        return frozenset(
            at for at, item in enumerate(self.columns) if item.role is Role.KEY and item.label
        )

    @property
    def asked(self) -> int:
        """The hidden column, right of all others, that says which fields a row is asked for."""
        return len(self.columns)

    @property
    def sent(self) -> int:
        """The hidden column that says what a row's open cells held when they were sent."""
        return len(self.columns) + 1

    @cached_property
    def shown(self) -> tuple[int, ...]:
        """Columns that people see."""
        return tuple(at for at in range(len(self.columns)) if at not in self.hidden)

    @cached_property
    def widths(self) -> dict[int, float]:
        """Width of each column in characters."""
        return {at: _width(item) for at, item in enumerate(self.columns)}

    @property
    def room(self) -> float:
        """How many characters fit across all columns that people see."""
        return sum(self.widths[at] for at in self.shown)

    def column(self, code: str) -> int | None:
        """Return a field's column, None where the form has no such field."""
        return next((at for at, item in enumerate(self.columns) if item.code == code), None)

    def row_of(self, step: int) -> int:
        """Return the sheet row of the form's nth row."""
        return self.first + step

    def start(self, item: Field, row: Row) -> Prefilled:
        """Return what stands in a cell when the template leaves us.

        A cell to be answered is blank, whatever the scheme says: only registered personnel,
        masked, are shown again.
        """
        if item.role is Role.FILL and not item.prefill.startswith(REGISTERED):
            return None
        return prefilled(self.issue.scheme, self.issue.duty, self.issue.prior, item, row)

    def is_open(self, item: Field, row: Row) -> bool:
        """Whether the unit may type into this cell."""
        return obligations.is_open(self.issue.duty, item, row)

    def is_required(self, item: Field, row: Row) -> bool:
        """Whether this cell is due and required even when the row is not 进展滞后."""
        return obligations.is_required(self.issue.duty, item, row, lagging=False)

    def is_required_when_lagging(self, item: Field, row: Row) -> bool:
        """Whether this cell is due and required only when the row is 进展滞后."""
        duty = self.issue.duty
        return item.need is Need.LAGGING and obligations.is_required(duty, item, row, lagging=True)

    def span(self, column: int) -> str:
        """Return a column's asked cells, absolute, with the sheet's name."""
        name = letters(column)
        return f"{sheet_ref(self.form.title)}${name}${self.first + 1}:${name}${self.last + 1}"


def sheet_ref(name: str) -> str:
    """Return a sheet's name as formulas write it.

    >>> sheet_ref("指标进展表"), sheet_ref("a'b")
    ("'指标进展表'!", "'a''b'!")
    """
    return "'" + name.replace("'", "''") + "'!"


def _width(item: Field) -> float:
    wanted = float(item.width) if item.width else _WIDTHS.get(item.type, 20.0)
    return max(wanted, _LEAST.get(item.type, 4.0) if item.role is Role.FILL else 4.0)


def shown_text(value: Prefilled) -> str:
    """Return a prefilled value as it is seen, for measuring."""
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)


def row_height(layout: Layout, row: Row, least: float) -> float:
    """Return the height that shows all of a row's prefilled text."""
    heights = [
        style.height_of(shown_text(layout.start(item, row)), layout.widths[at] - 1)
        for at, item in enumerate(layout.columns)
        if at not in layout.hidden
    ]
    return max([least, *heights])
