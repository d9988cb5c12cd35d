"""Text tables: .csv and what calls itself .xls but is tab-separated text. Every cell is text."""

import csv
import io
import re
from collections.abc import Iterable, Iterator

from jlhy_xl.core.errors import Refusal
from jlhy_xl.core.model import Finding
from jlhy_xl.core.raw import Position, Raw, RawBook, RawSheet
from jlhy_xl.core.wording import guard as words
from jlhy_xl.core.wording import reading as cell_words
from jlhy_xl.edge.guard import COLUMNS, ROWS, Tally, damaged, decode, over
from jlhy_xl.edge.ooxml.values import has_marks, shown

# A text table stands in memory whole: so many cells take half a worker's memory and a few seconds.
# The largest honest book of the evidence has 743,195.
CELLS = 2_000_000
_SHEET = "Sheet1"
_SHOWN = {"utf-8": "UTF-8", "utf-8-sig": "UTF-8", "gb18030": "GB18030"}
_FORMULA = re.compile(r'="((?:[^"]|"")*)"')  # ="001": how people keep Excel from eating zeros


def read(data: bytes) -> RawBook:
    """Return what a text table holds; BOM, UTF-16, strict UTF-8, then GB18030.

    Raises:
        Refusal: in no such encoding, with an unclosed quotation, or beyond a cap.
    """
    found = decode(data)
    if found is None:
        raise Refusal(words.ENCODING.finding(), kind="csv")
    text, encoding = found
    tally = Tally("csv")
    cells: dict[Position, Raw] = {}
    try:
        _count(_rows(text))  # before a single cell is kept
        for row, fields in enumerate(_rows(text)):
            _take(row, fields, cells, tally)
    except csv.Error as fault:
        raise damaged(words.Why.STRUCTURE, "csv") from fault
    slots = {"what": _SHOWN.get(encoding, "UTF-16")}
    notes: list[Finding] = [cell_words.DECODED.finding(words=slots)]
    if any(isinstance(raw, str) and has_marks(raw) for raw in cells.values()):
        notes.append(cell_words.ODD_CHARACTERS.finding(sheet=_SHEET))
    return RawBook((RawSheet(_SHEET, cells),), "csv", notes=tuple(notes))


def _rows(text: str) -> Iterator[list[str]]:
    yield from csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))


def _count(rows: Iterable[list[str]]) -> None:
    """Refuses a flood as soon as it is one."""
    cells = 0
    for row, fields in enumerate(rows):
        cells += sum(map(bool, fields))
        if cells > CELLS:
            raise over(words.What.CELLS, cells, CELLS, "csv")
        if row >= ROWS:
            raise over(words.What.ROWS, row + 1, ROWS, "csv")


def _take(row: int, fields: list[str], cells: dict[Position, Raw], tally: Tally) -> None:
    if len(fields) > COLUMNS and any(fields[COLUMNS:]):
        raise over(words.What.COLUMNS, len(fields), COLUMNS, "csv")
    for column, text in enumerate(fields):
        if text:
            kept = _FORMULA.fullmatch(text)
            raw = shown(kept[1].replace('""', '"') if kept else text)
            if raw:
                tally.spend(raw, row, column)
                cells[row, column] = raw


def _delimiter(text: str) -> str:
    r"""Return the sign that divides the first lines most evenly; a tab or semicolon must be seen.

    >>> _delimiter("a,b\n1,2"), _delimiter("a\tb,c\n1\t2"), _delimiter("a;b\n1,5;2")
    (',', '\t', ';')
    """
    lines = [line for line in text[:20_000].splitlines()[:20] if line.strip()]
    counts = {sign: [line.count(sign) for line in lines] for sign in "\t;,"}

    def evenness(sign: str) -> tuple[bool, int]:
        seen = [count for count in counts[sign] if count]
        return (
            len(seen) * 2 > len(lines) and max(seen, default=0) == min(seen, default=0),
            sum(seen),
        )

    best = max("\t;,", key=evenness)
    return best if sum(counts[best]) else ","
