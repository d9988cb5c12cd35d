"""Which sheet is which form: heading rows, the column of each field, nothing by position."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cached_property, lru_cache

from msgspec import Struct, field

from jlhy_xl.core.raw import Raw, RawSheet
from jlhy_xl.core.returns.identity import ASKED, SENT
from jlhy_xl.core.scheme.choices import Role, RowSource
from jlhy_xl.core.scheme.model import Form, Scheme
from jlhy_xl.core.text import heading_key, key
from jlhy_xl.core.values.parsed import typed

HEADING_ROWS = 60  # content rows from the top in which a heading is looked for
HEADING_DEPTH = 3  # a heading may be spread over so many rows
_OWN = (ASKED, SENT)
LONGEST_HEADING = 60  # characters; longer texts are hints

heading = lru_cache(maxsize=4096)(heading_key)


def codes(raw: Raw | None) -> tuple[str, ...]:
    """Return the keys that a key cell may mean; 04-02 that became a date means 04-02 again.

    >>> codes(" 04-02 "), codes(datetime(2026, 4, 2)), codes(None)
    (('04-02',), ('04-02', '4-2'), ())
    """
    if isinstance(raw, datetime):
        return (f"{raw.month:02}-{raw.day:02}", f"{raw.month}-{raw.day}")
    if raw is None:
        return ()
    text = typed(raw)
    return tuple(dict.fromkeys(each for each in (key(text), heading_key(text)) if each))


class Grid:
    """One sheet, its content by rows, its merges by their first cell.

    The countdown's own hidden columns say nothing that a unit wrote: they are no content.
    """

    def __init__(self, sheet: RawSheet) -> None:
        self.sheet = sheet
        own = {at for (_, at), raw in sheet.cells.items() if raw in _OWN}
        rows: dict[int, dict[int, Raw]] = {}
        for (row, column), raw in sheet.cells.items():
            if column not in own and (not isinstance(raw, str) or raw.strip()):
                rows.setdefault(row, {})[column] = raw
        self.rows = {row: rows[row] for row in sorted(rows)}
        self.merges = {(top, left): (bottom, right) for top, left, bottom, right in sheet.merges}
        self.tops = list(self.rows)[:HEADING_ROWS]

    @cached_property
    def headings(self) -> dict[int, dict[int, str]]:
        """Heading keys by row and column; a merged heading answers in its first column only."""
        return {
            row: {
                column: plain
                for column, raw in self.rows[row].items()
                if isinstance(raw, str) and len(raw) <= LONGEST_HEADING
                if (plain := heading(raw))
            }
            for row in self.tops
        }

    def at(self, row: int, column: int) -> Raw | None:
        """Return what this very cell holds; a merged neighbour never answers for it."""
        return self.sheet.cells.get((row, column))

    def typed(self, row: int, column: int) -> str:
        """Return what this very cell holds, as findings quote it."""
        return typed(self.at(row, column), percent=(row, column) in self.sheet.percents)

    def words(self, row: int, column: int) -> str:
        """Return a text cell's comparison key, "" for anything else."""
        raw = self.at(row, column)
        return key(raw) if isinstance(raw, str) else ""

    def after(self, row: int, column: int) -> tuple[int, Raw] | None:
        """Return the next content to the right in the row, past the cell's own merge."""
        _, right = self.merges.get((row, column), (row, column))
        found = [each for each in self.rows.get(row, {}) if each > right]
        return (min(found), self.rows[row][min(found)]) if found else None


class Header(Struct, frozen=True):
    """Where a form's headings stand in a sheet."""

    first: int
    last: int
    columns: Mapping[str, int]  # field code → column
    repeated: tuple[tuple[str, int], ...] = ()  # the same heading once more
    unknown: tuple[tuple[int, str], ...] = ()  # column, heading as written


class Found(Struct, frozen=True):
    """A form found in a sheet."""

    form: Form
    grid: Grid
    header: Header
    mapped: bool = False  # by the sheet's name, as the hidden map or the scheme gives it
    answers: frozenset[str] = frozenset()  # codes of the fields that a unit fills

    @property
    def is_answered(self) -> bool:
        """Whether anything stands in the columns that a unit fills."""
        columns = {
            self.header.columns[each] for each in self.answers if each in self.header.columns
        }
        return any(
            not columns.isdisjoint(cells)
            for row, cells in self.grid.rows.items()
            if row > self.header.last
        )


