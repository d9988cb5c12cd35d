"""The notes of one sheet: ours come and go, everybody else's stay as they are.

A note is text in a comments part and a box in an old-style drawing part; both are extended where
they exist. What a person wrote around our words in a note is their own and stays.
"""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from jlhy_xl.books.style import BODY_FONT
from jlhy_xl.core.raw import Position, a1
from jlhy_xl.core.wording import return_copy as words
from jlhy_xl.edge.annotate.sheet import MAIN, SheetText
from jlhy_xl.edge.annotate.xml import ContentTypes, Relations, parse, to_bytes
from jlhy_xl.edge.annotate.zip import Package, Unfit, free_name
from jlhy_xl.edge.ooxml.sheet import position_of

if TYPE_CHECKING:
    from lxml.etree import _Element

_COMMENTS = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_DRAWING = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_THREADED = "tc="  # the author of what stands for a threaded comment: a note would not be seen
# Prefixes differ from program to program; what a box holds does not.
_SHAPE = re.compile(r"<(\w+:|)shape\s(?:(?!</\1shape>).)*</\1shape>", re.DOTALL)
_ROW, _COLUMN = (re.compile(rf"<(?:\w+:)?{name}>\s*(\d+)") for name in ("Row", "Column"))
_NUMBER = re.compile(r"_x0000_s(\d+)")
_PREFIXES = ('xmlns:v="urn:schemas-microsoft-com:vml"'
             ' xmlns:o="urn:schemas-microsoft-com:office:office"'
             ' xmlns:x="urn:schemas-microsoft-com:office:excel"')  # fmt: skip
_BOX = '<v:shapetype{names} id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
_NEW_DRAWING = (
    f"<xml {_PREFIXES}>"
    '<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/></o:shapelayout></xml>'
)
_WIDE, _LINE, _PER_LINE = 300, 17, 38  # of a note's box: pixels, pixels, half-width characters
_TEXT = f"{{{MAIN}}}t"


class Notes:
    """The notes of one sheet."""

    def __init__(self, package: Package, part: str) -> None:
        self._package, self._part = package, part
        self._relations = Relations(package, part)
        found = self._relations.of_kind("comments")
        self._name = found[0][1] if found else ""
        blank = f'<comments xmlns="{MAIN}"><authors/><commentList/></comments>'.encode()
        self._root = parse(package.part(self._name) if found else blank)
        authors, notes = (self._root.find(f"{{{MAIN}}}{n}") for n in ("authors", "commentList"))
        if authors is None or notes is None:
            raise Unfit(words.Why.ODD)
        self._authors, self._list = authors, notes
        self._gone: set[Position] = set()
        self._new: dict[Position, str] = {}

    @property
    def has_ours(self) -> bool:
        """Whether a note of ours is there."""
        return any(words.NOTE_FIRST in _text(each) for each in self._list)

    def change(self, wanted: Mapping[Position, str]) -> None:
        """Our notes are just these; whoever else noted something on the cell keeps it, above ours."""  # fmt: skip
        old: dict[Position, _Element] = {}
        for each in list(self._list):
            place = position_of(each.get("ref", "A1"))
            if _strip(each) and not _text(each).strip():
                self._list.remove(each)
                self._gone.add(place)
            else:
                old[place] = each
        for place, text in sorted(wanted.items()):
            known = old.get(place)
            if known is None:
                self._list.append(self._note(place, text))
                self._new[place] = text
            elif not self._author(known).startswith(_THREADED):
                _extend(known, text)

    def _author(self, note: "_Element") -> str:
        at = int(note.get("authorId", 0))
        return (self._authors[at].text or "") if at < len(self._authors) else ""

    def _note(self, place: Position, text: str) -> "_Element":
        names = [each.text for each in self._authors]
        if words.AUTHOR not in names:
            author = self._root.makeelement(f"{{{MAIN}}}author")
            author.text = words.AUTHOR
            self._authors.append(author)
            names.append(words.AUTHOR)
        note = self._root.makeelement(f"{{{MAIN}}}comment")
        note.set("ref", a1(*place))
        note.set("authorId", str(names.index(words.AUTHOR)))
        note.append(self._root.makeelement(f"{{{MAIN}}}text"))
        note[0].append(_run(text))
        return note

    def save(self, sheet: SheetText, types: ContentTypes) -> None:
        """The package and the sheet hold the notes."""
        if not len(self._list):
            self._take_out(sheet, types)
            return
        if not self._name:
            self._name = free_name(self._package, "xl/comments{}.xml")
            self._relations.add("comments", self._name)
            types.override(self._name, _COMMENTS)
        self._package.put(self._name, to_bytes(self._root))
        self._draw(sheet, types)

    def _take_out(self, sheet: SheetText, types: ContentTypes) -> None:
        """No note is left: a list of none would only confuse."""
        for relation, part in self._relations.of_kind("comments"):
            self._relations.remove(relation)
            self._package.drop(part)
            types.forget(part)
        self._draw(sheet, types)

    def _draw(self, sheet: SheetText, types: ContentTypes) -> None:
        kept = {place for place in self._gone if place not in self._new}
        added = {place: text for place, text in self._new.items() if place not in self._gone}
        if not kept and not added:
            return
        part = self._relations.target(sheet.drawing) if sheet.drawing else ""
        drawing = self._package.part(part).decode() if part else _NEW_DRAWING
        drawing = without(drawing, kept)
        if not added and not _SHAPE.search(drawing):
            self._undraw(sheet, part, types)
            return
        drawing = with_boxes(drawing, sheet, added)
        if not part:
            part = free_name(self._package, "xl/drawings/vmlDrawing{}.vml")
            sheet.set_drawing(self._relations.add("vmlDrawing", part))
            types.override(part, _DRAWING)
        self._package.put(part, drawing.encode())

    def _undraw(self, sheet: SheetText, part: str, types: ContentTypes) -> None:
        if part:
            self._relations.remove(sheet.drawing)
            self._package.drop(part)
            types.forget(part)
            sheet.set_drawing("")


