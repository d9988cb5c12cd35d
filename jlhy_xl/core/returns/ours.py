"""Tells the office's own workbooks from returns: they come back forwarded, misplaced, or are asked about."""

from jlhy_xl.core.model import Examined, Verdict
from jlhy_xl.core.raw import RawBook, RawSheet
from jlhy_xl.core.returns.identity import BOOK, PREFIX, SHEET
from jlhy_xl.core.text import heading_key
from jlhy_xl.core.wording import intake
from jlhy_xl.core.wording import locate as words

_HEADING_ROWS = 20
_SCHEME_LEAST = 6  # sheets of 方案.xlsx by which it is known


def own(book: RawBook, name: str, sha256: str) -> Examined | None:
    """Return the verdict on a workbook that the office made for itself; None for any other.

    What only the office fills in is no return. What units are shown, or people decide in, may have
    been written into: a person looks. Nothing of either is read as a return.
    """
    title = _title(book)
    if not title:
        return None
    code = words.OURS if title in words.OURS_ALONE else words.OURS_SHOWN
    if title in words.OURS_DESKS:
        code = words.OURS_DESK
    verdict = Verdict.NOT_OURS if code is words.OURS else Verdict.QUARANTINED
    slots = {"step": words.OURS_ALONE.get(title, "")}
    told = code.finding(found=title, file=name, sha256=sha256, words=slots)
    return Examined(sha256, verdict, told.message, kind=book.kind, findings=(told,))


def _title(book: RawBook) -> str:
    told = book.properties.get(BOOK, "")
    if told:
        return told[:40]
    names = {sheet.name for sheet in book.sheets}
    if SHEET in names or f"{PREFIX}template" in book.properties:
        return ""
    if len(names & words.SCHEME_SHEETS) >= _SCHEME_LEAST:
        return words.SCHEME_BOOK
    filled = [sheet for sheet in book.sheets if sheet.cells]
    return intake.REGISTER_TITLE if filled and all(map(_is_register, filled)) else ""


def _is_register(sheet: RawSheet) -> bool:
    rows: dict[int, set[str]] = {}
    for (row, _), raw in sheet.cells.items():
        if row < _HEADING_ROWS and isinstance(raw, str):
            word = heading_key(raw)
            rows.setdefault(row, set()).add(intake.ALIASES.get(word, word))
    return any(
        {intake.FILE, intake.RECEIVED} <= found or {intake.UNIT, intake.SENT_BACK} <= found
        for found in rows.values()
    )
