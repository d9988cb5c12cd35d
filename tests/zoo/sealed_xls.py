"""An .xls sealed by Excel 97's RC4, built record by record (MS-XLS 2.2.10; no library writes it)."""

import hashlib
import io
import struct

_PLAIN = {0x0809, 0x002F, 0x00E1}  # BOF, FILEPASS, INTERFACEHDR stay readable
_BOUNDSHEET = 0x0085
_SALT, _PROOF = bytes(range(16)), bytes(range(16, 32))


def _rc4(key: bytes, length: int) -> bytes:
    state = list(range(256))
    other = 0
    for place in range(256):
        other = (other + state[place] + key[place % len(key)]) % 256
        state[place], state[other] = state[other], state[place]
    out, place, other = bytearray(), 0, 0
    for _ in range(length):
        place = (place + 1) % 256
        other = (other + state[place]) % 256
        state[place], state[other] = state[other], state[place]
        out.append(state[(state[place] + state[other]) % 256])
    return bytes(out)


def _md5(data: bytes) -> bytes:
    return hashlib.md5(data, usedforsecurity=False).digest()


def _key(password: str, block: int) -> bytes:
    first = _md5((_md5(password.encode("utf-16-le"))[:5] + _SALT) * 16)[:5]
    return _md5(first + struct.pack("<I", block))


def _mixed(data: bytes, stream: bytes) -> bytes:
    return bytes(one ^ two for one, two in zip(data, stream, strict=False))


def xls(password: str) -> bytes:
    """Return a one-cell .xls that opens with this password only."""
    import xlwt
    from xlwt.CompoundDoc import XlsDoc

    book = xlwt.Workbook(encoding="utf-8")
    book.add_sheet("表一").write(0, 0, "区法院")
    records = list(_records(book.get_biff_data()))
    opening = _rc4(_key(password, 0), 32)
    proof = struct.pack("<HHH", 1, 1, 1) + _SALT + _mixed(_PROOF + _md5(_PROOF), opening)
    records.insert(1, (0x002F, proof))
    shift = len(proof) + 4
    whole = bytearray()
    for kind, body in records:
        clear = 0
        if kind == _BOUNDSHEET:  # it says where the sheet stands, which is now further on
            moved = struct.pack("<I", struct.unpack_from("<I", body)[0] + shift)
            clear = len(moved)
            body = moved + body[clear:]  # noqa: PLW2901 - the record is rewritten as it goes out
        whole += struct.pack("<HH", kind, len(body))
        stream = _stream(password, len(whole) + clear, len(body))
        whole += body if kind in _PLAIN else body[:clear] + _mixed(body[clear:], stream)
    out = io.BytesIO()
    XlsDoc().save(out, bytes(whole))
    return out.getvalue()


def _stream(password: str, start: int, length: int) -> bytes:
    """The key stream changes every 1,024 bytes of the file's own offsets, headers counted."""
    first, last = start // 1024, (start + length) // 1024
    blocks = b"".join(_rc4(_key(password, block), 1024) for block in range(first, last + 1))
    return blocks[start - first * 1024 :]


def _records(data: bytes) -> list[tuple[int, bytes]]:
    found, at = [], 0
    while at + 4 <= len(data):
        kind, size = struct.unpack_from("<HH", data, at)
        found.append((kind, data[at + 4 : at + 4 + size]))
        at += 4 + size
    return found
