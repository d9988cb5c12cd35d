"""One form sheet of a template: locked columns prefilled and grey, answers blank and light yellow."""

from datetime import date
from decimal import Decimal

from jlhy_xl.books import style
from jlhy_xl.books.sheet import Cell, Merge, Page, Sheet
from jlhy_xl.books.template.count import helpers, lagging_cell
from jlhy_xl.books.template.helpers import Lists, conditionals, validations
from jlhy_xl.books.template.layout import COUNTDOWN, NOTICE, TITLE, UNIT, Layout, row_height
from jlhy_xl.core.returns import identity
from jlhy_xl.core.returns.obligations import Row
from jlhy_xl.core.returns.prefill import Prefilled
from jlhy_xl.core.scheme.choices import FieldType, Role
from jlhy_xl.core.scheme.model import Field

_NARROW = 10  # characters; short words stand in the middle of a narrow column
_ROW_HEIGHT = 34.0
_INPUT = {
    FieldType.NUMBER: "input_number",
    FieldType.DATE: "input_date",
    FieldType.DATE_OR_OPEN: "input_date",
    FieldType.CHOICE: "input_text_centre",
    FieldType.TICK: "input_text_centre",
    FieldType.NAME: "input_text_centre",
    FieldType.PHONE: "input_text_centre",
    FieldType.MOBILE: "input_text_centre",
}

Cells = dict[tuple[int, int], Cell]


def sheet(layout: Layout, countdown: Cell, lists: Lists) -> Sheet:
    """Return a form's sheet.

    Args:
        layout: where everything stands.
        countdown: the form's own line, "本表应填…": a formula that asks the cover.
        lists: choices too long for a drop-down of their own.
    """
    cells: Cells = {}
    merges: list[Merge] = []
    heights: dict[int, float] = {}
    growing = _table(layout, cells)
    _words(layout, countdown, cells, heights, merges)
    heights[layout.head] = max(26.0, *(_head_height(layout, at) for at in layout.shown))
    place = (layout.first, _frozen(layout))
    bottom = max(row for row, _ in cells)
    return Sheet(
        name=layout.form.title,
        cells=cells,
        widths=layout.widths,
        heights=heights,
        growing=growing,
        merges=tuple(merges),
        validations=tuple(validations(layout, lists)),
        conditionals=tuple(conditionals(layout)),
        freeze=place,
        page=Page(
            landscape=True,
            title_rows=(layout.head, layout.head),
            area=(0, 0, bottom, len(layout.columns) - 1),
            margins=(0.2, 0.2, 0.4, 0.5),
        ),
        protect=True,
        hidden_columns=layout.hidden | _helping(layout, cells),
    )


def _helping(layout: Layout, cells: Cells) -> frozenset[int]:
    """Return the columns of the countdown's own marks: hidden, locked, no part of the form."""
    return frozenset(at for _, at in cells if at >= len(layout.columns))


def _frozen(layout: Layout) -> int:
    """Columns that stay in view: up to the row's name, if that leaves room for the answers."""
    label = next((at for at, item in enumerate(layout.columns) if item.role is Role.LABEL), None)
    if label is None:
        return 0
    kept = sum(layout.widths[at] for at in layout.shown if at <= label)
    return label + 1 if kept <= 60 else 0


def _head_height(layout: Layout, at: int) -> float:
    return style.height_of(layout.columns[at].label, layout.widths[at] - 1) + 6.0


def _words(
    layout: Layout,
    countdown: Cell,
    cells: Cells,
    heights: dict[int, float],
    merges: list[Merge],
) -> None:
    """Title, unit, deadline, countdown and notice stand round the table."""
    form, duty = layout.form, layout.issue.duty
    left, right = layout.shown[0], layout.shown[-1]
    unit = f"单位名称：{duty.unit.name}"
    when = f"{duty.clock.label}　报送截止：{style.moment_words(duty.clock.deadline)}"
    cut = _cut(layout, style.width_of(unit) + 2, style.width_of(when) + 2)
    lines = {
        TITLE: Cell(form.heading or form.title, "title"),
        NOTICE: Cell(form.notice or None, "hint"),
        COUNTDOWN: countdown,
        UNIT: Cell(unit if cut else f"{unit}　{when}", "plain_line" if cut else "plain"),
    }
    for row, cell in lines.items():
        cells[row, left] = cell
        end = cut - 1 if cut and row == UNIT else right
        if end > left:
            merges.append(Merge(row, left, row, end))
    if cut:
        cells[UNIT, cut] = Cell(when, "plain_right")
        if right > cut:
            merges.append(Merge(UNIT, cut, UNIT, right))
    room = layout.room * 1.1  # a hint is set smaller
    heights |= {TITLE: 36.0, NOTICE: max(18.0, style.height_of(form.notice, room, 10))}
    heights |= {COUNTDOWN: 22.0, UNIT: 24.0 if cut else style.height_of(unit + when, layout.room)}


def _cut(layout: Layout, unit: int, when: int) -> int:
    """Return the column where the deadline's words begin, 0 where they have no room."""
    taken = 0.0
    for at in layout.shown[:-1]:
        taken += layout.widths[at]
        if taken >= unit:
            return at + 1 if layout.room - taken >= when else 0
    return 0


def _table(layout: Layout, cells: Cells) -> dict[int, float]:
    growing: dict[int, float] = {}
    for at, item in enumerate(layout.columns):
        cells[layout.head, at] = Cell(item.label or None, "head")
    own = {layout.asked: identity.ASKED, layout.sent: identity.SENT}
    for step, row in enumerate(layout.rows):
        where = layout.row_of(step)
        growing[where] = row_height(layout, row, _ROW_HEIGHT)
        for at, item in enumerate(layout.columns):
            cells[where, at] = _cell(layout, item, row, step)
        for at, words in helpers(layout, row).items():
            cells[where, at] = Cell(words, "hidden_text")
            cells[layout.head, at] = Cell(own[at], "hidden_text")
    return growing


def _cell(layout: Layout, item: Field, row: Row, step: int) -> Cell:
    if item.role is Role.COMPUTED:
        return lagging_cell(layout, row, step, "locked_bold")
    start = layout.start(item, row)
    if layout.is_open(item, row):
        return Cell(start, _input_style(item, row))
    return Cell(start, _locked_style(item, start))


def _input_style(item: Field, row: Row) -> str:
    if item.type is FieldType.VALUE:
        worded = row.indicator is not None and row.indicator.is_worded
        return "input_text" if worded else "input_number"
    return _INPUT.get(item.type, "input_text")


def _locked_style(item: Field, start: Prefilled) -> str:
    if isinstance(start, date):
        return "locked_date"
    if item.type in (FieldType.DATE, FieldType.DATE_OR_OPEN):
        return "locked_centre"
    if item.prefill.startswith(("目标.", "上期.")):
        worded = isinstance(start, str) and not start.replace(".", "").isdigit()
        return "locked" if worded else "locked_number"
    if isinstance(start, Decimal):
        return "locked_centre"
    short = item.width is not None and item.width <= _NARROW
    return "locked_centre" if short or item.role is Role.KEY else "locked"
