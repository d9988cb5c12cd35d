"""OpenDocument sheets through our own streaming reader; repeats are multiplied before expanding."""

import re
from decimal import Decimal

from jlhy_xl.core.errors import Refusal
from jlhy_xl.core.model import Finding
from jlhy_xl.core.raw import CellError, Raw, RawBook, RawSheet, Uncached
from jlhy_xl.core.wording import guard as words
from jlhy_xl.core.wording import reading as cell_words
from jlhy_xl.edge.formats.draft import Draft
from jlhy_xl.edge.guard import CAPS, COLUMNS, ROWS, Tally, damaged, hidden_notes, over
from jlhy_xl.edge.ooxml.aside import pictures, told_beside
from jlhy_xl.edge.ooxml.parts import Parts
from jlhy_xl.edge.ooxml.shown import beside
from jlhy_xl.edge.ooxml.values import iso_moment, number, visible
from jlhy_xl.edge.ooxml.workbook import struck_notes
from jlhy_xl.edge.ooxml.xml import Attributes, Listener, check_bounds, feed

_NOTED = 2000  # characters of a note
_ERRORS = re.compile(r"#(?:REF|DIV/0|N/A|NAME|NUM|VALUE|NULL|SPILL|CALC)[!?]?|Err:\d{3}")
_LENGTH = re.compile(r"PT(\d{1,9})H(\d{1,2})M(\d{1,2})(?:[.,]\d{1,12})?S")


class _Meta(Listener):
    """Hears meta.xml: the custom document properties."""

    def __init__(self) -> None:
        super().__init__("ods")
        self.found: dict[str, str] = {}
        self._name = ""

    def opened(self, name: str, attrs: Attributes) -> None:
        """A property began."""
        self._name = attrs.get("meta:name", "") if name == "user-defined" else ""

    def closed(self, name: str, text: str) -> None:
        """A property ended."""
        if name == "user-defined" and self._name and len(self.found) < CAPS.names:
            self.found[self._name] = text


def read(data: bytes) -> RawBook:
    """Return what an .ods holds.

    Raises:
        Refusal: damaged, encrypted, declarations that are not allowed, or beyond a cap.
    """
    parts = Parts(data, "ods")
    if b"encryption-data" in parts.small("META-INF/manifest.xml"):
        raise Refusal(words.SEALED.finding(), kind="ods")
    heard = _Content()
    feed(parts.chunks("content.xml"), heard, "ods")
    meta = _Meta()
    source = parts.small("meta.xml")
    if source:
        feed([source], meta, "ods")
    sheets = tuple(draft.sheet() for draft in heard.sheets)
    return RawBook(sheets, "ods", meta.found, tuple(_notes(parts, heard, sheets)))


def _notes(parts: Parts, heard: "_Content", sheets: tuple[RawSheet, ...]) -> list[Finding]:
    notes = [
        note for draft, sheet in zip(heard.sheets, sheets, strict=True)
        for note in struck_notes(sheet, draft.struck)
    ]  # fmt: skip
    notes += hidden_notes(sheets)
    notes += pictures(parts)
    notes += told_beside(cell_words.NOTES, [said.strip() for said in heard.noted])
    if any(name.startswith(("basic/", "scripts/")) for name in parts.names()):
        notes.append(words.MACROS.finding(words={"what": "Basic"}))
    if heard.links:
        notes.append(words.EXTERNAL.finding(words={"what": str(heard.links)}))
    if heard.dde:
        notes.append(words.DDE.finding())
    return notes


