"""One worksheet's XML edited in place: only the bytes asked for change, all others stay.

A single expat pass takes down where things stand; the edits are cut into the bytes afterwards.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping
from xml.parsers import expat

from msgspec import Struct, field

from jlhy_xl.core.raw import Position, a1
from jlhy_xl.edge.annotate.zip import Unfit
from jlhy_xl.edge.ooxml.sheet import position_of

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
# What may stand behind <legacyDrawing> in a worksheet, in the schema's order.
_BEHIND = frozenset({
    "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems",
    "tableParts", "extLst", "AlternateContent",
})  # fmt: skip
# What may stand behind <conditionalFormatting>.
_BEHIND_RULES = _BEHIND | {
    "dataValidations", "hyperlinks", "printOptions", "pageMargins", "pageSetup", "headerFooter",
    "rowBreaks", "colBreaks", "customProperties", "cellWatches", "ignoredErrors", "smartTags",
    "drawing", "legacyDrawing",
}  # fmt: skip
RULES = "conditionalFormatting"
_STYLE = re.compile(rb"(\s)s\s*=\s*(?:\"[^\"]*\"|'[^']*')")
_TAG_END = re.compile(rb"[^>\"']*(?:(?:\"[^\"]*\"|'[^']*')[^>\"']*)*>")
_PIXELS, _POINTS = 8, 4 / 3  # a character's width and a point in pixels, roughly


class _Row(Struct):
    number: int
    start: int
    style: str = ""
    end: int = -1  # where </row> or, self-closed, the row itself begins
    cells: list[tuple[int, int, str]] = field(default_factory=list)  # column, start, style


class SheetText(Struct):
    """A worksheet's bytes with the places of its rows, cells and top-level elements."""

    data: bytes
    odd: str  # said where the sheet cannot be edited so
    prefix: str = ""
    rows: list[_Row] = field(default_factory=list)
    column_styles: list[tuple[int, int, str]] = field(default_factory=list)  # first, last, style
    widths: list[tuple[int, int, float]] = field(default_factory=list)
    heights: dict[int, float] = field(default_factory=dict)
    default_width: float = 8.4
    default_height: float = 15.0
    drawing: str = ""  # the relation of its legacyDrawing
    namespaces: dict[str, str] = field(default_factory=dict)
    _tops: list[tuple[str, int, int]] = field(default_factory=list)  # name, start, end tag's start
    _edits: list[tuple[int, int, bytes]] = field(default_factory=list)
    _root_end: int = -1

    @classmethod
    def of(cls, data: bytes, odd: str) -> "SheetText":
        """Return a sheet's XML, taken down.

        Raises:
            Unfit: it is not the plain kind of worksheet that is edited in place.
        """
        made = cls(data, odd)
        _Pass(made).run()
        if made.namespaces.get(made.prefix) != MAIN or made._top("sheetData") is None:
            raise Unfit(odd)
        return made

    def _top(self, name: str) -> tuple[int, int] | None:
        found = [(start, end) for each, start, end in self._tops if each == name]
        return found[0] if found else None

    def _tag(self, start: int) -> tuple[int, bytes]:
        """Return the end of the tag that begins here, and the tag."""
        found = _TAG_END.match(self.data, start)
        if found is None:
            raise Unfit(self.odd)
        return found.end(), found[0]

    def _edit(self, start: int, end: int, new: bytes) -> None:
        self._edits.append((start, end, new))

    def styles(self) -> Iterable[tuple[Position, int]]:
        """Yield each styled cell and its format's index."""
        for row in self.rows:
            for column, _, style in row.cells:
                if style:
                    yield (row.number, column), int(style)

    def set_styles(self, wanted: Mapping[Position, Callable[[int], int]]) -> None:
        """Each cell has the format that its function makes of the one it had.

        A cell that is not there is added, with what its row or column would have given it.
        """
        numbers = [row.number for row in self.rows]
        missing: dict[int, list[tuple[int, Callable[[int], int]]]] = {}
        for (number, column), make in sorted(wanted.items(), key=lambda each: each[0]):
            at = bisect_left(numbers, number)
            row = self.rows[at] if at < len(self.rows) and numbers[at] == number else None
            cell = next((each for each in row.cells if each[0] == column), None) if row else None
            if cell is None:
                missing.setdefault(number, []).append((column, make))
            else:
                self._restyle(cell, make)
        for number, cells in missing.items():
            self._add(numbers, number, cells)

    def _restyle(self, cell: tuple[int, int, str], make: Callable[[int], int]) -> None:
        _, start, style = cell
        old = int(style or 0)
        new = make(old)
        if new == old:
            return
        end, tag = self._tag(start)
        if _STYLE.search(tag):
            changed = _STYLE.sub(rb'\g<1>s="%d"' % new, tag, count=1)
        else:
            name = tag[1 : len(tag)].split(maxsplit=1)[0].rstrip(b"/>")
            changed = b"<" + name + b' s="%d"' % new + tag[1 + len(name) :]
        self._edit(start, end, changed)

    def _add(
        self, numbers: list[int], number: int, cells: list[tuple[int, Callable[[int], int]]]
    ) -> None:
        at = bisect_left(numbers, number)
        row = self.rows[at] if at < len(self.rows) and numbers[at] == number else None
        if row is None:
            made = b"".join(self._cell(number, *each, "") for each in cells)
            whole = self._element(b"row", b' r="%d"' % (number + 1), made)
            before = self.rows[at].start if at < len(self.rows) else -1
            self._insert_row(before, whole)
            return
        end, tag = self._tag(row.start)
        if tag.endswith(b"/>"):
            made = b"".join(self._cell(number, *each, row.style) for each in cells)
            close = b"</" + self._name(b"row") + b">"
            self._edit(row.start, end, tag[:-2] + b">" + made + close)
            return
        columns = [each[0] for each in row.cells]
        for column, make in cells:
            after = bisect_right(columns, column)
            place = row.cells[after][1] if after < len(row.cells) else row.end
            self._edit(place, place, self._cell(number, column, make, row.style))

    def _insert_row(self, before: int, whole: bytes) -> None:
        if before >= 0:
            self._edit(before, before, whole)
            return
        start, end = self._top("sheetData") or (0, 0)
        if start != end:
            self._edit(end, end, whole)
            return
        after, tag = self._tag(start)  # <sheetData/>
        earlier = next((each for each in self._edits if each[0] == start), None)
        if earlier:
            self._edits.remove(earlier)
            close = b"</" + self._name(b"sheetData") + b">"
            self._edit(start, after, earlier[2].removesuffix(close) + whole + close)
            return
        close = b"</" + self._name(b"sheetData") + b">"
        self._edit(start, after, tag[:-2] + b">" + whole + close)

    def _cell(self, row: int, column: int, make: Callable[[int], int], row_style: str) -> bytes:
        style = row_style or self._column_style(column)
        found = b' r="%s" s="%d"' % (a1(row, column).encode(), make(int(style or 0)))
        return self._element(b"c", found, b"")

    def _column_style(self, column: int) -> str:
        return next((s for first, last, s in self.column_styles if first <= column <= last), "")

    def _name(self, local: bytes) -> bytes:
        return self.prefix.encode() + b":" + local if self.prefix else local

    def _element(self, local: bytes, attributes: bytes, content: bytes) -> bytes:
        name = self._name(local)
        if not content:
            return b"<" + name + attributes + b"/>"
        return b"<" + name + attributes + b">" + content + b"</" + name + b">"

    @property
    def has_rules(self) -> bool:
        """Whether anything in it, an extension's list as well, formats cells by condition."""
        return RULES.encode() in self.data

    def rules(self) -> list[tuple[int, int]]:
        """Return where the sheet's conditional formats begin and end."""
        return [
            (start, self._tag(last)[0]) for name, start, last in self._tops if name == RULES
        ]  # fmt: skip

    def drop(self, start: int, end: int) -> None:
        """What stands there is gone."""
        self._edit(start, end, b"")

    def put(self, start: int, end: int, new: bytes) -> None:
        """Something else stands there."""
        self._edit(start, end, new)

    def add_rules(self, rules: Iterable[tuple[bytes, bytes, bytes]]) -> None:
        """Conditional formats stand before all others of the sheet.

        Args:
            rules: cells, the rule's attributes, its formula.
        """
        places = [start for start, _ in self.rules()]
        places += [start for name, start, _ in self._tops if name in _BEHIND_RULES and self._is_after_data(start)]  # fmt: skip
        place = min(places, default=self._root_end)
        made = b"".join(
            self._element(
                RULES.encode(), b' sqref="%s"' % cells,
                self._element(b"cfRule", attributes, self._element(b"formula", b"", formula)),
            )
            for cells, attributes, formula in rules
        )  # fmt: skip
        self._edit(place, place, made)

    def _is_after_data(self, start: int) -> bool:
        return start > (self._top("sheetData") or (0, 0))[1]

    def set_drawing(self, relation: str) -> None:
        """The sheet's notes are drawn by the part of this relation; "" takes the element out."""
        top = self._top("legacyDrawing")
        if top is not None:
            start, last = top
            end, _ = self._tag(last)
            self._edit(start, end, self._drawing(relation) if relation else b"")
        elif relation:
            places = [start for name, start, _ in self._tops if name in _BEHIND and self._is_behind(start)]  # fmt: skip
            place = min(places, default=self._root_end)
            self._edit(place, place, self._drawing(relation))

    def _is_behind(self, start: int) -> bool:
        """Whether a place lies behind <drawing>: alternate content may wrap what stands before."""
        anchor = self._top("drawing") or self._top("pageMargins") or self._top("sheetData")
        return anchor is not None and start > anchor[0]

    def _drawing(self, relation: str) -> bytes:
        known = next((key for key, uri in self.namespaces.items() if uri == RELATIONS and key), "")
        declared = "" if known else f' xmlns:r="{RELATIONS}"'
        return self._element(
            b"legacyDrawing", f'{declared} {known or "r"}:id="{relation}"'.encode(), b""
        )

    def to_bytes(self) -> bytes:
        """Return the sheet with all edits made."""
        pieces, at = [], 0
        for start, end, new in sorted(self._edits, key=lambda each: each[:2]):
            if start < at:
                raise Unfit(self.odd)
            pieces += [self.data[at:start], new]
            at = end
        return b"".join([*pieces, self.data[at:]])

    def width(self, column: int) -> float:
        """Return a column's width in pixels."""
        found = next((w for first, last, w in self.widths if first <= column <= last), None)
        return (self.default_width if found is None else found) * _PIXELS

    def height(self, row: int) -> float:
        """Return a row's height in pixels."""
        return self.heights.get(row, self.default_height) * _POINTS


