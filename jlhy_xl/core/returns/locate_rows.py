"""Which row is which in a form that was found: by key, by label; copies, totals and merges noted."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping

from msgspec import Struct, field

from jlhy_xl.core.model import Finding, Severity
from jlhy_xl.core.raw import Position, Raw, a1, letters
from jlhy_xl.core.returns.locate_sheets import LONGEST_HEADING, Found, Grid, Header, codes
from jlhy_xl.core.returns.obligations import Row, rows_of
from jlhy_xl.core.returns.prefill import indicator_name
from jlhy_xl.core.scheme.choices import Role, RowSource
from jlhy_xl.core.scheme.model import Field, Form, Scheme
from jlhy_xl.core.text import heading_key, key
from jlhy_xl.core.values.parsed import typed
from jlhy_xl.core.wording import locate as words
from jlhy_xl.core.wording.code import Code

MOST_ALIKE = 20  # findings of one kind on one form that are told one by one
MOST_OPEN_ROWS = 1000
LONGEST_TOTAL = 8  # characters of a row's first text that can still be 合计, 小计 …


class Aside(Struct, frozen=True):
    """Where a row really stands that is read as if it stood below its form's other rows."""

    sheet: str
    row: int
    columns: Mapping[int, int]  # column of the form → column there


class Place(Struct, frozen=True):
    """A form in a workbook: the column of each field, the row of each key."""

    form: Form
    fields: tuple[Field, ...]
    grid: Grid
    header: Header
    expected: tuple[Row, ...]  # rows that the unit's form should hold; none for open rows
    rows: Mapping[str, int]  # row key → row in the sheet
    copies: Mapping[str, tuple[int, ...]]  # row key → every row that bears it
    disputed: frozenset[str] = frozenset()  # keys whose copies differ: kept aside
    covered: frozenset[Position] = frozenset()  # answer cells under another cell's merge
    findings: tuple[Finding, ...] = ()
    # (row key, field) → what its 上期 cell showed when the template was sent
    sent: Mapping[tuple[str, str], str] = field(default_factory=dict)
    aside: Mapping[int, Aside] = field(default_factory=dict)  # rows that stand on another sheet

    def spot(self, at: Position | None) -> tuple[str, str]:
        """Return the sheet and the address of a cell, "" for one that is not there."""
        there = self.aside.get(at[0]) if at else None
        if there is None or at is None:
            return self.sheet, a1(*at) if at else ""
        column = there.columns.get(at[1])
        return there.sheet, "" if column is None else a1(there.row, column)

    @property
    def answers(self) -> frozenset[str]:
        """The codes of the fields that the unit fills and the sheet has."""
        return frozenset(
            each.code for each in self.fields
            if each.role is Role.FILL and each.code in self.header.columns
        )  # fmt: skip

    @property
    def sheet(self) -> str:
        """The sheet's name."""
        return self.grid.sheet.name

    def where(self, row_key: str, field: str) -> Position | None:
        """Return where a cell stands, None where its row or column is missing."""
        row, column = self.rows.get(row_key), self.header.columns.get(field)
        return None if row is None or column is None else (row, column)


