"""One answer of the sample week changed in one return, and all that readers have before them then."""

import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

import openpyxl
from msgspec import Struct
from msgspec.structs import replace

from jlhy_xl import judging, pipeline
from jlhy_xl.books import directory
from jlhy_xl.books.letters import brief, letter
from jlhy_xl.books.scoring import book as scoring
from jlhy_xl.books.sheet import Book, Sheet
from jlhy_xl.books.summary import book as summary
from jlhy_xl.books.summary.parts import FINDINGS
from jlhy_xl.core.model import Arrival, Verdict, digest
from jlhy_xl.core.results import Results
from jlhy_xl.core.scheme.choices import FieldType, Joint
from jlhy_xl.edge.ledger.ledger import Ledger
from jlhy_xl.edge.office import Office

ROOT = Path(__file__).parents[2]
WEEK = "2026-W48"
TOLD = "（此处改过一个字）"
# a group's place among groups: one that overtakes another moves both
_PLACE = re.compile(r"(?<=[^｜\d])｜(并列 )?\d+(?=｜\d+｜\d+｜0\.)")
# what is numbered moves down where something new stands before it
_NUMBERED = re.compile(r"^(（[一二三四五六七八九十]+）|\d+\.(?=【)|\d (?=督办|协调|议题|建议))")
_DIGEST = re.compile(r"^\d+｜(?=.*｜[0-9a-f]{8}$)|(?<=｜)[0-9a-f]{8}$|(?<=｜)[0-9a-f]{64}(?=｜|$)")
Leaf = tuple[Arrival, bytes]
Place = tuple[str, str, str, str]
Figures = dict[str, dict[Any, Any]]
Line = tuple[str, str]  # sheet and text


class World:
    """The sample week's leaves, the accepted workbooks saved once by another program."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._ledger = Ledger.open(office.ledger_path)
        self._order = pipeline.Order(_NOW, WEEK, "serial")
        self.case = pipeline.receive(office, office.load_scheme(), self._order, WEEK, self._ledger)
        first = self.judge(dict(enumerate(self.case.received.leaves)))
        kept = {row.arrival.id for row in first.receipts if row.verdict is Verdict.ACCEPTED}
        self.leaves: dict[int, Leaf] = {}
        for number, (arrival, data) in enumerate(self.case.received.leaves):
            if arrival.id in kept and data.startswith(b"PK") and arrival.name.endswith(".xlsx"):
                self.leaves[number] = arrival, _saved(data)
            else:
                self.leaves[number] = arrival, data
        self.base = self.judge(self.leaves)

    def judge(self, leaves: Mapping[int, Leaf]) -> Results:
        """Return what a run finds in these leaves; nothing is recorded."""
        given = [
            (replace(arrival, sha256=digest(data.hex()) * 4), data)
            for arrival, data in leaves.values()
        ]
        received = replace(self.case.received, leaves=tuple(given))
        case = replace(self.case, received=received)
        found = pipeline.Standing(case, judging.judge(case))
        return pipeline.assemble(found, WEEK, self._ledger)

    def changed(self, row: Mapping[str, Any], value: str | float) -> Results:
        """Return what a run finds where one cell of one return says something else."""
        leaves = dict(self.leaves)
        (number,) = [n for n, (arrival, data) in leaves.items() if _is_source(arrival, data, row)]
        arrival, data = leaves[number]
        leaves[number] = arrival, _saved(data, (row["sheet"], row["cell"], value))
        return self.judge(leaves)


def _is_source(arrival: Arrival, data: bytes, row: Mapping[str, Any]) -> bool:
    return arrival.name == row["file"] and digest(data.hex()) * 4 == row["sha256"]


_NOW = datetime.fromisoformat("2026-12-07T09:00:00+08:00")


def _saved(data: bytes, change: tuple[str, str, str | float] | None = None) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(data))
    if change:
        sheet, cell, value = change
        book[sheet][cell].value = value
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


class Change(Struct, frozen=True, dict=True):
    """One cell, what it is to say, and what a run says before and after."""

    row: Mapping[str, Any]
    kind: FieldType
    before: Results
    after: Results

    @property
    def place(self) -> Place:
        """Unit, form, row and field of the cell."""
        return place_of(self.row)

    @cached_property
    def unit(self) -> str:
        """The unit's name."""
        return next(each.name for each in self.before.scheme.units if each.code == self.row["unit"])

    @cached_property
    def number(self) -> int:
        """The number of the indicator's group; 0 where the row is no indicator's."""
        found = self.before.scheme.indicator_by_code.get(self.row["row_key"])
        return found.group if found else 0

    @cached_property
    def group(self) -> str:
        """The group's name."""
        names = {each.number: each.name for each in self.before.scheme.groups}
        return names.get(self.number, "（无）")

    @cached_property
    def subject(self) -> str:
        """The indicator's name, else the row's own key."""
        found = self.before.scheme.indicator_by_code.get(self.row["row_key"])
        return found.name if found else str(self.row["row_key"])

    @cached_property
    def wholes(self) -> tuple[str, ...]:
        """The names of indicators whose score is reckoned from this one's."""
        if self.kind is not FieldType.VALUE:
            return ()
        found = self.before.scheme.indicators
        return tuple(each.name for each in found if self.row["row_key"] in dict(each.score_of))

    @property
    def lags(self) -> bool:
        """Whether the cell's row lags, so that letters tell of it."""
        unit, _, code, _ = self.place
        rows = self.after.progress.to_dict("records")
        return any(
            row["lagging"] for row in rows if (row["unit"], row["indicator"]) == (unit, code)
        )

    @cached_property
    def is_shared(self) -> bool:
        """Whether other units lead the indicator as well and a figure of it has changed."""
        return len(leads(self)) > 1 and self.kind is FieldType.VALUE

    @cached_property
    def gone(self) -> list[Line]:
        """The lines that are said no longer."""
        return list((_lines_of(self.before) - _lines_of(self.after)).elements())

    @cached_property
    def new(self) -> list[Line]:
        """The lines that are said now."""
        return list((_lines_of(self.after) - _lines_of(self.before)).elements())

    @property
    def differ(self) -> list[Line]:
        """Both."""
        return [*self.gone, *self.new]

    @cached_property
    def book(self) -> Book:
        """汇总表 after the change."""
        return summary.book(self.after)

    @cached_property
    def told(self) -> set[str]:
        """The words of findings that came or went."""
        one, other = (Counter(_told(each)) for each in (self.before, self.after))
        return {*(one - other), *(other - one)}

    @cached_property
    def figures(self) -> tuple[Figures, Figures]:
        """What adds up, before and after."""
        return _figures(self.before), _figures(self.after)

    def moved(self, name: str, group: int = 0) -> bool:
        """Whether a sum is another than before; a group's own where it is given."""
        one, other = (each[name] for each in self.figures)
        if group and name != "asked":
            return bool(one.get(group) != other.get(group))
        return bool(one != other)


