"""Fills in a template as a unit would: finds the cells by the template's own headings and keys."""

from collections.abc import Mapping

from msgspec.structs import replace

from jlhy_xl.books import style
from jlhy_xl.books.sheet import Book, Cell, Sheet
from jlhy_xl.core.returns.identity import COVER, NO_CHANGE_LABEL
from jlhy_xl.core.scheme.choices import Role, RowSource
from jlhy_xl.core.scheme.model import Form, Scheme
from jlhy_xl.demo import edit
from jlhy_xl.demo.plan import Answer, Workbook

Cells = dict[tuple[int, int], Cell]


class FillError(ValueError):
    """A plan answers a cell that the template does not have: a bug of the plan."""


def fill(book: Book, scheme: Scheme, work: Workbook) -> Book:
    """Return the template with a unit's answers typed in."""
    sheets = {sheet.name: sheet for sheet in book.sheets}
    for form in scheme.forms:
        own = {
            (row, item): answer
            for (code, row, item), answer in work.answers.items()
            if code == form.code and answer.typed is not None
        }
        if own and form.title not in sheets:
            raise FillError(f"{work.unit} has no {form.title}")
        if own:
            sheets[form.title] = _filled(sheets[form.title], scheme, form, own)
    if work.no_change:
        sheets[COVER] = _ticked(sheets[COVER])
    return replace(book, sheets=tuple(sheets[sheet.name] for sheet in book.sheets))


def edited(book: Book, scheme: Scheme, work: Workbook) -> Book:
    """Return the book with the rows that the unit put in and the sheets that it renamed."""
    for row in work.inserted:
        form = scheme.form_by_code[row.form]
        sheet = next(sheet for sheet in book.sheets if sheet.name == form.title)
        at = row_of(sheet, scheme, form, row.before, heading_row(sheet, scheme, form))
        book = edit.insert_row(book, form.title, at, columns_of(scheme, form)[row.field], row.text)
    for code, name in work.renamed.items():
        book = edit.rename(book, scheme.form_by_code[code].title, name)
    return book


def _ticked(cover: Sheet) -> Sheet:
    """The cell right of 全部无变化 says 是."""
    row, column = next(at for at, cell in cover.cells.items() if cell.value == NO_CHANGE_LABEL)
    answer = replace(cover.cells[row, column + 1], value="是")
    return replace(cover, cells={**cover.cells, (row, column + 1): answer})


def _filled(
    sheet: Sheet, scheme: Scheme, form: Form, own: Mapping[tuple[str, str], Answer]
) -> Sheet:
    head = heading_row(sheet, scheme, form)
    columns = columns_of(scheme, form)
    cells: Cells = dict(sheet.cells)
    growing = dict(sheet.growing)
    for (row_key, item), answer in own.items():
        row = row_of(sheet, scheme, form, row_key, head)
        where = row, columns[item]
        known = cells.get(where)
        if known is None or not known.style.startswith("input"):
            raise FillError(f"{form.title} {row_key} {item} is no cell to be filled in")
        cells[where] = replace(known, value=answer.typed)
        needed = style.height_of(str(answer.typed), sheet.widths[where[1]] - 1)
        growing[row] = max(growing.get(row, 0.0), needed)  # rows grow with what is typed
    return replace(sheet, cells=cells, growing=growing)


def columns_of(scheme: Scheme, form: Form) -> dict[str, int]:
    """Return field code → column: the template keeps the scheme's order."""
    return {item.code: at for at, item in enumerate(scheme.fields_by_form[form.code])}


def heading_row(sheet: Sheet, scheme: Scheme, form: Form) -> int:
    """Return the row in which every label of the form stands in its column."""
    labels = {
        at: item.label for at, item in enumerate(scheme.fields_by_form[form.code]) if item.label
    }
    for row in sorted({row for row, _ in sheet.cells}):
        held = {at: sheet.cells[row, at].value for at in labels if (row, at) in sheet.cells}
        if held == labels:
            return row
    raise FillError(f"{sheet.name} has no row of headings")


def row_of(sheet: Sheet, scheme: Scheme, form: Form, row_key: str, head: int) -> int:
    """Return the row of a key; an open row's key is its number in the sheet."""
    if form.rows is RowSource.OPEN:
        return int(row_key) - 1
    fields = scheme.fields_by_form[form.code]
    column = next(at for at, item in enumerate(fields) if item.role is Role.KEY)
    for (row, at), cell in sheet.cells.items():
        if at == column and row > head and cell.value == row_key:
            return row
    raise FillError(f"{sheet.name} has no row {row_key}")
