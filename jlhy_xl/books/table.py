"""A sheet written from top to bottom: lines, tables with declared columns, heights that show it all.

Nothing is drawn here: a ``Draft`` gathers cells and hands back a ``Sheet``. A blank table says so.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Generic, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from jlhy_xl.books import style
from jlhy_xl.books.pages import laid
from jlhy_xl.books.sheet import Cell, Merge, Page, Sheet, Value
from jlhy_xl.core.raw import a1

Row = TypeVar("Row")

EMPTY = "本期无"
TALLEST = 400.0  # points; a row holds no more than 409
ONE_LINE = 20.0
_DIGITS = 15  # a workbook's number has no more that count
_CUT = "……（余下见来源文件）"


def _cut(text: str, lines: int, room: float) -> str:
    """Return as much of a text as that many lines hold, its own line breaks kept."""
    kept: list[str] = []
    for part in text.split("\n"):
        left = lines - sum(style.lines_of(each, room) for each in kept)
        if style.lines_of(part, room) >= left:  # the last line is for the words that say so
            kept.append(part[: max(int(left * room / 2) - len(_CUT), 1)])
            break
        kept.append(part)
    return "\n".join(kept) + _CUT


class Column(Struct, Generic[Row], frozen=True):
    """One column of a table: its heading, its width and what it shows of a row.

    ``value`` may return a whole ``Cell`` (a formula, a note, a style of its own); otherwise the
    cell gets ``style``, and ``link`` where that is not "".
    """

    heading: str
    width: float  # in characters of the body font; a Chinese one counts two
    value: Callable[[Row], Value | Cell]
    style: str | Callable[[Row], str] = "body"
    link: Callable[[Row], str] | None = None


class Placed(Struct, frozen=True):
    """Where a table stands; ``last`` is the row that says so where the table is empty."""

    head: int
    first: int
    last: int
    left: int
    right: int
    above: int = 0  # rows of headings over the one that has the filters

    @property
    def top(self) -> int:
        """The first row of its headings."""
        return self.head - self.above

    @property
    def whole(self) -> tuple[int, int, int, int]:
        """Head and rows, as a filter wants them."""
        return self.head, self.left, self.last, self.right


def link_to(sheet: str, row: int = 0, column: int = 0) -> str:
    """Return a link to a cell of this workbook.

    >>> link_to("总览", 3)
    "internal:'总览'!A4"
    """
    quoted = sheet.replace("'", "''")
    return f"internal:'{quoted}'!{a1(row, column)}"


class Draft:
    """A sheet in the making; ``row`` is the next free one, and whoever writes moves it on."""

    def __init__(self, name: str, widths: Sequence[float] = ()) -> None:
        """An empty sheet; widths that are not given come from the first table's columns."""
        self.name = name
        self.row = 0
        self.cells: dict[tuple[int, int], Cell] = {}
        self.widths: dict[int, float] = dict(enumerate(widths))
        self.heights: dict[int, float] = {}
        self.merges: list[Merge] = []
        self.outline: dict[int, int] = {}
        # first and last column of a line, where pages lie side by side
        self.reach: tuple[int, int] | None = None

    @property
    def right(self) -> int:
        """The last column that has a width."""
        return max(self.widths, default=0)

    def declare(self, columns: Sequence[Column[Any]], left: int = 0) -> None:
        """Each column has its width, unless one was given before."""
        for step, column in enumerate(columns, left):
            self.widths.setdefault(step, column.width)

    def put(self, row: int, column: int, value: Value | Cell, look: str = "body",
            link: str = "") -> None:  # fmt: skip
        """The cell is written and its row is high enough for its text."""
        self.span(row, column, column, value, look, link)

    def span(self, row: int, left: int, right: int, value: Value | Cell, look: str = "body",
             link: str = "") -> None:  # fmt: skip
        """As ``put``, over several columns of one row."""
        if isinstance(value, Decimal) and (not value.is_finite() or value.adjusted() > _DIGITS):
            value = str(value)  # no cell holds such a number: it is shown as it was told
        made = value if isinstance(value, Cell) else Cell(value, look, link=link)
        if isinstance(made.value, str) and made.value:
            made = self._fitted(row, left, right, made, made.value)
        self.cells[row, left] = made
        for column in range(left + 1, right + 1):
            self.cells[row, column] = Cell(None, made.style)
        if right > left:
            self.merges.append(Merge(row, left, row, right))

    def _fitted(self, row: int, left: int, right: int, made: Cell, text: str) -> Cell:
        """Raise the row to the text's height; what no row can hold is cut and says so."""
        look = style.STYLES[made.style]
        size = look.get("font_size", style.BODY_SIZE)
        size = float(size) if isinstance(size, int | float) else float(style.BODY_SIZE)
        # the cell's own margins, and bold strokes, take about a character
        room = sum(self.widths.get(step, 9.0) for step in range(left, right + 1)) - 1.2
        room = room * style.BODY_SIZE / size - 2 * bool(look.get("indent"))
        is_short = len(text) * 2 <= room and "\n" not in text
        if is_short or not look.get("text_wrap"):
            self.raise_to(row, size * 1.45 + 4)
            return made
        height = style.lines_of(text, room) * size * 1.45 + 4
        if height > TALLEST:
            lines = int((TALLEST - 4) / (size * 1.45)) - 1
            made = Cell(_cut(text, lines, room), made.style, made.formula, made.link, made.note)
        self.raise_to(row, min(height, TALLEST))
        return made

    def raise_to(self, row: int, height: float) -> None:
        """The row is at least that high."""
        self.heights[row] = round(max(self.heights.get(row, ONE_LINE), height), 1)

    def line(self, value: Value | Cell, look: str = "plain", *, right: int | None = None,
             link: str = "") -> int:  # fmt: skip
        """A line over the sheet's whole width stands in the next row; returns that row."""
        here = self.row
        left, last = self.reach or (0, self.right)
        self.span(here, left, last if right is None else right, value, look, link)
        self.row += 1
        return here

    def gap(self, height: float = 10.0) -> None:
        """The next row is left blank."""
        self.heights[self.row] = height
        self.row += 1

    def head(self, columns: Sequence[Column[Any]], left: int = 0, look: str = "head") -> int:
        """The headings stand in the next row; returns that row."""
        self.declare(columns, left)
        here = self.row
        for step, column in enumerate(columns, left):
            self.put(here, step, column.heading, look)
        self.raise_to(here, 24.0)
        self.row += 1
        return here

    def rows(self, columns: Sequence[Column[Row]], rows: Iterable[Row], *, left: int = 0,
             level: int = 0) -> int:  # fmt: skip
        """The rows stand below each other from the next row on; returns how many.

        Args:
            columns: what each row shows.
            rows: one a row of the sheet.
            left: the first column.
            level: of the outline; 0 is none.
        """
        before = self.row
        for row in rows:
            for step, column in enumerate(columns, left):
                self._cell(self.row, step, column, row)
            if level:
                self.outline[self.row] = level
            self.row += 1
        return self.row - before

    def _cell(self, at: int, step: int, column: Column[Row], row: Row) -> None:
        look = column.style if isinstance(column.style, str) else column.style(row)
        link = column.link(row) if column.link else ""
        self.put(at, step, column.value(row), look, link)

    def table(self, columns: Sequence[Column[Row]], rows: Iterable[Row], *, left: int = 0,
              empty: str = EMPTY) -> Placed:  # fmt: skip
        """Headings and rows stand from the next row on; an empty table says 本期无."""
        head = self.head(columns, left)
        right = left + len(columns) - 1
        if not self.rows(columns, rows, left=left):
            self.span(self.row, left, right, empty, "none")
            self.row += 1
        return Placed(head, head + 1, self.row - 1, left, right)

    def sheet(
        self, *, page: Page, freeze: tuple[int, int] | None = None, placed: Placed | None = None,
        more: Mapping[str, Any] | None = None,
    ) -> Sheet:  # fmt: skip
        """Return the sheet.

        Args:
            page: how it prints; its last row and column are set here.
            freeze: the first row and column that scroll.
            placed: the table that has filters.
            more: Sheet's other fields.
        """
        given = {
            "name": self.name, "cells": self.cells, "widths": self.widths,
            "heights": self.heights, "merges": tuple(self.merges), "outline": self.outline,
            "freeze": freeze, "filter": placed.whole if placed else None, "page": page,
        }  # fmt: skip
        made = Sheet(**{**given, **(more or {})})
        return replace(made, page=laid(made))
