"""Bytes → RawBook, whatever the name says; a file that cannot or must not be read is a Refusal."""

from collections.abc import Callable, Sequence
from pathlib import PurePosixPath

from jlhy_xl.core.errors import Refusal
from jlhy_xl.core.model import RawBook
from jlhy_xl.core.wording import guard as words
from jlhy_xl.edge import guard, ooxml


def read(data: bytes, name: str, passwords: Sequence[str] = ()) -> RawBook:
    """Return the workbook as it stands in the file, nothing interpreted.

    Args:
        data: the whole file.
        name: the file's name; only shown, and used to tell a .csv from a plain text.
        passwords: tried in order on an encrypted book, after Excel's own default.

    Raises:
        Refusal: with the verdict and the finding that says why; nothing else, on any bytes.
    """
    kind = guard.sniff(data, name)
    book = _open(data, name, kind, tuple(passwords))
    if not any(sheet.cells for sheet in book.sheets):
        raise Refusal(words.NO_CELLS.finding(), kind=book.kind)
    return book


def _open(data: bytes, name: str, kind: str, passwords: tuple[str, ...]) -> RawBook:
    reader: Callable[[bytes, str], RawBook] | None = _READERS.get(kind)
    if reader is None:
        raise Refusal(words.UNKNOWN.finding(), kind=kind)
    return reader(data, kind)


_READERS: dict[str, Callable[[bytes, str], RawBook]] = {"xlsx": ooxml.read, "xlsm": ooxml.read}


def suffix(name: str) -> str:
    """Return a file name's last extension, lower case: ``.xlsx``."""
    return PurePosixPath(name.replace("\\", "/")).suffix.lower()