def _told(results: Results) -> Iterator[str]:
    for each in results.findings:
        yield each.message


def _figures(results: Results) -> Figures:
    """Return what lines add up, reckoned from the frames: by group where groups have lines of it."""
    same = {each.code for each in results.scheme.indicators if each.joint is Joint.SAME}
    rows = results.progress.to_dict("records")
    values: dict[str, set[Any]] = {}
    for row in rows:
        if row["indicator"] in same and isinstance(row["value"], Decimal):
            values.setdefault(row["indicator"], set()).add(row["value"])
    found: Figures = {name: {} for name in ("moves", "lagging", "attained")}
    for row in rows:
        disputed = len(values.get(row["indicator"], ())) > 1
        told = (row["indicator"], row["unit"], disputed, row["change"], row["better"])
        found["moves"].setdefault(row["group"], []).append(told)
        found["lagging"].setdefault(row["group"], []).append((row["lagging"], row["overdue"]))
        found["attained"].setdefault(row["group"], []).append(
            None if disputed else row["attainment"]
        )
    counts = ("unit", "form", "expected", "valid", "received")
    asked = results.completeness.to_dict("records")
    found["asked"] = {"all": [tuple(row[name] for name in counts) for row in asked]}
    found["mistakes"] = {"all": sorted((each.severity, each.code) for each in results.findings)}
    found["points"] = {
        "all": [(each.id, str(each.applied), len(each.evidence)) for each in results.deductions]
    }
    return found


def _lines_of(results: Results) -> Counter[Line]:
    """Return every line that a reader has before him, by sheet; of letters each paragraph."""
    found: Counter[Line] = Counter()
    books = (summary.book(results), scoring.book(results), directory.book(results))
    for book, names in zip(books, ("", "减扣评分表", "通讯录"), strict=True):
        for sheet in book.sheets:
            rows = _rows(sheet)
            texts = _apart(rows) if sheet.name == "总览" else map("｜".join, rows)
            found.update((names or sheet.name, _plain(text)) for text in texts)
    found.update(("简报", _plain(text.strip())) for text in letter.lines(brief.letter(results)))
    return found


def _plain(text: str) -> str:
    """Return a line without its place in a list, and without the digest of a file's bytes."""
    return _NUMBERED.sub("", _DIGEST.sub("", _PLACE.sub("", text)))


def _rows(sheet: Sheet) -> list[list[str]]:
    """A sheet's rows as they are read: all that a row shows, formulas with their values."""
    rows: dict[int, list[str]] = {}
    for (row, _), cell in sorted(sheet.cells.items()):
        if cell.value is not None:
            rows.setdefault(row, []).append(str(cell.value))
    if sheet.name == FINDINGS:  # below all of them the ten that matter most stand once more
        again = [row for row, said in rows.items() if said[0].startswith("最要紧的")]
        rows = {row: said for row, said in rows.items() if len(again) < 2 or row < again[-1]}
    return list(rows.values())


def _apart(rows: list[list[str]]) -> Iterator[str]:
    """Yield 总览's rows; units that stand side by side are told one by one, each with its name."""
    heads: list[str] = []
    for cells in rows:
        if len(cells) > 4 and all(each.startswith("区") for each in cells):
            heads = cells
        elif heads and len(cells) == 2 * len(heads):
            yield from map("｜".join, zip(heads, cells[::2], cells[1::2], strict=True))
        else:
            heads = []
            yield "｜".join(cells)


def place_of(row: Mapping[str, Any]) -> Place:
    return row["unit"], row["form"], row["row_key"], row["field"]


def leads(change: Change) -> tuple[str, ...]:
    found = change.before.scheme.indicator_by_code.get(change.row["row_key"])
    return found.leads if found else ()


def other(row: Mapping[str, Any], kind: FieldType) -> str | float | None:
    """Return what else the cell may say; None where it is not to be changed."""
    if kind is FieldType.TEXT:
        return f"{row['typed']}{TOLD}"
    if kind is FieldType.VALUE and isinstance(row["number"], Decimal):
        return float(row["number"]) + 1
    return None
