"""方案.xlsx as data: every sheet of the scheme, ready to read and to edit in Excel or WPS."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from msgspec.structs import replace

from jlhy_xl.books.scheme.guide import GUIDE, guide
from jlhy_xl.books.sheet import Book, Cell, Page, Sheet, Validation
from jlhy_xl.books.style import height_of, width_of
from jlhy_xl.core.scheme.cells import Names, Written, write
from jlhy_xl.core.scheme.model import Scheme
from jlhy_xl.core.scheme.tables import (
    HELP_HEADING,
    KEY_HEADING,
    PARAMETER_SHEET,
    PARAMETERS,
    TABLES,
    VALUE_HEADING,
    Column,
    Kind,
    Table,
)

HEADER = 1  # the row of headings; above it one line says what the sheet is for
SPARE = 30  # rows kept ready below the last one
_LAST = 1000  # drop-downs reach down to here
_LOOKS = {
    Kind.INTEGER: "body_centre",
    Kind.DECIMAL: "number_any",
    Kind.DATE: "date",
    Kind.MOMENT: "datetime",
    Kind.CHOICE: "body_centre",
}
# Columns that name a row of another sheet: (attribute, sheet, column there)
_SOURCES = {"indicator": ("指标", 0), "form": ("表单", 0)}
_FROZEN = {"fields": 3, "indicators": 3, "units": 2, "groups": 2, "targets": 2, "rules": 1}
_PAGE = Page(landscape=True, title_rows=(HEADER, HEADER))


def book(scheme: Scheme) -> Book:
    """Return the workbook of a scheme; reading it back gives an equal scheme (law 10)."""
    names = Names.of(scheme.units)
    sheets = [_parameters(scheme)]
    sheets += [sheet_of(table, getattr(scheme, table.attribute), names) for table in TABLES]
    return Book((guide(scheme), *sheets), title=f"{scheme.parameters.title}方案", active=GUIDE)


def sheet_of(table: Table, rows: Sequence[object], names: Names, spare: int = SPARE) -> Sheet:
    """Return one table as a sheet to be filled in, with rows kept ready below the last one."""
    cells: dict[tuple[int, int], Cell] = {(0, 0): Cell(table.hint, "plain_line")}
    heights = {0: 24.0, HEADER: 32.0}
    for at, column in enumerate(table.columns):
        cells[HEADER, at] = Cell(_heading(column), "head", note=column.hint)
        look = _LOOKS.get(column.kind, "text")
        for line in range(HEADER + 1, HEADER + 1 + len(rows) + spare):
            cells[line, at] = Cell(None, look)
    for line, row in enumerate(rows, HEADER + 1):
        tallest = 18.0
        for at, column in enumerate(table.columns):
            value = write(getattr(row, column.attribute), column, names)
            cells[line, at] = _cell(value, column)
            tallest = max(tallest, float(height_of(str(value or ""), column.width)))
        heights[line] = min(tallest, 400.0)
    return Sheet(
        name=table.sheet,
        cells=cells,
        widths={at: _width(column) for at, column in enumerate(table.columns)},
        heights=heights,
        validations=tuple(_validations(table)),
        freeze=(HEADER + 1, _FROZEN.get(table.attribute, 1)),
        filter=(HEADER, 0, HEADER + max(len(rows), 1), len(table.columns) - 1),
        page=_PAGE,
        tab="accent" if table.needed else "bar_soft",
    )


def _heading(column: Column) -> str:
    return f"*{column.heading}" if column.required else column.heading


def _width(column: Column) -> float:
    return max(column.width, width_of(_heading(column)) + 3.0)


def _cell(value: Written, column: Column) -> Cell:
    look = _LOOKS.get(column.kind, "text")
    if isinstance(value, str) and column.kind is not Kind.CHOICE:
        look = "text"  # 长期 and 无法排名 stand in columns of dates and numbers
    if isinstance(value, date) and not isinstance(value, datetime):
        look = "date"
    return Cell(value, look)


def _validations(table: Table) -> list[Validation]:
    found = []
    for at, column in enumerate(table.columns):
        options = _options(table, column)
        if options:
            found.append(Validation(HEADER + 1, at, _LAST, at, options))
    return found


def _options(table: Table, column: Column) -> dict[str, object]:
    options: dict[str, object] = {}
    if column.choices:
        options = _list_of([word for word, _ in column.choices])
    elif column.kind is Kind.UNIT:
        options = {
            "validate": "list",
            "source": f"='单位'!$B${HEADER + 2}:$B${_LAST}",
            "error_type": "warning",
            "error_title": "不在单位简称里",
            "error_message": "填别名也可以；如果是新单位，请先在“单位”表登记。",
        }
    elif column.attribute in _SOURCES and table.sheet not in _SOURCES[column.attribute]:
        sheet, place = _SOURCES[column.attribute]
        letter = "AB"[place]
        options = {
            "validate": "list",
            "source": f"='{sheet}'!${letter}${HEADER + 2}:${letter}${_LAST}",
            "error_title": "没有这个编码",
            "error_message": f"请从下拉列表中选择，或先在“{sheet}”表登记。",
        }
    elif column.hint:
        options = {"validate": "any"}
    if options and column.hint:
        options |= {"input_title": column.heading[:32], "input_message": column.hint[:255]}
    return options


def _list_of(words: list[str]) -> dict[str, object]:
    return {
        "validate": "list",
        "source": words,
        "error_title": "不在选项内",
        "error_message": "请从下拉列表中选择。",
    }


def _parameters(scheme: Scheme) -> Sheet:
    heads = (KEY_HEADING, VALUE_HEADING, HELP_HEADING)
    widths = {0: 24.0, 1: 34.0, 2: 62.0}
    cells: dict[tuple[int, int], Cell] = {
        (0, 0): Cell("办公室的各项约定，只改“值”一栏", "plain_line"),
        **{(HEADER, at): Cell(text, "head") for at, text in enumerate(heads)},
    }
    heights: dict[int, float] = {0: 24.0, HEADER: 24.0}
    validations = []
    for line, column in enumerate(PARAMETERS, HEADER + 1):
        value = write(getattr(scheme.parameters, column.attribute), column, Names())
        cells[line, 0] = Cell(column.heading, "label")
        cells[line, 1] = replace(_cell(value, column), style=_input(column))
        cells[line, 2] = Cell(column.hint, "hint_boxed")
        tallest = max(height_of(str(value or ""), widths[1]), height_of(column.hint, widths[2]))
        heights[line] = max(20.0, float(tallest))
        if column.choices:
            options: Mapping[str, object] = _list_of([word for word, _ in column.choices])
            validations.append(Validation(line, 1, line, 1, options))
    return Sheet(
        name=PARAMETER_SHEET,
        cells=cells,
        widths=widths,
        heights=heights,
        validations=tuple(validations),
        freeze=(HEADER + 1, 1),
        page=replace(_PAGE, landscape=False),
        tab="accent",
    )


def _input(column: Column) -> str:
    if column.kind is Kind.DATE:
        return "input_date"
    plain = column.kind in (Kind.INTEGER, Kind.DECIMAL, Kind.CHOICE)
    return "input_centre" if plain else "input_text"
