"""Old .xls and WPS's .et (BIFF5 and BIFF8) through xlrd; errors are kept.

Of a formula only its place and its stored result are known, not its text.
"""

import io
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from jlhy_xl.core.errors import Refusal
from jlhy_xl.core.model import Finding
from jlhy_xl.core.raw import CellError, Position, Raw, RawBook, RawSheet, Uncached
from jlhy_xl.core.wording import guard as words
from jlhy_xl.core.wording import reading as cell_words
from jlhy_xl.edge.formats.biff_looks import seen, struck
from jlhy_xl.edge.formats.biff_streams import Streams, custom_properties, formulas
from jlhy_xl.edge.formats.draft import Draft
from jlhy_xl.edge.formats.sealed import open_sealed
from jlhy_xl.edge.guard import CAPS, FOREIGN_FAULTS, Tally, damaged, hidden_notes, over
from jlhy_xl.edge.ooxml.aside import told_beside
from jlhy_xl.edge.ooxml.values import exact, moment, visible
from jlhy_xl.edge.ooxml.workbook import other_sheet, struck_notes

_EMPTY, _TEXT, _NUMBER, _DATE, _BOOLEAN, _ERROR = 0, 1, 2, 3, 4, 5  # xlrd's cell types
_VISIBLE = {0: "visible", 1: "hidden", 2: "veryHidden"}
_FORMULA = "=…"  # the text of a formula, which is not read
_OTHERS = {1: "macrosheet", 2: "chartsheet", 6: "macros"}  # what is no worksheet
_MACROS = "_VBA_PROJECT_CUR".encode("utf-16-le")


class _Nowhere(io.TextIOBase):
    """xlrd talks while it works; nobody listens."""

    def write(self, text: str) -> int:
        return len(text)


def read(data: bytes, passwords: tuple[str, ...] = ()) -> RawBook:
    """Return what an old workbook holds.

    Raises:
        Refusal: damaged, sealed with an unknown password, or beyond a cap.
    """
    notes: list[Finding] = []
    book = _open(data)
    if book is None:
        data, note = open_sealed(data, passwords, "xls")
        notes.append(note)
        book = _open(data)
        if book is None:
            raise Refusal(words.SEALED.finding(), kind="xls")
    if _MACROS in data:
        notes.append(words.MACROS.finding(words={"what": words.VBA}))
    if book.nsheets > CAPS.sheets:
        raise over(words.What.SHEETS, book.nsheets, CAPS.sheets, "xls")
    tally, streams = Tally("xls"), Streams.of(data, _Nowhere())
    reckoned = formulas(streams.book)
    told: list[Finding] = []
    reckoned += [{}] * (book.nsheets - len(reckoned))
    try:
        sheets = tuple(
            _sheet(book, found, tally, known, told)
            for found, known in zip(book.sheets(), reckoned, strict=False)
        )
    except FOREIGN_FAULTS as fault:
        raise damaged(words.Why.STRUCTURE, "xls") from fault
    notes += told
    notes += [other_sheet(_OTHERS.get(kind, ""), visible(name)) for kind, name in book.others]
    notes += hidden_notes(sheets)
    count = sum(getattr(found, "noted", 0) for found in book.sheets())
    notes += told_beside(cell_words.NOTES, [cell_words.UNSEEN] * count)
    return RawBook(sheets, "xls", custom_properties(streams.properties), tuple(notes))


def _open(data: bytes) -> Any:
    """Return xlrd's book; None where it is encrypted.

    Formats are asked for first (merges, hidden rows, per cent); a book whose formats are broken
    is still read without them.
    """
    import xlrd

    _let_be(xlrd)
    faults = (
        *FOREIGN_FAULTS, xlrd.XLRDError, xlrd.compdoc.CompDocError, xlrd.formula.FormulaError,
    )  # fmt: skip
    for formats in (True, False):
        try:
            return xlrd.open_workbook(
                logfile=_Nowhere(), file_contents=data, formatting_info=formats, ragged_rows=True,
                # Two streams claim one sector: many programs write such books and Excel opens them.
                # The book's own chain is sound, for it is as long as it says and comes to its end.
                ignore_workbook_corruption=True,
            )  # fmt: skip
        except faults as fault:
            if "encrypted" in str(fault).lower():
                return None
            if not formats:
                raise damaged(words.Why.STRUCTURE, "xls") from fault
    return None


