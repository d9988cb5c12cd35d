"""One worksheet as a stream of events → sparse cells; every count of the guard in the same pass.

The dimension tag is never trusted; a cell that is only styled leaves nothing behind.
"""

import re
from decimal import Decimal

from msgspec import field

from jlhy_xl.core.errors import Refusal
from jlhy_xl.core.raw import CellError, Position, Raw, RawSheet, Uncached, a1
from jlhy_xl.core.wording import guard as words
from jlhy_xl.edge.guard import CAPS, COLUMNS, ROWS, Tally, damaged, over
from jlhy_xl.edge.ooxml.shown import seen
from jlhy_xl.edge.ooxml.styles import is_on
from jlhy_xl.edge.ooxml.values import has_marks, iso_moment, number, unescape
from jlhy_xl.edge.ooxml.xml import Attributes, check_bounds

_DIGITS = "0123456789"


class Shared(Tally):
    """What all sheets of a book share, and what they spend together."""

    strings: list[str] = field(default_factory=list)
    odd: set[int] = field(default_factory=set)  # strings with characters no one can see
    formats: dict[str | None, str] = field(default_factory=dict)
    from_1904: bool = False
    wide: int = 0  # cells covered by merges and hyperlinks
    dde: str = ""  # the first cell of the sheet at hand that calls another program
    marked: str = ""  # the first one with characters made visible
    struck_texts: dict[int, str] = field(default_factory=dict)  # see Strings.struck
    struck_styles: set[str | None] = field(default_factory=set)
    # of the sheet at hand: where something is struck through, and what; "" for the whole cell
    struck: dict[Position, str] = field(default_factory=dict)


_COLUMN: dict[str, int] = {}


def column_of(letters: str) -> int:
    """Return a column's number, counted from 0.

    >>> column_of("A"), column_of("XFD"), column_of("aa")
    (0, 16383, 26)
    """
    found = _COLUMN.get(letters)
    if found is None:
        if not (letters.isascii() and letters.isalpha() and len(letters) <= 3):
            raise ValueError(letters)
        found = -1
        for letter in letters.upper():
            found = (found + 1) * 26 + ord(letter) - 65
        _COLUMN[letters] = found
    return found


def position_of(ref: str) -> Position:
    """Return the position of an A1 reference.

    >>> position_of("B3"), position_of("$XFD$1048576")
    ((2, 1), (1048575, 16383))
    """
    if "$" in ref:
        ref = ref.replace("$", "")
    letters = ref.rstrip(_DIGITS)
    row, column = int(ref[len(letters) :]) - 1, column_of(letters)
    if not (0 <= row < ROWS and column < COLUMNS):
        raise ValueError(ref)
    return row, column


def range_of(ref: str) -> tuple[int, int, int, int]:
    """Return first row, first column, last row, last column of a range.

    >>> range_of("B3:A1"), range_of("C5")
    ((0, 0, 2, 1), (4, 2, 4, 2))
    """
    first, _, last = ref.partition(":")
    top, left = position_of(first)
    bottom, right = position_of(last) if last else (top, left)
    return min(top, bottom), min(left, right), max(top, bottom), max(left, right)


