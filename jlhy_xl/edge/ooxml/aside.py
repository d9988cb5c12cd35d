"""What people wrote beside the cells: notes and text boxes. Their words are no answers, and are told."""

import html
import re
from collections.abc import Iterator, Sequence

from jlhy_xl.core import text
from jlhy_xl.core.errors import Refusal
from jlhy_xl.core.model import Finding
from jlhy_xl.core.wording import reading as words
from jlhy_xl.core.wording import return_copy
from jlhy_xl.edge.ooxml.parts import Parts

_PICTURE = re.compile(
    r"(?:xl/media|pictures)/[^/]+\.(?:png|jpe?g|gif|bmp|tiff?|webp)", re.IGNORECASE
)
_LOOKED_AT = 1 << 20  # bytes of a part; who writes more has no answer in it
_PARTS = 64
# Ends at the next sign of a tag, so that no bytes make it look twice.
_TAG = re.compile(rb"<(/?)(?:\w{1,20}:)?(comment|txBody|t)\b[^<>]*>([^<]*)")
_SHOWN = 40  # characters of the first one


def beside(parts: Parts) -> list[Finding]:
    """Return a note for the notes that are not ours, and one for the text boxes."""
    told = []
    for what, tag, place in (
        (words.NOTES, b"comment", re.compile(r"xl/(?:\w+/)?comments?\d*\.xml")),
        (words.BOXES, b"txBody", re.compile(r"xl/drawings/drawing\d*\.xml")),
    ):
        told += told_beside(what, list(_said(parts, tag, place)))
    told += pictures(parts)
    return told


def pictures(parts: Parts) -> list[Finding]:
    """Return a note for the pictures that were pasted in, where there are any."""
    count = sum(_PICTURE.fullmatch(name) is not None for name in parts.names())
    return [words.PICTURES.finding(words={"count": str(count)})] if count else []


def told_beside(what: str, said: Sequence[str]) -> list[Finding]:
    """Return a note for what people wrote beside the cells, with the first words of it; ours is none.

    Args:
        what: how it is called, with a place for their number.
        said: what each of them says.
    """
    found = [each for each in said if each and return_copy.NOTE_FIRST not in each]
    if not found:
        return []
    first = " ".join(found[0].split())
    first = first[:_SHOWN] + ("…" if len(first) > _SHOWN else "")
    slots = {"what": what.format(count=len(found)), "first": first}
    return [words.BESIDE.finding(words=slots)]


def _said(parts: Parts, tag: bytes, place: re.Pattern[str]) -> Iterator[str]:
    names = [name for name in parts.names() if place.fullmatch(name)]
    for name in sorted(names)[:_PARTS]:
        head = bytearray()
        try:
            for chunk in parts.chunks(name):
                head += chunk
                if len(head) > _LOOKED_AT:
                    break
        except Refusal:  # damage beside the cells costs no return
            yield words.UNREADABLE
        yield from _texts(bytes(head), tag)


def _texts(part: bytes, tag: bytes) -> Iterator[str]:
    """Yield what each element of a kind says.

    >>> list(_texts(b'<comment ref="A1"><text><r><t>a&amp;</t></r><t>b</t></text></comment><t>c</t>', b"comment"))
    ['a&b']
    """
    pieces: list[bytes] | None = None
    for found in _TAG.finditer(part):
        closes, name, said = found.groups()
        if name == tag and closes and pieces is not None:
            whole = b"".join(pieces).decode("utf-8", "replace")
            yield text.display(html.unescape(whole)).strip()
            pieces = None
        elif name == tag and not closes:
            pieces = []
        elif name == b"t" and not closes and pieces is not None:
            pieces.append(said)
