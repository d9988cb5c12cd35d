"""Opens .zip archives: names decoded, sizes counted while inflating, no path ever made from a name.

All or nothing: an archive that is damaged, locked, ambiguous or too big stays closed whole.
"""

import io
import stat
import struct
import unicodedata
import zipfile
import zlib
from datetime import datetime

from jlhy_xl.core.model import Finding
from jlhy_xl.core.wording import intake as words
from jlhy_xl.edge.intake.parts import MIB, Budget, Haul, Opened, Part, decoded, not_a_report, shown

ENTRIES = 2_000
ENTRY_BYTES = 256 * MIB
RATIO = 200
RATIO_FROM = 16 * MIB
_CHUNK = 1 << 18
_SIGNATURE = b"PK\x01\x02"
_UTF8_FLAG, _LOCKED_FLAG = 0x800, 0x1
# What zipfile raises on bytes that are no archive; it documents BadZipFile alone.
_FAULTS = (
    zipfile.BadZipFile, zlib.error, struct.error, ValueError, EOFError, OSError, LookupError,
    RuntimeError, NotImplementedError, OverflowError, TypeError,
)  # fmt: skip


class _Closed(Exception):  # noqa: N818 - carries a verdict, not an error of ours
    """The archive stays closed; the finding says why."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding


def unpack(data: bytes, name: str, budget: Budget) -> Opened:
    """Return the files in an archive; any bytes at all give an answer."""
    try:
        return _unpack(data, name, budget)
    except _Closed as closed:
        return Opened(refused=closed.finding)
    except _FAULTS:
        return Opened(refused=words.ZIP_DAMAGED.finding(found=name))


def _unpack(data: bytes, name: str, budget: Budget) -> Opened:
    if data.count(_SIGNATURE) > ENTRIES * 10:  # before any parser builds a list of them
        raise _limit(name, words.TOO_MANY_FILES, budget.members)
    haul = Haul()
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        entries = [(info, _name(info)) for info in book.infolist()]
        if len(entries) > ENTRIES:
            raise _limit(name, words.TOO_MANY_FILES, budget.members)
        files = [(info, path) for info, path in entries if not _is_folder(info, path)]
        wanted = [(info, path) for info, path in files if not not_a_report(path)]
        _refuse_twins([path for _, path in wanted])
        if len(wanted) > budget.members:
            raise _limit(name, words.TOO_MANY_FILES, budget.members)
        budget.members -= len(wanted)
        for info, path in files:
            what = not_a_report(path)
            if what:
                haul.ignore(shown(path), what)
            else:
                haul.parts.append(_part(book, info, path, (name, budget)))
    if not haul.parts:
        haul.notes.append(words.ZIP_EMPTY.finding(found=name))
    return haul.opened()


def _limit(name: str, why: str, limit: int) -> _Closed:
    what = why.format(limit=limit)
    return _Closed(words.ZIP_LIMIT.finding(found=name, words={"what": what}))


def _part(
    book: zipfile.ZipFile, info: zipfile.ZipInfo, path: str, account: tuple[str, Budget]
) -> Part:
    label = shown(path, "？")
    if info.flag_bits & _LOCKED_FLAG:
        _unlock(book, info, account)
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        slots = {"what": str(info.compress_type)}
        raise _Closed(words.ZIP_METHOD.finding(found=account[0], words=slots))
    concerns: tuple[Finding, ...] = ()
    if stat.S_ISLNK(info.external_attr >> 16):
        concerns = (words.ZIP_LINK.finding(found=label),)
    elif _escapes(path):
        concerns = (words.ZIP_PATH.finding(found=" ".join(path.split())[:200]),)
    folders = path.replace("\\", "/").rpartition("/")[0]
    return Part(label, _inflate(book, info, account), folders, concerns, _clock(info))


def _unlock(book: zipfile.ZipFile, info: zipfile.ZipInfo, account: tuple[str, Budget]) -> None:
    """One of the office's passwords opens the member; a check byte tells, its checksum proves.

    zipfile knows the old method alone; what newer programs lock stays closed like the rest.
    """
    for password in account[1].passwords:
        for encoding in ("utf-8", "gb18030"):  # archives do not say in which a password is meant
            book.setpassword(password.encode(encoding))
            try:
                with book.open(info) as stream:
                    read = 0
                    while (chunk := stream.read(_CHUNK)) and read < ENTRY_BYTES:
                        read += len(chunk)
            except _FAULTS:
                continue
            return
    raise _Closed(words.ZIP_LOCKED.finding(found=account[0]))


def _inflate(book: zipfile.ZipFile, info: zipfile.ZipInfo, account: tuple[str, Budget]) -> bytes:
    """Return one member; the budget is counted on what comes out, headers are not believed."""
    made = bytearray()
    name, budget = account
    with book.open(info) as stream:
        while chunk := stream.read(_CHUNK):
            made += chunk
            budget.inflated -= len(chunk)
            if budget.inflated < 0 or len(made) > ENTRY_BYTES:
                raise _limit(name, words.TOO_BIG, ENTRY_BYTES // MIB)
            if len(made) > RATIO_FROM and len(made) > RATIO * max(info.compress_size, 1):
                raise _limit(name, words.TOO_DENSE, RATIO)
    return bytes(made)


def _clock(info: zipfile.ZipInfo) -> tuple[str, ...]:
    try:
        at = datetime(*info.date_time)  # noqa: DTZ001 - an archive's clock has no zone; only shown
    except ValueError:
        return ()
    if at.year <= 1980:  # the archive's way of saying "not recorded"
        return ()
    return (words.ENTRY_TIME.format(at=f"{at:%Y-%m-%d %H:%M}"),)


def _name(info: zipfile.ZipInfo) -> str:
    """Return a member's name: Unicode path field, then UTF-8, GB18030, and byte for byte."""
    raw = info.orig_filename
    if info.flag_bits & _UTF8_FLAG:
        return raw
    plain = raw.encode("cp437")
    told = _unicode_path(info.extra, plain)
    if told:
        return told
    for encoding in ("utf-8", "gb18030"):
        try:
            return plain.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw


def _unicode_path(extra: bytes, plain: bytes) -> str:
    """Return what the Unicode path field (0x7075) says, "" where it is absent or out of date."""
    while len(extra) >= 4:
        kind, size = struct.unpack_from("<HH", extra)
        body, extra = extra[4 : 4 + size], extra[4 + size :]
        crc = int.from_bytes(body[1:5], "little")
        if kind == 0x7075 and len(body) > 5 and body[0] == 1 and crc == zlib.crc32(plain):
            return decoded(body[5:])
    return ""


def _is_folder(info: zipfile.ZipInfo, path: str) -> bool:
    return path.endswith("/") or (path.endswith("\\") and not info.file_size)


def _escapes(path: str) -> bool:
    """Whether a name would leave the folder it was unpacked into; a bare backslash does not."""
    steps = path.replace("\\", "/").split("/")
    return ".." in steps or steps[0] == "" or steps[0].endswith(":") or "\0" in path


def _refuse_twins(paths: list[str]) -> None:
    known: set[str] = set()
    for path in paths:
        key = unicodedata.normalize("NFC", path.replace("\\", "/")).casefold()
        if key in known:
            raise _Closed(words.ZIP_TWINS.finding(found=shown(path, "？")))
        known.add(key)
