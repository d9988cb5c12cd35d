"""``Book`` → .xlsx through XlsxWriter: the only room that knows the writer.

Foreign text is written as text whatever it begins with; every return code is read, because the
writer drops cells in silence; the same book and the same ``made`` give the same bytes.
"""

import functools
import io
import math
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from jlhy_xl.books import style
from jlhy_xl.books.pages import scale
from jlhy_xl.books.sheet import Book, Cell, Chart, Page, Sheet, charted
from jlhy_xl.core.raw import a1
from jlhy_xl.edge import files

TEXT_LIMIT = 32_767
_BELOW_LINE = 4  # pixels
_FIRST_DAY = date(1900, 3, 1)  # before it Excel's own calendar is wrong by a day
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    # 宋体 11 as the Normal style: its digits are 8 pixels wide, its default row 18 high
    "default_row_height": 18,
    "default_column_width": 72,
}
# Without "none" the theme's own font would win over the name.
_FONT = {
    "font_name": style.BODY_FONT,
    "font_size": style.BODY_SIZE,
    "font_family": 3,
    "font_charset": 134,
    "font_scheme": "none",
}
# Structure only: what is locked cannot be typed over, all else stays free.
_FREE = {
    "format_columns": True,
    "format_rows": True,
    "sort": True,
    "autofilter": True,
    "select_locked_cells": True,
    "select_unlocked_cells": True,
}


class DrawError(ValueError):
    """A book asks for what a workbook cannot hold: our bug, never the filler's."""


def to_bytes(book: Book, made: datetime) -> bytes:
    """Return the workbook's bytes; equal for the same book and moment.

    Args:
        book: the workbook as data.
        made: the moment written into the document's properties; aware.

    Raises:
        DrawError: a text over 32,767 characters, a formula without a stored value, a link that
            leads out of the workbook, a value that no cell can hold, a sheet that is there twice.
    """
    import xlsxwriter
    from xlsxwriter.exceptions import XlsxWriterException

    stream = io.BytesIO()
    # a fresh dict each time: the writer writes into it, and the second workbook would differ
    paper_class = _paper_class()
    workbook = xlsxwriter.Workbook(stream, {**_OPTIONS, "default_format_properties": {**_FONT}})
    moment = made.astimezone(UTC).replace(tzinfo=None)
    workbook.set_properties({"title": book.title, "created": moment})
    formats = _Formats(workbook)
    try:
        for sheet in book.sheets:
            paper = workbook.add_worksheet(sheet.name, paper_class)
            _Page(workbook, paper, sheet, formats).draw()
        _name_things(workbook, book)
        workbook.close()
    except XlsxWriterException as fault:
        raise DrawError(f"{book.title}: {fault}") from fault
    return stream.getvalue()


def save(book: Book, path: Path, made: datetime) -> Path:
    """The workbook stands under the path, whole; returns the name it got.

    Raises:
        DrawError: see ``to_bytes``.
        JlhyError: the folder cannot be written to.
    """
    return files.write_whole(path, to_bytes(book, made), second=True)


def _name_things(workbook: Any, book: Book) -> None:
    for key, value in book.properties.items():
        _check(workbook.set_custom_property(key, value, "text"), f"property {key}")
    for name, target in book.names.items():
        _check(workbook.define_name(name, target), f"name {name}")
    shown = [sheet.name for sheet in book.sheets if sheet.visibility == "visible"]
    if not shown:
        raise DrawError(f"{book.title}: no visible sheet")
    first = book.active or shown[0]
    workbook.get_worksheet_by_name(first).activate()
    workbook.get_worksheet_by_name(shown[0]).set_first_sheet()


@functools.cache
def _paper_class() -> type[Any]:
    from xlsxwriter.worksheet import Worksheet

    class Paper(Worksheet):  # type: ignore[misc]  # it has no types
        """A worksheet some of whose rows have a height and still grow with what is typed.

        The writer marks every height as fixed; Excel then never grows the row, and a long
        answer would be cut on paper.
        """

        growing: frozenset[int] = frozenset()

        def _xml_start_tag_unencoded(self, tag: str, attributes: Any = ()) -> None:
            super()._xml_start_tag_unencoded(tag, self._freed(tag, attributes))

        def _xml_empty_tag_unencoded(self, tag: str, attributes: Any = ()) -> None:
            super()._xml_empty_tag_unencoded(tag, self._freed(tag, attributes))

        def _freed(self, tag: str, attributes: Any) -> Any:
            if tag != "row" or dict(attributes)["r"] - 1 not in self.growing:
                return attributes
            return [(key, value) for key, value in attributes if key != "customHeight"]

    return Paper


def _check(code: int | None, what: str) -> None:
    if code not in (0, None):
        raise DrawError(f"{what}: the writer answered {code}")


def _clean(text: str) -> str:
    # A lone surrogate has no UTF-8 form: it would stop the whole workbook.
    return text.encode("utf-8", "replace").decode("utf-8")


class _Formats:
    """Style name → XlsxWriter format, made once a workbook."""

    def __init__(self, workbook: Any) -> None:
        self._workbook = workbook
        self._made: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._made:
            if name not in style.STYLES:
                raise DrawError(f"no style {name}")
            self._made[name] = self._workbook.add_format(dict(style.STYLES[name]))
        return self._made[name]


