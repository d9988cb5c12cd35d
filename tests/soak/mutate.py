"""Makes damaged files out of good and odd ones: the same number makes the same file.

Bits flipped, cuts, spans doubled or zeroed, files grafted on one another; inside packages parts
swapped, XML spliced, values driven to their extremes.
"""

import functools
import io
import random
import re
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

from zoo import build, faults, verdicts

ROOT = Path(__file__).parents[2]
SEEDS = ROOT / ".soak" / "seeds"  # what LibreOffice made of the sample returns, where it is there
_EXTREMES = (
    b"-1", b"0", b"4294967296", b"1e999", b"NaN", b"", b"XFD1048576", b"A0", b"99999999999999999999",
    b"\xff", b"_x0000_", b"&#x0;", b"&amp;", b"]]>", b"<!--", b"true", b"s", b"\xe5\x8c\xba",
)  # fmt: skip
_WORDS = (0, 1, 0x7F, 0x80, 0xFF, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFE, 0xFFFFFFFF)
_TAG = re.compile(rb"<[^<>]{1,400}>")
_VALUE = re.compile(rb'="[^"<>]{0,80}"')


@functools.lru_cache(maxsize=1)
def seeds() -> tuple[tuple[str, bytes], ...]:
    """Return the files that mutants are made from: the zoo, the sample returns, LibreOffice's own."""
    from edge import mails

    found = [
        (odd.name, odd.data) for odd in (*verdicts.ODD, *faults.FAULTS) if len(odd.data) < 200_000
    ]
    inbox = ROOT / "workbooks" / "inbox"
    if inbox.is_dir():
        found += [(path.name, path.read_bytes()) for path in sorted(inbox.rglob("*.*"))]
    if SEEDS.is_dir():
        found += [(path.name, path.read_bytes()) for path in sorted(SEEDS.iterdir())]
    found += [("转发.eml", mails.foxmail(build.small())), ("网易.eml", mails.netease())]
    return tuple(found)


def mutant(number: int) -> tuple[str, bytes]:
    """Return the mutant of this number: a name and bytes."""
    rng = random.Random(number)  # noqa: S311 - a mutant is no secret
    name, data = rng.choice(seeds())
    for _ in range(rng.choice((1, 1, 1, 2, 3, 8))):
        data = rng.choice(_CHANGES)(rng, data)
    return f"{number}-{name}", data


def _flip(rng: random.Random, data: bytes) -> bytes:
    changed = bytearray(data or b"\0")
    for _ in range(rng.choice((1, 4, 64))):
        changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
    return bytes(changed)


def _cut(rng: random.Random, data: bytes) -> bytes:
    at = rng.randrange(len(data) + 1)
    return data[:at] if rng.random() < 0.7 else data[at:]


def _span(rng: random.Random, data: bytes) -> tuple[int, int]:
    first = rng.randrange(len(data) + 1)
    return first, min(len(data), first + rng.choice((1, 8, 100, 4096)))


def _double(rng: random.Random, data: bytes) -> bytes:
    first, last = _span(rng, data)
    return data[:last] + data[first:last] * rng.choice((1, 3)) + data[last:]


def _zero(rng: random.Random, data: bytes) -> bytes:
    first, last = _span(rng, data)
    return data[:first] + bytes(last - first) + data[last:]


def _drop(rng: random.Random, data: bytes) -> bytes:
    first, last = _span(rng, data)
    return data[:first] + data[last:]


def _graft(rng: random.Random, data: bytes) -> bytes:
    _, other = rng.choice(seeds())
    return data[: _span(rng, data)[0]] + other[_span(rng, other)[0] :]


def _number(rng: random.Random, data: bytes) -> bytes:
    """A binary number of two or four bytes becomes one that programs forget."""
    changed = bytearray(data)
    width = rng.choice((2, 4))
    if len(changed) > width:
        at = rng.randrange(len(changed) - width)
        word = rng.choice(_WORDS) & (1 << 8 * width) - 1
        changed[at : at + width] = word.to_bytes(width, "little")
    return bytes(changed)


def _repack(rng: random.Random, data: bytes) -> bytes:
    """One part of a package is changed as text or bytes, the package itself stays whole."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = {info.filename: archive.read(info) for info in archive.infolist()}
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError, RuntimeError,
            LookupError, EOFError):  # fmt: skip
        return _flip(rng, data)
    if not parts:
        return _flip(rng, data)
    names = sorted(parts)
    victim = rng.choice(names)
    how = rng.randrange(4)
    if how == 0:
        other = rng.choice(names)
        parts[victim], parts[other] = parts[other], parts[victim]
    elif how == 1:
        del parts[victim]
    else:
        change = rng.choice((_retag, _revalue, _splice, _flip, _cut, _double, _number))
        parts[victim] = change(rng, parts[victim])
    try:
        return build.pack(dict(parts))
    except (UnicodeEncodeError, ValueError):
        return _flip(rng, data)


def _retag(rng: random.Random, text: bytes) -> bytes:
    """A tag is lost, doubled, or stands elsewhere."""
    tags = list(_TAG.finditer(text))
    if not tags:
        return _flip(rng, text)
    one, two = rng.choice(tags), rng.choice(tags)
    kept = text[: one.start()] + text[one.end() :]
    if rng.random() < 0.4:
        return kept
    at = min(two.start(), len(kept))
    return kept[:at] + one[0] * rng.choice((1, 2, 300)) + kept[at:]


def _revalue(rng: random.Random, text: bytes) -> bytes:
    """An attribute takes an extreme value."""
    values = list(_VALUE.finditer(text))
    if not values:
        return _flip(rng, text)
    one = rng.choice(values)
    return text[: one.start()] + b'="' + rng.choice(_EXTREMES) + b'"' + text[one.end() :]


def _splice(rng: random.Random, text: bytes) -> bytes:
    """A piece of another spot, or a declaration, stands in the middle."""
    piece = rng.choice((
        text[slice(*_span(rng, text))], b'<!DOCTYPE a [<!ENTITY b "c">]>', b"<a>" * 300,
        b"<c r='A1'><v>1</v></c>", b"<?x?>", b"<![CDATA[x]]>", rng.choice(_EXTREMES),
    ))  # fmt: skip
    at = _span(rng, text)[0]
    return text[:at] + piece + text[at:]


_CHANGES: tuple[Callable[[random.Random, bytes], bytes], ...] = (
    _flip, _cut, _double, _zero, _drop, _graft, _number, _repack, _repack, _repack, _repack,
)  # fmt: skip