class _Pass:
    """The one pass over a sheet."""

    def __init__(self, sheet: SheetText) -> None:
        self.sheet = sheet
        self.depth = 0
        self.row = self.column = -1
        self.in_data = False
        self.parser = expat.ParserCreate("UTF-8")
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end

    def run(self) -> None:
        try:
            self.parser.Parse(self.sheet.data, True)
        except expat.ExpatError as fault:
            raise Unfit(self.sheet.odd) from fault

    def start(self, name: str, attrs: dict[str, str]) -> None:
        self.depth += 1
        if self.in_data and self.depth == 4:
            self._cell(attrs)
        elif self.in_data and self.depth == 3:
            self._row(attrs)
        elif self.depth <= 3:
            self._other(name, attrs)

    def _cell(self, attrs: dict[str, str]) -> None:
        ref = attrs.get("r")
        self.column = position_of(ref)[1] if ref else self.column + 1
        found = (self.column, self.parser.CurrentByteIndex, attrs.get("s", ""))
        self.sheet.rows[-1].cells.append(found)

    def _row(self, attrs: dict[str, str]) -> None:
        number = attrs.get("r")
        before = self.row
        self.row = int(number) - 1 if number else self.row + 1
        if self.row <= before:
            raise Unfit(self.sheet.odd)  # rows out of order: no place to cut into is sure
        self.column = -1
        style = attrs.get("s", "") if attrs.get("customFormat") in ("1", "true") else ""
        self.sheet.rows.append(_Row(self.row, self.parser.CurrentByteIndex, style))
        if "ht" in attrs:
            self.sheet.heights[self.row] = float(attrs["ht"])

    def _other(self, name: str, attrs: dict[str, str]) -> None:
        prefix, _, local = name.rpartition(":")
        if self.depth == 1:
            self.sheet.prefix = prefix
            for key, value in attrs.items():
                if key == "xmlns" or key.startswith("xmlns:"):
                    self.sheet.namespaces[key[6:]] = value
        elif self.depth == 2:
            self.sheet._tops.append((local, self.parser.CurrentByteIndex, -1))
            self.in_data = local == "sheetData"
            if local == "legacyDrawing":
                self.sheet.drawing = next((v for k, v in attrs.items() if k.endswith(":id")), "")
            elif local == "sheetFormatPr":
                self.sheet.default_height = float(attrs.get("defaultRowHeight", 15))
                self.sheet.default_width = float(attrs.get("defaultColWidth", 8.4))
        elif local == "col":
            span = (int(attrs.get("min", 1)) - 1, int(attrs.get("max", 1)) - 1)
            hidden = attrs.get("hidden") in ("1", "true")
            width = 0.0 if hidden else float(attrs.get("width", self.sheet.default_width))
            self.sheet.widths.append((*span, width))
            if attrs.get("style"):
                self.sheet.column_styles.append((*span, attrs["style"]))

    def end(self, _: str) -> None:
        at = self.parser.CurrentByteIndex
        if self.depth == 3 and self.in_data:
            self.sheet.rows[-1].end = at
        elif self.depth == 2:
            local, start, last = self.sheet._tops[-1]
            # for <a/> expat points behind the tag, not at it
            last = start if self.sheet._tag(start)[1].endswith(b"/>") else at
            self.sheet._tops[-1] = (local, start, last)
            self.in_data = False
        elif self.depth == 1:
            self.sheet._root_end = at
        self.depth -= 1
