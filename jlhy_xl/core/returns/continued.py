"""A form that was written on two sheets: the rows of the second are read as if they stood below the first."""

from collections.abc import Iterable, Mapping

from msgspec import Struct
from msgspec.structs import replace

from jlhy_xl.core.model import Finding
from jlhy_xl.core.raw import Position, Raw, RawSheet
from jlhy_xl.core.returns.locate_rows import Aside, Place, place
from jlhy_xl.core.returns.locate_sheets import Found, Grid, Header
from jlhy_xl.core.scheme.choices import RowSource
from jlhy_xl.core.scheme.model import Scheme
from jlhy_xl.core.wording import locate as words

_KEYED = (RowSource.FIXED, RowSource.INDICATORS, RowSource.RESOLUTIONS)
_GAP = 2  # rows between the two, so that nothing of the one touches the other


class Joined(Struct, frozen=True):
    """A form's place with what further sheets hold of it."""

    place: Place
    sheets: tuple[str, ...] = ()  # what was read as one with the first


def joined(
    found: Found, others: Iterable[Found], loose: Iterable[Grid], scheme: Scheme, unit: str
) -> Joined:
    """Return where a unit's rows of a form stand, on however many sheets.

    Args:
        found: the form's own sheet.
        others: further sheets with the form's headings.
        loose: sheets that are no form's; one may go on with the rows, without headings.
        scheme: the scheme in force.
        unit: whose rows.
    """
    made = Joined(place(found, scheme, unit))
    if found.form.rows not in _KEYED:
        return made
    bare = Header(-1, -1, found.header.columns)
    more = [replace(found, grid=grid, header=bare, mapped=False) for grid in loose]
    for other in (*others, *more):
        made = _with(made, other, scheme, unit)
    return made


def _with(made: Joined, other: Found, scheme: Scheme, unit: str) -> Joined:
    main, there = made.place, place(other, scheme, unit)
    answered = _answered(there)
    if not answered or there.disputed or (other.header.last < 0 and not _goes_on(there)):
        return made
    if answered & (_answered(main) | main.disputed):
        return made  # two copies of the same: nobody knows which one counts
    below, aside = _below(main, there)
    whole = place(replace(_found(main, other), grid=Grid(below)), scheme, unit)
    name = there.sheet
    slots = {"name": name, "count": str(len(answered))}
    told = words.CONTINUED.finding(
        expected=main.sheet, words=slots, form=main.form.code, sheet=name
    )
    findings: tuple[Finding, ...] = (*main.findings, told, *there.findings)
    whole = replace(whole, findings=findings, aside={**main.aside, **aside})
    return Joined(whole, (*made.sheets, name))


def _goes_on(there: Place) -> bool:
    """Whether a sheet without our headings has none of its own either: at most a title stands above."""
    first = min(row for rows in there.copies.values() for row in rows)
    return all(len(cells) < 2 for row, cells in there.grid.rows.items() if row < first)


def _found(main: Place, other: Found) -> Found:
    return Found(main.form, main.grid, main.header, answers=other.answers)


def _answered(one: Place) -> frozenset[str]:
    """Return the keys whose rows hold anything that the unit was to fill in."""
    columns = {one.header.columns[each.code] for each in one.fields if each.code in one.answers}
    return frozenset(
        row_key for row_key, row in one.rows.items()
        if any(one.grid.at(row, column) is not None for column in columns)
    )  # fmt: skip


def _below(main: Place, there: Place) -> tuple[RawSheet, Mapping[int, Aside]]:
    """Return the first sheet with the other's rows below, and where each of these really stands."""
    sheet, other = main.grid.sheet, there.grid.sheet
    last = max(row for row, _ in sheet.cells)
    columns = {
        column: main.header.columns[code]
        for code, column in there.header.columns.items() if code in main.header.columns
    }  # fmt: skip
    back = {column: mine for mine, column in columns.items()}
    cells: dict[Position, Raw] = dict(sheet.cells)
    percents = set(sheet.percents)
    rows = sorted(row for each in there.copies.values() for row in each)
    moved = {row: last + _GAP + at for at, row in enumerate(rows)}
    for (row, column), raw in other.cells.items():
        if row in moved and column in columns:
            at = (moved[row], columns[column])
            cells[at] = raw
            if (row, column) in other.percents:
                percents.add(at)
    merges = tuple(
        (moved[top], columns[left], moved[bottom], columns[right])
        for top, left, bottom, right in other.merges
        if top in moved and bottom in moved and left in columns and right in columns
        and moved[bottom] - moved[top] == bottom - top and columns[right] - columns[left] == right - left
    )  # fmt: skip
    aside = {at: Aside(other.name, row, back) for row, at in moved.items()}
    return (
        replace(sheet, cells=cells, percents=frozenset(percents), merges=(*sheet.merges, *merges)),
        aside,
    )
