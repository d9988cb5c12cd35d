"""Bytes → RawBook, whatever the name says; a file that cannot or must not be read is a Refusal."""

from collections.abc import Sequence
from pathlib import PurePosixPath

from msgspec import structs

from jlhy_xl.core.errors import Refusal
from jlhy_xl.core.model import Finding, Verdict
from jlhy_xl.core.raw import RawBook
from jlhy_xl.core.wording import guard as words
from jlhy_xl.edge import guard
from jlhy_xl.edge.ooxml import workbook as ooxml

# What each kind is honestly named; anything else is told in a note.
_NAMED = {
    "xlsx": (".xlsx", ".xltx"), "xlsm": (".xlsm", ".xltm", ".xlam"), "xlsb": (".xlsb",),
    "xls": (".xls", ".xlt", ".et", ".ett"), "ods": (".ods", ".ots"),
    "csv": (".csv", ".tsv", ".tab", ".txt"), "html": (".html", ".htm"),
    "mhtml": (".mht", ".mhtml"), "xml2003": (".xml",),
}  # fmt: skip
_BOOKS = frozenset(suffix for suffixes in _NAMED.values() for suffix in suffixes) - {
    ".html", ".htm", ".mht", ".mhtml", ".xml", ".txt",
}  # fmt: skip


def read(data: bytes, name: str, passwords: Sequence[str] = ()) -> RawBook:
    """Return the workbook as it stands in the file, nothing interpreted.

    Args:
        data: the whole file.
        name: the file's name; only shown, and used to tell a .csv from a plain text.
        passwords: tried in order on an encrypted book, after Excel's own default.

    Raises:
        Refusal: with the verdict and the finding that says why; nothing else, on any bytes.
    """
    notes: list[Finding] = []
    kind = guard.sniff(data, name)
    if kind == "sealed":
        data, kind, note = _unseal(data, tuple(passwords))
        notes.append(note)
    book = _open(data, name, kind, tuple(passwords))
    if not any(sheet.cells for sheet in book.sheets):
        raise Refusal(words.NO_CELLS.finding(), kind=book.kind)
    suffix = suffix_of(name)
    if suffix and suffix not in _NAMED[book.kind]:
        slots = {"name": suffix, "what": words.READ_KINDS[book.kind]}
        notes.append(words.DISGUISED.finding(words=slots))
    return structs.replace(book, notes=(*notes, *book.notes)) if notes else book


def refuse_page(book: RawBook, name: str) -> None:
    """A page that is nobody's form is supporting matter, unless its name says that it is a book.

    Raises:
        Refusal: it is a web page.
    """
    if book.kind in ("html", "mhtml") and suffix_of(name) not in _BOOKS:
        from jlhy_xl.edge.formats.page import web_page

        raise web_page(book.kind)


def suffix_of(name: str) -> str:
    """Return a file name's last extension in lower case.

    >>> suffix_of("周报.最终版.XLSX"), suffix_of("周报")
    ('.xlsx', '')
    """
    return PurePosixPath(name.replace("\\", "/")).suffix.lower()


def _unseal(data: bytes, passwords: tuple[str, ...]) -> tuple[bytes, str, Finding]:
    from jlhy_xl.edge.formats import sealed

    opened, note = sealed.open_sealed(data, passwords, "sealed")
    kind = guard.sniff(opened)
    if kind in ("sealed", "empty", "csv", "text", "binary", "zip"):
        raise guard.damaged(words.Why.STRUCTURE, "sealed")
    return opened, kind, note


def _open(data: bytes, name: str, kind: str, passwords: tuple[str, ...]) -> RawBook:
    """Each outside library stays unloaded until a file of its kind comes."""
    if kind in ("xlsx", "xlsm"):
        return ooxml.read(data, kind)
    if kind == "xls":
        from jlhy_xl.edge.formats import biff

        return biff.read(data, passwords)
    if kind in ("xlsb", "ods"):
        from jlhy_xl.edge.formats import ods, xlsb

        return xlsb.read(data) if kind == "xlsb" else ods.read(data)
    if kind in ("csv", "html", "mhtml", "xml2003"):
        from jlhy_xl.edge.formats import page, plain, xml2003

        if kind in ("html", "mhtml"):
            reader = page.read if kind == "html" else page.read_mhtml
            return reader(data, is_book=suffix_of(name) in _BOOKS)
        return plain.read(data) if kind == "csv" else xml2003.read(data)
    raise _refusal(data, name, kind)


def _refusal(data: bytes, name: str, kind: str) -> Refusal:
    """Return the verdict on what is no workbook that can be read."""
    if kind == "empty":
        return Refusal(words.EMPTY.finding(), kind=kind)
    if kind in words.ARCHIVE_KINDS:
        return Refusal(words.ARCHIVE.finding(words={"what": words.ARCHIVE_KINDS[kind]}), kind=kind)
    if kind in words.OLD_KINDS:
        program, save = words.OLD_KINDS[kind]
        slots = {"program": program, "save": save}
        return Refusal(words.OLD_FORMAT.finding(words=slots), kind=kind)
    if kind == "zip" and guard.claimed_entries(data) < 0:
        return guard.damaged(words.Why.NO_END, kind)
    if suffix_of(name) in _BOOKS:
        return guard.damaged(words.Why.STRUCTURE, kind)
    if kind in words.SUPPORTING_KINDS:
        finding = words.SUPPORTING.finding(words={"what": words.SUPPORTING_KINDS[kind]})
        return Refusal(finding, Verdict.SUPPORTING, kind)
    if kind == "zip":
        return Refusal(words.NOT_UNPACKED.finding(), kind=kind)
    return Refusal(words.UNKNOWN.finding(), Verdict.QUARANTINED, kind)
