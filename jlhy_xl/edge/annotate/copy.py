"""The unit's own file with a note and a colour on each cell at fault, and a 待办 sheet.

Intact or re-issued: every part that is not ours to change keeps its bytes; where that cannot be
had, the official template with the unit's values goes back instead, and says so.
"""

import re
import zipfile
import zlib
from collections.abc import Callable
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from jlhy_xl.books import return_copy as book
from jlhy_xl.books.sheet import Sheet
from jlhy_xl.core.model import Examined
from jlhy_xl.core.raw import Position
from jlhy_xl.core.scheme.model import Scheme
from jlhy_xl.core.wording import return_copy as words
from jlhy_xl.edge.annotate.notes import Notes
from jlhy_xl.edge.annotate.rules import set_first
from jlhy_xl.edge.annotate.sheet import MAIN, SheetText
from jlhy_xl.edge.annotate.styles import Styles
from jlhy_xl.edge.annotate.todo import worksheet
from jlhy_xl.edge.annotate.xml import OFFICE, ContentTypes, Relations, parse, to_bytes
from jlhy_xl.edge.annotate.zip import Package, Unfit, free_name
from jlhy_xl.edge.ooxml.sheet import position_of

if TYPE_CHECKING:
    from lxml.etree import _Element

_WORKSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
# What never travels back, by the names of parts; each with what is said of it.
_NEVER = (
    (re.compile(r"vbaproject|/macrosheets/|/dialogsheets/"), words.Why.MACROS),
    (re.compile(r"/externallinks/|connections\.xml$|/querytables/"), words.Why.LINKS),
    (re.compile(r"/embeddings/|/activex/|/webextensions/|/taskpanes/"), words.Why.EMBEDDED),
    (re.compile(r"_xmlsignatures/|/revisions/"), words.Why.SIGNED),
)  # fmt: skip
_VIEWS = re.compile(rb"<(?:\w+:)?sheetViews\b.*?</(?:\w+:)?sheetViews>", re.DOTALL)
_SELECTED = re.compile(rb"\stabSelected\s*=\s*(?:\"[^\"]*\"|'[^']*')")
_FAULTS = (zipfile.BadZipFile, zlib.error, EOFError, UnicodeError, ValueError, KeyError, IndexError)


_AREA = "_xlnm.Print_Area"


def _is_area(name: "_Element", at: int) -> bool:
    return (name.get("name"), name.get("localSheetId")) == (_AREA, str(at))


class Issued(Struct, frozen=True):
    """The template filled with a unit's values, drawn."""

    data: bytes
    examined: Examined  # the same findings, at the template's addresses
    left: tuple[str, ...] = ()  # what found no place in it


def is_needed(examined: Examined) -> bool:
    """Whether anything is left to mend or to explain."""
    return any(map(book.is_open, examined.findings))


def return_copy(
    data: bytes, name: str, examined: Examined, scheme: Scheme, reissue: Callable[[], Issued],
    until: str = "",
) -> tuple[bytes, bool]:  # fmt: skip
    """Return the return copy, and whether it is the unit's own file.

    Args:
        data: the file as it came.
        name: its name, only shown.
        examined: what was found in it.
        scheme: the scheme in force.
        reissue: makes the template with the unit's values; called only where it is needed.
        until: the period's deadline and last day in words, which the list names.
    """
    try:
        return _annotated(data, examined, scheme, book.Told(name, until=until)), True
    except Unfit as unfit:
        why = unfit.why
    except _FAULTS:  # a part that nobody had to read before is damaged: the file is not kept
        why = words.Why.ODD
    issued = reissue()
    told = book.Told(name, why, left=issued.left, until=until)
    return _annotated(issued.data, issued.examined, scheme, told, kind="xlsx"), False


