"""Draws letters as .docx in the format of GB/T 9704-2012: same letter, same bytes.

The few parts of a .docx are written here directly: a library for them costs the weekly run more
time than all of its letters, and its archive carries the time of day.
"""

import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from msgspec import Struct

from jlhy_xl.books.letters.letter import (
    Letter,
    Para,
    Part,
    Table,
    closing_day,
    deep,
    fitted,
    numbered,
)
from jlhy_xl.edge import letter_parts as parts
from jlhy_xl.edge.files import write_whole
from jlhy_xl.edge.letter_parts import BODY, HEADS, TITLE, TYPE_WIDTH, Font, run

_CHARACTER = 315  # twips: 16 pt less the quarter point by which characters are set closer
_EPOCH = (1980, 1, 1, 0, 0, 0)
_RED = "FF0000"
_LOOSE = '<w:snapToGrid w:val="0"/>'
_AFTER_TABLE = 120  # twips of room below a table, and above it
_SIGNING, _LEAST_TO_SIGN = 6800, 420  # twips that rows to sign in have on one page, and one needs
_LINE, _LOWEST = 380, 420  # twips of a cell's line, and of the lowest row
_WHOLE = 5400  # a table no higher than this, two fifths of a page, is never broken
_CELL = Font("仿宋_GB2312", 24, tight=False)
_CELL_HEAD = Font("黑体", 24, tight=False)


class _Shape(Struct, frozen=True):
    """How a paragraph stands; lengths in twips, ``right`` in characters."""

    centred: bool = False
    indent: bool = False
    right: float | None = None
    exact: int = parts.PITCH  # line pitch; 0 leaves it to the text
    before: int = 0
    border: str = ""
    keep: bool = False  # on one page with the next
    loose: bool = False  # off the grid of lines


_PLAIN = _Shape()
_CENTRED = _Shape(centred=True)


def to_bytes(letter: Letter, made: datetime) -> bytes:
    """Return the .docx; equal letters made at the same moment are equal bytes."""
    held = io.BytesIO()
    files = {
        **parts.FIXED,
        "docProps/core.xml": parts.core(letter.title, letter.signature, made.astimezone(UTC)),
        "word/document.xml": _document(letter),
    }
    with zipfile.ZipFile(held, "w") as archive:
        for name in sorted(files, key=lambda each: (each != "[Content_Types].xml", each)):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.create_system, entry.external_attr = 3, 0o600 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, files[name].encode())
    return held.getvalue()


def save(letter: Letter, path: Path, made: datetime) -> Path:
    """The letter stands in the file, whole; returns the name it got."""
    return write_whole(path, to_bytes(letter, made), second=True)


def _document(letter: Letter) -> str:
    *before, last = numbered(letter.parts)
    # the day never stands on a page of its own
    ending = _para(last, keep=True) if isinstance(last, Para) else _table(last)
    body = "".join((*_top(letter), *map(_part, before), ending, *_closing(letter)))
    return (
        f"{parts.XML}<w:document {parts.SPACES}><w:body>{body}{parts.SECTION}</w:body></w:document>"
    )


def _top(letter: Letter) -> Iterator[str]:
    number = run(letter.number, BODY) if letter.number else ""
    if letter.red_head:
        head = Font(TITLE.name, _head_size(letter.red_head), tight=False, colour=_RED)
        # 35 mm above the head; the line stands 4 mm under the number
        yield _paragraph(run(letter.red_head, head), _Shape(centred=True, exact=0, before=1984))
        line = (
            f'<w:pBdr><w:bottom w:val="single" w:sz="18" w:space="11" w:color="{_RED}"/></w:pBdr>'
        )
        yield _paragraph(number, _Shape(centred=True, before=1156, border=line))
        yield _paragraph("") * 2
    for text in letter.title.split("\n"):
        shape = _Shape(centred=True, exact=parts.TITLE_PITCH, keep=True)
        yield _paragraph(run(text, TITLE), shape)
    if number and not letter.red_head:
        yield _paragraph(number, _CENTRED)
    if letter.state:
        yield _paragraph(run(f"（{letter.state}）", HEADS[2]), _CENTRED)
    yield _paragraph("")
    if letter.addressee:
        yield _paragraph(run(f"{letter.addressee}：", BODY))