class _Search(Struct):
    """One form's rows while they are being found."""

    scheme: Scheme
    found: Found
    fields: tuple[Field, ...]
    expected: tuple[Row, ...]
    by_key: dict[str, str]
    by_label: dict[str, str]
    findings: list[Finding]
    told: Counter[str] = field(default_factory=Counter)  # findings by code, the untold included

    @property
    def grid(self) -> Grid:
        return self.found.grid

    @property
    def columns(self) -> Mapping[str, int]:
        return self.found.header.columns

    def column(self, role: Role) -> int | None:
        """The column of the first field of that role that the sheet has."""
        return next(
            (self.columns[each.code] for each in self.fields
             if each.role is role and each.code in self.columns), None,
        )  # fmt: skip

    @property
    def answers(self) -> dict[int, Field]:
        """Column → field, of the fields that the unit fills."""
        return {
            self.columns[each.code]: each for each in self.fields
            if each.role is Role.FILL and each.code in self.columns
        }  # fmt: skip

    def below(self) -> Iterator[tuple[int, dict[int, Raw]]]:
        """Rows with content under the heading; a heading printed again and a foot are none."""
        header, grid = self.found.header, self.grid
        for row, cells in grid.rows.items():
            if row > header.last and not self.is_heading(cells):
                if is_foot(grid.words(row, min(cells))):
                    first = (row, min(cells))
                    self.say(words.EXTRA_ROW, first, row=str(row + 1), severity=Severity.NOTE)
                else:
                    yield row, cells

    def is_heading(self, cells: Mapping[int, Raw]) -> bool:
        """Whether a row repeats the headings, as a second printed page does."""
        same = 0
        for column in self.columns.values():
            held = cells.get(column)
            if isinstance(held, str) and len(held) <= LONGEST_HEADING:
                same += heading_key(held) == self.heading_of(column)
        return same > 1

    def heading_of(self, column: int) -> str:
        """The key of a column's heading."""
        header = self.found.header
        rows = range(header.last, header.first - 1, -1)
        told = (self.grid.headings.get(row, {}).get(column, "") for row in rows)
        return next((each for each in told if each), "")

    def key_in(self, cells: Mapping[int, Raw], column: int | None) -> str:
        """The row key that a key cell names, "" where it names none."""
        if column is None:
            return ""
        told = (self.by_key.get(each, "") for each in codes(cells.get(column)))
        return next((each for each in told if each), "")

    def label_in(self, row: int, column: int | None) -> str:
        """The row key that a label cell names, "" where it names none."""
        return "" if column is None else self.by_label.get(self.grid.words(row, column), "")

    def say(self, code: Code, at: Position | None = None, **slots: str) -> None:
        """Note a finding; ``at`` names the cell and fills in what was found there.

        A flood is told as a number: who pastes a whole register needs one sentence.
        """
        self.told[code.code] += 1
        if self.told[code.code] > MOST_ALIKE:
            return
        found = self.grid.typed(*at) if at else slots.pop("found", "")
        severity = Severity(slots.pop("severity", code.severity))
        expected = slots.pop("expected", "")
        self.findings.append(
            code.finding(
                found=found, expected=expected, severity=severity, words=slots,
                form=self.found.form.code, sheet=self.grid.sheet.name, cell=a1(*at) if at else "",
            )
        )  # fmt: skip


def place(found: Found, scheme: Scheme, unit: str) -> Place:
    """Return where a unit's rows stand in a form that was found."""
    form = found.form
    expected = rows_of(scheme, form, unit)
    search = _Search(
        scheme, found, scheme.fields_by_form[form.code], expected,
        {(heading_key if form.rows is RowSource.FIXED else key)(row.key): row.key
         for row in expected},
        _labels(expected, unit), [],
    )  # fmt: skip
    _columns(search)
    if form.rows in (RowSource.OPEN, RowSource.LINES):
        copies = _open_rows(search)
    else:
        copies = _keyed_rows(search)
    rows, disputed = _settled(search, copies)
    covered = _covered(search, rows)
    _hidden(search, rows)
    _nameless(search)
    _flood(search)
    return Place(
        form, search.fields, found.grid, found.header, expected, rows,
        {row_key: tuple(each) for row_key, each in copies.items()}, disputed, covered,
        tuple(search.findings),
    )  # fmt: skip


def _labels(expected: tuple[Row, ...], unit: str) -> dict[str, str]:
    labels: dict[str, str] = {}
    for row in expected:
        if row.indicator is not None:
            labels.setdefault(key(indicator_name(row.indicator, unit)), row.key)
            labels.setdefault(key(row.indicator.name), row.key)
    return labels


