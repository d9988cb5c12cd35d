"""A .xlsx or .xlsm package → RawBook: parts found by their relations, never by fixed names."""

import itertools
from collections.abc import Mapping

from msgspec import Struct

from jlhy_xl.core.model import Finding
from jlhy_xl.core.raw import Position, RawBook, RawSheet, a1
from jlhy_xl.core.values.parsed import typed
from jlhy_xl.core.wording import guard as words
from jlhy_xl.core.wording import reading as cell_words
from jlhy_xl.edge.guard import CAPS, damaged, hidden_notes, over
from jlhy_xl.edge.ooxml.aside import beside
from jlhy_xl.edge.ooxml.parts import Parts, resolve
from jlhy_xl.edge.ooxml.sheet import Shared, SheetReader
from jlhy_xl.edge.ooxml.styles import Strings, Styles
from jlhy_xl.edge.ooxml.xml import Attributes, Listener, attribute, feed

MOST_STRUCK = 50  # cells of a sheet that are told one by one


class Relation(Struct, frozen=True):
    """One relation of a part; ``target`` is resolved, ``kind`` the last word of its type."""

    kind: str
    target: str
    outside: bool


class _Relations(Listener):
    def __init__(self, base: str, kind: str) -> None:
        super().__init__(kind)
        self.base = base
        self.found: dict[str, Relation] = {}

    def opened(self, name: str, attrs: Attributes) -> None:
        """A relation is taken down."""
        if name != "Relationship":
            return
        outside = attrs.get("TargetMode", "").lower() == "external"
        target = attrs.get("Target", "")
        kind = attrs.get("Type", "").rpartition("/")[2]
        self.found[attrs.get("Id", str(len(self.found)))] = Relation(
            kind, target if outside else resolve(self.base, target), outside
        )


class _Types(Listener):
    """Hears [Content_Types].xml: part names by content type."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.found: dict[str, str] = {}

    def opened(self, name: str, attrs: Attributes) -> None:
        """An override is taken down."""
        if name == "Override":
            part = attrs.get("PartName", "").lstrip("/")
            self.found.setdefault(attrs.get("ContentType", "").lower(), part)


class _Workbook(Listener):
    """Hears workbook.xml: sheets in order, the epoch, how many names."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.sheets: list[tuple[str, str, str]] = []  # name, visibility, relation
        self.from_1904 = False
        self._names = 0

    def opened(self, name: str, attrs: Attributes) -> None:
        """A sheet, a setting or a defined name began."""
        if name == "sheet" and "sheets" in self.path[-2]:
            state = attrs.get("state", "visible")
            state = state if state in ("hidden", "veryHidden") else "visible"
            self.sheets.append((attrs.get("name", ""), state, attribute(attrs, "id")))
            if len(self.sheets) > CAPS.sheets:
                raise over(words.What.SHEETS, len(self.sheets), CAPS.sheets, self.kind)
        elif name == "workbookPr" and len(self.path) == 2:  # newer Excel adds one of its own below
            self.from_1904 = attrs.get("date1904", "").lower() in ("1", "true", "on")
        elif name == "definedName":
            self._names += 1
            if self._names > CAPS.names:
                raise over(words.What.NAMES, self._names, CAPS.names, self.kind)


class _Custom(Listener):
    """Hears docProps/custom.xml: the custom document properties."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.found: dict[str, str] = {}
        self._name = ""

    def opened(self, name: str, attrs: Attributes) -> None:
        """A property began."""
        if name == "property":
            self._name = attrs.get("name", "")

    def closed(self, name: str, text: str) -> None:
        """A property's value ended."""
        if name != "property" and self._name and text:
            self.found[self._name] = text
            if len(self.found) > CAPS.names:
                raise over(words.What.PROPERTIES, len(self.found), CAPS.names, self.kind)


def read(data: bytes, kind: str) -> RawBook:
    """Return what a package holds.

    Args:
        data: the whole file.
        kind: "xlsx" or "xlsm".

    Raises:
        Refusal: damaged, ambiguous, beyond a cap, or with declarations that are not allowed.
    """
    parts = Parts(data, kind)
    top = relations_of(parts, "")
    base = next((rel.target for rel in top.values() if rel.kind == "officeDocument"), "")
    if base not in parts:
        base = _by_type(parts, "main")
    book = _Workbook(kind)
    feed(parts.chunks(base), book, kind)
    relations = relations_of(parts, base)
    shared = _shared(parts, relations, book.from_1904)
    sheets: list[RawSheet] = []
    notes: list[Finding] = []
    for name, state, link in book.sheets:
        if not link:  # a module of old macros: Excel lists it and has no part for it
            notes.append(other_sheet("", name))
            continue
        relation = relations.get(link)
        if relation is None or relation.outside:
            raise damaged(words.Why.NO_SHEET, kind)
        if relation.kind not in ("worksheet", "dialogsheet"):
            notes.append(other_sheet(relation.kind, name))
            continue
        sheets.append(_sheet(parts, shared, relation.target, (name, state)))
        notes.extend(_sheet_notes(shared, sheets[-1]))
    notes.extend(hidden_notes(sheets))
    notes.extend(book_notes(parts, relations, shared.wide))
    return RawBook(tuple(sheets), kind, properties_of(parts, top), tuple(notes))


