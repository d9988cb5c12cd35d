"""Web pages with tables, mostly named .xls: all tables one under another on one sheet."""

import contextlib
import email
import itertools
import re
from collections.abc import Iterator
from html.parser import HTMLParser

from jlhy_xl.core.errors import Refusal
from jlhy_xl.core.model import Verdict
from jlhy_xl.core.raw import Position, Raw, RawBook, RawSheet
from jlhy_xl.core.wording import guard as words
from jlhy_xl.edge.guard import (
    CAPS,
    COLUMNS,
    FOREIGN_FAULTS,
    MIB,
    ROWS,
    Tally,
    damaged,
    decode,
    over,
)
from jlhy_xl.edge.ooxml.values import shown, visible

_LARGEST = 32 * MIB  # the parser is Python; a return of 61 rows is some 100 KB
_CHARSET = re.compile(rb"(?i)charset\s*=\s*[\"']?\s*([\w-]{2,40})")
_NAME = re.compile(r"<x:Name>([^<]{1,60})</x:Name>")
_CHINESE = {"gb2312", "gbk", "gb18030", "x-gbk"}
# Encodings that a page may name for itself and that are believed; not all that Python can decode.
_NAMED = re.compile(r"(?i)(iso-8859-\d+|windows-125\d|big5|big5-hkscs|shift_jis|euc-(jp|kr|tw))")
_LATIN = {"iso-8859-1", "iso-8859-15", "windows-1252"}
_SIGNS = re.compile(rb"[\xa1-\xfe]{4}")  # two of GB18030's
_WIDE = re.compile(r"[\u0800-\U0010ffff]")  # three or four bytes of UTF-8
_UNCLOSED = 10_000  # the parser goes over the rest of the page for every mark left open
_SPANS = 1_000_000  # cells that row- and column-spans may cover in a book


def read(data: bytes, *, is_book: bool) -> RawBook:
    """Return the tables of a web page.

    Args:
        data: the whole file.
        is_book: the name says that it is a workbook; then a page without a table is refused,
            otherwise it is supporting matter.

    Raises:
        Refusal: no table, an encoding that fails, or beyond a cap.
    """
    sheet = _page(data, "html", "Sheet1")
    if sheet is None or not sheet.cells:
        if not is_book:
            raise web_page("html")
        return RawBook((), "html")
    return RawBook((sheet,), "html")


def read_mhtml(data: bytes, *, is_book: bool) -> RawBook:
    """Return the tables of a page saved with everything in one file, a sheet for each part.

    Raises:
        Refusal: as ``read``.
    """
    sheets: list[RawSheet] = []
    try:
        pages = list(itertools.islice(_html_parts(data), CAPS.sheets + 1))
    except FOREIGN_FAULTS as fault:  # parts nested a thousand deep, headers that are none
        raise damaged(words.Why.STRUCTURE, "mhtml") from fault
    if len(pages) > CAPS.sheets:
        raise over(words.What.SHEETS, len(pages), CAPS.sheets, "mhtml")
    for content in pages:
        sheet = _page(content, "mhtml", f"Sheet{len(sheets) + 1}")
        if sheet is not None and sheet.cells:
            sheets.append(sheet)
    if not sheets and not is_book:
        raise web_page("mhtml")
    return RawBook(tuple(sheets), "mhtml")


def _html_parts(data: bytes) -> Iterator[bytes]:
    for part in email.message_from_bytes(data).walk():
        if part.get_content_type() == "text/html":
            content = part.get_payload(decode=True)
            if isinstance(content, bytes):
                yield content


def web_page(kind: str) -> Refusal:
    """Return the verdict on a page that is no book: it is kept as supporting matter."""
    finding = words.SUPPORTING.finding(words={"what": words.WEB_PAGE})
    return Refusal(finding, Verdict.SUPPORTING, kind)


def _page(data: bytes, kind: str, called: str) -> RawSheet | None:
    """Return a page's tables as a sheet; None where there is no table."""
    if len(data) > _LARGEST:
        raise over(words.What.BYTES, len(data), _LARGEST, kind)
    text = _decode(data, kind)
    if text.count("<") - text.count(">") > _UNCLOSED:
        raise damaged(words.Why.STRUCTURE, kind)
    heard = _Tables(kind)
    try:
        heard.feed(text)
        heard.close()
    except (ValueError, AssertionError) as fault:  # what html.parser raises on broken marks
        raise damaged(words.Why.STRUCTURE, kind) from fault
    if not heard.tables:
        return None
    name = _NAME.search(text)
    return RawSheet(visible(name[1]) if name else called, heard.cells, merges=tuple(heard.merges))


