"""XML as events, within bounds: no DOCTYPE, no ENTITY, depth and attributes counted, no tree."""

from collections.abc import Iterable
from typing import Protocol
from xml.parsers import expat  # declarations are refused below, nothing is expanded

from jlhy_xl.core.errors import Refusal
from jlhy_xl.core.model import Verdict
from jlhy_xl.core.wording import guard as words
from jlhy_xl.edge.guard import CAPS, damaged, over

Attributes = dict[str, str]


class Handler(Protocol):
    """What listens to the events of one part."""

    def start(self, name: str, attrs: Attributes) -> None:
        """Hear an element begin; the root's prefix is taken off all names."""

    def end(self, name: str) -> None:
        """Hear it end."""

    def text(self, data: str) -> None:
        """Hear character data, in pieces."""


def feed(
    chunks: Iterable[bytes], handler: Handler, kind: str = "", *, encoding: str | None = None
) -> None:
    """The handler has heard the whole part.

    Args:
        chunks: the part's bytes.
        handler: hears the events.
        kind: the book's kind, for the refusal.
        encoding: overrides what the XML declaration says.

    Raises:
        Refusal: not well formed, a declaration that is not allowed, or a bound passed.
    """
    parser = expat.ParserCreate(encoding)
    parser.buffer_text = True
    parser.buffer_size = 65_536
    parser.CharacterDataHandler = handler.text
    parser.StartDoctypeDeclHandler = lambda *_: _forbid("DOCTYPE", kind)
    parser.EntityDeclHandler = lambda *_: _forbid("ENTITY", kind)

    def first(name: str, attrs: Attributes) -> None:
        """Strict and odd writers prefix every element; then the prefix comes off."""
        if ":" in name:
            parser.StartElementHandler = lambda tag, found: handler.start(local(tag), found)
            parser.EndElementHandler = lambda tag: handler.end(local(tag))
        else:
            parser.StartElementHandler = handler.start
            parser.EndElementHandler = handler.end
        handler.start(local(name), attrs)

    parser.StartElementHandler = first
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except (expat.ExpatError, LookupError, ValueError) as fault:
        # ValueError: a row number, count or index that is no number, or an unknown encoding
        raise damaged(words.Why.XML, kind) from fault


def local(name: str) -> str:
    """Return a name without its prefix.

    >>> local("x:row"), local("row")
    ('row', 'row')
    """
    return name.rpartition(":")[2]


def _forbid(what: str, kind: str) -> None:
    raise Refusal(words.FORBIDDEN_XML.finding(words={"what": what}), Verdict.RETURNED, kind)


def check_bounds(depth: int, attrs: Attributes, kind: str) -> None:
    """Nothing is true but that an element is neither too deep nor overloaded; else Refusal."""
    if depth > CAPS.depth:
        raise over(words.What.DEPTH, depth, CAPS.depth, kind)
    if len(attrs) > CAPS.attributes:
        raise over(words.What.ATTRIBUTES, len(attrs), CAPS.attributes, kind)


class Listener:
    """A handler with nothing to do but to keep the bounds; small parts build on it.

    ``opened`` and ``closed`` are called with local names; ``closed`` with the element's own text.
    """

    def __init__(self, kind: str = "") -> None:
        self.kind = kind
        self.path: list[str] = []
        self._pieces: list[str] = []

    def start(self, name: str, attrs: Attributes) -> None:
        """Hear an element begin."""
        self.path.append(name)
        check_bounds(len(self.path), attrs, self.kind)
        self._pieces.clear()
        self.opened(local(name), attrs)

    def end(self, name: str) -> None:
        """Hear it end."""
        self.closed(local(name), "".join(self._pieces))
        self._pieces.clear()
        self.path.pop()

    def text(self, data: str) -> None:
        """Hear character data."""
        self._pieces.append(data)

    def opened(self, name: str, attrs: Attributes) -> None:
        """An element began."""

    def closed(self, name: str, text: str) -> None:
        """An element ended; ``text`` is what stood in it after its last child."""


def attribute(attrs: Attributes, name: str) -> str:
    """Return an attribute by local name, "" where there is none; ``r:id`` beats ``id``.

    >>> attribute({"sheetId": "1", "r:id": "rId1"}, "id")
    'rId1'
    """
    for key, value in attrs.items():
        if key.endswith(":" + name):
            return value
    return attrs.get(name, "")
