"""Outlook .msg files made byte by byte: a small writer of OLE compound files (version 3)."""

import struct
from collections.abc import Mapping, Sequence
from typing import Any

_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
Tree = Mapping[str, Any]  # name → bytes or a Tree


def compound(tree: Tree) -> bytes:  # noqa: C901 - one file format, told in one breath
    """Return a compound file with these streams and storages."""
    entries: list[list[Any]] = [["Root Entry", 5, _FREE, _FREE, b""]]

    def add(storage: Tree) -> int:
        first = _FREE
        before: list[Any] | None = None
        for name, content in storage.items():
            is_storage = isinstance(content, Mapping)
            entry = [name, 1 if is_storage else 2, _FREE, _FREE, b"" if is_storage else content]
            entries.append(entry)
            number = len(entries) - 1
            if before is None:
                first = number
            else:
                before[2] = number  # right sibling: a chain is a tree too
            before = entry
            if is_storage:
                entry[3] = add(content)
        return first

    entries[0][3] = add(tree)
    mini, minifat, starts = b"", [], {}
    for number, entry in enumerate(entries):
        data = entry[4]
        if entry[1] == 2 and 0 < len(data) < 4096:
            starts[number] = len(minifat)
            count = -(-len(data) // 64)
            minifat += [*range(len(minifat) + 1, len(minifat) + count), _END]
            mini += data.ljust(count * 64, b"\0")
    fat: list[int] = []
    body = b""

    def place(data: bytes) -> int:
        nonlocal body
        if not data:
            return _END
        first, count = len(fat), -(-len(data) // 512)
        fat.extend([*range(first + 1, first + count), _END])
        body += data.ljust(count * 512, b"\0")
        return first

    for number, entry in enumerate(entries):
        if entry[1] == 2 and number not in starts:
            starts[number] = place(entry[4])
    starts[0] = place(mini)
    minifat_at = place(struct.pack(f"<{len(minifat)}I", *minifat).ljust(512, b"\xff"))
    directory = b""
    for number, (name, kind, right, child, data) in enumerate(entries):
        raw = (name + "\0").encode("utf-16-le")
        size = len(mini) if number == 0 else len(data)
        directory += raw.ljust(64, b"\0") + struct.pack("<HBB", len(raw), kind, 1)
        directory += struct.pack("<III", _FREE, right, child) + bytes(36)
        directory += struct.pack("<IQ", starts.get(number, 0), size)
    directory_at = place(directory.ljust(-(-len(directory) // 512) * 512, b"\0"))
    fat_at = len(fat)
    sectors = -(-(len(fat) + 1) // 127)
    table = [*fat, *[_FAT] * sectors]
    body += struct.pack(f"<{len(table)}I", *table).ljust(sectors * 512, b"\xff")
    difat = [*range(fat_at, fat_at + sectors)]
    header = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16)
    header += struct.pack("<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, sectors, directory_at, 0, 4096,
                          minifat_at, -(-len(minifat) // 128), _END, 0)  # fmt: skip
    header += struct.pack(f"<{len(difat)}I", *difat)
    return header.ljust(512, b"\xff") + body


def _properties(
    head: int, texts: Mapping[int, str], binary: Mapping[int, bytes], fixed: bytes
) -> dict[str, bytes]:
    made: dict[str, bytes] = {}
    stream = bytes(head)
    for number, text in texts.items():
        raw = text.encode("utf-16-le")
        stream += struct.pack("<HHIII", 0x001F, number, 6, len(raw) + 2, 0)
        made[f"__substg1.0_{number:04X}001F"] = raw
    for number, data in binary.items():
        stream += struct.pack("<HHIII", 0x0102, number, 6, len(data), 0)
        made[f"__substg1.0_{number:04X}0102"] = data
    return {"__properties_version1.0": stream + fixed, **made}


def message(
    texts: Mapping[int, str], files: Sequence[tuple[str, bytes | Tree]], delivered: int = 0
) -> dict[str, Any]:
    """Return a message's storage: properties by number, attachments by name."""
    fixed = struct.pack("<HHIQ", 0x0040, 0x0E06, 6, delivered) if delivered else b""
    tree: dict[str, Any] = dict(_properties(32, texts, {}, fixed))
    for number, (name, data) in enumerate(files):
        names = {0x3707: name} if name else {}
        method = struct.pack("<HHIQ", 0x0003, 0x3705, 6, 5 if isinstance(data, Mapping) else 1)
        if isinstance(data, Mapping):
            item: dict[str, Any] = dict(_properties(8, names, {}, method))
            item["__substg1.0_3701000D"] = data
        else:
            item = dict(_properties(8, names, {0x3701: data}, method))
        tree[f"__attach_version1.0_#{number:08X}"] = item
    return tree
