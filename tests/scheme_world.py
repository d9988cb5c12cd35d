"""Scheme workbooks for tests: a Book's cells as they would be read back, and edits on them."""

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache

from msgspec.structs import replace

from jlhy_xl.books.scheme.book import book
from jlhy_xl.books.scheme.default import default, sample
from jlhy_xl.books.sheet import Book
from jlhy_xl.core.raw import Raw, RawBook, RawSheet
from jlhy_xl.core.text import heading_key


def as_read(made: Book) -> RawBook:
    """Return the workbook as a reader sees it: numbers as Decimal, dates as datetime."""
    return RawBook(
        tuple(
            RawSheet(
                sheet.name,
                {
                    at: _raw(cell.value)
                    for at, cell in sheet.cells.items()
                    if cell.value is not None
                },
            )
            for sheet in made.sheets
        )
    )


def _raw(value: object) -> Raw:
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime.combine(value, time(0))
    if isinstance(value, bool | str):
        return value
    return Decimal(str(value))


@lru_cache(maxsize=2)
def sample_book() -> RawBook:
    """Return the sample scheme's workbook."""
    return as_read(book(sample()))


@lru_cache(maxsize=2)
def default_book() -> RawBook:
    """Return the default scheme's workbook."""
    return as_read(book(default()))


def sheet_of(made: RawBook, name: str) -> RawSheet:
    """Return a sheet by its name."""
    return next(sheet for sheet in made.sheets if sheet.name == name)


def with_sheet(made: RawBook, name: str, cells: Mapping[tuple[int, int], Raw]) -> RawBook:
    """Return the book with other cells on one sheet."""
    sheets = tuple(
        replace(sheet, cells=dict(cells)) if sheet.name == name else sheet for sheet in made.sheets
    )
    return replace(made, sheets=sheets)


def place(made: RawBook, sheet: str, heading: str, row: str | int) -> tuple[int, int]:
    """Return where a column meets the row whose first columns hold a text, or a row by number."""
    cells = sheet_of(made, sheet).cells
    heads = {heading_key(str(raw)): at for (line, at), raw in cells.items() if line == 1}
    column = heads[heading_key(heading)]
    if isinstance(row, int):
        return row, column
    line = min(at for (at, side), raw in cells.items() if at > 1 and side < 2 and raw == row)
    return line, column


def edited(made: RawBook, *edits: tuple[str, str | int, str, Raw | None]) -> RawBook:
    """Return the book with cells typed over: (sheet, row, heading, what is typed)."""
    for sheet, row, heading, typed in edits:
        cells = dict(sheet_of(made, sheet).cells)
        at = place(made, sheet, heading, row)
        cells.pop(at, None)
        if typed is not None:
            cells[at] = typed
        made = with_sheet(made, sheet, cells)
    return made
