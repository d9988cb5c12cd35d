"""A worksheet's XML cut by hand: what is added stands in its place, all else keeps its bytes."""

import pytest

from jlhy_xl.edge.annotate.sheet import MAIN, RELATIONS, SheetText
from jlhy_xl.edge.annotate.zip import Unfit

HEAD = f'<worksheet xmlns="{MAIN}">'


def sheet(body: str, tail: str = "") -> str:
    return f"{HEAD}{body}{tail}</worksheet>"


def marked(source: str, *places: tuple[int, int], new: int = 9) -> str:
    """The sheet with these cells given a format; the old one is added to it."""
    text = SheetText.of(source.encode(), "odd")
    text.set_styles(dict.fromkeys(places, lambda old: new + old))
    return text.to_bytes().decode()


ROWS = '<sheetData><row r="2"><c r="B2" s="1" t="s"><v>0</v></c><c r="D2"/></row><row r="5" ht="9"/></sheetData>'


@pytest.mark.parametrize(
    ("place", "old", "new"),
    [
        ((1, 1), '<c r="B2" s="1" t="s">', '<c r="B2" s="10" t="s">'),
        ((1, 3), '<c r="D2"/>', '<c s="9" r="D2"/>'),
        ((1, 0), '<c r="B2" ', '<c r="A2" s="9"/><c r="B2" '),
        ((1, 2), '<c r="D2"/>', '<c r="C2" s="9"/><c r="D2"/>'),
        ((1, 6), '<c r="D2"/>', '<c r="D2"/><c r="G2" s="9"/>'),
        ((4, 0), '<row r="5" ht="9"/>', '<row r="5" ht="9"><c r="A5" s="9"/></row>'),
        ((0, 0), '<row r="2">', '<row r="1"><c r="A1" s="9"/></row><row r="2">'),
        ((3, 0), '<row r="5" ', '<row r="4"><c r="A4" s="9"/></row><row r="5" '),
        ((7, 0), "</sheetData>", '<row r="8"><c r="A8" s="9"/></row></sheetData>'),
    ],
)
def test_one_cell_changes_nothing_else(place: tuple[int, int], old: str, new: str) -> None:
    """A cell that is there is restyled, one that is not is added in row and column order."""
    source = sheet(ROWS)
    assert marked(source, place) == source.replace(old, new)


def test_many_edits_at_once() -> None:
    """Several cells into one gap keep their order, beside one that is restyled there."""
    made = marked(sheet(ROWS), (1, 3), (1, 2), (2, 5), (2, 1), (3, 0), (8, 1), (9, 0))
    assert '<c r="C2" s="9"/><c s="9" r="D2"/></row>' in made
    assert '<row r="3"><c r="B3" s="9"/><c r="F3" s="9"/></row><row r="4">' in made
    assert '<row r="9"><c r="B9" s="9"/></row><row r="10"><c r="A10" s="9"/></row></sheetData>' in made  # fmt: skip


@pytest.mark.parametrize("empty", ["<sheetData/>", "<sheetData></sheetData>", "<sheetData />"])
def test_an_empty_sheet_gets_rows(empty: str) -> None:
    """A sheet without a row, however its emptiness is written, gets just the rows that are marked."""
    made = marked(sheet(empty), (0, 0), (4, 1))
    rows = '<row r="1"><c r="A1" s="9"/></row><row r="5"><c r="B5" s="9"/></row>'
    assert made.replace("<sheetData >", "<sheetData>") == sheet(f"<sheetData>{rows}</sheetData>")


def test_rows_and_cells_without_addresses_are_counted() -> None:
    """An address left out means the next one."""
    source = sheet("<sheetData><row><c/><c s='3'><v>1</v></c></row><row><c/></row></sheetData>")
    assert marked(source, (0, 1)) == source.replace("<c s='3'>", '<c s="12">')


def test_an_added_cell_looks_like_its_row_or_column() -> None:
    """What is added is what the blank cell looked like: its row's format before its column's."""
    columns = '<cols><col min="2" max="3" width="20" style="4"/></cols>'
    source = sheet(columns + '<sheetData><row r="2" s="7" customFormat="1"/></sheetData>')
    assert '<c r="C2" s="16"/>' in marked(source, (1, 2))
    assert '<c r="C4" s="13"/>' in marked(source, (3, 2))
    assert '<c r="E4" s="9"/>' in marked(source, (3, 4))


def test_prefixes_are_the_sheets_own() -> None:
    """What is added carries the prefix that the sheet uses, and declares relations where it does not."""
    source = (
        f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="1"/></x:sheetData></x:worksheet>'
    )
    text = SheetText.of(source.encode(), "odd")
    text.set_styles({(0, 0): lambda _: 5, (1, 0): lambda _: 5})
    text.set_drawing("rId7")
    made = text.to_bytes().decode()
    assert (
        '<x:row r="1"><x:c r="A1" s="5"/></x:row><x:row r="2"><x:c r="A2" s="5"/></x:row>' in made
    )
    assert f'<x:legacyDrawing xmlns:r="{RELATIONS}" r:id="rId7"/></x:worksheet>' in made


@pytest.mark.parametrize(
    "behind",
    [
        "",
        "<extLst><ext/></extLst>",
        '<tableParts count="0"/>',
        "<legacyDrawingHF/>",
        "<oleObjects/>",
    ],
)
def test_drawing_stands_where_the_schema_wants_it(behind: str) -> None:
    """The element goes behind <drawing> and before whatever must follow it."""
    front = "<sheetData/><pageMargins/><headerFooter/><drawing/>"
    source = f'<worksheet xmlns="{MAIN}" xmlns:rel="{RELATIONS}">{front}{behind}</worksheet>'
    text = SheetText.of(source.encode(), "odd")
    text.set_drawing("rId2")
    made = text.to_bytes().decode()
    assert made == source.replace(front, front + '<legacyDrawing rel:id="rId2"/>')


@pytest.mark.parametrize("old", ['<legacyDrawing r:id="a"/>', '<legacyDrawing r:id="a"></legacyDrawing>'])  # fmt: skip
def test_drawing_is_taken_out_whole(old: str) -> None:
    """Without a note left the reference to its drawing goes, open or closed in one."""
    head = f'<worksheet xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheetData/>'
    text = SheetText.of(f"{head}{old}</worksheet>".encode(), "odd")
    assert text.drawing == "a"
    text.set_drawing("")
    assert text.to_bytes().decode() == head + "</worksheet>"


@pytest.mark.parametrize(
    "source",
    [
        '<worksheet xmlns="http://purl.oclc.org/ooxml/spreadsheetml/main"><sheetData/></worksheet>',
        f'<chartsheet xmlns="{MAIN}"/>',
        sheet('<sheetData><row r="5"/><row r="2"/></sheetData>'),
        HEAD,
    ],
)
def test_what_is_not_plain_is_not_cut(source: str) -> None:
    """Another namespace, a chart's sheet, rows out of order or a cut end are unfit for marks."""
    with pytest.raises(Unfit):
        SheetText.of(source.encode(), "odd")
