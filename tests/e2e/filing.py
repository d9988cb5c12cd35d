"""A unit's hand: the issued template filled in with openpyxl, bent as units bend it, read as a run does."""

import io
import re
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any
from xml.sax.saxutils import escape

from core import returns_world
from zoo import build

from jlhy_xl.books.template import book as template
from jlhy_xl.core.model import Examined, Prior, Reading
from jlhy_xl.core.raw import CellError, a1
from jlhy_xl.core.returns import identity
from jlhy_xl.core.returns.obligations import Row, indicators_of, is_due
from jlhy_xl.core.values.parsed import typed
from jlhy_xl.edge import draw, read, workers

UNIT = "U06"
PROGRESS, PERSONNEL = returns_world.PROGRESS, returns_world.PERSONNEL
ON_FILE = returns_world.world()
NEWCOMER = returns_world.world(priors={UNIT: Prior()})  # its contacts are owed
_ESCAPE = re.compile("_x[0-9A-Fa-f]{4}_")  # text that looks like an escape is escaped itself
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0d\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
Change = Callable[[Any], None]


def issued(at: Any = ON_FILE, unit: str = UNIT, period: str = returns_world.WEEK) -> bytes:
    """The template as it is sent out."""
    duty, prior = at.duties[unit, period], at.priors[unit, period]
    signed = identity.issue(at.key, unit, period, at.scheme_digest)
    book = template.book(at.scheme, duty, prior, signed, at.scheme_digest)
    return draw.to_bytes(book, returns_world.NOW)


def opened(data: bytes) -> Any:
    import openpyxl

    return openpyxl.load_workbook(io.BytesIO(data))


def saved(book: Any) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def find(sheet: Any, row: str, heading: str) -> Any:
    """The cell in a row (by any text in it) under a heading."""
    column = next(cell for line in sheet.rows for cell in line if cell.value == heading)
    found = next(
        cell for line in sheet.iter_rows(min_row=column.row + 1) for cell in line
        if cell.value == row
    )  # fmt: skip
    return sheet.cell(found.row, column.column)


def codes(at: Any = ON_FILE, unit: str = UNIT) -> list[str]:
    return [each.code for each in indicators_of(at.scheme, unit)]


def filled(change: Change | None = None, at: Any = ON_FILE, unit: str = UNIT) -> bytes:
    """A good return, then bent."""
    book = opened(issued(at, unit))
    sheet = book[PROGRESS]
    duty = at.duties[unit, returns_world.WEEK]
    for indicator in indicators_of(at.scheme, unit):
        find(sheet, indicator.code, "推进状态").value = "推进中"
        find(sheet, indicator.code, "本周进展").value = f"{indicator.code}按计划推进"
        if is_due(duty, Row(indicator.code, indicator)):
            find(sheet, indicator.code, "现状值").value = "已开展" if indicator.is_worded else 8
    if "personnel" in duty.owed:
        people = book[PERSONNEL]
        for step, role in enumerate(returns_world.ROLES):
            told = (
                "张三丰",
                "副局长",
                f"0632-661123{step}",
                f"1381234567{step}",
                f"u{step}@b.gov.cn",
            )
            for heading, value in zip(
                ("姓  名", "职  务", "固定电话", "手  机", "邮  箱"), told, strict=True
            ):
                find(people, role, heading).value = value
    if change is not None:
        change(book)
    return saved(book)


def packed(sheets: dict[str, dict[tuple[int, int], object]]) -> bytes:
    """The smallest .xlsx that holds these cells, in no time: any text, numbers with their own digits."""
    return build.xlsx(
        *(build.sheet(_rows(cells)) for cells in sheets.values()), names=tuple(sheets),
        styles=build.styles("yyyy\\-mm\\-dd"),
    )  # fmt: skip


def _rows(cells: dict[tuple[int, int], object]) -> str:
    lines: dict[int, list[str]] = {}
    for (row, column), value in sorted(cells.items()):
        lines.setdefault(row, []).append(_cell(a1(row, column), value))
    return "".join(f'<row r="{row + 1}">{"".join(each)}</row>' for row, each in lines.items())


def _cell(at: str, value: object) -> str:
    if isinstance(value, CellError):
        return f'<c r="{at}" t="e"><v>{value.code}</v></c>'
    if isinstance(value, bool):
        return f'<c r="{at}" t="b"><v>{int(value)}</v></c>'
    if isinstance(value, datetime):
        days = (value - datetime(1899, 12, 30, tzinfo=value.tzinfo)).total_seconds() / 86400
        return f'<c r="{at}" s="1"><v>{days!r}</v></c>'
    if isinstance(value, int | float | Decimal):
        return f'<c r="{at}"><v>{value}</v></c>'
    plain = _ESCAPE.sub(lambda found: f"_x{ord(found[0][0]):04X}_{found[0][1:]}", str(value))
    plain = _CONTROL.sub(lambda found: f"_x{ord(found[0]):04X}_", plain)
    return f'<c r="{at}" t="inlineStr"><is><t xml:space="preserve">{escape(plain)}</t></is></c>'


def look(data: bytes, name: str = "周报.xlsx", at: Any = ON_FILE) -> Examined:
    return workers.examine_leaf(name, data, at)


def reading(found: Examined, row: str, field: str) -> Reading:
    return next(each for each in found.readings if (each.row_key, each.field) == (row, field))


def honest(data: bytes, found: Examined, name: str = "周报.xlsx") -> None:
    """Law 6: each finding's cell, read again, holds what was found."""
    book = read.read(data, name)
    sheets = {sheet.name: sheet for sheet in book.sheets}
    for each in found.findings:
        if not (each.sheet and each.cell):
            continue
        row, column = _position(each.cell)
        sheet = sheets[each.sheet]
        holds = typed(sheet.cells.get((row, column)), percent=(row, column) in sheet.percents)
        assert holds == each.found, (each.code, each.cell, holds, each.found)


def _position(a1: str) -> tuple[int, int]:
    letters = "".join(sign for sign in a1 if sign.isalpha())
    column = 0
    for sign in letters:
        column = column * 26 + ord(sign) - 64
    return int(a1[len(letters) :]) - 1, column - 1
