"""Where the scheme's tables stand in a workbook: sheets by name, columns by heading, rows placed.

Nothing here depends on positions: sheets may be reordered, columns moved, rows left blank.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from msgspec import Struct, field
from msgspec.structs import replace

from jlhy_xl.core.model import Finding, Severity
from jlhy_xl.core.raw import Raw, RawBook, RawSheet, a1
from jlhy_xl.core.scheme.cells import Names, Unfit, guessed, is_blank, read, shown
from jlhy_xl.core.scheme.model import Parameters
from jlhy_xl.core.scheme.table_spec import defaults_of
from jlhy_xl.core.scheme.tables import (
    HELP_HEADING,
    KEY_HEADING,
    PARAMETER_SHEET,
    PARAMETERS,
    TABLES,
    VALUE_HEADING,
    Column,
    Kind,
    Table,
)
from jlhy_xl.core.text import heading_key, key
from jlhy_xl.core.wording import scheme as says
from jlhy_xl.core.wording.code import Code

_HEADER_ROWS = 10  # a header further down is no header
_SPARE: dict[Kind, object] = {Kind.TEXT: "", Kind.UNIT: "", Kind.PERIOD: ""}
_LISTS = (Kind.LIST, Kind.MAILS, Kind.UNITS, Kind.PARTS, Kind.WEIGHTS)


class Placed(Struct, frozen=True):
    """A row of the scheme and where each of its values stands."""

    value: Any
    sheet: str
    line: int  # as the office counts: the first row is 1
    cells: Mapping[str, str] = field(default_factory=dict)  # attribute → A1
    typed: Mapping[str, str] = field(default_factory=dict)  # attribute → what the cell holds
    bad: frozenset[str] = frozenset()  # attributes that could not be read

    def says(self, code: Code, attribute: str, *, expected: str = "", **words: str) -> Finding:
        """Return a finding at the cell of an attribute, quoting what stands there."""
        return code.finding(
            found=self.typed.get(attribute, ""), expected=expected, words=words,
            sheet=self.sheet, cell=self.cells.get(attribute, ""),
        )  # fmt: skip


class Grid(NamedTuple):
    """A table found in the book: its sheet, its header row and each column's place."""

    sheet: RawSheet
    header: int
    places: Mapping[str, int]  # attribute → column


class Draft(Struct, frozen=True):
    """Everything that was read, before rows are held against rows."""

    parameters: Placed
    rows: Mapping[str, tuple[Placed, ...]]  # by Table.attribute
    names: Names
    absent: frozenset[str] = frozenset()  # attributes of tables that could not be found

    def clean(self, table: Table, *attributes: str) -> Iterator[Placed]:
        """Yield the rows whose named attributes could be read; all attributes when none is named."""
        for row in self.rows[table.attribute]:
            if not (row.bad.intersection(attributes) if attributes else row.bad):
                yield row


def gather(book: RawBook) -> tuple[Draft, tuple[Finding, ...]]:
    """Return all that the book says, with findings on every sheet, column and cell at fault."""
    findings: list[Finding] = []
    found = _sheets(book, findings)
    grids: dict[str, Grid | None] = {}
    for table in TABLES:
        sheet = found.get(key(table.sheet))
        grids[table.attribute] = _grid(sheet, table.sheet, table.columns, findings)
    parameters = _parameters(found.get(key(PARAMETER_SHEET)), findings)
    names = _names(grids["units"])
    rows = {
        table.attribute: tuple(_rows(grids[table.attribute], table, names, findings))
        for table in TABLES
    }
    absent = frozenset(
        name for name, grid in grids.items() if grid is None or not rows[name]
    )  # fmt: skip
    return Draft(parameters, rows, names, absent), tuple(findings)


def read_table(
    book: RawBook, table: Table, names: Names
) -> tuple[tuple[Placed, ...], tuple[Finding, ...]]:
    """Return one table's rows from a workbook that is not the scheme, and what is at fault in it."""
    sheet = next((each for each in book.sheets if key(each.name) == key(table.sheet)), None)
    if sheet is None:
        guess = guessed(table.sheet, (each.name for each in book.sheets))
        return (), (says.NO_SHEET.finding(expected=table.sheet, words={"guess": guess}),)
    findings: list[Finding] = []
    grid = _grid(sheet, table.sheet, table.columns, findings)
    return tuple(_rows(grid, table, names, findings)), tuple(findings)