def _columns(search: _Search) -> None:
    labels = {each.code: each.label for each in search.fields}
    top = search.found.header.first
    for code, column in search.found.header.repeated:
        at = _heading_cell(search, column) or (top, column)
        first = a1(top, search.columns[code])
        search.say(words.SAME_COLUMN, at, expected=f"{labels[code]} {first}")
    for column, _ in search.found.header.unknown:
        search.say(words.UNKNOWN_COLUMN, _heading_cell(search, column))


def _heading_cell(search: _Search, column: int) -> Position | None:
    header = search.found.header
    rows = (row for row in range(header.last, header.first - 1, -1))
    return next(((row, column) for row in rows if search.grid.words(row, column)), None)


def _keyed_rows(search: _Search) -> dict[str, list[int]]:
    """Return the rows of each expected key; the rest is a total, or kept aside."""
    key_column, label_column = search.column(Role.KEY), search.column(Role.LABEL)
    told: dict[int, tuple[str, str]] = {}
    for row, cells in search.below():
        code = search.key_in(cells, key_column)
        name = search.label_in(row, label_column)
        if code or name:
            told[row] = (code, name)
        else:
            _aside(search, row, cells)
    moved = _moved(search, told)
    copies: dict[str, list[int]] = {}
    for row, (code, name) in told.items():
        copies.setdefault(name if row in moved else code or name, []).append(row)
    return copies


def _moved(search: _Search, told: Mapping[int, tuple[str, str]]) -> frozenset[int]:
    """Rows sorted without their hidden keys: the same set of names against other keys.

    A person answered beside the name that can be seen, so the names decide there.
    """
    odd = {row: pair for row, pair in told.items() if all(pair) and pair[0] != pair[1]}
    keys, names = [pair[0] for pair in odd.values()], [pair[1] for pair in odd.values()]
    if not odd or sorted(keys) != sorted(names) or len(set(names)) != len(names):
        return frozenset()
    column = search.column(Role.KEY)
    first = min(odd)
    if column is not None:
        told_rows = "、".join(str(row + 1) for row in sorted(odd))
        search.say(words.KEYS_MOVED, (first, column), expected=told_rows)
    return frozenset(odd)


def _aside(search: _Search, row: int, cells: Mapping[int, Raw]) -> None:
    first = min(cells)
    text = search.grid.words(row, first)
    if is_total(text):
        search.say(words.TOTAL_ROW, (row, first), row=str(row + 1))
        return
    answered = any(column in search.answers for column in cells)
    named = any(column in cells for column in (search.column(Role.KEY), search.column(Role.LABEL)))
    if answered or named:
        severity = Severity.QUERY if answered else Severity.NOTE
        search.say(words.EXTRA_ROW, (row, first), row=str(row + 1), severity=severity)


def is_total(text: str) -> bool:
    """Whether a row's first text says that the row only adds up.

    >>> is_total("合计:"), is_total("合计生育率上升的原因与对策"), is_total("区法院")
    (True, False, False)
    """
    return len(text) <= LONGEST_TOTAL and text.startswith(words.TOTALS)


def is_foot(text: str) -> bool:
    """Whether a row's first text signs or explains the sheet instead of answering.

    >>> is_foot("填表人:张三"), is_foot("注:现状值按月统计"), is_foot("说明材料重复提交")
    (True, True, False)
    """
    return text.partition(":")[0] in words.FOOTERS and ":" in text


def _open_rows(search: _Search) -> dict[str, list[int]]:
    copies: dict[str, list[int]] = {}
    key_column = search.column(Role.KEY)
    for row, cells in search.below():
        if not any(column in search.answers for column in cells):
            continue
        if is_total(search.grid.words(row, min(cells))):
            search.say(words.TOTAL_ROW, (row, min(cells)), row=str(row + 1))
            continue
        named = typed(cells.get(-1 if key_column is None else key_column)).strip()
        if len(copies) >= MOST_OPEN_ROWS:
            search.say(words.TOO_MANY_ROWS, (row, min(cells)), most=str(MOST_OPEN_ROWS))
            break
        if named or search.found.form.rows is RowSource.OPEN:
            copies.setdefault(named or str(row + 1), []).append(row)
        else:
            _aside(search, row, cells)
    return copies


