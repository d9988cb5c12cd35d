"""The binary workbook .xlsb: records streamed from its parts; errors are kept.

Of a formula only its place and its stored result are read, not its text. Read by ourselves because other readers turn its error cells into blanks. Record layouts: MS-XLSB.
"""

import struct
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal

from jlhy_xl.core.raw import CellError, Position, Raw, RawBook, RawSheet, Uncached
from jlhy_xl.core.wording import guard as words
from jlhy_xl.edge.formats.draft import Draft
from jlhy_xl.edge.guard import CAPS, COLUMNS, ROWS, damaged, hidden_notes, over
from jlhy_xl.edge.ooxml import workbook as ooxml
from jlhy_xl.edge.ooxml.parts import Parts
from jlhy_xl.edge.ooxml.sheet import Shared
from jlhy_xl.edge.ooxml.shown import kind_of, seen
from jlhy_xl.edge.ooxml.values import BUILTIN, exact, unescape

ROW, RK, ERROR, BOOL, REAL, TEXT, INDEX = 0, 2, 3, 4, 5, 6, 7
F_TEXT, F_REAL, F_BOOL, F_ERROR = 8, 9, 10, 11
STRING, NAME, FONT, FORMAT, XF, COLUMN, RICH, DVAL = 19, 39, 43, 44, 47, 60, 62, 64
BOOK, SHEET, MERGE, CONDITION, XFS, END_XFS = 153, 156, 176, 463, 617, 618
_FORMULAS = frozenset((F_TEXT, F_REAL, F_BOOL, F_ERROR))
_FONT_BYTES, _STRUCK = 4, 0x0008  # a font record's flags
_FORMULA = "=…"  # the text of a formula, which is not read
_STATES = ("visible", "hidden", "veryHidden")
ERRORS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?",
    0x24: "#NUM!", 0x2A: "#N/A", 0x2B: "#GETTING_DATA",
}  # fmt: skip


def read(data: bytes) -> RawBook:
    """Return what an .xlsb holds.

    Raises:
        Refusal: damaged or beyond a cap.
    """
    parts = Parts(data, "xlsb")
    top = ooxml.relations_of(parts, "")
    base = next((rel.target for rel in top.values() if rel.kind == "officeDocument"), "")
    base = base if base in parts else "xl/workbook.bin"
    relations = ooxml.relations_of(parts, base)
    try:
        listed, from_1904 = _book(parts, base)
        shared = _shared(parts, relations, from_1904)
        drafts, notes = [], []
        for name, state, link in listed:
            relation = relations.get(link)
            if relation is None or relation.outside:
                raise damaged(words.Why.NO_SHEET, "xlsb")
            if relation.kind != "worksheet":
                notes.append(ooxml.other_sheet(relation.kind, name))
                continue
            drafts.append(_Sheet(shared, name, state))
            drafts[-1].read(parts, relation.target)
    except (struct.error, IndexError, ValueError) as fault:  # a record shorter than its kind
        raise damaged(words.Why.STRUCTURE, "xlsb") from fault
    is_reckoned = any(draft.has_result for draft in drafts)
    sheets = [draft.sheet(is_reckoned=is_reckoned) for draft in drafts]
    for draft, sheet in zip(drafts, sheets, strict=True):
        notes += ooxml.struck_notes(sheet, draft.struck)
    notes += hidden_notes(sheets)
    notes += ooxml.book_notes(parts, relations, shared.wide)
    return RawBook(tuple(sheets), "xlsb", ooxml.properties_of(parts, top), tuple(notes))


def records(chunks: Iterable[bytes]) -> Iterator[tuple[int, bytes]]:
    """Yield (kind, payload) of each record of a part; a part cut short ends in a ValueError."""
    source = _Source(chunks)
    while source.has(1):
        kind, size = source.varint(2), source.varint(4)
        yield kind, source.take(size)


