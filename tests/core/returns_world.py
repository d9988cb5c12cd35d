"""Returned workbooks without files: a template as raw cells, filled in, cut up, or drawn in markdown."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal

from msgspec.structs import replace

from jlhy_xl.books.scheme.default import default
from jlhy_xl.books.sheet import Book
from jlhy_xl.books.template import book as template
from jlhy_xl.core import calendar
from jlhy_xl.core.model import Examined, Prior
from jlhy_xl.core.raw import Position, Raw, RawBook, RawSheet
from jlhy_xl.core.results import World
from jlhy_xl.core.returns import identity, obligations
from jlhy_xl.core.returns.examine import examine
from jlhy_xl.core.returns.shown import shown
from jlhy_xl.core.scheme.model import Scheme

KEY = b"office"
DIGEST = "0123456789abcdef"
WEEK = "2026-W48"
NOW = datetime(2026, 11, 30, 1, 0, tzinfo=UTC)
PERSON = {
    "name": "张三丰",
    "title": "副局长",
    "phone": "0632-6611234",
    "mobile": "13812345678",
    "mail": "zhangsan@example.gov.cn",
}
ROLES = ("分管领导", "具体负责人", "联络员")


def on_file(**values: str) -> Prior:
    """A unit whose contacts are on file, and what else it said: progress__07-01__value="8"."""
    told = {("personnel", role, code): value for role in ROLES for code, value in PERSON.items()}
    for address, value in values.items():
        form, row_key, code = address.split("__")
        told[form, row_key, code] = value
    return Prior(told, contacts_on_file=True)


def world(
    scheme: Scheme | None = None,
    priors: Mapping[str, Prior] | None = None,
    periods: Iterable[str] = (WEEK,),
) -> World:
    """The office's world: every active unit's duties in the open periods."""
    made = scheme or default()
    known = priors or {}
    duties, told = {}, {}
    for period in periods:
        clocks = (calendar.timetable(made, period), calendar.previous_timetable(made, period))
        for unit in obligations.active_units(made, clocks[0]):
            prior = known.get(unit.code, on_file())
            duties[unit.code, period] = obligations.duty(made, unit, clocks, prior)
            told[unit.code, period] = prior
    return World(made, DIGEST, KEY, NOW, duties, told)


def cell(value: object) -> Raw | None:
    """What a drawn cell holds when it is read again."""
    if value is None or value == "":
        return None
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime(value.year, value.month, value.day)  # noqa: DTZ001 - a cell has no zone
    if isinstance(value, bool | str | Decimal | datetime):
        return value
    return Decimal(str(value))


def raw(book: Book) -> RawBook:
    """A drawn book as the reader gives it back."""
    sheets = []
    for sheet in book.sheets:
        cells = {
            at: held for at, each in sheet.cells.items() if (held := cell(each.value)) is not None
        }
        merges = tuple((each.top, each.left, each.bottom, each.right) for each in sheet.merges)
        sheets.append(
            RawSheet(sheet.name, cells, sheet.visibility, merges=merges,
                     hidden_columns=sheet.hidden_columns)
        )  # fmt: skip
    return RawBook(tuple(sheets), properties=dict(book.properties))


def issued(at: World, unit: str, period: str = WEEK) -> RawBook:
    """A unit's template, untouched."""
    duty, prior = at.duties[unit, period], at.priors[unit, period]
    own = shown(at.scheme_of(period), at.duties[unit, period])
    signed = identity.issue(at.key, unit, period, at.scheme_digest, own)
    return raw(template.book(at.scheme, duty, prior, signed, at.scheme_digest))


def sheet_of(book: RawBook, name: str) -> RawSheet:
    return next(each for each in book.sheets if each.name == name)


def with_sheet(book: RawBook, name: str, sheet: RawSheet | None) -> RawBook:
    """The book with one sheet replaced, or taken out."""
    kept = [sheet if each.name == name else each for each in book.sheets]
    return replace(book, sheets=tuple(each for each in kept if each is not None))


