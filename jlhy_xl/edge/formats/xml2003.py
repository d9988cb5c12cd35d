"""Excel 2003's XML spreadsheet, within the same bounds as every other XML."""

import re
from decimal import Decimal

from jlhy_xl.core.errors import Refusal
from jlhy_xl.core.raw import CellError, Raw, RawBook, Uncached
from jlhy_xl.core.wording import guard as words
from jlhy_xl.edge.formats.draft import Draft
from jlhy_xl.edge.guard import CAPS, COLUMNS, ROWS, Tally, decode, hidden_notes, over
from jlhy_xl.edge.ooxml.shown import kind_of, seen
from jlhy_xl.edge.ooxml.values import iso_moment, number, visible
from jlhy_xl.edge.ooxml.xml import Attributes, check_bounds, feed, local

_DECLARED = re.compile(rb"<\?xml[^>]{0,200}encoding=[\"']([\w-]{1,40})")
_NATIVE = (b"UTF-8", b"UTF-16", b"ISO-8859-1", b"US-ASCII")
_STATES = {"SheetHidden": "hidden", "SheetVeryHidden": "veryHidden"}


def read(data: bytes) -> RawBook:
    """Return what an Excel 2003 XML book holds.

    Raises:
        Refusal: not well formed, declarations that are not allowed, or beyond a cap.
    """
    encoding = None
    declared = _DECLARED.match(data)
    if declared and declared[1].upper() not in _NATIVE:
        found = decode(data)  # the parser knows no Chinese encodings
        if found is None:
            raise Refusal(words.ENCODING.finding(), kind="xml2003")
        data, encoding = found[0].encode(), "utf-8"
    heard = _Hearer()
    feed([data], heard, "xml2003", encoding=encoding)
    sheets = tuple(draft.sheet() for draft in heard.sheets)
    notes = tuple(hidden_notes(sheets))
    return RawBook(sheets, "xml2003", heard.properties, notes)


class _Hearer:
    """Hears the one part that such a book is."""

    def __init__(self) -> None:
        self.sheets: list[Draft] = []
        self.properties: dict[str, str] = {}
        self._tally = Tally("xml2003")
        self._path: list[str] = []
        self._pieces: list[str] = []
        self._row = self._column = self._next_row = self._next_column = self._next_col = 0
        self._cell: Attributes = {}
        self._type = ""
        self._percents: set[str] = set()  # ids of styles that show per cent
        self._looks: dict[str, str] = {}  # ids of styles whose number depends on its section
        self._style = ""

    def start(self, name: str, attrs: Attributes) -> None:
        """Hear an element begin."""
        self._path.append(name)
        check_bounds(len(self._path), attrs, "xml2003")
        opened = _OPENED.get(local(name))
        if opened is not None:
            opened(self, {local(key): value for key, value in attrs.items()})
        if local(name) not in ("B", "I", "U", "S", "Sub", "Sup", "Font", "Span"):
            self._pieces.clear()

    def end(self, name: str) -> None:
        """Hear it end."""
        name = local(name)
        self._path.pop()
        text = "".join(self._pieces)
        if name == "Data" and self._path[-1:] and local(self._path[-1]) == "Cell":
            self._store(text)
        elif name == "Cell" and self._cell:
            self._close_cell()
        elif name == "Visible" and self.sheets:
            self.sheets[-1].visibility = _STATES.get(text, "visible")
        elif self._path and local(self._path[-1]) == "CustomDocumentProperties":
            self.properties[name] = text

    def text(self, data: str) -> None:
        """Hear character data."""
        self._pieces.append(data)

    def _open_worksheet(self, attrs: Attributes) -> None:
        if len(self.sheets) >= CAPS.sheets:
            raise over(words.What.SHEETS, len(self.sheets) + 1, CAPS.sheets, "xml2003")
        self.sheets.append(Draft(self._tally, visible(attrs.get("Name", ""))))
        self._next_row = self._next_col = 0

    def _open_style(self, attrs: Attributes) -> None:
        self._style = attrs.get("ID", "")

    def _open_format(self, attrs: Attributes) -> None:
        if "%" in attrs.get("Format", "") or attrs.get("Format") == "Percent":
            self._percents.add(self._style)
        kind = kind_of(attrs.get("Format", ""))
        if kind[:1] == "=":
            self._looks[self._style] = kind

    def _open_column(self, attrs: Attributes) -> None:
        first = int(attrs.get("Index", self._next_col + 1)) - 1
        self._next_col = first + int(attrs.get("Span", "0")) + 1
        if self.sheets and attrs.get("Hidden") == "1":
            self.sheets[-1].hide_columns(first, self._next_col)

    def _open_row(self, attrs: Attributes) -> None:
        self._row = int(attrs.get("Index", self._next_row + 1)) - 1
        last = self._row + int(attrs.get("Span", "0"))
        self._next_row, self._next_column = last + 1, 0
        if self.sheets and attrs.get("Hidden") == "1":
            self.sheets[-1].hide_rows(self._row, last + 1)

    def _open_cell(self, attrs: Attributes) -> None:
        self._column = int(attrs.get("Index", self._next_column + 1)) - 1
        across, down = int(attrs.get("MergeAcross", "0")), int(attrs.get("MergeDown", "0"))
        self._next_column = self._column + across + 1
        if not (0 <= self._row < ROWS and 0 <= self._column < COLUMNS) or not self.sheets:
            raise ValueError(attrs)
        self._cell = {"at": "", **attrs}
        draft = self.sheets[-1]
        if across or down:
            draft.merge(self._row, self._column, self._row + down, self._column + across)
        if "Formula" in attrs:
            draft.formulas[self._row, self._column] = attrs["Formula"]

    def _open_data(self, attrs: Attributes) -> None:
        self._type = attrs.get("Type", "String")

    def _store(self, text: str) -> None:
        raw = self._content(text)
        if raw is None:
            return
        percent = isinstance(raw, Decimal) and self._cell.get("StyleID") in self._percents
        look = self._looks.get(self._cell.get("StyleID", ""))
        if look and isinstance(raw, Decimal):
            raw, percent = seen(raw, look)
        self.sheets[-1].put(self._row, self._column, raw, percent=percent)

    def _content(self, text: str) -> Raw | None:
        if not text:
            return None
        if self._type == "Number":
            return number(text)
        if self._type == "DateTime":
            return iso_moment(text)
        if self._type == "Boolean":
            return text == "1"
        return CellError(text) if self._type == "Error" else visible(text)

    def _close_cell(self) -> None:
        position = (self._row, self._column)
        draft = self.sheets[-1]
        if "Formula" in self._cell and position not in draft.cells and not self._type:
            draft.cells[position] = Uncached(self._cell["Formula"])
        self._cell, self._type = {}, ""


_OPENED = {
    "Worksheet": _Hearer._open_worksheet,
    "Style": _Hearer._open_style,
    "NumberFormat": _Hearer._open_format,
    "Column": _Hearer._open_column,
    "Row": _Hearer._open_row,
    "Cell": _Hearer._open_cell,
    "Data": _Hearer._open_data,
}
