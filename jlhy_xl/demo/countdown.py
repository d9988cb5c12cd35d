"""What Excel would have stored in the template's own formulas when the unit saved the workbook."""

from collections.abc import Mapping

from msgspec.structs import replace

from jlhy_xl.books.sheet import Book, Cell, Sheet
from jlhy_xl.books.template import hint
from jlhy_xl.core.returns.identity import COVER
from jlhy_xl.core.scheme.choices import Role
from jlhy_xl.core.scheme.model import Form, Scheme
from jlhy_xl.demo.fill import columns_of, heading_row, row_of
from jlhy_xl.demo.plan import Workbook

Counts = Mapping[str, tuple[int, int]]  # form code → asked, filled in; 0, 0 where nothing is owed
_HEADING = "表名"


def recount(book: Book, scheme: Scheme, work: Workbook, counts: Counts) -> Book:
    """Return the filled-in book with the results that its formulas have now."""
    if not (work.answers or work.no_change):
        return book  # sent back as it was issued
    sheets = {sheet.name: sheet for sheet in book.sheets}
    forms = [form for form in scheme.forms if form.title in sheets]
    for form in forms:
        sheets[form.title] = _form(sheets[form.title], scheme, form, work, counts[form.code])
    sheets[COVER] = _cover(sheets[COVER], forms, counts, work)
    return replace(book, sheets=tuple(sheets[sheet.name] for sheet in book.sheets))


def _missing(asked: int, filled: int, *, no_change: bool) -> int:
    return 0 if no_change else asked - filled


def _free(words: str, form: Form, work: Workbook) -> str:
    """Return what a form that requires nothing says, by whether the unit filled anything in."""
    return hint.told(words) if any(code == form.code for code, _, _ in work.answers) else words


def _stored(cell: Cell, value: str | int) -> Cell:
    return replace(cell, value=value) if cell.formula else cell


def _cover(sheet: Sheet, forms: list[Form], counts: Counts, work: Workbook) -> Sheet:
    cells = dict(sheet.cells)
    head = next(row for (row, column), cell in cells.items() if column == 0 and cell.value == _HEADING)  # fmt: skip
    told: list[str] = []
    totals = [0, 0, 0]
    for step, form in enumerate(forms, head + 1):
        asked, filled = counts[form.code]
        missing = _missing(asked, filled, no_change=work.no_change)
        numbers = (asked, asked - missing, missing)
        totals = [total + number for total, number in zip(totals, numbers, strict=True)]
        words = (
            _free(str(cells[step, 4].value), form, work)
            if not asked
            else f"△ 还差{missing}项"
            if missing
            else "✓ 已填齐"
        )
        told += [f"{form.title}{missing}项"] if missing else []
        for column, value in enumerate(numbers, 1):
            cells[step, column] = _stored(cells[step, column], value)
        cells[step, 4] = _stored(cells[step, 4], words)
    last = head + 1 + len(forms)
    for column, value in enumerate(totals, 1):
        cells[last, column] = _stored(cells[last, column], value)
    state = next(at for at, cell in cells.items() if cell.style == "countdown_big")
    words = f"△ 还差{totals[2]}项：{'、'.join(told)}" if totals[2] else "✓ 可以上报"
    cells[state] = _stored(cells[state], words)
    return replace(sheet, cells=cells)


def _form(
    sheet: Sheet, scheme: Scheme, form: Form, work: Workbook, count: tuple[int, int]
) -> Sheet:
    cells = dict(sheet.cells)
    asked, filled = count
    missing = _missing(asked, filled, no_change=work.no_change)
    words = "✓ 本表已填齐。" if asked else ""
    if missing:
        words = f"本表应填{asked}项，已填{asked - missing}项，还差{missing}项。"
    for at, cell in sheet.cells.items():
        if cell.style == "countdown":
            cells[at] = _stored(cell, words or _free(str(cell.value), form, work))
    computed = [item for item in scheme.fields_by_form[form.code] if item.role is Role.COMPUTED]
    for item in computed:
        head = heading_row(sheet, scheme, form)
        for row_key in work.lagging:
            at = row_of(sheet, scheme, form, row_key, head), columns_of(scheme, form)[item.code]
            cells[at] = _stored(cells[at], "是")
    return replace(sheet, cells=cells)
