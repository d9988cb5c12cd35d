"""The 待办 sheet as a worksheet part; its words stand in the sheet itself, no shared list changes."""

import re
from collections.abc import Callable, Mapping

from jlhy_xl.books import style
from jlhy_xl.books.sheet import Cell, Sheet
from jlhy_xl.core.raw import a1, letters
from jlhy_xl.core.text import visible
from jlhy_xl.edge.annotate.sheet import MAIN, RELATIONS

Look = Callable[[Mapping[str, object]], int]  # a style → its format's index

_LONGEST = 32_767
_PADDING = 0.71  # what a program adds to a width of so many characters
_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
# What XML cannot hold even escaped; the rest was made visible before.
_IMPOSSIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def worksheet(sheet: Sheet, look: Look) -> bytes:
    """Return the part.

    Args:
        sheet: the sheet as data; texts, whole numbers and links inside the workbook.
        look: gives the index of the format for a style.
    """
    looks: dict[str, int] = {}

    def index(name: str) -> int:
        if name not in looks:
            looks[name] = look(style.STYLES[name])
        return looks[name]

    rows: dict[int, list[str]] = {}
    links = []
    for (row, column), cell in sorted(sheet.cells.items()):
        rows.setdefault(row, []).append(_cell(a1(row, column), cell, index(cell.style)))
        if cell.link:
            place = escaped(cell.link.removeprefix("internal:"))
            links.append(f'<hyperlink ref="{a1(row, column)}" location="{place}"/>')
    data = "".join(f"<row{_height(sheet, row)}>{''.join(rows[row])}</row>" for row in sorted(rows))
    return "".join([
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n',
        f'<worksheet xmlns="{MAIN}" xmlns:r="{RELATIONS}">',
        f'<sheetPr><tabColor rgb="FF{style.COLOURS[sheet.tab].lstrip("#")}"/>',
        '<pageSetUpPr fitToPage="1"/></sheetPr>',
        '<sheetViews><sheetView showGridLines="0" tabSelected="1" workbookViewId="0"/></sheetViews>',
        '<sheetFormatPr defaultRowHeight="18"/>',
        f"<cols>{_columns(sheet)}</cols><sheetData>{data}</sheetData>",
        '<sheetProtection sheet="1" formatColumns="0" formatRows="0" sort="0" autoFilter="0"/>',
        _filter(sheet),
        _list("mergeCells", [f'<mergeCell ref="{_area(m.top, m.left, m.bottom, m.right)}"/>' for m in sheet.merges]),
        f"<hyperlinks>{''.join(links)}</hyperlinks>" if links else "",
        '<printOptions horizontalCentered="1"/>',
        '<pageMargins left="0.5" right="0.5" top="0.5" bottom="0.6" header="0.3" footer="0.3"/>',
        '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>',
        f"<headerFooter><oddFooter>{escaped(sheet.page.footer)}</oddFooter></headerFooter>",
        "</worksheet>",
    ]).encode()  # fmt: skip


def escaped(text: str) -> str:
    """Return text as XML holds it.

    >>> escaped('<"a"&b>')
    '&lt;&quot;a&quot;&amp;b&gt;'
    """
    clean = _IMPOSSIBLE.sub("\ufffd", visible(text))
    for sign, name in (("&", "amp"), ("<", "lt"), (">", "gt"), ('"', "quot")):
        clean = clean.replace(sign, f"&{name};")
    return clean


def _cell(ref: str, cell: Cell, look: int) -> str:
    if isinstance(cell.value, int):
        return f'<c r="{ref}" s="{look}"><v>{cell.value}</v></c>'
    if not cell.value:
        return f'<c r="{ref}" s="{look}"/>'
    text = escaped(_ESCAPED.sub("_x005F_", str(cell.value)[: _LONGEST // 2]))
    return f'<c r="{ref}" s="{look}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def _height(sheet: Sheet, row: int) -> str:
    fixed, growing = sheet.heights.get(row), sheet.growing.get(row)
    if fixed is not None:
        return f' r="{row + 1}" ht="{fixed:g}" customHeight="1"'
    return f' r="{row + 1}"' + ("" if growing is None else f' ht="{growing:g}"')


def _columns(sheet: Sheet) -> str:
    return "".join(
        f'<col min="{at + 1}" max="{at + 1}" width="{width + _PADDING:g}" customWidth="1"/>'
        for at, width in sorted(sheet.widths.items())
    )


def _filter(sheet: Sheet) -> str:
    return f'<autoFilter ref="{_area(*sheet.filter)}"/>' if sheet.filter else ""


def _area(top: int, left: int, bottom: int, right: int) -> str:
    return f"{letters(left)}{top + 1}:{letters(right)}{bottom + 1}"


def _list(name: str, items: list[str]) -> str:
    return f'<{name} count="{len(items)}">{"".join(items)}</{name}>' if items else ""
