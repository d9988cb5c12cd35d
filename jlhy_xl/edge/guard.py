"""Bytes → what are they, and are they safe to open? Told by content, never by the name alone.

Holds the caps with their figures (see faults.md's evidence of 3,436 honest books), the running
budget for inflating, and ``sniff``. Opens nothing, writes nothing.
"""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator

from msgspec import Struct

from jlhy_xl.core.errors import Refusal
from jlhy_xl.core.model import Finding, Verdict
from jlhy_xl.core.raw import Raw, RawSheet, a1
from jlhy_xl.core.returns import identity
from jlhy_xl.core.wording import guard as words

MIB = 1024 * 1024


class Caps(Struct, frozen=True):
    """Upper bounds; the largest honest book of the evidence stands far below each."""

    entries: int = 2_000  # largest honest 1,033
    inflated_total: int = 512 * MIB  # 60 MB
    inflated_entry: int = 256 * MIB
    ratio: int = 200  # counted only past ``ratio_from``
    ratio_from: int = 16 * MIB
    merges: int = 50_000  # a sheet
    conditionals: int = 10_000  # a sheet; largest honest 212
    validations: int = 10_000  # a sheet; 260
    names: int = 20_000  # 3,660
    formats: int = 65_490  # 45,001; Excel's own limit
    strings: int = 2_000_000  # 66,935
    text_after_use: int = 256 * MIB  # Σ length × uses, in characters
    sheets: int = 256
    cells: int = 5_000_000  # with content; 743,195
    depth: int = 256  # XML
    attributes: int = 1_000
    small_part: int = 16 * MIB  # relations, content types, properties
    spins: int = 1_000_000  # of a password's key derivation
    hidden: int = 2_200_000  # rows and columns of a book, kept one by one; a sheet has 1,064,960


CAPS = Caps()
ROWS, COLUMNS, TEXT = 1_048_576, 16_384, 32_767  # what a worksheet can hold

# All that zipfile and zlib raise on bytes that are no honest archive (each was met by mutation).
ZIP_FAULTS = (
    zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError,
    struct.error, OSError, OverflowError, IndexError,
)  # fmt: skip


def damaged(why: str, kind: str = "") -> Refusal:
    """Return the refusal of a damaged file: asked to send it again."""
    return Refusal(words.DAMAGED.finding(words={"why": why}), Verdict.RETURNED, kind)


def over(what: str, count: int, cap: int, kind: str = "") -> Refusal:
    """Return the refusal of a book that passes a cap."""
    slots = {"what": what, "count": str(count), "cap": str(cap)}
    return Refusal(words.OVER_CAP.finding(words=slots), Verdict.RETURNED, kind)


# What parsers that are not ours raise on hostile bytes (each was met by mutation). MemoryError is
# not among them: it is the worker's business.
FOREIGN_FAULTS = (
    ValueError, LookupError, TypeError, AttributeError, ArithmeticError, AssertionError, EOFError,
    OSError, RuntimeError, struct.error, zlib.error, NameError,
)  # fmt: skip


class Tally(Struct):
    """What a book has spent: cells with content, and Σ length × uses of their text."""

    kind: str
    cells: int = 0
    length: int = 0
    hidden: int = 0  # rows and columns

    def spend(self, raw: Raw, row: int, column: int) -> None:
        """One more cell with content is counted.

        Raises:
            Refusal: a cap is passed, or a text is longer than a cell can hold (asked, never cut).
        """
        self.cells += 1
        if self.cells > CAPS.cells:
            raise over(words.What.CELLS, self.cells, CAPS.cells, self.kind)
        if isinstance(raw, str):
            length = len(raw)
            self.length += length
            if self.length > CAPS.text_after_use:
                raise over(words.What.TEXT, self.length, CAPS.text_after_use, self.kind)
            if length > TEXT:
                finding = words.LONG_TEXT.finding(
                    words={"count": str(length)}, cell=a1(row, column)
                )
                raise Refusal(finding, Verdict.QUARANTINED, self.kind)


def hidden_notes(sheets: Iterable[RawSheet]) -> list[Finding]:
    """Return a note for each hidden sheet but the hidden one of our own template."""
    return [
        words.HIDDEN_SHEET.finding(sheet=sheet.name)
        for sheet in sheets
        if sheet.visibility != "visible" and sheet.name != identity.SHEET
    ]


