"""The official template with a unit's own values in it: what goes back where its file cannot."""

from collections.abc import Iterator, Mapping
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from jlhy_xl.books.sheet import Book, Cell, Sheet, Value
from jlhy_xl.books.template.cover import is_last_day
from jlhy_xl.books.template.layout import YES, Issue, Layout
from jlhy_xl.core.model import Examined, Finding, Prior, Reading, State
from jlhy_xl.core.raw import Position, a1
from jlhy_xl.core.returns.identity import COVER, NO_CHANGE_LABEL
from jlhy_xl.core.returns.obligations import Duty
from jlhy_xl.core.scheme.choices import FieldType, RowSource
from jlhy_xl.core.scheme.model import Scheme
from jlhy_xl.core.values.parsed import decimal
from jlhy_xl.core.wording import return_copy as words

Address = tuple[str, str, str]  # form, row key, field
_FIRST_DAY = date(1900, 3, 1)
_TWO_LINES = 38.0  # points of the row on the cover that tells the last day as over


class Filled(Struct, frozen=True):
    """The template filled in, and the findings with the addresses they have there."""

    book: Book
    examined: Examined
    left: tuple[str, ...] = ()  # what found no place, in words


def fill(template: Book, scheme: Scheme, duty: Duty, prior: Prior, examined: Examined) -> Filled:
    """Return the template with every value that was read from the unit's file.

    Args:
        template: the unit's template for the period, as ``template.book`` makes it.
        scheme: the scheme in force.
        duty: what the template was made for.
        prior: what the template was made with.
        examined: what was read.
    """
    issue = Issue(scheme, duty, prior)
    layouts = {form.code: Layout(issue, form) for form in duty.forms}
    places = dict(_places(layouts, examined))
    typed: dict[str, dict[Position, Value]] = {}
    left = []
    for reading in examined.readings:
        place = places.get((reading.form, reading.row_key, reading.field))
        if not reading.typed:
            continue
        if place is None:
            left.append(_in_words(scheme, reading))
        else:
            value = _value(scheme, reading)
            typed.setdefault(layouts[reading.form].form.title, {})[place] = value
    if examined.unchanged:
        typed[COVER] = {_no_change(template): YES}
    sheets = tuple(_typed(sheet, typed.get(sheet.name, {})) for sheet in template.sheets)
    moved = tuple(_moved(each, layouts, places) for each in examined.findings)
    return Filled(replace(template, sheets=sheets), replace(examined, findings=moved), tuple(left))


def overdue(filled: Filled) -> Filled:
    """Return it with the last day on its cover told as over, as the list beside it tells it."""
    sheets = (_overdue(each) if each.name == COVER else each for each in filled.book.sheets)
    return replace(filled, book=replace(filled.book, sheets=tuple(sheets)))


def _overdue(sheet: Sheet) -> Sheet:
    cells, heights = dict(sheet.cells), dict(sheet.heights)
    for place, cell in sheet.cells.items():
        if is_last_day(cell):
            cells[place] = replace(cell, value=f"{cell.value}{words.OVER}")
            heights[place[0]] = _TWO_LINES
    return replace(sheet, cells=cells, heights=heights)


def _places(
    layouts: Mapping[str, Layout], examined: Examined
) -> Iterator[tuple[Address, Position]]:
    """Yield where each cell that was read stands in the template; open rows move together."""
    for code, layout in layouts.items():
        keys = [row.key for row in layout.rows]
        if layout.form.rows is RowSource.OPEN:
            mine = (each for each in examined.readings if each.form == code)
            filled = dict.fromkeys(each.row_key for each in mine if each.typed)
            keys = list(filled)[: len(keys)]
        for step, key in enumerate(keys):
            for column, item in enumerate(layout.columns):
                yield (code, key, item.code), (layout.row_of(step), column)


def _value(scheme: Scheme, reading: Reading) -> Value:
    """Return a value as a person would have typed it: a plain number, a day, else the words."""
    fields = scheme.fields_by_form[reading.form]
    kind = next((each.type for each in fields if each.code == reading.field), FieldType.TEXT)
    if kind in (FieldType.NUMBER, FieldType.VALUE) and reading.number is not None:
        number = decimal(reading.typed)
        return reading.typed if number is None else number
    if kind in (FieldType.DATE, FieldType.DATE_OR_OPEN) and reading.state is State.VALID:
        try:
            day = date.fromisoformat(reading.value)
        except ValueError:
            return reading.typed
        return day if day >= _FIRST_DAY else reading.typed
    return reading.typed


def _typed(sheet: Sheet, values: Mapping[Position, Value]) -> Sheet:
    if not values:
        return sheet
    blank = Cell(None, "input_text")
    cells = dict(sheet.cells)
    for place, value in values.items():
        cells[place] = replace(cells.get(place, blank), value=value)
    return replace(sheet, cells=cells)


def _no_change(template: Book) -> Position:
    """Return where 全部无变化 is answered: right of its label on the cover."""
    cover = next(sheet for sheet in template.sheets if sheet.name == COVER)
    labels = (at for at, cell in cover.cells.items() if cell.value == NO_CHANGE_LABEL)
    row, column = next(labels)
    return row, column + 1


def _in_words(scheme: Scheme, reading: Reading) -> str:
    form = scheme.form_by_code.get(reading.form)
    fields = scheme.fields_by_form.get(reading.form, ())
    label = next((each.label for each in fields if each.code == reading.field), reading.field)
    title = form.title if form else reading.form
    return words.LEFT_LINE.format(form=title, row=reading.row_key, label=label, typed=reading.typed)


def _moved(
    found: Finding, layouts: Mapping[str, Layout], places: Mapping[Address, Position]
) -> Finding:
    place = places.get((found.form, found.row_key, found.field))
    layout = layouts.get(found.form)
    others = (
        (row, column, a1(*there) if (there := places.get((found.form, row, column))) else "")
        for row, column, _ in found.also
    )
    return replace(
        found, sheet=layout.form.title if layout else "", cell=a1(*place) if place else "",
        also=tuple(others),
    )  # fmt: skip
