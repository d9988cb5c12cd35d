"""A book as text, a cell a line: what a review reads when an output changes."""

from collections.abc import Iterator

from jlhy_xl.books.sheet import Book, Sheet
from jlhy_xl.core.raw import a1, letters


def book(made: Book) -> str:
    """Return the whole book as text."""
    lines = [f"{key} = {value}" for key, value in made.properties.items()]
    lines += [f"{name} → {target}" for name, target in made.names.items()]
    for sheet in made.sheets:
        lines += ["", *_sheet(sheet)]
    return "\n".join(lines).strip() + "\n"


def _sheet(sheet: Sheet) -> Iterator[str]:
    words = [sheet.name, sheet.visibility, "locked" if sheet.protect else "open"]
    words.append("landscape" if sheet.page.landscape else "portrait")
    if sheet.freeze:
        words.append(f"freeze {a1(*sheet.freeze)}")
    if sheet.page.title_rows:
        words.append(f"rows {sheet.page.title_rows[0] + 1} repeat")
    yield "# " + " | ".join(words)
    hidden = {letters(column) for column in sheet.hidden_columns}
    widths = (f"{letters(at)} {width:g}" for at, width in sorted(sheet.widths.items()))
    yield "widths " + ", ".join(each + (" hidden" if each[0] in hidden else "") for each in widths)
    merged = {(each.top, each.left): a1(each.bottom, each.right) for each in sheet.merges}
    for place, cell in sorted(sheet.cells.items()):
        parts = [a1(*place) + (f":{merged[place]}" if place in merged else "")]
        parts.append(f"[{cell.style}]")
        parts.append("" if cell.value is None else repr(cell.value))
        parts += [each for each in (cell.formula, cell.link, cell.note) if each]
        yield " ".join(part for part in parts if part)
    for help_ in sheet.validations:
        place = f"{a1(help_.top, help_.left)}:{a1(help_.bottom, help_.right)}"
        told = [f"{key}={value}" for key, value in sorted(help_.options.items())]
        yield f"help {place} " + " ".join(told)
    for rule in sheet.conditionals:
        place = f"{a1(rule.top, rule.left)}:{a1(rule.bottom, rule.right)}"
        yield f"when {place} {rule.options.get('criteria')} → {rule.style}"
