"""Opens winmail.dat (TNEF), Outlook's package of attachments; any bytes at all give an answer.

Our own short reader: the library's walks a forged count of properties for hours, drops the zero
bytes at an attachment's end and copies the rest of the file for every object.
"""

import struct
from collections.abc import Iterator

from msgspec import Struct

from jlhy_xl.core.wording import intake as words
from jlhy_xl.edge.intake.parts import Budget, Haul, Opened, Part, decoded, shown

SIGNATURE = b"\x78\x9f\x3e\x22"
_BEGIN, _TITLE, _DATA, _PROPERTIES, _CODEPAGE = 0x9002, 0x8010, 0x800F, 0x9005, 0x9007
_LONG_NAME, _NAME, _OBJECT = 0x3707, 0x3704, 0x3701
_MESSAGE_HEAD = bytes.fromhex("0703020000000000c000000000000046")
_FIXED = {0x02: 2, 0x0B: 2, 0x03: 4, 0x04: 4, 0x0A: 4, 0x05: 8, 0x06: 8, 0x07: 8, 0x14: 8,
          0x40: 8, 0x48: 16, 0x01: 0}  # fmt: skip
_STRINGS = (0x1E, 0x1F, 0x0D, 0x102)
_OBJECTS = 5_000


class _Attached(Struct):
    title: str = ""
    long_name: str = ""
    data: bytes = b""
    inner: bytes = b""  # an embedded message, a package of its own


def unpack(data: bytes, name: str, budget: Budget, depth: int = 0) -> Opened:
    """Return the files in a TNEF package."""
    haul = Haul()
    try:
        found = _attached(data)
    except (struct.error, ValueError, IndexError):
        return Opened(refused=words.OUTLOOK_DAMAGED.finding(found=name))
    for item in found:
        if item.inner and depth < budget.mail_depth:
            inner = unpack(item.inner, name, budget, depth + 1)
            haul.parts.extend(inner.parts)
            haul.notes.extend(inner.notes)
            continue
        if not item.data and not (item.long_name or item.title):
            continue
        budget.members -= 1
        if budget.members < 0:
            slots = {"what": words.TOO_MANY_FILES.format(limit=200)}
            return Opened(refused=words.MAIL_LIMIT.finding(found=name, words=slots))
        label = words.NAMELESS.format(number=len(haul.parts) + 1)
        haul.parts.append(Part(shown(item.long_name or item.title, label), item.data))
    if not haul.parts and not haul.notes and not depth:
        haul.notes.append(words.NO_ATTACHMENT.finding(found=name))
    return haul.opened()


def _attached(data: bytes) -> list[_Attached]:
    if data[:4] != SIGNATURE:
        raise ValueError("no TNEF signature")
    made: list[_Attached] = []
    codepage = "gb18030"
    for number, body in _objects(data):
        if number == _CODEPAGE and len(body) >= 4:
            codepage = f"cp{struct.unpack_from('<I', body)[0]}"
        elif number == _BEGIN:
            made.append(_Attached())
        elif made and number == _TITLE:
            made[-1].title = _worded(body, codepage)
        elif made and number == _DATA:
            made[-1].data = body
        elif made and number == _PROPERTIES:
            _learn(made[-1], body, codepage)
    return made


def _objects(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield each object's number and body: level 1, number 2, type 2, length 4, body, sum 2."""
    at, count = 6, 0
    while at + 11 <= len(data):
        count += 1
        number, size = struct.unpack_from("<HxxI", data, at + 1)
        if at + 11 + size > len(data) or count > _OBJECTS:
            raise ValueError("an object reaches past the end")
        yield number, data[at + 9 : at + 9 + size]
        at += 11 + size


def _learn(item: _Attached, body: bytes, codepage: str) -> None:
    """The attachment has the name and the embedded object that its MAPI properties hold."""
    try:
        for name, kind, value in _properties(body):
            if name in (_LONG_NAME, _NAME) and kind in (0x1E, 0x1F):
                text = _worded(value, "utf-16-le" if kind == 0x1F else codepage)
                item.long_name = text if name == _LONG_NAME else item.long_name or text
            elif name == _OBJECT and value.startswith(_MESSAGE_HEAD):
                item.inner = value[16:]
            elif name == _OBJECT and not item.data:
                item.data = value
    except (struct.error, ValueError):
        return  # a property that is cut short: what was read before it holds


def _properties(body: bytes) -> Iterator[tuple[int, int, bytes]]:
    at = 4
    while at + 4 <= len(body):
        kind, name = struct.unpack_from("<HH", body, at)
        at += 4
        if name >= 0x8000:
            at = _past_name(body, at)
        multiple, kind = kind & 0x1000, kind & 0xFFF
        many = 1
        if multiple or kind in _STRINGS:  # a string says how many there are, even where it is one
            many = struct.unpack_from("<I", body, at)[0]
            at += 4
        if kind in _FIXED:
            step = (_FIXED[kind] * many + 3) // 4 * 4
            if at + step > len(body):
                raise ValueError("a property reaches past the end")
            at += step
            continue
        if kind not in _STRINGS:
            raise ValueError("an unknown kind of property")
        for _ in range(many):
            size = struct.unpack_from("<I", body, at)[0]
            if at + 4 + size > len(body):
                raise ValueError("a value reaches past the end")
            yield name, kind, body[at + 4 : at + 4 + size]
            at += 4 + (size + 3) // 4 * 4


def _past_name(body: bytes, at: int) -> int:
    kind = struct.unpack_from("<I", body, at + 16)[0]
    at += 20
    if kind == 0:
        return at + 4
    size: int = struct.unpack_from("<I", body, at)[0]
    return at + 4 + (size + 3) // 4 * 4


def _worded(raw: bytes, codepage: str) -> str:
    try:
        return raw.decode("gb18030" if codepage == "cp936" else codepage).rstrip("\0")
    except (LookupError, UnicodeError):
        return decoded(raw.rstrip(b"\0"))
