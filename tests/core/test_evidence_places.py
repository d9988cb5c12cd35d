"""Evidence out of the office's own registers names the book, the sheet and the row."""

from datetime import date

import pytest
from msgspec.structs import replace
from points_world import AFTER

from jlhy_xl.books.scheme.default import sample
from jlhy_xl.core.points.propose import propose
from jlhy_xl.core.raw import RawBook
from jlhy_xl.core.scheme.model import Named, Scheme
from jlhy_xl.core.scheme.parse import digest, parse
from jlhy_xl.core.scheme.recorded import with_rows
from jlhy_xl.core.wording.deductions import ISSUED
from tests.scheme_world import sample_book, sheet_of, with_sheet

SHEETS = {"A3": "议定事项", "B2": "核实记录", "B3": "会议台账", "B4": "通报问题", "C1": "排名"}
KEYS = {"A3": "YD2026-008", "B2": "HS2026-01", "B3": "HY2026-06", "B4": "WT-01", "C1": "招标投标"}


def pushed_down(name: str) -> RawBook:
    """The sample's workbook, two blank rows before the last row of a sheet."""
    cells = sheet_of(sample_book(), name).cells
    last = max(row for row, _ in cells)
    moved = {(row + 2 * (row == last), at): raw for (row, at), raw in cells.items()}
    return with_sheet(sample_book(), name, moved)


def read(book: RawBook) -> Scheme:
    scheme, _ = parse(book)
    assert scheme is not None
    return scheme


@pytest.mark.parametrize("rule", SHEETS)
def test_an_entry_is_found_in_the_row_that_is_named(rule: str) -> None:
    """Each row that is named holds the entry the line is about, blank rows between or not."""
    name, book = SHEETS[rule], pushed_down(SHEETS[rule])
    lines = [line for line in propose(read(book), [], AFTER) if line.rule == rule]
    pieces = [
        each for line in lines for each in line.evidence if each.file == "方案.xlsx"
    ]  # fmt: skip
    assert pieces
    cells, held = sheet_of(book, name).cells, set()
    for piece in pieces:
        assert piece.sheet.startswith(f"{name}第")
        assert piece.sheet.endswith("行")
        row = int(piece.sheet.removeprefix(f"{name}第").removesuffix("行")) - 1
        held.add(tuple(str(raw) for (at, _), raw in cells.items() if at == row))
    assert any(KEYS[rule] in texts for texts in held)


def test_where_rows_stand_is_no_part_of_what_a_scheme_says() -> None:
    """Moved rows leave scheme and digest as they are, and what is recorded keeps the rows."""
    plain, moved = read(sample_book()), read(pushed_down("议定事项"))
    assert plain.placed != moved.placed
    assert plain == moved == sample()
    assert digest(plain) == digest(moved)
    assert with_rows(moved, [], []).placed == moved.placed


def test_named_twice_says_where_both_notices_are_on_record() -> None:
    """One 通报 stands in the scheme's sheet, the other in the ledger, each with its day of issue."""
    scheme = read(sample_book())
    own = next(row for row in scheme.named if row.notice)
    alone = replace(scheme, named=(own,))
    alone.placed.update(scheme.placed)
    issued = Named("台营商联办〔2026〕99号", date(2026, 12, 1), own.unit, own.problem, "仍未改")
    line = next(
        row for row in propose(with_rows(alone, [], [], [issued]), [], AFTER) if row.rule == "B4"
    )
    first, second = line.evidence
    assert (first.file, first.sheet) == ("方案.xlsx", "通报问题第3行")
    assert own.issued is not None
    assert first.what == f"通报 {own.notice}（{own.issued.isoformat()}印发）"
    assert (second.file, second.sheet, second.found) == (ISSUED, "", "仍未改；台账未登记整改日期")
    assert second.what == "通报 台营商联办〔2026〕99号（2026-12-01印发）"
