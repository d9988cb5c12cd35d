"""The parts of a zip-packed book: names told apart, bytes inflated through one running budget."""

import io
import posixpath
import zipfile
from collections.abc import Iterator

from jlhy_xl.core.errors import Refusal
from jlhy_xl.core.model import Verdict
from jlhy_xl.core.wording import guard as words
from jlhy_xl.edge.guard import CAPS, ZIP_FAULTS, Budget, claimed_entries, damaged, over

_STORED, _DEFLATED = 0, 8
_ZIP64 = 0xFFFF  # "see the larger record": the list itself is counted below
_CHUNK = 65_536


class Parts:
    """An opened package. Nothing is unpacked to disk; names only serve to find parts again."""

    def __init__(self, data: bytes, kind: str) -> None:
        self.kind = kind
        self.budget = Budget()
        self._archive = _open(data, kind)
        self._infos = _told_apart(self._archive.infolist(), kind)

    def __contains__(self, name: str) -> bool:
        """Whether there is such a part, however its name is cased."""
        return _key(name) in self._infos

    def names(self) -> tuple[str, ...]:
        """Return the parts' names, normalised and folded."""
        return tuple(self._infos)

    def chunks(self, name: str) -> Iterator[bytes]:
        """Yield a part's bytes as they inflate.

        Raises:
            Refusal: no such part, a damaged or encrypted one, or a budget is spent.
        """
        info = self._infos.get(_key(name))
        if info is None:
            raise damaged(words.Why.NO_PART, self.kind)
        return self.budget.watch(self._inflate(info), info.compress_size)

    def small(self, name: str) -> bytes:
        """Return a small part whole; b"" where it is absent."""
        if name not in self:
            return b""
        whole = bytearray()
        for chunk in self.chunks(name):
            whole += chunk
            if len(whole) > CAPS.small_part:
                raise over(words.What.BYTES, len(whole), CAPS.small_part, self.kind)
        return bytes(whole)

    def _inflate(self, info: zipfile.ZipInfo) -> Iterator[bytes]:
        if info.flag_bits & 1:
            raise Refusal(words.SEALED.finding(), Verdict.RETURNED, self.kind)
        if info.compress_type not in (_STORED, _DEFLATED):
            raise damaged(words.Why.METHOD, self.kind)
        try:
            with self._archive.open(info) as stream:
                while chunk := stream.read(_CHUNK):
                    yield chunk
        except ZIP_FAULTS as fault:
            raise damaged(words.Why.CHECKSUM, self.kind) from fault


def resolve(base: str, target: str) -> str:
    """Return the part that a relation in ``base`` points to.

    >>> resolve("xl/workbook.xml", "worksheets/sheet1.xml"), resolve("xl/workbook.xml", "/a/b.xml")
    ('xl/worksheets/sheet1.xml', 'a/b.xml')
    """
    target = target.replace("\\", "/")
    joined = target if target.startswith("/") else posixpath.join(posixpath.dirname(base), target)
    return posixpath.normpath(joined).lstrip("/")


def _key(name: str) -> str:
    return posixpath.normpath(name.replace("\\", "/").lstrip("/")).casefold()


def _open(data: bytes, kind: str) -> zipfile.ZipFile:
    claimed = claimed_entries(data)
    if claimed < 0:
        raise damaged(words.Why.NO_END, kind)
    if CAPS.entries < claimed < _ZIP64:
        raise over(words.What.ENTRIES, claimed, CAPS.entries, kind)
    _check_ends(data, kind)
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except ZIP_FAULTS as fault:
        raise damaged(words.Why.STRUCTURE, kind) from fault
    if len(archive.infolist()) > CAPS.entries:
        raise over(words.What.ENTRIES, len(archive.infolist()), CAPS.entries, kind)
    return archive


def _check_ends(data: bytes, kind: str) -> None:
    """Nothing stands after the end record: such a tail means two files in one, or a bad transfer."""
    at = data.rfind(b"PK\x05\x06")
    comment = int.from_bytes(data[at + 20 : at + 22], "little")
    if data[at + 22 + comment :].strip(b"\x00\r\n"):
        raise damaged(words.Why.TAIL, kind)


def _told_apart(infos: list[zipfile.ZipInfo], kind: str) -> dict[str, zipfile.ZipInfo]:
    found: dict[str, zipfile.ZipInfo] = {}
    for info in infos:
        if info.filename.endswith("/"):  # is_dir() raises on an empty name
            continue
        key = _key(info.filename)
        if key.startswith("../") or ":" in key.split("/", 1)[0]:
            slots = {"what": info.filename[:40].encode("ascii", "replace").decode()}
            raise Refusal(words.PATHS.finding(words=slots), Verdict.QUARANTINED, kind)
        if key in found:
            slots = {"what": key[:40].encode("ascii", "replace").decode()}
            raise Refusal(words.AMBIGUOUS.finding(words=slots), Verdict.RETURNED, kind)
        found[key] = info
    return found
