"""A scheme's workbook with cells edited, for the tests of its reader."""

import re

from jlhy_xl.core.model import Finding
from jlhy_xl.core.raw import Raw, RawBook, a1
from jlhy_xl.core.scheme.cells import shown
from tests.scheme_world import sheet_of

Edit = tuple[str, str | int, str, Raw | None]


def assert_quoted(book: RawBook, findings: tuple[Finding, ...]) -> None:
    """Law 6: each finding's cell holds what was found; no sentence has a hole in it."""
    for each in findings:
        assert not re.search(r"\{[a-z]+\}", each.message)
        if each.cell:
            cells = sheet_of(book, each.sheet).cells
            held = {a1(*at): shown(raw) for at, raw in cells.items()}
            assert each.found.strip() == held.get(each.cell, "").strip(), each