def relations_of(parts: Parts, base: str) -> dict[str, Relation]:
    """Return a part's relations by id; the package's own for base ""."""
    folder, _, leaf = base.rpartition("/")
    heard = _Relations(base, parts.kind)
    source = parts.small(f"{folder}/_rels/{leaf}.rels")
    if source:
        feed([source], heard, parts.kind)
    return heard.found


def _by_type(parts: Parts, word: str) -> str:
    """Return the part of a content type that a damaged or odd package forgot to relate."""
    types = _Types(parts.kind)
    source = parts.small("[Content_Types].xml")
    if source:
        feed([source], types, parts.kind)
    mark = f".{word}+xml"
    return next((part for kind, part in types.found.items() if kind.endswith(mark)), "xl/workbook.xml")  # fmt: skip


def _shared(parts: Parts, relations: dict[str, Relation], from_1904: bool) -> Shared:
    styles, strings = Styles(parts.kind), Strings(parts.kind)
    for word, handler in (("styles", styles), ("sharedStrings", strings)):
        part = next((rel.target for rel in relations.values() if rel.kind == word), "")
        if part in parts:
            feed(parts.chunks(part), handler, parts.kind)
    return Shared(
        parts.kind,
        strings=strings.texts,
        odd=strings.odd,
        formats=styles.kinds,
        struck_texts=strings.struck,
        struck_styles=styles.struck,
        from_1904=from_1904,
    )


def _sheet(parts: Parts, shared: Shared, part: str, named: tuple[str, str]) -> RawSheet:
    shared.dde = shared.marked = ""
    shared.struck = {}
    reader = SheetReader(shared)
    feed(parts.chunks(part), reader, parts.kind)
    return reader.sheet(*named)


def other_sheet(kind: str, name: str) -> Finding:
    """Return the note on a sheet that has no cells to read."""
    if "acro" in kind:
        return words.MACROS.finding(words={"what": words.MACRO_SHEET}, sheet=name)
    what = words.CHART_SHEET if kind == "chartsheet" else words.OTHER_SHEET
    return cell_words.NOT_A_SHEET.finding(words={"what": what}, sheet=name)


def _sheet_notes(shared: Shared, sheet: RawSheet) -> list[Finding]:
    notes = []
    for code, cell in ((words.DDE, shared.dde), (cell_words.ODD_CHARACTERS, shared.marked)):
        if cell:
            at = next((place for place in sheet.cells if a1(*place) == cell), (-1, -1))
            held = typed(sheet.cells.get(at), percent=at in sheet.percents)
            notes.append(code.finding(found=held, sheet=sheet.name, cell=cell))
    return notes + struck_notes(sheet, shared.struck)


def struck_notes(sheet: RawSheet, struck: Mapping[Position, str]) -> list[Finding]:
    """Return the queries about what is struck through, and one for the cells past ``MOST_STRUCK``.

    Args:
        sheet: as read.
        struck: where something is struck through, and what; "" for a whole cell.
    """
    notes = []
    for at, cut in itertools.islice(struck.items(), MOST_STRUCK):
        code = cell_words.STRUCK_OUT if cut else cell_words.STRUCK
        held = typed(sheet.cells.get(at), percent=at in sheet.percents)
        slots = {"what": cut[:100]}
        notes.append(code.finding(found=held, sheet=sheet.name, cell=a1(*at), words=slots))
    if len(struck) > MOST_STRUCK:
        slots = {"count": str(len(struck) - MOST_STRUCK)}
        notes.append(cell_words.STRUCK_MORE.finding(words=slots, sheet=sheet.name))
    return notes


def book_notes(parts: Parts, relations: dict[str, Relation], wide: int = 0) -> list[Finding]:
    """Return notes on what a book carries besides cells: told, never copied, never followed."""
    names = parts.names()
    notes = []
    if any(name.endswith("vbaproject.bin") for name in names):
        notes.append(words.MACROS.finding(words={"what": words.VBA}))
    links = [rel.target for rel in relations.values() if rel.kind.endswith("externalLink")]
    if links:
        notes.append(words.EXTERNAL.finding(words={"what": str(len(links))}))
        if any(b"ddeLink" in parts.small(link) for link in links[:50]):
            notes.append(words.DDE.finding())
    if any(rel.kind == "connections" for rel in relations.values()):
        notes.append(words.CONNECTIONS.finding())
    embedded = sum("/embeddings/" in f"/{name}" for name in names)
    if embedded:
        notes.append(words.EMBEDDED.finding(words={"what": str(embedded)}))
    if wide > CAPS.cells:
        notes.append(words.WIDE.finding())
    return notes + beside(parts)


def properties_of(parts: Parts, top: dict[str, Relation]) -> dict[str, str]:
    """Return the custom document properties."""
    part = next((rel.target for rel in top.values() if rel.kind == "custom-properties"), "")
    heard = _Custom(parts.kind)
    if part in parts:
        feed([parts.small(part)], heard, parts.kind)
    return heard.found