def _settled(
    search: _Search, copies: Mapping[str, list[int]]
) -> tuple[dict[str, int], frozenset[str]]:
    """Return one row for each key; where filled copies differ, the key is disputed."""
    rows: dict[str, int] = {}
    disputed = set()
    order = [row.key for row in search.expected if row.key in copies] or list(copies)
    for row_key in order:
        answered = [(row, _answers(search, row)) for row in copies[row_key]]
        filled = [each for each in answered if each[1]]
        rows[row_key] = (filled or answered)[0][0]
        if any(each[1] != filled[0][1] for each in filled[1:]):
            disputed.add(row_key)
            row = next(each[0] for each in filled[1:] if each[1] != filled[0][1])
            column = search.column(Role.KEY)
            at = (row, column if column in search.grid.rows[row] else min(search.grid.rows[row]))
            numbers = "、".join(words.ROW_NUMBER.format(number=each[0] + 1) for each in filled)
            search.say(words.DUPLICATE_ROW, at, expected=row_key, rows=numbers)
    return rows, frozenset(disputed)


def _answers(search: _Search, row: int) -> dict[str, str]:
    cells = search.grid.rows[row]
    return {
        each.code: typed(cells[column])
        for column, each in search.answers.items() if column in cells and typed(cells[column])
    }  # fmt: skip


def _covered(search: _Search, rows: Mapping[str, int]) -> frozenset[Position]:
    """Return answer cells that lie under another cell's merge; such a merge is asked about."""
    lines, columns = sorted(rows.values()), sorted(search.answers)
    covered: set[Position] = set()
    for (top, left), (bottom, right) in search.grid.merges.items():
        here = lines[bisect_left(lines, top) : bisect_right(lines, bottom)]
        across = columns[bisect_left(columns, left) : bisect_right(columns, right)]
        inside = {(row, column) for row in here for column in across} - {(top, left)}
        if not inside:
            continue
        covered |= inside
        if search.grid.at(top, left) is not None:
            column = min(column for _, column in inside)
            what = words.OF_ROWS.format(
                count=len({row for row, _ in inside} | {top}), field=search.answers[column].label
            )
            search.say(words.MERGED_ANSWERS, (top, left), expected=what)
    return frozenset(covered)


def _flood(search: _Search) -> None:
    """Say how many findings of a kind were not told one by one."""
    for code in sorted(search.told):
        rest = search.told[code] - MOST_ALIKE
        if rest > 0:
            title = next(each.title for each in words.CODES if each.code == code)
            search.say(words.MORE_ALIKE, found=title, count=str(rest))


def _nameless(search: _Search) -> None:
    """Content beside or below the rows in a column without a heading is listed."""
    header = search.found.header
    known = {*header.columns.values(), *(column for _, column in header.repeated)}
    known |= {column for column, _ in header.unknown}
    stray: dict[int, list[int]] = {}
    for row, cells in search.grid.rows.items():
        foot = any(is_foot(search.grid.words(row, column)) for column in cells)
        if row <= header.last or foot or search.is_heading(cells):
            continue
        for column, held in cells.items():
            if column not in known and typed(held).strip():
                stray.setdefault(column, []).append(row)
    for column in sorted(stray):
        at = (min(stray[column]), column)
        count = str(len(stray[column]))
        search.say(words.NAMELESS_COLUMN, at, column=letters(column), count=count)


def _hidden(search: _Search, rows: Mapping[str, int]) -> None:
    sheet = search.grid.sheet
    answers = [
        (row, column)
        for row in rows.values()
        for column in sorted(search.answers)
        if search.grid.at(row, column) is not None
    ]
    in_rows = [at for at in answers if at[0] in sheet.hidden_rows]
    in_columns = [at for at in answers if at[1] in sheet.hidden_columns]
    for code, cells in ((words.HIDDEN_ROWS, in_rows), (words.HIDDEN_COLUMNS, in_columns)):
        if cells:
            search.say(code, min(cells), count=str(len(cells)))