class Matched(Struct, frozen=True):
    """The forms found, at most one sheet each, and sheets that repeat a form."""

    found: tuple[Found, ...] = ()
    again: tuple[Found, ...] = ()


class Vocabulary(Struct):
    """A form's headings and row keys, as keys for comparing."""

    headings: dict[str, str] = field(default_factory=dict)  # heading key → field code
    keys: frozenset[str] = frozenset()  # what its key and label columns may hold
    title: frozenset[str] = frozenset()
    answers: set[str] = field(default_factory=set)  # codes of the fields that a unit fills
    key_field: str = ""
    label_field: str = ""

    @classmethod
    def of(cls, scheme: Scheme, form: Form, older: Mapping[str, str] | None = None) -> "Vocabulary":
        """Return a form's vocabulary; ``older`` adds what an old template called its columns."""
        made = cls(title=frozenset(key(each) for each in (form.title, form.heading) if each))
        for item in scheme.fields_by_form[form.code]:
            for label in (item.label, *item.aliases):
                if heading_key(label):
                    made.headings.setdefault(heading_key(label), item.code)
            if item.role is Role.FILL:
                made.answers.add(item.code)
            elif item.role is Role.KEY:
                made.key_field = item.code
            elif item.role is Role.LABEL:
                made.label_field = made.label_field or item.code
        for old, new in (older or {}).items():
            if heading_key(new) in made.headings:
                made.headings.setdefault(heading_key(old), made.headings[heading_key(new)])
        made.keys = _known_keys(scheme, form)
        return made


def _known_keys(scheme: Scheme, form: Form) -> frozenset[str]:
    slot = ("row keys", form.code)
    if slot not in scheme.memo:
        scheme.memo[slot] = frozenset(_keys(scheme, form))
    found: frozenset[str] = scheme.memo[slot]
    return found


def _keys(scheme: Scheme, form: Form) -> Iterable[str]:
    if form.rows is RowSource.FIXED:
        yield from (heading_key(each) for each in form.row_keys)
    elif form.rows is RowSource.INDICATORS:
        for found in scheme.indicators:
            yield key(found.code)
            yield key(found.name)
    elif form.rows is RowSource.RESOLUTIONS:
        yield from (key(each.code) for each in scheme.resolutions)


def match(
    grids: Iterable[Grid], scheme: Scheme, titles: Mapping[str, str],
    older: Mapping[str, str] | None = None,
) -> Matched:  # fmt: skip
    """Return the sheet of each form: by the template's own map, else by the best headings.

    Args:
        grids: the sheets that may hold a form.
        scheme: the scheme in force.
        titles: form code → the sheet's title when the template was made (may be empty).
        older: headings of an older template → today's.
    """
    sheets = list(grids)
    candidates: list[tuple[tuple[int, int, int], int, Found]] = []
    for place, form in enumerate(scheme.forms):
        vocabulary = Vocabulary.of(scheme, form, older)
        title = titles.get(form.code, form.title)
        for index, grid in enumerate(sheets):
            named = grid.sheet.name == title
            header = find_header(grid, vocabulary)
            if header is None or not _fits(grid, header, vocabulary, named=named):
                continue
            rank = (-int(named), -len(header.columns), index)
            candidates.append(
                (rank, place, Found(form, grid, header, named, frozenset(vocabulary.answers)))
            )
    return _assign(candidates)


def _assign(candidates: list[tuple[tuple[int, int, int], int, Found]]) -> Matched:
    """A sheet answers for one form, a form has one sheet: the best pairs first.

    An empty sheet gives way to a copy that was filled in.
    """
    taken: dict[str, tuple[int, Found]] = {}
    used: set[int] = set()
    again = []
    for _, place, found in sorted(candidates, key=lambda each: (each[0], each[1])):
        if id(found.grid) in used:
            continue
        used.add(id(found.grid))
        known = taken.get(found.form.code)
        if known is None:
            taken[found.form.code] = (place, found)
        elif found.is_answered and not known[1].is_answered:
            taken[found.form.code] = (place, found)
            again.append(known[1])
        else:
            again.append(found)
    found_ = tuple(found for _, found in sorted(taken.values(), key=lambda each: each[0]))
    return Matched(found_, tuple(again))


