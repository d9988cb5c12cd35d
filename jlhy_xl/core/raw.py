"""What stands in a file before anyone interprets it: raw cells, sheets and books, and their addresses."""

from collections.abc import Mapping
from datetime import datetime, time
from decimal import Decimal

from msgspec import Struct, field

from jlhy_xl.core.model import Finding


def letters(column: int) -> str:
    """Return a column's letters, counted from 0.

    >>> letters(0), letters(25), letters(26), letters(16383)
    ('A', 'Z', 'AA', 'XFD')
    """
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def a1(row: int, column: int) -> str:
    """Return a cell's A1 address; row and column counted from 0.

    >>> a1(0, 0), a1(9, 27)
    ('A1', 'AB10')
    """
    return f"{letters(column)}{row + 1}"


class CellError(Struct, frozen=True):
    """An error cell: ``#REF!`` and its kind. Never blank, never 0."""

    code: str


class Uncached(Struct, frozen=True):
    """A formula whose value was never stored: it asks to be opened and saved once."""

    formula: str


# What one cell holds; a blank cell is not stored at all. A number is a Decimal made from the
# file's own digits. A date cell is a datetime (midnight when it has no time).
Raw = str | Decimal | bool | datetime | time | CellError | Uncached
Position = tuple[int, int]  # (row, column), counted from 0


class RawSheet(Struct, frozen=True):
    """One sheet as it stands in the file: sparse cells, addresses kept."""

    name: str
    cells: Mapping[Position, Raw]
    visibility: str = "visible"  # visible / hidden / veryHidden
    formulas: Mapping[Position, str] = field(default_factory=dict)
    merges: tuple[tuple[int, int, int, int], ...] = ()  # first row, first col, last row, last col
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    percents: frozenset[Position] = frozenset()  # numbers shown as per cent: 0.95 is seen as 95%

    def at(self, row: int, column: int) -> Raw | None:
        """Return what a cell holds, None where it is blank; a merged cell answers by its anchor."""
        found = self.cells.get((row, column))
        if found is None:
            for top, left, bottom, right in self.merges:
                if top <= row <= bottom and left <= column <= right:
                    return self.cells.get((top, left))
        return found


class RawBook(Struct, frozen=True):
    """One workbook as it was read; nothing interpreted."""

    sheets: tuple[RawSheet, ...]
    kind: str = "xlsx"  # xlsx xlsm xlsb xls ods csv html xml2003
    properties: Mapping[str, str] = field(default_factory=dict)  # custom document properties
    notes: tuple[Finding, ...] = ()  # macros, external links, hidden parts … never fatal
