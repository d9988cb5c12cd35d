"""A form's own conditional formats cover a cell's colour; on cells at fault ours come first and stop theirs."""

import re
from collections.abc import Iterator, Mapping, Sequence

from jlhy_xl.core.raw import Position, a1
from jlhy_xl.core.wording import return_copy as words
from jlhy_xl.edge.annotate.sheet import SheetText

# always true, and by its word known again in a copy that comes back
_FORMULA = f'LEN("{words.STYLE}")'.encode()
_OURS = re.compile(rb"LEN\((?:\"|&quot;)" + words.STYLE.encode() + rb"(?:\"|&quot;)\)")
# a rule's tag up to its priority, in the sheet's own namespace or in an extension's
_PRIORITY = re.compile(
    rb"<(?:[\w.-]+:)?cfRule\b(?:[^<>\"']|\"[^\"]*\"|'[^']*')*?\spriority\s*=\s*[\"'](\d+)"
)
_KEPT = (
    2  # priorities that are ours, one a colour: theirs begin behind, in copies of copies as well
)


def set_first(sheet: SheetText, wanted: Mapping[int, Sequence[Position]]) -> None:
    """Each cell shows its colour whatever the form's rules say; ours of an earlier copy are gone.

    A sheet without such rules shows the cell's own colour, and gets none of ours.

    Args:
        sheet: where.
        wanted: differential format → its cells.
    """
    gone = [(start, end) for start, end in sheet.rules() if _OURS.search(sheet.data, start, end)]
    for start, end in gone:
        sheet.drop(start, end)
    theirs = list(_theirs(sheet.data, gone))
    if not theirs or not wanted:
        return
    first = min(int(found[1]) for found in theirs)
    for found in theirs if first <= _KEPT else ():
        moved = int(found[1]) + _KEPT + 1 - first
        sheet.put(*found.span(1), b"%d" % moved)
    sheet.add_rules(
        (
            " ".join(a1(*place) for place in places).encode(),
            b' type="expression" dxfId="%d" priority="%d" stopIfTrue="1"' % (look, at),
            _FORMULA,
        )
        for at, (look, places) in enumerate(wanted.items(), 1)
        if places
    )


def _theirs(data: bytes, gone: Sequence[tuple[int, int]]) -> Iterator[re.Match[bytes]]:
    for found in _PRIORITY.finditer(data):
        if not any(start <= found.start() < end for start, end in gone):
            yield found