def _annotated(
    data: bytes, examined: Examined, scheme: Scheme, told: book.Told, *, kind: str = ""
) -> bytes:
    kind = kind or examined.kind
    if not data:
        raise Unfit(words.Why.SHARED)
    if kind == "xlsm":
        raise Unfit(words.Why.MACROS)
    if kind != "xlsx":
        raise Unfit(words.Why.KIND.format(kind=f".{kind}"))
    if not data.startswith(b"PK"):
        raise Unfit(words.Why.SEALED)
    package = Package(data, words.Why.ODD, words.Why.LARGE)
    for part in package.names():
        for never, why in _NEVER:
            if never.search(f"/{part.casefold()}"):
                raise Unfit(why)
    copy = _Copy(package)
    copy.mark(book.notes(examined, copy.sheets))
    own = copy.todo or copy.free_sheet_name()
    copy.list_todo(book.sheet(scheme, examined, replace(told, sheet=own, sheets=frozenset(copy.sheets))))  # fmt: skip
    return copy.to_bytes()


class _Copy:
    """One workbook being annotated."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._types = ContentTypes(package)
        top = Relations(package, "").of_kind("officeDocument")
        if len(top) != 1:
            raise Unfit(words.Why.ODD)
        self._main = top[0][1]
        self._workbook = parse(package.part(self._main))
        if self._workbook.tag != f"{{{MAIN}}}workbook":
            raise Unfit(words.Why.ODD)
        self._relations = Relations(package, self._main)
        if {"vbaProject", "externalLink"} & self._relations.kinds():
            raise Unfit(words.Why.LINKS)
        styles = self._relations.of_kind("styles")
        if not styles:
            raise Unfit(words.Why.ODD)
        self._styles_part = styles[0][1]
        self._styles = Styles(package.part(self._styles_part), book.FILLS.values())
        self._list = self._element("sheets")
        self.names = [each.get("name", "") for each in self._list]
        parts = dict(self._relations.of_kind("worksheet"))
        self.sheets = {
            each.get("name", ""): parts[link]
            for each in self._list
            if (link := each.get(f"{{{OFFICE}}}id", "")) in parts
        }
        self.todo = self._known_todo()
        self._todo_part = self.sheets.pop(self.todo, "")

    def _element(self, name: str) -> "_Element":
        found = self._workbook.find(f"{{{MAIN}}}{name}")
        if found is None:
            raise Unfit(words.Why.ODD)
        return found

    def _known_todo(self) -> str:
        """Return the name of the 待办 sheet of an earlier copy, whatever it is called now."""
        head = words.HEAD_MARK.encode()
        strings = self._relations.of_kind("sharedStrings")
        shared = self._package.part(strings[0][1]) if strings else b""
        wanted = [re.escape(head)]
        if head in shared:
            at = len(re.findall(rb"<(?:\w+:)?si\b", shared[: shared.index(head)])) - 1
            wanted.append(rb"t=\"s\"[^>]*>\s*<(?:\w+:)?v>%d</" % at)
        known = re.compile(b"|".join(wanted))
        copied = self._styles.has_ours or head in shared
        for name, part in self.sheets.items():
            likely = copied or name.startswith(words.SHEET)
            if likely and known.search(self._package.part(part)):
                return name
        return ""

    def free_sheet_name(self) -> str:
        """Return a name for our sheet that the unit has not used."""
        taken = {name.casefold() for name in self.names}
        number, name = 1, words.SHEET
        while name.casefold() in taken:
            number += 1
            name = f"{words.SHEET}（{number}）"
        return name

    def mark(self, notes: tuple[book.Note, ...]) -> None:
        """Each cell at fault has its note and its colour; those of earlier copies are gone."""
        by_sheet: dict[str, list[book.Note]] = {}
        for note in notes:
            by_sheet.setdefault(note.sheet, []).append(note)
        for name, part in self.sheets.items():
            wanted = by_sheet.get(name, [])
            if wanted or self._styles.has_ours or Relations(self._package, part).of_kind("comments"):  # fmt: skip
                self._mark_sheet(part, wanted)
            self._deselect(part)
        for _, part in self._relations.of_kind("chartsheet"):
            self._deselect(part)

    def _mark_sheet(self, part: str, wanted: list[book.Note]) -> None:
        sheet = SheetText.of(self._package.part(part), words.Why.ODD)
        styles = self._styles
        changes: dict[tuple[int, int], Callable[[int], int]] = {
            place: styles.plain for place, index in sheet.styles() if styles.is_ours(index)
        }
        texts = {}
        shown: dict[str, list[Position]] = {colour: [] for colour in book.FILLS.values()}
        for note in wanted:
            place = position_of(note.cell)
            colour = book.FILLS[note.severity]
            shown[colour].append(place)
            changes[place] = lambda index, colour=colour: styles.coloured(index, colour)  # type: ignore[misc] # mypy knows no default in a lambda
            texts[place] = note.text
        sheet.set_styles(changes)
        if sheet.has_rules:
            set_first(
                sheet, {styles.rule(colour): cells for colour, cells in shown.items() if cells}
            )
        notes = Notes(self._package, part)
        if texts or notes.has_ours:
            notes.change(texts)
            notes.save(sheet, self._types)
        self._package.put(part, sheet.to_bytes())

    def _deselect(self, part: str) -> None:
        """Only our sheet is selected: what is typed goes into every sheet that is."""
        head = self._package.head(part)
        views = _VIEWS.search(head)
        if views and _SELECTED.search(views[0]):
            whole = self._package.part(part)
            views = _VIEWS.search(whole)
            if views:
                kept = _SELECTED.sub(b"", views[0])
                self._package.put(part, whole[: views.start()] + kept + whole[views.end() :])

    def list_todo(self, sheet: Sheet) -> None:
        """The 待办 sheet is there, last of all, and shown first."""
        part = self._todo_part or free_name(self._package, "xl/worksheets/sheet{}.xml")
        self._package.put(part, worksheet(sheet, self._styles.look))
        if not self._todo_part:
            self._types.override(part, _WORKSHEET)
            entry = self._workbook.makeelement(f"{{{MAIN}}}sheet")
            ids = [int(each.get("sheetId", 0)) for each in self._list]
            entry.set("name", sheet.name)
            entry.set("sheetId", str(max(ids, default=0) + 1))
            entry.set(f"{{{OFFICE}}}id", self._relations.add("worksheet", part))
            self._list.append(entry)
        names = [each.get("name", "") for each in self._list]
        self._show(names.index(sheet.name))
        self._print(names.index(sheet.name), sheet)

    def _print(self, at: int, sheet: Sheet) -> None:
        """Of our sheet all but the column of marks goes on paper."""
        every = self._workbook.find(f"{{{MAIN}}}definedNames")
        if every is None:
            every = self._workbook.makeelement(f"{{{MAIN}}}definedNames")
            before = self._workbook.find(f"{{{MAIN}}}externalReferences")
            (self._list if before is None else before).addnext(every)
        for old in [each for each in every if _is_area(each, at)]:
            every.remove(old)
        entry = self._workbook.makeelement(f"{{{MAIN}}}definedName")
        entry.set("name", _AREA)
        entry.set("localSheetId", str(at))
        last = 1 + max(row for row, _ in sheet.cells)
        entry.text = f"'{sheet.name.replace(chr(39), chr(39) * 2)}'!$A$1:$G${last}"
        every.append(entry)

    def _show(self, at: int) -> None:
        views = self._workbook.find(f"{{{MAIN}}}bookViews")
        if views is None:
            views = self._workbook.makeelement(f"{{{MAIN}}}bookViews")
            self._list.addprevious(views)
        if not len(views):
            views.append(self._workbook.makeelement(f"{{{MAIN}}}workbookView"))
        views[0].set("activeTab", str(at))

    def to_bytes(self) -> bytes:
        """Return the copy."""
        self._package.put(self._main, to_bytes(self._workbook))
        if self._styles.changed:
            self._package.put(self._styles_part, self._styles.to_bytes())
        return self._package.to_bytes()
