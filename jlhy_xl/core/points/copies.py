"""A desk's workbook as people filled it in → a copy: its rows by id, whatever was sorted or added. Pure."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from msgspec import Struct, field

from jlhy_xl.core.model import Finding
from jlhy_xl.core.points.chain_entries import moment_of, points_of
from jlhy_xl.core.raw import RawBook, RawSheet, a1
from jlhy_xl.core.text import heading_key, key
from jlhy_xl.core.values.parsed import typed
from jlhy_xl.core.wording import decisions as words
from jlhy_xl.core.wording import deductions, desk

LINE, ARRIVAL = "line", "arrival"
HEARD, CONTESTED = "heard ", "contested "  # before LINE or ARRIVAL: kept, and decides nothing
SEEN = "jlhy_decisions"  # the property that says how many decisions a copy's maker was shown
KINDS = tuple(kind + about for about in (LINE, ARRIVAL) for kind in ("", HEARD, CONTESTED))

_HEADING_ROWS = 20
_LEAST = {LINE: 3, ARRIVAL: 2}  # headings by which a desk's sheet is known
_HEADINGS = {
    LINE: tuple(deductions.COLUMNS.values()), ARRIVAL: tuple(desk.PENDING_COLUMNS.values()),
}  # fmt: skip
_KEYS = {LINE: desk.LINE_KEY, ARRIVAL: desk.ARRIVAL_KEY}
_TIMES = {deductions.COLUMNS[name] for name in ("signed_at", "objection_at", "decided")}
_POINTS = deductions.COLUMNS["amount"]


class Entry(Struct, frozen=True):
    """What stands about a deduction line or an arrival once a person has written; append-only."""

    key: str  # the deduction's or the arrival's id
    entries: Mapping[str, str]  # heading → what stands now, all of it
    file: str = ""
    sha256: str = ""
    sheet: str = ""
    cell: str = ""  # of the key
    about: str = LINE  # see KINDS
    at: datetime | None = None
    seq: int = 0  # its number in the ledger
    raw: Mapping[str, str] = field(default_factory=dict)  # heading → what the copy's cell held
    cells: Mapping[str, str] = field(default_factory=dict)  # heading → A1


class Row(Struct, frozen=True):
    """One row of a copy."""

    about: str
    key: str
    held: Mapping[str, str]  # heading → what its cell holds, of the columns that are there
    cells: Mapping[str, str]
    sheet: str
    cell: str

    @property
    def is_blank(self) -> bool:
        """Whether nothing is written in it."""
        return not any(text.strip() for text in self.held.values())


class Copy(Struct, frozen=True):
    """One filled-in workbook."""

    file: str
    sha256: str
    seen: int = 0  # how many decisions its maker was shown
    rows: tuple[Row, ...] = ()
    findings: tuple[Finding, ...] = ()


def copy_of(book: RawBook, file: str, sha256: str) -> Copy:
    """Return what a workbook says, whatever was sorted, filtered, hidden or added in it."""
    seen = book.properties.get(SEEN, "")
    rows: list[Row] = []
    findings: list[Finding] = []
    is_desk = False
    for sheet in book.sheets:
        for about in (LINE, ARRIVAL):
            columns, top = _columns(sheet, about)
            if columns:
                is_desk = True
                for row in _rows(sheet, about, columns, top):
                    if row.key:
                        rows.append(row)
                    elif not row.is_blank:
                        findings.append(
                            words.NO_KEY.finding(file=file, sha256=sha256, sheet=row.sheet, cell=row.cell)
                        )  # fmt: skip
    if not is_desk:
        findings.append(words.NOT_A_DESK.finding(found=file, file=file, sha256=sha256))
    return Copy(file, sha256, int(seen) if seen.isdecimal() else 0, tuple(rows), tuple(findings))


def _columns(sheet: RawSheet, about: str) -> tuple[dict[str, int], int]:
    """Return heading → column and the first row below, where a row holds the desk's headings."""
    wanted = {heading_key(word): word for word in (_KEYS[about], *_HEADINGS[about])}
    for row in sorted({row for row, _ in sheet.cells if row < _HEADING_ROWS}):
        found: dict[str, int] = {}
        for (at, column), raw in sorted(sheet.cells.items()):
            if at == row and isinstance(raw, str) and heading_key(raw) in wanted:
                found.setdefault(wanted[heading_key(raw)], column)
        if _KEYS[about] in found and len(found) > _LEAST[about]:
            return found, row + 1
    return {}, 0


def _rows(sheet: RawSheet, about: str, columns: Mapping[str, int], top: int) -> Iterator[Row]:
    numbers = sorted(
        {row for row, column in sheet.cells if row >= top and column in columns.values()}
    )
    for number in numbers:
        texts = {word: typed(sheet.at(number, at)).strip() for word, at in columns.items()}
        cells = {word: a1(number, at) for word, at in columns.items()}
        name = key(texts.pop(_KEYS[about]))
        yield Row(about, name, texts, cells, sheet.name, cells.pop(_KEYS[about]))


def canonical(heading: str, text: str) -> str:
    """Return the form by which two cells are compared: a day is a day however it was typed.

    >>> canonical("签收时间", "2026年12月8日 9时30分") == canonical("签收时间", "2026-12-08 09:30:00")
    True
    >>> canonical("核定分值", "0.50"), canonical("经办人", "李 四")
    ('0.5', '李四')
    """
    if heading in _TIMES:
        moment = moment_of(text)
        return moment.isoformat() if moment else key(text)
    if heading == _POINTS:
        amount = points_of(text)
        return key(text) if amount is None else f"{amount.normalize():f}"
    return key(text)