class _Source:
    """A part's bytes, taken in the pieces that records need."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = iter(chunks)
        self._buffer, self._at = b"", 0

    def has(self, count: int) -> bool:
        """Whether so many bytes are still to come; they then stand in the buffer."""
        have = len(self._buffer) - self._at
        if have >= count:
            return True
        pieces = [self._buffer[self._at :]]
        while have < count and (chunk := next(self._chunks, b"")):
            pieces.append(chunk)
            have += len(chunk)
        self._buffer, self._at = b"".join(pieces), 0
        return have >= count

    def take(self, count: int) -> bytes:
        """Return the next bytes; ValueError where the part ends before."""
        if not self.has(count):
            raise ValueError("cut short")
        self._at += count
        return self._buffer[self._at - count : self._at]

    def varint(self, most: int) -> int:
        """Return a number of seven bits a byte."""
        value = 0
        for place in range(most):
            byte = self.take(1)[0]
            value |= (byte & 0x7F) << (7 * place)
            if byte < 0x80:
                break
        return value


def wide(payload: bytes, at: int) -> tuple[str, int]:
    """Return the counted UTF-16 string at a place, and where it ends; a null string is ""."""
    (count,) = struct.unpack_from("<I", payload, at)
    at += 4
    if count == 0xFFFFFFFF:
        return "", at
    end = at + 2 * count
    if end > len(payload):
        raise ValueError("cut short")
    return payload[at:end].decode("utf-16-le", "surrogatepass"), end


def _book(parts: Parts, base: str) -> tuple[list[tuple[str, str, str]], bool]:
    listed: list[tuple[str, str, str]] = []
    from_1904, names = False, 0
    for kind, payload in records(parts.chunks(base)):
        if kind == BOOK:
            from_1904 = bool(payload[0] & 1)
        elif kind == SHEET:
            link, at = wide(payload, 8)
            state = _STATES[min(struct.unpack_from("<I", payload)[0], 2)]
            listed.append((unescape(wide(payload, at)[0]), state, link))
            if len(listed) > CAPS.sheets:
                raise over(words.What.SHEETS, len(listed), CAPS.sheets, "xlsb")
        elif kind == NAME:
            names += 1
            if names > CAPS.names:
                raise over(words.What.NAMES, names, CAPS.names, "xlsb")
    return listed, from_1904


def _shared(parts: Parts, relations: dict[str, ooxml.Relation], from_1904: bool) -> Shared:
    targets = {rel.kind: rel.target for rel in relations.values()}
    shared = Shared("xlsb", from_1904=from_1904)
    struck_fonts: set[int] = set()
    if targets.get("styles", "") in parts:
        struck_fonts = _styles(parts, targets["styles"], shared)
    if targets.get("sharedStrings", "") in parts:
        length = 0
        for kind, payload in records(parts.chunks(targets["sharedStrings"])):
            if kind == STRING:
                left, cut = _rich_text(payload, 0, struck_fonts)
                if cut:
                    shared.struck_texts[len(shared.strings)] = cut if left else ""
                shared.strings.append(unescape(left or cut))
                length += len(shared.strings[-1])
            if len(shared.strings) > CAPS.strings or length > CAPS.text_after_use:
                raise over(words.What.STRINGS, len(shared.strings), CAPS.strings, "xlsb")
    return shared


def _styles(parts: Parts, part: str, shared: Shared) -> set[int]:
    """What cell formats show is known; returns the fonts that are struck through."""
    codes = dict(BUILTIN)
    fonts, struck = -1, set()
    counting, count = False, 0
    for kind, payload in records(parts.chunks(part)):
        if kind == FORMAT:
            codes[struct.unpack_from("<H", payload)[0]] = kind_of(wide(payload, 2)[0])
        elif kind == FONT:
            fonts += 1
            if len(payload) >= _FONT_BYTES and struct.unpack_from("<H", payload, 2)[0] & _STRUCK:
                struck.add(fonts)
        elif kind in (XFS, END_XFS):
            counting = kind == XFS
        elif kind == XF and counting:
            number, font = struct.unpack_from("<HH", payload, 2)
            shared.formats[str(count)] = codes.get(number, "")
            if font in struck:
                shared.struck_styles.add(str(count))
            count += 1
            if count > CAPS.formats:
                raise over(words.What.FORMATS, count, CAPS.formats, "xlsb")
    return struck


def _rich_text(payload: bytes, at: int, fonts: set[int]) -> tuple[str, str]:
    """Return what is left of a string and what is struck out of it."""
    text, end = wide(payload, at + 1)
    if not (payload[at] & 1 and fonts):
        return text, ""
    (count,) = struct.unpack_from("<I", payload, end)
    units = text.encode("utf-16-le", "surrogatepass")
    left, cut, begin, is_struck = b"", b"", 0, False
    for run in range(min(count, (len(payload) - end - 4) // 4)):
        place, font = struct.unpack_from("<HH", payload, end + 4 + 4 * run)
        piece = units[2 * begin : 2 * place]
        left, cut = (left, cut + piece) if is_struck else (left + piece, cut)
        begin, is_struck = place, font in fonts
    piece = units[2 * begin :]
    left, cut = (left, cut + piece) if is_struck else (left + piece, cut)
    told = left.decode("utf-16-le", "surrogatepass"), cut.decode("utf-16-le", "surrogatepass")
    return told if told[0].strip() else ("", told[1])


class _Sheet:
    """One sheet while its records come in."""

    def __init__(self, shared: Shared, name: str, visibility: str) -> None:
        self._shared = shared
        self._row = -1
        self._draft = Draft(shared, name, visibility)
        self._conditions = self._checks = 0
        self._empty: list[Position] = []  # formulas that show nothing
        self.has_result = False  # a formula of the sheet does show something

    def read(self, parts: Parts, part: str) -> None:
        """The sheet is read."""
        for kind, payload in records(parts.chunks(part)):
            content = _CONTENT.get(kind)
            if content is not None:
                raw = content(self._shared, payload)
                self._store(payload, raw)
                self._strike(kind, payload, raw)
                if kind in _FORMULAS:
                    self._note(payload, is_empty=raw == "")
            else:
                self._other(kind, payload)

    @property
    def struck(self) -> dict[Position, str]:
        """Where something is struck through, and what."""
        return self._draft.struck

    def sheet(self, *, is_reckoned: bool) -> RawSheet:
        """Return the sheet; formulas that show nothing are believed in a book that was reckoned."""
        if not is_reckoned:
            for position in self._empty:
                self._draft.put(*position, Uncached(_FORMULA))
        return self._draft.sheet()

    def _note(self, payload: bytes, *, is_empty: bool) -> None:
        position = (self._row, struct.unpack_from("<I", payload)[0])
        if not (0 <= self._row < ROWS and position[1] < COLUMNS):
            raise ValueError(position)  # a formula that shows nothing is stored only later
        self._draft.formulas[position] = _FORMULA
        if is_empty:
            self._empty.append(position)
        else:
            self.has_result = True

    def _store(self, payload: bytes, raw: Raw) -> None:
        column, style = struct.unpack_from("<II", payload)
        percent = False
        if isinstance(raw, Decimal):
            shown = self._shared.formats.get(str(style & 0xFFFFFF), "")
            raw, percent = seen(raw, shown, from_1904=self._shared.from_1904)
        if raw != "":
            self._draft.put(self._row, column, raw, percent=percent)

    def _strike(self, kind: int, payload: bytes, raw: Raw) -> None:
        column, style = struct.unpack_from("<II", payload)
        position = (self._row, column)
        cut = None
        if kind == INDEX:
            cut = self._shared.struck_texts.get(struct.unpack_from("<I", payload, 8)[0])
        if cut is None and str(style & 0xFFFFFF) in self._shared.struck_styles:
            cut = ""
        if cut is not None and raw != "":
            self._draft.struck[position] = cut

    def _other(self, kind: int, payload: bytes) -> None:
        if kind == ROW:
            self._row = struct.unpack_from("<I", payload)[0]
            if payload[11] & 0x10:
                self._draft.hide_rows(self._row, self._row + 1)
        elif kind == COLUMN:
            if payload[16] & 1:
                first, last = struct.unpack_from("<II", payload)
                self._draft.hide_columns(first, last + 1)
        elif kind == MERGE:
            top, bottom, left, right = struct.unpack_from("<4I", payload)
            self._draft.merge(top, left, bottom, right)
            self._shared.wide += max(0, bottom - top + 1) * max(0, right - left + 1)
        elif kind == CONDITION:
            self._conditions += 1
            self._count(words.What.CONDITIONALS, self._conditions, CAPS.conditionals)
        elif kind == DVAL:
            self._checks += 1
            self._count(words.What.VALIDATIONS, self._checks, CAPS.validations)

    def _count(self, what: str, count: int, cap: int) -> None:
        if count > cap:
            raise over(what, count, cap, "xlsb")


def _rk(_shared: Shared, payload: bytes) -> Raw:
    (packed,) = struct.unpack_from("<i", payload, 8)
    if packed & 2:
        whole = Decimal(packed >> 2)
        return whole / 100 if packed & 1 else whole
    (value,) = struct.unpack("<d", struct.pack("<Q", (packed & 0xFFFFFFFC) << 32))
    found = exact(value)
    return found / 100 if packed & 1 and isinstance(found, Decimal) else found


def _real(_shared: Shared, payload: bytes) -> Raw:
    return exact(struct.unpack_from("<d", payload, 8)[0])


def _text(_shared: Shared, payload: bytes) -> Raw:
    return unescape(wide(payload, 8)[0])


def _rich(_shared: Shared, payload: bytes) -> Raw:
    return unescape(wide(payload, 9)[0])


def _index(shared: Shared, payload: bytes) -> Raw:
    (place,) = struct.unpack_from("<I", payload, 8)
    return shared.strings[int(place)]


def _bool(_shared: Shared, payload: bytes) -> Raw:
    return bool(payload[8])


def _error(_shared: Shared, payload: bytes) -> Raw:
    return CellError(ERRORS.get(payload[8], "#ERR"))


_CONTENT: dict[int, Callable[[Shared, bytes], Raw]] = {
    RK: _rk, ERROR: _error, BOOL: _bool, REAL: _real, TEXT: _text, INDEX: _index, RICH: _rich,
    F_TEXT: _text, F_REAL: _real, F_BOOL: _bool, F_ERROR: _error,
}  # fmt: skip
