"""Several tables in one sheet, several units in one workbook: taken apart before they are located.

Who gathers what others sent pastes it together: tables one below the other, a sheet a unit, or one
table with a column that names the unit. Addresses stay those of the file.
"""

from collections import Counter
from collections.abc import Iterator, Mapping

from msgspec import Struct
from msgspec.structs import replace

from jlhy_xl.core.model import Arrival, Examined
from jlhy_xl.core.raw import RawBook, RawSheet
from jlhy_xl.core.returns.locate_identity import (
    from_template,
    is_identity_sheet,
    labelled,
    named,
    period_in,
    unit_names,
)
from jlhy_xl.core.returns.locate_sheets import LONGEST_HEADING, Found, Grid, heading, match
from jlhy_xl.core.returns.prefill import unit_name
from jlhy_xl.core.scheme.model import Scheme
from jlhy_xl.core.text import key
from jlhy_xl.core.wording import locate as words

LEAST = 3  # headings in one row that make it a form's
LEAD_ROWS = 8  # content rows above a heading that may belong to it: title, unit, period, hints
LEAD_CELLS = 3
MOST_CELLS = 50_000  # larger sheets are pasted registers, not returns


class Share(Struct, frozen=True):
    """One unit's part of a workbook."""

    unit: str  # unit code, "" for forms that name nobody
    book: RawBook


def apart(arrival: Arrival, examined: Examined, scheme: Scheme) -> list[tuple[Arrival, Examined]]:
    """Return a leaf with its examination, or one leaf for each unit whose return it holds."""
    if not examined.shares:
        return [(arrival, examined)]
    pairs = []
    for share in examined.shares:
        name = unit_name(scheme, share.unit) if share.unit else words.NOBODY
        source = words.SHARE_SOURCE.format(source=arrival.source, unit=name)
        pairs.append((replace(arrival, source=source, share=share.unit or words.NOBODY), share))
    return pairs


def shares(book: RawBook, scheme: Scheme) -> tuple[Share, ...]:
    """Return each unit's part where a form stands there for two units or more, else the whole.

    One odd name among a unit's own sheets is a question to ask, not another unit's return.
    """
    known = _known(scheme)
    names = unit_names(scheme)
    tables = [table for sheet in book.sheets for table in _tables(sheet, known, names)]
    whole = replace(book, sheets=tuple(table.sheet for table in tables))
    counts = Counter(table.form for table in tables if table.form)
    if max(counts.values(), default=0) < 2:
        return (Share("", whole),)
    owned = _owned(tables, scheme, names)
    by_form: dict[str, set[str]] = {}
    for table, unit in owned:
        by_form.setdefault(table.form, set()).add(unit)
    if all(len(units - {""}) < 2 for units in by_form.values()):
        return (Share("", whole),)
    return tuple(_parts(whole, owned, scheme))


def _parts(whole: RawBook, owned: "list[tuple[_Table, str]]", scheme: Scheme) -> Iterator[Share]:
    """Yield each unit's tables; the template's own unit keeps its hidden sheet and the rest."""
    grids = [Grid(sheet) for sheet in whole.sheets]
    template = from_template(whole, grids, b"").unit
    taken = {id(table.sheet) for table, _ in owned}
    rest = [sheet for sheet in whole.sheets if id(sheet) not in taken]
    for unit in (*(each.code for each in scheme.units), ""):
        mine = [table.sheet for table, owner in owned if owner == unit]
        if mine and unit and unit == template:
            yield Share(unit, replace(whole, sheets=(*mine, *rest)))
        elif mine:
            yield Share(unit, replace(whole, sheets=tuple(mine), properties={}))


def _owned(
    tables: "list[_Table]", scheme: Scheme, names: Mapping[str, str]
) -> "list[tuple[_Table, str]]":
    """Return the tables that hold a form, each with the unit that it names."""
    by_sheet = {id(table.sheet): table for table in tables}
    grids = [Grid(table.sheet) for table in tables]
    seen = [grid for grid in grids if grid.rows and not is_identity_sheet(grid)]
    matched = match(seen, scheme, {})
    found = (*matched.found, *matched.again)
    rows = [(by_sheet[id(each.grid.sheet)], each) for each in found]
    return [(replace(table, form=each.form.code), table.unit or _owner(each, names))
            for table, each in rows]  # fmt: skip


def _owner(found: Found, names: Mapping[str, str]) -> str:
    """Return the unit that a form's own sheet names: by its label, its title, its name; else ""."""
    grid = found.grid
    for each, _ in labelled([grid], words.UNIT_LABELS):
        if code := named(each.text, names):
            return code
    long = {text: code for text, code in names.items() if len(text) >= 3}
    above = (grid.words(row, column) for row in grid.tops if row < found.header.first
             for column in grid.rows[row])  # fmt: skip
    said = {code for text in above for name, code in long.items() if name in text}
    if len(said) == 1:
        return said.pop()
    return names.get(key(grid.sheet.name), "") or named(grid.sheet.name, names)


