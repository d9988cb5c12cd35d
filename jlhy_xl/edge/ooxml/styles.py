"""The two tables that cells point into: number formats by style, and shared strings."""

from jlhy_xl.core.wording import guard as words
from jlhy_xl.edge.guard import CAPS, over
from jlhy_xl.edge.ooxml.shown import kind_of
from jlhy_xl.edge.ooxml.values import BUILTIN, has_marks, unescape
from jlhy_xl.edge.ooxml.xml import Attributes, Listener, check_bounds


class Styles(Listener):
    """Hears styles.xml; ``kinds`` then maps a cell's ``s`` to what ``kind_of`` says of it."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kinds: dict[str | None, str] = {}
        self.struck: set[str | None] = set()  # styles whose font is struck through
        self._formats: dict[int, str] = {}
        self._fonts = -1
        self._struck_fonts: set[int] = set()
        self._count = 0

    def opened(self, name: str, attrs: Attributes) -> None:
        """A number format or a cell format began."""
        if name == "numFmt" and "numFmts" in self.path:
            self._formats[int(attrs.get("numFmtId", "0"))] = kind_of(attrs.get("formatCode", ""))
            if len(self._formats) > CAPS.formats:
                raise over(words.What.FORMATS, len(self._formats), CAPS.formats, self.kind)
        elif name == "font" and "fonts" in self.path:
            self._fonts += 1
        elif name == "strike" and "fonts" in self.path and is_on(attrs):
            self._struck_fonts.add(self._fonts)
        elif name == "xf" and len(self.path) > 1 and self.path[-2].endswith("cellXfs"):
            number = int(attrs.get("numFmtId", "0"))
            found = self._formats.get(number, BUILTIN.get(number, ""))
            if found:
                self.kinds[str(self._count)] = found
                if not self._count:
                    self.kinds[None] = found  # a cell without a style has the first
            if int(attrs.get("fontId", "0")) in self._struck_fonts:
                self.struck |= {str(self._count)} if self._count else {"0", None}
            self._count += 1
            if self._count > CAPS.formats:
                raise over(words.What.FORMATS, self._count, CAPS.formats, self.kind)


def is_on(attrs: Attributes) -> bool:
    """Whether an element that stands for a property says yes."""
    return attrs.get("val", "1") not in ("0", "false")


class Strings:
    """Hears sharedStrings.xml; ``texts`` then holds every string, rich text joined, phonetics out.

    Where a part of a text is struck through, the rest is the text: so people delete.
    """

    __slots__ = (
        "_cut", "_depth", "_kind", "_pieces", "_reading", "_ruby", "_struck", "length", "odd",
        "struck", "texts",
    )  # fmt: skip

    def __init__(self, kind: str) -> None:
        self.texts: list[str] = []
        self.odd: set[int] = set()  # strings that held characters no one can see
        self.struck: dict[int, str] = {}  # what was struck out of a string
        self.length = 0
        self._struck = False
        self._cut: list[str] = []
        self._kind = kind
        self._depth = 0
        self._pieces: list[str] = []
        self._reading = False
        self._ruby = 0

    def start(self, name: str, attrs: Attributes) -> None:
        """Hear an element begin."""
        self._depth += 1
        if name == "t":
            self._reading = not self._ruby
        elif name == "si":
            self._pieces, self._struck = [], False
        else:
            check_bounds(self._depth, attrs, self._kind)
            if name == "rPh":
                self._ruby += 1
            elif name == "r":
                self._struck = False
            elif name == "strike":
                self._struck = is_on(attrs)

    def end(self, name: str) -> None:
        """Hear it end."""
        self._depth -= 1
        if name == "t":
            self._reading = False
        elif name == "si":
            self._end_string()
        elif name == "rPh":
            self._ruby -= 1

    def text(self, data: str) -> None:
        """Hear character data."""
        if self._reading:
            (self._cut if self._struck else self._pieces).append(data)

    def _end_string(self) -> None:
        whole = "".join(self._pieces)
        if self._cut:
            cut, self._cut = "".join(self._cut), []
            self.struck[len(self.texts)] = cut if whole.strip() else ""
            whole = whole if whole.strip() else cut
        self._add(whole)

    def _add(self, stored: str) -> None:
        text = unescape(stored) if "_x" in stored else stored
        if text is not stored and has_marks(text):
            self.odd.add(len(self.texts))
        self.texts.append(text)
        self.length += len(stored)
        if len(self.texts) > CAPS.strings:
            raise over(words.What.STRINGS, len(self.texts), CAPS.strings, self._kind)
        if self.length > CAPS.text_after_use:
            raise over(words.What.TEXT, self.length, CAPS.text_after_use, self._kind)
