"""What a unit wrote in a return copy's 待办 sheet: read back, and shown beside what it explains."""

import re
from collections.abc import Mapping

from msgspec import Struct, field
from msgspec.structs import replace

from jlhy_xl.core.model import Finding, digest
from jlhy_xl.core.raw import RawBook, RawSheet
from jlhy_xl.core.text import display, key
from jlhy_xl.core.values.parsed import typed
from jlhy_xl.core.wording import return_copy as words

LONGEST = 500  # characters of an explanation; more belongs in 备注 or in an attachment
_HEAD_ROWS = 40  # our heading stands within the first dozen rows; people insert some above it
_MARK = re.compile(r"[0-9a-f]{16}")


class Taken(Struct, frozen=True):
    """A workbook without our 待办 sheets, and what was written there."""

    book: RawBook
    words: Mapping[str, str] = field(default_factory=dict)  # mark → explanation


def mark(found: Finding) -> str:
    """Return what a finding is known by in the next file: the same question has the same mark.

    The file's hash is left out, and the address where form, row and field say more. What was found
    counts: a new figure is a new question.

    >>> from jlhy_xl.core.model import Severity
    >>> one = Finding("C306", Severity.QUERY, "", "30", form="progress", row_key="1", field="value")
    >>> mark(one) == mark(replace(one, sha256="other", cell="J9", message="!"))
    True
    >>> mark(one) == mark(replace(one, found="300"))
    False
    """
    address = (found.form, found.row_key, found.field)
    place = () if all(address) else (found.sheet, found.cell)
    return digest("mark", found.code, found.rule, found.period, *address, *place, found.found)


def take(book: RawBook) -> Taken:
    """Return the book without our 待办 sheets and what was explained in them.

    A sheet is known by its two headings, wherever it was moved and whatever it is called now.
    """
    ours: dict[str, str] = {}
    names = set()
    for sheet in book.sheets:
        told = _read(sheet)
        if told is not None:
            names.add(sheet.name)
            ours |= told
    if not names:
        return Taken(book)
    kept = tuple(sheet for sheet in book.sheets if sheet.name not in names)
    notes = tuple(note for note in book.notes if note.sheet not in names)
    return Taken(replace(book, sheets=kept, notes=notes), ours)


def _read(sheet: RawSheet) -> dict[str, str] | None:
    """Return mark → explanation of a 待办 sheet, None for any other sheet."""
    heads = {key(words.HEAD_WORDS): "words", key(words.HEAD_MARK): "mark"}
    found: dict[int, dict[str, int]] = {}
    for (row, column), raw in sheet.cells.items():
        name = heads.get(key(raw)) if row < _HEAD_ROWS and isinstance(raw, str) else None
        if name:
            found.setdefault(row, {})[name] = column
    top = next((row for row in sorted(found) if len(found[row]) == 2), None)
    if top is None:
        return None
    columns = found[top]
    told: dict[str, str] = {}
    for row in sorted({row for row, _ in sheet.cells if row > top}):
        marks, said = (sheet.cells.get((row, columns[name])) for name in ("mark", "words"))
        text = display(typed(said))[:LONGEST].strip() if said is not None else ""
        if text and isinstance(marks, str):
            told |= dict.fromkeys(_MARK.findall(marks), text)
    return told


def explained(found: Finding, told: Mapping[str, str]) -> Finding:
    """Return the finding with its explanation where there is one; it weighs no less for it."""
    text = told.get(mark(found), "") if told and not found.explanation else ""
    if not text:
        return found
    message = found.message + words.EXPLAINED.format(words=" ".join(text.split()))
    return replace(found, message=message, explanation=text)


def bare_message(found: Finding) -> str:
    """Return the message without the explanation that was added to it."""
    text = " ".join(found.explanation.split())
    return found.message.removesuffix(words.EXPLAINED.format(words=text)) if text else found.message