def _head_size(text: str) -> int:
    """Return the half-points in which a red head nearly fills one line.

    >>> _head_size("联席会议办公室"), _head_size("台儿庄区营商环境评价联席会议办公室")
    (110, 46)
    """
    return min(110, TYPE_WIDTH * 9 // (100 * max(len(text), 1)))


def _part(part: Part) -> str:
    return _table(part) if isinstance(part, Table) else _para(part)


def _para(part: Para, *, keep: bool = False) -> str:
    head = run(part.head, HEADS[part.level]) if part.head else ""
    text = run(part.text, BODY) if part.text else ""
    alone = part.level in (1, 2) and not part.text
    inset = not (part.flush or part.centred)
    return _paragraph(head + text, _Shape(centred=part.centred, indent=inset, keep=keep or alone))


def _closing(letter: Letter) -> Iterator[str]:
    """The day four characters in from the right, the signature centred over it."""
    if not (letter.signature or letter.day or letter.open_day):
        return
    day = closing_day(letter)
    wide = _width(day) - _width(letter.signature)
    yield _paragraph("", _Shape(keep=True))
    if letter.signature:
        inset = max(4 + wide / 2, 0)
        yield _paragraph(run(letter.signature, BODY), _Shape(right=inset, keep=True))
    yield _paragraph(run(day, BODY), _Shape(right=4))
    if letter.note:
        yield _paragraph(run(f"（{letter.note}）", BODY), _Shape(indent=True))


def _width(text: str) -> float:
    """Return a line's width in characters; digits and Latin letters take half of one.

    >>> _width("2026年12月7日")
    6.5
    """
    return sum(0.5 if sign.isascii() else 1 for sign in text)


def _paragraph(runs: str, shape: _Shape = _PLAIN) -> str:
    rule = '240" w:lineRule="auto"' if not shape.exact else f'{shape.exact}" w:lineRule="exact"'
    inset, align = "", "both"
    if shape.indent:
        inset = f'<w:ind w:firstLineChars="200" w:firstLine="{2 * _CHARACTER}"/>'
    if shape.right is not None:
        align = "right"
        chars, twips = shape.right * 100, shape.right * _CHARACTER
        inset = f'<w:ind w:rightChars="{chars:.0f}" w:right="{twips:.0f}"/>'
    elif shape.centred:
        align = "center"
    return (
        f'<w:p><w:pPr>{"<w:keepNext/>" if shape.keep else ""}<w:widowControl w:val="0"/>'
        f'{shape.border}{parts.PUNCTUATION}{_LOOSE if shape.loose else ""}<w:spacing w:before="{shape.before}" w:after="0" w:line="{rule}/>'
        f'{inset}<w:jc w:val="{align}"/></w:pPr>{runs}</w:p>'
    )


def _table(table: Table) -> str:
    widths = fitted(table, TYPE_WIDTH, _CELL.size * 10, parts.CELL_MARGINS)
    grid = "".join(f'<w:gridCol w:w="{each}"/>' for each in widths)
    kept = _kept(table, widths)
    rows = [_row(table, table.headings, widths, is_head=True)]
    rows += [_row(table, row, widths, keep=at in kept) for at, row in enumerate(table.rows)]
    return (
        _paragraph("", _Shape(exact=_AFTER_TABLE, loose=True, keep=True))
        + f"<w:tbl>{parts.table_shape(sum(widths))}<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
        # two tables in a row would become one
        + _paragraph("", _Shape(exact=_AFTER_TABLE, loose=True))
    )


def _height(table: Table) -> int:
    """Return the height of rows to sign in: all on one page where there are no more than it holds."""
    room = _SIGNING // max(len(table.rows), 1)
    return min(680, room) if room >= _LEAST_TO_SIGN else 680


def _kept(table: Table, widths: list[int]) -> frozenset[int]:
    """Return the rows that stand on one page with the next: all of a low table, else the ends' two."""
    last = len(table.rows) - 1
    heights = (
        max(_LINE * deep(row, widths, _CELL.size * 10, parts.CELL_MARGINS), _LOWEST)
        for row in (table.headings, *table.rows)
    )
    is_low = not table.high and sum(heights) <= _WHOLE
    return frozenset(range(last)) if is_low else frozenset({0, last - 1} - {last})


def _row(
    table: Table,
    cells: tuple[str, ...],
    widths: list[int],
    *,
    is_head: bool = False,
    keep: bool = False,
) -> str:
    height = _height(table) if table.high and not is_head else _LOWEST
    repeat = "<w:tblHeader/>" if is_head else ""
    drawn = "".join(
        _cell(
            text,
            width,
            centred=is_head or at in table.centred,
            is_head=is_head,
            keep=is_head or keep,
        )
        for at, (text, width) in enumerate(zip(cells, widths, strict=True))
    )
    return (
        f'<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="{height}" w:hRule="atLeast"/>{repeat}'
        f"</w:trPr>{drawn}</w:tr>"
    )


def _cell(text: str, width: int, *, centred: bool, is_head: bool, keep: bool) -> str:
    font = _CELL_HEAD if is_head else _CELL
    align = "center" if centred else "left"
    shape = (
        f'<w:pPr>{"<w:keepNext/>" if keep else ""}<w:widowControl w:val="0"/>{parts.PUNCTUATION}'
        f'<w:snapToGrid w:val="0"/><w:spacing w:before="0" w:after="0" w:line="{_LINE}" '
        f'w:lineRule="exact"/><w:jc w:val="{align}"/></w:pPr>'
    )
    lines = "".join(f"<w:p>{shape}{run(line, font)}</w:p>" for line in text.split("\n"))
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>'
        f"{lines}</w:tc>"
    )