class _Content:
    """Hears content.xml. Names come without prefix, attributes with the usual one."""

    def __init__(self) -> None:
        self.sheets: list[Draft] = []
        self.links = 0
        self.dde = False
        self._tally = Tally("ods")
        self._hidden_styles: set[str] = set()
        self._style = ""
        self._depth = self._skip = self._tables = 0
        self._row = self._rows = self._column = self._first_column = 0
        self._cell: Attributes | None = None
        self._width = 1
        self._lines = 0
        self.noted: list[str] = []  # what stands in notes on cells
        self._is_noting = False
        self._pieces: list[str] = []
        self._cut: list[str] = []  # what is struck out of the cell's text
        self._spans: list[bool] = []  # whether each open span is struck through
        self._struck_styles: set[str] = set()
        self._row_cells: list[tuple[int, int, Raw, bool]] = []
        self._row_formulas: list[tuple[int, str]] = []
        self._hidden_row = False

    def start(self, name: str, attrs: Attributes) -> None:
        """Hear an element begin."""
        self._depth += 1
        check_bounds(self._depth, attrs, "ods")
        if self._skip or name in ("annotation", "dde-links", "shapes", "tracked-changes"):
            self._skip += 1
            if name == "annotation":
                self.noted.append("")
                self._is_noting = True
            self.dde = self.dde or name in ("dde-links", "dde-link")
            return
        opened = _OPENED.get(name)
        if opened is not None:
            opened(self, attrs)

    def end(self, name: str) -> None:
        """Hear it end."""
        self._depth -= 1
        if self._skip:
            self._skip -= 1
            self._is_noting = self._is_noting and self._skip > 0
        elif name == "span":
            self._spans.pop()
        elif name in ("table-cell", "covered-table-cell"):
            self._close_cell()
        elif name == "table-row":
            self._close_row()
        elif name == "table":
            self._tables -= 1

    def text(self, data: str) -> None:
        """Hear character data."""
        if self._is_noting and len(self.noted[-1]) < _NOTED:
            self.noted[-1] += data
        elif self._cell is not None and self._lines and not self._skip:
            (self._cut if any(self._spans) else self._pieces).append(data)

    def _open_style(self, attrs: Attributes) -> None:
        self._style = attrs.get("style:name", "")

    def _open_text_properties(self, attrs: Attributes) -> None:
        told = (attrs.get(f"style:text-line-through-{word}", "none") for word in ("style", "type"))
        if any(each != "none" for each in told):
            self._struck_styles.add(self._style)

    def _open_span(self, attrs: Attributes) -> None:
        self._spans.append(attrs.get("text:style-name") in self._struck_styles)

    def _open_table_properties(self, attrs: Attributes) -> None:
        if attrs.get("table:display") == "false":
            self._hidden_styles.add(self._style)

    def _open_table(self, attrs: Attributes) -> None:
        self._tables += 1
        if self._tables > 1:
            raise damaged(words.Why.STRUCTURE, "ods")  # a table inside a cell
        if len(self.sheets) >= CAPS.sheets:
            raise over(words.What.SHEETS, len(self.sheets) + 1, CAPS.sheets, "ods")
        hidden = attrs.get("table:style-name") in self._hidden_styles
        name = visible(attrs.get("table:name", ""))
        self.sheets.append(Draft(self._tally, name, "hidden" if hidden else "visible"))
        self._row = self._first_column = 0

    def _open_source(self, _attrs: Attributes) -> None:
        self.links += 1

    def _open_column(self, attrs: Attributes) -> None:
        count = _repeats(attrs, "table:number-columns-repeated")
        if self._tables and attrs.get("table:visibility", "visible") != "visible":
            self.sheets[-1].hide_columns(self._first_column, self._first_column + count)
        self._first_column += count

    def _open_row(self, attrs: Attributes) -> None:
        self._rows = _repeats(attrs, "table:number-rows-repeated")
        self._hidden_row = attrs.get("table:visibility", "visible") != "visible"
        self._column = 0
        self._row_cells, self._row_formulas = [], []

    def _open_cell(self, attrs: Attributes) -> None:
        self._cell = attrs
        self._width = _repeats(attrs, "table:number-columns-repeated")
        self._lines = 0
        self._pieces, self._cut, self._spans = [], [], []

    def _open_paragraph(self, _attrs: Attributes) -> None:
        if self._cell is not None:
            if self._lines:
                self._pieces.append("\n")
            self._lines += 1

    def _open_space(self, attrs: Attributes) -> None:
        self._pieces.append(" " * min(int(attrs.get("text:c", "1")), 1000))

    def _open_tab(self, _attrs: Attributes) -> None:
        self._pieces.append("\t")

    def _open_break(self, _attrs: Attributes) -> None:
        self._pieces.append("\n")

    def _close_cell(self) -> None:
        attrs, self._cell = self._cell, None
        if attrs is None or not self._tables:
            return
        formula = attrs.get("table:formula", "")
        cut = self._struck_out(attrs)
        raw = _content(attrs, "".join(self._pieces), formula, is_cut=bool(cut))
        across = int(attrs.get("table:number-columns-spanned", "1"))
        down = int(attrs.get("table:number-rows-spanned", "1"))
        if across > 1 or down > 1:
            bottom, right = self._row + down - 1, self._column + across - 1
            self.sheets[-1].merge(self._row, self._column, bottom, right)
        if raw is not None and cut is not None:
            self.sheets[-1].struck[self._row, self._column] = cut
        if raw is not None:
            percent = attrs.get("office:value-type") == "percentage"
            self._row_cells.append((self._column, self._width, raw, percent))
        if formula and self._width == 1:
            self._row_formulas.append((self._column, formula.partition(":")[2] or formula))
        self._column += self._width

    def _struck_out(self, attrs: Attributes) -> str | None:
        """Return what is struck out of the cell's text, "" for the whole cell, None for nothing."""
        if "".join(self._cut).strip():
            if "".join(self._pieces).strip():
                return "".join(self._cut)
            self._pieces = self._cut
            return ""
        return "" if attrs.get("table:style-name") in self._struck_styles else None

    def _close_row(self) -> None:
        if not self._tables:
            return
        draft, last = self.sheets[-1], self._row + self._rows
        if self._row_cells:
            self._check_room(last)
            for row in range(self._row, last):
                self._fill(draft, row)
            draft.formulas.update(
                {(self._row, column): text for column, text in self._row_formulas}
            )
        if self._hidden_row:
            draft.hide_rows(self._row, last)
        self._row = last

    def _check_room(self, last: int) -> None:
        """Multiply first: a row of 200 bytes may claim a million times a thousand cells."""
        width = sum(found[1] for found in self._row_cells)
        count = self._tally.cells + width * self._rows
        if count > CAPS.cells:
            raise over(words.What.CELLS, count, CAPS.cells, "ods")
        if last > ROWS or any(column + wide > COLUMNS for column, wide, _, _ in self._row_cells):
            raise damaged(words.Why.STRUCTURE, "ods")

    def _fill(self, draft: Draft, row: int) -> None:
        for first, width, raw, percent in self._row_cells:
            for column in range(first, first + width):
                draft.put(row, column, raw, percent=percent)


