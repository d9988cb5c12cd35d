"""Where a long sheet's pages begin: no heading is left alone at a page's foot, no chart is cut in two.

Only the breaks that are needed are set, so that a filtered table does not fall apart on paper. The
room on a page is reckoned as Excel and LibreOffice fit a sheet to the width of A4.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

from msgspec.structs import replace

from jlhy_xl.books.sheet import Chart, Page, Sheet

_SHORT, _LONG = 595.3, 841.9  # points of A4
_HEADS = frozenset({"section", "head", "band"})
_BETWEEN = frozenset({"hint"})  # what may stand between a heading and its table
# pixels of a digit: in the body font, and in what stands in for it where it is not installed
_DIGITS = (8, 9)
_WIDEST = 9.4  # where a program does not round them: a part must fit there as well
_PAD, _POINT = 5, 0.75  # pixels of a column's margins; points a pixel
_ROW = 13.5  # points of a row that has no height of its own
_SQUEEZED = 0.15  # of its size that a sheet may lose for being one page
_DOUBT = 0.04  # of a page: what another program's own rounding may take
_SLACK = 0.1  # of a page: what its rows leave empty, none of them being cut


def laid(sheet: Sheet) -> Page:
    """Return the sheet's page with its breaks; a little smaller where that saves a page (``Page.smallest``)."""
    page = sheet.page
    if page.fit_tall or not sheet.cells:
        return page
    blocks = _tall(sheet)
    if page.fixed and page.smallest:
        now = scale(page, sheet.widths)
        least = max(page.smallest, 1)
        count, filled = _count(sheet, blocks, now)
        if count > 1 and filled <= count * (now / least - 1) + _SLACK:
            fits = (at for at in range(now - 1, least - 1, -1)
                    if _count(sheet, blocks, at)[0] < count)  # fmt: skip
            page = replace(page, largest=next(fits, page.largest))
    made = replace(sheet, page=page)
    return replace(page, breaks=_breaks(made, blocks))


def breaks(sheet: Sheet) -> tuple[int, ...]:
    """Return the rows before which a new page must begin; none where the sheet is one page."""
    if sheet.page.fit_tall or not sheet.cells:
        return ()
    return _breaks(sheet, _tall(sheet))


_Blocks = list[tuple[int, int, float]]  # first and last row of what stays together, and its height


def _tall(sheet: Sheet) -> _Blocks:
    return [
        (first, last, sum(_height(sheet, row) for row in range(first, last + 1)))
        for first, last in _blocks(sheet)
    ]


def _titles(sheet: Sheet) -> tuple[int, float]:
    """Return the last row that each page repeats, and how high such rows are."""
    repeated = sheet.page.title_rows or (0, -1)
    return repeated[1], sum(_height(sheet, row) for row in range(repeated[0], repeated[1] + 1))


def _count(sheet: Sheet, blocks: _Blocks, percent: int) -> tuple[int, float]:
    """Return how many pages the rows take at a percentage, and how much of the last they fill."""
    page, (last_title, title) = sheet.page, _titles(sheet)
    left = (_SHORT if page.landscape else _LONG) - 72 * (page.margins[2] + page.margins[3])
    room = left * 100 / percent * (1 - _DOUBT)
    count, filled = 1, 0.0
    for first, _, high in blocks:
        if filled and filled + high > room:
            count, filled = count + 1, title if first > last_title else 0.0
        filled += high
    return count, filled / room


def _breaks(sheet: Sheet, blocks: _Blocks) -> tuple[int, ...]:
    page, titles = sheet.page, _titles(sheet)
    if page.fixed:
        return _every(blocks, _room(page, sheet.widths, 0) * (1 - _DOUBT), titles)
    found: set[int] = set()
    for digit in _DIGITS:  # what one font's pages need may move another's
        room = _room(page, sheet.widths, digit)
        found |= set(_needed(blocks, room, titles, found))
    room = _room(page, sheet.widths, _DIGITS[0])
    return tuple(sorted(found | set(_needed(blocks, room, titles, found))))


def _every(blocks: _Blocks, room: float, titles: tuple[int, float]) -> tuple[int, ...]:
    """Return where each page begins, if one heading would be torn; none where all rows are alike.

    A page that begins where a program likes moves all that follow it, so it is all or none.
    """
    begins, filled, is_torn = [], 0.0, False
    for first, last, high in blocks:
        if filled and filled + high > room:
            begins.append(first)
            is_torn |= last > first
            filled = titles[1] if first > titles[0] else 0.0
        filled += high
    return tuple(begins) if is_torn else ()


