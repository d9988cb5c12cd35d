"""Figures that recompute: a formula over the cells beside it, with the value that it has now.

A formula is written only where its cells give exactly the figure that stands there.
"""

from collections.abc import Callable, Iterable
from decimal import ROUND_HALF_UP, Decimal

from msgspec.structs import replace

from jlhy_xl.books.table import Draft
from jlhy_xl.core.raw import a1

_DIGITS = 10  # of a difference: what binary fractions add lies far behind


def shares(draft: Draft, rows: Iterable[int], column: int, part: int, whole: int) -> None:
    """The cells of a column are part ÷ whole, to a tenth of a per cent."""
    for row in rows:
        above, below = (_number(draft, row, at) for at in (part, whole))
        if above is not None and below:
            _put(draft, row, column, above / below, f"{a1(row, part)}/{a1(row, whole)}", 3)


def attained(draft: Draft, row: int, column: int, cells: tuple[int, int, int]) -> None:
    """A cell is (baseline − value) ÷ (baseline − target), to a tenth of a per cent."""
    start, value, target = (_number(draft, row, at) for at in cells)
    if start is None or value is None or target is None or start == target:
        return
    first, now, last = (a1(row, at) for at in cells)
    made = (start - value) / (start - target)
    _put(draft, row, column, made, f"({first}-{now})/({first}-{last})", 3)


def differences(
    draft: Draft, rows: Iterable[int], column: int, ends: Callable[[int], tuple[int, int] | None]
) -> None:
    """The cells of a column are a later figure less an earlier one.

    Args:
        draft: the sheet in the making.
        rows: whose cells they are.
        column: of the differences.
        ends: columns of the earlier and the later figure of a row; None where there are none.
    """
    for row in rows:
        found = ends(row)
        first, last = (_number(draft, row, at) for at in found) if found else (None, None)
        if found and first is not None and last is not None:
            words = f"{a1(row, found[1])}-{a1(row, found[0])}"
            _put(draft, row, column, last - first, words, _DIGITS)


def numbered(draft: Draft, row: int, columns: Iterable[int]) -> list[int]:
    """Return which of some columns hold a number in a row."""
    return [at for at in columns if _number(draft, row, at) is not None]


def _number(draft: Draft, row: int, column: int) -> Decimal | None:
    cell = draft.cells.get((row, column))
    value = cell.value if cell else None
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    made = Decimal(value)
    return made if made.is_finite() and made.adjusted() < _DIGITS else None


def _put(draft: Draft, row: int, column: int, made: Decimal, words: str, digits: int) -> None:
    shown = _number(draft, row, column)
    if shown is None or shown != made.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP):
        return
    cell = draft.cells[row, column]
    draft.cells[row, column] = replace(cell, formula=f"=ROUND({words},{digits})")
