"""Where each field stands in a returned workbook: whose it is, which forms, columns and rows.

Nothing is told by position: identity, headings and keys decide, and each step is recorded.
"""

from collections.abc import Callable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from jlhy_xl.core.model import Finding, Verdict
from jlhy_xl.core.raw import Position, RawBook, RawSheet
from jlhy_xl.core.returns import continued, identity
from jlhy_xl.core.returns.locate_identity import (
    Whose,
    decided,
    from_template,
    is_identity_sheet,
    with_names,
    with_period,
)
from jlhy_xl.core.returns.locate_rows import Place
from jlhy_xl.core.returns.locate_sheets import Found, Grid, Matched, match
from jlhy_xl.core.returns.prefill import unit_name
from jlhy_xl.core.scheme.model import Scheme
from jlhy_xl.core.wording import locate as words


class Located(Struct, frozen=True):
    """A workbook understood: its origin and where its forms stand."""

    whose: Whose
    places: tuple[Place, ...] = ()
    no_change: tuple[RawSheet, Position] | None = None  # the answer cell of 全部无变化
    findings: tuple[Finding, ...] = ()  # without unit, period and file
    headless: tuple[Finding, ...] = ()  # forms whose sheet is there without its headings


def locate(
    book: RawBook, scheme: Scheme, key: bytes, *, said: tuple[str, str] = ("", ""),
    settle: "Callable[[Whose], tuple[Whose, Scheme]] | None" = None, share: str = "",
) -> Located:  # fmt: skip
    """Return whose a workbook is and where its forms, columns and rows stand.

    Args:
        book: the workbook as read.
        scheme: the scheme in force.
        key: the office's key, which proves the template's token.
        said: unit and period as a person decided; they go before everything that is written.
        settle: says who really answers, and the scheme as it stood then; rows are sought with it.
        share: the unit whose part of a workbook of several units this is.
    """
    grids = [Grid(sheet) for sheet in book.sheets]
    whose = from_template(book, grids, key)
    seen = [grid for grid in grids if grid.rows and not is_identity_sheet(grid)]
    if not seen:
        return _refused(whose.say(words.EMPTY_BOOK, Verdict.RETURNED))
    older = identity.older(whose.version)
    matched = match(seen, scheme, whose.titles, older.headings)
    no_change = no_change_cell(seen, older.no_change)
    answered = no_change is not None and no_change[0].cells.get(no_change[1]) is not None
    if not matched.found and not (answered and whose.unit):
        return _refused(whose.say(words.FOREIGN, Verdict.RETURNED))
    if not whose.unit:
        whose = whose.say(words.NO_IDENTITY)
    if share and not whose.unit:
        whose = replace(whose, unit=share).step(words.STEP_SHARE, unit=unit_name(scheme, share))
    telling = [grid for grid in seen if _tells(grid, matched)]
    whose = with_period(with_names(whose, scheme, telling, matched.found), telling)
    if any(said):
        whose = decided(whose, *said)
    for found in matched.found:
        whose = _how(whose, found)
    if settle is not None:
        whose, scheme = settle(whose)
    whose_rows = matched.found if whose.unit in scheme.unit_by_code else ()
    loose = [grid for grid in seen if not any(grid is each for each in telling)]
    made = [_joined(found, matched, loose, scheme, whose) for found in whose_rows]
    places = tuple(each.place for each in made)
    one = frozenset(name for each in made for name in each.sheets)
    headless = tuple(_headless(seen, scheme, whose, matched))
    findings = [*whose.findings, *headless, *_sheets(matched, one)]
    for each in places:
        findings += each.findings
    return Located(whose, places, no_change, tuple(findings), headless)


def _headless(
    grids: list[Grid], scheme: Scheme, whose: Whose, matched: Matched
) -> Iterator[Finding]:
    """Yield a finding for each form whose sheet is there, by name, and holds no headings of it."""
    told = {found.form.code for found in (*matched.found, *matched.again)}
    taken = {found.grid.sheet.name for found in (*matched.found, *matched.again)}
    names = {grid.sheet.name for grid in grids} - taken
    for form in scheme.forms:
        name = whose.titles.get(form.code, form.title)
        if form.code not in told and name in names:
            yield words.NO_HEADINGS.finding(
                found=name, expected=form.title, form=form.code, sheet=name
            )


def _joined(
    found: Found, matched: Matched, loose: list[Grid], scheme: Scheme, whose: Whose
) -> continued.Joined:
    """Return where a form stands, with what its template had shown of last period."""
    others = [each for each in matched.again if each.form.code == found.form.code]
    joined = continued.joined(found, others, loose, scheme, whose.unit)
    made = joined.place
    sent = {
        (row.key, item.code): whose.sent[name]
        for item in made.fields
        for row in made.expected
        if (name := identity.sent_name(made.form.code, row.key, item.code)) in whose.sent
    }
    return replace(joined, place=replace(made, sent=sent)) if sent else joined


def _tells(grid: Grid, matched: Matched) -> bool:
    """Whether a sheet may say whose the workbook is; a sheet of the unit's own may name anybody."""
    ours = any(found.grid is grid for found in (*matched.found, *matched.again))
    return ours or grid.sheet.name == identity.COVER or no_change_cell([grid]) is not None


def _refused(whose: Whose) -> Located:
    """A refusal is the workbook's, not the identity's: nothing else was there to read."""
    last = whose.findings[-1]
    whose = replace(whose, verdict=Verdict.RETURNED, reason=last.message)
    return Located(whose, findings=(last, *whose.findings[:-1]))


def _how(whose: Whose, found: Found) -> Whose:
    title, sheet = found.form.title, found.grid.sheet.name
    if found.mapped:
        return whose.step(words.STEP_FORM_BY_MAP, form=title, sheet=sheet)
    count = str(len(found.header.columns))
    return whose.step(words.STEP_FORM_BY_HEADINGS, form=title, sheet=sheet, count=count)


def _sheets(matched: Matched, one: frozenset[str]) -> list[Finding]:
    told = []
    first = {found.form.code: found.grid.sheet.name for found in matched.found}
    for found in matched.again:
        name = found.grid.sheet.name
        if name in one:
            continue
        told.append(
            words.SECOND_SHEET.finding(
                expected=first[found.form.code], words={"name": name}, form=found.form.code,
                sheet=name,
            )
        )  # fmt: skip
    for found in matched.found:
        name = found.grid.sheet.name
        if found.grid.sheet.visibility != "visible":
            told.append(words.HIDDEN_SHEET.finding(expected=name, form=found.form.code, sheet=name))
    return told


def no_change_cell(
    grids: list[Grid], older: tuple[str, ...] = ()
) -> tuple[RawSheet, Position] | None:
    """Return the cell right of the label 全部无变化 (or an older one); the cover's goes first."""
    for grid in sorted(grids, key=lambda each: each.sheet.name != identity.COVER):
        for row in grid.tops:
            for column, heading in grid.headings[row].items():
                if heading == identity.NO_CHANGE_LABEL or heading in older:
                    _, right = grid.merges.get((row, column), (row, column))
                    return grid.sheet, (row, right + 1)
    return None
