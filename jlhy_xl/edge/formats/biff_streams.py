"""What xlrd does not tell of an old .xls: where formulas stand, and the custom properties.

Layouts: MS-XLS (records) and MS-OLEPS (property sets).
"""

import struct
from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct

from jlhy_xl.core.raw import Position
from jlhy_xl.edge.guard import COLUMNS, FOREIGN_FAULTS, ROWS

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BOF, _EOF, _BOUNDSHEET = 0x0809, 0x000A, 0x0085
_FORMULAS = frozenset((0x0006, 0x0206, 0x0406))
# A formula has a result, an empty text, nothing but the wish to be reckoned, or both wish and result.
_RESULT, _EMPTY, _WANTED, _KEPT = range(4)
_PROPERTIES = "\x05DocumentSummaryInformation"
_CUSTOM = bytes.fromhex("05d5cdd59c2e1b10939708002b2cf9ae")  # the format id of custom properties
_TEXT, _WIDE, _MOST = 0x1E, 0x1F, 1_000
_UNICODE = 1200


class Streams(Struct, frozen=True):
    """The parts of a compound file that are wanted here; empty where they cannot be had."""

    book: bytes = b""
    properties: bytes = b""

    @classmethod
    def of(cls, data: bytes, log: Any) -> "Streams":
        """Return the streams of a file that xlrd has read; log is where xlrd may talk."""
        import xlrd

        if not data.startswith(_OLE):
            return cls(data)
        faults = (*FOREIGN_FAULTS, xlrd.compdoc.CompDocError)
        try:
            file = xlrd.compdoc.CompDoc(data, logfile=log, ignore_workbook_corruption=True)
        except faults:
            return cls()
        found = []
        for names in (("Workbook", "Book"), (_PROPERTIES,)):
            try:
                found.append(next(filter(None, (_stream(file, name) for name in names)), b""))
            except faults:
                found.append(b"")
        return cls(*map(bytes, found))


def _stream(file: Any, name: str) -> bytes:
    """Return a stream even where another claims one of its sectors, as the reader does."""
    whole, first, size = file.locate_named_stream(name)
    return bytes(whole[first : first + size]) if whole else b""


def formulas(book: bytes) -> list[dict[Position, bool]]:
    """Return for each worksheet where formulas stand, and whether each has its result.

    Programs that do not reckon write an empty text, or zero with the wish that all be reckoned;
    an empty text is believed where any formula of the book has a result, and a zero with that wish
    where another formula has the wish and a result.
    """
    starts: list[int] = []
    for kind, at, size in _records(book, 0):
        if kind == _BOUNDSHEET and size >= 6 and book[at + 5] == 0:
            starts.append(struct.unpack_from("<I", book, at)[0])
    sheets = [_in_sheet(book, start) for start in starts]
    seen = {found for sheet in sheets for found in sheet.values()}
    believed = {_RESULT, _EMPTY, _KEPT} if seen & {_RESULT, _KEPT} else set()
    believed |= {_WANTED} if _KEPT in seen else set()
    return [{at: found in believed for at, found in sheet.items()} for sheet in sheets]


def _records(book: bytes, at: int) -> Iterator[tuple[int, int, int]]:
    """Yield (kind, where its payload begins, its size) of a substream and those in it."""
    depth = 0
    while at + 4 <= len(book):
        kind, size = struct.unpack_from("<HH", book, at)
        yield kind, at + 4, min(size, len(book) - at - 4)
        if kind == _BOF:
            depth += 1
        elif kind == _EOF:
            depth -= 1
            if depth <= 0:
                return
        at += 4 + size


def _in_sheet(book: bytes, start: int) -> dict[Position, int]:
    """Return each formula's place, and what it has."""
    found: dict[Position, int] = {}
    for kind, at, size in _records(book, start):
        if kind in _FORMULAS and size >= 16:
            row, column, result, flags = struct.unpack_from("<HHxx8sH", book, at)
            empty = result[0] == 3 and result[6:] == b"\xff\xff"
            wanted = flags & 2 and (empty or result == bytes(8))
            if row < ROWS and column < COLUMNS:
                result_kind = _KEPT if flags & 2 else _RESULT
                found[row, column] = _WANTED if wanted else _EMPTY if empty else result_kind
    return found


def custom_properties(stream: bytes) -> Mapping[str, str]:
    """Return the custom properties that are texts; what is damaged is left out.

    >>> custom_properties(b"")
    {}
    """
    try:
        return dict(_custom(stream))
    except FOREIGN_FAULTS:
        return {}


def _custom(stream: bytes) -> Iterator[tuple[str, str]]:
    (sections,) = struct.unpack_from("<I", stream, 24)
    for number in range(min(sections, 2)):
        kind, start = struct.unpack_from("<16sI", stream, 28 + 20 * number)
        if kind == _CUSTOM:
            yield from _section(stream[start:])


def _section(held: bytes) -> Iterator[tuple[str, str]]:
    (count,) = struct.unpack_from("<I", held, 4)
    places = dict(
        struct.unpack_from("<II", held, 8 + 8 * number) for number in range(min(count, _MOST))
    )
    page = struct.unpack_from("<H", held, places[1] + 4)[0] if 1 in places else 936
    for number, name in _names(held, places[0], page):
        at = places.get(number)
        if at is None:
            continue
        kind, size = struct.unpack_from("<II", held, at)
        if kind == _TEXT:
            yield name, _decoded(held[at + 8 : at + 8 + size], page)
        elif kind == _WIDE:
            yield name, _decoded(held[at + 8 : at + 8 + 2 * size], _UNICODE)


def _names(held: bytes, at: int, page: int) -> Iterator[tuple[int, str]]:
    (count,) = struct.unpack_from("<I", held, at)
    at += 4
    for _ in range(min(count, _MOST)):
        number, size = struct.unpack_from("<II", held, at)
        at += 8
        length = 2 * size if page == _UNICODE else size
        yield number, _decoded(held[at : at + length], page)
        at += (length + 3) // 4 * 4 if page == _UNICODE else length


def _decoded(raw: bytes, page: int) -> str:
    names = {_UNICODE: "utf-16-le", 65001: "utf-8", 936: "gb18030"}
    return raw.decode(names.get(page, f"cp{page}")).partition("\0")[0]