def _needed(
    blocks: _Blocks, room: float, titles: tuple[int, float], given: set[int]
) -> Iterator[int]:
    """Yield the blocks that would be torn: their first rows, the breaks that are given kept."""
    filled = 0.0
    for first, last, high in blocks:
        doubt = room * _DOUBT if last > first else 0.0
        if filled and (first in given or filled + high > room - doubt):
            if last > first:
                yield first
            filled = titles[1] if first > titles[0] else 0.0
        filled += high


def scale(page: Page, widths: Mapping[int, float]) -> int:
    """Return the percentage at which the widest of a page's parts fits A4 (``Page.across``)."""
    edges = (0, *page.across, _columns(page, widths))
    kept = page.title_columns or (0, -1)
    repeated = [widths.get(at, 0.0) for at in range(kept[0], kept[1] + 1)]
    parts = [
        [
            *(repeated if first > kept[1] else ()),
            *(widths.get(at, 0.0) for at in range(first, last)),
        ]
        for first, last in pairwise(edges)
    ]
    whole = max(sum((each * _WIDEST + _PAD + 1) * _POINT for each in part) for part in parts)
    return min(page.largest, int(100 * _width(page) / max(whole, 1)))


def across(page: Page, widths: Mapping[int, float], stops: Iterable[int], least: int) -> Page:
    """Return the page in as few parts as print at that percentage or more, each begun at a stop.

    Args:
        page: its area and the columns that each part repeats are set.
        widths: of the sheet's columns.
        stops: the columns at which a part may begin.
        least: the smallest percentage; a part that has no stop within it prints smaller.
    """
    chosen: list[int] = []
    ends = [*stops, _columns(page, widths)]
    for stop, end in pairwise(ends):
        before = chosen[-1] if chosen else 0
        part = replace(page, across=(), area=(0, 0, 0, end - 1))
        kept = page.title_columns or (0, -1)
        shown = {at: each for at, each in widths.items() if at >= before or at <= kept[1]}
        if scale(part, shown) < least:
            chosen.append(stop)
    return replace(page, across=tuple(chosen))


def whole(page: Page, widths: Mapping[int, float], heights: Mapping[int, float]) -> Page:
    """Return the page a little smaller, where all rows then stand on one; else as it is."""
    if not page.fixed:
        return page
    left = (_SHORT if page.landscape else _LONG) - 72 * (page.margins[2] + page.margins[3])
    fits = int(100 * left * (1 - _DOUBT) / max(sum(heights.values()), 1.0))
    now = scale(page, widths)
    return replace(page, largest=fits) if now > fits >= now * (1 - _SQUEEZED) else page


def _columns(page: Page, widths: Mapping[int, float]) -> int:
    """Return how many columns are printed."""
    return page.area[3] + 1 if page.area else max(widths, default=0) + 1


def _across(widths: Iterable[float], digit: int) -> float:
    return sum(int(each * digit + _PAD) * _POINT for each in widths)


def _width(page: Page) -> float:
    return (_LONG if page.landscape else _SHORT) - 72 * (page.margins[0] + page.margins[1])


def _room(page: Page, widths: Mapping[int, float], digit: int) -> float:
    """Return how many points of rows a page holds, in the sheet's own size."""
    left = (_SHORT if page.landscape else _LONG) - 72 * (page.margins[2] + page.margins[3])
    if page.across or page.fixed:
        return left * 100 / scale(page, widths)
    whole = _across(widths.values(), digit)
    fitted = min(1.0, int(100 * _width(page) * page.fit_wide / max(whole, 1)) / 100)
    return left / max(fitted, 0.1)


def _height(sheet: Sheet, row: int) -> float:
    return sheet.heights.get(row) or sheet.growing.get(row, _ROW)


def _blocks(sheet: Sheet) -> Iterator[tuple[int, int]]:
    """Yield first and last row of what must stay on one page: headings with their first row, a chart, one row."""
    last = max(*(row for row, _ in sheet.cells), *(chart.row for chart in sheet.charts), 0)
    heads, between = (
        {row for (row, _), cell in sheet.cells.items() if cell.style in looks}
        for looks in (_HEADS, _BETWEEN)
    )
    below = {chart.row: _end(sheet, chart) for chart in sheet.charts}
    row = 0
    while row <= last:
        end = row
        while end < last and (end in heads or (end > row and end in between)):
            end += 1
        for at in range(row, end + 1):
            end = max(end, below.get(at, end))
        yield row, end
        row = end + 1


def _end(sheet: Sheet, chart: Chart) -> int:
    left = chart.size[1] * _POINT
    row = chart.row
    while left > _height(sheet, row):
        left -= _height(sheet, row)
        row += 1
    return row