class Budget:
    """A running account of inflated bytes; what a header claims is never believed."""

    __slots__ = ("spent",)

    def __init__(self) -> None:
        self.spent = 0

    def watch(self, chunks: Iterable[bytes], packed: int) -> Iterator[bytes]:
        """Yield the chunks of one entry, refusing as soon as a bound is passed.

        Args:
            chunks: the entry as it inflates.
            packed: how many bytes it takes up in the archive.
        """
        size = 0
        for chunk in chunks:
            size += len(chunk)
            self.spent += len(chunk)
            if size > CAPS.inflated_entry or self.spent > CAPS.inflated_total:
                raise _bomb(words.Why.TOO_BIG)
            if size > CAPS.ratio_from and size > CAPS.ratio * max(packed, 1):
                raise _bomb(words.Why.TOO_DENSE)
            yield chunk


def _bomb(why: str) -> Refusal:
    return Refusal(words.BOMB.finding(words={"why": why}), Verdict.RETURNED, "zip")


_MAGIC = (
    (b"%PDF-", "pdf"), (b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpg"), (b"GIF8", "gif"),
    (b"II*\x00", "tif"), (b"MM\x00*", "tif"), (b"BM", "bmp"), (b"Rar!\x1a\x07", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"), (b"\x1f\x8b", "gz"), (b"BZh", "bz2"), (b"\xfd7zXZ\x00", "xz"),
    (b"\x78\x9f\x3e\x22", "tnef"), (b"{\\rtf", "rtf"), (b"MZ", "exe"), (b"\x7fELF", "exe"),
    (b"\x00\x00\x02\x00\x04\x04", "lotus"), (b"\x00\x00\x02\x00\x06\x04", "lotus"),
    (b"\x00\x00\x1a\x00\x00\x10", "lotus"), (b"\x00\x00\x1a\x00\x05\x10", "lotus"),
    (b"\x09\x00\x04\x00", "biff2"), (b"\x09\x02\x06\x00", "biff3"), (b"\x09\x04\x06\x00", "biff4"),
    (b"\x09\x08\x10\x00\x00\x06", "xls"), (b"\x09\x08\x08\x00\x00\x05", "xls"),
    (b"ID;P", "sylk"), (b"TABLE\r\n0,1", "dif"), (b"TABLE\n0,1", "dif"), (b"ITSF", "chm"),
    (b"ID3", "mp3"), (b"\xff\xfb", "mp3"), (b"\xff\xf3", "mp3"),
    (b"#!AMR", "amr"), (b"8BPS", "psd"), (b"AT&TFORM", "djvu"),
    (b"\xd7\xcd\xc6\x9a", "wmf"), (b"\x00\x01\x00\x00Standard ", "access"),
    (b"MSCF", "cab"), (b"\x1f\x9d", "z"), (b"\x28\xb5\x2f\xfd", "zst"), (b"\x60\xea", "arj"),
    (b"\x01\x00\x09\x00\x00", "wmf"), (b"\xdb\xa5\x2d\x00", "doc"),
)  # fmt: skip
_MARKS = (
    (8, b"WEBPVP8", "webp"), (8, b"WAVEfmt ", "wav"), (8, b"AVI LIST", "avi"), (40, b" EMF", "emf"),
    (257, b"ustar", "tar"), (2, b"-lh5-", "lzh"),
)  # fmt: skip


def sniff(data: bytes, name: str = "") -> str:
    """Return the kind of a file by its bytes; never raises.

    Kinds that can be read: xlsx xlsm xlsb xls ods csv html mhtml xml2003. ``sealed`` is an encrypted
    OOXML book. Containers: zip rar 7z gz bz2 xz tar eml tnef msg. Supporting matter: pdf png jpg gif
    tif bmp webp heic docx doc pptx ppt odt odp ofd rtf text mp3 mp4 … Old programs: biff2 biff3
    biff4 sylk dif lotus numbers fods. Else: empty, ole, xml, exe, binary.

    Args:
        data: the whole file.
        name: only decides whether plain text is a table (csv) or a text.
    """
    if not data:
        return "empty"
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _sniff_zip(data)
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _sniff_ole(data, name)
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            return kind
    return _within(data) or _sniff_text(data, name)


def _within(data: bytes) -> str:
    """Return the kind of a file whose mark does not stand at its beginning; "" where there is none."""
    for at, mark, kind in _MARKS:
        if data[at : at + len(mark)] == mark:
            return kind
    if data[4:8] == b"ftyp":
        return "heic" if data[8:12] in (b"heic", b"heix", b"mif1") else "mp4"
    return "dbf" if _is_dbase(data) else ""


def _is_dbase(data: bytes) -> bool:
    """A dBASE table names its version and a day, and its header of 32-byte fields ends where it says.

    Four of the versions are letters or digits: without the day, a text may look like it.
    """
    if data[0] not in (2, 3, 0x30, 0x31, 0x32, 0x43, 0x83, 0x8B, 0xF5) or len(data) < 65:
        return False
    if data[2] > 12 or data[3] > 31:  # month and day of the last change, 0 where nobody wrote them
        return False
    size = int.from_bytes(data[8:10], "little")
    return 65 <= size <= len(data) and b"\r" in (
        data[size - 1 : size],
        data[size - 264 : size - 263],
    )


_OOXML = (
    (b"spreadsheetml.sheet.main+xml", "xlsx"), (b"spreadsheetml.template.main+xml", "xlsx"),
    (b"ms-excel.sheet.macroenabled.main", "xlsm"), (b"ms-excel.template.macroenabled.main", "xlsm"),
    (b"ms-excel.addin.macroenabled.main", "xlsm"),
    (b"ms-excel.sheet.binary.macroenabled.main", "xlsb"),
    # a Word file may be embedded in a presentation, and the reverse: what is the main part decides
    (b"presentationml.presentation.main", "pptx"), (b"presentationml.slideshow.main", "pptx"),
    (b"wordprocessingml", "docx"), (b"presentationml", "pptx"), (b"ms-visio", "vsdx"),
    (b"/xps", "xps"), (b"fixedrepresentation", "xps"),
)  # fmt: skip
_ODF = (
    (b"opendocument.spreadsheet", "ods"), (b"opendocument.text", "odt"),
    (b"opendocument.presentation", "odp"), (b"opendocument.graphics", "odg"),
    (b"sun.xml.calc", "sxc"), (b"sun.xml.writer", "odt"), (b"sun.xml.impress", "odp"),
)  # fmt: skip
_BY_MEMBER = (
    ("xl/workbook.xml", "xlsx"), ("xl/workbook.bin", "xlsb"), ("word/document.xml", "docx"),
    ("ppt/presentation.xml", "pptx"), ("ofd.xml", "ofd"), ("index/document.iwa", "numbers"),
    ("index.zip", "numbers"), ("fixeddocseq.fdseq", "xps"),
    # a package of another program is one file, whatever it is: its parts are nobody's attachments
    ("[content_types].xml", "package"), ("mimetype", "package"),
)  # fmt: skip


def claimed_entries(data: bytes) -> int:
    """Return how many entries the archive's end record claims; -1 where there is none."""
    at = data.rfind(b"PK\x05\x06", max(0, len(data) - 65_557))
    if at < 0 or at + 22 > len(data):
        return -1
    return int.from_bytes(data[at + 10 : at + 12], "little")


def _sniff_zip(data: bytes) -> str:
    if claimed_entries(data) < 0:
        return "zip"
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = {_member(info.filename): info for info in archive.infolist()}
            types = _beginning(archive, members.get("[content_types].xml"), MIB).lower()
            mime = _beginning(archive, members.get("mimetype"), 200).lower()
    except ZIP_FAULTS:
        return "zip"
    for mark, kind in _OOXML:
        if mark in types:
            return kind
    for mark, kind in _ODF:
        if mark in mime:
            return kind
    return next((kind for member, kind in _BY_MEMBER if member in members), "zip")


def _member(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").casefold()


def _beginning(archive: zipfile.ZipFile, info: zipfile.ZipInfo | None, limit: int) -> bytes:
    if info is None or info.flag_bits & 1:
        return b""
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return b""  # no office program packs so; other methods take memory as a file bids them
    try:
        with archive.open(info) as stream:
            return stream.read(limit).replace(b"\x00", b"")  # UTF-16 reads as ASCII
    except ZIP_FAULTS:
        return b""


_STREAMS = (
    ("EncryptedPackage", "sealed"), ("__properties_version1.0", "msg"), ("Workbook", "xls"),
    ("Book", "xls"), ("WordDocument", "doc"), ("PowerPoint Document", "ppt"), ("PP40", "ppt"),
    ("VisioDocument", "vsd"), ("Quill", "pub"),
)  # fmt: skip
_OLE_NAMED = (
    ((".xls", ".et", ".xlt", ".ett"), "xls"), ((".doc", ".wps", ".dot", ".wpt"), "doc"),
    ((".ppt", ".dps", ".pps"), "ppt"), ((".vsd",), "vsd"), ((".pub",), "pub"),
)  # fmt: skip


def _sniff_ole(data: bytes, name: str) -> str:
    """Tell an OLE file by its streams; directory entries are scanned as bytes, no chain is walked.

    A chain can be made to loop; the names of a directory stand in UTF-16 at 128-byte steps
    wherever the directory is, so looking for them is enough to tell the kind; some writers put
    them in capitals. A Word file with a table embedded has both kinds of stream: then the name
    decides.
    """
    found = {kind: None for stream, kind in _STREAMS if _has_stream(data, stream)}
    for kind in ("sealed", "msg"):
        if kind in found:
            return kind
    if len(found) > 1:
        for suffixes, kind in _OLE_NAMED:
            if name.lower().endswith(suffixes) and kind in found:
                return kind
    return next(iter(found), "ole")


def _has_stream(data: bytes, stream: str) -> bool:
    for spelt in (stream, stream.upper()):
        wanted = spelt.encode("utf-16-le") + b"\x00\x00"
        at = data.find(wanted)
        while at >= 0 and at % 128:
            at = data.find(wanted, at + 1)
        if at >= 0:
            return True
    return False


def decode(data: bytes) -> tuple[str, str] | None:
    """Return (text, encoding) by BOM, UTF-16 without one, strict UTF-8 or GB18030; else None.

    Never ``errors="replace"``: half-read text is worse than none.
    """
    for mark, encoding in (
        (b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"),
    ):  # fmt: skip
        if data.startswith(mark):
            return _strict(data, encoding)
    if b"\x00" in data[:2000]:
        even, odd = data[0:2000:2].count(0), data[1:2000:2].count(0)
        return _strict(data, "utf-16-le" if odd > even else "utf-16-be")
    return _strict(data, "utf-8") or _strict(data, "gb18030")


def _strict(data: bytes, encoding: str) -> tuple[str, str] | None:
    try:
        return data.decode(encoding), encoding
    except UnicodeDecodeError:
        return None


_TABLES = (".csv", ".tsv", ".tab", ".xls", ".xlsx", ".xlsm", ".xlsb", ".et", ".ett", ".xlt", ".ods")
_HEADER = re.compile(r"(?i)^(from|to|subject|date|received|return-path|mime-version|message-id|x-[\w-]+):")  # fmt: skip
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def _sniff_text(data: bytes, name: str) -> str:
    head = decode(data[:4096]) or decode(data[:4095]) or decode(data[:4094]) or decode(data[:4093])
    if head is None and not _is_bytes(data):  # a text in an encoding that is not ours
        kind = _sniff_markup(data[:4096].decode("latin-1").lower())
        if kind or name.lower().endswith((".csv", ".tsv", ".tab")):
            return kind or "csv"  # its reader says so
        if name.lower().endswith((".txt", ".htm", ".html")):
            return "text"
    if head is None or len(_CONTROL.findall(head[0])) * 100 > len(head[0]):
        is_zip = (
            name.lower().endswith(".zip") and claimed_entries(data) >= 0
        )  # with bytes before it
        return "zip" if is_zip else "binary"
    text = head[0].lstrip("\ufeff \t\r\n")
    low = text[:4096].lower()
    is_table = name.lower().endswith(_TABLES)
    if _HEADER.match(text) and "\n" in text:
        saved = is_table or low.startswith("mime-version:") or "saved by" in low
        if saved and "multipart/related" in low:
            return "mhtml"  # a page saved whole looks like a mail
        return "csv" if is_table else "eml"
    return _sniff_markup(low) or ("csv" if is_table else "text")


def _is_bytes(data: bytes) -> bool:
    """Whether control bytes show that this was never meant as text."""
    return any(byte < 32 and byte not in b"\t\n\r\x0c\x1a" for byte in data[:4096])


def _sniff_markup(low: str) -> str:
    if "schemas-microsoft-com:office:spreadsheet" in low and "<html" not in low:
        return "xml2003"
    if "office:document" in low and "opendocument.spreadsheet" in low:
        return "fods"
    is_xml = low.startswith("<?xml")
    marks = "html|table|!doctype html" if is_xml else "html|table|!doctype html|head|body|meta"
    if re.search(rf"<({marks})\b", low):
        return "html"
    return "xml" if is_xml else ""
