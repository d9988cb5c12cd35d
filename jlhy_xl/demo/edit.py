"""Edits a workbook as people do in Excel: a sheet renamed, a row put in, every reference following."""

import re
from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from jlhy_xl.books.sheet import Book, Cell, Sheet

_REFERENCE = re.compile(r"('(?:[^']|'')+'!)?(\$?[A-Z]{1,3}\$?)(\d+)(?::(\$?[A-Z]{1,3}\$?)(\d+))?(?![\d(A-Za-z_])")  # fmt: skip
_QUOTED = re.compile(r'("[^"]*")')
Change = Callable[[str], str]


def rename(book: Book, old: str, new: str) -> Book:
    """The sheet has a new name, and so has it in every formula and link."""
    before, after = f"'{old}'!", f"'{new}'!"
    sheets = tuple(
        replace(
            _formulas(sheet, lambda words: words.replace(before, after)),
            name=new if sheet.name == old else sheet.name,
        )
        for sheet in book.sheets
    )
    names = {name: words.replace(before, after) for name, words in book.names.items()}
    return replace(book, sheets=sheets, names=names)


def insert_row(book: Book, name: str, at: int, column: int, text: str) -> Book:
    """A row with one text stands before row ``at`` of a sheet; what was there moves down."""
    sheets = []
    for sheet in book.sheets:
        here = sheet.name == name
        moved = _formulas(sheet, _shifter(name, at, here=here))
        sheets.append(_opened(moved, at, column, text) if here else moved)
    return replace(book, sheets=tuple(sheets))


def _shifter(name: str, at: int, *, here: bool) -> Change:
    """Return how a formula follows: references to that sheet at or below the row move down."""
    own = f"'{name}'!"

    def moved(found: re.Match[str]) -> str:
        if found[1] != own and (found[1] or not here):
            return found[0]
        words = f"{found[1] or ''}{found[2]}{_down(int(found[3]), at)}"
        return words + (f":{found[4]}{_down(int(found[5]), at)}" if found[4] else "")

    def change(words: str) -> str:
        pieces = _QUOTED.split(words)
        return "".join(
            piece if piece.startswith('"') else _REFERENCE.sub(moved, piece) for piece in pieces
        )

    return change


def _down(row: int, at: int) -> int:
    """Return a row's number, counted from 1, once a row was put in at ``at``, counted from 0."""
    return row + 1 if row > at else row


def _formulas(sheet: Sheet, change: Change) -> Sheet:
    cells = {
        place: replace(cell, formula=change(cell.formula), link=change(cell.link))
        if cell.formula or cell.link
        else cell
        for place, cell in sheet.cells.items()
    }
    return replace(
        sheet, cells=cells,
        validations=tuple(replace(row, options=_options(row.options, change)) for row in sheet.validations),
        conditionals=tuple(replace(row, options=_options(row.options, change)) for row in sheet.conditionals),
    )  # fmt: skip


def _options(options: Any, change: Change) -> dict[str, object]:
    return {
        name: change(told) if isinstance(told, str) and told.startswith("=") else told
        for name, told in options.items()
    }


def _opened(sheet: Sheet, at: int, column: int, text: str) -> Sheet:
    """Return the sheet with everything from a row on one row further down."""

    def step(row: int) -> int:
        return row + (row >= at)

    cells: dict[tuple[int, int], Cell] = {
        (step(row), place): cell for (row, place), cell in sheet.cells.items()
    }
    cells[at, column] = Cell(text, "plain")
    area = sheet.page.area
    if area:
        area = (area[0], area[1], step(area[2]), area[3])
    return replace(
        sheet, cells=cells,
        heights={step(row): height for row, height in sheet.heights.items()},
        growing={step(row): height for row, height in sheet.growing.items()},
        merges=tuple(replace(row, top=step(row.top), bottom=step(row.bottom)) for row in sheet.merges),
        validations=tuple(replace(row, top=step(row.top), bottom=step(row.bottom)) for row in sheet.validations),
        conditionals=tuple(replace(row, top=step(row.top), bottom=step(row.bottom)) for row in sheet.conditionals),
        page=replace(sheet.page, area=area),
        protect=False,
    )  # fmt: skip