def without(drawing: str, places: set[Position]) -> str:
    """Return the drawing without the boxes of these cells' notes."""

    def kept(found: re.Match[str]) -> str:
        row, column = _ROW.search(found[0]), _COLUMN.search(found[0])
        is_note = 'ObjectType="Note"' in found[0] and row and column
        place = (int(row[1]), int(column[1])) if row and column else (-1, -1)
        return "" if is_note and place in places else found[0]

    return _SHAPE.sub(kept, drawing) if places else drawing


def with_boxes(drawing: str, sheet: SheetText, added: Mapping[Position, str]) -> str:
    """Return the drawing with a box for each of these cells' notes.

    Raises:
        Unfit: the drawing is not written as every program writes it.
    """
    end = drawing.rfind("</xml>")
    if end < 0:
        raise Unfit(words.Why.ODD)
    number = max((int(each) for each in _NUMBER.findall(drawing)), default=1024)
    head = drawing[: drawing.find(">", drawing.find("<xml"))]
    names = "" if all(each in head for each in _PREFIXES.split()) else f" {_PREFIXES}"
    boxes = "" if 'id="_x0000_t202"' in drawing else _BOX.format(names=names)
    for step, (place, text) in enumerate(added.items(), 1):
        boxes += _box(number + step, place, sheet, text).format(names=names)
    return drawing[:end] + boxes + drawing[end:]


def _box(number: int, place: Position, sheet: SheetText, text: str) -> str:
    row, column = place
    lines = sum(-(-max(1, _width(line)) // _PER_LINE) for line in text.split("\n"))
    left, top = column + 1, max(0, row - 1)
    right, across = _reach(left, _WIDE + 12, sheet.width)
    bottom, down = _reach(top, lines * _LINE + 16, sheet.height)
    anchor = f"{left}, 12, {top}, 4, {right}, {across}, {bottom}, {down}"
    return (
        f'<v:shape{{names}} id="_x0000_s{number}" type="#_x0000_t202" style="position:absolute;'
        f"width:{_WIDE * 3 // 4}pt;height:{lines * _LINE * 3 // 4 + 10}pt;z-index:{number % 1000};"
        'visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/>'
        '<v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
        '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
        '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
        f"<x:Anchor>{anchor}</x:Anchor><x:AutoFill>False</x:AutoFill>"
        f"<x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
    )


def _width(line: str) -> int:
    return sum(1 if sign.isascii() else 2 for sign in line)


def _reach(first: int, pixels: float, size: Any) -> tuple[int, int]:
    """Return the row or column that lies so many pixels on, and how far into it."""
    at, left = first, pixels
    while left > (here := size(at)) and at < first + 200:
        left -= here
        at += 1
    return at, int(left)


def _text(note: "_Element") -> str:
    return "".join(each.text or "" for each in _pieces(note))


def _pieces(note: "_Element") -> "list[_Element]":
    """Return the text elements of a note, what is only read aloud aside."""
    return [
        each
        for each in note.iter(_TEXT)
        if (parent := each.getparent()) is None or not parent.tag.endswith("}rPh")
    ]


def _run(text: str) -> "_Element":
    run = parse(
        f'<r xmlns="{MAIN}"><rPr><sz val="10"/><color indexed="81"/><rFont val="{BODY_FONT}"/>'
        '<charset val="134"/></rPr><t xml:space="preserve"/></r>'.encode()
    )
    run[-1].text = text
    return run


def _strip(note: "_Element") -> bool:
    """Our words are out of the note; returns whether there were any."""
    whole = _text(note)
    start = whole.find(words.NOTE_FIRST)
    if start < 0:
        return False
    last = whole.find(words.NOTE_LAST, start)
    end = last + len(words.NOTE_LAST) if last >= 0 else len(whole)
    start -= whole[:start].endswith("\n")
    at = 0
    for piece in _pieces(note):
        text = piece.text or ""
        first, after = max(0, start - at), max(0, end - at)
        piece.text = text[:first] + text[after:] if first < len(text) else text
        at += len(text)
    for run in list(note.iter(f"{{{MAIN}}}r")):
        parent = run.getparent()
        if parent is not None and not "".join(each.text or "" for each in run.iter(_TEXT)):
            parent.remove(run)
    return True


def _extend(note: "_Element", text: str) -> None:
    """Our words stand below the others in the note."""
    holder = note.find(f"{{{MAIN}}}text")
    if holder is None:
        raise Unfit(words.Why.ODD)
    plain = holder.find(_TEXT)
    if plain is not None:  # plain words and runs do not go together: the words become a run
        run = holder.makeelement(f"{{{MAIN}}}r")
        holder.replace(plain, run)
        run.append(plain)
        plain.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    runs = holder.findall(f"{{{MAIN}}}r")
    made = _run("\n" + text)
    if runs:
        runs[-1].addnext(made)
    else:
        holder.append(made)