class SheetReader:
    """Hears one sheet's XML; ``sheet`` then returns what stood in it."""

    __slots__ = (
        "_cells", "_column", "_conditionals", "_cut", "_depth", "_formula", "_formulas", "_group",
        "_groups", "_has_formula", "_hidden_columns", "_hidden_rows", "_in_cell", "_inline",
        "_kind", "_merges", "_percents", "_pieces", "_reading", "_ref", "_row", "_ruby", "_shared",
        "_stored", "_struck", "_style", "_validations", "_value",
    )  # fmt: skip

    def __init__(self, shared: Shared) -> None:
        self._shared = shared
        self._cells: dict[Position, Raw] = {}
        self._formulas: dict[Position, str] = {}
        self._groups: dict[str, tuple[Position, str]] = {}  # shared formulas by their group
        self._percents: set[Position] = set()
        self._merges: list[tuple[int, int, int, int]] = []
        self._hidden_rows: set[int] = set()
        self._hidden_columns: set[int] = set()
        self._conditionals = self._validations = self._stored = self._depth = self._ruby = 0
        self._row = self._column = -1
        self._in_cell = self._reading = False
        self._ref: str | None = None
        self._kind: str | None = None
        self._style: str | None = None
        self._group: str | None = None
        self._value: str | None = None
        self._inline: str | None = None
        self._formula: str | None = None
        self._has_formula = self._struck = False
        self._cut = ""  # what was struck out of the cell's own text
        self._pieces: list[str] = []

    # Events. The three commonest elements come first: this is the hottest code of a run.

    def start(self, name: str, attrs: Attributes) -> None:
        """Hear an element begin."""
        self._depth += 1
        if name == "c":
            ref = attrs.get("r")
            if ref is None:
                self._column = self._last_column() + 1
            self._ref = ref
            self._kind = attrs.get("t")
            self._style = attrs.get("s")
            self._in_cell = True
        elif name == "v" or name == "t":  # noqa: PLR1714 - twice as fast as a set of two
            if self._in_cell:
                self._reading = not self._ruby
                self._pieces = []
        elif name == "row":
            check_bounds(self._depth, attrs, self._shared.kind)
            self._open_row(attrs)
        elif name == "f":
            if self._in_cell:
                self._reading = self._has_formula = True
                self._pieces = []
                self._group = attrs.get("si") if attrs.get("t") == "shared" else None
        else:
            self._open_other(name, attrs)

    def end(self, name: str) -> None:
        """Hear it end."""
        self._depth -= 1
        if name == "c":
            if self._cut:
                self._strike_out()
            if self._value is not None or self._has_formula or self._inline is not None:
                self._store()
                self._value = self._inline = self._formula = self._group = None
                self._has_formula = False
            self._in_cell = False
        elif self._in_cell:
            if name == "v":
                self._value = "".join(self._pieces)
                self._reading = False
            elif name == "t":
                self._end_text()
            elif name == "f":
                self._formula = "".join(self._pieces)
                self._reading = False
            elif name == "rPh":
                self._ruby -= 1

    def _end_text(self) -> None:
        if self._reading and self._struck:
            self._cut += "".join(self._pieces)
        elif self._reading:
            self._inline = (self._inline or "") + "".join(self._pieces)
        self._reading = False

    def text(self, data: str) -> None:
        """Hear character data."""
        if self._reading:
            self._pieces.append(data)

    def _last_column(self) -> int:
        return self._column if self._ref is None else position_of(self._ref)[1]

    def _open_row(self, attrs: Attributes) -> None:
        row = attrs.get("r")
        self._row = int(row) - 1 if row else self._row + 1
        self._ref, self._column = None, -1
        if attrs.get("hidden") in ("1", "true") or _is_zero(attrs.get("ht")):
            self._hidden_rows.add(self._row)

    def _open_other(self, name: str, attrs: Attributes) -> None:
        check_bounds(self._depth, attrs, self._shared.kind)
        if name == "mergeCell":
            area = self._cover(attrs.get("ref", ""))
            if area is not None:
                self._merges.append(area)
            self._count(words.What.MERGES, len(self._merges), CAPS.merges)
        elif name == "hyperlink":
            self._cover(attrs.get("ref", ""))
        elif name == "col":
            self._open_columns(attrs)
        elif name.endswith("cfRule"):
            self._conditionals += 1
            self._count(words.What.CONDITIONALS, self._conditionals, CAPS.conditionals)
        elif name.endswith("dataValidation"):
            self._validations += 1
            self._count(words.What.VALIDATIONS, self._validations, CAPS.validations)
        elif name == "rPh":
            self._ruby += 1
        elif self._in_cell and name in ("is", "r", "strike"):
            self._struck = name == "strike" and is_on(attrs)

    def _strike_out(self) -> None:
        """What is struck out of a text is no part of it, unless it is all there is."""
        whole = not (self._inline or "").strip()
        if whole:
            self._inline = self._cut
        self._shared.struck[self._place()] = "" if whole else self._cut
        self._cut = ""

    def _count(self, what: str, count: int, cap: int) -> None:
        if count > cap:
            raise over(what, count, cap, self._shared.kind)

    def _cover(self, ref: str) -> tuple[int, int, int, int] | None:
        """Return a range; None for what names none (#REF!): that is no content, and no damage."""
        try:
            top, left, bottom, right = range_of(ref)
        except ValueError:
            return None
        self._shared.wide += (bottom - top + 1) * (right - left + 1)
        return top, left, bottom, right

    def _open_columns(self, attrs: Attributes) -> None:
        if attrs.get("hidden") not in ("1", "true") and not _is_zero(attrs.get("width")):
            return
        first, last = int(attrs.get("min", "1")) - 1, min(int(attrs.get("max", "1")), COLUMNS)
        self._shared.hidden += max(0, last - first)
        self._count(words.What.HIDDEN, self._shared.hidden, CAPS.hidden)
        self._hidden_columns.update(range(max(0, first), last))

    # One cell

    def _place(self) -> Position:
        if self._ref is not None:
            return position_of(self._ref)
        position = (self._row, self._column)
        if not (0 <= self._row < ROWS and self._column < COLUMNS):
            raise ValueError(position)
        return position

    def _store(self) -> None:
        position = self._place()
        if self._has_formula:
            self._formulas[position] = self._own_formula(position)
        found = self._content(position)
        if found is None:
            return
        self._shared.spend(found, *position)
        self._cells[position] = found
        self._stored += 1
        if self._style in self._shared.struck_styles:
            self._shared.struck.setdefault(position, "")

    def _content(self, position: Position) -> Raw | None:
        kind, value = self._kind, self._value
        if kind == "s" and value:
            return self._shared_text(int(value), position)
        if not value or kind == "inlineStr":
            if self._has_formula and (kind != "str" or value is None):
                return Uncached(self._formulas[position])
            return self._text(self._inline or value or "", position)
        if kind is None or kind == "n":
            return self._number(value, position)
        if kind == "b":
            return value.strip().lower() in ("1", "true")
        if kind == "e":
            return CellError(value)
        return iso_moment(value) if kind == "d" else self._text(value, position)

    def _shared_text(self, index: int, position: Position) -> str | None:
        shared = self._shared
        if index in shared.odd and not shared.marked:
            shared.marked = a1(*position)
        if not 0 <= index < len(shared.strings):  # -1 would be the last one
            raise damaged(words.Why.NO_TEXT, shared.kind)
        if index in shared.struck_texts:
            shared.struck[position] = shared.struck_texts[index]
        return shared.strings[index] or None

    def _text(self, stored: str, position: Position) -> str | None:
        if "_x" not in stored:
            return stored or None
        text = unescape(stored)
        if has_marks(text) and not self._shared.marked:
            self._shared.marked = a1(*position)
        return text or None

    def _number(self, value: str, position: Position) -> Raw:
        found = number(value)
        shown = self._shared.formats.get(self._style)
        if shown and isinstance(found, Decimal):
            as_seen, percent = seen(found, shown, from_1904=self._shared.from_1904)
            if percent:
                self._percents.add(position)
            return as_seen
        return found

    def _own_formula(self, position: Position) -> str:
        text = self._formula or ""
        if self._group is not None:
            if text:
                self._groups[self._group] = (position, text)
            elif self._group in self._groups:
                home, master = self._groups[self._group]
                text = shifted(master, position[0] - home[0], position[1] - home[1])
        if "|" in text and _DDE.search(text):
            self._shared.dde = self._shared.dde or a1(*position)
        return "=" + text

    # The sheet

    def sheet(self, name: str, visibility: str) -> RawSheet:
        """Return the sheet that was heard.

        Raises:
            Refusal: one address holds two contents, and programs differ on which is true.
        """
        if self._stored != len(self._cells):
            slots = {"what": f"{name} {words.TWICE}"}
            raise Refusal(words.AMBIGUOUS.finding(words=slots, sheet=name), kind=self._shared.kind)
        return RawSheet(
            name, self._cells, visibility, self._formulas, tuple(self._merges),
            frozenset(self._hidden_rows), frozenset(self._hidden_columns),
            frozenset(self._percents),
        )  # fmt: skip


def _is_zero(size: str | None) -> bool:
    return bool(size) and not str(size).strip("0.")


_DDE = re.compile(r"[\w'\"]\s*\|.*!", re.DOTALL)
_REFERENCE = re.compile(r"('(?:[^']|'')*'|\"[^\"]*\")|(?<![\w.])(\$?)([A-Z]{1,3})(\$?)(\d{1,7})(?![\w(.])")  # fmt: skip


def shifted(formula: str, down: int, right: int) -> str:
    """Return a shared formula as it reads some cells further; what is fixed by $ stays.

    >>> shifted('B2+$C$3&"B2"', 2, 1)
    'C4+$C$3&"B2"'
    """

    def move(found: re.Match[str]) -> str:
        if found[1]:
            return found[0]
        fixed_column, letters, fixed_row, row = found[2], found[3], found[4], int(found[5])
        column = column_of(letters) + (0 if fixed_column else right)
        row += 0 if fixed_row else down
        if column < 0 or row < 1:
            return "#REF!"
        return f"{fixed_column}{a1(0, column)[:-1]}{fixed_row}{row}"

    return _REFERENCE.sub(move, formula)