def _fits(grid: Grid, header: Header, words: Vocabulary, *, named: bool) -> bool:
    """Whether so many headings make it this form; names and row keys lower the bar."""
    count = len(header.columns)
    if not words.answers & set(header.columns):
        return False  # a list of indicators alone is no return
    if named or any(title in key(grid.sheet.name) for title in words.title):
        return count >= 1
    if _is_titled(grid, header, words) or _has_keys(grid, header, words):
        return count >= 2
    return count >= max(2, -(-len(set(words.headings.values())) // 2))


def _is_titled(grid: Grid, header: Header, words: Vocabulary) -> bool:
    above = (row for row in grid.rows if row < header.first)
    texts = {grid.words(row, column) for row in above for column in grid.rows[row]}
    return any(title in text for text in texts for title in words.title)


def _has_keys(grid: Grid, header: Header, words: Vocabulary) -> bool:
    return any(
        each in words.keys
        for row, cells in grid.rows.items()
        if row > header.last
        for column in _key_columns(header, words)
        for each in codes(cells.get(column))
    )


def _key_columns(header: Header, words: Vocabulary) -> tuple[int, ...]:
    told = (header.columns.get(each) for each in (words.key_field, words.label_field) if each)
    return tuple(each for each in told if each is not None)


def find_header(grid: Grid, words: Vocabulary) -> Header | None:
    """Return the rows whose texts name most of the form's fields, None where none does.

    One row where it can be; two or three where merged or split headings name more.
    """
    best: tuple[int, int, int] = (0, 0, 0)
    chosen: tuple[int, ...] = ()
    hits = [
        any(each in words.headings for each in grid.headings[row].values()) for row in grid.tops
    ]
    for index, top in enumerate(grid.tops):
        for depth in range(1, HEADING_DEPTH + 1):
            rows = tuple(grid.tops[index : index + depth])
            if len(rows) < depth or not any(hits[index : index + depth]):
                continue
            fields = _named({row: grid.headings[row] for row in rows}, words)
            rank = (len(set(fields.values())), -depth, -top)
            if fields and rank > best:
                best, chosen = rank, rows
    return _header(grid, words, chosen) if chosen else None


def _named(texts: Mapping[int, Mapping[int, str]], words: Vocabulary) -> dict[int, str]:
    """Return column → field code; the lowest heading of a column speaks first, then the whole."""
    named: dict[int, str] = {}
    for column in sorted({column for row in texts.values() for column in row}):
        parts = [row[column] for row in texts.values() if column in row]
        for text in (*reversed(parts), "".join(parts)):
            if text in words.headings:
                named[column] = words.headings[text]
                break
    return named


def _header(grid: Grid, words: Vocabulary, rows: tuple[int, ...]) -> Header:
    texts = grid.headings
    named = _named({row: texts[row] for row in rows}, words)
    columns: dict[str, int] = {}
    repeated = []
    for column, code in named.items():
        if code in columns:
            repeated.append((code, column))
        else:
            columns[code] = column
    last = rows[-1]
    for row in rows:
        for column in grid.rows[row]:
            last = max(last, grid.merges.get((row, column), (row, column))[0])
    unknown = tuple(
        (column, next(str(grid.at(row, column)) for row in reversed(rows) if column in texts[row]))
        for column in sorted({column for row in rows for column in texts[row]})
        if column not in named
    )
    header = Header(rows[0], last, columns, tuple(repeated), unknown)
    return _with_key_column(grid, header, words)


def _with_key_column(grid: Grid, header: Header, words: Vocabulary) -> Header:
    """A key column without its heading (it may never have had one) is known by what it holds."""
    if not words.key_field or words.key_field in header.columns or not words.keys:
        return header
    counts: dict[int, int] = {}
    taken = set(header.columns.values())
    for row in grid.rows:
        if row <= header.last:
            continue
        for column, raw in grid.rows[row].items():
            if column not in taken and isinstance(raw, str) and heading(raw) in words.keys:
                counts[column] = counts.get(column, 0) + 1
    if not counts:
        return header
    column = min(counts, key=lambda each: (-counts[each], each))
    return Header(
        header.first, header.last, {**header.columns, words.key_field: column}, header.repeated,
        tuple(each for each in header.unknown if each[0] != column),
    )  # fmt: skip