_OPENED = {
    "style": _Content._open_style, "table-properties": _Content._open_table_properties,
    "table": _Content._open_table, "table-source": _Content._open_source,
    "table-column": _Content._open_column, "table-row": _Content._open_row,
    "table-cell": _Content._open_cell, "covered-table-cell": _Content._open_cell,
    "text-properties": _Content._open_text_properties, "span": _Content._open_span,
    "p": _Content._open_paragraph, "s": _Content._open_space, "tab": _Content._open_tab,
    "line-break": _Content._open_break,
}  # fmt: skip


def _repeats(attrs: Attributes, name: str) -> int:
    count = int(attrs.get(name, "1"))
    if count < 1 or count > ROWS:
        raise ValueError(name)
    return count


def _content(attrs: Attributes, shown: str, formula: str, *, is_cut: bool = False) -> Raw | None:
    """Return what a cell holds; what it shows counts for text, errors and scaled numbers."""
    kind = attrs.get("office:value-type", "")
    if attrs.get("calcext:value-type") == "error" or (formula and _ERRORS.fullmatch(shown)):
        return CellError(shown or "#VALUE!")
    if kind in ("float", "percentage", "currency"):
        found = number(attrs.get("office:value", shown))
        return beside(found, shown) if isinstance(found, Decimal) else found
    if kind == "date":
        return iso_moment(attrs.get("office:date-value", ""))
    if kind == "boolean":
        return attrs.get("office:boolean-value") == "true"
    if kind == "time":
        return _length(attrs.get("office:time-value", ""))
    if not kind and formula and not shown:
        return Uncached(formula.partition(":")[2] or formula)
    said = shown if is_cut else attrs.get("office:string-value", shown)
    return visible(said) or None


def _length(text: str) -> Raw:
    """Return an ISO length as a time of day, as days where it is a day or longer."""
    found = _LENGTH.fullmatch(text)
    if found is None:
        return text
    hours, minutes, seconds = (int(part) for part in found.groups())
    if hours < 24:
        return iso_moment(f"{hours:02d}:{minutes:02d}:{seconds:02d}")
    return Decimal(hours * 3600 + minutes * 60 + seconds) / 86_400
