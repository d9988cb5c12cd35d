"""A workbook as data: cells with style names, widths, print set-up. Drawing is ``edge.draw``.

Rows and columns are counted from 0, widths in characters of the body font, heights in points.
"""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from msgspec import Struct, field

Value = str | int | float | Decimal | bool | date | datetime | None


class Cell(Struct, frozen=True):
    """One cell. A str value is always written as text, whatever it begins with."""

    value: Value = None
    style: str = "body"  # a name in books.style.STYLES
    formula: str = ""  # "=…"; then ``value`` is the stored result and must be given
    link: str = ""  # "internal:'表名'!A1"; never an outside address
    note: str = ""  # a cell comment


class Merge(Struct, frozen=True):
    """A merged range; the value and style are those of its first cell."""

    top: int
    left: int
    bottom: int
    right: int


class Validation(Struct, frozen=True):
    """A drop-down or bounds on a range, with a prompt; ``options`` is XlsxWriter's own dict."""

    top: int
    left: int
    bottom: int
    right: int
    options: Mapping[str, object]


class Conditional(Struct, frozen=True):
    """A conditional format; ``options`` is XlsxWriter's, with ``style`` naming the format."""

    top: int
    left: int
    bottom: int
    right: int
    options: Mapping[str, object]
    style: str = ""


class Chart(Struct, frozen=True):
    """A native chart; ``series``, axes and titles are XlsxWriter's own dicts."""

    row: int
    column: int
    kind: str  # bar, column, line, …
    series: tuple[Mapping[str, object], ...]
    title: str = ""
    subtype: str = ""
    size: tuple[int, int] = (480, 288)  # pixels
    x_axis: Mapping[str, object] = field(default_factory=dict)
    y_axis: Mapping[str, object] = field(default_factory=dict)
    legend: str = "none"  # none, bottom, right …
    style: Mapping[str, object] = field(default_factory=dict)  # plotarea, chartarea …


class Page(Struct, frozen=True):
    """How a sheet prints: A4 always."""

    landscape: bool = False
    fit_wide: int = 1  # pages
    fit_tall: int = 0  # 0: as many as needed
    title_rows: tuple[int, int] | None = None
    title_columns: tuple[int, int] | None = None
    area: tuple[int, int, int, int] | None = None
    breaks: tuple[int, ...] = ()  # rows before which a new page begins
    across: tuple[int, ...] = ()  # columns before which one does; then the widest part fits a page
    fixed: bool = False  # one percentage in every program, at which the widest part fits
    largest: int = 100  # per cent
    smallest: int = 0  # per cent a fixed page may shrink to where that saves one; 0: none
    over: bool = False  # the parts of the same rows follow each other
    header: str = ""
    footer: str = "&C第 &P 页，共 &N 页"
    margins: tuple[float, float, float, float] = (0.5, 0.5, 0.6, 0.6)  # left right top bottom, inch
    centre: bool = True


class Sheet(Struct, frozen=True):
    """One sheet."""

    name: str
    cells: Mapping[tuple[int, int], Cell]
    widths: Mapping[int, float] = field(default_factory=dict)  # column → characters
    heights: Mapping[int, float] = field(default_factory=dict)  # row → points
    growing: Mapping[int, float] = field(default_factory=dict)  # row → points to begin with
    merges: tuple[Merge, ...] = ()
    validations: tuple[Validation, ...] = ()
    conditionals: tuple[Conditional, ...] = ()
    charts: tuple[Chart, ...] = ()
    freeze: tuple[int, int] | None = None
    filter: tuple[int, int, int, int] | None = None
    page: Page = field(default_factory=Page)
    visibility: str = "visible"  # visible / hidden / veryHidden
    protect: bool = False  # structure only: filters, widths and heights stay free, no password
    hidden_columns: frozenset[int] = frozenset()
    hidden_rows: frozenset[int] = frozenset()
    outline: Mapping[int, int] = field(default_factory=dict)  # row → level
    tab: str = ""  # colour name in books.style.COLOURS
    zoom: int = 100
    gridlines: bool = False
    default_styles: Mapping[int, str] = field(default_factory=dict)  # column → style of its blanks


class Book(Struct, frozen=True):
    """One workbook."""

    sheets: tuple[Sheet, ...]
    title: str = ""
    properties: Mapping[str, str] = field(default_factory=dict)  # custom document properties
    names: Mapping[str, str] = field(default_factory=dict)  # defined name → "='表'!$A$1"
    active: str = ""  # the sheet first shown


def charted(sheet: Sheet, series: Mapping[str, object]) -> dict[str, object]:
    """Return the series with the figures its cells hold: who reads no cells sees no 0 for an empty one."""
    place = series.get("values")
    if not isinstance(place, list) or place[0] != sheet.name:
        return dict(series)
    _, top, column, bottom, _ = place
    held = (sheet.cells.get((row, column)) for row in range(top, bottom + 1))
    values = (cell.value if cell else None for cell in held)
    data = [each if isinstance(each, int | float | Decimal) else None for each in values]
    return {**series, "values_data": data}