class _Table(Struct, frozen=True):
    """One table as a sheet of its own; ``unit`` where a column named it."""

    sheet: RawSheet
    form: str = ""  # form code, as its headings tell
    unit: str = ""


class _Heading(Struct):
    """A row that holds a form's headings, and where its block begins."""

    row: int
    form: str
    texts: frozenset[str]
    start: int = 0


def _known(scheme: Scheme) -> dict[str, set[str]]:
    """Return the keys of headings → the forms that have them."""
    known: dict[str, set[str]] = {}
    for form in scheme.forms:
        for item in scheme.fields_by_form[form.code]:
            for label in (item.label, *item.aliases):
                known.setdefault(heading(label), set()).add(form.code)
    known.pop("", None)
    return known


def _tables(
    sheet: RawSheet, known: Mapping[str, set[str]], names: Mapping[str, str]
) -> Iterator[_Table]:
    """Yield a sheet's tables; most sheets are one."""
    rows = list(_headings(sheet, known)) if len(sheet.cells) <= MOST_CELLS else []
    if not rows:
        yield _Table(sheet)
        return
    grid = Grid(sheet) if len(rows) > 1 else None
    kept = [rows[0]]
    for row in rows[1:]:
        row.start = _start(grid, kept[-1].row, row.row) if grid else 0
        if row.form != kept[-1].form or row.start < row.row:
            kept.append(row)  # else: the heading printed once more on another page
    for place, row in enumerate(kept):
        end = kept[place + 1].start if place + 1 < len(kept) else None
        part = _cut(sheet, row.start, end)
        for unit, rest in _by_column(part, row.row, names):
            yield _Table(rest, row.form, unit)


def _headings(sheet: RawSheet, known: Mapping[str, set[str]]) -> Iterator[_Heading]:
    """Yield the rows that hold at least so many headings of one form."""
    rows: dict[int, dict[str, set[str]]] = {}
    for (row, _), raw in sheet.cells.items():
        if isinstance(raw, str) and len(raw) <= LONGEST_HEADING:
            plain = heading(raw)
            for form in known.get(plain, ()):
                rows.setdefault(row, {}).setdefault(form, set()).add(plain)
    for row in sorted(rows):
        form, texts = max(rows[row].items(), key=lambda each: (len(each[1]), each[0]))
        if len(texts) >= LEAST:
            yield _Heading(row, form, frozenset(texts))


def _start(grid: Grid, last: int, heading: int) -> int:
    """Return the first row of what introduces a heading: a title, a unit, a period."""
    above = [row for row in grid.rows if last < row < heading][-LEAD_ROWS:]
    start = heading
    for row in reversed(above):
        cells = grid.rows[row]
        if len(cells) > LEAD_CELLS:
            break
        texts = [raw for raw in cells.values() if isinstance(raw, str)]
        if any(_introduces(text) for text in texts):
            start = row
    return start


def _introduces(text: str) -> bool:
    plain = key(text)
    if plain.startswith(words.UNIT_LABELS):
        return True
    return len(text) <= 60 and (bool(period_in(text)) or plain.endswith(words.TITLE_ENDS))


def _cut(sheet: RawSheet, start: int, end: int | None) -> RawSheet:
    if start == 0 and end is None:
        return sheet
    last = 1 << 30 if end is None else end
    return replace(
        sheet,
        cells={at: raw for at, raw in sheet.cells.items() if start <= at[0] < last},
        merges=tuple(each for each in sheet.merges if start <= each[0] < last),
    )


def _by_column(
    sheet: RawSheet, top: int, names: Mapping[str, str]
) -> Iterator[tuple[str, RawSheet]]:
    """Yield the table a unit at a time where a column names two units or more."""
    column = next(
        (column for (row, column), raw in sheet.cells.items()
         if row == top and isinstance(raw, str) and key(raw) in words.UNIT_COLUMNS), None,
    )  # fmt: skip
    rows = {} if column is None else _rows_by_unit(sheet, (top, column), names)
    if len(rows.keys() - {""}) < 2:
        yield "", sheet
        return
    for unit in sorted(rows.keys() - {""}):
        mine = rows[unit]
        cells = {at: raw for at, raw in sheet.cells.items() if at[0] <= top or at[0] in mine}
        merges = tuple(each for each in sheet.merges if each[0] <= top or each[0] in mine)
        yield unit, replace(sheet, cells=cells, merges=merges)


def _rows_by_unit(
    sheet: RawSheet, at: tuple[int, int], names: Mapping[str, str]
) -> dict[str, set[int]]:
    """Return unit → rows below a heading; a merged name speaks for the rows that it covers."""
    top, column = at
    merged = {
        row: first for first, left, last, right in sheet.merges
        if left <= column <= right and last - first < MOST_CELLS
        for row in range(first, last + 1)
    }  # fmt: skip
    rows: dict[str, set[int]] = {}
    for row in sorted({row for row, _ in sheet.cells if row > top}):
        said = sheet.cells.get((merged.get(row, row), column))
        unit = named(said, names) if isinstance(said, str) else ""
        rows.setdefault(unit, set()).add(row)
    return rows