def _sheets(book: RawBook, findings: list[Finding]) -> dict[str, RawSheet]:
    wanted = [PARAMETER_SHEET, *(table.sheet for table in TABLES)]
    known = {key(name) for name in wanted}
    found: dict[str, RawSheet] = {}
    for sheet in book.sheets:
        name = key(sheet.name)
        if name in found and name in known:
            findings.append(
                says.SAME_SHEETS.finding(
                    found=sheet.name, expected=found[name].name, sheet=sheet.name
                )
            )
        found.setdefault(name, sheet)
    spare = [sheet.name for sheet in book.sheets if key(sheet.name) not in known]
    needed = {PARAMETER_SHEET, *(table.sheet for table in TABLES if table.needed)}
    for name in wanted:
        if key(name) not in found:
            code = says.NO_SHEET if name in needed else says.NO_OPTIONAL_SHEET
            findings.append(code.finding(expected=name, words={"guess": guessed(name, spare)}))
    return found


def _grid(
    sheet: RawSheet | None, name: str, columns: tuple[Column, ...], findings: list[Finding]
) -> Grid | None:
    if sheet is None:
        return None
    known = {heading_key(column.heading): column for column in columns}
    by_row: dict[int, dict[int, str]] = {}
    for (row, column), raw in sheet.cells.items():
        if row < _HEADER_ROWS and isinstance(raw, str) and raw.strip():
            by_row.setdefault(row, {})[column] = raw
    hits = {
        row: len({heading_key(text) for text in line.values()} & known.keys())
        for row, line in by_row.items()
    }
    header = min(hits, key=lambda row: (-hits[row], row), default=-1)
    if not hits.get(header):
        words = {"table": name}
        expected = "、".join(column.heading for column in columns if column.required)
        findings.append(says.NO_HEADER.finding(expected=expected, words=words, sheet=sheet.name))
        return None
    places = _places(Grid(sheet, header, {}), by_row[header], known, findings)
    _missing(Grid(sheet, header, places), by_row[header], known, findings)
    return Grid(sheet, header, places)


def _places(
    grid: Grid, line: Mapping[int, str], known: Mapping[str, Column], findings: list[Finding]
) -> dict[str, int]:
    places: dict[str, int] = {}
    headings = {heading_key(text) for text in line.values()}
    free = [column.heading for name, column in known.items() if name not in headings]
    for position, text in sorted(line.items()):
        column = known.get(heading_key(text))
        words = {"table": grid.sheet.name}
        if column is None:
            code, words["guess"] = says.UNKNOWN_COLUMN, guessed(text, free)
        elif column.attribute in places:
            code = says.SAME_COLUMNS
        else:
            places[column.attribute] = position
            continue
        cell = a1(grid.header, position)
        findings.append(code.finding(found=text, words=words, sheet=grid.sheet.name, cell=cell))
    return places


def _missing(
    grid: Grid, line: Mapping[int, str], known: Mapping[str, Column], findings: list[Finding]
) -> None:
    strange = [text for text in line.values() if heading_key(text) not in known]
    for column in known.values():
        if column.attribute in grid.places:
            continue
        severity = Severity.ERROR if column.required else Severity.QUERY
        words = {"table": grid.sheet.name, "guess": guessed(column.heading, strange)}
        findings.append(
            says.NO_COLUMN.finding(
                expected=column.heading, severity=severity, words=words, sheet=grid.sheet.name
            )
        )


def _lines(grid: Grid) -> Iterator[tuple[int, dict[str, Raw]]]:
    """Yield the rows under the header that say something in a known column."""
    attribute_at = {position: name for name, position in grid.places.items()}
    lines: dict[int, dict[str, Raw]] = {}
    for (row, column), raw in grid.sheet.cells.items():
        if row > grid.header and column in attribute_at and not is_blank(raw):
            lines.setdefault(row, {})[attribute_at[column]] = raw
    yield from sorted(lines.items())


def _names(grid: Grid | None) -> Names:
    """Units may be named on their own sheet: their names are read before anything else."""
    if grid is None:
        return Names()
    table = next(each for each in TABLES if each.attribute == "units")
    wanted = tuple(
        replace(column, required=False)
        for column in table.columns
        if column.attribute in ("code", "name", "aliases")
    )
    sink: list[Finding] = []
    placed = [
        _row(grid, replace(table, columns=wanted), Names(), line, sink) for line in _lines(grid)
    ]
    return Names.of(row.value for row in placed if row.value.name)


