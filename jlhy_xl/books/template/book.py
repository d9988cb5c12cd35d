"""A unit's template for one period: 填报说明, the forms it carries, and a hidden identity.

``template_cover`` is the first sheet, ``template_form`` a form's, ``template_count`` the countdown,
``template_helpers`` drop-downs and prompts, ``template_layout`` where everything stands.
"""

from collections.abc import Iterator, Sequence

from jlhy_xl.books.sheet import Book, Cell, Sheet
from jlhy_xl.books.template import cover as template_cover
from jlhy_xl.books.template import form as template_form
from jlhy_xl.books.template.count import count
from jlhy_xl.books.template.cover import Line
from jlhy_xl.books.template.helpers import needs_list
from jlhy_xl.books.template.layout import Issue, Layout, sheet_ref, shown_text
from jlhy_xl.core.model import Deduction, Prior
from jlhy_xl.core.raw import letters
from jlhy_xl.core.returns.identity import COVER, PREFIX, SHEET, Identity, sent_name
from jlhy_xl.core.returns.obligations import Duty
from jlhy_xl.core.returns.prefill import LAST_PERIOD
from jlhy_xl.core.scheme.model import Scheme
from jlhy_xl.core.scheme.succession import heir

NAME = "jlhy_no_change"  # defined name of the answer to 全部无变化
_LISTS_FROM = 3  # columns of the hidden sheet that hold long choices


def book(
    scheme: Scheme,
    duty: Duty,
    prior: Prior,
    identity: Identity,
    scheme_digest: str,
    contestable: Sequence[Deduction] = (),
) -> Book:
    """Return a unit's template, ready to fill in.

    Args:
        scheme: the scheme in force.
        duty: what the unit owes in the period, form by form.
        prior: what is known of the unit, for the locked columns and the masked personnel.
        identity: which template this is; hidden in two places.
        scheme_digest: which state of the scheme it was made from; printed at the foot.
        contestable: deduction lines that can still be contested; of other units only those of ended ones whose
            place this one has taken.
    """
    day = duty.clock.deadline.date()
    own = tuple(line for line in contestable if heir(scheme, line.unit, day) == duty.unit.code)
    issue = Issue(scheme, duty, prior, own)
    layouts = [Layout(issue, form) for form in duty.forms]
    lines = [Line(layout, count(layout, template_cover.no_change())) for layout in layouts]
    lists = _long_lists(layouts)
    forms = [
        template_form.sheet(line.layout, template_cover.countdown(step, line), lists)
        for step, line in enumerate(lines)
    ]
    cover = template_cover.sheet(issue, lines, scheme_digest)
    return Book(
        sheets=(cover, *forms, _hidden(identity, layouts, lists)),
        title=f"{scheme.parameters.title}{duty.clock.label}报送表",
        properties={PREFIX + key: value for key, value in identity.as_mapping().items()},
        names={NAME: f"={template_cover.no_change()}"},
        active=COVER,
    )


def _long_lists(layouts: Sequence[Layout]) -> dict[tuple[str, ...], str]:
    lists: dict[tuple[str, ...], str] = {}
    for layout in layouts:
        for item in layout.columns:
            if needs_list(item) and item.choices not in lists:
                column = letters(_LISTS_FROM + len(lists))
                lists[item.choices] = (
                    f"={sheet_ref(SHEET)}${column}$1:${column}${len(item.choices)}"
                )
    return lists


def _sent(layout: Layout) -> Iterator[tuple[str, str]]:
    """Yield what each 上期 cell shows: a late return may move the value that we know."""
    for item in layout.columns:
        if item.prefill.startswith(LAST_PERIOD):
            for row in layout.rows:
                words = shown_text(layout.start(item, row))
                if words:
                    yield sent_name(layout.form.code, row.key, item.code), words


def _hidden(
    identity: Identity, layouts: Sequence[Layout], lists: dict[tuple[str, ...], str]
) -> Sheet:
    told = identity.as_mapping() | {
        f"form:{layout.form.code}": layout.form.title for layout in layouts
    }
    told |= {name: words for layout in layouts for name, words in _sent(layout)}
    cells: dict[tuple[int, int], Cell] = {}
    for row, (key, value) in enumerate(told.items()):
        cells[row, 0] = Cell(key, "hidden_text")
        cells[row, 1] = Cell(value, "hidden_text")
    for at, choices in enumerate(lists):
        for row, word in enumerate(choices):
            cells[row, _LISTS_FROM + at] = Cell(word, "hidden_text")
    return Sheet(SHEET, cells, widths={0: 20.0, 1: 40.0}, visibility="veryHidden", protect=True)
