"""A sheet while it is read: what every format fills in, and the counts that bound it."""

from msgspec import Struct, field

from jlhy_xl.core.raw import Position, Raw, RawSheet
from jlhy_xl.core.wording import guard as words
from jlhy_xl.edge.guard import CAPS, COLUMNS, ROWS, Tally, over


class Draft(Struct):
    """One sheet; ``tally`` is the whole book's."""

    tally: Tally
    name: str = ""
    visibility: str = "visible"
    cells: dict[Position, Raw] = field(default_factory=dict)
    formulas: dict[Position, str] = field(default_factory=dict)
    percents: set[Position] = field(default_factory=set)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    struck: dict[Position, str] = field(default_factory=dict)  # as ``struck_notes`` tells them

    def put(self, row: int, column: int, raw: Raw, *, percent: bool = False) -> None:
        """The cell holds that; Refusal past a cap, ValueError outside of any worksheet."""
        if not (0 <= row < ROWS and 0 <= column < COLUMNS):
            raise ValueError((row, column))
        self.tally.spend(raw, row, column)
        self.cells[row, column] = raw
        if percent:
            self.percents.add((row, column))

    def merge(self, top: int, left: int, bottom: int, right: int) -> None:
        """The range is merged; clipped to what a worksheet can hold."""
        self.merges.append((top, left, min(bottom, ROWS - 1), min(right, COLUMNS - 1)))
        if len(self.merges) > CAPS.merges:
            raise over(words.What.MERGES, len(self.merges), CAPS.merges, self.tally.kind)

    def hide_rows(self, first: int, past: int) -> None:
        """Rows from ``first`` up to before ``past`` are hidden."""
        self._hide(range(max(0, first), min(past, ROWS)), self.hidden_rows)

    def hide_columns(self, first: int, past: int) -> None:
        """Columns from ``first`` up to before ``past`` are hidden."""
        self._hide(range(max(0, first), min(past, COLUMNS)), self.hidden_columns)

    def _hide(self, hidden: range, seen: set[int]) -> None:
        self.tally.hidden += len(hidden)
        if self.tally.hidden > CAPS.hidden:
            raise over(words.What.HIDDEN, self.tally.hidden, CAPS.hidden, self.tally.kind)
        seen.update(hidden)

    def sheet(self) -> RawSheet:
        """Return the sheet as it was read."""
        return RawSheet(
            self.name, self.cells, self.visibility, self.formulas, tuple(self.merges),
            frozenset(self.hidden_rows), frozenset(self.hidden_columns),
            frozenset(self.percents),
        )  # fmt: skip