def _rows(
    grid: Grid | None, table: Table, names: Names, findings: list[Finding]
) -> Iterator[Placed]:
    if grid is not None:
        for line in _lines(grid):
            yield _row(grid, table, names, line, findings)


def _row(
    grid: Grid, table: Table, names: Names, line: tuple[int, Mapping[str, Raw]],
    findings: list[Finding],
) -> Placed:  # fmt: skip
    row, raws = line
    cells = {name: a1(row, column) for name, column in grid.places.items()}
    typed = {name: shown(raw) for name, raw in raws.items()}
    values: dict[str, object] = {}
    bad: set[str] = set()
    for column in table.columns:
        name = column.attribute
        raw = raws.get(name)
        try:
            values[name] = _value(raw, column, names, table.row)
        except Unfit as unfit:
            bad.add(name)
            if name in grid.places:
                findings.append(_unfit(unfit, column, raw, grid.sheet.name, cells[name]))
            values[name] = _spare(column, table.row)
    listed = {column.attribute for column in table.columns}
    defaults = defaults_of(table.row)
    for name in table.row.__struct_fields__:
        if name not in listed:
            values[name] = defaults.get(name, "")
    return Placed(table.row(**values), grid.sheet.name, row + 1, cells, typed, frozenset(bad))


def _unfit(unfit: Unfit, column: Column, raw: Raw | None, sheet: str, cell: str) -> Finding:
    words = {"heading": column.heading, "guess": "", **unfit.words}
    expected = words.pop("expected", column.kind.value)
    return unfit.code.finding(
        found=shown(raw), expected=expected, words=words, sheet=sheet, cell=cell
    )


def _value(raw: Raw | None, column: Column, names: Names, row: type[Struct]) -> object:
    if raw is None or is_blank(raw):
        if column.required:
            raise Unfit(says.BLANK)
        return _spare(column, row)
    if column.blank and isinstance(raw, str) and key(raw) == key(column.blank):
        return None
    return read(raw, column, names)


def _spare(column: Column, row: type[Struct]) -> object:
    """What a blank cell means: the class's own default, else nothing of the column's kind."""
    if column.kind is Kind.TEXT:
        return ""
    defaults = defaults_of(row)
    if column.attribute in defaults:
        return defaults[column.attribute]
    if column.choices:
        return column.choices[0][1]
    return () if column.kind in _LISTS else _SPARE.get(column.kind)


def _parameters(sheet: RawSheet | None, findings: list[Finding]) -> Placed:
    columns = (
        Column(KEY_HEADING, "key", required=True),
        Column(VALUE_HEADING, "value", required=True),
        Column(HELP_HEADING, "help"),
    )
    grid = _grid(sheet, PARAMETER_SHEET, columns, findings)
    if grid is None or not {"key", "value"} <= grid.places.keys():
        return Placed(Parameters(), PARAMETER_SHEET, 0, bad=frozenset({"*"}))
    known = {heading_key(column.heading): column for column in PARAMETERS}
    values: dict[str, Any] = {}
    cells: dict[str, str] = {}
    typed: dict[str, str] = {}
    bad: set[str] = set()
    for row, raws in _lines(grid):
        where = a1(row, grid.places["key"])
        name, raw = shown(raws.get("key")), raws.get("value")
        column = known.get(heading_key(name))
        if column is None or column.attribute in cells:
            if name:
                findings.append(_odd_parameter(column, name, grid.sheet.name, where))
            continue
        cells[column.attribute] = cell = a1(row, grid.places["value"])
        typed[column.attribute] = shown(raw)
        try:
            values[column.attribute] = _value(raw, column, Names(), Parameters)
        except Unfit as unfit:
            bad.add(column.attribute)
            findings.append(_unfit(unfit, column, raw, grid.sheet.name, cell))
    findings.extend(
        says.NO_PARAMETER.finding(expected=column.heading, sheet=grid.sheet.name)
        for column in PARAMETERS
        if column.attribute not in cells
    )
    return Placed(Parameters(**values), grid.sheet.name, 0, cells, typed, frozenset(bad))


def _odd_parameter(column: Column | None, name: str, sheet: str, cell: str) -> Finding:
    if column is not None:
        words = {"table": PARAMETER_SHEET}
        return says.SAME_COLUMNS.finding(found=name, words=words, sheet=sheet, cell=cell)
    guess = guessed(name, (each.heading for each in PARAMETERS))
    return says.UNKNOWN_PARAMETER.finding(
        found=name, words={"guess": guess}, sheet=sheet, cell=cell
    )