def _let_be(xlrd: Any) -> None:
    """Names' formulas, comments, links and drawings are nothing to us, and defeat xlrd in honest books."""
    xlrd.book.evaluate_name_formula = _unread
    for what in ("feat11", "hlink", "msodrawingetc", "obj", "quicktip", "txo"):
        setattr(xlrd.sheet.Sheet, f"handle_{what}", _unread)
    xlrd.sheet.Sheet.handle_note = _noted
    if not hasattr(xlrd.book.Book, "others"):
        xlrd.book.Book.others = ()
        xlrd.book.Book.handle_boundsheet = _listed(xlrd.book.Book.handle_boundsheet, xlrd)


def _listed(handle: Callable[[Any, bytes], None], xlrd: Any) -> Callable[[Any, bytes], None]:
    """Return what handles a sheet's entry, and keeps (type, name) of those that xlrd passes over."""

    def listed(book: Any, data: bytes) -> None:
        handle(book, data)
        if book.biff_version >= 50 and data[5]:
            names = xlrd.biffh.unpack_unicode if book.biff_version >= 80 else _short_name
            book.others = (*book.others, (data[5], names(data, 6, lenlen=1)))

    return listed


def _short_name(data: bytes, at: int, lenlen: int) -> str:
    return data[at + lenlen :].decode("gb18030", "replace")


def _unread(*_: object, **_words: object) -> None:
    """What would have been read here is left alone."""


def _noted(sheet: Any, *_: object, **_words: object) -> None:
    """A note on a cell is counted; its words stand among drawings, which are not read."""
    sheet.noted = getattr(sheet, "noted", 0) + 1


def _sheet(
    book: Any, found: Any, tally: Tally, reckoned: dict[Position, bool], notes: list[Finding]
) -> RawSheet:
    draft = Draft(tally, visible(found.name), _VISIBLE.get(found.visibility, "hidden"))
    cut: dict[Position, str] = {}
    for position, kind, value, style in _cells(found):
        raw = _content(kind, value, book.datemode)
        if not reckoned.get(position, True):
            raw = Uncached(_FORMULA)  # zero or nothing, which nobody reckoned
        if raw is None:
            continue
        if found.formatting_info and (out := struck(book, found, position, style)):
            raw = visible(out[0]) if isinstance(raw, str) else raw
            cut[position] = out[1]
        raw, percent = seen(book, raw, style)
        draft.put(*position, raw, percent=percent)
    draft.formulas = dict.fromkeys(reckoned, _FORMULA)
    for top, below, left, right in found.merged_cells:
        draft.merge(top, left, below - 1, right - 1)
    for row, look in found.rowinfo_map.items():
        if look.hidden:
            draft.hide_rows(row, row + 1)
    for column, look in found.colinfo_map.items():
        if look.hidden:
            draft.hide_columns(column, column + 1)
    sheet = draft.sheet()
    notes += struck_notes(sheet, cut)
    return sheet


def _cells(found: Any) -> Iterator[tuple[Position, int, Any, int | None]]:
    for row in range(found.nrows):
        kinds, values = found.row_types(row), found.row_values(row)
        styles = found._cell_xf_indexes[row] if found.formatting_info else ()
        for column, kind in enumerate(kinds):
            if kind not in (_EMPTY, 6):
                style = styles[column] if column < len(styles) else None
                yield (row, column), kind, values[column], style


def _content(kind: int, value: Any, datemode: int) -> Raw | None:
    if kind == _TEXT:
        return visible(value) or None
    if kind == _BOOLEAN:
        return bool(value)
    if kind == _ERROR:
        return CellError(_error(value))
    found = exact(value)
    if kind == _DATE and isinstance(found, Decimal):
        kind_of = "time" if 0 < found < 1 else "date"
        return moment(found, kind_of, from_1904=bool(datemode))
    return found


def _error(code: int) -> str:
    import xlrd

    return str(xlrd.error_text_from_code.get(code, "#ERR"))
