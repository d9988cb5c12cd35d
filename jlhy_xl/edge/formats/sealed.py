"""Encrypted books: opened with Excel's default password or the unit's list, else refused by name."""

import io
import re
from typing import Any

from jlhy_xl.core.errors import Refusal
from jlhy_xl.core.model import Finding, Verdict
from jlhy_xl.core.wording import guard as words
from jlhy_xl.edge.guard import CAPS, FOREIGN_FAULTS, over

DEFAULT = "VelvetSweatshop"
ALL_SPINS = (
    6_000_000  # over all passwords tried on one book: some six seconds; Excel asks 100,000 each
)
_SPINS = re.compile(rb"spinCount=[\"'](\d{1,12})[\"']")


def open_sealed(data: bytes, passwords: tuple[str, ...], kind: str) -> tuple[bytes, Finding]:
    """Return the decrypted bytes and the note that says so.

    Args:
        data: an OLE file with EncryptedPackage, or an encrypted .xls.
        passwords: tried in order, after Excel's default.
        kind: the book's kind, for the refusal.

    Raises:
        Refusal: no password fits, or the key derivation is made to take for ever.
    """
    spins = _check_cost(data, kind)
    import msoffcrypto
    from msoffcrypto.format import xls97

    xls97.tempfile = _Nowhere  # a worker may write no file, not even the one that is wanted there
    affordable = max(1, ALL_SPINS // max(spins, 1))
    for password in (DEFAULT, *passwords)[:affordable]:
        opened = _try(msoffcrypto, data, password)
        if opened is not None:
            what = words.DEFAULT_PASSWORD if password == DEFAULT else words.LISTED_PASSWORD
            return opened, words.UNSEALED.finding(words={"what": what})
    raise Refusal(words.SEALED.finding(), Verdict.RETURNED, kind)


def _try(library: Any, data: bytes, password: str) -> bytes | None:
    from msoffcrypto.format.ooxml import OOXMLFile  # loaded by no one where the book is an old one

    faults: tuple[type[BaseException], ...] = (*FOREIGN_FAULTS, *_own_faults(library))
    try:
        book = library.OfficeFile(io.BytesIO(data))
        if isinstance(book, OOXMLFile):
            # Of SHA-1 (Excel 2010) the library compares 20 bytes with 32 and never finds them equal;
            # that what comes out is a package tells as well.
            is_told = (book.info or {}).get("passwordHashAlgorithm") != "SHA1"
            book.load_key(password=password, verify_password=is_told)
        else:
            book.load_key(password=password)  # the old format always verifies
        out = io.BytesIO()
        book.decrypt(out)
    except faults:
        return None  # the wrong password and a method that is unknown look alike to the unit
    return out.getvalue()


class _Nowhere:
    """Stands for ``tempfile`` where a library wants to write a file and memory will do."""

    TemporaryFile = io.BytesIO


def _own_faults(library: Any) -> tuple[type[BaseException], ...]:
    from xml.parsers.expat import ExpatError

    from cryptography.exceptions import UnsupportedAlgorithm

    own = library.exceptions
    return (
        own.FileFormatError, own.ParseError, own.DecryptionError, own.InvalidKeyError,
        ExpatError, UnsupportedAlgorithm,
    )  # fmt: skip


def _check_cost(data: bytes, kind: str) -> int:
    """Return how often a password is hashed.

    The key's recipe is XML inside the OLE file: looked at as bytes before a parser sees it.
    """
    plain = data.replace(b"\x00", b"") if b"<\x00!\x00" in data else data
    if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
        raise Refusal(words.FORBIDDEN_XML.finding(words={"what": "DOCTYPE"}), kind=kind)
    spins = [int(found[1]) for found in _SPINS.finditer(plain)]
    if max(spins, default=0) > CAPS.spins:
        raise over(words.What.SPINS, max(spins), CAPS.spins, kind)
    return max(spins, default=0)
