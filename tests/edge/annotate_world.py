"""A unit's return with mistakes, and its annotated copy read again."""

import io

import openpyxl
from rich_world import (
    PROGRESS,
    look,
)

from jlhy_xl import returning
from jlhy_xl.core.model import Examined
from jlhy_xl.core.results import World
from jlhy_xl.core.returns.obligations import Duty
from jlhy_xl.core.wording import return_copy as words
from jlhy_xl.edge.annotate import copy as annotate


def world() -> World:
    from datetime import UTC, datetime

    from jlhy_xl.books.scheme.default import default
    from jlhy_xl.core import calendar
    from jlhy_xl.core.model import Prior
    from jlhy_xl.core.returns import obligations

    made, period = default(), "2026-W48"
    clocks = (calendar.timetable(made, period), calendar.previous_timetable(made, period))
    prior = Prior(contacts_on_file=True)
    duties: dict[tuple[str, str], Duty] = {
        (unit.code, period): obligations.duty(made, unit, clocks, prior) for unit in made.units
    }
    priors = dict.fromkeys(duties, prior)
    now = datetime(2026, 11, 30, 1, 0, tzinfo=UTC)
    return World(made, "0123456789abcdef", b"office", now, duties, priors)


def copied(
    data: bytes, at: World, name: str = "周报.xlsx", *, intact: bool = True
) -> tuple[bytes, Examined]:
    examined = look(data, at, name)

    def reissue() -> annotate.Issued:
        assert not intact, "the file was not kept"
        return returning._reissued(examined, at, at.now)

    made, kept = annotate.return_copy(data, name, examined, at.scheme, reissue)
    assert kept is intact
    return made, examined


def notes(data: bytes, name: str = PROGRESS) -> dict[str, str]:
    sheet = openpyxl.load_workbook(io.BytesIO(data))[name]
    return {cell.coordinate: cell.comment.text for row in sheet for cell in row if cell.comment}


def todo(data: bytes, name: str = words.SHEET) -> list[tuple[object, ...]]:
    sheet = openpyxl.load_workbook(io.BytesIO(data))[name]
    rows = [tuple(row) for row in sheet.iter_rows(values_only=True)]
    head = next(at for at, row in enumerate(rows) if row[-1] == words.HEAD_MARK)
    return [row for row in rows[head + 1 :] if any(row)]


def lines(data: bytes) -> list[tuple[object, ...]]:
    sheet = openpyxl.load_workbook(io.BytesIO(data))[words.SHEET]
    return [tuple(row) for row in sheet.iter_rows(values_only=True)]
