"""A zip-packed workbook with some parts replaced: every other part keeps its very bytes.

Untouched members are carried over as they were compressed; the new ones bear a fixed time.
"""

import io
import struct
import zipfile
import zlib

from msgspec import Struct

LARGEST_PART = 16 * 1024 * 1024  # of the parts that are opened; pictures and the like are not
_HEAD = 8192
_LOCAL, _CENTRAL, _END = 0x04034B50, 0x02014B50, 0x06054B50
_TIME, _DATE = 0, 0x21  # 1980-01-01 00:00
_DEFLATED, _UTF8, _STREAMED = 8, 0x800, 0x8


class Unfit(Exception):  # noqa: N818 - says that a file cannot be annotated, not that we failed
    """A file that cannot be kept intact while it is annotated; ``why`` is said to the unit."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class _Member(Struct, frozen=True):
    name: bytes
    flags: int
    method: int
    time: int
    day: int
    crc: int
    size: int
    packed: bytes


class Package:
    """A package's parts by name; ``put`` replaces or adds one, ``drop`` takes one out."""

    def __init__(self, data: bytes, odd: str, large: str) -> None:
        self._data, self._odd, self._large = data, odd, large
        self._archive = zipfile.ZipFile(io.BytesIO(data))
        self._infos = {
            info.filename: info for info in self._archive.infolist() if not info.is_dir()
        }
        self._changed: dict[str, bytes | None] = {}

    def names(self) -> list[str]:
        """Return the parts there are now."""
        there = [name for name in self._infos if self._changed.get(name, b"") is not None]
        return there + [
            name
            for name, content in self._changed.items()
            if content is not None and name not in self._infos
        ]

    def __contains__(self, name: str) -> bool:
        if name in self._changed:
            return self._changed[name] is not None
        return name in self._infos

    def part(self, name: str) -> bytes:
        """Return a part whole.

        Raises:
            Unfit: there is none of that name, it is too large, or its bytes are no plain UTF-8.
        """
        changed = self._changed.get(name)
        if changed is not None:
            return changed
        info = self._infos.get(name)
        if info is None or name in self._changed:
            raise Unfit(self._odd)
        if info.file_size > LARGEST_PART:
            raise Unfit(self._large)
        found = self._archive.read(info)
        head = found[:200].lower()
        encoded = b"encoding=" in head and b"utf-8" not in head
        if encoded or found[:2] in (b"\xff\xfe", b"\xfe\xff") or b"<!DOCTYPE" in found:
            raise Unfit(self._odd)
        return found.removeprefix(b"\xef\xbb\xbf")

    def head(self, name: str) -> bytes:
        """Return a part's first bytes, b"" where there is none."""
        changed = self._changed.get(name)
        info = self._infos.get(name)
        if changed is not None or info is None:
            return (changed or b"")[:_HEAD]
        with self._archive.open(info) as stream:
            return stream.read(_HEAD)

    def put(self, name: str, content: bytes) -> None:
        """The part holds the content."""
        self._changed[name] = content

    def drop(self, name: str) -> None:
        """The part is there no longer."""
        self._changed[name] = None

    def to_bytes(self) -> bytes:
        """Return the package as it is now, members in their old order, new ones at the end."""
        out, index = io.BytesIO(), io.BytesIO()
        count = 0
        for name in self.names():
            content = self._changed.get(name)
            member = self._kept(self._infos[name]) if content is None else _made(name, content)
            _write(out, index, member)
            count += 1
        start = out.tell()
        directory = index.getvalue()
        end = struct.pack("<IHHHHIIH", _END, 0, 0, count, count, len(directory), start, 0)
        return out.getvalue() + directory + end

    def _kept(self, info: zipfile.ZipInfo) -> _Member:
        at = info.header_offset
        name_length, extra_length = struct.unpack_from("<HH", self._data, at + 26)
        start = at + 30 + name_length + extra_length
        year, month, day, hour, minute, second = info.date_time
        return _Member(
            self._data[at + 30 : at + 30 + name_length], info.flag_bits & ~_STREAMED,
            info.compress_type, hour << 11 | minute << 5 | second // 2,
            (year - 1980) << 9 | month << 5 | day, info.CRC, info.file_size,
            self._data[start : start + info.compress_size],
        )  # fmt: skip


def _made(name: str, content: bytes) -> _Member:
    squeezer = zlib.compressobj(6, zlib.DEFLATED, -15)
    packed = squeezer.compress(content) + squeezer.flush()
    flags = 0 if name.isascii() else _UTF8
    return _Member(
        name.encode(), flags, _DEFLATED, _TIME, _DATE, zlib.crc32(content), len(content), packed
    )


def _write(out: io.BytesIO, index: io.BytesIO, member: _Member) -> None:
    at = out.tell()
    shared = struct.pack(
        "<HHHHIIIHH", member.flags, member.method, member.time, member.day, member.crc,
        len(member.packed), member.size, len(member.name), 0,
    )  # fmt: skip
    out.write(struct.pack("<IH", _LOCAL, 20) + shared + member.name + member.packed)
    index.write(
        struct.pack("<IHH", _CENTRAL, 20, 20) + shared
        + struct.pack("<HHHII", 0, 0, 0, 0, at) + member.name
    )  # fmt: skip


def free_name(package: Package, pattern: str) -> str:
    """Return a part name that is not taken yet, however it is cased: "xl/comments{}.xml"."""
    taken = {name.casefold() for name in package.names()}
    number = 1
    while pattern.format(number).casefold() in taken:
        number += 1
    return pattern.format(number)


def relations_name(part: str) -> str:
    """Return where a part's relations stand.

    >>> relations_name("xl/worksheets/sheet1.xml")
    'xl/worksheets/_rels/sheet1.xml.rels'
    """
    folder, _, leaf = part.rpartition("/")
    return f"{folder}/_rels/{leaf}.rels" if folder else f"_rels/{leaf}.rels"