def _decode(data: bytes, kind: str) -> str:
    declared = _CHARSET.search(data[:4096])
    named = declared[1].decode("ascii").lower() if declared else ""
    found = decode(data)
    if found and found[1] == "utf-8" and _WIDE.search(found[0]):
        return found[0]  # many pages lie about themselves; three bytes in a row are no accident
    if found and named in _LATIN and _SIGNS.search(data):
        return found[0]  # any bytes at all are letters of these: four accented in a row are signs
    if named in _CHINESE or _NAMED.fullmatch(named):
        with contextlib.suppress(UnicodeDecodeError, LookupError):
            return data.decode("gb18030" if named in _CHINESE else named)
    if found is None:
        raise Refusal(words.ENCODING.finding(), kind=kind)
    return found[0]


class _Tables(HTMLParser):
    """Hears a page; rows count on from table to table, a nested table is text of its cell."""

    def __init__(self, kind: str) -> None:
        super().__init__(convert_charrefs=True)
        self.cells: dict[Position, Raw] = {}
        self.merges: list[tuple[int, int, int, int]] = []
        self.tables = 0
        self._tally = Tally(kind)
        self._depth = 0
        self._row = -1
        self._column = 0
        self._spans = 0
        self._taken: dict[int, int] = {}  # column → last row that a row-span covers
        self._quiet = 0  # inside script or style
        self._cell: tuple[int, int] | None = None
        self._pieces: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag began."""
        if tag in ("script", "style"):
            self._quiet += 1
        elif tag == "table":
            self._depth += 1
            if self._depth == 1:
                self.tables += 1
                self._row = max([self._row, *self._taken.values()])
                self._taken = {}
        elif self._depth == 1:
            if tag == "tr":
                self._close()
                self._row += 1
                self._column = 0
            elif tag in ("td", "th"):
                self._close()
                self._open(dict(attrs))
        if tag in ("br", "p", "div", "tr") and self._pieces:
            self._pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """A tag ended."""
        if tag in ("script", "style"):
            self._quiet = max(0, self._quiet - 1)
        elif tag == "table" and self._depth:
            if self._depth == 1:
                self._close()
            self._depth -= 1
        elif tag in ("td", "th", "tr") and self._depth == 1:
            self._close()

    def handle_data(self, data: str) -> None:
        """Text of the page."""
        if self._cell is not None and not self._quiet:
            self._pieces.append(data)

    def _open(self, attrs: dict[str, str | None]) -> None:
        self._row = max(self._row, 0)
        while self._taken.get(self._column, -1) >= self._row:
            self._column += 1
        across, down = _span(attrs.get("colspan"), COLUMNS), _span(attrs.get("rowspan"), ROWS)
        self._spans += across
        for what, count, cap in (
            (words.What.SPANS, self._spans, _SPANS), (words.What.ROWS, self._row + 1, ROWS),
            (words.What.COLUMNS, self._column + across, COLUMNS),
        ):  # fmt: skip
            if count > cap:
                raise over(what, count, cap, self._tally.kind)
        self._cell = (self._row, self._column)
        if down > 1:
            last = min(self._row + down, ROWS) - 1
            for column in range(self._column, self._column + across):
                self._taken[column] = last
        if across > 1 or down > 1:
            bottom = min(self._row + down, ROWS) - 1
            self.merges.append((self._row, self._column, bottom, self._column + across - 1))
            if len(self.merges) > CAPS.merges:
                raise over(words.What.MERGES, len(self.merges), CAPS.merges, self._tally.kind)
        self._column += across

    def _close(self) -> None:
        if self._cell is None:
            return
        lines = (" ".join(line.split()) for line in "".join(self._pieces).split("\n"))
        text = "\n".join(line for line in lines if line)
        if text:
            raw = shown(text)
            self._tally.spend(raw, *self._cell)
            self.cells[self._cell] = raw
        self._cell = None
        self._pieces = []


def _span(text: str | None, most: int) -> int:
    """Return a span, 1 where it is none."""
    text = (text or "").strip()
    return (
        max(1, min(int(text), most)) if text.isascii() and text.isdecimal() and len(text) < 8 else 1
    )