def head(sheet: RawSheet, heading: str) -> Position:
    return next(at for at, held in sorted(sheet.cells.items()) if held == heading)


def find(sheet: RawSheet, row: str, heading: str) -> Position:
    """Where a row's own cell stands, by any of the row's texts."""
    top, column = head(sheet, heading)
    line = next(r for (r, _), held in sorted(sheet.cells.items()) if r > top and held == row)
    return line, column


def put(book: RawBook, name: str, values: Mapping[Position, Raw | None]) -> RawBook:
    """The book with cells typed in."""
    sheet = sheet_of(book, name)
    cells = {**sheet.cells, **values}
    cells = {at: held for at, held in cells.items() if held is not None}
    return with_sheet(book, name, replace(sheet, cells=cells))


def fill(book: RawBook, name: str, row: str, **answers: Raw | None) -> RawBook:
    """The book with a row's answers typed in, by heading."""
    sheet = sheet_of(book, name)
    return put(book, name, {find(sheet, row, title): held for title, held in answers.items()})


PROGRESS = "指标进展表"
PERSONNEL = "人员信息登记表"


def filled(at: World, unit: str = "U01", period: str = WEEK) -> RawBook:
    """A good return: everything that is due is filled in."""
    book = issued(at, unit, period)
    duty = at.duties[unit, period]
    for indicator in obligations.indicators_of(at.scheme, unit):
        answers: dict[str, Raw | None] = {
            "推进状态": "推进中",
            "本周进展": f"{indicator.code}按计划推进",
        }
        if obligations.is_due(duty, obligations.Row(indicator.code, indicator)):
            answers["现状值"] = "已开展" if indicator.is_worded else Decimal(8)
        book = fill(book, PROGRESS, indicator.code, **answers)
    if "personnel" in duty.owed:
        for step, role in enumerate(ROLES):
            book = person(book, role, step)
    return book


def person(book: RawBook, role: str, step: int = 0) -> RawBook:
    names = ("张三丰", "李思源", "王五")
    return fill(
        book, PERSONNEL, role,
        **{"姓  名": names[step], "职  务": "副局长", "固定电话": "0632-661123" + str(step),
           "手  机": "1381234567" + str(step), "邮  箱": f"user{step}@example.gov.cn"},
    )  # fmt: skip


def look(book: RawBook, at: World, name: str = "周报.xlsx") -> Examined:
    return examine(book, name, "f" * 64, at)


def codes(found: Examined) -> list[str]:
    return sorted(each.code for each in found.findings)


def reading(found: Examined, row: str, field: str, form: str = "progress"):
    return next(
        each
        for each in found.readings
        if (each.form, each.row_key, each.field) == (form, row, field)
    )


def table(text: str, name: str = "表") -> RawSheet:
    """A sheet from a markdown table; every cell is text, blanks are blank.

    Lines without bars are cells of column A.
    """
    cells: dict[Position, Raw] = {}
    lines = [line.strip() for line in text.strip().splitlines()]
    lines = [line for line in lines if not line.startswith("|--")]
    for row, line in enumerate(lines):
        parts = line.strip("|").split("|") if line.startswith("|") else [line]
        for column, part in enumerate(parts):
            if part.strip():
                cells[row, column] = part.strip()
    return RawSheet(name, cells)


def bare(*sheets: RawSheet) -> RawBook:
    """A workbook without any identity."""
    return RawBook(sheets)


PROGRESS_TABLE = """
2026年第48周指标进展表
单位名称：{unit}
| 序号 | 具体指标 | 现状值 | 推进状态 | 本周进展 |
| 1 | 解决商业纠纷的耗时 | 120 | 推进中 | 简化立案流程 |
| 2 | 解决商业纠纷的费用 | 12 | 推进中 | 减免部分费用 |
| 3 | 司法程序质量指数 | 10 | 已完成 | 评查已完成 |
"""
