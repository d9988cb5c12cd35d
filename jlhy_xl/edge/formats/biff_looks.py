"""How an old workbook's cell looks where that changes what it says: formats and struck-out text."""

from decimal import Decimal
from itertools import pairwise
from typing import Any

from jlhy_xl.core.raw import Position, Raw
from jlhy_xl.edge.ooxml import shown


def seen(book: Any, raw: Raw, style: int | None) -> tuple[Raw, bool]:
    """Return a cell's content as it is seen, and whether it is shown as per cent."""
    if not isinstance(raw, Decimal) or style is None or style >= len(book.xf_list):
        return raw, False
    look = book.format_map.get(book.xf_list[style].format_key)
    kind = shown.kind_of(look.format_str) if look is not None else ""
    if kind == "date":
        return raw, False  # the reader of old books says by itself what is a date
    return shown.seen(raw, kind, from_1904=bool(book.datemode))


def struck(book: Any, sheet: Any, position: Position, style: int | None) -> tuple[str, str] | None:
    """Return what is left of a cell's text and what was struck out of it; None where nothing was.

    What is struck through whole is left whole, and nothing counts as struck out of it.
    """
    base = _font(book, style)
    text = str(sheet.cell_value(*position))
    runs = sheet.rich_text_runlist_map.get(position)
    if not runs:
        return (text, "") if _is_struck(book, base) else None
    edges = [(0, base), *((at, font) for at, font in runs if at < len(text)), (len(text), 0)]
    left = cut = ""
    for (begin, font), (end, _) in pairwise(edges):
        if _is_struck(book, font):
            cut += text[begin:end]
        else:
            left += text[begin:end]
    if not cut:
        return None
    return (left, cut) if left.strip() else (text, "")


def _font(book: Any, style: int | None) -> int:
    if style is None or style >= len(book.xf_list):
        return -1
    return int(book.xf_list[style].font_index)


def _is_struck(book: Any, font: int) -> bool:
    return 0 <= font < len(book.font_list) and bool(book.font_list[font].struck_out)