class _Page:
    """One sheet being drawn."""

    def __init__(self, workbook: Any, paper: Any, sheet: Sheet, formats: _Formats) -> None:
        self.workbook, self.paper, self.sheet, self.formats = workbook, paper, sheet, formats
        self.covered: set[tuple[int, int]] = set()  # places under a merge, its anchor apart

    def draw(self) -> None:
        self._columns_and_rows()
        self._merges()
        for (row, column), cell in sorted(self.sheet.cells.items()):
            self._cell(row, column, cell)
        self._helpers()
        for chart in self.sheet.charts:
            self._chart(chart)
        self._view()
        self._print()

    def _say(self, code: int | None, row: int, column: int) -> None:
        if code not in (0, None):
            _check(code, self._at(row, column))

    def _columns_and_rows(self) -> None:
        sheet, paper = self.sheet, self.paper
        for column in sorted({*sheet.widths, *sheet.hidden_columns, *sheet.default_styles}):
            name = sheet.default_styles.get(column)
            look = self.formats[name] if name else None
            options = {"hidden": 1} if column in sheet.hidden_columns else {}
            width = sheet.widths.get(column)
            self._say(paper.set_column(column, column, width, look, options), 0, column)
        paper.growing = frozenset(sheet.growing)
        heights = {**sheet.growing, **sheet.heights}
        if sheet.outline:
            # the row that sums a group up stands above it
            paper.outline_settings(symbols_below=False)
        for row in sorted({*heights, *sheet.hidden_rows, *sheet.outline}):
            options = {"hidden": 1} if row in sheet.hidden_rows else {}
            if row in sheet.outline:
                options["level"] = sheet.outline[row]
            self._say(paper.set_row(row, heights.get(row), None, options), row, 0)

    def _merges(self) -> None:
        for merge in self.sheet.merges:
            place = (merge.top, merge.left)
            where = self._at(*place)
            if place == (merge.bottom, merge.right):
                raise DrawError(f"{where}: a merge of one cell")
            for row in range(merge.top, merge.bottom + 1):
                for column in range(merge.left, merge.right + 1):
                    hidden = self.sheet.cells.get((row, column))
                    if (row, column) == place:
                        continue
                    if hidden and hidden.value is not None:
                        raise DrawError(f"{where}: the merge hides {a1(row, column)}")
                    self.covered.add((row, column))
            look = self.formats[self.sheet.cells.get(place, Cell()).style]
            code = self.paper.merge_range(
                merge.top, merge.left, merge.bottom, merge.right, "", look
            )
            self._say(code, *place)

    def _cell(self, row: int, column: int, cell: Cell) -> None:
        if (row, column) in self.covered:
            return
        look = self.formats[cell.style]
        if cell.link:
            if not cell.link.startswith("internal:"):
                raise DrawError(f"{self._at(row, column)}: a link to the outside")
            self._say(self.paper.write_url(row, column, cell.link, look, ""), row, column)
        if cell.formula:
            self._formula(row, column, cell)
        else:
            self._say(self._value(row, column, cell.value, look), row, column)
        if cell.note:
            self._say(self.paper.write_comment(row, column, *_note(cell.note)), row, column)

    def _formula(self, row: int, column: int, cell: Cell) -> None:
        where = self._at(row, column)
        if not cell.formula.startswith("=") or cell.value is None:
            raise DrawError(f"{where}: a formula needs its = and its stored value")
        value = cell.value
        if isinstance(value, date):
            raise DrawError(f"{where}: a formula's stored value is a number, a text or a truth")
        if isinstance(value, Decimal):
            value = float(value)
        look = self.formats[cell.style]
        self._say(self.paper.write_formula(row, column, cell.formula, look, value), row, column)

    def _value(self, row: int, column: int, value: object, look: Any) -> int | None:
        paper = self.paper
        if value is None or value == "":
            return _code(paper.write_blank(row, column, None, look))
        if isinstance(value, str):
            return _code(paper.write_string(row, column, self._text(row, column, value), look))
        if isinstance(value, bool):
            return _code(paper.write_boolean(row, column, value, look))
        if isinstance(value, int | float | Decimal):
            number = float(value)
            if not math.isfinite(number):
                raise DrawError(f"{self._at(row, column)}: {value} is no number")
            return _code(paper.write_number(row, column, number, look))
        if isinstance(value, date):
            moment = value.replace(tzinfo=None) if isinstance(value, datetime) else value
            if date(moment.year, moment.month, moment.day) < _FIRST_DAY:
                raise DrawError(f"{self._at(row, column)}: {value} is before 1900-03-01")
            return _code(paper.write_datetime(row, column, moment, look))
        raise DrawError(f"{self._at(row, column)}: a cell cannot hold {type(value).__name__}")

    def _text(self, row: int, column: int, text: str) -> str:
        clean = text if text.isascii() else _clean(text)
        if len(clean) > TEXT_LIMIT // 2 and len(clean.encode("utf-16-le")) // 2 > TEXT_LIMIT:
            raise DrawError(f"{self._at(row, column)}: a text over {TEXT_LIMIT} characters")
        return clean

    def _at(self, row: int, column: int) -> str:
        return f"{self.sheet.name}!{a1(row, column)}"

    def _helpers(self) -> None:
        paper, sheet = self.paper, self.sheet
        for rule in sheet.validations:
            code = paper.data_validation(
                rule.top, rule.left, rule.bottom, rule.right, dict(rule.options)
            )
            self._say(code, rule.top, rule.left)
        for hint in sheet.conditionals:
            options = dict(hint.options)
            if hint.style:
                options["format"] = self.formats[hint.style]
            code = paper.conditional_format(hint.top, hint.left, hint.bottom, hint.right, options)
            self._say(code, hint.top, hint.left)
        if sheet.filter:
            self._say(paper.autofilter(*sheet.filter), sheet.filter[0], sheet.filter[1])
        if sheet.cells:
            last = a1(max(row for row, _ in sheet.cells), max(column for _, column in sheet.cells))
            # phones and codes are text on purpose: no green triangles
            _check(paper.ignore_errors({"number_stored_as_text": f"A1:{last}"}), sheet.name)

    def _chart(self, chart: Chart) -> None:
        kind: dict[str, Any] = {"type": chart.kind}
        if chart.subtype:
            kind["subtype"] = chart.subtype
        made = self.workbook.add_chart(kind)
        if made is None:
            raise DrawError(f"{self.sheet.name}: no chart {chart.kind}")
        font = {"name": style.BODY_FONT, "size": 10, "bold": False}
        for series in chart.series:
            made.add_series(charted(self.sheet, series))
        if chart.title:
            made.set_title({"name": chart.title, "name_font": {**font, "size": 12}})
        else:
            made.set_title({"none": True})
        made.set_x_axis({"num_font": font, **chart.x_axis})
        made.set_y_axis({"num_font": font, **chart.y_axis})
        made.set_legend({"position": chart.legend, "font": font})
        made.set_size({"width": chart.size[0], "height": chart.size[1]})
        _style_chart(made, chart.style)
        place = {"y_offset": _BELOW_LINE}  # clear of the line under the heading above
        code = self.paper.insert_chart(chart.row, chart.column, made, place)
        self._say(code, chart.row, chart.column)

    def _view(self) -> None:
        paper, sheet = self.paper, self.sheet
        if sheet.freeze:
            paper.freeze_panes(*sheet.freeze)
        if not sheet.gridlines:
            paper.hide_gridlines(2)
        if sheet.zoom != 100:
            paper.set_zoom(sheet.zoom)
        if sheet.tab:
            paper.set_tab_color(style.COLOURS[sheet.tab])
        if sheet.protect:
            paper.protect("", _FREE)
        if sheet.visibility == "hidden":
            paper.hide()
        elif sheet.visibility == "veryHidden":
            paper.very_hidden()
        elif sheet.visibility != "visible":
            raise DrawError(f"{sheet.name}: no visibility {sheet.visibility}")

    def _print(self) -> None:
        paper, sheet, page = self.paper, self.sheet, self.sheet.page
        paper.set_paper(9)  # A4
        if page.landscape:
            paper.set_landscape()
        else:
            paper.set_portrait()
        self._fit(page)
        left, right, top, bottom = page.margins
        paper.set_margins(left, right, top, bottom)
        if page.centre:
            paper.center_horizontally()
        if page.title_rows:
            paper.repeat_rows(*page.title_rows)
        if page.title_columns:
            paper.repeat_columns(*page.title_columns)
        if page.breaks:
            paper.set_h_pagebreaks(list(page.breaks))
        if page.area:
            _check(paper.print_area(*page.area), sheet.name)
        if page.header:
            paper.set_header(page.header)
        if page.footer:
            paper.set_footer(page.footer)

    def _fit(self, page: Page) -> None:
        """The sheet prints in a size of its own, or is fitted to pages by the program."""
        paper = self.paper
        if page.across or page.fixed:
            # a program that fits a sheet to pages minds no breaks between columns
            paper.set_print_scale(scale(page, self.sheet.widths))
            paper.set_v_pagebreaks(list(page.across))
            if page.over:
                paper.print_across()
        else:
            paper.fit_to_pages(page.fit_wide, page.fit_tall)


def _code(answer: Any) -> int | None:
    return answer if isinstance(answer, int) else None


def _style_chart(made: Any, looks: Mapping[str, object]) -> None:
    for part, look in looks.items():
        setter = getattr(made, f"set_{part}", None)
        if setter is None:
            raise DrawError(f"no chart part {part}")
        setter(look)


def _note(text: str) -> tuple[str, dict[str, object]]:
    """Return a note's text and the size that shows all of it."""
    clean = "".join(sign for sign in _clean(text) if sign >= " " or sign == "\n")
    width = min(max(style.width_of(clean), 12), 36)
    lines = style.lines_of(clean, width - 2)
    size = {"width": width * 7 + 24, "height": lines * 18 + 16}
    return clean, {**size, "font_name": style.BODY_FONT, "font_size": 9, "author": ""}
